/* tools/cibadmin.c - query and edit the CIB as XML: one request, one answer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/common.h"

#include <stdio.h>
#include <unistd.h>

#include "tools/show_access.h"

enum { INPUT_MAX_BYTES = 256 * 1024 * 1024 };

enum command {
    CMD_NONE, CMD_QUERY, CMD_CREATE, CMD_MODIFY, CMD_REPLACE, CMD_DELETE, CMD_DELETE_ALL, CMD_PATCH, CMD_ERASE, CMD_BUMP,
    CMD_UPGRADE, CMD_EMPTY, CMD_DIGEST, CMD_DIGEST_VERSIONED, CMD_FEATURES,
};

struct args {
    struct opt_common common;
    int command;
    const char *empty_schema;
    const char *access;
    int show_access;
    bool force, no_children, allow_create, node_path, score, delete_all;
    const char *timeout, *user, *scope, *xpath, *text, *file, *ignored;
    bool pipe;
};

#define AT(field) offsetof(struct args, field)
#define COMMAND(letter, name, value, help) {letter, name, OPT_CHOICE, AT(command), value, 0, NULL, help}

static const struct opt commands[] = {
    COMMAND('u', "upgrade", CMD_UPGRADE, "Bring the configuration to the newest syntax"),
    COMMAND('Q', "query", CMD_QUERY, "Show the CIB or a part of it"),
    COMMAND('E', "erase", CMD_ERASE, "Empty the whole CIB"),
    COMMAND('B', "bump", CMD_BUMP, "Raise the CIB's epoch by 1"),
    COMMAND('C', "create", CMD_CREATE, "Create an object (fails if it exists)"),
    COMMAND('M', "modify", CMD_MODIFY, "Change an object, wherever it is (fails if it does not exist, unless -c is given)"),
    COMMAND('P', "patch", CMD_PATCH, "Apply a patch (see crm_diff(8))"),
    COMMAND('R', "replace", CMD_REPLACE, "Replace an object with all that is in it"),
    COMMAND('D', "delete", CMD_DELETE, "Delete the first object whose name and all given attributes match, such as '<op id=\"rsc1_op1\" name=\"monitor\"/>'"),
    {'d', "delete-all", OPT_FLAG, AT(delete_all), 0, 0, NULL, "With --xpath: delete all objects that match, not only the first"},
    {'a', "empty", OPT_CHOICE, AT(command), CMD_EMPTY, AT(empty_schema), "[SCHEMA]", "Show an empty CIB"},
    COMMAND('5', "md5-sum", CMD_DIGEST, "Show the digest of a CIB"),
    COMMAND('6', "md5-sum-versioned", CMD_DIGEST_VERSIONED, "Show the digest of a CIB with the feature set it is for"),
    {'S', "show-access", OPT_CHOICE, AT(show_access), 1, AT(access), "[HOW]",
     "With --query and --user: what the user may do with each element; HOW is \"color\" (default for a terminal), \"text\" (otherwise), \"namespace\" or \"auto\""},
    COMMAND('!', "features", CMD_FEATURES, "Show what this build can do"),
    {0},
};

static const struct opt additional[] = {
    {'f', "force", OPT_FLAG, AT(force), 0, 0, NULL, "Do it although it may be dangerous; skip the check against the schema"},
    {'t', "timeout", OPT_TEXT, AT(timeout), 0, 0, "SECONDS", "How long to wait for the answer"},
    {'U', "user", OPT_TEXT, AT(user), 0, 0, "USER", "Act with the permissions of this user (for root and hacluster)"},
    {'s', "sync-call", OPT_IGNORE, 0, 0, 0, NULL, "Wait for the call to complete (always done)"},
    {'l', "local", OPT_IGNORE, 0, 0, 0, NULL, "Ask this node only (queries are always answered by the local copy)"},
    {'c', "allow-create", OPT_FLAG, AT(allow_create), 0, 0, NULL, "--modify and --replace create what does not exist"},
    {'n', "no-children", OPT_FLAG, AT(no_children), 0, 0, NULL, "Show objects without their children"},
    {'N', "node", OPT_TEXT, AT(ignored), 0, 0, "NODE", "(Advanced) Accepted for compatibility; every node has the same CIB"},
    {'b', "score", OPT_FLAG, AT(score), 0, 0, NULL, "Treat values such as \"value++\" and \"value+=N\" as sums"},
    {0},
};

static const struct opt data[] = {
    {'X', "xml-text", OPT_TEXT, AT(text), 0, 0, "XML", "Take the XML from this word"},
    {'x', "xml-file", OPT_TEXT, AT(file), 0, 0, "FILE", "Take the XML from this file"},
    {'p', "xml-pipe", OPT_FLAG, AT(pipe), 0, 0, NULL, "Take the XML from stdin"},
    {'o', "scope", OPT_TEXT, AT(scope), 0, 0, "SECTION", "Limit the command to a section: configuration, nodes, resources, constraints, crm_config, rsc_defaults, op_defaults, acls, fencing-topology, tags, alerts, status"},
    {0, "obj_type", OPT_TEXT, AT(scope), 0, 0, "SECTION", NULL},
    {'A', "xpath", OPT_TEXT, AT(xpath), 0, 0, "XPATH", "Select by this XPath instead of --scope"},
    {'e', "node-path", OPT_FLAG, AT(node_path), 0, 0, NULL, "With --query --xpath: show the path of each match"},
    {0},
};

static const struct opt_section sections[] = {
    {"commands", "Commands", commands}, {"additional", "Additional options", additional}, {"data", "Data", data}, {0}};

static const struct opt_tool tool = {
    .name = "cibadmin", .purpose = "query and edit the cluster's configuration", .usage = "<command> [options]", .sections = sections,
    .epilogue = "Examples:\n\n"
                "Show the cluster options:\n\n\t# cibadmin --query --scope crm_config\n\n"
                "Remove a resource:\n\n\t# cibadmin --delete --xml-text '<primitive id=\"old\"/>'\n\n"
                "Edit the configuration in a file:\n\n\t# cibadmin --query > local.xml\n\t# $EDITOR local.xml\n\t# cibadmin --replace --xml-file local.xml\n",
};

static bool has_input(const struct args *a)
{
    return a->text != NULL || a->file != NULL || a->pipe;
}

/* Reads the XML that the command works on; *ret stays NULL when none was given. */
static int read_input(const struct args *a, xmlDoc **ret)
{
    struct bt_err err = {0};
    const char *what = a->file != NULL ? a->file : a->text != NULL ? "string" : "STDIN";
    char *read = NULL;
    size_t len = 0;
    int rc = BT_EX_OK;
    if (!has_input(a))
        return rc;
    if (a->file != NULL || a->text == NULL)
        rc = bt_file_read(a->file != NULL ? a->file : "-", INPUT_MAX_BYTES, &read, &len, &err);
    if (rc == BT_EX_OK)
        rc = read != NULL ? bt_xml_parse(read, len, what, ret, &err) : bt_xml_parse(a->text, strlen(a->text), "string", ret, &err);
    if (rc != BT_EX_OK) {
        fprintf(stderr, "Couldn't parse input from %s.\n%s\n", what, bt_err_text(&err));
        rc = BT_EX_CONFIG;
    }
    bt_err_clear(&err);
    free(read);
    return rc;
}

