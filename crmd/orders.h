/* crmd/orders.h - what the coordinator tells the members to do: all orders of one step in one message. Private to crmd/.
 *
 * Each is numbered for its member, so that <lrm-state> can say which of them its LRM had seen (walk.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_ORDERS_H
#define BATON_CRMD_ORDERS_H

#include "crmd/message.h"
#include "crmd/peers.h"

/* Coordinator: a new <do to number operation> for a member of this term, to be filled; it goes out by the next orders_send(). Not the caller's. */
xmlNode *orders_new(struct crmd *c, struct crmd_peer *p, const char *operation);
/* Sends what was ordered since the last time, if anything. */
void orders_send(struct crmd *c);

#endif
