/* tests/unit/test_crmd_walk.c - the coordinator: plans, walks, failures, fencing, shutdown, as stories of a pretended group.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "tests/sim/group.h"

static int one = 1, two = 2;

static const char *attribute(const struct group *g, int i, int of, const char *name)
{
    const xmlNode *state = cib_node_state(cib_doc(crmd_cib(g->node[i].core)), g->node[of].name);
    return bt_xml_get(bt_xml_find(bt_xml_path(state, "transient_attributes/instance_attributes"), "nvpair", "name", name), "value");
}

/* Walking --------------------------------------------------------------------------------------------------------------- */

static void a_graph_is_walked_and_its_results_are_in_every_cib(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    assert_true(group_runs(g, 0, "rsc1"));
    assert_true(group_agrees(g));
    const xmlNode *start = group_history(g, 1, 0, "rsc1", "rsc1_last_0");
    assert_string_equal(bt_xml_get(start, "rc-code"), "0");
    assert_string_equal(bt_xml_get(start, "operation"), "start");
    assert_string_equal(bt_xml_get(group_history(g, 1, 0, "rsc1", "rsc1_monitor_10000"), "rc-code"), "0");
    assert_true(group_said(g, "n1: Initiating start operation rsc1_start_0 on n1"));
    assert_int_equal(g->plans, 1); /* expected results confirm; nothing is planned anew for them */
    group_free(g);
}

/* A resource's start takes as many milliseconds as its number says. */
static int64_t one_after_the_other(struct group *g, struct group_node *n, const char *rsc, const char *operation)
{
    (void)g, (void)n;
    return bt_streq(operation, "start") ? atoi(rsc + 3) : 0;
}

static void results_in_quick_succession_share_messages(void **state)
{
    (void)state;
    static int two_hundred = 200;
    struct group *g = group_new(2, 0);
    g->planner = group_simple_planner;
    g->story = &two_hundred;
    g->agent_time = one_after_the_other;
    group_start_all(g);
    assert_int_equal(g->starts, 200);
    for (int i = 1; i <= 200; i++) {
        char rsc[16], id[24];
        snprintf(rsc, sizeof rsc, "rsc%d", i);
        snprintf(id, sizeof id, "%s_monitor_10000", rsc);
        assert_string_equal(bt_xml_get(group_history(g, 1, 0, rsc, id), "rc-code"), "0");
    }
    assert_int_equal(g->plans, 1);
    assert_in_range(g->reports, 3, 12); /* of 400 results within some 200 ms: the more is under way, the longer they wait for each other */
    group_free(g);
}

static void a_result_that_comes_alone_is_told_at_once(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    group_run(g, 1000);
    for (int i = 0; i < 10; i++) {
        int before = g->reports, plans = g->plans;
        group_ask_about(g, 1, "fail", "rsc1", NULL);
        group_run(g, 8); /* some hops of a millisecond each */
        assert_in_range(g->reports, before + 1, before + 4);
        assert_in_range(g->plans, plans + 1, plans + 2);
        group_run(g, 300);
    }
    group_free(g);
}

static void every_lrm_is_told_the_options_that_concern_it(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    assert_string_equal(g->node[0].limits, "0 80%");
    group_set_property(g, 1, "node-action-limit", "3");
    group_run(g, 100);
    assert_string_equal(g->node[0].limits, "3 80%");
    assert_string_equal(g->node[1].limits, "3 80%");
    g->node[1].limits[0] = '\0';
    group_lrm(g, 1, false); /* an lrmd that comes back has forgotten it */
    group_lrm(g, 1, true);
    group_run(g, 100);
    assert_string_equal(g->node[1].limits, "3 80%");
    group_free(g);
}

