/* tests/unit/test_cib_store_power.c - kill -9 and power-off at every call by which the store changes the disk: what is loaded then is a whole
 * document, never older than the last that was acknowledged, and the store goes on with it.
 *
 * A story saves and loads on the frail disk. It is told anew for each call at which it may be cut off, and, at a power-off, for every combination of what of the
 * unsynced files and names is left.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "tests/unit/frail_disk.h"
#include "tests/unit/store_folder.h"

#define SAVE_CALLS 14 /* of one save */
#define SPOILT 77 /* what is in a document that nobody saved so */

struct tale {
    const char *folder;
    struct frail_disk *disk;
    struct cib_store *store;
    int fails_at;               /* of a story: the call of a save that fails */
    int64_t acknowledged, tried; /* the last version of which the store said that it is saved; the newest that it was given */
    bool loses;                 /* the document was spoilt: something may be set aside */
};

static void open_store(struct tale *t)
{
    assert_int_equal(cib_store_open_with(&frail_calls, t->disk, t->folder, 1, &t->store, NULL), 0);
}

/* As the saver does. */
static void save_as(struct tale *t, int64_t epoch)
{
    if (frail_disk_is_off(t->disk))
        return;
    t->tried = epoch;
    if (save(t->store, epoch, NULL) == 0) {
        t->acknowledged = epoch;
        cib_store_reserve(t->store, NULL);
    }
}

static void load_as(struct tale *t)
{
    if (frail_disk_is_off(t->disk))
        return;
    int64_t epoch = epoch_loaded(t->store);
    assert_true(epoch >= t->acknowledged && epoch <= t->tried);
}

/* Stories: what is there before, and what may be cut off ------------------------------------------------------ */

static void nothing(struct tale *t)
{
    (void)t;
}

static void first_saves(struct tale *t)
{
    load_as(t);
    save_as(t, 1);
    save_as(t, 2);
}

static void some_saves(struct tale *t)
{
    for (int64_t epoch = 1; epoch <= 2; epoch++)
        save_as(t, epoch);
}

static void one_more(struct tale *t)
{
    load_as(t);
    save_as(t, 5);
    save_as(t, 5);
}

/* A save that was cut off (kill -9) at a call. */
static void cut_off(struct tale *t)
{
    some_saves(t);
    frail_disk_off_at(t->disk, frail_disk_calls(t->disk) + t->fails_at);
    save_as(t, 5);
    frail_disk_restart(t->disk, NULL);
}

static void recovery(struct tale *t)
{
    load_as(t);
}

static void recovery_and_save(struct tale *t)
{
    load_as(t);
    save_as(t, 9);
}

/* The disk refuses the same call of each save, until it is repaired. */
static void refusals(struct tale *t)
{
    some_saves(t);
    for (int64_t epoch = 5; epoch <= 8; epoch++) {
        frail_disk_fail_at(t->disk, frail_disk_calls(t->disk) + t->fails_at, EIO);
        save_as(t, epoch);
    }
    frail_disk_fail_at(t->disk, -1, 0);
}

static void one_more_refusal(struct tale *t)
{
    frail_disk_fail_at(t->disk, frail_disk_calls(t->disk) + t->fails_at, EIO);
    save_as(t, 9);
}

static void repair(struct tale *t)
{
    save_as(t, 10);
}

/* A well-formed document that is not the one that was signed. */
static void spoilt(struct tale *t)
{
    some_saves(t);
    struct cib *cib = cib_at(SPOILT);
    char *path = bt_printf("%s/cib.xml", t->folder), *text = bt_xml_text(bt_xml_root(cib_doc(cib)), true);
    frail_disk_spoil(t->disk, path, text);
    t->loses = true;
    t->acknowledged--; /* the newest good backup */
    free(text);
    free(path);
    cib_free(cib);
}

/* Nor can it be set aside. */
static void spoilt_and_stuck(struct tale *t)
{
    spoilt(t);
    frail_disk_fail_at(t->disk, frail_disk_calls(t->disk), EIO);
    load_as(t);
    frail_disk_fail_at(t->disk, -1, 0);
}

/* Telling them ------------------------------------------------------------------------------------------------ */

static void check(struct tale *t, int off_at)
{
    open_store(t);
    int64_t epoch = epoch_loaded(t->store);
    if (epoch < t->acknowledged || epoch > t->tried)
        fail_msg("cut off at call %d (failing call %d): loaded %" PRId64 ", acknowledged %" PRId64 ", tried %" PRId64, off_at, t->fails_at, epoch,
                 t->acknowledged, t->tried);
    if (!t->loses && has_aside(t->folder))
        fail_msg("cut off at call %d (failing call %d): a document is set aside", off_at, t->fails_at);
    assert_int_equal(save(t->store, 20, NULL), 0);
    assert_int_equal(epoch_loaded(t->store), 20);
    cib_store_close(t->store);
}

