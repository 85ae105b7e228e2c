/* tests/unit/test_crmd_transition.c - walks of small graphs: order, limits, failures, aborts, lost nodes, graphs that are none.
 *
 * A graph is written as one line an action: "id kind task node [after ids]", so that each story shows its graph.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "crmd/transition.h"

struct row {
    int id;
    const char *kind, *task, *node;
    const char *after; /* ids, blank separated */
    int priority;
    const char *rsc;
};

static xmlDoc *graph_of(const char *header, const struct row *rows, size_t n)
{
    struct bt_buf b = {0};

    bt_buf_addf(&b, "<transition_graph cluster-delay=\"10s\" stonith-timeout=\"20s\" %s>", header);
    for (size_t i = 0; i < n; i++) {
        bt_buf_addf(&b, "<synapse id=\"%zu\" priority=\"%d\"><action_set><%s id=\"%d\" operation=\"%s\"", i, rows[i].priority,
                    rows[i].kind, rows[i].id, rows[i].task);
        if (rows[i].node != NULL) {
            bt_buf_addf(&b, " on_node=\"%s\"", rows[i].node);
        }
        bt_buf_addf(&b, "><primitive id=\"%s\"/><attributes CRM_meta_timeout=\"5000\"/></%s></action_set><inputs>",
                    rows[i].rsc == NULL ? "" : rows[i].rsc, rows[i].kind);
        struct bt_strv ids = {0};
        bt_strv_split(&ids, rows[i].after == NULL ? "" : rows[i].after, " ");
        for (size_t k = 0; k < ids.n; k++) {
            bt_buf_addf(&b, "<trigger><rsc_op id=\"%s\"/></trigger>", ids.v[k]);
        }
        bt_strv_free(&ids);
        bt_buf_add(&b, "</inputs></synapse>");
    }
    bt_buf_add(&b, "</transition_graph>");

    xmlDoc *doc = NULL;
    assert_int_equal(bt_xml_parse(b.text, b.len, "test graph", &doc, NULL), 0);
    bt_buf_free(&b);
    return doc;
}

static const char *UUID = "11111111-2222-3333-4444-555555555555";

static struct transition *walk_of(const char *header, const struct row *rows, size_t n)
{
    struct transition *t = NULL;
    struct bt_err err = {0};

    int rc = transition_new(graph_of(header, rows, n), UUID, 7, &t, &err);
    assert_string_equal(rc == 0 ? "" : bt_err_text(&err), "");
    return t;
}
#define WALK(header, rows) walk_of(header, rows, BT_COUNT(rows))

/* Fires all that is ready; the ids as text, "3 1". */
static char *fire_all(struct transition *t)
{
    struct bt_buf b = {0};
    struct transition_fire f;

    while (transition_next(t, &f)) {
        bt_buf_addf(&b, "%s%d", b.len > 0 ? " " : "", f.id);
    }
    return bt_buf_take(&b);
}

static void expect_fired(struct transition *t, const char *ids)
{
    char *got = fire_all(t);
    assert_string_equal(got, ids);
    free(got);
}

static void an_action_fires_after_all_its_inputs(void **state)
{
    (void)state;
    const struct row rows[] = {
        {1, "rsc_op", "stop", "a", NULL, 0, NULL},
        {2, "crm_event", "stonith", "b", NULL, 0, NULL},
        {3, "rsc_op", "start", "c", "1 2", 0, NULL},
    };
    struct transition *t = WALK("", rows);

    expect_fired(t, "1 2");
    assert_true(transition_confirm(t, 1, true));
    expect_fired(t, "");
    assert_false(transition_done(t));
    assert_true(transition_confirm(t, 2, true));
    expect_fired(t, "3");
    assert_true(transition_confirm(t, 3, true));
    assert_true(transition_done(t));
    char *summary = transition_summary(t);
    assert_string_equal(summary, "Transition 7: 3 done, 0 in flight, 0 not fired, 0 skipped, 0 failed: complete");
    free(summary);
    transition_free(t);
}

