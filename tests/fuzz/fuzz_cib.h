/* tests/fuzz/fuzz_cib.h - what the fuzz targets of the CIB have in common: a document, and what must hold after any request.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_FUZZ_CIB_H
#define BATON_FUZZ_CIB_H

#include "cib/cib.h"
#include "tests/fuzz/fuzz.h"

/* A CIB with ids that repeat, elements without any, comments, references. */
struct cib *fuzz_cib_new(void);
/* Performs the request on such a CIB. A failure must say why and leave document and digest as they were; after success, versions have grown, the digest that was kept
 * up to date is the one computed anew, and a replica that applies the patch has the same document. */
void fuzz_cib_perform(const struct cib_request *rq);

#endif
