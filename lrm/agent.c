/* lrm/agent.c - one row for each class of agents: how it is called, how its end is judged (see agent.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/agent.h"

#include <errno.h>

/* Parameters of fencing devices that are for the cluster, not for the agent: man pacemaker-fenced. */
#define PCMK_ "pcmk_"
#define DEFAULT_TRIES 2 /* pcmk_monitor_retries */

#define REASON_MAX 1024

/* Helpers ---------------------------------------------------------------------------------------------------------- */

static bool is_probe_or_monitor(const struct lrm_run *run)
{
    return strcmp(run->action, "monitor") == 0;
}

static const char *param(const struct lrm_run *run, const char *name)
{
    for (size_t i = 0; i < run->params.n; i++)
        if (bt_starts(run->params.v[i], name) && run->params.v[i][strlen(name)] == '=')
            return run->params.v[i] + strlen(name) + 1;
    return NULL;
}

/* A name that is one step of a path. */
static int check_name(const char *what, const char *name, struct bt_err *err)
{
    if (name == NULL || *name == '\0' || *name == '.' || strchr(name, '/') != NULL)
        return bt_fail(err, BT_EX_INVALID_PARAM, "\"%s\" can't be the %s of an agent", name != NULL ? name : "", what);
    return 0;
}

/* Copies text, bounded, with what XML can't hold replaced by '?'. */
static char *clean(const char *text, size_t len)
{
    struct bt_buf b = {0};
    for (size_t i = 0; i < len && b.len < REASON_MAX;) {
        size_t n = bt_xml_char_len(text + i);
        if (n == 0 || n > len - i) {
            bt_buf_add(&b, "?");
            i++;
        } else {
            bt_buf_addn(&b, text + i, n);
            i += n;
        }
    }
    return bt_buf_take(&b);
}

static size_t line_len(const char *s)
{
    return strcspn(s, "\r\n");
}

char *lrm_exit_reason(const char *err)
{
    static const char prefix[] = "ocf-exit-reason:";
    const char *found = NULL;
    for (const char *line = err; *line != '\0';) {
        if (strncmp(line, prefix, sizeof(prefix) - 1) == 0)
            found = line + sizeof(prefix) - 1;
        line += line_len(line);
        line += strspn(line, "\r\n");
    }
    if (found != NULL)
        found += strspn(found, " \t");
    return found != NULL ? clean(found, line_len(found)) : NULL;
}

static char *last_line(const char *text)
{
    const char *last = NULL;
    for (const char *line = text; *line != '\0';) {
        if (line_len(line) > 0)
            last = line;
        line += line_len(line);
        line += strspn(line, "\r\n");
    }
    return last != NULL ? clean(last, line_len(last)) : NULL;
}

static struct lrm_verdict done(int rc)
{
    return (struct lrm_verdict){.status = BT_OP_DONE, .rc = rc};
}

/* ocf ---------------------------------------------------------------------------------------------------------------- */

static int ocf_call(const struct lrm_run *run, const char *ocf_root, struct lrm_call *call, struct bt_err *err)
{
    if (check_name("provider", run->provider, err) != 0 || check_name("type", run->type, err) != 0)
        return err != NULL ? err->code : BT_EX_INVALID_PARAM;
    char *path = run->program != NULL ? bt_strdup(run->program) : bt_printf("%s/resource.d/%s/%s", ocf_root, run->provider, run->type);
    bt_strv_add(&call->argv, path);
    bt_strv_add(&call->argv, run->action);
    for (size_t i = 0; i < run->env.n; i++)
        bt_strv_add(&call->env, run->env.v[i]);
    call->name = bt_strdup(run->type);
    free(path);
    return 0;
}

