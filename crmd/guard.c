/* crmd/guard.c - pulses, and what the supervisor is told of them (see guard.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/core.h"

void guard_free(struct crmd_guard *g)
{
    free(g->life);
}

static void again(struct crmd *c)
{
    crmd_timer_set(c, CRMD_TIMER_PULSE, 0, c->guard.ms / GUARD_SHARE);
}

void guard_begin(struct crmd *c)
{
    if (c->guard.ms > 0)
        again(c);
}

/* The supervisor is told; asked_ms < 0: that the node acts, but not that it may. */
static void tell(struct crmd *c, int64_t asked_ms)
{
    xmlDoc *doc = bt_xml_doc(XE_WATCHDOG_PULSE);
    if (asked_ms >= 0)
        bt_xml_set_int(bt_xml_root(doc), XA_ASKED_MS, asked_ms);
    crmd_to_supervisor(c, doc);
}

static void acts(struct crmd *c)
{
    c->guard.acts = true;
    tell(c, -1);
}

void guard_settle(struct crmd *c)
{
    if (c->guard.ms > 0 && c->peers.quorate && !c->guard.acts)
        acts(c);
}

void guard_beat(struct crmd *c)
{
    assert(c->guard.ms > 0);
    const struct crmd_peer *self = peers_find(&c->peers, c->nodeid);
    again(c);
    if (c->guard.acts && !c->peers.quorate)
        acts(c); /* a supervisor that was away has not heard it */
    if (self == NULL || !self->group || c->guard.condemned)
        return;
    xmlDoc *doc = message_new(c, CRMD_MSG_PULSE);
    bt_xml_set(bt_xml_root(doc), XA_RUN, c->uuid);
    bt_xml_set_int(bt_xml_root(doc), XA_ASKED_MS, c->now.mono.ms);
    crmd_send(c, doc);
}

void guard_pulse(struct crmd *c, const struct crmd_message *m)
{
    int64_t asked_ms = bt_xml_get_int(m->root, XA_ASKED_MS, -1);
    if (c->guard.ms <= 0 || m->from != c->nodeid || !bt_streq(bt_xml_get(m->root, XA_RUN), c->uuid) || c->guard.condemned || asked_ms < 0)
        return;
    bool ignores = bt_streq(cib_option(cib_doc(c->replica.cib), "no-quorum-policy"), "ignore");
    if (c->peers.quorate)
        tell(c, asked_ms);
    else if (ignores)
        acts(c);
    if (!c->peers.quorate && ignores && !c->guard.said)
        crmd_log(c, BT_LOG_ERROR, "This node has a watchdog and no quorum, and no-quorum-policy=ignore lets it act: it is reset. Use another policy, or no watchdog (SBD_WATCHDOG_DEV)");
    c->guard.said = !c->peers.quorate && ignores;
}

void guard_condemn(struct crmd *c, const struct crmd_message *m, const xmlNode *order)
{
    if (c->guard.ms == 0 || c->guard.condemned || !bt_strcaseeq(bt_xml_get(order, XA_TARGET), c->name) || !bt_streq(bt_xml_get(order, XA_LIFE), c->guard.life))
        return;
    c->guard.condemned = true;
    xmlDoc *doc = bt_xml_doc(XE_WATCHDOG_LET_GO);
    char *why = bt_printf("this node is being fenced by %s", peer_name(peers_find(&c->peers, m->from)));
    crmd_log(c, BT_LOG_ERROR, "This node is being fenced by %s, and has to reset itself", peer_name(peers_find(&c->peers, m->from)));
    bt_xml_set(bt_xml_root(doc), XA_REASON, why);
    free(why);
    crmd_to_supervisor(c, doc);
}

void guard_check(const struct crmd *c)
{
    const struct crmd_guard *g = &c->guard;
    assert(g->ms > 0 || (!g->acts && !g->condemned));
    assert(g->ms <= 0 || !c->peers.quorate || g->acts); /* the supervisor feeds by itself no more */
}
