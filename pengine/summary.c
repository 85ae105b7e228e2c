/* pengine/summary.c - the plan in words, a line a decision, as crm_simulate's "Transition Summary" has them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/graph.h"

struct line { const char *change, *id; char *details, *reason; };
struct lines { struct line *v; size_t n, cap; struct pe_plan *plan; struct pe_arena arena; };

static struct pe_action *newest(const struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *n, const char *task)
{
    const struct pe_planned *at = pe_planned(plan, r);
    for (size_t i = at->actions.n; i-- > 0;) {
        struct pe_action *a = at->actions.v[i];
        if (a->interval_ms == 0 && a->about == NULL && bt_streq(a->task, task) && (n == NULL || a->node == NULL || a->node == n))
            return a;
    }
    return NULL;
}

static char *details_of(struct lines *l, const struct pe_planned *at, const struct pe_node *from, const struct pe_node *to)
{
    struct pe_arena *a = &l->arena;
    const char *role = bt_role_text(at->role), *next = bt_role_text(at->next_role);
    bool need_role = at->role > BT_ROLE_STARTED || at->next_role > BT_ROLE_UNPROMOTED;
    bool same_role = at->role == at->next_role, same_host = from != NULL && from == to;
    if (from == NULL)
        return need_role ? pe_printf(a, "%s -> %s %s", role, next, to->name) : pe_printf(a, "%s", to->name);
    if (to == NULL)
        return need_role ? pe_printf(a, "%s %s", role, from->name) : pe_printf(a, "%s", from->name);
    if (same_role && same_host)
        return need_role ? pe_printf(a, "%s %s", role, from->name) : pe_printf(a, "%s", from->name);
    if (same_role)
        return need_role ? pe_printf(a, "%s -> %s %s", from->name, to->name, role) : pe_printf(a, "%s -> %s", from->name, to->name);
    if (same_host)
        return pe_printf(a, "%s -> %s %s", role, next, from->name);
    return pe_printf(a, "%s %s -> %s %s", role, from->name, next, to->name);
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
    bool blocked = !pe_is(a, PE_RUNNABLE);
    struct line x = {.change = change, .id = r->id, .details = details_of(l, pe_planned(l->plan, r), from, to)};
    if (source->reason != NULL)
        x.reason = pe_printf(&l->arena, "  due to %s%s", source->reason, blocked ? " (blocked)" : "");
    else
        x.reason = pe_printf(&l->arena, "%s", blocked ? " blocked" : "");
    PE_PUSH(&l->arena, l, x);
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

static void describe_nodes(const struct pe_plan *plan, struct bt_buf *out)
{
    for (size_t i = plan->actions.n; i-- > 0;) {
        const struct pe_action *a = plan->actions.v[i];
        if (pe_is(a, PE_OPTIONAL) || a->rsc != NULL || a->node == NULL || pe_is(a, PE_PSEUDO))
            continue;
        if (bt_streq(a->task, "stonith") && a->reason != NULL) /* only an unfencing has none; 2.1.5 does not show it then */
            bt_buf_addf(out, "  * Fence (%s) %s '%s'\n", pe_attr_get(&a->meta, "stonith_action"), a->node->name, a->reason);
    }
}

void pe_text_plan(const struct pe_run *run, struct bt_buf *out)
{
    struct lines l = {.plan = run->plan};
    describe_nodes(run->plan, out);
    for (size_t i = 0; i < run->model->n_top; i++)
        describe(&l, run->placement->order[i]);
    int id_width = 5, details_width = 5;
    for (size_t i = 0; i < l.n; i++) { /* columns are as wide as Pacemaker's: two more than what last did not fit */
        int id = (int)strlen(l.v[i].id), details = (int)strlen(l.v[i].details);
        id_width = id > id_width ? id + 2 : id_width;
        details_width = details > details_width ? details : details_width;
    }
    for (size_t i = 0; i < l.n; i++)
        bt_buf_addf(out, "  * %-8s   %-*s   ( %*s )%s\n", l.v[i].change, id_width, l.v[i].id, details_width, l.v[i].details, l.v[i].reason);
    pe_arena_free(&l.arena);
}
