/* fencing/query.c - which devices can fence a target, asking agents where only they know.
 *
 * All devices are asked at the same time. A request does not wait for the last answer: request.c goes on with the first device that can.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/request.h"

/* Asking -------------------------------------------------------------------------------------------------------- */

/* One that has ended is just being told of, and asks no more. */
static bool is_asked(const struct fence *f, const struct fence_device *d, enum fence_job_kind kind, const char *target)
{
    for (size_t i = 0; i < f->jobs.n; i++) {
        const struct fence_job *j = f->jobs.v[i];
        if (j->device == d && j->kind == kind && j->state != FENCE_J_DONE && (target == NULL || bt_strcaseeq(j->target, target)))
            return true;
    }
    return false;
}

static void ask(struct fence_turn *t, struct fence_device *d, enum fence_can how, const char *target)
{
    if (how == FENCE_ASK_METADATA) {
        fence_agent_ask(t, d->agent);
        return;
    }
    bool list = how == FENCE_ASK_LIST;
    enum fence_job_kind kind = list ? FENCE_JOB_LIST : FENCE_JOB_STATUS;
    if (is_asked(t->f, d, kind, list ? NULL : target))
        return;
    const char *action = list ? "list" : "status";
    struct fence_job *j = fence_job_new(kind, d, action, list ? NULL : target);
    j->budget_ms = fence_device_timeout_ms(d, action, t->f->timeout_ms);
    fence_job_start(t, j);
}

static bool is_open(enum fence_can can)
{
    return can != FENCE_CAN && can != FENCE_CAN_NOT;
}

void fence_query_start(struct fence_turn *t, struct fence_query *q, const char *target)
{
    struct fence *f = t->f;
    assert(target != NULL && q->target == NULL && q->answers.n == 0);
    q->target = bt_strdup(target);
    for (size_t i = 0; i < f->devices.n; i++) {
        struct fence_answer a = {.device = f->devices.v[i], .can = fence_device_can(f->devices.v[i], target, t->now.mono)};
        if (!a.device->gone)
            BT_PUSH(&q->answers, a);
    }
    for (size_t i = 0; i < q->answers.n; i++)
        if (is_open(q->answers.v[i].can))
            ask(t, q->answers.v[i].device, q->answers.v[i].can, target);
}

enum fence_can fence_query_can(const struct fence_query *q, const struct fence_device *d)
{
    for (size_t i = 0; i < q->answers.n; i++)
        if (q->answers.v[i].device == d)
            return q->answers.v[i].can;
    return FENCE_CAN_NOT;
}

bool fence_query_complete(const struct fence_query *q)
{
    for (size_t i = 0; i < q->answers.n; i++)
        if (is_open(q->answers.v[i].can))
            return false;
    return true;
}

void fence_query_free(struct fence_query *q)
{
    free(q->target);
    q->target = NULL;
    BT_VEC_FREE(&q->answers);
}

/* Answers to clients --------------------------------------------------------------------------------------------- */

/* What another member has to know to plan with the device. */
static void set_offer(const struct fence *f, xmlNode *n, const struct fence_question *question, const struct fence_device *d)
{
    const char *action = question->action != NULL ? question->action : "off";
    bt_xml_set_int(n, XA_TIMEOUT_MS, fence_device_longest_ms(d, action, question->query.target, f->timeout_ms));
    if (fence_device_off_then_on(d))
        bt_xml_set_bool(n, XA_OFF_THEN_ON, true);
    if (d->agent->unfences)
        bt_xml_set_bool(n, XA_UNFENCES, true);
}

/* Another member wants "on" of an agent that has to run on the node itself, and that is not this one. */
static bool is_elsewhere(const struct fence *f, const struct fence_question *question, const struct fence_device *d)
{
    return question->peer != NULL && bt_streq(question->action, "on") && d->agent->on_target && !bt_strcaseeq(question->query.target, f->local_node);
}

