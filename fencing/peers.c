/* fencing/peers.c - the other members' fencers: who they are, what they can do for us, what we do for each other.
 *
 * The fencer has no way of its own to other nodes: a controller that subscribes carries messages (<fence_peer>, fencing.h) and says which members it
 * reaches. Without it the fencer works alone. What is asked of others is named by this run and a number, so that an answer to an earlier run
 * is nobody's, and is bounded by a timer; a member that is lost is waited for no longer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/request.h"

#define AWAY_MARGIN_MS 5000 /* for the way there and back */
#define CARRIER_GRACE_MS 10000 /* a controller that was killed is back within 1 s */
#define ANSWERED_MAX 16

/* Members ----------------------------------------------------------------------------------------------------------------- */

void fence_peer_send(struct fence_turn *t, const char *to, xmlDoc *inner)
{
    if (t->f->carrier == 0) {
        bt_xml_free(inner);
        return;
    }
    xmlDoc *doc = bt_xml_doc(XE_FENCE_PEER);
    bt_xml_set(bt_xml_root(doc), XA_TO, to);
    bt_xml_add_copy(bt_xml_root(doc), bt_xml_root(inner));
    bt_xml_free(inner);
    fence_send(t, t->f->carrier, doc);
}

static bool awaits(const struct fence_poll *p, const char *node)
{
    return bt_strv_has(&p->awaited, node);
}

static void awaits_no_more(struct fence_poll *p, const char *node)
{
    for (size_t i = p->awaited.n; i-- > 0;)
        if (bt_streq(p->awaited.v[i], node)) {
            free(p->awaited.v[i]);
            p->awaited.v[i] = p->awaited.v[--p->awaited.n];
        }
}

static uint64_t timer(struct fence_turn *t, int64_t delay_ms)
{
    struct fence_effect *e = fence_effect(t, FENCE_FX_TIMER_SET);
    e->token = ++t->f->last_token;
    e->delay_ms = delay_ms;
    return e->token;
}

static void cancel(struct fence_turn *t, uint64_t *timer)
{
    if (*timer != 0)
        fence_effect(t, FENCE_FX_TIMER_CANCEL)->token = *timer;
    *timer = 0;
}

/* Who is at it for a request, in words; the caller's to free. */
static char *who(const struct fence_request *r)
{
    const struct fence_place *p = &r->places.v[r->next];
    return r->handed != NULL ? bt_printf("request at %s", r->handed) : bt_printf("device %s on %s", p->device, p->node);
}

/* What another member was asked to do for a request is over, without success. */
static void away_failed(struct fence_turn *t, struct fence_request *r, int rc, const char *reason)
{
    char *name = who(r);
    cancel(t, &r->away);
    r->claimed = r->claimed && !r->joined;
    r->joined = false;
    free(r->handed);
    r->handed = NULL;
    fence_request_failed(t, r, rc, name, reason);
    free(name);
}

/* One member less: what it had to do for a request is done otherwise. */
static void lost(struct fence_turn *t, struct fence_request *r, const char *node)
{
    bool awaited = awaits(&r->poll, node);
    awaits_no_more(&r->poll, node);
    if (awaited && r->poll.awaited.n == 0)
        cancel(t, &r->poll.timer);
    const char *at = r->handed != NULL ? r->handed : r->away != 0 ? r->places.v[r->next].node : NULL;
    if (bt_streq(at, node)) {
        away_failed(t, r, BT_EX_UNAVAILABLE, "that member was lost");
    } else if (awaited) {
        fence_request_resume(t, r);
    }
}

/* Steps may end requests, which takes them out of the list: backwards, and by number. */
static void member_lost(struct fence_turn *t, const char *node)
{
    fence_claims_lost(t, node);
    for (size_t i = t->f->requests.n; i-- > 0;)
        if (i < t->f->requests.n)
            lost(t, t->f->requests.v[i], node);
    fence_round_member_lost(t, node);
}

static void ask_again(struct fence_turn *t);

