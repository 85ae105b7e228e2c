/* supervisor/batond.c - the daemon that the administrator starts: it starts and watches all others.
 *
 * Stays in the foreground (systemd: Type=notify). When it is killed, the others go on; the next batond adopts them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "supervisor/children_io.h"
#include "supervisor/folders_io.h"

#define IPC_NAME "batond"
#define STATUS_TIMEOUT_MS 5000

/* As sbd calls them; in the unit's environment file. */
#define WATCHDOG_DEVICE "SBD_WATCHDOG_DEV"
#define WATCHDOG_TIME "SBD_WATCHDOG_TIMEOUT"
#define WATCHDOG_TIME_MS 5000
#define WATCHDOG_KEPT BT_RUN_DIR "/watchdog" /* ends with a boot */

struct batond {
    struct bt_daemon daemon;
    struct sup *core;
    struct sup_children *children;
    struct bt_ipcs *ipc;
    int64_t watchdog_ms; /* 0: systemd does not watch */
    struct sup_watchdog *device; /* that resets this node; NULL: none is held */
    int exit_code;
};

static void feed(void *ctx, struct sup_event *ev)
{
    struct batond *b = ctx;
    struct sup_effects fx = {0};
    ev->now = bt_now();
    sup_step(b->core, ev, &fx);
    sup_perform(b->children, &fx);
}

static void ended(void *ctx, int code)
{
    struct batond *b = ctx;
    b->exit_code = code;
    bt_loop_stop(b->daemon.loop);
}

static void terminate(void *ctx)
{
    feed(ctx, &(struct sup_event){.kind = SUP_EV_TERMINATE});
}

static void watchdog(void *ctx)
{
    struct batond *b = ctx;
    sd_notify(0, "WATCHDOG=1");
    bt_timer_add(b->daemon.loop, b->watchdog_ms, watchdog, b);
}

/* The controller speaks of the watchdog: it gets no answer. False: it is something else. */
static bool watchdog_message(struct batond *b, const struct bt_ipc_peer *peer, const xmlNode *msg)
{
    bool pulse = bt_xml_is(msg, XE_WATCHDOG_PULSE), let_go = bt_xml_is(msg, XE_WATCHDOG_LET_GO);
    if ((!pulse && !let_go) || peer->uid != 0)
        return pulse || let_go;
    int64_t asked_ms = bt_xml_get_int(msg, XA_ASKED_MS, -1);
    if (let_go)
        feed(b, &(struct sup_event){.kind = SUP_EV_CONDEMNED, .text = bt_xml_get_or(msg, XA_REASON, "this node is being fenced")});
    else
        feed(b, &(struct sup_event){.kind = asked_ms < 0 ? SUP_EV_ACTS : SUP_EV_PROVEN, .ms = asked_ms});
    return true;
}

/* Whatever else is asked, the answer is the status. */
static void message(void *ctx, const struct bt_ipc_peer *peer, xmlDoc *msg)
{
    struct batond *b = ctx;
    if (!watchdog_message(b, peer, bt_xml_root(msg))) {
        xmlDoc *status = sup_status(b->core, bt_now());
        bt_ipcs_send(b->ipc, peer->id, status);
        bt_xml_free(status);
    }
    bt_xml_free(msg);
}

/* Takes the watchdog that the environment names, and says so to the daemons. A node whose watchdog can't be had works, unguarded: nobody counts on it. */
static void hold_watchdog(struct batond *b)
{
    const char *device = getenv(WATCHDOG_DEVICE), *time = getenv(WATCHDOG_TIME);
    struct bt_err err = {0};
    int64_t ms = bt_duration_ms_or(time, WATCHDOG_TIME_MS);
    unsetenv(BT_WATCHDOG_MS_ENV);
    unsetenv(BT_WATCHDOG_LIFE_ENV);
    if (device == NULL || device[0] == '\0')
        return;
    if (ms < 1000 || sup_watchdog_open(device, ms, WATCHDOG_KEPT, &b->device, &err) != 0) {
        if (ms < 1000)
            bt_fail(&err, BT_EX_CONFIG, WATCHDOG_TIME "=%s is no time of at least a second", time);
        bt_log_err(BT_LOG_ERROR, "no watchdog guards this node", &err);
        bt_err_clear(&err);
        return;
    }
    char *text = bt_printf("%" PRId64, ms);
    setenv(BT_WATCHDOG_MS_ENV, text, 1);
    setenv(BT_WATCHDOG_LIFE_ENV, sup_watchdog_life(b->device), 1);
    free(text);
    bt_log(BT_LOG_NOTICE, "the watchdog %s guards this node: without quorum, or when its daemons hang, it is reset within %" PRId64 " ms", device, 2 * ms);
    sup_children_watchdog(b->children, b->device);
    feed(b, &(struct sup_event){.kind = SUP_EV_WATCHDOG, .ms = ms, .text = sup_watchdog_state(b->device)});
}

