/* crmd/core.c - the step: one event to the part that it concerns, then every part looks whether it can go on.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/core.h"

#include "crmd/client.h"
#include "crmd/outcome.h"

struct crmd *crmd_new(const struct crmd_config *cfg, struct cib *cib)
{
    assert(cfg->name != NULL && cfg->uuid != NULL && cib != NULL);
    struct crmd *c = BT_NEW(struct crmd);
    c->nodeid = cfg->nodeid;
    c->name = bt_strdup(cfg->name);
    c->cluster_name = bt_strdup(cfg->cluster_name != NULL ? cfg->cluster_name : "");
    c->uuid = bt_strdup(cfg->uuid);
    c->feature_set = bt_strdup(cfg->feature_set != NULL ? cfg->feature_set : CIB_FEATURE_SET);
    c->state = CRMD_S_STARTING;
    c->view.text = bt_strdup("");
    c->replica.cib = cib;
    c->replica.saved = cib_version(cib);
    c->replica.has_saved = c->replica.saved.epoch > 0 || c->replica.saved.admin_epoch > 0; /* it was read from the disk */
    for (size_t i = 0; i < cfg->n_unclean; i++)
        BT_PUSH(&c->hold.unclean, cfg->unclean[i]);
    c->view.proven = cfg->proven;
    c->guard = (struct crmd_guard){.ms = cfg->watchdog_ms, .counts = cfg->watchdog_counts, .life = bt_strdup(cfg->life)};
    c->replica.fresh = !c->replica.has_saved;
    for (size_t i = 0; i < cfg->n_earlier; i++)
        lineage_add(&c->replica.line, &cfg->earlier[i].version, cfg->earlier[i].stamp);
    c->replica.dirty = c->replica.has_saved; /* the disk is tried before the first change comes */
    if (c->replica.has_saved)
        lineage_note(&c->replica.line, bt_xml_root(cib_doc(cib)));
    for (size_t i = 0; i < cfg->n_nodes; i++)
        peers_add(&c->peers, cfg->nodes[i].id, cfg->nodes[i].name);
    peers_add(&c->peers, cfg->nodeid, cfg->name);
    return c;
}

void crmd_free(struct crmd *c)
{
    if (c == NULL)
        return;
    free(c->name);
    free(c->cluster_name);
    free(c->uuid);
    free(c->feature_set);
    free(c->view.text);
    BT_VEC_FREE(&c->timers);
    peers_free(&c->peers);
    requests_free(&c->requests);
    replica_free(&c->replica);
    join_free(&c->join);
    report_free(&c->report);
    bt_xml_free(c->orders);
    attributes_free(&c->attributes);
    fences_free(&c->fences);
    hold_free(&c->hold);
    guard_free(&c->guard);
    walk_free(&c->walk);
    plan_free(&c->plan);
    cleanups_free(&c->cleanups);
    free(c);
}

struct crmd_version_stamp crmd_version_stamp_of(const xmlNode *cib)
{
    return (struct crmd_version_stamp){.version = {.admin_epoch = bt_xml_get_int(cib, XA_ADMIN_EPOCH, 0), .epoch = bt_xml_get_int(cib, XA_EPOCH, 0)},
                                       .stamp = lineage_stamp(cib)};
}

const struct cib *crmd_cib(const struct crmd *c)
{
    return c->replica.cib;
}

/* Messages ---------------------------------------------------------------------------------------------------------------- */

static void fence_done(struct crmd *c, const struct crmd_message *m)
{
    struct fence_news news = fence_learn(c, m);
    if (news.dead != NULL)
        walk_node_lost(c, news.dead);
    walk_land(c, news.flight, news.ok);
    if (news.elect)
        view_restart(c, "a member was fenced");
}

/* What a member's LRM told. */
static void lrm_answer(struct crmd *c, const struct crmd_peer *from, const xmlNode *answer)
{
    if (bt_xml_is(answer, XE_LRM_RESULT)) {
        bt_xml_each(resource, answer, XE_LRM_RESOURCE)
            outcome_result(c, from, resource, bt_xml_get_bool(answer, XA_RECORD, true));
    } else if (bt_xml_is(answer, XE_LRM_CANCELLED)) {
        walk_cancelled(c, from, answer);
    } else if (bt_xml_is(answer, XE_LRM_DELETED)) {
        const char *rsc = bt_xml_get_or(answer, XA_RSC, "");
        cleanup_deleted(c, from, rsc);
        walk_deleted(c, from, rsc);
    }
}

