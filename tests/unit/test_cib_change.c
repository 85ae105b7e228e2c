/* tests/unit/test_cib_change.c - what each kind of change does to the document, its version and its replicas.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "tests/unit/random_cib.h"
#include "tests/unit/unit.h"

static const char start_text[] =
    "<cib crm_feature_set=\"3.16.1\" validate-with=\"pacemaker-3.9\" epoch=\"5\" num_updates=\"3\" admin_epoch=\"0\">"
    "<configuration><crm_config><cluster_property_set id=\"cib-bootstrap-options\">"
    "<nvpair id=\"o1\" name=\"stonith-enabled\" value=\"false\"/></cluster_property_set></crm_config>"
    "<nodes><node id=\"1\" uname=\"n1\"/><node id=\"2\" uname=\"n2\"/></nodes>"
    "<resources><primitive id=\"a\" class=\"ocf\" provider=\"pacemaker\" type=\"Dummy\">"
    "<meta_attributes id=\"a-meta\"><nvpair id=\"a-role\" name=\"target-role\" value=\"Started\"/></meta_attributes>"
    "<operations><op id=\"a-mon\" name=\"monitor\" interval=\"10s\"/></operations></primitive>"
    "<primitive id=\"b\" class=\"ocf\" provider=\"pacemaker\" type=\"Dummy\"/></resources>"
    "<constraints><rsc_location id=\"l1\" rsc=\"a\" node=\"n1\" score=\"100\"/></constraints></configuration>"
    "<status><node_state id=\"1\" uname=\"n1\"/></status></cib>";

static xmlDoc *parse(const char *text)
{
    xmlDoc *doc = NULL;
    struct bt_err err = {0};
    if (bt_xml_parse(text, strlen(text), "test", &doc, &err) != 0)
        fail_msg("%s", bt_err_text(&err));
    return doc;
}

static struct cib *cib_of(const char *text)
{
    struct cib *cib = NULL;
    struct bt_err err = {0};
    if (cib_from_doc(parse(text), &cib, &err) != 0)
        fail_msg("%s", bt_err_text(&err));
    return cib;
}

static char *text_of(const struct cib *cib)
{
    return bt_xml_text(bt_xml_root(cib_doc(cib)), false);
}

/* The CIB, and a replica that follows it by patches. */
struct world {
    struct cib *cib, *replica;
    char *sentence; /* of the last failure */
};

static int setup(void **state)
{
    struct world *w = BT_NEW(struct world);
    w->cib = cib_of(start_text);
    w->replica = cib_of(start_text);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    cib_free(w->cib);
    cib_free(w->replica);
    free(w->sentence);
    free(w);
    return 0;
}

static void assert_replica_equal(const struct world *w)
{
    char a[BT_DIGEST_TEXT], b[BT_DIGEST_TEXT], *x = text_of(w->cib), *y = text_of(w->replica);
    assert_string_equal(x, y);
    assert_string_equal(cib_digest(w->cib, a), cib_digest(w->replica, b));
    struct cib *fresh = cib_of(x);
    assert_string_equal(cib_digest(fresh, b), a); /* kept up to date = computed whole */
    cib_free(fresh);
    free(x);
    free(y);
}

/* Performs a request on the CIB and its replica. A failure must leave the document untouched and say why. */
static int perform(struct world *w, const struct cib_request *rq)
{
    struct cib_changed done = {0};
    struct bt_err err = {0};
    struct cib_version before = cib_version(w->cib);
    char *old = text_of(w->cib), digest[BT_DIGEST_TEXT], digest_after[BT_DIGEST_TEXT];
    cib_digest(w->cib, digest);
    int rc = cib_change(w->cib, rq, (struct bt_wall){.s = 0}, &done, &err);
    struct cib_version after = cib_version(w->cib);
    if (rc != 0 || done.patch == NULL) {
        char *now = text_of(w->cib);
        assert_string_equal(old, now);
        assert_string_equal(digest, cib_digest(w->cib, digest_after));
        free(now);
    } else {
        assert_true(cib_version_cmp(&after, &before) > 0);
        struct cib_changed replica = {0};
        int patched = cib_patch(w->replica, bt_xml_root(done.patch), &replica, &err);
        if (patched != 0)
            fail_msg("%s", bt_err_text(&err));
        assert_int_equal(replica.configuration, done.configuration);
    }
    assert_int_equal(rc != 0, err.text != NULL);
    free(w->sentence);
    w->sentence = err.text;
    bt_xml_free(done.patch);
    free(old);
    assert_replica_equal(w);
    return rc;
}

