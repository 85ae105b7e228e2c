/* tests/unit/test_xml.c - documents from text and back, attributes, children, paths, XPath.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <unistd.h>

#include "lib/lib.h"

static xmlDoc *parse(const char *text)
{
    xmlDoc *doc = NULL;
    struct bt_err err = {0};
    if (bt_xml_parse(text, strlen(text), "test", &doc, &err) != 0)
        fail_msg("%s", bt_err_text(&err));
    return doc;
}

static void assert_text(const xmlNode *n, const char *expected)
{
    char *text = bt_xml_text(n, false);
    assert_string_equal(text, expected);
    free(text);
}

static void prints_one_element_a_line_or_all_on_one(void **state)
{
    (void)state;
    xmlDoc *doc = parse("<cib a='1'>\n  <!-- note --><x/>\n <y><z b=\"2\"/></y>\n</cib>\n");
    assert_text(bt_xml_root(doc), "<cib a=\"1\"><!-- note --><x/><y><z b=\"2\"/></y></cib>");
    char *text = bt_xml_text(bt_xml_root(doc), true);
    assert_string_equal(text, "<cib a=\"1\">\n  <!-- note -->\n  <x/>\n  <y>\n    <z b=\"2\"/>\n  </y>\n</cib>\n");
    free(text);
    bt_xml_free(doc);
}

static void keeps_text_content_as_it_is(void **state)
{
    (void)state;
    xmlDoc *doc = parse("<a><b>one &amp; <![CDATA[<two>]]></b></a>");
    char *text = bt_xml_text(bt_xml_root(doc), true);
    assert_string_equal(text, "<a>\n  <b>one &amp; &lt;two&gt;</b>\n</a>\n");
    free(text);
    bt_xml_free(doc);
}

static void what_it_prints_reads_back_the_same(void **state)
{
    (void)state;
    static const char *const values[] = {
        "", "plain", "a<b>&\"c\"'d'", "tab\t nl\n cr\r", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", "  two  blanks  "};
    for (size_t i = 0; i < BT_COUNT(values); i++) {
        xmlDoc *doc = bt_xml_doc("a");
        bt_xml_set(bt_xml_root(doc), "value", values[i]);
        char *text = bt_xml_text(bt_xml_root(doc), i % 2 == 0);
        xmlDoc *again = parse(text);
        assert_string_equal(bt_xml_get(bt_xml_root(again), "value"), values[i]);
        free(text);
        bt_xml_free(doc);
        bt_xml_free(again);
    }
}

static void several_attributes_are_read_in_one_pass(void **state)
{
    (void)state;
    static const char *const names[] = {"b", "missing", "a", "empty"};
    const char *values[BT_COUNT(names)];
    xmlDoc *doc = parse("<x a='1' aa='no' b='2' empty=''/>");
    bt_xml_get_all(bt_xml_root(doc), names, values, BT_COUNT(names));
    assert_string_equal(values[0], "2");
    assert_null(values[1]);
    assert_string_equal(values[2], "1");
    assert_string_equal(values[3], "");
    bt_xml_free(doc);
}

/* The tree holds together for libxml2 as well, also after one of them went. */
static void new_attributes_stand_behind_the_others(void **state)
{
    (void)state;
    xmlDoc *doc = parse("<x a='1'/>");
    xmlNode *x = bt_xml_root(doc);
    bt_xml_set(x, "b", "2");
    bt_xml_set(x, "c", "3 & more");
    bt_xml_set(x, "b", NULL);
    bt_xml_set(x, "d", "");
    bt_xml_set(x, "a", bt_xml_get(x, "c"));
    char *text = bt_xml_text(x, false);
    assert_string_equal(text, "<x a=\"3 &amp; more\" c=\"3 &amp; more\" d=\"\"/>");
    free(text);
    xmlAttr *c = xmlHasProp(x, BAD_CAST "c");
    assert_ptr_equal(c->prev, x->properties);
    assert_ptr_equal(c->next->prev, c);
    assert_ptr_equal(c->parent, x);
    bt_xml_free(doc);
}

static void text_gets_no_attributes(void **state)
{
    (void)state;
    xmlDoc *doc = parse("<x>short</x>");
    xmlNode *text = bt_xml_root(doc)->children;
    bt_xml_set(text, "a", "1");
    bt_xml_set(text, "a", NULL);
    assert_string_equal((const char *)text->content, "short");
    bt_xml_free(doc);
}

