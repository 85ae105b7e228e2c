/* tools/crm/parse_attrs.c - attribute lists and rule expressions (crm(8), "Syntax: Rule expressions" and "Attribute list references").
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/crm/parse.h"

static const char *const date_fields[] = {"hours", "monthdays", "weekdays", "yearsdays", "yeardays", "months", "weeks", "years", "weekyears", "moon", "seconds", "minutes", "days"};

static bool is_date_field(const char *word)
{
    for (size_t i = 0; i < BT_COUNT(date_fields); i++)
        if (parse_value_of(word, date_fields[i]) != NULL)
            return true;
    return false;
}

/* Takes "field=value" words into attributes of an element; the number taken. */
static size_t take_date_fields(struct parse *p, xmlNode *n)
{
    size_t taken = 0, len;
    const char *value;
    for (; is_date_field(parse_word(p)) && parse_pair(parse_word(p), &len, &value); taken++, p->at++) {
        char *name = bt_strndup(parse_word(p), len);
        bt_xml_set(n, name, value);
        free(name);
    }
    return taken;
}

static const char *rule_id(const xmlNode *expression)
{
    return bt_xml_get_or(expression->parent, XA_ID, "rule");
}

/* "date lt END", "date gt START", "date in start= end=|duration", "date spec fields" after "date". */
static int parse_date(struct parse *p, xmlNode *rule)
{
    xmlNode *e = bt_xml_add(rule, XE_DATE_EXPRESSION);
    const char *value;
    parse_make_id(p, e, "%s-expression", rule_id(e));
    if (parse_accept(p, "lt") || parse_accept(p, "gt")) {
        const char *op = p->words->v[p->at - 1];
        if (parse_word(p) == NULL)
            return parse_fail(p, "Expected a date");
        bt_xml_set(e, XA_OPERATION, op);
        bt_xml_set(e, bt_streq(op, "lt") ? XA_END : XA_START, parse_take(p));
        return BT_EX_OK;
    }
    if (parse_accept(p, "spec") || parse_accept(p, "date_spec")) {
        bt_xml_set(e, XA_OPERATION, "date_spec");
        xmlNode *spec = bt_xml_add(e, XE_DATE_SPEC);
        parse_make_id(p, spec, "%s-date_spec", bt_xml_id(e));
        return take_date_fields(p, spec) > 0 ? BT_EX_OK : parse_fail(p, "Expected a date specification such as years=2026");
    }
    if (!parse_accept(p, "in") && !parse_accept(p, "in_range"))
        return parse_fail(p, "Expected lt, gt, in or spec");
    bt_xml_set(e, XA_OPERATION, "in_range");
    for (; (value = parse_value_of(parse_word(p), XA_START)) != NULL || parse_value_of(parse_word(p), XA_END) != NULL; p->at++)
        bt_xml_set(e, value != NULL ? XA_START : XA_END, value != NULL ? value : parse_value_of(parse_word(p), XA_END));
    if (is_date_field(parse_word(p))) {
        xmlNode *duration = bt_xml_add(e, XE_DURATION);
        parse_make_id(p, duration, "%s-duration", bt_xml_id(e));
        take_date_fields(p, duration);
    }
    return BT_EX_OK;
}

/* "eq", "string:lt" ...: the operation, with its type if one is written. */
static bool split_operation(const char *word, const char **ret_operation, size_t *ret_type_len)
{
    static const char *const operations[] = {"lt", "gt", "lte", "gte", "eq", "ne"};
    static const char *const types[] = {"string", "integer", "number", "version"};
    const char *colon = strchr(word, ':'), *operation = colon != NULL ? colon + 1 : word;
    bool known = colon == NULL, ok = false;
    for (size_t i = 0; colon != NULL && i < BT_COUNT(types); i++)
        known = known || (strlen(types[i]) == (size_t)(colon - word) && strncmp(types[i], word, (size_t)(colon - word)) == 0);
    for (size_t i = 0; i < BT_COUNT(operations); i++)
        ok = ok || strcmp(operations[i], operation) == 0;
    *ret_operation = operation;
    *ret_type_len = colon != NULL ? (size_t)(colon - word) : 0;
    return known && ok;
}

