/* tests/unit/test_fence_requests.c - stories of fence requests under virtual time: fallback, levels, retries, delays, merges.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/fence_world.h"

#define OFF "<fence_request id='1' target='n2' action='off' origin='n1' client='crmd'/>"
#define REBOOT "<fence_request id='1' target='n2' action='reboot' origin='n1' client='crmd'/>"

/* A world with devices a and b (agents fence_a, fence_b), which both can fence n2 and are tried once; more: their further attributes. */
static struct world *two_devices(const char *more, const char *levels)
{
    struct world *w = world_new();
    char *attributes = bt_printf("pcmk_host_list=n2|pcmk_off_retries=1|pcmk_reboot_retries=1|pcmk_on_retries=1|%s", more);
    char *resources = bt_printf("%s%s", device("a", "fence_a", attributes), device("b", "fence_b", attributes));
    world_cib(w, resources, NULL, levels);
    world_expect(w, "");
    free(resources);
    free(attributes);
    return w;
}

static void expect_done(struct world *w, int rc, const char *reason, const char *devices)
{
    char *got = bt_buf_take(&w->out);
    char *rest = bt_printf(" target=\"n2\" action=");
    char *result = bt_printf(" rc=\"%d\" reason=\"%s\" device=\"%s\" executed_by=\"n1\" origin=\"n1\" client=\"crmd\" ", rc, reason, devices);
    if (!bt_starts(got, "send 7 <fence_done id=\"1\"") || strstr(got, rest) == NULL || strstr(got, result) == NULL)
        fail_msg("not the answer: %s, wanted %s", got, result);
    free(result);
    free(rest);
    free(got);
}

static void one_device_fences(void **state)
{
    struct world *w = two_devices("", NULL);
    world_message(w, 7, OFF);
    world_expect(w, "run 3 fence_a action=off nodename=n2 port=n2 (60000)\n");
    world_pass(w, 2500);
    world_done(w, 3, 0, NULL, NULL);
    world_expect(w, "send 7 <fence_done id=\"1\" target=\"n2\" action=\"off\" rc=\"0\" reason=\"\" device=\"a\" executed_by=\"n1\" "
                    "origin=\"n1\" client=\"crmd\" exec_ms=\"10\" completed=\"1002\"/>\n");
    world_expect_log(w, "notice: fencing of n2 (off) for crmd from n1 succeeded: done by a in 10 ms");
    world_free(w);
    (void)state;
}

static void the_next_device_takes_over_when_one_fails(void **state)
{
    struct world *w = two_devices("", NULL);
    world_message(w, 7, OFF);
    world_done(w, 3, 1, NULL, "Connection refused\n");
    world_expect_log(w, "warning: fence device a: off of n2 failed: fence_a ended with 1: Connection refused");
    world_expect(w, "run 3 fence_a action=off nodename=n2 port=n2 (60000)\nrun 4 fence_b action=off nodename=n2 port=n2 (60000)\n");
    world_done(w, 4, 0, NULL, NULL);
    expect_done(w, BT_EX_OK, "", "b");
    world_free(w);
    (void)state;
}

static void when_all_fail_the_last_reason_is_the_answer(void **state)
{
    struct world *w = two_devices("", NULL);
    world_message(w, 7, OFF);
    world_done(w, 3, 1, NULL, "one\n");
    free(bt_buf_take(&w->out));
    world_timed_out(w, 4);
    expect_done(w, BT_EX_TIMEOUT, "device b: fence_b did not end within 60000 ms and was killed", "");
    world_expect_log(w, "error: fencing of n2 (off) for crmd from n1 failed: device b");
    world_free(w);
    (void)state;
}

static void without_a_device_there_is_no_such_object(void **state)
{
    struct world *w = two_devices("", NULL);
    world_message(w, 7, "<fence_request id='1' target='n9' action='off' origin='n1' client='crmd'/>");
    char *got = bt_buf_take(&w->out);
    assert_non_null(strstr(got, "rc=\"105\" reason=\"No device configured for target 'n9'"));
    free(got);
    world_free(w);
    (void)state;
}

static void a_missing_agent_is_said_and_the_next_one_tried(void **state)
{
    struct world *w = two_devices("", NULL);
    world_message(w, 7, OFF);
    world_missing(w, 3);
    free(bt_buf_take(&w->out));
    world_missing(w, 4);
    expect_done(w, BT_EX_NOT_INSTALLED,
                "device b: the fence agent fence_b can't be run; is its package (fence-agents) installed?", "");
    world_free(w);
    (void)state;
}

