/* pengine/model.c - the first stage: reads a CIB into the model, in numbered steps; options and look-ups.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/model.h"

#include "pengine/rules.h"
#include "xml/options.h"

/* --- options ---------------------------------------------------------------------------------------------- */

const char *pe_option(const struct pe_model *m, const char *name)
{
    const char *value = pe_attr_get(&m->options, name);
    return value != NULL ? value : xml_option_default(name);
}

bool pe_option_bool(const struct pe_model *m, const char *name)
{
    return bt_is_true(pe_option(m, name), bt_is_true(xml_option_default(name), false));
}

int64_t pe_option_ms(const struct pe_model *m, const char *name)
{
    return bt_duration_ms_or(pe_option(m, name), bt_duration_ms_or(xml_option_default(name), 0));
}

/* Values that don't fit their type are as if they were not set; old names count where the new one is not given. */
static void check_options(struct pe_model *m)
{
    struct pe_attrs checked = {0};
    for (size_t i = 0; i < m->options.n; i++) {
        const struct pe_attr *a = &m->options.v[i];
        const struct xml_option *o = xml_option_find(a->name);
        if (o != NULL && !xml_option_valid(o, a->value)) {
            pe_error(m, "cluster option %s: '%s' is not a valid value, using %s", a->name, a->value,
                    o->default_value != NULL ? o->default_value : "none");
            continue;
        }
        pe_attr_set(m, &checked, o != NULL ? o->name : a->name, a->value, false);
    }
    for (const struct xml_option *o = xml_option_next(NULL, XML_OPTION_OF_SCHEDULER); o != NULL;
         o = xml_option_next(o, XML_OPTION_OF_SCHEDULER))
        if (o->default_value != NULL)
            pe_attr_set(m, &checked, o->name, o->default_value, false);
    m->options = checked;
}

static enum pe_quorum_policy quorum_policy(const struct pe_model *m)
{
    static const char *const words[] = {"stop", "freeze", "ignore", "suicide", "demote"};
    const char *value = pe_option(m, "no-quorum-policy");
    for (size_t i = 0; i < BT_COUNT(words); i++)
        if (bt_strcaseeq(value, words[i]))
            return (enum pe_quorum_policy)i;
    return PE_QUORUM_STOP;
}

void pe_read_options(struct pe_model *m)
{
    struct pe_model_private *p = m->priv;
    const xmlNode *config = bt_xml_first(p->configuration, XE_CRM_CONFIG);
    struct pe_rule_context c = {.now = m->now, .recheck_s = &m->recheck_s};
    pe_add_sets(m, config, XE_CLUSTER_PROPERTY_SET, "cib-bootstrap-options", &c, &m->options);
    check_options(m);

    m->quorum = bt_xml_get_bool(m->cib, XA_HAVE_QUORUM, false);
    m->stonith_enabled = pe_option_bool(m, "stonith-enabled");
    m->maintenance_mode = pe_option_bool(m, "maintenance-mode");
    m->symmetric = pe_option_bool(m, "symmetric-cluster");
    m->stop_all = pe_option_bool(m, "stop-all-resources");
    m->have_watchdog = pe_option_bool(m, "have-watchdog");
    m->stonith_timeout_ms = pe_option_ms(m, "stonith-timeout");
    m->priority_fencing_delay_ms = pe_option_ms(m, "priority-fencing-delay");
    m->quorum_policy = quorum_policy(m);
    /* Who never had quorum does not end itself for having none. */
    if (m->quorum_policy == PE_QUORUM_SUICIDE && (!m->stonith_enabled || !bt_xml_get_bool(m->cib, XA_NO_QUORUM_PANIC, false)))
        m->quorum_policy = PE_QUORUM_STOP;
    p->start_failure_fatal = pe_option_bool(m, "start-failure-is-fatal");
    p->startup_fencing = pe_option_bool(m, "startup-fencing");
    p->startup_probes = pe_option_bool(m, "enable-startup-probes");
    p->concurrent_fencing = pe_option_bool(m, "concurrent-fencing");
    p->stop_orphans = pe_option_bool(m, "stop-orphan-resources");
    p->stop_orphan_actions = pe_option_bool(m, "stop-orphan-actions");
    p->remove_after_stop = pe_option_bool(m, "remove-after-stop");
    p->shutdown_lock = pe_option_bool(m, "shutdown-lock");
    p->shutdown_lock_limit_ms = pe_option_ms(m, "shutdown-lock-limit");
    p->placement_strategy = pe_option(m, "placement-strategy");
    const char *action = pe_option(m, "stonith-action");
    p->stonith_action = bt_strcaseeq(action, "poweroff") ? "off" : action;
    /* A watchdog may reset lost nodes; whether it does (stonith-watchdog-timeout) is the fencer's to know. */
    m->have_fence_device = m->have_watchdog;
}

/* --- look-ups --------------------------------------------------------------------------------------------- */

bool pe_nodes_has(const struct pe_nodes *l, const struct pe_node *n)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->v[i] == n)
            return true;
    return false;
}

