/* pengine/explain_change.c - the smallest change that would bring a resource to a node, found by deciding anew with each candidate in a copy
 * of the CIB.
 *
 * 1. A location score, the smallest that is enough: it adds a wish and takes nothing away. 2. One obstacle less: of those that the run
 * has recorded, from a clean-up to an option of the whole cluster. 3. Several obstacles less, none of them needlessly; if that is
 * not enough, a location score with it. What is said has been tried, and was the smallest of its kind.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/change.h"

/* --- trying ----------------------------------------------------------------------------------------------- */

static bool can_start(const struct pe_run *run, const struct pe_rsc *r, const struct pe_node *n)
{
    const struct pe_planned *at = pe_planned(run->plan, r);
    for (size_t i = at->actions.n; i-- > 0;) {
        const struct pe_action *a = at->actions.v[i];
        if (a->interval_ms == 0 && a->node == n && bt_streq(a->task, "start"))
            return pe_is(a, PE_RUNNABLE) || (pe_is(a, PE_OPTIONAL) && pe_nodes_has(&r->active_on, n));
    }
    return true;
}

static bool primitive_there(const struct pe_run *run, const struct pe_rsc *r, const struct pe_node *n, bool promoted)
{
    const struct pe_planned *at = pe_planned(run->plan, r);
    return at->node == n && at->next_role > BT_ROLE_STOPPED && (!promoted || at->next_role == BT_ROLE_PROMOTED) && can_start(run, r, n);
}

/* Whether it, or any instance of the clone that it is part of, is to be there. */
static bool there(const struct pe_run *run, const struct pe_rsc *r, const struct pe_node *n, bool promoted)
{
    const struct pe_rsc *top = pe_top(r);
    if (top->kind != PE_CLONE) {
        while (r->n_children > 0)
            r = r->children[0];
        return primitive_there(run, r, n, promoted);
    }
    for (size_t i = 0; i < top->n_children; i++) {
        const struct pe_rsc *child = top->children[i];
        while (child->n_children > 0)
            child = child->children[0];
        if (primitive_there(run, child, n, promoted))
            return true;
    }
    return false;
}

/* Decides with the changes; the document is the caller's to free after the run. */
static struct pe_run *decide(const struct pe_search *s, const struct pe_changes *c, bool record, xmlDoc **ret_cib)
{
    struct pe_run *run = NULL;
    struct pe_run_options options = {.record = record, .about = s->top->config_id, .sanitized = s->run->plan->sanitized};
    *ret_cib = bt_xml_doc_of(s->run->model->cib);
    for (size_t i = 0; i < c->n; i++)
        pe_change_apply(s, *ret_cib, &c->v[i]);
    return pe_run_new(*ret_cib, s->run->model->now, &options, &run, NULL) == 0 ? run : NULL;
}

static bool works(const struct pe_search *s, const struct pe_changes *c)
{
    xmlDoc *cib;
    struct pe_run *run = decide(s, c, false, &cib);
    const struct pe_rsc *r = run != NULL ? pe_same_resource(run, s->r) : NULL;
    const struct pe_node *n = run != NULL ? pe_find_node(run->model, s->n->name) : NULL;
    bool yes = r != NULL && n != NULL && there(run, r, n, s->promote);
    pe_run_free(run);
    bt_xml_free(cib);
    return yes;
}

/* --- searching -------------------------------------------------------------------------------------------- */

/* The changes, the last of which is a location, with that score. */
static bool works_with(const struct pe_search *s, struct pe_changes *c, int score)
{
    c->v[c->n - 1].score = score;
    return works(s, c);
}

/* What the record lets expect: as much as the chosen node has more. */
static int expected_score(const struct pe_search *s)
{
    const struct pe_rsc *r = s->r;
    while (r->n_children > 0)
        r = r->children[0];
    const struct pe_placed *at = pe_placed(s->run->placement, r);
    int more = at->node != NULL ? at->on[at->node->index].score - at->on[s->n->index].score : 0;
    return more > 0 && more < BT_INFINITY && !s->promote ? more : 1;
}

/* The smallest score of the location, which is the last of the changes; false if none is enough. */
static bool smallest_score(const struct pe_search *s, struct pe_changes *c)
{
    int low = 0, high = BT_INFINITY, guess = expected_score(s); /* low is not enough, high is */
    if (works_with(s, c, guess)) {
        high = guess;
        if (guess > 1 && !works_with(s, c, guess - 1))
            low = guess - 1;
    } else if (works_with(s, c, guess + 1)) {
        low = guess;
        high = guess + 1;
    } else {
        low = guess + 1;
        if (!works_with(s, c, high))
            return false;
    }
    for (int step = 1; high - low > 1; step = step < 4096 ? step * 4 : step) { /* most are small: look there first */
        int middle = low + step < high && step < 4096 ? low + step : low + (high - low) / 2;
        if (works_with(s, c, middle))
            high = middle;
        else
            low = middle;
    }
    c->v[c->n - 1].score = high;
    return true;
}

static void without(struct pe_changes *c, size_t i)
{
    memmove(&c->v[i], &c->v[i + 1], (c->n - i - 1) * sizeof *c->v);
    c->n--;
}

/* Takes back what is not needed of the first n changes, the heaviest first. */
static void minimize(struct pe_search *s, struct pe_changes *c, size_t n)
{
    for (size_t i = n; i-- > 0 && c->n > 1;) {
        struct pe_changes fewer = {0};
        for (size_t k = 0; k < c->n; k++)
            if (k != i)
                PE_PUSH(&s->arena, &fewer, c->v[k]);
        if (works(s, &fewer))
            without(c, i);
    }
}