static void rubbish_is_refused_with_a_reason(void **state)
{
    struct world *w = two_devices("", NULL);
    world_message(w, 7, "<fence_request id='1' target='n2' action='explode'/>");
    char *got = bt_buf_take(&w->out);
    assert_non_null(strstr(got, "rc=\"2\" reason=\"it needs a target and one of the actions off, on, reboot\""));
    free(got);
    world_message(w, 7, "<fence_request id='1' action='off'/>");
    world_message(w, 7, "<nonsense/>");
    world_expect_log(w, "a client sent <nonsense>, which the fencer does not know");
    world_timer(w, 4711);
    world_done(w, 4711, 0, NULL, NULL);
    world_free(w);
    (void)state;
}

/* Timeouts and tries --------------------------------------------------------------------------------------------------------- */

static void timeouts_come_from_device_request_or_cib(void **state)
{
    struct world *w = two_devices("pcmk_off_timeout=12s", NULL);
    world_message(w, 7, "<fence_request id='1' target='n2' action='off' timeout_ms='5000'/>");
    world_expect(w, "run 3 fence_a action=off nodename=n2 port=n2 (12000)\n");
    world_message(w, 7, "<fence_request id='2' target='n2' action='reboot' timeout_ms='5000'/>");
    world_expect(w, ""); /* the device does one thing at a time */
    world_done(w, 3, 0, NULL, NULL);
    char *got = bt_buf_take(&w->out);
    assert_non_null(strstr(got, "run 4 fence_a action=reboot nodename=n2 port=n2 (5000)\n"));
    free(got);
    world_free(w);
    (void)state;
}

static void a_failed_try_is_repeated_within_its_budget(void **state)
{
    struct world *w = world_new();
    world_cib(w, device("a", "fence_a", "pcmk_host_list=n2|pcmk_off_retries=3"), NULL, NULL);
    world_message(w, 7, OFF);
    world_expect(w, "run 2 fence_a action=off nodename=n2 port=n2 (60000)\n");
    world_pass(w, 20000);
    world_done(w, 2, 1, NULL, NULL);
    world_expect(w, "run 3 fence_a action=off nodename=n2 port=n2 (40000)\n");
    world_pass(w, 25000); /* 15 s of 60 are left: too little for another try */
    world_done(w, 3, 1, NULL, NULL);
    expect_done(w, BT_EX_ERROR, "device a: fence_a ended with 1 and no message", "");
    world_free(w);
    (void)state;
}

/* A time of 0 would be none, and an agent that hangs then keeps its device from fencing for ever. */
static void a_try_that_waited_for_a_fencing_has_a_bound_too(void **state)
{
    struct world *w = two_devices("", NULL);
    world_message(w, 4, "<fence_check id='1' device='a'/>");
    world_expect(w, "run 3 fence_a action=monitor (60000)\n");
    world_message(w, 7, OFF);
    world_done(w, 3, 1, NULL, NULL);
    world_expect(w, "run 4 fence_a action=off nodename=n2 port=n2 (60000)\n");
    world_pass(w, 61000);
    world_done(w, 4, 0, NULL, NULL);
    char *got = bt_buf_take(&w->out);
    assert_non_null(strstr(got, "run 5 fence_a action=monitor (18000)\n"));
    free(got);
    world_free(w);
    (void)state;
}

static void no_time_that_is_asked_for_is_none_or_endless(void **state)
{
    struct world *w = world_new();
    w->options = "<cluster_property_set id='s'><nvpair id='t' name='stonith-timeout' value='0'/></cluster_property_set>";
    world_cib(w, device("a", "fence_a", "pcmk_host_list=n2 n3|pcmk_action_limit=-1|pcmk_on_timeout=9223372036854775807ms|pcmk_delay_base=9223372036854775807ms"), NULL, NULL);
    world_message(w, 7, "<fence_request id='1' target='n2' action='on'/>");
    world_expect(w, "run 2 fence_a action=on nodename=n2 port=n2 (1000000000000)\n");
    world_message(w, 7, "<fence_request id='2' target='n2' action='off' delay_s='-1'/>");
    world_expect(w, "run 3 fence_a action=off nodename=n2 port=n2 (60000)\n");
    world_message(w, 7, "<fence_request id='3' target='n3' action='off' delay_s='-1' timeout_ms='9223372036854775807'/>");
    world_expect(w, "run 4 fence_a action=off nodename=n3 port=n3 (1000000000000)\n");
    world_done(w, 4, 1, NULL, NULL);
    world_expect(w, "run 5 fence_a action=off nodename=n3 port=n3 (1000000000000)\n");
    world_message(w, 7, "<fence_request id='4' target='n3' action='reboot' delay_s='1'/>");
    world_expect(w, "timer 6 1000000001000\n");
    world_free(w);
    (void)state;
}

static void what_timed_out_is_not_repeated(void **state)
{
    struct world *w = world_new();
    world_cib(w, device("a", "fence_a", "pcmk_host_list=n2"), NULL, NULL);
    world_message(w, 7, OFF);
    free(bt_buf_take(&w->out));
    world_timed_out(w, 2);
    expect_done(w, BT_EX_TIMEOUT, "device a: fence_a did not end within 60000 ms and was killed", "");
    world_free(w);
    (void)state;
}

