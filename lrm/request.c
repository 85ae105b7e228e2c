/* lrm/request.c - what a client's message asks for: one handler a message, by the table at the end.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/output.h"

/* What runs is stopped by the agent that started it, also if the configuration names another by now: the new one would find nothing to stop. (Pacemaker keeps to the
 * old one until the resource is deleted, which follows the stop.) */
static struct lrm_rsc *resource_for(struct lrm *lrm, const char *action, const char *id, const xmlNode *primitive)
{
    struct lrm_rsc *rsc = lrm_rsc_find(lrm, id);
    bool ends = strcmp(action, "stop") == 0 || strcmp(action, "demote") == 0 || strcmp(action, "notify") == 0;
    return ends && rsc != NULL && rsc->ran_with != NULL ? rsc : lrm_rsc_ensure(lrm, id, primitive);
}

/* One <rsc_op>: 1. the resource, with the agent it has now; 2. a recurring operation replaces the one of its name; a change of the
 * resource ends the recurring ones; 3. into the queue. */
static void exec(struct lrm *lrm, const struct lrm_event *ev, const xmlNode *rsc_op, struct lrm_effects *fx)
{
    const xmlNode *primitive = bt_xml_first(rsc_op, XE_PRIMITIVE);
    const char *id = bt_xml_get_or(primitive, XA_ID, ""), *action = bt_xml_get_or(rsc_op, XA_OPERATION, "");
    if (*id == '\0' || *action == '\0' || bt_xml_get(primitive, XA_CLASS) == NULL ||
        bt_xml_get(primitive, XA_TYPE) == NULL) {
        lrm_fx_log(fx, BT_LOG_ERROR, "A request to run an operation names no operation, resource, class or type; ignored");
        return;
    }
    if (lrm->ops >= LRM_OPERATIONS_MAX) {
        lrm_fx_log(fx, BT_LOG_ERROR, "%s: %s is refused, %d operations are known already", id, action, LRM_OPERATIONS_MAX);
        return;
    }
    struct lrm_rsc *rsc = resource_for(lrm, action, id, primitive);
    struct lrm_op *op = lrm_op_new(lrm, rsc, rsc_op);
    if (op->interval_ms > 0) {
        struct lrm_op *old = lrm_recurring_find(rsc, action, op->interval_ms);
        if (old != NULL)
            lrm_recurring_end(lrm, old, 0, "asked for anew", fx);
        lrm_recurring_add(op);
    } else if (lrm_op_changes(op)) {
        lrm_recurring_end_all(lrm, rsc, action, fx);
    }
    lrm_queue_add(lrm, op, ev->now, fx);
    lrm_check_rsc(lrm, rsc);
}

static void on_exec(struct lrm *lrm, const struct lrm_event *ev, struct lrm_effects *fx)
{
    const xmlNode *first = bt_xml_first(ev->request, XE_RSC_OP);
    if (first == NULL)
        exec(lrm, ev, NULL, fx); /* says what is missing */
    for (const xmlNode *rsc_op = first; rsc_op != NULL; rsc_op = bt_xml_next(rsc_op, XE_RSC_OP))
        exec(lrm, ev, rsc_op, fx);
}

static void on_cancel(struct lrm *lrm, const struct lrm_event *ev, struct lrm_effects *fx)
{
    const char *id = bt_xml_get_or(ev->request, XA_RSC, "");
    const char *action = bt_xml_get_or(ev->request, XA_OPERATION, "monitor");
    int64_t interval_ms = bt_xml_get_int(ev->request, XA_INTERVAL, 0);
    struct lrm_rsc *rsc = lrm_rsc_find(lrm, id);
    struct lrm_op *op = rsc != NULL ? lrm_recurring_find(rsc, action, interval_ms) : NULL;
    if (op != NULL)
        lrm_recurring_end(lrm, op, ev->client, "cancelled", fx);
    else
        lrm_recurring_answer(id, action, interval_ms, ev->client, BT_EX_NOSUCH, fx);
    if (rsc != NULL)
        lrm_check_rsc(lrm, rsc);
}

/* Stands in the queue like an operation, so that what was asked for before is done before. */
static void on_delete(struct lrm *lrm, const struct lrm_event *ev, struct lrm_effects *fx)
{
    const char *id = bt_xml_get_or(ev->request, XA_RSC, "");
    struct lrm_rsc *rsc = lrm_rsc_find(lrm, id);
    if (rsc == NULL) {
        xmlDoc *doc = bt_xml_doc(XE_LRM_DELETED);
        bt_xml_set(bt_xml_root(doc), XA_RSC, id);
        bt_xml_set_int(bt_xml_root(doc), XA_RC, BT_EX_OK);
        lrm_fx_send(fx, ev->client, doc);
        return;
    }
    lrm_recurring_end_all(lrm, rsc, "its resource is to be forgotten", fx);
    lrm_queue_add(lrm, lrm_op_new_forget(lrm, rsc, ev->client), ev->now, fx);
    lrm_check_rsc(lrm, rsc);
}