static unsigned flags_of(const struct args *a)
{
    return (a->allow_create ? CIB_CAN_CREATE : 0U) | (a->delete_all ? CIB_MULTIPLE : 0U) | (a->no_children ? CIB_NO_CHILDREN : 0U) |
           (a->score ? CIB_SCORE_UPDATE : 0U) | (a->force ? CIB_FORCE : 0U);
}

static enum cib_op op_of(enum command command)
{
    switch (command) {
    case CMD_CREATE:
        return CIB_OP_CREATE;
    case CMD_MODIFY:
        return CIB_OP_MODIFY;
    case CMD_REPLACE:
        return CIB_OP_REPLACE;
    case CMD_DELETE:
    case CMD_DELETE_ALL:
        return CIB_OP_DELETE;
    case CMD_PATCH:
        return CIB_OP_PATCH;
    case CMD_ERASE:
        return CIB_OP_ERASE;
    case CMD_BUMP:
        return CIB_OP_BUMP;
    case CMD_UPGRADE:
        return CIB_OP_UPGRADE;
    default:
        return CIB_OP_QUERY;
    }
}

/* An object that could not be created is shown on stdout with the reason, as scripts know it. */
static void show_failed(const struct args *a, const xmlNode *xml, int rc)
{
    if (a->command != CMD_CREATE || rc != BT_EX_EXISTS || xml == NULL)
        return;
    xmlDoc *doc = bt_xml_doc("failed");
    xmlNode *update = bt_xml_add(bt_xml_root(doc), "failed_update");
    bt_xml_set(update, "id", bt_xml_id(xml));
    bt_xml_set(update, "object_type", bt_xml_name(xml));
    bt_xml_set(update, "operation", cib_op_text(CIB_OP_CREATE));
    bt_xml_set(update, "reason", tool_cib_text(rc));
    bt_xml_add_copy(update, xml);
    char *text = bt_xml_text(bt_xml_root(doc), true);
    fputs(text, stdout);
    free(text);
    bt_xml_free(doc);
}

static int call_failed(const struct args *a, const xmlNode *xml, int rc, struct bt_err *err)
{
    fprintf(stderr, "Call failed: %s\n", tool_cib_text(rc));
    if (err->text != NULL && a->command != CMD_QUERY)
        fprintf(stderr, "%s\n", err->text);
    show_failed(a, xml, rc);
    bt_err_clear(err);
    return rc;
}

