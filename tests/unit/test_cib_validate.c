/* tests/unit/test_cib_validate.c - wrong documents and the sentences that they get. What is wrong and what is not is as Pacemaker's schema 3.9 has it
 * (tests/tools/compare-schemas looks for differences); test_schema.c has what differs from version to version.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib.h"
#include "tests/unit/unit.h"

static xmlDoc *parse(const char *text)
{
    xmlDoc *doc = NULL;
    struct bt_err err = {0};
    if (bt_xml_parse(text, strlen(text), "test", &doc, &err) != 0)
        fail_msg("%s", bt_err_text(&err));
    return doc;
}

/* A configuration with a primitive 'a' and these contents of its sections. */
static char *cib_with(const char *nodes, const char *resources, const char *constraints, const char *more)
{
    return bt_printf("<cib admin_epoch=\"0\" epoch=\"1\" num_updates=\"0\" validate-with=\"pacemaker-3.9\"><configuration><crm_config/><nodes>%s</nodes><resources>"
                     "<primitive id=\"a\" class=\"lsb\" type=\"x\"/>%s</resources><constraints>%s</constraints>%s"
                     "</configuration><status/></cib>",
                     nodes, resources, constraints, more);
}

/* sentence NULL: it is right. */
static void assert_verdict(const char *text, const char *sentence)
{
    xmlDoc *doc = parse(text);
    struct bt_err err = {0};
    int rc = cib_validate(bt_xml_root(doc), &err);
    if (sentence == NULL && rc != 0)
        fail_msg("%s", bt_err_text(&err));
    assert_int_equal(rc, sentence != NULL ? BT_EX_CONFIG : 0);
    if (sentence != NULL)
        assert_string_equal(err.text, sentence);
    bt_err_clear(&err);
    bt_xml_free(doc);
}

static void assert_case(const char *nodes, const char *resources, const char *constraints, const char *more, const char *sentence)
{
    char *text = cib_with(nodes, resources, constraints, more);
    assert_verdict(text, sentence);
    free(text);
}

static void root_and_sections(void **state)
{
    (void)state;
    assert_verdict("<foo/>", "this is no CIB: its root is <foo>, not <cib>");
    assert_verdict("<cib/>", "the section <configuration> is missing below <cib>");
    assert_verdict("<cib><configuration><crm_config/><nodes/><resources/></configuration><status/></cib>",
                   "the section <constraints> is missing below <configuration>");
    assert_verdict("<cib><configuration><crm_config/><crm_config/><nodes/><resources/><constraints/></configuration><status/></cib>",
                   "the section <crm_config> stands more than once below <configuration>");
    assert_verdict("<cib><configuration><crm_config/><nodes/><resources/><constraints/></configuration><status/><primitive/></cib>",
                   "<primitive> stands below <cib>: only configuration and status may");
    assert_verdict("<cib epoch=\"-1\"><configuration><crm_config/><nodes/><resources/><constraints/></configuration><status/></cib>",
                   "the CIB's epoch is '-1': a number from 0 to 2147483646 is wanted");
}

static void what_an_element_needs(void **state)
{
    (void)state;
    const struct { const char *resources, *sentence; } cases[] = {
        {"<primitive id=\"b\"/>", "primitive 'b' needs class or template"},
        {"<primitive id=\"b\" type=\"x\"/>", "primitive 'b' needs class"},
        {"<primitive id=\"b\" class=\"ocf\" type=\"x\"/>", "primitive 'b' needs provider beside class=\"ocf\""},
        {"<primitive class=\"lsb\" type=\"x\"/>", "primitive in resources needs id"},
        {"<primitive id=\"\" class=\"lsb\" type=\"x\"/>",
         "primitive '' has id=\"\", but what is wanted is a name that begins with a letter or _ and goes on with these, digits, . and -"},
        {"<group id=\"g\"/>", "group 'g' needs <primitive>"},
        {"<clone id=\"c\"><meta_attributes id=\"m\"/></clone>", "clone 'c' needs <primitive> or <group>"},
        {"<bundle id=\"u\"><docker/></bundle>", "docker of bundle 'u' needs image"},
        {"<bundle id=\"u\"/>", "bundle 'u' needs <docker>, <rkt> or <podman>"},
        {"<primitive id=\"b\" class=\"lsb\" type=\"x\"><operations><op id=\"o\" name=\"monitor\"/></operations></primitive>",
         "op 'o' needs interval"},
        {"<primitive id=\"b\" class=\"lsb\" type=\"x\"><meta_attributes id=\"m\"><nvpair id=\"n\" value=\"x\"/></meta_attributes></primitive>",
         "nvpair 'n' needs name"},
        {"<primitive id=\"b\" class=\"lsb\" type=\"x\"><meta_attributes id=\"m\"><nvpair/></meta_attributes></primitive>",
         "nvpair of meta_attributes 'm' needs id or id-ref"},
        {"<primitive id=\"b\" class=\"lsb\" type=\"x\"><!-- a comment --><operations/></primitive>", NULL},
        {"<template id=\"t\" class=\"lsb\" type=\"x\"/><primitive id=\"b\" template=\"t\"/>", NULL},
    };
    for (size_t i = 0; i < BT_COUNT(cases); i++)
        assert_case("", cases[i].resources, "", "", cases[i].sentence);
}

