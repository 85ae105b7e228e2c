/* tools/stonith_admin.c - fencing by hand: fence, unfence, confirm; devices, history; agents and their metadata.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "fencing/fencing_client.h"
#include "lrm/lrm_client.h"
#include "tools/common.h"
#include "tools/fencing_text.h"

enum command {
    CMD_NONE, CMD_REGISTER, CMD_DEREGISTER, CMD_REGISTER_LEVEL, CMD_DEREGISTER_LEVEL, CMD_LIST, CMD_REGISTERED, CMD_INSTALLED, CMD_TARGETS, CMD_METADATA, CMD_CHECK, CMD_HISTORY, CMD_LAST,
    CMD_VALIDATE, CMD_OFF, CMD_ON, CMD_REBOOT, CMD_CONFIRM,
};

struct args {
    struct opt_common common;
    int command;
    const char *object; /* of the command: a host, a device */
    const char *agent, *timeout, *delay, *tolerance, *tag;
    const char *index;
    struct bt_strv options, env_options, devices;
    bool cleanup, broadcast, as_node_id;
    int64_t timeout_s, delay_s, tolerance_s; /* as read */
};

#define AT(field) offsetof(struct args, field)
#define WITH_HOST(letter, name, cmd, help) {letter, name, OPT_CHOICE, AT(command), cmd, AT(object), "HOST", help}
#define DEFAULT_TIMEOUT_S 120
#define ANSWER_MARGIN_MS 5000 /* the fencer's own bounds are the same as ours */

