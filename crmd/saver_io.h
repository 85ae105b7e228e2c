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
 * both NULL: all is well. Valid during the call. BT_EX_OSERR. */
int saver_new(struct bt_loop *loop, struct cib_store *store, struct cib_history_file *history, void (*done)(void *ctx, const char *failure, const char *no_room), void *ctx,
              struct saver **ret, struct bt_err *err);
/* Begins to save a copy of the document, after the frames of its history ("": none), which it takes: until they are written they are tried again with each
 * save. One at a time. */
void saver_save(struct saver *s, const xmlDoc *cib, char *records);
/* Waits for the save that runs. */
void saver_free(struct saver *s);

#endif
