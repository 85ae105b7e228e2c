/* tests/unit/test_lrm_queue.c - stories of the queue: order, one at a time, places, start-delay, cancel, forget, rubbish.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/lrm_world.h"

#include <stdio.h>

static void operations_of_one_resource_run_one_after_the_other_in_order(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "monitor", 0, 7, "");
    world_exec(w, "web", "start", 0, 0, "");
    world_exec(w, "web", "monitor", 10000, 0, "");
    world_expect(w, "run web monitor\n");
    world_done(w, "web", 7);
    world_expect(w, "result web_monitor_0 0:7 web_last_0\nrun web start\n");
    world_done(w, "web", 0);
    world_expect(w, "result web_start_0 0:0 web_last_0\nrun web monitor/10000\n");
    world_done(w, "web", 0);
    world_expect(w, "result web_monitor_10000 0:0 web_monitor_10000\n");
    world_free(w);
}

static void resources_run_beside_each_other_up_to_the_limit(void **state)
{
    (void)state;
    struct world *w = world_new();
    const char *names[] = {"a", "b", "c", "d", "e", "f"};
    for (size_t i = 0; i < BT_COUNT(names); i++)
        world_exec(w, names[i], "start", 0, 0, "");
    world_expect(w, "run a start\nrun b start\nrun c start\nrun d start\n");
    world_done(w, "c", 0);
    world_expect(w, "result c_start_0 0:0 c_last_0\nrun e start\n");
    world_done(w, "a", 0);
    world_done(w, "b", 0);
    world_expect(w, "result a_start_0 0:0 a_last_0\nrun f start\nresult b_start_0 0:0 b_last_0\n");
    world_free(w);
}

/* Four monitors hang on a dead file server: a stop must still run. */
static void hanging_repeats_never_hold_up_a_stop(void **state)
{
    (void)state;
    struct world *w = world_new();
    const char *names[] = {"a", "b", "c", "d"};
    for (size_t i = 0; i < BT_COUNT(names); i++) {
        world_exec(w, names[i], "monitor", 10000, 0, "");
        world_done(w, names[i], 0);
    }
    world_exec(w, "e", "start", 0, 0, "");
    world_done(w, "e", 0);
    world_pass(w, 10000);
    for (size_t i = 0; i < BT_COUNT(names); i++)
        assert_true(world_runs(w, names[i]));
    free(bt_buf_take(&w->out));
    world_exec(w, "e", "stop", 0, 0, "");
    world_expect(w, "run e stop\n");
    world_free(w);
}

static void what_stood_behind_a_repeat_that_is_cancelled_runs_at_once(void **state)
{
    (void)state;
    struct world *w = world_new();
    const char *names[] = {"a", "b", "c", "d", "e"};
    for (size_t i = 0; i < BT_COUNT(names); i++) {
        world_exec(w, names[i], "monitor", 10000, 0, "");
        world_done(w, names[i], 0);
    }
    world_pass(w, 10000);
    const char *waits = NULL; /* the places of repeats are taken */
    for (size_t i = 0; i < BT_COUNT(names); i++)
        waits = world_runs(w, names[i]) ? waits : names[i];
    assert_non_null(waits);
    world_exec(w, waits, "monitor", 0, 0, "");
    free(bt_buf_take(&w->out));
    char *cancel = bt_printf("<lrm_cancel rsc='%s' operation='monitor' interval='10000'/>", waits);
    char *then = bt_printf("cancelled %s monitor 10000 0\nrun %s monitor\n", waits, waits);
    world_message(w, CRMD, cancel);
    world_expect(w, then);
    free(cancel);
    free(then);
    world_free(w);
}

static void a_stop_waits_for_the_monitor_in_flight_and_drops_its_result(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "monitor", 10000, 0, "");
    world_done(w, "web", 0);
    world_pass(w, 10000);
    world_expect(w, "run web monitor/10000\nresult web_monitor_10000 0:0 web_monitor_10000\nrun web monitor/10000\n");
    world_exec(w, "web", "stop", 0, 0, "");
    world_expect(w, "");
    world_done(w, "web", 1);
    world_expect(w, "run web stop\n");
    world_done(w, "web", 0);
    world_expect(w, "result web_stop_0 0:0 web_last_0\n");
    world_pass(w, 60000);
    world_expect(w, "");
    world_expect_history(w, "web_last_failure_0", NULL, NULL);
    world_free(w);
}

