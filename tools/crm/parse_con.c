/* tools/crm/parse_con.c - constraints and resource sets (crm(8): location, colocation, order, rsc_ticket, "Syntax: Resource sets").
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/crm/parse.h"

/* One member of a set or of a simple constraint: "rsc", "rsc:Promoted", "rsc:start". */
struct member {
    char *rsc, *what; /* what: role or action; NULL if none */
    char open;        /* the bracket it is inside: '(', '[', '{' or 0 */
    size_t bracket;   /* counts brackets, so that two neighbours are two sets */
};

/* All that stands for resources, and what was said of each bracket. */
struct members {
    struct member *v;
    size_t n, cap;
    struct bt_strv attributes; /* "3 sequential=true": number of the bracket, attribute */
    size_t brackets;
};

static void members_free(struct members *m)
{
    for (size_t i = 0; i < m->n; i++) {
        free(m->v[i].rsc);
        free(m->v[i].what);
    }
    BT_VEC_FREE(m);
    bt_strv_free(&m->attributes);
}

static void add_member(struct members *m, const char *word, char open)
{
    const char *colon = strrchr(word, ':');
    struct member one = {.open = open, .bracket = open != 0 ? m->brackets : 0};
    one.rsc = colon != NULL ? bt_strndup(word, (size_t)(colon - word)) : bt_strdup(word);
    one.what = colon != NULL ? bt_strdup(colon + 1) : NULL;
    BT_PUSH(m, one);
}

static bool is_bracket(const char *word, const char *which)
{
    return word != NULL && word[0] != '\0' && word[1] == '\0' && strchr(which, word[0]) != NULL;
}

/* Takes resources and brackets up to the end or to "name=value" outside of a bracket. */
static int take_members(struct parse *p, struct members *m)
{
    char open = 0;
    size_t len;
    const char *value, *word;
    for (; (word = parse_word(p)) != NULL && (open != 0 || !parse_pair(word, &len, &value)); p->at++) {
        if (is_bracket(word, "([{")) {
            if (open != 0)
                return parse_fail(p, "Sets can't be nested");
            open = word[0];
            m->brackets++;
        } else if (is_bracket(word, ")]}")) {
            if (open == 0 || word[0] != (open == '(' ? ')' : open == '[' ? ']' : '}'))
                return parse_fail(p, "Unmatched bracket");
            open = 0;
        } else if (parse_pair(word, &len, &value)) {
            BT_PUSH(&m->attributes, bt_printf("%zu %s", m->brackets, word));
        } else {
            add_member(m, word, open);
        }
    }
    return open == 0 ? BT_EX_OK : parse_fail(p, "Unmatched bracket");
}

static void set_attributes(const struct members *m, size_t bracket, xmlNode *set)
{
    for (size_t i = 0; i < m->attributes.n; i++) {
        char *rest;
        size_t len;
        const char *value;
        if (strtoul(m->attributes.v[i], &rest, 10) != bracket || !parse_pair(rest + 1, &len, &value))
            continue;
        char *name = bt_strndup(rest + 1, len);
        bt_xml_set(set, name, value);
        free(name);
    }
}

static bool same_set(const struct member *a, const struct member *b)
{
    return a->bracket == b->bracket && bt_streq(a->what, b->what);
}

/* <resource_set>s: a new one at each bracket and wherever role or action changes. what: "role" or "action". */
static void add_sets(struct parse *p, const struct members *m, xmlNode *root, const char *what)
{
    xmlNode *set = NULL;
    size_t number = 0;
    for (size_t i = 0; i < m->n; i++) {
        const struct member *one = &m->v[i];
        if (set == NULL || !same_set(one, &m->v[i - 1])) {
            set = bt_xml_add(root, XE_RESOURCE_SET);
            parse_make_id(p, set, "%s-%zu", bt_xml_id(root), number++);
            bt_xml_set(set, XA_REQUIRE_ALL, one->open == '[' ? "false" : NULL);
            bt_xml_set(set, XA_SEQUENTIAL, one->open == '[' || one->open == '(' ? "false" : NULL);
            bt_xml_set(set, what, one->what);
            if (one->open != 0)
                set_attributes(m, one->bracket, set);
            if (one->open == '(' && bt_xml_get_bool(set, XA_SEQUENTIAL, true)) /* the default is not written */
                bt_xml_set(set, XA_SEQUENTIAL, NULL);
            if (one->open == '[' && bt_xml_get_bool(set, XA_SEQUENTIAL, true))
                bt_xml_set(set, XA_SEQUENTIAL, NULL);
        }
        bt_xml_set(bt_xml_add(set, XE_RESOURCE_REF), XA_ID, one->rsc);
    }
}

/* "name=value" words into attributes of the constraint. */
static void take_attributes(struct parse *p, xmlNode *root)
{
    size_t len;
    const char *value;
    for (; parse_pair(parse_word(p), &len, &value); p->at++) {
        char *name = bt_strndup(parse_word(p), len);
        bt_xml_set(root, name, value);
        free(name);
    }
}

/* A constraint between two resources, or sets. names: the four attributes of the simple form. */
static int take_two_or_sets(struct parse *p, xmlNode *root, const char *const names[4], const char *what)
{
    struct members m = {0};
    int rc = take_members(p, &m);
    if (rc == BT_EX_OK && m.n == 0)
        rc = parse_fail(p, "Expected resources");
    if (rc == BT_EX_OK) {
        take_attributes(p, root);
        if (m.n == 2 && m.brackets == 0) {
            bt_xml_set(root, names[0], m.v[0].rsc);
            bt_xml_set(root, names[1], m.v[0].what);
            bt_xml_set(root, names[2], m.v[1].rsc);
            bt_xml_set(root, names[3], m.v[1].what);
        } else {
            add_sets(p, &m, root, what);
        }
    }
    members_free(&m);
    return rc;
}

