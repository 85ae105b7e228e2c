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
struct sup_effect *sup_effect(struct sup_turn *t, enum sup_effect_kind kind);
void sup_log(struct sup_turn *t, enum bt_level level, const char *fmt, ...) BT_PRINTF(3, 4);

/* child.c: what happens to one child */
const char *sup_child_state_name(const struct sup_child *c);
void sup_child_start(struct sup_turn *t, struct sup_child *c);
void sup_child_started(struct sup_turn *t, struct sup_child *c, int pid, bool adopted);
void sup_child_ready(struct sup_turn *t, struct sup_child *c, const char *why);
/* Asks it to end; killed if it has not after limit_ms. A child without a process is down at once. */
void sup_child_stop(struct sup_turn *t, struct sup_child *c, int64_t limit_ms);
void sup_child_timer(struct sup_turn *t, struct sup_child *c);
void sup_child_down(struct sup_turn *t, struct sup_child *c, const char *why);
/* It crashed: restarted at once or after a pause. False: that was one crash too many, it stays down. */
bool sup_child_crashed(struct sup_turn *t, struct sup_child *c, const char *how);
/* corosync is not there: tried again later. */
void sup_child_absent(struct sup_turn *t, struct sup_child *c);
/* Keeps its process but takes the patience away. */
void sup_child_hurry(struct sup_turn *t, struct sup_child *c, int64_t limit_ms);

/* guard.c: it is held; its timer (false: another's); what the controller says */
void sup_guard_held(struct sup_turn *t, int64_t ms, const char *kept);
bool sup_guard_timer(struct sup_turn *t, uint64_t token);
void sup_guard_acts(struct sup_turn *t, const char *why);
void sup_guard_proven(struct sup_turn *t, int64_t asked_ms);
void sup_guard_condemned(struct sup_turn *t, const char *why);
/* The controller has left in order; all has ended. */
void sup_guard_left(struct sup_turn *t);
void sup_guard_end(struct sup_turn *t);

#endif
