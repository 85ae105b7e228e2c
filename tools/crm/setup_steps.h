/* tools/crm/setup_steps.h - adding steps to a plan, for those who make plans (setup.c, setup_device.c). Private to the setup of clusters. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_CRM_SETUP_STEPS_H
#define BATON_TOOLS_CRM_SETUP_STEPS_H

#include "tools/crm/setup.h"

/* Takes text and why. now: what the file says at present, NULL: there is none. */
void step_write(struct setup_plan *p, const char *path, char *text, unsigned mode, const char *now, char *why);
/* The command's words are separated by blanks; those in `more`, which a user wrote, follow as they are. Takes why. */
void step_run_with(struct setup_plan *p, const char *command, const struct bt_strv *more, bool done, char *why);
void step_run(struct setup_plan *p, const char *command, bool done, const char *why);
/* What the shell there is to run: one word for ssh. Takes why. */
void step_ssh(struct setup_plan *p, const char *host, const char *command, bool done, char *why);
/* The caller's to free. */
char *setup_joined(const struct bt_strv *l, const char *separator);

/* The present corosync.conf; an empty one if there is none, or only a package's example. */
int setup_read_conf(const struct setup_facts *f, struct conf **ret, struct bt_err *err);
/* The changed corosync.conf here and on all other members but one (NULL: all), and corosync reads it everywhere. Takes why. */
void steps_spread(const struct setup_facts *f, const struct conf *c, const char *self, const char *but, char *why, struct setup_plan *ret);

/* priority-fencing-delay: of two nodes that both have quorum the one that runs more has that much time to fence the other. */
#define SETUP_RACE_DELAY "10s"
bool setup_has_option(const xmlDoc *cib, const char *name);

/* The quorum device (setup_device.c) ------------------------------------------------------------------------------------------ */

/* BT_EX_UNAVAILABLE: this node lacks what it needs for it. */
int device_check_here(const struct setup_facts *f, struct bt_err *err);
/* The same, or BT_EX_CONFIG: it can't be what corosync.conf would name, in a sentence. */
int device_check(const struct setup_facts *f, const struct conf *c, const struct conf_device *d, struct bt_err *err);
/* Certificates for this node, if TLS wants them, and the daemon on the device's host. c names the device already. */
void steps_device_prepare(const struct setup_facts *f, const struct conf *c, struct setup_plan *ret);
/* The device's certificates from another member. */
void steps_device_copy(const struct conf *c, const char *host, struct setup_plan *ret);
/* A device for the members of a cluster that is there; c names it already. */
void steps_device_add(const struct setup_facts *f, const struct conf *c, const char *self, struct setup_plan *ret);
/* This node's certificates go, if there are any. */
void steps_device_forget(const struct setup_facts *f, struct setup_plan *ret);

#endif
