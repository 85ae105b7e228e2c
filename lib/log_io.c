/* lib/log_io.c - the log through libqb (see log_io.h).
 *
 * The file is written by a target of our own, one write(2) a line with O_APPEND, so that lines of several daemons never
 * mix and the descriptor is not inherited by agents.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/log_io.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include <qb/qblog.h>

enum { LINE_MAX_BYTES = 4096 };

static const uint8_t priorities[] = {LOG_ERR, LOG_WARNING, LOG_NOTICE, LOG_INFO, LOG_DEBUG};

static void write_line(int32_t target, struct qb_log_callsite *site, struct timespec *when, const char *text)
{
    char line[LINE_MAX_BYTES + 2];
    int fd = (int)(intptr_t)qb_log_target_user_data_get(target);
    qb_log_target_format(target, site, when, text, line);
    size_t len = strlen(line);
    line[len++] = '\n';
    ssize_t written = write(fd, line, len);
    (void)written; /* a full disk must not stop the cluster, and there is nowhere else to say it */
}

static void close_file(int32_t target)
{
    close((int)(intptr_t)qb_log_target_user_data_get(target));
}

/* The cluster's daemons that are not root write to the same file. */
static int open_file(const char *path)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);
    if (fd < 0 || geteuid() != 0)
        return fd;
    const struct passwd *hacluster = getpwnam("hacluster");
    if (hacluster != NULL && (fchown(fd, hacluster->pw_uid, hacluster->pw_gid) != 0 || fchmod(fd, 0660) != 0))
        fprintf(stderr, "%s: can't be given to hacluster (%s)\n", path, strerror(errno));
    return fd;
}

/* Our own lines down to max; libqb's only for those who debug. */
static void enable(int32_t target, enum bt_level max, const char *format)
{
    qb_log_format_set(target, format);
    qb_log_ctl(target, QB_LOG_CONF_MAX_LINE_LEN, LINE_MAX_BYTES);
    qb_log_filter_ctl(target, QB_LOG_FILTER_CLEAR_ALL, QB_LOG_FILTER_FILE, "*", LOG_TRACE);
    if (max == BT_LOG_DEBUG)
        qb_log_filter_ctl(target, QB_LOG_FILTER_ADD, QB_LOG_FILTER_FILE, "*", LOG_INFO);
    qb_log_filter_ctl(target, QB_LOG_FILTER_ADD, QB_LOG_FILTER_FUNCTION, "bt_log", priorities[max]);
    qb_log_ctl(target, QB_LOG_CONF_ENABLED, QB_TRUE);
}

void bt_log_open(const char *program, int targets, const char *path, enum bt_level max)
{
    qb_log_init(program, LOG_DAEMON, LOG_EMERG);
    qb_log_ctl(QB_LOG_SYSLOG, QB_LOG_CONF_ENABLED, QB_FALSE);
    if ((targets & BT_LOG_TO_SYSLOG) != 0)
        enable(QB_LOG_SYSLOG, max, "%p: %b");
    if ((targets & BT_LOG_TO_STDERR) != 0)
        enable(QB_LOG_STDERR, max, "%T %N[%P] %p: %b");
    if ((targets & BT_LOG_TO_FILE) == 0)
        return;
    if (path == NULL)
        path = BT_LOG_FILE;
    int fd = open_file(path);
    int32_t target = fd >= 0 ? qb_log_custom_open(write_line, close_file, NULL, (void *)(intptr_t)fd) : -errno;
    if (target < 0)
        fprintf(stderr, "%s: the log file %s can't be opened (%s); syslog has the messages\n", program, path,
                strerror(-target));
    else
        enable(target, max, "%T %H %N[%P] %p: %b");
}

void bt_log(enum bt_level level, const char *fmt, ...)
{
    assert((size_t)level < BT_COUNT(priorities));
    va_list ap;
    va_start(ap, fmt);
    char *text = bt_vprintf(fmt, ap);
    va_end(ap);
    for (char *c = text; *c != '\0'; c++)
        if (iscntrl((unsigned char)*c))
            *c = ' ';
    /* libqb keeps one call site a format and line: the priority stands in for the line. */
    qb_log_from_external_source("bt_log", "log_io.c", "%s", priorities[level], priorities[level], 0, text);
    free(text);
}

void bt_log_err(enum bt_level level, const char *context, const struct bt_err *err)
{
    bt_log(level, "%s: %s", context, bt_err_text(err));
}

void bt_log_close(void)
{
    qb_log_fini();
}
