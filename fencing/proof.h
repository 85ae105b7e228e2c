/* fencing/proof.h - records of what has shown that it can fence, and rounds that check it (proof.c). Private to fencing/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_FENCING_PROOF_H
#define BATON_FENCING_PROOF_H

#include "fencing/internal.h"

#define FENCE_PROOFS_MAX 2000 /* paths; what is over it is not recorded */

struct fence_query;
struct fence_proof {
    char *by, *target, *device; /* member, node, device: the path */
    bool fenced;                /* by a fencing; else by a check */
    struct bt_wall at;          /* the last attempt */
    int rc;                     /* its: enum bt_exit */
    char *reason;
    struct bt_wall proven;      /* the last success; 0: none */
    int64_t exec_ms;            /* its time */
};
/* A check of all paths that is in progress. */
struct fence_round {
    uint64_t token;         /* its timer; names it to members */
    uint64_t client;        /* 0: nobody waits */
    char *id, *peer;        /* peer: the member that asked for ours; NULL: a client */
    size_t open;            /* questions and agent calls */
    struct bt_strv awaited; /* members */
};

/* NULL is fine. */
void fence_proof_free(struct fence_proof *p);
/* NULL is fine. */
void fence_round_free(struct fence_round *r);
/* An attempt ended now: by, target, device, fenced, rc, reason, exec_ms count; copied. */
void fence_proof_note(struct fence_turn *t, const struct fence_proof *what);
/* Writes the records as <fence_proof> children of root. */
void fence_proofs_add(const struct fence *f, xmlNode *root);
/* Takes in those of another member or run: the newer ones count; true if one was. */
bool fence_proofs_take(struct fence *f, const xmlNode *events);
/* <fence_proofs>: a client wants the records. */
void fence_proofs_send(struct fence_turn *t, uint64_t client, const xmlNode *msg);
/* <fence_prove>: a client wants a round of all members, answered with the records when it is over. client 0: the daemon's own clock wants the paths of
 * this member checked; it tells the others. */
void fence_round_ask(struct fence_turn *t, uint64_t client, const xmlNode *msg);
/* <fence_prove> of a member: it wants ours. */
void fence_round_peer(struct fence_turn *t, const char *from, const xmlNode *msg);
/* <fence_proofs> of a member: those that we asked it for, or that it tells all. */
void fence_round_told(struct fence_turn *t, const char *from, const xmlNode *msg);
/* Rounds wait for that member no longer. */
void fence_round_member_lost(struct fence_turn *t, const char *node);
/* Its rounds go on, and are told to all members. */
void fence_round_client_gone(struct fence *f, uint64_t client);
/* The devices for one target are known: each that can fence it is asked whether it still could. The round may be over already. */
void fence_round_answered(struct fence_turn *t, uint64_t token, const struct fence_query *q);
/* A job of kind PROVE ended: it is recorded, also if its round is over. */
void fence_round_ran(struct fence_turn *t, const struct fence_job *j, const struct fence_result *res);
/* A round's time is over: it is answered with what is known. False: the timer is none of a round. */
bool fence_round_timer(struct fence_turn *t, uint64_t token);

#endif