static struct lrm_verdict ocf_judge(const struct lrm_run *run, const struct lrm_exit *end)
{
    (void)run;
    bool known = (end->code >= BT_OCF_OK && end->code <= BT_OCF_FAILED_PROMOTED) || end->code == BT_OCF_DEGRADED ||
                 end->code == BT_OCF_DEGRADED_PROMOTED;
    struct lrm_verdict v = done(known ? end->code : BT_OCF_ERROR);
    v.reason = lrm_exit_reason(end->err);
    return v;
}

/* lsb ---------------------------------------------------------------------------------------------------------------- */

static int lsb_call(const struct lrm_run *run, const char *ocf_root, struct lrm_call *call, struct bt_err *err)
{
    (void)ocf_root;
    if (run->type[0] != '/' && check_name("type", run->type, err) != 0)
        return err != NULL ? err->code : BT_EX_INVALID_PARAM;
    char *path = run->type[0] == '/' ? bt_strdup(run->type) : bt_printf(LRM_INIT_DIR "/%s", run->type);
    bt_strv_add(&call->argv, path);
    bt_strv_add(&call->argv, is_probe_or_monitor(run) ? "status" : run->action);
    call->name = path;
    return 0;
}

/* LSB: 1, 2 dead but a file is left, 3 not running, 4 unknown; other actions end with the codes that OCF took over. */
static struct lrm_verdict lsb_judge(const struct lrm_run *run, const struct lrm_exit *end)
{
    if (!is_probe_or_monitor(run))
        return done(end->code >= 0 && end->code <= BT_OCF_NOT_RUNNING ? end->code : BT_OCF_ERROR);
    if (end->code == 0)
        return done(BT_OCF_OK);
    return done(end->code >= 1 && end->code <= 3 ? BT_OCF_NOT_RUNNING : BT_OCF_ERROR);
}

/* heartbeat: NAME 1 2 3 ... ACTION ------------------------------------------------------------------------------------- */

static int r1_call(const struct lrm_run *run, const char *ocf_root, struct lrm_call *call, struct bt_err *err)
{
    (void)ocf_root;
    bool absolute = run->type[0] == '/';
    if (!absolute && check_name("type", run->type, err) != 0)
        return err != NULL ? err->code : BT_EX_INVALID_PARAM;
    char *path = absolute ? bt_strdup(run->type) : bt_printf(LRM_R1_DIR "/%s", run->type);
    call->second = absolute ? NULL : bt_printf(LRM_INIT_DIR "/%s", run->type);
    bt_strv_add(&call->argv, path);
    for (size_t n = 1; n <= run->params.n; n++) {
        char *name = bt_printf("%zu", n);
        const char *value = param(run, name);
        free(name);
        if (value == NULL)
            break;
        bt_strv_add(&call->argv, value);
    }
    bt_strv_add(&call->argv, is_probe_or_monitor(run) ? "status" : run->action);
    call->name = path;
    return 0;
}

/* Classic agents are judged by what status prints, whatever their exit code: "stopped" and "not running" must be looked for before
 * "running". Nothing printed is not running. */
static struct lrm_verdict r1_judge(const struct lrm_run *run, const struct lrm_exit *end)
{
    if (!is_probe_or_monitor(run))
        return lsb_judge(run, end);
    const char *not = strcasestr(end->out, "not");
    if (*end->out == '\0' || strcasestr(end->out, "stopped") != NULL ||
        (not != NULL && strcasestr(not, "running") != NULL))
        return done(BT_OCF_NOT_RUNNING);
    if (strcasestr(end->out, "running") != NULL || strcasestr(end->out, "ok") != NULL)
        return done(BT_OCF_OK);
    struct lrm_verdict v = done(BT_OCF_ERROR);
    v.reason = last_line(end->out);
    return v;
}

/* stonith: the device's own monitor ---------------------------------------------------------------------------------------- */

static bool for_the_agent(const char *pair)
{
    static const char *const never[] = {"action=", "option=", "provides=", PCMK_};
    for (size_t i = 0; i < BT_COUNT(never); i++)
        if (bt_starts(pair, never[i]))
            return false;
    return strchr(pair, '\n') == NULL; /* would be read as two options */
}

