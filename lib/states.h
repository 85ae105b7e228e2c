/* lib/states.h - state machines as one table.
 *
 * A machine is a table of rows {name, allowed moves}; a drawing of it lies in doc/states/NAME.dot. Exactly one
 * function of each module writes its state field: it calls bt_state_move() and emits the returned log line.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_STATES_H
#define BATON_STATES_H

#include "lib/base.h"

struct bt_state_row {
    const char *name; /* "S_IDLE" */
    uint32_t moves;   /* bit i: a move to row i is allowed */
};

struct bt_state_table {
    const char *machine; /* "controller": opens each log line */
    const struct bt_state_row *rows;
    int count; /* at most 32 */
};

#define BT_STATE_BIT(i) (UINT32_C(1) << (i))

/* Moves *state to `to`. Asserts that the table allows it. Returns the sentence to log ("controller: S_IDLE ->
 * S_POLICY_ENGINE (cib changed)"), or NULL if *state was `to` already. The sentence is the caller's to free. */
char *bt_state_move(const struct bt_state_table *t, int *state, int to, const char *why);
/* The row's name; asserts that there is such a row. */
const char *bt_state_name(const struct bt_state_table *t, int state);

#endif
