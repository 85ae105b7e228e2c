/* lrm/timers_io.c - the core's timers in the loop (see timers_io.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/timers_io.h"

#include <sys/queue.h>

#define BUCKETS 256

struct timer {
    LIST_ENTRY(timer) link;
    struct lrm_timers *owner;
    uint64_t token;
    bt_timer id;
};
LIST_HEAD(bucket, timer);

struct lrm_timers {
    struct bt_loop *loop;
    void (*fired)(void *ctx, uint64_t token);
    void *ctx;
    struct bucket buckets[BUCKETS];
};

struct lrm_timers *lrm_timers_new(struct bt_loop *loop, void (*fired)(void *ctx, uint64_t token), void *ctx)
{
    struct lrm_timers *t = BT_NEW(struct lrm_timers);
    t->loop = loop;
    t->fired = fired;
    t->ctx = ctx;
    for (size_t i = 0; i < BUCKETS; i++)
        LIST_INIT(&t->buckets[i]);
    return t;
}

static void drop(struct timer *one)
{
    LIST_REMOVE(one, link);
    free(one);
}

void lrm_timers_free(struct lrm_timers *t)
{
    if (t == NULL)
        return;
    for (size_t i = 0; i < BUCKETS; i++)
        for (struct timer *one; (one = LIST_FIRST(&t->buckets[i])) != NULL;) {
            bt_timer_cancel(t->loop, one->id);
            drop(one);
        }
    free(t);
}

static void fire(void *ctx)
{
    struct timer *one = ctx;
    struct lrm_timers *t = one->owner;
    uint64_t token = one->token;
    drop(one);
    t->fired(t->ctx, token);
}

void lrm_timers_set(struct lrm_timers *t, uint64_t token, int64_t delay_ms)
{
    assert(token != 0 && delay_ms > 0);
    struct timer *one = BT_NEW(struct timer);
    one->owner = t;
    one->token = token;
    one->id = bt_timer_add(t->loop, delay_ms, fire, one);
    LIST_INSERT_HEAD(&t->buckets[token % BUCKETS], one, link);
}

void lrm_timers_cancel(struct lrm_timers *t, uint64_t token)
{
    struct timer *one;
    LIST_FOREACH(one, &t->buckets[token % BUCKETS], link)
        if (one->token == token) {
            bt_timer_cancel(t->loop, one->id);
            drop(one);
            return;
        }
}
