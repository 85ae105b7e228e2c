/* pengine/change.c - changes made in a CIB, and told to people.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/change.h"

/* --- making a change -------------------------------------------------------------------------------------- */

static xmlNode *section(xmlDoc *cib, const char *path)
{
    return bt_xml_ensure_path(bt_xml_root(cib), path);
}

static xmlNode *node_state(xmlDoc *cib, const struct pe_node *n)
{
    xmlNode *status = section(cib, XE_STATUS), *x = bt_xml_find(status, XE_NODE_STATE, XA_ID, n->id);
    if (x == NULL) {
        x = bt_xml_add(status, XE_NODE_STATE);
        bt_xml_set(x, XA_ID, n->id);
        bt_xml_set(x, XA_UNAME, n->name);
    }
    return x;
}

/* Takes a name away from every set below x, wherever a rule put it; with any_end, all names that begin so. */
static void remove_nvpairs(xmlNode *x, const char *sets, const char *name, bool any_end)
{
    bt_xml_each(set, x, sets)
    {
        for (xmlNode *nv = bt_xml_first(set, XE_NVPAIR), *next; nv != NULL; nv = next) {
            const char *has = bt_xml_get(nv, XA_NAME);
            next = bt_xml_next(nv, XE_NVPAIR);
            if (any_end ? bt_starts(has, name) : bt_streq(has, name))
                bt_xml_remove(nv);
        }
    }
}

static void remove_node_attribute(const struct pe_search *s, xmlDoc *cib, const char *name, bool any_end)
{
    xmlNode *state = node_state(cib, s->n);
    remove_nvpairs(bt_xml_find(section(cib, XE_CONFIGURATION "/" XE_NODES), XE_NODE, XA_ID, s->n->id), XE_INSTANCE_ATTRIBUTES, name, any_end);
    remove_nvpairs(bt_xml_first(state, XE_TRANSIENT_ATTRIBUTES), XE_INSTANCE_ATTRIBUTES, name, any_end);
}

static xmlNode *find_id(xmlNode *below, const char *id)
{
    if (bt_streq(bt_xml_id(below), id))
        return below;
    xmlNode *found = NULL;
    for (xmlNode *c = bt_xml_first(below, NULL); c != NULL && found == NULL; c = bt_xml_next(c, NULL))
        found = find_id(c, id);
    return found;
}

static void set_first(xmlNode *x, const char *sets, const char *name, const char *value)
{
    remove_nvpairs(x, sets, name, false);
    xmlNode *set = bt_xml_first(x, sets), *nv;
    if (set == NULL || bt_xml_first(set, XE_RULE) != NULL) {
        set = bt_xml_add(x, sets);
        bt_xml_set(set, XA_ID, "explain-set");
        bt_xml_set(set, XA_SCORE, "INFINITY");
    }
    nv = bt_xml_add(set, XE_NVPAIR);
    bt_xml_setf(nv, XA_ID, "explain-%s", name);
    bt_xml_set(nv, XA_NAME, name);
    bt_xml_set(nv, XA_VALUE, value);
}

static void set_meta(xmlDoc *cib, const char *rsc, const char *name, const char *value)
{
    xmlNode *x = find_id(section(cib, XE_CONFIGURATION "/" XE_RESOURCES), rsc);
    if (x != NULL)
        set_first(x, XE_META_ATTRIBUTES, name, value);
}

static void node_back(const struct pe_search *s, xmlDoc *cib)
{
    xmlNode *x = node_state(cib, s->n);
    bt_xml_set(x, XA_IN_CCM, "true");
    bt_xml_set(x, XA_CRMD, "online");
    bt_xml_set(x, XA_JOIN, "member");
    bt_xml_set(x, XA_EXPECTED, "member");
    remove_node_attribute(s, cib, "shutdown", false);
    remove_node_attribute(s, cib, "terminate", false);
}

/* The id is the resource's, or that of any instance of it. */
static bool is_failure_of(const char *rsc, const char *id)
{
    return bt_starts(id, rsc) && (id[strlen(rsc)] == '\0' || id[strlen(rsc)] == ':');
}

