/* tools/crm/cib.h - private to the level "cib": its files.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_CRM_CIB_H
#define BATON_TOOLS_CRM_CIB_H

#include "tools/crm/session.h"

/* tools/crm/cmd_history.c: */
int cib_history_show(struct session *s, const struct bt_strv *args);
/* "crm cib diff": what changed between two versions. */
int cib_history_diff(struct session *s, const struct bt_strv *args);
/* "crm cib rollback": back to a version. */
int cib_history_rollback(struct session *s, const struct bt_strv *args);
/* "crm cib conflicts": configurations that gave way. */
int cib_history_conflicts(struct session *s, const struct bt_strv *args);

#endif
