/* supervisor/guard.c - the node's watchdog: who feeds it, and when nobody does any more (the rules: supervisor.h; the moves: doc/states/guard.dot).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "supervisor/internal.h"

/* What holds in each between two events (sup_guard_check()):
 *   none      not fed; a timer that is still on its way does nothing
 *   waiting   fed each time that the timer fires, which runs
 *   trusting  the same, if there is a proof that is young enough; the timer runs
 *   let-go    as none; the device is on */
#define G(state) BT_STATE_BIT(SUP_G_##state)
static const struct bt_state_row rows[] = {
    [SUP_G_NONE] = {"none", G(WAITING) | G(TRUSTING) | G(LET_GO)},
    [SUP_G_WAITING] = {"waiting", G(NONE) | G(TRUSTING) | G(LET_GO)},
    [SUP_G_TRUSTING] = {"trusting", G(NONE) | G(LET_GO)},
    [SUP_G_LET_GO] = {"let-go", 0},
};
#undef G
static const struct bt_state_table table = {"guard", rows, BT_COUNT(rows)};

/* The one writer of guard.state. What it is now must outlive a batond that is killed. */
static void move(struct sup_turn *t, enum sup_guard_state to, const char *why)
{
    char *line = bt_state_move(&table, &t->s->guard.state, (int)to, why);
    if (line != NULL)
        sup_log(t, BT_LOG_INFO, "%s", line);
    if (line != NULL && to != SUP_G_NONE)
        sup_effect(t, SUP_FX_GUARD_KEEP)->text = bt_strdup(bt_state_name(&table, (int)to));
    free(line);
}

void sup_guard_check(const struct sup *s)
{
    const struct sup_guard *g = &s->guard;
    bool fed = g->state == SUP_G_WAITING || g->state == SUP_G_TRUSTING;
    assert(!fed || (g->ms > 0 && g->timer != 0 && g->timer <= s->last_token));
    assert(!g->proven || g->state != SUP_G_WAITING); /* a proof is the node's first act at the latest */
}

/* Whether it is to be fed at this instant. */
static bool is_trusted(const struct sup_turn *t)
{
    const struct sup_guard *g = &t->s->guard;
    return g->state == SUP_G_WAITING || (g->state == SUP_G_TRUSTING && g->proven && t->now.mono.ms - g->asked_ms <= g->ms);
}

static void feed(struct sup_turn *t)
{
    struct sup_guard *g = &t->s->guard;
    bool trusted = is_trusted(t);
    if (trusted)
        sup_effect(t, SUP_FX_FEED);
    else if (g->fed && g->state == SUP_G_TRUSTING && !g->proven)
        sup_log(t, BT_LOG_INFO, "the node acts from now on: the watchdog is fed when the controller proves that it may");
    else if (g->fed && g->state == SUP_G_TRUSTING)
        sup_log(t, BT_LOG_ERROR, "the controller has not proven for %" PRId64 " ms that this node may act: the watchdog is not fed until it does", t->now.mono.ms - g->asked_ms);
    g->fed = trusted;
}

static void feed_again(struct sup_turn *t)
{
    struct sup_guard *g = &t->s->guard;
    feed(t);
    g->timer = ++t->s->last_token;
    struct sup_effect *e = sup_effect(t, SUP_FX_TIMER_SET);
    e->token = g->timer;
    e->delay_ms = g->ms / SUP_GUARD_SHARE;
}

void sup_guard_held(struct sup_turn *t, int64_t ms, const char *kept)
{
    struct sup_guard *g = &t->s->guard;
    assert(g->state == SUP_G_NONE && g->timer == 0 && ms > 0);
    g->ms = ms;
    if (bt_streq(kept, bt_state_name(&table, SUP_G_LET_GO))) {
        move(t, SUP_G_LET_GO, "it was before");
        return;
    }
    bool trusting = bt_streq(kept, bt_state_name(&table, SUP_G_TRUSTING));
    move(t, trusting ? SUP_G_TRUSTING : SUP_G_WAITING, trusting ? "the supervisor was started anew" : "the watchdog is held");
    feed_again(t);
}

bool sup_guard_timer(struct sup_turn *t, uint64_t token)
{
    struct sup_guard *g = &t->s->guard;
    if (g->timer == 0 || token != g->timer)
        return false;
    g->timer = 0;
    if (g->state == SUP_G_WAITING || g->state == SUP_G_TRUSTING)
        feed_again(t);
    return true;
}

void sup_guard_acts(struct sup_turn *t, const char *why)
{
    if (t->s->guard.state == SUP_G_WAITING)
        move(t, SUP_G_TRUSTING, why);
}

void sup_guard_proven(struct sup_turn *t, int64_t asked_ms)
{
    struct sup_guard *g = &t->s->guard;
    sup_guard_acts(t, "the controller has quorum");
    if (g->state != SUP_G_TRUSTING || (g->proven && asked_ms < g->asked_ms))
        return;
    g->proven = true;
    g->asked_ms = asked_ms;
    feed(t);
}

void sup_guard_condemned(struct sup_turn *t, const char *why)
{
    const struct sup_guard *g = &t->s->guard;
    if (g->state != SUP_G_WAITING && g->state != SUP_G_TRUSTING)
        return;
    move(t, SUP_G_LET_GO, why);
    sup_log(t, BT_LOG_ERROR, "%s: the watchdog is not fed any more and resets this node within %" PRId64 " ms", why, g->ms);
}

void sup_guard_left(struct sup_turn *t)
{
    const struct sup_guard *g = &t->s->guard;
    if (g->state != SUP_G_WAITING && g->state != SUP_G_TRUSTING)
        return;
    move(t, SUP_G_NONE, "nothing is left to guard");
    sup_effect(t, SUP_FX_DISARM);
}

void sup_guard_end(struct sup_turn *t)
{
    const struct sup_guard *g = &t->s->guard;
    if (g->state == SUP_G_WAITING)
        sup_guard_left(t); /* the node has never acted */
    else if (g->state != SUP_G_NONE)
        sup_log(t, BT_LOG_ERROR, "the watchdog is left on, as the node did not leave in order: it is reset within %" PRId64 " ms", 2 * g->ms);
}
