/* tools/agents.c - which agents there are, and their meta-data (see agents.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/agents.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum { METADATA_TIMEOUT_MS = 30000, METADATA_MAX_BYTES = 4 * 1024 * 1024 };

#define OCF_FOLDER BT_OCF_ROOT "/resource.d"
#define LSB_FOLDER "/etc/init.d"
#define FENCE_FOLDER "/usr/sbin"
#define PLUGIN_FOLDER "/usr/lib/stonith/plugins/external"

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

/* Adds what a folder holds; prefix goes before each name. */
static void read_folder(const char *folder, const char *starts, const char *ends, bool folders, const char *prefix, struct bt_strv *ret)
{
    DIR *d = opendir(folder);
    struct dirent *e;
    while (d != NULL && (e = readdir(d)) != NULL) {
        if (e->d_name[0] == '.' || !bt_starts(e->d_name, starts) || !bt_ends(e->d_name, ends) || !is_wanted(folder, e->d_name, folders))
            continue;
        size_t len = strlen(e->d_name) - strlen(ends);
        BT_PUSH(ret, bt_printf("%s%.*s", prefix, (int)len, e->d_name));
    }
    if (d != NULL)
        closedir(d);
}

void agents_providers(const char *type, struct bt_strv *ret)
{
    struct bt_strv all = {0};
    read_folder(OCF_FOLDER, "", "", true, "", &all);
    for (size_t i = 0; i < all.n; i++) {
        char *folder = bt_printf(OCF_FOLDER "/%s", all.v[i]);
        if (type == NULL || is_wanted(folder, type, false))
            bt_strv_add(ret, all.v[i]);
        free(folder);
    }
    bt_strv_free(&all);
    sort_unique(ret);
}

static void list_ocf(const char *provider, struct bt_strv *ret)
{
    struct bt_strv providers = {0};
    if (provider != NULL)
        bt_strv_add(&providers, provider);
    else
        agents_providers(NULL, &providers);
    for (size_t i = 0; i < providers.n; i++) {
        char *folder = bt_printf(OCF_FOLDER "/%s", providers.v[i]);
        read_folder(folder, "", "", false, "", ret);
        free(folder);
    }
    bt_strv_free(&providers);
}

static void list_systemd(struct bt_strv *ret)
{
    static const char *const folders[] = {"/etc/systemd/system", "/run/systemd/system", "/lib/systemd/system", "/usr/lib/systemd/system"};
    for (size_t i = 0; i < BT_COUNT(folders); i++) {
        DIR *d = opendir(folders[i]);
        struct dirent *e;
        while (d != NULL && (e = readdir(d)) != NULL)
            if (bt_ends(e->d_name, ".service"))
                BT_PUSH(ret, bt_strndup(e->d_name, strlen(e->d_name) - strlen(".service")));
        if (d != NULL)
            closedir(d);
    }
}

void agents_list(const char *standard, const char *provider, struct bt_strv *ret)
{
    if (bt_strcaseeq(standard, "ocf"))
        list_ocf(provider, ret);
    if (bt_strcaseeq(standard, "lsb") || bt_strcaseeq(standard, "service"))
        read_folder(LSB_FOLDER, "", "", false, "", ret);
    if (bt_strcaseeq(standard, "systemd") || bt_strcaseeq(standard, "service"))
        list_systemd(ret);
    if (bt_strcaseeq(standard, "stonith")) {
        read_folder(FENCE_FOLDER, "fence_", "", false, "", ret);
        read_folder(PLUGIN_FOLDER, "", "", false, "external/", ret);
    }
    sort_unique(ret);
}

void agents_standards(struct bt_strv *ret)
{
    static const char *const standards[] = {"lsb", "ocf", "service", "stonith", "systemd"};
    for (size_t i = 0; i < BT_COUNT(standards); i++) {
        struct bt_strv agents = {0};
        agents_list(standards[i], NULL, &agents);
        if (agents.n > 0 && (strcmp(standards[i], "systemd") != 0 || access("/run/systemd/system", F_OK) == 0))
            bt_strv_add(ret, standards[i]);
        bt_strv_free(&agents);
    }
}

