/* tests/unit/test_fence_watchdog.c - nodes that reset themselves: when the option is taken, whom it holds for, waiting and what ends it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/fence_members.h"

#define OPTION(value) "<cluster_property_set id='cib-bootstrap-options'><nvpair id='w' name='stonith-watchdog-timeout' value='" value "'/></cluster_property_set>"
#define MEMBERS "<fence_members quorate='true' life='L1'><node uname='n2' watchdog_ms='5000' life='L2'/><node uname='n3' watchdog_ms='5000' life='L3'/></fence_members>"
#define WITHOUT_N3 "<fence_members quorate='true' life='L1'><node uname='n2' watchdog_ms='5000' life='L2'/></fence_members>"
#define TOLD "<fence_self target=\"n3\" life=\"L3\"/>"

/* n1, guarded, with the option and these resources and levels; n2 and n3 are guarded too, and here. */
static struct world *guarded(const char *option, const char *resources, const char *levels)
{
    struct world *w = world_new();
    fence_set_watchdog(w->f, 5000, 0, NULL);
    w->options = option;
    world_message(w, CARRIER, "<fence_subscribe/>");
    world_message(w, CARRIER, MEMBERS);
    world_cib(w, resources, NULL, levels);
    free(bt_buf_take(&w->out));
    return w;
}

/* The last timer that the transcript sets with this delay; forgets the transcript. */
static uint64_t timer_of(struct world *w, unsigned long long wanted)
{
    uint64_t token = 0;
    char *got = bt_buf_take(&w->out);
    for (const char *at = got; at != NULL && (at = strstr(at, "timer ")) != NULL; at++) {
        unsigned long long n, delay;
        if (sscanf(at, "timer %llu %llu", &n, &delay) == 2 && delay == wanted)
            token = n;
    }
    if (token == 0)
        fail_msg("no timer of %llu ms in:\n%s", wanted, got);
    free(got);
    return token;
}

/* A request for n3, told to the others and back: what it does first is in the transcript. */
static void ask(struct world *w, const char *action)
{
    char *text = bt_printf("<fence_request id='1' target='n3' action='%s' origin='n1' client='crmd'/>", action);
    world_message(w, 7, text);
    free(text);
    uint64_t claim = timer_of(w, 500);
    world_timer(w, claim);
}

/* The other members have nothing. */
static void nobody_else_can(struct world *w)
{
    uint64_t poll = timer_of(w, 65000);
    world_timer(w, poll);
}

static struct world *waiting(void)
{
    struct world *w = guarded(OPTION("10s"), "", NULL);
    world_message(w, CARRIER, WITHOUT_N3);
    ask(w, "reboot");
    nobody_else_can(w);
    return w;
}

/* The option ------------------------------------------------------------------------------------------------------------------- */

static void the_option_is_taken_where_a_watchdog_is_held(void **state)
{
    static const struct {
        const char *option, *said;
    } rows[] = {{OPTION("10s"), "counts as fenced 10 s after it was lost"},
                {OPTION("-1"), "counts as fenced 10 s after it was lost"},
                {OPTION("5s"), "stonith-watchdog-timeout=5s is refused: it must be longer than SBD_WATCHDOG_TIMEOUT, 5 s"},
                {OPTION("3"), "stonith-watchdog-timeout=3 is refused: it must be longer"}};
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        struct world *w = guarded(rows[i].option, "", NULL);
        world_expect_log(w, rows[i].said);
        world_cib(w, "", NULL, NULL);
        assert_null(w->logs.text); /* said once */
        world_free(w);
    }
    (void)state;
}

static void the_watchdog_is_among_the_devices_of_those_whom_it_guards(void **state)
{
    struct world *w = guarded(OPTION("10s"), "", NULL);
    world_message(w, 4, "<fence_query id='1'/>");
    world_expect(w, "send 4 <fence_devices id=\"1\" rc=\"0\"><fence_device id=\"watchdog\" agent=\"fence_watchdog\"/></fence_devices>\n");
    world_message(w, 4, "<fence_query id='2' target='n3'/>");
    world_expect_in(w, "<fence_device id=\"watchdog\"");
    world_message(w, 4, "<fence_query id='3' target='n9'/>");
    world_expect(w, "send 4 <fence_devices id=\"3\" target=\"n9\" rc=\"0\"/>\n");
    world_message(w, 4, "<fence_targets id='4' device='watchdog'/>");
    world_expect(w, "send 4 <fence_targets id=\"4\" device=\"watchdog\" rc=\"0\"><target name=\"n1\"/><target name=\"n2\"/><target name=\"n3\"/></fence_targets>\n");
    world_message(w, 4, "<fence_check id='5' device='watchdog'/>");
    world_expect(w, "send 4 <fence_checked id=\"5\" device=\"watchdog\" rc=\"0\" reason=\"\"/>\n");
    w->options = OPTION("0");
    world_cib(w, "", NULL, NULL);
    world_message(w, 4, "<fence_query id='6'/>");
    world_expect(w, "send 4 <fence_devices id=\"6\" rc=\"0\"/>\n");
    world_free(w);
    (void)state;
}

