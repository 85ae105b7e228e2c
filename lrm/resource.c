/* lrm/resource.c - the resources that this node knows.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/output.h"
#include "lrm/ran_with.h"

struct lrm_rsc *lrm_rsc_find(const struct lrm *lrm, const char *id)
{
    return id != NULL ? bt_map_get(lrm->by_id, id) : NULL;
}

static void clear_records(struct lrm_rsc *rsc)
{
    lrm_record_free(rsc->last);
    lrm_record_free(rsc->failed);
    rsc->last = rsc->failed = NULL;
}

static void take_agent(struct lrm_rsc *rsc, const xmlNode *primitive)
{
    free(rsc->standard);
    free(rsc->provider);
    free(rsc->type);
    rsc->standard = bt_strdup(bt_xml_get_or(primitive, XA_CLASS, ""));
    rsc->provider = bt_strdup(bt_xml_get(primitive, XA_PROVIDER));
    rsc->type = bt_strdup(bt_xml_get_or(primitive, XA_TYPE, ""));
    rsc->class = lrm_class_find(rsc->standard);
}

static bool has_agent(const struct lrm_rsc *rsc, const xmlNode *primitive)
{
    return bt_streq(rsc->standard, bt_xml_get_or(primitive, XA_CLASS, "")) &&
           bt_streq(rsc->provider, bt_xml_get(primitive, XA_PROVIDER)) &&
           bt_streq(rsc->type, bt_xml_get_or(primitive, XA_TYPE, ""));
}

struct lrm_rsc *lrm_rsc_ensure(struct lrm *lrm, const char *id, const xmlNode *primitive)
{
    struct lrm_rsc *rsc = lrm_rsc_find(lrm, id);
    if (rsc == NULL) {
        rsc = BT_NEW(struct lrm_rsc);
        rsc->id = bt_strdup(id);
        TAILQ_INIT(&rsc->queue);
        take_agent(rsc, primitive);
        BT_PUSH(&lrm->rscs, rsc);
        bt_map_put(lrm->by_id, id, rsc);
    } else if (!has_agent(rsc, primitive)) {
        /* What the other agent did says nothing of this one. */
        clear_records(rsc);
        lrm_ran_with_clear(lrm, rsc);
        take_agent(rsc, primitive);
        rsc->active = false;
    }
    rsc->forgotten = false;
    return rsc;
}

void lrm_rsc_dirty(struct lrm *lrm, struct lrm_rsc *rsc)
{
    if (rsc->dirty)
        return;
    rsc->dirty = true;
    BT_PUSH(&lrm->dirty, rsc);
}

static void drop_from(struct lrm *lrm, struct lrm_rsc *rsc)
{
    size_t kept = 0;
    for (size_t i = 0; i < lrm->rscs.n; i++)
        if (lrm->rscs.v[i] != rsc)
            lrm->rscs.v[kept++] = lrm->rscs.v[i];
    assert(kept + 1 == lrm->rscs.n);
    lrm->rscs.n = kept;
    kept = 0;
    for (size_t i = 0; i < lrm->dirty.n; i++)
        if (lrm->dirty.v[i] != rsc)
            lrm->dirty.v[kept++] = lrm->dirty.v[i];
    lrm->dirty.n = kept;
    bt_map_del(lrm->by_id, rsc->id);
}

void lrm_rsc_forget(struct lrm *lrm, struct lrm_rsc *rsc, struct lrm_effects *fx)
{
    lrm_recurring_end_all(lrm, rsc, "its resource is forgotten", fx);
    clear_records(rsc);
    lrm_ran_with_clear(lrm, rsc);
    bool device = rsc->active && rsc->class != NULL && rsc->class->answers != NULL;
    if (device || rsc->running != NULL || !TAILQ_EMPTY(&rsc->queue)) {
        rsc->forgotten = TAILQ_EMPTY(&rsc->queue) && rsc->running == NULL;
        lrm_rsc_dirty(lrm, rsc);
        return;
    }
    bt_strv_add(&lrm->gone, rsc->id);
    drop_from(lrm, rsc);
    lrm_rsc_free(lrm, rsc);
}

void lrm_rsc_free(struct lrm *lrm, struct lrm_rsc *rsc)
{
    for (struct lrm_op *op; (op = TAILQ_FIRST(&rsc->queue)) != NULL;) {
        lrm_queue_remove(lrm, op);
        if (op->interval_ms == 0)
            lrm_op_free(lrm, op);
    }
    assert(!rsc->is_ready);
    bool running_is_armed = false;
    for (size_t i = 0; i < rsc->recurring.n; i++) {
        running_is_armed |= rsc->recurring.v[i] == rsc->running;
        lrm_op_free(lrm, rsc->recurring.v[i]);
    }
    if (!running_is_armed)
        lrm_op_free(lrm, rsc->running);
    BT_VEC_FREE(&rsc->recurring);
    lrm_outputs_free(rsc);
    lrm_ran_with_clear(lrm, rsc);
    clear_records(rsc);
    free(rsc->id);
    free(rsc->standard);
    free(rsc->provider);
    free(rsc->type);
    free(rsc);
}