static const struct opt definition[] = {
    {'R', "register", OPT_CHOICE, AT(command), CMD_REGISTER, AT(object), "DEVICE",
     "Register the named stonith device at this node's fencer, as long as that runs. Requires: --agent. Optional: --option, --env-option."},
    {'D', "deregister", OPT_CHOICE, AT(command), CMD_DEREGISTER, AT(object), "DEVICE", "De-register the named stonith device."},
    {'r', "register-level", OPT_CHOICE, AT(command), CMD_REGISTER_LEVEL, AT(object), "TARGET",
     "Register a stonith level for the named target, specified as one of NAME, @PATTERN, or ATTR=VALUE. Requires: --index and one or more "
     "--device entries."},
    {'d', "deregister-level", OPT_CHOICE, AT(command), CMD_DEREGISTER_LEVEL, AT(object), "TARGET",
     "Unregister a stonith level for the named target, specified as for --register-level. Requires: --index"},
    {0},
};
static const struct opt queries[] = {
    {'l', "list", OPT_CHOICE, AT(command), CMD_LIST, AT(object), "HOST", "List devices that can terminate the specified host. Optional: --timeout"},
    {'L', "list-registered", OPT_CHOICE, AT(command), CMD_REGISTERED, 0, NULL, "List all registered devices. Optional: --timeout."},
    {'I', "list-installed", OPT_CHOICE, AT(command), CMD_INSTALLED, 0, NULL, "List all installed devices. Optional: --timeout."},
    {'s', "list-targets", OPT_CHOICE, AT(command), CMD_TARGETS, AT(object), "DEVICE", "List the targets that can be fenced by the named device. Optional: --timeout."},
    {'M', "metadata", OPT_CHOICE, AT(command), CMD_METADATA, 0, NULL, "Show agent metadata. Requires: --agent. Optional: --timeout."},
    {'Q', "query", OPT_CHOICE, AT(command), CMD_CHECK, AT(object), "DEVICE", "Check the named device's status. Optional: --timeout."},
    {'H', "history", OPT_CHOICE, AT(command), CMD_HISTORY, AT(object), "NODE",
     "Show last successful fencing operation for named node (or '*' for all nodes). Optional: --timeout, --cleanup, --quiet (show only the "
     "operation's epoch timestamp), --verbose (show all recorded and pending operations), --broadcast (update history from all nodes available)."},
    {'h', "last", OPT_CHOICE, AT(command), CMD_LAST, AT(object), "NODE", "Indicate when the named node was last fenced. Optional: --as-node-id."},
    {'K', "validate", OPT_CHOICE, AT(command), CMD_VALIDATE, 0, NULL,
     "Validate a fence device configuration. Requires: --agent. Optional: --option, --env-option, --quiet (print no output, only return status)."},
    {0},
};
static const struct opt fence[] = {
    WITH_HOST('F', "fence", CMD_OFF, "Fence named host. Optional: --timeout, --tolerance, --delay."),
    WITH_HOST('U', "unfence", CMD_ON, "Unfence named host. Optional: --timeout, --tolerance, --delay."),
    WITH_HOST('B', "reboot", CMD_REBOOT, "Reboot named host. Optional: --timeout, --tolerance, --delay."),
    WITH_HOST('C', "confirm", CMD_CONFIRM, "Tell cluster that named host is now safely down."),
    {0},
};
static const struct opt additional[] = {
    {'c', "cleanup", OPT_FLAG, AT(cleanup), 0, 0, NULL, "Cleanup wherever appropriate. Requires --history."},
    {'b', "broadcast", OPT_FLAG, AT(broadcast), 0, 0, NULL, "Broadcast wherever appropriate."},
    {'a', "agent", OPT_TEXT, AT(agent), 0, 0, "AGENT", "The agent to use (for example, fence_xvm; with --register, --metadata, --validate)."},
    {'o', "option", OPT_LIST, AT(options), 0, 0, "PARAM",
     "Specify a device configuration parameter as NAME=VALUE (may be specified multiple times; with --register, --validate)."},
    {'e', "env-option", OPT_LIST, AT(env_options), 0, 0, "PARAM",
     "Specify a device configuration parameter with the specified name, using the value of the environment variable of the same name "
     "prefixed with OCF_RESKEY_ (may be specified multiple times; with --register, --validate)."},
    {'T', "tag", OPT_TEXT, AT(tag), 0, 0, "TAG", "Identify fencing operations in logs with the specified tag."},
    {'v', "device", OPT_LIST, AT(devices), 0, 0, "DEVICE",
     "Device ID (with --register-level, device to associate with a given host and level; may be specified multiple times)."},
    {'i', "index", OPT_TEXT, AT(index), 0, 0, "LEVEL", "The stonith level (1-9) (with --register-level, --deregister-level)."},
    {'t', "timeout", OPT_TEXT, AT(timeout), 0, 0, "SECONDS", "Operation timeout in seconds (default 120; used with most commands)."},
    {'y', "delay", OPT_TEXT, AT(delay), 0, 0, "SECONDS",
     "Apply a fencing delay in seconds. Any static/random delays from pcmk_delay_base/max will be added, otherwise all disabled with the value -1 "
     "(default 0; with --fence, --reboot, --unfence)."},
    {'n', "as-node-id", OPT_FLAG, AT(as_node_id), 0, 0, NULL, "(Advanced) The supplied node is the corosync node ID (with --last)."},
    {0, "tolerance", OPT_DURATION, AT(tolerance), 0, 0, "SECONDS",
     "(Advanced) Do nothing if an equivalent --fence request succeeded less than this many seconds earlier (with --fence, --unfence, --reboot)."},
    {0},
};
static const struct opt_section sections[] = {{"definition", "Device Definition Commands", definition},
                                              {"queries", "Queries", queries},
                                              {"fence", "Fencing Commands", fence},
                                              {"additional", "Additional Options", additional},
                                              {0}};
static const struct opt_tool tool = {
    .name = "stonith_admin", .purpose = "use the cluster's fencing", .sections = sections, .has_output = true, .quiet_letter = 'q'};

/* Lists ---------------------------------------------------------------------------------------------------------------- */

/* The word for one and for several, and the list's name in XML, as Pacemaker prints them. item: NULL: items without a name. */
static void show_list(struct out *o, const struct bt_strv *items, const char *what, const char *list, const char *item)
{
    for (size_t i = 0; i < items->n; i++)
        out_line(o, "%s", items->v[i]);
    out_line(o, "%zu %s%s found", items->n, what, items->n == 1 ? "" : "s");
    xmlNode *n = out_begin(o, "list");
    if (n == NULL)
        return;
    bt_xml_set(n, XA_NAME, list);
    bt_xml_set_int(n, XA_COUNT, (int64_t)items->n);
    for (size_t i = 0; i < items->n; i++) {
        xmlNode *it = out_element(o, "item");
        bt_xml_set(it, XA_NAME, item);
        xmlNodeAddContent(it, (const xmlChar *)items->v[i]);
    }
    out_end(o);
}

