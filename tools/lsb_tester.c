/* tools/lsb_tester.c - lsb-tester: the seven compatibility checks of an init script that is to be a resource of class lsb.
 *
 * The seven steps are those of the Linux-HA project's page on LSB resource agents: start (stopped), status (running), start (running), stop
 * (running), status (stopped), stop (stopped), and status (failed), which only a person can check. Codes: LSB 3.1, "Init Script Actions".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "tools/options.h"
#include "tools/tester.h"

struct args {
    struct opt_common common;
    bool verbose;
};

static const struct opt options[] = {
    {'v', NULL, OPT_FLAG, offsetof(struct args, verbose), 0, 0, NULL, "Say what the script prints"},
    {0},
};
static const struct opt_section sections[] = {{"options", "Options", options}, {0}};
static const struct opt_tool tool = {.name = "lsb-tester",
                                     .purpose = "test whether an init script can be a resource of the cluster",
                                     .usage = "SCRIPT",
                                     .sections = sections,
                                     .quiet_letter = 'q',
                                     .epilogue = "SCRIPT is a path or a name in /etc/init.d. Its service must be configured and stopped; it is started and stopped on this node.\n"
                                                 "Exit status 0: all checks were passed.\n"};

enum { STOPPED_CODE = 3 }; /* of status: the program is not running */

/* What is asked, with what state behind it, and what must come of it: the exit code, and that of a status after it. */
static const struct step {
    const char *title, *action;
    int want, then; /* then: what status must say afterwards; -1: is not asked */
    const char *unwanted, *unwanted_then;
} steps[] = {
    {"Start (stopped)", "start", 0, 0, "a start of a stopped service must end with 0", "the service does not run after it, says status"},
    {"Status (running)", "status", 0, -1, "the status of a running service is 0", NULL},
    {"Start (running)", "start", 0, 0, "a start of a running service is no error and must end with 0", "the service does not run any more after it, says status"},
    {"Stop (running)", "stop", 0, STOPPED_CODE, "a stop of a running service must end with 0", "the service is not stopped after it, says status"},
    {"Status (stopped)", "status", STOPPED_CODE, -1, "the status of a stopped service is 3", NULL},
    {"Stop (stopped)", "stop", 0, STOPPED_CODE, "a stop of a stopped service is no error and must end with 0", "the service is not stopped after it, says status"},
};

static int call(struct tester *t, const char *action, const char **ret_how)
{
    struct lrm_direct_result r;
    int rc = tester_run(t, action, NULL, &r);
    *ret_how = r.status == BT_OP_DONE ? "" : bt_opstatus_text(r.status);
    lrm_direct_clear(&r);
    return rc;
}

static void check(struct tester *t, size_t n)
{
    const struct step *s = &steps[n];
    const char *how = "", *then_how = "";
    int rc = call(t, s->action, &how), then = s->then >= 0 ? call(t, "status", &then_how) : -1;
    const char *wrong = rc != s->want ? s->unwanted : s->then >= 0 && then != s->then ? s->unwanted_then : NULL;
    if (wrong != NULL)
        t->faults++;
    else if (t->quiet)
        return;
    printf("%zu. %-17s result: ", n + 1, s->title);
    if (rc >= 0)
        printf("%d", rc);
    else
        printf("none (%s)", how);
    if (wrong == NULL)
        printf("   ok\n");
    else if (rc == s->want)
        printf("   WRONG: %s (%d)\n", wrong, then);
    else
        printf("   WRONG: %s\n", wrong);
}

/* The checks begin with a stopped service; nobody's running one is touched. */
static bool is_stopped(struct tester *t, const char *shown)
{
    const char *how;
    int rc = call(t, "status", &how);
    if (rc == 0)
        fprintf(stderr, "lsb-tester: %s runs (status ends with 0); stop it before the checks, they start and stop it\n", shown);
    return rc != 0;
}

static void print_last(const char *path)
{
    char *script = NULL;
    printf("7. Status (failed)   look by hand: does status end with 1, 2 or 4 where the service has crashed? It should.\n");
    if (bt_file_read(path, 1024 * 1024, &script, NULL, NULL) == 0 && strstr(script, "### BEGIN INIT INFO") == NULL)
        printf("The script has no LSB header (### BEGIN INIT INFO); the cluster can use it, but not describe it.\n");
    free(script);
}

static int test_script(struct tester *t, const char *path, const char *shown)
{
    if (!is_stopped(t, shown))
        return BT_EX_ERROR;
    if (!t->quiet)
        printf("Beginning the compatibility checks of %s...\n", shown);
    for (size_t i = 0; i < BT_COUNT(steps); i++)
        check(t, i);
    if (!t->quiet)
        print_last(path);
    if (t->faults > 0)
        printf("%s is not LSB compatible: %zu of %zu checks failed. Repair the script, or write an OCF agent based on it.\n", shown, t->faults, BT_COUNT(steps));
    else if (!t->quiet)
        printf("%s passed all checks\n", shown);
    if (!t->quiet)
        tester_print_times(t);
    return t->faults == 0 ? BT_EX_OK : BT_EX_ERROR;
}

static int run(const struct args *a)
{
    if (a->common.words.n != 1) {
        fprintf(stderr, "lsb-tester: name one init script; see lsb-tester --help\n");
        return BT_EX_ERROR;
    }
    char path[PATH_MAX];
    const char *shown = a->common.words.v[0];
    char *named = strchr(shown, '/') != NULL ? bt_strdup(shown) : bt_printf("/etc/init.d/%s", shown);
    bool there = realpath(named, path) != NULL && access(path, X_OK) == 0;
    if (!there)
        fprintf(stderr, "lsb-tester: %s: %s\n", named, strerror(errno));
    free(named);
    if (!there)
        return BT_EX_ERROR;
    struct bt_strv none = {0};
    struct tester t = {.agent = {.standard = "lsb", .type = path, .rsc = "test"}, .attrs = &none,
                       .verbose = a->verbose || a->common.verbose > 0, .quiet = a->common.quiet};
    return test_script(&t, path, shown);
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
