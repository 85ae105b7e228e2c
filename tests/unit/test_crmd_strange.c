/* tests/unit/test_crmd_strange.c - what comes from outside at a bad moment, or as nobody of ours would send it, must not take a controller down.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include "tests/sim/group.h"

static int one = 1;

/* Node i multicasts this in the present term. */
static void says(struct group *g, int i, const char *text)
{
    xmlDoc *doc = NULL;
    assert_int_equal(bt_xml_parse(text, strlen(text), "test", &doc, NULL), 0);
    bt_xml_set_int(bt_xml_root(doc), "term", crmd_term(g->node[i].core));
    group_says(g, i, doc);
}

static void an_action_that_times_out_in_an_election_is_judged_after_it(void **state)
{
    (void)state;
    struct group *g = group_with_services(3, &one);
    g->agent_ms = 1000000; /* hangs, and lrmd with it */
    group_ask_about(g, 0, "fail", "rsc1", NULL);
    group_run(g, 78000);
    assert_true(group_said(g, "Initiating stop operation rsc1_stop_0 on n1"));
    g->node[1].holding = true;
    group_crash(g, 2);
    group_run(g, 3000);
    assert_string_equal(crmd_state_name(g->node[0].core), "S_ELECTION");
    assert_false(group_said(g, "did not tell the result of stop"));
    group_release(g, 1);
    group_run(g, 6000);
    assert_true(group_said(g, "n1: n1 did not tell the result of stop of rsc1 in time"));
    group_free(g);
}

static void a_node_that_is_told_twice_to_leave_leaves_once(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    says(g, 0, "<orders><do to='2' operation='do_shutdown'/><do to='2' operation='do_shutdown'/></orders>");
    group_run(g, 100);
    assert_null(g->node[1].core);
    assert_int_equal(g->node[1].exit_code, BT_EX_OK);
    group_free(g);
}

/* What the core asked for in a step with this event; its exit code, -1 if it goes on. */
static int exit_code_after(struct group *g, int i, struct crmd_event ev)
{
    struct crmd_effects fx = {0};
    int code = -1;
    ev.now.mono.ms = ev.now.wall.s = 1000000;
    crmd_step(g->node[i].core, &ev, &fx);
    for (size_t k = 0; k < fx.n; k++)
        code = fx.v[k].kind == CRMD_FX_EXIT ? fx.v[k].code : code;
    crmd_effects_clear(&fx);
    return code;
}

static void a_group_that_goes_on_without_us_is_left(void **state)
{
    (void)state;
    static const uint32_t both[] = {1, 2};
    for (int i = 0; i < 2; i++) {
        struct group *g = group_with_services(2, &one);
        assert_int_equal(exit_code_after(g, i, (struct crmd_event){.kind = CRMD_EV_VIEW, .members = &both[1 - i], .n_members = 1}), BT_EX_DISCONNECT);
        assert_string_equal(crmd_state_name(g->node[i].core), "S_TERMINATE");
        group_free(g);
    }
}

static void what_is_heard_before_we_are_in_the_group_does_not_count(void **state)
{
    (void)state;
    static const uint32_t other = 2;
    struct group *g = group_new(2, 0);
    xmlDoc *hello = bt_xml_doc("hello");
    bt_xml_set(bt_xml_root(hello), "view", "2");
    group_power_on(g, 0);
    group_start(g, 0);
    assert_int_equal(exit_code_after(g, 0, (struct crmd_event){.kind = CRMD_EV_VIEW, .members = &other, .n_members = 1}), -1);
    assert_int_equal(exit_code_after(g, 0, (struct crmd_event){.kind = CRMD_EV_MESSAGE, .from = 2, .doc = bt_xml_root(hello)}), -1);
    assert_string_equal(crmd_state_name(g->node[0].core), "S_STARTING");
    bt_xml_free(hello);
    group_free(g);
}