/* As after a clean-up: no fail counts, and nothing in the history but where it is active. */
static void clean_up_on(const struct pe_search *s, xmlDoc *cib, const char *rsc, const struct pe_node *n)
{
    static const char *const prefixes[] = {"fail-count-", "last-failure-"}, *const ends[] = {"", "#", ":"};
    xmlNode *state = node_state(cib, n), *attributes = bt_xml_first(state, XE_TRANSIENT_ATTRIBUTES);
    for (size_t i = 0; i < BT_COUNT(prefixes) * BT_COUNT(ends); i++) {
        const char *end = ends[i / BT_COUNT(prefixes)];
        char *name = bt_printf("%s%s%s", prefixes[i % BT_COUNT(prefixes)], rsc, end);
        remove_nvpairs(attributes, XE_INSTANCE_ATTRIBUTES, name, *end != '\0');
        free(name);
    }
    xmlNode *history = bt_xml_path(state, XE_LRM "/" XE_LRM_RESOURCES);
    for (size_t i = 0; i < s->run->model->n_failures; i++) {
        const struct pe_failure *f = &s->run->model->failures[i];
        if (f->node != n || !is_failure_of(rsc, f->rsc_id))
            continue;
        xmlNode *x = bt_xml_find(history, XE_LRM_RESOURCE, XA_ID, f->rsc_id);
        for (xmlNode *op = bt_xml_first(x, XE_LRM_RSC_OP), *next; op != NULL; op = next) {
            next = bt_xml_next(op, XE_LRM_RSC_OP);
            bt_xml_remove(op);
        }
    }
}

static void clean_up(const struct pe_search *s, xmlDoc *cib, const char *rsc, const char *node)
{
    for (size_t i = 0; i < s->run->model->n_nodes; i++)
        if (node == NULL || bt_streq(node, s->run->model->nodes[i]->name))
            clean_up_on(s, cib, rsc, s->run->model->nodes[i]);
}

static void add_location(const struct pe_search *s, xmlDoc *cib, int score)
{
    char text[BT_SCORE_TEXT];
    xmlNode *x = bt_xml_add(section(cib, XE_CONFIGURATION "/" XE_CONSTRAINTS), XE_RSC_LOCATION);
    bt_xml_set(x, XA_ID, "explain-location");
    bt_xml_set(x, XA_RSC, s->top->config_id);
    bt_xml_set(x, XA_NODE, s->n->name);
    bt_xml_set(x, XA_SCORE, bt_score_text(score, text));
    if (s->promote)
        bt_xml_set(x, XA_ROLE, "Promoted");
}

static void grant_ticket(xmlDoc *cib, const char *id)
{
    xmlNode *tickets = section(cib, XE_STATUS "/" XE_TICKETS), *x = bt_xml_find(tickets, XE_TICKET_STATE, XA_ID, id);
    if (x == NULL)
        x = bt_xml_add(tickets, XE_TICKET_STATE);
    bt_xml_set(x, XA_ID, id);
    bt_xml_set(x, XA_GRANTED, "true");
    bt_xml_set(x, XA_STANDBY, "false");
}

static void add_device(xmlDoc *cib)
{
    xmlNode *x = bt_xml_add(section(cib, XE_CONFIGURATION "/" XE_RESOURCES), XE_PRIMITIVE);
    bt_xml_set(x, XA_ID, "explain-device");
    bt_xml_set(x, XA_CLASS, "stonith");
    bt_xml_set(x, XA_TYPE, "any");
}

void pe_change_apply(const struct pe_search *s, xmlDoc *cib, const struct pe_change *c)
{
    switch (c->kind) {
    case PE_CHANGE_CLEAN_UP:
        clean_up(s, cib, c->rsc, c->id);
        break;
    case PE_CHANGE_STANDBY_OFF:
        remove_node_attribute(s, cib, "standby", false);
        break;
    case PE_CHANGE_NODE_READY:
        remove_node_attribute(s, cib, "maintenance", false);
        break;
    case PE_CHANGE_NODE_HEALTHY:
        remove_node_attribute(s, cib, "#health", true);
        break;
    case PE_CHANGE_NODE_BACK:
        node_back(s, cib);
        break;
    case PE_CHANGE_START:
        set_meta(cib, c->rsc, "target-role", "Started");
        break;
    case PE_CHANGE_MANAGE:
        set_meta(cib, c->rsc, "is-managed", "true");
        break;
    case PE_CHANGE_META:
        set_meta(cib, c->rsc, c->id, c->value);
        break;
    case PE_CHANGE_TICKET:
        grant_ticket(cib, c->id);
        break;
    case PE_CHANGE_DELETE:
        bt_xml_remove(find_id(section(cib, XE_CONFIGURATION "/" XE_CONSTRAINTS), c->id));
        break;
    case PE_CHANGE_DEVICE:
        add_device(cib);
        break;
    case PE_CHANGE_QUORUM:
        bt_xml_set(bt_xml_root(cib), XA_HAVE_QUORUM, "1");
        break;
    case PE_CHANGE_OPTION:
        set_first(section(cib, XE_CONFIGURATION "/" XE_CRM_CONFIG), XE_CLUSTER_PROPERTY_SET, c->id, c->value);
        break;
    case PE_CHANGE_LOCATION:
        add_location(s, cib, c->score);
        break;
    }
}

