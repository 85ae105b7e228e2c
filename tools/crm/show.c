/* tools/crm/show.c - the order of objects, their lines, attribute lists and rules as words (see grammar.h and show.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/crm/show.h"

#include "tools/crm/words.h"

/* Lines ------------------------------------------------------------------------------------------------------- */

static void append(struct show *s, const char *text, const char *between)
{
    char **last = &s->lines.v[s->lines.n - 1];
    char *longer = bt_printf("%s%s%s", *last, (*last)[0] != '\0' ? between : "", text);
    free(*last);
    *last = longer;
}

void show_word(struct show *s, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text = bt_vprintf(fmt, ap);
    va_end(ap);
    append(s, text, " ");
    free(text);
}

void show_line(struct show *s, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    BT_PUSH(&s->lines, bt_vprintf(fmt, ap));
    va_end(ap);
}

void show_pair(struct show *s, const char *name, const char *value)
{
    struct bt_buf b = {0};
    bt_buf_addf(&b, "%s=", name);
    words_quote(&b, value);
    append(s, b.text, " ");
    bt_buf_free(&b);
}

void show_description(struct show *s, const xmlNode *n)
{
    const char *description = bt_xml_get(n, XA_DESCRIPTION);
    if (description == NULL)
        return;
    show_line(s, "%s", "");
    show_pair(s, XA_DESCRIPTION, description);
}

bool show_is_referenced(const struct show *s, const xmlNode *n)
{
    return bt_xml_id(n) != NULL && bt_map_get(s->referenced, bt_xml_id(n)) != NULL;
}

const char *show_score(const char *score)
{
    if (bt_strcaseeq(score, "INFINITY") || bt_strcaseeq(score, "+INFINITY"))
        return "inf";
    return bt_strcaseeq(score, "-INFINITY") ? "-inf" : score;
}

bool show_knows(const xmlNode *n, const char *const *names)
{
    for (const xmlAttr *a = n->properties; a != NULL; a = a->next) {
        bool known = false;
        for (size_t i = 0; !known && names[i] != NULL; i++)
            known = bt_streq((const char *)a->name, names[i]);
        if (!known)
            return false;
    }
    return true;
}

/* Rules ------------------------------------------------------------------------------------------------------- */

static void show_fields(struct show *s, const xmlNode *n)
{
    for (const xmlAttr *a = n != NULL ? n->properties : NULL; a != NULL; a = a->next)
        if (!bt_streq((const char *)a->name, XA_ID))
            show_pair(s, (const char *)a->name, bt_xml_get_or(n, (const char *)a->name, ""));
}

static void show_value(struct show *s, const char *value)
{
    struct bt_buf b = {0};
    words_quote(&b, value);
    append(s, b.text, " ");
    bt_buf_free(&b);
}

static bool show_date(struct show *s, const xmlNode *e)
{
    const char *operation = bt_xml_get_or(e, XA_OPERATION, "in_range"), *start = bt_xml_get(e, XA_START), *end = bt_xml_get(e, XA_END);
    if (bt_streq(operation, "lt") || bt_streq(operation, "gt")) {
        show_word(s, "date %s", operation);
        show_value(s, bt_streq(operation, "lt") ? (end != NULL ? end : "") : start != NULL ? start : "");
        return true;
    }
    if (bt_streq(operation, "date_spec")) {
        show_word(s, "date spec");
        show_fields(s, bt_xml_first(e, XE_DATE_SPEC));
        return true;
    }
    if (!bt_streq(operation, "in_range"))
        return false;
    show_word(s, "date in");
    if (start != NULL)
        show_pair(s, XA_START, start);
    if (end != NULL)
        show_pair(s, XA_END, end);
    show_fields(s, bt_xml_first(e, XE_DURATION));
    return true;
}

static bool show_comparison(struct show *s, const xmlNode *e)
{
    static const char *const known[] = {XA_ID, XA_OPERATION, XA_ATTRIBUTE, XA_TYPE, XA_VALUE, NULL};
    const char *operation = bt_xml_get_or(e, XA_OPERATION, ""), *type = bt_xml_get(e, XA_TYPE), *value = bt_xml_get(e, XA_VALUE);
    if (!show_knows(e, known))
        return false;
    if (value == NULL) {
        show_word(s, "%s %s", operation, bt_xml_get_or(e, XA_ATTRIBUTE, ""));
        return true;
    }
    show_word(s, "%s %s%s%s", bt_xml_get_or(e, XA_ATTRIBUTE, ""), type != NULL ? type : "", type != NULL ? ":" : "", operation);
    if (strchr(value, ' ') != NULL || value[0] == '\0' || strpbrk(value, "\"'\\") != NULL)
        show_value(s, value);
    else
        show_word(s, "%s", value);
    return true;
}

