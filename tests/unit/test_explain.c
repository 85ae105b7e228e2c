/* tests/unit/test_explain.c - what an explanation says: the gravest first, by id; which rung decided; a change that is true and the smallest;
 * the chain of causes of an action. Properties over all golden CIBs are in test_explain_sum.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include "pengine/pengine.h"
#include "xml/names.h"

static const struct bt_wall now = {.s = 1700000000};

#define OPTION(name, value) "<nvpair id='o-" name "' name='" name "' value='" value "'/>"
#define META(name, value) "<meta_attributes id='m-" name value "'><nvpair id='mn-" name value "' name='" name "' value='" value "'/></meta_attributes>"
#define PRIMITIVE(id, more) "<primitive id='" id "' class='ocf' provider='pacemaker' type='Dummy'>" more "</primitive>"
#define CIB_OF(quorum, options, nodes, resources, constraints, status)                                                          \
    "<cib have-quorum='" quorum "' dc-uuid='1'><configuration><crm_config><cluster_property_set id='o'>" options              \
    "</cluster_property_set></crm_config><nodes>" nodes "</nodes><resources>" resources "</resources><constraints>" constraints \
    "</constraints></configuration><status>" status "</status></cib>"
#define PLAIN OPTION("stonith-enabled", "false")
#define NODES "<node id='1' uname='n1'/><node id='2' uname='n2'/>"
#define STATE(n, inside) "<node_state id='" n "' uname='n" n "' in_ccm='true' crmd='online' join='member' expected='member'>" inside "</node_state>"
#define BOTH STATE("1", "") STATE("2", "")
#define CIB(resources, constraints) CIB_OF("1", PLAIN, NODES, resources, constraints, BOTH)
#define HISTORY(ops) "<lrm id='x'><lrm_resources>" ops "</lrm_resources></lrm>"
#define RAN(rsc, op, interval, rc)                                                                                        \
    "<lrm_resource id='" rsc "' class='ocf' provider='pacemaker' type='Dummy'><lrm_rsc_op id='" rsc "_last_0' operation_key='" rsc "_" op "_" interval \
    "' operation='" op "' interval='" interval "' call-id='5' rc-code='" rc "' op-status='0' transition-magic='0:" rc ";1:1:0:x' transition-key='1:1:0:x' op-digest='f2317cad3d54cec5d7d7aa7d0bf35cf8'/></lrm_resource>"
#define ATTRIBUTE(n, name, value) \
    "<transient_attributes id='" n "'><instance_attributes id='t" n "'><nvpair id='t" n "-" name "' name='" name "' value='" value "'/></instance_attributes></transient_attributes>"
#define LOCATION(id, rsc, node, score) "<rsc_location id='" id "' rsc='" rsc "' node='" node "' score='" score "'/>"

static struct pe_run *run_of(const char *text, xmlDoc **ret_cib)
{
    struct bt_err err = {0};
    struct pe_run_options options = {.record = true, .scores = true};
    struct pe_run *run = NULL;
    if (bt_xml_parse(text, strlen(text), "test", ret_cib, &err) != 0)
        fail_msg("%s", bt_err_text(&err));
    assert_int_equal(pe_run_new(*ret_cib, now, &options, &run, NULL), 0);
    return run;
}

/* The text of an explanation of a resource (on a node), or of an action. */
static char *told(const char *cib_text, const char *rsc, const char *node, const char *action)
{
    xmlDoc *cib, *doc = NULL;
    struct pe_run *run = run_of(cib_text, &cib);
    struct bt_buf b = {0};
    if (action != NULL)
        assert_int_equal(pe_explain_action(run, action, &doc, NULL), 0);
    else
        assert_int_equal(pe_explain(run, rsc, node, &doc, NULL), 0);
    pe_text_explanation(doc, &b);
    bt_xml_free(doc);
    pe_run_free(run);
    bt_xml_free(cib);
    return bt_buf_take(&b);
}

static void has_text(const char *text, const char *wanted)
{
    if (strstr(text, wanted) == NULL)
        fail_msg("'%s' is not in:\n%s", wanted, text);
}

