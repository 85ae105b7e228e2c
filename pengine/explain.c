/* pengine/explain.c - why a resource is where it will be: what placement recorded, as a document (explain.h has its shape).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/explain.h"

/* Below so many resources the change that would bring a resource to a node is looked for on every node; each takes some decisions anew. */
enum { FEW_RESOURCES = 100 };

struct explaining { const struct pe_run *run; const struct pe_node *only; bool search; };

void pe_explain_text(xmlNode *x, struct bt_buf *b)
{
    char *text = bt_buf_take(b);
    bt_xml_set(x, XA_TEXT, text);
    free(text);
}

static void add_text(xmlNode *parent, const char *name, const char *text)
{
    bt_xml_set(bt_xml_add(parent, name), XA_TEXT, text);
}

static void set_score(xmlNode *x, const char *attr, int score)
{
    char text[BT_SCORE_TEXT];
    bt_xml_set(x, attr, bt_score_text(score, text));
}

/* --- what holds everywhere -------------------------------------------------------------------------------- */

static const char *unmanaged_because(const struct pe_run *run, const struct pe_rsc *r)
{
    const struct pe_model *m = run->model;
    if (m->maintenance_mode)
        return "it is not managed: maintenance-mode is on";
    if (r->blocked)
        return "it is blocked: an operation failed, and nothing is done to it until that is cleaned up";
    if (r->maintenance)
        return "it is not managed: it is in maintenance";
    for (size_t i = 0; i < r->active_on.n; i++)
        if (r->active_on.v[i]->maintenance)
            return "it is not managed: its node is in maintenance";
    if (!bt_is_true(pe_attr_get(&r->meta, "is-managed"), true))
        return "it is not managed: is-managed is false";
    if (m->stonith_enabled && !m->have_fence_device)
        return "nothing is managed: stonith-enabled is true, but no fencing device is configured";
    return r->orphan ? "it is not managed: it is not configured any more, and stop-orphan-resources is false" : "it is not managed";
}

static void blocked_task(const struct pe_run *run, const struct pe_rsc *r, const char *task, xmlNode *x)
{
    struct bt_buf b = {0}, because = {0};
    if (pe_explain_blocked(run, r, task, &because)) {
        bt_xml_set_bool(x, XA_BLOCKED, true);
        bt_buf_addf(&b, "its %s can't be done: %s", task, because.text != NULL ? because.text : "");
        pe_explain_text(bt_xml_add(x, XE_FACT), &b);
    }
    bt_buf_free(&because);
}

static void facts(const struct pe_run *run, const struct pe_rsc *r, xmlNode *x)
{
    const struct pe_model *m = run->model;
    const struct pe_placed *at = pe_placed(run->placement, r);
    if (!at->managed || r->blocked)
        add_text(x, XE_FACT, unmanaged_because(run, r));
    if (at->managed && m->stop_all)
        add_text(x, XE_FACT, "nothing is to run: stop-all-resources is true");
    if (r->target_role == BT_ROLE_STOPPED)
        add_text(x, XE_FACT, "it is not to run: target-role is Stopped");
    if (at->node != NULL && pe_planned(run->plan, r)->node == NULL)
        add_text(x, XE_FACT, "it would have a node, but the instance that it needs beside it will not be there");
    blocked_task(run, r, "start", x);
    blocked_task(run, r, "promote", x);
}

/* --- one node --------------------------------------------------------------------------------------------- */

const char *pe_node_trouble(const struct pe_node *n)
{
    return n->remote             ? "remote nodes are not supported"
           : n->ping             ? "it is a ping node"
           : n->unclean          ? "it is unclean and has to be fenced"
           : n->pending          ? "it has not joined yet"
           : !n->online          ? "it is offline"
           : n->standby_onfail   ? "it is in standby after a failure (on-fail=standby)"
           : n->standby          ? "it is in standby"
           : n->maintenance      ? "it is in maintenance"
           : n->shutdown         ? "it is shutting down"
           : !pe_node_usable(n)  ? "it can't run resources"
                                 : NULL;
}

