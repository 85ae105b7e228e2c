/* tests/unit/test_crm_setup.c - making, joining and leaving a cluster as plans; corosync.conf read and written; health judged.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include "cib/cib.h"
#include "tools/crm/health.h"
#include "tools/crm/setup.h"

static xmlDoc *document(const char *text)
{
    xmlDoc *doc = NULL;
    assert_int_equal(bt_xml_parse(text, strlen(text), "test", &doc, NULL), BT_EX_OK);
    return doc;
}

/* corosync.conf ---------------------------------------------------------------------------------------------------- */

static const char packaged[] = "# Please read the corosync.conf.5 manual page\n"
                               "totem {\n\tversion: 2\n\tcluster_name: debian\n}\n"
                               "nodelist {\n\tnode {\n\t\tname: node1\n\t\tnodeid: 1\n\t\tring0_addr: 127.0.0.1\n\t}\n}\n";

static struct conf *parsed(const char *text)
{
    struct conf *c = NULL;
    struct bt_err err = {0};
    if (conf_parse(text, &c, &err) != BT_EX_OK)
        fail_msg("%s", bt_err_text(&err));
    return c;
}

static void a_file_is_written_as_it_was_read(void **state)
{
    (void)state;
    static const char text[] = "# mine\ntotem {\n    version: 2\n    interface {\n        # the cable\n        linknumber: 0\n    }\n}\n\nquorum {\n    two_node: 1\n}\n";
    struct conf *c = parsed(text);
    char *out = conf_text(c);
    assert_string_equal(out, text);
    assert_string_equal(conf_get(c, "totem.interface.linknumber"), "0");
    assert_null(conf_get(c, "totem.interface.nothing"));
    assert_null(conf_get(c, "nothing.at.all"));
    free(out);
    conf_free(c);
}

static void a_line_that_is_nothing_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *text, *said;
    } bad[] = {{"totem {\nrubbish\n}\n", "line 2"}, {"}\n", "line 1"}, {"totem {\n", "totem is not closed"}, {":\n", "line 1"},
               {"a {\nb {\nc {\nd {\ne {\nf {\ng {\nh {\ni {\n", "line 8"}};
    for (size_t i = 0; i < BT_COUNT(bad); i++) {
        struct conf *c = NULL;
        struct bt_err err = {0};
        assert_int_equal(conf_parse(bad[i].text, &c, &err), BT_EX_CONFIG);
        assert_non_null(strstr(bt_err_text(&err), bad[i].said));
        assert_null(c);
        bt_err_clear(&err);
    }
}

static struct bt_strv list(const char *addresses)
{
    struct bt_strv l = {0};
    bt_strv_split(&l, addresses, ",");
    return l;
}

static void put_node(struct conf *c, const char *name, const char *addresses)
{
    struct bt_strv l = list(addresses);
    conf_put_node(c, name, &l);
    bt_strv_free(&l);
}

static void two_nodes_are_a_case_of_their_own_for_the_quorum(void **state)
{
    (void)state;
    struct conf *c = conf_new();
    put_node(c, "a", "192.0.2.1");
    assert_null(conf_get(c, "quorum.two_node"));
    put_node(c, "b", "192.0.2.2,198.51.100.2");
    assert_string_equal(conf_get(c, "quorum.two_node"), "1");
    put_node(c, "c", "192.0.2.3");
    assert_null(conf_get(c, "quorum.two_node"));
    assert_string_equal(conf_node_address(c, 1, 1), "198.51.100.2");
    assert_true(conf_remove_node(c, "b"));
    assert_false(conf_remove_node(c, "b"));
    assert_string_equal(conf_get(c, "quorum.two_node"), "1");
    assert_int_equal(conf_nodes(c), 2);
    put_node(c, "d", "192.0.2.4"); /* takes the id that is free */
    char *text = conf_text(c);
    assert_non_null(strstr(text, "name: d\n        nodeid: 2\n"));
    free(text);
    put_node(c, "d", "192.0.2.5");
    assert_string_equal(conf_node_address(c, 2, 0), "192.0.2.5");
    assert_int_equal(conf_nodes(c), 3);
    conf_free(c);
}

/* Plans ------------------------------------------------------------------------------------------------------------- */

struct story {
    struct setup_facts facts;
    struct setup_wish wish;
    struct setup_plan plan;
    struct bt_err err;
};

