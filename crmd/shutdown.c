/* crmd/shutdown.c - the orderly end of this node (see shutdown.h). Protocol, 7 (crmd/crmd.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/core.h"
#include "crmd/status.h"

void shutdown_begin(struct crmd *c)
{
    if (c->shutdown.wanted)
        return;
    c->shutdown.wanted = true;
    crmd_log(c, BT_LOG_NOTICE, "Shutting down: the resources of this node are moved away first");
    crmd_timer_set(c, CRMD_TIMER_ESCALATE, 0, bt_duration_ms_or(cib_option(cib_doc(c->replica.cib), "shutdown-escalation"), 1200000));
    if (c->state == CRMD_S_STARTING) { /* not in the group: nothing runs here by our doing */
        crmd_move(c, CRMD_S_STOPPING, "not in the cluster yet");
        shutdown_finish(c);
    }
}

void shutdown_settle(struct crmd *c)
{
    if (!c->view.settled || !c->join.welcomed) {
        c->shutdown.asked = false;
        return;
    }
    if (!c->shutdown.wanted || c->shutdown.asked)
        return;
    c->shutdown.asked = true;
    xmlDoc *doc = bt_xml_doc(XE_CRMD_REQUEST);
    bt_xml_set(bt_xml_root(doc), XA_OP, "leave");
    requests_ask(c, 0, NULL, 0, doc);
}

void shutdown_of(struct crmd *c, uint32_t node)
{
    assert(crmd_is_dc(c));
    const struct crmd_peer *p = peers_find(&c->peers, node);
    if (p == NULL || p->name == NULL || status_attribute(c, p->name, "shutdown") != NULL)
        return;
    char *when = bt_printf("%" PRId64, c->now.wall.s);
    crmd_log(c, BT_LOG_NOTICE, "%s wants to leave", p->name);
    attributes_write(c, p, "shutdown", when);
    crmd_want(c, "%s wants to leave", p->name);
    free(when);
}

void shutdown_told(struct crmd *c, uint32_t node)
{
    struct crmd_peer *p = peers_find(&c->peers, node);
    if (p != NULL)
        p->leaving = true;
    if (node != c->nodeid || c->state >= CRMD_S_STOPPING)
        return;
    crmd_move(c, CRMD_S_STOPPING, "the coordinator says so");
    shutdown_finish(c);
}

void shutdown_escalate(struct crmd *c)
{
    crmd_log(c, BT_LOG_ERROR, "The orderly shutdown has taken longer than shutdown-escalation: leaving now; resources that still run here will make the others fence this node");
    crmd_move(c, CRMD_S_STOPPING, "shutdown-escalation");
    shutdown_finish(c);
}

void shutdown_finish(struct crmd *c)
{
    if (c->state != CRMD_S_STOPPING || c->replica.saving)
        return;
    crmd_move(c, CRMD_S_TERMINATE, "done");
    crmd_exit(c, BT_EX_OK);
}