/* A start asks the device whether it can be reached, as a monitor does; questions to the agent are passed on. */
static const char *fence_action(const struct lrm_run *run)
{
    if (strcmp(run->action, "meta-data") == 0)
        return "metadata";
    if (strcmp(run->action, "validate-all") == 0)
        return run->action;
    const char *action = param(run, PCMK_ "monitor_action");
    return action != NULL ? action : "monitor";
}

/* RHCS: options on stdin, nothing in argv (doc/agents.md). */
static void fence_agent_call(const struct lrm_run *run, struct lrm_call *call)
{
    struct bt_buf in = {0};
    bt_buf_addf(&in, "action=%s\n", fence_action(run));
    for (size_t i = 0; i < run->params.n; i++)
        if (for_the_agent(run->params.v[i]))
            bt_buf_addf(&in, "%s\n", run->params.v[i]);
    call->input = bt_buf_take(&in);
    char *path = bt_printf(LRM_SBIN_DIR "/%s", run->type);
    bt_strv_add(&call->argv, path);
    free(path);
}

/* cluster-glue: options as bare variables, so some names must not pass (man stonith, -E). */
static void legacy_call(const struct lrm_run *run, struct lrm_call *call)
{
    bt_strv_add(&call->argv, LRM_STONITH_TOOL);
    bt_strv_add(&call->argv, "-t");
    bt_strv_add(&call->argv, run->type);
    if (strcmp(run->action, "meta-data") == 0) {
        bt_strv_add(&call->argv, "-m");
        return;
    }
    bt_strv_add(&call->argv, "-E");
    bt_strv_add(&call->argv, "-S");
    for (size_t i = 0; i < run->params.n; i++) {
        if (for_the_agent(run->params.v[i]) && bt_env_name_ok(run->params.v[i]))
            bt_strv_add(&call->env, run->params.v[i]);
    }
}

static int stonith_call(const struct lrm_run *run, const char *ocf_root, struct lrm_call *call, struct bt_err *err)
{
    (void)ocf_root;
    if (bt_starts(run->type, "fence_")) {
        if (check_name("type", run->type, err) != 0)
            return err != NULL ? err->code : BT_EX_INVALID_PARAM;
        fence_agent_call(run, call);
    } else {
        legacy_call(run, call);
    }
    int64_t own_ms = bt_duration_ms_or(param(run, PCMK_ "monitor_timeout"), 0);
    call->timeout_ms = own_ms > 0 ? own_ms : run->timeout_ms; /* 0 would be no bound at all */
    int64_t tries = DEFAULT_TRIES;
    const char *text = param(run, PCMK_ "monitor_retries");
    if (text != NULL && bt_parse_int(text, &tries) && (tries < 1 || tries > 100))
        tries = tries < 1 ? 1 : 100;
    call->tries = (int)tries;
    call->name = bt_strdup(run->type);
    return 0;
}

static struct lrm_verdict stonith_judge(const struct lrm_run *run, const struct lrm_exit *end)
{
    if (end->code == 0)
        return done(BT_OCF_OK);
    struct lrm_verdict v = {.status = BT_OP_ERROR, .rc = BT_OCF_ERROR};
    char *said = last_line(end->err);
    v.reason = said != NULL ? said : bt_printf("%s ended with exit code %d", run->type, end->code);
    return v;
}

/* The table ---------------------------------------------------------------------------------------------------------------- */

static const struct row {
    const char *standard;
    int (*call)(const struct lrm_run *run, const char *ocf_root, struct lrm_call *call, struct bt_err *err);
    struct lrm_verdict (*judge)(const struct lrm_run *run, const struct lrm_exit *end);
} rows[] = {
    {"ocf", ocf_call, ocf_judge},
    {"lsb", lsb_call, lsb_judge},
    {"heartbeat", r1_call, r1_judge},
    {"stonith", stonith_call, stonith_judge},
};

