/* lib/cpg_io.c - the closed process group (see cpg_io.h; the frames: cpg_frames.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/cpg_io.h"

#include <errno.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <corosync/cpg.h>

#include "lib/cpg_frames.h"
#include "lib/log_io.h"

enum {
    RETRY_FIRST_MS = 1, /* when corosync's flow control refuses a frame; doubled up to the last */
    RETRY_LAST_MS = 16,
    LEAVE_MS = 1000,
    DISPATCH_MAX = 64, /* messages, before other events get their turn */
};

struct bt_cpg {
    struct bt_loop *loop;
    struct bt_cpg_handlers h;
    void *ctx;
    cpg_handle_t handle;
    struct cpg_name group;
    int fd;
    uint32_t nodeid, pid;
    struct bt_cpg_out out;
    struct bt_cpg_in in;
    bt_timer retry;
    int64_t retry_ms;
    bool dispatching, left, lost;
};

static void pause_ms(long ms)
{
    struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    nanosleep(&t, NULL);
}

/* Called from the loop when corosync is gone, once. */
static void lose(struct bt_cpg *c, cs_error_t why)
{
    if (c->lost || c->left)
        return;
    c->lost = true;
    bt_unwatch(c->loop, c->fd);
    bt_timer_cancel(c->loop, c->retry);
    c->retry = 0;
    bt_log(BT_LOG_ERROR, "The connection to corosync is lost (%s)", cs_strerror(why));
    c->h.lost(c->ctx);
}

static cs_error_t send_frame(struct bt_cpg *c, char *frame, size_t size)
{
    struct iovec iov = {.iov_base = frame, .iov_len = size};
    return cpg_mcast_joined(c->handle, CPG_TYPE_AGREED, &iov, 1);
}

/* CS_OK when nothing is left to send now. *ret_sent, if not NULL: so many frames were. */
static cs_error_t flush_frames(struct bt_cpg *c, bool hurry, size_t *ret_sent)
{
    char frame[BT_CPG_FRAME_HEAD + BT_CPG_FRAME_DATA];
    size_t size, sent = 0;
    for (; (size = bt_cpg_out_next(&c->out, hurry, frame)) > 0; sent++) {
        cs_error_t rc = send_frame(c, frame, size);
        if (rc != CS_OK)
            return rc;
        bt_cpg_out_sent(&c->out, hurry);
        c->retry_ms = RETRY_FIRST_MS;
    }
    if (ret_sent != NULL)
        *ret_sent = sent;
    return CS_OK;
}

static void flush(void *ctx);

static void flush_soon(struct bt_cpg *c)
{
    if (c->retry == 0 && !c->lost)
        c->retry = bt_timer_add(c->loop, 0, flush, c);
}

static void flush(void *ctx)
{
    struct bt_cpg *c = ctx;
    size_t sent = 0;
    c->retry = 0;
    cs_error_t rc = flush_frames(c, false, &sent);
    if (rc == CS_OK) {
        if (sent > 0)
            flush_soon(c); /* there may be more by then, to go out together */
        return;
    }
    if (rc != CS_ERR_TRY_AGAIN) {
        lose(c, rc);
        return;
    }
    c->retry = bt_timer_add(c->loop, c->retry_ms, flush, c);
    if (c->retry_ms < RETRY_LAST_MS)
        c->retry_ms *= 2;
}

/* The first one goes at once, for the others wait for it while the sender does what it has to do besides. What comes while the loop has not gone round since goes
 * out together: the ring carries a few large packets with less work than many small ones. Telling that corosync is gone is left to the loop: a handler that
 * sends is not called again from inside its call. */
void bt_cpg_send(struct bt_cpg *c, const void *data, size_t len)
{
    assert(!c->left);
    bt_cpg_out_add(&c->out, data, len);
    if (c->retry != 0 || c->lost)
        return;
    flush_frames(c, false, NULL);
    flush_soon(c);
}

uint32_t bt_cpg_local_nodeid(const struct bt_cpg *c)
{
    return c->nodeid;
}

static void delivered(cpg_handle_t handle, const struct cpg_name *group, uint32_t nodeid, uint32_t pid, void *msg,
                      size_t len)
{
    struct bt_cpg *c = NULL;
    (void)group;
    cpg_context_get(handle, (void **)&c);
    if (c->left)
        return;
    struct bt_cpg_taken t = bt_cpg_in_take(&c->in, nodeid, pid, msg, len);
    if (t.rubbish)
        bt_log(BT_LOG_WARNING, "Process %u on node %u sends what is no message of ours to CPG group %s", pid, nodeid,
               c->group.value);
    if (t.data == NULL)
        return;
    if (t.several && nodeid == c->nodeid && pid == c->pid) {
        bt_cpg_out_came_back(&c->out);
        flush_soon(c);
    }
    c->h.message(c->ctx, nodeid, pid, t.data, t.len);
    free(t.data);
}

static enum bt_cpg_reason reason_of(uint32_t reason)
{
    switch (reason) {
    case CPG_REASON_LEAVE:
        return BT_CPG_LEAVE;
    case CPG_REASON_NODEDOWN:
        return BT_CPG_NODEDOWN;
    case CPG_REASON_PROCDOWN:
        return BT_CPG_PROCDOWN;
    default:
        return BT_CPG_NONE;
    }
}

