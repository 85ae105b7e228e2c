/* pengine/place_colocate.c - which colocations hold for a resource, and where their score is applied: to the dependent, once the primary has
 * its node (pe_apply_colocation). What the dependents think of the nodes comes before: place_merge.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/place_wishes.h"

/* --- which colocations? ----------------------------------------------------------------------------------- */

bool pe_has_influence(const struct pe_colocation *c, const struct pe_rsc *r)
{
    return c->influence || (r != NULL ? r : c->primary)->active_on.n == 0;
}

/* Important others first; among equals what was configured later. */
static int by_importance(const struct pe_rsc *a, const struct pe_rsc *b, const struct pe_colocation *ca, const struct pe_colocation *cb)
{
    if (a->priority != b->priority)
        return a->priority > b->priority ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind > b->kind ? -1 : 1;
    if (a->promotable != b->promotable)
        return a->promotable ? -1 : 1;
    int cmp = strcmp(a->id, b->id);
    return cmp != 0 ? cmp : cb->number - ca->number;
}

static int by_primary(const void *pa, const void *pb)
{
    const struct pe_colocation *a = *(const struct pe_colocation *const *)pa, *b = *(const struct pe_colocation *const *)pb;
    return by_importance(a->primary, b->primary, a, b);
}

static int by_dependent(const void *pa, const void *pb)
{
    const struct pe_colocation *a = *(const struct pe_colocation *const *)pa, *b = *(const struct pe_colocation *const *)pb;
    return by_importance(a->dependent, b->dependent, a, b);
}

/* Whether a member of the same group before it is unmanaged: it may be where the group must not be, so it can't pass on what holds
 * for the group. */
static bool after_unmanaged(const struct pe_rsc *r)
{
    for (size_t i = 0; r->parent->children[i] != r; i++)
        if (!r->parent->children[i]->managed)
            return true;
    return false;
}

/* "This with": a group's hold for its first member, the mandatory ones also for each that comes after an unmanaged one; a clone's for
 * each instance, as far as the instances inherit them. */
static void collect_this_with(struct pe_placement *p, const struct pe_rsc *r, struct pe_colocations *out)
{
    const struct pe_placed *at = pe_placed(p, r);
    for (size_t i = 0; i < at->this_with.n; i++)
        PE_PUSH(&p->arena, out, at->this_with.v[i]);
    if (r->parent == NULL)
        return;
    if (r->parent->kind == PE_GROUP) {
        size_t before = out->n, kept = before;
        bool first = r->parent->children[0] == r;
        if (pe_placed(p, r->parent)->passed_on && (first || after_unmanaged(r)))
            collect_this_with(p, r->parent, out);
        for (size_t i = before; i < out->n; i++)
            if (first || out->v[i]->score >= BT_INFINITY)
                out->v[kept++] = out->v[i];
        out->n = kept;
        return;
    }
    const struct pe_placed *clone = pe_placed(p, r->parent);
    for (size_t i = 0; i < clone->this_with.n; i++) {
        const struct pe_colocation *c = clone->this_with.v[i];
        if (at->inherit == PE_INHERIT_ALL ||
            (at->inherit == PE_INHERIT_MANDATORY && (c->score < 0 || c->score == BT_INFINITY)))
            PE_PUSH(&p->arena, out, c);
    }
}

static void collect_with_this(struct pe_placement *p, const struct pe_rsc *r, struct pe_colocations *out)
{
    const struct pe_placed *at = pe_placed(p, r);
    for (size_t i = 0; i < at->with_this.n; i++)
        PE_PUSH(&p->arena, out, at->with_this.v[i]);
    if (r->parent == NULL)
        return;
    if (r->parent->kind == PE_GROUP) {
        if (pe_last_member(r->parent) == r && pe_placed(p, r->parent)->passed_on)
            collect_with_this(p, r->parent, out);
        return;
    }
    const struct pe_placed *clone = pe_placed(p, r->parent);
    for (size_t i = 0; i < clone->with_this.n; i++) {
        const struct pe_colocation *c = clone->with_this.v[i];
        if (pe_has_influence(c, r) && (at->inherit == PE_INHERIT_ALL || (at->inherit == PE_INHERIT_MANDATORY && c->score < 0)))
            PE_PUSH(&p->arena, out, c);
    }
}

static void sort(struct pe_colocations *l, int (*by)(const void *, const void *))
{
    if (l->n > 1)
        qsort(l->v, l->n, sizeof *l->v, by);
}

void pe_sort_own_colocations(struct pe_placed *at)
{
    sort(&at->this_with, by_primary);
    sort(&at->with_this, by_dependent);
}

