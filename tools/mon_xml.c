/* tools/mon_xml.c - the cluster's status as XML for programs; the order of attributes is part of the contract (see mon.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/mon.h"

static void add_dc(const struct mon *mon, xmlNode *summary)
{
    const struct pe_model *m = mon->model;
    const char *version = pe_attr_get(&m->options, "dc-version");
    xmlNode *n = bt_xml_add(summary, "current_dc");
    bt_xml_set_bool(n, "present", m->dc != NULL);
    if (m->dc == NULL)
        return;
    bt_xml_set(n, XA_VERSION, version != NULL && strcmp(version, "none") != 0 ? version : "");
    bt_xml_set(n, XA_NAME, m->dc->name);
    bt_xml_set(n, XA_ID, m->dc->id);
    bt_xml_set_bool(n, "with_quorum", m->quorum);
    bt_xml_set_bool(n, "mixed_version", mon_mixed_version(mon));
}

static void add_times(const struct mon *mon, xmlNode *summary)
{
    const xmlNode *cib = mon->model->cib;
    char *now = mon_time(mon, mon->model->now.s);
    bt_xml_set(bt_xml_add(summary, "last_update"), "time", now);
    xmlNode *n = bt_xml_add(summary, "last_change");
    bt_xml_set(n, "time", bt_xml_get_or(cib, XA_CIB_LAST_WRITTEN, ""));
    bt_xml_set(n, "user", bt_xml_get_or(cib, XA_UPDATE_USER, ""));
    bt_xml_set(n, "client", bt_xml_get_or(cib, XA_UPDATE_CLIENT, ""));
    bt_xml_set(n, "origin", bt_xml_get_or(cib, XA_UPDATE_ORIGIN, ""));
    free(now);
}

static void add_options(const struct mon *mon, xmlNode *summary)
{
    static const char *const policies[] = {[PE_QUORUM_STOP] = "stop", [PE_QUORUM_FREEZE] = "freeze", [PE_QUORUM_IGNORE] = "ignore",
                                           [PE_QUORUM_SUICIDE] = "suicide", [PE_QUORUM_DEMOTE] = "demote"};
    const struct pe_model *m = mon->model;
    xmlNode *n = bt_xml_add(summary, "cluster_options");
    bt_xml_set_bool(n, "stonith-enabled", m->stonith_enabled);
    bt_xml_set_bool(n, "symmetric-cluster", m->symmetric);
    bt_xml_set(n, "no-quorum-policy", policies[m->quorum_policy]);
    bt_xml_set_bool(n, "maintenance-mode", m->maintenance_mode);
    bt_xml_set_bool(n, "stop-all-resources", m->stop_all);
    bt_xml_set_int(n, "stonith-timeout-ms", m->stonith_timeout_ms);
    bt_xml_set_int(n, "priority-fencing-delay-ms", m->priority_fencing_delay_ms);
}

static void add_summary(const struct mon *mon, xmlNode *root)
{
    const struct pe_model *m = mon->model;
    xmlNode *summary = bt_xml_add(root, "summary");
    if (mon->sections & MON_STACK)
        bt_xml_set(bt_xml_add(summary, "stack"), XA_TYPE, mon_stack(mon));
    if (mon->sections & MON_DC)
        add_dc(mon, summary);
    if (mon->sections & MON_TIMES)
        add_times(mon, summary);
    if (mon->sections & MON_COUNTS) {
        bt_xml_set_int(bt_xml_add(summary, "nodes_configured"), "number", (int64_t)m->n_nodes);
        xmlNode *n = bt_xml_add(summary, "resources_configured");
        bt_xml_set_int(n, "number", (int64_t)m->n_instances);
        bt_xml_set_int(n, "disabled", (int64_t)m->n_disabled);
        bt_xml_set_int(n, "blocked", (int64_t)m->n_blocked);
    }
    if (mon->sections & MON_OPTIONS)
        add_options(mon, summary);
}

/* Resources ------------------------------------------------------------------------------------------------- */

