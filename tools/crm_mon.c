/* tools/crm_mon.c - the cluster's status: once, continuously on a terminal, or as a daemon that keeps a page up to date.
 *
 * What is shown and how is in mon.h; this file reads the options, gets the CIB and the fencing history, and waits for changes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "fencing/fencing_client.h"
#include "tools/common.h"
#include "tools/mon.h"

enum { COALESCE_MS = 50, RECONNECT_MS = 1000, INTERVAL_MS = 5000 };

struct args {
    struct opt_common common;
    struct bt_strv include, exclude;
    const char *node, *rsc, *fence_level, *ban_prefix, *interval, *pid_file, *html_file, *title, *stylesheet, *agent, *recipient;
    int fence, bans;
    bool by_node, inactive, failcounts, operations, timing, tickets, attributes, hide_headers, detail, brief, simple, once, daemon, xml, text, cgi,
        watch_fencing;
};

#define AT(field) offsetof(struct args, field)
#define FLAG(letter, name, field, help) {letter, name, OPT_FLAG, AT(field), 0, 0, NULL, help}

static const struct opt display[] = {
    {'I', "include", OPT_LIST, AT(include), 0, 0, "SECTION(s)", "Sections to show too (--include=list names all)"},
    {'U', "exclude", OPT_LIST, AT(exclude), 0, 0, "SECTION(s)", "Sections not to show"},
    {0, "node", OPT_TEXT, AT(node), 0, 0, "NODE", "Of nodes, show only this one, or those with this tag"},
    {0, "resource", OPT_TEXT, AT(rsc), 0, 0, "RSC", "Of resources, show only this one, or those with this tag"},
    FLAG('n', "group-by-node", by_node, "Show resources by node"),
    FLAG('r', "inactive", inactive, "Show inactive resources too"),
    FLAG('f', "failcounts", failcounts, "Show fail counts"),
    FLAG('o', "operations", operations, "Show the history of operations"),
    FLAG('t', "timing-details", timing, "Show the history of operations with times"),
    FLAG('c', "tickets", tickets, "Show tickets"),
    {'m', "fence-history", OPT_CHOICE, AT(fence), 1, AT(fence_level), "[LEVEL]",
     "Show fencing: 0=off, 1=failures and pending (default without option), 2=successes too (default without value), 3=everything"},
    {'L', "neg-locations", OPT_CHOICE, AT(bans), 1, AT(ban_prefix), "[PREFIX]", "Show constraints that keep resources off nodes, or those whose id begins so"},
    FLAG('A', "show-node-attributes", attributes, "Show node attributes"),
    FLAG('D', "hide-headers", hide_headers, "Hide the summary"),
    FLAG('R', "show-detail", detail, "Show more: node ids, each instance of a clone"),
    FLAG('b', "brief", brief, "Show resources in brief"),
    FLAG('s', "simple-status", simple, "Show one line, once, for Nagios"),
    {'j', "pending", OPT_IGNORE, 0, 0, 0, NULL, NULL},
    {0},
};
static const struct opt additional[] = {
    {'i', "interval", OPT_DURATION, AT(interval), 0, 0, "TIMESPEC", "How often to show anew when nothing changes (5 seconds)"},
    FLAG('1', "one-shot", once, "Show the status once and end"),
    FLAG('d', "daemonize", daemon, "Run in the background (with --output-to or --external-agent)"),
    {'p', "pid-file", OPT_TEXT, AT(pid_file), 0, 0, "FILE", "(Advanced) Where the daemon writes its process id"},
    {'E', "external-agent", OPT_TEXT, AT(agent), 0, 0, "FILE", "A program to run for each result of a resource operation"},
    {'e', "external-recipient", OPT_TEXT, AT(recipient), 0, 0, "RCPT", "Given to that program as CRM_notify_recipient"},
    FLAG('W', "watch-fencing", watch_fencing, "Accepted for compatibility"),
    {0, "html-cgi", OPT_FLAG, AT(cgi), 0, 0, NULL, "Begin with CGI headers (with --output-as=html)"},
    {0, "html-stylesheet", OPT_TEXT, AT(stylesheet), 0, 0, "URI", "Link to a style sheet (with --output-as=html)"},
    {0, "html-title", OPT_TEXT, AT(title), 0, 0, "TITLE", "The page's title (with --output-as=html)"},
    {0},
};
static const struct opt deprecated[] = {
    {'h', "as-html", OPT_TEXT, AT(html_file), 0, 0, "FILE", "Same as --output-as=html --output-to=FILE"},
    FLAG('X', "as-xml", xml, "The older form of --output-as=xml, once"),
    FLAG('N', "disable-ncurses", text, "Same as --output-as=text"),
    FLAG('w', "web-cgi", cgi, "Same as --output-as=html --html-cgi"),
    {0},
};
static const struct opt_section sections[] = {{"display", "Display Options", display},
                                              {"additional", "Additional Options", additional},
                                              {"deprecated", "Deprecated Options", deprecated},
                                              {0}};
static const struct opt_tool tool = {
    .name = "crm_mon", .purpose = "show the cluster's status", .sections = sections, .has_output = true, .formats = "console (default), html, text, xml", .quiet_letter = 'Q',
    .epilogue = "Time Specification:\n\nA number of seconds, a number with a unit (ms, us, s, m, h), or an ISO 8601 duration.\n\n"
                "Examples:\n\n\tcrm_mon -1\n\tcrm_mon --group-by-node --inactive\n\tcrm_mon --daemonize --output-as html --output-to /path/to/status.html\n"
                "\tcrm_mon --output-as xml\n"};

/* One run of the program. */
struct job {
    const struct args *a;
    int argc;
    char **argv;
    struct mon mon;
    unsigned fence_level;
    bool html;
    const char *to;          /* the page's file; NULL: stdout */
    struct cib_client *cib;
    struct bt_loop *loop;
    bt_timer redraw, periodic;
    int64_t interval_ms;
    const xmlDoc *doc;
    struct bt_map *seen;     /* operations that the external agent was told of */
    int rc;
};

