/* tools/crm/session.c - messages, the CIB and other tools for the commands of crm (see session.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/crm/session.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crmd/crmd_client.h"

extern char **environ;

static void say(const struct session *s, const char *label, int color, const char *fmt, va_list ap)
{
    char *text = bt_vprintf(fmt, ap);
    fflush(stdout);
    if (s->color)
        fprintf(stderr, "\033[%dm%s\033[0m: ", color, label);
    else
        fprintf(stderr, "%s: ", label);
    if (s->line > 0)
        fprintf(stderr, "%zu: ", s->line);
    fprintf(stderr, "%s\n", text);
    free(text);
}

void session_error(struct session *s, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    say(s, "ERROR", 31, fmt, ap);
    va_end(ap);
}

void session_warn(struct session *s, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    say(s, "WARNING", 33, fmt, ap);
    va_end(ap);
}

void session_info(struct session *s, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    say(s, "INFO", 32, fmt, ap);
    va_end(ap);
}

int session_fail(struct session *s, struct bt_err *err)
{
    int rc = err->code;
    session_error(s, "%s", bt_err_text(err));
    bt_err_clear(err);
    return rc == BT_EX_DISCONNECT ? rc : BT_EX_ERROR;
}

int session_misuse(struct session *s, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text = bt_vprintf(fmt, ap);
    va_end(ap);
    session_error(s, "%s: %s", s->command, text);
    free(text);
    return BT_EX_ERROR;
}

struct cib_client *session_cib(struct session *s)
{
    struct bt_err err = {0};
    struct cib_client_options options = {.client = "crm"};
    if (s->cib == NULL && cib_client_open(&options, &s->cib, &err) != BT_EX_OK) {
        if (err.code == BT_EX_DISCONNECT)
            session_error(s, "The cluster does not run on this node: could not connect to the CIB");
        else
            session_error(s, "Could not open the CIB: %s", bt_err_text(&err));
        bt_err_clear(&err);
        s->cib = NULL;
    }
    return s->cib;
}

xmlDoc *session_whole(struct session *s)
{
    struct bt_err err = {0};
    xmlDoc *doc = NULL;
    struct cib_client *c = session_cib(s);
    if (c == NULL)
        return NULL;
    if (cib_client_whole(c, &doc, &err) != BT_EX_OK) {
        session_fail(s, &err);
        return NULL;
    }
    return doc;
}

struct config *session_config(struct session *s)
{
    xmlDoc *doc = s->config == NULL ? session_whole(s) : NULL;
    if (doc != NULL)
        s->config = config_new(doc);
    return s->config;
}

void session_forget_config(struct session *s)
{
    config_free(s->config);
    s->config = NULL;
}

static char *executable(const char *folder, const char *name)
{
    char *path = bt_printf("%s/%s", folder, name);
    if (access(path, X_OK) == 0)
        return path;
    free(path);
    return NULL;
}

/* The tool that belongs to this program: where we are installed, one that lies apart because another package has its name in the usual place; else
 * the one beside it; else the one in PATH. */
static char *tool_path(const char *name)
{
    char self[4096], *path = NULL;
    ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
    if (len <= 0)
        return bt_strdup(name);
    self[len] = '\0';
    char *slash = strrchr(self, '/');
    if (slash != NULL)
        *slash = '\0';
    if (strcmp(self, BT_SBINDIR) == 0)
        path = executable(BT_DAEMONDIR, name);
    if (path == NULL)
        path = executable(self, name);
    return path != NULL ? path : bt_strdup(name);
}

static int run_tool(struct session *s, const char *const *argv, bool quietly)
{
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int status = 0;
    char *path = tool_path(argv[0]);
    fflush(stdout);
    fflush(stderr);
    posix_spawn_file_actions_init(&actions);
    if (quietly)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    int failed = posix_spawnp(&pid, path, &actions, NULL, (char *const *)argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    free(path);
    if (failed != 0) {
        session_error(s, "Cannot run %s: %s", argv[0], strerror(failed));
        return BT_EX_NOT_INSTALLED;
    }
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return BT_EX_OSERR;
    return WIFEXITED(status) ? WEXITSTATUS(status) : BT_EX_ERROR;
}

int session_run_tool(struct session *s, const char *const *argv)
{
    return run_tool(s, argv, false);
}

int session_run_quietly(struct session *s, const char *const *argv)
{
    return run_tool(s, argv, true);
}

bool session_confirm(struct session *s, const char *before, const char *node, const char *after)
{
    char answer[16] = "";
    if (s->force)
        return true;
    if (!isatty(STDIN_FILENO)) {
        session_error(s, "%s needs a confirmation: use crm --force", s->command);
        return false;
    }
    printf("%s%s%s (y/n)? ", before, node, after);
    fflush(stdout);
    return fgets(answer, sizeof(answer), stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y');
}

int session_wait(struct session *s)
{
    struct bt_err err = {0};
    struct crmd_client *c;
    if (!s->wait || s->cib == NULL || !cib_client_is_live(s->cib))
        return BT_EX_OK;
    int rc = crmd_client_open(INT64_C(3600) * 1000, &c, &err);
    if (rc == BT_EX_OK) {
        xmlDoc *request = crmd_client_request("wait-idle");
        rc = crmd_client_call(c, request, NULL, &err);
        bt_xml_free(request);
        crmd_client_close(c);
    }
    return rc == BT_EX_OK ? rc : session_fail(s, &err);
}
