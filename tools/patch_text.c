/* tools/patch_text.c - a patch of the CIB as lines for people (see patch_text.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/patch_text.h"

static void add_versions(struct bt_buf *b, const xmlNode *version)
{
    const xmlNode *from = bt_xml_first(version, XE_SOURCE), *to = bt_xml_first(version, XE_TARGET);
    const xmlNode *both[] = {from, to};
    char *text[2];
    if (from == NULL || to == NULL)
        return;
    for (size_t i = 0; i < 2; i++)
        text[i] = bt_printf("%s.%s.%s", bt_xml_get_or(both[i], XA_ADMIN_EPOCH, "0"), bt_xml_get_or(both[i], XA_EPOCH, "0"), bt_xml_get_or(both[i], XA_NUM_UPDATES, "0"));
    if (bt_streq(text[0], text[1]))
        bt_buf_addf(b, "  : Local-only Change: %s\n", text[0]);
    else
        bt_buf_addf(b, "Diff: --- %s 2\nDiff: +++ %s %s\n", text[0], text[1], bt_xml_get_or(version->parent, XA_DIGEST, "(null)"));
    free(text[0]);
    free(text[1]);
}

/* The element as XML, its lines behind each other, the first after the path. */
static void add_create(struct bt_buf *b, const char *path, const xmlNode *created)
{
    size_t indent = strlen("++ ") + strlen(path) + strlen(":  ");
    char *xml = bt_xml_text(created, true);
    struct bt_strv lines = {0};
    bt_strv_split(&lines, xml, "\n");
    for (size_t i = 0; i < lines.n; i++)
        if (i == 0)
            bt_buf_addf(b, "++ %s:  %s\n", path, lines.v[i]);
        else
            bt_buf_addf(b, "++ %*s%s\n", (int)(indent - strlen("++ ")), "", lines.v[i]);
    bt_strv_free(&lines);
    free(xml);
}

/* What was set in one line, what was taken away in another. */
static void add_modify(struct bt_buf *b, const char *path, const xmlNode *change)
{
    struct bt_buf set = {0}, unset = {0};
    bt_xml_each(attr, bt_xml_first(change, XE_CHANGE_LIST), XE_CHANGE_ATTR) {
        const char *name = bt_xml_get_or(attr, XA_NAME, ""), *value = bt_xml_get(attr, XA_VALUE);
        struct bt_buf *to = value != NULL ? &set : &unset;
        bt_buf_addf(to, "%s@%s", to->len > 0 ? ", " : "", name);
        if (value != NULL)
            bt_buf_addf(to, "=%s", value);
    }
    if (set.len > 0)
        bt_buf_addf(b, "+  %s:  %s\n", path, set.text);
    if (unset.len > 0)
        bt_buf_addf(b, "-- %s:  %s\n", path, unset.text);
    bt_buf_free(&set);
    bt_buf_free(&unset);
}

char *patch_text(const xmlNode *patch)
{
    struct bt_buf b = {0};
    add_versions(&b, bt_xml_first(patch, XE_VERSION));
    bt_xml_each(change, patch, XE_CHANGE) {
        const char *operation = bt_xml_get_or(change, XA_OPERATION, ""), *path = bt_xml_get_or(change, XA_PATH, "");
        const xmlNode *created = change->children;
        if (strcmp(operation, "delete") == 0)
            bt_buf_addf(&b, "-- %s\n", path);
        else if (strcmp(operation, "move") == 0)
            bt_buf_addf(&b, "+~ %s moved to offset %s\n", path, bt_xml_get_or(change, XA_POSITION, "0"));
        else if (strcmp(operation, "modify") == 0)
            add_modify(&b, path, change);
        else if (strcmp(operation, "create") == 0 && created != NULL)
            add_create(&b, path, created);
    }
    return bt_buf_take(&b);
}
