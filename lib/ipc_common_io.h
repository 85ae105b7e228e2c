/* lib/ipc_common_io.h - what both ends of the IPC share; private to ipcs_io.c and ipcc_io.c.
 *
 * A message is an XML document as text, cut into frames of libqb messages: requests from client to server, events from
 * server to client. Shared memory is used, as its files' modes keep other users out.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_IPC_COMMON_IO_H
#define BATON_IPC_COMMON_IO_H

#include <sys/types.h>

#include <qb/qbipc_common.h>

#include "lib/frame.h"
#include "lib/lib.h"

#define BT_IPC_PREFIX "baton-"

enum {
    BT_IPC_BUFFER = 128 * 1024, /* of shared memory each way: some frames are under way while the next is made */
    BT_IPC_FRAME_DATA = 32 * 1024,
    BT_IPC_QUEUE_BYTES = 16 * 1024 * 1024, /* some seconds of a stream of changes */
    BT_IPC_QUEUE_MESSAGES = 10000,
    BT_IPC_MESSAGE_MAX = 512 * 1024 * 1024,
    BT_IPC_RETRY_FIRST_MS = 1, /* when the other end has to read first; doubled up to the last */
    BT_IPC_RETRY_LAST_MS = 16,
};

/* The head of each frame. libqb's request header is a prefix of its response header, so that one form serves both ways. */
struct bt_ipc_frame {
    struct qb_ipc_response_header qb; /* .id QB_IPC_MSG_USER_START, .size of head and data */
    struct bt_frame frame;
};

/* Documents on their way out, in order. Start with {0}. */
struct bt_ipc_queue {
    struct bt_ipc_message *first, *last;
    size_t messages, bytes; /* still to be sent */
};
/* Adds a document as text of len bytes, at least one; takes text. */
void bt_ipc_queue_add(struct bt_ipc_queue *q, char *text, size_t len);
/* Drops what was not sent. */
void bt_ipc_queue_free(struct bt_ipc_queue *q);
/* Whether so much waits behind the first document that the reader counts as dead; the first may have any size. */
bool bt_ipc_queue_is_over(const struct bt_ipc_queue *q);
/* Sends frames by send(to, head and data, their size), which returns what libqb's senders do, until all is sent (0) or
 * one is refused: -EAGAIN to be tried again later, else the connection is of no use any more. */
int bt_ipc_queue_flush(struct bt_ipc_queue *q, ssize_t (*send)(void *to, const void *data, size_t size), void *to);

/* Takes a frame as it came from libqb; what it says of itself is checked. After BT_PIECE_WHOLE the document must be taken before the next frame comes. */
enum bt_piece bt_ipc_take_frame(struct bt_assembly *a, const void *data, size_t size);
/* The document of a whole assembly, which is then ready for the next. NULL and a sentence if it is none. */
xmlDoc *bt_ipc_take_document(struct bt_assembly *a, const char *from, struct bt_err *err);

/* Who may talk to each other: root, user hacluster, members of group haclient, and whoever runs the daemon. */
struct bt_ipc_trust {
    uid_t self, hacluster;
    gid_t haclient;
    bool has_hacluster, has_haclient;
};
/* From the users' database, and this process's effective uid. A user or group that does not exist is nobody's. */
struct bt_ipc_trust bt_ipc_trust_get(void);
/* Whether a client of that uid and primary gid is let in; groups beside the primary one are looked up. */
bool bt_ipc_trusts_client(const struct bt_ipc_trust *t, uid_t uid, gid_t gid);
/* A server's name is anybody's to take; a client believes only root, hacluster and its own user. */
bool bt_ipc_trusts_server(const struct bt_ipc_trust *t, uid_t uid);

#endif
