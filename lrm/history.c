/* lrm/history.c - what operations left behind, in the form that the CIB's status section has (compared
 * with the histories that Pacemaker 2.1.5 writes).
 *
 *   RSC_last_0          the last operation that ran once, failed or not
 *   RSC_migrate_to_0    a migration under way (RSC_migrate_from_0), beside RSC_last_0, which alone tells whether it runs here; once it has ended it is RSC_last_0
 *   RSC_ACTION_MS       each recurring operation's last good result
 *   RSC_last_failure_0  the last operation that ended otherwise than the policy engine expected; kept until it is cleared
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/core.h"

#define ORIGIN "lrm" /* crm-debug-origin: who wrote the entry */

/* Records --------------------------------------------------------------------------------------------------------- */

/* "2s", "1m30s", "500ms", "1.500s" */
static char *interval_text(int64_t ms)
{
    struct bt_buf b = {0};
    int64_t s = ms / 1000;
    if (s / 86400 > 0)
        bt_buf_addf(&b, "%" PRId64 "d", s / 86400);
    if (s / 3600 % 24 > 0)
        bt_buf_addf(&b, "%" PRId64 "h", s / 3600 % 24);
    if (s / 60 % 60 > 0)
        bt_buf_addf(&b, "%" PRId64 "m", s / 60 % 60);
    if (ms % 1000 != 0 && s == 0)
        bt_buf_addf(&b, "%" PRId64 "ms", ms);
    else if (ms % 1000 != 0)
        bt_buf_addf(&b, "%" PRId64 ".%03" PRId64 "s", s % 60, ms % 1000);
    else if (s % 60 > 0 || s == 0)
        bt_buf_addf(&b, "%" PRId64 "s", s % 60);
    return bt_buf_take(&b);
}

static char *reason_text(const struct lrm_op *op, const struct lrm_outcome *out)
{
    if (out->exit_reason != NULL)
        return bt_strdup(out->exit_reason);
    if (out->status != BT_OP_TIMEOUT)
        return bt_strdup("");
    char *limit = interval_text(op->timeout_ms);
    char *text = bt_printf("Resource agent did not complete within %s", limit);
    free(limit);
    return text;
}

static void take_digests(struct lrm_record *r, const struct lrm_op *op, const struct lrm_traits *traits)
{
    bool recurring = op->interval_ms > 0;
    struct bt_param *params = bt_zalloc((op->n_attrs + 1) * sizeof(*params));
    for (size_t i = 0; i < op->n_attrs; i++)
        params[i] = (struct bt_param){op->attrs[i].name, op->attrs[i].value};

    bt_opdigest(params, op->n_attrs, recurring, BT_DIGEST_ALL, NULL, r->digest);
    if (traits != NULL && traits->force_restart != NULL && !recurring) {
        r->force_restart = bt_strdup(traits->force_restart);
        bt_opdigest(params, op->n_attrs, recurring, BT_DIGEST_LISTED, r->force_restart, r->restart_digest);
    }
    if (traits != NULL && traits->secure != NULL) {
        r->secure = bt_strdup(traits->secure);
        bt_opdigest(params, op->n_attrs, recurring, BT_DIGEST_OTHERS, r->secure, r->secure_digest);
    }
    free(params);
}

/* After a reload the resource runs with what the reload was given, as if it had been started with it. */
static const char *recorded_action(const char *action)
{
    return strcmp(action, "reload") == 0 || strcmp(action, "reload-agent") == 0 ? "start" : action;
}

struct lrm_record *lrm_record_new(const struct lrm_op *op, const struct lrm_outcome *out)
{
    struct lrm_record *r = BT_NEW(struct lrm_record);
    r->action = bt_strdup(recorded_action(op->action));
    r->transition_key = bt_strdup(op->transition_key);
    r->exit_reason = reason_text(op, out);
    r->migrate_source = bt_strdup(lrm_op_attr(op, XA_CRM_META_MIGRATE_SOURCE));
    r->migrate_target = bt_strdup(lrm_op_attr(op, XA_CRM_META_MIGRATE_TARGET));
    r->interval_ms = op->interval_ms;
    r->exec_ms = out->exec_ms;
    r->queue_ms = op->started_at.ms - op->queued_at.ms;
    r->call_id = op->call_id;
    r->rc = out->rc;
    r->status = (int)out->status;
    r->last_change = op->started_wall;
    take_digests(r, op, out->traits);
    return r;
}

void lrm_record_free(struct lrm_record *r)
{
    if (r == NULL)
        return;
    free(r->action);
    free(r->transition_key);
    free(r->exit_reason);
    free(r->migrate_source);
    free(r->migrate_target);
    free(r->force_restart);
    free(r->secure);
    free(r->tolerated_why);
    free(r);
}

