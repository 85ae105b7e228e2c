/* tests/unit/test_fence_access.c - users of group haclient and the fencer: what each may ask for, by access control lists and without.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/fence_world.h"
#include "tests/unit/unit.h"

#define ENABLED "<cluster_property_set id='o'><nvpair id='e' name='enable-acl' value='true'/></cluster_property_set>"
#define LISTS                                                                                                                                                                              \
    "<acl_role id='read'><acl_permission id='r1' kind='read' xpath='/cib'/></acl_role>"                                                                                                    \
    "<acl_role id='operate'><acl_permission id='o1' kind='write' xpath='/cib/status'/></acl_role>"                                                                                         \
    "<acl_role id='own'><acl_permission id='w1' kind='write' xpath='/cib'/></acl_role>"                                                                                                    \
    "<acl_target id='reader'><role id='read'/></acl_target><acl_target id='operator'><role id='operate'/></acl_target><acl_target id='owner'><role id='own'/></acl_target>"                 \
    "<acl_group id='keepers'><role id='operate'/></acl_group>"

static const char *const acting[] = {
    "<fence_request id='1' target='n2' action='off'/>", "<fence_confirm id='1' target='n2'/>", "<fence_check id='1' device='a'/>",
    "<fence_prove id='1'/>", "<fence_history id='1' cleanup='true'/>",
};
static const char *const owning[] = {
    "<fence_register id='1'><fence_device id='h' agent='fence_y'/></fence_register>",
    "<fence_deregister id='1'><fence_device id='a'/></fence_deregister>",
    "<fence_members quorate='true'><node uname='n2'/></fence_members>",
    "<fence_peer from='n2'><fence_done id='1' target='n2' action='off' rc='0'/></fence_peer>",
};
static const char *const telling[] = {
    "<fence_query id='1'/>", "<fence_targets id='1' device='a'/>", "<fence_history id='1'/>", "<fence_proofs id='1'/>", "<fence_subscribe/>",
};

/* A fencer with a device and these access control lists. */
static struct world *fencer(const char *options)
{
    struct world *w = world_new();
    w->options = options;
    w->lists = LISTS;
    world_cib(w, device("a", "fence_x", "pcmk_host_list=n2"), NULL, NULL);
    return w;
}

/* Whether the user is refused one message; nothing may come of it then. */
static bool is_refused(const char *options, const char *user, const char *groups, const char *message)
{
    struct world *w = fencer(options);
    bt_buf_free(&w->out);
    w->user = user;
    w->groups = groups;
    world_message(w, 5, message);
    const char *out = w->out.text != NULL ? w->out.text : "";
    bool refused = bt_starts(out, "send 5 <fence_refused ");
    if (refused && strchr(out, '\n') != out + strlen(out) - 1)
        fail_msg("refused, and yet: %s", out);
    bt_buf_free(&w->out);
    w->user = NULL;
    world_free(w);
    return refused;
}

static void expect_refused(bool wanted, const char *options, const char *user, const char *groups, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (is_refused(options, user, groups, list[i]) != wanted)
            fail_msg("%s is%s refused: %s", user, wanted ? " not" : "", list[i]);
}

static void without_lists_the_group_may_fence(void **state)
{
    (void)state;
    expect_refused(false, NULL, "reader", NULL, acting, BT_COUNT(acting));
    expect_refused(false, NULL, "reader", NULL, telling, BT_COUNT(telling));
}

static void who_may_not_write_the_status_may_only_look(void **state)
{
    (void)state;
    expect_refused(true, ENABLED, "reader", NULL, acting, BT_COUNT(acting));
    expect_refused(true, ENABLED, "stranger", "others", acting, BT_COUNT(acting));
    expect_refused(false, ENABLED, "reader", NULL, telling, BT_COUNT(telling));
    expect_refused(false, ENABLED, "operator", NULL, acting, BT_COUNT(acting));
    expect_refused(false, ENABLED, "owner", NULL, acting, BT_COUNT(acting));
    expect_refused(false, ENABLED, "stranger", "others keepers", acting, BT_COUNT(acting));
}

static void only_the_owners_of_the_cluster_register_and_speak_for_it(void **state)
{
    (void)state;
    static const char *const owners[] = {"root", "hacluster"};
    expect_refused(true, NULL, "reader", NULL, owning, BT_COUNT(owning));
    expect_refused(true, ENABLED, "owner", NULL, owning, BT_COUNT(owning));
    for (size_t i = 0; i < BT_COUNT(owners); i++) {
        expect_refused(false, ENABLED, owners[i], NULL, owning, BT_COUNT(owning));
        expect_refused(false, ENABLED, owners[i], NULL, acting, BT_COUNT(acting));
    }
}

static void before_a_cib_is_known_only_they_act(void **state)
{
    (void)state;
    struct world *w = world_new();
    w->user = "operator";
    world_message(w, 5, "<fence_request id='1' target='n2' action='off'/>");
    world_expect(w, "send 5 <fence_refused id=\"1\" rc=\"4\" reason=\"user operator is refused: as long as the fencer knows no CIB, only root and hacluster may ask for that\"/>\n");
    world_expect_log(w, "user operator asked for <fence_request> and was refused");
    world_free(w);
}

static void lists_are_those_of_the_newest_cib(void **state)
{
    (void)state;
    struct world *w = fencer(NULL);
    assert_false(fence_is_restricted(w->f, "reader"));
    w->options = ENABLED;
    world_cib(w, NULL, NULL, NULL);
    assert_true(fence_is_restricted(w->f, "reader"));
    assert_false(fence_is_restricted(w->f, "root"));
    w->options = NULL;
    world_cib(w, NULL, NULL, NULL);
    assert_false(fence_is_restricted(w->f, "reader"));
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_lists_the_group_may_fence),
        cmocka_unit_test(who_may_not_write_the_status_may_only_look),
        cmocka_unit_test(only_the_owners_of_the_cluster_register_and_speak_for_it),
        cmocka_unit_test(before_a_cib_is_known_only_they_act),
        cmocka_unit_test(lists_are_those_of_the_newest_cib),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
