/* lrm/tree_io.c - finding and ending all processes of an operation (see tree_io.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/tree_io.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ENVIRON_MAX (8u * 1024 * 1024)
#define FOLDER "operations"

char *lrm_tree_name(const char *rsc, const char *action)
{
    struct timespec t;
    clock_gettime(CLOCK_BOOTTIME, &t);
    /* One process can't ask twice within a nanosecond, and a later one of its number asks later. */
    char *name = bt_printf("%.60s-%.20s-%d-%lld.%09ld", rsc, action, (int)getpid(), (long long)t.tv_sec, t.tv_nsec);
    for (char *at = name; *at != '\0'; at++)
        if (!isalnum((unsigned char)*at) && strchr("-_.", *at) == NULL)
            *at = '_';
    return name;
}

/* By environment ------------------------------------------------------------------------------------------------------- */

static bool belongs(const char *pid, const char *variable)
{
    char *path = bt_printf("/proc/%s/environ", pid), *text = NULL;
    size_t len = 0;
    bool found = false;
    if (bt_file_read(path, ENVIRON_MAX, &text, &len, NULL) == 0)
        for (const char *at = text; at < text + len && !found; at += strlen(at) + 1)
            found = strcmp(at, variable) == 0;
    free(text);
    free(path);
    return found;
}

/* Calls each(ctx, pid) for every process of the operation until it returns false. */
static void find(const char *name, bool (*each)(void *ctx, pid_t pid), void *ctx)
{
    char *variable = bt_printf("%s=%s", LRM_TREE_VARIABLE, name);
    DIR *proc = opendir("/proc");
    const struct dirent *e;
    while (proc != NULL && (e = readdir(proc)) != NULL) {
        int64_t pid = 0;
        if (isdigit((unsigned char)e->d_name[0]) && bt_parse_int(e->d_name, &pid) && pid != getpid() && belongs(e->d_name, variable) &&
            !each(ctx, (pid_t)pid))
            break;
    }
    if (proc != NULL)
        closedir(proc);
    free(variable);
}

struct signalling {
    int signal;
    size_t n;
};

static bool signal_one(void *ctx, pid_t pid)
{
    struct signalling *s = ctx;
    pid_t group = getpgid(pid);
    s->n++;
    if (s->signal != 0)
        kill(group > 1 && group != getpgrp() ? -group : pid, s->signal);
    return true;
}

struct waiting {
    struct signalling also;
    int fd;
};

static bool open_one(void *ctx, pid_t pid)
{
    struct waiting *w = ctx;
    signal_one(&w->also, pid);
    w->fd = pidfd_open(pid, 0);
    return w->fd < 0; /* it has just ended: the next one */
}

size_t lrm_tree_signal(const char *name, int signal)
{
    struct signalling s = {.signal = signal};
    find(name, signal_one, &s);
    return s.n;
}

bool lrm_tree_wait(const char *name, int signal, int64_t limit_ms)
{
    int64_t until = bt_now().mono.ms + limit_ms;
    for (;;) {
        struct waiting w = {.also = {.signal = signal}, .fd = -1};
        find(name, open_one, &w);
        if (w.fd < 0)
            return true;
        struct pollfd p = {.fd = w.fd, .events = POLLIN};
        int64_t rest = until - bt_now().mono.ms;
        int n = rest > 0 ? poll(&p, 1, (int)rest) : 0;
        close(p.fd);
        if (n == 0 || (n < 0 && errno != EINTR))
            return false;
    }
}

/* By cgroup -------------------------------------------------------------------------------------------------------------- */

/* The value of the first line of a file that begins with `start`, behind it; NULL if there is none. The caller's. */
static char *line_of(const char *path, const char *start)
{
    char *text = NULL, *found = NULL;
    if (bt_file_read(path, 1024 * 1024, &text, NULL, NULL) == 0)
        for (char *line = text, *next; line != NULL && found == NULL; line = next) {
            next = strchr(line, '\n');
            if (next != NULL)
                *next++ = '\0';
            if (bt_starts(line, start))
                found = bt_strdup(line + strlen(start));
        }
    free(text);
    return found;
}

