/* pengine/rules.c - rules, and the sets of name/value pairs that rules choose among (see rules.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/rules.h"

#include <stdlib.h>

#include "cib/cib.h"

/* Names of node attributes and values of the ecosystem are compared without case. */

void pe_recheck_by(int64_t *recheck_s, int64_t t_s, struct bt_wall now)
{
    cib_recheck_by(recheck_s, t_s, now);
}

void pe_recheck_after(int64_t *recheck_s, int64_t since_s, int64_t passed_s, struct bt_wall now)
{
    assert(passed_s >= 0);
    if (since_s < INT64_MAX - passed_s) /* else never */
        pe_recheck_by(recheck_s, since_s + passed_s + 1, now);
}

bool pe_score_parse(const struct pe_model *m, const char *s, int *ret)
{
    const struct { const char *word; int score; } colours[] = {
        {"red", m->priv->health.red}, {"yellow", m->priv->health.yellow}, {"green", m->priv->health.green}};
    for (size_t i = 0; i < BT_COUNT(colours); i++)
        if (bt_strcaseeq(s, colours[i].word)) {
            *ret = colours[i].score;
            return true;
        }
    if (s == NULL || bt_score_parse(s, ret))
        return s != NULL;
    char *end;
    long long n = strtoll(s, &end, 10);
    if (end == s)
        return false;
    *ret = bt_score_clamp(n);
    return true;
}

/* --- attributes ------------------------------------------------------------------------------------------- */