static int ask(struct world *w, enum cib_op op, const char *section, const char *xml, unsigned flags)
{
    xmlDoc *doc = xml != NULL ? parse(xml) : NULL;
    struct cib_request rq = {.op = op, .section = section, .xml = bt_xml_root(doc), .flags = flags};
    int rc = perform(w, &rq);
    bt_xml_free(doc);
    return rc;
}

static int ask_xpath(struct world *w, enum cib_op op, const char *xpath, const char *xml, unsigned flags)
{
    xmlDoc *doc = xml != NULL ? parse(xml) : NULL;
    struct cib_request rq = {.op = op, .xpath = xpath, .xml = bt_xml_root(doc), .flags = flags};
    int rc = perform(w, &rq);
    bt_xml_free(doc);
    return rc;
}

static void assert_has(struct world *w, const char *xpath, size_t count)
{
    xmlNode **nodes = NULL;
    size_t n = 0;
    assert_int_equal(bt_xml_xpath(cib_doc(w->cib), xpath, &nodes, &n, NULL), 0);
    free(nodes);
    if (n != count)
        fail_msg("%s matches %zu elements, not %zu", xpath, n, count);
}

static void assert_version(const struct world *w, const char *wanted)
{
    struct cib_version v = cib_version(w->cib);
    char *text = cib_version_text(&v);
    assert_string_equal(text, wanted);
    free(text);
}

/* Modify ---------------------------------------------------------------------------------------------------- */

static void modify_finds_the_element_by_name_and_id(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<nvpair id=\"o1\" value=\"true\"/>", 0), 0);
    assert_has(w, "//nvpair[@id='o1'][@name='stonith-enabled'][@value='true']", 1);
    assert_version(w, "0.6.0");
}

static void modify_merges_children(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask(w, CIB_OP_MODIFY, "resources",
                         "<primitive id=\"a\"><operations><op id=\"a-mon\" timeout=\"5s\"/><op id=\"a-start\" name=\"start\" "
                         "interval=\"0\"/></operations></primitive>",
                         0),
                     0);
    assert_has(w, "//op[@id='a-mon'][@interval='10s'][@timeout='5s']", 1);
    assert_has(w, "//op[@id='a-start']", 1);
}

static void modify_of_what_is_missing_needs_allow_create(void **state)
{
    struct world *w = *state;
    const char *xml = "<primitive id=\"c\" class=\"ocf\" provider=\"pacemaker\" type=\"Dummy\"/>";
    assert_int_equal(ask(w, CIB_OP_MODIFY, "resources", xml, 0), BT_EX_NOSUCH);
    assert_string_equal(w->sentence, "cannot modify primitive 'c': there is none in resources");
    assert_int_equal(ask(w, CIB_OP_MODIFY, "resources", xml, CIB_CAN_CREATE), 0);
    assert_version(w, "0.6.0");
    assert_has(w, "/cib/configuration/resources/primitive[@id='c']", 1);
}

static void values_can_be_sums(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<rsc_location id=\"l1\" score=\"score++\"/>", 0), 0);
    assert_has(w, "//rsc_location[@score='101']", 1);
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<rsc_location id=\"l1\" score=\"score+=INFINITY\"/>", 0), 0);
    assert_has(w, "//rsc_location[@score='1000000']", 1);
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<op id=\"a-mon\" interval=\"interval+=5\"/>", 0), 0);
    assert_has(w, "//op[@interval='15']", 1);
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<cib admin_epoch=\"admin_epoch++\"/>", 0), 0);
    assert_version(w, "1.8.1");
    assert_int_equal(ask(w, CIB_OP_MODIFY, "status",
                         "<node_state id=\"1\"><transient_attributes id=\"1\"><instance_attributes id=\"s1\">"
                         "<nvpair id=\"s1-f\" name=\"fail-count\" value=\"value++\"/></instance_attributes>"
                         "</transient_attributes></node_state>",
                         0),
                     0);
    assert_has(w, "//nvpair[@id='s1-f'][@value='1']", 1);
    assert_int_equal(ask(w, CIB_OP_MODIFY, "status", "<nvpair id=\"s1-f\" value=\"value++\"/>", 0), 0);
    assert_has(w, "//nvpair[@id='s1-f'][@value='2']", 1);
}

static void an_id_that_is_a_sum_is_one_like_any_other(void **state)
{
    struct world *w = *state;
    const char *xml = "<cluster_property_set id=\"id++\"><nvpair id=\"id+=7\" name=\"x\" value=\"value++\"/></cluster_property_set>";
    assert_int_equal(ask(w, CIB_OP_MODIFY, "crm_config", xml, CIB_CAN_CREATE), BT_EX_CONFIG); /* "1" is no id in the schema */
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<cib validate-with=\"none\"/>", 0), 0);
    assert_int_equal(ask(w, CIB_OP_MODIFY, "crm_config", xml, CIB_CAN_CREATE), 0);
    assert_has(w, "//cluster_property_set[@id='1']/nvpair[@id='7'][@value='1']", 1);
}

