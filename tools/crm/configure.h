/* tools/crm/configure.h - private to the level "configure": its two files.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_CRM_CONFIGURE_H
#define BATON_TOOLS_CRM_CONFIGURE_H

#include "tools/crm/session.h"

/* One definition into the configuration that is being edited; says what is wrong. */
int configure_define(struct session *s, const struct bt_strv *words, enum config_mode mode);
/* Checks the edited configuration; says what is wrong. BT_EX_ERROR if the cluster could not work with it. all: also resources that did not change are held against their agents. */
int configure_verify(struct session *s, bool all);
/* monitor <rsc>[:<role>] <interval>[:<timeout>] */
int configure_monitor(struct session *s, const struct bt_strv *args);
int configure_commit(struct session *s, bool force, bool replace);

/* tools/crm/checks.c: */
/* Holds primitives (all, or those that changed) against their agents' meta-data; says what is wrong. BT_EX_ERROR if anything is. */
int configure_check_agents(struct session *s, bool changed_only);

/* tools/crm/cmd_show.c: */
int configure_show(struct session *s, const struct bt_strv *args);
int configure_save(struct session *s, const struct bt_strv *args);
int configure_edit(struct session *s, const struct bt_strv *args);
int configure_load(struct session *s, const struct bt_strv *args);

#endif
