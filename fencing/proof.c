/* fencing/proof.c - the standing record of proof: which member's device has shown that it can fence which node, when, and how long it took.
 *
 * A path is a member, a device there, a target. It is proven by a fencing that succeeded, or checked without disruption: by the agent's status of the
 * target (it says on or off: the device is reached, the credentials are right, the plug is known), of an agent that has none by its monitor.
 * Both are kept apart, with the last success and the last attempt. A round checks all paths of all members: each does its own and tells the others.
 * The records live with the history (history.c): on disk, the same at all members, the newer one counts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/request.h"

#define ROUND_MS 300000 /* for all paths of all members */

/* Records ---------------------------------------------------------------------------------------------------------------- */

void fence_proof_free(struct fence_proof *p)
{
    if (p == NULL)
        return;
    free(p->by);
    free(p->target);
    free(p->device);
    free(p->reason);
    free(p);
}

static struct fence_proof *find(const struct fence *f, const char *by, const char *target, const char *device, bool fenced)
{
    for (size_t i = 0; i < f->proofs.n; i++) {
        struct fence_proof *p = f->proofs.v[i];
        if (p->fenced == fenced && bt_strcaseeq(p->by, by) && bt_strcaseeq(p->target, target) && bt_streq(p->device, device))
            return p;
    }
    return NULL;
}

static struct fence_proof *ensure(struct fence *f, const char *by, const char *target, const char *device, bool fenced)
{
    struct fence_proof *p = find(f, by, target, device, fenced);
    if (p != NULL || f->proofs.n >= FENCE_PROOFS_MAX)
        return p;
    p = BT_NEW(struct fence_proof);
    *p = (struct fence_proof){.by = bt_strdup(by), .target = bt_strdup(target), .device = bt_strdup(device), .fenced = fenced};
    BT_PUSH(&f->proofs, p);
    return p;
}

void fence_proof_note(struct fence_turn *t, const struct fence_proof *what)
{
    assert(what->by != NULL && what->target != NULL && what->device != NULL);
    struct fence_proof *p = ensure(t->f, what->by, what->target, what->device, what->fenced);
    if (p == NULL)
        return;
    p->at = t->now.wall;
    p->rc = what->rc;
    free(p->reason);
    p->reason = bt_strdup(what->rc == BT_EX_OK ? "" : what->reason);
    if (what->rc == BT_EX_OK) {
        p->proven = t->now.wall;
        p->exec_ms = what->exec_ms;
    }
}

void fence_proofs_add(const struct fence *f, xmlNode *root)
{
    for (size_t i = 0; i < f->proofs.n; i++) {
        const struct fence_proof *p = f->proofs.v[i];
        xmlNode *n = bt_xml_add(root, XE_FENCE_PROOF);
        bt_xml_set(n, XA_EXECUTED_BY, p->by);
        bt_xml_set(n, XA_TARGET, p->target);
        bt_xml_set(n, XA_DEVICE, p->device);
        bt_xml_set_bool(n, XA_FENCED, p->fenced);
        bt_xml_set_int(n, XA_COMPLETED, p->at.s);
        bt_xml_set_int(n, XA_RC, p->rc);
        bt_xml_set(n, XA_REASON, p->reason);
        bt_xml_set_int(n, XA_PROVEN, p->proven.s);
        bt_xml_set_int(n, XA_EXEC_MS, p->exec_ms);
    }
}

