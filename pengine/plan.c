/* pengine/plan.c - the third stage, in numbered steps.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/plan.h"

static struct pe_plan *new_plan(const struct pe_model *m, const struct pe_placement *p, const struct pe_run_options *options)
{
    struct pe_plan *plan = BT_NEW(struct pe_plan);
    plan->m = m;
    plan->p = p;
    plan->record = options->record;
    plan->take_order = pe_keep_order;
    plan->singles = bt_map_new();
    plan->of = pe_alloc(&plan->arena, (m->n_rscs + 1) * sizeof *plan->of);
    plan->nodes = pe_alloc(&plan->arena, (m->n_nodes + 1) * sizeof *plan->nodes);
    for (size_t i = 0; i < m->n_nodes; i++)
        plan->nodes[i] = (struct pe_node_plan){.unclean = m->nodes[i]->unclean, .fence_reason = m->nodes[i]->fence_reason};
    for (size_t i = 0; i < m->n_rscs; i++)
        plan->of[i] = (struct pe_planned){.node = p->of[i].node, .role = pe_present_role(m->rscs[i]),
                                          .next_role = pe_refine_role(m->rscs[i], p->of[i].next_role),
                                          .children = m->rscs[i]->children};
    return plan;
}

/* Each action is in one list, a resource's or the cluster's, and each link is known at both ends. Marks that a step makes are gone when it is done. */
static void plan_check(const struct pe_plan *plan)
{
    size_t listed = bt_map_size(plan->singles), before = 0, after = 0;
    assert(plan->take_order == pe_keep_order && plan->order == 0 && plan->n_first_orderings <= plan->orderings.n);
    for (size_t i = 0; i < plan->m->n_rscs; i++) {
        listed += plan->of[i].actions.n;
        assert(plan->of[i].node == NULL || plan->of[i].node == plan->p->of[i].node); /* a plan may give up what was placed, it does not place */
        assert(plan->of[i].next_role <= BT_ROLE_PROMOTED);
    }
    assert(listed == plan->actions.n);
    for (size_t i = 0; i < plan->actions.n; i++) {
        const struct pe_action *a = plan->actions.v[i];
        assert(a->id == (int)i + 1 && (a->own_key != NULL || a->rsc != NULL));
        assert(!(a->flags & (PE_QUEUED | PE_VISITED | PE_DUMPED)));
        before += a->before.n;
        after += a->after.n;
    }
    assert(before == after);
}

struct pe_plan *pe_make_plan(const struct pe_model *m, const struct pe_placement *p, const struct pe_run_options *options)
{
    struct pe_plan *plan = new_plan(m, p, options);
    plan->sanitized = options->sanitized;

    for (size_t i = 0; i < m->n_nodes; i++) /* the fencing of lost nodes is the first thing that is thought of */
        if (m->nodes[i]->unclean && m->nodes[i]->fence_reason != NULL)
            pe_fence_action(plan, m->nodes[i], NULL, true, NULL, false);
    pe_plan_from_history(plan);          /* 1. what recurs already, what failures ask for */
    pe_plan_configured_orders(plan);     /* 2. orderings: configured, */
    pe_prepare_orders_within(plan);      /*    and what those need that each kind of resource has within */
    pe_plan_config_changes(plan);        /* 3. changed parameters: restart, reload, cancel, */
    pe_plan_unassigned(plan);            /*    as far as there is a node for it */
    if (m->priv->startup_probes)
        pe_plan_probes(plan);            /* 4. what is not known yet is probed */
    for (size_t i = 0; i < m->n_top; i++)
        pe_plan_actions(plan, p->order[i]);/* 5. from the present role to the next, on the chosen node */
    pe_plan_fencing(plan);               /* 6. nodes: fencing and shutdown */
    pe_apply_orders(plan);               /* 7. these orderings, and those that resources have within, become links between actions */
    pe_order_probes(plan);               /* 8. probes come before what depends on their result */
    pe_propagate(plan);                  /* 9. what is required and what can't run, until nothing changes */
    pe_fill_notifications(plan);         /* 10. what notifications tell */
    plan_check(plan);
    return plan;
}

void pe_plan_free(struct pe_plan *plan)
{
    if (plan == NULL)
        return;
    bt_map_free(plan->singles);
    pe_arena_free(&plan->arena);
    free(plan);
}