/* "defined attr", "attr op value" */
static int parse_comparison(struct parse *p, xmlNode *rule)
{
    const char *operation;
    size_t type_len;
    xmlNode *e = bt_xml_add(rule, XE_EXPRESSION);
    parse_make_id(p, e, "%s-expression", rule_id(e));
    if (parse_word(p) == NULL)
        return parse_fail(p, "Expected an expression");
    if (parse_accept(p, "defined") || parse_accept(p, "not_defined")) {
        if (parse_word(p) == NULL)
            return parse_fail(p, "Expected an attribute");
        bt_xml_set(e, XA_OPERATION, p->words->v[p->at - 1]);
        bt_xml_set(e, XA_ATTRIBUTE, parse_take(p));
        return BT_EX_OK;
    }
    const char *attribute = parse_take(p);
    if (parse_word(p) == NULL || !split_operation(parse_word(p), &operation, &type_len))
        return parse_fail(p, "Expected ((string|integer|number|version):)?(lt|gt|lte|gte|eq|ne)");
    bt_xml_set(e, XA_OPERATION, operation);
    bt_xml_set(e, XA_ATTRIBUTE, attribute);
    if (type_len > 0) {
        char *type = bt_strndup(parse_word(p), type_len);
        bt_xml_set(e, XA_TYPE, type);
        free(type);
    }
    parse_take(p);
    if (parse_word(p) == NULL)
        return parse_fail(p, "Expected a value");
    bt_xml_set(e, XA_VALUE, parse_take(p));
    return BT_EX_OK;
}

static int parse_expression(struct parse *p, xmlNode *rule)
{
    const char *bool_op = NULL;
    int rc;
    do {
        if (bool_op != NULL && bt_xml_get(rule, XA_BOOLEAN_OP) != NULL && !bt_streq(bool_op, bt_xml_get(rule, XA_BOOLEAN_OP)))
            return parse_fail(p, "'and' and 'or' can't be mixed in one rule");
        bt_xml_set(rule, XA_BOOLEAN_OP, bool_op);
        rc = parse_accept(p, "date") ? parse_date(p, rule) : parse_comparison(p, rule);
        bool_op = parse_word(p);
    } while (rc == BT_EX_OK && (parse_accept(p, "and") || parse_accept(p, "or")));
    if (bt_streq(bt_xml_get(rule, XA_BOOLEAN_OP), "and")) /* the default is not written */
        bt_xml_set(rule, XA_BOOLEAN_OP, NULL);
    return rc;
}

/* One rule after the word "rule": [$id=|$id-ref=] [$role=] [score:] expression. */
static int parse_rule(struct parse *p, xmlNode *parent)
{
    xmlNode *rule = bt_xml_add(parent, XE_RULE);
    const char *value;
    char score[BT_SCORE_TEXT];
    bool named = false;
    while (parse_word(p) != NULL && parse_word(p)[0] == '$') {
        if ((value = parse_value_of(parse_word(p), "$id-ref")) != NULL) {
            bt_xml_set(rule, XA_ID_REF, value);
            p->at++;
            return BT_EX_OK;
        }
        if ((value = parse_value_of(parse_word(p), "$id")) != NULL) {
            parse_set_id(p, rule, value);
            named = true;
        } else if ((value = parse_value_of(parse_word(p), "$role")) != NULL) {
            bt_xml_set(rule, XA_ROLE, value);
        } else {
            return parse_fail(p, "Expected $id=, $id-ref= or $role=");
        }
        p->at++;
    }
    if (!named)
        parse_make_id(p, rule, "%s-rule", bt_xml_get_or(parent, XA_ID, "rule"));
    size_t label = parse_label(parse_word(p));
    if (label == 0) {
        bt_xml_set(rule, XA_SCORE, "INFINITY");
    } else if (parse_score(parse_word(p), label, score)) {
        bt_xml_set(rule, XA_SCORE, score);
    } else {
        char *attribute = bt_strndup(parse_word(p), label);
        bt_xml_set(rule, XA_SCORE_ATTRIBUTE, attribute);
        free(attribute);
    }
    p->at += label > 0;
    return parse_expression(p, rule);
}

