/* fencing/request.c - a request to fence a target, from its arrival to its answer (doc/states/fence-request.dot).
 *
 *   1. A success as young as the request tolerates is its answer; an equal request in progress is joined.
 *   2. Ask which devices can fence the target (query.c).
 *   3. What is used next: choose.c.
 *   4. Run its devices one after the other, here or at other members (peers.c). A reboot by several devices, or by one whose agent has no reboot, is off at all, then on at all.
 *   5. A device failed: back to 3 for the next one. Nothing left: the request has failed with the last reason.
 *   6. All did it: success. After all are off, the target is fenced; that it does not come on again is only a warning.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/request.h"

#define CIB_PATIENCE_MS 15000

/* What holds in each between two events (check.c); its entry in the history is pending as long as it is in the list:
 *   new, ok, failed  not in the list
 *   query            nothing is done for it; it waits for the first CIB, for its claim, for other members' offers or for agents
 *   act              one of its places is at it: an agent here, another member, or the target's watchdog; or another member has all of it (handed)
 *   on-again         the same; all its places have switched the target off */
#define R(state) BT_STATE_BIT(FENCE_R_##state)
static const struct bt_state_row rows[] = {
    [FENCE_R_NEW] = {"new", R(QUERY)},
    [FENCE_R_QUERY] = {"query", R(ACT) | R(OK) | R(FAILED)},
    [FENCE_R_ACT] = {"act", R(QUERY) | R(ON_AGAIN) | R(OK) | R(FAILED)},
    [FENCE_R_ON_AGAIN] = {"on-again", R(OK)},
    [FENCE_R_OK] = {"ok", 0},
    [FENCE_R_FAILED] = {"failed", 0},
};
#undef R
static const struct bt_state_table table = {"fence-request", rows, BT_COUNT(rows)};

static const char *const actions[] = {"off", "on", "reboot"};

const char *fence_action_name(const char *action)
{
    for (size_t i = 0; i < BT_COUNT(actions); i++)
        if (bt_streq(actions[i], action))
            return actions[i];
    return NULL;
}

int64_t fence_timeout_ms(const struct fence *f, const xmlNode *msg)
{
    int64_t ms = bt_xml_get_int(msg, XA_TIMEOUT_MS, 0);
    if (ms <= 0)
        return f->timeout_ms;
    return ms < FENCE_TIME_MAX_MS ? ms : FENCE_TIME_MAX_MS;
}

/* The one writer of request->state. */
static void move(struct fence_turn *t, struct fence_request *r, enum fence_request_state to, const char *why)
{
    char *line = bt_state_move(&table, &r->state, (int)to, why);
    if (line != NULL)
        fence_log(t, BT_LOG_INFO, "%s: %s of %s", line, r->action, r->target);
    free(line);
    assert(r->next <= r->places.n);
    assert(r->state != FENCE_R_ON_AGAIN || r->off_then_on);
}

void fence_request_free(struct fence_request *r)
{
    if (r == NULL)
        return;
    for (size_t i = 0; i < r->waiters.n; i++)
        free(r->waiters.v[i].id);
    BT_VEC_FREE(&r->waiters);
    fence_query_free(&r->query);
    bt_strv_free(&r->tried);
    for (size_t i = 0; i < r->places.n; i++) {
        free(r->places.v[i].device);
        free(r->places.v[i].node);
    }
    BT_VEC_FREE(&r->places);
    fence_poll_free(&r->poll);
    bt_strv_free(&r->used);
    free(r->delegate);
    free(r->handed);
    free(r->life);
    free(r->target);
    free(r->action);
    free(r->origin);
    free(r->client);
    free(r->reason);
    free(r);
}

/* Answers ---------------------------------------------------------------------------------------------------------- */

static char *joined(const struct bt_strv *l)
{
    struct bt_buf b = {0};
    for (size_t i = 0; i < l->n; i++) {
        if (i > 0)
            bt_buf_add(&b, ",");
        bt_buf_add(&b, l->v[i]);
    }
    return bt_buf_take(&b);
}

