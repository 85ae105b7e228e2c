/* tests/unit/test_lrm_exec.c - real programs: small scripts in an OCF root of their own, and ocf:heartbeat:Dummy of resource-agents.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lrm/exec_io.h"
#include "lrm/tree_io.h"

#define LONG_MS 30000 /* the bound of every wait; only a failure takes it */

struct rig {
    char root[64]; /* the OCF root, a folder of our own */
    struct bt_loop *loop;
    struct lrm_executor *x;
    size_t ended;
    enum bt_opstatus status;
    int rc;
    char tree[128];
    char *reason, *output, *force_restart;
    int64_t exec_ms;
};

static void on_done(void *ctx, struct lrm_event *ev)
{
    struct rig *r = ctx;
    r->ended++;
    r->status = ev->status;
    r->rc = ev->rc;
    r->exec_ms = ev->exec_ms;
    free(r->reason);
    free(r->output);
    free(r->force_restart);
    r->reason = bt_strdup(ev->exit_reason);
    r->output = bt_strdup(ev->output);
    r->force_restart = bt_strdup(ev->traits != NULL ? ev->traits->force_restart : NULL);
    bt_loop_stop(r->loop);
}

static void on_starting(void *ctx, uint64_t token, const char *name)
{
    struct rig *r = ctx;
    (void)token;
    snprintf(r->tree, sizeof r->tree, "%s", name);
}

/* The number that an agent has written into a file. */
static pid_t pid_in(const struct rig *r, const char *file)
{
    char *path = bt_printf("%s/%s", r->root, file), *text = NULL;
    int64_t pid = 0;
    assert_int_equal(bt_file_read(path, 100, &text, NULL, NULL), 0);
    text[strcspn(text, "\n")] = '\0';
    assert_true(bt_parse_int(text, &pid));
    free(text);
    free(path);
    return (pid_t)pid;
}

static char *agent_path(const struct rig *r, const char *type)
{
    return bt_printf("%s/resource.d/test/%s", r->root, type);
}

static void write_agent(const struct rig *r, const char *type, const char *body, unsigned mode)
{
    char *path = agent_path(r, type);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(body, f);
    fclose(f);
    assert_int_equal(chmod(path, mode), 0);
    free(path);
}

static int setup(void **state)
{
    static const struct lrm_executor_hooks hooks = {.done = on_done, .starting = on_starting};
    struct rig *r = BT_NEW(struct rig);
    strcpy(r->root, "/tmp/test_lrm_exec.XXXXXX");
    assert_non_null(mkdtemp(r->root));
    char *folder = bt_printf("%s/resource.d", r->root), *provider = bt_printf("%s/resource.d/test", r->root);
    assert_int_equal(mkdir(folder, 0755), 0);
    assert_int_equal(mkdir(provider, 0755), 0);
    free(folder);
    free(provider);
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
    free(r->force_restart);
    free(r);
    return 0;
}

static void begin(struct rig *r, const char *standard, const char *provider, const char *type, const char *action,
                  int64_t timeout_ms, const char *env)
{
    struct lrm_run run = {.token = 1,
                          .standard = bt_strdup(standard),
                          .provider = bt_strdup(provider),
                          .type = bt_strdup(type),
                          .rsc = bt_strdup("r"),
                          .action = bt_strdup(action),
                          .timeout_ms = timeout_ms,
                          .wants_traits = strcmp(standard, "ocf") == 0 && strcmp(action, "meta-data") != 0};
    bt_strv_split(&run.env, env, "|");
    lrm_execute(r->x, &run);
}

static void overdue(void *ctx)
{
    (void)ctx;
    fail_msg("no result came within %d ms", LONG_MS);
}

static void wait_end(struct rig *r)
{
    bt_timer late = bt_timer_add(r->loop, LONG_MS, overdue, NULL);
    size_t before = r->ended;
    while (r->ended == before)
        bt_loop_run(r->loop);
    bt_timer_cancel(r->loop, late);
}

static void run_agent(struct rig *r, const char *type, const char *action, int64_t timeout_ms)
{
    begin(r, "ocf", "test", type, action, timeout_ms, "OCF_RESOURCE_INSTANCE=r");
    wait_end(r);
}

