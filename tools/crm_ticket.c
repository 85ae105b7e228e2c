/* tools/crm_ticket.c - tickets: what the resources of one site of several may depend on.
 *
 * All attributes of one call are written in one change of the CIB, as the booth daemon expects.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "tools/common.h"

enum command { CMD_NONE, CMD_LIST, CMD_LIST_DETAILS, CMD_NAMES, CMD_QUERY_XML, CMD_CONSTRAINTS, CMD_GET, CMD_CLEANUP, CMD_CHANGE };

struct args {
    struct opt_common common;
    int command;
    const char *ticket, *get, *otherwise;
    struct bt_strv set, values, deleted;
    const char *ignored;
    int grant, standby; /* enum wish: the last of two that contradict each other counts */
    bool force;
};
enum wish { NO_WISH, WISH_TRUE, WISH_FALSE };

#define AT(field) offsetof(struct args, field)

static const struct opt queries[] = {
    {'l', "info", OPT_CHOICE, AT(command), CMD_LIST, 0, NULL, "Show tickets"},
    {'L', "details", OPT_CHOICE, AT(command), CMD_LIST_DETAILS, 0, NULL, "Show tickets with their attributes"},
    {'w', "raw", OPT_CHOICE, AT(command), CMD_NAMES, 0, NULL, "Show the tickets' ids"},
    {'q', "query-xml", OPT_CHOICE, AT(command), CMD_QUERY_XML, 0, NULL, "Show a ticket's XML"},
    {'c', "constraints", OPT_CHOICE, AT(command), CMD_CONSTRAINTS, 0, NULL, "Show the constraints of tickets"},
    {'G', "get-attr", OPT_CHOICE, AT(command), CMD_GET, AT(get), "ATTRIBUTE", "Show an attribute of a ticket"},
    {0},
};
static const struct opt commands[] = {
    {'g', "grant", OPT_CHOICE, AT(grant), WISH_TRUE, 0, NULL, "Grant a ticket to this site"},
    {'r', "revoke", OPT_CHOICE, AT(grant), WISH_FALSE, 0, NULL, "Revoke a ticket from this site"},
    {'s', "standby", OPT_CHOICE, AT(standby), WISH_TRUE, 0, NULL, "Put a ticket into standby"},
    {'a', "activate", OPT_CHOICE, AT(standby), WISH_FALSE, 0, NULL, "End a ticket's standby"},
    {'C', "cleanup", OPT_CHOICE, AT(command), CMD_CLEANUP, 0, NULL, "Forget a ticket"},
    {'S', "set-attr", OPT_LIST, AT(set), 0, 0, "ATTRIBUTE", "Set an attribute (with -v; may be repeated)"},
    {'D', "delete-attr", OPT_LIST, AT(deleted), 0, 0, "ATTRIBUTE", "Delete an attribute (may be repeated)"},
    {0},
};
static const struct opt additional[] = {
    {'v', "attr-value", OPT_LIST, AT(values), 0, 0, "VALUE", "The value (with -S)"},
    {'d', "default", OPT_TEXT, AT(otherwise), 0, 0, "VALUE", "What to show when the attribute is not there (with -G)"},
    {'f', "force", OPT_FLAG, AT(force), 0, 0, NULL, "Do it although another site may have the ticket"},
    {'t', "ticket", OPT_TEXT, AT(ticket), 0, 0, "TICKET", "The ticket's id"},
    {'n', "set-name", OPT_TEXT, AT(ignored), 0, 0, "ID", NULL},
    {'i', "nvpair", OPT_TEXT, AT(ignored), 0, 0, "ID", NULL},
    {0},
};
static const struct opt_section sections[] = {{"queries", "Queries", queries}, {"commands", "Commands", commands}, {"additional", "Additional Options", additional}, {0}};
static const struct opt_tool tool = {.name = "crm_ticket", .purpose = "query and change tickets", .sections = sections, .quiet_letter = 'Q'};

struct job {
    const struct args *a;
    struct out *o;
    struct cib_client *cib;
    xmlDoc *doc;
    const xmlNode *tickets, *state; /* NULL: there are none; the ticket's ticket_state, NULL if there is none */
    int32_t zone_s;
};

static int failed(struct job *j, const char *what, int rc)
{
    out_error(j->o, "crm_ticket: Could not %s: %s", what, tool_cib_text(rc));
    return rc;
}

static int no_ticket(struct job *j)
{
    out_error(j->o, "crm_ticket: No such ticket '%s'", j->a->ticket);
    return BT_EX_NOSUCH;
}

/* Queries ------------------------------------------------------------------------------------------------------- */

