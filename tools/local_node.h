/* tools/local_node.h - the name of the node that a tool runs on.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_LOCAL_NODE_H
#define BATON_TOOLS_LOCAL_NODE_H

#include "lib/lib.h"

/* live: as the local controller knows it; otherwise (the tool works on a file) the host's name. The caller's to free. BT_EX_DISCONNECT. */
int local_node(bool live, char **ret, struct bt_err *err);

#endif
