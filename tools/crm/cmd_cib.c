/* tools/crm/cmd_cib.c - level "cib": shadows, and what-if on the status; the history is in cmd_history.c.
 *
 * Shadows are crm_shadow's: the files and CIB_shadow of the environment. What a user edits of the status is kept as options of crm_simulate and never leaves
 * this session.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

#include "tools/crm/cib.h"

enum { FILE_MAX_BYTES = 256 * 1024 * 1024 };

/* Shadows --------------------------------------------------------------------------------------------------------- */

static bool shadow_exists(const char *name)
{
    char *path = cib_shadow_path(name);
    bool there = strchr(name, '/') == NULL && *name != '\0' && access(path, R_OK) == 0;
    free(path);
    return there;
}

/* Another CIB is worked on from now on; name NULL: the live one. */
static void switch_to(struct session *s, const char *name)
{
    if (name != NULL)
        setenv("CIB_shadow", name, 1);
    else
        unsetenv("CIB_shadow");
    unsetenv("CIB_file");
    session_forget_config(s);
    cib_client_close(s->cib);
    s->cib = NULL;
}

static int run_shadow(struct session *s, const char *command, const char *name, bool force)
{
    const char *const argv[] = {"crm_shadow", "-b", command, name, force ? "--force" : NULL, NULL};
    return session_run_quietly(s, argv);
}

/* A name for who gives none: the first that is free. */
static char *free_name(void)
{
    for (int i = 1;; i++) {
        char *name = bt_printf("tmp%d", i);
        if (!shadow_exists(name))
            return name;
        free(name);
    }
}

static int new_shadow(struct session *s, const struct bt_strv *args)
{
    bool force = s->force, empty = false;
    char *name = NULL;
    for (size_t i = 0; i < args->n; i++) {
        if (bt_streq(args->v[i], "force") || bt_streq(args->v[i], "--force"))
            force = true;
        else if (bt_streq(args->v[i], "empty"))
            empty = true;
        else if (!bt_streq(args->v[i], "withstatus") && name == NULL)
            name = bt_strdup(args->v[i]);
    }
    if (name == NULL)
        name = free_name();
    int rc = run_shadow(s, empty ? "-e" : "-c", name, force);
    if (rc == BT_EX_OK) {
        session_info(s, "%s: %s shadow CIB created", s->command, name);
        switch_to(s, name);
    }
    free(name);
    return rc == BT_EX_OK ? rc : BT_EX_ERROR;
}

static int use(struct session *s, const struct bt_strv *args)
{
    const char *name = args->n > 0 && !bt_streq(args->v[0], "live") && !bt_streq(args->v[0], "withstatus") ? args->v[0] : NULL;
    if (name != NULL && !shadow_exists(name))
        return session_misuse(s, "%s: no such shadow CIB", name);
    switch_to(s, name);
    return BT_EX_OK;
}

static int delete(struct session *s, const struct bt_strv *args)
{
    const char *name = args->v[0];
    if (bt_streq(getenv("CIB_shadow"), name))
        return session_misuse(s, "%s shadow CIB is in use", name);
    if (run_shadow(s, "-D", name, true) != BT_EX_OK)
        return session_misuse(s, "failed to delete %s shadow CIB", name);
    session_info(s, "%s: %s shadow CIB deleted", s->command, name);
    return BT_EX_OK;
}

static int reset(struct session *s, const struct bt_strv *args)
{
    if (run_shadow(s, "-r", args->v[0], false) != BT_EX_OK)
        return session_misuse(s, "failed to copy live CIB to %s", args->v[0]);
    session_info(s, "%s: copied live CIB to %s", s->command, args->v[0]);
    session_forget_config(s);
    return BT_EX_OK;
}

static int commit(struct session *s, const struct bt_strv *args)
{
    const char *name = args->n > 0 ? args->v[0] : getenv("CIB_shadow");
    if (name == NULL)
        return session_misuse(s, "There is nothing to commit");
    if (run_shadow(s, "-C", name, true) != BT_EX_OK)
        return session_misuse(s, "failed to commit the %s shadow CIB", name);
    session_info(s, "%s: committed '%s' shadow CIB to the cluster", s->command, name);
    return BT_EX_OK;
}

