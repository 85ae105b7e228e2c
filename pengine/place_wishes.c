/* pengine/place_wishes.c - sums of the wishes of what is colocated in long rows (see place_wishes.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/place_wishes.h"

enum state { UNKNOWN, BEGUN, KNOWN, UNCLEAR };

/* For one node. Minus infinity, once added, stays; infinity stays unless minus infinity is added. low and high: how far the sum went on its way from 0. */
struct wish { int sum, low, high; bool infinite, banned; };
struct pe_wishes { enum state state; unsigned epoch; struct wish *v; };

/* One resource that is being worked out: its companions, and how far they were looked at. */
struct frame { const struct pe_rsc *r; bool negative; size_t next; struct pe_colocations list; };
struct work { struct pe_placement *p; bool this_with; struct { struct frame *v; size_t n, cap; } stack; };

/* Instances inherit colocations of their clone while they are assigned: for these nothing is kept. */
static bool lists_change(const struct pe_placement *p, const struct pe_rsc *r, bool this_with)
{
    const struct pe_rsc *top = pe_top(r);
    const struct pe_placed *at = pe_placed(p, top);
    return r != top && top->kind == PE_CLONE && (this_with ? at->this_with.n : at->with_this.n) > 0;
}

static struct pe_wishes *wishes_of(struct pe_placement *p, const struct pe_rsc *r, bool negative)
{
    struct pe_placed *at = pe_placed(p, r);
    if (at->wishes == NULL)
        at->wishes = pe_alloc(&p->arena, 2 * sizeof *at->wishes);
    struct pe_wishes *w = &at->wishes[negative];
    if (w->epoch != p->wishes_epoch) {
        w->state = UNKNOWN;
        w->epoch = p->wishes_epoch;
    }
    return w;
}

/* --- sums ------------------------------------------------------------------------------------------------- */

static void wish_check(const struct wish *w)
{
    assert(w->low <= 0 && w->high >= 0);
    assert(w->banned || w->infinite || (w->low <= w->sum && w->sum <= w->high));
}

/* Adds b after a; false if a sum on the way could leave the bounds of scores. */
static bool add_after(struct wish *a, const struct wish *b)
{
    if (a->banned)
        return true;
    if (!a->infinite) {
        a->low = a->sum + b->low < a->low ? a->sum + b->low : a->low;
        a->high = a->sum + b->high > a->high ? a->sum + b->high : a->high;
        a->sum += b->sum;
        a->infinite = b->infinite;
    }
    a->banned = b->banned;
    wish_check(a);
    return a->banned || (a->low > -BT_INFINITY && a->high < BT_INFINITY);
}

static struct wish wish_of(int share)
{
    if (share <= -BT_INFINITY)
        return (struct wish){.banned = true};
    if (share >= BT_INFINITY)
        return (struct wish){.infinite = true};
    return (struct wish){.sum = share, .low = share < 0 ? share : 0, .high = share > 0 ? share : 0};
}

/* Whether a resource's own shares leave no node, whatever the table: then it is given up, with all that follows it. */
static bool always_given_up(const struct pe_placement *p, const struct pe_rsc *r, const char *attribute, float factor)
{
    for (size_t i = 0; i < p->m->n_nodes; i++) {
        int share;
        const struct pe_node *n = p->m->nodes[i];
        if (pe_node_usable(n) && (!pe_share(p, r, n, attribute, factor, &share) || share > -BT_INFINITY))
            return false;
    }
    return true;
}

/* The resource whose own scores speak: a group's first member does for the group. NULL: nobody. */
static const struct pe_rsc *speaker(const struct pe_rsc *r)
{
    return r->kind != PE_GROUP ? r : r->n_children > 0 ? r->children[0] : NULL;
}

