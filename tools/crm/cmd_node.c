/* tools/crm/cmd_node.c - level "node": nodes, their modes and attributes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <unistd.h>

#include "tools/crm/session.h"
#include "tools/nvset.h"

/* The node of that name; with NULL, the local one. Says so if there is none; *ret_doc is the caller's to free then too. */
static const xmlNode *find_node(struct session *s, const char *name, xmlDoc **ret_doc)
{
    char host[256] = "";
    *ret_doc = session_whole(s);
    if (*ret_doc == NULL)
        return NULL;
    if (name == NULL) {
        gethostname(host, sizeof(host) - 1);
        name = host;
    }
    const xmlNode *nodes = cib_section(*ret_doc, XE_NODES), *n = bt_xml_find(nodes, XE_NODE, XA_UNAME, name);
    if (n == NULL)
        n = bt_xml_find(nodes, XE_NODE, XA_ID, name);
    if (n == NULL)
        session_misuse(s, "Node \"%s\" is not a cluster node", name);
    return n;
}

static int attribute_tool(struct session *s, const char *type, const char *node, const char *name, const char *value)
{
    const char *const set[] = {"crm_attribute", "-t", type, "-N", node, "-n", name, "-v", value, NULL};
    const char *const unset[] = {"crm_attribute", "-t", type, "-N", node, "-n", name, "-D", NULL};
    return session_run_tool(s, value != NULL ? set : unset);
}

static int set_mode(struct session *s, const char *node, const char *type, const char *name, const char *value)
{
    xmlDoc *doc;
    const xmlNode *n = find_node(s, node, &doc);
    int rc = n != NULL ? attribute_tool(s, type, bt_xml_get_or(n, XA_UNAME, ""), name, value) : BT_EX_ERROR;
    bt_xml_free(doc);
    return rc == BT_EX_OK ? session_wait(s) : rc;
}

static int standby(struct session *s, const struct bt_strv *args)
{
    bool first = args->n > 0 && (bt_streq(args->v[0], "reboot") || bt_streq(args->v[0], "forever"));
    const char *node = args->n > 0 && !first ? args->v[0] : NULL;
    const char *lifetime = first ? args->v[0] : args->n > 1 ? args->v[1] : "forever";
    if (!bt_streq(lifetime, "reboot") && !bt_streq(lifetime, "forever"))
        return session_misuse(s, "Expected reboot or forever, not '%s'", lifetime);
    return set_mode(s, node, bt_streq(lifetime, "reboot") ? XE_STATUS : XE_NODES, XA_STANDBY, "on");
}

/* A standby that was for this boot only goes too. */
static int online(struct session *s, const struct bt_strv *args)
{
    const char *node = args->n > 0 ? args->v[0] : NULL;
    xmlDoc *doc;
    const xmlNode *n = find_node(s, node, &doc);
    const xmlNode *state = n != NULL ? cib_node_state(doc, bt_xml_get_or(n, XA_UNAME, "")) : NULL;
    struct nv_place place = {.anchor = state, .below = XE_TRANSIENT_ATTRIBUTES, .set_tag = XE_INSTANCE_ATTRIBUTES};
    int rc = n != NULL ? BT_EX_OK : BT_EX_ERROR;
    if (state != NULL && nv_get(&place, XA_STANDBY) != NULL)
        rc = attribute_tool(s, XE_STATUS, bt_xml_get_or(n, XA_UNAME, ""), XA_STANDBY, "off");
    bt_xml_free(doc);
    return rc == BT_EX_OK ? set_mode(s, node, XE_NODES, XA_STANDBY, "off") : rc;
}

static int maintenance(struct session *s, const struct bt_strv *args)
{
    return set_mode(s, args->n > 0 ? args->v[0] : NULL, XE_NODES, XE_MAINTENANCE, "true");
}

