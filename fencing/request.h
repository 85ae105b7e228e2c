/* fencing/request.h - requests, questions, and the other members' fencers: what these files of the folder show each other; nobody else includes it.
 *
 * query.c who can fence a target here; peers.c who can elsewhere, and calls for and by other members; choose.c what a request uses next; request.c its state
 * machine; topology.c levels.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_FENCING_REQUEST_H
#define BATON_FENCING_REQUEST_H

#include "fencing/proof.h"
#include "fencing/watchdog.h"

/* Questions and requests ------------------------------------------------------------------------------------- */
struct fence_query {
    char *target;
    BT_VEC(struct fence_answer { struct fence_device *device; enum fence_can can; }) answers; /* one a device, CIB order */
};
struct fence_question { /* a client's query that waits for agents */
    uint64_t client;
    char *id;
    struct fence_query query;
    char *peer, *action; /* another member's fencer asks, for this action; NULL */
    uint64_t round;      /* it is asked for a round of proof.h; 0 */
};

/* What other members' fencers can do for a target. */
struct fence_offer {
    char *node, *device;
    int64_t longest_ms;     /* of one call with its delay; 0: not said */
    bool off_then_on;       /* a reboot by it has to be made of off and on */
    bool unfences;
};
struct fence_poll {
    bool asked;
    struct bt_strv awaited; /* members that have not answered */
    uint64_t timer;         /* names the question; 0: nobody is waited for */
    BT_VEC(struct fence_offer) offers;
};
/* A device and who runs it: NULL is this node. */
struct fence_place {
    char *device, *node;
};

enum fence_request_state { FENCE_R_NEW, FENCE_R_QUERY, FENCE_R_ACT, FENCE_R_ON_AGAIN, FENCE_R_OK, FENCE_R_FAILED };
struct fence_waiter {
    uint64_t client;
    char *id;
    bool progress; /* wants to be told of each step */
};
struct fence_request {
    int state;                /* enum fence_request_state; only request.c writes it */
    char *target, *action, *origin, *client;
    int64_t timeout_ms, delay_ms; /* of one call, above 0; delay_ms < 0: no delays at all */
    BT_VEC(struct fence_waiter) waiters;
    struct fence_query query;
    bool topology;            /* the target has levels */
    int64_t level;            /* index of the level that is tried; 0 before the first */
    struct bt_strv tried;     /* without levels: devices that had their turn, at other members "device on node" */
    struct fence_poll poll;
    BT_VEC(struct fence_place) places; /* to be used now, all of them, in this order */
    size_t next;              /* of them */
    bool unfencing;           /* "on" by all devices that need it */
    uint64_t away;            /* another member is at it: the timer for it, which also names the call; 0: none is */
    bool claimed;             /* the other members were told of it, or it has joined one of theirs (claim.c) */
    uint64_t claim;           /* the timer for that, which also names it; 0: it is not on its way */
    bool joined;              /* handed is a member that had an equal request before */
    char *handed;             /* the member that has the request as a whole, as the target is this node; NULL */
    struct bt_wall handed_at; /* since then */
    uint64_t watch;           /* it is waited until the target's watchdog has reset it: the timer for that; 0: it is not */
    struct bt_mono watched;   /* since then */
    char *life;               /* that is to end; NULL */
    bool off_then_on;         /* a reboot made of two actions */
    struct bt_strv used;      /* devices that did it */
    char *delegate;           /* the other member that did the last of it; NULL: this node */
    int64_t exec_ms;          /* of all that was done for it */
    int rc;                   /* of the last failure: enum bt_exit */
    char *reason;
    struct fence_entry *entry; /* the history's; pending as long as the request is */
};

/* query.c */
/* Begins an empty query: what is known of each device; agents are asked where only they know, and fence_query_news() fills that in. */
void fence_query_start(struct fence_turn *t, struct fence_query *q, const char *target);
/* What it knows of a device; CAN_NOT if the query does not have it. */
enum fence_can fence_query_can(const struct fence_query *q, const struct fence_device *d);
/* Whether no agent is waited for. */
bool fence_query_complete(const struct fence_query *q);
/* Frees what it holds and makes it an empty one. */
void fence_query_free(struct fence_query *q);
/* An agent said something about a device (NULL: any): fills in answers of all queries, lets requests and clients go on. status: target and
 * answer of a status job, else NULL. */
