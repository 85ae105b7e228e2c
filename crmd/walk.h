/* crmd/walk.h - the walk of a graph: what was fired, to whom, and what came back. Private to crmd/; the coordinator's.
 *
 * transition.h decides what is ready; this sends it out as <do> and finds the action again that a result belongs to.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_WALK_H
#define BATON_CRMD_WALK_H

#include "crmd/message.h"
#include "crmd/peers.h"
#include "crmd/transition.h"

enum walk_kind { WALK_EXEC, WALK_CANCEL, WALK_DELETE, WALK_SHUTDOWN, WALK_FENCE };

/* An action that was sent out and has no result yet. */
struct walk_flight {
    int action;
    enum walk_kind kind;
    uint32_t node;
    uint64_t number;  /* of the <do> to that node */
    char *key;        /* EXEC: transition key */
    char *rsc, *operation;
    int64_t interval_ms;
    bool ignore_failure; /* on-fail="ignore" */
};
struct crmd_walk {
    struct transition *transition; /* NULL: no walk */
    BT_VEC(struct walk_flight) flights;
    size_t sent;                   /* actions so far */
};

void walk_free(struct crmd_walk *w);
/* Takes the transition. */
void walk_begin(struct crmd *c, struct transition *t);
/* Sends out what is ready. */
void walk_fire(struct crmd *c);
/* Ends the walk: it is done, or this node leads no more. */
void walk_end(struct crmd *c);

/* The flight of that transition key; NULL if none is in flight. Valid until the next call. */
const struct walk_flight *walk_find(const struct crmd *c, const char *key);
/* The flight of an action of the graph; NULL if it is not in flight. */
const struct walk_flight *walk_flight_of(const struct crmd *c, int action);
/* A new term counts its <do>s anew. */
void walk_new_term(struct crmd *c);
/* An action of the walk has its result. False if it was not in flight. */
bool walk_confirm(struct crmd *c, int action, bool ok);
void walk_cancelled(struct crmd *c, const struct crmd_peer *p, const struct crmd_message *m);
void walk_deleted(struct crmd *c, const struct crmd_peer *p, const char *rsc);
/* No result within the action's timeout. */
void walk_timeout(struct crmd *c, int action);
/* The peer said all that its LRM knows after `seen` <do>s: what was sent among those and is not in it is lost. */
void walk_reconcile(struct crmd *c, const struct crmd_peer *p, const xmlNode *lrm, uint64_t seen);
/* The node is gone: so are the actions there. */
void walk_node_lost(struct crmd *c, const struct crmd_peer *p);

#endif
