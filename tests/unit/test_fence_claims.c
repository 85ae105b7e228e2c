/* tests/unit/test_fence_claims.c - equal requests at several members, and controllers that die while a fencing is in progress, each fencer in a pretended world.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/fence_members.h"

#include <stdio.h>

/* Equal requests -------------------------------------------------------------------------------------------------------------- */

/* n1 and n2 have the device; both are asked for the same before either has heard of the other. */
static struct members both_asked(char *d)
{
    struct members m = members_three(d, d, "", NULL);
    world_message(m.w[0], 7, OFF);
    world_message(m.w[1], 8, OFF);
    members_carry(&m);
    return m;
}

static void of_two_equal_requests_at_the_same_time_the_first_in_the_group_s_order_is_done(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = both_asked(d);
    assert_int_equal(world_times(m.w[0], "fence_x action=off") + world_times(m.w[1], "fence_x action=off"), 1);
    world_done(m.w[0], m.w[0]->last_run, 0, NULL, NULL);
    members_carry(&m);
    world_expect_in(m.w[0], "send 7 <fence_done id=\"1\" target=\"n3\" action=\"off\" rc=\"0\"");
    world_expect_in(m.w[1], "send 8 <fence_done id=\"1\" target=\"n3\" action=\"off\" rc=\"0\"");
    free(d);
    members_end(&m);
    (void)state;
}

static void a_request_joins_what_another_member_has_in_progress_until_it_is_over(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = members_three(d, d, "", NULL);
    members_ask(&m, 0, "off");
    world_message(m.w[1], 8, OFF);
    members_carry(&m);
    world_expect_log(m.w[1], "joins the request of n1, which is in progress");
    assert_int_equal(world_times(m.w[1], "run "), 0);
    members_ask(&m, 1, "reboot");
    assert_int_equal(world_times(m.w[1], "run "), 1); /* another action is not joined */
    world_done(m.w[0], m.w[0]->last_run, 0, NULL, NULL);
    members_carry(&m);
    world_expect_in(m.w[1], "send 8 <fence_done id=\"1\"");
    world_message(m.w[1], 8, OFF);
    members_carry(&m);
    assert_int_equal(world_entries(m.w[1], "action=\"off\" target=\"n3\""), 2); /* a new one is a new one */
    free(d);
    members_end(&m);
    (void)state;
}

static void who_waits_for_a_member_that_is_lost_goes_on_itself(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = both_asked(d);
    m.up[0] = false;
    members_meet(&m);
    members_carry(&m);
    assert_int_equal(world_times(m.w[1], "fence_x action=off"), 0);
    members_stay_away(&m, 1);
    assert_int_equal(world_times(m.w[1], "fence_x action=off"), 1);
    free(d);
    members_end(&m);
    (void)state;
}

/* Its fencer is stopped, say, while its controller lives: its claim must not hold up others' fencing for ever. */
static void who_waits_for_a_member_that_does_not_end_it_in_time_goes_on_itself(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = both_asked(d);
    unsigned long long token = 0;
    const char *at = strstr(m.w[1]->out.text, " 65000\n");
    assert_non_null(at);
    while (at[-1] != ' ')
        at--;
    assert_int_equal(sscanf(at, "%llu", &token), 1);
    world_pass(m.w[1], 65000);
    world_timer(m.w[1], token);
    members_carry(&m);
    world_expect_log(m.w[1], "request at n1: off of n3 failed: that member did not answer in time");
    assert_int_equal(world_times(m.w[1], "fence_x action=off"), 1);
    free(d);
    members_end(&m);
    (void)state;
}

static void what_a_member_has_begun_counts_while_only_its_controller_is_gone(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = members_three(d, d, "", NULL);
    members_ask(&m, 0, "off");
    m.up[0] = false;
    world_client_gone(m.w[0], CARRIER);
    members_meet_but(&m, 0);
    members_carry(&m);
    world_message(m.w[1], 8, OFF);
    members_carry(&m);
    m.up[0] = true;
    world_message(m.w[0], CARRIER, "<fence_subscribe/>");
    members_meet(&m);
    members_carry(&m);
    world_done(m.w[0], m.w[0]->last_run, 0, NULL, NULL);
    members_carry(&m);
    world_expect_in(m.w[1], "send 8 <fence_done ");
    assert_int_equal(world_times(m.w[1], "run "), 0);
    free(d);
    members_end(&m);
    (void)state;
}

/* n1 is asked to have itself fenced, which n2 does. */
static struct members handed_over(char *d)
{
    struct members m = members_three("", d, "", NULL);
    world_message(m.w[0], 7, "<fence_request id='1' target='n1' action='off' origin='n1' client='admin'/>");
    members_carry(&m);
    assert_int_equal(world_times(m.w[1], "fence_x action=off"), 1);
    return m;
}

