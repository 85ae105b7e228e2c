/* pengine/model_nodes.c - nodes: as configured, and whether they are there, usable, or to be fenced.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/model.h"
#include "pengine/rules.h"

static struct pe_node *add_node(struct pe_model *m, const char *id, const char *name, const char *type)
{
    struct pe_model_private *p = m->priv;
    struct pe_node *n = PE_NEW(&p->arena, struct pe_node);
    n->id = id;
    n->name = name;
    n->health = 1;
    n->ping = bt_strcaseeq(type, "ping");
    n->remote = bt_strcaseeq(type, "remote");
    pe_attr_set(m, &n->attrs, "#uname", name, true);
    pe_attr_set(m, &n->attrs, "#id", id, true);
    pe_attr_set(m, &n->attrs, "#kind", n->remote ? "remote" : "cluster", true);
    bool dc = bt_streq(bt_xml_get(m->cib, XA_DC_UUID), id);
    pe_attr_set(m, &n->attrs, "#is_dc", dc ? "true" : "false", true);
    if (dc) {
        n->is_dc = true;
        m->dc = n;
    }
    PE_PUSH(&p->arena, &p->nodes, n);
    bt_map_put(p->node_by_name, name, n);
    bt_map_put(p->node_by_id, id, n);
    return n;
}

static int by_name(const void *a, const void *b)
{
    return bt_numeric_strcmp((*(struct pe_node *const *)a)->name, (*(struct pe_node *const *)b)->name);
}

/* While a node's attributes are read there is no node to compare with: expressions on attributes do not hold in their rules. */
static void add_attributes(struct pe_model *m, struct pe_node *n, const xmlNode *xml, bool overwrite)
{
    struct pe_rule_context c = {.now = m->now, .recheck_s = &m->recheck_s};
    struct pe_attrs found = {0};
    pe_add_sets(m, xml, XE_INSTANCE_ATTRIBUTES, NULL, &c, &found);
    for (size_t i = 0; i < found.n; i++)
        pe_attr_set(m, &n->attrs, found.v[i].name, found.v[i].value, overwrite);
}

static struct pe_health health_scores(const struct pe_model *m)
{
    const char *strategy = pe_option(m, "node-health-strategy");
    struct pe_health h = {.red = bt_strcaseeq(strategy, "none") ? 0 : -BT_INFINITY};
    if (bt_strcaseeq(strategy, "only-green"))
        h.yellow = -BT_INFINITY;
    if (!bt_strcaseeq(strategy, "progressive") && !bt_strcaseeq(strategy, "custom"))
        return h;
    bt_score_parse(pe_option(m, "node-health-red"), &h.red);
    bt_score_parse(pe_option(m, "node-health-yellow"), &h.yellow);
    bt_score_parse(pe_option(m, "node-health-green"), &h.green);
    if (bt_strcaseeq(strategy, "progressive"))
        bt_score_parse(pe_option(m, "node-health-base"), &h.base);
    return h;
}

