/* cib/cib_patch_apply.c - performs a patch's changes as edits (see cib_edit.h; the order is explained in cib_patch.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_edit.h"

/* A create or a move, which waits for its turn. Its path is followed at once: later, created elements may stand in the way. */
struct later {
    const xmlNode *change;
    xmlNode *node; /* the parent of what is created, or what is moved; NULL: the root is told whole */
    bool is_move;
    int64_t position;
    size_t order;
};

static int misfit(const xmlNode *change, const char *why, struct bt_err *err)
{
    return bt_fail(err, BT_EX_ERROR, "the patch does not fit this document: cannot %s %s: %s",
                   bt_xml_get_or(change, XA_OPERATION, "perform a change of"),
                   bt_xml_get_or(change, XA_PATH, "(no path)"), why);
}

/* The comment that a delete means: its parent's path, then "/comment", and its position. */
static xmlNode *find_comment(const struct cib_tree *t, const xmlNode *change, const char *path)
{
    int64_t position = bt_xml_get_int(change, XA_POSITION, -1);
    if (!bt_ends(path, "/comment") || position < 0)
        return NULL;
    char *parent_path = bt_strndup(path, strlen(path) - strlen("/comment"));
    const xmlNode *parent = cib_path_follow(t, parent_path);
    free(parent_path);
    xmlNode *n = parent != NULL ? cib_tree_at(parent, (size_t)position) : NULL;
    return n != NULL && n->type == XML_COMMENT_NODE ? n : NULL;
}

/* What is to be deleted and is not there is as wanted (as in Pacemaker). */
static int apply_delete(struct cib_journal *j, const xmlNode *change, struct bt_err *err)
{
    const char *path = bt_xml_get(change, XA_PATH);
    xmlNode *n = find_comment(j->tree, change, path);
    if (n == NULL)
        n = cib_path_follow(j->tree, path);
    if (n == j->tree->root)
        return misfit(change, "the whole document can't be deleted", err);
    if (n != NULL)
        cib_edit_remove(j, n);
    return 0;
}

/* Without a <change-result>, the single attributes of the <change-list> are set. */
static int apply_list(struct cib_journal *j, xmlNode *n, const xmlNode *change, struct bt_err *err)
{
    const xmlNode *list = bt_xml_first(change, XE_CHANGE_LIST);
    if (list == NULL)
        return misfit(change, "it has neither a change-result nor a change-list", err);
    bt_xml_each(attr, list, XE_CHANGE_ATTR) {
        const char *name = bt_xml_get(attr, XA_NAME), *value = bt_xml_get(attr, XA_VALUE);
        bool unset = bt_streq(bt_xml_get(attr, XA_OPERATION), "unset");
        if (name == NULL || xmlValidateNCName((const xmlChar *)name, 0) != 0 || strcmp(name, XA_ID) == 0 || (!unset && value == NULL))
            return misfit(change, "a change-attr has no value, or no name that an attribute can have, or is the id", err);
        cib_edit_set(j, n, name, unset ? NULL : value);
    }
    return 0;
}

static int apply_modify(struct cib_journal *j, const xmlNode *change, struct bt_err *err)
{
    xmlNode *n = cib_path_follow(j->tree, bt_xml_get(change, XA_PATH));
    if (n == NULL)
        return misfit(change, "there is no such element", err);
    const xmlNode *result = bt_xml_first(bt_xml_first(change, XE_CHANGE_RESULT), NULL);
    if (result == NULL)
        return apply_list(j, n, change, err);
    if (!bt_xml_is(result, bt_xml_name(n)))
        return misfit(change, "its change-result is another kind of element", err);
    cib_edit_set_all(j, n, result);
    return 0;
}

static const xmlNode *created_node(const xmlNode *change)
{
    const xmlNode *n = change->children;
    while (n != NULL && n->type != XML_ELEMENT_NODE && n->type != XML_COMMENT_NODE)
        n = n->next;
    return n;
}

static int apply_create(struct cib_journal *j, const struct later *l, struct bt_err *err)
{
    const xmlNode *original = created_node(l->change);
    if (original == NULL)
        return misfit(l->change, "it brings no element", err);
    if (l->node != NULL) {
        cib_edit_insert(j, l->node, cib_tree_at(l->node, (size_t)l->position), original);
        return 0;
    }
    if (!bt_xml_is(original, bt_xml_name(j->tree->root)))
        return misfit(l->change, "it brings another root element", err);
    cib_edit_until_equal(j, j->tree->root, original);
    return 0;
}

