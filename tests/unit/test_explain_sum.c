/* tests/unit/test_explain_sum.c - properties of what is recorded for `explain`, over every CIB of tests/golden/policy (and of the folder
 * EXPLAIN_CIBS of the environment, if there is one): what is recorded adds up to what was decided, and recording decides nothing.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include <dirent.h>
#include <stdio.h>

#include "pengine/explain.h"

static const struct bt_wall now = {.s = 1700000000};

typedef void check_fn(const char *name, const xmlDoc *cib);

static xmlDoc *read_cib(const char *path)
{
    struct bt_err err = {0};
    struct bt_buf b = {0};
    char piece[65536];
    xmlDoc *doc = NULL;
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
        bt_buf_addn(&b, piece, n);
    fclose(f);
    if (bt_xml_parse(b.text, b.len, path, &doc, &err) != 0)
        fail_msg("%s", bt_err_text(&err));
    bt_buf_free(&b);
    return doc;
}

static size_t for_each_cib_in(const char *folder, check_fn *check)
{
    DIR *d = opendir(folder);
    size_t n = 0;
    assert_non_null(d);
    for (const struct dirent *e; (e = readdir(d)) != NULL;) {
        if (!bt_ends(e->d_name, ".xml"))
            continue;
        char *path = bt_printf("%s/%s", folder, e->d_name);
        xmlDoc *cib = read_cib(path);
        check(e->d_name, cib);
        bt_xml_free(cib);
        free(path);
        n++;
    }
    closedir(d);
    return n;
}

static void for_each_cib(check_fn *check)
{
    const char *more = getenv("EXPLAIN_CIBS");
    assert_true(for_each_cib_in(TEST_POLICIES, check) > 0);
    if (more != NULL)
        assert_true(for_each_cib_in(more, check) > 0);
}

static struct pe_run *run_of(const xmlDoc *cib, bool record)
{
    struct pe_run_options options = {.record = record, .scores = record};
    struct pe_run *run;
    assert_int_equal(pe_run_new(cib, now, &options, &run, NULL), 0);
    return run;
}

/* sum[resource][node] of what counts, by the algebra of INFINITY. */
static void check_sums(const char *name, const xmlDoc *cib)
{
    struct pe_run *run = run_of(cib, true);
    const struct pe_placement *p = run->placement;
    size_t n_nodes = p->m->n_nodes, n_rscs = p->m->n_rscs;
    int *sum = bt_zalloc((n_nodes * n_rscs + 1) * sizeof *sum), *promotion = bt_zalloc((n_rscs + 1) * sizeof *promotion);
    bool *promoted = bt_zalloc(n_rscs + 1);
    for (size_t i = 0; i < p->contributions.n; i++) {
        const struct pe_contribution *x = &p->contributions.v[i];
        int *at = x->promotion ? &promotion[x->rsc->index] : &sum[(size_t)x->rsc->index * n_nodes + (size_t)x->node->index];
        promoted[x->rsc->index] |= x->promotion;
        assert_non_null(x->source);
        if (x->withdrawn)
            continue;
        *at = x->replaces ? x->result : bt_score_add(*at, x->delta);
        if (*at != x->result)
            fail_msg("%s: %s: %s adds %d and says it is %d then, not %d", name, x->rsc->id, x->source, x->delta, x->result, *at);
    }
    for (size_t i = 0; i < n_rscs; i++) {
        const struct pe_rsc *r = p->m->rscs[i];
        for (size_t k = 0; k < n_nodes; k++)
            if (sum[i * n_nodes + k] != p->of[i].on[k].score)
                fail_msg("%s: %s on %s: recorded is %d, decided was %d", name, r->id, p->m->nodes[k]->name, sum[i * n_nodes + k], p->of[i].on[k].score);
        if (promoted[i] && promotion[i] != p->of[i].priority)
            fail_msg("%s: promotion of %s: recorded is %d, decided was %d", name, r->id, promotion[i], p->of[i].priority);
    }
    free(sum);
    free(promotion);
    free(promoted);
    pe_run_free(run);
}

static void every_score_is_the_sum_of_what_was_recorded(void **state)
{
    (void)state;
    for_each_cib(check_sums);
}

static void check_sources(const char *name, const xmlDoc *cib)
{
    struct pe_run *run = run_of(cib, true);
    for (size_t i = 0; i < run->placement->contributions.n; i++) {
        const struct pe_contribution *x = &run->placement->contributions.v[i];
        struct bt_buf b = {0};
        if (!pe_source_text(run, x, &b))
            fail_msg("%s: %s: the source '%s' is neither a constraint nor known to explain_source.c", name, x->rsc->id, x->source);
        assert_true(b.len > 0);
        bt_buf_free(&b);
    }
    pe_run_free(run);
}

static void every_source_is_told_in_words(void **state)
{
    (void)state;
    for_each_cib(check_sources);
}

