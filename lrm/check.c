/* lrm/check.c - what holds between two events: lrm_step() ends with it.
 *
 * There may be thousands of resources, so each is looked at when it was touched, and of the whole only what one look tells.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/core.h"

/* The row of its state (operation.h). */
static void check_op(const struct lrm *lrm, const struct lrm_op *op)
{
    bool runs = op->rsc->running == op;
    assert(op->token == 0 || lrm_token_find(lrm, op->token) == op);
    switch (op->state) {
    case LRM_OP_DELAYED:
        assert(op->token != 0 && op->linked == (op->interval_ms == 0) && !runs);
        break;
    case LRM_OP_QUEUED:
        assert(op->token == 0 && op->linked && !runs);
        break;
    case LRM_OP_RUNNING:
        assert(op->token != 0 && !op->linked && runs && !op->forget);
        break;
    case LRM_OP_CANCELLING:
        assert(op->token != 0 && !op->linked && runs && op->interval_ms > 0);
        break;
    case LRM_OP_WAITING:
        assert(op->token != 0 && !op->linked && !runs && op->repeat);
        break;
    default:
        assert(!"a new operation, or one that has ended");
    }
}

void lrm_check_rsc(const struct lrm *lrm, const struct lrm_rsc *rsc)
{
    const struct lrm_op *first = TAILQ_FIRST(&rsc->queue), *last = TAILQ_LAST(&rsc->queue, lrm_op_queue);
    assert(rsc->is_ready == (rsc->running == NULL && first != NULL && first->state == LRM_OP_QUEUED));
    assert(!rsc->is_ready || rsc->ready_pool == (first->repeat ? LRM_POOL_REPEATS : LRM_POOL_REQUESTED));
    if (first != NULL) { /* the rest were the last when they were put there */
        check_op(lrm, first);
        check_op(lrm, last);
    }
    if (rsc->running != NULL) {
        check_op(lrm, rsc->running);
        assert(lrm->running[rsc->running_pool] > 0);
    }
    for (size_t i = 0; i < rsc->recurring.n; i++) {
        assert(rsc->recurring.v[i]->rsc == rsc && rsc->recurring.v[i]->interval_ms > 0 && rsc->recurring.v[i]->state != LRM_OP_CANCELLING);
        check_op(lrm, rsc->recurring.v[i]);
    }
    assert(!rsc->forgotten || (rsc->active && rsc->running == NULL && rsc->recurring.n == 0 && rsc->last == NULL && rsc->failed == NULL));
    assert(!rsc->forgotten || first == NULL || first->forget);
}

void lrm_check(const struct lrm *lrm)
{
    size_t tokens = lrm->slots.n - lrm->free_slots.n;
    assert(lrm->free_slots.n <= lrm->slots.n && tokens <= lrm->ops);
    assert(lrm->running[LRM_POOL_REQUESTED] + (size_t)lrm->running[LRM_POOL_REPEATS] <= tokens); /* each has a program to wait for */
    for (int pool = 0; pool < LRM_POOLS; pool++)
        assert(lrm->running[pool] >= lrm->limit || TAILQ_EMPTY(&lrm->ready[pool])); /* nothing waits that may run */
}
