/* crmd/saver_io.c - the thread that waits for the disk (see saver_io.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/saver_io.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define BEHIND_MAX_BYTES (256U << 10) /* of records without their document: bounds what a start has to bring up, and the file */

struct saver {
    struct bt_loop *loop;
    struct cib_store *store;
    struct cib_history_file *history;
    void (*done)(void *ctx, const char *failure, const char *no_room);
    void *ctx;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    int ended_fd; /* readable when a save has ended */
    /* Under the lock: */
    bool job, stop;
    /* The loop's while no save runs, else the thread's: */
    struct bt_buf records; /* frames that are in the history's file not yet */
    xmlDoc *doc;           /* to be put in place; NULL: the frames are enough */
    size_t behind;         /* bytes of frames in the file since a document was put in place */
    struct bt_err failure, no_room;
    bool runs;             /* the loop's */
    bool whole_next;       /* the last one failed, or nothing was saved yet: the store is to tell whether it works */
};

/* configuration and the root's attributes: the status is not saved, and may be large. */
static xmlDoc *copy_to_save(const xmlDoc *cib)
{
    const xmlNode *root = bt_xml_root(cib);
    xmlDoc *doc = bt_xml_doc(XE_CIB);
    bt_xml_copy_attrs(bt_xml_root(doc), root);
    bt_xml_add_copy(bt_xml_root(doc), bt_xml_first(root, XE_CONFIGURATION));
    bt_xml_add(bt_xml_root(doc), XE_STATUS);
    return doc;
}

static int save(struct saver *s)
{
    size_t len = s->records.len;
    int rc = cib_history_append(s->history, len > 0 ? s->records.text : "", s->doc != NULL ? bt_xml_root(s->doc) : NULL, &s->failure);
    if (rc == 0) {
        bt_buf_free(&s->records);
        s->behind += len;
    }
    if (rc == 0 && s->doc != NULL && (rc = cib_store_save(s->store, s->doc, &s->failure)) == 0) {
        s->behind = 0;
        cib_history_placed(s->history);
        cib_store_reserve(s->store, &s->no_room);
    }
    if (rc == 0 && s->no_room.code == 0)
        cib_history_reserve(s->history, &s->no_room);
    bt_xml_free(s->doc);
    s->doc = NULL;
    return rc;
}

/* Waits for the next job; false: the end. */
static bool next_job(struct saver *s)
{
    pthread_mutex_lock(&s->lock);
    while (!s->job && !s->stop)
        pthread_cond_wait(&s->wake, &s->lock);
    bool job = s->job;
    s->job = false;
    pthread_mutex_unlock(&s->lock);
    return job;
}

static void *run(void *arg)
{
    const uint64_t one = 1;
    struct saver *s = arg;
    while (next_job(s)) {
        save(s);
        while (write(s->ended_fd, &one, sizeof one) < 0 && errno == EINTR)
            continue;
    }
    return NULL;
}

static void ended(void *ctx, int fd, int revents)
{
    struct saver *s = ctx;
    uint64_t count;
    (void)revents;
    if (read(fd, &count, sizeof count) != sizeof count)
        return;
    assert(s->runs && s->doc == NULL); /* the thread is done with what it was given */
    struct bt_err failure = s->failure, no_room = s->no_room;
    s->failure = s->no_room = (struct bt_err){0};
    s->runs = false;
    s->whole_next = failure.code != 0 || no_room.code != 0;
    s->done(s->ctx, failure.code != 0 ? bt_err_text(&failure) : NULL, no_room.code != 0 ? bt_err_text(&no_room) : NULL);
    bt_err_clear(&failure);
    bt_err_clear(&no_room);
}

/* Signals are the loop's. */
static int start(struct saver *s)
{
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int rc = pthread_create(&s->thread, NULL, run, s);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    return rc;
}

int saver_new(struct bt_loop *loop, struct cib_store *store, struct cib_history_file *history, void (*done)(void *ctx, const char *failure, const char *no_room), void *ctx,
              struct saver **ret, struct bt_err *err)
{
    struct saver *s = BT_NEW(struct saver);
    s->loop = loop;
    s->store = store;
    s->history = history;
    s->done = done;
    s->ctx = ctx;
    s->whole_next = true;
    xmlInitParser();
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->wake, NULL);
    s->ended_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    int why = s->ended_fd < 0 ? errno : bt_watch(loop, s->ended_fd, POLLIN, ended, s);
    if (why == 0 && (why = start(s)) != 0)
        bt_unwatch(loop, s->ended_fd);
    if (why == 0) {
        *ret = s;
        return 0;
    }
    if (s->ended_fd >= 0)
        close(s->ended_fd);
    free(s);
    return bt_fail(err, BT_EX_OSERR, "the thread that saves the CIB can't be started: %s", strerror(why));
}

void saver_save(struct saver *s, const xmlDoc *cib, char *records, bool whole)
{
    assert(!s->runs);
    whole = whole || s->whole_next || *records == '\0' || s->behind >= BEHIND_MAX_BYTES;
    s->doc = whole ? copy_to_save(cib) : NULL;
    bt_buf_add(&s->records, records);
    free(records);
    s->runs = true;
    pthread_mutex_lock(&s->lock);
    s->job = true;
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->lock);
}

bool saver_runs(const struct saver *s)
{
    return s->runs;
}

bool saver_is_behind(const struct saver *s)
{
    return !s->runs && s->behind > 0;
}

/* The thread is gone. */
static void place(struct saver *s, const xmlDoc *cib, const char *records)
{
    bt_err_clear(&s->failure);
    bt_buf_add(&s->records, records);
    s->doc = copy_to_save(cib);
    if (save(s) != 0)
        bt_log_err(BT_LOG_WARNING, "The CIB is saved in its history alone", &s->failure);
}

void saver_free(struct saver *s, const xmlDoc *cib, char *records)
{
    if (s == NULL) {
        free(records);
        return;
    }
    pthread_mutex_lock(&s->lock);
    s->stop = true;
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    if (cib != NULL && s->behind > 0)
        place(s, cib, records != NULL ? records : "");
    free(records);
    bt_unwatch(s->loop, s->ended_fd);
    close(s->ended_fd);
    pthread_cond_destroy(&s->wake);
    pthread_mutex_destroy(&s->lock);
    bt_err_clear(&s->failure);
    bt_err_clear(&s->no_room);
    bt_buf_free(&s->records);
    free(s);
}