/* --query --xpath --node-path: where each match is. */
static int show_paths(const struct args *a, struct cib_client *c)
{
    struct bt_err err = {0};
    xmlDoc *doc;
    xmlNode **found = NULL;
    size_t n = 0;
    int rc = cib_client_whole(c, &doc, &err);
    if (rc != BT_EX_OK)
        return call_failed(a, NULL, rc, &err);
    rc = bt_xml_xpath(doc, a->xpath, &found, &n, &err);
    for (size_t i = 0; i < n; i++) {
        char *path = tool_xml_path(found[i]);
        puts(path);
        free(path);
    }
    if (rc == BT_EX_OK && n == 0)
        rc = bt_fail(&err, BT_EX_NOSUCH, "nothing matches %s", a->xpath);
    if (rc != BT_EX_OK)
        rc = call_failed(a, NULL, rc, &err);
    free(found);
    bt_xml_free(doc);
    return rc;
}

/* --query --show-access: the whole, or a section of it, as the one who asks may see it, with the rights of the user in question. */
static int show_access(const struct args *a, struct cib_client *c)
{
    static const char *const styles[] = {[ACCESS_TEXT] = "text", [ACCESS_COLOR] = "color", [ACCESS_NAMESPACE] = "namespace"};
    enum access_style style = isatty(STDOUT_FILENO) ? ACCESS_COLOR : ACCESS_TEXT;
    struct bt_err err = {0};
    xmlDoc *doc;
    for (int i = ACCESS_TEXT; i <= ACCESS_NAMESPACE; i++)
        if (bt_streq(a->access, styles[i]))
            style = (enum access_style)i;
    int rc = cib_client_whole(c, &doc, &err);
    if (rc != BT_EX_OK)
        return call_failed(a, NULL, rc, &err);
    char *groups = bt_user_groups(a->user);
    struct cib_acl *rights = cib_rights(doc, a->user, groups);
    const xmlNode *part = a->scope != NULL && strcmp(a->scope, XE_CIB) != 0 ? cib_section(doc, a->scope) : bt_xml_root(doc);
    if (rights == NULL) {
        fprintf(stderr, "Could not evaluate access per request: access control lists never hold for %s\n", a->user);
        rc = BT_EX_CONFIG;
    } else if (part == NULL) {
        rc = bt_fail(&err, BT_EX_NOSUCH, "the CIB has no section %s", a->scope);
        call_failed(a, NULL, rc, &err);
    } else {
        char *text = access_text(part, rights, style);
        printf("<!-- ACLs as evaluated for user %s -->\n%s", a->user, text);
        free(text);
    }
    cib_rights_free(rights);
    free(groups);
    bt_xml_free(doc);
    return rc;
}

static int query(const struct args *a, struct cib_client *c, const struct cib_request *rq)
{
    struct bt_err err = {0};
    char *text = NULL;
    if (a->show_access)
        return show_access(a, c);
    if (a->node_path && a->xpath != NULL)
        return show_paths(a, c);
    int rc = cib_client_query_text(c, rq, &text, &err);
    if (rc == BT_EX_DATAERR) /* an XPath that is none */
        fprintf(stderr, "%s\n", bt_err_text(&err));
    if (rc != BT_EX_OK)
        return call_failed(a, NULL, rc, &err);
    fputs(text, stdout);
    free(text);
    return BT_EX_OK;
}

static bool is_latest(struct cib_client *c)
{
    struct cib_request rq = {.op = CIB_OP_QUERY, .flags = CIB_NO_CHILDREN};
    xmlDoc *root = NULL;
    bool latest = cib_client_query(c, &rq, &root, NULL) == BT_EX_OK &&
                  bt_streq(bt_xml_get(bt_xml_root(root), XA_VALIDATE_WITH), CIB_SCHEMA_LATEST);
    bt_xml_free(root);
    return latest;
}

static int perform(const struct args *a, struct cib_client *c, const xmlNode *xml)
{
    struct bt_err err = {0};
    struct cib_request rq = {.op = op_of((enum command)a->command), .section = a->scope, .xpath = a->xpath, .xml = xml,
                             .flags = flags_of(a)};
    if (rq.op == CIB_OP_QUERY)
        return query(a, c, &rq);
    if (rq.op == CIB_OP_UPGRADE && is_latest(c)) {
        if (cib_client_is_live(c)) /* pcs compares this line */
            puts("Upgrade unnecessary: Schema is already the latest available");
        return BT_EX_OK;
    }
    int rc = cib_client_change(c, &rq, &err);
    return rc == BT_EX_OK ? rc : call_failed(a, xml, rc, &err);
}

