/* pengine/plan_collective.c - the pseudo actions of groups and clones, which stand for all their members' together.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/plan.h"

static void plan_group(struct pe_plan *plan, const struct pe_rsc *r)
{
    static const char *const always[] = {"start", "running", "stop", "stopped"};
    static const char *const roles[] = {"demote", "demoted", "promote", "promoted"};
    for (size_t i = 0; i < r->n_children; i++)
        pe_plan_actions(plan, r->children[i]);
    struct pe_planned *at = pe_planned(plan, r);
    at->role = r->n_children > 0 ? pe_planned(plan, r->children[0])->role : BT_ROLE_STOPPED;
    at->next_role = r->n_children > 0 ? pe_planned(plan, r->children[0])->next_role : BT_ROLE_STOPPED;
    for (size_t i = 0; i < BT_COUNT(always); i++)
        pe_pseudo(plan, r, always[i], true, true);
    for (size_t i = 0; i < BT_COUNT(roles) && pe_top(r)->promotable; i++)
        pe_pseudo(plan, r, roles[i], true, true);
}

/* What instances do, for the clone's pseudo actions. */
struct doing { bool starting, stopping, active, promoting, demoting; };

static void look(const struct pe_plan *plan, const struct pe_rsc *r, struct doing *d)
{
    for (size_t i = 0; i < r->n_children; i++)
        look(plan, r->children[i], d);
    if (r->n_children > 0)
        return;
    d->active |= r->active_on.n > 0;
    const struct pe_planned *at = pe_planned(plan, r);
    for (size_t i = 0; i < at->actions.n; i++) {
        const struct pe_action *a = at->actions.v[i];
        if (pe_is(a, PE_OPTIONAL))
            continue;
        if (bt_streq(a->task, "promote"))
            d->promoting = true;
        else if (bt_streq(a->task, "demote"))
            d->demoting = true;
        if (!pe_is(a, PE_RUNNABLE) && !pe_is(a, PE_PSEUDO))
            continue;
        if (bt_streq(a->task, "stop"))
            d->stopping = true;
        else if (bt_streq(a->task, "start") && pe_is(a, PE_RUNNABLE))
            d->starting = true;
    }
}

static void add(struct doing *to, const struct doing *d)
{
    to->starting |= d->starting;
    to->stopping |= d->stopping;
    to->active |= d->active;
    to->promoting |= d->promoting;
    to->demoting |= d->demoting;
}

static void end_with_priority(struct pe_action *a)
{
    a->priority = BT_INFINITY;
}

/* ordered: those that start do so one after the other, and those that stop the other way round, whatever the ones between them do. */
static void one_after_the_other(struct pe_plan *plan, const struct pe_rsc *clone)
{
    struct pe_action *last_start = NULL, *last_stop = NULL;
    for (size_t i = 0; i < clone->n_children; i++) {
        struct pe_action *start = pe_find_action(plan, clone->children[i], "start", 0, NULL, false);
        struct pe_action *stop = pe_find_action(plan, clone->children[i], "stop", 0, NULL, false);
        if (stop != NULL && !pe_is(stop, PE_OPTIONAL)) {
            if (last_stop != NULL)
                pe_order_actions(plan, stop, last_stop, PE_ORDER_SOFT);
            last_stop = stop;
        }
        if (start != NULL && !pe_is(start, PE_OPTIONAL)) {
            if (last_start != NULL)
                pe_order_actions(plan, last_start, start, PE_ORDER_SOFT);
            last_start = start;
        }
    }
}

static void plan_clone(struct pe_plan *plan, const struct pe_rsc *r)
{
    struct doing d = {0};
    bool restarts = false;
    for (size_t i = 0; i < r->n_children; i++) {
        struct doing one = {0};
        pe_plan_actions(plan, pe_planned(plan, r)->children[i]);
        look(plan, pe_planned(plan, r)->children[i], &one);
        restarts |= one.starting && one.stopping;
        add(&d, &one);
    }
    if (r->ordered)
        one_after_the_other(plan, r);
    plan->why = "instances of it do so";
    pe_pseudo(plan, r, "start", !d.starting, true);
    struct pe_action *started = pe_pseudo(plan, r, "running", !d.starting, false);
    end_with_priority(started);
    if (d.active || d.starting)
        started->flags |= PE_RUNNABLE;
    else
        pe_clear(plan, started, PE_RUNNABLE, NULL, "no instance is active or can be started");
    struct pe_action *stop = pe_pseudo(plan, r, "stop", !d.stopping, true);
    if (!restarts) /* what depends on an instance may still migrate away from it */
        stop->flags |= PE_MIGRATABLE;
    end_with_priority(pe_pseudo(plan, r, "stopped", !d.stopping, true));
    if (r->promotable) {
        pe_pseudo(plan, r, "promote", !d.promoting, true);
        end_with_priority(pe_pseudo(plan, r, "promoted", !d.promoting, true));
        pe_pseudo(plan, r, "demote", !d.demoting, true);
        end_with_priority(pe_pseudo(plan, r, "demoted", !d.demoting, true));
    }
    if (r->notify)
        pe_clone_notifications(plan, r);
}

void pe_plan_collective(struct pe_plan *plan, const struct pe_rsc *r)
{
    if (r->kind == PE_GROUP)
        plan_group(plan, r);
    else
        plan_clone(plan, r);
}
