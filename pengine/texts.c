/* pengine/texts.c - a run's scores, capacities and graph as text: what crm_simulate -s, -U and -D print.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/graph.h"

static void tell_capacity(const struct pe_run *run, bool remaining, void (*tell)(const struct pe_told *t, void *data), void *data)
{
    for (size_t i = 0; i < run->model->n_nodes; i++) {
        const struct pe_node *n = run->model->nodes[i];
        tell(&(struct pe_told){.kind = PE_TOLD_CAPACITY, .step = remaining ? "Remaining" : "Original", .node = n->name,
                               .amounts = remaining ? &run->placement->load[i].free : &n->utilization}, data);
    }
}

static void tell_scores(const struct pe_run *run, const struct pe_shown *s, int what, void (*tell)(const struct pe_told *t, void *data), void *data)
{
    for (size_t i = 0; i < run->model->n_nodes && (what & PE_TELL_SCORES); i++)
        if (s->scores[i] != PE_NOT_SHOWN)
            tell(&(struct pe_told){.kind = PE_TOLD_SCORE, .step = s->step, .rsc = s->rsc->id, .node = run->model->nodes[i]->name, .score = s->scores[i]}, data);
}

void pe_each_told(const struct pe_run *run, int what, void (*tell)(const struct pe_told *t, void *data), void *data)
{
    const struct pe_placement *p = run->placement;
    if (what & PE_TELL_UTILIZATION)
        tell_capacity(run, false, tell, data);
    for (size_t i = 0; i < p->shown.n; i++) {
        const struct pe_shown *s = &p->shown.v[i];
        if (s->scores != NULL) {
            tell_scores(run, s, what, tell, data);
            continue;
        }
        struct pe_told t = {.step = s->step, .rsc = s->rsc->id, .node = s->node != NULL ? s->node->name : NULL, .score = s->score};
        if (!(what & (s->utilization ? PE_TELL_UTILIZATION : PE_TELL_SCORES)))
            continue;
        t.kind = s->utilization ? PE_TOLD_UTILIZATION : PE_TOLD_PROMOTION;
        t.amounts = s->utilization ? &s->rsc->utilization : NULL;
        tell(&t, data);
    }
    if (what & PE_TELL_UTILIZATION)
        tell_capacity(run, true, tell, data);
}

void pe_text_told(const struct pe_told *t, void *data)
{
    struct bt_buf *out = data;
    char score[BT_SCORE_TEXT];
    switch (t->kind) {
    case PE_TOLD_SCORE:
        bt_buf_addf(out, "%s: %s allocation score on %s: %s", t->step, t->rsc, t->node, bt_score_text(t->score, score));
        break;
    case PE_TOLD_PROMOTION:
        bt_buf_addf(out, "%s promotion score on %s: %s", t->rsc, t->node != NULL ? t->node : "none", bt_score_text(t->score, score));
        break;
    case PE_TOLD_UTILIZATION:
        bt_buf_addf(out, "%s: %s utilization on %s:", t->step, t->rsc, t->node);
        break;
    case PE_TOLD_CAPACITY:
        bt_buf_addf(out, "%s: %s capacity:", t->step, t->node);
        break;
    }
    for (size_t i = 0; t->amounts != NULL && i < t->amounts->n; i++)
        bt_buf_addf(out, " %s=%s", t->amounts->v[i].name, t->amounts->v[i].value);
    bt_buf_add(out, "\n");
}

/* --- DOT -------------------------------------------------------------------------------------------------- */

/* The action's key under the id that its node knows the resource by. */
static char *known_key(const struct pe_action *a, const char *known_as)
{
    if (a->about != NULL)
        return bt_printf("%s_%s_notify_%s_0", known_as, pe_attr_get(&a->meta, "notify_key_type"), pe_attr_get(&a->meta, "notify_key_operation"));
    return bt_opkey(known_as, a->cancels != NULL ? a->cancels : a->task, a->interval_ms);
}

/* An action as it is called on its node; what would need a node and has none is on "<none>". */
static char *dot_name(const struct pe_plan *plan, const struct pe_action *a)
{
    const char *node = a->node != NULL ? a->node->name : pe_is(a, PE_PSEUDO) ? NULL : "<none>";
    if (bt_streq(a->task, "stonith"))
        return bt_printf("stonith '%s' %s", pe_attr_get(&a->meta, "stonith_action"), node);
    const char *prefix = a->cancels != NULL ? "Cancel " : "", *known_as = a->rsc != NULL ? a->rsc->history_id : NULL;
    char *key = known_as != NULL                                             ? known_key(a, known_as)
                : a->rsc == NULL && a->node != NULL && !pe_is(a, PE_PSEUDO) ? bt_strdup(a->task)
                                                                             : bt_strdup(pe_action_key(plan, a));
    char *name = bt_printf("%s%s%s%s", prefix, key, node != NULL ? " " : "", node != NULL ? node : "");
    free(key);
    return name;
}

static bool written(const struct pe_action *a, bool all)
{
    if (pe_is(a, PE_DUMPED) || all)
        return true;
    return !(a->rsc != NULL && !a->rsc->managed) && !pe_is(a, PE_OPTIONAL);
}

static void dot_action(const struct pe_plan *plan, const struct pe_action *a, bool all, struct bt_buf *out)
{
    const char *style = "dashed", *colour = "red", *font = pe_is(a, PE_PSEUDO) ? "orange" : "black";
    if (!written(a, all))
        return;
    if (pe_is(a, PE_DUMPED)) {
        style = "bold";
        colour = "green";
    } else if (a->rsc != NULL && !a->rsc->managed) {
        font = "purple";
    } else if (pe_is(a, PE_OPTIONAL)) {
        colour = "blue";
    }
    char *name = dot_name(plan, a);
    bt_buf_addf(out, "\"%s\" [ style=%s color=\"%s\" fontcolor=\"%s\"]\n", name, style, colour, font);
    free(name);
}

static void dot_inputs(const struct pe_plan *plan, const struct pe_action *a, bool all, struct bt_buf *out)
{
    for (size_t i = 0; i < a->before.n; i++) {
        const struct pe_link *l = &a->before.v[i];
        const char *style = "dashed";
        bool optional = true;
        if (l->dumped) {
            optional = false;
            style = "bold";
        } else if (l->flags == 0) {
            continue;
        } else if (written(a, all) && written(l->action, all) && l->flags != PE_ORDER_LOAD) {
            optional = false;
        }
        if (!all && optional)
            continue;
        char *from = dot_name(plan, l->action), *to = dot_name(plan, a);
        bt_buf_addf(out, "\"%s\" -> \"%s\" [ style = %s]\n", from, to, style);
        free(from);
        free(to);
    }
}

void pe_text_dot(const struct pe_run *run, bool all, struct bt_buf *out)
{
    bt_buf_add(out, " digraph \"g\" {\n");
    for (size_t i = 0; i < run->plan->actions.n; i++)
        dot_action(run->plan, run->plan->actions.v[i], all, out);
    for (size_t i = 0; i < run->plan->actions.n; i++)
        dot_inputs(run->plan, run->plan->actions.v[i], all, out);
    bt_buf_add(out, "}\n");
}
