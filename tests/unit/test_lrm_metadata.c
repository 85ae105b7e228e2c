/* tests/unit/test_lrm_metadata.c - what agents say of themselves: read tolerantly, judged as Pacemaker 2.1.5 does, garbage
 * refused with a sentence.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include "lrm/lsb.h"
#include "lrm/metacheck.h"

static struct lrm_meta *meta_of(const char *text)
{
    struct lrm_meta *m = NULL;
    struct bt_err err = {0};
    if (lrm_meta_parse(text, strlen(text), "ocf:test:x", &m, &err) != 0)
        fail_msg("%s", bt_err_text(&err));
    return m;
}

static void all_that_the_contract_has_is_read(void **state)
{
    (void)state;
    struct lrm_meta *m = meta_of(
        "\n<?xml version='1.0'?>\n<!DOCTYPE resource-agent SYSTEM 'ra-api-1.dtd'>\n"
        "<resource-agent name='x' version='2.3'><version>1.1</version><longdesc lang='en'>\n  Long\n  text.\n</longdesc>"
        "<shortdesc lang='en'>Short</shortdesc><parameters><parameter name='ip' required='1' unique-group='addr'>"
        "<longdesc lang='en'><![CDATA[<ip>]]></longdesc><shortdesc lang='en'>IP</shortdesc><content type='string'/></parameter>"
        "<parameter name='mode' reloadable='1' deprecated='true'><content type='select' default='a'><option value='a'/>"
        "<option value='b'/></content></parameter></parameters><actions><action name='start' timeout='20s'/>"
        "<action name='monitor' depth='0' timeout='20' interval='10' role='Promoted'/></actions></resource-agent>");
    assert_string_equal(m->name, "x");
    assert_string_equal(m->version, "2.3");
    assert_string_equal(m->api_version, "1.1");
    assert_string_equal(m->longdesc, "Long\n  text.");
    assert_string_equal(m->shortdesc, "Short");
    assert_int_equal(m->n_parameters, 2);
    assert_true(m->parameters[0].required);
    assert_string_equal(m->parameters[0].unique_group, "addr");
    assert_string_equal(m->parameters[0].longdesc, "<ip>");
    assert_null(m->parameters[0].default_value);
    assert_true(m->parameters[1].deprecated);
    assert_int_equal(m->parameters[1].choices.n, 2);
    assert_string_equal(lrm_meta_action(m, "monitor")->role, "Promoted");
    assert_null(lrm_meta_action(m, "promote"));
    lrm_meta_free(m);
}

static void what_is_missing_is_null_and_does_no_harm(void **state)
{
    (void)state;
    struct lrm_meta *m = meta_of("<resource-agent><parameters><parameter/><parameter name='a'/></parameters>"
                                 "<actions><action/></actions><odd/></resource-agent>");
    assert_null(m->name);
    assert_int_equal(m->n_parameters, 1);
    assert_null(m->parameters[0].type);
    assert_int_equal(m->n_actions, 0);
    assert_null(lrm_meta_force_restart(m));
    assert_null(lrm_meta_secret(m));
    lrm_meta_free(m);
}

static void garbage_is_refused_with_a_sentence(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"", "ocf:test:x printed no meta-data"},
        {" \n\t ", "ocf:test:x printed no meta-data"},
        {"garbage", "meta-data of ocf:test:x"},
        {"<resource-agent><parameters>", "meta-data of ocf:test:x"},
        {"<html/>", "its root is <html>"},
    };
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        struct lrm_meta *m = NULL;
        struct bt_err err = {0};
        assert_int_equal(lrm_meta_parse(cases[i].text, strlen(cases[i].text), "ocf:test:x", &m, &err), BT_EX_DATAERR);
        assert_null(m);
        if (strstr(bt_err_text(&err), cases[i].says) == NULL)
            fail_msg("\"%s\" does not say \"%s\"", bt_err_text(&err), cases[i].says);
        bt_err_clear(&err);
    }
}

static void meta_data_of_ten_megabytes_is_read_and_more_than_the_bound_is_not(void **state)
{
    (void)state;
    struct bt_buf b = {0};
    bt_buf_add(&b, "<resource-agent name='big'><parameters>");
    for (int i = 0; b.len < 10 * 1024 * 1024; i++)
        bt_buf_addf(&b, "<parameter name='p%d'><longdesc lang='en'>%01000d</longdesc><content type='string'/></parameter>", i, 0);
    size_t open = b.len;
    bt_buf_add(&b, "</parameters></resource-agent>");
    struct lrm_meta *m = meta_of(b.text);
    assert_true(m->n_parameters > 9000);
    lrm_meta_free(m);

    b.len = open;
    while (b.len <= LRM_META_MAX)
        bt_buf_add(&b, "<parameter name='more'/>");
    struct bt_err err = {0};
    assert_int_equal(lrm_meta_parse(b.text, b.len, "ocf:test:x", &m, &err), BT_EX_DATAERR);
    assert_non_null(strstr(bt_err_text(&err), "too large"));
    bt_err_clear(&err);
    bt_buf_free(&b);
}

/* The cases were run through Pacemaker 2.1.5 and its histories read. */
static void what_forces_a_restart_is_judged_as_pacemaker_does(void **state)
{
    (void)state;
#define PARAMETERS "<parameters><parameter name='a' reloadable='1'/><parameter name='b' unique='1'/><parameter name='c'/></parameters>"
#define ACTIONS(name) "<actions><action name='" name "'/></actions>"
#define AGENT(version, action) "<resource-agent>" version PARAMETERS ACTIONS(action) "</resource-agent>"
    static const struct {
        const char *text, *list;
    } cases[] = {
        {AGENT("<version>1.1</version>", "reload-agent"), "  c b  "},
        {AGENT("<version>1.2</version>", "reload-agent"), "  c b  "},
        {AGENT("<version>1.1</version>", "reload"), NULL},
        {AGENT("<version>1.0</version>", "reload-agent"), NULL},
        {AGENT("<version>1.0</version>", "reload"), "  b  "},
        {AGENT("<version>1.0.1</version>", "reload"), "  b  "},
        {AGENT("<version>0.1</version>", "reload"), "  b  "},
        {AGENT("", "reload"), "  b  "},
        {"<resource-agent><version>1.1</version><parameters><parameter name='a' reloadable='1'/></parameters>" ACTIONS("reload-agent")
         "</resource-agent>", ""},
    };
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        struct lrm_meta *m = meta_of(cases[i].text);
        char *list = lrm_meta_force_restart(m);
        if (!bt_streq(list, cases[i].list))
            fail_msg("case %zu gives \"%s\"", i, list != NULL ? list : "(null)");
        free(list);
        lrm_meta_free(m);
    }
}