/* Messages to the coordinator alone. */
static void coordinator_message(struct crmd *c, const struct crmd_message *m)
{
    const struct crmd_peer *from = peers_find(&c->peers, m->from);
    assert(from != NULL);
    switch (m->kind) {
    case CRMD_MSG_OFFER: join_offer(c, m); break;
    case CRMD_MSG_CHANGE: replica_change(c, m); break;
    case CRMD_MSG_ASK: replica_send_whole(c); break;
    case CRMD_MSG_LRM_STATE: join_lrm_state(c, m); break;
    case CRMD_MSG_LRM_REPORT:
        bt_xml_each(answer, m->root, NULL)
            lrm_answer(c, from, answer);
        break;
    default: break;
    }
}

static void orders_message(struct crmd *c, const struct crmd_message *m)
{
    bt_xml_each(order, m->root, XE_DO)
        if (bt_streq(bt_xml_get(order, XA_OPERATION), "do_shutdown"))
            shutdown_told(c, (uint32_t)bt_xml_get_int(order, XA_TO, 0));
    if (c->state < CRMD_S_STOPPING)
        join_orders(c, m);
}

static void member_message(struct crmd *c, const struct crmd_message *m)
{
    switch (m->kind) {
    case CRMD_MSG_HELLO: view_hello(c, m); break;
    case CRMD_MSG_SKIP: view_skip(c); break;
    case CRMD_MSG_WELCOME: join_welcome(c, m); break;
    case CRMD_MSG_PATCH:
        if (c->join.welcomed) /* before, the welcome brings it */
            replica_patch(c, m);
        break;
    case CRMD_MSG_WHOLE: replica_whole(c, m); break;
    case CRMD_MSG_SAVED: replica_peer_saved(c, m); break;
    case CRMD_MSG_ORDERS: orders_message(c, m); break;
    case CRMD_MSG_FENCE: fence_told(c, m); break;
    case CRMD_MSG_FENCE_DONE: fence_done(c, m); break;
    case CRMD_MSG_FENCE_PEER: fence_peer(c, m); break;
    case CRMD_MSG_APART: replica_apart(c, m); break;
    case CRMD_MSG_PULSE: guard_pulse(c, m); break;
    case CRMD_MSG_PRIVATE: attributes_private(c, m); break;
    case CRMD_MSG_REQUEST: client_request(c, m); break;
    case CRMD_MSG_ANSWER: client_answer(c, m); break;
    default: break;
    }
}

static void message(struct crmd *c, const struct crmd_event *ev)
{
    struct crmd_message m;
    struct crmd_peer *from = peers_find(&c->peers, ev->from);
    if (!message_read(ev->from, ev->doc, &m)) {
        message_unknown(c, from, ev->doc);
        return;
    }
    if (c->state == CRMD_S_STARTING || from == NULL || !peer_present(from) || !message_counts(c, &m))
        return;
    if (m.kind != CRMD_MSG_HELLO && !peer_member(from) && m.kind != CRMD_MSG_SKIP && m.kind != CRMD_MSG_FENCE_DONE &&
        m.kind != CRMD_MSG_FENCE_PEER && m.kind != CRMD_MSG_PRIVATE)
        return; /* left out of this term */
    member_message(c, &m);
    if (crmd_is_dc(c))
        coordinator_message(c, &m);
}

/* Timers ------------------------------------------------------------------------------------------------------------------- */

static void timer(struct crmd *c, uint64_t token)
{
    enum crmd_timer kind;
    uint64_t ref;
    if (!crmd_timer_take(c, token, &kind, &ref))
        return;
    switch (kind) {
    case CRMD_TIMER_HELLO: view_hello_timeout(c); break;
    case CRMD_TIMER_GRACE: peers_grace_over(c, (uint32_t)ref); break;
    case CRMD_TIMER_JOIN: join_timeout(c); break;
    case CRMD_TIMER_REPORT: report_now(c); break;
    case CRMD_TIMER_ACTION: outcome_timeout(c, ref); break;
    case CRMD_TIMER_PATIENCE: plan_impatient(c); break;
    case CRMD_TIMER_RECHECK: crmd_want(c, "the recheck is due"); break;
    case CRMD_TIMER_REPLAN: break; /* settling asks again */
    case CRMD_TIMER_FENCE_RETRY: fence_retry(c, (uint32_t)ref); break;
    case CRMD_TIMER_DAMPEN: attributes_dampened(c, ref); break;
    case CRMD_TIMER_SAVE_RETRY: break; /* settling saves again */
    case CRMD_TIMER_TELL_DISK: replica_tell_disk(c); break;
    case CRMD_TIMER_PROVE: hold_prove(c); break;
    case CRMD_TIMER_PULSE: guard_beat(c); break;
    case CRMD_TIMER_ESCALATE: shutdown_escalate(c); break;
    }
}

