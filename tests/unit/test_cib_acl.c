/* tests/unit/test_cib_acl.c - access control lists: what a user sees of the CIB, and what it may change.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib.h"
#include "tests/unit/unit.h"

/* A small cluster; bob has the permissions of the role, which the story gives. */
static struct cib *cluster(const char *enable, const char *targets, const char *permissions)
{
    char *text = bt_printf(
        "<cib validate-with=\"pacemaker-3.9\" epoch=\"8\" num_updates=\"0\" admin_epoch=\"1\"><configuration>"
        "<crm_config><cluster_property_set id=\"o\"><nvpair id=\"o-acl\" name=\"enable-acl\" value=\"%s\"/>"
        "<nvpair id=\"o-x\" name=\"no-quorum-policy\" value=\"stop\"/></cluster_property_set></crm_config>"
        "<nodes><node id=\"1\" uname=\"n1\"/></nodes>"
        "<resources><primitive id=\"a\" class=\"ocf\" provider=\"pacemaker\" type=\"Dummy\">"
        "<meta_attributes id=\"a-m\"><nvpair id=\"a-m-t\" name=\"target-role\" value=\"Started\"/></meta_attributes>"
        "<instance_attributes id=\"a-i\"><nvpair id=\"a-i-p\" name=\"passwd\" value=\"secret\"/></instance_attributes></primitive>"
        "<primitive id=\"b\" class=\"ocf\" provider=\"pacemaker\" type=\"Dummy\"/></resources><constraints/>"
        "<acls>%s<acl_role id=\"operator\">%s</acl_role></acls></configuration><status/></cib>",
        enable, targets, permissions);
    xmlDoc *doc = NULL;
    struct cib *cib = NULL;
    struct bt_err err = {0};
    if (bt_xml_parse(text, strlen(text), "test", &doc, &err) != 0 || cib_from_doc(doc, &cib, &err) != 0)
        fail_msg("%s", bt_err_text(&err));
    free(text);
    return cib;
}

#define BOB "<acl_target id=\"bob\"><role id=\"operator\"/></acl_target>"

static struct cib *with(const char *permissions)
{
    return cluster("true", BOB, permissions);
}

/* What a query of bob's for a section brings; NULL and rc if it is refused. */
static char *seen(const struct cib *cib, const char *section, int *ret_rc)
{
    const struct cib_request rq = {.op = CIB_OP_QUERY, .section = section, .user = "bob"};
    xmlDoc *doc = NULL;
    *ret_rc = cib_query(cib, &rq, &doc, NULL);
    char *text = *ret_rc == 0 ? bt_xml_text(bt_xml_root(doc), false) : NULL;
    struct bt_buf b = {0};
    assert_int_equal(cib_query_text(cib, &rq, &b, NULL), *ret_rc);
    if (text != NULL)
        assert_string_equal(b.text, text);
    bt_buf_free(&b);
    bt_xml_free(doc);
    return text;
}

static void assert_seen(const char *permissions, const char *section, const char *wanted)
{
    struct cib *cib = with(permissions);
    int rc;
    char *text = seen(cib, section, &rc);
    assert_int_equal(rc, 0);
    assert_string_equal(text, wanted);
    free(text);
    cib_free(cib);
}

static int change_as(struct cib *cib, enum cib_op op, const char *section, const char *xml, const char *user, const char *groups, struct bt_err *err)
{
    xmlDoc *doc = NULL;
    struct cib_changed done = {0};
    if (xml != NULL)
        assert_int_equal(bt_xml_parse(xml, strlen(xml), "test", &doc, NULL), 0);
    const struct cib_request rq = {.op = op, .section = section, .xml = bt_xml_root(doc), .user = user, .groups = groups};
    int rc = cib_change(cib, &rq, (struct bt_wall){.s = 0}, &done, err);
    bt_xml_free(done.patch);
    bt_xml_free(doc);
    return rc;
}

/* The rc of bob's change; one that is refused must leave everything as it was. */
static int changed(const char *permissions, enum cib_op op, const char *section, const char *xml)
{
    struct cib *cib = with(permissions);
    char *before = bt_xml_text(bt_xml_root(cib_doc(cib)), false);
    struct bt_err err = {0};
    int rc = change_as(cib, op, section, xml, "bob", NULL, &err);
    char *after = bt_xml_text(bt_xml_root(cib_doc(cib)), false);
    if (rc != 0)
        assert_string_equal(before, after);
    else
        assert_string_not_equal(before, after);
    if (rc == BT_EX_INSUFFICIENT_PRIV)
        assert_non_null(strstr(bt_err_text(&err), "user bob may not"));
    bt_err_clear(&err);
    free(before);
    free(after);
    cib_free(cib);
    return rc;
}

