/* cib/cib_patch.c - a journal's edits as a patch of Pacemaker's format 2 (see cib_edit.h).
 *
 * How it is to be read: first all deletes and modifies, in order, their paths leading to elements by name and id. Then what is to be moved is
 * taken out, and it and what is to be created are put in, in ascending order of position: the place among elements and comments where the node stands
 * in the end. (Found by experiment with crm_diff of Pacemaker 2.1.5, with which patches can be exchanged both ways.)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_private.h"

/* The patch as it grows, with the last position that was worked out, to go on from. */
struct writer {
    const struct cib_journal *journal;
    xmlDoc *doc;
    xmlNode *diff;
    const xmlNode *last;
    size_t last_position;
};

static xmlNode *add_change(struct writer *w, const char *operation, const xmlNode *n)
{
    struct bt_buf path = {0};
    if (n != NULL && n->type == XML_ELEMENT_NODE)
        cib_path_add(&path, n);
    xmlNode *change = bt_xml_add(w->diff, XE_CHANGE);
    bt_xml_set(change, XA_OPERATION, operation);
    bt_xml_set(change, XA_PATH, path.text != NULL ? path.text : "");
    bt_buf_free(&path);
    return change;
}

/* Nodes are mostly told in document order: counts from the last one if that is an earlier sibling near by. */
static size_t position_of(struct writer *w, const xmlNode *n)
{
    const xmlNode *at = n;
    size_t back = 0;
    while (at->prev != NULL && at != w->last) {
        at = at->prev;
        back++;
    }
    w->last_position = back + (at == w->last ? w->last_position : 0);
    w->last = n;
    return w->last_position;
}

static void add_create(struct writer *w, const xmlNode *n)
{
    bool root = n == w->journal->tree->root;
    xmlNode *change = add_change(w, "create", root ? NULL : n->parent);
    bt_xml_set_int(change, XA_POSITION, root ? 0 : (int64_t)position_of(w, n));
    bt_xml_add_copy(change, n);
}

static void add_version(xmlNode *n, const char *name, const struct cib_version *version)
{
    xmlNode *v = bt_xml_add(n, name);
    bt_xml_set_int(v, XA_ADMIN_EPOCH, version->admin_epoch);
    bt_xml_set_int(v, XA_EPOCH, version->epoch);
    bt_xml_set_int(v, XA_NUM_UPDATES, version->num_updates);
}

void cib_patch_set_version(xmlDoc *patch, const struct cib_version *from, const struct cib_version *to)
{
    assert(bt_xml_root(patch)->children != NULL);
    xmlNode *version = xmlNewDocNode(patch, NULL, BAD_CAST XE_VERSION, NULL);
    xmlAddPrevSibling(bt_xml_root(patch)->children, version);
    add_version(version, XE_SOURCE, from);
    add_version(version, XE_TARGET, to);
}

/* Modified attributes ---------------------------------------------------------------------------------------- */

static const char *value_of(const xmlAttr *a)
{
    return a->children != NULL && a->children->content != NULL ? (const char *)a->children->content : "";
}

static const xmlAttr *find(const xmlAttr *list, const xmlChar *name)
{
    while (list != NULL && !xmlStrEqual(list->name, name))
        list = list->next;
    return list;
}

static void add_attr(xmlNode *list, const xmlAttr *a, const char *operation, const char *value)
{
    xmlNode *n = bt_xml_add(list, XE_CHANGE_ATTR);
    bt_xml_set(n, XA_NAME, (const char *)a->name);
    bt_xml_set(n, XA_OPERATION, operation);
    bt_xml_set(n, XA_VALUE, value);
}

static bool lists_equal(const xmlAttr *a, const xmlAttr *b)
{
    while (a != NULL && b != NULL && xmlStrEqual(a->name, b->name) && strcmp(value_of(a), value_of(b)) == 0) {
        a = a->next;
        b = b->next;
    }
    return a == NULL && b == NULL;
}

static void add_modify(struct writer *w, const xmlNode *n, const xmlAttr *before)
{
    if (lists_equal(n->properties, before))
        return;
    xmlNode *change = add_change(w, "modify", n);
    xmlNode *list = bt_xml_add(change, XE_CHANGE_LIST);
    for (const xmlAttr *a = n->properties; a != NULL; a = a->next) {
        const xmlAttr *old = find(before, a->name);
        if (old == NULL || strcmp(value_of(old), value_of(a)) != 0)
            add_attr(list, a, "set", value_of(a));
    }
    for (const xmlAttr *a = before; a != NULL; a = a->next)
        if (find(n->properties, a->name) == NULL)
            add_attr(list, a, "unset", NULL);
    if (list->children == NULL) /* nothing but their order changed */
        for (const xmlAttr *a = n->properties; a != NULL; a = a->next)
            add_attr(list, a, "set", value_of(a));
    xmlNode *result = bt_xml_add(bt_xml_add(change, XE_CHANGE_RESULT), bt_xml_name(n));
    bt_xml_copy_attrs(result, n);
}

