/* crmd/earlier_io.c - reading the roots of the CIB's backups, and its history (see earlier_io.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/earlier_io.h"

#include <stdio.h>

#include "cib/cib_store.h"

#define SERIES 100       /* backups are numbered 0 .. 99, and again from 0 */
#define HEAD_BYTES 4096  /* a root element with all its attributes is shorter */

/* The number of the next backup: so the oldest, if there are as many. */
static int64_t next_number(const char *folder)
{
    char *path = bt_printf("%s/cib.last", folder), *text = NULL;
    int64_t n = 0;
    if (bt_file_read(path, 64, &text, NULL, NULL) == 0) {
        text[strcspn(text, "\n")] = '\0';
        bt_parse_int(text, &n);
    }
    free(path);
    free(text);
    return n >= 0 && n < SERIES ? n : 0;
}

/* The first bytes of a file as text; false if there is none. */
static bool read_head(const char *path, char text[HEAD_BYTES + 1])
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    size_t n = fread(text, 1, HEAD_BYTES, file);
    text[n] = '\0';
    return fclose(file) == 0;
}

/* The root element alone, closed, as a document; NULL if the text has none. */
static xmlDoc *root_of(const char *text)
{
    const char *root = strstr(text, "<" XE_CIB " "), *end = root != NULL ? strchr(root, '>') : NULL;
    xmlDoc *doc = NULL;
    if (end == NULL)
        return NULL;
    struct bt_buf b = {0};
    bt_buf_addn(&b, root, (size_t)(end - root) - (end[-1] == '/'));
    bt_buf_add(&b, "/>");
    if (bt_xml_parse(b.text, b.len, "a backup of the CIB", &doc, NULL) != 0)
        doc = NULL;
    bt_buf_free(&b);
    return doc;
}

/* What a record says of the version that it leads to, as a root element; NULL if that was no step of this cluster's. */
static xmlDoc *root_after(const xmlNode *record)
{
    int64_t number[2];
    struct bt_strv parts = {0};
    bt_strv_split(&parts, bt_xml_get_or(record, XA_TO, ""), ".");
    bool good = bt_xml_get(record, XA_TEXT) == NULL && parts.n == 3 && bt_parse_int(parts.v[0], &number[0]) && bt_parse_int(parts.v[1], &number[1]);
    xmlDoc *doc = good ? bt_xml_doc(XE_CIB) : NULL;
    if (good) {
        bt_xml_set_int(bt_xml_root(doc), XA_ADMIN_EPOCH, number[0]);
        bt_xml_set_int(bt_xml_root(doc), XA_EPOCH, number[1]);
        bt_xml_set(bt_xml_root(doc), XA_CIB_LAST_WRITTEN, bt_xml_get(record, XA_WHEN));
        bt_xml_set(bt_xml_root(doc), XA_UPDATE_CLIENT, bt_xml_get(record, XA_CLIENT));
        bt_xml_set(bt_xml_root(doc), XA_UPDATE_ORIGIN, bt_xml_get(record, XA_ORIGIN));
    }
    bt_strv_free(&parts);
    return doc;
}

static void add(struct earlier *ret, xmlDoc *doc)
{
    if (doc != NULL)
        BT_PUSH(ret, crmd_version_stamp_of(bt_xml_root(doc)));
    bt_xml_free(doc);
}

/* Not every version was put in place, and became a backup; but each has its record. */
static void read_history(const char *folder, struct earlier *ret)
{
    struct cib_history *h = cib_history_load(folder);
    for (size_t i = 0; i < cib_history_count(h); i++) {
        xmlDoc *record = cib_history_record(h, i);
        add(ret, root_after(bt_xml_root(record)));
        bt_xml_free(record);
    }
    cib_history_free(h);
}

void earlier_read(const char *folder, struct earlier *ret)
{
    int64_t next = next_number(folder);
    char text[HEAD_BYTES + 1];
    for (int i = 0; i < SERIES; i++) {
        char *path = bt_printf("%s/cib-%" PRId64 ".raw", folder, (next + i) % SERIES);
        add(ret, read_head(path, text) ? root_of(text) : NULL);
        free(path);
    }
    read_history(folder, ret);
}

void earlier_free(struct earlier *e)
{
    for (size_t i = 0; i < e->n; i++)
        free((char *)e->v[i].stamp);
    BT_VEC_FREE(e);
}