static void modify_of_the_same_changes_nothing(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<nvpair id=\"o1\" value=\"false\"/>", 0), 0);
    assert_version(w, "0.5.3");
}

static void modify_by_xpath_wants_one_match(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask_xpath(w, CIB_OP_MODIFY, "//primitive[@id='b']", "<primitive id=\"b\" description=\"x\"/>", 0), 0);
    assert_has(w, "//primitive[@id='b'][@description='x']", 1);
    assert_int_equal(ask_xpath(w, CIB_OP_MODIFY, "//primitive", "<primitive id=\"b\" description=\"y\"/>", 0), BT_EX_NOSUCH);
    assert_int_equal(ask_xpath(w, CIB_OP_MODIFY, "//primitive[", "<primitive id=\"b\"/>", 0), BT_EX_DATAERR);
}

/* Create ---------------------------------------------------------------------------------------------------- */

static void create_appends_to_the_section(void **state)
{
    struct world *w = *state;
    const char *xml = "<primitive id=\"c\" class=\"ocf\" provider=\"pacemaker\" type=\"Dummy\"/>";
    assert_int_equal(ask(w, CIB_OP_CREATE, "resources", xml, 0), 0);
    assert_has(w, "/cib/configuration/resources/primitive[3][@id='c']", 1);
    assert_int_equal(ask(w, CIB_OP_CREATE, "resources", xml, 0), BT_EX_EXISTS);
    assert_version(w, "0.6.0");
}

static void create_of_several_is_whole_or_nothing(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask(w, CIB_OP_CREATE, "resources",
                         "<resources><primitive id=\"c\" class=\"lsb\" type=\"x\"/><primitive id=\"a\"/></resources>", 0),
                     BT_EX_EXISTS);
    assert_has(w, "//primitive[@id='c']", 0);
    assert_int_equal(ask(w, CIB_OP_CREATE, "resources",
                         "<cib><configuration><resources><primitive id=\"c\" class=\"lsb\" type=\"x\"/></resources>"
                         "</configuration></cib>",
                         0),
                     0);
    assert_has(w, "//primitive[@id='c']", 1);
}

static void create_makes_an_optional_section(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask(w, CIB_OP_CREATE, "tags", "<tag id=\"t\"><obj_ref id=\"a\"/></tag>", 0), 0);
    assert_has(w, "/cib/configuration/tags/tag/obj_ref", 1);
    assert_int_equal(ask(w, CIB_OP_CREATE, "nosuch", "<tag id=\"u\"/>", 0), BT_EX_NOSUCH);
}

static void create_below_an_xpath(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask_xpath(w, CIB_OP_CREATE, "//meta_attributes[@id='a-meta']",
                               "<nvpair id=\"q\" name=\"x\" value=\"y\"/>", 0),
                     0);
    assert_has(w, "//meta_attributes/nvpair[@id='q']", 1);
}

/* Replace --------------------------------------------------------------------------------------------------- */

static void replace_puts_an_element_in_its_place(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask(w, CIB_OP_REPLACE, NULL, "<primitive id=\"a\" class=\"lsb\" type=\"x\"/>", 0), 0);
    assert_has(w, "/cib/configuration/resources/primitive[1][@id='a'][@class='lsb'][not(@provider)][not(*)]", 1);
    assert_int_equal(ask(w, CIB_OP_REPLACE, "resources", "<primitive id=\"zz\"/>", 0), BT_EX_NOSUCH);
}

static void replace_of_a_section_tells_only_the_difference(void **state)
{
    struct world *w = *state;
    xmlDoc *xml = parse("<nodes><node id=\"1\" uname=\"n1\"/><node id=\"2\" uname=\"n2\"/><node id=\"3\" uname=\"n3\"/></nodes>");
    struct cib_request rq = {.op = CIB_OP_REPLACE, .section = "nodes", .xml = bt_xml_root(xml)};
    struct cib_changed done = {0};
    assert_int_equal(cib_change(w->cib, &rq, (struct bt_wall){.s = 0}, &done, NULL), 0);
    assert_int_equal(bt_xml_count(bt_xml_root(done.patch), "change"), 2); /* the node and the version */
    bt_xml_free(done.patch);
    bt_xml_free(xml);
}