static void digests_to_xml(const struct lrm_record *r, bool with_lists, xmlNode *n)
{
    bt_xml_set(n, XA_OP_DIGEST, r->digest);
    if (with_lists && r->force_restart != NULL) {
        bt_xml_set(n, XA_OP_FORCE_RESTART, r->force_restart);
        bt_xml_set(n, XA_OP_RESTART_DIGEST, r->restart_digest);
    }
    if (with_lists && r->secure != NULL) {
        bt_xml_set(n, XA_OP_SECURE_PARAMS, r->secure);
        bt_xml_set(n, XA_OP_SECURE_DIGEST, r->secure_digest);
    }
}

xmlNode *lrm_record_to_xml(const struct lrm_record *r, const char *rsc, const char *id, const char *node,
                           bool with_lists, xmlNode *parent)
{
    char *key = bt_opkey(rsc, r->action, r->interval_ms);
    char *magic = bt_transition_magic(r->status, r->rc, r->transition_key);
    xmlNode *n = bt_xml_add(parent, XE_LRM_RSC_OP);
    bt_xml_set(n, XA_ID, id);
    bt_xml_set(n, XA_OPERATION_KEY, key);
    bt_xml_set(n, XA_OPERATION, r->action);
    bt_xml_set(n, XA_CRM_DEBUG_ORIGIN, ORIGIN);
    bt_xml_set(n, XA_CRM_FEATURE_SET, CIB_FEATURE_SET);
    bt_xml_set(n, XA_TRANSITION_KEY, r->transition_key);
    bt_xml_set(n, XA_TRANSITION_MAGIC, magic);
    bt_xml_set(n, XA_EXIT_REASON, r->exit_reason);
    bt_xml_set(n, XA_ON_NODE, node);
    bt_xml_set_int(n, XA_CALL_ID, r->call_id);
    bt_xml_set_int(n, XA_RC_CODE, r->rc);
    bt_xml_set_int(n, XA_OP_STATUS, r->status);
    bt_xml_set_int(n, XA_INTERVAL, r->interval_ms);
    bt_xml_set_int(n, XA_LAST_RC_CHANGE, r->last_change.s);
    bt_xml_set_int(n, XA_EXEC_TIME, r->exec_ms);
    bt_xml_set_int(n, XA_QUEUE_TIME, r->queue_ms);
    bt_xml_set(n, XA_MIGRATE_SOURCE, r->migrate_source);
    bt_xml_set(n, XA_MIGRATE_TARGET, r->migrate_target);
    digests_to_xml(r, with_lists, n);
    if (r->tolerated > 0) {
        bt_xml_set_int(n, XA_TOLERATED, r->tolerated);
        bt_xml_set_int(n, XA_TOLERATED_OF, r->tolerated_of);
        bt_xml_set(n, XA_TOLERATED_WHY, r->tolerated_why);
    }
    free(key);
    free(magic);
    return n;
}

static void digest_from(char out[BT_DIGEST_TEXT], const char *text)
{
    if (text != NULL && strlen(text) == BT_DIGEST_TEXT - 1)
        memcpy(out, text, BT_DIGEST_TEXT);
}

struct lrm_record *lrm_record_from_xml(const xmlNode *n)
{
    struct lrm_record *r = BT_NEW(struct lrm_record);
    r->action = bt_strdup(bt_xml_get_or(n, XA_OPERATION, ""));
    r->transition_key = bt_strdup(bt_xml_get_or(n, XA_TRANSITION_KEY, ""));
    r->exit_reason = bt_strdup(bt_xml_get_or(n, XA_EXIT_REASON, ""));
    r->migrate_source = bt_strdup(bt_xml_get(n, XA_MIGRATE_SOURCE));
    r->migrate_target = bt_strdup(bt_xml_get(n, XA_MIGRATE_TARGET));
    r->interval_ms = bt_xml_get_int(n, XA_INTERVAL, 0);
    r->exec_ms = bt_xml_get_int(n, XA_EXEC_TIME, 0);
    r->queue_ms = bt_xml_get_int(n, XA_QUEUE_TIME, 0);
    r->call_id = (int)bt_xml_get_int(n, XA_CALL_ID, 0);
    r->rc = (int)bt_xml_get_int(n, XA_RC_CODE, BT_OCF_UNKNOWN);
    r->status = (int)bt_xml_get_int(n, XA_OP_STATUS, BT_OP_UNKNOWN);
    r->last_change.s = bt_xml_get_int(n, XA_LAST_RC_CHANGE, 0);
    r->tolerated = bt_xml_get_int(n, XA_TOLERATED, 0);
    r->tolerated_of = bt_xml_get_int(n, XA_TOLERATED_OF, 0);
    r->tolerated_why = bt_strdup(bt_xml_get(n, XA_TOLERATED_WHY));
    r->force_restart = bt_strdup(bt_xml_get(n, XA_OP_FORCE_RESTART));
    r->secure = bt_strdup(bt_xml_get(n, XA_OP_SECURE_PARAMS));
    digest_from(r->digest, bt_xml_get(n, XA_OP_DIGEST));
    digest_from(r->restart_digest, bt_xml_get(n, XA_OP_RESTART_DIGEST));
    digest_from(r->secure_digest, bt_xml_get(n, XA_OP_SECURE_DIGEST));
    return r;
}

