/* tests/sim/services.c - what runs on the nodes in truth, and what an agent's deed does to it.
 *
 * A migration either pulls (the target takes the service over the network, in migrate_from) or, in every other world, pushes (the source sends it away, in
 * migrate_to): agents of both kinds exist. The promotable clone's instances tell their promotion score as real ones do: when their role changes and with each monitor.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/sim/agents.h"

#define SCORE "master-" SIM_CLONE

static void remove_string(struct bt_strv *l, const char *s)
{
    for (size_t i = 0; i < l->n; i++) {
        if (bt_streq(l->v[i], s)) {
            free(l->v[i]);
            l->v[i] = l->v[--l->n];
            return;
        }
    }
}

struct sim_node *services_node(struct sim *s, const char *name)
{
    for (int i = 0; i < s->n_nodes; i++) {
        if (bt_streq(s->node[i].name, name)) {
            return &s->node[i];
        }
    }
    return NULL;
}

bool services_has(const struct sim *s, const char *rsc)
{
    for (size_t i = 0; i < s->n_rscs; i++) {
        if (bt_streq(sim_rsc[i], rsc)) {
            return true;
        }
    }
    return bt_streq(rsc, SIM_CLONE);
}

static void comes_up(struct sim *s, struct sim_node *n, const char *rsc)
{
    bt_strv_add(&n->running, rsc);
    sim_log(s, "WORLD", "%s is up on %s", rsc, n->name);
}

static void ends(struct sim_node *n, const char *rsc)
{
    remove_string(&n->running, rsc);
    if (bt_streq(rsc, SIM_CLONE)) {
        n->promoted = false;
        n->notified = (struct sim_told){0};
    }
}

static void goes_down(struct sim *s, struct sim_node *n, const char *rsc)
{
    ends(n, rsc);
    sim_log(s, "WORLD", "%s is down on %s", rsc, n->name);
}

/* From one node to the other, over the network; false if it can't. */
static bool moves(struct sim *s, struct sim_node *source, struct sim_node *target, const char *rsc)
{
    if (source == NULL || target == NULL || !source->power || !target->power || (!s->own_wire && !net_together(s, source->index, target->index)) ||
        !bt_strv_has(&source->running, rsc)) {
        return false;
    }
    goes_down(s, source, rsc);
    comes_up(s, target, rsc);
    return true;
}

static bool migrates(struct sim *s, struct sim_node *n, const struct sim_agent *a)
{
    struct sim_node *other = services_node(s, a->other);
    bool sends = bt_streq(a->action, "migrate_to");

    if (s->push) {
        return sends ? moves(s, n, other, a->rsc) : bt_strv_has(&n->running, a->rsc);
    }
    return sends ? bt_strv_has(&n->running, a->rsc) : moves(s, other, n, a->rsc);
}

static void tell_score(struct sim *s, struct sim_node *n)
{
    char value[16];

    snprintf(value, sizeof value, "%d", (n->promoted ? 10 : 5) + (n->ahead ? 100 : 0));
    admin_attribute(s, n, SCORE, bt_strv_has(&n->running, SIM_CLONE) ? value : NULL);
}

static bool takes_role(struct sim *s, struct sim_node *n, bool promoted)
{
    if (!bt_strv_has(&n->running, SIM_CLONE)) {
        return false;
    }
    if (n->promoted != promoted) {
        sim_log(s, "WORLD", "%s is %s on %s", SIM_CLONE, promoted ? "promoted" : "demoted", n->name);
    }
    n->promoted = promoted;
    return true;
}

void services_act(struct sim *s, struct sim_node *n, struct sim_agent *a)
{
    bool up = bt_strv_has(&n->running, a->rsc), clone = bt_streq(a->rsc, SIM_CLONE);

    if (bt_streq(a->action, "start") && !up) {
        comes_up(s, n, a->rsc);
    } else if (bt_streq(a->action, "stop") && up) {
        goes_down(s, n, a->rsc);
    } else if (bt_starts(a->action, "migrate_")) {
        a->fails = !migrates(s, n, a);
    } else if (bt_streq(a->action, "promote") || bt_streq(a->action, "demote")) {
        a->fails = !takes_role(s, n, bt_streq(a->action, "promote"));
    }
    if (clone && !bt_streq(a->action, "notify") && (up || !bt_streq(a->action, "monitor"))) {
        tell_score(s, n);
    }
}

int services_result(const struct sim *s, const struct sim_node *n, const struct sim_agent *a)
{
    if (a->fails) {
        return BT_OCF_ERROR;
    }
    if (!bt_streq(a->action, "monitor") || !services_has(s, a->rsc)) {
        return BT_OCF_OK;
    }
    if (!bt_strv_has(&n->running, a->rsc)) {
        return BT_OCF_NOT_RUNNING;
    }
    return bt_streq(a->rsc, SIM_CLONE) && n->promoted ? BT_OCF_PROMOTED : BT_OCF_OK;
}

void agents_service_dies(struct sim *s, struct sim_node *n, const char *rsc)
{
    if (bt_strv_has(&n->running, rsc)) {
        sim_log(s, "FAULT", "%s dies on %s", rsc, n->name);
        ends(n, rsc);
        told_disturbed(s);
    }
}
