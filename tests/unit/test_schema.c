/* tests/unit/test_schema.c - the grammars of the schema versions, and from which to which version each thing is known. The versions are those that Pacemaker's
 * crm_verify says of the same documents.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"
#include "xml/schema.h"

static xmlDoc *parse(const char *text)
{
    xmlDoc *doc = NULL;
    struct bt_err err = {0};
    if (bt_xml_parse(text, strlen(text), "test", &doc, &err) != 0)
        fail_msg("%s: %s", bt_err_text(&err), text);
    return doc;
}

/* A document with these contents in sections, or (section NULL) in <configuration>. */
static xmlDoc *document_with(const char *section, const char *xml)
{
    static const char *const sections[] = {"crm_config", "nodes", "resources", "constraints"};
    struct bt_buf b = {0};
    bool seen = false;
    bt_buf_add(&b, "<cib admin_epoch=\"0\" epoch=\"1\" num_updates=\"0\"><configuration>");
    for (size_t i = 0; i < BT_COUNT(sections); i++) {
        bool here = bt_streq(section, sections[i]);
        bt_buf_addf(&b, "<%s>%s</%s>", sections[i], here ? xml : "", sections[i]);
        seen |= here;
    }
    if (section != NULL && !seen)
        bt_buf_addf(&b, "<%s>%s</%s>", section, xml, section);
    bt_buf_addf(&b, "%s</configuration><status><anything goes=\"here\"><deep/></anything></status></cib>", section == NULL ? xml : "");
    xmlDoc *doc = parse(b.text);
    bt_buf_free(&b);
    return doc;
}

static struct bt_strv all_names(void)
{
    struct bt_strv names = {0};
    xml_schema_names(&names);
    return names;
}

static void the_versions_are_known_by_name(void **state)
{
    (void)state;
    struct bt_strv names = all_names();
    assert_string_equal(names.v[0], "pacemaker-1.0");
    assert_string_equal(names.v[names.n - 1], "pacemaker-3.9");
    for (size_t i = 1; i < names.n; i++)
        assert_true(xml_schema_rank(names.v[i - 1]) < xml_schema_rank(names.v[i]));
    assert_true(xml_schema_rank("pacemaker-2.9") < xml_schema_rank("pacemaker-2.10"));
    static const char *const others[] = {NULL, "", "none", "pacemaker-0.6", "pacemaker-next", "pacemaker-3.10", "pacemaker-3", "pacemaker-3.9x", "3.9"};
    for (size_t i = 0; i < BT_COUNT(others); i++) {
        assert_int_equal(xml_schema_rank(others[i]), 0);
        assert_null(xml_schema_new(others[i]));
        assert_null(xml_schema_grammar(others[i]));
    }
    bt_strv_free(&names);
}

static void an_empty_configuration_fits_every_version(void **state)
{
    (void)state;
    struct bt_strv names = all_names();
    for (size_t i = 0; i < names.n; i++) {
        struct xml_schema *s = xml_schema_new(names.v[i]);
        xmlDoc *doc = document_with(NULL, "");
        struct bt_err err = {0};
        assert_string_equal(xml_schema_name(s), names.v[i]);
        if (xml_schema_check(s, doc, &err) != 0)
            fail_msg("%s", bt_err_text(&err));
        bt_xml_set(bt_xml_root(doc), "epoch", NULL);
        assert_int_equal(xml_schema_check(s, doc, &err), BT_EX_CONFIG);
        bt_err_clear(&err);
        bt_xml_free(doc);
        xml_schema_free(s);
    }
    bt_strv_free(&names);
}

#define PRIMITIVE(in) "<primitive id=\"p\" class=\"lsb\" type=\"x\">" in "</primitive>"
#define META(name) PRIMITIVE("<meta_attributes id=\"m\"><nvpair id=\"n\" name=\"" name "\" value=\"1\"/></meta_attributes>")
#define PARAMETER(name) PRIMITIVE("<instance_attributes id=\"m\"><nvpair id=\"n\" name=\"" name "\" value=\"1\"/></instance_attributes>")
#define OP(attrs, in) PRIMITIVE("<operations><op id=\"o\" name=\"monitor\" interval=\"0\" " attrs ">" in "</op></operations>")
#define BUNDLE(in) "<bundle id=\"b\">" in "</bundle>"
#define RULE(attrs, in) "<rule id=\"r\" " attrs ">" in "</rule>"
#define EXPRESSION(attrs) "<expression id=\"e\" attribute=\"a\" operation=\"defined\" " attrs "/>"
#define RSC_EXPRESSION "<rsc_expression id=\"e\" class=\"ocf\"/>"
#define LOCATION(in) "<rsc_location id=\"l\" rsc=\"p\">" in "</rsc_location>"
#define DATE(attrs, in) LOCATION(RULE("score=\"1\"", "<date_expression id=\"d\" " attrs ">" in "</date_expression>"))
#define OPTION(name, value) "<cluster_property_set id=\"s\"><nvpair id=\"n\" name=\"" name "\" value=\"" value "\"/></cluster_property_set>"
#define SETS(attrs) "<rsc_order id=\"c\"><resource_set id=\"s\" " attrs "><resource_ref id=\"p\"/></resource_set></rsc_order>"
#define ALWAYS "1.0"

