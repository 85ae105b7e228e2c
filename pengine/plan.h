/* pengine/plan.h - the third stage: actions that take the cluster from its status to the placement, and their order.
 *
 * 1. actions are created (plan_*.c), optional as long as nothing asks for them; 2. orderings are turned into links
 * between actions (order_apply.c); 3. what the links imply is worked out until nothing changes (propagate.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_PENGINE_PLAN_H
#define BATON_PENGINE_PLAN_H

#include "pengine/place.h"

enum pe_action_flag {
    PE_OPTIONAL = 1,        /* nothing asks for it */
    PE_RUNNABLE = 2,
    PE_PSEUDO = 4,          /* done as soon as its inputs are */
    PE_ALWAYS_SHOWN = 8,    /* in the graph although optional, as a step between others */
    PE_MIGRATABLE = 16,     /* part of a live migration that may still happen */
    PE_NEEDS_ANY = 32,      /* a gate: needs a number of its inputs */
    PE_DANGLING = 64,       /* stops what a migration left behind */
    PE_RESCHEDULE = 128,    /* a recurring one that is to be started anew */
    PE_ON_DC = 256,         /* the DC does it for a node that need not be there: deletes a history from the CIB */
    PE_DUMPED = 512,
    PE_QUEUED = 1024,       /* waits in propagate.c */
    PE_VISITED = 2048,
    PE_COUNTED = 8192,      /* crew.c: among its resource's actions of that task the newest one, */
    PE_COUNTED_HERE = 16384,/*         or so on its node */
    PE_LEADS_TO_UNDOING = 4096, /* plan_probe.c: an action that may have to be undone follows from it */
};

enum pe_needs { PE_NEEDS_NOTHING, PE_NEEDS_QUORUM, PE_NEEDS_FENCING };

struct pe_action;
/* order: of which configured ordering it comes, counted from 1 (pe_model_private.orders); 0: of none. */
struct pe_link { struct pe_action *action; unsigned flags, order : 31; bool dumped : 1; };
struct pe_links { struct pe_link *v; size_t n, cap; };

struct pe_action {
    int id;
    const char *own_key, *task; /* own_key: NULL as long as pe_action_key() was not asked for it */
    const char *cancels;        /* of a cancel: the task that it ends */
    int64_t interval_ms;
    const struct pe_rsc *rsc;   /* NULL: of the cluster */
    const struct pe_node *node; /* NULL: pseudo, or not known yet */
    unsigned flags;
    const char *reason;
    enum pe_needs needs;
    int priority;
    struct pe_attrs meta;       /* CRM_meta_* */
    struct pe_links before, after;
    int min_before, runnable_before;
    struct pe_crew *crew;       /* crew.h: in which it is counted, NULL: in none */
    struct pe_crew *made_of;    /* of a collective: which counts its members' actions, else NULL */
    const char *about;          /* of a notification: the task that it is about ("start", "running") */
};

/* A clone's notifications about one operation: before it and after it, and the moments when all have been told. */
enum { PE_ABOUT_START, PE_ABOUT_STOP, PE_ABOUT_PROMOTE, PE_ABOUT_DEMOTE, PE_ABOUT_COUNT };
struct pe_notify {
    struct { struct pe_action *pre, *pre_done, *post, *post_done; } of[PE_ABOUT_COUNT];
};

struct pe_actions { struct pe_action **v; size_t n, cap; };

struct pe_planned {
    const struct pe_node *node; /* as placed, unless the plan found that it can't be */
    enum bt_role role, next_role;
    bool reload, stop_unexpected, restarting, partial_migration;
    bool migration_given_up;    /* half done, and it can't be ended */
    struct pe_actions actions;  /* newest last */
    struct pe_action_index *index; /* action.c: of many actions, else NULL */
    struct pe_rsc **children;
    struct pe_notify *notify;   /* of clones with notify, else NULL */
};