/* What is shown --------------------------------------------------------------------------------------------- */

/* The option letters, once, as sections. */
static void add_letters(const struct args *a, unsigned fence_level, unsigned *sections_set)
{
    const struct {
        bool given;
        unsigned sections;
    } letters[] = {
        {a->failcounts, MON_FAILCOUNTS}, {a->operations || a->timing, MON_OPERATIONS}, {a->tickets, MON_TICKETS},
        {a->attributes, MON_ATTRIBUTES}, {a->bans != 0, MON_BANS}, {fence_level >= 2, MON_FENCING}};
    for (size_t i = 0; i < BT_COUNT(letters); i++)
        if (letters[i].given)
            *sections_set |= letters[i].sections;
    if (a->fence && fence_level == 0)
        *sections_set &= ~(unsigned)MON_FENCING;
    if (a->hide_headers)
        *sections_set &= ~(unsigned)MON_SUMMARY;
    if (a->common.quiet)
        *sections_set &= ~(unsigned)MON_TIMES;
}

static int bad_section(const char *option)
{
    char *known = mon_sections_text();
    fprintf(stderr, "crm_mon: --%s options: %s\n", option, known);
    free(known);
    return BT_EX_USAGE;
}

static int choose_sections(struct job *j, bool xml)
{
    const struct args *a = j->a;
    unsigned otherwise = xml ? MON_ALL : MON_DEFAULT_TEXT;
    j->mon.sections = otherwise;
    j->mon.ban_prefix = a->ban_prefix;
    add_letters(a, j->fence_level, &j->mon.sections);
    for (size_t i = 0; i < a->include.n; i++)
        if (!mon_sections_apply(a->include.v[i], true, otherwise, &j->mon.sections, &j->mon.ban_prefix))
            return bad_section("include");
    for (size_t i = 0; i < a->exclude.n; i++)
        if (!mon_sections_apply(a->exclude.v[i], false, otherwise, &j->mon.sections, &j->mon.ban_prefix))
            return bad_section("exclude");
    return BT_EX_OK;
}

