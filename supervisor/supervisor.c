/* supervisor/supervisor.c - the phases of a node's life: beginning, running, leaving, stopping (supervisor.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "supervisor/internal.h"

/* shutdown-escalation, after which crmd ends by itself, is 20 minutes by default. */
static const struct sup_child_config baton_children[] = {
    {.name = "pengine", .ready_ms = 30000, .stop_ms = 5000},
    {.name = "lrmd", .ready_ms = 30000, .stop_ms = 30000},
    {.name = "stonithd", .ready_ms = 30000, .stop_ms = 10000},
    {.name = "crmd", .ready_ms = 60000, .stop_ms = 30 * 60000, .leads = true},
};
const struct sup_config sup_baton = {
    .children = baton_children,
    .n = BT_COUNT(baton_children),
    .crashes_max = 10,
    .crash_window_ms = 60000,
    .pause_first_ms = 100,
    .pause_max_ms = 2000,
    .retry_ms = 50,
    .retry_max_ms = 500,
    .corosync_wait_ms = 10000,
    .give_up_ms = 10000,
};

#define WAITING "STATUS=Waiting for corosync"

/* What holds in each between two events (check()):
 *   beginning  the first child that was never up is being started, or paused; before BEGIN all are down
 *   running    all were up; none is down or being ended
 *   leaving    the leader is being ended, or started to finish that
 *   stopping   a child is being ended
 *   ended      all are down */
#define P(phase) BT_STATE_BIT(SUP_##phase)
static const struct bt_state_row rows[] = {
    [SUP_BEGINNING] = {"beginning", P(RUNNING) | P(LEAVING) | P(STOPPING)},
    [SUP_RUNNING] = {"running", P(LEAVING) | P(STOPPING)},
    [SUP_LEAVING] = {"leaving", P(STOPPING)},
    [SUP_STOPPING] = {"stopping", P(ENDED)},
    [SUP_ENDED] = {"ended", 0},
};
#undef P
static const struct bt_state_table table = {"supervisor", rows, BT_COUNT(rows)};

struct sup *sup_new(const struct sup_config *cfg)
{
    struct sup *s = BT_NEW(struct sup);
    s->cfg = cfg;
    s->children = bt_zalloc(cfg->n * sizeof *s->children);
    for (size_t i = 0; i < cfg->n; i++)
        s->children[i].cfg = &cfg->children[i];
    return s;
}

void sup_free(struct sup *s)
{
    if (s == NULL)
        return;
    for (size_t i = 0; i < s->cfg->n; i++)
        BT_VEC_FREE(&s->children[i].crashes);
    free(s->children);
    free(s);
}

/* Effects -------------------------------------------------------------------------------------------------------- */

struct sup_effect *sup_effect(struct sup_turn *t, enum sup_effect_kind kind)
{
    struct sup_effect e = {.kind = kind};
    BT_PUSH(t->fx, e);
    return &t->fx->v[t->fx->n - 1];
}

void sup_log(struct sup_turn *t, enum bt_level level, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text = bt_vprintf(fmt, ap);
    va_end(ap);
    struct sup_effect *e = sup_effect(t, SUP_FX_LOG);
    e->level = level;
    e->text = text;
}

void sup_effects_clear(struct sup_effects *fx)
{
    for (size_t i = 0; i < fx->n; i++)
        free(fx->v[i].text);
    BT_VEC_FREE(fx);
}

static void notify(struct sup_turn *t, const char *text)
{
    sup_effect(t, SUP_FX_NOTIFY)->text = bt_strdup(text);
}

/* Phases ---------------------------------------------------------------------------------------------------------- */

/* The one writer of sup->phase. */
static void move(struct sup_turn *t, enum sup_phase to, const char *why)
{
    char *line = bt_state_move(&table, &t->s->phase, (int)to, why);
    if (line != NULL)
        sup_log(t, BT_LOG_INFO, "%s", line);
    free(line);
}

/* STOPPING, one step: the last child that has not ended is asked to; when all have, the end. */
static void stop_next(struct sup_turn *t)
{
    struct sup *s = t->s;
    for (size_t i = s->cfg->n; i-- > 0;) {
        struct sup_child *c = &s->children[i];
        sup_child_stop(t, c, s->gave_up ? s->cfg->give_up_ms : c->cfg->stop_ms);
        if (c->state != SUP_C_DOWN)
            return;
    }
    move(t, SUP_ENDED, "all have ended");
    sup_guard_end(t);
    sup_effect(t, SUP_FX_EXIT)->code = s->exit_code;
}

