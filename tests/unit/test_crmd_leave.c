/* tests/unit/test_crmd_leave.c - a node leaves, in order or by force, and comes back; what tools ask of the nodes, as stories of a pretended group.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include "tests/sim/group.h"

static int one = 1;

/* Shutdown -------------------------------------------------------------------------------------------------------------------- */

static void a_node_that_leaves_is_emptied_first(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    group_shutdown(g, 0);
    group_run(g, 500);
    assert_null(g->node[0].core);
    assert_int_equal(g->node[0].exit_code, 0);
    assert_false(group_runs(g, 0, "rsc1"));
    assert_true(group_runs(g, 1, "rsc1"));
    assert_int_equal(g->fencings, 0);
    assert_int_equal(group_dc(g), 1);
    group_run(g, 30000);
    assert_string_equal(group_node_state(g, 1, 0, "expected"), "down");
    assert_int_equal(g->fencings, 0);
    group_start(g, 0);
    group_run(g, 500);
    assert_string_equal(group_node_state(g, 1, 0, "expected"), "member");
    assert_true(group_agrees(g));
    group_free(g);
}

/* As the policy engine with shutdown-lock: what is done on n1 names the lock, nothing starts elsewhere. */
static xmlDoc *locking_planner(struct group *g, const xmlNode *cib)
{
    xmlDoc *graph = group_simple_planner(g, cib);
    for (xmlNode *synapse = bt_xml_first(bt_xml_root(graph), XE_SYNAPSE), *next; synapse != NULL; synapse = next) {
        next = bt_xml_next(synapse, XE_SYNAPSE);
        xmlNode *action = bt_xml_first(bt_xml_first(synapse, XE_ACTION_SET), XE_RSC_OP);
        if (action != NULL && !bt_streq(bt_xml_get(action, XA_ON_NODE), "n1"))
            bt_xml_remove(synapse);
        else if (action != NULL)
            bt_xml_set(action, XA_SHUTDOWN_LOCK, "1700000000");
    }
    return graph;
}

static const char *lock_of_rsc1_on_n1(const struct group *g)
{
    const xmlNode *state = cib_node_state(cib_doc(crmd_cib(g->node[1].core)), "n1");
    return bt_xml_get(bt_xml_find(bt_xml_path(state, "lrm/lrm_resources"), "lrm_resource", "id", "rsc1"), "shutdown-lock");
}

static void a_shutdown_lock_holds_until_the_resource_starts_there_again(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    g->planner = locking_planner;
    assert_null(lock_of_rsc1_on_n1(g));
    group_shutdown(g, 0);
    group_run(g, 500);
    assert_null(g->node[0].core);
    assert_string_equal(lock_of_rsc1_on_n1(g), "1700000000");
    assert_string_equal(bt_xml_get(group_history(g, 1, 0, "rsc1", "rsc1_last_0"), "operation"), "stop");

    group_power_off(g, 0); /* its LRM forgets */
    group_run(g, 500);
    group_power_on(g, 0);
    g->planner = NULL;
    group_start(g, 0);
    group_run(g, 500);
    assert_string_equal(lock_of_rsc1_on_n1(g), "1700000000");
    assert_null(group_history(g, 1, 0, "rsc1", "rsc1_last_0")); /* so that it is probed */

    g->planner = locking_planner;
    group_set_property(g, 1, "any", "change");
    group_run(g, 500);
    assert_true(group_runs(g, 0, "rsc1"));
    assert_null(lock_of_rsc1_on_n1(g));
    assert_true(group_agrees(g));
    group_free(g);
}

/* Its LRM lives on and knows what it did; what runs is known to run, but what did not run may have been brought there since. */
static void a_controller_that_begins_has_what_did_not_run_looked_at_again(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    group_crash(g, 0);
    group_start(g, 0);
    group_run(g, 500);
    assert_string_equal(bt_xml_get(group_history(g, 1, 0, "rsc1", "rsc1_last_0"), "operation"), "start");

    g->planner = locking_planner;
    group_shutdown(g, 0);
    group_run(g, 500);
    assert_string_equal(bt_xml_get(group_history(g, 1, 0, "rsc1", "rsc1_last_0"), "operation"), "stop");
    g->planner = NULL;
    group_start(g, 0);
    group_run(g, 500);
    assert_null(group_history(g, 1, 0, "rsc1", "rsc1_last_0"));
    assert_true(group_agrees(g));
    group_free(g);
}

/* Whether node 0 takes a change of the configuration when it is back alone. */
static bool takes_changes(struct group *g)
{
    group_start(g, 0);
    group_run(g, 20000);
    uint64_t change = group_set_property(g, 0, "cluster-delay", "41s");
    group_run(g, 100);
    assert_true(group_rc(g, change) == 0 || group_rc(g, change) == BT_EX_UNSAFE);
    return group_rc(g, change) == 0;
}

