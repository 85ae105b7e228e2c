/* lib/frame.c - putting messages together from frames (see frame.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/frame.h"

enum bt_piece bt_assembly_add(struct bt_assembly *a, const struct bt_frame *frame, const void *bytes, size_t len,
                              uint64_t max)
{
    bool begins = a->data.len == 0;
    assert(begins || a->data.len < a->whole); /* a message that was whole has been taken */
    if (frame->offset != a->data.len || frame->whole > max || len == 0 || len > frame->whole - frame->offset ||
        (!begins && frame->whole != a->whole)) {
        bt_assembly_reset(a);
        return BT_PIECE_BAD;
    }
    a->whole = frame->whole;
    bt_buf_addn(&a->data, bytes, len);
    return a->data.len == a->whole ? BT_PIECE_WHOLE : BT_PIECE_MORE;
}

void bt_assembly_reset(struct bt_assembly *a)
{
    bt_buf_free(&a->data);
    a->whole = 0;
}