xmlDoc *fence_done_message(const struct fence_entry *e, const char *id, const char *devices)
{
    xmlDoc *doc = bt_xml_doc(XE_FENCE_DONE);
    xmlNode *n = bt_xml_root(doc);
    bt_xml_set(n, XA_ID, id);
    bt_xml_set(n, XA_TARGET, e->target);
    bt_xml_set(n, XA_ACTION, e->action);
    bt_xml_set_int(n, XA_RC, e->rc);
    bt_xml_set(n, XA_REASON, e->reason);
    bt_xml_set(n, XA_DEVICE, devices);
    bt_xml_set(n, XA_EXECUTED_BY, e->delegate);
    bt_xml_set(n, XA_ORIGIN, e->origin);
    bt_xml_set(n, XA_CLIENT, e->client);
    bt_xml_set_int(n, XA_EXEC_MS, e->exec_ms);
    bt_xml_set_int(n, XA_COMPLETED, e->completed.s);
    return doc;
}

static void tell_waiters(struct fence_turn *t, const struct fence_request *r, const char *devices)
{
    for (size_t i = 0; i < r->waiters.n; i++)
        fence_send(t, r->waiters.v[i].client, fence_done_message(r->entry, r->waiters.v[i].id, devices));
}

void fence_request_progress(struct fence_turn *t, const struct fence_request *r, int64_t within_ms)
{
    for (size_t i = 0; i < r->waiters.n; i++) {
        if (!r->waiters.v[i].progress)
            continue;
        xmlDoc *doc = bt_xml_doc(XE_FENCE_WAIT);
        bt_xml_set(bt_xml_root(doc), XA_ID, r->waiters.v[i].id);
        bt_xml_set_int(bt_xml_root(doc), XA_TIMEOUT_MS, within_ms);
        fence_send(t, r->waiters.v[i].client, doc);
    }
}

static bool waits(const struct fence_request *r, uint64_t client)
{
    for (size_t i = 0; r != NULL && i < r->waiters.n; i++)
        if (r->waiters.v[i].client == client)
            return true;
    return false;
}

/* Tells who subscribed and did not get the answer of this request already. */
static void tell_subscribers(struct fence_turn *t, const struct fence_entry *e, const char *devices, const struct fence_request *r,
                             uint64_t but)
{
    for (size_t i = 0; i < t->f->subscribers.n; i++) {
        uint64_t client = t->f->subscribers.v[i];
        if (client != but && !waits(r, client))
            fence_send(t, client, fence_done_message(e, NULL, devices));
    }
}

static void forget(struct fence_turn *t, struct fence_request *r)
{
    struct fence *f = t->f;
    fence_away_stop(t, r);
    fence_watchdog_stop(t, r);
    for (size_t i = 0; i < f->requests.n; i++)
        if (f->requests.v[i] == r) {
            memmove(&f->requests.v[i], &f->requests.v[i + 1], (f->requests.n - i - 1) * sizeof f->requests.v[0]);
            f->requests.n--;
            break;
        }
    fence_request_free(r);
}

/* The request ends here: history, answers, gone. */
static void finish(struct fence_turn *t, struct fence_request *r, int rc, const char *reason, const char *delegate)
{
    struct fence_entry *e = r->entry;
    assert(reason != NULL && (rc != BT_EX_OK || delegate != NULL));
    move(t, r, rc == BT_EX_OK ? FENCE_R_OK : FENCE_R_FAILED, reason);
    fence_entry_end(e, rc, rc == BT_EX_OK ? "" : reason, delegate, t->now.wall, r->exec_ms);
    char *devices = joined(&r->used);
    if (rc == BT_EX_OK)
        fence_log(t, BT_LOG_NOTICE, "fencing of %s (%s) for %s from %s succeeded: %s", r->target, r->action, r->client, r->origin, reason);
    else
        fence_log(t, BT_LOG_ERROR, "fencing of %s (%s) for %s from %s failed: %s", r->target, r->action, r->client, r->origin, reason);
    tell_waiters(t, r, devices);
    tell_subscribers(t, e, devices, r, 0);
    free(devices);
    forget(t, r);
    fence_history_changed(t);
}

