/* tests/unit/test_lrm_random.c - whatever comes in whatever order: never two operations of a resource at once, limits kept,
 * every operation asked for ends exactly once, and a restart at any instant keeps all of that.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/lrm_world.h"

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
static const char *const actions[] = {"start", "stop", "monitor", "promote", "demote", "notify", "migrate_to", "monitor"};

static size_t count(const char *text, const char *word)
{
    size_t n = 0;
    for (const char *s = text; s != NULL && (s = strstr(s, word)) != NULL; s++)
        n++;
    return n;
}

static void end_one(struct world *w, uint64_t *seed)
{
    if (w->programs.n == 0)
        return;
    static const int rcs[] = {0, 0, 0, 7, 1, 8};
    char *rsc = bt_strdup(w->programs.v[next_random(seed) % w->programs.n].run.rsc);
    if (next_random(seed) % 8 == 0)
        world_ended(w, rsc, BT_OP_TIMEOUT, BT_OCF_ERROR, NULL);
    else
        world_done(w, rsc, rcs[next_random(seed) % BT_COUNT(rcs)]);
    free(rsc);
}

static void ask_for(struct world *w, uint64_t *seed, size_t *asked_once)
{
    const char *rsc = names[next_random(seed) % BT_COUNT(names)];
    const char *action = actions[next_random(seed) % BT_COUNT(actions)];
    bool recurring = bt_streq(action, "monitor") && next_random(seed) % 2 == 0;
    int interval_ms = recurring ? (int)(next_random(seed) % 3 + 1) * 1000 : 0;
    bool delayed = next_random(seed) % 5 == 0;
    world_exec(w, rsc, action, interval_ms, 0, delayed ? "CRM_meta_start_delay='700'" : "");
    *asked_once += recurring ? 0 : 1;
}

static void ask_to_end(struct world *w, uint64_t *seed, const char *message)
{
    char *xml = bt_printf("<%s rsc='%s' operation='monitor' interval='%d'/>", message,
                          names[next_random(seed) % BT_COUNT(names)], (int)(next_random(seed) % 3 + 1) * 1000);
    world_message(w, CRMD, xml);
    free(xml);
}

static void one_step(struct world *w, uint64_t *seed, size_t *asked_once, bool restarts)
{
    switch (next_random(seed) % 16) {
    case 0: case 1: case 2: case 3: ask_for(w, seed, asked_once); break;
    case 4: ask_to_end(w, seed, "lrm_cancel"); break;
    case 5: ask_to_end(w, seed, "lrm_delete"); break;
    case 6: case 7: case 8: world_pass(w, (int64_t)(next_random(seed) % 1500)); break;
    case 9:
        if (restarts && next_random(seed) % 4 == 0)
            world_restart(w);
        break;
    default: end_one(w, seed); break;
    }
}

static void check_now(const struct world *w)
{
    assert_true(w->programs.n <= 2 * 4);
    for (size_t i = 0; i < w->programs.n; i++)
        for (size_t k = i + 1; k < w->programs.n; k++)
            assert_string_not_equal(w->programs.v[i].run.rsc, w->programs.v[k].run.rsc);
}

/* Lets all that was asked for come to its end, the recurring ones cancelled. */
static void drain(struct world *w)
{
    for (int round = 0; round < 4000 && w->programs.n + w->timers.n > 0; round++) {
        for (size_t i = 0; i < BT_COUNT(names); i++)
            for (int ms = 1000; ms <= 3000; ms += 1000) {
                char *xml = bt_printf("<lrm_cancel rsc='%s' operation='monitor' interval='%d'/>", names[i], ms);
                world_message(w, CRMD, xml);
                free(xml);
            }
        if (w->programs.n > 0) {
            char *rsc = bt_strdup(w->programs.v[0].run.rsc);
            world_done(w, rsc, 0);
            free(rsc);
        }
        world_pass(w, 100);
    }
    assert_int_equal(w->programs.n + w->timers.n, 0);
}

static void run_seed(uint64_t seed, bool restarts)
{
    struct world *w = world_new();
    size_t asked_once = 0;
    for (int step = 0; step < 400; step++) {
        one_step(w, &seed, &asked_once, restarts);
        check_now(w);
    }
    drain(w);
    char *out = bt_buf_take(&w->out);
    /* Results of what was asked for once have keys that end in _0. */
    assert_int_equal(count(out, "_0 0:") + count(out, "_0 2:") + count(out, "_0 4:"), asked_once);
    free(out);
    world_free(w);
}

static void never_two_at_once_and_every_operation_ends_once(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++)
        run_seed(seed * UINT64_C(2654435761), false);
}

static void restarts_at_any_instant_lose_and_double_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++)
        run_seed(seed * UINT64_C(40503) + 7, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(never_two_at_once_and_every_operation_ends_once),
        cmocka_unit_test(restarts_at_any_instant_lose_and_double_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