static void story_of(struct story *s, const char *peer)
{
    *s = (struct story){.wish = {.cluster_name = "web", .profile = setup_profile(NULL), .self = {.name = "alpha"}}};
    s->wish.self.addresses = list("192.0.2.1");
    if (peer != NULL) {
        s->wish.peer.name = "beta";
        s->wish.peer.addresses = list(peer);
    }
}

static void story_free(struct story *s)
{
    setup_plan_free(&s->plan);
    bt_strv_free(&s->wish.self.addresses);
    bt_strv_free(&s->wish.peer.addresses);
    bt_err_clear(&s->err);
}

static const char *conf_of(const struct story *s)
{
    for (size_t i = 0; i < s->plan.steps.n; i++)
        if (s->plan.steps.v[i].kind == SETUP_WRITE)
            return s->plan.steps.v[i].text;
    return NULL;
}

static char *shown(const struct story *s)
{
    struct bt_buf out = {0};
    setup_show(&s->plan, &out);
    return bt_buf_take(&out);
}

static void a_cluster_of_two_is_encrypted_and_knows_both(void **state)
{
    (void)state;
    struct story s;
    story_of(&s, "192.0.2.2");
    s.facts.conf = packaged; /* a package's example stands in nobody's way */
    assert_int_equal(setup_init(&s.facts, &s.wish, &s.plan, &s.err), BT_EX_OK);
    struct conf *c = parsed(conf_of(&s));
    assert_string_equal(conf_get(c, "totem.cluster_name"), "web");
    assert_string_equal(conf_get(c, "totem.crypto_cipher"), "aes256");
    assert_string_equal(conf_get(c, "totem.token"), "3000");
    assert_string_equal(conf_get(c, "totem.seqno_unchanged_const"), "4");
    assert_string_equal(conf_get(c, "quorum.two_node"), "1");
    assert_string_equal(conf_node_name(c, 1), "beta");
    conf_free(c);
    char *text = shown(&s);
    assert_non_null(strstr(text, "Run corosync-keygen -l: "));
    assert_non_null(strstr(text, "a pause of up to 3.0 s is tolerated, a lost node is noticed after 6.6 s at most"));
    assert_non_null(strstr(text, "property stonith-enabled=true\n"));
    assert_non_null(strstr(text, "property priority-fencing-delay=10s\n"));
    free(text);
    story_free(&s);
}

static void a_second_run_finds_nothing_left_to_do(void **state)
{
    (void)state;
    struct story first, second;
    story_of(&first, "192.0.2.2");
    assert_int_equal(setup_init(&first.facts, &first.wish, &first.plan, &first.err), BT_EX_OK);
    xmlDoc *cib = document("<cib><configuration><crm_config><cluster_property_set id='s'><nvpair id='a' name='stonith-enabled' value='true'/>"
                                  "<nvpair id='b' name='priority-fencing-delay' value='5s'/><nvpair id='c' name='cluster-profile' value='none'/></cluster_property_set></crm_config><nodes/><resources/><constraints/>"
                                  "<rsc_defaults><meta_attributes id='d'/></rsc_defaults></configuration><status/></cib>");
    story_of(&second, "192.0.2.2");
    second.facts = (struct setup_facts){.conf = conf_of(&first), .has_key = true, .cib = cib};
    assert_int_equal(setup_init(&second.facts, &second.wish, &second.plan, &second.err), BT_EX_OK);
    for (size_t i = 0; i < second.plan.steps.n; i++) {
        const struct setup_step *step = &second.plan.steps.v[i];
        bool starts = step->kind == SETUP_RUN && (bt_streq(step->argv.v[0], "systemctl") || bt_streq(step->argv.v[0], "crm"));
        assert_true(step->done || starts); /* to start what runs does nothing */
    }
    bt_xml_free(cib);
    story_free(&first);
    story_free(&second);
}

static void the_profile_is_for_new_configurations_only(void **state)
{
    (void)state;
    static const struct {
        const char *resources;
        bool profile;
    } cases[] = {{"<resources/>", true}, {"<resources><primitive id='db' class='ocf' provider='heartbeat' type='Dummy'/></resources>", false}};
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        struct story s;
        story_of(&s, "192.0.2.2");
        char *cib = bt_printf("<cib><configuration><crm_config/><nodes/>%s<constraints/></configuration><status/></cib>", cases[i].resources);
        s.facts.cib = document(cib);
        assert_int_equal(setup_init(&s.facts, &s.wish, &s.plan, &s.err), BT_EX_OK);
        char *text = shown(&s);
        assert_non_null(strstr(text, "property stonith-enabled=true\n"));
        assert_int_equal(strstr(text, "property cluster-profile=two-node\n") != NULL, cases[i].profile);
        free(text);
        free(cib);
        bt_xml_free((xmlDoc *)s.facts.cib);
        story_free(&s);
    }
}

