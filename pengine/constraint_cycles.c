/* pengine/constraint_cycles.c - tells of orderings and colocations that go round in a circle.
 *
 * The rule, as in 2.1.5 by trial: nothing is left out of the graph for a circle of orderings, so what is part of it waits for itself and is not
 * done until one of the orderings is removed. In a circle of colocations, the resource that is placed first is placed without the colocation
 * that leads back to it (place.c). Both are decided, but hardly meant: each circle becomes a note that names its constraints.
 *
 * A depth-first walk over all constraints finds, in linear time, one circle for each constraint that leads back.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/constraints.h"

enum { MOST_TOLD = 20, MOST_NAMED = 50 }; /* circles; what is listed of one */
enum { START_BEGINS, START_ENDS, PROMOTE_BEGINS, PROMOTE_ENDS, MOMENTS }; /* or, on the way down: of demotion and stop */

/* A constraint from one point to another; id NULL: it goes without saying. */
struct hop { int from, to; const char *id; };
struct net {
    struct pe_model *m;
    BT_VEC(struct hop) hops;   /* in the end by from */
    size_t *first;             /* of each point: its first hop */
    int n_points, per_rsc, told;
    BT_VEC(struct hop *) path; /* the hops that led to where the walk is */
    bool colocations;          /* else orderings */
};

static void hop(struct net *net, int from, int to, const char *id)
{
    assert(from >= 0 && from < net->n_points && to >= 0 && to < net->n_points);
    BT_PUSH(&net->hops, ((struct hop){from, to, id}));
}

static int by_from(const void *a, const void *b)
{
    const struct hop *x = a, *y = b;
    return x->from < y->from ? -1 : x->from > y->from;
}

struct names { struct bt_strv words; struct bt_map *seen; };

/* "a", "a and b", "a, b and c", and of very many the first. */
static char *listed(const struct names *names)
{
    struct bt_buf b = {0};
    size_t n = names->words.n, told = n > MOST_NAMED ? MOST_NAMED : n;
    for (size_t i = 0; i < told; i++)
        bt_buf_addf(&b, "%s%s", i == 0 ? "" : i + 1 == n ? " and " : ", ", names->words.v[i]);
    if (told < n)
        bt_buf_addf(&b, " and %zu more", n - told);
    return bt_buf_take(&b);
}

static void name(struct names *names, const char *word)
{
    if (bt_map_get(names->seen, word) != NULL)
        return;
    bt_map_put(names->seen, word, names);
    bt_strv_add(&names->words, word);
}

static void drop(struct names *names)
{
    bt_strv_free(&names->words);
    bt_map_free(names->seen);
}

/* The walk has come back to a point of its own path. */
static void tell(struct net *net, const struct hop *back)
{
    if (net->told >= MOST_TOLD)
        return;
    struct names ids = {.seen = bt_map_new()}, rscs = {.seen = bt_map_new()};
    size_t begin = net->path.n;
    while (begin > 0 && net->path.v[begin - 1]->to != back->to)
        begin--;
    assert(begin > 0); /* the point is on the path */
    for (size_t i = begin; i <= net->path.n; i++) {
        const struct hop *h = i < net->path.n ? net->path.v[i] : back;
        if (h->id == NULL)
            continue;
        name(&rscs, net->m->rscs[h->from / net->per_rsc]->id);
        name(&ids, h->id);
        name(&rscs, net->m->rscs[h->to / net->per_rsc]->id);
    }
    char *constraints = listed(&ids), *who = listed(&rscs);
    bool one = ids.words.n == 1;
    const char *go = one ? "goes" : "go", *which = one ? "it" : "one of them", *s = one ? "" : "s";
    net->told += ids.words.n > 0;
    if (ids.words.n > 0 && net->colocations)
        pe_note(net->m, "colocation%s %s %s round in a circle: of %s, whichever is placed first is placed without regard to the one that it shall "
                        "be with; remove %s", s, constraints, go, who, which);
    else if (ids.words.n > 0)
        pe_note(net->m, "ordering%s %s %s round in a circle: %s would wait for each other for ever; remove %s", s, constraints, go, who, which);
    free(constraints);
    free(who);
    drop(&ids);
    drop(&rscs);
}

