/* tests/unit/test_fence_devices.c - fence devices: which the CIB makes, whom they can fence, what their agents are told.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/fence_world.h"

#include "fencing/internal.h"

#define ASK "<fence_query id='q' target='%s'/>"

/* Who can fence the target, as the answer to a query says: "a,b". */
static void expect_devices(struct world *w, const char *target, const char *devices)
{
    char *ask = target != NULL ? bt_printf(ASK, target) : bt_strdup("<fence_query id='q'/>");
    free(bt_buf_take(&w->out));
    world_message(w, 9, ask);
    free(ask);
    char *got = bt_buf_take(&w->out);
    struct bt_buf ids = {0};
    for (const char *p = got; (p = strstr(p, "<fence_device id=\"")) != NULL;) {
        p += strlen("<fence_device id=\"");
        bt_buf_addf(&ids, "%s%.*s", ids.len > 0 ? "," : "", (int)strcspn(p, "\""), p);
    }
    char *have = bt_buf_take(&ids);
    assert_string_equal(have, devices);
    free(have);
    free(got);
}

/* Reading the CIB ------------------------------------------------------------------------------------------------- */

static void stonith_primitives_anywhere_are_devices(void **state)
{
    struct world *w = world_new();
    char *text = bt_printf("%s<group id='g'>%s</group><clone id='c'>%s</clone><clone id='c2'><group id='g2'>%s</group></clone>"
                           "<primitive id='web' class='ocf' provider='heartbeat' type='nginx'/>",
                           device("a", "fence_x", ""), device("b", "fence_x", ""), device("c1", "fence_x", ""), device("d", "fence_x", ""));
    world_cib(w, text, NULL, NULL);
    expect_devices(w, NULL, "a,b,c1,d");
    free(text);
    world_free(w);
    (void)state;
}

static void stopped_and_banned_devices_are_not_registered(void **state)
{
    struct world *w = world_new();
    char *text = bt_printf("%s%s<group id='g'><meta_attributes id='m'><nvpair id='n' name='target-role' value='stopped'/></meta_attributes>%s"
                           "</group>%s",
                           device("a", "fence_x", ""), device("b", "fence_x", ""), device("c", "fence_x", ""), device("d", "fence_x", ""));
    world_cib(w, text,
              "<rsc_location id='l1' rsc='a' node='n1' score='-INFINITY'/><rsc_location id='l2' rsc='b' node='n2' score='-INFINITY'/>"
              "<rsc_location id='l3' rsc='d' node='n1' score='-500'/>",
              NULL);
    expect_devices(w, NULL, "b,d");
    world_cib(w, text,
              "<rsc_location id='l1' rsc-pattern='^[ab]$' node='N1' score='-INFINITY'/>"
              "<rsc_location id='l2' node='n1' score='-INFINITY'><resource_set id='s'><resource_ref id='d'/></resource_set></rsc_location>",
              NULL);
    expect_devices(w, NULL, "");
    free(text);
    world_free(w);
    (void)state;
}

#define ON(node) "<expression id='x' attribute='#uname' operation='eq' value='" node "'/>"
#define BANNED(rule) "<rsc_location id='l1' rsc='a'><rule id='r' score='-INFINITY'" rule "</rule></rsc_location>"

static void a_ban_counts_where_its_rule_passes_and_not_for_a_role(void **state)
{
    static const struct {
        const char *constraints, *left;
    } cases[] = {
        {BANNED(">" ON("n1")), ""},
        {BANNED(">" ON("n2")), "a"},
        {BANNED(" boolean-op='or'>" ON("n2") "<expression id='y' attribute='colour' operation='not_defined'/>"), ""},
        {BANNED(" role='Promoted'>" ON("n1")), "a"},
        {BANNED("><date_expression id='d' operation='gt' start='1969-01-01'/>"), ""},
        {"<rsc_location id='l0' rsc='b'><rule id='r0' score='-INFINITY'>" ON("n1") "</rule></rsc_location><rsc_location id='l1' rsc='a'><rule id-ref='r0'/></rsc_location>", ""},
        {"<rsc_location id='l1' rsc='a'><rule id='r' score-attribute='colour'>" ON("n1") "</rule></rsc_location>", "a"},
        {"<rsc_location id='l2' rsc='a' node='n1' score='-INFINITY' role='Promoted'/>", "a"},
    };
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        struct world *w = world_new();
        world_cib(w, device("a", "fence_x", ""), cases[i].constraints, NULL);
        expect_devices(w, NULL, cases[i].left);
        world_free(w);
    }
    (void)state;
}

