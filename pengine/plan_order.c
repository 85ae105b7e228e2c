/* pengine/plan_order.c - orderings: the configured ones, and those that primitives, groups and clones have within.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/plan.h"

/* --- configured ------------------------------------------------------------------------------------------- */

/* A gate stands for "enough of these": require-all=false, clone-min. */
static struct pe_action *gate(struct pe_plan *plan, const char *name, int min)
{
    struct pe_action *a = pe_single(plan, name, name, NULL);
    a->flags |= PE_PSEUDO | PE_NEEDS_ANY;
    if (a->min_before < min)
        a->min_before = min;
    return a;
}

/* Which of two must have left before the other arrives, if they can't be together. */
static void keep_apart(struct pe_plan *plan, const struct pe_rsc *first, enum bt_role first_role, const struct pe_rsc *then,
                       enum bt_role then_role)
{
    const char *leave[2] = {"stop", NULL}, *arrive[2] = {"start", NULL};
    if (first_role == BT_ROLE_PROMOTED)
        leave[0] = "demote";
    else if (first_role == BT_ROLE_UNPROMOTED)
        leave[1] = "promote";
    if (then_role == BT_ROLE_PROMOTED)
        arrive[0] = "promote";
    else if (then_role == BT_ROLE_UNPROMOTED)
        arrive[1] = "demote";
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 2; k++)
            if (leave[i] != NULL && arrive[k] != NULL)
                pe_order_tasks(plan, first, leave[i], then, arrive[k], PE_ORDER_ANTI_COLOCATION);
}

void pe_plan_configured_orders(struct pe_plan *plan)
{
    const struct pe_model_private *mp = plan->m->priv;
    for (size_t i = 0; i < mp->colocations.n; i++) {
        const struct pe_colocation *c = mp->colocations.v[i];
        if (c->score > -BT_INFINITY)
            continue;
        keep_apart(plan, c->dependent, c->dependent_role, c->primary, c->primary_role);
        keep_apart(plan, c->primary, c->primary_role, c->dependent, c->dependent_role);
    }
    for (size_t i = 0; i < mp->orders.n; i++) {
        const struct pe_order *o = &mp->orders.v[i];
        struct pe_ordering new = {.first = o->first, .first_task = o->first_task, .then = o->then, .then_task = o->then_task,
                                  .flags = o->flags, .order = (unsigned)i + 1};
        if (o->first_gate != NULL)
            new.first_action = gate(plan, o->first_gate, o->gate_min);
        if (o->then_gate != NULL)
            new.then_action = gate(plan, o->then_gate, o->gate_min);
        pe_order(plan, new);
    }
}

/* --- within a primitive ----------------------------------------------------------------------------------- */

static void order_after_unfencing(struct pe_plan *plan, const struct pe_rsc *r)
{
    for (size_t i = 0; i < plan->m->n_nodes; i++) {
        const struct pe_node *n = plan->m->nodes[i];
        if (!pe_placed(plan->p, r)->on[i].present || n->remote)
            continue;
        struct pe_action *unfence = pe_fence_action(plan, n, "on", true, NULL, false);
        pe_order(plan, (struct pe_ordering){.first = r, .first_task = "stop", .then_action = unfence,
                                            .flags = PE_ORDER_SOFT | PE_ORDER_SAME_NODE});
        pe_order(plan, (struct pe_ordering){.first_action = unfence, .then = r, .then_task = "start",
                                            .flags = PE_ORDER_THEN_FOLLOWS_ON_NODE | PE_ORDER_SAME_NODE});
    }
}

static void primitive_orders(struct pe_plan *plan, const struct pe_rsc *r)
{
    if (!pe_placed(plan->p, r)->managed && !r->managed)
        return;
    pe_order_tasks(plan, r, "stop", r, "start", PE_ORDER_SOFT | PE_ORDER_THEN_FOLLOWS | PE_ORDER_RESTART);
    if (pe_top(r)->promotable || r->role > BT_ROLE_UNPROMOTED) {
        pe_order_tasks(plan, r, "demote", r, "stop", PE_ORDER_PROMOTED_FIRST_FOLLOWS);
        pe_order_tasks(plan, r, "start", r, "promote", PE_ORDER_THEN_NEEDS);
    }
    if (!r->fence_device && plan->m->priv->unfencing && r->needs_unfencing)
        order_after_unfencing(plan, r);
    if (r->container != NULL) {
        pe_order_tasks(plan, r->container, "start", r, "start", PE_ORDER_THEN_FOLLOWS | PE_ORDER_THEN_NEEDS);
        pe_order_tasks(plan, r, "stop", r->container, "stop", PE_ORDER_FIRST_FOLLOWS);
    }
    if (r->utilization.n > 0 && pe_uses_utilization(plan->p))
        pe_plan_load_orders(plan, r);
}

/* --- within a group --------------------------------------------------------------------------------------- */

