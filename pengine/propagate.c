/* pengine/propagate.c - works out what links imply: what makes an action required, what makes it impossible.
 *
 * Each link is looked at whenever one of its ends changed, until nothing changes. Flags are only ever cleared (gates
 * excepted, which count), so this ends. Changes are followed at once and depth first, so that the reasons read as a
 * person would find them; beyond a depth the rest waits in a queue.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/crew.h"

enum { MAX_DEPTH = 500 };
enum changed { CHANGED_FIRST = 1, CHANGED_THEN = 2 };

struct run { struct pe_plan *plan; int depth; struct { struct pe_action **v; size_t n, cap; } queue; };

static void update(struct run *u, struct pe_action *then);

/* What waits for it. */
static void update_after(struct run *u, const struct pe_action *first)
{
    for (size_t k = 0; k < first->after.n; k++)
        update(u, first->after.v[k].action);
}

static bool managed(const struct run *u, const struct pe_rsc *r)
{
    return pe_placed(u->plan->p, r)->managed;
}

/* --- what a collective's action is made of ---------------------------------------------------------------- */

static const char *remapped(const char *task)
{
    static const char *const pairs[][2] = {{"start", "running"}, {"stop", "stopped"}, {"promote", "promoted"}, {"demote", "demoted"}};
    for (size_t i = 0; i < BT_COUNT(pairs); i++)
        if (strcmp(task, pairs[i][0]) == 0 || strcmp(task, pairs[i][1]) == 0)
            return pairs[i][1];
    return NULL;
}

static unsigned flags_on(struct run *u, struct pe_action *a, const struct pe_node *n);

static struct pe_action *find_member_action(struct run *u, const struct pe_rsc *r, const char *task, const struct pe_node *n)
{
    return pe_member_action(u->plan, r, task, n);
}

/* Required if any member's is; possible only if every member's is. */
static unsigned group_flags(struct run *u, struct pe_action *a, const struct pe_node *n)
{
    unsigned flags = PE_OPTIONAL | PE_RUNNABLE | PE_PSEUDO;
    for (size_t i = 0; i < a->rsc->n_children; i++) {
        const struct pe_rsc *member = a->rsc->children[i];
        const char *task = pe_member_task(member, pe_task_about(a));
        struct pe_action *m = find_member_action(u, member, task, n);
        if (m == NULL) {
            if (strcmp(task, "stop") != 0 && strcmp(task, "demote") != 0)
                flags &= ~PE_RUNNABLE;
            continue;
        }
        unsigned has = flags_on(u, m, n);
        if ((flags & PE_OPTIONAL) && !(has & PE_OPTIONAL)) {
            flags &= ~PE_OPTIONAL;
            pe_clear(u->plan, a, PE_OPTIONAL, m, NULL);
        }
        if (strcmp(task, a->task) != 0 && (flags & PE_RUNNABLE) && !(has & PE_RUNNABLE)) {
            flags &= ~PE_RUNNABLE;
            pe_clear(u->plan, a, PE_RUNNABLE, m, NULL);
        }
    }
    return flags;
}

/* Required if any instance's is; possible if any instance's is. */
static unsigned clone_flags(struct run *u, struct pe_action *a, const struct pe_node *n)
{
    unsigned flags = PE_OPTIONAL | PE_RUNNABLE | PE_PSEUDO;
    bool any_runnable = false;
    for (size_t i = 0; i < a->rsc->n_children; i++) {
        const struct pe_rsc *child = pe_planned(u->plan, a->rsc)->children[i];
        struct pe_action *c = find_member_action(u, child, pe_member_task(child, pe_task_about(a)), child->n_children > 0 ? NULL : n);
        if (c == NULL)
            continue;
        unsigned has = flags_on(u, c, n);
        if ((flags & PE_OPTIONAL) && !(has & PE_OPTIONAL)) {
            flags &= ~PE_OPTIONAL;
            pe_clear(u->plan, a, PE_OPTIONAL, c, NULL);
        }
        any_runnable |= (has & PE_RUNNABLE) != 0;
        if (any_runnable && !(flags & PE_OPTIONAL) && child->kind == PE_PRIMITIVE)
            break; /* no other instance changes that any more; a group would have to learn of its members, though */
    }
    if (!any_runnable) {
        flags &= ~PE_RUNNABLE;
        if (n == NULL)
            pe_clear(u->plan, a, PE_RUNNABLE, NULL, "none of the instances can do it");
    }
    return flags;
}