/* The gravest first: what rules out, what obliges, then by size; what was given up is last. */
static int by_gravity(const void *pa, const void *pb)
{
    const struct pe_contribution *a = *(const struct pe_contribution *const *)pa, *b = *(const struct pe_contribution *const *)pb;
    if (a->withdrawn != b->withdrawn)
        return a->withdrawn ? 1 : -1;
    if (abs(a->delta) != abs(b->delta))
        return abs(a->delta) > abs(b->delta) ? -1 : 1;
    if (a->delta != b->delta)
        return a->delta < b->delta ? -1 : 1;
    return a < b ? -1 : a > b; /* as recorded */
}

/* A failure stands in the history twice, as the last operation and as the last failure; one line tells both. */
static bool says_the_same(const xmlNode *a, const xmlNode *b)
{
    return bt_streq(bt_xml_get(a, XA_SCORE), bt_xml_get(b, XA_SCORE)) && bt_streq(bt_xml_get(a, XA_SOURCE), bt_xml_get(b, XA_SOURCE)) &&
           bt_streq(bt_xml_get(a, XA_TEXT), bt_xml_get(b, XA_TEXT));
}

static void add_contribution(const struct pe_run *run, const struct pe_contribution *c, bool later, xmlNode *parent)
{
    struct bt_buf b = {0};
    xmlNode *x = bt_xml_add(parent, XE_CONTRIBUTION);
    set_score(x, XA_SCORE, c->delta);
    bt_xml_set(x, XA_SOURCE, c->source);
    pe_source_text(run, c, &b);
    if (c->replaces && !c->promotion)
        bt_buf_addf(&b, "; bounded, so that the score is %d", c->result);
    if (c->withdrawn)
        bt_buf_add(&b, "; given up, no node would have been left");
    if (later)
        bt_buf_add(&b, "; after the node was chosen");
    if (c->withdrawn)
        bt_xml_set_bool(x, XA_WITHDRAWN, true);
    pe_explain_text(x, &b);
    if (c->delta == -BT_INFINITY && says_the_same(x->prev, x))
        bt_xml_remove(x);
}

/* Of a resource on a node, or towards its promotion (n NULL). */
static void add_contributions(const struct pe_run *run, const struct pe_rsc *r, const struct pe_node *n, xmlNode *parent)
{
    const struct pe_placement *p = run->placement;
    const struct pe_choice *choice = pe_placed(p, r)->choice;
    BT_VEC(const struct pe_contribution *) list = {0};
    for (size_t i = 0; i < p->contributions.n; i++) {
        const struct pe_contribution *c = &p->contributions.v[i];
        if (c->rsc == r && (n != NULL ? !c->promotion && c->node == n : c->promotion) && (c->delta != 0 || c->replaces))
            BT_PUSH(&list, c);
    }
    if (list.n > 1)
        qsort(list.v, list.n, sizeof *list.v, by_gravity);
    for (size_t i = 0; i < list.n; i++)
        add_contribution(run, list.v[i], n != NULL && choice != NULL && (size_t)(list.v[i] - p->contributions.v) >= choice->n_contributions, parent);
    BT_VEC_FREE(&list);
}

static void ruled_out(const struct pe_run *run, const struct pe_rsc *r, const struct pe_node *n, xmlNode *x)
{
    const char *trouble = pe_node_trouble(n);
    struct bt_buf b = {0};
    const struct pe_cand *c = &pe_placed(run->placement, r)->on[n->index];
    if (trouble != NULL) {
        bt_buf_add(&b, trouble);
        if (n->unclean && n->fence_reason != NULL)
            bt_buf_addf(&b, ": %s", n->fence_reason);
        pe_explain_text(bt_xml_add(x, XE_RULED_OUT), &b);
    }
    if (!c->present)
        add_text(x, XE_RULED_OUT, "no constraint allows the resource here, and symmetric-cluster is false");
    else if (c->score < 0 && c->score > -BT_INFINITY)
        add_text(x, XE_RULED_OUT, "the score is below 0");
}

