/* lrm/metacheck.h - whether an OCF agent's meta-data keep to the contract, with a sentence for each fault. Pure.
 *
 * The contract is OCF Resource Agent API 1.0 and 1.1, as the ecosystem reads it: the ra-api-1.dtd and metadata.rng of resource-agents and the
 * schemas that pcs validates with (a parameter without descriptions, and elements in another order, are taken by all readers but the DTD).
 * Fence agents are no subject of this: their meta-data follow a contract of their own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_LRM_METACHECK_H
#define BATON_LRM_METACHECK_H

#include "lrm/metadata.h"

struct lrm_meta_fault {
    long line;  /* of the meta-data; 0: of the whole */
    bool wrong; /* breaks the contract; false: advice */
    char *text; /* a sentence without "line N: " */
};
struct lrm_meta_faults {
    struct lrm_meta_fault *v;
    size_t n, cap;
};

/* Adds all faults: first those of form, in the document's order, then those of sense (operations that are missing, defaults that do not fit). */
void lrm_meta_check(const struct lrm_meta *m, struct lrm_meta_faults *ret);
/* How many of them break the contract. */
size_t lrm_meta_wrong(const struct lrm_meta_faults *faults);
/* Frees the faults and empties the list. */
void lrm_meta_faults_free(struct lrm_meta_faults *faults);
/* Whether a value fits a parameter's type: integer, boolean, time (any form of a duration), percentage, select (one of its options). True for other types, and for "". */
bool lrm_meta_value_fits(const struct lrm_meta_parameter *p, const char *value);

#endif
