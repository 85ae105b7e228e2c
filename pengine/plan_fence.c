/* pengine/plan_fence.c - who decides that a node is fenced in the end: unclean nodes here become fencing actions, nodes
 * that leave get their shutdown, and everything else is ordered around both.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/plan.h"

static const char *delay_of(struct pe_plan *plan, const struct pe_node *n)
{
    /* Only the more important partition's loss is delayed: when priorities differ, the highest waits. */
    const struct pe_model *m = plan->m;
    int64_t delay_s = m->priority_fencing_delay_ms / 1000;
    int members = 0, top = 0, lowest = BT_INFINITY;
    for (size_t i = 0; i < m->n_nodes; i++) {
        if (m->nodes[i]->remote || m->nodes[i]->ping)
            continue;
        members += m->nodes[i]->online;
        if (i == 0 || m->nodes[i]->priority > top)
            top = m->nodes[i]->priority;
        if (m->nodes[i]->priority < lowest)
            lowest = m->nodes[i]->priority;
    }
    if (members > (int)m->n_nodes / 2)
        delay_s = 0;
    else if (top == lowest)
        delay_s = 0;
    else if (n->priority < top)
        delay_s = 0;
    return pe_printf(&plan->arena, "%" PRId64, delay_s);
}

struct pe_action *pe_fence_action(struct pe_plan *plan, const struct pe_node *n, const char *op, bool optional, const char *reason,
                                  bool priority_delay)
{
    assert(n != NULL); /* the graph tells all about the node that is fenced */
    if (op == NULL)
        op = plan->m->priv->stonith_action;
    const char *key = pe_printf(&plan->arena, "stonith-%s-%s", n->name, op);
    bool is_new = bt_map_get(plan->singles, key) == NULL;
    struct pe_action *a = pe_single(plan, key, "stonith", n);
    pe_action_meta(plan, a, "stonith_action", op);
    if (is_new)
        pe_note_unfencing_devices(plan, a);
    if (plan->m->priority_fencing_delay_ms > 0 && (priority_delay || pe_attr_get(&a->meta, "priority-fencing-delay") != NULL))
        pe_action_meta(plan, a, "priority-fencing-delay", delay_of(plan, n));
    if (!optional && pe_can_fence(plan->m, n)) {
        pe_clear(plan, a, PE_OPTIONAL, NULL, reason);
        pe_because(plan, a, reason, false);
    } else if (reason != NULL) {
        pe_because(plan, a, reason, false);
    }
    return a;
}

/* --- the rest of the cluster around a fencing ------------------------------------------------------------- */

/* Any instance of an anonymous clone of primitives speaks for all. */
static bool is_known_on(const struct pe_rsc *r, const struct pe_node *n)
{
    return pe_nodes_has(&r->known_on, n) || (r->parent != NULL && pe_is_anonymous_clone(r->parent) && pe_nodes_has(&r->parent->known_on, n));
}

static void start_after(struct pe_plan *plan, const struct pe_rsc *r, struct pe_action *fencing)
{
    struct pe_planned *at = pe_planned(plan, r);
    for (size_t i = 0; i < at->actions.n; i++) {
        struct pe_action *a = at->actions.v[i];
        if (a->needs == PE_NEEDS_FENCING)
            pe_order_actions(plan, fencing, a, PE_ORDER_SOFT);
        else if (a->needs == PE_NEEDS_QUORUM && bt_streq(a->task, "start") &&
                 pe_placed(plan->p, r)->on[fencing->node->index].present && !is_known_on(r, fencing->node))
            pe_order_actions(plan, fencing, a, PE_ORDER_SOFT | PE_ORDER_THEN_NEEDS);
    }
}

/* A stop or demote on the node can't be run any more; the fencing implies it. What needs fencing (requires=fencing) counts as
 * stopped only when that is done. */
static void stop_implied(struct pe_plan *plan, const struct pe_rsc *r, struct pe_action *fencing)
{
    struct pe_planned *at = pe_planned(plan, r);
    const struct pe_node *n = fencing->node;
    for (size_t i = 0; i < at->actions.n; i++) {
        struct pe_action *a = at->actions.v[i];
        if (a->node != n || a->interval_ms != 0)
            continue;
        if (bt_streq(a->task, "stop")) {
            a->flags |= PE_PSEUDO | PE_RUNNABLE;
            if (r->needs_fencing)
                pe_order_actions(plan, fencing, a, PE_ORDER_PRESERVE);
            struct pe_action *parent = r->needs_fencing && r->parent != NULL ? pe_find_action(plan, pe_top(r), "stop", 0, NULL, false) : NULL;
            if (parent != NULL)
                pe_order_actions(plan, fencing, parent, PE_ORDER_PRESERVE);
            if (r->notify)
                pe_notify_after_fencing(plan, r, fencing);
        } else if (bt_streq(a->task, "demote") && (!n->online || pe_unclean(plan, n) || r->failed)) {
            a->flags |= PE_PSEUDO | PE_RUNNABLE;
            if (r->needs_fencing)
                pe_order_actions(plan, fencing, a, PE_ORDER_PRESERVE | PE_ORDER_SOFT);
        }
    }
}

