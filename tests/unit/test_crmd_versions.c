/* tests/unit/test_crmd_versions.c - a cluster of controllers of different versions: who leads, who may join, what the CIB says, what is not understood.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include "crmd/election.h"
#include "tests/sim/group.h"

#define OLD "3.16.1"
#define NEW "3.17.0"

static const char *set_in_cib(const struct group *g, int i)
{
    return bt_xml_get(bt_xml_root(cib_doc(crmd_cib(g->node[i].core))), "crm_feature_set");
}

static struct group *group_of(int n, const char *const *sets)
{
    struct group *g = group_new(n, 0);
    for (int i = 0; i < n; i++)
        g->node[i].feature_set = sets[i];
    group_start_all(g);
    return g;
}

static void stop(struct group *g, int i)
{
    group_crash(g, i);
    g->node[i].proven = false;
    group_power_off(g, i);
    group_run(g, 500);
}

static void boot(struct group *g, int i)
{
    group_power_on(g, i);
    group_start(g, i);
    group_run(g, 500);
}

/* The rule ------------------------------------------------------------------------------------------------------- */

static void who_was_in_the_cluster_says_how_old_one_may_be_that_joins(void **state)
{
    (void)state;
    static const struct {
        struct election_hello here, comes;
        bool admitted;
    } rows[] = {
        {{.id = 1, .feature_set = "3.16.1", .proven = true}, {.id = 2, .feature_set = "3.16.1"}, true},
        {{.id = 1, .feature_set = "3.16.1", .proven = true}, {.id = 2, .feature_set = "3.17.0"}, true},
        {{.id = 1, .feature_set = "3.16.1", .proven = true}, {.id = 2, .feature_set = "3.16.0"}, true},
        {{.id = 1, .feature_set = "3.16.1", .proven = true}, {.id = 2, .feature_set = "3.9.9"}, false},
        {{.id = 1, .feature_set = "3.16.1", .proven = true}, {.id = 2, .feature_set = "4.16.1"}, false},
        {{.id = 1, .feature_set = "3.16.1", .proven = true}, {.id = 2, .feature_set = "2.99"}, false},
        {{.id = 1, .feature_set = "3.16.1", .proven = true}, {.id = 2, .feature_set = "rubbish"}, false},
        {{.id = 1, .feature_set = "3.16.1", .proven = true}, {.id = 2, .feature_set = "3.9.9", .proven = true}, true},
        {{.id = 1, .feature_set = "3.16.1"}, {.id = 2, .feature_set = "3.9.9"}, true},
        {{.id = 1, .feature_set = "3.16.1"}, {.id = 2, .feature_set = "4.0.0"}, false},
    };
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        const struct election_hello h[] = {rows[i].here, rows[i].comes};
        const char *cluster;
        assert_int_equal(election_admits(h, 2, 1, &cluster), rows[i].admitted);
        assert_true(election_admits(h, 2, 0, &cluster));
    }
}

static void the_oldest_of_those_who_were_in_it_is_the_clusters(void **state)
{
    (void)state;
    const struct election_hello h[] = {{.feature_set = "3.18.0", .proven = true}, {.feature_set = "3.16.5", .proven = true}, {.feature_set = "3.16.0"}, {.feature_set = "3.2.0"}};
    const char *cluster;
    assert_true(election_admits(h, 4, 2, &cluster));
    assert_string_equal(cluster, "3.16.5");
    assert_false(election_admits(h, 4, 3, &cluster));
}

/* Stories --------------------------------------------------------------------------------------------------------- */

static void the_oldest_leads_and_the_cib_says_its_feature_set(void **state)
{
    (void)state;
    struct group *g = group_of(3, (const char *const[]){NEW, OLD, NEW});
    assert_int_equal(group_dc(g), 1);
    assert_string_equal(set_in_cib(g, 0), OLD);
    assert_true(group_said(g, "n1: n2 leads in term 1 (its feature set is the oldest); members: n1 n2 n3"));
    assert_true(group_agrees(g));
    group_free(g);
}