#define META_OF(version, extra) "case $1 in meta-data) echo '<resource-agent name=\"x\"><version>" version "</version>" extra "</resource-agent>'; exit 0;; esac\n"
#define META(extra) META_OF("1.0", extra)

static void exit_code_output_and_reason_come_back(void **state)
{
    struct rig *r = *state;
    write_agent(r, "talks", "#!/bin/sh\n" META("") "echo said $1 $#; echo ocf-exit-reason:because >&2; exit 6\n", 0755);
    run_agent(r, "talks", "start", 5000);
    assert_int_equal(r->status, BT_OP_DONE);
    assert_int_equal(r->rc, BT_OCF_NOT_CONFIGURED);
    assert_string_equal(r->output, "said start 1\n");
    assert_string_equal(r->reason, "because");
}

static void the_environment_is_ours_alone(void **state)
{
    struct rig *r = *state;
    setenv("LD_LIBRARY_PATH", "/evil", 1);
    setenv("SECRET_OF_THE_DAEMON", "x", 1);
    setenv("PCMK_debug", "no", 1);
    write_agent(r, "env", "#!/bin/sh\n" META("") "/usr/bin/env\nls -l /proc/self/fd >&2\n", 0755);
    begin(r, "ocf", "test", "env", "start", 5000, "OCF_RESOURCE_INSTANCE=r|OCF_RESKEY_PATH=/evil");
    wait_end(r);
    unsetenv("LD_LIBRARY_PATH");
    unsetenv("SECRET_OF_THE_DAEMON");
    unsetenv("PCMK_debug");
    static const char *const want[] = {"PATH=/usr/local/sbin:", "SHELL=/bin/bash\n", "LC_ALL=C\n", "HA_LOGFACILITY=daemon\n",
                                       "HA_debug=0\n", "PCMK_debug=no\n", "OCF_RESKEY_PATH=/evil\n"};
    for (size_t i = 0; i < BT_COUNT(want); i++)
        if (strstr(r->output, want[i]) == NULL)
            fail_msg("%s is not in:\n%s", want[i], r->output);
    assert_null(strstr(r->output, "SECRET_OF_THE_DAEMON"));
    assert_null(strstr(r->output, "LD_LIBRARY_PATH"));
}

static void the_dummy_of_resource_agents_lives_a_life(void **state)
{
    struct rig *r = *state;
    static const struct {
        const char *action;
        int rc;
    } life[] = {{"monitor", 7}, {"start", 0}, {"start", 0}, {"monitor", 0}, {"stop", 0}, {"stop", 0}, {"monitor", 7}, {"what", 3}};
    static const struct lrm_executor_hooks hooks = {.done = on_done};
    struct lrm_executor *real = lrm_executor_new(r->loop, NULL, &hooks, r), *test = r->x;
    char *env = bt_printf("OCF_ROOT=/usr/lib/ocf|OCF_RA_VERSION_MAJOR=1|OCF_RA_VERSION_MINOR=1|OCF_RESOURCE_INSTANCE=t%d|"
                          "OCF_RESKEY_state=%s/state", getpid(), r->root);
    r->x = real;
    for (size_t i = 0; i < BT_COUNT(life); i++) {
        begin(r, "ocf", "heartbeat", "Dummy", life[i].action, 20000, env);
        wait_end(r);
        assert_int_equal(r->rc, life[i].rc);
        assert_string_equal(r->force_restart, "  state  ");
    }
    r->x = test;
    free(env);
    lrm_executor_free(real);
}

