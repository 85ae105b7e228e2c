/* tests/unit/test_lrm_agent.c - how agents of each class are called, and what their end means.
 *
 * Texts and codes are those of Pacemaker 2.1.5, seen live; R1's rules are those of Heartbeat's classic resource scripts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include <errno.h>

#include "lrm/agent.h"

static struct lrm_run run_of(const char *standard, const char *type, const char *action, const char *params)
{
    struct lrm_run run = {.standard = bt_strdup(standard),
                          .provider = bt_streq(standard, "ocf") ? bt_strdup("heartbeat") : NULL,
                          .type = bt_strdup(type),
                          .rsc = bt_strdup("r"),
                          .action = bt_strdup(action),
                          .timeout_ms = 20000};
    bt_strv_split(&run.params, params, "|");
    return run;
}

/* argv, one word after the other, and "<" with the input if there is one. */
static char *call_text(const char *standard, const char *type, const char *action, const char *params)
{
    struct lrm_run run = run_of(standard, type, action, params);
    struct lrm_call call;
    struct bt_err err = {0};
    struct bt_buf b = {0};
    if (lrm_call_make(&run, standard, "/usr/lib/ocf", &call, &err) != 0) {
        bt_buf_addf(&b, "error: %s", bt_err_text(&err));
    } else {
        for (size_t i = 0; i < call.argv.n; i++)
            bt_buf_addf(&b, "%s%s", i > 0 ? " " : "", call.argv.v[i]);
        if (call.input != NULL)
            bt_buf_addf(&b, " <%s", call.input);
        for (size_t i = 0; i < call.env.n; i++)
            bt_buf_addf(&b, " $%s", call.env.v[i]);
        lrm_call_clear(&call);
    }
    bt_err_clear(&err);
    lrm_run_clear(&run);
    return bt_buf_take(&b);
}

static void expect_call(const char *standard, const char *type, const char *action, const char *params, const char *want)
{
    char *got = call_text(standard, type, action, params);
    assert_string_equal(got, want);
    free(got);
}

static void each_class_is_called_by_its_convention(void **state)
{
    (void)state;
    expect_call("ocf", "IPaddr2", "start", "ip=1", "/usr/lib/ocf/resource.d/heartbeat/IPaddr2 start");
    expect_call("lsb", "cron", "start", "", "/etc/init.d/cron start");
    expect_call("lsb", "cron", "monitor", "", "/etc/init.d/cron status");
    expect_call("lsb", "/opt/app/init", "stop", "", "/opt/app/init stop");
    expect_call("heartbeat", "IPaddr", "start", "2=eth0|1=10.0.0.1|3=a b|5=lost",
                "/etc/ha.d/resource.d/IPaddr 10.0.0.1 eth0 a b start");
    expect_call("heartbeat", "IPaddr", "monitor", "1=x", "/etc/ha.d/resource.d/IPaddr x status");
    expect_call("heartbeat", "/opt/app/classic", "monitor", "1=x", "/opt/app/classic x status");
}

static void a_classic_agent_may_lie_among_the_init_scripts(void **state)
{
    (void)state;
    struct lrm_run run = run_of("heartbeat", "portmap", "start", "");
    struct lrm_call call;
    assert_int_equal(lrm_call_make(&run, "heartbeat", "/usr/lib/ocf", &call, NULL), 0);
    assert_string_equal(call.argv.v[0], "/etc/ha.d/resource.d/portmap");
    assert_string_equal(call.second, "/etc/init.d/portmap");
    lrm_call_clear(&call);
    lrm_run_clear(&run);
}

static void an_ocf_agent_may_be_tried_before_it_is_installed(void **state)
{
    (void)state;
    struct lrm_run run = run_of("ocf", "mine", "start", "");
    struct lrm_call call;
    run.program = bt_strdup("/home/me/mine.sh");
    assert_int_equal(lrm_call_make(&run, "ocf", "/usr/lib/ocf", &call, NULL), 0);
    assert_string_equal(call.argv.v[0], "/home/me/mine.sh");
    assert_string_equal(call.argv.v[1], "start");
    lrm_call_clear(&call);
    lrm_run_clear(&run);
}

static void a_fence_agents_options_go_to_stdin_alone(void **state)
{
    (void)state;
    expect_call("stonith", "fence_x", "start",
                "ip=1.2.3.4|passwd=geheim|action=off|option=off|pcmk_host_list=n1 n2|provides=unfencing|two=a\nb",
                "/usr/sbin/fence_x <action=monitor\nip=1.2.3.4\npasswd=geheim\n");
    expect_call("stonith", "fence_x", "monitor", "pcmk_monitor_action=status", "/usr/sbin/fence_x <action=status\n");
}

