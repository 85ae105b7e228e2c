/* tests/unit/test_pengine_large.c - configurations of absurd size: each ends soon, in bounded memory, and what was left out is said.
 *
 * What hangs here is a failure: each of these took minutes or gigabytes before it was bounded.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "pengine/pengine.h"
#include "xml/names.h"

/* A CIB of two nodes that grows: resources, then constraints. */
struct cib { struct bt_buf resources, constraints; };

static void primitives(struct cib *c, const char *name, int n)
{
    for (int i = 0; i < n; i++)
        bt_buf_addf(&c->resources, "<primitive id='%s%d' class='ocf' provider='pacemaker' type='Dummy'/>", name, i);
}

static void colocation(struct cib *c, const char *rsc, int i, const char *with, int k, const char *score)
{
    bt_buf_addf(&c->constraints, "<rsc_colocation id='%s%d-%s%d' rsc='%s%d' with-rsc='%s%d' score='%s'/>", rsc, i, with, k, rsc, i, with, k, score);
}

static void set(struct cib *c, const char *name, int n, const char *sequential)
{
    bt_buf_addf(&c->constraints, "<resource_set id='set-%s'", name);
    if (sequential != NULL)
        bt_buf_addf(&c->constraints, " sequential='%s'", sequential);
    bt_buf_add(&c->constraints, ">");
    for (int i = 0; i < n; i++)
        bt_buf_addf(&c->constraints, "<resource_ref id='%s%d'/>", name, i);
    bt_buf_add(&c->constraints, "</resource_set>");
}

static const struct bt_wall now = {.s = 1700000000};

static xmlDoc *document(struct cib *c)
{
    char *text = bt_printf("<cib have-quorum='1' dc-uuid='1'><configuration><crm_config><cluster_property_set id='o'>"
                           "<nvpair id='o1' name='stonith-enabled' value='false'/></cluster_property_set></crm_config>"
                           "<nodes><node id='1' uname='n1'/><node id='2' uname='n2'/></nodes><resources>%s</resources><constraints>%s</constraints></configuration>"
                           "<status><node_state id='1' uname='n1' in_ccm='true' crmd='online' join='member' expected='member'/>"
                           "<node_state id='2' uname='n2' in_ccm='true' crmd='online' join='member' expected='member'/></status></cib>",
                           c->resources.text, c->constraints.text != NULL ? c->constraints.text : "");
    xmlDoc *doc = NULL;
    assert_int_equal(bt_xml_parse(text, strlen(text), "test", &doc, NULL), 0);
    free(text);
    bt_buf_free(&c->resources);
    bt_buf_free(&c->constraints);
    return doc;
}

/* What was found is in *ret; the graph that came of it is not looked at. */
static void decide(struct cib *c, struct pe_result *ret)
{
    xmlDoc *doc = document(c);
    assert_int_equal(pe_schedule(doc, now, 1, ret, NULL), 0);
    bt_xml_free(doc);
}

static void assert_said(const struct pe_result *r, enum pe_level level, const char *text)
{
    for (size_t i = 0; i < r->findings.n; i++)
        if (r->findings.v[i].level == level && strstr(r->findings.v[i].text, text) != NULL)
            return;
    fail_msg("nothing was said like: %s", text);
}

static void assert_nothing_is_wrong(const struct pe_result *r)
{
    assert_int_equal(pe_findings_count(&r->findings, PE_ERROR) + pe_findings_count(&r->findings, PE_WARNING), 0);
}

/* How many resources the graph starts. */
static int count_starts(const struct pe_result *r)
{
    int count = 0;
    bt_xml_each(synapse, bt_xml_root(r->graph), XE_SYNAPSE)
    {
        const xmlNode *op = bt_xml_path(synapse, XE_ACTION_SET "/" XE_RSC_OP);
        count += op != NULL && bt_streq(bt_xml_get(op, XA_OPERATION), "start");
    }
    return count;
}

static void sets_of_thousands_with_thousands_are_left_out(void **state)
{
    (void)state;
    static const char *const elements[] = {"rsc_order", "rsc_colocation"};
    for (size_t i = 0; i < BT_COUNT(elements); i++) {
        struct cib c = {0};
        struct pe_result r = {0};
        primitives(&c, "a", 3000);
        primitives(&c, "b", 3000);
        bt_buf_addf(&c.constraints, "<%s id='all'>", elements[i]);
        set(&c, "a", 3000, "false");
        set(&c, "b", 3000, "false");
        bt_buf_addf(&c.constraints, "</%s>", elements[i]);
        decide(&c, &r);
        assert_said(&r, PE_ERROR, "constraint all: its sets make 9000000 pairs of resources, and more than 500000 in all are not supported; they are left out");
        pe_result_clear(&r);
    }
}