bool fence_proofs_take(struct fence *f, const xmlNode *events)
{
    bool any = false;
    bt_xml_each(n, events, XE_FENCE_PROOF) {
        const char *by = bt_xml_get(n, XA_EXECUTED_BY), *target = bt_xml_get(n, XA_TARGET), *device = bt_xml_get(n, XA_DEVICE);
        struct bt_wall at = {.s = bt_xml_get_int(n, XA_COMPLETED, 0)}, proven = {.s = bt_xml_get_int(n, XA_PROVEN, 0)};
        struct fence_proof *p = by != NULL && target != NULL && device != NULL ? ensure(f, by, target, device, bt_xml_get_bool(n, XA_FENCED, false)) : NULL;
        if (p == NULL)
            continue;
        if (at.s > p->at.s) {
            p->at = at;
            p->rc = (int)bt_xml_get_int(n, XA_RC, BT_EX_ERROR);
            free(p->reason);
            p->reason = bt_strdup(bt_xml_get_or(n, XA_REASON, ""));
            any = true;
        }
        if (proven.s > p->proven.s) {
            p->proven = proven;
            p->exec_ms = bt_xml_get_int(n, XA_EXEC_MS, 0);
            any = true;
        }
    }
    return any;
}

/* Rounds ---------------------------------------------------------------------------------------------------------------------- */

static struct fence_round *round_of(const struct fence *f, uint64_t token)
{
    for (size_t i = 0; i < f->rounds.n; i++)
        if (f->rounds.v[i]->token == token)
            return f->rounds.v[i];
    return NULL;
}

void fence_round_free(struct fence_round *r)
{
    if (r == NULL)
        return;
    free(r->id);
    free(r->peer);
    bt_strv_free(&r->awaited);
    free(r);
}

/* Ends it if nothing is open any more: who asked is answered. */
static void settle(struct fence_turn *t, struct fence_round *r)
{
    struct fence *f = t->f;
    if (r->open > 0 || r->awaited.n > 0)
        return;
    xmlDoc *doc = bt_xml_doc(XE_FENCE_PROOFS);
    bt_xml_set(bt_xml_root(doc), XA_ID, r->id);
    fence_proofs_add(f, bt_xml_root(doc));
    if (r->peer != NULL || r->client == 0) /* a round that nobody waits for is news to all */
        fence_peer_send(t, r->peer, doc);
    else
        fence_send(t, r->client, doc);
    fence_effect(t, FENCE_FX_TIMER_CANCEL)->token = r->token;
    for (size_t i = 0; i < f->rounds.n; i++)
        if (f->rounds.v[i] == r)
            f->rounds.v[i] = f->rounds.v[--f->rounds.n];
    fence_round_free(r);
    fence_history_changed(t);
}

static void start_path(struct fence_turn *t, struct fence_round *r, struct fence_device *d, const char *target)
{
    const char *action = d->agent->status ? "status" : "monitor";
    struct fence_job *j = fence_job_new(FENCE_JOB_PROVE, d, action, target);
    j->budget_ms = fence_device_timeout_ms(d, action, t->f->timeout_ms);
    j->round = r->token;
    r->open++;
    fence_job_start(t, j);
}

void fence_round_answered(struct fence_turn *t, uint64_t token, const struct fence_query *q)
{
    struct fence_round *r = round_of(t->f, token);
    if (r == NULL)
        return;
    for (size_t i = 0; i < q->answers.n; i++)
        if (q->answers.v[i].can == FENCE_CAN && !q->answers.v[i].device->gone)
            start_path(t, r, q->answers.v[i].device, q->target);
    assert(r->open > 0); /* the question */
    r->open--;
    settle(t, r);
}

void fence_round_ran(struct fence_turn *t, const struct fence_job *j, const struct fence_result *res)
{
    struct fence_proof p = {.by = t->f->local_node, .target = j->target, .device = j->device->id, .rc = res->ok ? BT_EX_OK : res->timed_out ? BT_EX_TIMEOUT : BT_EX_ERROR,
                            .reason = res->reason, .exec_ms = j->exec_ms};
    fence_proof_note(t, &p);
    if (!res->ok)
        fence_log(t, BT_LOG_WARNING, "fence device %s could not fence %s from here now: %s", p.device, p.target, res->reason);
    struct fence_round *r = round_of(t->f, j->round);
    if (r == NULL)
        return;
    assert(r->open > 0); /* the call */
    r->open--;
    settle(t, r);
}

