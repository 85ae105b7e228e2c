/* lib/ipcc_io.c - the client's end of the IPC (see ipc_io.h).
 *
 * A tool sends and waits; a daemon attaches its client to the loop, and from then on sending never waits.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/ipc_io.h"

#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include <qb/qbipcc.h>

#include "lib/ipc_common_io.h"
#include "lib/log_io.h"

enum { SEND_TIMEOUT_MS = 30 * 1000 };

struct bt_ipcc {
    qb_ipcc_connection_t *qb;
    char *name;
    struct bt_assembly in;
    struct bt_ipc_queue out;
    /* Once attached: */
    struct bt_loop *loop;
    int fd;
    bt_timer retry, starter;
    int64_t retry_ms;
    void (*message)(void *ctx, xmlDoc *msg);
    void (*closed)(void *ctx);
    void *ctx;
    bool lost;
    bool *freed; /* set while dispatching: bt_ipcc_free() from inside a handler says so here */
};

/* A tool's connection has no loop and waits by itself. A daemon's, attached, is lost at most once and keeps nothing then; it tries again only while something
 * waits to be sent. */
static void ipcc_check(const struct bt_ipcc *c)
{
    assert(c->loop != NULL ? c->message != NULL && c->closed != NULL : c->fd < 0 && c->starter == 0 && !c->lost);
    assert(c->retry == 0 || (c->loop != NULL && c->out.messages > 0));
    assert(!c->lost || (c->retry == 0 && c->out.messages == 0));
}

static int connect_failure(const char *name, int code, struct bt_err *err)
{
    if (code == EACCES || code == EPERM)
        return bt_fail(err, BT_EX_INSUFFICIENT_PRIV,
                       "%s refuses this user; only root and members of group haclient are let in", name);
    if (code == ETIMEDOUT)
        return bt_fail(err, BT_EX_DISCONNECT, "%s does not answer", name);
    return bt_fail(err, BT_EX_DISCONNECT, "%s can't be reached (%s); is the cluster running on this node?", name,
                   strerror(code));
}

/* Waits for the server's answer to the connection that was begun; an errno. libqb frees the connection if it fails. */
static int finish_connect(qb_ipcc_connection_t *qb, int fd, int64_t timeout_ms)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    int64_t end_ms = bt_now().mono.ms + timeout_ms, left_ms = timeout_ms;
    int n;
    while ((n = poll(&p, 1, (int)left_ms)) < 0 && errno == EINTR)
        left_ms = end_ms > bt_now().mono.ms ? end_ms - bt_now().mono.ms : 0;
    if (n == 0) {
        qb_ipcc_disconnect(qb);
        return ETIMEDOUT;
    }
    return -qb_ipcc_connect_continue(qb);
}

/* Root's and our own are known without a look into the users' database, which costs a tool as much as the rest of connecting. */
static bool is_trusted(uid_t server)
{
    struct bt_ipc_trust trust = {.self = geteuid()};
    if (bt_ipc_trusts_server(&trust, server))
        return true;
    trust = bt_ipc_trust_get();
    return bt_ipc_trusts_server(&trust, server);
}

int bt_ipcc_connect(const char *name, int64_t timeout_ms, struct bt_ipcc **ret, struct bt_err *err)
{
    char *full = bt_printf(BT_IPC_PREFIX "%s", name);
    int fd = -1;
    qb_ipcc_connection_t *qb = qb_ipcc_connect_async(full, BT_IPC_BUFFER, &fd);
    int rc = qb != NULL ? 0 : errno;
    free(full);
    if (rc == 0)
        rc = finish_connect(qb, fd, timeout_ms);
    if (rc != 0)
        return connect_failure(name, rc, err);
    pid_t pid;
    uid_t uid;
    gid_t gid;
    if (qb_ipcc_auth_get(qb, &pid, &uid, &gid) != 0 || !is_trusted(uid)) {
        qb_ipcc_disconnect(qb);
        return bt_fail(err, BT_EX_DISCONNECT,
                       "%s is served by a process that is neither root's nor hacluster's: not trusted", name);
    }
    struct bt_ipcc *c = BT_NEW(struct bt_ipcc);
    c->qb = qb;
    c->name = bt_strdup(name);
    c->fd = -1;
    *ret = c;
    return 0;
}

