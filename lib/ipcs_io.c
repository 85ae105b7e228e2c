/* lib/ipcs_io.c - the server's end of the IPC (see ipc_io.h).
 *
 * Sending never waits: what a client's buffer does not take stays in its queue, and a timer tries again until the queue
 * is empty or over its bound. A client is dropped from a timer too, so that `closed` never comes from inside another call.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/ipc_io.h"

#include <errno.h>
#include <pwd.h>
#include <sys/stat.h>

#include <qb/qbipcs.h>
#include <qb/qbloop.h>

#include "lib/ipc_common_io.h"
#include "lib/log_io.h"

struct bt_ipcs_conn {
    struct bt_ipcs *server;
    qb_ipcs_connection_t *qb;
    struct bt_ipc_peer peer;
    char *user;
    struct bt_assembly in;
    struct bt_ipc_queue out;
    bt_timer retry;
    int idle; /* tries since its buffer last took something */
    bool dropping;
};

struct bt_ipcs {
    struct bt_loop *loop;
    char *name;
    struct bt_ipcs_handlers h;
    void *ctx;
    struct bt_ipc_trust trust;
    qb_ipcs_service_t *qb;
    uint64_t last_id;
    BT_VEC(struct bt_ipcs_conn *) conns;
    bt_timer reaper;
    bool ending; /* bt_ipcs_free() was called: no handler is called any more */
};

/* What waits for a client has a timer that tries again; for one that is dropped nothing waits. */
static void conn_check(const struct bt_ipcs_conn *c)
{
    assert(c->dropping ? c->retry == 0 && c->out.messages == 0 : (c->retry != 0) == (c->out.messages > 0));
    assert(c->peer.id > 0 && c->peer.id <= c->server->last_id);
}

static struct bt_ipcs_conn *find_conn(const struct bt_ipcs *s, uint64_t id)
{
    for (size_t i = 0; i < s->conns.n; i++)
        if (s->conns.v[i]->peer.id == id)
            return s->conns.v[i];
    return NULL;
}

static void reap(void *ctx)
{
    struct bt_ipcs *s = ctx;
    s->reaper = 0;
    for (size_t i = s->conns.n; i > 0; i--) {
        /* Closing takes the connection out of the array; from the end, none is missed. */
        if (i <= s->conns.n && s->conns.v[i - 1]->dropping)
            qb_ipcs_disconnect(s->conns.v[i - 1]->qb);
    }
}

/* From here on it gets nothing, and nothing that it sent counts. */
static void give_up(struct bt_ipcs_conn *c)
{
    c->dropping = true;
    bt_timer_cancel(c->server->loop, c->retry);
    c->retry = 0;
    bt_ipc_queue_free(&c->out);
    conn_check(c);
}

static void drop(struct bt_ipcs_conn *c)
{
    if (c->dropping)
        return;
    give_up(c);
    if (c->server->reaper == 0)
        c->server->reaper = bt_timer_add(c->server->loop, 0, reap, c->server);
}

static ssize_t send_event(void *to, const void *data, size_t size)
{
    return qb_ipcs_event_send(to, data, size);
}

static void retry_due(void *ctx);

/* A client that reads empties its buffer in less than a millisecond: after a few rounds of the loop there is room again. */
static int64_t pause_ms(int idle)
{
    enum { ROUNDS = 30 };
    int64_t ms = BT_IPC_RETRY_FIRST_MS;
    if (idle < ROUNDS)
        return 0;
    for (int i = ROUNDS; i < idle && ms < BT_IPC_RETRY_LAST_MS; i++)
        ms *= 2;
    return ms;
}

static void flush(struct bt_ipcs_conn *c)
{
    size_t waiting = c->out.bytes;
    int rc = bt_ipc_queue_flush(&c->out, send_event, c->qb);
    if (rc == 0)
        return;
    if (rc != -EAGAIN && rc != -ENOBUFS && rc != -EINTR) {
        if (rc != -EPIPE && rc != -ENOTCONN && rc != -ECONNRESET)
            bt_log(BT_LOG_WARNING, "%s: client %u (%s) is dropped, because sending to it failed (%s)", c->server->name,
                   c->peer.pid, c->user, strerror(-rc));
        drop(c);
        return;
    }
    c->idle = c->out.bytes != waiting ? 0 : c->idle + 1;
    c->retry = bt_timer_add(c->server->loop, pause_ms(c->idle), retry_due, c);
}