static bool concerned(const struct world *w, const char *change)
{
    char *text = bt_printf("<diff format='2'>%s</diff>", change);
    xmlDoc *doc = NULL;
    assert_int_equal(bt_xml_parse(text, strlen(text), "test", &doc, NULL), 0);
    bool is = fence_concerned(w->f, bt_xml_root(doc));
    bt_xml_free(doc);
    free(text);
    return is;
}

#define COLOUR(value) "<rsc_location id='l1' rsc='a'><rule id='r' score='-INFINITY'><expression id='e' attribute='colour' operation='eq' value='" value "'/></rule></rsc_location>"
#define STATE(id, value) "<node_state id='" id "' uname='n" id "'><transient_attributes id='" id "'><instance_attributes id='status-" id "'><nvpair id='c" id "' name='colour' value='" value "'/></instance_attributes></transient_attributes></node_state>"

static void a_rule_sees_this_node_s_transient_attributes(void **state)
{
    struct world *w = world_new();
    const char *d = device("a", "fence_x", "pcmk_host_list=n2");
    w->status = STATE("2", "red"); /* another node's */
    world_cib(w, d, COLOUR("red"), NULL);
    expect_devices(w, NULL, "a");
    w->status = STATE("1", "red");
    world_cib(w, d, COLOUR("red"), NULL);
    expect_devices(w, NULL, "");
    w->status = STATE("1", "blue");
    world_cib(w, d, COLOUR("red"), NULL);
    expect_devices(w, NULL, "a");
    world_free(w);
    (void)state;
}

static void changes_of_attributes_concern_it_while_a_rule_asks_for_one(void **state)
{
    static const struct {
        const char *change;
        bool concerned;
    } rows[] = {
        {"<change operation='modify' path='/cib/status/node_state[@id=1]/transient_attributes[@id=1]/instance_attributes[@id=2]/nvpair[@id=3]'/>", true},
        {"<change operation='delete' path='/cib/status/node_state[@id=1]/transient_attributes[@id=1]'/>", true},
        {"<change operation='create' path='/cib/status/node_state[@id=1]'><transient_attributes id='1'/></change>", true},
        {"<change operation='create' path='/cib/status'><node_state id='1'/></change>", true},
        {"<change operation='delete' path='/cib/status/node_state[@id=1]'/>", true},
        {"<change operation='create' path='/cib/status/node_state[@id=1]'><lrm id='1'/></change>", false},
        {"<change operation='modify' path='/cib/status/node_state[@id=1]'/>", false},
        {"<change operation='create' path='/cib/status/node_state[@id=1]/lrm[@id=1]/lrm_resources'><lrm_resource id='x'/></change>", false},
        {"<change operation='delete' path='/cib/status/node_state[@id=1]/lrm[@id=1]'/>", false},
    };
    struct world *w = world_new();
    const char *d = device("a", "fence_x", "pcmk_host_list=n2");
    world_cib(w, d, NULL, NULL);
    for (size_t i = 0; i < BT_COUNT(rows); i++)
        assert_false(concerned(w, rows[i].change));
    world_cib(w, d, COLOUR("red"), NULL);
    for (size_t i = 0; i < BT_COUNT(rows); i++)
        assert_int_equal(concerned(w, rows[i].change), rows[i].concerned);
    world_free(w);
    (void)state;
}

