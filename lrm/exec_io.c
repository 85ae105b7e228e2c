/* lrm/exec_io.c - runs operations: finds the agent, starts it, judges its end, tells the core (see exec_io.h).
 *
 *   1. The class's row (lrm/agent.c) makes the call. An agent whose file is not there has its verdict at once.
 *   2. The program runs; meanwhile the agent's meta-data is asked for, if its present file was not asked yet.
 *   3. Its exit is judged by the row; a monitor of a fencing device may be tried again while there is time.
 *   4. When verdict and meta-data are there, done() tells the core.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/exec_io.h"

#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lrm/agent.h"
#include "lrm/metadata.h"
#include "lrm/systemd_io.h"
#include "lrm/tree_io.h"

#define LOG_LINES_MAX 20
#define LOG_LINE_MAX 400
#define WIND_UP_MS 50 /* how often it is looked whether what a program started has ended */
#define KILLED_MS 2000 /* how long those that were killed may take to be gone */
#define AGENT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/share/cluster-glue"

struct job {
    struct lrm_executor *x;
    struct lrm_run run;
    const char *standard; /* "service" resolved */
    struct lrm_call call;
    struct bt_proc *proc; /* NULL: no program runs */
    char *tree;           /* the name of its processes */
    bool named;           /* a reload has the name that the agent knows */
    bool killed, forced;  /* it is to end before its time; it has ended so, or by its timeout */
    bool has_cgroup;
    bt_timer winding;     /* the program has ended by force, what it started has not yet */
    struct bt_mono wound_up;
    struct lrm_unit_job *unit;
    struct bt_mono began;
    struct lrm_verdict verdict;
    char *output, *errors;
    int64_t exec_ms;
    bool judged, has_traits;
    const struct lrm_traits *traits;
    bool deferred;
};

struct lrm_executor {
    struct bt_loop *loop;
    char *ocf_root;
    struct lrm_executor_hooks hooks;
    void *ctx;
    struct lrm_traits_cache *traits;
    struct lrm_units *units;
    char *cgroups; /* lrm_tree_folder() */
    BT_VEC(struct job *) jobs;
};

/* Life --------------------------------------------------------------------------------------------------------------- */

struct lrm_executor *lrm_executor_new(struct bt_loop *loop, const char *ocf_root, const struct lrm_executor_hooks *hooks,
                                      void *ctx)
{
    struct lrm_executor *x = BT_NEW(struct lrm_executor);
    *x = (struct lrm_executor){.loop = loop,
                               .ocf_root = bt_strdup(ocf_root != NULL ? ocf_root : BT_OCF_ROOT),
                               .hooks = *hooks,
                               .ctx = ctx,
                               .traits = lrm_traits_cache_new(loop),
                               .units = lrm_units_new(loop, NULL),
                               .cgroups = hooks->starting != NULL ? lrm_tree_folder() : NULL}; /* a tool's cgroup is its user's */
    return x;
}

static void free_job(struct job *j)
{
    lrm_run_clear(&j->run);
    lrm_call_clear(&j->call);
    free(j->verdict.reason);
    free(j->output);
    free(j->errors);
    free(j->tree);
    free(j);
}

static void drop_job(struct job *j)
{
    struct lrm_executor *x = j->x;
    assert(j->proc == NULL && j->unit == NULL && j->winding == 0 && !j->deferred); /* nothing comes back to it */
    for (size_t i = 0; x != NULL && i < x->jobs.n; i++)
        if (x->jobs.v[i] == j) {
            x->jobs.v[i] = x->jobs.v[--x->jobs.n];
            break;
        }
    free_job(j);
}

void lrm_executor_free(struct lrm_executor *x)
{
    if (x == NULL)
        return;
    lrm_units_free(x->units);
    for (size_t i = 0; i < x->jobs.n; i++)
        if (x->jobs.v[i]->proc == NULL && !x->jobs.v[i]->deferred) {
            bt_timer_cancel(x->loop, x->jobs.v[i]->winding);
            free_job(x->jobs.v[i]);
        } else {
            x->jobs.v[i]->x = NULL; /* the end of its program frees it */
        }
    BT_VEC_FREE(&x->jobs);
    lrm_traits_cache_free(x->traits);
    free(x->cgroups);
    free(x->ocf_root);
    free(x);
}

/* The end ------------------------------------------------------------------------------------------------------------ */

/* Step 4. */
static void finish(struct job *j)
{
    if (!j->judged || !j->has_traits)
        return;
    struct lrm_executor *x = j->x;
    struct lrm_event ev = {.kind = LRM_EV_DONE,
                           .token = j->run.token,
                           .status = j->verdict.status,
                           .rc = j->verdict.rc,
                           .exit_reason = j->verdict.reason,
                           .output = j->output,
                           .errors = j->errors,
                           .exec_ms = j->exec_ms,
                           .traits = j->traits};
    x->hooks.done(x->ctx, &ev);
    drop_job(j);
}