/* Waiting ------------------------------------------------------------------------------------------------------------------------ */

static void a_lost_node_counts_as_fenced_after_the_time(void **state)
{
    struct world *w = waiting();
    assert_int_equal(world_times(w, TOLD), 1);
    uint64_t watch = timer_of(w, 10000);
    world_expect_log(w, "n3 is to reset itself by its watchdog; it counts as off in 10000 ms");
    world_pass(w, 10000);
    world_timer(w, watch);
    world_expect_in(w, "send 7 <fence_done id=\"1\" target=\"n3\" action=\"reboot\" rc=\"0\" reason=\"\" device=\"watchdog\" executed_by=\"n3\" origin=\"n1\" client=\"crmd\" exec_ms=\"10000\"");
    world_free(w);
    (void)state;
}

static void the_time_is_never_shorter_than_the_target_s_own_watchdog_needs(void **state)
{
    struct world *w = guarded(OPTION("10s"), "", NULL);
    world_message(w, CARRIER, "<fence_members quorate='true'><node uname='n3' watchdog_ms='30000' life='L3'/></fence_members>");
    world_message(w, CARRIER, WITHOUT_N3);
    ask(w, "off");
    nobody_else_can(w);
    timer_of(w, 60000);
    world_free(w);
    (void)state;
}

static void a_quorum_device_that_changes_its_mind_is_waited_for(void **state)
{
    struct world *w = guarded(OPTION("10s"), "", NULL);
    fence_set_watchdog(w->f, 5000, 30000, NULL);
    world_message(w, CARRIER, WITHOUT_N3);
    ask(w, "off");
    nobody_else_can(w);
    timer_of(w, 40000);
    world_free(w);
    (void)state;
}

static void what_corosync_is_told_anew_counts_at_once(void **state)
{
    struct world *w = guarded(OPTION("10s"), "", NULL);
    free(bt_buf_take(&w->logs));
    fence_set_watchdog(w->f, 0, 0, "both halves have quorum now");
    world_message(w, CARRIER, WITHOUT_N3);
    world_expect_log(w, "error: stonith-watchdog-timeout=10s is refused: both halves have quorum now");
    ask(w, "reboot");
    nobody_else_can(w);
    assert_int_equal(world_times(w, "fence_self"), 0);
    world_expect_in(w, "rc=\"105\"");
    free(bt_buf_take(&w->logs));
    fence_set_watchdog(w->f, 5000, 0, NULL);
    world_message(w, CARRIER, WITHOUT_N3);
    world_expect_log(w, "counts as fenced 10 s after it was lost");
    world_free(w);
    (void)state;
}

static void a_device_goes_before_the_watchdog(void **state)
{
    struct world *w = guarded(OPTION("10s"), device("a", "fence_x", "pcmk_host_list=n3|pcmk_reboot_retries=1"), NULL);
    world_message(w, CARRIER, WITHOUT_N3);
    ask(w, "reboot");
    assert_int_equal(world_times(w, "fence_x action=reboot"), 1);
    free(bt_buf_take(&w->out));
    world_done(w, w->last_run, 1, NULL, "no");
    nobody_else_can(w);
    assert_int_equal(world_times(w, TOLD), 1);
    world_free(w);
    (void)state;
}

static void a_level_uses_the_watchdog_where_it_names_it(void **state)
{
    struct world *w = guarded(OPTION("10s"), device("a", "fence_x", "pcmk_host_list=n3|pcmk_off_retries=1"),
                              "<fencing-level id='l1' target='n3' index='1' devices='a'/><fencing-level id='l2' target='n3' index='2' devices='watchdog'/>");
    world_message(w, CARRIER, WITHOUT_N3);
    ask(w, "off");
    world_done(w, w->last_run, 1, NULL, "no");
    assert_int_equal(world_times(w, TOLD), 1);
    world_cib(w, "", NULL, "<fencing-level id='l1' target='n3' index='1' devices='a'/>");
    free(bt_buf_take(&w->out));
    world_message(w, 7, "<fence_request id='2' target='n3' action='reboot'/>");
    world_timer(w, timer_of(w, 500));
    nobody_else_can(w);
    assert_int_equal(world_times(w, TOLD), 0); /* levels without it do without it */
    world_expect_in(w, "rc=\"105\"");
    world_free(w);
    (void)state;
}