static void numbers_of_any_size_are_written_as_they_are(void **state)
{
    (void)state;
    static const struct { int64_t n; const char *text; } cases[] = {
        {0, "0"}, {7, "7"}, {-1, "-1"}, {INT64_MAX, "9223372036854775807"}, {INT64_MIN, "-9223372036854775808"}};
    xmlDoc *doc = bt_xml_doc("a");
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        bt_xml_set_int(bt_xml_root(doc), "n", cases[i].n);
        assert_string_equal(bt_xml_get(bt_xml_root(doc), "n"), cases[i].text);
        assert_true(bt_xml_get_int(bt_xml_root(doc), "n", 5) == cases[i].n);
    }
    bt_xml_free(doc);
}

/* A cluster of ten thousand resources: libxml2 alone refuses it in one piece. */
static void documents_of_twenty_megabytes_are_read(void **state)
{
    (void)state;
    struct bt_buf b = {0};
    bt_buf_add(&b, "<cib>");
    size_t n = 0;
    for (; b.len < 20 * 1000 * 1000; n++)
        bt_buf_addf(&b, "<op id=\"%zu\" text=\"something that is longer than what fits into a node\"/>\n", n);
    bt_buf_add(&b, "</cib>");
    xmlDoc *doc = NULL;
    assert_int_equal(bt_xml_parse(b.text, b.len, "large", &doc, NULL), 0);
    assert_int_equal(bt_xml_count(bt_xml_root(doc), "op"), n);
    bt_xml_free(doc);
    struct bt_err err = {0};
    b.text[b.len - 2] = 'x'; /* </cix> */
    assert_int_equal(bt_xml_parse(b.text, b.len, "large", &doc, &err), BT_EX_DATAERR);
    assert_true(bt_starts(bt_err_text(&err), "large: line "));
    bt_err_clear(&err);
    bt_buf_free(&b);
}

static void keeps_documents_readable_when_a_value_is_not_text(void **state)
{
    (void)state;
    xmlDoc *doc = bt_xml_doc("a");
    bt_xml_set(bt_xml_root(doc), "reason", "color \x1b[31m and latin \xe4");
    char *text = bt_xml_text(bt_xml_root(doc), false);
    xmlDoc *again = parse(text);
    assert_string_equal(bt_xml_get(bt_xml_root(again), "reason"), "color \xef\xbf\xbd[31m and latin \xef\xbf\xbd");
    free(text);
    bt_xml_free(doc);
    bt_xml_free(again);
}

static void refuses_broken_documents_with_a_line(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"", "cib.xml: "},
        {"   ", "cib.xml: "},
        {"no xml", "cib.xml: line 1: "},
        {"<a>\n<b>\n</a>", "cib.xml: line 3: Opening and ending tag mismatch"},
        {"<a/><b/>", "cib.xml: line 1: Extra content"},
        {"<a x='1' x='2'/>", "cib.xml: line 1: Attribute x redefined"},
        {"<a>&undefined;</a>", "cib.xml: line 1: Entity 'undefined' not defined"},
        {"<a b='\x01'/>", "cib.xml: line 1: "},
        {"<a b='\xff'/>", "cib.xml: line 1: "},
    };
    (void)state;
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        xmlDoc *doc = NULL;
        struct bt_err err = {0};
        assert_int_equal(bt_xml_parse(rows[i].text, strlen(rows[i].text), "cib.xml", &doc, &err), BT_EX_DATAERR);
        assert_null(doc);
        if (!bt_starts(bt_err_text(&err), rows[i].says) || strchr(bt_err_text(&err), '\n') != NULL)
            fail_msg("row %zu: %s", i, bt_err_text(&err));
        bt_err_clear(&err);
    }
}

static void refuses_elements_nested_beyond_all_sense(void **state)
{
    (void)state;
    static const struct { int depth; bool fits; } cases[] = {{2, true}, {BT_XML_DEEPEST, true}, {BT_XML_DEEPEST + 1, false}, {200000, false}};
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        struct bt_buf b = {0};
        struct bt_err err = {0};
        xmlDoc *doc = NULL;
        for (int k = 0; k < cases[i].depth; k++)
            bt_buf_add(&b, "<a>");
        for (int k = 0; k < cases[i].depth; k++)
            bt_buf_add(&b, "</a>");
        assert_int_equal(bt_xml_parse(b.text, b.len, "test", &doc, &err), cases[i].fits ? 0 : BT_EX_DATAERR);
        assert_true(cases[i].fits || strcmp(bt_err_text(&err), "test: refused, because its elements are nested more than 256 deep") == 0);
        bt_err_clear(&err);
        bt_xml_free(doc);
        bt_buf_free(&b);
    }
}

