/* lib/digest.c - MD5 through nettle (see digest.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/digest.h"

#include <nettle/md5.h>

_Static_assert(BT_DIGEST_TEXT == 2 * MD5_DIGEST_SIZE + 1, "the text holds two hex digits a byte and the end");

const char *bt_digest(const void *data, size_t len, char out[BT_DIGEST_TEXT])
{
    static const char hex[] = "0123456789abcdef";
    uint8_t sum[MD5_DIGEST_SIZE];
    struct md5_ctx md5;
    md5_init(&md5);
    md5_update(&md5, len, data);
    md5_digest(&md5, sizeof(sum), sum);
    for (size_t i = 0; i < sizeof(sum); i++) {
        out[2 * i] = hex[sum[i] >> 4];
        out[2 * i + 1] = hex[sum[i] & 15];
    }
    out[2 * sizeof(sum)] = '\0';
    return out;
}
