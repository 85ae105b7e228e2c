/* lib/proc_io.c - running a program for its result (see proc_io.h).
 *
 * posix_spawn() shares the daemon's memory until exec, so that starting an agent costs the same however big the daemon is,
 * and it reports a failed exec as an errno. A pidfd in the loop tells of the exit; the child stays a zombie, and its
 * process group's number taken, until this file has reaped it: a signal never hits a stranger.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/proc_io.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a program may still have in its pipe when it has ended (the size of a pipe, and a little more). */
enum { LAST_READ_MAX = 256 * 1024 };

struct stream {
    int fd; /* our end; -1 when at its end */
    struct bt_buf text;
    size_t max, dropped;
};

struct bt_proc {
    struct bt_loop *loop;
    void (*done)(void *ctx, const struct bt_proc_result *r);
    void *ctx;
    int pid, pidfd;
    struct stream out, err;
    int64_t kill_after_ms;
    bt_timer timer; /* until SIGTERM, then until SIGKILL; for one that did not start, until done() */
    bool ending, timed_out;
    int start_errno;
    struct bt_mono started;
};

/* From start to done(): it runs as a child of ours, whose number is the process group that is signalled (0 and 1 would be us, or all there are), or it could
 * not be started and a timer will say so. Only one that ends by force has timed out. What is over the bound was never kept. */
static void proc_check(const struct bt_proc *p)
{
    assert(p->start_errno == 0 ? p->pid > 1 && p->pidfd >= 0 : p->pid == 0 && p->timer != 0 && !p->ending);
    assert(!p->timed_out || p->ending);
    assert(p->out.text.len <= p->out.max && p->err.text.len <= p->err.max);
}

/* Reads what is there, up to max bytes; keeps what fits. */
static void stream_read(struct stream *s, size_t max)
{
    char chunk[16384];
    while (s->fd >= 0 && max > 0) {
        ssize_t n = read(s->fd, chunk, sizeof(chunk) < max ? sizeof(chunk) : max);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        size_t room = s->max - s->text.len, keep = (size_t)n < room ? (size_t)n : room;
        bt_buf_addn(&s->text, chunk, keep);
        s->dropped += (size_t)n - keep;
        max -= (size_t)n;
    }
}

static void stream_close(struct bt_loop *loop, struct stream *s)
{
    if (s->fd < 0)
        return;
    bt_unwatch(loop, s->fd);
    close(s->fd);
    s->fd = -1;
}

static void stream_ready(void *ctx, int fd, int revents)
{
    struct bt_proc *p = ctx;
    struct stream *s = fd == p->out.fd ? &p->out : &p->err;
    assert(fd == s->fd);
    stream_read(s, LAST_READ_MAX);
    proc_check(p);
    if ((revents & (POLLHUP | POLLERR)) != 0 && (revents & POLLIN) == 0)
        stream_close(p->loop, s);
}

/* Calls done() and frees. The result's texts live until then. */
static void finish(struct bt_proc *p, struct bt_proc_result *r)
{
    bt_timer_cancel(p->loop, p->timer);
    stream_close(p->loop, &p->out);
    stream_close(p->loop, &p->err);
    r->out = p->out.text.text != NULL ? p->out.text.text : "";
    r->err = p->err.text.text != NULL ? p->err.text.text : "";
    r->out_dropped = p->out.dropped;
    r->err_dropped = p->err.dropped;
    p->done(p->ctx, r);
    bt_buf_free(&p->out.text);
    bt_buf_free(&p->err.text);
    free(p);
}

static void exited(void *ctx, int fd, int revents)
{
    struct bt_proc *p = ctx;
    (void)revents;
    proc_check(p);
    if (p->ending) /* what it started must not outlive an operation that counts as ended by force */
        kill(-p->pid, SIGKILL);
    siginfo_t info = {0};
    if (waitid(P_PID, (id_t)p->pid, &info, WEXITED | WNOHANG) != 0 || info.si_pid == 0)
        return;
    bt_unwatch(p->loop, fd);
    close(fd);
    stream_read(&p->out, LAST_READ_MAX);
    stream_read(&p->err, LAST_READ_MAX);
    struct bt_proc_result r = {
        .started = true,
        .timed_out = p->timed_out,
        .signalled = info.si_code != CLD_EXITED,
        .code = info.si_status,
        .exec_ms = bt_now().mono.ms - p->started.ms,
    };
    finish(p, &r);
}

static void not_started(void *ctx)
{
    struct bt_proc *p = ctx;
    p->timer = 0;
    struct bt_proc_result r = {.start_errno = p->start_errno};
    finish(p, &r);
}

static void kill_due(void *ctx)
{
    struct bt_proc *p = ctx;
    p->timer = 0;
    proc_check(p);
    kill(-p->pid, SIGKILL);
}

