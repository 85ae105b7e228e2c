/* tests/unit/test_crmd_alerts.c - alert agents are told what happened: once, by the right member, as was configured. Stories of a pretended group.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "tests/sim/group.h"

static int one = 1;

/* A group with one service and these <alert>s. */
static struct group *with_alerts(const char *alerts)
{
    struct group *g = group_new(2, 0);
    char *text = bt_printf("<alerts>%s</alerts>", alerts);
    xmlDoc *data = NULL;
    g->planner = group_simple_planner;
    g->story = &one;
    group_start_all(g);
    assert_int_equal(bt_xml_parse(text, strlen(text), "test", &data, NULL), 0);
    const struct cib_request rq = {.op = CIB_OP_MODIFY, .section = XE_CONFIGURATION, .xml = bt_xml_root(data), .flags = CIB_CAN_CREATE, .client = "test"};
    uint64_t client = group_ask(g, 0, cib_request_to_xml(&rq));
    group_run(g, 100);
    assert_int_equal(group_rc(g, client), 0);
    bt_xml_free(data);
    free(text);
    return g;
}

static void set_attribute(struct group *g, const char *name, const char *value)
{
    xmlDoc *doc = group_request("attr-update");
    bt_xml_set(bt_xml_root(doc), "name", name);
    bt_xml_set(bt_xml_root(doc), "value", value);
    bt_xml_set(bt_xml_root(doc), "node", "n1");
    uint64_t client = group_ask(g, 1, doc);
    group_run(g, 100);
    assert_int_equal(group_rc(g, client), 0);
}

static void an_operation_is_told_by_the_node_that_ran_it(void **state)
{
    (void)state;
    struct group *g = with_alerts("<alert id='a' path='/bin/tell'/>");
    xmlDoc *fail = group_request("fail");
    bt_xml_set(bt_xml_root(fail), "rsc", "rsc1");
    group_ask(g, 1, fail);
    group_run(g, 200);
    assert_true(group_said(g, "n1: (alert /bin/tell 30000 CRM_alert_node=n1 CRM_alert_rsc=rsc1 CRM_alert_task=stop CRM_alert_interval=0 CRM_alert_target_rc=0 CRM_alert_status=0 "
                              "CRM_alert_rc=0 CRM_alert_exec_time="));
    assert_int_equal(group_count(g, "CRM_alert_task=stop"), 1);
    assert_int_equal(group_count(g, "CRM_alert_task=start"), 1);
    assert_int_equal(group_count(g, "CRM_alert_rc=1 "), 1);
    assert_true(group_said(g, "CRM_alert_desc=ok CRM_alert_kind=resource CRM_alert_version=2.1.5-baton"));
    group_free(g);
}

static void a_lost_node_and_its_fencing_are_told_by_all_who_see_it(void **state)
{
    (void)state;
    struct group *g = with_alerts("<alert id='a' path='/bin/tell'/>");
    group_power_off(g, 0);
    group_run(g, 1000);
    assert_int_equal(group_count(g, "n2: (alert /bin/tell 30000 CRM_alert_node=n1 CRM_alert_nodeid=1 CRM_alert_desc=lost CRM_alert_kind=node"), 1);
    assert_int_equal(group_count(g, "n2: (alert /bin/tell 30000 CRM_alert_node=n1 CRM_alert_task=reboot CRM_alert_rc=0 "
                                    "CRM_alert_desc=Operation reboot of n1 by n2 for n2: OK CRM_alert_kind=fencing"), 1);
    group_power_on(g, 0);
    group_start(g, 0);
    group_run(g, 1000);
    assert_int_equal(group_count(g, "n2: (alert /bin/tell 30000 CRM_alert_node=n1 CRM_alert_nodeid=1 CRM_alert_desc=member"), 1);
    group_free(g);
}

static void each_recipient_is_told_with_its_own_settings(void **state)
{
    (void)state;
    struct group *g = with_alerts("<alert id='a' path='/bin/tell'><meta_attributes id='m'><nvpair id='m-t' name='timeout' value='5s'/></meta_attributes>"
                                  "<instance_attributes id='i'><nvpair id='i-p' name='port' value='25'/></instance_attributes>"
                                  "<recipient id='r1' value='root'/><recipient id='r2' value='boss'><meta_attributes id='r2-m'>"
                                  "<nvpair id='r2-m-t' name='timeout' value='1min'/></meta_attributes><instance_attributes id='r2-i'>"
                                  "<nvpair id='r2-i-p' name='port' value='587'/></instance_attributes></recipient>"
                                  "<recipient id='r3' value='nobody'><meta_attributes id='r3-m'><nvpair id='r3-m-e' name='enabled' value='false'/></meta_attributes></recipient></alert>");
    group_power_off(g, 0);
    group_run(g, 100);
    assert_true(group_said(g, "n2: (alert /bin/tell 5000 port=25 CRM_alert_node=n1"));
    assert_true(group_said(g, "n2: (alert /bin/tell 60000 port=25 port=587 CRM_alert_node=n1"));
    assert_true(group_said(g, "CRM_alert_recipient=root)"));
    assert_true(group_said(g, "CRM_alert_recipient=boss)"));
    assert_false(group_said(g, "nobody"));
    group_free(g);
}

