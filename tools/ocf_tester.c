/* tools/ocf_tester.c - ocf-tester: leads an OCF agent through its whole life on this node and says where it breaks the contract.
 *
 * The command line and the lines that tell what is not supported are those of resource-agents' ocf-tester; the agent is run as lrmd runs it.
 * Rules: OCF Resource Agent API 1.0 and 1.1; "Writing Resource Agents"; doc/agents.md.
 *
 *   1. its meta-data                      4. promote, demote, each also where it is done already
 *   2. validate-all, then a probe         5. stop, start, start again, stop, stop again; a monitor in each state
 *   3. start, monitor in each depth,      6. migration and reload
 *      notify                             7. an operation that does not exist
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/options.h"
#include "tools/tester.h"

struct args {
    struct opt_common common;
    const char *name;
    struct bt_strv parameters;
    bool verbose, debug, trace;
};

#define AT(field) offsetof(struct args, field)

static const struct opt options[] = {
    {'n', "name", OPT_TEXT, AT(name), 0, 0, "NAME", "Name of the resource"},
    {'o', "option", OPT_LIST, AT(parameters), 0, 0, "NAME=VALUE", "A parameter for the agent (may be repeated)"},
    {'v', NULL, OPT_FLAG, AT(verbose), 0, 0, NULL, "Say what is tested, and what the agent prints"},
    {'d', NULL, OPT_FLAG, AT(debug), 0, 0, NULL, "Let the agent log debug messages"},
    {'X', NULL, OPT_FLAG, AT(trace), 0, 0, NULL, "Let the agent trace itself (much output)"},
    {'L', NULL, OPT_IGNORE, 0, 0, 0, NULL, "Run it as the cluster does (which is always so)"},
    {0},
};
static const struct opt_section sections[] = {{"options", "Options", options}, {0}};
static const struct opt_tool tool = {.name = "ocf-tester",
                                     .purpose = "test whether a resource agent keeps to the OCF standard",
                                     .usage = "-n NAME [-o NAME=VALUE]... AGENT",
                                     .sections = sections,
                                     .quiet_letter = 'q',
                                     .epilogue = "The agent's service is started and stopped on this node. Exit status 0: all tests were passed.\n\nExample:\n\n"
                                                 "\tocf-tester -n vip -o ip=192.0.2.1 /usr/lib/ocf/resource.d/heartbeat/IPaddr2\n"};

/* Each step below returns false if there is no point in going on. */

/* 1. Meta-data ---------------------------------------------------------------------------------------------------------- */

static void tell_form(struct tester *t, const struct lrm_meta_faults *f)
{
    for (size_t i = 0; i < f->n; i++) {
        if (!f->v[i].wrong)
            continue;
        printf("* Your agent produces meta-data which does not conform to the OCF standard: ");
        if (f->v[i].line > 0)
            printf("line %ld: ", f->v[i].line);
        printf("%s\n", f->v[i].text);
        t->faults++;
    }
}

/* Meta-data are asked for by everybody, also where the service is not installed. */
static void check_reach(struct tester *t, const char *path)
{
    struct stat st;
    if (stat(path, &st) == 0 && (st.st_mode & 0005) != 0005) {
        printf("* Your agent can't be read and executed by other users, who ask it for its meta-data\n");
        t->faults++;
    }
    bt_strv_add(&t->agent.env, "OCF_TESTER_FAIL_HAVE_BINARY=1");
    struct bt_strv none = {0};
    const struct bt_strv *attrs = t->attrs;
    t->attrs = &none;
    tester_expect(t, "meta-data", NULL, BT_OCF_OK, "meta-data must be given also where the agent's programs are not installed");
    t->attrs = attrs;
    free(t->agent.env.v[--t->agent.env.n]);
}

static bool test_metadata(struct tester *t, struct lrm_meta **ret, struct lrm_meta_faults *faults)
{
    struct lrm_direct_result r;
    struct bt_err err = {0};
    bool fine = tester_run(t, "meta-data", NULL, &r) == BT_OCF_OK;
    if (!fine) {
        tester_fault(t, &r, "meta-data failed");
    } else if (lrm_meta_parse(r.output != NULL ? r.output : "", r.output != NULL ? strlen(r.output) : 0, t->agent.type, ret, &err) != 0) {
        printf("* Your agent produces meta-data which can't be read: %s\n", bt_err_text(&err));
        t->faults++;
        fine = false;
    } else {
        t->meta = *ret;
        lrm_meta_check(*ret, faults);
        tell_form(t, faults);
        check_reach(t, t->agent.program);
    }
    bt_err_clear(&err);
    lrm_direct_clear(&r);
    return fine;
}

