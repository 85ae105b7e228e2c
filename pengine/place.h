/* pengine/place.h - the second stage: which instance runs where, and in which role.
 *
 * Every change of a score names its source; with recording on, each becomes a struct pe_contribution and each choice
 * of a node a struct pe_choice (record.c), and `explain` prints what was recorded.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_PENGINE_PLACE_H
#define BATON_PENGINE_PLACE_H

#include <limits.h>

#include "pengine/model.h"

/* A resource's standing on one node. */
struct pe_cand {
    int score;
    int count : 28;             /* of a clone: instances assigned (later: promoted) here */
    enum pe_discovery discovery : 2;
    bool present : 1;           /* in an opt-in cluster only nodes that a constraint names are */
};

struct pe_colocations { const struct pe_colocation **v; size_t n, cap; };

enum pe_inherit { PE_INHERIT_NOTHING, PE_INHERIT_MANDATORY, PE_INHERIT_ALL };

struct pe_placed {
    struct pe_cand *on;         /* by node index */
    const struct pe_node *node; /* where it will be; NULL: nowhere */
    int node_score;             /* its score there when it was chosen; of what can't choose 0, or -INFINITY if the node goes */
    enum bt_role next_role;
    int priority;               /* promotion score, later with constraints */
    int sort_index;
    bool done;                  /* it was placed, even if nowhere; nobody places it again */
    bool busy, merging;         /* being placed; being visited for its wishes: who comes back here went in a circle */
    bool exclusive_discovery, managed;
    bool passed_on;             /* of a group: its members answer for its colocations, from when it is placed on */
    enum pe_inherit inherit;    /* which of its clone's colocations hold for this instance */
    struct pe_rsc **children;   /* of a clone, in the order in which they were assigned; else as in the model */
    struct pe_colocations this_with, with_this; /* its own */
    struct pe_location **locations; size_t n_locations; /* configured ones for it */
    struct pe_wishes *wishes;   /* place_wishes.c; NULL: none are kept */
    struct pe_choice *choice;   /* how its node was chosen; NULL unless it is recorded */
};

/* One change of a score, as it happened. Beginning with 0, the changes of a resource on a node that were not withdrawn give its score. */
struct pe_contribution {
    const struct pe_rsc *rsc;
    const struct pe_node *node; /* of a promotion's score: where the instance is, NULL if nowhere */
    int delta, result;          /* what was added, and the score then */
    const char *source;         /* a constraint's id, or the name of a built-in reason (explain_source.c) */
    const struct pe_rsc *wisher, *through; /* inherited by a colocation: whose wish it is, and through whom if not directly */
    bool promotion;             /* changes the instance's promotion score, not its score on a node */
    bool replaces;              /* result is not the sum but a bound */
    bool withdrawn;             /* given up: no node would have been left */
};

/* The rungs of the ladder by which two nodes are compared (pe_compare_nodes). */
enum pe_rung { PE_RUNG_SCORE, PE_RUNG_CAPACITY, PE_RUNG_LOAD, PE_RUNG_CURRENT, PE_RUNG_NAME };
enum pe_chosen { PE_CHOSEN_NONE, PE_CHOSEN_BEST, PE_CHOSEN_PREFERRED, PE_CHOSEN_CURRENT, PE_CHOSEN_UNMANAGED, PE_CHOSEN_STOP_ALL };
/* How a primitive got its node. */
struct pe_choice {
    enum pe_chosen by;
    size_t n_contributions;     /* how many there were: later ones had no part in it */
    struct { enum pe_rung rung; int score, load; bool considered; } *against; /* by node index: what decided between it and the chosen one */
};
/* What crm_simulate tells of the way: scores before a step, on all nodes by index (PE_NOT_SHOWN: it can't be there), or on one node; or (utilization)
 * a resource that takes its part of a node's capacity. */
enum { PE_NOT_SHOWN = INT_MIN };
struct pe_shown { const char *step; const struct pe_rsc *rsc; const struct pe_node *node; const int *scores; int score; bool utilization; };

