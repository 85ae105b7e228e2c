/* pengine/graph.h - the fourth stage: the plan as the transition graph that the transition engine walks, as DOT, and in words.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_PENGINE_GRAPH_H
#define BATON_PENGINE_GRAPH_H

#include "pengine/plan.h"

/* Which actions are part of the graph, in its order, and what each waits for: their numbers, ascending, each once. */
struct pe_synapse { struct pe_action *action; int *inputs; size_t n_inputs; };
struct pe_graph { struct pe_plan *plan; struct pe_synapse *v; size_t n, cap; };

/* The stage; marks in the plan which actions and links are part of it. It lives as long as the plan. */
struct pe_graph *pe_graph(struct pe_plan *plan);
/* The i-th synapse (i < n) without its attributes. Its strings and inputs are the plan's and the model's. */
void pe_graph_step(const struct pe_graph *g, size_t i, struct pe_step *ret);
/* What is needed to run it beside its names: fills in what pe_graph_step() left empty. Costs more than all else, as it reads the configuration. */
void pe_graph_step_attrs(const struct pe_graph *g, size_t i, struct pe_step *step);
/* Only its kind, numbers and names, as they also stand for it where it is waited for. */
void pe_step_name(const struct pe_plan *plan, const struct pe_action *a, struct pe_step *ret);
/* The graph as the transition engine reads it (graph_xml.c); the caller's to free. */
xmlDoc *pe_graph_xml(const struct pe_graph *g, int64_t transition_id);

/* The action's key under the id that its node knows the resource by, the caller's to free; NULL if that is the action's own key. */
char *pe_known_key(const struct pe_action *a);

struct pe_run {
    struct pe_model *model;
    struct pe_placement *placement;
    struct pe_plan *plan;
    struct pe_graph *graph;
    xmlDoc *xml;               /* the graph as XML, once somebody wanted it */
    int64_t transition_id;
};

#endif