/* Steps -------------------------------------------------------------------------------------------------------------------- */

static void elected(struct crmd *c)
{
    if (!crmd_is_dc(c))
        plan_demoted(c);
    for (size_t i = 0; i < c->peers.n; i++)
        if (!c->peers.v[i]->corosync && !peer_present(c->peers.v[i]) && c->peers.v[i]->name != NULL)
            attributes_forget(c, c->peers.v[i]->name);
    join_begin(c);
}

static void settle(struct crmd *c)
{
    if (view_elect(c))       /* 1. all hellos are here: a term begins */
        elected(c);
    if (c->state >= CRMD_S_STOPPING) /* may not join */
        return;
    guard_settle(c);
    peers_watch_absent(c);   /* 2. who is awaited */
    hold_settle(c);
    join_settle(c);          /* 3. members and lost nodes are written */
    fence_settle(c);         /*    and the fencer knows whom it can speak to */
    shutdown_settle(c);      /* 4. our wish to leave is known to the coordinator */
    cleanup_settle(c);       /* 5. those who asked are answered */
    requests_settle(c);
    replica_settle_changes(c); /*  ours, and those that waited for a member, are made */
    join_tell_limits(c);
    replica_settle_disk(c);  /* 6. the disk follows */
    plan_settle(c);          /* 7. plan, walk, idle */
    orders_send(c);          /* 8. all learn what we want, and wrote */
    replica_flush(c);
}

static void handle(struct crmd *c, const struct crmd_event *ev)
{
    switch (ev->kind) {
    case CRMD_EV_VIEW: view_group(c, ev->members, ev->n_members); break;
    case CRMD_EV_QUORUM: view_corosync(c, ev->members, ev->n_members, ev->quorate); break;
    case CRMD_EV_MESSAGE: message(c, ev); break;
    case CRMD_EV_TIMER: timer(c, ev->token); break;
    case CRMD_EV_CLIENT: client_message(c, ev->client, &ev->who, ev->doc); break;
    case CRMD_EV_CLIENT_GONE: client_gone(c, ev->client); break;
    case CRMD_EV_LRM_UP: join_lrm_up(c); break;
    case CRMD_EV_LRM: join_lrm_message(c, ev->doc); break;
    case CRMD_EV_LRM_DOWN: join_lrm_down(c); break;
    case CRMD_EV_FENCER_UP: fence_up(c); break;
    case CRMD_EV_FENCER: fence_message(c, ev->doc); break;
    case CRMD_EV_FENCER_DOWN: fence_down(c); break;
    case CRMD_EV_PLAN: plan_answer(c, ev->doc); break;
    case CRMD_EV_SAVED: replica_saved(c, &ev->saved, ev->failure, ev->no_room); break;
    case CRMD_EV_SHUTDOWN: shutdown_begin(c); break;
    }
}

static bool leads_in(int state)
{
    return state >= CRMD_S_INTEGRATION && state <= CRMD_S_IDLE;
}

/* What each state promises (state.h). */
static void check_state(const struct crmd *c)
{
    bool others = c->view.settled && !crmd_is_dc(c); /* somebody else leads: nothing of a coordinator's is left */
    assert(crmd_is_dc(c) == leads_in(c->state));
    assert(others == (c->state == CRMD_S_PENDING || c->state == CRMD_S_NOT_DC));
    assert(c->state != CRMD_S_PENDING || !c->join.welcomed);
    assert(c->state != CRMD_S_NOT_DC || c->join.welcomed);
    assert(!others || (c->walk.transition == NULL && c->walk.flights.n == 0));
    assert(!others || (c->plan.want == NULL && !c->plan.asked && c->plan.waiters.n == 0));
    assert(!others || (c->cleanups.n == 0 && c->hold.why == NULL && c->replica.held.n == 0 && !c->join.complete));
    assert(c->state != CRMD_S_STARTING || !c->shutdown.wanted); /* nothing to move away: it would have ended */
}

