/* crmd/transition.h - the transition engine: one graph of the policy engine, walked to its end. Pure, private to crmd/.
 *
 * A graph is synapses: each has inputs (actions that must be confirmed) and actions that fire when all inputs are. The walk fires what is ready, in
 * order of priority, at most batch-limit operations at a time, with a timer for each, a node's do_shutdown after all else of that node, the stop or demotion of
 * a restart after the probes that its second half waits for, a promotion after the probes of the other instances; an action that fails marks its dependants as
 * never to fire; the walk ends when nothing more can happen. Form of the graph: <transition_graph> as crm_simulate -G writes it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_TRANSITION_H
#define BATON_CRMD_TRANSITION_H

#include "cib/cib.h"

struct transition;

/* What a graph element asks for. */
enum transition_kind { TRANSITION_PSEUDO, TRANSITION_RSC, TRANSITION_CRM };

/* Why a walk ends or changes course; a larger one wins. X(NAME, text) */
#define TRANSITION_ABORT_LIST(X)                                                                                       \
    X(NONE, "complete")                                                                                                \
    X(RESTART, "a new plan is needed")                                                                                 \
    X(SHUTDOWN, "the controller is ending")                                                                            \
    X(DEMOTED, "this node is not the coordinator any more")
enum transition_abort {
#define X(name, text) TRANSITION_ABORT_##name,
    TRANSITION_ABORT_LIST(X)
#undef X
};
/* Its words, for the summary. */
const char *transition_abort_text(enum transition_abort a);

/* One thing to do now; element points into the graph and lives as long as the transition. */
struct transition_fire {
    int id;                  /* of the action: transition_confirm() takes it back */
    enum transition_kind kind;
    const xmlNode *element;  /* <rsc_op>, <crm_event> */
    const char *task;        /* "start", "stonith", "do_shutdown" ... */
    const char *node;        /* uname, NULL for none */
    int64_t timeout_ms;      /* after this the walk must be told transition_confirm(..., false); 0: none */
};

/* Takes the document. uuid and number name its actions (transition keys "ID:NUMBER:RC:UUID"). now starts the clock of the summary. BT_EX_PROTOCOL if it is no graph;
 * cycles and references to nothing are refused with the ids. */
int transition_new(xmlDoc *graph, const char *uuid, int number, struct transition **ret, struct bt_err *err);
/* Who walks it, said before the first action: this node's own do_shutdown comes when nothing else is ready, and what was done is told to those to whom it is owed (transition_owes()): nobody else would. */
void transition_walked_by(struct transition *t, const char *node);
/* Frees the graph, too. NULL is fine. */
void transition_free(struct transition *t);
/* What transition_new() was given. */
int transition_number(const struct transition *t);

/* The next action to fire, or false when none is ready now (all in flight, limit reached, done, or aborted). Pseudo events are confirmed by the walk itself and never come out. */
bool transition_next(struct transition *t, struct transition_fire *ret);
/* An action that was fired has ended. ok: as the graph expected. Unknown or finished ids are ignored (false): a late result. */
bool transition_confirm(struct transition *t, int action, bool ok);
/* An action that came out can't be begun now: it comes out again when another one has ended. The walk does not wait for it. */
void transition_hold(struct transition *t, int action);
/* The action of this graph that a transition key names; -1 if the key is another graph's. */
int transition_action_of(const struct transition *t, const char *key);
/* A result with this target rc and outcome: did it succeed? (rc equals the key's target rc and the status is done) */
bool transition_outcome_ok(int target_rc, enum bt_opstatus status, int rc);

/* What is in flight is waited for, and nothing more is fired. Only RESTART lets go on what has priority INFINITY: the notifications after what was done, which
 * nobody would send later (the next plan finds it done). As Pacemaker, whose aborts have a priority and let higher synapses go on. */
void transition_abort(struct transition *t, enum transition_abort why, const char *reason);
/* Why it ends, or TRANSITION_ABORT_NONE. */
enum transition_abort transition_aborted(const struct transition *t);
/* The reason that was given for that; "" if none was. The transition's. */
const char *transition_abort_reason(const struct transition *t);
/* Actions that were sent to a node which is gone are failed; true if there were any. */
bool transition_node_lost(struct transition *t, const char *node);

/* Something is in flight that may still have to be told: the walk must not be given up before it ends. */
bool transition_owes(const struct transition *t);
/* How many actions came out and have not ended. */
size_t transition_in_flight(const struct transition *t);
/* Nothing is in flight and nothing more will fire. */
bool transition_done(const struct transition *t);
/* "Transition 7: 12 done, 0 in flight, 3 skipped, 1 failed"; the caller's to free. */
char *transition_summary(const struct transition *t);

#endif
