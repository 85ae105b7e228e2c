/* tools/mon.h - crm_mon's parts: what is shown, as text and as XML, from one reading of the status.
 *
 * Texts, attribute names and their order are contract (interfaces 3.1 and 3.2): scripts and agents parse them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_MON_H
#define BATON_TOOLS_MON_H

#include "pengine/pengine.h"
#include "xml/names.h"

/* Sections, in the order of --include=list: X(NAME, word). */
#define MON_SECTION_LIST(X)                                                                                            \
    X(ATTRIBUTES, "attributes")                                                                                        \
    X(BANS, "bans")                                                                                                    \
    X(COUNTS, "counts")                                                                                                \
    X(DC, "dc")                                                                                                        \
    X(FAILCOUNTS, "failcounts")                                                                                        \
    X(FAILURES, "failures")                                                                                            \
    X(FENCING_FAILED, "fencing-failed")                                                                                \
    X(FENCING_PENDING, "fencing-pending")                                                                              \
    X(FENCING_SUCCEEDED, "fencing-succeeded")                                                                          \
    X(FENCING_PROOF, "fencing-proof") /* our own, and only in text: shown if it is asked for by name */                \
    X(MAINT_MODE, "maint-mode")                                                                                        \
    X(NODES, "nodes")                                                                                                  \
    X(OPERATIONS, "operations")                                                                                        \
    X(OPTIONS, "options")                                                                                              \
    X(RESOURCES, "resources")                                                                                          \
    X(STACK, "stack")                                                                                                  \
    X(TICKETS, "tickets")                                                                                              \
    X(TIMES, "times")

enum mon_section_index {
#define X(name, word) MON_INDEX_##name,
    MON_SECTION_LIST(X)
#undef X
};
enum mon_section {
#define X(name, word) MON_##name = 1 << MON_INDEX_##name,
    MON_SECTION_LIST(X)
#undef X
    MON_SUMMARY = MON_COUNTS | MON_DC | MON_STACK | MON_TIMES | MON_MAINT_MODE,
    MON_HEADERS = MON_SUMMARY | MON_OPTIONS,
    MON_FENCING = MON_FENCING_FAILED | MON_FENCING_PENDING | MON_FENCING_SUCCEEDED,
    MON_DEFAULT_TEXT = MON_SUMMARY | MON_NODES | MON_RESOURCES | MON_FAILURES | MON_FENCING_FAILED | MON_FENCING_PENDING,
    MON_ALL = MON_HEADERS | MON_ATTRIBUTES | MON_BANS | MON_FAILCOUNTS | MON_FAILURES | MON_FENCING | MON_NODES | MON_OPERATIONS |
              MON_RESOURCES | MON_TICKETS,
};

/* What to show of a status. */
struct mon {
    const struct pe_model *model;
    const xmlDoc *cib;
    int32_t zone_s;          /* local time */
    unsigned sections;       /* enum mon_section */
    bool inactive, by_node, detail, brief, timing, all_fencing;
    bool live;               /* a running cluster, not a file: that is told first (pcs and scripts know the line) */
    bool simulated;          /* as crm_simulate shows it: also surplus instances of clones that run nowhere (in XML), probe_complete, failures in full */
    bool nothing_pending;    /* in XML, what is under way is not told: it has ended (crm_simulate's status afterwards) */
    const char *ban_prefix;  /* only bans whose id begins so; may be NULL */
    const char *only_node, *only_rsc; /* --node, --resource (a name or a tag); may be NULL */
    const xmlNode *fencing;  /* <fence_events> of fencing/fencing.h, newest first; NULL: not known */
};

/* Applies a comma-separated list of --include (or --exclude) to a set of sections. *ret_prefix is set by "bans:PREFIX". False for an unknown word. */
bool mon_sections_apply(const char *list, bool include, unsigned otherwise, unsigned *sections, const char **ret_prefix);
/* "all, attributes, bans[:PREFIX], ..." */
char *mon_sections_text(void);

/* The whole of it as crm_mon prints it in text, added to out. */
void mon_text(const struct mon *mon, struct bt_buf *out);
/* One line for Nagios, without a newline; returns the exit code (1 if something is to be warned of). */
int mon_simple(const struct mon *mon, struct bt_buf *out);
/* Adds <summary>, <nodes> ... to an element. */
void mon_xml(const struct mon *mon, xmlNode *root);
/* A page made of mon_text()'s text: its headings and lists. Any of the three words may be NULL. */
void mon_html(const char *text, const char *title, const char *stylesheet, const char *refresh_s, struct bt_buf *out);

