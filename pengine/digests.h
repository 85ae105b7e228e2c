/* pengine/digests.h - has the configuration of a running resource changed since an operation was run?
 *
 * The history has up to three digests of the parameters that an operation ran with (lib/opdigest.h); each is compared with the same
 * digest of what is configured now. The rules, found by varying CIBs under Pacemaker 2.1.5:
 *   1. op-restart-digest counts the parameters in op-force-restart; without such a list, all. It differs: restart.
 *   2. op-digest counts all. It differs (or is missing): what the agent can reload if there is a restart digest, else restart; but
 *      restart also if the operation has parameters of its own in the configuration, which no reload could bring to it.
 *   3. op-secure-digest counts all but those in op-secure-params. Where secrets may have been blanked out of the CIB, what leaves it
 *      as it was is no change.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_PENGINE_DIGESTS_H
#define BATON_PENGINE_DIGESTS_H

#include "pengine/model.h"

/* UNKNOWN: the history has no digest of all. */
enum pe_change { PE_CHANGED_NOTHING, PE_CHANGED_UNKNOWN, PE_CHANGED_RELOADABLE, PE_CHANGED_ALL };

/* Rules 1 and 2. A recurring operation has nothing to reload: only whether it changed counts there. */
enum pe_change pe_params_changed(struct pe_model *m, const struct pe_rsc *r, const struct pe_node *n, const struct pe_op *op);
/* Rule 3: whether all that is not secret is as it was; false if the history does not say. Timeouts don't count; nodes of a feature set
 * before 3.16.0 left out the operation's own parameters, too, and of fence devices the cluster's own (pcmk_host_list and its like). */
bool pe_public_params_kept(struct pe_model *m, const struct pe_rsc *r, const struct pe_node *n, const struct pe_op *op);
/* A fence device's digests as unfencing notes them for a node: of all its parameters, and of those that are
 * neither secret nor, in a CIB of a feature set before 3.16.0, the fencer's own. */
void pe_device_digests(struct pe_model *m, const struct pe_rsc *r, const struct pe_node *n, char all[BT_DIGEST_TEXT], char secure[BT_DIGEST_TEXT]);
/* An operation's parameters as its agent gets them: instance attributes and the operation's own. */
void pe_op_params(const struct pe_model *m, const struct pe_rsc *r, const struct pe_node *n, const char *task,
                  int64_t interval_ms, struct pe_attrs *a);

#endif
