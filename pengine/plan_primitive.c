/* pengine/plan_primitive.c - actions that take one primitive from its role and node to the next.
 *
 * A resource moves along  Stopped -> Started | Unpromoted -> Promoted  one step at a time, each step an action; a
 * restart goes down to Stopped and up again.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/plan.h"

struct course { struct pe_plan *plan; const struct pe_rsc *r; struct pe_planned *at; };

/* The one node where a resource shall stay that is active on several (multiple-active=stop_unexpected). */
static bool is_expected_node(const struct course *c, const struct pe_node *n)
{
    return c->at->stop_unexpected && c->at->next_role > BT_ROLE_STOPPED && n == c->at->node;
}

static void start(struct course *c, const struct pe_node *n, bool optional)
{
    struct pe_action *a = pe_action(c->plan, c->r, "start", 0, n, true);
    pe_order_vs_unfencing(c->plan, c->r, n, a, PE_ORDER_THEN_FOLLOWS);
    if (pe_is(a, PE_RUNNABLE) && !optional)
        pe_clear(c->plan, a, PE_OPTIONAL, NULL, c->plan->why);
    if (is_expected_node(c, n))
        a->flags |= PE_PSEUDO;
}

static void stop(struct course *c, const struct pe_node *n, bool optional)
{
    (void)n;
    const struct pe_rsc *r = c->r;
    for (size_t i = 0; i < r->active_on.n; i++) {
        const struct pe_node *current = r->active_on.v[i];
        if (is_expected_node(c, current))
            continue;
        bool this_optional = optional;
        if (c->at->partial_migration) {
            if (current == r->migrate_target && current == c->at->node)
                continue;
            this_optional = false;
        }
        struct pe_action *a = pe_action(c->plan, r, "stop", 0, current, this_optional);
        if (c->at->node == NULL)
            pe_because(c->plan, a, "node availability", true);
        else if (c->at->restarting && c->at->stop_unexpected)
            pe_because(c->plan, a, "being multiply active", true);
        if (!pe_placed(c->plan->p, r)->managed)
            pe_clear(c->plan, a, PE_RUNNABLE, NULL, "the resource is not managed");
        if (c->plan->m->priv->remove_after_stop)
            pe_plan_cleanup(c->plan, r, current, this_optional);
        if (r->needs_unfencing) {
            struct pe_action *unfence = pe_fence_action(c->plan, current, "on", true, NULL, false);
            pe_order_actions(c->plan, a, unfence, PE_ORDER_FIRST_FOLLOWS);
        }
    }
}

static void demote(struct course *c, const struct pe_node *n, bool optional)
{
    (void)n;
    for (size_t i = 0; i < c->r->active_on.n; i++)
        if (!is_expected_node(c, c->r->active_on.v[i]))
            pe_action(c->plan, c->r, "demote", 0, c->r->active_on.v[i], optional);
}

static void promote(struct course *c, const struct pe_node *n, bool optional)
{
    bool runnable = true;
    for (size_t i = 0; i < c->at->actions.n; i++) {
        const struct pe_action *a = c->at->actions.v[i];
        if (a->node == n && bt_streq(a->task, "start") && !pe_is(a, PE_RUNNABLE))
            runnable = false;
    }
    if (runnable) {
        struct pe_action *a = pe_action(c->plan, c->r, "promote", 0, n, optional);
        pe_order_vs_unfencing(c->plan, c->r, n, a, PE_ORDER_THEN_FOLLOWS);
        if (is_expected_node(c, n))
            a->flags |= PE_PSEUDO;
        return;
    }
    for (size_t i = 0; i < c->at->actions.n; i++)
        if (c->at->actions.v[i]->node == n && bt_streq(c->at->actions.v[i]->task, "promote"))
            pe_clear(c->plan, c->at->actions.v[i], PE_RUNNABLE, NULL, "it can't be started there");
}

typedef void step_fn(struct course *c, const struct pe_node *n, bool optional);
struct step { enum bt_role next; step_fn *act; }; /* act NULL: nothing to do; next == from: no such way */

