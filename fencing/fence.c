/* fencing/fence.c - the fencer's step: events in, effects out; who its clients are.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/access.h"
#include "fencing/request.h"

#define BEFORE_CIB_TIMEOUT_MS 60000 /* stonith-timeout's default, until a CIB is seen */

struct fence *fence_new(const char *local_node)
{
    struct fence *f = BT_NEW(struct fence);
    f->local_node = bt_strdup(local_node);
    f->timeout_ms = BEFORE_CIB_TIMEOUT_MS;
    f->nodes = bt_xml_doc(XE_NODES);
    return f;
}

void fence_set_local_node(struct fence *f, const char *local_node)
{
    free(f->local_node);
    f->local_node = bt_strdup(local_node);
}

#define FREE_ALL(list, free_one)                                                                                       \
    do {                                                                                                               \
        for (size_t i = 0; i < (list).n; i++)                                                                          \
            free_one((list).v[i]);                                                                                     \
        BT_VEC_FREE(&(list));                                                                                          \
    } while (0)

void fence_free(struct fence *f)
{
    if (f == NULL)
        return;
    FREE_ALL(f->jobs, fence_job_free);
    FREE_ALL(f->requests, fence_request_free);
    FREE_ALL(f->questions, fence_question_free);
    FREE_ALL(f->history, fence_entry_free);
    FREE_ALL(f->proofs, fence_proof_free);
    FREE_ALL(f->rounds, fence_round_free);
    FREE_ALL(f->devices, fence_device_free);
    for (size_t i = 0; i < f->agents.n; i++) {
        free(f->agents.v[i]->name);
        free(f->agents.v[i]);
    }
    BT_VEC_FREE(&f->agents);
    BT_VEC_FREE(&f->subscribers);
    bt_strv_free(&f->members);
    fence_claims_free(f);
    bt_xml_free(f->again);
    fence_answered_free(f);
    fence_levels_free(f, true);
    fence_levels_free(f, false);
    bt_xml_free(f->nodes);
    bt_xml_free(f->transient);
    bt_xml_free(f->lists);
    free(f->local_node);
    fence_watchdog_free(f);
    free(f);
}

/* Clients ------------------------------------------------------------------------------------------------------------ */

static void subscribe(struct fence_turn *t, uint64_t client, const xmlNode *msg)
{
    (void)msg;
    for (size_t i = 0; i < t->f->subscribers.n; i++)
        if (t->f->subscribers.v[i] == client)
            return;
    BT_PUSH(&t->f->subscribers, client);
    fence_history_catch_up(t, client);
}

static void check(struct fence_turn *t, uint64_t client, const xmlNode *msg)
{
    const char *id = bt_xml_get(msg, XA_DEVICE);
    struct fence_device *d = fence_device_find(t->f, id);
    if (d == NULL) {
        bool watchdog = fence_is_watchdog(t->f, id) && t->f->watchdog.wait_ms > 0;
        xmlDoc *doc = bt_xml_doc(XE_FENCE_CHECKED);
        bt_xml_copy_attrs(bt_xml_root(doc), msg);
        bt_xml_set_int(bt_xml_root(doc), XA_RC, watchdog ? BT_EX_OK : BT_EX_NOSUCH);
        bt_xml_set(bt_xml_root(doc), XA_REASON, watchdog ? "" : "no such fence device is registered here");
        fence_send(t, client, doc);
        return;
    }
    struct fence_job *j = fence_job_new(FENCE_JOB_CHECK, d, "monitor", NULL);
    j->client = client;
    j->client_id = bt_strdup(bt_xml_get(msg, XA_ID));
    j->budget_ms = fence_device_timeout_ms(d, "monitor", t->f->timeout_ms);
    fence_job_start(t, j);
}

static void query(struct fence_turn *t, uint64_t client, const xmlNode *msg)
{
    fence_question_ask(t, client, bt_xml_get(msg, XA_ID), bt_xml_get(msg, XA_TARGET));
}

static void targets(struct fence_turn *t, uint64_t client, const xmlNode *msg)
{
    fence_targets_ask(t, client, bt_xml_get(msg, XA_ID), bt_xml_get(msg, XA_DEVICE));
}

static void from_peer(struct fence_turn *t, uint64_t client, const xmlNode *msg)
{
    (void)client;
    fence_peer_message(t, msg);
}

static const struct {
    const char *name;
    void (*handle)(struct fence_turn *t, uint64_t client, const xmlNode *msg);
    enum fence_access access;
} messages[] = {
    {XE_FENCE_REQUEST, fence_request_take, FENCE_ACTS},
    {XE_FENCE_CONFIRM, fence_request_confirm, FENCE_ACTS},
    {XE_FENCE_QUERY, query, FENCE_TELLS},
    {XE_FENCE_CHECK, check, FENCE_ACTS},
    {XE_FENCE_REGISTER, fence_register, FENCE_OWNERS},
    {XE_FENCE_DEREGISTER, fence_register, FENCE_OWNERS},
    {XE_FENCE_PROVE, fence_round_ask, FENCE_ACTS},
    {XE_FENCE_PROOFS, fence_proofs_send, FENCE_TELLS},
    {XE_FENCE_TARGETS, targets, FENCE_TELLS},
    {XE_FENCE_HISTORY, fence_history_send, FENCE_TELLS},
    {XE_FENCE_SUBSCRIBE, subscribe, FENCE_TELLS},
    {XE_FENCE_MEMBERS, fence_members_take, FENCE_OWNERS},
    {XE_FENCE_PEER, from_peer, FENCE_OWNERS},
};

