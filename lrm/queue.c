/* lrm/queue.c - which operation of which resource runs next.
 *
 *   1. Each resource has one queue, in order of arrival, and at most one operation running.
 *   2. A resource is ready while nothing of it runs and the first of its queue may run (its start-delay is over).
 *   3. Ready resources stand in line in two pools: requested operations, and repeats of recurring ones. Each pool lets
 *      as many run as the limit says (limit.c), so repeats that hang never keep a stop from running.
 *   4. When an operation ends its result goes into the history and to who listens, and its resource is looked at anew.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/ran_with.h"

/* Rule 2. To be called after each change of rsc->queue, rsc->running or the state of the first in the queue. */
static void update_ready(struct lrm *lrm, struct lrm_rsc *rsc)
{
    const struct lrm_op *first = TAILQ_FIRST(&rsc->queue);
    bool ready = rsc->running == NULL && first != NULL && first->state == LRM_OP_QUEUED;
    int pool = ready && first->repeat ? LRM_POOL_REPEATS : LRM_POOL_REQUESTED;

    if (rsc->is_ready && (!ready || pool != rsc->ready_pool)) {
        TAILQ_REMOVE(&lrm->ready[rsc->ready_pool], rsc, ready);
        rsc->is_ready = false;
    }
    if (ready && !rsc->is_ready) {
        rsc->ready_pool = pool;
        TAILQ_INSERT_TAIL(&lrm->ready[pool], rsc, ready);
        rsc->is_ready = true;
    }
}

static void enqueue(struct lrm_op *op, struct bt_now now)
{
    assert(!op->linked && op->rsc->running != op);
    op->queued_at = now.mono;
    TAILQ_INSERT_TAIL(&op->rsc->queue, op, link);
    op->linked = true;
}

static void unlink_op(struct lrm_op *op)
{
    TAILQ_REMOVE(&op->rsc->queue, op, link);
    op->linked = false;
}

void lrm_queue_remove(struct lrm *lrm, struct lrm_op *op)
{
    if (!op->linked)
        return;
    unlink_op(op);
    update_ready(lrm, op->rsc);
}

void lrm_queue_add(struct lrm *lrm, struct lrm_op *op, struct bt_now now, struct lrm_effects *fx)
{
    lrm_rsc_dirty(lrm, op->rsc);
    if (op->start_delay_ms > 0) {
        lrm_op_move(op, LRM_OP_DELAYED, "start-delay", fx);
        lrm_fx_timer(fx, lrm_token_new(lrm, op), op->start_delay_ms);
        /* A delayed start keeps its place, so that a stop asked for later also runs later; a delayed monitor stands
         * in nobody's way. */
        if (op->interval_ms == 0)
            enqueue(op, now);
    } else {
        lrm_op_move(op, LRM_OP_QUEUED, "asked for", fx);
        enqueue(op, now);
    }
    update_ready(lrm, op->rsc);
}

void lrm_queue_due(struct lrm *lrm, struct lrm_op *op, struct bt_now now, struct lrm_effects *fx)
{
    assert(op->state == LRM_OP_DELAYED || op->state == LRM_OP_WAITING);
    lrm_token_drop(lrm, op);
    lrm_op_move(op, LRM_OP_QUEUED, "due", fx);
    if (!op->linked)
        enqueue(op, now);
    op->queued_at = now.mono;
    update_ready(lrm, op->rsc);
}

static void forget(struct lrm *lrm, struct lrm_op *op, struct lrm_effects *fx)
{
    struct lrm_rsc *rsc = op->rsc;
    xmlDoc *doc = bt_xml_doc(XE_LRM_DELETED);
    bt_xml_set(bt_xml_root(doc), XA_RSC, rsc->id);
    bt_xml_set_int(bt_xml_root(doc), XA_RC, BT_EX_OK);
    lrm_fx_log(fx, BT_LOG_INFO, "%s: forgotten", rsc->id);
    lrm_fx_send(fx, op->client, doc);
    lrm_op_move(op, LRM_OP_ENDED, "done", fx);
    lrm_op_free(lrm, op);
    update_ready(lrm, rsc);
    lrm_rsc_forget(lrm, rsc, fx);
}

static void run(struct lrm *lrm, struct lrm_op *op, struct lrm_effects *fx)
{
    struct lrm_run *r = lrm_fx_run(fx, lrm_token_new(lrm, op));
    r->standard = bt_strdup(op->rsc->standard);
    r->provider = bt_strdup(op->rsc->provider);
    r->type = bt_strdup(op->rsc->type);
    r->rsc = bt_strdup(op->rsc->id);
    r->action = bt_strdup(op->action);
    r->timeout_ms = op->timeout_ms;
    r->interval_ms = op->interval_ms;
    r->changes = lrm_op_changes(op);
    r->wants_traits = op->rsc->class != NULL && op->rsc->class->has_traits && lrm_op_recordable(op);
    lrm_env_fill(op, r);
}

