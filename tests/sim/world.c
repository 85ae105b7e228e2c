/* tests/sim/world.c - the world's clock, chance, story and main loop.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "tests/sim/sim.h"

#define STORY_LINES 400
#define EPOCH_S 1767225600 /* 2026-01-01: wall time of second 0 */

/* Events: a binary heap by (time, order of adding). */
static bool earlier(const struct sim_event *a, const struct sim_event *b)
{
    return a->at_us != b->at_us ? a->at_us < b->at_us : a->seq < b->seq;
}

static void heap_swap(struct sim_event *a, struct sim_event *b)
{
    struct sim_event keep = *a;
    *a = *b;
    *b = keep;
}

void sim_at(struct sim *s, int64_t delay_us, void (*fn)(struct sim *, void *), void *arg, void (*drop)(void *))
{
    assert(delay_us >= 0);
    struct sim_event e = {s->now_us + delay_us, s->next_seq++, fn, arg, drop == NULL ? free : drop};

    BT_PUSH(&s->queue, e);
    struct sim_event *v = s->queue.v;
    for (size_t i = s->queue.n - 1; i > 0 && earlier(&v[i], &v[(i - 1) / 2]); i = (i - 1) / 2) {
        heap_swap(&v[i], &v[(i - 1) / 2]);
    }
}

static struct sim_event next_event(struct sim *s)
{
    struct sim_event *v = s->queue.v, first = v[0];

    v[0] = v[--s->queue.n];
    for (size_t i = 0, child = 1; child < s->queue.n; i = child, child = 2 * i + 1) {
        if (child + 1 < s->queue.n && earlier(&v[child + 1], &v[child])) {
            child++;
        }
        if (!earlier(&v[child], &v[i])) {
            break;
        }
        heap_swap(&v[child], &v[i]);
    }
    return first;
}

/* splitmix64: small, good, the same everywhere. */
static uint64_t next_chance(struct sim *s)
{
    uint64_t z = (s->chance += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

int64_t sim_random(struct sim *s, int64_t lo, int64_t hi)
{
    assert(lo <= hi);
    return lo + (int64_t)(next_chance(s) % (uint64_t)(hi - lo + 1));
}

struct sim_node *sim_some_node(struct sim *s)
{
    return &s->node[sim_random(s, 0, s->n_nodes - 1)];
}

bool sim_chance(struct sim *s, int percent)
{
    return sim_random(s, 0, 99) < percent;
}

struct bt_now sim_now(const struct sim *s)
{
    return (struct bt_now){{s->now_us / 1000}, {.s = EPOCH_S + s->now_us / 1000000}};
}

void sim_log(struct sim *s, const char *who, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    char *text = bt_vprintf(fmt, ap);
    va_end(ap);
    char *line = bt_printf("%4" PRId64 ".%06" PRId64 " %s: %s", s->now_us / 1000000, s->now_us % 1000000, who, text);
    free(text);
    if (s->opt.verbose) {
        puts(line);
        free(line);
        return;
    }
    if (s->story.n == STORY_LINES) { /* forget the older half */
        for (size_t i = 0; i < STORY_LINES / 2; i++) {
            free(s->story.v[i]);
        }
        memmove(s->story.v, s->story.v + STORY_LINES / 2, STORY_LINES / 2 * sizeof s->story.v[0]);
        s->story.n = STORY_LINES / 2;
    }
    BT_PUSH(&s->story, line);
}

void sim_broken(struct sim *s, const char *invariant, const char *fmt, ...)
{
    va_list ap;

    if (s->broken != NULL) {
        return;
    }
    va_start(ap, fmt);
    char *text = bt_vprintf(fmt, ap);
    va_end(ap);
    s->broken = bt_printf("%s: %s", invariant, text);
    sim_log(s, "CHECK", "broken invariant %s", s->broken);
    free(text);
}

static void world_free(struct sim *s)
{
    while (s->queue.n > 0) {
        struct sim_event e = next_event(s);
        e.drop(e.arg);
    }
    net_free(s);
    for (int i = 0; i < s->n_nodes; i++) {
        node_free(&s->node[i]);
    }
    for (size_t i = 0; i < s->calls.n; i++) {
        free(s->calls.v[i]);
    }
    BT_VEC_FREE(&s->calls);
    BT_VEC_FREE(&s->queue);
    bt_strv_free(&s->acked);
    bt_strv_free(&s->story);
    free(s->broken);
}

static void tell(const struct sim *s)
{
    for (size_t i = 0; i < s->story.n; i++) {
        puts(s->story.v[i]);
    }
    printf("seed %" PRIu64 ": %s\n  replay: tests/sim/sim %s%s--seed %" PRIu64 " --nodes %d -v\n", s->seed, s->broken, s->opt.plain ? "--plain " : "", s->opt.watchdog ? "--watchdog " : "", s->seed,
           s->n_nodes);
}

char *sim_run(uint64_t seed, const struct sim_options *o, size_t *ret_events)
{
    struct sim *s = BT_NEW(struct sim);

    s->opt = *o;
    s->seed = seed;
    s->chance = seed;
    s->n_nodes = o->nodes;
    faults_plan(s);
    while (s->queue.n > 0 && s->queue.v[0].at_us <= o->end_s * 1000000 && s->broken == NULL) {
        struct sim_event e = next_event(s);
        s->now_us = e.at_us;
        ++*ret_events;
        e.fn(s, e.arg);
        e.drop(e.arg);
        check_event(s);
    }
    if (s->broken == NULL) {
        check_end(s);
    }
    if (s->broken != NULL && o->broken == SIM_BREAK_NONE) {
        tell(s);
    }

    char *broken = s->broken;
    s->broken = NULL;
    world_free(s);
    free(s);
    return broken;
}
