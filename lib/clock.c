/* lib/clock.c - dates and durations as values (see clock.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/clock.h"

#include <ctype.h>
#include <strings.h>

enum { DAY_S = 86400, DAYS_IN_ERA = 146097, DAYS_0000_03_01_TO_1970 = 719468 };

/* Quotient rounded down, also for negative numbers. */
static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days from 1970-01-01 to the first of January. */
static int64_t year_start(int64_t year)
{
    int64_t before = year - 1;
    return 365 * (year - 1970) + floor_div(before, 4) - floor_div(before, 100) + floor_div(before, 400) - 477;
}

static int days_in_month(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    assert(month >= 1 && month <= 12);
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days from 1970-01-01 to a date; month and day in their ranges. */
static int64_t days_of(int64_t year, int month, int day)
{
    int64_t days = year_start(year);
    for (int m = 1; m < month; m++)
        days += days_in_month(year, m);
    return days + day - 1;
}

/* Year, month and day of a day counted from 1970-01-01. The year is taken to begin in March, so that the leap day is
 * its last; months of 31,30,31,30,31 days then repeat every 153 days. */
static void civil_of(int64_t days, struct bt_date *d)
{
    days += DAYS_0000_03_01_TO_1970;
    int64_t era = floor_div(days, DAYS_IN_ERA);
    int64_t in_era = days - era * DAYS_IN_ERA;
    int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * in_year + 2) / 153;
    d->day = (int)(in_year - (153 * month + 2) / 5 + 1);
    d->month = (int)(month < 10 ? month + 3 : month - 9);
    d->year = (int)(year + era * 400 + (d->month <= 2));
}

/* ISO weeks: week 1 is the one with the year's first Thursday. */
static void iso_week(int64_t days, struct bt_date *d)
{
    int64_t thursday = days - (d->weekday - 4);
    struct bt_date t;
    civil_of(thursday, &t);
    d->weekyear = t.year;
    d->week = (int)((thursday - year_start(t.year)) / 7) + 1;
}

/* Some two billion years: what a CIB has beyond that is taken for this, so that the year is an int. */
static int64_t bounded(int64_t s)
{
    const int64_t far_s = INT64_C(60) * 1000 * 1000 * 1000 * 1000 * 1000;
    return s > far_s ? far_s : s < -far_s ? -far_s : s;
}

void bt_date_of(struct bt_wall t, int32_t zone_s, struct bt_date *ret)
{
    int64_t local = bounded(t.s) + zone_s, days = floor_div(local, DAY_S);
    int in_day = (int)(local - days * DAY_S);
    struct bt_date d = {.hour = in_day / 3600, .minute = in_day / 60 % 60, .second = in_day % 60};
    civil_of(days, &d);
    d.weekday = (int)(days + 3 - 7 * floor_div(days + 3, 7)) + 1; /* 1970-01-01 was a Thursday */
    d.yearday = (int)(days - year_start(d.year)) + 1;
    iso_week(days, &d);
    assert(d.day >= 1 && d.day <= days_in_month(d.year, d.month) && days_of(d.year, d.month, d.day) == days); /* there and back */
    assert(d.weekday >= 1 && d.weekday <= 7 && d.yearday >= 1 && d.yearday <= 365 + is_leap(d.year) && d.week >= 1 && d.week <= 53);
    *ret = d;
}

