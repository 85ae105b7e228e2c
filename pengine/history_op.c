/* pengine/history_op.c - judges one operation of a history: success or failure, and what follows for the resource.
 *
 * Source of the rules: Pacemaker Administration, "How Does the Cluster Interpret OCF Return Codes?"; Pacemaker
 * Explained, "on-fail" and "failure-timeout".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/history.h"

#include "pengine/digests.h"
#include "pengine/rules.h"

/* --- reading ---------------------------------------------------------------------------------------------- */

/* The usual names live here once; only an unusual one is copied. They outlive the history: actions go by them. */
static const char *task_name(struct pe_model *m, const char *task)
{
    static const char *const usual[] = {"monitor", "start", "stop", "promote", "demote", "migrate_to", "migrate_from", "reload", "reload-agent"};
    if (strcmp(task, "slave") == 0)
        return "demote";
    for (size_t i = 0; i < BT_COUNT(usual); i++)
        if (strcmp(task, usual[i]) == 0)
            return usual[i];
    return pe_strndup(&m->priv->arena, task, strlen(task));
}

static int64_t number(const char *text, int64_t otherwise)
{
    bt_parse_int(text, &otherwise);
    return otherwise;
}

bool pe_op_read(struct pe_model *m, const xmlNode *xml, struct pe_op *ret)
{
    enum { ID, KEY, TASK, TRANSITION, CALL, RC, STATUS, INTERVAL, CHANGED, DIGEST, FORCE_RESTART, RESTART_DIGEST, COUNT };
    static const char *const names[COUNT] = {
        [ID] = XA_ID, [KEY] = XA_OPERATION_KEY, [TASK] = XA_OPERATION, [TRANSITION] = XA_TRANSITION_KEY, [CALL] = XA_CALL_ID,
        [RC] = XA_RC_CODE, [STATUS] = XA_OP_STATUS, [INTERVAL] = XA_INTERVAL, [CHANGED] = XA_LAST_RC_CHANGE,
        [DIGEST] = XA_OP_DIGEST, [FORCE_RESTART] = XA_OP_FORCE_RESTART, [RESTART_DIGEST] = XA_OP_RESTART_DIGEST,
    };
    const char *x[COUNT];
    bt_xml_get_all(xml, names, x, COUNT);
    if (x[TASK] == NULL || strcmp(x[TASK], "notify") == 0 || strcmp(x[TASK], "meta-data") == 0)
        return false;
    *ret = (struct pe_op){
        .xml = xml,
        .id = x[ID] != NULL ? x[ID] : "",
        .key = x[KEY] != NULL ? x[KEY] : x[ID] != NULL ? x[ID] : "",
        .task = task_name(m, x[TASK]),
        .digest = x[DIGEST],
        .restart_digest = x[RESTART_DIGEST],
        .force_restart = x[FORCE_RESTART],
        .interval_ms = number(x[INTERVAL], 0) > 0 ? number(x[INTERVAL], 0) : 0,
        .last_change_s = number(x[CHANGED], 0),
        .call_id = (int)number(x[CALL], 0),
        .rc = (int)number(x[RC], 0),
        .status = (int)number(x[STATUS], BT_OP_UNKNOWN),
        .target_rc = -1,
    };
    struct bt_transition_key k;
    if (bt_transition_key_parse(x[TRANSITION], &k))
        ret->target_rc = k.target_rc;
    ret->probe = ret->interval_ms == 0 && strcmp(ret->task, "monitor") == 0;
    return ret->status >= BT_OP_PENDING && ret->status <= BT_OP_INVALID;
}

static bool magic_of(const struct pe_op *op, struct bt_transition_key *ret)
{
    int status, rc;
    return bt_transition_magic_parse(bt_xml_get_or(op->xml, XA_TRANSITION_MAGIC, ""), &status, &rc, ret);
}

