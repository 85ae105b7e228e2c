/* tests/unit/test_cib_read.c - taking documents over, queries, options, digests, and the XML forms of requests and replies.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib.h"
#include "tests/unit/unit.h"

static const char text[] =
    "<cib epoch=\"1\"><configuration><crm_config>"
    "<cluster_property_set id=\"x\" score=\"10\"><nvpair id=\"x1\" name=\"batch-limit\" value=\"7\"/>"
    "<nvpair id=\"x2\" name=\"stonith-enabled\" value=\"true\"/></cluster_property_set>"
    "<cluster_property_set id=\"cib-bootstrap-options\"><nvpair id=\"o1\" name=\"stonith-enabled\" value=\"false\"/></cluster_property_set>"
    "</crm_config><nodes><node id=\"1\" uname=\"n1\"/><node id=\"2\" uname=\"n2\"/></nodes><resources/><constraints/></configuration>"
    "<status><node_state id=\"1\" uname=\"n1\"><lrm id=\"1\"/></node_state></status></cib>";

static xmlDoc *parse(const char *s)
{
    xmlDoc *doc = NULL;
    struct bt_err err = {0};
    if (bt_xml_parse(s, strlen(s), "test", &doc, &err) != 0)
        fail_msg("%s", bt_err_text(&err));
    return doc;
}

static int setup(void **state)
{
    return cib_from_doc(parse(text), (struct cib **)state, NULL);
}

static int teardown(void **state)
{
    cib_free(*state);
    return 0;
}

/* The same as text, behind what is in the buffer already. */
static void assert_text(const struct cib *cib, struct cib_request rq, int code, const char *wanted)
{
    struct bt_err err = {0};
    struct bt_buf b = {0};
    bt_buf_add(&b, "before:");
    assert_int_equal(cib_query_text(cib, &rq, &b, &err), code);
    assert_true(bt_starts(b.text, "before:"));
    assert_string_equal(code == 0 ? b.text + strlen("before:") : bt_err_text(&err), wanted);
    bt_err_clear(&err);
    bt_buf_free(&b);
}

static void assert_answer(const struct cib *cib, struct cib_request rq, int code, const char *wanted)
{
    struct bt_err err = {0};
    xmlDoc *answer = NULL;
    assert_int_equal(cib_query(cib, &rq, &answer, &err), code);
    char *got = code == 0 ? bt_xml_text(bt_xml_root(answer), false) : bt_strdup(err.text);
    assert_string_equal(got, wanted);
    free(got);
    assert_text(cib, rq, code, wanted);
    char *lines = code == 0 ? bt_xml_text(bt_xml_root(answer), true) : bt_strdup(wanted);
    rq.flags |= CIB_PRETTY;
    assert_text(cib, rq, code, lines);
    free(lines);
    bt_err_clear(&err);
    bt_xml_free(answer);
}

static void a_section_is_answered_bare(void **state)
{
    assert_answer(*state, (struct cib_request){.section = "nodes"}, 0,
                  "<nodes><node id=\"1\" uname=\"n1\"/><node id=\"2\" uname=\"n2\"/></nodes>");
    assert_answer(*state, (struct cib_request){.section = "nodes", .flags = CIB_NO_CHILDREN}, 0, "<nodes/>");
    assert_answer(*state, (struct cib_request){.flags = CIB_NO_CHILDREN}, 0, "<cib epoch=\"1\"/>");
    assert_answer(*state, (struct cib_request){.section = "what", .flags = CIB_NO_CHILDREN}, 0, "<cib epoch=\"1\"/>");
    assert_answer(*state, (struct cib_request){.section = "tags"}, BT_EX_NOSUCH, "the CIB has no section tags");
}

