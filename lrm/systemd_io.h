/* lrm/systemd_io.h - operations on systemd units, over D-Bus (org.freedesktop.systemd1). Private to lrm/.
 *
 * Rules as Pacemaker 2.1.5 has them (doc/agents.md): a unit that is active or reloading runs; one that is on its way
 * (activating, deactivating) is looked at again until the timeout; else it does not run. start and stop are done when the unit has
 * arrived, not when systemd took the job. While it is started by the cluster, a drop-in orders it after the cluster's own unit,
 * so that systemd's shutdown stops the cluster first, and keeps systemd from restarting it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_LRM_SYSTEMD_IO_H
#define BATON_LRM_SYSTEMD_IO_H

#include "lib/edge.h"

struct lrm_units;
struct lrm_unit_job;

/* folder: where drop-ins go; NULL for /run/systemd/system. */
struct lrm_units *lrm_units_new(struct bt_loop *loop, const char *folder);
/* NULL is fine; systemd goes on with what it was asked for. */
void lrm_units_free(struct lrm_units *u);
/* Does "start", "stop" or "monitor"; done comes later, from the loop, exactly once (not at all after lrm_units_free). reason may be NULL. */
struct lrm_unit_job *lrm_unit_do(struct lrm_units *u, const char *name, const char *action, int64_t timeout_ms,
                                 void (*done)(void *ctx, enum bt_opstatus status, int rc, const char *reason), void *ctx);
/* Whether a unit file of that name lies in one of systemd's folders. */
bool lrm_unit_exists(const char *name);
/* The name with ".service" if it has no suffix of a unit; the caller's to free. */
char *lrm_unit_name(const char *name);

/* Blocking, for tools: adds all unit files by their names without ".service" (others with their suffix). BT_EX_UNAVAILABLE: systemd does not say. */
int lrm_units_list(struct bt_strv *ret, struct bt_err *err);
/* Blocking, for tools: a unit's Description, the caller's to free. BT_EX_NOSUCH: there is no such unit. */
int lrm_unit_description(const char *name, char **ret, struct bt_err *err);

#endif
