/* pengine/place.c - placement: initial scores, then every resource gets its node, in numbered steps.
 *
 * The choice of a node is the ladder in pe_compare_nodes(); what moves scores is named where it is added.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/history.h"
#include "pengine/place_wishes.h"
#include "pengine/rules.h"

/* How deep resources that wait for each other's nodes are followed, and after how many of a row a new beginning is made. */
enum { DEPTH_MAX = 4000, STRETCH = 500 };

/* There is one for each resource on each node: 25 million where a clone runs on 5,000 nodes. */
_Static_assert(sizeof(struct pe_cand) == 8, "a place in a table of scores has become larger");

/* --- scores ----------------------------------------------------------------------------------------------- */

static void score_one(struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *n, int delta, const char *source)
{
    assert(n->index >= 0 && (size_t)n->index < p->m->n_nodes && source != NULL); /* explain has words for each source */
    struct pe_cand *c = &pe_placed(p, r)->on[n->index];
    c->present = true;
    c->score = bt_score_add(c->score, delta);
    pe_wishes_changed(p, r);
    pe_record(p, (struct pe_contribution){.rsc = r, .node = n, .delta = delta, .result = c->score, .source = source});
}

void pe_score(struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *n, int delta, const char *source)
{
    for (size_t i = 0; i < r->n_children; i++)
        pe_score(p, r->children[i], n, delta, source);
    if (n != NULL) {
        score_one(p, r, n, delta, source);
        return;
    }
    for (size_t i = 0; i < p->m->n_nodes; i++)
        score_one(p, r, p->m->nodes[i], delta, source);
}

struct pe_cand *pe_table_copy(struct pe_placement *p, const struct pe_cand *t)
{
    struct pe_cand *copy = pe_alloc(&p->arena, (p->m->n_nodes + 1) * sizeof *copy);
    memcpy(copy, t, p->m->n_nodes * sizeof *copy);
    return copy;
}

bool pe_table_usable(const struct pe_placement *p, const struct pe_cand *t)
{
    for (size_t i = 0; i < p->m->n_nodes; i++)
        if (t[i].present && t[i].score >= 0 && pe_node_usable(p->m->nodes[i]))
            return true;
    return false;
}

void pe_show_scores(struct pe_placement *p, const struct pe_rsc *r, const char *step)
{
    if (!p->scores || r->orphan)
        return;
    const struct pe_cand *on = pe_placed(p, r)->on;
    int *scores = pe_alloc(&p->arena, (p->m->n_nodes + 1) * sizeof *scores);
    for (size_t i = 0; i < p->m->n_nodes; i++)
        scores[i] = on[i].present ? on[i].score : PE_NOT_SHOWN;
    PE_PUSH(&p->arena, &p->shown, ((struct pe_shown){.step = step, .rsc = r, .scores = scores}));
    for (size_t i = 0; i < r->n_children; i++)
        pe_show_scores(p, pe_placed(p, r)->children[i], step);
}

/* --- initial scores --------------------------------------------------------------------------------------- */

/* A configured location on a group holds for its first member, and only names the nodes for the others. */
static void apply_location(struct pe_placement *p, const struct pe_rsc *r, const struct pe_location *l, bool names_only)
{
    struct pe_placed *at = pe_placed(p, r);
    if (l->role == BT_ROLE_UNKNOWN || l->role == at->next_role)
        for (size_t i = 0; i < l->n; i++) {
            score_one(p, r, l->v[i].node, names_only ? 0 : l->v[i].score, l->id);
            struct pe_cand *c = &at->on[l->v[i].node->index];
            if (c->discovery < l->discovery) {
                c->discovery = l->discovery;
                if (l->discovery == PE_DISCOVER_EXCLUSIVE)
                    at->exclusive_discovery = true;
            }
        }
    for (size_t i = 0; i < r->n_children; i++)
        apply_location(p, r->children[i], l, names_only || (r->kind == PE_GROUP && r->colocated && i > 0));
}

