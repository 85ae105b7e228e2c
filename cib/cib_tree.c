/* cib/cib_tree.c - the document's nodes and the index of its ids and references (see cib_tree.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_tree.h"

#include <libxml/xpath.h>

/* Attributes that hold the id of another element: Pacemaker's schema calls them IDREF. */
#define REFERENCE_LIST(X)                                                                                              \
    X(XE_RSC_LOCATION, XA_RSC)                                                                                         \
    X(XE_RSC_COLOCATION, XA_RSC)                                                                                       \
    X(XE_RSC_COLOCATION, XA_WITH_RSC)                                                                                  \
    X(XE_RSC_ORDER, XA_FIRST)                                                                                          \
    X(XE_RSC_ORDER, XA_THEN)                                                                                           \
    X(XE_RSC_TICKET, XA_RSC)                                                                                           \
    X(XE_RESOURCE_REF, XA_ID)                                                                                          \
    X(XE_ROLE, XA_ID)                                                                                                  \
    X(XE_ROLE_REF, XA_ID)                                                                                              \
    X(XE_PRIMITIVE, XA_TEMPLATE)                                                                                       \
    X(XE_ACL_PERMISSION, XA_REFERENCE)

bool cib_is_reference(const xmlNode *n, const char *attr)
{
    if (strcmp(attr, XA_ID_REF) == 0)
        return true;
#define X(element, name)                                                                                               \
    if (strcmp(attr, name) == 0 && bt_xml_is(n, element))                                                              \
        return true;
    REFERENCE_LIST(X)
#undef X
    return false;
}

bool cib_owns_id(const xmlNode *n)
{
    static const char *const others[] = {XE_NODE, XE_ACL_TARGET, XE_OBJ_REF};
    for (size_t i = 0; i < BT_COUNT(others); i++)
        if (bt_xml_is(n, others[i]))
            return false;
    return bt_xml_id(n) != NULL && !cib_is_reference(n, XA_ID);
}

static const char *value_of(const xmlAttr *a)
{
    return a->children != NULL && a->children->content != NULL ? (const char *)a->children->content : "";
}

static bool is_root(const xmlNode *n)
{
    return n->parent == NULL || n->parent->type != XML_ELEMENT_NODE;
}

/* The configuration is the root or stands below it: what is called so elsewhere (anything may be in the status) is none. */
static bool is_configuration(const xmlNode *n)
{
    return bt_xml_is(n, XE_CONFIGURATION) && (is_root(n) || is_root(n->parent));
}

/* The index ------------------------------------------------------------------------------------------------- */

static void chain_add(struct bt_map *map, const char *key, xmlNode *n)
{
    struct cib_chain *c = bt_map_get(map, key);
    if (c == NULL) {
        c = BT_NEW(struct cib_chain);
        bt_map_put(map, key, c);
    }
    BT_PUSH(c, n);
}

/* The youngest entries go first, as in an undo; see index_tree. */
static void chain_del(struct bt_map *map, const char *key, xmlNode *n)
{
    struct cib_chain *c = bt_map_get(map, key);
    assert(c != NULL);
    size_t i = c->n - 1;
    while (c->v[i] != n) {
        assert(i > 0);
        i--;
    }
    c->v[i] = c->v[--c->n];
    if (c->n > 0)
        return;
    BT_VEC_FREE(c);
    free(c);
    bt_map_del(map, key);
}

static void index_node(struct cib_tree *t, xmlNode *n, bool add, bool configuration)
{
    void (*change)(struct bt_map *, const char *, xmlNode *) = add ? chain_add : chain_del;
    for (const xmlAttr *a = n->properties; a != NULL; a = a->next) {
        const char *name = (const char *)a->name;
        if (strcmp(name, XA_ID) == 0)
            change(t->ids, value_of(a), n);
        if (configuration && cib_is_reference(n, name))
            change(t->refs, value_of(a), n);
    }
}

