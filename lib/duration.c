/* lib/duration.c - durations as CIBs write them, in Pacemaker's and in ISO 8601's form (see clock.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/clock.h"

#include <ctype.h>
#include <strings.h>

enum { DAY_S = 86400, COMPONENT_MAX = 100 * 1000 * 1000 };

/* Adds one "NUMBER UNIT" to the components. Before the 'T' an M is months, after it minutes. */
static bool add_component(struct bt_iso_duration *d, int64_t n, char unit, bool time)
{
    switch (unit) {
    case 'Y':
        d->years += n;
        return !time;
    case 'W':
        d->days += 7 * n;
        return !time;
    case 'D':
        d->days += n;
        return !time;
    case 'M':
        if (time)
            d->seconds += 60 * n;
        else
            d->months += n;
        return true;
    case 'H':
        d->seconds += 3600 * n;
        return true;
    case 'S':
        d->seconds += n;
        return true;
    default:
        return false;
    }
}

bool bt_iso8601_duration(const char *s, struct bt_iso_duration *ret)
{
    struct bt_iso_duration d = {0};
    bool time = false;
    int components = 0;
    if (*s++ != 'P')
        return false;
    while (*s != '\0' && !isspace((unsigned char)*s)) {
        if (*s == 'T' && !time) {
            time = true;
            components = 0; /* something must follow a 'T' */
            s++;
            continue;
        }
        char *end;
        const char *digits = s + (*s == '-' || *s == '+');
        if (!isdigit((unsigned char)*digits))
            return false;
        int64_t n = strtoll(s, &end, 10);
        if (n > COMPONENT_MAX || n < -COMPONENT_MAX || ++components > 16 || !add_component(&d, n, *end, time))
            return false;
        s = end + 1;
    }
    if (components == 0 || s[strspn(s, " \t\r\n")] != '\0')
        return false;
    *ret = d;
    return true;
}

/* The length of an ISO 8601 duration that is not added to a date: a year has 365 days and a month 30. */
static bool iso_duration_ms(const char *s, int64_t *ret)
{
    struct bt_iso_duration d;
    if (!bt_iso8601_duration(s, &d))
        return false;
    int64_t seconds = (365 * d.years + 30 * d.months + d.days) * DAY_S + d.seconds;
    if (seconds < 0)
        return false;
    *ret = seconds * 1000;
    return true;
}

/* Brings n of a unit to milliseconds. The unit is known by its first letters, whatever follows, because CIBs hold
 * "min", "minutes", "mins" ... and Pacemaker takes them all. */
static bool scale_by_unit(int64_t n, const char *unit, int64_t *ret)
{
    static const struct {
        const char *prefix;
        int64_t factor, divisor;
    } units[] = {
        {"ms", 1, 1}, {"us", 1, 1000}, {"s", 1000, 1}, {"m", 60000, 1}, {"h", 3600000, 1},
    };
    if (*unit == '\0') {
        unit = "s";
    }
    for (size_t i = 0; i < BT_COUNT(units); i++) {
        if (strncasecmp(unit, units[i].prefix, strlen(units[i].prefix)) != 0)
            continue;
        if (n > INT64_MAX / units[i].factor)
            return false;
        *ret = n * units[i].factor / units[i].divisor;
        return true;
    }
    return false;
}

bool bt_duration_ms(const char *s, int64_t *ret)
{
    if (s == NULL)
        return false;
    s += strspn(s, " \t\r\n");
    if (*s == 'P')
        return iso_duration_ms(s, ret);
    size_t len = strspn(s, "0123456789");
    char *digits = bt_strndup(s, len);
    int64_t n;
    bool number = bt_parse_int(digits, &n);
    free(digits);
    if (!number)
        return false;
    s += len;
    if (*s == '.') /* Pacemaker drops a fraction, and operation keys are made of the result */
        s += 1 + strspn(s + 1, "0123456789");
    s += strspn(s, " \t\r\n");
    return scale_by_unit(n, s, ret);
}

int64_t bt_duration_ms_or(const char *s, int64_t otherwise_ms)
{
    int64_t ms = otherwise_ms;
    bt_duration_ms(s, &ms);
    return ms;
}

/* The same day of the year n years on; day 366 becomes the next year's first where there is none. */
static bool add_years(struct bt_wall *t, int64_t n)
{
    struct bt_date d;
    bt_date_of(*t, 0, &d);
    if (n == 0)
        return true;
    if (d.year + n < 1 || d.year + n > 9999)
        return false;
    char *text = bt_printf("%04d-001 %02d:%02d:%02dZ", (int)(d.year + n), d.hour, d.minute, d.second);
    bool ok = bt_iso8601_parse(text, 0, t);
    free(text);
    t->s += (int64_t)(d.yearday - 1) * DAY_S;
    return ok;
}

/* The same day n months on, or the month's last day where there is no such day. */
static bool add_months(struct bt_wall *t, int64_t n)
{
    struct bt_date d;
    bt_date_of(*t, 0, &d);
    if (n == 0)
        return true;
    int64_t months = (int64_t)d.year * 12 + d.month - 1 + n;
    if (months < 12 || months / 12 > 9999)
        return false;
    for (int day = d.day; day > d.day - 4; day--) {
        char *text = bt_printf("%04d-%02d-%02d %02d:%02d:%02dZ", (int)(months / 12), (int)(months % 12) + 1, day,
                               d.hour, d.minute, d.second);
        bool ok = bt_iso8601_parse(text, 0, t);
        free(text);
        if (ok)
            return true;
    }
    return false;
}

bool bt_iso8601_shift(struct bt_wall t, const struct bt_iso_duration *d, int sign, struct bt_wall *ret)
{
    assert(sign == 1 || sign == -1);
    if (!add_years(&t, sign * d->years) || !add_months(&t, sign * d->months))
        return false;
    ret->s = t.s + sign * (d->days * DAY_S + d->seconds);
    return true;
}

bool bt_iso8601_add(struct bt_wall t, const char *duration, struct bt_wall *ret)
{
    struct bt_iso_duration d;
    return duration != NULL && bt_iso8601_duration(duration, &d) && bt_iso8601_shift(t, &d, 1, ret);
}
