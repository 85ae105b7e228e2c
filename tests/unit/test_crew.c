/* tests/unit/test_crew.c - what the crews of groups and clones count is what their members' actions say, at every change.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include "pengine/crew.h"
#include "pengine/graph.h"

enum { NODES = 3, BOTH = PE_OPTIONAL | PE_RUNNABLE };

/* A cluster of three nodes where something runs on the first, decided; the document is freed with it. */
struct decided { xmlDoc *doc; struct pe_run *run; };

static void primitives(struct bt_buf *b, int n)
{
    for (int i = 0; i < n; i++)
        bt_buf_addf(b, "<primitive id='p%02d' class='ocf' provider='pacemaker' type='Dummy'/>", i);
}

static void active(struct bt_buf *b, const char *rsc)
{
    bt_buf_addf(b, "<lrm_resource id='%s' class='ocf' provider='pacemaker' type='Dummy'><lrm_rsc_op id='%s_last_0' operation='start' operation_key='%s_start_0' call-id='1' "
                   "rc-code='0' op-status='0' interval='0' transition-key='1:1:0:x' op-digest='f2317cad3d54cec5d7d7aa7d0bf35cf8'/></lrm_resource>", rsc, rsc, rsc);
}

static struct decided decide(const char *resources, const char *constraints, const char *histories)
{
    static const struct bt_wall now = {.s = 1700000000};
    struct bt_buf b = {0};
    struct decided d = {0};
    bt_buf_add(&b, "<cib have-quorum='1' dc-uuid='1'><configuration><crm_config><cluster_property_set id='o'><nvpair id='o1' name='stonith-enabled' value='false'/>"
                   "</cluster_property_set></crm_config><nodes>");
    for (int i = 1; i <= NODES; i++)
        bt_buf_addf(&b, "<node id='%d' uname='n%d'/>", i, i);
    bt_buf_addf(&b, "</nodes><resources>%s</resources><constraints>%s</constraints></configuration><status>", resources, constraints);
    for (int i = 1; i <= NODES; i++)
        bt_buf_addf(&b, "<node_state id='%d' uname='n%d' in_ccm='true' crmd='online' join='member' expected='member'><lrm id='%d'><lrm_resources>%s</lrm_resources></lrm></node_state>",
                    i, i, i, i == 1 ? histories : "");
    bt_buf_add(&b, "</status></cib>");
    assert_int_equal(bt_xml_parse(b.text, b.len, "test", &d.doc, NULL), 0);
    assert_int_equal(pe_run_new(d.doc, now, NULL, &d.run, NULL), 0);
    bt_buf_free(&b);
    return d;
}

static void done(struct decided *d)
{
    pe_run_free(d->run);
    bt_xml_free(d->doc);
}

/* The rules in words, by looking at each member: a group's action is required if any member's is, and possible if every member's is (to stop,
 * not all need have one); a clone's is required, and possible, if any instance's is. */
static unsigned looked_up(const struct pe_plan *plan, const struct pe_action *a, const struct pe_node *n)
{
    const struct pe_rsc *r = a->rsc;
    bool required = false, all = true, any = false;
    if (r->kind == PE_PRIMITIVE)
        return a->flags & BOTH;
    for (size_t i = 0; i < r->n_children; i++) {
        const struct pe_rsc *child = r->children[i];
        const char *task = pe_member_task(child, pe_task_about(a));
        const struct pe_action *m = pe_member_action(plan, child, task, child->kind == PE_PRIMITIVE ? n : NULL);
        unsigned has = m != NULL ? looked_up(plan, m, n) : 0;
        if (m == NULL) {
            all &= strcmp(task, "stop") == 0 || strcmp(task, "demote") == 0;
            continue;
        }
        required |= !(has & PE_OPTIONAL);
        any |= (has & PE_RUNNABLE) != 0;
        all &= (has & PE_RUNNABLE) != 0 || strcmp(task, a->task) == 0;
    }
    bool able = r->kind == PE_GROUP ? all : any;
    return (required ? 0 : PE_OPTIONAL) | (able ? PE_RUNNABLE : 0);
}

/* Returns how many actions have crews. */
static size_t assert_counts_are_right(const struct pe_plan *plan)
{
    size_t crews = 0;
    for (size_t i = 0; i < plan->actions.n; i++) {
        const struct pe_action *a = plan->actions.v[i];
        if (a->made_of == NULL)
            continue;
        crews++;
        assert_int_equal(pe_crew_flags(a, NULL) & BOTH, looked_up(plan, a, NULL));
        for (size_t k = 0; k < plan->m->n_nodes; k++)
            assert_int_equal(pe_crew_flags(a, plan->m->nodes[k]) & BOTH, looked_up(plan, a, plan->m->nodes[k]));
    }
    return crews;
}

