/* tools/attrd_updater.c - transient node attributes, straight at the attribute manager.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "crmd/crmd_client.h"
#include "tools/attr_target.h"
#include "tools/common.h"

enum command { CMD_UPDATE, CMD_UPDATE_BOTH, CMD_UPDATE_DELAY, CMD_QUERY, CMD_DELETE, CMD_REFRESH };

struct args {
    struct opt_common common;
    int command;
    const char *name, *value, *delay, *set, *node, *pattern;
    bool all, private;
};

#define AT(field) offsetof(struct args, field)

static const struct opt required[] = {
    {'n', "name", OPT_TEXT, AT(name), 0, 0, "NAME", "The attribute's name"},
    {'P', "pattern", OPT_TEXT, AT(pattern), 0, 0, "PATTERN", NULL},
    {0},
};
static const struct opt commands[] = {
    {'U', "update", OPT_CHOICE, AT(command), CMD_UPDATE, AT(value), "VALUE", "Set the value (\"value++\", \"value+=N\": count up)"},
    {'B', "update-both", OPT_CHOICE, AT(command), CMD_UPDATE_BOTH, AT(value), "VALUE", "Set the value and the dampening (needs --delay)"},
    {'Y', "update-delay", OPT_CHOICE, AT(command), CMD_UPDATE_DELAY, 0, NULL, "Set the dampening (needs --delay)"},
    {'Q', "query", OPT_CHOICE, AT(command), CMD_QUERY, 0, NULL, "Show the value"},
    {'D', "delete", OPT_CHOICE, AT(command), CMD_DELETE, 0, NULL, "Forget the value"},
    {'R', "refresh", OPT_CHOICE, AT(command), CMD_REFRESH, 0, NULL, "(Advanced) Write all values to the CIB again"},
    {'v', NULL, OPT_CHOICE, AT(command), CMD_UPDATE, AT(value), "VALUE", NULL},
    {0},
};
static const struct opt additional[] = {
    {'d', "delay", OPT_DURATION, AT(delay), 0, 0, "SECONDS", "Dampening: how long to wait for further changes before the value is written to the CIB"},
    {'s', "set", OPT_TEXT, AT(set), 0, 0, "SET", "(Advanced) The attribute set in which to place the value"},
    {'N', "node", OPT_TEXT, AT(node), 0, 0, "NODE", "The attribute of this node (instead of the local one)"},
    {'A', "all", OPT_FLAG, AT(all), 0, 0, NULL, "Show the values of all nodes (query only)"},
    {'l', "lifetime", OPT_TEXT, AT(set), 0, 0, "SECTION", "Accepted for compatibility; these attributes last until the node leaves"},
    {'S', NULL, OPT_TEXT, AT(set), 0, 0, "SECTION", NULL},
    {'p', "private", OPT_FLAG, AT(private), 0, 0, NULL, "A new attribute is never written to the CIB"},
    {'q', "quiet", OPT_FLAG, offsetof(struct opt_common, quiet), 0, 0, NULL, NULL},
    {0},
};
static const struct opt_section sections[] = {
    {"required", "Required Arguments", required}, {"command", "Command", commands}, {"additional", "Additional Options", additional}, {0}};
static const struct opt_tool tool = {
    .name = "attrd_updater", .purpose = "query and set transient node attributes", .sections = sections, .has_output = true};

static int fill_delay(const struct args *a, struct out *o, xmlNode *rq)
{
    if (a->delay == NULL) {
        if (a->command != CMD_UPDATE_BOTH && a->command != CMD_UPDATE_DELAY)
            return BT_EX_OK;
        out_error(o, "attrd_updater: --update-both and --update-delay need --delay");
        return BT_EX_USAGE;
    }
    bt_xml_set_int(rq, "dampen_ms", bt_duration_ms_or(a->delay, 0));
    return BT_EX_OK;
}

static int fill(const struct args *a, struct out *o, xmlNode *rq)
{
    bt_xml_set(rq, XA_NAME, a->name);
    if (!a->all || a->command != CMD_QUERY)
        bt_xml_set(rq, XA_NODE, attr_target(a->node));
    if (a->command == CMD_UPDATE || a->command == CMD_UPDATE_BOTH)
        bt_xml_set(rq, XA_VALUE, a->value);
    bt_xml_set(rq, XA_PRIVATE, a->private ? "true" : NULL);
    return fill_delay(a, o, rq);
}

/* Lines that scripts take in with eval: what is inside the quotes must not end them. */
static void add_quoted(struct bt_buf *b, const char *value)
{
    for (; *value != '\0'; value++) {
        if (strchr("\"\\$`", *value) != NULL)
            bt_buf_add(b, "\\");
        bt_buf_addn(b, value, 1);
    }
}

static void show(struct out *o, const xmlNode *attr)
{
    struct bt_buf b = {0};
    add_quoted(&b, bt_xml_get_or(attr, XA_VALUE, ""));
    char *value = bt_buf_take(&b);
    out_line(o, "name=\"%s\" host=\"%s\" value=\"%s\"", bt_xml_get_or(attr, XA_NAME, ""), bt_xml_get_or(attr, XA_HOST, ""), value);
    free(value);
    xmlNode *n = out_element(o, XE_ATTRIBUTE);
    if (n != NULL) {
        bt_xml_set(n, XA_NAME, bt_xml_get(attr, XA_NAME));
        bt_xml_set(n, XA_VALUE, bt_xml_get(attr, XA_VALUE));
        bt_xml_set(n, "host", bt_xml_get(attr, XA_HOST));
    }
}