/* 2. Before the start ---------------------------------------------------------------------------------------------------- */

static bool has(const struct tester *t, const char *action)
{
    return lrm_meta_action(t->meta, action) != NULL;
}

static bool test_validate(struct tester *t)
{
    if (!has(t, "validate-all")) {
        if (!t->quiet)
            printf("* Your agent does not support the validate-all action (optional)\n");
        return true;
    }
    return tester_expect(t, "validate-all", NULL, BT_OCF_OK, "Validation failed.  Did you supply enough options with -o ?");
}

static const char interval[] = "CRM_meta_interval=10000";

/* The first look at the resource: what a cluster asks on every node. */
static bool test_probe(struct tester *t)
{
    struct lrm_direct_result r;
    int rc = tester_run(t, "monitor", NULL, &r);
    bool known = rc == BT_OCF_OK || rc == BT_OCF_PROMOTED || rc == BT_OCF_NOT_RUNNING || rc == BT_OCF_NOT_INSTALLED;
    if (!known)
        tester_fault(t, &r, "The initial probe for a stopped resource should return 7 or 5");
    lrm_direct_clear(&r);
    if (rc == BT_OCF_PROMOTED && !tester_expect(t, "demote", NULL, BT_OCF_OK, "Your agent was promoted and could not be demoted"))
        return false;
    if (rc != BT_OCF_NOT_RUNNING && !tester_expect(t, "stop", NULL, BT_OCF_OK, "Your agent was active and could not be stopped"))
        return false;
    tester_expect(t, "monitor", interval, BT_OCF_NOT_RUNNING, "Monitoring a stopped resource should return 7");
    return true;
}

/* 3. The start ------------------------------------------------------------------------------------------------------------- */

static void expect_running(struct tester *t)
{
    tester_expect(t, "monitor", interval, BT_OCF_OK, "Monitoring an active resource should return 0");
}

static void expect_stopped(struct tester *t)
{
    tester_expect(t, "monitor", interval, BT_OCF_NOT_RUNNING, "Monitoring a stopped resource should return 7");
}

static bool start(struct tester *t)
{
    return tester_expect(t, "start", NULL, BT_OCF_OK, "Start failed.  Did you supply enough options with -o ?");
}

/* Some things want parameters that nothing else needs (a deeper monitor, replication); without them there is nothing to test. Says so if that is what the
 * result means. */
static bool wants_more(const struct tester *t, const char *what, int rc, const struct lrm_direct_result *r)
{
    if (rc == BT_OCF_NOT_CONFIGURED && !t->quiet)
        printf("* %s asks for more parameters and is not tested%s%s\n", what, r->reason != NULL ? " - " : "", r->reason != NULL ? r->reason : "");
    return rc == BT_OCF_NOT_CONFIGURED;
}

static void test_depth(struct tester *t, const char *depth)
{
    struct lrm_direct_result r;
    char *level = bt_printf("OCF_CHECK_LEVEL=%s", depth), *what = bt_printf("The monitor at depth %s", depth);
    char *sentence = bt_printf("Monitoring an active resource at depth %s should return 0", depth);
    int rc = tester_run(t, "monitor", level, &r);
    if (!wants_more(t, what, rc, &r) && rc != BT_OCF_OK)
        tester_fault(t, &r, sentence);
    lrm_direct_clear(&r);
    free(level);
    free(what);
    free(sentence);
}

static bool test_start(struct tester *t)
{
    if (!start(t))
        return false;
    expect_running(t);
    tester_expect(t, "monitor", NULL, BT_OCF_OK, "Probing an active resource should return 0");
    for (size_t i = 0; i < t->meta->n_actions; i++) {
        const struct lrm_meta_action *a = &t->meta->actions[i];
        bool promoted = a->role != NULL && bt_role_parse(a->role) == BT_ROLE_PROMOTED;
        if (strcmp(a->name, "monitor") == 0 && !promoted && a->depth != NULL && strcmp(a->depth, "0") != 0)
            test_depth(t, a->depth);
    }
    return true;
}

