/* tests/unit/test_crmd_fencing.c - who fences whom, and whom a result concerns, as stories of a pretended group.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include "tests/sim/group.h"

static int one = 1;
static const char *condemned; /* the planner has this node fenced as long as it is a member: its service could not be stopped */

static bool owed; /* and another one's instance is notified after that */

static xmlDoc *planner(struct group *g, const xmlNode *cib)
{
    const xmlNode *state = condemned != NULL ? bt_xml_find(bt_xml_first(cib, "status"), "node_state", "uname", condemned) : NULL;
    if (!bt_streq(bt_xml_get(state, "in_ccm"), "true"))
        return group_simple_planner(g, cib);
    xmlDoc *graph = group_graph();
    group_action(graph, 1, "stonith", NULL, condemned, 0);
    if (owed) {
        group_action(graph, 2, "notify", "rsc1", "n3", 1);
        bt_xml_set(bt_xml_next(bt_xml_first(bt_xml_root(graph), "synapse"), "synapse"), "priority", "1000000");
    }
    return graph;
}

static struct group *with_service(int n)
{
    struct group *g = group_new(n, 0);
    condemned = NULL;
    owed = false;
    g->planner = planner;
    g->story = &one;
    group_start_all(g);
    return g;
}

static void set(struct group *g, int i, const char *option, const char *value)
{
    xmlDoc *data = NULL;
    char *text = bt_printf("<crm_config><cluster_property_set id='p'><nvpair id='p-%s' name='%s' value='%s'/></cluster_property_set></crm_config>", option, option, value);
    assert_int_equal(bt_xml_parse(text, strlen(text), "test", &data, NULL), BT_EX_OK);
    struct cib_request rq = {.op = CIB_OP_MODIFY, .section = "crm_config", .xml = bt_xml_root(data), .flags = CIB_CAN_CREATE, .client = "test", .user = "root"};
    xmlDoc *doc = cib_request_to_xml(&rq);
    bt_xml_set_int(bt_xml_root(doc), XA_ID, 1);
    group_ask(g, i, doc);
    group_run(g, 200);
    bt_xml_free(data);
    free(text);
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

static void after_as_many_failures_as_were_wished_the_pauses_are_long(void **state)
{
    (void)state;
    struct group *g = with_service(2);
    set(g, 0, "stonith-max-attempts", "2");
    g->failing_fencings = 2;
    condemn(g, 1, "n1");
    group_run(g, 4000);
    assert_true(group_said(g, "n1: Fencing of n1 is tried again in 1 s"));
    assert_true(group_said(g, "n1: Fencing of n1 is tried again in 60 s"));
    group_free(g);
}

static void who_was_fenced_and_yet_lives_leaves_or_resets_itself(void **state)
{
    (void)state;
    static const struct {
        const char *reaction;
        int code;
    } cases[] = {{"stop", BT_EX_FATAL}, {"panic", BT_EX_PANIC}};
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        struct group *g = with_service(3);
        set(g, 0, "fence-reaction", cases[i].reaction);
        xmlDoc *doc = bt_xml_doc("fence_done");
        bt_xml_set(bt_xml_root(doc), "target", "n3");
        bt_xml_set(bt_xml_root(doc), "action", "off");
        bt_xml_set(bt_xml_root(doc), "rc", "0");
        group_fencer_says(g, 1, doc); /* its device has cut the storage, or lies */
        group_run(g, 200);
        assert_true(group_said(g, "n3: This node was fenced and yet it is alive"));
        assert_int_equal(g->node[2].exit_code, cases[i].code);
        group_free(g);
    }
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

static void also_if_somebody_is_to_be_told_of_the_fencing(void **state)
{
    (void)state;
    struct group *g = with_service(3);
    g->fence_ms = 30000;
    owed = true;
    condemn(g, 1, "n1");
    group_run(g, 300);
    assert_true(group_said(g, "n1: Requesting fencing (reboot) of node n1 from n2"));
    group_power_off(g, 1);
    group_run(g, 500);
    assert_true(group_said(g, "n1: n2, which was to fence n1, is gone: it is decided anew"));
    assert_true(group_said(g, "n1: Requesting fencing (reboot) of node n1 from n3"));
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

/* Unfences every member that the status does not say was. */
static xmlDoc *unfencing_planner(struct group *g, const xmlNode *cib)
{
    bt_xml_each(state, bt_xml_first(cib, "status"), "node_state") {
        const xmlNode *set = bt_xml_path(state, "transient_attributes/instance_attributes");
        if (!bt_streq(bt_xml_get(state, "join"), "member") || bt_xml_find(set, "nvpair", "name", "#node-unfenced") != NULL)
            continue;
        xmlDoc *graph = group_graph();
        group_action(graph, 1, "stonith", NULL, bt_xml_get(state, "uname"), 0);
        xmlNode *attributes = bt_xml_path(bt_xml_root(graph), "synapse/action_set/crm_event/attributes");
        bt_xml_set(attributes, "CRM_meta_stonith_action", "on");
        bt_xml_set(attributes, "CRM_meta_digests_all", "f:fence_scsi:12,");
        bt_xml_set(attributes, "CRM_meta_digests_secure", "f:fence_scsi:34,");
        return graph;
    }
    return group_simple_planner(g, cib);
}

static const char *attribute(const struct group *g, int i, const char *uname, const char *name)
{
    const xmlNode *status = bt_xml_path(bt_xml_root(cib_doc(crmd_cib(g->node[i].core))), "status");
    const xmlNode *state = bt_xml_find(status, "node_state", "uname", uname);
    return bt_xml_get(bt_xml_find(bt_xml_path(state, "transient_attributes/instance_attributes"), "nvpair", "name", name), "value");
}

static void who_was_let_in_is_noted_and_not_let_in_again(void **state)
{
    (void)state;
    struct group *g = group_new(2, 0);
    g->planner = unfencing_planner;
    g->story = &one;
    group_start_all(g);
    group_run(g, 5000);
    assert_int_equal(g->fencings, 2);
    assert_true(group_said(g, "n1: Requesting fencing (on) of node n1")); /* by its own fencer: nothing dies */
    assert_false(group_said(g, "Requesting fencing (on) of node n1 from"));
    assert_true(group_idle(g));
    assert_non_null(attribute(g, 1, "n2", "#node-unfenced"));
    assert_string_equal(attribute(g, 1, "n2", "#digests-all"), "f:fence_scsi:12,");
    assert_string_equal(attribute(g, 1, "n1", "#digests-secure"), "f:fence_scsi:34,");
    group_free(g);
}

/* What the controller told the fencer last of whom it reaches, and what it carries. */
static void fencers_speak_through_their_controllers(void **state)
{
    (void)state;
    struct group *g = with_service(3);
    assert_string_equal(g->node[1].fencer_members, "n1 n3");
    xmlDoc *doc = bt_xml_doc("fence_peer");
    bt_xml_set(bt_xml_root(doc), "to", "n3");
    bt_xml_set(bt_xml_add(bt_xml_root(doc), "fence_query"), "id", "17");
    group_fencer_says(g, 1, doc);
    group_run(g, 100);
    assert_string_equal(g->node[2].fencer_heard, "fence_query 17 from n2");
    assert_string_equal(g->node[0].fencer_heard, "");
    group_crash(g, 2);
    group_run(g, 100);
    assert_string_equal(g->node[1].fencer_members, "n1");
    group_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_coordinator_is_fenced_by_another_member),
        cmocka_unit_test(a_coordinator_without_others_is_fenced_by_its_own_fencer),
        cmocka_unit_test(a_failed_fencing_by_another_member_is_tried_again),
        cmocka_unit_test(after_as_many_failures_as_were_wished_the_pauses_are_long),
        cmocka_unit_test(who_was_fenced_and_yet_lives_leaves_or_resets_itself),
        cmocka_unit_test(when_the_member_that_was_asked_is_lost_the_next_one_is_asked),
        cmocka_unit_test(also_if_somebody_is_to_be_told_of_the_fencing),
        cmocka_unit_test(a_node_that_is_back_is_not_taken_for_the_one_that_was_fenced),
        cmocka_unit_test(who_was_let_in_is_noted_and_not_let_in_again),
        cmocka_unit_test(fencers_speak_through_their_controllers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
