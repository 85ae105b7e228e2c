/* xml/schema_pattern.c - finding one's way in a grammar: what a pattern mentions, and which values it takes (see schema_private.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "xml/schema_private.h"

#include <libxml/xmlregexp.h>
#include <libxml/xmlschemastypes.h>

#define XSD "http://www.w3.org/2001/XMLSchema"

/* Reading patterns ------------------------------------------------------------------------------------------ */

const char *rng_content(const xmlNode *p)
{
    return p->children != NULL && p->children->content != NULL ? (const char *)p->children->content : "";
}

const xmlNode *rng_resolve(const struct xml_schema *s, const xmlNode *p)
{
    if (rng_kind(p) != RNG_ref)
        return p;
    const xmlNode *define = bt_map_get(s->defines, bt_xml_get(p, RNG_NAME));
    assert(define != NULL); /* libxml2 has compiled this grammar */
    return define;
}

void rng_each_item(struct rng_visit *v, const xmlNode *p, bool many, bool mixed)
{
    bt_xml_each(child, p, NULL) {
        enum rng_kind kind = rng_kind(child);
        bool repeats = kind == RNG_zeroOrMore || kind == RNG_oneOrMore, holds = repeats || kind == RNG_interleave;
        v->place += !mixed && (holds || kind == RNG_element);
        if (kind == RNG_attribute || kind == RNG_element)
            v->item(v->ctx, child, many, v->place);
        else
            rng_each_item(v, rng_resolve(v->schema, child), many || repeats, mixed || holds);
    }
}

static void search_item(void *ctx, const xmlNode *p, bool many, int place)
{
    struct rng_search *search = ctx;
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

struct rng_search rng_find(const struct xml_schema *s, const xmlNode *p, enum rng_kind kind, const char *name)
{
    struct rng_search search = {.kind = kind, .name = name};
    assert(kind == RNG_attribute || kind == RNG_element); /* nothing else is an item */
    struct rng_visit v = {.schema = s, .item = search_item, .ctx = &search};
    rng_each_item(&v, p, false, false);
    return search;
}

void rng_search_end(struct rng_search *search)
{
    bt_strv_free(&search->names);
    BT_VEC_FREE(&search->all);
}

/* The pattern of an element in a pattern's content; NULL if it may not stand there, or whatever it is may. */
static const xmlNode *find_element(const struct xml_schema *s, const xmlNode *p, const char *name)
{
    struct rng_search search = rng_find(s, p, RNG_element, name);
    const xmlNode *found = search.first;
    rng_search_end(&search);
    return found;
}

const xmlNode *rng_pattern_of(const struct xml_schema *s, const xmlNode *n)
{
    const xmlNode *parent = n->parent != NULL && n->parent->type == XML_ELEMENT_NODE ? n->parent : NULL;
    const xmlNode *within = parent != NULL ? rng_pattern_of(s, parent) : bt_xml_first(bt_xml_root(s->grammar), RNG_START);
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

static bool data_fits(const struct xml_schema *s, const xmlNode *data, const char *value)
{
    xmlSchemaType *type = xmlSchemaGetPredefinedType(BAD_CAST bt_xml_get(data, RNG_TYPE), BAD_CAST XSD);
    if (xmlSchemaValPredefTypeNode(type, BAD_CAST value, NULL, NULL) != 0)
        return false;
    bt_xml_each(child, data, NULL) {
        if (rng_kind(child) == RNG_param && !fits_regexp(rng_content(child), value))
            return false;
        if (rng_kind(child) == RNG_except && rng_takes(s, child, value))
            return false;
    }
    return true;
}

bool rng_takes(const struct xml_schema *s, const xmlNode *p, const char *value)
{
    bool limited = false, fits = false;
    bt_xml_each(child, p, NULL) {
        enum rng_kind kind = rng_kind(child);
        limited |= kind != RNG_other;
        if (kind == RNG_value)
            fits |= strcmp(rng_content(child), value) == 0;
        else if (kind == RNG_data)
            fits |= data_fits(s, child, value);
        else if (kind != RNG_other)
            fits |= rng_takes(s, rng_resolve(s, child), value);
    }
    return fits || !limited;
}

bool rng_excepts(const struct xml_schema *s, const xmlNode *p, const char *value)
{
    bt_xml_each(child, p, NULL)
        if (rng_kind(child) == RNG_except ? rng_takes(s, child, value) : rng_excepts(s, rng_resolve(s, child), value))
            return true;
    return false;
}