int pe_op_order(const struct pe_op *a, const struct pe_op *b)
{
    if (strcmp(a->id, b->id) == 0)
        return 0;
    if (a->call_id == -1 && b->call_id == -1)
        return 0;
    if (a->call_id >= 0 && a->call_id < b->call_id)
        return -1;
    if (b->call_id >= 0 && a->call_id > b->call_id)
        return 1;
    if (b->call_id >= 0 && a->call_id == b->call_id) { /* an operation and its "last failure" */
        if (a->last_change_s == b->last_change_s)
            return 0;
        return a->last_change_s < b->last_change_s ? -1 : 1;
    }
    /* One is pending. Within a DC's term the transition tells; otherwise what is pending came last. */
    struct bt_transition_key ka, kb;
    if (!magic_of(a, &ka) || !magic_of(b, &kb))
        return 0;
    if (strcmp(ka.uuid, kb.uuid) != 0 || ka.transition == kb.transition)
        return b->call_id == -1 ? -1 : a->call_id == -1 ? 1 : 0;
    if ((ka.transition >= 0 && ka.transition < kb.transition) || kb.transition == -1)
        return -1;
    return 1;
}

/* --- helpers ---------------------------------------------------------------------------------------------- */

void pe_set_active(struct pe_rsc *r)
{
    r->role = pe_top(r)->promotable ? BT_ROLE_UNPROMOTED : BT_ROLE_STARTED;
}

static bool is_task(const struct pe_op *op, const char *task)
{
    return strcmp(op->task, task) == 0;
}

/* A stop that can't be repaired: without fencing, hands off. */
static void block_if_unrecoverable(const struct pe_model *m, struct pe_rsc *r, const struct pe_node *n, const struct pe_op *op)
{
    if (!is_task(op, "stop") || pe_can_fence(m, n))
        return;
    r->managed = false;
    r->blocked = true;
}

static void note_failure(struct pe_model *m, struct pe_rsc_history *h, const struct pe_op *op)
{
    for (size_t i = 0; i < m->priv->failures.n; i++) {
        const struct pe_failure *f = &m->priv->failures.v[i];
        if (f->node == h->node && f->rsc == h->rsc && bt_streq(bt_xml_get(f->op, XA_OPERATION_KEY), op->key))
            return;
    }
    struct pe_failure f = {h->rsc, bt_xml_id(h->xml), h->node, op->xml};
    PE_PUSH(&m->priv->arena, &m->priv->failures, f);
}

/* --- is it a failure? ------------------------------------------------------------------------------------- */

static bool blocked_by_failure(struct pe_model *m, const struct pe_rsc_history *h)
{
    for (size_t i = 0; i < h->n_ops; i++) {
        const struct pe_op *op = &h->ops[i];
        bool failed_op = op->rc != op->target_rc && op->target_rc >= 0 && !op->probe && op->status != BT_OP_PENDING;
        if (failed_op && pe_op_on_fail(m, h->rsc, op->task, op->interval_ms, NULL) == PE_FAIL_BLOCK)
            return true;
    }
    return false;
}

/* failure-timeout: an old failure is forgotten, and its fail count is to be cleared, once the last one is old too. */
static bool check_expiry(struct pe_model *m, struct pe_rsc_history *h, const struct pe_op *op)
{
    struct pe_rsc *r = h->rsc;
    bool expired = false, is_last_failure = bt_ends(op->id, "_last_failure_0");
    int64_t last = 0, timeout_s = r->failure_timeout_ms / 1000;
    int unexpired = 0;
    if (op->status == BT_OP_NOT_INSTALLED)
        return false;
    if (timeout_s > 0 && blocked_by_failure(m, h)) { /* only a person may clear what on-fail=block has blocked */
        int64_t failed_s;
        if (pe_fail_count(m, r, h->node, false, &failed_s) > 0 && failed_s > 0)
            pe_warn(m, "resource %s: failure-timeout=%" PRId64 "s is ignored, since on-fail=block has blocked it", r->id, timeout_s);
        r->failure_timeout_ms = timeout_s = 0;
    }
    if (timeout_s > 0 && op->last_change_s > 0) {
        expired = m->now.s - timeout_s >= op->last_change_s;
        unexpired = pe_fail_count(m, r, h->node, true, &last);
        if (unexpired > 0)
            pe_recheck_after(&m->recheck_s, last, timeout_s, m->now);
    }
    if (expired && pe_fail_count(m, r, h->node, false, NULL) > 0) {
        if (unexpired == 0)
            h->clear_reason = "it expired";
        else
            expired = false;
    }
    if (!expired && is_last_failure && h->clear_reason == NULL && (is_task(op, "start") || is_task(op, "monitor")) &&
        pe_params_changed(m, r, h->node, op) > PE_CHANGED_UNKNOWN)
        h->clear_reason = "resource parameters have changed";
    if (expired && op->probe)
        switch (op->rc) {
        case BT_OCF_OK:
        case BT_OCF_NOT_RUNNING:
        case BT_OCF_PROMOTED:
        case BT_OCF_DEGRADED:
        case BT_OCF_DEGRADED_PROMOTED:
            expired = false;
            break;
        default:
            break;
        }
    return expired;
}

