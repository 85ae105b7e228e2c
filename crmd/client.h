/* crmd/client.h - what local clients ask over IPC "cib" (cib/cib.h) and "crmd" (crmd/crmd_client.h), and what members ask each other. Private to crmd/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_IPC_H
#define BATON_CRMD_IPC_H

#include "crmd/message.h"

/* A client's message. */
void client_message(struct crmd *c, uint64_t client, const struct crmd_actor *who, const xmlNode *msg);
void client_gone(struct crmd *c, uint64_t client);
/* A <request>, an <answer> was delivered. */
void client_request(struct crmd *c, const struct crmd_message *m);
void client_answer(struct crmd *c, const struct crmd_message *m);

#endif
