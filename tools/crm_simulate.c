/* tools/crm_simulate.c - what the cluster would do, and how it would be then, without touching anything.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "tools/common.h"
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

static int cant_write(const char *path, struct bt_err *err)
{
    int code = errno == ENOENT ? BT_EX_NOSUCH : errno == EACCES || errno == EPERM || errno == EROFS ? BT_EX_INSUFFICIENT_PRIV : BT_EX_CANTCREAT;
    return bt_fail(err, code, "can't write %s: %m", path);
}

static int write_text(const char *path, const char *text, struct bt_err *err)
{
    FILE *f = strcmp(path, "-") == 0 ? stdout : fopen(path, "we");
    if (f == NULL)
        return cant_write(path, err);
    bool ok = fputs(text, f) >= 0;
    if (f != stdout)
        ok = fclose(f) == 0 && ok;
    return ok ? 0 : cant_write(path, err);
}

static int write_xml(const char *path, const xmlDoc *doc, struct bt_err *err)
{
    char *text = bt_xml_text(bt_xml_root(doc), true);
    int rc = write_text(path, text, err);
    free(text);
    return rc;
}

/* A result that could not be written is no reason to have calculated it. */
static int check_output(const struct args *a, struct bt_err *err)
{
    FILE *f = a->save_output != NULL && strcmp(a->save_output, "-") != 0 ? fopen(a->save_output, "ae") : stdout;
    if (f == NULL)
        return cant_write(a->save_output, err);
    if (f != stdout)
        fclose(f);
    return 0;
}

static int save_output(const struct args *a, const xmlDoc *cib, struct bt_err *err)
{
    int rc = a->save_output != NULL ? write_xml(a->save_output, cib, err) : 0;
    if (rc == 0 && a->in_place && a->xml_file != NULL)
        rc = write_xml(a->xml_file, cib, err);
    return rc;
}

/* --- pieces ----------------------------------------------------------------------------------------------- */

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
    return rc != 0 ? (err->code = BT_EX_IOERR) : 0;
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

/* The run is consumed. */
static int run_transition(const struct args *a, const struct sim_view *v, xmlDoc *cib, struct pe_run *run, struct bt_wall now, struct bt_err *err)
{
    struct bt_buf b = {0};
    struct pe_model *after = NULL;
    bt_buf_add(&b, "Executing Cluster Transition:\n");
    struct sim_log log = {.text = &b, .xml = out_is_xml(v->o) ? out_element(v->o, "transition") : NULL};
    bool all = sim_run(cib, run, &a->events, now.s, &log);
    if (!all && a->events.op_fail.n == 0)
        bt_buf_add(&b, "Transition failed: terminated\nAn invalid transition was produced\n");
    bool ok;
    effective_time(a, cib, &b, &ok);
    bt_buf_add(&b, "\n");
    pe_run_free(run); /* so that its memory is there for the other status */
    int rc = pe_status_new(cib, now, &after, err);
    if (rc == 0)
        sim_show_status(v, after, cib, true, &b);
    sim_say(v, &b);
    return rc;
}

/* --- the run ---------------------------------------------------------------------------------------------- */

/* The documents and what was made of them are not freed: the process ends, and taking them apart costs a quarter of its time. */

/* The model is consumed. */
static int decide(const struct args *a, const struct sim_view *v, xmlDoc *cib, struct pe_model *m, struct bt_wall now, struct bt_err *err)
{
    struct pe_run_options options = {.record = wants_explanation(a), .about = a->question.rsc != NULL || a->question.action == NULL ? a->question.rsc : "", .scores = a->scores || a->utilization,
                                     .sanitized = a->xml_file != NULL};
    struct pe_run *run = pe_run_of(m, &options);
    bool goes_on = a->simulate || a->in_place;
    sim_show_told(v, run, goes_on);
    int rc = sim_explain(run, &a->question, v->o, err);
    if (rc == 0)
        rc = save_artifacts(a, run, err);
    if (rc == 0 && !only_explains(a))
        sim_show_plan(v, run, goes_on);
    if (rc == 0 && goes_on)
        rc = run_transition(a, v, cib, run, now, err);
    return rc;
}

static int simulate(const struct args *a, const struct sim_view *v, xmlDoc *cib, struct bt_err *err)
{
    struct bt_buf b = {0};
    bool ok, plan = wants_plan(a) || wants_explanation(a);
    struct bt_wall now = effective_time(a, cib, &b, &ok);
    struct pe_model *m = NULL;
    int rc = ok ? pe_status_new(cib, now, &m, err) : bt_fail(err, BT_EX_USAGE, "'%s' is not a date and time", a->date);
    if (rc == 0 && !only_explains(a)) {
        show_counts(m, &b);
        sim_show_status(v, m, cib, false, &b);
        bt_buf_add(&b, wants_plan(a) || sim_has_events(&a->events) ? "\n" : "");
        sim_say(v, &b);
    }
    bt_buf_free(&b);
    if (rc == 0 && sim_has_events(&a->events)) {
        bt_buf_add(&b, "Performing Requested Modifications:\n");
        struct sim_log log = {.text = &b, .xml = out_is_xml(v->o) ? out_element(v->o, "modifications") : NULL};
        rc = sim_inject(cib, m, &a->events, now.s, &log, err);
        pe_status_free(m); /* it is out of date */
        m = NULL;

        effective_time(a, cib, &b, &ok);
        bt_buf_add(&b, plan ? "\n" : "");
        sim_say(v, &b);
    }
    if (rc == 0 && a->save_input != NULL)
        rc = write_xml(a->save_input, cib, err);
    if (rc == 0 && plan && m == NULL)
        rc = pe_status_new(cib, now, &m, err);
    if (rc == 0 && plan)
        rc = decide(a, v, cib, m, now, err);
    return rc == 0 ? save_output(a, cib, err) : rc;
}

static int run(const struct args *a, struct out *o, struct bt_err *err)
{
    const struct sim_view view = {.o = o, .quiet = a->common.quiet, .plain = a->scores || a->utilization, .attrs = a->attrs,
                                  .failcounts = a->failcounts, .scores = a->scores, .utilization = a->utilization};
    int64_t times = 1;
    if (a->repeat != NULL && (!bt_parse_int(a->repeat, &times) || times < 1))
        return bt_fail(err, BT_EX_USAGE, "--repeat is '%s', but what is wanted is how often: a number from 1", a->repeat);
    if (a->profile != NULL)
        return sim_profile(o, a->profile, times, err);
    xmlDoc *cib = NULL;
    int rc = check_output(a, err);
    if (rc == 0)
        rc = read_cib(a, o, &cib, err);
    if (rc != 0)
        return rc;
    if (bt_streq(bt_xml_get(bt_xml_root(cib), XA_VALIDATE_WITH), "none"))
        fputs("Schema validation of configuration is disabled (enabling is encouraged and prevents common misconfigurations)\n", stderr);
    cib_upgrade_old(&cib, NULL);
    return simulate(a, &view, cib, err);
}

int main(int argc, char **argv)
{
    struct args a = {0};
    struct out *o = NULL;
    struct bt_err err = {0};
    int rc = opt_parse(&tool, argc, argv, &a);
    if (rc != OPT_GO_ON)
        return rc;
    rc = out_open(&a.common, argc, argv, &o);
    if (rc != 0)
        return rc;
    rc = run(&a, o, &err);
    if (err.code != 0) {
        bt_err_context(&err, "crm_simulate");
        return out_fail(o, &err);
    }
    return out_finish(o, rc);
}
