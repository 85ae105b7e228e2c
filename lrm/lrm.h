/* lrm/lrm.h - the local resource manager's core: which operation runs when, and what is known of each resource here. Pure.
 *
 * lrm_step(state, event, effects): requests and results in; programs to run, timers, answers and log lines out. It keeps,
 * for each resource of this node, the queue of operations (never two at once of one resource), the recurring monitors,
 * and the history as the CIB shows it (<lrm_resource> with <lrm_rsc_op>, Pacemaker's attributes), so that crmd can crash,
 * come back, and pull it. The daemon is lrm/lrmd.c.
 *
 * Messages (XML documents; the same over IPC and in the simulation), crmd -> lrmd:
 *   <lrm_exec> with the graph's <rsc_op> as children, in order (each an operation, @transition-key, <primitive>, <attributes>)
 *   <lrm_cancel rsc= operation= interval=/>  a recurring operation ends; answered by <lrm_cancelled> with the same
 *                     attributes and rc: 0, or 105 if there is none. One that runs is waited for, its result dropped
 *   <lrm_delete rsc=/>                       forget the resource, after what is queued for it; <lrm_deleted rsc= rc=/>
 *   <lrm_clear_failure rsc= [operation= interval=]/>  forget its recorded failure (of that operation); no answer
 *   <lrm_query/>      answered by <lrm_state><lrm_resources>...</lrm_resources><pending transition-key= rsc= operation= interval=/>...</lrm_state>: the
 *                     histories, and what was asked for and has not ended
 *   <lrm_fail rsc= /> record a failed monitor, as crm_resource --fail asks
 *   <lrm_log rsc=/>   answered by <lrm_log rsc on_node rc><output operation interval call-id rc-code op-status exec-time last-rc-change text/>...:
 *                     what its operations printed last; rc 105: not known here
 *   <lrm_limits node-action-limit= load-threshold=/>  the cluster options of these names, as they are written; no answer
 *   <lrm_subscribe/>  this client gets the results from now on (one crmd at a time; a new one replaces the old)
 * lrmd -> crmd:
 *   <lrm_result> with <lrm_resource id class provider type><lrm_rsc_op .../></lrm_resource>   an operation ended
 *                     (recurring ones: the first result and each that differs from the one before). A failure brings two
 *                     <lrm_rsc_op>, as Pacemaker records it: RSC_last_0 and RSC_last_failure_0 (recurring: only the latter).
 *                     With record="false" it is for the transition alone and goes neither into the CIB nor into fail
 *                     counts: notifications, and operations whose outcome a restart of lrmd has swallowed.
 * Results that nobody was there to hear are in the history; nothing is lost with the client. In the history an operation
 * that waits or runs has op-status -1 (start, promote, migrate_*: what would make a second one elsewhere dangerous).
 *
 * Rules of the queue (man pages and behaviour of Pacemaker 2.1.5): operations of one resource run one after the other in
 * order of arrival; a start, stop, promote, demote, migration or reload ends the recurring operations of its resource
 * (the policy engine orders new ones), a probe or notification only runs between them; at most as many requested
 * operations as the limit says run at once and, apart from these, as many repeats, so that hanging monitors never hold up a stop. The limit is max_children,
 * or node-action-limit; half of it where the load per core is above load-threshold, a quarter where it is above twice that, at least two. What that
 * makes late counts as late, not as failed: timeouts begin with the program, and queue-time tells how long it waited.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_LRM_H
#define BATON_LRM_H

#include "cib/cib.h"

#define LRM_IPC "lrmd" /* the name under which lrmd serves */

struct lrm;

struct lrm_config {
    const char *node;         /* uname, for on_node */
    unsigned max_children;    /* operations at once on this node, where the option node-action-limit does not say (Pacemaker's default: twice the cores) */
    bool fixed;               /* the option does not change it: it was set for this node alone */
};
/* An LRM that knows no resource; copies what it needs of cfg. */
struct lrm *lrm_new(const struct lrm_config *cfg);
/* NULL is fine; programs and timers are the caller's to end. */
void lrm_free(struct lrm *lrm);

/* What the daemon must run for one operation of a resource. Strings belong to the effect. */
struct lrm_run {
    uint64_t token;          /* comes back in LRM_EV_DONE */
    char *standard, *provider, *type; /* "ocf", "heartbeat", "IPaddr2"; "stonith", NULL, "fence_x": */
    char *rsc;
    char *action;            /* "start", "monitor", "meta-data" ... */
    struct bt_strv env;      /* "NAME=value": all that comes from the resource and operation (OCF_*, doc/agents.md), in
                                order; the daemon adds PATH and the like. Empty for classes that get none */
    struct bt_strv params;   /* "name=value": the bare instance parameters, for classes that take them on stdin or as arguments */
    int64_t timeout_ms;      /* above 0 */
    int64_t interval_ms;     /* 0: asked for once (probe, start ...) */
    bool changes;            /* it may change the resource */
    bool wants_traits;       /* LRM_EV_DONE is to tell what the agent's meta-data says */
    char *program;           /* ocf: the agent's path, if it is not the one of its provider and type; the core leaves it NULL */
};

