/* supervisor/child.c - one supervised daemon: doc/states/child.dot.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>

#include "supervisor/internal.h"

/* What holds in each between two events (sup_child_check()):
 *   down      no process, no timer
 *   starting  the timer bounds it, until that has killed it; its process is known as soon as there is one
 *   up        a process, no timer
 *   paused    no process; the timer starts it
 *   stopping  a process, asked to end; the timer bounds it, until that has killed it */
#define C(state) BT_STATE_BIT(SUP_C_##state)
static const struct bt_state_row rows[] = {
    [SUP_C_DOWN] = {"down", C(STARTING)},
    [SUP_C_STARTING] = {"starting", C(UP) | C(PAUSED) | C(STOPPING) | C(DOWN)},
    [SUP_C_UP] = {"up", C(STARTING) | C(PAUSED) | C(STOPPING) | C(DOWN)},
    [SUP_C_PAUSED] = {"paused", C(STARTING) | C(DOWN)},
    [SUP_C_STOPPING] = {"stopping", C(STARTING) | C(PAUSED) | C(DOWN)},
};
#undef C
static const struct bt_state_table table = {"child", rows, BT_COUNT(rows)};

const char *sup_child_state_name(const struct sup_child *c)
{
    return bt_state_name(&table, c->state);
}

/* The one writer of child->state; a timer belongs to the state in which it was set. */
static void move(struct sup_turn *t, struct sup_child *c, enum sup_child_state to, const char *why)
{
    char *line = bt_state_move(&table, &c->state, (int)to, why);
    if (line != NULL) {
        sup_log(t, BT_LOG_DEBUG, "%s: %s", c->cfg->name, line);
        c->since = t->now.mono;
    }
    free(line);
    if (c->timer != 0)
        sup_effect(t, SUP_FX_TIMER_CANCEL)->token = c->timer;
    c->timer = 0;
    if (c->state == SUP_C_DOWN || c->state == SUP_C_PAUSED)
        c->pid = 0;
    assert(c->state != SUP_C_STOPPING || c->pid != 0);
}

void sup_child_check(const struct sup *s, const struct sup_child *c)
{
    bool has_process = c->pid != 0;
    assert(c->timer <= s->last_token && c->crashes.n <= s->cfg->crashes_max);
    assert(!has_process || (c->state != SUP_C_DOWN && c->state != SUP_C_PAUSED));
    assert(has_process || (c->state != SUP_C_UP && c->state != SUP_C_STOPPING));
    assert((c->timer != 0) == (c->state == SUP_C_PAUSED) || c->state == SUP_C_STARTING || c->state == SUP_C_STOPPING);
    assert(c->state != SUP_C_STOPPING || (c->timer != 0) != c->killed);
    assert(c->state != SUP_C_UP || (c->was_up && !c->absent));
}

static void set_timer(struct sup_turn *t, struct sup_child *c, int64_t delay_ms)
{
    assert(c->timer == 0 && delay_ms > 0);
    c->timer = ++t->s->last_token;
    struct sup_effect *e = sup_effect(t, SUP_FX_TIMER_SET);
    e->token = c->timer;
    e->delay_ms = delay_ms;
}

static void send_signal(struct sup_turn *t, struct sup_child *c, int number)
{
    struct sup_effect *e = sup_effect(t, SUP_FX_SIGNAL);
    e->child = (size_t)(c - t->s->children);
    e->signal = number;
}

void sup_child_start(struct sup_turn *t, struct sup_child *c)
{
    move(t, c, SUP_C_STARTING, "its turn");
    c->pid = 0;
    c->killed = false;
    set_timer(t, c, c->cfg->ready_ms);
    sup_effect(t, SUP_FX_START)->child = (size_t)(c - t->s->children);
}

void sup_child_started(struct sup_turn *t, struct sup_child *c, int pid, bool adopted)
{
    assert(c->state == SUP_C_STARTING && c->pid == 0 && pid > 0);
    c->pid = pid;
    sup_log(t, c->absent ? BT_LOG_DEBUG : BT_LOG_INFO, adopted ? "%s runs already (process %d) and is supervised from now on" : "%s is started (process %d)",
            c->cfg->name, pid);
    if (adopted)
        sup_child_ready(t, c, "adopted");
}

void sup_child_ready(struct sup_turn *t, struct sup_child *c, const char *why)
{
    if (c->state != SUP_C_STARTING)
        return;
    move(t, c, SUP_C_UP, why);
    c->was_up = true;
    c->absent = false;
}

void sup_child_down(struct sup_turn *t, struct sup_child *c, const char *why)
{
    move(t, c, SUP_C_DOWN, why);
}