/* Talking to the fencer ------------------------------------------------------------------------------------------------- */

static xmlDoc *request_new(const struct args *a, const char *name, const char *object_attribute)
{
    xmlDoc *doc = bt_xml_doc(name);
    xmlNode *n = bt_xml_root(doc);
    char *client = a->tag != NULL ? bt_printf("%s.%s", tool.name, a->tag) : bt_printf("%s.%d", tool.name, (int)getpid());
    bt_xml_set(n, XA_ID, "1");
    if (object_attribute != NULL)
        bt_xml_set(n, object_attribute, a->object);
    bt_xml_set(n, XA_CLIENT, client);
    free(client);
    return doc;
}

/* Sends the request (freed) and waits. On failure, what went wrong has been said. */
static int call(const struct args *a, struct out *o, xmlDoc *request, xmlDoc **ret)
{
    struct bt_err err = {0};
    int64_t wait_s = a->timeout_s + (a->delay_s > 0 ? a->delay_s : 0);
    int rc = fence_client_call(request, wait_s * 1000 + ANSWER_MARGIN_MS, ret, &err);
    bt_xml_free(request);
    if (rc == BT_EX_DISCONNECT)
        out_error(o, "Could not connect to fencer: Transport endpoint is not connected");
    else if (rc != 0)
        out_error(o, "%s: %s", tool.name, bt_err_text(&err));
    bt_err_clear(&err);
    return rc;
}

static int show_devices(const struct args *a, struct out *o)
{
    xmlDoc *reply;
    struct bt_strv names = {0};
    int rc = call(a, o, request_new(a, XE_FENCE_QUERY, a->command == CMD_LIST ? XA_TARGET : NULL), &reply);
    if (rc != 0)
        return rc;
    bt_xml_each(n, bt_xml_root(reply), XE_FENCE_DEVICE)
        bt_strv_add(&names, bt_xml_id(n));
    show_list(o, &names, "fence device", "registered fence devices", "device");
    bt_strv_free(&names);
    bt_xml_free(reply);
    return BT_EX_OK;
}

static int show_targets(const struct args *a, struct out *o)
{
    xmlDoc *reply;
    struct bt_strv names = {0};
    int rc = call(a, o, request_new(a, XE_FENCE_TARGETS, XA_DEVICE), &reply);
    if (rc != 0)
        return rc;
    rc = (int)bt_xml_get_int(bt_xml_root(reply), XA_RC, BT_EX_PROTOCOL);
    bt_xml_each(n, bt_xml_root(reply), XE_TARGET)
        bt_strv_add(&names, bt_xml_get_or(n, XA_NAME, ""));
    if (rc == 0)
        show_list(o, &names, "fence target", "fence targets", NULL);
    else
        out_error(o, "Couldn't list targets: %s", rc == BT_EX_NOSUCH ? "No such device" : bt_xml_get_or(bt_xml_root(reply), XA_REASON, bt_exit_text(rc)));
    bt_strv_free(&names);
    bt_xml_free(reply);
    return rc;
}

static int check_device(const struct args *a, struct out *o)
{
    xmlDoc *reply;
    int rc = call(a, o, request_new(a, XE_FENCE_CHECK, XA_DEVICE), &reply);
    if (rc != 0)
        return rc;
    rc = (int)bt_xml_get_int(bt_xml_root(reply), XA_RC, BT_EX_PROTOCOL);
    if (rc != 0 && !a->common.quiet)
        out_error(o, "%s: %s", a->object, bt_xml_get_or(bt_xml_root(reply), XA_REASON, bt_exit_text(rc)));
    bt_xml_free(reply);
    return rc;
}

/* Fencing ------------------------------------------------------------------------------------------------------------------ */