static int fence_level_of(const struct args *a, unsigned *ret)
{
    int64_t level = a->fence ? 2 : 1;
    if (a->fence_level != NULL && (!bt_parse_int(a->fence_level, &level) || level < 0 || level > 3)) {
        fprintf(stderr, "crm_mon: Fence history must be 0-3\n");
        return BT_EX_USAGE;
    }
    *ret = (unsigned)level;
    return BT_EX_OK;
}

/* The fencer's history; NULL when it can't be had (no cluster here, or a file is shown). */
static xmlDoc *fencing_history(const struct job *j)
{
    xmlDoc *history = NULL;
    if ((j->mon.sections & (MON_FENCING | MON_FENCING_PROOF)) && cib_client_is_live(j->cib))
        fence_client_history(NULL, &history, NULL);
    return history;
}

/* Reads the status out of a CIB and gives it to show(). */
static int with_status(struct job *j, const xmlDoc *doc, void (*show)(struct job *j, void *ctx), void *ctx)
{
    struct bt_err err = {0};
    struct pe_model *model;
    struct bt_now now = bt_now();
    int rc = pe_status_new(doc, now.wall, &model, &err);
    if (rc != BT_EX_OK) {
        fprintf(stderr, "crm_mon: %s\n", bt_err_text(&err));
        bt_err_clear(&err);
        return rc;
    }
    xmlDoc *fencing = fencing_history(j);
    j->mon.model = model;
    j->mon.cib = doc;
    j->mon.zone_s = bt_zone_s(now.wall);
    j->mon.fencing = bt_xml_root(fencing);
    j->mon.live = cib_client_is_live(j->cib) && !j->html;
    show(j, ctx);
    bt_xml_free(fencing);
    pe_status_free(model);
    j->mon.model = NULL;
    j->mon.fencing = NULL;
    return j->rc;
}

/* Once ------------------------------------------------------------------------------------------------------ */

static void show_xml(struct job *j, void *ctx)
{
    mon_xml(&j->mon, out_root(ctx));
}

static void print_text(struct job *j, void *ctx)
{
    struct bt_buf text = {0};
    (void)ctx;
    if (j->a->simple) {
        j->rc = mon_simple(&j->mon, &text);
        bt_buf_add(&text, "\n");
    } else {
        mon_text(&j->mon, &text);
    }
    fputs(text.len > 0 ? text.text : "", stdout);
    bt_buf_free(&text);
}

/* Writes the page; a reader of the file sees the old or the new one. */
static void write_page(struct job *j, void *ctx)
{
    struct bt_buf text = {0}, page = {0};
    struct bt_err err = {0};
    char refresh[32];
    (void)ctx;
    snprintf(refresh, sizeof(refresh), "%" PRId64, j->interval_ms / 1000);
    mon_text(&j->mon, &text);
    if (j->a->cgi)
        bt_buf_add(&page, "Content-Type: text/html\n\n");
    if (j->html)
        mon_html(text.len > 0 ? text.text : "", j->a->title, j->a->stylesheet, j->loop != NULL ? refresh : NULL, &page);
    else
        bt_buf_add(&page, text.len > 0 ? text.text : "");
    if (j->to == NULL)
        fputs(page.text, stdout);
    else
        j->rc = bt_file_write_durable(j->to, page.text, page.len, 0644, &err);
    if (j->rc != BT_EX_OK)
        fprintf(stderr, "crm_mon: %s\n", bt_err_text(&err));
    bt_err_clear(&err);
    bt_buf_free(&text);
    bt_buf_free(&page);
}

