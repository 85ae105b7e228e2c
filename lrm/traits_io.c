/* lrm/traits_io.c - asks OCF agents for their meta-data, once for each state of their file (see exec_io.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/exec_io.h"

#include <sys/stat.h>

#include "lrm/metadata.h"

#define META_TIMEOUT_MS 5000 /* a result of the agent waits for it, once */

struct waiter {
    void (*ready)(void *ctx, const struct lrm_traits *traits);
    void *ctx;
};

struct agent {
    struct lrm_traits_cache *cache;
    char *path;
    struct timespec mtime; /* of the file that was asked */
    off_t size;
    bool known, usable;
    struct bt_proc *proc; /* NULL: not being asked */
    struct lrm_traits traits;
    BT_VEC(struct waiter) waiters;
};

struct lrm_traits_cache {
    struct bt_loop *loop;
    BT_VEC(struct agent *) agents;
};

struct lrm_traits_cache *lrm_traits_cache_new(struct bt_loop *loop)
{
    struct lrm_traits_cache *c = BT_NEW(struct lrm_traits_cache);
    c->loop = loop;
    return c;
}

static void forget_traits(struct agent *a)
{
    free(a->traits.force_restart);
    free(a->traits.secure);
    a->traits = (struct lrm_traits){0};
    a->known = a->usable = false;
}

static void free_agent(struct agent *a)
{
    forget_traits(a);
    BT_VEC_FREE(&a->waiters);
    free(a->path);
    free(a);
}

void lrm_traits_cache_free(struct lrm_traits_cache *c)
{
    if (c == NULL)
        return;
    for (size_t i = 0; i < c->agents.n; i++)
        if (c->agents.v[i]->proc == NULL)
            free_agent(c->agents.v[i]);
        else
            c->agents.v[i]->cache = NULL; /* its program's end frees it */
    BT_VEC_FREE(&c->agents);
    free(c);
}

static struct agent *agent_of(struct lrm_traits_cache *c, const char *path)
{
    for (size_t i = 0; i < c->agents.n; i++)
        if (strcmp(c->agents.v[i]->path, path) == 0)
            return c->agents.v[i];
    struct agent *a = BT_NEW(struct agent);
    a->cache = c;
    a->path = bt_strdup(path);
    BT_PUSH(&c->agents, a);
    return a;
}

static void take(struct agent *a, const struct bt_proc_result *r)
{
    struct bt_err err = {0};
    struct lrm_meta *m = NULL;
    if (!r->started || r->timed_out || r->signalled || r->code != 0)
        bt_fail(&err, BT_EX_ERROR, "%s gives no meta-data (%s)", a->path, r->timed_out ? "it takes too long" : "it fails");
    else if (lrm_meta_parse(r->out, strlen(r->out), a->path, &m, &err) == 0)
        a->traits = (struct lrm_traits){lrm_meta_force_restart(m), lrm_meta_secret(m), lrm_meta_reload_action(m)};
    a->usable = m != NULL;
    if (!a->usable)
        bt_log(BT_LOG_WARNING, "%s; a change of its parameters will restart its resources", bt_err_text(&err));
    bt_err_clear(&err);
    lrm_meta_free(m);
}

static void asked(void *ctx, const struct bt_proc_result *r)
{
    struct agent *a = ctx;
    a->proc = NULL;
    if (a->cache == NULL) {
        free_agent(a);
        return;
    }
    take(a, r);
    a->known = true;
    for (size_t i = 0; i < a->waiters.n; i++)
        a->waiters.v[i].ready(a->waiters.v[i].ctx, a->usable ? &a->traits : NULL);
    BT_VEC_FREE(&a->waiters);
}

static void ask(struct agent *a)
{
    const char *argv[] = {a->path, "meta-data", NULL};
    struct bt_strv env = {0};
    lrm_base_env(&env);
    bt_strv_add(&env, "OCF_ROOT=" BT_OCF_ROOT);
    bt_strv_add(&env, "OCF_RA_VERSION_MAJOR=1");
    bt_strv_add(&env, "OCF_RA_VERSION_MINOR=1");
    bt_strv_add(&env, "__OCF_ACTION=meta-data");
    const char **envp = bt_zalloc((env.n + 1) * sizeof(*envp));
    for (size_t i = 0; i < env.n; i++)
        envp[i] = env.v[i];
    const struct bt_proc_spec spec = {.argv = argv,
                                      .envp = envp,
                                      .cwd = "/",
                                      .timeout_ms = META_TIMEOUT_MS,
                                      .kill_after_ms = 100,
                                      .output_max = LRM_META_MAX};
    a->proc = bt_proc_start(a->cache->loop, &spec, asked, a);
    free(envp);
    bt_strv_free(&env);
}

void lrm_traits_get(struct lrm_traits_cache *c, const char *path, void (*ready)(void *ctx, const struct lrm_traits *traits),
                    void *ctx)
{
    struct agent *a = agent_of(c, path);
    struct stat st = {0};
    bool there = stat(path, &st) == 0;
    bool same = a->size == st.st_size && a->mtime.tv_sec == st.st_mtim.tv_sec && a->mtime.tv_nsec == st.st_mtim.tv_nsec;
    if (a->proc == NULL && (!there || (a->known && same))) {
        ready(ctx, there && a->usable ? &a->traits : NULL);
        return;
    }
    struct waiter w = {ready, ctx};
    BT_PUSH(&a->waiters, w);
    if (a->proc != NULL)
        return;
    forget_traits(a);
    a->mtime = st.st_mtim;
    a->size = st.st_size;
    ask(a);
}