void fence_members_take(struct fence_turn *t, uint64_t client, const xmlNode *msg)
{
    struct fence *f = t->f;
    struct bt_strv old = f->members, gone = {0};
    bool same = f->carrier == client, new = !same;
    f->members = (struct bt_strv){0};
    f->carrier = client;
    if (f->life == 0)
        f->life = t->random;
    cancel(t, &f->carrier_grace);
    bt_xml_each(n, msg, XE_NODE)
        if (bt_xml_get(n, XA_UNAME) != NULL && !bt_strcaseeq(bt_xml_get(n, XA_UNAME), f->local_node)) {
            bt_strv_add(&f->members, bt_xml_get(n, XA_UNAME));
            new = new || !bt_strv_has(&old, bt_xml_get(n, XA_UNAME));
        }
    for (size_t i = 0; i < old.n; i++)
        if (!bt_strv_has(&f->members, old.v[i]))
            bt_strv_add(&gone, old.v[i]);
    for (size_t i = 0; i < gone.n; i++)
        member_lost(t, gone.v[i]);
    fence_watchdog_news(t, msg, &old, same);
    if (new && f->members.n > 0) {
        fence_peer_send(t, NULL, bt_xml_doc(XE_FENCE_HISTORY)); /* what they know that we don't */
        fence_claims_tell(t);
        ask_again(t);
    }
    bt_strv_free(&old);
    bt_strv_free(&gone);
}

/* Nobody can be asked any more. */
static void all_lost(struct fence_turn *t)
{
    struct bt_strv old = t->f->members;
    t->f->members = (struct bt_strv){0};
    for (size_t i = 0; i < old.n; i++)
        member_lost(t, old.v[i]);
    bt_strv_free(&old);
}

void fence_carrier_lost(struct fence_turn *t)
{
    struct fence *f = t->f;
    f->carrier = 0;
    f->lost_s = t->now.wall.s;
    for (size_t i = f->requests.n; i-- > 0;) {
        struct fence_request *r = i < f->requests.n ? f->requests.v[i] : NULL;
        if (r == NULL || (r->poll.awaited.n == 0 && r->claim == 0))
            continue;
        cancel(t, &r->poll.timer);
        cancel(t, &r->claim);
        bt_strv_free(&r->poll.awaited);
        fence_request_resume(t, r);
    }
    for (size_t i = 0; i < f->members.n; i++)
        fence_round_member_lost(t, f->members.v[i]);
    f->carrier_grace = timer(t, CARRIER_GRACE_MS);
}

/* Asking ------------------------------------------------------------------------------------------------------------------ */

void fence_name_call(const struct fence *f, xmlNode *n, uint64_t number)
{
    bt_xml_setf(n, XA_ID, "%016" PRIx64 "-%" PRIu64, f->life, number);
}

bool fence_is_call(const struct fence *f, const xmlNode *n, uint64_t number)
{
    char *name = bt_printf("%016" PRIx64 "-%" PRIu64, f->life, number);
    bool is = number != 0 && bt_streq(name, bt_xml_get(n, XA_ID));
    free(name);
    return is;
}

bool fence_poll_open(struct fence_turn *t, struct fence_request *r)
{
    struct fence *f = t->f;
    if (r->poll.asked || f->members.n == 0 || f->carrier == 0)
        return r->poll.awaited.n > 0;
    r->poll.asked = true;
    for (size_t i = 0; i < f->members.n; i++)
        bt_strv_add(&r->poll.awaited, f->members.v[i]);
    /* They may have to ask their agents, which have this time too. */
    r->poll.timer = timer(t, f->timeout_ms + AWAY_MARGIN_MS);
    fence_request_progress(t, r, f->timeout_ms + AWAY_MARGIN_MS);
    xmlDoc *doc = bt_xml_doc(XE_FENCE_QUERY);
    fence_name_call(f, bt_xml_root(doc), r->poll.timer);
    bt_xml_set(bt_xml_root(doc), XA_TARGET, r->target);
    bt_xml_set(bt_xml_root(doc), XA_ACTION, r->action);
    fence_log(t, BT_LOG_INFO, "the other members are asked whether they can fence %s (%s)", r->target, r->action);
    fence_peer_send(t, NULL, doc);
    return true;
}

