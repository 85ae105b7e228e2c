/* tests/unit/test_supervisor.c - stories of the supervisor under virtual time: order, restarts, giving up, leaving, adopting.
 *
 * The transcript has one line an effect: "start NAME", "signal N NAME", "timer NAME DELAY", "notify TEXT", "exit CODE". Cancelled timers and logs
 * are kept apart.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "supervisor/supervisor.h"

enum { WORKER, CRMD };
static const struct sup_child_config two[] = {
    {.name = "worker", .ready_ms = 1000, .stop_ms = 2000},
    {.name = "crmd", .ready_ms = 1000, .stop_ms = 60000, .leads = true},
};
static const struct sup_config config = {.children = two,
                                         .n = 2,
                                         .crashes_max = 4,
                                         .crash_window_ms = 30000,
                                         .pause_first_ms = 100,
                                         .pause_max_ms = 150,
                                         .retry_ms = 500,
                                         .retry_max_ms = 1500,
                                         .corosync_wait_ms = 4000,
                                         .give_up_ms = 3000};

struct world {
    struct sup *s;
    struct bt_now now;
    struct bt_buf out, logs;
    uint64_t timer;       /* the newest that is set */
    int64_t timer_ms;
    int next_pid;
    bool adopt;           /* a START finds the daemon running */
    bool broken;          /* a START fails */
};

static void feed(struct world *w, struct sup_event ev);

static void answer_start(struct world *w, size_t child)
{
    if (w->broken)
        feed(w, (struct sup_event){.kind = SUP_EV_EXITED, .child = child, .how = SUP_CODE, .code = 72, .text = "no such file"});
    else
        feed(w, (struct sup_event){.kind = w->adopt ? SUP_EV_ADOPTED : SUP_EV_STARTED, .child = child, .pid = ++w->next_pid});
}

static void note(struct world *w, const struct sup_effect *e)
{
    switch (e->kind) {
    case SUP_FX_START:
        bt_buf_addf(&w->out, "start %s\n", two[e->child].name);
        answer_start(w, e->child);
        break;
    case SUP_FX_SIGNAL:
        bt_buf_addf(&w->out, "signal %d %s\n", e->signal, two[e->child].name);
        break;
    case SUP_FX_TIMER_SET:
        w->timer = e->token;
        w->timer_ms = e->delay_ms;
        break;
    case SUP_FX_TIMER_CANCEL:
        break;
    case SUP_FX_NOTIFY:
        bt_buf_addf(&w->out, "notify %s\n", e->text);
        break;
    case SUP_FX_LOG:
        bt_buf_addf(&w->logs, "%s: %s\n", bt_level_text(e->level), e->text);
        break;
    case SUP_FX_FEED:
        bt_buf_add(&w->out, "feed\n");
        break;
    case SUP_FX_GUARD_KEEP:
        bt_buf_addf(&w->out, "keep %s\n", e->text);
        break;
    case SUP_FX_DISARM:
        bt_buf_add(&w->out, "disarm\n");
        break;
    case SUP_FX_PANIC:
        bt_buf_add(&w->out, "panic\n");
        break;
    case SUP_FX_EXIT:
        bt_buf_addf(&w->out, "exit %d\n", e->code);
        break;
    }
}

static void feed(struct world *w, struct sup_event ev)
{
    struct sup_effects fx = {0};
    ev.now = w->now;
    sup_step(w->s, &ev, &fx);
    for (size_t i = 0; i < fx.n; i++)
        note(w, &fx.v[i]);
    sup_effects_clear(&fx);
}

static void ready(struct world *w, size_t child)
{
    feed(w, (struct sup_event){.kind = SUP_EV_READY, .child = child});
}

static void killed(struct world *w, size_t child)
{
    feed(w, (struct sup_event){.kind = SUP_EV_EXITED, .child = child, .how = SUP_SIGNAL, .code = 9});
}