void pe_nodes_add(struct pe_model *m, struct pe_nodes *l, const struct pe_node *n)
{
    if (!pe_nodes_has(l, n))
        PE_PUSH(&m->priv->arena, l, n);
}

const struct pe_node *pe_find_node(const struct pe_model *m, const char *name_or_id)
{
    if (name_or_id == NULL)
        return NULL;
    const struct pe_node *n = bt_map_get(m->priv->node_by_name, name_or_id);
    return n != NULL ? n : bt_map_get(m->priv->node_by_id, name_or_id);
}

struct pe_rsc *pe_rsc_by_id(const struct pe_model *m, const char *id)
{
    return id != NULL ? bt_map_get(m->priv->rsc_by_id, id) : NULL;
}

bool pe_knows_id(const struct pe_model *m, const char *id)
{
    const struct pe_rsc *r = pe_find_rsc(m, id);
    if (r == NULL || bt_streq(r->id, id))
        return r != NULL;
    const struct pe_rsc *top = pe_top(r);
    for (size_t i = 0; i < top->n_children; i++) {
        const struct pe_rsc *instance = pe_find_below(top->children[i], id);
        if (instance != NULL && bt_streq(instance->history_id, id))
            return true;
    }
    return false;
}

const struct pe_rsc *pe_find_rsc(const struct pe_model *m, const char *id)
{
    const struct pe_rsc *r = pe_rsc_by_id(m, id);
    char *first = r == NULL && id != NULL ? bt_printf("%s:0", id) : NULL;
    if (first != NULL)
        r = pe_rsc_by_id(m, first);
    free(first);
    return r;
}

struct pe_location *pe_mark(struct pe_model *m, struct pe_rsc *r, const struct pe_node *n, int score, const char *source)
{
    assert(r != NULL && source != NULL);
    struct pe_location *l = PE_NEW(&m->priv->arena, struct pe_location);
    l->id = source;
    l->rsc = r;
    PE_PUSH(&m->priv->arena, l, ((__typeof__(*l->v)){n, score}));
    PE_PUSH(&m->priv->arena, &m->priv->marks, l);
    return l;
}

/* Whether an element is meant by its id, rather than being a reference to what is. */
static bool has_id_of_its_own(const xmlNode *n)
{
    bool reference = bt_xml_is(n, XE_RESOURCE_REF) || bt_xml_is(n, XE_OBJ_REF) || bt_xml_is(n, XE_ROLE_REF);
    return bt_xml_id(n) != NULL && !reference && bt_xml_get(n, XA_ID_REF) == NULL;
}

static void index_ids(struct pe_model *m, const xmlNode *n)
{
    if (has_id_of_its_own(n))
        bt_map_put(m->priv->ids, bt_xml_id(n), (void *)n);
    for (const xmlNode *c = n->children; c != NULL; c = c->next)
        if (c->type == XML_ELEMENT_NODE)
            index_ids(m, c);
}

/* Of elements with one id the last, as in the index. */
static const xmlNode *look_for(const xmlNode *n, const char *id)
{
    const xmlNode *found = bt_streq(bt_xml_id(n), id) && has_id_of_its_own(n) ? n : NULL;
    for (const xmlNode *c = n->children; c != NULL; c = c->next) {
        const xmlNode *below = c->type == XML_ELEMENT_NODE ? look_for(c, id) : NULL;
        if (below != NULL)
            found = below;
    }
    return found;
}

enum { LOOKS_BEFORE_INDEX = 6 };

/* Only a CIB with references pays for the index; who wants to know a few ids (explain) looks through the document. The status section has none. */
const xmlNode *pe_element_by_id(const struct pe_model *m, const char *id)
{
    struct pe_model_private *p = m->priv;
    if (p->configuration == NULL)
        return NULL;
    if (p->ids == NULL && p->looks++ < LOOKS_BEFORE_INDEX)
        return look_for(p->configuration, id);
    if (p->ids == NULL) {
        p->ids = bt_map_new();
        index_ids((struct pe_model *)m, p->configuration);
    }
    return bt_map_get(p->ids, id);
}

/* --- the stage -------------------------------------------------------------------------------------------- */

static struct pe_model *new_model(const xmlNode *cib, struct bt_wall now)
{
    struct pe_model *m = BT_NEW(struct pe_model);
    struct pe_model_private *p = m->priv = BT_NEW(struct pe_model_private);
    m->cib = cib;
    m->now = now;
    p->rsc_by_id = bt_map_new();
    p->node_by_name = bt_map_new();
    p->node_by_id = bt_map_new();
    p->tickets = bt_map_new();
    p->tags = bt_map_new();
    p->configuration = bt_xml_first(cib, XE_CONFIGURATION);
    p->status = bt_xml_first(cib, XE_STATUS);
    p->rsc_defaults = bt_xml_first(p->configuration, XE_RSC_DEFAULTS);
    p->op_defaults = bt_xml_first(p->configuration, XE_OP_DEFAULTS);
    p->constraints = bt_xml_first(p->configuration, XE_CONSTRAINTS);
    return m;
}

