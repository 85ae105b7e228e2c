/* tests/unit/test_crmd_replica.c - the controller: changes of the CIB, replicas, partitions, disks, attributes, as stories of a pretended group.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "tests/sim/group.h"

static struct group *started(int n)
{
    struct group *g = group_new(n, 0);
    group_start_all(g);
    return g;
}

static uint64_t set_attribute(struct group *g, int i, const char *name, const char *value)
{
    xmlDoc *doc = group_request("attr-update");
    bt_xml_set(bt_xml_root(doc), "name", name);
    bt_xml_set(bt_xml_root(doc), "value", value);
    return group_ask(g, i, doc);
}

/* What node i's controller says an attribute of a node is; NULL if there is none. */
static const char *attribute(struct group *g, int i, const char *name, const char *host)
{
    xmlDoc *doc = group_request("attr-query");
    bt_xml_set(bt_xml_root(doc), "name", name);
    bt_xml_set(bt_xml_root(doc), "node", host);
    uint64_t client = group_ask(g, i, doc);
    group_run(g, 1);
    return bt_xml_get(bt_xml_first(group_reply(g, client), "attribute"), "value");
}

/* Changes ----------------------------------------------------------------------------------------------------------- */

static void a_change_is_answered_when_it_is_on_every_disk(void **state)
{
    (void)state;
    struct group *g = started(2);
    uint64_t client = group_set_property(g, 1, "stonith-enabled", "false");
    while (group_rc(g, client) < 0)
        group_run(g, 1);
    assert_int_equal(group_rc(g, client), 0);
    for (int i = 0; i < 2; i++) {
        assert_string_equal(group_property(g, i, "stonith-enabled"), "false");
        assert_non_null(strstr(g->node[i].disk, "name=\"stonith-enabled\" value=\"false\""));
    }
    group_free(g);
}

/* A member's request has one way more to go; all else is the same. */
static void a_change_asked_of_the_coordinator_does_not_travel_first(void **state)
{
    (void)state;
    struct group *g = started(2);
    int64_t took[2];
    for (int i = 0; i < 2; i++) {
        int64_t from = g->now_ms;
        uint64_t client = set_attribute(g, i, "n", "1");
        while (group_rc(g, client) < 0)
            group_run(g, 1);
        took[i == group_dc(g)] = g->now_ms - from;
        group_run(g, 100);
    }
    assert_true(took[1] < took[0]);
    group_free(g);
}

/* A member tells its saves later where nobody else's client waits for them; here one does, also for the save of the change before its own, which changed nothing. */
static void nobody_waits_for_a_save_that_was_done(void **state)
{
    (void)state;
    struct group *g = started(2);
    for (int first = 0; first < 2; first++) {
        char value[16];
        snprintf(value, sizeof value, "%ds", 40 + first);
        for (int second = 0; second < 2; second++) {
            uint64_t client = group_set_property(g, (first + second) % 2, "cluster-delay", value);
            group_run(g, 40);
            assert_int_equal(group_rc(g, client), 0);
        }
        group_run(g, 1000);
    }
    group_free(g);
}

/* It was applied at once, but the group hears of it only in another view, where it counts no more: it is told again, not made again. */
static void the_coordinators_own_change_is_made_once(void **state)
{
    (void)state;
    struct group *g = started(2);
    int dc = group_dc(g);
    g->node[dc].holding = true;
    uint64_t client = set_attribute(g, dc, "n", "value++");
    group_run(g, 10);
    assert_int_equal(group_rc(g, client), -1);
    group_crash(g, 1 - dc);
    group_start(g, 1 - dc);
    group_run(g, 10);
    group_release(g, dc);
    group_run(g, 500);
    assert_int_equal(group_rc(g, client), 0);
    assert_true(group_agrees(g));
    char name[8];
    snprintf(name, sizeof name, "n%d", dc + 1);
    assert_string_equal(attribute(g, 1 - dc, "n", name), "1");
    group_free(g);
}

static void a_refused_change_is_answered_with_a_sentence(void **state)
{
    (void)state;
    struct group *g = started(2);
    xmlDoc *doc = bt_xml_doc("primitive");
    bt_xml_set(bt_xml_root(doc), "id", "nothing");
    const struct cib_request rq = {.op = CIB_OP_MODIFY, .section = "resources", .xml = bt_xml_root(doc), .client = "test"};
    uint64_t client = group_ask(g, 1, cib_request_to_xml(&rq));
    bt_xml_free(doc);
    group_run(g, 20);
    assert_int_equal(group_rc(g, client), BT_EX_NOSUCH);
    assert_non_null(bt_xml_get(group_reply(g, client), "text"));
    group_free(g);
}

