/* pengine/record.c - what is noted while scores change and nodes are chosen, for explain.c to print. Without
 * pe_run_options.record nothing is.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/place.h"

void pe_record_now(struct pe_placement *p, struct pe_contribution x)
{
    if (x.through == x.wisher)
        x.through = NULL;
    PE_PUSH(&p->arena, &p->contributions, x);
}

void pe_record_withdrawn(struct pe_placement *p, const struct pe_rsc *r, size_t since)
{
    assert(since <= p->contributions.n);
    for (size_t i = since; i < p->contributions.n; i++)
        if (p->contributions.v[i].rsc == r)
            p->contributions.v[i].withdrawn = true;
}

void pe_promotion_score(struct pe_placement *p, const struct pe_rsc *r, int delta, const char *source)
{
    struct pe_placed *at = pe_placed(p, r);
    at->priority = bt_score_add(at->priority, delta);
    pe_record(p, (struct pe_contribution){.rsc = r, .node = pe_node_of(p, r), .delta = delta, .result = at->priority, .source = source,
                                          .promotion = true});
}

void pe_record_choice(struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *chosen, enum pe_chosen by)
{
    if (!pe_records(p, r))
        return;
    struct pe_placed *at = pe_placed(p, r);
    const struct pe_node *current = pe_current_node(r);
    struct pe_choice *c = PE_NEW(&p->arena, struct pe_choice);
    c->by = chosen == NULL && by != PE_CHOSEN_STOP_ALL && by != PE_CHOSEN_UNMANAGED ? PE_CHOSEN_NONE : by;
    c->n_contributions = p->contributions.n;
    c->against = pe_alloc(&p->arena, (p->m->n_nodes + 1) * sizeof *c->against);
    for (size_t i = 0; i < p->m->n_nodes; i++) {
        const struct pe_node *n = p->m->nodes[i];
        c->against[i].score = at->on[i].score;
        c->against[i].load = p->load[i].resources;
        c->against[i].considered = at->on[i].present;
        if (chosen != NULL && at->on[i].present && n != chosen)
            pe_compare_nodes(p, chosen, at->on[chosen->index].score, n, at->on[i].score, current, &c->against[i].rung);
    }
    at->choice = c;
}
