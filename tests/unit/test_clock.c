/* tests/unit/test_clock.c - durations and dates as CIBs and people write them.
 *
 * The expected values were compared with Pacemaker 2.1.5's iso8601 and with the intervals that its scheduler makes of
 * op/@interval; rows where Baton differs on purpose say so.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include "lib/lib.h"

enum { YEAR = 365 };
#define DAY_MS INT64_C(86400000)

static void reads_durations_in_both_forms(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } rows[] = {
        {"0", 0},
        {"10", 10000},
        {"10s", 10000},
        {" 10 s ", 10000},
        {"10sec", 10000},
        {"10seconds", 10000},
        {"10ms", 10},
        {"10msec", 10},
        {"1500us", 1},
        {"10usec", 0},
        {"5m", 300000},
        {"5min", 300000},
        {"5 Minutes", 300000},
        {"5minx", 300000},
        {"2h", 7200000},
        {"2hr", 7200000},
        {"1.5s", 1000}, /* the fraction is dropped: operation keys are made of the result */
        {"99999999999", INT64_C(99999999999000)},
        {"PT1M30S", 90000},
        {"PT5S ", 5000},
        {"P5S", 5000},
        {"P1DT2H", DAY_MS + 7200000}, /* Pacemaker loses a day here */
        {"P2W", 14 * DAY_MS},
        {"P1M", 30 * DAY_MS},
        {"P1Y", YEAR * DAY_MS},
        {"P1Y2M3DT4H5M6S", (YEAR + 60 + 3) * DAY_MS + 14706000},
        {"PT2H-30M", 5400000},
    };
    (void)state;
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        int64_t ms = -1;
        if (!bt_duration_ms(rows[i].text, &ms) || ms != rows[i].ms)
            fail_msg("\"%s\": %lld instead of %lld ms", rows[i].text, (long long)ms, (long long)rows[i].ms);
    }
}

static void refuses_what_is_no_duration(void **state)
{
    static const char *const texts[] = {"",
                                        " ",
                                        "s",
                                        "-5s",
                                        "+5s",
                                        "10d",
                                        "10x",
                                        "0x10",
                                        "1e3",
                                        "P",
                                        "PT",
                                        "PT5",
                                        "P1DT",
                                        "pt5s",
                                        "PT1.5S",
                                        "P1S2",
                                        "PT5MM",
                                        "P-1D",
                                        "P1H1Y2T3T",
                                        "PT1Y",
                                        "PT1D",
                                        "P99999999999999999999D",
                                        "9223372036854775807",
                                        "99999999999999999999"};
    (void)state;
    int64_t ms = 4711;
    for (size_t i = 0; i < BT_COUNT(texts); i++)
        if (bt_duration_ms(texts[i], &ms))
            fail_msg("\"%s\" was read as %lld ms", texts[i], (long long)ms);
    assert_false(bt_duration_ms(NULL, &ms));
    assert_int_equal(ms, 4711);
    assert_int_equal(bt_duration_ms_or("nonsense", 20000), 20000);
    assert_int_equal(bt_duration_ms_or(NULL, 20000), 20000);
    assert_int_equal(bt_duration_ms_or("1s", 20000), 1000);
}

static void reads_points_in_time(void **state)
{
    static const struct {
        const char *text;
        const char *utc;
    } rows[] = {
        {"2026-11-21 05:50:00Z", "2026-11-21 05:50:00Z"},
        {"2026-11-21T05:50:00z", "2026-11-21 05:50:00Z"},
        {"2026-11-21 05:50:00 +01:00", "2026-11-21 04:50:00Z"},
        {"2026-11-21T05:50:00+01:00", "2026-11-21 04:50:00Z"}, /* Pacemaker ignores an offset without a blank */
        {"2026-11-21 05:50:00-0530", "2026-11-21 11:20:00Z"},
        {"2026-11-21 05:50:00 -05", "2026-11-21 10:50:00Z"},
        {"2026-11-21", "2026-11-21 00:00:00Z"},
        {"2026-11-21Z", "2026-11-21 00:00:00Z"},
        {" 2026-1-2 ", "2026-01-02 00:00:00Z"},
        {"20261121", "2026-11-21 00:00:00Z"},
        {"20261121T055000Z", "2026-11-21 05:50:00Z"},
        {"2026-325", "2026-11-21 00:00:00Z"},
        {"2026325T10", "2026-11-21 10:00:00Z"},
        {"2024-366", "2024-12-31 00:00:00Z"},
        {"2026-W47-6", "2026-11-21 00:00:00Z"},
        {"2026W476", "2026-11-21 00:00:00Z"},
        {"2026-W53-1", "2026-12-28 00:00:00Z"},
        {"2020-W53-5", "2021-01-01 00:00:00Z"},
        {"2026-11-21 05", "2026-11-21 05:00:00Z"},
        {"2026-11-21 5:50", "2026-11-21 05:50:00Z"},
        {"2026-11-21 0550", "2026-11-21 05:50:00Z"},
        {"2026-11-21 055000.75", "2026-11-21 05:50:00Z"},
        {"2026-11-21T24:00:00", "2026-11-22 00:00:00Z"},
        {"0001-01-01", "0001-01-01 00:00:00Z"},
        {"9999-12-31 23:59:59Z", "9999-12-31 23:59:59Z"},
        {"1969-12-31 23:59:59", "1969-12-31 23:59:59Z"},
        {"epoch", "1970-01-01 00:00:00Z"},
    };
    (void)state;
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        struct bt_wall t;
        if (!bt_iso8601_parse(rows[i].text, 0, &t))
            fail_msg("\"%s\" was refused", rows[i].text);
        char *text = bt_iso8601_text(t, 0);
        assert_string_equal(text, rows[i].utc);
        free(text);
    }
}

