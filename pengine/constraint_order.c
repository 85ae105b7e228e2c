/* pengine/constraint_order.c - rsc_order: what happens before what; sets expand to pairs or to a gate.
 *
 * Source: Pacemaker Explained, "Specifying the Order in which Resources Should Start/Stop" and "Ordering Sets of
 * Resources". A gate is a pseudo action that stands for "enough of these" (require-all=false, clone-min).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/constraints.h"

enum kind { OPTIONAL, MANDATORY, SERIALIZE };
enum direction { FORWARD, INVERSE, ONE_WAY };

static const char *inverse(const char *action)
{
    static const char *const pairs[][2] = {{"start", "stop"}, {"promote", "demote"}, {"promoted", "demoted"}, {"running", "stopped"}};
    for (size_t i = 0; i < BT_COUNT(pairs); i++)
        for (int k = 0; k < 2; k++)
            if (bt_streq(action, pairs[i][k]))
                return pairs[i][1 - k];
    return NULL;
}

static enum kind kind_of(struct pe_model *m, const xmlNode *xml, enum kind otherwise)
{
    const char *value = bt_xml_get(xml, XA_KIND), *score = bt_xml_get(xml, XA_SCORE);
    int n;
    if (value == NULL && score != NULL)
        pe_warn(m, "constraint %s: score is deprecated for an ordering; use kind", bt_xml_get_or(xml, XA_ID, "?"));
    if (value == NULL)
        return bt_score_parse(score, &n) ? n == 0 ? OPTIONAL : MANDATORY : otherwise;
    if (bt_strcaseeq(value, "Mandatory"))
        return MANDATORY;
    if (bt_strcaseeq(value, "Optional"))
        return OPTIONAL;
    if (bt_strcaseeq(value, "Serialize"))
        return SERIALIZE;
    pe_error(m, "constraint %s: '%s' is not a kind, using Mandatory", bt_xml_get_or(xml, XA_ID, "?"), value);
    return MANDATORY;
}

static bool symmetrical(struct pe_model *m, const xmlNode *xml, enum kind kind, bool otherwise)
{
    if (kind == SERIALIZE && bt_xml_get_bool(xml, XA_SYMMETRICAL, false))
        pe_warn(m, "constraint %s: symmetrical=true is not possible with kind=Serialize; it is ignored", bt_xml_id(xml));
    return kind != SERIALIZE && bt_xml_get_bool(xml, XA_SYMMETRICAL, otherwise);
}

static unsigned flags_for(enum kind kind, const char *first_action, enum direction d)
{
    unsigned flags = PE_ORDER_SOFT;
    if (kind != MANDATORY)
        return flags;
    switch (d) {
    case ONE_WAY:
        return flags | PE_ORDER_ASYMMETRIC;
    case FORWARD:
        flags |= PE_ORDER_THEN_FOLLOWS;
        if (bt_streq(first_action, "start") || bt_streq(first_action, "promote"))
            flags |= PE_ORDER_THEN_NEEDS;
        return flags;
    case INVERSE:
        return flags | PE_ORDER_FIRST_FOLLOWS;
    }
    return flags;
}

static void add(struct pe_model *m, const char *id, struct pe_rsc *first, const char *first_task, struct pe_rsc *then,
                const char *then_task, unsigned flags)
{
    assert(id != NULL && first != NULL && then != NULL && flags != 0);
    struct pe_order o = {.id = id, .first = first, .then = then, .first_task = first_task, .then_task = then_task, .flags = flags};
    PE_PUSH(&m->priv->arena, &m->priv->orders, o);
}

/* first (each of them) -> gate -> then */
static void add_to_gate(struct pe_model *m, const char *id, struct pe_rsc *first, const char *task, const char *gate, int min)
{
    struct pe_order o = {.id = id, .first = first, .first_task = task, .then_gate = gate, .gate_min = min,
                         .flags = PE_ORDER_ONE_OR_MORE | PE_ORDER_SHOW_THEN};
    PE_PUSH(&m->priv->arena, &m->priv->orders, o);
}

