/* tests/unit/test_wishes.c - sums of wishes (place_wishes.h) are what visiting the companions one by one adds up to.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include "pengine/place_wishes.h"

enum { N = 30 };

/* Placed, with a table to merge into. */
struct placed { xmlDoc *doc; struct pe_model *m; struct pe_placement *p; };

static void primitives(struct bt_buf *b, const char *name, int n)
{
    for (int i = 0; i < n; i++)
        bt_buf_addf(b, "<primitive id='%s%d' class='ocf' provider='pacemaker' type='Dummy'/>", name, i);
}

/* Each with the next, of scores that differ; ring: the last with the first. */
static void row(struct bt_buf *b, const char *name, int n, int score, bool ring)
{
    for (int i = 0; i < n; i++)
        if (i + 1 < n || ring)
            bt_buf_addf(b, "<rsc_colocation id='%s-row%d' rsc='%s%d' with-rsc='%s%d' score='%d'/>", name, i, name, i, name, (i + 1) % n, score + 1000 * i);
}

static void wish(struct bt_buf *b, const char *name, int i, const char *node, const char *score)
{
    bt_buf_addf(b, "<rsc_location id='%s%d-%s' rsc='%s%d' node='%s' score='%s'/>", name, i, node, name, i, node, score);
}

static struct placed place(struct bt_buf *resources, struct bt_buf *constraints)
{
    static const struct bt_wall now = {.s = 1700000000};
    static const struct pe_run_options options = {0};
    struct placed x = {0};
    char *text = bt_printf("<cib have-quorum='1' dc-uuid='1'><configuration><crm_config><cluster_property_set id='o'><nvpair id='o1' name='stonith-enabled' value='false'/>"
                           "</cluster_property_set></crm_config><nodes><node id='1' uname='n1'/><node id='2' uname='n2'/><node id='3' uname='n3'/></nodes><resources>%s</resources>"
                           "<constraints>%s</constraints></configuration><status><node_state id='1' uname='n1' in_ccm='true' crmd='online' join='member' expected='member'/>"
                           "<node_state id='2' uname='n2' in_ccm='true' crmd='online' join='member' expected='member'/>"
                           "<node_state id='3' uname='n3' in_ccm='true' crmd='online' join='member' expected='member'/></status></cib>",
                           resources->text, constraints->text);
    assert_int_equal(bt_xml_parse(text, strlen(text), "test", &x.doc, NULL), 0);
    assert_int_equal(pe_status_new(x.doc, now, &x.m, NULL), 0);
    x.p = pe_place(x.m, &options);
    free(text);
    bt_buf_free(resources);
    bt_buf_free(constraints);
    return x;
}

static void done(struct placed *x)
{
    pe_placement_free(x->p);
    pe_status_free(x->m);
    bt_xml_free(x->doc);
}

static struct pe_cand *table_of(const struct placed *x, int score)
{
    struct pe_cand *t = pe_alloc(&x->p->arena, (x->m->n_nodes + 1) * sizeof *t);
    for (size_t i = 0; i < x->m->n_nodes; i++)
        t[i] = (struct pe_cand){.score = bt_score_clamp((int64_t)score + (int)i), .present = true};
    return t;
}

/* What merging each resource into a table makes of it, with sums and without, one direction at a time; the sums of the last one are kept. */
static void assert_same_with_sums(const struct placed *x, int way)
{
    static const float factors[] = {1.0F, 0.25F, -1.0F};
    static const int scores[] = {0, 500, -500, BT_INFINITY - 2000, BT_INFINITY};
    for (size_t r = 0; r < x->m->n_rscs; r++)
        for (size_t f = 0; f < BT_COUNT(factors); f++)
            for (size_t s = 0; s < BT_COUNT(scores); s++) {
                struct pe_cand *sums = table_of(x, scores[s]), *visits = table_of(x, scores[s]);
                pe_merge_scores(x->p, x->m->rscs[r], &sums, NULL, factors[f], way | PE_MERGE_ROLLBACK);
                x->p->merge.one_by_one = true;
                pe_merge_scores(x->p, x->m->rscs[r], &visits, NULL, factors[f], way | PE_MERGE_ROLLBACK);
                x->p->merge.one_by_one = false;
                for (size_t i = 0; i < x->m->n_nodes; i++)
                    if (sums[i].score != visits[i].score)
                        fail_msg("%s on n%zu, from %d, times %d/100, way %d: %d as a sum, %d by visits", x->m->rscs[r]->id, i + 1, scores[s], (int)(factors[f] * 100), way,
                                 sums[i].score, visits[i].score);
            }
}

static void assert_sums_change_nothing(const struct placed *x)
{
    pe_wishes_forget(x->p);
    assert_same_with_sums(x, PE_MERGE_THIS_WITH);
    pe_wishes_forget(x->p);
    assert_same_with_sums(x, 0);
}

static void sums_of_a_row_are_those_of_its_members(void **state)
{
    (void)state;
    struct bt_buf r = {0}, c = {0};
    primitives(&r, "a", N);
    row(&c, "a", N, 300000, false);
    for (int i = 0; i < N; i += 4)
        wish(&c, "a", i, i % 8 ? "n2" : "n3", i % 3 ? "7000" : "-90000");
    struct placed x = place(&r, &c);
    assert_sums_change_nothing(&x);
    assert_true(x.p->wishes_kept);
    done(&x);
}

