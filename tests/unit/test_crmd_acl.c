/* tests/unit/test_crmd_acl.c - the controller holds access control lists for its clients, as stories of a pretended group.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include "tests/sim/group.h"

static uint64_t change(struct group *g, int i, enum cib_op op, const char *section, const char *xml)
{
    xmlDoc *doc = NULL;
    assert_int_equal(bt_xml_parse(xml, strlen(xml), "test", &doc, NULL), 0);
    const struct cib_request rq = {.op = op, .section = section, .xml = bt_xml_root(doc), .client = "test"};
    uint64_t client = group_ask(g, i, cib_request_to_xml(&rq));
    bt_xml_free(doc);
    group_run(g, 50);
    return client;
}

/* Two nodes; bob may read everything and write the options, his group the status; eve may do nothing. */
static struct group *started(void)
{
    struct group *g = group_new(2, 0);
    group_start_all(g);
    uint64_t a = change(g, 0, CIB_OP_MODIFY, NULL,
                        "<cib><configuration><acls><acl_target id=\"bob\"><role id=\"r\"/></acl_target><acl_group id=\"ops\"><role id=\"s\"/></acl_group>"
                        "<acl_role id=\"r\"><acl_permission id=\"r1\" kind=\"read\" xpath=\"/cib\"/>"
                        "<acl_permission id=\"r2\" kind=\"write\" object-type=\"crm_config\"/></acl_role>"
                        "<acl_role id=\"s\"><acl_permission id=\"s1\" kind=\"write\" object-type=\"status\"/></acl_role></acls></configuration></cib>");
    assert_int_equal(group_rc(g, a), 0);
    uint64_t b = group_set_property(g, 0, "enable-acl", "true");
    group_run(g, 50);
    assert_int_equal(group_rc(g, b), 0);
    return g;
}

static int ask(struct group *g, int i, const char *user, const char *groups, const char *op)
{
    g->who = (struct crmd_actor){user, groups};
    xmlDoc *doc = group_request(op);
    bt_xml_set(bt_xml_root(doc), "name", "color");
    bt_xml_set(bt_xml_root(doc), "value", "red");
    uint64_t client = group_ask(g, i, doc);
    group_run(g, 50);
    g->who = (struct crmd_actor){"root", NULL};
    return group_rc(g, client);
}

static void the_history_is_for_those_who_may_read_all_of_the_configuration(void **state)
{
    (void)state;
    struct group *g = started();
    static const char *const ops[] = {"cib-history", "cib-version", "cib-apart"};
    for (size_t i = 0; i < BT_COUNT(ops); i++) {
        assert_int_equal(ask(g, 0, "root", NULL, ops[i]), 0);
        assert_int_equal(ask(g, 1, "bob", NULL, ops[i]), 0);
        assert_int_equal(ask(g, 0, "eve", NULL, ops[i]), BT_EX_INSUFFICIENT_PRIV);
    }
    assert_int_equal(ask(g, 0, "bob", NULL, "cib-apart-drop"), BT_EX_INSUFFICIENT_PRIV);
    assert_int_equal(ask(g, 0, "hacluster", NULL, "cib-apart-drop"), 0);
    uint64_t deny = change(g, 0, CIB_OP_MODIFY, "acls", "<acls><acl_role id=\"r\"><acl_permission id=\"r3\" kind=\"deny\" xpath=\"//nvpair[@name='password']\"/></acl_role></acls>");
    assert_int_equal(group_rc(g, deny), 0);
    for (size_t i = 0; i < BT_COUNT(ops); i++) /* nothing is denied there now, but who knows what was */
        assert_int_equal(ask(g, 0, "bob", NULL, ops[i]), BT_EX_INSUFFICIENT_PRIV);
    group_free(g);
}

static void a_user_changes_what_the_lists_allow_through_every_member(void **state)
{
    (void)state;
    struct group *g = started();
    for (int i = 0; i < 2; i++) {
        g->who.user = "bob";
        uint64_t allowed = group_set_property(g, i, "batch-limit", i == 0 ? "5" : "6");
        group_run(g, 50);
        uint64_t refused = change(g, i, CIB_OP_CREATE, "resources", "<primitive id=\"x\" class=\"ocf\" provider=\"pacemaker\" type=\"Dummy\"/>");
        assert_int_equal(group_rc(g, allowed), 0);
        assert_int_equal(group_rc(g, refused), BT_EX_INSUFFICIENT_PRIV);
        assert_non_null(strstr(bt_xml_get(group_reply(g, refused), "text"), "user bob may not create"));
    }
    g->who.user = "eve";
    uint64_t refused = group_set_property(g, 1, "batch-limit", "7");
    group_run(g, 50);
    assert_int_equal(group_rc(g, refused), BT_EX_INSUFFICIENT_PRIV);
    assert_string_equal(group_property(g, 0, "batch-limit"), "6");
    assert_true(group_agrees(g));
    group_free(g);
}