static struct fence_round *begin(struct fence_turn *t, const xmlNode *msg)
{
    struct fence_round *r = BT_NEW(struct fence_round);
    r->id = bt_strdup(bt_xml_get(msg, XA_ID));
    r->token = ++t->f->last_token;
    struct fence_effect *e = fence_effect(t, FENCE_FX_TIMER_SET);
    e->token = r->token;
    e->delay_ms = ROUND_MS;
    BT_PUSH(&t->f->rounds, r);
    return r;
}

/* Asks of each node but this one which devices here can fence it. */
static void own_paths(struct fence_turn *t, struct fence_round *r)
{
    uint64_t token = r->token;
    r->open++; /* so that it does not end before all are asked */
    bt_xml_each(n, bt_xml_root(t->f->nodes), XE_NODE) {
        const char *name = bt_xml_get(n, XA_UNAME);
        if (name == NULL || bt_strcaseeq(name, t->f->local_node))
            continue;
        r->open++;
        fence_question_round(t, token, name);
    }
    r->open--;
    settle(t, r);
}

void fence_round_ask(struct fence_turn *t, uint64_t client, const xmlNode *msg)
{
    struct fence_round *r = begin(t, msg);
    r->client = client;
    for (size_t i = 0; i < t->f->members.n && client != 0 && t->f->carrier != 0; i++)
        bt_strv_add(&r->awaited, t->f->members.v[i]);
    if (r->awaited.n > 0) {
        xmlDoc *doc = bt_xml_doc(XE_FENCE_PROVE);
        fence_name_call(t->f, bt_xml_root(doc), r->token);
        fence_peer_send(t, NULL, doc);
    }
    own_paths(t, r);
}

void fence_round_peer(struct fence_turn *t, const char *from, const xmlNode *msg)
{
    struct fence_round *r = begin(t, msg);
    r->peer = bt_strdup(from);
    own_paths(t, r);
}

static void awaited_no_more(struct fence_turn *t, struct fence_round *r, const char *node)
{
    for (size_t i = r->awaited.n; i-- > 0;)
        if (bt_streq(r->awaited.v[i], node)) {
            free(r->awaited.v[i]);
            r->awaited.v[i] = r->awaited.v[--r->awaited.n];
        }
    settle(t, r);
}

void fence_round_told(struct fence_turn *t, const char *from, const xmlNode *msg)
{
    if (fence_proofs_take(t->f, msg))
        fence_history_changed(t);
    for (size_t i = t->f->rounds.n; i-- > 0;)
        if (fence_is_call(t->f, msg, t->f->rounds.v[i]->token)) {
            awaited_no_more(t, t->f->rounds.v[i], from);
            return;
        }
}

void fence_round_member_lost(struct fence_turn *t, const char *node)
{
    for (size_t i = t->f->rounds.n; i-- > 0;)
        awaited_no_more(t, t->f->rounds.v[i], node);
}

bool fence_round_timer(struct fence_turn *t, uint64_t token)
{
    struct fence_round *r = round_of(t->f, token);
    if (r == NULL)
        return false;
    for (size_t i = 0; i < r->awaited.n; i++)
        fence_log(t, BT_LOG_WARNING, "%s did not say in time what its fence devices can do", r->awaited.v[i]);
    bt_strv_free(&r->awaited);
    r->open = 0;
    settle(t, r);
    return true;
}

void fence_round_client_gone(struct fence *f, uint64_t client)
{
    for (size_t i = 0; i < f->rounds.n; i++)
        if (f->rounds.v[i]->peer == NULL && f->rounds.v[i]->client == client)
            f->rounds.v[i]->client = 0;
}

void fence_proofs_send(struct fence_turn *t, uint64_t client, const xmlNode *msg)
{
    xmlDoc *doc = bt_xml_doc(XE_FENCE_PROOFS);
    bt_xml_set(bt_xml_root(doc), XA_ID, bt_xml_get(msg, XA_ID));
    fence_proofs_add(t->f, bt_xml_root(doc));
    fence_send(t, client, doc);
}
