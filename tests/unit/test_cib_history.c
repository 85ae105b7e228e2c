/* tests/unit/test_cib_history.c - the history of the configuration: records, going back, bounds, and its file on a disk that fails.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/unit/frail_disk.h"
#include "tests/unit/unit.h"

/* A document and the frames of its history. */
struct world {
    struct cib *cib;
    struct bt_buf text;
};

static int setup(void **state)
{
    struct world *w = BT_NEW(struct world);
    w->cib = cib_new();
    cib_history_add_base(&w->text, bt_xml_root(cib_doc(w->cib)));
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    struct world *w = *state;
    cib_free(w->cib);
    bt_buf_free(&w->text);
    free(w);
    return 0;
}

static xmlDoc *parse(const char *text)
{
    xmlDoc *doc = NULL;
    assert_int_equal(bt_xml_parse(text, strlen(text), "test", &doc, NULL), 0);
    return doc;
}

/* Performs a request; the record of what it changed, NULL if that was no configuration. */
static xmlDoc *perform(struct world *w, const struct cib_request *rq)
{
    struct cib_changed changed = {0};
    if (cib_change(w->cib, rq, (struct bt_wall){.s = 60}, &changed, NULL) != 0)
        return NULL;
    xmlDoc *record = changed.configuration ? cib_record_new(&changed.from, bt_xml_root(cib_doc(w->cib)), bt_xml_root(changed.patch), true) : NULL;
    bt_xml_free(changed.patch);
    return record;
}

static void change(struct world *w, const char *section, const char *xml)
{
    xmlDoc *doc = parse(xml);
    struct cib_request rq = {.op = CIB_OP_MODIFY, .section = section, .xml = bt_xml_root(doc), .flags = CIB_CAN_CREATE,
                             .origin = "n1", .client = "cibadmin", .user = "root"};
    xmlDoc *record = perform(w, &rq);
    if (record != NULL)
        cib_history_add_frame(&w->text, bt_xml_root(record));
    bt_xml_free(record);
    bt_xml_free(doc);
}

static void add_dummy(struct world *w, const char *id)
{
    char *xml = bt_printf("<primitive id=\"%s\" class=\"ocf\" provider=\"heartbeat\" type=\"Dummy\"/>", id);
    change(w, "resources", xml);
    free(xml);
}

static struct cib_history *history_of(const struct bt_buf *text)
{
    size_t lost;
    struct cib_history *h = cib_history_new(bt_strndup(text->text, text->len), text->len, &lost);
    assert_int_equal(lost, 0);
    return h;
}

/* The configuration as text. */
static char *configuration(const xmlNode *cib)
{
    return bt_xml_text(bt_xml_first(cib, XE_CONFIGURATION), false);
}

static void assert_same(const xmlNode *a, const xmlNode *b)
{
    char *x = configuration(a), *y = configuration(b);
    assert_string_equal(x, y);
    free(x);
    free(y);
}

static void a_record_says_who_when_by_what_and_which_versions(void **state)
{
    struct world *w = *state;
    add_dummy(w, "a");
    struct cib_history *h = history_of(&w->text);
    assert_int_equal(cib_history_count(h), 1);
    xmlDoc *record = cib_history_record(h, 0);
    char *text = bt_xml_text(bt_xml_root(record), false);
    assert_ptr_equal(strstr(text, "<cib_record from=\"0.0.0\" to=\"0.1.0\" when=\"Thu Jan  1 00:01:00 1970\" user=\"root\" client=\"cibadmin\" origin=\"n1\">"
                                  "<diff format=\"2\">"), text);
    free(text);
    bt_xml_free(record);
    cib_history_free(h);
}