static int ready(struct session *s, const struct bt_strv *args)
{
    return set_mode(s, args->n > 0 ? args->v[0] : NULL, XE_NODES, XE_MAINTENANCE, "off");
}

static void print_node(const xmlDoc *doc, const xmlNode *n)
{
    const char *uname = bt_xml_get_or(n, XA_UNAME, ""), *type = bt_xml_get_or(n, XA_TYPE, "member");
    const xmlNode *state = cib_node_state(doc, uname);
    bool offline = state != NULL && !bt_streq(bt_xml_get(state, XA_CRMD), "online");
    printf("%s(%s): %s%s\n", uname, bt_xml_get_or(n, XA_ID, ""), bt_streq(type, "normal") ? "member" : type, offline ? "(offline)" : "");
    bt_xml_each(set, n, XE_INSTANCE_ATTRIBUTES)
        bt_xml_each(pair, set, XE_NVPAIR)
            printf("\t%s=%s\n", bt_xml_get_or(pair, XA_NAME, ""), bt_xml_get_or(pair, XA_VALUE, ""));
}

static int show(struct session *s, const struct bt_strv *args)
{
    xmlDoc *doc;
    const xmlNode *n = NULL;
    if (args->n > 0) {
        n = find_node(s, args->v[0], &doc);
        if (n != NULL)
            print_node(doc, n);
    } else if ((doc = session_whole(s)) != NULL) {
        n = cib_section(doc, XE_NODES);
        bt_xml_each(node, n, XE_NODE)
            print_node(doc, node);
    }
    bt_xml_free(doc);
    return n != NULL ? BT_EX_OK : BT_EX_ERROR;
}

static int status(struct session *s, const struct bt_strv *args)
{
    xmlDoc *doc = session_whole(s);
    (void)args;
    if (doc == NULL)
        return BT_EX_ERROR;
    char *text = bt_xml_text(cib_section(doc, XE_NODES), true);
    fputs(text, stdout);
    free(text);
    bt_xml_free(doc);
    return BT_EX_OK;
}

/* "<node> set|delete|show <attr> [<value>]" */
static int edit_attribute(struct session *s, const struct bt_strv *args, const char *type, bool utilization)
{
    const char *verb = args->v[1], *extra = utilization ? "-z" : "-V";
    xmlDoc *doc;
    const xmlNode *n = find_node(s, args->v[0], &doc);
    int rc = BT_EX_ERROR;
    const char *const set[] = {"crm_attribute", "-t", type, "-N", args->v[0], "-n", args->v[2], "-v", args->n > 3 ? args->v[3] : "", extra, NULL};
    const char *const delete[] = {"crm_attribute", "-t", type, "-N", args->v[0], "-n", args->v[2], "-D", extra, NULL};
    const char *const query[] = {"crm_attribute", "-t", type, "-N", args->v[0], "-n", args->v[2], "-G", extra, NULL};
    bt_xml_free(doc);
    if (n == NULL)
        return rc;
    if (bt_streq(verb, "set"))
        return args->n == 4 ? session_run_tool(s, set) : session_misuse(s, "Expected a value");
    if (bt_streq(verb, "delete"))
        return session_run_tool(s, delete);
    if (bt_streq(verb, "show"))
        return session_run_tool(s, query);
    return session_misuse(s, "Expected set, delete or show, not '%s'", verb);
}

static int attribute(struct session *s, const struct bt_strv *args)
{
    return edit_attribute(s, args, XE_NODES, false);
}

static int utilization(struct session *s, const struct bt_strv *args)
{
    return edit_attribute(s, args, XE_NODES, true);
}

static int status_attr(struct session *s, const struct bt_strv *args)
{
    return edit_attribute(s, args, XE_STATUS, false);
}

