/* cib/cib_store.h - the CIB on disk. Effects; only crmd's main and tests include it.
 *
 * Files in BT_STATEDIR/cib as Pacemaker lays them out, so that its folder is picked up in place: cib.xml (without <status>), cib.xml.sig (MD5 of
 * the document as Pacemaker prints it, cib_pacemaker_digest()), cib-N.raw and cib-N.raw.sig (earlier versions), cib.last (the N of the next).
 *
 * Each save: 1. the new document and 2. its signature in files of their own (cib.xml.new, cib.xml.sig.new); 3. the present ones get a second name,
 * cib-N.raw and its .sig; then both files and the folder are synced; 4. the new document and 5. its signature are renamed into place; 6. the folder is synced. kill -9 or power-off at any
 * instant leaves the old or the new document, whole: a document between 4 and 5 is known by the new signature or the last backup's. A save that failed after 4 is
 * finished before the next one begins, and no backup is made until then: so disk errors that go on for long never push the last good backup out.
 *
 * A file that does not parse or match its signature is renamed to cib.auto.XXXXXX with one clear sentence, and the newest good backup is used. A
 * cib.xml without a .sig (an administrator's, edited by hand) is taken with a warning.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CIB_STORE_H
#define BATON_CIB_STORE_H

#include "cib/cib.h"
#include "lib/edge.h"

#define CIB_STORE_SPARE_BYTES (64U << 10)

struct cib_store;

/* keep: how many earlier versions are kept, 1 .. 99. BT_EX_CANTCREAT: the folder can't be used. */
int cib_store_open(const char *folder, unsigned keep, struct cib_store **ret, struct bt_err *err);
/* The newest good document, or a new empty one when there is none; cib.xml, where that is it, is made sure to stay (signed, synced). Each thing that went wrong on the way is logged in one sentence. BT_EX_NOINPUT: there is a
 * cib.xml that this user may not read. */
int cib_store_load(struct cib_store *s, struct cib **ret, struct bt_err *err);
/* Writes the document durably; one that is there already is not written again. When it fails (BT_EX_CANTCREAT, BT_EX_IOERR with the reason, e.g. a full disk), the old document stands and it may be tried
 * again. */
int cib_store_save(struct cib_store *s, const xmlDoc *cib, struct bt_err *err);
/* Keeps room on the disk for the next save: twice the present document and CIB_STORE_SPARE_BYTES. So a disk that fills up is known before a change is made that it
 * can't take. To be called after each save; BT_EX_CANTCREAT with the reason if there is no room: the next save may fail. */
int cib_store_reserve(struct cib_store *s, struct bt_err *err);
/* Files stay as they are; s may be NULL. */
void cib_store_close(struct cib_store *s);

/* The history of the configuration (cib_history.h) is a file of its own, cib.history, which Pacemaker never looks at, and the journal of the store: what is in it is saved.
 * Records are written over newlines that keep room behind the last one, and synced: one sync of one file, without a change of the folder, however large the CIB is.
 * The document follows when there is time (cib_store_save()), always after the records that lead to it; a start that finds it behind brings it up to the last record.
 * Where the document is another one than the history's, that counts: somebody has put it there while the cluster did not run.
 * A new base replaces the oldest records, by a new file that is renamed, when they have grown by CIB_HISTORY_BYTES and the document is in place. */
struct cib_history_file;

/* Adds to a document that was loaded what the history knows beyond it; says so. */
void cib_history_catch_up(const char *folder, struct cib **cib);
/* Reads the file and makes it fit that document: a torn end and what is newer than the document are dropped, what others changed becomes a
 * record. What is wrong on the way is logged and no reason not to start: cib_history_append() tries again. */
struct cib_history_file *cib_history_open(const char *folder, const xmlNode *cib);
/* Appends frames ("": none) durably. When it fails (BT_EX_CANTCREAT, BT_EX_IOERR), the file is as good as before and the same frames may be tried again. cib: the
 * document after them, with which a new history begins if somebody has taken the file away; NULL: then it fails. */
int cib_history_append(struct cib_history_file *f, const char *records, const xmlNode *cib, struct bt_err *err);
/* The document after the last record was saved: notes it, and shortens the file if it has become long. */
void cib_history_placed(struct cib_history_file *f);
/* Keeps room on the disk for the next records, as cib_store_reserve() does. BT_EX_CANTCREAT. */
int cib_history_reserve(struct cib_history_file *f, struct bt_err *err);
/* What could not be written is lost; f may be NULL. */
void cib_history_close(struct cib_history_file *f);
/* Reads the history, also while another thread appends to it: what it has not finished is not seen. */
struct cib_history *cib_history_load(const char *folder);

#endif
