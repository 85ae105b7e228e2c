/* cib/cib_edit.c - primitive edits, their undo, and what the patch will have to say (see cib_edit.h).
 *
 * A mark's place in the journal is kept in its node's _private field (plus one), which is zero outside a change.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_edit.h"

void cib_journal_start(struct cib_journal *j, struct cib_tree *t)
{
    assert(t->root->_private == NULL); /* no other journal is at work */
    *j = (struct cib_journal){.tree = t, .sum = t->sum, .ids = bt_map_size(t->ids), .refs = bt_map_size(t->refs)};
}

const struct cib_mark *cib_journal_mark(const struct cib_journal *j, const xmlNode *n)
{
    uintptr_t place = (uintptr_t)n->_private;
    assert(place == 0 || (place <= j->marks.n && j->marks.v[place - 1].node == n));
    return place != 0 ? &j->marks.v[place - 1] : NULL;
}

static struct cib_mark *mark(struct cib_journal *j, xmlNode *n)
{
    if (n->_private == NULL) {
        struct cib_mark m = {.node = n};
        BT_PUSH(&j->marks, m);
        n->_private = (void *)(uintptr_t)j->marks.n; /* NOLINT: a number, not an address */
    }
    return &j->marks.v[(uintptr_t)n->_private - 1];
}

static void push_edit(struct cib_journal *j, struct cib_edit edit)
{
    BT_PUSH(&j->edits, edit);
}

bool cib_journal_attached(const struct cib_journal *j, const xmlNode *n)
{
    return cib_tree_inside(n, j->tree->root);
}

bool cib_journal_in_new(const struct cib_journal *j, const xmlNode *n)
{
    for (; n != NULL && n->type != XML_DOCUMENT_NODE; n = n->parent) {
        const struct cib_mark *m = cib_journal_mark(j, n);
        if (m != NULL && (m->is_new || m->is_whole))
            return true;
    }
    return false;
}

/* Whether an edit of n (of its attributes, its place or its children) must be told in the patch by n's path. If that path is
 * ambiguous, the nearest ancestor with a plain one is marked to be told whole. */
static bool must_tell(struct cib_journal *j, xmlNode *n)
{
    if (cib_journal_in_new(j, n))
        return false;
    xmlNode *anchor = cib_path_anchor(j->tree, n);
    if (anchor == n)
        return true;
    mark(j, anchor)->is_whole = true;
    return false;
}

/* Attributes ------------------------------------------------------------------------------------------------ */

/* Called before n's attributes change, with cib_tree_attrs_changed() after. */
static void attrs_begin(struct cib_journal *j, xmlNode *n)
{
    if (!mark(j, n)->has_attrs) {
        must_tell(j, n);
        xmlAttr *before = n->properties != NULL ? xmlCopyPropList(n, n->properties) : NULL;
        struct cib_mark *m = mark(j, n);
        m->has_attrs = true;
        m->before = before;
        push_edit(j, (struct cib_edit){.kind = CIB_EDIT_ATTRS, .node = n, .attrs = before});
    }
    cib_tree_attrs_changing(j->tree, n);
}

void cib_edit_set_pairs(struct cib_journal *j, xmlNode *n, const struct cib_pair *pairs, size_t count)
{
    bool begun = false;
    for (size_t i = 0; i < count; i++) {
        assert(strcmp(pairs[i].attr, XA_ID) != 0 || n == j->tree->root);
        if (bt_streq(bt_xml_get(n, pairs[i].attr), pairs[i].value))
            continue;
        if (!begun)
            attrs_begin(j, n);
        begun = true;
        bt_xml_set(n, pairs[i].attr, pairs[i].value);
    }
    if (begun)
        cib_tree_attrs_changed(j->tree, n);
}

void cib_edit_set(struct cib_journal *j, xmlNode *n, const char *attr, const char *value)
{
    cib_edit_set_pairs(j, n, &(struct cib_pair){attr, value}, 1);
}

static bool attrs_equal(const xmlNode *a, const xmlNode *b)
{
    const xmlAttr *x = a->properties, *y = b->properties;
    while (x != NULL && y != NULL && xmlStrEqual(x->name, y->name) &&
           strcmp(bt_xml_get(a, (const char *)x->name), bt_xml_get(b, (const char *)y->name)) == 0) {
        x = x->next;
        y = y->next;
    }
    return x == NULL && y == NULL;
}

/* Ids are part of paths, of what is below and of what stands beside: an element does not change its own, another one takes its place. */
static xmlNode *replace_with_attrs(struct cib_journal *j, xmlNode *n, const xmlNode *like)
{
    xmlNode *draft = xmlDocCopyNode(n, j->tree->doc, 1);
    xmlFreePropList(draft->properties);
    draft->properties = NULL;
    bt_xml_copy_attrs(draft, like);
    xmlNode *other = cib_edit_insert(j, n->parent, n, draft);
    xmlFreeNode(draft);
    cib_edit_remove(j, n);
    return other;
}

xmlNode *cib_edit_set_all(struct cib_journal *j, xmlNode *n, const xmlNode *like)
{
    if (attrs_equal(n, like))
        return n;
    if (!bt_streq(bt_xml_id(n), bt_xml_id(like)) && n != j->tree->root)
        return replace_with_attrs(j, n, like);
    attrs_begin(j, n);
    xmlFreePropList(n->properties);
    n->properties = NULL;
    bt_xml_copy_attrs(n, like);
    cib_tree_attrs_changed(j->tree, n);
    return n;
}

