/* lrm/journal_io.c - the state that survives lrmd (see journal_io.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/journal_io.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lrm/tree_io.h"

#define JOURNAL_MAX (512u * 1024 * 1024)
#define GROWTH_MIN (256 * 1024) /* written anew when it has grown by this and by three times its first line */
#define KILL_WAIT_MS 5000

struct lrm_journal {
    char *path;
    int fd;
    size_t first, size;
    BT_VEC(struct lrm_leftover) running;
    bool complained;
};

/* Processes ------------------------------------------------------------------------------------------------------------ */

void lrm_leftovers_end(const struct lrm_leftover *left, size_t n, int64_t grace_ms)
{
    int64_t until = bt_now().mono.ms + grace_ms;
    char *cgroups = lrm_tree_folder();
    for (size_t i = 0; i < n; i++)
        if (lrm_tree_signal(left[i].name, SIGTERM) > 0)
            bt_log(BT_LOG_WARNING, "%s is left over from the lrmd before; it is ended", left[i].name);
    for (size_t i = 0; i < n; i++) {
        int64_t rest = until - bt_now().mono.ms;
        lrm_tree_wait(left[i].name, 0, rest > 0 ? rest : 0);
        lrm_tree_signal(left[i].name, SIGKILL);
        lrm_tree_kill_cgroup(cgroups, left[i].name);
        if (!lrm_tree_wait(left[i].name, SIGKILL, KILL_WAIT_MS))
            bt_log(BT_LOG_ERROR, "Processes of %s can not be killed", left[i].name);
        lrm_tree_ended(cgroups, left[i].name);
    }
    free(cgroups);
}

/* Reading ----------------------------------------------------------------------------------------------------------------- */

struct reading {
    xmlDoc *whole;
    BT_VEC(struct lrm_leftover) left;
};

static struct lrm_leftover leftover(uint64_t token, const char *name)
{
    struct lrm_leftover l = {.token = token};
    snprintf(l.name, sizeof l.name, "%s", name);
    return l;
}

static void read_process(struct reading *r, const xmlNode *n)
{
    uint64_t token = (uint64_t)bt_xml_get_int(n, XA_TOKEN, 0);
    for (size_t i = 0; i < r->left.n; i++)
        if (r->left.v[i].token == token)
            r->left.v[i] = r->left.v[--r->left.n];
    const char *name = bt_xml_get(n, XA_NAME);
    if (name != NULL)
        BT_PUSH(&r->left, leftover(token, name));
}

static int read_line(struct reading *r, const char *line, size_t len, struct bt_err *err)
{
    xmlDoc *doc = NULL;
    int rc = bt_xml_parse(line, len, "a line of the saved state", &doc, err);
    if (rc != 0)
        return rc;
    const xmlNode *root = bt_xml_root(doc);
    if (bt_xml_is(root, XE_PROCESS)) {
        read_process(r, root);
    } else if (!bt_xml_is(root, XE_LRM_SAVED)) {
        rc = bt_fail(err, BT_EX_DATAERR, "<%s> is no line of a saved state", bt_xml_name(root));
    } else if (r->whole == NULL) {
        r->whole = doc;
        doc = NULL;
    } else {
        lrm_saved_merge(bt_xml_root(r->whole), root);
    }
    bt_xml_free(doc);
    return rc;
}

static int read_lines(struct reading *r, const char *text, struct bt_err *err)
{
    const char *end;
    for (const char *line = text; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        int rc = read_line(r, line, (size_t)(end - line), err);
        if (rc != 0)
            return rc;
    }
    if (r->whole == NULL)
        return bt_fail(err, BT_EX_DATAERR, "It has no whole line");
    return 0;
}

static void set_aside(const char *path)
{
    char *aside = bt_printf("%s.bad", path);
    if (rename(path, aside) != 0)
        bt_log(BT_LOG_WARNING, "%s can't be set aside (%s)", path, strerror(errno));
    free(aside);
}

int lrm_journal_read(const char *path, struct bt_wall now, xmlDoc **ret, struct lrm_leftover **ret_left, size_t *ret_n,
                     struct bt_err *err)
{
    struct stat st;
    struct reading r = {0};
    char *text = NULL;
    *ret = NULL;
    *ret_left = NULL;
    *ret_n = 0;
    if (stat(path, &st) != 0)
        return 0;
    int rc = bt_file_read(path, JOURNAL_MAX, &text, NULL, err);
    if (rc == 0)
        rc = read_lines(&r, text, err);
    free(text);
    if (rc != 0) {
        set_aside(path);
        bt_xml_free(r.whole);
        r.whole = NULL;
        bt_err_context(err, "%s can't be used and is set aside as %s.bad; all resources will be probed", path, path);
    } else if (now.s - st.st_mtim.tv_sec > LRM_JOURNAL_AGE_MAX_S) {
        bt_log(BT_LOG_NOTICE, "%s is %lld seconds old: services may have changed since; all resources will be probed", path,
               (long long)(now.s - st.st_mtim.tv_sec));
        bt_xml_free(r.whole);
        r.whole = NULL;
    }
    /* Programs that still run are ours whatever the file's age. */
    *ret = r.whole;
    *ret_left = r.left.v;
    *ret_n = r.left.n;
    return rc;
}