static void matches_of_an_xpath_are_wrapped_when_several(void **state)
{
    assert_answer(*state, (struct cib_request){.xpath = "//node[@id='2']"}, 0, "<node id=\"2\" uname=\"n2\"/>");
    assert_answer(*state, (struct cib_request){.xpath = "//node/@uname"}, 0,
                  "<xpath-query><node id=\"1\" uname=\"n1\"/><node id=\"2\" uname=\"n2\"/></xpath-query>");
    assert_answer(*state, (struct cib_request){.xpath = "//node_state", .flags = CIB_NO_CHILDREN}, 0,
                  "<node_state id=\"1\" uname=\"n1\"/>");
    assert_answer(*state, (struct cib_request){.xpath = "//zz"}, BT_EX_NOSUCH, "nothing in the CIB matches the XPath //zz");
    xmlDoc *answer = NULL;
    struct cib_request bad = {.xpath = "//node["};
    assert_int_equal(cib_query(*state, &bad, &answer, NULL), BT_EX_DATAERR);
}

static void documents_are_taken_over_clean(void **state)
{
    (void)state;
    struct cib *cib = NULL;
    struct bt_err err = {0};
    assert_int_equal(cib_from_doc(parse("<!DOCTYPE cib [<!ENTITY e \"x\">]><cib xmlns:p=\"urn:p\" p:a=\"1\"><!-- no --> text "
                                        "<configuration><!-- yes --></configuration></cib>"),
                                  &cib, &err),
                     0);
    char *got = bt_xml_text(bt_xml_root(cib_doc(cib)), false);
    assert_string_equal(got, "<cib><configuration><!-- yes --><crm_config/><nodes/><resources/><constraints/></configuration><status/></cib>");
    free(got);
    cib_free(cib);
    assert_int_equal(cib_from_doc(parse("<foo/>"), &cib, &err), BT_EX_CONFIG);
    assert_string_equal(err.text, "this is no CIB: its root is <foo>, not <cib>");
    bt_err_clear(&err);
}

static void options_have_an_order_and_defaults(void **state)
{
    const xmlDoc *doc = cib_doc(*state);
    assert_string_equal(cib_option(doc, "stonith-enabled"), "false");
    assert_string_equal(cib_option(doc, "batch-limit"), "7");
    assert_string_equal(cib_option(doc, "no-quorum-policy"), "stop");
    assert_null(cib_option(doc, "no-such-option"));
}

static void lookups(void **state)
{
    const xmlDoc *doc = cib_doc(*state);
    assert_string_equal(bt_xml_id(cib_node_state(doc, "n1")), "1");
    assert_null(cib_node_state(doc, "n2"));
    assert_null(cib_section(doc, "alerts"));
    char *path = cib_node_path(bt_xml_path(bt_xml_root(doc), "status/node_state/lrm"));
    assert_string_equal(path, "/cib/status/node_state[@id='1']/lrm[@id='1']");
    free(path);
}

static void versions_compare_field_by_field(void **state)
{
    (void)state;
    struct cib_version a = {1, 2, 3}, b = {1, 2, 4}, c = {1, 3, 0}, d = {2, 0, 0};
    assert_true(cib_version_cmp(&a, &b) < 0 && cib_version_cmp(&b, &c) < 0 && cib_version_cmp(&c, &d) < 0);
    assert_true(cib_version_cmp(&d, &a) > 0);
    assert_int_equal(cib_version_cmp(&a, &a), 0);
}

/* The figures are cibadmin's of Pacemaker 2.1.5. */
static void pacemakers_digests(void **state)
{
    (void)state;
    char digest[BT_DIGEST_TEXT];
    xmlDoc *doc = parse("<cib crm_feature_set=\"3.16.1\" validate-with=\"none\" epoch=\"1\" num_updates=\"0\" admin_epoch=\"0\"><configuration>"
                        "<crm_config/><nodes/><resources><primitive id=\"a\" d=\"a &lt; &gt; b &amp; &quot;c&quot; &apos; &#10; &#9; \xc3\xa9 d\"/>"
                        "<!-- hello --></resources><constraints/></configuration></cib>");
    assert_string_equal(cib_pacemaker_digest(bt_xml_root(doc), false, digest), "5a067bfa4e1577da4c5a67638d06239d");
    bt_xml_free(doc);
    doc = parse("<cib crm_feature_set=\"3.16.1\" update-user=\"x\"><configuration><a crm-debug-origin=\"y\"/></configuration></cib>");
    assert_string_equal(cib_pacemaker_digest(bt_xml_root(doc), true, digest), "8d3a9a3171a8ac1b2d0ba31a9875eb1f");
    bt_xml_free(doc);
}