static void another_cluster_is_not_overwritten(void **state)
{
    (void)state;
    struct story s;
    story_of(&s, NULL);
    s.facts.conf = "totem {\n cluster_name: old\n}\nnodelist {\n node {\n name: alpha\n ring0_addr: 192.0.2.1\n }\n}\n";
    assert_int_equal(setup_init(&s.facts, &s.wish, &s.plan, &s.err), BT_EX_EXISTS);
    assert_non_null(strstr(bt_err_text(&s.err), "\"old\""));
    assert_int_equal(s.plan.steps.n, 0);
    story_free(&s);
}

static void fence_devices_do_not_run_on_their_victim_and_one_side_waits(void **state)
{
    (void)state;
    struct story s;
    story_of(&s, "192.0.2.2");
    s.wish.fencing = "# the power switches\nalpha fence_ipmilan ip=192.0.2.11 password='a \"b'\n\nbeta fence_ipmilan ip=192.0.2.12\n";
    assert_int_equal(setup_init(&s.facts, &s.wish, &s.plan, &s.err), BT_EX_OK);
    const char *lines = s.plan.steps.v[s.plan.steps.n - 1].text;
    assert_non_null(strstr(lines, "primitive fence-alpha stonith:fence_ipmilan params pcmk_host_list=alpha pcmk_delay_base=3s ip=192.0.2.11 password=\"a \\\"b\""));
    assert_non_null(strstr(lines, "location fence-alpha-elsewhere fence-alpha -inf: alpha\n"));
    assert_non_null(strstr(lines, "primitive fence-beta stonith:fence_ipmilan params pcmk_host_list=beta ip=192.0.2.12 "));
    char *text = shown(&s);
    assert_non_null(strstr(text, "password=***"));
    assert_null(strstr(text, "a \"b"));
    assert_null(strstr(text, "a \\\"b"));
    free(text);
    story_free(&s);
}

static void a_fencing_line_that_lacks_something_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"alpha\n", "alpha fence_x 192.0.2.1\n", "alpha fence_x a='b\n"};
    for (size_t i = 0; i < BT_COUNT(bad); i++) {
        struct story s;
        story_of(&s, NULL);
        s.wish.fencing = bad[i];
        assert_int_not_equal(setup_init(&s.facts, &s.wish, &s.plan, &s.err), BT_EX_OK);
        assert_int_not_equal(s.err.code, BT_EX_OK);
        story_free(&s);
    }
}

static void all_nodes_must_be_on_the_same_networks(void **state)
{
    (void)state;
    struct story s;
    story_of(&s, "192.0.2.2,198.51.100.2");
    assert_int_equal(setup_init(&s.facts, &s.wish, &s.plan, &s.err), BT_EX_CONFIG);
    assert_non_null(strstr(bt_err_text(&s.err), "beta has 2 address(es) and alpha 1"));
    story_free(&s);
}

static void joining_admits_copies_and_starts(void **state)
{
    (void)state;
    struct story s;
    story_of(&s, NULL);
    s.facts.conf = packaged;
    assert_int_equal(setup_join(&s.facts, &s.wish.self, "beta", &s.plan, &s.err), BT_EX_OK);
    char *text = shown(&s);
    assert_non_null(strstr(text, "1. Run ssh beta crm cluster admit alpha 192.0.2.1: "));
    assert_non_null(strstr(text, "2. Run scp -p beta:/etc/corosync/corosync.conf beta:/etc/corosync/authkey /etc/corosync/: "));
    assert_non_null(strstr(text, "3. Run systemctl enable --now corosync baton: "));
    free(text);
    story_free(&s);
}

static const char of_two[] = "totem {\n    cluster_name: web\n}\n\nquorum {\n    two_node: 1\n}\n\nnodelist {\n"
                             "    node {\n        name: alpha\n        nodeid: 1\n        ring0_addr: 192.0.2.1\n    }\n"
                             "    node {\n        name: beta\n        nodeid: 2\n        ring0_addr: 192.0.2.2\n    }\n}\n";