#define EXPLAINS(cib, rsc, node, ...) explains(cib, rsc, node, NULL, (const char *const[]){__VA_ARGS__, NULL})
#define EXPLAINS_ACTION(cib, action, ...) explains(cib, NULL, NULL, action, (const char *const[]){__VA_ARGS__, NULL})

static void explains(const char *cib, const char *rsc, const char *node, const char *action, const char *const *wanted)
{
    char *text = told(cib, rsc, node, action);
    for (; *wanted != NULL; wanted++)
        has_text(text, *wanted);
    free(text);
}

/* --- scores ----------------------------------------------------------------------------------------------- */

static void the_gravest_comes_first(void **state)
{
    (void)state;
    char *text = told(CIB(PRIMITIVE("a", ""), LOCATION("likes", "a", "n1", "50") LOCATION("hates", "a", "n1", "-INFINITY") LOCATION("dislikes", "a", "n1", "-70")),
                      "a", "n1", NULL);
    const char *first = strstr(text, "hates"), *second = strstr(text, "dislikes"), *third = strstr(text, " likes");
    assert_non_null(first);
    assert_true(first < second && second < third);
    has_text(text, "n1: -INFINITY");
    free(text);
}

static void a_wish_is_named_with_those_it_comes_through(void **state)
{
    (void)state;
    const char *cib = CIB(PRIMITIVE("a", "") PRIMITIVE("b", "") PRIMITIVE("c", ""),
                          "<rsc_colocation id='ba' rsc='b' with-rsc='a' score='INFINITY'/><rsc_colocation id='cb' rsc='c' with-rsc='b' score='INFINITY'/>"
                          LOCATION("l", "c", "n2", "30"));
    EXPLAINS(cib, "a", NULL, "n2 (chosen): 30", "30  colocation ba: wish of c, through b", "not chosen: n2 has 30 more");
    EXPLAINS(cib, "b", NULL, "n1: -INFINITY", "-INFINITY  colocation ba with a, which is on n2", "30  colocation cb: wish of c");
}

static void a_rule_and_a_set_are_named_with_their_constraint(void **state)
{
    (void)state;
    EXPLAINS(CIB(PRIMITIVE("a", "") PRIMITIVE("b", ""),
                 "<rsc_location id='l' rsc='a'><rule id='r' score='20'><expression id='e' attribute='#uname' operation='eq' value='n2'/></rule></rsc_location>"
                 "<rsc_colocation id='c' score='INFINITY'><resource_set id='s'><resource_ref id='a'/><resource_ref id='b'/></resource_set></rsc_colocation>"),
             "a", NULL, "20  rule r of location constraint l");
}

static void a_wish_that_was_given_up_says_so(void **state)
{
    (void)state;
    EXPLAINS(CIB(PRIMITIVE("a", "") PRIMITIVE("b", ""),
                 LOCATION("only", "b", "n2", "-INFINITY") LOCATION("a1", "a", "n1", "100") "<rsc_colocation id='apart' rsc='b' with-rsc='a' score='-5'/>"),
             "b", NULL, "b: Started on n1", "-5  colocation apart with a, which is on n1; given up, no node would have been left");
}

static void a_failure_that_stands_in_the_history_twice_is_told_once(void **state)
{
    (void)state;
    static const char op[] = "<lrm_rsc_op id='a_%s_0' operation_key='a_monitor_0' operation='monitor' interval='0' call-id='5' rc-code='5' op-status='0' "
                             "transition-magic='0:5;1:1:7:x' transition-key='1:1:7:x'/>";
    struct bt_buf twice = {0};
    bt_buf_add(&twice, "<lrm_resource id='a' class='ocf' provider='pacemaker' type='Dummy'>");
    bt_buf_addf(&twice, op, "last");
    bt_buf_addf(&twice, op, "last_failure");
    bt_buf_add(&twice, "</lrm_resource>");
    char *cib = bt_printf(CIB_OF("1", PLAIN, NODES, PRIMITIVE("a", ""), "", STATE("1", HISTORY("%s")) STATE("2", "")), twice.text);
    char *text = told(cib, "a", "n1", NULL), *first = strstr(text, "-INFINITY  its monitor failed with 5");
    assert_non_null(first);
    assert_null(strstr(first + 1, "-INFINITY  its monitor failed"));
    free(text);
    free(cib);
    bt_buf_free(&twice);
}