static void what_runs_is_shown_as_pending(void **state)
{
    (void)state;
    struct group *g = group_new(2, 0);
    g->planner = group_simple_planner;
    g->story = &one;
    g->agent_ms = 5000;
    for (int i = 0; i < 2; i++)
        group_power_on(g, i);
    for (int i = 0; i < 2; i++)
        group_start(g, i);
    group_run(g, 1000);
    assert_string_equal(bt_xml_get(group_history(g, 1, 0, "rsc1", "rsc1_last_0"), "op-status"), "-1");
    group_run(g, 5000);
    assert_string_equal(bt_xml_get(group_history(g, 1, 0, "rsc1", "rsc1_last_0"), "op-status"), "0");
    group_free(g);
}

enum { NOTHING, STOP_ON_N2, LEAVE_FOR_N2, FENCE_N1, START_ON_N1 };

/* What *story says, once. */
static xmlDoc *plan_of_a_migration(struct group *g, const xmlNode *cib)
{
    (void)cib;
    xmlDoc *graph = group_graph();
    int *next = g->story;
    if (*next == STOP_ON_N2)
        group_action(graph, 1, "stop", "rsc1", "n2", 0);
    if (*next == FENCE_N1)
        group_action(graph, 1, "stonith", NULL, "n1", 0);
    if (*next == START_ON_N1)
        group_action(graph, 1, "start", "rsc1", "n1", 0);
    if (*next == LEAVE_FOR_N2) {
        group_action(graph, 1, "migrate_to", "rsc1", "n1", 0);
        xmlNode *attributes = bt_xml_path(bt_xml_root(graph), XE_SYNAPSE "/" XE_ACTION_SET "/" XE_RSC_OP "/" XE_ATTRIBUTES);
        bt_xml_set(attributes, XA_CRM_META_MIGRATE_SOURCE, "n1");
        bt_xml_set(attributes, XA_CRM_META_MIGRATE_TARGET, "n2");
    }
    *next = NOTHING;
    return graph;
}

/* rsc1 runs on n1, is known not to run on n2, and is leaving for that. */
static struct group *leaving_for_n2(int *next)
{
    struct group *g = group_with_services(2, &one);
    g->planner = plan_of_a_migration;
    g->story = next;
    *next = STOP_ON_N2;
    group_ask_about(g, 0, "replan", NULL, NULL);
    group_run(g, 100);
    g->agent_ms = 5000;
    *next = LEAVE_FOR_N2;
    group_ask_about(g, 0, "replan", NULL, NULL);
    group_run(g, 100);
    return g;
}

static void assert_leaves_for_n2(const struct group *g)
{
    const xmlNode *op = group_history(g, 1, 0, "rsc1", "rsc1_migrate_to_0");
    assert_string_equal(bt_xml_get(group_history(g, 1, 0, "rsc1", "rsc1_last_0"), XA_OPERATION), "start"); /* it runs there still */
    assert_string_equal(bt_xml_get(op, XA_OP_STATUS), "-1");
    assert_string_equal(bt_xml_get(op, XA_MIGRATE_SOURCE), "n1");
    assert_string_equal(bt_xml_get(op, XA_MIGRATE_TARGET), "n2");
}

/* Should the source be lost now, the policy engine must know where the resource may have arrived. */
static void a_migration_under_way_says_where_it_goes(void **state)
{
    (void)state;
    int next;
    struct group *g = leaving_for_n2(&next);
    assert_leaves_for_n2(g);
    group_crash(g, 0); /* who led and asked for it; its LRM goes on, and says so to the next */
    group_run(g, 300);
    group_start(g, 0);
    group_run(g, 300);
    assert_int_equal(group_dc(g), 1);
    assert_leaves_for_n2(g);
    assert_true(group_until(g, group_idle, 10000));
    assert_null(group_history(g, 1, 0, "rsc1", "rsc1_migrate_to_0"));
    group_free(g);
}

