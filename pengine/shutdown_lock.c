/* pengine/shutdown_lock.c - what ran on a node that was shut down in an orderly way waits for it (option shutdown-lock).
 *
 * The node's history says so by lrm_resource/@shutdown-lock, the time of the shutdown. The rules, of Pacemaker Explained
 * ("shutdown-lock", "shutdown-lock-limit") and of trials:
 *   1. A lock that is older than shutdown-lock-limit is over; so is one of a resource that is active by now. The node's history
 *      of it is then deleted.
 *   2. What is active on one node alone, which is leaving in an orderly way, is locked from now on.
 *   3. Only primitives, and members of groups, are locked; not what is cloned, nor fence devices.
 *   4. What is locked runs nowhere but on its node, until the lock is over.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/history.h"
#include "pengine/rules.h"

static bool expired(const struct pe_model *m, int64_t since_s)
{
    int64_t limit_s = m->priv->shutdown_lock_limit_ms / 1000;
    return limit_s > 0 && m->now.s - limit_s > since_s;
}

void pe_read_shutdown_lock(struct pe_model *m, struct pe_rsc *r, struct pe_node *n, struct pe_rsc_history *h)
{
    int64_t since_s = bt_xml_get_int(h->xml, XA_SHUTDOWN_LOCK, 0);
    if (since_s == 0)
        return;
    if (expired(m, since_s)) {
        h->lock_over = true;
        return;
    }
    r->lock_node = n;
    r->lock_time_s = since_s;
}

static void lock_to(struct pe_model *m, struct pe_rsc *r, const struct pe_node *n)
{
    int64_t asked_s = 0;
    if (!bt_parse_int(pe_attr_get(&n->attrs, "shutdown"), &asked_s) || asked_s == 0)
        asked_s = m->now.s;
    r->lock_node = n;
    r->lock_time_s = asked_s;
}

static void settle_lock(struct pe_model *m, struct pe_rsc *r)
{
    if (r->lock_node != NULL && r->active_on.n > 0) {
        struct pe_rsc_history *h = pe_history_of(m, r, r->lock_node);
        assert(h != NULL); /* it told of the lock */
        h->lock_over = true;
        r->lock_node = NULL;
        r->lock_time_s = 0;
    } else if (r->lock_node == NULL && r->active_on.n == 1 && r->active_on.v[0]->shutdown && !r->active_on.v[0]->unclean) {
        lock_to(m, r, r->active_on.v[0]);
    }
    if (r->lock_node == NULL)
        return;
    if (m->priv->shutdown_lock_limit_ms > 0)
        pe_recheck_after(&m->recheck_s, r->lock_time_s, m->priv->shutdown_lock_limit_ms / 1000, m->now);
    for (size_t i = 0; i < m->n_nodes; i++)
        if (m->nodes[i] != r->lock_node)
            pe_mark(m, r, m->nodes[i], -BT_INFINITY, "shutdown-lock");
}

void pe_settle_shutdown_locks(struct pe_model *m)
{
    for (size_t i = 0; i < m->n_rscs && m->priv->shutdown_lock; i++)
        if (m->rscs[i]->kind == PE_PRIMITIVE && !pe_in_clone(m->rscs[i]) && !m->rscs[i]->fence_device)
            settle_lock(m, m->rscs[i]);
}