static void resolves_entities_of_its_own_but_never_of_others(void **state)
{
    (void)state;
    xmlDoc *doc = parse("<!DOCTYPE a [<!ENTITY e \"value\">]><a b=\"&e;\"><c>&e;</c></a>");
    assert_text(bt_xml_root(doc), "<a b=\"value\"><c>value</c></a>");
    bt_xml_free(doc);
    static const char *const hostile[] = {
        "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>",
        "<!DOCTYPE a [<!ENTITY e PUBLIC \"x\" \"http://127.0.0.1:1/\">]><a>&e;</a>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM \"file:///etc/passwd\"> %p;]><a/>",
        "<!DOCTYPE a [<!ENTITY l0 \"0123456789\">"
        "<!ENTITY l1 \"&l0;&l0;&l0;&l0;&l0;&l0;&l0;&l0;&l0;&l0;\"><!ENTITY l2 \"&l1;&l1;&l1;&l1;&l1;&l1;&l1;&l1;&l1;&l1;\">"
        "<!ENTITY l3 \"&l2;&l2;&l2;&l2;&l2;&l2;&l2;&l2;&l2;&l2;\"><!ENTITY l4 \"&l3;&l3;&l3;&l3;&l3;&l3;&l3;&l3;&l3;&l3;\">"
        "<!ENTITY l5 \"&l4;&l4;&l4;&l4;&l4;&l4;&l4;&l4;&l4;&l4;\"><!ENTITY l6 \"&l5;&l5;&l5;&l5;&l5;&l5;&l5;&l5;&l5;&l5;\">"
        "<!ENTITY l7 \"&l6;&l6;&l6;&l6;&l6;&l6;&l6;&l6;&l6;&l6;\"><!ENTITY l8 \"&l7;&l7;&l7;&l7;&l7;&l7;&l7;&l7;&l7;&l7;\">]>"
        "<a>&l8;</a>",
    };
    for (size_t i = 0; i < BT_COUNT(hostile); i++) {
        struct bt_err err = {0};
        doc = NULL;
        assert_int_equal(bt_xml_parse(hostile[i], strlen(hostile[i]), "test", &doc, &err), BT_EX_DATAERR);
        assert_null(doc);
        bt_err_clear(&err);
    }
}

static void reads_more_text_than_libxml2_would_by_itself(void **state)
{
    (void)state;
    const size_t n = 12 * 1000 * 1000;
    struct bt_buf b = {0};
    bt_buf_add(&b, "<a b=\"");
    for (size_t i = 0; i < n / 100; i++)
        bt_buf_addf(&b, "%0100d", 0);
    bt_buf_add(&b, "\"/>");
    xmlDoc *doc = parse(b.text);
    assert_int_equal(strlen(bt_xml_get(bt_xml_root(doc), "b")), n);
    bt_xml_free(doc);
    bt_buf_free(&b);
}

static void refuses_nesting_without_end(void **state)
{
    (void)state;
    struct bt_buf b = {0};
    xmlDoc *doc = NULL;
    for (int i = 0; i < 100000; i++)
        bt_buf_add(&b, "<a>");
    assert_int_equal(bt_xml_parse(b.text, b.len, "test", &doc, NULL), BT_EX_DATAERR);
    assert_null(doc);
    bt_buf_free(&b);
}

static void reads_attributes_with_a_value_for_what_is_missing(void **state)
{
    (void)state;
    xmlDoc *doc = parse("<a id='i' empty='' n='42' bad='4x' t='yes' f='0'/>");
    const xmlNode *a = bt_xml_root(doc);
    assert_string_equal(bt_xml_name(a), "a");
    assert_string_equal(bt_xml_id(a), "i");
    assert_string_equal(bt_xml_get(a, "empty"), "");
    assert_null(bt_xml_get(a, "none"));
    assert_null(bt_xml_get(NULL, "id"));
    assert_string_equal(bt_xml_get_or(a, "none", "x"), "x");
    assert_string_equal(bt_xml_get_or(a, "empty", "x"), "");
    assert_int_equal(bt_xml_get_int(a, "n", 7), 42);
    assert_int_equal(bt_xml_get_int(a, "bad", 7), 7);
    assert_int_equal(bt_xml_get_int(a, "none", 7), 7);
    assert_true(bt_xml_get_bool(a, "t", false));
    assert_false(bt_xml_get_bool(a, "f", true));
    assert_true(bt_xml_get_bool(a, "bad", true));
    bt_xml_free(doc);
}