/* From which version to which (NULL: to the newest) this may stand in the section. */
static const struct { const char *section, *xml, *since, *until; } features[] = {
    {"nodes", "<node id=\"1\" uname=\"a\" type=\"member\"><instance_attributes id=\"i\"/><utilization id=\"u\"/></node>", ALWAYS, NULL},
    {"nodes", "<node id=\"1\" uname=\"a\" type=\"normal\"/>", ALWAYS, "2.10"},
    {"nodes", "<node id=\"1\" uname=\"a\" type=\"remote\"/>", "1.3", NULL},
    {"nodes", "<node id=\"1\"/>", "9.9", NULL},
    {"resources", PRIMITIVE("<operations/><utilization id=\"u\"/><meta_attributes id=\"m\"/><utilization id=\"u\"/>"), ALWAYS, NULL},
    {"resources", "<template id=\"t\" class=\"systemd\" type=\"x\"/><primitive id=\"q\" template=\"t\"/>", ALWAYS, NULL},
    {"resources", "<primitive id=\"p\" class=\"ocf\" type=\"x\"/>", "9.9", NULL},
    {"resources", "<group id=\"g\">" PRIMITIVE("") "<meta_attributes id=\"m\"/></group>", ALWAYS, NULL},
    {"resources", "<master id=\"m\">" PRIMITIVE("") "</master>", ALWAYS, NULL},
    {"resources", META("isolation"), ALWAYS, "2.10"},
    {"resources", PARAMETER("pcmk_arg_map"), ALWAYS, "2.10"},
    {"resources", PARAMETER("pcmk_arg_map"), "3.1", NULL},
    {"resources", "<clone id=\"c\"><instance_attributes id=\"m\"><nvpair id=\"n\" name=\"pcmk_arg_map\"/></instance_attributes>" PRIMITIVE("") "</clone>", ALWAYS, NULL},
    {"resources", PRIMITIVE("<meta_attributes id=\"m\"><nvpair id-ref=\"n\" name=\"x\"/></meta_attributes>"), "1.3", NULL},
    {"resources", OP("requires=\"quorum\"", ""), ALWAYS, "2.10"},
    {"resources", OP("on-fail=\"fence\" enabled=\"1\" role=\"Master\"", ""), ALWAYS, NULL},
    {"resources", OP("on-fail=\"demote\"", ""), "3.4", NULL},
    {"resources", OP("role=\"Promoted\"", ""), "3.7", NULL},
    {"resources", OP("", "<meta_attributes id=\"m\"><nvpair id=\"n\" name=\"requires\" value=\"x\"/></meta_attributes>"), ALWAYS, "2.10"},
    {"resources", OP("", "<instance_attributes id=\"m\"><nvpair id=\"n\" name=\"timeout\" value=\"1\"/></instance_attributes>"), ALWAYS, "2.10"},
    {"resources", OP("", "<instance_attributes id=\"m\"><nvpair id=\"n\" name=\"timeout\" value=\"1\"/></instance_attributes>"), "3.1", NULL},
    {"resources", BUNDLE("<docker image=\"i\" masters=\"1\"/><network control-port=\"1\"><port-mapping id=\"pm\" port=\"1\"/></network>"), "2.8", NULL},
    {"resources", BUNDLE("<rkt image=\"i\"/>"), "2.10", NULL},
    {"resources", BUNDLE("<podman image=\"i\"/>"), "3.2", NULL},
    {"resources", BUNDLE("<docker image=\"i\" promoted-max=\"1\"/>"), "3.0", NULL},
    {"resources", BUNDLE("<network add-host=\"false\"/><docker image=\"i\"/>"), "3.0", NULL},
    {"constraints", "<rsc_location id=\"l\" rsc=\"p\" node=\"n\" score=\"1\"/>", ALWAYS, NULL},
    {"constraints", "<rsc_location id=\"l\" rsc-pattern=\"p\" node=\"n\" score=\"1\"/>", "2.6", NULL},
    {"constraints", "<rsc_location id=\"l\" rsc=\"p\" node=\"n\" score=\"1\" resource-discovery=\"never\"/>", "2.2", NULL},
    {"constraints", "<rsc_location id=\"l\" rsc=\"p\" node=\"n\" score=\"1\" role=\"Unpromoted\"/>", "3.7", NULL},
    {"constraints", LOCATION(RULE("score=\"1\"", EXPRESSION(""))), ALWAYS, NULL},
    {"constraints", LOCATION(RULE("", EXPRESSION(""))), "3.9", NULL},
    {"constraints", LOCATION(RULE("score=\"1\"", EXPRESSION("type=\"integer\""))), "3.5", NULL},
    {"constraints", LOCATION(RULE("score=\"1\"", EXPRESSION("value-source=\"meta\""))), "2.9", NULL},
    {"constraints", LOCATION(RULE("score=\"1\"", RSC_EXPRESSION)), "3.5", NULL},
    {"constraints", DATE("operation=\"in_range\" start=\"2020\"", ""), "3.9", NULL},
    {"constraints", DATE("operation=\"in_range\" start=\"2020\"", "<duration id=\"x\" hours=\"1\"/>"), ALWAYS, NULL},
    {"constraints", DATE("operation=\"in_range\" start=\"2020\"", "<duration id=\"x\" days=\"1\"/>"), "3.9", NULL},
    {"constraints", DATE("operation=\"date_spec\"", "<date_spec id=\"x\" yearsdays=\"1\"/>"), ALWAYS, NULL},
    {"constraints", DATE("operation=\"date_spec\"", "<date_spec id=\"x\" yeardays=\"1\" minutes=\"1\"/>"), "3.9", NULL},
    {"constraints", "<rsc_colocation id=\"c\" rsc=\"p\" with-rsc=\"q\" score=\"1\" node-attribute=\"a\"/>", ALWAYS, NULL},
    {"constraints", "<rsc_colocation id=\"c\" rsc=\"p\" with-rsc=\"q\" score-attribute-mangle=\"a\"/>", ALWAYS, "2.10"},
    {"constraints", "<rsc_colocation id=\"c\" rsc=\"p\" with-rsc=\"q\" influence=\"true\"/>", "3.6", NULL},
    {"constraints", "<rsc_order id=\"c\" first=\"p\" then=\"q\" kind=\"Serialize\" symmetrical=\"false\"/>", ALWAYS, NULL},
    {"constraints", "<rsc_order id=\"c\" first=\"p\" then=\"q\" require-all=\"false\"/>", "2.3", NULL},
    {"constraints", SETS("sequential=\"false\" score=\"1\""), ALWAYS, NULL},
    {"constraints", SETS("ordering=\"group\""), "2.1", NULL},
    {"constraints", SETS("kind=\"Optional\""), "3.0", NULL},
    {"constraints", "<rsc_ticket id=\"t\" rsc=\"p\" ticket=\"x\" loss-policy=\"fence\"/>", ALWAYS, NULL},
    {"crm_config", OPTION("stonith-enabled", "true"), ALWAYS, NULL},
    {"crm_config", OPTION("stonith_enabled", "true"), ALWAYS, "2.10"},
    {"crm_config", OPTION("cluster-infrastructure", "corosync"), ALWAYS, NULL},
    {"crm_config", OPTION("cluster-infrastructure", "cman"), ALWAYS, "2.10"},
    {"rsc_defaults", "<meta_attributes id=\"m\"><nvpair id=\"n\" name=\"x\"/></meta_attributes><meta_attributes id=\"m2\"/>", ALWAYS, NULL},
    {"rsc_defaults", "<meta_attributes id=\"m\">" RULE("score=\"1\"", RSC_EXPRESSION) "</meta_attributes>", "3.4", NULL},
    {"op_defaults", "<meta_attributes id=\"m\">" RULE("", "<op_expression id=\"e\" name=\"monitor\"/>") "</meta_attributes>", "3.9", NULL},
    {"fencing-topology", "<fencing-level id=\"f\" target=\"n\" index=\"1\" devices=\"a,b\"/>", ALWAYS, NULL},
    {"fencing-topology", "<fencing-level id=\"f\" target-attribute=\"a\" target-value=\"b\" index=\"1\" devices=\"a\"/>", "2.4", NULL},
    {"fencing-topology", "<fencing-level id=\"f\" target=\"n\" index=\"1\" devices=\"a, b\"/>", "9.9", NULL},
    {"acls", "<acl_user id=\"u\"><write id=\"w\" xpath=\"/cib\"/></acl_user>", ALWAYS, "1.3"},
    {"acls", "<acl_role id=\"r\"><acl_permission id=\"w\" kind=\"write\" xpath=\"/cib\"/></acl_role><acl_target id=\"1\"><role id=\"r\"/></acl_target>", "2.0", NULL},
    {"acls", "<acl_target id=\"u\" name=\"hans\"/>", "3.8", NULL},
    {"tags", "<tag id=\"t\"><obj_ref id=\"p\"/></tag>", "1.3", NULL},
    {"tags", "<tag id=\"t\"><obj_ref id=\"7 p\"/></tag>", "3.3", NULL},
    {"alerts", "<alert id=\"a\" path=\"/bin/true\"><recipient id=\"r\" value=\"x\"/></alert>", "2.5", NULL},
    {"alerts", "<alert id=\"a\" path=\"x\"><select><select_attributes><attribute id=\"x\" name=\"y\"/></select_attributes><select_nodes/></select></alert>", "2.10", NULL},
    {"alerts", "<alert id=\"a\" path=\"x\"><meta_attributes id=\"m\">" RULE("score=\"1\"", RSC_EXPRESSION) "</meta_attributes></alert>", "3.5", NULL},
};