static void pseudo_events_never_come_out_but_pass_the_order_on(void **state)
{
    (void)state;
    const struct row rows[] = {
        {1, "pseudo_event", "start", NULL, NULL, 0, NULL},
        {2, "rsc_op", "start", "a", "1", 0, NULL},
        {3, "pseudo_event", "running", NULL, "2", 0, NULL},
        {4, "rsc_op", "start", "a", "3", 0, NULL},
    };
    struct transition *t = WALK("", rows);

    expect_fired(t, "2");
    transition_confirm(t, 2, true);
    expect_fired(t, "4");
    transition_free(t);
}

static void higher_priority_fires_first(void **state)
{
    (void)state;
    const struct row rows[] = {
        {1, "rsc_op", "start", "a", NULL, 0, NULL},  {2, "rsc_op", "start", "a", NULL, 5, NULL},
        {3, "rsc_op", "start", "a", NULL, 10, NULL}, {4, "rsc_op", "start", "a", NULL, 5, NULL},
        {5, "rsc_op", "start", "a", NULL, 0, NULL},
    };
    struct transition *t = WALK("", rows);

    expect_fired(t, "3 2 4 1 5");
    transition_free(t);
}

static void batch_limit_bounds_operations_in_flight_but_not_fencing(void **state)
{
    (void)state;
    const struct row rows[] = {
        {1, "rsc_op", "start", "a", NULL, 0, NULL},
        {2, "rsc_op", "start", "a", NULL, 0, NULL},
        {3, "rsc_op", "start", "a", NULL, 0, NULL},
        {4, "crm_event", "stonith", "b", NULL, 9, NULL},
    };
    struct transition *t = WALK("batch-limit=\"2\"", rows);

    expect_fired(t, "4 1 2");
    transition_confirm(t, 1, true);
    expect_fired(t, "3");
    transition_free(t);
}

static void migration_limit_holds_further_migrations_of_a_node(void **state)
{
    (void)state;
    const struct row rows[] = {
        {1, "rsc_op", "migrate_to", "a", NULL, 0, NULL},
        {2, "rsc_op", "migrate_to", "a", NULL, 0, NULL},
        {3, "rsc_op", "migrate_to", "b", NULL, 0, NULL},
        {4, "rsc_op", "start", "a", NULL, 0, NULL},
    };
    struct transition *t = WALK("migration-limit=\"1\"", rows);

    expect_fired(t, "1 3 4");
    transition_confirm(t, 1, true);
    expect_fired(t, "2");
    transition_free(t);
}

static void a_node_is_told_to_leave_after_all_else_planned_for_it_has_ended(void **state)
{
    (void)state;
    const struct row rows[] = {
        {1, "crm_event", "do_shutdown", "a", NULL, 0, NULL},
        {2, "rsc_op", "monitor", "a", NULL, 0, NULL},
        {3, "rsc_op", "stop", "a", "2", 0, NULL},
        {4, "rsc_op", "start", "b", NULL, 0, NULL},
    };
    struct transition *t = WALK("", rows);

    expect_fired(t, "2 4");
    transition_confirm(t, 2, true);
    expect_fired(t, "3");
    assert_false(transition_done(t));
    transition_confirm(t, 3, true);
    expect_fired(t, "1");
    transition_free(t);
}

static void who_walks_leaves_when_what_was_done_elsewhere_is_told(void **state)
{
    (void)state;
    const struct row rows[] = {
        {1, "crm_event", "do_shutdown", "a", NULL, 0, NULL},
        {2, "crm_event", "do_shutdown", "c", NULL, 0, NULL},
        {3, "rsc_op", "promote", "b", NULL, 0, NULL},
        {4, "rsc_op", "notify", "b", "3", 1000000, NULL},
        {5, "pseudo_event", "notified", NULL, "4", 1000000, NULL},
    };
    struct transition *t = WALK("", rows);

    transition_walked_by(t, "a");
    expect_fired(t, "2 3");
    transition_confirm(t, 3, true);
    expect_fired(t, "4");
    assert_false(transition_done(t));
    transition_confirm(t, 4, true);
    expect_fired(t, "1");
    transition_free(t);
}

