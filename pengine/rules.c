/* pengine/rules.c - rules, and the sets of name/value pairs that rules choose among (see rules.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/rules.h"

#include <stdlib.h>

/* Names of node attributes and values of the ecosystem are compared without case. */

void pe_recheck_by(int64_t *recheck_s, int64_t t_s, struct bt_wall now)
{
    if (recheck_s != NULL && t_s > now.s && (*recheck_s == 0 || t_s < *recheck_s))
        *recheck_s = t_s;
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

/* --- expressions ------------------------------------------------------------------------------------------ */

static int compare_versions(const char *a, const char *b)
{
    while (*a != '\0' || *b != '\0') {
        char *end_a, *end_b;
        long x = strtol(a, &end_a, 10), y = strtol(b, &end_b, 10);
        if (x != y)
            return x < y ? -1 : 1;
        a = *end_a != '\0' ? end_a + 1 : end_a;
        b = *end_b != '\0' ? end_b + 1 : end_b;
    }
    return 0;
}

static int compare_numbers(double x, double y)
{
    return x < y ? -1 : x > y ? 1 : 0;
}

/* False for what does not begin with a number. */
static bool read_number(const char *s, bool whole, double *ret)
{
    char *end;
    *ret = whole ? (double)strtoll(s, &end, 10) : strtod(s, &end);
    return end != s;
}

/* -1, 0 or 1; a missing value is less than any other. */
static int compare_values(const char *l, const char *r, const char *type, const char *op)
{
    if (l == NULL || r == NULL)
        return l == r ? 0 : l == NULL ? -1 : 1;
    if (type == NULL) {
        bool order = bt_strcaseeq(op, "lt") || bt_strcaseeq(op, "lte") || bt_strcaseeq(op, "gt") || bt_strcaseeq(op, "gte");
        type = !order ? "string" : strchr(l, '.') != NULL || strchr(r, '.') != NULL ? "number" : "integer";
    }
    if (bt_strcaseeq(type, "string"))
        return strcasecmp(l, r);
    if (bt_strcaseeq(type, "number") || bt_strcaseeq(type, "integer")) {
        double x, y;
        bool whole = bt_strcaseeq(type, "integer");
        if (!read_number(l, whole, &x) || !read_number(r, whole, &y))
            return strcasecmp(l, r);
        return compare_numbers(x, y);
    }
    if (bt_strcaseeq(type, "version"))
        return compare_versions(l, r);
    return 0;
}

static bool accepts(const char *l, const char *op, const char *r, const char *type)
{
    if (bt_strcaseeq(op, "defined"))
        return l != NULL;
    if (bt_strcaseeq(op, "not_defined"))
        return l == NULL;
    int cmp = compare_values(l, r, type, op);
    if (bt_strcaseeq(op, "eq"))
        return cmp == 0;
    if (bt_strcaseeq(op, "ne"))
        return cmp != 0;
    if (l == NULL || r == NULL)
        return false;
    return bt_strcaseeq(op, "lt")    ? cmp < 0
           : bt_strcaseeq(op, "lte") ? cmp <= 0
           : bt_strcaseeq(op, "gt")  ? cmp > 0
           : bt_strcaseeq(op, "gte") ? cmp >= 0
                                     : false;
}

static bool attribute_expression(const xmlNode *x, const struct pe_rule_context *c)
{
    const char *attr = bt_xml_get(x, XA_ATTRIBUTE), *op = bt_xml_get(x, XA_OPERATION);
    const char *value = bt_xml_get(x, XA_VALUE), *source = bt_xml_get(x, XA_VALUE_SOURCE);
    if (attr == NULL || op == NULL || c->node_attrs == NULL)
        return false;
    if (value != NULL && bt_streq(source, "param"))
        value = c->params != NULL ? pe_attr_get(c->params, value) : NULL;
    else if (value != NULL && bt_streq(source, "meta"))
        value = c->meta != NULL ? pe_attr_get(c->meta, value) : NULL;
    return accepts(pe_attr_get(c->node_attrs, attr), op, value, bt_xml_get(x, XA_TYPE));
}

/* "2005", "1-5", "-5", "3-": whether the number lies in it; no text: any does. */
static bool in_range(const char *range, int n)
{
    if (range == NULL)
        return true;
    int64_t low = INT64_MIN, high = INT64_MAX;
    char *end;
    if (*range != '-') {
        low = strtoll(range, &end, 10);
        range = end;
        if (*range == '\0')
            high = low;
    }
    if (*range == '-' && range[1] != '\0')
        high = strtoll(range + 1, NULL, 10);
    return n >= low && n <= high;
}

static bool date_spec(const xmlNode *spec, struct bt_wall now)
{
    struct bt_date d;
    bt_date_of(now, now.zone_s, &d);
    return in_range(bt_xml_get(spec, XA_YEARS), d.year) && in_range(bt_xml_get(spec, XA_MONTHS), d.month) &&
           in_range(bt_xml_get(spec, XA_MONTHDAYS), d.day) && in_range(bt_xml_get(spec, XA_HOURS), d.hour) &&
           in_range(bt_xml_get(spec, XA_MINUTES), d.minute) && in_range(bt_xml_get(spec, XA_SECONDS), d.second) &&
           in_range(bt_xml_get(spec, XA_YEARDAYS), d.yearday) && in_range(bt_xml_get(spec, XA_WEEKYEARS), d.weekyear) &&
           in_range(bt_xml_get(spec, XA_WEEKS), d.week) && in_range(bt_xml_get(spec, XA_WEEKDAYS), d.weekday);
}

static bool read_time(const struct pe_rule_context *c, const char *text, struct bt_wall *ret)
{
    return text != NULL && bt_iso8601_parse(text, c->now.zone_s, ret);
}

/* A <duration> as the end of a range that begins at start. */
static bool duration_end(const xmlNode *duration, struct bt_wall start, struct bt_wall *ret)
{
    const char *years = bt_xml_get_or(duration, XA_YEARS, "0"), *months = bt_xml_get_or(duration, XA_MONTHS, "0");
    const char *weeks = bt_xml_get(duration, XA_WEEKS), *days = bt_xml_get_or(duration, XA_DAYS, "0");
    const char *hours = bt_xml_get_or(duration, XA_HOURS, "0"), *minutes = bt_xml_get_or(duration, XA_MINUTES, "0");
    int64_t week_days = (weeks != NULL ? strtoll(weeks, NULL, 10) : 0) * 7 + strtoll(days, NULL, 10);
    char *iso = bt_printf("P%sY%sM%" PRId64 "DT%sH%sM%sS", years, months, week_days, hours, minutes,
                          bt_xml_get_or(duration, XA_SECONDS, "0"));
    bool ok = bt_iso8601_add(start, iso, ret);
    free(iso);
    return ok;
}

static bool date_range(const xmlNode *x, const struct pe_rule_context *c)
{
    struct bt_wall start, end;
    bool has_start = read_time(c, bt_xml_get(x, XA_START), &start), has_end = read_time(c, bt_xml_get(x, XA_END), &end);
    const xmlNode *duration = bt_xml_first(x, XE_DURATION);
    if (!has_end && has_start && duration != NULL)
        has_end = duration_end(duration, start, &end);
    if (!has_start && !has_end)
        return false;
    if (has_start && c->now.s < start.s) {
        pe_recheck_by(c->recheck_s, start.s, c->now);
        return false;
    }
    if (has_end && c->now.s > end.s)
        return false;
    if (has_end)
        pe_recheck_by(c->recheck_s, end.s + 1, c->now);
    return true;
}

static bool date_expression(const xmlNode *x, const struct pe_rule_context *c)
{
    const char *op = bt_xml_get_or(x, XA_OPERATION, "in_range");
    struct bt_wall t;
    if (bt_strcaseeq(op, "in_range"))
        return date_range(x, c);
    if (bt_strcaseeq(op, "date_spec")) {
        const xmlNode *spec = bt_xml_first(x, XE_DATE_SPEC);
        return spec != NULL && date_spec(spec, c->now);
    }
    if (bt_strcaseeq(op, "gt") && read_time(c, bt_xml_get(x, XA_START), &t)) {
        pe_recheck_by(c->recheck_s, t.s + 1, c->now);
        return c->now.s > t.s;
    }
    if (bt_strcaseeq(op, "lt") && read_time(c, bt_xml_get(x, XA_END), &t)) {
        pe_recheck_by(c->recheck_s, t.s, c->now);
        return c->now.s < t.s;
    }
    return false;
}

static bool resource_expression(const xmlNode *x, const struct pe_rule_context *c)
{
    const char *standard = bt_xml_get(x, XA_CLASS), *provider = bt_xml_get(x, XA_PROVIDER), *type = bt_xml_get(x, XA_TYPE);
    return c->standard != NULL && (standard == NULL || bt_streq(standard, c->standard)) &&
           (provider == NULL || bt_streq(provider, c->provider)) && (type == NULL || bt_streq(type, c->type));
}

static bool operation_expression(const xmlNode *x, const struct pe_rule_context *c)
{
    const char *interval = bt_xml_get(x, XA_INTERVAL);
    return c->op != NULL && bt_streq(bt_xml_get(x, XA_NAME), c->op) &&
           (interval == NULL || bt_duration_ms_or(interval, -1) == c->op_interval_ms);
}

static bool role_expression(const xmlNode *x, const struct pe_rule_context *c)
{
    const char *op = bt_xml_get_or(x, XA_OPERATION, "eq");
    const char *value = bt_xml_get(x, XA_VALUE);
    if (c->role == BT_ROLE_UNKNOWN)
        return false;
    if (bt_strcaseeq(op, "defined"))
        return c->role > BT_ROLE_STARTED;
    if (bt_strcaseeq(op, "not_defined"))
        return c->role > BT_ROLE_UNKNOWN && c->role <= BT_ROLE_UNPROMOTED;
    bool same = bt_role_parse(value) == c->role;
    return bt_strcaseeq(op, "ne") ? !same : same;
}

/* One question, which may lead from rule to rule by references. Each rule that is referred to is looked at once; so many references add time, but don't multiply
 * it. While it is looked at, the answer is no: a rule may hold itself, and there is no answer to a question that asks itself. Nor is there one at the end of an endless
 * chain. */
enum { REFERENCES_DEEP = 100 };
struct answer {
    const xmlNode *rule;
    bool passes;
};
struct question {
    const struct pe_model *m;
    const struct pe_rule_context *c;
    BT_VEC(struct answer) answers;
    int depth;
};
static bool rule_passes(struct question *q, const xmlNode *rule);

/* The rule that a reference leads to, looked at if it was not yet. */
static bool reference_passes(struct question *q, const xmlNode *reference)
{
    const xmlNode *rule = pe_expand_ref(q->m, reference);
    if (rule == NULL || q->depth >= REFERENCES_DEEP)
        return false;
    for (size_t i = 0; i < q->answers.n; i++)
        if (q->answers.v[i].rule == rule)
            return q->answers.v[i].passes;
    size_t place = q->answers.n;
    BT_PUSH(&q->answers, ((struct answer){rule, false}));
    q->depth++;
    bool passes = rule_passes(q, rule);
    q->depth--;
    q->answers.v[place].passes = passes;
    return passes;
}

static bool expression(struct question *q, const xmlNode *x)
{
    if (bt_xml_is(x, XE_RULE))
        return bt_xml_get(x, XA_ID_REF) != NULL ? reference_passes(q, x) : rule_passes(q, x);
    if (bt_xml_is(x, XE_DATE_EXPRESSION))
        return date_expression(x, q->c);
    if (bt_xml_is(x, XE_RSC_EXPRESSION))
        return resource_expression(x, q->c);
    if (bt_xml_is(x, XE_OP_EXPRESSION))
        return operation_expression(x, q->c);
    const char *attr = bt_xml_get(x, XA_ATTRIBUTE);
    if (bt_strcaseeq(attr, "#role"))
        return role_expression(x, q->c);
    return attribute_expression(x, q->c);
}

static bool rule_passes(struct question *q, const xmlNode *rule)
{
    bool any = bt_strcaseeq(bt_xml_get(rule, XA_BOOLEAN_OP), "or");
    bool empty = true;
    bt_xml_each(x, rule, NULL)
    {
        empty = false;
        if (expression(q, x) == any)
            return any;
    }
    return empty || !any;
}

bool pe_rule_passes(const struct pe_model *m, const xmlNode *rule, const struct pe_rule_context *c)
{
    struct question q = {.m = m, .c = c};
    const xmlNode *first = pe_expand_ref(m, rule);
    if (first == NULL)
        return false;
    BT_PUSH(&q.answers, ((struct answer){first, false}));
    bool passes = rule_passes(&q, first);
    BT_VEC_FREE(&q.answers);
    return passes;
}

/* --- sets ------------------------------------------------------------------------------------------------- */

const xmlNode *pe_expand_ref(const struct pe_model *m, const xmlNode *n)
{
    for (int depth = 0; n != NULL && depth < 8; depth++) {
        const char *ref = bt_xml_get(n, XA_ID_REF);
        if (ref == NULL)
            return n;
        n = pe_element_by_id(m, ref);
    }
    return NULL;
}

static void add_pairs(struct pe_model *m, const xmlNode *set, struct pe_attrs *out)
{
    bt_xml_each(child, set, NULL)
    {
        if (bt_xml_is(child, XE_ATTRIBUTES)) { /* of very old configurations */
            add_pairs(m, child, out);
            continue;
        }
        if (!bt_xml_is(child, XE_NVPAIR))
            continue;
        const xmlNode *pair = pe_expand_ref(m, child);
        const char *name = bt_xml_get(child, XA_NAME);
        if (name == NULL)
            name = bt_xml_get(pair, XA_NAME);
        const char *value = bt_xml_get(pair, XA_VALUE);
        if (name == NULL || value == NULL)
            continue;
        if (bt_strcaseeq(value, "#default"))
            pe_attr_del(out, name);
        else
            pe_attr_set(m, out, name, value, false);
    }
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
