/* tools/crm/cmd_resource.c - level "resource": start, stop, move and look after resources.
 *
 * What crm_resource can do is done by it; roles and modes are changed here, in all sets of a resource at once, as crmsh does.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "pengine/pengine.h"
#include "tools/crm/resource.h"

enum { ARGV_MAX = 16 };

/* A command line for a tool, put together word by word. */
struct argv {
    const char *v[ARGV_MAX];
    size_t n;
};

static void add(struct argv *a, const char *word)
{
    assert(a->n + 1 < ARGV_MAX);
    a->v[a->n++] = word;
    a->v[a->n] = NULL;
}

static void add_pair(struct argv *a, const char *option, const char *value)
{
    if (value == NULL)
        return;
    add(a, option);
    add(a, value);
}

static struct argv crm_resource(const char *rsc)
{
    struct argv a = {0};
    add(&a, "crm_resource");
    add_pair(&a, "-r", rsc);
    return a;
}

/* Runs it; then, with -w, waits for the cluster. */
static int run(struct session *s, const struct argv *a)
{
    int rc = session_run_tool(s, a->v);
    if (rc != BT_EX_OK)
        return rc == BT_EX_DISCONNECT ? rc : BT_EX_ERROR;
    return s->wait && session_cib(s) != NULL ? session_wait(s) : BT_EX_OK;
}

/* Words that may stand at the end: a node, a lifetime, "force". */
struct tail {
    const char *node, *lifetime;
    bool force;
};

static bool is_lifetime(const char *word)
{
    struct bt_wall at;
    int64_t ms;
    return (word[0] == 'P' && bt_duration_ms(word, &ms)) || bt_iso8601_parse(word, 0, &at);
}

static int parse_tail(struct session *s, const struct bt_strv *args, size_t from, struct tail *ret)
{
    for (size_t i = from; i < args->n; i++) {
        const char *word = args->v[i];
        if (bt_streq(word, "force") || bt_streq(word, "f"))
            ret->force = true;
        else if (is_lifetime(word) && ret->lifetime == NULL)
            ret->lifetime = word;
        else if (ret->node == NULL && ret->lifetime == NULL)
            ret->node = word;
        else
            return session_misuse(s, "Unexpected word '%s'", word);
    }
    ret->force = ret->force || s->force;
    return BT_EX_OK;
}

/* Objects ------------------------------------------------------------------------------------------------------- */

static bool is_resource(const xmlNode *n)
{
    return bt_xml_is(n, XE_PRIMITIVE) || bt_xml_is(n, XE_GROUP) || bt_xml_is(n, XE_CLONE) || bt_xml_is(n, XE_MASTER) || bt_xml_is(n, XE_BUNDLE);
}

static bool is_clone(const xmlNode *n)
{
    return bt_xml_is(n, XE_CLONE) || bt_xml_is(n, XE_MASTER);
}

xmlNode *resource_find(struct session *s, struct config *c, const char *id)
{
    xmlNode *n = config_find(c, id);
    if (n != NULL && is_resource(n))
        return n;
    session_error(s, "Resource not found: %s", id);
    return NULL;
}

static void remove_meta(xmlNode *rsc, const char *name)
{
    bt_xml_each(set, rsc, XE_META_ATTRIBUTES)
        bt_xml_remove(bt_xml_find(set, XE_NVPAIR, XA_NAME, name));
}

static void remove_meta_below(xmlNode *rsc, const char *name)
{
    bt_xml_each(child, rsc, NULL)
        if (is_resource(child)) {
            remove_meta(child, name);
            remove_meta_below(child, name);
        }
}

void resource_set_pair(xmlNode *set, const char *name, const char *value)
{
    xmlNode *pair = bt_xml_find(set, XE_NVPAIR, XA_NAME, name);
    if (pair == NULL) {
        pair = bt_xml_add(set, XE_NVPAIR);
        bt_xml_setf(pair, XA_ID, "%s-%s", bt_xml_id(set), name);
        bt_xml_set(pair, XA_NAME, name);
    }
    bt_xml_set(pair, XA_VALUE, value);
}

/* In all sets of the resource, or in a new one; a clone's children lose theirs, which would come first. */
static void set_meta(xmlNode *rsc, const char *name, const char *value)
{
    bool any = false;
    bt_xml_each(set, rsc, XE_META_ATTRIBUTES) {
        if (bt_xml_get(set, XA_ID_REF) != NULL)
            continue;
        resource_set_pair(set, name, value);
        any = true;
    }
    if (!any) {
        xmlNode *set = bt_xml_add(rsc, XE_META_ATTRIBUTES);
        bt_xml_setf(set, XA_ID, "%s-" XE_META_ATTRIBUTES, bt_xml_id(rsc));
        resource_set_pair(set, name, value);
    }
    if (is_clone(rsc))
        remove_meta_below(rsc, name);
}

