/* tests/sim/faults.c - what goes wrong and when, and the administrator who changes things meanwhile; all from the seed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "tests/sim/sim.h"

const char *const sim_rsc[] = {"ip", "web", "db", "app", "vm", NULL};

#define S 1000000 /* a second in microseconds */

struct sim_client_call {
    uint64_t client;
    int node;      /* whose crmd was asked */
    char mark[16]; /* "" if the call makes no mark */
};

struct weather {
    int *what;
};

/* The cluster's configuration ------------------------------------------------------------------------------------- */

#define OPS(id)                                                                                                        \
    "<operations><op id='" id "-monitor' name='monitor' interval='10s' timeout='5s'/>"                                 \
    "<op id='" id "-start' name='start' interval='0s' timeout='6s'/>"                                                  \
    "<op id='" id "-stop' name='stop' interval='0s' timeout='6s'/></operations>"
#define PRIMITIVE(id) "<primitive id='" id "' class='ocf' provider='heartbeat' type='Dummy'>" OPS(id) "</primitive>"
#define MIGRATABLE(id)                                                                                                 \
    "<primitive id='" id "' class='ocf' provider='heartbeat' type='Dummy'><meta_attributes id='" id "-meta'>"          \
    "<nvpair id='" id "-allow' name='allow-migrate' value='true'/></meta_attributes>" OPS(id) "</primitive>"

static const char TWO_NODE[] = "<nvpair id='o-profile' name='cluster-profile' value='two-node'/>";

static const char CONFIG[] =
    "<cib validate-with='pacemaker-3.9' admin_epoch='0' epoch='%d' num_updates='0'><configuration><crm_config>"
    "<cluster_property_set id='cib-bootstrap-options'>"
    "<nvpair id='o-stonith' name='stonith-enabled' value='true'/>"
    "<nvpair id='o-timeout' name='stonith-timeout' value='20s'/>"
    "<nvpair id='o-deadtime' name='dc-deadtime' value='3s'/>%s"
    "</cluster_property_set></crm_config><nodes>%s</nodes><resources>"
    "<primitive id='fence' class='stonith' type='fence_sim'><operations>"
    "<op id='fence-monitor' name='monitor' interval='60s'/></operations></primitive>"
    "<group id='g'>" PRIMITIVE("ip") PRIMITIVE("web") "</group>" PRIMITIVE("db") PRIMITIVE("app") MIGRATABLE("vm")
    "</resources><constraints>"
    "<rsc_colocation id='app-with-db' rsc='app' with-rsc='db' score='INFINITY'/>"
    "<rsc_order id='db-then-app' first='db' then='app'/>"
    "<rsc_location id='db-likes-n1' rsc='db' node='n1' score='10'/>%s"
    "</constraints></configuration><status/></cib>";

static void write_disks(struct sim *s)
{
    struct bt_buf nodes = {0};
    /* With others at hand one node may do without the device: its fencing is done by them. */
    const char *ban = s->n_nodes > 2 && sim_chance(s, 50) ? "<rsc_location id='no-fence-on-n2' rsc='fence' node='n2' score='-INFINITY'/>" : "";

    for (int i = 0; i < s->n_nodes; i++) {
        bt_buf_addf(&nodes, "<node id='%d' uname='n%d'/>", i + 1, i + 1);
    }
    for (int i = 0; i < s->n_nodes; i++) {
        int epoch = sim_chance(s, 80) ? 5 : 4; /* one may have been off when the last change was made */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        s->node[i].disk = i > 0 && sim_chance(s, 20) ? NULL : bt_printf(CONFIG, i == 0 ? 5 : epoch, s->two_node ? TWO_NODE : "", nodes.text, ban);
#pragma GCC diagnostic pop
    }
    bt_buf_free(&nodes);
}

/* The administrator -------------------------------------------------------------------------------------------------- */

static struct sim_node *some_node(struct sim *s)
{
    return &s->node[sim_random(s, 0, s->n_nodes - 1)];
}

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
    char *text = bt_printf("<resources><primitive id='%s'><meta_attributes id='%s-meta'>"
                           "<nvpair id='%s-target-role' name='target-role' value='%s'/></meta_attributes></primitive></resources>",
                           rsc, rsc, rsc, role);

    change(s, n, XE_RESOURCES, NULL, text);
    free(text);
}

