/* tests/sim/group_planner.c - a small policy engine for stories about the controller (see group.h).
 *
 * Correct, not clever: it never starts a primitive while it may run elsewhere, and it never touches a node that is lost before it is fenced.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "tests/sim/group.h"

/* Graphs ----------------------------------------------------------------------------------------------------------------------------- */

xmlDoc *group_graph(void)
{
    xmlDoc *graph = bt_xml_doc(XE_TRANSITION_GRAPH);
    bt_xml_set(bt_xml_root(graph), XA_CLUSTER_DELAY, "60s");
    bt_xml_set(bt_xml_root(graph), XA_STONITH_TIMEOUT, "60s");
    return graph;
}

static const char *element_of(const char *task)
{
    return bt_streq(task, "stonith") || bt_streq(task, "do_shutdown") || bt_streq(task, "clear_failcount") ? XE_CRM_EVENT : XE_RSC_OP;
}

void group_action(xmlDoc *graph, int id, const char *task, const char *rsc, const char *node, int after)
{
    xmlNode *synapse = bt_xml_add(bt_xml_root(graph), XE_SYNAPSE);
    bt_xml_set_int(synapse, XA_ID, (int64_t)bt_xml_count(bt_xml_root(graph), XE_SYNAPSE) - 1);
    xmlNode *action = bt_xml_add(bt_xml_add(synapse, XE_ACTION_SET), element_of(task)), *inputs = bt_xml_add(synapse, XE_INPUTS);
    bool recurring = bt_streq(task, "monitor");
    bt_xml_set_int(action, XA_ID, id);
    bt_xml_set(action, XA_OPERATION, task);
    bt_xml_setf(action, XA_OPERATION_KEY, "%s_%s_%d", rsc != NULL ? rsc : task, task, recurring ? 10000 : 0);
    bt_xml_set(action, XA_ON_NODE, node);
    if (rsc != NULL) {
        xmlNode *primitive = bt_xml_add(action, XE_PRIMITIVE);
        bt_xml_set(primitive, XA_ID, rsc);
        bt_xml_set(primitive, XA_CLASS, "ocf");
        bt_xml_set(primitive, XA_PROVIDER, "pacemaker");
        bt_xml_set(primitive, XA_TYPE, "Dummy");
    }
    xmlNode *attributes = bt_xml_add(action, XE_ATTRIBUTES);
    bt_xml_set(attributes, XA_CRM_META_TIMEOUT, "20000");
    if (recurring)
        bt_xml_set(attributes, XA_CRM_META_INTERVAL, "10000");
    if (bt_streq(task, "stonith"))
        bt_xml_set(attributes, XA_CRM_META_STONITH_ACTION, "reboot");
    if (after == 0)
        return;
    xmlNode *input = bt_xml_add(bt_xml_add(inputs, XE_TRIGGER), "pseudo_event");
    bt_xml_set_int(input, XA_ID, after);
}

struct node_view {
    const char *name;
    const xmlNode *state;
    bool online, unclean, leaving;
};
struct plan_view {
    struct node_view nodes[GROUP_MAX];
    int n;
    xmlDoc *graph;
    int last_id;
    int barrier; /* the last fencing or stop; they are done one after the other, so what needs it needs all before it */
};

static bool is(const xmlNode *n, const char *attr, const char *value)
{
    return bt_streq(bt_xml_get(n, attr), value);
}

static void read_nodes(const xmlNode *cib, struct plan_view *v)
{
    bt_xml_each(state, bt_xml_first(cib, XE_STATUS), XE_NODE_STATE) {
        struct node_view *n = &v->nodes[v->n++];
        const xmlNode *set = bt_xml_path(state, XE_TRANSIENT_ATTRIBUTES "/" XE_INSTANCE_ATTRIBUTES);
        n->name = bt_xml_get(state, XA_UNAME);
        n->state = state;
        n->online = is(state, XA_IN_CCM, "true") && is(state, XA_CRMD, "online") && is(state, XA_JOIN, "member");
        n->unclean = !n->online && is(state, XA_EXPECTED, "member");
        n->leaving = bt_xml_find(set, XE_NVPAIR, XA_NAME, "shutdown") != NULL;
    }
}

