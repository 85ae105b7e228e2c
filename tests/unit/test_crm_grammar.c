/* tests/unit/test_crm_grammar.c - the configuration language of crm: words to XML, XML to words, and back again to the same.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"
#include "tools/crm/config.h"
#include "tools/crm/words.h"

static const char empty_cib[] =
    "<cib admin_epoch=\"0\" epoch=\"1\" num_updates=\"0\" validate-with=\"pacemaker-3.9\" crm_feature_set=\"3.16.2\"><configuration><crm_config/><nodes>"
    "<node id=\"1\" uname=\"n1\"/><node id=\"2\" uname=\"n2\"/></nodes><resources/><constraints/></configuration><status/></cib>";

static struct config *new_config(void)
{
    xmlDoc *doc = NULL;
    assert_int_equal(bt_xml_parse(empty_cib, strlen(empty_cib), "test", &doc, NULL), BT_EX_OK);
    return config_new(doc);
}

/* Defines a line; the error's text is the caller's to free. */
static int define(struct config *c, const char *line, enum config_mode mode, char **ret_error)
{
    struct bt_err err = {0};
    struct bt_strv words = {0};
    struct grammar g = {.cib = c->work};
    xmlDoc *object = NULL;
    int rc = words_split(line, &words, &err);
    if (rc == BT_EX_OK)
        rc = grammar_parse(&g, &words, &object, &err);
    if (rc == BT_EX_OK)
        rc = config_define(c, words.v[0], bt_xml_root(object), mode, &err);
    if (ret_error != NULL)
        *ret_error = bt_strdup(err.text);
    bt_err_clear(&err);
    bt_xml_free(object);
    bt_strv_free(&words);
    return rc;
}

static void must_define(struct config *c, const char *line)
{
    char *error = NULL;
    if (define(c, line, CONFIG_CREATE, &error) != BT_EX_OK)
        fail_msg("%s: %s", line, error);
    free(error);
}

/* All objects, one a line. */
static char *shown(const struct config *c)
{
    struct bt_buf b = {0};
    const xmlNode **all;
    size_t n = grammar_objects(c->work, &all);
    for (size_t i = 0; i < n; i++)
        grammar_show(c->work, all[i], true, &b);
    free(all);
    return bt_buf_take(&b);
}

static char *xml_of(const struct config *c, const char *id)
{
    const xmlNode *n = config_find(c, id);
    return n != NULL ? bt_xml_text(n, false) : bt_strdup("");
}

static void assert_xml(const char *line, const char *id, const char *expected)
{
    struct config *c = new_config();
    must_define(c, line);
    char *xml = xml_of(c, id);
    assert_string_equal(xml, expected);
    free(xml);
    config_free(c);
}

/* Words ----------------------------------------------------------------------------------------------------------- */

static void words_keep_what_is_quoted(void **state)
{
    (void)state;
    struct bt_strv words = {0};
    assert_int_equal(words_split("a 'b c' \"d \\\"e\\\"\" f=\"g h\" i\\ j", &words, NULL), BT_EX_OK);
    assert_int_equal(words.n, 5);
    assert_string_equal(words.v[1], "b c");
    assert_string_equal(words.v[2], "d \"e\"");
    assert_string_equal(words.v[3], "f=g h");
    assert_string_equal(words.v[4], "i j");
    bt_strv_free(&words);
}

static void an_open_quote_is_an_error_and_a_comment_is_nothing(void **state)
{
    (void)state;
    struct bt_strv words = {0};
    struct bt_err err = {0};
    assert_int_equal(words_split("a 'b", &words, &err), BT_EX_USAGE);
    assert_non_null(strstr(err.text, "not closed"));
    bt_err_clear(&err);
    bt_strv_free(&words);
    words = (struct bt_strv){0};
    assert_int_equal(words_split("  # primitive x", &words, NULL), BT_EX_OK);
    assert_int_equal(words.n, 0);
}

/* XML --------------------------------------------------------------------------------------------------------------- */

static void a_primitive_gets_ids_that_name_where_things_are(void **state)
{
    (void)state;
    assert_xml("primitive vip IPaddr2 params ip=10.0.0.1 op monitor interval=10s OCF_CHECK_LEVEL=5 op start timeout=60s meta target-role=Started", "vip",
               "<primitive id=\"vip\" class=\"ocf\" provider=\"heartbeat\" type=\"IPaddr2\">"
               "<instance_attributes id=\"vip-instance_attributes\"><nvpair id=\"vip-instance_attributes-ip\" name=\"ip\" value=\"10.0.0.1\"/></instance_attributes>"
               "<operations><op id=\"vip-monitor-10s\" name=\"monitor\" interval=\"10s\"><instance_attributes id=\"vip-monitor-10s-instance_attributes\">"
               "<nvpair id=\"vip-monitor-10s-instance_attributes-OCF_CHECK_LEVEL\" name=\"OCF_CHECK_LEVEL\" value=\"5\"/></instance_attributes></op>"
               "<op id=\"vip-start-0\" name=\"start\" timeout=\"60s\" interval=\"0\"/></operations>"
               "<meta_attributes id=\"vip-meta_attributes\"><nvpair id=\"vip-meta_attributes-target-role\" name=\"target-role\" value=\"Started\"/></meta_attributes>"
               "</primitive>");
}

