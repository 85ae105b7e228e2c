/* fencing/perform_io.h - performs the effects of the fencer's core: agents, timers, messages, log. Only stonithd.c includes it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_FENCING_PERFORM_IO_H
#define BATON_FENCING_PERFORM_IO_H

#include "fencing/fencing.h"
#include "lib/edge.h"

/* With this option stonithd only writes the history, given on stdin, to its place. */
#define FENCE_KEEP_OPTION "--keep-history"

struct fence_performer;
/* Events that follow (agents that ended, timers) are given to fed(ctx, event), from the loop. ipc may be set later, before the first message. */
struct fence_performer *fence_performer_new(struct bt_loop *loop, void (*fed)(void *ctx, struct fence_event *ev), void *ctx);
/* Who carries the messages from now on; must outlive the performer, or its last message. */
void fence_performer_ipc(struct fence_performer *p, struct bt_ipcs *ipc);
/* Performs the effects in order and clears them. */
void fence_perform(struct fence_performer *p, struct fence_effects *fx);
/* Stops the loop, once the history that is being written is on disk (or could not be). */
void fence_performer_end(struct fence_performer *p);
/* Leaves running agents to themselves: a fencing that is under way is better than one that was stopped half-way. */
void fence_performer_free(struct fence_performer *p);

#endif