static ssize_t send_request(void *to, const void *data, size_t size)
{
    return qb_ipcc_send(to, data, size);
}

static bool is_temporary(int rc)
{
    return rc == -EAGAIN || rc == -EINTR || rc == -ENOBUFS || rc == -ETIMEDOUT;
}

static void retry_due(void *ctx);
static void dispatch(void *ctx, int fd, int revents);

/* The end, told from the loop and not from inside a call. */
static void lose(struct bt_ipcc *c)
{
    if (c->lost)
        return;
    c->lost = true;
    bt_unwatch(c->loop, c->fd);
    bt_timer_cancel(c->loop, c->retry);
    c->retry = 0;
    bt_ipc_queue_free(&c->out);
    ipcc_check(c);
    bt_log(BT_LOG_DEBUG, "The connection to %s ended", c->name);
    c->closed(c->ctx);
}

static void lose_later(void *ctx)
{
    struct bt_ipcc *c = ctx;
    c->starter = 0;
    lose(c);
}

static void flush_attached(struct bt_ipcc *c)
{
    size_t waiting = c->out.bytes;
    int rc = bt_ipc_queue_flush(&c->out, send_request, c->qb);
    if (rc == 0)
        return;
    if (!is_temporary(rc) || bt_ipc_queue_is_over(&c->out)) {
        bt_log(BT_LOG_WARNING, "The connection to %s is given up, because it does not take messages (%s)", c->name,
               strerror(-rc));
        if (c->starter == 0)
            c->starter = bt_timer_add(c->loop, 0, lose_later, c);
        return;
    }
    c->retry_ms = c->out.bytes != waiting || c->retry_ms == 0 ? BT_IPC_RETRY_FIRST_MS : c->retry_ms * 2;
    if (c->retry_ms > BT_IPC_RETRY_LAST_MS)
        c->retry_ms = BT_IPC_RETRY_LAST_MS;
    c->retry = bt_timer_add(c->loop, c->retry_ms, retry_due, c);
    ipcc_check(c);
}

static void retry_due(void *ctx)
{
    struct bt_ipcc *c = ctx;
    c->retry = 0;
    flush_attached(c);
    ipcc_check(c);
}

/* A tool has nothing else to do: it waits until the server has taken the message. */
static int flush_waiting(struct bt_ipcc *c, struct bt_err *err)
{
    int64_t end_ms = bt_now().mono.ms + SEND_TIMEOUT_MS;
    int rc;
    while ((rc = bt_ipc_queue_flush(&c->out, send_request, c->qb)) != 0) {
        if (!is_temporary(rc))
            return bt_fail(err, BT_EX_DISCONNECT, "The connection to %s is lost (%s)", c->name, strerror(-rc));
        if (bt_now().mono.ms >= end_ms)
            return bt_fail(err, BT_EX_TIMEOUT, "%s does not take the message", c->name);
        struct timespec pause = {.tv_nsec = 200 * 1000};
        nanosleep(&pause, NULL);
    }
    return 0;
}

int bt_ipcc_send(struct bt_ipcc *c, const xmlDoc *msg, struct bt_err *err)
{
    if (c->lost)
        return bt_fail(err, BT_EX_DISCONNECT, "The connection to %s is lost", c->name);
    char *text = bt_xml_text(bt_xml_root(msg), false);
    bt_ipc_queue_add(&c->out, text, strlen(text));
    if (c->loop == NULL)
        return flush_waiting(c, err);
    if (c->retry == 0)
        flush_attached(c);
    ipcc_check(c);
    return 0;
}

/* Receives frames until a message is whole, in c->in. 0; else -errno: -EAGAIN or -ETIMEDOUT when none came in time. */
static int receive(struct bt_ipcc *c, int64_t timeout_ms)
{
    struct {
        struct bt_ipc_frame head;
        char data[BT_IPC_FRAME_DATA];
    } in;
    int64_t end_ms = bt_now().mono.ms + timeout_ms;
    for (;;) {
        int64_t left_ms = end_ms - bt_now().mono.ms;
        ssize_t n = qb_ipcc_event_recv(c->qb, &in, sizeof(in), left_ms > 0 ? (int32_t)left_ms : 0);
        if (n == -EINTR)
            continue;
        if (n <= 0)
            return n == 0 ? -EAGAIN : (int)n;
        enum bt_piece piece = bt_ipc_take_frame(&c->in, &in, (size_t)n);
        if (piece != BT_PIECE_MORE)
            return piece == BT_PIECE_WHOLE ? 0 : -EPROTO;
    }
}

