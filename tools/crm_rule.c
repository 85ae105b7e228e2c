/* tools/crm_rule.c - whether a rule of the configuration is in effect at a time: for constraints that expire.
 *
 * Only rules with one date expression can be judged by time alone; all else depends on nodes and resources and is said to be undetermined.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "tools/common.h"

enum { INPUT_MAX_BYTES = 256 * 1024 * 1024 };

struct args {
    struct opt_common common;
    bool check;
    const char *date, *xml;
    struct bt_strv rules;
};

#define AT(field) offsetof(struct args, field)

static const struct opt modes[] = {
    {'c', "check", OPT_FLAG, AT(check), 0, 0, NULL, "Tell whether rules are in effect (0), expired (110) or not yet in effect (111)"},
    {0},
};
static const struct opt additional[] = {
    {'d', "date", OPT_TEXT, AT(date), 0, 0, "DATE", "At this time (ISO 8601) instead of now"},
    {'r', "rule", OPT_LIST, AT(rules), 0, 0, "RULE", "The rule's id (may be repeated)"},
    {'X', "xml-text", OPT_TEXT, AT(xml), 0, 0, "XML", "Take the CIB from this word, or from stdin if it is -"},
    {0},
};
static const struct opt_section sections[] = {{"modes", "Modes", modes}, {"additional", "Additional Options", additional}, {0}};
static const struct opt_tool tool = {.name = "crm_rule", .purpose = "tell whether rules are in effect", .sections = sections, .has_output = true, .quiet_letter = 'q'};

static int undetermined(struct bt_err *err, const char *why)
{
    return bt_fail(err, BT_EX_UNIMPLEMENT_FEATURE, "%s", why);
}

static int unreadable(struct bt_err *err)
{
    return bt_fail(err, BT_EX_INDETERMINATE, "Error parsing rule");
}

/* Where a number lies by "2019", "2019-2021", "2019-" or "-2021": BT_EX_OK within, BT_EX_EXPIRED behind, BT_EX_NOT_YET_IN_EFFECT before it. */
static int place_in(const char *range, int64_t n)
{
    int64_t low = INT64_MIN, high = INT64_MAX;
    char *end = NULL;
    if (*range != '-') {
        low = strtoll(range, &end, 10);
        if (*end == '\0')
            high = low;
        range = end;
    }
    if (*range == '-' && range[1] != '\0')
        high = strtoll(range + 1, NULL, 10);
    return n > high ? BT_EX_EXPIRED : n < low ? BT_EX_NOT_YET_IN_EFFECT : BT_EX_OK;
}

/* The first of its parts that the time is outside of decides. */
static int check_spec(const xmlNode *expression, struct bt_wall now, int32_t zone_s, struct bt_err *err)
{
    const xmlNode *spec = bt_xml_first(expression, XE_DATE_SPEC);
    struct bt_date d;
    if (bt_xml_get(spec, XA_YEARS) == NULL || bt_xml_get(spec, XA_MOON) != NULL)
        return undetermined(err, "Rule must either not use date_spec, or use date_spec with years= but not moon=");
    bt_date_of(now, zone_s, &d);
    const struct {
        const char *attribute;
        int value;
    } parts[] = {{XA_YEARS, d.year}, {XA_MONTHS, d.month}, {XA_MONTHDAYS, d.day}, {XA_HOURS, d.hour}, {XA_MINUTES, d.minute}, {XA_SECONDS, d.second},
                 {XA_YEARDAYS, d.yearday}, {XA_WEEKYEARS, d.weekyear}, {XA_WEEKS, d.week}, {XA_WEEKDAYS, d.weekday}};
    int rc = BT_EX_OK;
    for (size_t i = 0; i < BT_COUNT(parts) && rc == BT_EX_OK; i++) {
        const char *range = bt_xml_get(spec, parts[i].attribute);
        rc = range != NULL ? place_in(range, parts[i].value) : BT_EX_OK;
    }
    return rc;
}

/* The end that an expression names: a time, or a duration from its start. */
static bool end_of(const xmlNode *expression, int32_t zone_s, struct bt_wall start, struct bt_wall *ret)
{
    static const struct {
        const char *attribute;
        int64_t seconds;
    } units[] = {{XA_SECONDS, 1}, {XA_MINUTES, 60}, {XA_HOURS, 3600}, {XA_DAYS, 86400}, {XA_WEEKS, 604800}};
    const xmlNode *duration = bt_xml_first(expression, XE_DURATION);
    const char *end = bt_xml_get(expression, XA_END);
    if (end != NULL)
        return bt_iso8601_parse(end, zone_s, ret);
    if (duration == NULL)
        return false;
    char *calendar = bt_printf("P%" PRId64 "Y%" PRId64 "M", bt_xml_get_int(duration, XA_YEARS, 0), bt_xml_get_int(duration, XA_MONTHS, 0));
    bool ok = bt_iso8601_add(start, calendar, ret);
    for (size_t i = 0; i < BT_COUNT(units); i++)
        ret->s += units[i].seconds * bt_xml_get_int(duration, units[i].attribute, 0);
    free(calendar);
    return ok;
}