static void crmd_op(struct sim *s, struct sim_node *n, const char *op, const char *name, const char *value)
{
    xmlDoc *doc = bt_xml_doc("crmd_request");

    bt_xml_set(bt_xml_root(doc), "op", op);
    bt_xml_set(bt_xml_root(doc), XA_NAME, name);
    bt_xml_set(bt_xml_root(doc), XA_VALUE, value);
    ask(s, n, doc, NULL);
}

void faults_reply(struct sim *s, struct sim_node *n, uint64_t client, const xmlDoc *doc)
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

void faults_crmd_gone(struct sim *s, const struct sim_node *n)
{
    for (size_t i = s->calls.n; i > 0; i--) {
        if (s->calls.v[i - 1]->node == n->index) {
            free(s->calls.v[i - 1]);
            s->calls.v[i - 1] = s->calls.v[--s->calls.n];
        }
    }
}

/* Faults ---------------------------------------------------------------------------------------------------------------- */

static void weather_ends(struct sim *s, void *arg)
{
    (void)s;
    --*((struct weather *)arg)->what;
}

static void bad_weather(struct sim *s, int *what, const char *name)
{
    struct weather *w = BT_NEW(struct weather);

    sim_log(s, "FAULT", "%s for a while", name);
    w->what = what;
    ++*what;
    sim_at(s, sim_random(s, 1 * S, 15 * S), weather_ends, w, NULL);
}

static void heal(struct sim *s, void *arg)
{
    const int sides[SIM_NODES_MAX] = {0};

    (void)arg;
    sim_log(s, "FAULT", "the network heals");
    net_cut(s, sides);
}

static void power_off(struct sim *s)
{
    node_power_off(s, some_node(s)->index, false);
}

static void power_on_later(struct sim *s, void *arg)
{
    (void)arg;
    for (int i = 0; i < s->n_nodes; i++) {
        node_power_on(s, i);
    }
}

static void power_off_a_while(struct sim *s)
{
    power_off(s);
    sim_at(s, sim_random(s, 3 * S, 40 * S), power_on_later, NULL, NULL);
}

static void kill_daemon(struct sim *s)
{
    node_crash(s, some_node(s)->index, (enum sim_daemon)sim_random(s, 0, SIM_DAEMONS - 1));
}

static void kill_all_crmds(struct sim *s)
{
    for (int i = 0; i < s->n_nodes; i++) {
        node_crash(s, i, SIM_CRMD);
    }
}

static void cut(struct sim *s)
{
    int sides[SIM_NODES_MAX] = {0};

    sim_log(s, "FAULT", "the network is cut");
    sides[sim_random(s, 0, s->n_nodes - 1)] = 1;
    net_cut(s, sides);
    /* Who does not wait for the other at its start is fenced again and again in a long one. */
    sim_at(s, sim_random(s, S / 2, (s->impatient ? 150 : 30) * S), heal, NULL, NULL);
}

static void service_dies(struct sim *s)
{
    agents_service_dies(s, some_node(s), sim_rsc[sim_random(s, 0, (int64_t)BT_COUNT(sim_rsc) - 2)]);
}

static void shut_down_a_while(struct sim *s)
{
    node_shutdown(s, some_node(s)->index);
    sim_at(s, sim_random(s, 3 * S, 40 * S), power_on_later, NULL, NULL);
}

static void network_slow(struct sim *s) { bad_weather(s, &s->slow_network, "the network is slow"); }
static void fencing_fails(struct sim *s) { bad_weather(s, &s->failing_fencing, "fencing fails"); }
static void disk_slow(struct sim *s) { bad_weather(s, &s->slow_disk, "disks are slow"); }

static void admin_changes(struct sim *s)
{
    struct sim_node *n = some_node(s);

    if (!can_ask(s, n)) {
        return;
    }
    switch (sim_random(s, 0, 7)) {
    case 0: set_standby(s, n, some_node(s), true); break;
    case 1: set_standby(s, n, some_node(s), false); break;
    case 2: set_target_role(s, n, "db", "Stopped"); break;
    case 3: set_target_role(s, n, "db", "Started"); break;
    case 4: crmd_op(s, n, "attr-update", "colour", "green"); break;
    case 5: crmd_op(s, n, "cleanup", NULL, NULL); break;
    default: move_vm(s, n, some_node(s)); break;
    }
}

/* Bad agents matter when there is something to do: a service dies, an administrator moves things. */
static void agents_fail(struct sim *s)
{
    bad_weather(s, &s->failing_agents, "agents fail");
    service_dies(s);
    admin_changes(s);
}

static void agents_slow(struct sim *s)
{
    bad_weather(s, &s->slow_agents, "agents are slow");
    service_dies(s);
    admin_changes(s);
}