/* Most resources have no others than their own, which are in order already: no copy of the list is needed. */
static bool inherits(const struct pe_placement *p, const struct pe_rsc *r, bool this_with)
{
    if (r->parent == NULL)
        return false;
    const struct pe_placed *parent = pe_placed(p, r->parent);
    if (r->parent->kind == PE_GROUP)
        return r->parent->parent != NULL || (this_with ? parent->this_with.n : parent->with_this.n) > 0;
    return pe_placed(p, r)->inherit != PE_INHERIT_NOTHING;
}

void pe_this_with(struct pe_placement *p, const struct pe_rsc *r, struct pe_colocations *out)
{
    assert(out->v == NULL && out->n == 0); /* a list that was used before may be a resource's own, which must not be written over */
    if (!inherits(p, r, true)) {
        *out = pe_placed(p, r)->this_with;
        return;
    }
    collect_this_with(p, r, out);
    sort(out, by_primary);
}

void pe_with_this(struct pe_placement *p, const struct pe_rsc *r, struct pe_colocations *out)
{
    assert(out->v == NULL && out->n == 0);
    if (!inherits(p, r, false)) {
        *out = pe_placed(p, r)->with_this;
        return;
    }
    collect_with_this(p, r, out);
    sort(out, by_dependent);
}

/* --- the dependent's scores ------------------------------------------------------------------------------- */

enum pe_coloc_effect pe_coloc_effect(const struct pe_placement *p, const struct pe_rsc *dependent, const struct pe_rsc *primary,
                                     const struct pe_colocation *c, bool preview)
{
    const struct pe_placed *d = pe_placed(p, dependent), *q = pe_placed(p, primary);
    if (!preview && !q->done)
        return PE_COLOC_NONE;
    if (c->dependent_role >= BT_ROLE_UNPROMOTED && dependent->parent != NULL && dependent->parent->promotable && d->done)
        return PE_COLOC_ROLE;
    if (!preview && d->done)
        return PE_COLOC_NONE;
    bool dependent_fits = c->dependent_role == BT_ROLE_UNKNOWN || c->dependent_role == d->next_role;
    bool primary_fits = c->primary_role == BT_ROLE_UNKNOWN || c->primary_role == q->next_role;
    if (c->score > 0 && (!dependent_fits || !primary_fits))
        return PE_COLOC_NONE;
    if (c->score < 0 && ((c->dependent_role != BT_ROLE_UNKNOWN && c->dependent_role == d->next_role) ||
                         (c->primary_role != BT_ROLE_UNKNOWN && c->primary_role != q->next_role)))
        return PE_COLOC_NONE;
    return PE_COLOC_LOCATION;
}

static bool same_place(const struct pe_node *a, const struct pe_node *b, const char *attribute)
{
    if (attribute == NULL)
        return a == b;
    return bt_strcaseeq(pe_attr_get(&a->attrs, attribute), pe_attr_get(&b->attrs, attribute));
}

static void colocate_location(struct pe_placement *p, const struct pe_rsc *dependent, const struct pe_rsc *primary, const struct pe_colocation *c)
{
    struct pe_placed *d = pe_placed(p, dependent);
    const struct pe_node *there = pe_placed(p, primary)->node;
    if (there == NULL && c->score < 0)
        return;
    assert(!d->done); /* what has its node can't have another opinion */
    struct pe_cand *before = pe_table_copy(p, d->on), *after = d->on;
    size_t recorded = p->contributions.n;
    for (size_t i = 0; i < p->m->n_nodes; i++) {
        const struct pe_node *n = p->m->nodes[i];
        if (!after[i].present)
            continue;
        if (there == NULL)
            pe_score(p, dependent, n, -c->score, c->id);
        else if (same_place(n, there, c->attribute)) {
            if (c->score < BT_INFINITY)
                pe_score(p, dependent, n, c->score, c->id);
        } else if (c->score >= BT_INFINITY) {
            pe_score(p, dependent, n, -BT_INFINITY, c->id);
        }
    }
    if (abs(c->score) < BT_INFINITY && !pe_table_usable(p, after)) { /* a wish that can't be met */
        memcpy(d->on, before, p->m->n_nodes * sizeof *before);
        pe_wishes_changed(p, dependent);
        pe_record_withdrawn(p, dependent, recorded);
    }
}