static void a_node_is_admitted_on_all_members(void **state)
{
    (void)state;
    struct story s;
    struct setup_node gamma = {.name = "gamma", .addresses = list("192.0.2.3")};
    story_of(&s, NULL);
    s.facts.conf = of_two;
    assert_int_equal(setup_admit(&s.facts, "alpha", &gamma, &s.plan, &s.err), BT_EX_OK);
    char *text = shown(&s);
    assert_non_null(strstr(text, "Run scp -p /etc/corosync/corosync.conf 192.0.2.2:/etc/corosync/corosync.conf: the same on beta"));
    assert_null(strstr(text, "192.0.2.3:/etc"));
    assert_non_null(strstr(text, "Run corosync-cfgtool -R: "));
    free(text);
    assert_int_equal(setup_admit(&s.facts, "delta", &gamma, &s.plan, &s.err), BT_EX_CONFIG);
    bt_strv_free(&gamma.addresses);
    story_free(&s);
}

static void a_node_leaves_in_order_and_the_others_forget_it(void **state)
{
    (void)state;
    struct story s;
    story_of(&s, NULL);
    s.facts = (struct setup_facts){.conf = of_two, .has_key = true};
    assert_int_equal(setup_leave(&s.facts, "alpha", &s.plan, &s.err), BT_EX_OK);
    char *text = shown(&s);
    assert_non_null(strstr(text, "1. Run systemctl disable --now baton corosync: what runs here moves away"));
    assert_non_null(strstr(text, "2. Run ssh 192.0.2.2 crm cluster remove --stopped alpha: "));
    free(text);
    setup_plan_free(&s.plan);
    assert_int_equal(setup_remove(&s.facts, "beta", "alpha", true, &s.plan, &s.err), BT_EX_OK);
    assert_string_equal(conf_of(&s), "totem {\n    cluster_name: web\n}\n\nquorum {\n}\n\nnodelist {\n"
                                     "    node {\n        name: beta\n        nodeid: 2\n        ring0_addr: 192.0.2.2\n    }\n}\n");
    story_free(&s);
    story_of(&s, NULL);
    assert_int_equal(setup_leave(&s.facts, "alpha", &s.plan, &s.err), BT_EX_NOSUCH);
    story_free(&s);
    story_of(&s, NULL);
    s.facts.conf = of_two;
    assert_int_equal(setup_remove(&s.facts, "alpha", "alpha", false, &s.plan, &s.err), BT_EX_USAGE);
    story_free(&s);
}

/* The quorum device ------------------------------------------------------------------------------------------------------ */

static const struct conf_device third = {.host = "q.example", .port = "5403", .algorithm = "ffsplit", .tie_breaker = "lowest", .tls = "on"};

static void a_quorum_device_takes_the_place_of_two_node(void **state)
{
    (void)state;
    struct conf_device lms = third;
    lms.algorithm = "lms";
    struct conf *c = conf_new();
    put_node(c, "a", "192.0.2.1");
    conf_put_device(c, &third);
    put_node(c, "b", "192.0.2.2");
    assert_null(conf_get(c, "quorum.two_node"));
    assert_string_equal(conf_get(c, "quorum.device.votes"), "1");
    assert_string_equal(conf_get(c, "quorum.device.model"), "net");
    assert_string_equal(conf_get(c, "quorum.device.net.host"), "q.example");
    conf_put_device(c, &lms);
    assert_null(conf_get(c, "quorum.device.votes")); /* corosync's default is what lms wants */
    conf_remove_device(c);
    assert_false(conf_has_device(c));
    assert_string_equal(conf_get(c, "quorum.two_node"), "1");
    char *text = conf_text(c);
    assert_null(strstr(text, "device"));
    free(text);
    conf_free(c);
}

static void a_new_cluster_has_its_certificates_before_it_names_the_quorum_device(void **state)
{
    (void)state;
    static const char *const in_order[] = {
        "1. Run ssh q.example 'test -e /etc/corosync/qnetd/nssdb/qnetd-cacert.crt || corosync-qnetd-certutil -i': ",
        "Run scp -p q.example:/etc/corosync/qnetd/nssdb/qnetd-cacert.crt /etc/corosync/qdevice/net/: ",
        "Run corosync-qdevice-net-certutil -i -c /etc/corosync/qdevice/net/qnetd-cacert.crt: ",
        "Run corosync-qdevice-net-certutil -r -n web: ",
        "Run ssh q.example corosync-qnetd-certutil -s -c /etc/corosync/qnetd/nssdb/qdevice-net-node.crq.web -n web: ",
        "Run scp -p q.example:/etc/corosync/qnetd/nssdb/cluster-web.crt /etc/corosync/qdevice/net/nssdb/: ",
        "Run corosync-qdevice-net-certutil -M -c /etc/corosync/qdevice/net/nssdb/cluster-web.crt: ",
        "Run ssh q.example systemctl enable --now corosync-qnetd: ",
        "Write /etc/corosync/corosync.conf: ",
        "        model: net\n",
        "Run systemctl enable --now corosync corosync-qdevice baton: ",
    };
    struct story s;
    story_of(&s, "192.0.2.2");
    s.wish.device = &third;
    assert_int_equal(setup_init(&s.facts, &s.wish, &s.plan, &s.err), BT_EX_OK);
    char *text = shown(&s), *at = text;
    for (size_t i = 0; i < BT_COUNT(in_order); i++)
        if ((at = strstr(at, in_order[i])) == NULL)
            fail_msg("not in its place: %s\nin\n%s", in_order[i], text);
    assert_null(strstr(text, "two_node"));
    assert_null(strstr(text, "rm -rf"));
    assert_null(strstr(text, "priority-fencing-delay")); /* there is no race that would have to be slowed down */
    free(text);
    story_free(&s);
}

