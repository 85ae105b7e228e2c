/* lib/frame.h - one message cut into frames and put together again, for transports that limit a message's size.
 *
 * Frames of one sender arrive in order (libqb's IPC, corosync's CPG); an assembly belongs to one sender.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_FRAME_H
#define BATON_FRAME_H

#include "lib/base.h"

/* What each frame says of itself. */
struct bt_frame {
    uint64_t whole;  /* length of the whole message */
    uint64_t offset; /* of this frame's bytes in it; 0 begins a message */
};

/* A message of which not all frames are here. Start with {0}. */
struct bt_assembly {
    struct bt_buf data;
    uint64_t whole;
};

enum bt_piece {
    BT_PIECE_MORE,  /* fits; further frames are needed */
    BT_PIECE_WHOLE, /* data holds the whole message: take it with bt_buf_take(), which readies for the next */
    BT_PIECE_BAD,   /* does not fit what came before, or is over the bound; the assembly is empty again */
};

/* Adds a frame's len bytes. A message of more than max bytes is bad. Memory grows with what arrived, not with what was claimed. */
enum bt_piece bt_assembly_add(struct bt_assembly *a, const struct bt_frame *frame, const void *bytes, size_t len,
                              uint64_t max);
/* Drops what is there. */
void bt_assembly_reset(struct bt_assembly *a);

#endif
