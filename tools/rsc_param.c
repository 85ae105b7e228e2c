/* tools/rsc_param.c - crm_resource's parameters, meta attributes and utilization: show, set, delete (see rsc.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/rsc.h"

static const char *set_tag(const struct rsc_job *j)
{
    return j->a->meta ? XE_META_ATTRIBUTES : j->a->utilization ? XE_UTILIZATION : XE_INSTANCE_ATTRIBUTES;
}

/* The value as it applies: parameters on the node where it runs, meta attributes with what the group or clone gives; NULL if there is none. */
static const char *effective(struct rsc_job *j, const char *name, struct pe_attrs *params)
{
    if (j->a->meta) {
        const char *value = NULL;
        for (const struct pe_rsc *r = j->rsc; r != NULL && value == NULL; r = r->parent)
            value = pe_attr_get(&r->meta, name);
        return value;
    }
    if (j->a->utilization)
        return pe_attr_get(&j->rsc->utilization, name);
    const struct pe_node *n = j->node != NULL ? j->node : j->rsc->active_on.n > 0 ? j->rsc->active_on.v[0] : NULL;
    pe_rsc_params(j->model, j->rsc, n, params);
    return pe_attr_get(params, name);
}

/* Whether the configuration says it: defaults that nobody wrote are not shown. */
static bool is_configured(const struct rsc_job *j, const char *name)
{
    const char *tag = set_tag(j);
    for (const struct pe_rsc *r = j->rsc; r != NULL; r = r->parent) {
        const xmlNode *const sources[] = {r->xml, r->template_xml};
        for (size_t i = 0; i < BT_COUNT(sources); i++)
            bt_xml_each(set, sources[i], tag)
                if (bt_xml_find(set, XE_NVPAIR, XA_NAME, name) != NULL || bt_xml_get(set, XA_ID_REF) != NULL)
                    return true;
        if (!j->a->meta)
            break;
    }
    bt_xml_each(set, j->a->meta ? cib_section(j->doc, XE_RSC_DEFAULTS) : NULL, XE_META_ATTRIBUTES)
        if (bt_xml_find(set, XE_NVPAIR, XA_NAME, name) != NULL)
            return true;
    return false;
}

static size_t count_nodes(const struct pe_rsc *r)
{
    size_t n = r->kind == PE_PRIMITIVE ? r->active_on.n : 0;
    for (size_t i = 0; i < r->n_children; i++)
        n += count_nodes(r->children[i]);
    return n;
}

int rsc_get_param(struct rsc_job *j)
{
    struct pe_attrs params = {0};
    if (j->rsc->kind != PE_GROUP && count_nodes(j->rsc) > 1)
        out_error(j->o, "%s is active on more than one node, returning the default value for %s", j->a->rsc, j->a->spec);
    const char *name = j->a->spec, *value = effective(j, name, &params);
    if (value != NULL && !is_configured(j, name))
        value = NULL;
    if (value != NULL) {
        out_line(j->o, "%s", value);
        xmlNode *list = out_begin(j->o, "list");
        if (list != NULL) {
            bt_xml_set(list, XA_NAME, "attributes");
            bt_xml_set(list, "count", "1");
            xmlNode *item = bt_xml_add(list, "item");
            bt_xml_set(item, XA_NAME, name);
            xmlNodeAddContent(item, (const xmlChar *)value);
        }
        out_end(j->o);
    } else {
        out_error(j->o, "Attribute '%s' not found for '%s'", name, j->rsc->id);
    }
    return BT_EX_OK; /* as ever: scripts look at the text */
}

/* Meta attributes of what is inside a clone are the clone's, unless it is the primitive's own already or forced. */
static const struct pe_rsc *owner_of(struct rsc_job *j)
{
    const struct pe_rsc *r = j->rsc, *clone = NULL;
    for (const struct pe_rsc *p = r->parent; p != NULL; p = p->parent)
        if (p->kind == PE_CLONE)
            clone = p;
    if (clone == NULL || !j->a->meta || j->a->force)
        return r;
    struct nv_place own = {.anchor = rsc_element(j, r), .set_tag = XE_META_ATTRIBUTES};
    if (nv_get(&own, j->a->spec) != NULL)
        return r;
    out_line(j->o, "Performing %s of '%s' on '%s', the parent of '%s'", j->a->value != NULL ? "update" : "delete", j->a->spec, clone->config_id, r->config_id);
    return clone;
}

static struct nv_place place_of(struct rsc_job *j, const struct pe_rsc *owner, char **ret_set)
{
    *ret_set = bt_printf("%s-%s", owner->config_id, set_tag(j));
    return (struct nv_place){.anchor = rsc_element(j, owner), .set_tag = set_tag(j), .set_id = j->a->set, .new_set_id = *ret_set};
}

int rsc_set_param(struct rsc_job *j)
{
    struct bt_err err = {0};
    char *set;
    if (j->a->value == NULL) {
        out_error(j->o, RSC_TOOL ": You need to supply a value with the -v option");
        return BT_EX_USAGE;
    }
    const struct pe_rsc *owner = owner_of(j);
    struct nv_place place = place_of(j, owner, &set);
    struct nv_key key = {.name = j->a->spec, .id = j->a->pair};
    struct nv_found before = {0};
    nv_find(&place, &key, &before, NULL);
    int rc = nv_set(j->cib, &place, &key, j->a->value, &err);
    if (rc == BT_EX_OK) {
        bool there = before.n > 0;
        const char *in = there ? bt_xml_id(before.v[0]->parent) : place.set_id != NULL ? place.set_id : set;
        char *id = there ? bt_strdup(bt_xml_id(before.v[0])) : key.id != NULL ? bt_strdup(key.id) : nv_pair_id(in, key.name);
        out_line(j->o, "Set '%s' option: id=%s%s%s name=%s value=%s", owner->config_id, id, there ? "" : " set=", there ? "" : in, key.name, j->a->value);
        free(id);
    }
    free(before.v);
    free(set);
    return rc == BT_EX_OK ? rc : rsc_fail_err(j, &err);
}

int rsc_delete_param(struct rsc_job *j)
{
    struct bt_err err = {0};
    char *set;
    const struct pe_rsc *owner = owner_of(j);
    struct nv_place place = place_of(j, owner, &set);
    struct nv_found found = {0};
    int rc = nv_find(&place, &(struct nv_key){.name = j->a->spec, .id = j->a->pair}, &found, &err);
    if (rc == BT_EX_OK && found.n > 0) {
        rc = nv_delete(j->cib, found.v[0], &err);
        if (rc == BT_EX_OK)
            out_line(j->o, "Deleted '%s' option: id=%s name=%s", owner->config_id, bt_xml_id(found.v[0]), j->a->spec);
    }
    free(found.v);
    free(set);
    return rc == BT_EX_OK ? rc : rsc_fail_err(j, &err);
}

int rsc_delete(struct rsc_job *j)
{
    struct bt_err err = {0};
    if (j->a->type == NULL) {
        out_error(j->o, RSC_TOOL ": You need to specify a resource type with -t");
        return BT_EX_USAGE;
    }
    char *xpath = bt_printf("//" XE_RESOURCES "//%s[@id='%s']", j->a->type, j->a->rsc);
    struct cib_request rq = {.op = CIB_OP_DELETE, .xpath = xpath};
    int rc = cib_client_change(j->cib, &rq, &err);
    free(xpath);
    return rc == BT_EX_OK ? rc : rsc_fail_err(j, &err);
}
