/* crmd/arrivals.h - what was leaving a node, by live migration, when that died: it may have arrived. Private to crmd/.
 *
 * Only the node's own history tells of a migration away from it, and its fencing erases that. What the target had said before, "not running", is no knowledge any more.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_ARRIVALS_H
#define BATON_CRMD_ARRIVALS_H

#include "crmd/peers.h"

/* On every member, when `dead` is known to be dead (by its fencing, or, without fencing, by its loss) and before its history is erased: the target's LRM is made to forget what was on its way there, and the coordinator does so in
 * the CIB and plans anew, so that it is looked for there before it is started anywhere. */
void arrivals_forget(struct crmd *c, const struct crmd_peer *dead);

#endif
