/* tests/unit/test_cib_upgrade.c - documents of older schemas and what becomes of them. What is expected is what Pacemaker 2.1.5's `cibadmin --upgrade` makes of the
 * same documents, but where cib_upgrade.c says that we differ.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib.h"
#include "tests/unit/unit.h"

static xmlDoc *parse(const char *text)
{
    xmlDoc *doc = NULL;
    struct bt_err err = {0};
    if (bt_xml_parse(text, strlen(text), "test", &doc, &err) != 0)
        fail_msg("%s: %s", bt_err_text(&err), text);
    return doc;
}

/* A document of a schema with these contents of sections (NULL: empty). */
struct contents {
    const char *options, *nodes, *resources, *constraints, *more;
};

static const char *or_nothing(const char *text)
{
    return text != NULL ? text : "";
}

static xmlDoc *document(const char *schema, struct contents c)
{
    char *text = bt_printf("<cib validate-with=\"%s\" admin_epoch=\"0\" epoch=\"7\" num_updates=\"3\"><configuration><crm_config>%s</crm_config><nodes>%s"
                           "</nodes><resources>%s</resources><constraints>%s</constraints>%s</configuration><status/></cib>",
                           schema, or_nothing(c.options), or_nothing(c.nodes), or_nothing(c.resources), or_nothing(c.constraints), or_nothing(c.more));
    xmlDoc *doc = parse(text);
    free(text);
    return doc;
}

/* The document `before`, of pacemaker-2.10, becomes `after`. */
static void assert_becomes_from(const char *schema, struct contents before, struct contents after)
{
    xmlDoc *old = document(schema, before), *wanted = document("pacemaker-3.9", after), *got = NULL;
    struct bt_err err = {0};
    if (cib_upgrade(bt_xml_root(old), &got, &err) != 0)
        fail_msg("%s", bt_err_text(&err));
    char *a = bt_xml_text(bt_xml_root(got), true), *b = bt_xml_text(bt_xml_root(wanted), true);
    assert_string_equal(a, b);
    free(a);
    free(b);
    bt_xml_free(old);
    bt_xml_free(wanted);
    bt_xml_free(got);
}

static void assert_becomes(struct contents before, struct contents after)
{
    assert_becomes_from("pacemaker-2.10", before, after);
}

#define SET(in) "<cluster_property_set id=\"s\">" in "</cluster_property_set>"
#define NV(id, name, value) "<nvpair id=\"" id "\" name=\"" name "\" value=\"" value "\"/>"
#define PRIMITIVE(in) "<primitive id=\"p\" class=\"lsb\" type=\"x\">" in "</primitive>"
#define META(id, in) "<meta_attributes id=\"" id "\">" in "</meta_attributes>"
#define PARAMETERS(id, in) "<instance_attributes id=\"" id "\">" in "</instance_attributes>"
#define OPS(in) "<operations>" in "</operations>"
#define OP(id, name, attrs, in) "<op id=\"" id "\" name=\"" name "\" interval=\"0\"" attrs ">" in "</op>"

static void options_get_their_present_names(void **state)
{
    (void)state;
    assert_becomes((struct contents){.options = SET(NV("a", "stonith_enabled", "true") NV("b", "transition_idle_timeout", "60s") NV("c", "x", "y"))},
                   (struct contents){.options = SET(NV("a", "stonith-enabled", "true") NV("b", "cluster-delay", "60s") NV("c", "x", "y"))});
    assert_becomes((struct contents){.options = SET(NV("a", "expected-quorum-votes", "2") NV("b", "cluster-infrastructure", "cman") NV("c", "x", "y"))},
                   (struct contents){.options = SET(NV("c", "x", "y"))});
    assert_becomes((struct contents){.options = SET(NV("b", "cluster-infrastructure", "corosync"))},
                   (struct contents){.options = SET(NV("b", "cluster-infrastructure", "corosync"))});
    assert_becomes((struct contents){.options = SET(NV("a", "expected-quorum-votes", "2"))}, (struct contents){0});
}

static void defaults_move_to_where_they_are_looked_for(void **state)
{
    (void)state;
    assert_becomes((struct contents){.options = SET(NV("a", "default-action-timeout", "20s") NV("b", "is-managed-default", "false") NV("c", "x", "y"))},
                   (struct contents){.options = SET(NV("c", "x", "y")),
                                     .more = "<op_defaults>" META("_2TO3_-op-defaults", NV("a", "timeout", "20s")) "</op_defaults>"
                                             "<rsc_defaults>" META("_2TO3_-rsc-defaults", NV("b", "is-managed", "false")) "</rsc_defaults>"});
    /* what is there already stands */
    assert_becomes((struct contents){.options = SET(NV("a", "default-resource-stickiness", "20") NV("b", "default_resource_failure_stickiness", "-INFINITY")),
                                     .more = "<rsc_defaults>" META("m", NV("d", "resource-stickiness", "7")) "</rsc_defaults>"},
                   (struct contents){.more = "<rsc_defaults>" META("m", NV("d", "resource-stickiness", "7") NV("b", "migration-threshold", "1")) "</rsc_defaults>"});
    /* a set with a rule takes nothing that is to hold always */
    assert_becomes((struct contents){.options = SET(NV("a", "default-resource-stickiness", "20")),
                                     .more = "<rsc_defaults>" META("m", "<rule id=\"r\" score=\"0\"><date_expression id=\"e\" operation=\"gt\" start=\"2030\"/></rule>")
                                             "</rsc_defaults>"},
                   (struct contents){.more = "<rsc_defaults>" META("m", "<rule id=\"r\" score=\"0\"><date_expression id=\"e\" operation=\"gt\" start=\"2030\"/></rule>")
                                             META("_2TO3_-rsc-defaults", NV("a", "resource-stickiness", "20")) "</rsc_defaults>"});
}

