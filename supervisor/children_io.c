/* supervisor/children_io.c - see children_io.h.
 *
 * A child is known by a pidfd, which names the process and not just a number, so that a signal never hits a stranger; a daemon that an earlier
 * batond started is adopted by the number in its lock file, checked against the process behind it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "supervisor/children_io.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#define READY_FD 3 /* in the child */

struct process {
    struct sup_children *cs;
    size_t child;
    int pid, pidfd; /* pidfd -1: none */
    int ready_fd;   /* our end of the pipe; -1: none */
    bool adopted;
};

struct pending {
    struct sup_children *cs;
    uint64_t token;
    bt_timer timer;
};

struct sup_children {
    struct bt_loop *loop;
    const struct sup_config *cfg;
    char *folder, *locks;
    void (*fed)(void *ctx, struct sup_event *ev);
    void (*ended)(void *ctx, int code);
    void *ctx;
    struct process *processes;
    struct sup_watchdog *watchdog;
    BT_VEC(struct pending *) timers;
};

struct sup_children *sup_children_new(struct bt_loop *loop, const struct sup_config *cfg, const char *folder, const char *locks,
                                      void (*fed)(void *ctx, struct sup_event *ev), void (*ended)(void *ctx, int code), void *ctx)
{
    struct sup_children *cs = BT_NEW(struct sup_children);
    *cs = (struct sup_children){
        .loop = loop, .cfg = cfg, .folder = bt_strdup(folder), .locks = bt_strdup(locks), .fed = fed, .ended = ended, .ctx = ctx};
    cs->processes = bt_zalloc(cfg->n * sizeof *cs->processes);
    for (size_t i = 0; i < cfg->n; i++)
        cs->processes[i] = (struct process){.cs = cs, .child = i, .pidfd = -1, .ready_fd = -1};
    return cs;
}

void sup_children_watchdog(struct sup_children *cs, struct sup_watchdog *w)
{
    cs->watchdog = w;
}

/* Processes --------------------------------------------------------------------------------------------------------- */

static void close_ready(struct process *p)
{
    if (p->ready_fd < 0)
        return;
    bt_unwatch(p->cs->loop, p->ready_fd);
    close(p->ready_fd);
    p->ready_fd = -1;
}

static void close_process(struct process *p)
{
    close_ready(p);
    if (p->pidfd >= 0) {
        bt_unwatch(p->cs->loop, p->pidfd);
        close(p->pidfd);
    }
    p->pidfd = -1;
    p->pid = 0;
}

static void exited(void *ctx, int fd, int revents)
{
    struct process *p = ctx;
    struct sup_event ev = {.kind = SUP_EV_EXITED, .child = p->child, .how = SUP_UNKNOWN};
    siginfo_t info = {0};
    (void)fd;
    (void)revents;
    if (!p->adopted && waitid(P_PID, (id_t)p->pid, &info, WEXITED | WNOHANG) == 0) {
        if (info.si_pid == 0)
            return;
        ev.how = info.si_code == CLD_EXITED ? SUP_CODE : SUP_SIGNAL;
        ev.code = info.si_status;
    }
    close_process(p);
    p->cs->fed(p->cs->ctx, &ev);
}

static void ready(void *ctx, int fd, int revents)
{
    struct process *p = ctx;
    char byte;
    (void)revents;
    ssize_t n = read(fd, &byte, 1);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    close_ready(p);
    if (n == 1)
        p->cs->fed(p->cs->ctx, &(struct sup_event){.kind = SUP_EV_READY, .child = p->child});
}

/* Follows a process; false with errno if there is none of that number. */
static bool follow(struct process *p, int pid, bool adopted)
{
    assert(p->pidfd < 0);
    int fd = pidfd_open(pid, 0);
    if (fd < 0)
        return false;
    p->pid = pid;
    p->pidfd = fd;
    p->adopted = adopted;
    bt_watch(p->cs->loop, fd, POLLIN, exited, p);
    return true;
}

/* Adopting ------------------------------------------------------------------------------------------------------------ */