static void nobody_leaves_in_the_midst_of_a_fencing_that_it_does(void **state)
{
    (void)state;
    const struct row rows[] = {
        {1, "crm_event", "do_shutdown", "a", NULL, 0, NULL},
        {2, "crm_event", "do_shutdown", "c", NULL, 0, NULL},
        {3, "crm_event", "stonith", "b", NULL, 0, NULL},
    };
    struct transition *t = WALK("", rows);

    transition_walked_by(t, "b"); /* another one fences it */
    expect_fired(t, "3");
    transition_confirm(t, 3, false);
    expect_fired(t, "1 2");
    transition_free(t);

    t = WALK("", rows);
    transition_walked_by(t, "a"); /* fences itself */
    expect_fired(t, "2 3");
    transition_confirm(t, 3, true);
    expect_fired(t, "1");
    transition_free(t);
}

static void a_restart_begins_after_the_probes_that_its_start_waits_for(void **state)
{
    (void)state;
    const struct row rows[] = {
        {1, "rsc_op", "monitor", "a", NULL, 0, "db"},
        {2, "rsc_op", "start", "a", "1", 0, "db"},
        {3, "pseudo_event", "running", NULL, "2", 0, NULL},
        {4, "rsc_op", "stop", "a", NULL, 0, "web"},
        {5, "rsc_op", "start", "a", "3 4", 0, "web"},
        {6, "rsc_op", "monitor", "b", NULL, 0, "other"}, /* nothing that is restarted waits for this one */
        {7, "rsc_op", "stop", "a", NULL, 0, "gone"},
        {8, "rsc_op", "stop", "b", NULL, 0, "moved"}, /* it starts elsewhere: the probe may hang, the failover must not */
        {9, "rsc_op", "start", "a", "3 8", 0, "moved"},
        {10, "rsc_op", "stop", "a", NULL, 0, "twice"}, /* it runs on two nodes */
        {11, "rsc_op", "stop", "b", NULL, 0, "twice"},
        {12, "rsc_op", "start", "a", "3 10 11", 0, "twice"},
    };
    struct transition *t = WALK("", rows);

    expect_fired(t, "1 6 7 8 10 11");
    assert_true(transition_confirm(t, 7, true));
    expect_fired(t, "");
    assert_true(transition_confirm(t, 1, true));
    expect_fired(t, "2 4");
    transition_free(t);

    t = WALK("", rows);
    expect_fired(t, "1 6 7 8 10 11");
    assert_true(transition_confirm(t, 1, false)); /* it runs: all is planned anew */
    expect_fired(t, "");
    transition_abort(t, TRANSITION_ABORT_RESTART, "a probe found something");
    const int others[] = {6, 7, 8, 10, 11};
    for (size_t i = 0; i < BT_COUNT(others); i++) {
        assert_true(transition_confirm(t, others[i], true));
    }
    assert_true(transition_done(t));
    transition_free(t);
}

static void a_promotion_comes_when_the_other_instances_are_known(void **state)
{
    (void)state;
    const struct row rows[] = {
        {1, "rsc_op", "monitor", "a", NULL, 0, "db:0"},
        {2, "rsc_op", "promote", "b", NULL, 0, "db:1"},
        {3, "rsc_op", "promote", "b", NULL, 0, "kv"}, /* of another clone */
        {4, "rsc_op", "monitor", "a", NULL, 0, "web"},
    };
    struct transition *t = WALK("", rows);

    expect_fired(t, "1 3 4");
    assert_true(transition_confirm(t, 1, true));
    expect_fired(t, "2");
    transition_free(t);

    t = WALK("", rows);
    expect_fired(t, "1 3 4");
    assert_true(transition_confirm(t, 1, false)); /* it is promoted there */
    assert_true(transition_confirm(t, 3, true));
    assert_true(transition_confirm(t, 4, true));
    expect_fired(t, "");
    assert_true(transition_done(t));
    transition_free(t);
}

