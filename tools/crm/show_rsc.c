/* tools/crm/show_rsc.c - resources as words (see show.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/crm/show.h"

static const struct {
    const char *keyword, *element;
} lists[] = {{"params", XE_INSTANCE_ATTRIBUTES}, {"meta", XE_META_ATTRIBUTES}, {"utilization", XE_UTILIZATION}};

static bool is_resource(const xmlNode *n)
{
    return bt_xml_is(n, XE_PRIMITIVE) || bt_xml_is(n, XE_GROUP);
}

static void show_agent(struct show *s, const xmlNode *n)
{
    const char *standard = bt_xml_get(n, XA_CLASS), *provider = bt_xml_get(n, XA_PROVIDER), *type = bt_xml_get_or(n, XA_TYPE, "");
    if (bt_xml_get(n, XE_TEMPLATE) != NULL)
        show_word(s, "@%s", bt_xml_get(n, XE_TEMPLATE));
    else if (bt_streq(standard, "ocf") && bt_streq(provider, "heartbeat"))
        show_word(s, "%s", type);
    else
        show_word(s, "%s:%s%s%s", standard != NULL ? standard : "ocf", provider != NULL ? provider : "", provider != NULL ? ":" : "", type);
}

/* The attribute lists of one element name, as lines. */
static bool show_lists(struct show *s, const xmlNode *n)
{
    bool ok = true;
    for (size_t i = 0; i < BT_COUNT(lists); i++)
        bt_xml_each(set, n, lists[i].element)
            ok = show_attrs(s, lists[i].keyword, set, bt_xml_id(n)) && ok;
    return ok;
}

static bool show_op(struct show *s, const xmlNode *op)
{
    bool ok = true;
    show_line(s, "op %s", bt_xml_get_or(op, XA_NAME, ""));
    for (const xmlAttr *a = op->properties; a != NULL; a = a->next) {
        const char *name = (const char *)a->name;
        if (!bt_streq(name, XA_ID) && !bt_streq(name, XA_NAME))
            show_pair(s, name, bt_xml_get_or(op, name, ""));
    }
    bt_xml_each(set, op, NULL) {
        if (bt_xml_is(set, XE_INSTANCE_ATTRIBUTES))
            ok = show_attrs(s, "op_params", set, bt_xml_id(op)) && ok;
        else if (bt_xml_is(set, XE_META_ATTRIBUTES))
            ok = show_attrs(s, "op_meta", set, bt_xml_id(op)) && ok;
        else
            ok = false;
    }
    return ok;
}

static bool show_operations(struct show *s, const xmlNode *n)
{
    bool ok = true;
    bt_xml_each(ops, n, XE_OPERATIONS) {
        if (bt_xml_get(ops, XA_ID_REF) != NULL)
            show_line(s, "operations $id-ref=%s", bt_xml_get(ops, XA_ID_REF));
        else if (bt_xml_id(ops) != NULL)
            show_line(s, "operations $id=%s", bt_xml_id(ops));
        bt_xml_each(op, ops, NULL)
            ok = bt_xml_is(op, XE_OP) && show_op(s, op) && ok;
    }
    return ok;
}

bool show_primitive(struct show *s, const xmlNode *n)
{
    static const char *const known[] = {XA_ID, XA_CLASS, XA_PROVIDER, XA_TYPE, XE_TEMPLATE, XA_DESCRIPTION, NULL};
    show_line(s, "%s %s", bt_xml_is(n, XE_TEMPLATE) ? "rsc_template" : "primitive", bt_xml_id(n));
    show_agent(s, n);
    show_description(s, n);
    bool ok = show_lists(s, n);
    return show_operations(s, n) && ok && show_knows(n, known);
}

bool show_container(struct show *s, const xmlNode *n)
{
    static const char *const known[] = {XA_ID, XA_DESCRIPTION, NULL};
    const char *keyword = bt_xml_is(n, XE_MASTER) ? "ms" : bt_xml_name(n);
    show_line(s, "%s %s", keyword, bt_xml_id(n));
    bt_xml_each(child, n, NULL)
        if (is_resource(child))
            show_word(s, "%s", bt_xml_id(child));
    show_description(s, n);
    return show_lists(s, n) && show_knows(n, known);
}
