/* cib/cib_private.h - private: what the files of this folder share beside the tree and the journal.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CIB_PRIVATE_H
#define BATON_CIB_PRIVATE_H

#include "cib/cib_edit.h"

struct cib {
    struct cib_tree tree;
};

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
/* Whether they are numbers within bounds (those of Pacemaker). BT_EX_CONFIG. */
int cib_check_version(const xmlNode *cib, struct bt_err *err);

/* Checks what a journal's edits touched: rules for each element, unique ids, references both ways, sections in place. BT_EX_CONFIG. */
int cib_check_edits(const struct cib_journal *j, struct bt_err *err);
/* Whether the sections that every CIB has are there, once each. BT_EX_CONFIG. */
int cib_check_sections(const xmlNode *cib, struct bt_err *err);
/* One element by itself: its name, its parent's, its attributes. Defined in cib_rules.c. */
int cib_check_element(const xmlNode *n, struct bt_err *err);
/* "primitive 'web'": the element for a sentence; the caller's to free. */
char *cib_describe(const xmlNode *n);

#endif