void fence_query_news(struct fence_turn *t, struct fence_device *d, const char *target, enum fence_can can);
/* A device is going to be freed: no query has it any more. */
void fence_query_forget(struct fence *f, const struct fence_device *d);
/* A job of kind LIST ended: the device believes it, who asked for it hears it, queries go on. */
void fence_query_list_answered(struct fence_turn *t, const struct fence_job *j, const struct fence_result *r);
/* <fence_query> of a client: answered when all is known. target NULL: all devices. */
void fence_question_ask(struct fence_turn *t, uint64_t client, const char *id, const char *target);
/* Another member's fencer asks what this one can do. */
void fence_question_peer(struct fence_turn *t, const char *peer, const xmlNode *msg);
/* A round of proof.h asks: fence_round_answered() gets the answer. */
void fence_question_round(struct fence_turn *t, uint64_t round, const char *target);
/* <fence_targets> of a client. */
void fence_targets_ask(struct fence_turn *t, uint64_t client, const char *id, const char *device);
/* NULL is fine. */
void fence_question_free(struct fence_question *q);

/* topology.c */
/* Whether a target has levels. */
bool fence_topology_has(const struct fence *f, const char *target);
/* The level of a target with the lowest index above `after`; NULL if there is none. */
const struct fence_level *fence_topology_next(const struct fence *f, const char *target, int64_t after);
/* Frees those that a client or the CIB registered. */
void fence_levels_free(struct fence *f, bool by_hand);
/* Frees the one at that index of f->levels, and closes the gap. */
void fence_level_remove(struct fence *f, size_t i);
/* Whether they are of the same target and index. */
bool fence_level_is(const struct fence_level *l, const struct fence_level *other);

/* request.c */
/* <fence_request>, which is answered whatever it is. client 0: another member's fencer gives it to this one; its carrier hears of the end as a subscriber. */
void fence_request_take(struct fence_turn *t, uint64_t client, const xmlNode *msg);
/* <fence_confirm>: the administrator's word, which is entered in the history and told. */
void fence_request_confirm(struct fence_turn *t, uint64_t client, const xmlNode *msg);
/* What it waits for (QUERY) has news: its next step, if that is possible now. May be its end. */
void fence_request_resume(struct fence_turn *t, struct fence_request *r);
/* A CIB came: those that waited for the first one begin. */
void fence_request_begin_all(struct fence_turn *t);
/* It was waited for in vain: they begin without. Who asks after that waits anew. False: the timer is another's. */
bool fence_request_patience_timer(struct fence_turn *t, uint64_t token);
/* Its next step: what to use next, or that nothing is left, which is its end. */
void fence_request_go_on(struct fence_turn *t, struct fence_request *r);
/* Its devices' next one (choose.c has filled its places), or what comes after the last, which may be its end. */
void fence_request_act(struct fence_turn *t, struct fence_request *r);
/* What it uses now failed (who: "device x on n3"; rc: enum bt_exit): something else is tried. May be its end. */
void fence_request_failed(struct fence_turn *t, struct fence_request *r, int rc, const char *who, const char *reason);
/* What it uses now did it: the next of its places. device: NULL if it did not have to be done. May be its end. */
void fence_request_step_done(struct fence_turn *t, struct fence_request *r, const char *device, int64_t exec_ms);
/* A request that another member has as a whole ended there. False: none of ours is meant. heard_late: it is from that member's history, so it may be an older one. */
bool fence_request_handed_done(struct fence_turn *t, const xmlNode *done, bool heard_late);
/* The administrator's word, here or at another member, ends every request to switch the target off or through. */
void fence_request_end_confirmed(struct fence_turn *t, const char *target);
/* A step of it begins, which ends within that time: who wants to know is told. */
void fence_request_progress(struct fence_turn *t, const struct fence_request *r, int64_t within_ms);
/* <fence_done> of an entry that ended: a new document. id: NULL for subscribers; devices: that did it, separated by commas. */
xmlDoc *fence_done_message(const struct fence_entry *e, const char *id, const char *devices);
/* What its devices are told now, static or the request's: a reboot may be made of off and on. */
const char *fence_request_action(const struct fence_request *r);
/* Another member turned out to have an equal one (claim.c). */
void fence_request_joined(struct fence_turn *t, struct fence_request *r);
/* Its job ended. May be its end. */
void fence_request_did(struct fence_turn *t, struct fence_request *r, const struct fence_job *j, const struct fence_result *res);
/* NULL is fine; takes it out of no list. */
void fence_request_free(struct fence_request *r);

