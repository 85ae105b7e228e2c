/* tools/crm/show.h - private to the grammar: XML to words, in parts.
 *
 * A definition is built as lines; grammar_show() joins them with " \" and indentation, or with blanks. A show_ function returns false for an element that the language
 * has no words for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_CRM_SHOW_H
#define BATON_TOOLS_CRM_SHOW_H

#include "tools/crm/grammar.h"

struct show {
    const xmlDoc *cib;
    struct bt_map *referenced; /* ids that something refers to with id-ref */
    struct bt_strv lines;
};

/* Adds to the last line with a blank before; begins a new line. */
void show_word(struct show *s, const char *fmt, ...) BT_PRINTF(2, 3);
void show_line(struct show *s, const char *fmt, ...) BT_PRINTF(2, 3);
/* " name=value" with the value quoted where needed. */
void show_pair(struct show *s, const char *name, const char *value);
/* "description=..." as a line, if there is one. */
void show_description(struct show *s, const xmlNode *n);
bool show_is_referenced(const struct show *s, const xmlNode *n);
/* "inf", "-inf", "100": a score as people write it. */
const char *show_score(const char *score);
/* Whether all attributes of an element are among these (a list ended by NULL). */
bool show_knows(const xmlNode *n, const char *const *names);

/* "params x=1": an attribute list as a line. default_id: the id that it would get by itself. */
bool show_attrs(struct show *s, const char *keyword, const xmlNode *set, const char *owner_id);
/* What is inside of a set: rules and pairs, as words; each pair on a line of its own with lines. */
bool show_set_content(struct show *s, const xmlNode *set, bool lines);
/* " rule ..." as words. */
bool show_rule(struct show *s, const xmlNode *rule);

/* The definitions, by element: each adds its line as crm would read it. */
bool show_primitive(struct show *s, const xmlNode *n);
bool show_container(struct show *s, const xmlNode *n);
bool show_location(struct show *s, const xmlNode *n);
bool show_colocation(struct show *s, const xmlNode *n);
bool show_order(struct show *s, const xmlNode *n);
bool show_ticket(struct show *s, const xmlNode *n);
bool show_node(struct show *s, const xmlNode *n);
bool show_property(struct show *s, const xmlNode *n);
bool show_topology(struct show *s, const xmlNode *n);
bool show_tag(struct show *s, const xmlNode *n);
bool show_role(struct show *s, const xmlNode *n);
bool show_acl_target(struct show *s, const xmlNode *n);
bool show_alert(struct show *s, const xmlNode *n);

#endif
