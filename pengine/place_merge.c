/* pengine/place_merge.c - the primary's scores, before it has its node: what its dependents, and what is colocated with these, think of
 * the nodes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/place_wishes.h"

/* A node that a nonnegative merge has ruled out, so that later parts of the merge leave it alone. */
#define RULED_OUT (-100 * BT_INFINITY)

/* How long a way of wishes through others may be that can't be summed up (place_wishes.h); and how many visits cost less than a sum. */
enum { DEPTH_MAX = 5000, FEW = 8 };

/* What r thinks of the node, or of the best node in the same place. */
static int best_score(const struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *n, const char *attribute)
{
    const struct pe_cand *on = pe_placed(p, r)->on;
    if (attribute == NULL)
        return on[n->index].present && pe_node_usable(n) ? on[n->index].score : -BT_INFINITY;
    int best = -BT_INFINITY;
    const char *value = pe_attr_get(&n->attrs, attribute);
    for (size_t i = 0; i < p->m->n_nodes; i++)
        if (on[i].present && on[i].score > best && pe_node_usable(p->m->nodes[i]) &&
            bt_strcaseeq(value, pe_attr_get(&p->m->nodes[i]->attrs, attribute)))
            best = on[i].score;
    return best;
}

/* A share of a score; a share of something is never nothing. */
static int scaled(int score, float factor)
{
    float f = factor * (float)score;
    int n = (int)(f < 0 ? f - 0.5F : f + 0.5F);
    if (n == 0 && score != 0)
        n = factor > 0.0F ? 1 : factor < 0.0F ? -1 : 0;
    return n;
}

bool pe_share(const struct pe_placement *p, const struct pe_rsc *r, const struct pe_node *n, const char *attribute, float factor, int *ret)
{
    int score = best_score(p, r, n, attribute);
    if (factor < 0 && score < 0)
        return false; /* "not where the other does not want to be" is no wish to be there */
    *ret = scaled(score, factor);
    return true;
}

float pe_weight(const struct pe_colocation *c, bool negative)
{
    return (negative ? -1.0F : 1.0F) * (float)c->score / (float)BT_INFINITY;
}

static void add_shares(struct pe_placement *p, const struct pe_rsc *r, struct pe_cand *t, const char *attribute, float factor, bool nonnegative)
{
    for (size_t i = 0; i < p->m->n_nodes; i++) {
        if (!t[i].present)
            continue;
        int share;
        if (!pe_share(p, r, p->m->nodes[i], attribute, factor, &share) || t[i].score == RULED_OUT)
            continue;
        int sum = bt_score_add(share, t[i].score);
        bool bounded = nonnegative && sum < 0 && t[i].score > 0; /* ends as 1 */
        if (nonnegative && sum < 0 && t[i].score == 0)
            continue;
        t[i].score = bounded ? RULED_OUT : sum;
        if (p->receiver.rsc != NULL && share != 0)
            pe_record(p, (struct pe_contribution){.rsc = p->receiver.rsc, .node = p->m->nodes[i], .delta = share, .result = bounded ? 1 : sum,
                                                  .source = p->receiver.source, .wisher = r, .through = p->receiver.other,
                                                  .replaces = bounded});
    }
}

/* Adds r's own shares, unless no node would be left (then a rollback undoes them); returns whether one is. */
static bool add_own(struct pe_placement *p, const struct pe_rsc *r, struct pe_cand *t, const char *attribute, float factor, int flags)
{
    size_t recorded = p->contributions.n;
    memcpy(p->scratch, t, p->m->n_nodes * sizeof *t);
    add_shares(p, r, t, attribute, factor, (flags & PE_MERGE_NONNEGATIVE) != 0);
    if (pe_table_usable(p, t))
        return true;
    if (!(flags & PE_MERGE_ROLLBACK))
        return false;
    memcpy(t, p->scratch, p->m->n_nodes * sizeof *t);
    if (p->receiver.rsc != NULL)
        pe_record_withdrawn(p, p->receiver.rsc, recorded);
    return false;
}

/* What is with a group is with its last member, though its first one spoke for its scores. */
void pe_list_companions(struct pe_placement *p, const struct pe_rsc *r, bool this_with, struct pe_colocations *out)
{
    if (!this_with)
        pe_with_this(p, r->kind == PE_GROUP ? pe_last_member(r) : r, out);
    else if (r->kind != PE_GROUP || !pe_placed(p, r)->passed_on)
        pe_this_with(p, r, out);
}

