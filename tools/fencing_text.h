/* tools/fencing_text.h - the records of proof (<fence_proof>, fencing/fencing.h) and actions in words, pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_FENCING_TEXT_H
#define BATON_TOOLS_FENCING_TEXT_H

#include "lib/lib.h"
#include "xml/names.h"

/* What an action is called in texts: "off" is "turning off", "on" is "unfencing". */
const char *fencing_action_text(const char *action);
/* "12 d ago"; the caller's to free. */
char *fencing_ago(int64_t s);
/* Of the same member, device and target. */
bool fencing_same_path(const xmlNode *a, const xmlNode *b);
/* A path's line, both kinds of proof: "n1 -> n2 by pdu: fenced 12 d ago in 8.3 s; checked 3 h ago in 0.4 s"; the caller's to free. NULL if an earlier sibling is of
 * the same path. */
char *fencing_path_text(const xmlNode *proof, int64_t now_s);

#endif
