/* pengine/plan_recurring.c - monitors: which recur on which node, which are cancelled because the role changes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/plan.h"

/* The cancel takes the place of the monitor that it ends. */
struct pe_action *pe_plan_cancel(struct pe_plan *plan, const struct pe_rsc *r, const char *task, int64_t interval_ms,
                                 const struct pe_node *n)
{
    assert(interval_ms > 0);
    const struct pe_actions *like = pe_actions_like(plan, r, task, interval_ms);
    for (size_t i = 0; i < like->n; i++) {
        struct pe_action *a = like->v[i];
        if (a->cancels != NULL && a->node == n && a->interval_ms == interval_ms && bt_streq(a->cancels, task))
            return a;
    }
    struct pe_action *a = pe_action(plan, r, task, interval_ms, n, false);
    a->cancels = pe_printf(&plan->arena, "%s", task);
    a->task = "cancel";
    a->flags &= ~(unsigned)PE_OPTIONAL;
    pe_action_meta(plan, a, XA_OPERATION, a->cancels);
    pe_action_meta(plan, a, XA_INTERVAL, pe_printf(&plan->arena, "%" PRId64, interval_ms));
    return a;
}

/* A monitor that runs already stays, unless it or the start before it is to be done anew. */
static bool stays(const struct pe_plan *plan, const struct pe_rsc *r, const struct pe_op_config *op, const struct pe_node *n,
                  const struct pe_action *start)
{
    const struct pe_actions *like = pe_actions_like(plan, r, op->name, op->interval_ms);
    bool found = false;
    for (size_t i = 0; i < like->n; i++) {
        const struct pe_action *a = like->v[i];
        if (a->cancels != NULL || a->node != n || a->interval_ms != op->interval_ms || !bt_streq(a->task, op->name))
            continue;
        if (pe_is(a, PE_RESCHEDULE))
            return false;
        found = true;
    }
    return found && pe_is(start, PE_OPTIONAL);
}

/* It was meant for the role that the resource leaves: it ends before the change. */
static void cancel_before_change(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_op_config *op, const struct pe_node *n)
{
    const struct pe_planned *at = pe_planned(plan, r);
    struct pe_action *cancel = pe_plan_cancel(plan, r, op->name, op->interval_ms, n);
    const char *before = NULL;
    if (at->role == BT_ROLE_PROMOTED)
        before = "demote";
    else if (at->role >= BT_ROLE_STARTED && at->next_role == BT_ROLE_PROMOTED)
        before = "promote";
    else if (at->role >= BT_ROLE_STARTED && at->next_role == BT_ROLE_STOPPED)
        before = "stop";
    if (before != NULL)
        pe_order(plan, (struct pe_ordering){.first_action = cancel, .then = r, .then_task = before, .flags = PE_ORDER_THEN_NEEDS});
}

static void after_task(struct pe_plan *plan, const struct pe_rsc *r, const char *task, struct pe_action *monitor, unsigned flags)
{
    pe_order(plan, (struct pe_ordering){.first = r, .first_task = task, .then_action = monitor, .flags = flags});
}

static void for_active_role(struct pe_plan *plan, const struct pe_rsc *r, struct pe_action *start, const struct pe_node *n,
                            const struct pe_op_config *op)
{
    const struct pe_planned *at = pe_planned(plan, r);
    if (op->role == BT_ROLE_STOPPED)
        return;
    bool optional = stays(plan, r, op, n, start);
    bool other_role = op->role != BT_ROLE_UNKNOWN ? at->next_role != op->role : at->next_role == BT_ROLE_PROMOTED;
    if (other_role) {
        if (optional)
            cancel_before_change(plan, r, op, n);
        return;
    }
    struct pe_action *monitor = pe_action(plan, r, op->name, op->interval_ms, n, optional);
    if (!pe_is(start, PE_RUNNABLE) || n == NULL || !n->online || pe_unclean(plan, n))
        pe_clear(plan, monitor, PE_RUNNABLE, !pe_is(start, PE_RUNNABLE) ? start : NULL, "its node can't run anything");
    if (at->next_role == BT_ROLE_PROMOTED)
        pe_action_meta(plan, monitor, "op_target_rc", "8");
    if (!pe_placed(plan->p, r)->managed)
        return;
    after_task(plan, r, "start", monitor, PE_ORDER_THEN_FOLLOWS | PE_ORDER_THEN_NEEDS);
    after_task(plan, r, "reload-agent", monitor, PE_ORDER_THEN_FOLLOWS | PE_ORDER_THEN_NEEDS);
    if (at->next_role == BT_ROLE_PROMOTED)
        after_task(plan, r, "promote", monitor, PE_ORDER_SOFT | PE_ORDER_THEN_NEEDS);
    else if (at->role == BT_ROLE_PROMOTED)
        after_task(plan, r, "demote", monitor, PE_ORDER_SOFT | PE_ORDER_THEN_NEEDS);
}

