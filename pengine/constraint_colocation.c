/* pengine/constraint_colocation.c - rsc_colocation: what shall be with what, or apart; sets expand to pairs.
 *
 * Source: Pacemaker Explained, "Placing Resources Relative to other Resources" and "Colocating Sets of Resources".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/constraints.h"

#include "pengine/rules.h"

void pe_add_colocation(struct pe_model *m, const char *id, const char *attribute, int score, struct pe_rsc *dependent,
                       enum bt_role dependent_role, struct pe_rsc *primary, enum bt_role primary_role, bool influence)
{
    assert(id != NULL && dependent != primary);
    if (score == 0)
        return;
    struct pe_colocation *c = PE_NEW(&m->priv->arena, struct pe_colocation);
    *c = (struct pe_colocation){
        .id = id, .attribute = bt_streq(attribute, "#uname") ? NULL : attribute, .score = score, .influence = influence,
        .dependent = dependent, .primary = primary, .number = (int)m->priv->colocations.n,
        .dependent_role = dependent_role == BT_ROLE_STARTED ? BT_ROLE_UNKNOWN : dependent_role,
        .primary_role = primary_role == BT_ROLE_STARTED ? BT_ROLE_UNKNOWN : primary_role,
    };
    PE_PUSH(&m->priv->arena, &m->priv->colocations, c);
}

struct spec { const char *id, *attribute; int score; const char *influence; };

static bool influence_of(const struct spec *s, const struct pe_rsc *dependent)
{
    return bt_is_true(s->influence, dependent->critical);
}

static void pair(struct pe_model *m, const struct spec *s, int score, struct pe_rsc *dependent, enum bt_role dependent_role,
                 struct pe_rsc *primary, enum bt_role primary_role)
{
    if (dependent != primary)
        pe_add_colocation(m, s->id, s->attribute, score, dependent, dependent_role, primary, primary_role,
                          influence_of(s, dependent));
}

/* The members of one set with each other: each with the one before (or, ordering=listed, the other way round); members
 * that shall be apart, each from all before it. */
static void within_set(struct pe_model *m, const struct spec *s, const struct pe_set *set)
{
    int score = s->score;
    if (!set->sequential)
        return;
    pe_score_parse(m, bt_xml_get(set->xml, XA_SCORE), &score);
    const char *ordering = bt_xml_get(set->xml, XA_ORDERING);
    struct spec inner = {set->id, NULL, score, s->influence};
    size_t n = set->members.n;
    if (!pe_pairs_fit(m, s->id, n * (score < 0 ? n - 1 : 2) / 2))
        return;
    for (size_t i = 1; i < set->members.n; i++) {
        struct pe_rsc *this = set->members.v[i], *before = set->members.v[i - 1];
        if (score < 0)
            for (size_t k = 0; k < i; k++)
                pair(m, &inner, score, this, set->role, set->members.v[k], set->role);
        else if (bt_strcaseeq(ordering, "listed"))
            pair(m, &inner, score, before, set->role, this, set->role);
        else
            pair(m, &inner, score, this, set->role, before, set->role);
    }
}

/* Of a sequential set one member stands for all: its first with others, its last for others. */
static void between_sets(struct pe_model *m, const struct spec *s, const struct pe_set *dependents, const struct pe_set *primaries)
{
    assert(dependents->members.n > 0 && primaries->members.n > 0);
    size_t d_end = dependents->sequential ? 1 : dependents->members.n;
    size_t p_begin = primaries->sequential ? primaries->members.n - 1 : 0;
    if (!pe_pairs_fit(m, s->id, d_end * (primaries->members.n - p_begin)))
        return;
    for (size_t d = 0; d < d_end; d++)
        for (size_t p = p_begin; p < primaries->members.n; p++)
            pair(m, s, s->score, dependents->members.v[d], dependents->role, primaries->members.v[p], primaries->role);
}

void pe_read_colocation(struct pe_model *m, const xmlNode *xml)
{
    struct spec s = {bt_xml_id(xml), bt_xml_get(xml, XA_NODE_ATTRIBUTE), 0, bt_xml_get(xml, XA_INFLUENCE)};
    const char *score = bt_xml_get(xml, XA_SCORE);
    if (s.influence != NULL && !bt_is_true(s.influence, false) && bt_is_true(s.influence, true))
        pe_error(m, "constraint %s: influence is '%s', which is neither true nor false; it is ignored", s.id, s.influence);
    if (score != NULL && !pe_score_parse(m, score, &s.score)) {
        pe_error(m, "constraint %s: '%s' is not a score", s.id, score);
        return;
    }
    if (bt_xml_first(xml, XE_RESOURCE_SET) != NULL) {
        struct pe_set last = {0}, set;
        if (score == NULL)
            s.score = BT_INFINITY;
        bt_xml_each(x, xml, XE_RESOURCE_SET)
        {
            if (!pe_read_set(m, s.id, x, &set))
                return;
            within_set(m, &s, &set);
            if (last.members.n > 0)
                between_sets(m, &s, &last, &set);
            last = set;
        }
        return;
    }
    struct pe_set dependents, primaries;
    if (!pe_set_of(m, s.id, bt_xml_get(xml, XA_RSC), &dependents) || !pe_set_of(m, s.id, bt_xml_get(xml, XA_WITH_RSC), &primaries))
        return;
    if (!dependents.sequential && !primaries.sequential) {
        pe_error(m, "constraint %s: two templates or tags can't be colocated; it is left out", s.id);
        return;
    }
    dependents.role = bt_role_parse(bt_xml_get(xml, XA_RSC_ROLE));
    primaries.role = bt_role_parse(bt_xml_get(xml, XA_WITH_RSC_ROLE));
    between_sets(m, &s, &dependents, &primaries);
}