static void constraints_in_their_simple_forms(void **state)
{
    (void)state;
    assert_xml("location l web role=Started -inf: n2", "l", "<rsc_location id=\"l\" rsc=\"web\" role=\"Started\" score=\"-INFINITY\" node=\"n2\"/>");
    assert_xml("location l /^d.*/ 20: n1", "l", "<rsc_location id=\"l\" rsc-pattern=\"^d.*\" score=\"20\" node=\"n1\"/>");
    assert_xml("colocation c inf: a:Promoted b", "c", "<rsc_colocation id=\"c\" score=\"INFINITY\" rsc=\"a\" rsc-role=\"Promoted\" with-rsc=\"b\"/>");
    assert_xml("order o Optional: a:start b:promote symmetrical=false", "o",
               "<rsc_order id=\"o\" kind=\"Optional\" symmetrical=\"false\" first=\"a\" first-action=\"start\" then=\"b\" then-action=\"promote\"/>");
    assert_xml("order o 0: a b", "o", "<rsc_order id=\"o\" kind=\"Optional\" first=\"a\" then=\"b\"/>");
    assert_xml("rsc_ticket t T: a loss-policy=fence", "t", "<rsc_ticket id=\"t\" ticket=\"T\" loss-policy=\"fence\" rsc=\"a\"/>");
}

static void brackets_make_sets_of_their_kind(void **state)
{
    (void)state;
    assert_xml("order o Mandatory: a [ b c ] ( d e )", "o",
               "<rsc_order id=\"o\" kind=\"Mandatory\"><resource_set id=\"o-0\"><resource_ref id=\"a\"/></resource_set>"
               "<resource_set id=\"o-1\" require-all=\"false\" sequential=\"false\"><resource_ref id=\"b\"/><resource_ref id=\"c\"/></resource_set>"
               "<resource_set id=\"o-2\" sequential=\"false\"><resource_ref id=\"d\"/><resource_ref id=\"e\"/></resource_set></rsc_order>");
}

static void a_rule_has_its_expressions_in_order(void **state)
{
    (void)state;
    assert_xml("location l m rule -inf: not_defined pingd or pingd number:lte 0", "l",
               "<rsc_location id=\"l\" rsc=\"m\"><rule id=\"l-rule\" score=\"-INFINITY\" boolean-op=\"or\">"
               "<expression id=\"l-rule-expression\" operation=\"not_defined\" attribute=\"pingd\"/>"
               "<expression id=\"l-rule-expression-0\" operation=\"lte\" attribute=\"pingd\" type=\"number\" value=\"0\"/></rule></rsc_location>");
}

/* Round trips ----------------------------------------------------------------------------------------------------- */

/* Each in the form that is printed; some need others to be there. */
static const char *const lines[] = {
    "node 1: n1 attributes mem=16G",
    "node 2: n2 utilization cpu=4",
    "primitive a Dummy description=\"hello world\" params fake=\"a b\" state=\"say \\\"hi\\\"\" empty=\"\" back=\"x\\y\" meta migration-threshold=3 utilization cpu=2 operations $id=a-ops "
    "op monitor interval=10s timeout=20s op_params OCF_CHECK_LEVEL=10 op start interval=0 timeout=60s",
    "primitive b ocf:pacemaker:Stateful params rule #uname eq n1 fake=1 params 2: rule #uname eq n2 and pingd gt 0 fake=2",
    "primitive c systemd:foo op start interval=0 timeout=60s op_params 2: rule #uname eq n1 x=y op_params 1: x=z op_meta 1: start-delay=60m",
    "primitive d stonith:external/ssh params hostlist=\"n1 n2\"",
    "primitive e Dummy",
    "primitive f Dummy",
    "group g e f meta target-role=Stopped",
    "clone cb b meta promotable=true meta promoted-max=1",
    "tag t a c",
    "colocation c1 inf: g cb:Promoted",
    "colocation c2 -inf: a c node-attribute=rack",
    "colocation c3 100: ( a c ) ( g cb )",
    "colocation c4 inf: a c d",
    "location l1 g 100: n1",
    "location l2 a role=Started resource-discovery=never -inf: n2",
    "location l3 { a c } 100: n1",
    "location l4 /^d.*/ 20: n1",
    "location l5 cb rule $role=Promoted 100: pingd number:lt 3",
    "location l6 a rule pingd: defined pingd rule date lt 2009-05-26 and date in start=2009-05-26 end=2009-07-26 rule date in start=2009-05-26 years=2009 and date spec years=2009 hours=09-17",
    "order o1 Mandatory: a g",
    "order o2 Optional: a:start cb:promote",
    "order o3 Serialize: a [ c d ] g symmetrical=false",
    "order o4 a c",
    "fencing_topology n1: d n2: d,a c",
    "rsc_ticket t1 T: a",
    "rsc_ticket t2 T: a cb:Promoted loss-policy=fence",
    "property cib-bootstrap-options: stonith-enabled=true no-quorum-policy=ignore",
    "property night: rule date spec hours=0-6 stonith-enabled=false",
    "rsc_defaults rsc-options: failure-timeout=10m",
    "op_defaults op-options: 5: rule 100: #uname eq n1 record-pending=true",
    "role r write meta:a:target-role read status deny xpath:\"//nodes\" read type:primitive ref:a attribute:id",
    "acl_target joe r",
    "alert al \"/bin/true\" attributes x=y select fencing nodes attributes { pingd } to \"/tmp/x\"",
};

