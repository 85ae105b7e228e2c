/* pengine/status_text.c - the status of nodes and resources as text, as crm_mon and crm_simulate print it.
 *
 * The texts are contract: scripts parse them (interfaces 3.2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/history.h"

static void item(struct bt_buf *out, int indent)
{
    for (int i = 0; i < indent; i++)
        bt_buf_addn(out, " ", 1);
    bt_buf_addn(out, "* ", 2);
}

/* --- nodes ------------------------------------------------------------------------------------------------ */

static bool runs_something(const struct pe_model *m, const struct pe_node *n)
{
    for (size_t i = 0; i < m->n_rscs; i++)
        if (m->rscs[i]->kind == PE_PRIMITIVE && pe_nodes_has(&m->rscs[i]->active_on, n))
            return true;
    return false;
}

static const char *node_word(const struct pe_model *m, const struct pe_node *n)
{
    if (n->unclean)
        return n->online ? "UNCLEAN (online)" : n->pending ? "UNCLEAN (pending)" : "UNCLEAN (offline)";
    if (n->pending)
        return "pending";
    if (n->standby_onfail && n->online)
        return "standby (on-fail)";
    if (n->standby && !n->online)
        return "OFFLINE (standby)";
    if (n->standby)
        return runs_something(m, n) ? "standby (with active resources)" : "standby";
    if (n->maintenance)
        return n->online ? "maintenance" : "OFFLINE (maintenance)";
    return n->online ? "online" : "OFFLINE";
}

static void node_list(struct bt_buf *out, int indent, const char *title, const struct bt_strv *names)
{
    if (names->n == 0)
        return;
    item(out, indent);
    bt_buf_addf(out, "%s: [", title);
    for (size_t i = 0; i < names->n; i++)
        bt_buf_addf(out, " %s", names->v[i]);
    bt_buf_add(out, " ]\n");
}

void pe_text_nodes(const struct pe_model *m, int flags, int indent, struct bt_buf *out)
{
    (void)flags;
    struct bt_strv online = {0}, offline = {0};
    for (size_t i = 0; i < m->n_nodes; i++) {
        const struct pe_node *n = m->nodes[i];
        if (n->remote)
            continue;
        const char *word = node_word(m, n);
        const char *health = n->health < 0 ? " (health is RED)" : n->health == 0 ? " (health is YELLOW)" : "";
        if (*health == '\0' && strcmp(word, "online") == 0) {
            bt_strv_add(&online, n->name);
        } else if (*health == '\0' && strcmp(word, "OFFLINE") == 0) {
            bt_strv_add(&offline, n->name);
        } else {
            item(out, indent);
            bt_buf_addf(out, "Node %s: %s%s\n", n->name, word, health);
        }
    }
    node_list(out, indent, "Online", &online);
    node_list(out, indent, "OFFLINE", &offline);
    bt_strv_free(&online);
    bt_strv_free(&offline);
}

/* --- a primitive ------------------------------------------------------------------------------------------ */

static const char *printable_id(const struct pe_rsc *r)
{
    return r->unique ? r->id : r->config_id;
}

static const char *pending_word(const struct pe_rsc *r)
{
    static const char *const words[][2] = {{"start", "Starting"}, {"stop", "Stopping"}, {"migrate_to", "Migrating"},
                                           {"migrate_from", "Migrating"}, {"promote", "Promoting"}, {"demote", "Demoting"}};
    for (size_t i = 0; i < BT_COUNT(words); i++)
        if (bt_streq(r->pending_task, words[i][0]))
            return words[i][1];
    return NULL;
}

static enum bt_role configured_role(const struct pe_rsc *r)
{
    const char *target = PE_RSC_META(r, "target-role");
    return target != NULL ? bt_role_parse(target) : BT_ROLE_UNKNOWN;
}

/* Whether a history is told of with a resource: under its very id, that is neither of an instance nor, with a clone, of a group's member. */
static bool speaks_for(const struct pe_failure *f, const struct pe_rsc *r)
{
    const struct pe_rsc *one = r->kind == PE_CLONE && r->n_children > 0 ? r->children[0] : r;
    return pe_top(f->rsc) == pe_top(r) && bt_streq(f->rsc_id, r->kind == PE_CLONE ? one->config_id : r->id) && strchr(f->rsc_id, ':') == NULL;
}