static void changes_an_attribute_in_its_place(void **state)
{
    (void)state;
    xmlDoc *doc = parse("<a x='1' y='2' z='3'/>");
    xmlNode *a = bt_xml_root(doc);
    bt_xml_set(a, "y", "changed");
    bt_xml_set(a, "x", NULL);
    bt_xml_set(a, "never", NULL);
    bt_xml_set_int(a, "n", -5);
    bt_xml_set_bool(a, "b", true);
    bt_xml_setf(a, "z", "%s-%d", "f", 1);
    assert_text(a, "<a y=\"changed\" z=\"f-1\" n=\"-5\" b=\"true\"/>");
    bt_xml_set(a, "y", bt_xml_get(a, "y")); /* its own value */
    bt_xml_set(a, "z", "");
    assert_text(a, "<a y=\"changed\" z=\"\" n=\"-5\" b=\"true\"/>");
    xmlDoc *from = parse("<q z='new' w='&lt;'/>");
    bt_xml_copy_attrs(a, bt_xml_root(from));
    assert_text(a, "<a y=\"changed\" z=\"new\" n=\"-5\" b=\"true\" w=\"&lt;\"/>");
    bt_xml_free(from);
    bt_xml_free(doc);
}

static void walks_children_of_a_name_or_of_any(void **state)
{
    (void)state;
    xmlDoc *doc = parse("<r><!--c--><a id='1'/><b id='2'/>text<a id='3'/></r>");
    const xmlNode *r = bt_xml_root(doc);
    struct bt_buf seen = {0};
    bt_xml_each(child, r, NULL)
        bt_buf_add(&seen, bt_xml_id(child));
    bt_xml_each(child, r, "a")
        bt_buf_add(&seen, bt_xml_id(child));
    bt_xml_each(child, NULL, NULL)
        bt_buf_add(&seen, "never");
    assert_string_equal(seen.text, "12313");
    bt_buf_free(&seen);
    assert_int_equal(bt_xml_count(r, NULL), 3);
    assert_int_equal(bt_xml_count(r, "a"), 2);
    assert_int_equal(bt_xml_count(NULL, "a"), 0);
    assert_true(bt_xml_is(bt_xml_first(r, "b"), "b"));
    assert_false(bt_xml_is(bt_xml_first(r, "b"), "a"));
    assert_false(bt_xml_is(NULL, "a"));
    assert_null(bt_xml_next(bt_xml_first(r, "b"), "b"));
    assert_string_equal(bt_xml_name(bt_xml_find(r, NULL, "id", "2")), "b");
    assert_null(bt_xml_find(r, "a", "id", "2"));
    assert_null(bt_xml_find(r, "a", "none", "2"));
    assert_null(bt_xml_find(r, NULL, "id", NULL));
    bt_xml_free(doc);
}

static void adds_copies_and_removes(void **state)
{
    (void)state;
    xmlDoc *doc = bt_xml_doc("r");
    xmlNode *r = bt_xml_root(doc);
    xmlNode *a = bt_xml_add(r, "a");
    bt_xml_set(bt_xml_add(a, "b"), "id", "1");
    xmlNode *copy = bt_xml_add_copy(r, a);
    bt_xml_set(bt_xml_first(copy, "b"), "id", "2");
    assert_text(r, "<r><a><b id=\"1\"/></a><a><b id=\"2\"/></a></r>");
    xmlDoc *other = bt_xml_doc_of(copy);
    bt_xml_remove(a);
    bt_xml_remove(NULL);
    assert_text(r, "<r><a><b id=\"2\"/></a></r>");
    bt_xml_free(doc);
    assert_text(bt_xml_root(other), "<a><b id=\"2\"/></a>"); /* lives on its own */
    bt_xml_free(other);
    bt_xml_free(NULL);
    assert_null(bt_xml_root(NULL));
}