static void what_is_not_there_or_can_not_run_has_its_verdict(void **state)
{
    struct rig *r = *state;
    run_agent(r, "missing", "monitor", 5000);
    assert_int_equal(r->status, BT_OP_NOT_INSTALLED);
    assert_int_equal(r->rc, BT_OCF_NOT_INSTALLED);
    assert_string_equal(r->reason, "missing: No such file or directory");
    write_agent(r, "plain", "#!/bin/sh\n", 0644);
    run_agent(r, "plain", "start", 5000);
    assert_int_equal(r->rc, BT_OCF_INSUFFICIENT_PRIV);
    run_agent(r, "plain", "monitor", 5000);
    assert_int_equal(r->rc, BT_OCF_NOT_INSTALLED);
    write_agent(r, "nointerp", "#!/no/such/shell\n", 0755);
    run_agent(r, "nointerp", "monitor", 5000);
    assert_int_equal(r->rc, BT_OCF_NOT_INSTALLED);
    run_agent(r, ".", "monitor", 5000);
    assert_int_equal(r->rc, BT_OCF_NOT_INSTALLED);
    begin(r, "nagios", NULL, "check_x", "monitor", 5000, "");
    wait_end(r);
    assert_int_equal(r->status, BT_OP_NOT_INSTALLED);
    assert_non_null(strstr(r->reason, "nagios"));
}

static void an_agent_that_hangs_gets_term_and_may_clean_up(void **state)
{
    struct rig *r = *state;
    write_agent(r, "hangs", "#!/bin/sh\n" META("") "trap 'echo cleaned; exit 0' TERM\nwhile :; do /bin/sleep 0.05; done\n", 0755);
    run_agent(r, "hangs", "start", 200);
    assert_int_equal(r->status, BT_OP_TIMEOUT);
    assert_int_equal(r->rc, BT_OCF_ERROR);
    assert_non_null(strstr(r->output, "cleaned"));
    assert_true(r->exec_ms < LRM_KILL_AFTER_MS);
}

static void an_agent_that_ignores_term_is_killed_with_all_its_children(void **state)
{
    struct rig *r = *state;
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    char *body = bt_printf("#!/bin/sh\n" META("") "echo $$ >%s/leader\ntrap '' TERM\n(trap '' TERM; while :; do /bin/sleep 1; done) &\n"
                           "while :; do /bin/sleep 1; done\n", r->root);
    write_agent(r, "stubborn", body, 0755);
    free(body);
    run_agent(r, "stubborn", "start", 200);
    assert_int_equal(r->status, BT_OP_TIMEOUT);
    assert_true(r->exec_ms >= 200 + LRM_KILL_AFTER_MS);
    /* As their subreaper we get what is left of the group: all of it has died by SIGKILL, none is left. */
    pid_t group = pid_in(r, "leader");
    int status = 0, gone = 0;
    for (; waitpid(-group, &status, 0) > 0; gone++)
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    assert_true(gone > 0);
    assert_int_equal(kill(-group, 0), -1);
}

static bool lives(pid_t pid)
{
    waitpid(pid, NULL, WNOHANG); /* ours, as a subreaper's */
    return kill(pid, 0) == 0;
}

static void what_left_the_group_of_an_agent_that_hangs_is_ended_too(void **state)
{
    struct rig *r = *state;
    assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    char *body = bt_printf("#!/bin/sh\n" META("") "/usr/bin/setsid /bin/sh -c \"trap 'echo >%s/asked; exit' TERM; echo \\$\\$ >%s/polite; while :; do /bin/sleep 0.05; done\" >/dev/null 2>&1 &\n"
                           "/usr/bin/setsid /bin/sh -c \"trap '' TERM; echo \\$\\$ >%s/rude; while :; do /bin/sleep 0.05; done\" &\n"
                           "while :; do /bin/sleep 1; done\n", r->root, r->root, r->root);
    write_agent(r, "hangs", body, 0755);
    free(body);
    run_agent(r, "hangs", "start", 500);
    assert_int_equal(r->status, BT_OP_TIMEOUT);
    assert_true(r->exec_ms >= 500 + LRM_KILL_AFTER_MS && r->exec_ms < 500 + 3 * LRM_KILL_AFTER_MS);
    assert_true(lrm_tree_wait(r->tree, 0, 10000));
    assert_false(lives(pid_in(r, "polite")));
    assert_false(lives(pid_in(r, "rude")));
    char *asked = bt_printf("%s/asked", r->root);
    assert_int_equal(access(asked, F_OK), 0); /* by SIGTERM, and it had time */
    free(asked);
}