static bool is_called(int pid, const char *name)
{
    char *path = bt_printf("/proc/%d/comm", pid), comm[32] = "";
    FILE *f = fopen(path, "re");
    free(path);
    if (f == NULL)
        return false;
    bool read = fgets(comm, sizeof comm, f) != NULL;
    fclose(f);
    comm[strcspn(comm, "\n")] = '\0';
    return read && strncmp(comm, name, 15) == 0; /* the kernel keeps 15 bytes */
}

int sup_lock_holder(const char *locks, const char *name)
{
    char *path = bt_printf("%s/%s.lock", locks, name), text[32] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), pid = 0;
    int64_t number;
    free(path);
    if (fd < 0)
        return 0;
    if (flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        ssize_t n = read(fd, text, sizeof text - 1);
        if (n > 0 && bt_parse_int(text, &number) && number > 0 && number <= INT32_MAX && is_called((int)number, name))
            pid = (int)number;
    }
    close(fd);
    return pid;
}

static bool adopt(struct process *p, const char *name)
{
    int pid = sup_lock_holder(p->cs->locks, name);
    if (pid == 0 || !follow(p, pid, true))
        return false;
    /* The pidfd is for whoever has the number now: look again whether that is still the holder. */
    if (sup_lock_holder(p->cs->locks, name) == pid)
        return true;
    close_process(p);
    return false;
}

/* Starting ------------------------------------------------------------------------------------------------------------- */

static char **child_env(void)
{
    struct bt_strv env = {0};
    for (char **e = environ; *e != NULL; e++)
        if (!bt_starts(*e, "NOTIFY_SOCKET=") && !bt_starts(*e, "WATCHDOG_") && !bt_starts(*e, "BATON_READY_FD="))
            bt_strv_add(&env, *e);
    char *own = bt_printf("BATON_READY_FD=%d", READY_FD);
    bt_strv_add(&env, own);
    free(own);
    char **v = bt_zalloc((env.n + 1) * sizeof *v);
    memcpy(v, env.v, env.n * sizeof *v);
    free(env.v);
    return v;
}

static void free_env(char **env)
{
    for (size_t i = 0; env[i] != NULL; i++)
        free(env[i]);
    free(env);
}

/* A session of its own keeps a Ctrl-C at the terminal from ending all daemons at the same time. 0 or an errno. */
static int spawn(const char *path, int ready_end, int *ret_pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    sigset_t none, all;
    char *const argv[] = {(char *)path, (char *)"-f", NULL};
    char **env = child_env();
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ready_end, READY_FD);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &all);
    int rc = posix_spawn(ret_pid, path, &actions, &attr, argv, env);
    posix_spawnattr_destroy(&attr);
    posix_spawn_file_actions_destroy(&actions);
    free_env(env);
    return rc;
}

/* 0 or an errno. */
static int start_new(struct process *p, const char *path)
{
    int fds[2], pid;
    if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) != 0)
        return errno;
    int rc = spawn(path, fds[1], &pid);
    close(fds[1]);
    if (rc != 0) {
        close(fds[0]);
        return rc;
    }
    if (!follow(p, pid, false)) {
        rc = errno;
        kill(pid, SIGKILL); /* our own child, not yet waited for: the number is still its */
        waitpid(pid, NULL, 0);
        close(fds[0]);
        return rc;
    }
    p->ready_fd = fds[0];
    bt_watch(p->cs->loop, fds[0], POLLIN, ready, p);
    return 0;
}

