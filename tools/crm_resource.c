/* tools/crm_resource.c - tasks with resources: the table of commands and what each needs; the commands are in rsc_*.c (see rsc.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "tools/rsc.h"

/* X(NAME, what it needs, function): in the order of the help. */
enum need { NEED_CIB = 1, NEED_RSC = 2, NEED_NODE = 4, NEED_CIB_OF_RSC = 8 /* if -r is there */ };

#define COMMANDS(X)                                                                                                    \
    X(LIST, NEED_CIB, rsc_list(j))                                                                                     \
    X(LIST_RAW, NEED_CIB, rsc_list_raw(j))                                                                             \
    X(OPERATIONS, NEED_CIB, rsc_operations(j))                                                                         \
    X(ALL_OPERATIONS, NEED_CIB, rsc_all_operations(j))                                                                 \
    X(LIST_STANDARDS, 0, rsc_list_standards(j))                                                                        \
    X(LIST_PROVIDERS, 0, rsc_list_providers(j))                                                                        \
    X(LIST_ALTERNATIVES, 0, rsc_list_alternatives(j))                                                                  \
    X(LIST_AGENTS, 0, rsc_list_agents(j))                                                                              \
    X(METADATA, 0, rsc_metadata(j))                                                                                    \
    X(QUERY_XML, NEED_CIB | NEED_RSC, rsc_query_xml(j))                                                                \
    X(GET_PARAM, NEED_CIB | NEED_RSC, rsc_get_param(j))                                                                \
    X(LOCATE, NEED_CIB | NEED_RSC, rsc_locate(j))                                                                      \
    X(CONSTRAINTS, NEED_CIB | NEED_RSC, rsc_constraints(j, j->a->recursive))                                          \
    X(STACK, NEED_CIB | NEED_RSC, rsc_constraints(j, true))                                                            \
    X(WHY, NEED_CIB, rsc_why(j))                                                                                       \
    X(VALIDATE, NEED_CIB_OF_RSC, rsc_validate(j))                                                                      \
    X(CLEANUP, NEED_CIB, rsc_cleanup(j))                                                                               \
    X(REFRESH, NEED_CIB, rsc_refresh(j))                                                                               \
    X(SET_PARAM, NEED_CIB | NEED_RSC, rsc_set_param(j))                                                                \
    X(DELETE_PARAM, NEED_CIB | NEED_RSC, rsc_delete_param(j))                                                          \
    X(MOVE, NEED_CIB | NEED_RSC, rsc_move(j))                                                                          \
    X(BAN, NEED_CIB | NEED_RSC, rsc_ban(j))                                                                            \
    X(CLEAR, NEED_CIB | NEED_RSC, rsc_clear(j))                                                                        \
    X(DELETE, NEED_CIB | NEED_RSC, rsc_delete(j))                                                                      \
    X(FAIL, NEED_CIB | NEED_RSC, rsc_mark_failed(j))                                                                   \
    X(RESTART, NEED_CIB | NEED_RSC, rsc_restart(j))                                                                    \
    X(WAIT, 0, rsc_wait(j))                                                                                            \
    X(DIGESTS, NEED_CIB | NEED_RSC | NEED_NODE, rsc_digests(j))                                                        \
    X(FORCE_DEMOTE, NEED_CIB | NEED_RSC, rsc_force(j, "demote"))                                                       \
    X(FORCE_STOP, NEED_CIB | NEED_RSC, rsc_force(j, "stop"))                                                           \
    X(FORCE_START, NEED_CIB | NEED_RSC, rsc_force(j, "start"))                                                         \
    X(FORCE_PROMOTE, NEED_CIB | NEED_RSC, rsc_force(j, "promote"))                                                     \
    X(FORCE_CHECK, NEED_CIB | NEED_RSC, rsc_force(j, "monitor"))

enum command {
#define X(name, needs, call) CMD_##name,
    COMMANDS(X)
#undef X
};

