/* lrm/tolerance.c - failures of a recurring operation that do not count yet.
 *
 * Meta attributes of the operation, Baton's own and off unless set: failures-needed-timeout, failures-needed-not-running, failures-needed-error = N.
 *   1. Only an operation whose last told result was the expected one tolerates: its first result, and what fails already, count at once.
 *   2. Failures in a row are counted by kind; the expected result ends the row. As soon as one kind has its N, that failure counts, as it would
 *      without tolerance. A kind without a number counts the first time.
 *   3. What is tolerated stands in the history beside the operation's last good result (tolerated, tolerated-of, tolerated-why), so that crm_mon
 *      shows it; it is told with that result's own call id and time, so nothing is planned for it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/core.h"

static const struct {
    const char *attr, *text;
} kinds[LRM_FAIL_KINDS] = {
    [LRM_FAIL_TIMEOUT] = {XA_CRM_META_FAILURES_NEEDED_TIMEOUT, "timed out"},
    [LRM_FAIL_NOT_RUNNING] = {XA_CRM_META_FAILURES_NEEDED_NOT_RUNNING, "not running"},
    [LRM_FAIL_ERROR] = {XA_CRM_META_FAILURES_NEEDED_ERROR, "error"},
};

static enum lrm_fail_kind kind_of(const struct lrm_op *op, const struct lrm_outcome *out)
{
    if (out->status == BT_OP_TIMEOUT)
        return LRM_FAIL_TIMEOUT;
    bool stopped = out->status == BT_OP_DONE && out->rc == BT_OCF_NOT_RUNNING && op->target_rc != BT_OCF_NOT_RUNNING;
    return stopped ? LRM_FAIL_NOT_RUNNING : LRM_FAIL_ERROR;
}

static int64_t needed(const struct lrm_op *op, enum lrm_fail_kind kind)
{
    int64_t n;
    const char *text = lrm_op_attr(op, kinds[kind].attr);
    return text != NULL && bt_parse_int(text, &n) && n > 1 ? n : 1;
}

static bool was_good(const struct lrm_op *op)
{
    return op->repeat && op->record != NULL && op->last_status == BT_OP_DONE && op->last_rc == op->target_rc;
}

static void forget_row(struct lrm_op *op)
{
    for (int i = 0; i < LRM_FAIL_KINDS; i++)
        op->in_a_row[i] = 0;
    if (op->record == NULL)
        return;
    free(op->record->tolerated_why);
    op->record->tolerated_why = NULL;
    op->record->tolerated = op->record->tolerated_of = 0;
}

static void note(struct lrm_op *op, const struct lrm_outcome *out, enum lrm_fail_kind kind)
{
    struct lrm_record *r = op->record;
    assert(r != NULL && op->in_a_row[kind] > 0 && op->in_a_row[kind] < needed(op, kind));
    bool says = out->exit_reason != NULL && out->exit_reason[0] != '\0';
    const char *what = kind == LRM_FAIL_ERROR && out->status == BT_OP_DONE ? bt_ocf_text(out->rc) : kinds[kind].text;
    free(r->tolerated_why);
    r->tolerated_why = says ? bt_printf("%s: %s", what, out->exit_reason) : bt_strdup(what);
    r->tolerated = op->in_a_row[kind];
    r->tolerated_of = needed(op, kind);
}

static void tell(struct lrm *lrm, struct lrm_op *op, struct lrm_effects *fx)
{
    lrm_rsc_dirty(lrm, op->rsc);
    if (lrm->subscriber != 0)
        lrm_fx_send(fx, lrm->subscriber, lrm_result_again(lrm, op));
}

/* Whether there was anything to forget. */
static bool forget_shown(struct lrm *lrm, struct lrm_op *op, struct lrm_effects *fx)
{
    bool shown = op->record != NULL && op->record->tolerated > 0;
    forget_row(op);
    if (shown)
        tell(lrm, op, fx);
    return shown;
}

bool lrm_tolerate(struct lrm *lrm, struct lrm_op *op, const struct lrm_outcome *out, struct lrm_effects *fx)
{
    if (out->status == BT_OP_DONE && out->rc == op->target_rc) {
        if (forget_shown(lrm, op, fx))
            lrm_fx_log(fx, BT_LOG_NOTICE, "%s: %s is well again; what failed before did not count", op->rsc->id, op->action);
        return false;
    }
    if (!was_good(op))
        return false;
    enum lrm_fail_kind kind = kind_of(op, out);
    if (++op->in_a_row[kind] >= needed(op, kind)) {
        forget_shown(lrm, op, fx); /* an entry of its own tells it from now on */
        return false;
    }
    note(op, out, kind);
    lrm_fx_log(fx, BT_LOG_WARNING, "%s: %s failed (%s), %" PRId64 " of %" PRId64 " in a row before it counts", op->rsc->id, op->action,
               op->record->tolerated_why, op->record->tolerated, op->record->tolerated_of);
    tell(lrm, op, fx);
    return true;
}
