/* crmd/guard.h - this node's watchdog: the proof, again and again, that the node may act. Private to crmd/.
 *
 * With a watchdog that the supervisor holds (SBD_WATCHDOG_DEV), a node that loses quorum, or whose corosync, controller or supervisor hangs, is reset, so that the others may take over what it had
 * after stonith-watchdog-timeout (fencing/watchdog.c counts). What they rely on:
 *   1. The supervisor feeds the watchdog only while the point in time (asked_ms) for which it was proven last that the node had quorum is no longer ago than the watchdog's own time: a ring that
 *      forms anew proves nothing for as long as it takes. So the node is reset at the latest after twice the watchdog's time.
 *   2. The proof is a message (<pulse>) that this controller sent at that time and that the group brought back in the same view, to a controller that has quorum: the ring of that view, with all
 *      its members, still turned then. So whoever is in a view without this node, and has quorum in it, knows that no proof is younger than that view; where a quorum device's vote decides, than the
 *      end of the time in which it may have counted for both (fencing/watchdog.c: overlap_ms).
 *   3. Who is to be fenced although it is a member hears <fence_self> in the group's order, before any later pulse; from then on it gives no proof, whatever quorum it has.
 *   4. Before it had quorum for the first time in its life nothing runs on a node, and the supervisor feeds by itself; so a node that waits for others is not reset. That ends with the very event that
 *      brings quorum, before anything follows from it: from then on only proofs count. With no-quorum-policy=ignore a node would act without, so it ends for that as well.
 * Each member says in its hello that it is guarded, how, and the name of its life. Where corosync gives both halves of a split quorum (two_node) nobody is: `counts` is false.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_GUARD_H
#define BATON_CRMD_GUARD_H

#include "crmd/message.h"

#define GUARD_SHARE 5 /* pulses in the watchdog's time */

struct crmd_guard {
    int64_t ms;      /* the watchdog's time; 0: there is none */
    bool counts;     /* others may count on it */
    char *life;      /* from the supervisor: ends with a reset, or an orderly end */
    bool acts;       /* the supervisor was told that the node acts */
    bool condemned;  /* it is being fenced */
    bool said;       /* that it acts without quorum */
};

/* Frees what is in it, not the struct. */
void guard_free(struct crmd_guard *g);
/* The first event came: pulses begin, if there is a watchdog. */
void guard_begin(struct crmd *c);
/* Each step: with quorum, the supervisor feeds by itself no more. */
void guard_settle(struct crmd *c);
/* What holds between steps (core.c): with quorum, the supervisor was told that the node acts. */
void guard_check(const struct crmd *c);
/* The PULSE timer has fired: the next pulse goes to the group, and the timer runs again. */
void guard_beat(struct crmd *c);
/* <pulse> was delivered; only our own of this run count. */
void guard_pulse(struct crmd *c, const struct crmd_message *m);
/* <fence_self> (order) was delivered in m: this node is to reset itself, if it lives the life that is meant. */
void guard_condemn(struct crmd *c, const struct crmd_message *m, const xmlNode *order);

#endif
