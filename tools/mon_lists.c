/* tools/mon_lists.c - the lists of nodes and resources in crm_mon's text: in full, by node, in brief, with details (see mon.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/mon.h"

/* Nodes ----------------------------------------------------------------------------------------------------- */

/* What the status says of one node ("online", "UNCLEAN (offline)"), as its line in the node list would; the caller's to free. */
static char *node_word(const struct pe_model *m, const struct pe_node *n)
{
    struct pe_node *one[] = {(struct pe_node *)n};
    struct pe_model only = *m;
    struct bt_buf line = {0};
    only.nodes = one;
    only.n_nodes = 1;
    pe_text_nodes(&only, 0, 0, &line);
    const char *colon = line.len > 0 ? strchr(line.text, ':') : NULL;
    char *word = NULL;
    if (colon == NULL || bt_starts(line.text, "* Online:"))
        word = bt_strdup("online");
    else if (bt_starts(line.text, "* OFFLINE:"))
        word = bt_strdup("OFFLINE");
    else
        word = bt_strndup(colon + 2, strcspn(colon + 2, "\n"));
    bt_buf_free(&line);
    return word;
}

/* A primitive's text without the names of nodes. */
static void add_bare_primitive(const struct pe_model *m, const struct pe_rsc *r, struct bt_buf *out)
{
    struct pe_rsc bare = *r;
    bare.active_on = (struct pe_nodes){0};
    bare.pending_node = NULL;
    pe_text_primitive(m, &bare, PE_SHOW_PENDING, out);
}

struct brief {
    char *agent;
    const struct pe_node *node; /* NULL: counts all, wherever they are */
    size_t n;
};

struct briefs {
    struct brief *v;
    size_t n, cap;
};

static void count(struct briefs *b, const struct pe_rsc *r, const struct pe_node *node)
{
    char *agent = bt_agent_text(r->standard, r->provider, r->type);
    for (size_t i = 0; i < b->n; i++)
        if (b->v[i].node == node && strcmp(b->v[i].agent, agent) == 0) {
            b->v[i].n++;
            free(agent);
            return;
        }
    BT_PUSH(b, ((struct brief){agent, node, 1}));
}

static int by_agent_and_node(const void *a, const void *b)
{
    const struct brief *x = a, *y = b;
    int order = strcmp(x->agent, y->agent);
    return order != 0 || x->node == NULL || y->node == NULL ? order : bt_numeric_strcmp(x->node->name, y->node->name);
}

static void briefs_free(struct briefs *b)
{
    for (size_t i = 0; i < b->n; i++)
        free(b->v[i].agent);
    BT_VEC_FREE(b);
}

static size_t total_of(const struct briefs *totals, const char *agent)
{
    for (size_t i = 0; i < totals->n; i++)
        if (strcmp(totals->v[i].agent, agent) == 0)
            return totals->v[i].n;
    return 0;
}

/* "5/7\t(ocf:heartbeat:Dummy):\tActive n1"; totals NULL: without the second number. */
static void add_briefs(struct briefs *b, const struct briefs *totals, int indent, bool names, struct bt_buf *out)
{
    if (b->n > 1)
        qsort(b->v, b->n, sizeof(b->v[0]), by_agent_and_node);
    for (size_t i = 0; i < b->n; i++) {
        bt_buf_addf(out, "%*s* %zu", indent, "", b->v[i].n);
        if (totals != NULL)
            bt_buf_addf(out, "/%zu", total_of(totals, b->v[i].agent));
        bt_buf_addf(out, "\t(%s):\tActive %s\n", b->v[i].agent, names ? b->v[i].node->name : "");
    }
}

/* The primitives among some resources, in brief. */
static void add_brief_list(struct pe_rsc *const *rscs, size_t n, bool with_totals, int indent, struct bt_buf *out)
{
    struct briefs active = {0}, totals = {0};
    for (size_t i = 0; i < n; i++) {
        if (rscs[i]->kind != PE_PRIMITIVE || (rscs[i]->orphan && !pe_is_active(rscs[i], false)))
            continue;
        count(&totals, rscs[i], NULL);
        for (size_t k = 0; k < rscs[i]->active_on.n; k++)
            count(&active, rscs[i], rscs[i]->active_on.v[k]);
    }
    add_briefs(&active, with_totals ? &totals : NULL, indent, true, out);
    briefs_free(&active);
    briefs_free(&totals);
}

static void add_node_resources(const struct mon *mon, const struct pe_node *n, struct bt_buf *out)
{
    struct briefs brief = {0};
    struct mon_rscs running = {0};
    mon_running_on(mon, n, &running);
    for (size_t i = 0; i < running.n; i++) {
        const struct pe_rsc *r = running.v[i];
        if (!mon_shows_rsc(mon, r))
            continue;
        if (mon->brief) {
            count(&brief, r, n);
            continue;
        }
        bt_buf_add(out, "      * ");
        add_bare_primitive(mon->model, r, out);
        bt_buf_add(out, "\n");
    }
    add_briefs(&brief, NULL, 6, false, out);
    briefs_free(&brief);
    BT_VEC_FREE(&running);
}