static void a_rule_s_time_comes_and_goes(void **state)
{
    struct world *w = world_new(); /* wall time 1000: a quarter past midnight, nearly */
    w->quiet_agents = true;
    world_cib(w, device("a", "fence_x", ""),
              BANNED("><date_expression id='d' operation='in_range' start='1970-01-01 00:20:00Z' end='1970-01-01 00:25:00Z'/>"), NULL);
    world_expect(w, "run 1 fence_x action=metadata (15000)\ntimer 2 200000\n");
    expect_devices(w, NULL, "a");
    world_pass(w, 200000);
    world_timer(w, 2);
    world_expect(w, "timer 3 301000\n");
    expect_devices(w, NULL, "");
    world_pass(w, 301000);
    world_timer(w, 3);
    expect_devices(w, NULL, "a");
    world_free(w);
    (void)state;
}

static void parameters_come_from_sets_by_score_then_template_then_group(void **state)
{
    struct world *w = world_new();
    w->quiet_agents = true;
    world_cib(w,
              "<template id='t' class='stonith' type='fence_x'><instance_attributes id='ti'><nvpair id='t1' name='ip' value='template'/>"
              "<nvpair id='t2' name='login' value='root'/></instance_attributes></template>"
              "<group id='g'><instance_attributes id='gi'><nvpair id='g1' name='login' value='group'/>"
              "<nvpair id='g2' name='ssl' value='1'/></instance_attributes>"
              "<primitive id='a' template='t'><instance_attributes id='low' score='1'><nvpair id='l1' name='ip' value='low'/></instance_attributes>"
              "<instance_attributes id='high' score='5'><nvpair id='h1' name='ip' value='high'/></instance_attributes>"
              "<instance_attributes id='ruled' score='9'><rule id='r'>" ON("n2") "</rule><nvpair id='r1' name='ip' value='ruled'/></instance_attributes>"
              "<instance_attributes id='here' score='7'><rule id='h'>" ON("n1") "</rule><nvpair id='r2' name='port' value='7'/></instance_attributes>"
              "</primitive></group>",
              NULL, NULL);
    world_message(w, 1, "<fence_check id='1' device='a'/>");
    world_expect(w, "run 1 fence_x action=metadata (15000)\nrun 2 fence_x action=monitor port=7 ip=high login=root ssl=1 (60000)\n");
    world_free(w);
    (void)state;
}

static void devices_change_and_go_with_the_cib(void **state)
{
    struct world *w = world_new();
    world_cib(w, device("a", "fence_x", "ip=1"), NULL, NULL);
    world_expect_log(w, "fence device a (fence_x) is registered");
    world_cib(w, device("a", "fence_x", "ip=1"), NULL, NULL);
    assert_null(w->logs.text);
    world_cib(w, device("a", "fence_x", "ip=2"), NULL, NULL);
    world_expect_log(w, "fence device a (fence_x) is changed");
    world_message(w, 1, "<fence_check id='1' device='a'/>");
    world_expect(w, "run 2 fence_x action=monitor ip=2 (60000)\n");
    world_cib(w, "", NULL, NULL);
    world_expect_log(w, "fence device a is no longer registered");
    expect_devices(w, NULL, "");
    world_done(w, 2, 0, NULL, NULL); /* of a device that is gone meanwhile */
    world_expect(w, "send 1 <fence_checked id=\"1\" device=\"a\" rc=\"0\" reason=\"\"/>\n");
    world_free(w);
    (void)state;
}

static void devices_keep_the_order_of_the_cib(void **state)
{
    struct world *w = world_new();
    char *ab = bt_printf("%s%s", device("a", "fence_x", ""), device("b", "fence_x", ""));
    char *cba = bt_printf("%s%s%s", device("c", "fence_x", ""), device("b", "fence_x", ""), device("a", "fence_x", ""));
    world_cib(w, ab, NULL, NULL);
    world_cib(w, cba, NULL, NULL);
    expect_devices(w, NULL, "c,b,a");
    free(ab);
    free(cba);
    world_free(w);
    (void)state;
}

