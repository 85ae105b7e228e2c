/* cib/cib_digest.c - Pacemaker's digests of a CIB, for its .sig files, crm_diff --cib and cibadmin --md5-sum (see cib.h).
 *
 * The MD5 of the element on one line, in Pacemaker's own escaping: &apos; for an apostrophe, a backslash and a letter for line ends, four blanks for a
 * tab (found by experiment with cibadmin of 2.1.5).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_private.h"

/* Who changed what when does not make two versions different. */
static bool is_filtered(const char *attr)
{
    static const char *const filtered[] = {XA_CRM_DEBUG_ORIGIN, XA_CIB_LAST_WRITTEN, XA_UPDATE_ORIGIN, XA_UPDATE_CLIENT,
                                           XA_UPDATE_USER};
    for (size_t i = 0; i < BT_COUNT(filtered); i++)
        if (strcmp(filtered[i], attr) == 0)
            return true;
    return false;
}

static const char *escape_of(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&apos;";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "    ";
    default: return NULL;
    }
}

static void add_escaped(struct bt_buf *b, const char *s)
{
    for (size_t len; *s != '\0'; s += len) {
        len = strcspn(s, "&<>\"'\n\r\t");
        bt_buf_addn(b, s, len);
        if (s[len] != '\0')
            bt_buf_add(b, escape_of(s[len++]));
    }
}

static void add_element(struct bt_buf *b, const xmlNode *n, bool versioned)
{
    if (n->type == XML_COMMENT_NODE)
        bt_buf_addf(b, "<!--%s-->", n->content != NULL ? (const char *)n->content : "");
    if (n->type != XML_ELEMENT_NODE)
        return;
    bt_buf_add(b, "<");
    bt_buf_add(b, bt_xml_name(n));
    for (const xmlAttr *a = n->properties; a != NULL; a = a->next) {
        if (versioned && is_filtered((const char *)a->name))
            continue;
        bt_buf_add(b, " ");
        bt_buf_add(b, (const char *)a->name);
        bt_buf_add(b, "=\"");
        if (a->children != NULL && a->children->content != NULL)
            add_escaped(b, (const char *)a->children->content);
        bt_buf_add(b, "\"");
    }
    if (n->children == NULL) {
        bt_buf_add(b, "/>");
        return;
    }
    bt_buf_add(b, ">");
    for (const xmlNode *child = n->children; child != NULL; child = child->next)
        add_element(b, child, versioned);
    bt_buf_add(b, "</");
    bt_buf_add(b, bt_xml_name(n));
    bt_buf_add(b, ">");
}

/* Versioned digests came with feature set 3.0.5; of what says an older one, or none, there is only the other. */
static bool has_versioned(const xmlNode *cib)
{
    const char *set = bt_xml_get_or(cib, XA_CRM_FEATURE_SET, "0");
    long part[3] = {0};
    for (size_t i = 0; i < BT_COUNT(part) && *set != '\0'; i++) {
        char *end;
        part[i] = strtol(set, &end, 10);
        set = *end == '.' ? end + 1 : "";
    }
    return part[0] * 1000000 + part[1] * 1000 + part[2] >= 3000005;
}

const char *cib_pacemaker_digest(const xmlNode *cib, bool versioned, char out[BT_DIGEST_TEXT])
{
    struct bt_buf b = {0};
    versioned = versioned && has_versioned(cib);
    if (!versioned)
        bt_buf_add(&b, " ");
    add_element(&b, cib, versioned);
    if (!versioned)
        bt_buf_add(&b, "\n");
    bt_digest(b.text, b.len, out);
    bt_buf_free(&b);
    return out;
}
