/* crmd/plan.h - the coordinator's life: wish, plan, walk, idle. Private to crmd/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_PLAN_H
#define BATON_CRMD_PLAN_H

#include "crmd/message.h"

#define PLAN_PATIENCE_MS 1000 /* so long a new plan waits for what is in flight; then it is made beside it, so that one hanging agent holds up nobody else */

struct plan_waiter {
    uint32_t node;
    uint64_t seq;
};
struct crmd_plan {
    char *want;           /* why a new plan is needed; NULL: it is not */
    bool asked;           /* the policy engine is at work */
    uint64_t id;          /* of the last request; numbers the transition */
    int64_t term;         /* it was asked in */
    bool discarded;       /* the last plan was thrown away because something changed meanwhile: the next one is walked */
    unsigned crashes;     /* of the policy engine, on this CIB */
    int64_t recheck_s;    /* wall time at which the last plan wants to be made anew; 0: no such */
    BT_VEC(struct plan_waiter) waiters; /* for idleness */
};

/* Frees what is in it, not the struct; who waits is not answered. */
void plan_free(struct crmd_plan *p);
/* One look at what can go on: fires what is ready, ends a walk that is done, asks for a plan that is wanted, or is idle. Called at the end of every step. */
void plan_settle(struct crmd *c);
/* The policy engine's answer, a <pe_reply>; NULL: it crashed or could not be reached. One to another question, or of another term, is ignored. */
void plan_answer(struct crmd *c, const xmlNode *reply);
/* The PATIENCE timer has fired: a walk that was ended for a new plan has waited long enough for what is in flight. */
void plan_impatient(struct crmd *c);
/* An election is over, and we lead no more: the walk is forgotten; members go on with what they were given. */
void plan_demoted(struct crmd *c);
/* What holds between steps (core.c): the coordinator's state says what it does. */
void plan_check(const struct crmd *c);
/* Coordinator: answers <answer rc=0> to this request of a member once the cluster is idle. Forgotten if we lead no more: who asked asks again. */
void plan_wait_idle(struct crmd *c, uint32_t node, uint64_t seq);

#endif
