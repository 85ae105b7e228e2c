/* cib/cib_edit.h - private: the primitive edits of which every change consists, each invertible.
 *
 * A journal collects them while a change works on the tree: they are rolled back exactly when the change fails, and the
 * patch is printed from them when it succeeds, so that both cost what the change costs, not what the document does.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CIB_EDIT_H
#define BATON_CIB_EDIT_H

#include "cib/cib_tree.h"

/* How to undo one edit. */
enum cib_edit_kind { CIB_EDIT_ATTRS, CIB_EDIT_INSERT, CIB_EDIT_REMOVE, CIB_EDIT_MOVE };
struct cib_edit {
    enum cib_edit_kind kind;
    xmlNode *node;
    xmlNode *parent, *next; /* REMOVE, MOVE: where it was */
    xmlAttr *attrs;         /* ATTRS: as they were; owned */
    bool in_configuration;  /* REMOVE: it was part of it */
};

/* What the patch has to say of a node that is in the document now. */
struct cib_mark {
    xmlNode *node;
    bool is_new;          /* it was not there before */
    bool is_whole;        /* it was there, but the change below it can't be told by paths: it is replaced whole */
    bool has_attrs;       /* its own attributes changed; `before` is how they were */
    const xmlAttr *before;
};

/* A parent's children as they stood before the first of them was moved. */
struct cib_order {
    xmlNode *parent;
    xmlNode **children; /* owned */
    size_t n;
};

/* A node that was there before and was removed. */
struct cib_gone {
    xmlNode *node, *parent;
    char *path;
    size_t position; /* of a comment */
};

struct cib_journal {
    struct cib_tree *tree;
    BT_VEC(struct cib_edit) edits;
    BT_VEC(struct cib_mark) marks; /* in the order in which the nodes were first touched */
    BT_VEC(struct cib_gone) gone;
    BT_VEC(struct cib_order) orders;
    struct cib_sum sum; /* of the tree at the start, with the sizes of its index: what is undone comes back to them */
    size_t ids, refs;
};

/* j is filled in; one journal works on a tree at a time. Ended by cib_journal_undo() or cib_journal_commit(). */
void cib_journal_start(struct cib_journal *j, struct cib_tree *t);
/* Takes all edits back. */
void cib_journal_undo(struct cib_journal *j);
/* Lets them stand. Both leave the journal empty. */
void cib_journal_commit(struct cib_journal *j);
/* The node's mark or NULL. */
const struct cib_mark *cib_journal_mark(const struct cib_journal *j, const xmlNode *n);
/* Whether n lies in (or is) a node that is new or replaced whole. */
bool cib_journal_in_new(const struct cib_journal *j, const xmlNode *n);
/* Whether n is in the document now. */
bool cib_journal_attached(const struct cib_journal *j, const xmlNode *n);

struct cib_pair {
    const char *attr, *value;
};
/* Sets (value NULL: removes) attributes other than id (the root's may be set). The index and the digest follow once, for all of them. */
void cib_edit_set_pairs(struct cib_journal *j, xmlNode *n, const struct cib_pair *pairs, size_t count);
/* The same for one. */
void cib_edit_set(struct cib_journal *j, xmlNode *n, const char *attr, const char *value);
/* Gives n exactly the attributes of `like`, in their order. Another id makes another element of it: returns the one that stands in n's place. */
xmlNode *cib_edit_set_all(struct cib_journal *j, xmlNode *n, const xmlNode *like);
/* Inserts a copy below parent, before next (NULL: as the last). */
xmlNode *cib_edit_insert(struct cib_journal *j, xmlNode *parent, xmlNode *next, const xmlNode *original);
/* Removes a node other than the root. */
void cib_edit_remove(struct cib_journal *j, xmlNode *n);
/* Moves a node among its siblings, before next (NULL: to the end). */
void cib_edit_move(struct cib_journal *j, xmlNode *n, xmlNode *next);

/* Edits old until it equals wanted (same name): attributes, children and their order. Defined in cib_merge.c. */
void cib_edit_until_equal(struct cib_journal *j, xmlNode *old, const xmlNode *wanted);

#define CIB_CREATED SIZE_MAX
/* Which of n children must be told to move (ret_moved[i]), the fewest possible. was[i]: the old place, among those that are still there, of the child that now stands at
 * i, each another; CIB_CREATED if there was none. Defined in cib_moves.c. */
void cib_choose_moves(const size_t *was, size_t n, bool *ret_moved);

/* The patch for all that was edited (<diff format="2"> without a <version>), NULL if nothing was. Defined in cib_patch.c. */
xmlDoc *cib_journal_patch(const struct cib_journal *j);

/* Puts the <version> in front of a patch's changes. */
void cib_patch_set_version(xmlDoc *patch, const struct cib_version *from, const struct cib_version *to);

/* Performs a patch's changes. BT_EX_ERROR if one does not fit, BT_EX_DATAERR for rubbish; the caller undoes. Defined in cib_patch_apply.c. */
int cib_edit_by_patch(struct cib_journal *j, const xmlNode *patch, struct bt_err *err);

#endif