static void nodes_and_colocations(void **state)
{
    (void)state;
    assert_becomes((struct contents){.nodes = "<node id=\"1\" uname=\"a\" type=\"normal\"/>"}, (struct contents){.nodes = "<node id=\"1\" uname=\"a\" type=\"member\"/>"});
    assert_becomes((struct contents){.resources = PRIMITIVE(""), .constraints = "<rsc_colocation id=\"c\" rsc=\"p\" with-rsc=\"p\" score-attribute=\"x\"/>"},
                   (struct contents){.resources = PRIMITIVE(""), .constraints = "<rsc_colocation id=\"c\" rsc=\"p\" with-rsc=\"p\"/>"});
}

static void resources_get_present_names_wherever_they_stand(void **state)
{
    (void)state;
    assert_becomes((struct contents){.resources = "<group id=\"g\">" PRIMITIVE(PARAMETERS("i", NV("a", "pcmk_arg_map", "port:plug") NV("b", "pcmk_off_cmd", "x"))) "</group>"},
                   (struct contents){.resources = "<group id=\"g\">" PRIMITIVE(PARAMETERS("i", NV("a", "pcmk_host_argument", "plug") NV("b", "pcmk_off_action", "x")))
                                                  "</group>"});
    assert_becomes((struct contents){.resources = PRIMITIVE(PARAMETERS("i", NV("a", "pcmk_arg_map", "a:b,port:plug")))}, (struct contents){.resources = PRIMITIVE("")});
    assert_becomes((struct contents){.resources = PRIMITIVE(META("m", NV("a", "isolation", "docker") NV("b", "resource-failure-stickiness", "-INFINITY")))},
                   (struct contents){.resources = PRIMITIVE(META("m", NV("a", "target-role", "Stopped") NV("b", "migration-threshold", "1")))});
    /* a set that somebody refers to stays, though empty */
    assert_becomes((struct contents){.resources = PRIMITIVE(PARAMETERS("i", NV("a", "pcmk_arg_map", "x")))
                                                  "<primitive id=\"q\" class=\"lsb\" type=\"x\"><instance_attributes id-ref=\"i\"/></primitive>"},
                   (struct contents){.resources = PRIMITIVE("<instance_attributes id=\"i\"/>")
                                                  "<primitive id=\"q\" class=\"lsb\" type=\"x\"><instance_attributes id-ref=\"i\"/></primitive>"});
}

static void what_an_operation_requires_is_its_resources_matter(void **state)
{
    (void)state;
    assert_becomes((struct contents){.resources = PRIMITIVE(OPS(OP("o", "monitor", " requires=\"quorum\"", "") OP("q", "start", " requires=\"nothing\"", "")))},
                   (struct contents){.resources = PRIMITIVE(OPS(OP("o", "monitor", "", "") OP("q", "start", "", ""))
                                                            META("_2TO3_p-meta", NV("_2TO3_q-meta-requires", "requires", "nothing")))});
    assert_becomes((struct contents){.resources = PRIMITIVE(META("m", NV("a", "requires", "fencing")) OPS(OP("q", "start", " requires=\"nothing\"", "")))},
                   (struct contents){.resources = PRIMITIVE(META("m", NV("a", "requires", "fencing")) OPS(OP("q", "start", "", "")))});
    assert_becomes((struct contents){.resources = PRIMITIVE(OPS(OP("q", "promote", "", META("m", NV("a", "requires", "quorum") NV("b", "x", "y")))
                                                               OP("o", "stop", "", PARAMETERS("i", NV("c", "requires", "quorum")))))},
                   (struct contents){.resources = PRIMITIVE(OPS(OP("q", "promote", "", META("m", NV("b", "x", "y"))) OP("o", "stop", "", ""))
                                                            META("_2TO3_m", NV("a", "requires", "quorum")))});
}

