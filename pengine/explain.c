/* pengine/explain.c - why a resource is where it will be: prints what placement recorded, nothing else.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/graph.h"

static const char *ruled_out_by_state(const struct pe_node *n)
{
    return !n->online       ? "it is offline"
           : n->unclean     ? "it is unclean"
           : n->pending     ? "it has not joined yet"
           : n->standby     ? "it is in standby"
           : n->maintenance ? "it is in maintenance"
           : n->shutdown    ? "it shuts down"
                            : NULL;
}

static void explain_on(const struct pe_run *run, const struct pe_rsc *r, const struct pe_node *n, struct bt_buf *out)
{
    const struct pe_placement *p = run->placement;
    const struct pe_cand *c = &pe_placed(p, r)->on[n->index];
    char score[BT_SCORE_TEXT], delta[BT_SCORE_TEXT];
    bool chosen = pe_placed(p, r)->node == n;
    bt_buf_addf(out, "  %s%s: %s\n", n->name, chosen ? " (chosen)" : "", c->present ? bt_score_text(c->score, score) : "not allowed by any constraint");
    for (size_t i = 0; i < p->contributions.n; i++) {
        const struct pe_contribution *x = &p->contributions.v[i];
        if (x->rsc == r && x->node == n && x->delta != 0)
            bt_buf_addf(out, "    %8s  %s\n", bt_score_text(x->delta, delta), x->source);
    }
    const char *state = ruled_out_by_state(n);
    if (state != NULL)
        bt_buf_addf(out, "    can't run resources: %s\n", state);
}

int pe_text_explain(const struct pe_run *run, const char *rsc, const char *node, struct bt_buf *out, struct bt_err *err)
{
    const struct pe_rsc *r = pe_find_rsc(run->model, rsc);
    const struct pe_node *only = node != NULL ? pe_find_node(run->model, node) : NULL;
    if (r == NULL)
        return bt_fail(err, BT_EX_NOSUCH, "there is no resource %s", rsc);
    if (node != NULL && only == NULL)
        return bt_fail(err, BT_EX_NOSUCH, "there is no node %s", node);
    const struct pe_placed *at = pe_placed(run->placement, r);
    bt_buf_addf(out, "%s: %s%s%s\n", r->id, bt_role_text(at->next_role == BT_ROLE_UNKNOWN ? BT_ROLE_STARTED : at->next_role),
                at->node != NULL ? " on " : "", at->node != NULL ? at->node->name : "");
    if (!at->managed)
        bt_buf_add(out, "  not managed: it stays where it is\n");
    for (size_t i = 0; i < run->model->n_nodes; i++)
        if (only == NULL || run->model->nodes[i] == only)
            explain_on(run, r, run->model->nodes[i], out);
    return 0;
}
