/* pengine/place_promote.c - which instances of a promotable clone are promoted.
 *
 * Agents say how fit an instance is by the node attribute "master-RSC"; constraints on the promoted role add to it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/place_wishes.h"

#include "pengine/rules.h"

static bool known_on(const struct pe_rsc *r, const struct pe_node *n)
{
    return pe_nodes_has(&r->known_on, n);
}

/* Of an anonymous clone, the instance that is active on a node speaks for it; without one, any that was probed there. */
static bool score_applies(const struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *n)
{
    (void)p;
    if (!r->unique) {
        if (pe_nodes_has(&r->active_on, n))
            return true;
        const struct pe_rsc *clone = pe_top(r);
        bool known = false, active = false;
        for (size_t i = 0; i < clone->n_children; i++) {
            const struct pe_rsc *other = pe_find_below(clone->children[i], r->config_id);
            if (other == NULL)
                continue;
            active |= pe_nodes_has(&other->active_on, n);
            known |= known_on(other, n);
        }
        if (known && !active)
            return true;
    }
    /* At the start of a cluster nothing is known anywhere: then all scores count. */
    return (r->active_on.n == 0 && r->known_on.n == 0) || known_on(r, n);
}

static const char *promotion_attr(const struct pe_node *n, const char *id)
{
    char *name = bt_printf("master-%s", id);
    const char *value = pe_attr_get(&n->attrs, name);
    free(name);
    return value;
}

/* An instance's fitness on a node; of a group, its members' together. *ret_default: nothing is said about it. */
static int promotion_score(const struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *n, bool *ret_default)
{
    int score = 0;
    if (r->n_children > 0) {
        for (size_t i = 0; i < r->n_children; i++) {
            bool none = false;
            score = bt_score_add(score, promotion_score(p, r->children[i], n, &none));
            if (!none)
                *ret_default = false;
        }
        return score;
    }
    *ret_default = true;
    const struct pe_cand *c = &pe_placed(p, r)->on[n->index];
    if ((c->present && c->score < 0) || !score_applies(p, r, n))
        return 0; /* where it must not run, its fitness does not count */
    const char *value = promotion_attr(n, r->history_id != NULL ? r->history_id : r->id);
    if (value == NULL && !r->unique)
        value = promotion_attr(n, r->config_id);
    if (value == NULL)
        return 0;
    *ret_default = false;
    pe_score_parse(p->m, value, &score);
    return score;
}

void pe_add_promotion_scores(struct pe_placement *p, const struct pe_rsc *clone)
{
    for (size_t i = 0; i < clone->n_children; i++) {
        const struct pe_rsc *child = clone->children[i];
        struct pe_placed *at = pe_placed(p, child);
        for (size_t k = 0; k < p->m->n_nodes; k++) {
            bool none = true;
            const struct pe_node *n = p->m->nodes[k];
            if (!at->on[k].present || !pe_node_usable(n))
                continue;
            int score = promotion_score(p, child, n, &none);
            if (score > 0) {
                struct pe_cand *c = &at->on[k];
                c->score = bt_score_add(c->score, score);
                pe_wishes_changed(p, child);
                pe_record(p, (struct pe_contribution){.rsc = child, .node = n, .delta = score, .result = c->score, .source = "promotion score"});
            }
            if (score > at->priority)
                at->priority = score;
        }
    }
}

/* --- roles ------------------------------------------------------------------------------------------------ */

static void set_role(struct pe_placement *p, const struct pe_rsc *r, enum bt_role role)
{
    for (size_t i = 0; i < r->n_children; i++)
        set_role(p, r->children[i], role);
    struct pe_placed *at = pe_placed(p, r);
    if (role == BT_ROLE_UNPROMOTED && r->kind == PE_PRIMITIVE && at->next_role == BT_ROLE_UNKNOWN)
        at->next_role = at->node == NULL ? BT_ROLE_STOPPED : BT_ROLE_UNPROMOTED;
    else if (role == BT_ROLE_UNPROMOTED && r->kind != PE_PRIMITIVE && at->next_role == BT_ROLE_UNKNOWN)
        at->next_role = BT_ROLE_UNPROMOTED;
    else if (role == BT_ROLE_PROMOTED && at->next_role == BT_ROLE_UNKNOWN)
        at->next_role = BT_ROLE_PROMOTED;
}