static void every_change_of_a_resource_ends_its_recurring_monitors(void **state)
{
    (void)state;
    static const char *const changes[] = {"start", "stop", "promote", "demote", "migrate_to", "migrate_from", "reload",
                                          "reload-agent"};
    for (size_t i = 0; i < BT_COUNT(changes); i++) {
        struct world *w = world_new();
        world_exec(w, "web", "monitor", 10000, 0, "");
        world_done(w, "web", 0);
        world_exec(w, "web", changes[i], 0, 0, "");
        world_done(w, "web", 0);
        free(bt_buf_take(&w->out));
        world_pass(w, 60000);
        world_expect(w, "");
        world_free(w);
    }
}

static void probes_and_notifications_leave_recurring_monitors_armed(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "monitor", 10000, 0, "");
    world_done(w, "web", 0);
    world_exec(w, "web", "notify", 0, 0, "CRM_meta_notify_type='pre' CRM_meta_notify_operation='start'");
    world_done(w, "web", 0);
    world_exec(w, "web", "monitor", 0, 0, "");
    world_done(w, "web", 0);
    free(bt_buf_take(&w->out));
    world_pass(w, 10000);
    world_expect(w, "run web monitor/10000\n");
    world_free(w);
}

static void a_monitor_that_falls_due_during_a_probe_runs_after_it(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "monitor", 10000, 0, "");
    world_done(w, "web", 0);
    world_pass(w, 9000);
    world_exec(w, "web", "monitor", 0, 0, "");
    free(bt_buf_take(&w->out));
    world_pass(w, 5000);
    world_expect(w, "");
    world_done(w, "web", 0);
    world_expect(w, "result web_monitor_0 0:0 web_last_0\nrun web monitor/10000\n");
    world_free(w);
}

static void a_delayed_start_keeps_its_place_before_a_later_stop(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "start", 0, 0, "CRM_meta_start_delay='5000'");
    world_exec(w, "web", "stop", 0, 0, "");
    world_expect(w, "");
    world_pass(w, 5000);
    world_expect(w, "run web start\n");
    world_done(w, "web", 0);
    world_expect(w, "result web_start_0 0:0 web_last_0\nrun web stop\n");
    world_free(w);
}

static void a_delayed_monitor_stands_in_nobodys_way(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "monitor", 10000, 0, "CRM_meta_start_delay='30000'");
    world_exec(w, "web", "monitor", 0, 0, "");
    world_expect(w, "run web monitor\n");
    world_done(w, "web", 0);
    world_pass(w, 29999);
    world_expect(w, "result web_monitor_0 0:0 web_last_0\n");
    world_pass(w, 1);
    world_expect(w, "run web monitor/10000\n");
    world_free(w);
}

static void forgetting_waits_for_what_was_asked_before(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "start", 0, 0, "");
    world_exec(w, "web", "stop", 0, 0, "");
    world_message(w, 5, "<lrm_delete rsc='web'/>");
    world_exec(w, "web", "monitor", 0, 7, "");
    world_done(w, "web", 0);
    world_done(w, "web", 0);
    world_expect(w, "run web start\nresult web_start_0 0:0 web_last_0\nrun web stop\nresult web_stop_0 0:0 web_last_0\n"
                    "deleted web 0\nrun web monitor\n");
    world_expect_history(w, "web_last_0", NULL, NULL);
    world_done(w, "web", 7);
    world_expect_history(w, "web_last_0", XA_OPERATION, "monitor");
    world_free(w);
}

static void forgetting_what_is_not_known_succeeds(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_message(w, 5, "<lrm_delete rsc='web'/>");
    world_expect(w, "deleted web 0\n");
    world_free(w);
}

static void another_agent_under_the_same_name_starts_with_an_empty_history(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "start", 0, 0, "");
    world_done(w, "web", 0);
    world_message(w, CRMD,
                  "<lrm_exec><rsc_op operation='monitor' transition-key='1:7:7:11111111-2222-3333-4444-555555555555'>"
                  "<primitive id='web' class='ocf' provider='other' type='Dummy'/><attributes/></rsc_op></lrm_exec>");
    world_expect_history(w, "web_last_0", NULL, NULL);
    world_free(w);
}