void sup_child_stop(struct sup_turn *t, struct sup_child *c, int64_t limit_ms)
{
    if (c->state == SUP_C_STOPPING)
        return;
    if (c->pid == 0) {
        move(t, c, SUP_C_DOWN, "no process");
        return;
    }
    move(t, c, SUP_C_STOPPING, "asked to end");
    send_signal(t, c, SIGTERM);
    set_timer(t, c, limit_ms);
}

void sup_child_hurry(struct sup_turn *t, struct sup_child *c, int64_t limit_ms)
{
    assert(c->state == SUP_C_STOPPING);
    if (c->timer != 0)
        sup_effect(t, SUP_FX_TIMER_CANCEL)->token = c->timer;
    c->timer = 0;
    if (!c->killed)
        set_timer(t, c, limit_ms);
}

void sup_child_timer(struct sup_turn *t, struct sup_child *c)
{
    assert(c->state != SUP_C_DOWN && c->state != SUP_C_UP);
    c->timer = 0;
    if (c->state == SUP_C_PAUSED) {
        sup_child_start(t, c);
    } else if (c->state == SUP_C_STARTING && c->pid != 0) {
        sup_log(t, BT_LOG_ERROR, "%s is not ready after %" PRId64 " ms and is killed", c->cfg->name, c->cfg->ready_ms);
        send_signal(t, c, SIGKILL);
    } else if (c->state == SUP_C_STOPPING) {
        sup_log(t, BT_LOG_ERROR, "%s does not end and is killed", c->cfg->name);
        c->killed = true;
        send_signal(t, c, SIGKILL);
    }
}

/* How many crashes are in the window, this one included. */
static size_t count_crash(struct sup_child *c, struct bt_mono now, int64_t window_ms)
{
    size_t old = 0;
    while (old < c->crashes.n && now.ms - c->crashes.v[old].ms >= window_ms)
        old++;
    if (old > 0)
        memmove(c->crashes.v, c->crashes.v + old, (c->crashes.n - old) * sizeof c->crashes.v[0]);
    c->crashes.n -= old;
    BT_PUSH(&c->crashes, now);
    return c->crashes.n;
}

/* None before the first restart of a window, then doubling. */
static int64_t pause_ms(const struct sup_config *cfg, size_t crashes)
{
    if (crashes <= 1)
        return 0;
    assert(cfg->pause_first_ms > 0 && cfg->pause_max_ms > 0);
    int64_t ms = cfg->pause_first_ms;
    for (size_t i = 2; i < crashes && ms < cfg->pause_max_ms; i++)
        ms *= 2;
    return ms < cfg->pause_max_ms ? ms : cfg->pause_max_ms;
}

bool sup_child_crashed(struct sup_turn *t, struct sup_child *c, const char *how)
{
    const struct sup_config *cfg = t->s->cfg;
    size_t crashes = count_crash(c, t->now.mono, cfg->crash_window_ms);
    if (crashes >= cfg->crashes_max) {
        sup_log(t, BT_LOG_ERROR, "%s %s; that is %zu times within %" PRId64 " s", c->cfg->name, how, crashes, cfg->crash_window_ms / 1000);
        move(t, c, SUP_C_DOWN, how);
        return false;
    }
    int64_t ms = pause_ms(cfg, crashes);
    c->restarts++;
    c->absent = false;
    sup_log(t, BT_LOG_ERROR, ms == 0 ? "%s %s; it is restarted at once" : "%s %s; it is restarted after %" PRId64 " ms", c->cfg->name, how, ms);
    if (ms == 0) {
        sup_child_start(t, c);
    } else {
        move(t, c, SUP_C_PAUSED, how);
        set_timer(t, c, ms);
    }
    return true;
}

void sup_child_absent(struct sup_turn *t, struct sup_child *c)
{
    const struct sup_config *cfg = t->s->cfg;
    if (!c->absent && t->s->phase == SUP_BEGINNING)
        sup_log(t, BT_LOG_INFO, "corosync can't be reached yet; %s is tried again for %" PRId64 " s", c->cfg->name, cfg->corosync_wait_ms / 1000);
    else if (!c->absent)
        sup_log(t, BT_LOG_WARNING, "corosync can't be reached; %s is tried again until it can be: start corosync (systemctl start corosync)",
                c->cfg->name);
    if (!c->absent)
        c->absent_since = t->now.mono;
    c->retry_ms = !c->absent ? cfg->retry_ms : c->retry_ms * 2 < cfg->retry_max_ms ? c->retry_ms * 2 : cfg->retry_max_ms;
    c->absent = true;
    move(t, c, SUP_C_PAUSED, "no corosync");
    set_timer(t, c, c->retry_ms);
}
