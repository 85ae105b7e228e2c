/* tests/sim/config.c - the configuration that the nodes find on their disks.
 *
 * A group, primitives that depend on each other, one that migrates; and, except in plain worlds, a promotable clone, whose score its agents tell, with an address
 * where it is promoted. In every other of them the clone's instances are notified.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/sim/sim.h"

const char *const sim_rsc[] = {"ip", "web", "db", "app", "vm", "vip"};

#define PLAIN_RSCS 5

#define OPS(id)                                                                                                        \
    "<operations><op id='" id "-monitor' name='monitor' interval='10s' timeout='5s'/>"                                 \
    "<op id='" id "-start' name='start' interval='0s' timeout='6s'/>"                                                  \
    "<op id='" id "-stop' name='stop' interval='0s' timeout='6s'/></operations>"
#define PRIMITIVE(id) "<primitive id='" id "' class='ocf' provider='heartbeat' type='Dummy'>" OPS(id) "</primitive>"
#define MIGRATABLE(id)                                                                                                 \
    "<primitive id='" id "' class='ocf' provider='heartbeat' type='Dummy'><meta_attributes id='" id "-meta'>"          \
    "<nvpair id='" id "-allow' name='allow-migrate' value='true'/></meta_attributes>" OPS(id) "</primitive>"

static const char TWO_NODE[] = "<nvpair id='o-profile' name='cluster-profile' value='two-node'/>";
static const char NOTIFY[] = "<nvpair id='pgs-notify' name='notify' value='true'/>";

static const char PROMOTABLE[] =
    "<clone id='pgs'><meta_attributes id='pgs-meta'><nvpair id='pgs-promotable' name='promotable' value='true'/>%s</meta_attributes>"
    "<primitive id='" SIM_CLONE "' class='ocf' provider='heartbeat' type='Stateful'><operations>"
    "<op id='pg-monitor' name='monitor' interval='10s' timeout='5s' role='Unpromoted'/>"
    "<op id='pg-monitor-p' name='monitor' interval='11s' timeout='5s' role='Promoted'/>"
    "<op id='pg-start' name='start' interval='0s' timeout='6s'/><op id='pg-stop' name='stop' interval='0s' timeout='6s'/>"
    "<op id='pg-promote' name='promote' interval='0s' timeout='6s'/><op id='pg-demote' name='demote' interval='0s' timeout='6s'/>"
    "<op id='pg-notify' name='notify' interval='0s' timeout='6s'/></operations></primitive></clone>" PRIMITIVE("vip");

static const char WITH_PROMOTED[] =
    "<rsc_colocation id='vip-with-pg' rsc='vip' with-rsc='pgs' with-rsc-role='Promoted' score='INFINITY'/>"
    "<rsc_order id='pg-then-vip' first='pgs' first-action='promote' then='vip' then-action='start'/>";

/* Epoch, more options, nodes, more resources, more constraints (twice). */
static const char WATCHDOG[] = "<nvpair id='o-watchdog' name='stonith-watchdog-timeout' value='10s'/>";
static const char DEVICE[] = "<primitive id='fence' class='stonith' type='fence_sim'><operations><op id='fence-monitor' name='monitor' interval='60s'/></operations></primitive>";

static const char CONFIG[] =
    "<cib crm_feature_set='3.16.1' validate-with='pacemaker-3.9' admin_epoch='0' epoch='%d' num_updates='0'><configuration><crm_config>"
    "<cluster_property_set id='cib-bootstrap-options'>"
    "<nvpair id='o-stonith' name='stonith-enabled' value='true'/>"
    "<nvpair id='o-timeout' name='stonith-timeout' value='20s'/>"
    "<nvpair id='o-deadtime' name='dc-deadtime' value='3s'/>%s"
    "</cluster_property_set></crm_config><nodes>%s</nodes><resources>%s"
    "<group id='g'>" PRIMITIVE("ip") PRIMITIVE("web") "</group>" PRIMITIVE("db") PRIMITIVE("app") MIGRATABLE("vm")
    "%s</resources><constraints>"
    "<rsc_colocation id='app-with-db' rsc='app' with-rsc='db' score='INFINITY'/>"
    "<rsc_order id='db-then-app' first='db' then='app'/>"
    "<rsc_location id='db-likes-n1' rsc='db' node='n1' score='10'/>%s%s"
    "</constraints></configuration><status/></cib>";

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static char *config_of(const struct sim *s, int epoch, const char *nodes, const char *ban)
{
    char *clone = s->opt.plain ? bt_strdup("") : bt_printf(PROMOTABLE, s->notify ? NOTIFY : "");
    char *text = bt_printf(CONFIG, epoch, s->two_node ? TWO_NODE : s->opt.watchdog ? WATCHDOG : "", nodes, s->opt.watchdog ? "" : DEVICE, clone, s->opt.plain ? "" : WITH_PROMOTED, ban);

    free(clone);
    return text;
}
#pragma GCC diagnostic pop

void config_write(struct sim *s)
{
    struct bt_buf nodes = {0};
    /* With others at hand one node may do without the device: its fencing is done by them. */
    const char *ban = s->n_nodes > 2 && !s->opt.watchdog && sim_chance(s, 50) ? "<rsc_location id='no-fence-on-n2' rsc='fence' node='n2' score='-INFINITY'/>" : "";

    s->n_rscs = s->opt.plain ? PLAIN_RSCS : BT_COUNT(sim_rsc);
    for (int i = 0; i < s->n_nodes; i++) {
        bt_buf_addf(&nodes, "<node id='%d' uname='n%d'/>", i + 1, i + 1);
    }
    for (int i = 0; i < s->n_nodes; i++) {
        int epoch = sim_chance(s, 80) ? 5 : 4; /* one may have been off when the last change was made */
        s->node[i].disk = i > 0 && sim_chance(s, 20) ? NULL : config_of(s, i == 0 ? 5 : epoch, nodes.text, ban);
    }
    bt_buf_free(&nodes);
}
