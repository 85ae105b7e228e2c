/* fencing/watchdog.h - nodes that reset themselves (watchdog.c). Private to fencing/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_FENCING_WATCHDOG_H
#define BATON_FENCING_WATCHDOG_H

#include "fencing/internal.h"

/* A node that a watchdog guards, as it said of itself last. */
struct fence_guard {
    char *node, *life;
    int64_t ms; /* its watchdog's time; above 0 */
};

/* The device that is none, unless a client has registered one of that name. */
#define FENCE_WATCHDOG "watchdog"
#define FENCE_WATCHDOG_AGENT "fence_watchdog"
/* Whether a device's name means it. */
bool fence_is_watchdog(const struct fence *f, const char *device);
/* How long it has to be waited for a target; 0: it can't fence that. */
int64_t fence_watchdog_wait_ms(const struct fence *f, const char *target);
/* Adds all whom it can fence, for now. */
void fence_watchdog_names(const struct fence *f, struct bt_strv *ret);

/* What the CIB says of the option; forgets limits. */
void fence_watchdog_configure(struct fence_turn *t, const xmlDoc *cib);
/* Then, of each resource of its agent: adds the targets in its pcmk_host_list and pcmk_host_map to those whom the option is for. */
void fence_watchdog_limit(struct fence *f, const struct fence_device *d);
/* Writes what is kept of guarded nodes below root. */
void fence_guards_add(const struct fence *f, xmlNode *root);
/* And back. */
void fence_guards_load(struct fence *f, const xmlNode *kept);
/* Frees what the fencer keeps of all this. */
void fence_watchdog_free(struct fence *f);

struct fence_request;
/* The target is to reset itself; how it went the request hears, maybe at once, which may be its end. */
void fence_watchdog_start(struct fence_turn *t, struct fence_request *r);
/* It is waited for no more; nothing if it was not. */
void fence_watchdog_stop(struct fence_turn *t, struct fence_request *r);
/* <fence_members>: who is a member now. before: who was; same_carrier: as this same controller had said. */
void fence_watchdog_news(struct fence_turn *t, const xmlNode *msg, const struct bt_strv *before, bool same_carrier);
/* The time is over. False: the timer is none of these. */
bool fence_watchdog_timer(struct fence_turn *t, uint64_t token);

#endif