static void refuses_points_in_time_that_do_not_exist(void **state)
{
    static const char *const texts[] = {"",
                                        "now",
                                        "2026",
                                        "2026-11",
                                        "2026-02-30",
                                        "2026-00-10",
                                        "2026-13-01",
                                        "2026-366",
                                        "2026-000",
                                        "2026-W47",
                                        "2020-W54-1",
                                        "2025-W53-1",
                                        "2026-W00-1",
                                        "2026-W47-8",
                                        "26-11-21",
                                        "2026-11-21x",
                                        "2026-11-21T25:00",
                                        "2026-11-21T24:00:01",
                                        "2026-11-21T05:60",
                                        "2026-11-21T05:50:60",
                                        "2026-11-21T",
                                        "2026-11-21 05:50:00+1",
                                        "2026-11-21 05:50:00+25:00",
                                        "2026-11-21 05:5",
                                        "10000-01-01",
                                        "T05:50",
                                        "-2026-01-01",
                                        "2026/11/21"};
    (void)state;
    struct bt_wall t = {.s = 4711};
    for (size_t i = 0; i < BT_COUNT(texts); i++)
        if (bt_iso8601_parse(texts[i], 0, &t))
            fail_msg("\"%s\" was read as %lld", texts[i], (long long)t.s);
    assert_false(bt_iso8601_parse(NULL, 0, &t));
    assert_int_equal(t.s, 4711);
}

static void applies_the_local_zone_only_where_none_is_written(void **state)
{
    (void)state;
    struct bt_wall t;
    assert_true(bt_iso8601_parse("1970-01-01 01:00:00", 3600, &t));
    assert_int_equal(t.s, 0);
    assert_true(bt_iso8601_parse("1970-01-01", 3600, &t)); /* a date alone begins in UTC, as in Pacemaker */
    assert_int_equal(t.s, 0);
    assert_true(bt_iso8601_parse("1970-01-01 01:00:00Z", 3600, &t));
    assert_int_equal(t.s, 3600);
    char *text = bt_iso8601_text(t, 3600);
    assert_string_equal(text, "1970-01-01 02:00:00 +01:00");
    free(text);
    text = bt_iso8601_text(t, -12600);
    assert_string_equal(text, "1969-12-31 21:30:00 -03:30");
    free(text);
}

static void adds_durations_with_the_calendar(void **state)
{
    static const struct {
        const char *from, *duration, *to;
    } rows[] = {
        {"2024-01-31 10:00:00", "P1M", "2024-02-29 10:00:00Z"},
        {"2024-02-29 10:00:00", "P1M", "2024-03-29 10:00:00Z"},
        {"2023-12-31 23:59:59", "P1M", "2024-01-31 23:59:59Z"},
        {"2024-01-31 10:00:00", "P13M", "2025-02-28 10:00:00Z"},
        {"2024-01-31 10:00:00", "P11M", "2024-12-31 10:00:00Z"},
        /* Years keep the number of the day in the year, as Pacemaker counts them. */
        {"2024-01-31 10:00:00", "P1Y", "2025-01-31 10:00:00Z"},
        {"2024-02-29 10:00:00", "P1Y", "2025-03-01 10:00:00Z"},
        {"2023-12-31 23:59:59", "P1Y", "2024-12-30 23:59:59Z"},
        {"2024-12-31 00:00:00", "P1Y", "2026-01-01 00:00:00Z"},
        {"2024-02-29 10:00:00", "P1Y2M3DT4H5M6S", "2025-05-04 14:05:06Z"},
        {"2023-12-31 23:59:59", "P1Y2M3DT4H5M6S", "2025-03-04 04:05:05Z"},
        {"2024-01-31 10:00:00", "P2W", "2024-02-14 10:00:00Z"},
        {"2024-01-31 10:00:00", "PT36H", "2024-02-01 22:00:00Z"},
        {"2024-02-29 10:00:00", "P-1D", "2024-02-28 10:00:00Z"},
        {"2024-01-31 10:00:00", "P-1M", "2023-12-31 10:00:00Z"},
    };
    (void)state;
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        struct bt_wall t;
        assert_true(bt_iso8601_parse(rows[i].from, 0, &t));
        assert_true(bt_iso8601_add(t, rows[i].duration, &t));
        char *text = bt_iso8601_text(t, 0);
        if (!bt_streq(text, rows[i].to))
            fail_msg("%s + %s = %s instead of %s", rows[i].from, rows[i].duration, text, rows[i].to);
        free(text);
    }
    struct bt_wall t = {.s = 0}, kept = {.s = 4711};
    assert_false(bt_iso8601_add(t, "1 month", &kept));
    assert_false(bt_iso8601_add(t, NULL, &kept));
    assert_false(bt_iso8601_add(t, "P9000Y", &kept));
    assert_false(bt_iso8601_add(t, "P-2000Y", &kept));
    assert_false(bt_iso8601_add(t, "P-99999M", &kept));
    assert_int_equal(kept.s, 4711);
}

