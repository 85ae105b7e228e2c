/* pengine/graph.c - the plan as XML: which actions are part of the graph, what each waits for, and all that is needed
 * to run it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/graph.h"

#include "pengine/digests.h"
#include "pengine/rules.h"

struct writer { struct pe_plan *plan; xmlNode *root; int synapses; };

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
    if (l->flags == PE_ORDER_LOAD && !load_matters(plan, a, input))
        return false;
    if (l->flags == PE_ORDER_ANTI_COLOCATION &&
        ((input->node != NULL && a->node != NULL && input->node != a->node) || pe_is(input, PE_OPTIONAL)))
        return false;
    if (input->rsc != NULL && input->rsc != a->rsc && input->rsc->failed && !pe_placed(plan->p, input->rsc)->managed &&
        bt_streq(input->task, "stop") && a->rsc != NULL && a->rsc->kind == PE_CLONE)
        return false; /* an unmanaged failure must not keep a clone from stopping */
    if (pe_is(input, PE_OPTIONAL) && !(input->flags & (PE_ALWAYS_SHOWN | PE_DUMPED)) && !belongs(plan, input))
        return false;
    return true;
}

struct actions { struct pe_action **v; size_t n, cap; };

static void visit(struct pe_plan *plan, struct actions *seen, struct pe_action *a)
{
    if (pe_is(a, PE_VISITED))
        return;
    a->flags |= PE_VISITED;
    PE_PUSH(&plan->arena, seen, a);
}

