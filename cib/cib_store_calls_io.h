/* cib/cib_store_calls_io.h - private: the few calls by which the store changes the disk, so that a test can stand between: make
 * them fail, or end the world before any one of them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CIB_STORE_CALLS_H
#define BATON_CIB_STORE_CALLS_H

#include "cib/cib_store.h"

/* Each returns 0 or an errno; paths are absolute or relative to the process, as given to cib_store_open_with(). */
struct cib_store_calls {
    /* Creates or empties the file and fills it; on the disk it is only after sync(). */
    int (*write)(void *ctx, const char *path, const char *data, size_t len);
    /* The file's content is on the disk when this returns. */
    int (*sync)(void *ctx, const char *path);
    int (*rename)(void *ctx, const char *from, const char *to);
    /* Gives a file a second name; an older file of that name is replaced. */
    int (*link)(void *ctx, const char *from, const char *to);
    int (*unlink)(void *ctx, const char *path);
    int (*sync_folder)(void *ctx, const char *folder);
    /* Makes the file, still or newly empty, own room for len bytes, so that the next write of it needs no more. 0 where the file system can't promise. */
    int (*reserve)(void *ctx, const char *path, size_t len);
    /* Writes into a file that is there, from `at` on; all else in it stays. sync: it is on the disk when this returns. */
    int (*overwrite)(void *ctx, const char *path, size_t at, const char *data, size_t len, bool sync);
};

/* cib_store_open() with other calls. They and ctx must outlive the store. */
int cib_store_open_with(const struct cib_store_calls *calls, void *ctx, const char *folder, unsigned keep,
                        struct cib_store **ret, struct bt_err *err);
/* cib_history_open() likewise. */
struct cib_history_file *cib_history_open_with(const struct cib_store_calls *calls, void *ctx, const char *folder, const xmlNode *cib);

#endif
