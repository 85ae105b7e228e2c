/* tests/unit/test_lrm_ran_with.c - what a stop is told: the parameters that the resource runs with, not those that the configuration has by now.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/lrm_world.h"

static void does(struct world *w, const char *action, int rc, const char *attrs)
{
    world_exec(w, "ip", action, 0, 0, attrs);
    world_done(w, "ip", rc);
}

/* A stop is asked for with `configured` and gets `wanted`; it ends with rc. */
static void expect_stop(struct world *w, const char *configured, const char *wanted, int rc)
{
    char *attrs = bt_printf("ip='%s' nic='eth1' CRM_meta_on_node='n1'", configured);
    world_exec(w, "ip", "stop", 0, 0, attrs);
    assert_string_equal(world_env(w, "ip", "OCF_RESKEY_ip"), wanted);
    assert_string_equal(world_env(w, "ip", "OCF_RESKEY_CRM_meta_on_node"), "n1");
    world_done(w, "ip", rc);
    free(attrs);
}

static struct world *begin(void)
{
    return world_new();
}

static void end(struct world *w)
{
    free(bt_buf_take(&w->out));
    world_free(w);
}

static void a_stop_gets_what_the_start_got(void **state)
{
    (void)state;
    struct world *w = begin();
    does(w, "start", 0, "ip='10.0.0.1' CRM_meta_role='Started' CRM_meta_name='start'");
    world_exec(w, "ip", "stop", 0, 0, "ip='10.0.0.2' nic='eth1' CRM_meta_role='Stopped' trace_ra='1'");
    assert_string_equal(world_env(w, "ip", "OCF_RESKEY_ip"), "10.0.0.1");
    assert_null(world_env(w, "ip", "OCF_RESKEY_nic"));
    assert_string_equal(world_env(w, "ip", "OCF_RESKEY_CRM_meta_role"), "Stopped");
    assert_null(world_env(w, "ip", "OCF_RESKEY_CRM_meta_name"));
    assert_string_equal(world_env(w, "ip", "OCF_RESKEY_trace_ra"), "1");
    world_done(w, "ip", 0);
    does(w, "start", 0, "ip='10.0.0.2'");
    expect_stop(w, "10.0.0.2", "10.0.0.2", 0);
    end(w);
}

static void so_does_it_after_a_failed_stop_a_failed_start_and_a_restart_of_lrmd(void **state)
{
    (void)state;
    struct world *w = begin();
    does(w, "start", 1, "ip='10.0.0.1'");
    expect_stop(w, "10.0.0.2", "10.0.0.1", 1);
    world_restart(w);
    expect_stop(w, "10.0.0.3", "10.0.0.1", 0);
    expect_stop(w, "10.0.0.3", "10.0.0.3", 0); /* it does not run any more: as configured */
    end(w);
}

static void a_reload_counts_if_it_worked(void **state)
{
    (void)state;
    struct world *w = begin();
    does(w, "start", 0, "ip='10.0.0.1'");
    does(w, "reload-agent", 1, "ip='10.0.0.2'");
    expect_stop(w, "10.0.0.3", "10.0.0.1", 1);
    does(w, "reload-agent", 0, "ip='10.0.0.2'");
    expect_stop(w, "10.0.0.3", "10.0.0.2", 0);
    end(w);
}

static void what_is_found_running_or_arrives_is_known_too(void **state)
{
    (void)state;
    struct world *w = begin();
    does(w, "monitor", 7, "ip='10.0.0.1'");
    expect_stop(w, "10.0.0.2", "10.0.0.2", 1);
    does(w, "monitor", 8, "ip='10.0.0.1' OCF_CHECK_LEVEL='10'");
    does(w, "monitor", 0, "ip='10.0.0.9'"); /* it is known already */
    expect_stop(w, "10.0.0.2", "10.0.0.1", 0);
    does(w, "migrate_from", 0, "ip='10.0.0.4'");
    expect_stop(w, "10.0.0.2", "10.0.0.4", 0);
    end(w);
}

#define OTHER(action)                                                                                                                                                            \
    "<lrm_exec><rsc_op operation='" action "' transition-key='1:7:0:aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'>"                                                                     \
    "<primitive id='ip' class='ocf' provider='test' type='Other'/><attributes ip='10.0.0.2'/></rsc_op></lrm_exec>"

static void expect_agent(struct world *w, const char *action, const char *type, const char *ip)
{
    assert_string_equal(w->programs.v[0].run.action, action);
    assert_string_equal(w->programs.v[0].run.type, type);
    assert_string_equal(world_env(w, "ip", "OCF_RESKEY_ip"), ip);
    assert_string_equal(world_env(w, "ip", "OCF_RESOURCE_TYPE"), type);
    world_done(w, "ip", 0);
}

/* The configuration names another agent by now: that one would find nothing to stop. */
static void what_runs_is_ended_by_the_agent_that_started_it(void **state)
{
    (void)state;
    struct world *w = begin();
    does(w, "start", 0, "ip='10.0.0.1'");
    world_restart(w);
    world_message(w, CRMD, OTHER("demote"));
    expect_agent(w, "demote", "Dummy", "10.0.0.2");
    world_message(w, CRMD, OTHER("stop"));
    expect_agent(w, "stop", "Dummy", "10.0.0.1");
    world_message(w, CRMD, OTHER("stop"));
    expect_agent(w, "stop", "Other", "10.0.0.2"); /* nothing of the old one runs */
    does(w, "start", 0, "ip='10.0.0.1'");
    world_message(w, CRMD, OTHER("start"));
    expect_agent(w, "start", "Other", "10.0.0.2");
    world_message(w, CRMD, OTHER("stop"));
    expect_agent(w, "stop", "Other", "10.0.0.2");
    end(w);
}

static void what_is_forgotten_is_stopped_as_configured(void **state)
{
    (void)state;
    struct world *w = begin();
    does(w, "start", 0, "ip='10.0.0.1'");
    world_message(w, CRMD, "<lrm_delete rsc='ip'/>");
    expect_stop(w, "10.0.0.2", "10.0.0.2", 0);
    end(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stop_gets_what_the_start_got),
        cmocka_unit_test(so_does_it_after_a_failed_stop_a_failed_start_and_a_restart_of_lrmd),
        cmocka_unit_test(a_reload_counts_if_it_worked),
        cmocka_unit_test(what_is_found_running_or_arrives_is_known_too),
        cmocka_unit_test(what_runs_is_ended_by_the_agent_that_started_it),
        cmocka_unit_test(what_is_forgotten_is_stopped_as_configured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
