/* pengine/crew.h - what the action of a group or clone is made of: its members' actions of one task, counted.
 *
 * Whether a collective's action is required and possible follows from all its members'. propagate.c asks for that at each link, so
 * it does not look at all of them each time: while links are followed no action is made and none gets another node, and each
 * change of a flag is counted.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_PENGINE_CREW_H
#define BATON_PENGINE_CREW_H

#include "pengine/plan.h"

/* Makes the crews. From then on flags of actions with a resource change by pe_clear(), or are told to pe_crew_recount(). */
void pe_muster(struct pe_plan *plan);
/* a->flags were `before`. */
void pe_crew_recount(struct pe_plan *plan, const struct pe_action *a, unsigned before);
/* PE_OPTIONAL and PE_RUNNABLE as they follow for a, with a->made_of, from its members' actions (node NULL: wherever they are done). */
unsigned pe_crew_flags(const struct pe_action *a, const struct pe_node *n);
/* The action of a group in a clone whose members changed since this was last asked, so that its own flags may have to follow; NULL: no more. */
struct pe_action *pe_crew_stale(const struct pe_action *a);
/* Asserts that the counters are what the flags of the members' actions add up to; when no link is followed any more. */
void pe_crews_check(const struct pe_plan *plan);

/* The task of a member that a collective's task is about: a primitive has no "running", but a "start". */
const char *pe_member_task(const struct pe_rsc *member, const char *task);
/* What a notification is about, else the action's own task. */
const char *pe_task_about(const struct pe_action *a);
/* A resource's newest action of a task; NULL if it has none (on that node, if one is named). */
struct pe_action *pe_member_action(const struct pe_plan *plan, const struct pe_rsc *r, const char *task, const struct pe_node *n);

#endif