/* A probe that could not find out, on that node or (NULL) on any; what does not say where it ran (histories of old) is not shown. */
static const xmlNode *failed_probe(const struct pe_model *m, const struct pe_rsc *r, const struct pe_node *n)
{
    for (size_t i = 0; i < m->n_failures; i++) {
        const struct pe_failure *f = &m->failures[i];
        if (speaks_for(f, r) && f->node->online && (n == NULL || f->node == n) && pe_is_masked_probe(f->op) &&
            bt_streq(bt_xml_get(f->op, XA_ON_NODE), f->node->name))
            return f->op;
    }
    return NULL;
}

static void add_flag(struct bt_buf *flags, const char *word)
{
    bt_buf_addf(flags, "%s%s", flags->len > 0 ? ", " : "", word);
}

static void primitive_flags(const struct pe_rsc *r, const struct pe_node *n, int show, struct bt_buf *flags)
{
    if (n != NULL && !n->online && n->unclean)
        add_flag(flags, "UNCLEAN");
    if (n != NULL && n == r->lock_node)
        add_flag(flags, "LOCKED");
    if ((show & PE_SHOW_PENDING) && bt_streq(r->pending_task, "monitor") && (n == NULL || n == r->pending_node))
        add_flag(flags, "Monitoring");
    enum bt_role role = configured_role(r);
    if (role == BT_ROLE_STOPPED)
        add_flag(flags, "disabled");
    else if (role == BT_ROLE_UNPROMOTED && pe_top(r)->promotable)
        bt_buf_addf(flags, "%starget-role:%s", flags->len > 0 ? ", " : "", PE_RSC_META(r, "target-role"));
    if (r->blocked)
        add_flag(flags, "blocked");
    else if (!r->managed)
        add_flag(flags, "unmanaged");
    if (r->failure_ignored)
        add_flag(flags, "failure ignored");
}

void pe_text_primitive(const struct pe_model *m, const struct pe_rsc *r, int show, struct bt_buf *out)
{
    const struct pe_node *n = r->active_on.n == 1 ? r->active_on.v[0] : NULL;
    if (r->active_on.n == 0 && r->pending_node != NULL && pending_word(r) != NULL)
        n = r->pending_node;
    if (n == NULL && r->active_on.n == 0)
        n = r->lock_node;
    bt_buf_addf(out, "%s\t(%s%s%s:%s):\t", printable_id(r), r->standard, r->provider != NULL ? ":" : "",
                r->provider != NULL ? r->provider : "", r->type);
    const char *role = (show & PE_SHOW_PENDING) ? pending_word(r) : NULL;
    if (role == NULL)
        role = bt_role_text(pe_refine_role(r, r->role));
    if (r->orphan)
        bt_buf_add(out, " ORPHANED");
    if (r->failed && r->role > BT_ROLE_UNPROMOTED)
        bt_buf_addf(out, " FAILED %s", role);
    else if (r->failed)
        bt_buf_add(out, " FAILED");
    else
        bt_buf_addf(out, " %s", role);
    if (n != NULL)
        bt_buf_addf(out, " %s", n->name);
    const xmlNode *probe = pe_refine_role(r, r->role) == BT_ROLE_STOPPED && configured_role(r) != BT_ROLE_STOPPED ? failed_probe(m, r, n) : NULL;
    if (probe != NULL)
        bt_buf_addf(out, " (%s) ", bt_ocf_text((int)bt_xml_get_int(probe, XA_RC_CODE, BT_OCF_UNKNOWN)));
    struct bt_buf flags = {0};
    primitive_flags(r, n, show, &flags);
    if (flags.len > 0)
        bt_buf_addf(out, " (%s)", flags.text);
    bt_buf_free(&flags);
    if (r->active_on.n > 1) {
        bt_buf_add(out, " [");
        for (size_t i = 0; i < r->active_on.n; i++)
            bt_buf_addf(out, " %s", r->active_on.v[i]->name);
        bt_buf_add(out, " ]");
    }
}

/* --- groups and clones ------------------------------------------------------------------------------------ */

static void show_resource(const struct pe_model *m, const struct pe_rsc *r, int show, int indent, struct bt_buf *out);

static bool disabled(const struct pe_rsc *r)
{
    enum bt_role role = configured_role(r);
    return role == BT_ROLE_STOPPED || (role == BT_ROLE_UNPROMOTED && pe_top(r)->promotable);
}

