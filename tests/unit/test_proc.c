/* tests/unit/test_proc.c - programs that succeed, fail, hang, flood, leave a daemon behind or are not there.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/edge.h"

struct outcome {
    struct bt_loop *loop;
    int calls;
    struct bt_proc_result r; /* its texts are copies */
    char *out, *err;
};

static void done(void *ctx, const struct bt_proc_result *r)
{
    struct outcome *o = ctx;
    o->calls++;
    o->r = *r;
    o->out = bt_strdup(r->out);
    o->err = bt_strdup(r->err);
    bt_loop_stop(o->loop);
}

static const char *const environment[] = {"PATH=/usr/bin:/bin", "COLOR=blue", NULL};

static struct bt_proc_spec shell(const char *const *argv)
{
    return (struct bt_proc_spec){
        .argv = argv, .envp = environment, .timeout_ms = 20000, .kill_after_ms = 20000, .output_max = 1000};
}

/* Runs to the end. The outcome's texts are freed by release(). */
static struct outcome run(const struct bt_proc_spec *spec)
{
    struct outcome o = {.loop = bt_loop_new()};
    bt_proc_start(o.loop, spec, done, &o);
    assert_int_equal(o.calls, 0); /* never from inside bt_proc_start() */
    bt_loop_run(o.loop);
    assert_int_equal(o.calls, 1);
    bt_loop_free(o.loop);
    return o;
}

static void release(struct outcome *o)
{
    free(o->out);
    free(o->err);
}

#define SHELL(script) ((const char *const[]){"/bin/sh", "-c", (script), NULL})

static void tells_exit_status_and_output(void **state)
{
    (void)state;
    struct bt_proc_spec spec = shell(SHELL("echo out; echo err >&2; exit 7"));
    struct outcome o = run(&spec);
    assert_true(o.r.started && !o.r.signalled && !o.r.timed_out);
    assert_int_equal(o.r.code, 7);
    assert_string_equal(o.out, "out\n");
    assert_string_equal(o.err, "err\n");
    assert_int_equal(o.r.out_dropped + o.r.err_dropped, 0);
    release(&o);
}

static void tells_the_signal_that_ended_it(void **state)
{
    (void)state;
    struct bt_proc_spec spec = shell(SHELL("kill -KILL $$"));
    struct outcome o = run(&spec);
    assert_true(o.r.started && o.r.signalled && !o.r.timed_out);
    assert_int_equal(o.r.code, SIGKILL);
    release(&o);
}

static void gives_environment_input_and_folder_and_no_more(void **state)
{
    (void)state;
    struct bt_proc_spec spec = shell(SHELL("echo $COLOR; pwd; cat; env | grep -c HOME; ls /proc/self/fd | wc -l"));
    spec.cwd = "/tmp";
    spec.input = "port=3\n";
    int leaked = open("/dev/null", O_RDONLY); /* not close-on-exec, as a careless library would */
    struct outcome o = run(&spec);
    close(leaked);
    assert_string_equal(o.out, "blue\n/tmp\nport=3\n0\n4\n"); /* 0-2 and what ls opens itself */
    release(&o);
}

static void gives_input_of_any_size(void **state)
{
    (void)state;
    struct bt_proc_spec spec = shell(SHELL("wc -c"));
    char *input = bt_alloc(1000001);
    memset(input, 'x', 1000000);
    input[1000000] = '\0';
    spec.input = input;
    struct outcome o = run(&spec);
    assert_string_equal(o.out, "1000000\n");
    release(&o);
    spec.argv = SHELL("exit 3"); /* does not read it */
    o = run(&spec);
    assert_int_equal(o.r.code, 3);
    release(&o);
    free(input);
}

static void reads_nothing_where_no_input_is_given(void **state)
{
    (void)state;
    struct bt_proc_spec spec = shell(SHELL("cat | wc -c"));
    struct outcome o = run(&spec);
    assert_string_equal(o.out, "0\n");
    release(&o);
}

