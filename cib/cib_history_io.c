/* cib/cib_history_io.c - the history of the configuration as a file beside the CIB (see cib_store.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_store_calls_io.h"

#include <errno.h>

#define FILE_NAME "cib.history"
#define FILE_MAX_BYTES (256U << 20)

struct cib_history_file {
    const struct cib_store_calls *calls;
    void *ctx;
    char *folder, *path, *path_new;
    size_t size;          /* of its frames */
    size_t room;          /* of the file: behind the frames it is filled with newlines, so that a record changes neither its length nor its place on the disk */
    size_t shorten_at;    /* when the frames take as much as this */
    char *unwritten;      /* what should have been written whole when it was opened, and could not be; NULL: all is well */
};

/* The frames lie within the file, or nothing of ours is in it yet. */
static void file_check(const struct cib_history_file *f)
{
    assert(f->size <= f->room && (f->unwritten == NULL || f->room == 0));
}

static int failed(const struct cib_history_file *f, int code, struct bt_err *err)
{
    return bt_fail(err, code == EIO ? BT_EX_IOERR : BT_EX_CANTCREAT, "the history of the configuration can't be written: %s: %s", f->path, strerror(code));
}

static void note_size(struct cib_history_file *f, size_t size, size_t room)
{
    f->size = size;
    f->room = room;
    f->shorten_at = size + CIB_HISTORY_BYTES;
}

/* A new file in place of the old one; power-off at any instant leaves one of them. */
static int write_whole(struct cib_history_file *f, const char *text, struct bt_err *err)
{
    int rc = f->calls->write(f->ctx, f->path_new, text, strlen(text));
    if (rc == 0)
        rc = f->calls->sync(f->ctx, f->path_new);
    if (rc == 0)
        rc = f->calls->rename(f->ctx, f->path_new, f->path);
    else
        f->calls->unlink(f->ctx, f->path_new);
    if (rc == 0)
        rc = f->calls->sync_folder(f->ctx, f->folder);
    if (rc != 0)
        return failed(f, rc, err);
    note_size(f, strlen(text), strlen(text));
    return 0;
}

static struct cib_history *read_file(const char *path, size_t *ret_size, size_t *ret_lost)
{
    char *text = NULL;
    size_t len = 0;
    if (bt_file_read(path, FILE_MAX_BYTES, &text, &len, NULL) != 0) /* none yet, or none that can be read */
        text = bt_strdup("");
    *ret_size = len;
    return cib_history_new(text, len, ret_lost);
}

static void make_fit(struct cib_history_file *f, const xmlNode *cib)
{
    struct bt_err err = {0};
    char *text = NULL;
    size_t size, lost;
    struct cib_history *h = read_file(f->path, &size, &lost);
    if (lost > 0)
        bt_log(BT_LOG_WARNING, "The last %zu bytes of %s are no whole records and dropped: the power went while they were written, or the disk has lost something", lost, f->path);
    bool other = cib_history_fit(h, cib, "found on disk when the cluster was started: changed while it did not run here", &text);
    if (!other && lost == 0)
        note_size(f, cib_history_size(h), size);
    else if (!other && cib_history_shorten(h, &text, &err) != 0)
        bt_log_err(BT_LOG_WARNING, "The history can't be read again", &err);
    cib_history_free(h);
    if (text != NULL && write_whole(f, text, &err) != 0) {
        bt_log_err(BT_LOG_WARNING, "It is tried again with the next change", &err);
        f->unwritten = text;
        text = NULL;
    }
    bt_err_clear(&err);
    free(text);
}

struct cib_history_file *cib_history_open_with(const struct cib_store_calls *calls, void *ctx, const char *folder, const xmlNode *cib)
{
    struct cib_history_file *f = BT_NEW(struct cib_history_file);
    f->calls = calls;
    f->ctx = ctx;
    f->folder = bt_strdup(folder);
    f->path = bt_printf("%s/" FILE_NAME, folder);
    f->path_new = bt_printf("%s/" FILE_NAME ".new", folder);
    make_fit(f, cib);
    file_check(f);
    return f;
}

