/* xml/schema.h - what a CIB may contain: the grammar of each schema version, and what is wrong with what doesn't fit. Pure.
 *
 * All versions are one RELAX NG grammar, xml/cib.rng.in, in which since= and until= say what belongs to which; it is part of the program, so that nothing that
 * is installed or not can change what is valid. libxml2 decides what fits. It does not say well why something doesn't, so a second reader of the same grammar
 * explains it. Neither looks at what ids mean: that they are unique and that references find something is checked where the document is known (cib/).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_XML_SCHEMA_H
#define BATON_XML_SCHEMA_H

#include "lib/lib.h"

/* 3004 for "pacemaker-3.4": a number that grows with the version. 0 if there is no grammar of that name (none, pacemaker-0.6, rubbish, NULL). */
int xml_schema_rank(const char *name);
/* Adds the names of all versions that have a grammar, the oldest first. */
void xml_schema_names(struct bt_strv *ret);
/* The grammar of a version as a file for other readers, such as crmsh; NULL if there is none. The caller's to free. */
xmlDoc *xml_schema_grammar(const char *name);

/* A compiled grammar, of one version. */
struct xml_schema;
/* Takes a millisecond or two. NULL if there is none of that name, or name is NULL. */
struct xml_schema *xml_schema_new(const char *name);
/* s may be NULL. */
void xml_schema_free(struct xml_schema *s);
/* "pacemaker-3.4"; lives as long as s. */
const char *xml_schema_name(const struct xml_schema *s);

/* Whether a document (its root is a <cib>) fits. BT_EX_CONFIG with libxml2's first words if not. Takes about 15 ns a byte. */
int xml_schema_check(const struct xml_schema *s, xmlDoc *doc, struct bt_err *err);

/* Is told what is wrong; n and sentence are valid during the call. */
typedef void xml_schema_found(void *ctx, const xmlNode *n, const char *sentence);
/* Calls found() with a sentence for each thing that is wrong with an element itself: where it stands, its attributes, what it lacks, holds twice, in the
 * wrong order or together; not what is wrong with its children's own. Says nothing of elements below one that may not stand where it does. Returns how many
 * sentences it were, which may be none although libxml2 refuses the element: it is the judge. n: in a whole <cib>. */
size_t xml_schema_explain(const struct xml_schema *s, const xmlNode *n, xml_schema_found *found, void *ctx);

/* "primitive 'web'", "operations of primitive 'web'": an element for a sentence; the caller's to free. */
char *xml_describe(const xmlNode *n);

#endif
