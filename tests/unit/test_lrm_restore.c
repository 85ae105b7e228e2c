/* tests/unit/test_lrm_restore.c - stories of a daemon that dies and comes back: nothing is lost, nothing runs twice, what is
 * not known is not claimed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/lrm_world.h"

static char *history_text(struct world *w)
{
    xmlDoc *history = lrm_history(w->lrm);
    char *text = bt_xml_text(bt_xml_root(history), true);
    bt_xml_free(history);
    return text;
}

static void the_history_comes_back_as_it_was(void **state)
{
    (void)state;
    struct world *w = world_new();
    const struct lrm_traits traits = {.force_restart = (char[]){"  c a  "}, .secure = (char[]){"  passwd  "}};
    w->traits = &traits;
    world_exec(w, "e", "start", 0, 0, "a='1' b='&lt;&#10;&quot;' passwd='geheim'");
    world_done(w, "e", 0);
    world_exec(w, "e", "monitor", 10000, 0, "a='1'");
    world_done(w, "e", 0);
    world_pass(w, 10000);
    world_ended(w, "e", BT_OP_DONE, 1, "broken \"on\" <purpose>");
    world_exec(w, "vm", "migrate_from", 0, 0, "CRM_meta_migrate_source='n2' CRM_meta_migrate_target='n1'");
    world_done(w, "vm", 0);
    char *before = history_text(w);
    world_restart(w);
    char *after = history_text(w);
    assert_string_equal(before, after);
    free(before);
    free(after);
    world_free(w);
}

static void monitors_are_armed_again_and_report_only_news(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "e", "monitor", 10000, 0, "ip='1.2.3.4'");
    world_done(w, "e", 0);
    world_pass(w, 5000);
    free(bt_buf_take(&w->out));
    world_restart(w);
    world_expect(w, "run e monitor/10000\n");
    assert_string_equal(world_env(w, "e", "OCF_RESKEY_ip"), "1.2.3.4");
    world_done(w, "e", 0);
    world_pass(w, 10000);
    world_expect(w, "run e monitor/10000\n");
    world_done(w, "e", 7);
    world_expect(w, "result e_monitor_10000 0:7 e_last_failure_0\n");
    world_free(w);
}

static void a_monitor_in_flight_is_run_again_and_nothing_is_unknown(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "e", "start", 0, 0, "");
    world_done(w, "e", 0);
    world_exec(w, "e", "monitor", 10000, 0, "");
    free(bt_buf_take(&w->out));
    world_restart(w);
    world_expect(w, "run e monitor/10000\n");
    world_expect_history(w, "e_last_0", XA_OPERATION, "start");
    world_done(w, "e", 0);
    world_expect(w, "result e_monitor_10000 0:0 e_monitor_10000\n");
    world_free(w);
}

/* Its transition learns that it ended; the history claims nothing, so that the resource is probed. */
static void an_interrupted_change_makes_its_resource_unknown(void **state)
{
    (void)state;
    static const char *const changes[] = {"start", "stop", "promote", "demote", "migrate_from", "reload-agent"};
    for (size_t i = 0; i < BT_COUNT(changes); i++) {
        struct world *w = world_new();
        world_exec(w, "e", "start", 0, 0, "");
        world_done(w, "e", 0);
        world_exec(w, "other", "start", 0, 0, "");
        world_done(w, "other", 0);
        world_exec(w, "e", changes[i], 0, 0, "");
        free(bt_buf_take(&w->out));
        world_restart(w);
        char *line = bt_printf("result e_%s_0 4:1 unrecorded e_%s_0\n",
                               bt_streq(changes[i], "reload-agent") ? "start" : changes[i], changes[i]);
        world_expect(w, line);
        free(line);
        world_expect_log(w, "e: its state is not known, it must be probed");
        world_expect_history(w, "e_last_0", NULL, NULL);
        world_expect_history(w, "other_last_0", XA_OPERATION, "start");
        world_exec(w, "e", "monitor", 0, 7, "");
        world_done(w, "e", 0);
        world_expect_history(w, "e_last_0", XA_RC_CODE, "0");
        world_free(w);
    }
}