static void ended(struct world *w, size_t child, int code)
{
    feed(w, (struct sup_event){.kind = SUP_EV_EXITED, .child = child, .how = SUP_CODE, .code = code});
}

static void vanished(struct world *w, size_t child)
{
    feed(w, (struct sup_event){.kind = SUP_EV_EXITED, .child = child, .how = SUP_UNKNOWN});
}

static void terminate(struct world *w)
{
    feed(w, (struct sup_event){.kind = SUP_EV_TERMINATE});
}

/* The newest timer fires when its time has passed. */
static void timer(struct world *w, int64_t expected_ms)
{
    assert_int_equal(w->timer_ms, expected_ms);
    w->now.mono.ms += w->timer_ms;
    feed(w, (struct sup_event){.kind = SUP_EV_TIMER, .token = w->timer});
}

static void expect(struct world *w, const char *lines)
{
    char *got = bt_buf_take(&w->out);
    assert_string_equal(got, lines);
    free(got);
}

static void expect_log(struct world *w, const char *text)
{
    char *got = bt_buf_take(&w->logs);
    if (strstr(got, text) == NULL)
        fail_msg("no log line with \"%s\" in:\n%s", text, got);
    free(got);
}

static struct world *begun(void)
{
    struct world *w = BT_NEW(struct world);
    w->s = sup_new(&config);
    w->next_pid = 100;
    return w;
}

static struct world *running(void)
{
    struct world *w = begun();
    feed(w, (struct sup_event){.kind = SUP_EV_BEGIN});
    ready(w, WORKER);
    ready(w, CRMD);
    expect(w, "start worker\nstart crmd\nnotify READY=1\nSTATUS=All daemons are up\n");
    return w;
}

static void end(struct world *w)
{
    sup_free(w->s);
    bt_buf_free(&w->out);
    bt_buf_free(&w->logs);
    free(w);
}

static void daemons_start_in_order_each_when_the_one_before_is_ready(void **state)
{
    struct world *w = begun();
    feed(w, (struct sup_event){.kind = SUP_EV_BEGIN});
    expect(w, "start worker\n");
    ready(w, WORKER);
    expect(w, "start crmd\n");
    ready(w, CRMD);
    expect(w, "notify READY=1\nSTATUS=All daemons are up\n");
    end(w);
    (void)state;
}

static void a_killed_daemon_is_restarted_at_once(void **state)
{
    struct world *w = running();
    killed(w, CRMD);
    expect(w, "start crmd\n");
    expect_log(w, "error: crmd was ended by signal 9; it is restarted at once");
    ready(w, CRMD);
    ended(w, WORKER, 1);
    expect(w, "notify STATUS=All daemons are up\nstart worker\n");
    expect_log(w, "error: worker ended with 1 (Error occurred); it is restarted at once");
    end(w);
    (void)state;
}

static void further_crashes_wait_longer_and_the_last_one_ends_the_node(void **state)
{
    struct world *w = running();
    killed(w, CRMD);
    expect(w, "start crmd\n");
    killed(w, CRMD);
    expect(w, "");
    timer(w, 100);
    expect(w, "start crmd\n");
    killed(w, CRMD);
    timer(w, 150);
    expect(w, "start crmd\n");
    killed(w, CRMD);
    expect(w, "notify STOPPING=1\nSTATUS=Ending the daemons\nsignal 15 worker\n");
    expect_log(w, "error: this node leaves the cluster, because crmd crashes again and again");
    assert_int_equal(w->timer_ms, 3000); /* give_up_ms */
    ended(w, WORKER, 0);
    expect(w, "exit 100\n");
    end(w);
    (void)state;
}

static void crashes_outside_the_window_are_forgotten(void **state)
{
    struct world *w = running();
    for (int i = 0; i < 20; i++) {
        killed(w, CRMD);
        expect(w, "start crmd\n");
        ready(w, CRMD);
        expect(w, "notify STATUS=All daemons are up\n");
        w->now.mono.ms += 30000;
    }
    end(w);
    (void)state;
}

