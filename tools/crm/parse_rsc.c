/* tools/crm/parse_rsc.c - primitives, templates, groups and clones (crm(8): primitive, rsc_template, group, clone, ms).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/crm/parse.h"

static const struct {
    const char *keyword, *element;
} lists[] = {{"params", XE_INSTANCE_ATTRIBUTES}, {"meta", XE_META_ATTRIBUTES}, {"utilization", XE_UTILIZATION}};

/* Takes "params ...", "meta ...", "utilization ..." or "description=..." if one is next. *ret_taken says whether. */
static int parse_common(struct parse *p, xmlNode *root, bool *ret_taken)
{
    const char *description = parse_value_of(parse_word(p), XA_DESCRIPTION);
    *ret_taken = true;
    if (description != NULL) {
        bt_xml_set(root, XA_DESCRIPTION, description);
        p->at++;
        return BT_EX_OK;
    }
    for (size_t i = 0; i < BT_COUNT(lists); i++)
        if (parse_accept(p, lists[i].keyword))
            return parse_attrs(p, root, lists[i].element, bt_xml_id(root));
    *ret_taken = false;
    return BT_EX_OK;
}

static void set_type(struct parse *p, xmlNode *root, const char *spec)
{
    struct bt_strv parts = {0};
    bt_strv_split(&parts, spec, ":");
    const char *type = parts.n > 0 ? parts.v[parts.n - 1] : spec;
    bool ocf = parts.n == 1 || bt_streq(parts.v[0], "ocf");
    const char *provider = parts.n > 2 ? parts.v[1] : NULL;
    if (ocf && provider == NULL)
        provider = p->g->provider != NULL ? p->g->provider(p->g->ctx, type) : "heartbeat";
    bt_xml_set(root, XA_CLASS, parts.n > 1 ? parts.v[0] : "ocf");
    bt_xml_set(root, XA_PROVIDER, provider);
    bt_xml_set(root, XA_TYPE, type);
    bt_strv_free(&parts);
}

static xmlNode *operations_of(xmlNode *root)
{
    xmlNode *ops = bt_xml_first(root, XE_OPERATIONS);
    return ops != NULL ? ops : bt_xml_add(root, XE_OPERATIONS);
}

/* Attributes that <op> itself has; all others are parameters for the agent. */
static bool is_op_attribute(const char *name, size_t len)
{
    static const char *const known[] = {"name", "description", "interval", "interval-origin", "start-delay", "timeout", "enabled", "record-pending", "role", "on-fail", "requires"};
    for (size_t i = 0; i < BT_COUNT(known); i++)
        if (strlen(known[i]) == len && strncmp(known[i], name, len) == 0)
            return true;
    return false;
}

/* "op start timeout=60s ..." after "op". */
static int parse_op(struct parse *p, xmlNode *root)
{
    size_t len;
    const char *value;
    if (parse_word(p) == NULL)
        return parse_fail(p, "Expected an operation");
    xmlNode *ops = operations_of(root), *op = bt_xml_add(ops, XE_OP), *params = NULL;
    struct bt_strv rest = {0};
    const char *given = NULL;
    bt_xml_set(op, XA_ID, "");
    bt_xml_set(op, XA_NAME, parse_take(p));
    for (; parse_pair(parse_word(p), &len, &value); p->at++) {
        char *name = bt_strndup(parse_word(p), len);
        if (bt_streq(name, "$id"))
            given = value;
        else if (is_op_attribute(name, len))
            bt_xml_set(op, name, value);
        else
            bt_strv_add(&rest, parse_word(p));
        free(name);
    }
    if (bt_xml_get(op, XA_INTERVAL) == NULL)
        bt_xml_set(op, XA_INTERVAL, "0");
    const char *prefix = bt_xml_id(ops) != NULL ? bt_xml_id(ops) : bt_xml_id(root);
    if (given != NULL)
        parse_set_id(p, op, given);
    else
        parse_make_id(p, op, "%s-%s-%s", prefix, bt_xml_get(op, XA_NAME), bt_xml_get(op, XA_INTERVAL));
    for (size_t i = 0; i < rest.n; i++) {
        if (params == NULL) {
            params = bt_xml_add(op, XE_INSTANCE_ATTRIBUTES);
            parse_make_id(p, params, "%s-%s", bt_xml_id(op), XE_INSTANCE_ATTRIBUTES);
        }
        struct parse sub = *p;
        sub.words = &rest;
        sub.at = i;
        parse_nvpair(&sub, params);
    }
    bt_strv_free(&rest);
    return BT_EX_OK;
}

