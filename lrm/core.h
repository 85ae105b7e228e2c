/* lrm/core.h - what the files of the LRM's core share: its objects and who does what with them. Private to lrm/.
 *
 *   lrm.c        the step function: events to the parts below
 *   request.c    what a client's message asks for
 *   operation.c  one operation: made of a graph's rsc_op; its states
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
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_LRM_CORE_H
#define BATON_LRM_CORE_H

#include <sys/queue.h>

#include "lrm/effects.h"

/* Operations ------------------------------------------------------------------------------------------------- */

/* doc/states/operation.dot is the drawing. X(NAME, text, moves). */
#define LRM_OP_STATE_LIST(X)                                                                                           \
    X(NEW, "new", BT_STATE_BIT(LRM_OP_DELAYED) | BT_STATE_BIT(LRM_OP_QUEUED))                                          \
    X(DELAYED, "delayed", BT_STATE_BIT(LRM_OP_QUEUED) | BT_STATE_BIT(LRM_OP_ENDED))                                    \
    X(QUEUED, "queued", BT_STATE_BIT(LRM_OP_RUNNING) | BT_STATE_BIT(LRM_OP_ENDED))                                     \
    X(RUNNING, "running",                                                                                              \
      BT_STATE_BIT(LRM_OP_WAITING) | BT_STATE_BIT(LRM_OP_CANCELLING) | BT_STATE_BIT(LRM_OP_ENDED))                     \
    X(CANCELLING, "cancelling", BT_STATE_BIT(LRM_OP_ENDED))                                                            \
    X(WAITING, "waiting", BT_STATE_BIT(LRM_OP_QUEUED) | BT_STATE_BIT(LRM_OP_ENDED))                                    \
    X(ENDED, "ended", 0)

enum lrm_op_state {
#define X(name, text, moves) LRM_OP_##name,
    LRM_OP_STATE_LIST(X)
#undef X
};

struct lrm_attr {
    char *name, *value;
};

enum lrm_fail_kind { LRM_FAIL_TIMEOUT, LRM_FAIL_NOT_RUNNING, LRM_FAIL_ERROR, LRM_FAIL_KINDS }; /* what can be tolerated */
struct lrm_op {
    struct lrm_rsc *rsc;
    int state;              /* enum lrm_op_state; written by lrm_op_move() alone */
    char *action;
    char *transition_key;   /* "" if none was given */
    int target_rc;          /* what the policy engine expects, by the transition key */
    int64_t interval_ms;    /* 0: runs once */
    int64_t timeout_ms, start_delay_ms;
    struct lrm_attr *attrs; /* the request's <attributes>, as they came */
    size_t n_attrs;
    int call_id;
    bool forget;            /* no program: the resource is forgotten when its turn comes */
    uint64_t client;        /* who waits for the answer to a delete or cancel; 0: nobody */
    uint64_t token;         /* of its running program or its timer; 0: none */
    struct bt_mono queued_at, started_at;
    struct bt_wall started_wall;
    struct bt_mono due;     /* recurring: when this round should have begun */
    int64_t left_out, said_ms; /* recurring: rounds left out of which nothing was said yet; when of others, monotonic (0: never) */
    bool repeat;            /* recurring: has had a result since it was asked for */
    struct lrm_record *record; /* recurring: its last good result, NULL */
    int last_status, last_rc;  /* recurring: what was reported last; valid if repeat */
    int64_t in_a_row[LRM_FAIL_KINDS]; /* recurring: tolerated failures since the last good result */
    TAILQ_ENTRY(lrm_op) link; /* in rsc->queue while DELAYED (if it holds the queue) or QUEUED */
    bool linked;
};

/* What one run of an operation gave. */
struct lrm_outcome {
    enum bt_opstatus status;
    int rc;
    const char *exit_reason; /* NULL */
    int64_t exec_ms;
    const struct lrm_traits *traits; /* NULL */
};