bool fence_request_handed_done(struct fence_turn *t, const xmlNode *done, bool heard_late)
{
    for (size_t i = t->f->requests.n; i-- > 0;) {
        struct fence_request *r = t->f->requests.v[i];
        if (heard_late && bt_xml_get_int(done, XA_COMPLETED, 0) < r->handed_at.s)
            continue;
        if (r->handed == NULL || !bt_strcaseeq(r->target, bt_xml_get(done, XA_TARGET)) || !bt_streq(r->action, bt_xml_get(done, XA_ACTION)))
            continue;
        /* Everybody has its result from the member that did it: only who waits here has not. */
        int rc = (int)bt_xml_get_int(done, XA_RC, BT_EX_ERROR);
        move(t, r, rc == BT_EX_OK ? FENCE_R_OK : FENCE_R_FAILED, "the other member is done");
        fence_entry_end(r->entry, rc, bt_xml_get_or(done, XA_REASON, ""), bt_xml_get(done, XA_EXECUTED_BY),
                        (struct bt_wall){.s = bt_xml_get_int(done, XA_COMPLETED, t->now.wall.s)}, bt_xml_get_int(done, XA_EXEC_MS, 0));
        tell_waiters(t, r, bt_xml_get_or(done, XA_DEVICE, ""));
        forget(t, r);
        fence_history_changed(t);
        return true;
    }
    return false;
}

/* Acting --------------------------------------------------------------------------------------------------------------- */

static void fail(struct fence_request *r, int rc, char *reason)
{
    assert(rc != BT_EX_OK && reason != NULL);
    free(r->reason);
    r->reason = reason;
    r->rc = rc;
}

static void nothing_left(struct fence_turn *t, struct fence_request *r)
{
    bool tried = r->reason != NULL;
    char *last = tried ? bt_strdup(r->reason)
                       : bt_printf("No device configured for target '%s': check pcmk_host_list, pcmk_host_map and the stonith resources", r->target);
    finish(t, r, tried ? r->rc : BT_EX_NOSUCH, last, tried ? t->f->local_node : NULL);
    free(last);
}

/* Step 3. */
void fence_request_go_on(struct fence_turn *t, struct fence_request *r)
{
    switch (fence_choose(t, r)) {
    case FENCE_CHOICE_WAITS:
        move(t, r, FENCE_R_QUERY, "it is not known yet who can fence it");
        break;
    case FENCE_CHOSEN:
        move(t, r, FENCE_R_ACT, r->unfencing ? "all devices that let it in are ready" : r->topology ? "a level is ready" : "a device is ready");
        fence_request_act(t, r);
        break;
    case FENCE_CHOICE_HANDED:
        move(t, r, FENCE_R_ACT, "another member does it");
        break;
    case FENCE_CHOICE_NONE:
        nothing_left(t, r);
        break;
    }
}

const char *fence_request_action(const struct fence_request *r)
{
    if (!r->off_then_on)
        return r->action;
    return r->state == FENCE_R_ON_AGAIN ? "on" : "off";
}

static void start_job(struct fence_turn *t, struct fence_request *r, struct fence_device *d)
{
    struct fence_job *j = fence_job_new(FENCE_JOB_FENCE, d, fence_action_name(fence_request_action(r)), r->target);
    j->request = r;
    j->budget_ms = fence_device_timeout_ms(d, j->action, r->timeout_ms);
    if (r->delay_ms >= 0 && !bt_streq(j->action, "on"))
        j->delay_ms = r->delay_ms + fence_device_delay_ms(d, r->target, t->random);
    fence_request_progress(t, r, j->budget_ms + j->delay_ms);
    fence_job_start(t, j);
}