void pe_read_nodes(struct pe_model *m)
{
    m->priv->health = health_scores(m);
    const char *cluster_name = pe_attr_get(&m->options, "cluster-name");
    bt_xml_each(xml, bt_xml_first(m->priv->configuration, XE_NODES), XE_NODE)
    {
        const char *id = bt_xml_id(xml), *name = bt_xml_get(xml, XA_UNAME);
        if (id == NULL || name == NULL) {
            pe_warn(m, "a node without id or uname in the configuration is left out");
            continue;
        }
        if (pe_find_node(m, id) != NULL || bt_map_get(m->priv->node_by_name, name) != NULL) {
            pe_warn(m, "node %s is configured twice; the first counts", name);
            continue;
        }
        if (bt_streq(bt_xml_get(xml, XA_TYPE), "ping"))
            pe_warn(m, "node %s is of type ping, which is deprecated; use a ping resource", name);
        struct pe_node *n = add_node(m, id, name, bt_xml_get(xml, XA_TYPE));
        n->unclean = m->priv->startup_fencing && m->stonith_enabled; /* until its state is seen */
        if (cluster_name != NULL)
            pe_attr_set(m, &n->attrs, "#cluster-name", cluster_name, true);
        add_attributes(m, n, xml, false);
        const char *site = pe_attr_get(&n->attrs, "site-name");
        if (site == NULL)
            site = cluster_name;
        if (site != NULL)
            pe_attr_set(m, &n->attrs, "#site-name", site, true);
        struct pe_rule_context c = {.now = m->now, .recheck_s = &m->recheck_s};
        pe_add_sets(m, xml, XE_UTILIZATION, NULL, &c, &n->utilization);
    }
    struct pe_model_private *p = m->priv;
    if (p->nodes.n > 1)
        qsort(p->nodes.v, p->nodes.n, sizeof *p->nodes.v, by_name);
    for (size_t i = 0; i < p->nodes.n; i++)
        p->nodes.v[i]->index = (int)i;
    m->nodes = p->nodes.v;
    m->n_nodes = p->nodes.n;
}

/* --- state ------------------------------------------------------------------------------------------------ */

void pe_mark_unclean(struct pe_model *m, struct pe_node *n, const char *reason, bool priority_delay)
{
    (void)m;
    assert(reason != NULL); /* nobody is fenced without one */
    if (!n->unclean || n->fence_reason == NULL) {
        n->fence_reason = reason;
        n->priority_delay = priority_delay;
    }
    n->unclean = true;
}

bool pe_can_fence(const struct pe_model *m, const struct pe_node *n)
{
    if (!m->stonith_enabled || !m->have_fence_device)
        return false;
    return m->quorum || m->quorum_policy == PE_QUORUM_IGNORE || (n != NULL && n->online);
}

bool pe_node_usable(const struct pe_node *n)
{
    return n->online && !n->shutdown && !n->unclean && !n->standby && !n->maintenance;
}

/* "true"/"false" or, in newer CIBs, the time at which it became so. */
static bool since(const char *value)
{
    int64_t t;
    return bt_is_true(value, false) || (bt_parse_int(value, &t) && t > 1);
}

struct membership { bool in_cluster_known, in_cluster, controller, terminate; const char *join, *expected; };

/* Without fencing nobody is killed: a node is there, or it is not. */
static bool online_without_fencing(struct pe_model *m, struct pe_node *n, const struct membership *s)
{
    if (!s->in_cluster)
        return false;
    if (s->controller)
        return bt_streq(s->join, "member");
    if (n->expected_up)
        pe_mark_unclean(m, n, "peer is unexpectedly down", false);
    return false;
}

/* With fencing: the first of these rules that fits decides. */
static bool online_with_fencing(struct pe_model *m, struct pe_node *n, const struct membership *s)
{
    if (n->shutdown)
        return s->controller;
    if (!s->in_cluster_known) {
        pe_mark_unclean(m, n, "peer has not been seen by the cluster", false);
    } else if (bt_streq(s->join, "banned")) {
        pe_mark_unclean(m, n, "peer failed Pacemaker membership criteria", false);
    } else if (!s->terminate && bt_streq(s->expected, "down")) {
        if (s->in_cluster || s->controller) {
            n->standby = true;
            n->pending = true;
        }
    } else if (s->terminate && bt_streq(s->join, "down") && !s->in_cluster && !s->controller) {
        return false; /* it was just shot */
    } else if (!s->in_cluster) {
        pe_mark_unclean(m, n, "peer is no longer part of the cluster", true);
    } else if (!s->controller) {
        pe_mark_unclean(m, n, "peer process is no longer available", false);
    } else if (s->terminate) {
        pe_mark_unclean(m, n, "termination was requested", false);
    } else if (bt_streq(s->join, "member")) {
        return true;
    } else if (bt_streq(s->join, "pending") || bt_streq(s->join, "down")) {
        n->standby = true;
        n->pending = true;
    } else {
        pe_mark_unclean(m, n, "peer was in an unknown state", false);
    }
    return s->in_cluster;
}