static void add_running_on(const struct pe_rsc *r, xmlNode *rsc)
{
    for (size_t i = 0; i < r->active_on.n; i++) {
        xmlNode *n = bt_xml_add(rsc, XE_NODE);
        bt_xml_set(n, XA_NAME, r->active_on.v[i]->name);
        bt_xml_set(n, XA_ID, r->active_on.v[i]->id);
        bt_xml_set_bool(n, "cached", r->active_on.v[i]->online);
    }
}

/* As it is written in the configuration; what has none shows its first member's. */
static void add_target_role(const struct pe_rsc *r, xmlNode *n)
{
    const char *role = pe_attr_get(&r->meta, "target-role");
    if (role == NULL && r->n_children > 0)
        role = pe_attr_get(&r->children[0]->meta, "target-role");
    if (role != NULL)
        bt_xml_set(n, "target_role", role);
}

static void add_primitive(const struct mon *mon, const struct pe_rsc *r, xmlNode *parent)
{
    xmlNode *n = bt_xml_add(parent, "resource");
    char *agent = bt_agent_text(r->standard, r->provider, r->type);
    bt_xml_set(n, XA_ID, mon_rsc_id(r));
    bt_xml_set(n, "resource_agent", agent);
    bt_xml_set(n, XA_ROLE, mon->nothing_pending ? mon_present_role(r) : mon_role(r));
    add_target_role(r, n);
    bt_xml_set_bool(n, "active", r->active_on.n > 0);
    bt_xml_set_bool(n, "orphaned", r->orphan);
    bt_xml_set_bool(n, "blocked", r->blocked);
    bt_xml_set_bool(n, "managed", r->managed);
    bt_xml_set_bool(n, "failed", r->failed);
    bt_xml_set_bool(n, "failure_ignored", r->failure_ignored);
    bt_xml_set_int(n, "nodes_running_on", (int64_t)r->active_on.n);
    if (r->lock_node != NULL)
        bt_xml_set(n, "locked_to", r->lock_node->name);
    if (bt_streq(r->pending_task, "monitor") && !mon->nothing_pending)
        bt_xml_set(n, "pending", "Monitoring");
    add_running_on(r, n);
    free(agent);
}

static bool is_disabled(const struct pe_rsc *r)
{
    return r->target_role == BT_ROLE_STOPPED;
}

static void add_rsc(const struct mon *mon, const struct pe_rsc *r, xmlNode *parent);

static void add_children(const struct mon *mon, const struct pe_rsc *r, xmlNode *parent)
{
    for (size_t i = 0; i < r->n_children; i++)
        add_rsc(mon, r->children[i], parent);
}

static void add_group(const struct mon *mon, const struct pe_rsc *r, xmlNode *parent)
{
    xmlNode *n = bt_xml_add(parent, XE_GROUP);
    bt_xml_set(n, XA_ID, r->id);
    bt_xml_set_int(n, "number_resources", (int64_t)r->n_children);
    bt_xml_set_bool(n, "managed", r->managed);
    bt_xml_set_bool(n, "disabled", is_disabled(r));
    add_children(mon, r, n);
}

static void add_clone(const struct mon *mon, const struct pe_rsc *r, xmlNode *parent)
{
    xmlNode *n = bt_xml_add(parent, XE_CLONE);
    bt_xml_set(n, XA_ID, r->id);
    bt_xml_set_bool(n, "multi_state", r->promotable);
    bt_xml_set_bool(n, "unique", r->unique);
    bt_xml_set_bool(n, "managed", r->managed);
    bt_xml_set_bool(n, "disabled", is_disabled(r));
    bt_xml_set_bool(n, "failed", r->failed);
    bt_xml_set_bool(n, "failure_ignored", r->failure_ignored);
    add_target_role(r, n);
    add_children(mon, r, n);
}

