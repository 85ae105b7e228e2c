/* tests/sim/watchdog.c - pretended watchdogs: what supervisor/guard.c does with the controller's proofs, the reset when nobody feeds, and what it means that a node counts as reset.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "tests/sim/sim.h"

#define TIME_US (SIM_WATCHDOG_MS * INT64_C(1000))

struct bite {
    int node, boots;
};

static void boots_again(struct sim *s, void *arg)
{
    const struct bite *b = arg;

    node_power_on(s, b->node);
}

static void bite(struct sim *s, void *arg)
{
    const struct bite *b = arg;
    struct sim_node *n = &s->node[b->node];

    if (n->boots != b->boots || !n->power || n->stopped || s->now_us < n->watchdog.bites_us || s->opt.broken == SIM_BREAK_NO_WATCHDOG) {
        return;
    }
    struct bite *again = BT_NEW(struct bite);

    sim_log(s, "WORLD", "the watchdog of %s resets it", n->name);
    node_power_off(s, n->index, true);
    again->node = n->index;
    sim_at(s, sim_random(s, 500000, 12000000), boots_again, again, NULL);
}

/* As late as a real one may, and never earlier. */
static void bites_at(struct sim *s, struct sim_node *n, int64_t at_us)
{
    struct bite *b = BT_NEW(struct bite);

    n->watchdog.bites_us = at_us;
    *b = (struct bite){.node = n->index, .boots = n->boots};
    sim_at(s, at_us > s->now_us ? at_us - s->now_us : 0, bite, b, NULL);
}

void watchdog_told(struct sim *s, struct sim_node *n, const xmlNode *msg)
{
    int64_t asked_ms = bt_xml_get_int(msg, XA_ASKED_MS, -1);

    if (n->watchdog.let_go) {
        return;
    }
    n->watchdog.let_go = bt_xml_is(msg, XE_WATCHDOG_LET_GO);
    if (n->watchdog.let_go) {
        bites_at(s, n, s->now_us + TIME_US);
    } else if (asked_ms >= 0) {
        bites_at(s, n, asked_ms * 1000 + 2 * TIME_US);
    } else if (n->watchdog.bites_us == 0) { /* until now it was fed by the supervisor itself */
        bites_at(s, n, s->now_us + TIME_US);
    }
}

static struct sim_node *target_of(struct sim *s, const xmlNode *msg)
{
    for (int i = 0; i < s->n_nodes; i++) {
        if (bt_streq(s->node[i].name, bt_xml_get(msg, XA_TARGET))) {
            return &s->node[i];
        }
    }
    return NULL;
}

void watchdog_heard(struct sim *s, const struct sim_node *n, const xmlNode *msg)
{
    const xmlNode *order = bt_xml_is(msg, XE_FENCE_PEER) ? bt_xml_first(msg, XE_FENCE_SELF) : NULL;
    struct sim_node *t = target_of(s, order != NULL ? order : msg);

    if (t == NULL) {
        return;
    }
    if (order != NULL) {
        t->watchdog.condemned = (int)bt_xml_get_int(order, XA_LIFE, -1);
    }
    if (!bt_xml_is(msg, XE_FENCE_DONE) || !bt_streq(bt_xml_get(msg, XA_DEVICE), "watchdog") || bt_xml_get_int(msg, XA_RC, -1) != BT_EX_OK) {
        return;
    }
    if (t->power && !t->stopped && t->boots == t->watchdog.condemned) {
        sim_broken(s, "fenced", "%s says that %s was reset by its watchdog, but it lives on", n->name, t->name);
    }
    t->fenced = t->fenced || !t->power;
}