/* Gets the CIB; says why it can't. */
static int get_cib(struct job *j, struct out *o, xmlDoc **ret)
{
    struct bt_err err = {0};
    struct cib_client_options options = {.client = tool.name};
    int rc = cib_client_open(&options, &j->cib, &err);
    if (rc == BT_EX_OK)
        rc = cib_client_whole(j->cib, ret, &err);
    if (rc == BT_EX_DISCONNECT && j->a->simple) {
        puts("CLUSTER CRIT: Connection to cluster failed: Connection refused");
    } else if (rc == BT_EX_DISCONNECT) {
        if (j->a->xml)
            fprintf(stderr, "%s\n", bt_exit_text(rc));
        out_error(o, "error: Could not connect to launcher: Connection refused");
        out_error(o, "crm_mon: Connection to cluster failed: Connection refused");
    } else if (rc != BT_EX_OK) {
        out_error(o, "crm_mon: %s", bt_err_text(&err));
    }
    bt_err_clear(&err);
    return rc;
}

static int once(struct job *j, struct out *o)
{
    xmlDoc *doc = NULL;
    int rc = get_cib(j, o, &doc);
    if (rc == BT_EX_OK)
        rc = with_status(j, doc, out_is_xml(o) ? show_xml : j->html || j->to != NULL ? write_page : print_text, o);
    bt_xml_free(doc);
    cib_client_close(j->cib);
    j->cib = NULL;
    return rc;
}

/* Continuously ------------------------------------------------------------------------------------------------ */

static void draw(struct job *j, void *ctx)
{
    if (j->html || j->to != NULL) {
        write_page(j, ctx);
        return;
    }
    if (isatty(STDOUT_FILENO))
        fputs("\033[H\033[2J", stdout);
    print_text(j, ctx);
    if (!isatty(STDOUT_FILENO))
        putchar('\n');
    fflush(stdout);
}

static void on_periodic(void *ctx);

static void redraw(void *ctx)
{
    struct job *j = ctx;
    j->redraw = 0;
    if (j->doc != NULL && (!j->a->daemon || j->to != NULL))
        with_status(j, j->doc, draw, NULL);
    bt_timer_cancel(j->loop, j->periodic);
    j->periodic = bt_timer_add(j->loop, j->interval_ms, on_periodic, j);
}

static void on_periodic(void *ctx)
{
    struct job *j = ctx;
    j->periodic = 0;
    redraw(j);
}

static char *env_entry(const char *name, const char *value)
{
    return bt_printf("CRM_notify_%s=%s", name, value != NULL ? value : "");
}

static void agent_done(void *ctx, const struct bt_proc_result *r)
{
    (void)ctx;
    if (!r->started)
        fprintf(stderr, "crm_mon: The external agent could not be run: %s\n", strerror(r->start_errno));
}

/* Tells the external agent of one result, in the variables that such agents know. */
static void run_agent(struct job *j, const char *node, const char *rsc, const xmlNode *op)
{
    const char *target = strchr(bt_xml_get_or(op, XA_TRANSITION_KEY, ""), ':');
    struct bt_transition_key key = {0};
    bt_transition_key_parse(bt_xml_get_or(op, XA_TRANSITION_KEY, ""), &key);
    char *target_rc = bt_printf("%d", target != NULL ? key.target_rc : 0);
    struct bt_strv env = {0};
    BT_PUSH(&env, bt_strdup("PATH=/sbin:/bin:/usr/sbin:/usr/bin"));
    BT_PUSH(&env, env_entry("recipient", j->a->recipient));
    BT_PUSH(&env, env_entry("node", node));
    BT_PUSH(&env, env_entry("rsc", rsc));
    BT_PUSH(&env, env_entry("task", bt_xml_get(op, XA_OPERATION)));
    BT_PUSH(&env, env_entry("desc", bt_ocf_text((int)bt_xml_get_int(op, XA_RC_CODE, 0))));
    BT_PUSH(&env, env_entry("rc", bt_xml_get(op, XA_RC_CODE)));
    BT_PUSH(&env, env_entry("target_rc", target_rc));
    BT_PUSH(&env, env_entry("status", bt_xml_get(op, XA_OP_STATUS)));
    BT_PUSH(&env, NULL);
    const char *const argv[] = {j->a->agent, NULL};
    struct bt_proc_spec spec = {.argv = argv, .envp = (const char *const *)env.v, .timeout_ms = 60000, .kill_after_ms = 5000, .output_max = 4096};
    bt_proc_start(j->loop, &spec, agent_done, j);
    bt_strv_free(&env);
    free(target_rc);
}