static void rubbish_is_answered_and_harms_nothing(void **state)
{
    (void)state;
    struct group *g = started(2);
    uint64_t a = group_ask(g, 0, bt_xml_doc("rubbish")), b = group_ask(g, 0, group_request("no-such-thing"));
    group_run(g, 20);
    assert_int_equal(group_rc(g, a), BT_EX_PROTOCOL);
    assert_int_equal(group_rc(g, b), BT_EX_PROTOCOL);
    assert_true(group_agrees(g));
    group_free(g);
}

static void many_changes_share_a_save(void **state)
{
    (void)state;
    struct group *g = started(2);
    uint64_t last = 0;
    char value[16];
    for (int i = 0; i < 50; i++) {
        snprintf(value, sizeof value, "%ds", 30 + i);
        last = group_set_property(g, i % 2, "cluster-delay", value);
    }
    group_run(g, 100);
    for (uint64_t client = last - 49; client <= last; client++)
        assert_int_equal(group_rc(g, client), 0);
    assert_true(group_agrees(g));
    group_free(g);
}

static void a_change_whose_coordinator_died_is_sent_again_and_applied_once(void **state)
{
    (void)state;
    struct group *g = started(3);
    struct cib_version before = cib_version(crmd_cib(g->node[1].core)), after;
    g->node[0].mute = true; /* it applies the change, but its patch never leaves it */
    uint64_t client = group_set_property(g, 1, "stonith-enabled", "false");
    group_run(g, 5);
    assert_string_equal(group_property(g, 0, "stonith-enabled"), "false");
    assert_int_equal(group_rc(g, client), -1);
    group_power_off(g, 0);
    group_run(g, 200);
    assert_int_equal(group_rc(g, client), 0);
    after = cib_version(crmd_cib(g->node[1].core));
    assert_int_equal(after.epoch, before.epoch + 1);
    assert_string_equal(group_property(g, 2, "stonith-enabled"), "false");
    group_free(g);
}

static void a_change_that_was_applied_is_not_applied_again_by_the_next_coordinator(void **state)
{
    (void)state;
    struct group *g = started(3);
    group_run(g, 100);
    uint64_t client = set_attribute(g, 1, "count", "value++");
    group_run(g, 2); /* the patch is on its way to all; the view changes behind it */
    group_power_off(g, 0);
    group_run(g, 200);
    assert_int_equal(group_rc(g, client), 0);
    assert_string_equal(attribute(g, 2, "count", "n2"), "1");
    group_free(g);
}

static void a_change_that_the_coordinator_applied_before_a_view_counts_once_after_it(void **state)
{
    (void)state;
    struct group *g = group_new(3, 0);
    for (int i = 0; i < 2; i++)
        group_power_on(g, i);
    for (int i = 0; i < 2; i++)
        group_start(g, i);
    group_run(g, 500);
    assert_int_equal(group_dc(g), 0);
    g->node[0].holding = true; /* its patch is on its way for long */
    uint64_t client = set_attribute(g, 1, "count", "value++");
    group_run(g, 5);
    group_power_on(g, 2);
    group_start(g, 2);
    group_run(g, 5);
    group_release(g, 0); /* and comes in a view in which it counts no more: n2 asks again */
    group_run(g, 500);
    assert_int_equal(group_dc(g), 0);
    assert_int_equal(group_rc(g, client), 0);
    for (int i = 0; i < 3; i++)
        assert_string_equal(attribute(g, i, "count", "n2"), "1");
    group_free(g);
}

static void a_client_that_vanishes_loses_nothing_else(void **state)
{
    (void)state;
    struct group *g = started(2);
    uint64_t gone = group_set_property(g, 1, "stonith-enabled", "false");
    group_run(g, 1);
    group_client_gone(g, 1, gone);
    uint64_t next = group_set_property(g, 1, "cluster-delay", "45s");
    group_run(g, 50);
    assert_int_equal(group_rc(g, gone), -1);
    assert_int_equal(group_rc(g, next), 0);
    assert_string_equal(group_property(g, 0, "stonith-enabled"), "false");
    group_free(g);
}

/* Replicas ------------------------------------------------------------------------------------------------------------- */

