/* tests/unit/test_lrm_client.c - agents run and asked past the daemon: those that Debian brings, and none.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/sandbox.h"
#include "tests/unit/unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "lib/edge.h"
#include "lrm/lrm_client.h"

static void direct(const char *action, const char *state, struct lrm_direct_result *ret)
{
    struct lrm_direct d = {.standard = "ocf", .provider = "heartbeat", .type = "Dummy", .rsc = "x", .action = action};
    char *attr = bt_printf("state=%s", state);
    bt_strv_add(&d.attrs, attr);
    lrm_direct(&d, ret);
    bt_strv_free(&d.attrs);
    free(attr);
}

static void an_agent_runs_as_under_the_daemon(void **state)
{
    (void)state;
    struct lrm_direct_result r;
    char folder[] = "/tmp/test_lrm_client.XXXXXX";
    assert_non_null(mkdtemp(folder));
    char *path = bt_printf("%s/state", folder);
    direct("start", path, &r);
    assert_int_equal(r.status, BT_OP_DONE);
    assert_int_equal(r.rc, BT_OCF_OK);
    assert_int_equal(access(path, F_OK), 0); /* so the parameter came through */
    lrm_direct_clear(&r);
    direct("stop", path, &r);
    assert_int_equal(r.rc, BT_OCF_OK);
    lrm_direct_clear(&r);
    direct("what", path, &r);
    assert_int_equal(r.rc, BT_OCF_UNIMPLEMENTED);
    lrm_direct_clear(&r);
    assert_int_equal(rmdir(folder), 0);
    free(path);
}

/* What is hard to pass through XML, a shell or an environment. */
static void values_and_names_arrive_byte_for_byte(void **state)
{
    (void)state;
    static const char script[] = "#!/bin/sh\ntr '\\0' '\\1' </proc/$$/environ\n"; /* what the shell got, not what it passes on */
    static const char *const attrs[] = {"text=a\nb\t\"c\" 'd' $(e) `f` \\ \xc3\xa9 \xe2\x82\xac", "PATH=/evil", "LD_PRELOAD=/evil.so", "IFS=x", "a b=c", "1=one", "empty=",
                                        "eq==x=y"};
    char folder[] = "/tmp/test_lrm_client.XXXXXX";
    assert_non_null(mkdtemp(folder));
    char *path = bt_printf("%s/agent", folder);
    assert_int_equal(bt_file_write_durable(path, script, strlen(script), 0755, NULL), 0);
    struct lrm_direct d = {.standard = "ocf", .provider = "test", .type = "agent", .program = path, .rsc = "x", .action = "start"};
    for (size_t i = 0; i < BT_COUNT(attrs); i++)
        bt_strv_add(&d.attrs, attrs[i]);
    struct lrm_direct_result r;
    lrm_direct(&d, &r);
    assert_int_equal(r.rc, BT_OCF_OK);
    for (size_t i = 0; i < BT_COUNT(attrs); i++) {
        char *want = bt_printf("\001OCF_RESKEY_%s\001", attrs[i]);
        if (strstr(r.output, want) == NULL)
            fail_msg("%s did not arrive: %s", attrs[i], r.output);
        free(want);
    }
    assert_null(strstr(r.output, "\001LD_PRELOAD="));
    assert_null(strstr(r.output, "\001PATH=/evil"));
    lrm_direct_clear(&r);
    bt_strv_free(&d.attrs);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
    free(path);
}

static void meta_data_of_ten_megabytes_are_read(void **state)
{
    (void)state;
    static const char script[] = "#!/bin/sh\necho '<resource-agent name=\"big\"><version>1.0</version><longdesc>'\nhead -c 10000000 /dev/zero | tr '\\0' x\n"
                                 "echo '</longdesc><actions><action name=\"start\" timeout=\"5\"/></actions></resource-agent>'\n";
    char folder[] = "/tmp/test_lrm_client.XXXXXX";
    assert_non_null(mkdtemp(folder));
    char *path = bt_printf("%s/big", folder);
    assert_int_equal(bt_file_write_durable(path, script, strlen(script), 0755, NULL), 0);
    struct lrm_direct d = {.standard = "ocf", .provider = "test", .type = "big", .program = path, .rsc = "x", .action = "meta-data"};
    struct lrm_direct_result r;
    lrm_direct(&d, &r);
    assert_true(strlen(r.output) > 10000000);
    struct lrm_meta *m = NULL;
    assert_int_equal(lrm_meta_parse(r.output, strlen(r.output), "big", &m, NULL), 0);
    assert_int_equal(strlen(m->longdesc), 10000000);
    lrm_meta_free(m);
    lrm_direct_clear(&r);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
    free(path);
}

