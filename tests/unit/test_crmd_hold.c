/* tests/unit/test_crmd_hold.c - the profile two-node: the breaker for fence loops, no services before fencing is proven; the record of falls.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include <unistd.h>

#include "crmd/hold.h"
#include "crmd/starts_io.h"
#include "lib/edge.h"
#include "tests/sim/group.h"

#define NOW 1767225600 /* the stories' wall time 0 */

static int one = 1;

/* A policy engine that starts and fences only with quorum. */
static xmlDoc *quorate_planner(struct group *g, const xmlNode *cib)
{
    if (bt_streq(bt_xml_get(cib, "have-quorum"), "0"))
        return NULL;
    return group_simple_planner(g, cib);
}

static void put(struct group *g, int i, const char *section, const char *text)
{
    xmlDoc *data = NULL;
    assert_int_equal(bt_xml_parse(text, strlen(text), "test", &data, NULL), BT_EX_OK);
    struct cib_request rq = {.op = CIB_OP_MODIFY, .section = section, .xml = bt_xml_root(data), .flags = CIB_CAN_CREATE, .client = "test", .user = "root"};
    xmlDoc *doc = cib_request_to_xml(&rq);
    bt_xml_set_int(bt_xml_root(doc), XA_ID, 1);
    group_ask(g, i, doc);
    bt_xml_free(data);
}

/* Two nodes in the profile, with a fence device; they have not started a service before it was configured. */
static struct group *two(void)
{
    struct group *g = group_new(2, 0);
    g->planner = quorate_planner;
    g->two_node = true;
    static int none = 0;
    g->story = &none;
    group_start_all(g);
    put(g, 0, "crm_config", "<crm_config><cluster_property_set id='p'><nvpair id='p1' name='cluster-profile' value='two-node'/></cluster_property_set></crm_config>");
    put(g, 0, "resources", "<resources><primitive id='fencing' class='stonith' type='fence_x'/></resources>");
    g->story = &one;
    return g;
}

static const char *held(const struct group *g, int i)
{
    const xmlNode *status = bt_xml_path(bt_xml_root(cib_doc(crmd_cib(g->node[i].core))), "status");
    bt_xml_each(state, status, "node_state") {
        const xmlNode *pair = bt_xml_find(bt_xml_path(state, "transient_attributes/instance_attributes"), "nvpair", "name", "#held");
        if (pair != NULL)
            return bt_xml_get_or(pair, "value", "");
    }
    return NULL;
}

static void replan(struct group *g, int i)
{
    group_ask(g, i, group_request("replan"));
    group_run(g, 500);
}

static bool up(const struct group *g)
{
    return bt_strv_has(&g->node[0].active, "rsc1") || bt_strv_has(&g->node[1].active, "rsc1");
}

/* Proof ---------------------------------------------------------------------------------------------------------------------- */

static void nothing_starts_until_a_check_succeeds(void **state)
{
    (void)state;
    struct group *g = two();
    group_run(g, 500);
    replan(g, 0);
    assert_true(group_said(g, "This partition does not act: nothing is started until it is proven that n1 can be fenced"));
    assert_false(up(g));
    assert_non_null(held(g, 1)); /* the other node's tools see it too */
    assert_true(g->rounds >= 1);
    group_run(g, 60000);
    assert_in_range(g->rounds, 5, 12); /* asked for again, but not in a storm */
    g->provable = true;
    group_run(g, HOLD_PROVE_MAX_MS + 1000);
    assert_true(group_said(g, "This partition acts now"));
    assert_true(up(g));
    assert_null(held(g, 0));
    int rounds = g->rounds;
    group_run(g, 60000);
    assert_int_equal(g->rounds, rounds);
    group_free(g);
}

static void a_proof_by_a_device_that_is_gone_does_not_count(void **state)
{
    (void)state;
    struct group *g = two();
    put(g, 0, "resources", "<resources><primitive id='other' class='stonith' type='fence_x'/></resources>");
    struct cib_request rq = {.op = CIB_OP_DELETE, .xpath = "//primitive[@id='fencing']", .client = "test", .user = "root"};
    xmlDoc *doc = cib_request_to_xml(&rq);
    bt_xml_set_int(bt_xml_root(doc), XA_ID, 1);
    group_ask(g, 0, doc);
    group_run(g, 1000);
    g->provable = true;
    group_run(g, 20000);
    replan(g, 0);
    assert_false(up(g));
    assert_non_null(held(g, 0));
    group_free(g);
}

