/* tests/unit/test_loop.c - timers, descriptors, deferred work, signals; files and the log.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/edge.h"

struct trace {
    struct bt_loop *loop;
    struct bt_buf seen;
    bt_timer timer;
    int left;
};

static void assert_seen(struct trace *t, const char *expected)
{
    char *seen = bt_buf_take(&t->seen);
    assert_string_equal(seen, expected);
    free(seen);
    bt_loop_free(t->loop);
}

static void note_a(void *ctx)
{
    bt_buf_add(&((struct trace *)ctx)->seen, "a");
}

static void note_b(void *ctx)
{
    bt_buf_add(&((struct trace *)ctx)->seen, "b");
}

static void stop(void *ctx)
{
    bt_loop_stop(((struct trace *)ctx)->loop);
}

static void timers_fire_in_the_order_of_their_times(void **state)
{
    (void)state;
    struct trace t = {.loop = bt_loop_new()};
    int64_t begin_ms = bt_now().mono.ms;
    bt_timer_add(t.loop, 60, stop, &t);
    bt_timer_add(t.loop, 30, note_b, &t);
    bt_timer_add(t.loop, 10, note_a, &t);
    bt_timer_add(t.loop, -5, note_b, &t); /* past: at once */
    bt_loop_run(t.loop);
    assert_true(bt_now().mono.ms - begin_ms >= 60);
    assert_seen(&t, "bab");
}

/* As an operation's timeout of the highest number of milliseconds makes it. */
static void the_longest_delay_is_long(void **state)
{
    (void)state;
    struct trace t = {.loop = bt_loop_new()};
    bt_timer_add(t.loop, INT64_MAX, note_a, &t);
    bt_timer_add(t.loop, INT64_MAX / 1000000 + 1, note_a, &t);
    bt_timer_add(t.loop, 20, note_b, &t);
    bt_timer_add(t.loop, 30, stop, &t);
    bt_loop_run(t.loop);
    assert_seen(&t, "b");
}

static void a_cancelled_timer_never_fires_and_ids_do_not_return(void **state)
{
    (void)state;
    struct trace t = {.loop = bt_loop_new()};
    bt_timer first = bt_timer_add(t.loop, 1, note_a, &t);
    assert_true(first != 0);
    bt_timer_cancel(t.loop, first);
    bt_timer second = bt_timer_add(t.loop, 1, note_b, &t); /* takes the same slot */
    assert_true(second != first);
    bt_timer_cancel(t.loop, first); /* harmless */
    bt_timer_cancel(t.loop, 0);
    bt_timer_cancel(t.loop, 4711);
    bt_timer_add(t.loop, 20, stop, &t);
    bt_loop_run(t.loop);
    bt_timer_cancel(t.loop, second); /* fired */
    assert_seen(&t, "b");
}

static void arm_again(void *ctx)
{
    struct trace *t = ctx;
    bt_buf_add(&t->seen, "x");
    t->timer = bt_timer_add(t->loop, 0, --t->left > 0 ? arm_again : stop, t);
}

static void a_timer_may_be_armed_from_its_own_callback(void **state)
{
    (void)state;
    struct trace t = {.loop = bt_loop_new(), .left = 5};
    bt_timer_add(t.loop, 0, arm_again, &t);
    bt_timer_add(t.loop, 100000, note_b, &t); /* still armed when the loop is freed */
    bt_loop_run(t.loop);
    assert_seen(&t, "xxxxx");
}

static void defer_more(void *ctx)
{
    struct trace *t = ctx;
    bt_buf_add(&t->seen, "d");
    bt_defer(t->loop, note_a, t);
    bt_defer(t->loop, stop, t);
    bt_buf_add(&t->seen, "e");
}

