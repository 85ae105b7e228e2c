/* tools/crm_node.c - who this node is and who is in the cluster, from the local controller.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "crmd/crmd_client.h"
#include "tools/common.h"

enum command { CMD_NONE, CMD_ID, CMD_LIST, CMD_NAME, CMD_PARTITION, CMD_QUORUM, CMD_NAME_FOR_ID, CMD_REMOVE };

struct args {
    struct opt_common common;
    int command;
    const char *id, *remove;
    bool force;
};

#define AT(field) offsetof(struct args, field)

static const struct opt commands[] = {
    {'i', "cluster-id", OPT_CHOICE, AT(command), CMD_ID, 0, NULL, "Show this node's id in corosync"},
    {'l', "list", OPT_CHOICE, AT(command), CMD_LIST, 0, NULL, "Show all known nodes, past and present, with id and state"},
    {'n', "name", OPT_CHOICE, AT(command), CMD_NAME, 0, NULL, "Show this node's name in the cluster"},
    {'p', "partition", OPT_CHOICE, AT(command), CMD_PARTITION, 0, NULL, "Show the names of the members of this partition"},
    {'q', "quorum", OPT_CHOICE, AT(command), CMD_QUORUM, 0, NULL, "Show 1 if this partition has quorum, 0 if not"},
    {'N', "name-for-id", OPT_CHOICE, AT(command), CMD_NAME_FOR_ID, AT(id), "ID", "Show the name of the node with this id"},
    {'R', "remove", OPT_CHOICE, AT(command), CMD_REMOVE, AT(remove), "NAME",
     "(Advanced) Forget a stopped node that was removed from corosync's configuration already"},
    {0},
};
static const struct opt additional[] = {
    {'f', "force", OPT_FLAG, AT(force), 0, 0, NULL, "Do it although it may be dangerous"},
    {0},
};
static const struct opt_section sections[] = {
    {"commands", "Commands", commands}, {"additional", "Additional Options", additional}, {0}};

static const struct opt_tool tool = {
    .name = "crm_node", .purpose = "show who this node is and who is in the cluster", .sections = sections, .quiet_letter = 'Q'};

static int order_by_name(const void *a, const void *b)
{
    const xmlNode *const *x = a, *const *y = b;
    return bt_numeric_strcmp(bt_xml_get(*x, XA_UNAME), bt_xml_get(*y, XA_UNAME));
}

struct nodes {
    const xmlNode **v;
    size_t n, cap;
};

static void sorted_nodes(const xmlNode *reply, struct nodes *ret)
{
    bt_xml_each(n, reply, XE_NODE)
        BT_PUSH(ret, n);
    if (ret->n > 1)
        qsort(ret->v, ret->n, sizeof(*ret->v), order_by_name);
}

static void show_nodes(const xmlNode *reply, bool members_only)
{
    struct nodes nodes = {0};
    sorted_nodes(reply, &nodes);
    for (size_t i = 0; i < nodes.n; i++) {
        const char *name = bt_xml_get_or(nodes.v[i], XA_UNAME, ""), *state = bt_xml_get_or(nodes.v[i], XA_STATE, "lost");
        if (!members_only)
            printf("%s %s %s\n", bt_xml_get_or(nodes.v[i], XA_ID, "0"), name, state);
        else if (bt_streq(state, "member"))
            printf("%s ", name);
    }
    if (members_only)
        putchar('\n');
    BT_VEC_FREE(&nodes);
}

static int show_name_of(const xmlNode *reply, const char *id)
{
    const char *name = bt_xml_get(bt_xml_find(reply, XE_NODE, XA_ID, id), XA_UNAME);
    if (name == NULL) {
        fprintf(stderr, "Node is not known to cluster\n");
        return BT_EX_NOHOST;
    }
    puts(name);
    return BT_EX_OK;
}

static int show(const struct args *a, const xmlNode *reply)
{
    switch ((enum command)a->command) {
    case CMD_ID:
        puts(bt_xml_get_or(reply, XA_LOCAL_ID, "0"));
        break;
    case CMD_NAME:
        puts(bt_xml_get_or(reply, XA_LOCAL, ""));
        break;
    case CMD_QUORUM:
        puts(bt_xml_get_bool(reply, XA_QUORATE, false) ? "1" : "0");
        break;
    case CMD_NAME_FOR_ID:
        return show_name_of(reply, a->id);
    case CMD_LIST:
    case CMD_PARTITION:
        show_nodes(reply, a->command == CMD_PARTITION);
        break;
    case CMD_REMOVE:
    case CMD_NONE:
        break;
    }
    return BT_EX_OK;
}

static int ask(const struct args *a)
{
    struct bt_err err = {0};
    struct crmd_client *c;
    xmlDoc *reply = NULL;
    int rc = crmd_client_open(0, &c, &err);
    if (rc != BT_EX_OK) {
        fprintf(stderr, "error: Could not connect to controller: %s\n", rc == BT_EX_DISCONNECT ? "Connection refused" : bt_err_text(&err));
        bt_err_clear(&err);
        return rc;
    }
    xmlDoc *request = crmd_client_request(a->command == CMD_REMOVE ? "node-remove" : "nodes");
    if (a->command == CMD_REMOVE)
        bt_xml_set(bt_xml_root(request), XA_NODE, a->remove);
    rc = crmd_client_call(c, request, &reply, &err);
    if (rc == BT_EX_OK)
        rc = show(a, bt_xml_root(reply));
    else
        fprintf(stderr, "error: %s\n", bt_err_text(&err));
    bt_err_clear(&err);
    bt_xml_free(request);
    bt_xml_free(reply);
    crmd_client_close(c);
    return rc;
}

static int run(const struct args *a)
{
    const char *own = tool_env("OCF_RESKEY_CRM_meta_on_node");
    if (a->command == CMD_NONE) {
        opt_help(&tool, NULL, stderr);
        return BT_EX_USAGE;
    }
    if (a->command == CMD_NAME && own != NULL) { /* called by an agent: no need to ask anybody */
        puts(own);
        return BT_EX_OK;
    }
    if (a->command == CMD_REMOVE && !a->force) {
        fprintf(stderr, "The supplied command is considered dangerous.  To prevent accidental destruction of the cluster, the "
                        "--force flag is required in order to proceed.\n");
        return BT_EX_USAGE;
    }
    return ask(a);
}

int main(int argc, char **argv)
{
    struct args a = {0};
    int rc = opt_parse(&tool, argc, argv, &a);
    if (rc == OPT_GO_ON)
        rc = run(&a);
    bt_strv_free(&a.common.words);
    return rc;
}
