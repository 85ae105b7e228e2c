/* fencing/stonithd.c - the fencer's daemon: event -> step -> effects.
 *
 * Runs as root, as fence agents need it. It takes its devices from the CIB that crmd serves and keeps them when crmd is gone, so that fencing
 * works when all else is stuck; it connects again by itself.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "cib/cib_client.h"
#include "fencing/perform_io.h"

/* Asking for the CIB blocks; a controller that hangs may take little of the fencer's time: the pauses double then. */
#define CIB_TIMEOUT_MS 2000
#define CIB_RETRY_MS 1000
#define CIB_RETRY_MAX_MS 32000

struct stonithd {
    struct bt_daemon daemon;
    struct fence *core;
    struct fence_performer *performer;
    struct bt_ipcs *ipc;
    struct cib_client *cib; /* NULL: not connected */
    bt_timer retry, proof;
    int64_t retry_ms;
    bool said_lost;         /* "no CIB" is said once each time */
};

static uint64_t random_number(void)
{
    uint64_t n;
    if (getrandom(&n, sizeof n, 0) != sizeof n)
        n = (uint64_t)bt_now().mono.ms * UINT64_C(6364136223846793005) + (uint64_t)getpid();
    return n;
}

static void feed(void *ctx, struct fence_event *ev)
{
    struct stonithd *s = ctx;
    struct fence_effects fx = {0};
    ev->now = bt_now();
    ev->random = random_number();
    fence_step(s->core, ev, &fx);
    fence_perform(s->performer, &fx);
}

/* The CIB --------------------------------------------------------------------------------------------------------- */

static void connect_cib(void *ctx);

static void cib_changed(void *ctx, const xmlDoc *cib, const xmlNode *patch)
{
    const struct stonithd *s = ctx;
    if (fence_concerned(s->core, patch))
        feed(ctx, &(struct fence_event){.kind = FENCE_EV_CIB, .cib = cib});
}

static void close_cib(void *ctx)
{
    struct stonithd *s = ctx;
    cib_client_close(s->cib);
    s->cib = NULL;
}

static void cib_lost(void *ctx)
{
    struct stonithd *s = ctx;
    bt_log(BT_LOG_NOTICE, "the controller's CIB is gone; fencing goes on with the devices known so far");
    s->said_lost = true;
    bt_defer(s->daemon.loop, close_cib, s);
    s->retry = bt_timer_add(s->daemon.loop, CIB_RETRY_MS, connect_cib, s);
}

/* What the supervisor says of the watchdog that it holds, and corosync of what it is worth, which may change while we run (corosync-cfgtool -R). corosync runs, or this is asked again with the CIB. */
static void learn_watchdog(struct stonithd *s)
{
    const char *text = getenv(BT_WATCHDOG_MS_ENV);
    int64_t ms = 0;
    if (text == NULL || !bt_parse_int(text, &ms))
        fence_set_watchdog(s->core, 0, 0, access("/dev/watchdog", F_OK) != 0 ? "this node has no watchdog (/dev/watchdog), which would have to reset it"
                                                                           : "this node has a watchdog, but the cluster does not hold it: no node would reset itself. "
                                                                             "SBD_WATCHDOG_DEV in /etc/default/pacemaker names the one to hold");
    else if (bt_corosync_two_node())
        fence_set_watchdog(s->core, 0, 0, "corosync's two_node gives both halves of a split quorum, so that neither would reset itself; with a quorum device (qdevice) or a third node one would");
    else
        fence_set_watchdog(s->core, ms, bt_corosync_device_ms(), NULL);
}

static int subscribe(struct stonithd *s, struct bt_err *err)
{
    struct cib_client_options o = {.client = "stonithd", .timeout_ms = CIB_TIMEOUT_MS, .force_live = true};
    int rc = cib_client_open(&o, &s->cib, err);
    if (rc != 0)
        return rc;
    /* corosync runs now, as crmd does. */
    char *name = bt_corosync_local_name();
    fence_set_local_node(s->core, name);
    free(name);
    learn_watchdog(s);
    rc = cib_client_subscribe(s->cib, s->daemon.loop, cib_changed, cib_lost, s, err);
    if (rc != 0)
        close_cib(s);
    return rc;
}

static void connect_cib(void *ctx)
{
    struct stonithd *s = ctx;
    struct bt_err err = {0};
    struct bt_mono begun = bt_now().mono;
    bt_timer_cancel(s->daemon.loop, s->retry);
    s->retry = 0;
    if (s->cib != NULL)
        return;
    if (subscribe(s, &err) == 0) {
        bt_log(BT_LOG_INFO, "the CIB is followed from now on");
        s->said_lost = false;
        s->retry_ms = CIB_RETRY_MS;
        return;
    }
    if (bt_now().mono.ms - begun.ms >= CIB_TIMEOUT_MS && s->retry_ms < CIB_RETRY_MAX_MS)
        s->retry_ms *= 2;
    if (!s->said_lost)
        bt_log(BT_LOG_INFO, "no CIB yet (%s); it is asked for again until the controller serves it", bt_err_text(&err));
    s->said_lost = true;
    bt_err_clear(&err);
    s->retry = bt_timer_add(s->daemon.loop, s->retry_ms, connect_cib, s);
}

