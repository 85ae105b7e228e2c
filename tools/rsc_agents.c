/* tools/rsc_agents.c - crm_resource's view of agents: lists, meta-data, and calling one by hand (see rsc.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "tools/agents.h"
#include "tools/rsc.h"

enum { CALL_TIMEOUT_MS = 60000, OUTPUT_MAX_BYTES = 1024 * 1024 };

static int show_names(struct rsc_job *j, struct bt_strv *names, const char *list, const char *item)
{
    xmlNode *e = out_begin(j->o, list);
    (void)e;
    for (size_t i = 0; i < names->n; i++) {
        out_line(j->o, "%s", names->v[i]);
        xmlNode *n = out_element(j->o, item);
        if (n != NULL)
            xmlNodeAddContent(n, (const xmlChar *)names->v[i]);
    }
    out_end(j->o);
    bt_strv_free(names);
    return BT_EX_OK;
}

int rsc_list_standards(struct rsc_job *j)
{
    struct bt_strv names = {0};
    agents_standards(&names);
    return show_names(j, &names, "standards", "standard");
}

int rsc_list_providers(struct rsc_job *j)
{
    struct bt_strv names = {0};
    agents_providers(j->a->spec, &names);
    return show_names(j, &names, "providers", "provider");
}

int rsc_list_alternatives(struct rsc_job *j)
{
    struct bt_strv names = {0};
    agents_providers(j->a->spec, &names);
    if (names.n > 0)
        return show_names(j, &names, "providers", "provider");
    return rsc_fail(j, BT_EX_NOSUCH, "No OCF providers found for %s", j->a->spec);
}

int rsc_list_agents(struct rsc_job *j)
{
    struct bt_strv names = {0}, parts = {0};
    bt_strv_split(&parts, j->a->spec, ":");
    const char *standard = parts.n > 0 ? parts.v[0] : "", *provider = parts.n > 1 ? parts.v[1] : NULL;
    agents_list(standard, provider, &names);
    int rc = BT_EX_OK;
    if (names.n > 0)
        rc = show_names(j, &names, "agents", "agent");
    else if (provider != NULL)
        rc = rsc_fail(j, BT_EX_ERROR, "No agents found for standard '%s' and provider '%s'", standard, provider);
    else
        rc = rsc_fail(j, BT_EX_ERROR, "No agents found for standard '%s'", standard);
    bt_strv_free(&parts);
    return rc;
}

int rsc_metadata(struct rsc_job *j)
{
    struct bt_err err = {0};
    char *standard = NULL, *provider = NULL, *type = NULL, *metadata = NULL;
    if (strchr(j->a->spec, ':') == NULL || !agents_split(j->a->spec, &standard, &provider, &type))
        return rsc_fail(j, BT_EX_NOSUCH, "'%s' is not a valid agent specification", j->a->spec);
    int rc = agents_metadata(standard, provider, type, &metadata, &err);
    if (rc == BT_EX_OK) {
        out_raw(j->o, "metadata", metadata);
        out_text(j->o, "%s", bt_ends(metadata, "\n") ? "" : "\n");
    } else {
        rc = rsc_fail(j, rc, "Metadata query for %s failed: %s", j->a->spec, rc == BT_EX_DATAERR ? bt_err_text(&err) : tool_cib_text(rc));
    }
    bt_err_clear(&err);
    free(metadata);
    free(standard);
    free(provider);
    free(type);
    return rc;
}

/* Calling an agent -------------------------------------------------------------------------------------------------- */

struct agent_call {
    struct bt_loop *loop;
    int code;          /* negative: errno */
    bool timed_out;
    char *out, *err;
};

static void called(void *ctx, const struct bt_proc_result *r)
{
    struct agent_call *c = ctx;
    c->code = !r->started ? -r->start_errno : r->code;
    c->timed_out = r->timed_out;
    c->out = bt_strdup(r->out);
    c->err = bt_strdup(r->err);
    bt_loop_stop(c->loop);
}

/* The environment of an OCF agent, as the LRM gives it (interfaces 2.2), from parameters "NAME=VALUE". */
static void ocf_environment(const char *instance, const char *provider, const char *type, const struct bt_strv *params, int64_t timeout_ms, struct bt_strv *env)
{
    static const char *const fixed[] = {"OCF_ROOT=" BT_OCF_ROOT, "OCF_RA_VERSION_MAJOR=1", "OCF_RA_VERSION_MINOR=1", "OCF_EXIT_REASON_PREFIX=ocf-exit-reason:",
                                        "PATH=/sbin:/bin:/usr/sbin:/usr/bin", "OCF_OUTPUT_FORMAT=text", "OCF_RESKEY_crm_feature_set=" CIB_FEATURE_SET};
    for (size_t i = 0; i < BT_COUNT(fixed); i++)
        bt_strv_add(env, fixed[i]);
    BT_PUSH(env, bt_printf("OCF_RESOURCE_INSTANCE=%s", instance));
    BT_PUSH(env, bt_printf("OCF_RESOURCE_TYPE=%s", type));
    BT_PUSH(env, bt_printf("OCF_RESOURCE_PROVIDER=%s", provider));
    BT_PUSH(env, bt_printf("OCF_RESKEY_CRM_meta_timeout=%" PRId64, timeout_ms));
    for (size_t i = 0; i < params->n; i++)
        BT_PUSH(env, bt_printf("%s%s", bt_starts(params->v[i], "OCF_CHECK_LEVEL=") ? "" : "OCF_RESKEY_", params->v[i]));
    BT_PUSH(env, NULL);
}