static void send_devices(struct fence_turn *t, const struct fence_question *question)
{
    const struct fence_query *q = &question->query;
    if (question->round != 0) {
        fence_round_answered(t, question->round, q);
        return;
    }
    xmlDoc *doc = bt_xml_doc(XE_FENCE_DEVICES);
    xmlNode *root = bt_xml_root(doc);
    bt_xml_set(root, XA_ID, question->id);
    bt_xml_set(root, XA_TARGET, q->target);
    bt_xml_set_int(root, XA_RC, BT_EX_OK);
    for (size_t i = 0; i < q->answers.n; i++) {
        if (q->answers.v[i].can != FENCE_CAN || is_elsewhere(t->f, question, q->answers.v[i].device))
            continue;
        xmlNode *n = bt_xml_add(root, XE_FENCE_DEVICE);
        bt_xml_set(n, XA_ID, q->answers.v[i].device->id);
        bt_xml_set(n, XA_AGENT, q->answers.v[i].device->agent->name);
        if (question->peer != NULL)
            set_offer(t->f, n, question, q->answers.v[i].device);
    }
    if (question->peer == NULL && (q->target != NULL ? fence_watchdog_wait_ms(t->f, q->target) : t->f->watchdog.wait_ms) > 0 && fence_is_watchdog(t->f, FENCE_WATCHDOG)) {
        xmlNode *n = bt_xml_add(root, XE_FENCE_DEVICE);
        bt_xml_set(n, XA_ID, FENCE_WATCHDOG);
        bt_xml_set(n, XA_AGENT, FENCE_WATCHDOG_AGENT);
    }
    if (question->peer != NULL)
        fence_peer_send(t, question->peer, doc);
    else
        fence_send(t, question->client, doc);
}

void fence_question_free(struct fence_question *q)
{
    if (q == NULL)
        return;
    fence_query_free(&q->query);
    free(q->id);
    free(q->peer);
    free(q->action);
    free(q);
}

/* Answers the questions that have become complete. */
static void settle_questions(struct fence_turn *t)
{
    struct fence *f = t->f;
    for (size_t i = f->questions.n; i-- > 0;) {
        struct fence_question *q = f->questions.v[i];
        if (!fence_query_complete(&q->query))
            continue;
        f->questions.v[i] = f->questions.v[--f->questions.n];
        send_devices(t, q);
        fence_question_free(q);
    }
}

static struct fence_question *question_new(struct fence *f, const char *id)
{
    struct fence_question *q = BT_NEW(struct fence_question);
    q->id = bt_strdup(id);
    BT_PUSH(&f->questions, q);
    return q;
}

void fence_question_ask(struct fence_turn *t, uint64_t client, const char *id, const char *target)
{
    struct fence *f = t->f;
    struct fence_question *q = question_new(f, id);
    q->client = client;
    if (target != NULL)
        fence_query_start(t, &q->query, target);
    for (size_t i = 0; i < f->devices.n && target == NULL; i++) {
        struct fence_answer all = {.device = f->devices.v[i], .can = FENCE_CAN};
        if (!all.device->gone)
            BT_PUSH(&q->query.answers, all);
    }
    settle_questions(t);
}

void fence_question_peer(struct fence_turn *t, const char *peer, const xmlNode *msg)
{
    if (bt_xml_get(msg, XA_TARGET) == NULL)
        return;
    struct fence_question *q = question_new(t->f, bt_xml_get(msg, XA_ID));
    q->peer = bt_strdup(peer);
    q->action = bt_strdup(bt_xml_get(msg, XA_ACTION));
    fence_query_start(t, &q->query, bt_xml_get(msg, XA_TARGET));
    settle_questions(t);
}

void fence_question_round(struct fence_turn *t, uint64_t round, const char *target)
{
    struct fence_question *q = question_new(t->f, NULL);
    q->round = round;
    fence_query_start(t, &q->query, target);
    settle_questions(t);
}

static void send_targets(struct fence_turn *t, uint64_t client, const char *id, const char *device, const struct bt_strv *targets, int rc,
                         const char *reason)
{
    xmlDoc *doc = bt_xml_doc(XE_FENCE_TARGETS);
    xmlNode *root = bt_xml_root(doc);
    bt_xml_set(root, XA_ID, id);
    bt_xml_set(root, XA_DEVICE, device);
    bt_xml_set_int(root, XA_RC, rc);
    bt_xml_set(root, XA_REASON, reason);
    for (size_t i = 0; i < targets->n; i++)
        bt_xml_set(bt_xml_add(root, XE_TARGET), XA_NAME, targets->v[i]);
    fence_send(t, client, doc);
}

