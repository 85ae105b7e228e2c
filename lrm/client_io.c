/* lrm/client_io.c - agents without the daemon (see lrm_client.h): the core makes the run, the executor performs it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/lrm_client.h"

#include "lrm/exec_io.h"

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
            bt_xml_set(attributes, name, equal != NULL ? equal + 1 : "");
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
            lrm_execute(w->executor, &fx.v[i].run);
            started = true;
        }
    lrm_effects_clear(&fx);
    bt_xml_free(doc);
    return started;
}

void lrm_direct(const struct lrm_direct *d, struct lrm_direct_result *ret)
{
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

int lrm_meta_get(const char *standard, const char *provider, const char *type, char **ret_text, struct lrm_meta **ret,
                 struct bt_err *err)
{
    struct lrm_direct_result r;
    char *name = bt_agent_text(standard, provider, type);
    lrm_direct(&(struct lrm_direct){.standard = standard, .provider = provider, .type = type, .rsc = type, .action = "meta-data", .timeout_ms = 30000}, &r);
    int rc = 0;
    if (r.status != BT_OP_DONE || r.rc != BT_OCF_OK || r.output == NULL)
        rc = bt_fail(err, BT_EX_NOSUCH, "%s gives no meta-data (%s); is there such an agent?", name,
                     r.reason != NULL ? r.reason : r.status != BT_OP_DONE ? bt_opstatus_text(r.status) : bt_ocf_text(r.rc));
    else if (ret != NULL)
        rc = lrm_meta_parse(r.output, strlen(r.output), name, ret, err);
    if (rc == 0 && ret_text != NULL) {
        *ret_text = r.output;
        r.output = NULL;
    }
    lrm_direct_clear(&r);
    free(name);
    return rc;
}