static void add_from_gate(struct pe_model *m, const char *id, const char *gate, int min, struct pe_rsc *then, const char *task,
                          unsigned flags)
{
    struct pe_order o = {.id = id, .first_gate = gate, .gate_min = min, .then = then, .then_task = task,
                         .flags = flags | PE_ORDER_THEN_NEEDS};
    PE_PUSH(&m->priv->arena, &m->priv->orders, o);
}

/* --- two resources ---------------------------------------------------------------------------------------- */

static int minimum_of(struct pe_model *m, const struct pe_rsc *first, const xmlNode *xml)
{
    if (first->kind != PE_CLONE)
        return 0;
    if (first->clone_min > 0)
        return first->clone_min;
    if (bt_xml_get(xml, XA_REQUIRE_ALL) != NULL)
        pe_warn(m, "constraint %s: require-all is deprecated in an ordering; use the clone's meta attribute clone-min", bt_xml_id(xml));
    return bt_xml_get_bool(xml, XA_REQUIRE_ALL, true) ? 0 : 1;
}

static bool fits(struct pe_model *m, const char *id, const struct pe_rsc *r, const char *action)
{
    if ((bt_streq(action, "promote") || bt_streq(action, "demote")) && !pe_top(r)->promotable) {
        pe_note(m, "constraint %s: %s can't be promoted, so it has no effect", id, r->id);
        return false;
    }
    return true;
}

static void simple(struct pe_model *m, const xmlNode *xml, struct pe_rsc *first, struct pe_rsc *then, enum kind kind, bool both_ways)
{
    const char *id = bt_xml_id(xml);
    const char *first_action = bt_xml_get_or(xml, XA_FIRST_ACTION, "start");
    const char *then_action = bt_xml_get_or(xml, XA_THEN_ACTION, first_action);
    if (!fits(m, id, first, first_action) || !fits(m, id, then, then_action))
        return;
    unsigned flags = flags_for(kind, first_action, both_ways ? FORWARD : ONE_WAY), undo_flags = 0;
    if (kind == OPTIONAL && bt_strcaseeq(PE_RSC_META(then, "restart-type"), "restart")) { /* deprecated, but still honoured */
        flags |= PE_ORDER_THEN_FOLLOWS;
        undo_flags = PE_ORDER_FIRST_FOLLOWS;
    }
    int min = minimum_of(m, first, xml);
    if (min > 0) {
        const char *gate = pe_printf(&m->priv->arena, "clone-one-or-more:%s", id);
        for (size_t i = 0; i < first->n_children; i++)
            add_to_gate(m, id, first->children[i], first_action, gate, min);
        add_from_gate(m, id, gate, min, then, then_action, flags);
    } else {
        add(m, id, first, first_action, then, then_action, flags);
    }
    const char *undo_first = inverse(first_action), *undo_then = inverse(then_action);
    if (both_ways && undo_first != NULL && undo_then != NULL)
        add(m, id, then, undo_then, first, undo_first, flags_for(kind, undo_then, INVERSE) | undo_flags);
}

/* --- sets ------------------------------------------------------------------------------------------------- */

static void within_set(struct pe_model *m, const struct pe_set *set, enum kind parent_kind, bool parent_both_ways)
{
    enum kind kind = kind_of(m, set->xml, parent_kind);
    bool both_ways = symmetrical(m, set->xml, kind, parent_both_ways);
    const char *action = set->action != NULL ? set->action : "start";
    const struct pe_rsc_list *l = &set->members;
    unsigned flags = flags_for(kind, action, both_ways ? FORWARD : ONE_WAY);
    if (!pe_pairs_fit(m, set->id, l->n * (kind == SERIALIZE ? l->n - 1 : 4) / 2))
        return;
    for (size_t i = 0; i + 1 < l->n; i++) {
        size_t end = kind == SERIALIZE ? l->n : set->sequential ? i + 2 : 0;
        for (size_t k = i + 1; k < end; k++)
            add(m, set->id, l->v[i], action, l->v[k], action, flags);
    }
    const char *undo = inverse(action);
    if (!both_ways || !set->sequential || undo == NULL)
        return;
    for (size_t i = 0; i + 1 < l->n; i++)
        add(m, set->id, l->v[i + 1], undo, l->v[i], undo, flags_for(kind, undo, INVERSE));
}