/* Whether the counts of its crew tell all: looking at the members would change none of the action's own flags. */
static bool counts_suffice(struct run *u, struct pe_action *a, const struct pe_node *n, unsigned flags)
{
    if (!(flags & PE_OPTIONAL) && pe_is(a, PE_OPTIONAL))
        return false;
    if (a->rsc->kind == PE_GROUP)
        return (flags & PE_RUNNABLE) || !pe_is(a, PE_RUNNABLE);
    return (flags & PE_RUNNABLE) || n != NULL || (!pe_is(a, PE_RUNNABLE) && !u->plan->record);
}

static unsigned flags_on(struct run *u, struct pe_action *a, const struct pe_node *n)
{
    if (a->rsc == NULL || a->rsc->kind == PE_PRIMITIVE)
        return a->flags;
    if (a->made_of != NULL) {
        for (struct pe_action *c; (c = pe_crew_stale(a)) != NULL;)
            flags_on(u, c, n);
        unsigned flags = pe_crew_flags(a, n);
        if (counts_suffice(u, a, n, flags))
            return flags;
    }
    unsigned outer = u->plan->order;
    u->plan->order = 0; /* what its members make of it is not the doing of the ordering that is followed just now */
    unsigned flags = a->rsc->kind == PE_GROUP ? group_flags(u, a, n) : clone_flags(u, a, n);
    u->plan->order = outer;
    return flags;
}

/* For orderings, a clone's action on a node counts as possible if it is so anywhere. */
static unsigned flags_for_order(struct run *u, struct pe_action *a, const struct pe_node *n)
{
    if (a->rsc == NULL)
        return a->flags;
    unsigned flags = flags_on(u, a, NULL);
    if (n == NULL || a->rsc->kind != PE_CLONE)
        return flags;
    unsigned here = flags_on(u, a, n);
    return (flags & PE_RUNNABLE) ? here | PE_RUNNABLE : here;
}

/* "After a collective's start" means: after all of it runs, and all have been told. */
static struct pe_action *for_order(struct run *u, struct pe_action *a)
{
    static const char *const ops[PE_ABOUT_COUNT] = {"running", "stopped", "promoted", "demoted"};
    const struct pe_rsc *r = a->rsc;
    if (r == NULL || r->kind < PE_GROUP || a->about != NULL || a->interval_ms > 0)
        return a;
    const char *task = remapped(a->task);
    if (task == NULL)
        return a;
    if (r->notify && r->parent == NULL && pe_planned(u->plan, r)->notify != NULL)
        for (int i = 0; i < PE_ABOUT_COUNT; i++)
            if (strcmp(ops[i], task) == 0 && pe_planned(u->plan, r)->notify->of[i].post_done != NULL)
                return pe_planned(u->plan, r)->notify->of[i].post_done;
    struct pe_action *done = find_member_action(u, r, task, NULL);
    return done != NULL ? done : a;
}

/* --- one link between two primitives' actions ------------------------------------------------------------- */

static void asymmetric(struct run *u, struct pe_action *first, struct pe_action *then)
{
    if (then->rsc == NULL)
        return;
    enum bt_role role = pe_role_of(then->rsc);
    if (role == BT_ROLE_STOPPED && bt_streq(then->task, "stop"))
        return;
    if (role >= BT_ROLE_STARTED && bt_streq(then->task, "start") && pe_is(then, PE_OPTIONAL) && then->node != NULL &&
        then->rsc->active_on.n == 1 && then->rsc->active_on.v[0] == then->node)
        return; /* it is done already */
    if (pe_is(first, PE_RUNNABLE))
        return;
    pe_clear_because(u->plan, then, PE_OPTIONAL, first);
    pe_clear_because(u->plan, then, PE_RUNNABLE, first);
}