static void apply_marks(struct pe_placement *p)
{
    const struct pe_model_private *mp = p->m->priv;
    for (size_t i = 0; i < mp->marks.n; i++) {
        const struct pe_location *l = mp->marks.v[i];
        for (size_t k = 0; k < l->n; k++)
            if (l->alone)
                score_one(p, l->rsc, l->v[k].node, l->v[k].score, l->id);
            else
                pe_score(p, l->rsc, l->v[k].node, l->v[k].score, l->id);
    }
}

/* Health counts as a location constraint of each top resource. Bad health does not for what is allowed on unhealthy nodes
 * (meta attribute allow-unhealthy-nodes). */
static void apply_health(struct pe_placement *p)
{
    for (size_t i = 0; i < p->m->n_nodes; i++) {
        __typeof__(*((struct pe_location *)NULL)->v) health = {p->m->nodes[i], p->m->nodes[i]->base_score};
        struct pe_location l = {.id = "node health", .v = &health, .n = 1};
        for (size_t k = 0; k < p->m->n_top && health.score != 0; k++)
            if (health.score > 0 || !bt_is_true(PE_RSC_META(p->m->top[k], "allow-unhealthy-nodes"), false))
                apply_location(p, p->m->top[k], &l, false);
    }
}

static void apply_stickiness(struct pe_placement *p, const struct pe_rsc *r)
{
    for (size_t i = 0; i < r->n_children; i++)
        apply_stickiness(p, r->children[i]);
    if (r->n_children > 0 || r->stickiness <= 0 || !r->managed || r->active_on.n != 1)
        return;
    const struct pe_node *n = r->active_on.v[0];
    if (p->m->symmetric || pe_placed(p, r)->on[n->index].present)
        pe_score(p, r, n, r->stickiness, "stickiness");
}

/* A clone whose instances can't be told apart is banned as a whole. A fail count that is about to be cleared counts no more. */
static void apply_fail_counts(struct pe_placement *p, const struct pe_rsc *r)
{
    for (size_t i = 0; i < r->n_children; i++)
        apply_fail_counts(p, r->children[i]);
    if (r->kind != PE_PRIMITIVE || r->migration_threshold == 0 || r->failure_ignored)
        return;
    const struct pe_rsc *banned = r->unique ? r : pe_top(r);
    for (size_t i = 0; i < p->m->n_nodes; i++) {
        int count = pe_fail_count(p->m, r, p->m->nodes[i], true, NULL);
        const struct pe_rsc_history *h = count > 0 ? pe_history_of(p->m, r, p->m->nodes[i]) : NULL;
        if (h != NULL && h->clear_reason != NULL)
            continue;
        if (count > 0 && count >= r->migration_threshold)
            pe_score(p, banned, p->m->nodes[i], -BT_INFINITY, "__fail_limit__");
    }
}

/* With resource-discovery=exclusive, a resource may only be where it is looked for. */
static void apply_exclusive_discovery(struct pe_placement *p, const struct pe_rsc *r)
{
    const struct pe_placed *at = pe_placed(p, r);
    if (!at->exclusive_discovery && !pe_placed(p, pe_top(r))->exclusive_discovery)
        return;
    for (size_t i = 0; i < r->n_children; i++)
        apply_exclusive_discovery(p, r->children[i]);
    for (size_t i = 0; i < p->m->n_nodes; i++)
        if (at->on[i].present && at->on[i].discovery != PE_DISCOVER_EXCLUSIVE)
            score_one(p, r, p->m->nodes[i], -BT_INFINITY, "resource-discovery=exclusive elsewhere");
}

