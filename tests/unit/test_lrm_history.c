/* tests/unit/test_lrm_history.c - stories of the history: its entries are those that Pacemaker 2.1.5 writes.
 *
 * Forms, digests and texts were taken from live histories of Pacemaker 2.1.5.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/lrm_world.h"

#define KEY(target) "1:7:" #target ":11111111-2222-3333-4444-555555555555"

static void an_entry_has_pacemakers_attributes_in_their_order(void **state)
{
    (void)state;
    struct world *w = world_new();
    const struct lrm_traits traits = {.force_restart = (char[]){"  c a  "}, .secure = (char[]){"  passwd  "}};
    w->traits = &traits;
    world_exec(w, "e", "start", 0, 0, "a='1' b='2' passwd='geheim'");
    world_pass(w, 32);
    world_done(w, "e", 0);
    xmlDoc *history = lrm_history(w->lrm);
    char *text = bt_xml_text(bt_xml_root(history), false);
    assert_string_equal(
        text, "<lrm id=\"n1\"><lrm_resources><lrm_resource id=\"e\" type=\"Dummy\" class=\"ocf\" provider=\"test\">"
              "<lrm_rsc_op id=\"e_last_0\" operation_key=\"e_start_0\" operation=\"start\" crm-debug-origin=\"lrm\""
              " crm_feature_set=\"" CIB_FEATURE_SET "\" transition-key=\"" KEY(0) "\" transition-magic=\"0:0;" KEY(0) "\""
              " exit-reason=\"\" on_node=\"n1\" call-id=\"1\" rc-code=\"0\" op-status=\"0\" interval=\"0\""
              " last-rc-change=\"1000000000\" exec-time=\"32\" queue-time=\"0\""
              " op-digest=\"98f5de5486c7951a66ac8b7a27b2ad63\" op-force-restart=\"  c a  \""
              " op-restart-digest=\"371f0a162b188dbc06a3e2ab24f27abd\" op-secure-params=\"  passwd  \""
              " op-secure-digest=\"a4df3b11405d68822ea43280aff378e5\"/></lrm_resource></lrm_resources></lrm>");
    free(text);
    bt_xml_free(history);
    world_free(w);
}

static void a_recurring_entry_counts_its_timeout_and_has_no_restart_list(void **state)
{
    (void)state;
    struct world *w = world_new();
    const struct lrm_traits traits = {.force_restart = (char[]){"  c a  "}, .secure = (char[]){"  passwd  "}};
    w->traits = &traits;
    world_exec(w, "e", "monitor", 10000, 0, "OCF_CHECK_LEVEL='10' a='1' b='2' passwd='geheim'");
    world_done(w, "e", 0);
    world_expect_history(w, "e_monitor_10000", XA_OP_DIGEST, "cb3c627be8505c49f3c4d08e14370d8e");
    world_expect_history(w, "e_monitor_10000", XA_OP_FORCE_RESTART, NULL);
    world_expect_history(w, "e_monitor_10000", XA_OP_SECURE_DIGEST, "793c88796b2a49bd78f79a7599d7b3a3");
    world_expect_history(w, "e_monitor_10000", XA_INTERVAL, "10000");
    world_expect_history(w, "e_last_0", NULL, NULL);
    world_free(w);
}

static void queue_time_is_what_it_waited_and_the_change_is_when_it_began(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "e", "start", 0, 0, "");
    world_exec(w, "e", "stop", 0, 0, "");
    world_pass(w, 2500);
    world_done(w, "e", 0);
    world_pass(w, 40000);
    world_done(w, "e", 0);
    world_expect_history(w, "e_last_0", XA_QUEUE_TIME, "2500");
    world_expect_history(w, "e_last_0", XA_EXEC_TIME, "40000");
    world_expect_history(w, "e_last_0", XA_LAST_RC_CHANGE, "1000000002");
    world_free(w);
}

static void a_failure_is_kept_beside_what_comes_after_until_it_is_cleared(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "e", "monitor", 10000, 0, "");
    world_ended(w, "e", BT_OP_DONE, 1, "broken on purpose");
    world_expect(w, "run e monitor/10000\nresult e_monitor_10000 0:1 e_last_failure_0\n");
    world_exec(w, "e", "stop", 0, 0, "");
    world_done(w, "e", 0);
    world_expect_history(w, "e_last_failure_0", XA_EXIT_REASON, "broken on purpose");
    world_expect_history(w, "e_last_failure_0", XA_OPERATION_KEY, "e_monitor_10000");
    world_expect_history(w, "e_last_failure_0", XA_TRANSITION_MAGIC, "0:1;" KEY(0));
    world_expect_history(w, "e_last_0", XA_OPERATION, "stop");

    world_message(w, CRMD, "<lrm_clear_failure rsc='e' operation='start' interval='0'/>");
    world_expect_history(w, "e_last_failure_0", XA_RC_CODE, "1");
    world_message(w, CRMD, "<lrm_clear_failure rsc='e' operation='monitor' interval='10000'/>");
    world_expect_history(w, "e_last_failure_0", NULL, NULL);
    world_free(w);
}

static void a_failed_operation_that_ran_once_has_two_entries(void **state)
{
    (void)state;
    struct world *w = world_new();
    const struct lrm_traits traits = {.force_restart = (char[]){"  a  "}, .secure = (char[]){"  passwd  "}};
    w->traits = &traits;
    world_exec(w, "t", "stop", 0, 0, "a='1' b='2' c='3'");
    world_done(w, "t", 1);
    world_expect(w, "run t stop\nresult t_stop_0 0:1 t_last_0 t_last_failure_0\n");
    world_expect_history(w, "t_last_0", XA_OP_FORCE_RESTART, "  a  ");
    world_expect_history(w, "t_last_failure_0", XA_OP_FORCE_RESTART, NULL);
    world_expect_history(w, "t_last_failure_0", XA_OP_SECURE_PARAMS, NULL);
    world_expect_history(w, "t_last_failure_0", XA_OP_DIGEST, "bb15ff1c13dbd683dac4fed321ad5fd7");
    world_free(w);
}

static void a_probe_fails_if_it_finds_what_was_not_expected(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "e", "monitor", 0, 7, "");
    world_done(w, "e", 0);
    world_expect(w, "run e monitor\nresult e_monitor_0 0:0 e_last_0 e_last_failure_0\n");
    world_free(w);
}

static void a_timeout_says_how_long_it_had(void **state)
{
    (void)state;
    static const struct {
        const char *ms, *text;
    } cases[] = {{"2000", "2s"}, {"500", "500ms"}, {"1500", "1.500s"}, {"90000", "1m30s"}, {"120000", "2m"}, {"3600000", "1h"}};
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        struct world *w = world_new();
        char *xml = bt_printf("<lrm_exec><rsc_op operation='start' transition-key='" KEY(0) "'><primitive id='h' class='ocf'"
                              " provider='test' type='Dummy'/><attributes CRM_meta_timeout='%s'/></rsc_op></lrm_exec>",
                              cases[i].ms);
        world_message(w, CRMD, xml);
        free(xml);
        world_ended(w, "h", BT_OP_TIMEOUT, BT_OCF_ERROR, NULL);
        char *reason = bt_printf("Resource agent did not complete within %s", cases[i].text);
        world_expect_history(w, "h_last_failure_0", XA_EXIT_REASON, reason);
        world_expect_history(w, "h_last_failure_0", XA_TRANSITION_MAGIC, "2:1;" KEY(0));
        free(reason);
        world_free(w);
    }
}

static void a_reload_is_recorded_as_a_start(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "e", "reload-agent", 0, 0, "b='22'");
    world_done(w, "e", 0);
    world_expect(w, "run e reload-agent\nresult e_start_0 0:0 e_last_0\n");
    world_expect_history(w, "e_last_0", XA_OPERATION, "start");
    world_free(w);
}

static void a_migration_names_both_nodes(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "vm", "migrate_from", 0, 0, "CRM_meta_migrate_source='n2' CRM_meta_migrate_target='n1'");
    world_done(w, "vm", 0);
    world_expect_history(w, "vm_last_0", XA_MIGRATE_SOURCE, "n2");
    world_expect_history(w, "vm_last_0", XA_MIGRATE_TARGET, "n1");
    world_free(w);
}

static void a_notification_is_told_but_not_recorded(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "db", "notify", 0, 0, "CRM_meta_notify_type='post' CRM_meta_notify_operation='start'");
    world_done(w, "db", 1);
    world_expect(w, "run db notify\nresult db_notify_0 0:1 unrecorded db_post_notify_start_0\n");
    world_expect_history(w, "db_last_0", NULL, NULL);
    world_expect_history(w, "db_last_failure_0", NULL, NULL);
    world_free(w);
}

static void what_must_not_be_done_twice_is_shown_while_it_waits_or_runs(void **state)
{
    (void)state;
    static const struct {
        const char *operation, *id;
    } shown[] = {{"start", "e_last_0"}, {"promote", "e_last_0"}, {"migrate_to", "e_migrate_to_0"}, {"migrate_from", "e_migrate_from_0"}};
    for (size_t i = 0; i < BT_COUNT(shown); i++) {
        struct world *w = world_new();
        world_exec(w, "e", "monitor", 0, 7, "");
        world_exec(w, "e", shown[i].operation, 0, 0, "");
        world_expect_history(w, shown[i].id, XA_OPERATION, shown[i].operation);
        world_expect_history(w, shown[i].id, XA_OP_STATUS, "-1");
        world_expect_history(w, shown[i].id, XA_RC_CODE, "193");
        world_done(w, "e", 7);
        world_expect_history(w, shown[i].id, XA_OP_STATUS, "-1");
        if (i >= 2) /* what holds until it is over */
            world_expect_history(w, "e_last_0", XA_OPERATION, "monitor");
        world_done(w, "e", 0);
        world_expect_history(w, "e_last_0", XA_OPERATION, shown[i].operation);
        world_expect_history(w, "e_last_0", XA_OP_STATUS, "0");
        world_free(w);
    }
}

