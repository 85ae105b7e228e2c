/* tests/unit/test_fence_peers.c - stories of several members' fencers: who does it, what they tell each other, the history that they share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/fence_members.h"

/* Who does it -------------------------------------------------------------------------------------------------------- */

static void the_member_that_has_the_device_does_it(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = members_three("", d, "", NULL);
    members_ask(&m, 0, "reboot");
    world_expect(m.w[0], "timer 1 500\ncancel 1\ntimer 2 65000\ntimer 3 65000\ncancel 2\n"); /* its claim, the question, the call */
    world_expect(m.w[1], "run 2 fence_x action=reboot nodename=n3 port=n3 (60000)\n");
    world_done(m.w[1], 2, 0, NULL, NULL);
    members_carry(&m);
    world_expect_in(m.w[0], "send 7 <fence_done id=\"1\" target=\"n3\" action=\"reboot\" rc=\"0\" reason=\"\" device=\"a\" executed_by=\"n2\"");
    for (int i = 0; i < 3; i++)
        assert_int_equal(world_entries(m.w[i], "delegate=\"n2\" status=\"success\""), 1);
    free(d);
    members_end(&m);
    (void)state;
}

static void what_can_be_done_here_is_claimed_and_done(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = members_three(d, d, "", NULL);
    char *text = bt_printf(CRMD, "off");
    world_message(m.w[0], 7, text);
    assert_null(strstr(m.w[0]->out.text, "run ")); /* not before the members know */
    assert_int_equal(members_carry(&m), 1);
    world_expect_in(m.w[0], "run 3 fence_x action=off");
    free(text);
    free(d);
    members_end(&m);
    (void)state;
}

static void a_device_that_fails_here_is_tried_from_there(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3|pcmk_off_retries=1"));
    struct members m = members_three(d, d, "", NULL);
    members_ask(&m, 0, "off");
    world_done(m.w[0], m.w[0]->last_run, 1, NULL, "no route to host");
    members_carry(&m);
    world_expect_in(m.w[1], "run 2 fence_x action=off nodename=n3");
    world_done(m.w[1], 2, 0, NULL, NULL);
    members_carry(&m);
    world_expect_in(m.w[0], "executed_by=\"n2\"");
    free(d);
    members_end(&m);
    (void)state;
}

static void when_nobody_can_it_is_said(void **state)
{
    struct members m = members_three("", "", "", NULL);
    members_ask(&m, 0, "off");
    world_expect_in(m.w[0], "rc=\"105\" reason=\"No device configured for target 'n3'");
    members_end(&m);
    (void)state;
}

static void a_failure_there_is_the_answer_here(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3|pcmk_off_retries=1"));
    struct members m = members_three("", d, "", NULL);
    members_ask(&m, 0, "off");
    world_done(m.w[1], 2, 1, NULL, "plug is stuck");
    members_carry(&m);
    world_expect_in(m.w[0], "reason=\"device a on n2: fence_x ended with 1: plug is stuck\"");
    free(d);
    members_end(&m);
    (void)state;
}

static void a_level_may_have_its_devices_at_two_members(void **state)
{
    char *a = members_copy(device("a", "fence_x", "pcmk_host_list=n3")), *b = members_copy(device("b", "fence_x", "pcmk_host_list=n3"));
    struct members m = members_three(a, b, "", "<fencing-level id='l' target='n3' index='1' devices='a,b'/>");
    members_ask(&m, 0, "reboot");
    world_expect_in(m.w[0], "fence_x action=off");
    world_done(m.w[0], m.w[0]->last_run, 0, NULL, NULL);
    members_carry(&m);
    world_expect_in(m.w[1], "run 2 fence_x action=off");
    world_done(m.w[1], 2, 0, NULL, NULL);
    members_carry(&m);
    world_expect_in(m.w[0], "fence_x action=on");
    world_done(m.w[0], m.w[0]->last_run, 0, NULL, NULL);
    members_carry(&m);
    world_expect_in(m.w[1], "run 3 fence_x action=on");
    world_done(m.w[1], 3, 0, NULL, NULL);
    members_carry(&m);
    world_expect_in(m.w[0], "rc=\"0\" reason=\"\" device=\"a,b\"");
    free(a);
    free(b);
    members_end(&m);
    (void)state;
}

