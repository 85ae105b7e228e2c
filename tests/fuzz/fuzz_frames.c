/* tests/fuzz/fuzz_frames.c - any bytes as frames of one sender over CPG: put together, refused, never over the bounds.
 *
 * The input is a row of frames, each after two bytes with its length.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/fuzz.h"

#include "lib/cpg_frames.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct bt_cpg_in in = {0};
    size_t at = 0, taken_bytes = 0;
    while (len - at >= 2) {
        size_t n = (size_t)data[at] << 8 | data[at + 1];
        at += 2;
        if (n > len - at)
            n = len - at;
        struct bt_cpg_taken t = bt_cpg_in_take(&in, 1, 1, data + at, n);
        MUST(t.data == NULL || !t.rubbish);
        taken_bytes += t.len;
        free(t.data);
        at += n;
    }
    MUST(taken_bytes <= len);
    MUST(in.senders.n <= 1);
    bt_cpg_in_forget(&in);
    return 0;
}