static size_t count(const struct setup_plan *p, const char *word, bool done)
{
    size_t n = 0;
    for (size_t i = 0; i < p->steps.n; i++)
        if (p->steps.v[i].done == done)
            for (size_t k = 0; k < p->steps.v[i].argv.n; k++)
                n += strstr(p->steps.v[i].argv.v[k], word) != NULL;
    return n;
}

static void certificates_are_made_once_for_a_quorum_device(void **state)
{
    (void)state;
    struct story first, again, moved;
    struct conf_device other = third;
    other.host = "r.example";
    story_of(&first, "192.0.2.2");
    first.wish.device = &third;
    assert_int_equal(setup_init(&first.facts, &first.wish, &first.plan, &first.err), BT_EX_OK);
    assert_true(count(&first.plan, "certutil", false) > 0);

    story_of(&again, "192.0.2.2");
    again.wish.device = &third;
    again.facts = (struct setup_facts){.conf = conf_of(&first), .has_key = true, .has_certificates = true};
    assert_int_equal(setup_init(&again.facts, &again.wish, &again.plan, &again.err), BT_EX_OK);
    assert_int_equal(count(&again.plan, "certutil", false), 0);
    assert_int_equal(count(&again.plan, "scp", false), 0);
    assert_int_equal(count(&again.plan, "restart", false), 0);

    story_of(&moved, "192.0.2.2");
    moved.wish.device = &other;
    moved.facts = again.facts;
    assert_int_equal(setup_init(&moved.facts, &moved.wish, &moved.plan, &moved.err), BT_EX_OK);
    assert_string_equal(moved.plan.steps.v[0].argv.v[0], "rm"); /* what another host signed */
    assert_int_equal(count(&moved.plan, "certutil", true), 0);
    assert_non_null(strstr(conf_of(&moved), "host: r.example"));
    assert_null(strstr(conf_of(&moved), "q.example"));
    story_free(&first);
    story_free(&again);
    story_free(&moved);
}

static void a_cluster_that_runs_gets_a_quorum_device_on_all_members(void **state)
{
    (void)state;
    struct story s;
    story_of(&s, NULL);
    s.facts = (struct setup_facts){.conf = of_two, .has_key = true};
    assert_int_equal(setup_device(&s.facts, "alpha", &third, &s.plan, &s.err), BT_EX_OK);
    char *text = shown(&s);
    assert_non_null(strstr(text, "Run scp -rp /etc/corosync/qdevice/net/nssdb 192.0.2.2:/etc/corosync/qdevice/net/: beta"));
    assert_non_null(strstr(text, "Run scp -p /etc/corosync/corosync.conf 192.0.2.2:/etc/corosync/corosync.conf: "));
    assert_non_null(strstr(text, "Run corosync-cfgtool -R: "));
    assert_non_null(strstr(text, "Run ssh 192.0.2.2 'systemctl enable corosync-qdevice && systemctl restart corosync-qdevice': beta asks for it as well"));
    assert_null(strstr(conf_of(&s), "two_node"));
    free(text);
    struct story out;
    story_of(&out, NULL);
    out.facts = (struct setup_facts){.conf = conf_of(&s), .has_key = true, .has_certificates = true};
    assert_int_equal(setup_remove_device(&out.facts, "alpha", &out.plan, &out.err), BT_EX_OK);
    assert_string_equal(conf_of(&out), of_two);
    text = shown(&out);
    assert_non_null(strstr(text, "Run ssh 192.0.2.2 systemctl disable --now corosync-qdevice: "));
    assert_non_null(strstr(text, "Run rm -rf /etc/corosync/qdevice/net/nssdb: "));
    assert_non_null(strstr(text, "property priority-fencing-delay=10s\n"));
    free(text);
    setup_plan_free(&out.plan);
    out.facts.conf = of_two;
    assert_int_equal(setup_remove_device(&out.facts, "alpha", &out.plan, &out.err), BT_EX_NOSUCH);
    story_free(&out);
    story_free(&s);
}

