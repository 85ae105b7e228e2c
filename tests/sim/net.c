/* tests/sim/net.c - corosync, pretended: rings, agreed order, virtual synchrony, quorum.
 *
 * A ring orders messages one after another; each member gets them in that order, each at its own pace. When a ring breaks (a node is gone, a
 * cable is cut) nothing is ordered until a new one has formed (token and consensus time). Members that go on together first deliver the same rest of the old ring: all that one of them
 * sent or already has; of what only the others had, a prefix that chance decides. Then comes the new view. (man cpg_overview; extended virtual synchrony.)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/sim/sim.h"

struct sim_entry {
    int refs;
    uint64_t serial;
    int from;      /* node; -1: a view */
    xmlDoc *doc;   /* message */
    uint32_t members[SIM_NODES_MAX]; /* view */
    size_t n_members;
};

struct at_node {
    int node, boots, run;
};

static struct at_node *at_node(const struct sim *s, int node)
{
    struct at_node *a = BT_NEW(struct at_node);

    *a = (struct at_node){node, s->node[node].boots, s->node[node].runs[SIM_CRMD]};
    return a;
}

static struct sim_entry *entry_new(int from)
{
    struct sim_entry *e = BT_NEW(struct sim_entry);

    e->refs = 1;
    e->from = from;
    return e;
}

static void entry_release(struct sim_entry *e)
{
    if (--e->refs == 0) {
        bt_xml_free(e->doc);
        free(e);
    }
}

static void entries_clear(sim_entries *list)
{
    for (size_t i = 0; i < list->n; i++) {
        entry_release(list->v[i]);
    }
    list->n = 0;
}

static struct sim_entry *entries_shift(sim_entries *list)
{
    struct sim_entry *first = list->v[0];

    memmove(list->v, list->v + 1, --list->n * sizeof list->v[0]);
    return first;
}

static int64_t hop_us(struct sim *s)
{
    return s->slow_network > 0 ? sim_random(s, 1000, 200000) : sim_random(s, 50, 600);
}

/* Delivery --------------------------------------------------------------------------------------------------- */

static void deliver(struct sim *s, void *arg)
{
    const struct at_node *a = arg;
    struct sim_node *n = &s->node[a->node];

    if (n->boots != a->boots || n->runs[SIM_CRMD] != a->run || !n->port.joined || n->port.inbox.n == 0) {
        return;
    }
    struct sim_entry *e = entries_shift(&n->port.inbox);
    struct crmd_event ev = {.now = sim_now(s)};
    n->port.delivered = e->serial;
    if (e->from < 0) {
        ev.kind = CRMD_EV_VIEW;
        n->port.view = e->serial;
        ev.members = e->members;
        ev.n_members = e->n_members;
    } else {
        ev.kind = CRMD_EV_MESSAGE;
        ev.from = s->node[e->from].id;
        ev.doc = bt_xml_root(e->doc);
    }
    node_crmd(s, n, &ev);
    entry_release(e);
}

static void enqueue(struct sim *s, int node, struct sim_entry *e)
{
    struct sim_port *p = &s->node[node].port;
    int64_t at = s->now_us + hop_us(s);

    e->refs++;
    BT_PUSH(&p->inbox, e);
    p->last_delivery_us = at > p->last_delivery_us ? at : p->last_delivery_us;
    sim_at(s, p->last_delivery_us - s->now_us, deliver, at_node(s, node), NULL);
}

static void broadcast(struct sim *s, int ring, struct sim_entry *e)
{
    e->serial = ++s->next_entry;
    for (int i = 0; i < s->n_nodes; i++) {
        if (s->node[i].port.up && s->node[i].port.joined && s->node[i].port.ring == ring) {
            enqueue(s, i, e);
        }
    }
}

static void broadcast_view(struct sim *s, int ring)
{
    struct sim_entry *e = entry_new(-1);

    for (int i = 0; i < s->n_nodes; i++) {
        if (s->node[i].port.up && s->node[i].port.joined && s->node[i].port.ring == ring) {
            e->members[e->n_members++] = s->node[i].id;
        }
    }
    broadcast(s, ring, e);
    entry_release(e);
}

/* Ordering ---------------------------------------------------------------------------------------------------- */

static void order_first(struct sim *s, int node)
{
    struct sim_port *p = &s->node[node].port;
    struct sim_entry *e = entries_shift(&p->outbox);

    broadcast(s, p->ring, e);
    entry_release(e);
}

static void order(struct sim *s, void *arg)
{
    const struct at_node *a = arg;
    struct sim_node *n = &s->node[a->node];

    if (n->boots == a->boots && n->port.up && !n->port.stalled && n->port.outbox.n > 0) {
        order_first(s, a->node);
    }
}

static void order_soon(struct sim *s, int node)
{
    struct sim_port *p = &s->node[node].port;
    int64_t at = s->now_us + hop_us(s);

    p->last_order_us = at > p->last_order_us ? at : p->last_order_us;
    sim_at(s, p->last_order_us - s->now_us, order, at_node(s, node), NULL);
}

