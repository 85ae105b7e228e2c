/* lrm/lrm.c - the step function: each event goes to the part that it concerns, then what may start is started.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/output.h"

struct lrm *lrm_new(const struct lrm_config *cfg)
{
    struct lrm *lrm = BT_NEW(struct lrm);
    lrm->node = bt_strdup(cfg->node);
    lrm->max_children = lrm->limit = cfg->max_children > 0 ? cfg->max_children : 1;
    lrm->fixed = cfg->fixed;
    lrm->by_id = bt_map_new();
    for (int pool = 0; pool < LRM_POOLS; pool++)
        TAILQ_INIT(&lrm->ready[pool]);
    return lrm;
}

void lrm_free(struct lrm *lrm)
{
    if (lrm == NULL)
        return;
    for (size_t i = 0; i < lrm->rscs.n; i++)
        lrm_rsc_free(lrm, lrm->rscs.v[i]);
    for (size_t i = 0; i < lrm->unheard.n; i++)
        bt_xml_free(lrm->unheard.v[i]);
    BT_VEC_FREE(&lrm->rscs);
    BT_VEC_FREE(&lrm->unheard);
    BT_VEC_FREE(&lrm->dirty);
    BT_VEC_FREE(&lrm->slots);
    BT_VEC_FREE(&lrm->free_slots);
    bt_strv_free(&lrm->gone);
    bt_map_free(lrm->by_id);
    free(lrm->node);
    free(lrm);
}

static void done(struct lrm *lrm, const struct lrm_event *ev, struct lrm_effects *fx)
{
    struct lrm_op *op = lrm_token_find(lrm, ev->token);
    if (op == NULL || op->rsc->running != op) {
        lrm_fx_log(fx, BT_LOG_INFO, "A result for operation %" PRIu64 " came, which is not running; ignored", ev->token);
        return;
    }
    const struct lrm_outcome out = {.status = ev->status,
                                    .rc = ev->rc,
                                    .exit_reason = ev->exit_reason,
                                    .exec_ms = ev->exec_ms,
                                    .traits = ev->traits};
    lrm_output_keep(op, ev);
    struct lrm_rsc *rsc = op->rsc;
    lrm_queue_ended(lrm, op, &out, ev->now, fx);
    lrm_check_rsc(lrm, rsc);
}

static void timer(struct lrm *lrm, const struct lrm_event *ev, struct lrm_effects *fx)
{
    struct lrm_op *op = lrm_token_find(lrm, ev->token);
    if (op == NULL || (op->state != LRM_OP_DELAYED && op->state != LRM_OP_WAITING))
        return;
    lrm_queue_due(lrm, op, ev->now, fx);
    lrm_check_rsc(lrm, op->rsc);
}

void lrm_step(struct lrm *lrm, const struct lrm_event *ev, struct lrm_effects *fx)
{
    switch (ev->kind) {
    case LRM_EV_REQUEST: lrm_request(lrm, ev, fx); break;
    case LRM_EV_DONE: done(lrm, ev, fx); break;
    case LRM_EV_TIMER: timer(lrm, ev, fx); break;
    case LRM_EV_LOAD: lrm_limit_load(lrm, ev->load_percent, fx); break;
    case LRM_EV_CLIENT_GONE:
        if (lrm->subscriber == ev->client) {
            lrm->subscriber = 0;
            lrm_fx_log(fx, BT_LOG_NOTICE, "Nobody listens for results now; resources stay as they are");
        }
        break;
    }
    lrm_queue_dispatch(lrm, ev->now, fx);
    lrm_check(lrm);
}