/* Nodes ----------------------------------------------------------------------------------------------------- */

xmlNode *cib_edit_insert(struct cib_journal *j, xmlNode *parent, xmlNode *next, const xmlNode *original)
{
    assert(next == NULL || next->parent == parent);
    bool tell = must_tell(j, parent);
    xmlNode *n = xmlDocCopyNode((xmlNode *)original, j->tree->doc, 1);
    cib_tree_clean(n);
    cib_tree_link(j->tree, n, parent, next);
    if (tell)
        mark(j, n)->is_new = true;
    push_edit(j, (struct cib_edit){.kind = CIB_EDIT_INSERT, .node = n});
    return n;
}

void cib_edit_remove(struct cib_journal *j, xmlNode *n)
{
    assert(n != j->tree->root);
    if (must_tell(j, n)) {
        struct bt_buf path = {0};
        cib_path_add(&path, n);
        size_t position = n->type == XML_COMMENT_NODE ? cib_tree_position(n) : 0;
        struct cib_gone gone = {n, n->parent, bt_buf_take(&path), position};
        BT_PUSH(&j->gone, gone);
    }
    push_edit(j, (struct cib_edit){.kind = CIB_EDIT_REMOVE,
                                   .node = n,
                                   .parent = n->parent,
                                   .next = n->next,
                                   .in_configuration = cib_tree_in_configuration(n)});
    cib_tree_unlink(j->tree, n);
}

static void note_order(struct cib_journal *j, xmlNode *parent)
{
    for (size_t i = 0; i < j->orders.n; i++)
        if (j->orders.v[i].parent == parent)
            return;
    struct cib_order o = {.parent = parent};
    size_t cap = 0;
    for (xmlNode *n = parent->children; n != NULL; n = n->next) {
        o.children = bt_vec_grow(o.children, sizeof *o.children, o.n, &cap);
        o.children[o.n++] = n;
    }
    BT_PUSH(&j->orders, o);
}

static bool has_comment(const xmlNode *parent)
{
    const xmlNode *n = parent->children;
    while (n != NULL && n->type != XML_COMMENT_NODE)
        n = n->next;
    return n != NULL;
}

void cib_edit_move(struct cib_journal *j, xmlNode *n, xmlNode *next)
{
    assert(n != j->tree->root && next != n && (next == NULL || next->parent == n->parent));
    if (n->next == next)
        return;
    bool plain = must_tell(j, n);
    if (plain && has_comment(n->parent))
        mark(j, cib_path_anchor(j->tree, n->parent))->is_whole = true; /* paths can't tell comments apart */
    else if (plain)
        note_order(j, n->parent);
    push_edit(j, (struct cib_edit){.kind = CIB_EDIT_MOVE, .node = n, .next = n->next});
    cib_tree_move(j->tree, n, next);
}

/* The end --------------------------------------------------------------------------------------------------- */

static void unmark(struct cib_journal *j)
{
    for (size_t i = 0; i < j->marks.n; i++) {
        assert(j->marks.v[i].node->_private == (void *)(uintptr_t)(i + 1)); /* NOLINT: a number, not an address */
        j->marks.v[i].node->_private = NULL;
    }
    for (size_t i = 0; i < j->gone.n; i++)
        free(j->gone.v[i].path);
    for (size_t i = 0; i < j->orders.n; i++)
        free(j->orders.v[i].children);
    BT_VEC_FREE(&j->marks);
    BT_VEC_FREE(&j->gone);
    BT_VEC_FREE(&j->orders);
}

static void undo(struct cib_tree *t, const struct cib_edit *e)
{
    switch (e->kind) {
    case CIB_EDIT_ATTRS:
        assert(cib_tree_inside(e->node, t->root));
        cib_tree_attrs_changing(t, e->node);
        xmlFreePropList(e->node->properties);
        e->node->properties = e->attrs;
        cib_tree_attrs_changed(t, e->node);
        break;
    case CIB_EDIT_INSERT:
        cib_tree_unlink(t, e->node);
        xmlFreeNode(e->node);
        break;
    case CIB_EDIT_REMOVE:
        cib_tree_link(t, e->node, e->parent, e->next);
        break;
    case CIB_EDIT_MOVE:
        cib_tree_move(t, e->node, e->next);
        break;
    }
}

void cib_journal_undo(struct cib_journal *j)
{
    unmark(j); /* while all nodes are alive */
    for (size_t i = j->edits.n; i > 0; i--)
        undo(j->tree, &j->edits.v[i - 1]);
    BT_VEC_FREE(&j->edits);
    const struct cib_tree *t = j->tree;
    assert(!j->sum.valid || (t->sum.high == j->sum.high && t->sum.low == j->sum.low)); /* every node, attribute and place is as it was */
    assert(bt_map_size(t->ids) == j->ids && bt_map_size(t->refs) == j->refs);
}

void cib_journal_commit(struct cib_journal *j)
{
    unmark(j);
    for (size_t i = 0; i < j->edits.n; i++) {
        struct cib_edit *e = &j->edits.v[i];
        if (e->kind == CIB_EDIT_ATTRS)
            xmlFreePropList(e->attrs);
        else if (e->kind == CIB_EDIT_REMOVE)
            xmlFreeNode(e->node);
    }
    BT_VEC_FREE(&j->edits);
}