/* A newer version may say more, in messages that all know and in others. */
static void embellish(struct sim *s, int node, xmlDoc *doc)
{
    bt_xml_set(bt_xml_root(doc), "future", "1");
    if (sim_chance(s, 10)) {
        bt_xml_set(bt_xml_add(bt_xml_root(doc), "future"), "more", "1");
    }
    if (sim_chance(s, 3)) {
        struct sim_entry *e = entry_new(node);
        e->doc = bt_xml_doc("future");
        BT_PUSH(&s->node[node].port.outbox, e);
        order_soon(s, node);
    }
}

void net_send(struct sim *s, int node, xmlDoc *doc)
{
    struct sim_entry *e = entry_new(node);

    if (s->node[node].newer) {
        embellish(s, node, doc);
    }
    e->doc = doc;
    BT_PUSH(&s->node[node].port.outbox, e);
    order_soon(s, node);
}

/* Quorum ------------------------------------------------------------------------------------------------------- */

static size_t ring_members(const struct sim *s, int ring, uint32_t *ids)
{
    size_t n = 0;

    for (int i = 0; i < s->n_nodes; i++) {
        if (s->node[i].port.up && s->node[i].port.ring == ring) {
            ids[n++] = s->node[i].id;
        }
    }
    return n;
}

/* votequorum(5): a majority; with two nodes (two_node: 1) one is enough once both were seen (wait_for_all). */
bool net_quorate(const struct sim *s, int node)
{
    uint32_t ids[SIM_NODES_MAX];
    size_t n = ring_members(s, s->node[node].port.ring, ids);

    return s->n_nodes == 2 ? !s->node[node].port.wait_for_all : (int)n * 2 > s->n_nodes;
}

static void tell_quorum(struct sim *s, void *arg)
{
    const struct at_node *a = arg;
    struct sim_node *n = &s->node[a->node];
    uint32_t ids[SIM_NODES_MAX];

    if (n->boots != a->boots || n->runs[SIM_CRMD] != a->run || n->crmd == NULL || !n->port.up) {
        return;
    }
    struct crmd_event ev = {.kind = CRMD_EV_QUORUM, .now = sim_now(s), .members = ids,
                            .n_members = ring_members(s, n->port.ring, ids), .quorate = net_quorate(s, a->node)};
    node_crmd(s, n, &ev);
}

void net_tell_quorum(struct sim *s, int node)
{
    sim_at(s, sim_random(s, 0, 3000), tell_quorum, at_node(s, node), NULL);
}

/* Rings -------------------------------------------------------------------------------------------------------- */

/* Members of `side` that come from one old ring deliver the same rest of it. */
static void flush_rest(struct sim *s, int old_ring, int side)
{
    uint64_t seen = 0, last = 0;
    bool mine[SIM_NODES_MAX];

    for (int i = 0; i < s->n_nodes; i++) {
        struct sim_port *p = &s->node[i].port;
        mine[i] = p->up && p->side == side && p->ring == old_ring;
        if (mine[i] && p->joined) {
            seen = p->delivered > seen ? p->delivered : seen;
            last = p->inbox.n > 0 && p->inbox.v[p->inbox.n - 1]->serial > last ? p->inbox.v[p->inbox.n - 1]->serial : last;
        }
    }
    uint64_t cut = last > seen ? (uint64_t)sim_random(s, (int64_t)seen, (int64_t)last) : seen;
    for (int i = 0; i < s->n_nodes; i++) {
        struct sim_port *p = &s->node[i].port;
        size_t kept = 0;
        for (size_t k = 0; mine[i] && k < p->inbox.n; k++) {
            struct sim_entry *e = p->inbox.v[k];
            if (e->from < 0 || mine[e->from] || e->serial <= cut) {
                p->inbox.v[kept++] = e;
            } else {
                entry_release(e);
            }
        }
        p->inbox.n = mine[i] ? kept : p->inbox.n;
    }
}

static bool ring_is_settled(const struct sim *s, int first)
{
    const struct sim_port *f = &s->node[first].port;

    for (int i = 0; i < s->n_nodes; i++) {
        const struct sim_port *p = &s->node[i].port;
        if ((p->up && p->side == f->side) != (p->up && p->ring == f->ring) || (p->up && p->ring == f->ring && p->stalled)) {
            return false;
        }
    }
    return true;
}

/* Whether a node is the first of those that come from its ring to its side: each old ring is flushed once. */
static bool first_of_ring(const struct sim *s, int node)
{
    const struct sim_port *p = &s->node[node].port;

    for (int i = 0; i < node; i++) {
        const struct sim_port *q = &s->node[i].port;
        if (q->up && q->side == p->side && q->ring == p->ring) {
            return false;
        }
    }
    return p->up;
}