static const char *fence_failure(int rc)
{
    return rc == BT_EX_NOSUCH ? "No such device" : rc == BT_EX_TIMEOUT ? "Timer expired" : bt_exit_text(rc);
}

static int fence_host(const struct args *a, struct out *o)
{
    const char *action = a->command == CMD_OFF ? "off" : a->command == CMD_ON ? "on" : "reboot";
    const char *verb = a->command == CMD_ON ? "unfence" : "fence";
    xmlDoc *request = request_new(a, XE_FENCE_REQUEST, XA_TARGET), *reply;
    struct bt_err err = {0};
    bt_xml_set(bt_xml_root(request), XA_ACTION, action);
    bt_xml_set_int(bt_xml_root(request), XA_TIMEOUT_MS, a->timeout_s * 1000);
    bt_xml_set_int(bt_xml_root(request), XA_DELAY_S, a->delay_s);
    bt_xml_set_int(bt_xml_root(request), XA_TOLERANCE_S, a->tolerance_s);
    bt_xml_set_bool(bt_xml_root(request), XA_PROGRESS, true);
    int64_t wait_s = a->timeout_s + (a->delay_s > 0 ? a->delay_s : 0);
    int rc = fence_client_call(request, wait_s * 1000 + ANSWER_MARGIN_MS, &reply, &err);
    bt_xml_free(request);
    if (rc != 0) {
        out_error(o, "%s: Couldn't %s %s: %s", tool.name, verb, a->object,
                  rc == BT_EX_DISCONNECT ? "Transport endpoint is not connected" : bt_err_text(&err));
        bt_err_clear(&err);
        return rc;
    }
    rc = (int)bt_xml_get_int(bt_xml_root(reply), XA_RC, BT_EX_PROTOCOL);
    const char *reason = bt_xml_get_or(bt_xml_root(reply), XA_REASON, "");
    if (rc != 0)
        out_error(o, "%s: Couldn't %s %s: %s%s%s%s", tool.name, verb, a->object, fence_failure(rc), reason[0] != '\0' ? " (" : "", reason,
                  reason[0] != '\0' ? ")" : "");
    bt_xml_free(reply);
    return rc;
}

static int confirm(const struct args *a, struct out *o)
{
    xmlDoc *reply;
    int rc = call(a, o, request_new(a, XE_FENCE_CONFIRM, XA_TARGET), &reply);
    if (rc != 0)
        return rc;
    rc = (int)bt_xml_get_int(bt_xml_root(reply), XA_RC, BT_EX_PROTOCOL);
    bt_xml_free(reply);
    return rc;
}

/* History --------------------------------------------------------------------------------------------------------------------- */

static bool is_status(const xmlNode *event, const char *status)
{
    return bt_streq(bt_xml_get(event, XA_STATUS), status);
}

static char *when_text(const xmlNode *event)
{
    struct bt_wall t = {.s = bt_xml_get_int(event, XA_COMPLETED, 0)};
    return bt_iso8601_text(t, bt_zone_s(t));
}

/* As ctime(3) writes it, which is what people are shown here. */
static const char *clock_text(const xmlNode *event, char text[32])
{
    time_t t = (time_t)bt_xml_get_int(event, XA_COMPLETED, 0);
    struct tm tm;
    text[0] = '\0';
    if (localtime_r(&t, &tm) != NULL)
        strftime(text, 32, "%a %b %e %H:%M:%S %Y", &tm);
    return text;
}

static void event_line(struct out *o, const xmlNode *e, bool all)
{
    bool ok = is_status(e, "success");
    const char *reason = bt_xml_get_or(e, XA_REASON, ""), *delegate = bt_xml_get_or(e, XA_DELEGATE, "");
    const char *action = fencing_action_text(bt_xml_get(e, XA_ACTION)), *target = bt_xml_get_or(e, XA_TARGET, ""), *client = bt_xml_get_or(e, XA_CLIENT, ""), *origin = bt_xml_get_or(e, XA_ORIGIN, "");
    char *when = when_text(e), *why = bt_printf(!ok && reason[0] != '\0' ? " (%s)" : "%s", ok ? "" : reason);
    if (is_status(e, "pending"))
        out_line(o, "%s of %s pending: client=%s, origin=%s", action, target, client, origin);
    else
        out_line(o, "%s of %s %s%s: %s%s%sclient=%s, origin=%s, %s='%s'", action, target, ok ? "successful" : "failed", why, delegate[0] != '\0' ? "delegate=" : "", delegate,
                 delegate[0] != '\0' ? ", " : "", client, origin, all ? "completed" : ok ? "last-successful" : "last-failed", when);
    free(when);
    free(why);
}