/* An orphaned instance of a clone that runs nowhere is not shown. */
static void add_rsc(const struct mon *mon, const struct pe_rsc *r, xmlNode *parent)
{
    if (!mon_shows_rsc(mon, r) || (r->orphan && !pe_is_active(r, false) && !(mon->simulated && r->parent != NULL)) || (!mon->inactive && !pe_is_active(r, false)))
        return;
    if (r->kind == PE_PRIMITIVE)
        add_primitive(mon, r, parent);
    else if (r->kind == PE_GROUP)
        add_group(mon, r, parent);
    else
        add_clone(mon, r, parent);
}

static void add_resources(const struct mon *mon, xmlNode *root)
{
    struct mon_view *v = mon_view_new(mon, false);
    const struct pe_model *m = mon_view_model(v);
    xmlNode *rscs = bt_xml_add(root, XE_RESOURCES);
    for (size_t i = 0; i < m->n_top; i++)
        if ((!mon->by_node || !pe_is_active(m->top[i], true)) && (m->top[i]->active_on.n > 0 || !pe_is_active(m->top[i], false)))
            add_rsc(mon, m->top[i], rscs);
    if (bt_xml_first(rscs, NULL) == NULL)
        bt_xml_remove(rscs);
    mon_view_free(v);
}

/* Nodes ----------------------------------------------------------------------------------------------------- */

static void add_node(const struct mon *mon, const struct pe_node *node, xmlNode *nodes)
{
    static const char *const health[] = {"red", "yellow", "green"};
    struct mon_rscs running = {0};
    xmlNode *n = bt_xml_add(nodes, XE_NODE);
    mon_running_on(mon, node, &running);
    bt_xml_set(n, XA_NAME, node->name);
    bt_xml_set(n, XA_ID, node->id);
    bt_xml_set_bool(n, "online", node->online);
    bt_xml_set_bool(n, XA_STANDBY, node->standby);
    bt_xml_set_bool(n, "standby_onfail", node->standby_onfail);
    bt_xml_set_bool(n, "maintenance", node->maintenance);
    bt_xml_set_bool(n, "pending", node->pending);
    bt_xml_set_bool(n, "unclean", node->unclean);
    bt_xml_set(n, "health", health[node->health + 1]);
    bt_xml_set(n, "feature_set", mon_feature_set(node));
    bt_xml_set_bool(n, XA_SHUTDOWN, node->shutdown);
    bt_xml_set_bool(n, "expected_up", node->expected_up);
    bt_xml_set_bool(n, "is_dc", node->is_dc);
    bt_xml_set_int(n, "resources_running", (int64_t)running.n);
    bt_xml_set(n, XA_TYPE, node->ping ? "ping" : node->remote ? "remote" : "member");
    for (size_t i = 0; mon->by_node && i < running.n; i++)
        if (mon_shows_rsc(mon, running.v[i]))
            add_primitive(mon, running.v[i], n);
    BT_VEC_FREE(&running);
}

static void add_nodes(const struct mon *mon, xmlNode *root)
{
    xmlNode *nodes = bt_xml_add(root, XE_NODES);
    for (size_t i = 0; i < mon->model->n_nodes; i++)
        if (mon_shows_node(mon, mon->model->nodes[i]))
            add_node(mon, mon->model->nodes[i], nodes);
}

/* Attributes, history, failures ------------------------------------------------------------------------------- */

/* The element for a node inside a section, both made when first needed. */
static xmlNode *node_element(xmlNode *root, const char *section, const struct pe_node *n)
{
    xmlNode *s = bt_xml_first(root, section);
    if (s == NULL)
        s = bt_xml_add(root, section);
    xmlNode *e = bt_xml_find(s, XE_NODE, XA_NAME, n->name);
    if (e == NULL) {
        e = bt_xml_add(s, XE_NODE);
        bt_xml_set(e, XA_NAME, n->name);
    }
    return e;
}