static void what_can_not_be_right_is_said(void **state)
{
    struct world *w = world_new();
    world_cib(w, device("a", "fence_x", "pcmk_host_check=sometimes"), NULL, NULL);
    world_expect_log(w, "pcmk_host_check=\"sometimes\" is not known");
    world_cib(w, device("a", "fence_x", "pcmk_off_timeout=soon"), NULL, NULL);
    world_expect_log(w, "pcmk_off_timeout=\"soon\" is no duration");
    world_cib(w, device("a", "../bin/sh", ""), NULL, NULL);
    world_expect_log(w, "\"../bin/sh\" names no fence agent");
    world_cib(w, "", NULL, "<fencing-level id='l' target='n2' index='0' devices='a'/>");
    world_expect_log(w, "fencing level l is ignored");
    world_free(w);
    (void)state;
}

static void only_changes_of_the_configuration_concern_it(void **state)
{
    static const struct {
        const char *change;
        bool concerned;
    } rows[] = {
        {"<change operation='modify' path='/cib'/>", false},
        {"<change operation='modify' path='/cib/status/node_state[@id=1]'/>", false},
        {"<change operation='create' path='/cib'/>", true},
        {"<change operation='modify' path='/cib/configuration/resources/primitive[@id=1]'/>", true},
    };
    struct world *w = world_new();
    for (size_t i = 0; i < BT_COUNT(rows); i++)
        assert_int_equal(concerned(w, rows[i].change), rows[i].concerned);
    assert_true(fence_concerned(w->f, NULL));
    world_free(w);
    (void)state;
}

static void a_watchdog_is_refused_with_the_reason(void **state)
{
    struct world *w = world_new();
    fence_set_watchdog(w->f, 0, 0, "this node has none");
    w->options = "<cluster_property_set id='cib-bootstrap-options'><nvpair id='w' name='stonith-watchdog-timeout' value='10s'/></cluster_property_set>";
    world_cib(w, "", NULL, NULL);
    world_expect_log(w, "error: stonith-watchdog-timeout=10s is refused: this node has none");
    world_cib(w, "", NULL, NULL);
    assert_null(w->logs.text); /* said once */
    world_message(w, 4, "<fence_request id='1' target='n2' action='off'/>");
    char *got = bt_buf_take(&w->out);
    assert_non_null(strstr(got, "rc=\"105\""));
    free(got);
    free(bt_buf_take(&w->logs));
    fence_set_watchdog(w->f, 0, 0, "nobody holds it");
    w->options = "<cluster_property_set id='cib-bootstrap-options'><nvpair id='w' name='stonith-watchdog-timeout' value='-1'/></cluster_property_set>";
    world_cib(w, "", NULL, NULL);
    world_expect_log(w, "stonith-watchdog-timeout=-1 is refused: nobody holds it");
    w->options = "<cluster_property_set id='cib-bootstrap-options'><nvpair id='w' name='stonith-watchdog-timeout' value='0'/></cluster_property_set>";
    world_cib(w, "", NULL, NULL);
    assert_null(w->logs.text);
    world_free(w);
    (void)state;
}

/* By hand ----- */

static void what_is_registered_by_hand_outlives_a_cib(void **state)
{
    struct world *w = world_new();
    world_cib(w, device("a", "fence_x", "pcmk_host_list=n2"), NULL, "<fencing-level id='l' target='n2' index='1' devices='a'/>");
    world_message(w, 3, "<fence_register id='1'><fence_device id='h' agent='fence_y'><nvpair name='pcmk_host_list' value='n2 n9'/></fence_device></fence_register>");
    world_expect(w, "send 3 <fence_registered id=\"1\" rc=\"0\"/>\n");
    world_message(w, 3, "<fence_register id='2'><fencing-level target='n2' index='2' devices='h'/></fence_register>");
    world_cib(w, device("b", "fence_x", "pcmk_host_list=n2"), NULL, NULL);
    expect_devices(w, "n9", "h");
    expect_devices(w, "n2", "b,h");
    world_message(w, 4, "<fence_request id='3' target='n2' action='off'/>");
    world_expect(w, "run 3 fence_y action=off nodename=n2 port=n2 (60000)\n"); /* by the level */
    world_message(w, 3, "<fence_deregister id='4'><fencing-level target='N2' index='2'/></fence_deregister>");
    world_message(w, 3, "<fence_deregister id='5'><fence_device id='h'/></fence_deregister>");
    expect_devices(w, "n2", "b");
    world_free(w);
    (void)state;
}