static int with_cib(const struct args *a, const xmlNode *xml)
{
    struct bt_err err = {0};
    struct cib_client *c;
    struct cib_client_options options = {.client = tool.name, .user = a->show_access ? NULL : a->user};
    int64_t seconds;
    if (a->timeout != NULL && bt_parse_int(a->timeout, &seconds) && seconds > 0)
        options.timeout_ms = seconds * 1000;
    int rc = cib_client_open(&options, &c, &err);
    if (rc != BT_EX_OK) {
        fprintf(stderr, "Could not connect to the CIB: %s\nInit failed, could not perform requested operations\n", tool_cib_text(rc));
        if (rc != BT_EX_DISCONNECT)
            fprintf(stderr, "%s\n", bt_err_text(&err));
        bt_err_clear(&err);
        return rc;
    }
    rc = perform(a, c, xml);
    cib_client_close(c);
    return rc;
}

static int show_empty(const char *schema)
{
    struct cib *cib = cib_new();
    xmlNode *root = bt_xml_root(cib_doc(cib));
    bt_xml_set(root, XA_EPOCH, "1");
    if (schema != NULL)
        bt_xml_set(root, XA_VALIDATE_WITH, schema);
    char *text = bt_xml_text(root, true);
    fputs(text, stdout);
    free(text);
    cib_free(cib);
    return BT_EX_OK;
}

static int show_digest(const struct args *a, const xmlDoc *input)
{
    char digest[BT_DIGEST_TEXT];
    if (input == NULL) {
        fprintf(stderr, "Please supply XML to process with -X, -x or -p\n");
        return BT_EX_USAGE;
    }
    bool versioned = a->command == CMD_DIGEST_VERSIONED;
    cib_pacemaker_digest(bt_xml_root(input), versioned, digest);
    /* As cibadmin of 2.1.5: what it is goes to stderr, so that stdout has the bare digest. */
    if (versioned)
        fprintf(stderr, "Versioned (%s) digest: ", bt_xml_get_or(bt_xml_root(input), XA_CRM_FEATURE_SET, "(null)"));
    else
        fputs("Digest: ", stderr);
    puts(digest);
    return BT_EX_OK;
}

/* What can be refused before anything is read or reached. */
static int check(const struct args *a)
{
    bool needs_xml = a->command == CMD_CREATE || a->command == CMD_MODIFY || a->command == CMD_REPLACE || a->command == CMD_PATCH ||
                     (a->command == CMD_DELETE && a->xpath == NULL);
    bool dangerous = a->command == CMD_ERASE || a->command == CMD_UPGRADE || (a->delete_all && !a->force);
    if (a->common.words.n > 0) {
        fprintf(stderr, "cibadmin: '%s' is no option; the XML is given with -X, -x or -p\n", a->common.words.v[0]);
        return BT_EX_USAGE;
    }
    if (a->command == CMD_NONE) {
        opt_help(&tool, NULL, stderr);
        return BT_EX_USAGE;
    }
    if (a->show_access && (a->command != CMD_QUERY || a->user == NULL || a->xpath != NULL)) {
        fprintf(stderr, "The option --show-access is for --query of the whole or of a section, and requires -U user specified.\n");
        return BT_EX_USAGE;
    }
    if (a->access != NULL && !bt_streq(a->access, "text") && !bt_streq(a->access, "color") && !bt_streq(a->access, "namespace") && !bt_streq(a->access, "auto")) {
        fprintf(stderr, "Unrecognized value for --show-access: \"%s\"\n", a->access);
        return BT_EX_USAGE;
    }
    if (dangerous && !a->force) {
        fprintf(stderr, "The supplied command is considered dangerous.  To prevent accidental destruction of the cluster, the "
                        "--force flag is required in order to proceed.\n");
        return BT_EX_UNSAFE;
    }
    if (needs_xml && !has_input(a)) {
        fprintf(stderr, "Please supply XML to process with -X, -x or -p\n");
        return BT_EX_USAGE;
    }
    return BT_EX_OK;
}

static int run(struct args *a)
{
    if (a->command == CMD_NONE && a->delete_all)
        a->command = CMD_DELETE_ALL;
    int rc = check(a);
    if (rc != BT_EX_OK)
        return rc;
    if (a->command == CMD_FEATURES) {
        puts("Pacemaker " OPT_COMPATIBLE " (Build: baton-" BT_VERSION "): corosync-ge-2 lha monotonic systemd");
        return BT_EX_OK;
    }
    if (a->command == CMD_EMPTY)
        return show_empty(a->empty_schema);
    xmlDoc *input = NULL;
    rc = read_input(a, &input);
    if (rc == BT_EX_OK)
        rc = a->command == CMD_DIGEST || a->command == CMD_DIGEST_VERSIONED ? show_digest(a, input) : with_cib(a, bt_xml_root(input));
    bt_xml_free(input);
    return rc;
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
