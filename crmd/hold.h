/* crmd/hold.h - the profile two-node: when this partition, although corosync gives it quorum, does not act yet. Private to crmd/.
 *
 * Two nodes cannot outvote each other, so that of two things neither node can be argued out by the other. With the cluster option cluster-profile=two-node (which
 * `crm cluster init` sets; without it nothing of this holds):
 *   - A breaker for fence loops: a node that went down without an orderly end fence-loop-limit times within fence-loop-interval (from inside, being fenced, a crash and a
 *     power failure look the same) takes nothing over and fences nobody until it has seen another node or an administrator releases it.
 *   - No services while fencing is unproven: until each node's fencing has a success on record, by a device that is configured, nothing starts; unless somebody took that on
 *     himself: fencing-waiver="NAME DATE why".
 * A partition that is held writes have-quorum=0 into the CIB, so the policy engine does with it what no-quorum-policy says, as with any partition that has no right to act;
 * the reason stands in the transient attribute #held of the coordinator's node. What runs already is never touched: a partition that acts goes on, whoever joins it or leads
 * it then, and so does one where a service is active when it is first judged.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_HOLD_H
#define BATON_CRMD_HOLD_H

#include "crmd/message.h"

#define HOLD_PROVE_FIRST_MS 1000 /* between two rounds of checks; doubled each time */
#define HOLD_PROVE_MAX_MS 16000

struct crmd_hold {
    BT_VEC(int64_t) unclean; /* wall times of this node's starts after an end that was not orderly */
    bool released;           /* it saw another node, or an administrator said so */
    bool judged;             /* in the profile, at least once */
    bool free;               /* it acts */
    char *why;               /* a sentence; NULL: it is not held */
    int64_t prove_ms;        /* the next pause between two rounds; 0: none are asked for. A PROVE timer runs while it is not 0 */
};

/* Frees what is in it, not the struct. */
void hold_free(struct crmd_hold *h);
/* Everybody, each step: another member that is here releases, and may show that this partition acts already; who does not coordinate holds nothing. */
void hold_settle(struct crmd *c);
/* Coordinator, when join_complete(): decides, says what is new, and writes #held. */
void hold_judge(struct crmd *c);
/* Whether this partition may act: corosync's quorum, and nothing holds it. */
bool hold_may_act(const struct crmd *c);
/* The PROVE timer has fired: the next round of checks is asked for, if something is still unproven. */
void hold_prove(struct crmd *c);
/* Coordinator: the administrator's word. BT_EX_OK, or BT_EX_UNSATISFIED: something else holds it. *ret_text: the sentence, the caller's to free; untouched if it was released by this. */
int hold_release(struct crmd *c, char **ret_text);
/* What holds between steps (core.c): checks are asked for only while something is held, and what acts is not held. */
void hold_check(const struct crmd *c);
/* Whether it names somebody and a date: "jo 2026-11-28 no PDU yet". NULL is none. */
bool hold_waiver_valid(const char *waiver);

#endif
