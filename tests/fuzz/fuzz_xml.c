/* tests/fuzz/fuzz_xml.c - any bytes as a document: what is read can be printed, read again and is the same then.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/fuzz.h"

#include "lib/lib.h"

static xmlDoc *read_again(const char *text)
{
    xmlDoc *doc = NULL;
    struct bt_err err = {0};
    bt_xml_parse(text, strlen(text), "printed", &doc, &err);
    MUST(doc != NULL);
    return doc;
}

/* Once printed and read, a document prints the same for ever, in either form. */
static void check_printing(const xmlDoc *doc, bool pretty)
{
    char *first = bt_xml_text(bt_xml_root(doc), pretty);
    xmlDoc *again = read_again(first);
    char *second = bt_xml_text(bt_xml_root(again), pretty);
    xmlDoc *third = read_again(second);
    char *last = bt_xml_text(bt_xml_root(third), pretty);
    MUST(bt_streq(second, last));
    free(first);
    free(second);
    free(last);
    bt_xml_free(again);
    bt_xml_free(third);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    xmlDoc *doc = NULL;
    struct bt_err err = {0};
    if (bt_xml_parse((const char *)data, len, "input", &doc, &err) != 0) {
        MUST(doc == NULL && err.code == BT_EX_DATAERR && strchr(bt_err_text(&err), '\n') == NULL);
        bt_err_clear(&err);
        return 0;
    }
    MUST(bt_xml_root(doc) != NULL && err.code == BT_EX_OK);
    check_printing(doc, true);
    check_printing(doc, false);
    bt_xml_free(doc);
    return 0;
}
