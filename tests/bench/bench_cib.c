/* tests/bench/bench_cib.c - small changes of CIBs of growing size: how many a second, and whether the size matters.
 *
 *   bench_cib [CHANGES]
 *
 * Each change is made as the coordinator makes it (cib_change() with patch and digest) and followed by a replica (cib_patch()). The ratio at the
 * end compares the largest CIB with the smallest: 1.0 means that the cost is that of the change alone. Last, how often a second the store saves it durably (in /var/tmp).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include "cib/cib_store.h"

/* A CIB of n resources with meta attributes, an operation and two nodes' histories of them. */
static xmlDoc *cib_of_size(int n)
{
    struct bt_buf b = {0};
    bt_buf_add(&b, "<cib validate-with=\"pacemaker-3.9\" epoch=\"1\" num_updates=\"0\" admin_epoch=\"0\"><configuration><crm_config/>"
                   "<nodes><node id=\"1\" uname=\"n1\"/><node id=\"2\" uname=\"n2\"/></nodes><resources>");
    for (int i = 0; i < n; i++)
        bt_buf_addf(&b,
                    "<primitive id=\"r%d\" class=\"ocf\" provider=\"pacemaker\" type=\"Dummy\"><meta_attributes id=\"r%d-m\">"
                    "<nvpair id=\"r%d-m-t\" name=\"target-role\" value=\"Started\"/></meta_attributes><operations>"
                    "<op id=\"r%d-mon\" name=\"monitor\" interval=\"10s\"/></operations></primitive>",
                    i, i, i, i);
    bt_buf_add(&b, "</resources><constraints>");
    for (int i = 0; i < n; i += 5)
        bt_buf_addf(&b, "<rsc_location id=\"l%d\" rsc=\"r%d\" node=\"n1\" score=\"100\"/>", i, i);
    bt_buf_add(&b, "</constraints></configuration><status>");
    for (int node = 1; node <= 2; node++) {
        bt_buf_addf(&b, "<node_state id=\"%d\" uname=\"n%d\"><lrm id=\"%d\"><lrm_resources>", node, node, node);
        for (int i = 0; i < n; i++)
            bt_buf_addf(&b,
                        "<lrm_resource id=\"r%d\" class=\"ocf\" provider=\"pacemaker\" type=\"Dummy\"><lrm_rsc_op id=\"r%d_last_0\" "
                        "operation_key=\"r%d_start_0\" operation=\"start\" rc-code=\"0\" op-status=\"0\" call-id=\"%d\"/></lrm_resource>",
                        i, i, i, i);
        bt_buf_add(&b, "</lrm_resources></lrm></node_state>");
    }
    bt_buf_add(&b, "</status></cib>");
    xmlDoc *doc = NULL;
    if (bt_xml_parse(b.text, b.len, "bench", &doc, NULL) != 0)
        abort();
    bt_buf_free(&b);
    return doc;
}

/* The kinds of change that clusters see: a value, a new resource and its end, an operation's result. */
static char *change_xml(const char *kind, int i, int n, int round)
{
    if (strcmp(kind, "configuration") == 0)
        return bt_printf("<nvpair id=\"r%d-m-t\" value=\"%s\"/>", i % n, round % 2 ? "Started" : "Stopped");
    if (strcmp(kind, "status") == 0)
        return bt_printf("<node_state id=\"1\"><lrm id=\"1\"><lrm_resources><lrm_resource id=\"r%d\"><lrm_rsc_op id=\"r%d_last_0\" "
                         "call-id=\"%d\"/></lrm_resource></lrm_resources></lrm></node_state>",
                         i % n, i % n, 1000000 + i);
    return bt_printf("<primitive id=\"new%d\" class=\"ocf\" provider=\"pacemaker\" type=\"Dummy\"/>", i / 2);
}

static struct cib_request request_of(const char *kind, int i, const xmlNode *xml)
{
    struct cib_request rq = {.op = CIB_OP_MODIFY, .xml = xml, .origin = "n1", .client = "bench", .user = "root"};
    rq.section = strcmp(kind, "status") == 0 ? "status" : "resources";
    if (strcmp(kind, "create+delete") == 0)
        rq.op = i % 2 == 0 ? CIB_OP_CREATE : CIB_OP_DELETE;
    else if (strcmp(kind, "configuration") == 0)
        rq.section = NULL;
    return rq;
}

