/* tools/crm_failcount.c - how often a resource has failed on a node: show it, or forget it (which is a cleanup).
 *
 * A fail count is a transient attribute of the node, "fail-count-RSC#OP_INTERVAL". Without an operation, those of all are added up. What is asked about need
 * not be in the configuration any more.
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
    const char *rsc, *node, *operation, *interval, *value, *ignored;
};

#define AT(field) offsetof(struct args, field)

static const struct opt options[] = {
    {'G', "query", OPT_CHOICE, AT(command), CMD_QUERY, 0, NULL, "Show the number of failures"},
    {'D', "delete", OPT_CHOICE, AT(command), CMD_DELETE, 0, NULL, "Forget the failures"},
    {'r', "resource", OPT_TEXT, AT(rsc), 0, 0, "RESOURCE", "The resource"},
    {'N', "node", OPT_TEXT, AT(node), 0, 0, "NODE", "The node (instead of the local one)"},
    {'n', "operation", OPT_TEXT, AT(operation), 0, 0, "OPERATION", "Only failures of this operation"},
    {'I', "interval", OPT_DURATION, AT(interval), 0, 0, "INTERVAL", "Only failures of the operation with this interval (with -n)"},
    {0, "resource-id", OPT_TEXT, AT(rsc), 0, 0, "RESOURCE", NULL},
    {'U', "uname", OPT_TEXT, AT(node), 0, 0, "NODE", NULL},
    {'Q', NULL, OPT_FLAG, offsetof(struct opt_common, quiet), 0, 0, NULL, NULL},
    {'v', "attr-value", OPT_TEXT, AT(value), 0, 0, "VALUE", NULL},
    {'i', "attr-id", OPT_TEXT, AT(ignored), 0, 0, "ID", NULL},
    {'l', "lifetime", OPT_TEXT, AT(ignored), 0, 0, "LIFETIME", NULL},
    {0, "get-value", OPT_CHOICE, AT(command), CMD_QUERY, 0, NULL, NULL},
    {0, "delete-attr", OPT_CHOICE, AT(command), CMD_DELETE, 0, NULL, NULL},
    {0},
};
static const struct opt_section sections[] = {{"options", "Options", options}, {0}};
static const struct opt_tool tool = {.name = "crm_failcount", .purpose = "show or forget failures", .sections = sections, .has_output = true, .quiet_letter = 'q'};

/* "fail-count-RSC", with "#OP_MS" if only that is asked for; the caller's to free. */
static char *attribute_name(const struct args *a)
{
    if (a->operation == NULL)
        return bt_printf("fail-count-%s", a->rsc);
    return bt_printf("fail-count-%s#%s_%" PRId64, a->rsc, a->operation, bt_duration_ms_or(a->interval, 0));
}

static void show(const struct args *a, struct out *o, const char *name, const char *value)
{
    if (a->common.quiet)
        out_line(o, "%s", value);
    else
        out_line(o, "scope=status  name=%s value=%s", name, value);
    xmlNode *n = out_element(o, XE_ATTRIBUTE);
    if (n != NULL) {
        bt_xml_set(n, XA_NAME, name);
        bt_xml_set(n, XA_VALUE, value);
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

/* Whether an attribute counts: the one of that name, or that of any operation. One without an operation is of older versions, and counts for all. */
static bool is_counted(const struct args *a, const char *attribute, const char *name)
{
    size_t all = strlen("fail-count-") + strlen(a->rsc);
    if (bt_streq(attribute, name))
        return true;
    return bt_starts(attribute, "fail-count-") && strncmp(attribute + strlen("fail-count-"), a->rsc, strlen(a->rsc)) == 0 &&
           (a->operation == NULL ? attribute[all] == '#' : attribute[all] == '\0');
}

/* One is shown as it is written, of several their sum. */
static int count(const struct args *a, struct out *o, const xmlDoc *cib, const char *node, struct bt_err *err)
{
    char sum_text[BT_SCORE_TEXT], *name;
    const char *value = NULL;
    int64_t sum = 0;
    size_t n = 0;
    const xmlNode *state = cib_node_state(cib, node);
    if (state == NULL && bt_xml_find(cib_section(cib, XE_NODES), XE_NODE, XA_UNAME, node) == NULL)
        return bt_fail(err, BT_EX_NOSUCH, "Could not map name=%s to a UUID", node);
    name = attribute_name(a);
    for (const xmlNode *set = bt_xml_first(bt_xml_first(state, XE_TRANSIENT_ATTRIBUTES), XE_INSTANCE_ATTRIBUTES); set != NULL; set = bt_xml_next(set, XE_INSTANCE_ATTRIBUTES))
        bt_xml_each(pair, set, XE_NVPAIR) {
            int score;
            if (!is_counted(a, bt_xml_get_or(pair, XA_NAME, ""), name))
                continue;
            value = bt_xml_get_or(pair, XA_VALUE, "");
            sum = bt_score_parse(value, &score) ? bt_score_clamp(sum + score) : sum;
            n++;
        }
    bt_score_text((int)sum, sum_text);
    show(a, o, name, n == 0 ? "0" : n == 1 ? value : sum_text);
    free(name);
    return BT_EX_OK;
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

/* In a file nothing is cleaned up; whether there is something to clean up can be said. */
static int check_names(const struct args *a, struct out *o, const char *node, struct bt_err *err)
{
    struct pe_model *m;
    xmlDoc *doc;
    int rc = tool_cib_whole(o, tool.name, "crm_failcount: ", NULL, &doc);
    if (rc != BT_EX_OK)
        return rc;
    rc = pe_status_new(doc, bt_now().wall, &m, err);
    if (rc == BT_EX_OK) {
        if (pe_find_rsc(m, a->rsc) == NULL)
            rc = bt_fail(err, BT_EX_NOSUCH, "Resource '%s' not found", a->rsc);
        else if (pe_find_node(m, node) == NULL)
            rc = bt_fail(err, BT_EX_NOSUCH, "Node '%s' not found", node);
        pe_status_free(m);
    }
    bt_xml_free(doc);
    return rc;
}

static int forget(const struct args *a, struct out *o)
{
    struct bt_err err = {0};
    char *node = NULL;
    bool live = tool_env("CIB_file") == NULL && tool_env("CIB_shadow") == NULL;
    int rc = settle_node(a, live, &node, &err);
    if (rc == BT_EX_OK && !live)
        rc = check_names(a, o, node, &err);
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
    if (a->value != NULL && bt_streq(a->value, "0")) /* as it was done before there was --delete */
        a->command = CMD_DELETE;
    else if (a->value != NULL)
        out_note(o, "warning: ignoring deprecated option '-v' with nonzero value");
    if (a->command == CMD_NONE || a->rsc == NULL) {
        out_error(o, "error: %s", a->command == CMD_NONE ? "must specify a command" : "resource name required");
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
