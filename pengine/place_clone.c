/* pengine/place_clone.c - which instance of a clone goes where: first those that can stay, then the others.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/place_wishes.h"

/* How an instance stands, for the ladder below. */
struct standing { size_t nodes; const struct pe_node *node; bool may_stay; };

static const struct pe_node *current_of(const struct pe_rsc *r)
{
    return pe_current_node(r);
}

static struct standing standing_of(struct pe_placement *p, const struct pe_rsc *r)
{
    struct standing s = {.nodes = r->n_counted_active, .node = current_of(r), .may_stay = true};
    if (s.node != NULL) {
        const struct pe_cand *c = &pe_placed(p, r)->on[s.node->index];
        if (!c->present || c->score < 0) {
            s.node = NULL;
            s.may_stay = false;
        }
    }
    return s;
}

static bool any_failed(const struct pe_rsc *r)
{
    if (r->failed)
        return true;
    for (size_t i = 0; i < r->n_children; i++)
        if (any_failed(r->children[i]))
            return true;
    return false;
}

/* What the clone's colocations make of an instance's own node: the others' scores there, weighted. */
static int colocated_score(struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *n)
{
    const struct pe_placed *clone = pe_placed(p, r->parent);
    struct pe_cand *table = pe_alloc(&p->arena, (p->m->n_nodes + 1) * sizeof *table);
    table[n->index] = (struct pe_cand){.present = true};
    for (size_t i = 0; i < clone->this_with.n; i++) {
        const struct pe_colocation *c = clone->this_with.v[i];
        pe_merge_scores(p, c->primary, &table, c->attribute, (float)c->score / (float)BT_INFINITY, 0);
    }
    for (size_t i = 0; i < clone->with_this.n; i++) {
        const struct pe_colocation *c = clone->with_this.v[i];
        if (pe_has_influence(c, r))
            pe_merge_scores(p, c->dependent, &table, c->attribute, (float)c->score / (float)BT_INFINITY, PE_MERGE_NONNEGATIVE);
    }
    return table[n->index].score;
}

#define PREFER(a_is_better, b_is_better)                                                                               \
    do {                                                                                                               \
        if ((a_is_better) != (b_is_better))                                                                            \
            return (a_is_better) ? -1 : 1;                                                                             \
    } while (0)

/* The ladder of instances: active ones that can stay where they are come first. */
int pe_compare_instances(struct pe_placement *p, const struct pe_rsc *a, const struct pe_rsc *b)
{
    assert(a->parent == b->parent && a->parent->kind == PE_CLONE);
    struct standing x = standing_of(p, a), y = standing_of(p, b);
    /* 1. active on fewer nodes, 2. may stay, 3. priority */
    if (x.nodes > 0 && y.nodes > 0 && x.nodes != y.nodes)
        return x.nodes < y.nodes ? -1 : 1;
    PREFER(x.may_stay, y.may_stay);
    if (pe_placed(p, a)->priority != pe_placed(p, b)->priority)
        return pe_placed(p, a)->priority > pe_placed(p, b)->priority ? -1 : 1;
    /* 4. active at all, 5. on a usable node, 6. on one with fewer instances, 7. not failed */
    if (x.node == NULL && y.node == NULL)
        return 0;
    PREFER(x.node != NULL, y.node != NULL);
    PREFER(pe_node_usable(x.node), pe_node_usable(y.node));
    const struct pe_cand *clone = pe_placed(p, a->parent)->on;
    PREFER(clone[x.node->index].present, clone[y.node->index].present);
    int load = clone[x.node->index].count - clone[y.node->index].count;
    if (load != 0)
        return load;
    PREFER(!any_failed(a), !any_failed(b));
    /* 8. what it is colocated with thinks better of its node, 9. the instance's number */
    int score_a = colocated_score(p, a, x.node), score_b = colocated_score(p, b, y.node);
    if (score_a != score_b)
        return score_a > score_b ? -1 : 1;
    return a->instance - b->instance;
}

/* Insertion sort: stable, and instances are few. */
static void sort_instances(struct pe_placement *p, struct pe_rsc **v, size_t n)
{
    if (n < 2)
        return;
    size_t half = n / 2, i = 0, j = half, k = 0;
    sort_instances(p, v, half);
    sort_instances(p, v + half, n - half);
    struct pe_rsc **merged = bt_alloc(n * sizeof *merged);
    while (i < half || j < n)
        merged[k++] = j >= n || (i < half && pe_compare_instances(p, v[i], v[j]) <= 0) ? v[i++] : v[j++];
    memcpy(v, merged, n * sizeof *merged);
    free(merged);
}