static void event_xml(struct out *o, const xmlNode *e)
{
    static const char *const copied[] = {XA_ACTION, XA_TARGET, XA_CLIENT, XA_ORIGIN, XA_STATUS, XA_DELEGATE};
    xmlNode *n = out_element(o, XE_FENCE_EVENT);
    if (n == NULL)
        return;
    for (size_t i = 0; i < BT_COUNT(copied); i++)
        bt_xml_set(n, copied[i], bt_xml_get(e, copied[i]));
    if (is_status(e, "failed"))
        bt_xml_set(n, XA_EXIT_REASON, bt_xml_get(e, XA_REASON));
    if (is_status(e, "pending"))
        return;
    char *when = when_text(e);
    bt_xml_set(n, XA_COMPLETED, when);
    free(when);
}

static bool has_fenced(const xmlNode *e)
{
    return is_status(e, "success") && !bt_streq(bt_xml_get(e, XA_ACTION), "on");
}

/* Without --verbose: what succeeded last, of each node; to be unfenced is not to be fenced. */
static bool is_shown(const xmlNode *e, bool all)
{
    if (all)
        return true;
    if (!has_fenced(e))
        return false;
    for (const xmlNode *newer = e->prev; newer != NULL; newer = newer->prev)
        if (bt_xml_is(newer, XE_FENCE_EVENT) && has_fenced(newer) && bt_strcaseeq(bt_xml_get(newer, XA_TARGET), bt_xml_get(e, XA_TARGET)))
            return false;
    return true;
}

static void show_events(const struct args *a, struct out *o, const xmlNode *events)
{
    size_t n = 0;
    bool all = a->common.verbose > 0;
    xmlNode *list = out_begin(o, "list");
    bt_xml_each(e, events, XE_FENCE_EVENT) {
        if (!is_shown(e, all))
            continue;
        n++;
        if (a->common.quiet)
            out_line(o, "%s", bt_xml_get_or(e, XA_COMPLETED, "0"));
        else
            event_line(o, e, all);
        event_xml(o, e);
    }
    if (list != NULL) {
        bt_xml_set(list, XA_NAME, "fencing history");
        bt_xml_set_int(list, XA_COUNT, (int64_t)n);
        out_end(o);
    }
    if (!a->common.quiet || n == 0)
        out_line(o, "%zu event%s found", n, n == 1 ? "" : "s");
}

static int history(const struct args *a, struct out *o)
{
    xmlDoc *reply;
    xmlDoc *request = request_new(a, XE_FENCE_HISTORY, bt_streq(a->object, "*") ? NULL : XA_TARGET);
    bt_xml_set_bool(bt_xml_root(request), XA_CLEANUP, a->cleanup);
    int rc = call(a, o, request, &reply);
    if (rc != 0)
        return rc;
    if (a->cleanup)
        out_line(o, "cleaning up fencing-history for node %s", a->object);
    else
        show_events(a, o, bt_xml_root(reply));
    bt_xml_free(reply);
    return BT_EX_OK;
}

/* The name of the node with a corosync id; the caller's to free. NULL: what went wrong has been said. */
static char *name_of_id(struct out *o, const char *id)
{
    struct cib_client *c;
    xmlDoc *doc;
    if (tool_cib_whole(o, tool.name, "error: ", &c, &doc) != 0)
        return NULL;
    char *name = bt_strdup(bt_xml_get(bt_xml_find(cib_section(doc, XE_NODES), XE_NODE, XA_ID, id), XA_UNAME));
    if (name == NULL)
        out_error(o, "%s: the CIB has no node with id %s", tool.name, id);
    bt_xml_free(doc);
    cib_client_close(c);
    return name;
}

