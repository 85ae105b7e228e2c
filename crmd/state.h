/* crmd/state.h - the controller's states, with Pacemaker's names (crmadmin -S shows them). Private to crmd/.
 *
 * Drawing: doc/states/controller.dot.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_STATE_H
#define BATON_CRMD_STATE_H

#include "crmd/crmd.h"

#define CRMD_IN(name) BT_STATE_BIT(CRMD_S_##name)
/* From everywhere a change of the view leads to an election, and a shutdown to the end. */
#define CRMD_ALWAYS (CRMD_IN(ELECTION) | CRMD_IN(STOPPING) | CRMD_IN(TERMINATE))

/* X(NAME, allowed moves): what holds in it between steps, which core.c (check_state(), check_waits()), view_check() and plan_check() assert. From INTEGRATION to IDLE we lead, in
 * PENDING and NOT_DC another does: then no plan, walk, cleanup or hold of ours is left. */
#define CRMD_STATE_LIST(X)                                                                                             \
    X(STARTING, CRMD_ALWAYS)                                               /* not in the group yet; no orderly end is wanted: it would be over */ \
    X(ELECTION, CRMD_ALWAYS | CRMD_IN(PENDING) | CRMD_IN(INTEGRATION))     /* hellos of this view are missing; no DC; the HELLO timer runs */ \
    X(PENDING, CRMD_ALWAYS | CRMD_IN(NOT_DC))                              /* another leads; its welcome is missing */ \
    X(NOT_DC, CRMD_ALWAYS)                                                 /* another leads; we are welcomed, and our replica follows it */ \
    X(INTEGRATION, CRMD_ALWAYS | CRMD_IN(FINALIZE_JOIN))                   /* we lead; a newer configuration is on its way to us; changes are held */ \
    X(FINALIZE_JOIN, CRMD_ALWAYS | CRMD_IN(POLICY_ENGINE) | CRMD_IN(TRANSITION_ENGINE) | CRMD_IN(IDLE))                \
                                         /* histories of members, or absent members, are missing */                    \
    X(POLICY_ENGINE, CRMD_ALWAYS | CRMD_IN(TRANSITION_ENGINE) | CRMD_IN(IDLE) | CRMD_IN(FINALIZE_JOIN))                \
                                         /* a plan is being made: asked for, and none is walked */                     \
    X(TRANSITION_ENGINE, CRMD_ALWAYS | CRMD_IN(POLICY_ENGINE) | CRMD_IN(IDLE) | CRMD_IN(FINALIZE_JOIN))                \
                                         /* a graph is walked, or something of an earlier one is in flight */          \
    X(IDLE, CRMD_ALWAYS | CRMD_IN(POLICY_ENGINE) | CRMD_IN(TRANSITION_ENGINE) | CRMD_IN(FINALIZE_JOIN))                \
                                         /* no plan is asked for, no graph is walked, nothing is in flight */          \
    X(STOPPING, CRMD_IN(TERMINATE))                                        /* nothing is decided any more; the last save is running */ \
    X(TERMINATE, 0)                                                        /* told the daemon to leave */

enum crmd_state {
#define X(name, moves) CRMD_S_##name,
    CRMD_STATE_LIST(X)
#undef X
};

/* The one writer of c->state; asserts that the table allows the move, and logs it with the reason. Nothing if it is in that state. */
void crmd_move(struct crmd *c, enum crmd_state to, const char *why);

#endif