/* What was leaving the node may arrive as long as that lives: a stop on the target counts only afterwards. (2.1.5 does not wait.) */
static void stop_arrival_after(struct pe_plan *plan, const struct pe_rsc *r, struct pe_action *fencing)
{
    if (r->pending_node != fencing->node)
        return;
    for (size_t i = 0; i < r->stop_on.n; i++) {
        struct pe_action *stop = pe_find_action(plan, r, "stop", 0, r->stop_on.v[i], false);
        if (stop != NULL)
            pe_order_actions(plan, fencing, stop, PE_ORDER_SOFT);
    }
}

static void order_around(struct pe_plan *plan, const struct pe_rsc *r, struct pe_action *fencing)
{
    for (size_t i = 0; i < r->n_children; i++)
        order_around(plan, r->children[i], fencing);
    if (r->kind != PE_PRIMITIVE || !pe_placed(plan->p, r)->managed)
        return;
    start_after(plan, r, fencing);
    stop_implied(plan, r, fencing);
    stop_arrival_after(plan, r, fencing);
}

/* --- fencing and shutdown --------------------------------------------------------------------------------- */

struct node_actions { struct { struct pe_action **v; size_t n, cap; } fencing, shutdown; struct pe_action *dc_down; };

static bool any_managed(const struct pe_plan *plan)
{
    for (size_t i = 0; i < plan->m->n_rscs; i++)
        if (plan->m->rscs[i]->kind == PE_PRIMITIVE && pe_placed(plan->p, plan->m->rscs[i])->managed)
            return true;
    return false;
}

static struct pe_action *fence(struct pe_plan *plan, const struct pe_node *n)
{
    const char *reason = plan->nodes[n->index].fence_reason;
    pe_found(&plan->findings, PE_WARNING, "node %s will be fenced: %s", n->name, reason != NULL ? reason : "node is unclean");
    struct pe_action *a = pe_fence_action(plan, n, NULL, false, reason != NULL ? reason : "node is unclean", n->priority_delay);
    for (size_t i = 0; i < plan->m->n_top; i++)
        order_around(plan, plan->p->order[i], a);
    return a;
}

/* The node leaves when all has been stopped there. */
static struct pe_action *shut_down(struct pe_plan *plan, const struct pe_node *n)
{
    struct pe_action *a = pe_single(plan, pe_printf(&plan->arena, "do_shutdown-%s", n->name), "do_shutdown", n);
    pe_clear(plan, a, PE_OPTIONAL, NULL, "the node is shutting down");
    pe_action_meta(plan, a, "op_no_wait", "true");
    size_t count = plan->actions.n;
    for (size_t i = 0; i < count; i++) {
        struct pe_action *stop = plan->actions.v[i];
        if (stop->rsc == NULL || stop->node != n || !bt_streq(stop->task, "stop"))
            continue;
        if (stop->rsc->maintenance || (!pe_placed(plan->p, stop->rsc)->managed && !stop->rsc->blocked))
            continue;
        pe_order(plan, (struct pe_ordering){.first = stop->rsc, .first_action = stop, .first_task = "stop", .then_action = a,
                                            .flags = PE_ORDER_SOFT | PE_ORDER_THEN_NEEDS});
    }
    return a;
}

static void plan_node(struct pe_plan *plan, const struct pe_node *n, bool may_fence, struct node_actions *out)
{
    if (n->remote || n->ping)
        return;
    if (pe_unclean(plan, n) && !(may_fence && pe_can_fence(plan->m, n)))
        pe_found(&plan->findings, PE_WARNING, "node %s is unclean, but can't be fenced: what runs there stays there", n->name);
    if (pe_unclean(plan, n) && may_fence && pe_can_fence(plan->m, n)) {
        struct pe_action *a = fence(plan, n);
        if (n->is_dc) {
            out->dc_down = a;
            return;
        }
        if (!plan->m->priv->concurrent_fencing && out->fencing.n > 0)
            pe_order_actions(plan, out->fencing.v[out->fencing.n - 1], a, PE_ORDER_SOFT);
        PE_PUSH(&plan->arena, &out->fencing, a);
    } else if (n->online && n->shutdown) {
        struct pe_action *a = shut_down(plan, n);
        if (n->is_dc)
            out->dc_down = a;
        else
            PE_PUSH(&plan->arena, &out->shutdown, a);
    }
}

void pe_plan_fencing(struct pe_plan *plan)
{
    struct node_actions all = {0};
    bool may_fence = any_managed(plan);
    for (size_t i = 0; i < plan->m->n_nodes; i++)
        plan_node(plan, plan->m->nodes[i], may_fence, &all);
    if (all.dc_down == NULL)
        return;
    /* The DC goes last. */
    if (bt_streq(all.dc_down->task, "do_shutdown"))
        for (size_t i = 0; i < all.shutdown.n; i++)
            pe_order_actions(plan, all.shutdown.v[i], all.dc_down, PE_ORDER_SOFT);
    for (size_t i = plan->m->priv->concurrent_fencing || all.fencing.n == 0 ? 0 : all.fencing.n - 1; i < all.fencing.n; i++)
        pe_order_actions(plan, all.fencing.v[i], all.dc_down, PE_ORDER_SOFT);
}
