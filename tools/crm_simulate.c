/* tools/crm_simulate.c - what the cluster would do, and how it would be then, without touching anything.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <unistd.h>

#include "tools/common.h"
#include "tools/mon.h"
#include "tools/simulate.h"

struct args {
    struct opt_common common;
    struct sim_events events;
    bool run, simulate, in_place, attrs, failcounts, scores, utilization, live, pipe, all_actions;
    const char *xml_file, *save_input, *save_output, *save_graph, *save_dot, *date, *profile, *repeat;
    struct sim_question question;
};

#define AT(field) offsetof(struct args, field)
#define FLAG(letter, name, field, help) {letter, name, OPT_FLAG, AT(field), 0, 0, NULL, help}
#define LIST(letter, name, field, arg, help) {letter, name, OPT_LIST, AT(events.field), 0, 0, arg, help}
#define TEXT(letter, name, field, arg, help) {letter, name, OPT_TEXT, AT(field), 0, 0, arg, help}

static const struct opt operations[] = {
    FLAG('R', "run", run, "Show what the cluster would do"),
    FLAG('S', "simulate", simulate, "The same, and how the cluster would be afterwards"),
    FLAG('X', "in-place", in_place, "The same, and store the result in the input file"),
    FLAG('A', "show-attrs", attrs, "Show node attributes"),
    FLAG('c', "show-failcounts", failcounts, "Show fail counts"),
    FLAG('s', "show-scores", scores, "Show the scores of resources on nodes"),
    FLAG('U', "show-utilization", utilization, "Show capacities and what is used of them"),
    TEXT('P', "profile", profile, "DIR", "Run all the files of a directory, for measurements"),
    TEXT('N', "repeat", repeat, "N", "With --profile, how often"),
    TEXT(0, "explain", question.rsc, "RSC", "Show why a resource will be where it will be"),
    TEXT(0, "explain-node", question.node, "NODE", "With --explain, only this node, and what would bring the resource there"),
    TEXT(0, "explain-action", question.action, "ACTION", "Show why an action will be done or not (RSC_OP_INTERVALMS, or 'OP RSC')"),
    {0},
};
static const struct opt synthetic[] = {
    LIST('u', "node-up", node_up, "NODE", "A node comes online"),
    LIST('d', "node-down", node_down, "NODE", "A node goes offline"),
    LIST('f', "node-fail", node_fail, "NODE", "A node fails"),
    LIST('i', "op-inject", op_inject, "OPSPEC", "An operation ended so: RESOURCE_TASK_INTERVALMS@NODE=RC"),
    LIST('F', "op-fail", op_fail, "OPSPEC", "If the operation is run in the simulation, it ends so"),
    TEXT('t', "set-datetime", date, "DATETIME", "Pretend that it is then (ISO 8601)"),
    TEXT('q', "quorum", events.quorum, "QUORUM", "1 or true: the cluster has quorum"),
    TEXT('w', "watchdog", events.watchdog, "DEVICE", "1 or true: there is an active watchdog"),
    LIST('g', "ticket-grant", ticket_grant, "TICKET", "A ticket is granted"),
    LIST('r', "ticket-revoke", ticket_revoke, "TICKET", "A ticket is revoked"),
    LIST('b', "ticket-standby", ticket_standby, "TICKET", "A ticket is put into standby"),
    LIST('e', "ticket-activate", ticket_activate, "TICKET", "A ticket is activated"),
    {0},
};
static const struct opt artifact[] = {
    TEXT('I', "save-input", save_input, "FILE", "Write the input to a file"),
    TEXT('O', "save-output", save_output, "FILE", "Write the resulting CIB to a file"),
    TEXT('G', "save-graph", save_graph, "FILE", "Write the transition graph as XML"),
    TEXT('D', "save-dotfile", save_dot, "FILE", "Write the transition graph as DOT"),
    FLAG('a', "all-actions", all_actions, "With --save-dotfile, also the actions that are not part of it"),
    {0},
};
static const struct opt source[] = {
    FLAG('L', "live-check", live, "Take the CIB of the running cluster"),
    TEXT('x', "xml-file", xml_file, "FILE", "Take the CIB from a file (-: stdin)"),
    FLAG('p', "xml-pipe", pipe, "Take the CIB from stdin"),
    {0},
};
static const struct opt_section sections[] = {
    {"operations", "Operations", operations},
    {"synthetic", "Synthetic Cluster Events", synthetic},
    {"artifact", "Artifact Options", artifact},
    {"source", "Data Source", source},
    {NULL, NULL, NULL},
};
static const struct opt_tool tool = {
    .name = "crm_simulate", .purpose = "simulate a cluster's response to events", .sections = sections, .has_output = true, .quiet_letter = 'Q',
};

/* --- input and output ------------------------------------------------------------------------------------- */

