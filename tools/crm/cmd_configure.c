/* tools/crm/cmd_configure.c - level "configure": definitions are collected and committed together.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <unistd.h>

#include "pengine/pengine.h"
#include "tools/crm/configure.h"

/* The provider of an agent type that was written alone: heartbeat's if it has one, else the first that has. */
static const char *find_provider(void *ctx, const char *type)
{
    static const char *const preferred[] = {"heartbeat", "pacemaker", "linbit", "baton"};
    struct session *s = ctx;
    for (size_t i = 0; i < BT_COUNT(preferred); i++) {
        char *path = bt_printf(BT_OCF_ROOT "/resource.d/%s/%s", preferred[i], type);
        bool there = access(path, X_OK) == 0;
        free(path);
        if (!there)
            continue;
        free(s->provider);
        s->provider = bt_strdup(preferred[i]);
        return s->provider;
    }
    return "heartbeat";
}

static void say_remarks(struct session *s, struct config *c)
{
    for (size_t i = 0; i < c->remarks.n; i++)
        session_info(s, "%s", c->remarks.v[i]);
    bt_strv_free(&c->remarks);
    c->remarks = (struct bt_strv){0};
}

int configure_define(struct session *s, const struct bt_strv *words, enum config_mode mode)
{
    struct bt_err err = {0};
    struct config *c = session_config(s);
    xmlDoc *object = NULL;
    if (c == NULL)
        return BT_EX_DISCONNECT;
    struct grammar g = {.cib = c->work, .provider = find_provider, .ctx = s};
    int rc = grammar_parse(&g, words, &object, &err);
    if (rc == BT_EX_OK)
        rc = config_define(c, words->v[0], bt_xml_root(object), mode, &err);
    bt_xml_free(object);
    say_remarks(s, c);
    return rc == BT_EX_OK ? rc : session_fail(s, &err);
}

/* All definitions are this command; the table's name is their keyword. */
static int define(struct session *s, const struct bt_strv *args)
{
    struct bt_strv words = {0};
    bt_strv_add(&words, strrchr(s->command, '.') + 1);
    for (size_t i = 0; i < args->n; i++)
        bt_strv_add(&words, args->v[i]);
    int rc = configure_define(s, &words, CONFIG_CREATE);
    bt_strv_free(&words);
    return rc;
}

/* Commit ------------------------------------------------------------------------------------------------------ */

static int verify_schema(struct session *s, const xmlDoc *cib)
{
    struct bt_err err = {0};
    int rc = cib_validate(bt_xml_root(cib), &err);
    if (rc != BT_EX_OK)
        session_error(s, "%s", bt_err_text(&err));
    bt_err_clear(&err);
    return rc;
}

int configure_verify(struct session *s, bool all)
{
    struct bt_err err = {0};
    struct pe_model *m;
    struct config *c = session_config(s);
    if (c == NULL)
        return BT_EX_DISCONNECT;
    int rc = verify_schema(s, c->work);
    if (rc != BT_EX_OK)
        return BT_EX_ERROR;
    if (pe_status_new(c->work, bt_now().wall, &m, &err) != BT_EX_OK)
        return session_fail(s, &err);
    const struct pe_findings *found = &m->findings;
    for (size_t i = 0; i < found->n; i++) {
        if (found->v[i].level == PE_ERROR)
            session_error(s, "%s", found->v[i].text);
        else
            session_warn(s, "%s", found->v[i].text);
    }
    rc = pe_findings_count(found, PE_ERROR) > 0 ? BT_EX_ERROR : BT_EX_OK;
    pe_status_free(m);
    int agents = configure_check_agents(s, !all);
    return rc != BT_EX_OK ? rc : agents;
}

static int send_patch(struct session *s, struct config *c, bool replace)
{
    struct bt_err err = {0};
    xmlDoc *patch = replace ? NULL : config_patch(c);
    struct cib_request rq = {.op = replace ? CIB_OP_REPLACE : CIB_OP_PATCH, .xml = bt_xml_root(patch)};
    if (replace) {
        rq.section = XE_CONFIGURATION;
        rq.xml = bt_xml_path(bt_xml_root(c->work), XE_CONFIGURATION);
    }
    int rc = cib_client_change(session_cib(s), &rq, &err);
    bt_xml_free(patch);
    if (rc == BT_EX_OK)
        return rc;
    session_error(s, "could not patch cib (rc=%d): %s", rc, bt_err_text(&err));
    bt_err_clear(&err);
    return BT_EX_ERROR;
}

