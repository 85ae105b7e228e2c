/* pengine/place_wishes.h - what all that shall be with a resource, directly or through others, adds to a table of scores: as one sum.
 *
 * Resources that are with each other in a long row ask for the wishes of the rest of the row again and again, each one for almost the
 * same. So what merging a resource's companions (place_merge.c) does to a node's score is kept: a sum, and how far it goes up and down on
 * its way. It holds for tables for which no companion would have to be given up and no score leaves its bounds on the way; else, and
 * where colocations run in circles, the companions are visited. What is kept is dropped as soon as anything that it is made of changes.
 * All that is kept at a time is of one direction (this_with): pe_wishes_forget() before the other one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_PENGINE_PLACE_WISHES_H
#define BATON_PENGINE_PLACE_WISHES_H

#include "pengine/place.h"

/* Adds the wishes of r's companions to a table; negative: the sign of the factor they come with, this_with: those that r shall be with,
 * instead of those that shall be with r. False, and the table as it was, if they have to be visited one by one. make: also if
 * that takes working the sum out first. */
bool pe_wishes_add(struct pe_placement *p, const struct pe_rsc *r, bool negative, bool this_with, bool make, struct pe_cand *table);
/* The scores of r changed, or which colocations hold for it. */
void pe_wishes_changed(struct pe_placement *p, const struct pe_rsc *r);
/* All that is kept is void. */
void pe_wishes_forget(struct pe_placement *p);

/* place_merge.c */
/* Those whose wishes come with r's. *out is {0} before. */
void pe_list_companions(struct pe_placement *p, const struct pe_rsc *r, bool this_with, struct pe_colocations *out);
/* What r adds to a node's score by a colocation on an attribute (NULL: the node), weighted; false: nothing. */
bool pe_share(const struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *n, const char *attribute, float factor, int *ret);
/* The weight of a colocation that is reached with a factor of that sign. */
float pe_weight(const struct pe_colocation *c, bool negative);

#endif
