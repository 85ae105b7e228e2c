/* tools/tester.h - what ocf-tester and lsb-tester share: running an agent's operations step by step, counting what is wrong, timing each.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_TESTER_H
#define BATON_TOOLS_TESTER_H

#include "lib/edge.h"
#include "lrm/lrm_client.h"

/* How often an operation ran, and how long the longest time. */
struct tester_time {
    const char *action;
    size_t calls;
    int64_t longest_ms;
};

struct tester {
    struct lrm_direct agent;     /* what to run; action, attrs and timeout_ms are set for each step */
    const struct bt_strv *attrs; /* "name=value": parameters of every step */
    const struct lrm_meta *meta; /* for the advised timeouts; NULL: there are none */
    bool verbose, quiet;
    size_t faults;
    struct tester_time times[32]; /* the first n_times */
    size_t n_times;
};

/* Runs an operation with its parameters and, if extra is not NULL, one more ("CRM_meta_interval=10000"); ret is filled (lrm_direct_clear). With verbose it
 * says "Testing: ACTION" first and what the agent printed then. Returns the exit code; -1 if it did not end by itself. */
int tester_run(struct tester *t, const char *action, const char *extra, struct lrm_direct_result *ret);
/* "* rc=N: <sentence>", with the agent's reason if it gave one; counts it. */
void tester_fault(struct tester *t, const struct lrm_direct_result *r, const char *sentence);
/* Runs it, expects that exit code, else tells the fault. Returns whether it was so. */
bool tester_expect(struct tester *t, const char *action, const char *extra, int rc, const char *sentence);
/* A table: for each operation that ran how often, the longest time, the advised timeout and a proposed one: ten times the longest, not less than what is advised
 * and 10 s, in steps of 5 s. */
void tester_print_times(const struct tester *t);

#endif
