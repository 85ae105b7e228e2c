/* lib/loop_io.c - clocks, timers, descriptors and signals over libqb's loop (see loop_io.h).
 *
 * Everything is dispatched with one priority, so that what became ready first is served first.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/loop_io.h"

#include <errno.h>
#include <time.h>

#include <qb/qbloop.h>

/* Somebody's timeout may be larger than what libqb can count in nanoseconds: a hundred years will do. */
#define FOREVER_MS (INT64_C(100) * 365 * 86400 * 1000)

struct timer_slot {
    struct bt_loop *loop;
    uint32_t index, generation; /* the id of a running timer is generation << 32 | index + 1 */
    bool running;
    qb_loop_timer_handle handle;
    void (*fired)(void *ctx);
    void *ctx;
};

struct watch {
    void (*ready)(void *ctx, int fd, int revents);
    void *ctx;
};

struct signal_hook {
    qb_loop_signal_handle handle;
    void (*fn)(void *ctx, int signal);
    void *ctx;
};

struct bt_loop {
    qb_loop_t *qb;
    BT_VEC(struct timer_slot *) timers;
    BT_VEC(uint32_t) free_timers;   /* indices of slots not running */
    BT_VEC(struct watch *) watches; /* by descriptor; NULL where none is watched */
    BT_VEC(struct signal_hook *) signals;
};

int32_t bt_zone_s(struct bt_wall at)
{
    struct tm local;
    time_t t = (time_t)at.s;
    return localtime_r(&t, &local) != NULL ? (int32_t)local.tm_gmtoff : 0;
}

struct bt_now bt_now(void)
{
    struct timespec mono, wall;
    clock_gettime(CLOCK_MONOTONIC, &mono);
    clock_gettime(CLOCK_REALTIME, &wall);
    return (struct bt_now){.mono = {(int64_t)mono.tv_sec * 1000 + mono.tv_nsec / 1000000}, .wall = {.s = wall.tv_sec, .zone_s = bt_zone_s((struct bt_wall){.s = wall.tv_sec})}};
}

struct bt_loop *bt_loop_new(void)
{
    struct bt_loop *loop = BT_NEW(struct bt_loop);
    loop->qb = qb_loop_create();
    if (loop->qb == NULL)
        abort(); /* no memory or no descriptors at the very start of a program */
    return loop;
}

void bt_loop_free(struct bt_loop *loop)
{
    if (loop == NULL)
        return;
    for (size_t i = 0; i < loop->signals.n; i++) {
        qb_loop_signal_del(loop->qb, loop->signals.v[i]->handle);
        free(loop->signals.v[i]);
    }
    for (size_t i = 0; i < loop->timers.n; i++) {
        if (loop->timers.v[i]->running)
            qb_loop_timer_del(loop->qb, loop->timers.v[i]->handle);
        free(loop->timers.v[i]);
    }
    for (size_t fd = 0; fd < loop->watches.n; fd++)
        bt_unwatch(loop, (int)fd);
    qb_loop_destroy(loop->qb);
    BT_VEC_FREE(&loop->timers);
    BT_VEC_FREE(&loop->free_timers);
    BT_VEC_FREE(&loop->watches);
    BT_VEC_FREE(&loop->signals);
    free(loop);
}

void bt_loop_run(struct bt_loop *loop)
{
    qb_loop_run(loop->qb);
}

void bt_loop_stop(struct bt_loop *loop)
{
    qb_loop_stop(loop->qb);
}

struct qb_loop *bt_loop_qb(struct bt_loop *loop)
{
    return loop->qb;
}

static void timer_release(struct timer_slot *slot)
{
    assert(slot->running && slot->loop->free_timers.n < slot->loop->timers.n);
    slot->running = false;
    slot->generation++;
    BT_PUSH(&slot->loop->free_timers, slot->index);
}

static void timer_fired(void *data)
{
    struct timer_slot *slot = data;
    void (*fired)(void *ctx) = slot->fired;
    void *ctx = slot->ctx;
    timer_release(slot); /* before the call: it may arm this slot anew */
    fired(ctx);
}

