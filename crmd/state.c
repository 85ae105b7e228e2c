/* crmd/state.c - the table of the controller's states (see state.h), and who leads.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/core.h"

static const struct bt_state_row rows[] = {
#define X(name, moves) [CRMD_S_##name] = {"S_" #name, moves},
    CRMD_STATE_LIST(X)
#undef X
};
static const struct bt_state_table table = {"controller", rows, BT_COUNT(rows)};

void crmd_move(struct crmd *c, enum crmd_state to, const char *why)
{
    char *line = bt_state_move(&table, &c->state, (int)to, why);
    if (line != NULL)
        crmd_log(c, BT_LOG_INFO, "%s", line);
    free(line);
}

const char *crmd_state_name(const struct crmd *c)
{
    return bt_state_name(&table, c->state);
}

bool crmd_is_dc(const struct crmd *c)
{
    return c->view.settled && c->view.dc == c->nodeid;
}

uint32_t crmd_dc(const struct crmd *c)
{
    return c->view.settled ? c->view.dc : 0;
}

int64_t crmd_term(const struct crmd *c)
{
    return c->view.term;
}