/* Finds results that are new since the last look; tell is false for the first look. */
static void look_for_results(struct job *j, const xmlDoc *doc, bool tell)
{
    static const char known = 0;
    bt_xml_each(state, cib_section(doc, XE_STATUS), XE_NODE_STATE)
        bt_xml_each(rsc, bt_xml_path(state, "lrm/lrm_resources"), XE_LRM_RESOURCE)
            bt_xml_each(op, rsc, XE_LRM_RSC_OP) {
                char *key = bt_printf("%s %s %s %s", bt_xml_get_or(state, XA_UNAME, ""), bt_xml_get_or(op, XA_OPERATION_KEY, ""),
                                      bt_xml_get_or(op, XA_CALL_ID, ""), bt_xml_get_or(op, XA_TRANSITION_MAGIC, ""));
                if (bt_map_get(j->seen, key) == NULL) {
                    bt_map_put(j->seen, key, (void *)(uintptr_t)&known);
                    if (tell)
                        run_agent(j, bt_xml_get(state, XA_UNAME), bt_xml_id(rsc), op);
                }
                free(key);
            }
}

static void changed(void *ctx, const xmlDoc *doc, const xmlNode *patch)
{
    struct job *j = ctx;
    (void)patch;
    if (j->a->agent != NULL)
        look_for_results(j, doc, j->doc != NULL);
    bool was_empty = j->doc == NULL;
    j->doc = doc;
    if (was_empty)
        redraw(j);
    else if (j->redraw == 0)
        j->redraw = bt_timer_add(j->loop, COALESCE_MS, redraw, j);
}

static void reconnect(void *ctx);

static void lost(void *ctx)
{
    struct job *j = ctx;
    j->doc = NULL;
    fprintf(stderr, "crm_mon: Connection to the cluster lost; trying again\n");
    bt_timer_add(j->loop, RECONNECT_MS, reconnect, j);
}

static int connect_and_watch(struct job *j, struct bt_err *err)
{
    struct cib_client_options options = {.client = tool.name};
    cib_client_close(j->cib);
    j->cib = NULL;
    int rc = cib_client_open(&options, &j->cib, err);
    return rc == BT_EX_OK ? cib_client_subscribe(j->cib, j->loop, changed, lost, j, err) : rc;
}

static void reconnect(void *ctx)
{
    struct job *j = ctx;
    if (connect_and_watch(j, NULL) != BT_EX_OK)
        bt_timer_add(j->loop, RECONNECT_MS, reconnect, j);
}

static void stop(void *ctx, int signal)
{
    (void)signal;
    bt_loop_stop(((struct job *)ctx)->loop);
}

static int watch(struct job *j)
{
    struct bt_err err = {0};
    j->loop = bt_loop_new();
    j->seen = bt_map_new();
    bt_on_signal(j->loop, SIGINT, stop, j);
    bt_on_signal(j->loop, SIGTERM, stop, j);
    int rc = connect_and_watch(j, &err);
    if (rc == BT_EX_OK || j->a->daemon) {
        if (rc != BT_EX_OK) /* a daemon waits for the cluster */
            bt_timer_add(j->loop, RECONNECT_MS, reconnect, j);
        bt_loop_run(j->loop);
        rc = BT_EX_OK;
    } else {
        fprintf(stderr, "crm_mon: Connection to cluster failed: %s\n", rc == BT_EX_DISCONNECT ? "Connection refused" : bt_err_text(&err));
    }
    bt_err_clear(&err);
    cib_client_close(j->cib);
    bt_map_free(j->seen);
    bt_loop_free(j->loop);
    return rc;
}

