/* tools/iso8601.c - reads and shows points in time, durations and intervals as the cluster understands them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "lib/edge.h"
#include "tools/options.h"

struct args {
    struct opt_common common;
    bool now, seconds, epoch, ordinal, week, local;
    const char *date, *period, *duration, *expected;
};

#define AT(field) offsetof(struct args, field)

static const struct opt options[] = {
    {'n', "now", OPT_FLAG, AT(now), 0, 0, NULL, "Show the present time"},
    {'d', "date", OPT_TEXT, AT(date), 0, 0, "DATE", "Show this time (\"2026-11-21 05:50:00Z\", \"2026-325\", \"2026-W47-6\")"},
    {'p', "period", OPT_TEXT, AT(period), 0, 0, "PERIOD", "Show this interval (\"2026-01-01/2026-02-01\", \"2026-01-01/P1M\", \"P1D\")"},
    {'D', "duration", OPT_TEXT, AT(duration), 0, 0, "DURATION", "Show this duration (\"P1DT2H\"); with --date: added to it"},
    {'E', "expected", OPT_TEXT, AT(expected), 0, 0, "TEXT", "End with 1 unless this is what is shown"},
    {'s', "seconds", OPT_FLAG, AT(seconds), 0, 0, NULL, "Show seconds since the first of January of the year 1"},
    {'S', "epoch", OPT_FLAG, AT(epoch), 0, 0, NULL, "Show seconds since 1970"},
    {'L', "local", OPT_FLAG, AT(local), 0, 0, NULL, "Show local time"},
    {'O', "ordinal", OPT_FLAG, AT(ordinal), 0, 0, NULL, "Show dates as year and day of the year"},
    {'W', "week", OPT_FLAG, AT(week), 0, 0, NULL, "Show dates as year, week and day of the week"},
    {0},
};
static const struct opt_section sections[] = {{"options", "Options", options}, {0}};
static const struct opt_tool tool = {.name = "iso8601", .purpose = "show times, durations and intervals", .sections = sections};

static const int64_t year_1_to_1970_s = INT64_C(62135596800);

/* A point in time in the form that was asked for, of which the last of these counts; zone_s: in which zone. */
static char *time_text(const struct args *a, struct bt_wall t, int32_t zone_s)
{
    struct bt_date d;
    bt_date_of(t, zone_s, &d);
    if (a->seconds)
        return bt_printf("%" PRId64, t.s + year_1_to_1970_s);
    if (a->epoch)
        return bt_printf("%" PRId64, t.s);
    char *text = bt_iso8601_text(t, zone_s), *other = NULL;
    const char *time = strchr(text, ' ');
    if (a->week)
        other = bt_printf("%04d-W%02d-%d%s", d.weekyear, d.week, d.weekday, time);
    else if (a->ordinal)
        other = bt_printf("%04d-%03d%s", d.year, d.yearday, time);
    if (other == NULL)
        return text;
    free(text);
    return other;
}

static const char *plural(int64_t n)
{
    return n == 1 ? "" : "s";
}

/* "14706 seconds (4 hours 5 minutes 6 seconds)" */
static void add_seconds(struct bt_buf *b, int64_t n)
{
    int64_t hours = n / 3600, minutes = n / 60 % 60, seconds = n % 60;
    const char *blank = "";
    bt_buf_addf(b, "%" PRId64 " second%s", n, plural(n));
    if (n < 60 && n > -60)
        return;
    bt_buf_add(b, " (");
    if (hours != 0) {
        bt_buf_addf(b, "%" PRId64 " hour%s", hours, plural(hours));
        blank = " ";
    }
    if (minutes != 0) {
        bt_buf_addf(b, "%s%" PRId64 " minute%s", blank, minutes, plural(minutes));
        blank = " ";
    }
    if (seconds != 0)
        bt_buf_addf(b, "%s%" PRId64 " second%s", blank, seconds, plural(seconds));
    bt_buf_add(b, ")");
}

