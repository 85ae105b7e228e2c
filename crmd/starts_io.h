/* crmd/starts_io.h - the record of how this node's lives ended, for the breaker of fence loops (crmd/hold.h). Private to crmd/.
 *
 * In BT_STATEDIR/starts: "open" while the controller runs and after an end that was not orderly, else "closed"; then a line with the wall time of each start that followed
 * such an end, the newest STARTS_MAX. A file in BT_RUN_DIR, which a boot empties, tells a start of the controller from a start of the node; "released" in it: the node's
 * falls do not matter until the next boot. A record that can't be read or written is said once and costs only the breaker.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_STARTS_H
#define BATON_CRMD_STARTS_H

#include "lib/lib.h"

#define STARTS_MAX 20

struct starts {
    int64_t *v;
    size_t n, cap;
};
/* Reads the record at `path` and opens it anew; now_s: wall time; `run` is the file that a boot removes. Falls that still matter go to ret, which is the caller's to free. */
void starts_open(const char *path, const char *run, int64_t now_s, struct starts *ret);
/* Until the next boot this node's falls don't matter; run: as for starts_open(). Logged if it can't be written. */
void starts_release(const char *run);
/* This life ended in order; path: as for starts_open(). */
void starts_close(const char *path);

#endif
