/* crmd/crmd_io.h - the controller's edges: corosync, the IPC that it serves, the daemons that it talks to, the disk, timers. Private to crmd/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_EDGES_H
#define BATON_CRMD_EDGES_H

#include "cib/cib_store.h"
#include "crmd/crmd.h"
#include "lib/edge.h"

struct crmd_edges;

struct crmd_edges_config {
    struct bt_loop *loop;
    struct cib_store *store;
    struct cib_history_file *history;
    const char *folder;  /* where the CIB lies, and what was put aside */
    bool guarded;        /* by a watchdog: the supervisor is told of it */
    const char *life;    /* the file of crmd/starts_io.h that a boot removes */
    void (*ended)(void *ctx, int code); /* the controller left, or corosync did */
    void (*proven)(void *ctx);          /* crmd_is_proven() has become true */
    void *ctx;
};
/* Copies cfg; borrows the core, and all that cfg names, which have to live longer. Nothing is opened yet. crmd_edges_free() frees it. */
struct crmd_edges *crmd_edges_new(const struct crmd_edges_config *cfg, struct crmd *core);
/* Serves IPC, connects to the other daemons (and again whenever one is lost), watches quorum, joins the group. An error of IPC or of the thread that saves, or BT_EX_DISCONNECT: corosync does not run. */
int crmd_edges_open(struct crmd_edges *e, struct bt_err *err);
/* Gives the core an event (now is filled in here) and performs its effects. Not from within an effect. Nothing once the controller has ended. */
void crmd_edges_feed(struct crmd_edges *e, struct crmd_event *ev);
/* Leaves the group and closes everything; waits for the save that runs, and puts the document in place on the disk. NULL is fine. */
void crmd_edges_free(struct crmd_edges *e);

#endif
