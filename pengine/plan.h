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

struct pe_plan *pe_make_plan(const struct pe_model *m, const struct pe_placement *p, const struct pe_run_options *options);
void pe_plan_free(struct pe_plan *plan);

static inline struct pe_planned *pe_planned(const struct pe_plan *plan, const struct pe_rsc *r) { return &plan->of[r->index]; }

/* action.c: finding and making actions */
struct pe_action *pe_action(struct pe_plan *plan, const struct pe_rsc *r, const char *task, int64_t interval_ms,
                            const struct pe_node *n, bool optional);
struct pe_action *pe_pseudo(struct pe_plan *plan, const struct pe_rsc *r, const char *task, bool optional, bool runnable);
/* Its name in the graph: most actions get no part of it, so that it is made when it is wanted. */
const char *pe_action_key(const struct pe_plan *plan, const struct pe_action *a);
/* An action of the cluster itself. */
struct pe_action *pe_single(struct pe_plan *plan, const char *key, const char *task, const struct pe_node *n);
/* Of a resource with more than a few actions, the same as pe_actions_like(), which calls it. */
enum { PE_ACTIONS_FEW = 64 };
const struct pe_actions *pe_actions_indexed(struct pe_plan *plan, struct pe_planned *at, const char *task, int64_t interval_ms);
/* A resource's actions, in order, among which are all of a task and interval (a cancel is as what it cancels); of thousands no others, or few.
 * It lasts until another action of the resource is made. */
static inline const struct pe_actions *pe_actions_like(const struct pe_plan *plan, const struct pe_rsc *r, const char *task, int64_t interval_ms)
{
    struct pe_planned *at = pe_planned(plan, r);
    return at->actions.n <= PE_ACTIONS_FEW ? &at->actions : pe_actions_indexed((struct pe_plan *)plan, at, task, interval_ms);
}
/* The newest action of a task on a node (NULL: on any); with_node: one that has no node yet does not count. */
struct pe_action *pe_find_action(const struct pe_plan *plan, const struct pe_rsc *r, const char *task, int64_t interval_ms,
                                 const struct pe_node *n, bool with_node);
static inline bool pe_is(const struct pe_action *a, unsigned flags) { return (a->flags & flags) == flags; }
void pe_because(struct pe_plan *plan, struct pe_action *a, const char *reason, bool overwrite);
/* Clears a flag; by and why as in struct pe_cause. The one way by which actions become required or impossible. */
void pe_clear(struct pe_plan *plan, struct pe_action *a, unsigned flag, const struct pe_action *by, const char *why);
/* The same, and says in the action's reason that another action is it. */
void pe_clear_because(struct pe_plan *plan, struct pe_action *a, unsigned flag, const struct pe_action *reason);
bool pe_order_actions(struct pe_plan *plan, struct pe_action *first, struct pe_action *then, unsigned flags);
/* The same, for a configured ordering (0: for none). */
bool pe_order_actions_by(struct pe_plan *plan, struct pe_action *first, struct pe_action *then, unsigned flags, unsigned order);
/* A new pseudo action of a resource under a key of its own, beside others of the same task. */
struct pe_action *pe_keyed_action(struct pe_plan *plan, const struct pe_rsc *r, const char *key, const char *task, const struct pe_node *n,
                                  unsigned flags);
/* An ordering between actions that may be made later. */
void pe_order_tasks(struct pe_plan *plan, const struct pe_rsc *first, const char *first_task, const struct pe_rsc *then,
                    const char *then_task, unsigned flags);
void pe_order(struct pe_plan *plan, struct pe_ordering o);
void pe_keep_order(struct pe_plan *plan, const struct pe_ordering *o);
void pe_action_meta(struct pe_plan *plan, struct pe_action *a, const char *name, const char *value);
bool pe_unclean(const struct pe_plan *plan, const struct pe_node *n);
void pe_plan_fence(struct pe_plan *plan, const struct pe_node *n, const char *reason);

/* the parts of the plan */
void pe_plan_from_history(struct pe_plan *plan);      /* plan_config.c */
void pe_plan_config_changes(struct pe_plan *plan);
void pe_plan_cleanup(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *n, bool optional);
void pe_plan_configured_orders(struct pe_plan *plan); /* plan_order.c */
/* The actions that orderings within resources need beside the resources' own (capacity, unfencing); the orderings kept so far come before those. */
void pe_prepare_orders_within(struct pe_plan *plan);
/* Calls take for each ordering, in order. Those that resources have within are by far the most; they follow from the resources and are not kept. */
void pe_each_ordering(struct pe_plan *plan, void (*take)(struct pe_plan *plan, const struct pe_ordering *o));
void pe_plan_probes(struct pe_plan *plan);            /* plan_probe.c */
void pe_order_probes(struct pe_plan *plan);
void pe_plan_actions(struct pe_plan *plan, const struct pe_rsc *r); /* plan_primitive.c, plan_collective.c */
void pe_plan_collective(struct pe_plan *plan, const struct pe_rsc *r);
void pe_plan_recurring(struct pe_plan *plan, const struct pe_rsc *r); /* plan_recurring.c */
struct pe_action *pe_plan_cancel(struct pe_plan *plan, const struct pe_rsc *r, const char *task, int64_t interval_ms,
                                 const struct pe_node *n);
bool pe_may_migrate(const struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *current); /* plan_migrate.c */
void pe_plan_migration(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *current);
void pe_plan_fencing(struct pe_plan *plan);           /* plan_fence.c */
struct pe_action *pe_fence_action(struct pe_plan *plan, const struct pe_node *n, const char *op, bool optional, const char *reason,
                                  bool priority_delay);
/* plan_unfence.c: after the node's unfencing, if the resource needs it; required, of a node or (NULL) of all that a device may be used on;
 * what a new fencing action tells of the devices. */
void pe_order_vs_unfencing(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *n, struct pe_action *a, unsigned flags);
void pe_require_unfencing(struct pe_plan *plan, const struct pe_rsc *device, const struct pe_node *n, const char *reason);
void pe_note_unfencing_devices(struct pe_plan *plan, struct pe_action *fencing);
void pe_apply_orders(struct pe_plan *plan);           /* order_apply.c */
void pe_propagate(struct pe_plan *plan);              /* propagate.c */
void pe_clone_notifications(struct pe_plan *plan, const struct pe_rsc *clone); /* plan_notify.c */
void pe_fill_notifications(struct pe_plan *plan);
void pe_notify_after_fencing(struct pe_plan *plan, const struct pe_rsc *r, struct pe_action *fencing);
void pe_plan_load_orders(struct pe_plan *plan, const struct pe_rsc *r);
void pe_unassign_in_plan(struct pe_plan *plan, const struct pe_rsc *r);
/* What the actions that history and configuration ask for are worth for what got no node: stops are required, starts and what recurs impossible. */
void pe_plan_unassigned(struct pe_plan *plan);

#endif