/* At either end nothing holds, nor is worth being looked at, until it is over. */
static void what_migrates_is_touched_nowhere_by_the_next_coordinator(void **state)
{
    (void)state;
    int next;
    struct group *g = leaving_for_n2(&next);
    group_crash(g, 0);
    group_run(g, 300);
    next = START_ON_N1;
    int starts = g->starts;
    group_start(g, 0);
    group_run(g, 1000);
    assert_int_equal(group_dc(g), 1);
    assert_true(group_said(g, "n2: start of rsc1 on n1 waits for its migrate_to on n1"));
    assert_int_equal(g->starts, starts);
    assert_true(group_until(g, group_idle, 10000));
    group_free(g);
}

/* "Not running", which the target had said before, is no knowledge any more, and the history that told of the migration is erased. */
static void what_was_leaving_a_fenced_node_is_looked_for_where_it_was_going(void **state)
{
    (void)state;
    int next;
    struct group *g = leaving_for_n2(&next);
    assert_string_equal(bt_xml_get(group_history(g, 1, 1, "rsc1", "rsc1_last_0"), XA_OPERATION), "stop");
    next = FENCE_N1;
    group_power_off(g, 0);
    int plans = g->plans;
    assert_true(group_until(g, group_idle, 20000));
    assert_int_equal(g->fencings, 1);
    assert_true(group_said(g, "n2: rsc1 was on its way from n1 to n2: it is looked for there"));
    assert_null(group_history(g, 1, 0, "rsc1", "rsc1_migrate_to_0"));
    assert_null(group_history(g, 1, 1, "rsc1", "rsc1_last_0"));
    assert_true(g->plans > plans + 1); /* by which it is probed */
    group_crash(g, 1); /* its LRM has forgotten it as well: nor will the next controller be told otherwise */
    group_start(g, 1);
    group_run(g, 20000);
    assert_null(group_history(g, 1, 1, "rsc1", "rsc1_last_0"));
    group_free(g);
}

static void without_fencing_it_is_looked_for_when_its_source_is_lost(void **state)
{
    (void)state;
    int next;
    struct group *g = leaving_for_n2(&next);
    group_set_property(g, 0, "stonith-enabled", "false");
    group_run(g, 100);
    group_power_off(g, 0);
    group_run(g, 30000);
    assert_int_equal(g->fencings, 0);
    assert_null(group_history(g, 1, 1, "rsc1", "rsc1_last_0"));
    group_free(g);
}

static int rsc1_fails_to_start(struct group *g, struct group_node *n, const char *rsc, const char *operation)
{
    (void)g, (void)n;
    return bt_streq(rsc, "rsc1") && bt_streq(operation, "start") && *(int *)g->story == 2 ? BT_OCF_ERROR : -1;
}

static void a_failed_start_counts_as_infinity_and_is_planned_anew(void **state)
{
    (void)state;
    struct group *g = group_new(2, 0);
    int rscs = 2;
    g->planner = group_simple_planner;
    g->story = &rscs;
    g->agent = rsc1_fails_to_start;
    for (int i = 0; i < 2; i++)
        group_power_on(g, i);
    for (int i = 0; i < 2; i++)
        group_start(g, i);
    group_run(g, 60);
    assert_string_equal(attribute(g, 1, 0, "fail-count-rsc1#start_0"), "INFINITY");
    assert_non_null(attribute(g, 1, 0, "last-failure-rsc1#start_0"));
    assert_true(group_said(g, "n1: start of rsc1 on n1 ended with 'error' instead of 'ok'"));
    assert_true(g->plans > 1);
    assert_true(group_runs(g, 0, "rsc2"));
    group_free(g);
}

static void a_failed_monitor_counts_once_and_the_service_is_recovered(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    int starts = g->starts;
    uint64_t client = group_ask_about(g, 1, "fail", "rsc1", NULL);
    group_run(g, 200);
    assert_int_equal(group_rc(g, client), 0);
    assert_string_equal(attribute(g, 1, 0, "fail-count-rsc1#asyncmon_0"), "1");
    assert_int_equal(g->starts, starts + 1);
    assert_true(group_runs(g, 0, "rsc1"));
    assert_int_equal(g->fencings, 0);
    group_free(g);
}

