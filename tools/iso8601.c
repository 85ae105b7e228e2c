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

static char *time_text(const struct args *a, struct bt_wall t)
{
    struct bt_date d;
    bt_date_of(t, 0, &d);
    if (a->seconds)
        return bt_printf("%" PRId64, t.s + year_1_to_1970_s);
    if (a->epoch)
        return bt_printf("%" PRId64, t.s);
    if (a->ordinal)
        return bt_printf("%04d-%03d %02d:%02d:%02dZ", d.year, d.yearday, d.hour, d.minute, d.second);
    if (a->week)
        return bt_printf("%04d-W%02d-%d %02d:%02d:%02dZ", d.weekyear, d.week, d.weekday, d.hour, d.minute, d.second);
    return bt_iso8601_text(t, a->local ? bt_zone_s(t) : 0);
}

static int bad(const char *kind, const char *text)
{
    fprintf(stderr, "iso8601: Invalid %s specified: %s\n", kind, text);
    return BT_EX_INVALID_PARAM;
}

/* Shows "LABEL: text"; the exit code, with what was expected taken into account. Frees the text. */
static int show(const struct args *a, const char *label, char *text)
{
    printf("%s: %s\n", label, text);
    int rc = a->expected == NULL || bt_streq(a->expected, text) ? BT_EX_OK : BT_EX_ERROR;
    free(text);
    return rc;
}

/* "start/end", "start/duration", "duration" (from now). */
static bool parse_period(const char *text, struct bt_wall now, struct bt_wall *from, struct bt_wall *to)
{
    const char *slash = strchr(text, '/');
    if (slash == NULL) {
        *from = now;
        return bt_iso8601_add(now, text, to);
    }
    char *first = bt_strndup(text, (size_t)(slash - text));
    int32_t zone = bt_zone_s(now);
    bool ok = bt_iso8601_parse(first, zone, from) && (bt_iso8601_parse(slash + 1, zone, to) || bt_iso8601_add(*from, slash + 1, to));
    free(first);
    return ok;
}

static int show_period(const struct args *a, struct bt_wall now)
{
    struct bt_wall from, to;
    if (!parse_period(a->period, now, &from, &to))
        return bad("interval", a->period);
    char *first = time_text(a, from), *last = time_text(a, to);
    int rc = show(a, "Period", bt_printf("%s to %s", first, last));
    free(first);
    free(last);
    return rc;
}

/* A time, with the duration added if one is given. */
static int show_date(const struct args *a, struct bt_wall t, const char *label)
{
    struct bt_wall sum;
    if (a->duration == NULL)
        return show(a, label, time_text(a, t));
    if (!bt_iso8601_add(t, a->duration, &sum))
        return bad("duration", a->duration);
    return show(a, "Duration ends at", time_text(a, sum));
}

static int run(const struct args *a)
{
    struct bt_wall now = bt_now().wall, t;
    int64_t ms;
    if (a->period != NULL)
        return show_period(a, now);
    if (a->date != NULL)
        return bt_iso8601_parse(a->date, bt_zone_s(now), &t) ? show_date(a, t, "Date") : bad("date/time", a->date);
    if (a->now)
        return show_date(a, now, "Current date/time");
    if (a->duration != NULL)
        return bt_duration_ms(a->duration, &ms) ? show(a, "Duration", bt_printf("%" PRId64 " seconds", ms / 1000)) : bad("duration", a->duration);
    return BT_EX_OK;
}

int main(int argc, char **argv)
{
    struct args a = {0};
    int rc = opt_parse(&tool, argc, argv, &a);
    if (rc == OPT_GO_ON)
        rc = run(&a);
    bt_strv_free(&a.common.words);
    return rc;
}
