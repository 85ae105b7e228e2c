/* tests/unit/test_values.c - errors, names of codes, roles, levels, digests, keys and moves of state machines.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include "lib/lib.h"

static void keeps_the_first_failure(void **state)
{
    (void)state;
    struct bt_err err = {0};
    assert_string_equal(bt_err_text(&err), "OK");
    assert_int_equal(bt_fail(&err, BT_EX_NOSUCH, "There is no resource %s", "web"), BT_EX_NOSUCH);
    assert_int_equal(bt_fail(&err, BT_EX_OLD, "a later one"), BT_EX_OLD);
    assert_int_equal(err.code, BT_EX_NOSUCH);
    assert_string_equal(bt_err_text(&err), "There is no resource web");
    assert_int_equal(bt_err_context(&err, "clone %s", "c1"), BT_EX_NOSUCH);
    assert_string_equal(bt_err_text(&err), "clone c1: There is no resource web");
    bt_err_clear(&err);
    assert_int_equal(err.code, BT_EX_OK);
    assert_null(err.text);
    assert_int_equal(bt_fail(NULL, BT_EX_USAGE, "nobody cares"), BT_EX_USAGE);
    struct bt_err bare = {.code = BT_EX_QUORUM};
    assert_string_equal(bt_err_text(&bare), "Quorum required");
}

static void names_exit_codes_as_crm_error_does(void **state)
{
    (void)state;
    assert_string_equal(bt_exit_text(105), "No such object");
    assert_string_equal(bt_exit_name(105), "CRM_EX_NOSUCH");
    assert_string_equal(bt_exit_text(0), "OK");
    assert_string_equal(bt_exit_name(124), "CRM_EX_TIMEOUT");
    assert_string_equal(bt_exit_text(42), "Unknown exit status");
    assert_null(bt_exit_name(-1));
}

static void names_results_of_agents(void **state)
{
    (void)state;
    assert_string_equal(bt_ocf_text(7), "not running");
    assert_string_equal(bt_ocf_text(8), "promoted");
    assert_string_equal(bt_ocf_text(190), "OCF_DEGRADED");
    assert_string_equal(bt_ocf_text(77), "unknown");
    assert_string_equal(bt_opstatus_text(BT_OP_DONE), "complete");
    assert_string_equal(bt_opstatus_text(BT_OP_TIMEOUT), "Timed Out");
    assert_string_equal(bt_opstatus_text(-1), "pending");
    assert_string_equal(bt_opstatus_text(99), "UNKNOWN!");
}

static void reads_roles_in_old_and_new_words(void **state)
{
    (void)state;
    assert_int_equal(bt_role_parse("Promoted"), BT_ROLE_PROMOTED);
    assert_int_equal(bt_role_parse("master"), BT_ROLE_PROMOTED);
    assert_int_equal(bt_role_parse("SLAVE"), BT_ROLE_UNPROMOTED);
    assert_int_equal(bt_role_parse("unpromoted"), BT_ROLE_UNPROMOTED);
    assert_int_equal(bt_role_parse("started"), BT_ROLE_STARTED);
    assert_int_equal(bt_role_parse("Stopped"), BT_ROLE_STOPPED);
    assert_int_equal(bt_role_parse("running"), BT_ROLE_UNKNOWN);
    assert_int_equal(bt_role_parse(NULL), BT_ROLE_UNKNOWN);
    assert_string_equal(bt_role_text(BT_ROLE_UNPROMOTED), "Unpromoted");
    assert_string_equal(bt_role_text((enum bt_role)17), "Unknown");
    assert_true(BT_ROLE_STOPPED < BT_ROLE_STARTED && BT_ROLE_UNPROMOTED < BT_ROLE_PROMOTED);
}

static void names_levels(void **state)
{
    (void)state;
    assert_string_equal(bt_level_text(BT_LOG_ERROR), "error");
    assert_string_equal(bt_level_text(BT_LOG_DEBUG), "debug");
}

static void digests_as_md5sum_does(void **state)
{
    (void)state;
    char out[BT_DIGEST_TEXT];
    assert_string_equal(bt_digest("", 0, out), "d41d8cd98f00b204e9800998ecf8427e");
    assert_string_equal(bt_digest("abc", 3, out), "900150983cd24fb0d6963f7d28e17f72");
    assert_string_equal(bt_digest("a\0c", 3, out), "e8f0fb27685d3a22ae089e4bdd2fbd29");
}

static void builds_and_reads_operation_keys(void **state)
{
    static const struct {
        const char *key, *rsc, *operation;
        int64_t interval_ms;
    } rows[] = {
        {"web_monitor_10000", "web", "monitor", 10000},
        {"web_start_0", "web", "start", 0},
        {"my_web_stop_0", "my_web", "stop", 0},
        {"web_migrate_to_0", "web", "migrate_to", 0},
        {"a_b_migrate_from_0", "a_b", "migrate_from", 0},
        {"db:1_promote_0", "db:1", "promote", 0},
        {"web_notify_0", "web", "notify", 0},
        {"web_post_notify_start_0", "web", "notify", 0},
        {"web_pre_notify_promote_0", "web", "notify", 0},
        {"web-clone_confirmed-post_notify_running_0", "web-clone", "notify", 0},
        {"web_reload-agent_0", "web", "reload-agent", 0},
        {"x__start_0", "x_", "start", 0},
        {"web_monitor_9223372036854775807", "web", "monitor", INT64_MAX},
    };
    (void)state;
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        char *rsc = NULL, *operation = NULL;
        int64_t interval_ms = -1;
        assert_true(bt_opkey_parse(rows[i].key, &rsc, &operation, &interval_ms));
        assert_string_equal(rsc, rows[i].rsc);
        assert_string_equal(operation, rows[i].operation);
        assert_true(interval_ms == rows[i].interval_ms);
        free(rsc);
        free(operation);
    }
    char *key = bt_opkey("web", "monitor", 10000);
    assert_string_equal(key, "web_monitor_10000");
    free(key);
}

static void refuses_what_is_no_operation_key(void **state)
{
    static const char *const keys[] = {"",
                                       "web",
                                       "web_start",
                                       "start_0",
                                       "_start_0",
                                       "web_start_",
                                       "web__0",
                                       "web_start_x",
                                       "web_start_-1",
                                       "web_start_1x",
                                       "_0",
                                       "web_start_9223372036854775808",
                                       "web_start_+1",
                                       "web_start_ 1"};
    (void)state;
    char *rsc = NULL, *operation = NULL;
    int64_t interval_ms = 4711;
    for (size_t i = 0; i < BT_COUNT(keys); i++)
        if (bt_opkey_parse(keys[i], &rsc, &operation, &interval_ms))
            fail_msg("\"%s\" was read as %s / %s", keys[i], rsc, operation);
    assert_false(bt_opkey_parse(NULL, &rsc, &operation, &interval_ms));
    assert_null(rsc);
    assert_int_equal(interval_ms, 4711);
}

static void builds_and_reads_transition_keys_and_magics(void **state)
{
    (void)state;
    static const char uuid[] = "0f1c2d3e-4a5b-6c7d-8e9f-0a1b2c3d4e5f";
    struct bt_transition_key k = {3, 7, -1, ""}, back;
    memcpy(k.uuid, uuid, sizeof(uuid));
    char *key = bt_transition_key_text(&k);
    assert_string_equal(key, "3:7:-1:0f1c2d3e-4a5b-6c7d-8e9f-0a1b2c3d4e5f");
    assert_true(bt_transition_key_parse(key, &back));
    assert_int_equal(back.action, 3);
    assert_int_equal(back.transition, 7);
    assert_int_equal(back.target_rc, -1);
    assert_string_equal(back.uuid, uuid);
    char *magic = bt_transition_magic(-1, 193, key);
    assert_string_equal(magic, "-1:193;3:7:-1:0f1c2d3e-4a5b-6c7d-8e9f-0a1b2c3d4e5f");
    int status = 99, rc = 99;
    assert_true(bt_transition_magic_parse(magic, &status, &rc, &back));
    assert_int_equal(status, -1);
    assert_int_equal(rc, 193);
    assert_string_equal(back.uuid, uuid);
    free(magic);
    free(key);
    assert_true(bt_transition_key_parse("1:2:3:xyz          ", &back)); /* padded with blanks */
    assert_string_equal(back.uuid, "xyz");
}