/* Each action that is required, or impossible, by the plan itself or by another: its cause is on record. */
static void check_causes(const char *name, const xmlDoc *cib)
{
    struct pe_run *run = run_of(cib, true);
    for (size_t i = 0; i < run->plan->actions.n; i++) {
        const struct pe_action *a = run->plan->actions.v[i];
        xmlDoc *doc = NULL;
        assert_int_equal(pe_explain_action(run, pe_action_key(run->plan, a), &doc, NULL), 0);
        bt_xml_each(x, bt_xml_root(doc), XE_ACTION)
        {
            const char *state = bt_xml_get(x, XA_STATE);
            const xmlNode *blocked = bt_xml_find(x, XE_CAUSE, XA_KIND, "blocked"), *required = bt_xml_find(x, XE_CAUSE, XA_KIND, "required");
            if (bt_streq(state, "blocked") && blocked == NULL)
                fail_msg("%s: %s is blocked, and nothing says why", name, pe_action_key(run->plan, a));
            if (bt_streq(state, "planned") && required == NULL && !pe_is(a, PE_OPTIONAL) && !pe_is(a, PE_PSEUDO))
                fail_msg("%s: %s is required, and nothing says why", name, pe_action_key(run->plan, a));
        }
        bt_xml_free(doc);
    }
    pe_run_free(run);
}

static void every_action_has_a_cause(void **state)
{
    (void)state;
    for_each_cib(check_causes);
}

static bool runs_there(const xmlDoc *cib, const char *rsc, const char *node, int location)
{
    xmlDoc *copy = bt_xml_doc_of(bt_xml_root(cib));
    xmlNode *x = bt_xml_add(bt_xml_ensure_path(bt_xml_root(copy), XE_CONFIGURATION "/" XE_CONSTRAINTS), XE_RSC_LOCATION);
    bt_xml_set(x, XA_ID, "test-location");
    bt_xml_set(x, XA_RSC, rsc);
    bt_xml_set(x, XA_NODE, node);
    bt_xml_set_int(x, XA_SCORE, location);
    struct pe_run *run = run_of(copy, false);
    const struct pe_rsc *r = pe_find_rsc(run->model, rsc);
    const struct pe_node *n = pe_planned(run->plan, r->n_children > 0 ? r->children[0] : r)->node;
    bool there = n != NULL && strcmp(n->name, node) == 0;
    pe_run_free(run);
    bt_xml_free(copy);
    return there;
}

/* Of each proposal of a location constraint: it is enough, and one of one less is not. */
static void check_proposal(const char *name, const struct pe_run *run, const xmlDoc *cib, const struct pe_rsc *r, const char *node)
{
    xmlDoc *doc = NULL;
    xmlNode **changes = NULL;
    size_t n = 0;
    int score;
    assert_int_equal(pe_explain(run, r->id, node, &doc, NULL), 0);
    assert_int_equal(bt_xml_xpath(doc, "//" XE_SMALLEST_CHANGE, &changes, &n, NULL), 0);
    if (n == 1 && bt_score_parse(bt_xml_get(changes[0], XA_SCORE), &score)) {
        if (!runs_there(cib, r->id, node, score))
            fail_msg("%s: a location of %d does not bring %s to %s", name, score, r->id, node);
        if (score > 1 && runs_there(cib, r->id, node, score - 1))
            fail_msg("%s: a location of less than %d brings %s to %s", name, score, r->id, node);
    }
    free(changes);
    bt_xml_free(doc);
}

static void check_proposals(const char *name, const xmlDoc *cib)
{
    struct pe_run *run = run_of(cib, true);
    const struct pe_model *m = run->model;
    for (size_t i = 0; i < m->n_top && m->n_rscs < 20; i++) /* small ones: each proposal takes some decisions */
        for (size_t k = 0; k < m->n_nodes && m->top[i]->kind != PE_CLONE; k++)
            check_proposal(name, run, cib, m->top[i], m->nodes[k]->name);
    pe_run_free(run);
}

static void each_proposed_score_is_enough_and_the_smallest(void **state)
{
    (void)state;
    for_each_cib(check_proposals);
}

static void check_graphs(const char *name, const xmlDoc *cib)
{
    struct pe_run *with = run_of(cib, true), *without = run_of(cib, false);
    char *a = bt_xml_text(bt_xml_root(pe_run_graph(with)), false), *b = bt_xml_text(bt_xml_root(pe_run_graph(without)), false);
    if (strcmp(a, b) != 0)
        fail_msg("%s: recording changes the graph", name);
    assert_int_equal(without->placement->contributions.n, 0);
    free(a);
    free(b);
    pe_run_free(with);
    pe_run_free(without);
}

static void recording_decides_nothing(void **state)
{
    (void)state;
    for_each_cib(check_graphs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_score_is_the_sum_of_what_was_recorded),
        cmocka_unit_test(every_source_is_told_in_words),
        cmocka_unit_test(every_action_has_a_cause),
        cmocka_unit_test(each_proposed_score_is_enough_and_the_smallest),
        cmocka_unit_test(recording_decides_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