/* --- the ladder ------------------------------------------------------------------------------------------- */

static void each_rung_is_named(void **state)
{
    (void)state;
    EXPLAINS(CIB(PRIMITIVE("a", ""), ""), "a", NULL, "not chosen: all is equal; the name n1 comes first");
    EXPLAINS(CIB(PRIMITIVE("a", "") PRIMITIVE("b", ""), ""), "b", NULL, "not chosen: the scores are equal; n2 had fewer resources when this was decided: 0, here 1");
    EXPLAINS(CIB(PRIMITIVE("a", ""), LOCATION("l", "a", "n2", "7")), "a", NULL, "not chosen: n2 has 7 more");
    EXPLAINS(CIB_OF("1", PLAIN, NODES, PRIMITIVE("a", ""), "", STATE("1", "") STATE("2", HISTORY(RAN("a", "start", "0", "0")))), "a", NULL,
             "a: Started on n2", "it is on n2 already");
    EXPLAINS(CIB_OF("1", PLAIN OPTION("placement-strategy", "balanced"),
                    "<node id='1' uname='n1'/><node id='2' uname='n2'><utilization id='u'><nvpair id='u1' name='cpu' value='4'/></utilization></node>",
                    PRIMITIVE("a", "<utilization id='v'><nvpair id='v1' name='cpu' value='0'/></utilization>"), "", BOTH),
             "a", NULL, "a: Started on n2", "n2 had more free capacity (placement-strategy=balanced)");
}

/* --- what rules out, and what would help -------------------------------------------------------------------- */

#define WISH LOCATION("wish", "a", "n2", "1")