static int last(struct args *a, struct out *o)
{
    char *name = a->as_node_id ? name_of_id(o, a->object) : bt_strdup(a->object);
    const char *asked = a->object;
    char local[32];
    xmlDoc *reply;
    if (name == NULL)
        return BT_EX_NOSUCH;
    a->object = name;
    int rc = call(a, o, request_new(a, XE_FENCE_HISTORY, XA_TARGET), &reply);
    if (rc == 0) {
        const xmlNode *e = bt_xml_find(bt_xml_root(reply), XE_FENCE_EVENT, XA_STATUS, "success");
        char *when = e != NULL ? when_text(e) : NULL;
        if (e != NULL)
            out_line(o, "Node %s last fenced at: %s", asked, clock_text(e, local));
        else
            out_line(o, "Node %s has never been fenced", name);
        xmlNode *n = out_element(o, "last-fenced");
        if (n != NULL) {
            bt_xml_set(n, XA_TARGET, name);
            bt_xml_set(n, XA_WHEN, when);
        }
        free(when);
        bt_xml_free(reply);
    }
    free(name);
    return rc;
}

/* Agents ------------------------------------------------------------------------------------------------------------------------ */

static int show_installed(struct out *o)
{
    struct bt_strv names = {0};
    lrm_agents_list("stonith", NULL, &names);
    show_list(o, &names, "fence device", "installed fence devices", "device");
    bt_strv_free(&names);
    return BT_EX_OK;
}

static int show_metadata(const struct args *a, struct out *o)
{
    struct bt_err err = {0};
    char *text = NULL;
    int rc = lrm_meta_get("stonith", NULL, a->agent, &text, NULL, &err);
    if (rc != 0) {
        out_error(o, "Can't get fence agent meta-data: %s", rc == BT_EX_NOSUCH ? "No such device" : bt_err_text(&err));
        bt_err_clear(&err);
        return rc;
    }
    xmlNode *n = out_element(o, "metadata");
    if (n != NULL)
        xmlAddChild(n, xmlNewCDataBlock(n->doc, (const xmlChar *)text, (int)strlen(text)));
    out_text(o, "%s", text);
    free(text);
    return BT_EX_OK;
}

static void show_output(struct out *o, const char *source, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    out_line(o, "%s", text);
    xmlNode *n = out_element(o, "output");
    if (n == NULL)
        return;
    bt_xml_set(n, XA_SOURCE, source);
    xmlNodeAddContent(n, (const xmlChar *)text);
}

/* Options of the command line and, by name, of the environment; false with a sentence if one has no value. */
static bool collect_options(const struct args *a, struct out *o, struct bt_strv *ret)
{
    for (size_t i = 0; i < a->options.n; i++) {
        if (strchr(a->options.v[i], '=') == NULL) {
            out_error(o, "Invalid option: -o %s: it has to be NAME=VALUE", a->options.v[i]);
            return false;
        }
        bt_strv_add(ret, a->options.v[i]);
    }
    for (size_t i = 0; i < a->env_options.n; i++) {
        char *name = bt_printf("OCF_RESKEY_%s", a->env_options.v[i]);
        const char *value = getenv(name);
        char *pair = value != NULL ? bt_printf("%s=%s", a->env_options.v[i], value) : NULL;
        free(name);
        if (pair == NULL) {
            out_error(o, "Invalid option: -e %s", a->env_options.v[i]);
            return false;
        }
        bt_strv_add(ret, pair);
        free(pair);
    }
    return true;
}

static bool is_installed(const char *agent)
{
    struct bt_strv names = {0};
    lrm_agents_list("stonith", NULL, &names);
    bool is = bt_strv_has(&names, agent);
    bt_strv_free(&names);
    return is;
}

/* As Pacemaker numbers it: the agent's exit code, or an error number below zero. */
static int validation_code(const struct lrm_direct_result *r)
{
    switch (r->status) {
    case BT_OP_DONE: return 0;
    case BT_OP_TIMEOUT: return -62;
    case BT_OP_NOT_INSTALLED: return -2;
    default: return 1;
    }
}

