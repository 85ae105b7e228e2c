/* tools/crm/changes.h - what differs between two configurations, told by their objects. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_CRM_CHANGES_H
#define BATON_TOOLS_CRM_CHANGES_H

#include "tools/crm/grammar.h"

/* Adds what must be done to come from one CIB to the other: "added: DEFINITION", "removed: ...", "changed: KIND ID" with the lines that went and came, as
 * `crm configure show` writes them. Nothing if the configurations are equal. */
void changes_tell(const xmlDoc *from, const xmlDoc *to, struct bt_buf *out);

/* A <cib_record> (cib/cib_history.h) in one line: "+primitive web, ~group g, property maintenance-mode=true"; the caller's to free. */
char *changes_summary(const xmlNode *record);

#endif