/* Each obstacle alone, in words, with the one change that takes it away. */
static void each_obstacle_has_its_change(void **state)
{
    (void)state;
    static const struct { const char *cib, *obstacle, *change; } cases[] = {
        {CIB(PRIMITIVE("a", ""), LOCATION("l", "a", "n1", "100")), "n1 has 100 more", "to have it here: a location constraint of 101 for a on n2"},
        {CIB(PRIMITIVE("a", ""), LOCATION("l", "a", "n2", "-INFINITY") WISH), "-INFINITY  location constraint l", "to have it here: delete the constraint l"},
        {CIB_OF("1", PLAIN, NODES, PRIMITIVE("a", ""), WISH, STATE("1", "") STATE("2", ATTRIBUTE("2", "standby", "on"))), "ruled out: it is in standby",
         "to have it here: take n2 out of standby"},
        {CIB_OF("1", PLAIN, NODES, PRIMITIVE("a", ""), WISH, STATE("1", "") STATE("2", ATTRIBUTE("2", "maintenance", "true"))), "ruled out: it is in maintenance",
         "to have it here: end the maintenance of n2"},
        {CIB_OF("1", PLAIN, NODES, PRIMITIVE("a", ""), WISH, STATE("1", "")), "ruled out: it is offline", "to have it here: bring n2 back into the cluster, online"},
        {CIB_OF("1", PLAIN OPTION("node-health-strategy", "migrate-on-red"), NODES, PRIMITIVE("a", ""), WISH, STATE("1", "") STATE("2", ATTRIBUTE("2", "#health-disk", "red"))),
         "-INFINITY  node health #health-disk=red", "to have it here: bring the health of n2 back to green"},
        {CIB_OF("1", PLAIN, NODES, PRIMITIVE("a", META("migration-threshold", "3")), WISH,
                STATE("1", "") STATE("2", ATTRIBUTE("2", "fail-count-a#monitor_10000", "3") HISTORY(RAN("a", "stop", "0", "0")))),
         "it failed here too often: fail count 3, migration-threshold 3", "to have it here: clean up the failures of a on n2"},
        {CIB(PRIMITIVE("a", ""), "<rsc_ticket id='t' rsc='a' ticket='gold'/>" WISH), "ticket gold is not granted (t)",
         "to have it here: grant the ticket gold"},
        {CIB(PRIMITIVE("a", META("target-role", "Stopped")), WISH), "it is not to run: target-role is Stopped",
         "to have it here: set the target-role of a to Started"},
        {CIB_OF("1", PLAIN OPTION("stop-all-resources", "true"), NODES, PRIMITIVE("a", ""), WISH, BOTH),
         "nothing is to run: stop-all-resources is true", "to have it here: set the cluster option stop-all-resources to false"},
        {CIB_OF("1", PLAIN OPTION("maintenance-mode", "true"), NODES, PRIMITIVE("a", ""), WISH, BOTH),
         "it is not managed: maintenance-mode is on", "to have it here: set the cluster option maintenance-mode to false"},
        {CIB(PRIMITIVE("a", META("is-managed", "false")), WISH), "it is not managed: is-managed is false",
         "to have it here: let the cluster manage a"},
        {CIB_OF("1", "", NODES, PRIMITIVE("a", ""), WISH, BOTH), "no fencing device is configured",
         "to have it here: configure a fencing device"},
        {CIB_OF("0", PLAIN, NODES, PRIMITIVE("a", ""), WISH, BOTH), "its start can't be done: there is no quorum",
         "to have it here: regain quorum"},
        {CIB_OF("1", PLAIN OPTION("symmetric-cluster", "false"), NODES, PRIMITIVE("a", ""), LOCATION("l", "a", "n1", "5"), BOTH),
         "no constraint allows the resource here, and symmetric-cluster is false", "to have it here: a location constraint of 6 for a on n2"},
        {CIB("<clone id='c'>" META("clone-max", "1") PRIMITIVE("a", "") "</clone>", LOCATION("l", "c", "n1", "INFINITY")),
         "all instances are elsewhere (clone-max)", "to have it here: set clone-max of c to 2"},
        {CIB(PRIMITIVE("a", META("resource-stickiness", "INFINITY")), LOCATION("l", "a", "n1", "INFINITY") WISH), "n1 has the score INFINITY",
         "to have it here: delete the constraint l"},
    };
    for (size_t i = 0; i < BT_COUNT(cases); i++)
        EXPLAINS(cases[i].cib, strstr(cases[i].cib, "<clone") != NULL ? "c" : "a", "n2", cases[i].obstacle, cases[i].change);
}

static void several_obstacles_are_taken_away_together_and_none_needlessly(void **state)
{
    (void)state;
    char *text = told(CIB_OF("1", PLAIN, NODES, PRIMITIVE("a", ""), LOCATION("ban", "a", "n2", "-INFINITY") LOCATION("little", "a", "n2", "-1") LOCATION("one", "a", "n1", "9"),
                             STATE("1", "") STATE("2", ATTRIBUTE("2", "standby", "on"))),
                      "a", "n2", NULL);
    has_text(text, "to have it here, all of these are needed:\n");
    has_text(text, "take n2 out of standby");
    has_text(text, "delete the constraint ban");
    has_text(text, "a location constraint of 11 for a on n2");
    assert_null(strstr(text, "delete the constraint little"));
    free(text);
}

/* What is said is true: the constraint makes it so, and one of one less does not. */
static void the_location_score_is_the_smallest(void **state)
{
    (void)state;
#define WEB_AND_IP(score)                                                                                                  \
    CIB_OF("1", PLAIN, NODES, PRIMITIVE("web", META("resource-stickiness", "100")) PRIMITIVE("ip", ""),                     \
           "<rsc_colocation id='c' rsc='ip' with-rsc='web' score='INFINITY'/>" LOCATION("l", "ip", "n1", "50") LOCATION("x", "web", "n2", score), \
           STATE("1", HISTORY(RAN("web", "start", "0", "0"))) STATE("2", ""))
    EXPLAINS(WEB_AND_IP("0"), "web", "n2", "to have it here: a location constraint of 151 for web on n2", "then also ip: n2 instead of n1");
    EXPLAINS(WEB_AND_IP("150"), "web", NULL, "web: Started on n1");
    EXPLAINS(WEB_AND_IP("151"), "web", NULL, "web: Started on n2");
}