static void count_primitives(struct pe_model *m)
{
    for (size_t i = 0; i < m->n_rscs; i++) {
        const struct pe_rsc *r = m->rscs[i];
        if (r->kind != PE_PRIMITIVE || (r->orphan && r->role == BT_ROLE_STOPPED))
            continue;
        m->n_instances++;
        m->n_disabled += r->target_role == BT_ROLE_STOPPED || (r->target_role == BT_ROLE_UNPROMOTED && pe_top(r)->promotable);
        m->n_blocked += r->blocked;
    }
}

/* Makes the working arrays public. */
static void publish(struct pe_model *m)
{
    struct pe_model_private *p = m->priv;
    m->nodes = p->nodes.v;
    m->n_nodes = p->nodes.n;
    m->rscs = p->all.v;
    m->n_rscs = p->all.n;
    m->top = p->outer.v;
    m->n_top = p->outer.n;
    m->failures = p->failures.v;
    m->n_failures = p->failures.n;
    m->bans = p->bans.v;
    m->n_bans = p->bans.n;
    m->tickets = p->all_tickets.v;
    m->n_tickets = p->all_tickets.n;
}

/* A primitive is what is active, a collective what it is made of. */
static void check_resource(const struct pe_model *m, const struct pe_rsc *r)
{
    assert(m->rscs[r->index] == r && (r->parent == NULL || r->parent->index < r->index)); /* parents come first */
    assert((r->instance >= 0) == (r->parent != NULL && pe_in_clone(r)));
    assert(r->kind != PE_PRIMITIVE || (r->n_children == 0 && r->standard != NULL && r->type != NULL && r->ops != NULL));
    assert(r->role >= BT_ROLE_STOPPED && r->role <= BT_ROLE_PROMOTED && r->next_role <= BT_ROLE_PROMOTED);
    assert(r->kind == PE_PRIMITIVE || r->role == BT_ROLE_STOPPED);  /* pe_role_of() tells a collective's */
    assert(!(r->blocked && r->managed));
    for (size_t i = 0; i < r->n_children; i++)
        assert(r->children[i]->parent == r && (r->kind != PE_CLONE || r->children[i]->instance == (int)i));
}

/* What later stages go by without another look: tables by index, names in order (failcount.c), a node's histories one behind the other (plan_config.c). */
static void model_check(const struct pe_model *m)
{
    for (size_t i = 0; i < m->n_nodes; i++) {
        const struct pe_node *n = m->nodes[i];
        assert(n->index == (int)i && (i == 0 || bt_numeric_strcmp(m->nodes[i - 1]->name, n->name) <= 0));
        for (size_t k = 1; k < n->attrs.n; k++)
            assert(strcmp(n->attrs.v[k - 1].name, n->attrs.v[k].name) < 0);
    }
    for (size_t i = 0; i < m->n_rscs; i++)
        check_resource(m, m->rscs[i]);
    for (size_t i = 1; i < m->n_top && m->top[i]->orphan == m->top[i - 1]->orphan && !m->top[i]->orphan; i++)
        assert(m->top[i - 1]->priority >= m->top[i]->priority);
    bool *left = bt_zalloc(m->n_nodes + 1);
    for (size_t i = 1; i < m->priv->histories.n; i++) {
        const struct pe_node *before = m->priv->histories.v[i - 1]->node, *n = m->priv->histories.v[i]->node;
        left[before->index] = n != before;
        assert(!left[n->index]);
    }
    free(left);
}

int pe_status_new(const xmlDoc *cib, struct bt_wall now, struct pe_model **ret, struct bt_err *err)
{
    const xmlNode *root = bt_xml_root(cib);
    if (!bt_xml_is(root, XE_CIB))
        return bt_fail(err, BT_EX_DATAERR, "the document is not a CIB: its root is <%s>, not <cib>",
                       root != NULL ? bt_xml_name(root) : "nothing");
    struct pe_model *m = new_model(root, now);

    pe_read_options(m);      /* 1. what the cluster is told */
    pe_read_nodes(m);        /* 2. the nodes as configured */
    pe_read_resources(m);    /* 3. the tree of resources with the instances of clones */
    pe_read_node_states(m);  /* 4. which nodes are there, which are to be fenced */
    pe_read_history(m);      /* 5. what runs where, what failed */
    publish(m);
    pe_read_constraints(m);  /* 6. location, colocation, ordering, tickets */
    publish(m);
    count_primitives(m);
    model_check(m);
    *ret = m;
    return 0;
}

void pe_status_free(struct pe_model *m)
{
    if (m == NULL)
        return;
    struct pe_model_private *p = m->priv;
    bt_map_free(p->rsc_by_id);
    bt_map_free(p->node_by_name);
    bt_map_free(p->node_by_id);
    bt_map_free(p->ids);
    bt_map_free(p->tickets);
    bt_map_free(p->tags);
    pe_findings_clear(&m->findings);
    pe_arena_free(&p->arena);
    free(p);
    free(m);
}
