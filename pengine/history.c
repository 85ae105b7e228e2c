/* pengine/history.c - what runs where: reads each node's operation history, oldest first, into the state of resources.
 *
 * For each resource on each node: 1. sort its operations, 2. judge each result (history_op.c), 3. find which monitors
 * still recur, 4. turn the outcome into roles, failures and marks.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/history.h"

#include "pengine/rules.h"

/* --- whose history is it? --------------------------------------------------------------------------------- */

static bool active_somewhere(const struct pe_rsc *r, const struct pe_node **ret_node)
{
    if (r->kind == PE_PRIMITIVE) {
        if (r->active_on.n > 0)
            *ret_node = r->active_on.v[0];
        return r->active_on.n > 0;
    }
    for (size_t i = 0; i < r->n_children; i++)
        if (active_somewhere(r->children[i], ret_node))
            return true;
    return false;
}

static bool universal(const struct pe_model *m, const struct pe_rsc *clone)
{
    return clone->clone_max == (int)m->n_nodes;
}

/* The resource within an instance that is configured as r is: most often it has r's place among the members. */
static struct pe_rsc *counterpart(struct pe_rsc *instance, const struct pe_rsc *r)
{
    size_t place = r->parent->kind == PE_GROUP ? (size_t)(r->index - r->parent->index) - 1 : 0;
    if (place < instance->n_children && bt_streq(instance->children[place]->config_id, r->config_id))
        return instance->children[place];
    return pe_find_below(instance, r->config_id);
}

/* An instance of an anonymous clone for a history of r on a node: the one that is active there already (as
 * members of a cloned group may be), else the first inactive one, else a new orphan. */
static struct pe_rsc *anonymous_instance(struct pe_model *m, struct pe_node *n, struct pe_rsc *clone, const struct pe_rsc *r)
{
    struct pe_rsc *found = NULL, *inactive = NULL;
    bool skip_inactive = false;
    for (size_t i = 0; i < clone->n_children && found == NULL; i++) {
        struct pe_rsc *child = clone->children[i];
        const struct pe_node *at = NULL;
        if (active_somewhere(child, &at)) {
            if (at != n)
                continue;
            found = counterpart(child, r);
            if (found != NULL && found->active_on.n > 0) { /* a second history of it on this node */
                skip_inactive = true;
                found = NULL;
            }
        } else if (!skip_inactive && inactive == NULL && !child->blocked) {
            inactive = counterpart(child, r);
            if (inactive != NULL && inactive->pending_node != NULL && inactive->pending_node != n)
                inactive = NULL;
        }
    }
    if (found == NULL && !skip_inactive)
        found = inactive;
    /* Instances on a lost node don't use up numbers if nobody waits for that node's fencing. */
    if (found != NULL && !found->needs_fencing && (!n->online || n->unclean) && !universal(m, clone))
        found = NULL;
    if (found == NULL) {
        struct pe_rsc *orphan = pe_add_instance(m, clone, true);
        found = orphan != NULL ? counterpart(orphan, r) : NULL;
    }
    assert(found == NULL || (bt_streq(found->config_id, r->config_id) && pe_top(found) == clone));
    return found;
}

static const char *without_number(struct pe_model *m, const char *id)
{
    const char *colon = strrchr(id, ':');
    if (colon == NULL || colon[1] == '\0' || strspn(colon + 1, "0123456789") != strlen(colon + 1))
        return id;
    return pe_strndup(&m->priv->arena, id, (size_t)(colon - id));
}

static struct pe_rsc *find_resource(struct pe_model *m, struct pe_node *n, const char *id)
{
    struct pe_rsc *r = pe_rsc_by_id(m, id);
    const char *base = without_number(m, id);
    if (r == NULL) {
        struct pe_rsc *first = pe_rsc_by_id(m, pe_printf(&m->priv->arena, "%s:0", base));
        if (first != NULL && !first->unique)
            r = first;
    }
    if (r == NULL || r->kind != PE_PRIMITIVE) /* it is no longer a primitive */
        return NULL;
    struct pe_rsc *top = (struct pe_rsc *)pe_top(r);
    if (pe_is_anonymous_clone(top))
        r = anonymous_instance(m, n, top, r);
    if (r != NULL && !bt_streq(id, r->id))
        r->history_id = bt_streq(id, r->config_id) ? r->config_id : pe_strndup(&m->priv->arena, id, strlen(id));
    return r;
}

