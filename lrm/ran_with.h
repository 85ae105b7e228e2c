/* lrm/ran_with.h - the parameters that a resource runs with, which a stop gets instead of the configured ones: an address that was changed in the
 * configuration is taken away under the old value, or it would stay for ever (as Pacemaker's controller does). Private to lrm/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_LRM_RAN_WITH_H
#define BATON_LRM_RAN_WITH_H

#include "lrm/core.h"

/* An operation begins: a start or the arriving half of a migration sets them; a stop gets them, in place of its own instance parameters. Those of the
 * class's meta attributes, and what traces the stop, stay its own. */
void lrm_ran_with_begin(struct lrm *lrm, struct lrm_op *op);
/* It has ended: a reload that worked sets them, as does a monitor that finds the resource running while none are known; a stop that worked clears them. */
void lrm_ran_with_end(struct lrm *lrm, const struct lrm_op *op, const struct lrm_outcome *out);
/* They are not known any more. */
void lrm_ran_with_clear(struct lrm *lrm, struct lrm_rsc *rsc);
/* Writes them below a <resource> of the saved state; nothing if none are known. */
void lrm_ran_with_to_xml(const struct lrm_rsc *rsc, xmlNode *parent);
/* And back, in place of what is known. */
void lrm_ran_with_from_xml(struct lrm *lrm, struct lrm_rsc *rsc, const xmlNode *saved);

#endif