/* It may have arrived elsewhere, which a probe here would not find. */
static void an_interrupted_migration_away_has_failed(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "e", "start", 0, 0, "");
    world_done(w, "e", 0);
    world_exec(w, "e", "migrate_to", 0, 0, "CRM_meta_migrate_source='n1' CRM_meta_migrate_target='n2'");
    free(bt_buf_take(&w->out));
    world_restart(w);
    world_expect(w, "result e_migrate_to_0 4:1 unrecorded e_migrate_to_0\n");
    world_expect_history(w, "e_last_0", XA_OPERATION, "migrate_to");
    world_expect_history(w, "e_last_0", XA_RC_CODE, "1");
    world_expect_history(w, "e_last_0", XA_MIGRATE_TARGET, "n2");
    world_expect_history(w, "e_last_failure_0", XA_OPERATION, "migrate_to");
    world_free(w);
}

static void what_had_not_begun_is_not_run_and_its_resource_stays_known(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "e", "start", 0, 0, "");
    world_done(w, "e", 0);
    world_exec(w, "e", "monitor", 0, 0, "");
    world_exec(w, "e", "stop", 0, 0, "");
    free(bt_buf_take(&w->out));
    world_restart(w);
    world_expect(w, "result e_monitor_0 4:1 unrecorded e_monitor_0\nresult e_stop_0 4:1 unrecorded e_stop_0\n");
    world_expect_history(w, "e_last_0", XA_OPERATION, "start");
    world_expect_history(w, "e_last_0", XA_OP_STATUS, "0");
    world_free(w);
}

static void lost_results_are_told_once(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "e", "start", 0, 0, "");
    world_restart(w);
    free(bt_buf_take(&w->out));
    world_message(w, 2, "<lrm_subscribe/>");
    world_expect(w, "");
    world_free(w);
}

static void call_ids_go_on_where_they_were(void **state)
{
    (void)state;
    struct world *w = world_new();
    for (int i = 0; i < 3; i++) {
        world_exec(w, "e", "start", 0, 0, "");
        world_done(w, "e", 0);
    }
    world_restart(w);
    world_exec(w, "e", "stop", 0, 0, "");
    world_done(w, "e", 0);
    world_expect_history(w, "e_last_0", XA_CALL_ID, "4");
    world_free(w);
}

static void a_stonith_resource_is_still_where_it_was_started(void **state)
{
    (void)state;
    struct world *w = world_new();
    const char *start = "<lrm_exec><rsc_op operation='start' transition-key='1:7:0:11111111-2222-3333-4444-555555555555'>"
                        "<primitive id='st' class='stonith' type='fence_x'/><attributes/></rsc_op></lrm_exec>";
    const char *probe = "<lrm_exec><rsc_op operation='monitor' transition-key='1:7:0:11111111-2222-3333-4444-555555555555'>"
                        "<primitive id='st' class='stonith' type='fence_x'/><attributes/></rsc_op></lrm_exec>";
    world_message(w, CRMD, start);
    world_done(w, "st", 0);
    world_message(w, CRMD, "<lrm_delete rsc='st'/>");
    free(bt_buf_take(&w->out));
    world_restart(w);
    world_expect_history(w, "st_last_0", NULL, NULL);
    world_message(w, CRMD, probe);
    world_expect(w, "result st_monitor_0 0:0 st_last_0\n");
    world_free(w);
}