static void what_may_not_stand_there(void **state)
{
    (void)state;
    const struct { const char *resources, *sentence; } cases[] = {
        {"<primitive id=\"b\" class=\"lsb\" type=\"x\"><primitive id=\"c\" class=\"lsb\" type=\"x\"/></primitive>",
         "primitive 'c' may not stand below primitive 'b', where the schema pacemaker-3.9 has meta_attributes, instance_attributes, operations or "
         "utilization"},
        {"<primitve id=\"b\"/>", "primitve 'b' may not stand below resources: is primitive meant?"},
        {"<primitive id=\"b\" class=\"lsb\" typ=\"x\"/>", "primitive 'b' has the attribute typ: is type meant?"},
        {"<primitive id=\"b\" class=\"lsb\" type=\"x\" color=\"red\"/>", "primitive 'b' has the attribute color, but in the schema pacemaker-3.9 it can have only "
         "id, class, provider, type, template and description"},
        {"<primitive id=\"b\" class=\"lsb\" type=\"x\" provider=\"p\"/>", "primitive 'b' can't have provider beside class=\"lsb\""},
        {"<primitive id=\"b\" class=\"ocf\" provider=\"p\" type=\"x\" template=\"a\"/>",
         "primitive 'b' can't have template beside class, provider and type"},
        {"<primitive id=\"b\" class=\"osf\" type=\"x\"/>",
         "primitive 'b' has class=\"osf\", but what is wanted is ocf, systemd, lsb, service, stonith, upstart, nagios or heartbeat"},
        {"<primitive id=\"b\" class=\"lsb\" type=\"x\"><operations/><operations/></primitive>",
         "a second operations stands below primitive 'b', which can have only one"},
        {"<group id=\"g\">web<primitive id=\"b\" class=\"lsb\" type=\"x\"/></group>",
         "there is text in group 'g' (\"web\"): only elements may stand there"},
        {"<primitive id=\"b\" class=\"lsb\" type=\"x\"><meta_attributes id=\"m\"><nvpair id=\"n\" name=\"isolation\" value=\"1\"/></meta_attributes></primitive>",
         "nvpair 'n' has name=\"isolation\", which the schema pacemaker-3.9 does not have any more"},
        {"<primitive id=\"b\" class=\"lsb\" type=\"x\"><operations><op id=\"o\" name=\"monitor\" interval=\"0\" enabled=\"maybe\"/></operations></primitive>",
         "op 'o' has enabled=\"maybe\", but what is wanted is true or false"},
    };
    for (size_t i = 0; i < BT_COUNT(cases); i++)
        assert_case("", cases[i].resources, "", "", cases[i].sentence);
}

static void constraints(void **state)
{
    (void)state;
    const struct { const char *constraints, *sentence; } cases[] = {
        {"<rsc_location id=\"l\" rsc=\"a\" node=\"n\" score=\"much\"/>",
         "rsc_location 'l' has score=\"much\", but what is wanted is a whole number, INFINITY, +INFINITY or -INFINITY"},
        {"<rsc_location id=\"l\" rsc=\"a\"/>", "rsc_location 'l' needs node or <rule>"},
        {"<rsc_location id=\"l\" rsc=\"a\" rsc-pattern=\"b\" node=\"n\" score=\"1\"/>", "rsc_location 'l' can't have rsc-pattern beside rsc=\"a\""},
        {"<rsc_location id=\"l\" rsc=\"zz\" node=\"n\" score=\"1\"/>", "rsc_location 'l' refers (rsc) to 'zz', and there is no such element"},
        {"<rsc_order id=\"l\" first=\"a\"/>", "rsc_order 'l' needs then"},
        {"<rsc_order id=\"l\"/>", "rsc_order 'l' needs first or <resource_set>"},
        {"<rsc_order id=\"l\"><resource_set id=\"s\"><resource_ref id=\"zz\"/></resource_set></rsc_order>",
         "resource_set 's' refers (resource_ref) to 'zz', and there is no such element"},
        {"<rsc_order id=\"l\"><resource_set id=\"s\"><resource_ref id=\"a\"/></resource_set><lifetime><rule id=\"r\">"
         "<expression id=\"e\" attribute=\"x\" operation=\"defined\"/></rule></lifetime></rsc_order>",
         "lifetime of rsc_order 'l' stands too late: the order is lifetime, resource_set"},
        {"<rsc_colocation id=\"l\" rsc=\"a\" with-rsc=\"zz\" score=\"-INFINITY\"/>",
         "rsc_colocation 'l' refers (with-rsc) to 'zz', and there is no such element"},
        {"<rsc_location id=\"a\" rsc=\"a\" node=\"n\" score=\"+INFINITY\"/>",
         "the id 'a' is used twice, by a rsc_location below constraints and a primitive below resources: ids must be unique"},
        {"<rsc_location id=\"l\" rsc=\"a\"><rule id=\"r\"><date_expression id=\"d\" operation=\"gt\" end=\"2030\"/></rule></rsc_location>",
         "date_expression 'd' needs start beside operation=\"gt\""},
        {"<rsc_location id=\"l\" rsc-pattern=\"^a\" node=\"n\" score=\"1\"/>", NULL},
    };
    for (size_t i = 0; i < BT_COUNT(cases); i++)
        assert_case("", "", cases[i].constraints, "", cases[i].sentence);
}

