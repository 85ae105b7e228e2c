/* supervisor/internal.h - what child.c and supervisor.c share.
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

struct sup {
    const struct sup_config *cfg;
    struct sup_child *children;
    int phase;             /* enum sup_phase; only supervisor.c writes it */
    int exit_code;
    bool gave_up;
    uint64_t last_token;
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

#endif