static void show_validation(const struct args *a, struct out *o, bool valid, int code, const char *said, const char *errors)
{
    if (a->common.quiet && !out_is_xml(o))
        return;
    out_line(o, "Validation of %s %s", a->agent, valid ? "succeeded" : "failed");
    xmlNode *n = out_begin(o, "validate"), *command = out_begin(o, "command");
    if (n != NULL) {
        bt_xml_set(n, XA_AGENT, a->agent);
        bt_xml_set_bool(n, XA_VALID, valid);
        bt_xml_set_int(command, XA_CODE, code);
    }
    show_output(o, "stdout", said);
    show_output(o, "stderr", errors);
    out_end(o);
    out_end(o);
}

static int validate(const struct args *a, struct out *o)
{
    struct lrm_direct d = {.standard = "stonith", .type = a->agent, .rsc = a->agent, .action = "validate-all", .timeout_ms = a->timeout_s * 1000};
    struct lrm_direct_result r = {0};
    if (!bt_starts(a->agent, "fence_") && is_installed(a->agent)) {
        fprintf(stderr, "Cannot validate Linux-HA fence agents: Operation not supported (95)\n");
        show_validation(a, o, false, -95, NULL, NULL);
        return BT_EX_UNIMPLEMENT_FEATURE;
    }
    if (!collect_options(a, o, &d.attrs)) {
        bt_strv_free(&d.attrs);
        return BT_EX_USAGE;
    }
    char *missing = bt_printf("Agent %s not found", a->agent);
    bool there = is_installed(a->agent);
    if (there)
        lrm_direct(&d, &r);
    else
        r.status = BT_OP_NOT_INSTALLED;
    int code = validation_code(&r);
    show_validation(a, o, code == 0, code, r.output, there ? r.errors : missing);
    lrm_direct_clear(&r);
    bt_strv_free(&d.attrs);
    free(missing);
    return code == 0 ? BT_EX_OK : code == -2 ? BT_EX_NOSUCH : code == -62 ? BT_EX_TIMEOUT : BT_EX_ERROR;
}

/* Registering ---------------------------------------------------------------------------------------------------------------------- */

static int registered(const struct args *a, struct out *o, xmlDoc *request)
{
    xmlDoc *reply;
    int rc = call(a, o, request, &reply);
    if (rc != 0)
        return rc;
    rc = (int)bt_xml_get_int(bt_xml_root(reply), XA_RC, BT_EX_PROTOCOL);
    if (rc != 0)
        out_error(o, "%s: %s", a->object, bt_xml_get_or(bt_xml_root(reply), XA_REASON, bt_exit_text(rc)));
    bt_xml_free(reply);
    return rc;
}

static int register_device(const struct args *a, struct out *o)
{
    struct bt_strv options = {0};
    bool ok = collect_options(a, o, &options);
    xmlDoc *request = request_new(a, a->command == CMD_REGISTER ? XE_FENCE_REGISTER : XE_FENCE_DEREGISTER, NULL);
    xmlNode *device = bt_xml_add(bt_xml_root(request), XE_FENCE_DEVICE);
    bt_xml_set(device, XA_ID, a->object);
    bt_xml_set(device, XA_AGENT, a->agent);
    for (size_t i = 0; i < options.n && ok; i++) {
        xmlNode *pair = bt_xml_add(device, XE_NVPAIR);
        char *name = bt_strndup(options.v[i], strcspn(options.v[i], "="));
        bt_xml_set(pair, XA_NAME, name);
        bt_xml_set(pair, XA_VALUE, strchr(options.v[i], '=') + 1);
        free(name);
    }
    bt_strv_free(&options);
    if (ok)
        return registered(a, o, request);
    bt_xml_free(request);
    return BT_EX_USAGE;
}

