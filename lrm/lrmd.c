/* lrm/lrmd.c - the daemon that runs resource agents: event -> step -> effects.
 *
 * Runs as root, as agents need it. What it knows survives it in a file in /run (lrm/journal_io.h): what changed is written there
 * before a result is told or a program is started. It never touches a service by itself, also not when it ends.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "lrm/exec_io.h"
#include "lrm/journal_io.h"
#include "lrm/timers_io.h"

#define LOAD_MS 10000 /* it moves slowly */

struct lrmd {
    struct bt_daemon daemon;
    struct lrm *core;
    struct lrm_executor *executor;
    struct lrm_timers *timers;
    struct lrm_journal *journal;
    struct bt_ipcs *ipc;
    long cores;
    bool ending; /* in order: nothing is begun any more */
};

static void perform_one(struct lrmd *d, struct lrm_effect *e)
{
    switch (e->kind) {
    case LRM_FX_RUN: lrm_execute(d->executor, &e->run); break;
    case LRM_FX_KILL: lrm_execute_kill(d->executor, e->token); break;
    case LRM_FX_TIMER_SET: lrm_timers_set(d->timers, e->token, e->delay_ms); break;
    case LRM_FX_TIMER_CANCEL: lrm_timers_cancel(d->timers, e->token); break;
    case LRM_FX_SEND: bt_ipcs_send(d->ipc, e->client, e->message); break;
    case LRM_FX_LOG: bt_log(e->level, "%s", e->text); break;
    }
}

static void perform(struct lrmd *d, struct lrm_effects *fx)
{
    lrm_journal_changes(d->journal, d->core);
    for (size_t i = 0; i < fx->n; i++)
        perform_one(d, &fx->v[i]);
    lrm_effects_clear(fx);
}

static void feed(struct lrmd *d, struct lrm_event *ev)
{
    struct lrm_effects fx = {0};
    if (d->ending)
        return;
    ev->now = bt_now();
    lrm_step(d->core, ev, &fx);
    perform(d, &fx);
}

/* Events ------------------------------------------------------------------------------------------------------------- */

static void program_starting(void *ctx, uint64_t token, const char *name)
{
    struct lrmd *d = ctx;
    lrm_journal_starting(d->journal, token, name);
}

static void program_done(void *ctx, struct lrm_event *ev)
{
    struct lrmd *d = ctx;
    lrm_journal_ended(d->journal, ev->token);
    feed(d, ev);
    if (d->ending && lrm_executor_running(d->executor) == 0)
        bt_loop_stop(d->daemon.loop);
}

static void timer_fired(void *ctx, uint64_t token)
{
    feed(ctx, &(struct lrm_event){.kind = LRM_EV_TIMER, .token = token});
}

/* Whose words make agents run owns the cluster; others read what operations printed. */
static void message(void *ctx, const struct bt_ipc_peer *peer, xmlDoc *msg)
{
    const struct lrmd *d = ctx;
    if (!peer->owner && !bt_xml_is(bt_xml_root(msg), XE_LRM_LOG)) {
        bt_log(BT_LOG_WARNING, "user %s asked for <%s>, which only root and hacluster may; the client is dropped", peer->user, bt_xml_name(bt_xml_root(msg)));
        bt_ipcs_drop(d->ipc, peer->id);
        bt_xml_free(msg);
        return;
    }
    feed(ctx, &(struct lrm_event){.kind = LRM_EV_REQUEST, .client = peer->id, .request = bt_xml_root(msg)});
    bt_xml_free(msg);
}

static void closed(void *ctx, const struct bt_ipc_peer *peer)
{
    feed(ctx, &(struct lrm_event){.kind = LRM_EV_CLIENT_GONE, .client = peer->id});
}

static void show_life(void *ctx)
{
    struct lrmd *d = ctx;
    lrm_journal_touch(d->journal);
    bt_timer_add(d->daemon.loop, LRM_JOURNAL_TOUCH_MS, show_life, d);
}

/* The load of the last minute; it is the machine's, so agents that wait for it are in it, too. Read from /proc, which a container may show its own load in;
 * getloadavg() asks the kernel past it. */
