/* tests/sim/watchdog.h - pretended watchdogs (watchdog.c), in worlds that have them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_SIM_WATCHDOG_H
#define BATON_SIM_WATCHDOG_H

#include "lib/lib.h"

#define SIM_WATCHDOG_MS 5000

struct sim;
struct sim_node;

struct sim_watchdog {
    bool let_go;      /* nobody feeds it any more */
    int64_t bites_us; /* unless it is fed until then; 0: the node has not acted yet */
    int condemned;    /* the life (a number of boots) that was told to end last */
};

/* What a controller tells its supervisor. */
void watchdog_told(struct sim *s, struct sim_node *n, const xmlNode *msg);
/* What a fencer sends to its controller: orders to die, and whom it counts as reset. */
void watchdog_heard(struct sim *s, const struct sim_node *n, const xmlNode *msg);

#endif