/* "name=value" of an attribute as people read it: times as times. */
static char *readable(const struct job *j, const xmlNode *state, const char *name)
{
    const char *value = bt_xml_get_or(state, name, "");
    int64_t seconds;
    if (strcmp(name, XA_LAST_GRANTED) != 0 || !bt_parse_int(value, &seconds))
        return bt_printf("%s=%s", name, value);
    char *when = bt_ctime_text((struct bt_wall){.s = seconds}, j->zone_s), *text = bt_printf("%s='%s'", name, when);
    free(when);
    return text;
}

static char *details(const struct job *j, const xmlNode *state, bool all)
{
    struct bt_buf b = {0};
    for (const xmlAttr *attr = state->properties; attr != NULL; attr = attr->next) {
        const char *name = (const char *)attr->name;
        if (strcmp(name, XA_ID) == 0 || (!all && strcmp(name, XA_LAST_GRANTED) != 0))
            continue;
        char *text = readable(j, state, name);
        bt_buf_addf(&b, "%s%s", b.len > 0 ? ", " : "", text);
        free(text);
    }
    return bt_buf_take(&b);
}

static void show_ticket(struct job *j, const xmlNode *state, bool all)
{
    bool granted = bt_xml_get_bool(state, XA_GRANTED, false), standby = bt_xml_get_bool(state, XA_STANDBY, false);
    char *more = details(j, state, all);
    out_text(j->o, "%s\t%s%s", bt_xml_id(state), granted ? "granted" : "revoked", standby ? " [standby]" : "          ");
    if (more[0] != '\0')
        out_text(j->o, all ? " (%s)" : " %s", more);
    out_text(j->o, "\n");
    free(more);
}

static void list_one(struct job *j, const xmlNode *state)
{
    if (j->a->command == CMD_NAMES)
        out_line(j->o, "%s", bt_xml_id(state));
    else
        show_ticket(j, state, j->a->command == CMD_LIST_DETAILS);
}

/* The tickets that have a state, then those that constraints name, which is to be without one. */
static int list(struct job *j)
{
    struct bt_strv seen = {0};
    xmlDoc *none = bt_xml_doc(XE_TICKET_STATE);
    bt_xml_each(state, j->tickets, XE_TICKET_STATE)
        if (j->a->ticket == NULL || bt_streq(j->a->ticket, bt_xml_id(state))) {
            bt_strv_add(&seen, bt_xml_id(state));
            list_one(j, state);
        }
    bt_xml_each(c, cib_section(j->doc, XE_CONSTRAINTS), XE_RSC_TICKET) {
        const char *id = bt_xml_get(c, XA_TICKET);
        if (id == NULL || bt_strv_has(&seen, id) || (j->a->ticket != NULL && !bt_streq(j->a->ticket, id)))
            continue;
        bt_strv_add(&seen, id);
        bt_xml_set(bt_xml_root(none), XA_ID, id);
        list_one(j, bt_xml_root(none));
    }
    int rc = seen.n > 0 || j->a->ticket == NULL ? BT_EX_OK : no_ticket(j);
    bt_strv_free(&seen);
    bt_xml_free(none);
    return rc;
}

static int query_xml(struct job *j)
{
    const xmlNode *what = j->a->ticket != NULL ? j->state : j->tickets;
    if (what == NULL)
        return failed(j, "query ticket XML", BT_EX_NOSUCH);
    char *xml = bt_xml_text(what, true);
    out_text(j->o, "State XML:\n\n%s", xml);
    free(xml);
    return BT_EX_OK;
}

/* Several stand in one element, as an XPath query of the CIB answers. */
static int show_constraints(struct job *j)
{
    xmlDoc *found = bt_xml_doc(XE_XPATH_QUERY);
    xmlNode *root = bt_xml_root(found);
    bt_xml_each(c, cib_section(j->doc, XE_CONSTRAINTS), XE_RSC_TICKET)
        if (j->a->ticket == NULL || bt_streq(j->a->ticket, bt_xml_get(c, XA_TICKET)))
            bt_xml_add_copy(root, c);
    const xmlNode *first = bt_xml_first(root, NULL);
    int rc = first != NULL ? BT_EX_OK : failed(j, "show ticket constraints", BT_EX_NOSUCH);
    if (first != NULL) {
        char *xml = bt_xml_text(bt_xml_next(first, NULL) == NULL ? first : root, true);
        out_text(j->o, "Constraints XML:\n\n%s", xml);
        free(xml);
    }
    bt_xml_free(found);
    return rc;
}

