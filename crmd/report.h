/* crmd/report.h - what this member's LRM says goes to the group: what comes in quick succession in one message. Private to crmd/.
 *
 * A message that wakes corosync's ring keeps both ends of it busy for some 30 turns of the token, whatever its size (8 ms of CPU, two nodes); each also is a
 * step, a patch and a notification on every member. So where many operations are under way, their results share messages: one waits REPORT_EACH_MS after the last message
 * for each operation that is still under way here, REPORT_MOST_MS at most. The LRM needs longer than that for the operations which it has, so what would follow
 * on this node had to wait anyway. What is told while nothing else is under way goes at once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_REPORT_H
#define BATON_CRMD_REPORT_H

#include "crmd/message.h"

struct crmd_report {
    xmlDoc *waiting;   /* an <lrm-report> that is not sent yet; NULL */
    int64_t sent_ms;   /* monotonic: when the last one was */
    int64_t under_way; /* orders that our LRM got in this term, less its answers. A recurring operation may answer more than once: never below 0 */
};

/* Drops what waits; it stays usable. */
void report_free(struct crmd_report *r);
/* Our LRM gets an order that it will answer: one more is under way. */
void report_expect(struct crmd *c);
/* An answer of lrmd that the group is to hear: <lrm_result>, <lrm_cancelled>, <lrm_deleted>; in the order in which they came. */
void report_answer(struct crmd *c, const xmlNode *answer);
/* Sends what waits, if anything. */
void report_now(struct crmd *c);
/* A new term: the history, which each member sends then, has what waits here. */
void report_forget(struct crmd *c);

#endif
