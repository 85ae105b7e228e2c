/* tests/unit/test_stonithd.c - the real stonithd with a pretended fence agent and a pretended controller that serves the CIB.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/sandbox.h"

#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fencing/fencing_client.h"

/* Tells "AGENT ACTION TARGET OPTION"; fails, hangs or writes a lot as its parameter mode says. */
static const char agent[] = "#!/bin/bash\n"
                            "exec 8>" SANDBOX_EVENTS "\n"
                            "[ $# -gt 0 ] && echo \"arguments $*\" >&8\n"
                            "while read -r line; do case $line in\n"
                            "  action=*) action=${line#action=};; port=*) port=${line#port=};; mode=*) mode=${line#mode=};; passwd=*) pw=${line#passwd=};;\n"
                            "esac; done\n"
                            "echo \"${0##*/} $action $port $pw\" >&8\n"
                            "[ $action = metadata ] && exec cat <<END\n"
                            "<resource-agent name='fence_fake'><parameters><parameter name='port'/></parameters><actions><action name='on'/><action name='off'/>\n"
                            "<action name='reboot'/><action name='monitor'/><action name='status'/></actions></resource-agent>\n"
                            "END\n"
                            "case $mode in fail) echo \"login with $pw refused\" >&2; exit 1;; hang) exec sleep 1000;; flood) yes | head -c 5000000;; esac\n";

/* A plugin of cluster-glue, as its README.external asks. */
static const char plugin[] = "#!/bin/sh\n"
                             "case $1 in\n"
                             "  gethosts) echo $hostlist;; on|off|reset) echo \"plugin $1 $2 with $cable\" >" SANDBOX_EVENTS "; [ \"$cable\" = cut ] && exit 1; exit 0;;\n"
                             "  status) exit 0;; getconfignames) echo hostlist cable;; getinfo-devid) echo pretended;; getinfo-devname) echo pretended;;\n"
                             "  getinfo-devdescr) echo pretended;; getinfo-devurl) echo none;; getinfo-xml) echo '<parameters/>';;\n"
                             "esac\n";

static void say_cib(struct bt_ipcs *s, const struct bt_ipc_peer *peer, const xmlNode *ask, const char *resources)
{
    char *text = bt_printf("<cib validate-with='pacemaker-3.9' admin_epoch='0' epoch='5' num_updates='0'><configuration><crm_config/><nodes>"
                           "<node id='2' uname='n2'/></nodes><resources>%s</resources><constraints/></configuration><status/></cib>",
                           resources);
    xmlDoc *cib = NULL;
    assert_int_equal(bt_xml_parse(text, strlen(text), "test", &cib, NULL), 0);
    xmlDoc *reply = cib_reply_to_xml(bt_xml_get_int(ask, "id", 0), 0, NULL, bt_xml_root(cib));
    bt_ipcs_send(s, peer->id, reply);
    bt_xml_free(reply);
    bt_xml_free(cib);
    free(text);
}

struct controller {
    struct bt_ipcs *ipc;
    const char *resources;
};

static void asked(void *ctx, const struct bt_ipc_peer *peer, xmlDoc *msg)
{
    struct controller *c = ctx;
    say_cib(c->ipc, peer, bt_xml_root(msg), c->resources);
    bt_xml_free(msg);
}

/* A process that serves the CIB until it is killed; returns when it does. */
static pid_t start_controller(const char *resources)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        static const struct bt_ipcs_handlers handlers = {.message = asked};
        struct controller c = {.resources = resources};
        struct bt_loop *loop = bt_loop_new();
        if (bt_ipcs_new(loop, "cib", &handlers, &c, &c.ipc, NULL) != 0)
            _exit(1);
        FILE *f = fopen(SANDBOX_EVENTS, "we");
        fprintf(f, "controller serves\n");
        fclose(f);
        bt_loop_run(loop);
        _exit(0);
    }
    sandbox_expect("controller serves");
    return pid;
}

#define DEVICE(id, type, more)                                                                                                      \
    "<primitive id='" id "' class='stonith' type='" type "'><instance_attributes id='" id "-i'><nvpair id='" id "-h' name='pcmk_host_list' " \
    "value='n2'/><nvpair id='" id "-p' name='passwd' value='pa55word'/><nvpair id='" id "-r' name='pcmk_off_retries' value='1'/>" more     \
    "</instance_attributes></primitive>"

