/* tools/fence_agents.c - see fence_agents.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/fence_agents.h"

#include <dirent.h>
#include <unistd.h>

#include "xml/names.h"

#define AGENT_DIR "/usr/sbin"
#define AGENT_PREFIX "fence_"
#define KILL_AFTER_MS 2000
#define OUTPUT_MAX (1024 * 1024)

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_agent(const char *name)
{
    char *path = bt_printf(AGENT_DIR "/%s", name);
    /* fence_ack_manual asks a person, and the others serve agents but are none. */
    static const char *const no_agents[] = {"fence_ack_manual", "fence_legacy", "fence_tool", "fence_node", "fence_check"};
    bool is = bt_starts(name, AGENT_PREFIX) && strchr(name, '/') == NULL && access(path, X_OK) == 0;
    for (size_t i = 0; i < BT_COUNT(no_agents); i++)
        is = is && !bt_streq(name, no_agents[i]);
    free(path);
    return is;
}

void fence_agents_list(struct bt_strv *ret)
{
    DIR *d = opendir(AGENT_DIR);
    if (d == NULL)
        return;
    for (const struct dirent *e; (e = readdir(d)) != NULL;)
        if (is_agent(e->d_name))
            bt_strv_add(ret, e->d_name);
    closedir(d);
    if (ret->n > 1)
        qsort(ret->v, ret->n, sizeof *ret->v, by_name);
}

/* Running one to its end --------------------------------------------------------------------------------------------- */

struct wait {
    struct bt_loop *loop;
    struct fence_agents_result *result;
    bool started, timed_out;
};

static void ended(void *ctx, const struct bt_proc_result *r)
{
    struct wait *w = ctx;
    w->started = r->started;
    w->timed_out = r->timed_out;
    w->result->code = r->signalled ? 128 + r->code : r->code;
    w->result->out = bt_strdup(r->out);
    w->result->err = bt_strdup(r->err);
    bt_loop_stop(w->loop);
}

static int run(const char *agent, const char *input, int64_t timeout_ms, struct fence_agents_result *ret)
{
    static const char *const env[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LC_ALL=C", NULL};
    char *path = bt_printf(AGENT_DIR "/%s", agent);
    const char *const argv[] = {path, NULL};
    struct wait w = {.loop = bt_loop_new(), .result = ret};
    struct bt_proc_spec spec = {.argv = argv, .envp = env, .cwd = "/", .input = input, .timeout_ms = timeout_ms, .kill_after_ms = KILL_AFTER_MS,
                                .output_max = OUTPUT_MAX};
    bt_proc_start(w.loop, &spec, ended, &w);
    bt_loop_run(w.loop);
    bt_loop_free(w.loop);
    free(path);
    if (!w.started)
        ret->code = -2;
    else if (w.timed_out)
        ret->code = -62;
    return !w.started ? BT_EX_NOSUCH : w.timed_out ? BT_EX_TIMEOUT : ret->code == 0 ? BT_EX_OK : BT_EX_ERROR;
}

/* Metadata ------------------------------------------------------------------------------------------------------------ */

/* What the cluster itself fills in must not be asked of the user. */
static void relax_parameters(xmlNode *parameters)
{
    static const char *const filled_in[] = {"action", "plug", "port"};
    for (size_t i = 0; i < BT_COUNT(filled_in); i++) {
        xmlNode *p = bt_xml_find(parameters, XE_PARAMETER, XA_NAME, filled_in[i]);
        if (p != NULL)
            bt_xml_set(p, XA_REQUIRED, "0");
    }
}

static void add_actions(xmlNode *actions)
{
    static const char *const added[] = {"stop", "start"};
    for (size_t i = 0; i < BT_COUNT(added); i++) {
        if (bt_xml_find(actions, XE_ACTION, XA_NAME, added[i]) != NULL)
            continue;
        xmlNode *n = bt_xml_add(actions, XE_ACTION);
        bt_xml_set(n, XA_NAME, added[i]);
        bt_xml_set(n, XA_TIMEOUT, "20s");
    }
}

int fence_agents_metadata(const char *agent, int64_t timeout_ms, xmlDoc **ret, struct bt_err *err)
{
    struct fence_agents_result r = {0};
    int rc = is_agent(agent) ? run(agent, "action=metadata\n", timeout_ms, &r) : BT_EX_NOSUCH;
    if (rc != 0)
        rc = bt_fail(err, rc, "%s", rc == BT_EX_TIMEOUT ? "Timer expired" : "No such device");
    else if (bt_xml_parse(r.out, strlen(r.out), agent, ret, err) != 0)
        rc = BT_EX_DATAERR;
    if (rc == 0) {
        relax_parameters(bt_xml_first(bt_xml_root(*ret), XE_PARAMETERS));
        xmlNode *actions = bt_xml_first(bt_xml_root(*ret), XE_ACTIONS);
        if (actions != NULL)
            add_actions(actions);
    }
    free(r.out);
    free(r.err);
    return rc;
}

int fence_agents_validate(const char *agent, const struct bt_strv *options, int64_t timeout_ms, struct fence_agents_result *ret)
{
    struct bt_buf input = {0};
    bt_buf_add(&input, "action=validate-all\n");
    for (size_t i = 0; i < options->n; i++)
        if (!bt_starts(options->v[i], "action=") && !bt_starts(options->v[i], "pcmk_") && strpbrk(options->v[i], "\r\n") == NULL)
            bt_buf_addf(&input, "%s\n", options->v[i]);
    char *text = bt_buf_take(&input);
    int rc = BT_EX_NOSUCH;
    if (is_agent(agent)) {
        rc = run(agent, text, timeout_ms, ret);
    } else {
        ret->code = -2;
        ret->err = bt_printf("Agent %s not found", agent);
    }
    free(text);
    return rc;
}