#define AT(field) offsetof(struct rsc_args, field)
#define COMMAND(letter, name, cmd, help) {letter, name, OPT_CHOICE, AT(command), CMD_##cmd, 0, NULL, help}
#define COMMAND_OF(letter, name, cmd, arg, help) {letter, name, OPT_CHOICE, AT(command), CMD_##cmd, AT(spec), arg, help}
#define FLAG(letter, name, field, help) {letter, name, OPT_FLAG, AT(field), 0, 0, NULL, help}
#define TEXT(letter, name, field, arg, help) {letter, name, OPT_TEXT, AT(field), 0, 0, arg, help}
#define DURATION(letter, name, field, arg, help) {letter, name, OPT_DURATION, AT(field), 0, 0, arg, help}

static const struct opt queries[] = {
    COMMAND('L', "list", LIST, "Show all resources with their status"),
    COMMAND('l', "list-raw", LIST_RAW, "Show the ids of all instantiated resources"),
    COMMAND('O', "list-operations", OPERATIONS, "Show operations in effect (of --resource, on --node)"),
    COMMAND('o', "list-all-operations", ALL_OPERATIONS, "Show all operations (of --resource, on --node)"),
    COMMAND(0, "list-standards", LIST_STANDARDS, "Show the standards of agents"),
    COMMAND_OF(0, "list-ocf-providers", LIST_PROVIDERS, "[AGENT]", "Show the providers of OCF agents"),
    COMMAND_OF(0, "list-agents", LIST_AGENTS, "STD:PROV", "Show the agents of a standard (and provider)"),
    COMMAND_OF(0, "list-ocf-alternatives", LIST_ALTERNATIVES, "AGENT", "Show who provides an OCF agent"),
    COMMAND_OF(0, "show-metadata", METADATA, "SPEC", "Show the meta-data of class:provider:agent"),
    COMMAND('q', "query-xml", QUERY_XML, "Show a resource's XML"),
    COMMAND('w', "query-xml-raw", QUERY_XML, "Show a resource's XML as it is configured"),
    COMMAND_OF('g', "get-parameter", GET_PARAM, "PARAM", "Show a parameter (with --meta or --utilization: such an attribute)"),
    COMMAND('W', "locate", LOCATE, "Show where a resource runs"),
    COMMAND('a', "constraints", CONSTRAINTS, "Show the location and colocation constraints of a resource"),
    COMMAND('A', "stack", STACK, "Same as --constraints --recursive"),
    COMMAND('Y', "why", WHY, "Show why resources do not run (--resource, --node)"),
    {0},
};
static const struct opt commands[] = {
    COMMAND_OF(0, "validate", VALIDATE, "[LEVEL]", "Let the agent check parameters (--class, --agent, --provider, --option)"),
    COMMAND('C', "cleanup", CLEANUP, "Forget failures, so that the state is looked at anew (--resource, --node, --operation, --interval)"),
    COMMAND('R', "refresh", REFRESH, "Forget the whole history, so that the state is looked at anew (--resource, --node)"),
    COMMAND_OF('p', "set-parameter", SET_PARAM, "PARAM", "Set a parameter (with -v; --meta, --utilization)"),
    COMMAND_OF('d', "delete-parameter", DELETE_PARAM, "PARAM", "Delete a parameter (--meta, --utilization)"),
    {0},
};
static const struct opt locations[] = {
    COMMAND('M', "move", MOVE, "Make a constraint that moves the resource (to --node, else away from where it is); --lifetime, --promoted, --force"),
    COMMAND('B', "ban", BAN, "Make a constraint that keeps the resource off a node (--node, else where it is); --lifetime, --promoted"),
    COMMAND('U', "clear", CLEAR, "Remove the constraints of --move and --ban (--node, --promoted, --expired)"),
    FLAG('e', "expired", expired, "With --clear: only those whose lifetime is over"),
    TEXT('u', "lifetime", lifetime, "TIMESPEC", "How long the constraint holds, as ISO 8601 duration (with -B, -M)"),
    FLAG(0, "promoted", promoted, "Only for the promoted role (with -B, -M, -U)"),
    FLAG(0, "master", promoted, NULL),
    {0},
};
static const struct opt advanced[] = {
    COMMAND('D', "delete", DELETE, "Delete a resource from the CIB (needs -t)"),
    COMMAND('F', "fail", FAIL, "Tell the cluster that the resource has failed"),
    COMMAND(0, "restart", RESTART, "Stop the resource and what depends on it, and start it again"),
    COMMAND(0, "wait", WAIT, "Wait until the cluster has nothing left to do"),
    COMMAND(0, "digests", DIGESTS, "Show the digests of the parameters (--resource, --node, NAME=VALUE ...)"),
    COMMAND(0, "force-demote", FORCE_DEMOTE, "Demote the resource on this node, past the cluster"),
    COMMAND(0, "force-stop", FORCE_STOP, "Stop the resource on this node, past the cluster"),
    COMMAND(0, "force-start", FORCE_START, "Start the resource on this node, past the cluster"),
    COMMAND(0, "force-promote", FORCE_PROMOTE, "Promote the resource on this node, past the cluster"),
    COMMAND_OF(0, "force-check", FORCE_CHECK, "[LEVEL]", "Check the resource on this node, past the cluster"),
    {0},
};
static const struct opt additional[] = {
    TEXT('N', "node", node, "NAME", "Node name"),
    FLAG(0, "recursive", recursive, "Follow colocations (with --set-parameter, --constraints)"),
    TEXT('t', "resource-type", type, "ELEMENT", "The resource's XML element (with -D)"),
    TEXT('v', "parameter-value", value, "PARAM", "The value (with -p)"),
    FLAG('m', "meta", meta, "A meta attribute instead of a parameter (with -p, -g, -d)"),
    FLAG('z', "utilization", utilization, "A utilization attribute instead of a parameter (with -p, -g, -d)"),
    TEXT('n', "operation", operation, "OPERATION", "The operation to clear instead of all (with -C -r)"),
    DURATION('I', "interval", interval, "N", "The interval of that operation (with -C -r -n)"),
    TEXT(0, "class", standard, "CLASS", "The agent's standard (with --validate)"),
    TEXT(0, "agent", agent, "AGENT", "The agent (with --validate)"),
    TEXT(0, "provider", provider, "PROVIDER", "The agent's provider (with --validate)"),
    {0, "option", OPT_LIST, AT(options), 0, 0, "PARAM", "A parameter NAME=VALUE (with --validate; may be repeated)"},
    TEXT('s', "set-name", set, "ID", "(Advanced) The XML id of the set of attributes (with -p, -d)"),
    TEXT('i', "nvpair", pair, "ID", "(Advanced) The XML id of the pair (with -p, -d)"),
    DURATION('T', "timeout", timeout, "N", "(Advanced) Give up after this time (with --restart, --wait, --force-*)"),
    FLAG('f', "force", force, "Do it in spite of what the command would refuse"),
    TEXT('r', "resource", rsc, "ID", "Resource"),
    {0},
};
static const struct opt_section sections[] = {{"queries", "Queries", queries},   {"commands", "Commands", commands},
                                              {"locations", "Locations", locations}, {"advanced", "Advanced", advanced},
                                              {"additional", "Additional Options", additional}, {0}};
