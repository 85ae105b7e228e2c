/* tests/unit/test_lrm_recurring.c - stories of recurring operations: their grid, slow agents, changes of result, cancel.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/lrm_world.h"

static void rounds_keep_their_interval_however_long_a_run_takes(void **state)
{
    (void)state;
    struct world *w = world_new();
    int64_t begin = w->now.mono.ms;
    world_exec(w, "web", "monitor", 1000, 0, "");
    world_pass(w, 137);
    world_done(w, "web", 0);
    for (int round = 1; round <= 600; round++) {
        world_pass(w, begin + round * 1000 - w->now.mono.ms);
        assert_true(world_runs(w, "web"));
        assert_int_equal(w->programs.v[0].since_ms, begin + round * 1000);
        world_pass(w, 3 + round % 500);
        world_done(w, "web", 0);
    }
    free(bt_buf_take(&w->out));
    world_free(w);
}

static void a_run_longer_than_the_interval_leaves_rounds_out_and_is_called_late(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "monitor", 1000, 0, "");
    free(bt_buf_take(&w->logs));
    world_pass(w, 3400);
    world_done(w, "web", 0);
    world_expect_log(w, "web_monitor_1000: late, 3 round(s) left out");
    world_pass(w, 599);
    assert_false(world_runs(w, "web"));
    world_pass(w, 1);
    assert_true(world_runs(w, "web"));
    free(bt_buf_take(&w->out));
    world_free(w);
}

/* An agent that always takes longer than its interval does not fill the log, and no round is lost from the count. */
static void who_is_late_in_every_round_is_told_of_once_a_minute(void **state)
{
    (void)state;
    struct world *w = world_new();
    size_t lines = 0;
    world_exec(w, "web", "monitor", 1000, 0, "");
    free(bt_buf_take(&w->logs));
    for (int round = 0; round < 30; round++) { /* each takes 3.4 s of four */
        world_pass(w, 3400);
        world_done(w, "web", 0);
        world_pass(w, 600);
    }
    for (const char *at = w->logs.text; (at = strstr(at, "late, ")) != NULL; at++)
        lines++;
    assert_int_equal(lines, 2);
    world_expect_log(w, "web_monitor_1000: late, 45 round(s) left out"); /* after 15 further rounds */
    free(bt_buf_take(&w->out));
    world_free(w);
}

/* A round that had to wait for another operation does not get the next one on its heels. */
static void two_rounds_are_at_least_half_an_interval_apart(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "monitor", 10000, 0, "");
    world_done(w, "web", 0);
    world_exec(w, "web", "monitor", 0, 0, "");
    world_pass(w, 19500);
    world_done(w, "web", 0);
    assert_true(world_runs(w, "web"));
    world_pass(w, 100);
    world_done(w, "web", 0);
    world_pass(w, 10300);
    assert_false(world_runs(w, "web"));
    world_pass(w, 100);
    assert_true(world_runs(w, "web"));
    free(bt_buf_take(&w->out));
    world_free(w);
}

static void only_a_result_that_differs_is_reported(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "monitor", 1000, 0, "");
    world_done(w, "web", 0);
    static const int rcs[] = {0, 0, 7, 7, 1, 0, 0};
    for (size_t i = 0; i < BT_COUNT(rcs); i++) {
        world_pass(w, 1000);
        world_done(w, "web", rcs[i]);
    }
    world_pass(w, 1000);
    world_ended(w, "web", BT_OP_TIMEOUT, 1, NULL);
    world_expect(w, "run web monitor/1000\nresult web_monitor_1000 0:0 web_monitor_1000\n"
                    "run web monitor/1000\nrun web monitor/1000\n"
                    "run web monitor/1000\nresult web_monitor_1000 0:7 web_last_failure_0\n"
                    "run web monitor/1000\n"
                    "run web monitor/1000\nresult web_monitor_1000 0:1 web_last_failure_0\n"
                    "run web monitor/1000\nresult web_monitor_1000 0:0 web_monitor_1000\n"
                    "run web monitor/1000\n"
                    "run web monitor/1000\nresult web_monitor_1000 2:1 web_last_failure_0\n");
    world_free(w);
}

