/* cib/cib_tree.h - private: a document with what is kept up to date beside it: an index of its ids and references, and
 * the content digest. All changes to its nodes go through cib_tree_link/unlink/move/attrs_changing/attrs_changed, so that both stay right.
 *
 * A tree holds elements and comments only, without namespaces: all else (blanks, text, DTD) is dropped when it is taken
 * over, so that "position" means the same here, in patches and in Pacemaker.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CIB_TREE_H
#define BATON_CIB_TREE_H

#include "cib/cib.h"

/* Nodes that share an id (a resource and its lrm_resources, say) or that refer to one; in no order. */
struct cib_chain {
    xmlNode **v;
    size_t n, cap;
};

/* The content digest: the sum modulo 2^128 of the MD5 of each node with its path, attributes and previous sibling, so
 * that an edit changes it by what it touches. Not kept until somebody asks for it. */
struct cib_sum {
    uint64_t high, low;
    bool valid;
};

struct cib_tree {
    xmlDoc *doc; /* owned */
    xmlNode *root;
    struct bt_map *ids;  /* id -> struct cib_chain */
    struct bt_map *refs; /* id -> struct cib_chain of the configuration's elements that refer to it */
    struct cib_sum sum;
};

/* Takes over the document, which has a root; what a tree does not hold is dropped from it. */
void cib_tree_init(struct cib_tree *t, xmlDoc *doc);
/* Frees all but the document, which becomes the caller's. */
xmlDoc *cib_tree_release(struct cib_tree *t);

/* Drops from n and below everything that is neither element, attribute without a namespace, nor comment. */
void cib_tree_clean(xmlNode *n);

/* Hangs an unlinked node below parent, before next (NULL: as the last). */
void cib_tree_link(struct cib_tree *t, xmlNode *n, xmlNode *parent, xmlNode *next);
/* Takes a node out of the document without freeing it. */
void cib_tree_unlink(struct cib_tree *t, xmlNode *n);
/* Moves a node among its siblings, before next (NULL: to the end). */
void cib_tree_move(struct cib_tree *t, xmlNode *n, xmlNode *next);
/* Before any change of an element's own attributes: takes it out of index and digest as it was. */
void cib_tree_attrs_changing(struct cib_tree *t, xmlNode *n);
/* After it: takes it in as it is. */
void cib_tree_attrs_changed(struct cib_tree *t, xmlNode *n);

/* Whether n is root or below it. */
bool cib_tree_inside(const xmlNode *n, const xmlNode *root);
/* Whether n lies in the root's <configuration>, or that is the root; references and unique ids matter only there. */
bool cib_tree_in_configuration(const xmlNode *n);

/* The elements with this id; NULL if there is none. */
const struct cib_chain *cib_tree_with_id(const struct cib_tree *t, const char *id);
/* The elements that refer to it. */
const struct cib_chain *cib_tree_referring(const struct cib_tree *t, const char *id);
/* The child of that name and id (NULL: any). */
xmlNode *cib_tree_child(const struct cib_tree *t, const xmlNode *parent, const char *name, const char *id);
/* The first of that name and id at root or below, in document order. id NULL: one without an id, or any if any_id. */
xmlNode *cib_tree_find(const struct cib_tree *t, xmlNode *root, const char *name, const char *id, bool any_id);
/* The first element at root or below that has the name and all the attributes of `like`. */
xmlNode *cib_tree_find_like(const struct cib_tree *t, xmlNode *root, const xmlNode *like);

/* Whether an attribute of that name holds a reference to the id of an element of the configuration. */
bool cib_is_reference(const xmlNode *n, const char *attr);
/* Whether n's id is its own, which no other element of the configuration may have: not a reference, nor the name of a node (a remote one is called as its
 * resource is), a user, or whatever a tag holds. */
bool cib_owns_id(const xmlNode *n);

/* The number of elements and comments before n below its parent. */
size_t cib_tree_position(const xmlNode *n);
/* The child at a position, NULL beyond the last. */
xmlNode *cib_tree_at(const xmlNode *parent, size_t position);

/* "/cib/configuration/nodes/node[@id='1']": n's path. Added to b. */
void cib_path_add(struct bt_buf *b, const xmlNode *n);
/* n itself if its path leads to it alone, else the nearest ancestor of which that is true (the root at last). */
xmlNode *cib_path_anchor(const struct cib_tree *t, xmlNode *n);
/* Follows a path; NULL if it leads nowhere or is none. */
xmlNode *cib_path_follow(const struct cib_tree *t, const char *path);

/* The digest's value, computed whole if it is not kept yet. */
const char *cib_sum_text(struct cib_tree *t, char out[BT_DIGEST_TEXT]);
/* Adds (or takes off) n with everything below it. Does nothing while the sum is not kept. */
void cib_sum_add_tree(struct cib_tree *t, const xmlNode *n, bool add);
/* The same for n alone. */
void cib_sum_add_node(struct cib_tree *t, const xmlNode *n, bool add);

#endif
