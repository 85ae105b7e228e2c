/* pengine/crew.c - what collectives are made of, counted (see crew.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/crew.h"

/* How many of the members have the action, and of these for how many it is required, or impossible. */
struct count { int have, required, unable; };

struct pe_crew {
    struct pe_crew *next;          /* another task of the same collective */
    const char *task;              /* the members' */
    int size;
    struct count all, *on;         /* wherever it is done; by node index */
    bool groups;                   /* the members are groups: what they can do follows from their own crews */
    struct { struct pe_action **v; size_t n, cap; } reports, stale;
};

const char *pe_member_task(const struct pe_rsc *member, const char *task)
{
    static const char *const pairs[][2] = {{"running", "start"}, {"stopped", "stop"}, {"promoted", "promote"}, {"demoted", "demote"}};
    for (size_t i = 0; member->kind == PE_PRIMITIVE && i < BT_COUNT(pairs); i++)
        if (strcmp(task, pairs[i][0]) == 0)
            return pairs[i][1];
    return task;
}

const char *pe_task_about(const struct pe_action *a)
{
    return a->about != NULL ? a->about : a->task;
}

static bool does(const struct pe_action *a, const char *task)
{
    return a->interval_ms == 0 && a->cancels == NULL && a->about == NULL && strcmp(a->task, task) == 0;
}

struct pe_action *pe_member_action(const struct pe_plan *plan, const struct pe_rsc *r, const char *task, const struct pe_node *n)
{
    const struct pe_actions *like = pe_actions_like(plan, r, task, 0);
    for (size_t i = like->n; i-- > 0;)
        if ((n == NULL || like->v[i]->node == n) && does(like->v[i], task))
            return like->v[i];
    return NULL;
}

/* --- what the counts say ---------------------------------------------------------------------------------- */

static const struct count *counted(const struct pe_crew *c, const struct pe_node *n)
{
    return n != NULL ? &c->on[n->index] : &c->all;
}

/* A group can do what all its members can. */
static unsigned group_flags(const struct pe_action *a, const struct pe_node *n)
{
    const struct pe_crew *c = a->made_of;
    const struct count *k = counted(c, n);
    bool ends = strcmp(c->task, "stop") == 0 || strcmp(c->task, "demote") == 0;
    unsigned flags = PE_OPTIONAL | PE_RUNNABLE | PE_PSEUDO;
    if (k->required > 0)
        flags &= ~(unsigned)PE_OPTIONAL;
    if ((k->have < c->size && !ends) || (k->unable > 0 && strcmp(c->task, a->task) != 0))
        flags &= ~(unsigned)PE_RUNNABLE;
    return flags;
}

/* A clone can do what any of its instances can. */
static unsigned clone_flags(const struct pe_action *a, const struct pe_node *n)
{
    const struct count *k = counted(a->made_of, n);
    unsigned flags = PE_OPTIONAL | PE_RUNNABLE | PE_PSEUDO;
    if (k->required > 0)
        flags &= ~(unsigned)PE_OPTIONAL;
    if (k->unable == k->have)
        flags &= ~(unsigned)PE_RUNNABLE;
    return flags;
}

unsigned pe_crew_flags(const struct pe_action *a, const struct pe_node *n)
{
    assert(a->made_of != NULL);
    return a->rsc->kind == PE_GROUP ? group_flags(a, n) : clone_flags(a, n);
}

struct pe_action *pe_crew_stale(const struct pe_action *a)
{
    struct pe_crew *c = a->made_of;
    return c->stale.n > 0 ? c->stale.v[--c->stale.n] : NULL;
}

/* --- counting --------------------------------------------------------------------------------------------- */

static void count(struct count *k, unsigned flags, int sign)
{
    k->have += sign;
    k->required += (flags & PE_OPTIONAL) ? 0 : sign;
    k->unable += (flags & PE_RUNNABLE) ? 0 : sign;
    assert(k->required >= 0 && k->required <= k->have && k->unable >= 0 && k->unable <= k->have); /* nothing is taken back that was not counted */
}

/* A group's action, in the crew of its clone. */
static void count_group(const struct pe_plan *plan, const struct pe_action *a, const struct pe_node *only, int sign)
{
    struct pe_crew *c = a->crew;
    count(&c->all, group_flags(a, NULL), sign);
    for (size_t i = 0; i < plan->m->n_nodes; i++)
        if (only == NULL || only == plan->m->nodes[i])
            count(&c->on[i], group_flags(a, plan->m->nodes[i]), sign);
}

static void count_reports(struct pe_plan *plan, const struct pe_crew *c, const struct pe_node *n, int sign)
{
    for (size_t i = 0; i < c->reports.n; i++) {
        struct pe_action *a = c->reports.v[i];
        if (a->crew == NULL)
            continue;
        count_group(plan, a, n, sign);
        if (sign > 0)
            PE_PUSH(&plan->arena, &a->crew->stale, a);
    }
}