static bool add_companion(struct pe_placement *p, const struct pe_rsc *r, const struct pe_colocation *c, bool negative, struct wish *sum)
{
    const struct pe_rsc *own = speaker(r);
    float factor = pe_weight(c, negative);
    bool given_up = always_given_up(p, own, c->attribute, factor), fits = true;
    for (size_t i = 0; i < p->m->n_nodes; i++) {
        int share;
        if (!given_up && pe_share(p, own, p->m->nodes[i], c->attribute, factor, &share)) {
            struct wish mine = wish_of(share);
            fits &= add_after(&sum[i], &mine);
        }
        if (!given_up)
            fits &= add_after(&sum[i], &wishes_of(p, own, factor < 0)->v[i]);
        if (r != own)
            fits &= add_after(&sum[i], &wishes_of(p, r, factor < 0)->v[i]);
    }
    return fits;
}

/* --- working them out ------------------------------------------------------------------------------------- */

static void begin(struct work *k, const struct pe_rsc *r, bool negative)
{
    struct frame f = {.r = r, .negative = negative};
    struct pe_wishes *w = wishes_of(k->p, r, negative);
    assert(w->state == UNKNOWN); /* a frame for each, and one that is on the stack does not come on it again */
    k->p->wishes_kept = true;
    w->state = lists_change(k->p, r, k->this_with) ? UNCLEAR : BEGUN;
    if (w->state == UNCLEAR)
        return;
    pe_list_companions(k->p, r, k->this_with, &f.list);
    PE_PUSH(&k->p->arena, &k->stack, f);
}

/* What is needed of a resource; begins with it if nothing is known. */
static enum state need(struct work *k, const struct pe_rsc *r, bool negative)
{
    enum state s = wishes_of(k->p, r, negative)->state;
    if (s == UNKNOWN) {
        begin(k, r, negative);
        s = wishes_of(k->p, r, negative)->state == UNCLEAR ? UNCLEAR : UNKNOWN;
    }
    return s == BEGUN ? UNCLEAR : s; /* begun already: a circle */
}

static bool counts(const struct work *k, const struct pe_colocation *c, const struct pe_rsc **ret)
{
    *ret = k->this_with ? c->primary : c->dependent;
    return (k->this_with || pe_has_influence(c, NULL)) && speaker(*ret) != NULL;
}

/* Looks at the next companion. UNKNOWN: there is more to be done first; KNOWN: go on; UNCLEAR: it can't be summed up. */
static enum state look_at(struct work *k, size_t at)
{
    const struct frame f = k->stack.v[at];
    const struct pe_colocation *c = f.list.v[f.next];
    const struct pe_rsc *r, *own;
    if (!counts(k, c, &r))
        return KNOWN;
    own = speaker(r);
    float factor = pe_weight(c, f.negative);
    if (!always_given_up(k->p, own, c->attribute, factor)) {
        enum state s = need(k, own, factor < 0);
        if (s != KNOWN)
            return s;
    }
    return r != own ? need(k, r, factor < 0) : KNOWN;
}

static void finish(struct work *k, const struct frame *f, enum state state)
{
    struct pe_wishes *w = wishes_of(k->p, f->r, f->negative);
    size_t size = (k->p->m->n_nodes + 1) * sizeof *w->v;
    assert(w->state == BEGUN && (state == KNOWN || state == UNCLEAR));
    w->state = state;
    if (state == UNCLEAR)
        return;
    if (w->v == NULL)
        w->v = pe_alloc(&k->p->arena, size);
    memset(w->v, 0, size);
    for (size_t i = 0; i < f->list.n && w->state == KNOWN; i++) { /* what does not fit is not added to any more: thousands would leave the bounds of an int, too */
        const struct pe_rsc *r;
        if (counts(k, f->list.v[i], &r) && !add_companion(k->p, r, f->list.v[i], f->negative, w->v))
            w->state = UNCLEAR;
    }
}

static void work_out(struct pe_placement *p, const struct pe_rsc *r, bool negative, bool this_with)
{
    struct work k = {.p = p, .this_with = this_with};
    begin(&k, r, negative);
    while (k.stack.n > 0) {
        size_t top = k.stack.n - 1;
        struct frame *f = &k.stack.v[top];
        enum state s = KNOWN;
        while (f->next < f->list.n && (s = look_at(&k, top)) == KNOWN)
            f->next++;
        if (s == UNKNOWN)
            continue; /* others are on top now */
        struct frame done = *f;
        k.stack.n = top;
        finish(&k, &done, s);
    }
}

