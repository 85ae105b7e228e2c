/* tests/unit/test_pengine.c - properties of every decision: it is reproducible, independent of the order of siblings where that means
 * nothing, and survives any document. What is decided in which situation is in tests/golden/policy.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "pengine/pengine.h"

static const struct bt_wall now = {.s = 1700000000};

#define HEAD                                                                                                           \
    "<cib have-quorum='1' dc-uuid='1'><configuration><crm_config><cluster_property_set id='o'>"                        \
    "<nvpair id='o1' name='stonith-enabled' value='false'/></cluster_property_set></crm_config>"                       \
    "<nodes><node id='1' uname='n1'/><node id='2' uname='n2'/></nodes><resources>"
#define PRIMITIVE(id) "<primitive id='" id "' class='ocf' provider='pacemaker' type='Dummy'/>"
#define BETWEEN "</resources><constraints>"
#define STATE(n) "<node_state id='" n "' uname='n" n "' in_ccm='true' crmd='online' join='member' expected='member'/>"
#define TAIL "</constraints></configuration><status>" STATE("1") STATE("2") "</status></cib>"

static xmlDoc *doc_of(const char *text)
{
    xmlDoc *doc = NULL;
    struct bt_err err = {0};
    if (bt_xml_parse(text, strlen(text), "test", &doc, &err) != 0)
        fail_msg("%s", bt_err_text(&err));
    return doc;
}

static char *graph_of(const char *cib)
{
    xmlDoc *doc = doc_of(cib);
    struct pe_result r = {0};
    assert_int_equal(pe_schedule(doc, now, 7, &r, NULL), 0);
    char *text = bt_xml_text(bt_xml_root(r.graph), false);
    pe_result_clear(&r);
    bt_xml_free(doc);
    return text;
}

static void the_same_cib_gives_the_same_graph(void **state)
{
    (void)state;
    const char *cib = HEAD PRIMITIVE("a") PRIMITIVE("b") BETWEEN "<rsc_order id='x' first='b' then='a'/>" TAIL;
    char *one = graph_of(cib), *two = graph_of(cib);
    assert_string_equal(one, two);
    assert_non_null(strstr(one, "a_start_0"));
    free(one);
    free(two);
}

static const char *node_of(struct pe_run *run, const char *line_start)
{
    static char found[64];
    struct bt_buf b = {0};
    pe_text_plan(run, &b);
    const char *at = b.text != NULL ? strstr(b.text, line_start) : NULL;
    found[0] = '\0';
    if (at != NULL && (at = strchr(at, '(')) != NULL)
        sscanf(at + 1, " %63s", found);
    bt_buf_free(&b);
    return found;
}

static void order_of_constraints_does_not_matter(void **state)
{
    (void)state;
    static const char *const cibs[] = {
        HEAD PRIMITIVE("a") PRIMITIVE("b") BETWEEN "<rsc_colocation id='c' rsc='b' with-rsc='a' score='INFINITY'/>"
                                                   "<rsc_location id='l' rsc='b' node='n2' score='10'/>" TAIL,
        HEAD PRIMITIVE("a") PRIMITIVE("b") BETWEEN "<rsc_location id='l' rsc='b' node='n2' score='10'/>"
                                                   "<rsc_colocation id='c' rsc='b' with-rsc='a' score='INFINITY'/>" TAIL,
    };
    for (size_t i = 0; i < BT_COUNT(cibs); i++) {
        xmlDoc *doc = doc_of(cibs[i]);
        struct pe_run *run;
        assert_int_equal(pe_run_new(doc, now, NULL, &run, NULL), 0);
        assert_string_equal(node_of(run, "Start      a"), "n2");
        assert_string_equal(node_of(run, "Start      b"), "n2");
        pe_run_free(run);
        bt_xml_free(doc);
    }
}

static void explain_names_each_source(void **state)
{
    (void)state;
    xmlDoc *doc = doc_of(HEAD PRIMITIVE("a") BETWEEN "<rsc_location id='likes-n2' rsc='a' node='n2' score='50'/>" TAIL);
    struct pe_run *run;
    struct pe_run_options options = {.record = true, .scores = true};
    struct bt_buf b = {0};
    xmlDoc *explanation = NULL;
    assert_int_equal(pe_run_new(doc, now, &options, &run, NULL), 0);
    assert_int_equal(pe_explain(run, "a", NULL, &explanation, NULL), 0);
    pe_text_explanation(explanation, &b);
    assert_non_null(strstr(b.text, "n2 (chosen): 50"));
    assert_non_null(strstr(b.text, "50  location constraint likes-n2"));
    assert_int_equal(pe_explain(run, "nothing", NULL, &explanation, NULL), BT_EX_NOSUCH);
    bt_xml_free(explanation);
    bt_buf_free(&b);
    pe_run_free(run);
    bt_xml_free(doc);
}

/* References to nothing, loops, absurd numbers, missing parts: a graph or an error, never a crash. */
static void any_document_ends_in_a_graph_or_an_error(void **state)
{
    (void)state;
    static const char *const cibs[] = {
        "<cib/>",
        "<cib><configuration/><status><node_state/><node_state id='x'/></status></cib>",
        HEAD BETWEEN TAIL,
        HEAD "<group id='g'/><clone id='c'/><primitive/><primitive id='p'/><bundle id='b'/>" BETWEEN TAIL,
        HEAD PRIMITIVE("a") PRIMITIVE("a") BETWEEN TAIL,
        HEAD PRIMITIVE("a") BETWEEN "<rsc_order/><rsc_order id='o' first='a'/><rsc_order id='o2' first='a' then='a'/>"
                                    "<rsc_colocation id='c' rsc='a' with-rsc='a' score='INFINITY'/><rsc_colocation id='c2' rsc='x' with-rsc='a'/>"
                                    "<rsc_location id='l' rsc='a' node='nobody' score='1'/><rsc_location id='l2' rsc-pattern='(' score='1' node='n1'/>"
                                    "<rsc_location id='l3' rsc='a'><rule id='r' score='99999999999999999999'><expression attribute='#uname'/></rule></rsc_location>"
                                    "<rsc_ticket id='t' rsc='a'/>" TAIL,
        HEAD PRIMITIVE("a") PRIMITIVE("b") PRIMITIVE("c") BETWEEN
            "<rsc_colocation id='1' rsc='a' with-rsc='b' score='INFINITY'/><rsc_colocation id='2' rsc='b' with-rsc='c' score='INFINITY'/>"
            "<rsc_colocation id='3' rsc='c' with-rsc='a' score='-INFINITY'/><rsc_order id='4' first='a' then='b'/>"
            "<rsc_order id='5' first='b' then='c'/><rsc_order id='6' first='c' then='a'/>" TAIL,
        HEAD "<clone id='c'><meta_attributes id='m'><nvpair id='n' name='clone-max' value='3000'/><nvpair id='n2' name='globally-unique' value='true'/>"
             "<nvpair id='n3' name='clone-node-max' value='1500'/></meta_attributes>" PRIMITIVE("a") "</clone>" BETWEEN TAIL,
        HEAD "<clone id='c'><meta_attributes id='m'><nvpair id='n' name='clone-max' value='-5'/></meta_attributes>" PRIMITIVE("a") "</clone>" BETWEEN TAIL,
    };
    for (size_t i = 0; i < BT_COUNT(cibs); i++)
        free(graph_of(cibs[i]));
    xmlDoc *doc = doc_of("<nothing/>");
    struct pe_result r = {0};
    struct bt_err err = {0};
    assert_int_equal(pe_schedule(doc, now, 0, &r, &err), BT_EX_DATAERR);
    assert_non_null(strstr(bt_err_text(&err), "not a CIB"));
    bt_err_clear(&err);
    bt_xml_free(doc);
}

