/* pengine/model.h - the first stage's private half: constraints, history, and what the later stages look up.
 *
 * The model is written by model*.c, history*.c and constraint*.c while it is being made, and by nobody after.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_PENGINE_MODEL_H
#define BATON_PENGINE_MODEL_H

#include "pengine/arena.h"
#include "pengine/pengine.h"
#include "xml/names.h"

/* One lrm_rsc_op, read. */
struct pe_op {
    const xmlNode *xml;
    const char *id, *key, *task;
    const char *digest, *restart_digest, *force_restart; /* of the parameters that it ran with; NULL if they are not known */
    int64_t interval_ms, last_change_s;
    int call_id, rc, target_rc;
    int place;                 /* among the history's operations in the document */
    int status;                /* enum bt_opstatus, as the scheduler judges it */
    bool probe, expired;
    bool running;              /* recurring, and the node's executor repeats it now */
    bool reschedule;           /* recurring, and its failure expired: to be started anew */
};

/* The history of a resource on one node. */
struct pe_rsc_history {
    struct pe_rsc *rsc;
    const struct pe_node *node;
    const xmlNode *xml;        /* lrm_resource */
    struct pe_op *ops;         /* in the order in which they happened */
    size_t n_ops;
    size_t first_op;           /* where the present run begins: the last start, or what implies one; n_ops if a stop came after it */
    enum pe_on_fail on_fail;
    bool stop_required, demote_required;
    bool orphaned;             /* there is no such resource (any more) in the configuration */
    bool lock_over;            /* its shutdown lock: the history is to be deleted */
    const char *clear_reason;  /* a constant: why the fail count on this node shall be cleared, or NULL */
};

struct pe_history { struct pe_rsc_history **v; size_t n, cap; };

enum pe_discovery { PE_DISCOVER_ALWAYS, PE_DISCOVER_NEVER, PE_DISCOVER_EXCLUSIVE };

/* Score of a resource on some nodes, whoever asks for it. node NULL: all nodes. */
struct pe_location {
    const char *id;            /* of the constraint, or the name of the built-in reason ("not_managed_default") */
    struct pe_rsc *rsc;
    enum bt_role role;         /* BT_ROLE_UNKNOWN: any */
    enum pe_discovery discovery;
    bool alone;                /* not of what is below it, which follows in its own time */
    struct { const struct pe_node *node; int score; } *v;
    size_t n, cap;
};

struct pe_colocation {
    const char *id, *attribute; /* attribute NULL: same node */
    struct pe_rsc *dependent, *primary;
    enum bt_role dependent_role, primary_role;
    int score;
    bool influence;
    int number;                /* its place among the configured ones; those within groups come after them */
};

/* What an ordering means; several may be combined. The names say what follows for whom. */
enum pe_order_flag {
    PE_ORDER_SOFT = 1 << 0,                    /* only if both happen */
    PE_ORDER_THEN_FOLLOWS = 1 << 1,            /* if first is required, so is then */
    PE_ORDER_FIRST_FOLLOWS = 1 << 2,           /* if then is required, so is first */
    PE_ORDER_THEN_NEEDS = 1 << 3,              /* if first can't run, neither can then */
    PE_ORDER_RESTART = 1 << 4,                 /* stop first, start then: of one resource */
    PE_ORDER_PROMOTED_FIRST_FOLLOWS = 1 << 5,  /* FIRST_FOLLOWS for a promoted resource */
    PE_ORDER_SHOW_FIRST = 1 << 6,              /* first is in the graph if then is */
    PE_ORDER_SHOW_THEN = 1 << 7,
    PE_ORDER_ONE_OR_MORE = 1 << 8,             /* then needs a number of its firsts */
    PE_ORDER_ASYMMETRIC = 1 << 9,              /* then must not happen newly if first can't run */
    PE_ORDER_SAME_NODE = 1 << 10,
    PE_ORDER_THEN_CANCELS = 1 << 11,           /* if then is required, first is not */
    PE_ORDER_MIGRATE_FIRST = 1 << 12,          /* a start that waits for migrate_from */
    PE_ORDER_NOT_IF_MIGRATING = 1 << 13,
    PE_ORDER_LOAD = 1 << 14,                   /* frees capacity on the node */
    PE_ORDER_ANTI_COLOCATION = 1 << 15,
    PE_ORDER_PROBE = 1 << 16,
    PE_ORDER_PRESERVE = 1 << 17,
    PE_ORDER_PSEUDO_LEFT = 1 << 18,
    PE_ORDER_THEN_FOLLOWS_ON_NODE = 1 << 19,   /* THEN_FOLLOWS for instances on first's node only */
};