static void says_why_a_program_could_not_be_started(void **state)
{
    static const struct {
        const char *path, *cwd;
        int why;
    } rows[] = {
        {"/no/such/program", NULL, ENOENT}, {"/etc/passwd", NULL, EACCES}, {"/bin/sh", "/no/such/folder", ENOENT}};
    (void)state;
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        struct bt_proc_spec spec = shell((const char *const[]){rows[i].path, "-c", "exit 0", NULL});
        spec.cwd = rows[i].cwd;
        struct outcome o = run(&spec);
        assert_false(o.r.started);
        assert_int_equal(o.r.start_errno, rows[i].why);
        assert_string_equal(o.out, "");
        release(&o);
    }
}

static void keeps_bounded_output_of_a_flood_and_counts_the_rest(void **state)
{
    (void)state;
    struct bt_proc_spec spec = shell(SHELL("head -c 5000000 /dev/zero | tr '\\0' x; echo end >&2"));
    struct outcome o = run(&spec);
    assert_int_equal(o.r.code, 0);
    assert_int_equal(strlen(o.out), 1000);
    assert_int_equal(o.r.out_dropped, 5000000 - 1000);
    assert_string_equal(o.err, "end\n");
    release(&o);
}

static void ends_what_hangs_with_sigterm_first(void **state)
{
    (void)state;
    struct bt_proc_spec spec = shell(SHELL("trap 'echo bye; exit 5' TERM; echo ready; while :; do sleep 0.01; done"));
    spec.timeout_ms = 300;
    struct outcome o = run(&spec);
    assert_true(o.r.timed_out && !o.r.signalled);
    assert_int_equal(o.r.code, 5);
    assert_string_equal(o.out, "ready\nbye\n");
    assert_true(o.r.exec_ms >= 300 && o.r.exec_ms < 15000);
    release(&o);
}

/* Whether a process that is not our child ends within the time. */
static bool ends_within(pid_t pid, int timeout_ms)
{
    struct pollfd p = {.fd = pidfd_open(pid, 0), .events = POLLIN};
    if (p.fd < 0)
        return errno == ESRCH;
    bool ended = poll(&p, 1, timeout_ms) == 1;
    close(p.fd);
    return ended;
}

static void kills_the_whole_group_when_sigterm_is_not_heeded(void **state)
{
    (void)state;
    struct bt_proc_spec spec = shell(SHELL("trap '' TERM; sleep 1000 & echo $!; wait; wait; sleep 1000"));
    spec.timeout_ms = 300;
    spec.kill_after_ms = 100;
    struct outcome o = run(&spec);
    assert_true(o.r.timed_out && o.r.signalled);
    assert_int_equal(o.r.code, SIGKILL);
    assert_true(o.r.exec_ms >= 400 && o.r.exec_ms < 15000);
    assert_true(ends_within((pid_t)strtol(o.out, NULL, 10), 15000));
    release(&o);
}

static void kills_what_a_timed_out_program_leaves_in_its_group(void **state)
{
    (void)state;
    struct bt_proc_spec spec = shell(SHELL("(trap '' TERM; exec sleep 1000) & echo $!; sleep 1000"));
    spec.timeout_ms = 300;
    struct outcome o = run(&spec);
    assert_true(o.r.timed_out && o.r.signalled);
    assert_int_equal(o.r.code, SIGTERM);
    assert_true(ends_within((pid_t)strtol(o.out, NULL, 10), 15000));
    release(&o);
}

static void is_not_held_up_by_a_daemon_that_keeps_the_pipes(void **state)
{
    (void)state;
    struct bt_proc_spec spec = shell(SHELL("setsid sleep 1000 & echo $!; exit 0"));
    struct outcome o = run(&spec);
    assert_true(o.r.started && !o.r.timed_out && !o.r.signalled);
    assert_int_equal(o.r.code, 0);
    assert_true(o.r.exec_ms < 15000);
    pid_t left = (pid_t)strtol(o.out, NULL, 10);
    assert_false(ends_within(left, 0)); /* what a successful start left running lives on */
    kill(left, SIGKILL);
    release(&o);
}

