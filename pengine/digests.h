/* pengine/digests.h - has the configuration of a running resource changed since an operation was run?
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_PENGINE_DIGESTS_H
#define BATON_PENGINE_DIGESTS_H

#include "pengine/model.h"

/* UNKNOWN: the history has no digest. */
enum pe_change { PE_CHANGED_NOTHING, PE_CHANGED_UNKNOWN, PE_CHANGED_RELOADABLE, PE_CHANGED_ALL };

/* Compares the digests that the history holds with those of the present parameters. */
enum pe_change pe_params_changed(struct pe_model *m, const struct pe_rsc *r, const struct pe_node *n, const struct pe_op *op);
/* All of an operation's parameters as its agent gets them: instance attributes, the operation's own, and its timeout. */
void pe_op_params(const struct pe_model *m, const struct pe_rsc *r, const struct pe_node *n, const char *task,
                  int64_t interval_ms, struct pe_attrs *a);

#endif