static void a_replica_that_a_patch_does_not_fit_asks_for_the_whole(void **state)
{
    (void)state;
    struct group *g = started(2);
    group_spoil(g, 1); /* a bit flips in its memory */
    assert_false(group_agrees(g));
    uint64_t client = group_set_property(g, 0, "stonith-enabled", "false");
    group_run(g, 50);
    assert_true(group_said(g, "n2: A patch of the CIB does not fit here"));
    assert_int_equal(group_rc(g, client), 0);
    assert_true(group_agrees(g));
    assert_non_null(strstr(g->node[1].disk, "name=\"stonith-enabled\" value=\"false\""));
    group_free(g);
}

static void a_newcomer_gets_the_configuration_and_saves_it(void **state)
{
    (void)state;
    struct group *g = group_new(2, 0);
    group_power_on(g, 0);
    group_start(g, 0);
    group_run(g, 100);
    group_set_property(g, 0, "stonith-enabled", "false");
    group_run(g, 100);
    group_power_on(g, 1);
    group_start(g, 1);
    group_run(g, 200);
    assert_true(group_agrees(g));
    assert_non_null(strstr(g->node[1].disk, "name=\"stonith-enabled\" value=\"false\""));
    group_free(g);
}

/* Partitions ---------------------------------------------------------------------------------------------------------- */

static const int apart[] = {0, 1}, together[] = {0, 0};

static void cut_and_change(struct group *g, int changes1, int changes2)
{
    char value[16];
    group_cut(g, apart);
    group_run(g, 500);
    for (int i = 0; i < changes1 + changes2; i++) {
        bool first = i < changes1;
        snprintf(value, sizeof value, "%ds", i + 30);
        uint64_t client = group_set_property(g, first ? 0 : 1, first ? "cluster-delay" : "stonith-timeout", value);
        group_run(g, 50);
        assert_int_equal(group_rc(g, client), 0);
    }
    group_cut(g, together);
    group_run(g, 500);
}

/* Whose configuration gave way, and that both nodes say and keep it. */
static void assert_gave_way(const struct group *g, const char *loser)
{
    for (int i = 1; i <= 2; i++) {
        char text[64];
        snprintf(text, sizeof text, "n%d: (keeps a configuration aside)", i);
        assert_true(group_said(g, text));
        for (int of = 1; of <= 2; of++) {
            snprintf(text, sizeof text, "n%d: The configuration of n%d, ", i, of);
            assert_int_equal(group_said(g, text), loser[1] == '0' + of);
        }
    }
}

static void who_joins_for_the_first_time_has_nothing_that_could_give_way(void **state)
{
    (void)state;
    for (int changed = 0; changed < 2; changed++) {
        struct group *g = group_new(2, 0);
        group_power_on(g, 0);
        group_power_on(g, 1);
        group_cut(g, apart);
        group_start(g, 0);
        group_start(g, 1);
        group_run(g, 500);
        group_set_property(g, 0, "cluster-delay", "45s");
        if (changed == 1)
            group_set_property(g, 1, "stonith-timeout", "46s");
        group_run(g, 500);
        group_cut(g, together);
        group_run(g, 500);
        assert_true(group_agrees(g));
        assert_string_equal(group_property(g, 1, "cluster-delay"), "45s");
        assert_int_equal(group_said(g, "(keeps a configuration aside)"), changed == 1);
        group_free(g);
    }
}

static void change_ten_times(struct group *g, int i)
{
    for (int k = 0; k < 10; k++) {
        uint64_t client = group_set_property(g, i, "stonith-timeout", k % 2 == 0 ? "33s" : "34s");
        group_run(g, 50);
        assert_int_equal(group_rc(g, client), 0);
    }
}

/* Installed anew, it has quorum by itself and nobody to ask; whoever leads afterwards. */
static void the_draft_of_a_new_node_gives_way_to_the_clusters_configuration(void **state)
{
    (void)state;
    for (int new_one_leads = 0; new_one_leads < 2; new_one_leads++) {
        struct group *g = started(2);
        g->two_node = true;
        group_set_property(g, 0, "cluster-delay", "42s");
        group_run(g, 100);
        group_power_off(g, 1);
        group_new_disk(g, 1);
        group_cut(g, apart);
        group_power_on(g, 1);
        group_start(g, 1);
        group_run(g, 500);
        change_ten_times(g, 1);
        if (new_one_leads == 1) {
            group_power_off(g, 0);
            group_power_on(g, 0);
            group_start(g, 0);
            group_run(g, 500);
        }
        group_cut(g, together);
        group_run(g, 500);
        assert_true(group_agrees(g));
        assert_int_equal(group_dc(g), new_one_leads);
        assert_string_equal(group_property(g, 1, "cluster-delay"), "42s");
        assert_string_equal(group_property(g, 0, "stonith-timeout"), "60s");
        assert_gave_way(g, "n2");
        change_ten_times(g, 1);
        group_free(g);
    }
}

