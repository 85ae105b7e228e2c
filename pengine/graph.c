/* pengine/graph.c - the fourth stage: which actions are part of the graph, what each waits for, and all that is needed to
 * run it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/graph.h"

#include "pengine/digests.h"
#include "pengine/rules.h"

/* --- what is part of it? ---------------------------------------------------------------------------------- */

static bool is_cluster_task(const struct pe_action *a)
{
    return bt_streq(a->task, "stonith") || bt_streq(a->task, "do_shutdown");
}

static bool belongs(const struct pe_plan *plan, const struct pe_action *a)
{
    if (!pe_is(a, PE_RUNNABLE))
        return false;
    if (pe_is(a, PE_OPTIONAL) && !pe_is(a, PE_ALWAYS_SHOWN))
        return false;
    /* What is unmanaged is only monitored. */
    if (a->rsc != NULL && !pe_placed(plan->p, a->rsc)->managed && !bt_streq(a->task, "monitor") && a->interval_ms == 0)
        return false;
    if (pe_is(a, PE_PSEUDO) || pe_is(a, PE_ON_DC) || is_cluster_task(a))
        return true;
    return a->node != NULL && a->node->online && (!pe_unclean(plan, a->node) || bt_streq(a->task, "clear_failcount"));
}

#define STRONG (~(unsigned)(PE_ORDER_SHOW_FIRST | PE_ORDER_SHOW_THEN | PE_ORDER_SOFT))

static bool load_matters(const struct pe_plan *plan, const struct pe_action *a, const struct pe_action *input)
{
    const struct pe_node *to = a->rsc != NULL && bt_streq(a->task, "migrate_to") ? pe_planned(plan, a->rsc)->node : a->node;
    if (input->node == NULL || to == NULL || input->node != to)
        return false;
    return !pe_is(input, PE_OPTIONAL);
}

static bool input_belongs(const struct pe_plan *plan, const struct pe_action *a, struct pe_link *l)
{
    const struct pe_action *input = l->action;
    if (l->flags == 0)
        return false;
    if (!pe_is(input, PE_RUNNABLE) && !(l->flags & STRONG))
        return false;
    if (!pe_is(input, PE_RUNNABLE) && (l->flags & PE_ORDER_ONE_OR_MORE))
        return false;
    if ((l->flags & PE_ORDER_MIGRATE_FIRST) && !pe_is(input, PE_RUNNABLE))
        return false;
    if ((l->flags & PE_ORDER_NOT_IF_MIGRATING) && pe_is(input, PE_MIGRATABLE))
        return false;
    if (l->flags == PE_ORDER_SOFT && pe_is(input, PE_MIGRATABLE) && bt_streq(input->task, "stop") && input->interval_ms == 0)
        return false;
    bool elsewhere = input->node != NULL && a->node != NULL && input->node != a->node;
    if ((l->flags == PE_ORDER_LOAD && !load_matters(plan, a, input)) ||
        (l->flags == PE_ORDER_ANTI_COLOCATION && (elsewhere || pe_is(input, PE_OPTIONAL)))) {
        l->flags = 0; /* it was only in case */
        return false;
    }
    if (input->rsc != NULL && input->rsc != a->rsc && input->rsc->failed && !pe_placed(plan->p, input->rsc)->managed &&
        bt_streq(input->task, "stop") && a->rsc != NULL && a->rsc->kind == PE_CLONE)
        return false; /* an unmanaged failure must not keep a clone from stopping */
    if (pe_is(input, PE_OPTIONAL) && !(input->flags & (PE_ALWAYS_SHOWN | PE_DUMPED)) && !belongs(plan, input))
        return false;
    return true;
}


static void visit(struct pe_plan *plan, struct pe_actions *seen, struct pe_action *a)
{
    if (pe_is(a, PE_VISITED))
        return;
    a->flags |= PE_VISITED;
    PE_PUSH(&plan->arena, seen, a);
}