static void a_daemon_that_says_fatal_is_believed(void **state)
{
    struct world *w = running();
    ended(w, CRMD, BT_EX_FATAL);
    expect(w, "notify STOPPING=1\nSTATUS=Ending the daemons\nsignal 15 worker\n");
    ended(w, WORKER, 0);
    expect(w, "exit 100\n");
    end(w);
    (void)state;
}

static void a_daemon_that_wants_the_node_reset_gets_that_or_else_the_node_leaves(void **state)
{
    struct world *w = running();
    ended(w, CRMD, BT_EX_PANIC);
    expect(w, "panic\nnotify STOPPING=1\nSTATUS=Ending the daemons\nsignal 15 worker\n");
    ended(w, WORKER, 0);
    expect(w, "exit 101\n");
    end(w);
    (void)state;
}

static void a_program_that_can_not_be_started_is_named(void **state)
{
    struct world *w = begun();
    w->broken = true;
    feed(w, (struct sup_event){.kind = SUP_EV_BEGIN});
    expect_log(w, "worker could not be started: no such file; it is restarted at once");
    timer(w, 100);
    timer(w, 150);
    expect(w, "start worker\nstart worker\nstart worker\nstart worker\nnotify STOPPING=1\nSTATUS=Ending the daemons\nexit 100\n");
    end(w);
    (void)state;
}

static void a_daemon_that_never_is_ready_is_killed_and_counts_as_crashed(void **state)
{
    struct world *w = begun();
    feed(w, (struct sup_event){.kind = SUP_EV_BEGIN});
    timer(w, 1000);
    expect(w, "start worker\nsignal 9 worker\n");
    killed(w, WORKER);
    expect(w, "start worker\n");
    end(w);
    (void)state;
}

static void a_start_waits_for_corosync_quickly_at_first(void **state)
{
    struct world *w = begun();
    feed(w, (struct sup_event){.kind = SUP_EV_BEGIN});
    ready(w, WORKER);
    ended(w, CRMD, BT_EX_DISCONNECT);
    expect(w, "start worker\nstart crmd\nnotify STATUS=Waiting for corosync\n");
    expect_log(w, "info: corosync can't be reached yet; crmd is tried again for 4 s");
    timer(w, 500);
    ended(w, CRMD, BT_EX_DISCONNECT);
    timer(w, 1000);
    expect(w, "start crmd\nstart crmd\n");
    ready(w, CRMD);
    expect(w, "notify READY=1\nSTATUS=All daemons are up\n");
    end(w);
    (void)state;
}

static void a_start_without_corosync_ends_with_one_sentence(void **state)
{
    struct world *w = begun();
    feed(w, (struct sup_event){.kind = SUP_EV_BEGIN});
    ready(w, WORKER);
    ended(w, CRMD, BT_EX_DISCONNECT);
    for (int i = 0; i < 3; i++) { /* up to 3000 ms */
        timer(w, i == 0 ? 500 : i == 1 ? 1000 : 1500);
        ended(w, CRMD, BT_EX_DISCONNECT);
    }
    free(bt_buf_take(&w->out));
    timer(w, 1500);
    expect_log(w, "info: corosync can't be reached yet");
    ended(w, CRMD, BT_EX_DISCONNECT);
    expect(w, "start crmd\nnotify STOPPING=1\nSTATUS=Ending the daemons\nsignal 15 worker\n");
    expect_log(w, "error: corosync can't be reached for 4 s, so this node can't join its cluster: start corosync");
    ended(w, WORKER, 0);
    expect(w, "exit 69\n");
    end(w);
    (void)state;
}

