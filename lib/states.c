/* lib/states.c - moves of state machines (see states.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/states.h"

const char *bt_state_name(const struct bt_state_table *t, int state)
{
    assert(state >= 0 && state < t->count && t->count <= 32);
    return t->rows[state].name;
}

char *bt_state_move(const struct bt_state_table *t, int *state, int to, const char *why)
{
    if (*state == to)
        return NULL;
    const char *was = bt_state_name(t, *state), *is = bt_state_name(t, to);
    assert((t->rows[*state].moves & BT_STATE_BIT(to)) != 0);
    *state = to;
    return bt_printf("%s: %s -> %s (%s)", t->machine, was, is, why);
}