static void add_promoted_locations(struct pe_placement *p, const struct pe_rsc *r, const struct pe_rsc *named, const struct pe_node *chosen)
{
    const struct pe_placed *at = pe_placed(p, named);
    for (size_t i = 0; i < at->n_locations; i++) {
        const struct pe_location *l = at->locations[i];
        for (size_t k = 0; k < l->n && l->role == BT_ROLE_PROMOTED; k++)
            if (l->v[k].node == chosen)
                pe_promotion_score(p, r, l->v[k].score, l->id);
    }
}

static const struct pe_node *single_node(const struct pe_placement *p, const struct pe_rsc *r)
{
    return pe_node_of(p, r);
}

/* What an instance's promotion score begins with. */
static void note_first_priority(struct pe_placement *p, const struct pe_rsc *child, const char *source)
{
    int first = pe_placed(p, child)->priority;
    pe_record(p, (struct pe_contribution){.rsc = child, .node = single_node(p, child), .delta = first, .result = first, .source = source,
                                          .promotion = true, .replaces = true});
}

static void set_priority(struct pe_placement *p, const struct pe_rsc *clone, const struct pe_rsc *child)
{
    struct pe_placed *at = pe_placed(p, child);
    const struct pe_node *chosen = single_node(p, child);
    if (chosen == NULL) {
        at->sort_index = 0;
        return;
    }
    enum bt_role next = pe_next_role_of(p, child);
    switch (next) {
    case BT_ROLE_STARTED:
    case BT_ROLE_UNKNOWN: {
        bool none = true;
        at->priority = promotion_score(p, child, chosen, &none);
        if (none)
            at->priority = -1; /* without a word from the agent or a constraint nothing is promoted */
        note_first_priority(p, child, none ? "no promotion score" : "promotion score");
        break;
    }
    case BT_ROLE_UNPROMOTED:
    case BT_ROLE_STOPPED:
        at->priority = -BT_INFINITY;
        note_first_priority(p, child, "target-role");
        break;
    case BT_ROLE_PROMOTED:
        note_first_priority(p, child, "priority");
        break;
    }
    add_promoted_locations(p, child, child, chosen);
    add_promoted_locations(p, child, clone, chosen);
    struct pe_colocations list = {0};
    if (child->kind == PE_PRIMITIVE) /* a group has passed them on to its first member */
        pe_this_with(p, child, &list);
    for (size_t i = 0; i < list.n; i++)
        pe_apply_colocation(p, child, list.v[i]->primary, list.v[i]);
    at->sort_index = next == BT_ROLE_PROMOTED ? BT_INFINITY : at->priority;
}

static void apply_promoted_tickets(struct pe_placement *p, const struct pe_rsc *clone)
{
    const struct pe_model_private *mp = p->m->priv;
    for (size_t i = 0; i < mp->rsc_tickets.n; i++) {
        const struct pe_rsc_ticket *t = &mp->rsc_tickets.v[i];
        if (t->rsc == clone && t->role == BT_ROLE_PROMOTED && (!t->ticket->granted || t->ticket->standby))
            pe_score(p, clone, NULL, -BT_INFINITY, "__stateful_without_ticket__");
    }
}

static int compare_promotable(struct pe_placement *p, const struct pe_rsc *a, const struct pe_rsc *b)
{
    const struct pe_placed *x = pe_placed(p, a), *y = pe_placed(p, b);
    if (x->sort_index != y->sort_index)
        return x->sort_index > y->sort_index ? -1 : 1;
    bool role_a = pe_role_of(a) == BT_ROLE_PROMOTED, role_b = pe_role_of(b) == BT_ROLE_PROMOTED;
    if (role_a != role_b)
        return role_a ? -1 : 1;
    return pe_compare_instances(p, a, b);
}

static void sort_promotable(struct pe_placement *p, struct pe_rsc **v, size_t n)
{
    if (n < 2)
        return;
    size_t half = n / 2, i = 0, j = half, k = 0;
    sort_promotable(p, v, half);
    sort_promotable(p, v + half, n - half);
    struct pe_rsc **merged = bt_alloc(n * sizeof *merged);
    while (i < half || j < n)
        merged[k++] = j >= n || (i < half && compare_promotable(p, v[i], v[j]) <= 0) ? v[i++] : v[j++];
    memcpy(v, merged, n * sizeof *merged);
    free(merged);
}

