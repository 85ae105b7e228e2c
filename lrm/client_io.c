/* lrm/client_io.c - agents without the daemon (see lrm_client.h): the core makes the run, the executor performs it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/lrm_client.h"

#include "lrm/agent.h"
#include "lrm/core.h"
#include "lrm/exec_io.h"
#include "lrm/lsb.h"
#include "lrm/systemd_io.h"

#define META_TIMEOUT_MS 30000
#define SCRIPT_MAX (1024 * 1024) /* bytes of an init script whose header is read */

struct waiting {
    struct bt_loop *loop;
    struct lrm *core;
    struct lrm_executor *executor;
    struct lrm_direct_result *result;
    bool done;
};

static xmlDoc *request(const struct lrm_direct *d)
{
    xmlDoc *doc = bt_xml_doc(XE_LRM_EXEC);
    xmlNode *op = bt_xml_add(bt_xml_root(doc), XE_RSC_OP);
    bt_xml_set(op, XA_OPERATION, d->action);
    xmlNode *primitive = bt_xml_add(op, XE_PRIMITIVE);
    bt_xml_set(primitive, XA_ID, d->rsc);
    bt_xml_set(primitive, XA_CLASS, d->standard);
    bt_xml_set(primitive, XA_PROVIDER, d->provider);
    bt_xml_set(primitive, XA_TYPE, d->type);
    xmlNode *attributes = bt_xml_add(op, XE_ATTRIBUTES);
    for (size_t i = 0; i < d->attrs.n; i++) {
        const char *equal = strchr(d->attrs.v[i], '=');
        char *name = bt_strndup(d->attrs.v[i], equal != NULL ? (size_t)(equal - d->attrs.v[i]) : strlen(d->attrs.v[i]));
        if (*name != '\0')
            lrm_attr_to_xml(attributes, name, equal != NULL ? equal + 1 : "");
        free(name);
    }
    if (d->timeout_ms > 0)
        bt_xml_set_int(attributes, XA_CRM_META_TIMEOUT, d->timeout_ms);
    return doc;
}

static void ended(void *ctx, struct lrm_event *ev)
{
    struct waiting *w = ctx;
    *w->result = (struct lrm_direct_result){.status = ev->status,
                                            .rc = ev->rc,
                                            .reason = bt_strdup(ev->exit_reason),
                                            .output = bt_strdup(ev->output),
                                            .errors = bt_strdup(ev->errors),
                                            .exec_ms = ev->exec_ms};
    w->done = true;
    bt_loop_stop(w->loop);
}

/* Whether the core wants a program for it; if it answers by itself (a stonith resource) or refuses, the result stays a good one. */
static bool start(struct waiting *w, const struct lrm_direct *d)
{
    struct lrm_effects fx = {0};
    xmlDoc *doc = request(d);
    bool started = false;
    lrm_step(w->core, &(struct lrm_event){.kind = LRM_EV_REQUEST, .now = bt_now(), .client = 1, .request = bt_xml_root(doc)}, &fx);
    for (size_t i = 0; i < fx.n; i++)
        if (fx.v[i].kind == LRM_FX_RUN) {
            fx.v[i].run.wants_traits = false;
            fx.v[i].run.program = bt_strdup(d->program);
            for (size_t k = 0; k < d->env.n; k++)
                bt_strv_add(&fx.v[i].run.env, d->env.v[k]);
            lrm_execute(w->executor, &fx.v[i].run);
            started = true;
        }
    lrm_effects_clear(&fx);
    bt_xml_free(doc);
    return started;
}

/* Who asks by hand wants to read what the agent says: without a log of their own agents print it on stderr (ocf_log), as they do below Pacemaker's crm_resource. */
static void have_no_log(void)
{
    static const char *const logs[] = {"HA_LOGFACILITY", "HA_logfacility", "HA_LOGFILE", "HA_DEBUGLOG"};
    for (size_t i = 0; i < BT_COUNT(logs); i++)
        setenv(logs[i], "", 0);
}