/* Messages -------------------------------------------------------------------------------------------------- */

static void a_request_survives_its_way(void **state)
{
    (void)state;
    xmlDoc *data = parse("<node id=\"1\"/>");
    struct cib_request rq = {.op = CIB_OP_MODIFY, .section = "nodes", .xpath = "//a[@b='c']", .xml = bt_xml_root(data),
                             .flags = CIB_CAN_CREATE | CIB_FORCE, .origin = "n1", .client = "test", .user = "root"};
    xmlDoc *msg = cib_request_to_xml(&rq);
    struct cib_request back;
    assert_int_equal(cib_request_from_xml(bt_xml_root(msg), &back, NULL), 0);
    assert_int_equal(back.op, rq.op);
    assert_int_equal(back.flags, rq.flags);
    assert_string_equal(back.section, rq.section);
    assert_string_equal(back.xpath, rq.xpath);
    assert_string_equal(back.origin, rq.origin);
    assert_string_equal(back.client, rq.client);
    assert_string_equal(back.user, rq.user);
    assert_true(bt_xml_is(back.xml, "node"));
    bt_xml_free(msg);
    bt_xml_free(data);
}

static void rubbish_is_no_request(void **state)
{
    (void)state;
    const char *bad[] = {"<foo/>", "<cib_request/>", "<cib_request op=\"cib_dance\"/>", "<cib_request op=\"cib_modify\"/>",
                         "<cib_request op=\"cib_query\" flags=\"-1\"/>", "<cib_request op=\"cib_query\" flags=\"99999\"/>"};
    for (size_t i = 0; i < BT_COUNT(bad); i++) {
        struct cib_request rq;
        struct bt_err err = {0};
        xmlDoc *doc = parse(bad[i]);
        assert_int_equal(cib_request_from_xml(bt_xml_root(doc), &rq, &err), BT_EX_PROTOCOL);
        assert_non_null(err.text);
        bt_err_clear(&err);
        bt_xml_free(doc);
    }
}

static void a_reply_brings_result_or_sentence(void **state)
{
    (void)state;
    xmlDoc *data = parse("<nodes/>");
    struct bt_err err = {0};
    int64_t id = 0;
    const xmlNode *child = NULL;
    xmlDoc *ok = cib_reply_to_xml(7, 0, NULL, bt_xml_root(data));
    assert_int_equal(cib_reply_from_xml(bt_xml_root(ok), &id, &child, &err), 0);
    assert_int_equal(id, 7);
    assert_true(bt_xml_is(child, "nodes"));
    bt_fail(&err, BT_EX_NOSUCH, "there is none");
    xmlDoc *bad = cib_reply_to_xml(8, BT_EX_NOSUCH, &err, NULL);
    bt_err_clear(&err);
    assert_int_equal(cib_reply_from_xml(bt_xml_root(bad), &id, &child, &err), BT_EX_NOSUCH);
    assert_int_equal(id, 8);
    assert_string_equal(err.text, "there is none");
    bt_err_clear(&err);
    assert_int_equal(cib_reply_from_xml(bt_xml_root(data), &id, &child, &err), BT_EX_PROTOCOL);
    bt_err_clear(&err);
    bt_xml_free(ok);
    bt_xml_free(bad);
    bt_xml_free(data);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_section_is_answered_bare),
        TEST(matches_of_an_xpath_are_wrapped_when_several),
        TEST(documents_are_taken_over_clean),
        TEST(options_have_an_order_and_defaults),
        TEST(lookups),
        TEST(versions_compare_field_by_field),
        TEST(pacemakers_digests),
        TEST(a_request_survives_its_way),
        TEST(rubbish_is_no_request),
        TEST(a_reply_brings_result_or_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
