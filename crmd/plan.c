/* crmd/plan.c - the coordinator's life (see plan.h).
 *
 *   1. No term of ours, or histories are missing: nothing is decided.
 *   2. A wish during a walk ends its firing; what is in flight is waited for, for PLAN_PATIENCE_MS: then the plan is made beside it.
 *   3. Somebody is awaited (its controller is being restarted): nothing is fired, nothing planned.
 *   4. Fire what is ready.
 *   5. A walk with nothing in flight and nothing ready is over.
 *   6. A wish: one plan. While it is made, further wishes become one more.
 *   7. Otherwise idle, until something happens or the recheck is due.
 * A plan that was overtaken by a change is thrown away once; the next one is walked even if it was overtaken too: its first actions are sent, then it ends
 * by 2. So a steady stream of changes delays neither planning nor fencing.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/core.h"

#define CRASHES_MAX 3
#define CRASH_RETRY_MS 500

void plan_free(struct crmd_plan *p)
{
    free(p->want);
    BT_VEC_FREE(&p->waiters);
}

static void ask(struct crmd *c)
{
    assert(c->plan.want != NULL && !c->plan.asked && c->walk.transition == NULL && peers_awaited(c) == NULL);
    struct crmd_plan *p = &c->plan;
    replica_flush(c);
    crmd_move(c, CRMD_S_POLICY_ENGINE, p->want);
    free(p->want);
    p->want = NULL;
    p->asked = true;
    p->id++;
    p->term = c->view.term;
    crmd_timer_cancel_all(c, CRMD_TIMER_RECHECK);
    crmd_timer_cancel_all(c, CRMD_TIMER_REPLAN);
    xmlDoc *doc = bt_xml_doc(XE_PE_REQUEST);
    bt_xml_setf(bt_xml_root(doc), XA_ID, "%" PRIu64, p->id);
    bt_xml_set_int(bt_xml_root(doc), XA_NOW, c->now.wall.s);
    bt_xml_add_copy(bt_xml_root(doc), bt_xml_root(cib_doc(c->replica.cib)));
    crmd_to_planner(c, doc);
}

static void answer_waiters(struct crmd *c)
{
    for (size_t i = 0; i < c->plan.waiters.n; i++)
        message_answer(c, c->plan.waiters.v[i].node, c->plan.waiters.v[i].seq, 0, NULL);
    BT_VEC_FREE(&c->plan.waiters);
}

void plan_wait_idle(struct crmd *c, uint32_t node, uint64_t seq)
{
    assert(crmd_is_dc(c));
    struct plan_waiter w = {.node = node, .seq = seq};
    BT_PUSH(&c->plan.waiters, w);
}

static void set_recheck(struct crmd *c)
{
    int64_t interval_ms = bt_duration_ms_or(cib_option(cib_doc(c->replica.cib), "cluster-recheck-interval"), 900000);
    int64_t until_ms = (c->plan.recheck_s - c->now.wall.s) * 1000;
    if (c->plan.recheck_s > 0 && (interval_ms == 0 || until_ms < interval_ms))
        interval_ms = until_ms > 1000 ? until_ms : 1000;
    if (interval_ms > 0)
        crmd_timer_set(c, CRMD_TIMER_RECHECK, 0, interval_ms);
}

static void idle(struct crmd *c)
{
    assert(c->walk.flights.n == 0 && !c->plan.asked);
    if (c->state != CRMD_S_IDLE) {
        crmd_move(c, CRMD_S_IDLE, "nothing to do");
        set_recheck(c);
    }
    if (!crmd_timer_runs(c, CRMD_TIMER_REPLAN, 0))
        answer_waiters(c);
}

static void end_walk(struct crmd *c)
{
    assert(transition_done(c->walk.transition) || transition_aborted(c->walk.transition) == TRANSITION_ABORT_DEMOTED);
    char *summary = transition_summary(c->walk.transition);
    crmd_log(c, c->walk.sent > 0 ? BT_LOG_NOTICE : BT_LOG_INFO, "%s", summary);
    free(summary);
    walk_end(c);
    crmd_timer_cancel(c, CRMD_TIMER_PATIENCE, 0);
}

static void abort_walk(struct crmd *c)
{
    transition_abort(c->walk.transition, TRANSITION_ABORT_RESTART, c->plan.want);
    if (!crmd_timer_runs(c, CRMD_TIMER_PATIENCE, 0))
        crmd_timer_set(c, CRMD_TIMER_PATIENCE, 0, PLAN_PATIENCE_MS);
}

void plan_impatient(struct crmd *c)
{
    if (c->walk.transition == NULL || transition_aborted(c->walk.transition) == TRANSITION_ABORT_NONE)
        return;
    char *summary = transition_summary(c->walk.transition);
    if (walk_detach(c))
        crmd_log(c, BT_LOG_NOTICE, "%s", summary);
    free(summary);
}

void plan_settle(struct crmd *c)
{
    if (!crmd_is_dc(c) || c->state == CRMD_S_INTEGRATION || c->state >= CRMD_S_STOPPING) /* 1. */
        return;
    if (c->plan.want != NULL && c->walk.transition != NULL) /* 2. */
        abort_walk(c);
    if (!join_complete(c) || peers_awaited(c) != NULL || !c->peers.corosync_known) /* 1., 3. */
        return;
    walk_fire(c);                                                                  /* 4. */
    if (c->walk.transition != NULL && transition_done(c->walk.transition))         /* 5. */
        end_walk(c);
    if (c->walk.transition != NULL || c->plan.asked) {
        crmd_move(c, c->plan.asked ? CRMD_S_POLICY_ENGINE : CRMD_S_TRANSITION_ENGINE, "going on");
        return;
    }
    if (c->plan.want != NULL && c->plan.crashes < CRASHES_MAX && !crmd_timer_runs(c, CRMD_TIMER_REPLAN, 0))
        ask(c); /* 6. */
    else if (walk_has_leftovers(c))
        crmd_move(c, CRMD_S_TRANSITION_ENGINE, "something is still in flight");
    else
        idle(c); /* 7. */
}

