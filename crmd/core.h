/* crmd/core.h - the controller's whole state, put together of one part for each concept. Private to crmd/.
 *
 * Who may call whom (downwards only, no part calls one above it):
 *   core.c        one event in, then "settle": each part looks whether it can go on
 *   client.c, shutdown.c, cleanup.c        what is asked of us
 *   join.c        a member enters: CIB, history, node_state
 *   plan.c        plan, walk, idle: the coordinator's life
 *   hold.c        whether this partition may act; guard.c: whether this node may, as its watchdog is told
 *   walk.c, fence.c, outcome.c, attributes.c
 *   orders.c      the coordinator's orders, on their way to the members
 *   status.c      node_state and what hangs below it
 *   replica.c     the CIB, its changes and patches
 *   report.c      what our LRM says, on its way to the group
 *   requests.c    what we asked the coordinator and have no answer for yet
 *   view.c        who is here and who leads; peers.c, election.c
 *   alerts.c      what administrators have programs told of
 *   want.c, state.c, message.c, effects.c
 * A lower part that has news for a higher one leaves it in the state (crmd_want(), peer flags); settling picks it up.
 *
 * What holds between steps is code: each part's x_check(), and in core.c how they fit together (state and parts, timers and what waits for them). Only what this program alone decides
 * is asserted; whatever members, clients, agents, corosync or the disk may bring is handled before it gets there (tests/unit/test_crmd_strange.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_CORE_H
#define BATON_CRMD_CORE_H

#include "crmd/attributes.h"
#include "crmd/cleanup.h"
#include "crmd/crmd.h"
#include "crmd/effects.h"
#include "crmd/fence.h"
#include "crmd/guard.h"
#include "crmd/hold.h"
#include "crmd/join.h"
#include "crmd/message.h"
#include "crmd/orders.h"
#include "crmd/peers.h"
#include "crmd/plan.h"
#include "crmd/replica.h"
#include "crmd/report.h"
#include "crmd/requests.h"
#include "crmd/shutdown.h"
#include "crmd/state.h"
#include "crmd/view.h"
#include "crmd/walk.h"
#include "crmd/want.h"

struct crmd {
    /* Who we are. */
    uint32_t nodeid;
    char *name, *cluster_name, *uuid, *feature_set;

    /* The step in progress. */
    struct bt_now now; /* the event's */
    struct crmd_effects *fx; /* NULL between steps */

    bool started;            /* the first event came: `birth` is set */
    struct bt_mono birth;
    int state;               /* enum crmd_state; only crmd_move() writes it */
    struct crmd_timers timers;
    struct crmd_peers peers;
    struct crmd_view view;
    struct crmd_requests requests;
    struct crmd_replica replica;
    struct crmd_join join;
    struct crmd_report report;
    struct crmd_attributes attributes;
    struct crmd_fences fences;
    struct crmd_hold hold;
    struct crmd_guard guard;
    struct crmd_walk walk;
    xmlDoc *orders; /* coordinator: of this step, not sent yet */
    struct crmd_plan plan;
    struct crmd_cleanups cleanups;
    struct crmd_shutdown shutdown;
    int64_t alerts_told;     /* CRM_alert_node_sequence: counts up from 1 in this run */
};

#endif
