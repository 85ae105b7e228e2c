/* pengine/plan_migrate.c - live migration: migrate_to, migrate_from, and a stop that comes after both; the start is only
 * pretended. If anything forces a stop before the move, the flags fall back to stop and start (propagate.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/plan.h"

bool pe_may_migrate(const struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *current)
{
    const struct pe_node *to = pe_planned(plan, r)->node;
    return r->allow_migrate && pe_placed(plan->p, r)->managed && !r->failed && !r->start_pending && !pe_unclean(plan, current) &&
           to != NULL && !pe_unclean(plan, to);
}

static void name_ends(struct pe_plan *plan, struct pe_action *a, const struct pe_node *from, const struct pe_node *to)
{
    pe_action_meta(plan, a, "migrate_source", from->name);
    pe_action_meta(plan, a, "migrate_target", to->name);
}

void pe_plan_migration(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *current)
{
    struct pe_planned *at = pe_planned(plan, r);
    assert(current != NULL && at->node != NULL && current != at->node && pe_placed(plan->p, r)->managed);
    struct pe_action *start = pe_action(plan, r, "start", 0, at->node, true), *stop = pe_action(plan, r, "stop", 0, current, true);
    struct pe_action *from = NULL, *to = NULL;
    const unsigned after = PE_ORDER_SOFT | PE_ORDER_MIGRATE_FIRST;
    if (!at->partial_migration)
        to = pe_action(plan, r, "migrate_to", 0, current, true);
    from = pe_action(plan, r, "migrate_from", 0, at->node, true);

    stop->flags |= PE_MIGRATABLE;
    start->flags |= PE_MIGRATABLE | PE_PSEUDO;
    from->flags |= PE_MIGRATABLE;
    if (to == NULL) {
        from->needs = start->needs;
        pe_order_tasks(plan, r, "monitor", r, "migrate_from", PE_ORDER_SOFT);
    } else {
        to->flags |= PE_MIGRATABLE;
        to->needs = start->needs;
        pe_order_tasks(plan, r, "monitor", r, "migrate_to", PE_ORDER_SOFT);
        pe_order_tasks(plan, r, "migrate_to", r, "migrate_from", after);
        name_ends(plan, to, current, at->node);
        struct pe_attrs configured = {0};
        pe_rsc_op_meta(plan->m, r, "migrate_to", 0, &configured);
        if (pe_attr_get(&configured, XA_RECORD_PENDING) == NULL)
            pe_action_meta(plan, to, "record-pending", "true");
    }
    pe_order_tasks(plan, r, "migrate_from", r, "stop", after);
    pe_order_tasks(plan, r, "migrate_from", r, "start", after | PE_ORDER_PSEUDO_LEFT);
    name_ends(plan, from, current, at->node);
}
