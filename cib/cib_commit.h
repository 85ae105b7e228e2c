/* cib/cib_commit.h - private: the end of a change (see cib_commit.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CIB_COMMIT_H
#define BATON_CIB_COMMIT_H

#include "cib/cib_private.h"

/* Where a journal's edits leave the document other than it was. */
struct cib_touched {
    bool configuration, elsewhere;
    bool durable_root; /* a root attribute that must be on disk */
};
/* Looks at what the edits touched, not at the document. */
struct cib_touched cib_journal_touched(const struct cib_journal *j);

/* Checks and ends a change: the edits are committed, or for a failure left to be undone. ret->from is the version before; the rest is filled
 * in. Without edits that remain, the document is as it was and there is no patch. */
int cib_commit(struct cib *cib, struct cib_journal *j, const struct cib_request *rq, struct bt_wall now,
               struct cib_changed *ret, struct bt_err *err);

#endif
