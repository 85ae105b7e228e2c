/* tests/unit/test_cib_store.c - the CIB on disk: Pacemaker's layout, backups, mistakes on disk, crashes at every step, full disks.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/frail_disk.h"
#include "tests/unit/store_folder.h"

/* What Pacemaker 2.1.5 wrote into its folder at its first start. */
static const char pacemaker_doc[] =
    "<cib crm_feature_set=\"3.16.1\" validate-with=\"pacemaker-3.9\" epoch=\"0\" num_updates=\"0\" admin_epoch=\"0\" "
    "cib-last-written=\"Sat Nov 21 07:02:37 2026\">\n"
    "  <configuration>\n    <crm_config/>\n    <nodes/>\n    <resources/>\n    <constraints/>\n  </configuration>\n</cib>\n";
static const char pacemaker_sig[] = "dc6044be1d8c93a0350fc971126f7c87";

static void put(const char *folder, const char *name, const char *text)
{
    char *path = bt_printf("%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    assert_int_equal(fclose(f), 0);
    free(path);
}

static char *get(const char *folder, const char *name)
{
    char *path = bt_printf("%s/%s", folder, name), *text = NULL;
    bt_file_read(path, 1 << 20, &text, NULL, NULL);
    free(path);
    return text;
}

static void assert_content(const char *folder, const char *name, const char *wanted)
{
    char *text = get(folder, name);
    if (wanted == NULL)
        assert_null(text);
    else
        assert_string_equal(text, wanted);
    free(text);
}

/* Layout ---------------------------------------------------------------------------------------------------- */

static void an_empty_folder_gives_a_new_cib(void **state)
{
    struct cib *cib = load(*state);
    struct cib_version v = cib_version(cib);
    assert_int_equal(v.epoch, 0);
    assert_non_null(cib_section(cib_doc(cib), "resources"));
    assert_false(has_aside(*state));
    cib_free(cib);
}

static void a_folder_of_pacemaker_is_picked_up(void **state)
{
    put(*state, "cib.xml", pacemaker_doc);
    put(*state, "cib.xml.sig", pacemaker_sig);
    put(*state, "cib.last", "1");
    struct cib *cib = load(*state);
    assert_string_equal(bt_xml_get(bt_xml_root(cib_doc(cib)), "cib-last-written"), "Sat Nov 21 07:02:37 2026");
    assert_false(has_aside(*state));
    cib_free(cib);
}

/* One that Debian's Pacemaker 2.1.5 wrote in a cluster: with backups, umlauts, and all that has to be escaped. */
static void copy_pacemaker_folder(const char *folder)
{
    char *command = bt_printf("cp " PACEMAKER_FOLDER "/* '%s'", folder);
    assert_int_equal(system(command), 0);
    free(command);
}

static int64_t epoch_of_folder(const char *folder)
{
    struct cib *cib = load(folder);
    int64_t epoch = cib_version(cib).epoch;
    cib_free(cib);
    return epoch;
}

static void a_folder_of_a_pacemaker_cluster_goes_on_as_ours(void **state)
{
    copy_pacemaker_folder(*state);
    struct cib *cib = load(*state);
    assert_int_equal(cib_version(cib).epoch, 10);
    assert_string_equal(cib_option(cib_doc(cib), "dc-deadtime"), "2s");
    assert_string_equal(cib_option(cib_doc(cib), "odd"), "<a> & \"b\" 'c' gr\u00f6\u00dfe line tab");
    assert_false(has_aside(*state));
    char *before = get(*state, "cib.xml"), *sig = get(*state, "cib.xml.sig");
    struct cib_store *s = store(*state);
    assert_int_equal(save(s, 11, NULL), 0);
    assert_content(*state, "cib-9.raw", before);
    assert_content(*state, "cib-9.raw.sig", sig);
    assert_int_equal(epoch_in(*state), 11);
    cib_store_close(s);
    free(before);
    free(sig);
    cib_free(cib);
}

static void backups_of_pacemaker_serve_when_its_document_is_damaged(void **state)
{
    copy_pacemaker_folder(*state);
    put(*state, "cib.xml", "<cib");
    assert_int_equal(epoch_of_folder(*state), 9);
    put(*state, "cib.xml", "<cib");
    put(*state, "cib-8.raw.sig", "00000000000000000000000000000000");
    assert_int_equal(epoch_of_folder(*state), 8);
}

static void a_document_of_an_old_schema_is_upgraded(void **state)
{
    put(*state, "cib.xml", "<cib validate-with=\"pacemaker-2.10\" admin_epoch=\"0\" epoch=\"7\" num_updates=\"0\"><configuration><crm_config>"
                           "<cluster_property_set id=\"s\"><nvpair id=\"o\" name=\"stonith_enabled\" value=\"false\"/></cluster_property_set></crm_config>"
                           "<nodes/><resources/><constraints/></configuration></cib>");
    struct cib *cib = load(*state);
    assert_string_equal(bt_xml_get(bt_xml_root(cib_doc(cib)), "validate-with"), CIB_SCHEMA_LATEST);
    assert_string_equal(cib_option(cib_doc(cib), "stonith-enabled"), "false");
    assert_int_equal(cib_version(cib).epoch, 7);
    cib_free(cib);
}

static void what_is_saved_is_signed_as_pacemaker_signs(void **state)
{
    struct cib *cib = NULL;
    xmlDoc *doc = NULL;
    assert_int_equal(bt_xml_parse(pacemaker_doc, strlen(pacemaker_doc), "test", &doc, NULL), 0);
    assert_int_equal(cib_from_doc(doc, &cib, NULL), 0);
    struct cib_store *s = store(*state);
    assert_int_equal(cib_store_save(s, cib_doc(cib), NULL), 0);
    assert_content(*state, "cib.xml", pacemaker_doc);
    assert_content(*state, "cib.xml.sig", pacemaker_sig);
    cib_store_close(s);
    cib_free(cib);
}

static void earlier_versions_are_kept_and_counted(void **state)
{
    struct cib_store *s = store(*state);
    put(*state, "cib.last", "98");
    for (int64_t epoch = 1; epoch <= 6; epoch++)
        assert_int_equal(save(s, epoch, NULL), 0);
    cib_store_close(s);
    assert_content(*state, "cib.last", "3");
    const struct { const char *name; const char *epoch; } backups[] = {
        {"cib-97.raw", NULL}, {"cib-98.raw", NULL}, {"cib-99.raw", NULL},
        {"cib-0.raw", "epoch=\"3\""}, {"cib-1.raw", "epoch=\"4\""}, {"cib-2.raw", "epoch=\"5\""},
    };
    for (size_t i = 0; i < BT_COUNT(backups); i++) {
        char *text = get(*state, backups[i].name);
        assert_int_equal(text != NULL, backups[i].epoch != NULL);
        if (text != NULL)
            assert_non_null(strstr(text, backups[i].epoch));
        free(text);
    }
    assert_int_equal(epoch_in(*state), 6);
}

static void files_are_for_their_owner_alone(void **state)
{
    struct cib_store *s = store(*state);
    struct stat st;
    assert_int_equal(save(s, 1, NULL), 0);
    cib_store_close(s);
    char *path = bt_printf("%s/cib.xml", (char *)*state);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    free(path);
}

/* Mistakes on disk ------------------------------------------------------------------------------------------ */

static void three_saves(const char *folder)
{
    struct cib_store *s = store(folder);
    for (int64_t epoch = 1; epoch <= 3; epoch++)
        assert_int_equal(save(s, epoch, NULL), 0);
    cib_store_close(s);
}

static void a_document_that_is_not_the_signed_one_is_set_aside(void **state)
{
    three_saves(*state);
    struct cib_store *other = store(*state);
    assert_int_equal(save(other, 4, NULL), 0);
    char *text = get(*state, "cib.xml.sig");
    assert_int_equal(save(other, 5, NULL), 0);
    put(*state, "cib.xml.sig", "00000000000000000000000000000000");
    assert_int_equal(epoch_in(*state), 4);
    assert_content(*state, "cib.auto.000000.sig", "00000000000000000000000000000000");
    assert_content(*state, "cib-3.raw.sig", text);
    cib_store_close(other);
    free(text);
}

static void a_document_that_does_not_parse_is_set_aside(void **state)
{
    const char *bad[] = {"", "<cib epoch=", "<other/>", "<cib epoch=\"many\"/>", "\x01\xff"};
    for (size_t i = 0; i < BT_COUNT(bad); i++) {
        store_folder_empty(*state);
        three_saves(*state);
        put(*state, "cib.xml", bad[i]);
        assert_int_equal(epoch_in(*state), 2);
        assert_true(has_aside(*state));
    }
}

static void bad_backups_are_passed_over(void **state)
{
    three_saves(*state);
    put(*state, "cib.xml", "rubbish");
    put(*state, "cib-1.raw", "rubbish");
    assert_int_equal(epoch_in(*state), 1);
}

static void without_a_count_the_newest_version_counts(void **state)
{
    three_saves(*state);
    put(*state, "cib.xml", "rubbish");
    put(*state, "cib.last", "");
    assert_int_equal(epoch_in(*state), 2);
}

static void with_no_good_backup_it_starts_empty(void **state)
{
    put(*state, "cib.xml", "rubbish");
    assert_int_equal(epoch_in(*state), 0);
    assert_true(has_aside(*state));
}

static void without_a_signature_it_is_taken_and_signed(void **state)
{
    three_saves(*state);
    char *path = bt_printf("%s/cib.xml.sig", (char *)*state);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(epoch_in(*state), 3);
    assert_int_equal(access(path, F_OK), 0);
    free(path);
}

static void a_folder_that_is_none_is_refused(void **state)
{
    struct cib_store *s = NULL;
    struct bt_err err = {0};
    char *path = bt_printf("%s/nosuch", (char *)*state);
    assert_int_equal(cib_store_open(path, 3, &s, &err), BT_EX_CANTCREAT);
    assert_non_null(strstr(err.text, "No such file or directory"));
    bt_err_clear(&err);
    free(path);
}

/* Mistakes of the disk --------------------------------------------------------------------------------------- */

static void a_call_that_fails_leaves_the_old_one(void **state)
{
    for (int call = 0; call < 14; call++) {
        struct frail_disk *d = frail_disk_new(*state);
        struct cib_store *s = NULL;
        struct bt_err err = {0};
        assert_int_equal(cib_store_open_with(&frail_calls, d, *state, 1, &s, NULL), 0);
        assert_int_equal(save(s, 1, NULL), 0);
        assert_int_equal(save(s, 2, NULL), 0);
        frail_disk_fail_at(d, frail_disk_calls(d) + call, ENOSPC);
        int rc = save(s, 3, &err);
        assert_int_equal(rc != 0, err.text != NULL);
        if (rc != 0) {
            assert_int_equal(rc, BT_EX_CANTCREAT);
            assert_non_null(strstr(err.text, "No space left on device"));
        }
        frail_disk_fail_at(d, -1, 0);
        int64_t epoch = epoch_in(*state);
        assert_true(epoch == 3 || (epoch == 2 && rc != 0));
        assert_int_equal(save(s, 4, NULL), 0); /* and it goes on when there is space again */
        assert_int_equal(epoch_in(*state), 4);
        assert_false(has_aside(*state));
        bt_err_clear(&err);
        cib_store_close(s);
        frail_disk_free(d);
        store_folder_empty(*state);
    }
}

/* The real thing -------------------------------------------------------------------------------------------- */

static void a_full_disk_is_said_and_survived(void **state)
{
    const char *folder = *state;
    assert_true(unshare(CLONE_NEWNS) == 0 || unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0);
    assert_int_equal(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
    assert_int_equal(mount("none", folder, "tmpfs", 0, "size=64k"), 0);
    struct cib_store *s = store(folder);
    struct bt_err err = {0};
    assert_int_equal(save(s, 1, NULL), 0);
    struct cib *large = cib_at(2);
    xmlNode *nodes = cib_section(cib_doc(large), "nodes");
    for (int i = 0; i < 2000; i++)
        bt_xml_setf(bt_xml_add(nodes, "node"), "uname", "node-with-a-long-name-%d", i);
    assert_int_equal(cib_store_save(s, cib_doc(large), &err), BT_EX_CANTCREAT);
    char *wanted = bt_printf("the CIB can't be saved: writing %s/cib.xml.new: No space left on device", folder);
    assert_string_equal(err.text, wanted);
    assert_int_equal(epoch_in(folder), 1);
    assert_int_equal(save(s, 3, NULL), 0);
    assert_int_equal(epoch_in(folder), 3);
    free(wanted);
    cib_free(large);
    cib_store_close(s);
    bt_err_clear(&err);
    assert_int_equal(umount(folder), 0);
}

static void fill_up(const char *folder)
{
    char *path = bt_printf("%s/fill", folder), chunk[512] = {0};
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    setvbuf(f, NULL, _IONBF, 0);
    while (fwrite(chunk, 1, sizeof chunk, f) == sizeof chunk)
        ;
    fclose(f);
    free(path);
}

static void room_that_is_kept_serves_the_save_that_finds_the_disk_full(void **state)
{
    const char *folder = *state;
    assert_int_equal(mount("none", folder, "tmpfs", 0, "size=256k"), 0);
    struct cib_store *s = store(folder);
    struct bt_err err = {0};
    assert_int_equal(save(s, 1, NULL), 0);
    assert_int_equal(cib_store_reserve(s, NULL), 0);
    fill_up(folder);
    assert_int_equal(save(s, 2, NULL), 0);
    assert_int_equal(epoch_in(folder), 2);
    assert_int_equal(cib_store_reserve(s, &err), BT_EX_CANTCREAT);
    assert_non_null(strstr(err.text, "cib.xml.new): No space left on device"));
    assert_int_equal(save(s, 2, NULL), 0); /* it is there; nothing is written */
    char *path = bt_printf("%s/fill", folder);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(cib_store_reserve(s, NULL), 0);
    free(path);
    cib_store_close(s);
    bt_err_clear(&err);
    assert_int_equal(umount(folder), 0);
}

static void what_is_there_already_is_not_written_again(void **state)
{
    struct cib_store *s = store(*state);
    for (int i = 0; i < 5; i++)
        assert_int_equal(save(s, 1, NULL), 0);
    assert_int_equal(save(s, 2, NULL), 0);
    assert_content(*state, "cib.last", "1"); /* one earlier version, not five */
    assert_int_equal(epoch_in(*state), 2);
    cib_store_close(s);
}

/* Saves on and on, and says each version that is saved. */
static void save_for_ever(const char *folder, int fd)
{
    struct cib_store *s = store(folder);
    for (int64_t epoch = epoch_in(folder) + 1;; epoch++)
        if (save(s, epoch, NULL) != 0 || write(fd, &epoch, sizeof epoch) != sizeof epoch)
            _exit(1);
}

static void kill_9_in_the_midst_loses_nothing(void **state)
{
    struct random_cib chance = {.state = (uint64_t)getpid()};
    for (int round = 0; round < 20; round++) {
        int fds[2];
        int64_t epoch = 0, last = 0;
        assert_int_equal(pipe(fds), 0);
        pid_t pid = fork();
        if (pid == 0)
            save_for_ever(*state, fds[1]);
        close(fds[1]);
        for (unsigned n = 1 + random_below(&chance, 8); n > 0; n--)
            assert_int_equal(read(fds[0], &last, sizeof last), sizeof last);
        for (volatile unsigned spin = random_below(&chance, 400000); spin > 0; spin--)
            ;
        assert_int_equal(kill(pid, SIGKILL), 0);
        while (read(fds[0], &epoch, sizeof epoch) == sizeof epoch)
            last = epoch;
        assert_int_equal(waitpid(pid, NULL, 0), pid);
        close(fds[0]);
        int64_t found = epoch_in(*state);
        assert_true(found == last || found == last + 1);
        assert_false(has_aside(*state));
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_folder_new, store_folder_free)
    const struct CMUnitTest tests[] = {
        TEST(an_empty_folder_gives_a_new_cib),
        TEST(a_folder_of_pacemaker_is_picked_up),
        TEST(a_folder_of_a_pacemaker_cluster_goes_on_as_ours),
        TEST(backups_of_pacemaker_serve_when_its_document_is_damaged),
        TEST(a_document_of_an_old_schema_is_upgraded),
        TEST(what_is_saved_is_signed_as_pacemaker_signs),
        TEST(earlier_versions_are_kept_and_counted),
        TEST(files_are_for_their_owner_alone),
        TEST(a_document_that_is_not_the_signed_one_is_set_aside),
        TEST(a_document_that_does_not_parse_is_set_aside),
        TEST(bad_backups_are_passed_over),
        TEST(without_a_count_the_newest_version_counts),
        TEST(with_no_good_backup_it_starts_empty),
        TEST(without_a_signature_it_is_taken_and_signed),
        TEST(a_folder_that_is_none_is_refused),
        TEST(a_call_that_fails_leaves_the_old_one),
        TEST(a_full_disk_is_said_and_survived),
        TEST(room_that_is_kept_serves_the_save_that_finds_the_disk_full),
        TEST(what_is_there_already_is_not_written_again),
        TEST(kill_9_in_the_midst_loses_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
