/* pengine/pengine.h - the policy engine's one public header: graph = schedule(cib, now), and the status of a cluster as const structs. Pure: the time is an argument, and with
 * it the zone in which rules tell the hour (date_spec, times that name no zone): local time, as it is now. Three ways in:
 *   pe_status_new()  reads a CIB into a model (nodes, resources, what runs where, failures): crm_mon, crm_resource
 *   pe_run_new()     the same and then decides: placement, plan, graph: crm_simulate, crm explain
 *   pe_schedule()    one call from CIB to transition graph: the pengine daemon, the simulation
 * The CIB document must outlive what was made from it: strings point into it. All else belongs to the model or run and lives until that is freed. Structs are read-only for callers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_PENGINE_H
#define BATON_PENGINE_H

#include "lib/lib.h"

/* A resolved set of name/value pairs (instance or meta attributes, node attributes), in order of name. */
struct pe_attr { const char *name, *value; };
struct pe_attrs { struct pe_attr *v; size_t n, cap; };
/* The value, or NULL. */
const char *pe_attr_get(const struct pe_attrs *a, const char *name);

/* What is wrong, in sentences for the administrator, each once. A note is no fault: something is known, but not supported, or of no effect. */
enum pe_level { PE_NOTE, PE_WARNING, PE_ERROR };
struct pe_finding { enum pe_level level; char *text; };
struct pe_findings { struct pe_finding *v; size_t n, cap; struct bt_map *said; };
/* How many there are of a level. */
size_t pe_findings_count(const struct pe_findings *f, enum pe_level level);
/* "note", "warning" or "error". */
const char *pe_level_text(enum pe_level level);
/* A node, in order of name within struct pe_model. */
struct pe_node {
    const char *name, *id;
    int index;               /* its place in pe_model.nodes and in every table by node */
    bool online;             /* member of the cluster, its controller answers */
    bool standby, standby_onfail, maintenance, pending, shutdown, unclean, expected_up, is_dc;
    bool seen;               /* there is a node_state for it */
    bool ping;               /* type="ping": never runs resources */
    bool remote;             /* remote or guest node: not supported, never used */
    bool terminate;          /* fencing was asked for by the terminate attribute */
    bool unfenced;           /* has a non-zero #node-unfenced attribute */
    bool priority_delay;     /* lost: priority-fencing-delay applies if it has to be fenced */
    const char *fence_reason;/* why it is unclean, NULL if it is not */
    int health;              /* -1 red, 0 yellow, 1 green (by its #health attributes) */
    int base_score;          /* added to each resource's score here (node health) */
    int priority;            /* sum of the priorities of what runs here (priority-fencing-delay) */
    struct pe_attrs attrs;   /* permanent and transient attributes with the built-in #uname, #id, #kind, #is_dc ... */
    struct pe_attrs utilization;
    const xmlNode *state;    /* node_state or NULL */
};
enum pe_kind { PE_PRIMITIVE, PE_GROUP, PE_CLONE, PE_BUNDLE };
/* What a failure asks for, from mild to grave: the gravest of a resource's failures on a node counts. */
enum pe_on_fail { PE_FAIL_IGNORE, PE_FAIL_DEMOTE, PE_FAIL_RESTART, PE_FAIL_RESTART_CONTAINER, PE_FAIL_MOVE, PE_FAIL_BLOCK, PE_FAIL_STOP, PE_FAIL_STANDBY, PE_FAIL_FENCE };

/* A set of nodes that keeps the order in which they were added. */
struct pe_nodes { const struct pe_node **v; size_t n, cap; };
/* Whether a node (not NULL) is in it. */
bool pe_nodes_has(const struct pe_nodes *l, const struct pe_node *n);

struct pe_history; /* what is known of one resource from its histories on nodes */

/* A resource, or an instance of a clone ("web:0"), or a member of an instance of a cloned group. */
struct pe_rsc {
    const char *id;          /* with the instance number, if it is one */
    const char *config_id;   /* as configured */
    const char *history_id;  /* the id under which its history was found (anonymous clones: often "web"), or NULL */
    int index;               /* its place in pe_model.rscs: a parent comes before its children */
    enum pe_kind kind;
    const char *standard, *provider, *type; /* of a primitive; provider may be NULL */
    struct pe_rsc *parent;   /* group or clone; NULL at the top */
    struct pe_rsc *container;/* of a primitive: what it lives in (meta attribute "container"), or NULL */
    struct pe_rsc **children;
    size_t n_children;
    int instance;            /* number of a clone's instance (also on members of a cloned group), else -1 */

