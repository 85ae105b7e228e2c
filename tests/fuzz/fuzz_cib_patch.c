/* tests/fuzz/fuzz_cib_patch.c - any document as a patch: as a user's change, as a replica's, and on a bare document.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/fuzz_cib.h"

/* A patch that does not fit leaves a bare document as it was. */
static void apply_raw(const xmlNode *patch)
{
    struct cib *cib = fuzz_cib_new();
    xmlDoc *doc = bt_xml_doc_of(bt_xml_root(cib_doc(cib)));
    char *before = bt_xml_text(bt_xml_root(doc), false);
    if (cib_patch_apply_raw(doc, patch, NULL) != 0) {
        char *after = bt_xml_text(bt_xml_root(doc), false);
        MUST(strcmp(before, after) == 0);
        free(after);
    }
    free(before);
    bt_xml_free(doc);
    cib_free(cib);
}

/* So does one that another replica is said to have made. */
static void apply_as_replica(const xmlNode *patch)
{
    struct cib *cib = fuzz_cib_new();
    struct cib_version from = cib_version(cib);
    struct cib_changed done = {0};
    char *before = bt_xml_text(bt_xml_root(cib_doc(cib)), false);
    if (cib_patch(cib, patch, &done, NULL) != 0) {
        char *after = bt_xml_text(bt_xml_root(cib_doc(cib)), false);
        MUST(strcmp(before, after) == 0);
        free(after);
    } else {
        MUST(cib_version_cmp(&from, &done.from) == 0);
    }
    free(before);
    bt_xml_free(done.patch);
    cib_free(cib);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    xmlDoc *doc = NULL;
    if (bt_xml_parse((const char *)data, len, "input", &doc, NULL) != 0)
        return 0;
    struct cib_request rq = {.op = CIB_OP_PATCH, .xml = bt_xml_root(doc)};
    fuzz_cib_perform(&rq);
    apply_raw(bt_xml_root(doc));
    apply_as_replica(bt_xml_root(doc));
    bt_xml_free(doc);
    return 0;
}
