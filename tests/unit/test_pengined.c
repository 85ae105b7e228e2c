/* tests/unit/test_pengined.c - the policy engine's daemon: questions are answered, and the inputs are kept in numbered files afterwards.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/sandbox.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "xml/names.h"

#define FOLDER BT_STATEDIR "/pengine"

/* A question about a cluster without nodes, of whose inputs so many are kept. */
static xmlDoc *question(int id, const char *max)
{
    char *text = bt_printf("<pe_request id='%d' now='1700000000'><cib><configuration><crm_config><cluster_property_set id='o'><nvpair id='o1' name='stonith-enabled' value='false'/>"
                           "<nvpair id='o2' name='pe-input-series-max' value='%s'/></cluster_property_set></crm_config><nodes/><resources/><constraints/></configuration><status/></cib>"
                           "</pe_request>", id, max);
    xmlDoc *doc = NULL;
    assert_int_equal(bt_xml_parse(text, strlen(text), "question", &doc, NULL), 0);
    free(text);
    return doc;
}

/* The daemon, when it has told that it is ready. */
static pid_t start(void)
{
    int ends[2];
    char said[2];
    assert_int_equal(pipe(ends), 0);
    char *env = bt_printf("BATON_READY_FD=%d", ends[1]);
    pid_t daemon = sandbox_start("./pengine/pengine", "-f", NULL, env);
    close(ends[1]);
    assert_int_equal(read(ends[0], said, sizeof said), 2); /* its end, if it fails */
    close(ends[0]);
    free(env);
    return daemon;
}

/* Asks so many questions, one after the other, of a daemon that is then told to end. */
static void ask(int count, const char *max)
{
    pid_t daemon = start();
    struct bt_ipcc *c = NULL;
    assert_int_equal(bt_ipcc_connect("pengine", 5000, &c, NULL), 0);
    for (int i = 0; i < count; i++) {
        xmlDoc *q = question(i, max), *reply = NULL;
        assert_int_equal(bt_ipcc_send(c, q, NULL), 0);
        assert_int_equal(bt_ipcc_recv(c, 5000, &reply, NULL), 0);
        assert_int_equal(bt_xml_get_int(bt_xml_root(reply), XA_ID, -1), i);
        assert_non_null(bt_xml_first(bt_xml_root(reply), XE_TRANSITION_GRAPH));
        bt_xml_free(reply);
        bt_xml_free(q);
    }
    bt_ipcc_free(c);
    kill(daemon, SIGTERM);
    assert_int_equal(sandbox_wait(daemon), 0);
}

static bool kept(const char *file)
{
    char *path = bt_printf(FOLDER "/%s", file);
    bool there = access(path, F_OK) == 0;
    free(path);
    return there;
}

static void write_file(const char *file, const char *text)
{
    int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    assert_int_equal(chmod(file, 0666), 0);
}

static int empty_folder(void **state)
{
    static const char *const files[] = {"pe-input.last", "pe-input-0.bz2", "pe-input-1.bz2", "pe-input-2.bz2", "pe-input-3.bz2", "pe-input-4.bz2", "pe-input-5.bz2", "pe-input-6.bz2"};
    (void)state;
    for (size_t i = 0; i < BT_COUNT(files); i++) {
        char *path = bt_printf(FOLDER "/%s", files[i]);
        unlink(path);
        free(path);
    }
    return 0;
}

static void every_input_is_kept_also_of_more_questions_than_may_wait(void **state)
{
    (void)state;
    ask(7, "4000");
    assert_true(kept("pe-input-0.bz2") && kept("pe-input-6.bz2") && !kept("pe-input-7.bz2"));
}

static void a_series_begins_again_at_its_bound(void **state)
{
    (void)state;
    ask(5, "2");
    assert_true(kept("pe-input-0.bz2") && kept("pe-input-1.bz2") && !kept("pe-input-2.bz2"));
}

static void of_a_series_of_none_nothing_is_kept(void **state)
{
    (void)state;
    ask(2, "0");
    assert_false(kept("pe-input-0.bz2") || kept("pe-input.last"));
}

/* An endless series that somebody has led to the end of all numbers. */
static void after_the_last_number_a_series_begins_again(void **state)
{
    (void)state;
    write_file(FOLDER "/pe-input.last", "9223372036854775807\n");
    ask(1, "-1");
    assert_true(kept("pe-input-0.bz2"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_input_is_kept_also_of_more_questions_than_may_wait, empty_folder),
        cmocka_unit_test_setup(a_series_begins_again_at_its_bound, empty_folder),
        cmocka_unit_test_setup(of_a_series_of_none_nothing_is_kept, empty_folder),
        cmocka_unit_test_setup(after_the_last_number_a_series_begins_again, empty_folder),
    };
    sandbox_enter();
    sandbox_cover("/var/lib");
    mkdir(BT_STATEDIR, 0755);
    mkdir(FOLDER, 0777);
    chmod(FOLDER, 0777); /* the daemon is hacluster's */
    chmod("/dev/shm", 01777);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
