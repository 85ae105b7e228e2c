/* tools/crm/grammar.h - the configuration language of crm: words to XML and XML to words. Pure.
 *
 * What it prints parses again to the same XML (but for ids of sets that nothing refers to), and is what crmsh 4.4 prints. Source of the syntax: crm(8), level "configure".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_CRM_GRAMMAR_H
#define BATON_TOOLS_CRM_GRAMMAR_H

#include "cib/cib.h"

/* In a new group or clone: a placeholder for the resource that goes inside, <crm_child id=>. */
#define GRAMMAR_CHILD "crm_child"

/* What the parser has to know of the world. */
struct grammar {
    const xmlDoc *cib;    /* for ids that are taken and things that are referred to */
    /* The provider of an OCF agent that was written without one; NULL: "heartbeat". The answer is ctx's. */
    const char *(*provider)(void *ctx, const char *type);
    void *ctx;
};

/* Reads one definition ("primitive web nginx op monitor interval=10s") into a new document whose root is the object. An object of that id that is
 * there already does not keep its ids from being used again: the new one replaces it. BT_EX_USAGE with "syntax in primitive: ... near <word> parsing '...'". */
int grammar_parse(const struct grammar *g, const struct bt_strv *words, xmlDoc **ret, struct bt_err *err);
/* Whether a word begins a definition ("primitive", "ms"). */
bool grammar_is_keyword(const char *word);

/* Adds an object's definition, several lines joined with " \" as crm configure show prints it; one_line: without the line breaks. An object that the language has no words for
 * appears as "xml <...>". */
void grammar_show(const xmlDoc *cib, const xmlNode *object, bool one_line, struct bt_buf *out);
/* All objects of a CIB in the order in which crm shows them; the caller frees the array. */
size_t grammar_objects(const xmlDoc *cib, const xmlNode ***ret);
/* What kind of object an element is, as "type:" selections name it ("ms" for both spellings); NULL if it is none. */
const char *grammar_kind(const xmlNode *object);
/* The id by which an object is known: a node's name, a set's id. */
const char *grammar_id(const xmlNode *object);

#endif
