/* cib/cib_rule.c - whether a rule passes (see cib.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib.h"

#include <stdlib.h>

void cib_recheck_by(int64_t *recheck_s, int64_t t_s, struct bt_wall now)
{
    if (recheck_s != NULL && t_s > now.s && (*recheck_s == 0 || t_s < *recheck_s))
        *recheck_s = t_s;
}

const xmlNode *cib_expand_ref(const xmlNode *n, const struct cib_rule_context *c)
{
    assert(c->by_id != NULL);
    for (int depth = 0; n != NULL && depth < 8; depth++) {
        const char *ref = bt_xml_get(n, XA_ID_REF);
        if (ref == NULL)
            return n;
        n = c->by_id(c->ctx, ref);
    }
    return NULL;
}

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

static bool attribute_expression(const xmlNode *x, const struct cib_rule_context *c)
{
    const char *attr = bt_xml_get(x, XA_ATTRIBUTE), *op = bt_xml_get(x, XA_OPERATION);
    const char *value = bt_xml_get(x, XA_VALUE), *source = bt_xml_get(x, XA_VALUE_SOURCE);
    if (attr == NULL || op == NULL || c->node_attrs == NULL)
        return false;
    if (value != NULL && bt_streq(source, "param"))
        value = c->params != NULL ? c->get(c->params, value) : NULL;
    else if (value != NULL && bt_streq(source, "meta"))
        value = c->meta != NULL ? c->get(c->meta, value) : NULL;
    return accepts(c->get(c->node_attrs, attr), op, value, bt_xml_get(x, XA_TYPE));
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

static bool read_time(const struct cib_rule_context *c, const char *text, struct bt_wall *ret)
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

static bool date_range(const xmlNode *x, const struct cib_rule_context *c)
{
    struct bt_wall start, end;
    bool has_start = read_time(c, bt_xml_get(x, XA_START), &start), has_end = read_time(c, bt_xml_get(x, XA_END), &end);
    const xmlNode *duration = bt_xml_first(x, XE_DURATION);
    if (!has_end && has_start && duration != NULL)
        has_end = duration_end(duration, start, &end);
    if (!has_start && !has_end)
        return false;
    if (has_start && c->now.s < start.s) {
        cib_recheck_by(c->recheck_s, start.s, c->now);
        return false;
    }
    if (has_end && c->now.s > end.s)
        return false;
    if (has_end)
        cib_recheck_by(c->recheck_s, end.s + 1, c->now);
    return true;
}

static bool date_expression(const xmlNode *x, const struct cib_rule_context *c)
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
        cib_recheck_by(c->recheck_s, t.s + 1, c->now);
        return c->now.s > t.s;
    }
    if (bt_strcaseeq(op, "lt") && read_time(c, bt_xml_get(x, XA_END), &t)) {
        cib_recheck_by(c->recheck_s, t.s, c->now);
        return c->now.s < t.s;
    }
    return false;
}

static bool resource_expression(const xmlNode *x, const struct cib_rule_context *c)
{
    const char *standard = bt_xml_get(x, XA_CLASS), *provider = bt_xml_get(x, XA_PROVIDER), *type = bt_xml_get(x, XA_TYPE);
    return c->standard != NULL && (standard == NULL || bt_streq(standard, c->standard)) &&
           (provider == NULL || bt_streq(provider, c->provider)) && (type == NULL || bt_streq(type, c->type));
}

static bool operation_expression(const xmlNode *x, const struct cib_rule_context *c)
{
    const char *interval = bt_xml_get(x, XA_INTERVAL);
    return c->op != NULL && bt_streq(bt_xml_get(x, XA_NAME), c->op) &&
           (interval == NULL || bt_duration_ms_or(interval, -1) == c->op_interval_ms);
}

static bool role_expression(const xmlNode *x, const struct cib_rule_context *c)
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
    const struct cib_rule_context *c;
    BT_VEC(struct answer) answers;
    int depth;
};
static bool rule_passes(struct question *q, const xmlNode *rule);

/* The rule that a reference leads to, looked at if it was not yet. */
static bool reference_passes(struct question *q, const xmlNode *reference)
{
    const xmlNode *rule = cib_expand_ref(reference, q->c);
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

bool cib_rule_passes(const xmlNode *rule, const struct cib_rule_context *c)
{
    struct question q = {.c = c};
    const xmlNode *first = cib_expand_ref(rule, c);
    if (first == NULL)
        return false;
    BT_PUSH(&q.answers, ((struct answer){first, false}));
    bool passes = rule_passes(&q, first);
    BT_VEC_FREE(&q.answers);
    return passes;
}

static int score_of(const xmlNode *set)
{
    int score = 0;
    bt_score_parse(bt_xml_get_or(set, XA_SCORE, "0"), &score);
    return score;
}

void cib_rule_sets(const xmlNode *owner, const char *name, const struct cib_rule_context *c, struct cib_sets *ret)
{
    bt_xml_each(set, owner, name) {
        const xmlNode *real = cib_expand_ref(set, c);
        const xmlNode *rule = bt_xml_first(real, XE_RULE);
        if (real == NULL || (rule != NULL && !cib_rule_passes(rule, c)))
            continue;
        BT_PUSH(ret, real);
        for (size_t i = ret->n - 1; i > 0 && score_of(ret->v[i - 1]) < score_of(real); i--) {
            ret->v[i] = ret->v[i - 1];
            ret->v[i - 1] = real;
        }
    }
}

const char *cib_sets_value(const struct cib_sets *sets, const char *name)
{
    const char *value = NULL;
    for (size_t i = 0; i < sets->n && value == NULL; i++)
        value = bt_xml_get(bt_xml_find(sets->v[i], XE_NVPAIR, XA_NAME, name), XA_VALUE);
    return value;
}