static void index_constraints(struct pe_placement *p)
{
    const struct pe_model_private *mp = p->m->priv;
    for (size_t i = 0; i < mp->colocations.n; i++) {
        const struct pe_colocation *c = mp->colocations.v[i];
        PE_PUSH(&p->arena, &pe_placed(p, c->dependent)->this_with, c);
        PE_PUSH(&p->arena, &pe_placed(p, c->primary)->with_this, c);
    }
    /* members of a group: each with the one before */
    for (size_t i = 0; i < p->m->n_rscs; i++) {
        const struct pe_rsc *g = p->m->rscs[i];
        for (size_t k = 1; g->kind == PE_GROUP && g->colocated && k < g->n_children; k++) {
            struct pe_colocation *c = PE_NEW(&p->arena, struct pe_colocation);
            *c = (struct pe_colocation){.id = "group:internal_colocation", .dependent = g->children[k], .primary = g->children[k - 1],
                                        .score = BT_INFINITY, .influence = g->children[k]->critical,
                                        .number = (int)mp->colocations.n + (int)i};
            PE_PUSH(&p->arena, &pe_placed(p, c->dependent)->this_with, (const struct pe_colocation *)c);
            PE_PUSH(&p->arena, &pe_placed(p, c->primary)->with_this, (const struct pe_colocation *)c);
        }
    }
    for (size_t i = 0; i < p->m->n_rscs; i++)
        pe_sort_own_colocations(&p->of[i]);
    for (size_t i = 0; i < mp->locations.n; i++) {
        struct pe_placed *at = pe_placed(p, mp->locations.v[i]->rsc);
        struct { struct pe_location **v; size_t n, cap; } list = {at->locations, at->n_locations, at->n_locations};
        while (list.cap & (list.cap - 1))
            list.cap++;
        list.cap = list.cap > 0 && list.cap < 4 ? 4 : list.cap;
        PE_PUSH(&p->arena, &list, mp->locations.v[i]);
        at->locations = list.v;
        at->n_locations = list.n;
    }
}

static struct pe_placement *new_placement(const struct pe_model *m, const struct pe_run_options *options)
{
    struct pe_placement *p = BT_NEW(struct pe_placement);
    p->m = m;
    const struct pe_rsc *about = options->about != NULL ? pe_find_rsc(m, options->about) : NULL;
    p->record = options->record && (options->about == NULL || about != NULL);
    p->scores = options->scores;
    p->about = about != NULL ? pe_top(about) : NULL;
    p->of = pe_alloc(&p->arena, (m->n_rscs + 1) * sizeof *p->of);
    p->load = pe_alloc(&p->arena, (m->n_nodes + 1) * sizeof *p->load);
    p->scratch = pe_alloc(&p->arena, (m->n_nodes + 1) * sizeof *p->scratch);
    struct pe_cand *all = pe_alloc(&p->arena, (m->n_rscs * m->n_nodes + 1) * sizeof *all);
    for (size_t i = 0; i < m->n_rscs; i++) {
        struct pe_placed *at = &p->of[i];
        at->on = all + i * m->n_nodes;
        at->next_role = m->rscs[i]->next_role;
        at->priority = m->rscs[i]->priority;
        at->managed = m->rscs[i]->managed;
        at->children = m->rscs[i]->children;
        for (size_t k = 0; k < m->n_nodes && m->symmetric; k++)
            at->on[k].present = true;
    }
    return p;
}

/* --- one resource ----------------------------------------------------------------------------------------- */

const struct pe_node *pe_current_node(const struct pe_rsc *r)
{
    if (r->migrate_source != NULL && pe_nodes_has(&r->active_on, r->migrate_source))
        return r->migrate_source;
    return pe_active_node(r);
}

const struct pe_node *pe_active_node(const struct pe_rsc *r)
{
    if (r->active_on.n == 0)
        return NULL;
    if (r->needs_fencing)
        return r->active_on.v[0];
    for (size_t i = 0; i < r->active_on.n; i++)
        if (r->active_on.v[i]->online && !r->active_on.v[i]->unclean)
            return r->active_on.v[i];
    return r->active_on.v[0];
}