static void add_attributes(const struct mon *mon, xmlNode *root)
{
    for (size_t i = 0; i < mon->model->n_nodes; i++) {
        const struct pe_node *n = mon->model->nodes[i];
        for (size_t k = 0; n->online && mon_shows_node(mon, n) && k < n->attrs.n; k++) {
            const struct pe_attr *a = &n->attrs.v[k];
            if (!mon_shows_attr(mon, a->name))
                continue;
            xmlNode *e = bt_xml_add(node_element(root, "node_attributes", n), XE_ATTRIBUTE);
            bt_xml_set(e, XA_NAME, a->name);
            bt_xml_set(e, XA_VALUE, a->value);
            if (mon_expected_ping(mon, a->name) > 0)
                bt_xml_set_int(e, "expected", mon_expected_ping(mon, a->name));
        }
    }
}

static void set_ms(xmlNode *e, const char *attr, const char *value)
{
    bt_xml_setf(e, attr, "%sms", value != NULL ? value : "0");
}

static void add_operation(const struct mon *mon, const xmlNode *op, xmlNode *history)
{
    xmlNode *e = bt_xml_add(history, "operation_history");
    int rc = (int)bt_xml_get_int(op, XA_RC_CODE, 0);
    int64_t interval = bt_xml_get_int(op, XA_INTERVAL, 0);
    bt_xml_set(e, "call", bt_xml_get_or(op, XA_CALL_ID, "-1"));
    bt_xml_set(e, "task", mon_task(op));
    bt_xml_set_int(e, "rc", rc);
    bt_xml_set(e, "rc_text", bt_ocf_text(rc));
    if (interval > 0)
        set_ms(e, XA_INTERVAL, bt_xml_get(op, XA_INTERVAL));
    if (bt_xml_get_int(op, XA_LAST_RC_CHANGE, 0) > 0) {
        char *when = mon_time(mon, bt_xml_get_int(op, XA_LAST_RC_CHANGE, 0));
        bt_xml_set(e, XA_LAST_RC_CHANGE, when);
        free(when);
    }
    set_ms(e, XA_EXEC_TIME, bt_xml_get(op, XA_EXEC_TIME));
    set_ms(e, XA_QUEUE_TIME, bt_xml_get(op, XA_QUEUE_TIME));
}

static void add_history(const struct mon *mon, const struct pe_node *n, const xmlNode *lrm_resource, xmlNode *root)
{
    const char *id = bt_xml_get_or(lrm_resource, XA_ID, "");
    struct mon_failcount f = mon_failcount(mon, id, n);
    struct mon_ops ops = {0};
    if (mon->sections & MON_OPERATIONS)
        mon_operations(lrm_resource, &ops);
    if (mon_shows_rsc_id(mon, id) && (mon->sections & MON_OPERATIONS ? ops.n > 0 : f.count > 0)) {
        xmlNode *h = bt_xml_add(node_element(root, "node_history", n), "resource_history");
        bt_xml_set(h, XA_ID, id);
        bt_xml_set_bool(h, "orphan", f.rsc == NULL);
        if (f.rsc != NULL)
            bt_xml_set_int(h, "migration-threshold", f.rsc->migration_threshold);
        if (f.count > 0)
            bt_xml_set_int(h, "fail-count", f.count);
        if (f.last_s > 0) {
            char *last = mon_time(mon, f.last_s);
            bt_xml_set(h, "last-failure", last);
            free(last);
        }
        for (size_t i = 0; i < ops.n; i++)
            add_operation(mon, ops.v[i], h);
    }
    BT_VEC_FREE(&ops);
}

static void add_histories(const struct mon *mon, xmlNode *root)
{
    if (mon->simulated && mon_any_online(mon))
        bt_xml_add(root, "node_history");
    for (size_t i = 0; i < mon->model->n_nodes; i++) {
        const struct pe_node *n = mon->model->nodes[i];
        bt_xml_each(rsc, n->online && mon_shows_node(mon, n) ? bt_xml_path(n->state, "lrm/lrm_resources") : NULL, XE_LRM_RESOURCE)
            add_history(mon, n, rsc, root);
    }
}