/* Reading ------------------------------------------------------------------------------------------------------- */

static void who_is_in_no_list_may_read_nothing(void **state)
{
    (void)state;
    struct cib *cib = cluster("true", "", "<acl_permission id=\"p\" kind=\"read\" xpath=\"/cib\"/>");
    int rc;
    free(seen(cib, NULL, &rc));
    assert_int_equal(rc, BT_EX_INSUFFICIENT_PRIV);
    cib_free(cib);
}

static void lists_count_only_where_they_are_enabled_and_never_for_root(void **state)
{
    (void)state;
    struct cib *off = cluster("false", "", ""), *on = cluster("true", "", "");
    int rc;
    free(seen(off, NULL, &rc));
    assert_int_equal(rc, 0);
    assert_false(cib_is_restricted(off, "bob"));
    assert_true(cib_is_restricted(on, "bob"));
    assert_false(cib_is_restricted(on, "root"));
    assert_false(cib_is_restricted(on, "hacluster"));
    assert_false(cib_is_restricted(on, NULL));
    cib_free(off);
    cib_free(on);
}

static void what_is_denied_is_left_out(void **state)
{
    (void)state;
    assert_seen("<acl_permission id=\"p1\" kind=\"read\" xpath=\"//resources\"/>"
                "<acl_permission id=\"p2\" kind=\"deny\" xpath=\"//nvpair[@name='passwd']\"/>"
                "<acl_permission id=\"p3\" kind=\"deny\" reference=\"b\"/>",
                "resources",
                "<resources><primitive id=\"a\" class=\"ocf\" provider=\"pacemaker\" type=\"Dummy\"><meta_attributes id=\"a-m\">"
                "<nvpair id=\"a-m-t\" name=\"target-role\" value=\"Started\"/></meta_attributes><instance_attributes id=\"a-i\"/>"
                "</primitive></resources>");
}

static void what_holds_something_readable_shows_its_id_only(void **state)
{
    (void)state;
    assert_seen("<acl_permission id=\"p\" kind=\"read\" xpath=\"//meta_attributes\"/>", NULL,
                "<cib><configuration><resources><primitive id=\"a\"><meta_attributes id=\"a-m\"><nvpair id=\"a-m-t\" name=\"target-role\" "
                "value=\"Started\"/></meta_attributes></primitive></resources></configuration></cib>");
}

static void deny_wins_on_the_same_element_whatever_comes_first(void **state)
{
    (void)state;
    static const char *const both[] = {
        "<acl_permission id=\"p1\" kind=\"deny\" reference=\"b\"/><acl_permission id=\"p2\" kind=\"write\" object-type=\"primitive\"/>",
        "<acl_permission id=\"p2\" kind=\"write\" object-type=\"primitive\"/><acl_permission id=\"p1\" kind=\"deny\" reference=\"b\"/>",
    };
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(changed(both[i], CIB_OP_MODIFY, NULL, "<primitive id=\"b\" type=\"Stateful\"/>"), BT_EX_INSUFFICIENT_PRIV);
        assert_int_equal(changed(both[i], CIB_OP_MODIFY, NULL, "<primitive id=\"a\" type=\"Stateful\"/>"), 0);
    }
}

/* As an old file, or one without validation, may have it. */
static void a_role_without_an_id_gives_nothing(void **state)
{
    (void)state;
    struct cib *cib = cluster("true", "<acl_target id=\"bob\"><role/></acl_target>", "<acl_permission id=\"p\" kind=\"read\" xpath=\"/cib\"/>");
    int rc;
    assert_null(seen(cib, NULL, &rc));
    assert_int_equal(rc, BT_EX_INSUFFICIENT_PRIV);
    cib_free(cib);
}

static void an_xpath_may_not_reach_what_is_hidden(void **state)
{
    (void)state;
    struct cib *cib = with("<acl_permission id=\"p\" kind=\"read\" xpath=\"//meta_attributes\"/>");
    const struct cib_request rq = {.op = CIB_OP_QUERY, .xpath = "//nvpair[@name='passwd']", .user = "bob"};
    xmlDoc *doc = NULL;
    assert_int_equal(cib_query(cib, &rq, &doc, NULL), BT_EX_NOSUCH);
    cib_free(cib);
}

