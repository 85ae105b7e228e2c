/* lib/loop_io.h - the event loop (libqb's) with timers, descriptors and signals; and the only place that reads clocks.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_LOOP_IO_H
#define BATON_LOOP_IO_H

#include <poll.h> /* POLLIN ... for bt_watch() */

#include "lib/lib.h"

struct bt_loop;

struct bt_now bt_now(void);
/* Seconds east of UTC of local time at that instant (for lib/clock.h's zone_s). */
int32_t bt_zone_s(struct bt_wall at);

struct bt_loop *bt_loop_new(void);
void bt_loop_free(struct bt_loop *loop);
/* Runs until bt_loop_stop(). */
void bt_loop_run(struct bt_loop *loop);
void bt_loop_stop(struct bt_loop *loop);
struct qb_loop *bt_loop_qb(struct bt_loop *loop);

/* One-shot timers. The id is never 0; cancelling one that fired or 0 is harmless. */
typedef uint64_t bt_timer;
bt_timer bt_timer_add(struct bt_loop *loop, int64_t delay_ms, void (*fired)(void *ctx), void *ctx);
void bt_timer_cancel(struct bt_loop *loop, bt_timer id);

/* Calls ready(ctx, fd, revents) as long as one of the events (poll(2)'s) is there. One watcher per descriptor: a second call
 * changes it. Unwatch before closing the descriptor. Returns 0 or an errno. */
int bt_watch(struct bt_loop *loop, int fd, int events, void (*ready)(void *ctx, int fd, int revents), void *ctx);
void bt_unwatch(struct bt_loop *loop, int fd);

/* Runs fn once, before the loop next sleeps. */
void bt_defer(struct bt_loop *loop, void (*fn)(void *ctx), void *ctx);
/* Runs fn in the loop whenever the signal arrives. */
void bt_on_signal(struct bt_loop *loop, int signal, void (*fn)(void *ctx, int signal), void *ctx);

#endif
