/* lrm/save.c - the state that survives the daemon: all of it, what changed of it, and back.
 *
 *   <lrm_saved call-id>
 *     <resource id class provider type active>
 *       <lrm_rsc_op .../>                                    RSC_last_0, RSC_last_failure_0
 *       <ran_with><rsc_op/></ran_with>                       whose parameters it runs with
 *       <recurring op-status rc-code><rsc_op/><lrm_rsc_op/></recurring>   status and rc: what was reported last
 *       <pending state><rsc_op/></pending>                   asked for, not ended
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <limits.h>

#include "lrm/ran_with.h"

/* Saving ----------------------------------------------------------------------------------------------------------- */

static void save_record(const struct lrm *lrm, const struct lrm_rsc *rsc, const struct lrm_record *r, const char *id,
                        xmlNode *parent)
{
    if (r != NULL)
        lrm_record_to_xml(r, rsc->id, id, lrm->node, true, parent);
}

static void save_recurring(const struct lrm *lrm, const struct lrm_op *op, xmlNode *parent)
{
    xmlNode *n = bt_xml_add(parent, XE_RECURRING);
    if (op->repeat) {
        bt_xml_set_int(n, XA_OP_STATUS, op->last_status);
        bt_xml_set_int(n, XA_RC_CODE, op->last_rc);
    }
    lrm_op_to_xml(op, n);
    save_record(lrm, op->rsc, op->record, "recurring", n);
}

static void save_pending(const struct lrm_op *op, xmlNode *parent)
{
    if (op->interval_ms > 0 || op->forget)
        return;
    xmlNode *n = bt_xml_add(parent, XE_PENDING);
    bt_xml_set(n, XA_STATE, op->rsc->running == op ? "running" : "queued");
    lrm_op_to_xml(op, n);
}

static void save_resource(const struct lrm *lrm, const struct lrm_rsc *rsc, xmlNode *parent)
{
    xmlNode *n = bt_xml_add(parent, XE_RESOURCE);
    bt_xml_set(n, XA_ID, rsc->id);
    bt_xml_set(n, XA_CLASS, rsc->standard);
    bt_xml_set(n, XA_PROVIDER, rsc->provider);
    bt_xml_set(n, XA_TYPE, rsc->type);
    bt_xml_set_bool(n, XA_ACTIVE, rsc->active);
    save_record(lrm, rsc, rsc->last, "last", n);
    save_record(lrm, rsc, rsc->failed, "failed", n);
    lrm_ran_with_to_xml(rsc, n);
    for (size_t i = 0; i < rsc->recurring.n; i++)
        save_recurring(lrm, rsc->recurring.v[i], n);
    if (rsc->running != NULL)
        save_pending(rsc->running, n);
    const struct lrm_op *op;
    TAILQ_FOREACH(op, &rsc->queue, link)
        save_pending(op, n);
}

static xmlDoc *saved_doc(const struct lrm *lrm)
{
    xmlDoc *doc = bt_xml_doc(XE_LRM_SAVED);
    bt_xml_set_int(bt_xml_root(doc), XA_CALL_ID, lrm->next_call);
    return doc;
}

xmlDoc *lrm_save(const struct lrm *lrm)
{
    xmlDoc *doc = saved_doc(lrm);
    for (size_t i = 0; i < lrm->rscs.n; i++)
        save_resource(lrm, lrm->rscs.v[i], bt_xml_root(doc));
    return doc;
}

xmlDoc *lrm_save_changes(struct lrm *lrm)
{
    if (lrm->dirty.n == 0 && lrm->gone.n == 0)
        return NULL;
    xmlDoc *doc = saved_doc(lrm);
    for (size_t i = 0; i < lrm->gone.n; i++)
        bt_xml_set(bt_xml_add(bt_xml_root(doc), XE_FORGOTTEN), XA_ID, lrm->gone.v[i]);
    for (size_t i = 0; i < lrm->dirty.n; i++) {
        assert(lrm->dirty.v[i]->dirty);
        lrm->dirty.v[i]->dirty = false;
        save_resource(lrm, lrm->dirty.v[i], bt_xml_root(doc));
    }
    lrm->dirty.n = 0;
    bt_strv_free(&lrm->gone);
    return doc;
}

void lrm_saved_merge(xmlNode *saved, const xmlNode *changes)
{
    assert(bt_xml_is(saved, XE_LRM_SAVED) && bt_xml_is(changes, XE_LRM_SAVED));
    bt_xml_set(saved, XA_CALL_ID, bt_xml_get(changes, XA_CALL_ID));
    bt_xml_each(n, changes, NULL) {
        const char *id = bt_xml_id(n);
        if (id == NULL)
            continue;
        bt_xml_remove(bt_xml_find(saved, XE_RESOURCE, XA_ID, id));
        if (bt_xml_is(n, XE_RESOURCE))
            bt_xml_add_copy(saved, n);
    }
}

/* Restoring ---------------------------------------------------------------------------------------------------------- */

struct restored {
    bool unknown;                     /* what ran may have changed it */
    struct lrm_record *last, *failed; /* of a migration, in place of what is saved */
};

/* What ran or waited when the daemon ended. Its transition may still wait for it; the history does not learn of it. But one that had begun to send the resource away has failed, for
 * all that is known: a probe here would not tell whether it has arrived there. */
