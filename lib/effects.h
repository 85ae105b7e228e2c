/* lib/effects.h - the log line as an effect, shared by every step function's effects.
 *
 * A step function never logs: it adds a sentence to its effects. The daemon prints it, the simulation compares it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_EFFECTS_H
#define BATON_EFFECTS_H

#include "lib/base.h"

/* How loud a sentence is: error = somebody must act; warning = somebody should look; notice = the cluster's life in
 * a few lines; info = every decision; debug = for developers. */
enum bt_level { BT_LOG_ERROR, BT_LOG_WARNING, BT_LOG_NOTICE, BT_LOG_INFO, BT_LOG_DEBUG };
/* "error", "warning" ... */
const char *bt_level_text(enum bt_level level);

#endif
