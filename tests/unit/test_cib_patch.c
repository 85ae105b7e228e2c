/* tests/unit/test_cib_patch.c - patches: made of two documents, of a change's edits; applied, refused, taken back.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cib/cib.h"
#include "tests/unit/random_cib.h"
#include "tests/unit/unit.h"

static xmlDoc *parse(const char *text)
{
    xmlDoc *doc = NULL;
    struct bt_err err = {0};
    if (bt_xml_parse(text, strlen(text), "test", &doc, &err) != 0)
        fail_msg("%s", bt_err_text(&err));
    return doc;
}

static char *text_of(const xmlDoc *doc)
{
    return bt_xml_text(bt_xml_root(doc), false);
}

static void assert_same_text(const xmlDoc *a, const xmlDoc *b)
{
    char *x = text_of(a), *y = text_of(b);
    assert_string_equal(x, y);
    free(x);
    free(y);
}

/* The patch from one text to the other, applied to the first, must give the second; returns the patch's text. */
static char *patch_between(const char *from, const char *to)
{
    xmlDoc *a = parse(from), *b = parse(to);
    xmlDoc *patch = cib_patch_make(bt_xml_root(a), bt_xml_root(b), false);
    struct bt_err err = {0};
    char *text = NULL;
    if (patch != NULL) {
        text = text_of(patch);
        assert_int_equal(cib_patch_apply_raw(a, bt_xml_root(patch), &err), 0);
    }
    assert_same_text(a, b);
    bt_xml_free(a);
    bt_xml_free(b);
    bt_xml_free(patch);
    return text;
}

static void assert_patch(const char *from, const char *to, const char *changes)
{
    char *text = patch_between(from, to);
    if (changes == NULL) {
        assert_null(text);
        return;
    }
    char *wanted = bt_printf("<diff format=\"2\">%s</diff>", changes);
    assert_string_equal(text, wanted);
    free(wanted);
    free(text);
}

static void equal_documents_need_no_patch(void **state)
{
    (void)state;
    assert_patch("<a x=\"1\"><b id=\"1\"/></a>", "<a x=\"1\"><b id=\"1\"/></a>", NULL);
}

static void attributes_are_told_with_the_result(void **state)
{
    (void)state;
    assert_patch("<a><b id=\"1\" x=\"1\" y=\"2\"/></a>", "<a><b id=\"1\" y=\"3\"/></a>",
                 "<change operation=\"modify\" path=\"/a/b[@id='1']\"><change-list>"
                 "<change-attr name=\"y\" operation=\"set\" value=\"3\"/>"
                 "<change-attr name=\"x\" operation=\"unset\"/></change-list>"
                 "<change-result><b id=\"1\" y=\"3\"/></change-result></change>");
}

static void order_of_attributes_is_kept(void **state)
{
    (void)state;
    free(patch_between("<a><b id=\"1\" x=\"1\" y=\"2\"/></a>", "<a><b y=\"2\" id=\"1\" x=\"1\"/></a>"));
}

static void created_and_deleted_elements(void **state)
{
    (void)state;
    assert_patch("<a><b id=\"1\"/><b id=\"2\"/></a>", "<a><b id=\"2\"/><c><d/></c></a>",
                 "<change operation=\"delete\" path=\"/a/b[@id='1']\"/>"
                 "<change operation=\"create\" path=\"/a\" position=\"1\"><c><d/></c></change>");
}

static void one_that_goes_to_the_end_is_one_move(void **state)
{
    (void)state;
    assert_patch("<a><b id=\"1\"/><b id=\"2\"/><b id=\"3\"/><b id=\"4\"/></a>",
                 "<a><b id=\"2\"/><b id=\"3\"/><b id=\"4\"/><b id=\"1\"/></a>",
                 "<change operation=\"move\" path=\"/a/b[@id='1']\" position=\"3\"/>");
}

static void comments_are_told_by_position(void **state)
{
    (void)state;
    assert_patch("<a><!-- x --><b/></a>", "<a><!-- y --><b/></a>",
                 "<change operation=\"delete\" path=\"/a/comment\" position=\"0\"/>"
                 "<change operation=\"create\" path=\"/a\" position=\"0\"><!-- y --></change>");
    free(patch_between("<a><c><!-- x --><b/></c></a>", "<a><c><b/><!-- x --><!-- x --></c></a>"));
}

static void what_paths_cannot_tell_apart_is_replaced_whole(void **state)
{
    (void)state;
    assert_patch("<a><m id=\"1\"><b/><b/></m></a>", "<a><m id=\"1\"><b/><b x=\"2\"/></m></a>",
                 "<change operation=\"delete\" path=\"/a/m[@id='1']\"/>"
                 "<change operation=\"create\" path=\"/a\" position=\"0\"><m id=\"1\"><b/><b x=\"2\"/></m></change>");
    free(patch_between("<a><b/><b/></a>", "<a><b/><b x=\"2\"/></a>"));
    free(patch_between("<a><b id=\"'&quot;\" x=\"1\"/></a>", "<a><b id=\"'&quot;\" x=\"2\"/></a>"));
    free(patch_between("<a><b id=\"o'x\" x=\"1\"/></a>", "<a><b id=\"o'x\" x=\"2\"/></a>"));
}

static void another_id_makes_another_element(void **state)
{
    (void)state;
    assert_patch("<a><b id=\"1\"><c/></b></a>", "<a><b id=\"2\"><c/></b></a>",
                 "<change operation=\"delete\" path=\"/a/b[@id='1']\"/>"
                 "<change operation=\"create\" path=\"/a\" position=\"0\"><b id=\"2\"><c/></b></change>");
}