static bool merge_into(struct pe_placement *p, const struct pe_rsc *r, struct pe_cand **table, const char *attribute, float factor, int flags);

/* Those that come with r: as a sum, if one is kept or worth while, or each on its own. */
static void merge_companions(struct pe_placement *p, const struct pe_rsc *r, struct pe_cand **table, float factor, int flags)
{
    bool this_with = (flags & PE_MERGE_THIS_WITH) != 0, sum = p->receiver.rsc == NULL && !p->merge.one_by_one && !(flags & PE_MERGE_NONNEGATIVE);
    if (sum && pe_wishes_add(p, r, factor < 0, this_with, p->merge.visits > FEW, *table))
        return;
    if (p->merge.depth > DEPTH_MAX && p->too_deep == NULL)
        p->too_deep = r;
    if (p->merge.depth > DEPTH_MAX || p->merge.work > PE_MERGE_WORK_MAX)
        return;
    struct pe_colocations list = {0};
    pe_list_companions(p, r, this_with, &list);
    for (size_t i = 0; i < list.n; i++) {
        const struct pe_colocation *c = list.v[i];
        if (this_with || pe_has_influence(c, NULL))
            merge_into(p, this_with ? c->primary : c->dependent, table, c->attribute, pe_weight(c, factor < 0), flags | PE_MERGE_ROLLBACK);
    }
}

/* Works in place, so that a visit costs no memory: long chains of colocations are visited again and again. *table NULL: begins with r's own
 * scores. Returns false if nothing was added. */
static bool merge_into(struct pe_placement *p, const struct pe_rsc *r, struct pe_cand **table, const char *attribute, float factor, int flags)
{
    struct pe_placed *at = pe_placed(p, r);
    bool this_with = (flags & PE_MERGE_THIS_WITH) != 0, own = true, usable;
    p->merge.work++; /* also if there is nothing to do: where all are with all, most ways end at once */
    if (at->merging || (r->kind == PE_GROUP && r->n_children == 0))
        return false;
    at->merging = true;
    p->merge.depth++;
    p->merge.visits++;
    p->merge.work += p->m->n_nodes;
    if (r->kind == PE_GROUP) /* its first member speaks for it; or if all starts with the group, its last one, which the others are before */
        merge_into(p, *table == NULL && this_with ? pe_last_member(r) : r->children[0], table, attribute, factor, flags);
    else if (*table == NULL)
        *table = pe_table_copy(p, at->on);
    else
        own = add_own(p, r, *table, attribute, factor, flags);
    usable = own && *table != NULL && pe_table_usable(p, *table);
    if (usable)
        merge_companions(p, r, table, factor, flags);
    p->merge.depth--;
    at->merging = false;
    if (*table == NULL || (!usable && (flags & PE_MERGE_ROLLBACK)))
        return false;
    for (size_t i = 0; i < p->m->n_nodes && (flags & PE_MERGE_NONNEGATIVE); i++)
        if ((*table)[i].score == RULED_OUT)
            (*table)[i].score = 1;
    return true;
}

void pe_merge_scores(struct pe_placement *p, const struct pe_rsc *r, struct pe_cand **table, const char *attribute, float factor, int flags)
{
    assert(p->merge.depth == 0); /* not from within one another: there is one scratch table */
    p->merge.visits = 0;
    struct pe_cand *work = *table != NULL ? pe_table_copy(p, *table) : NULL;
    if (merge_into(p, r, &work, attribute, factor, flags))
        *table = work;
}

void pe_inherit_scores(struct pe_placement *p, const struct pe_rsc *r, const struct pe_rsc *other, const struct pe_colocation *c, int flags)
{
    float factor = (float)c->score / (float)BT_INFINITY;
    if (pe_records(p, r)) { /* all are visited, for the contributions; what comes of it, and the work that counts, is as without */
        struct pe_cand *table = pe_placed(p, r)->on;
        size_t work = p->merge.work;
        p->receiver.rsc = r;
        p->receiver.other = other;
        p->receiver.source = c->id;
        p->merge.work = 0;
        pe_merge_scores(p, other, &table, c->attribute, factor, flags);
        p->merge.work = work;
        p->receiver.rsc = NULL;
    }
    pe_merge_scores(p, other, &pe_placed(p, r)->on, c->attribute, factor, flags);
    pe_wishes_changed(p, r);
}