static void changes_merged_one_by_one_give_the_saved_state(void **state)
{
    (void)state;
    struct world *w = world_new();
    xmlDoc *kept = lrm_save(w->lrm);
    for (int step = 0; step < 8; step++) {
        switch (step) {
        case 0: world_exec(w, "a", "start", 0, 0, "x='1'"); break;
        case 1: world_exec(w, "b", "start", 0, 0, "x='2'"); break;
        case 2: world_done(w, "a", 0); break;
        case 3: world_exec(w, "a", "monitor", 5000, 0, ""); break;
        case 4: world_done(w, "b", 1); break;
        case 5: world_message(w, CRMD, "<lrm_delete rsc='b'/>"); break;
        case 6: world_exec(w, "a", "monitor", 0, 0, ""); break; /* waits behind the monitor */
        case 7: world_done(w, "a", 0); break;
        }
        xmlDoc *changes = lrm_save_changes(w->lrm);
        assert_non_null(changes);
        lrm_saved_merge(bt_xml_root(kept), bt_xml_root(changes));
        bt_xml_free(changes);
        assert_null(lrm_save_changes(w->lrm));
        xmlDoc *whole = lrm_save(w->lrm);
        assert_int_equal(bt_xml_count(bt_xml_root(kept), NULL), bt_xml_count(bt_xml_root(whole), NULL));
        bt_xml_each(n, bt_xml_root(whole), NULL) {
            char *want = bt_xml_text(n, true), *got = bt_xml_text(bt_xml_find(bt_xml_root(kept), NULL, XA_ID, bt_xml_id(n)), true);
            assert_string_equal(got, want);
            free(want);
            free(got);
        }
        assert_string_equal(bt_xml_get(bt_xml_root(kept), XA_CALL_ID), bt_xml_get(bt_xml_root(whole), XA_CALL_ID));
        bt_xml_free(whole);
    }
    bt_xml_free(kept);
    world_free(w);
}

static void a_monitor_that_finds_nothing_new_changes_nothing(void **state)
{
    (void)state;
    struct world *w = world_new();
    world_exec(w, "a", "monitor", 1000, 0, "");
    world_done(w, "a", 0);
    bt_xml_free(lrm_save_changes(w->lrm));
    world_pass(w, 1000);
    world_done(w, "a", 0);
    assert_null(lrm_save_changes(w->lrm));
    world_free(w);
}

static void what_is_no_saved_state_is_refused_whole(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "<lrm/>",
        "<lrm_saved><resource id='a' class='ocf' type='Dummy'/><resource id='b'/></lrm_saved>",
        "<lrm_saved><resource class='ocf' type='Dummy'/></lrm_saved>",
    };
    for (size_t i = 0; i < BT_COUNT(bad); i++) {
        xmlDoc *doc = NULL;
        struct bt_err err = {0};
        struct lrm_effects fx = {0};
        struct lrm *lrm = lrm_new(&(struct lrm_config){.node = "n1", .max_children = 4});
        assert_int_equal(bt_xml_parse(bad[i], strlen(bad[i]), "test", &doc, NULL), 0);
        assert_int_equal(lrm_restore(lrm, bt_xml_root(doc), (struct bt_now){0}, &fx, &err), BT_EX_DATAERR);
        assert_non_null(strstr(bt_err_text(&err), "saved state"));
        assert_int_equal(fx.n, 0);
        xmlDoc *kept = lrm_save(lrm);
        assert_int_equal(bt_xml_count(bt_xml_root(kept), NULL), 0);
        bt_xml_free(kept);
        bt_xml_free(doc);
        bt_err_clear(&err);
        lrm_free(lrm);
    }
}

/* Readable XML with nonsense in it: taken as far as it makes sense, never a crash. */
static void nonsense_inside_a_saved_state_does_no_harm(void **state)
{
    (void)state;
    const char *odd = "<lrm_saved call-id='x'><resource id='a' class='' type=''><lrm_rsc_op/><lrm_rsc_op id='last'/>"
                      "<lrm_rsc_op id='last' op-digest='short'/><recurring/><recurring><rsc_op/></recurring><pending/>"
                      "<recurring rc-code='q'><rsc_op><attributes CRM_meta_interval='-5'/></rsc_op></recurring>"
                      "<recurring><rsc_op><attributes CRM_meta_interval='5000'/></rsc_op></recurring></resource>"
                      "<resource id='a' class='ocf' type='twice'/><other/></lrm_saved>";
    xmlDoc *doc = NULL;
    struct lrm_effects fx = {0};
    struct lrm *lrm = lrm_new(&(struct lrm_config){.node = "n1", .max_children = 4});
    assert_int_equal(bt_xml_parse(odd, strlen(odd), "test", &doc, NULL), 0);
    assert_int_equal(lrm_restore(lrm, bt_xml_root(doc), (struct bt_now){0}, &fx, NULL), 0);
    xmlDoc *history = lrm_history(lrm);
    bt_xml_free(history);
    bt_xml_free(doc);
    lrm_effects_clear(&fx);
    lrm_free(lrm);
}

