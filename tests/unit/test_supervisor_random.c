/* tests/unit/test_supervisor_random.c - whatever happens to the daemons in whatever order: the supervisor's own checks hold after each step, and when it is asked to end, it does, after all of them.
 *
 * What happens: daemons come up, crash, end with any code, can't be started, run already; timers fire; the controller speaks of the watchdog.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include <signal.h>

#include "supervisor/supervisor.h"

enum { DAEMONS = 4 };

struct story {
    struct sup *s;
    struct bt_now now;
    uint64_t seed;
    int pids[DAEMONS]; /* 0: it does not run */
    bool asked[DAEMONS]; /* to end */
    int next_pid;
    BT_VEC(uint64_t) timers;
    bool calm; /* nothing goes wrong any more */
    int ends;
};

static uint64_t draw(struct story *s, uint64_t n)
{
    s->seed ^= s->seed << 13;
    s->seed ^= s->seed >> 7;
    s->seed ^= s->seed << 17;
    return s->seed % n;
}

static void step(struct story *s, struct sup_event ev);

static void ends(struct story *s, size_t child, enum sup_how how, int code)
{
    s->pids[child] = 0;
    s->asked[child] = false;
    step(s, (struct sup_event){.kind = SUP_EV_EXITED, .child = child, .how = how, .code = code});
}

static void start(struct story *s, size_t child)
{
    assert_int_equal(s->pids[child], 0); /* never two of one */
    if (!s->calm && draw(s, 12) == 0) {
        step(s, (struct sup_event){.kind = SUP_EV_EXITED, .child = child, .how = SUP_CODE, .code = BT_EX_OSFILE, .text = "no such file"});
        return;
    }
    s->pids[child] = ++s->next_pid;
    step(s, (struct sup_event){.kind = draw(s, 6) == 0 ? SUP_EV_ADOPTED : SUP_EV_STARTED, .child = child, .pid = s->pids[child]});
}

static void drop_timer(struct story *s, uint64_t token)
{
    for (size_t i = 0; i < s->timers.n; i++)
        if (s->timers.v[i] == token) {
            s->timers.v[i] = s->timers.v[--s->timers.n];
            return;
        }
}

static void perform(struct story *s, const struct sup_effect *e)
{
    if (e->kind == SUP_FX_START) {
        start(s, e->child);
    } else if (e->kind == SUP_FX_SIGNAL) {
        assert_int_not_equal(s->pids[e->child], 0);
        s->asked[e->child] = true;
    } else if (e->kind == SUP_FX_TIMER_SET) {
        BT_PUSH(&s->timers, e->token);
    } else if (e->kind == SUP_FX_TIMER_CANCEL) {
        drop_timer(s, e->token);
    } else if (e->kind == SUP_FX_EXIT) {
        s->ends++;
        for (size_t i = 0; i < DAEMONS; i++)
            assert_int_equal(s->pids[i], 0);
    }
}

static void step(struct story *s, struct sup_event ev)
{
    struct sup_effects fx = {0};
    ev.now = s->now;
    sup_step(s->s, &ev, &fx);
    for (size_t i = 0; i < fx.n; i++)
        perform(s, &fx.v[i]);
    sup_effects_clear(&fx);
}

static void fire_timer(struct story *s)
{
    if (s->timers.n == 0)
        return;
    uint64_t token = s->timers.v[draw(s, s->timers.n)];
    drop_timer(s, token);
    step(s, (struct sup_event){.kind = SUP_EV_TIMER, .token = token});
}

static void one_ends(struct story *s)
{
    static const int codes[] = {BT_EX_OK, BT_EX_OK, BT_EX_ERROR, BT_EX_DISCONNECT, BT_EX_UNAVAILABLE, BT_EX_FATAL, BT_EX_PANIC};
    size_t child = draw(s, DAEMONS);
    uint64_t how = draw(s, 8);
    if (s->pids[child] == 0)
        return;
    if (how == 0)
        ends(s, child, SUP_UNKNOWN, 0);
    else
        ends(s, child, how < 5 ? SUP_SIGNAL : SUP_CODE, how < 5 ? SIGSEGV : codes[draw(s, BT_COUNT(codes))]);
}

static void one_is_ready(struct story *s)
{
    size_t child = draw(s, DAEMONS);
    if (s->pids[child] != 0)
        step(s, (struct sup_event){.kind = SUP_EV_READY, .child = child});
}

static void something(struct story *s)
{
    switch (draw(s, 16)) {
    case 0: one_ends(s); break;
    case 1: case 2: case 3: fire_timer(s); break;
    case 4: case 5: s->now.mono.ms += (int64_t)draw(s, 20000); break;
    case 6: step(s, (struct sup_event){.kind = SUP_EV_ACTS}); break;
    case 7: step(s, (struct sup_event){.kind = SUP_EV_PROVEN, .ms = s->now.mono.ms - (int64_t)draw(s, 9000)}); break;
    case 8:
        if (draw(s, 20) == 0)
            step(s, (struct sup_event){.kind = SUP_EV_CONDEMNED, .text = "it is fenced"});
        break;
    case 9:
        if (draw(s, 40) == 0)
            step(s, (struct sup_event){.kind = SUP_EV_TERMINATE});
        break;
    default: one_is_ready(s); break;
    }
}

/* From now on daemons come up, and end when they are asked to. */
static void drain(struct story *s)
{
    s->calm = true;
    step(s, (struct sup_event){.kind = SUP_EV_TERMINATE});
    for (int round = 0; round < 1000 && s->ends == 0; round++) {
        bool any = false;
        for (size_t i = 0; i < DAEMONS && s->ends == 0; i++) {
            any = any || s->asked[i];
            if (s->asked[i])
                ends(s, i, SUP_CODE, BT_EX_OK);
            else if (s->pids[i] != 0)
                step(s, (struct sup_event){.kind = SUP_EV_READY, .child = i});
        }
        if (!any && s->ends == 0)
            fire_timer(s);
    }
    assert_int_equal(s->ends, 1);
}

static void run_seed(uint64_t seed)
{
    static const char *const kept[] = {NULL, "", "waiting", "trusting", "let-go", "rubbish"};
    struct story s = {.s = sup_new(&sup_baton), .seed = seed, .now.mono.ms = 1000000};
    if (draw(&s, 2) == 0)
        step(&s, (struct sup_event){.kind = SUP_EV_WATCHDOG, .ms = 5000, .text = kept[draw(&s, BT_COUNT(kept))]});
    step(&s, (struct sup_event){.kind = SUP_EV_BEGIN});
    for (int i = 0; i < 300 && s.ends == 0; i++)
        something(&s);
    if (s.ends == 0)
        drain(&s);
    sup_free(s.s);
    BT_VEC_FREE(&s.timers);
}

static void it_ends_after_its_daemons_whatever_happened_to_them(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3000; seed++)
        run_seed(seed * UINT64_C(2654435761));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(it_ends_after_its_daemons_whatever_happened_to_them)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