/* Whether it came to its end. chance NULL: kill -9. */
static bool tell_once(struct tale tale, void (*before)(struct tale *t), void (*story)(struct tale *t), int off_at, struct frail_choices *chance)
{
    tale.disk = frail_disk_new(tale.folder);
    open_store(&tale);
    before(&tale);
    if (off_at >= 0)
        frail_disk_off_at(tale.disk, frail_disk_calls(tale.disk) + off_at);
    story(&tale);
    bool ended = !frail_disk_is_off(tale.disk);
    cib_store_close(tale.store);
    frail_disk_restart(tale.disk, chance);
    check(&tale, off_at);
    frail_disk_free(tale.disk);
    store_folder_empty(tale.folder);
    return ended;
}

static void tell(struct tale tale, void (*before)(struct tale *t), void (*story)(struct tale *t))
{
    bool ended = false;
    for (int off_at = 0; !ended; off_at++) {
        struct frail_choices chance = {0};
        tell_once(tale, before, story, off_at, NULL);
        do {
            ended = tell_once(tale, before, story, off_at, &chance);
        } while (frail_choices_next(&chance));
    }
}

/* The same with some combinations only. */
static void tell_by_chance(struct tale tale, void (*before)(struct tale *t), void (*story)(struct tale *t))
{
    bool ended = false;
    for (int off_at = 0; !ended; off_at++) {
        tell_once(tale, before, story, off_at, NULL);
        for (uint64_t seed = 1; seed <= 10; seed++) {
            struct random_cib random = {.state = seed * 1000 + (uint64_t)off_at};
            struct frail_choices chance = {.random = &random};
            ended = tell_once(tale, before, story, off_at, &chance);
        }
    }
}

static void the_first_saves_are_whole_at_any_call(void **state)
{
    tell((struct tale){.folder = *state}, nothing, first_saves);
}

static void a_save_after_others_is_whole_at_any_call(void **state)
{
    tell((struct tale){.folder = *state}, some_saves, one_more);
}

static void a_recovery_from_a_save_that_was_cut_off_is_whole_at_any_call(void **state)
{
    for (int call = 0; call < SAVE_CALLS; call++) {
        tell((struct tale){.folder = *state, .fails_at = call}, cut_off, recovery);
        tell_by_chance((struct tale){.folder = *state, .fails_at = call}, cut_off, recovery_and_save);
    }
}

static void while_the_disk_refuses_nothing_acknowledged_is_lost(void **state)
{
    for (int call = 0; call < SAVE_CALLS; call++) {
        tell_by_chance((struct tale){.folder = *state, .fails_at = call}, refusals, one_more_refusal);
        tell_by_chance((struct tale){.folder = *state, .fails_at = call}, refusals, repair);
    }
}

static void a_document_that_does_not_count_never_comes_back(void **state)
{
    tell((struct tale){.folder = *state}, spoilt, recovery_and_save);
    tell((struct tale){.folder = *state}, spoilt_and_stuck, repair);
}

/* Two power-offs, one after the other, by chance: the second while it recovers from the first. */
static void a_power_off_after_a_power_off_is_survived(void **state)
{
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        struct random_cib random = {.state = seed};
        struct frail_choices chance = {.random = &random};
        struct tale t = {.folder = *state, .disk = frail_disk_new(*state)};
        for (int round = 0; round < 3; round++) {
            frail_disk_off_at(t.disk, (int)random_below(&random, 44));
            open_store(&t);
            load_as(&t);
            for (int64_t epoch = t.tried + 1, end = epoch + 3; epoch < end; epoch++)
                save_as(&t, epoch);
            cib_store_close(t.store);
            frail_disk_restart(t.disk, random_below(&random, 3) > 0 ? &chance : NULL);
            open_store(&t);
            int64_t now = epoch_loaded(t.store);
            cib_store_close(t.store);
            if (now < t.acknowledged || now > t.tried || has_aside(*state))
                fail_msg("seed %" PRIu64 ": loaded %" PRId64 ", acknowledged %" PRId64 ", tried %" PRId64, seed, now, t.acknowledged, t.tried);
        }
        frail_disk_free(t.disk);
        store_folder_empty(*state);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_folder_new_in_memory, store_folder_free)
    const struct CMUnitTest tests[] = {
        TEST(the_first_saves_are_whole_at_any_call),
        TEST(a_save_after_others_is_whole_at_any_call),
        TEST(a_recovery_from_a_save_that_was_cut_off_is_whole_at_any_call),
        TEST(while_the_disk_refuses_nothing_acknowledged_is_lost),
        TEST(a_document_that_does_not_count_never_comes_back),
        TEST(a_power_off_after_a_power_off_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
