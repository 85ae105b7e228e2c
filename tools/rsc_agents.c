/* tools/rsc_agents.c - crm_resource's view of agents: lists, meta-data, and running one by hand (see rsc.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/lrm_client.h"
#include "tools/rsc.h"

enum { RUN_TIMEOUT_MS = 20000 };

/* Lists ---------------------------------------------------------------------------------------------------------------- */

/* <LIST><ITEM>name</ITEM>... or lines. Returns the list's element (NULL in text), frees names. */
static xmlNode *show_names(struct rsc_job *j, struct bt_strv *names, const char *list, const char *item)
{
    xmlNode *e = out_begin(j->o, list);
    for (size_t i = 0; i < names->n; i++) {
        out_line(j->o, "%s", names->v[i]);
        xmlNode *n = out_element(j->o, item);
        if (n != NULL)
            xmlNodeAddContent(n, (const xmlChar *)names->v[i]);
    }
    out_end(j->o);
    bt_strv_free(names);
    return e;
}

int rsc_list_standards(struct rsc_job *j)
{
    struct bt_strv names = {0};
    lrm_agents_standards(&names);
    size_t n = names.n;
    xmlNode *e = show_names(j, &names, "list", "item");
    if (e != NULL) {
        bt_xml_set(e, XA_NAME, "standards");
        bt_xml_set_int(e, "count", (int64_t)n);
    }
    return BT_EX_OK;
}

static int show_providers(struct rsc_job *j, struct bt_strv *names)
{
    xmlNode *e = show_names(j, names, "providers", "provider");
    if (e != NULL && j->a->spec != NULL)
        bt_xml_set(e, "for", j->a->spec);
    else if (e != NULL)
        bt_xml_set(e, "standard", "ocf");
    return BT_EX_OK;
}

int rsc_list_providers(struct rsc_job *j)
{
    struct bt_strv names = {0};
    lrm_agents_providers(j->a->spec, &names);
    return show_providers(j, &names);
}

int rsc_list_alternatives(struct rsc_job *j)
{
    struct bt_strv names = {0};
    lrm_agents_providers(j->a->spec, &names);
    if (names.n > 0)
        return show_providers(j, &names);
    return rsc_fail(j, BT_EX_NOSUCH, "No OCF providers found for %s", j->a->spec);
}

int rsc_list_agents(struct rsc_job *j)
{
    struct bt_strv names = {0};
    const char *colon = strchr(j->a->spec, ':'), *provider = colon != NULL ? colon + 1 : NULL;
    char *standard = bt_strndup(j->a->spec, colon != NULL ? (size_t)(colon - j->a->spec) : strlen(j->a->spec));
    lrm_agents_list(standard, provider, &names);
    int rc = BT_EX_OK;
    if (names.n > 0) {
        xmlNode *e = show_names(j, &names, "agents", "agent");
        if (e != NULL)
            bt_xml_set(e, "standard", standard);
        if (e != NULL && provider != NULL)
            bt_xml_set(e, XA_PROVIDER, provider);
    } else if (provider != NULL) {
        rc = rsc_fail(j, BT_EX_ERROR, "No agents found for standard '%s' and provider '%s'", standard, provider);
    } else {
        rc = rsc_fail(j, BT_EX_ERROR, "No agents found for standard '%s'", standard);
    }
    free(standard);
    return rc;
}

/* Whether CLASS:[PROVIDER:]TYPE is whole: ocf wants a provider, the others have none. */
static bool is_whole_spec(const char *spec)
{
    const char *first = strchr(spec, ':'), *second = first != NULL ? strchr(first + 1, ':') : NULL;
    bool ocf = first != NULL && first - spec == 3 && strncasecmp(spec, "ocf", 3) == 0;
    return first != NULL && ocf == (second != NULL);
}