    enum bt_role role;       /* present role */
    enum bt_role target_role;/* configured, as far as it holds the resource back; BT_ROLE_UNKNOWN if it does not */
    enum bt_role next_role;  /* what target-role and the history ask for; BT_ROLE_UNKNOWN: nothing in particular */
    struct pe_nodes active_on; /* nodes where it is active, in order of the status section */
    size_t n_counted_active;   /* how many there are as an instance is judged by: of a group, each unmanaged member counts anew */
    struct pe_nodes known_on;  /* nodes where it was probed */
    struct pe_nodes stop_on;   /* nodes where it must be stopped, though it is not known to run there */
    struct pe_nodes dangling;  /* nodes where a migration left something behind */
    const struct pe_node *pending_node;     /* where an operation is under way */
    const char *pending_task;               /* its name or NULL */
    const struct pe_node *migrate_source, *migrate_target; /* of a migration that is half done */
    const struct pe_node *lock_node;        /* shutdown lock, NULL if none */
    int64_t lock_time_s;                    /* when that node shut down */

    bool managed, maintenance, blocked, failed, failure_ignored, orphan, critical;
    bool unique;             /* false for instances of anonymous clones */
    bool notify, ordered, interleave, promotable, allow_migrate, colocated;
    bool fence_device, needs_fencing, needs_quorum, needs_unfencing;
    bool start_pending, stop_needed; /* a failure asks for a stop (not only for a demote) */
    bool unexpectedly_active;
    bool removed_when_stopped; /* orphan instance of a clone: vanishes once it is stopped */
    int clone_max, clone_node_max, clone_min, promoted_max, promoted_node_max;
    int priority, stickiness, migration_threshold;
    int64_t failure_timeout_ms;
    enum pe_on_fail on_fail; /* the gravest that its failures ask for */
    struct pe_attrs meta;    /* all meta attributes with inheritance and defaults */
    struct pe_attrs utilization;
    const xmlNode *xml, *template_xml; /* template_xml may be NULL */
    bool has_params;         /* xml has instance attributes of its own */
    const struct pe_history *history;  /* private */
    const struct pe_op_configs *ops;   /* private */
};

/* A failed operation of the history (crm_mon's "Failed Resource Actions"). op is the lrm_rsc_op. */
struct pe_failure { const struct pe_rsc *rsc; const char *rsc_id; const struct pe_node *node; const xmlNode *op; };
/* A -INFINITY location constraint (crm_mon's bans). */
struct pe_ban { const char *id, *rsc_id; const struct pe_node *node; int score; bool promoted_only; };
/* state: all its attributes but the id; last_granted_s: wall time, -1 if it is not known. */
struct pe_ticket { const char *id; bool granted, standby; int64_t last_granted_s; struct pe_attrs state; };
enum pe_quorum_policy { PE_QUORUM_STOP, PE_QUORUM_FREEZE, PE_QUORUM_IGNORE, PE_QUORUM_SUICIDE, PE_QUORUM_DEMOTE };

/* The cluster as it is. Arrays are in the order stated. */
struct pe_model {
    const xmlNode *cib;
    struct bt_wall now;
    struct pe_node **nodes; size_t n_nodes;       /* by name, natural order */
    struct pe_rsc **rscs; size_t n_rscs;          /* all, parents before children */
    struct pe_rsc **top; size_t n_top;            /* outermost, by priority, then as configured; orphans last */
    struct pe_failure *failures; size_t n_failures;
    struct pe_ban *bans; size_t n_bans;
    struct pe_ticket **tickets; size_t n_tickets;
    const struct pe_node *dc;                     /* NULL if unknown */
    bool quorum;                                  /* have-quorum */
    struct pe_attrs options;                      /* crm_config as it applies now, defaults included */
    enum pe_quorum_policy quorum_policy;
    bool stonith_enabled, have_fence_device, have_watchdog, maintenance_mode, symmetric, stop_all;
    int64_t stonith_timeout_ms, priority_fencing_delay_ms;
    size_t n_instances, n_disabled, n_blocked;    /* primitive instances as crm_mon counts them */
    struct pe_findings findings;                  /* about the configuration and the status */
    int64_t recheck_s;                            /* next wall time (s) at which a rule or timeout changes something; 0: none */
    struct pe_model_private *priv;
};