/* Thousands of instances are too many: that is said, and so many as are supported are planned. */
static void too_many_instances_are_told_and_bounded(void **state)
{
    (void)state;
    xmlDoc *doc = doc_of(HEAD "<clone id='c'><meta_attributes id='m'><nvpair id='n' name='clone-max' value='4000000000'/></meta_attributes>"
                         PRIMITIVE("a") "</clone>" BETWEEN TAIL);
    struct pe_result r = {0};
    assert_int_equal(pe_schedule(doc, now, 0, &r, NULL), 0);
    assert_int_equal(pe_findings_count(&r.findings, PE_ERROR), 1);
    assert_non_null(strstr(r.findings.v[0].text, "clone c: clone-max is "));
    pe_result_clear(&r);
    bt_xml_free(doc);
}

/* A rule per location, each of which refers twice to the next; the last of them is `end`. Rule 0 is of score 1, the others of score 10. */
static char *referring_rules(int n, const char *end)
{
    struct bt_buf b = {0};
    bt_buf_add(&b, HEAD PRIMITIVE("a") BETWEEN);
    for (int i = 0; i < n; i++)
        bt_buf_addf(&b, "<rsc_location id='l%d' rsc='a'><rule id='r%d' score='%d' boolean-op='%s'><rule id-ref='r%d'/><rule id-ref='r%d'/></rule></rsc_location>", i, i,
                    i == 0 ? 1 : 10, i % 2 ? "and" : "or", i + 1, i + 1);
    bt_buf_addf(&b, "<rsc_location id='end' rsc='a'><rule id='r%d' score='10'>%s</rule></rsc_location>" TAIL, n, end);
    return bt_buf_take(&b);
}