static bool supports(const struct tester *t, const char *action)
{
    if (!has(t, action) && !t->quiet)
        printf("* Your agent does not support the %s action (optional)\n", action);
    return has(t, action);
}

static void test_notify(struct tester *t)
{
    if (supports(t, "notify"))
        tester_expect(t, "notify", "CRM_meta_notify_type=post", BT_OCF_OK, "The notify action failed on an active resource");
}

/* 4. Roles ----------------------------------------------------------------------------------------------------------------- */

static void test_roles(struct tester *t)
{
    bool demotes = supports(t, "demote"), promotes = supports(t, "promote");
    if (!demotes && !promotes) {
        if (!t->quiet)
            printf("* Your agent does not support master/slave (optional)\n");
        return;
    }
    if (!demotes || !promotes)
        return; /* the meta-data's fault, told already */
    struct lrm_direct_result r;
    int rc = tester_run(t, "demote", NULL, &r);
    bool more = wants_more(t, "The promoted role", rc, &r);
    if (!more && rc != BT_OCF_OK)
        tester_fault(t, &r, "Demoting a resource that was only started must succeed");
    lrm_direct_clear(&r);
    if (more)
        return;
    if (!tester_expect(t, "promote", NULL, BT_OCF_OK, "Promote failed.  Did you supply enough options with -o ?"))
        return;
    tester_expect(t, "monitor", interval, BT_OCF_PROMOTED, "Monitoring a promoted resource should return 8");
    tester_expect(t, "promote", NULL, BT_OCF_OK, "Promoting a promoted resource must succeed");
    tester_expect(t, "monitor", NULL, BT_OCF_PROMOTED, "Probing a promoted resource should return 8");
    tester_expect(t, "demote", NULL, BT_OCF_OK, "Demoting a promoted resource failed");
    expect_running(t);
    tester_expect(t, "demote", NULL, BT_OCF_OK, "Demoting a demoted resource must succeed");
    expect_running(t);
}

/* 5. Stop, and everything twice --------------------------------------------------------------------------------------------- */

static bool stop(struct tester *t)
{
    bool fine = tester_expect(t, "stop", NULL, BT_OCF_OK, "Stop failed");
    expect_stopped(t);
    return fine;
}

static bool test_twice(struct tester *t)
{
    if (!stop(t) || !start(t))
        return false;
    expect_running(t);
    tester_expect(t, "start", NULL, BT_OCF_OK, "Starting an active resource must succeed");
    expect_running(t);
    if (!stop(t))
        return false;
    tester_expect(t, "stop", NULL, BT_OCF_OK, "Stopping a stopped resource must succeed");
    expect_stopped(t);
    tester_expect(t, "monitor", NULL, BT_OCF_NOT_RUNNING, "Probing a stopped resource should return 7");
    return true;
}

/* 6. Migration, reload ------------------------------------------------------------------------------------------------------ */

static void test_migration(struct tester *t)
{
    if (!has(t, "migrate_to") || !has(t, "migrate_from") || !start(t))
        return;
    if (tester_expect(t, "migrate_to", NULL, BT_OCF_OK, "The migrate_to action failed on an active resource"))
        tester_expect(t, "migrate_from", NULL, BT_OCF_OK, "The migrate_from action failed");
    expect_running(t);
    stop(t);
}

static void test_reload(struct tester *t)
{
    const char *action = has(t, "reload-agent") ? "reload-agent" : "reload";
    if (!supports(t, action) || !start(t))
        return;
    tester_expect(t, action, NULL, BT_OCF_OK, "Reloading an active resource failed");
    expect_running(t);
    stop(t);
}

/* 7. The rest ---------------------------------------------------------------------------------------------------------------- */

static bool knows_no_nonsense(struct tester *t)
{
    struct lrm_direct_result r;
    struct tester quietly = *t;
    quietly.verbose = false;
    int rc = tester_run(&quietly, "no-such-action", NULL, &r);
    lrm_direct_clear(&r);
    return rc == BT_OCF_UNIMPLEMENTED;
}