/* Without a word: the shadow against the live one, as crmsh; with versions: the history's. */
static int diff(struct session *s, const struct bt_strv *args)
{
    const char *const argv[] = {"crm_shadow", "-d", NULL};
    if (args->n > 0)
        return cib_history_diff(s, args);
    int rc = session_run_tool(s, argv);
    return rc == BT_EX_ERROR ? BT_EX_OK : rc; /* they differ, and it has said how */
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int list(struct session *s, const struct bt_strv *args)
{
    struct bt_strv names = {0};
    char *path = cib_shadow_path("");
    *strrchr(path, '/') = '\0';
    DIR *dir = opendir(path);
    (void)s, (void)args;
    for (const struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;)
        if (bt_starts(e->d_name, "shadow.") && e->d_name[7] != '\0')
            bt_strv_add(&names, e->d_name + 7);
    if (dir != NULL)
        closedir(dir);
    if (names.n > 0)
        qsort(names.v, names.n, sizeof *names.v, by_name);
    for (size_t i = 0; i < names.n; i++)
        puts(names.v[i]);
    bt_strv_free(&names);
    free(path);
    return BT_EX_OK;
}

/* Where a CIB to import is: a file, or the policy engine's input of that number (or name), which is compressed. NULL: nowhere. */
static char *input_path(const char *what)
{
    static const char *const series[] = {"", "pe-input-", "pe-warn-", "pe-error-"};
    if (access(what, R_OK) == 0)
        return bt_strdup(what);
    for (size_t i = 0; i < BT_COUNT(series); i++) {
        char *path = bt_printf(BT_STATEDIR "/pengine/%s%s.bz2", series[i], what);
        if (access(path, R_OK) == 0)
            return path;
        free(path);
    }
    return NULL;
}

static int copy_input(struct session *s, const char *from, const char *to)
{
    struct bt_err err = {0};
    char *text = NULL;
    size_t len = 0;
    xmlDoc *doc = NULL;
    int rc = bt_file_read(from, FILE_MAX_BYTES, &text, &len, &err);
    if (rc == BT_EX_OK)
        rc = bt_xml_parse(text, len, from, &doc, &err);
    if (rc == BT_EX_OK && !bt_xml_is(bt_xml_root(doc), XE_CIB))
        rc = bt_fail(&err, BT_EX_CONFIG, "%s is no CIB", from);
    if (rc == BT_EX_OK)
        rc = bt_file_write_durable(to, text, len, 0600, &err);
    bt_xml_free(doc);
    free(text);
    return rc == BT_EX_OK ? rc : session_fail(s, &err);
}

static int import(struct session *s, const struct bt_strv *args)
{
    char *from = input_path(args->v[0]);
    if (from == NULL)
        return session_misuse(s, "no %s pe input file", args->v[0]);
    const char *slash = strrchr(from, '/');
    const char *name = args->n > 1 ? args->v[1] : slash != NULL ? slash + 1 : from;
    char *to = cib_shadow_path(name);
    int rc = strchr(name, '/') == NULL ? copy_input(s, from, to) : session_misuse(s, "'%s' can't be the name of a shadow", name);
    if (rc == BT_EX_OK)
        switch_to(s, name);
    free(from);
    free(to);
    return rc;
}

/* The status, what if --------------------------------------------------------------------------------------------- */

static int edit_status(struct session *s, const char *option, char *value)
{
    bt_strv_add(&s->status_edits, option);
    bt_strv_add(&s->status_edits, value);
    free(value);
    return BT_EX_OK;
}

/* A word and the option of crm_simulate that it stands for. */
struct meaning {
    const char *word, *option;
};

static int edit_by(struct session *s, const struct meaning *meanings, const char *what, const char *word)
{
    for (const struct meaning *m = meanings; m->word != NULL; m++)
        if (bt_streq(m->word, word))
            return edit_status(s, m->option, bt_strdup(what));
    return session_misuse(s, "Unknown state '%s' of %s", word, what);
}

/* The interval of the resource's first operation of that name, in which its history has it. */
static int64_t interval_ms(struct session *s, const char *rsc, const char *op)
{
    xmlDoc *doc = session_whole(s);
    char *xpath = bt_printf("//primitive[@id=\"%s\"]/operations/op[@name=\"%s\"]", rsc, op);
    xmlNode **found = NULL;
    size_t n = 0;
    int64_t ms = 0;
    if (doc != NULL && bt_xml_xpath(doc, xpath, &found, &n, NULL) == 0 && n > 0)
        ms = bt_duration_ms_or(bt_xml_get(found[0], XA_INTERVAL), 0);
    free(found);
    free(xpath);
    bt_xml_free(doc);
    return ms;
}

/* An exit code as crmsh calls it, or a number; -1 if it is neither. */
static int64_t exit_code(const char *word)
{
    static const char *const names[] = {"success", "generic", "args", "unimplemented", "perm", "installed", "configured", "not_running", "master", "failed_master"};
    int64_t code;
    for (size_t i = 0; i < BT_COUNT(names); i++)
        if (bt_streq(names[i], word))
            return (int64_t)i;
    return bt_parse_int(word, &code) && code >= 0 ? code : -1;
}

/* "op monitor[:SECONDS] RSC CODE [STATUS] NODE"; "probe" is a monitor without an interval. */
static int status_op(struct session *s, const struct bt_strv *args)
{
    if (exit_code(args->v[2]) < 0)
        return session_misuse(s, "Expected an exit code, not '%s'", args->v[2]);
    const char *word = args->v[0], *rsc = args->v[1], *node = args->v[args->n - 1], *colon = strchr(word, ':');
    char *op = bt_streq(word, "probe") ? bt_strdup("monitor") : bt_strndup(word, strcspn(word, ":"));
    int64_t ms = colon != NULL ? bt_duration_ms_or(colon + 1, 0) : bt_streq(word, "probe") ? 0 : interval_ms(s, rsc, op);
    char *key = bt_opkey(rsc, op, ms);
    int rc = edit_status(s, "-i", bt_printf("%s@%s=%" PRId64, key, node, exit_code(args->v[2])));
    free(key);
    free(op);
    return rc;
}

static int status_node(struct session *s, const struct bt_strv *args)
{
    static const struct meaning states[] = {{"online", "-u"}, {"offline", "-d"}, {"unclean", "-f"}, {0}};
    return edit_by(s, states, args->v[0], args->v[1]);
}

static int status_ticket(struct session *s, const struct bt_strv *args)
{
    static const struct meaning states[] = {{"grant", "-g"}, {"revoke", "-r"}, {"activate", "-e"}, {"standby", "-b"}, {0}};
    return edit_by(s, states, args->v[0], args->v[1]);
}

static int status_quorum(struct session *s, const struct bt_strv *args)
{
    bool quorate;
    if (!bt_parse_bool(args->v[0], &quorate))
        return session_misuse(s, "Expected true or false, not '%s'", args->v[0]);
    return edit_status(s, "-q", bt_strdup(quorate ? "true" : "false"));
}

/* "live", a shadow or a file; what was edited is forgotten. */
static int status_load(struct session *s, const struct bt_strv *args)
{
    const char *from = args->n > 0 ? args->v[0] : "live";
    char *path = bt_streq(from, "live") ? NULL : bt_starts(from, "shadow:") ? cib_shadow_path(from + 7) : bt_strdup(from);
    if (path != NULL && access(path, R_OK) != 0) {
        free(path);
        return session_misuse(s, "%s can't be read", from);
    }
    free(s->status_file);
    s->status_file = path;
    bt_strv_free(&s->status_edits);
    s->status_edits = (struct bt_strv){0};
    return BT_EX_OK;
}

static int status_origin(struct session *s, const struct bt_strv *args)
{
    const char *shadow = getenv("CIB_shadow");
    (void)args;
    if (s->status_file != NULL)
        puts(s->status_file);
    else
        printf("%s%s\n", shadow != NULL ? "shadow:" : "", shadow != NULL ? shadow : "live");
    return BT_EX_OK;
}

/* The document that is loaded. */
static xmlDoc *status_document(struct session *s)
{
    struct bt_err err = {0};
    xmlDoc *doc = NULL;
    if (s->status_file == NULL)
        return session_whole(s);
    if (bt_file_read_xml(s->status_file, &doc, &err) != BT_EX_OK)
        session_fail(s, &err);
    return doc;
}

static int simulate_with(struct session *s, const char *mode, const char *save_to)
{
    struct bt_strv argv = {0};
    bt_strv_add(&argv, "crm_simulate");
    bt_strv_add(&argv, mode);
    bt_strv_add(&argv, s->status_file != NULL ? "-x" : "-L");
    if (s->status_file != NULL)
        bt_strv_add(&argv, s->status_file);
    for (size_t i = 0; i < s->status_edits.n; i++)
        bt_strv_add(&argv, s->status_edits.v[i]);
    if (save_to != NULL) {
        bt_strv_add(&argv, "-I");
        bt_strv_add(&argv, save_to);
    }
    BT_PUSH(&argv, NULL);
    int rc = save_to != NULL ? session_run_quietly(s, (const char *const *)argv.v) : session_run_tool(s, (const char *const *)argv.v);
    bt_strv_free(&argv);
    return rc;
}

static int status_run(struct session *s, const struct bt_strv *args)
{
    (void)args;
    return simulate_with(s, "-R", NULL);
}

static int status_simulate(struct session *s, const struct bt_strv *args)
{
    (void)args;
    return simulate_with(s, "-S", NULL);
}

static int status_save(struct session *s, const struct bt_strv *args)
{
    return simulate_with(s, "-R", args->v[0]);
}

static int status_show(struct session *s, const struct bt_strv *args)
{
    xmlDoc *doc = status_document(s);
    (void)args;
    if (doc == NULL)
        return BT_EX_ERROR;
    const xmlNode *status = cib_section(doc, XE_STATUS);
    char *text = status != NULL ? bt_xml_text(status, true) : bt_strdup("");
    fputs(text, stdout);
    free(text);
    bt_xml_free(doc);
    return BT_EX_OK;
}

static const struct command status_commands[] = {
    {"load", NULL, 0, 1, status_load, "{live | shadow:<cib> | <file>}", "Take the status from there; what was edited is forgotten"},
    {"origin", NULL, 0, 0, status_origin, NULL, "Show where the status is from"},
    {"show", NULL, 0, 1, status_show, NULL, "Show the status section"},
    {"save", NULL, 1, 1, status_save, "<file>", "Write the CIB with the edited status to a file"},
    {"node", NULL, 2, 2, status_node, "<node> {online|offline|unclean}", "Let a node be in another state"},
    {"op", NULL, 4, 5, status_op, "<operation>[:<interval>] <rsc> <exit code> [<status>] <node>", "Let an operation have had another result"},
    {"quorum", NULL, 1, 1, status_quorum, "<bool>", "Let there be quorum, or not"},
    {"ticket", NULL, 2, 2, status_ticket, "<ticket> {grant|revoke|activate|standby}", "Let a ticket be in another state"},
    {"run", NULL, 0, 2, status_run, NULL, "Show what the cluster would do now"},
    {"simulate", NULL, 0, 2, status_simulate, NULL, "Show it, and how things would be after it"},
    {0},
};
const struct level level_cibstatus = {"cibstatus", status_commands, "Try what a change of the status would lead to", NULL, NULL};

static const struct command commands[] = {
    {"history", NULL, 0, 0, cib_history_show, "[<count>] [--output-as=xml]", "Show who changed the configuration, when, by which tool, and what"},
    {"diff", NULL, 0, 0, diff, "[<version> [<version>] [-x]]",
     "Show what differs between two versions of the configuration (files too), or one and the present; without a word: the shadow and the live CIB"},
    {"rollback", NULL, 1, 0, cib_history_rollback, "<version> [--dry-run]", "Make the configuration as it was, by one new change; with --dry-run tell what would happen"},
    {"conflicts", NULL, 0, 0, cib_history_conflicts, "[list | show <name> | diff <name> [-x] | take <name> [--dry-run] | drop <name>]",
     "Configurations on this node that gave way to another partition's"},
    {"new", NULL, 0, 4, new_shadow, "[<cib>] [withstatus] [force] [empty]", "Create a shadow CIB and work on it"},
    {"use", NULL, 0, 2, use, "[<cib>] [withstatus]", "Work on a shadow CIB, or on the live one"},
    {"delete", NULL, 1, 1, delete, "<cib>", "Delete a shadow CIB"},
    {"reset", NULL, 1, 1, reset, "<cib>", "Copy the live CIB to a shadow CIB"},
    {"commit", NULL, 0, 1, commit, "[<cib>]", "Copy a shadow CIB to the cluster"},
    {"list", NULL, 0, 0, list, NULL, "List all shadow CIBs"},
    {"import", NULL, 1, 2, import, "{<file>|<number>} [<cib>]", "Make a shadow CIB of a file or a saved input of the policy engine"},
    {0},
};
static const struct level *const levels[] = {&level_cibstatus, NULL};
const struct level level_cib = {"cib", commands, "The CIB: its history, and shadows to try changes on", NULL, levels};