/* Daemon ---------------------------------------------------------------------------------------------------- */

static int write_pid(const char *path)
{
    struct bt_err err = {0};
    char *text = bt_printf("%*ld\n", 10, (long)getpid());
    int rc = bt_file_write_durable(path, text, strlen(text), 0644, &err);
    if (rc != BT_EX_OK)
        fprintf(stderr, "crm_mon: %s\n", bt_err_text(&err));
    bt_err_clear(&err);
    free(text);
    return rc;
}

static int daemonize(struct job *j)
{
    if (j->to == NULL && j->a->agent == NULL) {
        fprintf(stderr, "crm_mon: --daemonize requires at least one of --output-to and --external-agent\n");
        return BT_EX_USAGE;
    }
    if (daemon(1, 0) != 0) {
        fprintf(stderr, "crm_mon: Cannot run in the background: %s\n", strerror(errno));
        return BT_EX_OSERR;
    }
    int rc = j->a->pid_file != NULL ? write_pid(j->a->pid_file) : BT_EX_OK;
    return rc == BT_EX_OK ? watch(j) : rc;
}

/* What the options amount to ---------------------------------------------------------------------------------- */

/* Options that are other names for --output-as and --output-to become those. */
static void settle_format(struct args *a, struct job *j)
{
    const char *format = a->common.output_as, *name = basename(j->argv[0]);
    j->html = a->html_file != NULL || a->cgi || bt_streq(format, "html") || bt_streq(name, "crm_mon.cgi");
    j->to = a->html_file != NULL ? a->html_file : a->common.output_to != NULL && strcmp(a->common.output_to, "-") != 0 ? a->common.output_to : NULL;
    if (bt_streq(name, "crm_mon.cgi"))
        a->cgi = true;
    if (a->xml)
        a->common.output_as = "xml";
    else if (j->html || bt_streq(format, "console"))
        a->common.output_as = NULL;
    if (j->html || !bt_streq(a->common.output_as, "xml"))
        a->common.output_to = NULL;
}

static int run(struct args *a, int argc, char **argv)
{
    struct job j = {.a = a, .argc = argc, .argv = argv};
    struct out *o;
    settle_format(a, &j);
    bool xml = bt_streq(a->common.output_as, "xml");
    int rc = fence_level_of(a, &j.fence_level);
    if (rc == BT_EX_OK)
        rc = choose_sections(&j, xml);
    if (rc != BT_EX_OK)
        return rc;
    j.mon.inactive = a->inactive || xml;
    j.mon.by_node = a->by_node;
    j.mon.detail = a->detail;
    j.mon.brief = a->brief;
    j.mon.timing = a->timing;
    j.mon.all_fencing = j.fence_level == 3;
    j.mon.only_node = a->node;
    j.mon.only_rsc = a->rsc;
    j.interval_ms = bt_duration_ms_or(a->interval, INTERVAL_MS);
    if (a->daemon)
        return daemonize(&j);
    if (!a->once && !xml && !a->simple && !a->cgi && !(j.html && j.to == NULL))
        return watch(&j);
    rc = out_open(&a->common, argc, argv, &o);
    if (rc != BT_EX_OK)
        return rc;
    if (a->xml) {
        out_legacy_root(o, "crm_mon");
        bt_xml_set(out_root(o), XA_VERSION, OPT_COMPATIBLE);
    }
    return out_finish(o, once(&j, o));
}

int main(int argc, char **argv)
{
    struct args a = {0};
    int rc = opt_parse(&tool, argc, argv, &a);
    if (rc == OPT_GO_ON)
        rc = run(&a, argc, argv);
    bt_strv_free(&a.include);
    bt_strv_free(&a.exclude);
    bt_strv_free(&a.common.words);
    return rc;
}
