/* tests/sim/faults.c - what goes wrong and when, all from the seed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "tests/sim/sim.h"

#define S 1000000 /* a second in microseconds */

struct weather {
    int *what;
};

static void weather_ends(struct sim *s, void *arg)
{
    (void)s;
    --*((struct weather *)arg)->what;
}

static void bad_weather(struct sim *s, int *what, const char *name)
{
    struct weather *w = BT_NEW(struct weather);

    sim_log(s, "FAULT", "%s for a while", name);
    w->what = what;
    ++*what;
    sim_at(s, sim_random(s, 1 * S, 15 * S), weather_ends, w, NULL);
}

static void heal(struct sim *s, void *arg)
{
    const int sides[SIM_NODES_MAX] = {0};

    (void)arg;
    sim_log(s, "FAULT", "the network heals");
    net_cut(s, sides);
}

static void power_off(struct sim *s)
{
    node_power_off(s, sim_some_node(s)->index, false);
}

void faults_power_on(struct sim *s, void *arg)
{
    (void)arg;
    for (int i = 0; i < s->n_nodes; i++) {
        node_power_on(s, i);
    }
}

static void power_off_a_while(struct sim *s)
{
    power_off(s);
    sim_at(s, sim_random(s, 3 * S, 40 * S), faults_power_on, NULL, NULL);
}

static void kill_daemon(struct sim *s)
{
    node_crash(s, sim_some_node(s)->index, (enum sim_daemon)sim_random(s, 0, SIM_DAEMONS - 1));
}

static void kill_all_crmds(struct sim *s)
{
    for (int i = 0; i < s->n_nodes; i++) {
        node_crash(s, i, SIM_CRMD);
    }
}

static void cut(struct sim *s)
{
    int sides[SIM_NODES_MAX] = {0};

    sim_log(s, "FAULT", "the network is cut");
    sides[sim_random(s, 0, s->n_nodes - 1)] = 1;
    net_cut(s, sides);
    /* Who does not wait for the other at its start is fenced again and again in a long one. */
    sim_at(s, sim_random(s, S / 2, (s->impatient ? 150 : 30) * S), heal, NULL, NULL);
}

static void service_dies(struct sim *s)
{
    agents_service_dies(s, sim_some_node(s), sim_rsc[sim_random(s, 0, (int64_t)s->n_rscs - 1)]);
}

static void instance_dies(struct sim *s)
{
    agents_service_dies(s, sim_some_node(s), SIM_CLONE);
}

/* The copy there has got ahead of the others: it shall be promoted. */
static void copy_gets_ahead(struct sim *s)
{
    int best = sim_some_node(s)->index;

    for (int i = 0; i < s->n_nodes; i++) {
        s->node[i].ahead = i == best;
    }
    sim_log(s, "WORLD", "the copy on %s is ahead", s->node[best].name);
}

static void shut_down_a_while(struct sim *s)
{
    node_shutdown(s, sim_some_node(s)->index);
    sim_at(s, sim_random(s, 3 * S, 40 * S), faults_power_on, NULL, NULL);
}

static void network_slow(struct sim *s) { bad_weather(s, &s->slow_network, "the network is slow"); }
static void fencing_fails(struct sim *s) { bad_weather(s, &s->failing_fencing, "fencing fails"); }
static void disk_slow(struct sim *s) { bad_weather(s, &s->slow_disk, "disks are slow"); }

/* Bad agents matter when there is something to do: a service dies, an administrator moves things. */
static void agents_fail(struct sim *s)
{
    bad_weather(s, &s->failing_agents, "agents fail");
    service_dies(s);
    admin_changes(s);
}

static void agents_slow(struct sim *s)
{
    bad_weather(s, &s->slow_agents, "agents are slow");
    service_dies(s);
    admin_changes(s);
}

/* The same where roles change. */
static void agents_fail_in_roles(struct sim *s)
{
    bad_weather(s, &s->failing_agents, "agents fail");
    copy_gets_ahead(s);
    admin_role_changes(s);
}

/* In order, and it comes back newer; or while it runs, so that it is newer after the next crash. */
static void upgrade(struct sim *s)
{
    struct sim_node *n = sim_some_node(s);

    if (!s->upgrades) {
        return;
    }
    sim_log(s, "CLIENT", "a newer version is installed on %s", n->name);
    n->upgrade_due = true;
    if (sim_chance(s, 70)) {
        node_shutdown(s, n->index);
        sim_at(s, sim_random(s, 3 * S, 40 * S), faults_power_on, NULL, NULL);
    }
}

/* What can be moved without a stop is moved, again and again. */
static void move_on(struct sim *s)
{
    for (int i = 0; i < 4; i++) {
        sim_at(s, sim_random(s, 0, 20 * S), admin_moves, NULL, NULL);
    }
}

static struct sim_node *coordinator(struct sim *s)
{
    for (int i = 0; i < s->n_nodes; i++) {
        if (s->node[i].crmd != NULL && crmd_is_dc(s->node[i].crmd)) {
            return &s->node[i];
        }
    }
    return NULL;
}

static void strike(struct sim *s, void *arg)
{
    enum sim_daemon d = sim_chance(s, 70) ? SIM_CRMD : SIM_FENCER;
    const struct sim_node *dc = coordinator(s);

    (void)arg;
    if (dc != NULL) {
        node_crash(s, dc->index, d);
    }
}

void faults_fencing(struct sim *s, int64_t took_us)
{
    if (s->seed % 8 == 6 && !s->faults_over) {
        sim_at(s, sim_random(s, 0, took_us), strike, NULL, NULL);
    }
}