static void a_stonith_resource_is_where_it_was_started(void **state)
{
    (void)state;
    struct world *w = world_new();
#define STONITH(action, target)                                                                                        \
    "<lrm_exec><rsc_op operation='" action "' transition-key='1:7:" target ":11111111-2222-3333-4444-555555555555'>"  \
    "<primitive id='st' class='stonith' type='fence_x'/><attributes mode='pass' CRM_meta_timeout='20000'/></rsc_op></lrm_exec>"
    world_message(w, CRMD, STONITH("monitor", "7"));
    world_expect(w, "result st_monitor_0 0:7 st_last_0\n");
    world_message(w, CRMD, STONITH("start", "0"));
    world_expect(w, "run st start\n");
    assert_string_equal(world_param(w, "st", "mode"), "pass");
    assert_null(world_env(w, "st", "OCF_RESKEY_mode"));
    world_done(w, "st", 0);
    world_message(w, CRMD, STONITH("monitor", "7"));
    world_expect(w, "result st_start_0 0:0 st_last_0\nresult st_monitor_0 0:0 st_last_0 st_last_failure_0\n");
    /* A refresh forgets the history, not that it was started here. */
    world_message(w, CRMD, "<lrm_delete rsc='st'/>");
    world_expect_history(w, "st_last_0", NULL, NULL);
    world_message(w, CRMD, STONITH("monitor", "0"));
    world_expect(w, "deleted st 0\nresult st_monitor_0 0:0 st_last_0\n");
    world_message(w, CRMD, STONITH("stop", "0"));
    world_message(w, CRMD, STONITH("monitor", "7"));
    world_expect(w, "result st_stop_0 0:0 st_last_0\nresult st_monitor_0 0:7 st_last_0\n");
    world_free(w);
}

static void rubbish_is_named_and_ignored(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_message(w, 9, "<what/>");
    world_expect_log(w, "<what>");
    world_message(w, 9, "<lrm_exec/>");
    world_expect_log(w, "names no operation");
    world_message(w, 9, "<lrm_exec><rsc_op operation='start'><primitive id='x' class='ocf'/></rsc_op></lrm_exec>");
    world_expect_log(w, "names no operation");
    world_message(w, 9, "<lrm_fail rsc='nobody'/>");
    world_expect_log(w, "nobody");
    world_message(w, 9, "<lrm_clear_failure/>");
    world_message(w, 9, "<lrm_cancel/>");
    world_message(w, 9, "<lrm_delete/>");
    world_expect(w, "cancelled  monitor 0 105\ndeleted  0\n");
    world_free(w);
}

static void a_result_that_nobody_waits_for_is_ignored(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "start", 0, 0, "");
    struct lrm_effects fx = {0};
    struct lrm_event late = {.kind = LRM_EV_DONE, .now = w->now, .token = UINT64_C(77) << 20, .rc = 0};
    lrm_step(w->lrm, &late, &fx);
    late.token = UINT64_MAX;
    lrm_step(w->lrm, &late, &fx);
    late.kind = LRM_EV_TIMER;
    lrm_step(w->lrm, &late, &fx);
    assert_int_equal(fx.n, 2);
    assert_int_equal(fx.v[0].kind, LRM_FX_LOG);
    lrm_effects_clear(&fx);
    world_expect_history(w, "web_last_0", XA_OP_STATUS, "-1");
    world_free(w);
}

static void results_go_to_the_newest_subscriber_and_wait_in_the_history(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "start", 0, 0, "");
    world_client_gone(w, 3);
    world_client_gone(w, CRMD);
    world_done(w, "web", 0);
    world_expect(w, "run web start\n");
    world_message(w, 2, "<lrm_subscribe/>");
    world_message(w, 2, "<lrm_query/>");
    char *text = bt_xml_text(bt_xml_root(w->answer), false);
    assert_non_null(strstr(text, "<lrm_state><lrm_resources><lrm_resource id=\"web\" type=\"Dummy\" class=\"ocf\" provider=\"test\">"));
    assert_non_null(strstr(text, "id=\"web_last_0\" operation_key=\"web_start_0\""));
    free(text);
    world_free(w);
}

/* A coordinator that asks while a notification runs and a stop waits must not take them for lost: neither is in the history. */
static void an_answer_names_what_is_in_flight(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "start", 0, 0, "");
    world_done(w, "web", 0);
    world_exec(w, "web", "notify", 0, 0, "");
    world_exec(w, "web", "stop", 0, 0, "");
    world_message(w, CRMD, "<lrm_query/>");
    assert_int_equal(bt_xml_count(bt_xml_root(w->answer), "pending"), 2);
    world_done(w, "web", 0);
    world_done(w, "web", 0);
    world_message(w, CRMD, "<lrm_query/>");
    assert_int_equal(bt_xml_count(bt_xml_root(w->answer), "pending"), 0);
    world_exec(w, "web", "migrate_to", 0, 0, "CRM_meta_migrate_source='n1' CRM_meta_migrate_target='n2'");
    world_message(w, CRMD, "<lrm_query/>");
    const xmlNode *leaving = bt_xml_first(bt_xml_root(w->answer), "pending"); /* where it may be, should this node be lost */
    assert_string_equal(bt_xml_get(leaving, "migrate_source"), "n1");
    assert_string_equal(bt_xml_get(leaving, "migrate_target"), "n2");
    world_done(w, "web", 0);
    free(bt_buf_take(&w->out));
    world_free(w);
}

