/* crmd/effects.h - adding effects, and timers that are known by what they are for. Private to crmd/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_EFFECTS_H
#define BATON_CRMD_EFFECTS_H

#include "crmd/crmd.h"

/* Each adds one effect to those of the step in progress (there is none outside of one), and takes doc, which is never NULL. To the group: */
void crmd_send(struct crmd *c, xmlDoc *doc);
/* To a client, which is not 0. */
void crmd_reply(struct crmd *c, uint64_t client, xmlDoc *doc);
/* The same of a document that is text already; takes it. */
void crmd_reply_text(struct crmd *c, uint64_t client, char *text);
/* To lrmd (lrm/lrm.h); lost if it is not connected. */
void crmd_to_lrm(struct crmd *c, xmlDoc *doc);
/* To stonithd (fencing/fencing.h); lost if it is not connected. */
void crmd_to_fencer(struct crmd *c, xmlDoc *doc);
/* A <pe_request> to pengine, or as soon as that is there; takes the place of one that has no answer yet. CRMD_EV_PLAN answers it. */
void crmd_to_planner(struct crmd *c, xmlDoc *doc);
/* To batond (crmd/guard.h). */
void crmd_to_supervisor(struct crmd *c, xmlDoc *doc);
/* Puts aside, or drops, what a <cib-apart> (crmd/message.h) says. */
void crmd_keep(struct crmd *c, xmlDoc *doc);
/* Has an alert agent run, as the <alert> says (crmd/alerts.c makes them). */
void crmd_alert(struct crmd *c, xmlDoc *doc);
/* Takes the record of a change; NULL: there was none. */
void crmd_record(struct crmd *c, xmlDoc *record);
/* Takes a request that the history or what was put aside answers. */
void crmd_files(struct crmd *c, uint64_t client, xmlDoc *request);
/* Has our copy saved; CRMD_EV_SAVED tells how that went. One at a time (crmd/saving.c). */
void crmd_save(struct crmd *c);
/* This node's earlier falls do not matter until the next boot (crmd/hold.h). */
void crmd_released(struct crmd *c);
/* The controller leaves with this exit code; the caller moves to S_TERMINATE. */
void crmd_exit(struct crmd *c, int code);
/* A sentence for the operator. */
void crmd_log(struct crmd *c, enum bt_level level, const char *fmt, ...) BT_PRINTF(3, 4);

/* What a timer is for; ref tells several of a kind apart. X(NAME) */
#define CRMD_TIMER_LIST(X)                                                                                             \
    X(HELLO)       /* hellos of this view are missing */                                                               \
    X(GRACE)       /* ref: nodeid that corosync has and the group has not */                                           \
    X(JOIN)        /* an offer or a member's history is missing */                                                     \
    X(REPORT)      /* results that wait to share a message */                                                          \
    X(ACTION)      /* ref: flight of the walk without a result */                                                      \
    X(PATIENCE)    /* a walk that was ended for a new plan still has something in flight */                            \
    X(RECHECK)     /* plan again although nothing happened */                                                          \
    X(REPLAN)      /* the policy engine crashed: ask again */                                                          \
    X(FENCE_RETRY) /* ref: nodeid of the target; a failed fencing may be tried again */                              \
    X(PULSE)       /* the watchdog is to be fed */                                                                     \
    X(PROVE)       /* fencing is unproven: ask for the next round of checks */                                         \
    X(DAMPEN)      /* ref: index of a dampened attribute */                                                            \
    X(SAVE_RETRY)  /* the disk refused: try again */                                                                   \
    X(TELL_DISK)   /* a save for which no other member waits is told */                                                \
    X(ESCALATE)    /* an orderly shutdown takes too long */

enum crmd_timer {
#define X(name) CRMD_TIMER_##name,
    CRMD_TIMER_LIST(X)
#undef X
};

struct crmd_timer_entry {
    uint64_t token, ref; /* token: names it outside, never 0; ref: what the list above says, else 0 */
    enum crmd_timer kind;
};
struct crmd_timers {
    struct crmd_timer_entry *v; /* those that run, in no order: one at most of a kind and ref */
    size_t n, cap;
    uint64_t last_token;
};

/* Starts a timer, instead of the one that ran for the same purpose. A delay below 0 is 0. */
void crmd_timer_set(struct crmd *c, enum crmd_timer kind, uint64_t ref, int64_t delay_ms);
/* Harmless if there is none. */
void crmd_timer_cancel(struct crmd *c, enum crmd_timer kind, uint64_t ref);
/* Those of a kind, whatever they refer to. */
void crmd_timer_cancel_all(struct crmd *c, enum crmd_timer kind);
/* Whether one runs for exactly this. */
bool crmd_timer_runs(const struct crmd *c, enum crmd_timer kind, uint64_t ref);
/* What a fired token was for, and forgets it; false for one that was cancelled meanwhile. */
bool crmd_timer_take(struct crmd *c, uint64_t token, enum crmd_timer *ret_kind, uint64_t *ret_ref);

#endif