static void who_joins_or_leaves_takes_the_quorum_device_into_account(void **state)
{
    (void)state;
    struct story s;
    struct conf *c = parsed(of_two);
    conf_put_device(c, &third);
    char *conf = conf_text(c);
    story_of(&s, NULL);
    s.facts.host_conf = conf;
    assert_int_equal(setup_join(&s.facts, &s.wish.self, "beta", &s.plan, &s.err), BT_EX_OK);
    char *text = shown(&s);
    assert_non_null(strstr(text, "Run scp -rp beta:/etc/corosync/qdevice/net/nssdb /etc/corosync/qdevice/net/: "));
    assert_non_null(strstr(text, "Run systemctl enable --now corosync corosync-qdevice baton: "));
    free(text);
    setup_plan_free(&s.plan);
    s.facts = (struct setup_facts){.conf = conf, .has_key = true, .has_certificates = true};
    assert_int_equal(setup_leave(&s.facts, "alpha", &s.plan, &s.err), BT_EX_OK);
    text = shown(&s);
    assert_non_null(strstr(text, "1. Run systemctl disable --now baton corosync-qdevice corosync: "));
    assert_non_null(strstr(text, "Run rm -rf /etc/corosync/qdevice/net/nssdb: "));
    free(text);
    setup_plan_free(&s.plan);
    assert_int_equal(setup_remove(&s.facts, "beta", "alpha", false, &s.plan, &s.err), BT_EX_OK);
    text = shown(&s);
    assert_non_null(strstr(text, "Run ssh alpha systemctl disable --now baton corosync-qdevice corosync: "));
    free(text);
    free(conf);
    conf_free(c);
    story_free(&s);
}

static void without_tls_there_are_no_certificates(void **state)
{
    (void)state;
    struct story s;
    struct conf_device open = third;
    open.tls = "off";
    story_of(&s, "192.0.2.2");
    s.wish.device = &open;
    assert_int_equal(setup_init(&s.facts, &s.wish, &s.plan, &s.err), BT_EX_OK);
    assert_int_equal(count(&s.plan, "certutil", false) + count(&s.plan, "nssdb", false), 0);
    assert_int_equal(count(&s.plan, "corosync-qnetd", false), 1);
    story_free(&s);
}

static void a_quorum_device_that_can_not_be_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *cluster;
        struct conf_device d;
        const char *said;
    } bad[] = {{"web", {"q;reboot", "5403", "ffsplit", "lowest", "on"}, "can't be the quorum device's host"},
               {"web", {"-oProxyCommand", "5403", "ffsplit", "lowest", "on"}, "can't be the quorum device's host"},
               {"web", {"", "5403", "ffsplit", "lowest", "on"}, "can't be the quorum device's host"},
               {"web", {"beta", "5403", "ffsplit", "lowest", "on"}, "beta is a node of this cluster"},
               {"web", {"192.0.2.1", "5403", "ffsplit", "lowest", "on"}, "192.0.2.1 is a node of this cluster"},
               {"my web", {"q", "5403", "ffsplit", "lowest", "on"}, "\"my web\" can't be the subject"},
               {"web", {"q", "65536", "ffsplit", "lowest", "on"}, "\"65536\" is no port"},
               {"web", {"q", "5403x", "ffsplit", "lowest", "on"}, "\"5403x\" is no port"},
               {"web", {"q", "5403", "2nodelms", "lowest", "on"}, "no algorithm \"2nodelms\""},
               {"web", {"q", "5403", "ffsplit", "0", "on"}, "\"0\" breaks no tie"},
               {"web", {"q", "5403", "lms", "highest", "yes"}, "not \"yes\""}};
    for (size_t i = 0; i < BT_COUNT(bad); i++) {
        struct story s;
        story_of(&s, "192.0.2.2");
        s.wish.cluster_name = bad[i].cluster;
        s.wish.device = &bad[i].d;
        assert_int_equal(setup_init(&s.facts, &s.wish, &s.plan, &s.err), BT_EX_CONFIG);
        if (strstr(bt_err_text(&s.err), bad[i].said) == NULL)
            fail_msg("%s", bt_err_text(&s.err));
        assert_int_equal(s.plan.steps.n, 0);
        story_free(&s);
    }
    struct story s;
    story_of(&s, "192.0.2.2");
    s.wish.device = &third;
    s.facts.lacks_device_daemon = true;
    assert_int_equal(setup_init(&s.facts, &s.wish, &s.plan, &s.err), BT_EX_UNAVAILABLE);
    assert_non_null(strstr(bt_err_text(&s.err), "corosync-qdevice is not installed here"));
    story_free(&s);
    story_of(&s, NULL);
    assert_int_equal(setup_device(&s.facts, "alpha", &third, &s.plan, &s.err), BT_EX_CONFIG);
    assert_non_null(strstr(bt_err_text(&s.err), "crm cluster init"));
    story_free(&s);
}