static void changes_of_the_status_are_in_no_record(void **state)
{
    struct world *w = *state;
    change(w, "status", "<node_state id=\"1\" uname=\"n1\"/>");
    change(w, NULL, "<cib><configuration><resources><primitive id=\"a\" class=\"lsb\" type=\"x\"/></resources></configuration>"
                    "<status><node_state id=\"2\" uname=\"n2\"/></status></cib>");
    struct cib_history *h = history_of(&w->text);
    xmlDoc *doc, *record;
    assert_int_equal(cib_history_count(h), 1);
    record = cib_history_record(h, 0);
    char *text = bt_xml_text(bt_xml_root(record), false);
    assert_null(strstr(text, "node_state"));
    assert_int_equal(cib_history_state(h, 1, &doc, NULL), 0);
    assert_null(bt_xml_first(cib_section(doc, XE_STATUS), NULL));
    assert_same(bt_xml_root(doc), bt_xml_root(cib_doc(w->cib)));
    free(text);
    bt_xml_free(doc);
    bt_xml_free(record);
    cib_history_free(h);
}

static void a_version_is_found_by_epoch_or_in_full(void **state)
{
    struct world *w = *state;
    struct bt_err err = {0};
    size_t place;
    add_dummy(w, "a");
    change(w, "status", "<node_state id=\"1\" uname=\"n1\"/>");
    add_dummy(w, "b");
    struct cib_history *h = history_of(&w->text);
    assert_int_equal(cib_history_find(h, "2", &place, NULL), 0);
    assert_int_equal(place, 2);
    assert_int_equal(cib_history_find(h, "0.1", &place, NULL), 0);
    assert_int_equal(place, 1);
    assert_int_equal(cib_history_find(h, "0.0.0", &place, NULL), 0);
    assert_int_equal(place, 0);
    assert_int_equal(cib_history_find(h, "3", &place, &err), BT_EX_NOSUCH);
    assert_string_equal(bt_err_text(&err), "Version 3 of the configuration is not kept on this node: there are those from 0.0.0 to 0.2.0 (`crm cib history`)");
    bt_err_clear(&err);
    assert_int_equal(cib_history_find(h, "yesterday", &place, &err), BT_EX_DATAERR);
    assert_int_equal(cib_history_find(h, "1.2.3.4", &place, NULL), BT_EX_DATAERR);
    assert_int_equal(cib_history_find(h, "", &place, NULL), BT_EX_DATAERR);
    bt_err_clear(&err);
    cib_history_free(h);
}

/* Every state on the way is what it was, whatever was changed. */
static void random_changes_can_all_be_gone_back_to(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 15; seed++) {
        struct world *w;
        struct random_cib r = {.state = seed};
        BT_VEC(char *) states = {0};
        setup((void **)&w);
        BT_PUSH(&states, configuration(bt_xml_root(cib_doc(w->cib))));
        for (int i = 0; i < 60; i++) {
            xmlDoc *xml, *record;
            struct cib_request rq = random_request(&r, w->cib, &xml);
            record = perform(w, &rq);
            random_request_free(&rq, xml);
            if (record == NULL)
                continue;
            cib_history_add_frame(&w->text, bt_xml_root(record));
            bt_xml_free(record);
            BT_PUSH(&states, configuration(bt_xml_root(cib_doc(w->cib))));
        }
        struct cib_history *h = history_of(&w->text);
        assert_int_equal(cib_history_count(h) + 1, states.n);
        for (size_t i = 0; i < states.n; i++) {
            xmlDoc *doc;
            assert_int_equal(cib_history_state(h, i, &doc, NULL), 0);
            char *text = configuration(bt_xml_root(doc));
            assert_string_equal(text, states.v[i]);
            free(text);
            free(states.v[i]);
            bt_xml_free(doc);
        }
        BT_VEC_FREE(&states);
        cib_history_free(h);
        teardown((void **)&w);
    }
}

