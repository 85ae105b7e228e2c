/* pengine/graph_xml.c - the graph as XML, as the transition engine reads it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/graph.h"

#include "cib/cib.h"

static xmlNode *add_action(xmlNode *parent, const struct pe_step *s)
{
    static const char *const elements[] = {[PE_STEP_RESOURCE] = XE_RSC_OP, [PE_STEP_CLUSTER] = XE_CRM_EVENT, [PE_STEP_PSEUDO] = XE_PSEUDO_EVENT};
    xmlNode *x = bt_xml_add(parent, elements[s->kind]);
    if (s->on_dc)
        bt_xml_set(x, XA_MODE, XE_CIB);
    bt_xml_set_int(x, XA_ID, s->id);
    bt_xml_set(x, XA_OPERATION, s->operation);
    bt_xml_set(x, XA_OPERATION_KEY, s->key);
    if (s->internal_key != NULL)
        bt_xml_set(x, XA_INTERNAL_OPERATION_KEY, s->internal_key);
    if (s->node != NULL) {
        bt_xml_set(x, XA_ON_NODE, s->node->name);
        bt_xml_set(x, XA_ON_NODE_UUID, s->node->id);
    }
    return x;
}

static void add_primitive(xmlNode *x, const struct pe_step *s)
{
    xmlNode *p = bt_xml_add(x, XE_PRIMITIVE);
    bt_xml_set(p, XA_ID, s->rsc_id);
    if (s->rsc_long_id != NULL)
        bt_xml_set(p, XA_LONG_ID, s->rsc_long_id);
    bt_xml_set(p, XA_CLASS, s->rsc->standard);
    if (s->rsc->provider != NULL)
        bt_xml_set(p, XA_PROVIDER, s->rsc->provider);
    bt_xml_set(p, XA_TYPE, s->rsc->type);
}

/* Each parameter is there once; of the attributes set before, crm_feature_set may be one of theirs. */
static void add_params(xmlNode *attributes, const struct pe_attrs *params)
{
    xmlAttr *last = attributes->properties;
    while (last != NULL && last->next != NULL)
        last = last->next;
    for (size_t i = 0; i < params->n; i++) {
        const struct pe_attr *a = &params->v[i];
        if (bt_starts(a->name, XA_CRM_META_))
            continue;
        if (bt_streq(a->name, XA_CRM_FEATURE_SET)) {
            bt_xml_set(attributes, a->name, a->value);
        } else if (bt_xml_is_attr_name(a->name)) {
            last = bt_xml_append_attr(attributes, last, a->name, a->value);
        } else {
            xmlNode *p = bt_xml_add(attributes, XE_PARAM);
            bt_xml_set(p, XA_NAME, a->name);
            bt_xml_set(p, XA_VALUE, a->value);
        }
    }
}

static void add_attributes(xmlNode *x, const struct pe_step *s)
{
    xmlNode *attributes = bt_xml_add(x, XE_ATTRIBUTES);
    struct bt_buf name = {0};
    for (size_t i = 0; i < s->meta.n; i++) {
        name.len = 0;
        bt_buf_add(&name, XA_CRM_META_);
        bt_buf_add(&name, s->meta.v[i].name);
        for (char *c = name.text; *c != '\0'; c++)
            if (*c == '-')
                *c = '_';
        if (bt_xml_is_attr_name(name.text))
            bt_xml_set(attributes, name.text, s->meta.v[i].value);
    }
    bt_buf_free(&name);
    bt_xml_set(attributes, XA_CRM_FEATURE_SET, CIB_FEATURE_SET);
    add_params(attributes, &s->params);
}

/* The node that will be gone afterwards. */
static void add_downed(xmlNode *x, const struct pe_step *s)
{
    const char *op = pe_attr_get(&s->meta, "stonith_action");
    if (bt_streq(s->operation, "do_shutdown") || (bt_streq(s->operation, "stonith") && (bt_streq(op, "off") || bt_streq(op, "reboot"))))
        bt_xml_set(bt_xml_add(bt_xml_add(x, XE_DOWNED), XE_NODE), XA_ID, s->node->id);
}

static void add_synapse(xmlNode *root, const struct pe_graph *g, size_t i)
{
    struct pe_step s, input;
    pe_graph_step(g, i, &s);
    pe_graph_step_attrs(g, i, &s);
    xmlNode *synapse = bt_xml_add(root, XE_SYNAPSE);
    bt_xml_set_int(synapse, XA_ID, (int64_t)i);
    if (s.priority > 0)
        bt_xml_set_int(synapse, XA_PRIORITY, s.priority);
    xmlNode *x = add_action(bt_xml_add(synapse, XE_ACTION_SET), &s);
    if (s.shutdown_lock_s != 0)
        bt_xml_set_int(x, XA_SHUTDOWN_LOCK, s.shutdown_lock_s);
    if (s.rsc_id != NULL)
        add_primitive(x, &s);
    add_attributes(x, &s);
    add_downed(x, &s);
    xmlNode *inputs = bt_xml_add(synapse, XE_INPUTS);
    for (size_t k = 0; k < s.n_inputs; k++) {
        pe_step_name(g->plan, g->plan->actions.v[s.inputs[k] - 1], &input);
        add_action(bt_xml_add(inputs, XE_TRIGGER), &input);
    }
}

static xmlNode *set_root(const struct pe_plan *plan, xmlDoc *doc, int64_t transition_id)
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

xmlDoc *pe_graph_xml(const struct pe_graph *g, int64_t transition_id)
{
    xmlDoc *doc = bt_xml_doc(XE_TRANSITION_GRAPH);
    xmlNode *root = set_root(g->plan, doc, transition_id);
    for (size_t i = 0; i < g->n; i++)
        add_synapse(root, g, i);
    return doc;
}
