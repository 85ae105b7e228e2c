/* crmd/want.h - the wish for a new plan: how every part tells the coordinator that something relevant happened. Private to crmd/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_WANT_H
#define BATON_CRMD_WANT_H

#include "crmd/crmd.h"

/* Asks for a new plan, made when the step settles (plan.h); the first reason since the last plan is the one that is logged. Nothing on a node that does not coordinate. */
void crmd_want(struct crmd *c, const char *fmt, ...) BT_PRINTF(2, 3);

#endif