int parse_rules(struct parse *p, xmlNode *parent)
{
    int rc = BT_EX_OK;
    while (rc == BT_EX_OK && parse_accept(p, "rule"))
        rc = parse_rule(p, parent);
    return rc;
}

/* "$id:name=value", "$name=value": an id of its own for others to refer to. */
static int parse_named_pair(struct parse *p, xmlNode *pair, const char *word)
{
    size_t len;
    const char *value, *colon = strchr(word, ':');
    if (!parse_pair(word + 1, &len, &value))
        return parse_fail(p, "Expected $ID:NAME=VALUE");
    bool has_id = colon != NULL && colon < value;
    char *name = has_id ? bt_strndup(colon + 1, (size_t)(value - 1 - colon - 1)) : bt_strndup(word + 1, len);
    char *id = bt_strndup(word + 1, has_id ? (size_t)(colon - word - 1) : len);
    parse_set_id(p, pair, id);
    bt_xml_set(pair, XA_NAME, name);
    bt_xml_set(pair, XA_VALUE, value);
    free(name);
    free(id);
    return BT_EX_OK;
}

/* "@id", "@id:name" */
static void parse_reference(xmlNode *pair, const char *word)
{
    const char *colon = strchr(word, ':');
    char *id = bt_strndup(word + 1, colon != NULL ? (size_t)(colon - word - 1) : strlen(word + 1));
    bt_xml_set(pair, XA_ID_REF, id);
    bt_xml_set(pair, XA_NAME, colon != NULL ? colon + 1 : NULL);
    free(id);
}

int parse_nvpair(struct parse *p, xmlNode *set)
{
    const char *word = parse_word(p), *value;
    size_t len;
    xmlNode *pair = bt_xml_add(set, XE_NVPAIR);
    if (word[0] == '@') {
        parse_reference(pair, word);
    } else if (word[0] == '$') {
        int rc = parse_named_pair(p, pair, word);
        if (rc != BT_EX_OK)
            return rc;
    } else if (parse_pair(word, &len, &value)) {
        char *name = bt_strndup(word, len);
        parse_make_id(p, pair, "%s-%s", bt_xml_get_or(set, XA_ID, ""), name);
        bt_xml_set(pair, XA_NAME, name);
        bt_xml_set(pair, XA_VALUE, value);
        free(name);
    } else {
        return parse_fail(p, "Expected NAME=VALUE");
    }
    p->at++;
    return BT_EX_OK;
}

static bool is_pair_word(const char *word)
{
    size_t len;
    const char *value;
    return word != NULL && (word[0] == '@' || parse_pair(word, &len, &value));
}

int parse_set_content(struct parse *p, xmlNode *set)
{
    int rc = parse_rules(p, set);
    while (rc == BT_EX_OK && is_pair_word(parse_word(p)))
        rc = parse_nvpair(p, set);
    return rc;
}

int parse_attrs(struct parse *p, xmlNode *parent, const char *tag, const char *id_base)
{
    xmlNode *set = bt_xml_add(parent, tag);
    const char *value = parse_value_of(parse_word(p), "$id-ref");
    char score[BT_SCORE_TEXT];
    if (value != NULL) {
        bt_xml_set(set, XA_ID_REF, value);
        p->at++;
        return BT_EX_OK;
    }
    value = parse_value_of(parse_word(p), "$id");
    if (value != NULL)
        parse_set_id(p, set, value);
    else
        parse_make_id(p, set, "%s-%s", id_base, tag);
    p->at += value != NULL;
    size_t label = parse_label(parse_word(p));
    if (label > 0 && parse_score(parse_word(p), label, score)) {
        bt_xml_set(set, XA_SCORE, score);
        p->at++;
    }
    return parse_set_content(p, set);
}