static void a_corosync_that_dies_later_is_waited_for_without_end(void **state)
{
    struct world *w = running();
    ended(w, CRMD, BT_EX_DISCONNECT);
    expect(w, "notify STATUS=Waiting for corosync\n");
    expect_log(w, "warning: corosync can't be reached; crmd is tried again until it can be: start corosync");
    for (int i = 0; i < 50; i++) { /* more often than crashes are allowed, longer than a start waits */
        timer(w, i == 0 ? 500 : i == 1 ? 1000 : 1500);
        ended(w, CRMD, BT_EX_DISCONNECT);
        char *got = bt_buf_take(&w->logs);
        assert_null(strstr(got, "warning"));
        free(got);
    }
    free(bt_buf_take(&w->out));
    timer(w, 1500);
    ready(w, CRMD);
    expect(w, "start crmd\nnotify STATUS=All daemons are up\n");
    end(w);
    (void)state;
}

static void an_orderly_end_lets_the_leader_go_first_and_takes_its_time(void **state)
{
    struct world *w = running();
    terminate(w);
    expect(w, "notify STOPPING=1\nSTATUS=Leaving the cluster\nsignal 15 crmd\n");
    assert_int_equal(w->timer_ms, 60000);
    terminate(w);
    expect(w, "");
    expect_log(w, "the end was asked for already");
    ended(w, CRMD, 0);
    expect(w, "notify STOPPING=1\nSTATUS=Ending the daemons\nsignal 15 worker\n");
    ended(w, WORKER, 0);
    expect(w, "exit 0\n");
    end(w);
    (void)state;
}

static void a_leader_that_crashes_while_leaving_comes_back_to_finish(void **state)
{
    struct world *w = running();
    terminate(w);
    free(bt_buf_take(&w->out));
    killed(w, CRMD);
    expect(w, "start crmd\n");
    ready(w, CRMD);
    expect(w, "signal 15 crmd\n");
    killed(w, WORKER); /* the leader needs it to move things away */
    expect(w, "start worker\n");
    ended(w, CRMD, 0);
    expect(w, "notify STOPPING=1\nSTATUS=Ending the daemons\nsignal 15 worker\n");
    ended(w, WORKER, 0);
    expect(w, "exit 0\n");
    end(w);
    (void)state;
}

static void a_leader_in_a_pause_after_a_crash_must_leave_too(void **state)
{
    struct world *w = running();
    killed(w, CRMD);
    killed(w, CRMD);
    free(bt_buf_take(&w->out));
    terminate(w);
    expect(w, "notify STOPPING=1\nSTATUS=Leaving the cluster\nstart crmd\n");
    ready(w, CRMD);
    expect(w, "signal 15 crmd\n");
    end(w);
    (void)state;
}

static void a_leader_that_waits_for_corosync_has_nothing_to_leave(void **state)
{
    struct world *w = running();
    ended(w, CRMD, BT_EX_DISCONNECT);
    free(bt_buf_take(&w->out));
    terminate(w);
    expect(w, "notify STOPPING=1\nSTATUS=Leaving the cluster\nnotify STOPPING=1\nSTATUS=Ending the daemons\nsignal 15 worker\n");
    ended(w, WORKER, 0);
    expect(w, "exit 0\n");
    end(w);
    (void)state;
}

static void an_end_during_the_start_is_orderly(void **state)
{
    struct world *w = begun();
    feed(w, (struct sup_event){.kind = SUP_EV_BEGIN});
    terminate(w);
    expect(w, "start worker\nnotify STOPPING=1\nSTATUS=Leaving the cluster\nnotify STOPPING=1\nSTATUS=Ending the daemons\nsignal 15 worker\n");
    ready(w, WORKER); /* too late to matter */
    killed(w, WORKER);
    expect(w, "exit 0\n");
    end(w);
    (void)state;
}

static void what_does_not_end_is_killed(void **state)
{
    struct world *w = running();
    terminate(w);
    free(bt_buf_take(&w->out));
    timer(w, 60000);
    expect(w, "signal 9 crmd\n");
    killed(w, CRMD); /* not restarted: we did it */
    expect(w, "notify STOPPING=1\nSTATUS=Ending the daemons\nsignal 15 worker\n");
    timer(w, 2000);
    expect(w, "signal 9 worker\n");
    killed(w, WORKER);
    expect(w, "exit 0\n");
    end(w);
    (void)state;
}

