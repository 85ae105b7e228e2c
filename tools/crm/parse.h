/* tools/crm/parse.h - private to the grammar: a cursor over words, and the parts that several definitions share.
 *
 * Every take_ function leaves the cursor behind what it took. Functions that return int fail with the sentence in p->err.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_CRM_PARSE_H
#define BATON_TOOLS_CRM_PARSE_H

#include "tools/crm/grammar.h"

struct parse {
    const struct grammar *g;
    const struct bt_strv *words;
    size_t at;
    struct bt_map *ids; /* that are taken */
    struct bt_err *err;
};

/* The current word, NULL at the end; the one after it. */
const char *parse_word(const struct parse *p);
const char *parse_next(const struct parse *p);
/* Takes the current word (which must be there). */
const char *parse_take(struct parse *p);
/* Takes the current word if it is this one. */
bool parse_accept(struct parse *p, const char *word);
/* "syntax in WHAT: <message> near <word> parsing '...'"; BT_EX_USAGE. */
int parse_fail(struct parse *p, const char *fmt, ...) BT_PRINTF(2, 3);
/* Fails if words are left. */
int parse_end(struct parse *p);

/* Ids: BASE, or BASE-0, BASE-1 ... if it is taken; it is taken then. Sets it as the element's id. */
void parse_make_id(struct parse *p, xmlNode *n, const char *fmt, ...) BT_PRINTF(3, 4);
/* Sets a given id. */
void parse_set_id(struct parse *p, xmlNode *n, const char *id);

/* "name=value": the name's length and the value; false if the word is not of that form. */
bool parse_pair(const char *word, size_t *ret_name_len, const char **ret_value);
/* The value if the word is "NAME=value". */
const char *parse_value_of(const char *word, const char *name);
/* "inf", "-INFINITY", "100" (len bytes) as the CIB writes scores, into buf; false if it is none. */
bool parse_score(const char *word, size_t len, char buf[BT_SCORE_TEXT]);
/* "TEXT:": its length without the colon, 0 if the word does not end with one. */
size_t parse_label(const char *word);

/* tools/crm/parse_attrs.c: */
/* An attribute list after its keyword: [$id= | $id-ref=] [score:] [rule ...] name=value ... as a new child `tag` of parent. id_base: of the owner. */
int parse_attrs(struct parse *p, xmlNode *parent, const char *tag, const char *id_base);
/* The pairs (and rules) of such a list into a set that exists. */
int parse_set_content(struct parse *p, xmlNode *set);
/* One or more "rule ..." into an element whose id the rules' ids begin with. */
int parse_rules(struct parse *p, xmlNode *parent);
/* Takes "name=value" and adds it as an nvpair. */
int parse_nvpair(struct parse *p, xmlNode *set);

/* The definitions, by keyword: the root's name is set by the caller. */
int parse_primitive(struct parse *p, xmlNode *root);
/* "group ID MEMBER ...". */
int parse_group(struct parse *p, xmlNode *root);
/* "clone ID MEMBER ...", also of promotable ones. */
int parse_clone(struct parse *p, xmlNode *root);
/* "location ID RSC ...", with scores or rules. */
int parse_location(struct parse *p, xmlNode *root);
/* "colocation ID SCORE: ...", of two or with sets. */
int parse_colocation(struct parse *p, xmlNode *root);
/* "order ID KIND: ...", of two or with sets. */
int parse_order(struct parse *p, xmlNode *root);
/* "rsc_ticket ID TICKET: ...". */
int parse_ticket(struct parse *p, xmlNode *root);
/* "node NAME ...", with its attributes. */
int parse_node(struct parse *p, xmlNode *root);
/* Cluster options and defaults of resources and operations. */
int parse_property(struct parse *p, xmlNode *root);
/* "fencing_topology ...". */
int parse_topology(struct parse *p, xmlNode *root);
/* "tag ID: ...". */
int parse_tag(struct parse *p, xmlNode *root);
/* "role ID ...", with its permissions. */
int parse_role(struct parse *p, xmlNode *root);
/* "acl_target USER ROLE ...". */
int parse_acl_target(struct parse *p, xmlNode *root);
/* "alert ID PATH ...". */
int parse_alert(struct parse *p, xmlNode *root);

#endif