static void deferred_work_runs_before_the_loop_sleeps(void **state)
{
    (void)state;
    struct trace t = {.loop = bt_loop_new()};
    int64_t begin_ms = bt_now().mono.ms;
    for (int i = 0; i < 100; i++)
        bt_defer(t.loop, note_b, &t);
    bt_buf_free(&t.seen);
    bt_defer(t.loop, defer_more, &t);
    bt_loop_run(t.loop);
    assert_true(bt_now().mono.ms - begin_ms < 40); /* libqb's own jobs would take 50 */
    assert_true(bt_ends(t.seen.text, "dea"));
    bt_buf_free(&t.seen);
    bt_loop_free(t.loop);
}

static void readable(void *ctx, int fd, int revents)
{
    struct trace *t = ctx;
    char c;
    if ((revents & POLLIN) != 0 && read(fd, &c, 1) == 1) {
        bt_buf_addn(&t->seen, &c, 1);
        return;
    }
    bt_buf_add(&t->seen, "!");
    bt_unwatch(t->loop, fd);
    bt_loop_stop(t->loop);
}

static void replaced(void *ctx, int fd, int revents)
{
    (void)fd;
    (void)revents;
    bt_buf_add(&((struct trace *)ctx)->seen, "?");
}

static void watches_a_descriptor_as_long_as_it_is_readable(void **state)
{
    (void)state;
    struct trace t = {.loop = bt_loop_new()};
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    assert_int_equal(bt_watch(t.loop, ends[0], POLLIN, replaced, &t), 0);
    assert_int_equal(bt_watch(t.loop, ends[0], POLLIN, readable, &t), 0); /* the second takes its place */
    assert_int_equal(write(ends[1], "abc", 3), 3);
    close(ends[1]);
    bt_loop_run(t.loop);
    bt_unwatch(t.loop, ends[0]); /* not watched any more: harmless */
    bt_unwatch(t.loop, -1);
    bt_unwatch(t.loop, 100000);
    close(ends[0]);
    assert_seen(&t, "abc!");
}

static void signal_seen(void *ctx, int number)
{
    struct trace *t = ctx;
    bt_buf_addf(&t->seen, "%d ", number == SIGUSR1);
    if (--t->left == 0)
        bt_loop_stop(t->loop);
}

static void raise_again(void *ctx)
{
    (void)ctx;
    raise(SIGUSR1);
}

static void signals_arrive_in_the_loop(void **state)
{
    (void)state;
    struct trace t = {.loop = bt_loop_new(), .left = 2};
    bt_on_signal(t.loop, SIGUSR1, signal_seen, &t);
    raise(SIGUSR1);
    assert_int_equal(t.seen.len, 0);
    bt_timer_add(t.loop, 20, raise_again, &t);
    bt_loop_run(t.loop);
    assert_seen(&t, "1 1 ");
}

static void knows_the_local_zone(void **state)
{
    (void)state;
    setenv("TZ", "Europe/Berlin", 1);
    tzset();
    struct bt_wall winter, summer;
    assert_true(bt_iso8601_parse("2026-11-21", 0, &winter) && bt_iso8601_parse("2026-07-21", 0, &summer));
    assert_int_equal(bt_zone_s(winter), 3600);
    assert_int_equal(bt_zone_s(summer), 7200);
    unsetenv("TZ");
    tzset();
}

/* A folder of this test's own; removed with what the tests put into it. */
static int make_folder(void **state)
{
    char *folder = bt_strdup("/tmp/baton-test-XXXXXX");
    *state = folder;
    return mkdtemp(folder) != NULL ? 0 : -1;
}

static int remove_folder(void **state)
{
    char *command = bt_printf("rm -r %s", (const char *)*state);
    int rc = system(command);
    free(command);
    free(*state);
    return rc;
}

static char *read_back(const char *path)
{
    char *text = NULL;
    size_t len = 0;
    assert_int_equal(bt_file_read(path, 1000000, &text, &len, NULL), 0);
    assert_int_equal(strlen(text), len);
    return text;
}