/* Meta-data ----------------------------------------------------------------------------------------------- */

struct metadata_run {
    struct bt_loop *loop;
    char *out;
    int code;
};

static void metadata_done(void *ctx, const struct bt_proc_result *r)
{
    struct metadata_run *run = ctx;
    run->code = !r->started ? -r->start_errno : r->signalled || r->timed_out ? -EIO : r->code;
    run->out = bt_strdup(r->out);
    bt_loop_stop(run->loop);
}

static int run_for_metadata(const char *const *argv, const char *const *env, const char *input, char **ret)
{
    struct metadata_run run = {.loop = bt_loop_new()};
    struct bt_proc_spec spec = {.argv = argv, .envp = env, .input = input, .timeout_ms = METADATA_TIMEOUT_MS, .kill_after_ms = 1000, .output_max = METADATA_MAX_BYTES};
    bt_proc_start(run.loop, &spec, metadata_done, &run);
    bt_loop_run(run.loop);
    bt_loop_free(run.loop);
    if (run.code == 0 && run.out != NULL && strchr(run.out, '<') != NULL) {
        *ret = run.out;
        return BT_EX_OK;
    }
    free(run.out);
    return BT_EX_NOSUCH;
}

static int ocf_metadata(const char *provider, const char *type, char **ret)
{
    char *path = bt_printf(OCF_FOLDER "/%s/%s", provider, type), *instance = bt_printf("OCF_RESOURCE_INSTANCE=%s", type);
    char *kind = bt_printf("OCF_RESOURCE_TYPE=%s", type), *from = bt_printf("OCF_RESOURCE_PROVIDER=%s", provider);
    const char *const argv[] = {path, "meta-data", NULL};
    const char *const env[] = {"OCF_ROOT=" BT_OCF_ROOT, "OCF_RA_VERSION_MAJOR=1", "OCF_RA_VERSION_MINOR=1", instance, kind, from,
                               "OCF_EXIT_REASON_PREFIX=ocf-exit-reason:", "PATH=/sbin:/bin:/usr/sbin:/usr/bin", NULL};
    int rc = run_for_metadata(argv, env, NULL, ret);
    free(path);
    free(instance);
    free(kind);
    free(from);
    return rc;
}

static int fence_metadata(const char *type, char **ret)
{
    char *path = bt_printf(FENCE_FOLDER "/%s", type);
    const char *const argv[] = {path, NULL};
    const char *const env[] = {"PATH=/sbin:/bin:/usr/sbin:/usr/bin", NULL};
    int rc = run_for_metadata(argv, env, "action=metadata\n", ret);
    free(path);
    return rc;
}

/* cluster-glue's plugins know only their parameters; the rest is put around them. */
static int plugin_metadata(const char *type, char **ret)
{
    char *path = bt_printf(PLUGIN_FOLDER "/%s", type + strlen("external/")), *parameters = NULL;
    const char *const argv[] = {path, "getinfo-xml", NULL};
    const char *const env[] = {"PATH=/usr/share/cluster-glue:/sbin:/bin:/usr/sbin:/usr/bin", NULL};
    int rc = run_for_metadata(argv, env, NULL, &parameters);
    if (rc == BT_EX_OK)
        *ret = bt_printf("<?xml version=\"1.0\"?>\n<resource-agent name=\"%s\">\n<version>1.0</version>\n<longdesc lang=\"en\"/>\n"
                         "<shortdesc lang=\"en\">%s</shortdesc>\n%s\n<actions>\n<action name=\"start\" timeout=\"15\"/>\n<action name=\"stop\" timeout=\"15\"/>\n"
                         "<action name=\"status\" timeout=\"15\"/>\n<action name=\"monitor\" timeout=\"15\" interval=\"15\"/>\n"
                         "<action name=\"meta-data\" timeout=\"15\"/>\n</actions>\n</resource-agent>\n",
                         type, type, parameters);
    free(parameters);
    free(path);
    return rc;
}