static void judge_not_running(struct pe_op *op, struct pe_rsc *r, struct pe_judgement *j)
{
    if (!op->probe && op->target_rc != op->rc && r->managed)
        return;
    op->status = BT_OP_DONE;
    r->role = BT_ROLE_STOPPED;
    j->on_fail = PE_FAIL_IGNORE;
    r->next_role = BT_ROLE_UNKNOWN;
}

static void judge_promoted(struct pe_op *op, struct pe_rsc *r)
{
    if (op->probe && op->rc != op->target_rc)
        op->status = BT_OP_DONE;
    if (!op->expired || op->rc == op->target_rc)
        r->role = BT_ROLE_PROMOTED;
}

/* The executor says what the agent said; what counts is whether that was expected. */
static void judge_status(struct pe_model *m, struct pe_rsc_history *h, struct pe_op *op, struct pe_judgement *j)
{
    struct pe_rsc *r = h->rsc;
    if (op->rc == BT_OCF_DEGRADED)
        op->rc = BT_OCF_OK;
    else if (op->rc == BT_OCF_DEGRADED_PROMOTED)
        op->rc = BT_OCF_PROMOTED;
    if (op->status != BT_OP_DONE && op->status != BT_OP_ERROR)
        return;
    op->status = op->target_rc >= 0 && op->rc == op->target_rc ? BT_OP_DONE : BT_OP_ERROR;
    switch (op->rc) {
    case BT_OCF_OK:
        if (op->probe && op->target_rc == BT_OCF_NOT_RUNNING)
            op->status = BT_OP_DONE;
        break;
    case BT_OCF_NOT_RUNNING:
        judge_not_running(op, r, j);
        break;
    case BT_OCF_PROMOTED:
        judge_promoted(op, r);
        break;
    case BT_OCF_FAILED_PROMOTED:
        if (!op->expired)
            r->role = BT_ROLE_PROMOTED;
        op->status = BT_OP_ERROR;
        break;
    case BT_OCF_NOT_CONFIGURED:
        op->status = BT_OP_ERROR_FATAL;
        break;
    case BT_OCF_UNIMPLEMENTED:
        if (op->interval_ms > 0) {
            op->status = BT_OP_NOT_SUPPORTED;
            break;
        }
        /* fall through */
    case BT_OCF_NOT_INSTALLED:
    case BT_OCF_INVALID_PARAM:
    case BT_OCF_INSUFFICIENT_PRIV:
        if (!op->expired)
            block_if_unrecoverable(m, r, h->node, op);
        op->status = BT_OP_ERROR_HARD;
        break;
    default:
        break;
    }
}

/* --- success ---------------------------------------------------------------------------------------------- */

static void clear_past_failures(struct pe_rsc *r, struct pe_judgement *j)
{
    if (j->on_fail == PE_FAIL_MOVE || j->on_fail >= PE_FAIL_STOP)
        return; /* not undone by a success */
    j->on_fail = PE_FAIL_IGNORE;
    r->next_role = BT_ROLE_UNKNOWN;
}