static void print_advice(const struct tester *t, const struct lrm_meta_faults *f, bool nonsense_fine)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++) {
        if (f->v[i].wrong)
            continue;
        printf("%s- ", n++ == 0 ? "\nAdvice:\n" : "");
        if (f->v[i].line > 0)
            printf("meta-data, line %ld: ", f->v[i].line);
        printf("%s\n", f->v[i].text);
    }
    if (!nonsense_fine)
        printf("%s- An action that the agent does not know should end with exit code 3\n", n++ == 0 ? "\nAdvice:\n" : "");
    for (size_t i = 0; i < t->n_times; i++) {
        const struct lrm_meta_action *a = lrm_meta_action(t->meta, t->times[i].action);
        int64_t ms = a != NULL ? bt_duration_ms_or(a->timeout, 0) : 0;
        if (ms > 0 && t->times[i].longest_ms * 2 > ms)
            printf("%s- %s took more than half of the timeout of %s that the agent advises\n", n++ == 0 ? "\nAdvice:\n" : "", a->name, a->timeout);
    }
}

static bool lead_through_life(struct tester *t)
{
    if (!test_validate(t) || !test_probe(t) || !test_start(t))
        return false;
    test_notify(t);
    test_roles(t);
    if (!test_twice(t))
        return false;
    test_migration(t);
    test_reload(t);
    return true;
}

/* Leaves nothing running behind a test that was ended early. */
static void clean_up(struct tester *t)
{
    for (size_t i = 0; i < t->n_times; i++)
        if (strcmp(t->times[i].action, "start") == 0) {
            struct lrm_direct_result r;
            tester_run(t, "stop", NULL, &r);
            lrm_direct_clear(&r);
            return;
        }
}

static int test_agent(struct tester *t, const char *shown)
{
    struct lrm_meta *m = NULL;
    struct lrm_meta_faults faults = {0};
    if (!t->quiet)
        printf("Beginning tests for %s...\n", shown);
    bool whole = test_metadata(t, &m, &faults) && lead_through_life(t);
    bool nonsense_fine = !whole || knows_no_nonsense(t);
    if (!whole) {
        printf("Aborting tests\n");
        clean_up(t);
    }
    if (t->faults > 0)
        printf("Tests failed: %s failed %zu tests\n", shown, t->faults);
    else if (!t->quiet)
        printf("%s passed all tests\n", shown);
    if (m != NULL && !t->quiet) {
        tester_print_times(t);
        print_advice(t, &faults, nonsense_fine);
    }
    lrm_meta_faults_free(&faults);
    lrm_meta_free(m);
    return t->faults == 0 ? BT_EX_OK : BT_EX_ERROR;
}

/* The command line --------------------------------------------------------------------------------------------------------- */

static int misuse(const char *what)
{
    fprintf(stderr, "ocf-tester: %s; see ocf-tester --help\n", what);
    return BT_EX_ERROR;
}

static int run(const struct args *a)
{
    char path[PATH_MAX];
    const char *shown = a->common.words.n == 1 ? a->common.words.v[0] : "", *name = a->name != NULL ? a->name : getenv("OCF_RESOURCE_INSTANCE");
    for (size_t i = 0; i < a->parameters.n; i++)
        if (strchr(a->parameters.v[i], '=') == NULL)
            return misuse("a parameter is given as -o NAME=VALUE");
    if (a->common.words.n != 1)
        return misuse("name one agent, by its path");
    if (name == NULL || *name == '\0')
        return misuse("give the resource a name with -n");
    if (realpath(shown, path) == NULL) {
        fprintf(stderr, "ocf-tester: %s: %s\n", shown, strerror(errno));
        return BT_EX_ERROR;
    }
    if (access(path, X_OK) != 0)
        return misuse("the agent is not executable");
    const char *type = strrchr(shown, '/') != NULL ? strrchr(shown, '/') + 1 : shown;
    struct tester t = {.agent = {.standard = "ocf", .provider = "test", .type = type, .rsc = name, .program = path},
                       .attrs = &a->parameters, .verbose = a->verbose || a->common.verbose > 0, .quiet = a->common.quiet};
    if (a->debug)
        setenv("HA_debug", "1", 1); /* as the daemon's own environment would have it */
    if (a->trace)
        bt_strv_add(&t.agent.env, "OCF_TRACE_RA=1");
    int rc = test_agent(&t, shown);
    bt_strv_free(&t.agent.env);
    return rc;
}

int main(int argc, char **argv)
{
    struct args a = {0};
    int rc = opt_parse(&tool, argc, argv, &a);
    if (rc == OPT_GO_ON)
        rc = run(&a);
    bt_strv_free(&a.parameters);
    bt_strv_free(&a.common.words);
    return rc;
}