static void partitions_merge_to_the_newer_configuration_of_the_leader(void **state)
{
    (void)state;
    struct group *g = started(2);
    cut_and_change(g, 3, 1);
    assert_true(group_agrees(g));
    assert_true(group_dc(g) >= 0);
    assert_string_equal(group_property(g, 1, "cluster-delay"), "32s");
    assert_string_equal(group_property(g, 1, "stonith-timeout"), "60s");
    assert_gave_way(g, "n2");
    group_free(g);
}

static void partitions_merge_to_the_newer_configuration_of_the_other(void **state)
{
    (void)state;
    struct group *g = started(2);
    cut_and_change(g, 1, 3);
    assert_true(group_agrees(g));
    assert_string_equal(group_property(g, 0, "stonith-timeout"), "33s");
    assert_string_equal(group_property(g, 0, "cluster-delay"), "60s");
    assert_gave_way(g, "n1");
    assert_string_equal(group_node_state(g, 0, 1, "join"), "member");
    assert_string_equal(group_node_state(g, 0, 0, "join"), "member");
    assert_non_null(strstr(g->node[0].disk, "stonith-timeout"));
    group_free(g);
}

/* The other side changed more often, then lost its power (it was fenced): what the acting side acknowledged stays. */
static void what_gave_way_is_dropped_by_all(void **state)
{
    (void)state;
    struct group *g = started(2);
    cut_and_change(g, 3, 1);
    xmlDoc *request = group_request("cib-apart-drop");
    bt_xml_set(bt_xml_root(request), XA_NAME, "1-n2-7");
    uint64_t client = group_ask(g, 0, request);
    group_run(g, 50);
    assert_int_equal(group_rc(g, client), 0);
    assert_true(group_said(g, "n2: (drops a configuration that was aside)"));
    assert_false(group_said(g, "n1: (drops a configuration that was aside)")); /* the answer to the client does that */
    group_free(g);
}

static void what_a_fenced_node_changed_apart_gives_way(void **state)
{
    (void)state;
    struct group *g = started(2);
    group_cut(g, apart);
    group_run(g, 500);
    for (int i = 0; i < 4; i++) {
        group_set_property(g, 1, "stonith-timeout", i % 2 == 0 ? "33s" : "34s");
        group_run(g, 50);
    }
    group_set_property(g, 0, "cluster-delay", "42s");
    group_run(g, 50);
    struct cib_version apart_version = cib_version(crmd_cib(g->node[1].core)), version;
    group_power_off(g, 1);
    group_cut(g, together);
    group_power_on(g, 1);
    group_start(g, 1);
    group_run(g, 500);
    assert_true(group_agrees(g));
    assert_string_equal(group_property(g, 1, "cluster-delay"), "42s");
    assert_string_equal(group_property(g, 1, "stonith-timeout"), "60s");
    assert_gave_way(g, "n2");
    version = cib_version(crmd_cib(g->node[0].core));
    assert_true(version.epoch > apart_version.epoch);
    group_free(g);
}

static void partitions_that_changed_nothing_lose_nothing(void **state)
{
    (void)state;
    struct group *g = started(2);
    group_set_property(g, 0, "cluster-delay", "42s");
    group_run(g, 100);
    cut_and_change(g, 0, 0);
    assert_true(group_agrees(g));
    assert_string_equal(group_property(g, 0, "cluster-delay"), "42s");
    assert_false(group_said(g, "(keeps a configuration aside)"));
    group_free(g);
}

static void attributes_of_both_sides_survive_the_merge(void **state)
{
    (void)state;
    struct group *g = started(2);
    group_cut(g, apart);
    group_run(g, 500);
    set_attribute(g, 0, "here", "a");
    set_attribute(g, 1, "there", "b");
    group_run(g, 50);
    group_cut(g, together);
    group_run(g, 500);
    assert_string_equal(attribute(g, 0, "here", "n1"), "a");
    assert_string_equal(attribute(g, 0, "there", "n2"), "b");
    group_free(g);
}

