/* fencing/fencing.h - the fencer's core: devices, who can fence whom, requests and their history. Pure.
 *
 * fence_step(state, event, effects): the CIB, requests and results of agents in; agents to run, timers, answers and log lines out. The daemon is
 * fencing/stonithd.c. Rules of RHCS agents: interfaces 5.1; of devices and pcmk_* parameters: man pacemaker-fenced(7).
 *
 * Messages (XML), client (crmd, stonith_admin) -> stonithd:
 *   <fence_request id= target= action="off|on|reboot" timeout_ms= delay_s= origin= client= tolerance_s= progress=/>
 *                                       timeout_ms: of each agent call that has no pcmk_<action>_timeout (0: the CIB's stonith-timeout, 60 s);
 *                                       delay_s: before the first agent, -1 also switches pcmk_delay_* off; tolerance_s: a success as young as that will do;
 *                                       progress: is also sent <fence_wait id= timeout_ms=/> for each step that begins, which ends within that time. A
 *                                       topology's levels and devices each have their timeouts: their sum is not known at the start
 *   <fence_confirm id= target= origin= client=/>    the administrator says that it is down: a success is recorded, requests in progress end with it
 *   <fence_query id= target=/>          devices that can fence a target (all registered ones without a target)
 *   <fence_check id= device=/>          runs the device's monitor action
 *   <fence_targets id= device=/>        the targets of a device
 *   <fence_history id= target= cleanup= proofs=/>   what was done (of all targets without one; proofs: and the records); cleanup: then forgets what has ended, at all members
 *   <fence_register id=><fence_device id= agent=><nvpair name= value=/>...</fence_device></fence_register>, or <fencing-level> in it as in the CIB:
 *                                       by hand, at this node, for the life of this daemon; <fence_deregister> the same way
 *   <fence_prove id=/>                  checks without disruption, from all members, which devices can fence which nodes; answered with the records:
 *   <fence_proofs id=/>                 what has shown that it can fence whom, when
 *   <fence_subscribe/>                  gets a <fence_done> for every request that ends
 *   <fence_members quorate= life=><node uname= watchdog_ms= life=/>...</fence_members>   from the controller: it carries messages to the fencers of these other members; which are guarded
 *                                       by a watchdog, and the names of their lives and of ours (watchdog.c)
 *   <fence_peer from=>...</fence_peer>  it brings one of them, or the <fence_done> of a request that ended there
 * stonithd -> client:
 *   <fence_done id= target= action= rc= (enum bt_exit) reason= device= executed_by= exec_ms= completed= origin= client=/>
 *                                       always comes, for each request once, with the requester's id; who only subscribed gets it without an id. Every agent
 *                                       call is bounded, so it comes at the latest when all devices had their timeouts; if the connection is lost, ask again:
 *                                       a request for the same target and action that is still in progress is joined, not repeated
 *   <fence_devices id= target= rc=><fence_device id= agent=/></fence_devices>
 *   <fence_checked id= device= rc= reason=/>
 *   <fence_targets id= device= rc= reason=><target name=/></fence_targets>
 *   <fence_registered id= rc= reason=/>
 *   <fence_proofs id=><fence_proof executed_by= target= device= fenced="true|false" (by a fencing, or by a check) completed= rc= reason= (the last attempt)
 *                                       proven= exec_ms= (the last success; 0: none)/></fence_proofs>; between members, and kept, <fence_events> have them too
 *   <fence_events id=><fence_event action= target= origin= client= delegate= status="success|failed|pending" rc= reason= completed= exec_ms=/></fence_events>
 *                                       newest first
 *   <fence_refused id= rc= reason=/>    instead of any answer: the user may not ask for that (access.c)
 *   <fence_peer to=>...</fence_peer>    to who sent <fence_members>: for that member's fencer; all members' without `to`. Inside, fencer to fencer:
 *     <fence_query id= target= action=/>, answered with <fence_devices>, whose devices also have timeout_ms, off-then-on, unfences (peers.c)
 *     <fence_run id= device= target= action= timeout_ms= delay_s=/>, answered with <fence_ran id= device= rc= reason= exec_ms=/>
 *     <fence_claim id= target= action=/>: one's own request, told before it does anything, to all and back to who says it: the first of two equal ones is done
 *                                       for both (claim.c)
 *     <fence_self target= life=/>: the target is to reset itself by its watchdog, if it still lives that life; its controller obeys (watchdog.c)
 *     <fence_request>: to do it as one's own; <fence_history>, answered with <fence_events>; <fence_prove>, with <fence_proofs>
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_FENCING_H
#define BATON_FENCING_H

#include "cib/cib.h"

#define FENCE_IPC "stonithd" /* the name that the daemon serves */

