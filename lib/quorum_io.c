/* lib/quorum_io.c - corosync's quorum, membership and node list (see cpg_io.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <sys/utsname.h>
#include <time.h>

#include <corosync/cmap.h>
#include <corosync/quorum.h>

#include "lib/cpg_io.h"
#include "lib/log_io.h"

struct bt_quorum {
    struct bt_loop *loop;
    quorum_handle_t handle;
    int fd;
    void (*changed)(void *ctx, bool quorate, const uint32_t *nodeids, size_t n);
    void (*lost)(void *ctx);
    void *ctx;
    bool dispatching, freed;
};

static void quorum_told(quorum_handle_t handle, uint32_t quorate, struct quorum_ring_id ring, uint32_t n,
                        const uint32_t *members)
{
    const void *context = NULL;
    (void)ring;
    quorum_context_get(handle, &context);
    const struct bt_quorum *q = context;
    if (!q->freed)
        q->changed(q->ctx, quorate != 0, members, n);
}

static void destroy(struct bt_quorum *q)
{
    bt_unwatch(q->loop, q->fd);
    quorum_finalize(q->handle);
    free(q);
}

static void readable(void *ctx, int fd, int revents)
{
    struct bt_quorum *q = ctx;
    q->dispatching = true;
    cs_error_t rc = quorum_dispatch(q->handle, CS_DISPATCH_ALL);
    q->dispatching = false;
    if (q->freed) {
        destroy(q);
        return;
    }
    if (rc == CS_ERR_TRY_AGAIN)
        rc = CS_OK;
    if (rc == CS_OK && (revents & (POLLHUP | POLLERR)) == 0)
        return;
    bt_log(BT_LOG_ERROR, "Quorum is not known any more: the connection to corosync is lost (%s)", cs_strerror(rc));
    bt_unwatch(q->loop, fd);
    q->lost(q->ctx);
}

static cs_error_t start_watching(struct bt_quorum *q)
{
    quorum_model_v1_data_t model = {.model = QUORUM_MODEL_V1, .quorum_notify_fn = quorum_told};
    uint32_t type;
    cs_error_t rc = quorum_model_initialize(&q->handle, QUORUM_MODEL_V1, (quorum_model_data_t *)&model, &type, q);
    if (rc != CS_OK)
        return rc;
    rc = type == QUORUM_SET ? quorum_fd_get(q->handle, &q->fd) : CS_ERR_NOT_SUPPORTED;
    if (rc == CS_OK)
        rc = quorum_trackstart(q->handle, CS_TRACK_CURRENT | CS_TRACK_CHANGES);
    if (rc == CS_OK && bt_watch(q->loop, q->fd, POLLIN, readable, q) != 0)
        rc = CS_ERR_LIBRARY;
    if (rc != CS_OK)
        quorum_finalize(q->handle);
    return rc;
}

int bt_quorum_watch(struct bt_loop *loop, void (*changed)(void *ctx, bool quorate, const uint32_t *nodeids, size_t n),
                    void (*lost)(void *ctx), void *ctx, struct bt_quorum **ret, struct bt_err *err)
{
    struct bt_quorum *q = BT_NEW(struct bt_quorum);
    *q = (struct bt_quorum){.loop = loop, .changed = changed, .lost = lost, .ctx = ctx};
    cs_error_t rc = start_watching(q);
    if (rc == CS_OK) {
        *ret = q;
        return 0;
    }
    free(q);
    if (rc == CS_ERR_NOT_SUPPORTED)
        return bt_fail(err, BT_EX_CONFIG,
                       "corosync.conf configures no quorum provider; add quorum { provider: "
                       "corosync_votequorum }");
    return bt_fail(err, BT_EX_DISCONNECT, "Quorum can't be watched (%s); is corosync running?", cs_strerror(rc));
}

bool bt_quorum_holds(const struct bt_quorum *q)
{
    int quorate = 0;
    return q != NULL && quorum_getquorate(q->handle, &quorate) == CS_OK && quorate != 0;
}

void bt_quorum_free(struct bt_quorum *q)
{
    if (q == NULL)
        return;
    q->freed = true;
    if (!q->dispatching)
        destroy(q);
}

/* A string of cmap, the caller's to free; NULL if there is none. */
static char *get_string(cmap_handle_t cmap, const char *key)
{
    char *text = NULL;
    return cmap_get_string(cmap, key, &text) == CS_OK ? text : NULL;
}