static int get_attribute(struct job *j)
{
    const char *value = j->state != NULL ? bt_xml_get(j->state, j->a->get) : NULL;
    if (value == NULL)
        value = j->a->otherwise;
    if (value == NULL)
        return failed(j, "get ticket attribute", BT_EX_NOSUCH);
    out_line(j->o, "%s", value);
    return BT_EX_OK;
}

/* Changes ------------------------------------------------------------------------------------------------------- */

static bool is_set_to(const struct args *a, const char *name, const char *value)
{
    for (size_t i = 0; i < a->set.n && i < a->values.n; i++)
        if (bt_streq(a->set.v[i], name) && bt_is_true(a->values.v[i], false) == bt_is_true(value, false))
            return true;
    return false;
}

static void warn_of_grant(struct job *j)
{
    const char *t = j->a->ticket;
    out_line(j->o, "This command cannot help you verify whether '%s' has been already granted elsewhere.\n"
                   "If you really want to grant '%s' to this site now, and you know what you are doing,\nplease specify --force.", t, t);
}

static void warn_of_revoke(struct job *j)
{
    const char *t = j->a->ticket;
    out_line(j->o, "Revoking '%s' can trigger the specified 'loss-policy'(s) relating to '%s'.\n\n"
                   "You can check that with:\ncrm_ticket --ticket %s --constraints\n\n"
                   "Otherwise before revoking '%s', you may want to make '%s' standby with:\ncrm_ticket --ticket %s --standby\n\n"
                   "If you really want to revoke '%s' from this site now, and you know what you are doing,\nplease specify --force.",
             t, t, t, t, t, t, t);
}

/* Whether another site may suffer. */
static bool is_allowed(struct job *j)
{
    const struct args *a = j->a;
    if (a->force)
        return true;
    if (a->grant == WISH_TRUE || is_set_to(a, XA_GRANTED, "true"))
        warn_of_grant(j);
    else if (a->grant == WISH_FALSE || is_set_to(a, XA_GRANTED, "false") || bt_strv_has(&a->deleted, XA_GRANTED))
        warn_of_revoke(j);
    else
        return true;
    out_error(j->o, "crm_ticket: Ticket modification not allowed");
    return false;
}

/* Sets an attribute, and after a grant when that was. */
static void set(xmlNode *state, const char *name, const char *value)
{
    bool was_granted = bt_xml_get_bool(state, XA_GRANTED, false);
    bt_xml_set(state, name, value);
    if (!was_granted && bt_xml_get_bool(state, XA_GRANTED, false))
        bt_xml_set_int(state, XA_LAST_GRANTED, bt_now().wall.s);
}

static void apply(struct job *j, xmlNode *state)
{
    const struct args *a = j->a;
    if (a->grant != NO_WISH)
        set(state, XA_GRANTED, a->grant == WISH_TRUE ? "true" : "false");
    if (a->standby != NO_WISH)
        set(state, XA_STANDBY, a->standby == WISH_TRUE ? "true" : "false");
    for (size_t i = 0; i < a->set.n; i++)
        set(state, a->set.v[i], a->values.v[i]);
    for (size_t i = 0; i < a->deleted.n; i++)
        bt_xml_set(state, a->deleted.v[i], NULL);
}

static int write_tickets(struct job *j, enum cib_op op, const xmlNode *xml, const char *xpath)
{
    struct bt_err err = {0};
    struct cib_request rq = {.op = op, .section = xml != NULL ? XE_STATUS : NULL, .xml = xml, .xpath = xpath, .flags = CIB_CAN_CREATE};
    int rc = cib_client_change(j->cib, &rq, &err);
    if (rc != BT_EX_OK)
        out_error(j->o, "crm_ticket: Could not modify ticket attributes: %s", bt_err_text(&err));
    bt_err_clear(&err);
    return rc;
}

/* Each -S needs its -v, and a name that an attribute can have; the id is the ticket's. */
static int check_names(struct job *j)
{
    const struct bt_strv *names = &j->a->set, *values = &j->a->values;
    if (names->n > values->n)
        out_error(j->o, "crm_ticket: Must supply value with -v for -S %s", names->v[values->n]);
    else if (values->n > names->n)
        out_error(j->o, "crm_ticket: Must supply attribute name with -S for -v %s", values->v[names->n]);
    if (names->n != values->n)
        return BT_EX_USAGE;
    for (size_t i = 0; i < names->n + j->a->deleted.n; i++) {
        const char *name = i < names->n ? names->v[i] : j->a->deleted.v[i - names->n];
        if (strcmp(name, XA_ID) == 0 || xmlValidateNCName((const xmlChar *)name, 0) != 0) {
            out_error(j->o, "crm_ticket: '%s' can't be the name of a ticket's attribute", name);
            return BT_EX_USAGE;
        }
    }
    return BT_EX_OK;
}