static struct timer_slot *timer_slot_take(struct bt_loop *loop)
{
    if (loop->free_timers.n > 0) {
        struct timer_slot *free_one = loop->timers.v[loop->free_timers.v[--loop->free_timers.n]];
        assert(!free_one->running);
        return free_one;
    }
    struct timer_slot *slot = BT_NEW(struct timer_slot);
    slot->loop = loop;
    slot->index = (uint32_t)loop->timers.n;
    BT_PUSH(&loop->timers, slot);
    return slot;
}

bt_timer bt_timer_add(struct bt_loop *loop, int64_t delay_ms, void (*fired)(void *ctx), void *ctx)
{
    assert(fired != NULL);
    struct timer_slot *slot = timer_slot_take(loop);
    if (delay_ms > FOREVER_MS)
        delay_ms = FOREVER_MS;
    uint64_t delay_ns = delay_ms > 0 ? (uint64_t)delay_ms * 1000000 : 0;
    slot->fired = fired;
    slot->ctx = ctx;
    if (qb_loop_timer_add(loop->qb, QB_LOOP_MED, delay_ns, slot, timer_fired, &slot->handle) != 0)
        abort(); /* libqb's only reason is memory */
    slot->running = true;
    return (uint64_t)slot->generation << 32 | (slot->index + 1);
}

void bt_timer_cancel(struct bt_loop *loop, bt_timer id)
{
    uint64_t index = (id & UINT32_MAX) - 1;
    if (id == 0 || index >= loop->timers.n)
        return;
    struct timer_slot *slot = loop->timers.v[index];
    if (!slot->running || slot->generation != id >> 32)
        return;
    qb_loop_timer_del(loop->qb, slot->handle);
    timer_release(slot);
}

static int32_t watch_ready(int32_t fd, int32_t revents, void *data)
{
    struct watch *w = data;
    w->ready(w->ctx, fd, revents); /* may unwatch, which frees w */
    return 0;
}

int bt_watch(struct bt_loop *loop, int fd, int events, void (*ready)(void *ctx, int fd, int revents), void *ctx)
{
    assert(fd >= 0 && ready != NULL);
    while (loop->watches.n <= (size_t)fd)
        BT_PUSH(&loop->watches, NULL);
    struct watch *w = loop->watches.v[fd];
    bool known = w != NULL;
    if (!known)
        w = BT_NEW(struct watch);
    int32_t rc = known ? qb_loop_poll_mod(loop->qb, QB_LOOP_MED, fd, events, w, watch_ready)
                       : qb_loop_poll_add(loop->qb, QB_LOOP_MED, fd, events, w, watch_ready);
    if (rc != 0) {
        if (!known)
            free(w);
        return -rc;
    }
    *w = (struct watch){ready, ctx};
    loop->watches.v[fd] = w;
    return 0;
}

void bt_unwatch(struct bt_loop *loop, int fd)
{
    if (fd < 0 || (size_t)fd >= loop->watches.n || loop->watches.v[fd] == NULL)
        return;
    qb_loop_poll_del(loop->qb, fd);
    free(loop->watches.v[fd]);
    loop->watches.v[fd] = NULL;
}

void bt_defer(struct bt_loop *loop, void (*fn)(void *ctx), void *ctx)
{
    /* A timer, because libqb lets what was added as a job wait for 50 ms when it has nothing else to do. */
    bt_timer_add(loop, 0, fn, ctx);
}

static int32_t signal_arrived(int32_t signal, void *data)
{
    struct signal_hook *hook = data;
    hook->fn(hook->ctx, signal);
    return 0;
}

void bt_on_signal(struct bt_loop *loop, int signal, void (*fn)(void *ctx, int signal), void *ctx)
{
    struct signal_hook *hook = BT_NEW(struct signal_hook);
    hook->fn = fn;
    hook->ctx = ctx;
    BT_PUSH(&loop->signals, hook);
    int32_t rc = qb_loop_signal_add(loop->qb, QB_LOOP_MED, signal, hook, signal_arrived, &hook->handle);
    assert(rc == 0); /* a number that is no signal */
    (void)rc;
}