int resource_commit(struct session *s, struct config *c)
{
    struct bt_err err = {0};
    xmlDoc *patch = config_patch(c);
    int rc = BT_EX_OK;
    if (patch != NULL) {
        struct cib_request rq = {.op = CIB_OP_PATCH, .xml = bt_xml_root(patch)};
        rc = cib_client_change(session_cib(s), &rq, &err);
    }
    bt_xml_free(patch);
    session_forget_config(s);
    return rc == BT_EX_OK ? session_wait(s) : session_fail(s, &err);
}

/* One meta attribute of several resources, in one change of the CIB. */
static int change_meta(struct session *s, const struct bt_strv *rscs, const char *name, const char *value)
{
    if (rscs->n == 0)
        return session_misuse(s, "Expected at least one resource as argument");
    struct config *c = session_config(s);
    if (c == NULL)
        return BT_EX_DISCONNECT;
    for (size_t i = 0; i < rscs->n; i++) {
        xmlNode *rsc = resource_find(s, c, rscs->v[i]);
        if (rsc == NULL) {
            session_forget_config(s);
            return BT_EX_ERROR;
        }
        if (is_clone(rsc->parent)) /* of what is inside a clone, the clone's is meant */
            rsc = rsc->parent;
        set_meta(rsc, name, value);
    }
    return resource_commit(s, c);
}

/* Commands ------------------------------------------------------------------------------------------------------ */

static int start(struct session *s, const struct bt_strv *args)
{
    return change_meta(s, args, "target-role", "Started");
}

static int stop(struct session *s, const struct bt_strv *args)
{
    return change_meta(s, args, "target-role", "Stopped");
}

static int manage(struct session *s, const struct bt_strv *args)
{
    return change_meta(s, args, "is-managed", "true");
}

static int unmanage(struct session *s, const struct bt_strv *args)
{
    return change_meta(s, args, "is-managed", "false");
}

static int maintenance(struct session *s, const struct bt_strv *args)
{
    bool on = args->n < 2 || bt_is_true(args->v[1], false), valid;
    if (args->n > 1 && !bt_parse_bool(args->v[1], &valid))
        return session_misuse(s, "Expected on or off, not '%s'", args->v[1]);
    struct bt_strv one = {.v = args->v, .n = 1};
    return change_meta(s, &one, "maintenance", on ? "true" : "false");
}

static int set_role(struct session *s, const char *id, const char *role)
{
    struct config *c = session_config(s);
    xmlNode *rsc = c != NULL ? resource_find(s, c, id) : NULL;
    if (rsc == NULL)
        return BT_EX_ERROR;
    xmlNode *clone = is_clone(rsc) ? rsc : is_clone(rsc->parent) ? rsc->parent : NULL;
    bool promotable = bt_xml_is(clone, XE_MASTER);
    bt_xml_each(set, clone, XE_META_ATTRIBUTES)
        promotable = promotable || bt_is_true(bt_xml_get(bt_xml_find(set, XE_NVPAIR, XA_NAME, "promotable"), XA_VALUE), false);
    if (!promotable) {
        session_forget_config(s);
        session_error(s, "%s is not a promotable resource", id);
        return BT_EX_ERROR;
    }
    set_meta(clone, "target-role", role);
    return resource_commit(s, c);
}

static int promote(struct session *s, const struct bt_strv *args)
{
    return set_role(s, args->v[0], "Promoted");
}

static int demote(struct session *s, const struct bt_strv *args)
{
    return set_role(s, args->v[0], "Unpromoted");
}

static int restart(struct session *s, const struct bt_strv *args)
{
    int rc = BT_EX_OK;
    for (size_t i = 0; i < args->n && rc == BT_EX_OK; i++) {
        struct argv a = crm_resource(args->v[i]);
        add(&a, "--restart");
        session_info(s, "restarting %s: ordering it to stop, then to start", args->v[i]);
        rc = run(s, &a);
    }
    return rc;
}

static int relocate(struct session *s, const struct bt_strv *args, const char *option, const char *what)
{
    struct tail tail = {0};
    struct argv a = crm_resource(args->v[0]);
    int rc = parse_tail(s, args, 1, &tail);
    if (rc != BT_EX_OK)
        return rc;
    if (tail.node == NULL && !tail.force && strcmp(option, "--move") == 0)
        return session_misuse(s, "No target node: Move requires either a target node or 'force'");
    add(&a, option);
    add(&a, "--quiet");
    add_pair(&a, "--node", tail.node);
    add_pair(&a, "--lifetime", tail.lifetime);
    if (tail.force)
        add(&a, "--force");
    rc = run(s, &a);
    if (rc != BT_EX_OK)
        return rc;
    session_info(s, "%s constraint created for %s%s%s", what, args->v[0], tail.node != NULL ? " to " : "", tail.node != NULL ? tail.node : "");
    session_info(s, "Use `crm resource clear %s` to remove this constraint", args->v[0]);
    return BT_EX_OK;
}