/* The history of a resource ------------------------------------------------------------------------------------------ */

static void replace(struct lrm_record **place, struct lrm_record *r)
{
    lrm_record_free(*place);
    *place = r;
}

static bool is_failed(const struct lrm_op *op, const struct lrm_outcome *out)
{
    return out->status != BT_OP_DONE || out->rc != op->target_rc;
}

bool lrm_history_take(struct lrm_op *op, const struct lrm_outcome *out)
{
    struct lrm_rsc *rsc = op->rsc;
    bool failed = is_failed(op, out);
    if (!lrm_op_recordable(op))
        return failed;
    if (failed)
        replace(&rsc->failed, lrm_record_new(op, out));
    if (op->interval_ms > 0) {
        if (!failed)
            replace(&op->record, lrm_record_new(op, out));
        return failed;
    }
    replace(&rsc->last, lrm_record_new(op, out));
    if (strcmp(rsc->last->action, "start") == 0 && out->status == BT_OP_DONE && out->rc == BT_OCF_OK)
        rsc->active = true;
    if (strcmp(rsc->last->action, "stop") == 0 && !failed)
        rsc->active = false;
    return failed;
}

static xmlNode *resource_to_xml(const struct lrm_rsc *rsc, xmlNode *parent)
{
    xmlNode *n = bt_xml_add(parent, XE_LRM_RESOURCE);
    bt_xml_set(n, XA_ID, rsc->id);
    bt_xml_set(n, XA_TYPE, rsc->type);
    bt_xml_set(n, XA_CLASS, rsc->standard);
    bt_xml_set(n, XA_PROVIDER, rsc->provider);
    return n;
}

static void entry(const struct lrm *lrm, const struct lrm_rsc *rsc, const struct lrm_record *r, const char *suffix,
                  bool with_lists, xmlNode *parent)
{
    if (r == NULL)
        return;
    char *id = bt_printf("%s_%s", rsc->id, suffix);
    lrm_record_to_xml(r, rsc->id, id, lrm->node, with_lists, parent);
    free(id);
}

static void entry_last(const struct lrm *lrm, const struct lrm_rsc *rsc, const struct lrm_record *r, xmlNode *parent)
{
    entry(lrm, rsc, r, "last_0", true, parent);
}

static void entry_recurring(const struct lrm *lrm, const struct lrm_op *op, xmlNode *parent)
{
    char *suffix = bt_printf("%s_%" PRId64, op->action, op->interval_ms);
    entry(lrm, op->rsc, op->record, suffix, true, parent);
    free(suffix);
}

/* The lists stand beside RSC_last_0 already if the failed operation ran once. */
static void entry_failed(const struct lrm *lrm, const struct lrm_rsc *rsc, xmlNode *parent)
{
    if (rsc->failed != NULL)
        entry(lrm, rsc, rsc->failed, "last_failure_0", rsc->failed->interval_ms > 0, parent);
}

/* What must not be done a second time elsewhere while it waits or runs here. A stop or demote in flight is left out:
 * until it is done the resource counts as it was. */
static const struct lrm_op *pending_of(const struct lrm_rsc *rsc)
{
    static const char *const shown[] = {"start", "promote", "migrate_to", "migrate_from"};
    const struct lrm_op *found = NULL, *op = rsc->running;
    if (op == NULL)
        op = TAILQ_FIRST(&rsc->queue);
    for (; op != NULL; op = op == rsc->running ? TAILQ_FIRST(&rsc->queue) : TAILQ_NEXT(op, link))
        for (size_t i = 0; i < BT_COUNT(shown) && !op->forget; i++)
            if (strcmp(op->action, shown[i]) == 0)
                found = op;
    return found;
}

/* What is under way hides what was before, except of a migration: it runs here until it has left. */
static void entry_pending(const struct lrm *lrm, const struct lrm_rsc *rsc, const struct lrm_op *op, xmlNode *parent)
{
    const struct lrm_outcome none = {.status = BT_OP_PENDING, .rc = BT_OCF_UNKNOWN};
    struct lrm_record *r = lrm_record_new(op, &none);
    char *suffix = bt_printf("%s_0", op->action);
    r->queue_ms = 0;
    if (bt_is_migration(op->action)) {
        entry_last(lrm, rsc, rsc->last, parent);
        entry(lrm, rsc, r, suffix, true, parent);
    } else {
        entry_last(lrm, rsc, r, parent);
    }
    free(suffix);
    lrm_record_free(r);
}

