/* cib/cib_store.h - the CIB on disk. Effects; only crmd's main and tests include it.
 *
 * Files in BT_STATEDIR/cib as Pacemaker lays them out, so that its folder is picked up in place: cib.xml (without <status>), cib.xml.sig (MD5 of the
 * document as it writes it), cib-N.raw and cib-N.raw.sig (the last versions), cib.last (N). Each write: temporary file, fsync, rename, fsync of the folder; kill -9 or
 * power-off at any instant leaves the old or the new document, whole. A file that does not parse or match its .sig is renamed to cib.auto.XXXXXX with one clear
 * sentence, and the newest good backup is used. */
#ifndef BATON_CIB_STORE_H
#define BATON_CIB_STORE_H

#include "cib/cib.h"
#include "lib/edge.h"

struct cib_store;

/* keep: how many earlier versions are kept. */
int cib_store_open(const char *folder, unsigned keep, struct cib_store **ret, struct bt_err *err);
/* The newest good document, or a new empty one when there is none. Each thing that went wrong on the way is logged in one sentence. */
int cib_store_load(struct cib_store *s, struct cib **ret, struct bt_err *err);
/* Writes the document durably. When it fails (disk full), the files are as before and it may be tried again. */
int cib_store_save(struct cib_store *s, const xmlDoc *cib, struct bt_err *err);
void cib_store_close(struct cib_store *s);

#endif