/* In the midst of a delicate operation. */
struct blow {
    int node, other; /* where it runs; the other end of a migration, or some other node */
    int kind;
};
enum { BLOW_POWER, BLOW_POWER_OF_OTHER, BLOW_LRMD, BLOW_LRMD_OF_OTHER, BLOW_CRMD, BLOW_DC, BLOW_POWER_OF_DC, BLOW_CUT, BLOWS };

static void power_off_for_a_while(struct sim *s, int node)
{
    node_power_off(s, node, false);
    sim_at(s, sim_random(s, 3 * S, 40 * S), faults_power_on, NULL, NULL);
}

static void blow(struct sim *s, void *arg)
{
    const struct blow *b = arg;
    const struct sim_node *dc = coordinator(s);

    if (s->faults_over) {
        return;
    }
    switch (b->kind) {
    case BLOW_POWER: power_off_for_a_while(s, b->node); break;
    case BLOW_POWER_OF_OTHER: power_off_for_a_while(s, b->other); break;
    case BLOW_LRMD: node_crash(s, b->node, SIM_LRMD); break;
    case BLOW_LRMD_OF_OTHER: node_crash(s, b->other, SIM_LRMD); break;
    case BLOW_CRMD: node_crash(s, b->node, SIM_CRMD); break;
    case BLOW_CUT: cut(s); break;
    case BLOW_DC:
    case BLOW_POWER_OF_DC:
        if (dc != NULL && b->kind == BLOW_DC) {
            node_crash(s, dc->index, SIM_CRMD);
        } else if (dc != NULL) {
            power_off_for_a_while(s, dc->index);
        }
        break;
    default: break;
    }
}

static const char *const DELICATE[] = {"migrate_to", "migrate_from", "promote", "demote", "notify", NULL};

enum sim_ill faults_acting(struct sim *s, const struct sim_node *n, const char *action, const struct sim_node *other, int64_t took_us)
{
    bool delicate = false;

    for (size_t i = 0; DELICATE[i] != NULL; i++) {
        delicate = delicate || bt_streq(action, DELICATE[i]);
    }
    if (!s->delicate || !delicate || s->faults_over || !sim_chance(s, bt_streq(action, "notify") ? 3 : 15)) {
        return SIM_WELL;
    }
    if (sim_chance(s, 40)) {
        return (enum sim_ill)sim_random(s, SIM_FAILS, SIM_HANGS);
    }
    struct blow *b = BT_NEW(struct blow);
    b->node = n->index;
    b->other = other != NULL ? other->index : sim_some_node(s)->index;
    b->kind = (int)sim_random(s, 0, BLOWS - 1);
    sim_at(s, sim_random(s, 0, took_us), blow, b, NULL);
    return SIM_WELL;
}

static void (*const FAULTS[])(struct sim *) = {
    power_off_a_while, kill_daemon, kill_daemon, kill_all_crmds, cut, service_dies, shut_down_a_while,
    agents_fail, agents_slow, network_slow, fencing_fails, disk_slow, admin_changes, admin_changes, admin_storm,
    /* Where there is a promotable clone: */
    copy_gets_ahead, copy_gets_ahead, instance_dies, admin_role_changes, admin_role_changes, agents_fail_in_roles, move_on, upgrade, upgrade,
};
#define PLAIN_FAULTS 15

static void one_fault(struct sim *s, void *arg)
{
    (void)arg;
    if (!s->faults_over) {
        FAULTS[sim_random(s, 0, s->opt.plain ? PLAIN_FAULTS - 1 : (int64_t)BT_COUNT(FAULTS) - 1)](s);
    }
}

/* Everything is mended: power, network, weather, and what people had switched off. */
static void faults_end(struct sim *s, void *arg)
{
    (void)arg;
    sim_log(s, "WORLD", "the faults are over");
    s->faults_over = true;
    s->slow_network = s->slow_agents = s->failing_agents = s->failing_fencing = s->slow_disk = 0;
    heal(s, NULL);
    faults_power_on(s, NULL);
}

void faults_plan(struct sim *s)
{
    int64_t end = s->opt.end_s * S, quiet = end * 2 / 3;

    for (int i = 0; i < s->n_nodes; i++) {
        struct sim_node *n = &s->node[i];
        n->index = i;
        n->id = (uint32_t)i + 1;
        snprintf(n->name, sizeof n->name, "n%d", i + 1);
    }
    s->two_node = s->n_nodes == 2 && s->seed % 4 < 2;
    s->impatient = s->two_node && s->seed % 4 == 1;
    s->notify = !s->opt.plain && s->seed / 8 % 2 == 1;
    s->delicate = !s->opt.plain && s->seed / 16 % 2 == 1;
    s->upgrades = !s->opt.plain && s->seed / 64 % 2 == 1;
    s->push = !s->opt.plain && s->seed / 32 % 2 == 1;
    s->own_wire = s->push && s->seed / 128 % 2 == 1;
    config_write(s);
    for (int i = 0; i < s->n_nodes; i++) {
        node_power_on(s, i);
    }
    int64_t at = 0;
    for (int64_t i = sim_random(s, 2, 14); i > 0; i--) { /* half of them soon after another, where it hurts */
        at = at > 0 && sim_chance(s, 50) ? at + sim_random(s, 0, 4 * S) : sim_random(s, 2 * S, quiet - 60 * S);
        sim_at(s, at, one_fault, NULL, NULL);
    }
    sim_at(s, 5 * S, admin_marks, NULL, NULL);
    if (s->opt.broken == SIM_BREAK_NOISE) {
        sim_at(s, end - S, admin_noise, NULL, NULL);
    }
    sim_at(s, quiet, faults_end, NULL, NULL);
    sim_at(s, quiet + 30 * S, admin_mends, NULL, NULL);
}
