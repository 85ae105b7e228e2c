/* lib/file_io.c - whole reads and durable writes (see file_io.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/file_io.h"

#include <bzlib.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where bytes come from; packed: through libbzip2, which has taken fd over. */
struct source {
    int fd;
    BZFILE *packed;
    const char *failure; /* of the last read; NULL: none */
};

static int read_some(void *ctx, char *buf, int size)
{
    struct source *s = ctx;
    ssize_t n;
    if (s->packed != NULL)
        n = BZ2_bzread(s->packed, buf, size);
    else
        while ((n = read(s->fd, buf, (size_t)size)) < 0 && errno == EINTR)
            ;
    s->failure = n >= 0 ? NULL : s->packed != NULL ? "it is not what bzip2 packs, or only a part of it" : strerror(errno);
    return (int)n;
}

static int source_open(struct source *s, const char *path, struct bt_err *err)
{
    *s = (struct source){.fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)};
    if (s->fd < 0)
        return bt_fail(err, BT_EX_NOINPUT, "%s can't be opened (%s)", path, strerror(errno));
    if (bt_ends(path, ".bz2") && (s->packed = BZ2_bzdopen(s->fd, "r")) == NULL) {
        close(s->fd);
        return bt_fail(err, BT_EX_NOINPUT, "%s can't be unpacked: out of memory", path);
    }
    return 0;
}

static void source_close(struct source *s)
{
    if (s->packed != NULL)
        BZ2_bzclose(s->packed);
    else
        close(s->fd);
}

static int read_all(struct source *s, const char *path, size_t max, struct bt_buf *b, struct bt_err *err)
{
    char chunk[65536];
    int n;
    while ((n = read_some(s, chunk, sizeof chunk)) > 0) {
        if ((size_t)n > max - b->len)
            return bt_fail(err, BT_EX_NOINPUT, "%s is larger than %zu bytes", path, max);
        bt_buf_addn(b, chunk, (size_t)n);
    }
    return n == 0 ? 0 : bt_fail(err, BT_EX_NOINPUT, "%s can't be read (%s)", path, s->failure);
}

int bt_file_read(const char *path, size_t max, char **ret, size_t *ret_len, struct bt_err *err)
{
    struct source s;
    struct bt_buf b = {0};
    if (source_open(&s, path, err) != 0)
        return BT_EX_NOINPUT;
    int rc = read_all(&s, strcmp(path, "-") == 0 ? "standard input" : path, max, &b, err);
    source_close(&s);
    if (rc != 0) {
        bt_buf_free(&b);
        return rc;
    }
    if (ret_len != NULL)
        *ret_len = b.len;
    *ret = bt_buf_take(&b);
    return 0;
}

int bt_file_read_xml(const char *path, xmlDoc **ret, struct bt_err *err)
{
    struct source s;
    if (source_open(&s, path, err) != 0)
        return BT_EX_NOINPUT;
    xmlDoc *doc = NULL;
    struct bt_err parse_err = {0};
    int rc = bt_xml_parse_from(read_some, &s, path, &doc, &parse_err);
    source_close(&s);
    if (rc == 0 && s.failure == NULL) {
        *ret = doc;
        return 0;
    }
    rc = s.failure != NULL ? bt_fail(err, BT_EX_NOINPUT, "%s can't be read (%s)", path, s.failure) : bt_fail(err, rc, "%s", bt_err_text(&parse_err));
    bt_xml_free(doc);
    bt_err_clear(&parse_err);
    return rc;
}

int bt_pack(const char *data, size_t len, char **ret, size_t *ret_len, struct bt_err *err)
{
    unsigned room = (unsigned)(len + len / 100 + 600); /* what libbzip2 asks for */
    /* In units of 100,000 bytes; libbzip2 takes eight times a block's size of fresh memory, however little there is to pack. */
    int block = len < 800000 ? 1 + (int)(len / 100000) : 9;
    char *out = bt_alloc(room);
    int rc = BZ2_bzBuffToBuffCompress(out, &room, (char *)(uintptr_t)data, (unsigned)len, block, 0, 30);
    if (rc != BZ_OK) {
        free(out);
        return bt_fail(err, BT_EX_SOFTWARE, "the data can't be compressed (bzip2 error %d)", rc);
    }
    *ret = out;
    *ret_len = room;
    return 0;
}

static bool write_all(int fd, const char *data, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, data, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        data += n;
        len -= (size_t)n;
    }
    return true;
}

/* A new file beside path, filled and on the disk; its name is the caller's to free. NULL and errno on failure. */
static char *write_beside(const char *path, const void *data, size_t len, unsigned mode)
{
    char *temp = bt_printf("%s.XXXXXX", path);
    int fd = mkostemp(temp, O_CLOEXEC);
    if (fd >= 0) {
        bool ok = fchmod(fd, (mode_t)mode) == 0 && write_all(fd, data, len) && fsync(fd) == 0;
        int why = errno;
        close(fd);
        if (ok)
            return temp;
        unlink(temp);
        errno = why;
    }
    free(temp);
    return NULL;
}

/* Until the folder is on the disk too, a crash may bring the old name back. */
static bool sync_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash == NULL ? bt_strdup(".") : bt_strndup(path, slash == path ? 1 : (size_t)(slash - path));
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    int why = errno;
    if (fd >= 0)
        close(fd);
    free(folder);
    errno = why;
    return ok;
}

int bt_file_write_durable(const char *path, const void *data, size_t len, unsigned mode, struct bt_err *err)
{
    char *temp = write_beside(path, data, len, mode);
    if (temp == NULL)
        return bt_fail(err, BT_EX_CANTCREAT, "%s can't be written (%s)", path, strerror(errno));
    int rc = 0;
    if (rename(temp, path) != 0) {
        rc = bt_fail(err, BT_EX_CANTCREAT, "%s can't be replaced (%s)", path, strerror(errno));
        unlink(temp);
    } else if (!sync_folder_of(path)) {
        rc = bt_fail(err, BT_EX_IOERR, "%s is written but may not survive a crash: its folder can't be synced (%s)",
                     path, strerror(errno));
    }
    free(temp);
    return rc;
}

static bool write_from_start(int fd, const void *data, size_t len)
{
    return write_all(fd, data, len) && ftruncate(fd, (off_t)len) == 0 && fsync(fd) == 0;
}

int bt_file_overwrite(const char *path, const void *data, size_t len, struct bt_err *err)
{
    int rc = 0, fd = open(path, O_WRONLY | O_CLOEXEC);
    char *temp = fd >= 0 ? write_beside(path, data, len, 0600) : NULL;
    if (temp == NULL)
        rc = bt_fail(err, BT_EX_CANTCREAT, "%s can't be written (%s)", path, strerror(errno));
    else if (!write_from_start(fd, data, len))
        rc = bt_fail(err, BT_EX_IOERR, "%s is written in part only (%s): what it was to become is in %s", path, strerror(errno), temp);
    else
        unlink(temp);
    if (fd >= 0)
        close(fd);
    free(temp);
    return rc;
}