static void asked_for_anew_it_runs_at_once_and_reports(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "monitor", 10000, 0, "ip='1.1.1.1'");
    world_done(w, "web", 0);
    world_pass(w, 4000);
    world_exec(w, "web", "monitor", 10000, 0, "ip='2.2.2.2'");
    assert_string_equal(world_env(w, "web", "OCF_RESKEY_ip"), "2.2.2.2");
    world_done(w, "web", 0);
    world_expect(w, "run web monitor/10000\nresult web_monitor_10000 0:0 web_monitor_10000\n"
                    "run web monitor/10000\nresult web_monitor_10000 0:0 web_monitor_10000\n");
    world_pass(w, 9999);
    world_expect(w, "");
    world_pass(w, 1);
    world_expect(w, "run web monitor/10000\n");
    world_free(w);
}

static void monitors_of_two_intervals_live_side_by_side(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "db", "monitor", 10000, 0, "");
    world_exec(w, "db", "monitor", 11000, 8, "CRM_meta_role='Promoted'");
    world_done(w, "db", 0);
    world_done(w, "db", 8);
    world_expect(w, "run db monitor/10000\nresult db_monitor_10000 0:0 db_monitor_10000\n"
                    "run db monitor/11000\nresult db_monitor_11000 0:8 db_monitor_11000\n");
    world_message(w, CRMD, "<lrm_cancel rsc='db' operation='monitor' interval='11000'/>");
    world_pass(w, 12000);
    world_expect(w, "cancelled db monitor 11000 0\nrun db monitor/10000\n");
    world_free(w);
}

static void a_cancel_ends_it_and_its_entry_at_once(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "start", 0, 0, "");
    world_done(w, "web", 0);
    world_exec(w, "web", "monitor", 10000, 0, "");
    world_done(w, "web", 0);
    free(bt_buf_take(&w->out));
    world_message(w, 4, "<lrm_cancel rsc='web' operation='monitor' interval='10000'/>");
    world_message(w, 4, "<lrm_cancel rsc='web' operation='monitor' interval='10000'/>");
    world_expect(w, "cancelled web monitor 10000 0\ncancelled web monitor 10000 105\n");
    world_expect_history(w, "web_monitor_10000", NULL, NULL);
    world_pass(w, 60000);
    world_expect(w, "");
    world_free(w);
}

static void a_cancel_in_flight_is_answered_when_the_agent_is_done(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "monitor", 10000, 0, "");
    world_message(w, 4, "<lrm_cancel rsc='web' operation='monitor' interval='10000'/>");
    world_expect(w, "run web monitor/10000\n");
    world_done(w, "web", 7);
    world_expect(w, "cancelled web monitor 10000 0\n");
    world_expect_history(w, "web_last_failure_0", NULL, NULL);
    world_free(w);
}

static void a_cancel_reaches_what_is_delayed_or_queued(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "start", 0, 0, "");
    world_exec(w, "web", "monitor", 10000, 0, "");
    world_exec(w, "web", "monitor", 20000, 0, "CRM_meta_start_delay='5000'");
    world_message(w, 4, "<lrm_cancel rsc='web' operation='monitor' interval='10000'/>");
    world_message(w, 4, "<lrm_cancel rsc='web' operation='monitor' interval='20000'/>");
    world_done(w, "web", 0);
    world_pass(w, 60000);
    world_expect(w, "run web start\ncancelled web monitor 10000 0\ncancelled web monitor 20000 0\n"
                    "result web_start_0 0:0 web_last_0\n");
    world_free(w);
}

static void monitors_go_on_while_nobody_listens(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "monitor", 10000, 0, "");
    world_done(w, "web", 0);
    world_client_gone(w, CRMD);
    world_pass(w, 10000);
    world_done(w, "web", 7);
    world_expect(w, "run web monitor/10000\nresult web_monitor_10000 0:0 web_monitor_10000\nrun web monitor/10000\n");
    world_expect_history(w, "web_last_failure_0", XA_RC_CODE, "7");
    world_expect_history(w, "web_monitor_10000", XA_RC_CODE, "0");
    world_free(w);
}