struct pe_ordering {
    const struct pe_rsc *first, *then;
    const char *first_task, *then_task; /* with their resource; the interval is 0 */
    struct pe_action *first_action, *then_action;
    unsigned flags, order;              /* as in struct pe_link */
};

/* Why an action became required (flag PE_OPTIONAL), impossible (PE_RUNNABLE), or no part of a live migration any more (PE_MIGRATABLE). */
struct pe_cause {
    const struct pe_action *action, *by; /* by: the action that is the reason, NULL if none is */
    unsigned flag, order;                /* order: the ordering through which, as in struct pe_link */
    const char *why;                     /* a clause in words; NULL: by says it all */
};

struct pe_plan {
    const struct pe_model *m;
    const struct pe_placement *p;
    bool sanitized;             /* secrets in the CIB may have been blanked out */
    struct pe_arena arena;
    struct pe_planned *of;
    struct { struct pe_action **v; size_t n, cap; } actions;
    struct { struct pe_ordering *v; size_t n, cap; } orderings; /* without those that resources have within */
    size_t n_first_orderings;   /* so many of them come before those within */
    void (*take_order)(struct pe_plan *plan, const struct pe_ordering *o); /* what becomes of an ordering: it is kept, or just applied */
    struct bt_map *singles;     /* actions of the cluster, by key */
    bool record;                /* keep causes, for explain_action.c */
    unsigned order;             /* the ordering that is followed now, for causes */
    const char *why;            /* what the part of the plan that is made now asks actions for, for causes */
    struct { struct pe_cause *v; size_t n, cap; } causes;
    struct pe_findings findings;/* moved to the run's when the plan is made */
    struct pe_node_plan { const char *fence_reason; bool unclean; struct pe_action *fencing, *unfencing; } *nodes;
};

/* The stage. Model and placement must outlive it. It lives until pe_plan_free(), with all actions and links. */
struct pe_plan *pe_make_plan(const struct pe_model *m, const struct pe_placement *p, const struct pe_run_options *options);
/* NULL is fine. */
void pe_plan_free(struct pe_plan *plan);

static inline struct pe_planned *pe_planned(const struct pe_plan *plan, const struct pe_rsc *r) { return &plan->of[r->index]; }

/* action.c: finding and making actions. The one of that task, interval (ms) and node (NULL: not known yet; any that there is will do), made if there is none; then it is judged whether
 * it can run. optional: does not make it required. What is unmanaged is only monitored: nothing else becomes required. */
struct pe_action *pe_action(struct pe_plan *plan, const struct pe_rsc *r, const char *task, int64_t interval_ms,
                            const struct pe_node *n, bool optional);
/* One of a collective, which nobody runs; runnable: whatever was judged. */
struct pe_action *pe_pseudo(struct pe_plan *plan, const struct pe_rsc *r, const char *task, bool optional, bool runnable);
/* Its name in the graph: most actions get no part of it, so that it is made when it is wanted. */
const char *pe_action_key(const struct pe_plan *plan, const struct pe_action *a);
/* An action of the cluster itself: the one of that key, made if there is none (optional, runnable). The key must live as long as the plan. */
struct pe_action *pe_single(struct pe_plan *plan, const char *key, const char *task, const struct pe_node *n);
enum { PE_ACTIONS_FEW = 64 };
/* Of a resource with more than a few actions, the same as pe_actions_like(), which calls it. */
const struct pe_actions *pe_actions_indexed(struct pe_plan *plan, struct pe_planned *at, const char *task, int64_t interval_ms);
/* A resource's actions, in order, among which are all of a task and interval (a cancel is as what it cancels); of thousands no others, or few.
 * It lasts until another action of the resource is made. */
