/* crmd/effects.h - adding effects, and timers that are known by what they are for. Private to crmd/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_EFFECTS_H
#define BATON_CRMD_EFFECTS_H

#include "crmd/crmd.h"

/* Each takes doc. */
void crmd_send(struct crmd *c, xmlDoc *doc);
void crmd_reply(struct crmd *c, uint64_t client, xmlDoc *doc);
/* The same of a document that is text already; takes it. */
void crmd_reply_text(struct crmd *c, uint64_t client, char *text);
void crmd_to_lrm(struct crmd *c, xmlDoc *doc);
void crmd_to_fencer(struct crmd *c, xmlDoc *doc);
void crmd_to_planner(struct crmd *c, xmlDoc *doc);
void crmd_to_supervisor(struct crmd *c, xmlDoc *doc);
/* Puts aside, or drops, what a <cib-apart> (crmd/message.h) says. */
void crmd_keep(struct crmd *c, xmlDoc *doc);
void crmd_alert(struct crmd *c, xmlDoc *doc);
/* Takes the record of a change; NULL: there was none. */
void crmd_record(struct crmd *c, xmlDoc *record);
/* Takes a request that the history or what was put aside answers. */
void crmd_files(struct crmd *c, uint64_t client, xmlDoc *request);
void crmd_save(struct crmd *c);
void crmd_released(struct crmd *c);
void crmd_exit(struct crmd *c, int code);
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
    X(FENCE_RETRY) /* a failed fencing may be tried again */                                                           \
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
    uint64_t token, ref;
    enum crmd_timer kind;
};
struct crmd_timers {
    struct crmd_timer_entry *v;
    size_t n, cap;
    uint64_t last_token;
};

/* Starts a timer, instead of the one that ran for the same purpose. */
void crmd_timer_set(struct crmd *c, enum crmd_timer kind, uint64_t ref, int64_t delay_ms);
/* Harmless if there is none. */
void crmd_timer_cancel(struct crmd *c, enum crmd_timer kind, uint64_t ref);
void crmd_timer_cancel_all(struct crmd *c, enum crmd_timer kind);
bool crmd_timer_runs(const struct crmd *c, enum crmd_timer kind, uint64_t ref);
/* What a fired token was for, and forgets it; false for one that was cancelled meanwhile. */
bool crmd_timer_take(struct crmd *c, uint64_t token, enum crmd_timer *ret_kind, uint64_t *ret_ref);

#endif