static void colocate_role(struct pe_placement *p, const struct pe_rsc *dependent, const struct pe_rsc *primary, const struct pe_colocation *c)
{
    struct pe_placed *d = pe_placed(p, dependent);
    const struct pe_placed *q = pe_placed(p, primary);
    if (q->node == NULL || d->node == NULL)
        return;
    if (!same_place(d->node, q->node, c->attribute)) {
        if (c->score == BT_INFINITY && c->dependent_role == BT_ROLE_PROMOTED)
            pe_promotion_score(p, dependent, -BT_INFINITY, c->id);
        return;
    }
    if (c->primary_role != BT_ROLE_UNKNOWN && c->primary_role != q->next_role)
        return;
    pe_promotion_score(p, dependent, c->dependent_role == BT_ROLE_UNPROMOTED ? -c->score : c->score, c->id);
}

static bool all_blocked(const struct pe_rsc *r)
{
    if (r->kind == PE_PRIMITIVE)
        return r->blocked;
    for (size_t i = 0; i < r->n_children; i++)
        if (all_blocked(r->children[i]))
            return true;
    return false;
}

static bool reaches_role(const struct pe_placement *p, const struct pe_rsc *r, enum bt_role role, bool current)
{
    enum bt_role has = current ? pe_role_of(r) : pe_next_role_of(p, r);
    return role == BT_ROLE_UNKNOWN || role == has;
}

static const struct pe_node *location(const struct pe_placement *p, const struct pe_rsc *r, bool current)
{
    if (!current)
        return pe_node_of(p, r);
    if (r->kind == PE_PRIMITIVE)
        return pe_current_node(r);
    for (size_t i = 0; i < r->n_children; i++) {
        const struct pe_node *n = location(p, r->children[i], true);
        if (n != NULL)
            return n;
    }
    return NULL;
}

static const struct pe_rsc *instance_on(const struct pe_placement *p, const struct pe_rsc *clone, const struct pe_node *n,
                                        enum bt_role role, bool current)
{
    struct pe_rsc **children = pe_placed(p, clone)->children;
    for (size_t i = 0; i < clone->n_children; i++) {
        const struct pe_rsc *child = children[i];
        if (n != NULL && !all_blocked(child) && reaches_role(p, child, role, current) && location(p, child, current) == n)
            return child;
    }
    return NULL;
}

const struct pe_rsc *pe_compatible_instance(const struct pe_placement *p, const struct pe_rsc *r, const struct pe_rsc *clone,
                                            enum bt_role role, bool current)
{
    const struct pe_node *n = location(p, r, current);
    if (n != NULL)
        return instance_on(p, clone, n, role, current);
    /* not placed yet: by its own preferences, best node first */
    const struct pe_cand *on = pe_placed(p, r)->on;
    bool *tried = bt_zalloc(p->m->n_nodes + 1);
    const struct pe_rsc *found = NULL;
    for (size_t round = 0; round < p->m->n_nodes && found == NULL; round++) {
        const struct pe_node *best = NULL;
        for (size_t i = 0; i < p->m->n_nodes; i++)
            if (!tried[i] && on[i].present &&
                (best == NULL || pe_compare_nodes(p, p->m->nodes[i], on[i].score, best, on[best->index].score, NULL, NULL) < 0))
                best = p->m->nodes[i];
        if (best == NULL)
            break;
        tried[best->index] = true;
        found = instance_on(p, clone, best, role, current);
    }
    free(tried);
    return found;
}

static void colocate_with_primitive(struct pe_placement *p, const struct pe_rsc *dependent, const struct pe_rsc *primary,
                                    const struct pe_colocation *c)
{
    switch (pe_coloc_effect(p, dependent, primary, c, false)) {
    case PE_COLOC_LOCATION:
        colocate_location(p, dependent, primary, c);
        break;
    case PE_COLOC_ROLE:
        colocate_role(p, dependent, primary, c);
        break;
    case PE_COLOC_NONE:
        break;
    }
}

/* With a group: an obligation needs the whole group, so its last member counts; for a wish its first is enough. */
static void colocate_with_group(struct pe_placement *p, const struct pe_rsc *dependent, const struct pe_rsc *group, const struct pe_colocation *c)
{
    if (!pe_placed(p, group)->done || group->n_children == 0)
        return;
    if (group->colocated) {
        pe_apply_colocation(p, dependent, c->score >= BT_INFINITY ? pe_last_member(group) : group->children[0], c);
        return;
    }
    for (size_t i = 0; i < group->n_children && c->score < BT_INFINITY; i++)
        pe_apply_colocation(p, dependent, group->children[i], c);
}

static int chosen_score(const struct pe_placement *p, const struct pe_rsc *r)
{
    if (r->kind == PE_PRIMITIVE)
        return pe_placed(p, r)->node_score;
    return r->n_children > 0 ? chosen_score(p, r->children[0]) : 0;
}