static char *duration_text(const struct bt_iso_duration *d)
{
    struct bt_buf b = {0};
    if (d->years != 0)
        bt_buf_addf(&b, "%4" PRId64 " year%s ", d->years, plural(d->years));
    if (d->months != 0)
        bt_buf_addf(&b, "%2" PRId64 " month%s ", d->months, plural(d->months));
    if (d->days != 0)
        bt_buf_addf(&b, "%2" PRId64 " day%s ", d->days, plural(d->days));
    if (d->seconds != 0 || b.len == 0)
        add_seconds(&b, d->seconds);
    return bt_buf_take(&b);
}

static int bad(const char *kind, const char *text)
{
    fprintf(stderr, "iso8601: Invalid %s specified: %s\n", kind, text);
    return BT_EX_INVALID_PARAM;
}

/* "start/end", "start/duration", "duration/end", "duration" (from now). */
static bool parse_period(const char *text, struct bt_wall now, struct bt_wall *from, struct bt_wall *to)
{
    const char *slash = strchr(text, '/');
    struct bt_iso_duration d;
    int32_t zone_s = bt_zone_s(now);
    *from = now;
    if (slash == NULL)
        return bt_iso8601_add(now, text, to);
    char *first = bt_strndup(text, (size_t)(slash - text));
    bool ok;
    if (bt_iso8601_duration(first, &d))
        ok = bt_iso8601_parse(slash + 1, zone_s, to) && bt_iso8601_shift(*to, &d, -1, from);
    else
        ok = bt_iso8601_parse(first, zone_s, from) && (bt_iso8601_parse(slash + 1, zone_s, to) || bt_iso8601_add(*from, slash + 1, to));
    free(first);
    return ok;
}

/* What is shown, and of the points in time the last, which --expected is about. */
struct shown {
    const struct args *a;
    char *last;
};

static void show_time(struct shown *s, const char *label, struct bt_wall t, int32_t zone_s)
{
    free(s->last);
    s->last = time_text(s->a, t, zone_s);
    printf("%s: %s\n", label, s->last);
}

static int show_period(const struct args *a, struct bt_wall now)
{
    struct bt_wall from, to;
    if (!parse_period(a->period, now, &from, &to))
        return bad("interval", a->period);
    char *first = time_text(a, from, 0), *last = time_text(a, to, 0);
    printf("Period: %s to %s\n", first, last);
    free(first);
    free(last);
    return BT_EX_OK;
}

/* The time, the duration, the period, and the end of the duration from the time on, as far as they are given. */
static int show_all(struct shown *s, struct bt_wall now)
{
    const struct args *a = s->a;
    struct bt_wall t = now, end;
    struct bt_iso_duration d = {0};
    int32_t zone_s = bt_zone_s(now);
    if (a->date != NULL && !bt_streq(a->date, "now") && !bt_iso8601_parse_zone(a->date, zone_s, &t, &zone_s))
        return bad("date/time", a->date);
    if (a->date != NULL)
        show_time(s, bt_streq(a->date, "now") ? "Current date/time" : "Date", t, a->local ? zone_s : 0);
    if (a->duration != NULL) {
        if (!bt_iso8601_duration(a->duration, &d))
            return bad("duration", a->duration);
        char *text = duration_text(&d);
        printf("Duration: %s\n", text);
        free(text);
    }
    int rc = a->period != NULL ? show_period(a, now) : BT_EX_OK;
    if (rc != BT_EX_OK || a->duration == NULL || a->date == NULL)
        return rc;
    struct bt_wall there = {.s = t.s + zone_s}; /* months and years are those of the calendar where the time is told */
    if (!bt_iso8601_shift(there, &d, 1, &end))
        return bad("duration", a->duration);
    show_time(s, "Duration ends at", (struct bt_wall){.s = end.s - zone_s}, zone_s);
    return BT_EX_OK;
}

static int run(const struct args *a)
{
    struct shown s = {.a = a};
    int rc = show_all(&s, bt_now().wall);
    fflush(stdout);
    if (rc == BT_EX_OK && a->expected != NULL && s.last != NULL && !bt_streq(a->expected, s.last))
        rc = BT_EX_ERROR;
    free(s.last);
    return rc;
}

int main(int argc, char **argv)
{
    struct args a = {0};
    int rc = opt_parse(&tool, argc, argv, &a);
    if (a.now && a.date == NULL)
        a.date = "now";
    if (rc == OPT_GO_ON)
        rc = run(&a);
    bt_strv_free(&a.common.words);
    return rc;
}
