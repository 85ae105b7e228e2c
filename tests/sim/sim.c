/* tests/sim/sim.c - runs worlds: a range of seeds, or one with its whole story.
 *
 *   sim --seeds 1-10000        all of these; stops at the first that breaks an invariant
 *   sim --random 200           so many seeds that were never tried, from the time of day
 *   sim --seed 7 -v            one world, told line by line
 *   sim --plain --seed 7       without the promotable clone
 *   sim --watchdog             each node (at least 3) has a watchdog, and there is no fence device
 *   sim --break NAME           with a fault of the product on purpose: the run succeeds if the checks notice
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
#include <stdio.h>
#include <time.h>

#include "tests/sim/sim.h"

static const struct {
    const char *name;
    enum sim_break what;
    const char *invariants; /* those of which one must notice */
} BREAKS[] = {
    {"no-fencing", SIM_BREAK_NO_FENCING, "single fenced"},
    {"lose-acked", SIM_BREAK_LOSE_ACKED, "acked"},
    {"noise", SIM_BREAK_NOISE, "quiet"},
    {"eager", SIM_BREAK_EAGER, "promoted fenced"},
    {"silent", SIM_BREAK_SILENT, "told"},
    {"no-watchdog", SIM_BREAK_NO_WATCHDOG, "single promoted fenced"},
};

/* Whether the invariant that broke is one that the built-in fault should break. */
static bool expected(enum sim_break what, const char *broken)
{
    struct bt_strv names = {0};
    bool found = false;

    for (size_t i = 0; i < BT_COUNT(BREAKS); i++) {
        if (BREAKS[i].what == what) {
            bt_strv_split(&names, BREAKS[i].invariants, " ");
        }
    }
    for (size_t i = 0; i < names.n; i++) {
        found = found || (bt_starts(broken, names.v[i]) && broken[strlen(names.v[i])] == ':');
    }
    bt_strv_free(&names);
    return found;
}

static int usage(void)
{
    fputs("usage: sim [--seeds A-B | --seed N | --random N] [--nodes 2..4] [--seconds S] [--plain] [--watchdog] [--break no-fencing|lose-acked|noise|eager|silent|no-watchdog] [-v]\n", stderr);
    return BT_EX_USAGE;
}

struct range {
    uint64_t first, last;
};

static bool parse_range(const char *text, struct range *ret)
{
    return sscanf(text, "%" SCNu64 "-%" SCNu64, &ret->first, &ret->last) == 2 && ret->first <= ret->last;
}

static int run_all(const struct range *r, const struct sim_options *o)
{
    size_t events = 0, failed = 0, n = 0;
    struct timespec start, end;

    clock_gettime(CLOCK_MONOTONIC, &start);
    for (uint64_t seed = r->first; seed <= r->last && (failed == 0 || o->broken != SIM_BREAK_NONE); seed++, n++) {
        char *broken = sim_run(seed, o, &events);
        failed += broken != NULL && (o->broken == SIM_BREAK_NONE || expected(o->broken, broken));
        free(broken);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
    printf("%zu worlds of %" PRId64 " s with %d nodes, %zu events, %.1f s: %.1f simulated hours a second\n", n, o->end_s, o->nodes,
           events, seconds, (double)n * (double)o->end_s / 3600 / seconds);
    if (o->broken != SIM_BREAK_NONE) {
        printf("%zu of %zu worlds noticed the fault that was built in\n", failed, n);
        return failed > 0 ? 0 : 1;
    }
    printf("%zu passed, %zu failed\n", n - failed, failed);
    return failed > 0;
}

int main(int argc, char **argv)
{
    static const struct option LONG[] = {
        {"seeds", required_argument, NULL, 's'}, {"seed", required_argument, NULL, '1'}, {"random", required_argument, NULL, 'r'},
        {"nodes", required_argument, NULL, 'n'}, {"seconds", required_argument, NULL, 'S'}, {"break", required_argument, NULL, 'b'},
        {"watchdog", no_argument, NULL, 'w'},    {"verbose", no_argument, NULL, 'v'},     {"plain", no_argument, NULL, 'p'},      {NULL, 0, NULL, 0},
    };
    struct sim_options o = {.nodes = 2, .end_s = 300};
    struct range r = {1, 100};
    int c;

    while ((c = getopt_long(argc, argv, "v", LONG, NULL)) != -1) {
        switch (c) {
        case 's':
            if (!parse_range(optarg, &r)) {
                return usage();
            }
            break;
        case '1': r.first = r.last = strtoull(optarg, NULL, 10); break;
        case 'r':
            r.first = (uint64_t)time(NULL) * 1000000;
            r.last = r.first + strtoull(optarg, NULL, 10) - 1;
            break;
        case 'n': o.nodes = atoi(optarg); break;
        case 'S': o.end_s = atoll(optarg); break;
        case 'w': o.watchdog = true; break;
        case 'v': o.verbose = true; break;
        case 'p': o.plain = true; break;
        case 'b':
            for (size_t i = 0; i < BT_COUNT(BREAKS); i++) {
                o.broken = bt_streq(optarg, BREAKS[i].name) ? BREAKS[i].what : o.broken;
            }
            if (o.broken == SIM_BREAK_NONE) {
                return usage();
            }
            break;
        default: return usage();
        }
    }
    if ((o.watchdog && o.nodes < 3) || o.nodes < 1 || o.nodes > SIM_NODES_MAX || o.end_s < 90 || optind != argc) {
        return usage();
    }
    return run_all(&r, &o);
}
