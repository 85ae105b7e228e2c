/* tests/unit/test_crmd_earlier.c - the versions of the configuration that the controller finds on its disk, as the real store left them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <unistd.h>

#include "cib/cib_store.h"
#include "crmd/earlier_io.h"

/* Returns its record. */
static xmlDoc *change(struct cib *cib, int i)
{
    xmlDoc *doc = bt_xml_doc("node");
    bt_xml_set_int(bt_xml_root(doc), "id", i + 1);
    bt_xml_setf(bt_xml_root(doc), "uname", "n%d", i + 1);
    const struct cib_request rq = {.op = CIB_OP_CREATE, .section = "nodes", .xml = bt_xml_root(doc), .origin = "n1", .client = "test"};
    struct cib_changed changed = {0};
    assert_int_equal(cib_change(cib, &rq, (struct bt_wall){.s = 1795247000 + i * 60}, &changed, NULL), 0);
    xmlDoc *record = cib_record_new(&changed.from, bt_xml_root(cib_doc(cib)), bt_xml_root(changed.patch), true);
    bt_xml_free(changed.patch);
    bt_xml_free(doc);
    return record;
}

static void remove_folder(const char *folder)
{
    char *command = bt_printf("rm -r '%s'", folder);
    assert_int_equal(system(command), 0);
    free(command);
}

static void backups_are_found_with_their_stamps_oldest_first(void **state)
{
    (void)state;
    char folder[] = "/tmp/test-crmd-earlier-XXXXXX";
    struct cib_store *store;
    struct cib *cib = cib_new();
    struct earlier e = {0};
    assert_non_null(mkdtemp(folder));
    assert_int_equal(cib_store_open(folder, 99, &store, NULL), 0);
    for (int i = 0; i < 4; i++) {
        xmlDoc *record = change(cib, i);
        bt_xml_free(record);
        assert_int_equal(cib_store_save(store, cib_doc(cib), NULL), 0);
    }
    earlier_read(folder, &e);
    assert_int_equal(e.n, 3); /* the fourth is the present one */
    for (size_t i = 0; i < e.n; i++)
        assert_int_equal(e.v[i].version.epoch, (int)i + 1);
    assert_string_not_equal(e.v[0].stamp, e.v[1].stamp);
    assert_non_null(strstr(e.v[2].stamp, "by test on n1"));
    earlier_free(&e);
    cib_store_close(store);
    cib_free(cib);
    remove_folder(folder);
}

/* Not every version was put in place: the history has the others, with the same stamps. */
static void versions_of_the_history_are_found(void **state)
{
    (void)state;
    char folder[] = "/tmp/test-crmd-earlier-XXXXXX";
    struct cib *cib = cib_new();
    struct earlier e = {0};
    assert_non_null(mkdtemp(folder));
    struct cib_history_file *history = cib_history_open(folder, bt_xml_root(cib_doc(cib)));
    for (int i = 0; i < 3; i++) {
        struct bt_buf b = {0};
        xmlDoc *record = change(cib, i);
        cib_history_add_frame(&b, bt_xml_root(record));
        assert_int_equal(cib_history_append(history, b.text, NULL, NULL), 0);
        bt_buf_free(&b);
        bt_xml_free(record);
    }
    cib_history_close(history);
    earlier_read(folder, &e);
    assert_int_equal(e.n, 3);
    struct crmd_version_stamp now = crmd_version_stamp_of(bt_xml_root(cib_doc(cib)));
    assert_int_equal(e.v[2].version.epoch, now.version.epoch);
    assert_string_equal(e.v[2].stamp, now.stamp);
    free((char *)now.stamp);
    earlier_free(&e);
    cib_free(cib);
    remove_folder(folder);
}

static void rubbish_among_the_backups_is_left_out(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "<cib", "<cib epoch=\"1\" epoch=\"2\">", "not xml at all", "<cib epoch=\"7\" admin_epoch=\"0\"/>"};
    char folder[] = "/tmp/test-crmd-earlier-XXXXXX";
    struct earlier e = {0};
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < BT_COUNT(texts); i++) {
        char *path = bt_printf("%s/cib-%zu.raw", folder, i);
        assert_int_equal(bt_file_write_durable(path, texts[i], strlen(texts[i]), 0600, NULL), 0);
        free(path);
    }
    earlier_read(folder, &e);
    assert_int_equal(e.n, 1);
    assert_int_equal(e.v[0].version.epoch, 7);
    earlier_free(&e);
    remove_folder(folder);
    earlier_read(folder, &e); /* no folder: no versions */
    assert_int_equal(e.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backups_are_found_with_their_stamps_oldest_first),
        cmocka_unit_test(versions_of_the_history_are_found),
        cmocka_unit_test(rubbish_among_the_backups_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