static void nothing_is_proposed_where_it_is(void **state)
{
    (void)state;
    char *text = told(CIB(PRIMITIVE("a", ""), ""), "a", "n1", NULL);
    assert_null(strstr(text, "to have it here"));
    free(text);
}

/* --- collectives -------------------------------------------------------------------------------------------- */

static void a_group_follows_its_first_member(void **state)
{
    (void)state;
    const char *cib = CIB("<group id='g'>" PRIMITIVE("a", "") PRIMITIVE("b", META("target-role", "Stopped")) PRIMITIVE("c", "") "</group>", LOCATION("l", "g", "n2", "5"));
    EXPLAINS(cib, "g", NULL, "g: Started on n2", "  a: Started on n2", "5  location constraint l", "  b: Stopped", "it is not to run: target-role is Stopped",
             "-INFINITY  group g: with the member before it");
}

static void the_promoted_instance_is_explained(void **state)
{
    (void)state;
    const char *cib = CIB_OF("1", PLAIN, NODES, "<clone id='c'>" META("promotable", "true") "<primitive id='p' class='ocf' provider='pacemaker' type='Stateful'/></clone>",
                             "<rsc_location id='l' rsc='c'><rule id='r' role='Promoted' score='3'><expression id='e' attribute='#uname' operation='eq' value='n1'/></rule></rsc_location>",
                             STATE("1", ATTRIBUTE("1", "master-p", "5")) STATE("2", ATTRIBUTE("2", "master-p", "10")));
    EXPLAINS(cib, "c", NULL, "on n2: 10, promoted", "on n1: 8, not promoted: another instance comes before it, and promoted-max is 1",
             "10  promotion score that the agent of p:", "(master-p)", "3  rule r of location constraint l",
             "to have it promoted here: a location constraint of 3 for the promoted role of c on n1");
    EXPLAINS(cib, "p", "n1", "to have it promoted here");
}

/* --- actions -------------------------------------------------------------------------------------------------- */

#define BLOCKED_FIRST                                                                                                         \
    CIB(PRIMITIVE("db", META("target-role", "Stopped")) PRIMITIVE("web", "") PRIMITIVE("ip", ""),                              \
        "<rsc_order id='db-then-web' first='db' then='web'/><rsc_order id='web-then-ip' first='web' then='ip'/>")

static void a_blocked_action_names_the_orderings_down_to_the_cause(void **state)
{
    (void)state;
    EXPLAINS_ACTION(BLOCKED_FIRST, "ip_start_0", "start of ip on n2 [ip_start_0] is wanted, but can't be done",
                    "blocked: start of web on n1 can't be done (ordering web-then-ip)", "    because: start of db can't be done (ordering db-then-web)",
                    "      because: it has no node");
    EXPLAINS_ACTION(BLOCKED_FIRST, "start ip", "blocked: start of web on n1 can't be done");
    EXPLAINS(BLOCKED_FIRST, "web", NULL, "web: Started on n1 is wanted, but not possible now", "its start can't be done: start of db can't be done (ordering db-then-web)");
}

static void a_required_action_names_what_asked_for_it(void **state)
{
    (void)state;
    const char *cib = CIB_OF("1", PLAIN, NODES, PRIMITIVE("db", "") PRIMITIVE("web", ""),
                             "<rsc_order id='o' first='db' then='web'/>" LOCATION("l", "db", "n2", "INFINITY") LOCATION("m", "web", "n1", "INFINITY"),
                             STATE("1", HISTORY(RAN("db", "start", "0", "0") RAN("web", "start", "0", "0"))) STATE("2", ""));
    EXPLAINS_ACTION(cib, "db_stop_0", "stop of db on n1 [db_stop_0] will be done", "required: it moves to another node", "waits for:", "stop of web on n1 (ordering o)");
    EXPLAINS_ACTION(cib, "stop web on n1", "stop of web on n1 [web_stop_0] will be done", "is required (ordering o)", "because: it moves to another node");
}

