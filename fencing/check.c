/* fencing/check.c - what holds between two events: fence_step() ends with it.
 *
 * What must never be is that a fencing stands still: whatever is in progress waits for an agent or a timer that is surely to come. And the counters that say when a device may be
 * freed or called agree with the calls that there are. All of it is one walk over short lists; what each state means stands beside its table (job.c, request.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/request.h"

static void check_job(const struct fence *f, const struct fence_job *j)
{
    assert(j->agent != NULL && (j->device == NULL) == (j->kind == FENCE_JOB_METADATA));
    assert((j->peer != NULL) == (j->kind == FENCE_JOB_PEER) && (j->more.n == 0 || j->kind == FENCE_JOB_PEER));
    assert(j->request == NULL || j->kind == FENCE_JOB_FENCE);
    assert(j->tries >= 1 && j->budget_ms > 0);
    assert(j->state == FENCE_J_DELAYED || j->state == FENCE_J_QUEUED || j->state == FENCE_J_RUNNING);
    if (j->state == FENCE_J_QUEUED)
        assert(j->device != NULL && j->device->running > 0); /* whose end lets it go on */
    else
        assert(j->token != 0 && j->token <= f->last_token && j->ran == (j->state == FENCE_J_RUNNING));
    assert(j->kind != FENCE_JOB_FENCE || j->request != NULL || j->state == FENCE_J_RUNNING);
}

/* Whether an agent is being asked for what it can fence; whether all jobs are sound. */
static bool check_jobs(const struct fence *f)
{
    size_t jobs = 0, running = 0;
    bool asks = false;
    for (size_t i = 0; i < f->jobs.n; i++) {
        const struct fence_job *j = f->jobs.v[i];
        check_job(f, j);
        jobs += j->device != NULL;
        running += j->device != NULL && j->state == FENCE_J_RUNNING;
        asks = asks || j->kind == FENCE_JOB_METADATA || j->kind == FENCE_JOB_LIST || j->kind == FENCE_JOB_STATUS;
    }
    for (size_t i = 0; i < f->devices.n; i++) {
        const struct fence_device *d = f->devices.v[i];
        assert(d->running <= d->jobs && (!d->gone || d->jobs > 0));
        assert(jobs >= d->jobs && running >= d->running);
        jobs -= d->jobs;
        running -= d->running;
    }
    assert(jobs == 0 && running == 0);
    return asks;
}

static const struct fence_job *job_of(const struct fence *f, const struct fence_request *r)
{
    const struct fence_job *found = NULL;
    for (size_t i = 0; i < f->jobs.n; i++)
        if (f->jobs.v[i]->request == r) {
            assert(found == NULL);
            found = f->jobs.v[i];
        }
    return found;
}

static bool is_open(const struct fence_query *q, bool asks)
{
    bool open = !fence_query_complete(q);
    assert(!open || asks);
    return open;
}

/* QUERY: for the first CIB, its claim, other members' offers, or agents. */
static void check_asking(const struct fence *f, const struct fence_request *r, bool asks)
{
    bool begun = r->query.target != NULL;
    assert(begun || (!f->configured && f->patience != 0));
    assert(!begun || r->claim != 0 || r->poll.timer != 0 || is_open(&r->query, asks));
}

/* ACT, ON_AGAIN: for one of an agent here, another member, the target's watchdog. */
static void check_acting(const struct fence_request *r, const struct fence_job *j)
{
    assert((j != NULL) + (r->away != 0) + (r->watch != 0) == 1 && r->claim == 0);
    assert(r->state != FENCE_R_ON_AGAIN || (r->off_then_on && r->handed == NULL));
    if (r->handed != NULL) {
        assert(r->away != 0);
        return;
    }
    assert(r->next < r->places.n && (r->places.v[r->next].node != NULL) == (r->away != 0));
}

static void check_request(const struct fence *f, const struct fence_request *r, bool asks)
{
    const struct fence_job *j = job_of(f, r);
    assert(r->entry != NULL && r->entry->pending);
    assert((r->poll.awaited.n > 0) == (r->poll.timer != 0));
    assert(!r->joined || r->handed != NULL);
    assert(r->state == FENCE_R_QUERY || r->state == FENCE_R_ACT || r->state == FENCE_R_ON_AGAIN);
    if (r->state != FENCE_R_QUERY) {
        check_acting(r, j);
        return;
    }
    assert(j == NULL && r->away == 0 && r->watch == 0 && r->handed == NULL);
    check_asking(f, r, asks);
}

void fence_check(const struct fence *f)
{
    bool asks = check_jobs(f);
    for (size_t i = 0; i < f->requests.n; i++)
        check_request(f, f->requests.v[i], asks);
    for (size_t i = 0; i < f->questions.n; i++)
        assert(is_open(&f->questions.v[i]->query, asks)); /* else it is answered */
    for (size_t i = 0; i < f->rounds.n; i++)
        assert(f->rounds.v[i]->token != 0 && (f->rounds.v[i]->open > 0 || f->rounds.v[i]->awaited.n > 0));
    assert(f->carrier == 0 || f->carrier_grace == 0);
    assert(f->carrier != 0 || f->members.n == 0 || f->carrier_grace != 0); /* they are believed in for that long */
}
