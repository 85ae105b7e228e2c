/* lib/daemon_io.c - what every daemon's main does the same way (see daemon_io.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/daemon_io.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <grp.h>
#include <malloc.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/log_io.h"

struct options {
    bool foreground;
    int verbose;
};

static void print_help(const char *name, const char *purpose)
{
    printf("%s - %s\n\nUsage: %s [options]\n"
           "  -f, --foreground  stay in the foreground and log to stderr too\n"
           "  -V, --verbose     log more (may be given several times)\n"
           "      --version     print the version and exit\n"
           "  -?, --help        print this and exit\n",
           name, purpose, name);
}

/* 0 to go on, else -1 minus the exit code. */
static int parse_options(struct options *o, const char *name, int argc, char **argv, const char *purpose)
{
    static const struct option longs[] = {
        {"foreground", no_argument, NULL, 'f'},
        {"verbose", no_argument, NULL, 'V'},
        {"version", no_argument, NULL, 'v'},
        {"help", no_argument, NULL, '?'},
        {NULL, 0, NULL, 0},
    };
    int c;
    while ((c = getopt_long(argc, argv, "fV?", longs, NULL)) != -1) {
        switch (c) {
        case 'f':
            o->foreground = true;
            break;
        case 'V':
            o->verbose++;
            break;
        case 'v':
            printf("Baton %s\n", BT_VERSION);
            return -1 - BT_EX_OK;
        default: {
            bool asked = bt_streq(argv[optind - 1], "-?") || bt_streq(argv[optind - 1], "--help");
            if (asked)
                print_help(name, purpose);
            return -1 - (asked ? BT_EX_OK : BT_EX_USAGE);
        }
        }
    }
    return 0;
}

/* Descriptors 0-2 must be taken, or the next open file would receive what somebody prints. */
static void fill_standard_fds(void)
{
    int fd;
    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
}

static int take_lock(struct bt_daemon *d, struct bt_err *err)
{
    if (mkdir(BT_RUN_DIR, 0755) != 0 && errno != EEXIST)
        return bt_fail(err, BT_EX_OSERR, "%s can't be made (%s)", BT_RUN_DIR, strerror(errno));
    char *path = bt_printf(BT_RUN_DIR "/%s.lock", d->name);
    d->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    int rc = 0;
    if (d->lock_fd < 0)
        rc = bt_fail(err, BT_EX_OSERR, "%s can't be opened (%s)", path, strerror(errno));
    else if (flock(d->lock_fd, LOCK_EX | LOCK_NB) != 0)
        rc = bt_fail(err, BT_EX_EXISTS, "%s runs already (%s is locked)", d->name, path);
    free(path);
    return rc;
}

/* For people who look; the lock is what counts. */
static void write_pid(const struct bt_daemon *d)
{
    if (ftruncate(d->lock_fd, 0) != 0 || dprintf(d->lock_fd, "%d\n", (int)getpid()) < 0)
        bt_log(BT_LOG_WARNING, "The lock file in %s can't be written (%s)", BT_RUN_DIR, strerror(errno));
}

static int drop_root(const struct bt_daemon *d, struct bt_err *err)
{
    if (d->user == NULL || geteuid() != 0)
        return 0;
    const struct passwd *pw = getpwnam(d->user);
    if (pw == NULL)
        return bt_fail(err, BT_EX_NOUSER, "The user %s does not exist; create it with primary group haclient", d->user);
    if (initgroups(d->user, pw->pw_gid) != 0 || setgid(pw->pw_gid) != 0 || setuid(pw->pw_uid) != 0)
        return bt_fail(err, BT_EX_OSERR, "Can't become user %s (%s)", d->user, strerror(errno));
    return 0;
}

static int go_to_background(struct bt_err *err)
{
    pid_t pid = fork();
    if (pid < 0)
        return bt_fail(err, BT_EX_OSERR, "Can't go to the background (%s)", strerror(errno));
    if (pid > 0)
        _exit(0);
    setsid();
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0)
        return bt_fail(err, BT_EX_OSERR, "/dev/null can't be opened (%s)", strerror(errno));
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        dup2(null, fd);
    close(null);
    return 0;
}

static void ending_signal(void *ctx, int number)
{
    struct bt_daemon *d = ctx;
    bt_log(BT_LOG_NOTICE, "Ending on signal %d (%s)", number, strsignal(number));
    d->terminate(d->ctx);
}

static int prepare(struct bt_daemon *d, struct bt_err *err)
{
    int rc = take_lock(d, err);
    if (rc == 0 && !d->foreground)
        rc = go_to_background(err);
    if (rc == 0) {
        write_pid(d);
        rc = drop_root(d, err);
    }
    return rc;
}

int bt_daemon_start(struct bt_daemon *d, int argc, char **argv, const char *purpose)
{
    struct options o = {0};
    assert(d->name != NULL && d->terminate != NULL && d->loop == NULL);
    int rc = parse_options(&o, d->name, argc, argv, purpose);
    if (rc != 0)
        return rc;
    fill_standard_fds();
    mallopt(M_MXFAST, 0); /* the thousands of small pieces of a document are freed at once, instead of put off and gone through again by the next large piece: 2.5 times as fast */
    signal(SIGPIPE, SIG_IGN);
    d->foreground = o.foreground;
    d->lock_fd = -1;
    int targets = BT_LOG_TO_SYSLOG | BT_LOG_TO_FILE | (o.foreground ? BT_LOG_TO_STDERR : 0);
    int level = BT_LOG_INFO + (o.verbose > 0);
    bt_log_open(d->name, targets, NULL, (enum bt_level)level);
    struct bt_err err = {0};
    if (prepare(d, &err) != 0) {
        int code = err.code;
        bt_log_err(BT_LOG_ERROR, "Not started", &err);
        if (!o.foreground)
            fprintf(stderr, "%s: %s\n", d->name, bt_err_text(&err));
        bt_err_clear(&err);
        bt_log_close();
        if (d->lock_fd >= 0)
            close(d->lock_fd);
        return -1 - code;
    }
    d->loop = bt_loop_new();
    bt_on_signal(d->loop, SIGTERM, ending_signal, d);
    bt_on_signal(d->loop, SIGINT, ending_signal, d);
    return 0;
}

void bt_daemon_ready(struct bt_daemon *d)
{
    const char *text = getenv("BATON_READY_FD");
    int64_t fd;
    if (text == NULL || !bt_parse_int(text, &fd) || fd < 0 || fd > INT32_MAX)
        return;
    if (write((int)fd, "1\n", 2) != 2)
        bt_log(BT_LOG_WARNING, "%s can't tell the supervisor that it is ready (%s)", d->name, strerror(errno));
    close((int)fd);
    unsetenv("BATON_READY_FD"); /* agents must not inherit it */
}

void bt_daemon_end(struct bt_daemon *d)
{
    bt_loop_free(d->loop);
    d->loop = NULL;
    bt_log_close();
    if (d->lock_fd >= 0)
        close(d->lock_fd);
}