bool show_rule(struct show *s, const xmlNode *rule)
{
    static const char *const known[] = {XA_ID, XA_ID_REF, XA_ROLE, XA_SCORE, XA_SCORE_ATTRIBUTE, XA_BOOLEAN_OP, NULL};
    const char *bool_op = bt_xml_get_or(rule, XA_BOOLEAN_OP, "and"), *score = bt_xml_get(rule, XA_SCORE);
    bool first = true, ok = show_knows(rule, known);
    show_word(s, "rule");
    if (bt_xml_get(rule, XA_ID_REF) != NULL) {
        show_word(s, "$id-ref=%s", bt_xml_get(rule, XA_ID_REF));
        return ok;
    }
    if (show_is_referenced(s, rule))
        show_word(s, "$id=%s", bt_xml_id(rule));
    if (bt_xml_get(rule, XA_ROLE) != NULL)
        show_word(s, "$role=%s", bt_xml_get(rule, XA_ROLE));
    if (bt_xml_get(rule, XA_SCORE_ATTRIBUTE) != NULL)
        show_word(s, "%s:", bt_xml_get(rule, XA_SCORE_ATTRIBUTE));
    else if (score != NULL && !bt_streq(show_score(score), "inf"))
        show_word(s, "%s:", show_score(score));
    bt_xml_each(e, rule, NULL) {
        if (!first)
            show_word(s, "%s", bool_op);
        first = false;
        if (bt_xml_is(e, XE_DATE_EXPRESSION))
            ok = show_date(s, e) && ok;
        else
            ok = bt_xml_is(e, XE_EXPRESSION) && show_comparison(s, e) && ok;
    }
    return ok && !first;
}

/* Attribute lists --------------------------------------------------------------------------------------------- */

static void show_nvpair(struct show *s, const xmlNode *pair)
{
    const char *ref = bt_xml_get(pair, XA_ID_REF), *name = bt_xml_get(pair, XA_NAME);
    if (ref != NULL) {
        show_word(s, "@%s%s%s", ref, name != NULL ? ":" : "", name != NULL ? name : "");
        return;
    }
    char *named = NULL;
    if (show_is_referenced(s, pair))
        named = bt_streq(bt_xml_id(pair), name) ? bt_printf("$%s", name) : bt_printf("$%s:%s", bt_xml_id(pair), name);
    show_pair(s, named != NULL ? named : name != NULL ? name : "", bt_xml_get_or(pair, XA_VALUE, ""));
    free(named);
}

bool show_set_content(struct show *s, const xmlNode *set, bool lines)
{
    bool ok = true;
    bt_xml_each(child, set, NULL) {
        if (lines)
            show_line(s, "%s", "");
        if (bt_xml_is(child, XE_RULE))
            ok = show_rule(s, child) && ok;
        else if (bt_xml_is(child, XE_NVPAIR))
            show_nvpair(s, child);
        else
            ok = false;
    }
    return ok;
}

bool show_attrs(struct show *s, const char *keyword, const xmlNode *set, const char *owner_id)
{
    static const char *const known[] = {XA_ID, XA_ID_REF, XA_SCORE, NULL};
    (void)owner_id;
    show_line(s, "%s", keyword);
    if (bt_xml_get(set, XA_ID_REF) != NULL) {
        show_word(s, "$id-ref=%s", bt_xml_get(set, XA_ID_REF));
        return true;
    }
    if (show_is_referenced(s, set))
        show_word(s, "$id=%s", bt_xml_id(set));
    if (bt_xml_get(set, XA_SCORE) != NULL)
        show_word(s, "%s:", show_score(bt_xml_get(set, XA_SCORE)));
    return show_set_content(s, set, false) && show_knows(set, known);
}

/* Objects ----------------------------------------------------------------------------------------------------- */

/* Kinds in the order in which crm shows them. */
static const struct {
    const char *kind, *element, *parent;
    bool (*show)(struct show *s, const xmlNode *n);
} kinds[] = {
    {"node", XE_NODE, XE_NODES, show_node},
    {"rsc_template", XE_TEMPLATE, XE_RESOURCES, show_primitive},
    {"primitive", XE_PRIMITIVE, NULL, show_primitive},
    {"bundle", XE_BUNDLE, XE_RESOURCES, NULL},
    {"group", XE_GROUP, NULL, show_container},
    {"ms", XE_MASTER, XE_RESOURCES, show_container},
    {"clone", XE_CLONE, XE_RESOURCES, show_container},
    {"tag", XE_TAG, XE_TAGS, show_tag},
    {"colocation", XE_RSC_COLOCATION, XE_CONSTRAINTS, show_colocation},
    {"location", XE_RSC_LOCATION, XE_CONSTRAINTS, show_location},
    {"order", XE_RSC_ORDER, XE_CONSTRAINTS, show_order},
    {"fencing_topology", XE_FENCING_TOPOLOGY, XE_CONFIGURATION, show_topology},
    {"rsc_ticket", XE_RSC_TICKET, XE_CONSTRAINTS, show_ticket},
    {"property", XE_CLUSTER_PROPERTY_SET, XE_CRM_CONFIG, show_property},
    {"rsc_defaults", XE_META_ATTRIBUTES, XE_RSC_DEFAULTS, show_property},
    {"op_defaults", XE_META_ATTRIBUTES, XE_OP_DEFAULTS, show_property},
    {"role", XE_ACL_ROLE, XE_ACLS, show_role},
    {"acl_target", XE_ACL_TARGET, XE_ACLS, show_acl_target},
    {"alert", XE_ALERT, XE_ALERTS, show_alert},
};

