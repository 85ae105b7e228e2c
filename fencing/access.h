/* fencing/access.h - who of group haclient may ask the fencer for what.
 *
 * root and hacluster own the cluster. Devices and levels by hand, and what the controller says, are theirs alone (stonith_admin of Pacemaker 2.1.5: "Permission denied"). What
 * acts - fencing, its confirmation, checks, forgetting the history - is for who may write <status> where access control lists hold, as a cleanup is
 * (crmd/client.c); Pacemaker does not ask. What only tells is for everybody.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_FENCING_ACCESS_H
#define BATON_FENCING_ACCESS_H

#include "fencing/internal.h"

enum fence_access { FENCE_TELLS, FENCE_ACTS, FENCE_OWNERS };

/* Keeps what of a new CIB is needed to tell. */
void fence_access_configure(struct fence *f, const xmlDoc *cib);
/* NULL: the user (NULL: the daemon itself) may ask for that; else why not, half a sentence, static. groups: as in struct fence_event. */
const char *fence_access_refused(const struct fence *f, enum fence_access access, const char *user, const char *groups);

#endif