static void follows_and_makes_paths(void **state)
{
    (void)state;
    xmlDoc *doc = parse("<cib><configuration><resources id='r'/></configuration></cib>");
    xmlNode *cib = bt_xml_root(doc);
    assert_string_equal(bt_xml_id(bt_xml_path(cib, "configuration/resources")), "r");
    assert_null(bt_xml_path(cib, "configuration/nodes"));
    assert_null(bt_xml_path(cib, "status/nodes"));
    assert_null(bt_xml_path(NULL, "configuration"));
    assert_ptr_equal(bt_xml_path(cib, ""), cib);
    assert_ptr_equal(bt_xml_ensure_path(cib, "configuration/resources"), bt_xml_path(cib, "configuration/resources"));
    bt_xml_ensure_path(cib, "configuration/nodes/node");
    assert_text(cib, "<cib><configuration><resources id=\"r\"/><nodes><node/></nodes></configuration></cib>");
    bt_xml_free(doc);
}

/* The ids of what an expression selects, one after the other. */
static void assert_selects(const xmlDoc *doc, const char *xpath, const char *ids)
{
    xmlNode **nodes = NULL;
    size_t n = 0;
    struct bt_buf found = {0};
    assert_int_equal(bt_xml_xpath(doc, xpath, &nodes, &n, NULL), 0);
    for (size_t i = 0; i < n; i++)
        bt_buf_add(&found, bt_xml_get_or(nodes[i], "id", "?"));
    free(nodes);
    char *text = bt_buf_take(&found);
    assert_string_equal(text, ids);
    free(text);
}

static void selects_elements_in_document_order(void **state)
{
    (void)state;
    xmlDoc *doc = parse("<r id='r'><a id='1' x='p'/><b id='2'><a id='3' x='q'/></b><a id='4'/></r>");
    assert_selects(doc, "//a", "134");
    assert_selects(doc, "//b | //a[@x]", "123");
    assert_selects(doc, "/r/a", "14");
    assert_selects(doc, "//a/@x", "13"); /* attributes yield their elements */
    assert_selects(doc, "//a[1]/@*", "13");
    assert_selects(doc, "//*[starts-with(@x,'q')]", "3");
    assert_selects(doc, "//none", "");
    bt_xml_free(doc);
}

static void refuses_bad_expressions(void **state)
{
    static const char *const bad[] = {"", "//", "a[", "count(//a)", "'text'", "//a[unknown()]", "$var", "ns:a"};
    (void)state;
    xmlDoc *doc = parse("<r><a/></r>");
    for (size_t i = 0; i < BT_COUNT(bad); i++) {
        xmlNode **nodes = NULL;
        size_t n = 4711;
        struct bt_err err = {0};
        assert_int_equal(bt_xml_xpath(doc, bad[i], &nodes, &n, &err), BT_EX_DATAERR);
        assert_non_null(err.text);
        assert_null(nodes);
        assert_int_equal(n, 4711);
        bt_err_clear(&err);
    }
    bt_xml_free(doc);
}

static void gives_up_expressions_that_take_too_long(void **state)
{
    (void)state;
    xmlDoc *doc = bt_xml_doc("r");
    for (int i = 0; i < 2000; i++)
        bt_xml_add(bt_xml_root(doc), "a");
    xmlNode **nodes = NULL;
    size_t n = 0;
    struct bt_err err = {0};
    assert_int_equal(bt_xml_xpath(doc, "//a[count(//a[count(//a) > 0]) > 0]", &nodes, &n, &err), BT_EX_DATAERR);
    assert_non_null(strstr(bt_err_text(&err), "takes too long"));
    bt_err_clear(&err);
    bt_xml_free(doc);
}

static void text_between_tags_keeps_quotes_and_line_breaks(void **state)
{
    xmlDoc *doc = bt_xml_doc("a");
    xmlNodeAddContent(bt_xml_root(doc), (const xmlChar *)"it's \"so\"\n& <more>\t\r\x01\xc3\xa4");
    char *text = bt_xml_text(bt_xml_root(doc), true);
    assert_string_equal(text, "<a>it's \"so\"\n&amp; &lt;more&gt;\t&#13;\xef\xbf\xbd\xc3\xa4</a>\n");
    free(text);
    bt_xml_free(doc);
    (void)state;
}