static void a_resource_counts_as_it_was_until_its_stop_is_done(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "e", "start", 0, 0, "");
    world_done(w, "e", 0);
    world_exec(w, "e", "stop", 0, 0, "");
    world_expect_history(w, "e_last_0", XA_OPERATION, "start");
    world_done(w, "e", 0);
    world_expect_history(w, "e_last_0", XA_OPERATION, "stop");
    world_free(w);
}

static void a_failure_on_request_is_pacemakers_asyncmon(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "e", "start", 0, 0, "a='1'");
    world_done(w, "e", 0);
    free(bt_buf_take(&w->out));
    world_message(w, 3, "<lrm_fail rsc='e'/>");
    world_expect(w, "result e_asyncmon_0 0:1 e_last_failure_0\n");
    world_expect_history(w, "e_last_failure_0", XA_EXIT_REASON, "Simulated failure");
    world_expect_history(w, "e_last_failure_0", XA_OP_DIGEST, "f2317cad3d54cec5d7d7aa7d0bf35cf8");
    world_expect_history(w, "e_last_failure_0", XA_TRANSITION_MAGIC, "0:1;2:-1:0:xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
    world_free(w);
}

static void a_degraded_service_is_recorded_as_such(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "e", "monitor", 2000, 0, "");
    world_done(w, "e", BT_OCF_DEGRADED);
    world_expect_history(w, "e_last_failure_0", XA_RC_CODE, "190");
    world_expect_history(w, "e_last_failure_0", XA_OP_DIGEST, "4811cef7f7f94e3a35a70be7916cb2fd");
    world_free(w);
}