/* Whether an action waits, at whatever remove, for another. */
static bool waits_for(struct pe_plan *plan, struct pe_action *a, const struct pe_action *other)
{
    struct pe_actions seen = {0};
    bool found = false;
    visit(plan, &seen, a);
    for (size_t i = 0; i < seen.n && !found; i++) {
        found = seen.v[i] == other;
        for (size_t k = 0; k < seen.v[i]->before.n && !found; k++)
            if (input_belongs(plan, seen.v[i], &seen.v[i]->before.v[k]))
                visit(plan, &seen, seen.v[i]->before.v[k].action);
    }
    for (size_t i = 0; i < seen.n; i++)
        seen.v[i]->flags &= ~PE_VISITED;
    return found;
}

/* Two that change places by live migration would each wait for the other to free its capacity: the one planned last does not wait. */
static void break_load_loops(struct pe_plan *plan)
{
    for (size_t i = plan->actions.n; i-- > 0 && pe_uses_utilization(plan->p);) {
        struct pe_action *a = plan->actions.v[i];
        for (size_t k = 0; k < a->before.n && bt_streq(a->task, "migrate_to"); k++) {
            struct pe_link *l = &a->before.v[k];
            if (l->flags == PE_ORDER_LOAD && input_belongs(plan, a, l) && waits_for(plan, l->action, a))
                l->flags = 0;
        }
    }
}

/* --- one action ------------------------------------------------------------------------------------------- */

char *pe_known_key(const struct pe_action *a)
{
    const char *known_as = a->rsc != NULL && a->rsc->kind == PE_PRIMITIVE ? a->rsc->history_id : NULL;
    if (known_as == NULL || bt_streq(known_as, a->rsc->id))
        return NULL;
    if (a->about != NULL && bt_streq(a->task, "notify"))
        return bt_printf("%s_%s_notify_%s_0", known_as, pe_attr_get(&a->meta, "notify_type"), pe_attr_get(&a->meta, "notify_operation"));
    return bt_opkey(known_as, a->cancels != NULL ? a->cancels : a->task, a->interval_ms);
}

static enum pe_step_kind kind_of(const struct pe_action *a)
{
    if (pe_is(a, PE_PSEUDO))
        return PE_STEP_PSEUDO;
    if (is_cluster_task(a) || bt_streq(a->task, "clear_failcount") || pe_is(a, PE_ON_DC))
        return PE_STEP_CLUSTER;
    return PE_STEP_RESOURCE;
}

void pe_step_name(const struct pe_plan *plan, const struct pe_action *a, struct pe_step *ret)
{
    char *key = pe_known_key(a);
    *ret = (struct pe_step){.kind = kind_of(a), .id = a->id, .operation = a->task, .key = pe_action_key(plan, a), .rsc = a->rsc, .on_dc = pe_is(a, PE_ON_DC)};
    if (key != NULL) {
        ret->internal_key = ret->key;
        ret->key = pe_strndup((struct pe_arena *)&plan->arena, key, strlen(key));
    }
    free(key);
    if (!pe_is(a, PE_PSEUDO))
        ret->node = a->node;
}

static void name_primitive(const struct pe_rsc *r, struct pe_step *ret)
{
    const char *known_as = r->history_id;
    if (r->orphan && known_as != NULL) {
        ret->rsc_id = known_as;
        ret->rsc_long_id = r->id;
    } else if (!r->unique) {
        ret->rsc_id = r->config_id;
        ret->rsc_long_id = known_as != NULL && !bt_streq(known_as, r->config_id) ? known_as : r->id;
    } else {
        ret->rsc_id = r->id;
    }
}

static void put(struct pe_model *m, struct pe_attrs *out, const char *name, const char *value)
{
    pe_attr_set(m, out, name, value, true);
}

static void put_int(const struct pe_plan *plan, struct pe_attrs *out, const char *name, int n)
{
    put((struct pe_model *)plan->m, out, name, pe_printf((struct pe_arena *)&plan->arena, "%d", n));
}