/* Each timer has its reason, and refers to something that is there. The kinds that run, as bits. */
static uint32_t check_timers(const struct crmd *c)
{
    uint32_t run = 0;
    size_t actions = 0;
    for (size_t i = 0; i < c->timers.n; i++) {
        const struct crmd_timer_entry *t = &c->timers.v[i];
        const struct crmd_peer *p = t->kind == CRMD_TIMER_GRACE ? peers_find(&c->peers, (uint32_t)t->ref) : NULL;
        assert(t->token > 0 && t->token <= c->timers.last_token);
        assert(t->kind != CRMD_TIMER_GRACE || (p != NULL && p->id != c->nodeid && p->corosync && !p->given_up && !p->fenced));
        assert(t->kind != CRMD_TIMER_DAMPEN || t->ref < c->attributes.dampened.n);
        actions += t->kind == CRMD_TIMER_ACTION;
        run |= UINT32_C(1) << t->kind;
    }
    assert(actions <= c->walk.flights.n); /* one a flight; those of another coordinator have none */
    return run;
}

/* What waits has a timer that ends the waiting. */
static void check_waits(const struct crmd *c, uint32_t run)
{
#define RUNS(name) ((run & UINT32_C(1) << CRMD_TIMER_##name) != 0)
    const struct crmd_replica *r = &c->replica;
    assert(RUNS(HELLO) == (c->state == CRMD_S_ELECTION));
    assert(!crmd_is_dc(c) || RUNS(JOIN) == (!c->join.complete && !c->join.late));
    assert(RUNS(REPORT) == (c->report.waiting != NULL));
    assert(RUNS(PULSE) == (c->guard.ms > 0));
    assert(RUNS(PROVE) == (c->hold.prove_ms > 0));
    assert(RUNS(ESCALATE) == c->shutdown.wanted);
    assert(!RUNS(PATIENCE) || (c->walk.transition != NULL && transition_aborted(c->walk.transition) != TRANSITION_ABORT_NONE));
    assert(!RUNS(TELL_DISK) || r->untold);
    assert(!RUNS(SAVE_RETRY) || (r->failure != NULL && !r->saving));
    assert((!r->dirty && r->failure == NULL) || r->saving || RUNS(SAVE_RETRY)); /* the disk is tried until it works */
    assert(crmd_is_dc(c) || !c->view.settled || !(RUNS(RECHECK) || RUNS(REPLAN) || RUNS(FENCE_RETRY) || RUNS(ACTION) || RUNS(PATIENCE)));
#undef RUNS
}

/* What holds between steps. Each part knows its own; here is how they fit together. */
static void check(const struct crmd *c)
{
    assert(c->replica.batch == NULL && c->orders == NULL); /* all of our writes and orders are told */
    check_state(c);
    check_waits(c, check_timers(c));
    peers_check(c);
    view_check(c);
    requests_check(c);
    replica_check(c);
    join_check(c);
    attributes_check(&c->attributes);
    fences_check(c);
    hold_check(c);
    guard_check(c);
    walk_check(c);
    plan_check(c);
    cleanup_check(c);
    assert(c->report.under_way >= 0 && (c->report.waiting == NULL || c->report.under_way > 0)); /* else it would have gone at once */
    assert(!c->shutdown.asked || (c->shutdown.wanted && c->join.welcomed));
}

void crmd_step(struct crmd *c, const struct crmd_event *ev, struct crmd_effects *fx)
{
    assert(c->fx == NULL && fx != NULL); /* one step at a time */
    c->now = ev->now;
    c->fx = fx;
    if (!c->started) {
        c->started = true;
        c->birth = ev->now.mono;
        guard_begin(c);
    }
    if (c->state >= CRMD_S_STOPPING) { /* on our way out: only the running save matters */
        if (ev->kind == CRMD_EV_SAVED)
            c->replica.saving = false;
        shutdown_finish(c);
    } else {
        handle(c, ev);
        orders_send(c); /* settling may begin a new term: these are of this one */
        replica_gathered(c);
    }
    if (c->state < CRMD_S_STOPPING)
        settle(c);
    if (c->state < CRMD_S_STOPPING)
        check(c);
    c->fx = NULL;
}