/* Members that are lost, late, or of an earlier run --------------------------------------------------------------------------- */

static void a_member_that_is_lost_at_it_gives_way(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = members_three("", d, d, NULL);
    members_ask(&m, 0, "off");
    world_expect_in(m.w[1], "run 2 fence_x action=off");
    m.up[1] = false;
    members_meet(&m);
    members_carry(&m);
    world_expect_log(m.w[0], "fence device a on n2: off of n3 failed: that member was lost");
    world_expect_in(m.w[2], "run 2 fence_x action=off"); /* better itself than nobody */
    free(d);
    members_end(&m);
    (void)state;
}

static void a_member_that_is_lost_is_not_waited_for(void **state)
{
    struct members m = members_three("", "", "", NULL);
    m.up[1] = m.up[2] = false; /* they get nothing, and this is not known yet */
    members_ask(&m, 0, "off");
    world_expect_in(m.w[0], "timer 2 65000\n");
    members_meet(&m);
    world_expect_in(m.w[0], "cancel 2\nsend 7 <fence_done id=\"1\" target=\"n3\" action=\"off\" rc=\"105\"");
    members_end(&m);
    (void)state;
}

static void a_member_that_does_not_answer_is_waited_for_with_a_bound(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3|pcmk_off_timeout=90s|pcmk_delay_max=7s"));
    struct members m = members_three("", d, "", NULL);
    m.up[1] = false;
    members_ask(&m, 0, "off");
    world_timer(m.w[0], 2);
    world_expect_log(m.w[0], "n2 did not say in time whether it can fence n3");
    world_expect_in(m.w[0], "rc=\"105\"");
    m.up[1] = true;
    members_ask(&m, 0, "off");
    world_expect_in(m.w[0], "timer 5 102000\n"); /* its time, its delay, the way */
    world_timer(m.w[0], 5);
    world_expect_in(m.w[0], "rc=\"124\" reason=\"device a on n2: that member did not answer in time\"");
    free(d);
    members_end(&m);
    (void)state;
}

static void an_answer_to_an_earlier_run_is_nobody_s(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = members_three("", d, "", NULL);
    members_ask(&m, 0, "off");
    world_expect(m.w[0], "timer 1 500\ncancel 1\ntimer 2 65000\ntimer 3 65000\ncancel 2\n");
    world_message(m.w[0], CARRIER, "<fence_peer from='n2'><fence_ran id='00000000000003e9-3' device='a' rc='0' exec_ms='1'/></fence_peer>");
    world_message(m.w[0], CARRIER, "<fence_peer from='n3'><fence_ran id='00000000000003e8-3' device='a' rc='0' exec_ms='1'/></fence_peer>");
    world_message(m.w[0], CARRIER, "<fence_peer from='n2'><fence_ran id='00000000000003e8-3' device='b' rc='0' exec_ms='1'/></fence_peer>");
    world_expect(m.w[0], "");
    world_message(m.w[0], CARRIER, "<fence_peer from='n2'><fence_ran id='00000000000003e8-3' device='a' rc='0' exec_ms='1'/></fence_peer>");
    world_expect_in(m.w[0], "rc=\"0\"");
    free(d);
    members_end(&m);
    (void)state;
}

static void without_its_controller_a_fencer_works_alone(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = members_three("", d, "", NULL);
    members_ask(&m, 0, "off");
    free(bt_buf_take(&m.w[0]->out));
    world_client_gone(m.w[0], CARRIER);
    world_expect(m.w[0], "timer 4 10000\n"); /* it may start again */
    world_timer(m.w[0], 4);
    world_expect_in(m.w[0], "reason=\"device a on n2: that member was lost\"");
    members_ask(&m, 0, "off");
    world_expect_in(m.w[0], "rc=\"105\"");
    free(d);
    members_end(&m);
    (void)state;
}