const struct pe_node *pe_node_of(const struct pe_placement *p, const struct pe_rsc *r)
{
    if (r->kind == PE_PRIMITIVE)
        return pe_placed(p, r)->node;
    for (size_t i = 0; i < r->n_children; i++) {
        const struct pe_node *n = pe_node_of(p, r->children[i]);
        if (n != NULL)
            return n;
    }
    return NULL;
}

enum bt_role pe_next_role_of(const struct pe_placement *p, const struct pe_rsc *r)
{
    if (r->kind == PE_PRIMITIVE)
        return pe_placed(p, r)->next_role;
    enum bt_role most = BT_ROLE_UNKNOWN;
    for (size_t i = 0; i < r->n_children; i++) {
        enum bt_role role = pe_next_role_of(p, r->children[i]);
        if (role > most)
            most = role;
    }
    return most;
}

/* The ladder. Negative: a is better. */
int pe_compare_nodes(const struct pe_placement *p, const struct pe_node *a, int score_a, const struct pe_node *b, int score_b,
                     const struct pe_node *active, enum pe_rung *ret_rung)
{
    assert(a != b); /* the ladder always decides: two nodes have two names */
    const char *strategy = p->m->priv->placement_strategy;
    enum pe_rung none, *rung = ret_rung != NULL ? ret_rung : &none;
    /* 1. the score; what can't run anything comes last */
    score_a = pe_node_usable(a) ? score_a : -BT_INFINITY;
    score_b = pe_node_usable(b) ? score_b : -BT_INFINITY;
    *rung = PE_RUNG_SCORE;
    if (score_a != score_b)
        return score_a > score_b ? -1 : 1;
    if (!bt_strcaseeq(strategy, "minimal")) {
        /* 2. with placement-strategy=balanced, the more free capacity */
        if (bt_strcaseeq(strategy, "balanced")) {
            *rung = PE_RUNG_CAPACITY;
            int capacity = pe_compare_capacity(p, a, b);
            if (capacity != 0)
                return capacity;
        }
        /* 3. the fewer resources */
        *rung = PE_RUNG_LOAD;
        int load = p->load[a->index].resources - p->load[b->index].resources;
        if (load != 0)
            return load;
        /* 4. where it is already */
        *rung = PE_RUNG_CURRENT;
        if (active != NULL && a == active)
            return -1;
        if (active != NULL && b == active)
            return 1;
    }
    /* 5. the name */
    *rung = PE_RUNG_NAME;
    return strcmp(a->name, b->name);
}

static bool usable_here(const struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *n)
{
    return pe_node_usable(n) && pe_placed(p, r)->on[n->index].score >= 0;
}

void pe_unassign(struct pe_placement *p, const struct pe_rsc *r)
{
    struct pe_placed *at = pe_placed(p, r);
    for (size_t i = 0; i < r->n_children; i++)
        pe_unassign(p, r->children[i]);
    if (r->kind == PE_PRIMITIVE && at->node != NULL) {
        assert(p->load[at->node->index].resources > 0);
        p->load[at->node->index].resources--;
        pe_load_change(p, r, at->node, -1);
    }
    at->node = NULL;
    at->done = false;
}

bool pe_settle(struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *n, bool force)
{
    struct pe_placed *at = pe_placed(p, r);
    assert(r->kind == PE_PRIMITIVE); /* a collective is where its members are; only these count in a node's load */
    if (!force && n != NULL && !usable_here(p, r, n)) {
        at->next_role = BT_ROLE_STOPPED;
        n = NULL;
    }
    if (at->node != NULL)
        pe_unassign(p, r);
    at->done = true;
    at->node = n;
    if (n == NULL) {
        at->next_role = BT_ROLE_STOPPED;
        return false;
    }
    /* who can't choose has no wish, but a node that goes is no good */
    at->node_score = !force ? at->on[n->index].score : n->online && !n->shutdown ? 0 : -BT_INFINITY;
    p->load[n->index].resources++;
    pe_load_change(p, r, n, 1);
    return true;
}