static int fence(struct session *s, const struct bt_strv *args)
{
    xmlDoc *doc;
    bool known = find_node(s, args->v[0], &doc) != NULL;
    bt_xml_free(doc);
    if (!known || !session_confirm(s, "Fencing ", args->v[0], " will shut down the node and migrate any resources that are running on it! Do you want to fence it"))
        return BT_EX_ERROR;
    return attribute_tool(s, XE_STATUS, args->v[0], "terminate", "true");
}

static int clearstate(struct session *s, const struct bt_strv *args)
{
    const char *const argv[] = {"stonith_admin", "--confirm", args->v[0], NULL};
    if (!session_confirm(s, "Do you really want to drop the state of ", args->v[0], "? Its resources may then run twice if it is not down"))
        return BT_EX_ERROR;
    return session_run_tool(s, argv);
}

/* Its entries in the configuration and the status, and what the cluster knows of it. */
static int delete_node(struct session *s, const struct bt_strv *args)
{
    struct bt_err err = {0};
    xmlDoc *doc;
    const xmlNode *n = find_node(s, args->v[0], &doc), *state = n != NULL ? cib_node_state(doc, args->v[0]) : NULL;
    int rc = n != NULL ? BT_EX_OK : BT_EX_ERROR;
    if (rc == BT_EX_OK && !s->force && bt_streq(bt_xml_get(state, XA_CRMD), "online")) {
        session_error(s, "node %s is active; stop the cluster on it first", args->v[0]);
        rc = BT_EX_ERROR;
    }
    if (rc == BT_EX_OK && cib_client_is_live(s->cib)) {
        const char *const argv[] = {"crm_node", "--force", "-R", args->v[0], NULL};
        rc = session_run_tool(s, argv);
    }
    const xmlNode *const entries[] = {n, state};
    for (size_t i = 0; rc == BT_EX_OK && i < BT_COUNT(entries); i++) {
        if (entries[i] == NULL)
            continue;
        char *path = tool_xml_path(entries[i]);
        struct cib_request rq = {.op = CIB_OP_DELETE, .xpath = path};
        rc = cib_client_change(s->cib, &rq, &err);
        rc = rc == BT_EX_NOSUCH ? BT_EX_OK : rc; /* crm_node has done it */
        free(path);
    }
    bt_xml_free(doc);
    if (err.code != BT_EX_OK && rc != BT_EX_OK)
        return session_fail(s, &err);
    bt_err_clear(&err);
    if (rc == BT_EX_OK)
        session_info(s, "node %s deleted", args->v[0]);
    return rc;
}

static const struct command commands[] = {
    {"show", "list", 0, 1, show, "[<node>]", "Show nodes with their attributes"},
    {"status", NULL, 0, 1, status, "[<node>]", "Show the nodes' part of the CIB"},
    {"standby", NULL, 0, 2, standby, "[<node>] [reboot|forever]", "Move all resources away from a node"},
    {"online", NULL, 0, 1, online, "[<node>]", "End a node's standby"},
    {"maintenance", NULL, 0, 1, maintenance, "[<node>]", "Leave a node's resources alone"},
    {"ready", NULL, 0, 1, ready, "[<node>]", "End a node's maintenance"},
    {"fence", NULL, 1, 1, fence, "<node>", "Let the cluster fence a node"},
    {"clearstate", NULL, 1, 1, clearstate, "<node>", "Say that a node is down"},
    {"delete", "rm", 1, 1, delete_node, "<node>", "Delete a node that is gone"},
    {"attribute", NULL, 3, 4, attribute, "<node> {set <attr> <value> | delete <attr> | show <attr>}", "Edit a permanent node attribute"},
    {"utilization", NULL, 3, 4, utilization, "<node> {set <attr> <value> | delete <attr> | show <attr>}", "Edit a node's capacity"},
    {"status-attr", NULL, 3, 4, status_attr, "<node> {set <attr> <value> | delete <attr> | show <attr>}", "Edit a transient node attribute"},
    {0},
};

const struct level level_node = {"node", commands, "Nodes of the cluster", NULL, NULL};