static void add_failure(const struct mon *mon, const struct pe_failure *f, xmlNode *parent)
{
    xmlNode *e = bt_xml_add(parent, "failure");
    int rc = (int)bt_xml_get_int(f->op, XA_RC_CODE, 0);
    char *when = bt_iso8601_text((struct bt_wall){.s = bt_xml_get_int(f->op, XA_LAST_RC_CHANGE, 0)}, mon->zone_s);
    const char *key = bt_xml_get(f->op, XA_OPERATION_KEY), *reason = bt_xml_get_or(f->op, XA_EXIT_REASON, "");
    bt_xml_set(e, key != NULL ? "op_key" : XA_ID, key != NULL ? key : bt_xml_get_or(f->op, XA_ID, ""));
    bt_xml_set(e, XE_NODE, f->node->name);
    bt_xml_set(e, "exitstatus", bt_ocf_text(rc));
    bt_xml_set(e, "exitreason", reason[0] != '\0' ? reason : "none");
    bt_xml_set_int(e, "exitcode", rc);
    bt_xml_set(e, "call", bt_xml_get_or(f->op, XA_CALL_ID, "-1"));
    bt_xml_set(e, "status", bt_opstatus_text((int)bt_xml_get_int(f->op, XA_OP_STATUS, BT_OP_UNKNOWN)));
    if (bt_xml_get(f->op, XA_LAST_RC_CHANGE) != NULL) {
        bt_xml_set(e, XA_LAST_RC_CHANGE, when);
        bt_xml_set(e, "queued", bt_xml_get_or(f->op, XA_QUEUE_TIME, "0"));
        bt_xml_set(e, "exec", bt_xml_get_or(f->op, XA_EXEC_TIME, "0"));
        bt_xml_set_int(e, XA_INTERVAL, bt_xml_get_int(f->op, XA_INTERVAL, 0));
        bt_xml_set(e, "task", bt_xml_get_or(f->op, XA_OPERATION, ""));
    }
    free(when);
}

static void add_failures(const struct mon *mon, xmlNode *root)
{
    xmlNode *parent = NULL;
    for (size_t i = 0; i < mon->model->n_failures; i++) {
        const struct pe_failure *f = &mon->model->failures[i];
        if (!mon_shows_node(mon, f->node) || !mon_shows_rsc_id(mon, f->rsc_id))
            continue;
        if (parent == NULL)
            parent = bt_xml_add(root, "failures");
        add_failure(mon, f, parent);
    }
}

struct tolerated {
    xmlNode *root, *list; /* list: NULL before the first */
};

static void add_tolerated_op(void *ctx, const struct pe_node *node, const char *rsc, const xmlNode *op)
{
    struct tolerated *t = ctx;
    if (t->list == NULL)
        t->list = bt_xml_add(t->root, "tolerated_failures");
    xmlNode *e = bt_xml_add(t->list, "tolerated_failure");
    bt_xml_set(e, "op_key", bt_xml_get_or(op, XA_OPERATION_KEY, ""));
    bt_xml_set(e, XE_RESOURCE, rsc);
    bt_xml_set(e, XE_NODE, node->name);
    bt_xml_set(e, "count", bt_xml_get(op, XA_TOLERATED));
    bt_xml_set(e, "needed", bt_xml_get(op, XA_TOLERATED_OF));
    bt_xml_set(e, XA_REASON, bt_xml_get(op, XA_TOLERATED_WHY));
}

static void add_tolerated(const struct mon *mon, xmlNode *root)
{
    struct tolerated t = {.root = root};
    mon_each_tolerated(mon, add_tolerated_op, &t);
}

/* Fencing, tickets, bans -------------------------------------------------------------------------------------- */

static void add_fence_event(const struct mon *mon, const xmlNode *e, xmlNode *history)
{
    const char *status = bt_xml_get_or(e, XA_STATUS, "failed");
    xmlNode *n = bt_xml_add(history, XE_FENCE_EVENT);
    bt_xml_set(n, XA_ACTION, bt_xml_get_or(e, XA_ACTION, ""));
    bt_xml_set(n, XA_TARGET, bt_xml_get_or(e, XA_TARGET, ""));
    bt_xml_set(n, XA_CLIENT, bt_xml_get_or(e, XA_CLIENT, ""));
    bt_xml_set(n, XA_ORIGIN, bt_xml_get_or(e, XA_ORIGIN, ""));
    bt_xml_set(n, XA_STATUS, status);
    bt_xml_set(n, "exit-reason", strcmp(status, "failed") == 0 ? bt_xml_get(e, XA_REASON) : NULL);
    bt_xml_set(n, XA_DELEGATE, bt_xml_get(e, XA_DELEGATE));
    if (strcmp(status, "pending") == 0)
        return;
    char *when = bt_iso8601_text((struct bt_wall){.s = bt_xml_get_int(e, XA_COMPLETED, 0)}, mon->zone_s);
    bt_xml_set(n, XA_COMPLETED, when);
    free(when);
}