static int rank_of(const char *version)
{
    return atoi(version) * 1000 + atoi(strchr(version, '.') + 1);
}

static bool must_fit(size_t feature, int rank)
{
    const char *xml = features[feature].xml;
    for (size_t i = 0; i < BT_COUNT(features); i++) /* a thing may be known in two spans */
        if (strcmp(features[i].xml, xml) == 0 && rank >= rank_of(features[i].since) && (features[i].until == NULL || rank <= rank_of(features[i].until)))
            return true;
    return false;
}

static void each_thing_is_known_from_its_version_to_its_end(void **state)
{
    (void)state;
    struct bt_strv names = all_names();
    for (size_t v = 0; v < names.n; v++) {
        struct xml_schema *s = xml_schema_new(names.v[v]);
        for (size_t i = 0; i < BT_COUNT(features); i++) {
            xmlDoc *doc = document_with(features[i].section, features[i].xml);
            struct bt_err err = {0};
            bool fits = xml_schema_check(s, doc, &err) == 0;
            if (fits != must_fit(i, xml_schema_rank(names.v[v])))
                fail_msg("%s: %s: %s", names.v[v], features[i].xml, fits ? "fits" : bt_err_text(&err));
            bt_err_clear(&err);
            bt_xml_free(doc);
        }
        xml_schema_free(s);
    }
    bt_strv_free(&names);
}