static void a_cleanup_forgets_the_failure(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    group_ask_about(g, 0, "fail", "rsc1", NULL);
    group_run(g, 200);
    uint64_t client = group_ask_about(g, 1, "cleanup", "rsc1", NULL);
    group_run(g, 300);
    assert_int_equal(group_rc(g, client), 0);
    assert_null(attribute(g, 1, 0, "fail-count-rsc1#asyncmon_0"));
    uint64_t refresh = group_ask_about(g, 1, "refresh", NULL, "n1");
    group_run(g, 300);
    assert_int_equal(group_rc(g, refresh), 0);
    assert_true(group_agrees(g));
    group_free(g);
}

static void a_relevant_change_ends_the_walk_after_what_is_in_flight(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    g->agent_ms = 500;
    g->story = &two;
    group_ask_about(g, 1, "replan", NULL, NULL);
    group_run(g, 50);
    assert_true(group_said(g, "Initiating start operation rsc2_start_0"));
    group_set_property(g, 1, "cluster-delay", "45s");
    int plans = g->plans;
    group_run(g, 400);
    assert_int_equal(g->plans, plans); /* the start is in flight */
    group_run(g, 200);
    assert_int_equal(g->plans, plans + 1);
    assert_true(group_said(g, "a new plan is needed because configuration changed by test of root"));
    assert_true(group_runs(g, 0, "rsc2"));
    group_free(g);
}

static int64_t rsc2_hangs(struct group *g, struct group_node *n, const char *rsc, const char *operation)
{
    (void)n;
    return bt_streq(rsc, "rsc2") && bt_streq(operation, "start") ? 15000 : g->agent_ms;
}

static void an_agent_that_hangs_holds_up_nobody_else(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    int starts = g->starts;
    g->agent_time = rsc2_hangs;
    g->story = &two;
    group_ask_about(g, 1, "replan", NULL, NULL);
    group_run(g, 100);
    group_ask_about(g, 1, "fail", "rsc1", NULL);
    group_run(g, 900);
    assert_int_equal(g->starts, starts); /* the start of rsc2 may end any moment */
    group_run(g, 300);
    assert_int_equal(g->starts, starts + 1); /* rsc1 is recovered */
    assert_true(group_runs(g, 0, "rsc1"));
    assert_string_equal(crmd_state_name(g->node[0].core), "S_TRANSITION_ENGINE");
    uint64_t client = group_ask_about(g, 1, "wait-idle", NULL, NULL);
    group_run(g, 5000);
    assert_int_equal(group_rc(g, client), -1);
    group_run(g, 10000);
    assert_int_equal(group_rc(g, client), 0);
    assert_true(group_runs(g, 0, "rsc2"));
    assert_int_equal(g->starts, starts + 2);
    group_free(g);
}

static void wait_idle_is_answered_when_nothing_is_in_flight(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    g->agent_ms = 500;
    g->story = &two;
    group_ask_about(g, 1, "replan", NULL, NULL);
    group_run(g, 5);
    uint64_t client = group_ask_about(g, 1, "wait-idle", NULL, NULL);
    group_run(g, 400);
    assert_int_equal(group_rc(g, client), -1);
    group_run(g, 1000);
    assert_int_equal(group_rc(g, client), 0);
    group_free(g);
}

/* Losing nodes ------------------------------------------------------------------------------------------------------------ */

static void a_lost_node_is_fenced_before_its_service_starts_elsewhere(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    g->fence_ms = 3000;
    group_power_off(g, 0);
    group_run(g, 2900);
    assert_false(group_runs(g, 1, "rsc1"));
    assert_true(group_said(g, "n2: Requesting fencing (reboot) of node n1"));
    group_run(g, 300);
    assert_true(group_runs(g, 1, "rsc1"));
    assert_int_equal(g->fencings, 1);
    assert_string_equal(group_node_state(g, 1, 0, "expected"), "down");
    assert_null(group_history(g, 1, 0, "rsc1", "rsc1_last_0"));
    assert_true(group_said(g, "n2: n1 was fenced (reboot) by n2 for n2: OK"));
    group_free(g);
}