int configure_commit(struct session *s, bool force, bool replace)
{
    struct config *c = session_config(s);
    if (c == NULL)
        return BT_EX_DISCONNECT;
    if (!config_changed(c))
        return BT_EX_OK;
    if (configure_verify(s, false) != BT_EX_OK) {
        if (!force && !s->force)
            return BT_EX_ERROR;
        session_info(s, "commit forced");
    }
    int rc = send_patch(s, c, replace);
    if (rc != BT_EX_OK)
        return rc;
    session_forget_config(s); /* the next look shows what the cluster made of it */
    return session_wait(s);
}

static int commit(struct session *s, const struct bt_strv *args)
{
    for (size_t i = 0; i < args->n; i++)
        if (!bt_streq(args->v[i], "force") && !bt_streq(args->v[i], "replace"))
            return session_misuse(s, "Expected force or replace, not '%s'", args->v[i]);
    return configure_commit(s, bt_strv_has(args, "force"), bt_strv_has(args, "replace"));
}

static bool ask(const char *question)
{
    char answer[16] = "";
    printf("%s (y/n)? ", question);
    fflush(stdout);
    return fgets(answer, sizeof(answer), stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y');
}

/* What was not committed yet is, unless a person says no. */
static int leave(struct session *s)
{
    int rc = BT_EX_OK;
    if (s->config == NULL)
        return rc;
    if (config_changed(s->config) && (!s->interactive || ask("There are changes pending. Do you want to commit them")))
        rc = configure_commit(s, false, false);
    session_forget_config(s);
    return rc;
}

/* Changes ----------------------------------------------------------------------------------------------------- */

static int delete_objects(struct session *s, const struct bt_strv *args)
{
    struct bt_err err = {0};
    struct config *c = session_config(s);
    int rc = BT_EX_OK;
    if (c == NULL)
        return BT_EX_DISCONNECT;
    for (size_t i = 0; i < args->n; i++) {
        if (bt_streq(args->v[i], "--force"))
            continue;
        if (config_delete(c, args->v[i], &err) != BT_EX_OK)
            rc = session_fail(s, &err);
        say_remarks(s, c);
    }
    return rc;
}

static int rename_object(struct session *s, const struct bt_strv *args)
{
    struct bt_err err = {0};
    struct config *c = session_config(s);
    if (c == NULL)
        return BT_EX_DISCONNECT;
    int rc = config_rename(c, args->v[0], args->v[1], &err);
    say_remarks(s, c);
    return rc == BT_EX_OK ? rc : session_fail(s, &err);
}

static int erase(struct session *s, const struct bt_strv *args)
{
    struct config *c = session_config(s);
    if (c == NULL)
        return BT_EX_DISCONNECT;
    config_erase(c, bt_strv_has(args, "nodes"));
    return BT_EX_OK;
}

static int refresh(struct session *s, const struct bt_strv *args)
{
    (void)args;
    session_forget_config(s);
    return BT_EX_OK;
}

/* An id for a new operation: RSC-monitor-INTERVAL, made unique. */
static char *operation_id(const struct config *c, const char *rsc, const char *interval)
{
    char *id = bt_printf("%s-monitor-%s", rsc, interval);
    for (int i = 0;; i++) {
        char *xpath = bt_printf("//op[@id='%s']", id);
        xmlNode **found = NULL;
        size_t n = 0;
        bt_xml_xpath(c->work, xpath, &found, &n, NULL);
        free(found);
        free(xpath);
        if (n == 0)
            return id;
        free(id);
        id = bt_printf("%s-monitor-%s-%d", rsc, interval, i);
    }
}

/* monitor <rsc>[:<role>] <interval>[:<timeout>] */
int configure_monitor(struct session *s, const struct bt_strv *args)
{
    struct config *c = session_config(s);
    struct bt_strv rsc = {0}, times = {0};
    if (c == NULL)
        return BT_EX_DISCONNECT;
    bt_strv_split(&rsc, args->v[0], ":");
    bt_strv_split(&times, args->v[1], ":");
    xmlNode *n = rsc.n > 0 ? config_find(c, rsc.v[0]) : NULL;
    int rc = BT_EX_OK;
    if (n == NULL || !bt_xml_is(n, XE_PRIMITIVE) || times.n == 0) {
        session_error(s, "no resource %s, or no interval", args->v[0]);
        rc = BT_EX_ERROR;
    } else {
        char *id = operation_id(c, rsc.v[0], times.v[0]);
        xmlNode *op = bt_xml_add(bt_xml_ensure_path(n, XE_OPERATIONS), XE_OP);
        bt_xml_set(op, XA_ID, id);
        bt_xml_set(op, XA_NAME, "monitor");
        bt_xml_set(op, XA_ROLE, rsc.n > 1 ? rsc.v[1] : NULL);
        bt_xml_set(op, XA_INTERVAL, times.v[0]);
        bt_xml_set(op, XA_TIMEOUT, times.n > 1 ? times.v[1] : NULL);
        free(id);
    }
    bt_strv_free(&rsc);
    bt_strv_free(&times);
    return rc;
}

/* The attribute that a path "id.[op.][interval.]name" names: an nvpair of the object, or its operation (*ret_attr is then the attribute). */
static xmlNode *find_path(const struct config *c, const struct bt_strv *path, const char **ret_attr)
{
    xmlNode *object = config_find(c, path->v[0]);
    const char *name = path->v[path->n - 1];
    *ret_attr = XA_VALUE;
    if (object != NULL && path->n == 2) {
        bt_xml_each(set, object, NULL) {
            xmlNode *pair = bt_xml_find(set, XE_NVPAIR, XA_NAME, name);
            if (pair != NULL)
                return pair;
        }
        return bt_xml_find(object, XE_NVPAIR, XA_NAME, name);
    }
    *ret_attr = name;
    bt_xml_each(op, bt_xml_first(object, XE_OPERATIONS), XE_OP)
        if (bt_streq(bt_xml_get(op, XA_NAME), path->v[1]) && (path->n == 3 || bt_streq(bt_xml_get(op, XA_INTERVAL), path->v[2])))
            return op;
    return NULL;
}

static int set_attribute(struct session *s, const struct bt_strv *args)
{
    struct config *c = session_config(s);
    struct bt_strv path = {0};
    const char *attr;
    if (c == NULL)
        return BT_EX_DISCONNECT;
    bt_strv_split(&path, args->v[0], ".");
    xmlNode *n = path.n >= 2 && path.n <= 4 ? find_path(c, &path, &attr) : NULL;
    if (n != NULL)
        bt_xml_set(n, attr, args->v[1]);
    bt_strv_free(&path);
    return n != NULL ? BT_EX_OK : session_misuse(s, "Attribute not found: %s", args->v[0]);
}

/* modgroup <id> add <id> [after|before <id>] | remove <id> */
static int modgroup(struct session *s, const struct bt_strv *args)
{
    struct config *c = session_config(s);
    if (c == NULL)
        return BT_EX_DISCONNECT;
    xmlNode *group = config_find(c, args->v[0]), *rsc = config_find(c, args->v[2]);
    xmlNode *anchor = args->n == 5 ? config_find(c, args->v[4]) : NULL;
    bool add = bt_streq(args->v[1], "add"), is_in = rsc != NULL && rsc->parent == group;
    if (!bt_xml_is(group, XE_GROUP) || !bt_xml_is(rsc, XE_PRIMITIVE))
        return session_misuse(s, "%s is no group, or %s no primitive", args->v[0], args->v[2]);
    if (add == is_in || (!add && !bt_streq(args->v[1], "remove")))
        return session_misuse(s, "%s is %s in %s", args->v[2], is_in ? "already" : "not", args->v[0]);
    if (add && !bt_xml_is(rsc->parent, XE_RESOURCES))
        return session_misuse(s, "%s is in %s already", args->v[2], bt_xml_id(rsc->parent));
    if (args->n == 5 && (anchor == NULL || anchor->parent != group))
        return session_misuse(s, "%s is not in %s", args->v[4], args->v[0]);
    if (!add && bt_xml_count(group, XE_PRIMITIVE) < 2)
        return session_misuse(s, "%s is the only resource of %s; delete the group instead", args->v[2], args->v[0]);
    xmlUnlinkNode(rsc);
    if (!add)
        xmlAddNextSibling(group, rsc);
    else if (anchor == NULL)
        xmlAddChild(group, rsc);
    else if (bt_streq(args->v[3], "before"))
        xmlAddPrevSibling(anchor, rsc);
    else
        xmlAddNextSibling(anchor, rsc);
    return BT_EX_OK;
}

/* Looking ----------------------------------------------------------------------------------------------------- */

static int get_property(struct session *s, const struct bt_strv *args)
{
    bool truth = args->n > 0 && (bt_streq(args->v[0], "-t") || bt_streq(args->v[0], "--true"));
    struct config *c = session_config(s);
    if (c == NULL)
        return BT_EX_DISCONNECT;
    if (args->n <= (size_t)truth)
        return session_misuse(s, "Expected the name of a property");
    const char *name = args->v[truth], *value = cib_option(c->work, name);
    if (value == NULL && !truth) {
        session_error(s, "configure.get_property: %s: not set", name);
        return BT_EX_ERROR;
    }
    puts(truth ? (bt_is_true(value, false) ? "true" : "false") : value);
    return BT_EX_OK;
}

static int schema(struct session *s, const struct bt_strv *args)
{
    struct config *c = session_config(s);
    if (c == NULL)
        return BT_EX_DISCONNECT;
    if (args->n == 0)
        puts(bt_xml_get_or(bt_xml_root(c->work), XA_VALIDATE_WITH, "none"));
    else
        bt_xml_set(bt_xml_root(c->work), XA_VALIDATE_WITH, args->v[0]);
    return BT_EX_OK;
}

static int upgrade(struct session *s, const struct bt_strv *args)
{
    const char *const argv[] = {"cibadmin", "--upgrade", "--force", NULL};
    (void)args;
    session_forget_config(s);
    return session_run_tool(s, argv);
}

static int verify(struct session *s, const struct bt_strv *args)
{
    (void)args;
    return configure_verify(s, true);
}

/* What would happen if this were committed. */
static int simulate(struct session *s, const struct bt_strv *args)
{
    struct bt_err err = {0};
    struct bt_buf text = {0};
    struct pe_run *run;
    struct config *c = session_config(s);
    if (c == NULL)
        return BT_EX_DISCONNECT;
    int what = (bt_strv_has(args, "scores") ? PE_TELL_SCORES : 0) | (bt_strv_has(args, "utilization") ? PE_TELL_UTILIZATION : 0);
    struct pe_run_options options = {.scores = what != 0};
    if (pe_run_new(c->work, bt_now().wall, &options, &run, &err) != BT_EX_OK)
        return session_fail(s, &err);
    pe_text_plan(run, &text);
    if (text.len == 0)
        session_warn(s, "No actions found.");
    pe_each_told(run, what, pe_text_told, &text);
    fputs(text.len > 0 ? text.text : "", stdout);
    bt_buf_free(&text);
    pe_run_free(run);
    return BT_EX_OK;
}

#define DEFINE(name, aliases, usage, help) {name, aliases, 0, 0, define, usage, help}

static const struct command commands[] = {
    {"show", NULL, 0, 0, configure_show, "[xml] [<id> | changed | type:<type> | tag:<id> | related:<obj> | obscure:<glob> ...]", "Show objects of the configuration"},
    {"save", NULL, 1, 0, configure_save, "[xml] [<id> ...] <file>", "Save the configuration to a file (-: stdout)"},
    {"load", NULL, 2, 3, configure_load, "[xml] replace|update|push <file>", "Load a configuration from a file (-: stdin)"},
    {"edit", NULL, 0, 0, configure_edit, "[xml] [<id> | changed | type:<type> ...]", "Edit objects with $EDITOR"},
    DEFINE("node", NULL, "[<id>:] <uname>[:<type>] [description=<text>] [attributes <name>=<value> ...] [utilization ...]", "Define a node"),
    DEFINE("primitive", NULL, "<rsc> {[<class>:[<provider>:]]<type>|@<template>} [params ...] [meta ...] [utilization ...] [operations $id=<id>] [op <type> <name>=<value> ...]", "Define a resource"),
    DEFINE("rsc_template", NULL, "<name> [<class>:[<provider>:]]<type> [params ...] [meta ...] [op ...]", "Define a template for resources"),
    DEFINE("group", NULL, "<name> <rsc> [<rsc> ...] [description=<text>] [meta ...] [params ...]", "Define a group"),
    DEFINE("clone", NULL, "<name> <rsc> [description=<text>] [meta ...] [params ...]", "Define a clone"),
    DEFINE("ms", "master", "<name> <rsc> [description=<text>] [meta ...] [params ...]", "Define a promotable clone (old form)"),
    DEFINE("location", NULL, "<id> <rsc>|/<pattern>/|{ <rsc> ... } {<score>: <node> | rule ...}", "Define where a resource may or should run"),
    DEFINE("colocation", "collocation", "<id> <score>: <rsc>[:<role>] <with-rsc>[:<role>] [node-attribute=<name>]", "Define resources that run together or apart"),
    DEFINE("order", NULL, "<id> [{Mandatory|Optional|Serialize}:] <first>[:<action>] <then>[:<action>] [symmetrical=<bool>]", "Define the order of resources"),
    DEFINE("rsc_ticket", NULL, "<id> <ticket>: <rsc>[:<role>] ... [loss-policy=<action>]", "Let resources depend on a ticket"),
    DEFINE("property", NULL, "[<set>:] [rule ...] <option>=<value> ...", "Set cluster options"),
    DEFINE("rsc_defaults", NULL, "[<set>:] [rule ...] <option>=<value> ...", "Set defaults of resources' meta attributes"),
    DEFINE("op_defaults", NULL, "[<set>:] [rule ...] <option>=<value> ...", "Set defaults of operations"),
    DEFINE("fencing_topology", NULL, "[<node>:|attr:<name>=<value>|pattern:<regex>] <device>[,<device>...] ...", "Define the order of fence devices"),
    DEFINE("tag", NULL, "<name>: <rsc> ...", "Define a tag"),
    DEFINE("role", NULL, "<id> {read|write|deny} <what> ...", "Define an access role"),
    DEFINE("acl_target", NULL, "<user> [<role> ...]", "Give a user roles"),
    DEFINE("alert", NULL, "<id> <path> [attributes ...] [meta ...] [select ...] [to <recipient> ...]", "Define an alert"),
    DEFINE("xml", NULL, "<xml>", "Define an object by its XML"),
    {"monitor", NULL, 2, 2, configure_monitor, "<rsc>[:<role>] <interval>[:<timeout>]", "Add a monitor to a resource"},
    {"set", NULL, 2, 2, set_attribute, "<id>.[<op>.][<interval>.]<name> <value>", "Set the value of an attribute that is there"},
    {"modgroup", NULL, 3, 5, modgroup, "<id> {add <id> [{after|before} <id>] | remove <id>}", "Add a resource to a group or remove one"},
    {"delete", "rm", 1, 0, delete_objects, "[--force] <id> [<id> ...]", "Delete objects and what refers to them"},
    {"rename", NULL, 2, 2, rename_object, "<old> <new>", "Rename an object"},
    {"erase", NULL, 0, 1, erase, "[nodes]", "Empty the configuration"},
    {"commit", NULL, 0, 2, commit, "[force] [replace]", "Give the changes to the cluster"},
    {"verify", NULL, 0, 0, verify, NULL, "Check the configuration"},
    {"ptest", "simulate", 0, 0, simulate, "[nograph] [scores] [actions] [utilization]", "Show what would happen if the changes were committed"},
    {"refresh", NULL, 0, 0, refresh, NULL, "Forget the changes of this session"},
    {"get_property", NULL, 1, 2, get_property, "[-t|--true] <name>", "Show the value of a cluster option"},
    {"schema", NULL, 0, 1, schema, "[<schema>]", "Show or set the schema"},
    {"upgrade", NULL, 0, 1, upgrade, "[force]", "Bring the configuration to the newest schema"},
    {0},
};

static const struct level *const levels[] = {&level_cib, NULL};
const struct level level_configure = {"configure", commands, "Edit the cluster's configuration", leave, levels};
