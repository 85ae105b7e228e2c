/* fencing/job.c - calls of agents: each waits for its delay, then for a free place at its device, runs, and is tried again if it fails.
 *
 * States: doc/states/fence-job.dot. A device runs pcmk_action_limit calls at once (default 1); fencing goes before questions. All tries
 * of a job together have its budget; a further try needs RETRY_SHARE of it, so that it has a chance to end in time.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/request.h"

#define METADATA_MS 15000 /* fencing by a new device waits for it */
#define RETRY_SHARE 30     /* per cent of the budget that must be left */
#define REASON_MAX 300     /* bytes of an agent's own words in a sentence */

/* What holds in each between two events (check.c):
 *   new, done  not in the list
 *   delayed    its timer runs; nothing was called yet
 *   queued     as many calls run at its device as may, at least one
 *   running    the agent was called, and its end will be told; a fencing whose request is gone was killed */
static const struct bt_state_row rows[] = {
    [FENCE_J_NEW] = {"new", BT_STATE_BIT(FENCE_J_DELAYED) | BT_STATE_BIT(FENCE_J_QUEUED)},
    [FENCE_J_DELAYED] = {"delayed", BT_STATE_BIT(FENCE_J_QUEUED) | BT_STATE_BIT(FENCE_J_DONE)},
    [FENCE_J_QUEUED] = {"queued", BT_STATE_BIT(FENCE_J_RUNNING) | BT_STATE_BIT(FENCE_J_DONE)},
    [FENCE_J_RUNNING] = {"running", BT_STATE_BIT(FENCE_J_QUEUED) | BT_STATE_BIT(FENCE_J_DONE)},
    [FENCE_J_DONE] = {"done", 0},
};
static const struct bt_state_table table = {"fence-job", rows, BT_COUNT(rows)};

/* The one writer of job->state. */
static void move(struct fence_turn *t, struct fence_job *j, enum fence_job_state to, const char *why)
{
    char *line = bt_state_move(&table, &j->state, (int)to, why);
    if (line != NULL)
        fence_log(t, BT_LOG_DEBUG, "%s: %s%s%s by %s", line, j->action, j->target != NULL ? " of " : "", j->target != NULL ? j->target : "",
                  j->device != NULL ? j->device->id : j->agent->name);
    free(line);
}

struct fence_job *fence_job_new(enum fence_job_kind kind, struct fence_device *d, const char *action, const char *target)
{
    assert((d == NULL) == (kind == FENCE_JOB_METADATA) && (d == NULL || !d->gone));
    struct fence_job *j = BT_NEW(struct fence_job);
    j->kind = kind;
    j->action = action;
    j->target = bt_strdup(target);
    j->device = d;
    j->tries = 1;
    j->budget_ms = METADATA_MS;
    if (d != NULL) {
        j->agent = d->agent;
        j->tries = fence_device_tries(d, action);
        d->jobs++;
    }
    return j;
}

void fence_job_free(struct fence_job *j)
{
    if (j == NULL)
        return;
    free(j->target);
    free(j->client_id);
    free(j->peer);
    for (size_t i = 0; i < j->more.n; i++) {
        free(j->more.v[i].peer);
        free(j->more.v[i].id);
    }
    BT_VEC_FREE(&j->more);
    free(j);
}

static bool fences(const struct fence_job *j)
{
    return j->kind == FENCE_JOB_FENCE || j->kind == FENCE_JOB_PEER;
}

/* Running ------------------------------------------------------------------------------------------------------ */

/* What is left of the budget, for a call that begins now. A further try may have waited for its turn again: it gets its share all the same, for a time of 0 would bound nothing. */
static int64_t time_left_ms(const struct fence_turn *t, const struct fence_job *j)
{
    int64_t left_ms = j->budget_ms - (t->now.mono.ms - j->begun.ms), least_ms = j->budget_ms * RETRY_SHARE / 100;
    left_ms = left_ms > least_ms ? left_ms : least_ms;
    return left_ms > 0 ? left_ms : 1;
}

static void run(struct fence_turn *t, struct fence_job *j)
{
    move(t, j, FENCE_J_RUNNING, "its turn");
    if (!j->ran)
        j->begun = t->now.mono;
    j->ran = true;
    if (j->device != NULL) {
        j->version = j->device->version;
        j->device->running++;
    }
    j->token = ++t->f->last_token;
    int64_t left_ms = time_left_ms(t, j);
    enum bt_level level = fences(j) ? BT_LOG_NOTICE : BT_LOG_DEBUG;
    if (j->device != NULL)
        fence_log(t, level, "fence device %s (%s): %s%s%s begins, timeout %" PRId64 " ms", j->device->id, j->agent->name, j->action,
                  j->target != NULL ? " of " : "", j->target != NULL ? j->target : "", left_ms);
    struct fence_effect *e = fence_effect(t, FENCE_FX_RUN);
    e->run.token = j->token;
    if (j->device != NULL) {
        fence_device_call(t->f, j->device, j->action, j->target, &e->run);
    } else {
        e->run.agent = bt_strdup(j->agent->name);
        e->run.input = bt_strdup("action=metadata\n");
    }
    e->run.timeout_ms = left_ms;
}