char *bt_ctime_text(struct bt_wall t, int32_t zone_s)
{
    static const char days[7][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct bt_date d;
    bt_date_of(t, zone_s, &d);
    return bt_printf("%s %s %2d %02d:%02d:%02d %d", days[d.weekday - 1], months[d.month - 1], d.day, d.hour, d.minute,
                     d.second, d.year);
}

char *bt_iso8601_text(struct bt_wall t, int32_t zone_s)
{
    struct bt_date d;
    bt_date_of(t, zone_s, &d);
    char *date = bt_printf("%04d-%02d-%02d %02d:%02d:%02d", d.year, d.month, d.day, d.hour, d.minute, d.second);
    int minutes = abs(zone_s) / 60;
    char *text = zone_s == 0 ? bt_printf("%sZ", date)
                             : bt_printf("%s %c%02d:%02d", date, zone_s < 0 ? '-' : '+', minutes / 60, minutes % 60);
    free(date);
    return text;
}

/* Seconds since 1970 of a local date and time; the date must exist (24:00:00 does). */
static bool compose(int64_t days, int hour, int minute, int second, int32_t zone_s, struct bt_wall *ret)
{
    if (hour > 24 || minute > 59 || second > 59 || (hour == 24 && (minute != 0 || second != 0)))
        return false;
    ret->s = days * DAY_S + hour * 3600 + minute * 60 + second - zone_s;
    return true;
}

/* Takes between min and max digits as a number; false leaves *s where it was. */
static bool take_digits(const char **s, size_t min, size_t max, int *ret)
{
    size_t n = 0;
    int value = 0;
    for (; n < max && isdigit((unsigned char)(*s)[n]); n++)
        value = 10 * value + ((*s)[n] - '0');
    if (n < min)
        return false;
    *s += n;
    *ret = value;
    return true;
}

static bool take_char(const char **s, const char *set)
{
    if (**s == '\0' || strchr(set, **s) == NULL)
        return false;
    (*s)++;
    return true;
}

static bool take_week_date(const char **s, int year, bool dashes, int64_t *ret_days)
{
    int week, day;
    if (!take_digits(s, 2, 2, &week) || (dashes && !take_char(s, "-")) || !take_digits(s, 1, 1, &day))
        return false;
    if (week < 1 || day < 1 || day > 7)
        return false;
    int64_t fourth = days_of(year, 1, 4); /* always in week 1 */
    int64_t monday = fourth - (fourth + 3 - 7 * floor_div(fourth + 3, 7));
    int64_t thursday = monday + 7 * (week - 1) + 3;
    if (thursday >= year_start(year + 1))
        return false; /* a week 53 that this year has not */
    *ret_days = thursday - 3 + day - 1;
    return true;
}

/* The length of the run of digits at s. */
static size_t digits_at(const char *s)
{
    return strspn(s, "0123456789");
}

/* "2026-11-21", "20261121", "2026-325", "2026325", "2026-W47-6", "2026W476": days from 1970-01-01. */
static bool take_date(const char **s, int64_t *ret_days)
{
    int year, month, day;
    if (!take_digits(s, 4, 4, &year))
        return false;
    bool dashes = take_char(s, "-");
    if (take_char(s, "W"))
        return take_week_date(s, year, dashes, ret_days);
    if (digits_at(*s) == 3) {
        int yearday = 0;
        take_digits(s, 3, 3, &yearday);
        *ret_days = year_start(year) + yearday - 1;
        return yearday >= 1 && yearday <= 365 + is_leap(year);
    }
    size_t least = dashes ? 1 : 2;
    if (!take_digits(s, least, 2, &month) || (dashes && !take_char(s, "-")) || !take_digits(s, least, 2, &day))
        return false;
    if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return false;
    *ret_days = days_of(year, month, day);
    return true;
}

/* "05", "05:50", "05:50:00", "0550", "055000"; a fraction of a second is dropped. */
static bool take_time(const char **s, int *hour, int *minute, int *second)
{
    *minute = *second = 0;
    if (!take_digits(s, 1, 2, hour))
        return false;
    bool colons = take_char(s, ":");
    if (!colons && !isdigit((unsigned char)**s))
        return true;
    if (!take_digits(s, 2, 2, minute))
        return false;
    bool more = colons ? take_char(s, ":") : isdigit((unsigned char)**s) != 0;
    if (more && !take_digits(s, 2, 2, second))
        return false;
    if (more && take_char(s, "."))
        *s += digits_at(*s);
    return true;
}

/* "Z", "+01", "+01:00", "-0530", with blanks before it; *zone_s stays where nothing is written. */
static bool take_zone(const char **s, int32_t *zone_s)
{
    *s += strspn(*s, " ");
    if (**s == '\0')
        return true;
    if (take_char(s, "Zz")) {
        *zone_s = 0;
        return true;
    }
    bool west = **s == '-';
    int hours, minutes = 0;
    if (!take_char(s, "+-") || !take_digits(s, 2, 2, &hours))
        return false;
    if ((take_char(s, ":") || isdigit((unsigned char)**s)) && !take_digits(s, 2, 2, &minutes))
        return false;
    *zone_s = (west ? -1 : 1) * (hours * 3600 + minutes * 60);
    return hours <= 23 && minutes <= 59;
}

bool bt_iso8601_parse_zone(const char *s, int32_t zone_s, struct bt_wall *ret, int32_t *ret_zone_s)
{
    if (s == NULL)
        return false;
    if (strcmp(s, "epoch") == 0) {
        ret->s = 0;
        *ret_zone_s = 0;
        return true;
    }
    int64_t days;
    int hour = 0, minute = 0, second = 0;
    s += strspn(s, " ");
    if (!take_date(&s, &days))
        return false;
    size_t blanks = strspn(s, " ");
    if (take_char(&s, "Tt") || isdigit((unsigned char)s[blanks])) {
        s += strspn(s, " ");
        if (!take_time(&s, &hour, &minute, &second))
            return false;
    } else {
        zone_s = 0;
    }
    if (!take_zone(&s, &zone_s) || s[strspn(s, " ")] != '\0')
        return false;
    *ret_zone_s = zone_s;
    return compose(days, hour, minute, second, zone_s, ret);
}

bool bt_iso8601_parse(const char *s, int32_t zone_s, struct bt_wall *ret)
{
    int32_t ignored;
    return bt_iso8601_parse_zone(s, zone_s, ret, &ignored);
}
