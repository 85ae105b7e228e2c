/* supervisor/supervisor.h - the supervisor's core: starts the daemons in order, restarts what crashed, ends them in order. Pure.
 *
 * sup_step(state, event, effects). The daemon is supervisor/batond.c.
 *
 *   Start. In the order of the configuration, the next one when the one before is ready. One that runs already is adopted (its lock is held).
 *   Crash. Restarted at once the first time, so that corosync and the peers need not notice; then after pauses that double. Too many crashes in the window:
 *     the supervisor gives up loudly, ends all daemons and itself with BT_EX_FATAL, and the peers take over.
 *   Exit codes. BT_EX_DISCONNECT and BT_EX_UNAVAILABLE: corosync is not there; tried again without being counted, at the start for corosync_wait_ms (it may be
 *     booting), then all ends with BT_EX_UNAVAILABLE; once all daemons were up, for ever. BT_EX_FATAL: give up at once. BT_EX_PANIC: the node is to be reset at
 *     once (it was fenced and yet lives, and fence-reaction=panic); should that fail, the same. BT_EX_OK of the leader
 *     (crmd): the node has left the cluster in order; all else is ended too.
 *   Watchdog. If batond holds one (SBD_WATCHDOG_DEV), it is fed by batond until the node acts in the cluster for the first time; from then on only when the controller
 *     proves that the node may, and as long after that as the watchdog's own time (crmd/guard.h), so that a node without quorum, or whose daemons hang, is reset. A node that is being fenced is never fed again. It is
 *     stopped when the controller has left in order, and left on when the supervisor gives up.
 *   End. The leader is asked first and may take its time to move resources away; if it crashes meanwhile, it is started again to finish that.
 *     Then the others, in reverse order.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_SUPERVISOR_H
#define BATON_SUPERVISOR_H

#include "lib/lib.h"
#include "xml/names.h"

struct sup_child_config {
    const char *name;      /* of the daemon and its lock */
    bool leads;            /* ended first, with patience */
    int64_t ready_ms;      /* not ready after that long: killed, as a crash */
    int64_t stop_ms;       /* not ended that long after SIGTERM: killed */
};
struct sup_config {
    const struct sup_child_config *children; /* in order of starting; must outlive the supervisor */
    size_t n;
    unsigned crashes_max;       /* above 0; the crash of that number within the window is the last */
    int64_t crash_window_ms;
    int64_t pause_first_ms, pause_max_ms; /* before the second restart in a window; doubled up to the last */
    int64_t retry_ms, retry_max_ms; /* between tries while corosync is not there; doubled up to the last */
    int64_t corosync_wait_ms;       /* how long it may be away at the start */
    int64_t give_up_ms;         /* instead of stop_ms when it gives up */
};
/* What Baton runs: pengine, lrmd, stonithd, crmd, with the times as they are in real life. */
extern const struct sup_config sup_baton;

struct sup;
/* A supervisor whose children are all down; cfg must outlive it. */
struct sup *sup_new(const struct sup_config *cfg);
/* NULL is fine; what runs is left alone. */
void sup_free(struct sup *s);

enum sup_event_kind {
    SUP_EV_BEGIN,
    SUP_EV_STARTED,   /* a START was performed: pid */
    SUP_EV_ADOPTED,   /* a START found the daemon running: pid */
    SUP_EV_READY,     /* it serves */
    SUP_EV_EXITED,    /* or could not be started: then with a code and a text */
    SUP_EV_TIMER,
    SUP_EV_TERMINATE, /* the administrator or systemd wants an orderly end */
    SUP_EV_WATCHDOG,  /* before BEGIN: it is held; ms: its time, text: the last SUP_FX_GUARD_KEEP of an earlier batond in this life, or NULL */
    SUP_EV_ACTS,      /* the controller says that the node acts ... */
    SUP_EV_PROVEN,    /* ... and may: ms: when the proof was asked for */
    SUP_EV_CONDEMNED, /* the node is being fenced; text: why */
};
struct sup_event {
    enum sup_event_kind kind;
    struct bt_now now;
    size_t child;     /* STARTED, ADOPTED, READY, EXITED: index */
    int pid;          /* STARTED, ADOPTED */
    enum sup_how { SUP_CODE, SUP_SIGNAL, SUP_UNKNOWN } how; /* EXITED; UNKNOWN: it was adopted, its code went to another */
    int code;         /* EXITED: exit code or signal */
    const char *text; /* EXITED: why it could not be started; NULL. WATCHDOG, CONDEMNED */
    int64_t ms;       /* WATCHDOG, PROVEN */
    uint64_t token;   /* TIMER */
};

enum sup_effect_kind {
    SUP_FX_START,     /* adopt the child if it runs, else start it; answered by ADOPTED, STARTED or EXITED, before any other event */
    SUP_FX_SIGNAL,
    SUP_FX_TIMER_SET, SUP_FX_TIMER_CANCEL,
    SUP_FX_NOTIFY,    /* text for sd_notify(3) */
    SUP_FX_LOG,
    SUP_FX_FEED,      /* the watchdog */
    SUP_FX_GUARD_KEEP, /* text is to be remembered until the watchdog is stopped or the node is reset */
    SUP_FX_DISARM,    /* stop the watchdog */
    SUP_FX_PANIC,     /* reset this node now, whatever it does; it may not be possible */
    SUP_FX_EXIT,      /* all children are gone */
};
struct sup_effect {
    enum sup_effect_kind kind;
    size_t child;
    int signal;
    uint64_t token;
    int64_t delay_ms;
    enum bt_level level;
    char *text;
    int code;
};
struct sup_effects {
    struct sup_effect *v;
    size_t n, cap;
};
/* Adds effects in the order in which they must be performed. Asserts that an event of a child names one of the configuration. */
void sup_step(struct sup *s, const struct sup_event *ev, struct sup_effects *fx);
/* Frees the effects' contents and empties the list. */
void sup_effects_clear(struct sup_effects *fx);

/* <batond_status phase=><daemon name= state= pid= restarts= since=/></batond_status>; since: seconds in that state. The caller's. */
xmlDoc *sup_status(const struct sup *s, struct bt_now now);

#endif
