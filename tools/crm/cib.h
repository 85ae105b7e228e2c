/* tools/crm/cib.h - private to the level "cib": its files.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_CRM_CIB_H
#define BATON_TOOLS_CRM_CIB_H

#include "tools/crm/session.h"

/* tools/crm/cmd_history.c: */
int cib_history_show(struct session *s, const struct bt_strv *args);
int cib_history_diff(struct session *s, const struct bt_strv *args);
int cib_history_rollback(struct session *s, const struct bt_strv *args);
int cib_history_conflicts(struct session *s, const struct bt_strv *args);

#endif
