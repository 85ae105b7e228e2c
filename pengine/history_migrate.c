/* pengine/history_migrate.c - where a resource is after a live migration that ended well, half or not at all.
 *
 * A migration is migrate_to on the source, migrate_from on the target, stop on the source. Without the second it is
 * partial; without the third it is dangling. Anything newer on a node makes the migration's traces there irrelevant.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/history.h"

static const xmlNode *history_xml(const struct pe_model *m, const char *rsc_id, const struct pe_node *n)
{
    (void)m;
    const xmlNode *resources = n != NULL ? bt_xml_path(n->state, XE_LRM "/" XE_LRM_RESOURCES) : NULL;
    return bt_xml_find(resources, XE_LRM_RESOURCE, XA_ID, rsc_id);
}

/* Whether a was asked for in a later transition of the same coordinator. */
static bool planned_later(const xmlNode *a, const xmlNode *b)
{
    struct bt_transition_key x, y;
    return bt_transition_key_parse(bt_xml_get_or(a, XA_TRANSITION_KEY, ""), &x) && bt_transition_key_parse(bt_xml_get_or(b, XA_TRANSITION_KEY, ""), &y) &&
           strcmp(x.uuid, y.uuid) == 0 && x.transition > y.transition;
}

/* Whether a began after b had ended; on different nodes only the clocks can tell, if the times are known. They count seconds: a stop that follows a failed migration at once
 * has its time. A stop on the target in the midst of a migration is not after it: what migrates may have arrived behind it. (2.1.5 compares when both began.) */
static bool newer(struct pe_model *m, const xmlNode *a, const xmlNode *b, bool same_node)
{
    struct pe_op x, y;
    if (!pe_op_read(m, a, &x) || !pe_op_read(m, b, &y))
        return false;
    if (same_node)
        return pe_op_order(&x, &y) > 0;
    int64_t took_s = bt_xml_get_int(b, XA_EXEC_TIME, 0) / 1000;
    took_s = took_s > 0 ? took_s : 0;
    if (y.last_change_s <= 0 || x.last_change_s < y.last_change_s)
        return false;
    int64_t later_s = x.last_change_s - y.last_change_s; /* both are no less than 0: no sum that could be too large */
    return later_s > took_s || (later_s == took_s && planned_later(a, b));
}

static bool is_move(const char *task)
{
    return bt_streq(task, "start") || bt_streq(task, "stop") || bt_is_migration(task);
}

/* Whether the node has a start, stop or migration that is newer than the event. */
static bool moved_after(struct pe_model *m, const char *rsc_id, const struct pe_node *n, const xmlNode *event, bool same_node)
{
    bt_xml_each(op, history_xml(m, rsc_id, n), XE_LRM_RSC_OP)
    {
        if (op != event && is_move(bt_xml_get(op, XA_OPERATION)) && newer(m, op, event, same_node))
            return true;
    }
    return false;
}

static bool found_stopped_after(struct pe_model *m, const char *rsc_id, const struct pe_node *n, const xmlNode *event,
                                bool same_node)
{
    bt_xml_each(op, history_xml(m, rsc_id, n), XE_LRM_RSC_OP)
    {
        if (op != event && bt_streq(bt_xml_get(op, XA_OPERATION), "monitor") &&
            bt_xml_get_int(op, XA_RC_CODE, 0) == BT_OCF_NOT_RUNNING && newer(m, op, event, same_node))
            return true;
    }
    return false;
}

/* Compared with the migration's event on the node itself, if there is one. */
static bool newer_state(struct pe_model *m, const char *rsc_id, const struct pe_node *n, const xmlNode *here, const xmlNode *there)
{
    const xmlNode *event = here != NULL ? here : there;
    bool same_node = here != NULL;
    return moved_after(m, rsc_id, n, event, same_node) || found_stopped_after(m, rsc_id, n, event, same_node);
}

static bool unknown_on(struct pe_model *m, const char *rsc_id, const struct pe_node *n)
{
    bt_xml_each(op, history_xml(m, rsc_id, n), XE_LRM_RSC_OP)
    {
        if (bt_xml_get_int(op, XA_RC_CODE, 0) != BT_OCF_UNKNOWN)
            return false;
    }
    return true;
}

static bool ended_well(const xmlNode *op)
{
    return bt_xml_get_int(op, XA_RC_CODE, -1) == BT_OCF_OK && bt_xml_get_int(op, XA_OP_STATUS, -1) == BT_OP_DONE;
}

/* The half of a migration that is recorded on a node. */
static const xmlNode *find_half(struct pe_model *m, const char *rsc_id, const char *task, const struct pe_node *on,
                                const char *other_attr, const char *other_name, bool successful)
{
    bt_xml_each(op, history_xml(m, rsc_id, on), XE_LRM_RSC_OP)
    {
        if (bt_streq(bt_xml_get(op, XA_OPERATION), task) && bt_streq(bt_xml_get(op, other_attr), other_name) &&
            (!successful || ended_well(op)))
            return op;
    }
    return NULL;
}