static inline const struct pe_actions *pe_actions_like(const struct pe_plan *plan, const struct pe_rsc *r, const char *task, int64_t interval_ms)
{
    struct pe_planned *at = pe_planned(plan, r);
    return at->actions.n <= PE_ACTIONS_FEW ? &at->actions : pe_actions_indexed((struct pe_plan *)plan, at, task, interval_ms);
}
/* The newest action of a task on a node (NULL: on any), no cancel; with_node: one that has no node yet does not count, else it gets this one. NULL if there is none. */
struct pe_action *pe_find_action(const struct pe_plan *plan, const struct pe_rsc *r, const char *task, int64_t interval_ms,
                                 const struct pe_node *n, bool with_node);
static inline bool pe_is(const struct pe_action *a, unsigned flags) { return (a->flags & flags) == flags; }
/* Gives an action its reason in the words of 2.1.5, for the summary; the string must live as long as the plan. NULL with overwrite takes it away. */
void pe_because(struct pe_plan *plan, struct pe_action *a, const char *reason, bool overwrite);
/* Clears a flag; by and why as in struct pe_cause. The one way by which actions become required or impossible. */
void pe_clear(struct pe_plan *plan, struct pe_action *a, unsigned flag, const struct pe_action *by, const char *why);
/* The same, and says in the action's reason that another action is it. */
void pe_clear_because(struct pe_plan *plan, struct pe_action *a, unsigned flag, const struct pe_action *reason);
/* Links two actions (enum pe_order_flag). False if one is NULL, both are the same, or they are linked already by one of these meanings: nothing is done then. */
bool pe_order_actions(struct pe_plan *plan, struct pe_action *first, struct pe_action *then, unsigned flags);
/* The same, for a configured ordering (0: for none). */
bool pe_order_actions_by(struct pe_plan *plan, struct pe_action *first, struct pe_action *then, unsigned flags, unsigned order);
/* A new pseudo action of a resource under a key of its own, beside others of the same task. */
struct pe_action *pe_keyed_action(struct pe_plan *plan, const struct pe_rsc *r, const char *key, const char *task, const struct pe_node *n,
                                  unsigned flags);
/* An ordering between actions that may be made later. */
void pe_order_tasks(struct pe_plan *plan, const struct pe_rsc *first, const char *first_task, const struct pe_rsc *then,
                    const char *then_task, unsigned flags);
/* The same of any kind, each side an action or a task of a resource; adds what it means for live migrations. Goes to plan->take_order. */
void pe_order(struct pe_plan *plan, struct pe_ordering o);
/* The usual take_order: it is kept, and becomes links when all actions are made. */
void pe_keep_order(struct pe_plan *plan, const struct pe_ordering *o);
/* Sets a meta attribute of an action, over what it had. Strings must live as long as the plan. */
void pe_action_meta(struct pe_plan *plan, struct pe_action *a, const char *name, const char *value);
/* Whether a node has to be fenced: by the model, or as the plan has found since. */
bool pe_unclean(const struct pe_plan *plan, const struct pe_node *n);
/* The plan has found that it must be; the first reason stays. The actions follow in pe_plan_fencing(). */
void pe_plan_fence(struct pe_plan *plan, const struct pe_node *n, const char *reason);

