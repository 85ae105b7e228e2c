/* fencing/watchdog.h - nodes that reset themselves (watchdog.c). Private to fencing/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_FENCING_WATCHDOG_H
#define BATON_FENCING_WATCHDOG_H

#include "fencing/internal.h"

/* A node that a watchdog guards, as it said of itself last. */
struct fence_guard {
    char *node, *life;
    int64_t ms;
};

/* The device that is none, unless a client has registered one of that name. */
#define FENCE_WATCHDOG "watchdog"
#define FENCE_WATCHDOG_AGENT "fence_watchdog"
bool fence_is_watchdog(const struct fence *f, const char *device);
/* How long it has to be waited for a target; 0: it can't fence that. */
int64_t fence_watchdog_wait_ms(const struct fence *f, const char *target);
/* All whom it can fence, for now. */
void fence_watchdog_names(const struct fence *f, struct bt_strv *ret);

/* What the CIB says; then, of each resource of its agent, whom it limits it to. */
void fence_watchdog_configure(struct fence_turn *t, const xmlDoc *cib);
void fence_watchdog_limit(struct fence *f, const struct fence_device *d);
/* What is kept of guarded nodes, out and in. */
void fence_guards_add(const struct fence *f, xmlNode *root);
void fence_guards_load(struct fence *f, const xmlNode *kept);
void fence_watchdog_free(struct fence *f);

struct fence_request;
/* The target is to reset itself; how it went the request hears. */
void fence_watchdog_start(struct fence_turn *t, struct fence_request *r);
/* It is waited for no more. */
void fence_watchdog_stop(struct fence_turn *t, struct fence_request *r);
/* <fence_members>: who is a member now. before: who was; same_carrier: as this same controller had said. */
void fence_watchdog_news(struct fence_turn *t, const xmlNode *msg, const struct bt_strv *before, bool same_carrier);
bool fence_watchdog_timer(struct fence_turn *t, uint64_t token); /* false: not one of these */

#endif