static int check_expression(const xmlNode *e, struct bt_wall now, int32_t zone_s, struct bt_err *err)
{
    const char *operation = bt_xml_get_or(e, XA_OPERATION, "in_range");
    struct bt_wall start = {.s = INT64_MIN}, end = {.s = INT64_MAX};
    if (bt_streq(operation, "date_spec"))
        return check_spec(e, now, zone_s, err);
    bool has_start = bt_iso8601_parse(bt_xml_get(e, XA_START), zone_s, &start), has_end = end_of(e, zone_s, start, &end);
    if (bt_streq(operation, "gt"))
        return !has_start ? unreadable(err) : now.s > start.s ? BT_EX_OK : BT_EX_NOT_YET_IN_EFFECT;
    if (bt_streq(operation, "lt"))
        return !has_end ? unreadable(err) : now.s < end.s ? BT_EX_OK : BT_EX_EXPIRED;
    if (!bt_streq(operation, "in_range") || (!has_start && !has_end))
        return unreadable(err);
    if (has_start && now.s < start.s)
        return BT_EX_NOT_YET_IN_EFFECT;
    return has_end && now.s > end.s ? BT_EX_EXPIRED : BT_EX_OK;
}

/* How many date expressions a rule has, in rules within it too; the last of them. */
static size_t count_dates(const xmlNode *rule, const xmlNode **ret_last)
{
    size_t n = 0;
    bt_xml_each(child, rule, NULL) {
        if (bt_xml_is(child, XE_RULE))
            n += count_dates(child, ret_last);
        if (!bt_xml_is(child, XE_DATE_EXPRESSION))
            continue;
        *ret_last = child;
        n++;
    }
    return n;
}

/* BT_EX_OK, BT_EX_EXPIRED, BT_EX_NOT_YET_IN_EFFECT, or why it can't be said. *ret_spec: by a date_spec. */
static int check_rule(const xmlDoc *cib, const char *id, struct bt_wall now, int32_t zone_s, bool *ret_spec, struct bt_err *err)
{
    char *xpath = bt_printf("//" XE_RULE "[@id='%s']", id);
    xmlNode **found = NULL;
    size_t n = 0;
    int rc = strchr(id, '\'') == NULL ? bt_xml_xpath(cib, xpath, &found, &n, err) : BT_EX_OK;
    free(xpath);
    if (rc == BT_EX_OK && n == 0)
        rc = bt_fail(err, BT_EX_NOSUCH, "Rule not found");
    else if (rc == BT_EX_OK && n > 1)
        rc = bt_fail(err, BT_EX_MULTIPLE, "Found more than one rule with matching ID");
    else if (rc == BT_EX_OK) {
        const xmlNode *only = NULL;
        n = count_dates(found[0], &only);
        rc = n == 1 ? check_expression(only, now, zone_s, err)
                    : undetermined(err, n == 0 ? "Rule does not have a date expression" : "Rule has more than one date expression");
        *ret_spec = n == 1 && bt_streq(bt_xml_get(only, XA_OPERATION), "date_spec");
    }
    free(found);
    return rc;
}

static void say(struct out *o, const char *id, int rc, bool by_spec, struct bt_err *err)
{
    if (rc == BT_EX_OK)
        out_line(o, by_spec ? "Rule %s satisfies conditions" : "Rule %s is still in effect", id);
    else if (rc == BT_EX_EXPIRED)
        out_line(o, "Rule %s is expired", id);
    else if (rc == BT_EX_NOT_YET_IN_EFFECT)
        out_line(o, "Rule %s has not yet taken effect", id);
    else
        out_error(o, "Could not determine whether rule %s is in effect: %s", id, bt_err_text(err));
    xmlNode *n = out_element(o, "rule-check");
    if (n != NULL) {
        bt_xml_set(n, "rule-id", id);
        bt_xml_set_int(n, XA_RC, rc);
    }
    bt_err_clear(err);
}

/* The CIB: from the word, stdin, or as every tool gets it. */
static int get_cib(const struct args *a, struct out *o, xmlDoc **ret)
{
    struct bt_err err = {0};
    char *text = NULL;
    size_t len = 0;
    if (a->xml == NULL)
        return tool_cib_whole(o, tool.name, "crm_rule: ", NULL, ret);
    int rc = bt_streq(a->xml, "-") ? bt_file_read("-", INPUT_MAX_BYTES, &text, &len, &err) : BT_EX_OK;
    if (rc == BT_EX_OK)
        rc = text != NULL ? bt_xml_parse(text, len, "stdin", ret, &err) : bt_xml_parse(a->xml, strlen(a->xml), "the command line", ret, &err);
    if (rc != BT_EX_OK)
        out_error(o, "crm_rule: %s", bt_err_text(&err));
    bt_err_clear(&err);
    free(text);
    return rc;
}

static int run(const struct args *a, struct out *o)
{
    struct bt_wall now = bt_now().wall;
    int32_t zone_s = bt_zone_s(now);
    xmlDoc *cib = NULL;
    if (!a->check || a->rules.n == 0) {
        out_error(o, a->check ? "crm_rule: --check requires use of --rule=" : "crm_rule: No mode operation given");
        return BT_EX_USAGE;
    }
    if (a->date != NULL && !bt_iso8601_parse(a->date, zone_s, &now)) {
        out_error(o, "crm_rule: Invalid date specified: '%s'", a->date);
        return BT_EX_DATAERR;
    }
    int rc = get_cib(a, o, &cib);
    for (size_t i = 0; cib != NULL && i < a->rules.n; i++) {
        struct bt_err err = {0};
        bool by_spec = false;
        rc = check_rule(cib, a->rules.v[i], now, zone_s, &by_spec, &err);
        say(o, a->rules.v[i], rc, by_spec, &err);
    }
    bt_xml_free(cib);
    return rc;
}

int main(int argc, char **argv)
{
    struct args a = {0};
    struct out *o = NULL;
    int rc = opt_parse(&tool, argc, argv, &a);
    if (rc == OPT_GO_ON)
        rc = out_open(&a.common, argc, argv, &o);
    if (o != NULL)
        rc = out_finish(o, run(&a, o));
    bt_strv_free(&a.rules);
    bt_strv_free(&a.common.words);
    return rc;
}
