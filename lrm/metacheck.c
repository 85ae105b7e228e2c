/* lrm/metacheck.c - checks an agent's meta-data: two tables of form, a list of rules of sense (see metacheck.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/metacheck.h"

enum kind { ANY, NAME, BOOLEAN, DURATION, NUMBER, ROLE, TYPE };

/* Which attributes an element may have, and which it must. */
static const struct attr_rule {
    const char *element, *name;
    bool required;
    enum kind kind;
} attr_rules[] = {
    {XE_RESOURCE_AGENT, XA_NAME, true, NAME},
    {XE_RESOURCE_AGENT, XA_VERSION, false, ANY},
    {XE_LONGDESC, XA_LANG, false, ANY},
    {XE_SHORTDESC, XA_LANG, false, ANY},
    {XE_PARAMETER, XA_NAME, true, NAME},
    {XE_PARAMETER, XA_UNIQUE, false, BOOLEAN},
    {XE_PARAMETER, XA_UNIQUE_GROUP, false, NAME},
    {XE_PARAMETER, XA_REQUIRED, false, BOOLEAN},
    {XE_PARAMETER, XA_RELOADABLE, false, BOOLEAN},
    {XE_PARAMETER, XA_PRIVATE, false, BOOLEAN},
    {XE_PARAMETER, XA_DEPRECATED, false, BOOLEAN},
    {XE_PARAMETER, XA_OBSOLETES, false, NAME},
    {XE_CONTENT, XA_TYPE, true, TYPE},
    {XE_CONTENT, XA_DEFAULT, false, ANY},
    {XE_OPTION, XA_VALUE, true, ANY},
    {XE_REPLACED_WITH, XA_NAME, true, NAME},
    {XE_DESC, XA_LANG, false, ANY},
    {XE_ACTION, XA_NAME, true, NAME},
    {XE_ACTION, XA_TIMEOUT, true, DURATION},
    {XE_ACTION, XA_INTERVAL, false, DURATION},
    {XE_ACTION, XA_START_DELAY, false, DURATION},
    {XE_ACTION, XA_DEPTH, false, NUMBER},
    {XE_ACTION, XA_ROLE, false, ROLE},
    {XE_SPECIAL, XA_TAG, true, ANY},
};

/* Which elements may lie in which, and how many there must be (0: any number is too many). */
static const struct child_rule {
    const char *parent, *child;
    size_t least, most;
} child_rules[] = {
    {XE_RESOURCE_AGENT, XE_VERSION, 1, 1},    {XE_RESOURCE_AGENT, XE_LONGDESC, 0, 99}, {XE_RESOURCE_AGENT, XE_SHORTDESC, 0, 99},
    {XE_RESOURCE_AGENT, XE_PARAMETERS, 0, 1}, {XE_RESOURCE_AGENT, XE_ACTIONS, 1, 1},   {XE_RESOURCE_AGENT, XE_SPECIAL, 0, 99},
    {XE_PARAMETERS, XE_PARAMETER, 0, 9999},   {XE_PARAMETER, XE_LONGDESC, 0, 99},      {XE_PARAMETER, XE_SHORTDESC, 0, 99},
    {XE_PARAMETER, XE_CONTENT, 1, 1},         {XE_PARAMETER, XE_DEPRECATED, 0, 1},     {XE_DEPRECATED, XE_REPLACED_WITH, 0, 99},
    {XE_DEPRECATED, XE_DESC, 0, 99},          {XE_CONTENT, XE_OPTION, 0, 9999},        {XE_ACTIONS, XE_ACTION, 1, 999},
};

/* Elements whose contents are free. */
static const char *const texts[] = {XE_LONGDESC, XE_SHORTDESC, XE_VERSION, XE_SPECIAL, XE_DESC};

static bool has(const char *const *list, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], name) == 0)
            return true;
    return false;
}

static void fault(struct lrm_meta_faults *f, const xmlNode *at, bool wrong, const char *fmt, ...) BT_PRINTF(4, 5);
static void fault(struct lrm_meta_faults *f, const xmlNode *at, bool wrong, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    struct lrm_meta_fault one = {.line = at != NULL ? xmlGetLineNo(at) : 0, .wrong = wrong, .text = bt_vprintf(fmt, ap)};
    va_end(ap);
    BT_PUSH(f, one);
}

/* "<parameter name=\"ip\">": how the administrator finds the element. The caller's to free. */
static char *shown(const xmlNode *n)
{
    const xmlNode *named = bt_xml_get(n, XA_NAME) == NULL && bt_xml_is(n->parent, XE_PARAMETER) ? n->parent : n;
    const char *name = bt_xml_get(named, XA_NAME), *of = named != n ? " of parameter " : "";
    if (name == NULL)
        return bt_printf("<%s>", bt_xml_name(n));
    return named != n ? bt_printf("<%s>%s\"%s\"", bt_xml_name(n), of, name) : bt_printf("<%s " XA_NAME "=\"%s\">", bt_xml_name(n), name);
}

