/* xml/schema_explain.c - why an element doesn't fit its grammar, in words that say what would be right (see schema.h).
 *
 *   1. Its pattern is found by its name in the pattern of its parent: the element may not stand there if there is none.
 *   2. Each attribute must be one that the pattern names, with a value that one of its mentions takes.
 *   3. Children that the pattern names once must not stand twice, nor before what the pattern has before them; text must not be there.
 *   4. If all that is right, what is lacking or excludes each other (schema_lacks.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "xml/schema_private.h"

#include "xml/names.h"

char *xml_describe(const xmlNode *n)
{
    const char *id = bt_xml_id(n), *name = bt_xml_get(n, XA_NAME);
    const xmlNode *parent = n->parent;
    if (id != NULL)
        return bt_printf("%s '%s'", bt_xml_name(n), id);
    if (name != NULL)
        return bt_printf("%s with the name '%s'", bt_xml_name(n), name);
    if (parent == NULL || parent->type != XML_ELEMENT_NODE || bt_xml_is(parent, XE_CIB) || bt_xml_is(parent, XE_CONFIGURATION))
        return bt_strdup(bt_xml_name(n));
    char *of = xml_describe(parent), *text = bt_printf("%s %s %s", bt_xml_name(n), bt_xml_id(parent) != NULL ? "of" : "in", of);
    free(of);
    return text;
}

/* Values in words ------------------------------------------------------------------------------------------- */

/* What a type of data is called in a sentence. */
static void say_data(const xmlNode *data, struct bt_strv *ret)
{
    static const struct { const char *type, *words; } types[] = {
        {"boolean", "true"},
        {"boolean", "false"},
        {"integer", "a whole number"},
        {"nonNegativeInteger", "a number from 0 on"},
        {"positiveInteger", "a number from 1 on"},
        {"NCName", "a name that begins with a letter or _ and goes on with these, digits, . and -"},
    };
    bt_xml_each(param, data, NULL)
        if (rng_kind(param) == RNG_param) {
            char *form = bt_printf("text of the form %s", rng_content(param));
            bt_strv_add(ret, form);
            free(form);
        }
    for (size_t i = 0; i < BT_COUNT(types); i++)
        if (bt_streq(bt_xml_get(data, RNG_TYPE), types[i].type))
            bt_strv_add(ret, types[i].words);
}

static void say_values(const struct xml_schema *s, const xmlNode *p, struct bt_strv *ret)
{
    bt_xml_each(child, p, NULL) {
        enum rng_kind kind = rng_kind(child);
        if (kind == RNG_value && !bt_strv_has(ret, rng_content(child)))
            bt_strv_add(ret, rng_content(child));
        else if (kind == RNG_data)
            say_data(child, ret);
        else if (kind != RNG_other && kind != RNG_value)
            say_values(s, rng_resolve(s, child), ret);
    }
}

/* Sentences ------------------------------------------------------------------------------------------------- */

struct look {
    const struct xml_schema *schema;
    const xmlNode *n;
    char *who;
    xml_schema_found *found;
    void *ctx;
    size_t count;
};

static void say(struct look *l, const xmlNode *n, const char *fmt, ...) BT_PRINTF(3, 4);
static void say(struct look *l, const xmlNode *n, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *sentence = bt_vprintf(fmt, ap);
    va_end(ap);
    l->found(l->ctx, n, sentence);
    l->count++;
    free(sentence);
}

char *rng_list(const struct bt_strv *words, const char *last)
{
    struct bt_buf b = {0};
    for (size_t i = 0; i < words->n; i++)
        bt_buf_addf(&b, "%s%s", i == 0 ? "" : i + 1 < words->n ? ", " : last, words->v[i]);
    return b.len > 0 ? bt_buf_take(&b) : bt_strdup("nothing");
}

/* How many letters of a must be changed to make b of it. */
static size_t distance(const char *a, const char *b)
{
    enum { LONGEST = 63 };
    size_t row[LONGEST + 1], len = strlen(b);
    if (len > LONGEST)
        return LONGEST;
    for (size_t j = 0; j <= len; j++)
        row[j] = j;
    for (size_t i = 0; a[i] != '\0'; i++) {
        size_t corner = row[0]++;
        for (size_t j = 0; j < len; j++) {
            size_t change = corner + (a[i] != b[j]);
            corner = row[j + 1];
            size_t gap = (row[j] < corner ? row[j] : corner) + 1;
            row[j + 1] = change < gap ? change : gap;
        }
    }
    return row[len];
}

/* The word that was meant; NULL if none is near. */
static const char *nearest(const struct bt_strv *words, const char *wrong)
{
    const char *best = NULL;
    size_t least = strlen(wrong) / 3 + 1;
    for (size_t i = 0; i < words->n; i++) {
        size_t d = distance(wrong, words->v[i]);
        if (d <= least && d < strlen(words->v[i])) {
            best = words->v[i];
            least = d - (d > 0);
        }
    }
    return best;
}

/* 1: an element that may not stand where it does. */
static void say_misplaced(struct look *l, const xmlNode *within)
{
    struct rng_search may = rng_find(l->schema, within, RNG_element, NULL);
    const char *meant = nearest(&may.names, bt_xml_name(l->n));
    char *parent = xml_describe(l->n->parent), *all = rng_list(&may.names, " or ");
    if (meant != NULL)
        say(l, l->n, "%s may not stand below %s: is %s meant?", l->who, parent, meant);
    else
        say(l, l->n, "%s may not stand below %s, where the schema %s has %s", l->who, parent, l->schema->name, all);
    free(parent);
    free(all);
    rng_search_end(&may);
}