static void internal_orders(struct pe_plan *plan, const struct pe_rsc *r);

struct member { const struct pe_rsc *group, *r, *before, *last_active; bool ordered, promotable; };

static void with_group(struct pe_plan *plan, const struct member *x)
{
    unsigned down = PE_ORDER_SHOW_FIRST | (x->ordered && x->before == NULL ? PE_ORDER_SOFT : 0);
    unsigned up = PE_ORDER_THEN_NEEDS | PE_ORDER_THEN_FOLLOWS | PE_ORDER_SHOW_THEN;
    if (x->promotable) {
        pe_order_tasks(plan, x->group, "demote", x->r, "demote", down);
        pe_order_tasks(plan, x->r, "demote", x->group, "demoted", PE_ORDER_SHOW_THEN);
        pe_order_tasks(plan, x->r, "promote", x->group, "promoted", up);
        pe_order_tasks(plan, x->group, "promote", x->r, "promote", PE_ORDER_SHOW_FIRST);
    }
    pe_order_tasks(plan, x->group, "stop", x->r, "stop", down);
    pe_order_tasks(plan, x->r, "stop", x->group, "stopped", PE_ORDER_SHOW_THEN);
    pe_order_tasks(plan, x->group, "start", x->r, "start", PE_ORDER_SHOW_FIRST);
    pe_order_tasks(plan, x->r, "start", x->group, "running", up);
}

static void with_the_one_before(struct pe_plan *plan, const struct member *x)
{
    if (!x->ordered) {
        unsigned flags = PE_ORDER_THEN_FOLLOWS | PE_ORDER_THEN_NEEDS | PE_ORDER_SHOW_FIRST;
        pe_order_tasks(plan, x->group, "start", x->r, "start", flags);
        if (x->promotable)
            pe_order_tasks(plan, x->group, "promote", x->r, "promote", flags);
        return;
    }
    if (x->before == NULL)
        return;
    pe_order_tasks(plan, x->before, "start", x->r, "start", PE_ORDER_THEN_FOLLOWS | PE_ORDER_THEN_NEEDS);
    pe_order_tasks(plan, x->r, "stop", x->before, "stop", PE_ORDER_SOFT | PE_ORDER_RESTART);
    if (x->promotable) {
        pe_order_tasks(plan, x->before, "promote", x->r, "promote", PE_ORDER_THEN_FOLLOWS | PE_ORDER_THEN_NEEDS);
        pe_order_tasks(plan, x->r, "demote", x->before, "demote", PE_ORDER_SOFT);
    }
}

static void group_orders(struct pe_plan *plan, const struct pe_rsc *g)
{
    struct member x = {.group = g, .ordered = g->ordered, .promotable = pe_top(g)->promotable};
    pe_order_tasks(plan, g, "stop", g, "stopped", PE_ORDER_THEN_NEEDS);
    pe_order_tasks(plan, g, "stopped", g, "start", PE_ORDER_SOFT);
    pe_order_tasks(plan, g, "start", g, "running", PE_ORDER_THEN_NEEDS);
    for (size_t i = 0; i < g->n_children; i++) {
        x.r = g->children[i];
        internal_orders(plan, x.r);
        with_group(plan, &x);
        with_the_one_before(plan, &x);
        if (x.r->active_on.n > 0) { /* partly active groups stop in sequence, too */
            if (x.ordered && x.before != NULL && x.before->active_on.n == 0 && x.last_active != NULL && x.last_active->active_on.n > 0)
                pe_order_tasks(plan, x.r, "stop", x.last_active, "stop", PE_ORDER_SOFT);
            x.last_active = x.r;
        }
        x.before = x.r;
    }
}

/* --- within a clone --------------------------------------------------------------------------------------- */

static void promotable_orders(struct pe_plan *plan, const struct pe_rsc *c)
{
    const struct pe_rsc *before = NULL;
    pe_order_tasks(plan, c, "stopped", c, "promote", PE_ORDER_SOFT);
    pe_order_tasks(plan, c, "demoted", c, "start", PE_ORDER_SOFT);
    pe_order_tasks(plan, c, "demoted", c, "promote", PE_ORDER_SOFT);
    pe_order_tasks(plan, c, "demote", c, "demoted", PE_ORDER_THEN_NEEDS);
    for (size_t i = 0; i < c->n_children; i++) {
        const struct pe_rsc *r = c->children[i];
        pe_order_tasks(plan, r, "demote", r, "promote", PE_ORDER_SOFT);
        pe_order_tasks(plan, c, "promote", r, "promote", PE_ORDER_SOFT);
        pe_order_tasks(plan, r, "promote", c, "promoted", PE_ORDER_SOFT);
        if (c->ordered && before != NULL)
            pe_order_tasks(plan, before, "promote", r, "promote", PE_ORDER_SOFT);
        pe_order_tasks(plan, c, "demote", r, "demote", PE_ORDER_SHOW_FIRST);
        pe_order_tasks(plan, r, "demote", c, "demoted", PE_ORDER_SHOW_THEN);
        if (c->ordered && before != NULL)
            pe_order_tasks(plan, r, "demote", before, "demote", PE_ORDER_SOFT);
        before = r;
    }
}

