/* tests/fuzz/fuzz_cib.c - see fuzz_cib.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/fuzz_cib.h"

static const char text[] =
    "<cib validate-with=\"pacemaker-3.9\" epoch=\"5\" num_updates=\"3\" admin_epoch=\"0\"><configuration><crm_config>"
    "<cluster_property_set id=\"o\"><nvpair id=\"o1\" name=\"stonith-enabled\" value=\"false\"/></cluster_property_set></crm_config>"
    "<nodes><node id=\"1\" uname=\"n1\"/><node id=\"2\" uname=\"n2\"/></nodes><resources><!-- first -->"
    "<primitive id=\"a\" class=\"lsb\" type=\"x\"><meta_attributes id=\"m\"><nvpair id=\"m1\" name=\"target-role\" value=\"5\"/>"
    "<nvpair id-ref=\"o1\"/><nvpair id-ref=\"m1\"/></meta_attributes><operations><op id=\"a1\" name=\"monitor\" interval=\"10s\"/></operations>"
    "</primitive><primitive id=\"b\" class=\"lsb\" type=\"x\"/><!-- second --></resources><constraints>"
    "<rsc_location id=\"l\" rsc=\"a\" node=\"n1\" score=\"1\"/></constraints></configuration><status>"
    "<node_state id=\"1\" uname=\"n1\"><lrm id=\"1\"><x/><x/><x id=\"a\"/></lrm></node_state><node_state id=\"2\"/></status></cib>";

struct cib *fuzz_cib_new(void)
{
    xmlDoc *doc = NULL;
    struct cib *cib = NULL;
    MUST(bt_xml_parse(text, strlen(text), "cib", &doc, NULL) == 0);
    MUST(cib_from_doc(doc, &cib, NULL) == 0);
    return cib;
}

static char *text_of(const struct cib *cib)
{
    return bt_xml_text(bt_xml_root(cib_doc(cib)), false);
}

/* What is kept up to date must be what is computed anew. */
static void check_digest(const struct cib *cib)
{
    char kept[BT_DIGEST_TEXT], fresh[BT_DIGEST_TEXT];
    struct cib *copy = NULL;
    MUST(cib_from_doc(bt_xml_doc_of(bt_xml_root(cib_doc(cib))), &copy, NULL) == 0);
    MUST(strcmp(cib_digest(cib, kept), cib_digest(copy, fresh)) == 0);
    cib_free(copy);
}

static void check_replica(const struct cib *cib, const xmlDoc *patch)
{
    struct cib *replica = fuzz_cib_new();
    MUST(cib_patch(replica, bt_xml_root(patch), NULL, NULL) == 0);
    char *a = text_of(cib), *b = text_of(replica);
    MUST(strcmp(a, b) == 0);
    free(a);
    free(b);
    cib_free(replica);
}

void fuzz_cib_perform(const struct cib_request *rq)
{
    struct cib *cib = fuzz_cib_new();
    struct cib_changed done = {0};
    struct bt_err err = {0};
    char digest[BT_DIGEST_TEXT], *before = text_of(cib);
    cib_digest(cib, digest);
    int rc = cib_change(cib, rq, (struct bt_wall){.s = 0}, &done, &err);
    MUST((rc != 0) == (err.text != NULL));
    if (rc != 0 || done.patch == NULL) {
        char *after = text_of(cib);
        MUST(strcmp(before, after) == 0);
        free(after);
    } else {
        MUST(cib_version_cmp(&done.from, &done.to) < 0);
        check_replica(cib, done.patch);
    }
    check_digest(cib);
    free(before);
    bt_err_clear(&err);
    bt_xml_free(done.patch);
    cib_free(cib);
}