static void when_the_leader_leaves_by_itself_the_node_ends(void **state)
{
    struct world *w = running();
    ended(w, CRMD, 0);
    expect(w, "notify STOPPING=1\nSTATUS=Ending the daemons\nsignal 15 worker\n");
    ended(w, WORKER, 0);
    expect(w, "exit 0\n");
    end(w);
    (void)state;
}

static void another_daemon_that_ends_by_itself_is_restarted(void **state)
{
    struct world *w = running();
    ended(w, WORKER, 0);
    expect(w, "start worker\n");
    end(w);
    (void)state;
}

static void running_daemons_are_adopted(void **state)
{
    struct world *w = begun();
    w->adopt = true;
    feed(w, (struct sup_event){.kind = SUP_EV_BEGIN});
    expect(w, "start worker\nstart crmd\nnotify READY=1\nSTATUS=All daemons are up\n");
    expect_log(w, "crmd runs already (process 102) and is supervised from now on");
    w->adopt = false;
    vanished(w, WORKER);
    expect(w, "start worker\n");
    terminate(w);
    free(bt_buf_take(&w->out));
    vanished(w, CRMD); /* its code went to its parent; it was asked to end, and it has */
    expect(w, "notify STOPPING=1\nSTATUS=Ending the daemons\nsignal 15 worker\n");
    end(w);
    (void)state;
}

static void giving_up_while_leaving_does_not_wait_half_an_hour(void **state)
{
    struct world *w = running();
    terminate(w);
    for (int i = 0; i < 3; i++) {
        killed(w, WORKER);
        if (i > 0)
            timer(w, i == 1 ? 100 : 150);
    }
    free(bt_buf_take(&w->out));
    killed(w, WORKER);
    expect(w, "notify STOPPING=1\nSTATUS=Ending the daemons\n");
    timer(w, 3000);
    expect(w, "signal 9 crmd\n");
    killed(w, CRMD);
    expect(w, "exit 100\n");
    end(w);
    (void)state;
}

static void late_and_strange_events_are_harmless(void **state)
{
    struct world *w = running();
    feed(w, (struct sup_event){.kind = SUP_EV_TIMER, .token = 4711});
    feed(w, (struct sup_event){.kind = SUP_EV_TIMER, .token = 0});
    ready(w, CRMD);
    expect(w, "notify STATUS=All daemons are up\n");
    end(w);
    (void)state;
}

static void status_shows_each_daemon(void **state)
{
    struct world *w = running();
    w->now.mono.ms = 5000;
    killed(w, WORKER);
    w->now.mono.ms = 7000;
    xmlDoc *doc = sup_status(w->s, w->now);
    char *text = bt_xml_text(bt_xml_root(doc), false);
    assert_string_equal(text, "<batond_status phase=\"running\"><daemon name=\"worker\" state=\"starting\" pid=\"103\" restarts=\"1\" since=\"2\"/>"
                              "<daemon name=\"crmd\" state=\"up\" pid=\"102\" restarts=\"0\" since=\"7\"/></batond_status>");
    free(text);
    bt_xml_free(doc);
    end(w);
    (void)state;
}

/* The watchdog ----- */

static void held(struct world *w, const char *kept)
{
    feed(w, (struct sup_event){.kind = SUP_EV_WATCHDOG, .ms = 5000, .text = kept});
}

static void proven(struct world *w, int64_t asked_ms)
{
    feed(w, (struct sup_event){.kind = SUP_EV_PROVEN, .ms = asked_ms});
}

/* A node that has proven that it may act. */
static struct world *trusting(void)
{
    struct world *w = running();
    held(w, "");
    proven(w, 0);
    expect(w, "keep waiting\nfeed\nkeep trusting\nfeed\n");
    return w;
}

