/* tests/unit/test_crmd_start.c - the controller: first start, election, loss and return, as stories of a pretended group.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include "crmd/election.h"
#include "tests/sim/group.h"

/* The rule -------------------------------------------------------------------------------------------------------- */

static uint32_t winner(const struct election_hello *h, size_t n)
{
    const char *why;
    return h[election_winner(h, n, &why)].id;
}

static void the_first_difference_on_the_ladder_decides(void **state)
{
    (void)state;
    static const struct {
        struct election_hello a, b;
        uint32_t winner;
    } rows[] = {
        {{.id = 1, .feature_set = "3.16.2", .dc = true, .term = 9}, {.id = 2, .feature_set = "3.9.0"}, 2},
        {{.id = 1, .feature_set = "3.16.2", .uptime_s = 99}, {.id = 2, .feature_set = "3.16.2", .dc = true, .term = 1}, 2},
        {{.id = 1, .feature_set = "3.16.2", .dc = true, .term = 4}, {.id = 2, .feature_set = "3.16.2", .dc = true, .term = 5}, 2},
        {{.id = 1, .feature_set = "3.16.2", .term = 9}, {.id = 2, .feature_set = "3.16.2", .uptime_s = 1}, 2},
        {{.id = 2, .feature_set = "3.16.2", .uptime_s = 7}, {.id = 1, .feature_set = "3.16.2", .uptime_s = 7}, 1},
    };
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        const struct election_hello one[] = {rows[i].a, rows[i].b}, other[] = {rows[i].b, rows[i].a};
        assert_int_equal(winner(one, 2), rows[i].winner);
        assert_int_equal(winner(other, 2), rows[i].winner);
    }
}

static void the_newest_configuration_wins_and_the_leader_breaks_ties(void **state)
{
    (void)state;
    const struct election_hello h[] = {{.id = 1, .version = {0, 5, 9}}, {.id = 2, .version = {0, 5, 1}}, {.id = 3, .version = {0, 4, 99}}};
    bool prevails;
    assert_int_equal(election_newest(h, 3, 1, &prevails), 1);
    assert_int_equal(election_newest(h, 3, 2, &prevails), 0);
    assert_false(prevails);
    assert_int_equal(election_term(h, 3), 1);
}

static void what_people_changed_goes_before_what_is_newer_and_a_new_nodes_draft_comes_last(void **state)
{
    (void)state;
    static const struct {
        struct election_hello leader, other;
        int newest;
        bool prevails;
    } rows[] = {
        {{.version = {0, 9, 0}}, {.version = {0, 5, 0}, .changed = true}, 1, true},
        {{.version = {0, 9, 0}, .changed = true}, {.version = {0, 5, 0}, .changed = true}, 0, true},
        {{.version = {0, 9, 0}, .fresh = true}, {.version = {0, 5, 0}}, 1, true},
        {{.version = {0, 5, 0}}, {.version = {0, 9, 0}, .fresh = true}, 0, false},
        {{.version = {0, 5, 0}, .fresh = true}, {.version = {0, 9, 0}, .fresh = true}, 1, false},
        {{.version = {0, 5, 0}, .fresh = true, .changed = true}, {.version = {0, 9, 0}}, 0, true},
    };
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        const struct election_hello one[] = {rows[i].leader, rows[i].other}, two[] = {rows[i].other, rows[i].leader};
        bool prevails;
        assert_int_equal(election_newest(one, 2, 0, &prevails), rows[i].newest);
        assert_int_equal(prevails, rows[i].prevails);
        assert_int_equal(election_newest(two, 2, 1, &prevails), 1 - rows[i].newest);
        assert_int_equal(prevails, rows[i].prevails);
    }
}

/* Starting ---------------------------------------------------------------------------------------------------------- */