void lrm_direct(const struct lrm_direct *d, struct lrm_direct_result *ret)
{
    have_no_log();
    static const struct lrm_executor_hooks hooks = {.done = ended};
    struct waiting w = {.loop = bt_loop_new(), .core = lrm_new(&(struct lrm_config){.node = "", .max_children = 1}), .result = ret};
    *ret = (struct lrm_direct_result){.status = BT_OP_DONE, .rc = BT_OCF_OK};
    w.executor = lrm_executor_new(w.loop, NULL, &hooks, &w);
    if (start(&w, d))
        while (!w.done)
            bt_loop_run(w.loop);
    lrm_executor_free(w.executor);
    lrm_free(w.core);
    bt_loop_free(w.loop);
}

void lrm_direct_clear(struct lrm_direct_result *r)
{
    free(r->reason);
    free(r->output);
    free(r->errors);
    *r = (struct lrm_direct_result){0};
}

/* Meta-data -------------------------------------------------------------------------------------------------------- */

/* What the agent said of why it gave nothing: its exit reason, or the first line on its stderr; the caller's to free. */
static char *words_of(const struct lrm_direct_result *r)
{
    if (r->reason != NULL)
        return bt_strdup(r->reason);
    if (r->errors != NULL && r->errors[0] != '\0')
        return bt_strndup(r->errors, strcspn(r->errors, "\n"));
    return bt_strdup(r->status != BT_OP_DONE ? bt_opstatus_text(r->status) : bt_ocf_text(r->rc));
}

/* What the agent itself prints. */
static int ask_agent(const char *standard, const char *provider, const char *type, const char *name, char **ret, struct bt_err *err)
{
    struct lrm_direct_result r;
    int rc = 0;
    lrm_direct(&(struct lrm_direct){.standard = standard, .provider = provider, .type = type, .rsc = type, .action = "meta-data", .timeout_ms = META_TIMEOUT_MS}, &r);
    char *words = words_of(&r);
    if (r.status == BT_OP_NOT_INSTALLED)
        rc = bt_fail(err, BT_EX_NOSUCH, "%s gives no meta-data (%s); is there such an agent?", name, words);
    else if (r.status != BT_OP_DONE || r.rc != BT_OCF_OK || r.output == NULL)
        rc = bt_fail(err, BT_EX_DATAERR, "%s gives no meta-data: %s", name, words);
    else
        *ret = bt_strdup(r.output);
    free(words);
    lrm_direct_clear(&r);
    return rc;
}

static bool is_listed(const char *standard, const char *type)
{
    struct bt_strv known = {0};
    lrm_agents_list(standard, NULL, &known);
    bool there = bt_strv_has(&known, type);
    bt_strv_free(&known);
    return there;
}

static int fence_metadata(const char *provider, const char *type, const char *name, char **ret, struct bt_err *err)
{
    (void)provider;
    char *said = NULL;
    xmlDoc *doc = NULL;
    bool own = bt_starts(type, "fence_");
    if (!own && !is_listed("stonith", type)) /* cluster-glue's tool makes some up for plugins that it doesn't have */
        return bt_fail(err, BT_EX_NOSUCH, "%s gives no meta-data; is there such a plugin?", name);
    int rc = ask_agent("stonith", NULL, type, name, &said, err);
    if (rc == 0 && !own) {
        *ret = said;
        return 0;
    }
    if (rc == 0)
        rc = bt_xml_parse(said, strlen(said), name, &doc, err);
    if (rc == 0) {
        lrm_meta_complete_fencing(bt_xml_root(doc));
        *ret = bt_xml_text(bt_xml_root(doc), true);
    }
    bt_xml_free(doc);
    free(said);
    return rc;
}

static int ocf_metadata(const char *provider, const char *type, const char *name, char **ret, struct bt_err *err)
{
    return ask_agent("ocf", provider, type, name, ret, err);
}

static int lsb_metadata(const char *provider, const char *type, const char *name, char **ret, struct bt_err *err)
{
    (void)provider;
    char *path = type[0] == '/' ? bt_strdup(type) : bt_printf(LRM_INIT_DIR "/%s", type), *script = NULL;
    bool step = type[0] == '/' || strchr(type, '/') == NULL; /* no way out of the folder */
    int rc = step ? bt_file_read(path, SCRIPT_MAX, &script, NULL, NULL) : BT_EX_NOINPUT;
    if (rc == 0)
        *ret = lrm_lsb_metadata(type, script);
    free(script);
    free(path);
    return rc == 0 ? 0 : bt_fail(err, BT_EX_NOSUCH, "%s gives no meta-data; is there such an init script?", name);
}

