/* tests/unit/test_daemon.c - what every daemon's main does: options, being alone, telling readiness, dropping root, ending.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void say(const char *what)
{
    int fd = open(SANDBOX_EVENTS, O_WRONLY | O_CLOEXEC);
    dprintf(fd, "%s %d\n", what, (int)getpid());
    close(fd);
}

static void terminate(void *ctx)
{
    say("terminate");
    bt_loop_stop(((struct bt_daemon *)ctx)->loop);
}

/* A daemon as others are written; its exit code. What is wrong it says before it says "runs". */
static int daemon_main(const char *user, const char *option)
{
    char *argv[] = {bt_strdup("testd"), bt_strdup(option), NULL};
    struct bt_daemon d = {.name = "testd", .user = user, .terminate = terminate};
    d.ctx = &d;
    optind = 1;
    int rc = bt_daemon_start(&d, option != NULL ? 2 : 1, argv, "is tested");
    if (rc != 0)
        return -1 - rc;
    bt_daemon_ready(&d);
    if (getenv("BATON_READY_FD") != NULL)
        say("keeps BATON_READY_FD");
    if (d.foreground && getsid(0) == getpid())
        say("left its session");
    if (!d.foreground && getsid(0) != getpid())
        say("did not leave its session");
    if (user != NULL && (geteuid() == 0 || setuid(0) == 0))
        say("can be root");
    raise(SIGPIPE); /* a client that went away must not end a daemon */
    bt_log(BT_LOG_NOTICE, "testd serves");
    say("runs");
    bt_loop_run(d.loop);
    bt_daemon_end(&d);
    return 0;
}

static pid_t start(const char *user, const char *option)
{
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    int err = open("/run/testd.err", O_WRONLY | O_CREAT | O_APPEND, 0644);
    dup2(err, STDERR_FILENO);
    dup2(err, STDOUT_FILENO);
    int code = daemon_main(user, option);
    fflush(NULL);
    _exit(code);
}

static int enter(void **state)
{
    (void)state;
    sandbox_enter();
    return mkdir(BT_LOGDIR, 0770) == 0 && chmod(SANDBOX_EVENTS, 0666) == 0 ? 0 : -1;
}

static char *contents(const char *path)
{
    char *text = NULL;
    assert_int_equal(bt_file_read(path, 1000000, &text, NULL, NULL), 0);
    return text;
}

static void prints_help_and_version_and_refuses_unknown_options(void **state)
{
    (void)state;
    assert_int_equal(sandbox_wait(start(NULL, "--help")), BT_EX_OK);
    assert_int_equal(sandbox_wait(start(NULL, "-?")), BT_EX_OK);
    assert_int_equal(sandbox_wait(start(NULL, "--version")), BT_EX_OK);
    assert_int_equal(sandbox_wait(start(NULL, "--nonsense")), BT_EX_USAGE);
    assert_int_equal(sandbox_wait(start(NULL, "-x")), BT_EX_USAGE);
    char *said = contents("/run/testd.err");
    assert_non_null(strstr(said, "testd - is tested"));
    assert_non_null(strstr(said, "Baton " BT_VERSION));
    free(said);
}

static void is_alone_and_ends_on_sigterm(void **state)
{
    (void)state;
    pid_t first = start(NULL, "-f");
    sandbox_expect("runs");
    char *pid = contents(BT_RUN_DIR "/testd.lock");
    assert_int_equal(strtol(pid, NULL, 10), first);
    free(pid);
    assert_int_equal(sandbox_wait(start(NULL, "-f")), BT_EX_EXISTS);
    kill(first, SIGTERM);
    sandbox_expect("terminate");
    assert_int_equal(sandbox_wait(first), 0);
    first = start(NULL, "-f");
    sandbox_expect("runs");
    kill(first, SIGKILL);
    assert_int_equal(sandbox_wait(first), 128 + SIGKILL);
    first = start(NULL, "-f"); /* a dead one holds no lock */
    sandbox_expect("runs");
    kill(first, SIGINT);
    sandbox_expect("terminate");
    assert_int_equal(sandbox_wait(first), 0);
    char *said = contents("/run/testd.err");
    assert_non_null(strstr(said, "testd runs already"));
    free(said);
}

static void tells_the_supervisor_that_it_is_ready(void **state)
{
    (void)state;
    int ready[2];
    char line[8] = "";
    assert_int_equal(pipe(ready), 0);
    char *fd = bt_printf("%d", ready[1]);
    setenv("BATON_READY_FD", fd, 1);
    pid_t pid = start(NULL, "-f");
    unsetenv("BATON_READY_FD");
    free(fd);
    close(ready[1]);
    assert_int_equal(read(ready[0], line, sizeof(line)), 2);
    assert_string_equal(line, "1\n");
    assert_int_equal(read(ready[0], line, sizeof(line)), 0); /* closed at once */
    sandbox_expect("runs");
    kill(pid, SIGTERM);
    sandbox_expect("terminate");
    assert_int_equal(sandbox_wait(pid), 0);
    close(ready[0]);
}

static void drops_root_for_good_and_logs_on(void **state)
{
    (void)state;
    pid_t pid = start("hacluster", "-f");
    sandbox_expect("runs");
    kill(pid, SIGTERM);
    sandbox_expect("terminate");
    assert_int_equal(sandbox_wait(pid), 0);
    char *log = contents(BT_LOG_FILE);
    assert_non_null(strstr(log, "notice: testd serves"));
    assert_non_null(strstr(log, "notice: Ending on signal 15"));
    free(log);
    struct stat st;
    assert_int_equal(stat(BT_LOG_FILE, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0660);
    assert_int_equal(st.st_uid, getpwnam("hacluster")->pw_uid);
}

static void says_which_user_is_missing(void **state)
{
    (void)state;
    assert_int_equal(sandbox_wait(start("no-such-user", "-f")), BT_EX_NOUSER);
    char *said = contents("/run/testd.err");
    assert_non_null(strstr(said, "The user no-such-user does not exist"));
    free(said);
}

static void goes_to_the_background_and_keeps_its_lock(void **state)
{
    (void)state;
    assert_int_equal(sandbox_wait(start(NULL, NULL)), 0); /* the parent; the daemon goes on */
    sandbox_expect("runs");
    pid_t pid = sandbox_number();
    char *text = contents(BT_RUN_DIR "/testd.lock");
    assert_int_equal(strtol(text, NULL, 10), pid);
    free(text);
    assert_int_equal(sandbox_wait(start(NULL, "-f")), BT_EX_EXISTS);
    kill(pid, SIGTERM);
    sandbox_expect("terminate");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_help_and_version_and_refuses_unknown_options),
        cmocka_unit_test(is_alone_and_ends_on_sigterm),
        cmocka_unit_test(tells_the_supervisor_that_it_is_ready),
        cmocka_unit_test(drops_root_for_good_and_logs_on),
        cmocka_unit_test(says_which_user_is_missing),
        cmocka_unit_test(goes_to_the_background_and_keeps_its_lock),
    };
    return cmocka_run_group_tests(tests, enter, NULL);
}