/* Delays ---------------------------------------------------------------------------------------------------------------------- */

static void expect_delay(const char *attributes, const char *request, uint64_t random, const char *timer)
{
    struct world *w = world_new();
    w->random = random;
    char *all = bt_printf("pcmk_host_list=n2|%s", attributes);
    world_cib(w, device("a", "fence_a", all), NULL, NULL);
    world_message(w, 7, request);
    world_expect(w, timer);
    if (bt_starts(timer, "timer 2")) {
        world_timer(w, 2);
        world_expect(w, "run 3 fence_a action=off nodename=n2 port=n2 (60000)\n");
    }
    free(all);
    world_free(w);
}

static void delays_of_the_device(void **state)
{
    expect_delay("pcmk_delay_base=5s", OFF, 0, "timer 2 5000\n");
    expect_delay("pcmk_delay_base=n1:1s;n2:7", OFF, 0, "timer 2 7000\n");
    expect_delay("pcmk_delay_base=n1:1s", OFF, 0, "run 2 fence_a action=off nodename=n2 port=n2 (60000)\n");
    expect_delay("pcmk_delay_max=10s", OFF, 34567, "timer 2 4567\n");
    expect_delay("pcmk_delay_base=2s|pcmk_delay_max=10s", OFF, 8001, "timer 2 2001\n");
    expect_delay("pcmk_delay_base=9s|pcmk_delay_max=4s", OFF, 1, "timer 2 4000\n");
    expect_delay("pcmk_delay_base=5s", "<fence_request target='n2' action='on'/>", 0,
                 "run 2 fence_a action=on nodename=n2 port=n2 (60000)\n");
    (void)state;
}

static void delays_of_the_request(void **state)
{
    expect_delay("pcmk_delay_base=5s", "<fence_request target='n2' action='off' delay_s='3'/>", 0, "timer 2 8000\n");
    expect_delay("pcmk_delay_base=5s", "<fence_request target='n2' action='off' delay_s='-1'/>", 0,
                 "run 2 fence_a action=off nodename=n2 port=n2 (60000)\n");
    (void)state;
}

static void the_requested_delay_is_waited_once(void **state)
{
    struct world *w = two_devices("", NULL);
    world_message(w, 7, "<fence_request id='1' target='n2' action='off' delay_s='3'/>");
    world_expect(w, "timer 3 3000\n");
    world_timer(w, 3);
    world_done(w, 4, 1, NULL, NULL);
    world_expect(w, "run 4 fence_a action=off nodename=n2 port=n2 (60000)\nrun 5 fence_b action=off nodename=n2 port=n2 (60000)\n");
    world_free(w);
    (void)state;
}

/* Merging, tolerance, confirmation ----------------------------------------------------------------------------------------------- */

static void equal_requests_are_merged_and_both_answered(void **state)
{
    struct world *w = two_devices("", NULL);
    world_message(w, 7, OFF);
    world_message(w, 8, "<fence_request id='x' target='N2' action='off' client='stonith_admin'/>");
    world_expect(w, "run 3 fence_a action=off nodename=n2 port=n2 (60000)\n");
    world_expect_log(w, "joins the request of crmd");
    world_done(w, 3, 0, NULL, NULL);
    char *got = bt_buf_take(&w->out);
    assert_non_null(strstr(got, "send 7 <fence_done id=\"1\""));
    assert_non_null(strstr(got, "send 8 <fence_done id=\"x\""));
    free(got);
    world_free(w);
    (void)state;
}

static void who_subscribed_hears_it_once(void **state)
{
    struct world *w = two_devices("", NULL);
    world_message(w, 5, "<fence_subscribe/>");
    world_message(w, 5, "<fence_subscribe/>");
    world_message(w, 7, "<fence_subscribe/>");
    world_message(w, 6, "<fence_subscribe/>");
    world_client_gone(w, 6);
    world_message(w, 7, OFF);
    free(bt_buf_take(&w->out));
    world_done(w, 3, 0, NULL, NULL);
    const char *rest = " target=\"n2\" action=\"off\" rc=\"0\" reason=\"\" device=\"a\" executed_by=\"n1\" origin=\"n1\" client=\"crmd\" exec_ms=\"10\" "
                 "completed=\"1000\"/>\n";
    char *expected = bt_printf("send 7 <fence_done id=\"1\"%ssend 5 <fence_done%s", rest, rest);
    world_expect(w, expected);
    free(expected);
    world_free(w);
    (void)state;
}