static void form_ring(struct sim *s, int side)
{
    int ring = s->next_ring++, size = 0;

    for (int i = 0; i < s->n_nodes; i++) {
        if (s->node[i].port.side == side && first_of_ring(s, i)) {
            flush_rest(s, s->node[i].port.ring, side);
        }
    }
    for (int i = 0; i < s->n_nodes; i++) {
        struct sim_port *p = &s->node[i].port;
        if (p->up && p->side == side) {
            p->ring = ring;
            p->stalled = false;
            size++;
        }
    }
    for (int i = 0; i < s->n_nodes; i++) {
        struct sim_port *p = &s->node[i].port;
        if (p->up && p->ring == ring) {
            p->wait_for_all = p->wait_for_all && size < s->n_nodes;
            net_tell_quorum(s, i);
            for (size_t k = 0; k < p->outbox.n; k++) {
                order_soon(s, i);
            }
        }
    }
    sim_log(s, "corosync", "ring %d has formed with %d member%s", ring, size, size == 1 ? "" : "s");
    broadcast_view(s, ring);
}

static void reform(struct sim *s, void *arg)
{
    (void)arg;
    for (int i = 0; i < s->n_nodes; i++) {
        if (s->node[i].port.up && !ring_is_settled(s, i)) {
            form_ring(s, s->node[i].port.side);
        }
    }
}

static void stall(struct sim *s, int ring)
{
    for (int i = 0; i < s->n_nodes; i++) {
        if (s->node[i].port.ring == ring) {
            s->node[i].port.stalled = true;
        }
    }
}

static void reform_after(struct sim *s, int64_t lo_us, int64_t hi_us)
{
    sim_at(s, sim_random(s, lo_us, hi_us), reform, NULL, NULL);
}

void net_start(struct sim *s, int node)
{
    struct sim_port *p = &s->node[node].port;

    p->up = true;
    p->ring = s->next_ring++;
    p->stalled = false;
    p->wait_for_all = s->n_nodes > 1 && !s->impatient;
    reform_after(s, 20000, 300000);
}

void net_stop(struct sim *s, int node, bool silent)
{
    struct sim_port *p = &s->node[node].port;

    if (!p->up) {
        return;
    }
    p->up = p->joined = false;
    entries_clear(&p->inbox);
    entries_clear(&p->outbox);
    stall(s, p->ring);
    if (silent) {
        reform_after(s, 1000000, 1300000);
    } else {
        reform_after(s, 5000, 50000);
    }
}

void net_cut(struct sim *s, const int *sides)
{
    bool worse = false;

    told_disturbed(s);
    for (int i = 0; i < s->n_nodes; i++) {
        s->node[i].port.side = sides[i];
    }
    for (int i = 0; i < s->n_nodes; i++) {
        for (int k = 0; k < s->n_nodes; k++) {
            const struct sim_port *a = &s->node[i].port, *b = &s->node[k].port;
            if (a->up && b->up && a->ring == b->ring && a->side != b->side) {
                stall(s, a->ring);
                worse = true;
            }
        }
    }
    reform_after(s, worse ? 1000000 : 20000, worse ? 1300000 : 300000);
}

/* The group ---------------------------------------------------------------------------------------------------- */

static void join_now(struct sim *s, void *arg)
{
    const struct at_node *a = arg;
    struct sim_node *n = &s->node[a->node];

    if (n->boots != a->boots || n->runs[SIM_CRMD] != a->run || n->crmd == NULL || !n->port.up) {
        return;
    }
    n->port.joined = true;
    n->port.delivered = s->next_entry;
    n->port.view = 0;
    if (!n->port.stalled) {
        broadcast_view(s, n->port.ring);
    }
}

void net_join(struct sim *s, int node)
{
    sim_at(s, sim_random(s, 1000, 5000), join_now, at_node(s, node), NULL);
}

static void leave_now(struct sim *s, void *arg)
{
    const struct at_node *a = arg;
    const struct sim_node *n = &s->node[a->node];

    if (n->boots == a->boots && n->port.up && !n->port.stalled) {
        broadcast_view(s, n->port.ring);
    }
}

void net_leave(struct sim *s, int node)
{
    struct sim_port *p = &s->node[node].port;

    /* What libcpg had handed over already goes out, the rest died with the process. */
    size_t keep = p->outbox.n > 0 ? (size_t)sim_random(s, 0, (int64_t)p->outbox.n) : 0;
    while (p->outbox.n > keep) {
        entry_release(p->outbox.v[--p->outbox.n]);
    }
    while (p->up && !p->stalled && p->outbox.n > 0) {
        order_first(s, node);
    }
    entries_clear(&p->outbox);
    entries_clear(&p->inbox);
    p->joined = false;
    sim_at(s, sim_random(s, 500, 5000), leave_now, at_node(s, node), NULL);
}

bool net_together(const struct sim *s, int a, int b)
{
    const struct sim_port *p = &s->node[a].port, *q = &s->node[b].port;

    return p->up && q->up && p->joined && q->joined && p->ring == q->ring;
}

bool net_same_view(const struct sim *s, int a, int b)
{
    return net_together(s, a, b) && s->node[a].port.view == s->node[b].port.view;
}

void net_free(struct sim *s)
{
    for (int i = 0; i < s->n_nodes; i++) {
        entries_clear(&s->node[i].port.inbox);
        entries_clear(&s->node[i].port.outbox);
        BT_VEC_FREE(&s->node[i].port.inbox);
        BT_VEC_FREE(&s->node[i].port.outbox);
    }
}
