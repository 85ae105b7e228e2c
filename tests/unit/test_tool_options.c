/* tests/unit/test_tool_options.c - command lines: where values go, which words are options, what is refused; and the output layer's two forms.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/unit/unit.h"
#include "tools/output.h"

struct args {
    struct opt_common common;
    int command;
    const char *value, *name, *level, *every;
    struct bt_strv list;
    bool flag;
    struct bt_strv argv; /* what the values point into */
};

#define AT(field) offsetof(struct args, field)
enum { GET = 1, SET, LEVEL };

static const struct opt options[] = {
    {'g', "get", OPT_CHOICE, AT(command), GET, 0, NULL, "Get it"},
    {'v', "set", OPT_CHOICE, AT(command), SET, AT(value), "VALUE", "Set it"},
    {'n', "name", OPT_TEXT, AT(name), 0, 0, "NAME", "Name it"},
    {'m', "level", OPT_CHOICE, AT(command), LEVEL, AT(level), "[LEVEL]", "How much"},
    {'l', "list", OPT_LIST, AT(list), 0, 0, "ITEM", "Several"},
    {'1', "once", OPT_FLAG, AT(flag), 0, 0, NULL, "Once"},
    {'e', "every", OPT_DURATION, AT(every), 0, 0, "TIME", "How often"},
    {'j', NULL, OPT_IGNORE, 0, 0, 0, NULL, NULL},
    {0},
};
static const struct opt_section sections[] = {{"all-there-is", "Options", options}, {0}};
static const struct opt_tool tool = {.name = "tool", .purpose = "be tested", .sections = sections, .has_output = true, .quiet_letter = 'q'};

/* Parses a line of words; what it prints goes to *ret_text (both streams), the caller's to free. */
static int parse(const char *line, struct args *a, char **ret_text)
{
    bt_strv_free(&a->argv);
    a->argv = (struct bt_strv){0};
    struct bt_strv words = {0};
    char name[] = "/tmp/baton-test-XXXXXX", text[8192] = "";
    int keep_out = dup(STDOUT_FILENO), keep_err = dup(STDERR_FILENO), fd = mkstemp(name);
    assert_true(fd >= 0 && keep_out >= 0 && keep_err >= 0);
    unlink(name);
    bt_strv_split(&words, line, " ");
    BT_PUSH(&words, NULL);
    fflush(NULL);
    dup2(fd, STDOUT_FILENO);
    dup2(fd, STDERR_FILENO);
    int rc = opt_parse(&tool, (int)words.n - 1, words.v, a);
    fflush(NULL);
    dup2(keep_out, STDOUT_FILENO);
    dup2(keep_err, STDERR_FILENO);
    ssize_t len = pread(fd, text, sizeof(text) - 1, 0);
    assert_true(len >= 0);
    close(fd);
    close(keep_out);
    close(keep_err);
    if (ret_text != NULL)
        *ret_text = bt_strdup(text);
    a->argv = words;
    return rc;
}

static void release(struct args *a)
{
    bt_strv_free(&a->argv);
    bt_strv_free(&a->list);
    bt_strv_free(&a->common.words);
}

static void values_go_where_the_table_says(void **state)
{
    (void)state;
    struct args a = {0};
    assert_int_equal(parse("tool -n foo --set=bar -l x --list y -1 -VV -q rest", &a, NULL), OPT_GO_ON);
    assert_int_equal(a.command, SET);
    assert_string_equal(a.value, "bar");
    assert_string_equal(a.name, "foo");
    assert_int_equal(a.list.n, 2);
    assert_string_equal(a.list.v[1], "y");
    assert_true(a.flag);
    assert_int_equal(a.common.verbose, 2);
    assert_true(a.common.quiet);
    assert_int_equal(a.common.words.n, 1);
    assert_string_equal(a.common.words.v[0], "rest");
    release(&a);
}

static void a_duration_must_be_one(void **state)
{
    (void)state;
    struct args good = {0}, bad = {0}, below = {0};
    char *text = NULL;
    assert_int_equal(parse("tool --every 500ms -n x", &good, NULL), OPT_GO_ON);
    assert_string_equal(good.every, "500ms");
    assert_int_equal(parse("tool -e soon -n x", &bad, &text), BT_EX_USAGE);
    assert_string_equal(text, "tool: Cannot parse \"soon\" for --every: write seconds or a duration such as 500ms or 5min\n");
    assert_null(bad.every);
    assert_int_equal(parse("tool -e -5", &below, NULL), BT_EX_USAGE);
    free(text);
    release(&good);
    release(&bad);
    release(&below);
}

static void a_value_may_begin_with_a_dash(void **state)
{
    (void)state;
    struct args a = {0};
    assert_int_equal(parse("tool -v -INFINITY -n x", &a, NULL), OPT_GO_ON);
    assert_string_equal(a.value, "-INFINITY");
    assert_string_equal(a.name, "x");
    release(&a);
}