static void what_waits_for_a_failed_action_never_fires(void **state)
{
    (void)state;
    const struct row rows[] = {
        {1, "rsc_op", "start", "a", NULL, 0, NULL},
        {2, "rsc_op", "start", "a", "1", 0, NULL},
        {3, "pseudo_event", "running", NULL, "2", 0, NULL},
        {4, "rsc_op", "monitor", "a", "3 5", 0, NULL},
        {5, "rsc_op", "start", "b", NULL, 0, NULL},
    };
    struct transition *t = WALK("", rows);

    expect_fired(t, "1 5");
    transition_confirm(t, 1, false);
    transition_confirm(t, 5, true);
    expect_fired(t, "");
    assert_true(transition_done(t));
    char *summary = transition_summary(t);
    assert_string_equal(summary, "Transition 7: 1 done, 0 in flight, 0 not fired, 3 skipped, 1 failed: complete");
    free(summary);
    transition_free(t);
}

static void an_aborted_walk_fires_no_more_and_ends_with_what_is_in_flight(void **state)
{
    (void)state;
    const struct row rows[] = {{1, "rsc_op", "start", "a", NULL, 0, NULL}, {2, "rsc_op", "start", "a", "1", 0, NULL}};
    struct transition *t = WALK("", rows);

    expect_fired(t, "1");
    transition_abort(t, TRANSITION_ABORT_RESTART, "the configuration changed");
    transition_abort(t, TRANSITION_ABORT_RESTART, "a second reason");
    assert_false(transition_done(t));
    transition_confirm(t, 1, true);
    expect_fired(t, "");
    assert_true(transition_done(t));
    assert_string_equal(transition_abort_reason(t), "the configuration changed");
    transition_abort(t, TRANSITION_ABORT_DEMOTED, "another node coordinates");
    assert_int_equal(transition_aborted(t), TRANSITION_ABORT_DEMOTED);
    assert_string_equal(transition_abort_reason(t), "another node coordinates");
    transition_free(t);
}

/* A start of a clone with notify=true, whose "running" and notifications have priority INFINITY. */
static void what_was_done_is_notified_even_in_an_aborted_walk(void **state)
{
    (void)state;
    const struct row rows[] = {{1, "rsc_op", "start", "a", NULL, 0, NULL},
                               {2, "pseudo_event", "running", NULL, "1", BT_INFINITY, NULL},
                               {3, "rsc_op", "notify", "a", "2", BT_INFINITY, NULL},
                               {4, "rsc_op", "start", "b", "1", 0, NULL},
                               {5, "rsc_op", "start", "b", NULL, 0, NULL}};
    struct transition *t = WALK("", rows);

    expect_fired(t, "1 5");
    transition_confirm(t, 5, true);
    assert_true(transition_owes(t));
    transition_abort(t, TRANSITION_ABORT_RESTART, "the configuration changed");
    transition_confirm(t, 1, true);
    assert_false(transition_done(t));
    assert_false(transition_owes(t));
    expect_fired(t, "3");
    transition_confirm(t, 3, true);
    expect_fired(t, "");
    assert_true(transition_done(t));
    transition_free(t);
}

static void a_coordinator_that_is_none_any_more_notifies_nobody(void **state)
{
    (void)state;
    const struct row rows[] = {{1, "rsc_op", "start", "a", NULL, 0, NULL}, {2, "rsc_op", "notify", "a", "1", BT_INFINITY, NULL}};
    struct transition *t = WALK("", rows);

    expect_fired(t, "1");
    transition_abort(t, TRANSITION_ABORT_DEMOTED, "another node coordinates");
    transition_confirm(t, 1, true);
    expect_fired(t, "");
    assert_true(transition_done(t));
    transition_free(t);
}

static void a_lost_node_fails_its_operations_but_not_its_own_fencing(void **state)
{
    (void)state;
    const struct row rows[] = {
        {1, "rsc_op", "start", "b", NULL, 0, NULL},
        {2, "crm_event", "stonith", "b", NULL, 0, NULL},
        {3, "crm_event", "do_shutdown", "c", NULL, 0, NULL},
        {4, "rsc_op", "start", "a", "3", 0, NULL},
        {5, "rsc_op", "start", "a", "1", 0, NULL},
    };
    struct transition *t = WALK("", rows);

    expect_fired(t, "1 2 3");
    assert_true(transition_node_lost(t, "b"));
    expect_fired(t, "");
    assert_true(transition_node_lost(t, "c")); /* gone is what a shutdown wants */
    expect_fired(t, "4");
    assert_false(transition_confirm(t, 1, true));
    assert_true(transition_confirm(t, 2, true));
    assert_false(transition_node_lost(t, "b"));
    transition_free(t);
}

