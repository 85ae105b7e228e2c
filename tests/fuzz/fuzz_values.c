/* tests/fuzz/fuzz_values.c - any bytes as a duration, date, score, key ...: read or refused, and what is read stays in its bounds.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/fuzz.h"

#include "lib/lib.h"

static void check_times(const char *s)
{
    int64_t ms = -1;
    if (bt_duration_ms(s, &ms))
        MUST(ms >= 0);
    else
        MUST(ms == -1);
    struct bt_wall t = {.s = 0}, again = {0};
    if (bt_iso8601_parse(s, 0, &t)) {
        char *text = bt_iso8601_text(t, 0);
        MUST(bt_iso8601_parse(text, 3600, &again) && again.s == t.s);
        free(text);
        struct bt_date d;
        bt_date_of(t, -43200, &d);
        MUST(d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= 31 && d.weekday >= 1 && d.weekday <= 7);
        MUST(d.week >= 1 && d.week <= 53 && d.yearday >= 1 && d.yearday <= 366);
    }
    bt_iso8601_add(t, s, &again);
}

static void check_numbers(const char *s)
{
    int64_t n;
    int score;
    bool flag;
    if (bt_parse_int(s, &n)) {
        char *text = bt_printf("%" PRId64, n);
        int64_t back = n + 1;
        MUST(bt_parse_int(text, &back) && back == n);
        free(text);
    }
    if (bt_score_parse(s, &score))
        MUST(score >= -BT_INFINITY && score <= BT_INFINITY);
    bt_parse_bool(s, &flag);
    bt_role_parse(s);
    MUST(bt_numeric_strcmp(s, s) == 0);
}

static void check_keys(const char *s)
{
    char *rsc = NULL, *operation = NULL;
    int64_t interval_ms;
    if (bt_opkey_parse(s, &rsc, &operation, &interval_ms)) {
        MUST(*rsc != '\0' && *operation != '\0' && interval_ms >= 0);
        char *key = bt_opkey(rsc, operation, interval_ms);
        char *rsc2 = NULL, *operation2 = NULL;
        int64_t interval2_ms;
        MUST(bt_opkey_parse(key, &rsc2, &operation2, &interval2_ms) && interval2_ms == interval_ms);
        free(key);
        free(rsc2);
        free(operation2);
    } else {
        MUST(rsc == NULL && operation == NULL);
    }
    free(rsc);
    free(operation);
    struct bt_transition_key k, k2;
    int status, rc;
    if (bt_transition_key_parse(s, &k)) {
        char *text = bt_transition_key_text(&k);
        MUST(bt_transition_key_parse(text, &k2) && k2.action == k.action && bt_streq(k.uuid, k2.uuid));
        free(text);
    }
    bt_transition_magic_parse(s, &status, &rc, &k);
}

static void check_texts(const char *s)
{
    struct bt_buf b = {0};
    bt_buf_add_xml(&b, s);
    char *text = bt_buf_take(&b);
    for (const char *c = text; *c != '\0'; c += bt_xml_char_len(c))
        MUST(bt_xml_char_len(c) > 0);
    free(text);
    struct bt_strv l = {0};
    bt_strv_split(&l, s, " ,;");
    for (size_t i = 0; i < l.n; i++)
        MUST(*l.v[i] != '\0' && strpbrk(l.v[i], " ,;") == NULL);
    bt_strv_free(&l);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    char *s = bt_strndup((const char *)data, len);
    check_times(s);
    check_numbers(s);
    check_keys(s);
    check_texts(s);
    free(s);
    return 0;
}
