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

/* X(NAME, allowed moves): what holds in it */
#define CRMD_STATE_LIST(X)                                                                                             \
    X(STARTING, CRMD_ALWAYS)                             /* not in the group yet */                                    \
    X(ELECTION, CRMD_ALWAYS | CRMD_IN(PENDING) | CRMD_IN(INTEGRATION)) /* hellos of this view are missing; no DC */    \
    X(PENDING, CRMD_ALWAYS | CRMD_IN(NOT_DC))            /* another leads; its welcome is missing */                   \
    X(NOT_DC, CRMD_ALWAYS)                                /* another leads; our replica follows it */                   \
    X(INTEGRATION, CRMD_ALWAYS | CRMD_IN(FINALIZE_JOIN)) /* we lead; a newer configuration is on its way to us */      \
    X(FINALIZE_JOIN, CRMD_ALWAYS | CRMD_IN(POLICY_ENGINE) | CRMD_IN(TRANSITION_ENGINE) | CRMD_IN(IDLE))                \
                                                         /* histories of members or absent members are missing */      \
    X(POLICY_ENGINE, CRMD_ALWAYS | CRMD_IN(TRANSITION_ENGINE) | CRMD_IN(IDLE) | CRMD_IN(FINALIZE_JOIN))                \
                                                         /* a plan is being made */                                    \
    X(TRANSITION_ENGINE, CRMD_ALWAYS | CRMD_IN(POLICY_ENGINE) | CRMD_IN(IDLE) | CRMD_IN(FINALIZE_JOIN))                \
                                                         /* a graph is being walked */                                 \
    X(IDLE, CRMD_ALWAYS | CRMD_IN(POLICY_ENGINE) | CRMD_IN(TRANSITION_ENGINE) | CRMD_IN(FINALIZE_JOIN))                \
                                                         /* nothing to do */                                           \
    X(STOPPING, CRMD_IN(TERMINATE))                      /* nothing is decided any more; the last save is running */   \
    X(TERMINATE, 0)                                      /* told the daemon to leave */

enum crmd_state {
#define X(name, moves) CRMD_S_##name,
    CRMD_STATE_LIST(X)
#undef X
};

/* The one writer of c->state; logs the move. */
void crmd_move(struct crmd *c, enum crmd_state to, const char *why);

#endif