/* Obstacles behind obstacles: what the run without the first ones records, until it is there or nothing more is found. */
static bool remove_all(struct pe_search *s, struct pe_changes *c)
{
    for (int round = 0; round < 6; round++) {
        xmlDoc *cib;
        struct pe_run *run = decide(s, c, true, &cib);
        const struct pe_node *n = run != NULL ? pe_find_node(run->model, s->n->name) : NULL;
        const struct pe_rsc *r = run != NULL ? pe_same_resource(run, s->r) : NULL;
        bool done = r != NULL && n != NULL && there(run, r, n, s->promote);
        size_t before = c->n;
        if (run != NULL && !done)
            pe_change_obstacles(s, run, c);
        pe_run_free(run);
        bt_xml_free(cib);
        if (done)
            return true;
        if (c->n == before)
            return false;
    }
    return false;
}

static bool search(struct pe_search *s, struct pe_changes *ret)
{
    struct pe_changes all = {0}, one = {0};
    /* 1. a wish that is strong enough */
    PE_PUSH(&s->arena, ret, ((struct pe_change){.kind = PE_CHANGE_LOCATION}));
    bool obliged = smallest_score(s, ret);
    if (obliged && ret->v[0].score < BT_INFINITY)
        return true;
    /* 2. one obstacle less */
    pe_change_obstacles(s, s->run, &all);
    for (size_t i = 0; i < all.n; i++) {
        one.n = 0;
        PE_PUSH(&s->arena, &one, all.v[i]);
        if (works(s, &one)) {
            *ret = one;
            return true;
        }
    }
    if (obliged)
        return true;
    /* 3. several, and a wish if need be */
    *ret = (struct pe_changes){0};
    bool enough = remove_all(s, ret);
    if (enough) {
        minimize(s, ret, ret->n);
        return true;
    }
    size_t n = ret->n;
    PE_PUSH(&s->arena, ret, ((struct pe_change){.kind = PE_CHANGE_LOCATION, .score = BT_INFINITY}));
    if (!works(s, ret))
        return false;
    minimize(s, ret, n);
    return smallest_score(s, ret);
}

/* --- saying ---------------------------------------------------------------------------------------------- */

static void add_change(const struct pe_search *s, const struct pe_change *c, xmlNode *parent)
{
    struct bt_buf text = {0}, command = {0};
    char score[BT_SCORE_TEXT];
    xmlNode *x = bt_xml_add(parent, XE_SMALLEST_CHANGE);
    pe_change_text(s, c, &text, &command);
    if (c->kind == PE_CHANGE_LOCATION)
        bt_xml_set(x, XA_SCORE, bt_score_text(c->score, score));
    pe_explain_text(x, &text);
    if (command.len > 0)
        bt_xml_set(x, XA_COMMAND, command.text);
    bt_buf_free(&command);
    if (s->promote)
        bt_xml_set(x, XA_ROLE, bt_role_text(BT_ROLE_PROMOTED));
}

/* Where a resource at the top will be: the nodes of a clone's instances, the promoted ones marked. */
static void say_place(const struct pe_run *run, const struct pe_rsc *top, struct bt_buf *b)
{
    for (size_t i = 0; i < run->model->n_nodes; i++) {
        const struct pe_node *n = run->model->nodes[i];
        bool here = false, promoted = false;
        for (size_t k = 0; k < (top->kind == PE_CLONE ? top->n_children : 1); k++) {
            const struct pe_rsc *r = top->kind == PE_CLONE ? top->children[k] : top;
            while (r->n_children > 0)
                r = r->children[0];
            const struct pe_planned *at = pe_planned(run->plan, r);
            here |= primitive_there(run, r, n, false);
            promoted |= at->node == n && at->next_role == BT_ROLE_PROMOTED;
        }
        if (here)
            bt_buf_addf(b, "%s%s%s", b->len > 0 ? ", " : "", n->name, promoted ? " (promoted)" : "");
    }
    if (b->len == 0)
        bt_buf_add(b, "nowhere");
}

/* What the change does to others: what was tried shows it. */
static void add_side_effects(const struct pe_search *s, const struct pe_changes *found, xmlNode *parent)
{
    xmlDoc *cib;
    struct pe_run *run = decide(s, found, false, &cib);
    for (size_t i = 0; run != NULL && i < s->run->model->n_top; i++) {
        const struct pe_rsc *was = s->run->model->top[i], *is = pe_rsc_by_id(run->model, was->id);
        struct bt_buf before = {0}, after = {0};
        if (was == s->top || is == NULL || is->parent != NULL)
            continue;
        say_place(s->run, was, &before);
        say_place(run, is, &after);
        if (strcmp(before.text, after.text) != 0) {
            xmlNode *x = bt_xml_add(parent, XE_SIDE_EFFECT);
            bt_xml_set(x, XA_ID, was->id);
            bt_xml_setf(x, XA_TEXT, "%s instead of %s", after.text, before.text);
        }
        bt_buf_free(&before);
        bt_buf_free(&after);
    }
    pe_run_free(run);
    bt_xml_free(cib);
}

void pe_explain_change(const struct pe_run *run, const struct pe_rsc *r, const struct pe_node *n, xmlNode *x)
{
    struct pe_search s = {.run = run, .r = r, .top = pe_top(r), .n = n};
    struct pe_changes found = {0};
    if (r->orphan && r->parent == NULL)
        return;
    if (there(run, r, n, false)) {
        s.promote = s.top->promotable && !there(run, r, n, true);
        if (!s.promote)
            return;
    }
    if (search(&s, &found)) {
        for (size_t i = 0; i < found.n; i++)
            add_change(&s, &found.v[i], x);
        add_side_effects(&s, &found, x);
    } else {
        bt_xml_set(bt_xml_add(x, XE_SMALLEST_CHANGE), XA_TEXT, "none was found");
    }
    pe_arena_free(&s.arena);
}
