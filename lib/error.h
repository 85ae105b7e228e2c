/* lib/error.h - exit codes and the one convention of errors.
 *
 * A function that can fail for a reason that somebody must be told returns int: 0, or one of enum bt_exit, and
 * takes `struct bt_err *err` last (NULL if the caller does not care). On failure it fills *err once, with a
 * sentence for the administrator: what happened, to which object, what to do. Library code never logs
 * errors: the caller decides. Assertions are for what must hold; this is for what may fail.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_ERROR_H
#define BATON_ERROR_H

#include "lib/base.h"

/* Exit codes of tools and daemons, as Pacemaker 2.1.5 has them (crm_error --exit --list): X(NAME, code, text). */
#define BT_EXIT_LIST(X)                                                                                                \
    X(OK, 0, "OK")                                                                                                     \
    X(ERROR, 1, "Error occurred")                                                                                      \
    X(INVALID_PARAM, 2, "Invalid parameter")                                                                           \
    X(UNIMPLEMENT_FEATURE, 3, "Unimplemented")                                                                         \
    X(INSUFFICIENT_PRIV, 4, "Insufficient privileges")                                                                 \
    X(NOT_INSTALLED, 5, "Not installed")                                                                               \
    X(NOT_CONFIGURED, 6, "Not configured")                                                                             \
    X(NOT_RUNNING, 7, "Not running")                                                                                   \
    X(PROMOTED, 8, "Promoted")                                                                                         \
    X(FAILED_PROMOTED, 9, "Failed in promoted role")                                                                   \
    X(USAGE, 64, "Incorrect usage")                                                                                    \
    X(DATAERR, 65, "Invalid data given")                                                                               \
    X(NOINPUT, 66, "Input file not available")                                                                         \
    X(NOUSER, 67, "User does not exist")                                                                               \
    X(NOHOST, 68, "Host does not exist")                                                                               \
    X(UNAVAILABLE, 69, "Necessary service unavailable")                                                                \
    X(SOFTWARE, 70, "Internal software bug")                                                                           \
    X(OSERR, 71, "Operating system error occurred")                                                                    \
    X(OSFILE, 72, "System file not available")                                                                         \
    X(CANTCREAT, 73, "Cannot create output file")                                                                      \
    X(IOERR, 74, "I/O error occurred")                                                                                 \
    X(TEMPFAIL, 75, "Temporary failure, try again")                                                                    \
    X(PROTOCOL, 76, "Protocol violated")                                                                               \
    X(NOPERM, 77, "Insufficient privileges")                                                                           \
    X(CONFIG, 78, "Invalid configuration")                                                                             \
    X(FATAL, 100, "Fatal error occurred, will not respawn")                                                            \
    X(PANIC, 101, "System panic required")                                                                             \
    X(DISCONNECT, 102, "Not connected")                                                                                \
    X(OLD, 103, "Update was older than existing configuration")                                                        \
    X(DIGEST, 104, "Digest mismatch")                                                                                  \
    X(NOSUCH, 105, "No such object")                                                                                   \
    X(QUORUM, 106, "Quorum required")                                                                                  \
    X(UNSAFE, 107, "Operation not safe")                                                                               \
    X(EXISTS, 108, "Requested item already exists")                                                                    \
    X(MULTIPLE, 109, "Multiple items match request")                                                                   \
    X(EXPIRED, 110, "Requested item has expired")                                                                      \
    X(NOT_YET_IN_EFFECT, 111, "Requested item is not yet in effect")                                                   \
    X(INDETERMINATE, 112, "Could not determine status")                                                                \
    X(UNSATISFIED, 113, "Not applicable under current conditions")                                                     \
    X(TIMEOUT, 124, "Timeout occurred")                                                                                \
    X(DEGRADED, 190, "Service is active but might fail soon")                                                          \
    X(DEGRADED_PROMOTED, 191, "Service is promoted but might fail soon")                                               \
    X(NONE, 193, "No exit status available")

enum bt_exit {
#define X(name, code, text) BT_EX_##name = (code),
    BT_EXIT_LIST(X)
#undef X
};

/* The text of an exit code ("No such object"); "Unknown exit status" for what is not in the list. */
const char *bt_exit_text(int code);
/* Its symbolic name as crm_error --name shows it ("CRM_EX_NOSUCH"); NULL if unknown. */
const char *bt_exit_name(int code);

/* One error. Zero-initialise it; err.code is BT_EX_OK while nothing failed. */
struct bt_err {
    int code;   /* enum bt_exit */
    char *text; /* one sentence, without a newline; owned */
};

/* Records a failure and returns its code, so that `return bt_fail(err, BT_EX_NOSUCH, "...")` reads well.
 * The first failure is kept: a second call on a set error only returns the new code. err may be NULL. */
int bt_fail(struct bt_err *err, int code, const char *fmt, ...) BT_PRINTF(3, 4);
/* Puts "context: " before the sentence, for callers that know the object ("resource web: ..."). Returns err's code. */
int bt_err_context(struct bt_err *err, const char *fmt, ...) BT_PRINTF(2, 3);
/* Frees the text and sets the error back to "nothing failed". */
void bt_err_clear(struct bt_err *err);
/* The sentence, or the code's own text when there is none. Never NULL. */
const char *bt_err_text(const struct bt_err *err);

#endif