static void a_fencing_outlives_who_asked_for_it(void **state)
{
    struct world *w = two_devices("", NULL);
    world_message(w, 7, OFF);
    world_client_gone(w, 7);
    free(bt_buf_take(&w->out));
    world_done(w, 3, 1, NULL, NULL);
    world_expect(w, "run 4 fence_b action=off nodename=n2 port=n2 (60000)\n");
    world_done(w, 4, 0, NULL, NULL);
    world_expect(w, "");
    world_message(w, 8, "<fence_history id='h' target='n2'/>");
    char *got = bt_buf_take(&w->out);
    assert_non_null(strstr(got, "status=\"success\""));
    free(got);
    world_free(w);
    (void)state;
}

static void a_young_success_is_tolerated(void **state)
{
    struct world *w = two_devices("", NULL);
    world_message(w, 7, OFF);
    world_done(w, 3, 0, NULL, NULL);
    free(bt_buf_take(&w->out));
    world_pass(w, 30000);
    world_message(w, 8, "<fence_request id='2' target='n2' action='off' tolerance_s='60'/>");
    char *got = bt_buf_take(&w->out);
    assert_true(bt_starts(got, "send 8 <fence_done id=\"2\" target=\"n2\" action=\"off\" rc=\"0\""));
    free(got);
    world_message(w, 8, "<fence_request id='3' target='n2' action='off' tolerance_s='20'/>");
    world_expect(w, "run 4 fence_a action=off nodename=n2 port=n2 (60000)\n");
    world_free(w);
    (void)state;
}

static void the_administrator_s_word_ends_a_fencing(void **state)
{
    struct world *w = two_devices("", NULL);
    world_message(w, 5, "<fence_subscribe/>");
    world_message(w, 7, OFF);
    free(bt_buf_take(&w->out));
    world_message(w, 8, "<fence_confirm id='c' target='n2' client='stonith_admin'/>");
    char *got = bt_buf_take(&w->out);
    assert_true(bt_starts(got, "kill 3\nsend 7 <fence_done id=\"1\" target=\"n2\" action=\"off\" rc=\"0\""));
    assert_non_null(strstr(got, "executed_by=\"a human\""));
    assert_non_null(strstr(got, "send 8 <fence_done id=\"c\""));
    free(got);
    world_expect_log(w, "warning: stonith_admin confirms that n2 is down");
    world_done(w, 3, 143, NULL, NULL); /* the killed agent: neither repeated nor answered */
    world_expect(w, "");
    world_free(w);
    (void)state;
}

static void an_agent_that_was_killed_for_it_is_not_tried_again(void **state)
{
    struct world *w = world_new();
    world_cib(w, device("a", "fence_a", "pcmk_host_list=n2|pcmk_off_retries=5"), NULL, NULL);
    world_message(w, 7, OFF);
    world_message(w, 8, "<fence_confirm id='c' target='n2'/>");
    free(bt_buf_take(&w->out));
    world_done(w, 2, 143, NULL, NULL);
    world_expect(w, "");
    world_free(w);
    (void)state;
}

static void a_confirmation_also_ends_a_delay(void **state)
{
    struct world *w = two_devices("pcmk_delay_base=30s", NULL);
    world_message(w, 7, OFF);
    world_expect(w, "timer 3 30000\n");
    world_message(w, 8, "<fence_confirm id='c' target='n2'/>");
    char *got = bt_buf_take(&w->out);
    assert_true(bt_starts(got, "cancel 3\nsend 7 "));
    free(got);
    world_timer(w, 3);
    world_expect(w, "");
    world_free(w);
    (void)state;
}

/* Reboot and levels ------------------------------------------------------------------------------------------------------------------ */

#define NO_REBOOT                                                                                                      \
    "<resource-agent><parameters><parameter name='port'/></parameters><actions><action name='off'/><action name='on'/></actions></resource-agent>"

static struct world *no_reboot(const char *more)
{
    struct world *w = world_new();
    char *attributes = bt_printf("pcmk_host_list=n2|pcmk_on_retries=1|%s", more);
    w->quiet_agents = true;
    world_cib(w, device("a", "fence_a", attributes), NULL, NULL);
    world_done(w, 1, 0, NO_REBOOT, NULL);
    free(bt_buf_take(&w->out));
    free(attributes);
    return w;
}

static void an_agent_without_reboot_switches_off_and_on(void **state)
{
    struct world *w = no_reboot("pcmk_off_timeout=9s");
    world_message(w, 7, REBOOT);
    world_expect(w, "run 2 fence_a action=off nodename=n2 port=n2 (9000)\n");
    world_done(w, 2, 0, NULL, NULL);
    world_expect(w, "run 3 fence_a action=on nodename=n2 port=n2 (60000)\n");
    world_done(w, 3, 0, NULL, NULL);
    expect_done(w, BT_EX_OK, "", "a");
    world_free(w);
    (void)state;
}