/* A change of a property by somebody who insists. */
static uint64_t insist(struct group *g, int i, const char *value)
{
    xmlDoc *doc = bt_xml_doc("cluster_property_set");
    bt_xml_set(bt_xml_root(doc), "id", "insisted");
    xmlNode *pair = bt_xml_add(bt_xml_root(doc), "nvpair");
    bt_xml_set(pair, "id", "insisted-delay");
    bt_xml_set(pair, "name", "cluster-delay");
    bt_xml_set(pair, "value", value);
    const struct cib_request rq = {.op = CIB_OP_MODIFY, .section = "crm_config", .xml = bt_xml_root(doc), .flags = CIB_CAN_CREATE | CIB_FORCE, .client = "test"};
    uint64_t client = group_ask(g, i, cib_request_to_xml(&rq));
    bt_xml_free(doc);
    return client;
}

/* Both were off; one is back, with quorum, but does not know what the other's controller did last. */
static struct group *one_of_two_is_back(void)
{
    struct group *g = started(2);
    g->two_node = true;
    group_set_property(g, 0, "stonith-timeout", "40s");
    group_run(g, 100);
    for (int i = 0; i < 2; i++)
        group_power_off(g, i);
    group_power_on(g, 0);
    group_start(g, 0);
    group_run(g, 20000);
    return g;
}

static void a_controller_that_met_no_other_takes_no_change_that_could_be_dropped(void **state)
{
    (void)state;
    struct group *g = one_of_two_is_back();
    uint64_t refused = group_set_property(g, 0, "cluster-delay", "41s"), status = set_attribute(g, 0, "still", "works");
    group_run(g, 100);
    assert_int_equal(group_rc(g, refused), BT_EX_UNSAFE);
    assert_non_null(strstr(bt_xml_get(group_reply(g, refused), "text"), "has not met that of another node"));
    assert_int_equal(group_rc(g, status), 0);
    group_power_on(g, 1);
    group_start(g, 1);
    group_run(g, 500);
    uint64_t taken = group_set_property(g, 0, "cluster-delay", "42s");
    group_run(g, 100);
    assert_int_equal(group_rc(g, taken), 0);
    group_power_off(g, 1); /* it has met it now */
    group_run(g, 500);
    taken = group_set_property(g, 0, "cluster-delay", "43s");
    group_run(g, 100);
    assert_int_equal(group_rc(g, taken), 0);
    group_crash(g, 0); /* the next one knows what this one knew */
    group_start(g, 0);
    group_run(g, 20000);
    taken = group_set_property(g, 0, "cluster-delay", "44s");
    group_run(g, 100);
    assert_int_equal(group_rc(g, taken), 0);
    group_free(g);
}

static void who_insists_decides_once_which_configuration_counts(void **state)
{
    (void)state;
    struct group *g = one_of_two_is_back();
    uint64_t forced = insist(g, 0, "41s");
    group_run(g, 100);
    assert_int_equal(group_rc(g, forced), 0);
    uint64_t next = group_set_property(g, 0, "stonith-timeout", "42s");
    group_run(g, 100);
    assert_int_equal(group_rc(g, next), 0);
    group_power_on(g, 1);
    group_start(g, 1);
    group_run(g, 500);
    assert_true(group_agrees(g));
    assert_string_equal(group_property(g, 1, "stonith-timeout"), "42s");
    group_free(g);
}

/* Disks ---------------------------------------------------------------------------------------------------------------- */

static void a_full_disk_refuses_changes_and_the_cluster_goes_on(void **state)
{
    (void)state;
    struct group *g = started(2);
    g->node[1].disk_full = true;
    uint64_t during = group_set_property(g, 0, "stonith-enabled", "false");
    group_run(g, 50);
    assert_int_equal(group_rc(g, during), BT_EX_IOERR);
    uint64_t after = group_set_property(g, 0, "cluster-delay", "45s");
    group_run(g, 50);
    assert_int_equal(group_rc(g, after), BT_EX_IOERR);
    assert_non_null(strstr(bt_xml_get(group_reply(g, after), "text"), "n2 can not save it: No space left on device"));
    assert_string_equal(group_property(g, 0, "cluster-delay"), "60s");
    uint64_t status = set_attribute(g, 1, "still", "works");
    group_run(g, 50);
    assert_int_equal(group_rc(g, status), 0);
    assert_true(group_agrees(g));
    g->node[1].disk_full = false;
    group_run(g, 31000);
    assert_true(group_said(g, "n2: The CIB can be saved again"));
    assert_non_null(strstr(g->node[1].disk, "name=\"stonith-enabled\" value=\"false\""));
    uint64_t again = group_set_property(g, 0, "cluster-delay", "46s");
    group_run(g, 50);
    assert_int_equal(group_rc(g, again), 0);
    group_free(g);
}

