/* crmd/crmd.h - the controller's core: membership, election, join, the CIB's replicas, the transition engine. Pure.
 *
 * crmd_step(state, event, effects) is the whole controller of one node; N of them make a cluster, in real life over one CPG group and in
 * tests/sim inside one process. The daemon is crmd/crmd.c (main) with crmd/crmd_io.c.
 *
 * The protocol (messages of one CPG group, agreed order, XML; crmd/message.h lists them):
 *   1. View. CPG says who is in the group. Every member multicasts <hello> for that view (its sorted nodeids): name, feature set, uptime, the
 *      highest term it knows, whether it led in it, version and digest of its CIB. When the hellos of all have been delivered, all know the
 *      same. A member that says nothing for CRMD_HELLO_MS is left out by a <skip>; a late hello makes all elect again, in one place of the order.
 *   2. Election. All compute the same DC from these hellos, without a vote (crmd/election.h is the ladder, and says who may not join a newer cluster). EVERY election opens a new term,
 *      the highest known + 1, also when the same node goes on leading: so a term names one view, and nothing that was sent before an election
 *      can pass for something after it. Nobody acts between a view and its election; what is lost with that is learnt anew by 3 and 4.
 *   3. Join. The configuration that counts is the newest (admin_epoch, epoch; ties: the DC's, then the lowest nodeid's) of the members who led
 *      with quorum and took changes in that time; of all members, if none did. Its owner offers it to the DC, which raises it above any that was
 *      made apart from the cluster and keeps its own status. <welcome> brings the digest, and the CIB if any hello had another digest. A
 *      configuration that gives way and is not an older state of the new one (crmd/lineage.h) is said, and kept aside by every member. Each answers with
 *      <lrm-state>: what its LRM holds, and what another partition had recorded of it. The DC writes node_state and history, then plans.
 *   4. Replication. A change is multicast as <cib-change origin seq floor> by the member whose client asks (the DC itself takes its own clients' at
 *      once); the DC applies it and multicasts <cib-patch origin seq rc>; replicas apply patches in delivery order. One that can't asks for the whole (<cib-ask>). A configuration is saved
 *      by every member, who then multicasts <cib-saved>; its client is answered when it is on all disks; a status change when its patch is
 *      delivered. What has no answer is sent again in a new term; the numbers (>= floor) of what is in the CIB travel with it, so
 *      nothing is applied twice. While a member's disk refuses, or can't keep room for the next save, the DC refuses changes of configuration
 *      and says why.
 *   5. Plan and walk. The DC gives the CIB to the policy engine, gets a graph, walks it (crmd/transition.h): <do to n> tells a member to give an
 *      operation to its LRM, <lrm-report> comes back and goes into the CIB. Any relevant change that the graph did not cause ends the walk and plans
 *      anew, after what is in flight, or beside it when that takes longer than PLAN_PATIENCE_MS. <lrm-state> says how many <do>s the
 *      LRM had seen: what is among those, not in its history and not in flight there is lost, and decided anew.
 *   6. Loss. A member that leaves the group while corosync still holds its node is given a grace time (CRMD_GRACE_MS) to come back: its crmd was
 *      restarted by the supervisor; nothing is fenced, no action is sent to anyone meanwhile, plans wait. One that was never seen is given
 *      dc-deadtime. When corosync has lost the node, or the grace is over, the DC writes it as lost and the policy engine decides (fencing).
 *      A <fence-done> is known to all: whoever was fenced is dead to them at once, even before corosync notices.
 *   7. Shutdown. A member asks (<request> "leave"), the DC sets its transient attribute `shutdown`, the policy engine moves its resources away
 *      and ends with do_shutdown for it; then it leaves the group and its departure is expected.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_H
#define BATON_CRMD_H

#include "cib/cib.h"

/* What dc-version says: the version of Pacemaker whose contract is kept, then ours. */
#ifndef BT_VERSION
#define BT_VERSION "unknown"
#endif
#define CRMD_DC_VERSION "2.1.5-baton-" BT_VERSION

#define CRMD_GRACE_MS 10000 /* a crashed crmd is back within 1 s; the supervisor gives up well before */

struct crmd;