void pe_crew_recount(struct pe_plan *plan, const struct pe_action *a, unsigned before)
{
    struct pe_crew *c = a->crew;
    if (c == NULL || c->groups || !((before ^ a->flags) & (PE_OPTIONAL | PE_RUNNABLE)))
        return;
    count_reports(plan, c, a->node, -1);
    for (int sign = -1; sign <= 1; sign += 2) {
        unsigned flags = sign < 0 ? before : a->flags;
        if (pe_is(a, PE_COUNTED))
            count(&c->all, flags, sign);
        if (pe_is(a, PE_COUNTED_HERE))
            count(&c->on[a->node->index], flags, sign);
    }
    count_reports(plan, c, a->node, 1);
}

/* --- checking --------------------------------------------------------------------------------------------- */

/* What a member's actions say of themselves, added up as they were counted; on: by node index. */
static void tally(const struct pe_plan *plan, const struct pe_crew *c, const struct pe_rsc *member, struct count *all, struct count *on)
{
    const struct pe_actions *like = pe_actions_like(plan, member, c->task, 0);
    for (size_t i = 0; i < like->n; i++) {
        const struct pe_action *a = like->v[i];
        if (a->crew != c)
            continue;
        if (pe_is(a, PE_COUNTED))
            count(all, c->groups ? group_flags(a, NULL) : a->flags, 1);
        if (pe_is(a, PE_COUNTED_HERE))
            count(&on[a->node->index], a->flags, 1);
    }
}

static bool same_count(const struct count *a, const struct count *b)
{
    return a->have == b->have && a->required == b->required && a->unable == b->unable;
}

/* The counters of a collective's crews are what looking at its members would count; on: room for all nodes. What groups in clones can do on a node follows from
 * their own crews, and is not worked out again. */
static void crew_check(const struct pe_plan *plan, const struct pe_rsc *r, struct count *on)
{
    const struct pe_planned *at = pe_planned(plan, r);
    for (size_t i = 0; i < at->actions.n; i++) {
        const struct pe_crew *c = at->actions.v[i]->made_of;
        if (c == NULL || c->reports.v[0] != at->actions.v[i]) /* of those that share a crew, the first one has it looked at */
            continue;
        struct count all = {0};
        memset(on, 0, plan->m->n_nodes * sizeof *on);
        for (size_t k = 0; k < r->n_children; k++)
            tally(plan, c, r->children[k], &all, on);
        assert(all.have <= c->size && same_count(&all, &c->all));
        for (size_t k = 0; k < plan->m->n_nodes && !c->groups; k++)
            assert(same_count(&on[k], &c->on[k]));
    }
}

void pe_crews_check(const struct pe_plan *plan)
{
    struct count *on = bt_zalloc((plan->m->n_nodes + 1) * sizeof *on);
    for (size_t i = 0; i < plan->m->n_rscs; i++)
        if (plan->m->rscs[i]->n_children > 0)
            crew_check(plan, plan->m->rscs[i], on);
    free(on);
}

/* --- making ----------------------------------------------------------------------------------------------- */

static void enlist(struct pe_plan *plan, struct pe_crew *c, const struct pe_rsc *member)
{
    const struct pe_actions *like = pe_actions_like(plan, member, c->task, 0);
    struct pe_action *newest = pe_member_action(plan, member, c->task, NULL);
    bool empty = c->groups && newest != NULL && newest->made_of == NULL; /* a group whose members' ids were all taken by others */
    if (newest != NULL && !empty) {
        newest->crew = c;
        newest->flags |= PE_COUNTED;
        if (c->groups)
            count_group(plan, newest, NULL, 1);
        else
            count(&c->all, newest->flags, 1);
    }
    for (size_t i = 0; i < like->n && !c->groups; i++) {
        struct pe_action *a = like->v[i];
        if (a->node == NULL || !does(a, c->task) || pe_member_action(plan, member, c->task, a->node) != a)
            continue;
        a->crew = c;
        a->flags |= PE_COUNTED_HERE;
        count(&c->on[a->node->index], a->flags, 1);
    }
}

static struct pe_crew *crew_for(struct pe_plan *plan, const struct pe_rsc *r, const char *task, struct pe_crew **list)
{
    for (struct pe_crew *c = *list; c != NULL; c = c->next)
        if (strcmp(c->task, task) == 0)
            return c;
    struct pe_crew *c = PE_NEW(&plan->arena, struct pe_crew);
    *c = (struct pe_crew){.next = *list, .task = task, .size = (int)r->n_children, .groups = r->children[0]->n_children > 0,
                          .on = pe_alloc(&plan->arena, plan->m->n_nodes * sizeof *c->on)};
    for (size_t i = 0; i < r->n_children; i++)
        enlist(plan, c, r->children[i]);
    *list = c;
    return c;
}

static void muster(struct pe_plan *plan, const struct pe_rsc *r)
{
    struct pe_crew *list = NULL;
    if (r->kind == PE_PRIMITIVE || r->n_children == 0)
        return;
    for (size_t i = 0; i < r->n_children; i++)
        muster(plan, r->children[i]);
    struct pe_planned *at = pe_planned(plan, r);
    for (size_t i = 0; i < at->actions.n; i++) {
        struct pe_action *a = at->actions.v[i];
        a->made_of = crew_for(plan, r, pe_member_task(r->children[0], pe_task_about(a)), &list);
        PE_PUSH(&plan->arena, &a->made_of->reports, a);
    }
}

void pe_muster(struct pe_plan *plan)
{
    for (size_t i = 0; i < plan->m->n_top; i++)
        muster(plan, plan->m->top[i]);
}
