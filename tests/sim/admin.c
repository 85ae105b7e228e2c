/* tests/sim/admin.c - the administrator, who changes things and looks whether what was acknowledged lasts, and the other clients of the controllers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "tests/sim/sim.h"

#define S 1000000 /* a second in microseconds */

struct sim_client_call {
    uint64_t client;
    int node;      /* whose crmd was asked */
    char mark[16]; /* "" if the call makes no mark */
};

/* Asking ------------------------------------------------------------------------------------------------------------- */

static void ask(struct sim *s, struct sim_node *n, xmlDoc *doc, const char *mark)
{
    struct sim_client_call *call = BT_NEW(struct sim_client_call);

    call->client = ++s->next_client;
    call->node = n->index;
    if (mark != NULL) {
        snprintf(call->mark, sizeof call->mark, "%s", mark);
    }
    BT_PUSH(&s->calls, call);
    bt_xml_set_int(bt_xml_root(doc), XA_ID, 1);
    node_crmd(s, n, &(struct crmd_event){.kind = CRMD_EV_CLIENT, .client = call->client, .who = {.user = "root"}, .doc = bt_xml_root(doc)});
    bt_xml_free(doc);
}

static void change(struct sim *s, struct sim_node *n, const char *section, const char *mark, const char *text)
{
    xmlDoc *data = NULL;
    int rc = bt_xml_parse(text, strlen(text), "change", &data, NULL);

    assert(rc == BT_EX_OK);
    struct cib_request rq = {.op = CIB_OP_MODIFY, .section = section, .xml = bt_xml_root(data), .flags = CIB_CAN_CREATE,
                             .client = "sim", .user = "root", .origin = n->name};
    ask(s, n, cib_request_to_xml(&rq), mark);
    bt_xml_free(data);
}

/* People change things where the cluster has quorum. */
static bool can_ask(const struct sim *s, const struct sim_node *n)
{
    return n->crmd != NULL && n->port.joined && net_quorate(s, n->index);
}

static void crmd_op(struct sim *s, struct sim_node *n, const char *op, const char *name, const char *value)
{
    xmlDoc *doc = bt_xml_doc("crmd_request");

    bt_xml_set(bt_xml_root(doc), "op", op);
    bt_xml_set(bt_xml_root(doc), XA_NAME, name);
    bt_xml_set(bt_xml_root(doc), XA_VALUE, value);
    ask(s, n, doc, NULL);
    if (bt_streq(op, "cleanup")) {
        told_disturbed(s); /* what is forgotten is planned for as unknown */
    }
}

void admin_reply(struct sim *s, struct sim_node *n, uint64_t client, const xmlDoc *doc)
{
    for (size_t i = 0; i < s->calls.n; i++) {
        struct sim_client_call *call = s->calls.v[i];
        if (call->client != client) {
            continue;
        }
        /* Where nodes do not wait for each other at their start, a change may be made by one that the other, which is off now, never hears of in time. */
        bool whole = !s->impatient; /* while the cluster is split the other side may win, so only what all nodes could know counts */
        for (int k = 0; k < s->n_nodes; k++) {
            const struct sim_port *p = &s->node[k].port;
            bool apart = p->up && p->joined && p->ring != n->port.ring; /* the cable is mended, but its controller leads a ring of its own yet */
            whole = whole && p->side == n->port.side && !apart;
        }
        if (call->mark[0] != '\0' && whole && bt_xml_get_int(bt_xml_root(doc), "rc", -1) == BT_EX_OK) {
            sim_log(s, "CLIENT", "%s is acknowledged by %s", call->mark, n->name);
            bt_strv_add(&s->acked, call->mark);
        }
        free(call);
        s->calls.v[i] = s->calls.v[--s->calls.n];
        return;
    }
}

void admin_crmd_gone(struct sim *s, const struct sim_node *n)
{
    for (size_t i = s->calls.n; i > 0; i--) {
        if (s->calls.v[i - 1]->node == n->index) {
            free(s->calls.v[i - 1]);
            s->calls.v[i - 1] = s->calls.v[--s->calls.n];
        }
    }
}

void admin_attribute(struct sim *s, struct sim_node *n, const char *name, const char *value)
{
    if (n->crmd != NULL) {
        crmd_op(s, n, "attr-update", name, value);
    }
}

/* Changing ------------------------------------------------------------------------------------------------------------ */

static void set_mark(struct sim *s, struct sim_node *n)
{
    char *mark = bt_printf("mark-%d", s->next_mark++);
    char *text = bt_printf("<crm_config><cluster_property_set id='sim-marks'><nvpair id='%s' name='%s' value='%d'/>"
                           "</cluster_property_set></crm_config>", mark, mark, s->next_mark);

    change(s, n, XE_CRM_CONFIG, mark, text);
    free(mark);
    free(text);
}