static const struct row *row_of(const char *standard)
{
    for (size_t i = 0; i < BT_COUNT(rows); i++)
        if (bt_streq(rows[i].standard, standard))
            return &rows[i];
    return NULL;
}

int lrm_call_make(const struct lrm_run *run, const char *standard, const char *ocf_root, struct lrm_call *ret,
                  struct bt_err *err)
{
    const struct row *row = row_of(standard);
    if (row == NULL)
        return bt_fail(err, BT_EX_UNIMPLEMENT_FEATURE, "Resources of class \"%s\" are not supported", standard);
    assert(run->timeout_ms > 0 && run->type != NULL && run->action != NULL);
    struct bt_err own = {0};
    *ret = (struct lrm_call){.timeout_ms = run->timeout_ms, .tries = 1};
    int rc = row->call(run, ocf_root, ret, &own);
    assert(rc != 0 || (ret->argv.n > 0 && ret->name != NULL && ret->timeout_ms > 0 && ret->tries >= 1));
    if (rc != 0) {
        lrm_call_clear(ret);
        bt_fail(err, rc, "%s", bt_err_text(&own));
    }
    bt_err_clear(&own);
    return rc;
}

void lrm_call_clear(struct lrm_call *call)
{
    bt_strv_free(&call->argv);
    bt_strv_free(&call->env);
    free(call->input);
    free(call->name);
    free(call->second);
    *call = (struct lrm_call){0};
}

/* Asked for once whether the resource runs. */
static bool is_probe(const struct lrm_run *run)
{
    return bt_streq(run->action, "monitor") && run->interval_ms == 0;
}

/* What a forbidden agent means. To a probe, an agent that can't be run here is one that is not here: it has started nothing. Pacemaker's probe fails instead,
 * and so does the stop that follows: it fences a node for a missing x bit. */
static enum bt_ocf forbidden(const struct lrm_run *run)
{
    return is_probe(run) ? BT_OCF_NOT_INSTALLED : BT_OCF_INSUFFICIENT_PRIV;
}

/* A file that is there and can't be executed: the interpreter is missing, or the permission. */
static struct lrm_verdict judge_not_started(const struct lrm_run *run, int why)
{
    struct lrm_verdict v = {.status = BT_OP_DONE, .reason = bt_strdup("Child process was unable to execute file")};
    switch (why) {
    case ENOENT:
    case ENOTDIR:
    case ENOEXEC: v.rc = BT_OCF_NOT_INSTALLED; break;
    case EACCES:
    case EPERM: v.rc = (int)forbidden(run); break;
    default:
        free(v.reason);
        v.status = BT_OP_ERROR;
        v.rc = BT_OCF_ERROR;
        v.reason = bt_printf("It could not be started: %s", strerror(why));
    }
    return v;
}

struct lrm_verdict lrm_judge(const struct lrm_run *run, const char *standard, const struct lrm_exit *end)
{
    const struct row *row = row_of(standard);
    assert(row != NULL);
    if (!end->started)
        return judge_not_started(run, end->start_errno);
    if (end->timed_out)
        return (struct lrm_verdict){.status = BT_OP_TIMEOUT, .rc = BT_OCF_ERROR};
    if (end->signalled)
        return (struct lrm_verdict){
            .status = BT_OP_ERROR,
            .rc = BT_OCF_ERROR,
            .reason = bt_printf("Resource agent interrupted by %s signal", end->signal),
        };
    return row->judge(run, end);
}

struct lrm_verdict lrm_judge_absent(const struct lrm_run *run, const struct lrm_call *call, int stat_errno)
{
    bool missing = stat_errno == ENOENT || stat_errno == ENOTDIR;
    return (struct lrm_verdict){
        .status = missing ? BT_OP_NOT_INSTALLED : BT_OP_ERROR,
        .rc = missing ? BT_OCF_NOT_INSTALLED : (int)forbidden(run),
        .reason = bt_printf("%s: %s", call->name, strerror(stat_errno)),
    };
}
