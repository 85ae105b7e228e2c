/* tests/unit/test_lrm_env.c - what an OCF agent finds in its environment: all of the contract, nothing that can hurt.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/lrm_world.h"

static void an_agent_gets_the_fixed_part_of_the_contract(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web:1", "start", 0, 0, "");
    static const char *const want[][2] = {
        {"OCF_ROOT", "/usr/lib/ocf"},          {"OCF_RA_VERSION_MAJOR", "1"},
        {"OCF_RA_VERSION_MINOR", "1"},         {"OCF_EXIT_REASON_PREFIX", "ocf-exit-reason:"},
        {"OCF_OUTPUT_FORMAT", "text"},         {"OCF_RESOURCE_INSTANCE", "web:1"},
        {"OCF_RESOURCE_TYPE", "Dummy"},        {"OCF_RESOURCE_PROVIDER", "test"},
        {"__OCF_ACTION", "start"},             {"OCF_RESKEY_crm_feature_set", CIB_FEATURE_SET},
        {"OCF_RESKEY_CRM_meta_timeout", "20000"},
    };
    for (size_t i = 0; i < BT_COUNT(want); i++)
        assert_string_equal(world_env(w, "web:1", want[i][0]), want[i][1]);
    assert_null(world_env(w, "web:1", "OCF_RESKEY_CRM_meta_interval"));
    world_free(w);
}

static void parameters_come_verbatim_behind_their_prefix(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "monitor", 10000, 0,
               "ip='10.0.0.1' with-dash='1' empty='' text='a b&#10;\"c\" \xc3\xa9 $(x)' OCF_CHECK_LEVEL='20'"
               " CRM_meta_name='monitor' CRM_meta_notify_start_uname=' ' crm_feature_set='3.15.0' CRM_shutdown_mode='x'");
    static const char *const want[][2] = {
        {"OCF_RESKEY_ip", "10.0.0.1"},
        {"OCF_RESKEY_with-dash", "1"},
        {"OCF_RESKEY_empty", ""},
        {"OCF_RESKEY_text", "a b\n\"c\" \xc3\xa9 $(x)"},
        {"OCF_CHECK_LEVEL", "20"},
        {"OCF_RESKEY_CRM_meta_interval", "10000"},
        {"OCF_RESKEY_CRM_meta_name", "monitor"},
        {"OCF_RESKEY_CRM_meta_notify_start_uname", " "},
        {"OCF_RESKEY_crm_feature_set", "3.15.0"},
        {"OCF_RESKEY_CRM_shutdown_mode", "x"},
    };
    for (size_t i = 0; i < BT_COUNT(want); i++)
        assert_string_equal(world_env(w, "web", want[i][0]), want[i][1]);
    assert_null(world_env(w, "web", "OCF_RESKEY_OCF_CHECK_LEVEL"));
    world_free(w);
}

static void no_parameter_can_replace_a_variable_of_the_system(void **state)
{
    (void)state;
    static const char *const names[] = {"PATH", "LD_PRELOAD", "IFS", "BASH_ENV", "OCF_ROOT_", "SHELL"};
    struct world *w = world_new();
    world_exec(w, "web", "start", 0, 0, "PATH='/evil' LD_PRELOAD='/evil' IFS='x' BASH_ENV='/evil' OCF_ROOT_='x' SHELL='x'");
    for (size_t i = 0; i < BT_COUNT(names); i++) {
        assert_null(world_env(w, "web", names[i]));
        char *prefixed = bt_printf("OCF_RESKEY_%s", names[i]);
        assert_non_null(world_env(w, "web", prefixed));
        free(prefixed);
    }
    world_free(w);
}

static void bare_parameters_are_the_instance_attributes_alone(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "web", "start", 0, 0, "ip='10.0.0.1' CRM_meta_clone='0' crm_feature_set='3.15.0'");
    assert_string_equal(world_param(w, "web", "ip"), "10.0.0.1");
    assert_null(world_param(w, "web", "CRM_meta_clone"));
    assert_null(world_param(w, "web", "CRM_meta_timeout"));
    assert_null(world_param(w, "web", "crm_feature_set"));
    world_free(w);
}

static void other_classes_get_no_ocf_variable(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_message(w, CRMD,
                  "<lrm_exec><rsc_op operation='start' transition-key='1:7:0:11111111-2222-3333-4444-555555555555'>"
                  "<primitive id='s' class='lsb' type='cron'/><attributes a='1'/></rsc_op></lrm_exec>");
    assert_int_equal(w->programs.v[0].run.env.n, 0);
    assert_int_equal(w->programs.v[0].run.params.n, 1);
    world_free(w);
}

/* "1", "2" of classic agents; anything else that is no name in XML. */
static void a_parameter_of_any_name_arrives_also_after_a_restart(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_message(w, CRMD,
                  "<lrm_exec><rsc_op operation='monitor' transition-key='1:7:0:11111111-2222-3333-4444-555555555555'>"
                  "<primitive id='ip' class='heartbeat' type='IPaddr'/><attributes CRM_meta_interval='10000' PATH='p'><param name='1' value='10.0.0.1'/>"
                  "<param name='a b' value='x&#10;y'/><param value='lost'/><param name='2'/></attributes></rsc_op></lrm_exec>");
    for (int round = 0; round < 2; round++) {
        assert_string_equal(world_param(w, "ip", "1"), "10.0.0.1");
        assert_string_equal(world_param(w, "ip", "2"), "");
        assert_string_equal(world_param(w, "ip", "a b"), "x\ny");
        assert_string_equal(world_param(w, "ip", "PATH"), "p");
        world_restart(w);
    }
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_agent_gets_the_fixed_part_of_the_contract),
        cmocka_unit_test(parameters_come_verbatim_behind_their_prefix),
        cmocka_unit_test(no_parameter_can_replace_a_variable_of_the_system),
        cmocka_unit_test(bare_parameters_are_the_instance_attributes_alone),
        cmocka_unit_test(other_classes_get_no_ocf_variable),
        cmocka_unit_test(a_parameter_of_any_name_arrives_also_after_a_restart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
