/* lib/log_io.h - the log: one sentence an event, to syslog, a file and (in the foreground) stderr, through libqb.
 *
 * Secrets never go in. Levels: lib/effects.h. */
#ifndef BATON_LOG_IO_H
#define BATON_LOG_IO_H

#include "lib/lib.h"

enum { BT_LOG_TO_STDERR = 1, BT_LOG_TO_SYSLOG = 2, BT_LOG_TO_FILE = 4 };

/* Opens the log for a program ("crmd"). path is used with BT_LOG_TO_FILE (NULL: BT_LOG_FILE of the build); a file that can't be opened
 * is said once on stderr and the other targets are used. max: the quietest level that is still written. */
void bt_log_open(const char *program, int targets, const char *path, enum bt_level max);
void bt_log(enum bt_level level, const char *fmt, ...) BT_PRINTF(2, 3);
/* Logs an error object's sentence, "context: sentence". */
void bt_log_err(enum bt_level level, const char *context, const struct bt_err *err);
void bt_log_close(void);

#endif