void fence_targets_ask(struct fence_turn *t, uint64_t client, const char *id, const char *device)
{
    struct fence_device *d = fence_device_find(t->f, device);
    struct bt_strv targets = {0};
    if (fence_is_watchdog(t->f, device) && t->f->watchdog.wait_ms > 0) {
        fence_watchdog_names(t->f, &targets);
        send_targets(t, client, id, device, &targets, BT_EX_OK, NULL);
        bt_strv_free(&targets);
        return;
    }
    if (d == NULL) {
        send_targets(t, client, id, device, &targets, BT_EX_NOSUCH, "no such fence device is registered here");
        return;
    }
    fence_hosts_add(&targets, fence_device_get(d, "pcmk_host_list"));
    fence_map_names(&targets, fence_device_get(d, "pcmk_host_map"));
    if (targets.n > 0) {
        send_targets(t, client, id, device, &targets, BT_EX_OK, NULL);
    } else {
        struct fence_job *j = fence_job_new(FENCE_JOB_LIST, d, "list", NULL);
        j->budget_ms = fence_device_timeout_ms(d, "list", t->f->timeout_ms);
        j->client = client;
        j->client_id = bt_strdup(id);
        fence_job_start(t, j);
    }
    bt_strv_free(&targets);
}

/* News ------------------------------------------------------------------------------------------------------------ */

/* Looks again at the open answers of a query that the news may concern; asks further where the answer is another question (metadata,
 * then list, then status). True if anything is different. */
static bool refresh(struct fence_turn *t, struct fence_query *q, const struct fence_device *d, const char *target, enum fence_can can)
{
    bool changed = false;
    for (size_t i = 0; i < q->answers.n; i++) {
        struct fence_answer *a = &q->answers.v[i];
        if ((d != NULL && a->device != d) || !is_open(a->can))
            continue;
        enum fence_can was = a->can;
        if (target != NULL && was == FENCE_ASK_STATUS && bt_strcaseeq(target, q->target))
            a->can = can;
        else
            a->can = fence_device_can(a->device, q->target, t->now.mono);
        changed = changed || a->can != was;
        if (is_open(a->can) && a->can != was)
            ask(t, a->device, a->can, q->target);
    }
    return changed;
}

void fence_query_news(struct fence_turn *t, struct fence_device *d, const char *target, enum fence_can can)
{
    struct fence *f = t->f;
    for (size_t i = 0; i < f->questions.n; i++)
        refresh(t, &f->questions.v[i]->query, d, target, can);
    settle_questions(t);
    /* A request may end while it goes on, which takes it out of the list: go backwards. */
    for (size_t i = f->requests.n; i-- > 0;) {
        if (i >= f->requests.n)
            continue;
        struct fence_request *r = f->requests.v[i];
        if (refresh(t, &r->query, d, target, can))
            fence_request_resume(t, r);
    }
}

void fence_query_list_answered(struct fence_turn *t, const struct fence_job *j, const struct fence_result *r)
{
    struct fence_device *d = j->device;
    if (r->ok) {
        bt_strv_free(&d->listed);
        fence_list_parse(&d->listed, r->output);
        d->has_list = true;
        d->listed_at = t->now.mono;
    } else {
        fence_log(t, BT_LOG_WARNING, "fence device %s can't list its targets: %s", d->id, r->reason);
        /* What it listed before is believed for once more; a device that never did is asked for each target from now on (check_of). */
        d->listed_at = t->now.mono;
        d->has_list = d->has_list || d->agent->legacy; /* which has no status to ask for: it can't fence what it can't list */
    }
    d->list_failed = !r->ok;
    if (j->client != 0)
        send_targets(t, j->client, j->client_id, d->id, &d->listed, r->ok ? BT_EX_OK : r->timed_out ? BT_EX_TIMEOUT : BT_EX_ERROR, r->reason);
    fence_query_news(t, d, NULL, FENCE_CAN_NOT);
}

static void drop_answers(struct fence_query *q, const struct fence_device *d)
{
    size_t kept = 0;
    for (size_t i = 0; i < q->answers.n; i++)
        if (q->answers.v[i].device != d)
            q->answers.v[kept++] = q->answers.v[i];
    q->answers.n = kept;
}

void fence_query_forget(struct fence *f, const struct fence_device *d)
{
    for (size_t i = 0; i < f->questions.n; i++)
        drop_answers(&f->questions.v[i]->query, d);
    for (size_t i = 0; i < f->requests.n; i++)
        drop_answers(&f->requests.v[i]->query, d);
}