static void a_waiver_needs_a_name_and_a_date(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool valid;
    } cases[] = {{"jo 2026-11-28", true}, {"jo 2026-11-28 the PDU comes on Monday", true}, {"jo", false}, {"2026-11-28", false}, {"2026-11-28 2026-11-28", false},
                 {"", false}, {"true", false}, {"jo soon", false}};
    for (size_t i = 0; i < BT_COUNT(cases); i++)
        assert_int_equal(hold_waiver_valid(cases[i].text), cases[i].valid);
    struct group *g = two();
    group_run(g, 3000);
    group_set_property(g, 0, "fencing-waiver", "true");
    group_run(g, 3000);
    replan(g, 0);
    assert_false(up(g));
    group_set_property(g, 0, "fencing-waiver", "jo 2026-11-28");
    group_run(g, 3000);
    replan(g, 0);
    assert_true(up(g));
    assert_null(held(g, 0));
    group_free(g);
}

static void what_runs_already_is_left_alone(void **state)
{
    (void)state;
    struct group *g = group_new(2, 0);
    g->planner = quorate_planner;
    g->story = &one;
    group_start_all(g);
    assert_true(up(g));
    put(g, 0, "crm_config", "<crm_config><cluster_property_set id='p'><nvpair id='p1' name='cluster-profile' value='two-node'/></cluster_property_set></crm_config>");
    group_run(g, 3000);
    assert_null(held(g, 0));
    assert_true(up(g));
    assert_int_equal(g->rounds, 0);
    group_free(g);
}

static void a_cluster_that_acts_goes_on_whoever_leads(void **state)
{
    (void)state;
    struct group *g = two();
    g->provable = true;
    group_run(g, 3000);
    replan(g, 0);
    assert_true(up(g));
    g->provable = false;
    int dc = group_dc(g);
    group_crash(g, dc); /* the other one leads now, and was never told what is proven */
    group_run(g, 2000);
    group_start(g, dc);
    group_run(g, 3000);
    assert_int_equal(group_dc(g), 1 - dc);
    assert_null(held(g, dc));
    group_crash(g, 1 - dc);
    group_start(g, 1 - dc);
    group_run(g, 3000);
    assert_true(up(g));
    assert_null(held(g, dc));
    group_free(g);
}

static void without_the_profile_nothing_is_held(void **state)
{
    (void)state;
    struct group *g = group_new(2, 0);
    g->planner = quorate_planner;
    g->story = &one;
    for (int i = 0; i < 5; i++)
        BT_PUSH(&g->node[0].falls, NOW - i);
    group_start_all(g);
    assert_true(up(g));
    assert_int_equal(g->rounds, 0);
    assert_null(held(g, 0));
    group_free(g);
}

/* The breaker ------------------------------------------------------------------------------------------------------------------ */

/* n1 starts alone; it fell so often before. */
static struct group *alone_after(int falls, int64_t ago_s)
{
    struct group *g = two();
    g->provable = true;
    group_run(g, 3000);
    group_power_off(g, 1);
    group_power_off(g, 0);
    group_run(g, 1000);
    g->fencings = 0;
    g->node[0].falls.n = 0;
    for (int i = 0; i < falls; i++)
        BT_PUSH(&g->node[0].falls, NOW + g->now_ms / 1000 - ago_s);
    group_power_on(g, 0);
    group_start(g, 0);
    group_run(g, 40000);
    return g;
}

static void a_node_in_a_fence_loop_does_not_act_alone(void **state)
{
    (void)state;
    struct group *g = alone_after(3, 60);
    assert_true(group_said(g, "This partition does not act: n1 went down 3 times within 1h without an orderly end"));
    assert_false(bt_strv_has(&g->node[0].active, "rsc1"));
    assert_int_equal(g->fencings, 0);
    assert_non_null(held(g, 0));
    group_free(g);
}

static void it_acts_when_it_sees_its_peer_and_goes_on_when_that_is_gone(void **state)
{
    (void)state;
    struct group *g = alone_after(3, 60);
    group_power_on(g, 1);
    group_start(g, 1);
    group_run(g, 3000);
    replan(g, 0);
    assert_true(up(g));
    assert_null(held(g, 0));
    assert_int_equal(g->node[0].falls.n, 0); /* until the next boot */
    group_power_off(g, 1);
    group_run(g, 30000);
    assert_true(bt_strv_has(&g->node[0].active, "rsc1"));
    group_free(g);
}