static void what_can_not_be_registered_is_said(void **state)
{
    static const char *const wrong[] = {"<fence_register id='1'/>", "<fence_register id='1'><fence_device agent='fence_x'/></fence_register>",
                                        "<fence_register id='1'><fence_device id='x' agent='../sh'/></fence_register>",
                                        "<fence_register id='1'><fencing-level target='n2' devices='a'/></fence_register>",
                                        "<fence_register id='1'><fencing-level target='n2' index='1'/></fence_register>"};
    struct world *w = world_new();
    for (size_t i = 0; i < BT_COUNT(wrong); i++) {
        world_message(w, 3, wrong[i]);
        char *got = bt_buf_take(&w->out);
        assert_non_null(strstr(got, "rc=\"2\" reason=\""));
        free(got);
    }
    expect_devices(w, NULL, "");
    world_free(w);
    (void)state;
}

/* Hosts ---------------------------------------------------------------------------------------------------------------- */

static void host_lists_take_any_separator_and_case(void **state)
{
    assert_true(fence_hosts_has("n1,n2", "n2"));
    assert_true(fence_hosts_has(" n1 ; N2\tn3", "n2"));
    assert_false(fence_hosts_has("n10 n20", "n1"));
    assert_false(fence_hosts_has("", "n1"));
    assert_false(fence_hosts_has(NULL, "n1"));
    (void)state;
}

static void host_maps_give_plugs(void **state)
{
    static const struct {
        const char *map, *host, *plug;
    } rows[] = {
        {"n1:1;n2:2,3", "n2", "2,3"},  {"n1:1;n2:2,3", "N1", "1"},      {"n1=1 n2=2", "n2", "2"},      {"n1:1;n2:2", "n3", NULL},
        {"n1:uuid:with:colons", "n1", "uuid:with:colons"},              {"n1:a\\ b\\;c;n2:2", "n1", "a b;c"},
        {"n2:2\\ x", "n2", "2 x"},     {"garbage;n2:2", "n2", "2"},     {":1;n2:2", "n2", "2"},        {"n1:", "n1", ""},
        {"", "n1", NULL},              {NULL, "n1", NULL},              {"n1", "n1", NULL},            {";;", "n1", NULL},
    };
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        char *plug = fence_map_get(rows[i].map, rows[i].host);
        if (rows[i].plug == NULL)
            assert_null(plug);
        else
            assert_string_equal(plug, rows[i].plug);
        free(plug);
    }
    (void)state;
}

static void lists_and_maps_name_the_targets(void **state)
{
    struct world *w = world_new();
    char *two = bt_printf("%s%s", device("a", "fence_x", "pcmk_host_list=n1 n2"), device("b", "fence_y", "pcmk_host_map=n2:7"));
    world_cib(w, two, NULL, NULL);
    expect_devices(w, "n1", "a");
    expect_devices(w, "n2", "a,b");
    expect_devices(w, "n3", "");
    world_message(w, 4, "<fence_targets id='t' device='b'/>");
    world_expect(w, "send 4 <fence_targets id=\"t\" device=\"b\" rc=\"0\"><target name=\"n2\"/></fence_targets>\n");
    free(two);
    world_free(w);
    (void)state;
}