static void node_by_node_the_cluster_becomes_newer(void **state)
{
    (void)state;
    struct group *g = group_of(3, (const char *const[]){OLD, OLD, OLD});
    for (int i = 0; i < 3; i++) {
        stop(g, i);
        g->node[i].feature_set = NEW;
        boot(g, i);
        assert_true(group_idle(g));
        assert_true(group_agrees(g));
        assert_string_equal(set_in_cib(g, i), i < 2 ? OLD : NEW);
        assert_true(i == 2 || group_dc(g) > i); /* one that is not upgraded yet */
    }
    group_free(g);
}

static void one_that_was_not_upgraded_may_not_come_back_to_a_newer_cluster(void **state)
{
    (void)state;
    struct group *g = group_of(2, (const char *const[]){OLD, NEW});
    g->two_node = true;
    stop(g, 0);
    assert_true(group_until(g, group_idle, 60000));
    assert_string_equal(set_in_cib(g, 1), NEW);
    boot(g, 0);
    assert_null(g->node[0].core);
    assert_int_equal(g->node[0].exit_code, BT_EX_FATAL);
    assert_true(group_said(g, "n1: This node may not join: its version (feature set " OLD ") does not fit the cluster's (" NEW ")"));
    assert_true(group_said(g, "n2: n1 may not join: its version (feature set " OLD ") does not fit the cluster's (" NEW "); it has to be upgraded"));
    assert_true(group_idle(g)); /* and nobody waits for it */
    g->node[0].feature_set = NEW;
    group_start(g, 0);
    assert_true(group_until(g, group_idle, 500));
    assert_string_equal(group_node_state(g, 1, 0, "join"), "member");
    assert_true(group_agrees(g));
    group_free(g);
}

static void one_whose_controller_only_crashed_stays(void **state)
{
    (void)state;
    struct group *g = group_of(2, (const char *const[]){OLD, NEW});
    group_crash(g, 0);
    group_run(g, 800);
    assert_int_equal(group_dc(g), 1);
    group_start(g, 0);
    assert_true(group_until(g, group_idle, 500));
    assert_int_equal(group_dc(g), 0);
    assert_string_equal(set_in_cib(g, 1), OLD);
    group_free(g);
}

static void partitions_of_different_versions_merge_under_the_oldest(void **state)
{
    (void)state;
    struct group *g = group_of(3, (const char *const[]){OLD, NEW, NEW});
    group_cut(g, (const int[]){0, 1, 1});
    group_run(g, 200);
    group_cut(g, (const int[]){0, 0, 0});
    assert_true(group_until(g, group_idle, 60000));
    assert_int_equal(group_dc(g), 0);
    assert_string_equal(set_in_cib(g, 2), OLD);
    assert_true(group_agrees(g));
    group_free(g);
}

static void what_a_newer_one_says_is_ignored_and_said_once(void **state)
{
    (void)state;
    struct group *g = group_of(2, (const char *const[]){OLD, NEW});
    for (int i = 0; i < 3; i++)
        group_says(g, 1, bt_xml_doc("weather-forecast"));
    group_run(g, 100);
    assert_int_equal(group_count(g, "n1: The controller of n2 sent a message <weather-forecast> that is not known here"), 1);
    assert_true(group_idle(g));
    group_crash(g, 1);
    group_run(g, 100);
    group_start(g, 1);
    group_run(g, 500);
    group_says(g, 1, bt_xml_doc("weather-forecast"));
    group_run(g, 100);
    assert_int_equal(group_count(g, "n1: The controller of n2 sent a message <weather-forecast> that is not known here"), 2);
    group_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_was_in_the_cluster_says_how_old_one_may_be_that_joins),
        cmocka_unit_test(the_oldest_of_those_who_were_in_it_is_the_clusters),
        cmocka_unit_test(the_oldest_leads_and_the_cib_says_its_feature_set),
        cmocka_unit_test(node_by_node_the_cluster_becomes_newer),
        cmocka_unit_test(one_that_was_not_upgraded_may_not_come_back_to_a_newer_cluster),
        cmocka_unit_test(one_whose_controller_only_crashed_stays),
        cmocka_unit_test(partitions_of_different_versions_merge_under_the_oldest),
        cmocka_unit_test(what_a_newer_one_says_is_ignored_and_said_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
