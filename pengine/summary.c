/* pengine/summary.c - the plan in words, a line a decision, as crm_simulate's "Transition Summary" has them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/graph.h"

struct lines { struct pe_decision *v; size_t n, cap; struct pe_plan *plan; struct pe_arena arena; };

static struct pe_action *newest(const struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *n, const char *task)
{
    const struct pe_actions *like = pe_actions_like(plan, r, task, 0);
    for (size_t i = like->n; i-- > 0;) {
        struct pe_action *a = like->v[i];
        if (a->interval_ms == 0 && a->about == NULL && bt_streq(a->task, task) && (n == NULL || a->node == NULL || a->node == n))
            return a;
    }
    return NULL;
}

/* Where and in which role, before and after: as much as says what changes. */
static char *details_of(struct pe_arena *a, const struct pe_decision *d)
{
    const char *from = d->from, *to = d->to, *role = d->role, *next = d->next_role;
    bool need_role = role != NULL, same_role = role == NULL || strcmp(role, next) == 0, same_host = from != NULL && to != NULL && strcmp(from, to) == 0;
    if (from == NULL)
        return need_role ? pe_printf(a, "%s -> %s %s", role, next, to) : pe_printf(a, "%s", to);
    if (to == NULL || (same_role && same_host))
        return need_role ? pe_printf(a, "%s %s", role, from) : pe_printf(a, "%s", from);
    if (same_role)
        return need_role ? pe_printf(a, "%s -> %s %s", from, to, role) : pe_printf(a, "%s -> %s", from, to);
    if (same_host)
        return pe_printf(a, "%s -> %s %s", role, next, from);
    return pe_printf(a, "%s %s -> %s %s", role, from, next, to);
}

static void say(struct lines *l, const char *change, const struct pe_rsc *r, const struct pe_node *from, const struct pe_node *to,
                const struct pe_action *a, const struct pe_action *source)
{
    if (a == NULL)
        a = source;
    if (source == NULL)
        source = a;
    if (a == NULL || (from == NULL && to == NULL))
        return;
    const struct pe_planned *at = pe_planned(l->plan, r);
    bool need_role = at->role > BT_ROLE_STARTED || at->next_role > BT_ROLE_UNPROMOTED;
    struct pe_decision d = {.change = change, .rsc = r->id, .from = from != NULL ? from->name : NULL, .to = to != NULL ? to->name : NULL,
                            .role = need_role ? bt_role_text(at->role) : NULL, .next_role = need_role ? bt_role_text(at->next_role) : NULL,
                            .reason = source->reason, .blocked = !pe_is(a, PE_RUNNABLE)};
    PE_PUSH(&l->arena, l, d);
}

static void in_same_role(struct lines *l, const struct pe_rsc *r, const struct pe_node *from, const struct pe_node *to, struct pe_action *start,
                         struct pe_action *stop)
{
    struct pe_plan *plan = l->plan;
    struct pe_action *migrate = newest(plan, r, to, "migrate_from"), *promote = newest(plan, r, to, "promote"),
                     *demote = newest(plan, r, to, "demote");
    bool moving = from != NULL && to != NULL && from != to;
    if (migrate != NULL && from != NULL && pe_is(migrate, PE_RUNNABLE))
        say(l, "Migrate", r, from, to, start, NULL);
    else if (pe_planned(plan, r)->reload)
        say(l, "Reload", r, from, to, start, NULL);
    else if (start == NULL || pe_is(start, PE_OPTIONAL)) {
        if (demote != NULL && promote != NULL && !pe_is(demote, PE_OPTIONAL) && !pe_is(promote, PE_OPTIONAL))
            say(l, "Re-promote", r, from, to, promote, demote);
    } else if (!pe_is(start, PE_RUNNABLE))
        say(l, "Stop", r, from, NULL, stop, stop != NULL && stop->reason != NULL ? stop : start);
    else if (moving)
        say(l, r->failed ? "Recover" : "Move", r, from, to, stop, NULL);
    else if (r->failed)
        say(l, "Recover", r, from, NULL, stop, NULL);
    else
        say(l, "Restart", r, from, to, start, NULL);
}

static void stops(struct lines *l, const struct pe_rsc *r, const struct pe_action *start)
{
    for (size_t i = 0; i < r->active_on.n; i++) {
        const struct pe_node *n = r->active_on.v[i];
        struct pe_action *stop = newest(l->plan, r, n, "stop");
        say(l, "Stop", r, n, NULL, stop, stop != NULL && stop->reason != NULL ? stop : start);
    }
}