static void what_was_handed_over_and_ended_while_the_controller_was_away_is_heard_when_it_is_back(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n1|pcmk_off_retries=1"));
    struct members m = handed_over(d);
    m.up[0] = false;
    world_client_gone(m.w[0], CARRIER);
    members_meet_but(&m, 0);
    world_pass(m.w[1], 3000);
    world_done(m.w[1], m.w[1]->last_run, 1, NULL, "no");
    members_carry(&m);
    assert_int_equal(world_times(m.w[0], "fence_done"), 0);
    m.up[0] = true;
    world_pass(m.w[0], 4000);
    world_message(m.w[0], CARRIER, "<fence_subscribe/>");
    members_meet(&m);
    members_carry(&m);
    world_expect_in(m.w[0], "send 7 <fence_done id=\"1\" target=\"n1\" action=\"off\" rc=\"1\"");
    assert_int_equal(world_entries(m.w[0], "target=\"n1\""), 1);
    free(d);
    members_end(&m);
    (void)state;
}

static void an_older_end_of_the_same_is_not_taken_for_it(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n1|pcmk_off_retries=1"));
    struct members m = handed_over(d);
    world_message(m.w[0], CARRIER, "<fence_peer from='n3'><fence_events><fence_event action='off' target='n1' origin='n1' client='admin' delegate='n3' status='failed' rc='1' "
                                   "completed='900' exec_ms='5'/></fence_events></fence_peer>");
    assert_int_equal(world_times(m.w[0], "send 7 <fence_done"), 0);
    world_done(m.w[1], m.w[1]->last_run, 1, NULL, "no");
    members_carry(&m);
    world_expect_in(m.w[0], "send 7 <fence_done");
    free(d);
    members_end(&m);
    (void)state;
}

static void a_fencer_that_starts_anew_has_claimed_nothing(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = members_three(d, d, "", NULL);
    members_ask(&m, 0, "off");
    world_free(m.w[0]); /* it crashes */
    m.w[0] = world_new();
    m.w[0]->random = 77;
    world_cib(m.w[0], d, NULL, NULL);
    members_meet(&m);
    members_carry(&m);
    world_message(m.w[1], 8, OFF);
    members_carry(&m);
    assert_int_equal(world_times(m.w[1], "fence_x action=off"), 1);
    free(d);
    members_end(&m);
    (void)state;
}

static void a_group_that_does_not_bring_the_claim_back_is_not_waited_for_long(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = members_three(d, "", "", NULL);
    m.up[0] = false;
    members_ask(&m, 0, "off");
    world_expect_in(m.w[0], "timer 2 500\n");
    world_timer(m.w[0], 2);
    world_expect_in(m.w[0], "fence_x action=off");
    free(d);
    members_end(&m);
    (void)state;
}

/* A controller that starts again ------------------------------------------------------------------------------------------------ */

/* n2 does it for n1, whose controller dies. */
static struct members relayed_and_alone(char *d)
{
    struct members m = members_three("", d, "", NULL);
    members_ask(&m, 0, "off");
    free(bt_buf_take(&m.w[0]->out));
    m.up[0] = false;
    world_client_gone(m.w[0], CARRIER);
    members_meet_but(&m, 0);
    members_carry(&m);
    return m;
}

static void back(struct members *m)
{
    m->up[0] = true;
    world_message(m->w[0], CARRIER, "<fence_subscribe/>");
    members_meet(m);
    members_carry(m);
}

static void a_relayed_call_outlives_the_asking_controller(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = relayed_and_alone(d);
    back(&m);
    assert_int_equal(world_times(m.w[1], "run "), 1);
    world_message(m.w[0], 7, OFF); /* who starts again asks again */
    members_carry(&m);
    world_done(m.w[1], m.w[1]->last_run, 0, NULL, NULL);
    members_carry(&m);
    assert_int_equal(world_times(m.w[1], "run "), 1);
    world_expect_in(m.w[0], "send 7 <fence_done id=\"1\" target=\"n3\" action=\"off\" rc=\"0\"");
    free(d);
    members_end(&m);
    (void)state;
}

static void an_answer_that_nobody_heard_is_given_again(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = relayed_and_alone(d);
    world_done(m.w[1], m.w[1]->last_run, 0, NULL, NULL);
    members_carry(&m); /* n1 is not there */
    assert_int_equal(world_times(m.w[0], "fence_done"), 0);
    back(&m);
    world_expect_in(m.w[0], "send 7 <fence_done id=\"1\" target=\"n3\" action=\"off\" rc=\"0\"");
    assert_int_equal(world_times(m.w[1], "run "), 1);
    free(d);
    members_end(&m);
    (void)state;
}