static void late_and_foreign_results_are_ignored(void **state)
{
    (void)state;
    const struct row rows[] = {{1, "rsc_op", "start", "a", NULL, 0, NULL}};
    struct transition *t = WALK("", rows);

    assert_false(transition_confirm(t, 1, true)); /* not fired yet */
    assert_false(transition_confirm(t, 99, true));
    assert_int_equal(transition_action_of(t, "1:7:0:11111111-2222-3333-4444-555555555555"), 1);
    assert_int_equal(transition_action_of(t, "1:6:0:11111111-2222-3333-4444-555555555555"), -1);
    assert_int_equal(transition_action_of(t, "1:7:0:99999999-2222-3333-4444-555555555555"), -1);
    assert_int_equal(transition_action_of(t, "rubbish"), -1);
    assert_int_equal(transition_action_of(t, NULL), -1);
    expect_fired(t, "1");
    assert_true(transition_confirm(t, 1, true));
    assert_false(transition_confirm(t, 1, false)); /* the same result once more */
    transition_free(t);
}

static void timeouts_are_the_agents_own_plus_the_cluster_delay(void **state)
{
    (void)state;
    const struct row rows[] = {{1, "rsc_op", "start", "a", NULL, 1, NULL}, {2, "crm_event", "stonith", "b", NULL, 0, NULL}};
    struct transition *t = WALK("", rows);
    struct transition_fire f;

    assert_true(transition_next(t, &f));
    assert_int_equal(f.timeout_ms, 15000);
    assert_string_equal(f.node, "a");
    assert_int_equal(f.kind, TRANSITION_RSC);
    assert_true(transition_next(t, &f));
    assert_int_equal(f.timeout_ms, 30000);
    assert_string_equal(f.task, "stonith");
    transition_free(t);
}

static void an_outcome_is_good_if_it_is_done_with_the_expected_code(void **state)
{
    (void)state;
    assert_true(transition_outcome_ok(0, BT_OP_DONE, 0));
    assert_true(transition_outcome_ok(7, BT_OP_DONE, 7));
    assert_false(transition_outcome_ok(7, BT_OP_DONE, 0));
    assert_false(transition_outcome_ok(0, BT_OP_TIMEOUT, 0));
    assert_false(transition_outcome_ok(0, BT_OP_ERROR, 1));
}

static void expect_refused(const struct row *rows, size_t n, const char *sentence)
{
    struct transition *t = NULL;
    struct bt_err err = {0};

    assert_int_equal(transition_new(graph_of("", rows, n), UUID, 1, &t, &err), BT_EX_PROTOCOL);
    assert_null(t);
    assert_string_equal(bt_err_text(&err), sentence);
    bt_err_clear(&err);
}

static void graphs_that_could_never_end_are_refused(void **state)
{
    (void)state;
    const struct row cycle[] = {{1, "rsc_op", "start", "a", "2", 0, NULL}, {2, "rsc_op", "stop", "a", "1", 0, NULL}};
    const struct row nothing[] = {{1, "rsc_op", "start", "a", "8", 0, NULL}};
    const struct row twice[] = {{1, "rsc_op", "start", "a", NULL, 0, NULL}, {1, "rsc_op", "stop", "a", NULL, 0, NULL}};
    const struct row strange[] = {{1, "dance", "start", "a", NULL, 0, NULL}};

    expect_refused(cycle, 2, "action 1 (start) waits for itself: the graph has a cycle");
    expect_refused(nothing, 1, "synapse 0 waits for action 8, which the graph does not have");
    expect_refused(twice, 2, "the graph has two actions with id 1");
    expect_refused(strange, 1, "the graph has an action <dance id=\"1\"> that is none");
}