static void the_oldest_records_become_the_base(void **state)
{
    struct world *w = *state;
    struct bt_err err = {0};
    size_t place;
    char *text;
    for (int i = 0; i < CIB_HISTORY_RECORDS + 20; i++) {
        char *id = bt_printf("r%d", i);
        add_dummy(w, id);
        free(id);
    }
    struct cib_history *h = history_of(&w->text);
    assert_int_equal(cib_history_count(h), CIB_HISTORY_RECORDS);
    assert_int_equal(cib_history_find(h, "20", &place, NULL), 0);
    assert_int_equal(place, 0);
    assert_int_equal(cib_history_find(h, "19", &place, &err), BT_EX_NOSUCH);
    bt_err_clear(&err);
    assert_int_equal(cib_history_shorten(h, &text, NULL), 0);
    cib_history_free(h);
    struct bt_buf shorter = {.text = text, .len = strlen(text)};
    h = history_of(&shorter);
    xmlDoc *doc;
    assert_int_equal(cib_history_count(h), CIB_HISTORY_RECORDS);
    assert_int_equal(cib_history_state(h, CIB_HISTORY_RECORDS, &doc, NULL), 0);
    assert_same(bt_xml_root(doc), bt_xml_root(cib_doc(w->cib)));
    bt_xml_free(doc);
    cib_history_free(h);
    free(text);
}

static void large_records_are_bounded_by_their_bytes(void **state)
{
    struct world *w = *state;
    char *big = bt_zalloc(CIB_HISTORY_BYTES / 2 + 1), *xml;
    memset(big, 'x', CIB_HISTORY_BYTES / 2);
    for (int i = 0; i < 4; i++) {
        xml = bt_printf("<primitive id=\"a\" class=\"lsb\" type=\"x\" description=\"%d%s\"/>", i, big);
        change(w, "resources", xml);
        free(xml);
    }
    struct cib_history *h = history_of(&w->text);
    assert_int_equal(cib_history_count(h), 1); /* a patch tells a value twice: more than the bound in one, but the last one stays */
    cib_history_free(h);
    free(big);
}

/* Wherever it is cut off, the whole frames before are good. */
static void a_torn_end_is_cut_off(void **state)
{
    struct world *w = *state;
    add_dummy(w, "a");
    size_t whole = w->text.len;
    add_dummy(w, "b");
    for (size_t len = whole + 1; len < w->text.len - 1; len++) {
        size_t lost;
        struct cib_history *h = cib_history_new(bt_strndup(w->text.text, len), len, &lost);
        assert_true(lost > 0 && lost <= len - whole);
        assert_int_equal(cib_history_count(h), 1);
        cib_history_free(h);
    }
}

static void a_rotten_byte_ends_the_history_there(void **state)
{
    struct world *w = *state;
    struct random_cib r = {.state = 1};
    add_dummy(w, "a");
    add_dummy(w, "b");
    for (int i = 0; i < 500; i++) {
        size_t at = random_below(&r, (unsigned)w->text.len), lost;
        char *text = bt_strndup(w->text.text, w->text.len);
        text[at] = (char)(text[at] + 1);
        struct cib_history *h = cib_history_new(text, w->text.len, &lost);
        assert_true(lost > 0 && cib_history_count(h) < 2);
        cib_history_free(h);
    }
}

static void what_is_newer_than_the_document_is_dropped(void **state)
{
    struct world *w = *state;
    char *text;
    add_dummy(w, "a");
    xmlDoc *saved = bt_xml_doc_of(bt_xml_root(cib_doc(w->cib)));
    size_t good = w->text.len;
    add_dummy(w, "b");
    struct cib_history *h = history_of(&w->text);
    assert_false(cib_history_fit(h, bt_xml_root(cib_doc(w->cib)), "", &text));
    assert_true(cib_history_fit(h, bt_xml_root(saved), "", &text));
    assert_int_equal(strlen(text), good);
    assert_memory_equal(text, w->text.text, good);
    free(text);
    bt_xml_free(saved);
    cib_history_free(h);
}