static void attributes_are_told_only_to_those_who_ask_for_them(void **state)
{
    (void)state;
    struct group *g = with_alerts("<alert id='usual' path='/bin/usual'/>"
                                  "<alert id='all' path='/bin/all'><select><select_attributes/></select></alert>"
                                  "<alert id='some' path='/bin/some'><select><select_nodes/><select_attributes><attribute id='x' name='pingd'/></select_attributes></select></alert>");
    set_attribute(g, "other", "1");
    set_attribute(g, "pingd", "1000");
    set_attribute(g, "pingd", "2000");
    set_attribute(g, "pingd", NULL);
    assert_int_equal(group_count(g, "(alert /bin/usual"), 0);
    assert_int_equal(group_count(g, "(alert /bin/all 30000 CRM_alert_node=n1 CRM_alert_nodeid=1 CRM_alert_attribute_name=other CRM_alert_attribute_value=1 "), 1);
    assert_int_equal(group_count(g, "(alert /bin/some"), 3);
    assert_int_equal(group_count(g, "(alert /bin/some 30000 CRM_alert_node=n1 CRM_alert_nodeid=1 CRM_alert_attribute_name=pingd CRM_alert_attribute_value=2000 "), 1);
    assert_int_equal(group_count(g, "CRM_alert_attribute_name=pingd CRM_alert_attribute_value= "), 2);
    group_power_off(g, 1);
    group_run(g, 100);
    assert_int_equal(group_count(g, "n1: (alert /bin/some 30000 CRM_alert_node=n2 CRM_alert_nodeid=2 CRM_alert_desc=lost"), 1);
    assert_int_equal(group_count(g, "n1: (alert /bin/all 30000 CRM_alert_node=n2 CRM_alert_nodeid=2 CRM_alert_desc=lost"), 0);
    group_free(g);
}

#define LATER(id) "<rule id='" id "'><date_expression id='" id "-d' operation='gt' start='2026-01-01 00:00:05Z'/></rule>"

static void sets_with_rules_hold_when_these_pass(void **state)
{
    (void)state;
    struct group *g = with_alerts("<alert id='a' path='/bin/tell'><meta_attributes id='m1' score='2'>" LATER("mr") "<nvpair id='m1-t' name='timeout' value='5s'/></meta_attributes>"
                                  "<meta_attributes id='m2'><nvpair id='m2-t' name='timeout' value='9s'/></meta_attributes>"
                                  "<instance_attributes id='i1' score='1'><nvpair id='i1-p' name='port' value='1'/></instance_attributes>"
                                  "<instance_attributes id='i2' score='3'>" LATER("ir") "<nvpair id='i2-p' name='port' value='3'/></instance_attributes>"
                                  "<instance_attributes id='i3' score='4'><rule id='x'><expression id='x-e' attribute='#uname' operation='eq' value='n1'/></rule>"
                                  "<nvpair id='i3-p' name='port' value='4'/></instance_attributes></alert>");
    assert_true(g->now_ms < 5000);
    set_attribute(g, "other", "1");
    group_power_off(g, 0);
    group_run(g, 100);
    assert_true(group_said(g, "n2: (alert /bin/tell 9000 port=1 CRM_alert_node=n1"));
    group_run(g, 10000);
    group_power_on(g, 0);
    group_run(g, 100);
    assert_true(group_said(g, "n2: (alert /bin/tell 5000 port=1 port=3 CRM_alert_node=n1")); /* the last counts */
    assert_false(group_said(g, "port=4"));
    group_free(g);
}

static void without_alerts_nobody_is_told(void **state)
{
    (void)state;
    struct group *g = with_alerts("");
    group_power_off(g, 0);
    set_attribute(g, "other", "1");
    group_run(g, 1000);
    assert_int_equal(group_count(g, "(alert"), 0);
    group_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_operation_is_told_by_the_node_that_ran_it),
        cmocka_unit_test(a_lost_node_and_its_fencing_are_told_by_all_who_see_it),
        cmocka_unit_test(each_recipient_is_told_with_its_own_settings),
        cmocka_unit_test(attributes_are_told_only_to_those_who_ask_for_them),
        cmocka_unit_test(sets_with_rules_hold_when_these_pass),
        cmocka_unit_test(without_alerts_nobody_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
