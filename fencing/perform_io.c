/* fencing/perform_io.c - see perform_io.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/perform_io.h"

#define AGENT_DIR "/usr/sbin"
#define GLUE_STONITH AGENT_DIR "/stonith"
#define KEEP_MS 60000
#define KILL_AFTER_MS 2000
#define OUTPUT_MAX (1024 * 1024) /* metadata and lists of big devices fit; what floods is cut */

/* An agent that runs or a timer that is set, known by the core's token. */
struct item {
    struct fence_performer *p;
    uint64_t token;
    struct bt_proc *proc;
    bt_timer timer;
};

struct fence_performer {
    struct bt_loop *loop;
    struct bt_ipcs *ipc;
    void (*fed)(void *ctx, struct fence_event *ev);
    void *ctx;
    BT_VEC(struct item *) items;
    bool keeping;  /* a process writes the history */
    bool ending;   /* the loop ends when it has */
    char *to_keep; /* the next one to write */
};

struct fence_performer *fence_performer_new(struct bt_loop *loop, void (*fed)(void *ctx, struct fence_event *ev), void *ctx)
{
    struct fence_performer *p = BT_NEW(struct fence_performer);
    p->loop = loop;
    p->fed = fed;
    p->ctx = ctx;
    return p;
}

void fence_performer_ipc(struct fence_performer *p, struct bt_ipcs *ipc)
{
    p->ipc = ipc;
}

void fence_performer_end(struct fence_performer *p)
{
    p->ending = true;
    if (!p->keeping)
        bt_loop_stop(p->loop);
}

void fence_performer_free(struct fence_performer *p)
{
    if (p == NULL)
        return;
    for (size_t i = 0; i < p->items.n; i++) {
        bt_timer_cancel(p->loop, p->items.v[i]->timer);
        free(p->items.v[i]);
    }
    BT_VEC_FREE(&p->items);
    free(p->to_keep);
    free(p);
}

static struct item *find_item(const struct fence_performer *p, uint64_t token)
{
    for (size_t i = 0; i < p->items.n; i++)
        if (p->items.v[i]->token == token)
            return p->items.v[i];
    return NULL;
}

static struct item *add_item(struct fence_performer *p, uint64_t token)
{
    assert(token != 0 && find_item(p, token) == NULL);
    struct item *it = BT_NEW(struct item);
    it->p = p;
    it->token = token;
    BT_PUSH(&p->items, it);
    return it;
}

static void remove_item(struct item *it)
{
    struct fence_performer *p = it->p;
    for (size_t i = 0; i < p->items.n; i++)
        if (p->items.v[i] == it)
            p->items.v[i] = p->items.v[--p->items.n];
    free(it);
}

static void agent_ended(void *ctx, const struct bt_proc_result *r)
{
    struct item *it = ctx;
    struct fence_performer *p = it->p;
    struct fence_event ev = {.kind = FENCE_EV_DONE,
                             .token = it->token,
                             .started = r->started,
                             .timed_out = r->timed_out,
                             .code = r->signalled ? 128 + r->code : r->code,
                             .output = r->out,
                             .errors = r->err,
                             .exec_ms = r->exec_ms};
    remove_item(it);
    p->fed(p->ctx, &ev);
}

/* A vector with its NULL, of what others own. */
static void add_word(const char **v, size_t *n, const char *word)
{
    v[(*n)++] = word;
    v[*n] = NULL;
}

