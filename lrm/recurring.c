/* lrm/recurring.c - recurring operations: when the next round is due, and how one ends.
 *
 * Rounds lie on a grid: the first begins when the operation is first run, each further one an interval later, however
 * long the runs take. A round that could not begin before the next was due is left out, so that a slow agent or a
 * loaded node never gets two in a row; and two rounds are at least half an interval apart.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/core.h"

enum { LATE_SAID_EVERY_MS = 60 * 1000 };

struct lrm_op *lrm_recurring_find(const struct lrm_rsc *rsc, const char *action, int64_t interval_ms)
{
    for (size_t i = 0; i < rsc->recurring.n; i++)
        if (rsc->recurring.v[i]->interval_ms == interval_ms && strcmp(rsc->recurring.v[i]->action, action) == 0)
            return rsc->recurring.v[i];
    return NULL;
}

void lrm_recurring_add(struct lrm_op *op)
{
    assert(op->interval_ms > 0 && lrm_recurring_find(op->rsc, op->action, op->interval_ms) == NULL);
    BT_PUSH(&op->rsc->recurring, op);
}

/* At once, but no more than once a minute: an agent that takes longer than its interval is late in each round. */
static void say_late(struct lrm_op *op, int64_t rounds, struct bt_now now, struct lrm_effects *fx)
{
    op->left_out += rounds;
    if (op->said_ms != 0 && now.mono.ms - op->said_ms < LATE_SAID_EVERY_MS)
        return;
    char *key = lrm_op_key(op);
    lrm_fx_log(fx, BT_LOG_INFO, "%s: late, %" PRId64 " round(s) left out", key, op->left_out);
    free(key);
    op->left_out = 0;
    op->said_ms = now.mono.ms;
}

void lrm_recurring_rearm(struct lrm *lrm, struct lrm_op *op, struct bt_now now, struct lrm_effects *fx)
{
    int64_t earliest = op->started_at.ms + op->interval_ms / 2;
    if (earliest <= now.mono.ms)
        earliest = now.mono.ms + 1;
    int64_t rounds = 1;
    if (earliest > op->due.ms + op->interval_ms)
        rounds = (earliest - op->due.ms + op->interval_ms - 1) / op->interval_ms;
    if (rounds > 1)
        say_late(op, rounds - 1, now, fx);
    op->due.ms += rounds * op->interval_ms;
    assert(op->due.ms >= earliest && op->state == LRM_OP_WAITING);
    lrm_fx_timer(fx, lrm_token_new(lrm, op), op->due.ms - now.mono.ms);
}

static void disarm(struct lrm_op *op)
{
    struct lrm_rsc *rsc = op->rsc;
    size_t kept = 0;
    for (size_t i = 0; i < rsc->recurring.n; i++)
        if (rsc->recurring.v[i] != op)
            rsc->recurring.v[kept++] = rsc->recurring.v[i];
    assert(kept + 1 == rsc->recurring.n);
    rsc->recurring.n = kept;
}

void lrm_recurring_answer(const char *rsc, const char *action, int64_t interval_ms, uint64_t client, int rc,
                          struct lrm_effects *fx)
{
    xmlDoc *doc = bt_xml_doc(XE_LRM_CANCELLED);
    bt_xml_set(bt_xml_root(doc), XA_RSC, rsc);
    bt_xml_set(bt_xml_root(doc), XA_OPERATION, action);
    bt_xml_set_int(bt_xml_root(doc), XA_INTERVAL, interval_ms);
    bt_xml_set_int(bt_xml_root(doc), XA_RC, rc);
    lrm_fx_send(fx, client, doc);
}

void lrm_recurring_end(struct lrm *lrm, struct lrm_op *op, uint64_t client, const char *why, struct lrm_effects *fx)
{
    disarm(op);
    lrm_rsc_dirty(lrm, op->rsc);
    if (op->state == LRM_OP_RUNNING) {
        /* The agent is left to finish: killed half-way it may leave a mess. What comes next waits for it. */
        lrm_op_move(op, LRM_OP_CANCELLING, why, fx);
        op->client = client;
        return;
    }
    if (op->state == LRM_OP_WAITING || op->state == LRM_OP_DELAYED)
        lrm_fx_timer_cancel(fx, op->token);
    lrm_queue_remove(lrm, op);
    lrm_op_move(op, LRM_OP_ENDED, why, fx);
    lrm_recurring_answer(op->rsc->id, op->action, op->interval_ms, client, BT_EX_OK, fx);
    lrm_op_free(lrm, op);
}

void lrm_recurring_end_all(struct lrm *lrm, struct lrm_rsc *rsc, const char *why, struct lrm_effects *fx)
{
    while (rsc->recurring.n > 0)
        lrm_recurring_end(lrm, rsc->recurring.v[0], 0, why, fx);
}
