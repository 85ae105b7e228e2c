/* lrm/journal_io.h - the state that survives lrmd: a file in /run that only grows by lines until it is written anew. Private to lrm/.
 *
 * The first line is a whole <lrm_saved>; each further line is what changed since (<lrm_saved>), or a program that runs
 * (<process token= name=/>, written before it is begun; tree_io.h) or has ended (<process token=/>). One line is one write, so that killing the daemon at any
 * instant leaves whole lines; a last line without its end is dropped. Root's alone: it holds parameters.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_LRM_JOURNAL_IO_H
#define BATON_LRM_JOURNAL_IO_H

#include "lib/edge.h"
#include "lrm/lrm.h"

#define LRM_JOURNAL BT_RUN_DIR "/lrmd.state"
#define LRM_JOURNAL_TOUCH_MS 10000 /* how often the daemon shows that it lives */
#define LRM_JOURNAL_AGE_MAX_S 60   /* older: services may have changed since, nothing of it is claimed */

/* A program of an earlier lrmd that may still run. */
struct lrm_leftover {
    uint64_t token;
    char name[128]; /* of all its processes */
};

/* Reads what an earlier daemon left: *ret NULL and 0 if there is nothing, or nothing that is young enough (now). The array is the
 * caller's to free. BT_EX_DATAERR if it can't be read; it is set aside then. */
int lrm_journal_read(const char *path, struct bt_wall now, xmlDoc **ret, struct lrm_leftover **ret_left, size_t *ret_n,
                     struct bt_err *err);
/* Ends all processes of the programs: SIGTERM, then SIGKILL after grace_ms; returns when they are gone. */
void lrm_leftovers_end(const struct lrm_leftover *left, size_t n, int64_t grace_ms);

struct lrm_journal;
/* Begins the file anew with a whole state. The daemon goes on without it if it can't be written, and says so. */
struct lrm_journal *lrm_journal_new(const char *path, const struct lrm *lrm);
/* Adds what changed in the core since the last call; nothing if nothing did. To be called before a result is told. */
void lrm_journal_changes(struct lrm_journal *j, struct lrm *lrm);
/* A program is going to be run: its processes will be known by that name. */
void lrm_journal_starting(struct lrm_journal *j, uint64_t token, const char *name);
/* It has ended; nothing if no such program is known. */
void lrm_journal_ended(struct lrm_journal *j, uint64_t token);
/* The daemon lives. */
void lrm_journal_touch(struct lrm_journal *j);
/* Closes it; remove: the daemon ends in order, the next one begins with nothing. */
void lrm_journal_free(struct lrm_journal *j, bool remove);

#endif