static void a_set_of_thousands_apart_or_one_at_a_time_is_left_out(void **state)
{
    (void)state;
    static const char *const elements[] = {"<rsc_order id='all' kind='Serialize'>", "</rsc_order>", "<rsc_colocation id='all' score='-INFINITY'>", "</rsc_colocation>"};
    for (size_t i = 0; i < BT_COUNT(elements); i += 2) {
        struct cib c = {0};
        struct pe_result r = {0};
        primitives(&c, "a", 2000);
        bt_buf_add(&c.constraints, elements[i]);
        set(&c, "a", 2000, "true");
        bt_buf_add(&c.constraints, elements[i + 1]);
        decide(&c, &r);
        assert_said(&r, PE_ERROR, "its sets make 1999000 pairs");
        pe_result_clear(&r);
    }
}

static void sequential_sets_of_thousands_are_rows(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) { /* written, and without a word */
        struct cib c = {0};
        struct pe_result r = {0};
        primitives(&c, "a", 3000);
        primitives(&c, "b", 3000);
        bt_buf_add(&c.constraints, "<rsc_order id='row'>");
        set(&c, "a", 3000, i == 0 ? "true" : NULL);
        set(&c, "b", 3000, i == 0 ? "true" : NULL);
        bt_buf_add(&c.constraints, "</rsc_order>");
        decide(&c, &r);
        assert_nothing_is_wrong(&r);
        pe_result_clear(&r);
    }
}

static void where_all_are_with_all_the_ways_are_bounded(void **state)
{
    (void)state;
    enum { N = 150 };
    struct cib c = {0};
    struct pe_result r = {0};
    primitives(&c, "a", N);
    for (int i = 0; i < N; i++)
        for (int k = 0; k < N; k++)
            if (i != k)
                colocation(&c, "a", i, "a", k, "7");
    decide(&c, &r);
    assert_said(&r, PE_NOTE, "go round in a circle");
    assert_true(pe_findings_count(&r.findings, PE_NOTE) <= 20);
    pe_result_clear(&r);
}

static void a_circle_of_thousands_names_the_first_of_them(void **state)
{
    (void)state;
    enum { N = 1000 };
    struct cib c = {0};
    struct pe_result r = {0};
    primitives(&c, "a", N);
    for (int i = 0; i < N; i++)
        colocation(&c, "a", i, "a", (i + 1) % N, "INFINITY");
    decide(&c, &r);
    assert_said(&r, PE_NOTE, "a1, a2, a3, a4");
    assert_said(&r, PE_NOTE, " and 950 more");
    pe_result_clear(&r);
}

/* Clones are not placed from the end of the row, as primitives are. */
static void where_a_row_is_cut_is_said(void **state)
{
    (void)state;
    enum { N = 4500 };
    struct cib c = {0};
    struct pe_result r = {0};
    for (int i = 0; i < N; i++)
        bt_buf_addf(&c.resources, "<clone id='c%d'><primitive id='a%d' class='ocf' provider='pacemaker' type='Dummy'/></clone>", i, i);
    for (int i = 0; i + 1 < N; i++)
        colocation(&c, "c", i, "c", i + 1, "INFINITY");
    decide(&c, &r);
    assert_said(&r, PE_WARNING, "resource c4001 is at the end of a row of colocations that is longer than can be followed");
    assert_int_equal(count_starts(&r), 2 * N);
    pe_result_clear(&r);
}

/* The row goes from member to member, and leads into a group where it is cut: its members have their nodes all the same. */
static void a_group_where_a_row_is_cut_is_placed_whole(void **state)
{
    (void)state;
    enum { N = 1400, LEAD = 3 };
    struct cib c = {0};
    struct pe_result r = {0};
    primitives(&c, "x", LEAD);
    for (int i = 0; i < N; i++)
        bt_buf_addf(&c.resources, "<group id='g%d'><primitive id='a%d' class='ocf' provider='pacemaker' type='Dummy'/>"
                                  "<primitive id='b%d' class='ocf' provider='pacemaker' type='Dummy'/></group>", i, i, i);
    for (int i = 0; i + 1 < LEAD; i++)
        colocation(&c, "x", i, "x", i + 1, "INFINITY");
    colocation(&c, "x", LEAD - 1, "a", 0, "INFINITY");
    for (int i = 0; i + 1 < N; i++)
        colocation(&c, "a", i, "a", i + 1, "INFINITY");
    decide(&c, &r);
    assert_said(&r, PE_WARNING, "is at the end of a row of colocations that is longer than can be followed");
    assert_int_equal(count_starts(&r), LEAD + 2 * N);
    pe_result_clear(&r);
}

