/* lib/cpg_io.h - corosync: the closed process group that is the cluster's clock, quorum, and the node list.
 *
 * Messages of any size: larger ones than a CPG message are cut and put together again here, so that each is
 * delivered whole, once, in one place of the total order, to every member (man cpg_overview).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CPG_IO_H
#define BATON_CPG_IO_H

#include "lib/loop_io.h"

struct bt_cpg_member {
    uint32_t nodeid, pid;
    int reason; /* of a departure: enum bt_cpg_reason */
};
enum bt_cpg_reason { BT_CPG_NONE, BT_CPG_LEAVE, BT_CPG_NODEDOWN, BT_CPG_PROCDOWN };

/* Called from the loop, in the group's order. Lists and data are valid during the call. */
struct bt_cpg_handlers {
    void (*config)(void *ctx, const struct bt_cpg_member *members, size_t n_members, const struct bt_cpg_member *left,
                   size_t n_left, const struct bt_cpg_member *joined, size_t n_joined);
    void (*message)(void *ctx, uint32_t nodeid, uint32_t pid, const void *data, size_t len);
    void (*lost)(void *ctx); /* corosync is gone */
};

struct bt_cpg;
/* Joins the group, whose name is shorter than 128 bytes; waits up to 4 s for a corosync that starts. BT_EX_DISCONNECT when corosync does not run. */
int bt_cpg_join(struct bt_loop *loop, const char *group, const struct bt_cpg_handlers *h, void *ctx,
                struct bt_cpg **ret, struct bt_err *err);
/* Queues a message to the group, self included, with agreed order; never blocks: what flow control refuses is
 * kept and sent in order later. */
void bt_cpg_send(struct bt_cpg *c, const void *data, size_t len);
/* This node's corosync number. */
uint32_t bt_cpg_local_nodeid(const struct bt_cpg *c);
/* Leaves the group after what was queued is sent (bounded by 1 s), and frees c; also from inside a handler, which is then called no more. */
void bt_cpg_leave(struct bt_cpg *c);

/* Quorum and corosync's own membership: called at once with the present state and at each change. */
struct bt_quorum;
/* lost() is called once when corosync is gone; then it may only be freed. BT_EX_CONFIG without a quorum provider in corosync.conf, BT_EX_DISCONNECT without corosync. */
int bt_quorum_watch(struct bt_loop *loop, void (*changed)(void *ctx, bool quorate, const uint32_t *nodeids, size_t n),
                    void (*lost)(void *ctx), void *ctx, struct bt_quorum **ret, struct bt_err *err);
/* Also from inside changed(). */
void bt_quorum_free(struct bt_quorum *q);
/* What corosync says at this instant: news may still wait behind other messages. False if it can't be asked. */
bool bt_quorum_holds(const struct bt_quorum *q);

/* corosync.conf's node list, through cmap: nodelist.node.X.{nodeid,name,ring0_addr}; the name falls back to ring0_addr if that is no
 * numeric address, else to uname for the local node. */
struct bt_corosync_node {
    uint32_t nodeid;
    char *name;
};
/* *ret: all nodes in the order of cmap, *ret_local: this one's number; both only on success, the list is then the caller's (bt_corosync_nodes_free). BT_EX_DISCONNECT without corosync;
 * BT_EX_CONFIG: no list, a node without a name, or this node is not in it. */
int bt_corosync_nodes(struct bt_corosync_node **ret, size_t *ret_n, uint32_t *ret_local, struct bt_err *err);
/* With their names; nodes may be NULL. */
void bt_corosync_nodes_free(struct bt_corosync_node *nodes, size_t n);
/* The name by which the cluster knows this node; without corosync, the host's. The caller's to free. */
char *bt_corosync_local_name(void);
/* totem.cluster_name, "" if unset; the caller's to free. */
char *bt_corosync_cluster_name(void);
/* How often this corosync has seen a node join since it runs itself (runtime.members.ID.join_count): one that was reset has joined once more when it is back. -1: not known. */
int64_t bt_corosync_joins(uint32_t nodeid);
/* Whether quorum.two_node gives each of two nodes quorum alone; it may, if corosync can't be asked. */
bool bt_corosync_two_node(void);
/* How long a part of the cluster may still count on the vote of a quorum device that gives it to another by now, and how long a new ring may wait for that vote: until the device's daemon or its connection
 * is taken for dead (corosync-qdevice(8): timeout, sync_timeout). 0: there is no such device. */
int64_t bt_corosync_device_ms(void);
/* How long corosync takes to notice a loss and to form a ring without it: token and consensus; 0 if it can't be asked. */
int64_t bt_corosync_ring_ms(void);

#endif