static bool has_failed(const xmlNode *op)
{
    return bt_xml_get_int(op, XA_OP_STATUS, -1) != BT_OP_PENDING && !ended_well(op);
}

struct migration { const char *rsc_id, *source_name, *target_name; struct pe_node *source, *target; };

static bool read_migration(struct pe_model *m, const struct pe_rsc_history *h, const struct pe_op *op, struct migration *ret)
{
    ret->rsc_id = bt_xml_id(h->xml);
    ret->source_name = bt_xml_get(op->xml, XA_MIGRATE_SOURCE);
    ret->target_name = bt_xml_get(op->xml, XA_MIGRATE_TARGET);
    if (ret->source_name == NULL || ret->target_name == NULL)
        return false;
    ret->source = (struct pe_node *)pe_find_node(m, ret->source_name);
    ret->target = (struct pe_node *)pe_find_node(m, ret->target_name);
    return true;
}

static void force_recovery(struct pe_rsc *r)
{
    r->failed = true;
    r->stop_needed = true;
    r->allow_migrate = false;
}

static void mark_dangling(struct pe_model *m, struct pe_rsc *r, const struct pe_node *n)
{
    pe_nodes_add(m, &r->dangling, n);
}

void pe_migrate_to_succeeded(struct pe_model *m, struct pe_rsc_history *h, struct pe_node *n, const struct pe_op *op)
{
    struct pe_rsc *r = h->rsc;
    struct migration g;
    if (!read_migration(m, h, op, &g))
        return;
    bool source_moved = moved_after(m, g.rsc_id, g.source, op->xml, true);
    const xmlNode *from = find_half(m, g.rsc_id, "migrate_from", g.target, XA_MIGRATE_SOURCE, g.source_name, false);
    if (from != NULL && has_failed(from) && newer(m, op->xml, from, false))
        from = NULL; /* a failure that is still shown is an earlier migration's */
    if (from != NULL && source_moved)
        return;
    bool target_newer = newer_state(m, g.rsc_id, g.target, from, op->xml);
    if (source_moved && target_newer)
        return;
    if (from != NULL && ended_well(from)) {
        r->role = BT_ROLE_STOPPED;
        mark_dangling(m, r, n);
        return;
    }
    r->role = BT_ROLE_STARTED;
    bool active_on_target = !target_newer && g.target != NULL && g.target->online;
    if (from != NULL && bt_xml_get_int(from, XA_OP_STATUS, 0) != BT_OP_PENDING) { /* migrate_from failed */
        if (active_on_target)
            pe_note_active(m, r, g.target);
        else
            force_recovery(r);
        return;
    }
    if (g.target != NULL && g.target->online && unknown_on(m, g.rsc_id, g.target))
        return; /* it was cleaned up; a probe will tell */
    if (active_on_target) {
        pe_note_active(m, r, g.target);
        if (g.source != NULL && g.source->online) {
            r->migrate_target = g.target;
            r->migrate_source = g.source;
        }
    } else if (!source_moved) {
        force_recovery(r);
    }
}

void pe_migrate_to_failed(struct pe_model *m, struct pe_rsc_history *h, struct pe_node *n, const struct pe_op *op)
{
    struct pe_rsc *r = h->rsc;
    struct migration g;
    if (!read_migration(m, h, op, &g))
        return;
    r->role = BT_ROLE_STARTED;
    const xmlNode *from = find_half(m, g.rsc_id, "migrate_from", g.target, XA_MIGRATE_SOURCE, g.source_name, true);
    if (!unknown_on(m, g.rsc_id, g.target) && !newer_state(m, g.rsc_id, g.target, from, op->xml)) {
        if (g.target != NULL && g.target->online)
            pe_note_active(m, r, g.target);
    } else if (!moved_after(m, g.rsc_id, g.source, op->xml, true)) {
        mark_dangling(m, r, n);
    }
}

void pe_migrate_from_failed(struct pe_model *m, struct pe_rsc_history *h, struct pe_node *n, const struct pe_op *op)
{
    (void)n;
    struct pe_rsc *r = h->rsc;
    struct migration g;
    if (!read_migration(m, h, op, &g))
        return;
    r->role = BT_ROLE_STARTED;
    const xmlNode *to = find_half(m, g.rsc_id, "migrate_to", g.source, XA_MIGRATE_TARGET, g.target_name, true);
    if (!unknown_on(m, g.rsc_id, g.source) && !newer_state(m, g.rsc_id, g.source, to, op->xml) && g.source != NULL &&
        g.source->online)
        pe_note_active(m, r, g.source);
}