static bool rsc1_on_n2(struct group *g)
{
    return group_runs(g, 1, "rsc1");
}

static void recovery_takes_milliseconds_of_our_own(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    g->fence_ms = 0;
    g->agent_ms = 0;
    group_power_off(g, 0);
    assert_true(group_until(g, rsc1_on_n2, 30)); /* of which the planner pretends 5 and each message 1 */
    group_free(g);
}

static void a_failed_fencing_is_tried_again_with_growing_pauses(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    g->failing_fencings = 3;
    group_power_off(g, 0);
    group_run(g, 900);
    assert_int_equal(group_count(g, "was not fenced"), 1);
    assert_true(group_said(g, "n2: Fencing of n1 is tried again in 1 s; nothing of it is recovered before"));
    assert_false(group_runs(g, 1, "rsc1"));
    group_ask_about(g, 1, "replan", NULL, NULL); /* another plan does not shorten the pause */
    group_run(g, 50);
    assert_int_equal(group_count(g, "Requesting fencing"), 1);
    group_run(g, 6000);
    assert_int_equal(group_count(g, "was not fenced"), 3);
    assert_false(group_runs(g, 1, "rsc1"));
    group_run(g, 3000);
    assert_int_equal(g->fencings, 1);
    assert_true(group_runs(g, 1, "rsc1"));
    group_free(g);
}

static void a_returning_controller_stops_and_starts_nothing(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) { /* the coordinator's, the other's */
        struct group *g = group_with_services(2, &one);
        int starts = g->starts;
        group_crash(g, i);
        group_run(g, 700);
        group_start(g, i);
        group_run(g, 500);
        assert_true(group_idle(g));
        assert_true(group_runs(g, 0, "rsc1"));
        assert_int_equal(g->starts, starts);
        assert_int_equal(g->fencings, 0);
        assert_true(group_agrees(g));
        group_free(g);
    }
}

static void an_action_in_flight_survives_the_crash_of_the_controllers(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct group *g = group_with_services(2, &one);
        g->agent_ms = 2000;
        g->story = &two;
        int starts = g->starts;
        group_ask_about(g, 1, "replan", NULL, NULL);
        group_run(g, 100);
        group_crash(g, i);
        group_run(g, 500);
        group_start(g, i);
        group_run(g, 10000);
        assert_true(group_idle(g));
        assert_true(group_runs(g, 0, "rsc2"));
        assert_false(group_runs(g, 1, "rsc2"));
        assert_true(g->starts <= starts + 2);
        group_free(g);
    }
}

/* One notification on n1, ever: in the first plan after *story was set. */
static xmlDoc *plan_of_a_notification(struct group *g, const xmlNode *cib)
{
    (void)cib;
    xmlDoc *graph = group_graph();
    if ((*(int *)g->story)++ == 0)
        group_action(graph, 1, "notify", "rsc1", "n1", 0);
    return graph;
}

static void a_notification_in_flight_survives_the_return_of_a_controller(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    int plans = 0;
    g->agent_ms = 2000;
    g->planner = plan_of_a_notification;
    g->story = &plans;
    group_ask_about(g, 0, "replan", NULL, NULL);
    group_run(g, 100);
    group_crash(g, 1);
    group_run(g, 500);
    group_start(g, 1);
    group_run(g, 500);
    assert_false(group_said(g, "knows nothing of notify"));
    assert_false(group_idle(g));
    group_run(g, 2000);
    assert_true(group_idle(g));
    group_free(g);
}