static void take_offers(struct fence_turn *t, const char *from, const xmlNode *msg)
{
    for (size_t i = t->f->requests.n; i-- > 0;) {
        struct fence_request *r = t->f->requests.v[i];
        if (!fence_is_call(t->f, msg, r->poll.timer) || !awaits(&r->poll, from))
            continue;
        bt_xml_each(d, msg, XE_FENCE_DEVICE) {
            struct fence_offer o = {.node = bt_strdup(from), .device = bt_strdup(bt_xml_get_or(d, XA_ID, "")), .longest_ms = fence_at_most(bt_xml_get_int(d, XA_TIMEOUT_MS, 0)),
                                    .off_then_on = bt_xml_get_bool(d, XA_OFF_THEN_ON, false), .unfences = bt_xml_get_bool(d, XA_UNFENCES, false)};
            BT_PUSH(&r->poll.offers, o);
        }
        awaits_no_more(&r->poll, from);
        if (r->poll.awaited.n == 0)
            cancel(t, &r->poll.timer);
        fence_request_resume(t, r);
        return;
    }
}

const struct fence_offer *fence_poll_offer(const struct fence_poll *p, const char *device, const char *target)
{
    const struct fence_offer *own = NULL;
    for (size_t i = 0; i < p->offers.n; i++) {
        if (!bt_streq(p->offers.v[i].device, device))
            continue;
        if (!bt_strcaseeq(p->offers.v[i].node, target))
            return &p->offers.v[i];
        own = &p->offers.v[i];
    }
    return own;
}

void fence_poll_free(struct fence_poll *p)
{
    for (size_t i = 0; i < p->offers.n; i++) {
        free(p->offers.v[i].node);
        free(p->offers.v[i].device);
    }
    BT_VEC_FREE(&p->offers);
    bt_strv_free(&p->awaited);
}

/* Having it done ------------------------------------------------------------------------------------------------------------ */

/* The bound of what a member does: of one call, or of all that it offers. */
static int64_t bound_ms(const struct fence *f, const struct fence_request *r, const char *node, const char *device)
{
    int64_t sum = AWAY_MARGIN_MS + (r->delay_ms > 0 ? r->delay_ms : 0) + (device == NULL ? fence_watchdog_wait_ms(f, r->target) : 0);
    for (size_t i = 0; i < r->poll.offers.n; i++) {
        const struct fence_offer *o = &r->poll.offers.v[i];
        if (bt_streq(o->node, node) && (device == NULL || bt_streq(o->device, device)))
            sum += (o->longest_ms > r->timeout_ms ? o->longest_ms : r->timeout_ms) * (device == NULL ? 2 : 1);
    }
    return sum;
}

static void set_wanted(const struct fence_request *r, xmlNode *n, const char *action)
{
    bt_xml_set(n, XA_TARGET, r->target);
    bt_xml_set(n, XA_ACTION, action);
    bt_xml_set_int(n, XA_TIMEOUT_MS, r->timeout_ms);
    bt_xml_set_int(n, XA_DELAY_S, r->delay_ms < 0 ? -1 : r->delay_ms / 1000);
}

void fence_away_bound(struct fence_turn *t, struct fence_request *r, int64_t within_ms)
{
    assert(r->away == 0); /* one at a time */
    r->away = timer(t, within_ms);
    fence_request_progress(t, r, within_ms);
}

static void send_run(struct fence_turn *t, const struct fence_request *r, const struct fence_place *at, const char *action)
{
    xmlDoc *doc = bt_xml_doc(XE_FENCE_RUN);
    fence_name_call(t->f, bt_xml_root(doc), r->away);
    bt_xml_set(bt_xml_root(doc), XA_DEVICE, at->device);
    set_wanted(r, bt_xml_root(doc), action);
    fence_peer_send(t, at->node, doc);
}