static void retry_due(void *ctx)
{
    struct bt_ipcs_conn *c = ctx;
    c->retry = 0;
    flush(c);
    conn_check(c);
}

bool bt_ipcs_send(struct bt_ipcs *s, uint64_t peer_id, const xmlDoc *msg)
{
    const struct bt_ipcs_conn *c = find_conn(s, peer_id);
    return c != NULL && !c->dropping && bt_ipcs_send_text(s, peer_id, bt_xml_text(bt_xml_root(msg), false));
}

bool bt_ipcs_send_text(struct bt_ipcs *s, uint64_t peer_id, char *text)
{
    struct bt_ipcs_conn *c = find_conn(s, peer_id);
    if (c == NULL || c->dropping) {
        free(text);
        return false;
    }
    bt_ipc_queue_add(&c->out, text, strlen(text));
    if (c->retry == 0)
        flush(c);
    if (!c->dropping && bt_ipc_queue_is_over(&c->out)) {
        bt_log(BT_LOG_WARNING, "%s: client %u (%s) is dropped, because it does not read: %zu messages (%zu bytes) wait",
               s->name, c->peer.pid, c->user, c->out.messages, c->out.bytes);
        drop(c);
    }
    conn_check(c);
    return !c->dropping;
}

void bt_ipcs_drop(struct bt_ipcs *s, uint64_t peer_id)
{
    struct bt_ipcs_conn *c = find_conn(s, peer_id);
    if (c != NULL)
        drop(c);
}

static int32_t accept_client(qb_ipcs_connection_t *qb, uid_t uid, gid_t gid)
{
    struct bt_ipcs *s = qb_ipcs_connection_service_context_get(qb);
    if (!bt_ipc_trusts_client(&s->trust, uid, gid)) {
        bt_log(BT_LOG_WARNING, "%s: a client of uid %u is refused, because it is not in group haclient", s->name, uid);
        return -EACCES;
    }
    /* Root gives the shared memory to the client; others can only open it to the group. */
    if (s->trust.self == 0)
        qb_ipcs_connection_auth_set(qb, uid, gid, S_IRUSR | S_IWUSR);
    else if (s->trust.has_haclient && uid != s->trust.self)
        qb_ipcs_connection_auth_set(qb, s->trust.self, s->trust.haclient, S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP);
    struct bt_ipcs_conn *c = BT_NEW(struct bt_ipcs_conn);
    const struct passwd *pw = getpwuid(uid);
    c->server = s;
    c->qb = qb;
    c->user = pw != NULL ? bt_strdup(pw->pw_name) : bt_printf("uid %u", uid);
    c->peer = (struct bt_ipc_peer){.id = ++s->last_id, .uid = uid, .gid = gid, .user = c->user, .owner = bt_ipc_trusts_server(&s->trust, uid)};
    qb_ipcs_context_set(qb, c);
    return 0;
}

static void client_created(qb_ipcs_connection_t *qb)
{
    struct bt_ipcs_conn *c = qb_ipcs_context_get(qb);
    struct qb_ipcs_connection_stats_2 *stats = qb_ipcs_connection_stats_get_2(qb, 0);
    if (stats != NULL)
        c->peer.pid = (uint32_t)stats->client_pid;
    free(stats);
    BT_PUSH(&c->server->conns, c);
    if (c->server->h.opened != NULL)
        c->server->h.opened(c->server->ctx, &c->peer);
}

static void rubbish(struct bt_ipcs_conn *c, const char *why)
{
    bt_log(BT_LOG_WARNING, "%s: client %u (%s) is dropped, because it sent rubbish: %s", c->server->name, c->peer.pid,
           c->user, why);
    drop(c);
}

static int32_t frame_arrived(qb_ipcs_connection_t *qb, void *data, size_t size)
{
    struct bt_ipcs_conn *c = qb_ipcs_context_get(qb);
    if (c->dropping)
        return 0;
    enum bt_piece piece = bt_ipc_take_frame(&c->in, data, size);
    if (piece == BT_PIECE_BAD)
        rubbish(c, "a frame that does not fit");
    if (piece != BT_PIECE_WHOLE)
        return 0;
    struct bt_err err = {0};
    xmlDoc *doc = bt_ipc_take_document(&c->in, "message", &err);
    if (doc != NULL)
        c->server->h.message(c->server->ctx, &c->peer, doc);
    else
        rubbish(c, bt_err_text(&err));
    bt_err_clear(&err);
    return 0;
}