static const struct opt_tool tool = {
    .name = RSC_TOOL, .purpose = "perform tasks with resources", .sections = sections, .has_output = true, .quiet_letter = 'Q',
    .epilogue = "Examples:\n\n\tcrm_resource --list-agents ocf:heartbeat\n\tcrm_resource --resource web --move --node n2\n\tcrm_resource --resource web --clear\n"
                "\tcrm_resource --resource web --meta --set-parameter target-role --parameter-value Stopped\n\tcrm_resource --resource web --cleanup\n"};

/* Errors -------------------------------------------------------------------------------------------------------- */

int rsc_fail(struct rsc_job *j, int rc, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text = bt_vprintf(fmt, ap);
    va_end(ap);
    out_error(j->o, RSC_TOOL ": %s\nError performing operation: %s", text, bt_exit_text(rc));
    free(text);
    return rc;
}

int rsc_fail_plain(struct rsc_job *j, int rc)
{
    out_error(j->o, RSC_TOOL ": Error performing operation: %s", bt_exit_text(rc));
    return rc;
}

int rsc_fail_err(struct rsc_job *j, struct bt_err *err)
{
    int rc = err->code;
    rsc_fail(j, rc, "%s", bt_err_text(err));
    bt_err_clear(err);
    return rc;
}

/* What a command gets --------------------------------------------------------------------------------------------- */

