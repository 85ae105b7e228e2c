/* tests/unit/test_stonith_admin.c - stonith_admin and pacemakerd as scripts, agents, crmsh and pcs call them.
 *
 * Texts and exit codes are those that Pacemaker 2.1.5 has without a cluster (observed; interfaces 1.2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/sandbox.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs a command line in the build folder; returns its exit code, *ret: stdout and stderr together. */
static int run(const char *command, char **ret)
{
    struct bt_buf b = {0};
    char *line = bt_printf("./tools/%s 2>&1", command), chunk[4096];
    FILE *p = popen(line, "re");
    assert_non_null(p);
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, p)) > 0;)
        bt_buf_addn(&b, chunk, n);
    int status = pclose(p);
    free(line);
    *ret = bt_buf_take(&b);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void expect_run(const char *command, int code, const char *output)
{
    char *got;
    assert_int_equal(run(command, &got), code);
    assert_string_equal(got, output);
    free(got);
}

static void expect_in(const char *command, int code, const char *part)
{
    char *got;
    int rc = run(command, &got);
    if (rc != code || strstr(got, part) == NULL)
        fail_msg("%s: code %d, no \"%s\" in:\n%s", command, rc, part, got);
    free(got);
}

static const char agent[] = "#!/bin/bash\n"
                            "while read -r line; do case $line in action=*) action=${line#action=};; ip=*) ip=1;; esac; done\n"
                            "[ $action = metadata ] && exec cat <<'END'\n"
                            "<?xml version=\"1.0\" ?>\n"
                            "<resource-agent name=\"fence_fake\">\n<longdesc>Says \"no\",\nor not</longdesc>\n<parameters>\n"
                            "  <parameter name=\"port\" required=\"1\"/>\n  <parameter name=\"ip\" required=\"1\"/>\n</parameters>\n"
                            "<actions>\n  <action name=\"off\"/>\n</actions>\n</resource-agent>\n"
                            "END\n"
                            "if [ -z \"$ip\" ]; then echo 'ip is missing' >&2; exit 1; fi\n";

static void without_a_cluster_it_is_not_connected(void **state)
{
    expect_run("stonith_admin -L", 102, "Could not connect to fencer: Transport endpoint is not connected\n");
    expect_run("stonith_admin -l n2", 102, "Could not connect to fencer: Transport endpoint is not connected\n");
    expect_run("stonith_admin -H '*' --verbose", 102, "Could not connect to fencer: Transport endpoint is not connected\n");
    expect_run("stonith_admin -F n2", 102, "stonith_admin: Couldn't fence n2: Transport endpoint is not connected\n");
    expect_run("stonith_admin --tolerance 5s --tag drbd --fence n2", 102, "stonith_admin: Couldn't fence n2: Transport endpoint is not connected\n");
    expect_run("stonith_admin -B n2", 102, "stonith_admin: Couldn't fence n2: Transport endpoint is not connected\n");
    expect_run("stonith_admin -U n2", 102, "stonith_admin: Couldn't unfence n2: Transport endpoint is not connected\n");
    expect_run("stonith_admin --confirm n2", 102, "Could not connect to fencer: Transport endpoint is not connected\n");
    expect_in("stonith_admin -L --output-as=xml", 102,
              "  <status code=\"102\" message=\"Not connected\">\n    <errors>\n"
              "      <error>Could not connect to fencer: Transport endpoint is not connected</error>\n");
    (void)state;
}

static void wrong_command_lines_are_usage_errors(void **state)
{
    expect_run("stonith_admin --bogus", 64, "stonith_admin: Unknown option --bogus\n");
    expect_run("stonith_admin -F", 64, "stonith_admin: Missing argument for -F\n");
    expect_run("stonith_admin -F n1 -t 5s", 64, "stonith_admin: Cannot parse integer value “5s” for -t\n");
    expect_in("stonith_admin -F n1 --tolerance=soon", 64, "Cannot parse \"soon\" for --tolerance");
    expect_in("stonith_admin -M", 64, "Please specify an agent to query using -a,--agent [value]");
    expect_in("stonith_admin", 64, "Usage:");
    expect_in("stonith_admin -R d", 64, "Please specify an agent to query using -a,--agent [value]");
    expect_run("stonith_admin -R d -a fence_fake -o bare", 64, "Invalid option: -o bare: it has to be NAME=VALUE\n");
    (void)state;
}

