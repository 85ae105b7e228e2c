/* tests/fuzz/fuzz.h - the entry of a fuzz target, as libFuzzer calls it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_FUZZ_H
#define BATON_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* Feeds one input to the target; returns 0. A broken promise of the code under test ends the process by abort(). */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* What must hold, also where asserts are compiled out. */
#define MUST(condition)                                                                                                \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            abort();                                                                                                   \
    } while (0)

#endif
