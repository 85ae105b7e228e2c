/* crmd/outcome.h - what becomes of an operation's result: into the CIB, to the walk, into fail counts, or a reason for a new plan. Private to
 * crmd/; the coordinator's.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_OUTCOME_H
#define BATON_CRMD_OUTCOME_H

#include "crmd/message.h"
#include "crmd/peers.h"

/* A member's LRM has a result: an <lrm_resource> of an <lrm-report>. record false: for the walk alone. */
void outcome_result(struct crmd *c, const struct crmd_peer *p, const xmlNode *lrm_resource, bool record);
/* All that a member's LRM knows: becomes its history; what the CIB did not know yet is judged as a result is. */
void outcome_history(struct crmd *c, const struct crmd_peer *p, const xmlNode *lrm);
/* The ACTION timer of that flight has fired: no result in time counts as a failed operation. In an election it is put off until there is a coordinator to write it. */
void outcome_timeout(struct crmd *c, uint64_t flight);

#endif
