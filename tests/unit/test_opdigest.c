/* tests/unit/test_opdigest.c - the digests of operations are Pacemaker's, byte for byte.
 *
 * Every expected digest was taken from Pacemaker 2.1.5: live histories, or crm_resource --digests for the special
 * characters.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "lib/lib.h"

static const struct bt_param env[] = {
    {"CRM_meta_timeout", "20000"}, {"CRM_meta_on_node", "n1"}, {"passwd", "geheim"}, {"a", "1"},
    {"b", "2"},                    {"crm_feature_set", "3.16.1"}, {"CRM_meta_interval", "10000"},
};

static void expect(const char *want, const struct bt_param *p, size_t n, bool recurring, enum bt_digest_scope scope,
                   const char *list)
{
    char got[BT_DIGEST_TEXT];
    assert_string_equal(bt_opdigest(p, n, recurring, scope, list, got), want);
}

static void no_parameters_have_the_well_known_digest(void **state)
{
    (void)state;
    expect("f2317cad3d54cec5d7d7aa7d0bf35cf8", NULL, 0, false, BT_DIGEST_ALL, NULL);
    expect("f2317cad3d54cec5d7d7aa7d0bf35cf8", env, 2, false, BT_DIGEST_ALL, NULL);
}

static void meta_attributes_do_not_count_but_a_recurring_timeout_does(void **state)
{
    (void)state;
    expect("98f5de5486c7951a66ac8b7a27b2ad63", env, BT_COUNT(env), false, BT_DIGEST_ALL, NULL);
    expect("4811cef7f7f94e3a35a70be7916cb2fd", env, 2, true, BT_DIGEST_ALL, NULL);
    const struct bt_param level[] = {{"a", "1"}, {"b", "2"}, {"passwd", "geheim"}, {"OCF_CHECK_LEVEL", "10"},
                                     {"CRM_meta_timeout", "20000"}};
    expect("cb3c627be8505c49f3c4d08e14370d8e", level, BT_COUNT(level), true, BT_DIGEST_ALL, NULL);
}

static void restart_digest_is_over_the_listed_and_secure_digest_over_the_others(void **state)
{
    (void)state;
    expect("371f0a162b188dbc06a3e2ab24f27abd", env, BT_COUNT(env), false, BT_DIGEST_LISTED, "  c a  ");
    expect("f2317cad3d54cec5d7d7aa7d0bf35cf8", env, BT_COUNT(env), false, BT_DIGEST_LISTED, "");
    expect("a4df3b11405d68822ea43280aff378e5", env, BT_COUNT(env), false, BT_DIGEST_OTHERS, "  passwd  ");
    expect("98f5de5486c7951a66ac8b7a27b2ad63", env, BT_COUNT(env), false, BT_DIGEST_OTHERS, NULL);
}

static void names_that_the_history_itself_uses_are_left_out(void **state)
{
    (void)state;
    const struct bt_param odd[] = {{"id", "1"},          {"on_node", "2"},          {"on_node_uuid", "3"},
                                   {"op-digest", "4"},   {"pcmk_external_ip", "5"}, {"crm_feature_set", "6"},
                                   {"a", "1"},           {"operation", "5"},        {"CRM_metax", "1"}};
    expect("e7c4007fd51ab7c056aba14c7680ab69", odd, BT_COUNT(odd), false, BT_DIGEST_ALL, NULL);
}

/* What Pacemaker hashed, in its own spelling: the parameter's value as it stood in the line. */
static void expect_line(const char *value, const char *spelled)
{
    char want[BT_DIGEST_TEXT];
    char *line = bt_printf(" <parameters a=\"%s\"/>\n", spelled);
    bt_digest(line, strlen(line), want);
    free(line);
    const struct bt_param p = {"a", value};
    expect(want, &p, 1, false, BT_DIGEST_ALL, NULL);
}

static void special_characters_are_spelled_as_pacemaker_does(void **state)
{
    (void)state;
    expect_line("x<y>&\"'", "x&lt;y&gt;&amp;&quot;&apos;");
    expect_line("x\ty", "x    y");
    expect_line("x\ny\rz", "x\\ny\\rz");
    expect_line("x\x7fy", "x\\177y");
    expect_line("\xc3\xa9", "\xc3\xa9");
    expect_line("", "");
}

static void a_name_is_listed_only_as_a_whole_word(void **state)
{
    (void)state;
    assert_true(bt_opdigest_listed("  user passwd  ", "passwd"));
    assert_true(bt_opdigest_listed("passwd", "passwd"));
    assert_false(bt_opdigest_listed("  mypasswd passwd2  ", "passwd"));
    assert_false(bt_opdigest_listed("  ", ""));
    assert_false(bt_opdigest_listed(NULL, "a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_parameters_have_the_well_known_digest),
        cmocka_unit_test(meta_attributes_do_not_count_but_a_recurring_timeout_does),
        cmocka_unit_test(restart_digest_is_over_the_listed_and_secure_digest_over_the_others),
        cmocka_unit_test(names_that_the_history_itself_uses_are_left_out),
        cmocka_unit_test(special_characters_are_spelled_as_pacemaker_does),
        cmocka_unit_test(a_name_is_listed_only_as_a_whole_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