/* Clients ----------------------------------------------------------------------------------------------------------- */

static void message(void *ctx, const struct bt_ipc_peer *peer, xmlDoc *msg)
{
    struct stonithd *s = ctx;
    if (bt_xml_is(bt_xml_root(msg), XE_FENCE_MEMBERS) && getenv(BT_WATCHDOG_MS_ENV) != NULL)
        learn_watchdog(s);
    char *groups = !peer->owner && fence_is_restricted(s->core, peer->user) ? bt_user_groups(peer->user) : NULL;
    feed(s, &(struct fence_event){.kind = FENCE_EV_REQUEST, .client = peer->id, .request = bt_xml_root(msg), .user = peer->owner ? NULL : peer->user, .groups = groups});
    free(groups);
    bt_xml_free(msg);
    /* Who talks to us may be a controller that has just started: its CIB is there now, no need to wait for the timer. */
    if (s->cib == NULL && s->retry != 0) {
        bt_timer_cancel(s->daemon.loop, s->retry);
        s->retry = bt_timer_add(s->daemon.loop, 1, connect_cib, s);
    }
}

static void closed(void *ctx, const struct bt_ipc_peer *peer)
{
    feed(ctx, &(struct fence_event){.kind = FENCE_EV_CLIENT_GONE, .client = peer->id});
}

/* Proof --------------------------------------------------------------------------------------------------------------- */

#define PROOF_FIRST_MS (10 * 60 * 1000)
#define PROOF_EVERY_MS (24 * 60 * 60 * 1000)

/* Each day: can the devices still fence whom they are for? */
static void prove(void *ctx)
{
    struct stonithd *s = ctx;
    xmlDoc *doc = bt_xml_doc(XE_FENCE_PROVE);
    feed(s, &(struct fence_event){.kind = FENCE_EV_REQUEST, .request = bt_xml_root(doc)});
    bt_xml_free(doc);
    s->proof = bt_timer_add(s->daemon.loop, PROOF_EVERY_MS, prove, s);
}

/* Life ---------------------------------------------------------------------------------------------------------------- */

static void terminate(void *ctx)
{
    struct stonithd *s = ctx;
    fence_performer_end(s->performer);
}

static int serve(struct stonithd *s)
{
    static const struct bt_ipcs_handlers handlers = {.message = message, .closed = closed};
    struct bt_err err = {0};
    if (bt_ipcs_new(s->daemon.loop, FENCE_IPC, &handlers, s, &s->ipc, &err) != 0) {
        int code = err.code;
        bt_log_err(BT_LOG_ERROR, "not started", &err);
        bt_err_clear(&err);
        return code;
    }
    fence_performer_ipc(s->performer, s->ipc);
    /* Not at once: a controller that runs is about to connect to us, and two that wait for each other would both stand still. When it has, its
     * first message sets this off. */
    s->retry_ms = CIB_RETRY_MS;
    s->retry = bt_timer_add(s->daemon.loop, CIB_RETRY_MS, connect_cib, s);
    s->proof = bt_timer_add(s->daemon.loop, PROOF_FIRST_MS, prove, s);
    bt_daemon_ready(&s->daemon);
    bt_loop_run(s->daemon.loop);
    cib_client_close(s->cib);
    bt_ipcs_free(s->ipc);
    return BT_EX_OK;
}

#define HISTORY_FILE BT_STATEDIR "/fencing.xml"
#define HISTORY_MAX (4 * 1024 * 1024)

static int keep_history(void)
{
    char *text = NULL;
    size_t len = 0;
    struct bt_err err = {0};
    int rc = bt_file_read("-", HISTORY_MAX, &text, &len, &err);
    if (rc == 0)
        rc = bt_file_write_durable(HISTORY_FILE, text, len, 0640, &err);
    if (rc != 0)
        fprintf(stderr, "%s", bt_err_text(&err));
    bt_err_clear(&err);
    free(text);
    return rc;
}

static void load_history(struct stonithd *s)
{
    xmlDoc *doc = NULL;
    struct bt_err err = {0};
    if (access(HISTORY_FILE, F_OK) != 0)
        return;
    if (bt_file_read_xml(HISTORY_FILE, &doc, &err) == 0)
        fence_load(s->core, bt_xml_root(doc));
    else
        bt_log(BT_LOG_WARNING, "the history of fencing up to now is lost: %s", bt_err_text(&err));
    bt_xml_free(doc);
    bt_err_clear(&err);
}

int main(int argc, char **argv)
{
    if (argc == 2 && bt_streq(argv[1], FENCE_KEEP_OPTION))
        return keep_history();
    struct stonithd s = {.daemon = {.name = "stonithd", .terminate = terminate}};
    s.daemon.ctx = &s;
    int rc = bt_daemon_start(&s.daemon, argc, argv, "fences nodes for the cluster");
    if (rc != 0)
        return -1 - rc;
    char *name = bt_corosync_local_name();
    s.core = fence_new(name);
    load_history(&s);
    learn_watchdog(&s);
    s.performer = fence_performer_new(s.daemon.loop, feed, &s);
    free(name);
    rc = serve(&s);
    fence_performer_free(s.performer);
    fence_free(s.core);
    bt_daemon_end(&s.daemon);
    return rc;
}