static void count(void *ctx, const xmlNode *n, const char *sentence)
{
    (void)n;
    (void)sentence;
    ++*(size_t *)ctx;
}

static void explain_all(const struct xml_schema *s, const xmlNode *n, size_t *ret)
{
    xml_schema_explain(s, n, count, ret);
    bt_xml_each(child, n, NULL)
        explain_all(s, child, ret);
}

/* What libxml2 takes, the explainer has nothing to say of; what it refuses here, the explainer understands. */
static void what_is_refused_is_explained(void **state)
{
    (void)state;
    struct bt_strv names = all_names();
    for (size_t v = 0; v < names.n; v++) {
        struct xml_schema *s = xml_schema_new(names.v[v]);
        for (size_t i = 0; i < BT_COUNT(features); i++) {
            xmlDoc *doc = document_with(features[i].section, features[i].xml);
            bool fits = xml_schema_check(s, doc, NULL) == 0;
            size_t n = 0;
            explain_all(s, bt_xml_first(bt_xml_root(doc), "configuration"), &n);
            if (fits != (n == 0))
                fail_msg("%s: %s: %s, %zu explanations", names.v[v], features[i].xml, fits ? "fits" : "doesn't fit", n);
            bt_xml_free(doc);
        }
        xml_schema_free(s);
    }
    bt_strv_free(&names);
}

static void a_grammar_for_others_has_ids(void **state)
{
    (void)state;
    xmlDoc *grammar = xml_schema_grammar("pacemaker-3.1");
    char *text = bt_xml_text(bt_xml_root(grammar), true);
    assert_non_null(strstr(text, "IDREF"));
    assert_null(strstr(text, "since="));
    assert_null(strstr(text, "until="));
    assert_null(strstr(text, "podman"));
    free(text);
    bt_xml_free(grammar);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_versions_are_known_by_name),
        cmocka_unit_test(an_empty_configuration_fits_every_version),
        cmocka_unit_test(each_thing_is_known_from_its_version_to_its_end),
        cmocka_unit_test(what_is_refused_is_explained),
        cmocka_unit_test(a_grammar_for_others_has_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
