/* lrm/core.h - what the files of the LRM's core share: its objects and who does what with them. Private to lrm/.
 *
 *   lrm.c        the step function: events to the parts below
 *   request.c    what a client's message asks for
 *   operation.c  one operation: made of a graph's rsc_op; its states (operation.h)
 *   queue.c      which operation of which resource runs next
 *   recurring.c  when a recurring operation is due again; how it ends
 *   tolerance.c  failures of recurring operations that do not count yet
 *   history.c    what an operation left behind, as lrm_rsc_op
 *   output.c     what operations printed last
 *   resource.c   the resources of this node
 *   class.c      what the core must know of each class of agents
 *   env.c        what an agent finds in its environment
 *   save.c       the state that survives the daemon
 *   limit.c      how many operations run at once
 *   effects.c    building effects
 *   check.c      what holds between two events
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_LRM_CORE_H
#define BATON_LRM_CORE_H

#include "lrm/operation.h"

/* History ---------------------------------------------------------------------------------------------------- */

/* One lrm_rsc_op, without what follows from its place in the history. */
struct lrm_record {
    char *action;          /* as recorded: a reload is recorded as a start */
    char *transition_key, *exit_reason, *tolerated_why;
    char *migrate_source, *migrate_target; /* NULL */
    int64_t interval_ms, exec_ms, queue_ms;
    int64_t tolerated, tolerated_of; /* failures since that do not count yet, and how many would; 0: none */
    int call_id, rc, status;
    struct bt_wall last_change;
    char digest[BT_DIGEST_TEXT];
    char *force_restart, *secure; /* lists, NULL */
    char restart_digest[BT_DIGEST_TEXT], secure_digest[BT_DIGEST_TEXT];
};
/* A record of what a run of an operation gave; copies. To be freed by lrm_record_free(). */
struct lrm_record *lrm_record_new(const struct lrm_op *op, const struct lrm_outcome *out);
/* NULL is fine. */
void lrm_record_free(struct lrm_record *r);
/* Takes a result into the history of its resource, if it is recordable; returns whether it counts as failed (not the expected outcome). */
bool lrm_history_take(struct lrm_op *op, const struct lrm_outcome *out);
/* <lrm_result> with what a result of this operation put into the history (lrm_history_take() comes before). This and the ones below: new documents, the caller's. */
xmlDoc *lrm_result_doc(const struct lrm *lrm, const struct lrm_op *op, const struct lrm_outcome *out);
/* <lrm_result> with a recurring operation's last good result, as it stands in the history. */
xmlDoc *lrm_result_again(const struct lrm *lrm, const struct lrm_op *op);
/* <lrm_result record="false"> with a result that the history does not learn. */
xmlDoc *lrm_result_unrecorded(const struct lrm *lrm, const struct lrm_op *op, const struct lrm_outcome *out);
/* Writes <lrm_resource> with all its history below parent; nothing if it has none. */
void lrm_history_of(const struct lrm *lrm, const struct lrm_rsc *rsc, xmlNode *parent);
/* Records a failure of no operation of ours and returns the <lrm_result> for it. */
xmlDoc *lrm_history_fail(struct lrm *lrm, struct lrm_rsc *rsc, struct bt_wall now);
/* One record as <lrm_rsc_op id=ID> below parent; with_lists: with the lists of parameters and their digests. */
xmlNode *lrm_record_to_xml(const struct lrm_record *r, const char *rsc, const char *id, const char *node,
                           bool with_lists, xmlNode *parent);
/* And back: whatever is missing or rubbish has its default. The caller's. */
struct lrm_record *lrm_record_from_xml(const xmlNode *n);

/* Resources -------------------------------------------------------------------------------------------------- */

TAILQ_HEAD(lrm_op_queue, lrm_op);

enum { LRM_POOL_REQUESTED, LRM_POOL_REPEATS, LRM_POOLS };

struct lrm_rsc {
    char *id, *standard, *provider, *type; /* provider may be NULL */
    const struct lrm_class *class;         /* NULL if the standard is not known */
    struct lrm_op_queue queue;             /* what waits for its turn, in order */
    struct lrm_op *running;                /* at most one, by construction */
    struct lrm_op *ran_with;               /* a copy of what brought the parameters that it runs with (ran_with.h); NULL: not known */
    int running_pool, ready_pool;          /* valid while running is set; while is_ready */
    BT_VEC(struct lrm_op *) recurring;     /* all that are armed, in whatever state */
    struct lrm_record *last, *failed;      /* RSC_last_0, RSC_last_failure_0; owned, NULL */
    bool active;    /* a start succeeded here, no stop since: the answer to a probe where there's no agent to ask */
    bool forgotten; /* kept for `active` alone */
    BT_VEC(struct lrm_output *) outputs; /* what its operations printed last (output.c), the newest last */
    bool dirty;     /* changed since the last lrm_save_changes() */
    TAILQ_ENTRY(lrm_rsc) ready;
    bool is_ready;
};

/* The resource of that id; NULL if it is not known. */
struct lrm_rsc *lrm_rsc_find(const struct lrm *lrm, const char *id);
/* The same, registered with the agent that the <primitive> names if it is new or has another agent now (its history is forgotten then). Known from now on. */
struct lrm_rsc *lrm_rsc_ensure(struct lrm *lrm, const char *id, const xmlNode *primitive);
/* Forgets its history; a device that was started here stays known as such. Frees rsc unless it has to stay. */
void lrm_rsc_forget(struct lrm *lrm, struct lrm_rsc *rsc, struct lrm_effects *fx);
/* Frees it with all its operations, queued, running or armed; it must be in no list of the lrm any more, or that is freed, too. */
void lrm_rsc_free(struct lrm *lrm, struct lrm_rsc *rsc);
/* What is saved of it has changed: lrm_save_changes() tells it. */
void lrm_rsc_dirty(struct lrm *lrm, struct lrm_rsc *rsc);