static void what_an_operation_says_of_itself_is_no_parameter(void **state)
{
    (void)state;
    assert_becomes((struct contents){.resources = PRIMITIVE(OPS(OP("o", "monitor", "", PARAMETERS("i", NV("a", "timeout", "7s") NV("b", "depth", "10")))))},
                   (struct contents){.resources = PRIMITIVE(OPS(OP("o", "monitor", "", PARAMETERS("i", NV("b", "depth", "10")) META("_2TO3_o-meta", NV("a", "timeout", "7s")))))});
    assert_becomes((struct contents){.resources = PRIMITIVE(OPS(OP("o", "monitor", "", PARAMETERS("i", NV("a", "on-fail", "fence")) META("m", NV("b", "x", "y")))))},
                   (struct contents){.resources = PRIMITIVE(OPS(OP("o", "monitor", "", META("m", NV("b", "x", "y") NV("a", "on-fail", "fence")))))});
}

static void old_permissions_become_roles(void **state)
{
    (void)state;
    const char *before = "<acls><acl_role id=\"r\"><write id=\"a\" xpath=\"//a\" attribute=\"b\"/><deny id=\"b\" ref=\"p\" attribute=\"c\"/>"
                         "<read id=\"c\" tag=\"nodes\" attribute=\"d\"/></acl_role><acl_user id=\"u\"><role_ref id=\"r\"/></acl_user>"
                         "<acl_user id=\"v\"><read id=\"d\" xpath=\"/cib\"/></acl_user><acl_user id=\"w\"/></acls>";
    const char *after = "<acls><acl_role id=\"r\"><acl_permission id=\"a\" kind=\"write\" xpath=\"//a[@b]\"/><acl_permission id=\"b\" kind=\"deny\" reference=\"p\"/>"
                        "<acl_permission id=\"c\" kind=\"read\" object-type=\"nodes\" attribute=\"d\"/></acl_role><acl_target id=\"u\"><role id=\"r\"/></acl_target>"
                        "<acl_target id=\"v\"><role id=\"auto-v\"/></acl_target><acl_role id=\"auto-v\"><acl_permission id=\"d\" kind=\"read\" xpath=\"/cib\"/></acl_role>"
                        "<acl_target id=\"w\"/></acls>";
    assert_becomes_from("pacemaker-1.2", (struct contents){.resources = PRIMITIVE(""), .more = before},
                        (struct contents){.resources = PRIMITIVE(""), .more = after});
}

static void from_3_only_the_name_changes(void **state)
{
    (void)state;
    struct contents c = {.resources = PRIMITIVE(OPS(OP("o", "start", "", ""))), .options = SET(NV("a", "x", "y"))};
    assert_becomes_from("pacemaker-3.0", c, c);
    assert_becomes_from("pacemaker-3.9", c, c);
}

static void what_cant_be_upgraded_is_said(void **state)
{
    (void)state;
    static const struct { const char *schema, *resources, *sentence; } cases[] = {
        {"pacemaker-0.6", "", "documents of the schema pacemaker-0.6 can't be upgraded: only those of pacemaker-1.0 and later"},
        {"rubbish", "", "documents of the schema rubbish can't be upgraded: only those of pacemaker-1.0 and later"},
        {"pacemaker-2.0", "<primitive id=\"p\"/>",
         "the configuration of the schema pacemaker-2.0 can't be upgraded to pacemaker-3.9: primitive 'p' needs class or template"},
    };
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        xmlDoc *doc = document(cases[i].schema, (struct contents){.resources = cases[i].resources}), *got = NULL;
        struct bt_err err = {0};
        assert_int_equal(cib_upgrade(bt_xml_root(doc), &got, &err), BT_EX_CONFIG);
        assert_string_equal(bt_err_text(&err), cases[i].sentence);
        bt_err_clear(&err);
        bt_xml_free(doc);
    }
}

static void readers_upgrade_only_what_is_old(void **state)
{
    (void)state;
    static const struct { const char *before, *after; } cases[] = {
        {"pacemaker-1.3", "pacemaker-3.9"}, {"pacemaker-2.10", "pacemaker-3.9"}, {"pacemaker-3.0", "pacemaker-3.0"}, {"none", "none"},
    };
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        xmlDoc *doc = document(cases[i].before, (struct contents){0});
        assert_int_equal(cib_upgrade_old(&doc, NULL), 0);
        assert_string_equal(bt_xml_get(bt_xml_root(doc), XA_VALIDATE_WITH), cases[i].after);
        bt_xml_free(doc);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_get_their_present_names),
        cmocka_unit_test(defaults_move_to_where_they_are_looked_for),
        cmocka_unit_test(nodes_and_colocations),
        cmocka_unit_test(resources_get_present_names_wherever_they_stand),
        cmocka_unit_test(what_an_operation_requires_is_its_resources_matter),
        cmocka_unit_test(what_an_operation_says_of_itself_is_no_parameter),
        cmocka_unit_test(old_permissions_become_roles),
        cmocka_unit_test(from_3_only_the_name_changes),
        cmocka_unit_test(what_cant_be_upgraded_is_said),
        cmocka_unit_test(readers_upgrade_only_what_is_old),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