/* Rules out, for an instance, nodes that are full or that the clone may not use. */
static void rule_out_full(struct pe_placement *p, const struct pe_rsc *r, int limit)
{
    const struct pe_cand *clone = pe_placed(p, r->parent)->on;
    for (size_t i = 0; i < p->m->n_nodes; i++) {
        const struct pe_node *n = p->m->nodes[i];
        if (!pe_placed(p, r)->on[i].present)
            continue;
        if (!pe_node_usable(n) || r->orphan)
            pe_score(p, r, n, -BT_INFINITY, r->orphan ? "orphan instance" : "node can't run resources");
        else if (!clone[i].present || clone[i].score < 0)
            pe_score(p, r, n, -BT_INFINITY, "clone not allowed there");
        else if (clone[i].count >= limit)
            pe_score(p, r, n, -BT_INFINITY, "clone-node-max");
    }
}

static void restore_tables(struct pe_placement *p, const struct pe_rsc *r, struct pe_cand **saved)
{
    pe_placed(p, r)->on = *saved;
    pe_wishes_changed(p, r);
}

static bool assign_instance(struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *prefer, enum pe_inherit inherit, int limit)
{
    struct pe_placed *at = pe_placed(p, r);
    if (at->done)
        return pe_node_of(p, r) != NULL;
    if (at->busy)
        return false;
    at->inherit = inherit;
    if (prefer != NULL && (!at->on[prefer->index].present || at->on[prefer->index].score < 0))
        return false;
    rule_out_full(p, r, limit);
    size_t recorded = p->contributions.n;
    struct pe_cand *saved = prefer != NULL ? pe_table_copy(p, at->on) : NULL;
    const struct pe_node *n = pe_assign_member(p, r, prefer);
    if (n != NULL && prefer != NULL && n != prefer) { /* another node is better: decide later, among all */
        restore_tables(p, r, &saved);
        pe_record_withdrawn(p, r, recorded);
        pe_unassign(p, r);
        return false;
    }
    if (n != NULL)
        pe_placed(p, r->parent)->on[n->index].count++;
    return n != NULL;
}

/* 1. each running instance stays if it can, spread evenly; 2. the rest goes where it is best, up to clone-max. */
static void distribute(struct pe_placement *p, const struct pe_rsc *clone)
{
    struct pe_placed *at = pe_placed(p, clone);
    int usable = 0, assigned = 0;
    for (size_t i = 0; i < p->m->n_nodes; i++) {
        at->on[i].count = 0;
        usable += at->on[i].present && pe_node_usable(p->m->nodes[i]);
    }
    enum pe_inherit inherit = clone->clone_max < usable ? PE_INHERIT_ALL : PE_INHERIT_MANDATORY;
    int even = usable > 0 ? clone->clone_max / usable : 0;
    if (even < 1)
        even = 1;
    for (size_t i = 0; i < clone->n_children && assigned < clone->clone_max; i++) {
        const struct pe_rsc *child = at->children[i];
        const struct pe_node *n = current_of(child);
        if (n == NULL || child->active_on.n == 0 || pe_placed(p, child)->done || child->failed)
            continue;
        if (!pe_node_usable(n) || (at->on[n->index].present && at->on[n->index].count >= even))
            continue;
        assigned += assign_instance(p, child, n, inherit, clone->clone_node_max);
    }
    for (size_t i = 0; i < clone->n_children; i++) {
        const struct pe_rsc *child = at->children[i];
        if (pe_placed(p, child)->done)
            continue;
        if (assigned >= clone->clone_max)
            pe_score(p, child, NULL, -BT_INFINITY, "clone:limit_reached");
        else
            assigned += assign_instance(p, child, NULL, inherit, clone->clone_node_max);
        assert(pe_placed(p, child)->done || pe_placed(p, child)->busy || assigned >= clone->clone_max); /* busy: who began to place it goes on */
    }
}

const struct pe_node *pe_assign_clone(struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *prefer)
{
    struct pe_placed *at = pe_placed(p, r);
    assert(r->kind == PE_CLONE);
    if (at->done || at->busy)
        return NULL;
    if (r->promotable)
        pe_add_promotion_scores(p, r);
    at->busy = true;
    struct pe_colocations this_with = {0}, with_this = {0};
    pe_this_with(p, r, &this_with);
    for (size_t i = 0; i < this_with.n; i++)
        pe_assign(p, this_with.v[i]->primary, prefer);
    pe_with_this(p, r, &with_this);
    for (size_t i = 0; i < with_this.n; i++)
        if (pe_has_influence(with_this.v[i], NULL))
            pe_inherit_scores(p, r, with_this.v[i]->dependent, with_this.v[i], PE_MERGE_ROLLBACK | PE_MERGE_NONNEGATIVE);
    at->children = pe_alloc(&p->arena, (r->n_children + 1) * sizeof(struct pe_rsc *));
    if (r->n_children > 0)
        memcpy(at->children, r->children, r->n_children * sizeof(struct pe_rsc *));
    pe_show_scores(p, r, "pcmk__clone_allocate");
    sort_instances(p, at->children, r->n_children);
    distribute(p, r);
    if (r->promotable)
        pe_choose_promoted(p, r);
    at->done = true;
    at->busy = false;
    return NULL;
}