/* A start that is required, or impossible, asks for the stop before it. */
static void restart(struct run *u, struct pe_action *first, struct pe_action *then, unsigned filter)
{
    bool needed = (filter & PE_OPTIONAL) && !pe_is(then, PE_OPTIONAL);
    if ((filter & PE_RUNNABLE) && !pe_is(then, PE_RUNNABLE) && then->rsc != NULL && managed(u, then->rsc) && first->rsc == then->rsc)
        needed = true;
    if (!needed)
        return;
    if (pe_is(first, PE_RUNNABLE) || !pe_is(then, PE_OPTIONAL))
        pe_clear_because(u->plan, first, PE_OPTIONAL, then);
    if (!pe_is(then, PE_MIGRATABLE))
        pe_clear_because(u->plan, first, PE_MIGRATABLE, then);
    if (!pe_is(first, PE_OPTIONAL) && !pe_is(first, PE_RUNNABLE))
        pe_clear_because(u->plan, then, PE_RUNNABLE, first);
}

static void first_follows(struct run *u, struct pe_action *first, struct pe_action *then, unsigned flags, unsigned filter)
{
    if (pe_is(then, PE_OPTIONAL))
        return;
    if ((filter & PE_OPTIONAL) && !(flags & PE_OPTIONAL) && pe_is(first, PE_OPTIONAL))
        pe_clear_because(u->plan, first, PE_OPTIONAL, then);
    if ((flags & PE_MIGRATABLE) && !pe_is(then, PE_MIGRATABLE))
        pe_clear_because(u->plan, first, PE_MIGRATABLE, then);
}

static void promoted_first_follows(struct run *u, struct pe_action *first, struct pe_action *then, unsigned filter)
{
    if (then->rsc == NULL || pe_planned(u->plan, then->rsc)->role != BT_ROLE_PROMOTED || !(filter & PE_OPTIONAL) || pe_is(then, PE_OPTIONAL))
        return;
    pe_clear_because(u->plan, first, PE_OPTIONAL, then);
    if (pe_is(first, PE_MIGRATABLE) && !pe_is(then, PE_MIGRATABLE))
        pe_clear_because(u->plan, first, PE_MIGRATABLE, then);
}

static void migrate_first(struct run *u, struct pe_action *first, struct pe_action *then)
{
    if (!pe_is(then, PE_MIGRATABLE | PE_RUNNABLE))
        pe_clear_because(u->plan, first, PE_RUNNABLE, then);
    if (!pe_is(then, PE_OPTIONAL))
        pe_clear_because(u->plan, first, PE_OPTIONAL, then);
}

/* flags: first's, as they count here; filter: which of them; type: the one kind of link that is looked at. */
static unsigned update_primitive(struct run *u, struct pe_action *first, struct pe_action *then, unsigned flags, unsigned filter, unsigned type)
{
    unsigned first_before = first->flags, then_before = then->flags, changed = 0;
    if (type & PE_ORDER_ASYMMETRIC)
        asymmetric(u, first, then);
    if (type & PE_ORDER_FIRST_FOLLOWS)
        first_follows(u, first, then, flags, filter);
    if (type & PE_ORDER_PROMOTED_FIRST_FOLLOWS)
        promoted_first_follows(u, first, then, filter);
    if ((type & PE_ORDER_MIGRATE_FIRST) && (filter & PE_OPTIONAL))
        migrate_first(u, first, then);
    if ((type & PE_ORDER_PSEUDO_LEFT) && (filter & PE_OPTIONAL) && !pe_is(first, PE_RUNNABLE)) {
        pe_clear_because(u->plan, then, PE_MIGRATABLE, first);
        then->flags &= ~PE_PSEUDO;
    }
    if ((type & PE_ORDER_THEN_NEEDS) && (filter & PE_RUNNABLE) && pe_is(then, PE_RUNNABLE) && !(flags & PE_RUNNABLE)) {
        pe_clear_because(u->plan, then, PE_RUNNABLE, first);
        then->flags &= ~PE_MIGRATABLE;
    }
    if ((type & PE_ORDER_THEN_FOLLOWS) && (filter & PE_OPTIONAL) && pe_is(then, PE_OPTIONAL) && !(flags & PE_OPTIONAL) &&
        !pe_is(first, PE_MIGRATABLE))
        pe_clear_because(u->plan, then, PE_OPTIONAL, first);
    if (type & PE_ORDER_RESTART)
        restart(u, first, then, filter);
    if (then->flags != then_before) {
        changed |= CHANGED_THEN;
        if (then->rsc != NULL && then->rsc->parent != NULL)
            update(u, then);
    }
    if (first->flags != first_before)
        changed |= CHANGED_FIRST;
    return changed;
}