static void judged_later(void *ctx)
{
    struct job *j = ctx;
    j->deferred = false;
    if (j->x == NULL) {
        free_job(j);
        return;
    }
    j->judged = true;
    finish(j);
}

/* For what is known before anything ran: done() still comes from the loop. */
static void judge_later(struct job *j, struct lrm_verdict v)
{
    assert(!j->deferred && !j->judged && j->proc == NULL);
    j->verdict = v;
    j->has_traits = true;
    j->deferred = true;
    bt_defer(j->x->loop, judged_later, j);
}

static void traits_ready(void *ctx, const struct lrm_traits *traits)
{
    struct job *j = ctx;
    j->has_traits = true;
    j->traits = traits;
    finish(j);
}

/* Output goes to the log by line, bounded; a monitor's only when it is a failure, or it would fill the log. */
static void log_output(const struct job *j, const char *stream, const char *text, size_t dropped, enum bt_level level)
{
    int lines = 0;
    const char *line = text;
    for (; *line != '\0' && lines < LOG_LINES_MAX; lines++) {
        size_t len = strcspn(line, "\r\n"), shown = len < LOG_LINE_MAX ? len : LOG_LINE_MAX;
        if (len > 0)
            bt_log(level, "%s: %s %s: %.*s%s", j->run.rsc, j->run.action, stream, (int)shown, line, shown < len ? " ..." : "");
        line += len;
        line += strspn(line, "\r\n");
    }
    if (*line != '\0' || dropped > 0)
        bt_log(level, "%s: %s %s: more was printed (%zu bytes) and is not shown", j->run.rsc, j->run.action, stream,
               strlen(line) + dropped);
}

static bool try_again(struct job *j)
{
    int64_t used_ms = bt_now().mono.ms - j->began.ms;
    if (j->verdict.status == BT_OP_DONE || j->call.tries <= 1 || used_ms >= j->call.timeout_ms)
        return false;
    j->call.tries--;
    return true;
}

static void start_program(struct job *j);

static void conclude(struct job *j)
{
    if (j->has_cgroup && j->forced)
        lrm_tree_kill_cgroup(j->x->cgroups, j->tree);
    if (j->has_cgroup)
        lrm_tree_ended(j->x->cgroups, j->tree);
    j->exec_ms = bt_now().mono.ms - j->began.ms;
    j->judged = true;
    finish(j);
}

/* What a program has started must not outlive it when it is ended by force, or a start that counts as failed might still come true later. Whatever left its process group
 * has had its SIGTERM, and the time from there to SIGKILL. */
static void wind_up(void *ctx)
{
    struct job *j = ctx;
    j->winding = 0;
    int64_t now_ms = bt_now().mono.ms;
    if (lrm_tree_signal(j->tree, now_ms < j->wound_up.ms ? 0 : SIGKILL) > 0 && now_ms < j->wound_up.ms + KILLED_MS) {
        j->winding = bt_timer_add(j->x->loop, WIND_UP_MS, wind_up, j);
        return;
    }
    conclude(j);
}

/* Step 3. */
static void exited(void *ctx, const struct bt_proc_result *r)
{
    struct job *j = ctx;
    j->proc = NULL;
    if (j->x == NULL) {
        free_job(j);
        return;
    }
    const struct lrm_exit end = {.started = r->started,
                                 .start_errno = r->start_errno,
                                 .timed_out = r->timed_out,
                                 .signalled = r->signalled,
                                 .code = r->code,
                                 .signal = r->signalled ? strsignal(r->code) : NULL,
                                 .out = r->out,
                                 .err = r->err};
    free(j->verdict.reason);
    j->verdict = lrm_judge(&j->run, j->standard, &end);
    if (try_again(j)) {
        start_program(j);
        return;
    }
    bool fine = j->verdict.status == BT_OP_DONE && (j->verdict.rc == BT_OCF_OK || j->verdict.rc == BT_OCF_NOT_RUNNING ||
                                                    j->verdict.rc == BT_OCF_PROMOTED);
    bool monitor = strcmp(j->run.action, "monitor") == 0;
    enum bt_level level = !fine ? BT_LOG_NOTICE : monitor ? BT_LOG_DEBUG : BT_LOG_INFO;
    log_output(j, "stderr", r->err, r->err_dropped, level);
    log_output(j, "stdout", r->out, r->out_dropped, fine ? BT_LOG_DEBUG : BT_LOG_INFO);
    j->output = bt_strdup(r->out);
    j->errors = bt_strdup(r->err);
    j->forced = r->timed_out || j->killed;
    if (j->forced && lrm_tree_signal(j->tree, SIGTERM) > 0) {
        j->wound_up = (struct bt_mono){.ms = bt_now().mono.ms + LRM_KILL_AFTER_MS};
        wind_up(j);
    } else {
        conclude(j);
    }
}

