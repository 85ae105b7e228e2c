/* crmd/crmd.c - the controller's daemon: reads the CIB from disk, learns who it is from corosync, then event -> step -> effects.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "crmd/crmd_io.h"
#include "crmd/earlier_io.h"
#include "crmd/starts_io.h"

#define CIB_FOLDER BT_STATEDIR "/cib"
#define STARTS BT_STATEDIR "/starts"
#define LIFE BT_RUN_DIR "/crmd/life" /* ends with a boot */
#define CIB_VERSIONS_KEPT 99
#define LARGE_BYTES (128 << 10)
#define PROVEN BT_RUN_DIR "/crmd/proven" /* left behind by a crash and by the last to leave, gone with the node's power */

struct daemon {
    struct bt_daemon base;
    struct cib_store *store;
    struct cib_history_file *history;
    struct crmd *core;
    struct crmd_edges *edges;
    bool guarded; /* by a watchdog */
    int code;
};

static void terminate(void *ctx)
{
    struct daemon *d = ctx;
    if (d->edges == NULL)
        bt_loop_stop(d->base.loop);
    else
        crmd_edges_feed(d->edges, &(struct crmd_event){.kind = CRMD_EV_SHUTDOWN});
}

static void ended(void *ctx, int code)
{
    struct daemon *d = ctx;
    d->code = code;
    bt_loop_stop(d->base.loop);
}

static void proven(void *ctx)
{
    (void)ctx;
    int fd = open(PROVEN, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd >= 0)
        close(fd);
}

/* A random UUID (RFC 4122, version 4): names this run. */
static void make_uuid(char text[37])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char random[16];
    size_t at = 0;
    if (getrandom(random, sizeof random, 0) != sizeof random)
        bt_log(BT_LOG_WARNING, "The kernel gives no random numbers; this run's name may not be unique");
    random[6] = (unsigned char)((random[6] & 0x0f) | 0x40);
    random[8] = (unsigned char)((random[8] & 0x3f) | 0x80);
    for (size_t i = 0; i < sizeof random; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text[at++] = '-';
        text[at++] = digits[random[i] >> 4];
        text[at++] = digits[random[i] & 15];
    }
    assert(at == 36);
    text[at] = '\0';
}

/* The supervisor's children are told in their environment. */
static void learn_watchdog(struct crmd_config *cfg)
{
    const char *ms = getenv(BT_WATCHDOG_MS_ENV);
    cfg->life = getenv(BT_WATCHDOG_LIFE_ENV);
    if (ms == NULL || cfg->life == NULL || !bt_parse_int(ms, &cfg->watchdog_ms))
        return;
    int64_t device_ms = bt_corosync_device_ms(), ring_ms = bt_corosync_ring_ms() + device_ms;
    if (cfg->watchdog_ms < ring_ms)
        bt_log(BT_LOG_WARNING, "SBD_WATCHDOG_TIMEOUT (%" PRId64 " ms) is shorter than corosync may take to form a ring without a lost node (token and consensus%s: %" PRId64 " ms): the loss of "
               "another node may get this one reset, too", cfg->watchdog_ms, device_ms > 0 ? ", and the quorum device's sync_timeout" : "", ring_ms);
    cfg->watchdog_counts = !bt_corosync_two_node();
    if (!cfg->watchdog_counts)
        bt_log(BT_LOG_WARNING, "corosync's two_node gives both halves of a split quorum: the watchdog ends this node if it hangs, but it is no fencing");
}