static size_t running_at_once(struct world *w)
{
    size_t n = w->programs.n;
    for (size_t i = w->programs.n; i-- > 0;)
        world_done(w, w->programs.v[0].run.rsc, 0);
    while (w->programs.n > 0)
        world_done(w, w->programs.v[0].run.rsc, 0);
    free(bt_buf_take(&w->out));
    return n;
}

static void ask_for_many(struct world *w)
{
    for (int i = 0; i < 20; i++) {
        char rsc[16];
        snprintf(rsc, sizeof rsc, "rsc%d", i);
        world_exec(w, rsc, "monitor", 0, 0, "");
    }
}

static void set_load(struct world *w, int percent)
{
    struct lrm_effects fx = {0};
    lrm_step(w->lrm, &(struct lrm_event){.kind = LRM_EV_LOAD, .now = w->now, .load_percent = percent}, &fx);
    lrm_effects_clear(&fx);
}

static void options_and_load_say_how_many_operations_run_at_once(void **state)
{
    (void)state;
    static const struct {
        const char *limit, *threshold;
        int load_percent;
        size_t at_once;
    } rows[] = {
        {"0", "80%", 10, 4},      {"8", "80%", 10, 8},   {"8", "80%", 80, 8},     {"8", "80%", 81, 4},   {"8", "80%", 161, 2},
        {"2", "80%", 900, 2},     {"8", "0%", 900, 8},   {"many", "", 900, 4},    {"-3", "-80%", 10, 4}, {"", "80%", 10, 4},
        {"3", "200%", 150, 3},    {"1", "80%", 900, 1},   {"4", "80%", 900, 2},
    };
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        struct world *w = world_new();
        char *limits = bt_printf("<lrm_limits node-action-limit='%s' load-threshold='%s'/>", rows[i].limit, rows[i].threshold);
        world_message(w, CRMD, limits);
        set_load(w, rows[i].load_percent);
        ask_for_many(w);
        assert_int_equal(running_at_once(w), rows[i].at_once);
        free(limits);
        world_free(w);
    }
}

static void a_limit_that_comes_down_ends_nothing_and_one_that_goes_up_begins_more_at_once(void **state)
{
    (void)state;
    struct world *w = world_new();
    ask_for_many(w);
    assert_int_equal(w->programs.n, 4);
    world_message(w, CRMD, "<lrm_limits node-action-limit='1' load-threshold='80%'/>");
    assert_int_equal(w->programs.n, 4);
    for (int i = 0; i < 3; i++)
        world_done(w, w->programs.v[0].run.rsc, 0);
    assert_int_equal(w->programs.n, 1);
    world_message(w, CRMD, "<lrm_limits node-action-limit='6' load-threshold='80%'/>");
    assert_int_equal(w->programs.n, 6);
    running_at_once(w);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operations_of_one_resource_run_one_after_the_other_in_order),
        cmocka_unit_test(resources_run_beside_each_other_up_to_the_limit),
        cmocka_unit_test(hanging_repeats_never_hold_up_a_stop),
        cmocka_unit_test(what_stood_behind_a_repeat_that_is_cancelled_runs_at_once),
        cmocka_unit_test(a_stop_waits_for_the_monitor_in_flight_and_drops_its_result),
        cmocka_unit_test(every_change_of_a_resource_ends_its_recurring_monitors),
        cmocka_unit_test(probes_and_notifications_leave_recurring_monitors_armed),
        cmocka_unit_test(a_monitor_that_falls_due_during_a_probe_runs_after_it),
        cmocka_unit_test(a_delayed_start_keeps_its_place_before_a_later_stop),
        cmocka_unit_test(a_delayed_monitor_stands_in_nobodys_way),
        cmocka_unit_test(forgetting_waits_for_what_was_asked_before),
        cmocka_unit_test(forgetting_what_is_not_known_succeeds),
        cmocka_unit_test(another_agent_under_the_same_name_starts_with_an_empty_history),
        cmocka_unit_test(a_stonith_resource_is_where_it_was_started),
        cmocka_unit_test(rubbish_is_named_and_ignored),
        cmocka_unit_test(a_result_that_nobody_waits_for_is_ignored),
        cmocka_unit_test(results_go_to_the_newest_subscriber_and_wait_in_the_history),
        cmocka_unit_test(an_answer_names_what_is_in_flight),
        cmocka_unit_test(options_and_load_say_how_many_operations_run_at_once),
        cmocka_unit_test(a_limit_that_comes_down_ends_nothing_and_one_that_goes_up_begins_more_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