static struct bt_cpg_member *members_of(const struct cpg_address *list, size_t n)
{
    struct bt_cpg_member *m = bt_alloc((n + 1) * sizeof(*m));
    for (size_t i = 0; i < n; i++)
        m[i] = (struct bt_cpg_member){list[i].nodeid, list[i].pid, (int)reason_of(list[i].reason)};
    return m;
}

static void config_changed(cpg_handle_t handle, const struct cpg_name *group, const struct cpg_address *members,
                           size_t n_members, const struct cpg_address *left, size_t n_left,
                           const struct cpg_address *joined, size_t n_joined)
{
    struct bt_cpg *c = NULL;
    (void)group;
    cpg_context_get(handle, (void **)&c);
    if (c->left)
        return;
    for (size_t i = 0; i < n_left; i++)
        bt_cpg_in_left(&c->in, left[i].nodeid, left[i].pid);
    if (n_joined > 0) {
        if (bt_cpg_in_is_partial(&c->in, c->nodeid, c->pid)) {
            bt_cpg_out_restart(&c->out);
            flush_soon(c);
        }
        bt_cpg_in_forget(&c->in);
    }
    struct bt_cpg_member *m = members_of(members, n_members), *l = members_of(left, n_left),
                         *j = members_of(joined, n_joined);
    c->h.config(c->ctx, m, n_members, l, n_left, j, n_joined);
    free(m);
    free(l);
    free(j);
}

static void destroy(struct bt_cpg *c)
{
    bt_unwatch(c->loop, c->fd);
    bt_timer_cancel(c->loop, c->retry);
    cpg_finalize(c->handle);
    bt_cpg_out_free(&c->out);
    bt_cpg_in_forget(&c->in);
    free(c);
}

static void readable(void *ctx, int fd, int revents)
{
    struct bt_cpg *c = ctx;
    cs_error_t rc = CS_OK;
    (void)fd;
    c->dispatching = true;
    for (int i = 0; i < DISPATCH_MAX && rc == CS_OK && !c->left; i++)
        rc = cpg_dispatch(c->handle, CS_DISPATCH_ONE_NONBLOCKING);
    c->dispatching = false;
    if (c->left)
        destroy(c); /* bt_cpg_leave() from inside a handler */
    else if (rc != CS_OK && rc != CS_ERR_TRY_AGAIN)
        lose(c, rc);
    else if ((revents & (POLLHUP | POLLERR)) != 0)
        lose(c, CS_ERR_LIBRARY);
}

/* corosync answers "try again" while it starts or changes its membership. */
static cs_error_t join(struct bt_cpg *c)
{
    cs_error_t rc;
    for (int i = 0; (rc = cpg_join(c->handle, &c->group)) == CS_ERR_TRY_AGAIN && i < 100; i++)
        pause_ms(20);
    return rc;
}

static cs_error_t connect_group(struct bt_cpg *c)
{
    cpg_model_v1_data_t model = {.model = CPG_MODEL_V1, .cpg_deliver_fn = delivered, .cpg_confchg_fn = config_changed};
    cs_error_t rc;
    for (int i = 0; i < 100; i++) {
        rc = cpg_model_initialize(&c->handle, CPG_MODEL_V1, (cpg_model_data_t *)&model, c);
        if (rc != CS_ERR_TRY_AGAIN)
            break;
        pause_ms(20);
    }
    if (rc != CS_OK)
        return rc;
    unsigned int nodeid;
    rc = cpg_local_get(c->handle, &nodeid);
    if (rc == CS_OK)
        rc = cpg_fd_get(c->handle, &c->fd);
    if (rc == CS_OK)
        rc = join(c);
    if (rc == CS_OK && bt_watch(c->loop, c->fd, POLLIN, readable, c) != 0)
        rc = CS_ERR_LIBRARY;
    if (rc != CS_OK)
        cpg_finalize(c->handle);
    else
        c->nodeid = nodeid;
    return rc;
}

int bt_cpg_join(struct bt_loop *loop, const char *group, const struct bt_cpg_handlers *h, void *ctx,
                struct bt_cpg **ret, struct bt_err *err)
{
    struct bt_cpg *c = BT_NEW(struct bt_cpg);
    assert(strlen(group) < sizeof(c->group.value));
    c->loop = loop;
    c->h = *h;
    c->ctx = ctx;
    c->pid = (uint32_t)getpid();
    c->retry_ms = RETRY_FIRST_MS;
    c->group.length = (uint32_t)strlen(group);
    memcpy(c->group.value, group, c->group.length);
    cs_error_t rc = connect_group(c);
    if (rc == CS_OK) {
        *ret = c;
        return 0;
    }
    free(c);
    return bt_fail(err, BT_EX_DISCONNECT, "CPG group %s can't be joined (%s); is corosync running?", group,
                   cs_strerror(rc));
}

void bt_cpg_leave(struct bt_cpg *c)
{
    if (c == NULL)
        return;
    int64_t end_ms = bt_now().mono.ms + LEAVE_MS;
    while (!c->lost && flush_frames(c, true, NULL) == CS_ERR_TRY_AGAIN && bt_now().mono.ms < end_ms)
        pause_ms(1);
    if (!c->lost)
        cpg_leave(c->handle, &c->group);
    c->left = true;
    if (!c->dispatching)
        destroy(c);
}
