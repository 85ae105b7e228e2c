/* lib/cpg_frames.h - whole messages over CPG: cutting, putting together, and staying whole when members join.
 *
 * CPG delivers each frame in one total order with the changes of membership, but a member that joins in the middle of a
 * message has missed its beginning. So that every member delivers the same messages between the same two changes:
 *   1. At a change with joining members everybody forgets every message of which frames are missing.
 *   2. Its sender, which sees its own frames in the same order, then sends such a message again from its beginning.
 *   3. Until the last frame of a message of several frames has come back, its sender sends nothing later.
 * Frames of the first attempt that arrive after the change begin in the middle and are ignored by all.
 *
 * Nothing is compressed: where CPG carried 120 MB/s between two nodes, bzip2 packed CIBs at 17 MB/s (and unpacked at 94), all
 * the while keeping the daemon from its work. It would pay on links slower than about 150 Mbit/s only.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CPG_FRAMES_H
#define BATON_CPG_FRAMES_H

#include "lib/frame.h"

enum {
    BT_CPG_FRAME_DATA = 64 * 1024,
    BT_CPG_FRAME_HEAD = 24, /* "BTN1", 4 bytes of 0, whole and offset: 64 bits each, big-endian */
    BT_CPG_MESSAGE_MAX = 512 * 1024 * 1024,
};

/* Messages on their way out. Start with {0}. */
struct bt_cpg_out {
    struct bt_cpg_message *first, *last;
    size_t messages; /* all that are not done with, the one under way included */
};
/* Adds a copy. len: from 1 to BT_CPG_MESSAGE_MAX. */
void bt_cpg_out_add(struct bt_cpg_out *o, const void *data, size_t len);
/* Writes the next frame, which bt_cpg_out_sent() then counts as sent, into buf; its size, or 0 if there is nothing to
 * send now. hurry: don't wait as rule 3 says, for a member that leaves. */
size_t bt_cpg_out_next(const struct bt_cpg_out *o, bool hurry, char buf[BT_CPG_FRAME_HEAD + BT_CPG_FRAME_DATA]);
/* The frame that bt_cpg_out_next() wrote has been handed to CPG, with the same hurry. A message of one frame is done with that. */
void bt_cpg_out_sent(struct bt_cpg_out *o, bool hurry);
/* The last frame of a message of several frames has come back. */
void bt_cpg_out_came_back(struct bt_cpg_out *o);
/* Rule 2: the message that is under way is sent again from its beginning. */
void bt_cpg_out_restart(struct bt_cpg_out *o);
/* Drops what was not sent. */
void bt_cpg_out_free(struct bt_cpg_out *o);

/* Messages on their way in. Start with {0}. */
struct bt_cpg_in {
    BT_VEC(struct bt_cpg_sender *) senders; /* those of whom frames are here and others missing */
};

struct bt_cpg_taken {
    char *data; /* of a message that is whole now: the caller's to free; NULL if none is */
    size_t len;
    bool several; /* it came in several frames */
    bool rubbish; /* not a frame of ours: somebody else uses the group's name */
};
/* Takes a frame as CPG delivered it from that process. What begins in the middle of a message is ignored; a first frame ends what its sender had begun. */
struct bt_cpg_taken bt_cpg_in_take(struct bt_cpg_in *in, uint32_t nodeid, uint32_t pid, const void *frame, size_t size);
/* Whether a message of that sender has begun and is not whole. */
bool bt_cpg_in_is_partial(const struct bt_cpg_in *in, uint32_t nodeid, uint32_t pid);
/* A member left: what it had begun will never be whole. */
void bt_cpg_in_left(struct bt_cpg_in *in, uint32_t nodeid, uint32_t pid);
/* Rule 1. Frees everything. */
void bt_cpg_in_forget(struct bt_cpg_in *in);

#endif
