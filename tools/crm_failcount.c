/* tools/crm_failcount.c - how often a resource has failed on a node: show it, or forget it (which is a cleanup).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/crmd_client.h"
#include "pengine/pengine.h"
#include "tools/attr_target.h"
#include "tools/common.h"
#include "tools/local_node.h"

enum { CMD_NONE, CMD_QUERY, CMD_DELETE };

struct args {
    struct opt_common common;
    int command;
    const char *rsc, *node, *operation, *interval;
};

#define AT(field) offsetof(struct args, field)

static const struct opt options[] = {
    {'G', "query", OPT_CHOICE, AT(command), CMD_QUERY, 0, NULL, "Show the number of failures"},
    {'D', "delete", OPT_CHOICE, AT(command), CMD_DELETE, 0, NULL, "Forget the failures"},
    {'r', "resource", OPT_TEXT, AT(rsc), 0, 0, "RESOURCE", "The resource"},
    {'N', "node", OPT_TEXT, AT(node), 0, 0, "NODE", "The node (instead of the local one)"},
    {'n', "operation", OPT_TEXT, AT(operation), 0, 0, "OPERATION", "Only failures of this operation (with -D)"},
    {'I', "interval", OPT_TEXT, AT(interval), 0, 0, "INTERVAL", "Only failures of the operation with this interval (with -D)"},
    {0, "resource-id", OPT_TEXT, AT(rsc), 0, 0, "RESOURCE", NULL},
    {'U', "uname", OPT_TEXT, AT(node), 0, 0, "NODE", NULL},
    {'Q', NULL, OPT_FLAG, offsetof(struct opt_common, quiet), 0, 0, NULL, NULL},
    {0, "get-value", OPT_CHOICE, AT(command), CMD_QUERY, 0, NULL, NULL},
    {0, "delete-attr", OPT_CHOICE, AT(command), CMD_DELETE, 0, NULL, NULL},
    {0},
};
static const struct opt_section sections[] = {{"options", "Options", options}, {0}};
static const struct opt_tool tool = {.name = "crm_failcount", .purpose = "show or forget failures", .sections = sections, .has_output = true, .quiet_letter = 'q'};

static void show(const struct args *a, struct out *o, int count)
{
    char score[BT_SCORE_TEXT];
    bt_score_text(count, score);
    if (a->common.quiet)
        out_line(o, "%s", score);
    else
        out_line(o, "scope=status  name=fail-count-%s value=%s", a->rsc, score);
    xmlNode *n = out_element(o, XE_ATTRIBUTE);
    if (n != NULL) {
        bt_xml_setf(n, XA_NAME, "fail-count-%s", a->rsc);
        bt_xml_set(n, XA_VALUE, score);
    }
}

/* The node meant: -N, the agent's, the local one; the caller's to free. */
static int settle_node(const struct args *a, bool live, char **ret, struct bt_err *err)
{
    const char *node = attr_target(a->node);
    if (node == NULL)
        return local_node(live, ret, err);
    *ret = bt_strdup(node);
    return BT_EX_OK;
}

static int count(const struct args *a, struct out *o, const xmlDoc *cib, const char *node, struct bt_err *err)
{
    struct pe_model *m;
    int rc = pe_status_new(cib, bt_now().wall, &m, err);
    if (rc != BT_EX_OK)
        return rc;
    const struct pe_rsc *r = pe_find_rsc(m, a->rsc);
    const struct pe_node *n = pe_find_node(m, node);
    if (r == NULL)
        rc = bt_fail(err, BT_EX_NOSUCH, "Resource '%s' not found", a->rsc);
    else if (r->kind != PE_PRIMITIVE)
        rc = bt_fail(err, BT_EX_INVALID_PARAM, "'%s' is no primitive resource", a->rsc);
    else if (n == NULL)
        rc = bt_fail(err, BT_EX_NOSUCH, "Node '%s' not found", node);
    else
        show(a, o, pe_fail_count(m, r, n, false, NULL));
    pe_status_free(m);
    return rc;
}

static int query(const struct args *a, struct out *o)
{
    struct bt_err err = {0};
    struct cib_client *c;
    xmlDoc *doc;
    char *node = NULL;
    int rc = tool_cib_whole(o, tool.name, "crm_failcount: ", &c, &doc);
    if (rc != BT_EX_OK)
        return rc;
    rc = settle_node(a, cib_client_is_live(c), &node, &err);
    if (rc == BT_EX_OK)
        rc = count(a, o, doc, node, &err);
    if (rc != BT_EX_OK)
        out_error(o, "crm_failcount: %s", bt_err_text(&err));
    bt_err_clear(&err);
    free(node);
    bt_xml_free(doc);
    cib_client_close(c);
    return rc;
}

static int call_cleanup(const struct args *a, const char *node, struct bt_err *err)
{
    struct crmd_client *c;
    int rc = crmd_client_open(0, &c, err);
    if (rc != BT_EX_OK)
        return rc;
    xmlDoc *request = crmd_client_request("cleanup");
    xmlNode *rq = bt_xml_root(request);
    bt_xml_set(rq, XA_RSC, a->rsc);
    bt_xml_set(rq, XA_NODE, node);
    bt_xml_set(rq, XA_OPERATION, a->operation);
    bt_xml_set(rq, XA_INTERVAL, a->interval);
    rc = crmd_client_call(c, request, NULL, err);
    bt_xml_free(request);
    crmd_client_close(c);
    return rc;
}

static int forget(const struct args *a, struct out *o)
{
    struct bt_err err = {0};
    char *node = NULL;
    bool live = tool_env("CIB_file") == NULL && tool_env("CIB_shadow") == NULL;
    int rc = settle_node(a, live, &node, &err);
    if (rc == BT_EX_OK && !live)
        out_line(o, "Dry run: skipping clean-up of %s on %s due to CIB_file", a->rsc, node);
    else if (rc == BT_EX_OK && (rc = call_cleanup(a, node, &err)) == BT_EX_OK)
        out_line(o, "Cleaned up %s on %s", a->rsc, node);
    if (rc != BT_EX_OK)
        out_error(o, "crm_failcount: %s", rc == BT_EX_DISCONNECT ? "Could not connect to controller: Connection refused" : bt_err_text(&err));
    bt_err_clear(&err);
    free(node);
    return rc;
}

static int run(struct args *a, struct out *o)
{
    if (a->rsc == NULL)
        a->rsc = tool_env("OCF_RESOURCE_INSTANCE");
    if (a->command == CMD_NONE || a->rsc == NULL) {
        out_error(o, "error: must specify %s", a->command == CMD_NONE ? "a command" : "a resource");
        return BT_EX_USAGE;
    }
    return a->command == CMD_QUERY ? query(a, o) : forget(a, o);
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
