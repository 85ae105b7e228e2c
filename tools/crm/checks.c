/* tools/crm/checks.c - what agents' meta-data says against a configuration: agents that are not here, parameters that are missing,
 * unknown or of another type, operations that are unknown, too short or of the same interval (see configure.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/lrm_client.h"
#include "tools/crm/configure.h"
#include "xml/options.h"

/* Meta-data by agent, each asked for once; NULL: the agent has none. */
struct cache {
    struct bt_strv names;
    BT_VEC(struct lrm_meta *) metas;
};

/* NULL: there is none, which is said, once for each agent. */
static const struct lrm_meta *metadata_of(struct session *s, struct cache *c, const char *standard, const char *provider, const char *type)
{
    char *name = bt_agent_text(standard, provider, type);
    size_t i = 0;
    while (i < c->names.n && strcmp(c->names.v[i], name) != 0)
        i++;
    if (i == c->names.n) {
        struct bt_err err = {0};
        struct lrm_meta *m = NULL;
        int rc = lrm_meta_get(standard, provider, type, NULL, &m, &err);
        if (rc == BT_EX_NOSUCH)
            session_error(s, "%s: no such resource agent", name);
        else if (rc != BT_EX_OK)
            session_error(s, "%s", bt_err_text(&err));
        bt_err_clear(&err);
        bt_strv_add(&c->names, name);
        BT_PUSH(&c->metas, m);
    }
    free(name);
    return c->metas.v[i];
}

static void cache_free(struct cache *c)
{
    for (size_t i = 0; i < c->metas.n; i++)
        lrm_meta_free(c->metas.v[i]);
    BT_VEC_FREE(&c->metas);
    bt_strv_free(&c->names);
}

/* Parameters ----------------------------------------------------------------------------------------------------- */

/* Whether a primitive, or the template that it is made of, has the parameter; *ret_refers if it has lists by reference, which may hold anything. */
static bool has_param(const xmlNode *const sources[2], const char *name, bool *ret_refers)
{
    for (size_t i = 0; i < 2 && sources[i] != NULL; i++)
        bt_xml_each(set, sources[i], XE_INSTANCE_ATTRIBUTES) {
            if (bt_xml_get(set, XA_ID_REF) != NULL)
                *ret_refers = true;
            bt_xml_each(pair, set, XE_NVPAIR) {
                if (bt_xml_get(pair, XA_ID_REF) != NULL)
                    *ret_refers = true;
                if (bt_streq(bt_xml_get(pair, XA_NAME), name))
                    return true;
            }
        }
    return false;
}

/* Parameters that every agent, or every fence device, takes beside its own. */
static bool is_common_param(const char *standard, const char *name)
{
    static const char *const common[] = {"trace_ra", "trace_dir", "trace_file", "CRM_shutdown_mode"};
    for (size_t i = 0; i < BT_COUNT(common); i++)
        if (strcmp(common[i], name) == 0)
            return true;
    const struct xml_option *o = strcmp(standard, "stonith") == 0 ? xml_option_find(name) : NULL;
    return bt_starts(name, "CRM_meta_") || (o != NULL && (o->daemons & XML_OPTION_OF_FENCING) != 0);
}

/* The cluster itself says what a fence device is to do and to whom. */
static bool is_given_by_cluster(const char *standard, const char *name)
{
    static const char *const given[] = {"action", "port", "plug", "nodename"};
    for (size_t i = 0; strcmp(standard, "stonith") == 0 && i < BT_COUNT(given); i++)
        if (strcmp(given[i], name) == 0)
            return true;
    return false;
}

/* Whether a required parameter is there, under its own or its former name. */
static bool is_satisfied(const xmlNode *const sources[2], const struct lrm_meta_parameter *p)
{
    bool refers = false;
    return has_param(sources, p->name, &refers) || (p->obsoletes != NULL && has_param(sources, p->obsoletes, &refers)) || refers;
}

static size_t check_missing(struct session *s, const char *id, const char *standard, const xmlNode *const sources[2], const struct lrm_meta *m)
{
    size_t errors = 0;
    for (size_t i = 0; i < m->n_parameters; i++) {
        const struct lrm_meta_parameter *p = &m->parameters[i];
        if (!p->required || p->deprecated || is_given_by_cluster(standard, p->name) || is_satisfied(sources, p))
            continue;
        session_error(s, "%s: required parameter \"%s\" not defined", id, p->name);
        errors++;
    }
    return errors;
}

/* Only a warning: some agents take more than they say. Where not even the default fits, the type is a mistake of the agent's. */
static void check_value(struct session *s, const char *id, const struct lrm_meta_parameter *p, const char *value)
{
    if (value == NULL || lrm_meta_value_fits(p, value) || (p->default_value != NULL && !lrm_meta_value_fits(p, p->default_value)))
        return;
    session_warn(s, "%s: parameter \"%s\" is of type %s, which \"%s\" is not", id, p->name, p->type, value);
}