static void say_value(struct look *l, const struct rng_search *mentions, const char *attr, const char *value)
{
    struct bt_strv wanted = {0};
    bool excepted = false;
    for (size_t i = 0; i < mentions->all.n; i++) {
        say_values(l->schema, mentions->all.v[i], &wanted);
        excepted |= rng_excepts(l->schema, mentions->all.v[i], value);
    }
    char *all = rng_list(&wanted, " or ");
    if (excepted)
        say(l, l->n, "%s has %s=\"%s\", which the schema %s does not have any more", l->who, attr, value, l->schema->name);
    else
        say(l, l->n, "%s has %s=\"%s\", but what is wanted is %s", l->who, attr, value, all);
    free(all);
    bt_strv_free(&wanted);
}

/* 2 */
static void look_at_attribute(struct look *l, const xmlNode *p, const xmlAttr *a)
{
    const char *attr = (const char *)a->name, *value = bt_xml_get(l->n, attr);
    struct rng_search mentions = rng_find(l->schema, p, RNG_attribute, attr);
    bool fits = false;
    for (size_t i = 0; i < mentions.all.n && !fits; i++)
        fits = rng_takes(l->schema, mentions.all.v[i], value);
    if (mentions.first != NULL && a->ns == NULL) {
        if (!fits)
            say_value(l, &mentions, attr, value);
    } else if (!mentions.any_name) {
        const char *meant = nearest(&mentions.names, attr);
        char *all = rng_list(&mentions.names, " and ");
        if (meant != NULL && bt_xml_get(l->n, meant) == NULL)
            say(l, l->n, "%s has the attribute %s: is %s meant?", l->who, attr, meant);
        else
            say(l, l->n, "%s has the attribute %s, but in the schema %s it can have only %s", l->who, attr, l->schema->name, all);
        free(all);
    }
    rng_search_end(&mentions);
}

/* 3: place is that of the elements before; order is what they should be. */
static void look_at_child(struct look *l, const xmlNode *p, const xmlNode *child, int *place, const char *order)
{
    if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) {
        const char *text = (const char *)child->content + strspn((const char *)child->content, " \t\r\n");
        if (*text != '\0')
            say(l, l->n, "there is text in %s (\"%.*s\"): only elements may stand there", l->who, (int)strcspn(text, " \t\r\n"), text);
        return;
    }
    if (child->type != XML_ELEMENT_NODE)
        return;
    struct rng_search mentions = rng_find(l->schema, p, RNG_element, bt_xml_name(child));
    if (mentions.first != NULL && !mentions.many && bt_xml_first(l->n, bt_xml_name(child)) != child)
        say(l, child, "a second %s stands below %s, which can have only one", bt_xml_name(child), l->who);
    else if (mentions.first != NULL && mentions.place < *place)
        say(l, child, "%s of %s stands too late: the order is %s", bt_xml_name(child), l->who, order);
    if (mentions.place > *place)
        *place = mentions.place;
    rng_search_end(&mentions);
}

static void look_at_children(struct look *l, const xmlNode *p)
{
    struct rng_search may = rng_find(l->schema, p, RNG_element, NULL);
    char *order = rng_list(&may.names, ", ");
    int place = 0;
    for (const xmlNode *child = l->n->children; child != NULL; child = child->next)
        look_at_child(l, p, child, &place, order);
    free(order);
    rng_search_end(&may);
}

static void look_for_lacks(struct look *l, const xmlNode *p)
{
    struct rng_look look = {l->schema, l->n, p};
    struct rng_lacks lacks = {0};
    rng_find_lacks(&look, &lacks);
    char *missing = rng_list(&lacks.missing, " and ");
    if (lacks.missing.n > 0)
        say(l, l->n, "%s needs %s%s%s", l->who, missing, lacks.reason != NULL ? " beside " : "", lacks.reason != NULL ? lacks.reason : "");
    if (lacks.clash != NULL)
        say(l, l->n, "%s %s", l->who, lacks.clash);
    if (lacks.wrong != NULL) {
        const char *attr = bt_xml_get(lacks.wrong, RNG_NAME);
        struct rng_search mentions = rng_find(l->schema, p, RNG_attribute, attr);
        say_value(l, &mentions, attr, bt_xml_get(l->n, attr));
        rng_search_end(&mentions);
    }
    free(missing);
    free(lacks.clash);
    free(lacks.reason);
    bt_strv_free(&lacks.missing);
}

size_t xml_schema_explain(const struct xml_schema *s, const xmlNode *n, xml_schema_found *found, void *ctx)
{
    const xmlNode *p = rng_pattern_of(s, n);
    bool is_root = n->parent == NULL || n->parent->type != XML_ELEMENT_NODE;
    const xmlNode *within = is_root ? bt_xml_first(bt_xml_root(s->grammar), RNG_START) : rng_pattern_of(s, n->parent);
    struct look l = {.schema = s, .n = n, .who = xml_describe(n), .found = found, .ctx = ctx};
    if (p != NULL) {
        for (const xmlAttr *a = n->properties; a != NULL; a = a->next)
            look_at_attribute(&l, p, a);
        look_at_children(&l, p);
        if (l.count == 0)
            look_for_lacks(&l, p);
    } else if (within != NULL && !is_root) {
        struct rng_search may = rng_find(s, within, RNG_element, NULL);
        bool is_known = may.any_name;
        rng_search_end(&may);
        if (!is_known)
            say_misplaced(&l, within);
    }
    free(l.who);
    return l.count;
}
