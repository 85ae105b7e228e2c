/* lib/ipc_io.h - local messages between daemons and tools: XML documents over libqb IPC.
 *
 * A message is one XML document of any size (split into frames below here). The server learns each client's uid
 * and gid from the kernel; only root and members of group haclient (user hacluster) are let in. A client that does not
 * read is dropped when its queue is over the bound, never waited for; rubbish drops the client that sent it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_IPC_IO_H
#define BATON_IPC_IO_H

#include "lib/loop_io.h"

/* Server ---------------------------------------------------------------------------------------------------- */
struct bt_ipcs;
struct bt_ipcs_conn;

struct bt_ipc_peer {
    uint64_t id; /* of the connection; never reused within a server */
    uint32_t uid, gid, pid;
    const char *user; /* its name, "uid N" if it has none; valid while connected */
    bool owner;       /* root, hacluster, or who runs the server: not just a member of group haclient */
};

struct bt_ipcs_handlers {
    void (*opened)(void *ctx, const struct bt_ipc_peer *peer);               /* may be NULL */
    void (*message)(void *ctx, const struct bt_ipc_peer *peer, xmlDoc *msg); /* takes msg */
    void (*closed)(void *ctx, const struct bt_ipc_peer *peer);               /* may be NULL */
};

/* Listens under the name ("cib", "crmd", "lrmd", "stonithd", "pengine"; the prefix "baton-" is added here).
 * BT_EX_EXISTS when another process serves that name already. */
int bt_ipcs_new(struct bt_loop *loop, const char *name, const struct bt_ipcs_handlers *h, void *ctx,
                struct bt_ipcs **ret, struct bt_err *err);
/* Queues a document for a client; false if it is gone (not an error). Does not take msg. */
bool bt_ipcs_send(struct bt_ipcs *s, uint64_t peer_id, const xmlDoc *msg);
/* The same with a document that is text already, not empty; takes it, also when it returns false. */
bool bt_ipcs_send_text(struct bt_ipcs *s, uint64_t peer_id, char *text);
/* Disconnects a client; closed() comes later, from the loop. One that is gone is no error. */
void bt_ipcs_drop(struct bt_ipcs *s, uint64_t peer_id);
/* Disconnects all clients without calling a handler. Not from inside a handler. */
void bt_ipcs_free(struct bt_ipcs *s);

/* Client ---------------------------------------------------------------------------------------------------- */
struct bt_ipcc;

/* Connects within timeout_ms. BT_EX_DISCONNECT when nobody serves the name, BT_EX_INSUFFICIENT_PRIV when refused. */
int bt_ipcc_connect(const char *name, int64_t timeout_ms, struct bt_ipcc **ret, struct bt_err *err);
/* Sends a document, which stays the caller's. Before bt_ipcc_attach() it waits until the server has taken it, up to 30 s (BT_EX_TIMEOUT); after it, it only queues. BT_EX_DISCONNECT. */
int bt_ipcc_send(struct bt_ipcc *c, const xmlDoc *msg, struct bt_err *err);
/* Waits for the next document. BT_EX_TIMEOUT, BT_EX_DISCONNECT. */
int bt_ipcc_recv(struct bt_ipcc *c, int64_t timeout_ms, xmlDoc **ret, struct bt_err *err);
/* The same as the text that came, which may be no XML; *ret_len: its length. The caller's to free. */
int bt_ipcc_recv_text(struct bt_ipcc *c, int64_t timeout_ms, char **ret, size_t *ret_len, struct bt_err *err);
/* Delivers further documents through the loop instead (takes msg); closed is called once, after which the client may only be freed. */
void bt_ipcc_attach(struct bt_ipcc *c, struct bt_loop *loop, void (*message)(void *ctx, xmlDoc *msg),
                    void (*closed)(void *ctx), void *ctx);
/* Closes the connection; also from inside a handler. What was not sent is dropped. */
void bt_ipcc_free(struct bt_ipcc *c);

/* The groups that the user database gives a user: names, separated by blanks; the caller's to free. NULL: none, or no such user. */
char *bt_user_groups(const char *user);

#endif