/* The row of an object; -1 if it is none. */
static int kind_of(const xmlNode *n)
{
    for (size_t i = 0; i < BT_COUNT(kinds); i++)
        if (bt_xml_is(n, kinds[i].element) && (kinds[i].parent == NULL || n->parent == NULL || n->parent->type != XML_ELEMENT_NODE || bt_xml_is(n->parent, kinds[i].parent)))
            return (int)i;
    return -1;
}

const char *grammar_kind(const xmlNode *object)
{
    int kind = kind_of(object);
    return kind < 0 ? NULL : kinds[kind].kind;
}

const char *grammar_id(const xmlNode *object)
{
    if (bt_xml_is(object, XE_NODE))
        return bt_xml_get(object, XA_UNAME);
    if (bt_xml_is(object, XE_FENCING_TOPOLOGY))
        return "fencing_topology";
    return bt_xml_id(object);
}

struct objects {
    const xmlNode **v;
    size_t n, cap;
};

static void collect(const xmlNode *n, struct objects *found)
{
    bt_xml_each(child, n, NULL) {
        int kind = kind_of(child);
        bool empty = bt_xml_is(child, XE_FENCING_TOPOLOGY) && bt_xml_first(child, NULL) == NULL;
        if (kind >= 0 && !empty)
            BT_PUSH(found, child);
        bool section = bt_xml_is(n, XE_CONFIGURATION) && !bt_xml_is(child, XE_FENCING_TOPOLOGY);
        if (section || bt_xml_is(child, XE_GROUP) || bt_xml_is(child, XE_CLONE) || bt_xml_is(child, XE_MASTER) || bt_xml_is(child, XE_BUNDLE))
            collect(child, found);
    }
}

/* By kind, and by id among resources and constraints (sets and nodes as configured). */
static int order_objects(const void *a, const void *b)
{
    const xmlNode *x = *(const xmlNode *const *)a, *y = *(const xmlNode *const *)b;
    int kx = kind_of(x), ky = kind_of(y);
    if (kx != ky)
        return kx - ky;
    return strcmp(grammar_id(x) != NULL ? grammar_id(x) : "", grammar_id(y) != NULL ? grammar_id(y) : "");
}

size_t grammar_objects(const xmlDoc *cib, const xmlNode ***ret)
{
    struct objects found = {0};
    collect(bt_xml_path(bt_xml_root(cib), XE_CONFIGURATION), &found);
    if (found.n > 1)
        qsort(found.v, found.n, sizeof(found.v[0]), order_objects);
    *ret = found.v;
    return found.n;
}

static void collect_references(const xmlNode *n, struct bt_map *ids)
{
    static const char yes[] = "";
    if (bt_xml_get(n, XA_ID_REF) != NULL)
        bt_map_put(ids, bt_xml_get(n, XA_ID_REF), (void *)(uintptr_t)yes);
    bt_xml_each(child, n, NULL)
        collect_references(child, ids);
}

void grammar_show(const xmlDoc *cib, const xmlNode *object, bool one_line, struct bt_buf *out)
{
    struct show s = {.cib = cib, .referenced = bt_map_new()};
    collect_references(bt_xml_path(bt_xml_root(cib), XE_CONFIGURATION), s.referenced);
    int kind = kind_of(object);
    if (kind < 0 || kinds[kind].show == NULL || !kinds[kind].show(&s, object)) {
        char *xml = bt_xml_text(object, !one_line);
        bt_buf_addf(out, "xml %s%s", xml, one_line ? "\n" : "");
        free(xml);
    } else {
        for (size_t i = 0; i < s.lines.n; i++)
            bt_buf_addf(out, "%s%s", i == 0 ? "" : one_line ? " " : " \\\n\t", s.lines.v[i]);
        bt_buf_add(out, "\n");
    }
    bt_map_free(s.referenced);
    bt_strv_free(&s.lines);
}
