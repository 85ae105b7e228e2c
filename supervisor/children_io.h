/* supervisor/children_io.h - performs the effects of the supervisor's core: processes, pidfds, timers, systemd. Only batond.c includes it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_SUPERVISOR_CHILDREN_IO_H
#define BATON_SUPERVISOR_CHILDREN_IO_H

#include "lib/edge.h"
#include "supervisor/supervisor.h"
#include "supervisor/watchdog_io.h"

struct sup_children;
/* folder: where the daemons' programs are; locks: where their lock files are. fed(ctx, event) gets events, never from inside sup_perform() but
 * for the answer to a START. ended(ctx, code) is called for SUP_FX_EXIT. */
struct sup_children *sup_children_new(struct bt_loop *loop, const struct sup_config *cfg, const char *folder, const char *locks,
                                      void (*fed)(void *ctx, struct sup_event *ev), void (*ended)(void *ctx, int code), void *ctx);
/* Performs the effects in order and clears them. What can't be done is logged; a child that can't be started has EXITED. */
void sup_perform(struct sup_children *cs, struct sup_effects *fx);
/* The watchdog that the effects are about; NULL: there is none. The caller's. */
void sup_children_watchdog(struct sup_children *cs, struct sup_watchdog *w);
/* The process that holds the lock of a daemon, 0: none does. */
int sup_lock_holder(const char *locks, const char *name);
/* Lets the children go on. */
void sup_children_free(struct sup_children *cs);

#endif