static void index_add(struct cib_tree *t, xmlNode *n, bool configuration)
{
    if (n->type != XML_ELEMENT_NODE)
        return;
    index_node(t, n, true, configuration);
    for (xmlNode *child = n->children; child != NULL; child = child->next)
        index_add(t, child, configuration || is_configuration(child));
}

/* Backwards, so that chain_del finds each at the end of its chain even where thousands share an id. */
static void index_del(struct cib_tree *t, xmlNode *n, bool configuration)
{
    if (n->type != XML_ELEMENT_NODE)
        return;
    for (xmlNode *child = n->last; child != NULL; child = child->prev)
        index_del(t, child, configuration || is_configuration(child));
    index_node(t, n, false, configuration);
}

const struct cib_chain *cib_tree_with_id(const struct cib_tree *t, const char *id)
{
    return bt_map_get(t->ids, id);
}

const struct cib_chain *cib_tree_referring(const struct cib_tree *t, const char *id)
{
    return bt_map_get(t->refs, id);
}

/* Nodes --------------------------------------------------------------------------------------------------- */

static void drop_foreign_attrs(xmlNode *n)
{
    xmlAttr *next;
    for (xmlAttr *a = n->properties; a != NULL; a = next) {
        next = a->next;
        if (a->ns != NULL)
            xmlRemoveProp(a);
    }
}

void cib_tree_clean(xmlNode *n)
{
    if (n->type != XML_ELEMENT_NODE)
        return;
    drop_foreign_attrs(n);
    xmlNode *next;
    for (xmlNode *child = n->children; child != NULL; child = next) {
        next = child->next;
        if (child->type != XML_ELEMENT_NODE && child->type != XML_COMMENT_NODE)
            bt_xml_remove(child);
        else
            cib_tree_clean(child);
    }
}

void cib_tree_init(struct cib_tree *t, xmlDoc *doc)
{
    xmlDtd *dtd = xmlGetIntSubset(doc);
    if (dtd != NULL) {
        xmlUnlinkNode((xmlNode *)dtd);
        xmlFreeDtd(dtd);
    }
    *t = (struct cib_tree){.doc = doc, .root = bt_xml_root(doc), .ids = bt_map_new(), .refs = bt_map_new()};
    assert(t->root != NULL);
    cib_tree_clean(t->root);
    index_add(t, t->root, is_configuration(t->root));
}

xmlDoc *cib_tree_release(struct cib_tree *t)
{
    xmlDoc *doc = t->doc;
    index_del(t, t->root, is_configuration(t->root));
    assert(bt_map_size(t->ids) == 0 && bt_map_size(t->refs) == 0); /* whatever was done, the index has told of this document, all of it and no other */
    bt_map_free(t->ids);
    bt_map_free(t->refs);
    *t = (struct cib_tree){0};
    return doc;
}

static void sum_if(struct cib_tree *t, const xmlNode *n, bool add)
{
    if (n != NULL)
        cib_sum_add_node(t, n, add);
}

static void hang(xmlNode *n, xmlNode *parent, xmlNode *next)
{
    if (next != NULL)
        xmlAddPrevSibling(next, n);
    else
        xmlAddChild(parent, n);
}

void cib_tree_link(struct cib_tree *t, xmlNode *n, xmlNode *parent, xmlNode *next)
{
    assert(n->parent == NULL && (next == NULL || next->parent == parent));
    sum_if(t, next, false);
    hang(n, parent, next);
    index_add(t, n, cib_tree_in_configuration(n));
    cib_sum_add_tree(t, n, true);
    sum_if(t, next, true);
}

void cib_tree_unlink(struct cib_tree *t, xmlNode *n)
{
    assert(n != t->root && cib_tree_inside(n, t->root));
    xmlNode *next = n->next;
    index_del(t, n, cib_tree_in_configuration(n));
    cib_sum_add_tree(t, n, false);
    sum_if(t, next, false);
    xmlUnlinkNode(n);
    sum_if(t, next, true);
}

