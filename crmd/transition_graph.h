/* crmd/transition_graph.h - a graph as the transition engine holds it. Private to crmd/transition*.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_TRANSITION_GRAPH_H
#define BATON_CRMD_TRANSITION_GRAPH_H

#include "crmd/transition.h"

/* A move is made once: WAITING -> FIRED -> CONFIRMED or FAILED; a pseudo event is never FIRED; SKIPPED is what waits for something that failed. Only
 * transition_hold() goes back, from FIRED to WAITING. */
enum action_state { WAITING, FIRED, CONFIRMED, FAILED, SKIPPED };

struct action {
    int id;
    enum transition_kind kind;
    enum action_state state;
    const xmlNode *element;
    const char *task, *node;
    int64_t timeout_ms;
    size_t synapse;
    BT_VEC(size_t) followers; /* synapses that have this action as input */
    bool waits_for_probes;    /* for all that are `asked` */
    bool asked;
};

struct synapse {
    int priority;
    size_t inputs_left;
    BT_VEC(size_t) actions;
};

struct transition {
    xmlDoc *graph;
    char *uuid, *walker;     /* walker: transition_walked_by(); NULL */
    int number;
    int64_t batch_limit, migration_limit; /* 0, -1: no limit */
    int64_t cluster_delay_ms, stonith_timeout_ms;
    BT_VEC(struct action) actions;
    BT_VEC(struct synapse) synapses;
    struct bt_map *by_id;    /* action id as text -> index + 1 */
    BT_VEC(size_t) ready;    /* heap of actions, the first is next */
    BT_VEC(size_t) held;     /* ready, but something else has to end first: must_wait() */
    size_t leave;            /* the do_shutdown of who walks: it is ready, and its index is this - 1; 0: it is not */
    size_t in_flight, rsc_in_flight;
    size_t asked_left;       /* probes that are waited for */
    enum transition_abort abort;
    char *abort_reason;
};

/* transition_read.c: fills in what the graph says. BT_EX_PROTOCOL: it is none, or waits for itself. */
int transition_read(struct transition *t, struct bt_err *err);
/* Where the action of that id is; false if the graph has none. */
bool transition_index(const struct transition *t, const char *id, size_t *ret);
/* transition_probes.c: marks what waits for probes, and these (waits_for_probes, asked). */
void transition_hold_for_probes(struct transition *t);

#endif