/* Form ------------------------------------------------------------------------------------------------------------------- */

static bool is_duration(const char *s)
{
    int64_t ms;
    return bt_duration_ms(s, &ms) && ms >= 0;
}

/* What is wrong with a value of that kind: what it must be; NULL if it is fine. */
static const char *misfit(enum kind kind, const char *value)
{
    static const char *const roles[] = {"Promoted", "Unpromoted", "Master", "Slave", "Started", "Stopped"};
    static const char *const types[] = {"string", "integer", "boolean", "select", "time", "second", "percentage"};
    int64_t n;
    switch (kind) {
    case ANY: return NULL;
    case NAME: return *value != '\0' ? NULL : "a name";
    case BOOLEAN: return strcmp(value, "0") == 0 || strcmp(value, "1") == 0 ? NULL : "0 or 1";
    case DURATION: return is_duration(value) ? NULL : "a time such as 20s";
    case NUMBER: return bt_parse_int(value, &n) && n >= 0 ? NULL : "a number";
    case ROLE: return has(roles, BT_COUNT(roles), value) ? NULL : "Promoted or Unpromoted";
    case TYPE: return has(types, BT_COUNT(types), value) ? NULL : "string, integer, boolean, select, time or percentage";
    }
    return NULL;
}

static void check_attrs(const xmlNode *n, struct lrm_meta_faults *f)
{
    char *element = shown(n);
    for (size_t i = 0; i < BT_COUNT(attr_rules); i++) {
        const struct attr_rule *r = &attr_rules[i];
        const char *value = bt_xml_is(n, r->element) ? bt_xml_get(n, r->name) : NULL;
        const char *want = value != NULL ? misfit(r->kind, value) : NULL;
        if (bt_xml_is(n, r->element) && value == NULL && r->required)
            fault(f, n, true, "%s has no %s", element, r->name);
        else if (want != NULL)
            fault(f, n, true, "%s: %s=\"%s\" is not %s", element, r->name, value, want);
    }
    for (const xmlAttr *a = n->properties; a != NULL; a = a->next) {
        size_t i = 0;
        while (i < BT_COUNT(attr_rules) && !(bt_xml_is(n, attr_rules[i].element) && strcmp((const char *)a->name, attr_rules[i].name) == 0))
            i++;
        if (i == BT_COUNT(attr_rules))
            fault(f, n, true, "%s can't have an attribute %s", element, (const char *)a->name);
    }
    free(element);
}

static const struct child_rule *rule_of(const xmlNode *parent, const xmlNode *child)
{
    for (size_t i = 0; i < BT_COUNT(child_rules); i++)
        if (bt_xml_is(parent, child_rules[i].parent) && bt_xml_is(child, child_rules[i].child))
            return &child_rules[i];
    return NULL;
}

static void check_counts(const xmlNode *n, struct lrm_meta_faults *f)
{
    char *element = shown(n);
    for (size_t i = 0; i < BT_COUNT(child_rules); i++) {
        const struct child_rule *r = &child_rules[i];
        size_t count = bt_xml_is(n, r->parent) ? bt_xml_count(n, r->child) : r->least;
        if (count < r->least)
            fault(f, n, true, "%s has no <%s>", element, r->child);
        else if (count > r->most)
            fault(f, n, true, "%s has %zu <%s>, at most %zu can be", element, count, r->child, r->most);
    }
    free(element);
}

/* Everything below n. The depth is bounded by the rules: what has no rule is not entered. */
static void check_form(const xmlNode *n, struct lrm_meta_faults *f)
{
    check_attrs(n, f);
    check_counts(n, f);
    if (has(texts, BT_COUNT(texts), bt_xml_name(n)))
        return;
    for (const xmlNode *c = n->children; c != NULL; c = c->next) {
        bool text = c->type == XML_TEXT_NODE && c->content != NULL && strspn((const char *)c->content, " \t\r\n") < strlen((const char *)c->content);
        if (text)
            fault(f, n, true, "<%s> can't hold text", bt_xml_name(n));
        if (c->type != XML_ELEMENT_NODE)
            continue;
        if (rule_of(n, c) != NULL)
            check_form(c, f);
        else
            fault(f, c, true, "<%s> can't lie in <%s>", bt_xml_name(c), bt_xml_name(n));
    }
}

/* Sense ------------------------------------------------------------------------------------------------------------------ */

bool lrm_meta_value_fits(const struct lrm_meta_parameter *p, const char *value)
{
    int64_t n;
    bool b;
    const char *type = p->type != NULL ? p->type : "";
    size_t len = strlen(value);
    if (len == 0)
        return true;
    if (strcmp(type, "integer") == 0)
        return bt_parse_int(value, &n) || bt_starts(value, "INFINITY") || bt_starts(value, "-INFINITY") || bt_starts(value, "+INFINITY");
    if (strcmp(type, "boolean") == 0)
        return bt_parse_bool(value, &b);
    if (strcmp(type, "time") == 0 || strcmp(type, "second") == 0)
        return is_duration(value);
    if (strcmp(type, "percentage") == 0)
        return strspn(value, "0123456789.") == len - (value[len - 1] == '%');
    return strcmp(type, "select") != 0 || bt_strv_has(&p->choices, value);
}