struct pe_placement {
    const struct pe_model *m;
    struct pe_arena arena;
    struct pe_placed *of;       /* by resource index */
    struct pe_rsc **order;      /* the outermost resources in the order in which they got their nodes, and are dealt with from then on */
    struct pe_node_load { int resources; struct pe_attrs free; } *load; /* by node index */
    struct pe_cand *scratch;    /* a table for a moment (place_colocate.c) */
    bool fencing_possible, record, scores, wishes_kept;
    const struct pe_rsc *about; /* whose contributions are recorded, with what belongs to it; NULL: all */
    int depth;                  /* how many resources wait for the node of another one just now */
    unsigned wishes_epoch;      /* what was kept in an earlier one is void */
    const struct pe_rsc *too_deep; /* where a row of colocations was cut first; NULL: none was */
    struct { size_t work, visits; int depth; bool one_by_one; } merge; /* place_merge.c: in all, in the present merge; no sums are used */
    struct { struct pe_contribution *v; size_t n, cap; } contributions;
    struct { const struct pe_rsc *rsc, *other; const char *source; } receiver; /* whose table pe_merge_scores() works for */
    struct { struct pe_shown *v; size_t n, cap; } shown;
};

/* The stage. The model must outlive it; but for findings, the model is not changed. */
struct pe_placement *pe_place(const struct pe_model *m, const struct pe_run_options *options);
/* Frees all of it; NULL is fine. */
void pe_placement_free(struct pe_placement *p);

static inline struct pe_placed *pe_placed(const struct pe_placement *p, const struct pe_rsc *r) { return &p->of[r->index]; }

/* The one call that changes scores: adds delta to a resource's score (and what is below it) on a node (NULL: all nodes). */
void pe_score(struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *n, int delta, const char *source);
/* The same for an instance's promotion score. */
void pe_promotion_score(struct pe_placement *p, const struct pe_rsc *r, int delta, const char *source);

/* record.c: notes for `explain`; without recording they do nothing. */
void pe_record_now(struct pe_placement *p, struct pe_contribution x);
static inline bool pe_records(const struct pe_placement *p, const struct pe_rsc *r)
{
    return p->record && (p->about == NULL || pe_top(r) == p->about);
}
static inline void pe_record(struct pe_placement *p, struct pe_contribution x)
{
    if (pe_records(p, x.rsc))
        pe_record_now(p, x);
}
/* What a resource got since there were `since` contributions counts no more. */
void pe_record_withdrawn(struct pe_placement *p, const struct pe_rsc *r, size_t since);
/* Its node was just chosen, but not settled. */
void pe_record_choice(struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *chosen, enum pe_chosen by);

/* Gives a resource its node, with everything that it depends on before it. prefer may be NULL. Returns the node; NULL: it has none, or must go on without since
 * it is being placed already (a circle) or the row of those that wait for each other is too long. */
const struct pe_node *pe_assign(struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *prefer);
/* The same for a member or instance of what is being placed: a row that is too long is not cut between a collective and its parts, which nobody would place later. */
const struct pe_node *pe_assign_member(struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *prefer);
/* Settles a primitive on a node; force: also where nothing could be started. False if it got none. */
bool pe_settle(struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *n, bool force);
/* Takes a resource's node away, with all below it; it may be placed anew. What it used of the node is free again. */
void pe_unassign(struct pe_placement *p, const struct pe_rsc *r);
/* place_clone.c: of a clone; prefer is for those that it shall be with. Always NULL: a clone as a whole is nowhere. */
const struct pe_node *pe_assign_clone(struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *prefer);
/* The ladder by which two different nodes are compared: negative, a is better; never 0. active: where the resource is, or NULL. ret_rung (may be NULL): which rung decided. */
int pe_compare_nodes(const struct pe_placement *p, const struct pe_node *a, int score_a, const struct pe_node *b, int score_b,
                     const struct pe_node *active, enum pe_rung *ret_rung);
/* Keeps the scores of a resource and what is below it, as they are before a step, for pe_each_told(); nothing without the option scores. step: as 2.1.5 calls it. */
void pe_show_scores(struct pe_placement *p, const struct pe_rsc *r, const char *step);
/* The assigned node of a resource: of a collective, of its first member that has one. */
const struct pe_node *pe_node_of(const struct pe_placement *p, const struct pe_rsc *r);
/* The role that it will have: of a collective, the highest of its members'. BT_ROLE_UNKNOWN: whatever its node makes of it. */
enum bt_role pe_next_role_of(const struct pe_placement *p, const struct pe_rsc *r);
/* Where it is active: of several nodes the source of a migration that is half done, else as pe_active_node(). NULL if it is nowhere. */
const struct pe_node *pe_current_node(const struct pe_rsc *r);
/* The first node where it is active, or if it needs no fencing the first of them that is there and clean, if one is. NULL if it is nowhere. */
const struct pe_node *pe_active_node(const struct pe_rsc *r);
/* A copy of a table of scores, which lives as long as the placement. */
struct pe_cand *pe_table_copy(struct pe_placement *p, const struct pe_cand *t);
/* Whether a table leaves any node: one that is usable, of a score of 0 or more. */
bool pe_table_usable(const struct pe_placement *p, const struct pe_cand *t);