/* Where cgroup v2 is mounted: the second word of its line in /proc/self/mounts. NULL: nowhere. */
static char *mount_point(void)
{
    char *text = NULL, *found = NULL;
    struct bt_strv lines = {0};
    if (bt_file_read("/proc/self/mounts", 1024 * 1024, &text, NULL, NULL) == 0)
        bt_strv_split(&lines, text, "\n");
    for (size_t i = 0; i < lines.n && found == NULL; i++) {
        struct bt_strv words = {0};
        bt_strv_split(&words, lines.v[i], " ");
        if (words.n > 2 && strcmp(words.v[2], "cgroup2") == 0)
            found = bt_strdup(words.v[1]);
        bt_strv_free(&words);
    }
    bt_strv_free(&lines);
    free(text);
    return found;
}

char *lrm_tree_folder(void)
{
    char *mounted = mount_point(), *own = line_of("/proc/self/cgroup", "0::"), *path = NULL;
    if (mounted != NULL && own != NULL && !bt_starts(own, "/.."))
        path = bt_printf("%s%s/" FOLDER, mounted, strcmp(own, "/") == 0 ? "" : own);
    free(own);
    free(mounted);
    return path;
}

int lrm_tree_cgroup(const char *folder, const char *name)
{
    char *own = folder != NULL ? bt_printf("%s/%s", folder, name) : NULL, *procs = own != NULL ? bt_printf("%s/cgroup.procs", own) : NULL;
    int fd = -1;
    if (own != NULL && (mkdir(folder, 0755) == 0 || errno == EEXIST) && mkdir(own, 0755) == 0)
        fd = open(procs, O_WRONLY | O_CLOEXEC);
    free(procs);
    free(own);
    return fd;
}

/* Whatever one starts after it was moved is in the cgroup by birth; what it had started is moved in turn. */
static void move(int fd, int64_t pid)
{
    char *path = bt_printf("/proc/%lld/task/%lld/children", (long long)pid, (long long)pid), *number = bt_printf("%lld", (long long)pid), *text = NULL;
    struct bt_strv children = {0};
    if (write(fd, number, strlen(number)) > 0 && bt_file_read(path, 1024 * 1024, &text, NULL, NULL) == 0)
        bt_strv_split(&children, text, " ");
    for (size_t i = 0; i < children.n; i++) {
        int64_t child = 0;
        if (bt_parse_int(children.v[i], &child) && child > 1)
            move(fd, child);
    }
    bt_strv_free(&children);
    free(text);
    free(number);
    free(path);
}

void lrm_tree_adopt(int fd, int pid)
{
    if (pid > 0)
        move(fd, pid);
    close(fd);
}

void lrm_tree_kill_cgroup(const char *folder, const char *name)
{
    char *path = bt_printf("%s/%s/cgroup.kill", folder != NULL ? folder : "", name);
    int fd = folder != NULL ? open(path, O_WRONLY | O_CLOEXEC) : -1;
    if (fd >= 0) {
        if (write(fd, "1", 1) != 1)
            bt_log(BT_LOG_WARNING, "The cgroup of %s can't be killed (%s)", name, strerror(errno));
        close(fd);
    }
    free(path);
}

void lrm_tree_ended(const char *folder, const char *name)
{
    char *own = folder != NULL ? bt_printf("%s/%s", folder, name) : NULL;
    if (own != NULL && access(own, F_OK) == 0) {
        /* A cgroup that has processes can't be removed; those of services that have ended since can. */
        DIR *d = opendir(folder);
        const struct dirent *e;
        while (d != NULL && (e = readdir(d)) != NULL)
            if (e->d_type == DT_DIR && e->d_name[0] != '.')
                unlinkat(dirfd(d), e->d_name, AT_REMOVEDIR);
        if (d != NULL)
            closedir(d);
        rmdir(folder);
    }
    free(own);
}
