/* pengine/constraints.h - private to constraint*.c: what constraints refer to.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_PENGINE_CONSTRAINTS_H
#define BATON_PENGINE_CONSTRAINTS_H

#include "pengine/model.h"

struct pe_rsc_list { struct pe_rsc **v; size_t n, cap; };

/* The resource that a constraint means by an id: instances stand for their clone. NULL if there is none. */
struct pe_rsc *pe_constraint_rsc(const struct pe_model *m, const char *id);
/* The same for a tag or a template, which stand for several. False (with a sentence) if nothing is meant. */
bool pe_constraint_rscs(struct pe_model *m, const char *constraint, const char *id, struct pe_rsc_list *out, bool *ret_several);

/* A resource set, read. */
struct pe_set {
    const char *id, *action;
    enum bt_role role;
    bool sequential, require_all;
    struct pe_rsc_list members;
    const xmlNode *xml;
};
/* Reads a <resource_set>; false if it is empty or refers to nothing. */
bool pe_read_set(struct pe_model *m, const char *constraint, const xmlNode *xml, struct pe_set *ret);
/* Whether sets may become so many pairs of resources, beside those that others became; if not, that is said, and they shall be left out. */
bool pe_pairs_fit(struct pe_model *m, const char *constraint, size_t pairs);
/* A set of one, or of a tag's members. */
bool pe_set_of(struct pe_model *m, const char *constraint, const char *id, struct pe_set *ret);

void pe_read_location(struct pe_model *m, const xmlNode *xml);
void pe_read_colocation(struct pe_model *m, const xmlNode *xml);
void pe_read_order(struct pe_model *m, const xmlNode *xml);
void pe_read_ticket(struct pe_model *m, const xmlNode *xml);
/* Warns, with their ids, of orderings and of colocations that go round in a circle; when all are read (constraint_cycles.c has the rule). */
void pe_tell_of_cycles(struct pe_model *m);

void pe_add_colocation(struct pe_model *m, const char *id, const char *attribute, int score, struct pe_rsc *dependent,
                       enum bt_role dependent_role, struct pe_rsc *primary, enum bt_role primary_role, bool influence);

#endif