/* No time is no bound at all: a device that hangs would keep its resource for ever. */
static void a_fence_agents_own_time_counts_if_it_is_one(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        int64_t ms;
    } rows[] = {{"7s", 7000}, {"0", 20000}, {"soon", 20000}};
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        char *pair = bt_printf("pcmk_monitor_timeout=%s", rows[i].value);
        struct lrm_call call;
        struct lrm_run run = run_of("stonith", "fence_x", "monitor", pair);
        assert_int_equal(lrm_call_make(&run, "stonith", "/usr/lib/ocf", &call, NULL), 0);
        assert_int_equal(call.timeout_ms, rows[i].ms);
        lrm_call_clear(&call);
        lrm_run_clear(&run);
        free(pair);
    }
}

static void a_classic_plugin_gets_bare_variables_but_no_dangerous_ones(void **state)
{
    (void)state;
    expect_call("stonith", "external/ssh", "start", "hostlist=n1 n2|PATH=/evil|LD_PRELOAD=/evil|IFS=x|pcmk_host_check=none",
                "/usr/sbin/stonith -t external/ssh -E -S $hostlist=n1 n2");
    expect_call("stonith", "external/ssh", "meta-data", "hostlist=n1", "/usr/sbin/stonith -t external/ssh -m");
}

static void a_name_that_leaves_its_folder_is_refused(void **state)
{
    (void)state;
    expect_call("ocf", "../../../../bin/sh", "start", "", "error: \"../../../../bin/sh\" can't be the type of an agent");
    expect_call("ocf", "", "start", "", "error: \"\" can't be the type of an agent");
    expect_call("ocf", ".hidden", "start", "", "error: \".hidden\" can't be the type of an agent");
    expect_call("lsb", "../x", "start", "", "error: \"../x\" can't be the type of an agent");
    expect_call("stonith", "fence_/../sh", "start", "", "error: \"fence_/../sh\" can't be the type of an agent");
    expect_call("nagios", "check", "start", "", "error: Resources of class \"nagios\" are not supported");
}

static void expect_end(const char *standard, const char *action, const struct lrm_exit *end, const char *want)
{
    struct lrm_run run = run_of(standard, "x", action, "");
    struct lrm_verdict v = lrm_judge(&run, standard, end);
    char *got = bt_printf("%d:%d%s%s", v.status, v.rc, v.reason != NULL ? " " : "", v.reason != NULL ? v.reason : "");
    assert_string_equal(got, want);
    free(got);
    free(v.reason);
    lrm_run_clear(&run);
}

static void expect_code(const char *standard, const char *action, int code, const char *out, const char *err, const char *want)
{
    const struct lrm_exit end = {.started = true, .code = code, .out = out, .err = err};
    expect_end(standard, action, &end, want);
}

static void ocf_codes_are_taken_as_they_are_and_others_are_errors(void **state)
{
    (void)state;
    for (int code = 0; code < 256; code++) {
        bool known = code <= 9 || code == 190 || code == 191;
        char *want = bt_printf("0:%d", known ? code : 1);
        expect_code("ocf", "start", code, "", "", want);
        free(want);
    }
}

static void the_last_exit_reason_counts(void **state)
{
    (void)state;
    expect_code("ocf", "start", 1, "", "noise\nocf-exit-reason:first\nmore\nocf-exit-reason: second \n", "0:1 second ");
    expect_code("ocf", "start", 1, "ocf-exit-reason:on stdout", "an ocf-exit-reason:inside\n", "0:1");
    expect_code("ocf", "start", 1, "", "ocf-exit-reason:bad \x01\xff byte", "0:1 bad ?? byte");
}

static void a_reason_is_bounded(void **state)
{
    (void)state;
    struct bt_buf b = {0};
    bt_buf_add(&b, "ocf-exit-reason:");
    for (int i = 0; i < 10000; i++)
        bt_buf_add(&b, "\xc3\xa9");
    char *reason = lrm_exit_reason(b.text);
    assert_true(strlen(reason) <= 1026);
    free(reason);
    bt_buf_free(&b);
}

static void lsb_status_codes_are_mapped(void **state)
{
    (void)state;
    static const char *const status[] = {"0:0", "0:7", "0:7", "0:7", "0:1", "0:1"};
    for (int code = 0; code < 6; code++)
        expect_code("lsb", "monitor", code, "", "", status[code]);
    for (int code = 0; code <= 9; code++) {
        char *want = bt_printf("0:%d", code <= 7 ? code : 1);
        expect_code("lsb", "stop", code, "", "", want);
        free(want);
    }
}

