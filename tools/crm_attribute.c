/* tools/crm_attribute.c - cluster options, defaults and node attributes: query, set, delete.
 *
 * What lives as long as the node is up ("-l reboot") belongs to the attribute manager in the controller; all else is a name-value pair of the CIB. With CIB_file
 * both are in the file. This program is crm_master too: the same for a promotion score, permanent unless told otherwise.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <libgen.h>
#include <regex.h>
#include <stdio.h>

#include "crmd/crmd_client.h"
#include "tools/attr_target.h"
#include "tools/common.h"
#include "tools/local_node.h"
#include "tools/nvset.h"

enum command { CMD_QUERY, CMD_UPDATE, CMD_DELETE };

struct args {
    struct opt_common common;
    int command;
    int promotion;
    const char *id, *name, *pattern, *rsc, *set, *value, *otherwise, *lifetime, *node, *type, *ignored;
    bool utilization;
};

#define AT(field) offsetof(struct args, field)

static const struct opt selections[] = {
    {'i', "id", OPT_TEXT, AT(id), 0, 0, "XML_ID", "(Advanced) The instance of the attribute with this XML id"},
    {'n', "name", OPT_TEXT, AT(name), 0, 0, "NAME", "The attribute or option with this name; a query without it shows all"},
    {'P', "pattern", OPT_TEXT, AT(pattern), 0, 0, "PATTERN", "All attributes whose name fits this regular expression (with -G, or with -v/-D and -l reboot)"},
    {'p', "promotion", OPT_CHOICE, AT(promotion), 1, AT(rsc), "[RESOURCE]",
     "The node attribute that is the promotion score of this resource, or of the one that OCF_RESOURCE_INSTANCE names; -l is then \"reboot\" unless given"},
    {'s', "set-name", OPT_TEXT, AT(set), 0, 0, "NAME", "(Advanced) The instance of the attribute inside the set with this XML id"},
    {0, "attr-name", OPT_TEXT, AT(name), 0, 0, "NAME", NULL},
    {0, "attr-id", OPT_TEXT, AT(id), 0, 0, "XML_ID", NULL},
    {0},
};
static const struct opt commands[] = {
    {'D', "delete", OPT_CHOICE, AT(command), CMD_DELETE, 0, NULL, "Delete the attribute or option"},
    {'G', "query", OPT_CHOICE, AT(command), CMD_QUERY, 0, NULL, "Show the value (see also -n and -P)"},
    {'v', "update", OPT_CHOICE, AT(command), CMD_UPDATE, AT(value), "VALUE", "Set the value"},
    {0, "attr-value", OPT_CHOICE, AT(command), CMD_UPDATE, AT(value), "VALUE", NULL},
    {0, "get-value", OPT_CHOICE, AT(command), CMD_QUERY, 0, NULL, NULL},
    {0, "delete-attr", OPT_CHOICE, AT(command), CMD_DELETE, 0, NULL, NULL},
    {0},
};
static const struct opt additional[] = {
    {'d', "default", OPT_TEXT, AT(otherwise), 0, 0, "VALUE", "(Advanced) What to show when nothing is configured"},
    {'l', "lifetime", OPT_TEXT, AT(lifetime), 0, 0, "LIFETIME", "How long the node attribute lasts: reboot, forever"},
    {'N', "node", OPT_TEXT, AT(node), 0, 0, "NODE", "A node attribute of this node (instead of a cluster option); see also -l"},
    {'t', "type", OPT_TEXT, AT(type), 0, 0, "SECTION", "The part of the configuration: crm_config, rsc_defaults, op_defaults, nodes, status"},
    {'z', "utilization", OPT_FLAG, AT(utilization), 0, 0, NULL, "A utilization attribute of the node"},
    {'U', "uname", OPT_TEXT, AT(node), 0, 0, "NODE", NULL},
    {'r', "resource", OPT_TEXT, AT(rsc), 0, 0, "RESOURCE", NULL},
    {'!', "inhibit-policy-engine", OPT_IGNORE, 0, 0, 0, NULL, NULL},
    {'Q', NULL, OPT_FLAG, offsetof(struct opt_common, quiet), 0, 0, NULL, NULL},
    {0},
};
static const struct opt_section sections[] = {
    {"selections", "Selecting attributes", selections},
    {"command", "Commands", commands},
    {"additional", "Additional options", additional},
    {0}};
static const struct opt_tool tool = {
    .name = "crm_attribute", .purpose = "query and set cluster options and node attributes", .sections = sections, .has_output = true, .quiet_letter = 'q',
    .epilogue = "Examples:\n\n"
                "Set, show and delete a node attribute:\n\n"
                "\tcrm_attribute --node myhost --name location --update office\n"
                "\tcrm_attribute --node myhost --name location --query\n"
                "\tcrm_attribute --node myhost --name location --delete\n\n"
                "Show a cluster option, the value only:\n\n"
                "\tcrm_attribute --type crm_config --name cluster-delay --query --quiet\n"};

/* What the words on the command line amount to. */
struct job {
    const struct args *a;
    struct out *o;
    struct cib_client *cib;
    xmlDoc *doc;
    const char *section;  /* "crm_config", "nodes", "status" ... as the output calls it */
    const char *node;     /* NULL: not about a node */
    char *local;          /* the name of this node, if it was asked for */
    struct nv_place place;
    struct nv_key key;
    char *new_set_id;
};