static void it_acts_when_an_administrator_says_so(void **state)
{
    (void)state;
    struct group *g = alone_after(3, 60);
    uint64_t client = group_ask(g, 0, group_request("release"));
    group_run(g, 30000);
    assert_int_equal(group_rc(g, client), 0);
    assert_true(group_said(g, "it may act now: an administrator says so"));
    assert_true(up(g));
    group_free(g);
}

static void a_release_does_not_stand_for_a_proof(void **state)
{
    (void)state;
    struct group *g = two();
    group_run(g, 3000);
    uint64_t client = group_ask(g, 0, group_request("release"));
    group_run(g, 1000);
    assert_int_equal(group_rc(g, client), BT_EX_UNSATISFIED);
    assert_non_null(strstr(bt_xml_get_or(group_reply(g, client), "text", ""), "Only a waiver helps here"));
    assert_false(up(g));
    group_free(g);
}

static void few_or_old_falls_do_not_matter(void **state)
{
    (void)state;
    static const struct {
        int falls;
        int64_t ago_s;
    } cases[] = {{2, 60}, {5, 4000}, {0, 0}};
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        struct group *g = alone_after(cases[i].falls, cases[i].ago_s);
        assert_true(bt_strv_has(&g->node[0].active, "rsc1"));
        assert_null(held(g, 0));
        group_free(g);
    }
}

/* The record ------------------------------------------------------------------------------------------------------------------- */

static char folder[] = "/tmp/test-crmd-hold-XXXXXX";

static int in_a_folder(void **state)
{
    (void)state;
    strcpy(strrchr(folder, '-'), "-XXXXXX");
    return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static int no_folder(void **state)
{
    (void)state;
    unlink("starts");
    unlink("life");
    return chdir("/") != 0 || rmdir(folder) != 0;
}

static size_t opened(int64_t now_s)
{
    struct starts falls = {0};
    starts_open("starts", "life", now_s, &falls);
    size_t n = falls.n;
    assert_true(n == 0 || falls.v[n - 1] <= now_s);
    BT_VEC_FREE(&falls);
    return n;
}

static void falls_are_counted_by_boots_that_no_orderly_end_came_before(void **state)
{
    (void)state;
    assert_int_equal(opened(100), 0); /* the first start ever */
    assert_int_equal(opened(101), 0); /* the controller alone starts again */
    unlink("life");                   /* power-off, boot */
    assert_int_equal(opened(200), 1);
    assert_int_equal(opened(201), 1); /* a crash of the controller changes nothing */
    unlink("life");
    assert_int_equal(opened(300), 2);
    starts_release("life");
    assert_int_equal(opened(301), 0); /* they do not matter in this life any more */
    starts_close("starts");
    unlink("life");
    assert_int_equal(opened(400), 2); /* an orderly end; the old ones are still there */
    for (int64_t i = 0; i < 2 * STARTS_MAX; i++) {
        unlink("life");
        opened(500 + i);
    }
    unlink("life");
    assert_int_equal(opened(900), STARTS_MAX + 1);
}

static void rubbish_in_the_record_is_passed_over(void **state)
{
    (void)state;
    static const char rubbish[] = "open\nx\n12\n\n-\n99999999999999999999\n";
    assert_int_equal(bt_file_write_durable("starts", rubbish, strlen(rubbish), 0600, NULL), BT_EX_OK);
    assert_int_equal(opened(50), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_starts_until_a_check_succeeds),
        cmocka_unit_test(a_proof_by_a_device_that_is_gone_does_not_count),
        cmocka_unit_test(a_waiver_needs_a_name_and_a_date),
        cmocka_unit_test(what_runs_already_is_left_alone),
        cmocka_unit_test(a_cluster_that_acts_goes_on_whoever_leads),
        cmocka_unit_test(without_the_profile_nothing_is_held),
        cmocka_unit_test(a_node_in_a_fence_loop_does_not_act_alone),
        cmocka_unit_test(it_acts_when_it_sees_its_peer_and_goes_on_when_that_is_gone),
        cmocka_unit_test(it_acts_when_an_administrator_says_so),
        cmocka_unit_test(a_release_does_not_stand_for_a_proof),
        cmocka_unit_test(few_or_old_falls_do_not_matter),
        cmocka_unit_test_setup_teardown(falls_are_counted_by_boots_that_no_orderly_end_came_before, in_a_folder, no_folder),
        cmocka_unit_test_setup_teardown(rubbish_in_the_record_is_passed_over, in_a_folder, no_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
