/* crmd/earlier_io.c - reading the roots of the CIB's backups (see earlier_io.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/earlier_io.h"

#include <stdio.h>

#include "lib/edge.h"

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

void earlier_read(const char *folder, struct earlier *ret)
{
    int64_t next = next_number(folder);
    char text[HEAD_BYTES + 1];
    for (int i = 0; i < SERIES; i++) {
        char *path = bt_printf("%s/cib-%" PRId64 ".raw", folder, (next + i) % SERIES);
        xmlDoc *doc = read_head(path, text) ? root_of(text) : NULL;
        if (doc != NULL)
            BT_PUSH(ret, crmd_version_stamp_of(bt_xml_root(doc)));
        bt_xml_free(doc);
        free(path);
    }
}

void earlier_free(struct earlier *e)
{
    for (size_t i = 0; i < e->n; i++)
        free((char *)e->v[i].stamp);
    BT_VEC_FREE(e);
}