static int register_level(const struct args *a, struct out *o)
{
    xmlDoc *request = request_new(a, a->command == CMD_REGISTER_LEVEL ? XE_FENCE_REGISTER : XE_FENCE_DEREGISTER, NULL);
    xmlNode *level = bt_xml_add(bt_xml_root(request), XE_FENCING_LEVEL);
    struct bt_buf devices = {0};
    const char *is = strchr(a->object, '=');
    if (a->object[0] == '@') {
        bt_xml_set(level, XA_TARGET_PATTERN, a->object + 1);
    } else if (is != NULL) {
        char *name = bt_strndup(a->object, (size_t)(is - a->object));
        bt_xml_set(level, XA_TARGET_ATTRIBUTE, name);
        bt_xml_set(level, XA_TARGET_VALUE, is + 1);
        free(name);
    } else {
        bt_xml_set(level, XA_TARGET, a->object);
    }
    for (size_t i = 0; i < a->devices.n; i++)
        bt_buf_addf(&devices, "%s%s", i > 0 ? "," : "", a->devices.v[i]);
    bt_xml_set(level, XA_INDEX, a->index);
    bt_xml_set(level, XA_DEVICES, devices.text);
    bt_buf_free(&devices);
    return registered(a, o, request);
}

/* The command line ----------------------------------------------------------------------------------------------------------------- */

static bool read_number(const char *text, const char *option, int64_t *ret)
{
    if (text == NULL || bt_parse_int(text, ret))
        return true;
    fprintf(stderr, "%s: Cannot parse integer value “%s” for %s\n", tool.name, text, option);
    return false;
}

static bool read_numbers(struct args *a)
{
    a->timeout_s = DEFAULT_TIMEOUT_S;
    if (!read_number(a->timeout, "-t", &a->timeout_s) || !read_number(a->delay, "-y", &a->delay_s))
        return false;
    if (a->timeout_s <= 0 || a->timeout_s > INT32_MAX)
        a->timeout_s = DEFAULT_TIMEOUT_S;
    a->tolerance_s = bt_duration_ms_or(a->tolerance, 0) / 1000;
    return true;
}

static int dispatch(struct args *a, struct out *o)
{
    switch ((enum command)a->command) {
    case CMD_REGISTER:
    case CMD_DEREGISTER:
        return register_device(a, o);
    case CMD_REGISTER_LEVEL:
    case CMD_DEREGISTER_LEVEL:
        return register_level(a, o);
    case CMD_LIST:
    case CMD_REGISTERED:
        return show_devices(a, o);
    case CMD_INSTALLED:
        return show_installed(o);
    case CMD_TARGETS:
        return show_targets(a, o);
    case CMD_METADATA:
        return show_metadata(a, o);
    case CMD_CHECK:
        return check_device(a, o);
    case CMD_HISTORY:
        return history(a, o);
    case CMD_LAST:
        return last(a, o);
    case CMD_VALIDATE:
        return validate(a, o);
    case CMD_OFF:
    case CMD_ON:
    case CMD_REBOOT:
        return fence_host(a, o);
    case CMD_CONFIRM:
        return confirm(a, o);
    case CMD_NONE:
        break;
    }
    return BT_EX_USAGE;
}

static int run(struct args *a, int argc, char **argv)
{
    struct out *o;
    if (a->command == CMD_NONE) {
        opt_help(&tool, NULL, stderr);
        return BT_EX_USAGE;
    }
    if ((a->command == CMD_METADATA || a->command == CMD_VALIDATE || a->command == CMD_REGISTER) && a->agent == NULL) {
        fprintf(stderr, "Please specify an agent to query using -a,--agent [value]\n");
        return BT_EX_USAGE;
    }
    if (!read_numbers(a))
        return BT_EX_USAGE;
    int rc = out_open(&a->common, argc, argv, &o);
    return rc == 0 ? out_finish(o, dispatch(a, o)) : rc;
}

int main(int argc, char **argv)
{
    struct args a = {0};
    int rc = opt_parse(&tool, argc, argv, &a);
    if (rc == OPT_GO_ON)
        rc = run(&a, argc, argv);
    bt_strv_free(&a.common.words);
    bt_strv_free(&a.options);
    bt_strv_free(&a.env_options);
    bt_strv_free(&a.devices);
    return rc;
}