/* Changes a second. */
static double measure(const char *kind, int n, int changes)
{
    struct cib *cib = NULL, *replica = NULL;
    char digest[BT_DIGEST_TEXT];
    xmlDoc *doc = cib_of_size(n);
    if (cib_from_doc(bt_xml_doc_of(bt_xml_root(doc)), &replica, NULL) != 0 || cib_from_doc(doc, &cib, NULL) != 0)
        abort();
    cib_digest(cib, digest);
    cib_digest(replica, digest);
    int64_t start = bt_now().mono.ms;
    for (int i = 0; i < changes; i++) {
        char *text = change_xml(kind, i, n, i / n);
        xmlDoc *xml = NULL;
        struct cib_changed done = {0};
        struct bt_err err = {0};
        if (bt_xml_parse(text, strlen(text), "bench", &xml, &err) != 0)
            abort();
        struct cib_request rq = request_of(kind, i, bt_xml_root(xml));
        if (cib_change(cib, &rq, (struct bt_wall){.s = 0}, &done, &err) != 0 || done.patch == NULL ||
            cib_patch(replica, bt_xml_root(done.patch), NULL, &err) != 0) {
            fprintf(stderr, "%s %d: %s\n", kind, i, bt_err_text(&err));
            abort();
        }
        bt_xml_free(done.patch);
        bt_xml_free(xml);
        free(text);
    }
    int64_t took = bt_now().mono.ms - start;
    cib_free(cib);
    cib_free(replica);
    return changes * 1000.0 / (double)(took > 0 ? took : 1);
}

/* Saves a second, each durable. */
static double measure_saves(int n)
{
    char folder[] = "/var/tmp/bench_cib.XXXXXX", *command;
    struct cib *cib = NULL;
    struct cib_store *store = NULL;
    if (mkdtemp(folder) == NULL || cib_store_open(folder, 99, &store, NULL) != 0 || cib_from_doc(cib_of_size(n), &cib, NULL) != 0)
        abort();
    int64_t start = bt_now().mono.ms, took = 0;
    int saves = 0;
    while ((took = bt_now().mono.ms - start) < 1000) {
        bt_xml_set_int(bt_xml_root(cib_doc(cib)), "epoch", ++saves);
        if (cib_store_save(store, cib_doc(cib), NULL) != 0 || cib_store_reserve(store, NULL) != 0)
            abort();
    }
    cib_store_close(store);
    cib_free(cib);
    command = bt_printf("rm -r %s", folder);
    if (system(command) != 0)
        abort();
    free(command);
    return saves * 1000.0 / (double)took;
}

int main(int argc, char **argv)
{
    static const char *const kinds[] = {"configuration", "status", "create+delete"};
    static const int sizes[] = {10, 100, 1000, 10000};
    int64_t changes = 20000;
    if (argc > 1 && (!bt_parse_int(argv[1], &changes) || changes < 1 || changes > 10000000)) {
        fprintf(stderr, "bench_cib: '%s' is no number of changes\n", argv[1]);
        return BT_EX_USAGE;
    }
    printf("%-16s", "changes a second");
    for (size_t s = 0; s < BT_COUNT(sizes); s++)
        printf("%8d", sizes[s]);
    printf(" resources  ratio\n");
    for (size_t k = 0; k < BT_COUNT(kinds); k++) {
        double rate[BT_COUNT(sizes)];
        printf("%-16s", kinds[k]);
        for (size_t s = 0; s < BT_COUNT(sizes); s++)
            printf("%8.0f", rate[s] = measure(kinds[k], sizes[s], (int)changes));
        printf("            %.2f\n", rate[0] / rate[BT_COUNT(sizes) - 1]);
    }
    printf("%-16s", "saves");
    for (size_t s = 0; s < BT_COUNT(sizes); s++)
        printf("%8.0f", measure_saves(sizes[s]));
    printf("\n");
    return 0;
}