/* An ordering between actions that may not exist yet. */
struct pe_order {
    const char *id;
    struct pe_rsc *first, *then;       /* NULL: the set's pseudo action instead */
    const char *first_task, *then_task;
    const char *first_gate, *then_gate;/* name of a pseudo action that stands for "enough of a set" */
    int gate_min;                      /* how many of its inputs first_gate needs; 0: all */
    unsigned flags;
};

enum pe_ticket_loss { PE_LOSS_STOP, PE_LOSS_DEMOTE, PE_LOSS_FENCE, PE_LOSS_FREEZE };
struct pe_rsc_ticket {
    const char *id;
    const struct pe_ticket *ticket;
    struct pe_rsc *rsc;
    enum bt_role role;
    enum pe_ticket_loss loss;
};

/* What the words of node health are worth under the chosen strategy; without one, nothing. */
struct pe_health { int red, yellow, green, base; };

struct pe_model_private {
    struct pe_arena arena;
    struct pe_health health;
    struct bt_map *rsc_by_id, *node_by_name, *node_by_id, *tickets, *tags;
    struct bt_map *ids;        /* NULL until pe_element_by_id() was asked some times */
    int looks;                 /* so often it was asked before */
    struct { struct pe_rsc **v; size_t n, cap; } all, outer;
    struct { struct pe_node **v; size_t n, cap; } nodes;
    struct { struct pe_failure *v; size_t n, cap; } failures;
    struct { struct pe_ban *v; size_t n, cap; } bans;
    struct { struct pe_ticket **v; size_t n, cap; } all_tickets;
    struct { struct pe_location **v; size_t n, cap; } locations;      /* configured */
    struct { struct pe_location **v; size_t n, cap; } marks;          /* from status: unmanaged, failed, orphan ... */
    struct { struct pe_colocation **v; size_t n, cap; } colocations;
    size_t n_pairs;            /* of resources, that sets became in orderings and colocations */
    struct { struct pe_order *v; size_t n, cap; } orders;
    struct { struct pe_rsc_ticket *v; size_t n, cap; } rsc_tickets;
    struct { struct pe_rsc_history **v; size_t n, cap; } histories;
    struct { const struct pe_rsc *rsc; const struct pe_node *node; } *unused;
    const xmlNode *configuration, *status, *rsc_defaults, *op_defaults, *constraints;
    bool start_failure_fatal, startup_fencing, startup_probes, concurrent_fencing, stop_orphans, stop_orphan_actions,
        remove_after_stop, shutdown_lock, unfencing;
    const char *stonith_action, *placement_strategy;
    int64_t shutdown_lock_limit_ms;
};

/* What tickets that are lost or in standby do to nodes and resources; it belongs to a decision, not to the status. */
void pe_apply_tickets(struct pe_model *m);

#define PE_RSC_META(r, name) pe_attr_get(&(r)->meta, (name))

/* The steps of pe_status_new(), each once and in this order. model.c: crm_config, as it applies now; what other steps go by. */
void pe_read_options(struct pe_model *m);
/* model_nodes.c: the configured nodes, by name; each is to be fenced until its state is seen, if startup-fencing says so. */
void pe_read_nodes(struct pe_model *m);
/* model_rscs.c: the tree of resources, and the tags. */
void pe_read_resources(struct pe_model *m);
/* model_nodes.c: tickets, and of each node whether it is there, usable, or to be fenced. */
void pe_read_node_states(struct pe_model *m);
/* history.c: what runs where and what failed; adds orphans. Without fencing, the histories of nodes that are not there say nothing. */
void pe_read_history(struct pe_model *m);
/* constraints.c: all constraints in effect. */
void pe_read_constraints(struct pe_model *m);
/* What belongs to a decision, not to the status: shutdown_lock.c, which locks hold (it has the rules). */
void pe_settle_shutdown_locks(struct pe_model *m);
/* check.c: tells of mistakes in the configuration that no step would notice. */
void pe_check_configuration(struct pe_model *m);

/* A cluster option's value, or its default; NULL if it has neither. */
const char *pe_option(const struct pe_model *m, const char *name);
/* The same as a boolean; what is none counts as the default. */
bool pe_option_bool(const struct pe_model *m, const char *name);
/* The same as a duration in ms; what is none counts as the default. */
int64_t pe_option_ms(const struct pe_model *m, const char *name);
/* findings.c: tells something, once, as a sentence for the administrator. */
void pe_found(struct pe_findings *f, enum pe_level level, const char *fmt, ...) BT_PRINTF(3, 4);
/* The same among the model's findings: what is worth knowing, but no fault; */
void pe_note(struct pe_model *m, const char *fmt, ...) BT_PRINTF(2, 3);
/* what may be a mistake; */
void pe_warn(struct pe_model *m, const char *fmt, ...) BT_PRINTF(2, 3);
/* what is one. */
void pe_error(struct pe_model *m, const char *fmt, ...) BT_PRINTF(2, 3);
/* Frees the sentences and leaves the list empty. */
void pe_findings_clear(struct pe_findings *f);
/* Adds all of from's, and empties it. */
void pe_findings_move(struct pe_findings *to, struct pe_findings *from);