static void a_service_outlives_the_monitor_that_hangs(void **state)
{
    struct rig *r = *state;
    char *body = bt_printf("#!/bin/sh\n" META("") "if [ \"$1\" = start ]; then /usr/bin/setsid /bin/sleep 300 & echo $! >%s/service; exit 0; fi\n/bin/sleep 300\n", r->root);
    write_agent(r, "serves", body, 0755);
    free(body);
    run_agent(r, "serves", "start", LONG_MS);
    assert_int_equal(r->rc, 0);
    pid_t service = pid_in(r, "service");
    run_agent(r, "serves", "monitor", 200);
    assert_int_equal(r->status, BT_OP_TIMEOUT);
    assert_int_equal(kill(service, 0), 0);
    kill(service, SIGKILL);
}

static void an_agent_that_floods_is_bounded_and_counted_as_it_ended(void **state)
{
    struct rig *r = *state;
    write_agent(r, "floods", "#!/bin/sh\n" META("") "/usr/bin/head -c 20000000 /dev/zero | /usr/bin/tr '\\0' x\n"
                             "/usr/bin/head -c 20000000 /dev/zero | /usr/bin/tr '\\0' y >&2\nexit 7\n", 0755);
    run_agent(r, "floods", "monitor", LONG_MS);
    assert_int_equal(r->rc, BT_OCF_NOT_RUNNING);
    assert_int_equal(strlen(r->output), LRM_OUTPUT_MAX);
}

/* As nginx without an error_log does. */
static void a_daemon_that_keeps_the_pipe_does_not_hold_up_the_result(void **state)
{
    struct rig *r = *state;
    char *body = bt_printf("#!/bin/sh\n" META("") "/bin/sleep 300 &\necho $! > %s/daemon\nexit 0\n", r->root);
    write_agent(r, "leaves", body, 0755);
    free(body);
    run_agent(r, "leaves", "start", 20000);
    assert_int_equal(r->status, BT_OP_DONE);
    assert_int_equal(r->rc, 0);
    assert_true(r->exec_ms < 10000);
    pid_t pid = pid_in(r, "daemon");
    assert_int_equal(kill(pid, 0), 0); /* the service was not touched */
    kill(pid, SIGKILL);
}

static void an_agent_that_kills_itself_is_told_by_its_signal(void **state)
{
    struct rig *r = *state;
    write_agent(r, "dies", "#!/bin/sh\n" META("") "kill -9 $$\n", 0755);
    run_agent(r, "dies", "start", 5000);
    assert_int_equal(r->status, BT_OP_ERROR);
    assert_string_equal(r->reason, "Resource agent interrupted by Killed signal");
}

static void meta_data_is_asked_for_once_until_the_agent_is_replaced(void **state)
{
    struct rig *r = *state;
    char *count = bt_printf("%s/asked", r->root);
    char *body = bt_printf("#!/bin/sh\n[ $1 = meta-data ] && echo x >> %s\n" META("<parameters><parameter name=\"a\" unique=\"1\"/>"
                           "</parameters><actions><action name=\"reload\"/></actions>") "exit 0\n", count);
    write_agent(r, "once", body, 0755);
    for (int i = 0; i < 3; i++) {
        run_agent(r, "once", "start", 5000);
        assert_string_equal(r->force_restart, "  a  ");
    }
    char *text = NULL;
    assert_int_equal(bt_file_read(count, 100, &text, NULL, NULL), 0);
    assert_string_equal(text, "x\n");
    free(text);
    write_agent(r, "once", "#!/bin/sh\n" META("") "exit 0\n", 0755);
    run_agent(r, "once", "start", 5000);
    assert_null(r->force_restart);
    free(body);
    free(count);
}

