/* tests/unit/test_lrm_journal.c - the file that survives lrmd: whole lines, torn lines, age, programs left over.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lrm/journal_io.h"
#include "lrm/tree_io.h"

struct rig {
    char folder[64];
    char *path;
    struct lrm *lrm;
    struct lrm_journal *journal;
};

static void step(struct rig *r, const char *xml, uint64_t *ret_token)
{
    xmlDoc *doc = NULL;
    struct lrm_effects fx = {0};
    assert_int_equal(bt_xml_parse(xml, strlen(xml), "test", &doc, NULL), 0);
    lrm_step(r->lrm, &(struct lrm_event){.kind = LRM_EV_REQUEST, .now = bt_now(), .client = 1, .request = bt_xml_root(doc)}, &fx);
    for (size_t i = 0; i < fx.n; i++)
        if (fx.v[i].kind == LRM_FX_RUN && ret_token != NULL)
            *ret_token = fx.v[i].run.token;
    lrm_effects_clear(&fx);
    bt_xml_free(doc);
}

static uint64_t start(struct rig *r, const char *rsc)
{
    uint64_t token = 0;
    char *xml = bt_printf("<lrm_exec><rsc_op operation='start'><primitive id='%s' class='ocf' provider='p' type='t'/>"
                          "<attributes passwd='geheim' text='a&#10;b'/></rsc_op></lrm_exec>", rsc);
    step(r, xml, &token);
    free(xml);
    return token;
}

static void ends(struct rig *r, uint64_t token)
{
    struct lrm_effects fx = {0};
    lrm_step(r->lrm, &(struct lrm_event){.kind = LRM_EV_DONE, .now = bt_now(), .token = token, .status = BT_OP_DONE}, &fx);
    lrm_effects_clear(&fx);
}

static int setup(void **state)
{
    struct rig *r = BT_NEW(struct rig);
    strcpy(r->folder, "/tmp/test_lrm_journal.XXXXXX");
    assert_non_null(mkdtemp(r->folder));
    r->path = bt_printf("%s/state", r->folder);
    r->lrm = lrm_new(&(struct lrm_config){.node = "n1", .max_children = 100000});
    r->journal = lrm_journal_new(r->path, r->lrm);
    *state = r;
    return 0;
}

static int teardown(void **state)
{
    struct rig *r = *state;
    lrm_journal_free(r->journal, true);
    assert_int_not_equal(access(r->path, F_OK), 0);
    lrm_free(r->lrm);
    char *command = bt_printf("rm -rf %s", r->folder);
    assert_int_equal(system(command), 0);
    free(command);
    free(r->path);
    free(r);
    return 0;
}

struct found {
    xmlDoc *doc;
    struct lrm_leftover *left;
    size_t n_left;
    int rc;
    struct bt_err err;
};

static struct found read_journal(const struct rig *r)
{
    struct found f = {0};
    f.rc = lrm_journal_read(r->path, bt_now().wall, &f.doc, &f.left, &f.n_left, &f.err);
    return f;
}

static void found_clear(struct found *f)
{
    bt_xml_free(f->doc);
    free(f->left);
    bt_err_clear(&f->err);
}

static size_t resources(const struct found *f)
{
    return bt_xml_count(bt_xml_root(f->doc), XE_RESOURCE);
}

static void append_text(const struct rig *r, const char *text)
{
    FILE *f = fopen(r->path, "a");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void what_was_written_is_read_again(void **state)
{
    struct rig *r = *state;
    uint64_t token = start(r, "a");
    lrm_journal_changes(r->journal, r->lrm);
    ends(r, token);
    start(r, "b");
    lrm_journal_changes(r->journal, r->lrm);
    struct found f = read_journal(r);
    assert_int_equal(f.rc, 0);
    assert_int_equal(resources(&f), 2);
    const xmlNode *a = bt_xml_find(bt_xml_root(f.doc), XE_RESOURCE, XA_ID, "a");
    assert_non_null(bt_xml_first(a, XE_LRM_RSC_OP));
    assert_null(bt_xml_first(a, XE_PENDING));
    const xmlNode *b = bt_xml_find(bt_xml_root(f.doc), XE_RESOURCE, XA_ID, "b");
    const xmlNode *op = bt_xml_first(bt_xml_first(b, XE_PENDING), XE_RSC_OP);
    assert_string_equal(bt_xml_get(bt_xml_first(op, XE_ATTRIBUTES), "text"), "a\nb");
    found_clear(&f);
}

static void it_is_roots_alone(void **state)
{
    struct rig *r = *state;
    struct stat st;
    assert_int_equal(stat(r->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void a_torn_last_line_is_dropped(void **state)
{
    struct rig *r = *state;
    start(r, "a");
    lrm_journal_changes(r->journal, r->lrm);
    append_text(r, "<lrm_saved call-id=\"9\"><resource id=\"b");
    struct found f = read_journal(r);
    assert_int_equal(f.rc, 0);
    assert_int_equal(resources(&f), 1);
    found_clear(&f);
}

static void rubbish_is_set_aside_with_a_sentence(void **state)
{
    struct rig *r = *state;
    start(r, "a");
    lrm_journal_changes(r->journal, r->lrm);
    append_text(r, "rubbish\n");
    struct found f = read_journal(r);
    assert_int_equal(f.rc, BT_EX_DATAERR);
    assert_null(f.doc);
    assert_non_null(strstr(bt_err_text(&f.err), "all resources will be probed"));
    assert_int_not_equal(access(r->path, F_OK), 0);
    found_clear(&f);
    f = read_journal(r);
    assert_int_equal(f.rc, 0);
    assert_null(f.doc);
    found_clear(&f);
}

static void what_is_too_old_is_not_claimed(void **state)
{
    struct rig *r = *state;
    start(r, "a");
    lrm_journal_changes(r->journal, r->lrm);
    struct timespec old[2] = {{.tv_sec = bt_now().wall.s - LRM_JOURNAL_AGE_MAX_S - 5}, {.tv_sec = bt_now().wall.s - LRM_JOURNAL_AGE_MAX_S - 5}};
    assert_int_equal(utimensat(AT_FDCWD, r->path, old, 0), 0);
    struct found f = read_journal(r);
    assert_int_equal(f.rc, 0);
    assert_null(f.doc);
    found_clear(&f);
    lrm_journal_touch(r->journal);
    f = read_journal(r);
    assert_int_equal(resources(&f), 1);
    found_clear(&f);
}

static void it_is_written_anew_before_it_grows_without_bound(void **state)
{
    struct rig *r = *state;
    struct stat st;
    for (int i = 0; i < 3000; i++) {
        ends(r, start(r, "a"));
        lrm_journal_changes(r->journal, r->lrm);
        lrm_journal_starting(r->journal, (uint64_t)i + 100, i < 2999 ? "before" : "last");
        if (i < 2999)
            lrm_journal_ended(r->journal, (uint64_t)i + 100);
    }
    assert_int_equal(stat(r->path, &st), 0);
    assert_true(st.st_size < 600 * 1024);
    struct found f = read_journal(r);
    assert_int_equal(resources(&f), 1);
    assert_int_equal(f.n_left, 1);
    assert_string_equal(f.left[0].name, "last");
    assert_string_equal(bt_xml_get(bt_xml_root(f.doc), XA_CALL_ID), "3000");
    found_clear(&f);
}

/* A program of that operation, as lrmd would run it, with a child in its process group and one that has left it. */
static pid_t spawn_tree(const char *name, bool stubborn)
{
    int ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    pid_t pid = fork();
    if (pid == 0) {
        char *variable = bt_printf("%s=%s", LRM_TREE_VARIABLE, name);
        char *script = bt_printf("%s sleep 1000 & setsid sleep 1000 & echo; while :; do wait; done", stubborn ? "trap '' TERM;" : "");
        setpgid(0, 0);
        dup2(ready[1], STDOUT_FILENO);
        execle("/bin/sh", "sh", "-c", script, NULL, (char *const[]){(char[]){"PATH=/usr/bin:/bin"}, variable, NULL});
        _exit(1);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    close(ready[1]);
    return pid;
}

/* Trees are looked for on the whole machine, where this test may run more than once at a time. */
static char *own_name(const char *more)
{
    return bt_printf("web-start-%d-1%s", (int)getpid(), more);
}

static void programs_left_over_are_ended_with_all_that_they_started(void **state)
{
    struct rig *r = *state;
    char *name = own_name("");
    for (int stubborn = 0; stubborn < 2; stubborn++) {
        lrm_journal_starting(r->journal, 7, name); /* killed now, lrmd would not even know the process's number */
        pid_t pid = spawn_tree(name, stubborn);
        struct found f = read_journal(r);
        assert_int_equal(f.n_left, 1);
        assert_true(lrm_tree_signal(name, 0) >= 2);
        lrm_leftovers_end(f.left, f.n_left, 100);
        int status = 0;
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_int_equal(WTERMSIG(status), stubborn ? SIGKILL : SIGTERM);
        assert_int_equal(lrm_tree_signal(name, 0), 0);
        found_clear(&f);
        lrm_journal_ended(r->journal, 7);
        f = read_journal(r);
        assert_int_equal(f.n_left, 0);
        found_clear(&f);
    }
    free(name);
}

static void what_another_operation_started_is_not_touched(void **state)
{
    struct rig *r = *state;
    char *name = own_name(""), *other = own_name("1");
    pid_t pid = spawn_tree(name, false); /* a service, perhaps: its start has ended */
    lrm_journal_starting(r->journal, 7, name);
    lrm_journal_ended(r->journal, 7);
    lrm_journal_starting(r->journal, 8, other);
    struct found f = read_journal(r);
    lrm_leftovers_end(f.left, f.n_left, 0);
    assert_int_equal(waitpid(pid, NULL, WNOHANG), 0);
    assert_true(lrm_tree_signal(name, 0) >= 2);
    lrm_tree_signal(name, SIGKILL); /* how many it still finds depends on whether one has left the first one's process group yet */
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_true(lrm_tree_wait(name, SIGKILL, 10000));
    found_clear(&f);
    free(other);
    free(name);
}

static void two_operations_never_have_one_name(void **state)
{
    (void)state;
    char *one = lrm_tree_name("web", "start"), *two = lrm_tree_name("web", "start"), *odd = lrm_tree_name("a/b:1 'c", "start");
    assert_string_not_equal(one, two);
    assert_true(bt_starts(one, "web-start-"));
    assert_true(bt_starts(odd, "a_b_1__c-start-"));
    free(one);
    free(two);
    free(odd);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(what_was_written_is_read_again),
        T(it_is_roots_alone),
        T(a_torn_last_line_is_dropped),
        T(rubbish_is_set_aside_with_a_sentence),
        T(what_is_too_old_is_not_claimed),
        T(it_is_written_anew_before_it_grows_without_bound),
        T(programs_left_over_are_ended_with_all_that_they_started),
        T(what_another_operation_started_is_not_touched),
        T(two_operations_never_have_one_name),
    };
    bt_log_open("test_lrm_journal", 0, NULL, BT_LOG_ERROR);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