/* Nodes that nobody has seen yet may run anything: startup-fencing. */
static void read_unseen(const xmlNode *cib, struct plan_view *v)
{
    bt_xml_each(node, bt_xml_path(cib, XE_CONFIGURATION "/" XE_NODES), XE_NODE) {
        const char *name = bt_xml_get(node, XA_UNAME);
        if (bt_xml_find(bt_xml_first(cib, XE_STATUS), XE_NODE_STATE, XA_UNAME, name) == NULL)
            v->nodes[v->n++] = (struct node_view){.name = name, .unclean = true};
    }
}

/* What the history of a node says of a primitive. */
enum known { STOPPED, RUNNING, PENDING, FAILED };

static enum known known_of(const struct node_view *n, const char *rsc)
{
    const xmlNode *r = bt_xml_find(bt_xml_path(n->state, XE_LRM "/" XE_LRM_RESOURCES), XE_LRM_RESOURCE, XA_ID, rsc);
    char *last = bt_printf("%s_last_0", rsc), *monitor = bt_printf("%s_monitor_10000", rsc);
    const xmlNode *op = bt_xml_find(r, XE_LRM_RSC_OP, XA_ID, last), *check = bt_xml_find(r, XE_LRM_RSC_OP, XA_ID, monitor);
    free(last);
    free(monitor);
    if (op == NULL)
        return STOPPED;
    if (is(op, XA_OP_STATUS, "-1"))
        return PENDING;
    bool stop = is(op, XA_OPERATION, "stop"), ok = is(op, XA_RC_CODE, "0");
    if (stop && ok)
        return STOPPED;
    bool later = check != NULL && bt_xml_get_int(check, XA_CALL_ID, 0) > bt_xml_get_int(op, XA_CALL_ID, 0);
    return !ok || (later && !is(check, XA_RC_CODE, "0")) ? FAILED : RUNNING;
}

static int add(struct plan_view *v, const char *task, const char *rsc, const char *node, int after)
{
    group_action(v->graph, ++v->last_id, task, rsc, node, after);
    return v->last_id;
}

static const struct node_view *best_node(const struct plan_view *v)
{
    for (int i = 0; i < v->n; i++)
        if (v->nodes[i].online && !v->nodes[i].leaving)
            return &v->nodes[i];
    return NULL;
}

static void place(struct plan_view *v, const char *rsc)
{
    bool settled = false;
    for (int i = 0; i < v->n; i++) {
        const struct node_view *n = &v->nodes[i];
        enum known known = known_of(n, rsc);
        if (known == STOPPED || !n->online)
            continue; /* lost nodes are fenced by now; on the others nothing runs */
        if ((known == RUNNING || known == PENDING) && !n->leaving)
            settled = true;
        else
            v->barrier = add(v, "stop", rsc, n->name, v->barrier);
    }
    const struct node_view *to = best_node(v);
    if (!settled && to != NULL)
        add(v, "monitor", rsc, to->name, add(v, "start", rsc, to->name, v->barrier));
}

xmlDoc *group_simple_planner(struct group *g, const xmlNode *cib)
{
    struct plan_view v = {.graph = group_graph()};
    char rsc[16];
    if (!bt_xml_get_bool(cib, XA_HAVE_QUORUM, false))
        return v.graph;
    read_nodes(cib, &v);
    read_unseen(cib, &v);
    for (int i = 0; i < v.n; i++)
        if (v.nodes[i].unclean)
            v.barrier = add(&v, "stonith", NULL, v.nodes[i].name, v.barrier);
    for (int i = 0; i < *(const int *)g->story; i++) {
        snprintf(rsc, sizeof rsc, "rsc%d", i + 1);
        place(&v, rsc);
    }
    for (int i = 0; i < v.n; i++)
        if (v.nodes[i].online && v.nodes[i].leaving)
            add(&v, "do_shutdown", NULL, v.nodes[i].name, v.barrier);
    return v.graph;
}

struct group *group_with_services(int n, int *rscs)
{
    struct group *g = group_new(n, 0);
    g->planner = group_simple_planner;
    g->story = rscs;
    group_start_all(g);
    return g;
}