/* The policy engine gave no plan: the CIB may be what it crashes on. */
static void crashed(struct crmd *c, const char *why)
{
    struct crmd_plan *p = &c->plan;
    unsigned crashes = p->crashes + 1;
    crmd_want(c, "the policy engine gave no plan");
    p->crashes = crashes; /* wishing starts the count anew */
    if (crashes < CRASHES_MAX) {
        crmd_log(c, BT_LOG_WARNING, "The policy engine gave no plan (%s): asking again", why);
        crmd_timer_set(c, CRMD_TIMER_REPLAN, 0, CRASH_RETRY_MS << crashes);
    } else {
        crmd_log(c, BT_LOG_ERROR,
                 "The policy engine gave no plan %u times for the same CIB (%s): nothing is started, stopped or recovered until the CIB changes. "
                 "Check the last change of the configuration with `crm_verify -LV` and report this as a bug",
                 crashes, why);
        set_recheck(c);
    }
}

static void begin(struct crmd *c, const xmlNode *reply)
{
    struct transition *t;
    struct bt_err err = {0};
    xmlDoc *graph = bt_xml_doc_of(bt_xml_first(reply, XE_TRANSITION_GRAPH));
    if (transition_new(graph, c->uuid, (int)c->plan.id, &t, &err) != 0) {
        crashed(c, bt_err_text(&err));
        bt_err_clear(&err);
        return;
    }
    transition_walked_by(t, c->name);
    c->plan.crashes = 0;
    crmd_move(c, CRMD_S_TRANSITION_ENGINE, "there is a plan");
    walk_begin(c, t);
}

void plan_answer(struct crmd *c, const xmlNode *reply)
{
    struct crmd_plan *p = &c->plan;
    if (!p->asked || (reply != NULL && bt_xml_get_int(reply, XA_ID, -1) != (int64_t)p->id))
        return; /* of another term */
    p->asked = false;
    if (!crmd_is_dc(c) || p->term != c->view.term)
        return;
    if (reply == NULL || bt_xml_first(reply, XE_TRANSITION_GRAPH) == NULL) {
        crashed(c, bt_xml_get_or(reply, XA_TEXT, "it crashed or can not be reached"));
        return;
    }
    p->recheck_s = bt_xml_get_int(reply, XA_RECHECK, 0);
    bool overtaken = p->want != NULL, held = !join_complete(c) || peers_awaited(c) != NULL;
    if (held || (overtaken && !p->discarded)) {
        p->discarded = overtaken;
        crmd_want(c, "the plan was overtaken");
        return;
    }
    p->discarded = false;
    begin(c, reply);
    walk_fire(c);
}

void plan_demoted(struct crmd *c)
{
    assert(c->view.settled && !crmd_is_dc(c));
    if (c->walk.transition != NULL) {
        transition_abort(c->walk.transition, TRANSITION_ABORT_DEMOTED, "another node leads");
        end_walk(c);
    }
    walk_forget(c);
    free(c->plan.want);
    c->plan.want = NULL;
    c->plan.asked = false;
    BT_VEC_FREE(&c->plan.waiters);
    crmd_timer_cancel_all(c, CRMD_TIMER_RECHECK);
    crmd_timer_cancel_all(c, CRMD_TIMER_REPLAN);
    crmd_timer_cancel_all(c, CRMD_TIMER_FENCE_RETRY);
}

/* Whether plan_settle() had to come to a decision. */
static bool decided(const struct crmd *c)
{
    return crmd_is_dc(c) && join_complete(c) && peers_awaited(c) == NULL && c->peers.corosync_known;
}

void plan_check(const struct crmd *c)
{
    const struct crmd_plan *p = &c->plan;
    bool walks = c->walk.transition != NULL || c->walk.flights.n > 0, open = !decided(c);
    assert(!p->asked || (p->id > 0 && c->walk.transition == NULL)); /* one plan at a time, and none while one is walked */
    assert(p->crashes <= CRASHES_MAX);
    assert(c->state != CRMD_S_IDLE || (c->walk.transition == NULL && !p->asked));
    assert(open || p->asked == (c->state == CRMD_S_POLICY_ENGINE));
    assert(open || (walks && !p->asked) == (c->state == CRMD_S_TRANSITION_ENGINE));
    assert(open || (!walks && !p->asked) == (c->state == CRMD_S_IDLE));
}
