/* xml/schema.c - the grammars: which there are, reading one out of the common text, asking libxml2 (see schema.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "xml/schema_private.h"

#include <libxml/relaxng.h>

/* xml/cib.rng.in as a string, made by the Makefile. */
static const char grammar_text[] =
#include "xml/schema_text.inc"
    ;

#define SCHEMA_NAMES "schema-names"
#define FAMILY "pacemaker-"

enum rng_kind rng_kind(const xmlNode *p)
{
    static const char *const names[] = {
#define X(name) #name,
        RNG_LIST(X)
#undef X
    };
    if (p->type != XML_ELEMENT_NODE)
        return RNG_other;
    for (size_t i = 0; i < BT_COUNT(names); i++)
        if (bt_xml_is(p, names[i]))
            return (enum rng_kind)(i + 1);
    return RNG_other;
}

/* Versions -------------------------------------------------------------------------------------------------- */

/* "3.4" -> 3004; 0 for what is no version. */
static int rank_of(const char *version)
{
    char *end = NULL;
    long major = strtol(version, &end, 10);
    if (end == version || *end != '.')
        return 0;
    const char *point = end;
    long minor = strtol(point + 1, &end, 10);
    bool fits = end != point + 1 && *end == '\0' && major >= 0 && major < 1000 && minor >= 0 && minor < 1000;
    return fits ? (int)(major * 1000 + minor) : 0;
}

static xmlDoc *read_text(void)
{
    xmlDoc *doc = NULL;
    int rc = bt_xml_parse(grammar_text, sizeof(grammar_text) - 1, "cib.rng.in", &doc, NULL);
    assert(rc == 0);
    (void)rc;
    return doc;
}

/* The list of names is part of the grammar. */
static void names_in(const xmlDoc *doc, struct bt_strv *ret)
{
    const xmlNode *choice = bt_xml_first(bt_xml_find(bt_xml_root(doc), RNG_DEFINE, RNG_NAME, SCHEMA_NAMES), NULL);
    int last = 0;
    bt_xml_each(value, choice, NULL) {
        const char *name = (const char *)value->children->content;
        int rank = bt_starts(name, FAMILY) ? rank_of(name + strlen(FAMILY)) : 0;
        if (rank < 1000)
            continue;
        assert(rank > last); /* the oldest first, each once */
        last = rank;
        bt_strv_add(ret, name);
    }
}

void xml_schema_names(struct bt_strv *ret)
{
    xmlDoc *doc = read_text();
    names_in(doc, ret);
    bt_xml_free(doc);
}

static int rank_in(const xmlDoc *doc, const char *name)
{
    struct bt_strv names = {0};
    names_in(doc, &names);
    int rank = name != NULL && bt_strv_has(&names, name) ? rank_of(name + strlen(FAMILY)) : 0;
    bt_strv_free(&names);
    return rank;
}

int xml_schema_rank(const char *name)
{
    xmlDoc *doc = read_text();
    int rank = rank_in(doc, name);
    bt_xml_free(doc);
    return rank;
}

/* Takes out what belongs to other versions, and the marks. */
static void choose(xmlNode *n, int rank)
{
    xmlNode *next;
    for (xmlNode *child = n->children; child != NULL; child = next) {
        next = child->next;
        const char *since = bt_xml_get(child, RNG_SINCE), *until = bt_xml_get(child, RNG_UNTIL);
        if ((since != NULL && rank_of(since) > rank) || (until != NULL && rank_of(until) < rank)) {
            bt_xml_remove(child);
            continue;
        }
        bt_xml_set(child, RNG_SINCE, NULL);
        bt_xml_set(child, RNG_UNTIL, NULL);
        choose(child, rank);
    }
}

xmlDoc *xml_schema_grammar(const char *name)
{
    xmlDoc *doc = read_text();
    int rank = rank_in(doc, name);
    if (rank == 0) {
        bt_xml_free(doc);
        return NULL;
    }
    choose(bt_xml_root(doc), rank);
    return doc;
}

/* Compiled -------------------------------------------------------------------------------------------------- */

/* libxml2 would look for duplicate ids and for what references refer to, in parts of documents too. */
static void make_ids_names(xmlNode *n)
{
    for (xmlNode *child = bt_xml_first(n, NULL); child != NULL; child = bt_xml_next(child, NULL)) {
        const char *type = bt_xml_get(child, RNG_TYPE);
        if (bt_streq(type, "ID") || bt_streq(type, "IDREF"))
            bt_xml_set(child, RNG_TYPE, "NCName");
        make_ids_names(child);
    }
}

struct xml_schema *xml_schema_new(const char *name)
{
    xmlDoc *grammar = xml_schema_grammar(name);
    if (grammar == NULL)
        return NULL;
    struct xml_schema *s = BT_NEW(struct xml_schema);
    s->name = bt_strdup(name);
    s->grammar = grammar;
    s->defines = bt_map_new();
    make_ids_names(bt_xml_root(grammar));
    bt_xml_each(define, bt_xml_root(grammar), RNG_DEFINE)
        bt_map_put(s->defines, bt_xml_get(define, RNG_NAME), define);
    xmlRelaxNGParserCtxt *parser = xmlRelaxNGNewDocParserCtxt(grammar);
    s->compiled = xmlRelaxNGParse(parser);
    xmlRelaxNGFreeParserCtxt(parser);
    assert(s->compiled != NULL); /* the text is ours: tests compile all of them */
    return s;
}

void xml_schema_free(struct xml_schema *s)
{
    if (s == NULL)
        return;
    xmlRelaxNGFree(s->compiled);
    bt_map_free(s->defines);
    bt_xml_free(s->grammar);
    free(s->name);
    free(s);
}

const char *xml_schema_name(const struct xml_schema *s)
{
    return s->name;
}

/* The first error is nearest to the cause; those that follow are of the elements around it. */
static void note_error(void *ctx, xmlErrorPtr e)
{
    struct bt_err *first = ctx;
    if (first->code != 0 || e->message == NULL)
        return;
    bt_fail(first, BT_EX_CONFIG, "%.*s", (int)strcspn(e->message, "\n"), e->message);
    if (e->node != NULL && ((xmlNode *)e->node)->type == XML_ELEMENT_NODE) {
        char *who = xml_describe(e->node);
        bt_err_context(first, "%s", who);
        free(who);
    }
}

int xml_schema_check(const struct xml_schema *s, xmlDoc *doc, struct bt_err *err)
{
    struct bt_err first = {0};
    xmlRelaxNGValidCtxt *valid = xmlRelaxNGNewValidCtxt(s->compiled);
    xmlRelaxNGSetValidStructuredErrors(valid, note_error, &first);
    int rc = xmlRelaxNGValidateDoc(valid, doc) != 0 ? BT_EX_CONFIG : 0;
    xmlRelaxNGFreeValidCtxt(valid);
    if (rc != 0)
        bt_fail(err, rc, "it does not fit the schema %s%s%s", s->name, first.code != 0 ? ": " : "", first.code != 0 ? first.text : "");
    bt_err_clear(&first);
    return rc;
}