/* From a role (row) towards another (column): the next role, and the action that leads there. */
static struct step next_step(enum bt_role from, enum bt_role to)
{
#define U BT_ROLE_UNKNOWN
#define S BT_ROLE_STOPPED
#define R BT_ROLE_STARTED
#define N BT_ROLE_UNPROMOTED
#define P BT_ROLE_PROMOTED
    static const struct step table[5][5] = {
        [U] = {[U] = {U, NULL}, [S] = {S, NULL}, [R] = {S, NULL}, [N] = {S, NULL}, [P] = {S, NULL}},
        [S] = {[U] = {S, NULL}, [S] = {S, NULL}, [R] = {R, start}, [N] = {N, start}, [P] = {N, start}},
        [R] = {[U] = {S, stop}, [S] = {S, stop}, [R] = {R, NULL}, [N] = {N, NULL}, [P] = {P, promote}},
        [N] = {[U] = {S, stop}, [S] = {S, stop}, [R] = {S, stop}, [N] = {N, NULL}, [P] = {P, promote}},
        [P] = {[U] = {S, demote}, [S] = {N, demote}, [R] = {N, demote}, [N] = {N, demote}, [P] = {P, NULL}},
    };
#undef U
#undef S
#undef R
#undef N
#undef P
    assert(from <= BT_ROLE_PROMOTED && to <= BT_ROLE_PROMOTED);
    return table[from][to];
}

/* Down to Stopped where it is, and up again where it will be; all optional unless something asks for it. */
static void plan_restart(struct course *c, const struct pe_node *current, bool need_stop, bool need_promote)
{
    enum bt_role role = c->at->role;
    c->at->restarting = true;
    while (role > BT_ROLE_STOPPED) {
        struct step s = next_step(role, BT_ROLE_STOPPED);
        assert(s.next < role); /* each step leads down, so this ends */
        if (s.act != NULL)
            s.act(c, current, !need_stop);
        role = s.next;
    }
    while (c->at->role <= c->at->next_role && role != c->at->role && !c->r->blocked) {
        struct step s = next_step(role, c->at->role);
        bool required = need_stop || (s.next == BT_ROLE_PROMOTED && need_promote);
        if (s.next == role)
            break;
        if (s.act != NULL)
            s.act(c, c->at->node, !required);
        role = s.next;
    }
    c->at->restarting = false;
}

static void plan_transition(struct course *c)
{
    enum bt_role role = c->at->role;
    c->plan->why = c->at->next_role == BT_ROLE_STOPPED ? "it is to run nowhere" : c->at->next_role < role ? "it is to be demoted"
                   : c->at->next_role == BT_ROLE_PROMOTED && role > BT_ROLE_STOPPED ? "it is to be promoted" : "it is to run there";
    while (role != c->at->next_role) {
        struct step s = next_step(role, c->at->next_role);
        if (s.next == role)
            break;
        if (s.act != NULL)
            s.act(c, c->at->node, false);
        role = s.next;
    }
}

static void count_active(const struct pe_plan *plan, const struct pe_rsc *r, size_t *ret_all, size_t *ret_clean)
{
    *ret_all = r->active_on.n;
    *ret_clean = 0;
    for (size_t i = 0; i < r->active_on.n; i++)
        *ret_clean += r->active_on.v[i]->online && !pe_unclean(plan, r->active_on.v[i]);
}

/* Whether it must be stopped for being in two places, or for a migration that can't go on. */
static bool must_leave(struct course *c, const struct pe_node *current, bool *allow_migrate)
{
    const struct pe_rsc *r = c->r;
    size_t all, clean;
    bool multiply, partial = r->migrate_source != NULL || r->migrate_target != NULL;
    count_active(c->plan, r, &all, &clean);
    if (partial && *allow_migrate && all == 2 && current == r->migrate_source && c->at->node == r->migrate_target) {
        c->at->partial_migration = true; /* goes on */
        multiply = false;
    } else if (partial) {
        *allow_migrate = false;
        c->at->migration_given_up = true;
        return true;
    } else {
        multiply = (r->needs_fencing ? all : clean) > 1;
    }
    if (!multiply)
        return false;
    const char *policy = pe_attr_get(&r->meta, "multiple-active");
    if (bt_strcaseeq(policy, "stop_unexpected")) {
        c->at->stop_unexpected = true;
        return true;
    }
    return policy == NULL || bt_strcaseeq(policy, "stop_start") ||
           !(bt_strcaseeq(policy, "stop_only") || bt_strcaseeq(policy, "block"));
}