/* Whether the scores of a document have a line. */
static bool scores_have(char *cib, const char *line)
{
    xmlDoc *doc = doc_of(cib);
    struct pe_run *run;
    struct bt_buf scores = {0};
    assert_int_equal(pe_run_new(doc, now, &(struct pe_run_options){.scores = true}, &run, NULL), 0);
    pe_each_told(run, PE_TELL_SCORES, pe_text_told, &scores);
    bool found = strstr(scores.text, line) != NULL;
    bt_buf_free(&scores);
    pe_run_free(run);
    bt_xml_free(doc);
    free(cib);
    return found;
}

static void rules_that_refer_to_rules_add_time_but_do_not_multiply_it(void **state)
{
    (void)state;
    static const char on_n2[] = "<expression id='e' attribute='#uname' operation='eq' value='n2'/>", never[] = "<expression id='e' attribute='x' operation='defined'/>";
    assert_true(scores_have(referring_rules(4, on_n2), "a allocation score on n2: 41"));
    assert_true(scores_have(referring_rules(60, on_n2), "a allocation score on n2: 601")); /* 2^60 ways lead to the end */
    assert_true(scores_have(referring_rules(60, on_n2), "a allocation score on n1: 0"));
    assert_true(scores_have(referring_rules(60, never), "a allocation score on n2: 0"));
}

static void rules_that_refer_to_themselves_or_without_end_do_not_pass(void **state)
{
    (void)state;
    assert_true(scores_have(referring_rules(3, "<rule id-ref='r0'/><rule id-ref='r3'/>"), "a allocation score on n2: 0"));
    assert_true(scores_have(referring_rules(3, "<rule id-ref='nothing'/>"), "a allocation score on n2: 0"));
    /* Of 5,000 in a row, those near enough to the end pass: itself and a hundred that lead to it. */
    assert_true(scores_have(referring_rules(5000, "<expression id='e' attribute='#uname' operation='eq' value='n2'/>"), "a allocation score on n2: 1010"));
}

/* However far a damaged time is in the future: it counts, and nothing is to be looked at again because of it. */
static void a_failure_of_the_far_future_is_not_over(void **state)
{
    (void)state;
    xmlDoc *doc = doc_of(HEAD "<primitive id='a' class='ocf' provider='pacemaker' type='Dummy'><meta_attributes id='m'><nvpair id='m1' name='failure-timeout' value='60s'/>"
                              "</meta_attributes></primitive>" BETWEEN "</constraints></configuration><status>" STATE("2")
                              "<node_state id='1' uname='n1' in_ccm='true' crmd='online' join='member' expected='member'><transient_attributes id='1'><instance_attributes id='t'>"
                              "<nvpair id='t1' name='fail-count-a#start_0' value='1'/><nvpair id='t2' name='last-failure-a#start_0' value='9223372036854775807'/>"
                              "</instance_attributes></transient_attributes><lrm id='1'><lrm_resources><lrm_resource id='a' class='ocf' provider='pacemaker' type='Dummy'>"
                              "<lrm_rsc_op id='a_last_failure_0' operation='start' operation_key='a_start_0' call-id='2' rc-code='1' op-status='0' interval='0' "
                              "transition-key='1:1:0:x' last-rc-change='9223372036854775807'/></lrm_resource></lrm_resources></lrm></node_state></status></cib>");
    struct pe_model *m;
    assert_int_equal(pe_status_new(doc, now, &m, NULL), 0);
    assert_true(pe_find_rsc(m, "a")->failed);
    assert_int_equal(pe_fail_count(m, pe_find_rsc(m, "a"), pe_find_node(m, "n1"), true, NULL), 1);
    assert_int_equal(m->recheck_s, 0);
    pe_status_free(m);
    bt_xml_free(doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_of_the_far_future_is_not_over),
        cmocka_unit_test(the_same_cib_gives_the_same_graph),
        cmocka_unit_test(order_of_constraints_does_not_matter),
        cmocka_unit_test(explain_names_each_source),
        cmocka_unit_test(any_document_ends_in_a_graph_or_an_error),
        cmocka_unit_test(too_many_instances_are_told_and_bounded),
        cmocka_unit_test(rules_that_refer_to_rules_add_time_but_do_not_multiply_it),
        cmocka_unit_test(rules_that_refer_to_themselves_or_without_end_do_not_pass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
