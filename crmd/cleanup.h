/* crmd/cleanup.h - what members ask of the coordinator beside changes of the CIB: forgetting history, failing a resource, removing a node,
 * waiting, leaving. Private to crmd/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_CLEANUP_H
#define BATON_CRMD_CLEANUP_H

#include "crmd/message.h"
#include "crmd/peers.h"

/* One cleanup in progress: histories that LRMs were told to forget. */
struct cleanup_item {
    uint32_t node;
    char *rsc;
};
struct cleanup_job {
    uint32_t node;  /* who asked */
    uint64_t seq;
    BT_VEC(struct cleanup_item) left;
};
struct crmd_cleanups {
    struct cleanup_job *v;
    size_t n, cap;
};

/* Forgets all jobs, unanswered; the struct stays usable. */
void cleanups_free(struct crmd_cleanups *j);
/* Coordinator: op "cleanup" or "refresh" of a <crmd_request> that member `asker` sent with the number seq; answered when the histories are gone. */
void cleanup_begin(struct crmd *c, uint32_t asker, uint64_t seq, const xmlNode *request);
/* An LRM has forgotten a resource. True if a job waited for it. */
bool cleanup_deleted(struct crmd *c, const struct crmd_peer *p, const char *rsc);
/* Nodes that are gone are waited for no more; finished jobs are answered. */
void cleanup_settle(struct crmd *c);
/* What holds between steps (core.c): a job waits for something. */
void cleanup_check(const struct crmd *c);
/* Coordinator: op "fail". BT_EX_NOSUCH: no member knows the resource; then *ret_text, untouched else, is the sentence, the caller's to free. */
int cleanup_fail(struct crmd *c, const xmlNode *request, char **ret_text);
/* op "node-remove", delivered to all: the coordinator writes, everybody forgets the peer. BT_EX_NOSUCH, BT_EX_UNSAFE (it is still here) with *ret_text, the caller's to free. */
int cleanup_remove_node(struct crmd *c, const char *name, char **ret_text);

#endif
