/* xml/schema_explain.c - why an element doesn't fit its grammar, in words that say what would be right (see schema.h).
 *
 *   1. Its pattern is found by its name in the pattern of its parent: the element may not stand there if there is none.
 *   2. Each attribute must be one that the pattern names, with a value that one of its mentions takes.
 *   3. Children that the pattern names once must not stand twice, nor before what the pattern has before them; text must not be there.
 *   4. If all that is right, what is lacking or excludes each other: of each choice, the branch is taken that is the fewest steps away.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "xml/schema_private.h"

#include <libxml/xmlregexp.h>
#include <libxml/xmlschemastypes.h>

#include "xml/names.h"

#define XSD "http://www.w3.org/2001/XMLSchema"

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

/* Reading patterns ------------------------------------------------------------------------------------------ */

static const char *content_of(const xmlNode *p)
{
    return p->children != NULL && p->children->content != NULL ? (const char *)p->children->content : "";
}

/* What a reference refers to, anything else itself. */
static const xmlNode *resolve(const struct xml_schema *s, const xmlNode *p)
{
    return rng_kind(p) == RNG_ref ? bt_map_get(s->defines, bt_xml_get(p, RNG_NAME)) : p;
}

/* Calls item() for each attribute and each element that a pattern mentions in its content. many: the element may come again and again. place: grows in the
 * order in which elements must stand; elements that may be mixed share one. */
struct visit {
    const struct xml_schema *schema;
    void (*item)(void *ctx, const xmlNode *p, bool many, int place);
    void *ctx;
    int place;
};

static void each_item(struct visit *v, const xmlNode *p, bool many, bool mixed)
{
    bt_xml_each(child, p, NULL) {
        enum rng_kind kind = rng_kind(child);
        bool repeats = kind == RNG_zeroOrMore || kind == RNG_oneOrMore, holds = repeats || kind == RNG_interleave;
        v->place += !mixed && (holds || kind == RNG_element);
        if (kind == RNG_attribute || kind == RNG_element)
            v->item(v->ctx, child, many, v->place);
        else
            each_item(v, resolve(v->schema, child), many || repeats, mixed || holds);
    }
}

/* A search among the items. */
struct search {
    enum rng_kind kind;
    const char *name;         /* NULL: any */
    const xmlNode *first;     /* the first that was found */
    int place;                /* of that */
    bool any_name, many;      /* one takes any name; one may come many times */
    struct bt_strv names;     /* all names of that kind */
    BT_VEC(const xmlNode *) all;
};

static void search_item(void *ctx, const xmlNode *p, bool many, int place)
{
    struct search *search = ctx;
    const char *name = bt_xml_get(p, RNG_NAME);
    if (rng_kind(p) != search->kind)
        return;
    search->any_name |= name == NULL;
    if (name != NULL && !bt_strv_has(&search->names, name))
        bt_strv_add(&search->names, name);
    if (name == NULL || (search->name != NULL && strcmp(name, search->name) != 0))
        return;
    if (search->first == NULL) {
        search->first = p;
        search->place = place;
    }
    search->many |= many;
    BT_PUSH(&search->all, p);
}

static struct search find_items(const struct xml_schema *s, const xmlNode *p, enum rng_kind kind, const char *name)
{
    struct search search = {.kind = kind, .name = name};
    struct visit v = {.schema = s, .item = search_item, .ctx = &search};
    each_item(&v, p, false, false);
    return search;
}

static void search_end(struct search *search)
{
    bt_strv_free(&search->names);
    BT_VEC_FREE(&search->all);
}

/* The pattern of an element in a pattern's content; NULL if it may not stand there, or whatever it is may. */
static const xmlNode *find_element(const struct xml_schema *s, const xmlNode *p, const char *name)
{
    struct search search = find_items(s, p, RNG_element, name);
    const xmlNode *found = search.first;
    search_end(&search);
    return found;
}

static const xmlNode *pattern_of(const struct xml_schema *s, const xmlNode *n)
{
    const xmlNode *parent = n->parent != NULL && n->parent->type == XML_ELEMENT_NODE ? n->parent : NULL;
    const xmlNode *within = parent != NULL ? pattern_of(s, parent) : bt_xml_first(bt_xml_root(s->grammar), RNG_START);
    return within != NULL ? find_element(s, within, bt_xml_name(n)) : NULL;
}

/* Values ---------------------------------------------------------------------------------------------------- */

static bool fits_regexp(const char *regexp, const char *value)
{
    xmlRegexp *r = xmlRegexpCompile(BAD_CAST regexp);
    bool fits = r != NULL && xmlRegexpExec(r, BAD_CAST value) == 1;
    xmlRegFreeRegexp(r);
    return fits;
}