static void an_interval_beyond_all_bounds_is_as_good_as_never(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_message(w, CRMD, "<lrm_exec><rsc_op operation='monitor'><primitive id='web' class='ocf' provider='p' type='t'/>"
                           "<attributes CRM_meta_interval='9223372036854775807' CRM_meta_timeout='9223372036854775807'/></rsc_op></lrm_exec>");
    world_done(w, "web", 0);
    world_pass(w, 1000000000);
    assert_false(world_runs(w, "web"));
    world_free(w);
}

/* Failures that are tolerated: lrm/tolerance.c ------------------------------------------------------------------------- */

#define NEEDS "CRM_meta_failures_needed_timeout='3' CRM_meta_failures_needed_not_running='2'"

static struct world *tolerant(void)
{
    struct world *w = world_new();
    world_exec(w, "web", "monitor", 1000, 0, NEEDS);
    world_done(w, "web", 0);
    free(bt_buf_take(&w->out));
    return w;
}

static void round_ends(struct world *w, enum bt_opstatus status, int rc, const char *reason)
{
    world_pass(w, 1000);
    assert_true(world_runs(w, "web"));
    world_ended(w, "web", status, rc, reason);
}

static void a_tolerated_failure_is_shown_and_does_not_count(void **state)
{
    (void)state;
    struct world *w = tolerant();
    round_ends(w, BT_OP_TIMEOUT, 1, NULL);
    world_expect(w, "run web monitor/1000\nresult web_monitor_1000 0:0 web_monitor_1000\n");
    world_expect_log(w, "web: monitor failed (timed out), 1 of 3 in a row before it counts");
    world_expect_history(w, "web_last_failure_0", NULL, NULL);
    world_expect_history(w, "web_monitor_1000", "tolerated", "1");
    world_expect_history(w, "web_monitor_1000", "tolerated-of", "3");
    world_expect_history(w, "web_monitor_1000", "tolerated-why", "timed out");
    round_ends(w, BT_OP_TIMEOUT, 1, NULL);
    world_expect_history(w, "web_monitor_1000", "tolerated", "2");
    world_expect_history(w, "web_monitor_1000", "call-id", "1"); /* the good result's own: nothing is planned for it */
    world_free(w);
}

static void a_good_result_ends_the_row_and_its_being_shown(void **state)
{
    (void)state;
    struct world *w = tolerant();
    for (int i = 0; i < 5; i++) {
        round_ends(w, BT_OP_TIMEOUT, 1, NULL);
        round_ends(w, BT_OP_TIMEOUT, 1, NULL);
        free(bt_buf_take(&w->out));
        round_ends(w, BT_OP_DONE, 0, NULL);
        world_expect(w, "run web monitor/1000\nresult web_monitor_1000 0:0 web_monitor_1000\n");
        world_expect_log(w, "web: monitor is well again");
        world_expect_history(w, "web_monitor_1000", "tolerated", NULL);
    }
    world_expect_history(w, "web_last_failure_0", NULL, NULL);
    world_free(w);
}

static void the_failure_that_is_one_too_many_counts_and_is_shown_as_always(void **state)
{
    (void)state;
    struct world *w = tolerant();
    round_ends(w, BT_OP_DONE, 7, "no pid");
    world_expect_history(w, "web_monitor_1000", "tolerated-why", "not running: no pid");
    free(bt_buf_take(&w->out));
    round_ends(w, BT_OP_DONE, 7, "no pid");
    world_expect(w, "run web monitor/1000\nresult web_monitor_1000 0:0 web_monitor_1000\nresult web_monitor_1000 0:7 web_last_failure_0\n");
    world_expect_history(w, "web_monitor_1000", "tolerated", NULL);
    world_expect_history(w, "web_last_failure_0", "rc-code", "7");
    round_ends(w, BT_OP_TIMEOUT, 1, NULL); /* what fails already has nothing to be tolerated */
    world_expect(w, "run web monitor/1000\nresult web_monitor_1000 2:1 web_last_failure_0\n");
    world_free(w);
}

