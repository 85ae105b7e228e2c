/* tools/crm/cmd_trace.c - crm resource trace, untrace and log: looking at what an agent does.
 *
 * A traced operation has the parameter trace_ra=1 (and trace_dir), by which ocf-shellfuncs writes each of its commands to a file. As crmsh does it: for all
 * operations that are configured, start and stop (promote and demote of what can be promoted), or for one. Unlike crmsh, the ids of
 * operations stay as they are.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "lrm/lrm.h"
#include "tools/crm/resource.h"

#define TRACE_FOLDER "/var/lib/heartbeat/trace_ra"
#define ANSWER_MS 10000

/* Operations ------------------------------------------------------------------------------------------------------ */

struct traced {
    const char *operation; /* NULL: all */
    const char *interval;  /* NULL: all of that name */
    const char *folder;    /* NULL: ocf-shellfuncs' own */
};

static bool is_meant(const struct traced *t, const xmlNode *op)
{
    if (t->operation == NULL)
        return true;
    return bt_streq(bt_xml_get(op, XA_NAME), t->operation) &&
           (t->interval == NULL || bt_duration_ms_or(bt_xml_get(op, XA_INTERVAL), 0) == bt_duration_ms_or(t->interval, 0));
}

static xmlNode *operations_of(xmlNode *rsc)
{
    xmlNode *n = bt_xml_first(rsc, XE_OPERATIONS);
    if (n != NULL)
        return n;
    n = bt_xml_add(rsc, XE_OPERATIONS);
    return n;
}

static xmlNode *new_op(xmlNode *rsc, const char *name)
{
    xmlNode *op = bt_xml_add(operations_of(rsc), XE_OP);
    bt_xml_set(op, XA_NAME, name);
    bt_xml_set(op, XA_INTERVAL, "0");
    bt_xml_setf(op, XA_ID, "%s-%s-0", bt_xml_id(rsc), name);
    return op;
}

static void set_trace(xmlNode *op, const char *folder)
{
    xmlNode *set = bt_xml_first(op, XE_INSTANCE_ATTRIBUTES);
    if (set == NULL) {
        set = bt_xml_add(op, XE_INSTANCE_ATTRIBUTES);
        bt_xml_setf(set, XA_ID, "%s-" XE_INSTANCE_ATTRIBUTES, bt_xml_id(op));
    }
    resource_set_pair(set, "trace_ra", "1");
    if (folder != NULL)
        resource_set_pair(set, "trace_dir", folder);
}

/* What tracing has added goes again, with what was only there for it. */
static void unset_trace(xmlNode *op)
{
    bool traced = false;
    bt_xml_each(set, op, XE_INSTANCE_ATTRIBUTES) {
        traced = traced || bt_xml_find(set, XE_NVPAIR, XA_NAME, "trace_ra") != NULL;
        bt_xml_remove(bt_xml_find(set, XE_NVPAIR, XA_NAME, "trace_ra"));
        bt_xml_remove(bt_xml_find(set, XE_NVPAIR, XA_NAME, "trace_dir"));
    }
    xmlNode *set = bt_xml_first(op, XE_INSTANCE_ATTRIBUTES);
    if (traced && set != NULL && bt_xml_first(set, NULL) == NULL)
        bt_xml_remove(set);
    bool bare = bt_xml_first(op, NULL) == NULL && bt_xml_get(op, XA_TIMEOUT) == NULL && bt_duration_ms_or(bt_xml_get(op, XA_INTERVAL), 0) == 0;
    if (traced && bare)
        bt_xml_remove(op);
}

static bool is_promotable(const xmlNode *rsc)
{
    const xmlNode *clone = rsc->parent;
    if (bt_xml_is(clone, XE_GROUP))
        clone = clone->parent;
    if (bt_xml_is(clone, XE_MASTER))
        return true;
    bt_xml_each(set, bt_xml_is(clone, XE_CLONE) ? clone : NULL, XE_META_ATTRIBUTES)
        if (bt_is_true(bt_xml_get(bt_xml_find(set, XE_NVPAIR, XA_NAME, "promotable"), XA_VALUE), false))
            return true;
    return false;
}

