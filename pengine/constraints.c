/* pengine/constraints.c - reads the constraints; what their references, sets, tags and templates stand for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/constraints.h"

#include "pengine/rules.h"

struct pe_rsc *pe_constraint_rsc(const struct pe_model *m, const char *id)
{
    if (id == NULL)
        return NULL;
    struct pe_rsc *r = pe_rsc_by_id(m, id);
    if (r != NULL)
        return r;
    char *first = bt_printf("%s:0", id);
    r = pe_rsc_by_id(m, first);
    free(first);
    return r != NULL ? (struct pe_rsc *)pe_top(r) : NULL;
}

static void add_users_of_template(struct pe_model *m, const char *template, struct pe_rsc_list *out)
{
    for (size_t i = 0; i < m->n_rscs; i++)
        if (bt_streq(bt_xml_get(m->rscs[i]->xml, XA_TEMPLATE), template) && m->rscs[i]->instance <= 0)
            PE_PUSH(&m->priv->arena, out, m->rscs[i]->instance < 0 ? m->rscs[i] : (struct pe_rsc *)pe_top(m->rscs[i]));
}

bool pe_constraint_rscs(struct pe_model *m, const char *constraint, const char *id, struct pe_rsc_list *out, bool *ret_several)
{
    struct pe_rsc *r = pe_constraint_rsc(m, id);
    *ret_several = false;
    if (r != NULL) {
        PE_PUSH(&m->priv->arena, out, r);
        return true;
    }
    size_t before = out->n;
    const xmlNode *tag = id != NULL ? bt_map_get(m->priv->tags, id) : NULL;
    if (tag != NULL)
        bt_xml_each(ref, tag, XE_OBJ_REF)
        {
            bool several;
            const char *member = bt_xml_id(ref);
            if (member != NULL && !bt_streq(member, id) && bt_map_get(m->priv->tags, member) == NULL)
                pe_constraint_rscs(m, constraint, member, out, &several);
        }
    else if (id != NULL && bt_xml_is(pe_element_by_id(m, id), XE_TEMPLATE))
        add_users_of_template(m, id, out);
    *ret_several = true;
    if (out->n == before) {
        if (id != NULL && pe_element_by_id(m, id) != NULL) /* of a bundle */
            pe_note(m, "constraint %s: %s is not supported; it is left out", constraint, id);
        else
            pe_error(m, "constraint %s: there is no resource %s", constraint, id != NULL ? id : "(none given)");
        return false;
    }
    return true;
}

bool pe_set_of(struct pe_model *m, const char *constraint, const char *id, struct pe_set *ret)
{
    bool several;
    *ret = (struct pe_set){.id = constraint, .require_all = true, .sequential = true};
    if (!pe_constraint_rscs(m, constraint, id, &ret->members, &several))
        return false;
    ret->sequential = !several;
    return true;
}

/* What no real cluster comes near: each pair becomes links between actions, and these a part of the graph. */
enum { PAIRS_MAX = 500000 };

bool pe_pairs_fit(struct pe_model *m, const char *constraint, size_t pairs)
{
    assert(m->priv->n_pairs <= PAIRS_MAX);
    if (pairs <= PAIRS_MAX - m->priv->n_pairs) {
        m->priv->n_pairs += pairs;
        return true;
    }
    pe_error(m, "constraint %s: its sets make %zu pairs of resources, and more than %d in all are not supported; they are left out", constraint, pairs, PAIRS_MAX);
    return false;
}

bool pe_read_set(struct pe_model *m, const char *constraint, const xmlNode *xml, struct pe_set *ret)
{
    const xmlNode *x = pe_expand_ref(m, xml);
    if (x == NULL)
        return false;
    *ret = (struct pe_set){
        .xml = x,
        .id = bt_xml_get_or(x, XA_ID, constraint),
        .action = bt_xml_get(x, XA_ACTION),
        .role = bt_role_parse(bt_xml_get(x, XA_ROLE)),
        .sequential = bt_xml_get_bool(x, XA_SEQUENTIAL, true),
        .require_all = bt_xml_get_bool(x, XA_REQUIRE_ALL, true),
    };
    bt_xml_each(ref, x, XE_RESOURCE_REF)
    {
        bool several;
        const char *id = bt_xml_id(ref);
        if (!pe_constraint_rscs(m, constraint, id != NULL ? id : bt_xml_get(ref, XA_ID_REF), &ret->members, &several))
            return false;
    }
    return ret->members.n > 0;
}

/* A <lifetime> or a rule of the constraint itself that is not in effect switches it off. */
static bool in_effect(struct pe_model *m, const xmlNode *xml)
{
    struct pe_rule_context c = {.now = m->now, .recheck_s = &m->recheck_s};
    const xmlNode *lifetime = bt_xml_first(xml, XE_LIFETIME);
    if (lifetime == NULL)
        return true;
    bt_xml_each(rule, lifetime, XE_RULE)
    {
        if (pe_rule_passes(m, rule, &c))
            return true;
    }
    return bt_xml_first(lifetime, XE_RULE) == NULL;
}

void pe_read_constraints(struct pe_model *m)
{
    bt_xml_each(xml, m->priv->constraints, NULL)
    {
        const char *id = bt_xml_id(xml);
        if (id == NULL) {
            pe_error(m, "a constraint <%s> has no id; it is left out", bt_xml_name(xml));
            continue;
        }
        if (!in_effect(m, xml))
            continue;
        if (bt_xml_is(xml, XE_RSC_LOCATION))
            pe_read_location(m, xml);
        else if (bt_xml_is(xml, XE_RSC_COLOCATION))
            pe_read_colocation(m, xml);
        else if (bt_xml_is(xml, XE_RSC_ORDER))
            pe_read_order(m, xml);
        else if (bt_xml_is(xml, XE_RSC_TICKET))
            pe_read_ticket(m, xml);
    }
    pe_tell_of_cycles(m);
    for (size_t i = 0; i < m->n_rscs; i++)
        if (m->rscs[i]->container != NULL)
            pe_add_colocation(m, "resource-with-container", NULL, BT_INFINITY, m->rscs[i], BT_ROLE_UNKNOWN, m->rscs[i]->container, BT_ROLE_UNKNOWN,
                              true);
}