static int receive_document(struct bt_ipcc *c, int64_t timeout_ms, xmlDoc **ret, struct bt_err *err)
{
    int rc = receive(c, timeout_ms);
    if (rc != 0)
        return rc;
    *ret = bt_ipc_take_document(&c->in, c->name, err);
    return *ret != NULL ? 0 : -EPROTO;
}

static int receive_failure(const struct bt_ipcc *c, int rc, struct bt_err *err)
{
    if (rc == -EPROTO)
        return bt_fail(err, BT_EX_PROTOCOL, "%s sent what is no message", c->name);
    if (is_temporary(rc))
        return bt_fail(err, BT_EX_TIMEOUT, "%s did not answer in time", c->name);
    return bt_fail(err, BT_EX_DISCONNECT, "The connection to %s is lost (%s)", c->name, strerror(-rc));
}

int bt_ipcc_recv(struct bt_ipcc *c, int64_t timeout_ms, xmlDoc **ret, struct bt_err *err)
{
    assert(c->loop == NULL);
    int rc = receive_document(c, timeout_ms, ret, err);
    return rc != 0 ? receive_failure(c, rc, err) : 0;
}

int bt_ipcc_recv_text(struct bt_ipcc *c, int64_t timeout_ms, char **ret, size_t *ret_len, struct bt_err *err)
{
    assert(c->loop == NULL);
    int rc = receive(c, timeout_ms);
    if (rc != 0)
        return receive_failure(c, rc, err);
    *ret_len = c->in.data.len;
    *ret = bt_buf_take(&c->in.data);
    return 0;
}

static int receive_logged(struct bt_ipcc *c, xmlDoc **ret)
{
    struct bt_err err = {0};
    int rc = receive_document(c, 0, ret, &err);
    if (rc == -EPROTO)
        bt_log(BT_LOG_WARNING, "The connection to %s is given up, because it sent what is no message%s%s", c->name,
               err.code != 0 ? ": " : "", err.code != 0 ? bt_err_text(&err) : "");
    bt_err_clear(&err);
    return rc;
}

/* Delivers what is there. The handler may free the client. */
static void dispatch(void *ctx, int fd, int revents)
{
    struct bt_ipcc *c = ctx;
    bool freed = false;
    int rc = 0;
    (void)fd;
    c->freed = &freed;
    while (!c->lost && rc == 0) {
        xmlDoc *doc = NULL;
        rc = receive_logged(c, &doc);
        if (rc != 0)
            break;
        c->message(c->ctx, doc);
        if (freed)
            return;
    }
    c->freed = NULL;
    if (!c->lost && (!is_temporary(rc) || (revents & (POLLHUP | POLLERR | POLLNVAL)) != 0))
        lose(c);
}

static void first_dispatch(void *ctx)
{
    struct bt_ipcc *c = ctx;
    c->starter = 0;
    dispatch(c, c->fd, 0);
}

void bt_ipcc_attach(struct bt_ipcc *c, struct bt_loop *loop, void (*message)(void *ctx, xmlDoc *msg),
                    void (*closed)(void *ctx), void *ctx)
{
    assert(c->loop == NULL && loop != NULL && message != NULL && closed != NULL);
    c->loop = loop;
    c->message = message;
    c->closed = closed;
    c->ctx = ctx;
    int32_t fd = -1;
    bool ok = qb_ipcc_fd_get(c->qb, &fd) == 0 && bt_watch(loop, fd, POLLIN, dispatch, c) == 0;
    c->fd = ok ? fd : -1;
    c->starter = bt_timer_add(loop, 0, ok ? first_dispatch : lose_later, c);
}

void bt_ipcc_free(struct bt_ipcc *c)
{
    if (c == NULL)
        return;
    if (c->freed != NULL)
        *c->freed = true;
    if (c->loop != NULL) {
        bt_unwatch(c->loop, c->fd);
        bt_timer_cancel(c->loop, c->retry);
        bt_timer_cancel(c->loop, c->starter);
    }
    qb_ipcc_disconnect(c->qb);
    bt_ipc_queue_free(&c->out);
    bt_assembly_reset(&c->in);
    free(c->name);
    free(c);
}
