/* tests/unit/test_crmd_saver.c - the thread that saves the CIB, with the real store and loop.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crmd/saver_io.h"

struct world {
    char folder[40];
    struct bt_loop *loop;
    struct cib_store *store;
    struct cib_history_file *history;
    struct saver *saver;
    struct cib *cib;
    int ended;
    char *failure;
};

static void save_ended(void *ctx, const char *failure, const char *no_room)
{
    struct world *w = ctx;
    assert_null(no_room);
    w->ended++;
    free(w->failure);
    w->failure = bt_strdup(failure);
    bt_loop_stop(w->loop);
}

static int setup(void **state)
{
    struct world *w = BT_NEW(struct world);
    strcpy(w->folder, "/tmp/test-crmd-saver-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    w->loop = bt_loop_new();
    w->cib = cib_new();
    assert_int_equal(cib_store_open(w->folder, 99, &w->store, NULL), 0);
    w->history = cib_history_open(w->folder, bt_xml_root(cib_doc(w->cib)));
    assert_int_equal(saver_new(w->loop, w->store, w->history, save_ended, w, &w->saver, NULL), 0);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    char *command = bt_printf("rm -rf '%s'", w->folder);
    saver_free(w->saver, NULL, NULL);
    cib_history_close(w->history);
    cib_store_close(w->store);
    cib_free(w->cib);
    bt_loop_free(w->loop);
    assert_int_equal(system(command), 0);
    free(command);
    free(w->failure);
    free(w);
    return 0;
}

static void name_node(struct world *w, const char *name)
{
    xmlDoc *doc = bt_xml_doc("node");
    bt_xml_set(bt_xml_root(doc), "id", "1");
    bt_xml_set(bt_xml_root(doc), "uname", name);
    const struct cib_request rq = {.op = CIB_OP_MODIFY, .section = "nodes", .xml = bt_xml_root(doc), .flags = CIB_CAN_CREATE, .client = "test"};
    struct cib_changed changed = {0};
    assert_int_equal(cib_change(w->cib, &rq, (struct bt_wall){.s = 1}, &changed, NULL), 0);
    bt_xml_free(changed.patch);
    bt_xml_free(doc);
}

static char *on_disk(const struct world *w)
{
    char *path = bt_printf("%s/cib.xml", w->folder), *text = NULL;
    bt_file_read(path, 1 << 20, &text, NULL, NULL);
    free(path);
    return text != NULL ? text : bt_strdup("");
}

static void the_document_as_it_was_is_on_disk_when_the_end_is_told(void **state)
{
    struct world *w = *state;
    name_node(w, "before");
    saver_save(w->saver, cib_doc(w->cib), bt_strdup(""), true);
    name_node(w, "after"); /* the loop goes on while the disk is waited for */
    assert_int_equal(w->ended, 0);
    bt_loop_run(w->loop);
    assert_int_equal(w->ended, 1);
    assert_null(w->failure);
    char *text = on_disk(w);
    assert_non_null(strstr(text, "uname=\"before\""));
    free(text);
}

static void one_save_follows_the_other(void **state)
{
    struct world *w = *state;
    char name[16];
    for (int i = 1; i <= 20; i++) {
        snprintf(name, sizeof name, "n%d", i);
        name_node(w, name);
        saver_save(w->saver, cib_doc(w->cib), bt_strdup(""), true);
        bt_loop_run(w->loop);
        assert_int_equal(w->ended, i);
        assert_null(w->failure);
    }
    char *text = on_disk(w);
    assert_non_null(strstr(text, "uname=\"n20\""));
    free(text);
}

static void a_failure_is_told_with_its_reason_and_the_next_save_works(void **state)
{
    struct world *w = *state;
    char *away = bt_printf("%s.away", w->folder);
    assert_int_equal(rename(w->folder, away), 0);
    name_node(w, "n1");
    saver_save(w->saver, cib_doc(w->cib), bt_strdup(""), true);
    bt_loop_run(w->loop);
    assert_non_null(w->failure);
    assert_non_null(strstr(w->failure, "No such file or directory"));
    assert_int_equal(rename(away, w->folder), 0);
    free(away);
    saver_save(w->saver, cib_doc(w->cib), bt_strdup(""), true);
    bt_loop_run(w->loop);
    assert_null(w->failure);
    char *text = on_disk(w);
    assert_non_null(strstr(text, "uname=\"n1\""));
    free(text);
}

/* A frame with a name in it. */
static char *frame(const char *name)
{
    struct bt_buf b = {0};
    xmlDoc *doc = bt_xml_doc("cib_record");
    bt_xml_set(bt_xml_root(doc), "to", name);
    cib_history_add_frame(&b, bt_xml_root(doc));
    bt_xml_free(doc);
    return bt_buf_take(&b);
}