static void classic_agents_are_judged_by_what_they_print(void **state)
{
    (void)state;
    expect_code("heartbeat", "monitor", 1, "it is running", "", "0:0");
    expect_code("heartbeat", "monitor", 3, "OK", "", "0:0");
    expect_code("heartbeat", "monitor", 0, "not running", "", "0:7");
    expect_code("heartbeat", "monitor", 0, "Resource is NOT Running", "", "0:7");
    expect_code("heartbeat", "monitor", 0, "stopped (was running)", "", "0:7");
    expect_code("heartbeat", "monitor", 0, "", "", "0:7");
    expect_code("heartbeat", "monitor", 0, "who knows\n", "", "0:1 who knows");
    expect_code("heartbeat", "start", 0, "", "", "0:0");
    expect_code("heartbeat", "stop", 9, "", "", "0:1");
}

static void a_fence_agent_that_fails_is_an_error_with_its_last_words(void **state)
{
    (void)state;
    expect_code("stonith", "monitor", 0, "", "", "0:0");
    expect_code("stonith", "monitor", 2, "", "a\nUnable to connect/login\n\n", "4:1 Unable to connect/login");
    expect_code("stonith", "monitor", 1, "", "", "4:1 x ended with exit code 1");
}

static void what_did_not_run_or_not_to_its_end_is_told_as_pacemaker_does(void **state)
{
    (void)state;
    const struct lrm_exit timed_out = {.started = true, .timed_out = true, .signalled = true, .signal = "Terminated"};
    expect_end("ocf", "start", &timed_out, "2:1");
    const struct lrm_exit killed = {.started = true, .signalled = true, .signal = "Killed"};
    expect_end("ocf", "start", &killed, "4:1 Resource agent interrupted by Killed signal");
    const struct lrm_exit no_interpreter = {.start_errno = ENOENT};
    expect_end("ocf", "start", &no_interpreter, "0:5 Child process was unable to execute file");
    const struct lrm_exit not_executable = {.start_errno = EACCES};
    expect_end("ocf", "start", &not_executable, "0:4 Child process was unable to execute file");
    expect_end("ocf", "stop", &not_executable, "0:4 Child process was unable to execute file");
    const struct lrm_exit no_memory = {.start_errno = EAGAIN};
    expect_end("ocf", "start", &no_memory, "4:1 It could not be started: Resource temporarily unavailable");
    const struct lrm_call call = {.name = (char[]){"Missing"}};
    const struct lrm_run start = {.action = (char[]){"start"}};
    struct lrm_verdict v = lrm_judge_absent(&start, &call, ENOENT);
    assert_int_equal(v.status, BT_OP_NOT_INSTALLED);
    assert_int_equal(v.rc, BT_OCF_NOT_INSTALLED);
    assert_string_equal(v.reason, "Missing: No such file or directory");
    free(v.reason);
}

/* Else the stop that follows a failed probe fails too, and the node is fenced for a missing x bit. */
static void an_agent_that_may_not_be_run_is_not_installed_to_a_probe(void **state)
{
    (void)state;
    const struct lrm_exit not_executable = {.start_errno = EACCES};
    expect_end("ocf", "monitor", &not_executable, "0:5 Child process was unable to execute file");
    const struct lrm_call call = {.name = (char[]){"Hidden"}};
    struct lrm_run run = {.action = (char[]){"monitor"}};
    struct lrm_verdict v = lrm_judge_absent(&run, &call, EACCES);
    assert_int_equal(v.rc, BT_OCF_NOT_INSTALLED);
    free(v.reason);
    run.interval_ms = 10000; /* a resource that was started and can't be watched any more has failed */
    v = lrm_judge_absent(&run, &call, EACCES);
    assert_int_equal(v.rc, BT_OCF_INSUFFICIENT_PRIV);
    free(v.reason);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_class_is_called_by_its_convention),
        cmocka_unit_test(a_classic_agent_may_lie_among_the_init_scripts),
        cmocka_unit_test(an_ocf_agent_may_be_tried_before_it_is_installed),
        cmocka_unit_test(a_fence_agents_options_go_to_stdin_alone),
        cmocka_unit_test(a_fence_agents_own_time_counts_if_it_is_one),
        cmocka_unit_test(a_classic_plugin_gets_bare_variables_but_no_dangerous_ones),
        cmocka_unit_test(a_name_that_leaves_its_folder_is_refused),
        cmocka_unit_test(ocf_codes_are_taken_as_they_are_and_others_are_errors),
        cmocka_unit_test(the_last_exit_reason_counts),
        cmocka_unit_test(a_reason_is_bounded),
        cmocka_unit_test(lsb_status_codes_are_mapped),
        cmocka_unit_test(classic_agents_are_judged_by_what_they_print),
        cmocka_unit_test(a_fence_agent_that_fails_is_an_error_with_its_last_words),
        cmocka_unit_test(what_did_not_run_or_not_to_its_end_is_told_as_pacemaker_does),
        cmocka_unit_test(an_agent_that_may_not_be_run_is_not_installed_to_a_probe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