static int failed(struct job *j, int rc, struct bt_err *err)
{
    bool known = rc == BT_EX_NOSUCH || rc == BT_EX_DISCONNECT || err->text == NULL;
    out_error(j->o, "%s: Error performing operation: %s", tool.name, known ? tool_cib_text(rc) : err->text);
    bt_err_clear(err);
    return rc;
}

/* Which section: -t decides, else -p, -l, -N, -z say that it is about a node; otherwise it is a cluster option. */
static int find_section(struct job *j)
{
    static const char *const known[] = {XE_CRM_CONFIG, XE_RSC_DEFAULTS, XE_OP_DEFAULTS, XE_NODES, XE_STATUS, XE_TICKETS};
    const struct args *a = j->a;
    const char *lifetime = a->lifetime != NULL ? a->lifetime : a->promotion ? "reboot" : NULL;
    bool reboot = bt_streq(lifetime, "reboot") || bt_streq(lifetime, XE_STATUS);
    if (lifetime != NULL && !reboot && !bt_streq(lifetime, "forever") && !bt_streq(lifetime, XE_NODES)) {
        out_error(j->o, "%s: Invalid lifetime '%s' (known are reboot and forever)", tool.name, lifetime);
        return BT_EX_USAGE;
    }
    j->section = reboot ? XE_STATUS : XE_NODES;
    if (a->type != NULL && (lifetime == NULL || !reboot))
        j->section = a->type;
    else if (a->utilization)
        j->section = XE_NODES;
    else if (lifetime == NULL && a->node == NULL)
        j->section = XE_CRM_CONFIG;
    if (a->utilization && bt_streq(j->section, XE_STATUS)) /* the one kind that is only permanent */
        j->section = XE_NODES;
    if (a->pattern != NULL && a->command != CMD_QUERY && !bt_streq(j->section, XE_STATUS)) {
        out_error(j->o, "%s: Error: pattern can only be used with query, or with till-reboot update or delete", tool.name);
        return BT_EX_USAGE;
    }
    for (size_t i = 0; i < BT_COUNT(known); i++)
        if (bt_streq(j->section, known[i]))
            return BT_EX_OK;
    out_error(j->o, "%s: Unknown section '%s'", tool.name, j->section);
    return BT_EX_USAGE;
}

static bool is_of_node(const struct job *j)
{
    return bt_streq(j->section, XE_NODES) || bt_streq(j->section, XE_STATUS);
}

static int find_node(struct job *j)
{
    if (!is_of_node(j))
        return BT_EX_OK;
    j->node = attr_target(j->a->node);
    if (j->node != NULL)
        return BT_EX_OK;
    struct bt_err err = {0};
    int rc = local_node(cib_client_is_live(j->cib), &j->local, &err);
    j->node = j->local;
    return rc == BT_EX_OK ? rc : failed(j, rc, &err);
}