static int move(struct session *s, const struct bt_strv *args)
{
    return relocate(s, args, "--move", "Move");
}

static int ban(struct session *s, const struct bt_strv *args)
{
    return relocate(s, args, "--ban", "Ban");
}

static int clear(struct session *s, const struct bt_strv *args)
{
    struct argv a = crm_resource(args->v[0]);
    add(&a, "--clear");
    add(&a, "--quiet");
    add_pair(&a, "--node", args->n > 1 ? args->v[1] : NULL);
    int rc = run(s, &a);
    if (rc == BT_EX_OK)
        session_info(s, "Removed migration constraints for %s", args->v[0]);
    return rc;
}

static int forget(struct session *s, const struct bt_strv *args, const char *option)
{
    struct tail tail = {0};
    const char *rsc = args->n > 0 ? args->v[0] : NULL;
    struct argv a = crm_resource(rsc);
    int rc = parse_tail(s, args, 1, &tail);
    if (rc != BT_EX_OK)
        return rc;
    add(&a, option);
    add_pair(&a, "--node", tail.node);
    if (tail.force)
        add(&a, "--force");
    return run(s, &a);
}

static int cleanup(struct session *s, const struct bt_strv *args)
{
    return forget(s, args, "--cleanup");
}

static int refresh(struct session *s, const struct bt_strv *args)
{
    return forget(s, args, "--refresh");
}

static int locate(struct session *s, const struct bt_strv *args)
{
    int rc = BT_EX_OK;
    if (args->n == 0)
        return session_misuse(s, "Expected at least one resource as argument");
    for (size_t i = 0; i < args->n; i++) {
        struct argv a = crm_resource(args->v[i]);
        add(&a, "--locate");
        int one = session_run_tool(s, a.v);
        rc = rc != BT_EX_OK ? rc : one;
    }
    return rc == BT_EX_OK ? rc : BT_EX_ERROR;
}

static int status(struct session *s, const struct bt_strv *args)
{
    struct argv a = crm_resource(NULL);
    if (args->n > 0)
        return locate(s, args);
    add(&a, "--list");
    return session_run_tool(s, a.v);
}

static int operations(struct session *s, const struct bt_strv *args)
{
    struct argv a = crm_resource(args->n > 0 ? args->v[0] : NULL);
    add(&a, "-O");
    add_pair(&a, "-N", args->n > 1 ? args->v[1] : NULL);
    return session_run_tool(s, a.v);
}

static int constraints(struct session *s, const struct bt_strv *args)
{
    struct argv a = crm_resource(args->v[0]);
    add(&a, "-a");
    return session_run_tool(s, a.v);
}

static int scores(struct session *s, const struct bt_strv *args)
{
    const char *const argv[] = {"crm_simulate", "-sUL", NULL};
    (void)args;
    return session_run_tool(s, argv);
}

/* "<rsc> set|delete|show <name> [<value>]" */
static int edit_attribute(struct session *s, const struct bt_strv *args, const char *kind)
{
    struct argv a = crm_resource(args->v[0]);
    const char *verb = args->v[1];
    if (kind != NULL)
        add(&a, kind);
    if (bt_streq(verb, "set")) {
        if (args->n != 4)
            return session_misuse(s, "Expected a value");
        add_pair(&a, "--set-parameter", args->v[2]);
        add_pair(&a, "--parameter-value", args->v[3]);
    } else if (bt_streq(verb, "delete")) {
        add_pair(&a, "--delete-parameter", args->v[2]);
    } else if (bt_streq(verb, "show")) {
        add_pair(&a, "--get-parameter", args->v[2]);
    } else {
        return session_misuse(s, "Expected set, delete or show, not '%s'", verb);
    }
    return run(s, &a);
}

static int param(struct session *s, const struct bt_strv *args)
{
    return edit_attribute(s, args, NULL);
}

static int meta(struct session *s, const struct bt_strv *args)
{
    return edit_attribute(s, args, "--meta");
}

static int utilization(struct session *s, const struct bt_strv *args)
{
    return edit_attribute(s, args, "--utilization");
}

