/* lrm/operation.h - one operation of a resource: its states, and what is known of it. Private to lrm/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_LRM_OPERATION_H
#define BATON_LRM_OPERATION_H

#include <sys/queue.h>

#include "lrm/effects.h"

#define LRM_OPERATIONS_MAX 1000000 /* far above any node; a client that asks for more is broken */

struct lrm_rsc;

/* doc/states/operation.dot is the drawing. X(NAME, text, moves). What holds in each between two events (check.c):
 *   NEW         just made, or a copy that never runs (rsc->ran_with)
 *   DELAYED     its timer runs (token); one that runs once keeps its place in the queue, a recurring one is in none
 *   QUEUED      in its resource's queue; no token
 *   RUNNING     it is rsc->running, in no queue; its program's end will name the token
 *   CANCELLING  the same; recurring, but no longer among the resource's: the result will be dropped
 *   WAITING     recurring, in no queue; has had a result, and the timer of its next round runs (token)
 *   ENDED       about to be freed */
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
    struct lrm_rsc *rsc;    /* whose it is; outlives it */
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

/* An operation of a request's or saved <rsc_op> for a resource; what it does not say, or not in a form that can be read, has its default. The caller puts it into the queue, or frees it. */
struct lrm_op *lrm_op_new(struct lrm *lrm, struct lrm_rsc *rsc, const xmlNode *rsc_op);
/* What a delete puts into the queue: no program, the resource is forgotten at its turn and client is told. */
struct lrm_op *lrm_op_new_forget(struct lrm *lrm, struct lrm_rsc *rsc, uint64_t client);
/* Frees an operation that is in no list, and its token. NULL is fine. */
void lrm_op_free(struct lrm *lrm, struct lrm_op *op);
/* The only writer of op->state: asserts that the table allows the move, logs it. */
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
/* Whether its result is recorded in the history: not of notifications and questions to the agent. */
bool lrm_op_recordable(const struct lrm_op *op);
/* The number of the next call: above 0, and none of the last two thousand million. */
int lrm_call_new(struct lrm *lrm);

/* Tokens find their operation again: of timers and programs. */
/* Gives it a new one, never 0 and never used before, in place of the one that it has. */
uint64_t lrm_token_new(struct lrm *lrm, struct lrm_op *op);
/* Takes it away, if it has one: who names it from now on finds nothing. */
void lrm_token_drop(struct lrm *lrm, struct lrm_op *op);
/* The operation that has it; NULL: none has, any more. Any number may be asked for. */
struct lrm_op *lrm_token_find(const struct lrm *lrm, uint64_t token);

#endif