/* --- one link with collectives ---------------------------------------------------------------------------- */

static unsigned update_link(struct run *u, const struct pe_rsc *owner, struct pe_action *first, struct pe_action *then,
                            const struct pe_node *n, unsigned flags, unsigned filter, unsigned type);

/* Whether members have actions of that very task: primitives have no "running". */
static bool reaches_members(const struct pe_action *a)
{
    return a->rsc != NULL && a->rsc->n_children > 0 && pe_member_task(a->rsc->children[0], a->task) == a->task;
}

static unsigned update_group(struct run *u, struct pe_action *first, struct pe_action *then, const struct pe_node *n, unsigned flags,
                             unsigned filter, unsigned type)
{
    unsigned changed = update_primitive(u, first, then, flags, filter, type);
    bool reaches = reaches_members(then);
    for (size_t i = 0; reaches && i < then->rsc->n_children; i++) {
        const struct pe_rsc *member = then->rsc->children[i];
        struct pe_action *a = find_member_action(u, member, then->task, n);
        if (a != NULL)
            changed |= update_link(u, member, first, a, n, flags, filter, type);
    }
    return changed;
}

static unsigned update_instances(struct run *u, struct pe_action *first, struct pe_action *then, const struct pe_node *n, unsigned flags,
                                 unsigned filter, unsigned type)
{
    unsigned changed = update_primitive(u, first, then, flags, filter, type);
    bool reaches = reaches_members(then);
    for (size_t i = 0; reaches && i < then->rsc->n_children; i++) {
        const struct pe_rsc *child = pe_planned(u->plan, then->rsc)->children[i];
        struct pe_action *a = find_member_action(u, child, then->task, n);
        if (a == NULL || !(flags_on(u, a, n) & PE_RUNNABLE))
            continue;
        unsigned child_changed = update_link(u, child, first, a, n, flags, filter, type);
        changed |= child_changed;
        if (child_changed & CHANGED_THEN)
            update_after(u, a);
    }
    return changed;
}

/* Whether the plan has found that an instance can't have its node after all. */
static bool inhibited(const struct run *u, const struct pe_rsc *r)
{
    if (r->kind == PE_PRIMITIVE)
        return pe_planned(u->plan, r)->node == NULL;
    for (size_t i = 0; i < r->n_children; i++)
        if (!inhibited(u, r->children[i]))
            return false;
    return true;
}

/* interleave: an instance waits only for its mate on the same node. */
static unsigned update_interleaved(struct run *u, struct pe_action *first, struct pe_action *then, const struct pe_node *n, unsigned filter,
                                   unsigned type)
{
    bool current = bt_streq(first->task, "stopped") || bt_streq(first->task, "demoted") || bt_streq(first->about, "stopped") ||
                   bt_streq(first->about, "demoted");
    unsigned changed = 0;
    for (size_t i = 0; i < then->rsc->n_children; i++) {
        const struct pe_rsc *then_child = pe_planned(u->plan, then->rsc)->children[i];
        const struct pe_rsc *first_child = pe_compatible_instance(u->plan->p, then_child, first->rsc, BT_ROLE_UNKNOWN, current);
        if (first_child == NULL || (!current && inhibited(u, first_child))) {
            if (!current && (type & (PE_ORDER_THEN_NEEDS | PE_ORDER_THEN_FOLLOWS)) && pe_planned(u->plan, then_child)->next_role != BT_ROLE_STOPPED) {
                pe_unassign_in_plan(u->plan, then_child);
                changed |= CHANGED_THEN;
            }
            continue;
        }
        struct pe_action *a = find_member_action(u, first_child, pe_member_task(first_child, pe_task_about(first)), n);
        struct pe_action *b = find_member_action(u, then_child, then->task, n);
        if (a == NULL || b == NULL)
            continue;
        if (pe_order_actions_by(u->plan, a, b, type, u->plan->order))
            changed |= CHANGED_FIRST | CHANGED_THEN;
        unsigned child_changed = update_link(u, then_child, a, b, n, flags_on(u, a, n), filter, type);
        changed |= child_changed;
        if (child_changed & CHANGED_THEN)
            update_after(u, b);
    }
    return changed;
}

