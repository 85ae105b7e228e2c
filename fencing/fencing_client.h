/* fencing/fencing_client.h - how tools reach the fencer (IPC "stonithd"; messages: fencing/fencing.h). Effects; for tools/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_FENCING_CLIENT_H
#define BATON_FENCING_CLIENT_H

#include "fencing/fencing.h"
#include "lib/edge.h"

/* One call: connects, sends the request, waits for its answer as long as timeout_ms, longer if the fencer says so (progress). BT_EX_DISCONNECT: no fencer here; BT_EX_TIMEOUT: no answer
 * yet, though what was asked for goes on. *ret is the caller's to free. Does not take request. */
int fence_client_call(const xmlDoc *request, int64_t timeout_ms, xmlDoc **ret, struct bt_err *err);
/* <fence_events> of a node (NULL: all), newest first, then all <fence_proof>. */
int fence_client_history(const char *target, xmlDoc **ret, struct bt_err *err);

#endif
