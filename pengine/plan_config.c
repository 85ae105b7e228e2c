/* pengine/plan_config.c - actions that follow from the history alone: monitors that recur already, stops that failures
 * ask for, fail counts to be cleared; and what a change of the configuration asks for: restart, reload, cancel.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/digests.h"
#include "pengine/plan.h"

static struct pe_action *clear_failcount(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *n, const char *reason)
{
    assert(n != NULL && reason != NULL);
    struct pe_action *a = pe_action(plan, r, "clear_failcount", 0, n, false);
    pe_clear(plan, a, PE_OPTIONAL, NULL, reason);
    pe_action_meta(plan, a, "op_no_wait", "true");
    pe_because(plan, a, reason, true);
    return a;
}

/* The DC deletes the history; its node has nothing to do for it. */
static void forget_history(struct pe_plan *plan, const struct pe_rsc_history *h)
{
    const char *key = pe_printf(&plan->arena, "%s_lrm_delete_0", h->rsc->id);
    struct pe_action *a = pe_keyed_action(plan, h->rsc, key, "lrm_delete", h->node, PE_OPTIONAL | PE_RUNNABLE | PE_ON_DC);
    pe_clear(plan, a, PE_OPTIONAL, NULL, "the shutdown lock that its history there held is over");
}

void pe_plan_from_history(struct pe_plan *plan)
{
    plan->why = "what happened to it there asks for it";
    const struct pe_model_private *mp = plan->m->priv;
    for (size_t i = 0; i < mp->histories.n; i++) {
        const struct pe_rsc_history *h = mp->histories.v[i];
        if (h->lock_over)
            forget_history(plan, h);
        if (h->clear_reason != NULL)
            clear_failcount(plan, h->rsc, h->node, h->clear_reason);
        for (size_t k = 0; k < h->n_ops; k++) {
            const struct pe_op *op = &h->ops[k];
            if (op->running) {
                struct pe_action *a = pe_action(plan, h->rsc, op->task, op->interval_ms, h->node, true);
                if (op->reschedule)
                    a->flags |= PE_RESCHEDULE;
            }
        }
        if (h->stop_required)
            pe_action(plan, h->rsc, "stop", 0, h->node, false);
        if (h->demote_required)
            pe_action(plan, h->rsc, "demote", 0, h->node, false);
    }
    for (size_t i = 0; i < plan->m->n_rscs; i++)
        for (size_t k = 0; k < plan->m->rscs[i]->stop_on.n; k++)
            pe_action(plan, plan->m->rscs[i], "stop", 0, plan->m->rscs[i]->stop_on.v[k], false);
}

/* --- cleaning up ------------------------------------------------------------------------------------------ */

void pe_plan_cleanup(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *n, bool optional)
{
    if (r->failed || n == NULL || pe_unclean(plan, n) || !n->online)
        return;
    unsigned flags = optional ? PE_ORDER_THEN_FOLLOWS : PE_ORDER_SOFT;
    pe_action(plan, r, "delete", 0, n, optional);
    pe_order_tasks(plan, r, "stop", r, "delete", flags);
    pe_order_tasks(plan, r, "delete", r, "start", flags);
}

/* --- changes ---------------------------------------------------------------------------------------------- */

/* What was probed, migrated or promoted was started as well: the start is done anew. */
static void force_restart(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_op *op, const struct pe_node *n)
{
    struct pe_action *a = pe_action(plan, r, op->interval_ms > 0 ? op->task : "start", op->interval_ms, NULL, false);
    pe_because(plan, a, "resource definition change", true);
    pe_require_unfencing(plan, r, n, "Device parameters changed");
}

static void reload(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *n)
{
    if (n == NULL || !pe_placed(plan->p, r)->managed || r->failed)
        return;
    if (r->start_pending) {
        pe_action(plan, r, "stop", 0, n, false);
        return;
    }
    pe_planned(plan, r)->reload = true;
    struct pe_action *a = pe_action(plan, r, "reload-agent", 0, n, false);
    pe_because(plan, a, "resource definition change", false);
    static const char *const instead[] = {"stop", "demote"};
    for (size_t i = 0; i < BT_COUNT(instead); i++)
        pe_order(plan, (struct pe_ordering){.first_action = a, .then = r, .then_task = instead[i],
                                            .flags = PE_ORDER_SOFT | PE_ORDER_THEN_CANCELS});
}

static bool configured(const struct pe_plan *plan, const struct pe_rsc *r, const struct pe_op *op)
{
    return pe_op_find(plan->m, r, op->task, op->interval_ms, false) != NULL;
}

static void cancel(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_op *op, const struct pe_node *n, const char *reason)
{
    struct pe_action *a = pe_plan_cancel(plan, r, op->task, op->interval_ms, n);
    pe_action_meta(plan, a, "call_id", pe_printf(&plan->arena, "%d", op->call_id));
    pe_because(plan, a, reason, true);
    /* If the resource is stopped as well, the monitor watches it until then. */
    pe_order(plan, (struct pe_ordering){.first = r, .first_task = "stop", .then_action = a, .flags = PE_ORDER_SOFT});
}

