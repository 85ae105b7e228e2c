/* tests/unit/sandbox.c - see sandbox.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_MS = 20000 };

static struct {
    int events;
    char line[512];
} sandbox = {.events = -1};

static void must(bool ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "the sandbox can't be made: %s: %s (it needs root)\n", what, strerror(errno));
    exit(1);
}

static void fresh(const char *folder)
{
    must(mount("none", folder, "tmpfs", MS_NOSUID, "mode=0755") == 0, folder);
}

/* Goes on as the first process of a namespace: when it ends, however that is, the kernel ends what it started. */
static void become_init(void)
{
    pid_t pid = fork();
    must(pid >= 0, "fork");
    if (pid == 0)
        return;
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

void sandbox_enter(void)
{
    must(unshare(CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWPID) == 0, "unshare");
    must(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0, "private mounts");
    become_init();
    must(mount("none", "/proc", "proc", 0, NULL) == 0, "/proc");
    fresh("/run");
    fresh("/dev/shm");
    if (access("/var/log", F_OK) == 0)
        fresh("/var/log");
    if (access(BT_STATEDIR, F_OK) == 0)
        fresh(BT_STATEDIR);
    must(mkfifo(SANDBOX_EVENTS, 0666) == 0, SANDBOX_EVENTS);
    sandbox.events = open(SANDBOX_EVENTS, O_RDWR | O_CLOEXEC | O_NONBLOCK);
    must(sandbox.events >= 0, SANDBOX_EVENTS);
}

void sandbox_program(const char *path, const char *text)
{
    FILE *f = fopen(path, "we");
    must(f != NULL, path);
    must(fputs(text, f) >= 0 && fclose(f) == 0 && chmod(path, 0755) == 0, path);
}

void sandbox_cover(const char *folder)
{
    char layer[] = "/run/layer-XXXXXX";
    must(mkdtemp(layer) != NULL && chmod(layer, 0755) == 0, layer);
    char *upper = bt_printf("%s/upper", layer), *work = bt_printf("%s/work", layer);
    char *options = bt_printf("lowerdir=%s,upperdir=%s,workdir=%s", folder, upper, work);
    must(mkdir(upper, 0755) == 0 && mkdir(work, 0755) == 0, upper);
    must(mount("none", folder, "overlay", 0, options) == 0, folder);
    free(upper);
    free(work);
    free(options);
}

pid_t sandbox_start(const char *path, const char *arg1, const char *arg2, const char *env)
{
    pid_t pid = fork();
    must(pid >= 0, "fork");
    if (pid > 0)
        return pid;
    const char *slash = strrchr(path, '/');
    char *err = bt_printf("/run/%s.err", slash != NULL ? slash + 1 : path);
    int fd = open(err, O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (fd >= 0) {
        dup2(fd, STDERR_FILENO);
        dup2(fd, STDOUT_FILENO);
    }
    if (env != NULL)
        putenv(bt_strdup(env));
    execl(path, path, arg1, arg2, (char *)NULL);
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    _exit(127);
}

int sandbox_wait(pid_t pid)
{
    int status = 0, fd = pidfd_open(pid, 0);
    struct pollfd p = {.fd = fd, .events = POLLIN};
    int n = poll(&p, 1, PATIENCE_MS);
    close(fd);
    if (n != 1)
        fail_msg("process %d does not end", (int)pid);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

const char *sandbox_line(void)
{
    size_t len = 0;
    struct pollfd p = {.fd = sandbox.events, .events = POLLIN};
    while (len < sizeof sandbox.line - 1 && poll(&p, 1, PATIENCE_MS) == 1) {
        ssize_t n = read(sandbox.events, sandbox.line + len, 1);
        if (n == 1 && sandbox.line[len] == '\n')
            break;
        if (n == 1)
            len++;
    }
    sandbox.line[len] = '\0';
    return sandbox.line;
}

void sandbox_expect(const char *words)
{
    const char *line = sandbox_line();
    size_t len = strlen(words);
    if (strncmp(line, words, len) != 0 || (line[len] != '\0' && line[len] != ' '))
        fail_msg("expected \"%s\", but \"%s\" happened", words, line);
}

int sandbox_number(void)
{
    const char *blank = strrchr(sandbox.line, ' ');
    return blank != NULL ? atoi(blank + 1) : 0;
}