static void succeeded(struct pe_model *m, struct pe_rsc_history *h, struct pe_node *n, const struct pe_op *op, int rc,
                      struct pe_judgement *j)
{
    struct pe_rsc *r = h->rsc;
    bool clear = false;
    if (rc == BT_OCF_NOT_INSTALLED) {
        r->role = BT_ROLE_STOPPED;
    } else if (rc == BT_OCF_NOT_RUNNING) {
        clear = true;
    } else if (is_task(op, "monitor")) {
        clear = j->last_failure != NULL && bt_streq(j->last_failure->key, op->key);
        if (r->role < BT_ROLE_STARTED)
            pe_set_active(r);
    } else if (is_task(op, "start") || is_task(op, "migrate_from")) {
        r->role = BT_ROLE_STARTED;
        clear = true;
    } else if (is_task(op, "stop")) {
        r->role = BT_ROLE_STOPPED;
        clear = true;
    } else if (is_task(op, "promote")) {
        r->role = BT_ROLE_PROMOTED;
        clear = true;
    } else if (is_task(op, "demote")) {
        clear = j->on_fail == PE_FAIL_DEMOTE;
        r->role = BT_ROLE_UNPROMOTED;
    } else if (is_task(op, "migrate_to")) {
        pe_migrate_to_succeeded(m, h, n, op);
    } else if (r->role < BT_ROLE_STARTED) {
        pe_set_active(r);
    }
    if (clear)
        clear_past_failures(r, j);
}

static void pending(struct pe_model *m, struct pe_rsc_history *h, struct pe_node *n, const struct pe_op *op)
{
    struct pe_rsc *r = h->rsc;
    if (is_task(op, "start")) {
        r->start_pending = true;
        pe_set_active(r);
    } else if (is_task(op, "promote")) {
        r->role = BT_ROLE_PROMOTED;
    } else if (is_task(op, "migrate_to") && n->unclean) {
        /* The target may have it half; it must be stopped there. */
        const struct pe_node *target = pe_find_node(m, bt_xml_get(op->xml, XA_MIGRATE_TARGET));
        if (target != NULL)
            pe_nodes_add(m, &r->stop_on, target);
    }
    if (r->pending_task == NULL && !op->probe) {
        r->pending_task = op->task;
        r->pending_node = n;
    }
}

/* --- failure ---------------------------------------------------------------------------------------------- */

/* Not to be started again anywhere, with all instances if they can't be told apart. */
static void ban_everywhere(struct pe_model *m, struct pe_rsc *r)
{
    struct pe_rsc *top = (struct pe_rsc *)pe_top(r);
    struct pe_rsc *what = pe_is_anonymous_clone(top) ? top : r;
    for (size_t i = 0; i < m->n_nodes; i++)
        pe_mark(m, what, m->nodes[i], -BT_INFINITY, "on-fail=stop")->alone = true;
}

static void failed_demote(struct pe_rsc *r, const struct pe_op *op, enum pe_on_fail on_fail)
{
    if (on_fail == PE_FAIL_BLOCK) {
        r->role = BT_ROLE_PROMOTED;
        r->next_role = BT_ROLE_STOPPED;
    } else if (op->rc == BT_OCF_NOT_RUNNING) {
        r->role = BT_ROLE_STOPPED;
    } else {
        r->role = BT_ROLE_UNPROMOTED; /* else it would be demoted again and again; recovery stops it anyway */
    }
}

static void failed(struct pe_model *m, struct pe_rsc_history *h, struct pe_node *n, const struct pe_op *op,
                   struct pe_judgement *j)
{
    struct pe_rsc *r = h->rsc;
    enum bt_role after;
    enum pe_on_fail on_fail = pe_op_on_fail(m, r, op->task, op->interval_ms, &after);
    j->last_failure = op;
    note_failure(m, h, op);
    if (on_fail > j->on_fail)
        j->on_fail = on_fail;
    if (is_task(op, "stop"))
        pe_mark(m, r, n, -BT_INFINITY, "__stop_fail__");
    else if (is_task(op, "migrate_from"))
        pe_migrate_from_failed(m, h, n, op);
    else if (is_task(op, "migrate_to"))
        pe_migrate_to_failed(m, h, n, op);
    else if (is_task(op, "promote"))
        r->role = BT_ROLE_PROMOTED;
    else if (is_task(op, "demote"))
        failed_demote(r, op, on_fail);