static void replace_of_all_refuses_an_older_version(void **state)
{
    struct world *w = *state;
    const char *body = "<configuration><crm_config/><nodes/><resources/><constraints/></configuration></cib>";
    char *old = bt_printf("<cib epoch=\"5\" num_updates=\"2\">%s", body);
    char *same = bt_printf("<cib admin_epoch=\"0\" epoch=\"5\" num_updates=\"3\" validate-with=\"pacemaker-3.9\">%s", body);
    assert_int_equal(ask(w, CIB_OP_REPLACE, NULL, old, 0), BT_EX_OLD);
    assert_int_equal(ask(w, CIB_OP_REPLACE, NULL, same, 0), 0);
    assert_version(w, "0.6.0");
    assert_has(w, "//node_state", 1); /* it brought no status: ours stays */
    assert_int_equal(ask(w, CIB_OP_REPLACE, NULL, "<cib epoch=\"9\"><configuration/></cib>", 0), BT_EX_CONFIG);
    free(old);
    free(same);
}

/* Delete ---------------------------------------------------------------------------------------------------- */

static void delete_matches_all_given_attributes(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask(w, CIB_OP_DELETE, NULL, "<node uname=\"n2\"/>", 0), 0);
    assert_has(w, "//node", 1);
    assert_int_equal(ask(w, CIB_OP_DELETE, NULL, "<primitive id=\"b\" class=\"lsb\"/>", 0), 0);
    assert_has(w, "//primitive", 2);
    assert_int_equal(ask(w, CIB_OP_DELETE, NULL, "<nosuch/>", 0), 0);
    assert_version(w, "0.6.0");
}

static void delete_by_xpath_takes_the_first_or_all(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask_xpath(w, CIB_OP_DELETE, "//nvpair", NULL, 0), 0);
    assert_has(w, "//nvpair", 1);
    assert_int_equal(ask_xpath(w, CIB_OP_DELETE, "//meta_attributes | //meta_attributes/nvpair", NULL, CIB_MULTIPLE), 0);
    assert_has(w, "//nvpair | //meta_attributes", 0);
    assert_int_equal(ask_xpath(w, CIB_OP_DELETE, "/cib", NULL, 0), BT_EX_SOFTWARE);
    assert_int_equal(ask_xpath(w, CIB_OP_DELETE, "/cib/configuration", NULL, 0), BT_EX_CONFIG);
    assert_string_equal(w->sentence, "the section <configuration> is missing below <cib>");
}

/* Integrity ------------------------------------------------------------------------------------------------- */

static void what_is_referred_to_stays(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask(w, CIB_OP_DELETE, NULL, "<primitive id=\"a\"/>", 0), BT_EX_CONFIG);
    assert_string_equal(w->sentence, "primitive 'a' can't be deleted while rsc_location 'l1' refers to it: delete or change that first");
    assert_int_equal(ask(w, CIB_OP_CREATE, "constraints", "<rsc_location id=\"l2\" rsc=\"zz\" node=\"n1\" score=\"1\"/>", 0),
                     BT_EX_CONFIG);
    assert_string_equal(w->sentence, "rsc_location 'l2' refers (rsc) to 'zz', and there is no such element");
}

static void a_group_keeps_a_member(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask(w, CIB_OP_CREATE, "resources", "<group id=\"g\"><primitive id=\"m\" class=\"lsb\" type=\"x\"/></group>", 0), 0);
    assert_int_equal(ask(w, CIB_OP_DELETE, NULL, "<primitive id=\"m\"/>", 0), BT_EX_CONFIG);
    assert_string_equal(w->sentence, "group 'g' needs <primitive>");
    assert_int_equal(ask(w, CIB_OP_DELETE, NULL, "<group id=\"g\"/>", 0), 0);
}

static void ids_are_unique_in_the_configuration(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask(w, CIB_OP_CREATE, "resources", "<primitive id=\"l1\" class=\"lsb\" type=\"x\"/>", 0), BT_EX_CONFIG);
    assert_string_equal(w->sentence, "the id 'l1' is used twice, by a rsc_location below constraints and a primitive below "
                                     "resources: ids must be unique");
    assert_int_equal(ask(w, CIB_OP_MODIFY, "status",
                         "<node_state id=\"1\"><lrm id=\"1\"><lrm_resources><lrm_resource id=\"a\"/></lrm_resources></lrm></node_state>",
                         0),
                     0);
    assert_version(w, "0.5.4");
}

static void without_validation_references_are_free(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<cib validate-with=\"none\"/>", 0), 0);
    assert_int_equal(ask(w, CIB_OP_DELETE, NULL, "<primitive id=\"a\"/>", 0), 0);
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<cib validate-with=\"pacemaker-3.9\"/>", 0), BT_EX_CONFIG);
}

