/* crmd/shutdown.h - an orderly end: asked of the coordinator, decided by the policy engine, forced when it takes too long. Private to crmd/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_SHUTDOWN_H
#define BATON_CRMD_SHUTDOWN_H

#include "crmd/message.h"

struct crmd_shutdown {
    bool wanted;   /* the supervisor or an administrator asked */
    bool asked;    /* in this term */
};

/* The supervisor, or a client, asks for an orderly end of this node; asked twice is once. At once if it is in no group yet. */
void shutdown_begin(struct crmd *c);
/* Each step: asks the coordinator, and again when there is a new one. */
void shutdown_settle(struct crmd *c);
/* Coordinator: a member wants to go: its transient attribute `shutdown` tells the policy engine. Nothing if it is set already. */
void shutdown_of(struct crmd *c, uint32_t node);
/* The coordinator tells a node to go now (a <do> with do_shutdown was delivered): all members expect its departure. It leaves
 * once, however often it is told. */
void shutdown_told(struct crmd *c, uint32_t node);
/* The ESCALATE timer has fired: it has taken too long. */
void shutdown_escalate(struct crmd *c);
/* S_STOPPING: leaves when nothing is being saved any more. */
void shutdown_finish(struct crmd *c);

#endif
