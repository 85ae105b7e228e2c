/* pengine/history.h - private to history*.c: judging one operation after the other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_PENGINE_HISTORY_H
#define BATON_PENGINE_HISTORY_H

#include "pengine/model.h"

/* What has been learned so far about a resource on a node, from its oldest operation on. */
struct pe_judgement {
    enum pe_on_fail on_fail;     /* the gravest failure that no later success has cleared */
    const struct pe_op *last_failure;
};

/* Reads an lrm_rsc_op; false if it says nothing (no operation, a notification, a status that there is not). Its strings are the document's, but for an unusual task's. */
bool pe_op_read(struct pe_model *m, const xmlNode *xml, struct pe_op *ret);
/* Which happened first: negative if a did. */
int pe_op_order(const struct pe_op *a, const struct pe_op *b);
/* Whether it is a probe that could not find out because something was not installed or configured there: as good as "not running", since
 * what it misses may be what only the active node has (a file on shared storage). */
bool pe_is_masked_probe(const xmlNode *lrm_rsc_op);
/* What the result means for the resource's role and for what must be done. */
void pe_op_judge(struct pe_model *m, struct pe_rsc_history *h, struct pe_node *n, struct pe_op *op, struct pe_judgement *j);
/* history_migrate.c has the rules of migrations. A migrate_to that ended well: it is on the target, on the source, or left something behind there. n: where op is from. */
void pe_migrate_to_succeeded(struct pe_model *m, struct pe_rsc_history *h, struct pe_node *n, const struct pe_op *op);
/* A migrate_to that failed: it is taken for active on the target, if nothing newer says otherwise there. */
void pe_migrate_to_failed(struct pe_model *m, struct pe_rsc_history *h, struct pe_node *n, const struct pe_op *op);
/* A migrate_from that failed: it is taken for active on the source as well, if nothing newer says otherwise there. */
void pe_migrate_from_failed(struct pe_model *m, struct pe_rsc_history *h, struct pe_node *n, const struct pe_op *op);
/* A resource's history on a node; NULL if it has none there. It takes a look at each node that knows the resource. */
struct pe_rsc_history *pe_history_of(const struct pe_model *m, const struct pe_rsc *r, const struct pe_node *n);
/* Shutdown locks (shutdown_lock.c): what a node's history says of one. Which hold is seen when all histories are read (pe_settle_shutdown_locks()). */
void pe_read_shutdown_lock(struct pe_model *m, struct pe_rsc *r, struct pe_node *n, struct pe_rsc_history *h);
/* Enters the resource and what holds it as active on the node. */
void pe_note_active(struct pe_model *m, struct pe_rsc *r, struct pe_node *n);
/* Active: unpromoted, if it is part of a promotable clone. */
void pe_set_active(struct pe_rsc *r);

#endif