/* Oneself ------------------------------------------------------------------------------------------------------------------- */

static void of_oneself_another_member_is_the_judge(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = members_three("", d, d, NULL);
    members_ask(&m, 2, "reboot");
    world_expect_in(m.w[1], "run 3 fence_x action=reboot");
    world_done(m.w[1], 3, 0, NULL, NULL);
    members_carry(&m);
    char *got = bt_buf_take(&m.w[2]->out);
    assert_non_null(strstr(got, "send 7 <fence_done id=\"1\" target=\"n3\" action=\"reboot\" rc=\"0\" reason=\"\" device=\"a\" executed_by=\"n2\""));
    assert_null(strstr(got, "run ")); /* not also by itself */
    assert_int_equal(world_entries(m.w[2], "<fence_event "), 1);
    assert_int_equal(world_entries(m.w[0], "<fence_event "), 1);
    free(got);
    free(d);
    members_end(&m);
    (void)state;
}

static void without_another_it_fences_itself(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = members_three("", "", d, NULL);
    members_ask(&m, 2, "reboot");
    world_expect_in(m.w[2], "fence_x action=reboot");
    m.up[0] = m.up[1] = false;
    free(d);
    members_end(&m);
    (void)state;
}

static void when_the_judge_is_lost_another_is_asked(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = members_three(d, d, "", NULL);
    members_ask(&m, 2, "reboot");
    world_expect_in(m.w[0], "run 3 fence_x action=reboot");
    m.up[0] = false;
    members_meet(&m);
    members_carry(&m);
    members_stay_away(&m, 1);
    assert_int_equal(world_times(m.w[1], "fence_x action=reboot"), 1);
    free(d);
    members_end(&m);
    (void)state;
}

static void the_target_is_asked_last(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3|pcmk_off_retries=1"));
    struct members m = members_three("", d, d, NULL);
    m.up[1] = false; /* its answer comes later */
    char *text = bt_printf(CRMD, "off");
    world_message(m.w[0], 7, text);
    members_carry(&m);
    world_expect(m.w[0], "timer 1 500\ncancel 1\ntimer 2 65000\n");
    world_expect(m.w[2], "");
    world_message(m.w[0], CARRIER, "<fence_peer from='n2'><fence_devices id='00000000000003e8-2' target='n3' rc='0'><fence_device id='a'/></fence_devices></fence_peer>");
    world_expect_in(m.w[0], "<fence_peer to=\"n2\"><fence_run ");
    free(text);
    free(d);
    members_end(&m);
    (void)state;
}

/* Unfencing ------------------------------------------------------------------------------------------------------------------- */

#define FABRIC(attributes)                                                                                                                 \
    "<resource-agent name='f'><parameters><parameter name='port'/></parameters><actions><action name='on' " attributes                      \
    "/><action name='off'/><action name='monitor'/></actions></resource-agent>"

/* Devices a (unfences) and b (power) at n1, with this metadata of a's agent. */
static struct members fabric(const char *metadata, const char *at_n3)
{
    char *both = bt_printf("%s%s", device("b", "fence_power", "pcmk_host_list=n3"), device("a", "fence_fabric", "pcmk_host_list=n3"));
    struct members m = {.name = {"n1", "n2", "n3"}, .up = {true, true, true}};
    const char *resources[] = {both, "", at_n3 != NULL ? both : ""};
    for (int i = 0; i < 3; i++) {
        m.w[i] = world_new();
        m.w[i]->quiet_agents = true;
        fence_set_local_node(m.w[i]->f, m.name[i]);
        world_message(m.w[i], CARRIER, "<fence_subscribe/>");
        world_cib(m.w[i], resources[i], NULL, "<fencing-level id='l' target='n3' index='1' devices='b'/>");
        if (i != 1 && resources[i][0] != '\0') {
            world_done(m.w[i], 1, 0, FENCE_METADATA, NULL);
            world_done(m.w[i], 2, 0, metadata, NULL);
        }
    }
    members_meet(&m);
    members_carry(&m);
    for (int i = 0; i < 3; i++)
        free(bt_buf_take(&m.w[i]->out));
    free(both);
    return m;
}

