/* crmd/peers.h - the nodes we know: what corosync, the group and our own protocol say of each. Private to crmd/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_PEERS_H
#define BATON_CRMD_PEERS_H

#include "crmd/crmd.h"
#include "crmd/election.h"

struct crmd_peer {
    uint32_t id;
    char *name;           /* NULL until its first hello, if corosync.conf does not name it; a member always has one */
    bool corosync;        /* corosync counts it as a member */
    bool group;           /* its controller is in the CPG group */
    bool fenced;          /* fenced although corosync or the group still has it: dead to us until both have lost it */
    bool fencing_unwritten; /* its fencing is in no CIB: nobody led when the result came */
    bool seen;            /* its controller was in the group while we were */
    bool leaving;         /* it was told to shut down: its departure is expected */
    bool given_up;        /* its grace is over */
    int64_t watchdog_ms;  /* its watchdog's time, 0: none guards it; and the name of the life that it lives: as its last hello said */
    char *life;
    char *run;            /* names its controller's run: what its last hello said; NULL when it has come and not said one */
    struct bt_mono came;  /* when its controller came into the group */
    bool strange;         /* it sent something that we don't know, which was said */

    /* In this view: */
    bool hello_here;
    bool refused;         /* its version may not be in this cluster (election_admits()) */
    struct election_hello hello;
    bool acts;            /* it was in a partition of the profile two-node that nothing held back (hold.h) */
    bool joined;          /* what its LRM holds is in the CIB */
    bool has_saved;
    struct cib_version saved;   /* what is on its disk */
    char *save_failure;   /* NULL, or why its disk refuses */
    uint64_t dos;         /* <do> messages sent to it in this term (counted by all) */

    /* Across views: our configuration's version when it left us; to tell divergence from age. */
    bool has_parted;
    struct cib_version parted;
};

struct crmd_peers {
    struct crmd_peer **v; /* by nodeid */
    size_t n, cap;
    bool quorate;
    bool corosync_known;  /* corosync's membership was told at least once */
};

/* Frees all peers; the table stays usable. */
void peers_free(struct crmd_peers *p);
/* The peer of that nodeid, NULL if there is none. Pointers to peers stay valid until peers_forget(). */
struct crmd_peer *peers_find(const struct crmd_peers *p, uint32_t id);
/* The same, made when there is none. name takes the place of another one; NULL: none is known. */
struct crmd_peer *peers_add(struct crmd_peers *p, uint32_t id, const char *name);
/* Removes a node that neither corosync nor the group has. What refers to it by its id has to have ended (cleanup.c). */
void peers_forget(struct crmd_peers *p, uint32_t id);
/* By uname; NULL if unknown. */
struct crmd_peer *peers_named(const struct crmd_peers *p, const char *name);
/* For sentences: its name, "(unnamed)" until that is known. Not NULL; not for NULL. */
const char *peer_name(const struct crmd_peer *peer);

/* Its messages count: in the group and not fenced. */
bool peer_present(const struct crmd_peer *peer);
/* It takes part in this term: present, its hello came in time, and it is not refused. */
bool peer_member(const struct crmd_peer *peer);
/* Whether no other than this one is a member. */
bool peers_alone(const struct crmd_peers *p, uint32_t self);
/* Present members' nodeids, "1,2"; the caller's to free. */
char *peers_view_text(const struct crmd_peers *p);

/* Starts and stops grace timers: corosync has the node, but its controller is not here. One that was here gets CRMD_GRACE_MS (the supervisor
 * restarts it), one that was never seen dc-deadtime (it is still starting); one that left in order or was fenced gets none. */
void peers_watch_absent(struct crmd *c);
/* A grace timer fired. */
void peers_grace_over(struct crmd *c, uint32_t id);
/* A peer whose grace is running, or NULL: plans and actions wait for it. */
const struct crmd_peer *peers_awaited(const struct crmd *c);
/* What holds between steps (core.c): the order, and which marks of a peer go with which. */
void peers_check(const struct crmd *c);

#endif