/* A node is to be fenced; the first reason stays. */
void pe_mark_unclean(struct pe_model *m, struct pe_node *n, const char *reason, bool priority_delay);
/* Whether fencing could be done at all, and of this node in this state of quorum. */
bool pe_can_fence(const struct pe_model *m, const struct pe_node *n);
/* Online, not shutting down, standby, unclean or in maintenance. */
bool pe_node_usable(const struct pe_node *n);
/* Whether a node or resource of that name comes from what is not supported: a remote connection, a guest, or a bundle ("BUNDLE-docker-0"). */
bool pe_is_unsupported(struct pe_model *m, const char *name);
/* Adds a node to a set of the model's, if it is not in it. */
void pe_nodes_add(struct pe_model *m, struct pe_nodes *l, const struct pe_node *n);

/* Resource tree. Reads a resource with what it is made of; instance: of which instance of a clone it is part, else -1. The caller enters it in its parent or in the list of
 * outermost ones. NULL if it is none that can be run, or its id is taken: that is told. */
struct pe_rsc *pe_add_resource(struct pe_model *m, const xmlNode *xml, struct pe_rsc *parent, int instance);
/* One more instance, the last of the clone; orphan: there are enough, it only stands for a history. NULL if its id is taken (told). */
struct pe_rsc *pe_add_instance(struct pe_model *m, struct pe_rsc *clone, bool orphan);
/* By this very id; pe_find_rsc() also takes that which all instances have. */
struct pe_rsc *pe_rsc_by_id(const struct pe_model *m, const char *id);
/* The configuration's element of that id, for references; NULL if there is none. */
const xmlNode *pe_element_by_id(const struct pe_model *m, const char *id);
/* Whether its outermost resource is a clone; true of a clone itself. */
bool pe_in_clone(const struct pe_rsc *r);
static inline bool pe_is_anonymous_clone(const struct pe_rsc *r) { return r->kind == PE_CLONE && !r->unique; }
/* The most active role of a resource and what is below it. */
enum bt_role pe_role_of(const struct pe_rsc *r);
/* What "started" means for a resource: of what can be promoted, unpromoted. */
enum bt_role pe_refine_role(const struct pe_rsc *r, enum bt_role role);
/* pe_role_of; what is started and can be promoted is unpromoted. */
enum bt_role pe_present_role(const struct pe_rsc *r);
/* The primitive (or group) of configured id within r, NULL if it is not below r. */
struct pe_rsc *pe_find_below(struct pe_rsc *r, const char *config_id);
/* NULL of a group without members. */
const struct pe_rsc *pe_last_member(const struct pe_rsc *group);

/* Operations as configured */
struct pe_op_config { const xmlNode *xml; const char *name; int64_t interval_ms; enum bt_role role; bool enabled; };
struct pe_op_configs { struct pe_op_config *v; size_t n, cap; size_t *by_key; }; /* by_key: their places by interval and name; NULL if they are few */
/* Reads a primitive's operations, once: own ones, then the template's as far as no own one hides them. */
void pe_read_ops(struct pe_model *m, struct pe_rsc *r);
/* The i-th configured operation of a primitive, own ones before the template's; false at the end. */
bool pe_op_at(const struct pe_model *m, const struct pe_rsc *r, size_t i, struct pe_op_config *ret);
/* The k-th of a primitive's operations of that name and interval; NULL if there are not so many. */
const struct pe_op_config *pe_op_alike(const struct pe_rsc *r, const char *task, int64_t interval_ms, size_t k);
/* The configured operation for a task; interval 0 also finds what has no match otherwise (monitor for probes). NULL if none. */
const xmlNode *pe_op_find(const struct pe_model *m, const struct pe_rsc *r, const char *task, int64_t interval_ms, bool disabled_too);
/* What a failure of the operation asks for, as configured or by default; a word that does not fit the operation counts as none. *ret_role_after (may be NULL): the next
 * role that the failure asks for, BT_ROLE_STARTED: none in particular. Pacemaker Explained, "on-fail". */
enum pe_on_fail pe_op_on_fail(struct pe_model *m, const struct pe_rsc *r, const char *task, int64_t interval_ms, enum bt_role *ret_role_after);

/* Marks from status that placement turns into scores. n NULL: everywhere. source must live as long as the model: its words are in explain_source.c. The mark may be changed. */
struct pe_location *pe_mark(struct pe_model *m, struct pe_rsc *r, const struct pe_node *n, int score, const char *source);
/* False of start, stop and the like, which never recur: an interval on them is a mistake in the configuration. */
bool pe_is_recurring_name(const char *task);

#endif