/* An operation is known by its name and interval: two of one name would both run, and only one would end when it is cancelled. */
static void a_monitor_that_is_saved_twice_is_armed_once(void **state)
{
    (void)state;
    const char *twice = "<lrm_saved call-id='7'><resource id='a' class='ocf' provider='test' type='Dummy'>"
                        "<recurring><rsc_op operation='monitor' call-id='5'><attributes CRM_meta_interval='5000'/></rsc_op></recurring>"
                        "<recurring><rsc_op operation='monitor' call-id='6'><attributes CRM_meta_interval='5000'/></rsc_op></recurring></resource></lrm_saved>";
    xmlDoc *doc = NULL;
    struct lrm_effects fx = {0};
    struct lrm *lrm = lrm_new(&(struct lrm_config){.node = "n1", .max_children = 4});
    assert_int_equal(bt_xml_parse(twice, strlen(twice), "test", &doc, NULL), 0);
    assert_int_equal(lrm_restore(lrm, bt_xml_root(doc), (struct bt_now){0}, &fx, NULL), 0);
    bt_xml_free(doc);
    doc = lrm_save(lrm);
    assert_int_equal(bt_xml_count(bt_xml_first(bt_xml_root(doc), NULL), XE_RECURRING), 1);
    bt_xml_free(doc);
    lrm_effects_clear(&fx);
    lrm_free(lrm);
}

static void call_ids_begin_anew_where_numbers_end(void **state)
{
    (void)state;
    static const struct {
        const char *saved, *then;
    } rows[] = {{"2147483646", "2147483647"}, {"2147483647", "1"}, {"4294967296", "1"}, {"-5", "1"}};
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        char *text = bt_printf("<lrm_saved call-id='%s'><resource id='a' class='ocf' provider='test' type='Dummy'><recurring><rsc_op operation='monitor'>"
                               "<attributes CRM_meta_interval='5000'/></rsc_op></recurring></resource></lrm_saved>", rows[i].saved);
        xmlDoc *doc = NULL;
        struct lrm_effects fx = {0};
        struct lrm *lrm = lrm_new(&(struct lrm_config){.node = "n1", .max_children = 4});
        assert_int_equal(bt_xml_parse(text, strlen(text), "test", &doc, NULL), 0);
        assert_int_equal(lrm_restore(lrm, bt_xml_root(doc), (struct bt_now){0}, &fx, NULL), 0);
        bt_xml_free(doc);
        doc = lrm_save(lrm);
        assert_string_equal(bt_xml_get(bt_xml_root(doc), XA_CALL_ID), rows[i].then);
        bt_xml_free(doc);
        lrm_effects_clear(&fx);
        lrm_free(lrm);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_history_comes_back_as_it_was),
        cmocka_unit_test(monitors_are_armed_again_and_report_only_news),
        cmocka_unit_test(a_monitor_in_flight_is_run_again_and_nothing_is_unknown),
        cmocka_unit_test(an_interrupted_change_makes_its_resource_unknown),
        cmocka_unit_test(an_interrupted_migration_away_has_failed),
        cmocka_unit_test(what_had_not_begun_is_not_run_and_its_resource_stays_known),
        cmocka_unit_test(lost_results_are_told_once),
        cmocka_unit_test(call_ids_go_on_where_they_were),
        cmocka_unit_test(a_stonith_resource_is_still_where_it_was_started),
        cmocka_unit_test(changes_merged_one_by_one_give_the_saved_state),
        cmocka_unit_test(a_monitor_that_finds_nothing_new_changes_nothing),
        cmocka_unit_test(what_is_no_saved_state_is_refused_whole),
        cmocka_unit_test(nonsense_inside_a_saved_state_does_no_harm),
        cmocka_unit_test(a_monitor_that_is_saved_twice_is_armed_once),
        cmocka_unit_test(call_ids_begin_anew_where_numbers_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