static const struct pe_node *preferred(struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *prefer, int best_score)
{
    const struct pe_cand *c = prefer != NULL ? &pe_placed(p, r)->on[prefer->index] : NULL;
    if (c == NULL || !c->present || c->score < best_score || !usable_here(p, r, prefer))
        return NULL;
    return prefer;
}

/* The best node, or the present one if that is as good; instances of a unique clone were matched with theirs before. */
static bool assign_best(struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *prefer)
{
    struct pe_placed *at = pe_placed(p, r);
    const struct pe_node *roomiest = pe_ban_full_nodes(p, r), *current = pe_current_node(r), *best = NULL;
    if (prefer == NULL)
        prefer = roomiest;
    for (size_t i = 0; i < p->m->n_nodes; i++) {
        const struct pe_node *n = p->m->nodes[i];
        if (at->on[i].present && (best == NULL || pe_compare_nodes(p, n, at->on[i].score, best, at->on[best->index].score, current, NULL) < 0))
            best = n;
    }
    if (best == NULL) {
        pe_record_choice(p, r, NULL, PE_CHOSEN_NONE);
        return pe_settle(p, r, NULL, false);
    }
    int best_score = at->on[best->index].score;
    const struct pe_node *chosen = preferred(p, r, prefer, best_score);
    enum pe_chosen by = PE_CHOSEN_PREFERRED;
    if (chosen == NULL) {
        chosen = best;
        by = PE_CHOSEN_BEST;
        bool unique_instance = r->parent != NULL && r->parent->kind == PE_CLONE && r->parent->unique;
        if (!unique_instance && best_score > 0 && pe_node_usable(best) && current != NULL && pe_node_usable(current) &&
            current->base_score >= 0 && at->on[current->index].present && at->on[current->index].score == best_score) {
            chosen = current;
            by = PE_CHOSEN_CURRENT;
        }
    }
    pe_record_choice(p, r, usable_here(p, r, chosen) ? chosen : NULL, by);
    return pe_settle(p, r, chosen, false);
}

static void with_primary(struct pe_placement *p, const struct pe_rsc *r, const struct pe_colocation *c)
{
    struct pe_placed *at = pe_placed(p, r);
    struct pe_cand *saved = NULL;
    size_t recorded = p->contributions.n;
    if (c->dependent_role >= BT_ROLE_PROMOTED || (c->score < 0 && c->score > -BT_INFINITY))
        saved = pe_table_copy(p, at->on);
    pe_assign(p, c->primary, NULL);
    pe_apply_colocation(p, r, c->primary, c);
    if (saved != NULL && !pe_table_usable(p, at->on)) {
        at->on = saved; /* better apart than nowhere */
        pe_wishes_changed(p, r);
        pe_record_withdrawn(p, r, recorded);
    }
}

static void apply_colocations(struct pe_placement *p, const struct pe_rsc *r)
{
    struct pe_colocations this_with = {0}, with_this = {0};
    pe_this_with(p, r, &this_with);
    for (size_t i = 0; i < this_with.n; i++)
        with_primary(p, r, this_with.v[i]);
    pe_with_this(p, r, &with_this);
    for (size_t i = 0; i < with_this.n; i++)
        if (pe_has_influence(with_this.v[i], NULL))
            pe_inherit_scores(p, r, with_this.v[i]->dependent, with_this.v[i], PE_MERGE_ROLLBACK);
}