static void set_standby(struct sim *s, struct sim_node *n, const struct sim_node *whom, bool on)
{
    char *text = bt_printf("<nodes><node id='%u' uname='%s'><instance_attributes id='nodes-%u'>"
                           "<nvpair id='nodes-%u-standby' name='standby' value='%s'/></instance_attributes></node></nodes>",
                           whom->id, whom->name, whom->id, whom->id, on ? "on" : "off");

    change(s, n, XE_NODES, NULL, text);
    free(text);
}

/* It is migrated, if it runs elsewhere. */
static void move_vm(struct sim *s, struct sim_node *n, const struct sim_node *to)
{
    char *text = bt_printf("<constraints><rsc_location id='vm-likes' rsc='vm' node='%s' score='100'/></constraints>", to->name);

    change(s, n, XE_CONSTRAINTS, NULL, text);
    free(text);
}

static void set_target_role(struct sim *s, struct sim_node *n, const char *rsc, const char *role)
{
    bool clone = bt_streq(rsc, "pgs");
    const char *kind = clone ? XE_CLONE : XE_PRIMITIVE;
    char *text = bt_printf("<resources><%s id='%s'><meta_attributes id='%s-meta'>"
                           "<nvpair id='%s-target-role' name='target-role' value='%s'/></meta_attributes></%s></resources>",
                           kind, rsc, rsc, rsc, role, kind);

    change(s, n, XE_RESOURCES, NULL, text);
    free(text);
}

/* The promoted role shall be there. */
static void move_promoted(struct sim *s, struct sim_node *n, const struct sim_node *to)
{
    char *text = bt_printf("<constraints><rsc_location id='pgs-like' rsc='pgs' role='Promoted' node='%s' score='200'/></constraints>", to->name);

    change(s, n, XE_CONSTRAINTS, NULL, text);
    free(text);
}

void admin_changes(struct sim *s)
{
    struct sim_node *n = sim_some_node(s);

    if (!can_ask(s, n)) {
        return;
    }
    switch (sim_random(s, 0, 7)) {
    case 0: set_standby(s, n, sim_some_node(s), true); break;
    case 1: set_standby(s, n, sim_some_node(s), false); break;
    case 2: set_target_role(s, n, "db", "Stopped"); break;
    case 3: set_target_role(s, n, "db", "Started"); break;
    case 4: crmd_op(s, n, "attr-update", "colour", "green"); break;
    case 5: crmd_op(s, n, "cleanup", NULL, NULL); break;
    default: move_vm(s, n, sim_some_node(s)); break;
    }
}

void admin_moves(struct sim *s, void *arg)
{
    struct sim_node *n = sim_some_node(s);

    (void)arg;
    if (can_ask(s, n) && !s->faults_over) {
        move_vm(s, n, sim_some_node(s));
    }
}

void admin_role_changes(struct sim *s)
{
    struct sim_node *n = sim_some_node(s);

    if (!can_ask(s, n)) {
        return;
    }
    switch (sim_random(s, 0, 4)) {
    case 0: set_target_role(s, n, "pgs", "Unpromoted"); break;
    case 1: set_target_role(s, n, "pgs", "Stopped"); break;
    case 2: set_target_role(s, n, "pgs", "Started"); break;
    default: move_promoted(s, n, sim_some_node(s)); break;
    }
}

void admin_storm(struct sim *s)
{
    struct sim_node *n = sim_some_node(s);

    for (int i = 0; i < 10 && can_ask(s, n); i++) {
        set_mark(s, n);
    }
}

/* Marks all along: the acknowledged ones must never be lost. */
void admin_marks(struct sim *s, void *arg)
{
    struct sim_node *n = sim_some_node(s);

    (void)arg;
    if (can_ask(s, n) && !s->faults_over) {
        set_mark(s, n);
    }
    sim_at(s, sim_random(s, S / 10, 20 * S), admin_marks, NULL, NULL);
}

/* A built-in fault: somebody who never leaves the cluster in peace. */
void admin_noise(struct sim *s, void *arg)
{
    struct sim_node *n = sim_some_node(s);

    (void)arg;
    if (can_ask(s, n)) {
        set_mark(s, n);
    }
    sim_at(s, 5000, admin_noise, NULL, NULL);
}

void admin_mends(struct sim *s, void *arg)
{
    struct sim_node *n = &s->node[0];

    (void)arg;
    faults_power_on(s, NULL);
    if (!can_ask(s, n)) {
        sim_at(s, S, admin_mends, NULL, NULL);
        return;
    }
    sim_log(s, "CLIENT", "the administrator mends");
    for (int i = 0; i < s->n_nodes; i++) {
        set_standby(s, n, &s->node[i], false);
    }
    set_target_role(s, n, "db", "Started");
    if (!s->opt.plain) {
        set_target_role(s, n, "pgs", "Started");
    }
    crmd_op(s, n, "cleanup", NULL, NULL);
    s->mended_us = s->now_us;
}