struct setup {
    pid_t stonithd, controller;
};

static struct setup up(const char *resources)
{
    struct setup s = {.controller = start_controller(resources), .stonithd = sandbox_start("./fencing/stonithd", "-f", NULL, NULL)};
    return s;
}

static void down(struct setup *s)
{
    kill(s->controller, SIGKILL);
    sandbox_wait(s->controller);
    kill(s->stonithd, SIGTERM);
    assert_int_equal(sandbox_wait(s->stonithd), 0);
}

/* The fencer's answer to a request; tries until it serves. */
static xmlDoc *ask(const char *xml)
{
    xmlDoc *request = NULL, *reply = NULL;
    struct bt_err err = {0};
    assert_int_equal(bt_xml_parse(xml, strlen(xml), "test", &request, NULL), 0);
    int64_t end_ms = bt_now().mono.ms + 20000;
    while (fence_client_call(request, 20000, &reply, &err) != 0) {
        if (bt_now().mono.ms > end_ms || err.code != BT_EX_DISCONNECT)
            fail_msg("no answer: %s", bt_err_text(&err));
        bt_err_clear(&err);
    }
    bt_xml_free(request);
    return reply;
}

static char *ask_for(const char *xml, const char *attribute)
{
    xmlDoc *reply = ask(xml);
    char *value = bt_strdup(bt_xml_get_or(bt_xml_root(reply), attribute, "missing"));
    bt_xml_free(reply);
    return value;
}

static void expect_answer(const char *xml, const char *attribute, const char *expected)
{
    char *value = ask_for(xml, attribute);
    assert_string_equal(value, expected);
    free(value);
}

#define OFF "<fence_request id='1' target='n2' action='off' client='test'/>"

static void fences_with_the_devices_of_the_cib(void **state)
{
    struct setup s = up(DEVICE("a", "fence_fake", ""));
    expect_answer(OFF, "rc", "0"); /* asked before the CIB was seen: waits for it */
    sandbox_expect("fence_fake metadata");
    sandbox_expect("fence_fake off n2 pa55word");
    int64_t begun = bt_now().mono.ms;
    expect_answer(OFF, "device", "a");
    assert_true(bt_now().mono.ms - begun < 1000);
    sandbox_expect("fence_fake off n2 pa55word");
    down(&s);
    (void)state;
}

static void an_agent_that_hangs_is_killed_when_its_time_is_over(void **state)
{
    struct setup s = up(DEVICE("a", "fence_fake", "<nvpair id='m' name='mode' value='hang'/><nvpair id='t' name='pcmk_off_timeout' value='300ms'/>"));
    expect_answer(OFF, "rc", "124");
    sandbox_expect("fence_fake metadata");
    sandbox_expect("fence_fake off n2");
    down(&s);
    (void)state;
}

static void a_flood_of_output_does_no_harm(void **state)
{
    struct setup s = up(DEVICE("a", "fence_fake", "<nvpair id='m' name='mode' value='flood'/>"));
    expect_answer(OFF, "rc", "0");
    sandbox_expect("fence_fake metadata");
    sandbox_expect("fence_fake off n2");
    down(&s);
    (void)state;
}

static void a_missing_agent_is_said(void **state)
{
    struct setup s = up(DEVICE("a", "fence_missing", ""));
    expect_answer(OFF, "reason", "device a: the fence agent fence_missing can't be run; is its package (fence-agents) installed?");
    down(&s);
    (void)state;
}

static void a_secret_is_neither_logged_nor_answered(void **state)
{
    struct setup s = up(DEVICE("a", "fence_fake", "<nvpair id='m' name='mode' value='fail'/>"));
    expect_answer(OFF, "reason", "device a: fence_fake ended with 1: login with ****** refused");
    sandbox_expect("fence_fake metadata");
    sandbox_expect("fence_fake off n2");
    down(&s);
    char *log = NULL;
    size_t len;
    assert_int_equal(bt_file_read("/run/stonithd.err", 10000000, &log, &len, NULL), 0);
    assert_non_null(strstr(log, "******"));
    assert_null(strstr(log, "pa55word"));
    free(log);
    (void)state;
}

