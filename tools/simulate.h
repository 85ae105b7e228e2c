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

/* A CIB that is being changed, with an index of its node states and their histories: they are found by the thousand. Nobody else
 * may change its status section meanwhile. The document stays the caller's. */
struct sim_cib;
/* The caller's (sim_cib_free); doc must outlive it. */
struct sim_cib *sim_cib_new(xmlDoc *doc);
/* The index alone, not the document; c may be NULL. */
void sim_cib_free(struct sim_cib *c);

/* How things are told. */
struct sim_view {
    struct out *o;
    bool quiet;                   /* text is not told but for scores and capacities */
    bool plain;                   /* lines without headings and bullets */
    bool attrs, failcounts;       /* with the status */
    bool scores, utilization;
};
/* Prints the text in its layout, and frees it. It is made with headings and bullets. */
void sim_say(const struct sim_view *v, struct bt_buf *text);
/* The status: as text into b, or as an element. */
void sim_show_status(const struct sim_view *v, const struct pe_model *m, const xmlDoc *cib, bool afterwards, struct bt_buf *b);
/* goes_on: the transition is run after it. */
void sim_show_told(const struct sim_view *v, const struct pe_run *run, bool goes_on);
/* What is decided about each resource that something happens to, as a summary in lines or <actions>. goes_on: as above. */
void sim_show_plan(const struct sim_view *v, const struct pe_run *run, bool goes_on);

/* Decides about each of a folder's CIBs (what ends with .xml) as often as said, and tells how long that took. */
int sim_profile(struct out *o, const char *folder, int64_t times, struct bt_err *err);

/* Whether any of them is set. */
bool sim_has_events(const struct sim_events *e);
/* Where each event and action is told: as a line of text, and (unless it is NULL) as an element within xml. */
struct sim_log { struct bt_buf *text; xmlNode *xml; };
/* Adds an element to log->xml: names and values of its attributes, ended by NULL; one whose value is NULL is left out. */
void sim_note(const struct sim_log *log, const char *element, ...);

/* Changes the CIB by the events; each is told. before: the status as it was; of its strings only those of resources may be read after this.
 * BT_EX_DATAERR for an event that can't be read. */
int sim_inject(xmlDoc *cib, const struct pe_model *before, const struct sim_events *e, int64_t now_s, const struct sim_log *log, struct bt_err *err);

/* Takes the graph's actions in order, each with the result that it expects (or that op_fail says), and writes the results into the CIB,
 * which may be the one that was decided about. Returns whether all could be taken. */
bool sim_run(xmlDoc *cib, const struct pe_run *run, const struct sim_events *e, int64_t now_s, const struct sim_log *log);

/* What is to be explained; NULL: nothing. The run must have been recorded. */
struct sim_question { const char *rsc, *node, *action; };
/* Prints the answers. BT_EX_NOSUCH: there is no such resource or node. */
int sim_explain(const struct pe_run *run, const struct sim_question *q, struct out *o, struct bt_err *err);

/* Shared by both (simulate_cib.c) */
xmlDoc *sim_doc(const struct sim_cib *c);
struct sim_state; /* of a node */
/* Added, if there is none. */
struct sim_state *sim_node_state(struct sim_cib *c, const char *name);
/* Whether the CIB names such a node. */
bool sim_knows_node(const struct sim_cib *c, const char *name);
/* Adds a node to the configuration. */
void sim_add_node(struct sim_cib *c, const char *name);
/* Its <node_state>. */
xmlNode *sim_state_xml(const struct sim_state *s);
/* A resource's history on a node: the lrm_resource, and an index of its operations if they are many (else NULL). */
struct sim_many;
struct sim_history { xmlNode *xml; struct sim_many *many; };
/* One that is not there is added if a standard is given, otherwise xml is NULL. */
struct sim_history sim_history(struct sim_state *s, const char *id, const char *standard, const char *provider, const char *type);
struct sim_result {
    const char *rsc, *task, *exit_reason, *migrate_source, *migrate_target, *notify_type, *notify_task;
    int64_t interval_ms, now_s;
    int rc, target_rc, call_id;
    const struct pe_attrs *meta; /* of the operation; NULL */
};
/* params: what the operation ran with, for its digest; NULL: that is not known. */
void sim_add_result(const struct sim_history *h, const struct sim_result *r, const struct pe_attrs *params);
/* Sets a transient attribute; increment: adds one to the number that it is (value is not looked at). */
void sim_set_attribute(xmlNode *node_state, const char *name, const char *value, bool increment);
/* Counts a failure in the node's attributes (the pair "RSC#TASK_INTERVAL" names it), and tells it. */
void sim_note_failure(const struct sim_log *log, xmlNode *node_state, const char *operation, int64_t now_s);
/* One more than the highest call id of the history. */
int sim_next_call(const struct sim_history *h);
/* The node is a member with a controller (up), or neither. */
void sim_node_goes(struct sim_state *s, bool up);
/* What the node knew is lost: histories and transient attributes. */
void sim_node_forgets(struct sim_state *s);

#endif
