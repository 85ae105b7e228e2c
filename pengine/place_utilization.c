/* pengine/place_utilization.c - capacity of nodes and what resources use of it (placement-strategy).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/place_wishes.h"

#include "pengine/rules.h"

bool pe_uses_utilization(const struct pe_placement *p)
{
    return !bt_strcaseeq(p->m->priv->placement_strategy, "default");
}

static int64_t number(const char *text)
{
    int64_t n = 0;
    bt_parse_int(text, &n);
    return n;
}

/* As configured. What an int does not hold counts as the most that it does, as in 2.1.5, so that no sum of amounts leaves the bounds of an int64_t. */
static int64_t amount(const char *text)
{
    int64_t n = number(text);
    return n < INT32_MIN ? INT32_MIN : n > INT32_MAX ? INT32_MAX : n;
}

static void set(struct pe_placement *p, struct pe_attrs *a, const char *name, int64_t value)
{
    pe_attr_set((struct pe_model *)p->m, a, name, pe_printf(&p->arena, "%" PRId64, value), true);
}

void pe_load_init(struct pe_placement *p)
{
    for (size_t i = 0; i < p->m->n_nodes; i++)
        for (size_t k = 0; k < p->m->nodes[i]->utilization.n; k++)
            set(p, &p->load[i].free, p->m->nodes[i]->utilization.v[k].name, amount(p->m->nodes[i]->utilization.v[k].value));
}

int pe_compare_capacity(const struct pe_placement *p, const struct pe_node *a, const struct pe_node *b)
{
    const struct pe_attrs *x = &p->load[a->index].free, *y = &p->load[b->index].free;
    int result = 0;
    for (size_t i = 0; i < x->n; i++) {
        int64_t n = number(x->v[i].value), o = number(pe_attr_get(y, x->v[i].name));
        result += n > o ? -1 : n < o ? 1 : 0;
    }
    for (size_t i = 0; i < y->n; i++)
        if (pe_attr_get(x, y->v[i].name) == NULL) {
            int64_t o = number(y->v[i].value);
            result += 0 > o ? -1 : 0 < o ? 1 : 0;
        }
    return result;
}

void pe_load_change(struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *n, int sign)
{
    assert(r->kind == PE_PRIMITIVE && (sign == 1 || sign == -1));
    struct pe_attrs *left = &p->load[n->index].free;
    struct pe_shown s = {.step = "pcmk__finalize_assignment", .rsc = r, .node = n, .utilization = true};
    if (sign > 0 && p->scores)
        PE_PUSH(&p->arena, &p->shown, s);
    for (size_t i = 0; i < r->utilization.n; i++) {
        const char *name = r->utilization.v[i].name, *has = pe_attr_get(left, name);
        if (has != NULL)
            set(p, left, name, number(has) - sign * amount(r->utilization.v[i].value));
    }
}

/* --- what moves together ---------------------------------------------------------------------------------- */

struct together { const struct pe_rsc **v; size_t n, cap; };

static bool listed(const struct together *t, const struct pe_rsc *r)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->v[i] == r)
            return true;
    return false;
}

static void add_together(struct pe_placement *p, const struct pe_rsc *r, const struct pe_rsc *origin, struct together *out)
{
    if (listed(out, r))
        return;
    PE_PUSH(&p->arena, out, r);
    if (r->kind == PE_GROUP)
        for (size_t i = 0; i < r->n_children && (i == 0 || r->colocated || r->parent != NULL); i++)
            add_together(p, r->children[i], origin, out);
    struct pe_colocations this_with = {0}, with_this = {0};
    pe_this_with(p, r, &this_with);
    for (size_t i = 0; i < this_with.n; i++) {
        const struct pe_rsc *other = this_with.v[i]->primary;
        if (other != origin && this_with.v[i]->score == BT_INFINITY && pe_coloc_effect(p, r, other, this_with.v[i], true) == PE_COLOC_LOCATION)
            add_together(p, other, origin, out);
    }
    pe_with_this(p, r, &with_this);
    for (size_t i = 0; i < with_this.n; i++) {
        const struct pe_rsc *other = with_this.v[i]->dependent;
        if (other == origin || (r->kind == PE_CLONE && other->kind != PE_CLONE)) /* not every instance has it with it */
            continue;
        if (with_this.v[i]->score == BT_INFINITY && pe_coloc_effect(p, other, r, with_this.v[i], true) == PE_COLOC_LOCATION)
            add_together(p, other, origin, out);
    }
}

static void add_use(struct pe_placement *p, const struct pe_attrs *use, struct pe_attrs *sum)
{
    for (size_t i = 0; i < use->n; i++) {
        const char *has = pe_attr_get(sum, use->v[i].name);
        set(p, sum, use->v[i].name, number(has) + amount(use->v[i].value));
    }
}

static bool any_listed(const struct together *t, const struct pe_rsc *r)
{
    bool any = listed(t, r);
    for (size_t i = 0; i < r->n_children && !any; i++)
        any = any_listed(t, r->children[i]);
    return any;
}

/* What a listed resource still needs: a group all that is not listed itself; of a clone one instance moves with it, the one that is listed
 * in part, or else the first. */