/* Where a node's nvpairs are; a transient one's have no place while the node has no node_state. */
static int find_node_place(struct job *j)
{
    bool status = bt_streq(j->section, XE_STATUS);
    const xmlNode *node = bt_xml_find(cib_section(j->doc, XE_NODES), XE_NODE, XA_UNAME, j->node);
    const xmlNode *state = cib_node_state(j->doc, j->node);
    const char *id = bt_xml_id(status && state != NULL ? state : node);
    if (id == NULL) {
        out_error(j->o, "%s: Could not map name=%s to a UUID", tool.name, j->node);
        return BT_EX_NOSUCH;
    }
    j->place.anchor = status ? state : node;
    j->place.below = status ? XE_TRANSIENT_ATTRIBUTES : NULL;
    j->place.set_tag = j->a->utilization ? XE_UTILIZATION : XE_INSTANCE_ATTRIBUTES;
    j->new_set_id = bt_printf("%s-%s%s", j->section, id, j->a->utilization ? "-utilization" : "");
    return BT_EX_OK;
}

/* Where all others are. */
static void find_option_place(struct job *j)
{
    bool tickets = bt_streq(j->section, XE_TICKETS), options = bt_streq(j->section, XE_CRM_CONFIG);
    j->place.section = tickets ? XE_STATUS : j->section;
    j->place.anchor = cib_section(j->doc, j->place.section);
    j->place.below = tickets ? XE_TICKETS : NULL;
    j->place.set_tag = tickets ? XE_INSTANCE_ATTRIBUTES : options ? XE_CLUSTER_PROPERTY_SET : XE_META_ATTRIBUTES;
    j->new_set_id = tickets ? bt_strdup("status-tickets") : options ? bt_strdup("cib-bootstrap-options") : bt_printf("%s-options", j->section);
}

static int find_place(struct job *j)
{
    int rc = BT_EX_OK;
    if (is_of_node(j))
        rc = find_node_place(j);
    else
        find_option_place(j);
    j->place.set_id = j->a->set;
    j->place.new_set_id = j->new_set_id;
    return rc;
}

static void show(struct job *j, const char *name, const char *value)
{
    if (j->a->common.quiet) {
        out_line(j->o, "%s", value);
    } else {
        const char *id = j->a->id;
        out_line(j->o, "scope=%s %s%s %s%s value=%s", j->section, id != NULL ? "id=" : "", id != NULL ? id : "", name != NULL ? "name=" : "", name != NULL ? name : "", value);
    }
    xmlNode *n = out_element(j->o, XE_ATTRIBUTE);
    if (n != NULL) {
        bt_xml_set(n, XA_NAME, name);
        bt_xml_set(n, XA_VALUE, value);
        bt_xml_set(n, "scope", j->section);
        bt_xml_set(n, XA_ID, j->a->id);
    }
}

/* Transient attributes of the live cluster: the attribute manager's answer counts, also for what is not yet in the CIB. */
static int call_attr(struct job *j, xmlDoc *request, xmlDoc **ret_reply)
{
    struct bt_err err = {0};
    struct crmd_client *c;
    int rc = crmd_client_open(0, &c, &err);
    if (rc == BT_EX_OK) {
        rc = crmd_client_call(c, request, ret_reply, &err);
        crmd_client_close(c);
    }
    bt_xml_free(request);
    if (rc != BT_EX_NOSUCH || ret_reply == NULL) /* that nothing was found is told by who asked */
        return rc == BT_EX_OK ? rc : failed(j, rc, &err);
    bt_err_clear(&err);
    return rc;
}

static xmlDoc *attr_request(const struct job *j, const char *op, const char *name)
{
    xmlDoc *request = crmd_client_request(op);
    bt_xml_set(bt_xml_root(request), XA_NAME, name);
    bt_xml_set(bt_xml_root(request), XA_NODE, j->node);
    return request;
}

static int update_live(struct job *j, const char *name, const char *value)
{
    xmlDoc *request = attr_request(j, "attr-update", name);
    bt_xml_set(bt_xml_root(request), XA_VALUE, value);
    return call_attr(j, request, NULL);
}

/* Whether the transient attributes are the attribute manager's. */
static bool is_live_transient(const struct job *j)
{
    return cib_client_is_live(j->cib) && bt_streq(j->section, XE_STATUS) && !j->a->utilization;
}