struct fence;
/* A fencer without devices or history. Copies the name (uname). */
struct fence *fence_new(const char *local_node);
/* The node's name is known better now (corosync has started); takes effect with the next CIB. */
void fence_set_local_node(struct fence *f, const char *local_node);
/* The time of the watchdog that guards this node, 0: none does, and why not, in half a sentence. Before it is said, there is none. overlap_ms: so long a part of the cluster may still count on a
 * quorum device's vote when another has it already (bt_corosync_device_ms()). */
void fence_set_watchdog(struct fence *f, int64_t ms, int64_t overlap_ms, const char *why_not);
/* NULL is fine; agents and timers are the caller's to end. */
void fence_free(struct fence *f);
/* What an earlier run kept (the last FENCE_FX_KEEP); before the first step. Rubbish in it is passed over. */
void fence_load(struct fence *f, const xmlNode *kept);

/* What the daemon must run: a fence agent with its options on stdin, or, with words, cluster-glue's `stonith`. Owned by the effect. */
struct fence_run {
    uint64_t token;
    char *agent;          /* "fence_xvm"; the daemon finds it in /usr/sbin */
    char *input;          /* "key=value\n" lines, action first. Secret: never logged */
    struct bt_strv words; /* the arguments of `stonith` */
    struct bt_strv env;   /* "name=value", for it. Secret */
    int64_t timeout_ms;   /* above 0 */
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
    uint64_t random;        /* any; the random part of pcmk_delay_max is made of it */
    const xmlDoc *cib;      /* CIB */
    uint64_t client;        /* REQUEST, CLIENT_GONE */
    const xmlNode *request; /* REQUEST */
    const char *user;       /* REQUEST: who asks, by the word of the kernel; NULL: the daemon itself */
    const char *groups;     /* REQUEST: of a user who fence_is_restricted(), as bt_user_groups() says */
    uint64_t token;         /* DONE, TIMER */
    bool started, timed_out;/* DONE: started is false if there is no such program */
    int code;               /* DONE: exit code, or 128 + signal */
    const char *output, *errors; /* DONE: NULL is nothing */
    int64_t exec_ms;        /* DONE */
};

enum fence_effect_kind { FENCE_FX_RUN, FENCE_FX_KILL, FENCE_FX_TIMER_SET, FENCE_FX_TIMER_CANCEL, FENCE_FX_SEND, FENCE_FX_LOG,
                         FENCE_FX_KEEP };
struct fence_effect {
    enum fence_effect_kind kind;
    struct fence_run run;  /* RUN: answered by one FENCE_EV_DONE with its token, whatever happens */
    uint64_t token;        /* KILL: of a RUN, whose DONE still comes; TIMER_SET, TIMER_CANCEL */
    int64_t delay_ms;
    uint64_t client;
    xmlDoc *message; /* SEND; KEEP: <fence_events>, to be given to fence_load() by the next run */
    enum bt_level level;
    char *text;
};
struct fence_effects {
    struct fence_effect *v;
    size_t n, cap;
};
/* Effects are added in the order in which they must be performed. An event of any token is taken; cib and request are set for events of their kind alone. */
void fence_step(struct fence *f, const struct fence_event *ev, struct fence_effects *fx);
/* Frees the effects' contents (a caller that took a message or string sets it to NULL) and empties the list. */
void fence_effects_clear(struct fence_effects *fx);

/* Whether access control lists hold for a user: then an event with a request needs the user's groups. */
bool fence_is_restricted(const struct fence *f, const char *user);
/* Whether a patch of the CIB (cib/cib.h) can concern the fencer: only then a FENCE_EV_CIB is needed. NULL is "the whole is new". Of the status only transient attributes may, where a rule asks for one. */
bool fence_concerned(const struct fence *f, const xmlNode *patch);

#endif
