/* tests/unit/test_watchdog_io.c - the watchdog's device, pretended by a pipe, and what is remembered of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "supervisor/watchdog_io.h"

#define KEPT "watchdog.kept"

/* In a folder of its own: a pipe, and who reads it. */
static int pipe_reader(void)
{
    char folder[] = "/tmp/baton-watchdog-XXXXXX";
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    assert_int_equal(mkfifo("wd", 0600), 0);
    int fd = open("wd", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    assert_true(fd >= 0);
    return fd;
}

static void clean(int fd)
{
    char here[256];
    assert_non_null(getcwd(here, sizeof here));
    unlink("wd");
    unlink(KEPT);
    unlink("file");
    close(fd);
    assert_int_equal(chdir("/"), 0);
    rmdir(here);
}

static void expect_bytes(int fd, const char *bytes)
{
    char got[16] = "";
    ssize_t n = read(fd, got, sizeof got - 1);
    got[n > 0 ? n : 0] = '\0';
    assert_string_equal(got, bytes);
}

static struct sup_watchdog *opened(void)
{
    struct sup_watchdog *w = NULL;
    assert_int_equal(sup_watchdog_open("wd", 5000, KEPT, &w, NULL), 0);
    return w;
}

static void a_pipe_is_fed_byte_by_byte_and_told_of_the_end(void **state)
{
    int fd = pipe_reader();
    struct sup_watchdog *w = opened();
    expect_bytes(fd, "");
    sup_watchdog_feed(w);
    sup_watchdog_feed(w);
    expect_bytes(fd, "11");
    sup_watchdog_stop(w);
    expect_bytes(fd, "V");
    sup_watchdog_feed(w); /* it is over */
    sup_watchdog_stop(w);
    expect_bytes(fd, "");
    sup_watchdog_free(w);
    clean(fd);
    (void)state;
}

static void a_supervisor_that_dies_does_not_stop_it_and_the_next_one_knows_the_life(void **state)
{
    int fd = pipe_reader();
    struct sup_watchdog *w = opened();
    assert_string_equal(sup_watchdog_state(w), "");
    sup_watchdog_keep(w, "trusting");
    char *life = bt_strdup(sup_watchdog_life(w));
    assert_int_equal(strlen(life), 16);
    sup_watchdog_free(w);
    expect_bytes(fd, "");
    w = opened();
    assert_string_equal(sup_watchdog_state(w), "trusting");
    assert_string_equal(sup_watchdog_life(w), life);
    sup_watchdog_stop(w);
    sup_watchdog_free(w);
    w = opened(); /* an orderly end was the end of that life */
    assert_string_equal(sup_watchdog_state(w), "");
    assert_string_not_equal(sup_watchdog_life(w), life);
    sup_watchdog_free(w);
    free(life);
    clean(fd);
    (void)state;
}

static void a_full_pipe_holds_up_nobody(void **state)
{
    int fd = pipe_reader();
    struct sup_watchdog *w = opened();
    for (int i = 0; i < 200000; i++)
        sup_watchdog_feed(w);
    sup_watchdog_free(w);
    clean(fd);
    (void)state;
}

static void what_is_no_watchdog_is_refused_with_the_reason(void **state)
{
    static const struct {
        const char *device, *said;
    } rows[] = {{"missing", "the watchdog missing can't be opened (No such file or directory)"},
                {"file", "file is neither a watchdog nor a pipe"},
                {"/dev/null", "/dev/null does not take a time of 5 s"}};
    int fd = pipe_reader();
    close(open("file", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        struct sup_watchdog *w = NULL;
        struct bt_err err = {0};
        assert_int_equal(sup_watchdog_open(rows[i].device, 5000, KEPT, &w, &err), BT_EX_CONFIG);
        assert_non_null(strstr(bt_err_text(&err), rows[i].said));
        assert_null(w);
        bt_err_clear(&err);
    }
    sup_watchdog_feed(NULL);
    sup_watchdog_stop(NULL);
    sup_watchdog_free(NULL);
    clean(fd);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pipe_is_fed_byte_by_byte_and_told_of_the_end),
        cmocka_unit_test(a_supervisor_that_dies_does_not_stop_it_and_the_next_one_knows_the_life),
        cmocka_unit_test(a_full_pipe_holds_up_nobody),
        cmocka_unit_test(what_is_no_watchdog_is_refused_with_the_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