static void refuses_broken_transition_keys_and_magics(void **state)
{
    static const char *const keys[] = {"",
                                       "1",
                                       "1:2:3",
                                       "1:2:3:",
                                       "a:2:3:u",
                                       "1:2:3: ",
                                       "1:2:3:u v",
                                       "1:99999999999:3:u",
                                       "1:12345678901234567890:3:u",
                                       "1:2:3:1234567890123456789012345678901234567"};
    (void)state;
    struct bt_transition_key k = {4711, 0, 0, ""};
    int status = 4711, rc = 4711;
    for (size_t i = 0; i < BT_COUNT(keys); i++) {
        char *magic = bt_printf("0:0;%s", keys[i]);
        assert_false(bt_transition_key_parse(keys[i], &k));
        assert_false(bt_transition_magic_parse(magic, &status, &rc, &k));
        free(magic);
    }
    assert_false(bt_transition_magic_parse("0;1:2:3:u", &status, &rc, &k));
    assert_false(bt_transition_magic_parse(NULL, &status, &rc, &k));
    assert_false(bt_transition_key_parse(NULL, &k));
    assert_int_equal(k.action, 4711);
    assert_int_equal(status, 4711);
    assert_int_equal(rc, 4711);
}

static void names_agents_with_and_without_a_provider(void **state)
{
    (void)state;
    char *name = bt_agent_text("ocf", "heartbeat", "IPaddr2");
    assert_string_equal(name, "ocf:heartbeat:IPaddr2");
    free(name);
    name = bt_agent_text("systemd", NULL, "nginx");
    assert_string_equal(name, "systemd:nginx");
    free(name);
}