/* Versions -------------------------------------------------------------------------------------------------- */

static void versions_count_as_pacemaker_counts(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask(w, CIB_OP_MODIFY, "status", "<node_state id=\"1\" crmd=\"online\"/>", 0), 0);
    assert_version(w, "0.5.4");
    assert_int_equal(ask(w, CIB_OP_BUMP, NULL, NULL, 0), 0);
    assert_version(w, "0.6.5");
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<cib have-quorum=\"1\"/>", 0), 0);
    assert_version(w, "0.6.6");
    assert_int_equal(ask(w, CIB_OP_ERASE, NULL, NULL, 0), 0);
    assert_version(w, "1.7.0");
    assert_has(w, "//primitive | //node_state", 0);
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<cib epoch=\"100\"/>", 0), 0);
    assert_version(w, "1.100.1");
}

static void a_section_with_an_id_is_erased_like_any_other(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<cib validate-with=\"none\"/>", 0), 0);
    assert_int_equal(ask_xpath(w, CIB_OP_REPLACE, "//resources", "<resources id=\"r\"><primitive id=\"c\"/><!-- c --></resources>", 0), 0);
    assert_int_equal(ask_xpath(w, CIB_OP_REPLACE, "/cib/status", "<status id=\"s\"><node_state id=\"1\"/></status>", 0), 0);
    assert_int_equal(ask(w, CIB_OP_ERASE, NULL, NULL, 0), 0);
    assert_has(w, "//primitive | //node_state | //resources[@id] | //status[@id]", 0);
    assert_has(w, "/cib/configuration/resources | /cib/status", 2);
}

static void versions_never_go_back(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<cib epoch=\"4\"/>", 0), BT_EX_OLD);
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<cib num_updates=\"1\"/>", 0), BT_EX_OLD);
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<cib epoch=\"many\"/>", 0), BT_EX_OLD);
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<cib epoch=\"9223372036854775807\"/>", 0), BT_EX_CONFIG);
}

static void a_part_of_the_version_that_is_full_begins_anew_below_a_higher_one(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<cib num_updates=\"2147483646\"/>", 0), 0);
    assert_version(w, "0.6.0");
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<cib num_updates=\"2147483645\"/>", 0), 0);
    assert_version(w, "0.6.2147483646");
    assert_int_equal(ask(w, CIB_OP_MODIFY, "status", "<node_state id=\"1\" crmd=\"online\"/>", 0), 0);
    assert_version(w, "0.7.0");
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<cib epoch=\"2147483646\"/>", 0), 0);
    assert_version(w, "0.2147483646.1");
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<nvpair id=\"o1\" value=\"true\"/>", 0), 0);
    assert_version(w, "1.0.0");
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<cib admin_epoch=\"2147483646\" epoch=\"2147483646\"/>", 0), BT_EX_CONFIG);
    assert_string_equal(w->sentence, "the CIB's epoch is 2147483646 with the highest admin_epoch that there is: no more than 1073741823 is allowed, for each change raises it");
}

static void who_and_when_is_written_when_the_origin_is_known(void **state)
{
    struct world *w = *state;
    xmlDoc *xml = parse("<nvpair id=\"o1\" value=\"true\"/>");
    struct cib_request rq = {.op = CIB_OP_MODIFY, .xml = bt_xml_root(xml), .origin = "n1", .client = "cibadmin", .user = "root"};
    assert_int_equal(perform(w, &rq), 0);
    assert_has(w, "/cib[@update-origin='n1'][@update-client='cibadmin'][@update-user='root']", 1);
    assert_has(w, "/cib[@cib-last-written='Thu Jan  1 00:00:00 1970']", 1);
    bt_xml_free(xml);
}

static void upgrade_names_the_newest_schema(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask(w, CIB_OP_UPGRADE, NULL, NULL, 0), 0);
    assert_version(w, "0.5.3");
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<cib validate-with=\"pacemaker-3.0\"/>", 0), 0);
    assert_int_equal(ask(w, CIB_OP_UPGRADE, NULL, NULL, 0), 0);
    assert_has(w, "/cib[@validate-with='pacemaker-3.9']", 1);
    assert_version(w, "1.5.5"); /* who still has the old one must not win with it */
}

/* Patches --------------------------------------------------------------------------------------------------- */

static xmlDoc *patch_of_a_change(struct world *w)
{
    xmlDoc *xml = parse("<nvpair id=\"o1\" value=\"true\"/>");
    struct cib_request rq = {.op = CIB_OP_MODIFY, .xml = bt_xml_root(xml)};
    struct cib_changed done = {0};
    assert_int_equal(cib_change(w->cib, &rq, (struct bt_wall){.s = 0}, &done, NULL), 0);
    bt_xml_free(xml);
    return done.patch;
}