static void a_watchdog_is_fed_by_the_supervisor_until_the_node_acts_for_the_first_time(void **state)
{
    struct world *w = running();
    held(w, "");
    expect(w, "keep waiting\nfeed\n");
    timer(w, 1000);
    expect(w, "feed\n");
    proven(w, w->now.mono.ms);
    expect(w, "keep trusting\nfeed\n");
    end(w);
    (void)state;
}

static void a_proof_is_good_for_the_watchdog_s_own_time(void **state)
{
    struct world *w = trusting();
    for (int i = 0; i < 5; i++)
        timer(w, 1000);
    expect(w, "feed\nfeed\nfeed\nfeed\nfeed\n");
    timer(w, 1000);
    expect(w, "");
    expect_log(w, "error: the controller has not proven for 6000 ms that this node may act: the watchdog is not fed until it does");
    timer(w, 1000);
    assert_null(w->logs.text); /* said once */
    proven(w, 1999); /* it is on its way for long */
    expect(w, "");
    proven(w, 6500);
    proven(w, 6000); /* an older one changes nothing */
    expect(w, "feed\n");
    timer(w, 1000);
    expect(w, "feed\n");
    end(w);
    (void)state;
}

static void a_node_that_acts_without_the_right_to_is_not_fed(void **state)
{
    struct world *w = running();
    held(w, "");
    feed(w, (struct sup_event){.kind = SUP_EV_ACTS});
    expect(w, "keep waiting\nfeed\nkeep trusting\n");
    timer(w, 1000);
    expect(w, "");
    end(w);
    (void)state;
}

static void a_condemned_node_is_never_fed_again(void **state)
{
    struct world *w = trusting();
    feed(w, (struct sup_event){.kind = SUP_EV_CONDEMNED, .text = "n2 fences this node"});
    expect_log(w, "error: n2 fences this node: the watchdog is not fed any more and resets this node within 5000 ms");
    proven(w, 0);
    expect(w, "keep let-go\n");
    terminate(w);
    ended(w, CRMD, 0);
    ended(w, WORKER, 0);
    expect(w, "notify STOPPING=1\nSTATUS=Leaving the cluster\nsignal 15 crmd\nnotify STOPPING=1\nSTATUS=Ending the daemons\nsignal 15 worker\nexit 0\n");
    end(w);
    (void)state;
}

static void a_supervisor_that_starts_anew_goes_on_where_the_last_was(void **state)
{
    struct world *w = running();
    held(w, "trusting");
    timer(w, 1000);
    expect(w, "keep trusting\n"); /* nobody has proven anything to it yet */
    proven(w, 0);
    expect(w, "feed\n");
    end(w);
    w = running();
    held(w, "let-go");
    proven(w, 0);
    expect(w, "keep let-go\n");
    end(w);
    (void)state;
}

static void an_orderly_end_stops_the_watchdog_when_the_leader_has_left(void **state)
{
    struct world *w = trusting();
    terminate(w);
    expect(w, "notify STOPPING=1\nSTATUS=Leaving the cluster\nsignal 15 crmd\n");
    proven(w, 0);
    expect(w, "feed\n"); /* services may still run */
    ended(w, CRMD, 0);
    expect(w, "disarm\nnotify STOPPING=1\nSTATUS=Ending the daemons\nsignal 15 worker\n");
    end(w);
    w = trusting();
    ended(w, CRMD, 0); /* by itself */
    expect(w, "disarm\nnotify STOPPING=1\nSTATUS=Ending the daemons\nsignal 15 worker\n");
    end(w);
    (void)state;
}

static void who_gives_up_leaves_the_watchdog_on(void **state)
{
    struct world *w = trusting();
    ended(w, CRMD, BT_EX_FATAL);
    ended(w, WORKER, 0);
    expect(w, "notify STOPPING=1\nSTATUS=Ending the daemons\nsignal 15 worker\nexit 100\n");
    expect_log(w, "error: the watchdog is left on, as the node did not leave in order: it is reset within 10000 ms");
    end(w);
    w = running();
    held(w, "");
    ended(w, CRMD, BT_EX_FATAL);
    ended(w, WORKER, 0);
    expect(w, "keep waiting\nfeed\nnotify STOPPING=1\nSTATUS=Ending the daemons\nsignal 15 worker\ndisarm\nexit 100\n"); /* it has never acted */
    end(w);
    (void)state;
}