static void default_next_role(struct course *c)
{
    if (c->at->next_role == BT_ROLE_UNKNOWN)
        c->at->next_role = c->at->node == NULL ? BT_ROLE_STOPPED : BT_ROLE_STARTED;
}

static void abort_dangling(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *n)
{
    struct pe_action *a = pe_action(plan, r, "stop", 0, n, false);
    a->flags |= PE_DANGLING;
    if (plan->m->priv->remove_after_stop)
        pe_plan_cleanup(plan, r, n, false);
}

static void plan_primitive(struct pe_plan *plan, const struct pe_rsc *r)
{
    struct course c = {plan, r, pe_planned(plan, r)};
    bool need_stop = false, need_promote = false, allow_migrate = false, moving = false;
    const char *why = "it has to be started anew";
    const struct pe_node *current = pe_current_node(r);

    default_next_role(&c);
    plan->why = "a migration that failed may have left it there";
    for (size_t i = 0; i < r->dangling.n; i++)
        abort_dangling(plan, r, r->dangling.v[i]);
    /* 1. does it move? */
    if (current != NULL && c.at->node != NULL && current != c.at->node && c.at->next_role >= BT_ROLE_STARTED) {
        moving = need_stop = true;
        why = "it moves to another node";
        allow_migrate = pe_may_migrate(plan, r, current);
    }
    /* 2. is it in two places? */
    if (must_leave(&c, current, &allow_migrate)) {
        need_stop = true;
        why = "it is active on several nodes, or a migration was not finished";
    }
    if (r->start_pending) /* a start is under way: its result counts */
        pe_action(plan, r, "start", 0, c.at->node, true)->flags |= PE_ALWAYS_SHOWN;
    /* 3. does its state ask for a stop where it stays? */
    if (!moving) {
        if (r->failed || r->blocked)
            why = "it failed";
        if (r->failed && r->stop_needed)
            need_stop = true;
        else if (r->failed)
            need_promote = c.at->next_role == BT_ROLE_PROMOTED;
        else if (r->blocked)
            need_stop = true;
        else if (c.at->role > BT_ROLE_STARTED && current != NULL && c.at->node != NULL &&
                 !pe_is(pe_action(plan, r, "start", 0, c.at->node, true), PE_OPTIONAL))
            need_stop = true;
    }
    /* 4. the steps */
    plan->why = why;
    plan_restart(&c, current, need_stop, need_promote);
    plan_transition(&c);
    plan->why = "what is active is monitored";
    pe_plan_recurring(plan, r);
    plan->why = NULL;
    if (allow_migrate)
        pe_plan_migration(plan, r, current);
}

void pe_plan_actions(struct pe_plan *plan, const struct pe_rsc *r)
{
    if (r->kind == PE_PRIMITIVE)
        plan_primitive(plan, r);
    else
        pe_plan_collective(plan, r);
}

static void without_node(struct pe_plan *plan, const struct pe_rsc *r, const char *why)
{
    struct pe_planned *at = pe_planned(plan, r);
    for (size_t i = 0; i < at->actions.n; i++) {
        struct pe_action *a = at->actions.v[i];
        if (bt_streq(a->task, "stop"))
            pe_clear(plan, a, PE_OPTIONAL, NULL, why);
        else if (bt_streq(a->task, "start") || (a->interval_ms > 0 && !bt_streq(pe_attr_get(&a->meta, "op_target_rc"), "7")))
            pe_clear(plan, a, PE_RUNNABLE, NULL, why); /* also a cancel: what recurs ends with the resource */
    }
}

/* It can't have its node after all. */
void pe_unassign_in_plan(struct pe_plan *plan, const struct pe_rsc *r)
{
    struct pe_planned *at = pe_planned(plan, r);
    for (size_t i = 0; i < r->n_children; i++)
        pe_unassign_in_plan(plan, r->children[i]);
    at->node = NULL;
    at->next_role = BT_ROLE_STOPPED;
    without_node(plan, r, "the instance that it needs beside it will not be there");
}

void pe_plan_unassigned(struct pe_plan *plan)
{
    for (size_t i = 0; i < plan->m->n_rscs; i++)
        if (plan->m->rscs[i]->kind == PE_PRIMITIVE && pe_placed(plan->p, plan->m->rscs[i])->node == NULL)
            without_node(plan, plan->m->rscs[i], "it is to run nowhere");
}