static void collective_flags(const struct pe_rsc *r, struct bt_buf *flags)
{
    if (r->kind == PE_CLONE && r->promotable)
        add_flag(flags, "promotable");
    if (r->kind == PE_CLONE && r->unique)
        add_flag(flags, "unique");
    if (!r->managed)
        add_flag(flags, "unmanaged");
    if (disabled(r))
        add_flag(flags, "disabled");
}

static void end_header(const struct pe_rsc *r, struct bt_buf *out)
{
    struct bt_buf flags = {0};
    collective_flags(r, &flags);
    if (flags.len > 0)
        bt_buf_addf(out, " (%s)", flags.text);
    bt_buf_add(out, ":\n");
    bt_buf_free(&flags);
}

static void show_group(const struct pe_model *m, const struct pe_rsc *r, int show, int indent, struct bt_buf *out)
{
    item(out, indent);
    bt_buf_addf(out, "Resource Group: %s", r->id);
    end_header(r, out);
    for (size_t i = 0; i < r->n_children; i++)
        if ((show & PE_SHOW_INACTIVE) || pe_is_active(r->children[i], false))
            show_resource(m, r->children[i], show, indent + 2, out);
}

static bool any_below(const struct pe_rsc *r, bool (*is)(const struct pe_rsc *))
{
    if (is(r))
        return true;
    for (size_t i = 0; i < r->n_children; i++)
        if (any_below(r->children[i], is))
            return true;
    return false;
}

static bool is_orphan(const struct pe_rsc *r) { return r->orphan; }
static bool is_unmanaged(const struct pe_rsc *r) { return !r->managed; }
static bool is_failed(const struct pe_rsc *r) { return r->failed; }

/* The only node where it is active, or NULL. */
static const struct pe_node *only_location(const struct pe_rsc *r)
{
    if (r->kind == PE_PRIMITIVE)
        return r->active_on.n == 1 ? r->active_on.v[0] : NULL;
    const struct pe_node *at = NULL;
    for (size_t i = 0; i < r->n_children; i++) {
        const struct pe_node *n = only_location(r->children[i]);
        if (n == NULL || (at != NULL && at != n))
            return NULL;
        at = n;
    }
    return at;
}

static bool has_pending(const struct pe_rsc *r)
{
    return r->kind == PE_PRIMITIVE && r->pending_task != NULL;
}

enum shown_as { AS_NOTHING, AS_FULL, AS_PROMOTED, AS_STARTED, AS_STOPPED };

static enum shown_as instance_shown_as(const struct pe_rsc *clone, const struct pe_rsc *child, int show)
{
    bool some = pe_is_active(child, false);
    if (show & PE_SHOW_CLONE_DETAIL)
        return AS_FULL;
    if (clone->unique)
        return some || !child->orphan ? AS_FULL : AS_NOTHING;
    if ((show & PE_SHOW_PENDING) && has_pending(child))
        return AS_FULL;
    if (!some)
        return child->orphan ? AS_NOTHING : AS_STOPPED;
    if (any_below(child, is_orphan) || any_below(child, is_unmanaged) || any_below(child, is_failed) || !pe_is_active(child, true))
        return AS_FULL;
    const struct pe_node *n = only_location(child);
    if (n == NULL || (!n->online && n->unclean))
        return AS_FULL;
    return pe_role_of(child) > BT_ROLE_UNPROMOTED ? AS_PROMOTED : AS_STARTED;
}

