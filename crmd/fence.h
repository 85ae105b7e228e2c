/* crmd/fence.h - fencing as the graph asks for it: requests to the fencer, their results known to all members, retries. Private to crmd/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_FENCE_H
#define BATON_CRMD_FENCE_H

#include "crmd/message.h"
#include "crmd/peers.h"

#define FENCE_RETRY_FIRST_MS 1000
#define FENCE_RETRY_MAX_MS 60000

/* One target: what is in progress, what failed. */
struct fence_target {
    uint32_t node;
    char *name;
    char *action;        /* in progress; NULL: nothing is */
    uint64_t id;         /* of the request */
    int64_t delay_s;
    uint32_t asker;      /* whose controller wants it */
    uint32_t by;         /* whose fencer is asked: ours, or, for our own node, another member's */
    uint64_t flight;     /* of the walk, that waits for it; 0: none does */
    unsigned failures;   /* in a row */
    char *digests_all, *digests_secure; /* of the devices that unfence, as they were when "on" was asked for; NULL: the graph has none */
};
struct crmd_fences {
    BT_VEC(struct fence_target) targets;
    bool up;             /* connected to the fencer */
    uint64_t last_id;
    xmlDoc *proofs;      /* what the fencer has told of paths that are proven; NULL: nothing yet */
    char *members;       /* what the fencer was told last of members; NULL: nothing */
};

/* Frees what is in it, not the struct. */
void fences_free(struct crmd_fences *f);
/* Coordinator: the walk wants a node fenced (element: the <crm_event>; flight: not 0; the target has a name). A request that is in progress for the same node and action is joined, not
 * repeated. Its own node the coordinator has fenced by another member, if there is one: its own fencer would die before it could tell. False if it may not
 * be tried yet (a retry is due later). */
bool fence_ask(struct crmd *c, uint64_t flight, const struct crmd_peer *target, const xmlNode *element);
/* The coordinator asks a member to have a node fenced (<fence>); nothing if we are not that one, or do it already. */
void fence_told(struct crmd *c, const struct crmd_message *m);
/* Whether nodes are fenced at all (stonith-enabled). */
bool fence_is_enabled(const struct crmd *c);
/* How long the walk waits for it at most, in ms. */
int64_t fence_patience_ms(const struct crmd *c);
/* The walk waits no longer for it. */
void fence_abandon(struct crmd *c, uint64_t flight);
/* The fencer is connected: what is in progress is asked again. */
void fence_up(struct crmd *c);
/* It is lost: what is in progress waits until it is back. */
void fence_down(struct crmd *c);
/* It has a message: a result, which is told to all; what it says to others' fencers, which is relayed; its proofs. */
void fence_message(struct crmd *c, const xmlNode *doc);
/* <fence-peer> was delivered: a member's fencer speaks to ours. */
void fence_peer(struct crmd *c, const struct crmd_message *m);
/* A member is lost: one of the fencings that it was asked for has failed. Returns the flight that waited for it, 0 if there is none (any more): to be called until then. */
uint64_t fence_executor_lost(struct crmd *c, const struct crmd_peer *p);
/* Tells the fencer which members' fencers it can speak to, if that has changed. */
void fence_settle(struct crmd *c);
/* The walk is over: nobody waits any more, what is in progress goes on. */
void fence_walk_over(struct crmd *c);

/* What a result means to the parts above. */
struct fence_news {
    const struct crmd_peer *dead; /* this node was fenced; NULL: none that concerns us */
    bool elect;                   /* it was a present member: the view must be elected anew */
    uint64_t flight;              /* of the walk, that has its result; 0 */
    bool ok;
};
/* <fence-done> was delivered: all members learn it. May be of this node itself: then the controller ends. */
struct fence_news fence_learn(struct crmd *c, const struct crmd_message *m);
/* What holds between steps (core.c): who waits, waits for something that is in progress. */
void fences_check(const struct crmd *c);
/* The FENCE_RETRY timer of that target has fired. */
void fence_retry(struct crmd *c, uint32_t node);

#endif
