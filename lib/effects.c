/* lib/effects.c - names of log levels (see effects.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/effects.h"

const char *bt_level_text(enum bt_level level)
{
    static const char *const texts[] = {"error", "warning", "notice", "info", "debug"};
    assert((size_t)level < BT_COUNT(texts));
    return texts[level];
}