static struct group *with_service_and_quorum_of_one(void)
{
    struct group *g = group_with_services(2, &one);
    g->two_node = true;
    group_set_property(g, 0, "stonith-timeout", "40s");
    group_run(g, 500);
    return g;
}

static void the_last_to_leave_in_order_knows_all_that_there_is(void **state)
{
    (void)state;
    struct group *g = with_service_and_quorum_of_one();
    group_power_off(g, 1);
    group_run(g, 5000);
    group_shutdown(g, 0);
    group_run(g, 2000);
    assert_null(g->node[0].core);
    assert_true(takes_changes(g));
    group_free(g);
}

static void who_leaves_while_another_stays_may_miss_what_that_does(void **state)
{
    (void)state;
    struct group *g = with_service_and_quorum_of_one();
    group_shutdown(g, 0);
    group_run(g, 2000);
    assert_null(g->node[0].core);
    group_power_off(g, 1);
    group_run(g, 500);
    assert_false(takes_changes(g));
    group_free(g);
}

static void all_leave_together(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    group_shutdown(g, 0);
    group_shutdown(g, 1);
    group_run(g, 2000);
    for (int i = 0; i < 2; i++) {
        assert_null(g->node[i].core);
        assert_int_equal(g->node[i].exit_code, 0);
        assert_false(group_runs(g, i, "rsc1"));
    }
    assert_int_equal(g->fencings, 0);
    group_free(g);
}

static void a_shutdown_that_takes_too_long_is_forced(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    g->planner_crashes = 1000000;
    group_shutdown(g, 0);
    group_run(g, 19 * 60 * 1000);
    assert_non_null(g->node[0].core);
    group_run(g, 2 * 60 * 1000);
    assert_null(g->node[0].core);
    assert_true(group_said(g, "n1: The orderly shutdown has taken longer than shutdown-escalation"));
    group_free(g);
}

/* What tools ask ------------------------------------------------------------------------------------------------------------------ */

static void nodes_and_status_answer_from_every_node(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    uint64_t nodes = group_ask_about(g, 1, "nodes", NULL, NULL), here = group_ask_about(g, 1, "status", NULL, NULL), there = group_ask_about(g, 1, "status", NULL, "n1"),
             nowhere = group_ask_about(g, 1, "status", NULL, "n7");
    group_run(g, 20);
    const xmlNode *r = group_reply(g, nodes);
    assert_string_equal(bt_xml_get(r, "local"), "n2");
    assert_string_equal(bt_xml_get(r, "local_id"), "2");
    assert_string_equal(bt_xml_get(r, "dc"), "n1");
    assert_string_equal(bt_xml_get(r, "quorate"), "true");
    assert_string_equal(bt_xml_get(bt_xml_find(r, "node", "uname", "n1"), "state"), "member");
    assert_string_equal(bt_xml_get(group_reply(g, here), "state"), "S_NOT_DC");
    assert_string_equal(bt_xml_get(group_reply(g, there), "state"), "S_IDLE");
    assert_string_equal(bt_xml_get(group_reply(g, there), "uname"), "n1");
    assert_int_equal(group_rc(g, nowhere), BT_EX_NOSUCH);
    group_free(g);
}

static void a_stopped_node_can_be_forgotten_and_an_active_one_not(void **state)
{
    (void)state;
    struct group *g = group_with_services(3, &one);
    uint64_t refused = group_ask_about(g, 0, "node-remove", NULL, "n3");
    group_run(g, 50);
    assert_int_equal(group_rc(g, refused), BT_EX_UNSAFE);
    group_shutdown(g, 2);
    group_run(g, 500);
    group_power_off(g, 2);
    group_run(g, 500);
    uint64_t done = group_ask_about(g, 1, "node-remove", NULL, "n3");
    group_run(g, 100);
    assert_int_equal(group_rc(g, done), 0);
    assert_string_equal(group_node_state(g, 1, 2, "id"), "");
    assert_null(bt_xml_find(cib_section(cib_doc(crmd_cib(g->node[1].core)), "nodes"), "node", "uname", "n3"));
    group_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_node_that_leaves_is_emptied_first),
        cmocka_unit_test(a_shutdown_lock_holds_until_the_resource_starts_there_again),
        cmocka_unit_test(a_controller_that_begins_has_what_did_not_run_looked_at_again),
        cmocka_unit_test(the_last_to_leave_in_order_knows_all_that_there_is),
        cmocka_unit_test(who_leaves_while_another_stays_may_miss_what_that_does),
        cmocka_unit_test(all_leave_together),
        cmocka_unit_test(a_shutdown_that_takes_too_long_is_forced),
        cmocka_unit_test(nodes_and_status_answer_from_every_node),
        cmocka_unit_test(a_stopped_node_can_be_forgotten_and_an_active_one_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
