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
    pe_settle_shutdown_locks(model);                                           /*    what waits for a node (shutdown_lock.c) */
    pe_apply_tickets(model);                                                   /*    what has no ticket    (constraint_ticket.c) */
    run->placement = pe_place(run->model, options);                            /* 2. who runs where         (place.c) */
    run->plan = pe_make_plan(run->model, run->placement, options);              /* 3. what it takes          (plan.c) */
    run->graph = pe_graph(run->plan);                                          /* 4. as a graph             (graph.c) */
    run->transition_id = options->transition_id;
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

static void move_sentences(struct bt_strv *to, struct bt_strv *from)
{
    *to = *from;
    *from = (struct bt_strv){0};
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
    for (size_t i = 0; i < run->model->notes.n; i++)
        bt_strv_add(&run->model->warnings, run->model->notes.v[i]);
    move_sentences(&ret->warnings, &run->model->warnings);
    move_sentences(&ret->errors, &run->model->errors);
    pe_run_free(run);
    return 0;
}

void pe_result_clear(struct pe_result *r)
{
    bt_xml_free(r->graph);
    bt_strv_free(&r->warnings);
    bt_strv_free(&r->errors);
    *r = (struct pe_result){0};
}