/* --- using them ------------------------------------------------------------------------------------------- */

/* Whether a table takes the sum as a whole: some node stays good all the way, and no score would be cut at a bound. */
static bool takes(const struct pe_placement *p, const struct pe_cand *t, const struct wish *w)
{
    bool safe = false;
    for (size_t i = 0; i < p->m->n_nodes; i++) {
        if (!t[i].present || t[i].score <= -BT_INFINITY || w[i].banned)
            continue;
        bool infinite = t[i].score >= BT_INFINITY;
        if (!infinite && (t[i].score + w[i].low <= -BT_INFINITY || (!w[i].infinite && t[i].score + w[i].high >= BT_INFINITY)))
            return false;
        safe |= (infinite || t[i].score + w[i].low >= 0) && pe_node_usable(p->m->nodes[i]);
    }
    return safe;
}

bool pe_wishes_add(struct pe_placement *p, const struct pe_rsc *r, bool negative, bool this_with, bool make, struct pe_cand *table)
{
    struct pe_wishes *w = pe_placed(p, r)->wishes;
    if (w == NULL && !make)
        return false;
    w = wishes_of(p, r, negative);
    if (w->state == UNKNOWN && make)
        work_out(p, r, negative, this_with);
    assert(w->state != BEGUN);
    if (w->state != KNOWN || !takes(p, table, w->v))
        return false;
    for (size_t i = 0; i < p->m->n_nodes; i++) {
        struct pe_cand *c = &table[i];
        if (!c->present || c->score <= -BT_INFINITY)
            continue;
        c->score = w->v[i].banned ? -BT_INFINITY : w->v[i].infinite || c->score >= BT_INFINITY ? BT_INFINITY : c->score + w->v[i].sum;
    }
    return true;
}

/* --- dropping them ---------------------------------------------------------------------------------------- */

struct dropped { struct pe_placement *p; struct { const struct pe_rsc **v; size_t n, cap; } todo; };

static void drop_one(struct dropped *d, const struct pe_rsc *r)
{
    struct pe_wishes *w = pe_placed(d->p, r)->wishes;
    bool any = false;
    for (int i = 0; w != NULL && i < 2; i++) {
        any |= w[i].state != UNKNOWN && w[i].epoch == d->p->wishes_epoch;
        w[i].state = UNKNOWN;
    }
    if (any) /* if nothing was known of it, nothing is of those that it is with, either */
        PE_PUSH(&d->p->arena, &d->todo, r);
}

/* A group's companions are its last member's, and that one has the group's. */
static void drop(struct dropped *d, const struct pe_rsc *r)
{
    drop_one(d, r);
    if (r->kind == PE_GROUP && r->n_children > 0)
        drop_one(d, pe_last_member(r));
    else if (r->parent != NULL && r->parent->kind == PE_GROUP && pe_last_member(r->parent) == r)
        drop_one(d, r->parent);
}

void pe_wishes_changed(struct pe_placement *p, const struct pe_rsc *r)
{
    if (!p->wishes_kept)
        return;
    struct dropped d = {.p = p};
    const struct pe_rsc *x = r;
    if (r->kind == PE_GROUP)
        drop(&d, r);
    for (;;) {
        const struct pe_placed *at = pe_placed(p, x);
        for (size_t i = 0; i < at->this_with.n; i++)
            drop(&d, at->this_with.v[i]->primary);
        if (x->parent != NULL && x->parent->kind == PE_GROUP && x->parent->children[0] == x) {
            x = x->parent; /* it speaks for its group */
            continue;
        }
        if (d.todo.n == 0)
            break;
        x = d.todo.v[--d.todo.n];
    }
}

void pe_wishes_forget(struct pe_placement *p)
{
    p->wishes_epoch++;
    p->wishes_kept = false;
}
