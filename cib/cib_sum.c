/* cib/cib_sum.c - the content digest, kept up to date edit by edit (see cib_tree.h).
 *
 * Each node contributes the MD5 of: its parent's path, the step of its previous sibling, its own name, and its attributes
 * in their order (or its text, for a comment). Where it hangs, what stands before it and what it holds is thus covered, and the sum of
 * all contributions tells two documents apart as surely as one MD5 would against anything but malice.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_tree.h"

#include <stdio.h>

static void add_step(struct bt_buf *b, const xmlNode *n)
{
    if (n == NULL)
        return;
    if (n->type == XML_COMMENT_NODE) {
        bt_buf_add(b, "!");
        return;
    }
    bt_buf_add(b, bt_xml_name(n));
    const char *id = n->parent->type != XML_DOCUMENT_NODE ? bt_xml_id(n) : NULL; /* there is but one root */
    if (id != NULL) {
        bt_buf_addn(b, "#", 1);
        bt_buf_add(b, id);
    }
}

static void add_path(struct bt_buf *b, const xmlNode *n)
{
    if (n == NULL || n->type != XML_ELEMENT_NODE)
        return;
    add_path(b, n->parent);
    bt_buf_addn(b, "/", 1);
    add_step(b, n);
}

static uint64_t hex64(const char *s)
{
    uint64_t value = 0;
    for (int i = 0; i < 16; i++)
        value = value << 4 | (uint64_t)(s[i] <= '9' ? s[i] - '0' : s[i] - 'a' + 10);
    return value;
}

static void sum_change(struct cib_sum *sum, const char *digest, bool add)
{
    uint64_t high = hex64(digest), low = hex64(digest + 16);
    if (!add) { /* two's complement of the 128 bits */
        low = ~low + 1;
        high = ~high + (low == 0);
    }
    sum->low += low;
    sum->high += high + (sum->low < low);
}

/* b holds the path of n's parent; it does so again afterwards. */
static void node_change(struct cib_sum *sum, struct bt_buf *b, const xmlNode *n, bool add)
{
    size_t len = b->len;
    bt_buf_addn(b, "\n", 1);
    add_step(b, n->prev);
    bt_buf_addn(b, "\n", 1);
    if (n->type == XML_COMMENT_NODE) {
        bt_buf_addf(b, "!%s", n->content != NULL ? (const char *)n->content : "");
    } else {
        bt_buf_add(b, bt_xml_name(n));
        for (const xmlAttr *a = n->properties; a != NULL; a = a->next) {
            bt_buf_addn(b, "\n", 1);
            bt_buf_add(b, (const char *)a->name);
            bt_buf_addn(b, "=", 1);
            if (a->children != NULL && a->children->content != NULL)
                bt_buf_add(b, (const char *)a->children->content);
            bt_buf_addn(b, "", 1);
        }
    }
    char digest[BT_DIGEST_TEXT];
    sum_change(sum, bt_digest(b->text, b->len, digest), add);
    b->len = len;
}

static void tree_change(struct cib_sum *sum, struct bt_buf *b, const xmlNode *n, bool add)
{
    node_change(sum, b, n, add);
    if (n->type != XML_ELEMENT_NODE || n->children == NULL)
        return;
    size_t len = b->len;
    bt_buf_addn(b, "/", 1);
    add_step(b, n);
    for (const xmlNode *child = n->children; child != NULL; child = child->next)
        tree_change(sum, b, child, add);
    b->len = len;
}

void cib_sum_add_node(struct cib_tree *t, const xmlNode *n, bool add)
{
    if (!t->sum.valid)
        return;
    struct bt_buf b = {0};
    add_path(&b, n->parent);
    node_change(&t->sum, &b, n, add);
    bt_buf_free(&b);
}

void cib_sum_add_tree(struct cib_tree *t, const xmlNode *n, bool add)
{
    if (!t->sum.valid)
        return;
    struct bt_buf b = {0};
    add_path(&b, n->parent);
    tree_change(&t->sum, &b, n, add);
    bt_buf_free(&b);
}

const char *cib_sum_text(struct cib_tree *t, char out[BT_DIGEST_TEXT])
{
    if (!t->sum.valid) {
        t->sum = (struct cib_sum){.valid = true};
        cib_sum_add_tree(t, t->root, true);
    }
    snprintf(out, BT_DIGEST_TEXT, "%016" PRIx64 "%016" PRIx64, t->sum.high, t->sum.low);
    return out;
}