static void on_clear_failure(struct lrm *lrm, const struct lrm_event *ev, struct lrm_effects *fx)
{
    (void)fx;
    struct lrm_rsc *rsc = lrm_rsc_find(lrm, bt_xml_get(ev->request, XA_RSC));
    if (rsc == NULL || rsc->failed == NULL)
        return;
    const char *action = bt_xml_get(ev->request, XA_OPERATION);
    if (action != NULL && (!bt_streq(action, rsc->failed->action) ||
                           bt_xml_get_int(ev->request, XA_INTERVAL, 0) != rsc->failed->interval_ms))
        return;
    lrm_record_free(rsc->failed);
    rsc->failed = NULL;
    lrm_rsc_dirty(lrm, rsc);
}

/* Whose result will still be told: a question about lost operations must not count them in. */
static void add_pending(const struct lrm_op *op, xmlNode *parent)
{
    if (op == NULL || op->forget || op->state == LRM_OP_CANCELLING || op->transition_key[0] == '\0')
        return;
    xmlNode *n = bt_xml_add(parent, XE_PENDING);
    bt_xml_set(n, XA_TRANSITION_KEY, op->transition_key);
    bt_xml_set(n, XA_RSC, op->rsc->id);
    bt_xml_set(n, XA_OPERATION, op->action);
    bt_xml_set_int(n, XA_INTERVAL, op->interval_ms);
    bt_xml_set(n, XA_MIGRATE_SOURCE, lrm_op_attr(op, XA_CRM_META_MIGRATE_SOURCE));
    bt_xml_set(n, XA_MIGRATE_TARGET, lrm_op_attr(op, XA_CRM_META_MIGRATE_TARGET));
}

static void on_query(struct lrm *lrm, const struct lrm_event *ev, struct lrm_effects *fx)
{
    xmlDoc *doc = bt_xml_doc(XE_LRM_STATE);
    xmlNode *all = bt_xml_add(bt_xml_root(doc), XE_LRM_RESOURCES);
    for (size_t i = 0; i < lrm->rscs.n; i++)
        lrm_history_of(lrm, lrm->rscs.v[i], all);
    for (size_t i = 0; i < lrm->rscs.n; i++) {
        const struct lrm_op *op;
        add_pending(lrm->rscs.v[i]->running, bt_xml_root(doc));
        TAILQ_FOREACH(op, &lrm->rscs.v[i]->queue, link)
            add_pending(op, bt_xml_root(doc));
    }
    lrm_fx_send(fx, ev->client, doc);
}

static void on_fail(struct lrm *lrm, const struct lrm_event *ev, struct lrm_effects *fx)
{
    const char *id = bt_xml_get_or(ev->request, XA_RSC, "");
    struct lrm_rsc *rsc = lrm_rsc_find(lrm, id);
    if (rsc == NULL || rsc->forgotten) {
        lrm_fx_log(fx, BT_LOG_WARNING, "%s: can't be marked as failed, this node knows no such resource", id);
        return;
    }
    xmlDoc *doc = lrm_history_fail(lrm, rsc, ev->now.wall);
    lrm_fx_log(fx, BT_LOG_WARNING, "%s: marked as failed on request", id);
    lrm_fx_send(fx, lrm->subscriber, doc);
}

static void on_log(struct lrm *lrm, const struct lrm_event *ev, struct lrm_effects *fx)
{
    lrm_fx_send(fx, ev->client, lrm_output_doc(lrm, bt_xml_get_or(ev->request, XA_RSC, "")));
}

static void on_limits(struct lrm *lrm, const struct lrm_event *ev, struct lrm_effects *fx)
{
    lrm_limit_options(lrm, ev->request, fx);
}

static void on_subscribe(struct lrm *lrm, const struct lrm_event *ev, struct lrm_effects *fx)
{
    lrm->subscriber = ev->client;
    for (size_t i = 0; i < lrm->unheard.n; i++)
        lrm_fx_send(fx, ev->client, lrm->unheard.v[i]);
    BT_VEC_FREE(&lrm->unheard);
}

static const struct {
    const char *message;
    void (*handle)(struct lrm *lrm, const struct lrm_event *ev, struct lrm_effects *fx);
} handlers[] = {
    {XE_LRM_EXEC, on_exec},
    {XE_LRM_CANCEL, on_cancel},
    {XE_LRM_DELETE, on_delete},
    {XE_LRM_CLEAR_FAILURE, on_clear_failure},
    {XE_LRM_QUERY, on_query},
    {XE_LRM_FAIL, on_fail},
    {XE_LRM_LIMITS, on_limits},
    {XE_LRM_LOG, on_log},
    {XE_LRM_SUBSCRIBE, on_subscribe},
};

void lrm_request(struct lrm *lrm, const struct lrm_event *ev, struct lrm_effects *fx)
{
    assert(ev->client != 0 && ev->request != NULL);
    for (size_t i = 0; i < BT_COUNT(handlers); i++)
        if (bt_xml_is(ev->request, handlers[i].message)) {
            handlers[i].handle(lrm, ev, fx);
            return;
        }
    lrm_fx_log(fx, BT_LOG_WARNING, "A client sent <%s>, which is no request to the LRM; ignored",
               bt_xml_name(ev->request));
}