static void clone_meta(const struct pe_plan *plan, const struct pe_rsc *r, struct pe_attrs *out)
{
    struct pe_model *m = (struct pe_model *)plan->m;
    if (r->kind == PE_PRIMITIVE && r->instance >= 0)
        put_int(plan, out, "clone", r->instance);
    if (r->kind == PE_CLONE) {
        put(m, out, "globally_unique", r->unique ? "true" : "false");
        put(m, out, "notify", r->notify ? "true" : "false");
        put_int(plan, out, "clone_max", r->clone_max);
        put_int(plan, out, "clone_node_max", r->clone_node_max);
        if (r->promotable) {
            put_int(plan, out, "promoted_max", r->promoted_max);
            put_int(plan, out, "promoted_node_max", r->promoted_node_max);
            put_int(plan, out, "master_max", r->promoted_max);
            put_int(plan, out, "master_node_max", r->promoted_node_max);
        }
    }
    if (r->parent != NULL)
        clone_meta(plan, r->parent, out);
}

/* The action's meta attributes as far as they do not follow from the action itself: of its operation and its clone. */
static void add_meta(const struct pe_plan *plan, const struct pe_action *a, struct pe_attrs *out)
{
    struct pe_model *m = (struct pe_model *)plan->m;
    if (a->rsc != NULL)
        pe_rsc_op_meta(plan->m, a->rsc, a->cancels != NULL ? a->cancels : a->task, a->interval_ms, out);
    for (size_t i = 0; i < a->meta.n; i++)
        put(m, out, a->meta.v[i].name, a->meta.v[i].value);
    if (a->rsc != NULL)
        clone_meta(plan, a->rsc, out);
    if (a->rsc != NULL && a->rsc->container != NULL)
        put(m, out, XA_CONTAINER, a->rsc->container->id);
    if (bt_streq(a->task, "stonith")) /* fencing is told all about the node */
        for (size_t i = 0; i < a->node->attrs.n; i++)
            if (a->node->attrs.v[i].name[0] != '#' && strchr(a->node->attrs.v[i].name, ':') == NULL)
                put(m, out, a->node->attrs.v[i].name, a->node->attrs.v[i].value);
    if (a->node != NULL && !pe_is(a, PE_PSEUDO)) {
        put(m, out, "on_node", a->node->name);
        put(m, out, "on_node_uuid", a->node->id);
    }
}

/* Instances of a promotable clone count as much as the clone: theirs is spent on choosing the promoted. */
static int priority_of(const struct pe_action *a)
{
    const struct pe_rsc *r = a->rsc != NULL && a->rsc->parent != NULL && a->rsc->parent->promotable ? a->rsc->parent : a->rsc;
    return r != NULL && r->priority > a->priority ? r->priority : a->priority;
}

void pe_graph_step(const struct pe_graph *g, size_t i, struct pe_step *ret)
{
    assert(i < g->n);
    const struct pe_synapse *s = &g->v[i];
    const struct pe_action *a = s->action;
    pe_step_name(g->plan, a, ret);
    ret->inputs = s->inputs;
    ret->n_inputs = s->n_inputs;
    ret->priority = priority_of(a);
    if (a->rsc != NULL && a->rsc->kind == PE_PRIMITIVE && !pe_is(a, PE_PSEUDO))
        name_primitive(a->rsc, ret);
}

void pe_graph_step_attrs(const struct pe_graph *g, size_t i, struct pe_step *step)
{
    assert(i < g->n && step->meta.n == 0 && step->params.n == 0); /* a step gets its attributes once */
    const struct pe_action *a = g->v[i].action;
    pe_attrs_room((struct pe_model *)g->plan->m, &step->meta, 16);
    add_meta(g->plan, a, &step->meta);
    bool notes_state = !step->on_dc && a->cancels == NULL && !bt_streq(pe_attr_get(&step->meta, XA_ROLE), "Stopped");
    if (notes_state && a->rsc != NULL && pe_placed(g->plan->p, a->rsc)->managed && a->rsc->lock_node != NULL && a->node == a->rsc->lock_node)
        step->shutdown_lock_s = a->rsc->lock_time_s;
    if (a->rsc != NULL && a->rsc->kind == PE_PRIMITIVE)
        pe_op_params(g->plan->m, a->rsc, a->node, a->cancels != NULL ? a->cancels : a->task, a->interval_ms, &step->params);
}