static void secret_parameters_are_judged_as_pacemaker_does(void **state)
{
    (void)state;
    static const struct {
        const char *parameters, *list;
    } cases[] = {
        {"<parameter name='password'/><parameter name='passwd' private='0'/><parameter name='x' private='1'/>"
         "<parameter name='y' private='true'/>", "  y x  "},
        {"<parameter name='password'/><parameter name='passwd'/><parameter name='user'/><parameter name='mypasswd'/>"
         "<parameter name='Password'/>", "  user passwd password  "},
        {"<parameter name='passwd'/><parameter name='q' private='0'/>", "  passwd  "},
        {"<parameter name='ip'/>", NULL},
    };
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        char *text = bt_printf("<resource-agent><parameters>%s</parameters></resource-agent>", cases[i].parameters);
        struct lrm_meta *m = meta_of(text);
        char *list = lrm_meta_secret(m);
        if (!bt_streq(list, cases[i].list))
            fail_msg("case %zu gives \"%s\"", i, list != NULL ? list : "(null)");
        free(list);
        lrm_meta_free(m);
        free(text);
    }
}

static void expect_keyword(const char *script, const char *keyword, const char *want)
{
    char *got = lrm_lsb_keyword(script, keyword);
    assert_string_equal(got, want);
    free(got);
}

static void an_init_script_is_described_by_its_header(void **state)
{
    (void)state;
    static const char script[] = "#!/bin/sh\n# Short-Description: not this one\n### BEGIN INIT INFO\n# Provides:\t  web\n# short-description:  serves <pages> & more  \n"
                                 "# Description: first\n#\tsecond\n#  third\n# X-Own: x\n# Default-Stop:\n### END INIT INFO\n# Default-Start: 2\nexit 0\n";
    expect_keyword(script, "Provides", "web");
    expect_keyword(script, "Short-Description", "serves <pages> & more");
    expect_keyword(script, "Description", "first\nsecond\nthird");
    expect_keyword(script, "Default-Stop", "");
    expect_keyword(script, "Default-Start", "");
    expect_keyword("", "Provides", "");
    expect_keyword("### BEGIN INIT INFO", "Provides", "");
    char *text = lrm_lsb_metadata("a\"b", script);
    struct lrm_meta *m = meta_of(text);
    assert_string_equal(m->name, "a\"b");
    assert_string_equal(m->shortdesc, "serves <pages> & more");
    assert_string_equal(lrm_meta_action(m, "monitor")->interval, "15");
    assert_int_equal(m->n_parameters, 0);
    lrm_meta_free(m);
    free(text);
}