static void writes_durably_and_reads_back(void **state)
{
    char *path = bt_printf("%s/cib.xml", (const char *)*state);
    struct stat st;
    assert_int_equal(bt_file_write_durable(path, "old", 3, 0600, NULL), 0);
    assert_int_equal(bt_file_write_durable(path, "new content", 11, 0640, NULL), 0);
    char *text = read_back(path);
    assert_string_equal(text, "new content");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0640);
    char *count = bt_printf("test $(ls %s | wc -l) = 1", (const char *)*state);
    assert_int_equal(system(count), 0); /* no temporary file is left */
    free(count);
    free(text);
    free(path);
}

static void overwrites_the_file_that_others_have_open(void **state)
{
    char *path = bt_printf("%s/cib.xml", (const char *)*state), got[32] = "";
    assert_int_equal(bt_file_write_durable(path, "a long content", 14, 0640, NULL), 0);
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    assert_int_equal(bt_file_overwrite(path, "short", 5, NULL), 0);
    assert_int_equal(fread(got, 1, sizeof got - 1, f), 5);
    assert_string_equal(got, "short");
    fclose(f);
    char *count = bt_printf("test $(ls %s | wc -l) = 1", (const char *)*state);
    assert_int_equal(system(count), 0); /* no temporary file is left */
    free(count);
    free(path);
}

static void overwrites_nothing_that_is_not_there(void **state)
{
    char *path = bt_printf("%s/none", (const char *)*state);
    struct bt_err err = {0};
    assert_int_equal(bt_file_overwrite(path, "x", 1, &err), BT_EX_CANTCREAT);
    assert_true(bt_starts(bt_err_text(&err), path));
    bt_err_clear(&err);
    assert_int_not_equal(access(path, F_OK), 0);
    free(path);
}

static void says_what_could_not_be_written_or_read(void **state)
{
    char *path = bt_printf("%s/none/file", (const char *)*state);
    char *text = NULL;
    struct bt_err err = {0};
    assert_int_equal(bt_file_write_durable(path, "x", 1, 0600, &err), BT_EX_CANTCREAT);
    assert_true(bt_starts(bt_err_text(&err), path));
    bt_err_clear(&err);
    assert_int_equal(bt_file_read(path, 10, &text, NULL, &err), BT_EX_NOINPUT);
    assert_true(bt_starts(bt_err_text(&err), path));
    bt_err_clear(&err);
    assert_int_equal(bt_file_read(*state, 10, &text, NULL, &err), BT_EX_NOINPUT); /* a folder */
    bt_err_clear(&err);
    assert_null(text);
    free(path);
}

static void leaves_nothing_behind_where_it_can_not_replace(void **state)
{
    char *path = bt_printf("%s/folder", (const char *)*state);
    struct bt_err err = {0};
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(bt_file_write_durable(path, "x", 1, 0600, &err), BT_EX_CANTCREAT);
    bt_err_clear(&err);
    char *count = bt_printf("test $(ls %s | wc -l) = 1", (const char *)*state);
    assert_int_equal(system(count), 0);
    free(count);
    free(path);
}

static void documents_are_read_from_files(void **state)
{
    char *path = bt_printf("%s/file", (const char *)*state);
    struct bt_err err = {0};
    xmlDoc *doc = NULL;
    assert_int_equal(bt_file_write_durable(path, "<a>\n<b/>\n</a>", 14, 0600, NULL), 0);
    assert_int_equal(bt_file_read_xml(path, &doc, NULL), 0);
    assert_int_equal(bt_xml_count(bt_xml_root(doc), "b"), 1);
    bt_xml_free(doc);
    doc = NULL;
    assert_int_equal(bt_file_write_durable(path, "<a>\n<b>\n</a>", 13, 0600, NULL), 0);
    assert_int_equal(bt_file_read_xml(path, &doc, &err), BT_EX_DATAERR);
    assert_non_null(strstr(bt_err_text(&err), "file: line 3"));
    bt_err_clear(&err);
    assert_int_equal(bt_file_read_xml(*state, &doc, &err), BT_EX_NOINPUT); /* a folder */
    assert_true(bt_starts(bt_err_text(&err), *state));
    bt_err_clear(&err);
    assert_null(doc);
    free(path);
}