static void all_restart_with_what_was_acknowledged(void **state)
{
    (void)state;
    struct group *g = started(2);
    uint64_t client = group_set_property(g, 1, "cluster-delay", "47s");
    while (group_rc(g, client) < 0)
        group_run(g, 1);
    for (int i = 0; i < 2; i++)
        group_power_off(g, i);
    for (int i = 0; i < 2; i++)
        group_power_on(g, i);
    for (int i = 0; i < 2; i++)
        group_start(g, i);
    group_run(g, 500);
    assert_string_equal(group_property(g, 0, "cluster-delay"), "47s");
    assert_true(group_agrees(g));
    group_free(g);
}

/* Attributes ----------------------------------------------------------------------------------------------------------- */

static void an_attribute_can_be_read_back_once_it_is_answered(void **state)
{
    (void)state;
    struct group *g = started(2);
    uint64_t client = set_attribute(g, 1, "master-db", "10");
    while (group_rc(g, client) < 0)
        group_run(g, 1);
    assert_string_equal(attribute(g, 1, "master-db", "n2"), "10");
    const xmlDoc *cib = cib_doc(crmd_cib(g->node[1].core));
    xmlNode **found;
    size_t n;
    assert_int_equal(bt_xml_xpath(cib, "/cib/status/node_state[@id='2']/transient_attributes[@id='2']/instance_attributes[@id='status-2']"
                                       "/nvpair[@id='status-2-master-db'][@name='master-db'][@value='10']", &found, &n, NULL), 0);
    assert_int_equal(n, 1);
    free(found);
    group_free(g);
}

static void attributes_count_and_are_deleted(void **state)
{
    (void)state;
    struct group *g = started(2);
    set_attribute(g, 1, "n", "value++");
    set_attribute(g, 0, "n", "5");
    set_attribute(g, 1, "n", "value+=4");
    group_run(g, 50);
    assert_string_equal(attribute(g, 0, "n", "n2"), "5");
    uint64_t gone = set_attribute(g, 1, "n", NULL), missing = set_attribute(g, 1, "never-was", NULL);
    group_run(g, 50);
    assert_int_equal(group_rc(g, gone), 0);
    assert_int_equal(group_rc(g, missing), 0);
    assert_null(attribute(g, 0, "n", "n2"));
    group_free(g);
}

static uint64_t set_private(struct group *g, int i, const char *name, const char *value)
{
    xmlDoc *doc = group_request("attr-update");
    bt_xml_set(bt_xml_root(doc), "name", name);
    bt_xml_set(bt_xml_root(doc), "value", value);
    bt_xml_set(bt_xml_root(doc), "private", "true");
    return group_ask(g, i, doc);
}

static void a_private_attribute_is_in_no_cib_and_on_every_node(void **state)
{
    (void)state;
    struct group *g = started(2);
    uint64_t client = set_private(g, 0, "secret", "7");
    group_run(g, 20);
    assert_int_equal(group_rc(g, client), 0);
    assert_string_equal(attribute(g, 1, "secret", "n1"), "7");
    char *text = bt_xml_text(bt_xml_root(cib_doc(crmd_cib(g->node[0].core))), false);
    assert_null(strstr(text, "secret"));
    free(text);
    group_crash(g, 1); /* a controller that returns gets them again */
    group_run(g, 500);
    group_start(g, 1);
    group_run(g, 500);
    assert_string_equal(attribute(g, 1, "secret", "n1"), "7");
    group_free(g);
}

/* As Pacemaker's attribute manager has it; ocf:heartbeat:mariadb deletes what it made private. */
static void what_an_attribute_was_first_it_stays_private_or_not(void **state)
{
    (void)state;
    struct group *g = started(2);
    set_private(g, 0, "secret", "7");
    set_attribute(g, 0, "open", "1");
    group_run(g, 50);
    set_attribute(g, 1, "secret", "8");
    set_private(g, 1, "open", "2");
    group_run(g, 50);
    assert_string_equal(attribute(g, 0, "secret", "n2"), "8");
    char *text = bt_xml_text(bt_xml_root(cib_doc(crmd_cib(g->node[0].core))), false);
    assert_null(strstr(text, "secret"));
    assert_non_null(strstr(text, "status-2-open"));
    free(text);
    set_attribute(g, 0, "secret", NULL);
    group_run(g, 50);
    assert_null(attribute(g, 1, "secret", "n1"));
    assert_string_equal(attribute(g, 1, "secret", "n2"), "8");
    set_attribute(g, 1, "secret", NULL);
    set_private(g, 1, "open", NULL);
    group_run(g, 50);
    assert_null(attribute(g, 0, "secret", "n2"));
    assert_null(attribute(g, 0, "open", "n2"));
    group_free(g);
}

