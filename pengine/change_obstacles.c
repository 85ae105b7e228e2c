/* pengine/change_obstacles.c - what stands between a resource and a node: every state, option, score and failure that a run knows of.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/change.h"

/* Each is tried, and each try is a decision. */
enum { OBSTACLES_MAX = 50 };

const struct pe_rsc *pe_same_resource(const struct pe_run *run, const struct pe_rsc *r)
{
    const struct pe_rsc *found = pe_rsc_by_id(run->model, r->id);
    return found != NULL ? found : pe_rsc_by_id(run->model, pe_top(r)->id);
}

static const char *keep(struct pe_search *s, const char *text)
{
    return text != NULL ? pe_printf(&s->arena, "%s", text) : NULL;
}

/* Strings may belong to a run that ends before the search does. */
static void add(struct pe_search *s, struct pe_changes *list, struct pe_change c)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].kind == c.kind && bt_streq(list->v[i].id, c.id) && bt_streq(list->v[i].rsc, c.rsc))
            return;
    if (list->n >= OBSTACLES_MAX)
        return;
    c.id = keep(s, c.id);
    c.value = keep(s, c.value);
    c.rsc = keep(s, c.rsc);
    PE_PUSH(&s->arena, list, c);
}

/* The part of the resource whose own meta attribute it is; if none has it, the whole. */
static const char *holder(const struct pe_rsc *r, const char *name)
{
    for (; r->parent != NULL; r = r->parent)
        bt_xml_each(set, r->xml, XE_META_ATTRIBUTES)
            if (bt_xml_find(set, XE_NVPAIR, XA_NAME, name) != NULL)
                return r->config_id;
    return r->config_id;
}

static void node_obstacles(struct pe_search *s, const struct pe_node *n, struct pe_changes *list)
{
    if (bt_is_true(pe_attr_get(&n->attrs, "standby"), false))
        add(s, list, (struct pe_change){.kind = PE_CHANGE_STANDBY_OFF});
    if (n->standby_onfail)
        add(s, list, (struct pe_change){.kind = PE_CHANGE_CLEAN_UP, .rsc = s->r->config_id});
    if (n->maintenance)
        add(s, list, (struct pe_change){.kind = PE_CHANGE_NODE_READY});
    if (!n->online || n->unclean || n->pending || n->shutdown)
        add(s, list, (struct pe_change){.kind = PE_CHANGE_NODE_BACK});
}

static void resource_obstacles(struct pe_search *s, const struct pe_run *run, const struct pe_rsc *r, struct pe_changes *list)
{
    const struct pe_model *m = run->model;
    for (const struct pe_rsc *at = r; at != NULL; at = at->parent) {
        if (at->target_role != BT_ROLE_UNKNOWN)
            add(s, list, (struct pe_change){.kind = PE_CHANGE_START, .rsc = holder(at, "target-role")});
        if (at->kind == PE_PRIMITIVE && (at->blocked || at->failed))
            add(s, list, (struct pe_change){.kind = PE_CHANGE_CLEAN_UP, .rsc = at->config_id});
        if (at->maintenance)
            add(s, list, (struct pe_change){.kind = PE_CHANGE_META, .id = "maintenance", .value = "false", .rsc = holder(at, "maintenance")});
        if (!bt_is_true(pe_attr_get(&at->meta, "is-managed"), true))
            add(s, list, (struct pe_change){.kind = PE_CHANGE_MANAGE, .rsc = holder(at, "is-managed")});
    }
    for (size_t i = 0; i < m->priv->rsc_tickets.n; i++) {
        const struct pe_rsc_ticket *t = &m->priv->rsc_tickets.v[i];
        const struct pe_rsc *at = r;
        while (at != NULL && at != t->rsc)
            at = at->parent;
        if (at != NULL && (!t->ticket->granted || t->ticket->standby))
            add(s, list, (struct pe_change){.kind = PE_CHANGE_TICKET, .id = t->ticket->id});
    }
    if (m->stonith_enabled && !m->have_fence_device)
        add(s, list, (struct pe_change){.kind = PE_CHANGE_DEVICE});
    if (!m->quorum && m->quorum_policy != PE_QUORUM_IGNORE)
        add(s, list, (struct pe_change){.kind = PE_CHANGE_QUORUM});
    if (m->maintenance_mode)
        add(s, list, (struct pe_change){.kind = PE_CHANGE_OPTION, .id = "maintenance-mode", .value = "false"});
    if (m->stop_all)
        add(s, list, (struct pe_change){.kind = PE_CHANGE_OPTION, .id = "stop-all-resources", .value = "false"});
}

static void one_more(struct pe_search *s, struct pe_changes *list, const char *name, int now)
{
    add(s, list, (struct pe_change){.kind = PE_CHANGE_META, .id = name, .value = pe_printf(&s->arena, "%d", now + 1), .rsc = s->top->config_id});
}

