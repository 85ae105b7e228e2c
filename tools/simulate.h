/* tools/simulate.h - crm_simulate's parts: changing a CIB as events would, and taking a transition's actions in it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_SIMULATE_H
#define BATON_TOOLS_SIMULATE_H

#include "pengine/pengine.h"
#include "tools/output.h"
#include "xml/names.h"

/* What is to happen before and while a transition is run; strings as on the command line. */
struct sim_events {
    struct bt_strv node_up, node_down, node_fail, op_inject, op_fail;
    struct bt_strv ticket_grant, ticket_revoke, ticket_standby, ticket_activate;
    const char *quorum, *watchdog;
};

bool sim_has_events(const struct sim_events *e);
/* Changes the CIB by the events; each is said in a line of out. BT_EX_DATAERR for one that can't be read. */
int sim_inject(xmlDoc *cib, const struct sim_events *e, int64_t now_s, struct bt_buf *out, struct bt_err *err);

/* Takes the graph's actions in order, each with the result that it expects (or that op_fail says), and writes the results into the CIB.
 * Returns whether all could be taken. */
bool sim_run(xmlDoc *cib, const struct pe_model *before, const xmlDoc *graph, const struct sim_events *e, int64_t now_s, struct bt_buf *out);

/* What is to be explained; NULL: nothing. The run must have been recorded. */
struct sim_question { const char *rsc, *node, *action; };
int sim_explain(const struct pe_run *run, const struct sim_question *q, struct out *o, struct bt_err *err);

/* Shared by both (simulate_cib.c) */
xmlNode *sim_node_state(xmlDoc *cib, const char *name, bool create);
xmlNode *sim_lrm_resource(xmlNode *node_state, const char *id, const char *standard, const char *provider, const char *type);
struct sim_result {
    const char *rsc, *task, *exit_reason, *migrate_source, *migrate_target, *notify_type, *notify_task;
    int64_t interval_ms, now_s;
    int rc, target_rc, call_id;
};
void sim_add_result(xmlNode *lrm_resource, const struct sim_result *r, const xmlNode *attributes);
void sim_set_attribute(xmlNode *node_state, const char *name, const char *value, bool increment);
/* One more than the highest call id of the node's resource history. */
int sim_next_call(const xmlNode *lrm_resource);
void sim_node_goes(xmlNode *node_state, bool up);

#endif