static void an_action_that_nothing_asks_for_says_so(void **state)
{
    (void)state;
    const char *cib = CIB_OF("1", PLAIN, NODES, PRIMITIVE("a", ""), "", STATE("1", HISTORY(RAN("a", "start", "0", "0"))) STATE("2", HISTORY(RAN("a", "monitor", "0", "7"))));
    EXPLAINS_ACTION(cib, "a_stop_0", "is not needed: nothing asks for it");
    EXPLAINS_ACTION(cib, "promote a", "the plan has no action 'promote a': a is active on n1 and is to run on n1; it has a_");
    EXPLAINS_ACTION(cib, "x_start_0", "the plan has no action 'x_start_0'");
}

static void fencing_names_its_reason(void **state)
{
    (void)state;
    const char *cib = CIB_OF("1", OPTION("stonith-enabled", "true"), NODES, PRIMITIVE("a", "") "<primitive id='f' class='stonith' type='x'/>", "",
                             STATE("1", "") "<node_state id='2' uname='n2' in_ccm='false' crmd='offline' join='down' expected='member'/>");
    EXPLAINS_ACTION(cib, "fence n2", "fencing of n2", "required: peer is no longer part of the cluster");
}

/* --- limits ------------------------------------------------------------------------------------------------------ */

static void what_is_not_there_is_an_error(void **state)
{
    (void)state;
    xmlDoc *cib, *doc = NULL;
    struct bt_err err = {0};
    struct pe_run *run = run_of(CIB(PRIMITIVE("a", ""), ""), &cib);
    assert_int_equal(pe_explain(run, "b", NULL, &doc, &err), BT_EX_NOSUCH);
    assert_string_equal(bt_err_text(&err), "there is no resource b");
    bt_err_clear(&err);
    assert_int_equal(pe_explain(run, "a", "n9", &doc, &err), BT_EX_NOSUCH);
    bt_err_clear(&err);
    assert_int_equal(pe_explain_action(run, " ", &doc, &err), BT_EX_USAGE);
    bt_err_clear(&err);
    assert_null(doc);
    pe_run_free(run);
    bt_xml_free(cib);
}

/* In a large cluster the search takes time: only for a node that is named. */
static void many_resources_are_searched_for_a_named_node_only(void **state)
{
    (void)state;
    struct bt_buf b = {0};
    for (int i = 0; i < 120; i++)
        bt_buf_addf(&b, "<primitive id='r%d' class='ocf' provider='pacemaker' type='Dummy'/>", i);
    char *cib = bt_printf(CIB_OF("1", PLAIN, NODES, "%s", "", BOTH), b.text);
    char *all = told(cib, "r7", NULL, NULL), *one = told(cib, "r7", "n1", NULL);
    assert_null(strstr(all, "to have it here"));
    has_text(all, "Name a node as well");
    has_text(one, "to have it here: a location constraint of 1 for r7 on n1");
    bt_buf_free(&b);
    free(cib);
    free(all);
    free(one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_gravest_comes_first),
        cmocka_unit_test(a_wish_is_named_with_those_it_comes_through),
        cmocka_unit_test(a_rule_and_a_set_are_named_with_their_constraint),
        cmocka_unit_test(a_failure_that_stands_in_the_history_twice_is_told_once),
        cmocka_unit_test(a_wish_that_was_given_up_says_so),
        cmocka_unit_test(each_rung_is_named),
        cmocka_unit_test(each_obstacle_has_its_change),
        cmocka_unit_test(several_obstacles_are_taken_away_together_and_none_needlessly),
        cmocka_unit_test(the_location_score_is_the_smallest),
        cmocka_unit_test(nothing_is_proposed_where_it_is),
        cmocka_unit_test(a_group_follows_its_first_member),
        cmocka_unit_test(the_promoted_instance_is_explained),
        cmocka_unit_test(a_blocked_action_names_the_orderings_down_to_the_cause),
        cmocka_unit_test(a_required_action_names_what_asked_for_it),
        cmocka_unit_test(an_action_that_nothing_asks_for_says_so),
        cmocka_unit_test(fencing_names_its_reason),
        cmocka_unit_test(what_is_not_there_is_an_error),
        cmocka_unit_test(many_resources_are_searched_for_a_named_node_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