/* place_colocate.c */
/* Colocations that run in circles have more ways through them than could ever be walked: when merging has looked at so many scores, from then
 * on only direct wishes count. */
enum { PE_MERGE_WORK_MAX = 50000000 };
enum { PE_MERGE_ROLLBACK = 1, PE_MERGE_NONNEGATIVE = 2, PE_MERGE_THIS_WITH = 4 };
enum pe_coloc_effect { PE_COLOC_NONE, PE_COLOC_LOCATION, PE_COLOC_ROLE };
/* All colocations of which a resource is the dependent, also through its group or clone, in the order in which they are applied; for reading only: the list may be the
 * resource's own. *out is {0} before. */
void pe_this_with(struct pe_placement *p, const struct pe_rsc *r, struct pe_colocations *out);
/* The same of those of which it is the primary. */
void pe_with_this(struct pe_placement *p, const struct pe_rsc *r, struct pe_colocations *out);
/* Puts a resource's own lists into that order. */
void pe_sort_own_colocations(struct pe_placed *at);
/* What a colocation changes for these two, which may be parts of those that it names: scores on nodes, a promotion score, or nothing (not yet, or the roles don't fit).
 * preview: as if neither had its node yet. */
enum pe_coloc_effect pe_coloc_effect(const struct pe_placement *p, const struct pe_rsc *dependent, const struct pe_rsc *primary,
                                     const struct pe_colocation *c, bool preview);
/* Whether the dependent may move the primary (influence=true); while r (NULL: the primary) is not active, there is nothing to move. */
bool pe_has_influence(const struct pe_colocation *c, const struct pe_rsc *r);
/* Changes the dependent's scores (or promotion priority) by where the primary is. */
void pe_apply_colocation(struct pe_placement *p, const struct pe_rsc *dependent, const struct pe_rsc *primary, const struct pe_colocation *c);
/* Adds to *table what r, and what is colocated with it, thinks of each node, times factor. */
void pe_merge_scores(struct pe_placement *p, const struct pe_rsc *r, struct pe_cand **table, const char *attribute, float factor, int flags);
/* The same into a resource's own scores, as contributions of a colocation with other. */
void pe_inherit_scores(struct pe_placement *p, const struct pe_rsc *r, const struct pe_rsc *other, const struct pe_colocation *c, int flags);
/* The instance of a clone that belongs with r: same node, or NULL. current: by where it is, else by where it will be. */
const struct pe_rsc *pe_compatible_instance(const struct pe_placement *p, const struct pe_rsc *r, const struct pe_rsc *clone,
                                            enum bt_role role, bool current);

/* place_promote.c: adds each instance's fitness to its scores, before the clone is placed; the best, if it is above its priority, becomes its promotion score. */
void pe_add_promotion_scores(struct pe_placement *p, const struct pe_rsc *clone);
/* When all instances have their nodes: gives each its next role, at most promoted-max of them the promoted one (what is unmanaged keeps it all the same). The order of the
 * clone's children is then that of the choice, and its own table is used up. */
void pe_choose_promoted(struct pe_placement *p, const struct pe_rsc *clone);
/* place_clone.c: the ladder of two instances of one clone. Negative: a comes first; 0: neither. */
int pe_compare_instances(struct pe_placement *p, const struct pe_rsc *a, const struct pe_rsc *b);

/* place_utilization.c: whether placement-strategy is another than default. */
bool pe_uses_utilization(const struct pe_placement *p);
/* Of each node, what is free when nothing is placed. */
void pe_load_init(struct pe_placement *p);
/* Which of two nodes has more free of more kinds of capacity: negative, a has. */
int pe_compare_capacity(const struct pe_placement *p, const struct pe_node *a, const struct pe_node *b);
/* Bans a resource from nodes without room for it and all that must be with it; if none has so much, from those without room for it alone: then the node with the most room is
 * returned, to be preferred. Else NULL. */
const struct pe_node *pe_ban_full_nodes(struct pe_placement *p, const struct pe_rsc *r);
/* A primitive takes its part of a node's capacity (sign 1), or gives it back (-1). A kind that the node does not name stays at nothing. */
void pe_load_change(struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *n, int sign);
/* Puts the n outermost resources into the order in which they get their nodes: those with the strongest wishes first. Stable. */
void pe_sort_for_utilization(struct pe_placement *p, struct pe_rsc **order, size_t n);

#endif