static bool is_shell_name(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
    return name[strspn(name, letters)] == '\0'; /* a digit may come first: OCF_RESKEY_ is before it */
}

static void check_parameters(const struct lrm_meta *m, struct lrm_meta_faults *f)
{
    const xmlNode *n = bt_xml_first(bt_xml_first(bt_xml_root(m->doc), XE_PARAMETERS), XE_PARAMETER);
    struct bt_map *seen = bt_map_new();
    for (size_t i = 0; n != NULL; n = bt_xml_next(n, XE_PARAMETER)) {
        if (bt_xml_get(n, XA_NAME) == NULL)
            continue; /* as lrm_meta_parse() does */
        const struct lrm_meta_parameter *p = &m->parameters[i++];
        if (bt_map_get(seen, p->name) != NULL)
            fault(f, n, true, "Parameter \"%s\" is there twice", p->name);
        bt_map_put(seen, p->name, m->doc);
        if (!is_shell_name(p->name))
            fault(f, n, false, "A shell can't read OCF_RESKEY_%s: only letters, digits and _ can be in a variable's name", p->name);
        if (p->default_value != NULL && !lrm_meta_value_fits(p, p->default_value))
            fault(f, n, false, "The default \"%s\" of parameter \"%s\" is no %s", p->default_value, p->name, p->type);
        if (p->required && p->default_value != NULL && *p->default_value != '\0')
            fault(f, n, false, "Parameter \"%s\" is required, so that its default is never used", p->name);
        if (p->longdesc == NULL && p->shortdesc == NULL)
            fault(f, n, false, "Parameter \"%s\" has no description", p->name);
    }
    bt_map_free(seen);
}

static void check_pair(const struct lrm_meta *m, const char *one, const char *other, struct lrm_meta_faults *f)
{
    const char *there = lrm_meta_action(m, one) != NULL ? one : other, *missing = there == one ? other : one;
    if ((lrm_meta_action(m, one) != NULL) != (lrm_meta_action(m, other) != NULL))
        fault(f, NULL, true, "There is an action %s, but none %s: one can't be used without the other", there, missing);
}

static void check_actions(const struct lrm_meta *m, struct lrm_meta_faults *f)
{
    static const char *const needed[] = {"start", "stop", "monitor", "meta-data"};
    for (size_t i = 0; i < BT_COUNT(needed); i++)
        if (lrm_meta_action(m, needed[i]) == NULL)
            fault(f, NULL, true, "There is no action %s", needed[i]);
    check_pair(m, "promote", "demote", f);
    check_pair(m, "migrate_to", "migrate_from", f);
    if (lrm_meta_action(m, "validate-all") == NULL)
        fault(f, NULL, false, "There is no action validate-all");
}

static void check_version(const struct lrm_meta *m, struct lrm_meta_faults *f)
{
    const char *v = m->api_version != NULL ? m->api_version : "";
    bool modern = strcmp(v, "1.1") == 0;
    const xmlNode *at = bt_xml_first(bt_xml_root(m->doc), XE_VERSION);
    if (!modern && strcmp(v, "1.0") != 0)
        fault(f, at, false, "<version> is the version of the OCF standard, 1.0 or 1.1; \"%s\" is read as 1.0", v);
    if (modern && lrm_meta_action(m, "reload") != NULL && lrm_meta_action(m, "reload-agent") == NULL)
        fault(f, NULL, false, "In OCF 1.1 reload reloads the service; new parameters reach it by the action reload-agent, which is not there");
    if (!modern && lrm_meta_action(m, "reload-agent") != NULL)
        fault(f, NULL, false, "The action reload-agent is not used: it belongs to OCF 1.1, and <version> says \"%s\"", v);
    if (m->shortdesc == NULL && m->longdesc == NULL)
        fault(f, NULL, false, "The agent has no description");
}

void lrm_meta_check(const struct lrm_meta *m, struct lrm_meta_faults *ret)
{
    check_form(bt_xml_root(m->doc), ret);
    check_version(m, ret);
    check_parameters(m, ret);
    check_actions(m, ret);
}

size_t lrm_meta_wrong(const struct lrm_meta_faults *faults)
{
    size_t n = 0;
    for (size_t i = 0; i < faults->n; i++)
        n += faults->v[i].wrong;
    return n;
}

void lrm_meta_faults_free(struct lrm_meta_faults *faults)
{
    for (size_t i = 0; i < faults->n; i++)
        free(faults->v[i].text);
    BT_VEC_FREE(faults);
}