static void what_others_changed_is_one_record(void **state)
{
    struct world *w = *state;
    char *text;
    add_dummy(w, "a");
    struct cib_history *h = history_of(&w->text);
    add_dummy(w, "b");
    add_dummy(w, "c");
    assert_true(cib_history_fit(h, bt_xml_root(cib_doc(w->cib)), "changed elsewhere", &text));
    cib_history_free(h);
    struct bt_buf b = {.text = text, .len = strlen(text)};
    h = history_of(&b);
    assert_int_equal(cib_history_count(h), 2);
    xmlDoc *record = cib_history_record(h, 1), *doc;
    assert_string_equal(bt_xml_get(bt_xml_root(record), XA_FROM), "0.1.0");
    assert_string_equal(bt_xml_get(bt_xml_root(record), XA_TO), "0.3.0");
    assert_string_equal(bt_xml_get(bt_xml_root(record), XA_TEXT), "changed elsewhere");
    assert_null(bt_xml_get(bt_xml_root(record), XA_USER));
    assert_int_equal(cib_history_state(h, 2, &doc, NULL), 0);
    assert_same(bt_xml_root(doc), bt_xml_root(cib_doc(w->cib)));
    bt_xml_free(record);
    bt_xml_free(doc);
    cib_history_free(h);
    free(text);
}

static void what_does_not_fit_together_begins_anew(void **state)
{
    struct world *w = *state;
    char *text;
    xmlDoc *odd = parse("<cib_record from=\"0.0.0\" to=\"0.0.1\"><diff format=\"2\"><change operation=\"modify\" path=\"/cib/nowhere\"/></diff></cib_record>");
    cib_history_add_frame(&w->text, bt_xml_root(odd));
    struct cib_history *h = history_of(&w->text);
    xmlDoc *doc;
    struct bt_err err = {0};
    assert_int_equal(cib_history_state(h, 1, &doc, &err), BT_EX_DIGEST);
    assert_string_equal(bt_err_text(&err), "The history of the configuration does not fit together at version 0.0.1");
    bt_err_clear(&err);
    assert_true(cib_history_fit(h, bt_xml_root(cib_doc(w->cib)), "", &text));
    assert_ptr_equal(strstr(text, "record "), text);
    assert_null(strstr(text, "cib_record"));
    free(text);
    bt_xml_free(odd);
    cib_history_free(h);
}

/* The file ----------------------------------------------------------------------------------------------------- */

struct files {
    char folder[40];
    struct frail_disk *disk;
    struct cib_store *store;
    struct cib_history_file *history;
    struct world *w;
    int acknowledged; /* changes */
};

static void files_setup(struct files *f)
{
    *f = (struct files){.folder = "/tmp/test_cib_history.XXXXXX"};
    assert_non_null(mkdtemp(f->folder));
    f->disk = frail_disk_new(f->folder);
}

static void files_close(struct files *f)
{
    cib_history_close(f->history);
    cib_store_close(f->store);
    if (f->w != NULL)
        teardown((void **)&f->w);
    f->history = NULL;
    f->store = NULL;
    f->w = NULL;
}

static void files_teardown(struct files *f)
{
    files_close(f);
    frail_disk_free(f->disk);
    DIR *dir = opendir(f->folder);
    for (struct dirent *e; (e = readdir(dir)) != NULL;)
        if (e->d_name[0] != '.')
            unlinkat(dirfd(dir), e->d_name, 0);
    closedir(dir);
    assert_int_equal(rmdir(f->folder), 0);
}

/* As the daemon does at its start. */
static void files_open(struct files *f)
{
    f->w = BT_NEW(struct world);
    assert_int_equal(cib_store_open_with(&frail_calls, f->disk, f->folder, 3, &f->store, NULL), 0);
    assert_int_equal(cib_store_load(f->store, &f->w->cib, NULL), 0);
    cib_history_catch_up(f->folder, &f->w->cib);
    f->history = cib_history_open_with(&frail_calls, f->disk, f->folder, bt_xml_root(cib_doc(f->w->cib)));
}

static xmlNode *dummy(const xmlDoc *doc, const char *id)
{
    return bt_xml_find(cib_section(doc, XE_RESOURCES), NULL, XA_ID, id);
}

/* As the saver does; true: acknowledged. place: the document follows at once. */
static bool files_change_and(struct files *f, int number, bool place)
{
    char *id = bt_printf("r%d", number);
    add_dummy(f->w, id);
    free(id);
    const xmlDoc *doc = cib_doc(f->w->cib);
    cib_history_reserve(f->history, NULL);
    if (cib_history_append(f->history, f->w->text.text != NULL ? f->w->text.text : "", bt_xml_root(doc), NULL) != 0)
        return false;
    bt_buf_free(&f->w->text);
    if (place && cib_store_save(f->store, doc, NULL) != 0)
        return false;
    if (place)
        cib_history_placed(f->history);
    return true;
}

