/* pengine/action.c - actions of the plan: made once per resource, task and node; linked; changed for stated reasons.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/crew.h"
#include "pengine/rules.h"

bool pe_unclean(const struct pe_plan *plan, const struct pe_node *n)
{
    return plan->nodes[n->index].unclean;
}

void pe_plan_fence(struct pe_plan *plan, const struct pe_node *n, const char *reason)
{
    assert(reason != NULL);
    struct pe_node_plan *at = &plan->nodes[n->index];
    if (!at->unclean)
        at->fence_reason = reason;
    at->unclean = true;
}

/* --- finding ---------------------------------------------------------------------------------------------- */

/* By what is made of task and interval. It is brought up to date when it is asked. */
struct pe_action_index { size_t known, size; struct pe_actions *by; };

static struct pe_actions *place_in(const struct pe_action_index *x, const char *task, int64_t interval_ms)
{
    uint64_t hash = (uint64_t)interval_ms + 1469598103934665603U;
    for (; *task != '\0'; task++)
        hash = (hash ^ (unsigned char)*task) * 1099511628211U;
    return &x->by[(hash ^ hash >> 32) & (x->size - 1)];
}

static void bring_up_to_date(struct pe_arena *arena, struct pe_planned *at)
{
    struct pe_action_index *x = at->index;
    if (x == NULL)
        x = at->index = PE_NEW(arena, struct pe_action_index);
    if (x->size < at->actions.n) {
        for (x->size = 2 * PE_ACTIONS_FEW; x->size < at->actions.n;)
            x->size *= 2;
        x->by = pe_alloc(arena, x->size * sizeof *x->by);
        x->known = 0;
    }
    for (; x->known < at->actions.n; x->known++) {
        struct pe_action *a = at->actions.v[x->known];
        PE_PUSH(arena, place_in(x, a->cancels != NULL ? a->cancels : a->task, a->interval_ms), a);
    }
}

const struct pe_actions *pe_actions_indexed(struct pe_plan *plan, struct pe_planned *at, const char *task, int64_t interval_ms)
{
    bring_up_to_date(&plan->arena, at);
    return place_in(at->index, task, interval_ms);
}

struct pe_action *pe_find_action(const struct pe_plan *plan, const struct pe_rsc *r, const char *task, int64_t interval_ms,
                                 const struct pe_node *n, bool with_node)
{
    const struct pe_actions *like = pe_actions_like(plan, r, task, interval_ms);
    for (size_t i = like->n; i-- > 0;) {
        struct pe_action *a = like->v[i];
        if (a->interval_ms != interval_ms || a->cancels != NULL || strcmp(a->task, task) != 0)
            continue;
        if (n == NULL || a->node == n)
            return a;
        if (a->node == NULL && !with_node) {
            a->node = n;
            return a;
        }
    }
    return NULL;
}

/* --- can it run? ------------------------------------------------------------------------------------------ */

static enum pe_quorum_policy effective_policy(const struct pe_plan *plan, const struct pe_rsc *r)
{
    const struct pe_model *m = plan->m;
    if (m->quorum)
        return PE_QUORUM_IGNORE;
    if (m->quorum_policy != PE_QUORUM_DEMOTE)
        return m->quorum_policy;
    if (pe_present_role(r) < BT_ROLE_UNPROMOTED)
        return PE_QUORUM_STOP;
    if (pe_planned(plan, r)->next_role > BT_ROLE_UNPROMOTED)
        pe_planned(plan, r)->next_role = BT_ROLE_UNPROMOTED;
    return PE_QUORUM_IGNORE;
}