/* What waits for its move has been put behind all others, so that positions count only what stands right. */
static int apply_move(struct cib_journal *j, const struct later *l, struct bt_err *err)
{
    xmlNode *next = cib_tree_at(l->node->parent, (size_t)l->position);
    if (next == NULL)
        return misfit(l->change, "it has not that many siblings", err);
    if (next != l->node)
        cib_edit_move(j, l->node, next);
    return 0;
}

static int by_position(const void *a, const void *b)
{
    const struct later *x = a, *y = b;
    if (x->position != y->position)
        return x->position < y->position ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

typedef BT_VEC(struct later) later_vec;

static int put_off(struct cib_journal *j, const xmlNode *change, bool is_move, later_vec *later, struct bt_err *err)
{
    const char *path = bt_xml_get(change, XA_PATH);
    struct later l = {.change = change,
                      .node = cib_path_follow(j->tree, path),
                      .is_move = is_move,
                      .position = bt_xml_get_int(change, XA_POSITION, 0),
                      .order = later->n};
    bool whole = !is_move && *path == '\0';
    if (l.node == NULL && !whole)
        return misfit(change, "there is no such element", err);
    if (l.position < 0 || (is_move && l.node == j->tree->root))
        return misfit(change, "the root can't be moved, nor can anything stand before the first position", err);
    BT_PUSH(later, l);
    return 0;
}

/* Performs a delete or modify at once; puts a create or move off. */
static int first_pass(struct cib_journal *j, const xmlNode *change, later_vec *later, struct bt_err *err)
{
    const char *operation = bt_xml_get(change, XA_OPERATION);
    if (operation == NULL || bt_xml_get(change, XA_PATH) == NULL)
        return bt_fail(err, BT_EX_DATAERR, "the patch has a change without operation or path");
    if (strcmp(operation, "delete") == 0)
        return apply_delete(j, change, err);
    if (strcmp(operation, "modify") == 0)
        return apply_modify(j, change, err);
    if (strcmp(operation, "move") == 0 || strcmp(operation, "create") == 0)
        return put_off(j, change, *operation == 'm', later, err);
    return misfit(change, "the operation is unknown (create, modify, delete, move are known)", err);
}

static int second_pass(struct cib_journal *j, const struct later *l, struct bt_err *err)
{
    if (l->node != NULL && !cib_journal_attached(j, l->node))
        return misfit(l->change, "another of its changes deletes that", err);
    return l->is_move ? apply_move(j, l, err) : apply_create(j, l, err);
}

int cib_edit_by_patch(struct cib_journal *j, const xmlNode *patch, struct bt_err *err)
{
    if (!bt_xml_is(patch, XE_DIFF) || bt_xml_get_int(patch, XA_FORMAT, 1) != 2)
        return bt_fail(err, BT_EX_DATAERR, "this is no patch that can be applied: <diff format=\"2\"> is wanted");
    later_vec later = {0};
    int rc = 0;
    for (const xmlNode *change = bt_xml_first(patch, XE_CHANGE); change != NULL && rc == 0;
         change = bt_xml_next(change, XE_CHANGE))
        rc = first_pass(j, change, &later, err);
    if (later.n > 0)
        qsort(later.v, later.n, sizeof *later.v, by_position);
    for (size_t i = 0; i < later.n && rc == 0; i++)
        if (later.v[i].is_move && cib_journal_attached(j, later.v[i].node))
            cib_edit_move(j, later.v[i].node, NULL);
    for (size_t i = 0; i < later.n && rc == 0; i++)
        rc = second_pass(j, &later.v[i], err);
    BT_VEC_FREE(&later);
    return rc;
}

int cib_patch_apply_raw(xmlDoc *doc, const xmlNode *patch, struct bt_err *err)
{
    struct cib_tree t;
    struct cib_journal j;
    cib_tree_init(&t, doc);
    cib_journal_start(&j, &t);
    int rc = cib_edit_by_patch(&j, patch, err);
    if (rc != 0)
        cib_journal_undo(&j);
    else
        cib_journal_commit(&j);
    cib_tree_release(&t);
    return rc;
}
