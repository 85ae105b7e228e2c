/* tools/crmadmin.c - who coordinates the cluster and what state a controller is in.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "crmd/crmd_client.h"
#include "tools/common.h"

enum command { CMD_NONE, CMD_STATUS, CMD_DAEMON, CMD_DC, CMD_NODES };

struct args {
    struct opt_common common;
    int command;
    const char *node, *types, *timeout, *ipc_name;
    bool bash;
};

#define AT(field) offsetof(struct args, field)

static const struct opt commands[] = {
    {'S', "status", OPT_CHOICE, AT(command), CMD_STATUS, AT(node), "NODE", "Show the state of this node's controller"},
    {'P', "pacemakerd", OPT_CHOICE, AT(command), CMD_DAEMON, 0, NULL, "Show whether the cluster's daemons run here"},
    {'D', "dc_lookup", OPT_CHOICE, AT(command), CMD_DC, 0, NULL, "Show the name of the node that coordinates the cluster"},
    {'N', "nodes", OPT_CHOICE, AT(command), CMD_NODES, AT(types), "[TYPE]", "Show the names of all nodes, or of those of some types: all, cluster, guest, remote"},
    {0},
};
static const struct opt additional[] = {
    {'t', "timeout", OPT_DURATION, AT(timeout), 0, 0, "TIMESPEC", "How long to wait for the answer"},
    {'B', "bash-export", OPT_FLAG, AT(bash), 0, 0, NULL, "Show nodes as shell commands 'export NAME=ID' (with -N)"},
    {'i', "ipc-name", OPT_TEXT, AT(ipc_name), 0, 0, "NAME", "Accepted for compatibility (with -P)"},
    {0},
};
static const struct opt_section sections[] = {
    {"command", "Commands", commands}, {"additional", "Additional Options", additional}, {0}};
static const struct opt_tool tool = {
    .name = "crmadmin", .purpose = "ask the cluster's controllers", .sections = sections, .has_output = true, .quiet_letter = 'q',
    .epilogue = "Time Specification:\n\nA number of seconds, a number with a unit (ms, us, s, m, h), or an ISO 8601 duration.\n"};

static void show_dc(const struct args *a, struct out *o, const xmlNode *reply)
{
    const char *dc = bt_xml_get(reply, XA_DC);
    if (dc == NULL || dc[0] == '\0')
        out_line(o, "No DC elected at the moment");
    else if (a->common.quiet)
        out_line(o, "%s", dc);
    else
        out_line(o, "Designated Controller is: %s", dc);
    xmlNode *n = out_element(o, "dc");
    if (n != NULL)
        bt_xml_set(n, "node_name", dc != NULL ? dc : "");
}

static void show_status(const struct args *a, struct out *o, const xmlNode *reply)
{
    const char *state = bt_xml_get_or(reply, XA_STATE, "S_PENDING");
    if (a->common.quiet)
        out_line(o, "%s", state);
    else
        out_line(o, "Controller on %s in state %s: ok", a->node, state);
    xmlNode *n = out_element(o, "crmd");
    if (n != NULL) {
        bt_xml_set(n, "node_name", a->node);
        bt_xml_set(n, XA_STATE, state);
        bt_xml_set(n, "result", "ok");
    }
}

static void show_node(const struct args *a, struct out *o, const char *type, const char *name, const char *id)
{
    if (a->bash)
        out_line(o, "export %s=%s", name, id);
    else if (a->common.quiet)
        out_line(o, "%s", name);
    else
        out_line(o, "%s node: %s (%s)", type, name, id);
    xmlNode *n = out_element(o, XE_NODE);
    if (n != NULL) {
        bt_xml_set(n, XA_TYPE, type);
        bt_xml_set(n, XA_NAME, name);
        bt_xml_set(n, XA_ID, id);
    }
}

/* The nodes come from the CIB: it knows those that are down, and works on a file too. */
static int show_nodes(const struct args *a, struct out *o)
{
    struct cib_client *c;
    xmlDoc *doc;
    int rc = tool_cib_whole(o, tool.name, "error: ", &c, &doc);
    if (rc != BT_EX_OK)
        return rc;
    bool cluster = a->types == NULL || strstr(a->types, "all") != NULL || strstr(a->types, "cluster") != NULL;
    if (out_begin(o, XE_NODES) != NULL || cluster)
        bt_xml_each(n, cib_section(doc, XE_NODES), XE_NODE)
            if (cluster && !bt_streq(bt_xml_get(n, XA_TYPE), "remote"))
                show_node(a, o, "cluster", bt_xml_get_or(n, XA_UNAME, ""), bt_xml_get_or(n, XA_ID, ""));
    out_end(o);
    bt_xml_free(doc);
    cib_client_close(c);
    return BT_EX_OK;
}

static void show_daemon(const struct args *a, struct out *o)
{
    struct bt_now now = bt_now();
    char *when = bt_iso8601_text(now.wall, bt_zone_s(now.wall));
    if (a->common.quiet)
        out_line(o, "running");
    else
        out_line(o, "Status of pacemakerd: 'Pacemaker is running' (last updated %s)", when);
    xmlNode *n = out_element(o, "pacemakerd");
    if (n != NULL) {
        bt_xml_set(n, "sys_from", "pacemakerd");
        bt_xml_set(n, XA_STATE, "running");
        bt_xml_set(n, "last_updated", when);
    }
    free(when);
}

static int ask(const struct args *a, struct out *o)
{
    struct bt_err err = {0};
    struct crmd_client *c;
    xmlDoc *reply = NULL;
    int rc = crmd_client_open(bt_duration_ms_or(a->timeout, 0), &c, &err);
    if (rc != BT_EX_OK) {
        const char *why = rc == BT_EX_DISCONNECT ? "Connection refused" : bt_err_text(&err);
        out_error(o, "error: Could not connect to controller: %s", why);
        out_error(o, "error: Command failed: %s", why);
        bt_err_clear(&err);
        return rc;
    }
    xmlDoc *request = crmd_client_request("status");
    bt_xml_set(bt_xml_root(request), XA_NODE, a->node);
    rc = crmd_client_call(c, request, &reply, &err);
    if (rc != BT_EX_OK)
        out_error(o, "error: Command failed: %s", bt_err_text(&err));
    else if (a->command == CMD_DC)
        show_dc(a, o, bt_xml_root(reply));
    else if (a->command == CMD_STATUS)
        show_status(a, o, bt_xml_root(reply));
    else
        show_daemon(a, o);
    bt_err_clear(&err);
    bt_xml_free(request);
    bt_xml_free(reply);
    crmd_client_close(c);
    return rc;
}

static int run(const struct args *a, struct out *o)
{
    if (a->command == CMD_NONE) {
        out_error(o, "error: Must specify a command option");
        return BT_EX_USAGE;
    }
    return a->command == CMD_NODES ? show_nodes(a, o) : ask(a, o);
}

int main(int argc, char **argv)
{
    struct args a = {0};
    struct out *o = NULL;
    int rc = opt_parse(&tool, argc, argv, &a);
    if (rc == OPT_GO_ON)
        rc = out_open(&a.common, argc, argv, &o);
    if (o != NULL)
        rc = out_finish(o, run(&a, o));
    bt_strv_free(&a.common.words);
    return rc;
}