static void judge_node(struct pe_model *m, struct pe_node *n)
{
    const xmlNode *x = n->state;
    const char *in_ccm = bt_xml_get(x, XA_IN_CCM), *crmd = bt_xml_get(x, XA_CRMD);
    const char *terminate = pe_attr_get(&n->attrs, "terminate"), *shutdown = pe_attr_get(&n->attrs, "shutdown");
    int64_t t = 0;
    struct membership s = {
        .in_cluster_known = in_ccm != NULL,
        .in_cluster = since(in_ccm),
        .controller = bt_strcaseeq(crmd, "online") || since(crmd),
        .terminate = bt_is_true(terminate, false) || (bt_parse_int(terminate, &t) && t > 0),
        .join = bt_xml_get_or(x, XA_JOIN, ""),
        .expected = bt_xml_get_or(x, XA_EXPECTED, "down"),
    };
    n->terminate = s.terminate;
    if (bt_streq(s.expected, "member"))
        n->expected_up = true;
    t = 0;
    n->shutdown = shutdown != NULL && bt_parse_int(shutdown, &t) && t > 0;
    if (n->shutdown)
        n->expected_up = false;
    if (n->ping)
        return;
    n->online = m->stonith_enabled ? online_with_fencing(m, n, &s) : online_without_fencing(m, n, &s);
}

static void read_flags(struct pe_node *n)
{
    const char *standby = pe_attr_get(&n->attrs, "standby"), *unfenced = pe_attr_get(&n->attrs, "#node-unfenced");
    int64_t t = 0;
    if (bt_is_true(standby, false))
        n->standby = true;
    if (bt_is_true(pe_attr_get(&n->attrs, "maintenance"), false))
        n->maintenance = true;
    n->unfenced = unfenced != NULL && bt_parse_int(unfenced, &t) && t != 0;
}

static void read_tickets(struct pe_model *m)
{
    bt_xml_each(xml, bt_xml_first(m->priv->status, XE_TICKETS), XE_TICKET_STATE)
    {
        const char *id = bt_xml_id(xml), *last = bt_xml_get(xml, XA_LAST_GRANTED);
        if (id == NULL)
            continue;
        struct pe_ticket *t = bt_map_get(m->priv->tickets, id);
        if (t == NULL) {
            t = PE_NEW(&m->priv->arena, struct pe_ticket);
            t->id = id;
            bt_map_put(m->priv->tickets, id, t);
            PE_PUSH(&m->priv->arena, &m->priv->all_tickets, t);
        }
        t->granted = bt_xml_get_bool(xml, XA_GRANTED, false);
        t->standby = bt_xml_get_bool(xml, XA_STANDBY, false);
        t->last_granted_s = last != NULL ? bt_xml_get_int(xml, XA_LAST_GRANTED, -1) : -1;
        for (const xmlAttr *a = xml->properties; a != NULL; a = a->next)
            if (strcmp((const char *)a->name, XA_ID) != 0)
                pe_attr_set(m, &t->state, (const char *)a->name, bt_xml_get(xml, (const char *)a->name), true);
    }
}

/* The colour of one value: as it says, else by its score; where yellow and green are worth the same, no score is yellow. */
static int health_level(const struct pe_health *h, const char *value, int score)
{
    if (bt_strcaseeq(value, "red"))
        return -1;
    if (bt_strcaseeq(value, "yellow"))
        return 0;
    if (score <= h->red)
        return -1;
    return score <= h->yellow && h->yellow != h->green ? 0 : 1;
}