/* Units and classic scripts describe nothing of themselves: what every one of them can do. */
static char *plain_metadata(const char *type, const char *longdesc, const char *shortdesc)
{
    struct bt_buf b = {0};
    bt_buf_add(&b, "<?xml version=\"1.0\"?>\n<!DOCTYPE resource-agent SYSTEM \"ra-api-1.dtd\">\n<resource-agent name=\"");
    bt_buf_add_xml(&b, type);
    bt_buf_add(&b, "\" version=\"0.1\">\n  <version>1.0</version>\n  <longdesc lang=\"en\">");
    bt_buf_add_xml(&b, longdesc);
    bt_buf_add(&b, "</longdesc>\n  <shortdesc lang=\"en\">");
    bt_buf_add_xml(&b, shortdesc);
    bt_buf_add(&b, "</shortdesc>\n  <parameters/>\n  <actions>\n    <action name=\"start\" timeout=\"100\"/>\n    <action name=\"stop\" timeout=\"100\"/>\n"
                   "    <action name=\"status\" timeout=\"100\"/>\n    <action name=\"monitor\" timeout=\"100\" interval=\"60\"/>\n"
                   "    <action name=\"meta-data\" timeout=\"5\"/>\n  </actions>\n  </resource-agent>\n");
    return bt_buf_take(&b);
}

static int systemd_metadata(const char *provider, const char *type, const char *name, char **ret, struct bt_err *err)
{
    (void)provider;
    char *description = NULL;
    if (strchr(type, '/') != NULL || !lrm_unit_exists(type))
        return bt_fail(err, BT_EX_NOSUCH, "%s gives no meta-data; is there such a unit?", name);
    if (lrm_unit_description(type, &description, NULL) != 0)
        description = bt_printf("systemd unit file for %s", type);
    *ret = plain_metadata(type, description, type);
    free(description);
    return 0;
}

static int r1_metadata(const char *provider, const char *type, const char *name, char **ret, struct bt_err *err)
{
    (void)provider;
    if (!is_listed("heartbeat", type))
        return bt_fail(err, BT_EX_NOSUCH, "%s gives no meta-data; is there such a script in " LRM_R1_DIR "?", name);
    *ret = plain_metadata(type, "A classic resource script; its parameters are 1, 2, 3 ..., in the order in which it takes them", type);
    return 0;
}

static const struct {
    const char *standard;
    int (*get)(const char *provider, const char *type, const char *name, char **ret, struct bt_err *err);
} sources[] = {{"ocf", ocf_metadata}, {"stonith", fence_metadata}, {"lsb", lsb_metadata}, {"systemd", systemd_metadata}, {"heartbeat", r1_metadata}};

int lrm_meta_get(const char *standard, const char *provider, const char *type, char **ret_text, struct lrm_meta **ret,
                 struct bt_err *err)
{
    char *name = bt_agent_text(standard, provider, type), *text = NULL;
    const char *resolved = lrm_standard_resolved(standard, type);
    struct lrm_meta *m = NULL;
    size_t i = 0;
    while (i < BT_COUNT(sources) && strcmp(sources[i].standard, resolved) != 0)
        i++;
    int rc = i < BT_COUNT(sources) ? sources[i].get(provider, type, name, &text, err)
                                   : bt_fail(err, BT_EX_NOSUCH, "There are no agents of class \"%s\"", standard);
    if (rc == 0)
        rc = lrm_meta_parse(text, strlen(text), name, &m, err);
    if (rc == 0 && ret_text != NULL) {
        *ret_text = text;
        text = NULL;
    }
    if (rc == 0 && ret != NULL) {
        *ret = m;
        m = NULL;
    }
    lrm_meta_free(m);
    free(text);
    free(name);
    return rc;
}