static void define_lines(struct config *c)
{
    for (size_t i = 0; i < BT_COUNT(lines); i++)
        must_define(c, lines[i]);
}

static void what_is_shown_is_what_was_written(void **state)
{
    (void)state;
    struct config *c = new_config();
    struct bt_buf expected = {0};
    define_lines(c);
    for (size_t i = 0; i < BT_COUNT(lines); i++)
        bt_buf_addf(&expected, "%s\n", lines[i]);
    char *text = shown(c);
    assert_string_equal(text, expected.text);
    free(text);
    bt_buf_free(&expected);
    config_free(c);
}

static void what_is_shown_reads_back_to_the_same_xml(void **state)
{
    (void)state;
    struct config *one = new_config(), *two = new_config();
    define_lines(one);
    char *text = shown(one), *rest = text;
    for (char *line; (line = strsep(&rest, "\n")) != NULL && *line != '\0';)
        must_define(two, line);
    xmlDoc *patch = cib_patch_make(bt_xml_root(one->work), bt_xml_root(two->work), false);
    char *difference = patch != NULL ? bt_xml_text(bt_xml_root(patch), true) : NULL;
    if (difference != NULL && strstr(difference, "operation=\"move\"") == NULL)
        fail_msg("%s", difference);
    free(difference);
    bt_xml_free(patch);
    free(text);
    config_free(one);
    config_free(two);
}

static void what_has_no_words_is_shown_as_xml_and_read_back(void **state)
{
    (void)state;
    struct config *c = new_config();
    must_define(c, "xml '<primitive id=\"p\" class=\"ocf\" provider=\"heartbeat\" type=\"Dummy\" odd=\"1\"/>'");
    char *text = shown(c);
    assert_non_null(strstr(text, "xml <primitive id=\"p\" class=\"ocf\" provider=\"heartbeat\" type=\"Dummy\" odd=\"1\"/>\n"));
    free(text);
    config_free(c);
}

/* Errors ------------------------------------------------------------------------------------------------------------ */

static void assert_refused(const char *line, const char *sentence)
{
    struct config *c = new_config();
    char *error = NULL, *before = shown(c);
    must_define(c, "primitive a Dummy");
    must_define(c, "group g a");
    must_define(c, "primitive b Dummy");
    assert_int_not_equal(define(c, line, CONFIG_CREATE, &error), BT_EX_OK);
    if (strstr(error, sentence) == NULL)
        fail_msg("%s: '%s' lacks '%s'", line, error, sentence);
    free(error);
    free(before);
    config_free(c);
}

static void errors_say_what_and_where(void **state)
{
    (void)state;
    assert_refused("primitive x", "syntax in primitive: Expected at least 2 arguments near <primitive> parsing 'primitive x'");
    assert_refused("primitive x Dummy op", "Expected an operation");
    assert_refused("primitive x Dummy frob", "Unknown arguments: frob near <frob>");
    assert_refused("location l a", "expected <score>: <node> or <rule>");
    assert_refused("location l a much: n1", "Expected a score near <much:>");
    assert_refused("location l a rule #uname is n1", "Expected ((string|integer|number|version):)?(lt|gt|lte|gte|eq|ne) near <is>");
    assert_refused("location l a rule a eq b or c eq d and e eq f", "can't be mixed");
    assert_refused("order o ( a b", "Unmatched bracket");
    assert_refused("order o ( a [ b ] )", "can't be nested");
    assert_refused("order o Perhaps: a b", "Expected Mandatory:, Optional: or Serialize:");
    assert_refused("property x", "Unknown arguments: x");
    assert_refused("role r grant x", "Expected read, write or deny");
    assert_refused("primitive b Dummy", "Cannot create primitive with ID 'b': Found existing primitive with same ID.");
    assert_refused("group g2 a", "Child primitive:a already in group:g");
    assert_refused("group g2 nope", "g2 refers to missing object nope");
    assert_refused("clone c g2", "missing object g2");
    assert_refused("group g2 g", "can't be inside it");
}