static size_t check_given(struct session *s, const xmlNode *primitive, const char *standard, const struct lrm_meta *m)
{
    size_t errors = 0;
    const char *id = bt_xml_id(primitive);
    bt_xml_each(set, primitive, XE_INSTANCE_ATTRIBUTES)
        bt_xml_each(pair, set, XE_NVPAIR) {
            const char *name = bt_xml_get(pair, XA_NAME);
            const struct lrm_meta_parameter *p = name != NULL ? lrm_meta_parameter(m, name) : NULL;
            if (p != NULL) {
                check_value(s, id, p, bt_xml_get(pair, XA_VALUE));
            } else if (name != NULL && !is_common_param(standard, name)) {
                session_error(s, "%s: parameter \"%s\" is not known", id, name);
                errors++;
            }
        }
    return errors;
}

/* Operations ----------------------------------------------------------------------------------------------------- */

/* The depth that an operation asks for. */
static const char *check_level(const xmlNode *op)
{
    bt_xml_each(set, op, XE_INSTANCE_ATTRIBUTES) {
        const xmlNode *pair = bt_xml_find(set, XE_NVPAIR, XA_NAME, "OCF_CHECK_LEVEL");
        if (pair != NULL)
            return bt_xml_get(pair, XA_VALUE);
    }
    return NULL;
}

static void check_timeout(struct session *s, const char *id, const xmlNode *op, const struct lrm_meta_action *advised)
{
    const char *given = bt_xml_get(op, XA_TIMEOUT);
    int64_t given_ms, advised_ms;
    if (given != NULL && advised->timeout != NULL && bt_duration_ms(given, &given_ms) && bt_duration_ms(advised->timeout, &advised_ms) &&
        given_ms < advised_ms)
        session_warn(s, "%s: specified timeout %s for %s is smaller than the advised %s", id, given, advised->name, advised->timeout);
}

/* The cluster tells recurring operations of one name apart by their interval alone. */
static void check_interval(struct session *s, const char *id, const xmlNode *op, const struct lrm_meta_action *advised)
{
    const char *name = bt_xml_get(op, XA_NAME);
    int64_t own_ms = bt_duration_ms_or(bt_xml_get(op, XA_INTERVAL), 0);
    for (const xmlNode *other = bt_xml_first(op->parent, XE_OP); other != NULL && other != op && own_ms > 0; other = bt_xml_next(other, XE_OP))
        if (bt_streq(bt_xml_get(other, XA_NAME), name) && bt_duration_ms_or(bt_xml_get(other, XA_INTERVAL), 0) == own_ms) {
            session_warn(s, "%s: interval in %s must be unique, advised is %s", id, name, advised->interval != NULL ? advised->interval : "another");
            return;
        }
}

static void check_operations(struct session *s, const xmlNode *primitive, const struct lrm_meta *m)
{
    const char *id = bt_xml_id(primitive);
    bt_xml_each(op, bt_xml_first(primitive, XE_OPERATIONS), XE_OP) {
        const char *name = bt_xml_get_or(op, XA_NAME, "");
        bool monitor = strcmp(name, "monitor") == 0;
        const struct lrm_meta_action *advised = monitor ? lrm_meta_monitor(m, bt_xml_get(op, XA_ROLE), check_level(op)) : lrm_meta_action(m, name);
        if (advised == NULL) {
            session_warn(s, "%s: action '%s' not found in Resource Agent meta-data", id, name);
            continue;
        }
        check_interval(s, id, op, advised);
        check_timeout(s, id, op, advised);
    }
}

static size_t check_primitive(struct session *s, struct cache *cache, const xmlNode *primitive)
{
    const char *of = bt_xml_get(primitive, XE_TEMPLATE), *id = bt_xml_id(primitive);
    const xmlNode *from = of != NULL ? config_find(s->config, of) : primitive;
    const char *standard = bt_xml_get(from, XA_CLASS), *provider = bt_xml_get(from, XA_PROVIDER), *type = bt_xml_get(from, XA_TYPE);
    if (from == NULL || standard == NULL || type == NULL)
        return 0; /* the schema's matter */
    const struct lrm_meta *m = metadata_of(s, cache, standard, provider, type);
    if (m == NULL)
        return 1;
    const xmlNode *const sources[2] = {primitive, of != NULL ? from : NULL};
    size_t errors = 0;
    bool describes = bt_xml_first(bt_xml_root(m->doc), XE_PARAMETERS) != NULL;
    if (describes && (strcmp(standard, "ocf") == 0 || strcmp(standard, "stonith") == 0))
        errors = check_missing(s, id, standard, sources, m) + check_given(s, primitive, standard, m);
    check_operations(s, primitive, m);
    return errors;
}

int configure_check_agents(struct session *s, bool changed_only)
{
    const xmlNode **all;
    struct cache cache = {0};
    size_t n = grammar_objects(s->config->work, &all), errors = 0;
    for (size_t i = 0; i < n; i++)
        if (bt_xml_is(all[i], XE_PRIMITIVE) && (!changed_only || config_object_changed(s->config, all[i])))
            errors += check_primitive(s, &cache, all[i]);
    free(all);
    cache_free(&cache);
    return errors > 0 ? BT_EX_ERROR : BT_EX_OK;
}