/* Health by the attributes #health-*: red, yellow, green or a score (Pacemaker Explained, "Tracking Node Health"). */
static void apply_health(struct pe_model *m, struct pe_node *n)
{
    if (bt_strcaseeq(pe_option(m, "node-health-strategy"), "none"))
        return;
    const struct pe_health *h = &m->priv->health;
    int sum = 0;
    for (size_t i = 0; i < n->attrs.n; i++) {
        const char *value = n->attrs.v[i].value;
        if (!bt_starts(n->attrs.v[i].name, "#health"))
            continue;
        int score = 0;
        pe_score_parse(m, value, &score);
        int level = health_level(h, value, score);
        if (level < n->health)
            n->health = level;
        sum = bt_score_add(sum, score);
    }
    n->base_score = bt_score_add(h->base, sum);
}

static bool has_remote_node(const xmlNode *resources, const char *name)
{
    bt_xml_each(x, resources, NULL)
    {
        if (bt_xml_is(x, XE_NVPAIR) ? bt_streq(bt_xml_get(x, XA_NAME), "remote-node") && bt_streq(bt_xml_get(x, XA_VALUE), name)
                                    : has_remote_node(x, name))
            return true;
    }
    return false;
}

bool pe_is_unsupported(struct pe_model *m, const char *name)
{
    bool found = bt_streq(bt_xml_get(pe_element_by_id(m, name), XA_TYPE), "remote") ||
                 has_remote_node(bt_xml_first(m->priv->configuration, XE_RESOURCES), name);
    for (const char *dash = strchr(name, '-'); dash != NULL && !found; dash = strchr(dash + 1, '-')) {
        char *bundle = bt_strndup(name, (size_t)(dash - name));
        found = bt_xml_is(pe_element_by_id(m, bundle), XE_BUNDLE);
        free(bundle);
    }
    return found;
}

static struct pe_node *node_of_state(struct pe_model *m, const xmlNode *xml)
{
    const char *id = bt_xml_id(xml), *name = bt_xml_get(xml, XA_UNAME);
    struct pe_node *n = id != NULL ? bt_map_get(m->priv->node_by_id, id) : NULL;
    if (n == NULL && name != NULL)
        n = bt_map_get(m->priv->node_by_name, name);
    if (n == NULL && (name == NULL || id == NULL))
        pe_note(m, "a node_state without id or uname (%s) is left out", name != NULL ? name : id != NULL ? id : "neither");
    else if (n == NULL && pe_is_unsupported(m, name))
        pe_note(m, "node %s: remote and guest nodes are not supported; it is left out", name);
    else if (n == NULL)
        pe_warn(m, "node %s has a state but is not configured; it is left out", name);
    return n;
}

void pe_read_node_states(struct pe_model *m)
{
    read_tickets(m);
    bt_xml_each(xml, m->priv->status, XE_NODE_STATE)
    {
        struct pe_node *n = node_of_state(m, xml);
        if (n == NULL || n->remote)
            continue;
        n->state = xml;
        n->seen = true;
        n->unclean = false;
        add_attributes(m, n, bt_xml_first(xml, XE_TRANSIENT_ATTRIBUTES), true);
    }
    for (size_t i = 0; i < m->n_nodes; i++) {
        struct pe_node *n = m->nodes[i];
        if (n->state != NULL) /* of a node that was never seen nothing is told but that it is not there */
            read_flags(n);
        apply_health(m, n);
        if (n->state != NULL)
            judge_node(m, n);
        else if (n->unclean && !n->remote && !n->ping)
            n->fence_reason = NULL;
        if (n->remote || n->ping)
            n->unclean = false;
    }
    /* suicide: every node of the partition goes */
    if (!m->quorum && m->quorum_policy == PE_QUORUM_SUICIDE)
        for (size_t i = 0; i < m->n_nodes; i++)
            if (m->nodes[i]->online || m->nodes[i]->pending)
                pe_mark_unclean(m, m->nodes[i], "cluster does not have quorum", false);
}