int parse_colocation(struct parse *p, xmlNode *root)
{
    static const char *const names[] = {XA_RSC, XA_RSC_ROLE, XA_WITH_RSC, XA_WITH_RSC_ROLE};
    char score[BT_SCORE_TEXT];
    parse_set_id(p, root, parse_take(p));
    size_t label = parse_label(parse_word(p));
    if (label > 0) {
        if (!parse_score(parse_word(p), label, score))
            return parse_fail(p, "Expected a score");
        bt_xml_set(root, XA_SCORE, score);
        p->at++;
    }
    return take_two_or_sets(p, root, names, XA_ROLE);
}

/* "Mandatory:", or a score as it was written before there were kinds: 0 is Optional, inf is Mandatory. */
static int take_kind(struct parse *p, xmlNode *root)
{
    static const char *const kinds[] = {"Mandatory", "Optional", "Serialize"};
    char score[BT_SCORE_TEXT];
    size_t label = parse_label(parse_word(p));
    if (label == 0)
        return BT_EX_OK;
    const char *word = parse_word(p), *kind = NULL;
    for (size_t i = 0; i < BT_COUNT(kinds); i++)
        if (strlen(kinds[i]) == label && strncasecmp(kinds[i], word, label) == 0)
            kind = kinds[i];
    if (kind == NULL && parse_score(word, label, score))
        kind = strcmp(score, "0") == 0 ? "Optional" : "Mandatory";
    if (kind == NULL)
        return parse_fail(p, "Expected Mandatory:, Optional: or Serialize:");
    bt_xml_set(root, XA_KIND, kind);
    p->at++;
    return BT_EX_OK;
}

int parse_order(struct parse *p, xmlNode *root)
{
    static const char *const names[] = {XA_FIRST, XA_FIRST_ACTION, XA_THEN, XA_THEN_ACTION};
    parse_set_id(p, root, parse_take(p));
    int rc = take_kind(p, root);
    return rc == BT_EX_OK ? take_two_or_sets(p, root, names, XA_ACTION) : rc;
}

int parse_ticket(struct parse *p, xmlNode *root)
{
    struct members m = {0};
    parse_set_id(p, root, parse_take(p));
    size_t label = parse_label(parse_word(p));
    if (label == 0)
        return parse_fail(p, "Expected <ticket>:");
    char *ticket = bt_strndup(parse_take(p), label);
    bt_xml_set(root, XA_TICKET, ticket);
    free(ticket);
    int rc = take_members(p, &m);
    if (rc == BT_EX_OK) {
        take_attributes(p, root);
        if (m.n == 1) {
            bt_xml_set(root, XA_RSC, m.v[0].rsc);
            bt_xml_set(root, XA_RSC_ROLE, m.v[0].what);
        } else {
            add_sets(p, &m, root, XA_ROLE);
        }
    }
    members_free(&m);
    return rc;
}

/* The resource of a location: a name, /pattern/, or { a set }. */
static int take_location_rsc(struct parse *p, xmlNode *root)
{
    const char *word = parse_word(p);
    size_t len = strlen(word);
    if (len > 2 && word[0] == '/' && word[len - 1] == '/') {
        char *pattern = bt_strndup(word + 1, len - 2);
        bt_xml_set(root, XA_RSC_PATTERN, pattern);
        free(pattern);
    } else if (is_bracket(word, "{([")) {
        struct members m = {0};
        struct bt_strv inside = {0};
        size_t from = p->at;
        while (p->at < p->words->n && !is_bracket(parse_word(p), "})]"))
            p->at++;
        if (parse_word(p) == NULL)
            return parse_fail(p, "Unmatched bracket");
        for (size_t i = from; i <= p->at; i++)
            bt_strv_add(&inside, p->words->v[i]);
        struct parse sub = *p;
        sub.words = &inside;
        sub.at = 0;
        int rc = take_members(&sub, &m);
        if (rc == BT_EX_OK)
            add_sets(p, &m, root, XA_ROLE);
        bt_strv_free(&inside);
        members_free(&m);
        if (rc != BT_EX_OK)
            return rc;
    } else {
        bt_xml_set(root, XA_RSC, word);
    }
    p->at++;
    return BT_EX_OK;
}

int parse_location(struct parse *p, xmlNode *root)
{
    char score[BT_SCORE_TEXT];
    parse_set_id(p, root, parse_take(p));
    int rc = take_location_rsc(p, root);
    if (rc != BT_EX_OK)
        return rc;
    take_attributes(p, root);
    if (bt_streq(parse_word(p), "rule"))
        return parse_rules(p, root);
    size_t label = parse_label(parse_word(p));
    if (label == 0 || parse_next(p) == NULL)
        return parse_fail(p, "expected <score>: <node> or <rule> [<rule> ...]");
    if (!parse_score(parse_word(p), label, score))
        return parse_fail(p, "Expected a score");
    p->at++;
    bt_xml_set(root, XA_SCORE, score);
    bt_xml_set(root, XA_NODE, parse_take(p));
    return BT_EX_OK;
}