void bt_proc_kill(struct bt_proc *p)
{
    if (p->pid == 0 || p->ending)
        return;
    p->ending = true;
    proc_check(p);
    bt_timer_cancel(p->loop, p->timer);
    kill(-p->pid, SIGTERM);
    p->timer = bt_timer_add(p->loop, p->kill_after_ms, kill_due, p);
}

static void timeout_due(void *ctx)
{
    struct bt_proc *p = ctx;
    p->timer = 0;
    p->timed_out = true;
    bt_proc_kill(p);
}

int bt_proc_pid(const struct bt_proc *p)
{
    return p->pid;
}

/* The child's ends of its three streams. */
struct child_fds {
    int in, out, err;
};

static void child_fds_close(const struct child_fds *f)
{
    if (f->in >= 0)
        close(f->in);
    if (f->out >= 0)
        close(f->out);
    if (f->err >= 0)
        close(f->err);
}

/* A file in memory: unlike a pipe it takes any length at once and never raises SIGPIPE. */
static int open_input(const char *input)
{
    if (input == NULL)
        return open("/dev/null", O_RDONLY | O_CLOEXEC);
    int fd = memfd_create("input", MFD_CLOEXEC);
    size_t len = strlen(input), done = 0;
    while (fd >= 0 && done < len) {
        ssize_t n = pwrite(fd, input + done, len - done, (off_t)done);
        if (n < 0 && errno != EINTR) {
            close(fd);
            return -1;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return fd;
}

static int open_output(int *ret_ours)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    *ret_ours = ends[0];
    return ends[1];
}

static bool open_streams(struct bt_proc *p, const char *input, struct child_fds *f)
{
    f->in = open_input(input);
    f->out = f->in >= 0 ? open_output(&p->out.fd) : -1;
    f->err = f->out >= 0 ? open_output(&p->err.fd) : -1;
    /* 0-2 are open in every daemon and tool, so that no dup2 below overwrites a source. */
    assert(f->err < 0 || (f->in > 2 && f->out > 2 && f->err > 2));
    return f->err >= 0;
}

static int spawn(struct bt_proc *p, const struct bt_proc_spec *spec, const struct child_fds *f)
{
    posix_spawnattr_t attr;
    posix_spawn_file_actions_t actions;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(&attr, 0);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &all);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, f->in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, f->out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, f->err, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    if (spec->cwd != NULL)
        posix_spawn_file_actions_addchdir_np(&actions, spec->cwd);
    pid_t pid;
    int rc = posix_spawn(&pid, spec->argv[0], &actions, &attr, (char *const *)spec->argv, (char *const *)spec->envp);
    if (rc == 0)
        p->pid = pid;
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attr);
    return rc;
}

/* Gets the exit and the output into the loop; on failure the child can't be looked after and is ended. */
static int attach(struct bt_proc *p)
{
    p->pidfd = pidfd_open(p->pid, 0);
    int rc = p->pidfd < 0 ? errno : 0;
    if (rc == 0)
        rc = bt_watch(p->loop, p->pidfd, POLLIN, exited, p);
    if (rc == 0)
        rc = bt_watch(p->loop, p->out.fd, POLLIN, stream_ready, p);
    if (rc == 0)
        rc = bt_watch(p->loop, p->err.fd, POLLIN, stream_ready, p);
    if (rc == 0)
        return 0;
    kill(-p->pid, SIGKILL);
    waitpid(p->pid, NULL, 0);
    p->pid = 0;
    if (p->pidfd >= 0) {
        bt_unwatch(p->loop, p->pidfd);
        close(p->pidfd);
    }
    return rc;
}

static int start(struct bt_proc *p, const struct bt_proc_spec *spec)
{
    struct child_fds f = {-1, -1, -1};
    int rc = open_streams(p, spec->input, &f) ? spawn(p, spec, &f) : errno;
    child_fds_close(&f);
    return rc == 0 ? attach(p) : rc;
}

struct bt_proc *bt_proc_start(struct bt_loop *loop, const struct bt_proc_spec *spec,
                              void (*done)(void *ctx, const struct bt_proc_result *r), void *ctx)
{
    struct bt_proc *p = BT_NEW(struct bt_proc);
    assert(done != NULL && spec->argv[0] != NULL && spec->envp != NULL);
    *p = (struct bt_proc){
        .loop = loop,
        .done = done,
        .ctx = ctx,
        .out = {.fd = -1, .max = spec->output_max},
        .err = {.fd = -1, .max = spec->output_max},
        .kill_after_ms = spec->kill_after_ms,
        .started = bt_now().mono,
    };
    p->start_errno = start(p, spec);
    if (p->start_errno != 0)
        p->timer = bt_timer_add(loop, 0, not_started, p);
    else if (spec->timeout_ms > 0)
        p->timer = bt_timer_add(loop, spec->timeout_ms, timeout_due, p);
    proc_check(p);
    return p;
}
