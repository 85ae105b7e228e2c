/* pengine/plan_probe.c - probes: before a resource is started, every node that may run it says whether it does already.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/plan.h"

static bool probe(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *n);

static bool needs_probe(const struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *n)
{
    const struct pe_cand *c = &pe_placed(plan->p, r)->on[n->index];
    const struct pe_rsc *top = pe_top(r);
    if (r->orphan || pe_nodes_has(&r->known_on, n))
        return false;
    if ((pe_placed(plan->p, r)->exclusive_discovery || pe_placed(plan->p, top)->exclusive_discovery) &&
        (!c->present || c->discovery != PE_DISCOVER_EXCLUSIVE))
        return false;
    return !(c->present && c->discovery == PE_DISCOVER_NEVER);
}

static bool probe_primitive(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *n)
{
    if (r->container != NULL || !needs_probe(plan, r, n)) /* what lives in a container starts and ends with it */
        return false;
    const struct pe_rsc *top = pe_in_clone(r) ? pe_top(r) : r;
    plan->why = "nobody knows yet whether it is active there";
    struct pe_action *a = pe_action(plan, r, "monitor", 0, n, false);
    pe_clear(plan, a, PE_OPTIONAL, NULL, plan->why);
    pe_order_vs_unfencing(plan, r, n, a, PE_ORDER_SOFT);
    if (!pe_nodes_has(&r->active_on, n))
        pe_action_meta(plan, a, "op_target_rc", "7");
    else if (r->role == BT_ROLE_PROMOTED)
        pe_action_meta(plan, a, "op_target_rc", "8");
    /* What can't be probed can't be started; but what runs goes on. */
    unsigned flags = PE_ORDER_SOFT;
    if (!pe_is(a, PE_RUNNABLE) && top->active_on.n == 0)
        flags |= PE_ORDER_THEN_NEEDS;
    pe_order(plan, (struct pe_ordering){.first = NULL, .first_action = a, .then = top, .then_task = "start", .flags = flags});
    pe_order(plan, (struct pe_ordering){.first = NULL, .first_action = a, .then = r, .then_task = "reload-agent", .flags = PE_ORDER_SOFT});
    return true;
}

/* Of an anonymous clone one instance speaks for all on a node: one that was probed there, or will start there, or the first. */
static bool probe_anonymous(struct pe_plan *plan, const struct pe_rsc *clone, const struct pe_node *n)
{
    struct pe_rsc *const *children = pe_planned(plan, clone)->children;
    const struct pe_rsc *chosen = NULL;
    for (size_t i = 0; i < clone->n_children && chosen == NULL; i++)
        if (pe_nodes_has(&clone->children[i]->known_on, n))
            chosen = clone->children[i];
    for (size_t i = 0; i < clone->n_children && chosen == NULL; i++)
        if (pe_node_of(plan->p, children[i]) == n)
            chosen = children[i];
    if (chosen == NULL && clone->n_children > 0)
        chosen = clone->children[0];
    return chosen != NULL && probe(plan, chosen, n);
}

static bool probe(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *n)
{
    bool any = false;
    if (r->kind == PE_PRIMITIVE)
        return probe_primitive(plan, r, n);
    if (r->kind == PE_CLONE && pe_placed(plan->p, r)->exclusive_discovery &&
        pe_placed(plan->p, r)->on[n->index].discovery != PE_DISCOVER_EXCLUSIVE)
        return false;
    if (r->kind == PE_CLONE && !r->unique)
        return probe_anonymous(plan, r, n);
    for (size_t i = 0; i < r->n_children; i++)
        any |= probe(plan, r->children[i], n);
    return any;
}

/* CIBs of old say that a node is to be probed anew. */
static bool reprobe(struct pe_plan *plan, const struct pe_node *n)
{
    const char *probed = pe_attr_get(&n->attrs, "probe_complete");
    if (probed == NULL || bt_is_true(probed, false))
        return false;
    struct pe_action *a = pe_single(plan, pe_printf(&plan->arena, "probe_again-%s", n->name), "probe_again", n);
    pe_clear(plan, a, PE_OPTIONAL, NULL, "the node is to be probed anew");
    pe_action_meta(plan, a, "op_no_wait", "true");
    return true;
}