/* The parts of the plan, in the order of plan.c. plan_config.c: monitors that recur already, and the stops, demotes and cleared fail counts that histories ask for. */
void pe_plan_from_history(struct pe_plan *plan);
/* What a changed definition asks for: restart, reload, cancel; orphans' histories are deleted. Of nodes that are there and may run something. */
void pe_plan_config_changes(struct pe_plan *plan);
/* The node is to forget a resource between its stop and its start; not one that failed, and not of a node that can't be told. */
void pe_plan_cleanup(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *n, bool optional);
/* plan_order.c: the configured orderings and their gates, and those of colocations that keep two apart. */
void pe_plan_configured_orders(struct pe_plan *plan);
/* The actions that orderings within resources need beside the resources' own (capacity, unfencing); the orderings kept so far come before those. */
void pe_prepare_orders_within(struct pe_plan *plan);
/* Calls take for each ordering, in order. Those that resources have within are by far the most; they follow from the resources and are not kept. */
void pe_each_ordering(struct pe_plan *plan, void (*take)(struct pe_plan *plan, const struct pe_ordering *o));
/* plan_probe.c: of each resource on each node that is there and may have it, unless it is known. */
void pe_plan_probes(struct pe_plan *plan);
/* When orderings are links: probes come before what would have to be undone if they find something. */
void pe_order_probes(struct pe_plan *plan);
/* plan_primitive.c: the steps of a resource, with all that is below it, from its present role and node to the next. */
void pe_plan_actions(struct pe_plan *plan, const struct pe_rsc *r);
/* plan_collective.c: the same of a group or clone, for pe_plan_actions(). */
void pe_plan_collective(struct pe_plan *plan, const struct pe_rsc *r);
/* plan_recurring.c: a primitive's monitors: those of its next role, and the cancels of those that end. */
void pe_plan_recurring(struct pe_plan *plan, const struct pe_rsc *r);
/* The cancel of a recurring operation, required; it takes the place of the operation's own action. */
struct pe_action *pe_plan_cancel(struct pe_plan *plan, const struct pe_rsc *r, const char *task, int64_t interval_ms,
                                 const struct pe_node *n);
/* plan_migrate.c: whether a primitive may move live from there to its next node. */
bool pe_may_migrate(const struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *current);
/* Adds the migration to its stop on `current` and its start, which are required by then. */
void pe_plan_migration(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *current);
/* plan_fence.c: fencing of unclean nodes, shutdown of those that leave, and the order of all else around both. */
void pe_plan_fencing(struct pe_plan *plan);
/* A node's fencing, made if there is none; op: "on" (unfencing), "off" ..., NULL: as stonith-action says. Without optional it is required, if the node can be fenced at all. reason may
 * be NULL. priority_delay: priority-fencing-delay applies. */
struct pe_action *pe_fence_action(struct pe_plan *plan, const struct pe_node *n, const char *op, bool optional, const char *reason,
                                  bool priority_delay);
/* plan_unfence.c has the rules: puts an action after the node's unfencing, if the resource needs it; n NULL: nothing is done. */
void pe_order_vs_unfencing(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *n, struct pe_action *a, unsigned flags);
/* Unfencing is required of a node or, if that is NULL or can't be, of all that the device may be used on. device NULL: for another reason than a device. */
void pe_require_unfencing(struct pe_plan *plan, const struct pe_rsc *device, const struct pe_node *n, const char *reason);
/* What a new fencing action tells of the devices; if their definition changed since the node was unfenced, it is required. */
void pe_note_unfencing_devices(struct pe_plan *plan, struct pe_action *fencing);
/* order_apply.c: orderings become links between the actions that there are; a first one that is missing is made, optional. */
void pe_apply_orders(struct pe_plan *plan);
/* propagate.c: clears flags until no link asks for more. No action is made meanwhile, and none gets another node (crew.h). */
void pe_propagate(struct pe_plan *plan);
/* plan_notify.c: a clone's own notifications, when its own actions are made. */
void pe_clone_notifications(struct pe_plan *plan, const struct pe_rsc *clone);
/* Those of its instances, and what all of them tell, when it is known what will be done. */
void pe_fill_notifications(struct pe_plan *plan);
/* The survivors are told of an instance whose stop the fencing implies. */
void pe_notify_after_fencing(struct pe_plan *plan, const struct pe_rsc *r, struct pe_action *fencing);
/* plan_order.c: what leaves a node frees its capacity before this one arrives. */
void pe_plan_load_orders(struct pe_plan *plan, const struct pe_rsc *r);
/* A resource, with all below it, can't have its node after all: starts and what recurs become impossible, stops required. */
void pe_unassign_in_plan(struct pe_plan *plan, const struct pe_rsc *r);
/* What the actions that history and configuration ask for are worth for what got no node: stops are required, starts and what recurs impossible. */
void pe_plan_unassigned(struct pe_plan *plan);

#endif