static bool interleaves(const struct pe_action *first, const struct pe_action *then)
{
    if (first->rsc == NULL || then->rsc == NULL || first->rsc == then->rsc || first->rsc->kind != PE_CLONE || then->rsc->kind != PE_CLONE)
        return false;
    const char *task = pe_task_about(first);
    bool down = bt_streq(task, "stop") || bt_streq(task, "stopped") || bt_streq(task, "demote") || bt_streq(task, "demoted");
    return (down ? first->rsc : then->rsc)->interleave;
}

/* owner: whose kind decides how (then's resource, or for what acts on first, first's). */
static unsigned update_link(struct run *u, const struct pe_rsc *owner, struct pe_action *first, struct pe_action *then,
                            const struct pe_node *n, unsigned flags, unsigned filter, unsigned type)
{
    switch (owner->kind) {
    case PE_GROUP:
        return update_group(u, first, then, n, flags, filter, type);
    case PE_CLONE:
        if (interleaves(first, then))
            return update_interleaved(u, first, then, n, filter, type);
        return update_instances(u, first, then, n, flags, filter, type);
    default:
        return update_primitive(u, first, then, flags, filter, type);
    }
}

/* --- all that one link says ------------------------------------------------------------------------------- */

static unsigned gate_input(struct pe_action *then, unsigned first_flags)
{
    assert(pe_is(then, PE_NEEDS_ANY)); /* flags of all others are only ever cleared, or this might not end */
    if (!(first_flags & PE_RUNNABLE))
        return 0;
    then->runnable_before++;
    if (then->runnable_before < then->min_before || pe_is(then, PE_RUNNABLE))
        return 0;
    then->flags |= PE_RUNNABLE;
    return CHANGED_THEN;
}

static unsigned without_resource(struct run *u, const struct pe_action *first, struct pe_action *then, unsigned first_flags, unsigned type)
{
    unsigned before = then->flags;
    if ((type & PE_ORDER_THEN_FOLLOWS) && !(first_flags & PE_OPTIONAL))
        pe_clear(u->plan, then, PE_OPTIONAL, first, NULL);
    if ((type & PE_ORDER_THEN_NEEDS) && !(first_flags & PE_RUNNABLE))
        pe_clear(u->plan, then, PE_RUNNABLE, first, NULL);
    return then->flags != before ? CHANGED_THEN : 0;
}

static unsigned apply_link(struct run *u, struct pe_action *first, struct pe_action *then, unsigned first_flags, unsigned then_flags, unsigned type)
{
    static const struct { unsigned type, filter; bool on_first, only_optional; } parts[] = {
        {PE_ORDER_THEN_FOLLOWS, PE_OPTIONAL, false, true},
        {PE_ORDER_RESTART, PE_OPTIONAL | PE_RUNNABLE, false, false},
        {PE_ORDER_FIRST_FOLLOWS, PE_OPTIONAL, true, false},
        {PE_ORDER_PROMOTED_FIRST_FOLLOWS, PE_OPTIONAL, false, true},
        {PE_ORDER_THEN_NEEDS, PE_RUNNABLE, false, false},
        {PE_ORDER_MIGRATE_FIRST, PE_OPTIONAL, false, false},
        {PE_ORDER_PSEUDO_LEFT, PE_OPTIONAL, false, false},
        {PE_ORDER_SOFT, PE_RUNNABLE, false, false}, /* only for instances that interleave, which get links: it changes no flag */
        {PE_ORDER_ASYMMETRIC, PE_RUNNABLE, false, false},
    };
    assert(first != then && type != 0);
    const struct pe_node *n = then->node;
    unsigned changed = 0;
    if (type & PE_ORDER_THEN_FOLLOWS_ON_NODE) {
        type = (type & ~PE_ORDER_THEN_FOLLOWS_ON_NODE) | PE_ORDER_THEN_FOLLOWS;
        n = first->node;
    }
    for (size_t i = 0; i < BT_COUNT(parts); i++) {
        const struct pe_rsc *owner = parts[i].on_first ? first->rsc : then->rsc;
        if ((type & parts[i].type) && owner != NULL && (parts[i].type != PE_ORDER_SOFT || interleaves(first, then)))
            changed |= update_link(u, owner, first, then, n, parts[i].only_optional ? first_flags & PE_OPTIONAL : first_flags,
                                   parts[i].filter, parts[i].type);
    }
    if (then->rsc == NULL)
        changed |= without_resource(u, first, then, first_flags, type);
    if (type & PE_ORDER_ONE_OR_MORE)
        changed |= gate_input(then, first_flags);
    if (pe_is(first, PE_RUNNABLE) && (type & PE_ORDER_SHOW_THEN) && !(first_flags & PE_OPTIONAL))
        then->flags |= PE_ALWAYS_SHOWN;
    if ((type & PE_ORDER_SHOW_FIRST) && !(then_flags & PE_OPTIONAL))
        first->flags |= PE_ALWAYS_SHOWN;
    /* A stop that is blocked keeps what waits for it from happening. */
    if ((type & (PE_ORDER_THEN_FOLLOWS | PE_ORDER_FIRST_FOLLOWS | PE_ORDER_RESTART)) && first->rsc != NULL && !managed(u, first->rsc) &&
        first->rsc->blocked && !pe_is(first, PE_RUNNABLE) && bt_streq(first->task, "stop") && pe_is(then, PE_RUNNABLE)) {
        pe_clear(u->plan, then, PE_RUNNABLE, first, NULL);
        changed |= CHANGED_THEN;
    }
    return changed;
}

