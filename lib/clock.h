/* lib/clock.h - time as values: monotonic and wall time are types of their own, durations are int64 milliseconds.
 *
 * Nothing here reads a clock: a time comes with an event (lib/loop_io.h reads the clocks at the edge).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CLOCK_H
#define BATON_CLOCK_H

#include "lib/base.h"

/* For timers: never jumps. */
struct bt_mono {
    int64_t ms; /* since an arbitrary point */
};

/* For what people and the CIB see. */
struct bt_wall {
    int64_t s;      /* since 1970-01-01 UTC */
    int32_t zone_s; /* of "now": by how much local time is ahead of UTC (0: not known, UTC is meant); it makes no difference between two times */
};

/* One instant, as each event carries it. */
struct bt_now {
    struct bt_mono mono;
    struct bt_wall wall;
};

/* A duration as CIBs write it: a number with an optional unit (ms, msec, us, usec, s, sec, m, min, h, hr, d is
 * not known; no unit is seconds), or an ISO 8601 duration ("PT1M30S"), blanks around it allowed.
 * Result in milliseconds. False, *ret untouched, if s is neither or negative or too large. */
bool bt_duration_ms(const char *s, int64_t *ret);
/* bt_duration_ms with a value for NULL and for what can't be read. */
int64_t bt_duration_ms_or(const char *s, int64_t otherwise_ms);

/* ISO 8601 points in time ("2026-11-21 05:50:00Z", "2026-11-21T05:50:00+01:00", "2026-11-21", "2026-325",
 * "2026-W47-6", "now" is for callers): local zone offset (seconds east of UTC) applies where a time is written without one; a date alone begins in UTC. */
bool bt_iso8601_parse(const char *s, int32_t zone_s, struct bt_wall *ret);
/* The same; *ret_zone_s is the offset that applied. */
bool bt_iso8601_parse_zone(const char *s, int32_t zone_s, struct bt_wall *ret, int32_t *ret_zone_s);
/* "2026-11-21 05:50:00Z" (zone_s 0) or with "+01:00"; the caller's to free. */
char *bt_iso8601_text(struct bt_wall t, int32_t zone_s);
/* An ISO 8601 duration ("P1DT2H", "PT5M", "P2W"): at least one component, each a whole number, which may carry a sign. */
struct bt_iso_duration {
    int64_t years, months, days, seconds;
};
/* False, *ret untouched, if s is none; not for NULL. A component is at most 100 million. */
bool bt_iso8601_duration(const char *s, struct bt_iso_duration *ret);
/* A duration after a point in time (sign 1) or before it (sign -1), with calendar rules for years and months. */
bool bt_iso8601_shift(struct bt_wall t, const struct bt_iso_duration *d, int sign, struct bt_wall *ret);
/* A duration that is still text, added to a point in time with calendar rules for years and months. */
bool bt_iso8601_add(struct bt_wall t, const char *duration, struct bt_wall *ret);

/* A broken-down date, proleptic Gregorian. */
struct bt_date {
    int year, month, day; /* month, day from 1 */
    int hour, minute, second;
    int weekday;        /* ISO: 1 = Monday .. 7 */
    int yearday;        /* from 1 */
    int week, weekyear; /* ISO week */
};
/* The date of an instant where local time is zone_s seconds ahead of UTC. Beyond some two billion years it is that of the last one. */
void bt_date_of(struct bt_wall t, int32_t zone_s, struct bt_date *ret);

/* C-locale ctime() form without the newline, "Sat Nov 21 05:50:00 2026": cib-last-written, crm_mon. The caller's to free. */
char *bt_ctime_text(struct bt_wall t, int32_t zone_s);

#endif