static int read_cib(const struct args *a, struct out *o, xmlDoc **ret, struct bt_err *err)
{
    const char *path = a->pipe ? "-" : a->xml_file;
    if (path == NULL)
        return tool_cib_whole(o, "crm_simulate", "", NULL, ret);
    return bt_file_read_xml(path, ret, err);
}

static int write_text(const char *path, const char *text, struct bt_err *err)
{
    FILE *f = strcmp(path, "-") == 0 ? stdout : fopen(path, "we");
    if (f == NULL)
        return bt_fail(err, BT_EX_CANTCREAT, "can't write %s: %m", path);
    bool ok = fputs(text, f) >= 0;
    if (f != stdout)
        ok = fclose(f) == 0 && ok;
    return ok ? 0 : bt_fail(err, BT_EX_CANTCREAT, "can't write %s: %m", path);
}

static int write_xml(const char *path, const xmlDoc *doc, struct bt_err *err)
{
    char *text = bt_xml_text(bt_xml_root(doc), true);
    int rc = write_text(path, text, err);
    free(text);
    return rc;
}

static void say(const struct args *a, struct out *o, struct bt_buf *text)
{
    if (!a->common.quiet && text->len > 0)
        out_text(o, "%s", text->text);
    bt_buf_free(text);
}

/* --- pieces ----------------------------------------------------------------------------------------------- */

/* What is told elsewhere, or is the cluster's own. */
static bool shows_attribute(const char *name)
{
    static const char *const hidden[] = {"shutdown", "terminate", "standby"};
    for (size_t i = 0; i < BT_COUNT(hidden); i++)
        if (bt_streq(name, hidden[i]))
            return false;
    return name[0] != '#' && !bt_starts(name, "fail-count-") && !bt_starts(name, "last-failure-");
}

static void show_attributes(const struct pe_model *m, struct bt_buf *b)
{
    bool any = false;
    for (size_t i = 0; i < m->n_nodes; i++) {
        const struct pe_node *n = m->nodes[i];
        bool first = true;
        for (size_t k = 0; k < n->attrs.n && n->online; k++) {
            if (!shows_attribute(n->attrs.v[k].name))
                continue;
            bt_buf_add(b, any ? "" : "\n  * Node Attributes:\n");
            if (first)
                bt_buf_addf(b, "    * Node: %s:\n", n->name);
            bt_buf_addf(b, "      * %-32s\t: %-10s\n", n->attrs.v[k].name, n->attrs.v[k].value);
            any = true;
            first = false;
        }
    }
}

static void show_status(const struct args *a, const struct pe_model *m, int show, const char *title, struct bt_buf *b)
{
    bt_buf_addf(b, "%s:\n  * Node List:\n", title);
    pe_text_nodes(m, show, 4, b);
    bt_buf_add(b, "\n  * Full List of Resources:\n");
    pe_text_resources(m, show, 4, b);
    if (a->attrs)
        show_attributes(m, b);
}

/* The status as crm_mon has it, within an element; nothing in text. */
static void xml_status(const struct args *a, struct out *o, const struct pe_model *m, const xmlDoc *cib, const char *element)
{
    if (!out_is_xml(o))
        return;
    struct mon mon = {.model = m, .cib = cib, .inactive = true, .orphan_instances = true, .nothing_pending = bt_streq(element, "revised_cluster_status"),
                      .sections = MON_NODES | MON_RESOURCES | (a->attrs ? (unsigned)MON_ATTRIBUTES : 0) | (a->failcounts ? (unsigned)MON_FAILCOUNTS : 0)};
    mon_xml(&mon, out_element(o, element));
}

static void xml_decision(const struct pe_decision *d, void *data)
{
    const struct sim_log log = {.xml = data};
    char *action = bt_strdup(d->change);
    for (char *c = action; d->rsc != NULL && *c != '\0'; c++)
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
    const char *reason = d->reason, *blocked = d->blocked ? "true" : NULL;
    bool same_role = d->role == NULL || strcmp(d->role, d->next_role) == 0, same_host = bt_streq(d->from, d->to);
    const char *next = same_role ? NULL : d->next_role;
    if (d->rsc == NULL)
        sim_note(&log, "node_action", "task", action, "node", d->to, "reason", reason, NULL);
    else if (d->from == NULL && d->role != NULL)
        sim_note(&log, "rsc_action", "action", action, "resource", d->rsc, "role", d->role, "next-role", d->next_role, "dest", d->to, "reason", reason,
                 "blocked", blocked, NULL);
    else if (d->from == NULL || d->to == NULL)
        sim_note(&log, "rsc_action", "action", action, "resource", d->rsc, "role", d->role, "node", d->from != NULL ? d->from : d->to, "reason", reason,
                 "blocked", blocked, NULL);
    else if (same_host)
        sim_note(&log, "rsc_action", "action", action, "resource", d->rsc, "role", d->role, "next-role", next, "source", d->from, "reason", reason,
                 "blocked", blocked, NULL);
    else if (same_role)
        sim_note(&log, "rsc_action", "action", action, "resource", d->rsc, "source", d->from, "dest", d->to, "role", d->role, "reason", reason,
                 "blocked", blocked, NULL);
    else
        sim_note(&log, "rsc_action", "action", action, "resource", d->rsc, "role", d->role, "source", d->from, "next-role", next, "dest", d->to,
                 "reason", reason, "blocked", blocked, NULL);
    free(action);
}