/* Whether an operation was run under another definition; what follows is planned. */
static bool check_op(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_op *op, const struct pe_node *n)
{
    if (op->interval_ms > 0 && !configured(plan, r, op)) {
        if (plan->m->priv->stop_orphan_actions)
            cancel(plan, r, op, n, "orphan");
        return plan->m->priv->stop_orphan_actions;
    }
    enum pe_change change = pe_params_changed((struct pe_model *)plan->m, r, n, op);
    if (change == PE_CHANGED_NOTHING)
        return false;
    if (plan->sanitized && pe_public_params_kept((struct pe_model *)plan->m, r, n, op))
        return false;
    bool can_reload = op->restart_digest != NULL;
    if (op->interval_ms > 0 && !(can_reload && change == PE_CHANGED_ALL))
        pe_action(plan, r, op->task, op->interval_ms, n, true)->flags |= PE_RESCHEDULE;
    else if (change != PE_CHANGED_ALL && can_reload)
        reload(plan, r, n);
    else
        force_restart(plan, r, op, n);
    return true;
}

static bool agent_changed(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *n, const struct pe_rsc_history *h, bool active)
{
    bool changed = !bt_streq(bt_xml_get(h->xml, XA_CLASS), r->standard) || !bt_streq(bt_xml_get(h->xml, XA_PROVIDER), r->provider) ||
                   !bt_streq(bt_xml_get(h->xml, XA_TYPE), r->type);
    if (changed && active) {
        pe_require_unfencing(plan, r, n, "Device definition changed");
        pe_action(plan, r, "stop", 0, n, false);
    }
    return changed;
}

static bool defines(const struct pe_op *op)
{
    return op->interval_ms > 0 || bt_streq(op->task, "monitor") || bt_streq(op->task, "start") || bt_streq(op->task, "promote") ||
           bt_streq(op->task, "migrate_from");
}

static void check_resource(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_rsc_history *h)
{
    const struct pe_node *n = h->node;
    plan->why = r->orphan ? "it is not configured any more" : "its definition changed";
    if (r->orphan) {
        if (!pe_is_anonymous_clone(pe_top(r)))
            pe_plan_cleanup(plan, r, n, false); /* the node shall forget it */
        return;
    }
    if (!pe_nodes_has(&r->active_on, n)) {
        if (agent_changed(plan, r, n, h, false))
            pe_plan_cleanup(plan, r, n, false);
        return;
    }
    if (agent_changed(plan, r, n, h, true))
        pe_plan_cleanup(plan, r, n, false);
    for (size_t i = h->first_op; i < h->n_ops; i++) {
        const struct pe_op *op = &h->ops[i];
        if (op->interval_ms > 0 && (r->maintenance || n->maintenance || plan->m->maintenance_mode))
            cancel(plan, r, op, n, "maintenance mode");
        else if (defines(op) && check_op(plan, r, op, n) && pe_fail_count(plan->m, r, n, true, NULL) > 0)
            clear_failcount(plan, r, n, "action definition changed");
    }
}

/* A history is about what has its id, or is known to its node by it: not about an instance that it was only counted for. */
static void check_history(struct pe_plan *plan, const struct pe_rsc_history *h)
{
    const char *id = bt_xml_id(h->xml);
    const struct pe_rsc *named = pe_rsc_by_id(plan->m, id);
    if (named != NULL && named->kind == PE_PRIMITIVE)
        check_resource(plan, named, h);
    if (h->rsc != named && (bt_streq(h->rsc->history_id, id) || bt_streq(h->rsc->id, id)))
        check_resource(plan, h->rsc, h);
}

static void clear_orphan(struct pe_plan *plan, const struct pe_rsc *r)
{
    for (size_t i = 0; i < plan->m->n_nodes; i++) {
        const struct pe_node *n = plan->m->nodes[i];
        if (!n->online || pe_fail_count(plan->m, r, n, true, NULL) == 0)
            continue;
        struct pe_action *a = clear_failcount(plan, r, n, "it is orphaned");
        pe_order(plan, (struct pe_ordering){.first_action = a, .then = r, .then_task = "stop", .flags = PE_ORDER_SOFT});
    }
}

void pe_plan_config_changes(struct pe_plan *plan)
{
    const struct pe_model_private *mp = plan->m->priv;
    size_t *first = pe_alloc(&plan->arena, (plan->m->n_nodes + 1) * sizeof *first);
    for (size_t i = mp->histories.n; i-- > 0;) /* a node's histories are one behind the other */
        first[mp->histories.v[i]->node->index] = i;
    for (size_t k = 0; k < plan->m->n_nodes; k++) {
        const struct pe_node *n = plan->m->nodes[k];
        if (!n->maintenance && (!n->online || pe_unclean(plan, n) || n->shutdown || n->standby))
            continue;
        for (size_t i = first[k]; i < mp->histories.n && mp->histories.v[i]->node == n; i++)
            check_history(plan, mp->histories.v[i]);
    }
    for (size_t i = 0; i < plan->m->n_top; i++)
        if (plan->p->order[i]->orphan)
            clear_orphan(plan, plan->p->order[i]);
}