/* The beginning -------------------------------------------------------------------------------------------------------- */

extern char **environ;

void lrm_base_env(struct bt_strv *env)
{
    static const char *const fixed[] = {
        "PATH=" AGENT_PATH,
        "SHELL=/bin/bash", /* agents run "$SHELL" with bash's syntax */
        "HOME=/root",
        "LC_ALL=C",
        "HA_LOGFACILITY=daemon",
        "HA_logfacility=daemon",
        "HA_LOGFILE=" BT_LOGDIR "/pacemaker.log",
        "HA_DEBUGLOG=" BT_LOGDIR "/pacemaker.log",
        "HA_debug=0",
        "HA_cluster_type=corosync",
        "HA_quorum_type=corosync",
        "HA_mcp=true",
    };
    static const char *const passed[] = {"HA_", "PCMK_", "TZ="};
    for (size_t i = 0; i < BT_COUNT(fixed); i++) {
        size_t len = (size_t)(strchr(fixed[i], '=') - fixed[i]);
        bool own = false; /* the daemon's environment has it */
        for (char **e = environ; *e != NULL; e++)
            own = own || (bt_starts(fixed[i], "HA_") && strncmp(*e, fixed[i], len + 1) == 0);
        if (!own)
            bt_strv_add(env, fixed[i]);
    }
    for (char **e = environ; *e != NULL; e++)
        for (size_t i = 0; i < BT_COUNT(passed); i++)
            if (bt_starts(*e, passed[i]))
                bt_strv_add(env, *e);
}

const char *lrm_standard_resolved(const char *standard, const char *type)
{
    if (strcmp(standard, "service") != 0)
        return standard;
    char *init = bt_printf(LRM_INIT_DIR "/%s", type);
    bool is_lsb = access(init, F_OK) == 0;
    free(init);
    return is_lsb || !lrm_unit_exists(type) ? "lsb" : "systemd";
}

static const char **as_array(const struct bt_strv *l)
{
    const char **array = bt_zalloc((l->n + 1) * sizeof(*array));
    for (size_t i = 0; i < l->n; i++)
        array[i] = l->v[i];
    return array;
}

/* Above 0, which would be no bound at all. */
static int64_t time_left_ms(const struct job *j)
{
    int64_t left_ms = j->call.timeout_ms - (bt_now().mono.ms - j->began.ms);
    return left_ms > 0 ? left_ms : 1;
}

static void start_program(struct job *j)
{
    assert(j->proc == NULL && j->call.argv.n > 0);
    struct bt_strv env = {0};
    if (j->has_cgroup) /* of the try before */
        lrm_tree_ended(j->x->cgroups, j->tree);
    free(j->tree);
    j->tree = lrm_tree_name(j->run.rsc, j->run.action);
    char *mark = bt_printf("%s=%s", LRM_TREE_VARIABLE, j->tree);
    bt_strv_add(&env, mark);
    free(mark);
    lrm_base_env(&env);
    for (size_t i = 0; i < j->call.env.n; i++)
        bt_strv_add(&env, j->call.env.v[i]);
    const char **argv = as_array(&j->call.argv), **envp = as_array(&env);
    static const char cores[] = BT_STATEDIR "/cores";
    bool asks_meta = strcmp(j->run.action, "meta-data") == 0;
    const struct bt_proc_spec spec = {.argv = argv,
                                      .envp = envp,
                                      .cwd = access(cores, X_OK) == 0 ? cores : "/",
                                      .input = j->call.input,
                                      .timeout_ms = time_left_ms(j),
                                      .kill_after_ms = LRM_KILL_AFTER_MS,
                                      .output_max = asks_meta ? LRM_META_MAX : LRM_OUTPUT_MAX};
    if (j->x->hooks.starting != NULL)
        j->x->hooks.starting(j->x->ctx, j->run.token, j->tree);
    int cgroup = j->run.changes ? lrm_tree_cgroup(j->x->cgroups, j->tree) : -1;
    j->has_cgroup = cgroup >= 0;
    j->proc = bt_proc_start(j->x->loop, &spec, exited, j);
    if (cgroup >= 0)
        lrm_tree_adopt(cgroup, bt_proc_pid(j->proc));
    free(argv);
    free(envp);
    bt_strv_free(&env);
}

