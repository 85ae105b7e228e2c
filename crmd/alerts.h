/* crmd/alerts.h - telling alert agents what happened (configuration/alerts). Private to crmd/.
 *
 * Contract: Pacemaker Explained, "Alerts"; Pacemaker Administration, "Alert agents". Which member tells what, so that nothing is told twice by one cause:
 *   node       every member, of each node that corosync gained or lost
 *   fencing    every member, of each result
 *   resource   the member that ran the operation; not a probe that found what was expected
 *   attribute  the coordinator, of transient attributes; only for alerts that select attributes
 * An alert without <select> wants the first three. <instance_attributes> of the alert, then of the recipient, are the agent's environment; their meta_attributes `timeout`
 * (30s), `timestamp-format` and `enabled` likewise. A set with a rule holds while that passes; rules see the time, and no node's attributes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_ALERTS_H
#define BATON_CRMD_ALERTS_H

#include "crmd/peers.h"

/* corosync has the node (here), or has lost it. Like the others below it adds an effect for each agent and recipient that wants it, and none if no alert is configured. */
void alerts_node(struct crmd *c, const struct crmd_peer *p, bool here);
/* A <lrm_result> of this node's LRM; what is not to be recorded (record="false") is told to nobody. */
void alerts_results(struct crmd *c, const xmlNode *lrm_result);
/* A <fence-done> message, of a success or a failure. */
void alerts_fencing(struct crmd *c, const xmlNode *done);
/* A patch that was applied (NULL: the document is another one): what it did to transient attributes. Coordinator. */
void alerts_patch(struct crmd *c, const xmlNode *diff);

#endif
