/* crmd/join.h - how a term begins: the newest configuration, the welcome, what each member's LRM holds. Private to crmd/. Protocol, 3 (crmd/crmd.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_JOIN_H
#define BATON_CRMD_JOIN_H

#include "crmd/message.h"

#define CRMD_JOIN_MS 10000 /* an offer or a history that is missing by then is not waited for */

struct crmd_join {
    bool welcomed;        /* this term's welcome was delivered */
    bool late;            /* coordinator: the JOIN timer has fired; who is missing is not waited for */
    bool complete;        /* coordinator: all histories are in the CIB (or late), members are written */

    /* This member's LRM: */
    bool lrm_up;
    bool asked;           /* <lrm_query> is out */
    uint64_t dos, dos_at_query; /* <do>s that came in this term; those before the query */
    bool knows_calls;
    int64_t calls_before; /* the last of the LRM's calls that this controller did not see */
    char *limits;         /* what the LRM was told of node-action-limit and load-threshold last; NULL: nothing yet */
    struct cib_version limits_at; /* the CIB that they were read from */
    char *led_by;         /* uuid of the coordinator that welcomed us last; NULL: none did, our copy knows nothing of our status */
    xmlDoc *own_state;    /* our <node_state> from before the welcome, if that brought another document */
};

/* Frees what is in it, not the struct. */
void join_free(struct crmd_join *j);

/* Everybody: the election is over, a term begins. Who leads welcomes, or waits for the offer of the newest configuration; whose that is offers it. */
void join_begin(struct crmd *c);
/* Coordinator: a <cib-offer> was delivered; taken in S_INTEGRATION alone, if it comes from whom the election named. */
void join_offer(struct crmd *c, const struct crmd_message *m);
/* Coordinator: an <lrm-state> was delivered: the member has joined, or tells its history again. */
void join_lrm_state(struct crmd *c, const struct crmd_message *m);
/* The JOIN timer fired: who is missing is not waited for any more, and said. Nothing if we lead no more. */
void join_timeout(struct crmd *c);
/* Coordinator, when join_complete(): takes the members in anew within the term, as a client has overwritten the status. `why` is for the log. */
void join_again(struct crmd *c, const char *why);
/* Coordinator, each step: writes members and lost nodes when all that was waited for is here. */
void join_settle(struct crmd *c);
/* Whether that was done since the last election: only then may be planned. */
bool join_complete(const struct crmd *c);
/* Everybody, the coordinator too: a <welcome> was delivered. Our copy becomes the coordinator's, what has no answer is asked again, and our LRM for its state. */
void join_welcome(struct crmd *c, const struct crmd_message *m);

/* The local LRM is connected: asked for its state, if we are welcomed. */
void join_lrm_up(struct crmd *c);
/* It is lost: what it still has to tell comes with its state when it is back; orders are dropped until then. */
void join_lrm_down(struct crmd *c);
/* Each step: the LRM learns of cluster options that concern it, when they have changed. */
void join_tell_limits(struct crmd *c);
/* It has a message: its state, or an answer that goes to the group (report.h). Ignored until we are welcomed: the state tells it then; but alert agents
 * are told of results in any case. */
void join_lrm_message(struct crmd *c, const xmlNode *doc);
/* What holds between steps (core.c): the coordinator is done with joining only when all have joined, or were not waited for. */
void join_check(const struct crmd *c);
/* <orders> were delivered: those for this node go to its LRM. */
void join_orders(struct crmd *c, const struct crmd_message *m);

#endif