static const char *rung_name(enum pe_rung rung)
{
    static const char *const names[] = {
        [PE_RUNG_SCORE] = "score", [PE_RUNG_CAPACITY] = "capacity", [PE_RUNG_LOAD] = "load", [PE_RUNG_CURRENT] = "current", [PE_RUNG_NAME] = "name",
    };
    return names[rung];
}

static void better(const struct pe_choice *c, const struct pe_node *chosen, const struct pe_node *n, struct bt_buf *b)
{
    int have = c->against[n->index].score, more = c->against[chosen->index].score;
    char text[BT_SCORE_TEXT];
    switch (c->against[n->index].rung) {
    case PE_RUNG_SCORE:
        if (have > -BT_INFINITY && more < BT_INFINITY)
            bt_buf_addf(b, "%s has %d more", chosen->name, more - have);
        else
            bt_buf_addf(b, "%s has the score %s", chosen->name, bt_score_text(more, text));
        break;
    case PE_RUNG_CAPACITY:
        bt_buf_addf(b, "the scores are equal; %s had more free capacity (placement-strategy=balanced)", chosen->name);
        break;
    case PE_RUNG_LOAD:
        bt_buf_addf(b, "the scores are equal; %s had fewer resources when this was decided: %d, here %d", chosen->name,
                    c->against[chosen->index].load, c->against[n->index].load);
        break;
    case PE_RUNG_CURRENT:
        bt_buf_addf(b, "the scores are equal, and so is the number of resources; it is on %s already", chosen->name);
        break;
    case PE_RUNG_NAME:
        bt_buf_addf(b, "all is equal; the name %s comes first", chosen->name);
        break;
    }
}

/* Why not this node, although it could be it. */
static void decision(const struct pe_run *run, const struct pe_rsc *r, const struct pe_node *n, xmlNode *x)
{
    const struct pe_placed *at = pe_placed(run->placement, r);
    const struct pe_choice *c = at->choice;
    if (c == NULL || at->node == NULL || at->node == n || !c->against[n->index].considered || c->by == PE_CHOSEN_UNMANAGED)
        return;
    if (c->against[n->index].score < 0 || !pe_node_usable(n))
        return; /* ruled out, which is said */
    struct bt_buf b = {0};
    xmlNode *d = bt_xml_add(x, XE_DECISION);
    bool equal = c->against[n->index].score == c->against[at->node->index].score;
    if (equal && c->by == PE_CHOSEN_CURRENT) {
        bt_xml_set(d, XA_RUNG, "current");
        bt_buf_addf(&b, "the scores are equal; it is on %s already", at->node->name);
    } else if (equal && c->by == PE_CHOSEN_PREFERRED) {
        bt_xml_set(d, XA_RUNG, "preferred");
        bt_buf_addf(&b, "the scores are equal; %s", pe_current_node(r) == at->node ? "it stays where it is" : "the chosen node has the most free capacity");
    } else {
        bt_xml_set(d, XA_RUNG, rung_name(c->against[n->index].rung));
        better(c, at->node, n, &b);
    }
    pe_explain_text(d, &b);
}

static void explain_on(const struct explaining *e, const struct pe_rsc *r, const struct pe_node *n, xmlNode *parent)
{
    const struct pe_placed *at = pe_placed(e->run->placement, r);
    xmlNode *x = bt_xml_add(parent, XE_NODE);
    bt_xml_set(x, XA_NAME, n->name);
    if (at->on[n->index].present)
        set_score(x, XA_SCORE, at->on[n->index].score);
    bt_xml_set_bool(x, XA_CHOSEN, at->node == n);
    ruled_out(e->run, r, n, x);
    add_contributions(e->run, r, n, x);
    decision(e->run, r, n, x);
    if (e->search)
        pe_explain_change(e->run, r, n, x);
}