static void a_patch_fits_once(void **state)
{
    struct world *w = *state;
    xmlDoc *patch = patch_of_a_change(w);
    assert_int_equal(cib_patch(w->replica, bt_xml_root(patch), NULL, NULL), 0);
    assert_int_equal(cib_patch(w->replica, bt_xml_root(patch), NULL, NULL), BT_EX_OLD);
    assert_int_equal(ask(w, CIB_OP_PATCH, NULL, "<diff format=\"2\"><change operation=\"delete\" path=\"/x\"/></diff>", 0), 0);
    struct cib_request again = {.op = CIB_OP_PATCH, .xml = bt_xml_root(patch)};
    assert_int_equal(perform(w, &again), BT_EX_OLD);
    bt_xml_free(patch);
}

static void a_patch_that_takes_a_section_away_does_not_fit(void **state)
{
    struct world *w = *state;
    xmlDoc *patch = parse("<diff format=\"2\"><version><source admin_epoch=\"0\" epoch=\"5\" num_updates=\"3\"/><target admin_epoch=\"0\" epoch=\"5\" num_updates=\"4\"/></version>"
                          "<change operation=\"modify\" path=\"/cib\"><change-list><change-attr name=\"num_updates\" operation=\"set\" value=\"4\"/></change-list></change>"
                          "<change operation=\"delete\" path=\"/cib/status\"/></diff>");
    assert_int_equal(cib_patch(w->replica, bt_xml_root(patch), NULL, NULL), BT_EX_DIGEST);
    bt_xml_free(patch);
    assert_replica_equal(w);
}

static void another_id_by_patch(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask(w, CIB_OP_PATCH, NULL,
                         "<diff format=\"2\"><change operation=\"modify\" path=\"/cib/configuration/resources/primitive[@id='a']"
                         "/operations/op[@id='a-mon']\"><change-result><op id=\"a-check\" name=\"monitor\" interval=\"1s\"/>"
                         "</change-result></change><change operation=\"modify\" path=\"/cib/configuration/resources/primitive[@id='a']"
                         "/meta_attributes[@id='a-meta']\"><change-result><meta_attributes id=\"a-other\"/></change-result></change></diff>",
                         0),
                     0);
    assert_has(w, "//meta_attributes[@id='a-other']/nvpair[@id='a-role'] | //op[@id='a-check']", 2);
    assert_int_equal(ask(w, CIB_OP_REPLACE, NULL,
                         "<cib id=\"whole\" epoch=\"9\"><configuration><crm_config/><nodes/><resources/><constraints/></configuration></cib>", 0),
                     0);
}

static void a_replica_that_differs_notices(void **state)
{
    struct world *w = *state;
    xmlDoc *patch = patch_of_a_change(w);
    cib_free(w->replica);
    char *other = bt_strdup(start_text);
    memcpy(strstr(other, "Dummy"), "dummy", 5);
    w->replica = cib_of(other);
    struct bt_err err = {0};
    assert_int_equal(cib_patch(w->replica, bt_xml_root(patch), NULL, &err), BT_EX_DIGEST);
    assert_string_equal(err.text, "our CIB is not the one that version 0.6.0 was made of: the whole is needed");
    char *now = text_of(w->replica);
    assert_string_equal(now, other);
    bt_err_clear(&err);
    free(now);
    free(other);
    bt_xml_free(patch);
}

/* Whatever the change was: its patch fits the document before it, once, and no other; its version is newer than that. */
static void random_patches_fit_once(void **state)
{
    struct world *w = *state;
    size_t tried = 0;
    for (uint64_t seed = 1; seed <= 600; seed++) {
        struct random_cib r = {.state = seed, .wild = seed % 2 == 0};
        char *old = text_of(w->cib);
        struct cib *before = cib_of(old);
        xmlDoc *xml = NULL;
        struct cib_request rq = random_request(&r, w->cib, &xml);
        struct cib_changed done = {0};
        struct bt_err err = {0};
        if (cib_change(w->cib, &rq, (struct bt_wall){.s = 0}, &done, &err) == 0 && done.patch != NULL) {
            const xmlNode *patch = bt_xml_root(done.patch);
            const struct cib_request by_client = {.op = CIB_OP_PATCH, .xml = patch};
            struct cib_changed ignored = {0};
            char *now = text_of(w->cib);
            assert_true(cib_version_cmp(&done.from, &done.to) < 0);
            assert_int_equal(cib_patch_is_for(patch, bt_xml_root(cib_doc(before)), BT_EX_ERROR, NULL), 0);
            assert_int_equal(cib_patch_is_for(patch, bt_xml_root(cib_doc(w->cib)), BT_EX_ERROR, NULL), BT_EX_OLD);
            assert_int_equal(cib_change(w->cib, &by_client, (struct bt_wall){.s = 0}, &ignored, NULL), BT_EX_OLD);
            assert_int_equal(cib_patch(w->cib, patch, NULL, NULL), BT_EX_OLD);
            char *still = text_of(w->cib);
            assert_string_equal(still, now);
            free(still);
            assert_int_equal(cib_patch(before, patch, NULL, NULL), 0);
            assert_int_equal(cib_patch(before, patch, NULL, NULL), BT_EX_OLD);
            char *after = text_of(before);
            assert_string_equal(after, now);
            free(after);
            free(now);
            tried++;
        }
        bt_err_clear(&err);
        bt_xml_free(done.patch);
        random_request_free(&rq, xml);
        cib_free(before);
        free(old);
    }
    assert_true(tried > 150);
}