static void assert_refused(const char *doc_text, const char *patch_text, int code)
{
    xmlDoc *doc = parse(doc_text), *before = parse(doc_text), *patch = parse(patch_text);
    struct bt_err err = {0};
    assert_int_equal(cib_patch_apply_raw(doc, bt_xml_root(patch), &err), code);
    assert_non_null(err.text);
    assert_same_text(doc, before);
    bt_err_clear(&err);
    bt_xml_free(doc);
    bt_xml_free(before);
    bt_xml_free(patch);
}

static void patches_that_do_not_fit_change_nothing(void **state)
{
    (void)state;
    const char *doc = "<a><b id=\"1\" x=\"1\"/><c/></a>";
    const char *first = "<change operation=\"delete\" path=\"/a/b[@id='1']\"/>"
                        "<change operation=\"modify\" path=\"/a\"><change-result><a z=\"1\"/></change-result></change>"
                        "<change operation=\"create\" path=\"/a\" position=\"0\"><new/></change>";
    const char *bad[] = {
        "<change operation=\"modify\" path=\"/a/nosuch\"><change-result><nosuch/></change-result></change>",
        "<change operation=\"modify\" path=\"/a/c\"><change-result><d/></change-result></change>",
        "<change operation=\"modify\" path=\"/a/c\"/>",
        "<change operation=\"create\" path=\"/a/nosuch\" position=\"0\"><x/></change>",
        "<change operation=\"create\" path=\"/a\" position=\"0\"/>",
        "<change operation=\"move\" path=\"/a/c\" position=\"7\"/>",
        "<change operation=\"move\" path=\"/a/nosuch\" position=\"0\"/>",
        "<change operation=\"delete\" path=\"/a\"/>",
        "<change operation=\"dance\" path=\"/a/c\"/>",
    };
    for (size_t i = 0; i < BT_COUNT(bad); i++) {
        char *patch = bt_printf("<diff format=\"2\">%s%s</diff>", first, bad[i]);
        assert_refused(doc, patch, BT_EX_ERROR);
        free(patch);
    }
    assert_refused(doc, "<diff format=\"2\"><change path=\"/a\"/></diff>", BT_EX_DATAERR);
    assert_refused(doc, "<diff format=\"1\"/>", BT_EX_DATAERR);
    assert_refused(doc, "<other/>", BT_EX_DATAERR);
}

static void deleting_what_is_not_there_is_no_error(void **state)
{
    (void)state;
    xmlDoc *doc = parse("<a/>"), *patch = parse("<diff format=\"2\"><change operation=\"delete\" path=\"/a/b\"/></diff>");
    assert_int_equal(cib_patch_apply_raw(doc, bt_xml_root(patch), NULL), 0);
    bt_xml_free(doc);
    bt_xml_free(patch);
}

static void random_documents(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3000; seed++) {
        struct random_cib r = {.state = seed, .wild = seed % 2 == 0};
        xmlDoc *a = random_doc(&r), *b = seed % 3 == 0 ? random_doc(&r) : random_variation(&r, a);
        xmlDoc *old = bt_xml_doc_of(bt_xml_root(a));
        xmlDoc *patch = cib_patch_make(bt_xml_root(a), bt_xml_root(b), seed % 5 == 0);
        struct bt_err err = {0};
        if (patch != NULL && cib_patch_apply_raw(a, bt_xml_root(patch), &err) != 0)
            fail_msg("seed %" PRIu64 ": %s", seed, bt_err_text(&err));
        char *x = text_of(a), *y = text_of(b);
        if (strcmp(x, y) != 0) {
            char *o = text_of(old), *p = patch != NULL ? text_of(patch) : NULL;
            fprintf(stderr, "seed %" PRIu64 "\nfrom   %s\npatch  %s\ngives  %s\nwanted %s\n", seed, o, p, x, y);
            fail();
        }
        free(x);
        free(y);
        bt_xml_free(a);
        bt_xml_free(b);
        bt_xml_free(old);
        bt_xml_free(patch);
    }
}

/* A patch on a document that it was not made for leads somewhere or is refused; what is refused changes nothing. */
static void random_patches_on_other_documents(void **state)
{
    (void)state;
    size_t refused = 0;
    for (uint64_t seed = 1; seed <= 1500; seed++) {
        struct random_cib r = {.state = seed, .wild = seed % 2 == 0};
        xmlDoc *a = random_doc(&r), *b = random_variation(&r, a), *other = seed % 3 == 0 ? random_doc(&r) : random_variation(&r, a);
        xmlDoc *patch = cib_patch_make(bt_xml_root(a), bt_xml_root(b), false), *kept = bt_xml_doc_of(bt_xml_root(other));
        if (patch != NULL && cib_patch_apply_raw(other, bt_xml_root(patch), NULL) != 0) {
            assert_same_text(other, kept);
            refused++;
        }
        bt_xml_free(a);
        bt_xml_free(b);
        bt_xml_free(other);
        bt_xml_free(patch);
        bt_xml_free(kept);
    }
    assert_true(refused > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_documents_need_no_patch),
        cmocka_unit_test(attributes_are_told_with_the_result),
        cmocka_unit_test(order_of_attributes_is_kept),
        cmocka_unit_test(created_and_deleted_elements),
        cmocka_unit_test(one_that_goes_to_the_end_is_one_move),
        cmocka_unit_test(comments_are_told_by_position),
        cmocka_unit_test(what_paths_cannot_tell_apart_is_replaced_whole),
        cmocka_unit_test(another_id_makes_another_element),
        cmocka_unit_test(patches_that_do_not_fit_change_nothing),
        cmocka_unit_test(deleting_what_is_not_there_is_no_error),
        cmocka_unit_test(random_documents),
        cmocka_unit_test(random_patches_on_other_documents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
