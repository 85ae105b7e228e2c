/* xml/schema_private.h - private: RELAX NG as the files of xml/schema*.c read it. A pattern is an xmlNode of the grammar: an <element>, a <choice> ...
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_XML_SCHEMA_PRIVATE_H
#define BATON_XML_SCHEMA_PRIVATE_H

#include "xml/schema.h"

/* The elements of RELAX NG that the grammar uses: X(name). */
#define RNG_LIST(X)                                                                                                    \
    X(attribute)                                                                                                       \
    X(choice)                                                                                                          \
    X(data)                                                                                                            \
    X(define)                                                                                                          \
    X(element)                                                                                                         \
    X(except)                                                                                                          \
    X(group)                                                                                                           \
    X(interleave)                                                                                                      \
    X(oneOrMore)                                                                                                       \
    X(optional)                                                                                                        \
    X(param)                                                                                                           \
    X(ref)                                                                                                             \
    X(start)                                                                                                           \
    X(value)                                                                                                           \
    X(zeroOrMore)

enum rng_kind {
    RNG_other, /* what says nothing here: text, empty, anyName, a comment */
#define X(name) RNG_##name,
    RNG_LIST(X)
#undef X
};
/* Which of them a node is. */
enum rng_kind rng_kind(const xmlNode *p);
#define RNG_DEFINE "define"
#define RNG_START "start"
/* Its attributes. */
#define RNG_NAME "name"
#define RNG_TYPE "type"
#define RNG_SINCE "since"
#define RNG_UNTIL "until"

struct xml_schema {
    char *name;
    xmlDoc *grammar;        /* of this version; ids are plain names in it */
    struct bt_map *defines; /* name -> its xmlNode */
    void *compiled;         /* xmlRelaxNG */
};

/* The text in a pattern, such as a <value>; never NULL. */
const char *rng_content(const xmlNode *p);
/* What a reference refers to, anything else itself. */
const xmlNode *rng_resolve(const struct xml_schema *s, const xmlNode *p);

/* Who is told of items, and where it stands. many: the element may come again and again. place: grows in the order in which elements must stand; elements that
 * may be mixed share one. */
struct rng_visit {
    const struct xml_schema *schema;
    void (*item)(void *ctx, const xmlNode *p, bool many, int place);
    void *ctx;
    int place;
};
/* Calls item() for each attribute and each element that a pattern mentions in its content. many, mixed: p itself stands in what may repeat, or be in any order. */
void rng_each_item(struct rng_visit *v, const xmlNode *p, bool many, bool mixed);

/* A search among the items of a pattern: attributes or elements. Ended with rng_search_end(). */
struct rng_search {
    enum rng_kind kind;
    const char *name;     /* NULL: any */
    const xmlNode *first; /* the first that was found */
    int place;            /* of that */
    bool any_name, many;  /* one takes any name; one may come many times */
    struct bt_strv names; /* all names of that kind */
    BT_VEC(const xmlNode *) all;
};
/* Searches the content of p for items of that kind (attribute or element) and name (NULL: any). */
struct rng_search rng_find(const struct xml_schema *s, const xmlNode *p, enum rng_kind kind, const char *name);
/* Frees its lists; what was found stays the grammar's. */
void rng_search_end(struct rng_search *search);
/* The pattern of an element of a document, found by its name in that of its parent; NULL if it may not stand there (or whatever stands there may). */
const xmlNode *rng_pattern_of(const struct xml_schema *s, const xmlNode *n);

/* Whether the content of an attribute, a choice, an except ... takes the value; no content takes all. */
bool rng_takes(const struct xml_schema *s, const xmlNode *p, const char *value);
/* Whether an <except> in the pattern names the value. */
bool rng_excepts(const struct xml_schema *s, const xmlNode *p, const char *value);

/* An element and its pattern. */
struct rng_look {
    const struct xml_schema *schema;
    const xmlNode *n, *pattern;
};
/* What is wrong with an element as a whole; starts with {0}, the texts are the caller's to free. */
struct rng_lacks {
    struct bt_strv missing;
    char *reason;         /* class="ocf": why just that is missing; NULL: for no reason */
    const xmlNode *wrong; /* an attribute whose value this branch doesn't take */
    char *clash;          /* a sentence's end: "can't have a beside b"; NULL: none */
};
/* Adds to *ret what the element lacks or holds together, by the branches of its pattern that it comes nearest to. */
void rng_find_lacks(const struct rng_look *l, struct rng_lacks *ret);

/* "a, b or c" (last is " or "), "nothing"; the caller's to free. Defined in schema_explain.c. */
char *rng_list(const struct bt_strv *words, const char *last);

#endif