/* Between sets, 2.1.5 takes members for being in order only where that is written, though within a set it is what holds without a word: then all are
 * before all. That says nothing new, since it follows from the order within, but it is part of the graph. Of very many only the ends are taken. */
enum { PAIRS_WITHOUT_A_WORD = 10000 };

static bool only_end_counts(const struct pe_set *set, size_t pairs)
{
    return set->sequential && (pairs > PAIRS_WITHOUT_A_WORD || bt_xml_get_bool(set->xml, XA_SEQUENTIAL, false));
}

static void between_sets(struct pe_model *m, const char *id, const struct pe_set *a, const struct pe_set *b, enum kind kind,
                         enum direction d)
{
    assert(a->members.n > 0 && b->members.n > 0);
    const char *action_a = a->action != NULL ? a->action : "start", *action_b = b->action != NULL ? b->action : "start";
    if (d == INVERSE) {
        action_a = inverse(action_a);
        action_b = inverse(action_b);
        if (action_a == NULL || action_b == NULL)
            return;
    }
    unsigned flags = flags_for(kind, action_a, d);
    if (!a->require_all && d != INVERSE) { /* starting needs any of them; stopping is in order with all */
        const char *gate = pe_printf(&m->priv->arena, "one-or-more:%s", a->id);
        for (size_t i = 0; i < a->members.n; i++)
            add_to_gate(m, id, a->members.v[i], action_a, gate, 1);
        for (size_t i = 0; i < b->members.n; i++)
            add_from_gate(m, id, gate, 1, b->members.v[i], action_b, flags);
        return;
    }
    /* Of a sequential set, its end (seen in the direction of time) is before, its beginning after others. */
    size_t a_begin = 0, a_end = a->members.n, b_begin = 0, b_end = b->members.n, pairs = a_end * b_end;
    bool a_ends = only_end_counts(a, pairs), b_ends = only_end_counts(b, pairs);
    if (a_ends && d == INVERSE)
        a_end = 1;
    else if (a_ends)
        a_begin = a_end - 1;
    if (b_ends && d == INVERSE)
        b_begin = b_end - 1;
    else if (b_ends)
        b_end = 1;
    if (!pe_pairs_fit(m, id, (a_end - a_begin) * (b_end - b_begin)))
        return;
    for (size_t i = a_begin; i < a_end; i++)
        for (size_t k = b_begin; k < b_end; k++)
            add(m, id, a->members.v[i], action_a, b->members.v[k], action_b, flags);
}

static void sets(struct pe_model *m, const xmlNode *xml, enum kind kind, bool both_ways)
{
    struct pe_set last = {0}, set;
    const char *id = bt_xml_id(xml);
    bt_xml_each(x, xml, XE_RESOURCE_SET)
    {
        if (!pe_read_set(m, id, x, &set))
            return;
        within_set(m, &set, kind, both_ways);
        if (last.members.n > 0) {
            between_sets(m, id, &last, &set, kind, both_ways ? FORWARD : ONE_WAY);
            if (both_ways)
                between_sets(m, id, &set, &last, kind, INVERSE);
        }
        last = set;
    }
}

void pe_read_order(struct pe_model *m, const xmlNode *xml)
{
    const char *id = bt_xml_id(xml);
    enum kind kind = kind_of(m, xml, MANDATORY);
    bool both_ways = symmetrical(m, xml, kind, true);
    if (bt_xml_first(xml, XE_RESOURCE_SET) != NULL) {
        sets(m, xml, kind, both_ways);
        return;
    }
    struct pe_set first, then;
    if (!pe_set_of(m, id, bt_xml_get(xml, XA_FIRST), &first) || !pe_set_of(m, id, bt_xml_get(xml, XA_THEN), &then))
        return;
    for (size_t i = 0; i < first.members.n; i++)
        for (size_t k = 0; k < then.members.n; k++)
            simple(m, xml, first.members.v[i], then.members.v[k], kind, both_ways);
}