static bool has_op(const xmlNode *rsc, const struct traced *t)
{
    bt_xml_each(op, bt_xml_first(rsc, XE_OPERATIONS), XE_OP)
        if (is_meant(t, op))
            return true;
    return false;
}

static void add_missing(xmlNode *rsc, const char *name)
{
    const struct traced t = {.operation = name};
    if (!has_op(rsc, &t))
        new_op(rsc, name);
}

static void add_usual(xmlNode *rsc)
{
    add_missing(rsc, "start");
    add_missing(rsc, "stop");
    if (is_promotable(rsc)) {
        add_missing(rsc, "promote");
        add_missing(rsc, "demote");
    }
}

/* Commands -------------------------------------------------------------------------------------------------------- */

static xmlNode *primitive_of(struct session *s, struct config *c, const char *id)
{
    xmlNode *rsc = c != NULL ? resource_find(s, c, id) : NULL;
    if (rsc != NULL && !bt_xml_is(rsc, XE_PRIMITIVE)) {
        session_misuse(s, "%s is no primitive; name one inside of it", id);
        return NULL;
    }
    return rsc;
}

static bool read_traced(struct session *s, const struct bt_strv *args, struct traced *ret)
{
    bool probe = args->n > 1 && bt_streq(args->v[1], "probe");
    *ret = (struct traced){.operation = probe ? "monitor" : args->n > 1 ? args->v[1] : NULL,
                           .interval = args->n > 2 ? args->v[2] : probe ? "0" : NULL,
                           .folder = args->n > 3 ? args->v[3] : NULL};
    int64_t ms;
    if (ret->interval == NULL || bt_duration_ms(ret->interval, &ms))
        return true;
    session_misuse(s, "'%s' is no interval", ret->interval);
    return false;
}

static void say_where(struct session *s, const char *id, const xmlNode *rsc, const struct traced *t)
{
    const char *colon = t->operation != NULL ? ":" : "", *operation = t->operation != NULL ? t->operation : "";
    if (t->folder != NULL)
        session_info(s, "Trace for %s%s%s is written to %s", id, colon, operation, t->folder);
    else
        session_info(s, "Trace for %s%s%s is written to " TRACE_FOLDER "/%s", id, colon, operation, bt_xml_get_or(rsc, XA_TYPE, ""));
    if (t->operation == NULL || bt_streq(t->operation, "monitor"))
        session_info(s, "Trace set, restart %s to trace non-monitor operations", id);
    else
        session_info(s, "Trace set, restart %s to trace the %s operation", id, t->operation);
}

int resource_trace(struct session *s, const struct bt_strv *args)
{
    const char *id = args->v[0];
    struct traced t;
    struct config *c = session_config(s);
    xmlNode *rsc = primitive_of(s, c, id);
    if (rsc == NULL || !read_traced(s, args, &t))
        return c == NULL ? BT_EX_DISCONNECT : BT_EX_ERROR;
    if (!bt_streq(bt_xml_get(rsc, XA_CLASS), "ocf"))
        return session_misuse(s, "Only OCF agents can trace themselves; %s is of class %s", id, bt_xml_get_or(rsc, XA_CLASS, "?"));
    if (t.operation == NULL) {
        add_usual(rsc);
    } else if (!has_op(rsc, &t)) {
        if (t.interval != NULL && bt_duration_ms_or(t.interval, 0) != 0)
            return session_misuse(s, "Operation %s with interval %s not found in %s", t.operation, t.interval, id);
        new_op(rsc, t.operation);
    }
    bt_xml_each(op, bt_xml_first(rsc, XE_OPERATIONS), XE_OP)
        if (is_meant(&t, op))
            set_trace(op, t.folder);
    xmlDoc *copy = bt_xml_doc_of(rsc); /* committing forgets the configuration */
    int rc = resource_commit(s, c);
    if (rc == BT_EX_OK)
        say_where(s, id, bt_xml_root(copy), &t);
    bt_xml_free(copy);
    return rc;
}