static void a_pulse_without_a_watchdog_means_nothing(void **state)
{
    (void)state;
    struct group *g = group_new(3, 0);
    group_power_on(g, 0);
    group_start(g, 0);
    group_run(g, 30000);
    group_set_property(g, 0, "no-quorum-policy", "ignore");
    group_run(g, 100);
    assert_string_equal(group_property(g, 0, "no-quorum-policy"), "ignore");
    xmlDoc *pulse = bt_xml_doc("pulse");
    bt_xml_set(bt_xml_root(pulse), "view", "1");
    bt_xml_set(bt_xml_root(pulse), "run", "00000001-0000-4000-8000-000000000001");
    bt_xml_set(bt_xml_root(pulse), "asked_ms", "1");
    group_says(g, 0, pulse);
    group_run(g, 100);
    assert_false(g->node[0].acts);
    group_free(g);
}

static void a_delay_below_nothing_is_none(void **state)
{
    (void)state;
    static const char *const delays[] = {"1000", "-5", "-9223372036854775808", "10"};
    struct group *g = group_with_services(2, &one);
    for (size_t i = 0; i < BT_COUNT(delays); i++) {
        xmlDoc *doc = group_request("attr-update");
        bt_xml_set(bt_xml_root(doc), "name", "load");
        bt_xml_set_int(bt_xml_root(doc), "value", (int64_t)i);
        bt_xml_set(bt_xml_root(doc), "dampen_ms", delays[i]);
        uint64_t client = group_ask(g, 0, doc);
        group_run(g, 100);
        assert_int_equal(group_rc(g, client), 0);
        const xmlNode *set = bt_xml_path(cib_node_state(cib_doc(crmd_cib(g->node[0].core)), "n1"), "transient_attributes/instance_attributes");
        if (i > 0)
            assert_int_equal(bt_xml_get_int(bt_xml_find(set, "nvpair", "name", "load"), "value", -1), (int64_t)i);
    }
    group_free(g);
}

static void an_operation_that_nobody_knew_is_waited_for_while_a_plan_is_missing(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    g->planner_crashes = 1;
    group_ask_about(g, 0, "replan", NULL, NULL);
    group_run(g, 100);
    assert_string_equal(crmd_state_name(g->node[0].core), "S_IDLE");
    says(g, 1, "<lrm-state seen='0'><lrm id='2'><lrm_resources/></lrm><pending rsc='rsc7' operation='start' transition-key='1:1:0:aaaaaaaa-0000-0000-0000-000000000000'/></lrm-state>");
    group_run(g, 100);
    assert_string_equal(crmd_state_name(g->node[0].core), "S_TRANSITION_ENGINE");
    group_free(g);
}

/* Agents of n3 never end. */
static int64_t hangs_on_n3(struct group *g, struct group_node *n, const char *rsc, const char *operation)
{
    (void)g, (void)rsc, (void)operation;
    return n->id == 3 ? 1000000 : 10;
}

static void what_was_under_way_on_a_node_is_forgotten_with_it(void **state)
{
    (void)state;
    struct group *g = group_with_services(3, &one);
    g->agent_time = hangs_on_n3;
    says(g, 2, "<lrm-state seen='0'><lrm id='3'><lrm_resources/></lrm><pending rsc='rsc7' operation='start' transition-key='1:1:0:aaaaaaaa-0000-0000-0000-000000000000'/></lrm-state>");
    group_run(g, 2000);
    assert_string_equal(crmd_state_name(g->node[0].core), "S_TRANSITION_ENGINE");
    g->node[1].lrm_down = true; /* n2 tells no history, so that the next term does not begin to plan */
    group_lrm(g, 1, false);
    group_power_off(g, 2);
    group_run(g, 1000);
    assert_int_equal(group_dc(g), 0);
    uint64_t removal = group_ask_about(g, 0, "node-remove", NULL, "n3");
    group_run(g, 100);
    assert_int_equal(group_rc(g, removal), 0);
    group_lrm(g, 1, true);
    group_run(g, 20000);
    assert_string_equal(crmd_state_name(g->node[0].core), "S_IDLE");
    group_free(g);
}