static int run(struct batond *b, const char *folder)
{
    static const struct bt_ipcs_handlers handlers = {.message = message};
    struct bt_err err = {0};
    uint64_t usec = 0;
    if (bt_ipcs_new(b->daemon.loop, IPC_NAME, &handlers, b, &b->ipc, &err) != 0) {
        int code = err.code;
        bt_log_err(BT_LOG_ERROR, "not started", &err);
        bt_err_clear(&err);
        return code;
    }
    b->core = sup_new(&sup_baton);
    b->children = sup_children_new(b->daemon.loop, &sup_baton, folder, BT_RUN_DIR, feed, ended, b);
    if (sd_watchdog_enabled(0, &usec) > 0) {
        b->watchdog_ms = (int64_t)usec / 2000;
        watchdog(b);
    }
    hold_watchdog(b);
    feed(b, &(struct sup_event){.kind = SUP_EV_BEGIN});
    bt_loop_run(b->daemon.loop);
    sup_children_free(b->children);
    sup_watchdog_free(b->device);
    sup_free(b->core);
    bt_ipcs_free(b->ipc);
    return b->exit_code;
}

/* --status -------------------------------------------------------------------------------------------------------------- */

static void print_status(const xmlNode *status)
{
    printf("batond: %s\n", bt_xml_get_or(status, XA_PHASE, "?"));
    bt_xml_each(n, status, XE_DAEMON)
        printf("  %-10s %-10s process %-8s for %s s, restarts: %s\n", bt_xml_get_or(n, XA_NAME, "?"), bt_xml_get_or(n, XA_STATE, "?"),
               bt_xml_get_or(n, XA_PID, "-"), bt_xml_get_or(n, XA_SINCE, "0"), bt_xml_get_or(n, XA_RESTARTS, "0"));
}

/* Daemons that go on without a supervisor are worth knowing. */
static void print_orphans(void)
{
    for (size_t i = 0; i < sup_baton.n; i++) {
        int pid = sup_lock_holder(BT_RUN_DIR, sup_baton.children[i].name);
        if (pid != 0)
            printf("  %-10s runs unsupervised (process %d)\n", sup_baton.children[i].name, pid);
    }
}

static int show_status(void)
{
    struct bt_ipcc *c = NULL;
    struct bt_err err = {0};
    xmlDoc *ask = bt_xml_doc(XE_BATOND_STATUS), *answer = NULL;
    int rc = bt_ipcc_connect(IPC_NAME, STATUS_TIMEOUT_MS, &c, &err);
    if (rc == 0)
        rc = bt_ipcc_send(c, ask, &err);
    if (rc == 0)
        rc = bt_ipcc_recv(c, STATUS_TIMEOUT_MS, &answer, &err);
    if (rc == 0) {
        print_status(bt_xml_root(answer));
    } else {
        fprintf(stderr, "batond: %s\n", rc == BT_EX_DISCONNECT ? "not running on this node" : bt_err_text(&err));
        print_orphans();
    }
    bt_xml_free(ask);
    bt_xml_free(answer);
    bt_ipcc_free(c);
    bt_err_clear(&err);
    return rc;
}

static void print_help(void)
{
    printf("batond - starts and watches the daemons of the cluster on this node\n\nUsage: batond [options]\n"
           "  -f, --foreground      stay in the foreground and log to stderr too (the default)\n"
           "      --status          show the daemons and end\n"
           "      --daemons FOLDER  where the daemons' programs are (" BT_DAEMONDIR ")\n"
           "  -V, --verbose         log more\n"
           "      --version         print the version and exit\n"
           "  -?, --help            print this and exit\n"
           "\nEnvironment (the unit's: /etc/default/pacemaker):\n"
           "  " WATCHDOG_DEVICE "      the watchdog that resets this node when it loses quorum or its daemons hang, for instance /dev/watchdog; without,\n"
           "                        none is used. Lost nodes count on it after stonith-watchdog-timeout\n"
           "  " WATCHDOG_TIME "  its time (5 s); the node is reset within twice that. Longer than corosync's token and consensus together\n");
}

int main(int argc, char **argv)
{
    struct batond b = {.daemon = {.name = "batond", .terminate = terminate}};
    const char *folder = BT_DAEMONDIR;
    char **args = bt_zalloc(((size_t)argc + 2) * sizeof *args);
    int n = 0;
    args[n++] = argv[0];
    args[n++] = (char *)"-f";
    for (int i = 1; i < argc; i++) {
        if (bt_streq(argv[i], "--status"))
            return show_status();
        if (bt_streq(argv[i], "--help") || bt_streq(argv[i], "-?")) {
            print_help();
            return BT_EX_OK;
        }
        if (bt_streq(argv[i], "--daemons") && i + 1 < argc)
            folder = argv[++i];
        else if (!bt_streq(argv[i], "-f") && !bt_streq(argv[i], "--foreground"))
            args[n++] = argv[i];
    }
    if (geteuid() != 0 && !bt_streq(args[n - 1], "--version")) {
        fprintf(stderr, "batond: it starts the cluster's daemons and has to be run as root\n");
        free(args);
        return BT_EX_INSUFFICIENT_PRIV;
    }
    struct bt_err err = {0};
    int rc = bt_streq(args[n - 1], "--version") ? 0 : sup_make_folders(&err); /* the log needs one, too */
    if (rc != 0) {
        fprintf(stderr, "batond: %s\n", bt_err_text(&err));
        bt_err_clear(&err);
        free(args);
        return rc;
    }
    b.daemon.ctx = &b;
    rc = bt_daemon_start(&b.daemon, n, args, "starts and watches the daemons of the cluster on this node");
    free(args);
    if (rc != 0) /* a second one ends as pacemakerd does, with what systemd knows as not to be tried again */
        return -1 - rc == BT_EX_EXISTS ? BT_EX_FATAL : -1 - rc;
    rc = run(&b, folder);
    bt_daemon_end(&b.daemon);
    return rc;
}