static void what_the_cluster_fills_in_is_not_asked_of_the_user(void **state)
{
    (void)state;
    struct lrm_meta *m = meta_of("<resource-agent name='fence_x'><parameters><parameter name='port' required='1'/><parameter name='ip' required='1'/>"
                                 "</parameters><actions><action name='off'/><action name='start' timeout='5s'/></actions></resource-agent>");
    lrm_meta_complete_fencing(bt_xml_root(m->doc));
    char *text = bt_xml_text(bt_xml_root(m->doc), false);
    struct lrm_meta *after = meta_of(text);
    assert_false(after->parameters[0].required);
    assert_true(after->parameters[1].required);
    assert_string_equal(lrm_meta_action(after, "start")->timeout, "5s");
    assert_string_equal(lrm_meta_action(after, "stop")->timeout, "20s");
    lrm_meta_free(after);
    lrm_meta_free(m);
    free(text);
}

/* All faults of a text, "LINE! sentence" for what is wrong, "LINE? sentence" for advice, one a line. */
static char *faults_of(const char *text)
{
    struct lrm_meta *m = meta_of(text);
    struct lrm_meta_faults f = {0};
    struct bt_buf b = {0};
    lrm_meta_check(m, &f);
    for (size_t i = 0; i < f.n; i++)
        bt_buf_addf(&b, "%ld%c %s\n", f.v[i].line, f.v[i].wrong ? '!' : '?', f.v[i].text);
    lrm_meta_faults_free(&f);
    lrm_meta_free(m);
    return bt_buf_take(&b);
}

#define FINE_ACTIONS "<action name='start' timeout='20s'/><action name='stop' timeout='20'/><action name='meta-data' timeout='5'/><action name='validate-all' timeout='5'/>" \
                     "<action name='monitor' timeout='20s' interval='10s' depth='0' role='Promoted'/>"
#define FINE(version, parameters, actions) "<resource-agent name='x'><version>" version "</version><shortdesc>X</shortdesc><parameters>" parameters \
                                           "</parameters><actions>" FINE_ACTIONS actions "</actions></resource-agent>"
#define PARAM(attrs, content) "<parameter name='p'" attrs "><shortdesc>P</shortdesc>" content "</parameter>"

static void each_fault_of_meta_data_has_its_sentence(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } cases[] = {
        {FINE("1.0", PARAM("", "<content type='string'/>"), ""), ""},
        {FINE("1.1", PARAM(" reloadable='1' unique-group='g'", "<deprecated><replaced-with name='q'/><desc lang='en'>old</desc></deprecated>"
                           "<content type='select' default='a'><option value='a'/></content>"), "<action name='reload-agent' timeout='5'/>"), ""},
        {FINE("1.0", PARAM("", ""), ""), "1! <parameter name=\"p\"> has no <content>\n"},
        {FINE("1.0", PARAM(" required='true'", "<content type='string'/>"), ""), "1! <parameter name=\"p\">: required=\"true\" is not 0 or 1\n"},
        {FINE("1.0", PARAM(" wanted='1'", "<content type='string'/>"), ""), "1! <parameter name=\"p\"> can't have an attribute wanted\n"},
        {FINE("1.0", PARAM("", "<content type='text'/>"), ""),
         "1! <content> of parameter \"p\": type=\"text\" is not string, integer, boolean, select, time or percentage\n"},
        {FINE("1.0", PARAM("", "<content/>"), ""), "1! <content> of parameter \"p\" has no type\n"},
        {FINE("1.0", PARAM("", "<content type='string'/><content type='string'/>"), ""), "1! <parameter name=\"p\"> has 2 <content>, at most 1 can be\n"},
        {FINE("1.0", PARAM("", "<content type='string'/>") PARAM("", "<content type='string'/>"), ""), "1! Parameter \"p\" is there twice\n"},
        {FINE("1.0", "<parameter name='a-b'><content type='integer' default='5s'/></parameter>", ""),
         "1? A shell can't read OCF_RESKEY_a-b: only letters, digits and _ can be in a variable's name\n"
         "1? The default \"5s\" of parameter \"a-b\" is no integer\n1? Parameter \"a-b\" has no description\n"},
        {FINE("1.0", PARAM(" required='1'", "<content type='string' default='d'/>"), ""), "1? Parameter \"p\" is required, so that its default is never used\n"},
        {FINE("1.0", "", "<action name='promote' timeout='soon'/>"),
         "1! <action name=\"promote\">: timeout=\"soon\" is not a time such as 20s\n0! There is an action promote, but none demote: one can't be used without the other\n"},
        {FINE("1.0", "", "<action name='migrate_from'/><action name='reload-agent' timeout='1'/>"),
         "1! <action name=\"migrate_from\"> has no timeout\n0? The action reload-agent is not used: it belongs to OCF 1.1, and <version> says \"1.0\"\n"
         "0! There is an action migrate_from, but none migrate_to: one can't be used without the other\n"},
        {FINE("0.1", "", ""), "1? <version> is the version of the OCF standard, 1.0 or 1.1; \"0.1\" is read as 1.0\n"},
        {FINE("1.1", "oops", "<action name='reload' timeout='1'/>"),
         "1! <parameters> can't hold text\n0? In OCF 1.1 reload reloads the service; new parameters reach it by the action reload-agent, which is not there\n"},
        {"<resource-agent>\n<odd/>\n<version>1.0</version>\n<actions>\n<action name='monitor' timeout='1' role='King' depth='deep'/></actions></resource-agent>",
         "1! <resource-agent> has no name\n2! <odd> can't lie in <resource-agent>\n5! <action name=\"monitor\">: depth=\"deep\" is not a number\n"
         "5! <action name=\"monitor\">: role=\"King\" is not Promoted or Unpromoted\n0? The agent has no description\n"
         "0! There is no action start\n0! There is no action stop\n0! There is no action meta-data\n0? There is no action validate-all\n"},
    };
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        char *got = faults_of(cases[i].text);
        assert_string_equal(got, cases[i].want);
        free(got);
    }
}