/* --- one resource ----------------------------------------------------------------------------------------- */

static const char *kind_of(const struct pe_rsc *r)
{
    return r->kind == PE_GROUP ? "group" : r->kind == PE_CLONE ? "clone" : "primitive";
}

static xmlNode *begin(const struct pe_run *run, const struct pe_rsc *r, xmlNode *parent)
{
    xmlNode *x = bt_xml_add(parent, XE_RESOURCE);
    const struct pe_rsc *first = r->kind == PE_GROUP && r->n_children > 0 ? r->children[0] : r; /* it speaks for the group */
    const struct pe_node *n = pe_planned(run->plan, first)->node;
    enum bt_role role = pe_planned(run->plan, first)->next_role;
    bt_xml_set(x, XA_ID, r->id);
    bt_xml_set(x, XA_KIND, kind_of(r));
    if (r->kind != PE_CLONE)
        bt_xml_set(x, XA_ROLE, bt_role_text(n == NULL ? BT_ROLE_STOPPED : role == BT_ROLE_UNKNOWN ? BT_ROLE_STARTED : role));
    if (n != NULL && r->kind != PE_CLONE)
        bt_xml_set(x, XA_NODE, n->name);
    return x;
}

static void explain_primitive(const struct explaining *e, const struct pe_rsc *r, xmlNode *parent)
{
    const struct pe_model *m = e->run->model;
    const struct pe_node *chosen = pe_placed(e->run->placement, r)->node;
    xmlNode *x = begin(e->run, r, parent);
    facts(e->run, r, x);
    if (chosen != NULL && (e->only == NULL || e->only == chosen))
        explain_on(e, r, chosen, x);
    for (size_t i = 0; i < m->n_nodes; i++)
        if (m->nodes[i] != chosen && (e->only == NULL || e->only == m->nodes[i]))
            explain_on(e, r, m->nodes[i], x);
}

/* A member whose node is not that of the first needs an explanation of its own; of the others it is enough to say so. */
static void explain_group(const struct explaining *e, const struct pe_rsc *r, xmlNode *parent)
{
    struct explaining brief = *e;
    xmlNode *x = begin(e->run, r, parent);
    const struct pe_node *n = pe_node_of(e->run->placement, r);
    brief.search = false;
    if (r->colocated && r->n_children > 1)
        add_text(x, XE_FACT, "its members go where the first of them can go; each needs the one before it");
    for (size_t i = 0; i < r->n_children; i++) {
        const struct pe_rsc *member = r->children[i];
        if (i == 0 || !r->colocated || pe_planned(e->run->plan, member)->node != n)
            explain_primitive(i == 0 ? e : &brief, member, x);
        else
            facts(e->run, member, begin(e->run, member, x));
    }
}

/* The instance that has to do with a node: the one there, else one that has no node. */
static const struct pe_rsc *instance_for(const struct pe_run *run, const struct pe_rsc *clone, const struct pe_node *n)
{
    const struct pe_rsc *idle = NULL;
    for (size_t i = 0; i < clone->n_children; i++) {
        const struct pe_node *on = pe_node_of(run->placement, clone->children[i]);
        if (on == n)
            return clone->children[i];
        if (on == NULL && idle == NULL)
            idle = clone->children[i];
    }
    return idle;
}

static const char *not_promoted_because(const struct pe_run *run, const struct pe_rsc *clone, const struct pe_rsc *child)
{
    const struct pe_placed *at = pe_placed(run->placement, child);
    const struct pe_node *n = pe_node_of(run->placement, child);
    if (!at->managed)
        return "it is not managed";
    if (at->sort_index < 0 || at->priority < 0)
        return "its score is below 0";
    if (n == NULL || !pe_node_usable(n))
        return "its node can't run resources";
    if (!run->model->quorum && run->model->quorum_policy == PE_QUORUM_FREEZE)
        return "there is no quorum, and no-quorum-policy is freeze";
    return clone->promoted_max == 1 ? "another instance comes before it, and promoted-max is 1" : "others come before it, as many as promoted-max allows";
}