int rsc_metadata(struct rsc_job *j)
{
    struct bt_err err = {0};
    char *standard = NULL, *provider = NULL, *type = NULL, *metadata = NULL;
    if (!is_whole_spec(j->a->spec) || !lrm_agent_split(j->a->spec, &standard, &provider, &type))
        return rsc_fail(j, BT_EX_NOSUCH, "'%s' is not a valid agent specification", j->a->spec);
    int rc = lrm_meta_get(standard, provider, type, &metadata, NULL, &err);
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

/* Running an agent ------------------------------------------------------------------------------------------------------ */

/* What was run, for saying how it ended. */
struct ran {
    const char *shown;                      /* "force-start", "validate" */
    const char *rsc;                        /* NULL: no resource was named */
    const char *standard, *provider, *type; /* provider NULL */
    const struct bt_strv *overrides;        /* NAME=VALUE of the command line */
    struct lrm_direct_result result;
};

static bool is_done(const struct ran *r)
{
    return r->result.status == BT_OP_DONE;
}

static const char *reason_of(const struct ran *r)
{
    return r->result.reason == NULL && r->result.status == BT_OP_TIMEOUT ? "Resource agent did not exit within specified timeout" : r->result.reason;
}

static void say_in_text(struct rsc_job *j, const struct ran *r)
{
    const char *reason = reason_of(r);
    char *agent = bt_agent_text(r->standard, r->provider, r->type);
    char *what = bt_printf("Operation %s%s%s (%s)", r->shown, r->rsc != NULL ? " for " : "", r->rsc != NULL ? r->rsc : "", agent);
    if (is_done(r))
        out_line(j->o, "%s returned %d (%s%s%s)", what, r->result.rc, bt_ocf_text(r->result.rc), reason != NULL ? ": " : "", reason != NULL ? reason : "");
    else
        out_error(j->o, "%s could not be executed (%s%s%s)", what, bt_opstatus_text(r->result.status), reason != NULL ? ": " : "", reason != NULL ? reason : "");
    const char *const said[] = {r->result.output, r->result.errors};
    for (size_t i = 0; i < BT_COUNT(said); i++)
        if (said[i] != NULL && *said[i] != '\0')
            out_line(j->o, "%s", said[i]);
    free(what);
    free(agent);
}

static void add_output(struct rsc_job *j, const char *source, const char *text)
{
    xmlNode *n = text != NULL && *text != '\0' ? out_element(j->o, "output") : NULL;
    if (n == NULL)
        return;
    bt_xml_set(n, XE_SOURCE, source);
    xmlNodeAddContent(n, (const xmlChar *)text);
}

static void add_overrides(struct rsc_job *j, const struct ran *r)
{
    out_begin(j->o, "overrides");
    for (size_t i = 0; i < r->overrides->n; i++) {
        const char *pair = r->overrides->v[i], *equal = strchr(pair, '=');
        xmlNode *n = equal != NULL ? out_element(j->o, "override") : NULL;
        if (n == NULL)
            continue;
        char *name = bt_strndup(pair, (size_t)(equal - pair));
        bt_xml_set(n, XA_NAME, name);
        bt_xml_set(n, XA_VALUE, equal + 1);
        bt_xml_set(n, XA_RSC, r->rsc);
        free(name);
    }
    out_end(j->o);
}

static void say_in_xml(struct rsc_job *j, const struct ran *r)
{
    const struct lrm_direct_result *end = &r->result;
    xmlNode *action = out_begin(j->o, "resource-agent-action");
    bt_xml_set(action, XA_ACTION, r->shown);
    bt_xml_set(action, XA_CLASS, r->standard);
    bt_xml_set(action, XA_TYPE, r->type);
    bt_xml_set(action, XA_RSC, r->rsc);
    bt_xml_set(action, XA_PROVIDER, r->provider);
    add_overrides(j, r);
    xmlNode *status = bt_xml_add(action, "agent-status");
    bt_xml_set_int(status, "code", end->rc);
    bt_xml_set(status, "message", bt_ocf_text(end->rc));
    bt_xml_set_int(status, "execution_code", end->status);
    bt_xml_set(status, "execution_message", bt_opstatus_text(end->status));
    bt_xml_set(status, "reason", reason_of(r));
    if ((end->output != NULL && *end->output != '\0') || (end->errors != NULL && *end->errors != '\0')) {
        bt_xml_set_int(out_begin(j->o, "command"), "code", end->rc);
        add_output(j, "stdout", end->output);
        add_output(j, "stderr", end->errors);
        out_end(j->o);
    }
    out_end(j->o);
}

/* Runs it and says how it ended; the exit code is the agent's. */
static int run_agent(struct rsc_job *j, struct ran *r, const char *action, const char *instance, struct bt_strv *attrs)
{
    int64_t timeout_ms = bt_duration_ms_or(j->a->timeout, RUN_TIMEOUT_MS);
    if (strcmp(r->standard, "stonith") == 0)
        r->result = (struct lrm_direct_result){.status = BT_OP_ERROR, .rc = BT_OCF_UNIMPLEMENTED,
                                               .reason = bt_strdup("Manual execution of the stonith standard is unsupported")};
    else
        lrm_direct(&(struct lrm_direct){.standard = r->standard, .provider = r->provider, .type = r->type, .rsc = instance, .action = action,
                                        .attrs = *attrs, .timeout_ms = timeout_ms}, &r->result);
    int rc = r->result.rc;
    if (out_is_xml(j->o))
        say_in_xml(j, r);
    else
        say_in_text(j, r);
    lrm_direct_clear(&r->result);
    bt_strv_free(attrs);
    return rc == BT_OCF_OK ? BT_EX_OK : rsc_fail_plain(j, rc);
}

/* Instances of clones are run as the first of them. */
static const struct pe_rsc *primitive_of(const struct pe_rsc *r)
{
    return r->kind == PE_CLONE && r->n_children > 0 ? r->children[0] : r;
}

static int refuse_force(struct rsc_job *j, const struct pe_rsc *r, const char *shown)
{
    if (r->kind != PE_PRIMITIVE) {
        out_error(j->o, "Sorry, the %s option doesn't support group resources", shown);
        return rsc_fail_plain(j, BT_EX_UNIMPLEMENT_FEATURE);
    }
    bool changes = strcmp(shown, "force-start") == 0 || strcmp(shown, "force-promote") == 0 || strcmp(shown, "force-demote") == 0;
    if (changes && j->rsc->kind == PE_CLONE && pe_is_active(j->rsc, false) && !j->a->force) {
        out_error(j->o, "It is not safe to %s %s here: the cluster claims it is already active", shown, j->a->rsc);
        out_error(j->o, "Try setting target-role=Stopped first or specifying the force option");
        return rsc_fail_plain(j, BT_EX_UNSAFE);
    }
    return BT_EX_OK;
}

static void add_override(struct bt_strv *attrs, const char *pair)
{
    size_t name = strcspn(pair, "=") + 1;
    size_t i = 0;
    while (i < attrs->n && strncmp(attrs->v[i], pair, name) != 0)
        i++;
    if (i == attrs->n) {
        bt_strv_add(attrs, pair);
        return;
    }
    free(attrs->v[i]);
    attrs->v[i] = bt_strdup(pair);
}

/* The agent's action on this node, past the cluster, with the resource's parameters. */
static int run_resource(struct rsc_job *j, const char *shown, const char *action)
{
    const struct pe_rsc *r = primitive_of(j->rsc);
    struct pe_attrs params = {0};
    struct bt_strv attrs = {0};
    int rc = refuse_force(j, r, shown);
    if (rc != BT_EX_OK)
        return rc;
    pe_rsc_params(j->model, r, j->node, &params);
    for (size_t i = 0; i < params.n; i++)
        BT_PUSH(&attrs, bt_printf("%s=%s", params.v[i].name, params.v[i].value));
    for (size_t i = 0; i < j->a->common.words.n; i++)
        if (strchr(j->a->common.words.v[i], '=') != NULL)
            add_override(&attrs, j->a->common.words.v[i]);
    if (j->a->spec != NULL)
        BT_PUSH(&attrs, bt_printf("OCF_CHECK_LEVEL=%s", j->a->spec));
    struct ran ran = {.shown = shown, .rsc = r->unique ? r->id : j->a->rsc, .standard = r->standard, .provider = r->provider, .type = r->type, .overrides = &j->a->common.words};
    return run_agent(j, &ran, action, r->unique ? r->id : r->config_id, &attrs);
}

int rsc_force(struct rsc_job *j, const char *action)
{
    char *shown = bt_printf("force-%s", strcmp(action, "monitor") == 0 ? "check" : action);
    int rc = run_resource(j, shown, action);
    free(shown);
    return rc;
}

/* Of an agent that no resource uses yet: --class --agent --provider --option NAME=VALUE ... */
static int validate_agent(struct rsc_job *j)
{
    const struct rsc_args *a = j->a;
    struct bt_strv attrs = {0}, known = {0};
    char *name = bt_printf("%s:%s%s%s", a->standard, a->provider != NULL ? a->provider : "", strcmp(a->standard, "ocf") == 0 ? ":" : "",
                           a->agent != NULL ? a->agent : "");
    lrm_agents_list(a->standard, a->provider != NULL ? a->provider : "", &known);
    int rc = BT_EX_OK;
    if (a->agent == NULL || !bt_strv_has(&known, a->agent)) {
        out_error(j->o, RSC_TOOL ": %s is not a known resource", name);
        rc = BT_EX_USAGE;
    }
    for (size_t i = 0; rc == BT_EX_OK && i < a->options.n; i++)
        if (strchr(a->options.v[i], '=') == NULL) {
            out_error(j->o, RSC_TOOL ": Error parsing option --option");
            rc = BT_EX_USAGE;
        } else {
            bt_strv_add(&attrs, a->options.v[i]);
        }
    struct ran ran = {.shown = "validate", .standard = a->standard, .provider = a->provider, .type = a->agent, .overrides = &a->common.words};
    if (rc == BT_EX_OK)
        rc = run_agent(j, &ran, "validate-all", "test", &attrs);
    bt_strv_free(&attrs);
    bt_strv_free(&known);
    free(name);
    return rc;
}

int rsc_validate(struct rsc_job *j)
{
    bool agent_named = j->a->standard != NULL || j->a->agent != NULL || j->a->provider != NULL;
    if (j->a->rsc == NULL && !agent_named) {
        out_error(j->o, RSC_TOOL ": Must supply a resource id with -r");
        return BT_EX_USAGE;
    }
    if (j->a->rsc == NULL && j->a->standard != NULL)
        return validate_agent(j);
    if (agent_named) {
        out_error(j->o, j->a->rsc != NULL ? RSC_TOOL ": --resource cannot be used with --class, --agent, and --provider"
                                          : RSC_TOOL ": --validate needs --class with --agent");
        return BT_EX_USAGE;
    }
    return run_resource(j, "validate", "validate-all");
}