static void a_node_is_let_in_by_all_devices_that_need_it(void **state)
{
    struct members m = fabric(FABRIC("automatic='1'"), NULL);
    members_ask(&m, 0, "on");
    world_expect_in(m.w[0], "fence_fabric action=on nodename=n3 port=n3 (60000)\n");
    world_done(m.w[0], m.w[0]->last_run, 0, NULL, NULL);
    members_carry(&m);
    world_expect_in(m.w[0], "action=\"on\" rc=\"0\" reason=\"\" device=\"a\"");
    members_end(&m);
    (void)state;
}

static void a_failed_unfencing_is_not_replaced_by_power(void **state)
{
    struct members m = fabric(FABRIC("required='1'"), NULL);
    members_ask(&m, 0, "on");
    world_done(m.w[0], m.w[0]->last_run, 1, NULL, "no key");
    world_done(m.w[0], m.w[0]->last_run, 1, NULL, "no key");
    members_carry(&m);
    world_expect_in(m.w[0], "rc=\"1\" reason=\"device a: fence_fabric ended with 1: no key\"");
    members_end(&m);
    (void)state;
}

static void an_agent_may_have_to_run_on_the_node_itself(void **state)
{
    struct members m = fabric(FABRIC("automatic='1' on_target='1'"), "n3 too");
    members_ask(&m, 0, "on");
    char *here = bt_buf_take(&m.w[0]->out);
    assert_null(strstr(here, "run "));
    free(here);
    world_expect_in(m.w[2], "fence_fabric action=on nodename=n3");
    world_done(m.w[2], m.w[2]->last_run, 0, NULL, NULL);
    members_carry(&m);
    world_expect_in(m.w[0], "rc=\"0\" reason=\"\" device=\"a\" executed_by=\"n3\"");
    members_end(&m);
    (void)state;
}

static void without_such_devices_on_is_as_any_action(void **state)
{
    struct members m = fabric(FENCE_METADATA, NULL);
    members_ask(&m, 0, "on");
    world_expect_in(m.w[0], "fence_power action=on"); /* as the level says */
    members_end(&m);
    (void)state;
}

/* History ----------------------------------------------------------------------------------------------------------------------- */

static void a_member_that_comes_learns_what_was_done(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = members_three(d, "", "", NULL);
    m.up[1] = m.up[2] = false;
    members_meet(&m);
    members_ask(&m, 0, "off");
    world_done(m.w[0], m.w[0]->last_run, 0, NULL, NULL);
    members_carry(&m);
    assert_int_equal(world_entries(m.w[1], "<fence_event "), 0);
    m.up[1] = true;
    members_meet(&m);
    members_carry(&m);
    assert_int_equal(world_entries(m.w[1], "target=\"n3\" client=\"crmd\" origin=\"n1\" delegate=\"n1\" status=\"success\""), 1);
    m.up[0] = false; /* comes and goes: it is the same one */
    members_meet(&m);
    m.up[0] = true;
    members_meet(&m);
    members_carry(&m);
    assert_int_equal(world_entries(m.w[1], "<fence_event "), 1);
    assert_int_equal(world_entries(m.w[0], "<fence_event "), 1);
    free(d);
    members_end(&m);
    (void)state;
}

static void it_is_cleaned_at_all_members(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = members_three(d, "", "", NULL);
    members_ask(&m, 0, "off");
    world_done(m.w[0], m.w[0]->last_run, 0, NULL, NULL);
    members_carry(&m);
    assert_int_equal(world_entries(m.w[2], "<fence_event "), 1);
    world_message(m.w[1], 9, "<fence_history id='c' target='n3' cleanup='true'/>");
    members_carry(&m);
    for (int i = 0; i < 3; i++)
        assert_int_equal(world_entries(m.w[i], "<fence_event "), 0);
    free(d);
    members_end(&m);
    (void)state;
}

