/* lib/daemon_io.h - what every daemon's main does the same way: options, log, locks, being alone, ending on signals.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_DAEMON_IO_H
#define BATON_DAEMON_IO_H

#include "lib/loop_io.h"

struct bt_daemon {
    const char *name; /* "crmd" */
    const char *user; /* to run as ("hacluster") when started as root; NULL: stay root */
    struct bt_loop *loop;
    bool foreground;
    int lock_fd;                  /* held for life */
    void (*terminate)(void *ctx); /* on SIGTERM or SIGINT */
    void *ctx;
};

#define BT_RUN_DIR "/run/baton"

/* What the supervisor tells the daemons in their environment of the watchdog that it holds: its time, and the name of this life of the node (supervisor/watchdog_io.h). */
#define BT_WATCHDOG_MS_ENV "BATON_WATCHDOG_MS"
#define BT_WATCHDOG_LIFE_ENV "BATON_WATCHDOG_LIFE"

/* Fill in name, user, terminate and ctx. Parses the options that all daemons share (-f/--foreground, -V/--verbose, --version, -?/--help), opens the log, makes the loop, takes the lock
 * /run/baton/NAME.lock (BT_EX_EXISTS and one sentence if a live process holds it), drops root where it is not needed,
 * routes SIGTERM/SIGINT to terminate. Returns 0 to go on, else the exit code to end with is -1 minus the result (help and version end with 0). */
int bt_daemon_start(struct bt_daemon *d, int argc, char **argv, const char *purpose);
/* Tells the supervisor that the daemon serves now (writes to the descriptor in BATON_READY_FD, if there is one). */
void bt_daemon_ready(struct bt_daemon *d);
/* Frees the loop, closes the log, gives the lock back. */
void bt_daemon_end(struct bt_daemon *d);

#endif
