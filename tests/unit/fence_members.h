/* tests/unit/fence_members.h - three members' fencers (n1, n2, n3), each in a pretended world, and their controllers, which carry what these say to each other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TESTS_FENCE_MEMBERS_H
#define BATON_TESTS_FENCE_MEMBERS_H

#include "tests/unit/fence_world.h"

#define CARRIER 1 /* each fencer's controller: client 1 */
#define CRMD "<fence_request id='1' target='n3' action='%s' origin='n1' client='crmd'/>"
#define OFF "<fence_request id='1' target='n3' action='off' origin='n1' client='crmd'/>"

struct members {
    struct world *w[3];
    const char *name[3];
    bool up[3]; /* its controller is in the group */
};

/* Three that have met; of each what its CIB has as resources, of all the fencing topology (may be NULL). members_end() frees them. */
struct members members_three(const char *r1, const char *r2, const char *r3, const char *levels);
void members_end(struct members *m);
/* Each fencer is told who is up; but: this one's controller is not there to tell it. */
void members_meet(struct members *m);
void members_meet_but(struct members *m, int but);
/* Brings what they say to each other where it shall go, until nothing is left; how much that was. */
int members_carry(struct members *m);
/* n3 shall be fenced; asked at one of them by its controller (client 7). */
void members_ask(struct members *m, int at, const char *action);
/* The moment passes in which a lost member's controller may come back, for the one that waits for it. */
void members_stay_away(struct members *m, int waits);
/* A device as fence_world's, but the caller's to free. */
char *members_copy(const char *device);

/* The transcript has this; forgets it. */
void world_expect_in(struct world *w, const char *part);
/* How often the transcript, or the history, has this. */
size_t world_times(const struct world *w, const char *part);
size_t world_entries(struct world *w, const char *part);

#endif
