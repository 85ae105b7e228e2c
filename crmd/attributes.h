/* crmd/attributes.h - node attributes that end with the node's membership: transient ones (in the CIB's status) and private ones (in memory,
 * the same on all members). Private to crmd/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_ATTRIBUTES_H
#define BATON_CRMD_ATTRIBUTES_H

#include "crmd/message.h"
#include "crmd/peers.h"

struct attribute {
    char *node, *name;
    char *value;       /* of a dampened one: NULL means delete */
    int64_t dampen_ms; /* dampened ones: remembered for updates that name no delay */
};
struct crmd_attributes {
    BT_VEC(struct attribute) privates;
    BT_VEC(struct attribute) dampened; /* what this member was asked to hold back; a timer runs while it does */
};

/* Frees what is in it, not the struct; timers of dampened ones are not touched. */
void attributes_free(struct crmd_attributes *a);
/* <crmd_request op="attr-update"> of a client (crmd/crmd_client.h): answered at once if it is refused, held back or changes nothing, else when it can be read back. */
void attributes_update(struct crmd *c, uint64_t client, const xmlNode *msg);
/* "attr-query": answered at once from our copy; what is held back here shows its new value. BT_EX_NOSUCH: nobody has the attribute that was named. */
void attributes_query(struct crmd *c, uint64_t client, const xmlNode *msg);
/* "attr-refresh": what is held back here is written now. Answered at once. */
void attributes_refresh(struct crmd *c, uint64_t client, const xmlNode *msg);
/* The delay of a dampened attribute is over: index in `dampened`, where it stays for the sake of its delay. Its timer does not run any more. */
void attributes_dampened(struct crmd *c, uint64_t index);
/* A <private> message was delivered; without value it deletes. Answers the client if it was ours. */
void attributes_private(struct crmd *c, const struct crmd_message *m);
/* Adds the table to a message, as <private uname name value> children. */
void attributes_add_private(const struct crmd *c, xmlNode *message);
/* The same in: replaces all that we have. */
void attributes_take_private(struct crmd *c, const xmlNode *message);
/* The node is lost: its private attributes end. */
void attributes_forget(struct crmd *c, const char *node);

/* What holds between steps (core.c). */
void attributes_check(const struct crmd_attributes *a);
/* Coordinator: sets a transient attribute of a node that has a name; value NULL deletes it, "value++" and "value+=N" count. */
void attributes_write(struct crmd *c, const struct crmd_peer *p, const char *name, const char *value);
/* Coordinator: deletes the fail counts and last-failure times of a resource on a node, those of one operation and interval if operation is not NULL. */
void attributes_clear_failures(struct crmd *c, const struct crmd_peer *p, const char *rsc, const char *operation, int64_t interval_ms);

#endif
