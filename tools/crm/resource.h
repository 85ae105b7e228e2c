/* tools/crm/resource.h - what the files of level "resource" share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_CRM_RESOURCE_H
#define BATON_TOOLS_CRM_RESOURCE_H

#include "tools/crm/session.h"

/* The resource of that id in the configuration; NULL after having said that there is none. */
xmlNode *resource_find(struct session *s, struct config *c, const char *id);
/* Sets a pair of a set of attributes; a new one gets the id SET-NAME. */
void resource_set_pair(xmlNode *set, const char *name, const char *value);
/* Writes what was changed in c into the CIB and forgets c; the exit code. With -w, waits. */
int resource_commit(struct session *s, struct config *c);

/* Commands (tools/crm/cmd_trace.c). */
int resource_trace(struct session *s, const struct bt_strv *args);
/* "crm resource untrace". */
int resource_untrace(struct session *s, const struct bt_strv *args);
/* "crm resource log". */
int resource_log(struct session *s, const struct bt_strv *args);

#endif