/* Writing ------------------------------------------------------------------------------------------------------------------- */

static void complain(struct lrm_journal *j, const char *why)
{
    if (!j->complained)
        bt_log(BT_LOG_ERROR, "%s can't be written (%s): if lrmd dies now, all resources will be probed", j->path, why);
    j->complained = true;
}

static void append(struct lrm_journal *j, const xmlNode *n)
{
    if (j->fd < 0)
        return;
    char *text = bt_xml_text(n, false);
    struct bt_buf line = {0};
    bt_buf_add(&line, text);
    if (line.len == 0 || line.text[line.len - 1] != '\n')
        bt_buf_add(&line, "\n");
    ssize_t written = write(j->fd, line.text, line.len);
    if (written != (ssize_t)line.len) {
        /* Half a line would spoil those after it: what is in the file is not true any more. */
        complain(j, written < 0 ? strerror(errno) : "no space left");
        if (unlink(j->path) != 0)
            bt_log(BT_LOG_ERROR, "%s can't be removed (%s)", j->path, strerror(errno));
        close(j->fd);
        j->fd = -1;
    } else {
        j->size += line.len;
    }
    bt_buf_free(&line);
    free(text);
}

static void append_process(struct lrm_journal *j, const struct lrm_leftover *l)
{
    xmlDoc *doc = bt_xml_doc(XE_PROCESS);
    bt_xml_set_int(bt_xml_root(doc), XA_TOKEN, (int64_t)l->token);
    bt_xml_set(bt_xml_root(doc), XA_NAME, l->name[0] != '\0' ? l->name : NULL);
    append(j, bt_xml_root(doc));
    bt_xml_free(doc);
}

/* The whole state into a new file beside it, then in its place. */
static void rewrite(struct lrm_journal *j, const struct lrm *lrm)
{
    char *fresh = bt_printf("%s.new", j->path);
    xmlDoc *doc = lrm_save(lrm);
    if (j->fd >= 0)
        close(j->fd);
    j->fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    if (j->fd < 0)
        complain(j, strerror(errno));
    j->size = 0;
    append(j, bt_xml_root(doc));
    j->first = j->size;
    for (size_t i = 0; i < j->running.n; i++)
        append_process(j, &j->running.v[i]);
    if (j->fd >= 0 && rename(fresh, j->path) != 0) {
        complain(j, strerror(errno));
        close(j->fd);
        j->fd = -1;
    }
    bt_xml_free(doc);
    free(fresh);
}

struct lrm_journal *lrm_journal_new(const char *path, const struct lrm *lrm)
{
    struct lrm_journal *j = BT_NEW(struct lrm_journal);
    j->path = bt_strdup(path);
    j->fd = -1;
    rewrite(j, lrm);
    return j;
}

void lrm_journal_changes(struct lrm_journal *j, struct lrm *lrm)
{
    xmlDoc *doc = lrm_save_changes(lrm);
    if (doc == NULL)
        return;
    if (j->fd < 0 || (j->size > GROWTH_MIN + j->first && j->size > 4 * j->first))
        rewrite(j, lrm);
    else
        append(j, bt_xml_root(doc));
    bt_xml_free(doc);
}

void lrm_journal_starting(struct lrm_journal *j, uint64_t token, const char *name)
{
    struct lrm_leftover l = leftover(token, name);
    assert(token != 0 && strcmp(l.name, name) == 0); /* cut off, it would find no process */
    lrm_journal_ended(j, token); /* another try of the same operation */
    BT_PUSH(&j->running, l);
    append_process(j, &l);
}

void lrm_journal_ended(struct lrm_journal *j, uint64_t token)
{
    for (size_t i = 0; i < j->running.n; i++)
        if (j->running.v[i].token == token) {
            j->running.v[i] = j->running.v[--j->running.n];
            append_process(j, &(struct lrm_leftover){.token = token});
            return;
        }
}

void lrm_journal_touch(struct lrm_journal *j)
{
    if (j->fd >= 0)
        futimens(j->fd, NULL);
}

void lrm_journal_free(struct lrm_journal *j, bool remove)
{
    if (j == NULL)
        return;
    if (j->fd >= 0)
        close(j->fd);
    if (remove && unlink(j->path) != 0 && errno != ENOENT)
        bt_log(BT_LOG_WARNING, "%s can't be removed (%s)", j->path, strerror(errno));
    BT_VEC_FREE(&j->running);
    free(j->path);
    free(j);
}