static void that_it_does_not_come_on_again_is_only_a_warning(void **state)
{
    struct world *w = no_reboot("");
    world_message(w, 7, REBOOT);
    world_done(w, 2, 0, NULL, NULL);
    free(bt_buf_take(&w->out));
    world_done(w, 3, 1, NULL, "stuck");
    expect_done(w, BT_EX_OK, "", "a");
    world_expect_log(w, "warning: fence device a: on of n2 failed: fence_a ended with 1: stuck; the node is fenced");
    world_free(w);
    (void)state;
}

static void a_configured_reboot_action_is_used_as_it_is(void **state)
{
    struct world *w = no_reboot("pcmk_reboot_action=off");
    world_message(w, 7, REBOOT);
    world_expect(w, "run 2 fence_a action=off nodename=n2 port=n2 (60000)\n");
    world_done(w, 2, 0, NULL, NULL);
    expect_done(w, BT_EX_OK, "", "a");
    world_free(w);
    (void)state;
}

static void all_devices_of_a_level_are_off_before_any_is_on(void **state)
{
    struct world *w = two_devices("", "<fencing-level id='l' target='n2' index='1' devices='a,b'/>");
    world_message(w, 7, REBOOT);
    world_expect(w, "run 3 fence_a action=off nodename=n2 port=n2 (60000)\n");
    world_done(w, 3, 0, NULL, NULL);
    world_expect(w, "run 4 fence_b action=off nodename=n2 port=n2 (60000)\n");
    world_done(w, 4, 0, NULL, NULL);
    world_expect(w, "run 5 fence_a action=on nodename=n2 port=n2 (60000)\n");
    world_done(w, 5, 1, NULL, NULL);
    world_expect(w, "run 6 fence_b action=on nodename=n2 port=n2 (60000)\n");
    world_done(w, 6, 0, NULL, NULL);
    expect_done(w, BT_EX_OK, "", "a,b");
    world_free(w);
    (void)state;
}

static void a_level_that_fails_gives_way_to_the_next(void **state)
{
    struct world *w = two_devices("", "<fencing-level id='l2' target='n2' index='2' devices='b'/>"
                                      "<fencing-level id='l1' target='n2' index='1' devices='b,a'/>");
    world_message(w, 7, OFF);
    world_expect(w, "run 3 fence_b action=off nodename=n2 port=n2 (60000)\n");
    world_done(w, 3, 0, NULL, NULL);
    world_expect(w, "run 4 fence_a action=off nodename=n2 port=n2 (60000)\n");
    world_done(w, 4, 1, NULL, NULL);
    world_expect(w, "run 5 fence_b action=off nodename=n2 port=n2 (60000)\n");
    world_done(w, 5, 0, NULL, NULL);
    expect_done(w, BT_EX_OK, "", "b");
    world_free(w);
    (void)state;
}

static void a_level_whose_device_is_missing_is_skipped(void **state)
{
    struct world *w = two_devices("", "<fencing-level id='l1' target='n2' index='1' devices='a,gone'/>"
                                      "<fencing-level id='l2' target='n2' index='2' devices='b'/>");
    world_message(w, 7, OFF);
    world_expect(w, "run 3 fence_b action=off nodename=n2 port=n2 (60000)\n");
    world_expect_log(w, "fencing level 1 of n2 is skipped: its device gone is not registered on this node");
    world_done(w, 3, 1, NULL, "no");
    expect_done(w, BT_EX_ERROR, "device b: fence_b ended with 1: no", "");
    world_free(w);
    (void)state;
}

static void levels_by_name_go_before_pattern_and_attribute(void **state)
{
    static const struct {
        const char *levels, *agent;
    } rows[] = {
        {"<fencing-level id='1' target-attribute='rack' target-value='r7' index='1' devices='a'/>", "fence_a"},
        {"<fencing-level id='1' target-attribute='rack' target-value='r8' index='1' devices='b'/>", "fence_a"}, /* no level: the first device */
        {"<fencing-level id='1' target-attribute='rack' target-value='r7' index='1' devices='a'/>"
         "<fencing-level id='2' target-pattern='^n[2-9]$' index='3' devices='b'/>", "fence_b"},
        {"<fencing-level id='1' target-pattern='^n[2-9]$' index='1' devices='a'/><fencing-level id='2' target='N2' index='2' devices='b'/>",
         "fence_b"},
    };
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        struct world *w = two_devices("", rows[i].levels);
        world_message(w, 7, OFF);
        char *expected = bt_printf("run 3 %s action=off nodename=n2 port=n2 (60000)\n", rows[i].agent);
        world_expect(w, expected);
        free(expected);
        world_free(w);
    }
    (void)state;
}

/* Speed and order -------------------------------------------------------------------------------------------------------------------- */

