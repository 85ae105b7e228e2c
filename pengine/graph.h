/* pengine/graph.h - the fourth stage: the plan as the transition graph that the transition engine walks, as DOT, and in words.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_PENGINE_GRAPH_H
#define BATON_PENGINE_GRAPH_H

#include "pengine/plan.h"

#define PE_FEATURE_SET "3.16.1" /* what agents see as crm_feature_set: Pacemaker 2.1.5's */

/* The graph; marks in the plan which actions and links are part of it. */
xmlDoc *pe_graph(struct pe_plan *plan, int64_t transition_id);
/* The action's meta attributes as far as they do not follow from the action itself: of its operation and its clone. */
void pe_graph_meta(const struct pe_plan *plan, const struct pe_action *a, struct pe_attrs *out);

/* The action's key under the id that its node knows the resource by, the caller's to free; NULL if that is the action's own key. */
char *pe_known_key(const struct pe_action *a);

struct pe_run {
    struct pe_model *model;
    struct pe_placement *placement;
    struct pe_plan *plan;
    xmlDoc *graph;
};

#endif