static void kinds_are_counted_apart_and_one_without_a_number_counts_at_once(void **state)
{
    (void)state;
    struct world *w = tolerant();
    round_ends(w, BT_OP_TIMEOUT, 1, NULL);
    round_ends(w, BT_OP_TIMEOUT, 1, NULL);
    round_ends(w, BT_OP_DONE, 7, NULL);
    world_expect_history(w, "web_last_failure_0", NULL, NULL);
    round_ends(w, BT_OP_TIMEOUT, 1, NULL); /* the third of its kind, with no good result between */
    world_expect_history(w, "web_last_failure_0", "op-status", "2");
    world_free(w);
    w = tolerant();
    round_ends(w, BT_OP_DONE, 1, NULL);
    world_expect_history(w, "web_last_failure_0", "rc-code", "1");
    world_free(w);
}

static void a_first_result_is_never_tolerated(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "monitor", 1000, 0, NEEDS);
    world_done(w, "web", 7);
    world_expect(w, "run web monitor/1000\nresult web_monitor_1000 0:7 web_last_failure_0\n");
    world_free(w);
}

static void numbers_that_are_none_tolerate_nothing(void **state)
{
    (void)state;
    static const char *const bad[] = {"CRM_meta_failures_needed_timeout='many'", "CRM_meta_failures_needed_timeout='-3'",
                                      "CRM_meta_failures_needed_timeout='0'", "CRM_meta_failures_needed_timeout=''",
                                      "CRM_meta_failures_needed_timeout='1'", "CRM_meta_failures_needed_timeout='99999999999999999999'"};
    for (size_t i = 0; i < BT_COUNT(bad); i++) {
        struct world *w = world_new();
        world_exec(w, "web", "monitor", 1000, 0, bad[i]);
        world_done(w, "web", 0);
        round_ends(w, BT_OP_TIMEOUT, 1, NULL);
        world_expect_history(w, "web_last_failure_0", "op-status", "2");
        world_free(w);
    }
}

static void a_restart_of_lrmd_begins_the_row_anew_and_still_shows_it(void **state)
{
    (void)state;
    struct world *w = tolerant();
    round_ends(w, BT_OP_TIMEOUT, 1, NULL);
    round_ends(w, BT_OP_TIMEOUT, 1, NULL);
    free(bt_buf_take(&w->out));
    world_restart(w);
    world_expect_history(w, "web_monitor_1000", "tolerated", "2");
    world_ended(w, "web", BT_OP_TIMEOUT, 1, NULL);
    world_expect_history(w, "web_monitor_1000", "tolerated", "1");
    world_expect_history(w, "web_last_failure_0", NULL, NULL);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounds_keep_their_interval_however_long_a_run_takes),
        cmocka_unit_test(a_run_longer_than_the_interval_leaves_rounds_out_and_is_called_late),
        cmocka_unit_test(who_is_late_in_every_round_is_told_of_once_a_minute),
        cmocka_unit_test(two_rounds_are_at_least_half_an_interval_apart),
        cmocka_unit_test(only_a_result_that_differs_is_reported),
        cmocka_unit_test(asked_for_anew_it_runs_at_once_and_reports),
        cmocka_unit_test(monitors_of_two_intervals_live_side_by_side),
        cmocka_unit_test(a_cancel_ends_it_and_its_entry_at_once),
        cmocka_unit_test(a_cancel_in_flight_is_answered_when_the_agent_is_done),
        cmocka_unit_test(a_cancel_reaches_what_is_delayed_or_queued),
        cmocka_unit_test(monitors_go_on_while_nobody_listens),
        cmocka_unit_test(an_interval_beyond_all_bounds_is_as_good_as_never),
        cmocka_unit_test(a_tolerated_failure_is_shown_and_does_not_count),
        cmocka_unit_test(a_good_result_ends_the_row_and_its_being_shown),
        cmocka_unit_test(the_failure_that_is_one_too_many_counts_and_is_shown_as_always),
        cmocka_unit_test(kinds_are_counted_apart_and_one_without_a_number_counts_at_once),
        cmocka_unit_test(a_first_result_is_never_tolerated),
        cmocka_unit_test(numbers_that_are_none_tolerate_nothing),
        cmocka_unit_test(a_restart_of_lrmd_begins_the_row_anew_and_still_shows_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