void fence_away_start(struct fence_turn *t, struct fence_request *r, const struct fence_place *at, const char *action)
{
    assert(at->node != NULL && r->handed == NULL);
    fence_away_bound(t, r, bound_ms(t->f, r, at->node, at->device));
    fence_log(t, BT_LOG_NOTICE, "%s is asked to fence %s (%s) with its device %s", at->node, r->target, action, at->device);
    send_run(t, r, at, action);
}

/* By the same names: what is under way there is not begun anew, what has ended meanwhile is told again. */
static void ask_again(struct fence_turn *t)
{
    for (size_t i = 0; i < t->f->requests.n; i++) {
        const struct fence_request *r = t->f->requests.v[i];
        if (r->away != 0 && r->handed == NULL && r->next < r->places.n && r->places.v[r->next].node != NULL)
            send_run(t, r, &r->places.v[r->next], fence_request_action(r));
    }
}

void fence_hand_over(struct fence_turn *t, struct fence_request *r, const char *node)
{
    assert(r->handed == NULL);
    r->handed = bt_strdup(node);
    r->handed_at = t->now.wall;
    fence_away_bound(t, r, bound_ms(t->f, r, node, NULL));
    xmlDoc *doc = bt_xml_doc(XE_FENCE_REQUEST);
    set_wanted(r, bt_xml_root(doc), r->action);
    bt_xml_set(bt_xml_root(doc), XA_ORIGIN, r->origin);
    bt_xml_set(bt_xml_root(doc), XA_CLIENT, r->client);
    fence_log(t, BT_LOG_NOTICE, "%s is asked to fence this node, %s (%s)", node, r->target, r->action);
    fence_peer_send(t, node, doc);
}

void fence_away_stop(struct fence_turn *t, struct fence_request *r)
{
    cancel(t, &r->poll.timer);
    cancel(t, &r->away);
}

static void ran_away(struct fence_turn *t, const char *from, const xmlNode *msg)
{
    for (size_t i = t->f->requests.n; i-- > 0;) {
        struct fence_request *r = t->f->requests.v[i];
        const struct fence_place *at = r->handed == NULL && r->next < r->places.n ? &r->places.v[r->next] : NULL;
        if (at == NULL || !fence_is_call(t->f, msg, r->away) || !bt_streq(at->node, from) || !bt_streq(at->device, bt_xml_get(msg, XA_DEVICE)))
            continue;
        int rc = (int)bt_xml_get_int(msg, XA_RC, BT_EX_ERROR);
        if (r->state != FENCE_R_ON_AGAIN && !bt_streq(r->action, "on"))
            fence_proof_note(t, &(struct fence_proof){.by = at->node, .target = r->target, .device = at->device, .fenced = true, .rc = rc,
                                                      .reason = (char *)bt_xml_get_or(msg, XA_REASON, ""), .exec_ms = bt_xml_get_int(msg, XA_EXEC_MS, 0)});
        if (rc == BT_EX_OK) {
            cancel(t, &r->away);
            fence_request_step_done(t, r, at->device, bt_xml_get_int(msg, XA_EXEC_MS, 0));
            return;
        }
        r->exec_ms += bt_xml_get_int(msg, XA_EXEC_MS, 0);
        away_failed(t, r, rc, bt_xml_get_or(msg, XA_REASON, "no reason given"));
        return;
    }
}

bool fence_peer_timer(struct fence_turn *t, uint64_t token)
{
    if (t->f->carrier_grace == token) {
        t->f->carrier_grace = 0;
        all_lost(t);
        return true;
    }
    for (size_t i = 0; i < t->f->requests.n; i++) {
        struct fence_request *r = t->f->requests.v[i];
        if (r->poll.timer == token) {
            r->poll.timer = 0;
            for (size_t k = 0; k < r->poll.awaited.n; k++)
                fence_log(t, BT_LOG_WARNING, "%s did not say in time whether it can fence %s", r->poll.awaited.v[k], r->target);
            bt_strv_free(&r->poll.awaited);
            fence_request_resume(t, r);
            return true;
        }
        if (r->away == token) {
            r->away = 0;
            if (r->joined)
                fence_claim_expired(t->f, r);
            away_failed(t, r, BT_EX_TIMEOUT, "that member did not answer in time");
            return true;
        }
    }
    return false;
}

