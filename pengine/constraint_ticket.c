/* pengine/constraint_ticket.c - rsc_ticket: what may run only at the site that holds a ticket.
 *
 * Source: Pacemaker Explained, "Multi-Site Clusters and Tickets".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/constraints.h"

static enum pe_ticket_loss loss_of(struct pe_model *m, const xmlNode *xml, enum bt_role role)
{
    const char *value = bt_xml_get(xml, XA_LOSS_POLICY);
    if (bt_strcaseeq(value, "fence")) {
        if (m->stonith_enabled)
            return PE_LOSS_FENCE;
        pe_error(m, "constraint %s: loss-policy=fence needs stonith-enabled, using stop", bt_xml_id(xml));
        return PE_LOSS_STOP;
    }
    if (bt_strcaseeq(value, "freeze"))
        return PE_LOSS_FREEZE;
    if (bt_strcaseeq(value, "demote"))
        return PE_LOSS_DEMOTE;
    if (value != NULL && bt_strcaseeq(value, "stop"))
        return PE_LOSS_STOP;
    return role == BT_ROLE_PROMOTED ? PE_LOSS_DEMOTE : PE_LOSS_STOP;
}

static bool role_matches(const struct pe_rsc *r, const struct pe_rsc_ticket *t)
{
    return t->role == BT_ROLE_UNKNOWN || t->role == r->role;
}

static void lost(struct pe_model *m, struct pe_rsc *r, const struct pe_rsc_ticket *t)
{
    switch (t->loss) {
    case PE_LOSS_STOP:
        pe_mark(m, r, NULL, -BT_INFINITY, "__loss_of_ticket__");
        break;
    case PE_LOSS_DEMOTE:
        if (t->role != BT_ROLE_PROMOTED)
            pe_mark(m, r, NULL, -BT_INFINITY, "__loss_of_ticket__");
        break;
    case PE_LOSS_FENCE:
        if (!role_matches(r, t))
            break;
        pe_mark(m, r, NULL, -BT_INFINITY, "__loss_of_ticket__");
        for (size_t i = 0; i < r->active_on.n; i++)
            pe_mark_unclean(m, (struct pe_node *)r->active_on.v[i], "deadman ticket was lost", false);
        break;
    case PE_LOSS_FREEZE:
        if (role_matches(r, t)) {
            r->managed = false;
            r->blocked = true;
        }
        break;
    }
}

static void without_ticket(struct pe_model *m, struct pe_rsc *r, const struct pe_rsc_ticket *t)
{
    for (size_t i = 0; i < r->n_children; i++)
        without_ticket(m, r->children[i], t);
    if (r->n_children > 0)
        return;
    bool needs_it_to_run = t->role != BT_ROLE_PROMOTED || t->loss == PE_LOSS_STOP;
    if (!t->ticket->granted && r->active_on.n > 0)
        lost(m, r, t);
    else if (!t->ticket->granted && needs_it_to_run)
        pe_mark(m, r, NULL, -BT_INFINITY, "__no_ticket__");
    else if (t->ticket->granted && t->ticket->standby && needs_it_to_run)
        pe_mark(m, r, NULL, -BT_INFINITY, "__ticket_standby__");
}

static const struct pe_ticket *ticket_of(struct pe_model *m, const char *id)
{
    struct pe_ticket *t = bt_map_get(m->priv->tickets, id);
    if (t == NULL) {
        t = PE_NEW(&m->priv->arena, struct pe_ticket);
        *t = (struct pe_ticket){.id = id, .last_granted_s = -1};
        bt_map_put(m->priv->tickets, id, t);
        PE_PUSH(&m->priv->arena, &m->priv->all_tickets, t);
    }
    return t;
}

static void depend(struct pe_model *m, const xmlNode *xml, struct pe_rsc *r, enum bt_role role)
{
    if (role == BT_ROLE_STARTED)
        role = BT_ROLE_UNKNOWN;
    struct pe_rsc_ticket t = {bt_xml_id(xml), ticket_of(m, bt_xml_get(xml, XA_TICKET)), r, role, loss_of(m, xml, role)};
    PE_PUSH(&m->priv->arena, &m->priv->rsc_tickets, t);
}

void pe_apply_tickets(struct pe_model *m)
{
    for (size_t i = 0; i < m->priv->rsc_tickets.n; i++) {
        const struct pe_rsc_ticket *t = &m->priv->rsc_tickets.v[i];
        if (!t->ticket->granted || t->ticket->standby)
            without_ticket(m, t->rsc, t);
    }
}

void pe_read_ticket(struct pe_model *m, const xmlNode *xml)
{
    const char *id = bt_xml_id(xml);
    if (bt_xml_get(xml, XA_TICKET) == NULL) {
        pe_error(m, "constraint %s names no ticket", id);
        return;
    }
    struct pe_set set;
    if (bt_xml_get(xml, XA_RSC) != NULL && pe_set_of(m, id, bt_xml_get(xml, XA_RSC), &set))
        for (size_t i = 0; i < set.members.n; i++)
            depend(m, xml, set.members.v[i], bt_role_parse(bt_xml_get(xml, XA_RSC_ROLE)));
    bt_xml_each(x, xml, XE_RESOURCE_SET)
    {
        if (pe_read_set(m, id, x, &set))
            for (size_t i = 0; i < set.members.n; i++)
                depend(m, xml, set.members.v[i], set.role);
    }
}