static void restore_pending(struct lrm *lrm, struct lrm_rsc *rsc, const xmlNode *pending, struct bt_now now, struct lrm_effects *fx,
                            struct restored *ret)
{
    bool ran = bt_streq(bt_xml_get(pending, XA_STATE), "running");
    struct lrm_op *op = lrm_op_new(lrm, rsc, bt_xml_first(pending, XE_RSC_OP));
    const struct lrm_outcome lost = {
        .status = BT_OP_ERROR,
        .rc = BT_OCF_ERROR,
        .exit_reason = ran ? "lrmd was restarted while this ran; how it ended is not known"
                           : "lrmd was restarted before this began; it did not run",
    };
    xmlDoc *doc = lrm_result_unrecorded(lrm, op, &lost);
    BT_PUSH(&lrm->unheard, doc);
    lrm_fx_log(fx, BT_LOG_WARNING, "%s: %s (call %d): %s", rsc->id, op->action, op->call_id, lost.exit_reason);
    if (ran && bt_streq(op->action, "migrate_to") && ret->last == NULL) {
        ret->last = lrm_record_new(op, &lost);
        ret->failed = lrm_record_new(op, &lost);
        ret->last->last_change = ret->failed->last_change = now.wall;
    } else {
        ret->unknown |= ran && lrm_op_changes(op);
    }
    lrm_op_free(lrm, op);
}

static void restore_recurring(struct lrm *lrm, struct lrm_rsc *rsc, const xmlNode *n, struct bt_now now,
                              struct lrm_effects *fx)
{
    struct lrm_op *op = lrm_op_new(lrm, rsc, bt_xml_first(n, XE_RSC_OP));
    if (op->interval_ms == 0 || lrm_recurring_find(rsc, op->action, op->interval_ms) != NULL || lrm->ops > LRM_OPERATIONS_MAX) {
        lrm_op_free(lrm, op);
        return;
    }
    const xmlNode *record = bt_xml_first(n, XE_LRM_RSC_OP);
    op->record = record != NULL ? lrm_record_from_xml(record) : NULL;
    op->repeat = bt_xml_get(n, XA_RC_CODE) != NULL;
    op->last_rc = (int)bt_xml_get_int(n, XA_RC_CODE, 0);
    op->last_status = (int)bt_xml_get_int(n, XA_OP_STATUS, 0);
    op->due = now.mono;
    op->start_delay_ms = 0;
    lrm_recurring_add(op);
    lrm_queue_add(lrm, op, now, fx);
}

static void restore_record(struct lrm_record **place, const xmlNode *r)
{
    lrm_record_free(*place);
    *place = lrm_record_from_xml(r);
}

static void put(struct lrm_record **place, struct lrm_record *r)
{
    if (r == NULL)
        return;
    lrm_record_free(*place);
    *place = r;
}

static void restore_resource(struct lrm *lrm, const xmlNode *saved, struct bt_now now, struct lrm_effects *fx)
{
    struct lrm_rsc *rsc = lrm_rsc_ensure(lrm, bt_xml_id(saved), saved);
    struct restored r = {0};
    rsc->active = bt_xml_get_bool(saved, XA_ACTIVE, false);
    lrm_ran_with_from_xml(lrm, rsc, saved);
    bt_xml_each(pending, saved, XE_PENDING)
        restore_pending(lrm, rsc, pending, now, fx, &r);
    if (!r.unknown) {
        bt_xml_each(n, saved, XE_LRM_RSC_OP)
            restore_record(bt_streq(bt_xml_id(n), "last") ? &rsc->last : &rsc->failed, n);
        bt_xml_each(n, saved, XE_RECURRING)
            restore_recurring(lrm, rsc, n, now, fx);
        put(&rsc->last, r.last);
        put(&rsc->failed, r.failed);
    } else {
        lrm_fx_log(fx, BT_LOG_WARNING, "%s: its state is not known, it must be probed", rsc->id);
        lrm_record_free(r.last);
        lrm_record_free(r.failed);
    }
    lrm_rsc_dirty(lrm, rsc);
    if (rsc->last == NULL && rsc->failed == NULL && rsc->recurring.n == 0)
        lrm_rsc_forget(lrm, rsc, fx);
}

static int check_saved(const xmlNode *saved, struct bt_err *err)
{
    if (!bt_xml_is(saved, XE_LRM_SAVED))
        return bt_fail(err, BT_EX_DATAERR, "The saved state of lrmd is none: its root is no <" XE_LRM_SAVED ">");
    bt_xml_each(n, saved, XE_RESOURCE)
        if (bt_xml_id(n) == NULL || bt_xml_get(n, XA_CLASS) == NULL || bt_xml_get(n, XA_TYPE) == NULL)
            return bt_fail(err, BT_EX_DATAERR, "The saved state of lrmd has a resource without id, class or type");
    return 0;
}

int lrm_restore(struct lrm *lrm, const xmlNode *saved, struct bt_now now, struct lrm_effects *fx, struct bt_err *err)
{
    int rc = check_saved(saved, err);
    if (rc != 0)
        return rc;
    assert(lrm->rscs.n == 0);
    int64_t call = bt_xml_get_int(saved, XA_CALL_ID, 0);
    lrm->next_call = call > 0 && call <= INT_MAX ? (int)call : 0;
    bt_xml_each(n, saved, XE_RESOURCE)
        if (lrm_rsc_find(lrm, bt_xml_id(n)) == NULL)
            restore_resource(lrm, n, now, fx);
    lrm_queue_dispatch(lrm, now, fx);
    for (size_t i = 0; i < lrm->rscs.n; i++)
        lrm_check_rsc(lrm, lrm->rscs.v[i]);
    lrm_check(lrm);
    return 0;
}