void pe_plan_probes(struct pe_plan *plan)
{
    for (size_t i = 0; i < plan->m->n_nodes; i++) {
        const struct pe_node *n = plan->m->nodes[i];
        if (!n->online || pe_unclean(plan, n) || reprobe(plan, n))
            continue;
        for (size_t k = 0; k < plan->m->n_top; k++)
            probe(plan, plan->p->order[k], n);
    }
}

/* --- probes before what depends on their result ----------------------------------------------------------- */

static bool is_probe(const struct pe_action *a)
{
    return a->interval_ms == 0 && a->cancels == NULL && bt_streq(a->task, "monitor");
}

/* "A stops before X": a probe of A may find that it must be stopped, so it comes before X as well. */
static void before_what_waits_for_stop(struct pe_plan *plan, const struct pe_ordering *o)
{
    if (o->flags == 0 || o->first == NULL || o->then == NULL || o->first == o->then)
        return;
    if (!bt_streq(o->first_action != NULL ? o->first_action->task : o->first_task, "stop"))
        return;
    unsigned flags = PE_ORDER_SOFT | (o->flags & (PE_ORDER_NOT_IF_MIGRATING | PE_ORDER_SAME_NODE));
    if (o->flags == PE_ORDER_ANTI_COLOCATION || o->flags == PE_ORDER_LOAD)
        flags = o->flags;
    const struct pe_actions *first = pe_actions_like(plan, o->first, "monitor", 0);
    for (size_t i = 0; i < first->n; i++) {
        struct pe_action *a = first->v[i];
        if (!is_probe(a) || pe_is(a, PE_OPTIONAL))
            continue;
        if (o->then_action != NULL) {
            pe_order_actions(plan, a, o->then_action, flags);
            continue;
        }
        if (o->then == NULL)
            continue;
        const struct pe_actions *then = pe_actions_like(plan, o->then, o->then_task, 0);
        for (size_t k = 0; k < then->n; k++)
            if (then->v[k]->interval_ms == 0 && bt_streq(then->v[k]->task, o->then_task))
                pe_order_actions(plan, a, then->v[k], flags);
    }
}

/* The way from one probe along what follows; the lists are used again for the next one. */
struct chain { struct pe_plan *plan; struct pe_action *probe; struct pe_actions seen, stack; };

static const char *undoing(const struct pe_action *a)
{
    return bt_streq(a->task, "start") ? "stop" : bt_streq(a->task, "promote") ? "demote" : NULL;
}

static void order_before_undoing(struct chain *c, const struct pe_action *after)
{
    const char *undo = undoing(after);
    if (undo == NULL)
        return;
    const struct pe_actions *like = pe_actions_like(c->plan, after->rsc, undo, 0);
    for (size_t i = 0; i < like->n; i++)
        if (bt_streq(like->v[i]->task, undo) && !pe_is(like->v[i], PE_PSEUDO))
            pe_order_actions(c->plan, c->probe, like->v[i], PE_ORDER_SOFT);
}

/* Whether the chain goes from a collective's action on to this one of its member. */
static bool goes_into(const struct chain *c, const struct pe_action *after, const struct pe_action *next, bool interleave,
                      const struct pe_rsc *compatible)
{
    if (after->rsc == NULL || after->rsc->kind < PE_GROUP || c->probe->rsc->parent == after->rsc || next->rsc == NULL ||
        next->rsc->kind > PE_GROUP || after->rsc != next->rsc->parent)
        return false;
    return !(after->rsc->kind > PE_GROUP && interleave && compatible != next->rsc);
}

