/* crmd/saver_io.h - the CIB's way to the disk beside the loop: a thread of its own waits for the disk, so that no decision does. Private to crmd/.
 *
 * The thread alone uses the store while a save runs; it is given a document of its own and says nothing to the log.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_SAVER_H
#define BATON_CRMD_SAVER_H

#include "cib/cib_store.h"

struct saver;

/* done(ctx, failure, no_room): called from the loop when a save has ended; failure: why it failed; no_room: it worked, but the next may not fit (cib_store_reserve());
 * both NULL: all is well. Valid during the call. Borrows all it is given. BT_EX_OSERR:
 * the thread can't be started. */
int saver_new(struct bt_loop *loop, struct cib_store *store, struct cib_history_file *history, void (*done)(void *ctx, const char *failure, const char *no_room), void *ctx,
              struct saver **ret, struct bt_err *err);
/* Begins to save: the frames of the history ("": none), which it takes, and the document after them. Frames are enough where they lead to it (whole: they don't, a step
 * was not a patch): then the document itself need not be copied and follows later, as a whole. Frames that can't be written are tried again with each save. One at a time. */
void saver_save(struct saver *s, const xmlDoc *cib, char *records, bool whole);
/* Whether a save runs: then none may be begun. */
bool saver_runs(const struct saver *s);
/* Whether none runs, and the document in place lacks what is saved in the history. */
bool saver_is_behind(const struct saver *s);
/* Waits for the save that runs; then puts the document in place, with the frames that lead to it (taken), if it is behind. cib NULL: does not. s NULL is fine, records are
 * freed. */
void saver_free(struct saver *s, const xmlDoc *cib, char *records);

#endif
