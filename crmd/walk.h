/* crmd/walk.h - the walk of a graph: what was fired, to whom, and what came back. Private to crmd/; the coordinator's.
 *
 * transition.h decides what is ready; this sends it out as orders and finds the action again that a result belongs to.
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
    uint64_t id;      /* never 0, never used again */
    int action;       /* of the graph; -1: of an earlier one, whose end was not waited for, or of another coordinator */
    enum walk_kind kind;
    uint32_t node;    /* nodeid; of a peer that is known, but for FENCE: that may be removed meanwhile */
    uint64_t number;  /* of the <do> to that node, in this term; 0: of an earlier one, or FENCE */
    char *key;        /* transition key; this and the next two: not of SHUTDOWN and FENCE (NULL) */
    char *rsc, *operation;
    char *migrate_source, *migrate_target; /* of a migration: nodes' names; else NULL */
    int64_t interval_ms;
    bool ignore_failure; /* on-fail="ignore" */
};
struct crmd_walk {
    struct transition *transition; /* NULL: no walk */
    BT_VEC(struct walk_flight) flights;
    size_t sent;                   /* actions of this walk so far */
    uint64_t last_flight;
};

/* Ends the transition and forgets all flights; it stays usable. Their timers are not touched. */
void walk_free(struct crmd_walk *w);
/* Coordinator: takes the transition, when none is walked. */
void walk_begin(struct crmd *c, struct transition *t);
/* Sends out what is ready. What would make a resource run, or promoted, a second time waits until all that is under way for it on other nodes has ended: the history of a
 * node may not tell (yet) why it is stopped there. */
void walk_fire(struct crmd *c);
/* The walk is over. What is in flight of it has to have landed, or is the caller's to detach or forget. */
void walk_end(struct crmd *c);
/* This node leads no more: members go on with what they were given, others learn the results. */
void walk_forget(struct crmd *c);

/* The flight of that transition key; NULL if none is in flight. Valid until the next call. */
const struct walk_flight *walk_find(const struct crmd *c, const char *key);
/* The flight of that id; NULL if it has landed. */
const struct walk_flight *walk_flight(const struct crmd *c, uint64_t id);
/* Gives up waiting for what is in flight, so that a new plan can be made beside it: results are taken when they come, and an action of the new graph that is the same as
 * one in flight joins it. False if something is in flight of which a plan can not be made yet (a migration, a promotion). */
bool walk_detach(struct crmd *c);
/* Something of earlier walks is in flight. */
bool walk_has_leftovers(const struct crmd *c);
/* A new term counts its <do>s anew. */
void walk_new_term(struct crmd *c);
/* A flight has its result; ok: as the graph expected. Flights that have landed, and 0, are ignored. */
void walk_land(struct crmd *c, uint64_t flight, bool ok);
/* The member's LRM told <lrm_cancelled>: a recurring operation is gone there, from its history too. */
void walk_cancelled(struct crmd *c, const struct crmd_peer *p, const xmlNode *cancelled);
/* It told <lrm_deleted>: the resource is gone there, from its history too. */
void walk_deleted(struct crmd *c, const struct crmd_peer *p, const char *rsc);
/* A result of the resource on that node was written: what is still under way there is shown again as pending (the policy engine must know of it). */
void walk_show_pending(struct crmd *c, const struct crmd_peer *p, const xmlNode *lrm_resource);
/* No result within the action's timeout. */
void walk_timeout(struct crmd *c, uint64_t flight);
/* The peer said all that its LRM knows after `seen` <do>s, <lrm> with the histories and <pending transition-key=/> for what is in flight: what was sent among those
 * and is not in it is lost; what another coordinator had asked for is in flight. */
void walk_reconcile(struct crmd *c, const struct crmd_peer *p, const xmlNode *state, uint64_t seen);
/* What holds between steps (core.c): what the graph counts as fired is what is in flight of it. */
void walk_check(const struct crmd *c);
/* The node is gone: so are the actions there. */
void walk_node_lost(struct crmd *c, const struct crmd_peer *p);

#endif