static void add_use_of(struct pe_placement *p, const struct together *all, const struct pe_rsc *r, struct pe_attrs *sum)
{
    const struct pe_rsc *instance = NULL;
    if (r->kind == PE_PRIMITIVE) {
        if (!pe_placed(p, r)->done)
            add_use(p, &r->utilization, sum);
        return;
    }
    for (size_t i = 0; i < r->n_children; i++) {
        const struct pe_rsc *child = r->children[i];
        if (r->kind == PE_GROUP && !listed(all, child))
            add_use_of(p, all, child, sum);
        else if (r->kind == PE_CLONE && instance == NULL && any_listed(all, child))
            instance = child;
    }
    if (r->kind != PE_CLONE || r->n_children == 0)
        return;
    if (instance == NULL)
        instance = pe_placed(p, r)->children[0];
    if (!listed(all, instance))
        add_use_of(p, all, instance, sum);
}

static bool enough(const struct pe_placement *p, const struct pe_node *n, const struct pe_attrs *use)
{
    for (size_t i = 0; i < use->n; i++)
        if (number(use->v[i].value) > number(pe_attr_get(&p->load[n->index].free, use->v[i].name)))
            return false;
    return true;
}

static bool allowed(const struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *n)
{
    const struct pe_cand *c = &pe_placed(p, r)->on[n->index];
    return c->present && c->score >= 0 && pe_node_usable(n);
}

/* Nodes without room for the resource and all that must be with it are out; if no node has room for all, those without
 * room for it alone. Returns then the node with the most room. */
const struct pe_node *pe_ban_full_nodes(struct pe_placement *p, const struct pe_rsc *r)
{
    if (!pe_uses_utilization(p))
        return NULL;
    struct together all = {0};
    struct pe_attrs use = {0}, own = {0};
    add_together(p, r, r, &all);
    for (size_t i = 0; i < all.n; i++)
        add_use_of(p, &all, all.v[i], &use);
    add_use(p, &r->utilization, &own);
    const struct pe_node *roomiest = NULL;
    bool any = false;
    for (size_t i = 0; i < p->m->n_nodes; i++) {
        const struct pe_node *n = p->m->nodes[i];
        if (!allowed(p, r, n))
            continue;
        any |= enough(p, n, &use);
        if (roomiest == NULL || pe_compare_capacity(p, n, roomiest) < 0)
            roomiest = n;
    }
    for (size_t i = 0; i < p->m->n_nodes; i++)
        if (allowed(p, r, p->m->nodes[i]) && !enough(p, p->m->nodes[i], any ? &use : &own))
            pe_score(p, r, p->m->nodes[i], -BT_INFINITY, "not enough capacity");
    return any ? NULL : roomiest;
}

/* --- the order of assignment ------------------------------------------------------------------------------ */

struct wish { struct pe_rsc *rsc; struct pe_cand *scores; size_t place; };

static int compare_wishes(const struct pe_placement *p, const struct wish *a, const struct wish *b, struct pe_node *const *nodes)
{
    if (a->rsc->priority != b->rsc->priority)
        return a->rsc->priority > b->rsc->priority ? -1 : 1;
    const struct pe_node *x = pe_current_node(a->rsc), *y = pe_current_node(b->rsc);
    int sx = x != NULL && a->scores[x->index].present ? a->scores[x->index].score : -BT_INFINITY;
    int sy = y != NULL && b->scores[y->index].present ? b->scores[y->index].score : -BT_INFINITY;
    if (sx != sy)
        return sx > sy ? -1 : 1;
    for (size_t i = 0; i < p->m->n_nodes; i++) {
        const struct pe_cand *ca = &a->scores[nodes[i]->index], *cb = &b->scores[nodes[i]->index];
        sx = ca->present ? ca->score : -BT_INFINITY;
        sy = cb->present ? cb->score : -BT_INFINITY;
        if (sx != sy)
            return sx > sy ? -1 : 1;
    }
    return 0;
}

/* Those with the strongest wishes first: by priority, score where they are, scores on the best nodes. */
void pe_sort_for_utilization(struct pe_placement *p, struct pe_rsc **order, size_t n)
{
    struct pe_node **nodes = pe_alloc(&p->arena, (p->m->n_nodes + 1) * sizeof(struct pe_node *));
    for (size_t i = 0; i < p->m->n_nodes; i++) { /* insertion sort by the ladder */
        size_t k = i;
        for (; k > 0 && pe_compare_nodes(p, p->m->nodes[i], 0, nodes[k - 1], 0, NULL, NULL) < 0; k--)
            nodes[k] = nodes[k - 1];
        nodes[k] = p->m->nodes[i];
    }
    struct wish *wishes = pe_alloc(&p->arena, (n + 1) * sizeof *wishes);
    for (size_t i = 0; i < n; i++) {
        struct pe_cand *table = NULL;
        pe_merge_scores(p, order[i], &table, NULL, 1, PE_MERGE_THIS_WITH);
        wishes[i] = (struct wish){order[i], table != NULL ? table : pe_placed(p, order[i])->on, i};
    }
    pe_wishes_forget(p);
    for (size_t width = 1; width < n; width *= 2) { /* merge sort, bottom up: stable */
        struct wish *merged = pe_alloc(&p->arena, (n + 1) * sizeof *merged);
        for (size_t lo = 0; lo < n; lo += 2 * width) {
            size_t mid = lo + width < n ? lo + width : n, hi = lo + 2 * width < n ? lo + 2 * width : n, i = lo, j = mid;
            for (size_t k = lo; k < hi; k++)
                merged[k] = j >= hi || (i < mid && compare_wishes(p, &wishes[i], &wishes[j], nodes) <= 0) ? wishes[i++] : wishes[j++];
        }
        wishes = merged;
    }
    for (size_t i = 0; i < n; i++)
        order[i] = wishes[i].rsc;
}