static const xmlNode *find_by_id(const xmlNode *parent, const char *id)
{
    bt_xml_each(n, parent, NULL) {
        if (bt_streq(bt_xml_id(n), id))
            return n;
        const xmlNode *below = find_by_id(n, id);
        if (below != NULL)
            return below;
    }
    return NULL;
}

const xmlNode *rsc_element(const struct rsc_job *j, const struct pe_rsc *r)
{
    return find_by_id(cib_section(j->doc, XE_RESOURCES), r->config_id);
}

static int find_rsc(struct rsc_job *j)
{
    const char *id = j->a->rsc;
    j->rsc = pe_find_rsc(j->model, id);
    return j->rsc != NULL ? BT_EX_OK : rsc_fail(j, BT_EX_NOSUCH, "Resource '%s' not found", id);
}

int rsc_load(struct rsc_job *j)
{
    struct bt_err err = {0};
    struct bt_now now = bt_now();
    pe_status_free(j->model);
    bt_xml_free(j->doc);
    j->model = NULL;
    j->doc = NULL;
    int rc = cib_client_whole(j->cib, &j->doc, &err);
    if (rc == BT_EX_OK)
        rc = pe_status_new(j->doc, now.wall, &j->model, &err);
    if (rc != BT_EX_OK)
        return rsc_fail_err(j, &err);
    j->zone_s = bt_zone_s(now.wall);
    if (j->a->node != NULL && (j->node = pe_find_node(j->model, j->a->node)) == NULL)
        return rsc_fail(j, BT_EX_NOSUCH, "Node '%s' not found", j->a->node);
    return j->a->rsc != NULL ? find_rsc(j) : BT_EX_OK;
}

static int open_cib(struct rsc_job *j)
{
    struct bt_err err = {0};
    struct cib_client_options options = {.client = RSC_TOOL};
    int rc = cib_client_open(&options, &j->cib, &err);
    if (rc != BT_EX_OK)
        rsc_fail(j, rc, "Could not connect to the CIB: %s", rc == BT_EX_DISCONNECT ? tool_cib_text(rc) : bt_err_text(&err));
    bt_err_clear(&err);
    return rc;
}

static int run_command(struct rsc_job *j)
{
    switch ((enum command)j->a->command) {
#define X(name, needs, call)                                                                                           \
    case CMD_##name:                                                                                                   \
        return call;
        COMMANDS(X)
#undef X
    }
    return BT_EX_USAGE;
}

static unsigned needs_of(enum command command)
{
    static const unsigned needs_table[] = {
#define X(name, needs, call) [CMD_##name] = (needs),
        COMMANDS(X)
#undef X
    };
    return needs_table[command];
}

static int run(struct rsc_job *j)
{
    unsigned needs = needs_of((enum command)j->a->command);
    if ((needs & NEED_CIB_OF_RSC) && j->a->rsc != NULL)
        needs |= NEED_CIB;
    if ((needs & NEED_RSC) && j->a->rsc == NULL) {
        out_error(j->o, RSC_TOOL ": Must supply a resource id with -r");
        return BT_EX_USAGE;
    }
    if ((needs & NEED_NODE) && j->a->node == NULL) {
        out_error(j->o, RSC_TOOL ": Must supply a node name with -N");
        return BT_EX_USAGE;
    }
    int rc = needs & NEED_CIB ? open_cib(j) : BT_EX_OK;
    if (rc == BT_EX_OK && (needs & NEED_CIB))
        rc = rsc_load(j);
    if (rc == BT_EX_OK)
        rc = run_command(j);
    pe_status_free(j->model);
    bt_xml_free(j->doc);
    cib_client_close(j->cib);
    return rc;
}

int main(int argc, char **argv)
{
    struct rsc_args a = {.command = CMD_LIST};
    struct out *o = NULL;
    int rc = opt_parse(&tool, argc, argv, &a);
    if (rc == OPT_GO_ON)
        rc = out_open(&a.common, argc, argv, &o);
    if (o != NULL) {
        struct rsc_job j = {.a = &a, .o = o};
        rc = out_finish(o, run(&j));
    }
    bt_strv_free(&a.options);
    bt_strv_free(&a.common.words);
    return rc;
}