static void a_device_that_is_known_does_not_wait_for_one_that_has_to_be_asked(void **state)
{
    struct world *w = world_new();
    char *resources = bt_printf("%s%s", device("slow", "fence_slow", "pcmk_list_retries=1"), device("b", "fence_b", "pcmk_host_list=n2|pcmk_off_retries=1"));
    world_cib(w, resources, NULL, NULL);
    world_message(w, 7, OFF);
    world_expect(w, "run 3 fence_slow action=list (60000)\nrun 4 fence_b action=off nodename=n2 port=n2 (60000)\n");
    world_done(w, 4, 1, NULL, NULL);
    world_expect(w, ""); /* now only the list can help */
    world_done(w, 3, 0, "n2\n", NULL);
    world_expect(w, "run 5 fence_slow action=off nodename=n2 port=n2 (60000)\n");
    world_done(w, 5, 0, NULL, NULL);
    expect_done(w, BT_EX_OK, "", "slow");
    free(resources);
    world_free(w);
    (void)state;
}

/* The device is configured anew while it is asked: an answer to another's question must not be taken for one that is still to come. */
static void a_device_that_changes_while_it_is_asked_is_asked_again(void **state)
{
    struct world *w = world_new();
    world_cib(w, device("a", "fence_a", "pcmk_host_check=dynamic-list|pcmk_action_limit=2"), NULL, NULL);
    world_message(w, 7, OFF);
    world_expect(w, "run 2 fence_a action=list (60000)\n");
    world_cib(w, device("a", "fence_a", "pcmk_host_check=status|pcmk_action_limit=2"), NULL, NULL);
    world_message(w, 4, "<fence_query id='5' target='n2'/>");
    world_expect(w, "run 3 fence_a action=status nodename=n2 port=n2 (60000)\n");
    world_done(w, 3, 0, NULL, NULL);
    world_expect(w, "send 4 <fence_devices id=\"5\" target=\"n2\" rc=\"0\"><fence_device id=\"a\" agent=\"fence_a\"/></fence_devices>\n"
                    "run 4 fence_a action=status nodename=n2 port=n2 (60000)\n");
    world_done(w, 2, 0, "n2\n", NULL);
    world_expect(w, "run 5 fence_a action=list (60000)\n");
    world_done(w, 4, 0, NULL, NULL);
    world_expect(w, "run 6 fence_a action=off nodename=n2 port=n2 (60000)\n");
    world_free(w);
    (void)state;
}

/* What the old one listed is not the new one's: it would be told to switch off a plug that it may not have. */
static void what_a_device_listed_before_it_changed_is_not_believed(void **state)
{
    struct world *w = world_new();
    world_cib(w, device("a", "fence_a", "ip=switch1"), NULL, NULL);
    world_message(w, 7, OFF);
    world_expect(w, "run 2 fence_a action=list ip=switch1 (60000)\n");
    world_cib(w, device("a", "fence_a", "ip=switch2"), NULL, NULL);
    world_done(w, 2, 0, "n2\n", NULL);
    world_expect(w, "run 3 fence_a action=list ip=switch2 (60000)\n");
    world_done(w, 3, 0, "n3\n", NULL);
    char *got = bt_buf_take(&w->out);
    assert_non_null(strstr(got, "rc=\"105\""));
    assert_null(strstr(got, "run "));
    free(got);
    world_free(w);
    (void)state;
}

static void fencing_goes_before_questions_at_a_busy_device(void **state)
{
    struct world *w = two_devices("", NULL);
    world_message(w, 4, "<fence_check id='1' device='a'/>");
    world_message(w, 4, "<fence_check id='2' device='a'/>");
    world_message(w, 7, OFF);
    world_expect(w, "run 3 fence_a action=monitor (60000)\n");
    world_done(w, 3, 0, NULL, NULL);
    world_expect(w, "send 4 <fence_checked id=\"1\" device=\"a\" rc=\"0\" reason=\"\"/>\nrun 4 fence_a action=off nodename=n2 port=n2 (60000)\n");
    world_free(w);
    (void)state;
}

static void action_limit_lets_more_calls_run(void **state)
{
    struct world *w = two_devices("pcmk_action_limit=-1", NULL);
    world_message(w, 4, "<fence_check id='1' device='a'/>");
    world_message(w, 7, OFF);
    world_expect(w, "run 3 fence_a action=monitor (60000)\nrun 4 fence_a action=off nodename=n2 port=n2 (60000)\n");
    world_free(w);
    (void)state;
}

static void an_action_limit_of_none_is_one(void **state)
{
    struct world *w = two_devices("pcmk_action_limit=0", NULL);
    world_message(w, 4, "<fence_check id='1' device='a'/>");
    world_message(w, 7, OFF);
    world_expect(w, "run 3 fence_a action=monitor (60000)\n");
    world_free(w);
    (void)state;
}