/* "operations $id=x" or "$id-ref=x" after "operations". */
static int parse_operations(struct parse *p, xmlNode *root)
{
    const char *id = parse_value_of(parse_word(p), "$id"), *ref = parse_value_of(parse_word(p), "$id-ref");
    xmlNode *ops = operations_of(root);
    if (id == NULL && ref == NULL)
        return parse_fail(p, "Expected $id= or $id-ref=");
    if (id != NULL)
        parse_set_id(p, ops, id);
    bt_xml_set(ops, XA_ID_REF, ref);
    p->at++;
    return BT_EX_OK;
}

/* "op_params ..." and "op_meta ..." belong to the operation before them. */
static int parse_op_list(struct parse *p, xmlNode *root, const char *element)
{
    xmlNode *op = NULL;
    bt_xml_each(o, bt_xml_first(root, XE_OPERATIONS), XE_OP)
        op = o;
    return op != NULL ? parse_attrs(p, op, element, bt_xml_id(op)) : parse_fail(p, "Expected an op before it");
}

static int parse_primitive_part(struct parse *p, xmlNode *root)
{
    bool taken;
    size_t len;
    const char *value;
    int rc = parse_common(p, root, &taken);
    if (taken || rc != BT_EX_OK)
        return rc;
    if (parse_accept(p, "op"))
        return parse_op(p, root);
    if (parse_accept(p, "operations"))
        return parse_operations(p, root);
    if (parse_accept(p, "op_params"))
        return parse_op_list(p, root, XE_INSTANCE_ATTRIBUTES);
    if (parse_accept(p, "op_meta"))
        return parse_op_list(p, root, XE_META_ATTRIBUTES);
    /* "params" may be left out before the first parameter */
    if (bt_xml_first(root, NULL) == NULL && parse_pair(parse_word(p), &len, &value))
        return parse_attrs(p, root, XE_INSTANCE_ATTRIBUTES, bt_xml_id(root));
    return parse_end(p);
}

int parse_primitive(struct parse *p, xmlNode *root)
{
    int rc = BT_EX_OK;
    parse_set_id(p, root, parse_take(p));
    const char *spec = parse_take(p);
    if (spec[0] == '@')
        bt_xml_set(root, XE_TEMPLATE, spec + 1);
    else
        set_type(p, root, spec);
    while (rc == BT_EX_OK && parse_word(p) != NULL)
        rc = parse_primitive_part(p, root);
    return rc;
}

static bool is_list_word(const char *word)
{
    for (size_t i = 0; i < BT_COUNT(lists); i++)
        if (bt_streq(word, lists[i].keyword))
            return true;
    return parse_value_of(word, XA_DESCRIPTION) != NULL;
}

static int parse_lists(struct parse *p, xmlNode *root)
{
    int rc = BT_EX_OK;
    bool taken = true;
    while (rc == BT_EX_OK && taken && parse_word(p) != NULL)
        rc = parse_common(p, root, &taken);
    return rc;
}

/* The children stand after the attribute lists, as the schema wants them. */
static int parse_container(struct parse *p, xmlNode *root, size_t children_max)
{
    struct bt_strv children = {0};
    parse_set_id(p, root, parse_take(p));
    while (parse_word(p) != NULL && !is_list_word(parse_word(p)) && children.n < children_max)
        bt_strv_add(&children, parse_take(p));
    int rc = children.n > 0 ? parse_lists(p, root) : parse_fail(p, "Expected a resource");
    for (size_t i = 0; i < children.n; i++)
        bt_xml_set(bt_xml_add(root, GRAMMAR_CHILD), XA_ID, children.v[i]);
    bt_strv_free(&children);
    return rc;
}

int parse_group(struct parse *p, xmlNode *root)
{
    return parse_container(p, root, SIZE_MAX);
}

int parse_clone(struct parse *p, xmlNode *root)
{
    return parse_container(p, root, 1);
}