/* Editing ----------------------------------------------------------------------------------------------------------- */

static void deleting_takes_along_what_refers_to_it(void **state)
{
    (void)state;
    struct config *c = new_config();
    static const char *const some[] = {"primitive a Dummy", "primitive b Dummy", "primitive d Dummy", "group g a b", "location l a 1: n1",
                                       "order o a d", "colocation c inf: a b d", "tag t a", "fencing_topology n1: a,d"};
    for (size_t i = 0; i < BT_COUNT(some); i++)
        must_define(c, some[i]);
    assert_int_equal(config_delete(c, "a", NULL), BT_EX_OK);
    char *text = shown(c);
    assert_string_equal(text, "node 1: n1\nnode 2: n2\nprimitive b Dummy\nprimitive d Dummy\ngroup g b\ncolocation c inf: b d\nfencing_topology n1: d\n");
    assert_true(bt_strv_has(&c->remarks, "hanging order:o deleted"));
    free(text);
    config_free(c);
}

static void a_group_goes_with_its_last_resource(void **state)
{
    (void)state;
    struct config *c = new_config();
    must_define(c, "primitive a Dummy");
    must_define(c, "group g a");
    must_define(c, "clone cl g");
    assert_int_equal(config_delete(c, "a", NULL), BT_EX_OK);
    assert_null(config_find(c, "g"));
    assert_null(config_find(c, "cl"));
    config_free(c);
}

static void an_update_merges_and_a_push_replaces(void **state)
{
    (void)state;
    struct config *c = new_config();
    must_define(c, "primitive a Dummy params x=1 y=2 op monitor interval=10s");
    assert_int_equal(define(c, "primitive a Dummy params y=3 op monitor interval=10s timeout=5s", CONFIG_UPDATE, NULL), BT_EX_OK);
    char *text = shown(c);
    assert_non_null(strstr(text, "primitive a Dummy params x=1 y=3 op monitor interval=10s timeout=5s\n"));
    free(text);
    assert_int_equal(define(c, "primitive a Dummy", CONFIG_PUSH, NULL), BT_EX_OK);
    text = shown(c);
    assert_non_null(strstr(text, "primitive a Dummy\n"));
    free(text);
    config_free(c);
}

static void renaming_follows_all_references(void **state)
{
    (void)state;
    struct config *c = new_config();
    must_define(c, "primitive a Dummy");
    must_define(c, "primitive b Dummy");
    must_define(c, "order o a b");
    must_define(c, "tag t a");
    assert_int_equal(config_rename(c, "a", "z", NULL), BT_EX_OK);
    assert_int_equal(config_rename(c, "z", "b", NULL), BT_EX_EXISTS);
    char *text = shown(c);
    assert_non_null(strstr(text, "order o z b\n"));
    assert_non_null(strstr(text, "tag t z\n"));
    free(text);
    config_free(c);
}

static void nothing_changed_means_no_patch(void **state)
{
    (void)state;
    struct config *c = new_config();
    assert_false(config_changed(c));
    must_define(c, "primitive a Dummy");
    assert_true(config_changed(c));
    config_revert(c);
    assert_false(config_changed(c));
    config_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_keep_what_is_quoted),
        cmocka_unit_test(an_open_quote_is_an_error_and_a_comment_is_nothing),
        cmocka_unit_test(a_primitive_gets_ids_that_name_where_things_are),
        cmocka_unit_test(constraints_in_their_simple_forms),
        cmocka_unit_test(brackets_make_sets_of_their_kind),
        cmocka_unit_test(a_rule_has_its_expressions_in_order),
        cmocka_unit_test(what_is_shown_is_what_was_written),
        cmocka_unit_test(what_is_shown_reads_back_to_the_same_xml),
        cmocka_unit_test(what_has_no_words_is_shown_as_xml_and_read_back),
        cmocka_unit_test(errors_say_what_and_where),
        cmocka_unit_test(deleting_takes_along_what_refers_to_it),
        cmocka_unit_test(a_group_goes_with_its_last_resource),
        cmocka_unit_test(an_update_merges_and_a_push_replaces),
        cmocka_unit_test(renaming_follows_all_references),
        cmocka_unit_test(nothing_changed_means_no_patch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