static int show_found(struct job *j, size_t n)
{
    struct bt_err err = {0};
    if (n > 0)
        return BT_EX_OK;
    if (j->a->otherwise == NULL)
        return failed(j, BT_EX_NOSUCH, &err);
    show(j, j->key.name != NULL ? j->key.name : j->key.pattern, j->a->otherwise);
    return BT_EX_OK;
}

static int query_live(struct job *j)
{
    xmlDoc *reply = NULL;
    size_t n = 0;
    regex_t pattern;
    bool by_pattern = j->key.pattern != NULL;
    if (by_pattern && regcomp(&pattern, j->key.pattern, REG_EXTENDED | REG_NOSUB) != 0) {
        out_error(j->o, "%s: '%s' is no regular expression", tool.name, j->key.pattern);
        return BT_EX_USAGE;
    }
    int rc = call_attr(j, attr_request(j, "attr-query", j->key.name), &reply);
    bt_xml_each(attr, bt_xml_root(reply), XE_ATTRIBUTE) {
        const char *value = bt_xml_get(attr, XA_VALUE), *name = bt_xml_get_or(attr, XA_NAME, "");
        if (value == NULL || (by_pattern && regexec(&pattern, name, 0, NULL, 0) != 0))
            continue;
        show(j, name, value);
        n++;
    }
    if (by_pattern)
        regfree(&pattern);
    bt_xml_free(reply);
    return rc != BT_EX_OK && rc != BT_EX_NOSUCH ? rc : show_found(j, n);
}

static int query(struct job *j)
{
    struct bt_err err = {0};
    struct nv_found found = {0};
    int rc = nv_find(&j->place, &j->key, &found, &err);
    if (rc != BT_EX_OK)
        return failed(j, rc, &err);
    for (size_t i = 0; i < found.n; i++)
        show(j, bt_xml_get(found.v[i], XA_NAME), bt_xml_get_or(found.v[i], XA_VALUE, ""));
    rc = show_found(j, found.n);
    free(found.v);
    return rc;
}

/* -P with -v or -D: every transient attribute of the node whose name fits. */
static int change_matching(struct job *j)
{
    struct bt_err err = {0};
    struct nv_found found = {0};
    int rc = nv_find(&j->place, &j->key, &found, &err);
    if (rc != BT_EX_OK)
        return failed(j, rc, &err);
    for (size_t i = 0; i < found.n && rc == BT_EX_OK; i++) {
        const char *name = bt_xml_get_or(found.v[i], XA_NAME, ""), *value = j->a->command == CMD_UPDATE ? j->a->value : NULL;
        struct nv_key key = {.name = name};
        if (is_live_transient(j))
            rc = update_live(j, name, value);
        else
            rc = value != NULL ? nv_set(j->cib, &j->place, &key, value, &err) : nv_delete(j->cib, found.v[i], &err);
    }
    free(found.v);
    return rc == BT_EX_OK || err.code == BT_EX_OK ? rc : failed(j, rc, &err);
}

/* A name that stands for several pairs: which is meant must be said. */
static int choose(struct job *j, const struct nv_found *found)
{
    if (!j->a->common.quiet) {
        out_line(j->o, "Multiple attributes match name=%s", j->key.name);
        for (size_t i = 0; i < found->n; i++)
            out_line(j->o, "  Value: %s \t(id=%s)", bt_xml_get_or(found->v[i], XA_VALUE, ""), bt_xml_id(found->v[i]));
    }
    out_error(j->o, "%s: Please choose from one of the matches %s and supply the 'id' with --id", tool.name, j->a->common.quiet ? "(see --query)" : "above");
    return BT_EX_MULTIPLE;
}

static int check_one(struct job *j)
{
    struct nv_found found = {0};
    struct bt_err err = {0};
    if (j->key.id != NULL)
        return BT_EX_OK;
    int rc = nv_find(&j->place, &j->key, &found, &err);
    if (rc != BT_EX_OK)
        rc = failed(j, rc, &err);
    else if (found.n > 1)
        rc = choose(j, &found);
    free(found.v);
    return rc;
}

