/* tests/unit/test_crmd_history.c - every member keeps the same history of the configuration, as stories of a pretended group.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include "tests/sim/group.h"

/* The records of a member since the text had this length. */
static char *records_since(const struct group *g, int i, size_t len)
{
    return bt_strdup(g->node[i].records.len > len ? g->node[i].records.text + len : "");
}

/* Reads frames as the records of a history without a base. */
static struct cib_history *history_of(const struct group *g, int i)
{
    struct bt_buf b = {0};
    struct cib *cib = cib_new();
    size_t lost;
    cib_history_add_base(&b, bt_xml_root(cib_doc(cib)));
    bt_buf_add(&b, g->node[i].records.text != NULL ? g->node[i].records.text : "");
    size_t len = b.len;
    struct cib_history *h = cib_history_new(bt_buf_take(&b), len, &lost);
    assert_int_equal(lost, 0);
    cib_free(cib);
    return h;
}

/* How many records a member has that have this value. */
static int count(const struct group *g, int i, const char *attr, const char *value)
{
    struct cib_history *h = history_of(g, i);
    int n = 0;
    for (size_t k = 0; k < cib_history_count(h); k++) {
        xmlDoc *record = cib_history_record(h, k);
        n += bt_streq(bt_xml_get(bt_xml_root(record), attr), value);
        bt_xml_free(record);
    }
    cib_history_free(h);
    return n;
}

static void set(struct group *g, int i, const char *name, const char *value)
{
    uint64_t client = group_set_property(g, i, name, value);
    group_run(g, 100);
    assert_int_equal(group_rc(g, client), 0);
}

static void all_members_record_the_same_changes(void **state)
{
    (void)state;
    struct group *g = group_new(3, 0);
    size_t begin[3];
    group_start_all(g);
    for (int i = 0; i < 3; i++)
        begin[i] = g->node[i].records.len;
    g->who.user = "ann";
    set(g, 0, "batch-limit", "1");
    g->who.user = "bob";
    set(g, 2, "batch-limit", "2");
    char *first = records_since(g, 0, begin[0]);
    assert_non_null(strstr(first, "user=\"ann\""));
    assert_non_null(strstr(first, "user=\"bob\""));
    for (int i = 1; i < 3; i++) {
        char *other = records_since(g, i, begin[i]);
        assert_string_equal(first, other);
        free(other);
    }
    for (int i = 0; i < 3; i++) {
        assert_int_equal(count(g, i, XA_USER, "bob"), 1);
        assert_int_equal(count(g, i, XA_ORIGIN, g->node[2].name), 1);
    }
    free(first);
    group_free(g);
}

static void what_the_cluster_does_by_itself_is_nobodys(void **state)
{
    (void)state;
    struct group *g = group_new(2, 0);
    group_start_all(g);
    g->who.user = "ann";
    set(g, 0, "batch-limit", "1");
    int dc = group_dc(g);
    uint64_t gone = group_set_property(g, dc, "batch-limit", "2");
    group_run(g, 100);
    assert_int_equal(group_rc(g, gone), 0);
    assert_true(count(g, dc, XA_CLIENT, "crmd") > 0); /* its nodes and what it says of itself */
    struct cib_history *h = history_of(g, dc);
    for (size_t k = 0; k < cib_history_count(h); k++) {
        xmlDoc *record = cib_history_record(h, k);
        if (bt_streq(bt_xml_get(bt_xml_root(record), XA_CLIENT), "crmd"))
            assert_null(bt_xml_get(bt_xml_root(record), XA_USER));
        bt_xml_free(record);
    }
    cib_history_free(h);
    group_free(g);
}

static void a_status_change_is_no_entry(void **state)
{
    (void)state;
    struct group *g = group_new(2, 0);
    group_start_all(g);
    size_t before = g->node[0].records.len;
    xmlDoc *doc = group_request("attr-update");
    bt_xml_set(bt_xml_root(doc), "name", "color");
    bt_xml_set(bt_xml_root(doc), "value", "red");
    uint64_t client = group_ask(g, 0, doc);
    group_run(g, 100);
    assert_int_equal(group_rc(g, client), 0);
    assert_int_equal(g->node[0].records.len, before);
    group_free(g);
}

static void a_member_that_was_away_has_one_entry_for_what_it_missed(void **state)
{
    (void)state;
    struct group *g = group_new(2, 0);
    group_start_all(g);
    set(g, 0, "batch-limit", "1");
    group_power_off(g, 1);
    group_run(g, 10000);
    set(g, 0, "batch-limit", "2");
    set(g, 0, "batch-limit", "3");
    char *text = bt_printf("brought up to date from %s", g->node[0].name);
    group_power_on(g, 1);
    group_start(g, 1);
    group_run(g, 10000);
    assert_int_equal(count(g, 1, XA_TEXT, text), 1);
    assert_int_equal(count(g, 0, XA_TEXT, text), 0);
    free(text);
    group_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_members_record_the_same_changes),
        cmocka_unit_test(what_the_cluster_does_by_itself_is_nobodys),
        cmocka_unit_test(a_status_change_is_no_entry),
        cmocka_unit_test(a_member_that_was_away_has_one_entry_for_what_it_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