/* What obliges it to be elsewhere: no wish for here is stronger. */
static void against_obligation(struct pe_search *s, const struct pe_run *run, const struct pe_contribution *x, struct pe_changes *list)
{
    const xmlNode *constraint = pe_source_constraint(run->model, x->source);
    if (bt_streq(x->source, "stickiness"))
        add(s, list, (struct pe_change){.kind = PE_CHANGE_META, .id = "resource-stickiness", .value = "0", .rsc = holder(x->rsc, "resource-stickiness")});
    else if (constraint != NULL && bt_xml_id(constraint) != NULL)
        add(s, list, (struct pe_change){.kind = PE_CHANGE_DELETE, .id = bt_xml_id(constraint)});
}

/* What to take away so that this contribution is not made. */
static void against_source(struct pe_search *s, const struct pe_run *run, const struct pe_contribution *x, struct pe_changes *list)
{
    static const char *const here[] = {"__fail_limit__", "__stop_fail__", "hard-error", "masked-probe-failure", "__action_migration_auto__"}, *const anywhere[] = {"fatal-error", "on-fail=stop"};
    const struct pe_rsc *clone = pe_top(x->rsc), *primitive = x->rsc;
    while (primitive->n_children > 0)
        primitive = primitive->children[0];
    for (size_t i = 0; i < BT_COUNT(here); i++)
        if (bt_streq(here[i], x->source))
            add(s, list, (struct pe_change){.kind = PE_CHANGE_CLEAN_UP, .id = s->n->name, .rsc = primitive->config_id});
    for (size_t i = 0; i < BT_COUNT(anywhere); i++)
        if (bt_streq(anywhere[i], x->source))
            add(s, list, (struct pe_change){.kind = PE_CHANGE_CLEAN_UP, .rsc = primitive->config_id});
    if (bt_streq(x->source, "node health"))
        add(s, list, (struct pe_change){.kind = PE_CHANGE_NODE_HEALTHY});
    else if (bt_streq(x->source, "shutdown-lock"))
        add(s, list, (struct pe_change){.kind = PE_CHANGE_OPTION, .id = "shutdown-lock", .value = "false"});
    else if (bt_streq(x->source, "not enough capacity"))
        add(s, list, (struct pe_change){.kind = PE_CHANGE_OPTION, .id = "placement-strategy", .value = "default"});
    else if (bt_streq(x->source, "clone:limit_reached"))
        one_more(s, list, "clone-max", clone->clone_max);
    else if (bt_streq(x->source, "clone-node-max") && clone->unique)
        one_more(s, list, "clone-node-max", clone->clone_node_max);
    const xmlNode *constraint = pe_source_constraint(run->model, x->source);
    if (constraint != NULL && bt_xml_id(constraint) != NULL)
        add(s, list, (struct pe_change){.kind = PE_CHANGE_DELETE, .id = bt_xml_id(constraint)});
}

/* Others whose action it waits for: what keeps them from it keeps it as well. */
static void against_blockers(struct pe_search *s, const struct pe_run *run, const struct pe_rsc *r, struct pe_changes *list)
{
    const struct pe_action *a = pe_blocked_action(run, r, "start");
    for (int depth = 0; a != NULL && depth < 30; depth++) {
        const struct pe_cause *c = pe_cause_of(run, a, PE_RUNNABLE);
        a = c != NULL ? c->by : NULL;
        if (a != NULL && a->rsc != NULL)
            resource_obstacles(s, run, a->rsc, list);
    }
}

static bool concerns(const struct pe_search *s, const struct pe_rsc *r)
{
    for (; r != NULL; r = r->parent)
        if (bt_streq(r->config_id, s->top->config_id))
            return true;
    return false;
}

/* All that a run has recorded against it, the lightest to take away first. */
void pe_change_obstacles(struct pe_search *s, const struct pe_run *run, struct pe_changes *list)
{
    const struct pe_rsc *r = pe_same_resource(run, s->r);
    const struct pe_node *n = pe_find_node(run->model, s->n->name);
    if (r == NULL || n == NULL)
        return;
    const struct pe_rsc *primitive = r;
    while (primitive->n_children > 0)
        primitive = primitive->children[0];
    node_obstacles(s, n, list);
    resource_obstacles(s, run, r, list);
    against_blockers(s, run, primitive, list);
    for (size_t i = 0; i < run->placement->contributions.n; i++) {
        const struct pe_contribution *x = &run->placement->contributions.v[i];
        if (x->withdrawn || !concerns(s, x->rsc))
            continue;
        if (x->delta < 0 && (x->promotion ? s->promote : x->node == n))
            against_source(s, run, x, list);
        else if (x->delta >= BT_INFINITY && x->node != n && x->promotion == s->promote)
            against_obligation(s, run, x, list);
    }
    const struct pe_rsc *top = pe_top(r);
    if (s->promote)
        one_more(s, list, "promoted-max", top->promoted_max);
    else if (top->kind == PE_CLONE && top->clone_max < (int)run->model->n_nodes)
        one_more(s, list, "clone-max", top->clone_max);
    for (size_t i = 1; i < list->n; i++) /* insertion sort by kind: stable, and they are few */
        for (size_t k = i; k > 0 && list->v[k - 1].kind > list->v[k].kind; k--) {
            struct pe_change swap = list->v[k];
            list->v[k] = list->v[k - 1];
            list->v[k - 1] = swap;
        }
}