static void judge_runnable(struct pe_plan *plan, struct pe_action *a)
{
    const struct pe_rsc *r = a->rsc;
    if (pe_is(a, PE_PSEUDO))
        return;
    if (a->node == NULL) {
        pe_clear(plan, a, PE_RUNNABLE, NULL, "it has no node");
    } else if (!a->node->online) {
        pe_clear(plan, a, PE_RUNNABLE, NULL, "its node is offline");
        if (pe_placed(plan->p, r)->managed && !pe_unclean(plan, a->node) && a->interval_ms == 0) /* what recurs leaves nothing undone */
            pe_plan_fence(plan, a->node, "resource actions are unrunnable");
    } else if (a->node->pending) {
        pe_clear(plan, a, PE_RUNNABLE, NULL, "its node has not joined yet");
    } else if (a->needs == PE_NEEDS_NOTHING) {
        a->flags |= PE_RUNNABLE;
        a->reason = NULL; /* what is asked for again is asked for without the old reason */
    } else {
        switch (effective_policy(plan, r)) {
        case PE_QUORUM_STOP:
            pe_clear(plan, a, PE_RUNNABLE, NULL, "there is no quorum");
            pe_because(plan, a, "no quorum", true);
            break;
        case PE_QUORUM_FREEZE:
            if (!pe_is_active(r, true) || pe_planned(plan, r)->next_role > pe_planned(plan, r)->role) {
                pe_clear(plan, a, PE_RUNNABLE, NULL, "there is no quorum, and no-quorum-policy is freeze");
                pe_because(plan, a, "quorum freeze", true);
            }
            break;
        default:
            a->flags |= PE_RUNNABLE;
        }
    }
}

static enum pe_needs needs_of(const struct pe_rsc *r, const char *task)
{
    if (!bt_streq(task, "start") && !bt_streq(task, "promote"))
        return PE_NEEDS_NOTHING;
    return r->needs_fencing ? PE_NEEDS_FENCING : r->needs_quorum ? PE_NEEDS_QUORUM : PE_NEEDS_NOTHING;
}

/* --- making ----------------------------------------------------------------------------------------------- */

static struct pe_action *new_action(struct pe_plan *plan, const char *key, const char *task, const struct pe_node *n, unsigned flags)
{
    struct pe_action *a = PE_NEW(&plan->arena, struct pe_action);
    a->own_key = key;
    a->task = task;
    a->node = n;
    a->flags = flags;
    PE_PUSH(&plan->arena, &plan->actions, a);
    a->id = (int)plan->actions.n;
    return a;
}

struct pe_action *pe_action(struct pe_plan *plan, const struct pe_rsc *r, const char *task, int64_t interval_ms,
                            const struct pe_node *n, bool optional)
{
    assert(r != NULL && interval_ms >= 0);
    struct pe_action *a = pe_find_action(plan, r, task, interval_ms, n, false);
    if (a == NULL) {
        a = new_action(plan, NULL, task, n, PE_RUNNABLE | PE_OPTIONAL);
        a->rsc = r;
        a->interval_ms = interval_ms;
        a->needs = needs_of(r, task);
        PE_PUSH(&plan->arena, &pe_planned(plan, r)->actions, a);
    }
    if (a->node != NULL && !pe_is(a, PE_PSEUDO) && !pe_placed(plan->p, r)->managed && interval_ms == 0)
        a->flags |= PE_OPTIONAL; /* nothing is done to what is unmanaged, except monitoring it */
    else if (!optional)
        pe_clear(plan, a, PE_OPTIONAL, NULL, plan->why);
    judge_runnable(plan, a);
    return a;
}

const char *pe_action_key(const struct pe_plan *plan, const struct pe_action *a)
{
    if (a->own_key == NULL)
        ((struct pe_action *)a)->own_key = pe_printf((struct pe_arena *)&plan->arena, "%s_%s_%" PRId64, a->rsc->id,
                                                     a->cancels != NULL ? a->cancels : a->task, a->interval_ms);
    return a->own_key;
}