/* Starts what may run at a device now: fencing first, else in the order of asking. */
static void pump(struct fence_turn *t, struct fence_device *d)
{
    struct fence *f = t->f;
    int64_t limit = fence_device_limit(d);
    while (limit < 0 || d->running < limit) {
        struct fence_job *next = NULL;
        for (size_t i = 0; i < f->jobs.n; i++) {
            struct fence_job *j = f->jobs.v[i];
            if (j->device == d && j->state == FENCE_J_QUEUED &&
                (next == NULL || (!fences(next) && fences(j))))
                next = j;
        }
        if (next == NULL)
            return;
        run(t, next);
    }
}

static void enqueue(struct fence_turn *t, struct fence_job *j, const char *why)
{
    move(t, j, FENCE_J_QUEUED, why);
    if (j->device != NULL)
        pump(t, j->device);
    else
        run(t, j);
}

void fence_job_start(struct fence_turn *t, struct fence_job *j)
{
    assert(j->state == FENCE_J_NEW && (j->kind == FENCE_JOB_FENCE) == (j->request != NULL));
    BT_PUSH(&t->f->jobs, j);
    if (j->delay_ms <= 0) {
        enqueue(t, j, "no delay");
        return;
    }
    move(t, j, FENCE_J_DELAYED, "its delay");
    j->token = ++t->f->last_token;
    struct fence_effect *e = fence_effect(t, FENCE_FX_TIMER_SET);
    e->token = j->token;
    e->delay_ms = j->delay_ms;
    fence_log(t, BT_LOG_NOTICE, "fence device %s: %s of %s waits %" PRId64 " ms as its delay says", j->device->id, j->action, j->target,
              j->delay_ms);
}

static struct fence_job *find(const struct fence *f, uint64_t token, enum fence_job_state state)
{
    for (size_t i = 0; i < f->jobs.n; i++)
        if (f->jobs.v[i]->token == token && f->jobs.v[i]->state == (int)state)
            return f->jobs.v[i];
    return NULL;
}

bool fence_job_timer(struct fence_turn *t, uint64_t token)
{
    struct fence_job *j = find(t->f, token, FENCE_J_DELAYED);
    if (j != NULL)
        enqueue(t, j, "delay over");
    return j != NULL;
}

/* Ending ------------------------------------------------------------------------------------------------------ */

static void forget(struct fence *f, struct fence_job *j)
{
    for (size_t i = 0; i < f->jobs.n; i++)
        if (f->jobs.v[i] == j) {
            memmove(&f->jobs.v[i], &f->jobs.v[i + 1], (f->jobs.n - i - 1) * sizeof f->jobs.v[0]);
            f->jobs.n--;
            break;
        }
    assert(j->state == FENCE_J_DONE && (j->device == NULL || j->device->jobs > 0));
    if (j->device != NULL)
        j->device->jobs--;
    fence_job_free(j);
}

/* The last line that an agent wrote, in a bounded copy: there it says what was wrong. */
static char *last_words(const char *errors)
{
    size_t end = errors != NULL ? strlen(errors) : 0;
    while (end > 0 && strchr(" \t\r\n", errors[end - 1]) != NULL)
        end--;
    size_t begin = end;
    while (begin > 0 && errors[begin - 1] != '\n' && end - begin < REASON_MAX)
        begin--;
    return end > begin ? bt_strndup(errors + begin, end - begin) : NULL;
}

static char *reason_of(const struct fence_job *j, const struct fence_event *ev)
{
    if (!ev->started)
        return bt_printf("the fence agent %s can't be run; is its package (%s) installed?", j->agent->name,
                         j->agent->legacy ? "cluster-glue" : "fence-agents");
    if (ev->timed_out)
        return bt_printf("%s did not end within %" PRId64 " ms and was killed", j->agent->name, j->budget_ms);
    char *words = last_words(ev->errors);
    char *reason = words != NULL ? bt_printf("%s ended with %d: %s", j->agent->name, ev->code, words)
                                 : bt_printf("%s ended with %d and no message", j->agent->name, ev->code);
    free(words);
    return j->device != NULL ? fence_device_scrub(j->device, reason) : reason;
}