static void mark_storm(struct sim *s)
{
    struct sim_node *n = some_node(s);

    for (int i = 0; i < 10 && can_ask(s, n); i++) {
        set_mark(s, n);
    }
}

static void strike(struct sim *s, void *arg)
{
    enum sim_daemon d = sim_chance(s, 70) ? SIM_CRMD : SIM_FENCER;

    (void)arg;
    for (int i = 0; i < s->n_nodes; i++) {
        if (s->node[i].crmd != NULL && crmd_is_dc(s->node[i].crmd)) {
            node_crash(s, i, d);
            return;
        }
    }
}

void faults_fencing(struct sim *s, int64_t took_us)
{
    if (s->seed % 8 == 6 && !s->faults_over) {
        sim_at(s, sim_random(s, 0, took_us), strike, NULL, NULL);
    }
}

static void (*const FAULTS[])(struct sim *) = {
    power_off_a_while, kill_daemon, kill_daemon, kill_all_crmds, cut, service_dies, shut_down_a_while,
    agents_fail, agents_slow, network_slow, fencing_fails, disk_slow, admin_changes, admin_changes, mark_storm,
};

static void one_fault(struct sim *s, void *arg)
{
    (void)arg;
    if (!s->faults_over) {
        FAULTS[sim_random(s, 0, (int64_t)BT_COUNT(FAULTS) - 1)](s);
    }
}

/* Marks all along: the acknowledged ones must never be lost. */
static void one_mark(struct sim *s, void *arg)
{
    struct sim_node *n = some_node(s);

    (void)arg;
    if (can_ask(s, n) && !s->faults_over) {
        set_mark(s, n);
    }
    sim_at(s, sim_random(s, S / 10, 20 * S), one_mark, NULL, NULL);
}

/* A built-in fault: somebody who never leaves the cluster in peace. */
static void noise(struct sim *s, void *arg)
{
    struct sim_node *n = some_node(s);

    (void)arg;
    if (can_ask(s, n)) {
        set_mark(s, n);
    }
    sim_at(s, 5000, noise, NULL, NULL);
}

/* Everything is mended: power, network, weather, and what people had switched off. */
static void faults_end(struct sim *s, void *arg)
{
    (void)arg;
    sim_log(s, "WORLD", "the faults are over");
    s->faults_over = true;
    s->slow_network = s->slow_agents = s->failing_agents = s->failing_fencing = s->slow_disk = 0;
    heal(s, NULL);
    power_on_later(s, NULL);
}

static void admin_mends(struct sim *s, void *arg)
{
    struct sim_node *n = &s->node[0];

    (void)arg;
    power_on_later(s, NULL);
    if (!can_ask(s, n)) {
        sim_at(s, S, admin_mends, NULL, NULL);
        return;
    }
    sim_log(s, "CLIENT", "the administrator mends");
    for (int i = 0; i < s->n_nodes; i++) {
        set_standby(s, n, &s->node[i], false);
    }
    set_target_role(s, n, "db", "Started");
    crmd_op(s, n, "cleanup", NULL, NULL);
}

void faults_plan(struct sim *s)
{
    int64_t end = s->opt.end_s * S, quiet = end * 2 / 3;

    for (int i = 0; i < s->n_nodes; i++) {
        struct sim_node *n = &s->node[i];
        n->index = i;
        n->id = (uint32_t)i + 1;
        snprintf(n->name, sizeof n->name, "n%d", i + 1);
    }
    s->two_node = s->n_nodes == 2 && s->seed % 4 < 2;
    s->impatient = s->two_node && s->seed % 4 == 1;
    write_disks(s);
    for (int i = 0; i < s->n_nodes; i++) {
        node_power_on(s, i);
    }
    int64_t at = 0;
    for (int64_t i = sim_random(s, 2, 14); i > 0; i--) { /* half of them soon after another, where it hurts */
        at = at > 0 && sim_chance(s, 50) ? at + sim_random(s, 0, 4 * S) : sim_random(s, 2 * S, quiet - 60 * S);
        sim_at(s, at, one_fault, NULL, NULL);
    }
    sim_at(s, 5 * S, one_mark, NULL, NULL);
    if (s->opt.broken == SIM_BREAK_NOISE) {
        sim_at(s, end - S, noise, NULL, NULL);
    }
    sim_at(s, quiet, faults_end, NULL, NULL);
    sim_at(s, quiet + 30 * S, admin_mends, NULL, NULL);
}