static void breaks_dates_down(void **state)
{
    static const struct {
        const char *text;
        int weekday, yearday, week, weekyear;
    } rows[] = {
        {"1970-01-01", 4, 1, 1, 1970},    {"2026-11-21", 6, 325, 47, 2026}, {"2024-12-30", 1, 365, 1, 2025},
        {"2021-01-03", 7, 3, 53, 2020},   {"2020-12-31", 4, 366, 53, 2020}, {"2000-02-29", 2, 60, 9, 2000},
        {"1900-03-01", 4, 60, 9, 1900},   {"1969-12-28", 7, 362, 52, 1969}, {"0001-01-01", 1, 1, 1, 1},
        {"9999-12-31", 5, 365, 52, 9999},
    };
    (void)state;
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        struct bt_wall t;
        struct bt_date d;
        assert_true(bt_iso8601_parse(rows[i].text, 0, &t));
        bt_date_of(t, 0, &d);
        char *text = bt_printf("%04d-%02d-%02d", d.year, d.month, d.day);
        assert_string_equal(text, rows[i].text);
        free(text);
        assert_int_equal(d.weekday, rows[i].weekday);
        assert_int_equal(d.yearday, rows[i].yearday);
        assert_int_equal(d.week, rows[i].week);
        assert_int_equal(d.weekyear, rows[i].weekyear);
    }
}

static void every_day_of_four_centuries_comes_back(void **state)
{
    (void)state;
    struct bt_wall t, back;
    assert_true(bt_iso8601_parse("1800-01-01 12:34:56", 0, &t));
    int weekday = 3; /* a Wednesday */
    for (int i = 0; i < 146097; i++, t.s += 86400) {
        struct bt_date d;
        bt_date_of(t, 0, &d);
        assert_int_equal(d.weekday, weekday);
        weekday = weekday % 7 + 1;
        char *ordinal = bt_printf("%04d-%03d 12:34:56", d.year, d.yearday);
        char *week = bt_printf("%04d-W%02d-%d 12:34:56", d.weekyear, d.week, d.weekday);
        char *date = bt_printf("%04d-%02d-%02d 12:34:56", d.year, d.month, d.day);
        assert_true(bt_iso8601_parse(ordinal, 0, &back) && back.s == t.s);
        assert_true(bt_iso8601_parse(week, 0, &back) && back.s == t.s);
        assert_true(bt_iso8601_parse(date, 0, &back) && back.s == t.s);
        free(ordinal);
        free(week);
        free(date);
    }
}

static void a_time_beyond_all_measure_has_a_date_too(void **state)
{
    (void)state;
    static const int64_t seconds[] = {INT64_MAX, INT64_MIN, INT64_MAX / 1000, INT64_MIN / 1000, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < BT_COUNT(seconds); i++) {
        struct bt_date d;
        bt_date_of((struct bt_wall){.s = seconds[i]}, i % 2 == 0 ? 50400 : -50400, &d);
        assert_true((d.year > 1970) == (seconds[i] > 0));
        char *text = bt_ctime_text((struct bt_wall){.s = seconds[i]}, 0);
        assert_true(strlen(text) >= strlen("Sat Nov 21 05:50:00 2026"));
        free(text);
    }
}

static void prints_ctime_with_a_blank_padded_day(void **state)
{
    (void)state;
    struct bt_wall t;
    assert_true(bt_iso8601_parse("2026-11-01 05:50:09", 0, &t));
    char *text = bt_ctime_text(t, 0);
    assert_string_equal(text, "Sun Nov  1 05:50:09 2026");
    free(text);
    text = bt_ctime_text(t, -6 * 3600);
    assert_string_equal(text, "Sat Oct 31 23:50:09 2026");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_durations_in_both_forms),
        cmocka_unit_test(refuses_what_is_no_duration),
        cmocka_unit_test(reads_points_in_time),
        cmocka_unit_test(refuses_points_in_time_that_do_not_exist),
        cmocka_unit_test(applies_the_local_zone_only_where_none_is_written),
        cmocka_unit_test(adds_durations_with_the_calendar),
        cmocka_unit_test(breaks_dates_down),
        cmocka_unit_test(every_day_of_four_centuries_comes_back),
        cmocka_unit_test(a_time_beyond_all_measure_has_a_date_too),
        cmocka_unit_test(prints_ctime_with_a_blank_padded_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