/* First a stop on n2, whatever is known there; then a start on n1 and one of something else. */
static xmlDoc *stop_then_start(struct group *g, const xmlNode *cib)
{
    (void)cib;
    xmlDoc *graph = group_graph();
    if (*(int *)g->story == 0) {
        group_action(graph, 1, "stop", "rsc7", "n2", 0);
    } else if (*(int *)g->story == 1) {
        group_action(graph, 1, "start", "rsc7", "n1", 0);
        group_action(graph, 2, "start", "rsc8", "n1", 0);
    }
    return graph;
}

static int64_t stops_are_slow(struct group *g, struct group_node *n, const char *rsc, const char *operation)
{
    (void)n, (void)rsc;
    return bt_streq(operation, "stop") ? 3000 : g->agent_ms;
}

static void the_next_coordinator_starts_nothing_beside_its_stop_elsewhere(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    int part = 0;
    g->agent_time = stops_are_slow;
    g->planner = stop_then_start;
    g->story = &part;
    group_ask_about(g, 0, "replan", NULL, NULL);
    group_run(g, 100);
    assert_int_equal(group_dc(g), 0);
    group_crash(g, 0);
    part = 1;
    group_run(g, 300);
    group_start(g, 0);
    group_run(g, 300);
    assert_int_equal(group_dc(g), 1);
    assert_true(group_runs(g, 0, "rsc8"));
    assert_false(group_runs(g, 0, "rsc7"));
    assert_true(group_said(g, "n2: start of rsc7 on n1 waits for its stop on n2"));
    group_run(g, 3000);
    assert_true(group_runs(g, 0, "rsc7"));
    part = 2;
    assert_true(group_until(g, group_idle, 1000));
    group_free(g);
}

static void fencing_is_asked_again_when_the_fencer_returns(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    g->fence_ms = 1000;
    group_power_off(g, 0);
    group_run(g, 300);
    group_fencer(g, 1, false);
    group_run(g, 3000);
    assert_int_equal(g->fencings, 0);
    group_fencer(g, 1, true);
    group_run(g, 1500);
    assert_int_equal(g->fencings, 1);
    assert_true(group_runs(g, 1, "rsc1"));
    group_free(g);
}

static void a_steady_stream_of_changes_delays_neither_plans_nor_fencing(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &two);
    g->fence_ms = 1000;
    group_power_off(g, 0);
    for (int i = 0; i < 100; i++) { /* 20 a second, 5 s */
        xmlDoc *doc = group_request("attr-update");
        bt_xml_set(bt_xml_root(doc), "name", "load");
        bt_xml_set_int(bt_xml_root(doc), "value", i);
        group_ask(g, 1, doc);
        group_run(g, 50);
        if (i == 25)
            assert_int_equal(g->fencings, 1);
    }
    assert_int_equal(group_count(g, "Requesting fencing"), 1);
    assert_true(group_runs(g, 1, "rsc1") && group_runs(g, 1, "rsc2"));
    group_free(g);
}

static void changes_faster_than_plans_delay_the_fencing_by_one_plan_at_most(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    group_power_off(g, 0);
    for (int i = 0; i < 100; i++) { /* each millisecond; a plan takes 5 */
        xmlDoc *doc = group_request("attr-update");
        bt_xml_set(bt_xml_root(doc), "name", "load");
        bt_xml_set_int(bt_xml_root(doc), "value", i);
        group_ask(g, 1, doc);
        group_run(g, 1);
    }
    assert_int_equal(g->fencings, 1);
    group_free(g);
}