static void permissions_come_through_groups_too(void **state)
{
    (void)state;
    struct cib *cib = cluster("true", "<acl_group id=\"ops\"><role id=\"operator\"/></acl_group>",
                              "<acl_permission id=\"p\" kind=\"write\" reference=\"o-x\"/>");
    const char *xml = "<nvpair id=\"o-x\" value=\"freeze\"/>";
    assert_int_equal(change_as(cib, CIB_OP_MODIFY, NULL, xml, "bob", NULL, NULL), BT_EX_INSUFFICIENT_PRIV);
    assert_int_equal(change_as(cib, CIB_OP_MODIFY, NULL, xml, "bob", "users opsers", NULL), BT_EX_INSUFFICIENT_PRIV);
    assert_int_equal(change_as(cib, CIB_OP_MODIFY, NULL, xml, "bob", "users ops", NULL), 0);
    cib_free(cib);
}

static void a_denial_that_can_not_be_evaluated_denies_all(void **state)
{
    (void)state;
    struct cib *cib = with("<acl_permission id=\"p1\" kind=\"read\" xpath=\"/cib\"/><acl_permission id=\"p2\" kind=\"deny\" xpath=\"//[\"/>");
    int rc;
    free(seen(cib, NULL, &rc));
    assert_int_equal(rc, BT_EX_INSUFFICIENT_PRIV);
    cib_free(cib);
}

/* Changing ------------------------------------------------------------------------------------------------------ */

#define META_WRITER                                                                                                    \
    "<acl_permission id=\"p1\" kind=\"read\" xpath=\"/cib\"/><acl_permission id=\"p2\" kind=\"write\" xpath=\"//meta_attributes\"/>"

static void who_may_write_one_kind_of_element_changes_nothing_else(void **state)
{
    (void)state;
    assert_int_equal(changed(META_WRITER, CIB_OP_MODIFY, NULL, "<nvpair id=\"a-m-t\" value=\"Stopped\"/>"), 0);
    assert_int_equal(changed(META_WRITER, CIB_OP_DELETE, NULL, "<nvpair id=\"a-m-t\"/>"), 0);
    assert_int_equal(changed(META_WRITER, CIB_OP_DELETE, NULL, "<meta_attributes id=\"a-m\"/>"), 0);
    assert_int_equal(changed(META_WRITER, CIB_OP_MODIFY, NULL, "<nvpair id=\"o-x\" value=\"freeze\"/>"), BT_EX_INSUFFICIENT_PRIV);
    assert_int_equal(changed(META_WRITER, CIB_OP_DELETE, NULL, "<instance_attributes id=\"a-i\"/>"), BT_EX_INSUFFICIENT_PRIV);
    assert_int_equal(changed(META_WRITER, CIB_OP_DELETE, NULL, "<primitive id=\"b\"/>"), BT_EX_INSUFFICIENT_PRIV);
    assert_int_equal(changed(META_WRITER, CIB_OP_CREATE, "resources", "<primitive id=\"c\" class=\"ocf\" provider=\"pacemaker\" type=\"Dummy\"/>"),
                     BT_EX_INSUFFICIENT_PRIV);
    assert_int_equal(changed(META_WRITER, CIB_OP_BUMP, NULL, NULL), BT_EX_INSUFFICIENT_PRIV);
    assert_int_equal(changed(META_WRITER, CIB_OP_ERASE, NULL, NULL), BT_EX_INSUFFICIENT_PRIV);
}

static void what_is_new_is_judged_by_the_document_with_it(void **state)
{
    (void)state;
    const char *only_c = "<acl_permission id=\"p1\" kind=\"read\" xpath=\"/cib\"/>"
                         "<acl_permission id=\"p2\" kind=\"write\" xpath=\"//primitive[@id='c']\"/>";
    assert_int_equal(changed(only_c, CIB_OP_CREATE, "resources", "<primitive id=\"c\" class=\"ocf\" provider=\"pacemaker\" type=\"Dummy\"/>"), 0);
    assert_int_equal(changed(only_c, CIB_OP_CREATE, "resources", "<primitive id=\"d\" class=\"ocf\" provider=\"pacemaker\" type=\"Dummy\"/>"),
                     BT_EX_INSUFFICIENT_PRIV);
}

