/* pengine/constraint_location.c - rsc_location: scores of resources on nodes, by name or by rule.
 *
 * Source: Pacemaker Explained, "Deciding Which Nodes a Resource Can Run On".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/constraints.h"

#include <regex.h>

#include "pengine/rules.h"

static enum pe_discovery discovery_of(const xmlNode *xml)
{
    const char *value = bt_xml_get(xml, XA_RESOURCE_DISCOVERY);
    return bt_strcaseeq(value, "never") ? PE_DISCOVER_NEVER : bt_strcaseeq(value, "exclusive") ? PE_DISCOVER_EXCLUSIVE : PE_DISCOVER_ALWAYS;
}

/* A promoted resource was started and unpromoted before: constraints on those roles hold for every role. */
static enum bt_role role_filter(const char *role)
{
    enum bt_role r = bt_role_parse(role);
    return r == BT_ROLE_STARTED || r == BT_ROLE_UNPROMOTED ? BT_ROLE_UNKNOWN : r;
}

static struct pe_location *new_location(struct pe_model *m, const char *id, struct pe_rsc *r, const xmlNode *xml, const char *role)
{
    assert(id != NULL); /* by which explain names it */
    struct pe_location *l = PE_NEW(&m->priv->arena, struct pe_location);
    *l = (struct pe_location){.id = id, .rsc = r, .role = role_filter(role), .discovery = discovery_of(xml)};
    PE_PUSH(&m->priv->arena, &m->priv->locations, l);
    return l;
}

static void add_score(struct pe_model *m, struct pe_location *l, const struct pe_node *n, int score)
{
    PE_PUSH(&m->priv->arena, l, ((__typeof__(*l->v)){n, score}));
    if (score >= 0)
        return;
    struct pe_ban b = {l->id, l->rsc->id, n, score, l->role == BT_ROLE_PROMOTED};
    PE_PUSH(&m->priv->arena, &m->priv->bans, b);
}

static const char *source_value(const xmlNode *rule, const struct pe_rsc *r, const struct pe_attrs *params)
{
    const char *name = bt_xml_get(rule, XA_SCORE_ATTRIBUTE), *mangle = bt_xml_get(rule, XA_SCORE_ATTRIBUTE_MANGLE);
    (void)r;
    (void)params;
    return name != NULL ? name : mangle;
}

/* The rule's score, or what the node attribute that it names says; a node without that attribute is ruled out. So is, by a rule of which
 * any expression is enough (boolean-op=or), a node that is not there or about to go; it makes no difference but in the scores. */
static int rule_score(const struct pe_model *m, const xmlNode *rule, const char *attribute, const struct pe_node *n)
{
    int score = 0;
    if (bt_streq(bt_xml_get(rule, XA_BOOLEAN_OP), "or") && (!n->online || n->shutdown || n->pending))
        return -BT_INFINITY;
    if (attribute != NULL) {
        const char *value = pe_attr_get(&n->attrs, attribute);
        if (value == NULL)
            return -BT_INFINITY;
        pe_score_parse(m, value, &score);
        return score;
    }
    pe_score_parse(m, bt_xml_get(rule, XA_SCORE), &score);
    return score;
}

static void apply_rule(struct pe_model *m, struct pe_rsc *r, const xmlNode *xml, const xmlNode *rule)
{
    const xmlNode *x = pe_expand_ref(m, rule);
    if (x == NULL)
        return;
    struct pe_attrs params = {0};
    pe_rsc_params(m, r, NULL, &params);
    const char *role = bt_xml_get(x, XA_ROLE);
    struct pe_location *l = new_location(m, bt_xml_get_or(x, XA_ID, bt_xml_id(xml)), r, xml,
                                         role != NULL ? role : bt_xml_get(xml, XA_ROLE));
    const char *attribute = source_value(x, r, &params);
    for (size_t i = 0; i < m->n_nodes; i++) {
        const struct pe_node *n = m->nodes[i];
        struct pe_rule_context c = {.now = m->now, .node_attrs = &n->attrs, .params = &params, .meta = &r->meta,
                                    .recheck_s = &m->recheck_s};
        if (pe_rule_passes(m, x, &c))
            add_score(m, l, n, rule_score(m, x, attribute, n));
    }
}