static void another_member_s_call_of_the_same_device_joins_the_one_that_runs(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n9"));
    struct members m = members_three("", d, "", NULL);
    world_message(m.w[0], 7, "<fence_request id='1' target='n9' action='off'/>");
    members_carry(&m);
    m.up[0] = false; /* n1 is lost, with its claim */
    members_meet(&m);
    members_carry(&m);
    world_message(m.w[2], 9, "<fence_request id='1' target='n9' action='off'/>");
    members_carry(&m);
    members_stay_away(&m, 2);
    world_expect_log(m.w[1], "off of n9 for n3 is under way already");
    assert_int_equal(world_times(m.w[1], "run "), 1);
    world_done(m.w[1], m.w[1]->last_run, 0, NULL, NULL);
    members_carry(&m);
    world_expect_in(m.w[2], "send 9 <fence_done id=\"1\" target=\"n9\" action=\"off\" rc=\"0\"");
    free(d);
    members_end(&m);
    (void)state;
}

static void what_was_fenced_while_nobody_listened_is_told_later(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = members_three(d, "", "", NULL);
    members_ask(&m, 0, "off");
    m.up[0] = false;
    world_client_gone(m.w[0], CARRIER);
    world_client_gone(m.w[0], 7);
    free(bt_buf_take(&m.w[0]->out));
    world_done(m.w[0], m.w[0]->last_run, 0, NULL, NULL);
    assert_int_equal(world_times(m.w[0], "fence_done"), 0);
    world_message(m.w[0], 11, "<fence_subscribe/>");
    world_expect_in(m.w[0], "send 11 <fence_done target=\"n3\" action=\"off\" rc=\"0\"");
    world_message(m.w[0], 12, "<fence_subscribe/>");
    assert_int_equal(world_times(m.w[0], "fence_done"), 0);
    free(d);
    members_end(&m);
    (void)state;
}

static void rubbish_of_a_member_does_no_harm(void **state)
{
    static const char *const rubbish[] = {"<fence_peer/>", "<fence_peer from='n2'/>", "<fence_peer from='n2'><fence_run/></fence_peer>",
                                          "<fence_peer from='n2'><fence_query/></fence_peer>", "<fence_peer from='n2'><fence_ran/></fence_peer>",
                                          "<fence_peer from='n2'><fence_done/></fence_peer>", "<fence_peer from='n2'><fence_devices/></fence_peer>",
                                          "<fence_peer from='n2'><fence_request/></fence_peer>", "<fence_peer from='n2'><fence_claim/></fence_peer>", "<fence_peer from='n1'><fence_claim/></fence_peer>", "<fence_peer from='n2'><fence_events><fence_event/></fence_events></fence_peer>",
                                          "<fence_peer from='n2'><fence_run device='a' action='explode' target='n3'/></fence_peer>"};
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = members_three(d, "", "", NULL);
    for (size_t i = 0; i < BT_COUNT(rubbish); i++)
        world_message(m.w[0], CARRIER, rubbish[i]);
    char *got = bt_buf_take(&m.w[0]->out);
    assert_null(strstr(got, "run "));
    assert_int_equal(world_entries(m.w[0], "<fence_event "), 0);
    free(got);
    free(d);
    members_end(&m);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_two_equal_requests_at_the_same_time_the_first_in_the_group_s_order_is_done),
        cmocka_unit_test(a_request_joins_what_another_member_has_in_progress_until_it_is_over),
        cmocka_unit_test(who_waits_for_a_member_that_is_lost_goes_on_itself),
        cmocka_unit_test(who_waits_for_a_member_that_does_not_end_it_in_time_goes_on_itself),
        cmocka_unit_test(what_a_member_has_begun_counts_while_only_its_controller_is_gone),
        cmocka_unit_test(what_was_handed_over_and_ended_while_the_controller_was_away_is_heard_when_it_is_back),
        cmocka_unit_test(an_older_end_of_the_same_is_not_taken_for_it),
        cmocka_unit_test(a_fencer_that_starts_anew_has_claimed_nothing),
        cmocka_unit_test(a_group_that_does_not_bring_the_claim_back_is_not_waited_for_long),
        cmocka_unit_test(a_relayed_call_outlives_the_asking_controller),
        cmocka_unit_test(an_answer_that_nobody_heard_is_given_again),
        cmocka_unit_test(another_member_s_call_of_the_same_device_joins_the_one_that_runs),
        cmocka_unit_test(what_was_fenced_while_nobody_listened_is_told_later),
        cmocka_unit_test(rubbish_of_a_member_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