/* Runs an OCF agent's action; the result's strings are the caller's to free. */
static struct agent_call call_agent(const char *instance, const char *provider, const char *type, const char *action, const struct bt_strv *params, int64_t timeout_ms)
{
    struct agent_call c = {.loop = bt_loop_new()};
    struct bt_strv env = {0};
    char *path = bt_printf(BT_OCF_ROOT "/resource.d/%s/%s", provider, type);
    const char *const argv[] = {path, action, NULL};
    ocf_environment(instance, provider, type, params, timeout_ms, &env);
    struct bt_proc_spec spec = {.argv = argv, .envp = (const char *const *)env.v, .timeout_ms = timeout_ms, .kill_after_ms = 5000, .output_max = OUTPUT_MAX_BYTES};
    bt_proc_start(c.loop, &spec, called, &c);
    bt_loop_run(c.loop);
    bt_loop_free(c.loop);
    free(path);
    bt_strv_free(&env);
    return c;
}

static void call_free(struct agent_call *c)
{
    free(c->out);
    free(c->err);
}

/* --force-start and its like: the agent's action on this node, past the cluster. */
int rsc_force(struct rsc_job *j, const char *action)
{
    const struct pe_rsc *r = j->rsc;
    struct pe_attrs params = {0};
    struct bt_strv list = {0};
    const char *shown = strcmp(action, "monitor") == 0 ? "force-check" : action;
    if (r->kind != PE_PRIMITIVE)
        return rsc_fail(j, BT_EX_UNIMPLEMENT_FEATURE, "Cannot perform %s: this command doesn't support group resources", shown);
    if (!bt_streq(r->standard, "ocf"))
        return rsc_fail(j, BT_EX_UNIMPLEMENT_FEATURE, "Sorry, the --force option doesn't support %s resources", r->standard);
    pe_rsc_params(j->model, r, j->node, &params);
    for (size_t i = 0; i < params.n; i++)
        BT_PUSH(&list, bt_printf("%s=%s", params.v[i].name, params.v[i].value));
    if (j->a->spec != NULL)
        BT_PUSH(&list, bt_printf("OCF_CHECK_LEVEL=%s", j->a->spec));
    struct agent_call c = call_agent(r->unique ? r->id : r->config_id, r->provider, r->type, action, &list,
                                     j->a->timeout != NULL ? bt_duration_ms_or(j->a->timeout, CALL_TIMEOUT_MS) : CALL_TIMEOUT_MS);
    char *agent = bt_agent_text(r->standard, r->provider, r->type);
    int rc = c.timed_out ? BT_EX_TIMEOUT : c.code == -ENOENT ? BT_OCF_NOT_INSTALLED : c.code < 0 ? BT_OCF_ERROR : c.code;
    out_line(j->o, "Operation %s%s for %s (%s) returned: '%s' (%d)", bt_starts(shown, "force") ? "" : "force-", shown, j->a->rsc, agent,
             c.timed_out ? "timeout" : bt_ocf_text(rc), rc);
    if (j->a->common.verbose > 0 && c.out != NULL)
        out_text(j->o, "%s%s", c.out, c.err != NULL ? c.err : "");
    free(agent);
    bt_strv_free(&list);
    call_free(&c);
    return rc;
}

static void add_output(struct rsc_job *j, const char *source, const char *text)
{
    xmlNode *n = text != NULL && text[0] != '\0' ? out_element(j->o, "output") : NULL;
    if (n == NULL)
        return;
    bt_xml_set(n, XE_SOURCE, source);
    xmlNodeAddContent(n, (const xmlChar *)text);
}

/* --validate --class --agent [--provider] --option NAME=VALUE ...: the agent's validate-all. */
int rsc_validate(struct rsc_job *j)
{
    const struct rsc_args *a = j->a;
    if (!bt_streq(a->standard, "ocf") || a->agent == NULL)
        return rsc_fail(j, BT_EX_UNIMPLEMENT_FEATURE, "--validate needs --class ocf and --agent");
    const char *provider = a->provider != NULL ? a->provider : "heartbeat";
    struct agent_call c = call_agent("test", provider, a->agent, "validate-all", &a->options, CALL_TIMEOUT_MS);
    int rc = c.timed_out ? BT_EX_TIMEOUT : c.code < 0 ? BT_OCF_NOT_INSTALLED : c.code;
    out_line(j->o, "Operation validate (ocf:%s:%s) returned %d (%s)", provider, a->agent, rc, bt_ocf_text(rc));
    xmlNode *action = out_begin(j->o, "resource-agent-action");
    if (action != NULL) {
        bt_xml_set(action, XA_ACTION, "validate");
        bt_xml_set(action, XA_CLASS, a->standard);
        bt_xml_set(action, XA_TYPE, a->agent);
        bt_xml_set(action, XA_PROVIDER, provider);
        xmlNode *status = bt_xml_add(action, "agent-status");
        bt_xml_set_int(status, "code", rc);
        bt_xml_set(status, "message", bt_ocf_text(rc));
        bt_xml_set_int(status, "execution_code", c.code < 0 || c.timed_out ? 1 : 0);
        bt_xml_set(status, "execution_message", c.timed_out ? "Timed Out" : c.code < 0 ? "Error" : "complete");
        bt_xml_set_int(out_begin(j->o, "command"), "code", rc);
        add_output(j, "stdout", c.out);
        add_output(j, "stderr", c.err);
        out_end(j->o);
    }
    out_end(j->o);
    call_free(&c);
    return rc;
}