static void values_are_held_against_their_type(void **state)
{
    (void)state;
    static const struct {
        const char *type, *value;
        bool fits;
    } cases[] = {{"integer", "-12", true},  {"integer", "1x", false},     {"integer", "", true},        {"integer", "INFINITY", true}, {"boolean", "Yes", true},
                 {"boolean", "2", false},   {"time", "3min", true},       {"time", "long", false},      {"second", "5", true},         {"percentage", "80%", true},
                 {"percentage", "%80", false}, {"string", "\n", true},    {"select", "a", true},        {"select", "c", false},        {NULL, "x", true}};
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        struct lrm_meta_parameter p = {.name = "p", .type = cases[i].type};
        bt_strv_add(&p.choices, "a");
        bt_strv_add(&p.choices, "b");
        if (lrm_meta_value_fits(&p, cases[i].value) != cases[i].fits)
            fail_msg("%s for %s", cases[i].value, cases[i].type);
        bt_strv_free(&p.choices);
    }
}

static void a_monitor_is_advised_by_its_role_and_depth(void **state)
{
    (void)state;
    struct lrm_meta *m = meta_of("<resource-agent><actions><action name='monitor' timeout='1'/><action name='monitor' timeout='2' role='Promoted'/>"
                                 "<action name='monitor' timeout='3' depth='10'/></actions></resource-agent>");
    assert_string_equal(lrm_meta_monitor(m, NULL, NULL)->timeout, "1");
    assert_string_equal(lrm_meta_monitor(m, "Slave", NULL)->timeout, "1");
    assert_string_equal(lrm_meta_monitor(m, "Master", NULL)->timeout, "2");
    assert_string_equal(lrm_meta_monitor(m, NULL, "10")->timeout, "3");
    lrm_meta_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_the_contract_has_is_read),
        cmocka_unit_test(what_is_missing_is_null_and_does_no_harm),
        cmocka_unit_test(garbage_is_refused_with_a_sentence),
        cmocka_unit_test(meta_data_of_ten_megabytes_is_read_and_more_than_the_bound_is_not),
        cmocka_unit_test(what_forces_a_restart_is_judged_as_pacemaker_does),
        cmocka_unit_test(secret_parameters_are_judged_as_pacemaker_does),
        cmocka_unit_test(an_init_script_is_described_by_its_header),
        cmocka_unit_test(what_the_cluster_fills_in_is_not_asked_of_the_user),
        cmocka_unit_test(each_fault_of_meta_data_has_its_sentence),
        cmocka_unit_test(values_are_held_against_their_type),
        cmocka_unit_test(a_monitor_is_advised_by_its_role_and_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
