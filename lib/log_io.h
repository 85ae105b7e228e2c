/* lib/log_io.h - the log: one sentence an event, to syslog, a file and (in the foreground) stderr, through libqb.
 *
 * Secrets never go in. Levels: lib/effects.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_LOG_IO_H
#define BATON_LOG_IO_H

#include "lib/lib.h"

/* One log for all daemons of a node, where the ecosystem looks for it (interfaces section 4). */
#define BT_LOG_FILE BT_LOGDIR "/pacemaker.log"

enum { BT_LOG_TO_STDERR = 1, BT_LOG_TO_SYSLOG = 2, BT_LOG_TO_FILE = 4 };

/* Opens the log for a program ("crmd"). path is used with BT_LOG_TO_FILE (NULL: BT_LOG_FILE); a file that can't be opened
 * is said once on stderr and the other targets are used. max: the quietest level that is still written. */
void bt_log_open(const char *program, int targets, const char *path, enum bt_level max);
/* Writes one line, at most 4000 bytes; control characters in it become blanks, so that nobody's text can forge a line.
 * Nothing happens before bt_log_open(). */
void bt_log(enum bt_level level, const char *fmt, ...) BT_PRINTF(2, 3);
/* Logs an error object's sentence, "context: sentence". */
void bt_log_err(enum bt_level level, const char *context, const struct bt_err *err);
/* Nothing is written any more. */
void bt_log_close(void);

#endif