static void look_at_load(void *ctx)
{
    struct lrmd *d = ctx;
    double load = 0;
    FILE *f = fopen("/proc/loadavg", "re");
    if (f != NULL && fscanf(f, "%lf", &load) == 1)
        feed(d, &(struct lrm_event){.kind = LRM_EV_LOAD, .load_percent = (int)(load * 100 / (double)d->cores)});
    if (f != NULL)
        fclose(f);
    bt_timer_add(d->daemon.loop, LOAD_MS, look_at_load, d);
}

/* By now the controller has stopped what it manages; what still runs are monitors of what it leaves alone. The next lrmd knows nothing of them, so
 * they must not outlive this one. */
static void terminate(void *ctx)
{
    struct lrmd *d = ctx;
    d->ending = true;
    lrm_executor_end(d->executor);
    if (lrm_executor_running(d->executor) == 0)
        bt_loop_stop(d->daemon.loop);
}

/* Life --------------------------------------------------------------------------------------------------------------- */

/* Twice the cores, or what PCMK_node_action_limit says (man pacemaker-controld, node-action-limit). */
static struct lrm_config places(struct lrmd *d, const char *name)
{
    int64_t n = 0;
    const char *text = getenv("PCMK_node_action_limit");
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    d->cores = cores > 0 ? cores : 1;
    if (text != NULL && bt_parse_int(text, &n) && n > 0 && n < 10000)
        return (struct lrm_config){.node = name, .max_children = (unsigned)n, .fixed = true};
    return (struct lrm_config){.node = name, .max_children = (unsigned)d->cores * 2};
}

static void take_over(struct lrmd *d)
{
    xmlDoc *saved = NULL;
    struct lrm_leftover *left = NULL;
    size_t n_left = 0;
    struct bt_err err = {0};
    struct lrm_effects fx = {0};
    struct bt_now now = bt_now();
    int rc = lrm_journal_read(LRM_JOURNAL, now.wall, &saved, &left, &n_left, &err);
    lrm_leftovers_end(left, n_left, LRM_KILL_AFTER_MS);
    if (rc == 0 && saved != NULL)
        rc = lrm_restore(d->core, bt_xml_root(saved), now, &fx, &err);
    if (rc != 0)
        bt_log_err(BT_LOG_ERROR, "Beginning with nothing", &err);
    else if (saved != NULL)
        bt_log(BT_LOG_NOTICE, "Went on with %zu resources that the lrmd before knew",
               bt_xml_count(bt_xml_root(saved), XE_RESOURCE));
    d->journal = lrm_journal_new(LRM_JOURNAL, d->core);
    perform(d, &fx);
    bt_err_clear(&err);
    bt_xml_free(saved);
    free(left);
}

static int serve(struct lrmd *d)
{
    static const struct bt_ipcs_handlers handlers = {.message = message, .closed = closed};
    struct bt_err err = {0};
    if (bt_ipcs_new(d->daemon.loop, LRM_IPC, &handlers, d, &d->ipc, &err) != 0) {
        int code = err.code;
        bt_log_err(BT_LOG_ERROR, "Not started", &err);
        bt_err_clear(&err);
        return code;
    }
    take_over(d);
    show_life(d);
    look_at_load(d);
    bt_daemon_ready(&d->daemon);
    bt_loop_run(d->daemon.loop);
    bt_ipcs_free(d->ipc);
    lrm_journal_free(d->journal, true);
    return BT_EX_OK;
}

int main(int argc, char **argv)
{
    static const struct lrm_executor_hooks hooks = {.done = program_done, .starting = program_starting};
    struct lrmd d = {.daemon = {.name = "lrmd", .terminate = terminate}};
    d.daemon.ctx = &d;
    int rc = bt_daemon_start(&d.daemon, argc, argv, "runs the resource agents of this node");
    if (rc != 0)
        return -1 - rc;
    char *name = bt_corosync_local_name();
    const struct lrm_config cfg = places(&d, name);
    d.core = lrm_new(&cfg);
    free(name);
    d.executor = lrm_executor_new(d.daemon.loop, NULL, &hooks, &d);
    d.timers = lrm_timers_new(d.daemon.loop, timer_fired, &d);
    rc = serve(&d);
    lrm_timers_free(d.timers);
    lrm_executor_free(d.executor);
    lrm_free(d.core);
    bt_daemon_end(&d.daemon);
    return rc;
}
