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
    xmlDoc *job;  /* NULL: nothing to do */
    struct bt_buf records; /* frames that are in the history's file not yet; the loop's while no save runs */
    bool stop;
    /* Written by the thread before ended_fd, read by the loop after it: */
    struct bt_err failure, no_room;
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

static int record(struct saver *s, const xmlDoc *doc)
{
    int rc = cib_history_append(s->history, s->records.text != NULL ? s->records.text : "", bt_xml_root(doc), &s->failure);
    if (rc == 0)
        bt_buf_free(&s->records);
    return rc;
}

static void save(struct saver *s, xmlDoc *doc)
{
    const uint64_t one = 1;
    if (record(s, doc) == 0 && cib_store_save(s->store, doc, &s->failure) == 0 && cib_store_reserve(s->store, &s->no_room) == 0)
        cib_history_reserve(s->history, &s->no_room);
    bt_xml_free(doc);
    while (write(s->ended_fd, &one, sizeof one) < 0 && errno == EINTR)
        continue;
}

/* Waits for the next document; NULL: the end. */
static xmlDoc *next_job(struct saver *s)
{
    pthread_mutex_lock(&s->lock);
    while (s->job == NULL && !s->stop)
        pthread_cond_wait(&s->wake, &s->lock);
    xmlDoc *doc = s->job;
    s->job = NULL;
    pthread_mutex_unlock(&s->lock);
    return doc;
}

static void *run(void *arg)
{
    struct saver *s = arg;
    xmlDoc *doc;
    while ((doc = next_job(s)) != NULL)
        save(s, doc);
    return NULL;
}

static void ended(void *ctx, int fd, int revents)
{
    struct saver *s = ctx;
    uint64_t count;
    (void)revents;
    if (read(fd, &count, sizeof count) != sizeof count)
        return;
    struct bt_err failure = s->failure, no_room = s->no_room;
    s->failure = s->no_room = (struct bt_err){0};
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

void saver_save(struct saver *s, const xmlDoc *cib, char *records)
{
    xmlDoc *doc = copy_to_save(cib);
    pthread_mutex_lock(&s->lock);
    assert(s->job == NULL);
    bt_buf_add(&s->records, records);
    free(records);
    s->job = doc;
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->lock);
}

void saver_free(struct saver *s)
{
    if (s == NULL)
        return;
    pthread_mutex_lock(&s->lock);
    s->stop = true;
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    bt_unwatch(s->loop, s->ended_fd);
    close(s->ended_fd);
    pthread_cond_destroy(&s->wake);
    pthread_mutex_destroy(&s->lock);
    bt_err_clear(&s->failure);
    bt_err_clear(&s->no_room);
    bt_buf_free(&s->records);
    bt_xml_free(s->job);
    free(s);
}