static void describe_primitive(struct lines *l, const struct pe_rsc *r)
{
    struct pe_plan *plan = l->plan;
    struct pe_planned *at = pe_planned(plan, r);
    const struct pe_node *to = at->node, *from = at->migration_given_up ? pe_active_node(r) : pe_current_node(r);
    if (from != NULL && at->role == BT_ROLE_STOPPED)
        at->role = BT_ROLE_STARTED;
    if ((from == NULL && r->orphan) || !pe_placed(plan->p, r)->managed || (from == NULL && to == NULL))
        return;
    bool moving = from != NULL && to != NULL && from != to;
    struct pe_action *start = newest(plan, r, to, "start"), *stop;
    if (start == NULL || !pe_is(start, PE_RUNNABLE))
        stop = newest(plan, r, NULL, "stop");
    else
        stop = newest(plan, r, from, "stop");
    if (stop == NULL && at->stop_unexpected)
        stop = newest(plan, r, NULL, "stop");
    if (at->role == at->next_role) {
        in_same_role(l, r, from, to, start, stop);
        return;
    }
    if (stop != NULL && (at->next_role == BT_ROLE_STOPPED || (start != NULL && !pe_is(start, PE_RUNNABLE))))
        stops(l, r, start);
    else if (stop != NULL && r->failed && r->stop_needed)
        say(l, "Recover", r, from, to, stop, start);
    else if (moving)
        say(l, "Move", r, from, to, stop, NULL);
    else if (at->reload)
        say(l, "Reload", r, from, to, start, NULL);
    else if (stop != NULL && !pe_is(stop, PE_OPTIONAL))
        say(l, "Restart", r, from, to, start, NULL);
    else if (at->role == BT_ROLE_PROMOTED)
        say(l, "Demote", r, from, to, newest(plan, r, to, "demote"), NULL);
    else if (at->next_role == BT_ROLE_PROMOTED)
        say(l, "Promote", r, from, to, newest(plan, r, to, "promote"), NULL);
    else if (at->role <= BT_ROLE_STOPPED && at->next_role > BT_ROLE_STOPPED)
        say(l, "Start", r, from, to, start, NULL);
}

static void describe(struct lines *l, const struct pe_rsc *r)
{
    if (r->kind == PE_PRIMITIVE)
        describe_primitive(l, r);
    for (size_t i = 0; i < r->n_children; i++)
        describe(l, pe_planned(l->plan, r)->children[i]);
}

/* Only an unfencing has no reason; 2.1.5 does not show it then. */
static void describe_nodes(struct lines *l)
{
    for (size_t i = l->plan->actions.n; i-- > 0;) {
        const struct pe_action *a = l->plan->actions.v[i];
        if (pe_is(a, PE_OPTIONAL) || a->rsc != NULL || a->node == NULL || !bt_streq(a->task, "stonith") || a->reason == NULL)
            continue;
        struct pe_decision d = {.change = pe_printf(&l->arena, "Fence (%s)", pe_attr_get(&a->meta, "stonith_action")), .to = a->node->name,
                                .reason = a->reason};
        PE_PUSH(&l->arena, l, d);
    }
}

static void decide(struct lines *l, const struct pe_run *run)
{
    describe_nodes(l);
    for (size_t i = 0; i < run->model->n_top; i++)
        describe(l, run->placement->order[i]);
}

void pe_each_decision(const struct pe_run *run, void (*tell)(const struct pe_decision *d, void *data), void *data)
{
    struct lines l = {.plan = run->plan};
    decide(&l, run);
    for (size_t i = 0; i < l.n; i++)
        tell(&l.v[i], data);
    pe_arena_free(&l.arena);
}

static void decision_line(struct lines *l, const struct pe_decision *d, int id_width, int details_width, struct bt_buf *out)
{
    if (d->rsc == NULL) {
        bt_buf_addf(out, "  * %s %s '%s'\n", d->change, d->to, d->reason);
        return;
    }
    bt_buf_addf(out, "  * %-8s   %-*s   ( %*s )", d->change, id_width, d->rsc, details_width, details_of(&l->arena, d));
    if (d->reason != NULL)
        bt_buf_addf(out, "  due to %s%s", d->reason, d->blocked ? " (blocked)" : "");
    else if (d->blocked)
        bt_buf_add(out, "  blocked");
    bt_buf_add(out, "\n");
}

void pe_text_plan(const struct pe_run *run, struct bt_buf *out)
{
    struct lines l = {.plan = run->plan};
    int id_width = 5, details_width = 5;
    decide(&l, run);
    for (size_t i = 0; i < l.n; i++) { /* columns are as wide as Pacemaker's: two more than what last did not fit */
        if (l.v[i].rsc == NULL)
            continue;
        int id = (int)strlen(l.v[i].rsc), details = (int)strlen(details_of(&l.arena, &l.v[i]));
        id_width = id > id_width ? id + 2 : id_width;
        details_width = details > details_width ? details : details_width;
    }
    for (size_t i = 0; i < l.n; i++)
        decision_line(&l, &l.v[i], id_width, details_width, out);
    pe_arena_free(&l.arena);
}