static void clone_orders(struct pe_plan *plan, const struct pe_rsc *c)
{
    const struct pe_rsc *before = NULL;
    pe_order_tasks(plan, c, "stopped", c, "start", PE_ORDER_SOFT);
    pe_order_tasks(plan, c, "start", c, "running", PE_ORDER_THEN_NEEDS);
    pe_order_tasks(plan, c, "stop", c, "stopped", PE_ORDER_THEN_NEEDS);
    if (c->promotable) {
        pe_order_tasks(plan, c, "demoted", c, "stop", PE_ORDER_SOFT);
        pe_order_tasks(plan, c, "running", c, "promote", PE_ORDER_THEN_NEEDS);
    }
    for (size_t i = 0; i < c->n_children; i++) {
        const struct pe_rsc *r = c->children[i];
        internal_orders(plan, r);
        pe_order_tasks(plan, c, "start", r, "start", PE_ORDER_THEN_NEEDS | PE_ORDER_SHOW_FIRST);
        pe_order_tasks(plan, r, "start", c, "running", PE_ORDER_SHOW_THEN);
        if (c->ordered && before != NULL)
            pe_order_tasks(plan, before, "start", r, "start", PE_ORDER_SOFT);
        pe_order_tasks(plan, c, "stop", r, "stop", PE_ORDER_SHOW_FIRST);
        pe_order_tasks(plan, r, "stop", c, "stopped", PE_ORDER_SHOW_THEN);
        if (c->ordered && before != NULL)
            pe_order_tasks(plan, r, "stop", before, "stop", PE_ORDER_SOFT);
        before = r;
    }
    if (c->promotable)
        promotable_orders(plan, c);
}

static void internal_orders(struct pe_plan *plan, const struct pe_rsc *r)
{
    switch (r->kind) {
    case PE_GROUP:
        group_orders(plan, r);
        break;
    case PE_CLONE:
        clone_orders(plan, r);
        break;
    default:
        primitive_orders(plan, r);
    }
}

static void each_within(struct pe_plan *plan, void (*take)(struct pe_plan *plan, const struct pe_ordering *o))
{
    assert(plan->take_order == pe_keep_order); /* not from within one another */
    plan->take_order = take;
    for (size_t i = 0; i < plan->m->n_top; i++)
        internal_orders(plan, plan->m->top[i]);
    plan->take_order = pe_keep_order;
}

static void leave(struct pe_plan *plan, const struct pe_ordering *o)
{
    (void)plan;
    (void)o;
}

void pe_prepare_orders_within(struct pe_plan *plan)
{
    plan->n_first_orderings = plan->orderings.n;
    if (plan->m->priv->unfencing || pe_uses_utilization(plan->p))
        each_within(plan, leave);
}

void pe_each_ordering(struct pe_plan *plan, void (*take)(struct pe_plan *plan, const struct pe_ordering *o))
{
    size_t n = plan->orderings.n, first = plan->n_first_orderings;
    for (size_t i = 0; i < first; i++)
        take(plan, &plan->orderings.v[i]);
    each_within(plan, take);
    for (size_t i = first; i < n; i++)
        take(plan, &plan->orderings.v[i]);
}

/* --- capacity --------------------------------------------------------------------------------------------- */

static struct pe_action *freed(struct pe_plan *plan, const struct pe_node *n)
{
    const char *key = pe_printf(&plan->arena, "load_stopped_%s", n->name);
    struct pe_action *a = pe_single(plan, key, key, n);
    a->flags |= PE_PSEUDO;
    if (pe_is(a, PE_OPTIONAL))
        pe_clear(plan, a, PE_OPTIONAL, NULL, "capacity is counted");
    a->node = n;
    return a;
}

/* Nothing arrives on a node before what leaves it has freed its share. */
void pe_plan_load_orders(struct pe_plan *plan, const struct pe_rsc *r)
{
    for (size_t i = 0; i < r->active_on.n; i++)
        pe_order(plan, (struct pe_ordering){.first = r, .first_task = "stop", .then_action = freed(plan, r->active_on.v[i]), .flags = PE_ORDER_LOAD});
    for (size_t i = 0; i < plan->m->n_nodes; i++) {
        const struct pe_node *n = plan->m->nodes[i];
        if (!pe_placed(plan->p, r)->on[i].present)
            continue;
        pe_order(plan, (struct pe_ordering){.first_action = freed(plan, n), .then = r, .then_task = "start", .flags = PE_ORDER_LOAD});
        pe_order(plan, (struct pe_ordering){.first_action = freed(plan, n), .then = r, .then_task = "migrate_to", .flags = PE_ORDER_LOAD});
    }
}