/* What operations printed: lrm/output.c ------------------------------------------------------------------------------------ */

static void printed(struct world *w, const char *rsc, const char *out, const char *err, int rc)
{
    for (size_t i = 0; i < w->programs.n; i++)
        if (strcmp(w->programs.v[i].run.rsc, rsc) == 0) {
            struct lrm_effects fx = {0};
            lrm_step(w->lrm, &(struct lrm_event){.kind = LRM_EV_DONE, .now = w->now, .token = w->programs.v[i].token, .rc = rc, .output = out,
                                                 .errors = err}, &fx);
            lrm_effects_clear(&fx);
            lrm_run_clear(&w->programs.v[i].run);
            w->programs.v[i] = w->programs.v[--w->programs.n];
            return;
        }
    fail();
}

static const xmlNode *ask_log(struct world *w, const char *rsc)
{
    char *text = bt_printf("<lrm_log rsc='%s'/>", rsc);
    world_message(w, CRMD, text);
    free(text);
    assert_non_null(w->answer);
    return bt_xml_root(w->answer);
}

static void the_last_output_of_each_operation_is_kept(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "start", 0, 0, "");
    printed(w, "web", "out\n", "err", 0);
    world_exec(w, "web", "stop", 0, 0, "");
    printed(w, "web", "", "first", 1);
    world_exec(w, "web", "stop", 0, 0, "");
    printed(w, "web", "", "second\n", 0);
    world_exec(w, "web", "monitor", 0, 7, "");
    printed(w, "web", "", "", 7); /* said nothing: nothing is kept, or taken away */
    const xmlNode *log = ask_log(w, "web");
    const xmlNode *o = bt_xml_first(log, "output");
    assert_string_equal(bt_xml_get(log, "rc"), "0");
    assert_string_equal(bt_xml_get(o, "operation"), "start");
    assert_string_equal(bt_xml_get(o, "text"), "err\nout\n");
    o = bt_xml_next(o, "output");
    assert_string_equal(bt_xml_get(o, "operation"), "stop");
    assert_string_equal(bt_xml_get(o, "text"), "second\n");
    assert_string_equal(bt_xml_get(o, "call-id"), "3");
    assert_null(bt_xml_next(o, "output"));
    assert_string_equal(bt_xml_get(ask_log(w, "other"), "rc"), "105");
    free(bt_buf_take(&w->out));
    world_free(w);
}