/* Clears each flag of each primitive's action in turn, and sets some again: the counts follow. */
static void assert_counts_follow(struct pe_plan *plan)
{
    static const unsigned flags[] = {PE_OPTIONAL, PE_RUNNABLE};
    for (size_t i = 0; i < plan->actions.n; i++) {
        struct pe_action *a = plan->actions.v[i];
        if (a->rsc == NULL || a->rsc->kind != PE_PRIMITIVE)
            continue;
        pe_clear(plan, a, flags[i % 2], NULL, "test");
        if (i % 5 == 0) {
            unsigned before = a->flags;
            a->flags |= flags[i % 2];
            pe_crew_recount(plan, a, before);
        }
        if (i % 7 == 0)
            assert_counts_are_right(plan);
    }
    assert_counts_are_right(plan);
}

static void a_small_collective_is_counted_too(void **state)
{
    (void)state;
    struct bt_buf r = {0};
    bt_buf_add(&r, "<group id='g'>");
    primitives(&r, 2);
    bt_buf_add(&r, "</group>");
    struct decided d = decide(r.text, "", "");
    assert_int_not_equal(assert_counts_are_right(d.run->plan), 0);
    done(&d);
    bt_buf_free(&r);
}

static void a_large_group_counts_its_members(void **state)
{
    (void)state;
    struct bt_buf r = {0}, h = {0};
    bt_buf_add(&r, "<group id='g'>");
    primitives(&r, 20);
    bt_buf_add(&r, "</group>");
    for (int i = 0; i < 10; i++) {
        char id[16];
        snprintf(id, sizeof id, "p%02d", i);
        active(&h, id);
    }
    struct decided d = decide(r.text, "<rsc_location id='l' rsc='g' node='n2' score='INFINITY'/>", h.text);
    assert_int_equal(assert_counts_are_right(d.run->plan), 4); /* start, running, stop, stopped */
    assert_counts_follow(d.run->plan);
    done(&d);
    bt_buf_free(&r);
    bt_buf_free(&h);
}

static void a_large_clone_counts_its_instances_on_each_node(void **state)
{
    (void)state;
    struct bt_buf h = {0};
    active(&h, "web:0");
    active(&h, "web:1");
    struct decided d = decide("<clone id='c'><meta_attributes id='m'><nvpair id='m1' name='clone-max' value='30'/><nvpair id='m2' name='clone-node-max' value='12'/>"
                              "<nvpair id='m3' name='globally-unique' value='true'/><nvpair id='m4' name='notify' value='true'/></meta_attributes>"
                              "<primitive id='web' class='ocf' provider='pacemaker' type='Dummy'/></clone>",
                              "<rsc_location id='l' rsc='c' node='n3' score='-INFINITY'/>", h.text);
    assert_true(assert_counts_are_right(d.run->plan) >= 4);
    assert_counts_follow(d.run->plan);
    done(&d);
    bt_buf_free(&h);
}

static void a_cloned_group_is_counted_by_its_members_crews(void **state)
{
    (void)state;
    struct bt_buf r = {0}, h = {0};
    bt_buf_add(&r, "<clone id='c'><meta_attributes id='m'><nvpair id='m1' name='clone-max' value='18'/><nvpair id='m2' name='clone-node-max' value='9'/>"
                   "<nvpair id='m3' name='globally-unique' value='true'/></meta_attributes><group id='g'>");
    primitives(&r, 3);
    bt_buf_add(&r, "</group></clone>");
    active(&h, "p00:0");
    active(&h, "p01:0");
    active(&h, "p00:1");
    struct decided d = decide(r.text, "<rsc_location id='l' rsc='c' node='n1' score='-INFINITY'/>", h.text);
    assert_true(assert_counts_are_right(d.run->plan) > 18 * 4); /* each instance's actions have one, and the clone's */
    assert_counts_follow(d.run->plan);
    done(&d);
    bt_buf_free(&r);
    bt_buf_free(&h);
}

static void a_member_that_changes_makes_its_group_stale_in_the_clone(void **state)
{
    (void)state;
    struct bt_buf r = {0};
    bt_buf_add(&r, "<clone id='c'><meta_attributes id='m'><nvpair id='m1' name='clone-max' value='18'/><nvpair id='m2' name='clone-node-max' value='9'/>"
                   "<nvpair id='m3' name='globally-unique' value='true'/></meta_attributes><group id='g'>");
    primitives(&r, 2);
    bt_buf_add(&r, "</group></clone>");
    struct decided d = decide(r.text, "", "");
    struct pe_plan *plan = d.run->plan;
    const struct pe_rsc *clone = pe_find_rsc(plan->m, "c"), *group = clone->children[4], *member = group->children[1];
    struct pe_action *of_clone = pe_member_action(plan, clone, "start", NULL), *of_group = pe_member_action(plan, group, "start", NULL);
    while (pe_crew_stale(of_clone) != NULL)
        ;
    pe_clear(plan, pe_member_action(plan, member, "start", NULL), PE_RUNNABLE, NULL, "test");
    assert_ptr_equal(pe_crew_stale(of_clone), of_group);
    assert_null(pe_crew_stale(of_clone));
    done(&d);
    bt_buf_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_collective_is_counted_too),
        cmocka_unit_test(a_large_group_counts_its_members),
        cmocka_unit_test(a_large_clone_counts_its_instances_on_each_node),
        cmocka_unit_test(a_cloned_group_is_counted_by_its_members_crews),
        cmocka_unit_test(a_member_that_changes_makes_its_group_stale_in_the_clone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