static int classic(const char *file, const char *action)
{
    struct lrm_direct_result r;
    struct lrm_direct d = {.standard = "heartbeat", .type = TEST_EXAMPLES "/classic", .rsc = "x", .action = action};
    char *attr = bt_printf("1=%s", file);
    bt_strv_add(&d.attrs, attr);
    lrm_direct(&d, &r);
    assert_int_equal(r.status, BT_OP_DONE);
    int rc = r.rc;
    lrm_direct_clear(&r);
    bt_strv_free(&d.attrs);
    free(attr);
    return rc;
}

static void a_classic_script_lives_a_life(void **state)
{
    (void)state;
    char folder[] = "/tmp/test_lrm_client.XXXXXX";
    assert_non_null(mkdtemp(folder));
    char *file = bt_printf("%s/a file", folder);
    assert_int_equal(classic(file, "monitor"), BT_OCF_NOT_RUNNING); /* it prints "stopped" and exits 0 */
    assert_int_equal(classic(file, "start"), BT_OCF_OK);
    assert_int_equal(classic(file, "monitor"), BT_OCF_OK);
    assert_int_equal(classic(file, "stop"), BT_OCF_OK);
    assert_int_equal(classic(file, "monitor"), BT_OCF_NOT_RUNNING);
    assert_int_equal(rmdir(folder), 0);
    free(file);
}

static void each_class_gives_its_meta_data(void **state)
{
    (void)state;
    static const struct {
        const char *standard, *type, *action;
    } cases[] = {{"lsb", TEST_EXAMPLES "/init-script", "force-reload"}, {"stonith", "external/ssh", "start"}, {"lsb", "dbus", "monitor"}, {"systemd", "dbus", "monitor"}};
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        struct lrm_meta *m = NULL;
        struct bt_err err = {0};
        if (lrm_meta_get(cases[i].standard, NULL, cases[i].type, NULL, &m, &err) != 0)
            fail_msg("%s", bt_err_text(&err));
        assert_non_null(lrm_meta_action(m, cases[i].action));
        lrm_meta_free(m);
    }
}

static void agents_are_listed_by_class(void **state)
{
    (void)state;
    struct bt_strv standards = {0}, providers = {0}, ocf = {0}, out = {0}, fence = {0};
    lrm_agents_standards(&standards);
    assert_string_equal(standards.v[0], "ocf");
    lrm_agents_providers("Dummy", &providers);
    assert_true(bt_strv_has(&providers, "heartbeat"));
    lrm_agents_list("OCF", "heartbeat", &ocf);
    assert_true(bt_strv_has(&ocf, "IPaddr2"));
    for (size_t i = 1; i < ocf.n; i++)
        assert_true(strcmp(ocf.v[i - 1], ocf.v[i]) < 0);
    lrm_agents_list("ocf", "../../../../usr", &out);
    assert_int_equal(out.n, 0);
    lrm_agents_list("stonith", NULL, &fence);
    assert_true(bt_strv_has(&fence, "fence_dummy"));
    bt_strv_free(&standards);
    bt_strv_free(&providers);
    bt_strv_free(&ocf);
    bt_strv_free(&out);
    bt_strv_free(&fence);
}

static void a_name_is_split_into_its_parts(void **state)
{
    (void)state;
    static const struct {
        const char *spec, *want;
    } cases[] = {{"ocf:pacemaker:Dummy", "ocf|pacemaker|Dummy"}, {"Dummy", "ocf|heartbeat|Dummy"}, {"ping", "ocf|pacemaker|ping"}, {"nope", "ocf|heartbeat|nope"},
                 {"ocf:Dummy", "ocf|heartbeat|Dummy"},           {"LSB:cron", "lsb||cron"},        {"stonith:external/ssh", "stonith||external/ssh"}};
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        char *standard = NULL, *provider = NULL, *type = NULL;
        assert_true(lrm_agent_split(cases[i].spec, &standard, &provider, &type));
        char *got = bt_printf("%s|%s|%s", standard, provider != NULL ? provider : "", type);
        assert_string_equal(got, cases[i].want);
        free(got);
        free(standard);
        free(provider);
        free(type);
    }
    char *nothing = NULL;
    assert_false(lrm_agent_split("a:b:c:d", &nothing, &nothing, &nothing));
    assert_false(lrm_agent_split("", &nothing, &nothing, &nothing));
}

static void an_agent_that_is_not_there_is_not_installed(void **state)
{
    (void)state;
    struct lrm_direct_result r;
    lrm_direct(&(struct lrm_direct){.standard = "ocf", .provider = "heartbeat", .type = "NoSuch", .rsc = "x", .action = "start"}, &r);
    assert_int_equal(r.status, BT_OP_NOT_INSTALLED);
    assert_int_equal(r.rc, BT_OCF_NOT_INSTALLED);
    assert_string_equal(r.reason, "NoSuch: No such file or directory");
    lrm_direct_clear(&r);
}