static void unit_done(void *ctx, enum bt_opstatus status, int rc, const char *reason)
{
    struct job *j = ctx;
    j->unit = NULL;
    j->verdict = (struct lrm_verdict){.status = status, .rc = rc, .reason = bt_strdup(reason)};
    j->exec_ms = bt_now().mono.ms - j->began.ms;
    j->judged = j->has_traits = true;
    finish(j);
}

/* Finds the agent's file: true, or false with *ret_why. */
static bool find_agent(struct lrm_call *call, struct stat *ret, int *ret_why)
{
    if (stat(call->argv.v[0], ret) == 0)
        return true;
    *ret_why = errno;
    if (call->second == NULL || stat(call->second, ret) != 0)
        return false;
    free(call->argv.v[0]);
    call->argv.v[0] = bt_strdup(call->second);
    return true;
}

static void start_agent(struct job *j);

/* The policy engine asks for reload-agent; agents of OCF 1.0 call that reload, as only their meta-data tell. */
static void reload_known(void *ctx, const struct lrm_traits *traits)
{
    struct job *j = ctx;
    if (j->killed) {
        const struct lrm_exit end = {.started = true, .signalled = true, .code = SIGKILL, .signal = strsignal(SIGKILL)};
        judge_later(j, lrm_judge(&j->run, j->standard, &end));
        return;
    }
    if (bt_now().mono.ms - j->began.ms >= j->run.timeout_ms) {
        const struct lrm_exit end = {.started = true, .timed_out = true};
        judge_later(j, lrm_judge(&j->run, j->standard, &end));
        return;
    }
    j->named = true;
    if (traits != NULL && traits->reload != NULL)
        lrm_run_rename(&j->run, traits->reload);
    lrm_call_clear(&j->call);
    start_agent(j);
}

/* Steps 1 and 2. */
static void start_agent(struct job *j)
{
    struct bt_err err = {0};
    struct stat st;
    int why = 0;
    if (lrm_call_make(&j->run, j->standard, j->x->ocf_root, &j->call, &err) != 0) {
        judge_later(j, (struct lrm_verdict){BT_OP_NOT_INSTALLED, BT_OCF_NOT_INSTALLED, bt_strdup(bt_err_text(&err))});
        bt_err_clear(&err);
    } else if (!find_agent(&j->call, &st, &why)) {
        judge_later(j, lrm_judge_absent(&j->run, &j->call, why));
    } else if (S_ISDIR(st.st_mode)) {
        const struct lrm_exit end = {.start_errno = EACCES};
        judge_later(j, lrm_judge(&j->run, j->standard, &end));
    } else if (j->run.wants_traits && !j->named && strcmp(j->run.action, "reload-agent") == 0) {
        lrm_traits_get(j->x->traits, j->call.argv.v[0], reload_known, j);
    } else {
        start_program(j);
        if (j->run.wants_traits && bt_proc_pid(j->proc) > 0)
            lrm_traits_get(j->x->traits, j->call.argv.v[0], traits_ready, j);
        else
            j->has_traits = true;
    }
}

void lrm_execute(struct lrm_executor *x, struct lrm_run *run)
{
    assert(run->token != 0 && run->timeout_ms > 0 && run->standard != NULL && run->type != NULL && run->action != NULL);
    struct job *j = BT_NEW(struct job);
    j->x = x;
    j->run = *run;
    *run = (struct lrm_run){0};
    j->standard = lrm_standard_resolved(j->run.standard, j->run.type);
    j->began = bt_now().mono;
    BT_PUSH(&x->jobs, j);
    if (strcmp(j->standard, "systemd") == 0)
        j->unit = lrm_unit_do(x->units, j->run.type, j->run.action, j->run.timeout_ms, unit_done, j);
    else
        start_agent(j);
}

void lrm_execute_kill(struct lrm_executor *x, uint64_t token)
{
    for (size_t i = 0; i < x->jobs.n; i++)
        if (x->jobs.v[i]->run.token == token) {
            x->jobs.v[i]->killed = true;
            if (x->jobs.v[i]->proc != NULL)
                bt_proc_kill(x->jobs.v[i]->proc);
            return;
        }
}

void lrm_executor_end(struct lrm_executor *x)
{
    for (size_t i = 0; i < x->jobs.n; i++) {
        x->jobs.v[i]->call.tries = 0;
        x->jobs.v[i]->killed = true;
        if (x->jobs.v[i]->proc != NULL)
            bt_proc_kill(x->jobs.v[i]->proc);
    }
}

size_t lrm_executor_running(const struct lrm_executor *x)
{
    size_t n = 0;
    for (size_t i = 0; i < x->jobs.n; i++)
        n += x->jobs.v[i]->proc != NULL || x->jobs.v[i]->winding != 0;
    return n;
}