static int show_all(const struct args *a, struct out *o, const xmlNode *reply)
{
    size_t n = 0;
    bt_xml_each(attr, reply, XE_ATTRIBUTE) {
        if (bt_xml_get(attr, XA_VALUE) == NULL)
            continue;
        show(o, attr);
        n++;
    }
    if (n > 0)
        return BT_EX_OK;
    out_error(o, "attrd_updater: Could not query value of %s: attribute does not exist", a->name);
    return BT_EX_NOSUCH;
}

static int not_reached(const struct args *a, struct out *o, int rc, struct bt_err *err)
{
    const char *why = rc == BT_EX_DISCONNECT ? "Connection refused" : bt_err_text(err), *number = rc == BT_EX_DISCONNECT ? " (111)" : "";
    if (a->command == CMD_QUERY)
        out_error(o, "attrd_updater: Could not connect to attrd: %s", why);
    else
        out_error(o, "attrd_updater: Could not update %s=%s: %s%s", a->name != NULL ? a->name : "", a->value != NULL ? a->value : "", why, number);
    bt_err_clear(err);
    return rc;
}

/* Without --node, the attribute of this node is meant: the controller knows its name. */
static int settle_node(struct crmd_client *c, const struct args *a, xmlNode *rq, struct bt_err *err)
{
    xmlDoc *reply = NULL;
    if (bt_xml_get(rq, XA_NODE) != NULL || (a->all && a->command == CMD_QUERY))
        return BT_EX_OK;
    xmlDoc *request = crmd_client_request("nodes");
    int rc = crmd_client_call(c, request, &reply, err);
    if (rc == BT_EX_OK)
        bt_xml_set(rq, XA_NODE, bt_xml_get(bt_xml_root(reply), XA_LOCAL));
    bt_xml_free(request);
    bt_xml_free(reply);
    return rc;
}

/* --update-delay: the value that there is, with the new dampening. */
static int settle_value(struct crmd_client *c, const struct args *a, xmlNode *rq, struct bt_err *err)
{
    xmlDoc *reply = NULL;
    if (a->command != CMD_UPDATE_DELAY)
        return BT_EX_OK;
    xmlDoc *query = crmd_client_request("attr-query");
    bt_xml_set(bt_xml_root(query), XA_NAME, a->name);
    bt_xml_set(bt_xml_root(query), XA_NODE, bt_xml_get(rq, XA_NODE));
    int rc = crmd_client_call(c, query, &reply, err);
    const char *value = bt_xml_get(bt_xml_first(bt_xml_root(reply), XE_ATTRIBUTE), XA_VALUE);
    if (rc == BT_EX_OK && value == NULL)
        rc = bt_fail(err, BT_EX_NOSUCH, "There is no attribute %s", a->name);
    bt_xml_set(rq, XA_VALUE, value);
    bt_xml_free(query);
    bt_xml_free(reply);
    return rc;
}

static int call(const struct args *a, struct out *o, xmlDoc *request)
{
    struct bt_err err = {0};
    struct crmd_client *c;
    xmlDoc *reply = NULL;
    int rc = crmd_client_open(0, &c, &err);
    if (rc != BT_EX_OK)
        return not_reached(a, o, rc, &err);
    rc = settle_node(c, a, bt_xml_root(request), &err);
    if (rc == BT_EX_OK)
        rc = settle_value(c, a, bt_xml_root(request), &err);
    if (rc == BT_EX_OK)
        rc = crmd_client_call(c, request, &reply, &err);
    crmd_client_close(c);
    if (a->command == CMD_QUERY && (rc == BT_EX_OK || rc == BT_EX_NOSUCH))
        rc = show_all(a, o, bt_xml_root(reply));
    else if (rc != BT_EX_OK)
        rc = not_reached(a, o, rc, &err);
    bt_err_clear(&err);
    bt_xml_free(reply);
    return rc;
}

static int run(const struct args *a, struct out *o)
{
    static const char *const ops[] = {[CMD_UPDATE] = "attr-update", [CMD_UPDATE_BOTH] = "attr-update", [CMD_UPDATE_DELAY] = "attr-update",
                                      [CMD_QUERY] = "attr-query", [CMD_DELETE] = "attr-update", [CMD_REFRESH] = "attr-refresh"};
    if (a->name == NULL && a->command != CMD_REFRESH) {
        out_error(o, "attrd_updater: Command requires --name argument");
        return BT_EX_USAGE;
    }
    xmlDoc *request = crmd_client_request(ops[a->command]);
    int rc = fill(a, o, bt_xml_root(request));
    if (rc == BT_EX_OK)
        rc = call(a, o, request);
    bt_xml_free(request);
    return rc;
}

int main(int argc, char **argv)
{
    struct args a = {.command = CMD_QUERY};
    struct out *o = NULL;
    int rc = opt_parse(&tool, argc, argv, &a);
    if (rc == OPT_GO_ON)
        rc = out_open(&a.common, argc, argv, &o);
    if (o != NULL)
        rc = out_finish(o, run(&a, o));
    bt_strv_free(&a.common.words);
    return rc;
}