/* A line for each node, with its id (-R) and with what runs there (-n). */
static void add_each_node(const struct mon *mon, const struct pe_model *m, struct bt_buf *out)
{
    for (size_t i = 0; i < m->n_nodes; i++) {
        const struct pe_node *n = m->nodes[i];
        char *word = node_word(m, n);
        struct bt_buf rscs = {0};
        if (mon->by_node)
            add_node_resources(mon, n, &rscs);
        if (!(mon->by_node && mon->brief) || rscs.len > 0) {
            bt_buf_addf(out, "  * Node %s", n->name);
            if (mon->detail)
                bt_buf_addf(out, " (%s)", n->id);
            bt_buf_addf(out, ": %s", word);
            if (mon->detail && mon_feature_set(n) != NULL)
                bt_buf_addf(out, ", feature set %s", mon_feature_set(n));
            bt_buf_add(out, mon->by_node ? ":\n    * Resources:\n" : "\n");
            if (rscs.len > 0)
                bt_buf_add(out, rscs.text);
        }
        bt_buf_free(&rscs);
        free(word);
    }
}

void mon_text_nodes(const struct mon *mon, struct bt_buf *out)
{
    struct mon_view *v = mon_view_new(mon, false);
    const struct pe_model *m = mon_view_model(v);
    struct bt_buf list = {0};
    if (mon->by_node || mon->detail)
        add_each_node(mon, m, &list);
    else
        pe_text_nodes(m, 0, 2, &list);
    if (list.len > 0)
        bt_buf_addf(out, "Node List:\n%s", list.text);
    bt_buf_free(&list);
    mon_view_free(v);
}

/* Resources ------------------------------------------------------------------------------------------------- */

static int show_flags(const struct mon *mon)
{
    return (mon->inactive ? PE_SHOW_INACTIVE : 0) | (mon->detail ? PE_SHOW_CLONE_DETAIL : 0) | PE_SHOW_PENDING;
}

/* A model with only these resources at the top, as text. */
static void add_some(const struct mon *mon, const struct pe_model *m, struct pe_rsc **top, size_t n, struct bt_buf *out)
{
    struct pe_model some = *m;
    some.top = top;
    some.n_top = n;
    if (n > 0)
        pe_text_resources(&some, show_flags(mon), 2, out);
}

/* Primitives as counts, groups with counts inside, clones as always. */
static void add_brief_resources(const struct mon *mon, const struct pe_model *m, struct bt_buf *out)
{
    add_brief_list(m->top, m->n_top, mon->inactive, 2, out);
    for (size_t i = 0; i < m->n_top; i++) {
        struct pe_rsc *r = m->top[i];
        if (r->kind == PE_PRIMITIVE || (!mon->inactive && !pe_is_active(r, false)))
            continue;
        struct bt_buf text = {0};
        add_some(mon, m, &r, 1, &text);
        if (r->kind == PE_GROUP) {
            bt_buf_addn(out, text.text, strcspn(text.text, "\n") + 1);
            add_brief_list(r->children, r->n_children, true, 4, out);
        } else {
            bt_buf_add(out, text.text);
        }
        bt_buf_free(&text);
    }
}

/* By node, what does not run in full is listed below the nodes. */
static void add_rest(const struct mon *mon, const struct pe_model *m, struct bt_buf *out)
{
    struct pe_rsc **top = bt_alloc((m->n_top + 1) * sizeof(top[0]));
    size_t n = 0;
    for (size_t i = 0; i < m->n_top; i++)
        if (!pe_is_active(m->top[i], true) && !(m->top[i]->unique && pe_is_active(m->top[i], false)) && !m->top[i]->orphan)
            top[n++] = m->top[i];
    add_some(mon, m, top, n, out);
    free(top);
}

void mon_text_resources(const struct mon *mon, struct bt_buf *out)
{
    if (mon->by_node && !mon->inactive)
        return;
    struct mon_view *v = mon_view_new(mon, false);
    const struct pe_model *m = mon_view_model(v);
    struct bt_buf list = {0};
    const char *title = mon->by_node ? "Inactive Resources" : mon->inactive ? "Full List of Resources" : "Active Resources";
    if (mon->by_node)
        add_rest(mon, m, &list);
    else if (mon->brief)
        add_brief_resources(mon, m, &list);
    else
        pe_text_resources(m, show_flags(mon), 2, &list);
    bt_buf_addf(out, "%s:\n", title);
    if (list.len > 0)
        bt_buf_add(out, list.text);
    else
        bt_buf_add(out, mon->by_node ? "  * No inactive resources\n" : mon->inactive ? "  * No resources\n" : "  * No active resources\n");
    bt_buf_free(&list);
    mon_view_free(v);
}
