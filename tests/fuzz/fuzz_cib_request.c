/* tests/fuzz/fuzz_cib_request.c - any document as a client's request, and as a reply.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/fuzz_cib.h"

static void query(const struct cib_request *rq)
{
    struct cib *cib = fuzz_cib_new();
    xmlDoc *answer = NULL;
    if (cib_query(cib, rq, &answer, NULL) == 0)
        MUST(bt_xml_root(answer) != NULL);
    bt_xml_free(answer);
    cib_free(cib);
}

static void take_as_reply(const xmlNode *n)
{
    int64_t id = 0;
    const xmlNode *child = NULL;
    struct bt_err err = {0};
    int rc = cib_reply_from_xml(n, &id, &child, &err);
    MUST((rc != 0) == (err.text != NULL));
    bt_err_clear(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    xmlDoc *doc = NULL;
    struct cib_request rq;
    struct bt_err err = {0};
    if (bt_xml_parse((const char *)data, len, "input", &doc, NULL) != 0)
        return 0;
    take_as_reply(bt_xml_root(doc));
    if (cib_request_from_xml(bt_xml_root(doc), &rq, &err) != 0)
        MUST(err.code == BT_EX_PROTOCOL);
    else if (rq.op == CIB_OP_QUERY)
        query(&rq);
    else
        fuzz_cib_perform(&rq);
    bt_err_clear(&err);
    bt_xml_free(doc);
    return 0;
}