static void the_metadata_of_a_new_agent_is_waited_for_but_not_needed(void **state)
{
    struct world *w = world_new();
    w->quiet_agents = true;
    world_cib(w, device("a", "fence_a", "pcmk_host_list=n2"), NULL, NULL);
    world_message(w, 7, OFF);
    world_expect(w, "run 1 fence_a action=metadata (15000)\n");
    world_done(w, 1, 0, "<resource-agent><parameters><parameter name='plug'/></parameters><actions><action name='off'/></actions></resource-agent>",
               NULL);
    world_expect(w, "run 2 fence_a action=off nodename=n2 plug=n2 (60000)\n");
    world_free(w);

    w = world_new();
    w->quiet_agents = true;
    world_cib(w, device("a", "fence_a", "pcmk_host_list=n2"), NULL, NULL);
    world_message(w, 7, OFF);
    world_timed_out(w, 1);
    world_expect(w, "run 1 fence_a action=metadata (15000)\nrun 2 fence_a action=off nodename=n2 port=n2 (60000)\n");
    world_expect_log(w, "gives no metadata and is used as if it had all actions");
    world_free(w);
    (void)state;
}

static void a_request_before_the_first_cib_waits_for_it(void **state)
{
    struct world *w = world_new();
    world_message(w, 7, OFF);
    world_expect(w, "timer 1 15000\n");
    world_cib(w, device("a", "fence_a", "pcmk_host_list=n2"), NULL, NULL);
    world_expect(w, "run 3 fence_a action=off nodename=n2 port=n2 (60000)\n");
    world_free(w);

    w = world_new();
    world_message(w, 7, OFF);
    free(bt_buf_take(&w->out));
    world_timer(w, 1);
    char *got = bt_buf_take(&w->out);
    assert_non_null(strstr(got, "rc=\"105\""));
    free(got);
    world_free(w);
    (void)state;
}

static void who_asks_after_the_cib_was_waited_for_in_vain_is_answered_too(void **state)
{
    struct world *w = world_new();
    world_message(w, 7, OFF);
    world_timer(w, 1);
    free(bt_buf_take(&w->out));
    world_message(w, 7, OFF);
    world_expect(w, "timer 2 15000\n");
    world_timer(w, 2);
    char *got = bt_buf_take(&w->out);
    assert_non_null(strstr(got, "rc=\"105\""));
    free(got);
    world_free(w);
    (void)state;
}

static void a_call_on_its_way_survives_the_removal_of_its_device(void **state)
{
    struct world *w = two_devices("pcmk_delay_base=5s", NULL);
    world_message(w, 7, OFF);
    world_expect(w, "timer 3 5000\n");
    world_cib(w, device("b", "fence_b", "pcmk_host_list=n2|pcmk_off_retries=1"), NULL, NULL);
    world_timer(w, 3);
    world_expect(w, "run 4 fence_a action=off nodename=n2 port=n2 (60000)\n");
    world_done(w, 4, 1, NULL, NULL);
    world_expect(w, "run 5 fence_b action=off nodename=n2 port=n2 (60000)\n");
    world_free(w);
    (void)state;
}

/* History --------------------------------------------------------------------------------------------------------------------------------- */

static void history_has_the_newest_first_and_can_be_cleaned(void **state)
{
    struct world *w = two_devices("", NULL);
    world_message(w, 7, OFF);
    world_done(w, 3, 0, NULL, NULL);
    world_pass(w, 5000);
    world_message(w, 7, "<fence_request id='2' target='n9' action='reboot' client='stonith_admin'/>");
    world_message(w, 7, "<fence_request id='3' target='n2' action='on' client='crmd'/>");
    free(bt_buf_take(&w->out));
    world_message(w, 4, "<fence_history id='h' cleanup='true'/>");
    world_expect(w, "send 4 <fence_events id=\"h\">"
                    "<fence_event action=\"on\" target=\"n2\" client=\"crmd\" origin=\"n1\" status=\"pending\"/>"
                    "<fence_event action=\"reboot\" target=\"n9\" client=\"stonith_admin\" origin=\"n1\" status=\"failed\" rc=\"105\" "
                    "reason=\"No device configured for target 'n9': check pcmk_host_list, pcmk_host_map and the stonith resources\" "
                    "completed=\"1005\" exec_ms=\"0\"/>"
                    "<fence_event action=\"off\" target=\"n2\" client=\"crmd\" origin=\"n1\" delegate=\"n1\" status=\"success\" rc=\"0\" reason=\"\" "
                    "completed=\"1000\" exec_ms=\"10\"/></fence_events>\n");
    world_message(w, 4, "<fence_history id='h'/>");
    world_expect(w, "send 4 <fence_events id=\"h\"><fence_event action=\"on\" target=\"n2\" client=\"crmd\" origin=\"n1\" status=\"pending\"/>"
                    "</fence_events>\n");
    world_free(w);
    (void)state;
}