static bool is_ancestor(const struct pe_rsc *of, const struct pe_rsc *r)
{
    for (const struct pe_rsc *at = of; at != NULL; at = at->parent)
        if (at == r)
            return true;
    return false;
}

static const struct pe_node *scope(const struct run *u, const struct pe_action *a)
{
    if (a->rsc != NULL && a->rsc->kind == PE_GROUP && bt_streq(a->task, "start"))
        return pe_node_of(u->plan->p, a->rsc);
    return a->node;
}

static unsigned look_at_link(struct run *u, struct pe_action *then, size_t i)
{
    struct pe_link *l = &then->before.v[i];
    struct pe_action *first = l->action;
    unsigned type = l->flags;
    const struct pe_node *first_node = scope(u, first), *then_node = scope(u, then);
    if ((type & PE_ORDER_SAME_NODE) && first_node != NULL && then_node != NULL && first_node != then_node) {
        l->flags = 0;
        return 0;
    }
    if (first->rsc != NULL && (type & PE_ORDER_THEN_CANCELS) && !pe_is(then, PE_OPTIONAL)) {
        unsigned before = first->flags;
        first->flags |= PE_OPTIONAL;
        pe_crew_recount(u->plan, first, before);
        if (bt_streq(first->task, "reload-agent"))
            pe_planned(u->plan, first->rsc)->reload = false;
    }
    if (first->rsc != NULL && then->rsc != NULL && first->rsc != then->rsc && !is_ancestor(then->rsc, first->rsc))
        first = for_order(u, first);
    unsigned changed = 0;
    if (first == l->action) {
        changed = apply_link(u, first, then, flags_for_order(u, first, then_node), flags_for_order(u, then, first_node), type);
    } else { /* the link that says what was meant replaces this one, and is looked at in the next round */
        if (pe_order_actions_by(u->plan, first, then, type, u->plan->order))
            changed |= CHANGED_THEN;
        then->before.v[i].flags = 0;
    }
    if (changed & CHANGED_FIRST) {
        update_after(u, first);
        update(u, first);
    }
    return changed;
}

/* With the link's ordering as the one that causes are noted for. */
static unsigned look_at(struct run *u, struct pe_action *then, size_t i)
{
    unsigned outer = u->plan->order;
    u->plan->order = then->before.v[i].order;
    unsigned changed = look_at_link(u, then, i);
    u->plan->order = outer;
    return changed;
}

static void block_dependents(struct run *u, const struct pe_action *a);