/* Health ---------------------------------------------------------------------------------------------------------------- */

static bool told(const struct health_facts *f, enum health_level level, const char *part)
{
    struct health_findings r = {0};
    bool found = false;
    health_judge(f, &r);
    for (size_t i = 0; i < r.list.n; i++)
        found = found || (r.list.v[i].level == level && strstr(r.list.v[i].text, part) != NULL);
    health_free(&r);
    return found;
}

static void what_holds_a_cluster_back_is_told(void **state)
{
    (void)state;
    xmlDoc *cib = document("<cib have-quorum='0'><configuration><crm_config><cluster_property_set id='p'><nvpair id='w' name='fencing-waiver' value='jo 2026-11-28'/>"
                           "</cluster_property_set></crm_config><nodes><node id='1' uname='a'/></nodes><resources><primitive id='f' class='stonith' type='x'/></resources><constraints/>"
                           "</configuration><status><node_state id='1' uname='a' in_ccm='true' crmd='online'><transient_attributes id='1'><instance_attributes id='s'>"
                           "<nvpair id='h' name='#held' value='a went down 3 times'/></instance_attributes></transient_attributes></node_state></status></cib>");
    struct health_facts f = {.cib = cib, .configuration_good = true, .free_bytes = INT64_C(1) << 40};
    assert_true(told(&f, HEALTH_ERROR, "The cluster does not act: a went down 3 times"));
    assert_true(told(&f, HEALTH_WARNING, "was waived by jo 2026-11-28"));
    bt_xml_free(cib);
}

static void watchdogs_are_fencing_where_they_count(void **state)
{
    (void)state;
    static const struct {
        const char *have, *timeout;
        enum health_level level;
        const char *said;
    } cases[] = {{"true", "10s", HEALTH_OK, "stonith-watchdog-timeout=10s"}, {"false", "10s", HEALTH_ERROR, "no fence device"}, {"true", "0", HEALTH_ERROR, "no fence device"}};
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        char *text = bt_printf("<cib><configuration><crm_config><cluster_property_set id='p'><nvpair id='w' name='have-watchdog' value='%s'/>"
                               "<nvpair id='t' name='stonith-watchdog-timeout' value='%s'/></cluster_property_set></crm_config><nodes/><resources/><constraints/></configuration><status/></cib>",
                               cases[i].have, cases[i].timeout);
        struct health_facts f = {.cib = document(text), .configuration_good = true, .free_bytes = -1};
        assert_true(told(&f, cases[i].level, cases[i].said));
        bt_xml_free((xmlDoc *)f.cib);
        free(text);
    }
}