static bool value_fits(const struct xml_schema *s, const xmlNode *p, const char *value);

static bool data_fits(const struct xml_schema *s, const xmlNode *data, const char *value)
{
    xmlSchemaType *type = xmlSchemaGetPredefinedType(BAD_CAST bt_xml_get(data, RNG_TYPE), BAD_CAST XSD);
    if (xmlSchemaValPredefTypeNode(type, BAD_CAST value, NULL, NULL) != 0)
        return false;
    bt_xml_each(child, data, NULL) {
        if (rng_kind(child) == RNG_param && !fits_regexp(content_of(child), value))
            return false;
        if (rng_kind(child) == RNG_except && value_fits(s, child, value))
            return false;
    }
    return true;
}

/* Whether the content of an attribute, a choice, an except ... takes the value; no content takes all. */
static bool value_fits(const struct xml_schema *s, const xmlNode *p, const char *value)
{
    bool limited = false, fits = false;
    bt_xml_each(child, p, NULL) {
        enum rng_kind kind = rng_kind(child);
        limited |= kind != RNG_other;
        if (kind == RNG_value)
            fits |= strcmp(content_of(child), value) == 0;
        else if (kind == RNG_data)
            fits |= data_fits(s, child, value);
        else if (kind != RNG_other)
            fits |= value_fits(s, resolve(s, child), value);
    }
    return fits || !limited;
}

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
            char *form = bt_printf("text of the form %s", content_of(param));
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
        if (kind == RNG_value && !bt_strv_has(ret, content_of(child)))
            bt_strv_add(ret, content_of(child));
        else if (kind == RNG_data)
            say_data(child, ret);
        else if (kind != RNG_other && kind != RNG_value)
            say_values(s, resolve(s, child), ret);
    }
}

/* Whether an <except> in the pattern names the value. */
static bool is_excepted(const struct xml_schema *s, const xmlNode *p, const char *value)
{
    bt_xml_each(child, p, NULL)
        if (rng_kind(child) == RNG_except ? value_fits(s, child, value) : is_excepted(s, resolve(s, child), value))
            return true;
    return false;
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

/* "a, b or c" */
static char *list(const struct bt_strv *words, const char *last)
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
    struct search may = find_items(l->schema, within, RNG_element, NULL);
    const char *meant = nearest(&may.names, bt_xml_name(l->n));
    char *parent = xml_describe(l->n->parent), *all = list(&may.names, " or ");
    if (meant != NULL)
        say(l, l->n, "%s may not stand below %s: is %s meant?", l->who, parent, meant);
    else
        say(l, l->n, "%s may not stand below %s, where the schema %s has %s", l->who, parent, l->schema->name, all);
    free(parent);
    free(all);
    search_end(&may);
}

static void say_value(struct look *l, const struct search *mentions, const char *attr, const char *value)
{
    struct bt_strv wanted = {0};
    bool excepted = false;
    for (size_t i = 0; i < mentions->all.n; i++) {
        say_values(l->schema, mentions->all.v[i], &wanted);
        excepted |= is_excepted(l->schema, mentions->all.v[i], value);
    }
    char *all = list(&wanted, " or ");
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
    struct search mentions = find_items(l->schema, p, RNG_attribute, attr);
    bool fits = false;
    for (size_t i = 0; i < mentions.all.n && !fits; i++)
        fits = value_fits(l->schema, mentions.all.v[i], value);
    if (mentions.first != NULL && a->ns == NULL) {
        if (!fits)
            say_value(l, &mentions, attr, value);
    } else if (!mentions.any_name) {
        const char *meant = nearest(&mentions.names, attr);
        char *all = list(&mentions.names, " and ");
        if (meant != NULL && bt_xml_get(l->n, meant) == NULL)
            say(l, l->n, "%s has the attribute %s: is %s meant?", l->who, attr, meant);
        else
            say(l, l->n, "%s has the attribute %s, but in the schema %s it can have only %s", l->who, attr, l->schema->name, all);
        free(all);
    }
    search_end(&mentions);
}

/* 3: place is that of the elements before; order is what they should be. */
static void look_at_child(struct look *l, const xmlNode *p, const xmlNode *child, int *place, const char *order)
{
    if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) {
        if (child->content[strspn((const char *)child->content, " \t\r\n")] != '\0')
            say(l, l->n, "there is text in %s (\"%.20s\"): only elements may stand there", l->who, (const char *)child->content);
        return;
    }
    if (child->type != XML_ELEMENT_NODE)
        return;
    struct search mentions = find_items(l->schema, p, RNG_element, bt_xml_name(child));
    if (mentions.first != NULL && !mentions.many && bt_xml_first(l->n, bt_xml_name(child)) != child)
        say(l, child, "a second %s stands below %s, which can have only one", bt_xml_name(child), l->who);
    else if (mentions.first != NULL && mentions.place < *place)
        say(l, child, "%s of %s stands too late: the order is %s", bt_xml_name(child), l->who, order);
    if (mentions.place > *place)
        *place = mentions.place;
    search_end(&mentions);
}