static void refuse(struct fence_turn *t, const struct fence_event *ev, const char *why)
{
    xmlDoc *doc = bt_xml_doc(XE_FENCE_REFUSED);
    xmlNode *n = bt_xml_root(doc);
    bt_xml_set(n, XA_ID, bt_xml_get(ev->request, XA_ID));
    bt_xml_set_int(n, XA_RC, BT_EX_INSUFFICIENT_PRIV);
    bt_xml_setf(n, XA_REASON, "user %s is refused: %s", ev->user, why);
    fence_log(t, BT_LOG_NOTICE, "user %s asked for <%s> and was refused: %s", ev->user, bt_xml_name(ev->request), why);
    fence_send(t, ev->client, doc);
}

static void request(struct fence_turn *t, const struct fence_event *ev)
{
    for (size_t i = 0; i < BT_COUNT(messages); i++) {
        if (!bt_xml_is(ev->request, messages[i].name))
            continue;
        bool forgets = bt_xml_get_bool(ev->request, XA_CLEANUP, false);
        const char *why = fence_access_refused(t->f, forgets ? FENCE_ACTS : messages[i].access, ev->user, ev->groups);
        if (why != NULL)
            refuse(t, ev, why);
        else
            messages[i].handle(t, ev->client, ev->request);
        return;
    }
    fence_log(t, BT_LOG_WARNING, "a client sent <%s>, which the fencer does not know; ignored", bt_xml_name(ev->request));
}

/* Nobody hears its answers any more; what it asked to be fenced is fenced all the same. */
static void client_gone(struct fence_turn *t, uint64_t client)
{
    struct fence *f = t->f;
    if (client == f->carrier)
        fence_carrier_lost(t);
    fence_round_client_gone(f, client);
    for (size_t i = f->subscribers.n; i-- > 0;)
        if (f->subscribers.v[i] == client)
            f->subscribers.v[i] = f->subscribers.v[--f->subscribers.n];
    for (size_t i = f->questions.n; i-- > 0;)
        if (f->questions.v[i]->peer == NULL && f->questions.v[i]->round == 0 && f->questions.v[i]->client == client) {
            fence_question_free(f->questions.v[i]);
            f->questions.v[i] = f->questions.v[--f->questions.n];
        }
    for (size_t i = 0; i < f->requests.n; i++) {
        struct fence_request *r = f->requests.v[i];
        for (size_t k = r->waiters.n; k-- > 0;)
            if (r->waiters.v[k].client == client) {
                free(r->waiters.v[k].id);
                r->waiters.v[k] = r->waiters.v[--r->waiters.n];
            }
    }
}

/* The step ----------------------------------------------------------------------------------------------------------- */

/* Frees devices that the CIB no longer has once no call refers to them. */
static void sweep(struct fence *f)
{
    size_t kept = 0;
    for (size_t i = 0; i < f->devices.n; i++) {
        struct fence_device *d = f->devices.v[i];
        if (d->gone && d->jobs == 0) {
            fence_query_forget(f, d);
            fence_device_free(d);
        } else {
            f->devices.v[kept++] = d;
        }
    }
    f->devices.n = kept;
}

void fence_step(struct fence *f, const struct fence_event *ev, struct fence_effects *fx)
{
    struct fence_turn t = {.f = f, .now = ev->now, .random = ev->random, .fx = fx};
    assert((ev->kind == FENCE_EV_CIB) == (ev->cib != NULL) && (ev->kind == FENCE_EV_REQUEST) == (ev->request != NULL));
    switch (ev->kind) {
    case FENCE_EV_CIB:
        fence_configure(&t, ev->cib);
        fence_request_begin_all(&t);
        break;
    case FENCE_EV_REQUEST:
        request(&t, ev);
        break;
    case FENCE_EV_DONE:
        fence_job_ran(&t, ev);
        break;
    case FENCE_EV_TIMER:
        if (!fence_job_timer(&t, ev->token) && !fence_claim_timer(&t, ev->token) && !fence_recheck_timer(&t, ev->token) && !fence_peer_timer(&t, ev->token) && !fence_watchdog_timer(&t, ev->token) && !fence_round_timer(&t, ev->token))
            fence_request_patience_timer(&t, ev->token);
        break;
    case FENCE_EV_CLIENT_GONE:
        client_gone(&t, ev->client);
        break;
    }
    sweep(f);
    fence_check(f);
}