struct crmd_node {
    uint32_t id;
    char *name;
};
/* When, where and by what a version of the configuration was made. */
struct crmd_version_stamp {
    struct cib_version version; /* num_updates does not count */
    const char *stamp;
};
struct crmd_config {
    uint32_t nodeid;                /* this node's, from corosync */
    const char *name;               /* its uname */
    const struct crmd_node *nodes;  /* corosync.conf's node list, self included */
    size_t n_nodes;
    const char *cluster_name;       /* "" if corosync.conf names none */
    const char *feature_set;        /* "3.16.1": what this build understands of others, and says (doc/ARCHITECTURE.md, "Versions"); NULL: CIB_FEATURE_SET */
    const char *uuid;               /* random; names this run in transition keys */
    /* The profile two-node (crmd/hold.h): wall times of starts after an end that was not orderly; none is fine. */
    const int64_t *unclean;
    size_t n_unclean;
    /* Earlier versions that lie on this node's disk, oldest first (crmd_version_stamp_of); none is fine. */
    const struct crmd_version_stamp *earlier;
    size_t n_earlier;
    /* The watchdog that the supervisor holds (crmd/guard.h): its time, 0: none; the name of this life; whether others may count on it: corosync's quorum is never on both sides. */
    int64_t watchdog_ms;
    const char *life;
    bool watchdog_counts;
    bool proven;                    /* crmd_is_proven() of the controller that ran here before and crashed, or crmd_leaves_proven() of one that left; the node has been up since */
};

/* What the root element of a CIB says of its version; the stamp is the caller's to free. */
struct crmd_version_stamp crmd_version_stamp_of(const xmlNode *cib);

/* Takes the CIB; copies what it needs of cfg. nodeid, name and uuid have to be given. crmd_free() frees it. */
struct crmd *crmd_new(const struct crmd_config *cfg, struct cib *cib);
/* Without a farewell: no effect comes of it. NULL is fine. */
void crmd_free(struct crmd *c);

/* Events ------------------------------------------------------------------------------------------------ */
enum crmd_event_kind {
    CRMD_EV_VIEW,         /* the group's members changed */
    CRMD_EV_QUORUM,       /* corosync's membership or quorum changed */
    CRMD_EV_MESSAGE,      /* a message of the group was delivered */
    CRMD_EV_TIMER,
    CRMD_EV_CLIENT,       /* a request over IPC "cib" or "crmd" */
    CRMD_EV_CLIENT_GONE,
    CRMD_EV_LRM_UP, CRMD_EV_LRM, CRMD_EV_LRM_DOWN,          /* lrmd: connected, a message, lost */
    CRMD_EV_FENCER_UP, CRMD_EV_FENCER, CRMD_EV_FENCER_DOWN, /* stonithd */
    CRMD_EV_PLAN,         /* the policy engine answered; doc NULL: it crashed or could not be reached */
    CRMD_EV_SAVED,        /* a write of the CIB ended; or, when none is awaited, the disk was found to refuse one */
    CRMD_EV_SHUTDOWN,     /* the supervisor asks for an orderly end */
};

/* Who acts, as access control lists see it. user NULL: the cluster itself. groups: names separated by blanks, or NULL. */
struct crmd_actor {
    const char *user, *groups;
};
/* Root and the cluster's own user may act for another one (CIB_user), whom the message names; everybody else is who the kernel says: peer. */
const char *crmd_acting_user(const char *peer, const xmlNode *msg);

struct crmd_event {
    enum crmd_event_kind kind;
    struct bt_now now;
    /* VIEW: the group's nodeids, sorted. QUORUM: corosync's. */
    const uint32_t *members;
    size_t n_members;
    bool quorate;          /* QUORUM */
    uint32_t from;         /* MESSAGE: sender's nodeid */
    const xmlNode *doc;    /* MESSAGE, CLIENT, LRM, FENCER, PLAN: root element, the caller's */
    uint64_t client;       /* CLIENT, CLIENT_GONE */
    struct crmd_actor who; /* CLIENT */
    uint64_t token;        /* TIMER */
    struct cib_version saved; /* SAVED */
    const char *failure;   /* SAVED: NULL, or why it failed */
    const char *no_room;   /* SAVED: it worked, but the next one may not: why; NULL if room is kept for it */
};

