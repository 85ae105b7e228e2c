/* tests/unit/test_base.c - strings, numbers, booleans, growing buffers, lists and maps.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include "lib/lib.h"

static void compares_names_with_their_digits_as_numbers(void **state)
{
    static const char *const ascending[] = {"",    "1",      "2",      "10",      "a",    "A1",    "a2",     "a2b",
                                            "a10", "node-1", "node-2", "node-10", "rsc2", "rsc10", "rsc10a", "rsc10b"};
    (void)state;
    for (size_t i = 0; i < BT_COUNT(ascending); i++) {
        for (size_t k = 0; k < BT_COUNT(ascending); k++) {
            int order = bt_numeric_strcmp(ascending[i], ascending[k]);
            assert_int_equal((order > 0) - (order < 0), (i > k) - (i < k));
        }
    }
    assert_int_equal(bt_numeric_strcmp("rsc007", "rsc7"), 0);
    assert_int_equal(bt_numeric_strcmp("WEB", "web"), 0);
    assert_true(bt_numeric_strcmp("99999999999999999999998", "99999999999999999999999") < 0);
    assert_int_equal(bt_numeric_strcmp(NULL, NULL), 0);
    assert_true(bt_numeric_strcmp(NULL, "a") < 0);
    assert_true(bt_numeric_strcmp("a", NULL) > 0);
}

static void treats_null_as_a_string_that_equals_only_null(void **state)
{
    (void)state;
    assert_true(bt_streq(NULL, NULL));
    assert_true(bt_streq("a", "a"));
    assert_false(bt_streq(NULL, ""));
    assert_false(bt_streq("a", "A"));
    assert_true(bt_strcaseeq("a", "A"));
    assert_false(bt_strcaseeq("a", NULL));
    assert_true(bt_starts("fail-count-x", "fail-count-"));
    assert_false(bt_starts("fail", "fail-count-"));
    assert_false(bt_starts(NULL, ""));
    assert_true(bt_ends("a.bz2", ".bz2"));
    assert_false(bt_ends("2", ".bz2"));
    assert_false(bt_ends(NULL, ""));
    assert_null(bt_strdup(NULL));
}

static void reads_whole_numbers_only(void **state)
{
    static const struct {
        const char *text;
        int64_t value;
    } good[] = {
        {"0", 0},
        {"-1", -1},
        {"+7", 7},
        {" 42\n", 42},
        {"007", 7},
        {"9223372036854775807", INT64_MAX},
        {"-9223372036854775808", INT64_MIN},
    };
    static const char *const bad[] = {"",        "-", "+", "a", "1a", "1 2", "0x1", "1.0", "- 1", "9223372036854775808",
                                      "INFINITY"};
    (void)state;
    int64_t n = 4711;
    for (size_t i = 0; i < BT_COUNT(good); i++) {
        assert_true(bt_parse_int(good[i].text, &n));
        assert_true(n == good[i].value);
    }
    n = 4711;
    for (size_t i = 0; i < BT_COUNT(bad); i++)
        assert_false(bt_parse_int(bad[i], &n));
    assert_false(bt_parse_int(NULL, &n));
    assert_int_equal(n, 4711);
}

static void reads_booleans_as_the_ecosystem_writes_them(void **state)
{
    static const char *const yes[] = {"true", "TRUE", "on", "yes", "Y", "1"};
    static const char *const no[] = {"false", "Off", "no", "n", "0"};
    static const char *const neither[] = {"", "2", "truee", "t", " true"};
    (void)state;
    for (size_t i = 0; i < BT_COUNT(yes); i++) {
        bool value = false;
        assert_true(bt_parse_bool(yes[i], &value) && value);
        assert_true(bt_is_true(yes[i], false));
    }
    for (size_t i = 0; i < BT_COUNT(no); i++) {
        bool value = true;
        assert_true(bt_parse_bool(no[i], &value) && !value);
        assert_false(bt_is_true(no[i], true));
    }
    for (size_t i = 0; i < BT_COUNT(neither); i++) {
        bool value = true;
        assert_false(bt_parse_bool(neither[i], &value));
        assert_true(value && bt_is_true(neither[i], true));
        assert_false(bt_is_true(neither[i], false));
    }
    assert_true(bt_is_true(NULL, true));
}

static void a_buffer_grows_and_gives_its_text_away(void **state)
{
    (void)state;
    struct bt_buf b = {0};
    for (int i = 0; i < 1000; i++)
        bt_buf_addf(&b, "%d,", i % 10);
    assert_int_equal(b.len, 2000);
    assert_int_equal(strlen(b.text), 2000);
    char *text = bt_buf_take(&b);
    assert_true(bt_starts(text, "0,1,2,3,"));
    free(text);
    assert_null(b.text);
    text = bt_buf_take(&b);
    assert_string_equal(text, "");
    free(text);
    bt_buf_addn(&b, "abc", 2);
    bt_buf_add(&b, "");
    assert_string_equal(b.text, "ab");
    bt_buf_free(&b);
    assert_int_equal(b.len, 0);
}

static BT_PRINTF(3, 4) int print(char *out, size_t size, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int len = bt_vsnprintf(out, size, fmt, ap);
    va_end(ap);
    return len;
}

#define PRINTS_THE_SAME(...)                                                         \
    for (size_t size = 0; size < sizeof ours; size++) {                              \
        memset(ours, 'x', sizeof ours);                                              \
        memset(theirs, 'x', sizeof theirs);                                          \
        assert_int_equal(print(ours, size, __VA_ARGS__), snprintf(theirs, size, __VA_ARGS__)); \
        assert_memory_equal(ours, theirs, sizeof ours);                              \
    }

static void prints_as_printf_does_also_what_does_not_fit(void **state)
{
    (void)state;
    static const char *const volatile none = NULL;
    char ours[48], theirs[48];
    PRINTS_THE_SAME("nothing but text")
    PRINTS_THE_SAME("%s_%s_%" PRId64, "rsc", "monitor", (int64_t)10000)
    PRINTS_THE_SAME("%d:%d;%s", -1, INT32_MIN, "")
    PRINTS_THE_SAME("%" PRId64 "%s%" PRId64, INT64_MIN, "%d", INT64_MAX)
    PRINTS_THE_SAME("%s %d%% of %-6s|%*s|%zu", "a", 12, "b", 3, "", (size_t)7)
    PRINTS_THE_SAME("%d %s", 1, none)
}

static void escapes_what_xml_cannot_hold(void **state)
{
    static const struct {
        const char *raw, *escaped;
    } rows[] = {
        {"", ""},
        {"plain \xc3\xa4 text's", "plain \xc3\xa4 text's"},
        {"a<b>&\"c\"", "a&lt;b&gt;&amp;&quot;c&quot;"},
        {"tab\tnl\ncr\r", "tab&#9;nl&#10;cr&#13;"},
        {"esc \x1b[0m", "esc \xef\xbf\xbd[0m"},
        {"latin \xe4 end", "latin \xef\xbf\xbd end"},
        {"cut \xe2\x82", "cut \xef\xbf\xbd\xef\xbf\xbd"},
        {"long form \xc0\xaf", "long form \xef\xbf\xbd\xef\xbf\xbd"},
        {"surrogate \xed\xa0\x80", "surrogate \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
        {"\xef\xbf\xbf", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        {"\xf5\x80\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
    };
    (void)state;
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        struct bt_buf b = {0};
        bt_buf_add_xml(&b, rows[i].raw);
        char *text = bt_buf_take(&b);
        assert_string_equal(text, rows[i].escaped);
        free(text);
    }
}

static void arrays_keep_what_was_pushed(void **state)
{
    (void)state;
    BT_VEC(int) v = {0};
    for (int i = 0; i < 1000; i++)
        BT_PUSH(&v, i);
    assert_int_equal(v.n, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(v.v[i], i);
    BT_VEC_FREE(&v);
    assert_null(v.v);
    assert_int_equal(v.n, 0);
}

static void splits_at_separators_and_drops_empty_pieces(void **state)
{
    (void)state;
    struct bt_strv l = {0};
    bt_strv_split(&l, ",node1, node2;;node3 ", ", ;");
    assert_int_equal(l.n, 3);
    assert_string_equal(l.v[0], "node1");
    assert_string_equal(l.v[2], "node3");
    assert_true(bt_strv_has(&l, "node2"));
    assert_false(bt_strv_has(&l, "node"));
    bt_strv_add(&l, "x");
    assert_string_equal(l.v[3], "x");
    bt_strv_split(&l, "", ",");
    assert_int_equal(l.n, 4);
    bt_strv_free(&l);
    assert_int_equal(l.n, 0);
}

static void a_map_replaces_deletes_and_counts(void **state)
{
    (void)state;
    struct bt_map *m = bt_map_new();
    int one = 1, two = 2;
    char key[] = "key";
    bt_map_put(m, key, &one);
    key[0] = 'x'; /* the map has its own copy */
    assert_ptr_equal(bt_map_get(m, "key"), &one);
    bt_map_put(m, "key", &two);
    assert_ptr_equal(bt_map_get(m, "key"), &two);
    assert_int_equal(bt_map_size(m), 1);
    bt_map_del(m, "key");
    bt_map_del(m, "never there");
    assert_null(bt_map_get(m, "key"));
    assert_int_equal(bt_map_size(m), 0);
    for (int i = 0; i < 5000; i++) {
        char *name = bt_printf("resource-%d", i);
        bt_map_put(m, name, &one);
        free(name);
    }
    assert_int_equal(bt_map_size(m), 5000);
    assert_ptr_equal(bt_map_get(m, "resource-4999"), &one);
    bt_map_free(m);
    bt_map_free(NULL);
    assert_null(bt_map_get(NULL, "key"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares_names_with_their_digits_as_numbers),
        cmocka_unit_test(treats_null_as_a_string_that_equals_only_null),
        cmocka_unit_test(reads_whole_numbers_only),
        cmocka_unit_test(reads_booleans_as_the_ecosystem_writes_them),
        cmocka_unit_test(a_buffer_grows_and_gives_its_text_away),
        cmocka_unit_test(prints_as_printf_does_also_what_does_not_fit),
        cmocka_unit_test(escapes_what_xml_cannot_hold),
        cmocka_unit_test(arrays_keep_what_was_pushed),
        cmocka_unit_test(splits_at_separators_and_drops_empty_pieces),
        cmocka_unit_test(a_map_replaces_deletes_and_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