static void history_is_bounded(void **state)
{
    struct world *w = two_devices("", NULL);
    for (int i = 0; i < 600; i++)
        world_message(w, 7, "<fence_request target='n9' action='off'/>");
    free(bt_buf_take(&w->out));
    world_message(w, 4, "<fence_history/>");
    char *got = bt_buf_take(&w->out);
    size_t n = 0;
    for (const char *p = got; (p = strstr(p, "<fence_event ")) != NULL; p++)
        n++;
    assert_int_equal(n, 500);
    free(got);
    world_free(w);
    (void)state;
}

static void who_wants_to_know_is_told_how_long_each_step_may_take(void **state)
{
    struct world *w = two_devices("pcmk_off_timeout=30s|pcmk_delay_base=7s", "<fencing-level id='l1' target='n2' index='1' devices='a'/>"
                                                                          "<fencing-level id='l2' target='n2' index='2' devices='b'/>");
    world_message(w, 7, "<fence_request id='1' target='n2' action='off' client='crmd'/>");
    world_message(w, 8, "<fence_request id='5' target='n2' action='reboot' client='stonith_admin.1' progress='true'/>");
    world_expect(w, "timer 3 7000\nsend 8 <fence_wait id=\"5\" timeout_ms=\"67000\"/>\ntimer 4 7000\n");
    world_timer(w, 4);
    world_done(w, 5, 1, NULL, "no");
    world_expect(w, "run 5 fence_a action=reboot nodename=n2 port=n2 (60000)\nsend 8 <fence_wait id=\"5\" timeout_ms=\"67000\"/>\ntimer 6 7000\n");
    world_free(w);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_device_fences),
        cmocka_unit_test(the_next_device_takes_over_when_one_fails),
        cmocka_unit_test(when_all_fail_the_last_reason_is_the_answer),
        cmocka_unit_test(without_a_device_there_is_no_such_object),
        cmocka_unit_test(a_missing_agent_is_said_and_the_next_one_tried),
        cmocka_unit_test(rubbish_is_refused_with_a_reason),
        cmocka_unit_test(timeouts_come_from_device_request_or_cib),
        cmocka_unit_test(a_failed_try_is_repeated_within_its_budget),
        cmocka_unit_test(a_try_that_waited_for_a_fencing_has_a_bound_too),
        cmocka_unit_test(no_time_that_is_asked_for_is_none_or_endless),
        cmocka_unit_test(what_timed_out_is_not_repeated),
        cmocka_unit_test(delays_of_the_device),
        cmocka_unit_test(delays_of_the_request),
        cmocka_unit_test(the_requested_delay_is_waited_once),
        cmocka_unit_test(equal_requests_are_merged_and_both_answered),
        cmocka_unit_test(who_subscribed_hears_it_once),
        cmocka_unit_test(a_fencing_outlives_who_asked_for_it),
        cmocka_unit_test(a_young_success_is_tolerated),
        cmocka_unit_test(the_administrator_s_word_ends_a_fencing),
        cmocka_unit_test(an_agent_that_was_killed_for_it_is_not_tried_again),
        cmocka_unit_test(a_confirmation_also_ends_a_delay),
        cmocka_unit_test(an_agent_without_reboot_switches_off_and_on),
        cmocka_unit_test(that_it_does_not_come_on_again_is_only_a_warning),
        cmocka_unit_test(a_configured_reboot_action_is_used_as_it_is),
        cmocka_unit_test(all_devices_of_a_level_are_off_before_any_is_on),
        cmocka_unit_test(a_level_that_fails_gives_way_to_the_next),
        cmocka_unit_test(a_level_whose_device_is_missing_is_skipped),
        cmocka_unit_test(levels_by_name_go_before_pattern_and_attribute),
        cmocka_unit_test(a_device_that_is_known_does_not_wait_for_one_that_has_to_be_asked),
        cmocka_unit_test(a_device_that_changes_while_it_is_asked_is_asked_again),
        cmocka_unit_test(what_a_device_listed_before_it_changed_is_not_believed),
        cmocka_unit_test(fencing_goes_before_questions_at_a_busy_device),
        cmocka_unit_test(action_limit_lets_more_calls_run),
        cmocka_unit_test(an_action_limit_of_none_is_one),
        cmocka_unit_test(the_metadata_of_a_new_agent_is_waited_for_but_not_needed),
        cmocka_unit_test(a_request_before_the_first_cib_waits_for_it),
        cmocka_unit_test(who_asks_after_the_cib_was_waited_for_in_vain_is_answered_too),
        cmocka_unit_test(a_call_on_its_way_survives_the_removal_of_its_device),
        cmocka_unit_test(history_has_the_newest_first_and_can_be_cleaned),
        cmocka_unit_test(history_is_bounded),
        cmocka_unit_test(who_wants_to_know_is_told_how_long_each_step_may_take),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