static void a_fenced_member_is_dead_before_corosync_notices(void **state)
{
    (void)state;
    struct group *g = group_with_services(3, &one);
    xmlDoc *doc = bt_xml_doc("fence_done");
    bt_xml_set(bt_xml_root(doc), "target", "n3");
    bt_xml_set(bt_xml_root(doc), "action", "off");
    bt_xml_set(bt_xml_root(doc), "rc", "0");
    g->node[2].mute = true;
    group_fencer_says(g, 1, doc); /* an administrator used stonith_admin on n2 */
    group_run(g, 200);
    assert_string_equal(group_node_state(g, 0, 2, "expected"), "down");
    assert_string_equal(group_node_state(g, 0, 2, "in_ccm"), "false");
    assert_true(group_said(g, "n3: This node was fenced and yet it is alive"));
    assert_int_equal(g->node[2].exit_code, BT_EX_FATAL);
    assert_true(group_said(g, "members: n1 n2"));
    group_free(g);
}

/* Daemons beside ------------------------------------------------------------------------------------------------------------ */

static void an_lrmd_that_restarts_loses_an_operation_that_is_decided_anew(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    g->story = &two;
    group_lrm(g, 0, false);
    group_run(g, 10);
    group_ask_about(g, 1, "replan", NULL, NULL);
    group_run(g, 200);
    assert_false(group_runs(g, 0, "rsc2"));
    assert_true(group_said(g, "n1: lrmd is not here"));
    group_lrm(g, 0, true);
    group_run(g, 500);
    assert_true(group_said(g, "n1: n1 knows nothing of start of rsc2: it is decided anew"));
    assert_true(group_runs(g, 0, "rsc2"));
    assert_int_equal(g->fencings, 0);
    group_free(g);
}

static void an_lrmd_that_restarts_never_gets_an_operation_twice(void **state)
{
    (void)state;
    for (int64_t offset = 0; offset < 14; offset++) { /* it is back before, while and after the operation is sent */
        struct group *g = group_with_services(2, &one);
        int starts = g->starts;
        g->story = &two;
        group_lrm(g, 0, false);
        group_run(g, 10);
        group_ask_about(g, 0, "replan", NULL, NULL);
        group_run(g, offset);
        group_lrm(g, 0, true);
        group_run(g, 1000);
        assert_true(group_runs(g, 0, "rsc2"));
        assert_int_equal(g->starts, starts + 1);
        group_free(g);
    }
}

static void an_order_of_another_term_or_another_node_is_ignored(void **state)
{
    (void)state;
    static const struct {
        int from;
        const char *term;
        int starts;
    } rows[] = {{0, "0", 0}, {0, "2", 0}, {1, "1", 0}, {0, "1", 1}};
    struct group *g = group_with_services(2, &one);
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        int starts = g->starts;
        xmlDoc *graph = group_graph(), *doc = bt_xml_doc("orders");
        xmlNode *root = bt_xml_add(bt_xml_root(doc), "do");
        group_action(graph, 1, "start", "stray", "n2", 0);
        bt_xml_set(bt_xml_root(doc), "term", rows[i].term);
        bt_xml_set(root, "to", "2");
        bt_xml_set(root, "operation", "start");
        xmlNode *op = bt_xml_add_copy(root, bt_xml_path(bt_xml_root(graph), "synapse/action_set/rsc_op"));
        bt_xml_set(op, "transition-key", "1:1:0:aaaaaaaa-0000-0000-0000-000000000000");
        bt_xml_free(graph);
        group_says(g, rows[i].from, doc);
        group_run(g, 100);
        assert_int_equal(g->starts, starts + rows[i].starts);
    }
    group_free(g);
}

static void a_policy_engine_that_crashes_is_asked_again_three_times(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    g->planner_crashes = 2;
    g->story = &two;
    group_ask_about(g, 0, "replan", NULL, NULL);
    group_run(g, 10000);
    assert_true(group_runs(g, 0, "rsc2"));
    g->planner_crashes = 99;
    group_ask_about(g, 0, "replan", NULL, NULL);
    group_run(g, 20000);
    assert_int_equal(g->planner_crashes, 99 - 3);
    assert_true(group_said(g, "n1: The policy engine gave no plan 3 times for the same CIB"));
    g->planner_crashes = 0;
    int plans = g->plans;
    group_set_property(g, 1, "cluster-delay", "45s");
    group_run(g, 100);
    assert_int_equal(g->plans, plans + 1);
    group_free(g);
}

