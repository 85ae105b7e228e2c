/* crmd/replica.h - this node's copy of the CIB: changes by the coordinator, patches to all, the whole where a patch does not fit, and
 * the disk. Private to crmd/. Protocol, 3 and 4 (crmd/crmd.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_REPLICA_H
#define BATON_CRMD_REPLICA_H

#include "crmd/lineage.h"
#include "crmd/message.h"

/* Changes of one origin that are in the CIB: those not below its floor. So that one that is sent again is not applied again. */
struct replica_applied {
    char *origin;
    BT_VEC(uint64_t) seqs;
};

/* A change of the configuration that waits: see replica_change(). */
struct replica_held {
    uint32_t from;
    xmlDoc *doc;
};

struct replica_subscriber {
    uint64_t client;
    char *user; /* NULL: the cluster itself */
};

struct crmd_replica {
    struct cib *cib;
    BT_VEC(struct replica_applied) applied;
    bool fresh;               /* it grew from an empty one, and nobody with another was met: a cluster's first node has nobody to ask */
    struct lineage line;      /* the versions that our document went through */
    bool asked;               /* for the whole; patches are skipped until it comes */
    xmlDoc *batch;            /* coordinator: own writes of this step, <cib-patch> */
    BT_VEC(struct replica_held) held; /* coordinator, of this term */
    BT_VEC(struct replica_subscriber) subscribers;

    bool dirty, saving;       /* the configuration is newer than the disk's; a save is running */
    bool awaited, untold;     /* another member's client waits for what is not on our disk yet; the last save was not told */
    unsigned adoptions, saving_adoptions; /* a save of a document that another took the place of does not count */
    bool has_saved;           /* of this document: */
    struct cib_version saved; /* what is on our disk */
    char *failure;            /* why the last save failed; NULL: it did not */
    int64_t retry_ms;         /* after a failed save; a SAVE_RETRY timer runs, or a save, as long as failure is not NULL */
};

/* Frees what is in it, the CIB too; not the struct. */
void replica_free(struct crmd_replica *r);

/* Coordinator: a <cib-change> was delivered. One of the configuration waits while a member is awaited whose controller is being restarted: that may know a newer
 * configuration, beside which this change could not last. */
void replica_change(struct crmd *c, const struct crmd_message *m);
/* Coordinator: applies what waited if nobody is awaited any more, and the changes that were asked of this member itself. */
void replica_settle_changes(struct crmd *c);
/* A new term: origins send again what has no answer. */
void replica_forget_held(struct crmd *c);
/* Coordinator: a write of our own. Collected until replica_flush(); at once in our copy. False if the CIB refused it (logged). */
bool replica_write(struct crmd *c, const struct cib_request *rq);
/* What was written to the status until now is one patch, put to what replica_flush() sends. Nothing if nothing was. */
void replica_gathered(struct crmd *c);
/* Coordinator: raises the version of the configuration to at least this, on disk too, so that one that was made apart from the cluster never passes for the newer
 * one. Nothing else changes, so nothing is planned. */
void replica_raise(struct crmd *c, int64_t admin_epoch, int64_t epoch);
/* Whether a member that is gone had a newer configuration which never came here. Services go on by ours; but it takes no changes, and is not put above others. */
bool replica_is_stale(const struct crmd *c);
/* Sends what was collected, if anything: one patch. */
void replica_flush(struct crmd *c);
/* Coordinator: a <cib-ask> was delivered: all get the whole. */
void replica_send_whole(struct crmd *c);
/* Adds the CIB, and what of whose changes is in it, to a message. */
void replica_add_whole(const struct crmd *c, xmlNode *message);
/* A <cib-patch> was delivered (after the welcome): applied, if we follow, and what of ours it answers is answered. */
void replica_patch(struct crmd *c, const struct crmd_message *m);
/* A <cib-whole> was delivered: taken if we had asked. */
void replica_whole(struct crmd *c, const struct crmd_message *m);
/* Takes the <cib> and <applied> of a message as our own. from: the member whose document it is. keep_status: only its configuration; used by
 * the coordinator that merges. A configuration of ours that `from` never knew is put aside and said. False if it is no CIB (logged). */
bool replica_adopt(struct crmd *c, const xmlNode *message, uint32_t from, bool keep_status);
/* A <cib-apart> was delivered: another member's configuration gave way, or a client of its has dropped one that did. */
void replica_apart(struct crmd *c, const struct crmd_message *m);
/* Has the others drop, too, what a client here drops. */
void replica_drop_apart(struct crmd *c, const char *name);
/* Who follows: asks the coordinator for the whole, once. */
void replica_ask(struct crmd *c);

/* What holds between steps (core.c): changes are held only while somebody is awaited, and only who follows asks for the whole. */
void replica_check(const struct crmd *c);

/* A subscribed client gets a <cib_notify> for each change; users under access control lists only learn that there was one. user is copied; NULL: the cluster itself. Once a client. */
void replica_subscribe(struct crmd *c, uint64_t client, const char *user);
/* No more of them; harmless if it was not subscribed. */
void replica_unsubscribe(struct crmd *c, uint64_t client);

/* Each step: starts a save when the disk is behind, or refused the last time, and none is running: so all changes that come during one are one more (group commit). */
void replica_settle_disk(struct crmd *c);
/* A save ended: version is on the disk, or failure says why not; no_room: it is, but the next one may not fit (both may be NULL). While no save runs: the disk was found to refuse one. */
void replica_saved(struct crmd *c, const struct cib_version *version, const char *failure, const char *no_room);
/* Tells the members what is on our disk: after a save, and when a term begins. */
void replica_tell_disk(struct crmd *c);
/* Another member's client waits until what we have now is on our disk. */
void replica_await_disk(struct crmd *c);
/* A <cib-saved> was delivered. */
void replica_peer_saved(struct crmd *c, const struct crmd_message *m);
/* Our configuration is on our disk. */
bool replica_on_disk(const struct crmd *c);

#endif
