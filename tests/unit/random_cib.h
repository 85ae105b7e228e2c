/* tests/unit/random_cib.h - random documents, variations of them and requests, from a seed: for the property tests of cib/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TESTS_RANDOM_CIB_H
#define BATON_TESTS_RANDOM_CIB_H

#include "cib/cib.h"

struct random_cib {
    uint64_t state; /* start with the seed */
    bool wild;      /* elements without ids, equal ids, comments, quotes in ids */
};

/* 0 .. n-1 */
unsigned random_below(struct random_cib *r, unsigned n);
/* Any tree below an element <r>. */
xmlDoc *random_doc(struct random_cib *r);
/* A copy with some nodes added, removed, changed, shuffled. */
xmlDoc *random_variation(struct random_cib *r, const xmlDoc *doc);
/* A request on a CIB, often a sensible one; its data in *ret_doc (NULL: none) and its strings are the caller's to free with random_request_free(). */
struct cib_request random_request(struct random_cib *r, const struct cib *cib, xmlDoc **ret_doc);
void random_request_free(struct cib_request *rq, xmlDoc *doc);

#endif