static void stop_all(struct sup_turn *t, int code, const char *why)
{
    t->s->exit_code = code;
    move(t, SUP_STOPPING, why);
    notify(t, "STOPPING=1\nSTATUS=Ending the daemons");
    stop_next(t);
}

/* This node can't go on; the louder, the better: the peers see it leave and, if it had resources, fence it. */
static void give_up(struct sup_turn *t, struct sup_child *c, int code, const char *why)
{
    struct sup *s = t->s;
    assert(s->phase < SUP_STOPPING);
    s->gave_up = true;
    sup_log(t, BT_LOG_ERROR, "this node leaves the cluster, because %s %s; find out why, then start baton again", c->cfg->name, why);
    for (size_t i = 0; i < s->cfg->n; i++)
        if (s->children[i].state == SUP_C_STOPPING)
            sup_child_hurry(t, &s->children[i], s->cfg->give_up_ms);
    stop_all(t, code, why);
}

static struct sup_child *leader(struct sup *s)
{
    for (size_t i = 0; i < s->cfg->n; i++)
        if (s->children[i].cfg->leads)
            return &s->children[i];
    return NULL;
}

/* LEAVING, one step: the leader is asked once it can hear, after a crash too, as its resources may still run; when it is down, the others
 * follow. */
static void leave(struct sup_turn *t)
{
    struct sup_child *c = leader(t->s);
    if (c != NULL && c->state == SUP_C_UP)
        sup_child_stop(t, c, c->cfg->stop_ms);
    else if (c != NULL && c->state == SUP_C_PAUSED && c->absent)
        sup_child_down(t, c, "it has nothing to leave");
    else if (c != NULL && c->state == SUP_C_PAUSED)
        sup_child_start(t, c);
    if (c == NULL || c->state == SUP_C_DOWN)
        stop_all(t, BT_EX_OK, "the node has left");
}

static void terminate(struct sup_turn *t)
{
    struct sup *s = t->s;
    if (s->phase >= SUP_LEAVING) {
        sup_log(t, BT_LOG_NOTICE, "the end was asked for already; resources are being moved away and stopped");
        return;
    }
    sup_log(t, BT_LOG_NOTICE, "asked to end: resources are moved away first, then the daemons end");
    move(t, SUP_LEAVING, "asked to");
    notify(t, "STOPPING=1\nSTATUS=Leaving the cluster");
    leave(t);
}

/* Starting ---------------------------------------------------------------------------------------------------------- */

/* Starts the next child if all before it have come up once; tells systemd when the last is up, and later what it waits for. */
static void begin_next(struct sup_turn *t)
{
    struct sup *s = t->s;
    for (size_t i = 0; i < s->cfg->n && s->phase == SUP_BEGINNING; i++) {
        struct sup_child *c = &s->children[i];
        if (c->state == SUP_C_DOWN)
            sup_child_start(t, c);
        if (!c->was_up)
            return;
    }
    if (s->phase == SUP_BEGINNING) {
        move(t, SUP_RUNNING, "all daemons are up");
        notify(t, "READY=1\nSTATUS=All daemons are up");
    } else if (s->phase == SUP_RUNNING) {
        bool absent = leader(s) != NULL && leader(s)->absent;
        notify(t, absent ? WAITING : "STATUS=All daemons are up");
    }
}

/* A child ended because corosync is not there. Only the start waits for a limited time: later, services run here that need their daemons. */
static void corosync_away(struct sup_turn *t, struct sup_child *c, const char *how)
{
    const struct sup_config *cfg = t->s->cfg;
    int64_t away_ms = c->absent ? t->now.mono.ms - c->absent_since.ms : 0;
    if (t->s->phase == SUP_BEGINNING && away_ms >= cfg->corosync_wait_ms) {
        sup_log(t, BT_LOG_ERROR,
                "corosync can't be reached for %" PRId64 " s, so this node can't join its cluster: start corosync (systemctl start corosync), then baton",
                cfg->corosync_wait_ms / 1000);
        sup_child_down(t, c, how);
        stop_all(t, BT_EX_UNAVAILABLE, "corosync is not there");
        return;
    }
    if (t->s->phase == SUP_BEGINNING && !c->absent)
        notify(t, WAITING);
    sup_child_absent(t, c);
    if (t->s->phase == SUP_RUNNING)
        begin_next(t);
}

/* Ends of children ---------------------------------------------------------------------------------------------------- */