/* Moved children -------------------------------------------------------------------------------------------- */

static bool is_created(const struct cib_journal *j, const xmlNode *n)
{
    const struct cib_mark *m = cib_journal_mark(j, n);
    return m != NULL && (m->is_new || m->is_whole);
}

/* Where a node stood: sorted by address, to look it up. */
struct place {
    const xmlNode *node;
    size_t was;
};

static int by_address(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const struct place *)a)->node, y = (uintptr_t)((const struct place *)b)->node;
    return (x > y) - (x < y);
}

/* For each child that stands there now, its old place among those that are still there and not told as created. */
static size_t *old_places(const struct cib_journal *j, const struct cib_order *o, size_t n_now)
{
    struct place *places = bt_alloc((o->n + 1) * sizeof *places);
    size_t n = 0, i = 0;
    for (size_t k = 0; k < o->n; k++) {
        if (o->children[k]->parent != o->parent || is_created(j, o->children[k]))
            continue;
        places[n] = (struct place){o->children[k], n};
        n++;
    }
    qsort(places, n, sizeof *places, by_address);
    size_t *was = bt_alloc((n_now + 1) * sizeof *was);
    for (const xmlNode *child = o->parent->children; child != NULL; child = child->next) {
        struct place key = {.node = child};
        const struct place *found = bsearch(&key, places, n, sizeof *places, by_address);
        was[i++] = found != NULL ? found->was : CIB_CREATED;
    }
    assert(i == n_now);
    free(places);
    return was;
}

static void add_moves(struct writer *w, const struct cib_order *o)
{
    size_t n = 0, i = 0;
    for (const xmlNode *child = o->parent->children; child != NULL; child = child->next)
        n++;
    size_t *was = old_places(w->journal, o, n);
    bool *moved = bt_zalloc(n + 1);
    cib_choose_moves(was, n, moved);
    for (const xmlNode *child = o->parent->children; child != NULL; child = child->next, i++)
        if (moved[i])
            bt_xml_set_int(add_change(w, "move", child), XA_POSITION, (int64_t)i);
    free(was);
    free(moved);
}

/* The whole ------------------------------------------------------------------------------------------------- */

/* Whether something below `parent` can be told by a path of its own. */
static bool told_alone(const struct cib_journal *j, const xmlNode *parent)
{
    return cib_journal_attached(j, parent) && !cib_journal_in_new(j, parent);
}

static void add_gone(struct writer *w, const struct cib_gone *g)
{
    if (!told_alone(w->journal, g->parent))
        return;
    xmlNode *change = add_change(w, "delete", NULL);
    bt_xml_set(change, XA_PATH, g->path);
    if (g->node->type == XML_COMMENT_NODE)
        bt_xml_set_int(change, XA_POSITION, (int64_t)g->position);
}

static void add_mark(struct writer *w, const struct cib_mark *m)
{
    if (m->node != w->journal->tree->root && !told_alone(w->journal, m->node->parent))
        return;
    if (m->is_new || m->is_whole)
        add_create(w, m->node);
    else if (m->has_attrs && cib_journal_attached(w->journal, m->node))
        add_modify(w, m->node, m->before);
}

xmlDoc *cib_journal_patch(const struct cib_journal *j)
{
    struct writer w = {.journal = j, .doc = bt_xml_doc(XE_DIFF)};
    w.diff = bt_xml_root(w.doc);
    bt_xml_set(w.diff, XA_FORMAT, "2");
    for (size_t i = 0; i < j->gone.n; i++)
        add_gone(&w, &j->gone.v[i]);
    for (size_t i = 0; i < j->marks.n; i++) {
        const struct cib_mark *m = &j->marks.v[i];
        if (m->is_whole && !m->is_new && m->node != j->tree->root && told_alone(j, m->node->parent))
            add_change(&w, "delete", m->node);
    }
    for (size_t i = 0; i < j->marks.n; i++)
        add_mark(&w, &j->marks.v[i]);
    for (size_t i = 0; i < j->orders.n; i++)
        if (told_alone(j, j->orders.v[i].parent))
            add_moves(&w, &j->orders.v[i]);
    if (w.diff->children == NULL) {
        bt_xml_free(w.doc);
        return NULL;
    }
    return w.doc;
}

xmlDoc *cib_patch_make(const xmlNode *from, const xmlNode *to, bool with_version)
{
    struct cib_tree t;
    struct cib_journal j;
    cib_tree_init(&t, bt_xml_doc_of(from));
    cib_journal_start(&j, &t);
    cib_edit_until_equal(&j, t.root, to);
    xmlDoc *patch = cib_journal_patch(&j);
    cib_journal_commit(&j);
    bt_xml_free(cib_tree_release(&t));
    if (patch != NULL && with_version) {
        struct cib_version v_from = cib_version_of(from), v_to = cib_version_of(to);
        cib_patch_set_version(patch, &v_from, &v_to);
    }
    return patch;
}