static void what_is_wrong_with_a_cluster_is_told(void **state)
{
    (void)state;
    xmlDoc *cib = document("<cib have-quorum='1'><configuration><crm_config/><nodes><node id='1' uname='a'/><node id='2' uname='b'/></nodes>"
                                  "<resources><group id='g'><primitive id='f' class='stonith' type='x'/></group></resources><constraints/></configuration><status>"
                                  "<node_state id='1' uname='a' in_ccm='true' crmd='online'><transient_attributes id='1'><instance_attributes id='s'>"
                                  "<nvpair id='n' name='fail-count-web#start_0' value='1'/></instance_attributes></transient_attributes></node_state></status></cib>");
    struct health_facts f = {.cib = cib, .links = "LINK ID 0 udp\n\tnodeid: 2:\tconnected\nLINK ID 1 udp\n\tnodeid: 2:\tconnected\n",
                             .configuration_good = true, .free_bytes = INT64_C(1) << 40, .key_mode = 0400};
    assert_true(told(&f, HEALTH_OK, "All 2 links"));
    assert_true(told(&f, HEALTH_OK, "with 1 device"));
    assert_true(told(&f, HEALTH_ERROR, "Node b is not online"));
    assert_true(told(&f, HEALTH_WARNING, "1 failure(s) are on record"));
    f = (struct health_facts){.cib = cib, .links = "LINK ID 0 udp\n\tnodeid: 2:\tdisconnected\n", .free_bytes = 1, .key_mode = 0644};
    assert_true(told(&f, HEALTH_ERROR, "1 of the links"));
    assert_true(told(&f, HEALTH_ERROR, "may be read by others"));
    assert_true(told(&f, HEALTH_ERROR, "crm_verify"));
    assert_true(told(&f, HEALTH_WARNING, "MB are free"));
    f.links = NULL;
    f.key_mode = 0;
    assert_true(told(&f, HEALTH_ERROR, "corosync does not answer"));
    assert_true(told(&f, HEALTH_WARNING, "authkey does not exist"));
    bt_xml_free(cib);
}

static void the_state_of_the_quorum_device_is_told(void **state)
{
    (void)state;
    static const char answers[] = "Qdevice-net information\n----------------------\nTLS:                    Supported\nState:                  Connected\nTLS active:             Yes (client certificate sent)\n";
    xmlDoc *cib = document("<cib have-quorum='1'><configuration><crm_config/><nodes/><resources/><constraints/></configuration><status/></cib>");
    struct conf *c = parsed(of_two);
    struct health_facts f = {.cib = cib, .conf = c, .device = answers, .configuration_good = true, .free_bytes = -1};
    assert_false(told(&f, HEALTH_OK, "quorum device"));
    assert_false(told(&f, HEALTH_ERROR, "quorum device")); /* there is none */
    conf_put_device(c, &third);
    assert_true(told(&f, HEALTH_OK, "The quorum device at q.example answers"));
    assert_false(told(&f, HEALTH_WARNING, "serves without certificates"));
    f.device = "\nState:                  Connected\nTLS active:             No\n";
    assert_true(told(&f, HEALTH_WARNING, "serves without certificates"));
    f.device = "\nState:                  Connect failed\n";
    assert_true(told(&f, HEALTH_ERROR, "The quorum device at q.example does not answer"));
    f.device = NULL;
    assert_true(told(&f, HEALTH_ERROR, "corosync-qdevice does not run here"));
    put_node(c, "gamma", "192.0.2.3");
    assert_true(told(&f, HEALTH_WARNING, "there are 3"));
    conf_free(c);
    bt_xml_free(cib);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_written_as_it_was_read),
        cmocka_unit_test(a_line_that_is_nothing_is_named),
        cmocka_unit_test(two_nodes_are_a_case_of_their_own_for_the_quorum),
        cmocka_unit_test(a_cluster_of_two_is_encrypted_and_knows_both),
        cmocka_unit_test(a_second_run_finds_nothing_left_to_do),
        cmocka_unit_test(the_profile_is_for_new_configurations_only),
        cmocka_unit_test(what_holds_a_cluster_back_is_told),
        cmocka_unit_test(another_cluster_is_not_overwritten),
        cmocka_unit_test(fence_devices_do_not_run_on_their_victim_and_one_side_waits),
        cmocka_unit_test(a_fencing_line_that_lacks_something_is_refused),
        cmocka_unit_test(all_nodes_must_be_on_the_same_networks),
        cmocka_unit_test(joining_admits_copies_and_starts),
        cmocka_unit_test(a_node_is_admitted_on_all_members),
        cmocka_unit_test(a_node_leaves_in_order_and_the_others_forget_it),
        cmocka_unit_test(watchdogs_are_fencing_where_they_count),
        cmocka_unit_test(what_is_wrong_with_a_cluster_is_told),
        cmocka_unit_test(a_quorum_device_takes_the_place_of_two_node),
        cmocka_unit_test(a_new_cluster_has_its_certificates_before_it_names_the_quorum_device),
        cmocka_unit_test(certificates_are_made_once_for_a_quorum_device),
        cmocka_unit_test(a_cluster_that_runs_gets_a_quorum_device_on_all_members),
        cmocka_unit_test(who_joins_or_leaves_takes_the_quorum_device_into_account),
        cmocka_unit_test(without_tls_there_are_no_certificates),
        cmocka_unit_test(a_quorum_device_that_can_not_be_is_refused),
        cmocka_unit_test(the_state_of_the_quorum_device_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