/* Who we are, from corosync; the core takes the CIB. */
static int make_core(struct daemon *d, struct cib *cib, struct bt_err *err)
{
    struct bt_corosync_node *nodes;
    struct crmd_config cfg = {.feature_set = CIB_FEATURE_SET};
    struct earlier earlier = {0};
    struct starts falls = {0};
    char uuid[37] = "";
    int rc = bt_corosync_nodes(&nodes, &cfg.n_nodes, &cfg.nodeid, err);
    if (rc != 0) {
        cib_free(cib);
        return rc;
    }
    struct crmd_node *known = bt_alloc((cfg.n_nodes + 1) * sizeof *known);
    for (size_t i = 0; i < cfg.n_nodes; i++) {
        known[i] = (struct crmd_node){.id = nodes[i].nodeid, .name = nodes[i].name};
        if (nodes[i].nodeid == cfg.nodeid)
            cfg.name = nodes[i].name;
    }
    make_uuid(uuid);
    cfg.uuid = uuid;
    cfg.nodes = known;
    char *cluster_name = bt_corosync_cluster_name();
    cfg.cluster_name = cluster_name;
    earlier_read(CIB_FOLDER, &earlier);
    cfg.earlier = earlier.v;
    cfg.n_earlier = earlier.n;
    starts_open(STARTS, LIFE, bt_now().wall.s, &falls);
    cfg.unclean = falls.v;
    cfg.n_unclean = falls.n;
    cfg.proven = access(PROVEN, F_OK) == 0;
    learn_watchdog(&cfg);
    d->guarded = cfg.watchdog_ms > 0;
    if (cfg.name != NULL)
        d->core = crmd_new(&cfg, cib);
    else
        rc = bt_fail(err, BT_EX_CONFIG, "corosync.conf's node list has no node with this node's id %" PRIu32 "; add it there", cfg.nodeid);
    if (rc == 0)
        bt_log(BT_LOG_NOTICE, "This is node %s (%" PRIu32 ")", cfg.name, cfg.nodeid);
    else
        cib_free(cib);
    earlier_free(&earlier);
    BT_VEC_FREE(&falls);
    free(cluster_name);
    free(known);
    bt_corosync_nodes_free(nodes, cfg.n_nodes);
    return rc;
}

static int open_all(struct daemon *d, struct bt_err *err)
{
    struct cib *cib;
    int rc = cib_store_open(CIB_FOLDER, CIB_VERSIONS_KEPT, &d->store, err);
    if (rc == 0)
        rc = cib_store_load(d->store, &cib, err);
    if (rc == 0) {
        cib_history_catch_up(CIB_FOLDER, &cib);
        d->history = cib_history_open(CIB_FOLDER, bt_xml_root(cib_doc(cib)));
        rc = make_core(d, cib, err);
    }
    if (rc != 0)
        return rc;
    struct crmd_edges_config cfg = {.loop = d->base.loop, .store = d->store, .history = d->history, .folder = CIB_FOLDER, .life = LIFE, .guarded = d->guarded, .ended = ended, .proven = proven, .ctx = d};
    d->edges = crmd_edges_new(&cfg, d->core);
    return crmd_edges_open(d->edges, err);
}

int main(int argc, char **argv)
{
    struct daemon d = {.base = {.name = "crmd", .terminate = terminate}};
    struct bt_err err = {0};
    d.base.ctx = &d;
    mallopt(M_ARENA_MAX, 1); /* the saver's thread shares the heap: it is not worth one of its own */
    mallopt(M_MMAP_THRESHOLD, LARGE_BYTES); /* a text of the whole history or CIB goes back to the system when it is done with */
    int rc = bt_daemon_start(&d.base, argc, argv, "controls the cluster: membership, CIB, decisions and their execution");
    if (rc != 0)
        return -1 - rc;
    d.code = open_all(&d, &err);
    if (d.code != 0) {
        /* batond tells when corosync is away for long, and tries again */
        bt_log_err(d.code == BT_EX_DISCONNECT ? BT_LOG_INFO : BT_LOG_ERROR, "The controller can not start", &err);
    } else {
        bt_daemon_ready(&d.base);
        bt_loop_run(d.base.loop);
        if (d.code == BT_EX_OK)
            starts_close(STARTS);
    }
    if (d.core == NULL || d.code != BT_EX_OK || !crmd_leaves_proven(d.core))
        unlink(PROVEN); /* it may miss what the others do from now on */
    bt_err_clear(&err);
    crmd_edges_free(d.edges);
    crmd_free(d.core);
    cib_history_close(d.history);
    cib_store_close(d.store);
    bt_daemon_end(&d.base);
    return d.code;
}