static void add_fencing(const struct mon *mon, xmlNode *root)
{
    xmlNode *history = NULL;
    if (mon->fencing == NULL)
        return;
    bt_xml_each(e, mon->fencing, XE_FENCE_EVENT) {
        if (!mon_shows_fencing(mon, e))
            continue;
        if (history == NULL)
            history = bt_xml_add(root, "fence_history");
        add_fence_event(mon, e, history);
    }
}

static void add_tickets(const struct mon *mon, xmlNode *root)
{
    if (mon->model->n_tickets == 0)
        return;
    xmlNode *tickets = bt_xml_add(root, XE_TICKETS);
    for (size_t i = 0; i < mon->model->n_tickets; i++) {
        const struct pe_ticket *t = mon->model->tickets[i];
        xmlNode *n = bt_xml_add(tickets, XA_TICKET);
        bt_xml_set(n, XA_ID, t->id);
        bt_xml_set(n, "status", t->granted ? "granted" : "revoked");
        bt_xml_set_bool(n, XA_STANDBY, t->standby);
        if (t->last_granted_s > 0) {
            char *when = mon_time(mon, t->last_granted_s);
            bt_xml_set(n, XA_LAST_GRANTED, when);
            free(when);
        }
    }
}

static void add_bans(const struct mon *mon, xmlNode *root)
{
    xmlNode *bans = NULL;
    for (size_t i = mon->model->n_bans; i-- > 0;) { /* the newest first, as ever */
        const struct pe_ban *b = &mon->model->bans[i];
        if (!mon_shows_ban(mon, b))
            continue;
        if (bans == NULL)
            bans = bt_xml_add(root, "bans");
        xmlNode *n = bt_xml_add(bans, "ban");
        bt_xml_set(n, XA_ID, b->id);
        bt_xml_set(n, "resource", b->rsc_id);
        bt_xml_set(n, XE_NODE, b->node->name);
        bt_xml_set_int(n, "weight", b->score);
        bt_xml_set_bool(n, "promoted-only", b->promoted_only);
        bt_xml_set_bool(n, "master_only", b->promoted_only);
    }
}

static void add_daemons(const struct mon *mon, xmlNode *root)
{
    char *now = bt_iso8601_text(mon->model->now, mon->zone_s);
    xmlNode *n = bt_xml_add(root, "pacemakerd");
    bt_xml_set(n, "sys_from", "pacemakerd");
    bt_xml_set(n, XA_STATE, "running");
    bt_xml_set(n, "last_updated", now);
    free(now);
}

void mon_xml(const struct mon *mon, xmlNode *root)
{
    static const struct {
        unsigned sections;
        void (*add)(const struct mon *mon, xmlNode *root);
    } parts[] = {{MON_HEADERS, add_summary},       {MON_NODES, add_nodes},       {MON_RESOURCES, add_resources},
                 {MON_ATTRIBUTES, add_attributes}, {MON_OPERATIONS | MON_FAILCOUNTS, add_histories},
                 {MON_FAILURES, add_failures},     {MON_FAILURES, add_tolerated},     {MON_FENCING, add_fencing},   {MON_TICKETS, add_tickets},
                 {MON_BANS, add_bans}};
    if (mon->live)
        add_daemons(mon, root);
    for (size_t i = 0; i < BT_COUNT(parts); i++)
        if (mon->sections & parts[i].sections)
            parts[i].add(mon, root);
}