static void without_a_list_the_agent_lists(void **state)
{
    struct world *w = world_new();
    world_cib(w, device("a", "fence_x", "ip=1"), NULL, NULL);
    world_message(w, 4, "<fence_query id='1' target='n2'/>");
    world_message(w, 4, "<fence_query id='2' target='n3'/>");
    world_expect(w, "run 2 fence_x action=list ip=1 (60000)\n"); /* once for both */
    world_done(w, 2, 0, "plug1,n2\nplug2,n4\n", NULL);
    world_expect(w, "send 4 <fence_devices id=\"2\" target=\"n3\" rc=\"0\"/>\n"
                    "send 4 <fence_devices id=\"1\" target=\"n2\" rc=\"0\"><fence_device id=\"a\" agent=\"fence_x\"/></fence_devices>\n");
    expect_devices(w, "plug2", "a"); /* remembered */
    world_pass(w, 60000);
    world_message(w, 4, "<fence_query id='3' target='n2'/>");
    world_expect(w, "run 3 fence_x action=list ip=1 (60000)\n"); /* for a minute */
    world_free(w);
    (void)state;
}

static void a_list_that_fails_gives_way_to_status(void **state)
{
    struct world *w = world_new();
    world_cib(w, device("a", "fence_x", "pcmk_list_retries=1|pcmk_status_timeout=5s"), NULL, NULL);
    world_message(w, 4, "<fence_query id='1' target='n2'/>");
    world_expect(w, "run 2 fence_x action=list (60000)\n");
    world_done(w, 2, 1, NULL, "no such option\n");
    world_expect(w, "run 3 fence_x action=status nodename=n2 port=n2 (5000)\n");
    world_done(w, 3, 2, NULL, NULL); /* off: it knows the target */
    world_expect(w, "send 4 <fence_devices id=\"1\" target=\"n2\" rc=\"0\"><fence_device id=\"a\" agent=\"fence_x\"/></fence_devices>\n");
    world_message(w, 4, "<fence_query id='2' target='n3'/>");
    world_expect(w, "run 4 fence_x action=status nodename=n3 port=n3 (5000)\n");
    world_done(w, 4, 1, NULL, NULL);
    world_expect(w, "run 5 fence_x action=status nodename=n3 port=n3 (5000)\n"); /* tried twice */
    world_done(w, 5, 1, NULL, NULL);
    world_expect(w, "send 4 <fence_devices id=\"2\" target=\"n3\" rc=\"0\"/>\n");
    world_free(w);
    (void)state;
}

static void an_agent_without_list_and_status_is_trusted(void **state)
{
    struct world *w = world_new();
    w->quiet_agents = true;
    world_cib(w, device("a", "fence_x", ""), NULL, NULL);
    world_expect(w, "run 1 fence_x action=metadata (15000)\n");
    world_message(w, 4, "<fence_query id='1' target='n2'/>");
    world_expect(w, ""); /* waits for the metadata */
    world_done(w, 1, 0, "<resource-agent><parameters/><actions><action name='off'/></actions></resource-agent>", NULL);
    world_expect(w, "send 4 <fence_devices id=\"1\" target=\"n2\" rc=\"0\"><fence_device id=\"a\" agent=\"fence_x\"/></fence_devices>\n");
    world_free(w);
    (void)state;
}

static void none_and_status_as_configured(void **state)
{
    struct world *w = world_new();
    char *two = bt_printf("%s%s", device("a", "fence_x", "pcmk_host_check=none"),
                          device("b", "fence_x", "pcmk_host_list=n3|pcmk_host_check=static-list"));
    world_cib(w, two, NULL, NULL);
    expect_devices(w, "whoever", "a");
    world_cib(w, device("a", "fence_x", "pcmk_host_list=n3|pcmk_host_check=status"), NULL, NULL);
    free(bt_buf_take(&w->out));
    world_message(w, 4, "<fence_query id='1' target='n2'/>");
    world_expect(w, "run 2 fence_x action=status nodename=n2 port=n2 (60000)\n");
    free(two);
    world_free(w);
    (void)state;
}

/* What the agent is told -------------------------------------------------------------------------------------------------- */

static void expect_off(const char *attributes, const char *metadata, const char *input)
{
    struct world *w = world_new();
    w->quiet_agents = true;
    world_cib(w, device("a", "fence_x", attributes), NULL, NULL);
    world_done(w, 1, 0, metadata, NULL);
    free(bt_buf_take(&w->out));
    world_message(w, 4, "<fence_request id='1' target='n2' action='off'/>");
    char *expected = bt_printf("run 2 fence_x %s (60000)\n", input);
    world_expect(w, expected);
    free(expected);
    world_free(w);
}