static void a_long_row_of_primitives_is_followed_to_its_end(void **state)
{
    (void)state;
    enum { N = 6000 };
    struct cib c = {0};
    struct pe_result r = {0};
    primitives(&c, "a", N);
    for (int i = 0; i + 1 < N; i++)
        colocation(&c, "a", i, "a", i + 1, "INFINITY");
    decide(&c, &r);
    assert_nothing_is_wrong(&r);
    pe_result_clear(&r);
}

/* What all of them wish together is more than any score can be, or an int. */
static void thousands_of_strong_wishes_are_one(void **state)
{
    (void)state;
    enum { N = 2500, ROW = 12 };
    struct cib c = {0};
    struct pe_result r = {0};
    primitives(&c, "p", ROW);
    primitives(&c, "a", N);
    for (int i = 0; i + 1 < ROW; i++) /* of a short way each would be visited */
        colocation(&c, "p", i + 1, "p", i, "999999");
    for (int i = 0; i < N; i++) {
        bt_buf_addf(&c.constraints, "<rsc_location id='l%d' rsc='a%d' node='n2' score='999999'/>", i, i);
        colocation(&c, "a", i, "p", ROW - 1, "999999");
    }
    decide(&c, &r);
    assert_int_equal(count_starts(&r), N + ROW);
    pe_result_clear(&r);
}

static void clones_of_large_groups_have_fewer_instances(void **state)
{
    (void)state;
    static const struct { int members, instances; const char *said; } cases[] = {
        {1, 2000, "clone c: clone-max is 100000, but more than 2000 instances are not supported"},
        {20, 500, "clone c: clone-max is 100000, but more than 500 instances are not supported"},
    };
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        struct cib c = {0};
        bt_buf_add(&c.resources, "<clone id='c'><meta_attributes id='m'><nvpair id='m1' name='clone-max' value='100000'/><nvpair id='m2' name='globally-unique' value='true'/>"
                                 "<nvpair id='m3' name='clone-node-max' value='99999999999999999999'/></meta_attributes><group id='g'>");
        primitives(&c, "a", cases[i].members);
        bt_buf_add(&c.resources, "</group></clone>");
        xmlDoc *doc = document(&c);
        struct pe_model *m = NULL;
        assert_int_equal(pe_status_new(doc, now, &m, NULL), 0); /* to decide about so many takes its time */
        assert_int_equal(m->top[0]->n_children, cases[i].instances);
        assert_true(m->findings.n > 0 && strstr(m->findings.v[0].text, cases[i].said) != NULL);
        pe_status_free(m);
        bt_xml_free(doc);
    }
}

static void a_resource_may_have_thousands_of_operations(void **state)
{
    (void)state;
    static const char *const roles[] = {"", " role='Stopped'"};
    for (size_t k = 0; k < BT_COUNT(roles); k++) {
        struct cib c = {0};
        struct pe_result r = {0};
        bt_buf_add(&c.resources, "<template id='t' class='ocf' provider='pacemaker' type='Dummy'><operations>");
        for (int i = 1; i <= 10000; i++)
            bt_buf_addf(&c.resources, "<op id='t%d' name='check%d' interval='%d'%s/>", i, i, i, roles[k]);
        bt_buf_add(&c.resources, "</operations></template><primitive id='a' template='t'><operations>");
        for (int i = 1; i <= 10000; i++)
            bt_buf_addf(&c.resources, "<op id='a%d' name='monitor' interval='%d'%s/>", i, i, roles[k]);
        bt_buf_add(&c.resources, "</operations></primitive>");
        decide(&c, &r);
        assert_nothing_is_wrong(&r);
        /* on the node, or (role Stopped) on the other one; and two probes and the start */
        assert_int_equal(bt_xml_count(bt_xml_root(r.graph), XE_SYNAPSE), 20000 + 3);
        pe_result_clear(&r);
    }
}

static void of_operations_that_are_alike_none_is_run(void **state)
{
    (void)state;
    struct cib c = {0};
    struct pe_result r = {0};
    bt_buf_add(&c.resources, "<primitive id='a' class='ocf' provider='pacemaker' type='Dummy'><operations>");
    for (int i = 0; i < 100; i++)
        bt_buf_addf(&c.resources, "<op id='a%d' name='monitor' interval='%ds'/>", i, i % 51 + 1);
    bt_buf_add(&c.resources, "</operations></primitive>");
    decide(&c, &r);
    assert_said(&r, PE_ERROR, "Operation a51 is duplicate of a0");
    assert_said(&r, PE_ERROR, "Operation a99 is duplicate of a48");
    assert_int_equal(pe_findings_count(&r.findings, PE_ERROR), 49);
    assert_int_equal(bt_xml_count(bt_xml_root(r.graph), XE_SYNAPSE), 2 + 3); /* the monitors of 50 and 51 s */
    pe_result_clear(&r);
}