/* In the order in which they were considered: the best first. */
static void explain_promotion(const struct explaining *e, const struct pe_rsc *clone, xmlNode *parent)
{
    struct pe_rsc **children = pe_placed(e->run->placement, clone)->children;
    for (size_t i = 0; i < clone->n_children; i++) {
        const struct pe_rsc *child = children[i];
        const struct pe_node *n = pe_node_of(e->run->placement, child);
        if (n == NULL || (e->only != NULL && e->only != n))
            continue;
        bool promoted = pe_next_role_of(e->run->placement, child) == BT_ROLE_PROMOTED;
        xmlNode *x = bt_xml_add(parent, XE_PROMOTION);
        bt_xml_set(x, XA_ID, child->id);
        bt_xml_set(x, XA_NODE, n->name);
        set_score(x, XA_SCORE, pe_placed(e->run->placement, child)->sort_index);
        bt_xml_set_bool(x, XA_PROMOTED, promoted);
        if (!promoted)
            bt_xml_set(x, XA_TEXT, not_promoted_because(e->run, clone, child));
        add_contributions(e->run, child, NULL, x);
    }
}

static void explain_instances(const struct explaining *e, const struct pe_rsc *r, xmlNode *x)
{
    const struct pe_model *m = e->run->model;
    for (size_t i = 0; i < m->n_nodes; i++) {
        const struct pe_node *n = m->nodes[i];
        const struct pe_rsc *child = instance_for(e->run, r, n);
        struct explaining one = *e;
        one.only = n;
        if (e->only != NULL && e->only != n)
            continue;
        if (child == NULL) {
            xmlNode *none = bt_xml_add(x, XE_NODE);
            bt_xml_set(none, XA_NAME, n->name);
            bt_xml_set_bool(none, XA_CHOSEN, false);
            ruled_out(e->run, r, n, none);
            add_text(none, XE_RULED_OUT, "all instances are elsewhere (clone-max)");
            if (e->search && r->n_children > 0)
                pe_explain_change(e->run, r, n, none);
        } else if (child->kind == PE_GROUP) {
            explain_group(&one, child, x);
        } else {
            explain_primitive(&one, child, x);
        }
    }
}

static void explain_clone(const struct explaining *e, const struct pe_rsc *r, xmlNode *parent)
{
    xmlNode *x = begin(e->run, r, parent);
    bt_xml_set_int(x, XA_MAX, r->clone_max);
    explain_instances(e, r, x);
    if (r->promotable)
        explain_promotion(e, r, x);
}

int pe_explain(const struct pe_run *run, const char *rsc, const char *node, xmlDoc **ret, struct bt_err *err)
{
    const struct pe_rsc *r = pe_find_rsc(run->model, rsc);
    struct explaining e = {.run = run, .only = node != NULL ? pe_find_node(run->model, node) : NULL};
    if (r == NULL)
        return bt_fail(err, BT_EX_NOSUCH, "there is no resource %s", rsc);
    if (node != NULL && e.only == NULL)
        return bt_fail(err, BT_EX_NOSUCH, "there is no node %s", node);
    e.search = e.only != NULL || run->model->n_rscs < FEW_RESOURCES;
    xmlDoc *doc = bt_xml_doc(XE_EXPLANATION);
    if (!e.search)
        bt_xml_set_bool(bt_xml_root(doc), XA_PARTIAL, true);
    if (!bt_streq(r->id, rsc) && pe_in_clone(r)) /* "web" of a clone: all its instances are meant */
        r = pe_top(r);
    if (r->kind == PE_CLONE)
        explain_clone(&e, r, bt_xml_root(doc));
    else if (r->kind == PE_GROUP)
        explain_group(&e, r, bt_xml_root(doc));
    else
        explain_primitive(&e, r, bt_xml_root(doc));
    *ret = doc;
    return 0;
}
