/* tests/unit/test_batond.c - the real batond over pretended daemons: order, kill -9 of each, adoption, ends.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/sandbox.h"

#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define FAKES "/run/fakes"

/* A pretended daemon: takes its lock, says that it is ready, tells what it does; ends with the code in /run/NAME.exit if that is there.
 * Its wait is bounded since bash runs a trap only between commands: a TERM that comes just before the read would else be heard never. */
static const char fake[] = "#!/bin/bash\n"
                           "name=${0##*/}\n"
                           "exec 9>>/run/baton/$name.lock 8>" SANDBOX_EVENTS " 7<>/run/never\n"
                           "flock -n 9 || exit 108\n"
                           "echo $$ >/run/baton/$name.lock\n"
                           "if [ -e /run/$name.exit ]; then echo \"$name gives up\" >&8; exit $(cat /run/$name.exit); fi\n"
                           "trap 'echo \"$name ends\" >&8; exit 0' TERM\n"
                           "echo \"$name starts $$\" >&8\n"
                           "[ -n \"$BATON_READY_FD\" ] && echo 1 >&$BATON_READY_FD\n"
                           "while :; do read -r -t 0.1 -u 7; done\n";

static const char *const names[] = {"pengine", "lrmd", "stonithd", "crmd"};

struct node {
    pid_t batond;
    int pids[4]; /* of the fakes */
};

static pid_t start_batond(void)
{
    return sandbox_start("./supervisor/batond", "--daemons", FAKES, "NOTIFY_SOCKET=/run/notify");
}

/* What systemd is told, next; waits. */
static int notify_socket(void)
{
    static int fd = -1;
    struct sockaddr_un a = {.sun_family = AF_UNIX, .sun_path = "/run/notify"};
    struct timeval bound = {.tv_sec = 20};
    if (fd >= 0)
        return fd;
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &bound, sizeof bound);
    return fd;
}

static void expect_notified(const char *text)
{
    char got[512] = "";
    for (;;) {
        ssize_t n = recv(notify_socket(), got, sizeof got - 1, 0);
        if (n <= 0)
            fail_msg("systemd was never told \"%s\"", text);
        got[n] = '\0';
        if (strstr(got, text) != NULL)
            return;
    }
}

static struct node *node_up(void)
{
    struct node *n = BT_NEW(struct node);
    notify_socket();
    n->batond = start_batond();
    for (size_t i = 0; i < BT_COUNT(names); i++) {
        char *line = bt_printf("%s starts", names[i]);
        sandbox_expect(line);
        n->pids[i] = sandbox_number();
        free(line);
    }
    expect_notified("READY=1\nSTATUS=All daemons are up");
    return n;
}

static void node_down(struct node *n)
{
    kill(n->batond, SIGTERM);
    sandbox_expect("crmd ends");
    sandbox_expect("stonithd ends");
    sandbox_expect("lrmd ends");
    sandbox_expect("pengine ends");
    assert_int_equal(sandbox_wait(n->batond), 0);
    free(n);
}

static void starts_in_order_and_ends_in_reverse(void **state)
{
    node_down(node_up());
    (void)state;
}

static void each_daemon_that_is_killed_is_back_at_once(void **state)
{
    struct node *n = node_up();
    for (size_t i = 0; i < BT_COUNT(names); i++) {
        char *line = bt_printf("%s starts", names[i]);
        int64_t begun = bt_now().mono.ms;
        kill(n->pids[i], SIGKILL);
        sandbox_expect(line);
        assert_true(bt_now().mono.ms - begun < 2000); /* 5 to 20 ms on an idle machine */
        assert_int_not_equal(sandbox_number(), n->pids[i]);
        expect_notified("STATUS=All daemons are up");
        free(line);
    }
    node_down(n);
    (void)state;
}

static void a_second_one_refuses_to_start(void **state)
{
    struct node *n = node_up();
    assert_int_equal(sandbox_wait(start_batond()), BT_EX_FATAL);
    node_down(n);
    (void)state;
}

static void daemons_outlive_a_killed_batond_and_are_adopted_by_the_next(void **state)
{
    struct node *n = node_up();
    kill(n->batond, SIGKILL);
    assert_int_equal(sandbox_wait(n->batond), 128 + SIGKILL);
    for (size_t i = 0; i < BT_COUNT(names); i++)
        assert_int_equal(kill(n->pids[i], 0), 0);
    n->batond = start_batond();
    expect_notified("READY=1\nSTATUS=All daemons are up");
    kill(n->pids[1], SIGKILL);
    sandbox_expect("lrmd starts"); /* the first line since: none was started anew by the new batond */
    expect_notified("STATUS=All daemons are up");
    node_down(n);
    (void)state;
}

static void a_daemon_that_gives_up_ends_the_node_with_100(void **state)
{
    struct node *n = node_up();
    sandbox_program("/run/crmd.exit", "100");
    kill(n->pids[3], SIGKILL);
    sandbox_expect("crmd gives up");
    sandbox_expect("stonithd ends");
    sandbox_expect("lrmd ends");
    sandbox_expect("pengine ends");
    assert_int_equal(sandbox_wait(n->batond), 100);
    unlink("/run/crmd.exit");
    free(n);
    (void)state;
}

static void without_corosync_it_waits_until_it_comes(void **state)
{
    sandbox_program("/run/crmd.exit", "102");
    notify_socket();
    struct node n = {.batond = start_batond()};
    sandbox_expect("pengine starts");
    sandbox_expect("lrmd starts");
    sandbox_expect("stonithd starts");
    sandbox_expect("crmd gives up");
    expect_notified("STATUS=Waiting for corosync");
    unlink("/run/crmd.exit");
    const char *line;
    while (bt_streq(line = sandbox_line(), "crmd gives up"))
        ;
    assert_true(bt_starts(line, "crmd starts"));
    expect_notified("READY=1\nSTATUS=All daemons are up");
    kill(n.batond, SIGTERM);
    assert_int_equal(sandbox_wait(n.batond), 0);
    for (size_t i = 0; i < BT_COUNT(names); i++)
        sandbox_line();
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(starts_in_order_and_ends_in_reverse),
        cmocka_unit_test(each_daemon_that_is_killed_is_back_at_once),
        cmocka_unit_test(a_second_one_refuses_to_start),
        cmocka_unit_test(daemons_outlive_a_killed_batond_and_are_adopted_by_the_next),
        cmocka_unit_test(a_daemon_that_gives_up_ends_the_node_with_100),
        cmocka_unit_test(without_corosync_it_waits_until_it_comes),
    };
    sandbox_enter();
    mkdir(FAKES, 0755);
    mkfifo("/run/never", 0600); /* nothing ever comes */
    for (size_t i = 0; i < BT_COUNT(names); i++) {
        char *path = bt_printf(FAKES "/%s", names[i]);
        sandbox_program(path, fake);
        free(path);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