static void a_fencing_goes_on_when_who_asked_for_it_is_forgotten(void **state)
{
    (void)state;
    struct group *g = group_with_services(4, &one);
    says(g, 0, "<fence to='2' target='n4' action='reboot'/>");
    group_fencer(g, 1, false);
    group_run(g, 10);
    group_power_off(g, 0);
    group_run(g, 3000);
    says(g, 1, "<fence-done target='n1' action='reboot' rc='0'/>");
    group_run(g, 100);
    group_ask_about(g, 1, "node-remove", NULL, "n1");
    group_run(g, 100);
    group_fencer(g, 1, true);
    group_run(g, 1000);
    assert_true(group_said(g, "n4 was fenced (reboot)"));
    group_free(g);
}

static void a_member_without_a_name_is_left_out(void **state)
{
    (void)state;
    struct group *g = group_with_services(3, &one);
    group_shutdown(g, 2);
    group_run(g, 500);
    group_power_off(g, 2);
    group_run(g, 500);
    group_ask_about(g, 0, "node-remove", NULL, "n3");
    group_run(g, 100);
    g->node[2].holding = true; /* what its controller says is not heard, but this is: */
    group_power_on(g, 2);
    group_start(g, 2);
    group_run(g, 10);
    g->node[2].holding = false;
    xmlDoc *hello = bt_xml_doc("hello");
    bt_xml_set(bt_xml_root(hello), "view", "1,2,3");
    bt_xml_set(bt_xml_root(hello), "crm_feature_set", "3.16.1");
    group_says(g, 2, hello);
    group_run(g, 5100);
    assert_true(group_said(g, "n1: The controller of (unnamed) is in the group but says nothing: leaving it out"));
    assert_true(group_said(g, "members: n1 n2"));
    assert_false(group_said(g, "(unnamed) n"));
    assert_int_equal(group_dc(g), 0);
    group_free(g);
}

static void a_term_that_no_cluster_reaches_is_not_believed(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    says(g, 1, "<hello view='1,2' uname='n2' run='x' crm_feature_set='3.16.2' version='0.0.0'/>");
    group_run(g, 100);
    int64_t before = crmd_term(g->node[0].core);
    xmlDoc *doc = NULL;
    const char *text = "<hello view='1,2' uname='n2' run='x' crm_feature_set='3.16.2' term='9223372036854775807' uptime='-9223372036854775808' version='-9223372036854775808.0.0'/>";
    assert_int_equal(bt_xml_parse(text, strlen(text), "test", &doc, NULL), 0);
    group_says(g, 1, doc);
    group_run(g, 100);
    assert_int_equal(crmd_term(g->node[0].core), before + 1);
    assert_int_equal(crmd_term(g->node[1].core), before + 1);
    group_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_action_that_times_out_in_an_election_is_judged_after_it),
        cmocka_unit_test(a_node_that_is_told_twice_to_leave_leaves_once),
        cmocka_unit_test(a_group_that_goes_on_without_us_is_left),
        cmocka_unit_test(what_is_heard_before_we_are_in_the_group_does_not_count),
        cmocka_unit_test(a_pulse_without_a_watchdog_means_nothing),
        cmocka_unit_test(a_delay_below_nothing_is_none),
        cmocka_unit_test(an_operation_that_nobody_knew_is_waited_for_while_a_plan_is_missing),
        cmocka_unit_test(what_was_under_way_on_a_node_is_forgotten_with_it),
        cmocka_unit_test(a_fencing_goes_on_when_who_asked_for_it_is_forgotten),
        cmocka_unit_test(a_member_without_a_name_is_left_out),
        cmocka_unit_test(a_term_that_no_cluster_reaches_is_not_believed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