/* Parts of mon_text(): the list of nodes with their states. */
void mon_text_nodes(const struct mon *mon, struct bt_buf *out);
/* The list of resources, as a tree or by node. */
void mon_text_resources(const struct mon *mon, struct bt_buf *out);

/* A view: the status with only the nodes and resources that pass --node and --resource. */
struct mon_view;
/* bare: primitives do not say where they run. The caller's (mon_view_free); mon's model must outlive it. */
struct mon_view *mon_view_new(const struct mon *mon, bool bare);
/* What is left, as a model; lives as long as the view. */
const struct pe_model *mon_view_model(const struct mon_view *v);
/* v may be NULL. */
void mon_view_free(struct mon_view *v);

/* Shared by both ------------------------------------------------------------------------------------------ */
/* Whether a node passes --node. */
bool mon_shows_node(const struct mon *mon, const struct pe_node *n);
/* Whether a resource passes --resource: by its own id, one of its parents' or one of its children's. */
bool mon_shows_rsc(const struct mon *mon, const struct pe_rsc *r);
/* The same for an id in a history, which may be of a resource that is not there any more. */
bool mon_shows_rsc_id(const struct mon *mon, const char *id);
/* Calls found for each recurring operation that fails at present without counting (lrm/tolerance.c). */
void mon_each_tolerated(const struct mon *mon, void (*found)(void *ctx, const struct pe_node *node, const char *rsc, const xmlNode *op), void *ctx);
/* Whether a ban passes --node, --resource and the prefix of its id. */
bool mon_shows_ban(const struct mon *mon, const struct pe_ban *b);
/* Whether a fencing event is among the sections, and (unless all are wanted) the last of its kind. */
bool mon_shows_fencing(const struct mon *mon, const xmlNode *event);
/* Whether any node is there to have a history. */
bool mon_any_online(const struct mon *mon);
/* Whether a node attribute is for people's eyes (not one that the cluster keeps for itself). */
bool mon_shows_attr(const struct mon *mon, const char *name);
/* Expected score of a connectivity attribute (ocf:pacemaker:ping that writes it); 0 if no such resource does. */
int64_t mon_expected_ping(const struct mon *mon, const char *attr);
/* Operations of a history, sorted by call; the caller frees v. */
struct mon_ops {
    const xmlNode **v;
    size_t n, cap;
};
/* Adds those that say something to people: no notifications, no probes that found nothing. */
void mon_operations(const xmlNode *lrm_resource, struct mon_ops *ret);
/* All of them. */
void mon_all_operations(const xmlNode *lrm_resource, struct mon_ops *ret);
/* The task that an operation is called: a probe that found the resource is "probe". */
const char *mon_task(const xmlNode *op);
struct mon_failcount {
    const struct pe_rsc *rsc; /* NULL: not known (any more) */
    int count;                /* as pe_fail_count(), whatever failure-timeout says */
    int64_t last_s;           /* of the last failure, since 1970; 0: none is known */
};
/* How often the resource of a history entry failed on a node. */
struct mon_failcount mon_failcount(const struct mon *mon, const char *rsc_id, const struct pe_node *n);
/* A list of resources; the caller frees v. */
struct mon_rscs {
    const struct pe_rsc **v;
    size_t n, cap;
};
/* Adds the primitives that are active on a node, in the order of its history. */
void mon_running_on(const struct mon *mon, const struct pe_node *n, struct mon_rscs *ret);
/* The id of a resource as it is known to people: without instance number if its clone is anonymous. */
const char *mon_rsc_id(const struct pe_rsc *r);
/* The feature set that a node's controller announced ("<3.15.1" if none); NULL for a node that is not online. */
const char *mon_feature_set(const struct pe_node *n);
/* Whether two nodes that are online announced different feature sets. */
bool mon_mixed_version(const struct mon *mon);
/* What the cluster runs on, as the cluster wrote it into its options; "unknown" if it never did. */
const char *mon_stack(const struct mon *mon);
/* "Starting", "Promoting" ... for an operation under way, NULL if none. */
const char *mon_pending_role(const struct pe_rsc *r);
/* That, or else the role; an instance of a promotable clone that runs is "Unpromoted" at least. */
const char *mon_role(const struct pe_rsc *r);
/* The same without what is under way. */
const char *mon_present_role(const struct pe_rsc *r);
/* As ctime(), local, of seconds since 1970; the caller's to free. */
char *mon_time(const struct mon *mon, int64_t seconds);

#endif