static void an_optional_value_is_the_next_word_unless_that_is_an_option(void **state)
{
    (void)state;
    struct args with = {0}, without = {0}, attached = {0};
    assert_int_equal(parse("tool -m 3 -1", &with, NULL), OPT_GO_ON);
    assert_string_equal(with.level, "3");
    assert_int_equal(parse("tool -m -n x", &without, NULL), OPT_GO_ON);
    assert_int_equal(without.command, LEVEL);
    assert_null(without.level);
    assert_string_equal(without.name, "x");
    assert_int_equal(parse("tool --level=2", &attached, NULL), OPT_GO_ON);
    assert_string_equal(attached.level, "2");
    release(&with);
    release(&without);
    release(&attached);
}

static void letters_bundle_and_the_last_command_wins(void **state)
{
    (void)state;
    struct args a = {0};
    assert_int_equal(parse("tool -1jg -v 5 -g", &a, NULL), OPT_GO_ON);
    assert_true(a.flag);
    assert_int_equal(a.command, GET);
    release(&a);
}

static void what_is_unknown_or_incomplete_is_refused_with_its_name(void **state)
{
    (void)state;
    struct args a = {0};
    char *text;
    assert_int_equal(parse("tool --frob", &a, &text), BT_EX_USAGE);
    assert_string_equal(text, "tool: Unknown option --frob\n");
    free(text);
    assert_int_equal(parse("tool -Z", &a, &text), BT_EX_USAGE);
    assert_string_equal(text, "tool: Unknown option -Z\n");
    free(text);
    assert_int_equal(parse("tool -n", &a, &text), BT_EX_USAGE);
    assert_string_equal(text, "tool: Missing argument for -n\n");
    free(text);
    release(&a);
}

static void help_lists_every_option_that_is_not_hidden(void **state)
{
    (void)state;
    struct args a = {0};
    char *text;
    assert_int_equal(parse("tool --help-all", &a, &text), BT_EX_OK);
    assert_non_null(strstr(text, "--output-as=FORMAT"));
    assert_non_null(strstr(text, "-m, --level=LEVEL"));
    assert_null(strstr(text, "-j"));
    free(text);
    assert_int_equal(parse("tool -?", &a, &text), BT_EX_OK);
    assert_null(strstr(text, "--output-as="));
    free(text);
    assert_int_equal(parse("tool -$", &a, &text), BT_EX_OK);
    assert_true(bt_starts(text, "Pacemaker " OPT_COMPATIBLE "\n"));
    free(text);
    release(&a);
}

/* Output ---------------------------------------------------------------------------------------------------------- */

static char *output_of(const char *format, int (*fill)(struct out *o))
{
    char path[] = "/tmp/baton-test-XXXXXX", *text;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    struct opt_common common = {.output_as = format, .output_to = path};
    char name[] = "tool", word[] = "--x", *argv[] = {name, word, NULL};
    struct out *o;
    assert_int_equal(out_open(&common, 2, argv, &o), BT_EX_OK);
    int rc = fill(o);
    assert_int_equal(out_finish(o, rc), rc);
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    text = bt_zalloc(4096);
    assert_true(fread(text, 1, 4095, f) > 0);
    fclose(f);
    unlink(path);
    return text;
}

static int fill_result(struct out *o)
{
    out_line(o, "a=%d", 1);
    xmlNode *n = out_begin(o, "list");
    if (n != NULL)
        bt_xml_set(n, "name", "x<y");
    out_raw(o, "item", "text & more");
    out_end(o);
    out_error(o, "it failed");
    return BT_EX_NOSUCH;
}

static void the_same_result_is_text_or_xml_with_errors_inside(void **state)
{
    (void)state;
    char *xml = output_of("xml", fill_result), *text = output_of("text", fill_result);
    assert_string_equal(xml, "<pacemaker-result api-version=\"" OUT_API_VERSION "\" request=\"tool --x\">\n"
                             "  <list name=\"x&lt;y\">\n"
                             "    <item><![CDATA[text & more]]></item>\n"
                             "  </list>\n"
                             "  <status code=\"105\" message=\"No such object\">\n"
                             "    <errors>\n"
                             "      <error>it failed</error>\n"
                             "    </errors>\n"
                             "  </status>\n"
                             "</pacemaker-result>\n");
    assert_string_equal(text, "a=1\ntext & more");
    free(xml);
    free(text);
}

static void an_unknown_format_is_refused(void **state)
{
    (void)state;
    struct opt_common common = {.output_as = "yaml"};
    char name[] = "tool", *argv[] = {name, NULL};
    struct out *o = NULL;
    assert_int_equal(out_open(&common, 1, argv, &o), BT_EX_ERROR);
    assert_null(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_go_where_the_table_says),
        cmocka_unit_test(a_duration_must_be_one),
        cmocka_unit_test(a_value_may_begin_with_a_dash),
        cmocka_unit_test(an_optional_value_is_the_next_word_unless_that_is_an_option),
        cmocka_unit_test(letters_bundle_and_the_last_command_wins),
        cmocka_unit_test(what_is_unknown_or_incomplete_is_refused_with_its_name),
        cmocka_unit_test(help_lists_every_option_that_is_not_hidden),
        cmocka_unit_test(the_same_result_is_text_or_xml_with_errors_inside),
        cmocka_unit_test(an_unknown_format_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