static const char *keep(struct pe_model *m, const char *s)
{
    return s != NULL ? pe_strndup(&m->priv->arena, s, strlen(s)) : NULL;
}

/* A resource that the configuration does not have (any more). */
static struct pe_rsc *add_orphan(struct pe_model *m, const xmlNode *lrm_resource)
{
    struct pe_rsc *r = pe_add_resource(m, lrm_resource, NULL, -1);
    if (r == NULL)
        return NULL;
    r->orphan = true;
    /* All else that a resource is called by is of the configuration, which outlives its history. */
    r->id = r->config_id = keep(m, r->id);
    r->standard = keep(m, r->standard);
    r->provider = keep(m, r->provider);
    r->type = keep(m, r->type);
    PE_PUSH(&m->priv->arena, &m->priv->outer, r);
    m->top = m->priv->outer.v;
    m->n_top = m->priv->outer.n;
    if (m->priv->stop_orphans)
        pe_mark(m, r, NULL, -BT_INFINITY, "__orphan_do_not_run__");
    else
        r->managed = false;
    return r;
}

/* --- one history ------------------------------------------------------------------------------------------ */

/* Of two of which none came first, the one further down in the document: a failure is written twice with one call id, as what came last
 * and, below that, as the last failure, and the former counts as the newer one. */
static int by_call(const void *pa, const void *pb)
{
    const struct pe_op *a = pa, *b = pb;
    int order = pe_op_order(a, b);
    return order != 0 ? order : b->place - a->place;
}

static void read_ops(struct pe_model *m, struct pe_rsc_history *h)
{
    size_t count = bt_xml_count(h->xml, XE_LRM_RSC_OP);
    h->ops = pe_alloc(&m->priv->arena, (count + 1) * sizeof *h->ops);
    bt_xml_each(x, h->xml, XE_LRM_RSC_OP)
    {
        struct pe_op *op = &h->ops[h->n_ops];
        if (pe_op_read(m, x, op))
            op->place = (int)h->n_ops++;
    }
    if (h->n_ops > 1)
        qsort(h->ops, h->n_ops, sizeof *h->ops, by_call);
}

/* Which monitors recur now: those after the last start, unless a stop came after it. */
static void find_running(struct pe_rsc_history *h)
{
    int start = -1, stop = -1, implied_monitor = -1, implied_clone = -1;
    for (size_t i = 0; i < h->n_ops; i++) {
        const struct pe_op *op = &h->ops[i];
        int at = (int)i;
        if (bt_streq(op->task, "stop") && bt_xml_get_int(op->xml, XA_OP_STATUS, -1) == BT_OP_DONE) /* monitors end with the attempt */
            stop = at;
        else if (bt_streq(op->task, "start") || bt_streq(op->task, "migrate_from"))
            start = at;
        else if (implied_monitor <= stop && bt_streq(op->task, "monitor") &&
                 (op->rc == BT_OCF_OK || op->rc == BT_OCF_PROMOTED))
            implied_monitor = at;
        else if (bt_streq(op->task, "promote") || bt_streq(op->task, "demote"))
            implied_clone = at;
    }
    if (start == -1)
        start = implied_clone != -1 ? implied_clone : implied_monitor;
    h->first_op = start < stop ? h->n_ops : start > 0 ? (size_t)start : 0;
    if (!h->node->online)
        return;
    for (size_t i = 0; i < h->n_ops; i++) {
        struct pe_op *op = &h->ops[i];
        if ((start < stop && (int)i <= stop) || (int)i < start)
            continue;
        op->running = op->interval_ms > 0 && op->status != BT_OP_PENDING;
    }
}

static void note_known(struct pe_model *m, struct pe_rsc *r, const struct pe_node *n)
{
    for (struct pe_rsc *at = r; at != NULL; at = at->parent) {
        pe_nodes_add(m, &at->known_on, n);
        if (at->unique)
            break;
    }
}

static void block(struct pe_rsc *r)
{
    r->managed = false;
    r->blocked = true;
}