struct pe_action *pe_keyed_action(struct pe_plan *plan, const struct pe_rsc *r, const char *key, const char *task, const struct pe_node *n,
                                  unsigned flags)
{
    struct pe_action *a = new_action(plan, key, task, n, flags);
    a->rsc = r;
    PE_PUSH(&plan->arena, &pe_planned(plan, r)->actions, a);
    return a;
}

struct pe_action *pe_pseudo(struct pe_plan *plan, const struct pe_rsc *r, const char *task, bool optional, bool runnable)
{
    struct pe_action *a = pe_action(plan, r, task, 0, NULL, optional);
    a->flags |= PE_PSEUDO;
    if (runnable)
        a->flags |= PE_RUNNABLE;
    return a;
}

struct pe_action *pe_single(struct pe_plan *plan, const char *key, const char *task, const struct pe_node *n)
{
    struct pe_action *a = bt_map_get(plan->singles, key);
    assert(a == NULL || (a->rsc == NULL && strcmp(a->task, task) == 0)); /* a key stands for one thing */
    if (a == NULL) {
        a = new_action(plan, key, task, n, PE_RUNNABLE | PE_OPTIONAL);
        bt_map_put(plan->singles, a->own_key, a);
    }
    return a;
}

void pe_action_meta(struct pe_plan *plan, struct pe_action *a, const char *name, const char *value)
{
    pe_attr_set((struct pe_model *)plan->m, &a->meta, name, value, true);
}

/* --- reasons ---------------------------------------------------------------------------------------------- */

void pe_because(struct pe_plan *plan, struct pe_action *a, const char *reason, bool overwrite)
{
    (void)plan;
    if (a->reason == NULL || overwrite)
        a->reason = reason;
}

void pe_clear(struct pe_plan *plan, struct pe_action *a, unsigned flag, const struct pe_action *by, const char *why)
{
    assert(flag == PE_OPTIONAL || flag == PE_RUNNABLE || flag == PE_MIGRATABLE); /* one, so that there is a cause for each */
    if (plan->record && ((a->flags & flag) || by == NULL)) /* a reason of its own stands beside what others did to it before */
        PE_PUSH(&plan->arena, &plan->causes, ((struct pe_cause){.action = a, .by = by, .flag = flag, .order = plan->order, .why = why}));
    unsigned before = a->flags;
    a->flags &= ~flag;
    if (a->crew != NULL)
        pe_crew_recount(plan, a, before);
}

void pe_clear_because(struct pe_plan *plan, struct pe_action *a, unsigned flag, const struct pe_action *reason)
{
    if (!(a->flags & flag))
        return;
    pe_clear(plan, a, flag, reason, NULL);
    if (a->rsc == reason->rsc)
        return; /* its own doing explains nothing */
    const char *change = flag == PE_OPTIONAL ? "required" : "unrunnable";
    if (a->reason == NULL || flag == PE_MIGRATABLE)
        a->reason = pe_printf(&plan->arena, "%s%s%s %s", change, reason->rsc != NULL ? " " : "",
                              reason->rsc != NULL ? reason->rsc->id : "", reason->task);
}

/* --- links ------------------------------------------------------------------------------------------------ */

static struct pe_link *find_link(struct pe_links *l, const struct pe_action *a, unsigned flags)
{
    for (size_t i = l->n; i-- > 0;)
        if (l->v[i].action == a && (flags == 0 || (l->v[i].flags & flags)))
            return &l->v[i];
    return NULL;
}

/* A link is kept on both sides; one that says nothing new is not made again. */
bool pe_order_actions(struct pe_plan *plan, struct pe_action *first, struct pe_action *then, unsigned flags)
{
    return pe_order_actions_by(plan, first, then, flags, 0);
}