static bool runs_on(const struct pe_plan *plan, const struct pe_rsc *r, const struct pe_op_config *op, const struct pe_node *n)
{
    return pe_find_action(plan, r, op->name, op->interval_ms, n, true) != NULL;
}

/* The next of a list that does a task on a node, from *at on; NULL: none. */
static struct pe_action *next_of(const struct pe_actions *list, size_t *at, const char *task, const struct pe_node *n)
{
    for (; *at < list->n; ++*at) {
        struct pe_action *a = list->v[*at];
        if (a->node == n && a->cancels == NULL && a->interval_ms == 0 && bt_streq(a->task, task))
            return a;
    }
    return NULL;
}

static void after_stop(struct pe_plan *plan, struct pe_action *stop, struct pe_action *monitor, bool managed)
{
    if (!managed && !pe_is(stop, PE_OPTIONAL))
        monitor->flags |= PE_OPTIONAL; /* nobody will stop it */
    if (!pe_is(stop, PE_RUNNABLE))
        pe_clear(plan, monitor, PE_RUNNABLE, stop, NULL);
    if (managed)
        pe_order_actions(plan, stop, monitor, PE_ORDER_THEN_FOLLOWS | PE_ORDER_THEN_NEEDS);
}

static void stopped_monitor_on(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_op_config *op, const struct pe_node *n)
{
    struct pe_action *monitor = pe_action(plan, r, op->name, op->interval_ms, n, runs_on(plan, r, op, n)), *probe, *stop;
    bool managed = pe_placed(plan->p, r)->managed;
    pe_action_meta(plan, monitor, "op_target_rc", "7");
    const struct pe_actions *probes = pe_actions_like(plan, r, "monitor", 0), *stops = pe_actions_like(plan, r, "stop", 0);
    for (size_t i = 0, k = 0;;) { /* as they were made */
        probe = managed ? next_of(probes, &i, "monitor", n) : NULL;
        stop = next_of(stops, &k, "stop", n);
        if (probe != NULL && (stop == NULL || probe->id < stop->id)) {
            pe_order_actions(plan, probe, monitor, PE_ORDER_THEN_NEEDS);
            i++;
        } else if (stop != NULL) {
            after_stop(plan, stop, monitor, managed);
            k++;
        } else {
            break;
        }
    }
    if (!n->online || pe_unclean(plan, n))
        pe_clear(plan, monitor, PE_RUNNABLE, NULL, "its node can't run anything");
}

/* Monitors of role Stopped recur wherever the resource is not. */
static void for_inactive_role(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *n, const struct pe_op_config *op)
{
    if (op->role != BT_ROLE_STOPPED || !r->unique)
        return;
    const struct pe_planned *at = pe_planned(plan, r);
    if (n != NULL && runs_on(plan, r, op, n)) {
        struct pe_action *cancel = pe_plan_cancel(plan, r, op->name, op->interval_ms, n);
        if (at->next_role == BT_ROLE_STARTED || at->next_role == BT_ROLE_UNPROMOTED)
            pe_order(plan, (struct pe_ordering){.first_action = cancel, .then = r, .then_task = "start", .flags = PE_ORDER_THEN_NEEDS});
    }
    for (size_t i = 0; i < plan->m->n_nodes; i++)
        if (plan->m->nodes[i] != n)
            stopped_monitor_on(plan, r, op, plan->m->nodes[i]);
}

/* Two operations of the same name and interval can't be told apart in the history: neither is run. */
static bool ambiguous(const struct pe_rsc *r, const struct pe_op_config *op)
{
    return pe_op_alike(r, op->name, op->interval_ms, 1) != NULL;
}

void pe_plan_recurring(struct pe_plan *plan, const struct pe_rsc *r)
{
    const struct pe_planned *at = pe_planned(plan, r);
    struct pe_action *start = NULL;
    if (r->blocked || r->maintenance || plan->m->maintenance_mode)
        return;
    if (at->node != NULL && !at->node->maintenance && (at->next_role != BT_ROLE_STOPPED || !pe_placed(plan->p, r)->managed))
        start = pe_action(plan, r, "start", 0, at->node, true);
    struct pe_op_config op;
    for (size_t i = 0; pe_op_at(plan->m, r, i, &op); i++) {
        if (op.interval_ms <= 0 || !op.enabled || !pe_is_recurring_name(op.name) || ambiguous(r, &op))
            continue;
        if (start != NULL)
            for_active_role(plan, r, start, at->node, &op);
        for_inactive_role(plan, r, at->node, &op);
    }
}