static void random_changes_keep_replicas_equal(void **state)
{
    struct world *w = *state;
    size_t applied = 0;
    for (uint64_t seed = 1; seed <= 1500; seed++) {
        struct random_cib r = {.state = seed, .wild = seed % 2 == 0};
        xmlDoc *xml = NULL;
        struct cib_request rq = random_request(&r, w->cib, &xml);
        applied += perform(w, &rq) == 0;
        random_request_free(&rq, xml);
    }
    assert_true(applied > 500);
}

/* Ends what was gathered; the replica follows by its patch. Its number of changes to the document, 0: there is no patch. */
static size_t told_as_one(struct world *w)
{
    struct cib_version before = cib_version(w->cib);
    struct cib_changed done;
    struct bt_err err = {0};
    cib_gathered(w->cib, &done);
    struct cib_version after = cib_version(w->cib);
    assert_false(done.configuration);
    assert_int_equal(after.num_updates, before.num_updates + (done.patch != NULL));
    size_t changes = done.patch != NULL ? bt_xml_count(bt_xml_root(done.patch), "change") - 1 : 0; /* one is the version */
    if (done.patch != NULL && cib_patch(w->replica, bt_xml_root(done.patch), NULL, &err) != 0)
        fail_msg("%s", bt_err_text(&err));
    bt_xml_free(done.patch);
    assert_replica_equal(w);
    return changes;
}

static int gather(struct world *w, enum cib_op op, const char *xpath, const char *xml)
{
    xmlDoc *doc = xml != NULL ? parse(xml) : NULL;
    struct cib_request rq = {.op = op, .section = xpath == NULL ? "status" : NULL, .xpath = xpath, .xml = bt_xml_root(doc), .flags = CIB_CAN_CREATE | CIB_MULTIPLE};
    struct bt_err err = {0};
    int rc = cib_gather(w->cib, &rq, &err);
    assert_int_equal(rc != 0, err.text != NULL);
    bt_err_clear(&err);
    bt_xml_free(doc);
    return rc;
}

static void what_is_gathered_is_one_patch(void **state)
{
    struct world *w = *state;
    assert_int_equal(told_as_one(w), 0);
    assert_int_equal(gather(w, CIB_OP_MODIFY, NULL, "<node_state id=\"1\" uname=\"n1\" crmd=\"online\"/>"), 0);
    assert_int_equal(gather(w, CIB_OP_MODIFY, NULL, "<node_state id=\"2\" uname=\"n2\"/>"), 0);
    assert_int_equal(gather(w, CIB_OP_REPLACE, "//node_state[@id='3']", "<node_state id=\"3\"/>"), BT_EX_NOSUCH); /* what was before it stands */
    assert_int_equal(gather(w, CIB_OP_MODIFY, NULL, "<node_state id=\"1\" crmd=\"offline\"/>"), 0);
    assert_has(w, "//node_state[@crmd='offline']", 1); /* at once */
    assert_int_equal(told_as_one(w), 2);
    assert_int_equal(gather(w, CIB_OP_MODIFY, NULL, "<node_state id=\"3\" uname=\"n3\"/>"), 0);
    assert_int_equal(gather(w, CIB_OP_DELETE, "//node_state[@id='3']", NULL), 0);
    assert_int_equal(told_as_one(w), 0); /* in the end it is as it was */
}