static void runs_in_a_group_of_its_own_with_default_signals(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    sigset_t block, old;
    sigemptyset(&block);
    sigaddset(&block, SIGTERM);
    sigprocmask(SIG_BLOCK, &block, &old);
    struct bt_proc_spec spec = shell(
        SHELL("cut -d' ' -f5 /proc/$$/stat; echo $$; grep -E '^Sig(Blk|Ign)' /proc/$$/status | cut -f2"));
    struct outcome o = run(&spec);
    sigprocmask(SIG_SETMASK, &old, NULL);
    signal(SIGPIPE, SIG_DFL);
    struct bt_strv lines = {0};
    bt_strv_split(&lines, o.out, "\n");
    assert_int_equal(lines.n, 4);
    assert_string_equal(lines.v[0], lines.v[1]);
    for (size_t i = 2; i < 4; i++) /* signals 1 to 31; glibc itself ignores two of its own above */
        assert_int_equal(strtoull(lines.v[i], NULL, 16) & 0x7fffffff, 0);
    bt_strv_free(&lines);
    release(&o);
}

static void kill_when_ready(void *ctx)
{
    bt_proc_kill(ctx);
    bt_proc_kill(ctx); /* a second time changes nothing */
}

static void can_be_ended_early(void **state)
{
    (void)state;
    struct outcome o = {.loop = bt_loop_new()};
    struct bt_proc_spec spec = shell(SHELL("sleep 1000"));
    struct bt_proc *p = bt_proc_start(o.loop, &spec, done, &o);
    assert_true(bt_proc_pid(p) > 0);
    bt_timer_add(o.loop, 1, kill_when_ready, p);
    bt_loop_run(o.loop);
    assert_true(o.r.signalled && !o.r.timed_out);
    assert_int_equal(o.r.code, SIGTERM);
    bt_loop_free(o.loop);
    release(&o);
}

struct many {
    struct bt_loop *loop;
    int left, failed;
};

static void one_of_many_done(void *ctx, const struct bt_proc_result *r)
{
    struct many *m = ctx;
    m->failed += !r->started || r->signalled || r->code != 0 || !bt_streq(r->out, "x\n");
    if (--m->left == 0)
        bt_loop_stop(m->loop);
}

static void runs_many_at_a_time(void **state)
{
    (void)state;
    struct many m = {.loop = bt_loop_new(), .left = 100};
    struct bt_proc_spec spec = shell(SHELL("echo x"));
    for (int i = 0; i < 100; i++)
        bt_proc_start(m.loop, &spec, one_of_many_done, &m);
    bt_loop_run(m.loop);
    assert_int_equal(m.failed, 0);
    bt_loop_free(m.loop);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* all are reaped */
    assert_int_equal(errno, ECHILD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_exit_status_and_output),
        cmocka_unit_test(tells_the_signal_that_ended_it),
        cmocka_unit_test(gives_environment_input_and_folder_and_no_more),
        cmocka_unit_test(gives_input_of_any_size),
        cmocka_unit_test(reads_nothing_where_no_input_is_given),
        cmocka_unit_test(says_why_a_program_could_not_be_started),
        cmocka_unit_test(keeps_bounded_output_of_a_flood_and_counts_the_rest),
        cmocka_unit_test(ends_what_hangs_with_sigterm_first),
        cmocka_unit_test(kills_the_whole_group_when_sigterm_is_not_heeded),
        cmocka_unit_test(kills_what_a_timed_out_program_leaves_in_its_group),
        cmocka_unit_test(is_not_held_up_by_a_daemon_that_keeps_the_pipes),
        cmocka_unit_test(runs_in_a_group_of_its_own_with_default_signals),
        cmocka_unit_test(can_be_ended_early),
        cmocka_unit_test(runs_many_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