static void start(struct sup_children *cs, size_t child)
{
    struct process *p = &cs->processes[child];
    const char *name = cs->cfg->children[child].name;
    assert(p->pid == 0 && p->pidfd < 0 && p->ready_fd < 0); /* the one before has ended: none is lost sight of */
    if (adopt(p, name)) {
        cs->fed(cs->ctx, &(struct sup_event){.kind = SUP_EV_ADOPTED, .child = child, .pid = p->pid});
        return;
    }
    char *path = bt_printf("%s/%s", cs->folder, name);
    int rc = start_new(p, path);
    char *why = rc != 0 ? bt_printf("%s: %s", path, strerror(rc)) : NULL;
    if (rc == 0)
        cs->fed(cs->ctx, &(struct sup_event){.kind = SUP_EV_STARTED, .child = child, .pid = p->pid});
    else
        cs->fed(cs->ctx, &(struct sup_event){.kind = SUP_EV_EXITED, .child = child, .how = SUP_CODE, .code = BT_EX_OSFILE, .text = why});
    free(why);
    free(path);
}

/* Effects --------------------------------------------------------------------------------------------------------------- */

static void timer_fired(void *ctx)
{
    struct pending *it = ctx;
    struct sup_children *cs = it->cs;
    uint64_t token = it->token;
    for (size_t i = 0; i < cs->timers.n; i++)
        if (cs->timers.v[i] == it)
            cs->timers.v[i] = cs->timers.v[--cs->timers.n];
    free(it);
    cs->fed(cs->ctx, &(struct sup_event){.kind = SUP_EV_TIMER, .token = token});
}

static void timer_set(struct sup_children *cs, uint64_t token, int64_t delay_ms)
{
    struct pending *it = BT_NEW(struct pending);
    it->cs = cs;
    it->token = token;
    it->timer = bt_timer_add(cs->loop, delay_ms, timer_fired, it);
    BT_PUSH(&cs->timers, it);
}

static void timer_cancel(struct sup_children *cs, uint64_t token)
{
    for (size_t i = 0; i < cs->timers.n; i++)
        if (cs->timers.v[i]->token == token) {
            bt_timer_cancel(cs->loop, cs->timers.v[i]->timer);
            free(cs->timers.v[i]);
            cs->timers.v[i] = cs->timers.v[--cs->timers.n];
            return;
        }
}

static void perform_one(struct sup_children *cs, struct sup_effect *e)
{
    switch (e->kind) {
    case SUP_FX_START:
        start(cs, e->child);
        break;
    case SUP_FX_SIGNAL:
        if (cs->processes[e->child].pidfd >= 0 && pidfd_send_signal(cs->processes[e->child].pidfd, e->signal, NULL, 0) != 0 && errno != ESRCH)
            bt_log(BT_LOG_ERROR, "signal %d can't be sent to %s (%s)", e->signal, cs->cfg->children[e->child].name, strerror(errno));
        break;
    case SUP_FX_TIMER_SET:
        timer_set(cs, e->token, e->delay_ms);
        break;
    case SUP_FX_TIMER_CANCEL:
        timer_cancel(cs, e->token);
        break;
    case SUP_FX_NOTIFY:
        sd_notify(0, e->text);
        break;
    case SUP_FX_LOG:
        bt_log(e->level, "%s", e->text);
        break;
    case SUP_FX_FEED:
        sup_watchdog_feed(cs->watchdog);
        break;
    case SUP_FX_GUARD_KEEP:
        sup_watchdog_keep(cs->watchdog, e->text);
        break;
    case SUP_FX_DISARM:
        sup_watchdog_stop(cs->watchdog);
        break;
    case SUP_FX_PANIC:
        sup_panic();
        break;
    case SUP_FX_EXIT:
        cs->ended(cs->ctx, e->code);
        break;
    }
}

void sup_perform(struct sup_children *cs, struct sup_effects *fx)
{
    for (size_t i = 0; i < fx->n; i++)
        perform_one(cs, &fx->v[i]);
    sup_effects_clear(fx);
}

void sup_children_free(struct sup_children *cs)
{
    if (cs == NULL)
        return;
    for (size_t i = 0; i < cs->cfg->n; i++)
        close_process(&cs->processes[i]);
    while (cs->timers.n > 0)
        timer_cancel(cs, cs->timers.v[0]->token);
    BT_VEC_FREE(&cs->timers);
    free(cs->processes);
    free(cs->folder);
    free(cs->locks);
    free(cs);
}