int64_t bt_corosync_joins(uint32_t nodeid)
{
    cmap_handle_t cmap;
    char key[64];
    uint32_t joins;
    if (cmap_initialize(&cmap) != CS_OK)
        return -1;
    snprintf(key, sizeof key, "runtime.members.%" PRIu32 ".join_count", nodeid);
    bool known = cmap_get_uint32(cmap, key, &joins) == CS_OK;
    cmap_finalize(cmap);
    return known ? (int64_t)joins : -1;
}

bool bt_corosync_two_node(void)
{
    cmap_handle_t cmap;
    uint8_t set = 0;
    if (cmap_initialize(&cmap) != CS_OK)
        return true;
    if (cmap_get_uint8(cmap, "quorum.two_node", &set) != CS_OK)
        set = 0;
    cmap_finalize(cmap);
    return set != 0;
}

int64_t bt_corosync_device_ms(void)
{
    cmap_handle_t cmap;
    if (cmap_initialize(&cmap) != CS_OK)
        return 0;
    char *model = get_string(cmap, "quorum.device.model");
    uint32_t timeout, sync_timeout;
    if (cmap_get_uint32(cmap, "quorum.device.timeout", &timeout) != CS_OK)
        timeout = 10000;
    if (cmap_get_uint32(cmap, "quorum.device.sync_timeout", &sync_timeout) != CS_OK)
        sync_timeout = 30000;
    cmap_finalize(cmap);
    bool device = model != NULL;
    free(model);
    return !device ? 0 : timeout > sync_timeout ? timeout : sync_timeout;
}

int64_t bt_corosync_ring_ms(void)
{
    cmap_handle_t cmap;
    uint32_t token = 0, consensus = 0;
    if (cmap_initialize(&cmap) != CS_OK)
        return 0;
    if (cmap_get_uint32(cmap, "runtime.config.totem.token", &token) != CS_OK || cmap_get_uint32(cmap, "runtime.config.totem.consensus", &consensus) != CS_OK)
        token = consensus = 0;
    cmap_finalize(cmap);
    return (int64_t)token + consensus;
}

static char *node_string(cmap_handle_t cmap, uint32_t position, const char *what)
{
    char *key = bt_printf("nodelist.node.%" PRIu32 ".%s", position, what);
    char *text = get_string(cmap, key);
    free(key);
    return text;
}

static bool is_address(const char *s)
{
    struct in6_addr any;
    return inet_pton(AF_INET, s, &any) == 1 || inet_pton(AF_INET6, s, &any) == 1;
}

static char *name_of(cmap_handle_t cmap, uint32_t position, bool local)
{
    char *name = node_string(cmap, position, "name");
    if (name != NULL && *name != '\0')
        return name;
    free(name);
    name = node_string(cmap, position, "ring0_addr");
    if (name != NULL && !is_address(name))
        return name;
    free(name);
    struct utsname host;
    return local && uname(&host) == 0 ? bt_strdup(host.nodename) : NULL;
}

/* Whether a key is "nodelist.node.N.nodeid", and N. */
static bool is_nodeid_key(const char *key, uint32_t *ret_position)
{
    static const char prefix[] = "nodelist.node.";
    if (!bt_starts(key, prefix) || !bt_ends(key, ".nodeid"))
        return false;
    const char *digits = key + strlen(prefix);
    char *text = bt_strndup(digits, strcspn(digits, "."));
    int64_t n;
    bool ok = bt_parse_int(text, &n) && n >= 0 && n <= UINT32_MAX;
    free(text);
    if (ok)
        *ret_position = (uint32_t)n;
    return ok;
}

