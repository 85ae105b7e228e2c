/* crmd/earlier_io.h - the versions of the configuration that lie on this node's disk, by the roots of the CIB's backups and by its history. Private to crmd/.
 *
 * The controller tells by them whether a member that joins has an older copy of our configuration or one that was made apart (crmd/lineage.h), also
 * after a restart.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_EARLIER_H
#define BATON_CRMD_EARLIER_H

#include "crmd/crmd.h"

struct earlier {
    struct crmd_version_stamp *v; /* oldest first */
    size_t n, cap;
};

/* Adds what the disk tells of earlier versions: reads the first bytes of each backup in the CIB's folder (cib/cib_store.h: cib-N.raw, cib.last), and the records of the history. What can't be read is left out. earlier_free() frees it. */
void earlier_read(const char *folder, struct earlier *ret);
/* Frees what is in it, not the struct. */
void earlier_free(struct earlier *e);

#endif