static void two_nodes_start_and_agree_within_milliseconds(void **state)
{
    (void)state;
    struct group *g = group_new(2, 0);
    for (int i = 0; i < 2; i++)
        group_power_on(g, i);
    for (int i = 0; i < 2; i++)
        group_start(g, i);
    assert_true(group_until(g, group_idle, 100));
    assert_int_equal(group_dc(g), 0);
    assert_true(group_agrees(g));
    assert_true(group_said(g, "n2: n1 leads in term 1 (its nodeid is the lowest); members: n1 n2"));
    for (int i = 0; i < 2; i++) {
        assert_string_equal(group_node_state(g, 1, i, "in_ccm"), "true");
        assert_string_equal(group_node_state(g, 1, i, "crmd"), "online");
        assert_string_equal(group_node_state(g, 1, i, "join"), "member");
        assert_string_equal(group_node_state(g, 1, i, "expected"), "member");
    }
    const xmlDoc *cib = cib_doc(crmd_cib(g->node[1].core));
    assert_string_equal(bt_xml_get(bt_xml_root(cib), "have-quorum"), "1");
    assert_string_equal(bt_xml_get(bt_xml_root(cib), "dc-uuid"), "1");
    assert_non_null(bt_xml_find(cib_section(cib, "nodes"), "node", "uname", "n2"));
    assert_string_equal(group_property(g, 1, "cluster-infrastructure"), "corosync");
    group_free(g);
}

static void who_starts_first_waits_for_a_node_that_corosync_has(void **state)
{
    (void)state;
    struct group *g = group_new(2, 0);
    group_power_on(g, 0);
    group_power_on(g, 1);
    group_start(g, 0);
    group_run(g, 19000);
    assert_int_equal(g->plans, 0);
    assert_string_equal(crmd_state_name(g->node[0].core), "S_FINALIZE_JOIN");
    group_start(g, 1);
    assert_true(group_until(g, group_idle, 100));
    assert_int_equal(group_dc(g), 0);
    assert_int_equal(g->plans, 1);
    group_free(g);
}

static void after_dc_deadtime_it_plans_without_the_other(void **state)
{
    (void)state;
    struct group *g = group_new(2, 0);
    group_power_on(g, 0);
    group_power_on(g, 1);
    group_start(g, 0);
    group_run(g, 20100);
    assert_true(group_idle(g));
    assert_int_equal(g->plans, 1);
    assert_string_equal(group_node_state(g, 0, 1, "in_ccm"), "true");
    assert_string_equal(group_node_state(g, 0, 1, "crmd"), "offline");
    assert_string_equal(group_node_state(g, 0, 1, "expected"), ""); /* nobody expects it: not a reason to fence */
    group_free(g);
}

static void alone_it_does_not_wait_for_who_corosync_has_not(void **state)
{
    (void)state;
    struct group *g = group_new(2, 0);
    group_power_on(g, 0);
    group_start(g, 0);
    assert_true(group_until(g, group_idle, 100));
    assert_string_equal(group_node_state(g, 0, 1, "id"), ""); /* never seen: startup-fencing judges */
    group_free(g);
}

/* Hellos --------------------------------------------------------------------------------------------------------------- */

static void a_member_that_says_nothing_is_left_out(void **state)
{
    (void)state;
    struct group *g = group_new(3, 0);
    g->node[2].holding = true;
    for (int i = 0; i < 3; i++)
        group_power_on(g, i);
    for (int i = 0; i < 3; i++)
        group_start(g, i);
    group_run(g, 4900);
    assert_int_equal(group_dc(g), -1);
    group_run(g, 200);
    assert_int_equal(group_dc(g), 0);
    assert_true(group_said(g, "n1: The controller of n3 is in the group but says nothing: leaving it out"));
    assert_true(group_said(g, "members: n1 n2"));
    group_free(g);
}

static void a_late_hello_makes_all_elect_again_and_the_leader_stays(void **state)
{
    (void)state;
    struct group *g = group_new(3, 0);
    g->node[2].holding = true;
    for (int i = 0; i < 3; i++)
        group_power_on(g, i);
    for (int i = 0; i < 3; i++)
        group_start(g, i);
    group_run(g, 6000);
    group_release(g, 2);
    group_run(g, 100);
    assert_int_equal(group_dc(g), 0);
    assert_true(group_said(g, "n3: n1 leads in term 2 (it leads already); members: n1 n2 n3"));
    assert_true(group_idle(g));
    assert_true(group_agrees(g));
    group_free(g);
}

/* Loss and return --------------------------------------------------------------------------------------------------------- */

static void the_other_leads_when_the_coordinators_controller_dies(void **state)
{
    (void)state;
    struct group *g = group_new(2, 0);
    group_start_all(g);
    int plans = g->plans;
    group_crash(g, 0);
    group_run(g, 9000);
    assert_int_equal(group_dc(g), 1);
    assert_int_equal(g->plans, plans); /* the grace runs: nothing is decided */
    assert_string_equal(group_node_state(g, 1, 0, "crmd"), "online");
    assert_true(group_said(g, "n2: The controller of n1 is gone while corosync holds the node: waiting up to 10 s for it"));
    group_free(g);
}