/* The file without what need no longer be kept. Should it not work, it is tried when the file has grown as much again. */
static void shorten(struct cib_history_file *f)
{
    size_t size, lost;
    char *text;
    struct cib_history *h = read_file(f->path, &size, &lost);
    note_size(f, f->size, f->room);
    if (lost == 0 && cib_history_shorten(h, &text, NULL) == 0) {
        write_whole(f, text, NULL);
        free(text);
    }
    cib_history_free(h);
}

/* Somebody has taken the file away: its history is lost, a new one begins. */
static int begin_anew(struct cib_history_file *f, const xmlNode *cib, struct bt_err *err)
{
    struct bt_buf b = {0};
    cib_history_add_base(&b, cib);
    int rc = write_whole(f, b.text, err);
    bt_buf_free(&b);
    return rc;
}

/* All that could not be written before, and this. */
static int write_late(struct cib_history_file *f, const char *records, struct bt_err *err)
{
    char *text = bt_printf("%s%s", f->unwritten, records);
    int rc = write_whole(f, text, err);
    free(text);
    if (rc == 0) {
        free(f->unwritten);
        f->unwritten = NULL;
    }
    return rc;
}

int cib_history_append(struct cib_history_file *f, const char *records, const xmlNode *cib, struct bt_err *err)
{
    size_t len = strlen(records);
    if (f->unwritten != NULL)
        return cib != NULL ? write_late(f, records, err) : failed(f, EAGAIN, err);
    if (len == 0)
        return 0;
    int rc = f->calls->overwrite(f->ctx, f->path, f->size, records, len, true);
    if (rc != 0)
        return rc == ENOENT && cib != NULL ? begin_anew(f, cib, err) : failed(f, rc, err);
    f->size += len;
    f->room = f->room > f->size ? f->room : f->size;
    file_check(f);
    return 0;
}

/* Should the line not come to the disk, the next start finds that there is nothing to catch up with. */
void cib_history_placed(struct cib_history_file *f)
{
    const size_t len = strlen(CIB_HISTORY_PLACED);
    if (f->size >= f->shorten_at)
        shorten(f);
    file_check(f);
    if (f->unwritten == NULL && f->room >= f->size + len)
        f->calls->overwrite(f->ctx, f->path, f->size, CIB_HISTORY_PLACED, len, false);
}

void cib_history_catch_up(const char *folder, struct cib **cib)
{
    struct cib_history *h = cib_history_load(folder);
    struct cib *fresh;
    xmlDoc *doc;
    struct bt_err err = {0};
    if (cib_history_is_ahead(h, bt_xml_root(cib_doc(*cib)), &doc)) {
        if (cib_from_doc(doc, &fresh, &err) == 0) {
            struct cib_version v = cib_version(fresh);
            char *text = cib_version_text(&v);
            bt_log(BT_LOG_NOTICE, "The CIB on disk was behind its history, which brings it up to version %s", text);
            free(text);
            cib_free(*cib);
            *cib = fresh;
        } else {
            bt_log_err(BT_LOG_ERROR, "The CIB can't be brought up to its history", &err);
        }
    }
    bt_err_clear(&err);
    cib_history_free(h);
}

int cib_history_reserve(struct cib_history_file *f, struct bt_err *err)
{
    if (f->unwritten != NULL || f->room >= f->size + CIB_STORE_SPARE_BYTES)
        return 0;
    size_t len = 4 * (size_t)CIB_STORE_SPARE_BYTES;
    char *newlines = bt_alloc(len);
    memset(newlines, '\n', len);
    int rc = f->calls->overwrite(f->ctx, f->path, f->room, newlines, len, false);
    free(newlines);
    if (rc == 0)
        f->room += len;
    return rc != 0 ? bt_fail(err, BT_EX_CANTCREAT, "no room can be kept for the next record of the history (%s): %s", f->path, strerror(rc)) : 0;
}

struct cib_history *cib_history_load(const char *folder)
{
    size_t size, lost;
    char *path = bt_printf("%s/" FILE_NAME, folder);
    struct cib_history *h = read_file(path, &size, &lost);
    free(path);
    return h;
}

void cib_history_close(struct cib_history_file *f)
{
    if (f == NULL)
        return;
    free(f->unwritten);
    free(f->folder);
    free(f->path);
    free(f->path_new);
    free(f);
}