static int by_name(const void *a, const void *b)
{
    return bt_numeric_strcmp(*(char *const *)a, *(char *const *)b);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sorted_list(struct bt_buf *out, int indent, const char *title, struct bt_strv *names)
{
    if (names->n > 1)
        qsort(names->v, names->n, sizeof *names->v, by_name);
    node_list(out, indent, title, names);
    bt_strv_free(names);
}

/* What a clone without a target-role has from its first instance. */
static enum bt_role clone_target(const struct pe_rsc *clone)
{
    bool has = PE_RSC_META(clone, "target-role") != NULL || clone->n_children == 0;
    return configured_role(has ? clone : clone->children[0]);
}

/* Where a clone's instances could be but are not: the nodes of each state, in order of the state's text. */
static void stopped_nodes(const struct pe_model *m, const struct pe_rsc *clone, int indent, struct bt_buf *out)
{
    BT_VEC(const struct pe_node *) nodes = {0};
    struct bt_strv states = {0}, kinds = {0}; /* of each node; each once */
    for (size_t i = 0; i < m->n_nodes; i++) {
        const struct pe_node *n = m->nodes[i];
        if (pe_nodes_has(&clone->active_on, n) || n->remote || n->ping || (!m->symmetric && !pe_nodes_has(&clone->known_on, n)))
            continue;
        const xmlNode *probe = failed_probe(m, clone, n);
        char *state = probe != NULL ? bt_printf("Stopped (%s)", bt_ocf_text((int)bt_xml_get_int(probe, XA_RC_CODE, BT_OCF_UNKNOWN)))
                                    : bt_strdup(clone_target(clone) == BT_ROLE_STOPPED ? "Stopped (disabled)" : "Stopped");
        BT_PUSH(&nodes, n);
        bt_strv_add(&states, state);
        if (!bt_strv_has(&kinds, state))
            bt_strv_add(&kinds, state);
        free(state);
    }
    if (kinds.n > 1)
        qsort(kinds.v, kinds.n, sizeof *kinds.v, by_text);
    for (size_t k = 0; k < kinds.n; k++) {
        struct bt_strv names = {0};
        for (size_t i = 0; i < nodes.n; i++)
            if (strcmp(states.v[i], kinds.v[k]) == 0)
                bt_strv_add(&names, nodes.v[i]->name);
        sorted_list(out, indent, kinds.v[k], &names);
    }
    BT_VEC_FREE(&nodes);
    bt_strv_free(&states);
    bt_strv_free(&kinds);
}

static void show_clone(const struct pe_model *m, const struct pe_rsc *r, int show, int indent, struct bt_buf *out)
{
    struct bt_strv promoted = {0}, started = {0};
    int listed = 0;
    item(out, indent);
    bt_buf_addf(out, "Clone Set: %s [%s]", r->id, r->n_children > 0 ? r->children[0]->config_id : "");
    end_header(r, out);
    for (size_t i = 0; i < r->n_children; i++) {
        const struct pe_rsc *child = r->children[i];
        switch (instance_shown_as(r, child, show)) {
        case AS_FULL:
            if ((show & PE_SHOW_INACTIVE) || pe_is_active(child, false))
                show_resource(m, child, show, indent + 2, out);
            break;
        case AS_PROMOTED:
            bt_strv_add(&promoted, only_location(child)->name);
            break;
        case AS_STARTED:
            bt_strv_add(&started, only_location(child)->name);
            break;
        case AS_STOPPED:
        case AS_NOTHING:
            break;
        }
    }
    listed = (int)(promoted.n + started.n);
    sorted_list(out, indent + 2, "Promoted", &promoted);
    const char *started_word = !r->promotable                                   ? "Started"
                               : clone_target(r) == BT_ROLE_UNPROMOTED ? "Unpromoted (target-role)"
                                                                          : "Unpromoted";
    sorted_list(out, indent + 2, started_word, &started);
    if ((show & PE_SHOW_INACTIVE) && !(show & PE_SHOW_CLONE_DETAIL) && r->clone_max > listed && !r->unique)
        stopped_nodes(m, r, indent + 2, out);
}

static void show_resource(const struct pe_model *m, const struct pe_rsc *r, int show, int indent, struct bt_buf *out)
{
    if (r->kind != PE_PRIMITIVE && pe_is_active(r, false) && r->active_on.n == 0)
        return; /* all that is known of it is unmanaged on nodes that are gone */
    switch (r->kind) {
    case PE_GROUP:
        show_group(m, r, show, indent, out);
        break;
    case PE_CLONE:
        show_clone(m, r, show, indent, out);
        break;
    default:
        item(out, indent);
        pe_text_primitive(m, r, show, out);
        bt_buf_add(out, "\n");
    }
}

void pe_text_resources(const struct pe_model *m, int show, int indent, struct bt_buf *out)
{
    size_t before = out->len;
    for (size_t i = 0; i < m->n_top; i++) {
        const struct pe_rsc *r = m->top[i];
        if (r->orphan && !pe_is_active(r, true))
            continue;
        if (!(show & PE_SHOW_INACTIVE) && !pe_is_active(r, false))
            continue;
        if (pe_is_active(r, false) && r->active_on.n == 0) /* only what is out of the cluster's hands */
            continue;
        show_resource(m, r, show, indent, out);
    }
    if (out->len > before)
        return;
    item(out, indent);
    bt_buf_add(out, (show & PE_SHOW_INACTIVE) ? "No resources\n" : "No active resources\n");
}