    if (r->role < BT_ROLE_STARTED)
        pe_set_active(r);
    if (after != BT_ROLE_STARTED && r->next_role < after)
        r->next_role = after;
    if (after == BT_ROLE_STOPPED)
        ban_everywhere(m, r);
}

static void failure(struct pe_model *m, struct pe_rsc_history *h, struct pe_node *n, struct pe_op *op, struct pe_judgement *j)
{
    struct pe_rsc *r = h->rsc, *banned = r->unique ? r : (struct pe_rsc *)pe_top(r);
    enum pe_on_fail on_fail = pe_op_on_fail(m, r, op->task, op->interval_ms, NULL);
    if (on_fail == PE_FAIL_IGNORE && op->status == BT_OP_NOT_INSTALLED) { /* a missing agent can't be ignored */
        j->on_fail = PE_FAIL_MOVE;
    } else if (on_fail == PE_FAIL_IGNORE || (on_fail == PE_FAIL_RESTART_CONTAINER && is_task(op, "stop"))) {
        succeeded(m, h, n, op, op->target_rc, j);
        r->failure_ignored = true;
        note_failure(m, h, op);
        if (on_fail > j->on_fail && j->on_fail <= PE_FAIL_RESTART) /* what holds it is stopped, and it with that */
            j->on_fail = on_fail;
        return;
    }
    failed(m, h, n, op, j);
    if (op->status == BT_OP_ERROR_HARD || op->status == BT_OP_NOT_INSTALLED)
        pe_mark(m, banned, n, -BT_INFINITY, "hard-error");
    else if (op->status == BT_OP_ERROR_FATAL)
        pe_mark(m, banned, NULL, -BT_INFINITY, "fatal-error");
}

bool pe_is_masked_probe(const xmlNode *op)
{
    int64_t rc = bt_xml_get_int(op, XA_RC_CODE, 0);
    return bt_streq(bt_xml_get(op, XA_OPERATION), "monitor") && bt_xml_get_int(op, XA_INTERVAL, 0) == 0 &&
           (rc == BT_OCF_NOT_INSTALLED || rc == BT_OCF_INVALID_PARAM || bt_xml_get_int(op, XA_OP_STATUS, 0) == BT_OP_NOT_INSTALLED);
}

/* As good as "not running", but the resource can't run there. */
static void masked_probe(struct pe_model *m, struct pe_rsc_history *h, struct pe_node *n, const struct pe_op *op)
{
    h->rsc->role = BT_ROLE_STOPPED;
    note_failure(m, h, op);
    pe_mark(m, h->rsc->unique ? h->rsc : (struct pe_rsc *)pe_top(h->rsc), n, -BT_INFINITY, "masked-probe-failure");
}

void pe_op_judge(struct pe_model *m, struct pe_rsc_history *h, struct pe_node *n, struct pe_op *op, struct pe_judgement *j)
{
    if (op->status == BT_OP_PENDING) {
        pending(m, h, n, op);
        return;
    }
    op->expired = check_expiry(m, h, op);
    if (!op->expired && pe_is_masked_probe(op->xml)) {
        masked_probe(m, h, n, op);
        return;
    }
    judge_status(m, h, op, j);
    if (op->status == BT_OP_CANCELLED)
        return;
    if (op->status == BT_OP_DONE) {
        succeeded(m, h, n, op, op->rc, j);
        return;
    }
    if (op->expired) { /* a failure of long ago; its monitor is started anew, to learn what is true now */
        op->reschedule = op->interval_ms > 0 && !bt_ends(op->id, "_last_failure_0");
        return;
    }
    failure(m, h, n, op, j);
}
