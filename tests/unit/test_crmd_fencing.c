/* tests/unit/test_crmd_fencing.c - who fences whom, and whom a result concerns, as stories of a pretended group.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include "tests/sim/group.h"

static int one = 1;
static const char *condemned; /* the planner has this node fenced as long as it is a member: its service could not be stopped */

static xmlDoc *planner(struct group *g, const xmlNode *cib)
{
    const xmlNode *state = condemned != NULL ? bt_xml_find(bt_xml_first(cib, "status"), "node_state", "uname", condemned) : NULL;
    if (!bt_streq(bt_xml_get(state, "in_ccm"), "true"))
        return group_simple_planner(g, cib);
    xmlDoc *graph = group_graph();
    group_action(graph, 1, "stonith", NULL, condemned, 0);
    return graph;
}

static struct group *with_service(int n)
{
    struct group *g = group_new(n, 0);
    condemned = NULL;
    g->planner = planner;
    g->story = &one;
    group_start_all(g);
    return g;
}

static void condemn(struct group *g, int i, const char *name)
{
    condemned = name;
    group_ask(g, i, group_request("replan"));
}

static void a_coordinator_is_fenced_by_another_member(void **state)
{
    (void)state;
    struct group *g = with_service(2);
    assert_int_equal(group_dc(g), 0);
    condemn(g, 1, "n1");
    group_run(g, 1000);
    assert_true(group_said(g, "n1: Requesting fencing (reboot) of node n1 from n2"));
    assert_true(group_said(g, "n2: Requesting fencing (reboot) of node n1 for n1"));
    assert_true(group_said(g, "n2: n1 was fenced (reboot) by n2 for n1: OK"));
    assert_int_equal(g->fencings, 1);
    assert_int_equal(group_count(g, "Requesting fencing"), 2); /* n2, which leads now, does not ask again */
    assert_string_equal(group_node_state(g, 1, 0, "expected"), "down");
    assert_true(bt_strv_has(&g->node[1].active, "rsc1"));
    group_free(g);
}

static void a_coordinator_without_others_is_fenced_by_its_own_fencer(void **state)
{
    (void)state;
    struct group *g = with_service(1);
    condemn(g, 0, "n1");
    group_run(g, 1000);
    assert_false(group_said(g, "of node n1 from"));
    assert_int_equal(g->fencings, 1);
    group_free(g);
}

static void a_failed_fencing_by_another_member_is_tried_again(void **state)
{
    (void)state;
    struct group *g = with_service(2);
    g->failing_fencings = 1;
    condemn(g, 1, "n1");
    group_run(g, 900);
    assert_true(group_said(g, "n1: Fencing of n1 is tried again in 1 s"));
    assert_int_equal(g->fencings, 0);
    group_run(g, 3000);
    assert_int_equal(g->fencings, 1);
    group_free(g);
}

static void when_the_member_that_was_asked_is_lost_the_next_one_is_asked(void **state)
{
    (void)state;
    struct group *g = with_service(3);
    g->fence_ms = 2000;
    condemn(g, 1, "n1");
    group_run(g, 500);
    assert_true(group_said(g, "n1: Requesting fencing (reboot) of node n1 from n2"));
    group_power_off(g, 1);
    group_run(g, 8000);
    assert_true(group_said(g, "n1: Requesting fencing (reboot) of node n1 from n3"));
    assert_true(group_said(g, "n3: n1 was fenced (reboot) by n3 for n1: OK"));
    group_free(g);
}

static void a_node_that_is_back_is_not_taken_for_the_one_that_was_fenced(void **state)
{
    (void)state;
    struct group *g = with_service(2);
    condemn(g, 0, "n2");
    group_run(g, 40);
    g->node[0].holding = true; /* the ring waits for the node that does not answer */
    group_run(g, 30);
    assert_int_equal(g->fencings, 1);
    condemned = NULL;
    group_power_on(g, 1);
    group_start(g, 1);
    group_run(g, 500);
    assert_false(group_said(g, "n1: n2 was fenced"));
    group_release(g, 0);
    group_run(g, 1000);
    assert_true(group_said(g, "n1: n2 was fenced (reboot) by n1 for n1: OK"));
    assert_true(group_said(g, "n2: n2 is back already"));
    assert_int_equal(g->node[1].exit_code, -1);
    assert_true(group_idle(g));
    assert_true(group_agrees(g));
    assert_string_equal(group_node_state(g, 0, 1, "join"), "member");
    assert_int_equal(g->fencings, 1);
    group_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_coordinator_is_fenced_by_another_member),
        cmocka_unit_test(a_coordinator_without_others_is_fenced_by_its_own_fencer),
        cmocka_unit_test(a_failed_fencing_by_another_member_is_tried_again),
        cmocka_unit_test(when_the_member_that_was_asked_is_lost_the_next_one_is_asked),
        cmocka_unit_test(a_node_that_is_back_is_not_taken_for_the_one_that_was_fenced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