/* Asked for reload-agent, an agent is called by the name that its API has for it. */
static void a_reload_is_called_as_the_agent_calls_it(void **state)
{
    struct rig *r = *state;
    static const struct {
        const char *meta, *called;
    } cases[] = {
        {META("<actions><action name=\"reload\"/></actions>"), "reload reload"},
        {META_OF("1.1", "<actions><action name=\"reload\"/><action name=\"reload-agent\"/></actions>"), "reload-agent reload-agent"},
        {META("<actions><action name=\"reload\"/><action name=\"reload-agent\"/></actions>"), "reload reload"},
        {META(""), "reload-agent reload-agent"},
        {"[ $1 = meta-data ] && exit 1\n", "reload-agent reload-agent"},
    };
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        char *body = bt_printf("#!/bin/sh\n%secho $1 $__OCF_ACTION\n", cases[i].meta), *wanted = bt_printf("%s\n", cases[i].called);
        write_agent(r, "reloads", body, 0755);
        begin(r, "ocf", "test", "reloads", "reload-agent", 5000, "__OCF_ACTION=reload-agent|OCF_RESOURCE_INSTANCE=r");
        wait_end(r);
        assert_int_equal(r->rc, 0);
        assert_string_equal(r->output, wanted);
        free(wanted);
        free(body);
    }
}

/* The question for its name is part of the time: what is left then must not be none, which would bound nothing. */
static void a_reload_has_timed_out_if_only_its_name_took_that_long(void **state)
{
    struct rig *r = *state;
    write_agent(r, "slow", "#!/bin/sh\n[ $1 = meta-data ] && { sleep 0.2; exit 0; }\necho $1\n", 0755);
    begin(r, "ocf", "test", "slow", "reload-agent", 100, "__OCF_ACTION=reload-agent|OCF_RESOURCE_INSTANCE=r");
    wait_end(r);
    assert_int_equal(r->status, BT_OP_TIMEOUT);
    assert_true(r->output == NULL || r->output[0] == '\0');
}

static void an_agent_without_meta_data_works_all_the_same(void **state)
{
    struct rig *r = *state;
    write_agent(r, "garbage", "#!/bin/sh\n[ $1 = meta-data ] && { echo garbage; exit 0; }\nexit 0\n", 0755);
    run_agent(r, "garbage", "start", 5000);
    assert_int_equal(r->status, BT_OP_DONE);
    assert_int_equal(r->rc, 0);
    assert_null(r->force_restart);
}

static void an_init_script_is_asked_for_its_status(void **state)
{
    struct rig *r = *state;
    write_agent(r, "init", "#!/bin/sh\n[ $1 = status ] && exit 3\nexit 0\n", 0755);
    char *path = agent_path(r, "init");
    begin(r, "lsb", NULL, path, "monitor", 5000, "");
    wait_end(r);
    assert_int_equal(r->rc, BT_OCF_NOT_RUNNING);
    begin(r, "lsb", NULL, path, "start", 5000, "");
    wait_end(r);
    assert_int_equal(r->rc, BT_OCF_OK);
    free(path);
}

static void many_at_once_all_come_back(void **state)
{
    struct rig *r = *state;
    write_agent(r, "quick", "#!/bin/sh\n" META("") "exit 0\n", 0755);
    for (int i = 0; i < 50; i++)
        begin(r, "ocf", "test", "quick", "monitor", 20000, "");
    while (r->ended < 50)
        wait_end(r);
    assert_int_equal(r->ended, 50);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(exit_code_output_and_reason_come_back),
        T(the_environment_is_ours_alone),
        T(the_dummy_of_resource_agents_lives_a_life),
        T(what_is_not_there_or_can_not_run_has_its_verdict),
        T(an_agent_that_hangs_gets_term_and_may_clean_up),
        T(an_agent_that_ignores_term_is_killed_with_all_its_children),
        T(what_left_the_group_of_an_agent_that_hangs_is_ended_too),
        T(a_service_outlives_the_monitor_that_hangs),
        T(an_agent_that_floods_is_bounded_and_counted_as_it_ended),
        T(a_daemon_that_keeps_the_pipe_does_not_hold_up_the_result),
        T(an_agent_that_kills_itself_is_told_by_its_signal),
        T(meta_data_is_asked_for_once_until_the_agent_is_replaced),
        T(a_reload_is_called_as_the_agent_calls_it),
        T(a_reload_has_timed_out_if_only_its_name_took_that_long),
        T(an_agent_without_meta_data_works_all_the_same),
        T(an_init_script_is_asked_for_its_status),
        T(many_at_once_all_come_back),
    };
    bt_log_open("test_lrm_exec", 0, NULL, BT_LOG_ERROR);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