static void a_controller_that_returns_within_its_grace_is_trusted(void **state)
{
    (void)state;
    struct group *g = group_new(2, 0);
    group_start_all(g);
    group_crash(g, 0);
    group_run(g, 800);
    group_start(g, 0);
    assert_true(group_until(g, group_idle, 100));
    assert_int_equal(group_dc(g), 1); /* who leads stays */
    assert_true(group_agrees(g));
    assert_string_equal(group_node_state(g, 1, 0, "join"), "member");
    assert_int_equal(g->fencings, 0);
    group_free(g);
}

static void after_the_grace_it_is_offline_but_expected(void **state)
{
    (void)state;
    struct group *g = group_new(2, 0);
    group_start_all(g);
    int plans = g->plans;
    group_crash(g, 0);
    group_run(g, 10100);
    assert_int_equal(g->plans, plans + 1);
    assert_string_equal(group_node_state(g, 1, 0, "in_ccm"), "true");
    assert_string_equal(group_node_state(g, 1, 0, "crmd"), "offline");
    assert_string_equal(group_node_state(g, 1, 0, "expected"), "member"); /* the policy engine fences it */
    group_free(g);
}

static bool planned_after_loss(struct group *g)
{
    return g->plans > 1;
}

static void a_node_that_corosync_lost_is_written_as_lost_at_once(void **state)
{
    (void)state;
    struct group *g = group_new(2, 0);
    group_start_all(g);
    g->plans = 1;
    group_power_off(g, 0);
    assert_true(group_until(g, planned_after_loss, 20));
    assert_string_equal(group_node_state(g, 1, 0, "in_ccm"), "false");
    assert_string_equal(group_node_state(g, 1, 0, "crmd"), "offline");
    assert_string_equal(group_node_state(g, 1, 0, "join"), "down");
    assert_string_equal(group_node_state(g, 1, 0, "expected"), "member");
    assert_true(group_said(g, "n2: n1 is lost"));
    group_free(g);
}

static void the_oldest_controller_leads_next(void **state)
{
    (void)state;
    struct group *g = group_new(3, 0);
    group_start_all(g);
    group_crash(g, 1);
    group_run(g, 3000);
    group_start(g, 1);
    group_run(g, 3000);
    group_power_off(g, 0);
    group_run(g, 500);
    assert_int_equal(group_dc(g), 2);
    assert_true(group_said(g, "n3: n3 leads in term 4 (its controller runs the longest)"));
    group_free(g);
}

static void a_view_change_during_an_election_starts_it_anew(void **state)
{
    (void)state;
    struct group *g = group_new(3, 0);
    for (int i = 0; i < 3; i++)
        group_power_on(g, i);
    for (int i = 0; i < 3; i++)
        group_start(g, i);
    group_run(g, 1); /* the hellos are on their way */
    group_power_off(g, 0);
    group_run(g, 200);
    assert_int_equal(group_dc(g), 1);
    assert_true(group_said(g, "members: n2 n3"));
    assert_true(group_agrees(g));
    group_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_difference_on_the_ladder_decides),
        cmocka_unit_test(the_newest_configuration_wins_and_the_leader_breaks_ties),
        cmocka_unit_test(what_people_changed_goes_before_what_is_newer_and_a_new_nodes_draft_comes_last),
        cmocka_unit_test(two_nodes_start_and_agree_within_milliseconds),
        cmocka_unit_test(who_starts_first_waits_for_a_node_that_corosync_has),
        cmocka_unit_test(after_dc_deadtime_it_plans_without_the_other),
        cmocka_unit_test(alone_it_does_not_wait_for_who_corosync_has_not),
        cmocka_unit_test(a_member_that_says_nothing_is_left_out),
        cmocka_unit_test(a_late_hello_makes_all_elect_again_and_the_leader_stays),
        cmocka_unit_test(the_other_leads_when_the_coordinators_controller_dies),
        cmocka_unit_test(a_controller_that_returns_within_its_grace_is_trusted),
        cmocka_unit_test(after_the_grace_it_is_offline_but_expected),
        cmocka_unit_test(a_node_that_corosync_lost_is_written_as_lost_at_once),
        cmocka_unit_test(the_oldest_controller_leads_next),
        cmocka_unit_test(a_view_change_during_an_election_starts_it_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
