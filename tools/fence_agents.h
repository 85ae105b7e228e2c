/* tools/fence_agents.h - fence agents looked at without a daemon: which are installed, their metadata, validation of options.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_FENCE_AGENTS_H
#define BATON_TOOLS_FENCE_AGENTS_H

#include "lib/edge.h"

/* Names of the installed agents, sorted. */
void fence_agents_list(struct bt_strv *ret);
/* The metadata as clients expect it: port, plug and action are not required, start and stop are among the actions (interfaces 5.1).
 * BT_EX_NOSUCH: there is no such agent, or it has none. */
int fence_agents_metadata(const char *agent, int64_t timeout_ms, xmlDoc **ret, struct bt_err *err);

struct fence_agents_result {
    int code;         /* exit code; -2: no such agent; -62: timed out */
    char *out, *err;  /* owned */
};
/* Runs validate-all with "name=value" options. 0, BT_EX_NOSUCH, BT_EX_TIMEOUT or BT_EX_ERROR; ret is filled in any case. */
int fence_agents_validate(const char *agent, const struct bt_strv *options, int64_t timeout_ms, struct fence_agents_result *ret);

#endif
