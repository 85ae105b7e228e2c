/* crmd/alerts_io.h - running alert agents beside the loop. Private to crmd/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_ALERTS_IO_H
#define BATON_CRMD_ALERTS_IO_H

#include "lib/edge.h"

struct alert_runs;

/* Never NULL; alert_runs_free() frees it. The loop has to live longer. */
struct alert_runs *alert_runs_new(struct bt_loop *loop);
/* Takes an <alert> of the core (crmd/alerts.c) and runs it, at once or when others are done: so many run together at most. What more wait than can be kept is dropped, and said. The agent runs as
 * hacluster, whom Pacemaker's agents are written for, with nothing but its variables in the environment. */
void alert_run(struct alert_runs *r, xmlDoc *alert);
/* Forgets those that wait; those that run go on by themselves. NULL is fine. */
void alert_runs_free(struct alert_runs *r);

#endif