typedef BT_VEC(struct bt_corosync_node) node_vec;

static int read_nodes(cmap_handle_t cmap, node_vec *nodes, uint32_t *ret_local, struct bt_err *err)
{
    uint32_t local_position, position, nodeid;
    cmap_iter_handle_t iter;
    char key[CMAP_KEYNAME_MAXLEN + 1];
    if (cmap_get_uint32(cmap, "nodelist.local_node_pos", &local_position) != CS_OK)
        return bt_fail(err, BT_EX_CONFIG, "This node is not in the node list of corosync.conf");
    if (cmap_iter_init(cmap, "nodelist.node.", &iter) != CS_OK)
        return bt_fail(err, BT_EX_CONFIG, "corosync.conf has no node list");
    int rc = 0;
    while (rc == 0 && cmap_iter_next(cmap, iter, key, NULL, NULL) == CS_OK) {
        if (!is_nodeid_key(key, &position) || cmap_get_uint32(cmap, key, &nodeid) != CS_OK)
            continue;
        bool local = position == local_position;
        char *name = name_of(cmap, position, local);
        if (name == NULL) {
            rc = bt_fail(err, BT_EX_CONFIG, "Node %u has no name; add 'name:' to it in corosync.conf", nodeid);
            break;
        }
        BT_PUSH(nodes, ((struct bt_corosync_node){nodeid, name}));
        if (local)
            *ret_local = nodeid;
    }
    cmap_iter_finalize(cmap, iter);
    return rc;
}

int bt_corosync_nodes(struct bt_corosync_node **ret, size_t *ret_n, uint32_t *ret_local, struct bt_err *err)
{
    cmap_handle_t cmap;
    cs_error_t opened = cmap_initialize(&cmap);
    if (opened != CS_OK)
        return bt_fail(err, BT_EX_DISCONNECT, "The node list can't be read (%s); is corosync running?",
                       cs_strerror(opened));
    node_vec nodes = {0};
    uint32_t local = 0;
    int rc = read_nodes(cmap, &nodes, &local, err);
    cmap_finalize(cmap);
    if (rc == 0 && local == 0)
        rc = bt_fail(err, BT_EX_CONFIG, "This node has no nodeid in corosync.conf");
    if (rc != 0) {
        bt_corosync_nodes_free(nodes.v, nodes.n);
        return rc;
    }
    *ret = nodes.v;
    *ret_n = nodes.n;
    *ret_local = local;
    return 0;
}

void bt_corosync_nodes_free(struct bt_corosync_node *nodes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(nodes[i].name);
    free(nodes);
}

char *bt_corosync_local_name(void)
{
    struct bt_corosync_node *nodes = NULL;
    size_t n = 0;
    uint32_t local = 0;
    char *name = NULL;
    if (bt_corosync_nodes(&nodes, &n, &local, NULL) == 0) {
        for (size_t i = 0; i < n; i++)
            if (nodes[i].nodeid == local)
                name = bt_strdup(nodes[i].name);
        bt_corosync_nodes_free(nodes, n);
    }
    char host[256] = "localhost";
    if (name == NULL && gethostname(host, sizeof host - 1) != 0)
        bt_log(BT_LOG_WARNING, "The host's name can't be had (%s)", strerror(errno));
    return name != NULL ? name : bt_strdup(host);
}

char *bt_corosync_cluster_name(void)
{
    cmap_handle_t cmap;
    if (cmap_initialize(&cmap) != CS_OK)
        return bt_strdup("");
    char *name = get_string(cmap, "totem.cluster_name");
    cmap_finalize(cmap);
    return name != NULL ? name : bt_strdup("");
}
