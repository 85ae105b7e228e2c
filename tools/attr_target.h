/* tools/attr_target.h - which node and which attribute an agent or administrator means, for crm_attribute, crm_master and attrd_updater.
 *
 * Source of the rules: interfaces of Pacemaker's tools as agents use them: crm_attribute(8), attrd_updater(8), and what the LRM gives an agent.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_ATTR_TARGET_H
#define BATON_TOOLS_ATTR_TARGET_H

#include "lib/lib.h"

/* The node that is meant when none is named, or "auto" or "localhost": what the environment of an agent says (its container's host, or
 * the node it runs for). NULL: the local node. */
const char *attr_target(const char *node);
/* "master-RSC", the attribute that holds a promotion score; rsc NULL: of the agent that calls (OCF_RESOURCE_INSTANCE). NULL if neither is known; the caller's to free. */
char *attr_promotion(const char *rsc);

#endif