static bool files_change(struct files *f, int number)
{
    return files_change_and(f, number, true);
}

/* What is on disk goes together, and all that was acknowledged is in it, each change with its record. */
static void assert_whole(struct files *f)
{
    struct cib_history *h = cib_history_load(f->folder);
    size_t n = cib_history_count(h);
    xmlDoc *doc;
    char *text;
    assert_false(cib_history_fit(h, bt_xml_root(cib_doc(f->w->cib)), "", &text));
    assert_true((int)n >= f->acknowledged);
    assert_int_equal(cib_history_state(h, n, &doc, NULL), 0);
    for (size_t i = 0; i < n; i++) {
        xmlDoc *record = cib_history_record(h, i);
        assert_string_equal(bt_xml_get(bt_xml_root(record), XA_CLIENT), "cibadmin");
        bt_xml_free(record);
    }
    bt_xml_free(doc);
    cib_history_free(h);
}

/* every: so many changes are saved in the history before the document follows. */
static void power_off_at(int call, int every, bool pages_lost, uint64_t seed, bool *ret_reached)
{
    struct files f;
    struct random_cib chance = {.state = seed};
    struct frail_choices choices = {.random = &chance};
    files_setup(&f);
    files_open(&f);
    f.acknowledged = files_change(&f, 0) ? 1 : 0;
    int begin = frail_disk_calls(f.disk);
    frail_disk_off_at(f.disk, begin + call);
    for (int i = 1; i <= 4; i++)
        f.acknowledged += files_change_and(&f, i, i % every == 0);
    *ret_reached = frail_disk_calls(f.disk) > begin + call;
    files_close(&f);
    frail_disk_restart(f.disk, pages_lost ? &choices : NULL);
    files_open(&f);
    assert_whole(&f);
    files_teardown(&f);
}

static void a_power_off_at_any_call_leaves_history_and_document_that_go_together(void **state)
{
    (void)state;
    for (int every = 1; every <= 9; every *= 3) {
        bool reached = true;
        for (int call = 0; reached; call++)
            for (uint64_t seed = 0; seed < 8; seed++)
                power_off_at(call, every, seed > 0, seed, &reached);
    }
}

/* All of it is saved, though the document itself has not followed: a start finds it, and the history stays as it is. */
static void what_is_in_the_history_alone_is_saved(void **state)
{
    (void)state;
    struct files f;
    files_setup(&f);
    files_open(&f);
    for (int i = 0; i < 5; i++)
        assert_true(files_change_and(&f, i, i == 1));
    f.acknowledged = 5;
    for (int starts = 0; starts < 2; starts++) {
        files_close(&f);
        files_open(&f);
        assert_non_null(dummy(cib_doc(f.w->cib), "r4"));
        assert_whole(&f);
    }
    files_teardown(&f);
}

/* An older document that was put back counts, and the later changes are gone: a newer one was in place before. */
static void a_document_that_was_put_back_counts(void **state)
{
    (void)state;
    struct files f;
    files_setup(&f);
    files_open(&f);
    assert_true(files_change(&f, 0));
    xmlDoc *older = bt_xml_doc_of(bt_xml_root(cib_doc(f.w->cib)));
    assert_true(files_change_and(&f, 1, false));
    assert_true(files_change(&f, 2));
    assert_int_equal(cib_store_save(f.store, older, NULL), 0);
    bt_xml_free(older);
    files_close(&f);
    files_open(&f);
    assert_non_null(dummy(cib_doc(f.w->cib), "r0"));
    assert_null(dummy(cib_doc(f.w->cib), "r1"));
    files_teardown(&f);
}