/* multiple-active: what to do about a resource that runs in two places (or only looks so until a node is fenced). */
static void handle_multiply_active(struct pe_model *m, struct pe_rsc *r)
{
    size_t count = 0;
    for (size_t i = 0; i < r->active_on.n; i++)
        count += r->needs_fencing || (r->active_on.v[i]->online && !r->active_on.v[i]->unclean);
    if (count < 2)
        return;
    const char *policy = PE_RSC_META(r, "multiple-active");
    if (bt_strcaseeq(policy, "stop_only")) {
        for (size_t i = 0; i < m->n_nodes; i++)
            pe_mark(m, r, m->nodes[i], -BT_INFINITY, "multiple-active=stop_only");
    } else if (bt_strcaseeq(policy, "block")) {
        block(r);
        if (r->parent != NULL && r->parent->kind == PE_GROUP && bt_strcaseeq(PE_RSC_META(r->parent, "multiple-active"), "block"))
            for (size_t i = 0; i < r->parent->n_children; i++)
                block(r->parent->children[i]);
    }
}

static int priority_weight(const struct pe_rsc *r)
{
    return r->priority == 0 ? 0 : r->role == BT_ROLE_PROMOTED ? r->priority + 1 : r->priority;
}

/* What is unmanaged on a node that is not there is believed to run, but its group or clone does not count it. Elsewhere each unmanaged
 * member counts anew: 2.1.5 puts an instance of a cloned group with fewer of them first (place_clone.c). */
void pe_note_active(struct pe_model *m, struct pe_rsc *r, struct pe_node *n)
{
    for (struct pe_rsc *at = r; at != NULL; at = at->parent) {
        bool again = pe_nodes_has(&at->active_on, n);
        at->n_counted_active += !again || !r->managed;
        if (again && (at == r || r->managed))
            return;
        if (!again)
            pe_nodes_add(m, &at->active_on, n);
        if (at->kind != PE_PRIMITIVE)
            continue;
        n->priority = bt_score_clamp((int64_t)n->priority + priority_weight(at));
        if (n->maintenance)
            at->managed = false;
        if (at->managed)
            handle_multiply_active(m, at);
        else
            pe_mark(m, at, n, BT_INFINITY, "not_managed_default");
        if (!at->managed && !n->online)
            return;
    }
}

/* A managed resource that seems to run on a node that is gone: only fencing makes it sure that it does not. */
static void distrust_lost_node(struct pe_model *m, struct pe_rsc *r, struct pe_node *n)
{
    if (r->role > BT_ROLE_STOPPED && !n->online && !n->maintenance && r->managed && m->stonith_enabled)
        pe_mark_unclean(m, n, pe_printf(&m->priv->arena, "%s is thought to be active there", r->id), false);
}

/* What the gravest failure asks for, before the resource is entered as active. */
static void react_to_failure(struct pe_model *m, struct pe_rsc_history *h, struct pe_node *n, enum pe_on_fail on_fail)
{
    struct pe_rsc *r = h->rsc;
    switch (on_fail) {
    case PE_FAIL_DEMOTE:
        r->failed = true;
        h->demote_required = true;
        break;
    case PE_FAIL_FENCE:
        pe_mark_unclean(m, n, pe_printf(&m->priv->arena, "%s failed there", r->id), false);
        break;
    case PE_FAIL_STANDBY:
        n->standby = true;
        n->standby_onfail = true;
        break;
    case PE_FAIL_BLOCK:
        block(r);
        break;
    case PE_FAIL_STOP:
        r->next_role = BT_ROLE_STOPPED;
        break;
    case PE_FAIL_MOVE:
        pe_mark(m, r, n, -BT_INFINITY, "__action_migration_auto__");
        break;
    case PE_FAIL_RESTART_CONTAINER:
        r->failed = true;
        r->stop_needed = true;
        if (r->container != NULL) {
            pe_nodes_add(m, &r->container->stop_on, n);
            break;
        }
        /* fall through */
    case PE_FAIL_RESTART:
        if (r->role > BT_ROLE_STOPPED) {
            r->failed = true;
            r->stop_needed = true;
            h->stop_required = true;
        }
        break;
    case PE_FAIL_IGNORE:
        break;
    }
}

static void settle(struct pe_model *m, struct pe_rsc_history *h, struct pe_node *n, enum pe_on_fail on_fail)
{
    struct pe_rsc *r = h->rsc;
    if (r->role != BT_ROLE_UNKNOWN)
        note_known(m, r, n);
    distrust_lost_node(m, r, n);
    enum pe_on_fail now = n->unclean ? PE_FAIL_IGNORE : on_fail; /* fencing will settle it */
    react_to_failure(m, h, n, now);
    if (r->role > BT_ROLE_STOPPED) {
        pe_note_active(m, r, n);
        if (now != PE_FAIL_IGNORE) {
            r->failed = true;
            if (now != PE_FAIL_DEMOTE && now != PE_FAIL_BLOCK)
                r->stop_needed = true;
        }
    } else if (r->history_id != NULL && strchr(r->history_id, ':') != NULL) {
        r->history_id = NULL;
    } else {
        h->stop_required = false;
    }
    if (r->role == BT_ROLE_STOPPED && r->migrate_source == n && r->migrate_target != NULL && r->active_on.n > 0)
        r->role = BT_ROLE_STARTED; /* it stopped at the source, not at the target */
}