/* The device of a place starts; false if it is there no more. */
static bool start(struct fence_turn *t, struct fence_request *r, const struct fence_place *p)
{
    struct fence_device *d = p->node == NULL ? fence_device_find(t->f, p->device) : NULL;
    if (p->node == NULL && fence_is_watchdog(t->f, p->device)) {
        fence_watchdog_start(t, r); /* which may be its end */
        return true;
    }
    if (p->node == NULL && d == NULL)
        return false;
    if (d != NULL)
        start_job(t, r, d);
    else
        fence_away_start(t, r, p, fence_request_action(r));
    /* What the requester wants to wait is waited once; the devices' own delays apply to each. */
    if (r->delay_ms > 0)
        r->delay_ms = 0;
    return true;
}

/* Steps 4 and 6: the next device of those that were chosen, or what comes after the last. */
void fence_request_act(struct fence_turn *t, struct fence_request *r)
{
    if (r->next == r->places.n && r->state == FENCE_R_ACT && r->off_then_on) {
        r->next = 0;
        move(t, r, FENCE_R_ON_AGAIN, "it is off");
    }
    while (r->next < r->places.n) {
        const struct fence_place *p = &r->places.v[r->next];
        if (r->state == FENCE_R_ON_AGAIN && p->node != NULL && fence_is_watchdog(t->f, p->device)) { /* it comes on again by itself */
            r->next++;
            continue;
        }
        if (start(t, r, p))
            return;
        if (r->state != FENCE_R_ON_AGAIN) {
            fail(r, BT_EX_NOSUCH, bt_printf("fence device %s was removed from the configuration meanwhile", p->device));
            fence_request_go_on(t, r);
            return;
        }
        r->next++;
    }
    char *devices = joined(&r->used), *delegate = bt_strdup(r->delegate != NULL ? r->delegate : t->f->local_node);
    char *by = bt_printf("done by %s%s%s in %" PRId64 " ms", devices, r->delegate != NULL ? " on " : "", r->delegate != NULL ? delegate : "",
                         r->exec_ms);
    finish(t, r, BT_EX_OK, by, delegate);
    free(by);
    free(delegate);
    free(devices);
}

void fence_request_step_done(struct fence_turn *t, struct fence_request *r, const char *device, int64_t exec_ms)
{
    assert(r->next < r->places.n && r->handed == NULL && r->away == 0 && r->watch == 0);
    const char *node = r->places.v[r->next].node;
    r->exec_ms += exec_ms;
    if (device != NULL && !bt_strv_has(&r->used, device))
        bt_strv_add(&r->used, device);
    if (r->state != FENCE_R_ON_AGAIN) {
        free(r->delegate);
        r->delegate = bt_strdup(node);
    }
    r->next++;
    fence_request_act(t, r);
}

void fence_request_failed(struct fence_turn *t, struct fence_request *r, int rc, const char *who, const char *reason)
{
    bool on_again = r->state == FENCE_R_ON_AGAIN;
    fence_log(t, BT_LOG_WARNING, "fence %s: %s of %s failed: %s%s", who, fence_request_action(r), r->target, reason,
              on_again ? "; the node is fenced, but it has to be switched on by hand" : "");
    if (on_again) {
        fence_request_step_done(t, r, NULL, 0);
        return;
    }
    fail(r, rc, bt_printf("%s: %s", who, reason));
    fence_request_go_on(t, r);
}

void fence_request_did(struct fence_turn *t, struct fence_request *r, const struct fence_job *j, const struct fence_result *res)
{
    int rc = res->ok ? BT_EX_OK : !res->started ? BT_EX_NOT_INSTALLED : res->timed_out ? BT_EX_TIMEOUT : BT_EX_ERROR;
    if (!bt_streq(j->action, "on"))
        fence_proof_note(t, &(struct fence_proof){.by = t->f->local_node, .target = r->target, .device = j->device->id, .fenced = true, .rc = rc,
                                                  .reason = res->reason, .exec_ms = j->exec_ms});
    if (res->ok) {
        fence_request_step_done(t, r, j->device->id, j->exec_ms);
        return;
    }
    char *who = bt_printf("device %s", j->device->id);
    r->exec_ms += j->exec_ms;
    fence_request_failed(t, r, rc, who, res->reason);
    free(who);
}

