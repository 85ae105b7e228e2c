/* fencing/fencing.h - the fencer's core: devices, who can fence whom, requests and their history. Pure.
 *
 * fence_step(state, event, effects): the CIB, requests and results of agents in; agents to run, timers, answers and log lines out. The daemon is
 * fencing/stonithd.c. Rules of RHCS agents: interfaces 5.1; of devices and pcmk_* parameters: man pacemaker-fenced(7).
 *
 * Messages (XML), client (crmd, stonith_admin) -> stonithd:
 *   <fence_request id= target= action="off|on|reboot" timeout_ms= delay_s= origin= tolerance_s=/>
 *   <fence_confirm target=/>            the administrator says that it is down
 *   <fence_query target=/>              devices that can fence a target (all without one)
 *   <fence_history target=/>
 *   <fence_subscribe/>                  gets a <fence_done> for every request that ends
 * stonithd -> client:
 *   <fence_done id= target= action= rc= (enum bt_exit) reason= device= executed_by= exec_ms= completed=/>
 *   <fence_devices>, <fence_events> as answers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_FENCING_H
#define BATON_FENCING_H

#include "cib/cib.h"

struct fence;
struct fence *fence_new(const char *local_node);
void fence_free(struct fence *f);

/* What the daemon must run: a fence agent with its options on stdin. Strings belong to the effect. */
struct fence_run {
    uint64_t token;
    char *agent;    /* "fence_xvm"; the daemon finds it in /usr/sbin */
    char *input;    /* "key=value\n" lines, action first. Secret: never logged */
    int64_t timeout_ms;
};

enum fence_event_kind {
    FENCE_EV_CIB,      /* the configuration is new: register, change, forget devices */
    FENCE_EV_REQUEST,  /* a client's message */
    FENCE_EV_DONE,     /* an agent ended */
    FENCE_EV_TIMER,
    FENCE_EV_CLIENT_GONE,
};
struct fence_event {
    enum fence_event_kind kind;
    struct bt_now now;
    const xmlDoc *cib;      /* CIB */
    uint64_t client;        /* REQUEST, CLIENT_GONE */
    const xmlNode *request; /* REQUEST */
    uint64_t token;         /* DONE, TIMER */
    bool started, timed_out;/* DONE */
    int code;               /* DONE: exit code, or 128 + signal */
    const char *output, *errors; /* DONE */
    int64_t exec_ms;        /* DONE */
};

enum fence_effect_kind { FENCE_FX_RUN, FENCE_FX_KILL, FENCE_FX_TIMER_SET, FENCE_FX_TIMER_CANCEL, FENCE_FX_SEND, FENCE_FX_LOG };
struct fence_effect {
    enum fence_effect_kind kind;
    struct fence_run run;
    uint64_t token;
    int64_t delay_ms;
    uint64_t client;
    xmlDoc *message;
    enum bt_level level;
    char *text;
};
struct fence_effects {
    struct fence_effect *v;
    size_t n, cap;
};
void fence_step(struct fence *f, const struct fence_event *ev, struct fence_effects *fx);
void fence_effects_clear(struct fence_effects *fx);

#endif