/* Doing it for another ------------------------------------------------------------------------------------------------------ */

static xmlDoc *ran_message(const char *id, const char *device, int rc, const char *reason, int64_t exec_ms)
{
    xmlDoc *doc = bt_xml_doc(XE_FENCE_RAN);
    bt_xml_set(bt_xml_root(doc), XA_ID, id);
    bt_xml_set(bt_xml_root(doc), XA_DEVICE, device);
    bt_xml_set_int(bt_xml_root(doc), XA_RC, rc);
    bt_xml_set(bt_xml_root(doc), XA_REASON, reason);
    bt_xml_set_int(bt_xml_root(doc), XA_EXEC_MS, exec_ms);
    return doc;
}

/* An answer that its asker may not have heard: its controller was away. */
struct fence_answered {
    char *peer, *id;
    xmlDoc *doc;
};

static void answered_free(struct fence_answered *a)
{
    free(a->peer);
    free(a->id);
    bt_xml_free(a->doc);
    free(a);
}

void fence_answered_free(struct fence *f)
{
    for (size_t i = 0; i < f->answered.n; i++)
        answered_free(f->answered.v[i]);
    BT_VEC_FREE(&f->answered);
}

/* Takes doc. */
static void answer(struct fence_turn *t, const char *peer, const char *id, xmlDoc *doc)
{
    struct fence *f = t->f;
    struct fence_answered *a = BT_NEW(struct fence_answered);
    *a = (struct fence_answered){.peer = bt_strdup(peer), .id = bt_strdup(id), .doc = bt_xml_doc_of(bt_xml_root(doc))};
    if (f->answered.n == ANSWERED_MAX) {
        answered_free(f->answered.v[0]);
        memmove(&f->answered.v[0], &f->answered.v[1], --f->answered.n * sizeof f->answered.v[0]);
    }
    BT_PUSH(&f->answered, a);
    fence_peer_send(t, peer, doc);
}

static bool answer_again(struct fence_turn *t, const char *peer, const char *id)
{
    for (size_t i = 0; i < t->f->answered.n; i++) {
        const struct fence_answered *a = t->f->answered.v[i];
        if (!bt_streq(a->peer, peer) || !bt_streq(a->id, id))
            continue;
        fence_peer_send(t, peer, bt_xml_doc_of(bt_xml_root(a->doc)));
        return true;
    }
    return false;
}

/* The same is under way for a member: both hear of its end. */
static bool join_job(struct fence_turn *t, const char *from, const char *id, const struct fence_device *d, const char *action, const char *target)
{
    for (size_t i = 0; i < t->f->jobs.n; i++) {
        struct fence_job *j = t->f->jobs.v[i];
        if (j->kind != FENCE_JOB_PEER || j->device != d || !bt_streq(j->action, action) || !bt_strcaseeq(j->target, target))
            continue;
        bool known = bt_streq(j->peer, from) && bt_streq(j->client_id, id);
        for (size_t k = 0; k < j->more.n; k++)
            known = known || (bt_streq(j->more.v[k].peer, from) && bt_streq(j->more.v[k].id, id));
        if (!known)
            BT_PUSH(&j->more, ((struct fence_asker){.peer = bt_strdup(from), .id = bt_strdup(id)}));
        fence_log(t, BT_LOG_NOTICE, "fence device %s: %s of %s for %s is under way already", d->id, action, target, from);
        return true;
    }
    return false;
}