static void bans_and_musts_keep_their_meaning(void **state)
{
    (void)state;
    struct bt_buf r = {0}, c = {0};
    primitives(&r, "a", N);
    row(&c, "a", N, BT_INFINITY, false);
    wish(&c, "a", 3, "n1", "-INFINITY");
    wish(&c, "a", 20, "n2", "INFINITY");
    wish(&c, "a", 25, "n3", "999000");
    struct placed x = place(&r, &c);
    assert_sums_change_nothing(&x);
    done(&x);
}

static void groups_speak_by_their_first_member_and_are_met_by_their_last(void **state)
{
    (void)state;
    struct bt_buf r = {0}, c = {0};
    for (int i = 0; i < N; i++)
        bt_buf_addf(&r, "<group id='g%d'><primitive id='x%d' class='ocf' provider='pacemaker' type='Dummy'/><primitive id='y%d' class='ocf' provider='pacemaker' type='Dummy'/></group>", i, i, i);
    row(&c, "g", N, 200000, false);
    wish(&c, "g", 5, "n2", "4000");
    wish(&c, "x", 11, "n3", "-3000");
    wish(&c, "y", 12, "n1", "2500");
    struct placed x = place(&r, &c);
    assert_sums_change_nothing(&x);
    done(&x);
}

static void those_apart_and_those_of_a_circle_are_visited_alike(void **state)
{
    (void)state;
    static const int scores[] = {-400000, 100000};
    for (size_t k = 0; k < BT_COUNT(scores); k++) {
        struct bt_buf r = {0}, c = {0};
        primitives(&r, "a", 12);
        row(&c, "a", 12, scores[k], k == 1);
        wish(&c, "a", 2, "n2", "8000");
        struct placed x = place(&r, &c);
        assert_sums_change_nothing(&x);
        done(&x);
    }
}

static const struct pe_rsc *rsc(const struct placed *x, const char *id)
{
    const struct pe_rsc *r = pe_find_rsc(x->m, id);
    assert_non_null(r);
    return r;
}

static void a_circle_has_no_sum_and_leaves_the_table_alone(void **state)
{
    (void)state;
    struct bt_buf r = {0}, c = {0};
    primitives(&r, "a", 12);
    row(&c, "a", 12, 100000, true);
    struct placed x = place(&r, &c);
    struct pe_cand *t = table_of(&x, 10);
    assert_false(pe_wishes_add(x.p, rsc(&x, "a3"), false, false, true, t));
    assert_int_equal(t[1].score, 11);
    done(&x);
}

static void a_sum_is_made_only_if_asked_for_and_not_where_a_bound_is_near(void **state)
{
    (void)state;
    struct bt_buf r = {0}, c = {0};
    primitives(&r, "a", 4);
    row(&c, "a", 4, BT_INFINITY, false);
    wish(&c, "a", 0, "n2", "5000");
    struct placed x = place(&r, &c);
    pe_wishes_forget(x.p);
    struct pe_cand *t = table_of(&x, 10), *near = table_of(&x, BT_INFINITY - 3000);
    assert_false(pe_wishes_add(x.p, rsc(&x, "a2"), false, false, false, t));
    assert_true(pe_wishes_add(x.p, rsc(&x, "a2"), false, false, true, t));
    assert_true(t[1].score > t[0].score + 4000);
    assert_false(pe_wishes_add(x.p, rsc(&x, "a2"), false, false, true, near));
    assert_int_equal(near[1].score, BT_INFINITY - 3000 + 1);
    done(&x);
}

static void a_score_that_changes_changes_the_sums_that_it_is_part_of(void **state)
{
    (void)state;
    struct bt_buf r = {0}, c = {0};
    primitives(&r, "a", N);
    row(&c, "a", N, 900000, false);
    struct placed x = place(&r, &c);
    assert_same_with_sums(&x, 0); /* now they are kept */
    for (int i = 0; i < N; i += 7) {
        char id[16];
        snprintf(id, sizeof id, "a%d", i);
        pe_placed(x.p, rsc(&x, id))->on[1].score -= 70000;
        pe_wishes_changed(x.p, rsc(&x, id));
        assert_same_with_sums(&x, 0);
    }
    pe_placed(x.p, rsc(&x, "a9"))->on[2].score += 50000;
    pe_wishes_forget(x.p);
    assert_same_with_sums(&x, 0);
    done(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_of_a_row_are_those_of_its_members),
        cmocka_unit_test(bans_and_musts_keep_their_meaning),
        cmocka_unit_test(groups_speak_by_their_first_member_and_are_met_by_their_last),
        cmocka_unit_test(those_apart_and_those_of_a_circle_are_visited_alike),
        cmocka_unit_test(a_circle_has_no_sum_and_leaves_the_table_alone),
        cmocka_unit_test(a_sum_is_made_only_if_asked_for_and_not_where_a_bound_is_near),
        cmocka_unit_test(a_score_that_changes_changes_the_sums_that_it_is_part_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
