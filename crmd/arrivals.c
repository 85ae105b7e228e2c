/* crmd/arrivals.c - what was leaving a node when that was fenced (see arrivals.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/arrivals.h"

#include "crmd/core.h"
#include "crmd/status.h"

static void forget_here(struct crmd *c, const char *rsc)
{
    xmlDoc *doc = bt_xml_doc(XE_LRM_DELETE);
    bt_xml_set(bt_xml_root(doc), XA_RSC, rsc);
    report_expect(c);
    crmd_to_lrm(c, doc);
}

static void forget(struct crmd *c, const struct crmd_peer *dead, const struct crmd_peer *target, const char *rsc)
{
    bool here = target->id == c->nodeid, leads = crmd_is_dc(c) && peer_member(target);
    if (!(here || leads) || !status_was_not_running(status_resource(c, target, rsc)))
        return;
    crmd_log(c, BT_LOG_NOTICE, "%s was on its way from %s to %s: it is looked for there", rsc, peer_name(dead), peer_name(target));
    if (here && c->join.lrm_up)
        forget_here(c, rsc);
    if (!leads)
        return;
    status_delete_resource(c, target, rsc);
    crmd_want(c, "%s may have arrived on %s", rsc, peer_name(target));
}

void arrivals_forget(struct crmd *c, const struct crmd_peer *dead)
{
    const xmlNode *state = cib_node_state(cib_doc(c->replica.cib), peer_name(dead));
    struct bt_strv rscs = {0}, targets = {0}; /* first all: forgetting writes to the CIB */
    bt_xml_each(resource, bt_xml_path(state, XE_LRM "/" XE_LRM_RESOURCES), XE_LRM_RESOURCE) {
        const xmlNode *op = bt_xml_find(resource, XE_LRM_RSC_OP, XA_OPERATION, "migrate_to");
        if (op == NULL)
            continue;
        bt_strv_add(&rscs, bt_xml_get_or(resource, XA_ID, ""));
        bt_strv_add(&targets, bt_xml_get_or(op, XA_MIGRATE_TARGET, ""));
    }
    for (size_t i = 0; i < rscs.n; i++) {
        const struct crmd_peer *target = peers_named(&c->peers, targets.v[i]);
        if (target != NULL && target != dead)
            forget(c, dead, target, rscs.v[i]);
    }
    bt_strv_free(&rscs);
    bt_strv_free(&targets);
}