static void start(struct lrm *lrm, struct lrm_op *op, struct bt_now now, struct lrm_effects *fx)
{
    struct lrm_rsc *rsc = op->rsc;
    assert(rsc->running == NULL);
    if (op->forget) {
        forget(lrm, op, fx);
        return;
    }
    op->started_at = now.mono;
    op->started_wall = now.wall;
    if (op->interval_ms > 0 && !op->repeat)
        op->due = now.mono;
    if (!op->repeat) {
        lrm_rsc_dirty(lrm, rsc);
        lrm_fx_log(fx, BT_LOG_INFO, "%s: %s begins (call %d)", rsc->id, op->action, op->call_id);
    }
    lrm_op_move(op, LRM_OP_RUNNING, "its turn", fx);
    rsc->running = op;
    rsc->running_pool = op->repeat ? LRM_POOL_REPEATS : LRM_POOL_REQUESTED;
    lrm->running[rsc->running_pool]++;

    lrm_ran_with_begin(lrm, op);
    struct lrm_outcome out;
    if (rsc->class != NULL && rsc->class->answers != NULL && rsc->class->answers(op, &out))
        lrm_queue_ended(lrm, op, &out, now, fx);
    else
        run(lrm, op, fx);
    lrm_check_rsc(lrm, rsc);
}

void lrm_queue_dispatch(struct lrm *lrm, struct bt_now now, struct lrm_effects *fx)
{
    for (int pool = 0; pool < LRM_POOLS; pool++) {
        struct lrm_rsc *rsc;
        while (lrm->running[pool] < lrm->limit && (rsc = TAILQ_FIRST(&lrm->ready[pool])) != NULL) {
            struct lrm_op *op = TAILQ_FIRST(&rsc->queue);
            assert(rsc->is_ready && rsc->ready_pool == pool && op != NULL && op->state == LRM_OP_QUEUED);
            unlink_op(op);
            TAILQ_REMOVE(&lrm->ready[pool], rsc, ready);
            rsc->is_ready = false;
            start(lrm, op, now, fx);
        }
    }
}

static void log_result(const struct lrm_op *op, const struct lrm_outcome *out, bool failed, struct lrm_effects *fx)
{
    const char *reason = out->exit_reason != NULL ? out->exit_reason : "";
    char *every = op->interval_ms > 0 ? bt_printf(" every %" PRId64 " ms", op->interval_ms) : bt_strdup("");
    const char *what = out->status == BT_OP_DONE ? bt_ocf_text(out->rc) : bt_opstatus_text(out->status);
    lrm_fx_log(fx, failed ? BT_LOG_WARNING : BT_LOG_NOTICE,
               "%s: %s%s ended: %s (call %d, rc %d, after %" PRId64 " ms)%s%s", op->rsc->id, op->action, every, what,
               op->call_id, out->rc, out->exec_ms, *reason != '\0' ? ": " : "", reason);
    free(every);
}

static void report(struct lrm *lrm, struct lrm_op *op, const struct lrm_outcome *out, struct lrm_effects *fx)
{
    bool failed = lrm_history_take(op, out);
    if (lrm_op_recordable(op))
        lrm_rsc_dirty(lrm, op->rsc);
    log_result(op, out, failed, fx);
    if (lrm->subscriber != 0)
        lrm_fx_send(fx, lrm->subscriber, lrm_result_doc(lrm, op, out));
}

static void round_ended(struct lrm *lrm, struct lrm_op *op, const struct lrm_outcome *out, struct bt_now now,
                        struct lrm_effects *fx)
{
    if (!lrm_tolerate(lrm, op, out, fx)) {
        if (!op->repeat || out->rc != op->last_rc || (int)out->status != op->last_status)
            report(lrm, op, out, fx);
        op->repeat = true;
        op->last_rc = out->rc;
        op->last_status = (int)out->status;
    }
    lrm_op_move(op, LRM_OP_WAITING, "round done", fx);
    lrm_recurring_rearm(lrm, op, now, fx);
}

void lrm_queue_ended(struct lrm *lrm, struct lrm_op *op, const struct lrm_outcome *out, struct bt_now now,
                     struct lrm_effects *fx)
{
    struct lrm_rsc *rsc = op->rsc;
    assert(rsc->running == op && lrm->running[rsc->running_pool] > 0);
    lrm_token_drop(lrm, op);
    lrm_ran_with_end(lrm, op, out);
    if (op->state == LRM_OP_CANCELLING) {
        lrm_recurring_answer(rsc->id, op->action, op->interval_ms, op->client, BT_EX_OK, fx);
        lrm_op_move(op, LRM_OP_ENDED, "cancelled", fx);
    } else if (op->interval_ms > 0) {
        round_ended(lrm, op, out, now, fx);
    } else {
        report(lrm, op, out, fx);
        lrm_rsc_dirty(lrm, rsc);
        lrm_op_move(op, LRM_OP_ENDED, "done", fx);
    }
    rsc->running = NULL;
    lrm->running[rsc->running_pool]--;
    if (op->state == LRM_OP_ENDED)
        lrm_op_free(lrm, op);
    update_ready(lrm, rsc);
}