static void clients_find_the_options_that_they_probe_for(void **state)
{
    static const char *const probed[] = {"--history", "--broadcast", "--cleanup", "--tolerance", "--validate", "--output-as="};
    for (size_t i = 0; i < BT_COUNT(probed); i++)
        expect_in("stonith_admin --help-all", 0, probed[i]);
    (void)state;
}

static void metadata_is_as_clients_expect_it(void **state)
{
    const char *text = "<resource-agent name=\"fence_fake\">\n  <longdesc>Says \"no\",\nor not</longdesc>\n  <parameters>\n"
                       "    <parameter name=\"port\" required=\"0\"/>\n    <parameter name=\"ip\" required=\"1\"/>\n  </parameters>\n"
                       "  <actions>\n    <action name=\"off\"/>\n    <action name=\"stop\" timeout=\"20s\"/>\n"
                       "    <action name=\"start\" timeout=\"20s\"/>\n  </actions>\n</resource-agent>\n";
    expect_run("stonith_admin -M -a fence_fake", 0, text);
    char *xml = bt_printf("  <metadata><![CDATA[%s]]></metadata>\n", text);
    expect_in("stonith_admin -M -a fence_fake --output-as=xml", 0, xml);
    free(xml);
    expect_run("stonith_admin -M -a fence_nosuch", 105, "Can't get fence agent meta-data: No such device\n");
    expect_run("stonith_admin -M -a ../bin/ls", 105, "Can't get fence agent meta-data: No such device\n");
    (void)state;
}

static void installed_agents_are_listed(void **state)
{
    expect_in("stonith_admin -I", 0, "fence_fake\n");
    expect_in("stonith_admin -I", 0, " found\n");
    expect_in("stonith_admin -I --output-as=xml", 0, "    <item name=\"device\">fence_fake</item>\n");
    (void)state;
}

static void options_are_validated_by_the_agent(void **state)
{
    expect_run("stonith_admin -K -a fence_fake -o ip=1", 0, "Validation of fence_fake succeeded\n");
    expect_run("stonith_admin -K -a fence_fake", 1, "Validation of fence_fake failed\nip is missing\n\n");
    expect_run("stonith_admin -K -a fence_fake -q", 1, "");
    expect_in("stonith_admin -K -a fence_fake --output-as xml", 1,
              "  <validate agent=\"fence_fake\" valid=\"false\">\n    <command code=\"1\">\n"
              "      <output source=\"stderr\">ip is missing\n</output>\n    </command>\n  </validate>\n");
    expect_run("stonith_admin -K -a fence_nosuch", 105, "Validation of fence_nosuch failed\nAgent fence_nosuch not found\n");
    expect_in("stonith_admin -K -a fence_fake -o ip", 64, "Invalid option: -o ip");
    (void)state;
}

static void pacemakerd_tells_the_version_that_agents_look_for(void **state)
{
    expect_run("pacemakerd '-$'", 0, "Pacemaker 2.1.5\nProvided by Baton " BT_VERSION "\n");
    expect_in("pacemakerd --version", 0, "Pacemaker 2.1.5\n");
    expect_in("pacemakerd --features", 0, "Supporting v3.16");
    expect_run("pacemakerd -S", 102, "pacemakerd: the cluster does not run on this node\n");
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_cluster_it_is_not_connected),
        cmocka_unit_test(wrong_command_lines_are_usage_errors),
        cmocka_unit_test(clients_find_the_options_that_they_probe_for),
        cmocka_unit_test(metadata_is_as_clients_expect_it),
        cmocka_unit_test(installed_agents_are_listed),
        cmocka_unit_test(options_are_validated_by_the_agent),
        cmocka_unit_test(pacemakerd_tells_the_version_that_agents_look_for),
    };
    sandbox_enter();
    sandbox_cover("/usr/sbin");
    sandbox_program("/usr/sbin/fence_fake", agent);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
