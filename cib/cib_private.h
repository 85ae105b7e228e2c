/* cib/cib_private.h - private: what the files of this folder share beside the tree and the journal.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CIB_PRIVATE_H
#define BATON_CIB_PRIVATE_H

#include "cib/cib_edit.h"
#include "xml/schema.h"

struct cib {
    struct cib_tree tree;
    struct xml_schema *schema; /* the one that the document was last held to; NULL: none yet */
    bool gathering;            /* changes of the status are made that no patch tells yet: */
    struct cib_journal gathered;
};
/* Asserts what holds between two calls: root and sections are there, no journal is at work unless something is gathered. */
void cib_check(const struct cib *cib);

/* The sections by their names: X(name, name of the parent, must exist). */
#define CIB_SECTION_LIST(X)                                                                                            \
    X(XE_CONFIGURATION, XE_CIB, true)                                                                                  \
    X(XE_STATUS, XE_CIB, true)                                                                                         \
    X(XE_CRM_CONFIG, XE_CONFIGURATION, true)                                                                           \
    X(XE_NODES, XE_CONFIGURATION, true)                                                                                \
    X(XE_RESOURCES, XE_CONFIGURATION, true)                                                                            \
    X(XE_CONSTRAINTS, XE_CONFIGURATION, true)                                                                          \
    X(XE_RSC_DEFAULTS, XE_CONFIGURATION, false)                                                                        \
    X(XE_OP_DEFAULTS, XE_CONFIGURATION, false)                                                                         \
    X(XE_ACLS, XE_CONFIGURATION, false)                                                                                \
    X(XE_FENCING_TOPOLOGY, XE_CONFIGURATION, false)                                                                    \
    X(XE_TAGS, XE_CONFIGURATION, false)                                                                                \
    X(XE_ALERTS, XE_CONFIGURATION, false)

struct cib_section_row {
    const char *name, *parent;
    bool required;
};
/* All sections; ended by a row without a name. */
extern const struct cib_section_row cib_section_rows[];
/* The row of a name; NULL if no section is called so. */
const struct cib_section_row *cib_section_row(const char *name);
/* Whether the name means the whole document (NULL, "all", "cib"). */
bool cib_section_is_all(const char *name);
/* A section of any <cib> element. */
xmlNode *cib_section_of(const xmlNode *cib, const char *name);

/* A comment beside the sections could be told in no patch. */
void cib_drop_comments(xmlNode *root);

/* The version that an element's attributes say; what is missing is 0. */
struct cib_version cib_version_of(const xmlNode *n);
/* The largest number that a part of a version may be (Pacemaker's bound). */
#define CIB_VERSION_MAX (INT32_MAX - 1)
/* Whether they are numbers from 0 to CIB_VERSION_MAX, and not so near to the highest version of all that there would soon be no next one. BT_EX_CONFIG. */
int cib_check_version(const xmlNode *cib, struct bt_err *err);

/* Checks what a journal's edits touched: the schema for each object that they touched, unique ids, references both ways, sections in place. BT_EX_CONFIG. */
int cib_check_edits(struct cib *cib, const struct cib_journal *j, struct bt_err *err);
/* Whether the sections that every CIB has are there, once each; with_status: the status too. BT_EX_CONFIG. */
int cib_check_sections(const xmlNode *cib, bool with_status, struct bt_err *err);

/* What changed of a document, as far as the schema is concerned. */
struct cib_held {
    BT_VEC(const xmlNode *) objects; /* children of sections, in no order */
    bool frame;                      /* the root, <configuration> or a section */
};
/* Whether they fit the schema, each by itself: what stands beside them costs nothing, and its mistakes don't matter. Says the first mistake. BT_EX_CONFIG. */
int cib_hold(const struct xml_schema *s, const xmlNode *cib, const struct cib_held *held, struct bt_err *err);
/* A found() for whom the first mistake is enough: ctx is a struct bt_err. */
void cib_keep_first(void *ctx, const xmlNode *n, const char *sentence);
/* All that the journal's edits changed; held starts with {0}. */
void cib_held_by_edits(struct cib_held *held, const struct cib_journal *j);
/* Says all mistakes of a document. */
void cib_hold_all(const struct xml_schema *s, const xmlNode *cib, xml_schema_found *found, void *ctx);

#endif