bool pe_order_actions_by(struct pe_plan *plan, struct pe_action *first, struct pe_action *then, unsigned flags, unsigned order)
{
    const unsigned mask = 0x7fffffff; /* as many bits as a link has for it */
    if (first == NULL || then == NULL || first == then || flags == 0)
        return false;
    bool dup = then->before.n <= first->after.n ? find_link(&then->before, first, flags) != NULL
                                                : find_link(&first->after, then, flags) != NULL;
    if (dup)
        return false;
    struct pe_link to = {.action = then, .flags = flags, .order = order & mask}, from = {.action = first, .flags = flags, .order = order & mask};
    PE_PUSH(&plan->arena, &first->after, to);
    PE_PUSH(&plan->arena, &then->before, from);
    return true;
}

static void push_ordering(struct pe_plan *plan, const struct pe_ordering *like, const char *first_task, const char *then_task, unsigned flags)
{
    struct pe_ordering o = {.first = like->first, .first_task = first_task, .then = like->then, .then_task = then_task, .flags = flags,
                            .order = like->order};
    plan->take_order(plan, &o);
}

static bool related(const struct pe_rsc *a, const struct pe_rsc *b)
{
    for (const struct pe_rsc *at = a; at != NULL; at = at->parent)
        if (at == b)
            return true;
    for (const struct pe_rsc *at = b; at != NULL; at = at->parent)
        if (at == a)
            return true;
    return false;
}

static const char *first_task_of(const struct pe_ordering *o)
{
    return o->first_action != NULL ? o->first_action->task : o->first_task;
}

static const char *then_task_of(const struct pe_ordering *o)
{
    return o->then_action != NULL ? o->then_action->task : o->then_task;
}

/* What an ordering means when one of both moves by live migration: a migration is a start and a stop to others. */
static void order_migrations(struct pe_plan *plan, const struct pe_ordering *o)
{
    if (o->first == NULL || o->then == NULL || related(o->first, o->then) || !o->then->allow_migrate)
        return;
    const char *first = first_task_of(o), *then = then_task_of(o);
    bool both = o->first->allow_migrate, partial = o->then->migrate_target != NULL;
    unsigned flags = PE_ORDER_SOFT | (both ? PE_ORDER_NOT_IF_MIGRATING : 0);
    if (bt_streq(first, "start") && bt_streq(then, "start")) {
        if (both)
            push_ordering(plan, o, "migrate_from", "migrate_to", PE_ORDER_SOFT);
        push_ordering(plan, o, "start", "migrate_to", flags);
    } else if (bt_streq(first, "stop") && bt_streq(then, "stop")) {
        push_ordering(plan, o, "stop", "migrate_to", flags);
        if (partial)
            push_ordering(plan, o, "stop", "migrate_from", flags);
    } else if (bt_streq(first, "promote") && bt_streq(then, "start")) {
        push_ordering(plan, o, "promote", "migrate_to", PE_ORDER_SOFT);
    } else if (bt_streq(first, "demote") && bt_streq(then, "stop")) {
        push_ordering(plan, o, "demote", "migrate_to", PE_ORDER_SOFT);
        if (partial)
            push_ordering(plan, o, "demote", "migrate_from", PE_ORDER_SOFT);
    }
}

void pe_keep_order(struct pe_plan *plan, const struct pe_ordering *o)
{
    PE_PUSH(&plan->arena, &plan->orderings, *o);
}

void pe_order(struct pe_plan *plan, struct pe_ordering o)
{
    assert(o.flags != 0 && (o.first_action != NULL || o.first_task != NULL) && (o.then_action != NULL || (o.then != NULL && o.then_task != NULL)));
    if (o.first == NULL && o.first_action != NULL)
        o.first = o.first_action->rsc;
    if (o.then == NULL && o.then_action != NULL)
        o.then = o.then_action->rsc;
    plan->take_order(plan, &o);
    order_migrations(plan, &o);
}

void pe_order_tasks(struct pe_plan *plan, const struct pe_rsc *first, const char *first_task, const struct pe_rsc *then,
                    const char *then_task, unsigned flags)
{
    pe_order(plan, (struct pe_ordering){.first = first, .first_task = first_task, .then = then, .then_task = then_task, .flags = flags});
}
