/* tests/unit/test_score.c - scores and the algebra of INFINITY.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include "lib/lib.h"

static void reads_scores_as_cibs_write_them(void **state)
{
    static const struct {
        const char *text;
        int score;
    } rows[] = {
        {"0", 0},
        {"100", 100},
        {"+100", 100},
        {"-100", -100},
        {" 7 ", 7},
        {"INFINITY", BT_INFINITY},
        {"+infinity", BT_INFINITY},
        {"-Infinity", -BT_INFINITY},
        {"1000000", BT_INFINITY},
        {"999999", 999999},
        {"2000000", BT_INFINITY},
        {"-9999999999", -BT_INFINITY},
        {"red", -BT_INFINITY},
        {"yellow", 0},
        {"green", 0},
    };
    (void)state;
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        int score = 4711;
        assert_true(bt_score_parse(rows[i].text, &score));
        assert_int_equal(score, rows[i].score);
    }
}

static void refuses_what_is_no_score_and_leaves_the_result_alone(void **state)
{
    static const char *const texts[] = {"", " ", "x", "10x", "1.5", "--1", "INF", "0x10", "99999999999999999999"};
    (void)state;
    int score = 4711;
    for (size_t i = 0; i < BT_COUNT(texts); i++)
        assert_false(bt_score_parse(texts[i], &score));
    assert_false(bt_score_parse(NULL, &score));
    assert_int_equal(score, 4711);
}

static void adds_with_minus_infinity_stronger_than_infinity(void **state)
{
    static const struct {
        int a, b, sum;
    } rows[] = {
        {1, 2, 3},
        {5, -5, 0},
        {BT_INFINITY, -7, BT_INFINITY},
        {BT_INFINITY, BT_INFINITY, BT_INFINITY},
        {-BT_INFINITY, 7, -BT_INFINITY},
        {-BT_INFINITY, BT_INFINITY, -BT_INFINITY},
        {999999, 1, BT_INFINITY},
        {999999, 999999, BT_INFINITY},
        {-999999, -1, -BT_INFINITY},
        {BT_INFINITY + 5, -BT_INFINITY - 5, -BT_INFINITY},
    };
    (void)state;
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        assert_int_equal(bt_score_add(rows[i].a, rows[i].b), rows[i].sum);
        assert_int_equal(bt_score_add(rows[i].b, rows[i].a), rows[i].sum);
    }
}

static void prints_bounds_as_words(void **state)
{
    char buf[BT_SCORE_TEXT];
    (void)state;
    assert_string_equal(bt_score_text(BT_INFINITY, buf), "INFINITY");
    assert_string_equal(bt_score_text(BT_INFINITY + 1, buf), "INFINITY");
    assert_string_equal(bt_score_text(-BT_INFINITY, buf), "-INFINITY");
    assert_string_equal(bt_score_text(-999999, buf), "-999999");
    assert_string_equal(bt_score_text(0, buf), "0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_scores_as_cibs_write_them),
        cmocka_unit_test(refuses_what_is_no_score_and_leaves_the_result_alone),
        cmocka_unit_test(adds_with_minus_infinity_stronger_than_infinity),
        cmocka_unit_test(prints_bounds_as_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
