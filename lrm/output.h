/* lrm/output.h - what the operations of a resource printed last. Private to lrm/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_LRM_OUTPUT_H
#define BATON_LRM_OUTPUT_H

#include "lrm/core.h"

/* Keeps the end of what a program of it printed, in place of what one of this operation printed before; nothing if it printed nothing. */
void lrm_output_keep(const struct lrm_op *op, const struct lrm_event *done);
/* Forgets all of a resource. */
void lrm_outputs_free(struct lrm_rsc *rsc);
/* The answer to <lrm_log>: a new document. */
xmlDoc *lrm_output_doc(const struct lrm *lrm, const char *rsc);

#endif
