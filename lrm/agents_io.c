/* lrm/agents_io.c - which agents this machine has (see lrm_client.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/lrm_client.h"

#include <ctype.h>
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/edge.h"
#include "lrm/agent.h"
#include "lrm/systemd_io.h"

#define OCF_FOLDER BT_OCF_ROOT "/resource.d"

enum { STONITH_TIMEOUT_MS = 10000, STONITH_OUTPUT_MAX = 1024 * 1024 };

static int by_name(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

static void sort_unique(struct bt_strv *l)
{
    size_t n = 0;
    if (l->n > 1)
        qsort(l->v, l->n, sizeof(l->v[0]), by_name);
    for (size_t i = 0; i < l->n; i++) {
        if (n > 0 && strcmp(l->v[n - 1], l->v[i]) == 0)
            free(l->v[i]);
        else
            l->v[n++] = l->v[i];
    }
    l->n = n;
}

/* Whether an entry is what is looked for: an executable file, or a folder. */
static bool is_wanted(const char *folder, const char *name, bool folders)
{
    struct stat st;
    char *path = bt_printf("%s/%s", folder, name);
    bool ok = stat(path, &st) == 0 && (folders ? S_ISDIR(st.st_mode) : S_ISREG(st.st_mode) && (st.st_mode & 0111) != 0);
    free(path);
    return ok;
}

/* Adds what a folder holds. */
static void read_folder(const char *folder, const char *starts, bool folders, struct bt_strv *ret)
{
    DIR *d = opendir(folder);
    struct dirent *e;
    while (d != NULL && (e = readdir(d)) != NULL)
        if (e->d_name[0] != '.' && bt_starts(e->d_name, starts) && is_wanted(folder, e->d_name, folders))
            bt_strv_add(ret, e->d_name);
    if (d != NULL)
        closedir(d);
}

void lrm_agents_providers(const char *type, struct bt_strv *ret)
{
    struct bt_strv all = {0};
    read_folder(OCF_FOLDER, "", true, &all);
    sort_unique(&all);
    for (size_t i = 0; i < all.n; i++) {
        char *folder = bt_printf(OCF_FOLDER "/%s", all.v[i]);
        if (type == NULL || is_wanted(folder, type, false))
            bt_strv_add(ret, all.v[i]);
        free(folder);
    }
    bt_strv_free(&all);
}

/* By provider, so a type of several is there several times, as Pacemaker lists it. */
static void list_ocf(const char *provider, struct bt_strv *ret)
{
    struct bt_strv providers = {0};
    if (provider != NULL)
        bt_strv_add(&providers, provider);
    else
        lrm_agents_providers(NULL, &providers);
    for (size_t i = 0; i < providers.n; i++) {
        struct bt_strv found = {0};
        char *folder = bt_printf(OCF_FOLDER "/%s", providers.v[i]);
        if (*providers.v[i] != '\0' && strchr(providers.v[i], '/') == NULL)
            read_folder(folder, "", false, &found);
        sort_unique(&found);
        for (size_t k = 0; k < found.n; k++)
            bt_strv_add(ret, found.v[k]);
        bt_strv_free(&found);
        free(folder);
    }
    bt_strv_free(&providers);
}

struct listing {
    struct bt_loop *loop;
    struct bt_strv *ret;
};

static void listed(void *ctx, const struct bt_proc_result *r)
{
    struct listing *l = ctx;
    if (r->started && !r->timed_out && !r->signalled && r->code == 0)
        bt_strv_split(l->ret, r->out, "\r\n");
    bt_loop_stop(l->loop);
}

/* cluster-glue's plugins of both kinds, as its own tool knows them. */
static void list_plugins(struct bt_strv *ret)
{
    static const char *const argv[] = {LRM_STONITH_TOOL, "-L", NULL};
    static const char *const env[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/share/cluster-glue", "LC_ALL=C", NULL};
    struct listing l = {.loop = bt_loop_new(), .ret = ret};
    const struct bt_proc_spec spec = {.argv = argv, .envp = env, .cwd = "/", .timeout_ms = STONITH_TIMEOUT_MS, .output_max = STONITH_OUTPUT_MAX};
    if (access(LRM_STONITH_TOOL, X_OK) == 0) {
        bt_proc_start(l.loop, &spec, listed, &l);
        bt_loop_run(l.loop);
    }
    bt_loop_free(l.loop);
}

/* cluster-glue's first, as Pacemaker lists them. */
static void list_stonith(struct bt_strv *ret)
{
    struct bt_strv fence = {0};
    list_plugins(ret);
    sort_unique(ret);
    read_folder(LRM_SBIN_DIR, "fence_", false, &fence);
    sort_unique(&fence);
    for (size_t i = 0; i < fence.n; i++)
        bt_strv_add(ret, fence.v[i]);
    bt_strv_free(&fence);
}

static void list_services(const char *standard, struct bt_strv *ret)
{
    bool service = bt_strcaseeq(standard, "service");
    if (service || bt_strcaseeq(standard, "lsb"))
        read_folder(LRM_INIT_DIR, "", false, ret);
    if (service || bt_strcaseeq(standard, "systemd"))
        lrm_units_list(ret, NULL); /* none where systemd does not run: none of them could be used */
    if (bt_strcaseeq(standard, "heartbeat"))
        read_folder(LRM_R1_DIR, "", false, ret);
    sort_unique(ret);
}

void lrm_agents_list(const char *standard, const char *provider, struct bt_strv *ret)
{
    if (bt_strcaseeq(standard, "ocf"))
        list_ocf(provider, ret);
    else if (bt_strcaseeq(standard, "stonith"))
        list_stonith(ret);
    else
        list_services(standard, ret);
}

void lrm_agents_standards(struct bt_strv *ret)
{
    static const char *const standards[] = {"ocf", "lsb", "service", "systemd", "heartbeat", "stonith"};
    for (size_t i = 0; i < BT_COUNT(standards); i++) {
        struct bt_strv agents = {0};
        lrm_agents_list(standards[i], NULL, &agents);
        if (agents.n > 0)
            bt_strv_add(ret, standards[i]);
        bt_strv_free(&agents);
    }
}

static char *lower(const char *s)
{
    char *copy = bt_strdup(s);
    for (char *c = copy; *c != '\0'; c++)
        *c = (char)tolower((unsigned char)*c);
    return copy;
}

/* heartbeat's first; pacemaker's before others'. */
static const char *usual_provider(const struct bt_strv *providers)
{
    if (providers->n == 0 || bt_strv_has(providers, "heartbeat"))
        return "heartbeat";
    return bt_strv_has(providers, "pacemaker") ? "pacemaker" : providers->v[0];
}

bool lrm_agent_split(const char *spec, char **ret_standard, char **ret_provider, char **ret_type)
{
    struct bt_strv parts = {0}, providers = {0};
    bt_strv_split(&parts, spec, ":");
    bool ok = parts.n >= 1 && parts.n <= 3;
    if (ok) {
        const char *type = parts.v[parts.n - 1];
        bool ocf = parts.n == 1 || bt_strcaseeq(parts.v[0], "ocf");
        const char *provider = parts.n == 3 ? parts.v[1] : NULL;
        if (ocf && provider == NULL) {
            lrm_agents_providers(type, &providers);
            provider = usual_provider(&providers);
        }
        *ret_standard = lower(parts.n > 1 ? parts.v[0] : "ocf");
        *ret_provider = bt_strdup(provider);
        *ret_type = bt_strdup(type);
    }
    bt_strv_free(&providers);
    bt_strv_free(&parts);
    return ok;
}