static void xml_plan(struct out *o, const struct pe_run *run)
{
    if (!out_is_xml(o))
        return;
    pe_each_decision(run, xml_decision, out_element(o, "actions"));
}

static void show_counts(const struct pe_model *m, struct bt_buf *b)
{
    if (m->maintenance_mode)
        bt_buf_add(b, "\n              *** Resource management is DISABLED ***\n"
                      "  The cluster will not attempt to start, stop or recover services\n\n");
    if (m->n_disabled > 0 || m->n_blocked > 0)
        bt_buf_addf(b, "%zu of %zu resource instances DISABLED and %zu BLOCKED from further action due to failure\n\n", m->n_disabled,
                    m->n_instances, m->n_blocked);
}

static bool wants_plan(const struct args *a)
{
    return a->run || a->simulate || a->in_place || a->scores || a->utilization || a->save_graph != NULL || a->save_dot != NULL;
}

static bool wants_explanation(const struct args *a)
{
    return a->question.rsc != NULL || a->question.action != NULL;
}

/* An explanation that was asked for alone stands alone. */
static bool only_explains(const struct args *a)
{
    return wants_explanation(a) && !wants_plan(a);
}

static int save_artifacts(const struct args *a, struct pe_run *run, struct bt_err *err)
{
    int rc = 0;
    if (a->save_graph != NULL)
        rc = write_xml(a->save_graph, pe_run_graph(run), err);
    if (rc == 0 && a->save_dot != NULL) {
        struct bt_buf b = {0};
        pe_text_dot(run, a->all_actions, &b);
        rc = write_text(a->save_dot, b.text, err);
        bt_buf_free(&b);
    }
    return rc;
}

static void show_scores(const struct args *a, struct out *o, const struct pe_run *run)
{
    struct bt_buf b = {0};
    if (a->common.quiet && (a->scores || a->utilization))
        bt_buf_add(&b, "\n");
    if (a->scores)
        pe_text_scores(run, &b);
    if (a->utilization)
        pe_text_utilization(run, &b);
    if ((a->scores || a->utilization) && !a->common.quiet)
        bt_buf_add(&b, "\n");
    if (b.len > 0)
        out_text(o, "%s", b.text);
    bt_buf_free(&b);
}

static void show_plan(const struct args *a, struct out *o, const struct pe_run *run)
{
    struct bt_buf b = {0};
    xml_plan(o, run);
    bt_buf_add(&b, "Transition Summary:\n");
    pe_text_plan(run, &b);
    if (a->simulate || a->in_place)
        bt_buf_add(&b, "\n");
    say(a, o, &b);
}

static struct bt_wall effective_time(const struct args *a, const xmlDoc *cib, struct bt_buf *b, bool *ret_ok)
{
    struct bt_wall now = bt_now().wall;
    int64_t recorded = bt_xml_get_int(bt_xml_root(cib), XA_EXECUTION_DATE, 0);
    *ret_ok = a->date == NULL || bt_iso8601_parse(a->date, now.zone_s, &now);
    if (a->date == NULL && recorded > 0)
        now.s = recorded;
    now.zone_s = bt_zone_s(now);
    char *text = bt_iso8601_text(now, 0);
    if (a->date != NULL && *ret_ok)
        bt_buf_addf(b, "Setting effective cluster time: %s\n", a->date);
    else if (a->date == NULL && recorded > 0)
        bt_buf_addf(b, "Using the original execution date of: %s\n", text);
    free(text);
    return now;
}