static int32_t client_closed(qb_ipcs_connection_t *qb)
{
    struct bt_ipcs_conn *c = qb_ipcs_context_get(qb);
    struct bt_ipcs *s = c->server;
    for (size_t i = 0; i < s->conns.n; i++) {
        if (s->conns.v[i] != c)
            continue;
        s->conns.v[i] = s->conns.v[--s->conns.n];
        give_up(c);
        if (s->h.closed != NULL && !s->ending)
            s->h.closed(s->ctx, &c->peer);
    }
    return 0;
}

static void client_destroyed(qb_ipcs_connection_t *qb)
{
    struct bt_ipcs_conn *c = qb_ipcs_context_get(qb);
    if (c == NULL)
        return; /* refused before it had a context */
    bt_timer_cancel(c->server->loop, c->retry);
    bt_ipc_queue_free(&c->out);
    bt_assembly_reset(&c->in);
    free(c->user);
    free(c);
}

/* libqb's handlers have no context; a NULL loop is the process's first one. */
static int32_t job_add(enum qb_loop_priority p, void *data, qb_loop_job_dispatch_fn fn)
{
    return qb_loop_job_add(NULL, p, data, fn);
}

static int32_t dispatch_add(enum qb_loop_priority p, int32_t fd, int32_t events, void *data, qb_ipcs_dispatch_fn_t fn)
{
    return qb_loop_poll_add(NULL, p, fd, events, data, fn);
}

static int32_t dispatch_mod(enum qb_loop_priority p, int32_t fd, int32_t events, void *data, qb_ipcs_dispatch_fn_t fn)
{
    return qb_loop_poll_mod(NULL, p, fd, events, data, fn);
}

static int32_t dispatch_del(int32_t fd)
{
    return qb_loop_poll_del(NULL, fd);
}

int bt_ipcs_new(struct bt_loop *loop, const char *name, const struct bt_ipcs_handlers *h, void *ctx,
                struct bt_ipcs **ret, struct bt_err *err)
{
    struct qb_ipcs_service_handlers service = {accept_client, client_created, frame_arrived, client_closed,
                                               client_destroyed};
    struct qb_ipcs_poll_handlers poll = {job_add, dispatch_add, dispatch_mod, dispatch_del};
    struct bt_ipcs *s = BT_NEW(struct bt_ipcs);
    s->loop = loop;
    s->name = bt_strdup(name);
    s->h = *h;
    s->ctx = ctx;
    s->trust = bt_ipc_trust_get();
    char *full = bt_printf(BT_IPC_PREFIX "%s", name);
    s->qb = qb_ipcs_create(full, 0, QB_IPC_SHM, &service);
    free(full);
    int rc = s->qb != NULL ? 0 : -errno;
    if (rc == 0) {
        qb_ipcs_service_context_set(s->qb, s);
        qb_ipcs_poll_handlers_set(s->qb, &poll);
        qb_ipcs_enforce_buffer_size(s->qb, BT_IPC_BUFFER);
        rc = qb_ipcs_run(s->qb); /* destroys the service if it fails */
    }
    if (rc == 0) {
        *ret = s;
        return 0;
    }
    free(s->name);
    free(s);
    if (rc == -EADDRINUSE)
        return bt_fail(err, BT_EX_EXISTS, "Another process serves the IPC name %s%s already", BT_IPC_PREFIX, name);
    return bt_fail(err, BT_EX_OSERR, "The IPC name %s%s can't be served (%s)", BT_IPC_PREFIX, name, strerror(-rc));
}

void bt_ipcs_free(struct bt_ipcs *s)
{
    if (s == NULL)
        return;
    s->ending = true;
    bt_timer_cancel(s->loop, s->reaper);
    qb_ipcs_destroy(s->qb); /* disconnects every client */
    assert(s->conns.n == 0);
    BT_VEC_FREE(&s->conns);
    free(s->name);
    free(s);
}