/* Effects, to be performed in order ------------------------------------------------------------------------ */
enum crmd_effect_kind {
    CRMD_FX_SEND,   /* doc to the group */
    CRMD_FX_REPLY,  /* doc, or where that is NULL text, an XML document, to a client */
    CRMD_FX_LRM,    /* doc to lrmd (lrm/lrm.h) */
    CRMD_FX_FENCER, /* doc to stonithd (fencing/fencing.h) */
    CRMD_FX_SUPERVISOR, /* doc to batond: <watchdog_pulse asked_ms=/>, if corosync still says that there is quorum, <watchdog_let_go reason=/> (crmd/guard.h) */
    CRMD_FX_PLAN,   /* doc (<pe_request id now><cib/></pe_request>) to the policy engine */
    CRMD_FX_KEEP,   /* doc (<cib-apart name text><cib/>): put that CIB, which lost against another partition's, aside on disk; without <cib>: drop it */
    CRMD_FX_RECORD, /* doc, a <cib_record> (cib/cib_history.h), to the history: on disk before the save that follows */
    CRMD_FX_FILES,  /* doc, a client's <crmd_request>, is about what lies beside the CIB on disk (crmd/files_io.h): answer it */
    CRMD_FX_SAVE,   /* write crmd_cib() durably; answered by CRMD_EV_SAVED with the version that was written */
    CRMD_FX_RELEASED, /* until the next boot this node's earlier falls do not matter any more (crmd/hold.h), also if the controller starts again */
    CRMD_FX_ALERT,  /* run an alert agent as doc (<alert id path timeout format><param name value/>...</alert>) says; nobody waits for it */
    CRMD_FX_TIMER_SET, CRMD_FX_TIMER_CANCEL,
    CRMD_FX_LOG,
    CRMD_FX_EXIT,   /* leave the group and end with `code` */
};
struct crmd_effect {
    enum crmd_effect_kind kind;
    xmlDoc *doc;         /* the effect's: crmd_effects_clear() frees it */
    uint64_t client;     /* REPLY, FILES; never 0 */
    uint64_t token;      /* TIMER_SET, TIMER_CANCEL; never 0, never used again */
    int64_t delay_ms;    /* TIMER_SET; never below 0 */
    enum bt_level level; /* LOG */
    char *text;          /* LOG, REPLY; the effect's */
    int code;            /* EXIT: BT_EX_OK, ..._FATAL, ..._PANIC, ..._DISCONNECT (supervisor/supervisor.h) */
};
struct crmd_effects {
    struct crmd_effect *v;
    size_t n, cap;
};
/* The controller's answer to one event; adds its effects to fx, in the order in which they are to be performed. ev and what it points to stay the caller's. After CRMD_FX_EXIT
 * nothing comes any more. What must hold between steps is asserted (crmd/core.c). */
void crmd_step(struct crmd *c, const struct crmd_event *ev, struct crmd_effects *fx);
/* Frees the effects' contents (a caller that took doc or text sets it to NULL) and empties the list. */
void crmd_effects_clear(struct crmd_effects *fx);

/* What it shows ------------------------------------------------------------------------------------------- */
/* This replica; valid until the next step, which may put another document in its place. */
const struct cib *crmd_cib(const struct crmd *c);
/* "S_IDLE" (crmd/state.h). */
const char *crmd_state_name(const struct crmd *c);
/* Whether this node leads; false during elections. */
bool crmd_is_dc(const struct crmd *c);
/* The nodeid of who leads; 0 during elections and before the first. */
uint32_t crmd_dc(const struct crmd *c);
/* The term that runs; in an election the last one, 0 before the first. */
int64_t crmd_term(const struct crmd *c);
/* Whether no acknowledged change of the configuration can be unknown here: once since its start it met so many others (or somebody insisted). One that is not takes no change
 * while it has quorum: a later merge could drop it. */
bool crmd_is_proven(const struct crmd *c);
/* Whether that still holds when this controller leaves in order: with quorum, and nobody stays who could go on without it. */
bool crmd_leaves_proven(const struct crmd *c);

#endif
