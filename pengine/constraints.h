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

/* One constraint each, which has an id and is in effect; what it means is added to the model, what is wrong with it is told, and that part left out. This one: an
 * <rsc_location>, by node or by rules; scores below 0 become bans, too. */
void pe_read_location(struct pe_model *m, const xmlNode *xml);
/* An <rsc_colocation>: pairs of resources, in the direction dependent with primary. */
void pe_read_colocation(struct pe_model *m, const xmlNode *xml);
/* An <rsc_order>: orderings, and the opposite ones if it is symmetrical. */
void pe_read_order(struct pe_model *m, const xmlNode *xml);
/* An <rsc_ticket>: who depends on which ticket, and what is done when it is lost. A ticket without a state becomes one that was never granted. */
void pe_read_ticket(struct pe_model *m, const xmlNode *xml);
/* Warns, with their ids, of orderings and of colocations that go round in a circle; when all are read (constraint_cycles.c has the rule). */
void pe_tell_of_cycles(struct pe_model *m);

/* One pair of two resources; a score of 0 means nothing. Roles other than promoted and unpromoted, and the attribute #uname, are what goes without saying. The strings
 * must live as long as the model. */
void pe_add_colocation(struct pe_model *m, const char *id, const char *attribute, int score, struct pe_rsc *dependent,
                       enum bt_role dependent_role, struct pe_rsc *primary, enum bt_role primary_role, bool influence);

#endif