static const struct pe_node *assign_primitive(struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *prefer)
{
    struct pe_placed *at = pe_placed(p, r);
    const struct pe_model *m = p->m;
    if (r->parent != NULL && !pe_placed(p, r->parent)->busy)
        pe_assign(p, r->parent, prefer);
    if (at->done)
        return at->node;
    if (at->busy)
        return NULL; /* a loop of colocations: whoever began it goes on without */
    at->busy = true;

    /* 1. what it shall be with, and what shall be with it */
    apply_colocations(p, r);
    /* 2. what shall be stopped runs nowhere; without quorum nothing is raised if policy is freeze */
    if (at->next_role == BT_ROLE_STOPPED)
        pe_score(p, r, NULL, -BT_INFINITY, "target-role");
    else if (at->next_role > r->role && !m->quorum && m->quorum_policy == PE_QUORUM_FREEZE)
        at->next_role = r->role;
    pe_show_scores(p, r, "pcmk__primitive_assign");
    /* 3. fencing wanted but no device: hands off */
    if (m->stonith_enabled && !m->have_fence_device)
        at->managed = false;
    /* 4. the node */
    if (!at->managed) {
        at->next_role = r->role;
        pe_record_choice(p, r, pe_current_node(r), PE_CHOSEN_UNMANAGED);
        pe_settle(p, r, pe_current_node(r), true);
    } else if (m->stop_all) {
        pe_record_choice(p, r, NULL, PE_CHOSEN_STOP_ALL);
        pe_settle(p, r, NULL, true);
    } else {
        assign_best(p, r, prefer);
    }
    at->busy = false;
    return at->node;
}

static const struct pe_node *assign_group(struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *prefer)
{
    struct pe_placed *at = pe_placed(p, r);
    const struct pe_node *first = NULL;
    if (at->done)
        return at->node;
    if (at->busy)
        return NULL;
    if (r->n_children == 0) {
        at->done = true;
        return NULL;
    }
    at->busy = at->passed_on = true;
    pe_wishes_changed(p, r);
    pe_show_scores(p, r, "pcmk__group_assign");
    for (size_t i = 0; i < r->n_children; i++) {
        const struct pe_node *n = pe_assign_member(p, r->children[i], prefer);
        if (first == NULL)
            first = n;
    }
    at->next_role = pe_placed(p, r->children[0])->next_role;
    at->busy = false;
    at->done = true;
    at->node = r->colocated ? first : NULL;
    return at->node;
}

const struct pe_node *pe_assign_member(struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *prefer)
{
    const struct pe_node *n = NULL;
    p->depth++;
    if (r->kind == PE_GROUP)
        n = assign_group(p, r, prefer);
    else if (r->kind == PE_CLONE)
        n = pe_assign_clone(p, r, prefer);
    else
        n = assign_primitive(p, r, prefer);
    p->depth--;
    return n;
}

const struct pe_node *pe_assign(struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *prefer)
{
    if (p->depth > DEPTH_MAX) { /* goes on without, as in a loop */
        p->too_deep = p->too_deep != NULL ? p->too_deep : r;
        return NULL;
    }
    return pe_assign_member(p, r, prefer);
}

/* Whose node is the first that a resource waits for; NULL: nobody's, or more than one could be meant. */
static const struct pe_rsc *waits_for(const struct pe_placement *p, const struct pe_rsc *r)
{
    if (r->kind == PE_GROUP && (r->n_children == 0 || pe_placed(p, r->children[0])->this_with.n > 0))
        return NULL;
    const struct pe_placed *at = pe_placed(p, r);
    const struct pe_rsc *other = at->this_with.n > 0 ? pe_top(at->this_with.v[0]->primary) : NULL;
    return other == NULL || other->kind == PE_CLONE || pe_placed(p, other)->done ? NULL : other;
}

/* Where each waits for the next in a long row, those at its end come first anyhow: beginning there keeps the stack short. */
static void assign_row(struct pe_placement *p, const struct pe_rsc *r)
{
    struct { const struct pe_rsc **v; size_t n, cap; } row = {0};
    size_t length = 0;
    for (const struct pe_rsc *x = r; x != NULL && length <= p->m->n_top; x = waits_for(p, x), length++)
        if (length > 0 && length % STRETCH == 0)
            PE_PUSH(&p->arena, &row, x);
    while (row.n > 0 && length <= p->m->n_top) /* else it is a circle */
        pe_assign(p, row.v[--row.n], NULL);
    pe_assign(p, r, NULL);
}