/* An operation of a request's or saved <rsc_op> for a resource. */
struct lrm_op *lrm_op_new(struct lrm *lrm, struct lrm_rsc *rsc, const xmlNode *rsc_op);
/* What a delete puts into the queue: no program, the resource is forgotten at its turn and client is told. */
struct lrm_op *lrm_op_new_forget(struct lrm_rsc *rsc, uint64_t client);
/* Frees an operation that is in no list. */
void lrm_op_free(struct lrm *lrm, struct lrm_op *op);
/* The only writer of op->state: checks the move, logs it. */
void lrm_op_move(struct lrm_op *op, enum lrm_op_state to, const char *why, struct lrm_effects *fx);
/* Its key, "RSC_ACTION_INTERVAL"; the caller's to free. */
char *lrm_op_key(const struct lrm_op *op);
/* The value of an attribute, NULL if it has none of that name. */
const char *lrm_op_attr(const struct lrm_op *op, const char *name);
/* Writes the operation as <rsc_op> (without <primitive>) below parent, as lrm_op_new() reads it. */
xmlNode *lrm_op_to_xml(const struct lrm_op *op, xmlNode *parent);
/* One of an operation's attributes below <attributes>: an attribute, or a <param> where XML does not allow the name. */
void lrm_attr_to_xml(xmlNode *attributes, const char *name, const char *value);
/* Whether it may change the resource: everything but monitor, notify and questions to the agent. */
bool lrm_op_changes(const struct lrm_op *op);
/* Whether its result is recorded in the history. */
bool lrm_op_recordable(const struct lrm_op *op);

/* Tokens find their operation again: of timers and programs. */
uint64_t lrm_token_new(struct lrm *lrm, struct lrm_op *op);
void lrm_token_drop(struct lrm *lrm, struct lrm_op *op);
struct lrm_op *lrm_token_find(const struct lrm *lrm, uint64_t token);

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
struct lrm_record *lrm_record_new(const struct lrm_op *op, const struct lrm_outcome *out);
void lrm_record_free(struct lrm_record *r);
/* Takes a result into the history of its resource; returns whether it counts as failed (not the expected outcome). */
bool lrm_history_take(struct lrm_op *op, const struct lrm_outcome *out);
/* <lrm_result> with what a result of this operation put into the history. */
xmlDoc *lrm_result_doc(const struct lrm *lrm, const struct lrm_op *op, const struct lrm_outcome *out);
/* <lrm_result> with a recurring operation's last good result, as it stands in the history. */
xmlDoc *lrm_result_again(const struct lrm *lrm, const struct lrm_op *op);
/* The same with record="false", for what the history does not learn. */
xmlDoc *lrm_result_unrecorded(const struct lrm *lrm, const struct lrm_op *op, const struct lrm_outcome *out);
/* Writes <lrm_resource> with all its history below parent. */
void lrm_history_of(const struct lrm *lrm, const struct lrm_rsc *rsc, xmlNode *parent);
/* Records a failure of no operation of ours and returns the <lrm_result> for it. */
xmlDoc *lrm_history_fail(struct lrm *lrm, struct lrm_rsc *rsc, struct bt_wall now);
/* One record as <lrm_rsc_op id=ID> below parent, and back. */
xmlNode *lrm_record_to_xml(const struct lrm_record *r, const char *rsc, const char *id, const char *node,
                           bool with_lists, xmlNode *parent);
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
    int running_pool, ready_pool;
    BT_VEC(struct lrm_op *) recurring;     /* all that are armed, in whatever state */
    struct lrm_record *last, *failed;      /* RSC_last_0, RSC_last_failure_0 */
    bool active;    /* a start succeeded here, no stop since: the answer to a probe where there's no agent to ask */
    bool forgotten; /* kept for `active` alone */
    BT_VEC(struct lrm_output *) outputs; /* what its operations printed last (output.c), the newest last */
    bool dirty;     /* changed since the last lrm_save_changes() */
    TAILQ_ENTRY(lrm_rsc) ready;
    bool is_ready;
};

