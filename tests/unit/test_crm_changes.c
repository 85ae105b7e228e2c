/* tests/unit/test_crm_changes.c - what crm says of a change of the configuration: in one line of its history, and as a difference of two.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"
#include "tools/crm/changes.h"

static const char base[] =
    "<cib admin_epoch=\"0\" epoch=\"5\" num_updates=\"0\" validate-with=\"pacemaker-3.9\" crm_feature_set=\"3.16.1\"><configuration><crm_config>"
    "<cluster_property_set id=\"cib-bootstrap-options\"><nvpair id=\"cib-bootstrap-options-a\" name=\"a\" value=\"1\"/></cluster_property_set></crm_config>"
    "<nodes><node id=\"1\" uname=\"n1\"/><node id=\"2\" uname=\"n2\"/></nodes><resources>"
    "<primitive id=\"p.q\" class=\"ocf\" provider=\"heartbeat\" type=\"Dummy\"><meta_attributes id=\"m\"><nvpair id=\"m1\" name=\"is-managed\" value=\"true\"/>"
    "</meta_attributes></primitive>"
    "<group id=\"g\"><primitive id=\"x\" class=\"ocf\" provider=\"heartbeat\" type=\"Dummy\"/></group></resources>"
    "<constraints><rsc_location id=\"l\" rsc=\"g\" node=\"n1\" score=\"5\"/></constraints>"
    "<rsc_defaults><meta_attributes id=\"dd\"><nvpair id=\"d1\" name=\"resource-stickiness\" value=\"1\"/></meta_attributes></rsc_defaults></configuration><status/></cib>";

static xmlDoc *parse(const char *text)
{
    xmlDoc *doc = NULL;
    assert_int_equal(bt_xml_parse(text, strlen(text), "test", &doc, NULL), 0);
    return doc;
}

static void summary_is(const struct cib_request *rq, const char *expected)
{
    struct cib *cib;
    struct cib_changed changed = {0};
    struct bt_err err = {0};
    assert_int_equal(cib_from_doc(parse(base), &cib, NULL), 0);
    if (cib_change(cib, rq, (struct bt_wall){0}, &changed, &err) != 0)
        fail_msg("%s: %s", expected, bt_err_text(&err));
    xmlDoc *record = cib_record_new(&changed.from, bt_xml_root(cib_doc(cib)), bt_xml_root(changed.patch), true);
    char *text = changes_summary(bt_xml_root(record));
    assert_string_equal(text, expected);
    free(text);
    bt_xml_free(record);
    bt_xml_free(changed.patch);
    cib_free(cib);
}

static void change_is(enum cib_op op, const char *section, const char *xml, const char *expected)
{
    xmlDoc *doc = parse(xml);
    summary_is(&(struct cib_request){.op = op, .section = section, .xml = bt_xml_root(doc), .flags = CIB_CAN_CREATE}, expected);
    bt_xml_free(doc);
}

static void one_line_tells_the_objects(void **state)
{
    (void)state;
    change_is(CIB_OP_CREATE, "resources", "<primitive id=\"y\" class=\"lsb\" type=\"x\"/>", "+primitive y");
    change_is(CIB_OP_CREATE, "constraints", "<rsc_location id=\"l2\" rsc=\"g\" node=\"n1\" score=\"5\"/>", "+location l2");
    change_is(CIB_OP_DELETE, "constraints", "<rsc_location id=\"l\"/>", "-location l");
    change_is(CIB_OP_MODIFY, "constraints", "<rsc_location id=\"l\" score=\"6\"/>", "~location l");
    change_is(CIB_OP_MODIFY, NULL, "<nvpair id=\"m1\" value=\"false\"/>", "~primitive p.q");
    change_is(CIB_OP_MODIFY, NULL, "<primitive id=\"x\" description=\"d\"/>", "~primitive x");
    change_is(CIB_OP_CREATE, "nodes", "<node id=\"3\" uname=\"n3\"/>", "+node n3");
}

static void options_are_told_by_name_and_value(void **state)
{
    (void)state;
    change_is(CIB_OP_MODIFY, NULL, "<nvpair id=\"cib-bootstrap-options-a\" value=\"2\"/>", "property a=2");
    change_is(CIB_OP_DELETE, NULL, "<nvpair id=\"cib-bootstrap-options-a\"/>", "property a");
    change_is(CIB_OP_CREATE, "crm_config", "<cluster_property_set id=\"s\"><nvpair id=\"s1\" name=\"b\" value=\"3\"/></cluster_property_set>", "property b=3");
    change_is(CIB_OP_MODIFY, NULL, "<cib validate-with=\"pacemaker-3.8\"/>", "validate-with=pacemaker-3.8");
    summary_is(&(struct cib_request){.op = CIB_OP_BUMP}, "the version alone");
}

static void much_is_cut_short(void **state)
{
    (void)state;
    change_is(CIB_OP_MODIFY, NULL,
              "<resources><primitive id=\"a\" class=\"lsb\" type=\"x\"/><primitive id=\"b\" class=\"lsb\" type=\"x\"/><primitive id=\"c\" class=\"lsb\" type=\"x\"/>"
              "<primitive id=\"d\" class=\"lsb\" type=\"x\"/><primitive id=\"e\" class=\"lsb\" type=\"x\"/><primitive id=\"f\" class=\"lsb\" type=\"x\"/></resources>",
              "+primitive a, +primitive b, +primitive c, +primitive d, +primitive e and 1 more");
}

static void a_gap_says_what_it_is_and_from_where(void **state)
{
    (void)state;
    xmlDoc *from = parse(base), *to = parse(base), *record;
    bt_xml_set(bt_xml_root(to), "epoch", "9");
    bt_xml_set(bt_xml_path(bt_xml_root(to), "configuration/constraints/rsc_location"), "score", "7");
    record = cib_record_gap(bt_xml_root(from), bt_xml_root(to), "brought up to date from n2");
    char *text = changes_summary(bt_xml_root(record));
    assert_string_equal(text, "brought up to date from n2, from 0.5.0: ~location l");
    free(text);
    bt_xml_free(record);
    bt_xml_free(from);
    bt_xml_free(to);
}

static void rubbish_is_no_reason_to_fall(void **state)
{
    (void)state;
    static const char *const records[] = {"<cib_record/>", "<cib_record><diff><change/></diff></cib_record>",
                                          "<cib_record><diff><change operation=\"create\" path=\"/\"/><change operation=\"delete\" path=\"/a/b/c/d[@id='\"/>"
                                          "<change operation=\"delete\" path=\"///[[]/x[@id=\"/><change operation=\"move\" path=\"/cib/configuration/resources/comment\"/></diff></cib_record>"};
    for (size_t i = 0; i < BT_COUNT(records); i++) {
        xmlDoc *doc = parse(records[i]);
        free(changes_summary(bt_xml_root(doc)));
        bt_xml_free(doc);
    }
}

static void a_difference_is_told_in_crms_words(void **state)
{
    (void)state;
    xmlDoc *from = parse(base), *to = parse(base);
    struct bt_buf b = {0};
    changes_tell(from, to, &b);
    assert_int_equal(b.len, 0);
    xmlNode *resources = cib_section(to, XE_RESOURCES);
    bt_xml_remove(bt_xml_first(resources, XE_PRIMITIVE));
    bt_xml_set(bt_xml_path(resources, "group/primitive"), "type", "Delay");
    bt_xml_set(bt_xml_path(cib_section(to, XE_RSC_DEFAULTS), "meta_attributes/nvpair"), "value", "2");
    xmlNode *node = bt_xml_add(cib_section(to, XE_NODES), XE_NODE);
    bt_xml_set(node, "id", "3");
    bt_xml_set(node, "uname", "n3");
    changes_tell(from, to, &b);
    assert_string_equal(b.text, "removed: primitive p.q Dummy \\\n\tmeta is-managed=true\n"
                                "added: node 3: n3\n"
                                "changed: primitive x\n    - primitive x Dummy\n    + primitive x Delay\n"
                                "changed: rsc_defaults dd\n    - resource-stickiness=1\n    + resource-stickiness=2\n");
    bt_buf_free(&b);
    bt_xml_free(from);
    bt_xml_free(to);
}

static void an_order_that_nobody_sees_is_said(void **state)
{
    (void)state;
    xmlDoc *from = parse(base), *to = parse(base);
    struct bt_buf b = {0};
    xmlNode *nodes = cib_section(to, XE_NODES);
    xmlAddPrevSibling(bt_xml_first(nodes, NULL), bt_xml_next(bt_xml_first(nodes, NULL), NULL));
    changes_tell(from, to, &b);
    assert_string_equal(b.text, "changed: only the order of objects, or what the language has no words for (-x shows it)\n");
    bt_buf_free(&b);
    bt_xml_free(from);
    bt_xml_free(to);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_line_tells_the_objects),
        cmocka_unit_test(options_are_told_by_name_and_value),
        cmocka_unit_test(much_is_cut_short),
        cmocka_unit_test(a_gap_says_what_it_is_and_from_where),
        cmocka_unit_test(rubbish_is_no_reason_to_fall),
        cmocka_unit_test(a_difference_is_told_in_crms_words),
        cmocka_unit_test(an_order_that_nobody_sees_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