/* Only on nodes where an instance (in that role) will be, and that the dependent may use (in an opt-in cluster it may not). */
static void restrict_to_instances(struct pe_placement *p, const struct pe_rsc *dependent, const struct pe_rsc *clone,
                                  const struct pe_colocation *c, bool by_role)
{
    const struct pe_rsc **here = pe_alloc(&p->arena, (p->m->n_nodes + 1) * sizeof(struct pe_rsc *));
    for (size_t i = 0; i < clone->n_children; i++) {
        const struct pe_rsc *child = clone->children[i];
        const struct pe_node *n = pe_node_of(p, child);
        if (n != NULL && (by_role ? pe_next_role_of(p, child) == c->primary_role : !all_blocked(child)))
            here[n->index] = child;
    }
    for (size_t k = 0; k < p->m->n_nodes; k++) {
        bool present = pe_placed(p, dependent)->on[k].present;
        if (present ? here[k] == NULL : here[k] != NULL)
            pe_score(p, dependent, p->m->nodes[k], -BT_INFINITY, c->id);
        else if (present && by_role)
            pe_score(p, dependent, p->m->nodes[k], chosen_score(p, here[k]), c->id);
    }
}

/* With a promotable clone by role: the dependent's scores follow where the instances in that role will be. */
static void colocate_with_promotable(struct pe_placement *p, const struct pe_rsc *dependent, const struct pe_rsc *clone, const struct pe_colocation *c)
{
    bool both_promoted = c->dependent_role == BT_ROLE_PROMOTED && c->primary_role == BT_ROLE_PROMOTED;
    for (size_t i = 0; i < clone->n_children && c->score < BT_INFINITY; i++) {
        const struct pe_rsc *child = clone->children[i];
        const struct pe_node *n = pe_node_of(p, child);
        if (n == NULL || pe_next_role_of(p, child) != c->primary_role)
            continue;
        for (size_t k = 0; k < p->m->n_nodes; k++)
            if (pe_placed(p, dependent)->on[k].present && same_place(p->m->nodes[k], n, c->attribute))
                pe_score(p, dependent, p->m->nodes[k], c->score, c->id);
    }
    if (c->score >= BT_INFINITY && !both_promoted) /* else the unpromoted instances could not run elsewhere */
        restrict_to_instances(p, dependent, clone, c, true);
}

/* A promotable dependent, placed already: its promotion follows where the primary's instances in that role are. */
static void promote_with_promotable(struct pe_placement *p, const struct pe_rsc *dependent, const struct pe_rsc *clone, const struct pe_colocation *c)
{
    if (pe_compatible_instance(p, dependent, clone, c->primary_role, false) != NULL)
        pe_promotion_score(p, dependent, c->score, c->id);
    else if (c->score >= BT_INFINITY)
        pe_promotion_score(p, dependent, -BT_INFINITY, c->id);
}

static void colocate_with_clone(struct pe_placement *p, const struct pe_rsc *dependent, const struct pe_rsc *clone, const struct pe_colocation *c)
{
    if (!pe_placed(p, clone)->done)
        return;
    if (clone->promotable && c->primary_role != BT_ROLE_UNKNOWN) {
        if (!pe_placed(p, dependent)->done)
            colocate_with_promotable(p, dependent, clone, c);
        else if (c->dependent_role == BT_ROLE_PROMOTED)
            promote_with_promotable(p, dependent, clone, c);
        return;
    }
    if (c->dependent->kind == PE_CLONE && c->dependent->interleave && c->dependent->clone_node_max == clone->clone_node_max) {
        const struct pe_rsc *mate = pe_compatible_instance(p, dependent, clone, BT_ROLE_UNKNOWN, false);
        if (mate != NULL)
            pe_apply_colocation(p, dependent, mate, c);
        else if (c->score >= BT_INFINITY)
            pe_settle(p, dependent, NULL, true);
        return;
    }
    if (c->score >= BT_INFINITY) {
        restrict_to_instances(p, dependent, clone, c, false);
        return;
    }
    for (size_t i = 0; i < clone->n_children; i++)
        pe_apply_colocation(p, dependent, clone->children[i], c);
}

void pe_apply_colocation(struct pe_placement *p, const struct pe_rsc *dependent, const struct pe_rsc *primary, const struct pe_colocation *c)
{
    switch (primary->kind) {
    case PE_GROUP:
        colocate_with_group(p, dependent, primary, c);
        break;
    case PE_CLONE:
        colocate_with_clone(p, dependent, primary, c);
        break;
    default:
        colocate_with_primitive(p, dependent, primary, c);
    }
}