#define PLUGIN(cable)                                                                                                                       \
    "<primitive id='p' class='stonith' type='external/pretended'><instance_attributes id='p-i'><nvpair id='p-h' name='hostlist' value='n2 n3'/>" \
    "<nvpair id='p-c' name='cable' value='" cable "'/><nvpair id='p-r' name='pcmk_reboot_retries' value='1'/></instance_attributes></primitive>"
#define REBOOT "<fence_request id='1' target='n2' action='reboot' client='test'/>"

static void a_plugin_of_cluster_glue_fences_what_it_lists(void **state)
{
    struct setup s = up(PLUGIN("fine"));
    expect_answer(REBOOT, "rc", "0");
    sandbox_expect("plugin reset n2 with fine");
    expect_answer(OFF, "device", "p");
    sandbox_expect("plugin off n2 with fine");
    expect_answer("<fence_check id='1' device='p'/>", "rc", "0");
    expect_answer("<fence_request id='1' target='n4' action='off' client='test'/>", "rc", "105");
    down(&s);
    (void)state;
}

static void a_plugin_that_fails_is_a_device_that_failed(void **state)
{
    struct setup s = up(PLUGIN("cut"));
    expect_answer(REBOOT, "rc", "1");
    sandbox_expect("plugin reset n2 with cut");
    down(&s);
    (void)state;
}

/* The events that a client asked for. */
static size_t events_for(const xmlDoc *doc, const char *client)
{
    size_t n = 0;
    bt_xml_each(e, bt_xml_root(doc), "fence_event")
        n += bt_streq(bt_xml_get(e, "client"), client) ? 1 : 0;
    return n;
}

/* An end is told before it is on disk: looks until it is there. */
static void expect_kept(const char *client, size_t events)
{
    int64_t end_ms = bt_now().mono.ms + 20000;
    for (size_t n = 0; n != events;) {
        xmlDoc *doc = NULL;
        assert_true(bt_now().mono.ms < end_ms);
        n = bt_file_read_xml(BT_STATEDIR "/fencing.xml", &doc, NULL) == 0 ? events_for(doc, client) : 0;
        bt_xml_free(doc);
    }
}

static void what_was_done_survives_the_daemon(void **state)
{
    struct setup s = up(DEVICE("a", "fence_fake", ""));
    expect_answer("<fence_request id='1' target='n2' action='off' client='survivor'/>", "rc", "0");
    expect_answer("<fence_request id='1' target='n2' action='reboot' client='survivor'/>", "rc", "0");
    sandbox_expect("fence_fake metadata");
    sandbox_expect("fence_fake off n2");
    sandbox_expect("fence_fake reboot n2");
    expect_kept("survivor", 2);
    kill(s.stonithd, SIGKILL);
    sandbox_wait(s.stonithd);
    s.stonithd = sandbox_start("./fencing/stonithd", "-f", NULL, NULL);
    xmlDoc *history = ask("<fence_history id='h'/>");
    assert_int_equal(events_for(history, "survivor"), 2);
    bt_xml_free(history);
    expect_answer(OFF, "rc", "0"); /* it has the CIB now */
    sandbox_expect("fence_fake metadata");
    sandbox_expect("fence_fake off n2");
    down(&s);
    (void)state;
}

static void devices_stay_when_the_controller_is_gone_and_follow_the_next_one(void **state)
{
    struct setup s = up(DEVICE("a", "fence_fake", ""));
    expect_answer(OFF, "rc", "0");
    sandbox_expect("fence_fake metadata");
    sandbox_expect("fence_fake off n2");
    kill(s.controller, SIGKILL);
    sandbox_wait(s.controller);
    expect_answer(OFF, "rc", "0");
    sandbox_expect("fence_fake off n2");
    s.controller = start_controller(DEVICE("b", "fence_fake2", ""));
    sandbox_expect("fence_fake2 metadata"); /* it has the new CIB */
    expect_answer(OFF, "device", "b");
    sandbox_expect("fence_fake2 off n2");
    down(&s);
    (void)state;
}