/* Depth first from one point, without recursion: a constraint that leads to a point on the path closes a circle. */
static void walk(struct net *net, char *state, size_t *next, int from)
{
    enum { NEW, ON_PATH, DONE };
    struct hop start = {from, from, NULL};
    if (state[from] != NEW)
        return;
    net->path.n = 0;
    BT_PUSH(&net->path, &start);
    state[from] = ON_PATH;
    while (net->path.n > 0) {
        int at = net->path.v[net->path.n - 1]->to;
        if (next[at] == net->first[at + 1]) {
            state[at] = DONE;
            net->path.n--;
            continue;
        }
        struct hop *h = &net->hops.v[next[at]++];
        if (state[h->to] == ON_PATH) {
            tell(net, h);
        } else if (state[h->to] == NEW) {
            state[h->to] = ON_PATH;
            BT_PUSH(&net->path, h);
        }
    }
}

static void find_circles(struct net *net)
{
    size_t n = (size_t)net->n_points;
    if (net->hops.n > 1)
        qsort(net->hops.v, net->hops.n, sizeof *net->hops.v, by_from);
    net->first = bt_zalloc((n + 1) * sizeof *net->first);
    for (size_t i = 0; i < net->hops.n; i++)
        net->first[net->hops.v[i].from + 1]++;
    for (size_t i = 0; i < n; i++)
        net->first[i + 1] += net->first[i];
    char *state = bt_zalloc(n + 1);
    size_t *next = bt_zalloc((n + 1) * sizeof *next);
    memcpy(next, net->first, n * sizeof *next);
    for (size_t i = 0; i < net->hops.n; i++)
        if (net->hops.v[i].id != NULL)
            walk(net, state, next, net->hops.v[i].from);
    free(state);
    free(next);
    free(net->first);
    BT_VEC_FREE(&net->path);
    BT_VEC_FREE(&net->hops);
}

/* The moment of a resource that an ordering is about; -1 if it is on the other way (up or down). The first has ended, the other begins. */
static int moment(const char *task, bool up, bool first)
{
    static const char *const names[2][4] = {{"demote", "demoted", "stop", "stopped"}, {"start", "running", "promote", "promoted"}};
    for (int i = 0; i < 4; i++)
        if (bt_streq(task, names[up][i]))
            return (i < 2 ? START_BEGINS : PROMOTE_BEGINS) + first;
    return -1;
}

/* A resource goes through its moments in order; a group's members do one after the other, within it. */
static void within(struct net *net, const struct pe_rsc *r, bool up)
{
    int base = r->index * MOMENTS;
    for (int i = 0; i + 1 < MOMENTS; i++)
        hop(net, base + i, base + i + 1, NULL);
    int begins = up ? START_BEGINS : PROMOTE_BEGINS, ends = begins + 1;
    for (size_t i = 0; r->kind == PE_GROUP && i < r->n_children; i++) {
        int member = r->children[i]->index * MOMENTS, before = i > 0 ? r->children[i - 1]->index * MOMENTS : 0;
        hop(net, base + begins, member + begins, NULL);
        hop(net, member + ends, base + ends, NULL);
        if (i > 0 && r->ordered)
            hop(net, (up ? before : member) + ends, (up ? member : before) + begins, NULL);
    }
}

/* Returns how many were found. */
static int order_circles(struct pe_model *m, bool up)
{
    struct net net = {.m = m, .n_points = (int)m->n_rscs * MOMENTS, .per_rsc = MOMENTS};
    for (size_t i = 0; i < m->priv->orders.n; i++) {
        const struct pe_order *o = &m->priv->orders.v[i];
        int first = moment(o->first_task, up, true), then = moment(o->then_task, up, false);
        if (o->first != NULL && o->then != NULL && o->first != o->then && first >= 0 && then >= 0)
            hop(&net, o->first->index * MOMENTS + first, o->then->index * MOMENTS + then, o->id);
    }
    for (size_t i = 0; i < m->n_rscs && net.hops.n > 0; i++)
        if (m->rscs[i]->kind == PE_CLONE || !pe_in_clone(m->rscs[i]))
            within(&net, m->rscs[i], up);
    find_circles(&net);
    return net.told;
}

void pe_tell_of_cycles(struct pe_model *m)
{
    if (order_circles(m, true) == 0)
        order_circles(m, false); /* mostly the same ones, seen from the other end */
    struct net net = {.m = m, .n_points = (int)m->n_rscs, .per_rsc = 1, .colocations = true};
    for (size_t i = 0; i < m->priv->colocations.n; i++) {
        const struct pe_colocation *c = m->priv->colocations.v[i];
        if (pe_top(c->dependent) != pe_top(c->primary))
            hop(&net, pe_top(c->dependent)->index, pe_top(c->primary)->index, c->id);
    }
    find_circles(&net);
}