static void a_resource_may_have_thousands_of_parameters(void **state)
{
    (void)state;
    enum { N = 50000 };
    struct cib c = {0};
    struct pe_result r = {0};
    bt_buf_add(&c.resources, "<primitive id='a' class='ocf' provider='pacemaker' type='Dummy'><instance_attributes id='p'>");
    for (int i = 0; i < N; i++) /* backwards, and the first ones once more: what came first counts */
        bt_buf_addf(&c.resources, "<nvpair id='p%d' name='p%05d' value='%d'/>", i, N - 1 - i, i);
    for (int i = 0; i < 300; i++)
        bt_buf_addf(&c.resources, "<nvpair id='q%d' name='p%05d' value='%s'/>", i, i, i % 100 == 7 ? "#default" : "again");
    bt_buf_add(&c.resources, "</instance_attributes></primitive>");
    decide(&c, &r);
    assert_nothing_is_wrong(&r);
    const xmlNode *x = bt_xml_path(bt_xml_root(r.graph), XE_SYNAPSE "/" XE_ACTION_SET "/" XE_RSC_OP "/" XE_ATTRIBUTES);
    assert_string_equal(bt_xml_get(x, "p00000"), "49999");
    assert_string_equal(bt_xml_get(x, "p49999"), "0");
    assert_null(bt_xml_get(x, "p00007"));
    assert_string_equal(bt_xml_get(x, "p00008"), "49991");
    pe_result_clear(&r);
}

/* Each of the 10,000 is probed on two nodes, and what may follow from a probe is the clone's start. */
static void a_unique_clone_may_be_of_thousands_of_members(void **state)
{
    (void)state;
    struct cib c = {0};
    struct pe_result r = {0};
    bt_buf_add(&c.resources, "<clone id='c'><meta_attributes id='m'><nvpair id='m1' name='clone-max' value='500'/><nvpair id='m2' name='globally-unique' value='true'/>"
                             "<nvpair id='m3' name='clone-node-max' value='500'/></meta_attributes><group id='g'>");
    primitives(&c, "a", 20);
    bt_buf_add(&c.resources, "</group></clone>");
    decide(&c, &r);
    assert_nothing_is_wrong(&r);
    pe_result_clear(&r);
}

static void patterns_that_repeat_repeats_are_ignored(void **state)
{
    (void)state;
    static const struct { const char *pattern; bool fits; } cases[] = {
        {"(a{1,100}){1,100}", true}, {"a{3}b{2,}c{,4}", true}, {"((a{1,100}){1,100}){2}", false}, {"a{99999999999999999999}", false}, {"[{]a{", true}, {"a+b*", true},
    };
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        struct cib c = {0};
        struct pe_result r = {0};
        primitives(&c, "a", 1);
        bt_buf_addf(&c.constraints, "<rsc_location id='l' rsc-pattern='%s' node='n1' score='1'/>", cases[i].pattern);
        decide(&c, &r);
        if (!cases[i].fits)
            assert_said(&r, PE_ERROR, "repeats parts more than 10000 times; it is ignored");
        else
            for (size_t k = 0; k < r.findings.n; k++)
                assert_null(strstr(r.findings.v[k].text, "repeats"));
        pe_result_clear(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_of_thousands_with_thousands_are_left_out),
        cmocka_unit_test(a_set_of_thousands_apart_or_one_at_a_time_is_left_out),
        cmocka_unit_test(sequential_sets_of_thousands_are_rows),
        cmocka_unit_test(where_all_are_with_all_the_ways_are_bounded),
        cmocka_unit_test(a_circle_of_thousands_names_the_first_of_them),
        cmocka_unit_test(where_a_row_is_cut_is_said),
        cmocka_unit_test(a_group_where_a_row_is_cut_is_placed_whole),
        cmocka_unit_test(a_long_row_of_primitives_is_followed_to_its_end),
        cmocka_unit_test(thousands_of_strong_wishes_are_one),
        cmocka_unit_test(clones_of_large_groups_have_fewer_instances),
        cmocka_unit_test(a_resource_may_have_thousands_of_operations),
        cmocka_unit_test(of_operations_that_are_alike_none_is_run),
        cmocka_unit_test(a_resource_may_have_thousands_of_parameters),
        cmocka_unit_test(a_unique_clone_may_be_of_thousands_of_members),
        cmocka_unit_test(patterns_that_repeat_repeats_are_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