static void it_survives_the_daemon(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3|pcmk_off_retries=1"));
    struct members m = members_three(d, "", "", NULL);
    members_ask(&m, 0, "off");
    world_pass(m.w[0], 5000);
    world_done(m.w[0], m.w[0]->last_run, 1, NULL, "broken");
    members_carry(&m);
    world_message(m.w[0], 9, "<fence_confirm id='1' target='n3' origin='n1' client='stonith_admin.7'/>");
    struct world *next = world_new();
    fence_load(next->f, bt_xml_root(m.w[0]->kept));
    fence_load(next->f, NULL);
    assert_int_equal(world_entries(next, "<fence_event "), 2);
    assert_int_equal(world_entries(next, "delegate=\"a human\" status=\"success\""), 1);
    assert_int_equal(world_entries(next, "reason=\"device a: fence_x ended with 1: broken\" completed=\"1005\""), 1);
    world_free(next);
    free(d);
    members_end(&m);
    (void)state;
}

static void a_confirmation_there_ends_a_fencing_here(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = members_three(d, "", "", NULL);
    members_ask(&m, 0, "off");
    world_message(m.w[1], 9, "<fence_confirm id='1' target='n3' origin='n2' client='stonith_admin.7'/>");
    members_carry(&m);
    world_expect_in(m.w[0], "kill 3\nsend 7 <fence_done id=\"1\" target=\"n3\" action=\"off\" rc=\"0\"");
    free(d);
    members_end(&m);
    (void)state;
}

/* Proof -------------------------------------------------------------------------------------------------------------------------- */

/* What the member's records say, one line each. */
static void expect_proofs(struct world *w, const char *expected)
{
    struct bt_buf b = {0};
    free(bt_buf_take(&w->out));
    world_message(w, 9, "<fence_proofs id='p'/>");
    char *got = bt_buf_take(&w->out);
    xmlDoc *doc = NULL;
    assert_int_equal(bt_xml_parse(got + 7, strlen(got + 7), "proofs", &doc, NULL), 0);
    bt_xml_each(n, bt_xml_root(doc), "fence_proof")
        bt_buf_addf(&b, "%s>%s by %s %s rc %s at %s, proven %s in %s\n", bt_xml_get(n, "executed_by"), bt_xml_get(n, "target"), bt_xml_get(n, "device"),
                    bt_xml_get_bool(n, "fenced", false) ? "fenced" : "checked", bt_xml_get(n, "rc"), bt_xml_get(n, "completed"), bt_xml_get(n, "proven"),
                    bt_xml_get(n, "exec_ms"));
    char *text = bt_buf_take(&b);
    assert_string_equal(text != NULL ? text : "", expected);
    free(text);
    free(got);
    bt_xml_free(doc);
}

static void every_path_is_checked_from_its_side(void **state)
{
    char *a = members_copy(device("a", "fence_x", "pcmk_host_list=n1 n2")), *b = members_copy(device("b", "fence_x", "pcmk_host_list=n1|pcmk_status_retries=1"));
    struct members m = members_three(a, b, "", NULL);
    world_pass(m.w[1], 500000);
    world_message(m.w[0], 9, "<fence_prove id='r'/>");
    members_carry(&m);
    world_expect_in(m.w[0], "run 3 fence_x action=status nodename=n2 port=n2"); /* n1 is itself */
    world_expect_in(m.w[1], "run 3 fence_x action=status nodename=n1 port=n1");
    world_done(m.w[0], 3, 2, NULL, NULL); /* off: it is known */
    members_carry(&m);
    world_done(m.w[1], 3, 1, NULL, "login refused");
    members_carry(&m);
    world_expect_in(m.w[0], "send 9 <fence_proofs id=\"r\">");
    expect_proofs(m.w[0], "n1>n2 by a checked rc 0 at 1000, proven 1000 in 10\nn2>n1 by b checked rc 1 at 1500, proven 0 in 0\n");
    free(a);
    free(b);
    members_end(&m);
    (void)state;
}

