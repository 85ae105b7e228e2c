/* tests/unit/test_lrm_baton_agents.c - our own agents, ocf:baton:Dummy and ocf:baton:Stateful: their life, and each fault that they can show,
 * seen through the LRM's executor.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lrm/exec_io.h"
#include "lrm/metadata.h"

#define LONG_MS 30000

struct rig {
    char root[64];
    struct bt_loop *loop;
    struct lrm_executor *x;
    bool ended;
    enum bt_opstatus status;
    int rc;
    char *reason, *output;
};

static void on_done(void *ctx, struct lrm_event *ev)
{
    struct rig *r = ctx;
    free(r->reason);
    free(r->output);
    r->ended = true;
    r->status = ev->status;
    r->rc = ev->rc;
    r->reason = bt_strdup(ev->exit_reason);
    r->output = bt_strdup(ev->output);
    bt_loop_stop(r->loop);
}

static void make_folder(const struct rig *r, const char *name)
{
    char *path = bt_printf("%s/%s", r->root, name);
    assert_int_equal(mkdir(path, 0755), 0);
    free(path);
}

static int setup(void **state)
{
    static const struct lrm_executor_hooks hooks = {.done = on_done};
    struct rig *r = BT_NEW(struct rig);
    strcpy(r->root, "/tmp/test_lrm_agents.XXXXXX");
    assert_non_null(mkdtemp(r->root));
    make_folder(r, "resource.d");
    make_folder(r, "baton-faults");
    char *link = bt_printf("%s/resource.d/baton", r->root);
    assert_int_equal(symlink(TEST_AGENTS, link), 0);
    free(link);
    setenv("HA_RSCTMP", r->root, 1);
    setenv("HA_SBIN_DIR", r->root, 1); /* no crm_attribute here: the agents do without */
    r->loop = bt_loop_new();
    r->x = lrm_executor_new(r->loop, r->root, &hooks, r);
    *state = r;
    return 0;
}

static int teardown(void **state)
{
    struct rig *r = *state;
    lrm_executor_free(r->x);
    bt_loop_free(r->loop);
    char *command = bt_printf("rm -rf %s", r->root);
    assert_int_equal(system(command), 0);
    free(command);
    free(r->reason);
    free(r->output);
    free(r);
    return 0;
}

static void overdue(void *ctx)
{
    (void)ctx;
    fail_msg("no result came within %d ms", LONG_MS);
}

static void run(struct rig *r, const char *type, const char *action, const char *faults, int64_t timeout_ms)
{
    struct lrm_run run = {.token = 1,
                          .standard = bt_strdup("ocf"),
                          .provider = bt_strdup("baton"),
                          .type = bt_strdup(type),
                          .rsc = bt_strdup("r"),
                          .action = bt_strdup(action),
                          .timeout_ms = timeout_ms};
    char *word = bt_printf("OCF_RESKEY_faults=%s", faults);
    bt_strv_add(&run.env, "OCF_RESOURCE_INSTANCE=r");
    bt_strv_add(&run.env, word);
    free(word);
    r->ended = false;
    bt_timer late = bt_timer_add(r->loop, LONG_MS, overdue, NULL);
    lrm_execute(r->x, &run);
    while (!r->ended)
        bt_loop_run(r->loop);
    bt_timer_cancel(r->loop, late);
}

static void expect(struct rig *r, const char *type, const char *action, const char *faults, int rc)
{
    run(r, type, action, faults, 20000);
    assert_int_equal(r->status, BT_OP_DONE);
    assert_int_equal(r->rc, rc);
}

static void dummy_lives_a_life(void **state)
{
    struct rig *r = *state;
    expect(r, "Dummy", "monitor", "", 7);
    expect(r, "Dummy", "start", "", 0);
    expect(r, "Dummy", "start", "", 0);
    expect(r, "Dummy", "monitor", "", 0);
    expect(r, "Dummy", "reload-agent", "", 0);
    expect(r, "Dummy", "migrate_to", "", 0);
    expect(r, "Dummy", "monitor", "", 7);
    expect(r, "Dummy", "migrate_from", "", 0);
    expect(r, "Dummy", "validate-all", "", 0);
    expect(r, "Dummy", "stop", "", 0);
    expect(r, "Dummy", "stop", "", 0);
    expect(r, "Dummy", "monitor", "", 7);
    expect(r, "Dummy", "what", "", 3);
}