static enum bt_role stricter(enum bt_role calculated, enum bt_role configured)
{
    if (configured == BT_ROLE_UNKNOWN)
        return calculated;
    return calculated == BT_ROLE_UNKNOWN || configured < calculated ? configured : calculated;
}

/* One that was judged: where the present run begins, what recurs, and what is known of the resource by now. */
static void history_check(const struct pe_rsc_history *h)
{
    const struct pe_rsc *r = h->rsc;
    assert(r->kind == PE_PRIMITIVE && r->history->v[r->history->n - 1] == h);
    assert(r->role > BT_ROLE_UNKNOWN && !(r->blocked && r->managed));
    assert(h->first_op <= h->n_ops);
    for (size_t i = 0; i < h->n_ops; i++)
        assert(!h->ops[i].running || (h->ops[i].interval_ms > 0 && h->node->online));
}

static void read_lrm_resource(struct pe_model *m, struct pe_node *n, const xmlNode *xml)
{
    const char *id = bt_xml_id(xml);
    if (id == NULL)
        return;
    bool has_ops = bt_xml_first(xml, XE_LRM_RSC_OP) != NULL;
    bool has_lock = m->priv->shutdown_lock && bt_xml_get(xml, XA_SHUTDOWN_LOCK) != NULL;
    if (!has_ops && !has_lock)
        return;
    struct pe_rsc *r = find_resource(m, n, id);
    bool orphaned = r == NULL;
    if (r == NULL)
        r = has_ops ? add_orphan(m, xml) : NULL;
    if (r == NULL)
        return;
    struct pe_rsc_history *h = PE_NEW(&m->priv->arena, struct pe_rsc_history);
    *h = (struct pe_rsc_history){.rsc = r, .node = n, .xml = xml, .orphaned = orphaned};
    PE_PUSH(&m->priv->arena, (struct pe_history *)r->history, h);
    PE_PUSH(&m->priv->arena, &m->priv->histories, h);
    if (has_lock)
        pe_read_shutdown_lock(m, r, n, h);
    read_ops(m, h);

    enum bt_role saved = r->role;
    r->role = BT_ROLE_UNKNOWN;
    struct pe_judgement j = {.on_fail = PE_FAIL_IGNORE};
    for (size_t i = 0; i < h->n_ops; i++)
        pe_op_judge(m, h, n, &h->ops[i], &j);
    find_running(h);
    h->on_fail = j.on_fail;
    settle(m, h, n, j.on_fail);
    r->next_role = stricter(r->next_role, r->target_role);
    if (saved > r->role)
        r->role = saved;
    history_check(h);
}

struct pe_rsc_history *pe_history_of(const struct pe_model *m, const struct pe_rsc *r, const struct pe_node *n)
{
    (void)m;
    for (size_t i = 0; i < r->history->n; i++)
        if (r->history->v[i]->node == n)
            return r->history->v[i];
    return NULL;
}

static void read_node_history(struct pe_model *m, struct pe_node *n)
{
    bt_xml_each(xml, bt_xml_path(n->state, XE_LRM "/" XE_LRM_RESOURCES), XE_LRM_RESOURCE)
        read_lrm_resource(m, n, xml);
}

/* Without fencing, nothing is believed to run on a node that is gone. */
void pe_read_history(struct pe_model *m)
{
    bt_xml_each(xml, m->priv->status, XE_NODE_STATE)
    {
        struct pe_node *n = bt_xml_id(xml) != NULL ? (struct pe_node *)pe_find_node(m, bt_xml_id(xml)) : NULL;
        if (n == NULL && bt_xml_get(xml, XA_UNAME) != NULL)
            n = bt_map_get(m->priv->node_by_name, bt_xml_get(xml, XA_UNAME));
        if (n != NULL && n->state == xml && !n->remote && (n->online || m->stonith_enabled || m->priv->shutdown_lock))
            read_node_history(m, n);
    }
}
