/* crmd/status.h - the coordinator writes the status section: node_state and what hangs below it. Private to crmd/.
 *
 * Form as Pacemaker's (interfaces 3.3): <node_state id=nodeid uname in_ccm crmd crm-debug-origin join expected>
 * <transient_attributes id><instance_attributes id="status-ID"><nvpair id="status-ID-NAME" name value/>...
 * <lrm id><lrm_resources><lrm_resource id class provider type><lrm_rsc_op .../>...
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_STATUS_H
#define BATON_CRMD_STATUS_H

#include "crmd/peers.h"

/* All that write are the coordinator's: they change its copy at once and go to the members as one patch at the end of the step (replica_write()). */

/* Coordinator, when join_complete(): writes what is known of every node where it differs from the CIB: members as online, lost ones as lost (what was expected of them stays, so that the
 * policy engine fences who should be here), ones that left in order as down. Who is in its grace is left alone. */
void status_write_peers(struct crmd *c);
/* Nodes of corosync.conf into configuration/nodes; the properties that the cluster itself sets (dc-version ...). */
void status_write_cluster(struct crmd *c);
/* Whether a CIB's configuration has nothing else: nobody has configured anything. */
bool status_wrote_all(const xmlNode *cib);
/* have-quorum (whether this partition may act: hold.h), dc-uuid, and with quorum crm_feature_set, where they differ. */
void status_write_root(struct crmd *c);
/* It was told to shut down: expected becomes down. */
void status_expect_down(struct crmd *c, const struct crmd_peer *p);
/* It was fenced: down, as expected; its history and transient attributes are erased. */
void status_fenced(struct crmd *c, const struct crmd_peer *p);
/* Its history becomes exactly this <lrm>; but a shutdown lock outlives it (the node may be back without memory): only status_lock() ends one. */
void status_replace_history(struct crmd *c, const struct crmd_peer *p, const xmlNode *lrm);
/* Since when (seconds, as the graph says it) the resource waits for this node, which leaves in an orderly way: lrm_resource/@shutdown-lock. NULL: it
 * does not. */
void status_lock(struct crmd *c, const struct crmd_peer *p, const char *rsc, const char *since);
/* Its transient attributes become exactly these (NULL: none). */
void status_replace_attributes(struct crmd *c, const struct crmd_peer *p, const xmlNode *transient);
/* The highest call in a resource's history, -1: there is none; *ret_op: that operation, untouched if there is none. */
int64_t status_last_call(const xmlNode *lrm_resource, const xmlNode **ret_op);
/* By the last operation in its history. */
bool status_was_not_running(const xmlNode *lrm_resource);
/* A failure is recorded twice, as RSC_last_0 and as RSC_last_failure_0: whether an operation before this one in the resource is the same. */
bool status_told_before(const xmlNode *resource, const xmlNode *op);
/* One result: the <lrm_rsc_op> elements of an <lrm_resource> take the place of those with the same ids. */
void status_write_result(struct crmd *c, const struct crmd_peer *p, const xmlNode *lrm_resource);
/* An operation that was begun: what is there of it from before stays until its result comes. */
void status_write_pending(struct crmd *c, const struct crmd_peer *p, const xmlNode *lrm_resource);
/* An operation of which nothing was heard: recorded as timed out. */
void status_write_timeout(struct crmd *c, const struct crmd_peer *p, const char *rsc, const char *operation, int64_t interval_ms, const char *key);
/* Its history of a resource goes, with its lock; nothing if there is none. */
void status_delete_resource(struct crmd *c, const struct crmd_peer *p, const char *rsc);
/* One operation of it (lrm_rsc_op/@id) goes; nothing if there is none. */
void status_delete_op(struct crmd *c, const struct crmd_peer *p, const char *rsc, const char *op_id);
/* The node's <lrm_resource> of that id, valid until the next write; NULL: there is none. */
const xmlNode *status_resource(const struct crmd *c, const struct crmd_peer *p, const char *rsc);

/* A request that sets a transient attribute (value NULL: deletes it; "value++" and "value+=N" count). The caller's to free. */
xmlDoc *status_attribute_request(uint32_t nodeid, const char *uname, const char *name, const char *value);
/* Its present value in our copy, valid until that changes; NULL: it has none. */
const char *status_attribute(const struct crmd *c, const char *uname, const char *name);
/* The transient <nvpair> elements of a node's state: the parent of them, NULL. */
const xmlNode *status_attributes_of(const xmlNode *node_state);

#endif