static int update(struct job *j)
{
    struct bt_err err = {0};
    int rc = check_one(j);
    if (rc != BT_EX_OK)
        return rc;
    rc = is_of_node(j) && j->place.anchor == NULL ? BT_EX_NOSUCH : nv_set(j->cib, &j->place, &j->key, j->a->value, &err);
    if (rc == BT_EX_OK)
        return rc;
    const char *set = j->place.set_id != NULL ? j->place.set_id : j->place.new_set_id;
    out_error(j->o, "Error setting %s=%s (section=%s, set=%s): %s", j->key.name, j->a->value, j->section, set, tool_cib_text(rc));
    return failed(j, rc, &err);
}

/* As Pacemaker's users know it. */
static bool is_called_attribute(const struct job *j)
{
    return is_of_node(j) || bt_streq(j->section, XE_RSC_DEFAULTS) || bt_streq(j->section, XE_OP_DEFAULTS);
}

static int delete(struct job *j)
{
    struct bt_err err = {0};
    struct nv_found found = {0};
    int rc = check_one(j);
    if (rc != BT_EX_OK)
        return rc;
    rc = nv_find(&j->place, &j->key, &found, &err);
    if (rc == BT_EX_OK && found.n > 0) {
        const char *id = bt_xml_id(found.v[0]);
        rc = nv_delete(j->cib, found.v[0], &err);
        if (rc == BT_EX_OK)
            out_line(j->o, "Deleted %s %s: id=%s name=%s", j->section, is_called_attribute(j) ? "attribute" : "option", id, j->key.name);
    }
    free(found.v);
    return rc == BT_EX_OK ? rc : failed(j, rc, &err); /* deleting what is not there is no failure */
}

static int perform(struct job *j)
{
    bool live = is_live_transient(j);
    if (j->a->command == CMD_QUERY)
        return live ? query_live(j) : query(j);
    if (j->key.pattern != NULL)
        return change_matching(j);
    if (j->key.name == NULL) {
        out_error(j->o, "%s: Error: must specify attribute name or pattern to %s", tool.name, j->a->command == CMD_UPDATE ? "update" : "delete");
        return BT_EX_USAGE;
    }
    if (j->a->command == CMD_UPDATE)
        return live ? update_live(j, j->key.name, j->a->value) : update(j);
    return live ? update_live(j, j->key.name, NULL) : delete(j);
}

/* 1 section, 2 the CIB, 3 node, 4 place, 5 the command. */
static int run_job(struct job *j)
{
    int rc = find_section(j);
    if (rc == BT_EX_OK)
        rc = tool_cib_whole(j->o, tool.name, "crm_attribute: ", &j->cib, &j->doc);
    if (rc == BT_EX_OK)
        rc = find_node(j);
    if (rc == BT_EX_OK)
        rc = find_place(j);
    return rc == BT_EX_OK ? perform(j) : rc;
}

static int run(const struct args *a, struct out *o)
{
    struct job j = {.a = a, .o = o};
    char *score = a->promotion ? attr_promotion(a->rsc) : NULL;
    int rc = BT_EX_USAGE;
    j.key = (struct nv_key){.name = a->pattern != NULL ? NULL : a->promotion ? score : a->name, .pattern = a->pattern, .id = a->id};
    if (a->promotion && score == NULL)
        out_error(o, "%s: -p/--promotion must be called from an OCF resource agent or with a resource ID specified", tool.name);
    else
        rc = run_job(&j);
    free(score);
    free(j.new_set_id);
    free(j.local);
    bt_xml_free(j.doc);
    cib_client_close(j.cib);
    return rc;
}

int main(int argc, char **argv)
{
    struct args a = {0};
    struct out *o = NULL;
    int rc = opt_parse(&tool, argc, argv, &a);
    if (bt_streq(basename(argv[0]), "crm_master")) {
        if (rc == OPT_GO_ON && a.rsc == NULL && tool_env("OCF_RESOURCE_INSTANCE") == NULL) {
            fprintf(stderr, "error: No resource specified\n");
            rc = BT_EX_ERROR;
        }
        a.promotion = 1;
        if (a.lifetime == NULL)
            a.lifetime = "forever";
    }
    if (rc == OPT_GO_ON)
        rc = out_open(&a.common, argc, argv, &o);
    if (o != NULL)
        rc = out_finish(o, run(&a, o));
    bt_strv_free(&a.common.words);
    return rc;
}
