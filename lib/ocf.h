/* lib/ocf.h - what an agent's operation can end with, and what a resource's role is. Each list lives here once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_OCF_H
#define BATON_OCF_H

#include "lib/base.h"

/* Exit codes of OCF agents (OCF Resource Agent API 1.1, "Exit status codes"; 190-193 Pacemaker's): X(NAME, code, text). */
#define BT_OCF_LIST(X)                                                                                                 \
    X(OK, 0, "ok")                                                                                                     \
    X(ERROR, 1, "error")                                                                                               \
    X(INVALID_PARAM, 2, "invalid parameter")                                                                           \
    X(UNIMPLEMENTED, 3, "unimplemented feature")                                                                       \
    X(INSUFFICIENT_PRIV, 4, "insufficient privileges")                                                                 \
    X(NOT_INSTALLED, 5, "not installed")                                                                               \
    X(NOT_CONFIGURED, 6, "not configured")                                                                             \
    X(NOT_RUNNING, 7, "not running")                                                                                   \
    X(PROMOTED, 8, "promoted")                                                                                         \
    X(FAILED_PROMOTED, 9, "promoted (failed)")                                                                         \
    X(DEGRADED, 190, "OCF_DEGRADED")                                                                                   \
    X(DEGRADED_PROMOTED, 191, "OCF_DEGRADED_PROMOTED")                                                                 \
    X(UNKNOWN, 193, "unknown")

enum bt_ocf {
#define X(name, code, text) BT_OCF_##name = (code),
    BT_OCF_LIST(X)
#undef X
};
/* The text as crm_mon prints it ("not running"); "unknown" if it is not in the list. */
const char *bt_ocf_text(int rc);

/* How an operation ended, lrm_rsc_op/@op-status: X(NAME, code, text). */
#define BT_OPSTATUS_LIST(X)                                                                                            \
    X(UNKNOWN, -2, "unknown")                                                                                          \
    X(PENDING, -1, "pending")                                                                                          \
    X(DONE, 0, "complete")                                                                                             \
    X(CANCELLED, 1, "Cancelled")                                                                                       \
    X(TIMEOUT, 2, "Timed Out")                                                                                         \
    X(NOT_SUPPORTED, 3, "NOT SUPPORTED")                                                                               \
    X(ERROR, 4, "Error")                                                                                               \
    X(ERROR_HARD, 5, "Hard error")                                                                                     \
    X(ERROR_FATAL, 6, "Fatal error")                                                                                   \
    X(NOT_INSTALLED, 7, "Not installed")                                                                               \
    X(NOT_CONNECTED, 8, "Internal communication failure")                                                              \
    X(INVALID, 9, "Cannot execute now")

enum bt_opstatus {
#define X(name, code, text) BT_OP_##name = (code),
    BT_OPSTATUS_LIST(X)
#undef X
};
/* The text as crm_mon prints it ("Timed Out"); "UNKNOWN!" if it is not in the list. */
const char *bt_opstatus_text(int status);

/* Roles, in their order of "more active". Old words (Master, Slave) are read, new ones kept: X(NAME, text). */
#define BT_ROLE_LIST(X)                                                                                                \
    X(UNKNOWN, "Unknown")                                                                                              \
    X(STOPPED, "Stopped")                                                                                              \
    X(STARTED, "Started")                                                                                              \
    X(UNPROMOTED, "Unpromoted")                                                                                        \
    X(PROMOTED, "Promoted")

enum bt_role {
#define X(name, text) BT_ROLE_##name,
    BT_ROLE_LIST(X)
#undef X
};
/* "Promoted"; "Unknown" for what is no role. */
const char *bt_role_text(enum bt_role role);
/* Reads a role, any case, old words too; BT_ROLE_UNKNOWN for anything else. */
enum bt_role bt_role_parse(const char *s);

#endif