static void what_is_kept_of_the_output_is_bounded_whatever_is_printed(void **state)
{
    (void)state;
    struct world *w = world_new();
    struct bt_buf flood = {0};
    for (int i = 0; i < 20000; i++)
        bt_buf_addf(&flood, "line %d: \303\244\001\377\n", i); /* a letter of two bytes, a control character, no character at all */
    for (int i = 1; i <= 40; i++) {
        world_exec(w, "web", "monitor", 1000 * i, 0, "");
        printed(w, "web", flood.text, "", 0);
    }
    size_t n = 0;
    const xmlNode *log = ask_log(w, "web");
    bt_xml_each(o, log, "output") {
        n++;
        assert_in_range(strlen(bt_xml_get(o, "text")), 1000, 3 * 4200);
        assert_non_null(strstr(bt_xml_get(o, "text"), "bytes before]\nline "));
        assert_non_null(strstr(bt_xml_get(o, "text"), "line 19999"));
    }
    assert_int_equal(n, 16);
    assert_string_equal(bt_xml_get(bt_xml_first(log, "output"), "interval"), "25000");
    bt_buf_free(&flood);
    free(bt_buf_take(&w->out));
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_has_pacemakers_attributes_in_their_order),
        cmocka_unit_test(a_recurring_entry_counts_its_timeout_and_has_no_restart_list),
        cmocka_unit_test(queue_time_is_what_it_waited_and_the_change_is_when_it_began),
        cmocka_unit_test(a_failure_is_kept_beside_what_comes_after_until_it_is_cleared),
        cmocka_unit_test(a_failed_operation_that_ran_once_has_two_entries),
        cmocka_unit_test(a_probe_fails_if_it_finds_what_was_not_expected),
        cmocka_unit_test(a_timeout_says_how_long_it_had),
        cmocka_unit_test(a_reload_is_recorded_as_a_start),
        cmocka_unit_test(a_migration_names_both_nodes),
        cmocka_unit_test(a_notification_is_told_but_not_recorded),
        cmocka_unit_test(what_must_not_be_done_twice_is_shown_while_it_waits_or_runs),
        cmocka_unit_test(a_resource_counts_as_it_was_until_its_stop_is_done),
        cmocka_unit_test(a_failure_on_request_is_pacemakers_asyncmon),
        cmocka_unit_test(a_degraded_service_is_recorded_as_such),
        cmocka_unit_test(the_last_output_of_each_operation_is_kept),
        cmocka_unit_test(what_is_kept_of_the_output_is_bounded_whatever_is_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
