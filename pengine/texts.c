/* pengine/texts.c - a run's scores, capacities and graph as text: what crm_simulate -s, -U and -D print.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/graph.h"

void pe_text_scores(const struct pe_run *run, struct bt_buf *out)
{
    const struct pe_placement *p = run->placement;
    for (size_t i = 0; i < p->shown.n; i++) {
        const struct pe_shown_score *s = &p->shown.v[i];
        char score[BT_SCORE_TEXT];
        if (strcmp(s->step, "promotion") == 0)
            bt_buf_addf(out, "%s promotion score on %s: %s\n", s->rsc->id, s->node != NULL ? s->node->name : "none", bt_score_text(s->score, score));
        else
            bt_buf_addf(out, "%s: %s allocation score on %s: %s\n", s->step, s->rsc->id, s->node->name, bt_score_text(s->score, score));
    }
}

void pe_text_utilization(const struct pe_run *run, struct bt_buf *out)
{
    struct pe_placement *p = run->placement;
    bt_buf_add(out, p->original_capacity.text != NULL ? p->original_capacity.text : "");
    for (size_t i = 0; i < run->model->n_rscs; i++) {
        const struct pe_rsc *r = run->model->rscs[i];
        const struct pe_node *n = pe_placed(p, r)->node;
        if (r->kind != PE_PRIMITIVE || n == NULL)
            continue;
        bt_buf_addf(out, "pcmk__assign_primitive: %s utilization on %s:", r->id, n->name);
        for (size_t k = 0; k < r->utilization.n; k++)
            bt_buf_addf(out, " %s=%s", r->utilization.v[k].name, r->utilization.v[k].value);
        bt_buf_add(out, "\n");
    }
    pe_capacity_text(p, "Remaining", out);
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
static char *dot_name(const struct pe_action *a)
{
    const char *node = a->node != NULL ? a->node->name : pe_is(a, PE_PSEUDO) ? NULL : "<none>";
    if (bt_streq(a->task, "stonith"))
        return bt_printf("stonith '%s' %s", pe_attr_get(&a->meta, "stonith_action"), node);
    const char *prefix = a->cancels != NULL ? "Cancel " : "", *known_as = a->rsc != NULL ? a->rsc->history_id : NULL;
    char *key = known_as != NULL                                             ? known_key(a, known_as)
                : a->rsc == NULL && a->node != NULL && !pe_is(a, PE_PSEUDO) ? bt_strdup(a->task)
                                                                             : bt_strdup(a->key);
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

static void dot_action(const struct pe_action *a, bool all, struct bt_buf *out)
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
    char *name = dot_name(a);
    bt_buf_addf(out, "\"%s\" [ style=%s color=\"%s\" fontcolor=\"%s\"]\n", name, style, colour, font);
    free(name);
}

static void dot_inputs(const struct pe_action *a, bool all, struct bt_buf *out)
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
        char *from = dot_name(l->action), *to = dot_name(a);
        bt_buf_addf(out, "\"%s\" -> \"%s\" [ style = %s]\n", from, to, style);
        free(from);
        free(to);
    }
}

void pe_text_dot(const struct pe_run *run, bool all, struct bt_buf *out)
{
    bt_buf_add(out, " digraph \"g\" {\n");
    for (size_t i = 0; i < run->plan->actions.n; i++)
        dot_action(run->plan->actions.v[i], all, out);
    for (size_t i = 0; i < run->plan->actions.n; i++)
        dot_inputs(run->plan->actions.v[i], all, out);
    bt_buf_add(out, "}\n");
}
