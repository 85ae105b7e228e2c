/* pengine/change.h - changes of a CIB as values: what stands between a resource and a node, taken away piece by piece, for explain_change.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_PENGINE_CHANGE_H
#define BATON_PENGINE_CHANGE_H

#include "pengine/explain.h"

/* From the lightest to the heaviest. */
enum pe_change_kind {
    PE_CHANGE_CLEAN_UP,        /* of rsc's failures on the node `id` (NULL: on all) */
    PE_CHANGE_STANDBY_OFF,
    PE_CHANGE_NODE_READY,      /* maintenance of the node off */
    PE_CHANGE_NODE_HEALTHY,
    PE_CHANGE_NODE_BACK,       /* online, clean, not about to leave */
    PE_CHANGE_START,           /* no target-role of `rsc` */
    PE_CHANGE_MANAGE,          /* rsc */
    PE_CHANGE_META,            /* id = value, of rsc */
    PE_CHANGE_TICKET,          /* id */
    PE_CHANGE_DELETE,          /* a constraint: id */
    PE_CHANGE_DEVICE,          /* a fencing device is there */
    PE_CHANGE_QUORUM,
    PE_CHANGE_OPTION,          /* id = value */
    PE_CHANGE_LOCATION,        /* score, in a role */
};
struct pe_change { enum pe_change_kind kind; const char *id, *value, *rsc; int score; };
struct pe_changes { struct pe_change *v; size_t n, cap; };

/* What is looked for: a change that brings r (any instance, if top is a clone) to n; with promote, in the promoted role. */
struct pe_search {
    const struct pe_run *run;
    const struct pe_rsc *r, *top;
    const struct pe_node *n;
    bool promote;            /* it is about the promoted role: an instance is there already */
    struct pe_arena arena;
};

/* Makes a change in a CIB. */
void pe_change_apply(const struct pe_search *s, xmlDoc *cib, const struct pe_change *c);
/* What to do, as a clause, and the command that does it; nothing in command if it takes more than one. */
void pe_change_text(const struct pe_search *s, const struct pe_change *c, struct bt_buf *text, struct bt_buf *command);
/* Adds to the list all that a run has recorded against it, the lightest first. */
void pe_change_obstacles(struct pe_search *s, const struct pe_run *run, struct pe_changes *list);
/* The resource in a run of a changed CIB; NULL if it is not there any more. */
const struct pe_rsc *pe_same_resource(const struct pe_run *run, const struct pe_rsc *r);

#endif
