/* crmd/message.h - the messages of the group: one list, how each is bound to a term, building and reading. Private to crmd/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_MESSAGE_H
#define BATON_CRMD_MESSAGE_H

#include "crmd/crmd.h"

/* When a message counts. */
enum crmd_binding {
    CRMD_BOUND_VIEW, /* carries the view (sorted nodeids); counts in that view only */
    CRMD_BOUND_TERM, /* carries the term; counts while that term's coordinator leads */
    CRMD_BOUND_DC,   /* the same, and only the coordinator may send it */
    CRMD_BOUND_NONE, /* a fact, true whoever leads */
};

/* X(NAME, element, binding): content */
#define CRMD_MESSAGE_LIST(X)                                                                                           \
    X(HELLO, "hello", VIEW)            /* uname run feature-set uptime term dc changed version digest [watchdog_ms life] */                   \
    X(SKIP, "skip", VIEW)              /* go on without the members whose hello is missing */                          \
    X(OFFER, "cib-offer", TERM)        /* to the DC: <cib> with a newer configuration, <applied> */                    \
    X(WELCOME, "welcome", DC)          /* origin digest [<cib>] <applied> <private>: a term begins */           \
    X(CHANGE, "cib-change", TERM)      /* origin seq floor <cib_request> */                                            \
    X(PATCH, "cib-patch", DC)          /* [origin seq floor rc text] <diff>... */                                      \
    X(ASK, "cib-ask", TERM)            /* a replica needs the whole */                                                 \
    X(WHOLE, "cib-whole", DC)          /* <cib> <applied> */                                                           \
    X(SAVED, "cib-saved", TERM)        /* version on the sender's disk; failure: why there will be no newer one */ \
    X(LRM_STATE, "lrm-state", TERM)    /* seen <lrm> <pending>... [<node_state>]: what the sender's LRM holds */ \
    X(ORDERS, "orders", DC)            /* <do to number operation><rsc_op/></do>...: give it to your LRM */            \
    X(LRM_REPORT, "lrm-report", TERM)  /* <lrm_result> <lrm_cancelled> <lrm_deleted>, in order: what the sender's LRM told (lrm/lrm.h) */ \
    X(FENCE, "fence", DC)              /* to target action delay_s: ask your fencer */                                 \
    X(FENCE_DONE, "fence-done", NONE)  /* run target action rc reason ... (fencing/fencing.h) */                       \
    X(FENCE_PEER, "fence-peer", NONE)  /* to (absent: all), one element: what the sender's fencer says to others' (fencing/fencing.h) */ \
    X(APART, "cib-apart", NONE)        /* name [text <cib>]: a configuration that gave way is kept by all; without one: dropped by all */ \
    X(PULSE, "pulse", VIEW)            /* run asked_ms: to oneself (guard.h) */ \
    X(PRIVATE, "private", NONE)          /* uname name value seq: a private attribute */                                 \
    X(REQUEST, "request", TERM)        /* to seq op ...: asked of a member's controller */                             \
    X(ANSWER, "answer", TERM)          /* to seq rc text ... */

enum crmd_msg {
#define X(name, text, binding) CRMD_MSG_##name,
    CRMD_MESSAGE_LIST(X)
#undef X
};

struct crmd_peer;
struct crmd_message {
    enum crmd_msg kind;
    uint32_t from;
    const xmlNode *root; /* the event's */
};

/* A new message, to be filled and sent; the caller's. One that is bound to a term or view carries ours: so TERM needs a term that runs, DC one that we lead, VIEW that we are in the group. */
xmlDoc *message_new(const struct crmd *c, enum crmd_msg kind);
/* Tells which message a delivered document is; false (ret untouched) if it is none of ours. ret borrows root. */
bool message_read(uint32_t from, const xmlNode *root, struct crmd_message *ret);
/* A document that is none of ours was delivered (from: NULL if we don't know the sender): said once for each run of a controller; a newer one may send more of them. */
void message_unknown(struct crmd *c, struct crmd_peer *from, const xmlNode *root);
/* Whether it counts now: of this view, of this term, from this term's coordinator. */
bool message_counts(const struct crmd *c, const struct crmd_message *m);

/* Sends the answer to a <request> of a member (to: its nodeid, seq: the request's number); text may be NULL. */
void message_answer(struct crmd *c, uint32_t to, uint64_t seq, int rc, const char *text);

/* Sets an attribute to a version, "0.5.12". */
void message_set_version(xmlNode *n, const char *attr, const struct cib_version *v);
/* Reads one; false (ret untouched) if it is missing or none. */
bool message_get_version(const xmlNode *n, const char *attr, struct cib_version *ret);

#endif