static void refuses_files_over_the_bound(void **state)
{
    char *path = bt_printf("%s/file", (const char *)*state), *text = NULL;
    struct bt_err err = {0};
    assert_int_equal(bt_file_write_durable(path, "12345", 5, 0600, NULL), 0);
    assert_int_equal(bt_file_read(path, 4, &text, NULL, &err), BT_EX_NOINPUT);
    assert_null(text);
    bt_err_clear(&err);
    assert_int_equal(bt_file_read(path, 5, &text, NULL, NULL), 0);
    free(text);
    free(path);
}

static void reads_a_pipe_once_without_asking_for_its_size(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    assert_int_equal(write(ends[1], "<cib/>", 6), 6);
    close(ends[1]);
    char *path = bt_printf("/dev/fd/%d", ends[0]);
    char *text = read_back(path);
    assert_string_equal(text, "<cib/>");
    close(ends[0]);
    free(text);
    free(path);
}

static void logs_one_line_an_event_down_to_its_level(void **state)
{
    char *path = bt_printf("%s/log", (const char *)*state);
    bt_log(BT_LOG_ERROR, "before the log is open");
    bt_log_open("crmd", BT_LOG_TO_FILE, path, BT_LOG_INFO);
    struct bt_err err = {0};
    bt_fail(&err, BT_EX_NOSUCH, "There is no node %s", "beta");
    bt_log_err(BT_LOG_WARNING, "Fencing", &err);
    bt_err_clear(&err);
    bt_log(BT_LOG_INFO, "agent said: %s", "two\nlines\x1b[0m 100%s");
    bt_log(BT_LOG_DEBUG, "for developers");
    char *endless = bt_alloc(10001);
    memset(endless, 'x', 10000);
    endless[10000] = '\0';
    bt_log(BT_LOG_ERROR, "%s", endless);
    free(endless);
    bt_log_close();
    char *text = read_back(path);
    struct bt_strv lines = {0};
    bt_strv_split(&lines, text, "\n");
    assert_int_equal(lines.n, 3);
    assert_true(bt_ends(lines.v[0], "warning: Fencing: There is no node beta"));
    assert_non_null(strstr(lines.v[0], " crmd["));
    assert_true(bt_ends(lines.v[1], "info: agent said: two lines [0m 100%s"));
    assert_true(strlen(lines.v[2]) > 4000 && strlen(lines.v[2]) < 4100);
    bt_strv_free(&lines);
    free(text);
    free(path);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timers_fire_in_the_order_of_their_times),
        cmocka_unit_test(the_longest_delay_is_long),
        cmocka_unit_test(a_cancelled_timer_never_fires_and_ids_do_not_return),
        cmocka_unit_test(a_timer_may_be_armed_from_its_own_callback),
        cmocka_unit_test(deferred_work_runs_before_the_loop_sleeps),
        cmocka_unit_test(watches_a_descriptor_as_long_as_it_is_readable),
        cmocka_unit_test(signals_arrive_in_the_loop),
        cmocka_unit_test(knows_the_local_zone),
        IN_FOLDER(writes_durably_and_reads_back),
        IN_FOLDER(overwrites_the_file_that_others_have_open),
        IN_FOLDER(overwrites_nothing_that_is_not_there),
        IN_FOLDER(says_what_could_not_be_written_or_read),
        IN_FOLDER(leaves_nothing_behind_where_it_can_not_replace),
        IN_FOLDER(documents_are_read_from_files),
        IN_FOLDER(refuses_files_over_the_bound),
        cmocka_unit_test(reads_a_pipe_once_without_asking_for_its_size),
        IN_FOLDER(logs_one_line_an_event_down_to_its_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
