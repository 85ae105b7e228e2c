/* tools/crm/checks.c - what agents' meta-data says against a configuration: agents that are not here, parameters that are missing or unknown (see configure.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/lrm_client.h"
#include "tools/crm/configure.h"
#include "xml/options.h"

/* Meta-data by agent, each asked for once. A document that is NULL: the agent has none. */
struct cache {
    struct bt_strv names;
    BT_VEC(xmlDoc *) docs;
};

static xmlDoc *load(const char *name, const char *standard, const char *provider, const char *type)
{
    char *text = NULL;
    xmlDoc *doc = NULL;
    if (lrm_meta_get(standard, provider, type, &text, NULL, NULL) == BT_EX_OK)
        bt_xml_parse(text, strlen(text), name, &doc, NULL);
    free(text);
    return doc;
}

static const xmlDoc *metadata_of(struct cache *c, const char *standard, const char *provider, const char *type)
{
    char *name = bt_agent_text(standard, provider, type);
    size_t i = 0;
    while (i < c->names.n && strcmp(c->names.v[i], name) != 0)
        i++;
    if (i == c->names.n) {
        bt_strv_add(&c->names, name);
        BT_PUSH(&c->docs, load(name, standard, provider, type));
    }
    free(name);
    return c->docs.v[i];
}

static void cache_free(struct cache *c)
{
    for (size_t i = 0; i < c->docs.n; i++)
        bt_xml_free(c->docs.v[i]);
    BT_VEC_FREE(&c->docs);
    bt_strv_free(&c->names);
}

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
static bool is_satisfied(const xmlNode *const sources[2], const xmlNode *parameter)
{
    bool refers = false;
    const char *former = bt_xml_get(parameter, "obsoletes");
    return has_param(sources, bt_xml_get_or(parameter, XA_NAME, ""), &refers) || (former != NULL && has_param(sources, former, &refers)) || refers;
}

static size_t check_missing(struct session *s, const char *id, const char *standard, const xmlNode *const sources[2], const xmlNode *parameters)
{
    size_t errors = 0;
    bt_xml_each(p, parameters, "parameter") {
        const char *name = bt_xml_get_or(p, XA_NAME, "");
        bool wanted = bt_xml_get_bool(p, "required", false) && bt_xml_get(p, "deprecated") == NULL;
        if (!wanted || is_given_by_cluster(standard, name) || is_satisfied(sources, p))
            continue;
        session_error(s, "%s: required parameter \"%s\" not defined", id, name);
        errors++;
    }
    return errors;
}

static size_t check_unknown(struct session *s, const xmlNode *primitive, const char *standard, const xmlNode *parameters)
{
    size_t errors = 0;
    bt_xml_each(set, primitive, XE_INSTANCE_ATTRIBUTES)
        bt_xml_each(pair, set, XE_NVPAIR) {
            const char *name = bt_xml_get(pair, XA_NAME);
            if (name == NULL || is_common_param(standard, name) || bt_xml_find(parameters, "parameter", XA_NAME, name) != NULL)
                continue;
            session_error(s, "%s: parameter \"%s\" is not known", bt_xml_id(primitive), name);
            errors++;
        }
    return errors;
}

static size_t check_primitive(struct session *s, struct cache *cache, const xmlNode *primitive)
{
    const char *of = bt_xml_get(primitive, XE_TEMPLATE), *id = bt_xml_id(primitive);
    const xmlNode *from = of != NULL ? config_find(s->config, of) : primitive;
    const char *standard = bt_xml_get(from, XA_CLASS), *provider = bt_xml_get(from, XA_PROVIDER), *type = bt_xml_get(from, XA_TYPE);
    if (from == NULL || standard == NULL || type == NULL)
        return 0; /* the schema's matter */
    const xmlDoc *metadata = metadata_of(cache, standard, provider, type);
    if (metadata == NULL) {
        char *name = bt_agent_text(standard, provider, type);
        session_error(s, "%s: no such resource agent", name);
        free(name);
        return 1;
    }
    const xmlNode *parameters = bt_xml_first(bt_xml_root(metadata), "parameters");
    const xmlNode *const sources[2] = {primitive, of != NULL ? from : NULL};
    if (parameters == NULL || (strcmp(standard, "ocf") != 0 && strcmp(standard, "stonith") != 0))
        return 0;
    return check_missing(s, id, standard, sources, parameters) + check_unknown(s, primitive, standard, parameters);
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