/* Status --------------------------------------------------------------------------------------------------- */
/* Reads a CIB. BT_EX_DATAERR if the root is not <cib>; whatever is wrong inside becomes a finding. *ret is the caller's, by pe_status_free(). */
int pe_status_new(const xmlDoc *cib, struct bt_wall now, struct pe_model **ret, struct bt_err *err);
/* Not of a model that a run has taken over. NULL is fine. */
void pe_status_free(struct pe_model *m);
/* By name, else by id; NULL if unknown, or if asked for NULL. */
const struct pe_node *pe_find_node(const struct pe_model *m, const char *name_or_id);
/* By id ("web:0", or "web" for the first instance of what is configured so); NULL likewise. */
const struct pe_rsc *pe_find_rsc(const struct pe_model *m, const char *id);
/* Whether a resource or one of its histories has this very id ("web" of an anonymous clone: if a node knows it so). */
bool pe_knows_id(const struct pe_model *m, const char *id);
/* The outermost resource that holds it (itself if none does). */
const struct pe_rsc *pe_top(const struct pe_rsc *r);
/* Whether any (all) primitive below is active. */
bool pe_is_active(const struct pe_rsc *r, bool all);
/* Fail count of a primitive on a node, all operations together; ret_last_s (may be NULL): wall time of the last failure or 0. effective: not those older than failure-timeout. */
int pe_fail_count(const struct pe_model *m, const struct pe_rsc *r, const struct pe_node *n, bool effective, int64_t *ret_last_s);
/* A resource's instance attributes as they apply on a node (NULL: none in particular); the memory is the model's. */
void pe_rsc_params(const struct pe_model *m, const struct pe_rsc *r, const struct pe_node *n, struct pe_attrs *a);
struct pe_digest_meta { const char *meta, *attr; };
/* Settings that the digest of a recurring operation covers, by their names in the configuration and in the graph: *ret_n of them, constants. */
const struct pe_digest_meta *pe_digest_metas(size_t *ret_n);
/* Operation settings of a resource as they apply: name, interval_ms; all values are as text, times in ms; the memory is the model's. */
void pe_rsc_op_meta(const struct pe_model *m, const struct pe_rsc *r, const char *op, int64_t interval_ms, struct pe_attrs *a);
enum pe_show { PE_SHOW_INACTIVE = 1, PE_SHOW_BY_NODE = 2, PE_SHOW_CLONE_DETAIL = 4, PE_SHOW_PENDING = 8, PE_SHOW_BRIEF = 16 };
/* The nodes as crm_mon and crm_simulate print them, added to out; flags: enum pe_show. Each line begins with `indent` blanks. */
void pe_text_nodes(const struct pe_model *m, int flags, int indent, struct bt_buf *out);
/* The same of the resources. */
void pe_text_resources(const struct pe_model *m, int flags, int indent, struct bt_buf *out);
/* One primitive: "web\t(ocf:heartbeat:nginx):\t Started n1 (unmanaged)". */
void pe_text_primitive(const struct pe_model *m, const struct pe_rsc *r, int flags, struct bt_buf *out);

/* Decision ------------------------------------------------------------------------------------------------- */
struct pe_run_options {
    bool record;       /* keep every score's contributions and every action's causes, for pe_explain() and pe_explain_action() */
    const char *about; /* with record: contributions only to this resource, as pe_explain() names it, and what shares its outermost one; NULL: to all (a large cluster has too many) */
    bool scores;       /* keep what pe_each_told() tells */
    bool sanitized;    /* secrets may have been blanked out of the CIB (crm_report does): if only they differ, nothing changed */
    int64_t transition_id;
};
struct pe_run;
/* Decides. options may be NULL. Fails only as pe_status_new() does. *ret is the caller's, by pe_run_free(). */
int pe_run_new(const xmlDoc *cib, struct bt_wall now, const struct pe_run_options *options, struct pe_run **ret, struct bt_err *err);
/* The same for a cluster whose status was read already; the run takes the model over. */
struct pe_run *pe_run_of(struct pe_model *model, const struct pe_run_options *options);
/* With its model, and the graph's XML. NULL is fine. */
void pe_run_free(struct pe_run *run);
/* The cluster as it is, on which it decided; the run's. */
const struct pe_model *pe_run_model(const struct pe_run *run);
/* What was found on the way, by any of the steps. */
const struct pe_findings *pe_run_findings(const struct pe_run *run);
/* The transition graph, made when it is first asked for; owned by the run. */
const xmlDoc *pe_run_graph(struct pe_run *run);

/* An action of the graph with all that its element says, for who walks the graph in the same process. Its strings live as long as the run and the CIB's
 * configuration; the status section may change meanwhile. */
