/* tools/common.h - the few things that several tools do alike: reach the CIB and the controller, say why it failed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_COMMON_H
#define BATON_TOOLS_COMMON_H

#include "cib/cib_client.h"
#include "tools/output.h"

/* The sentence that Pacemaker's tools end "Could not connect to the CIB: " and "Call failed: " with, by exit code; scripts look for it. */
const char *tool_cib_text(int code);

/* Opens the CIB that the environment names. What went wrong is said through out_error() as "PREFIXCould not connect to the CIB: ..." (prefix may be ""), with
 * our own sentence as a remark when it adds something. Returns 0 or the exit code. */
int tool_cib_open(struct out *o, const char *tool, const char *prefix, struct cib_client **ret);
/* The same and the whole document at once. */
int tool_cib_whole(struct out *o, const char *tool, const char *prefix, struct cib_client **ret_client, xmlDoc **ret);

/* Name and value of the environment variable, NULL when it is unset or empty. */
const char *tool_env(const char *name);

/* The path of an element as Pacemaker writes it: "/cib/configuration/nodes/node[@id='1']"; the caller's to free. */
char *tool_xml_path(const xmlNode *n);

#endif