static void update_now(struct run *u, struct pe_action *then)
{
    unsigned changed = 0, before = then->flags;
    if (pe_is(then, PE_NEEDS_ANY)) {
        then->runnable_before = 0;
        if (then->min_before == 0)
            then->min_before = 1;
        pe_clear(u->plan, then, PE_RUNNABLE, NULL, "too few of those that it waits for can be done");
    }
    for (size_t i = then->before.n; i-- > 0;) /* the newest first: what a resource's own actions say comes before what others say */
        if (then->before.v[i].flags != 0)
            changed |= look_at(u, then, i);
    if (pe_is(then, PE_NEEDS_ANY)) /* counted anew: only the outcome matters */
        changed = then->flags != before ? CHANGED_THEN : 0;
    if (!(changed & CHANGED_THEN))
        return;
    if (then->rsc != NULL && (before & PE_RUNNABLE) && !pe_is(then, PE_RUNNABLE))
        block_dependents(u, then);
    update(u, then);
    update_after(u, then);
}

static void update(struct run *u, struct pe_action *then)
{
    if (u->depth >= MAX_DEPTH) {
        if (!pe_is(then, PE_QUEUED)) {
            then->flags |= PE_QUEUED;
            PE_PUSH(&u->plan->arena, &u->queue, then);
        }
        return;
    }
    u->depth++;
    update_now(u, then);
    u->depth--;
}

/* --- colocation with what can't run ----------------------------------------------------------------------- */

static void block_task(struct run *u, const struct pe_rsc *r, const char *task, const struct pe_action *with, const char *why)
{
    struct pe_planned *at = pe_planned(u->plan, r);
    for (size_t i = 0; i < at->actions.n; i++) {
        struct pe_action *a = at->actions.v[i];
        if (!pe_is(a, PE_RUNNABLE) || !bt_streq(a->task, task))
            continue;
        pe_clear(u->plan, a, PE_RUNNABLE, with, why);
        pe_because(u->plan, a, pe_printf(&u->plan->arena, "colocation with %s", with->rsc->id), false);
        block_dependents(u, a);
        update(u, a);
    }
    for (size_t i = 0; i < r->n_children; i++)
        block_task(u, r->children[i], task, with, why);
}

/* What must be with a resource that can't be started (or promoted) can't be, either. */
static void block_dependents(struct run *u, const struct pe_action *a)
{
    bool is_start = bt_streq(a->task, "start");
    if (pe_is(a, PE_RUNNABLE) || a->rsc == NULL || (!is_start && !bt_streq(a->task, "promote")))
        return;
    const struct pe_rsc *r = pe_top(a->rsc);
    for (size_t i = 0; i < r->n_children; i++) {
        struct pe_action *c = find_member_action(u, r->children[i], a->task, NULL);
        if (c == NULL || pe_is(c, PE_RUNNABLE))
            return; /* another part of it will be there */
    }
    struct pe_placement *p = (struct pe_placement *)u->plan->p;
    struct pe_colocations list = {0};
    pe_with_this(p, r, &list);
    for (size_t i = 0; i < list.n; i++) {
        const struct pe_colocation *c = list.v[i];
        if (c->score < BT_INFINITY || (!is_start && c->primary_role != BT_ROLE_PROMOTED))
            continue;
        const char *why = u->plan->record ? pe_printf(&u->plan->arena, "colocation %s", c->id) : NULL;
        block_task(u, c->dependent, c->dependent_role == BT_ROLE_PROMOTED ? "promote" : "start", a, why);
    }
}

void pe_propagate(struct pe_plan *plan)
{
    struct run u = {.plan = plan};
    pe_muster(plan);
    for (size_t i = plan->actions.n; i-- > 0;)
        block_dependents(&u, plan->actions.v[i]);
    for (size_t i = plan->actions.n; i-- > 0;)
        update(&u, plan->actions.v[i]);
    for (size_t i = 0; i < u.queue.n; i++) {
        u.queue.v[i]->flags &= ~PE_QUEUED;
        update(&u, u.queue.v[i]);
    }
    for (size_t i = 0; i < plan->m->n_top; i++) /* a clone's own actions follow their instances' */
        for (size_t k = 0; plan->p->order[i]->kind == PE_CLONE && k < pe_planned(plan, plan->p->order[i])->actions.n; k++)
            flags_on(&u, pe_planned(plan, plan->p->order[i])->actions.v[k], NULL);
    assert(u.depth == 0);
    pe_crews_check(plan);
}