static void a_new_element_that_is_only_an_id_needs_no_permission(void **state)
{
    (void)state;
    const char *role = "<acl_permission id=\"p1\" kind=\"read\" xpath=\"/cib\"/>"
                       "<acl_permission id=\"p2\" kind=\"write\" xpath=\"//nvpair[@name='target-role']\"/>";
    assert_int_equal(changed(role, CIB_OP_MODIFY, NULL,
                             "<primitive id=\"b\"><meta_attributes id=\"b-m\"><nvpair id=\"b-m-t\" name=\"target-role\" value=\"Stopped\"/>"
                             "</meta_attributes></primitive>"), 0);
    assert_int_equal(changed(role, CIB_OP_MODIFY, NULL,
                             "<primitive id=\"b\"><meta_attributes id=\"b-m\" score=\"1\"><nvpair id=\"b-m-t\" name=\"target-role\" value=\"Stopped\"/>"
                             "</meta_attributes></primitive>"), BT_EX_INSUFFICIENT_PRIV);
    assert_int_equal(changed(role, CIB_OP_MODIFY, NULL,
                             "<primitive id=\"b\"><meta_attributes id=\"b-m\"><nvpair id=\"b-m-t\" name=\"is-managed\" value=\"false\"/>"
                             "</meta_attributes></primitive>"), BT_EX_INSUFFICIENT_PRIV);
}

static void write_above_holds_below_unless_denied(void **state)
{
    (void)state;
    const char *writer = "<acl_permission id=\"p1\" kind=\"write\" xpath=\"//resources\"/><acl_permission id=\"p2\" kind=\"read\" reference=\"a\"/>"
                         "<acl_permission id=\"p3\" kind=\"deny\" xpath=\"//nvpair[@name='passwd']\"/>";
    assert_int_equal(changed(writer, CIB_OP_MODIFY, NULL, "<nvpair id=\"a-m-t\" value=\"Stopped\"/>"), 0);
    assert_int_equal(changed(writer, CIB_OP_MODIFY, NULL, "<nvpair id=\"a-i-p\" value=\"mine\"/>"), BT_EX_INSUFFICIENT_PRIV);
    assert_int_equal(changed(writer, CIB_OP_DELETE, NULL, "<primitive id=\"b\"/>"), 0);
    assert_int_equal(changed(writer, CIB_OP_CREATE, "constraints", "<rsc_location id=\"l\" rsc=\"a\" node=\"n1\" score=\"1\"/>"),
                     BT_EX_INSUFFICIENT_PRIV);
}

static void nobody_gives_oneself_a_role(void **state)
{
    (void)state;
    assert_int_equal(changed(META_WRITER, CIB_OP_MODIFY, NULL,
                             "<acl_role id=\"operator\"><acl_permission id=\"p9\" kind=\"write\" xpath=\"/cib\"/></acl_role>"),
                     BT_EX_INSUFFICIENT_PRIV);
    assert_int_equal(changed(META_WRITER, CIB_OP_MODIFY, NULL, "<nvpair id=\"o-acl\" value=\"false\"/>"), BT_EX_INSUFFICIENT_PRIV);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_in_no_list_may_read_nothing),
        cmocka_unit_test(lists_count_only_where_they_are_enabled_and_never_for_root),
        cmocka_unit_test(what_is_denied_is_left_out),
        cmocka_unit_test(what_holds_something_readable_shows_its_id_only),
        cmocka_unit_test(deny_wins_on_the_same_element_whatever_comes_first),
        cmocka_unit_test(a_role_without_an_id_gives_nothing),
        cmocka_unit_test(an_xpath_may_not_reach_what_is_hidden),
        cmocka_unit_test(permissions_come_through_groups_too),
        cmocka_unit_test(a_denial_that_can_not_be_evaluated_denies_all),
        cmocka_unit_test(who_may_write_one_kind_of_element_changes_nothing_else),
        cmocka_unit_test(what_is_new_is_judged_by_the_document_with_it),
        cmocka_unit_test(a_new_element_that_is_only_an_id_needs_no_permission),
        cmocka_unit_test(write_above_holds_below_unless_denied),
        cmocka_unit_test(nobody_gives_oneself_a_role),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
