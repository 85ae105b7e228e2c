/* tests/unit/test_crmd_guard.c - a node's watchdog: the controllers' proofs that their nodes may act, and the order to die.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include "crmd/guard.h"
#include "tests/sim/group.h"

#define WATCHDOG_MS 5000

/* Three nodes whose supervisors hold watchdogs, settled. */
static struct group *three(void)
{
    struct group *g = group_new(3, 0);
    for (int i = 0; i < 3; i++) {
        g->node[i].watchdog_ms = WATCHDOG_MS;
        snprintf(g->node[i].life, sizeof g->node[i].life, "L%d", i + 1);
    }
    group_start_all(g);
    group_run(g, WATCHDOG_MS);
    return g;
}

/* Whether each is fed while time passes. */
static bool fed(struct group *g, int i)
{
    int before = g->node[i].fed;
    group_run(g, WATCHDOG_MS);
    return g->node[i].fed > before;
}

static void order(struct group *g, int from, const char *target, const char *life)
{
    xmlDoc *doc = bt_xml_doc(XE_FENCE_PEER);
    xmlNode *n = bt_xml_add(bt_xml_root(doc), XE_FENCE_SELF);
    bt_xml_set(n, XA_TARGET, target);
    bt_xml_set(n, XA_LIFE, life);
    group_fencer_says(g, from, doc);
    group_run(g, 100);
}

static void a_node_with_quorum_is_fed_several_times_in_its_watchdog_s_time(void **state)
{
    struct group *g = three();
    for (int i = 0; i < 3; i++) {
        int before = g->node[i].fed;
        int64_t now_ms = g->now_ms;
        group_run(g, WATCHDOG_MS);
        assert_in_range(g->node[i].fed - before, GUARD_SHARE - 1, GUARD_SHARE);
        assert_true(g->node[i].fed_asked_ms > now_ms && g->node[i].fed_asked_ms <= g->now_ms);
    }
    assert_string_equal(group_property(g, 0, "have-watchdog"), "true");
    group_free(g);
    (void)state;
}

static void the_supervisor_feeds_by_itself_until_the_event_that_brings_quorum(void **state)
{
    struct group *g = group_new(3, 0);
    for (int i = 0; i < 3; i++) {
        g->node[i].watchdog_ms = WATCHDOG_MS;
        group_power_on(g, i);
    }
    const int sides[GROUP_MAX] = {0, 1, 2}, pair[GROUP_MAX] = {0, 0, 2};
    group_cut(g, sides);
    group_start(g, 0);
    group_run(g, 2 * WATCHDOG_MS);
    assert_true(!g->node[0].acts && g->node[0].fed == 0);
    group_cut(g, pair);
    group_run(g, 1); /* long before the first proof */
    assert_true(g->node[0].acts && g->node[0].fed == 0);
    group_free(g);
    (void)state;
}

static void who_is_cut_off_is_not_fed_any_more(void **state)
{
    struct group *g = three();
    const int sides[GROUP_MAX] = {0, 0, 1}, whole[GROUP_MAX] = {0};
    group_cut(g, sides);
    int before = g->node[2].fed;
    group_run(g, WATCHDOG_MS);
    assert_int_equal(g->node[2].fed, before);
    assert_true(fed(g, 0) && fed(g, 1));
    group_cut(g, whole);
    group_run(g, 100);
    assert_true(fed(g, 2));
    group_free(g);
    (void)state;
}

static void what_was_asked_before_a_new_view_is_no_proof_in_it(void **state)
{
    struct group *g = three();
    const int sides[GROUP_MAX] = {0, 0, 1}, other[GROUP_MAX] = {1, 0, 1};
    g->node[2].holding = true; /* it hangs on the way to the ring */
    group_run(g, WATCHDOG_MS);
    int before = g->node[2].fed;
    group_cut(g, sides);
    group_run(g, 10);
    group_cut(g, other); /* with another member it has quorum again */
    group_release(g, 2);
    group_run(g, 20);
    assert_int_equal(g->node[2].fed, before);
    assert_true(fed(g, 2));
    group_free(g);
    (void)state;
}

static void a_controller_that_starts_anew_goes_on(void **state)
{
    struct group *g = three();
    group_crash(g, 1);
    assert_false(fed(g, 1));
    group_start(g, 1);
    group_run(g, 100);
    assert_true(fed(g, 1));
    group_free(g);
    (void)state;
}

static void who_is_to_be_fenced_is_let_go_although_it_has_quorum(void **state)
{
    struct group *g = three();
    order(g, 0, "n2", "L9"); /* another life of it is meant */
    assert_true(fed(g, 1));
    order(g, 0, "n2", "L2");
    assert_true(g->node[1].let_go);
    assert_true(group_said(g, "n2: This node is being fenced by n1, and has to reset itself"));
    assert_false(fed(g, 1));
    assert_true(fed(g, 0) && fed(g, 2));
    order(g, 2, "n3", "L3"); /* it may be oneself */
    assert_false(fed(g, 2));
    group_free(g);
    (void)state;
}

static void without_quorum_a_node_that_acts_all_the_same_is_not_fed_and_says_so(void **state)
{
    struct group *g = three();
    group_set_property(g, 0, "no-quorum-policy", "ignore");
    group_run(g, 100);
    g->node[2].acts = false;
    const int sides[GROUP_MAX] = {0, 0, 1};
    group_cut(g, sides);
    assert_false(fed(g, 2));
    assert_true(g->node[2].acts);
    assert_int_equal(group_count(g, "no-quorum-policy=ignore lets it act: it is reset"), 1);
    group_free(g);
    (void)state;
}

static void a_node_without_watchdog_proves_nothing_to_nobody(void **state)
{
    struct group *g = group_new(2, 0);
    g->node[0].watchdog_ms = WATCHDOG_MS;
    group_start_all(g);
    order(g, 0, "n2", "L2");
    assert_false(fed(g, 1));
    assert_true(fed(g, 0));
    assert_false(g->node[1].let_go);
    group_free(g);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_node_with_quorum_is_fed_several_times_in_its_watchdog_s_time),
        cmocka_unit_test(the_supervisor_feeds_by_itself_until_the_event_that_brings_quorum),
        cmocka_unit_test(who_is_cut_off_is_not_fed_any_more),
        cmocka_unit_test(what_was_asked_before_a_new_view_is_no_proof_in_it),
        cmocka_unit_test(a_controller_that_starts_anew_goes_on),
        cmocka_unit_test(who_is_to_be_fenced_is_let_go_although_it_has_quorum),
        cmocka_unit_test(without_quorum_a_node_that_acts_all_the_same_is_not_fed_and_says_so),
        cmocka_unit_test(a_node_without_watchdog_proves_nothing_to_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