static void the_recheck_interval_plans_by_itself(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    int plans = g->plans;
    group_run(g, 16 * 60 * 1000);
    assert_int_equal(g->plans, plans + 1);
    group_free(g);
}

static void an_action_without_a_result_times_out_as_a_failure(void **state)
{
    (void)state;
    struct group *g = group_with_services(2, &one);
    g->agent_ms = 1000000; /* hangs, and lrmd with it */
    group_ask_about(g, 0, "fail", "rsc1", NULL);
    group_run(g, 100);
    assert_true(group_said(g, "Initiating stop operation rsc1_stop_0 on n1"));
    group_run(g, 81000);
    assert_true(group_said(g, "n1: n1 did not tell the result of stop of rsc1 in time"));
    assert_string_equal(attribute(g, 1, 0, "fail-count-rsc1#stop_0"), "INFINITY");
    group_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_graph_is_walked_and_its_results_are_in_every_cib),
        cmocka_unit_test(results_in_quick_succession_share_messages),
        cmocka_unit_test(a_result_that_comes_alone_is_told_at_once),
        cmocka_unit_test(every_lrm_is_told_the_options_that_concern_it),
        cmocka_unit_test(what_runs_is_shown_as_pending),
        cmocka_unit_test(a_migration_under_way_says_where_it_goes),
        cmocka_unit_test(what_migrates_is_touched_nowhere_by_the_next_coordinator),
        cmocka_unit_test(what_was_leaving_a_fenced_node_is_looked_for_where_it_was_going),
        cmocka_unit_test(without_fencing_it_is_looked_for_when_its_source_is_lost),
        cmocka_unit_test(a_failed_start_counts_as_infinity_and_is_planned_anew),
        cmocka_unit_test(a_failed_monitor_counts_once_and_the_service_is_recovered),
        cmocka_unit_test(a_cleanup_forgets_the_failure),
        cmocka_unit_test(a_relevant_change_ends_the_walk_after_what_is_in_flight),
        cmocka_unit_test(an_agent_that_hangs_holds_up_nobody_else),
        cmocka_unit_test(wait_idle_is_answered_when_nothing_is_in_flight),
        cmocka_unit_test(a_lost_node_is_fenced_before_its_service_starts_elsewhere),
        cmocka_unit_test(recovery_takes_milliseconds_of_our_own),
        cmocka_unit_test(a_failed_fencing_is_tried_again_with_growing_pauses),
        cmocka_unit_test(a_returning_controller_stops_and_starts_nothing),
        cmocka_unit_test(an_action_in_flight_survives_the_crash_of_the_controllers),
        cmocka_unit_test(a_notification_in_flight_survives_the_return_of_a_controller),
        cmocka_unit_test(the_next_coordinator_starts_nothing_beside_its_stop_elsewhere),
        cmocka_unit_test(fencing_is_asked_again_when_the_fencer_returns),
        cmocka_unit_test(a_steady_stream_of_changes_delays_neither_plans_nor_fencing),
        cmocka_unit_test(changes_faster_than_plans_delay_the_fencing_by_one_plan_at_most),
        cmocka_unit_test(a_fenced_member_is_dead_before_corosync_notices),
        cmocka_unit_test(an_lrmd_that_restarts_loses_an_operation_that_is_decided_anew),
        cmocka_unit_test(an_lrmd_that_restarts_never_gets_an_operation_twice),
        cmocka_unit_test(an_order_of_another_term_or_another_node_is_ignored),
        cmocka_unit_test(a_policy_engine_that_crashes_is_asked_again_three_times),
        cmocka_unit_test(the_recheck_interval_plans_by_itself),
        cmocka_unit_test(an_action_without_a_result_times_out_as_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