enum { OFF, ON, BROKEN, COUNT };

static void moves_only_where_the_table_allows_and_says_so(void **state)
{
    static const struct bt_state_row rows[] = {
        [OFF] = {"OFF", BT_STATE_BIT(ON)},
        [ON] = {"ON", BT_STATE_BIT(OFF) | BT_STATE_BIT(BROKEN)},
        [BROKEN] = {"BROKEN", 0},
    };
    static const struct bt_state_table table = {"lamp", rows, COUNT};
    (void)state;
    int now = OFF;
    char *line = bt_state_move(&table, &now, ON, "switch");
    assert_string_equal(line, "lamp: OFF -> ON (switch)");
    assert_int_equal(now, ON);
    free(line);
    assert_null(bt_state_move(&table, &now, ON, "again"));
    line = bt_state_move(&table, &now, BROKEN, "dropped");
    free(line);
    assert_string_equal(bt_state_name(&table, now), "BROKEN");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_the_first_failure),
        cmocka_unit_test(names_exit_codes_as_crm_error_does),
        cmocka_unit_test(names_results_of_agents),
        cmocka_unit_test(reads_roles_in_old_and_new_words),
        cmocka_unit_test(names_levels),
        cmocka_unit_test(digests_as_md5sum_does),
        cmocka_unit_test(builds_and_reads_operation_keys),
        cmocka_unit_test(refuses_what_is_no_operation_key),
        cmocka_unit_test(builds_and_reads_transition_keys_and_magics),
        cmocka_unit_test(refuses_broken_transition_keys_and_magics),
        cmocka_unit_test(names_agents_with_and_without_a_provider),
        cmocka_unit_test(moves_only_where_the_table_allows_and_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