/* The clone's own table is used to gather, per node, the fitness of the instance there and what others make of it. */
static void order_candidates(struct pe_placement *p, const struct pe_rsc *clone)
{
    struct pe_placed *at = pe_placed(p, clone);
    at->merging = p->merge.one_by_one = true;
    for (size_t i = 0; i < clone->n_children; i++) {
        const struct pe_node *n = single_node(p, clone->children[i]);
        int index = pe_placed(p, clone->children[i])->sort_index;
        if (n == NULL || index < 0)
            continue;
        at->on[n->index].score = bt_score_add(index, at->on[n->index].score);
        pe_record(p, (struct pe_contribution){.rsc = clone, .node = n, .delta = index, .result = at->on[n->index].score,
                                              .source = "promotion score", .wisher = clone->children[i]});
    }
    struct pe_colocations this_with = {0}, with_this = {0};
    pe_this_with(p, clone, &this_with);
    for (size_t i = 0; i < this_with.n; i++)
        if (this_with.v[i]->dependent_role == BT_ROLE_PROMOTED)
            pe_inherit_scores(p, clone, this_with.v[i]->primary, this_with.v[i], this_with.v[i]->score == BT_INFINITY ? 0 : PE_MERGE_ROLLBACK);
    pe_with_this(p, clone, &with_this);
    for (size_t i = 0; i < with_this.n; i++)
        if (with_this.v[i]->primary_role == BT_ROLE_PROMOTED && pe_has_influence(with_this.v[i], NULL))
            pe_inherit_scores(p, clone, with_this.v[i]->dependent, with_this.v[i], PE_MERGE_ROLLBACK | PE_MERGE_NONNEGATIVE);
    apply_promoted_tickets(p, clone);
    for (size_t i = 0; i < clone->n_children; i++) {
        const struct pe_rsc *child = clone->children[i];
        struct pe_placed *c = pe_placed(p, child);
        const struct pe_node *n = single_node(p, child);
        if (!c->managed && pe_next_role_of(p, child) == BT_ROLE_PROMOTED)
            c->sort_index = BT_INFINITY;
        else if (n != NULL && c->sort_index >= 0)
            c->sort_index = at->on[n->index].score;
    }
    sort_promotable(p, at->children, clone->n_children);
    at->merging = p->merge.one_by_one = false;
    pe_wishes_changed(p, clone);
}

/* The node where an instance can be promoted, as the clone counts it; NULL if it can't. */
static struct pe_cand *promotable_on(struct pe_placement *p, const struct pe_rsc *clone, const struct pe_rsc *child)
{
    for (size_t i = 0; i < child->n_children; i++)
        if (promotable_on(p, clone, child->children[i]) == NULL)
            return NULL;
    const struct pe_node *n = pe_node_of(p, child);
    const struct pe_placed *at = pe_placed(p, child);
    if (n == NULL)
        return NULL;
    if (!at->managed && pe_role_of(child) != BT_ROLE_PROMOTED)
        return NULL;
    if (at->managed && (at->priority < 0 || !pe_node_usable(n)))
        return NULL;
    struct pe_cand *c = &pe_placed(p, clone)->on[n->index];
    if (!c->present || (at->managed && c->count >= clone->promoted_node_max))
        return NULL;
    return c;
}

static void note_promotion_score(struct pe_placement *p, const struct pe_rsc *child)
{
    if (!p->scores)
        return;
    const struct pe_node *n = single_node(p, child);
    PE_PUSH(&p->arena, &p->shown, ((struct pe_shown){.step = "promotion", .rsc = child, .node = n, .score = pe_placed(p, child)->sort_index}));
}

void pe_choose_promoted(struct pe_placement *p, const struct pe_rsc *clone)
{
    struct pe_placed *at = pe_placed(p, clone);
    assert(clone->promotable && at->busy); /* its instances have their nodes, and nobody counts them any more */
    int promoted = 0;
    for (size_t i = 0; i < p->m->n_nodes; i++)
        at->on[i].count = 0;
    for (size_t i = 0; i < clone->n_children; i++)
        pe_placed(p, clone->children[i])->sort_index = pe_placed(p, clone->children[i])->priority;
    for (size_t i = 0; i < clone->n_children; i++)
        set_priority(p, clone, at->children[i]);
    order_candidates(p, clone);
    for (size_t i = 0; i < clone->n_children; i++) {
        const struct pe_rsc *child = at->children[i];
        note_promotion_score(p, child);
        struct pe_cand *c = NULL;
        if (pe_placed(p, child)->sort_index >= 0 && (promoted < clone->promoted_max || !at->managed))
            c = promotable_on(p, clone, child);
        bool frozen = pe_role_of(child) < BT_ROLE_PROMOTED && !p->m->quorum && p->m->quorum_policy == PE_QUORUM_FREEZE;
        if (c == NULL || frozen) {
            set_role(p, child, BT_ROLE_UNPROMOTED);
            continue;
        }
        c->count++;
        promoted++;
        set_role(p, child, BT_ROLE_PROMOTED);
    }
}