/* The ticket's element as it is to be. Where attributes go away it is written anew, in one patch with the old one's end. */
static int change(struct job *j)
{
    int rc = check_names(j);
    if (rc != BT_EX_OK)
        return rc;
    if (!is_allowed(j))
        return BT_EX_INSUFFICIENT_PRIV;
    if (j->state == NULL && j->a->grant == NO_WISH && j->a->standby == NO_WISH && j->a->set.n == 0)
        return BT_EX_OK; /* no ticket has what is to be deleted */
    xmlDoc *after = bt_xml_doc_of(bt_xml_root(j->doc));
    xmlNode *tickets = bt_xml_ensure_path(bt_xml_root(after), XE_STATUS "/" XE_TICKETS);
    xmlNode *state = bt_xml_find(tickets, XE_TICKET_STATE, XA_ID, j->a->ticket);
    if (state == NULL) {
        state = bt_xml_add(tickets, XE_TICKET_STATE);
        bt_xml_set(state, XA_ID, j->a->ticket);
    }
    apply(j, state);
    xmlDoc *patch = cib_patch_make(bt_xml_root(j->doc), bt_xml_root(after), false);
    rc = patch != NULL ? write_tickets(j, CIB_OP_PATCH, bt_xml_root(patch), NULL) : BT_EX_OK;
    bt_xml_free(patch);
    bt_xml_free(after);
    return rc;
}

static int cleanup(struct job *j)
{
    if (j->state == NULL) /* with --force, what is not there is cleaned up */
        return j->a->force ? BT_EX_OK : no_ticket(j);
    if (bt_xml_get_bool(j->state, XA_GRANTED, false) && !j->a->force) {
        warn_of_revoke(j);
        return BT_EX_INSUFFICIENT_PRIV;
    }
    char *xpath = tool_xml_path(j->state);
    int rc = write_tickets(j, CIB_OP_DELETE, NULL, xpath);
    if (rc == BT_EX_OK)
        out_line(j->o, "Cleaned up %s", j->a->ticket);
    free(xpath);
    return rc;
}

static int perform(struct job *j)
{
    switch ((enum command)j->a->command) {
    case CMD_LIST:
    case CMD_LIST_DETAILS:
    case CMD_NAMES:
        return list(j);
    case CMD_QUERY_XML:
        return query_xml(j);
    case CMD_CONSTRAINTS:
        return show_constraints(j);
    case CMD_GET:
        return get_attribute(j);
    case CMD_CLEANUP:
        return cleanup(j);
    case CMD_CHANGE:
    case CMD_NONE:
        break;
    }
    return change(j);
}

static int run(struct args *a, struct out *o)
{
    struct job j = {.a = a, .o = o};
    if (a->grant != NO_WISH || a->standby != NO_WISH || a->set.n > 0 || a->deleted.n > 0)
        a->command = CMD_CHANGE;
    bool needs_ticket = a->command == CMD_CHANGE || a->command == CMD_GET || a->command == CMD_CLEANUP;
    if (a->command == CMD_NONE || (needs_ticket && a->ticket == NULL)) {
        out_error(o, a->command == CMD_NONE ? "crm_ticket: Must supply a command" : "crm_ticket: Must supply ticket ID with -t");
        return a->command == CMD_GET ? BT_EX_NOSUCH : BT_EX_USAGE;
    }
    int rc = tool_cib_whole(o, tool.name, "crm_ticket: ", &j.cib, &j.doc);
    if (rc != BT_EX_OK)
        return rc;
    j.zone_s = bt_zone_s(bt_now().wall);
    j.tickets = bt_xml_path(bt_xml_root(j.doc), XE_STATUS "/" XE_TICKETS);
    j.state = j.tickets != NULL && a->ticket != NULL ? bt_xml_find(j.tickets, XE_TICKET_STATE, XA_ID, a->ticket) : NULL;
    rc = perform(&j);
    bt_xml_free(j.doc);
    cib_client_close(j.cib);
    return rc;
}

int main(int argc, char **argv)
{
    struct args a = {0};
    struct out *o = NULL;
    int rc = opt_parse(&tool, argc, argv, &a);
    if (rc == OPT_GO_ON)
        rc = out_open(&a.common, argc, argv, &o);
    if (o != NULL)
        rc = out_finish(o, run(&a, o));
    bt_strv_free(&a.set);
    bt_strv_free(&a.values);
    bt_strv_free(&a.deleted);
    bt_strv_free(&a.common.words);
    return rc;
}