static bool may_retry(struct fence_turn *t, struct fence_job *j, const struct fence_result *r)
{
    int64_t left_ms = j->budget_ms - (t->now.mono.ms - j->begun.ms);
    bool orphan = j->kind == FENCE_JOB_FENCE && j->request == NULL;
    return r->started && !r->timed_out && !orphan && j->tries > 1 && left_ms * 100 >= j->budget_ms * RETRY_SHARE;
}

/* Whether its device was configured anew while it was asked for its targets: what it says is of another one. */
static bool is_outdated(const struct fence_job *j)
{
    return (j->kind == FENCE_JOB_LIST || j->kind == FENCE_JOB_STATUS) && !j->device->gone && j->version != j->device->version;
}

static void check_done(struct fence_turn *t, const struct fence_job *j, const struct fence_result *r)
{
    xmlDoc *doc = bt_xml_doc(XE_FENCE_CHECKED);
    xmlNode *n = bt_xml_root(doc);
    bt_xml_set(n, XA_ID, j->client_id);
    bt_xml_set(n, XA_DEVICE, j->device->id);
    bt_xml_set_int(n, XA_RC, r->ok ? BT_EX_OK : r->timed_out ? BT_EX_TIMEOUT : BT_EX_ERROR);
    bt_xml_set(n, XA_REASON, r->reason);
    fence_send(t, j->client, doc);
}

static void dispatch(struct fence_turn *t, struct fence_job *j, const struct fence_result *r)
{
    switch (j->kind) {
    case FENCE_JOB_FENCE:
        if (j->request != NULL)
            fence_request_did(t, j->request, j, r);
        break;
    case FENCE_JOB_PEER:
        fence_peer_ran(t, j, r);
        break;
    case FENCE_JOB_LIST:
        fence_query_list_answered(t, j, r);
        break;
    case FENCE_JOB_STATUS:
        /* 0: the plug is on, 2: off; both say that the device knows the target (interfaces 5.1). */
        fence_query_news(t, j->device, j->target, r->ok ? FENCE_CAN : FENCE_CAN_NOT);
        break;
    case FENCE_JOB_METADATA:
        fence_agent_answered(t, j->agent, r);
        break;
    case FENCE_JOB_PROVE:
        fence_round_ran(t, j, r);
        break;
    case FENCE_JOB_CHECK:
        check_done(t, j, r);
        break;
    }
}

void fence_job_ran(struct fence_turn *t, const struct fence_event *ev)
{
    struct fence_job *j = find(t->f, ev->token, FENCE_J_RUNNING);
    if (j == NULL)
        return;
    assert(j->device == NULL || j->device->running > 0);
    if (j->device != NULL)
        j->device->running--;
    j->exec_ms += ev->exec_ms;
    bool good = ev->code == 0 || (bt_streq(j->action, "status") && ev->code == 2);
    struct fence_result r = {.ok = ev->started && !ev->timed_out && good, .timed_out = ev->timed_out, .started = ev->started, .code = ev->code,
                             .output = ev->output != NULL ? ev->output : ""};
    r.reason = r.ok ? bt_strdup("") : reason_of(j, ev);
    if (is_outdated(j)) {
        j->ran = false;
        enqueue(t, j, "its device was changed meanwhile");
    } else if (!r.ok && may_retry(t, j, &r)) {
        fence_log(t, BT_LOG_INFO, "fence device %s: %s is tried again: %s", j->device->id, j->action, r.reason);
        j->tries--;
        enqueue(t, j, "next try");
    } else {
        move(t, j, FENCE_J_DONE, "agent ended");
        dispatch(t, j, &r);
        struct fence_device *d = j->device;
        forget(t->f, j);
        if (d != NULL)
            pump(t, d);
    }
    free(r.reason);
}

void fence_job_abandon(struct fence_turn *t, struct fence_request *r)
{
    for (size_t i = t->f->jobs.n; i-- > 0;) {
        struct fence_job *j = t->f->jobs.v[i];
        if (j->request != r)
            continue;
        j->request = NULL;
        if (j->state == FENCE_J_RUNNING || j->state == FENCE_J_DELAYED)
            fence_effect(t, j->state == FENCE_J_RUNNING ? FENCE_FX_KILL : FENCE_FX_TIMER_CANCEL)->token = j->token;
        if (j->state == FENCE_J_DELAYED || j->state == FENCE_J_QUEUED) {
            move(t, j, FENCE_J_DONE, "no longer needed");
            forget(t->f, j);
        }
    }
}
