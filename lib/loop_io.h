/* lib/loop_io.h - the event loop (libqb's) with timers, descriptors and signals; and the only place that reads clocks.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_LOOP_IO_H
#define BATON_LOOP_IO_H

#include <poll.h> /* POLLIN ... for bt_watch() */

#include "lib/lib.h"

struct bt_loop;

/* The clocks as they are now, with the zone of local time. */
struct bt_now bt_now(void);
/* Seconds east of UTC of local time at that instant (for lib/clock.h's zone_s). */
int32_t bt_zone_s(struct bt_wall at);

/* A loop without anything to wait for. IPC servers (lib/ipc_io.h) live in the first that a process makes. Ends the process if there is not even memory for it. */
struct bt_loop *bt_loop_new(void);
/* With all its timers, watchers and signals; what they were given stays its owner's. */
void bt_loop_free(struct bt_loop *loop);
/* Runs until bt_loop_stop(). */
void bt_loop_run(struct bt_loop *loop);
/* Lets bt_loop_run() return when the present call has ended. */
void bt_loop_stop(struct bt_loop *loop);
/* libqb's own loop, for its IPC servers. */
struct qb_loop *bt_loop_qb(struct bt_loop *loop);

/* One-shot timers. The id is never 0; cancelling one that fired or 0 is harmless. */
typedef uint64_t bt_timer;
/* Calls fired() once, from the loop, not before delay_ms have passed; less than 0 is 0, more than a hundred years are a hundred. */
bt_timer bt_timer_add(struct bt_loop *loop, int64_t delay_ms, void (*fired)(void *ctx), void *ctx);
/* fired() will not be called. */
void bt_timer_cancel(struct bt_loop *loop, bt_timer id);

/* Calls ready(ctx, fd, revents) as long as one of the events (poll(2)'s) is there. One watcher per descriptor: a second call
 * changes it. Unwatch before closing the descriptor. Returns 0 or an errno. */
int bt_watch(struct bt_loop *loop, int fd, int events, void (*ready)(void *ctx, int fd, int revents), void *ctx);
/* One that is not watched, or -1, is no error; also from inside ready(). */
void bt_unwatch(struct bt_loop *loop, int fd);

/* Runs fn once, before the loop next sleeps. */
void bt_defer(struct bt_loop *loop, void (*fn)(void *ctx), void *ctx);
/* Runs fn in the loop whenever the signal arrives. */
void bt_on_signal(struct bt_loop *loop, int signal, void (*fn)(void *ctx, int signal), void *ctx);

#endif
