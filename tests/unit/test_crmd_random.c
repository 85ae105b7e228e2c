/* tests/unit/test_crmd_random.c - the controller under random crashes, power-offs, cuts and delays: what must hold at every step, and that all becomes quiet.
 *
 * At every step: among those who see each other there is one coordinator a term; no primitive is active on two nodes that have power.
 * At the end, after the last fault: one coordinator, one document, every primitive active once, and every acknowledged change is in the document, unless it
 * was said that a configuration gave way to one that was made apart from it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "tests/sim/group.h"

#define RSCS 2
#define FAULT_EVERY_MS 400
#define FAULTS 40

static int rscs = RSCS;

struct chaos {
    struct group *g;
    uint64_t seed, chance;
    bool cuts;             /* partitions happen */
    BT_VEC(uint64_t) asked;
    const char *broken;
};

static uint64_t roll(struct chaos *c, uint64_t n)
{
    c->chance = c->chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (c->chance >> 33) % n;
}

/* Invariants ------------------------------------------------------------------------------------------------------ */

static const char *broken;

static void check_coordinators(const struct group *g)
{
    for (int i = 0; i < g->n; i++) {
        for (int k = 0; k < i; k++) {
            const struct group_node *a = &g->node[i], *b = &g->node[k];
            if (a->core == NULL || b->core == NULL || !group_sees(g, i, k) || !group_sees(g, k, i))
                continue;
            if (crmd_is_dc(a->core) && crmd_is_dc(b->core) && crmd_term(a->core) == crmd_term(b->core))
                broken = "two coordinators in one term";
        }
    }
}

static void check_services(const struct group *g)
{
    char rsc[16];
    for (int r = 1; r <= RSCS; r++) {
        int active = 0;
        snprintf(rsc, sizeof rsc, "rsc%d", r);
        for (int i = 0; i < g->n; i++)
            active += g->node[i].power && bt_strv_has(&g->node[i].active, rsc);
        if (active > 1)
            broken = "a primitive is active on two nodes";
    }
}

static void check(struct group *g)
{
    check_coordinators(g);
    check_services(g);
}

/* Faults ------------------------------------------------------------------------------------------------------------- */

static void change_something(struct chaos *c, int i)
{
    char name[24];
    if (c->g->node[i].core == NULL)
        return;
    snprintf(name, sizeof name, "mark-%zu", c->asked.n);
    uint64_t client = group_set_property(c->g, i, name, "set");
    BT_PUSH(&c->asked, client);
}

static void change_attribute(struct chaos *c, int i)
{
    if (c->g->node[i].core == NULL)
        return;
    xmlDoc *doc = group_request("attr-update");
    bt_xml_set(bt_xml_root(doc), "name", "noise");
    bt_xml_set(bt_xml_root(doc), "value", "value++");
    group_ask(c->g, i, doc);
}

static void cut(struct chaos *c)
{
    int sides[GROUP_MAX] = {0};
    for (int i = 0; i < c->g->n; i++)
        sides[i] = (int)roll(c, 2);
    group_cut(c->g, sides);
}

static void heal(struct group *g)
{
    static const int sides[GROUP_MAX] = {0};
    group_cut(g, sides);
}

static void revive(struct group *g, int i)
{
    if (!g->node[i].power)
        group_power_on(g, i);
    if (g->node[i].core == NULL)
        group_start(g, i);
}

static void one_fault(struct chaos *c)
{
    struct group *g = c->g;
    int i = (int)roll(c, (uint64_t)g->n);
    struct group_node *n = &g->node[i];
    switch (roll(c, 12)) {
    case 0:
    case 1:
        if (n->core != NULL)
            group_crash(g, i);
        break;
    case 2:
        if (n->power)
            group_power_off(g, i);
        break;
    case 3:
        if (c->cuts)
            cut(c);
        break;
    case 4: heal(g); break;
    case 5:
        if (n->core != NULL)
            group_shutdown(g, i);
        break;
    case 6: group_lrm(g, i, n->lrm_down); break;
    case 7: g->failing_fencings = (int)roll(c, 3); break;
    case 8: change_attribute(c, i); break;
    case 9: change_something(c, i); break;
    default: revive(g, i); break;
    }
}

/* The end ------------------------------------------------------------------------------------------------------------ */

static void check_acknowledged(const struct chaos *c)
{
    const struct group *g = c->g;
    char name[24];
    if (group_said(g, "(keeps a configuration aside)"))
        return; /* said, and kept */
    for (size_t i = 0; i < c->asked.n; i++) {
        snprintf(name, sizeof name, "mark-%zu", i);
        if (group_rc(g, c->asked.v[i]) == 0 && !bt_streq(group_property(g, 0, name), "set"))
            broken = "an acknowledged change is lost";
    }
}