enum verdict { ENDED_IN_ORDER, ENDED_ABSENT, ENDED_FATAL, ENDED_CRASHED };

static enum verdict judge(const struct sup_child *c, const struct sup_event *ev)
{
    bool asked = c->state == SUP_C_STOPPING;
    if (asked && c->killed)
        return ENDED_FATAL;
    if (ev->how != SUP_CODE)
        return asked && ev->how == SUP_UNKNOWN ? ENDED_IN_ORDER : ENDED_CRASHED;
    if (ev->code == BT_EX_DISCONNECT || ev->code == BT_EX_UNAVAILABLE)
        return ENDED_ABSENT;
    if (ev->code == BT_EX_FATAL || ev->code == BT_EX_PANIC)
        return ENDED_FATAL;
    return ev->code == BT_EX_OK && (c->cfg->leads || asked) ? ENDED_IN_ORDER : ENDED_CRASHED;
}

static char *how_text(const struct sup_event *ev)
{
    if (ev->text != NULL)
        return bt_printf("could not be started: %s", ev->text);
    if (ev->how == SUP_UNKNOWN)
        return bt_strdup("ended");
    if (ev->how == SUP_SIGNAL)
        return bt_printf("was ended by signal %d", ev->code);
    return bt_printf("ended with %d (%s)", ev->code, bt_exit_text(ev->code));
}

/* While the node lives. */
static void exited_living(struct sup_turn *t, struct sup_child *c, enum verdict v, const struct sup_event *ev, const char *how)
{
    if (v == ENDED_IN_ORDER) {
        sup_log(t, BT_LOG_NOTICE, "%s has left the cluster in order; the other daemons end too", c->cfg->name);
        sup_guard_left(t);
        sup_child_down(t, c, how);
        stop_all(t, BT_EX_OK, "the node has left");
    } else if (v == ENDED_FATAL) {
        sup_child_down(t, c, how);
        if (ev->code == BT_EX_PANIC)
            sup_effect(t, SUP_FX_PANIC);
        give_up(t, c, ev->code, how);
    } else if (v == ENDED_ABSENT) {
        corosync_away(t, c, how);
    } else if (!sup_child_crashed(t, c, how)) {
        give_up(t, c, BT_EX_FATAL, "crashes again and again");
    }
}

/* While the leader moves resources away: the same, but what can't come back need not. */
static void exited_leaving(struct sup_turn *t, struct sup_child *c, enum verdict v, const char *how)
{
    bool asked = c->state == SUP_C_STOPPING;
    if (c->cfg->leads && (v == ENDED_IN_ORDER || v == ENDED_ABSENT || v == ENDED_FATAL)) {
        sup_log(t, v == ENDED_IN_ORDER ? BT_LOG_NOTICE : BT_LOG_WARNING, "%s %s", c->cfg->name, asked && v == ENDED_IN_ORDER ? "has left the cluster" : how);
        if (v == ENDED_IN_ORDER)
            sup_guard_left(t);
        sup_child_down(t, c, how);
    } else if (!sup_child_crashed(t, c, how)) {
        give_up(t, c, BT_EX_FATAL, "crashes again and again");
        return;
    }
    leave(t);
}

static void exited(struct sup_turn *t, struct sup_child *c, const struct sup_event *ev)
{
    struct sup *s = t->s;
    if (c->state != SUP_C_STARTING && c->state != SUP_C_UP && c->state != SUP_C_STOPPING)
        return;
    enum verdict v = judge(c, ev);
    char *how = how_text(ev);
    if (s->phase <= SUP_RUNNING) {
        exited_living(t, c, v, ev, how);
    } else if (s->phase == SUP_LEAVING) {
        exited_leaving(t, c, v, how);
    } else {
        sup_child_down(t, c, how);
        stop_next(t);
    }
    free(how);
}

/* The step --------------------------------------------------------------------------------------------------------------- */

static void came_up(struct sup_turn *t)
{
    if (t->s->phase <= SUP_RUNNING)
        begin_next(t);
    else if (t->s->phase == SUP_LEAVING)
        leave(t);
}

static void timer(struct sup_turn *t, uint64_t token)
{
    if (sup_guard_timer(t, token))
        return;
    for (size_t i = 0; i < t->s->cfg->n && token != 0; i++)
        if (t->s->children[i].timer == token) {
            sup_child_timer(t, &t->s->children[i]);
            return;
        }
}

static bool is_of_child(enum sup_event_kind kind)
{
    return kind == SUP_EV_STARTED || kind == SUP_EV_ADOPTED || kind == SUP_EV_READY || kind == SUP_EV_EXITED;
}