/* What the history needs of an agent's meta-data: lists of parameters as op-force-restart and op-secure-params show them. */
struct lrm_traits {
    char *force_restart; /* "  a b  "; "" if none; NULL if the agent can't reload */
    char *secure;        /* NULL if none */
    const char *reload;  /* what it calls the action reload-agent, NULL if it has none; static */
};

enum lrm_event_kind {
    LRM_EV_REQUEST, /* a message of a client */
    LRM_EV_DONE,    /* a program ended */
    LRM_EV_TIMER,   /* a timer that an effect set has fired */
    LRM_EV_CLIENT_GONE,
    LRM_EV_LOAD,    /* the node's load was looked at */
};

struct lrm_event {
    enum lrm_event_kind kind;
    struct bt_now now;
    uint64_t client;        /* REQUEST, CLIENT_GONE; never 0 */
    const xmlNode *request; /* REQUEST */
    uint64_t token;         /* DONE, TIMER */
    int load_percent;       /* LOAD: processes that want to run, for each hundred cores */
    /* DONE: */
    enum bt_opstatus status; /* DONE, TIMEOUT, ERROR, NOT_INSTALLED, ... */
    int rc;                  /* enum bt_ocf, as the agent's class maps it; ERROR with TIMEOUT */
    const char *exit_reason; /* NULL or what followed ocf-exit-reason: last */
    const char *output;      /* stdout, bounded */
    const char *errors;      /* stderr, bounded */
    int64_t exec_ms;         /* how long it ran */
    const struct lrm_traits *traits; /* of the agent; NULL if unknown */
};

enum lrm_effect_kind { LRM_FX_RUN, LRM_FX_KILL, LRM_FX_TIMER_SET, LRM_FX_TIMER_CANCEL, LRM_FX_SEND, LRM_FX_LOG };

struct lrm_effect {
    enum lrm_effect_kind kind;
    struct lrm_run run;      /* RUN */
    uint64_t token;          /* KILL, TIMER_SET, TIMER_CANCEL */
    int64_t delay_ms;        /* TIMER_SET; above 0 */
    uint64_t client;         /* SEND */
    xmlDoc *message;         /* SEND; the effect's */
    enum bt_level level;     /* LOG */
    char *text;              /* LOG */
};
struct lrm_effects {
    struct lrm_effect *v;
    size_t n, cap;
};

/* Effects are added in the order in which they must be performed. An event of any token, and any request of a client (not 0), are taken. */
void lrm_step(struct lrm *lrm, const struct lrm_event *ev, struct lrm_effects *fx);
/* Frees the effects' contents and empties the list (messages and strings that the caller took must be set to NULL by it). */
void lrm_effects_clear(struct lrm_effects *fx);
/* Frees what a run holds, and empties it. */
void lrm_run_clear(struct lrm_run *run);
/* Makes it another action of the same agent, in its environment as well. */
void lrm_run_rename(struct lrm_run *run, const char *action);

/* The history as the CIB shows it: a new <lrm id=node><lrm_resources> document. */
xmlDoc *lrm_history(const struct lrm *lrm);

/* The state that lrm_restore() takes: a new <lrm_saved> document with one <resource> for each; it holds parameters, so it is
 * secret. The daemon keeps it in /run, so it ends with the boot, as the services do. */
xmlDoc *lrm_save(const struct lrm *lrm);
/* What of it changed since the last call: <lrm_saved> with the changed <resource> elements and a <forgotten id=/> for each
 * that is gone; NULL if nothing did. Cost grows with the change, not with the number of resources. */
xmlDoc *lrm_save_changes(struct lrm *lrm);
/* Puts changes into a saved state: after each, *saved is what lrm_save() gave at that instant (order aside). */
void lrm_saved_merge(xmlNode *saved, const xmlNode *changes);
/* Takes over a saved state after a restart of the daemon, into a new lrm: recurring operations are armed again and run at
 * once. A resource that had an operation in flight which changes it (start, stop ...) is not known any more: its outcome
 * isn't, so its history is left out and the policy engine probes it; the one who subscribes gets an <lrm_result
 * record="false"> with op-status ERROR for each operation that a transition may still wait for. BT_EX_DATAERR if it is no
 * such state; the lrm is then as it was. */
int lrm_restore(struct lrm *lrm, const xmlNode *saved, struct bt_now now, struct lrm_effects *fx, struct bt_err *err);

#endif