static void look_at_children(struct look *l, const xmlNode *p)
{
    struct search may = find_items(l->schema, p, RNG_element, NULL);
    char *order = list(&may.names, ", ");
    int place = 0;
    for (const xmlNode *child = l->n->children; child != NULL; child = child->next)
        look_at_child(l, p, child, &place, order);
    free(order);
    search_end(&may);
}

/* 4: What is lacking ---------------------------------------------------------------------------------------- */

/* What is wrong with a branch: things that it lacks, and things that are there but belong to another one. */
enum { COST_LACKING = 2, COST_FOREIGN = 3, COST_WRONG_VALUE = 6 };
struct lacks {
    struct bt_strv missing;
    const xmlNode *wrong; /* an attribute whose value this branch doesn't take */
    char *clash; /* a sentence's end: "can't have a beside b"; NULL: none */
};

static size_t cost_of(const struct look *l, const xmlNode *p, struct lacks *ret);

static bool is_present(const struct look *l, const xmlNode *item)
{
    const char *name = bt_xml_get(item, RNG_NAME);
    if (name == NULL)
        return false;
    return rng_kind(item) == RNG_attribute ? bt_xml_get(l->n, name) != NULL : bt_xml_first(l->n, name) != NULL;
}

static size_t cost_of_item(const struct look *l, const xmlNode *item, struct lacks *ret)
{
    const char *name = bt_xml_get(item, RNG_NAME);
    if (name == NULL)
        return 0;
    if (!is_present(l, item)) {
        char *word = bt_printf(rng_kind(item) == RNG_element ? "<%s>" : "%s", name);
        if (ret != NULL && !bt_strv_has(&ret->missing, word))
            bt_strv_add(&ret->missing, word);
        free(word);
        return COST_LACKING;
    }
    if (rng_kind(item) == RNG_element || value_fits(l->schema, item, bt_xml_get(l->n, name)))
        return 0;
    if (ret != NULL)
        ret->wrong = item;
    return COST_WRONG_VALUE;
}

/* The names of what is there of a pattern: kind and name together, "a" or "<a>". */
struct present {
    const struct look *look;
    struct bt_strv names;
};

static void note_present(void *ctx, const xmlNode *item, bool many, int place)
{
    struct present *present = ctx;
    (void)many;
    (void)place;
    if (!is_present(present->look, item))
        return;
    char *word = bt_printf(rng_kind(item) == RNG_element ? "<%s>" : "%s", bt_xml_get(item, RNG_NAME));
    if (!bt_strv_has(&present->names, word))
        bt_strv_add(&present->names, word);
    free(word);
}

/* p may be an item itself. */
static struct present present_of(const struct look *l, const xmlNode *p)
{
    struct present present = {.look = l};
    struct visit v = {.schema = l->schema, .item = note_present, .ctx = &present};
    if (rng_kind(p) == RNG_attribute || rng_kind(p) == RNG_element)
        note_present(&present, p, false, 0);
    else
        each_item(&v, resolve(l->schema, p), false, false);
    return present;
}

/* What is there of a choice, but not of this branch. */
static struct bt_strv foreign_to(const struct look *l, const xmlNode *choice, const xmlNode *branch)
{
    struct present all = present_of(l, choice), own = present_of(l, branch);
    struct bt_strv foreign = {0};
    for (size_t i = 0; i < all.names.n; i++)
        if (!bt_strv_has(&own.names, all.names.v[i]))
            bt_strv_add(&foreign, all.names.v[i]);
    bt_strv_free(&all.names);
    bt_strv_free(&own.names);
    return foreign;
}

static size_t cost_of_branch(const struct look *l, const xmlNode *choice, const xmlNode *branch)
{
    struct bt_strv foreign = foreign_to(l, choice, branch);
    size_t cost = cost_of(l, branch, NULL) + foreign.n * COST_FOREIGN;
    bt_strv_free(&foreign);
    return cost;
}

static void tell_clash(const struct look *l, const xmlNode *choice, const xmlNode *branch, struct lacks *ret)
{
    struct bt_strv foreign = foreign_to(l, choice, branch);
    struct present own = present_of(l, branch);
    if (foreign.n > 0 && own.names.n > 0 && ret->clash == NULL) {
        char *a = list(&foreign, " and "), *b = list(&own.names, " and ");
        const char *value = own.names.n == 1 ? bt_xml_get(l->n, own.names.v[0]) : NULL;
        ret->clash = value != NULL ? bt_printf("can't have %s beside %s=\"%s\"", a, b, value) : bt_printf("can't have %s beside %s", a, b);
        free(a);
        free(b);
    }
    bt_strv_free(&foreign);
    bt_strv_free(&own.names);
}