static void without_a_watchdog_proofs_are_for_nothing(void **state)
{
    struct world *w = running();
    proven(w, 0);
    feed(w, (struct sup_event){.kind = SUP_EV_ACTS});
    feed(w, (struct sup_event){.kind = SUP_EV_CONDEMNED, .text = "x"});
    expect(w, "");
    end(w);
    (void)state;
}

static void baton_s_own_configuration_is_in_order(void **state)
{
    assert_string_equal(sup_baton.children[sup_baton.n - 1].name, "crmd");
    for (size_t i = 0; i < sup_baton.n; i++)
        assert_int_equal(sup_baton.children[i].leads, i == sup_baton.n - 1);
    assert_true(sup_baton.children[sup_baton.n - 1].stop_ms > 20 * 60000); /* shutdown-escalation comes first */
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(daemons_start_in_order_each_when_the_one_before_is_ready),
        cmocka_unit_test(a_killed_daemon_is_restarted_at_once),
        cmocka_unit_test(further_crashes_wait_longer_and_the_last_one_ends_the_node),
        cmocka_unit_test(crashes_outside_the_window_are_forgotten),
        cmocka_unit_test(a_daemon_that_says_fatal_is_believed),
        cmocka_unit_test(a_daemon_that_wants_the_node_reset_gets_that_or_else_the_node_leaves),
        cmocka_unit_test(a_program_that_can_not_be_started_is_named),
        cmocka_unit_test(a_daemon_that_never_is_ready_is_killed_and_counts_as_crashed),
        cmocka_unit_test(a_start_waits_for_corosync_quickly_at_first),
        cmocka_unit_test(a_start_without_corosync_ends_with_one_sentence),
        cmocka_unit_test(a_corosync_that_dies_later_is_waited_for_without_end),
        cmocka_unit_test(an_orderly_end_lets_the_leader_go_first_and_takes_its_time),
        cmocka_unit_test(a_leader_that_crashes_while_leaving_comes_back_to_finish),
        cmocka_unit_test(a_leader_in_a_pause_after_a_crash_must_leave_too),
        cmocka_unit_test(a_leader_that_waits_for_corosync_has_nothing_to_leave),
        cmocka_unit_test(an_end_during_the_start_is_orderly),
        cmocka_unit_test(what_does_not_end_is_killed),
        cmocka_unit_test(when_the_leader_leaves_by_itself_the_node_ends),
        cmocka_unit_test(another_daemon_that_ends_by_itself_is_restarted),
        cmocka_unit_test(running_daemons_are_adopted),
        cmocka_unit_test(giving_up_while_leaving_does_not_wait_half_an_hour),
        cmocka_unit_test(late_and_strange_events_are_harmless),
        cmocka_unit_test(status_shows_each_daemon),
        cmocka_unit_test(a_watchdog_is_fed_by_the_supervisor_until_the_node_acts_for_the_first_time),
        cmocka_unit_test(a_proof_is_good_for_the_watchdog_s_own_time),
        cmocka_unit_test(a_node_that_acts_without_the_right_to_is_not_fed),
        cmocka_unit_test(a_condemned_node_is_never_fed_again),
        cmocka_unit_test(a_supervisor_that_starts_anew_goes_on_where_the_last_was),
        cmocka_unit_test(an_orderly_end_stops_the_watchdog_when_the_leader_has_left),
        cmocka_unit_test(who_gives_up_leaves_the_watchdog_on),
        cmocka_unit_test(without_a_watchdog_proofs_are_for_nothing),
        cmocka_unit_test(baton_s_own_configuration_is_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