#define META(parameters) "<resource-agent><parameters>" parameters "</parameters><actions><action name='off'/></actions></resource-agent>"

static void the_target_is_told_as_the_metadata_asks(void **state)
{
    expect_off("pcmk_host_list=n2", META("<parameter name='port'/>"), "action=off nodename=n2 port=n2");
    expect_off("pcmk_host_list=n2", META("<parameter name='plug'/>"), "action=off nodename=n2 plug=n2");
    expect_off("pcmk_host_list=n2", META("<parameter name='port'/><parameter name='plug'/>"), "action=off nodename=n2 port=n2");
    expect_off("pcmk_host_list=n2", META("<parameter name='nodeid'/>"), "action=off nodename=n2 nodeid=2");
    expect_off("pcmk_host_map=n2:4,5", META("<parameter name='port'/>"), "action=off nodename=n2 port=4,5");
    (void)state;
}

static void the_host_argument_can_be_another_or_none(void **state)
{
    const char *meta = META("<parameter name='port'/>");
    expect_off("pcmk_host_list=n2|pcmk_host_argument=uuid", meta, "action=off nodename=n2 uuid=n2");
    expect_off("pcmk_host_list=n2|pcmk_host_argument=none", meta, "action=off nodename=n2");
    expect_off("pcmk_host_list=n2|port=9", meta, "action=off nodename=n2 port=9");
    expect_off("pcmk_host_list=n2|port=dynamic", meta, "action=off nodename=n2 port=n2");
    (void)state;
}

static void the_fencer_s_own_parameters_stay_here(void **state)
{
    expect_off("pcmk_host_list=n2|ip=10.0.0.1|action=reboot|option=on|pcmk_delay_base=0|CRM_meta_timeout=7|crm_feature_set=3|provides=unfencing",
               META("<parameter name='port'/>"), "action=off nodename=n2 port=n2 ip=10.0.0.1");
    expect_off("pcmk_host_list=n2|pcmk_off_action=poweroff", META("<parameter name='port'/>"), "action=poweroff nodename=n2 port=n2");
    (void)state;
}

static void plugins_of_cluster_glue_are_told_by_words_and_environment(void **state)
{
    struct world *w = world_new();
    world_cib(w, device("a", "external/ssh", "hostlist=n2 n3|PATH=/tmp|LD_PRELOAD=x|pcmk_host_map=n2:plug7|pcmk_off_action=reboot"), NULL, NULL);
    world_expect(w, ""); /* there is no metadata to ask for */
    world_message(w, 4, "<fence_request id='1' target='n2' action='reboot'/>");
    world_expect(w, "run 1 stonith -t external/ssh -E -T reset plug7 with hostlist=n2 n3 CRM_meta_st_device_id=a HA_LOGTAG=stonith:a (60000)\n");
    world_done(w, 1, 0, NULL, NULL);
    free(bt_buf_take(&w->out));
    world_message(w, 4, "<fence_request id='1' target='n2' action='off'/>");
    world_expect(w, "run 2 stonith -t external/ssh -E -T reset plug7 with hostlist=n2 n3 CRM_meta_st_device_id=a HA_LOGTAG=stonith:a (60000)\n");
    world_message(w, 4, "<fence_check id='1' device='a'/>");
    world_done(w, 2, 0, NULL, NULL);
    assert_non_null(strstr(w->out.text, "run 3 stonith -t external/ssh -E -S with hostlist=n2 n3 "));
    world_free(w);
    (void)state;
}