static void what_is_called_configuration_in_the_status_is_status(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask_xpath(w, CIB_OP_REPLACE, "/cib/status", "<status><x><configuration><node_state id=\"1\" rsc=\"none\"/></configuration></x></status>", 0), 0);
    assert_version(w, "0.5.4");
    assert_int_equal(gather(w, CIB_OP_MODIFY, NULL, "<node_state id=\"1\" crmd=\"online\"/>"), 0);
    assert_int_equal(told_as_one(w), 1);
    assert_version(w, "0.5.5");
}

static void the_status_is_told_however_high_its_version_was_set(void **state)
{
    struct world *w = *state;
    assert_int_equal(ask(w, CIB_OP_MODIFY, NULL, "<cib num_updates=\"2147483645\"/>", 0), 0);
    for (int i = 0; i < 2; i++) {
        struct cib_changed done;
        assert_int_equal(gather(w, CIB_OP_MODIFY, NULL, i == 0 ? "<node_state id=\"1\" crmd=\"online\"/>" : "<node_state id=\"1\" crmd=\"offline\"/>"), 0);
        cib_gathered(w->cib, &done);
        assert_int_equal(cib_patch(w->replica, bt_xml_root(done.patch), NULL, NULL), 0);
        bt_xml_free(done.patch);
        assert_replica_equal(w);
    }
    assert_version(w, "0.6.1");
}

static void what_is_gathered_at_random_leads_a_replica_there(void **state)
{
    struct world *w = *state;
    struct random_cib r = {.state = 7};
    size_t told = 0;
    for (int round = 0; round < 400; round++) {
        for (unsigned left = random_below(&r, 8); left > 0; left--) {
            unsigned node = random_below(&r, 3), rsc = random_below(&r, 4), kind = random_below(&r, 5);
            char *path = bt_printf("/cib/status/node_state[@id='%u']/lrm/lrm_resources/lrm_resource[@id='r%u']", node, rsc);
            char *xml = bt_printf("<node_state id=\"%u\"><lrm id=\"%u\"><lrm_resources><lrm_resource id=\"r%u\"><lrm_rsc_op id=\"r%u_last_0\" call-id=\"%u\"/>"
                                  "</lrm_resource></lrm_resources></lrm></node_state>", node, node, rsc, rsc, random_below(&r, 50));
            char *whole = bt_printf("<lrm_resource id=\"r%u\" class=\"ocf\"><lrm_rsc_op id=\"r%u_monitor\" rc-code=\"%u\"/></lrm_resource>", rsc, rsc, kind);
            gather(w, kind == 0 ? CIB_OP_DELETE : kind == 1 ? CIB_OP_REPLACE : CIB_OP_MODIFY, kind < 2 ? path : NULL, kind == 0 ? NULL : kind == 1 ? whole : xml);
            free(path);
            free(xml);
            free(whole);
        }
        told += told_as_one(w) > 0;
    }
    assert_true(told > 200);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_is_gathered_is_one_patch),
        TEST(what_is_called_configuration_in_the_status_is_status),
        TEST(the_status_is_told_however_high_its_version_was_set),
        TEST(what_is_gathered_at_random_leads_a_replica_there),
        TEST(modify_finds_the_element_by_name_and_id),
        TEST(modify_merges_children),
        TEST(modify_of_what_is_missing_needs_allow_create),
        TEST(values_can_be_sums),
        TEST(an_id_that_is_a_sum_is_one_like_any_other),
        TEST(modify_of_the_same_changes_nothing),
        TEST(modify_by_xpath_wants_one_match),
        TEST(create_appends_to_the_section),
        TEST(create_of_several_is_whole_or_nothing),
        TEST(create_makes_an_optional_section),
        TEST(create_below_an_xpath),
        TEST(replace_puts_an_element_in_its_place),
        TEST(replace_of_a_section_tells_only_the_difference),
        TEST(replace_of_all_refuses_an_older_version),
        TEST(delete_matches_all_given_attributes),
        TEST(delete_by_xpath_takes_the_first_or_all),
        TEST(what_is_referred_to_stays),
        TEST(a_group_keeps_a_member),
        TEST(ids_are_unique_in_the_configuration),
        TEST(without_validation_references_are_free),
        TEST(versions_count_as_pacemaker_counts),
        TEST(a_section_with_an_id_is_erased_like_any_other),
        TEST(versions_never_go_back),
        TEST(a_part_of_the_version_that_is_full_begins_anew_below_a_higher_one),
        TEST(who_and_when_is_written_when_the_origin_is_known),
        TEST(upgrade_names_the_newest_schema),
        TEST(a_patch_fits_once),
        TEST(a_patch_that_takes_a_section_away_does_not_fit),
        TEST(another_id_by_patch),
        TEST(a_replica_that_differs_notices),
        TEST(random_patches_fit_once),
        TEST(random_changes_keep_replicas_equal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