static int show_afterwards(const struct args *a, struct out *o, xmlDoc *cib, const struct pe_run *run, struct bt_wall now, struct bt_err *err)
{
    struct bt_buf b = {0};
    struct pe_model *after = NULL;
    bt_buf_add(&b, "Executing Cluster Transition:\n");
    struct sim_log log = {.text = &b, .xml = out_is_xml(o) ? out_element(o, "transition") : NULL};
    bool all = sim_run(cib, run, &a->events, now.s, &log);
    if (!all && a->events.op_fail.n == 0)
        bt_buf_add(&b, "Transition failed: terminated\nAn invalid transition was produced\n");
    bool ok;
    effective_time(a, cib, &b, &ok);
    bt_buf_add(&b, "\n");
    int rc = pe_status_new(cib, now, &after, err);
    if (rc == 0)
        show_status(a, after, PE_SHOW_INACTIVE, "Revised Cluster Status", &b); /* nothing is under way any more */
    if (rc == 0)
        xml_status(a, o, after, cib, "revised_cluster_status");
    say(a, o, &b);
    if (rc == 0 && a->save_output != NULL)
        rc = write_xml(a->save_output, cib, err);
    if (rc == 0 && a->in_place && a->xml_file != NULL)
        rc = write_xml(a->xml_file, cib, err);
    return rc;
}

/* --- the run ---------------------------------------------------------------------------------------------- */

/* The documents and what was made of them are not freed: the process ends, and taking them apart costs a quarter of its time. */

static int simulate(const struct args *a, struct out *o, xmlDoc *cib, struct bt_err *err)
{
    struct bt_buf b = {0};
    bool ok;
    struct bt_wall now = effective_time(a, cib, &b, &ok);
    struct pe_run_options options = {.record = wants_explanation(a), .about = a->question.rsc != NULL || a->question.action == NULL ? a->question.rsc : "", .scores = a->scores || a->utilization,
                                     .sanitized = a->xml_file != NULL};
    struct pe_model *m = NULL;
    struct pe_run *run = NULL;
    int rc = ok ? pe_status_new(cib, now, &m, err) : bt_fail(err, BT_EX_USAGE, "'%s' is not a date and time", a->date);
    if (rc == 0 && !only_explains(a)) {
        show_counts(m, &b);
        show_status(a, m, PE_SHOW_INACTIVE | PE_SHOW_PENDING, "Current cluster status", &b);
        xml_status(a, o, m, cib, "cluster_status");
        bt_buf_add(&b, wants_plan(a) || sim_has_events(&a->events) ? "\n" : "");
        say(a, o, &b);
    }
    bt_buf_free(&b);
    if (rc == 0 && sim_has_events(&a->events)) {
        pe_status_free(m); /* it is about to be out of date */
        m = NULL;
        bt_buf_add(&b, "Performing Requested Modifications:\n");
        struct sim_log log = {.text = &b, .xml = out_is_xml(o) ? out_element(o, "modifications") : NULL};
        rc = sim_inject(cib, &a->events, now.s, &log, err);
        effective_time(a, cib, &b, &ok);
        bt_buf_add(&b, "\n");
        say(a, o, &b);
    }
    if (rc == 0 && a->save_input != NULL)
        rc = write_xml(a->save_input, cib, err);
    bool decide = wants_plan(a) || wants_explanation(a);
    if (rc == 0 && decide && m == NULL)
        rc = pe_status_new(cib, now, &m, err);
    if (rc != 0 || !decide)
        return rc;
    run = pe_run_of(m, &options);
    show_scores(a, o, run);
    if (rc == 0)
        rc = sim_explain(run, &a->question, o, err);
    if (rc == 0 && !only_explains(a))
        show_plan(a, o, run);
    if (rc == 0)
        rc = save_artifacts(a, run, err);
    if (rc == 0 && (a->simulate || a->in_place))
        rc = show_afterwards(a, o, cib, run, now, err);
    return rc;
}

int main(int argc, char **argv)
{
    struct args a = {0};
    struct out *o = NULL;
    struct bt_err err = {0};
    xmlDoc *cib = NULL;
    int rc = opt_parse(&tool, argc, argv, &a);
    if (rc != OPT_GO_ON)
        return rc;
    rc = out_open(&a.common, argc, argv, &o);
    if (rc != 0)
        return rc;
    rc = read_cib(&a, o, &cib, &err);
    if (rc == 0 && bt_streq(bt_xml_get(bt_xml_root(cib), XA_VALIDATE_WITH), "none"))
        fprintf(stderr, "Schema validation of configuration is disabled (enabling is encouraged and prevents common misconfigurations)\n");
    if (rc == 0)
        cib_upgrade_old(&cib, NULL);
    if (rc == 0)
        rc = simulate(&a, o, cib, &err);
    if (err.code != 0) {
        bt_err_context(&err, "crm_simulate");
        return out_fail(o, &err);
    }
    return out_finish(o, rc);
}
