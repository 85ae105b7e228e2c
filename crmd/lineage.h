/* crmd/lineage.h - which versions a configuration has gone through: to tell an older copy from one that was changed apart. Private to crmd/.
 *
 * Two documents with the same version may still differ, if each was made in a partition of its own. When, where and by which program a version was made
 * (attributes of its root) tells them apart; the last versions are remembered with that.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_LINEAGE_H
#define BATON_CRMD_LINEAGE_H

#include "crmd/crmd.h"

#define LINEAGE_MAX 1000

struct lineage {
    struct crmd_version_stamp *v; /* oldest first */
    size_t n, cap;
};

/* Forgets all; it stays usable. */
void lineage_free(struct lineage *l);
/* What the root of a CIB says of the making of its version: when, by which program, on which node; the caller's to free. */
char *lineage_stamp(const xmlNode *cib);
/* The document has this version now. */
void lineage_note(struct lineage *l, const xmlNode *cib);
/* The same in words, from elsewhere; copied. A version that is known gets this stamp. Of LINEAGE_MAX the older half is forgotten. */
void lineage_add(struct lineage *l, const struct cib_version *version, const char *stamp);
/* Tells in a message what the line knows of the versions that the members said hello with. */
void lineage_tell(const struct crmd *c, xmlNode *message);

/* What a message's line says of a document of ours. */
enum lineage_verdict {
    LINEAGE_ANCESTOR, /* it went through our version, or ours is older than all it remembers */
    LINEAGE_APART,    /* it had another document under that version */
    LINEAGE_UNKNOWN,  /* it remembers older ones, but not this one */
};
/* By the version and stamp at the root of ours, and what lineage_tell() of the sender put into the message. */
enum lineage_verdict lineage_judge(const xmlNode *message, const xmlNode *ours);

#endif