static void an_id_that_is_not_written_as_its_number_is_refused(void **state)
{
    (void)state;
    static const char text[] = "<transition_graph><synapse><action_set><rsc_op id='01' operation='start' on_node='a'/></action_set><inputs/></synapse></transition_graph>";
    struct transition *t = NULL;
    struct bt_err err = {0};
    xmlDoc *graph = NULL;

    assert_int_equal(bt_xml_parse(text, sizeof text - 1, "test", &graph, NULL), BT_EX_OK);
    assert_int_equal(transition_new(graph, UUID, 1, &t, &err), BT_EX_PROTOCOL);
    assert_string_equal(bt_err_text(&err), "the graph has an action <rsc_op id=\"01\"> that is none");
    bt_err_clear(&err);
}

/* Random graphs: every action fires at most once, never before its inputs, and the walk always ends. */
static void random_walks_keep_the_order_and_end(void **state)
{
    (void)state;
    uint32_t seed = 1;

    for (int round = 0; round < 300; round++) {
        struct row rows[40];
        char after[40][16];
        bool confirmed[40] = {0}, fired[40] = {0};
        for (int i = 0; i < 40; i++) {
            seed = seed * 1664525u + 1013904223u;
            int input = i == 0 || (seed >> 8) % 3 == 0 ? -1 : (int)((seed >> 12) % (unsigned)i);
            after[i][0] = '\0';
            if (input >= 0) {
                snprintf(after[i], sizeof after[i], "%d", input);
            }
            rows[i] = (struct row){i, "rsc_op", "start", "a", after[i], (int)(seed >> 28), NULL};
        }
        struct transition *t = WALK("batch-limit=\"3\"", rows);
        struct transition_fire f;
        int in_flight[3], n = 0, failures = 0;
        while (!transition_done(t)) {
            while (transition_next(t, &f)) {
                assert_in_range(n, 0, 2);
                assert_false(fired[f.id]);
                assert_true(rows[f.id].after[0] == '\0' || confirmed[atoi(rows[f.id].after)]);
                fired[f.id] = true;
                in_flight[n++] = f.id;
            }
            if (n > 0) {
                seed = seed * 1664525u + 1013904223u;
                int pick = (int)((seed >> 10) % (unsigned)n), id = in_flight[pick];
                bool ok = (seed >> 20) % 8 != 0;
                in_flight[pick] = in_flight[--n];
                confirmed[id] = ok;
                failures += !ok;
                assert_true(transition_confirm(t, id, ok));
            }
        }
        for (int i = 0; i < 40 && failures == 0; i++) {
            assert_true(confirmed[i]);
        }
        transition_free(t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_action_fires_after_all_its_inputs),
        cmocka_unit_test(pseudo_events_never_come_out_but_pass_the_order_on),
        cmocka_unit_test(higher_priority_fires_first),
        cmocka_unit_test(batch_limit_bounds_operations_in_flight_but_not_fencing),
        cmocka_unit_test(migration_limit_holds_further_migrations_of_a_node),
        cmocka_unit_test(a_node_is_told_to_leave_after_all_else_planned_for_it_has_ended),
        cmocka_unit_test(who_walks_leaves_when_what_was_done_elsewhere_is_told),
        cmocka_unit_test(nobody_leaves_in_the_midst_of_a_fencing_that_it_does),
        cmocka_unit_test(a_restart_begins_after_the_probes_that_its_start_waits_for),
        cmocka_unit_test(a_promotion_comes_when_the_other_instances_are_known),
        cmocka_unit_test(what_waits_for_a_failed_action_never_fires),
        cmocka_unit_test(an_aborted_walk_fires_no_more_and_ends_with_what_is_in_flight),
        cmocka_unit_test(what_was_done_is_notified_even_in_an_aborted_walk),
        cmocka_unit_test(a_coordinator_that_is_none_any_more_notifies_nobody),
        cmocka_unit_test(a_lost_node_fails_its_operations_but_not_its_own_fencing),
        cmocka_unit_test(late_and_foreign_results_are_ignored),
        cmocka_unit_test(timeouts_are_the_agents_own_plus_the_cluster_delay),
        cmocka_unit_test(an_outcome_is_good_if_it_is_done_with_the_expected_code),
        cmocka_unit_test(graphs_that_could_never_end_are_refused),
        cmocka_unit_test(an_id_that_is_not_written_as_its_number_is_refused),
        cmocka_unit_test(random_walks_keep_the_order_and_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