static void a_bad_encoding_is_told_to_the_caller_alone(void **state)
{
    (void)state;
    const char text[] = "<\0\0\0\0\0\0"; /* UTF-32, it seems */
    char heard[256] = "";
    int fds[2], before = dup(STDERR_FILENO);
    struct bt_err err = {0};
    xmlDoc *doc = NULL;
    assert_int_equal(pipe2(fds, O_NONBLOCK), 0);
    assert_int_equal(dup2(fds[1], STDERR_FILENO), STDERR_FILENO);
    int rc = bt_xml_parse(text, sizeof text - 1, "it", &doc, &err);
    dup2(before, STDERR_FILENO);
    assert_int_equal(rc, BT_EX_DATAERR);
    assert_int_equal(read(fds[0], heard, sizeof heard - 1), -1);
    assert_string_equal(heard, "");
    close(before);
    close(fds[0]);
    close(fds[1]);
    bt_err_clear(&err);
}

static void a_document_is_wrapped_in_a_new_root(void **state)
{
    (void)state;
    xmlDoc *doc = bt_xml_doc("a");
    xmlNode *inner = bt_xml_root(doc), *child = bt_xml_add(inner, "b");
    xmlNode *outer = bt_xml_wrap(doc, "outer");
    assert_ptr_equal(outer, bt_xml_root(doc));
    assert_ptr_equal(bt_xml_first(bt_xml_root(doc), NULL), inner);
    assert_ptr_equal(bt_xml_first(inner, NULL), child);
    char *text = bt_xml_text(bt_xml_root(doc), false);
    assert_string_equal(text, "<outer><a><b/></a></outer>");
    free(text);
    bt_xml_free(doc);
}

static void a_cdata_section_stays_one_unless_its_end_is_inside(void **state)
{
    xmlDoc *doc = bt_xml_doc("a");
    const char *raw = "<b/>&]]>x";
    xmlAddChild(bt_xml_root(doc), xmlNewCDataBlock(doc, (const xmlChar *)raw, (int)strlen(raw)));
    char *text = bt_xml_text(bt_xml_root(doc), false);
    assert_string_equal(text, "<a><![CDATA[<b/>&]]]]><![CDATA[>x]]></a>");
    xmlDoc *again = NULL;
    assert_int_equal(bt_xml_parse(text, strlen(text), "test", &again, NULL), 0);
    xmlChar *content = xmlNodeGetContent(bt_xml_root(again));
    assert_string_equal((const char *)content, raw);
    xmlFree(content);
    bt_xml_free(again);
    free(text);
    bt_xml_free(doc);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_one_element_a_line_or_all_on_one),
        cmocka_unit_test(keeps_text_content_as_it_is),
        cmocka_unit_test(what_it_prints_reads_back_the_same),
        cmocka_unit_test(keeps_documents_readable_when_a_value_is_not_text),
        cmocka_unit_test(refuses_broken_documents_with_a_line),
        cmocka_unit_test(refuses_elements_nested_beyond_all_sense),
        cmocka_unit_test(resolves_entities_of_its_own_but_never_of_others),
        cmocka_unit_test(reads_more_text_than_libxml2_would_by_itself),
        cmocka_unit_test(refuses_nesting_without_end),
        cmocka_unit_test(reads_attributes_with_a_value_for_what_is_missing),
        cmocka_unit_test(changes_an_attribute_in_its_place),
        cmocka_unit_test(new_attributes_stand_behind_the_others),
        cmocka_unit_test(text_gets_no_attributes),
        cmocka_unit_test(walks_children_of_a_name_or_of_any),
        cmocka_unit_test(adds_copies_and_removes),
        cmocka_unit_test(follows_and_makes_paths),
        cmocka_unit_test(selects_elements_in_document_order),
        cmocka_unit_test(refuses_bad_expressions),
        cmocka_unit_test(gives_up_expressions_that_take_too_long),
        cmocka_unit_test(several_attributes_are_read_in_one_pass),
        cmocka_unit_test(numbers_of_any_size_are_written_as_they_are),
        cmocka_unit_test(documents_of_twenty_megabytes_are_read),
        cmocka_unit_test(text_between_tags_keeps_quotes_and_line_breaks),
        cmocka_unit_test(a_bad_encoding_is_told_to_the_caller_alone),
        cmocka_unit_test(a_document_is_wrapped_in_a_new_root),
        cmocka_unit_test(a_cdata_section_stays_one_unless_its_end_is_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
