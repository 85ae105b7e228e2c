/* crmd/requests.h - what clients of this node asked for and has no answer yet. Private to crmd/.
 *
 * A request goes to the coordinator (or a given member) in a message with a number of its own (seq); a change that is asked of the coordinator itself need not
 * travel, it is applied when the step settles. A request is answered by a patch or an <answer> with its number; when a new term begins it is sent again. What is
 * a change of configuration then waits for every member's disk.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_REQUESTS_H
#define BATON_CRMD_REQUESTS_H

#include "crmd/message.h"

struct crmd_request {
    uint64_t seq;
    uint64_t client;      /* 0: our own, nobody is answered */
    char *id, *reply;     /* the client's id, the element that it expects; NULL if client is 0 */
    enum crmd_msg kind;   /* CHANGE, REQUEST or PRIVATE */
    uint32_t to;          /* REQUEST: nodeid; 0: the coordinator */
    xmlDoc *content;      /* CHANGE: <cib_request>; REQUEST: the <crmd_request> */
    bool due;             /* CHANGE: we are the coordinator ourselves, and have still to apply it */
    bool saving;          /* applied everywhere; waits for the disks */
    struct cib_version version;
    int64_t term;         /* saving: the term it was applied in */
};
struct crmd_requests {
    struct crmd_request *v;
    size_t n, cap;
    uint64_t last_seq;
    size_t due;           /* how many are */
};

/* Frees all, unanswered; the struct stays usable. */
void requests_free(struct crmd_requests *r);
/* Has the coordinator make a change, content: a <cib_request>, which it takes. client 0: our own, and msg is NULL; else msg is what the client sent. Sent as soon as we are welcomed. */
void requests_change(struct crmd *c, uint64_t client, const xmlNode *msg, xmlDoc *content);
/* The same for a <crmd_request> to member `to` (0: the coordinator, whoever that is when it is sent). */
void requests_ask(struct crmd *c, uint64_t client, const xmlNode *msg, uint32_t to, xmlDoc *content);
/* A number for a message that is answered by its own delivery (private attributes). */
uint64_t requests_note(struct crmd *c, uint64_t client, const xmlNode *msg);
/* A new term: what has no answer is sent again. */
void requests_resend(struct crmd *c);
/* Coordinator: the oldest of our own changes that is to be applied, as the <cib-change> that another member would send; NULL if there is none. The caller's. */
xmlDoc *requests_take_due(struct crmd *c);
/* The outcome of a change of ours was delivered: answered, or, if rc is 0, when saved_version is on all disks (NULL: no disk has to be waited for). Unknown numbers are ignored. */
void requests_changed(struct crmd *c, uint64_t seq, int rc, const char *text, const struct cib_version *saved_version);
/* An answer was delivered; attributes and children of extra (may be NULL) are copied into it. Unknown numbers are ignored. */
void requests_answered(struct crmd *c, uint64_t seq, int rc, const char *text, const xmlNode *extra);
/* Answers what is on all disks now, or can't be because a disk refuses. */
void requests_settle(struct crmd *c);
/* Our configuration lost against another partition's: what was not on all disks yet is lost. */
void requests_replaced(struct crmd *c);
/* What holds between steps (core.c): in order of seq, the counter, and which marks go with which kind. */
void requests_check(const struct crmd *c);
/* The client is gone: nobody waits any more, the work goes on. */
void requests_client_gone(struct crmd *c, uint64_t client);

/* Answers a client at once: <reply id rc text> with copies of the extra element's attributes and children (may be NULL). */
void requests_reply(struct crmd *c, uint64_t client, const xmlNode *msg, int rc, const char *text, const xmlNode *extra);
/* Answers a query of the CIB at once, from our copy; an error too. */
void requests_reply_query(struct crmd *c, uint64_t client, const xmlNode *msg, const struct cib_request *rq);

#endif