static void meta_data_comes_as_text_and_read(void **state)
{
    (void)state;
    char *text = NULL;
    struct lrm_meta *m = NULL;
    assert_int_equal(lrm_meta_get("ocf", "heartbeat", "IPaddr2", &text, &m, NULL), 0);
    assert_true(bt_starts(text, "<?xml"));
    assert_string_equal(m->name, "IPaddr2");
    assert_string_equal(m->parameters[0].name, "ip");
    assert_true(m->parameters[0].required);
    assert_non_null(lrm_meta_action(m, "monitor"));
    lrm_meta_free(m);
    free(text);
}

static void a_fence_agent_is_asked_on_stdin(void **state)
{
    (void)state;
    struct lrm_meta *m = NULL;
    struct bt_err err = {0};
    if (lrm_meta_get("stonith", NULL, "fence_dummy", NULL, &m, &err) != 0)
        fail_msg("%s", bt_err_text(&err));
    assert_string_equal(m->name, "fence_dummy");
    assert_non_null(lrm_meta_action(m, "reboot"));
    lrm_meta_free(m);
}

static void an_agent_without_meta_data_is_named(void **state)
{
    (void)state;
    struct bt_err err = {0};
    assert_int_equal(lrm_meta_get("ocf", "heartbeat", "NoSuch", NULL, NULL, &err), BT_EX_NOSUCH);
    assert_non_null(strstr(bt_err_text(&err), "ocf:heartbeat:NoSuch"));
    bt_err_clear(&err);
    assert_int_equal(lrm_meta_get("ocf", "heartbeat", "../../../../bin/true", NULL, NULL, &err), BT_EX_NOSUCH);
    bt_err_clear(&err);
    assert_int_equal(lrm_meta_get("nagios", NULL, "x", NULL, NULL, &err), BT_EX_NOSUCH);
    bt_err_clear(&err);
}

static void what_an_agent_says_instead_of_meta_data_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *script, *wanted;
    } cases[] = {
        {"#!/bin/sh\necho 'libfoo is missing' >&2\nexit 1\n", "ocf:test:ill gives no meta-data: libfoo is missing"},
        {"#!/bin/sh\necho 'ocf-exit-reason:not here' >&2\nexit 5\n", "ocf:test:ill gives no meta-data: not here"},
        {"#!/bin/sh\nkill -9 $$\n", "ocf:test:ill gives no meta-data: Resource agent interrupted by Killed signal"},
        {"#!/no/such/shell\n", "ocf:test:ill gives no meta-data: Child process was unable to execute file"},
        {"#!/bin/sh\nexit 3\n", "ocf:test:ill gives no meta-data: unimplemented feature"},
        {"#!/bin/sh\n", "ocf:test:ill printed no meta-data"},
    };
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        struct bt_err err = {0};
        sandbox_program(BT_OCF_ROOT "/resource.d/test/ill", cases[i].script);
        assert_int_equal(lrm_meta_get("ocf", "test", "ill", NULL, NULL, &err), BT_EX_DATAERR);
        assert_string_equal(bt_err_text(&err), cases[i].wanted);
        bt_err_clear(&err);
    }
}

static void a_plugin_that_is_not_there_has_no_meta_data_either(void **state)
{
    (void)state;
    struct bt_err err = {0};
    assert_int_equal(lrm_meta_get("stonith", NULL, "external/nosuch", NULL, NULL, &err), BT_EX_NOSUCH);
    bt_err_clear(&err);
    assert_int_equal(lrm_meta_get("stonith", NULL, "external/ssh", NULL, NULL, &err), BT_EX_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_agent_runs_as_under_the_daemon),
        cmocka_unit_test(values_and_names_arrive_byte_for_byte),
        cmocka_unit_test(meta_data_of_ten_megabytes_are_read),
        cmocka_unit_test(a_classic_script_lives_a_life),
        cmocka_unit_test(each_class_gives_its_meta_data),
        cmocka_unit_test(agents_are_listed_by_class),
        cmocka_unit_test(a_name_is_split_into_its_parts),
        cmocka_unit_test(an_agent_that_is_not_there_is_not_installed),
        cmocka_unit_test(meta_data_comes_as_text_and_read),
        cmocka_unit_test(a_fence_agent_is_asked_on_stdin),
        cmocka_unit_test(an_agent_without_meta_data_is_named),
        cmocka_unit_test(what_an_agent_says_instead_of_meta_data_is_told),
        cmocka_unit_test(a_plugin_that_is_not_there_has_no_meta_data_either),
    };
    sandbox_enter();
    sandbox_cover(BT_OCF_ROOT "/resource.d");
    if (mkdir(BT_OCF_ROOT "/resource.d/test", 0755) != 0)
        return 1;
    bt_log_open("test_lrm_client", 0, NULL, BT_LOG_ERROR);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