enum pe_step_kind { PE_STEP_RESOURCE, PE_STEP_CLUSTER, PE_STEP_PSEUDO };
struct pe_step {
    enum pe_step_kind kind;
    int id, priority;                    /* what has less than the priority at which a transition is given up is not done any more */
    const int *inputs; size_t n_inputs;  /* the ids of what it waits for; also of actions that are not part of the graph */
    const char *operation, *key, *internal_key; /* internal_key: NULL, or ours where the node knows the resource by another name */
    bool on_dc;                          /* done in the CIB by the DC (mode="cib") */
    int64_t shutdown_lock_s;             /* when the node that keeps the resource was shut down; 0: none does */
    const struct pe_node *node;          /* NULL: none, or it does not matter */
    const struct pe_rsc *rsc;            /* NULL: of the cluster */
    const char *rsc_id, *rsc_long_id;    /* of a primitive: what the node calls it, and the instance if that differs; else NULL */
    struct pe_attrs meta, params;        /* empty without pe_run_step_attrs(): "interval" ... (CRM_meta_interval ...), and the resource's parameters */
};
/* The number of synapses. */
size_t pe_run_steps(const struct pe_run *run);
/* The i-th one (i < pe_run_steps()) in the order in which they are fired when nothing else decides; without attributes. */
void pe_run_step(const struct pe_run *run, size_t i, struct pe_step *ret);
/* Adds the attributes to it, once; they cost more than all else. */
void pe_run_step_attrs(const struct pe_run *run, size_t i, struct pe_step *step);
/* What changes ("Start", "Move" ...) for a resource, from and to where (NULL: nowhere), its roles if they matter, else NULL; or ("Fence (reboot)", rsc NULL)
 * what is done to the node `to`. reason may be NULL. */
struct pe_decision { const char *change, *rsc, *from, *to, *role, *next_role, *reason; bool blocked; };
/* Tells each in order; the strings live only as long as the call. */
void pe_each_decision(const struct pe_run *run, void (*tell)(const struct pe_decision *d, void *data), void *data);
/* "  * Start      web     ( n1 )" ..., each decision a line; nothing if there is none. */
void pe_text_plan(const struct pe_run *run, struct bt_buf *out);
/* What crm_simulate -s and -U tell of the way to the placement. It was kept if the option scores was set. */
enum pe_told_kind { PE_TOLD_SCORE, PE_TOLD_PROMOTION, PE_TOLD_UTILIZATION, PE_TOLD_CAPACITY }; enum pe_tell { PE_TELL_SCORES = 1, PE_TELL_UTILIZATION = 2 };
struct pe_told {
    enum pe_told_kind kind;
    const char *step;               /* what was being done, as 2.1.5 calls it ("pcmk__primitive_assign"); of a capacity "Original" or "Remaining" */
    const char *rsc, *node;         /* rsc NULL: a capacity; node NULL: an instance that is nowhere */
    int score; const struct pe_attrs *amounts; /* of a utilization or capacity */
};
/* Tells each in order; what: enum pe_tell. Their strings live as long as the run. */
void pe_each_told(const struct pe_run *run, int what, void (*tell)(const struct pe_told *t, void *data), void *data);
/* One as a line ("pcmk__primitive_assign: web allocation score on n1: 0"), added to data, which is a struct bt_buf: for pe_each_told(). */
void pe_text_told(const struct pe_told *t, void *data);
/* The graph in DOT; all: also the actions that are not part of it. */
void pe_text_dot(const struct pe_run *run, bool all, struct bt_buf *out);
/* Why: this needs the option record, about the resource in question or all. Documents are <explanation> (pengine/explain.h has the shape) and the caller's to free. */
/* What made up a resource's scores on each node (node NULL: on all), what ruled nodes out or decided between them, and the smallest change
 * that would bring it there: that takes some decisions, so in a large cluster only for a node that is named. BT_EX_NOSUCH. */
int pe_explain(const struct pe_run *run, const char *rsc, const char *node, xmlDoc **ret, struct bt_err *err);
/* Why actions will be done, can't be done or are not needed: "web_start_0", "stop web", "stop web on n1", "fence n1". What names no action of the plan gets
 * a <fact> that says so. BT_EX_USAGE for no words at all. */
int pe_explain_action(const struct pe_run *run, const char *what, xmlDoc **ret, struct bt_err *err);
/* Either in words, many lines. */
void pe_text_explanation(const xmlDoc *explanation, struct bt_buf *out);

struct pe_result { xmlDoc *graph; int64_t recheck_s; struct pe_findings findings; }; /* recheck_s as in struct pe_model */
/* From CIB to graph. Fails only as pe_status_new() does; *ret is the caller's, by pe_result_clear(). */
int pe_schedule(const xmlDoc *cib, struct bt_wall now, int64_t transition_id, struct pe_result *ret, struct bt_err *err);
/* What is wrong with a configuration, without a look at the status: nothing is decided, and the graph is NULL. */
int pe_check(const xmlDoc *cib, struct bt_wall now, struct pe_result *ret, struct bt_err *err);
/* Frees what is in it, also the graph, and leaves it empty. */
void pe_result_clear(struct pe_result *r);
#endif
