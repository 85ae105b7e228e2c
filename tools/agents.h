/* tools/agents.h - which resource agents this machine has, and their meta-data. Effects.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_AGENTS_H
#define BATON_TOOLS_AGENTS_H

#include "lib/edge.h"

/* "lsb", "ocf", "service", "stonith", "systemd": those that have agents here. */
void agents_standards(struct bt_strv *ret);
/* OCF providers, sorted; with type: those that have it. */
void agents_providers(const char *type, struct bt_strv *ret);
/* Agents of a standard, sorted; provider only for "ocf" (NULL: of all providers). */
void agents_list(const char *standard, const char *provider, struct bt_strv *ret);
/* The meta-data of an agent as it prints it. provider NULL for other standards than ocf. BT_EX_NOSUCH if there is no such agent or it has none; BT_EX_DATAERR if
 * what it prints is no XML. */
int agents_metadata(const char *standard, const char *provider, const char *type, char **ret, struct bt_err *err);
/* "ocf:heartbeat:IPaddr2", "IPaddr2", "stonith:fence_xvm" into its parts; the caller's to free (provider may be NULL). A type alone is OCF's, heartbeat's first. False if it can't be one. */
bool agents_split(const char *spec, char **ret_standard, char **ret_provider, char **ret_type);

#endif
