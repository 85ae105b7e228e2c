/* tests/sim/agents.h - a program that runs, between agents.c, which runs it, and services.c, which knows what it does.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_SIM_AGENTS_H
#define BATON_SIM_AGENTS_H

#include <stdio.h>

#include "tests/sim/sim.h"

/* Its deed (the service is up, the power is off) happens at some instant before its end. */
struct sim_agent {
    uint64_t serial, token;
    bool fence;
    char *rsc;     /* or the target of a fencing */
    char *action;
    char *other;   /* node at the other end of a migration, else NULL */
    bool fails;    /* its deed does not happen */
    bool fails_late; /* its deed happens, and yet it says that it failed */
    bool hangs;
    struct sim_notice notice; /* of a notification */
};

/* The node of that name; NULL. */
struct sim_node *services_node(struct sim *s, const char *name);
/* Whether it is one of the resources of which this world knows the truth. */
bool services_has(const struct sim *s, const char *rsc);
/* The deed of an agent of such a resource; one that can't be done sets a->fails. */
void services_act(struct sim *s, struct sim_node *n, struct sim_agent *a);
/* The exit code of an agent that ends now. */
int services_result(const struct sim *s, const struct sim_node *n, const struct sim_agent *a);

#endif