static void stateful_is_promoted_and_demoted(void **state)
{
    struct rig *r = *state;
    expect(r, "Stateful", "promote", "", 1);
    expect(r, "Stateful", "demote", "", 7);
    expect(r, "Stateful", "start", "", 0);
    expect(r, "Stateful", "monitor", "", 0);
    expect(r, "Stateful", "promote", "", 0);
    expect(r, "Stateful", "promote", "", 0);
    expect(r, "Stateful", "monitor", "", 8);
    expect(r, "Stateful", "notify", "", 0);
    expect(r, "Stateful", "demote", "", 0);
    expect(r, "Stateful", "monitor", "", 0);
    expect(r, "Stateful", "stop", "", 0);
    expect(r, "Stateful", "monitor", "", 7);
}

static void a_fault_may_show_only_the_first_times(void **state)
{
    struct rig *r = *state;
    static const char faults[] = "monitor:fail=1x2 start:fail=5x1";
    expect(r, "Dummy", "start", faults, 5);
    expect(r, "Dummy", "start", faults, 0);
    expect(r, "Dummy", "monitor", faults, 1);
    expect(r, "Dummy", "monitor", faults, 1);
    expect(r, "Dummy", "monitor", faults, 0);
    expect(r, "Dummy", "monitor", "monitor:fail=1x3", 1); /* another word, counted apart */
    expect(r, "Dummy", "stop", faults, 0);
}

static void each_fault_shows_as_what_it_is(void **state)
{
    struct rig *r = *state;
    expect(r, "Dummy", "start", "stop:hang start:fail=5", 5);
    assert_string_equal(r->reason, "asked to fail by faults=\"start:fail=5\"");
    expect(r, "Dummy", "monitor", "start:fail=5", 7);
    run(r, "Dummy", "stop", "stop:hang", 200);
    assert_int_equal(r->status, BT_OP_TIMEOUT);
    run(r, "Dummy", "stop", "stop:stubborn", 200);
    assert_int_equal(r->status, BT_OP_TIMEOUT);
    run(r, "Dummy", "start", "start:die", 20000);
    assert_int_equal(r->status, BT_OP_ERROR);
    expect(r, "Dummy", "start", "start:flood=3000000", 0);
    assert_int_equal(strlen(r->output), LRM_OUTPUT_MAX);
    expect(r, "Dummy", "monitor", "monitor:leave=2", 0);
    expect(r, "Dummy", "monitor", "monitor:orphan=2", 0); /* both ended before their children did */
    expect(r, "Dummy", "stop", "stop:lie", 0);
    expect(r, "Dummy", "monitor", "", 0);
    expect(r, "Dummy", "monitor", "monitor:slow=0.2", 0);
}

static void faults_are_switched_while_it_runs(void **state)
{
    struct rig *r = *state;
    char *path = bt_printf("%s/baton-faults/r", r->root);
    expect(r, "Dummy", "start", "", 0);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs("monitor:fail=1\n", f);
    fclose(f);
    expect(r, "Dummy", "monitor", "", 1);
    assert_int_equal(unlink(path), 0);
    expect(r, "Dummy", "monitor", "", 0);
    free(path);
}

static void their_meta_data_is_good(void **state)
{
    struct rig *r = *state;
    static const char *const types[] = {"Dummy", "Stateful"};
    for (size_t i = 0; i < BT_COUNT(types); i++) {
        struct lrm_meta *m = NULL;
        expect(r, types[i], "meta-data", "meta-data:fail=1", 0);
        assert_int_equal(lrm_meta_parse(r->output, strlen(r->output), types[i], &m, NULL), 0);
        assert_string_equal(m->name, types[i]);
        assert_true(lrm_meta_reload_action(m) != NULL);
        char *restart = lrm_meta_force_restart(m);
        assert_string_equal(restart, "  state  ");
        free(restart);
        lrm_meta_free(m);
    }
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(dummy_lives_a_life),
        T(stateful_is_promoted_and_demoted),
        T(a_fault_may_show_only_the_first_times),
        T(each_fault_shows_as_what_it_is),
        T(faults_are_switched_while_it_runs),
        T(their_meta_data_is_good),
    };
    bt_log_open("test_lrm_baton_agents", 0, NULL, BT_LOG_ERROR);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
