/* pengine/rules.h - rules, and the sets of name/value pairs that rules choose among.
 *
 * Source of the rules: Pacemaker Explained, "Rules" and "Specifying Rules for ..." .
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_PENGINE_RULES_H
#define BATON_PENGINE_RULES_H

#include "pengine/model.h"

/* What a rule is evaluated against; a part that is NULL is not known in that place, and expressions on it are false. */
struct pe_rule_context {
    struct bt_wall now;
    const struct pe_attrs *node_attrs;
    const struct pe_attrs *params, *meta;             /* for value-source="param" and "meta" */
    const char *standard, *provider, *type;           /* rsc_expression; all NULL: no resource here */
    const char *op;                                   /* op_expression; NULL: no operation here */
    int64_t op_interval_ms;
    enum bt_role role;                                /* BT_ROLE_UNKNOWN: rules of any role are meant */
    int64_t *recheck_s;                               /* lowered to the next time at which the result may change; may be NULL */
};

/* Whether a <rule>, or the one that it refers to, holds in this context. What can't be read does not hold. */
bool pe_rule_passes(const struct pe_model *m, const xmlNode *rule, const struct pe_rule_context *c);
/* bt_score_parse, and what begins with a number ("1.0") is that number. A colour is what node health makes of it (without health: 0). False, and *ret untouched, if s is
 * no score or NULL. */
bool pe_score_parse(const struct pe_model *m, const char *s, int *ret);
/* Lowers *recheck_s (0: none yet) to t, if t is in the future of now. */
void pe_recheck_by(int64_t *recheck_s, int64_t t_s, struct bt_wall now);
/* The same to when more than so long (0 or more) has passed since a time, which may be any. */
void pe_recheck_after(int64_t *recheck_s, int64_t since_s, int64_t passed_s, struct bt_wall now);

/* Adds the pairs of every child `set_name` of xml that applies, sets of higher score first; what is in *out already stays.
 * The set with the id `first_id` comes before all others (NULL: none). */
void pe_add_sets(struct pe_model *m, const xmlNode *xml, const char *set_name, const char *first_id,
                 const struct pe_rule_context *c, struct pe_attrs *out);
/* The element itself or, if it has an id-ref, the one that it refers to (NULL if that is missing). */
const xmlNode *pe_expand_ref(const struct pe_model *m, const xmlNode *n);
/* Room for n pairs in an empty set, for who knows that there will be so many. */
void pe_attrs_room(struct pe_model *m, struct pe_attrs *a, size_t n);
/* Puts a pair in its place, unless the name is there and shall not be overwritten. The strings are not copied; the array is the model's. */
void pe_attr_set(struct pe_model *m, struct pe_attrs *a, const char *name, const char *value, bool overwrite);
/* Takes a name out, if it is there. */
void pe_attr_del(struct pe_attrs *a, const char *name);

#endif