/* Nor does the history add to what an editor has made of one of its versions. */
static void a_document_that_was_edited_counts(void **state)
{
    (void)state;
    struct files f;
    files_setup(&f);
    files_open(&f);
    assert_true(files_change(&f, 0));
    xmlDoc *edited = bt_xml_doc_of(bt_xml_root(cib_doc(f.w->cib)));
    bt_xml_remove(dummy(edited, "r0"));
    assert_true(files_change_and(&f, 1, false));
    assert_int_equal(cib_store_save(f.store, edited, NULL), 0);
    bt_xml_free(edited);
    files_close(&f);
    files_open(&f);
    assert_null(dummy(cib_doc(f.w->cib), "r0"));
    assert_null(dummy(cib_doc(f.w->cib), "r1"));
    files_teardown(&f);
}

static void a_failed_write_is_tried_again_with_the_next(void **state)
{
    (void)state;
    for (int call = 0; call < 8; call++) {
        struct files f;
        files_setup(&f);
        frail_disk_fail_at(f.disk, call, ENOSPC);
        files_open(&f);
        for (int i = 0; i < 4; i++)
            files_change(&f, i);
        f.acknowledged = 4;
        files_close(&f);
        files_open(&f);
        assert_whole(&f);
        files_teardown(&f);
    }
}

static void a_file_that_is_taken_away_begins_anew(void **state)
{
    (void)state;
    struct files f;
    files_setup(&f);
    files_open(&f);
    assert_true(files_change(&f, 0));
    char *path = bt_printf("%s/cib.history", f.folder);
    assert_int_equal(frail_calls.unlink(f.disk, path), 0);
    free(path);
    assert_true(files_change(&f, 1));
    assert_true(files_change(&f, 2));
    f.acknowledged = 1;
    assert_whole(&f);
    files_teardown(&f);
}

static void the_file_does_not_grow_for_ever(void **state)
{
    (void)state;
    struct files f;
    char *big = bt_zalloc(CIB_HISTORY_BYTES / 8), *xml;
    memset(big, 'x', CIB_HISTORY_BYTES / 8 - 1);
    files_setup(&f);
    files_open(&f);
    size_t longest = 0;
    for (int i = 0; i < 40; i++) {
        xml = bt_printf("<primitive id=\"a\" class=\"lsb\" type=\"x\" description=\"%d%s\"/>", i, big);
        change(f.w, "resources", xml);
        free(xml);
        assert_int_equal(cib_history_append(f.history, f.w->text.text, bt_xml_root(cib_doc(f.w->cib)), NULL), 0);
        cib_history_placed(f.history);
        bt_buf_free(&f.w->text);
        char *path = bt_printf("%s/cib.history", f.folder), *text;
        size_t len = 0;
        assert_int_equal(bt_file_read(path, 1 << 28, &text, &len, NULL), 0);
        longest = len > longest ? len : longest;
        free(text);
        free(path);
    }
    assert_true(longest < 4 * (size_t)CIB_HISTORY_BYTES);
    assert_whole(&f);
    free(big);
    files_teardown(&f);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_record_says_who_when_by_what_and_which_versions),
        TEST(changes_of_the_status_are_in_no_record),
        TEST(a_version_is_found_by_epoch_or_in_full),
        cmocka_unit_test(random_changes_can_all_be_gone_back_to),
        TEST(the_oldest_records_become_the_base),
        TEST(large_records_are_bounded_by_their_bytes),
        TEST(a_torn_end_is_cut_off),
        TEST(a_rotten_byte_ends_the_history_there),
        TEST(what_is_newer_than_the_document_is_dropped),
        TEST(what_others_changed_is_one_record),
        TEST(what_does_not_fit_together_begins_anew),
        cmocka_unit_test(a_power_off_at_any_call_leaves_history_and_document_that_go_together),
        cmocka_unit_test(a_failed_write_is_tried_again_with_the_next),
        cmocka_unit_test(what_is_in_the_history_alone_is_saved),
        cmocka_unit_test(a_document_that_was_put_back_counts),
        cmocka_unit_test(a_document_that_was_edited_counts),
        cmocka_unit_test(a_file_that_is_taken_away_begins_anew),
        cmocka_unit_test(the_file_does_not_grow_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
