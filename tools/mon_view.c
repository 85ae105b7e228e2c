/* tools/mon_view.c - a status with less in it: --node, --resource, and lists without node names are views of the whole (see mon.h).
 *
 * A view is a shallow copy of the model with other lists of nodes and resources, so that every way to show a status shows a view.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/mon.h"

struct mon_view {
    struct pe_model model;
    BT_VEC(void *) owned;
};

static void *keep(struct mon_view *v, size_t size)
{
    void *p = bt_zalloc(size);
    BT_PUSH(&v->owned, p);
    return p;
}

static bool runs_on_shown(const struct mon *mon, const struct pe_rsc *r)
{
    for (size_t i = 0; i < r->active_on.n; i++)
        if (mon_shows_node(mon, r->active_on.v[i]))
            return true;
    for (size_t i = 0; i < r->n_children; i++)
        if (runs_on_shown(mon, r->children[i]))
            return true;
    return false;
}

/* What runs, but not on a node that is shown, is not shown either. */
static bool passes(const struct mon *mon, const struct pe_rsc *r)
{
    return mon_shows_rsc(mon, r) && (mon->only_node == NULL || !pe_is_active(r, false) || runs_on_shown(mon, r));
}

static struct pe_rsc *copy_rsc(struct mon_view *v, const struct mon *mon, const struct pe_rsc *r, bool bare)
{
    struct pe_rsc *copy = keep(v, sizeof(*copy));
    *copy = *r;
    copy->children = keep(v, (r->n_children + 1) * sizeof(copy->children[0]));
    copy->n_children = 0;
    for (size_t i = 0; i < r->n_children; i++)
        if (passes(mon, r->children[i]))
            copy->children[copy->n_children++] = copy_rsc(v, mon, r->children[i], bare && (r->kind == PE_GROUP || r->unique));
    if (bare && r->kind == PE_PRIMITIVE) {
        copy->active_on = (struct pe_nodes){0};
        copy->pending_node = NULL;
    }
    return copy;
}

struct mon_view *mon_view_new(const struct mon *mon, bool bare)
{
    struct mon_view *v = BT_NEW(struct mon_view);
    const struct pe_model *m = mon->model;
    v->model = *m;
    v->model.nodes = keep(v, (m->n_nodes + 1) * sizeof(m->nodes[0]));
    v->model.n_nodes = 0;
    for (size_t i = 0; i < m->n_nodes; i++)
        if (mon_shows_node(mon, m->nodes[i]))
            v->model.nodes[v->model.n_nodes++] = m->nodes[i];
    v->model.top = keep(v, (m->n_top + 1) * sizeof(m->top[0]));
    v->model.n_top = 0;
    for (size_t i = 0; i < m->n_top; i++)
        if (passes(mon, m->top[i]))
            v->model.top[v->model.n_top++] = copy_rsc(v, mon, m->top[i], bare);
    return v;
}

const struct pe_model *mon_view_model(const struct mon_view *v)
{
    return &v->model;
}

void mon_view_free(struct mon_view *v)
{
    for (size_t i = 0; i < v->owned.n; i++)
        free(v->owned.v[i]);
    BT_VEC_FREE(&v->owned);
    free(v);
}