void fence_request_joined(struct fence_turn *t, struct fence_request *r)
{
    if (r->state == FENCE_R_QUERY)
        move(t, r, FENCE_R_ACT, "another member has an equal request");
}

void fence_request_resume(struct fence_turn *t, struct fence_request *r)
{
    if (r->state == FENCE_R_QUERY)
        fence_request_go_on(t, r);
}

/* Arriving ----------------------------------------------------------------------------------------------------------------- */

static void add_waiter(struct fence_request *r, uint64_t client, const xmlNode *msg)
{
    struct fence_waiter w = {.client = client, .id = bt_strdup(bt_xml_get(msg, XA_ID)), .progress = bt_xml_get_bool(msg, XA_PROGRESS, false)};
    if (client != 0)
        BT_PUSH(&r->waiters, w);
    else
        free(w.id);
}

static void refuse(struct fence_turn *t, uint64_t client, const xmlNode *msg, int rc, const char *reason)
{
    struct fence_entry e = {.target = (char *)bt_xml_get(msg, XA_TARGET), .action = (char *)bt_xml_get(msg, XA_ACTION), .rc = rc,
                            .reason = (char *)reason, .completed = t->now.wall};
    fence_log(t, BT_LOG_WARNING, "a request to fence %s was refused: %s", e.target != NULL ? e.target : "nobody", reason);
    fence_send(t, client, fence_done_message(&e, bt_xml_get(msg, XA_ID), ""));
}

static struct fence_request *equal_request(const struct fence *f, const char *target, const char *action)
{
    for (size_t i = 0; i < f->requests.n; i++)
        if (bt_strcaseeq(f->requests.v[i]->target, target) && bt_streq(f->requests.v[i]->action, action))
            return f->requests.v[i];
    return NULL;
}

/* Step 1. True if the request is answered or will be with another one. */
static bool answered_already(struct fence_turn *t, uint64_t client, const xmlNode *msg, const char *target, const char *action)
{
    int64_t tolerance_s = bt_xml_get_int(msg, XA_TOLERANCE_S, 0);
    struct bt_wall since = {.s = tolerance_s > 0 ? t->now.wall.s - tolerance_s : 0};
    const struct fence_entry *e = tolerance_s > 0 ? fence_history_since(t->f, target, action, since) : NULL;
    if (e != NULL) {
        fence_log(t, BT_LOG_NOTICE, "fencing of %s (%s) is not repeated: it succeeded %" PRId64 " s ago, %" PRId64 " s are tolerated", target,
                  action, t->now.wall.s - e->completed.s, tolerance_s);
        fence_send(t, client, fence_done_message(e, bt_xml_get(msg, XA_ID), ""));
        return true;
    }
    struct fence_request *r = equal_request(t->f, target, action);
    if (r == NULL)
        return false;
    add_waiter(r, client, msg);
    fence_log(t, BT_LOG_NOTICE, "fencing of %s (%s) for %s joins the request of %s, which is in progress", target, action,
              bt_xml_get_or(msg, XA_CLIENT, "a client"), r->client);
    return true;
}

/* Step 2. */
static void begin(struct fence_turn *t, struct fence_request *r)
{
    r->topology = fence_topology_has(t->f, r->target);
    fence_query_start(t, &r->query, r->target);
    fence_request_go_on(t, r);
}

void fence_request_begin_all(struct fence_turn *t)
{
    for (size_t i = t->f->requests.n; i-- > 0;)
        if (t->f->requests.v[i]->query.target == NULL)
            begin(t, t->f->requests.v[i]);
}

