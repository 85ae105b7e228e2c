/* cib/cib_store_calls_io.c - the store's calls on a real disk (see cib_store_calls_io.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_store_calls_io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Run by root, the files are still to belong to whom the folder belongs (hacluster). */
static int give_to_owner_of_folder(int fd, const char *path)
{
    struct stat st;
    char *folder = bt_strndup(path, (size_t)(strrchr(path, '/') - path));
    int rc = stat(folder, &st) != 0 ? errno : 0;
    free(folder);
    if (rc == 0 && geteuid() == 0 && st.st_uid != 0 && fchown(fd, st.st_uid, st.st_gid) != 0)
        rc = errno;
    return rc;
}

static int write_all(int fd, const char *data, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, data, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno;
        data += n;
        len -= (size_t)n;
    }
    return 0;
}

/* The file is not emptied first: that would give away the room that it owns. */
static int fill(int fd, const char *data, size_t len)
{
    int rc = write_all(fd, data, len);
    if (rc == 0 && ftruncate(fd, (off_t)len) != 0)
        rc = errno;
    return rc;
}

static int write_file(void *ctx, const char *path, const char *data, size_t len)
{
    (void)ctx;
    int fd = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno;
    int rc = give_to_owner_of_folder(fd, path);
    if (rc == 0)
        rc = fill(fd, data, len);
    if (close(fd) != 0 && rc == 0)
        rc = errno;
    return rc;
}

static int rename_file(void *ctx, const char *from, const char *to)
{
    (void)ctx;
    return rename(from, to) != 0 ? errno : 0;
}

static int link_file(void *ctx, const char *from, const char *to)
{
    (void)ctx;
    if (unlink(to) != 0 && errno != ENOENT)
        return errno;
    return link(from, to) != 0 ? errno : 0;
}

static int unlink_file(void *ctx, const char *path)
{
    (void)ctx;
    return unlink(path) != 0 ? errno : 0;
}

static int sync_path(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);
    if (fd < 0)
        return errno;
    int rc = fsync(fd) != 0 ? errno : 0;
    close(fd);
    return rc;
}

static int sync_file(void *ctx, const char *path)
{
    (void)ctx;
    return sync_path(path, O_WRONLY | O_NOFOLLOW);
}

static int sync_folder(void *ctx, const char *folder)
{
    (void)ctx;
    return sync_path(folder, O_RDONLY | O_DIRECTORY);
}

static int reserve(void *ctx, const char *path, size_t len)
{
    (void)ctx;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno;
    int rc = give_to_owner_of_folder(fd, path);
    if (rc == 0 && fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, (off_t)len) != 0 && errno != EOPNOTSUPP && errno != ENOSYS)
        rc = errno;
    close(fd);
    return rc;
}

static int overwrite(void *ctx, const char *path, size_t at, const char *data, size_t len, bool sync)
{
    (void)ctx;
    int fd = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno;
    int rc = lseek(fd, (off_t)at, SEEK_SET) < 0 ? errno : write_all(fd, data, len);
    if (rc == 0 && sync && fdatasync(fd) != 0)
        rc = errno;
    close(fd);
    return rc;
}

static const struct cib_store_calls real_calls = {
    .write = write_file,
    .sync = sync_file,
    .rename = rename_file,
    .link = link_file,
    .unlink = unlink_file,
    .sync_folder = sync_folder,
    .reserve = reserve,
    .overwrite = overwrite,
};

int cib_store_open(const char *folder, unsigned keep, struct cib_store **ret, struct bt_err *err)
{
    return cib_store_open_with(&real_calls, NULL, folder, keep, ret, err);
}

struct cib_history_file *cib_history_open(const char *folder, const xmlNode *cib)
{
    return cib_history_open_with(&real_calls, NULL, folder, cib);
}
