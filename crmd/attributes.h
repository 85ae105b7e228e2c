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

void attributes_free(struct crmd_attributes *a);
/* <crmd_request op="attr-update">, "attr-query", "attr-refresh" of a client (crmd/crmd_client.h). */
void attributes_update(struct crmd *c, uint64_t client, const xmlNode *msg);
void attributes_query(struct crmd *c, uint64_t client, const xmlNode *msg);
void attributes_refresh(struct crmd *c, uint64_t client, const xmlNode *msg);
/* The delay of a dampened attribute is over. */
void attributes_dampened(struct crmd *c, uint64_t index);
/* A <private> message was delivered. */
void attributes_private(struct crmd *c, const struct crmd_message *m);
/* The table in the form of <private> children, out and in (replaces all). */
void attributes_add_private(const struct crmd *c, xmlNode *message);
void attributes_take_private(struct crmd *c, const xmlNode *message);
/* The node is lost: its private attributes end. */
void attributes_forget(struct crmd *c, const char *node);

/* What holds between steps (core.c). */
void attributes_check(const struct crmd_attributes *a);
/* Coordinator: sets a transient attribute; value NULL deletes it. */
void attributes_write(struct crmd *c, const struct crmd_peer *p, const char *name, const char *value);
/* Coordinator: deletes the fail counts of a resource on a node, those of one operation if it is not NULL. */
void attributes_clear_failures(struct crmd *c, const struct crmd_peer *p, const char *rsc, const char *operation, int64_t interval_ms);

#endif