static void run_for(struct fence_turn *t, const char *from, const xmlNode *msg)
{
    const char *target = bt_xml_get(msg, XA_TARGET), *action = fence_action_name(bt_xml_get(msg, XA_ACTION)), *id = bt_xml_get(msg, XA_DEVICE);
    struct fence_device *d = fence_device_find(t->f, id);
    if (target == NULL || action == NULL || d == NULL) {
        fence_peer_send(t, from, ran_message(bt_xml_get(msg, XA_ID), id, BT_EX_NOSUCH, "it has no such device any more", 0));
        return;
    }
    if (answer_again(t, from, bt_xml_get(msg, XA_ID)) || join_job(t, from, bt_xml_get(msg, XA_ID), d, action, target))
        return;
    struct fence_job *j = fence_job_new(FENCE_JOB_PEER, d, action, target);
    j->client_id = bt_strdup(bt_xml_get(msg, XA_ID));
    j->peer = bt_strdup(from);
    j->budget_ms = fence_device_timeout_ms(d, action, fence_timeout_ms(t->f, msg));
    int64_t delay_s = bt_xml_get_int(msg, XA_DELAY_S, 0);
    if (delay_s >= 0 && delay_s < INT32_MAX && !bt_streq(action, "on"))
        j->delay_ms = delay_s * 1000 + fence_device_delay_ms(d, target, t->random);
    fence_log(t, BT_LOG_NOTICE, "fence device %s: %s of %s is asked for by %s", d->id, action, target, from);
    fence_job_start(t, j);
}

void fence_peer_ran(struct fence_turn *t, const struct fence_job *j, const struct fence_result *res)
{
    int rc = res->ok ? BT_EX_OK : !res->started ? BT_EX_NOT_INSTALLED : res->timed_out ? BT_EX_TIMEOUT : BT_EX_ERROR;
    answer(t, j->peer, j->client_id, ran_message(j->client_id, j->device->id, rc, res->reason, j->exec_ms));
    for (size_t i = 0; i < j->more.n; i++)
        answer(t, j->more.v[i].peer, j->more.v[i].id, ran_message(j->more.v[i].id, j->device->id, rc, res->reason, j->exec_ms));
}

/* A request of another member ended. */
static void done(struct fence_turn *t, const char *from, const xmlNode *msg)
{
    const char *target = bt_xml_get(msg, XA_TARGET);
    if (target == NULL || bt_xml_get(msg, XA_ACTION) == NULL)
        return;
    fence_claim_over(t->f, from, msg);
    if (bt_streq(bt_xml_get(msg, XA_EXECUTED_BY), FENCE_BY_HAND))
        fence_request_end_confirmed(t, target);
    if (!fence_request_handed_done(t, msg, false))
        fence_history_learn(t, msg);
}

/* Who asks for it has just found its way to us: what it has claimed, it tells next. */
static void history_asked(struct fence_turn *t, const char *from, const xmlNode *msg)
{
    if (!bt_xml_get_bool(msg, XA_CLEANUP, false))
        fence_claims_forget(t->f, from);
    fence_history_peer_asks(t, from, msg);
}

void fence_peer_message(struct fence_turn *t, const xmlNode *msg)
{
    const char *from = bt_xml_get(msg, XA_FROM);
    const xmlNode *inner = bt_xml_first(msg, NULL);
    if (from == NULL || inner == NULL)
        return;
    if (bt_xml_is(inner, XE_FENCE_QUERY))
        fence_question_peer(t, from, inner);
    else if (bt_xml_is(inner, XE_FENCE_DEVICES))
        take_offers(t, from, inner);
    else if (bt_xml_is(inner, XE_FENCE_RUN))
        run_for(t, from, inner);
    else if (bt_xml_is(inner, XE_FENCE_RAN))
        ran_away(t, from, inner);
    else if (bt_xml_is(inner, XE_FENCE_REQUEST))
        fence_request_take(t, 0, inner);
    else if (bt_xml_is(inner, XE_FENCE_DONE))
        done(t, from, inner);
    else if (bt_xml_is(inner, XE_FENCE_CLAIM))
        fence_claim_told(t, from, inner);
    else if (bt_xml_is(inner, XE_FENCE_HISTORY))
        history_asked(t, from, inner);
    else if (bt_xml_is(inner, XE_FENCE_PROVE))
        fence_round_peer(t, from, inner);
    else if (bt_xml_is(inner, XE_FENCE_PROOFS))
        fence_round_told(t, from, inner);
    else if (bt_xml_is(inner, XE_FENCE_EVENTS))
        fence_history_merge(t, inner);
}
