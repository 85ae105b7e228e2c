/* tests/unit/test_crmd_start.c - the controller: first start, election, loss and return, as stories of a pretended group.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"


#include "crmd/election.h"
#include "tests/sim/group.h"

static void two_nodes_start_and_agree_within_milliseconds(void **state)
{
    (void)state;
    struct group *g = group_new(2, 0);
    for (int i = 0; i < 2; i++)
        group_power_on(g, i);
    for (int i = 0; i < 2; i++)
        group_start(g, i);
    assert_true(group_until(g, group_idle, 200));
    assert_int_equal(group_dc(g), 0);
    assert_true(group_agrees(g));
    assert_true(group_said(g, "n2: n1 leads in term 1 (its nodeid is the lowest); members: n1 n2"));
    for (int i = 0; i < 2; i++) {
        assert_string_equal(group_node_state(g, 1, i, "in_ccm"), "true");
        assert_string_equal(group_node_state(g, 1, i, "crmd"), "online");
        assert_string_equal(group_node_state(g, 1, i, "join"), "member");
        assert_string_equal(group_node_state(g, 1, i, "expected"), "member");
    }
    const xmlNode *cib = bt_xml_root(cib_doc(crmd_cib(g->node[1].core)));
    assert_string_equal(bt_xml_get(cib, "have-quorum"), "1");
    assert_string_equal(bt_xml_get(cib, "dc-uuid"), "1");
    assert_non_null(bt_xml_find(cib_section(cib_doc(crmd_cib(g->node[1].core)), "nodes"), "node", "uname", "n2"));
    assert_string_equal(group_property(g, 1, "cluster-infrastructure"), "corosync");
    assert_true(g->now_ms < 100);
    group_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_nodes_start_and_agree_within_milliseconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