static void rubbish_does_no_harm(void **state)
{
    struct setup s = up(DEVICE("a", "fence_fake", ""));
    expect_answer(OFF, "rc", "0");
    sandbox_expect("fence_fake metadata");
    sandbox_expect("fence_fake off n2");
    struct bt_ipcc *c = NULL;
    xmlDoc *rubbish = bt_xml_doc("rubbish");
    assert_int_equal(bt_ipcc_connect(FENCE_IPC, 5000, &c, NULL), 0);
    bt_ipcc_send(c, rubbish, NULL);
    bt_ipcc_free(c); /* and gone in the middle */
    bt_xml_free(rubbish);
    expect_answer("<fence_request target='' action='off'/>", "rc", "2");
    expect_answer("<fence_query id='q'/>", "id", "q");
    down(&s);
    (void)state;
}

/* A tool's first bytes of output, and its exit code. */
static void expect_tool(const char *command, int code, const char *output)
{
    char got[1000], *path = bt_printf("tools/%s 2>&1", command);
    FILE *f = popen(path, "re");
    assert_non_null(f);
    size_t n = fread(got, 1, sizeof got - 1, f);
    got[n] = '\0';
    int status = pclose(f);
    assert_string_equal(got, output);
    assert_int_equal(WEXITSTATUS(status), code);
    free(path);
}

static void devices_and_levels_can_be_registered_by_hand(void **state)
{
    struct setup s = up(DEVICE("a", "fence_fake", ""));
    expect_answer(OFF, "rc", "0");
    expect_tool("stonith_admin -R h -a fence_fake2 -o pcmk_host_list=n5 -o pcmk_off_retries=1 -o mode=fail -o passwd=pw", 0, "");
    expect_tool("stonith_admin -L", 0, "a\nh\n2 fence devices found\n");
    expect_tool("stonith_admin -l n5", 0, "h\n1 fence device found\n");
    expect_tool("stonith_admin -s h", 0, "n5\n1 fence target found\n");
    expect_tool("stonith_admin -F n5", 1, "stonith_admin: Couldn't fence n5: Error occurred (device h: fence_fake2 ended with 1: login with ****** refused)\n");
    expect_tool("stonith_admin -r n2 -i 1 -v h", 0, "");
    expect_tool("stonith_admin -F n2", 105, "stonith_admin: Couldn't fence n2: No such device (No device configured for target 'n2': check pcmk_host_list, "
                                           "pcmk_host_map and the stonith resources)\n");
    expect_tool("stonith_admin -d n2 -i 1", 0, "");
    expect_tool("stonith_admin -F n2 -t 20", 0, "");
    expect_tool("stonith_admin -r n2 -v h", 2, "n2: a level needs a target and an index from 1 to 9\n");
    expect_tool("stonith_admin -D h", 0, "");
    expect_tool("stonith_admin -L", 0, "a\n1 fence device found\n");
    expect_tool("stonith_admin -Q h", 105, "h: no such fence device is registered here\n");
    expect_tool("stonith_admin -C n7", 0, "");
    expect_tool("stonith_admin -h n8", 0, "Node n8 has never been fenced\n");
    expect_tool("stonith_admin -H n5 -c", 0, "cleaning up fencing-history for node n5\n");
    expect_tool("stonith_admin -H n5 -V", 0, "0 events found\n");
    down(&s);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fences_with_the_devices_of_the_cib),
        cmocka_unit_test(an_agent_that_hangs_is_killed_when_its_time_is_over),
        cmocka_unit_test(a_flood_of_output_does_no_harm),
        cmocka_unit_test(a_missing_agent_is_said),
        cmocka_unit_test(a_secret_is_neither_logged_nor_answered),
        cmocka_unit_test(a_plugin_of_cluster_glue_fences_what_it_lists),
        cmocka_unit_test(a_plugin_that_fails_is_a_device_that_failed),
        cmocka_unit_test(what_was_done_survives_the_daemon),
        cmocka_unit_test(devices_stay_when_the_controller_is_gone_and_follow_the_next_one),
        cmocka_unit_test(rubbish_does_no_harm),
        cmocka_unit_test(devices_and_levels_can_be_registered_by_hand),
    };
    sandbox_enter();
    sandbox_cover("/usr/sbin");
    sandbox_program("/usr/sbin/fence_fake", agent);
    sandbox_program("/usr/sbin/fence_fake2", agent);
    sandbox_cover("/usr/lib/stonith/plugins/external");
    sandbox_program("/usr/lib/stonith/plugins/external/pretended", plugin);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