static size_t attr_place(const struct pe_attrs *a, const char *name, bool *ret_found)
{
    size_t lo = 0, hi = a->n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        int cmp = strcmp(a->v[mid].name, name);
        if (cmp == 0) {
            *ret_found = true;
            return mid;
        }
        if (cmp < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    *ret_found = false;
    return lo;
}

const char *pe_attr_get(const struct pe_attrs *a, const char *name)
{
    bool found;
    size_t at = attr_place(a, name, &found);
    return found ? a->v[at].value : NULL;
}

void pe_attrs_room(struct pe_model *m, struct pe_attrs *a, size_t n)
{
    *a = (struct pe_attrs){.v = pe_alloc(&m->priv->arena, n * sizeof *a->v), .cap = n};
}

void pe_attr_set(struct pe_model *m, struct pe_attrs *a, const char *name, const char *value, bool overwrite)
{
    bool found;
    size_t at = attr_place(a, name, &found);
    if (found) {
        if (overwrite)
            a->v[at].value = value;
        return;
    }
    struct pe_attr new = {name, value};
    PE_PUSH(&m->priv->arena, a, new);
    memmove(&a->v[at + 1], &a->v[at], (a->n - 1 - at) * sizeof *a->v);
    a->v[at] = new;
}

void pe_attr_del(struct pe_attrs *a, const char *name)
{
    bool found;
    size_t at = attr_place(a, name, &found);
    if (!found)
        return;
    memmove(&a->v[at], &a->v[at + 1], (a->n - 1 - at) * sizeof *a->v);
    a->n--;
}

/* --- rules ------------------------------------------------------------------------------------------------ */

static const char *get(const void *attrs, const char *name)
{
    return pe_attr_get(attrs, name);
}

static const xmlNode *by_id(const void *ctx, const char *id)
{
    return pe_element_by_id(ctx, id);
}

bool pe_rule_passes(const struct pe_model *m, const xmlNode *rule, const struct pe_rule_context *c)
{
    const struct cib_rule_context in_cib = {.now = c->now, .get = get, .node_attrs = c->node_attrs, .params = c->params, .meta = c->meta, .standard = c->standard,
                                            .provider = c->provider, .type = c->type, .op = c->op, .op_interval_ms = c->op_interval_ms, .role = c->role,
                                            .recheck_s = c->recheck_s, .by_id = by_id, .ctx = m};
    return cib_rule_passes(rule, &in_cib);
}

/* --- sets ------------------------------------------------------------------------------------------------- */

const xmlNode *pe_expand_ref(const struct pe_model *m, const xmlNode *n)
{
    const struct cib_rule_context in_cib = {.by_id = by_id, .ctx = m};
    return cib_expand_ref(n, &in_cib);
}

/* A pair's name and value; false: it has none. */
static bool read_pair(const struct pe_model *m, const xmlNode *x, struct pe_attr *ret)
{
    if (!bt_xml_is(x, XE_NVPAIR))
        return false;
    const xmlNode *pair = pe_expand_ref(m, x);
    ret->name = bt_xml_get(x, XA_NAME);
    if (ret->name == NULL)
        ret->name = bt_xml_get(pair, XA_NAME);
    ret->value = bt_xml_get(pair, XA_VALUE);
    return ret->name != NULL && ret->value != NULL;
}

static bool takes_back(const struct pe_attr *pair)
{
    return bt_strcaseeq(pair->value, "#default");
}

struct pairs { struct placed_pair { struct pe_attr pair; size_t place; } *v; size_t n, cap; };

static int by_name(const void *pa, const void *pb)
{
    const struct placed_pair *a = pa, *b = pb;
    int cmp = strcmp(a->pair.name, b->pair.name);
    return cmp != 0 ? cmp : a->place < b->place ? -1 : 1;
}

/* What one by one would make of them, at once: putting each in its place would take the square of their number. */
static void merge_pairs(struct pe_model *m, struct pairs *pairs, struct pe_attrs *out)
{
    struct pe_attrs old = *out;
    size_t k = 0;
    qsort(pairs->v, pairs->n, sizeof *pairs->v, by_name);
    pe_attrs_room(m, out, old.n + pairs->n);
    for (size_t i = 0; i < pairs->n;) {
        struct pe_attr a = {pairs->v[i].pair.name, NULL};
        for (; k < old.n && strcmp(old.v[k].name, a.name) < 0; k++)
            out->v[out->n++] = old.v[k];
        if (k < old.n && strcmp(old.v[k].name, a.name) == 0)
            a.value = old.v[k++].value;
        for (; i < pairs->n && strcmp(pairs->v[i].pair.name, a.name) == 0; i++)
            a.value = takes_back(&pairs->v[i].pair) ? NULL : a.value != NULL ? a.value : pairs->v[i].pair.value;
        if (a.value != NULL)
            out->v[out->n++] = a;
    }
    for (; k < old.n; k++)
        out->v[out->n++] = old.v[k];
    assert(out->n <= out->cap);
}

enum { FEW = 100 };

/* The first few are put in their places; from then on they are gathered. */
static void read_pairs(struct pe_model *m, const xmlNode *set, struct pe_attrs *out, struct pairs *more, size_t *count)
{
    bt_xml_each(child, set, NULL)
    {
        struct pe_attr a;
        if (bt_xml_is(child, XE_ATTRIBUTES)) /* of very old configurations */
            read_pairs(m, child, out, more, count);
        else if (!read_pair(m, child, &a))
            continue;
        else if (++*count > FEW)
            PE_PUSH(&m->priv->arena, more, ((struct placed_pair){a, more->n}));
        else if (takes_back(&a))
            pe_attr_del(out, a.name);
        else
            pe_attr_set(m, out, a.name, a.value, false);
    }
}

static void add_pairs(struct pe_model *m, const xmlNode *set, struct pe_attrs *out)
{
    struct pairs more = {0};
    size_t count = 0;
    read_pairs(m, set, out, &more, &count);
    if (more.n > 0)
        merge_pairs(m, &more, out);
}

struct ranked_set { const xmlNode *set; int score; bool first; size_t place; };

/* Higher scores first; among equals the later set comes first, so that what is written later wins. */
static int by_rank(const void *pa, const void *pb)
{
    const struct ranked_set *a = pa, *b = pb;
    if (a->first != b->first)
        return a->first ? -1 : 1;
    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return a->place > b->place ? -1 : 1;
}

static bool set_applies(const struct pe_model *m, const xmlNode *set, const struct pe_rule_context *c)
{
    const xmlNode *rule = bt_xml_first(set, XE_RULE);
    return rule == NULL || pe_rule_passes(m, rule, c);
}

void pe_add_sets(struct pe_model *m, const xmlNode *xml, const char *set_name, const char *first_id,
                 const struct pe_rule_context *c, struct pe_attrs *out)
{
    struct { struct ranked_set *v; size_t n, cap; } sets = {0};
    bt_xml_each(child, xml, set_name)
    {
        struct ranked_set r = {.set = pe_expand_ref(m, child), .place = sets.n};
        if (r.set == NULL)
            continue;
        bt_score_parse(bt_xml_get_or(r.set, XA_SCORE, "0"), &r.score);
        r.first = first_id != NULL && bt_streq(bt_xml_id(r.set), first_id);
        PE_PUSH(&m->priv->arena, &sets, r);
    }
    if (sets.n > 1)
        qsort(sets.v, sets.n, sizeof *sets.v, by_rank);
    for (size_t i = 0; i < sets.n; i++)
        if (set_applies(m, sets.v[i].set, c))
            add_pairs(m, sets.v[i].set, out);
}