/* --- saying ----------------------------------------------------------------------------------------------- */

static void say_location(const struct pe_search *s, int score, struct bt_buf *text, struct bt_buf *command)
{
    char t[BT_SCORE_TEXT];
    const char *rsc = s->top->config_id;
    bt_score_text(score, t);
    if (s->promote) {
        bt_buf_addf(text, "a location constraint of %s for the promoted role of %s on %s", t, rsc, s->n->name);
        bt_buf_addf(command, "crm configure location promote-%s-on-%s %s role=Promoted %s: %s", rsc, s->n->name, rsc, score < BT_INFINITY ? t : "inf", s->n->name);
        return;
    }
    bt_buf_addf(text, "a location constraint of %s for %s on %s", t, rsc, s->n->name);
    bt_buf_addf(command, "crm configure location prefer-%s-on-%s %s %s: %s", rsc, s->n->name, rsc, score < BT_INFINITY ? t : "inf", s->n->name);
}

void pe_change_text(const struct pe_search *s, const struct pe_change *c, struct bt_buf *text, struct bt_buf *command)
{
    const char *node = s->n->name;
    switch (c->kind) {
    case PE_CHANGE_CLEAN_UP:
        bt_buf_addf(text, "clean up the failures of %s%s%s", c->rsc, c->id != NULL ? " on " : "", c->id != NULL ? c->id : "");
        bt_buf_addf(command, "crm resource cleanup %s%s%s", c->rsc, c->id != NULL ? " " : "", c->id != NULL ? c->id : "");
        break;
    case PE_CHANGE_STANDBY_OFF:
        bt_buf_addf(text, "take %s out of standby", node);
        bt_buf_addf(command, "crm node online %s", node);
        break;
    case PE_CHANGE_NODE_READY:
        bt_buf_addf(text, "end the maintenance of %s", node);
        bt_buf_addf(command, "crm node ready %s", node);
        break;
    case PE_CHANGE_NODE_HEALTHY:
        bt_buf_addf(text, "bring the health of %s back to green (its #health attributes)", node);
        break;
    case PE_CHANGE_NODE_BACK:
        bt_buf_addf(text, "bring %s back into the cluster, online", node);
        break;
    case PE_CHANGE_START:
        bt_buf_addf(text, "set the target-role of %s to Started", c->rsc);
        bt_buf_addf(command, "crm resource start %s", c->rsc);
        break;
    case PE_CHANGE_MANAGE:
        bt_buf_addf(text, "let the cluster manage %s", c->rsc);
        bt_buf_addf(command, "crm resource manage %s", c->rsc);
        break;
    case PE_CHANGE_META:
        bt_buf_addf(text, "set %s of %s to %s", c->id, c->rsc, c->value);
        bt_buf_addf(command, "crm resource meta %s set %s %s", c->rsc, c->id, c->value);
        break;
    case PE_CHANGE_TICKET:
        bt_buf_addf(text, "grant the ticket %s, out of standby", c->id);
        bt_buf_addf(command, "crm_ticket --ticket %s --grant --force", c->id);
        break;
    case PE_CHANGE_DELETE:
        bt_buf_addf(text, "delete the constraint %s", c->id);
        bt_buf_addf(command, "crm configure delete %s", c->id);
        break;
    case PE_CHANGE_DEVICE:
        bt_buf_add(text, "configure a fencing device");
        break;
    case PE_CHANGE_QUORUM:
        bt_buf_add(text, "regain quorum: bring more nodes into the cluster");
        break;
    case PE_CHANGE_OPTION:
        bt_buf_addf(text, "set the cluster option %s to %s", c->id, c->value);
        bt_buf_addf(command, "crm configure property %s=%s", c->id, c->value);
        break;
    case PE_CHANGE_LOCATION:
        say_location(s, c->score, text, command);
        break;
    }
}