/* One step from an action to those that follow it. */
static void follow_from(struct chain *c, const struct pe_action *after)
{
    bool interleave = after->rsc != NULL && after->rsc->kind == PE_CLONE && after->rsc->interleave;
    const struct pe_rsc *compatible =
        interleave ? pe_compatible_instance(c->plan->p, c->probe->rsc, after->rsc, BT_ROLE_UNKNOWN, false) : NULL;
    for (size_t i = after->after.n; i-- > 0;) { /* the first one ends on top of the stack */
        const struct pe_link *l = &after->after.v[i];
        if (pe_is(l->action, PE_VISITED) || !pe_is(l->action, PE_LEADS_TO_UNDOING))
            continue;
        if ((l->flags & PE_ORDER_THEN_FOLLOWS) || goes_into(c, after, l->action, interleave, compatible))
            PE_PUSH(&c->plan->arena, &c->stack, l->action);
    }
}

/* If the probe finds something, what is started after it may have to be restarted: its stop waits for the probe, too. */
static void follow(struct chain *c, struct pe_action *first)
{
    PE_PUSH(&c->plan->arena, &c->stack, first);
    while (c->stack.n > 0) {
        struct pe_action *after = c->stack.v[--c->stack.n];
        if (pe_is(after, PE_VISITED) || !pe_is(after, PE_LEADS_TO_UNDOING))
            continue;
        after->flags |= PE_VISITED;
        PE_PUSH(&c->plan->arena, &c->seen, after);
        if (after->rsc != NULL && after->rsc->kind == PE_PRIMITIVE && c->probe->rsc != after->rsc)
            order_before_undoing(c, after);
        follow_from(c, after);
    }
}

/* Whether there is something to undo, should the action not be done. */
static bool can_be_undone(const struct pe_plan *plan, const struct pe_action *a)
{
    const char *undo = a->rsc != NULL && a->rsc->kind == PE_PRIMITIVE ? undoing(a) : NULL;
    const struct pe_actions *like = undo != NULL ? pe_actions_like(plan, a->rsc, undo, 0) : NULL;
    for (size_t i = 0; like != NULL && i < like->n; i++)
        if (bt_streq(like->v[i]->task, undo) && !pe_is(like->v[i], PE_PSEUDO))
            return true;
    return false;
}

/* Marks what leads to something that can be undone. In a cluster that begins nothing does, and no probe has a way to go. */
static void mark_ways(struct pe_plan *plan)
{
    struct pe_actions todo = {0};
    for (size_t i = 0; i < plan->actions.n; i++)
        if (can_be_undone(plan, plan->actions.v[i])) {
            plan->actions.v[i]->flags |= PE_LEADS_TO_UNDOING;
            PE_PUSH(&plan->arena, &todo, plan->actions.v[i]);
        }
    while (todo.n > 0) {
        const struct pe_action *a = todo.v[--todo.n];
        for (size_t i = 0; i < a->before.n; i++) {
            struct pe_action *from = a->before.v[i].action;
            bool into = from->rsc != NULL && from->rsc->kind >= PE_GROUP && a->rsc != NULL && a->rsc->parent == from->rsc;
            if (pe_is(from, PE_LEADS_TO_UNDOING) || (!into && !(a->before.v[i].flags & PE_ORDER_THEN_FOLLOWS)))
                continue;
            from->flags |= PE_LEADS_TO_UNDOING;
            PE_PUSH(&plan->arena, &todo, from);
        }
    }
}

void pe_order_probes(struct pe_plan *plan)
{
    size_t n_actions = plan->actions.n;
    struct chain c = {.plan = plan};
    bool marked = false;
    for (size_t i = 0; i < n_actions; i++) {
        struct pe_action *a = plan->actions.v[i];
        if (a->rsc == NULL || !is_probe(a) || pe_is(a, PE_OPTIONAL))
            continue;
        if (!marked)
            mark_ways(plan);
        marked = true;
        size_t n_after = a->after.n;
        c.probe = a;
        for (size_t k = 0; k < n_after; k++)
            follow(&c, a->after.v[k].action);
        for (size_t k = 0; k < c.seen.n; k++)
            c.seen.v[k]->flags &= ~PE_VISITED;
        c.seen.n = 0;
    }
    if (marked)
        pe_each_ordering(plan, before_what_waits_for_stop);
}