static size_t records_on_disk(const struct world *w)
{
    struct cib_history *h = cib_history_load(w->folder);
    size_t n = cib_history_count(h);
    cib_history_free(h);
    return n;
}

static void the_history_is_on_disk_when_the_end_is_told(void **state)
{
    struct world *w = *state;
    saver_save(w->saver, cib_doc(w->cib), frame("0.1.0"), true);
    bt_loop_run(w->loop);
    assert_null(w->failure);
    assert_int_equal(records_on_disk(w), 1);
}

/* The document need not be written for that; it follows when it is asked for. */
static void the_document_follows_its_history(void **state)
{
    struct world *w = *state;
    saver_save(w->saver, cib_doc(w->cib), frame("0.1.0"), false); /* the first one says whether the disk works */
    bt_loop_run(w->loop);
    assert_false(saver_is_behind(w->saver));
    name_node(w, "later");
    saver_save(w->saver, cib_doc(w->cib), frame("0.2.0"), false);
    bt_loop_run(w->loop);
    assert_null(w->failure);
    assert_true(saver_is_behind(w->saver));
    assert_int_equal(records_on_disk(w), 2);
    char *text = on_disk(w);
    assert_null(strstr(text, "uname=\"later\""));
    free(text);
    saver_save(w->saver, cib_doc(w->cib), bt_strdup(""), true);
    bt_loop_run(w->loop);
    assert_false(saver_is_behind(w->saver));
    text = on_disk(w);
    assert_non_null(strstr(text, "uname=\"later\""));
    free(text);
}

static void the_document_is_in_place_at_the_end(void **state)
{
    struct world *w = *state;
    saver_save(w->saver, cib_doc(w->cib), frame("0.1.0"), true);
    bt_loop_run(w->loop);
    name_node(w, "last");
    saver_save(w->saver, cib_doc(w->cib), frame("0.2.0"), false);
    saver_free(w->saver, cib_doc(w->cib), frame("0.3.0"));
    w->saver = NULL;
    assert_int_equal(records_on_disk(w), 3);
    char *text = on_disk(w);
    assert_non_null(strstr(text, "uname=\"last\""));
    free(text);
}

/* Written once, in their order, although the first attempt failed. */
static void records_that_could_not_be_written_are_tried_again(void **state)
{
    struct world *w = *state;
    char *history = bt_printf("%s/cib.history", w->folder), *away = bt_printf("%s.away", history), *remove = bt_printf("rmdir %s", history);
    assert_int_equal(rename(history, away), 0);
    assert_int_equal(mkdir(history, 0700), 0);
    saver_save(w->saver, cib_doc(w->cib), frame("0.1.0"), true);
    bt_loop_run(w->loop);
    assert_non_null(w->failure);
    assert_non_null(strstr(w->failure, "the history of the configuration can't be written"));
    assert_int_equal(system(remove), 0);
    assert_int_equal(rename(away, history), 0);
    saver_save(w->saver, cib_doc(w->cib), frame("0.2.0"), true);
    bt_loop_run(w->loop);
    assert_null(w->failure);
    saver_save(w->saver, cib_doc(w->cib), bt_strdup(""), true);
    bt_loop_run(w->loop);
    assert_int_equal(records_on_disk(w), 2);
    struct cib_history *h = cib_history_load(w->folder);
    xmlDoc *first = cib_history_record(h, 0);
    assert_string_equal(bt_xml_get(bt_xml_root(first), "to"), "0.1.0");
    bt_xml_free(first);
    cib_history_free(h);
    free(history);
    free(away);
    free(remove);
}

static void the_end_waits_for_the_save_that_runs(void **state)
{
    struct world *w = *state;
    name_node(w, "last");
    saver_save(w->saver, cib_doc(w->cib), bt_strdup(""), true);
    saver_free(w->saver, NULL, NULL);
    w->saver = NULL;
    char *text = on_disk(w);
    assert_non_null(strstr(text, "uname=\"last\""));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_document_as_it_was_is_on_disk_when_the_end_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(one_save_follows_the_other, setup, teardown),
        cmocka_unit_test_setup_teardown(a_failure_is_told_with_its_reason_and_the_next_save_works, setup, teardown),
        cmocka_unit_test_setup_teardown(the_history_is_on_disk_when_the_end_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(the_document_follows_its_history, setup, teardown),
        cmocka_unit_test_setup_teardown(the_document_is_in_place_at_the_end, setup, teardown),
        cmocka_unit_test_setup_teardown(records_that_could_not_be_written_are_tried_again, setup, teardown),
        cmocka_unit_test_setup_teardown(the_end_waits_for_the_save_that_runs, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
