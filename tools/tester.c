/* tools/tester.c - see tester.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/tester.h"

#include <stdio.h>

enum { TIMEOUT_MS = 20000, PROPOSED_MIN_MS = 10000, PROPOSED_STEP_MS = 5000, PROPOSED_FACTOR = 10 };

static const struct lrm_meta_action *advised(const struct tester *t, const char *action)
{
    return t->meta != NULL ? lrm_meta_action(t->meta, action) : NULL;
}

static int64_t advised_ms(const struct tester *t, const char *action)
{
    const struct lrm_meta_action *a = advised(t, action);
    return a != NULL ? bt_duration_ms_or(a->timeout, 0) : 0;
}

static void note_time(struct tester *t, const char *action, int64_t ms)
{
    size_t i = 0;
    while (i < t->n_times && strcmp(t->times[i].action, action) != 0)
        i++;
    if (i == BT_COUNT(t->times))
        return;
    if (i == t->n_times)
        t->times[t->n_times++].action = action;
    t->times[i].calls++;
    if (ms > t->times[i].longest_ms)
        t->times[i].longest_ms = ms;
}

static void print_said(const char *text)
{
    if (text != NULL && *text != '\0')
        printf("%s%s", text, bt_ends(text, "\n") ? "" : "\n");
}

int tester_run(struct tester *t, const char *action, const char *extra, struct lrm_direct_result *ret)
{
    struct lrm_direct d = t->agent;
    struct bt_strv attrs = {0};
    for (size_t i = 0; i < t->attrs->n; i++)
        bt_strv_add(&attrs, t->attrs->v[i]);
    if (extra != NULL)
        bt_strv_add(&attrs, extra);
    if (t->verbose)
        printf("Testing: %s\n", action);
    fflush(stdout);
    d.action = action;
    d.attrs = attrs;
    d.timeout_ms = advised_ms(t, action) > TIMEOUT_MS ? advised_ms(t, action) : TIMEOUT_MS;
    lrm_direct(&d, ret);
    bt_strv_free(&attrs);
    note_time(t, action, ret->exec_ms);
    if (t->verbose) {
        print_said(ret->output);
        print_said(ret->errors);
    }
    return ret->status == BT_OP_DONE ? ret->rc : -1;
}

void tester_fault(struct tester *t, const struct lrm_direct_result *r, const char *sentence)
{
    const char *reason = r->reason != NULL ? r->reason : r->status == BT_OP_TIMEOUT ? "it did not end in time and was killed" : "";
    t->faults++;
    if (r->status == BT_OP_DONE)
        printf("* rc=%d: %s", r->rc, sentence);
    else
        printf("* %s: %s", bt_opstatus_text(r->status), sentence);
    printf("%s%s\n", *reason != '\0' ? " - " : "", reason);
}

bool tester_expect(struct tester *t, const char *action, const char *extra, int rc, const char *sentence)
{
    struct lrm_direct_result r;
    bool fine = tester_run(t, action, extra, &r) == rc;
    if (!fine)
        tester_fault(t, &r, sentence);
    lrm_direct_clear(&r);
    return fine;
}

static int64_t proposed_ms(const struct tester *t, const struct tester_time *time)
{
    int64_t ms = time->longest_ms * PROPOSED_FACTOR, least = advised_ms(t, time->action);
    ms = ms > least ? ms : least;
    ms = ms > PROPOSED_MIN_MS ? ms : PROPOSED_MIN_MS;
    return (ms + PROPOSED_STEP_MS - 1) / PROPOSED_STEP_MS * PROPOSED_STEP_MS;
}

void tester_print_times(const struct tester *t)
{
    printf("\n%-14s %5s %10s %8s %8s\n", "Operation", "calls", "longest", "advised", "proposed");
    for (size_t i = 0; i < t->n_times; i++) {
        const struct tester_time *time = &t->times[i];
        const struct lrm_meta_action *a = advised(t, time->action);
        printf("%-14s %5zu %7" PRId64 " ms %8s %7" PRId64 "s\n", time->action, time->calls, time->longest_ms, a != NULL && a->timeout != NULL ? a->timeout : "-",
               proposed_ms(t, time) / 1000);
    }
}
