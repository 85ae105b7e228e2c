/* pengine/schedule.c - graph = schedule(cib, now), in four steps. Each has a type of its own and takes the ones before as
 * const: what a later step finds out never changes what an earlier one said.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/graph.h"

int pe_run_new(const xmlDoc *cib, struct bt_wall now, const struct pe_run_options *options, struct pe_run **ret, struct bt_err *err)
{
    struct pe_model *model;
    int rc = pe_status_new(cib, now, &model, err);                             /* 1. the cluster as it is   (model.c) */
    if (rc == 0)
        *ret = pe_run_of(model, options);
    return rc;
}

struct pe_run *pe_run_of(struct pe_model *model, const struct pe_run_options *options)
{
    static const struct pe_run_options defaults = {0};
    if (options == NULL)
        options = &defaults;

    struct pe_run *run = BT_NEW(struct pe_run);
    run->model = model;
    pe_check_configuration(model);                                             /*    what it should say otherwise (check.c) */
    pe_settle_shutdown_locks(model);                                           /*    what waits for a node (shutdown_lock.c) */
    pe_apply_tickets(model);                                                   /*    what has no ticket    (constraint_ticket.c) */
    run->placement = pe_place(run->model, options);                            /* 2. who runs where         (place.c) */
    run->plan = pe_make_plan(run->model, run->placement, options);              /* 3. what it takes          (plan.c) */
    run->graph = pe_graph(run->plan);                                          /* 4. as a graph             (graph.c) */
    run->transition_id = options->transition_id;
    pe_findings_move(&model->findings, &run->plan->findings);
    return run;
}

void pe_run_free(struct pe_run *run)
{
    if (run == NULL)
        return;
    bt_xml_free(run->xml);
    pe_plan_free(run->plan);
    pe_placement_free(run->placement);
    pe_status_free(run->model);
    free(run);
}

const struct pe_model *pe_run_model(const struct pe_run *run)
{
    return run->model;
}

const struct pe_findings *pe_run_findings(const struct pe_run *run)
{
    return &run->model->findings;
}

const xmlDoc *pe_run_graph(struct pe_run *run)
{
    if (run->xml == NULL)
        run->xml = pe_graph_xml(run->graph, run->transition_id);
    return run->xml;
}

size_t pe_run_steps(const struct pe_run *run)
{
    return run->graph->n;
}

void pe_run_step(const struct pe_run *run, size_t i, struct pe_step *ret)
{
    pe_graph_step(run->graph, i, ret);
}

void pe_run_step_attrs(const struct pe_run *run, size_t i, struct pe_step *step)
{
    pe_graph_step_attrs(run->graph, i, step);
}

int pe_schedule(const xmlDoc *cib, struct bt_wall now, int64_t transition_id, struct pe_result *ret, struct bt_err *err)
{
    struct pe_run *run;
    struct pe_run_options options = {.transition_id = transition_id};
    int rc = pe_run_new(cib, now, &options, &run, err);
    if (rc != 0)
        return rc;
    pe_run_graph(run);
    *ret = (struct pe_result){.graph = run->xml, .recheck_s = run->model->recheck_s};
    run->xml = NULL;
    pe_findings_move(&ret->findings, &run->model->findings);
    pe_run_free(run);
    return 0;
}

int pe_check(const xmlDoc *cib, struct bt_wall now, struct pe_result *ret, struct bt_err *err)
{
    struct pe_model *model;
    int rc = pe_status_new(cib, now, &model, err);
    if (rc != 0)
        return rc;
    pe_check_configuration(model);
    *ret = (struct pe_result){.recheck_s = model->recheck_s};
    pe_findings_move(&ret->findings, &model->findings);
    pe_status_free(model);
    return 0;
}

void pe_result_clear(struct pe_result *r)
{
    bt_xml_free(r->graph);
    pe_findings_clear(&r->findings);
    *r = (struct pe_result){0};
}