static void a_dampened_attribute_waits_for_further_changes(void **state)
{
    (void)state;
    struct group *g = started(2);
    for (int i = 0; i < 3; i++) {
        xmlDoc *doc = group_request("attr-update");
        bt_xml_set(bt_xml_root(doc), "name", "pingd");
        bt_xml_set_int(bt_xml_root(doc), "value", 100 * i);
        bt_xml_set(bt_xml_root(doc), "dampen_ms", "5000");
        uint64_t client = group_ask(g, 1, doc);
        group_run(g, 2000);
        assert_int_equal(group_rc(g, client), 0);
    }
    assert_string_equal(attribute(g, 1, "pingd", "n2"), "200"); /* who set it reads it back */
    assert_null(attribute(g, 0, "pingd", "n2"));
    group_run(g, 3100);
    assert_string_equal(attribute(g, 0, "pingd", "n2"), "200");
    group_free(g);
}

/* Node i asks its controller to set an attribute of its own node, with a delay. */
static void set_dampened(struct group *g, int i, const char *name, const char *value, const char *delay_ms)
{
    xmlDoc *doc = group_request("attr-update");
    bt_xml_set(bt_xml_root(doc), "name", name);
    bt_xml_set(bt_xml_root(doc), "value", value);
    bt_xml_set(bt_xml_root(doc), "dampen_ms", delay_ms);
    uint64_t client = group_ask(g, i, doc);
    group_run(g, 20);
    assert_int_equal(group_rc(g, client), 0);
}

static void what_is_held_back_is_counted_and_written_on_a_refresh(void **state)
{
    (void)state;
    struct group *g = started(2);
    set_attribute(g, 1, "n", "4");
    group_run(g, 20);
    set_dampened(g, 1, "n", "value++", "60000");
    set_dampened(g, 1, "n", "value+=10", NULL); /* the delay is remembered */
    set_dampened(g, 1, "fresh", "value++", "60000");
    assert_string_equal(attribute(g, 1, "n", "n2"), "15");
    assert_string_equal(attribute(g, 0, "n", "n2"), "4");
    uint64_t client = group_ask(g, 1, group_request("attr-refresh"));
    group_run(g, 20);
    assert_int_equal(group_rc(g, client), 0);
    assert_string_equal(attribute(g, 0, "n", "n2"), "15");
    assert_string_equal(attribute(g, 0, "fresh", "n2"), "1");
    group_run(g, 120000); /* and not once more */
    assert_string_equal(attribute(g, 0, "n", "n2"), "15");
    group_free(g);
}

static void another_delay_lets_go_what_was_held_back(void **state)
{
    (void)state;
    struct group *g = started(2);
    set_dampened(g, 1, "n", "7", "60000");
    set_dampened(g, 1, "n", "7", "0"); /* attrd_updater --update-delay --delay 0 */
    assert_string_equal(attribute(g, 0, "n", "n2"), "7");
    group_free(g);
}

static void an_unknown_node_is_refused_with_a_sentence(void **state)
{
    (void)state;
    struct group *g = started(2);
    xmlDoc *doc = group_request("attr-update");
    bt_xml_set(bt_xml_root(doc), "name", "x");
    bt_xml_set(bt_xml_root(doc), "value", "1");
    bt_xml_set(bt_xml_root(doc), "node", "n9");
    uint64_t client = group_ask(g, 1, doc);
    group_run(g, 5);
    assert_int_equal(group_rc(g, client), BT_EX_NOSUCH);
    assert_non_null(strstr(bt_xml_get(group_reply(g, client), "text"), "n9"));
    group_free(g);
}

static void a_file_put_in_place_of_the_whole_does_not_touch_the_status(void **state)
{
    (void)state;
    struct group *g = started(2);
    xmlDoc *doc = bt_xml_doc_of(bt_xml_root(cib_doc(crmd_cib(g->node[0].core))));
    bt_xml_remove(bt_xml_first(bt_xml_root(doc), "status"));
    bt_xml_add(bt_xml_root(doc), "status");
    bt_xml_set_int(bt_xml_root(doc), "epoch", 500);
    const struct cib_request rq = {.op = CIB_OP_REPLACE, .xml = bt_xml_root(doc), .client = "cibadmin"};
    uint64_t client = group_ask(g, 1, cib_request_to_xml(&rq));
    bt_xml_free(doc);
    group_run(g, 100);
    assert_int_equal(group_rc(g, client), 0);
    assert_string_equal(group_node_state(g, 1, 0, "join"), "member");
    const struct cib_request erase = {.op = CIB_OP_ERASE, .client = "cibadmin"};
    client = group_ask(g, 1, cib_request_to_xml(&erase));
    group_run(g, 200);
    assert_int_equal(group_rc(g, client), 0);
    assert_string_equal(group_node_state(g, 1, 0, "join"), "member"); /* asked for and written again */
    assert_true(group_agrees(g));
    group_free(g);
}