static void a_query_is_answered_with_what_its_user_may_read(void **state)
{
    (void)state;
    struct group *g = started();
    const struct cib_request rq = {.op = CIB_OP_QUERY, .client = "test", .user = "root"}; /* what it claims to be does not count */
    g->who.user = "eve";
    uint64_t refused = group_ask(g, 1, cib_request_to_xml(&rq));
    g->who.user = "bob";
    uint64_t answered = group_ask(g, 1, cib_request_to_xml(&rq));
    group_run(g, 10);
    assert_int_equal(group_rc(g, refused), BT_EX_INSUFFICIENT_PRIV);
    assert_int_equal(group_rc(g, answered), 0);
    group_free(g);
}

static void only_root_and_hacluster_act_for_others(void **state)
{
    (void)state;
    const struct cib_request rq = {.op = CIB_OP_QUERY, .user = "bob"};
    xmlDoc *doc = cib_request_to_xml(&rq), *silent = cib_subscribe_to_xml(1);
    assert_string_equal(crmd_acting_user("root", bt_xml_root(doc)), "bob");
    assert_string_equal(crmd_acting_user("hacluster", bt_xml_root(doc)), "bob");
    assert_string_equal(crmd_acting_user("eve", bt_xml_root(doc)), "eve");
    assert_string_equal(crmd_acting_user("root", bt_xml_root(silent)), "root");
    bt_xml_free(doc);
    bt_xml_free(silent);
}

static void what_acts_on_the_cluster_needs_the_section_that_it_writes(void **state)
{
    (void)state;
    static const char *const writes_status[] = {"attr-update", "cleanup", "refresh", "replan"};
    struct group *g = started();
    for (size_t i = 0; i < BT_COUNT(writes_status); i++) {
        assert_int_equal(ask(g, 1, "bob", NULL, writes_status[i]), BT_EX_INSUFFICIENT_PRIV);
        assert_int_not_equal(ask(g, 1, "bob", "users ops", writes_status[i]), BT_EX_INSUFFICIENT_PRIV);
    }
    assert_int_equal(ask(g, 1, "bob", "users ops", "node-remove"), BT_EX_INSUFFICIENT_PRIV);
    assert_int_equal(ask(g, 1, "bob", "users ops", "shutdown"), BT_EX_INSUFFICIENT_PRIV);
    assert_int_equal(ask(g, 1, "eve", NULL, "attr-query"), BT_EX_INSUFFICIENT_PRIV);
    assert_int_equal(ask(g, 1, "eve", NULL, "status"), 0);
    assert_true(group_idle(g));
    group_free(g);
}

/* The patch of the last notification that a client got; NULL: none in it. */
static const xmlNode *last_notified(const struct group *g, uint64_t client)
{
    const xmlNode *found = NULL;
    for (size_t i = 0; i < g->replies.n; i++) {
        const xmlNode *reply = bt_xml_root(g->replies.v[i]);
        if (bt_xml_get_int(reply, "client", 0) == (int64_t)client)
            found = reply;
    }
    assert_true(bt_xml_is(found, "cib_notify"));
    return bt_xml_first(found, "diff");
}

static void a_subscriber_under_lists_learns_of_changes_but_not_their_content(void **state)
{
    (void)state;
    struct group *g = started();
    uint64_t root = group_ask(g, 1, cib_subscribe_to_xml(1));
    g->who.user = "bob";
    uint64_t bob = group_ask(g, 1, cib_subscribe_to_xml(1));
    g->who.user = "root";
    group_run(g, 10);
    assert_int_equal(group_rc(g, bob), 0);
    group_set_property(g, 0, "batch-limit", "9");
    group_run(g, 50);
    assert_non_null(last_notified(g, root));
    assert_null(last_notified(g, bob));
    group_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_history_is_for_those_who_may_read_all_of_the_configuration),
        cmocka_unit_test(a_user_changes_what_the_lists_allow_through_every_member),
        cmocka_unit_test(a_query_is_answered_with_what_its_user_may_read),
        cmocka_unit_test(only_root_and_hacluster_act_for_others),
        cmocka_unit_test(what_acts_on_the_cluster_needs_the_section_that_it_writes),
        cmocka_unit_test(a_subscriber_under_lists_learns_of_changes_but_not_their_content),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