static void ids_that_are_no_ids(void **state)
{
    (void)state;
    assert_case("<node id=\"a\" uname=\"remote\"/>", "", "", "", NULL); /* a remote node is called as its resource */
    assert_case("", "", "", "<tags><tag id=\"t\"><obj_ref id=\"a\"/><obj_ref id=\"none\"/></tag></tags>", NULL);
    char *old = cib_with("", "", "", "<tags><tag id=\"t\"><obj_ref id=\"a\"/><obj_ref id=\"none\"/></tag></tags>");
    strstr(old, "3.9")[2] = '2';
    assert_verdict(old, "tag 't' refers (obj_ref) to 'none', and there is no such element");
    free(old);
    assert_case("", "", "", "<acls><acl_target id=\"a\"><role id=\"r\"/></acl_target><acl_role id=\"r\"/></acls>", NULL);
    assert_case("", "", "", "<acls><acl_target id=\"u\"><role id=\"none\"/></acl_target></acls>",
                "acl_target 'u' refers (role) to 'none', and there is no such element");
}

static void the_document_says_by_what_it_is_held(void **state)
{
    (void)state;
    char *text = cib_with("", "<rubbish/>", "<rsc_location id=\"a\" rsc=\"zz\"/>", "");
    const char *rest = strchr(text, '>');
    char *none = bt_printf("<cib validate-with=\"none\"%s", rest), *nothing = bt_printf("<cib%s", rest);
    char *unknown = bt_printf("<cib validate-with=\"pacemaker-0.6\"%s", rest);
    assert_verdict(none, NULL);
    assert_verdict(nothing, NULL);
    assert_verdict(unknown, "the CIB is to be checked with the schema pacemaker-0.6 (validate-with), and there is none of that name: the newest is "
                            "pacemaker-3.9, and 'none' checks nothing");
    free(none);
    free(nothing);
    free(unknown);
    free(text);
}

static void count(void *ctx, const xmlNode *n, const char *sentence)
{
    struct bt_buf *b = ctx;
    bt_buf_addf(b, "%d %s: %s\n", (int)n->line, bt_xml_name(n), sentence);
}

static void what_a_newer_schema_has_is_told(void **state)
{
    (void)state;
    struct bt_buf b = {0};
    char *text = cib_with("", "", "\n<rsc_location id=\"l\" rsc=\"a\" role=\"Promoted\" node=\"n\" score=\"1\"/>", "");
    strstr(text, "3.9")[2] = '6';
    xmlDoc *doc = parse(text);
    cib_validate_all(bt_xml_root(doc), count, &b);
    assert_string_equal(b.text, "2 rsc_location: rsc_location 'l' has role=\"Promoted\", but what is wanted is Stopped, Started, Master or Slave\n"
                                "1 cib: the schema pacemaker-3.9 would take it: cibadmin --upgrade\n");
    bt_buf_free(&b);
    bt_xml_free(doc);
    free(text);
}

static void every_mistake_is_told_with_its_line(void **state)
{
    (void)state;
    struct bt_buf b = {0};
    char *text = cib_with("", "\n<primitive id=\"b\" class=\"lsb\"/>", "\n<rsc_location id=\"l\" rsc=\"zz\" node=\"n\" score=\"x\"/>", "");
    xmlDoc *doc = parse(text);
    cib_validate_all(bt_xml_root(doc), count, &b);
    assert_string_equal(b.text, "2 primitive: primitive 'b' needs type\n"
                                "3 rsc_location: rsc_location 'l' has score=\"x\", but what is wanted is a whole number, INFINITY, +INFINITY or -INFINITY\n"
                                "3 rsc_location: rsc_location 'l' refers (rsc) to 'zz', and there is no such element\n");
    bt_buf_free(&b);
    bt_xml_free(doc);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(root_and_sections),
        cmocka_unit_test(what_an_element_needs),
        cmocka_unit_test(what_may_not_stand_there),
        cmocka_unit_test(constraints),
        cmocka_unit_test(ids_that_are_no_ids),
        cmocka_unit_test(the_document_says_by_what_it_is_held),
        cmocka_unit_test(what_a_newer_schema_has_is_told),
        cmocka_unit_test(every_mistake_is_told_with_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
