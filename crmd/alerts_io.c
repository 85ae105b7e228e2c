/* crmd/alerts_io.c - running alert agents (see alerts_io.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/alerts_io.h"

#include <stdio.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "xml/names.h"

enum { TOGETHER_MAX = 20, WAITING_MAX = 1000 };
#define KILL_AFTER_MS 5000
#define OUTPUT_MAX 4096

struct alert_runs {
    struct bt_loop *loop;
    size_t running, dropped;
    BT_VEC(xmlDoc *) waiting;
    bool ended; /* freed when the last one that runs is done */
};

struct run {
    struct alert_runs *all;
    char *id, *path;
};

/* strftime's format, and "%N", "%06N": the fraction of the second, in nine digits or so many. The caller's to free. */
static char *timestamp(const char *format, const struct timeval *t)
{
    struct bt_buf prepared = {0};
    char text[512], fraction[16];
    struct tm tm;
    snprintf(fraction, sizeof fraction, "%06ld000", (long)t->tv_usec);
    for (const char *at = format; *at != '\0';) {
        size_t digits = at[0] == '%' ? strspn(at + 1, "0123456789") : 0;
        if (at[0] == '%' && at[1] == '%') {
            bt_buf_add(&prepared, "%%");
            at += 2;
        } else if (at[0] == '%' && at[1 + digits] == 'N') {
            int wanted = digits > 0 ? atoi(at + 1) : 9;
            bt_buf_addn(&prepared, fraction, (size_t)(wanted > 9 || wanted < 1 ? 9 : wanted));
            at += digits + 2;
        } else {
            bt_buf_addn(&prepared, at++, 1);
        }
    }
    localtime_r(&t->tv_sec, &tm);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* it is the administrator's */
    size_t len = prepared.len > 0 ? strftime(text, sizeof text, prepared.text, &tm) : 0;
#pragma GCC diagnostic pop
    bt_buf_free(&prepared);
    text[len] = '\0';
    return bt_strdup(text);
}

static void add(struct bt_strv *env, const char *name, const char *value)
{
    char *pair = bt_printf("%s=%s", name, value);
    bt_strv_add(env, pair);
    free(pair);
}

/* A later variable replaces an earlier one of its name. */
static void add_once(struct bt_strv *env, const char *name, const char *value)
{
    size_t len = strlen(name);
    for (size_t i = 0; i < env->n; i++)
        if (strncmp(env->v[i], name, len) == 0 && env->v[i][len] == '=') {
            free(env->v[i]);
            env->v[i] = bt_printf("%s=%s", name, value);
            return;
        }
    add(env, name, value);
}

static void environment(const xmlNode *alert, struct bt_strv *env)
{
    struct timeval now;
    char number[24];
    gettimeofday(&now, NULL);
    char *when = timestamp(bt_xml_get_or(alert, XA_FORMAT, ""), &now);
    add(env, "PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    bt_xml_each(variable, alert, XE_PARAM)
        if (strchr(bt_xml_get_or(variable, XA_NAME, "="), '=') == NULL)
            add_once(env, bt_xml_get(variable, XA_NAME), bt_xml_get_or(variable, XA_VALUE, ""));
    add_once(env, "CRM_alert_timestamp", when);
    add_once(env, "CRM_notify_timestamp", when);
    snprintf(number, sizeof number, "%lld", (long long)now.tv_sec);
    add_once(env, "CRM_alert_timestamp_epoch", number);
    snprintf(number, sizeof number, "%06ld", (long)now.tv_usec);
    add_once(env, "CRM_alert_timestamp_usec", number);
    free(when);
}

static void start(struct alert_runs *r, xmlDoc *alert);

/* Nothing waits while another one may run. */
static void check(const struct alert_runs *r)
{
    assert(r->running <= TOGETHER_MAX && r->waiting.n <= WAITING_MAX);
    assert(r->waiting.n == 0 || r->running == TOGETHER_MAX);
}

static void done(void *ctx, const struct bt_proc_result *res)
{
    struct run *run = ctx;
    struct alert_runs *r = run->all;
    if (!res->started)
        bt_log(BT_LOG_WARNING, "Alert %s: %s can't be run: %s", run->id, run->path, strerror(res->start_errno));
    else if (res->timed_out)
        bt_log(BT_LOG_WARNING, "Alert %s: %s did not end in time and was killed (meta attribute timeout)", run->id, run->path);
    else if (res->signalled || res->code != 0)
        bt_log(BT_LOG_NOTICE, "Alert %s: %s ended with %s%d: %s", run->id, run->path, res->signalled ? "signal " : "", res->code, res->err[0] != '\0' ? res->err : res->out);
    free(run->id);
    free(run->path);
    free(run);
    assert(r->running > 0);
    r->running--;
    if (r->ended && r->running == 0) {
        free(r);
    } else if (!r->ended && r->waiting.n > 0) {
        xmlDoc *next = r->waiting.v[0];
        memmove(r->waiting.v, r->waiting.v + 1, --r->waiting.n * sizeof(xmlDoc *));
        start(r, next);
        check(r);
    }
}

/* Takes alert. */
static void start(struct alert_runs *r, xmlDoc *alert)
{
    const xmlNode *n = bt_xml_root(alert);
    struct bt_strv env = {0};
    struct run *run = BT_NEW(struct run);
    *run = (struct run){.all = r, .id = bt_strdup(bt_xml_get_or(n, XA_ID, "")), .path = bt_strdup(bt_xml_get_or(n, XA_PATH, ""))};
    /* setpriv: an agent of the configuration's choice must not be root's. */
    const char *const argv[] = {"/usr/bin/setpriv", "--reuid", "hacluster", "--regid", "haclient", "--init-groups", run->path, NULL};
    bool root = geteuid() == 0;
    environment(n, &env);
    BT_PUSH(&env, NULL);
    const struct bt_proc_spec spec = {.argv = root ? argv : argv + BT_COUNT(argv) - 2, .envp = (const char *const *)env.v, .timeout_ms = bt_xml_get_int(n, XA_TIMEOUT, 0),
                                      .kill_after_ms = KILL_AFTER_MS, .output_max = OUTPUT_MAX};
    assert(r->running < TOGETHER_MAX && !r->ended);
    r->running++;
    bt_proc_start(r->loop, &spec, done, run);
    bt_strv_free(&env);
    bt_xml_free(alert);
}

struct alert_runs *alert_runs_new(struct bt_loop *loop)
{
    struct alert_runs *r = BT_NEW(struct alert_runs);
    r->loop = loop;
    return r;
}

void alert_run(struct alert_runs *r, xmlDoc *alert)
{
    if (r->running < TOGETHER_MAX) {
        start(r, alert);
    } else if (r->waiting.n < WAITING_MAX) {
        r->dropped = 0;
        BT_PUSH(&r->waiting, alert);
    } else {
        if (r->dropped++ == 0)
            bt_log(BT_LOG_WARNING, "%d alerts wait for agents that do not end: what happens now is told to none", WAITING_MAX);
        bt_xml_free(alert);
    }
    check(r);
}

void alert_runs_free(struct alert_runs *r)
{
    if (r == NULL)
        return;
    for (size_t i = 0; i < r->waiting.n; i++)
        bt_xml_free(r->waiting.v[i]);
    BT_VEC_FREE(&r->waiting);
    r->ended = true;
    if (r->running == 0)
        free(r);
}