static void a_disk_that_fills_up_takes_what_was_acknowledged_and_then_no_more(void **state)
{
    (void)state;
    struct group *g = started(2);
    g->node[1].disk_short = true;
    uint64_t last = group_set_property(g, 0, "stonith-enabled", "false");
    group_run(g, 50);
    assert_int_equal(group_rc(g, last), 0);
    assert_non_null(strstr(g->node[1].disk, "name=\"stonith-enabled\" value=\"false\""));
    uint64_t after = group_set_property(g, 0, "cluster-delay", "45s");
    group_run(g, 50);
    assert_int_equal(group_rc(g, after), BT_EX_IOERR);
    assert_non_null(strstr(bt_xml_get(group_reply(g, after), "text"), "n2 can not save it: no room can be kept"));
    assert_string_equal(group_property(g, 0, "cluster-delay"), "60s");
    g->node[1].disk_short = false;
    group_run(g, 31000);
    uint64_t again = group_set_property(g, 0, "cluster-delay", "46s");
    group_run(g, 50);
    assert_int_equal(group_rc(g, again), 0);
    group_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_is_answered_when_it_is_on_every_disk),
        cmocka_unit_test(a_change_asked_of_the_coordinator_does_not_travel_first),
        cmocka_unit_test(nobody_waits_for_a_save_that_was_done),
        cmocka_unit_test(the_coordinators_own_change_is_made_once),
        cmocka_unit_test(a_refused_change_is_answered_with_a_sentence),
        cmocka_unit_test(rubbish_is_answered_and_harms_nothing),
        cmocka_unit_test(many_changes_share_a_save),
        cmocka_unit_test(a_change_whose_coordinator_died_is_sent_again_and_applied_once),
        cmocka_unit_test(a_change_that_was_applied_is_not_applied_again_by_the_next_coordinator),
        cmocka_unit_test(a_change_that_the_coordinator_applied_before_a_view_counts_once_after_it),
        cmocka_unit_test(a_client_that_vanishes_loses_nothing_else),
        cmocka_unit_test(a_replica_that_a_patch_does_not_fit_asks_for_the_whole),
        cmocka_unit_test(a_newcomer_gets_the_configuration_and_saves_it),
        cmocka_unit_test(who_joins_for_the_first_time_has_nothing_that_could_give_way),
        cmocka_unit_test(the_draft_of_a_new_node_gives_way_to_the_clusters_configuration),
        cmocka_unit_test(partitions_merge_to_the_newer_configuration_of_the_leader),
        cmocka_unit_test(partitions_merge_to_the_newer_configuration_of_the_other),
        cmocka_unit_test(what_gave_way_is_dropped_by_all),
        cmocka_unit_test(what_a_fenced_node_changed_apart_gives_way),
        cmocka_unit_test(partitions_that_changed_nothing_lose_nothing),
        cmocka_unit_test(attributes_of_both_sides_survive_the_merge),
        cmocka_unit_test(a_controller_that_met_no_other_takes_no_change_that_could_be_dropped),
        cmocka_unit_test(who_insists_decides_once_which_configuration_counts),
        cmocka_unit_test(a_full_disk_refuses_changes_and_the_cluster_goes_on),
        cmocka_unit_test(a_disk_that_fills_up_takes_what_was_acknowledged_and_then_no_more),
        cmocka_unit_test(all_restart_with_what_was_acknowledged),
        cmocka_unit_test(an_attribute_can_be_read_back_once_it_is_answered),
        cmocka_unit_test(attributes_count_and_are_deleted),
        cmocka_unit_test(a_private_attribute_is_in_no_cib_and_on_every_node),
        cmocka_unit_test(what_an_attribute_was_first_it_stays_private_or_not),
        cmocka_unit_test(a_dampened_attribute_waits_for_further_changes),
        cmocka_unit_test(what_is_held_back_is_counted_and_written_on_a_refresh),
        cmocka_unit_test(another_delay_lets_go_what_was_held_back),
        cmocka_unit_test(an_unknown_node_is_refused_with_a_sentence),
        cmocka_unit_test(a_file_put_in_place_of_the_whole_does_not_touch_the_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