/* Nothing of a choice is there: the first thing of each branch would do. */
static void tell_alternatives(const struct look *l, const xmlNode *choice, struct lacks *ret)
{
    struct bt_strv words = {0};
    bt_xml_each(branch, choice, NULL) {
        struct lacks one = {0};
        cost_of(l, branch, &one);
        if (one.missing.n > 0 && !bt_strv_has(&words, one.missing.v[0]))
            bt_strv_add(&words, one.missing.v[0]);
        bt_strv_free(&one.missing);
        free(one.clash);
    }
    char *text = list(&words, " or ");
    bt_strv_add(&ret->missing, text);
    free(text);
    bt_strv_free(&words);
}

static size_t cost_of_choice(const struct look *l, const xmlNode *choice, struct lacks *ret)
{
    const xmlNode *best = NULL;
    size_t least = SIZE_MAX;
    bt_xml_each(branch, choice, NULL) {
        size_t cost = cost_of_branch(l, choice, branch);
        if (cost < least) {
            least = cost;
            best = branch;
        }
    }
    if (best == NULL || least == 0 || ret == NULL)
        return best != NULL ? least : 0;
    struct present any = present_of(l, choice);
    if (any.names.n == 0)
        tell_alternatives(l, choice, ret);
    else
        cost_of(l, best, ret);
    bt_strv_free(&any.names);
    tell_clash(l, choice, best, ret);
    return least;
}

static bool any_present(const struct look *l, const xmlNode *p)
{
    struct present present = present_of(l, p);
    bool any = present.names.n > 0;
    bt_strv_free(&present.names);
    return any;
}

/* What a pattern costs to be fulfilled; ret (or NULL): told in words. */
static size_t cost_of(const struct look *l, const xmlNode *p, struct lacks *ret)
{
    size_t cost = 0;
    switch (rng_kind(p)) {
    case RNG_attribute:
    case RNG_element:
        return cost_of_item(l, p, ret);
    case RNG_choice:
        return cost_of_choice(l, p, ret);
    case RNG_ref:
        return cost_of(l, resolve(l->schema, p), ret);
    case RNG_zeroOrMore:
        return 0; /* what is there may be any mixture */
    case RNG_oneOrMore:
        if (any_present(l, p))
            return 0;
        break;
    case RNG_optional:
        if (!any_present(l, p))
            return 0;
        break;
    default:
        break;
    }
    bt_xml_each(child, p, NULL)
        cost += cost_of(l, child, ret);
    return cost;
}

static void look_for_lacks(struct look *l, const xmlNode *p)
{
    struct lacks lacks = {0};
    bt_xml_each(child, p, NULL)
        cost_of(l, child, &lacks);
    char *missing = list(&lacks.missing, " and ");
    if (lacks.missing.n > 0)
        say(l, l->n, "%s needs %s", l->who, missing);
    if (lacks.clash != NULL)
        say(l, l->n, "%s %s", l->who, lacks.clash);
    if (lacks.wrong != NULL) {
        const char *attr = bt_xml_get(lacks.wrong, RNG_NAME);
        struct search mentions = find_items(l->schema, p, RNG_attribute, attr);
        say_value(l, &mentions, attr, bt_xml_get(l->n, attr));
        search_end(&mentions);
    }
    free(missing);
    free(lacks.clash);
    bt_strv_free(&lacks.missing);
}

size_t xml_schema_explain(const struct xml_schema *s, const xmlNode *n, xml_schema_found *found, void *ctx)
{
    const xmlNode *p = pattern_of(s, n);
    bool is_root = n->parent == NULL || n->parent->type != XML_ELEMENT_NODE;
    const xmlNode *within = is_root ? bt_xml_first(bt_xml_root(s->grammar), RNG_START) : pattern_of(s, n->parent);
    struct look l = {.schema = s, .n = n, .who = xml_describe(n), .found = found, .ctx = ctx};
    if (p != NULL) {
        for (const xmlAttr *a = n->properties; a != NULL; a = a->next)
            look_at_attribute(&l, p, a);
        look_at_children(&l, p);
        if (l.count == 0)
            look_for_lacks(&l, p);
    } else if (within != NULL && !is_root) {
        struct search may = find_items(s, within, RNG_element, NULL);
        bool is_known = may.any_name;
        search_end(&may);
        if (!is_known)
            say_misplaced(&l, within);
    }
    free(l.who);
    return l.count;
}