void cib_tree_move(struct cib_tree *t, xmlNode *n, xmlNode *next)
{
    assert(n != t->root && n != next && (next == NULL || next->parent == n->parent));
    if (n->next == next)
        return;
    xmlNode *parent = n->parent, *behind = n->next;
    sum_if(t, n, false);
    sum_if(t, behind, false);
    sum_if(t, next, false);
    xmlUnlinkNode(n);
    hang(n, parent, next);
    sum_if(t, n, true);
    sum_if(t, behind, true);
    sum_if(t, next, true);
}

void cib_tree_attrs_changing(struct cib_tree *t, xmlNode *n)
{
    cib_sum_add_node(t, n, false);
    index_node(t, n, false, cib_tree_in_configuration(n));
}

void cib_tree_attrs_changed(struct cib_tree *t, xmlNode *n)
{
    index_node(t, n, true, cib_tree_in_configuration(n));
    cib_sum_add_node(t, n, true);
}

/* Search ---------------------------------------------------------------------------------------------------- */

bool cib_tree_inside(const xmlNode *n, const xmlNode *root)
{
    while (n != NULL && n != root)
        n = n->parent;
    return n != NULL;
}

bool cib_tree_in_configuration(const xmlNode *n)
{
    while (n != NULL && !is_configuration(n))
        n = n->parent;
    return n != NULL;
}

xmlNode *cib_tree_child(const struct cib_tree *t, const xmlNode *parent, const char *name, const char *id)
{
    if (id == NULL)
        return bt_xml_first(parent, name);
    const struct cib_chain *c = cib_tree_with_id(t, id);
    xmlNode *found = NULL;
    for (size_t i = 0; c != NULL && i < c->n; i++)
        if (c->v[i]->parent == parent && bt_xml_is(c->v[i], name) &&
            (found == NULL || xmlXPathCmpNodes(c->v[i], found) > 0))
            found = c->v[i];
    return found;
}

/* The element after n in document order, within root. */
static xmlNode *walk_next(xmlNode *n, const xmlNode *root)
{
    xmlNode *next = bt_xml_first(n, NULL);
    while (next == NULL && n != root) {
        next = bt_xml_next(n, NULL);
        n = n->parent;
    }
    return next;
}

static bool attrs_match(const xmlNode *n, const xmlNode *like)
{
    for (const xmlAttr *a = like->properties; a != NULL; a = a->next)
        if (!bt_streq(bt_xml_get(n, (const char *)a->name), value_of(a)))
            return false;
    return true;
}

/* The first element with the id whose name and attributes are those of `like` (NULL: only the name is asked for). */
static xmlNode *first_with_id(const struct cib_tree *t, const xmlNode *root, const char *name, const char *id,
                              const xmlNode *like)
{
    const struct cib_chain *c = cib_tree_with_id(t, id);
    xmlNode *found = NULL;
    for (size_t i = 0; c != NULL && i < c->n; i++) {
        xmlNode *n = c->v[i];
        if (bt_xml_is(n, name) && (like == NULL || attrs_match(n, like)) && cib_tree_inside(n, root) &&
            (found == NULL || xmlXPathCmpNodes(n, found) > 0))
            found = n;
    }
    return found;
}

xmlNode *cib_tree_find(const struct cib_tree *t, xmlNode *root, const char *name, const char *id, bool any_id)
{
    if (id != NULL)
        return first_with_id(t, root, name, id, NULL);
    xmlNode *n = root;
    while (n != NULL && !(bt_xml_is(n, name) && (any_id || bt_xml_id(n) == NULL)))
        n = walk_next(n, root);
    return n;
}

xmlNode *cib_tree_find_like(const struct cib_tree *t, xmlNode *root, const xmlNode *like)
{
    const char *name = bt_xml_name(like);
    if (bt_xml_id(like) != NULL)
        return first_with_id(t, root, name, bt_xml_id(like), like);
    xmlNode *n = root;
    while (n != NULL && !(bt_xml_is(n, name) && attrs_match(n, like)))
        n = walk_next(n, root);
    return n;
}