/* Whether an action waits, at whatever remove, for another. */
static bool waits_for(struct pe_plan *plan, struct pe_action *a, const struct pe_action *other)
{
    struct actions seen = {0};
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

static const char *element_of(const struct pe_action *a)
{
    if (pe_is(a, PE_PSEUDO))
        return XE_PSEUDO_EVENT;
    if (is_cluster_task(a) || bt_streq(a->task, "clear_failcount") || pe_is(a, PE_ON_DC))
        return XE_CRM_EVENT;
    return XE_RSC_OP;
}

char *pe_known_key(const struct pe_action *a)
{
    const char *known_as = a->rsc != NULL && a->rsc->kind == PE_PRIMITIVE ? a->rsc->history_id : NULL;
    if (known_as == NULL || bt_streq(known_as, a->rsc->id))
        return NULL;
    if (a->about != NULL && bt_streq(a->task, "notify"))
        return bt_printf("%s_%s_notify_%s_0", known_as, pe_attr_get(&a->meta, "notify_type"), pe_attr_get(&a->meta, "notify_operation"));
    return bt_opkey(known_as, a->cancels != NULL ? a->cancels : a->task, a->interval_ms);
}

static xmlNode *add_action(xmlNode *parent, const struct pe_action *a)
{
    xmlNode *x = bt_xml_add(parent, element_of(a));
    if (pe_is(a, PE_ON_DC))
        bt_xml_set(x, XA_MODE, XE_CIB);
    bt_xml_set_int(x, XA_ID, a->id);
    bt_xml_set(x, XA_OPERATION, a->task);
    char *key = pe_known_key(a);
    if (key != NULL) {
        bt_xml_set(x, XA_OPERATION_KEY, key);
        bt_xml_set(x, XA_INTERNAL_OPERATION_KEY, a->key);
    } else {
        bt_xml_set(x, XA_OPERATION_KEY, a->key);
    }
    free(key);
    if (a->node != NULL && !pe_is(a, PE_PSEUDO)) {
        bt_xml_set(x, XA_ON_NODE, a->node->name);
        bt_xml_set(x, XA_ON_NODE_UUID, a->node->id);
    }
    return x;
}

static void add_primitive(xmlNode *x, const struct pe_rsc *r)
{
    xmlNode *p = bt_xml_add(x, XE_PRIMITIVE);
    const char *known_as = r->history_id;
    if (r->orphan && known_as != NULL) {
        bt_xml_set(p, XA_ID, known_as);
        bt_xml_set(p, XA_LONG_ID, r->id);
    } else if (!r->unique) {
        bt_xml_set(p, XA_ID, r->config_id);
        bt_xml_set(p, XA_LONG_ID, known_as != NULL && !bt_streq(known_as, r->config_id) ? known_as : r->id);
    } else {
        bt_xml_set(p, XA_ID, r->id);
    }
    bt_xml_set(p, XA_CLASS, r->standard);
    if (r->provider != NULL)
        bt_xml_set(p, XA_PROVIDER, r->provider);
    bt_xml_set(p, XA_TYPE, r->type);
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

void pe_graph_meta(const struct pe_plan *plan, const struct pe_action *a, struct pe_attrs *out)
{
    struct pe_model *m = (struct pe_model *)plan->m;
    struct pe_attrs op = {0};
    if (a->rsc != NULL)
        pe_rsc_op_meta(plan->m, a->rsc, a->cancels != NULL ? a->cancels : a->task, a->interval_ms, &op);
    for (size_t i = 0; i < op.n; i++)
        put(m, out, op.v[i].name, op.v[i].value);
    for (size_t i = 0; i < a->meta.n; i++)
        put(m, out, a->meta.v[i].name, a->meta.v[i].value);
    if (a->rsc != NULL)
        clone_meta(plan, a->rsc, out);
    if (bt_streq(a->task, "stonith")) /* fencing is told all about the node */
        for (size_t i = 0; i < a->node->attrs.n; i++)
            if (a->node->attrs.v[i].name[0] != '#' && strchr(a->node->attrs.v[i].name, ':') == NULL)
                put(m, out, a->node->attrs.v[i].name, a->node->attrs.v[i].value);
    if (a->node != NULL && !pe_is(a, PE_PSEUDO)) {
        put(m, out, "on_node", a->node->name);
        put(m, out, "on_node_uuid", a->node->id);
    }
}

static void add_param(xmlNode *attributes, const char *name, const char *value)
{
    if (bt_xml_is_attr_name(name)) {
        bt_xml_set(attributes, name, value);
    } else {
        xmlNode *p = bt_xml_add(attributes, XE_PARAM);
        bt_xml_set(p, XA_NAME, name);
        bt_xml_set(p, XA_VALUE, value);
    }
}

static void add_attributes(const struct pe_plan *plan, xmlNode *x, const struct pe_action *a)
{
    xmlNode *attributes = bt_xml_add(x, XE_ATTRIBUTES);
    struct pe_attrs meta = {0}, params = {0};
    pe_graph_meta(plan, a, &meta);
    for (size_t i = 0; i < meta.n; i++) {
        char *name = bt_printf(XA_CRM_META_ "%s", meta.v[i].name);
        for (char *c = name; *c != '\0'; c++)
            if (*c == '-')
                *c = '_';
        if (bt_xml_is_attr_name(name))
            bt_xml_set(attributes, name, meta.v[i].value);
        free(name);
    }
    bt_xml_set(attributes, XA_CRM_FEATURE_SET, PE_FEATURE_SET);
    if (a->rsc == NULL || a->rsc->kind != PE_PRIMITIVE)
        return;
    pe_op_params(plan->m, a->rsc, a->node, a->cancels != NULL ? a->cancels : a->task, a->interval_ms, &params);
    for (size_t i = 0; i < params.n; i++)
        if (!bt_starts(params.v[i].name, XA_CRM_META_))
            add_param(attributes, params.v[i].name, params.v[i].value);
}

/* The node that will be gone afterwards. */
static void add_downed(xmlNode *x, const struct pe_action *a)
{
    const char *op = pe_attr_get(&a->meta, "stonith_action");
    if (!bt_streq(a->task, "do_shutdown") && !(bt_streq(a->task, "stonith") && (bt_streq(op, "off") || bt_streq(op, "reboot"))))
        return;
    bt_xml_set(bt_xml_add(bt_xml_add(x, XE_DOWNED), XE_NODE), XA_ID, a->node->id);
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

/* Instances of a promotable clone count as much as the clone: theirs is spent on choosing the promoted. */
static int priority_of(const struct pe_rsc *r)
{
    return r->parent != NULL && r->parent->promotable ? r->parent->priority : r->priority;
}

static void add_synapse(struct writer *w, struct pe_action *a)
{
    if (pe_is(a, PE_DUMPED) || !belongs(w->plan, a))
        return;
    a->flags |= PE_DUMPED;
    xmlNode *synapse = bt_xml_add(w->root, XE_SYNAPSE);
    bt_xml_set_int(synapse, XA_ID, w->synapses++);
    int priority = a->rsc != NULL ? priority_of(a->rsc) : 0;
    if (a->priority > priority)
        priority = a->priority;
    if (priority > 0)
        bt_xml_set_int(synapse, XA_PRIORITY, priority);
    xmlNode *x = add_action(bt_xml_add(synapse, XE_ACTION_SET), a);
    if (!pe_is(a, PE_ON_DC) && a->rsc != NULL && a->rsc->lock_node != NULL && a->node == a->rsc->lock_node)
        bt_xml_set_int(x, XA_SHUTDOWN_LOCK, a->rsc->lock_time_s);
    if (a->rsc != NULL && a->rsc->kind == PE_PRIMITIVE && !pe_is(a, PE_PSEUDO))
        add_primitive(x, a->rsc);
    add_attributes(w->plan, x, a);
    add_downed(x, a);
    xmlNode *inputs = bt_xml_add(synapse, XE_INPUTS);
    for (size_t i = 0; i < a->before.n; i++) {
        struct pe_link *l = &a->before.v[i];
        if (!input_belongs(w->plan, a, l))
            continue;
        l->dumped = true;
        add_action(bt_xml_add(inputs, XE_TRIGGER), l->action);
    }
}

static void add_resource(struct writer *w, const struct pe_rsc *r)
{
    struct pe_planned *at = pe_planned(w->plan, r);
    if (r->kind == PE_CLONE) /* instances first, then what stands for all of them */
        for (size_t i = 0; i < r->n_children; i++)
            add_resource(w, at->children[i]);
    for (size_t i = at->actions.n; i-- > 0;)
        add_synapse(w, at->actions.v[i]);
    if (r->kind != PE_CLONE)
        for (size_t i = 0; i < r->n_children; i++)
            add_resource(w, at->children[i]);
}

static xmlNode *add_root(struct pe_plan *plan, xmlDoc *doc, int64_t transition_id)
{
    const struct pe_model *m = plan->m;
    xmlNode *root = bt_xml_root(doc);
    bt_xml_set(root, XA_CLUSTER_DELAY, pe_option(m, "cluster-delay"));
    bt_xml_set(root, XA_STONITH_TIMEOUT, pe_option(m, "stonith-timeout"));
    bt_xml_set(root, XA_FAILED_STOP_OFFSET, "INFINITY");
    bt_xml_set(root, XA_FAILED_START_OFFSET, m->priv->start_failure_fatal ? "INFINITY" : "1");
    bt_xml_set(root, XA_BATCH_LIMIT, pe_option(m, "batch-limit"));
    bt_xml_set_int(root, XA_TRANSITION_ID, transition_id);
    const char *limit = pe_option(m, "migration-limit");
    int64_t n;
    if (bt_parse_int(limit, &n) && n > 0)
        bt_xml_set(root, XA_MIGRATION_LIMIT, limit);
    if (m->recheck_s > 0)
        bt_xml_set_int(root, XA_RECHECK_BY, m->recheck_s);
    return root;
}

xmlDoc *pe_graph(struct pe_plan *plan, int64_t transition_id)
{
    xmlDoc *doc = bt_xml_doc(XE_TRANSITION_GRAPH);
    struct writer w = {.plan = plan, .root = add_root(plan, doc, transition_id)};
    for (size_t i = 0; i < plan->actions.n; i++)
        tidy_inputs(plan->actions.v[i]);
    break_load_loops(plan);
    for (size_t i = 0; i < plan->m->n_top; i++)
        add_resource(&w, plan->p->order[i]);
    for (size_t i = plan->actions.n; i-- > 0;)
        add_synapse(&w, plan->actions.v[i]);
    return doc;
}
