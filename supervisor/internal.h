/* supervisor/internal.h - what child.c, guard.c and supervisor.c share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_SUPERVISOR_INTERNAL_H
#define BATON_SUPERVISOR_INTERNAL_H

#include "supervisor/supervisor.h"

enum sup_child_state { SUP_C_DOWN, SUP_C_STARTING, SUP_C_UP, SUP_C_PAUSED, SUP_C_STOPPING };

struct sup_child {
    const struct sup_child_config *cfg;
    int state;             /* enum sup_child_state; only child.c writes it */
    int pid;               /* 0: none */
    uint64_t timer;        /* 0: none */
    BT_VEC(struct bt_mono) crashes; /* within the window, oldest first */
    unsigned restarts;
    int64_t retry_ms;      /* the last pause for corosync */
    bool absent;           /* PAUSED because corosync is not there, not after a crash */
    struct bt_mono absent_since;
    bool killed;           /* by us, as it did not end when asked */
    bool was_up;           /* at least once */
    struct bt_mono since;  /* of the state */
};

/* BEGINNING until all were up; LEAVING: the leader takes its time; STOPPING: the others, in reverse order. */
enum sup_phase { SUP_BEGINNING, SUP_RUNNING, SUP_LEAVING, SUP_STOPPING, SUP_ENDED };

/* NONE: no watchdog, or it is stopped; WAITING: fed by itself; TRUSTING: fed when the controller says so; LET_GO: never again. */
enum sup_guard_state { SUP_G_NONE, SUP_G_WAITING, SUP_G_TRUSTING, SUP_G_LET_GO };
#define SUP_GUARD_SHARE 5 /* fed so often in its time; a proof is good for that whole time (crmd/guard.h) */

struct sup_guard {
    int state;             /* enum sup_guard_state; only guard.c writes it */
    int64_t ms;            /* the watchdog's time */
    uint64_t timer;        /* 0: none */
    bool proven, fed;      /* there is a proof; it was fed when it was looked at last */
    int64_t asked_ms;      /* when the newest proof was asked for */
};

struct sup {
    const struct sup_config *cfg;
    struct sup_child *children;
    int phase;             /* enum sup_phase; only supervisor.c writes it */
    int exit_code;
    bool gave_up;
    uint64_t last_token;
    struct sup_guard guard;
};

struct sup_turn {
    struct sup *s;
    struct bt_now now;
    struct sup_effects *fx;
};

/* supervisor.c */
/* Adds an effect to be filled in; the pointer holds until the next one is added. */
struct sup_effect *sup_effect(struct sup_turn *t, enum sup_effect_kind kind);
/* Adds a log line. */
void sup_log(struct sup_turn *t, enum bt_level level, const char *fmt, ...) BT_PRINTF(3, 4);

/* child.c: what happens to one child */
/* The name of its state, static. */
const char *sup_child_state_name(const struct sup_child *c);
/* Has it started, from DOWN, PAUSED or after a crash; killed if it is not ready after ready_ms. */
void sup_child_start(struct sup_turn *t, struct sup_child *c);
/* The answer to that: its process. An adopted one is up at once. */
void sup_child_started(struct sup_turn *t, struct sup_child *c, int pid, bool adopted);
/* It serves; nothing if it is not being started any more. */
void sup_child_ready(struct sup_turn *t, struct sup_child *c, const char *why);
/* Asks it to end; killed if it has not after limit_ms. One that is being ended is left to that; a child without a process is down at once. */
void sup_child_stop(struct sup_turn *t, struct sup_child *c, int64_t limit_ms);
/* Its timer has fired: what that means its state says. */
void sup_child_timer(struct sup_turn *t, struct sup_child *c);
/* It has no process and gets none. */
void sup_child_down(struct sup_turn *t, struct sup_child *c, const char *why);
/* It crashed: restarted at once or after a pause. False: that was one crash too many, it stays down. how: the second half of a sentence. */
bool sup_child_crashed(struct sup_turn *t, struct sup_child *c, const char *how);
/* corosync is not there: tried again later. */
void sup_child_absent(struct sup_turn *t, struct sup_child *c);
/* One that is being ended keeps its process, but has no more than limit_ms from now. */
void sup_child_hurry(struct sup_turn *t, struct sup_child *c, int64_t limit_ms);
/* Asserts what holds of it between two events. */
void sup_child_check(const struct sup *s, const struct sup_child *c);

/* guard.c */
/* The watchdog is held, for the first time in this run; ms: its time; kept: what it was trusted with before in this life, NULL or anything. */
void sup_guard_held(struct sup_turn *t, int64_t ms, const char *kept);
/* Its timer has fired: fed, if it may be. False: the timer is another's. */
bool sup_guard_timer(struct sup_turn *t, uint64_t token);
/* The node acts: from now on it is fed by proofs. */
void sup_guard_acts(struct sup_turn *t, const char *why);
/* The controller's proof that it may, which was asked for then (monotonic); an older one than known is ignored. */
void sup_guard_proven(struct sup_turn *t, int64_t asked_ms);
/* The node is being fenced: never fed again. */
void sup_guard_condemned(struct sup_turn *t, const char *why);
/* The controller has left in order: the watchdog is stopped. */
void sup_guard_left(struct sup_turn *t);
/* All has ended: it is stopped if the node has never acted, else left on, which is said. */
void sup_guard_end(struct sup_turn *t);
/* Asserts what holds of it between two events. */
void sup_guard_check(const struct sup *s);

#endif