/* ssh-based agents look for their keys in HOME; plugins of cluster-glue for ha_log.sh in PATH. */
static void run(struct fence_performer *p, const struct fence_run *run)
{
    static const char *const env[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/share/cluster-glue", "HOME=/root", "LC_ALL=C", "SHELL=/bin/bash"};
    char *path = run->words.n > 0 ? bt_strdup(GLUE_STONITH) : bt_printf(AGENT_DIR "/%s", run->agent);
    const char **argv = bt_alloc((run->words.n + 2) * sizeof *argv), **envp = bt_alloc((run->env.n + BT_COUNT(env) + 1) * sizeof *envp);
    size_t n_argv = 0, n_envp = 0;
    add_word(argv, &n_argv, path);
    for (size_t i = 0; i < run->words.n; i++)
        add_word(argv, &n_argv, run->words.v[i]);
    for (size_t i = 0; i < BT_COUNT(env); i++)
        add_word(envp, &n_envp, env[i]);
    for (size_t i = 0; i < run->env.n; i++)
        add_word(envp, &n_envp, run->env.v[i]);
    struct bt_proc_spec spec = {.argv = argv,
                                .envp = envp,
                                .cwd = "/",
                                .input = run->input,
                                .timeout_ms = run->timeout_ms,
                                .kill_after_ms = KILL_AFTER_MS,
                                .output_max = OUTPUT_MAX};
    struct item *it = add_item(p, run->token);
    it->proc = bt_proc_start(p->loop, &spec, agent_ended, it);
    free(argv);
    free(envp);
    free(path);
}

/* Keeping the history ------------------------------------------------------------------------------------------------------ */

static void keep(struct fence_performer *p);

static void kept(void *ctx, const struct bt_proc_result *r)
{
    struct fence_performer *p = ctx;
    p->keeping = false;
    if (!r->started || r->signalled || r->code != 0)
        bt_log(BT_LOG_WARNING, "the history of fencing is not on disk: %s", r->started && r->err[0] != '\0' ? r->err : "the helper that writes it failed");
    keep(p);
    if (p->ending && !p->keeping)
        bt_loop_stop(p->loop);
}

/* By a process of its own: a disk that hangs must not hold up fencing. */
static void keep(struct fence_performer *p)
{
    static const char *const argv[] = {"/proc/self/exe", FENCE_KEEP_OPTION, NULL}, *const env[] = {NULL};
    if (p->keeping || p->to_keep == NULL)
        return;
    struct bt_proc_spec spec = {.argv = argv, .envp = env, .cwd = "/", .input = p->to_keep, .timeout_ms = KEEP_MS, .kill_after_ms = KILL_AFTER_MS,
                                .output_max = 1000};
    p->keeping = true;
    bt_proc_start(p->loop, &spec, kept, p);
    free(p->to_keep);
    p->to_keep = NULL;
}

static void timer_fired(void *ctx)
{
    struct item *it = ctx;
    struct fence_performer *p = it->p;
    struct fence_event ev = {.kind = FENCE_EV_TIMER, .token = it->token};
    remove_item(it);
    p->fed(p->ctx, &ev);
}

static void perform_one(struct fence_performer *p, struct fence_effect *e)
{
    struct item *it;
    switch (e->kind) {
    case FENCE_FX_RUN:
        run(p, &e->run);
        break;
    case FENCE_FX_KILL:
        if ((it = find_item(p, e->token)) != NULL && it->proc != NULL)
            bt_proc_kill(it->proc);
        break;
    case FENCE_FX_TIMER_SET:
        it = add_item(p, e->token);
        it->timer = bt_timer_add(p->loop, e->delay_ms, timer_fired, it);
        break;
    case FENCE_FX_TIMER_CANCEL:
        if ((it = find_item(p, e->token)) != NULL) {
            assert(it->proc == NULL); /* a run is killed, and its end told */
            bt_timer_cancel(p->loop, it->timer);
            remove_item(it);
        }
        break;
    case FENCE_FX_SEND:
        bt_ipcs_send(p->ipc, e->client, e->message);
        break;
    case FENCE_FX_KEEP:
        free(p->to_keep);
        p->to_keep = bt_xml_text(bt_xml_root(e->message), false);
        keep(p);
        break;
    case FENCE_FX_LOG:
        bt_log(e->level, "%s", e->text);
        break;
    }
}

void fence_perform(struct fence_performer *p, struct fence_effects *fx)
{
    for (size_t i = 0; i < fx->n; i++)
        perform_one(p, &fx->v[i]);
    fence_effects_clear(fx);
}