bool fence_request_patience_timer(struct fence_turn *t, uint64_t token)
{
    if (token != t->f->patience)
        return false;
    t->f->patience = 0;
    fence_request_begin_all(t);
    return true;
}

/* After its own start the fencer may be asked before it has seen a CIB. */
static void wait_for_cib(struct fence_turn *t)
{
    if (t->f->patience != 0)
        return;
    t->f->patience = ++t->f->last_token;
    struct fence_effect *e = fence_effect(t, FENCE_FX_TIMER_SET);
    e->token = t->f->patience;
    e->delay_ms = CIB_PATIENCE_MS;
    fence_log(t, BT_LOG_NOTICE, "the configuration is not known yet; fencing waits for it, at most %d ms", CIB_PATIENCE_MS);
}

void fence_request_take(struct fence_turn *t, uint64_t client, const xmlNode *msg)
{
    struct fence *f = t->f;
    const char *target = bt_xml_get(msg, XA_TARGET), *action = fence_action_name(bt_xml_get(msg, XA_ACTION));
    if (target == NULL || target[0] == '\0' || action == NULL) {
        refuse(t, client, msg, BT_EX_INVALID_PARAM, "it needs a target and one of the actions off, on, reboot");
        return;
    }
    if (answered_already(t, client, msg, target, action))
        return;
    struct fence_request *r = BT_NEW(struct fence_request);
    r->target = bt_strdup(target);
    r->action = bt_strdup(action);
    r->origin = bt_strdup(bt_xml_get_or(msg, XA_ORIGIN, f->local_node));
    r->client = bt_strdup(bt_xml_get_or(msg, XA_CLIENT, "a client"));
    r->timeout_ms = fence_timeout_ms(f, msg);
    int64_t delay_s = bt_xml_get_int(msg, XA_DELAY_S, 0);
    r->delay_ms = delay_s < 0 ? -1 : delay_s < INT32_MAX ? delay_s * 1000 : INT32_MAX;
    r->entry = fence_history_add(f, target, action, r->origin, r->client);
    add_waiter(r, client, msg);
    BT_PUSH(&f->requests, r);
    fence_log(t, BT_LOG_NOTICE, "fencing of %s (%s) is requested by %s on %s%s", target, action, r->client, r->origin,
              bt_strcaseeq(target, f->local_node) ? "; that is this node, so the answer may never be heard" : "");
    move(t, r, FENCE_R_QUERY, "requested");
    if (f->configured)
        begin(t, r);
    else
        wait_for_cib(t);
}

void fence_request_end_confirmed(struct fence_turn *t, const char *target)
{
    for (size_t i = t->f->requests.n; i-- > 0;) {
        struct fence_request *r = t->f->requests.v[i];
        if (!bt_strcaseeq(r->target, target) || bt_streq(r->action, "on"))
            continue;
        fence_job_abandon(t, r);
        finish(t, r, BT_EX_OK, "confirmed by hand", FENCE_BY_HAND);
    }
}

void fence_request_confirm(struct fence_turn *t, uint64_t client, const xmlNode *msg)
{
    const char *target = bt_xml_get(msg, XA_TARGET);
    if (target == NULL || target[0] == '\0') {
        refuse(t, client, msg, BT_EX_INVALID_PARAM, "a confirmation needs a target");
        return;
    }
    fence_request_end_confirmed(t, target);
    struct fence_entry *e = fence_history_add(t->f, target, "off", bt_xml_get_or(msg, XA_ORIGIN, t->f->local_node),
                                              bt_xml_get_or(msg, XA_CLIENT, "a client"));
    fence_entry_end(e, BT_EX_OK, "", FENCE_BY_HAND, t->now.wall, 0);
    fence_log(t, BT_LOG_WARNING, "%s confirms that %s is down: it is taken as fenced without a device having done it", e->client, target);
    fence_send(t, client, fence_done_message(e, bt_xml_get(msg, XA_ID), ""));
    tell_subscribers(t, e, "", NULL, client);
    fence_history_changed(t);
}
