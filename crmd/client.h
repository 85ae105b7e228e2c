/* crmd/client.h - what local clients ask over IPC "cib" (cib/cib.h) and "crmd" (crmd/crmd_client.h), and what members ask each other. Private to crmd/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_IPC_H
#define BATON_CRMD_IPC_H

#include "crmd/message.h"

/* A client's message, which asks on behalf of `who`. Whatever it is, it is answered, now or when it is done. */
void client_message(struct crmd *c, uint64_t client, const struct crmd_actor *who, const xmlNode *msg);
/* Its subscription ends, and nobody waits for its answers; what it asked for goes on. */
void client_gone(struct crmd *c, uint64_t client);
/* A <request> was delivered; done and answered by the member that it is for ("node-remove": done by all). */
void client_request(struct crmd *c, const struct crmd_message *m);
/* An <answer> was delivered: goes to our client, if it is for us and somebody still waits. */
void client_answer(struct crmd *c, const struct crmd_message *m);

#endif