enum fence_choice { FENCE_CHOSEN, FENCE_CHOICE_WAITS, FENCE_CHOICE_HANDED /* to another member, as a whole */, FENCE_CHOICE_NONE };

/* claim.c */
/* Tells the members of it, the first time: WAITS until that is back; HANDED: another one has an equal request, which it has joined. */
enum fence_choice fence_claim(struct fence_turn *t, struct fence_request *r);
/* A claim did not come back in time: the request goes on. False: the timer is none of these. */
bool fence_claim_timer(struct fence_turn *t, uint64_t token);
/* A claim was delivered, our own as well. */
void fence_claim_told(struct fence_turn *t, const char *from, const xmlNode *msg);
/* <fence_done> of a member: that claim of its is over. */
void fence_claim_over(struct fence *f, const char *node, const xmlNode *done);
/* The member whose request this one has joined did not end it in time: it may be hung, so that its claim counts no more. */
void fence_claim_expired(struct fence *f, const struct fence_request *r);
/* A member is lost, at least its controller is: what it claimed counts for a moment longer. */
void fence_claims_lost(struct fence_turn *t, const char *node);
/* A member tells all that it has anew. */
void fence_claims_forget(struct fence *f, const char *node);
/* There is a new way to the members: ours are told again. */
void fence_claims_tell(struct fence_turn *t);
/* Frees all. */
void fence_claims_free(struct fence *f);

/* choose.c */
/* CHOSEN: the places of the request are what it uses next, at least one, and off_then_on is set. WAITS: something is asked, whose answer resumes it. */
enum fence_choice fence_choose(struct fence_turn *t, struct fence_request *r);

/* peers.c */
/* <fence_members>: who sends it is the carrier, and says which members it reaches. */
void fence_members_take(struct fence_turn *t, uint64_t client, const xmlNode *msg);
/* The carrier is gone: what members do for requests of this node is waited for, as the carrier (a controller that starts again) may be back soon. */
void fence_carrier_lost(struct fence_turn *t);
/* Frees what is kept of answers to other members. */
void fence_answered_free(struct fence *f);
/* Sends to one member's fencer, or with `to` NULL to all; takes inner. */
void fence_peer_send(struct fence_turn *t, const char *to, xmlDoc *inner);
/* What is asked of others is named by this run and a number, not 0: sets that name. */
void fence_name_call(const struct fence *f, xmlNode *n, uint64_t number);
/* Whether an answer names the call of that number; of 0 none does. */
bool fence_is_call(const struct fence *f, const xmlNode *n, uint64_t number);
/* The carrier brings what another member's fencer sent. */
void fence_peer_message(struct fence_turn *t, const xmlNode *msg);
/* Asks all members, the first time; true as long as one has not answered. */
bool fence_poll_open(struct fence_turn *t, struct fence_request *r);
/* An offer of a device, NULL; the target's own only if there is no other. */
const struct fence_offer *fence_poll_offer(const struct fence_poll *p, const char *device, const char *target);
/* Frees what it holds. */
void fence_poll_free(struct fence_poll *p);
/* Has another member (at->node) run the action with a device. */
void fence_away_start(struct fence_turn *t, struct fence_request *r, const struct fence_place *at, const char *action);
/* Bounds what another member does for a request, for which none was at it before, and tells who wants to know. */
void fence_away_bound(struct fence_turn *t, struct fence_request *r, int64_t within_ms);
/* Gives a request as a whole to another member, as no one has it yet. */
void fence_hand_over(struct fence_turn *t, struct fence_request *r, const char *node);
/* Nothing that others do is waited for any more. */
void fence_away_stop(struct fence_turn *t, struct fence_request *r);
/* The carrier, offers or what a member does were waited for long enough. False: the timer is none of these. */
bool fence_peer_timer(struct fence_turn *t, uint64_t token);
/* A job of kind PEER ended: who asked for it is answered. */
void fence_peer_ran(struct fence_turn *t, const struct fence_job *j, const struct fence_result *res);

#endif
