/* lrm/timers_io.h - the core's timers, which it knows by token, in the loop. Private to lrm/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_LRM_TIMERS_IO_H
#define BATON_LRM_TIMERS_IO_H

#include "lib/edge.h"

struct lrm_timers;
/* None is set. fired(ctx, token) comes from the loop, once for each timer; it may set and cancel others. */
struct lrm_timers *lrm_timers_new(struct bt_loop *loop, void (*fired)(void *ctx, uint64_t token), void *ctx);
/* NULL is fine; those that are set don't fire. */
void lrm_timers_free(struct lrm_timers *t);
/* A new one. Tokens are the core's: it has no other of this one. */
void lrm_timers_set(struct lrm_timers *t, uint64_t token, int64_t delay_ms);
/* One that is not set is ignored. */
void lrm_timers_cancel(struct lrm_timers *t, uint64_t token);

#endif