static void locate(struct pe_model *m, struct pe_rsc *r, const xmlNode *xml, const char *role, const char *score_text)
{
    const char *name = bt_xml_get(xml, XA_NODE), *id = bt_xml_id(xml);
    if (name == NULL) {
        bt_xml_each(rule, xml, XE_RULE)
            apply_rule(m, r, xml, rule);
        return;
    }
    const struct pe_node *n = bt_map_get(m->priv->node_by_name, name);
    int score;
    if (n == NULL)
        n = bt_map_get(m->priv->node_by_id, name);
    if (n == NULL)
        return;
    if (!pe_score_parse(m, score_text, &score)) {
        pe_error(m, "constraint %s: '%s' is not a score", id, score_text != NULL ? score_text : "");
        return;
    }
    add_score(m, new_location(m, id, r, xml, role), n, score);
}

/* A regular expression takes as much memory as what it repeats, times how often ("((a{1,100}){1,100}){1,100}"). */
enum { REPEATS_MAX = 10000 };

static bool repeats_too_much(const char *pattern)
{
    int64_t all = 1;
    for (const char *at = pattern; (at = strchr(at, '{')) != NULL && all <= REPEATS_MAX; at++) {
        int64_t most = 0, one = 0;
        for (const char *c = at + 1; (*c >= '0' && *c <= '9') || *c == ','; c++) {
            one = *c == ',' ? 0 : one * 10 + (*c - '0');
            most = one > most ? one : most;
            if (most > REPEATS_MAX)
                return true;
        }
        all *= most > 0 ? most : 1;
    }
    return all > REPEATS_MAX;
}

static void locate_pattern(struct pe_model *m, const xmlNode *xml, const char *pattern)
{
    bool inverted = *pattern == '!';
    regex_t re;
    if (repeats_too_much(pattern)) {
        pe_error(m, "constraint %s: rsc-pattern '%s' repeats parts more than %d times; it is ignored", bt_xml_id(xml), pattern, REPEATS_MAX);
        return;
    }
    if (regcomp(&re, pattern + inverted, REG_EXTENDED) != 0) {
        pe_error(m, "constraint %s: rsc-pattern '%s' is not a regular expression", bt_xml_id(xml), pattern);
        return;
    }
    for (size_t i = 0; i < m->n_top; i++) {
        struct pe_rsc *r = m->top[i];
        if ((regexec(&re, r->id, 0, NULL, 0) == 0) != inverted)
            locate(m, r, xml, bt_xml_get(xml, XA_ROLE), bt_xml_get(xml, XA_SCORE));
    }
    regfree(&re);
}

void pe_read_location(struct pe_model *m, const xmlNode *xml)
{
    const char *rsc = bt_xml_get(xml, XA_RSC), *pattern = bt_xml_get(xml, XA_RSC_PATTERN), *id = bt_xml_id(xml);
    if (pattern != NULL)
        locate_pattern(m, xml, pattern);
    if (rsc != NULL) {
        struct pe_rsc_list l = {0};
        bool several;
        if (pe_constraint_rscs(m, id, rsc, &l, &several))
            for (size_t i = 0; i < l.n; i++)
                locate(m, l.v[i], xml, bt_xml_get(xml, XA_ROLE), bt_xml_get(xml, XA_SCORE));
    }
    bt_xml_each(set_xml, xml, XE_RESOURCE_SET)
    {
        struct pe_set set;
        if (!pe_read_set(m, id, set_xml, &set))
            continue;
        const char *role = bt_xml_get(set.xml, XA_ROLE), *score = bt_xml_get(set.xml, XA_SCORE);
        for (size_t i = 0; i < set.members.n; i++)
            locate(m, set.members.v[i], xml, role != NULL ? role : bt_xml_get(xml, XA_ROLE),
                   score != NULL ? score : bt_xml_get(xml, XA_SCORE));
    }
}
