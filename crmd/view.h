/* crmd/view.h - one view of the group: its hellos, its election, its term. Private to crmd/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_VIEW_H
#define BATON_CRMD_VIEW_H

#include "crmd/message.h"

#define CRMD_HELLO_MS 5000 /* a member without a hello by then is left out: its controller hangs */

struct crmd_view {
    char *text;       /* nodeids of the present members, "1,2"; "" before the first view */
    bool settled;     /* the election of this view is over */
    bool waived;      /* members without a hello are left out */
    int64_t term;     /* the highest known; while settled, the one that runs */
    uint32_t dc;      /* who leads (led, while not settled) in `term`; 0: nobody */
    uint32_t newest;  /* whose configuration counts (settled) */
    bool newest_prevails; /* it counts for what it is, not because its version is the highest (election_newest()) */
    struct cib_version counts; /* of the configuration that counts, as the hellos told: a replica that is older never got it */
    bool proven;      /* since its start this controller was in a view of more than half of the nodes: no change that was acknowledged is unknown to it. Until then one with quorum takes none, unless somebody insists */
    bool changed;     /* this node leads with quorum, and people changed the configuration in that time */
};

/* CPG: the group's members, nodeids in any order; a new view begins. If we are not among them any more, corosync has put us out: the controller ends with BT_EX_DISCONNECT. */
void view_group(struct crmd *c, const uint32_t *ids, size_t n);
/* corosync: its members, nodeids in any order, and quorum. */
void view_corosync(struct crmd *c, const uint32_t *ids, size_t n, bool quorate);
/* Says hello and waits for the others' (protocol, 1). `why` goes to the log. Also called when a member of the view is known to be fenced. */
void view_restart(struct crmd *c, const char *why);
/* A <hello> was delivered. One that comes after the election makes all elect again; one of a member without a name counts as none; a term that no cluster reaches as 0. */
void view_hello(struct crmd *c, const struct crmd_message *m);
/* A <skip> was delivered: who has not said hello by now, in the group's order, is left out. */
void view_skip(struct crmd *c);
/* The HELLO timer has fired: asks all to leave out whose hello is missing, and runs again. */
void view_hello_timeout(struct crmd *c);
/* If all hellos are here, elects (protocol, 2) and returns true: a new term begins. */
bool view_elect(struct crmd *c);
/* What holds between steps (core.c): a term that runs has its coordinator, and whose configuration counts, among its members. */
void view_check(const struct crmd *c);
/* Names of the members of this term, "n1 n2"; the caller's to free. */
char *view_names(const struct crmd *c);

#endif
