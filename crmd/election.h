/* crmd/election.h - who leads: the rule, as a pure function of the members' hellos. Private to crmd/.
 *
 * All members of a view compute it from the same hellos, so nobody votes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_ELECTION_H
#define BATON_CRMD_ELECTION_H

#include "cib/cib.h"

#define ELECTION_TERM_MAX (INT64_C(1) << 53) /* of a term that is believed: a thousand elections a second for 285,000 years */

/* What a member says of itself in one view. */
struct election_hello {
    uint32_t id;
    char feature_set[24];
    int64_t uptime_s;          /* of its controller */
    int64_t term;              /* the highest it knows */
    bool dc;                   /* it led in that term */
    bool changed;              /* it led with quorum, and people changed its configuration in that time */
    bool proven;               /* it was in the cluster already: since its start in a view of more than half of the nodes */
    bool fresh;                /* its configuration grew from an empty one, apart: since its start it has met nobody's that did not */
    struct cib_version version;
    char digest[BT_DIGEST_TEXT];
};

/* Whether member i may be in one cluster with the others. The cluster is who was in it already (if nobody was, all are), its feature set the oldest of theirs.
 * Who comes newly may be newer, but not older than that in the second number: it would lead, and does not understand what the cluster may have begun to use; and another first number
 * means another protocol. The third number does not matter here. (As Pacemaker's rule for joining, by the same numbers.) *ret_cluster: that feature set. */
bool election_admits(const struct election_hello *h, size_t n, size_t i, const char **ret_cluster);
/* Index of the member that leads; *ret_why is the rule that decided ("it has the lowest nodeid"). n > 0. */
size_t election_winner(const struct election_hello *h, size_t n, const char **ret_why);
/* The term that begins: the highest known + 1. */
int64_t election_term(const struct election_hello *h, size_t n);
/* Index of the member whose configuration counts: the newest (admin_epoch, epoch) of those who took changes with quorum, for others changed theirs
 * apart from the cluster; of all, if nobody did, except that a fresh one gives way to one that is not, as a cluster's is older than a new node's draft. Ties:
 * the leader, then the lowest nodeid. *ret_prevails: it counts although the leader's may have a higher version. */
size_t election_newest(const struct election_hello *h, size_t n, size_t leader, bool *ret_prevails);
/* Compares the configurations' versions only, without num_updates. */
int election_configuration_cmp(const struct cib_version *a, const struct cib_version *b);

#endif