static void a_plugin_can_fence_what_it_lists(void **state)
{
    struct world *w = world_new();
    world_cib(w, device("a", "apcmaster", "ipaddr=10.0.0.1|pcmk_list_retries=1"), NULL, NULL);
    world_message(w, 4, "<fence_query id='1' target='n2'/>");
    world_expect(w, "run 1 stonith -t apcmaster -E -l with ipaddr=10.0.0.1 CRM_meta_st_device_id=a HA_LOGTAG=stonith:a (60000)\n");
    world_done(w, 1, 0, "n2\nn3\n", NULL);
    expect_devices(w, "n3", "a");
    world_pass(w, 60000);
    world_message(w, 4, "<fence_query id='1' target='n2'/>");
    free(bt_buf_take(&w->out));
    world_done(w, w->last_run, 1, NULL, "timeout");
    expect_devices(w, "n2", "a"); /* for once more; but of another that never listed: */
    world_cib(w, device("b", "apcmaster", "ipaddr=10.0.0.2|pcmk_list_retries=1"), NULL, NULL);
    world_message(w, 4, "<fence_query id='1' target='n2'/>");
    free(bt_buf_take(&w->out));
    world_done(w, w->last_run, 1, NULL, "timeout");
    expect_devices(w, "n2", "");
    world_free(w);
    (void)state;
}

static void a_line_break_smuggles_no_option(void **state)
{
    expect_off("pcmk_host_list=n2|ip=1&#10;action=on", META("<parameter name='port'/>"), "action=off nodename=n2 port=n2");
    (void)state;
}

static void secrets_are_in_no_log_and_no_answer(void **state)
{
    struct world *w = world_new();
    world_cib(w, device("a", "fence_x", "pcmk_host_list=n2|passwd=s3cret|pcmk_off_retries=1"), NULL, NULL);
    world_message(w, 4, "<fence_request id='1' target='n2' action='off'/>");
    world_expect(w, "run 2 fence_x action=off nodename=n2 port=n2 passwd=s3cret (60000)\n");
    world_done(w, 2, 1, NULL, "trying\nlogin root:s3cret@bmc failed, s3cret\n");
    assert_null(strstr(w->logs.text, "s3cret"));
    assert_null(strstr(w->out.text, "s3cret"));
    assert_non_null(strstr(w->out.text, "login root:******@bmc failed, ******"));
    world_free(w);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stonith_primitives_anywhere_are_devices),
        cmocka_unit_test(stopped_and_banned_devices_are_not_registered),
        cmocka_unit_test(a_ban_counts_where_its_rule_passes_and_not_for_a_role),
        cmocka_unit_test(a_rule_s_time_comes_and_goes),
        cmocka_unit_test(a_rule_sees_this_node_s_transient_attributes),
        cmocka_unit_test(changes_of_attributes_concern_it_while_a_rule_asks_for_one),
        cmocka_unit_test(parameters_come_from_sets_by_score_then_template_then_group),
        cmocka_unit_test(devices_change_and_go_with_the_cib),
        cmocka_unit_test(devices_keep_the_order_of_the_cib),
        cmocka_unit_test(what_can_not_be_right_is_said),
        cmocka_unit_test(only_changes_of_the_configuration_concern_it),
        cmocka_unit_test(a_watchdog_is_refused_with_the_reason),
        cmocka_unit_test(what_is_registered_by_hand_outlives_a_cib),
        cmocka_unit_test(what_can_not_be_registered_is_said),
        cmocka_unit_test(host_lists_take_any_separator_and_case),
        cmocka_unit_test(host_maps_give_plugs),
        cmocka_unit_test(lists_and_maps_name_the_targets),
        cmocka_unit_test(without_a_list_the_agent_lists),
        cmocka_unit_test(a_list_that_fails_gives_way_to_status),
        cmocka_unit_test(an_agent_without_list_and_status_is_trusted),
        cmocka_unit_test(none_and_status_as_configured),
        cmocka_unit_test(the_target_is_told_as_the_metadata_asks),
        cmocka_unit_test(the_host_argument_can_be_another_or_none),
        cmocka_unit_test(the_fencer_s_own_parameters_stay_here),
        cmocka_unit_test(plugins_of_cluster_glue_are_told_by_words_and_environment),
        cmocka_unit_test(a_plugin_can_fence_what_it_lists),
        cmocka_unit_test(a_line_break_smuggles_no_option),
        cmocka_unit_test(secrets_are_in_no_log_and_no_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