/* The resource of that id; NULL if it is not known. */
struct lrm_rsc *lrm_rsc_find(const struct lrm *lrm, const char *id);
/* The same, registered with the agent that the <primitive> names if it is new or has another agent now. */
struct lrm_rsc *lrm_rsc_ensure(struct lrm *lrm, const char *id, const xmlNode *primitive);
/* Forgets its history; a device that was started here stays known as such. Frees rsc unless it has to stay. */
void lrm_rsc_forget(struct lrm *lrm, struct lrm_rsc *rsc, struct lrm_effects *fx);
void lrm_rsc_free(struct lrm *lrm, struct lrm_rsc *rsc);
void lrm_rsc_dirty(struct lrm *lrm, struct lrm_rsc *rsc);

/* Queue ------------------------------------------------------------------------------------------------------ */

/* Puts a new operation into its resource's queue, or lets it wait for its start-delay. */
void lrm_queue_add(struct lrm *lrm, struct lrm_op *op, struct bt_now now, struct lrm_effects *fx);
/* Its delay or interval is over. */
void lrm_queue_due(struct lrm *lrm, struct lrm_op *op, struct bt_now now, struct lrm_effects *fx);
/* Takes it out of the queue, if it is in it. */
void lrm_queue_remove(struct lrm *lrm, struct lrm_op *op);
/* The options said something about the limit; the load was looked at. */
void lrm_limit_options(struct lrm *lrm, const xmlNode *limits, struct lrm_effects *fx);
void lrm_limit_load(struct lrm *lrm, int load_percent, struct lrm_effects *fx);
/* Starts what may start. */
void lrm_queue_dispatch(struct lrm *lrm, struct bt_now now, struct lrm_effects *fx);
/* The running operation of a resource ended with that outcome. */
void lrm_queue_ended(struct lrm *lrm, struct lrm_op *op, const struct lrm_outcome *out, struct bt_now now,
                     struct lrm_effects *fx);

/* Recurring -------------------------------------------------------------------------------------------------- */

/* The armed recurring operation of that name, NULL. */
struct lrm_op *lrm_recurring_find(const struct lrm_rsc *rsc, const char *action, int64_t interval_ms);
void lrm_recurring_add(struct lrm_op *op);
/* Sets the timer of the next round. */
void lrm_recurring_rearm(struct lrm *lrm, struct lrm_op *op, struct bt_now now, struct lrm_effects *fx);
/* Ends one: at once, or when its running program is done. client (0: nobody) is told by <lrm_cancelled>. */
void lrm_recurring_end(struct lrm *lrm, struct lrm_op *op, uint64_t client, const char *why, struct lrm_effects *fx);
/* Ends all of a resource. */
void lrm_recurring_end_all(struct lrm *lrm, struct lrm_rsc *rsc, const char *why, struct lrm_effects *fx);
/* A round ended: whether it is a failure that does not count yet. Such a one is shown in the history and told, and ends being shown by a good result. */
bool lrm_tolerate(struct lrm *lrm, struct lrm_op *op, const struct lrm_outcome *out, struct lrm_effects *fx);
/* Answers a cancel. */
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
/* NULL if Baton does not know that standard. */
const struct lrm_class *lrm_class_find(const char *standard);
/* Fills env and params of a run. */
void lrm_env_fill(const struct lrm_op *op, struct lrm_run *run);

/* The whole -------------------------------------------------------------------------------------------------- */

TAILQ_HEAD(lrm_ready, lrm_rsc);

struct lrm {
    char *node;
    unsigned max_children, limit; /* limit: what holds now */
    bool fixed;
    int64_t option_limit, threshold_percent, load_percent; /* of the options, 0: not set; of the node */
    BT_VEC(struct lrm_rsc *) rscs; /* in order of registration */
    struct bt_map *by_id;
    struct lrm_ready ready[LRM_POOLS]; /* resources whose first queued operation may run */
    unsigned running[LRM_POOLS];
    BT_VEC(struct lrm_op *) slots; /* by the low bits of a token */
    BT_VEC(size_t) free_slots;
    uint64_t next_serial;
    int next_call;
    uint64_t subscriber;           /* 0: nobody */
    BT_VEC(xmlDoc *) unheard;      /* results record="false" for the next subscriber */
    BT_VEC(struct lrm_rsc *) dirty;
    struct bt_strv gone;           /* forgotten since the last lrm_save_changes() */
};

void lrm_request(struct lrm *lrm, const struct lrm_event *ev, struct lrm_effects *fx);

#endif