/* --- the stage -------------------------------------------------------------------------------------------- */

/* A resource, with what it is made of. wanted: it must have been placed; of a clone that is full (distribute()) the other instances are not. seen: by
 * resource index; load: by node index. */
static void check_placed(const struct pe_placement *p, const struct pe_rsc *r, bool wanted, bool *seen, int *load)
{
    const struct pe_placed *at = pe_placed(p, r);
    assert(!seen[r->index]); /* each has one place in the order */
    seen[r->index] = true;
    assert(!at->busy && !at->merging && (at->done || (!wanted && at->node == NULL)));
    assert(r->kind != PE_PRIMITIVE || !at->done || at->node != NULL || at->next_role == BT_ROLE_STOPPED);
    if (r->kind == PE_PRIMITIVE && at->node != NULL)
        load[at->node->index]++;
    for (size_t i = 0; i < r->n_children; i++) {
        assert(at->children[i]->parent == r);
        check_placed(p, at->children[i], at->done && r->kind == PE_GROUP, seen, load);
    }
}

/* The stage's result: each resource was placed, once, nobody still waits, and what nodes carry by their counters is what was put there. */
static void place_check(const struct pe_placement *p)
{
    const struct pe_model *m = p->m;
    bool *seen = bt_zalloc(m->n_rscs + 1);
    int *load = bt_zalloc((m->n_nodes + 1) * sizeof *load);
    for (size_t i = 0; i < m->n_top; i++)
        check_placed(p, p->order[i], true, seen, load);
    for (size_t i = 0; i < m->n_nodes; i++)
        assert(p->load[i].resources == load[i]);
    assert(p->depth == 0 && p->merge.depth == 0 && p->receiver.rsc == NULL);
    free(seen);
    free(load);
}

struct pe_placement *pe_place(const struct pe_model *m, const struct pe_run_options *options)
{
    struct pe_placement *p = new_placement(m, options);

    apply_marks(p);                                       /* 1. unmanaged, failed, orphaned, without a ticket, locked to a node */
    apply_health(p);                                      /* 2. node health */
    index_constraints(p);
    for (size_t i = 0; i < m->priv->locations.n; i++)     /* 3. location constraints */
        apply_location(p, m->priv->locations.v[i]->rsc, m->priv->locations.v[i], false);
    for (size_t i = 0; i < m->n_top; i++) {
        apply_stickiness(p, m->top[i]);                   /* 4. stickiness */
        apply_fail_counts(p, m->top[i]);                  /* 5. migration-threshold */
        apply_exclusive_discovery(p, m->top[i]);          /*    and resource-discovery */
    }
    pe_load_init(p);                                      /* 6. capacity and use of it */
    struct pe_rsc **order = p->order = pe_alloc(&p->arena, (m->n_top + 1) * sizeof(struct pe_rsc *));
    for (size_t i = 0; i < m->n_top; i++)
        order[i] = m->top[i];
    if (pe_uses_utilization(p))
        pe_sort_for_utilization(p, order, m->n_top);
    for (size_t i = 0; i < m->n_top; i++)                 /* 7. a node for each, the most important first */
        assign_row(p, order[i]);
    place_check(p);
    if (p->merge.work > PE_MERGE_WORK_MAX)
        pe_warn((struct pe_model *)m, "colocations run in circles or long rows, with more ways through them than can be followed: some count only directly; make them fewer");
    if (p->too_deep != NULL)
        pe_warn((struct pe_model *)m, "resource %s is at the end of a row of colocations that is longer than can be followed: those at its other end are placed without "
                                      "regard to it; make the row shorter", p->too_deep->id);
    return p;
}

void pe_placement_free(struct pe_placement *p)
{
    if (p == NULL)
        return;
    pe_arena_free(&p->arena);
    free(p);
}