static void what_is_not_known_to_be_guarded_is_not_counted(void **state)
{
    struct world *w = guarded(OPTION("10s"), "", NULL);
    world_message(w, CARRIER, "<fence_members quorate='true'><node uname='n2' watchdog_ms='5000' life='L2'/><node uname='n3'/></fence_members>"); /* started without one */
    world_message(w, CARRIER, WITHOUT_N3);
    ask(w, "reboot");
    nobody_else_can(w);
    assert_int_equal(world_times(w, "fence_self"), 0);
    world_expect_in(w, "rc=\"105\"");
    world_free(w);
    (void)state;
}

static void what_is_known_of_a_node_outlives_the_fencer(void **state)
{
    struct world *w = guarded(OPTION("10s"), "", NULL), *later = world_new();
    assert_non_null(w->kept);
    fence_load(later->f, bt_xml_root(w->kept));
    fence_set_watchdog(later->f, 5000, 0, NULL);
    later->options = w->options;
    world_message(later, CARRIER, WITHOUT_N3);
    world_cib(later, "", NULL, NULL);
    free(bt_buf_take(&later->out));
    ask(later, "reboot");
    nobody_else_can(later);
    assert_int_equal(world_times(later, TOLD), 1);
    world_free(w);
    world_free(later);
    (void)state;
}

static void a_resource_of_the_agent_limits_it_to_some_nodes(void **state)
{
    struct world *w = guarded(OPTION("10s"), device("watchdog", "fence_watchdog", "pcmk_host_list=n2 n1"), NULL);
    world_message(w, 4, "<fence_targets id='4' device='watchdog'/>");
    world_expect(w, "send 4 <fence_targets id=\"4\" device=\"watchdog\" rc=\"0\"><target name=\"n1\"/><target name=\"n2\"/></fence_targets>\n");
    world_message(w, CARRIER, WITHOUT_N3);
    ask(w, "reboot");
    nobody_else_can(w);
    assert_int_equal(world_times(w, "fence_self"), 0);
    world_expect_in(w, "rc=\"105\"");
    world_free(w);
    (void)state;
}

/* What ends it -------------------------------------------------------------------------------------------------------------------- */

static void a_member_that_does_not_go_is_not_fenced(void **state)
{
    struct world *w = guarded(OPTION("10s"), "", NULL);
    ask(w, "reboot");
    nobody_else_can(w);
    assert_int_equal(world_times(w, TOLD), 1);
    uint64_t watch = timer_of(w, 10000);
    world_pass(w, 10000);
    world_timer(w, watch);
    world_expect_in(w, "reason=\"device watchdog: it is still here: its watchdog did not reset it\"");
    world_free(w);
    (void)state;
}

static void a_node_that_is_back_in_another_life_was_reset(void **state)
{
    struct world *w = waiting();
    world_pass(w, 3000);
    world_message(w, CARRIER, "<fence_members quorate='true'><node uname='n2' watchdog_ms='5000' life='L2'/><node uname='n3' watchdog_ms='5000' life='L4'/></fence_members>");
    world_expect_in(w, "rc=\"0\" reason=\"\" device=\"watchdog\" executed_by=\"n3\" origin=\"n1\" client=\"crmd\" exec_ms=\"3000\"");
    world_free(w);
    (void)state;
}

static void one_that_is_back_in_the_same_life_is_told_again_and_waited_for_anew(void **state)
{
    struct world *w = waiting();
    uint64_t first = timer_of(w, 10000);
    world_pass(w, 3000);
    world_message(w, CARRIER, MEMBERS);
    assert_int_equal(world_times(w, TOLD), 1);
    uint64_t second = timer_of(w, 10000);
    assert_int_not_equal(first, second);
    world_message(w, CARRIER, WITHOUT_N3);
    world_timer(w, first); /* cancelled */
    world_expect(w, "");
    world_message(w, 20, "<fence_subscribe/>");
    world_client_gone(w, CARRIER);
    world_message(w, 20, MEMBERS); /* our controller was away: who knows whether n3's was, too */
    assert_int_equal(world_times(w, TOLD), 1);
    world_free(w);
    (void)state;
}