/* Queue ------------------------------------------------------------------------------------------------------ */

/* Puts a new operation into its resource's queue, or lets it wait for its start-delay. Takes it. */
void lrm_queue_add(struct lrm *lrm, struct lrm_op *op, struct bt_now now, struct lrm_effects *fx);
/* Its delay or interval is over (DELAYED, WAITING): it is QUEUED. */
void lrm_queue_due(struct lrm *lrm, struct lrm_op *op, struct bt_now now, struct lrm_effects *fx);
/* Takes it out of the queue, if it is in it. */
void lrm_queue_remove(struct lrm *lrm, struct lrm_op *op);
/* The options said something about the limit (<lrm_limits>): what can't be read is as if it were not there. */
void lrm_limit_options(struct lrm *lrm, const xmlNode *limits, struct lrm_effects *fx);
/* The load was looked at: processes that want to run, for each hundred cores. */
void lrm_limit_load(struct lrm *lrm, int load_percent, struct lrm_effects *fx);
/* Starts what may start: after it nothing waits that the limit would let run. May free resources that were to be forgotten. */
void lrm_queue_dispatch(struct lrm *lrm, struct bt_now now, struct lrm_effects *fx);
/* The running operation of a resource ended with that outcome: into the history, to who listens; freed, unless it recurs. */
void lrm_queue_ended(struct lrm *lrm, struct lrm_op *op, const struct lrm_outcome *out, struct bt_now now,
                     struct lrm_effects *fx);

/* Recurring -------------------------------------------------------------------------------------------------- */

/* The armed recurring operation of that name, NULL. */
struct lrm_op *lrm_recurring_find(const struct lrm_rsc *rsc, const char *action, int64_t interval_ms);
/* Arms it; no other of that name may be armed. Its first round the queue brings. */
void lrm_recurring_add(struct lrm_op *op);
/* Sets the timer of the next round, of one that is WAITING: at least a millisecond from now. */
void lrm_recurring_rearm(struct lrm *lrm, struct lrm_op *op, struct bt_now now, struct lrm_effects *fx);
/* Ends an armed one: at once, which frees it, or when its running program is done. client (0: nobody) is told by <lrm_cancelled>. */
void lrm_recurring_end(struct lrm *lrm, struct lrm_op *op, uint64_t client, const char *why, struct lrm_effects *fx);
/* Ends all of a resource. */
void lrm_recurring_end_all(struct lrm *lrm, struct lrm_rsc *rsc, const char *why, struct lrm_effects *fx);
/* A round ended: whether it is a failure that does not count yet. Such a one is shown in the history and told, and ends being shown by a good result. */
bool lrm_tolerate(struct lrm *lrm, struct lrm_op *op, const struct lrm_outcome *out, struct lrm_effects *fx);
/* Answers a cancel; rc: enum bt_exit. */
void lrm_recurring_answer(const char *rsc, const char *action, int64_t interval_ms, uint64_t client, int rc,
                          struct lrm_effects *fx);

/* Classes and environment --------------------------------------------------------------------------------------- */

struct lrm_class {
    const char *standard;
    bool ocf_env;     /* gets OCF_* */
    bool has_traits;  /* its meta-data says what can be reloaded */
    /* Answers without running anything; returns false if a program must run. */
    bool (*answers)(const struct lrm_op *op, struct lrm_outcome *out);
};
/* The row of a standard, static; NULL if Baton does not know it. */
const struct lrm_class *lrm_class_find(const char *standard);
/* Fills env and params of a run, which are empty before. */
void lrm_env_fill(const struct lrm_op *op, struct lrm_run *run);

/* The whole -------------------------------------------------------------------------------------------------- */

TAILQ_HEAD(lrm_ready, lrm_rsc);

struct lrm {
    char *node;                    /* uname */
    unsigned max_children, limit; /* limit: what holds now */
    bool fixed;
    int64_t option_limit, threshold_percent, load_percent; /* of the options, 0: not set; of the node */
    BT_VEC(struct lrm_rsc *) rscs; /* in order of registration */
    struct bt_map *by_id;          /* the same */
    struct lrm_ready ready[LRM_POOLS]; /* resources whose first queued operation may run */
    unsigned running[LRM_POOLS];   /* resources with a running operation, by running_pool */
    size_t ops;                    /* that there are, copies that never run included; exec stops at LRM_OPERATIONS_MAX */
    BT_VEC(struct lrm_op *) slots; /* by the low bits of a token; NULL: free */
    BT_VEC(size_t) free_slots;     /* those of slots that are */
    uint64_t next_serial;
    int next_call;
    uint64_t subscriber;           /* 0: nobody */
    BT_VEC(xmlDoc *) unheard;      /* results record="false" for the next subscriber */
    BT_VEC(struct lrm_rsc *) dirty;
    struct bt_strv gone;           /* forgotten since the last lrm_save_changes() */
};

/* A client's message: does what it asks, or says why not. */
void lrm_request(struct lrm *lrm, const struct lrm_event *ev, struct lrm_effects *fx);

/* check.c */
/* Asserts what holds of a resource between two events. */
void lrm_check_rsc(const struct lrm *lrm, const struct lrm_rsc *rsc);
/* The same of the whole, at a glance. */
void lrm_check(const struct lrm *lrm);

#endif