int resource_untrace(struct session *s, const struct bt_strv *args)
{
    const char *id = args->v[0];
    struct traced t;
    struct config *c = session_config(s);
    xmlNode *rsc = primitive_of(s, c, id);
    if (rsc == NULL || !read_traced(s, args, &t))
        return c == NULL ? BT_EX_DISCONNECT : BT_EX_ERROR;
    xmlNode *operations = bt_xml_first(rsc, XE_OPERATIONS);
    for (xmlNode *op = bt_xml_first(operations, XE_OP), *next; op != NULL; op = next) {
        next = bt_xml_next(op, XE_OP);
        if (is_meant(&t, op))
            unset_trace(op);
    }
    if (operations != NULL && bt_xml_first(operations, NULL) == NULL && bt_xml_id(operations) == NULL)
        bt_xml_remove(operations);
    int rc = resource_commit(s, c);
    if (rc == BT_EX_OK && t.operation != NULL)
        session_info(s, "Stop tracing %s for operation %s", id, t.operation);
    else if (rc == BT_EX_OK)
        session_info(s, "Stop tracing %s", id);
    return rc;
}

static int ask_lrm(const char *id, xmlDoc **ret, struct bt_err *err)
{
    struct bt_ipcc *ipc;
    int rc = bt_ipcc_connect(LRM_IPC, ANSWER_MS, &ipc, err);
    if (rc != 0)
        return rc;
    xmlDoc *question = bt_xml_doc(XE_LRM_LOG);
    bt_xml_set(bt_xml_root(question), XA_RSC, id);
    rc = bt_ipcc_send(ipc, question, err);
    if (rc == 0)
        rc = bt_ipcc_recv(ipc, ANSWER_MS, ret, err);
    bt_xml_free(question);
    bt_ipcc_free(ipc);
    return rc;
}

static void show_output(const xmlNode *o)
{
    int status = (int)bt_xml_get_int(o, XA_OP_STATUS, BT_OP_UNKNOWN), rc = (int)bt_xml_get_int(o, XA_RC_CODE, BT_OCF_UNKNOWN);
    int64_t interval_ms = bt_xml_get_int(o, XA_INTERVAL, 0);
    char *when = bt_ctime_text((struct bt_wall){.s = bt_xml_get_int(o, XA_LAST_RC_CHANGE, 0)}, bt_zone_s(bt_now().wall));
    printf("* %s", bt_xml_get_or(o, XA_OPERATION, ""));
    if (interval_ms > 0)
        printf(" every %" PRId64 " ms", interval_ms);
    printf(" at %s: %s (call %s, %s ms)\n", when, status == BT_OP_DONE ? bt_ocf_text(rc) : bt_opstatus_text(status),
           bt_xml_get_or(o, XA_CALL_ID, "?"), bt_xml_get_or(o, XA_EXEC_TIME, "?"));
    for (const char *line = bt_xml_get_or(o, XA_TEXT, ""); *line != '\0';) {
        size_t len = strcspn(line, "\n");
        printf("    %.*s\n", (int)len, line);
        line += len + (line[len] == '\n');
    }
    free(when);
}

int resource_log(struct session *s, const struct bt_strv *args)
{
    const char *id = args->v[0];
    xmlDoc *doc = NULL;
    struct bt_err err = {0};
    if (ask_lrm(id, &doc, &err) != 0)
        return session_fail(s, &err);
    const xmlNode *root = bt_xml_root(doc);
    const char *node = bt_xml_get_or(root, XA_ON_NODE, "this node");
    int rc = (int)bt_xml_get_int(root, XA_RC, BT_EX_ERROR);
    size_t shown = 0;
    if (rc != BT_EX_OK)
        session_error(s, "%s knows no resource %s; ask where it runs (crm resource locate %s)", node, id, id);
    else
        printf("Last output of %s on %s:\n", id, node);
    bt_xml_each(o, root, XE_OUTPUT)
        if (args->n < 2 || bt_streq(bt_xml_get(o, XA_OPERATION), args->v[1])) {
            show_output(o);
            shown++;
        }
    if (rc == BT_EX_OK && shown == 0)
        printf("(nothing was printed)\n");
    bt_xml_free(doc);
    return rc == BT_EX_OK ? BT_EX_OK : BT_EX_ERROR;
}