/* Services describe nothing about themselves: what every one of them can do. */
static int service_metadata(const char *standard, const char *type, char **ret)
{
    struct bt_strv known = {0};
    agents_list(standard, NULL, &known);
    bool there = bt_strv_has(&known, type) || strchr(type, '@') != NULL;
    bt_strv_free(&known);
    if (!there)
        return BT_EX_NOSUCH;
    *ret = bt_printf("<?xml version=\"1.0\"?>\n<!DOCTYPE resource-agent SYSTEM \"ra-api-1.dtd\">\n<resource-agent name=\"%s\" version=\"0.1\">\n"
                     "  <version>1.0</version>\n  <longdesc lang=\"en\">\n    %s service %s\n  </longdesc>\n  <shortdesc lang=\"en\">%s</shortdesc>\n"
                     "  <parameters/>\n  <actions>\n    <action name=\"start\" timeout=\"100s\"/>\n    <action name=\"stop\" timeout=\"100s\"/>\n"
                     "    <action name=\"status\" timeout=\"100s\"/>\n    <action name=\"monitor\" interval=\"60s\" timeout=\"100s\"/>\n"
                     "    <action name=\"meta-data\" timeout=\"5s\"/>\n  </actions>\n</resource-agent>\n",
                     type, standard, type, type);
    return BT_EX_OK;
}

/* Nobody gets meta-data that are no XML: who reads them would fail in a less clear way. */
static int check_metadata(const char *name, char **metadata, struct bt_err *err)
{
    xmlDoc *doc = NULL;
    struct bt_err why = {0};
    int rc = bt_xml_parse(*metadata, strlen(*metadata), "its meta-data", &doc, &why);
    if (rc != 0) {
        rc = bt_fail(err, BT_EX_DATAERR, "%s prints meta-data that can't be read (%s); repair the agent", name, bt_err_text(&why));
        free(*metadata);
        *metadata = NULL;
    }
    bt_err_clear(&why);
    bt_xml_free(doc);
    return rc;
}

int agents_metadata(const char *standard, const char *provider, const char *type, char **ret, struct bt_err *err)
{
    int rc = BT_EX_NOSUCH;
    if (strstr(type, "..") != NULL || (provider != NULL && strchr(provider, '/') != NULL))
        rc = BT_EX_NOSUCH; /* no way out of the agents' folders */
    else if (bt_strcaseeq(standard, "ocf") && provider != NULL && strchr(type, '/') == NULL)
        rc = ocf_metadata(provider, type, ret);
    else if (bt_strcaseeq(standard, "stonith"))
        rc = bt_starts(type, "external/") ? plugin_metadata(type, ret) : strchr(type, '/') == NULL ? fence_metadata(type, ret) : BT_EX_NOSUCH;
    else if (bt_strcaseeq(standard, "systemd") || bt_strcaseeq(standard, "lsb") || bt_strcaseeq(standard, "service"))
        rc = service_metadata(standard, type, ret);
    char *name = bt_printf("%s%s%s:%s", standard, provider != NULL ? ":" : "", provider != NULL ? provider : "", type);
    if (rc == BT_EX_OK)
        rc = check_metadata(name, ret, err);
    else
        rc = bt_fail(err, rc, "%s has no meta-data; is there such an agent?", name);
    free(name);
    return rc;
}

bool agents_split(const char *spec, char **ret_standard, char **ret_provider, char **ret_type)
{
    struct bt_strv parts = {0}, providers = {0};
    bt_strv_split(&parts, spec, ":");
    bool ok = parts.n >= 1 && parts.n <= 3;
    if (ok) {
        const char *type = parts.v[parts.n - 1];
        bool ocf = parts.n == 1 || bt_strcaseeq(parts.v[0], "ocf");
        const char *provider = parts.n == 3 ? parts.v[1] : NULL;
        if (ocf && provider == NULL) {
            agents_providers(type, &providers);
            provider = providers.n == 0 || bt_strv_has(&providers, "heartbeat") ? "heartbeat" : providers.v[0];
        }
        *ret_standard = bt_strdup(parts.n > 1 ? parts.v[0] : "ocf");
        *ret_provider = bt_strdup(provider);
        *ret_type = bt_strdup(type);
    }
    bt_strv_free(&providers);
    bt_strv_free(&parts);
    return ok;
}