static void check_end(const struct chaos *c)
{
    struct group *g = c->g;
    char rsc[16];
    if (!group_idle(g))
        broken = "it does not become quiet";
    else if (!group_agrees(g))
        broken = "the replicas differ";
    for (int r = 1; broken == NULL && r <= RSCS; r++) {
        int active = 0;
        snprintf(rsc, sizeof rsc, "rsc%d", r);
        for (int i = 0; i < g->n; i++)
            active += bt_strv_has(&g->node[i].active, rsc);
        if (active != 1)
            broken = "a primitive is not active";
    }
    if (broken == NULL)
        check_acknowledged(c);
}

static const char *run(uint64_t seed, int nodes, bool cuts)
{
    struct chaos c = {.g = group_new(nodes, seed), .seed = seed, .chance = seed * 7919, .cuts = cuts};
    struct group *g = c.g;
    broken = NULL;
    g->planner = group_simple_planner;
    g->story = &rscs;
    g->check = check;
    for (int i = 0; i < nodes; i++)
        group_power_on(g, i);
    for (int i = 0; i < nodes; i++)
        group_start(g, i);
    for (int i = 0; i < FAULTS && broken == NULL; i++) {
        group_run(g, (int64_t)roll(&c, FAULT_EVERY_MS));
        one_fault(&c);
    }
    heal(g);
    g->failing_fencings = 0;
    for (int round = 0; round < 8 && broken == NULL; round++) { /* a late fencing may take one down again */
        for (int i = 0; i < nodes; i++) {
            if (g->node[i].lrm_down)
                group_lrm(g, i, true);
            revive(g, i);
        }
        group_run(g, 40000);
    }
    if (broken == NULL)
        check_end(&c);
    group_free(g);
    BT_VEC_FREE(&c.asked);
    return broken;
}

static void many(int nodes, bool cuts, uint64_t first, uint64_t last)
{
    for (uint64_t seed = first; seed <= last; seed++) {
        const char *what = run(seed, nodes, cuts);
        if (what != NULL)
            print_error("seed %" PRIu64 ", %d nodes%s: %s\n", seed, nodes, cuts ? ", cuts" : "", what);
        assert_null(what);
    }
}

static void two_nodes_through_crashes_and_power_offs(void **state)
{
    (void)state;
    many(2, false, 1, 60);
}

static void three_nodes_through_crashes_and_power_offs(void **state)
{
    (void)state;
    many(3, false, 1, 40);
}

static void three_nodes_through_partitions_too(void **state)
{
    (void)state;
    many(3, true, 1, 60);
}

static void two_nodes_through_partitions_too(void **state)
{
    (void)state;
    many(2, true, 1, 60);
}

/* Nothing is promised about what the cluster then does, but that every controller goes on, and that the group is well again once the rubbish ends. */
static void documents_with_rubbish_in_them_end_no_controller(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        struct chaos c = {.g = group_new(1 + (int)(seed % 3), seed), .chance = seed};
        struct group *g = c.g;
        g->planner = group_simple_planner;
        g->story = &rscs;
        group_start_all(g);
        g->mangle = true;
        for (int i = 0; i < 60; i++) {
            xmlDoc *doc = group_request(i % 2 == 0 ? "cleanup" : "fail");
            bt_xml_set(bt_xml_root(doc), "rsc", "rsc1");
            group_ask(g, 0, doc);
            change_something(&c, i % g->n);
            change_attribute(&c, i % g->n);
            group_run(g, 100);
        }
        for (int i = 0; i < g->n; i++)
            assert_true(g->node[i].core != NULL || g->node[i].exit_code == BT_EX_OK || g->node[i].exit_code == BT_EX_FATAL || !g->node[i].power);
        g->mangle = false;
        for (int i = 0; i < g->n; i++) {
            if (g->node[i].core != NULL)
                group_crash(g, i);
        }
        for (int i = 0; i < g->n; i++)
            revive(g, i);
        group_run(g, 120000);
        assert_true(group_idle(g));
        assert_true(group_agrees(g));
        group_free(g);
        BT_VEC_FREE(&c.asked);
    }
}

/* test_crmd_random SEED NODES CUTS replays one with GROUP_VERBOSE=1 in the environment. */
int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_nodes_through_crashes_and_power_offs),
        cmocka_unit_test(three_nodes_through_crashes_and_power_offs),
        cmocka_unit_test(three_nodes_through_partitions_too),
        cmocka_unit_test(two_nodes_through_partitions_too),
        cmocka_unit_test(documents_with_rubbish_in_them_end_no_controller),
    };
    if (argc == 4) {
        const char *what = run(strtoull(argv[1], NULL, 10), atoi(argv[2]), atoi(argv[3]) != 0);
        puts(what != NULL ? what : "holds");
        return what != NULL;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