/* The number of failures is shown from the status; deleting it is a cleanup; setting it is an attribute. */
static int failcount(struct session *s, const struct bt_strv *args)
{
    const char *rsc = args->v[0], *verb = args->v[1], *node = args->v[2];
    struct bt_err err = {0};
    struct pe_model *m;
    if (bt_streq(verb, "delete")) {
        struct argv a = crm_resource(rsc);
        add(&a, "--cleanup");
        add_pair(&a, "--node", node);
        return run(s, &a);
    }
    if (bt_streq(verb, "set")) {
        if (args->n < 4)
            return session_misuse(s, "Expected a value");
        char *name = bt_printf("fail-count-%s#%s_%s", rsc, args->n > 4 ? args->v[4] : "monitor", args->n > 5 ? args->v[5] : "0");
        const char *const argv[] = {"crm_attribute", "-t", "status", "-N", node, "-n", name, "-v", args->v[3], NULL};
        int rc = session_run_tool(s, argv);
        free(name);
        return rc;
    }
    if (!bt_streq(verb, "show"))
        return session_misuse(s, "Expected set, delete or show, not '%s'", verb);
    xmlDoc *doc = session_whole(s);
    if (doc == NULL)
        return BT_EX_DISCONNECT;
    if (pe_status_new(doc, bt_now().wall, &m, &err) != BT_EX_OK) {
        bt_xml_free(doc);
        return session_fail(s, &err);
    }
    const struct pe_rsc *r = pe_find_rsc(m, rsc);
    const struct pe_node *n = pe_find_node(m, node);
    int rc = BT_EX_OK;
    if (r == NULL || n == NULL || r->kind != PE_PRIMITIVE)
        rc = session_misuse(s, r == NULL ? "Resource %s not found" : n == NULL ? "Node %s not in this cluster" : "%s is not a primitive resource", r == NULL ? rsc : n == NULL ? node : rsc);
    else
        printf("scope=status  name=fail-count-%s value=%d\n", rsc, pe_fail_count(m, r, n, false, NULL));
    pe_status_free(m);
    bt_xml_free(doc);
    return rc;
}

static const struct command commands[] = {
    {"status", "show list", 0, 0, status, "[<rsc> ...]", "Show resources, or where some of them run"},
    {"start", NULL, 0, 0, start, "<rsc> [<rsc> ...]", "Let resources start"},
    {"stop", NULL, 0, 0, stop, "<rsc> [<rsc> ...]", "Stop resources"},
    {"restart", NULL, 1, 0, restart, "<rsc> [<rsc> ...]", "Stop resources and start them again"},
    {"promote", NULL, 1, 1, promote, "<rsc>", "Let a promotable clone be promoted"},
    {"demote", NULL, 1, 1, demote, "<rsc>", "Keep a promotable clone unpromoted"},
    {"manage", NULL, 0, 0, manage, "<rsc> [<rsc> ...]", "Let the cluster manage resources"},
    {"unmanage", NULL, 0, 0, unmanage, "<rsc> [<rsc> ...]", "Leave resources alone"},
    {"maintenance", NULL, 1, 2, maintenance, "<rsc> [on|off]", "Leave a resource alone, its monitors too"},
    {"move", "migrate", 1, 4, move, "<rsc> [<node>] [<lifetime>] [force]", "Move a resource to a node, or away from where it is"},
    {"ban", NULL, 1, 4, ban, "<rsc> [<node>] [<lifetime>] [force]", "Keep a resource off a node"},
    {"clear", "unmove unmigrate unban", 1, 2, clear, "<rsc> [<node>]", "Remove what move and ban have made"},
    {"cleanup", NULL, 0, 3, cleanup, "[<rsc>] [<node>] [force]", "Forget failures"},
    {"refresh", NULL, 0, 3, refresh, "[<rsc>] [<node>] [force]", "Forget the history and look anew"},
    {"failcount", NULL, 3, 6, failcount, "<rsc> {show <node> | delete <node> | set <node> <value> [<operation>] [<interval>]}", "Show or change the number of failures"},
    {"locate", NULL, 0, 0, locate, "<rsc> [<rsc> ...]", "Show where resources run"},
    {"operations", NULL, 0, 2, operations, "[<rsc>] [<node>]", "Show operations in effect"},
    {"constraints", NULL, 1, 1, constraints, "<rsc>", "Show constraints of a resource"},
    {"param", NULL, 3, 4, param, "<rsc> {set <name> <value> | delete <name> | show <name>}", "Edit a parameter"},
    {"meta", NULL, 3, 4, meta, "<rsc> {set <name> <value> | delete <name> | show <name>}", "Edit a meta attribute"},
    {"utilization", NULL, 3, 4, utilization, "<rsc> {set <name> <value> | delete <name> | show <name>}", "Edit what a resource needs"},
    {"trace", NULL, 1, 4, resource_trace, "<rsc> [<op> [<interval>] [<log-dir>]]", "Let an agent write down each of its commands"},
    {"untrace", NULL, 1, 3, resource_untrace, "<rsc> [<op> [<interval>]]", "End that"},
    {"log", NULL, 1, 2, resource_log, "<rsc> [<op>]", "Show what the agent printed last on this node"},
    {"scores", NULL, 0, 0, scores, NULL, "Show the scores of all resources"},
    {0},
};

const struct level level_resource = {"resource", commands, "Resources of the cluster", NULL, NULL};
