/* tests/unit/test_cluster_options.c - the table of cluster options: names, types, defaults, values that fit.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include "lib/lib.h"
#include "xml/options.h"

enum { OUR_OWN = 4 }; /* of the profile two-node */

static size_t count(unsigned daemons)
{
    size_t n = 0;
    for (const struct xml_option *o = xml_option_next(NULL, daemons); o != NULL; o = xml_option_next(o, daemons))
        n++;
    return n;
}

static void lists_what_each_daemon_of_pacemaker_lists(void **state)
{
    (void)state;
    assert_int_equal(count(XML_OPTION_OF_SCHEDULER), 30);
    assert_int_equal(count(XML_OPTION_OF_CONTROLLER), 17 + OUR_OWN);
    assert_int_equal(count(XML_OPTION_OF_CIB), 2);
    assert_int_equal(count(XML_OPTION_OF_FENCING), 25);
    assert_int_equal(count(XML_OPTION_CLUSTER), 30 + 17 + OUR_OWN + 2 - 2); /* two are listed twice */
    assert_string_equal(xml_option_next(NULL, XML_OPTION_OF_SCHEDULER)->name, "no-quorum-policy");
    assert_string_equal(xml_option_next(NULL, XML_OPTION_OF_CONTROLLER)->name, "dc-version");
}

static void every_option_is_described_and_its_default_fits(void **state)
{
    (void)state;
    for (const struct xml_option *o = xml_option_next(NULL, ~0U); o != NULL; o = xml_option_next(o, ~0U)) {
        assert_true(strlen(o->shortdesc) > 10 && strlen(o->longdesc) > 10);
        assert_ptr_equal(xml_option_find(o->name), o);
        assert_true((o->type == XML_OPTION_SELECT) == (o->values != NULL));
        if (o->default_value != NULL && !xml_option_valid(o, o->default_value))
            fail_msg("%s: the default %s does not fit", o->name, o->default_value);
    }
}

static void finds_options_by_new_and_old_names(void **state)
{
    (void)state;
    assert_string_equal(xml_option_find("crmd-transition-delay")->name, "transition-delay");
    assert_string_equal(xml_option_default("stonith-action"), "reboot");
    assert_string_equal(xml_option_default("crmd-integration-timeout"), "3min");
    assert_null(xml_option_default("cluster-name"));
    assert_null(xml_option_find("no_such_option"));
    assert_null(xml_option_find(NULL));
    assert_null(xml_option_default(NULL));
    assert_string_equal(xml_option_type_text(XML_OPTION_SIGNED_TIME), "time");
    assert_string_equal(xml_option_type_text(XML_OPTION_SCORE), "integer");
}

static void knows_which_values_fit(void **state)
{
    static const struct {
        const char *name, *value;
        bool fits;
    } rows[] = {
        {"no-quorum-policy", "freeze", true},
        {"no-quorum-policy", "Freeze", false},
        {"no-quorum-policy", "", false},
        {"stonith-enabled", "yes", true},
        {"stonith-enabled", "maybe", false},
        {"batch-limit", "-1", true},
        {"batch-limit", "many", false},
        {"stonith-max-attempts", "1", true},
        {"stonith-max-attempts", "0", false},
        {"node-health-red", "-INFINITY", true},
        {"node-health-red", "red hot", false},
        {"load-threshold", "80%", true},
        {"load-threshold", "80", true},
        {"load-threshold", "-1%", false},
        {"load-threshold", "%", false},
        {"cluster-delay", "PT1M", true},
        {"cluster-delay", "1 fortnight", false},
        {"cluster-delay", "-1", false},
        {"stonith-watchdog-timeout", "-1", true},
        {"stonith-watchdog-timeout", "10s", true},
        {"stonith-watchdog-timeout", "--1", false},
        {"cluster-name", "", true},
    };
    (void)state;
    for (size_t i = 0; i < BT_COUNT(rows); i++)
        if (xml_option_valid(xml_option_find(rows[i].name), rows[i].value) != rows[i].fits)
            fail_msg("%s=%s", rows[i].name, rows[i].value);
    assert_false(xml_option_valid(xml_option_find("cluster-name"), NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_what_each_daemon_of_pacemaker_lists),
        cmocka_unit_test(every_option_is_described_and_its_default_fits),
        cmocka_unit_test(finds_options_by_new_and_old_names),
        cmocka_unit_test(knows_which_values_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
