/* lib/digest.h - MD5 as the ecosystem uses it: op-digest, CIB digests, .sig files. Not for secrets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_DIGEST_H
#define BATON_DIGEST_H

#include "lib/base.h"

#define BT_DIGEST_TEXT 33 /* 32 hex digits and the end */

/* MD5 of len bytes, as lower-case hex, into out; returns out. */
const char *bt_digest(const void *data, size_t len, char out[BT_DIGEST_TEXT]);

#endif