void lrm_history_of(const struct lrm *lrm, const struct lrm_rsc *rsc, xmlNode *parent)
{
    const struct lrm_op *pending = pending_of(rsc);
    bool empty = rsc->last == NULL && rsc->failed == NULL && pending == NULL;
    for (size_t i = 0; i < rsc->recurring.n; i++)
        empty = empty && rsc->recurring.v[i]->record == NULL;
    if (rsc->forgotten || empty)
        return;
    xmlNode *n = resource_to_xml(rsc, parent);
    if (pending != NULL)
        entry_pending(lrm, rsc, pending, n);
    else
        entry_last(lrm, rsc, rsc->last, n);
    for (size_t i = 0; i < rsc->recurring.n; i++)
        entry_recurring(lrm, rsc->recurring.v[i], n);
    entry_failed(lrm, rsc, n);
}

xmlDoc *lrm_history(const struct lrm *lrm)
{
    xmlDoc *doc = bt_xml_doc(XE_LRM);
    bt_xml_set(bt_xml_root(doc), XA_ID, lrm->node);
    xmlNode *all = bt_xml_add(bt_xml_root(doc), XE_LRM_RESOURCES);
    for (size_t i = 0; i < lrm->rscs.n; i++)
        lrm_history_of(lrm, lrm->rscs.v[i], all);
    return doc;
}

/* Results -------------------------------------------------------------------------------------------------------------- */

/* "RSC_post_notify_start_0" for a notification, else its key. */
static char *unrecorded_id(const struct lrm_op *op)
{
    const char *type = lrm_op_attr(op, XA_CRM_META_NOTIFY_TYPE);
    const char *operation = lrm_op_attr(op, XA_CRM_META_NOTIFY_OPERATION);
    if (strcmp(op->action, "notify") != 0 || type == NULL || operation == NULL)
        return lrm_op_key(op);
    return bt_printf("%s_%s_notify_%s_0", op->rsc->id, type, operation);
}

xmlDoc *lrm_result_unrecorded(const struct lrm *lrm, const struct lrm_op *op, const struct lrm_outcome *out)
{
    xmlDoc *doc = bt_xml_doc(XE_LRM_RESULT);
    bt_xml_set_bool(bt_xml_root(doc), XA_RECORD, false);
    char *id = unrecorded_id(op);
    struct lrm_record *r = lrm_record_new(op, out);
    lrm_record_to_xml(r, op->rsc->id, id, lrm->node, false, resource_to_xml(op->rsc, bt_xml_root(doc)));
    lrm_record_free(r);
    free(id);
    return doc;
}

xmlDoc *lrm_result_doc(const struct lrm *lrm, const struct lrm_op *op, const struct lrm_outcome *out)
{
    if (!lrm_op_recordable(op))
        return lrm_result_unrecorded(lrm, op, out);
    xmlDoc *doc = bt_xml_doc(XE_LRM_RESULT);
    xmlNode *n = resource_to_xml(op->rsc, bt_xml_root(doc));
    bool failed = is_failed(op, out);
    assert(failed ? op->rsc->failed != NULL : op->interval_ms == 0 || op->record != NULL); /* it is recorded before it is told */
    if (op->interval_ms == 0)
        entry_last(lrm, op->rsc, op->rsc->last, n);
    else if (!failed)
        entry_recurring(lrm, op, n);
    if (failed)
        entry_failed(lrm, op->rsc, n);
    return doc;
}

xmlDoc *lrm_result_again(const struct lrm *lrm, const struct lrm_op *op)
{
    assert(op->interval_ms > 0 && op->record != NULL);
    xmlDoc *doc = bt_xml_doc(XE_LRM_RESULT);
    entry_recurring(lrm, op, resource_to_xml(op->rsc, bt_xml_root(doc)));
    return doc;
}

xmlDoc *lrm_history_fail(struct lrm *lrm, struct lrm_rsc *rsc, struct bt_wall now)
{
    struct lrm_record *r = BT_NEW(struct lrm_record);
    r->action = bt_strdup("asyncmon");
    r->call_id = lrm_call_new(lrm);
    r->transition_key = bt_printf("%d:-1:0:xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", r->call_id);
    r->exit_reason = bt_strdup("Simulated failure");
    r->rc = BT_OCF_ERROR;
    r->status = BT_OP_DONE;
    r->last_change = now;
    bt_opdigest(NULL, 0, false, BT_DIGEST_ALL, NULL, r->digest);
    replace(&rsc->failed, r);
    lrm_rsc_dirty(lrm, rsc);

    xmlDoc *doc = bt_xml_doc(XE_LRM_RESULT);
    entry_failed(lrm, rsc, resource_to_xml(rsc, bt_xml_root(doc)));
    return doc;
}