static void a_fencing_is_the_better_proof_and_all_have_it(void **state)
{
    char *d = members_copy(device("a", "fence_x", "pcmk_host_list=n3|pcmk_off_retries=1"));
    struct members m = members_three("", d, "", NULL);
    members_ask(&m, 0, "off");
    world_done(m.w[1], 2, 0, NULL, NULL);
    members_carry(&m);
    for (int i = 0; i < 3; i++)
        expect_proofs(m.w[i], "n2>n3 by a fenced rc 0 at 1000, proven 1000 in 10\n");
    world_pass(m.w[0], 60000);
    members_ask(&m, 0, "off");
    world_done(m.w[1], 3, 1, NULL, "broken");
    members_carry(&m);
    expect_proofs(m.w[0], "n2>n3 by a fenced rc 1 at 1060, proven 1000 in 10\n"); /* when it last was, and that it is not now */
    struct world *next = world_new();
    fence_load(next->f, bt_xml_root(m.w[0]->kept));
    expect_proofs(next, "n2>n3 by a fenced rc 1 at 1060, proven 1000 in 10\n");
    world_free(next);
    free(d);
    members_end(&m);
    (void)state;
}

static void a_round_ends_without_those_that_are_lost_or_late(void **state)
{
    struct members m = members_three("", "", "", NULL);
    m.up[1] = m.up[2] = false;
    world_message(m.w[0], 9, "<fence_prove id='r'/>");
    members_carry(&m);
    world_expect(m.w[0], "timer 1 300000\n");
    m.up[2] = true;
    members_meet(&m);
    members_carry(&m);
    world_timer(m.w[0], 1);
    world_expect_log(m.w[0], "n3 did not say in time what its fence devices can do");
    world_expect_in(m.w[0], "send 9 <fence_proofs id=\"r\"/>");
    members_end(&m);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_member_that_has_the_device_does_it),
        cmocka_unit_test(what_can_be_done_here_is_claimed_and_done),
        cmocka_unit_test(a_device_that_fails_here_is_tried_from_there),
        cmocka_unit_test(when_nobody_can_it_is_said),
        cmocka_unit_test(a_failure_there_is_the_answer_here),
        cmocka_unit_test(a_level_may_have_its_devices_at_two_members),
        cmocka_unit_test(a_member_that_is_lost_at_it_gives_way),
        cmocka_unit_test(a_member_that_is_lost_is_not_waited_for),
        cmocka_unit_test(a_member_that_does_not_answer_is_waited_for_with_a_bound),
        cmocka_unit_test(an_answer_to_an_earlier_run_is_nobody_s),
        cmocka_unit_test(without_its_controller_a_fencer_works_alone),
        cmocka_unit_test(of_oneself_another_member_is_the_judge),
        cmocka_unit_test(without_another_it_fences_itself),
        cmocka_unit_test(when_the_judge_is_lost_another_is_asked),
        cmocka_unit_test(the_target_is_asked_last),
        cmocka_unit_test(a_node_is_let_in_by_all_devices_that_need_it),
        cmocka_unit_test(a_failed_unfencing_is_not_replaced_by_power),
        cmocka_unit_test(an_agent_may_have_to_run_on_the_node_itself),
        cmocka_unit_test(without_such_devices_on_is_as_any_action),
        cmocka_unit_test(a_member_that_comes_learns_what_was_done),
        cmocka_unit_test(it_is_cleaned_at_all_members),
        cmocka_unit_test(it_survives_the_daemon),
        cmocka_unit_test(a_confirmation_there_ends_a_fencing_here),
        cmocka_unit_test(every_path_is_checked_from_its_side),
        cmocka_unit_test(a_fencing_is_the_better_proof_and_all_have_it),
        cmocka_unit_test(a_round_ends_without_those_that_are_lost_or_late),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