/* --- the graph -------------------------------------------------------------------------------------------- */

static int by_action_id(const void *pa, const void *pb)
{
    const struct pe_link *a = pa, *b = pb;
    return a->action->id - b->action->id;
}

/* Links to the same action become one, with all that they mean; then in order of number. */
static void tidy_inputs(struct pe_action *a)
{
    if (a->before.n < 2)
        return;
    qsort(a->before.v, a->before.n, sizeof *a->before.v, by_action_id);
    size_t kept = 0;
    for (size_t i = 1; i < a->before.n; i++) {
        if (a->before.v[i].action == a->before.v[kept].action) {
            a->before.v[kept].flags |= a->before.v[i].flags;
            a->before.v[kept].order |= a->before.v[kept].order == 0 ? a->before.v[i].order : 0;
        } else {
            a->before.v[++kept] = a->before.v[i];
        }
    }
    a->before.n = kept + 1;
}

static void add_synapse(struct pe_graph *g, struct pe_action *a)
{
    if (pe_is(a, PE_DUMPED) || !belongs(g->plan, a))
        return;
    a->flags |= PE_DUMPED;
    struct pe_synapse s = {.action = a, .inputs = pe_alloc(&g->plan->arena, (a->before.n + 1) * sizeof *s.inputs)};
    for (size_t i = 0; i < a->before.n; i++) {
        struct pe_link *l = &a->before.v[i];
        l->dumped = input_belongs(g->plan, a, l);
        if (l->dumped)
            s.inputs[s.n_inputs++] = l->action->id;
    }
    PE_PUSH(&g->plan->arena, g, s);
}

static void add_resource(struct pe_graph *g, const struct pe_rsc *r)
{
    struct pe_planned *at = pe_planned(g->plan, r);
    if (r->kind == PE_CLONE) /* instances first, then what stands for all of them */
        for (size_t i = 0; i < r->n_children; i++)
            add_resource(g, at->children[i]);
    for (size_t i = at->actions.n; i-- > 0;)
        add_synapse(g, at->actions.v[i]);
    if (r->kind != PE_CLONE)
        for (size_t i = 0; i < r->n_children; i++)
            add_resource(g, at->children[i]);
}

/* What the transition engine counts on: each action is there once and can be done, what an agent does has a node that is there, and each waits once for
 * whatever it waits for. Circles may be among them: people can order so (constraint_cycles.c tells of it). */
static void graph_check(const struct pe_graph *g)
{
    size_t dumped = 0;
    for (size_t i = 0; i < g->plan->actions.n; i++)
        dumped += pe_is(g->plan->actions.v[i], PE_DUMPED);
    assert(g->n == dumped);
    for (size_t i = 0; i < g->n; i++) {
        const struct pe_synapse *s = &g->v[i];
        assert(pe_is(s->action, PE_DUMPED | PE_RUNNABLE));
        assert(kind_of(s->action) != PE_STEP_RESOURCE || (s->action->node != NULL && s->action->node->online));
        for (size_t k = 0; k < s->n_inputs; k++)
            assert(s->inputs[k] > (k > 0 ? s->inputs[k - 1] : 0) && (size_t)s->inputs[k] <= g->plan->actions.n);
    }
}

struct pe_graph *pe_graph(struct pe_plan *plan)
{
    struct pe_graph *g = PE_NEW(&plan->arena, struct pe_graph);
    g->plan = plan;
    for (size_t i = 0; i < plan->actions.n; i++)
        tidy_inputs(plan->actions.v[i]);
    break_load_loops(plan);
    for (size_t i = 0; i < plan->m->n_top; i++)
        add_resource(g, plan->p->order[i]);
    for (size_t i = plan->actions.n; i-- > 0;)
        add_synapse(g, plan->actions.v[i]);
    graph_check(g);
    return g;
}