/* The child that the phase waits for; NULL: it waits for none. */
static const struct sup_child *awaited(struct sup *s)
{
    if (s->phase == SUP_LEAVING)
        return leader(s);
    for (size_t i = 0; i < s->cfg->n; i++)
        if (s->phase == SUP_STOPPING ? s->children[i].state == SUP_C_STOPPING : !s->children[i].was_up)
            return &s->children[i];
    return NULL;
}

/* What holds between two events: no phase waits for what does not come. (Before BEGIN nothing does.) */
static void check(struct sup *s)
{
    const struct sup_child *c = awaited(s);
    bool begun = false;
    for (size_t i = 0; i < s->cfg->n; i++) {
        sup_child_check(s, &s->children[i]);
        begun = begun || s->children[i].state != SUP_C_DOWN;
        assert(s->phase != SUP_RUNNING || (s->children[i].state != SUP_C_DOWN && s->children[i].state != SUP_C_STOPPING));
    }
    assert(begun != (s->phase == SUP_ENDED) || (!begun && s->phase == SUP_BEGINNING && c == s->children));
    assert(s->phase != SUP_BEGINNING || !begun || (c != NULL && (c->state == SUP_C_STARTING || c->state == SUP_C_PAUSED)));
    assert(s->phase != SUP_RUNNING || c == NULL);
    assert(s->phase != SUP_LEAVING || (c != NULL && (c->state == SUP_C_STARTING || c->state == SUP_C_STOPPING)));
    assert(s->phase != SUP_STOPPING || c != NULL);
    assert(!s->gave_up || (s->phase >= SUP_STOPPING && s->exit_code != BT_EX_OK));
    sup_guard_check(s);
}

void sup_step(struct sup *s, const struct sup_event *ev, struct sup_effects *fx)
{
    struct sup_turn t = {.s = s, .now = ev->now, .fx = fx};
    struct sup_child *c = ev->child < s->cfg->n ? &s->children[ev->child] : NULL;
    assert(c != NULL || !is_of_child(ev->kind));
    switch (ev->kind) {
    case SUP_EV_BEGIN:
        for (size_t i = 0; i < s->cfg->n; i++)
            s->children[i].since = ev->now.mono;
        begin_next(&t);
        break;
    case SUP_EV_STARTED:
    case SUP_EV_ADOPTED:
        sup_child_started(&t, c, ev->pid, ev->kind == SUP_EV_ADOPTED);
        if (s->phase == SUP_STOPPING)
            stop_next(&t);
        else if (ev->kind == SUP_EV_ADOPTED)
            came_up(&t);
        break;
    case SUP_EV_READY:
        sup_child_ready(&t, c, "ready");
        came_up(&t);
        break;
    case SUP_EV_EXITED:
        exited(&t, c, ev);
        break;
    case SUP_EV_TIMER:
        timer(&t, ev->token);
        break;
    case SUP_EV_TERMINATE:
        terminate(&t);
        break;
    case SUP_EV_WATCHDOG:
        sup_guard_held(&t, ev->ms, ev->text);
        break;
    case SUP_EV_ACTS:
        sup_guard_acts(&t, "the node acts without quorum");
        break;
    case SUP_EV_PROVEN:
        sup_guard_proven(&t, ev->ms);
        break;
    case SUP_EV_CONDEMNED:
        sup_guard_condemned(&t, ev->text);
        break;
    }
    check(s);
}

xmlDoc *sup_status(const struct sup *s, struct bt_now now)
{
    xmlDoc *doc = bt_xml_doc(XE_BATOND_STATUS);
    bt_xml_set(bt_xml_root(doc), XA_PHASE, bt_state_name(&table, s->phase));
    for (size_t i = 0; i < s->cfg->n; i++) {
        const struct sup_child *c = &s->children[i];
        xmlNode *n = bt_xml_add(bt_xml_root(doc), XE_DAEMON);
        bt_xml_set(n, XA_NAME, c->cfg->name);
        bt_xml_set(n, XA_STATE, c->absent && c->state == SUP_C_PAUSED ? "waits for corosync" : sup_child_state_name(c));
        if (c->pid != 0)
            bt_xml_set_int(n, XA_PID, c->pid);
        bt_xml_set_int(n, XA_RESTARTS, c->restarts);
        bt_xml_set_int(n, XA_SINCE, (now.mono.ms - c->since.ms) / 1000);
    }
    return doc;
}
