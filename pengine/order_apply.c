/* pengine/order_apply.c - turns orderings between tasks into links between the actions that exist.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/plan.h"

static void link_then(struct pe_plan *plan, struct pe_action *first, const struct pe_ordering *o)
{
    if (o->then_action != NULL) {
        if (first != NULL)
            pe_order_actions_by(plan, first, o->then_action, o->flags, o->order);
        return;
    }
    unsigned flags = o->flags;
    if (first != NULL && first->rsc == o->then && pe_is(first, PE_DANGLING))
        flags &= ~PE_ORDER_THEN_FOLLOWS;
    const struct pe_actions *like = pe_actions_like(plan, o->then, o->then_task, 0);
    for (size_t i = 0; i < like->n; i++) {
        struct pe_action *then = like->v[i];
        if (then->interval_ms != 0 || then->cancels != NULL || !bt_streq(then->task, o->then_task))
            continue;
        if (first != NULL)
            pe_order_actions_by(plan, first, then, flags, o->order);
        else if (flags & PE_ORDER_THEN_FOLLOWS)
            pe_clear(plan, then, PE_RUNNABLE, NULL, "what it must come after is not going to happen");
    }
}

/* The first action does not exist: without need, unless the state says that there is nothing to do. */
static struct pe_action *make_first(struct pe_plan *plan, const struct pe_ordering *o)
{
    enum bt_role role = pe_role_of(o->first);
    if (o->first == o->then)
        return NULL;
    if (role == BT_ROLE_STOPPED && bt_streq(o->first_task, "stop"))
        return NULL;
    if (role == BT_ROLE_UNPROMOTED && bt_streq(o->first_task, "demote"))
        return NULL;
    plan->order = 0; /* what keeps it from being done is not this ordering's doing */
    struct pe_action *a = pe_action(plan, o->first, o->first_task, 0, NULL, true);
    plan->order = o->order;
    return a;
}

static void apply(struct pe_plan *plan, const struct pe_ordering *o)
{
    plan->order = o->order;
    if (o->first_action != NULL || o->first == NULL) {
        link_then(plan, o->first_action, o);
        return;
    }
    const struct pe_actions *like = pe_actions_like(plan, o->first, o->first_task, 0);
    bool any = false;
    for (size_t i = 0; i < like->n; i++) {
        struct pe_action *a = like->v[i];
        if (a->interval_ms != 0 || a->cancels != NULL || !bt_streq(a->task, o->first_task))
            continue;
        any = true;
        link_then(plan, a, o);
    }
    struct pe_action *made = any ? NULL : make_first(plan, o);
    if (made != NULL)
        link_then(plan, made, o);
}

void pe_apply_orders(struct pe_plan *plan)
{
    pe_each_ordering(plan, apply);
    plan->order = 0;
}