static void an_option_that_is_withdrawn_meanwhile_counts_nothing(void **state)
{
    struct world *w = waiting();
    uint64_t watch = timer_of(w, 10000);
    w->options = OPTION("0");
    world_cib(w, "", NULL, NULL);
    world_pass(w, 10000);
    world_timer(w, watch);
    world_expect_in(w, "device watchdog: meanwhile no watchdog is known to guard that node any more");
    world_free(w);

    w = waiting(); /* nor is it waited for anew when the target is seen again, which would then be for no time at all */
    free(bt_buf_take(&w->out));
    w->options = OPTION("0");
    world_cib(w, "", NULL, NULL);
    world_message(w, CARRIER, MEMBERS);
    assert_int_equal(world_times(w, TOLD), 0);
    world_expect_in(w, "device watchdog: meanwhile no watchdog is known to guard that node any more");
    world_free(w);
    (void)state;
}

static void without_quorum_nothing_is_counted(void **state)
{
    struct world *w = waiting();
    world_message(w, CARRIER, "<fence_members><node uname='n2' watchdog_ms='5000' life='L2'/></fence_members>");
    world_expect_in(w, "device watchdog: this partition lost its quorum");
    world_message(w, 7, "<fence_request id='2' target='n3' action='off'/>");
    world_timer(w, timer_of(w, 500));
    nobody_else_can(w);
    assert_int_equal(world_times(w, "fence_self"), 0);
    world_expect_in(w, "this partition has no quorum, so the other side may go on");
    world_free(w);
    (void)state;
}

static void a_controller_that_is_away_when_the_time_is_over_leaves_it_open(void **state)
{
    struct world *w = waiting();
    uint64_t watch = timer_of(w, 10000);
    world_message(w, 20, "<fence_subscribe/>");
    world_client_gone(w, CARRIER);
    world_pass(w, 10000);
    world_timer(w, watch);
    world_expect_in(w, "device watchdog: whether this partition has quorum is not known any more");
    world_free(w);
    (void)state;
}

static void a_confirmation_by_hand_ends_the_waiting(void **state)
{
    struct world *w = waiting();
    uint64_t watch = timer_of(w, 10000);
    world_message(w, 9, "<fence_confirm id='c' target='n3' client='admin'/>");
    char *text = bt_printf("cancel %" PRIu64 "\n", watch);
    world_expect_in(w, text);
    free(text);
    world_timer(w, watch);
    world_free(w);
    (void)state;
}

static void a_node_hands_its_own_to_another_member(void **state)
{
    struct world *w = guarded(OPTION("10s"), "", NULL);
    world_message(w, 7, "<fence_request id='1' target='n1' action='off' origin='n1' client='crmd'/>");
    nobody_else_can(w);
    world_expect_in(w, "<fence_peer to=\"n2\"><fence_request target=\"n1\" action=\"off\"");
    world_free(w);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_option_is_taken_where_a_watchdog_is_held),
        cmocka_unit_test(the_watchdog_is_among_the_devices_of_those_whom_it_guards),
        cmocka_unit_test(a_lost_node_counts_as_fenced_after_the_time),
        cmocka_unit_test(the_time_is_never_shorter_than_the_target_s_own_watchdog_needs),
        cmocka_unit_test(a_quorum_device_that_changes_its_mind_is_waited_for),
        cmocka_unit_test(what_corosync_is_told_anew_counts_at_once),
        cmocka_unit_test(a_device_goes_before_the_watchdog),
        cmocka_unit_test(a_level_uses_the_watchdog_where_it_names_it),
        cmocka_unit_test(what_is_not_known_to_be_guarded_is_not_counted),
        cmocka_unit_test(what_is_known_of_a_node_outlives_the_fencer),
        cmocka_unit_test(a_resource_of_the_agent_limits_it_to_some_nodes),
        cmocka_unit_test(a_member_that_does_not_go_is_not_fenced),
        cmocka_unit_test(a_node_that_is_back_in_another_life_was_reset),
        cmocka_unit_test(one_that_is_back_in_the_same_life_is_told_again_and_waited_for_anew),
        cmocka_unit_test(an_option_that_is_withdrawn_meanwhile_counts_nothing),
        cmocka_unit_test(without_quorum_nothing_is_counted),
        cmocka_unit_test(a_controller_that_is_away_when_the_time_is_over_leaves_it_open),
        cmocka_unit_test(a_confirmation_by_hand_ends_the_waiting),
        cmocka_unit_test(a_node_hands_its_own_to_another_member),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
