/* pengine/plan_notify.c - notifications of clones with notify=true: before and after each operation, every instance is
 * told what happens to the others.
 *
 * Source: Pacemaker Explained, "Clone Notifications".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/plan.h"

#include "pengine/rules.h"

static const char *const ops[PE_ABOUT_COUNT] = {"start", "stop", "promote", "demote"};
static const char *const done[PE_ABOUT_COUNT] = {"running", "stopped", "promoted", "demoted"};

static struct pe_action *pseudo(struct pe_plan *plan, const struct pe_rsc *r, const char *type, const char *about, const char *op,
                                const struct pe_action *whole, bool confirmed)
{
    const char *key = pe_printf(&plan->arena, "%s_%s%s_notify_%s_0", r->id, confirmed ? "confirmed-" : "", type, about);
    struct pe_action *a = pe_keyed_action(plan, r, key, confirmed ? "notified" : "notify", NULL, PE_PSEUDO | PE_OPTIONAL | PE_RUNNABLE);
    if (!pe_is(whole, PE_OPTIONAL))
        pe_clear(plan, a, PE_OPTIONAL, whole, NULL);
    a->about = about;
    pe_action_meta(plan, a, "notify_type", type);
    pe_action_meta(plan, a, "notify_operation", op);
    pe_action_meta(plan, a, "notify_key_type", confirmed ? pe_printf(&plan->arena, "confirmed-%s", type) : type);
    pe_action_meta(plan, a, "notify_key_operation", about);
    return a;
}

static void about(struct pe_plan *plan, const struct pe_rsc *r, int op)
{
    struct pe_notify *n = pe_planned(plan, r)->notify;
    struct pe_action *action = pe_find_action(plan, r, ops[op], 0, NULL, false);
    struct pe_action *complete = pe_find_action(plan, r, done[op], 0, NULL, false);
    assert(action != NULL && complete != NULL); /* plan_collective.c made them before */
    n->of[op].pre = pseudo(plan, r, "pre", ops[op], ops[op], action, false);
    n->of[op].pre_done = pseudo(plan, r, "pre", ops[op], ops[op], action, true);
    pe_order_actions(plan, n->of[op].pre, n->of[op].pre_done, PE_ORDER_SOFT);
    pe_order_actions(plan, n->of[op].pre_done, action, PE_ORDER_SOFT);
    n->of[op].post = pseudo(plan, r, "post", done[op], ops[op], complete, false);
    n->of[op].post_done = pseudo(plan, r, "post", done[op], ops[op], complete, true);
    n->of[op].post->priority = n->of[op].post_done->priority = BT_INFINITY;
    if (!pe_is(complete, PE_RUNNABLE)) {
        pe_clear(plan, n->of[op].post, PE_RUNNABLE, complete, NULL);
        pe_clear(plan, n->of[op].post_done, PE_RUNNABLE, complete, NULL);
    }
    pe_order_actions(plan, complete, n->of[op].post, PE_ORDER_THEN_FOLLOWS);
    pe_order_actions(plan, n->of[op].post, n->of[op].post_done, PE_ORDER_THEN_FOLLOWS);
    pe_order_actions(plan, n->of[op].pre_done, n->of[op].post, PE_ORDER_SOFT);
}

static void in_turn(struct pe_plan *plan, struct pe_notify *n, int first, int then)
{
    pe_order_actions(plan, n->of[first].post_done, n->of[then].pre, PE_ORDER_SOFT);
}

void pe_clone_notifications(struct pe_plan *plan, const struct pe_rsc *clone)
{
    struct pe_notify *n = pe_planned(plan, clone)->notify = PE_NEW(&plan->arena, struct pe_notify);
    about(plan, clone, PE_ABOUT_START);
    about(plan, clone, PE_ABOUT_STOP);
    in_turn(plan, n, PE_ABOUT_STOP, PE_ABOUT_START);
    if (!clone->promotable)
        return;
    about(plan, clone, PE_ABOUT_PROMOTE);
    about(plan, clone, PE_ABOUT_DEMOTE);
    in_turn(plan, n, PE_ABOUT_STOP, PE_ABOUT_PROMOTE);
    in_turn(plan, n, PE_ABOUT_START, PE_ABOUT_PROMOTE);
    in_turn(plan, n, PE_ABOUT_DEMOTE, PE_ABOUT_PROMOTE);
    in_turn(plan, n, PE_ABOUT_DEMOTE, PE_ABOUT_START);
    in_turn(plan, n, PE_ABOUT_DEMOTE, PE_ABOUT_STOP);
}

/* --- what they tell --------------------------------------------------------------------------------------- */

struct entry { const struct pe_rsc *rsc; const struct pe_node *node; };
struct entries { struct entry *v; size_t n, cap; };
struct lists {
    struct entries start, stop, promote, demote, active, inactive, promoted, unpromoted;
    struct pe_attrs meta;
};

static void collect(struct pe_plan *plan, const struct pe_rsc *r, struct lists *l)
{
    for (size_t i = 0; i < r->n_children; i++)
        collect(plan, r->children[i], l);
    if (r->n_children > 0)
        return;
    struct entry e = {r, r->active_on.n > 0 ? r->active_on.v[0] : NULL};
    enum bt_role role = pe_planned(plan, r)->role;
    if (role <= BT_ROLE_STOPPED) {
        PE_PUSH(&plan->arena, &l->inactive, e);
    } else {
        PE_PUSH(&plan->arena, &l->active, e);
        if (role == BT_ROLE_UNPROMOTED)
            PE_PUSH(&plan->arena, &l->unpromoted, e);
        else if (role == BT_ROLE_PROMOTED)
            PE_PUSH(&plan->arena, &l->promoted, e);
    }
    const struct pe_planned *at = pe_planned(plan, r);
    for (size_t i = 0; i < at->actions.n; i++) {
        const struct pe_action *a = at->actions.v[i];
        if (pe_is(a, PE_OPTIONAL) || a->node == NULL)
            continue;
        bool stops = bt_streq(a->task, "stop");
        if (!pe_is(a, PE_RUNNABLE) && !(stops && pe_unclean(plan, a->node)))
            continue;
        struct entry x = {r, a->node};
        if (bt_streq(a->task, "start"))
            PE_PUSH(&plan->arena, &l->start, x);
        else if (stops)
            PE_PUSH(&plan->arena, &l->stop, x);
        else if (bt_streq(a->task, "promote"))
            PE_PUSH(&plan->arena, &l->promote, x);
        else if (bt_streq(a->task, "demote"))
            PE_PUSH(&plan->arena, &l->demote, x);
    }
}

static int by_instance(const void *pa, const void *pb)
{
    const struct entry *a = pa, *b = pb;
    int cmp = strcmp(a->rsc->id, b->rsc->id);
    if (cmp != 0)
        return cmp;
    return strcmp(a->node != NULL ? a->node->name : "", b->node != NULL ? b->node->name : "");
}

static void add_list(struct pe_plan *plan, struct lists *l, struct entries *e, const char *name, bool nodes)
{
    struct bt_buf rscs = {0}, names = {0};
    const struct pe_rsc *last = NULL;
    if (e->n > 1)
        qsort(e->v, e->n, sizeof *e->v, by_instance);
    for (size_t i = 0; i < e->n; i++) {
        if (e->v[i].rsc == last || (nodes && e->v[i].node == NULL))
            continue;
        last = e->v[i].rsc;
        bt_buf_addf(&rscs, "%s%s", rscs.len > 0 ? " " : "", last->id);
        if (nodes)
            bt_buf_addf(&names, "%s%s", names.len > 0 ? " " : "", e->v[i].node->name);
    }
    struct pe_model *m = (struct pe_model *)plan->m;
    pe_attr_set(m, &l->meta, pe_printf(&plan->arena, "notify_%s_resource", name), pe_printf(&plan->arena, "%s", rscs.len > 0 ? rscs.text : " "), true);
    if (nodes)
        pe_attr_set(m, &l->meta, pe_printf(&plan->arena, "notify_%s_uname", name), pe_printf(&plan->arena, "%s", names.len > 0 ? names.text : " "), true);
    bt_buf_free(&rscs);
    bt_buf_free(&names);
}

static void add_nodes(struct pe_plan *plan, struct lists *l, const char *name, const struct pe_rsc *allowed_for)
{
    struct bt_buf names = {0};
    for (size_t i = 0; i < plan->m->n_nodes; i++)
        if (!plan->m->nodes[i]->ping && (allowed_for == NULL || pe_placed(plan->p, allowed_for)->on[i].present))
            bt_buf_addf(&names, "%s%s", names.len > 0 ? " " : "", plan->m->nodes[i]->name);
    pe_attr_set((struct pe_model *)plan->m, &l->meta, name, pe_printf(&plan->arena, "%s", names.len > 0 ? names.text : " "), true);
    bt_buf_free(&names);
}

static void fill_lists(struct pe_plan *plan, const struct pe_rsc *clone, struct lists *l)
{
    collect(plan, clone, l);
    struct { struct entries *e; const char *name; bool nodes; } all[] = {
        {&l->stop, "stop", true},         {&l->start, "start", true},     {&l->promote, "promote", true},
        {&l->demote, "demote", true},     {&l->active, "active", true},   {&l->inactive, "inactive", false},
        {&l->promoted, "promoted", true}, {&l->promoted, "master", true}, {&l->unpromoted, "unpromoted", true},
        {&l->unpromoted, "slave", true},
    };
    for (size_t i = 0; i < BT_COUNT(all); i++) {
        bool role = i == 2 || i == 3 || i >= 6;
        if (!role || clone->promotable || true)
            add_list(plan, l, all[i].e, all[i].name, all[i].nodes);
    }
    add_nodes(plan, l, "notify_available_uname", clone);
    add_nodes(plan, l, "notify_all_uname", NULL);
}

/* What was told first stays: an instance that is told of a fencing and of the clone's stop hears of the fencing. */
static void copy_meta(struct pe_plan *plan, struct pe_action *to, const struct pe_attrs *from)
{
    for (size_t i = 0; i < from->n; i++)
        pe_attr_set((struct pe_model *)plan->m, &to->meta, from->v[i].name, from->v[i].value, false);
}

static struct pe_action *tell(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *n, struct pe_action *when, struct pe_action *all_told,
                              const struct lists *l)
{
    if (when == NULL || !n->online || !pe_is(when, PE_RUNNABLE))
        return NULL;
    const char *type = pe_attr_get(&when->meta, "notify_type"), *op = pe_attr_get(&when->meta, "notify_operation");
    const char *key = pe_printf(&plan->arena, "%s_%s_notify_%s_0", r->id, type, op);
    struct pe_planned *at = pe_planned(plan, r);
    struct pe_action *a = NULL;
    for (size_t i = 0; i < at->actions.n && a == NULL; i++)
        if (at->actions.v[i]->about != NULL && at->actions.v[i]->node == n && bt_streq(at->actions.v[i]->own_key, key))
            a = at->actions.v[i];
    if (a == NULL) {
        a = pe_keyed_action(plan, r, key, "notify", n, PE_RUNNABLE | PE_OPTIONAL);
        a->about = op;
        if (!pe_is(when, PE_OPTIONAL) && (n->pending || pe_placed(plan->p, r)->managed))
            pe_clear(plan, a, PE_OPTIONAL, when, NULL);
        if (n->pending)
            pe_clear(plan, a, PE_RUNNABLE, NULL, "its node has not joined yet");
    }
    copy_meta(plan, a, &when->meta);
    copy_meta(plan, a, &l->meta);
    pe_order_actions(plan, when, a, PE_ORDER_SOFT);
    pe_order_actions(plan, a, all_told, PE_ORDER_SOFT);
    return a;
}

static void tell_after(struct pe_plan *plan, const struct pe_rsc *r, const struct pe_node *n, struct pe_notify *c, int op, const struct lists *l)
{
    struct pe_action *a = tell(plan, r, n, c->of[op].post, c->of[op].post_done, l);
    if (a != NULL)
        a->priority = BT_INFINITY;
    const struct pe_planned *at = pe_planned(plan, r);
    for (size_t i = 0; i < at->actions.n; i++)
        if (at->actions.v[i]->interval_ms > 0 && at->actions.v[i]->cancels == NULL)
            pe_order_actions(plan, c->of[op].post_done, at->actions.v[i], PE_ORDER_SOFT);
}

static void tell_leaving(struct pe_plan *plan, const struct pe_rsc *r, struct pe_notify *c, int op, const struct lists *l)
{
    struct pe_action *stop = pe_find_action(plan, r, "stop", 0, NULL, false);
    for (size_t i = 0; i < r->active_on.n && pe_planned(plan, r)->role > BT_ROLE_STOPPED; i++) {
        const struct pe_node *n = r->active_on.v[i];
        if (stop != NULL && pe_is(stop, PE_PSEUDO) && pe_unclean(plan, n))
            continue; /* it is fenced: nobody to tell */
        tell(plan, r, n, c->of[op].pre, c->of[op].pre_done, l);
        if (op == PE_ABOUT_DEMOTE || stop == NULL || pe_is(stop, PE_OPTIONAL))
            tell_after(plan, r, n, c, op, l);
    }
}

static void tell_staying(struct pe_plan *plan, const struct pe_rsc *r, struct pe_notify *c, int op, const struct lists *l)
{
    const struct pe_planned *at = pe_planned(plan, r);
    if (at->next_role <= BT_ROLE_STOPPED || at->node == NULL)
        return;
    struct pe_action *start = pe_find_action(plan, r, "start", 0, NULL, false);
    if (op != PE_ABOUT_START || start == NULL || pe_is(start, PE_OPTIONAL))
        tell(plan, r, at->node, c->of[op].pre, c->of[op].pre_done, l);
    tell_after(plan, r, at->node, c, op, l);
}

static void tell_instance(struct pe_plan *plan, const struct pe_rsc *r, struct pe_notify *c, int op, const struct lists *l)
{
    for (size_t i = 0; i < r->n_children; i++)
        tell_instance(plan, pe_planned(plan, r)->children[i], c, op, l);
    if (r->n_children > 0)
        return;
    const struct pe_planned *at = pe_planned(plan, r);
    for (size_t i = 0; i < at->actions.n; i++) {
        struct pe_action *a = at->actions.v[i];
        if (pe_is(a, PE_OPTIONAL) || a->node == NULL || a->about != NULL)
            continue;
        for (int k = 0; k < PE_ABOUT_COUNT; k++)
            if (bt_streq(a->task, ops[k]))
                copy_meta(plan, a, &l->meta);
    }
    if ((op == PE_ABOUT_START && l->start.n == 0) || (op == PE_ABOUT_PROMOTE && l->promote.n == 0) || (op == PE_ABOUT_DEMOTE && l->demote.n == 0))
        return;
    if (op == PE_ABOUT_STOP || op == PE_ABOUT_DEMOTE)
        tell_leaving(plan, r, c, op, l);
    else
        tell_staying(plan, r, c, op, l);
}

void pe_fill_notifications(struct pe_plan *plan)
{
    for (size_t i = 0; i < plan->m->n_rscs; i++) {
        const struct pe_rsc *r = plan->m->rscs[i];
        struct pe_notify *n = pe_planned(plan, r)->notify;
        if (n == NULL)
            continue;
        struct lists l = {0};
        fill_lists(plan, r, &l);
        for (int op = 0; op < PE_ABOUT_COUNT; op++)
            if (n->of[op].pre != NULL)
                tell_instance(plan, r, n, op, &l);
    }
}

/* The survivors are told of a stop that fencing implied when the fencing is done: an event of that instance of its own
 * ("stonith"), beside what the clone tells when all has stopped. */
void pe_notify_after_fencing(struct pe_plan *plan, const struct pe_rsc *r, struct pe_action *fencing)
{
    assert(r->kind == PE_PRIMITIVE && fencing->node != NULL);
    const struct pe_rsc *top = pe_top(r);
    if (pe_planned(plan, top)->notify == NULL)
        return;
    struct pe_notify n = {0};
    struct lists only_this = {0};
    pe_attr_set((struct pe_model *)plan->m, &only_this.meta, "notify_stop_resource", r->id, true);
    pe_attr_set((struct pe_model *)plan->m, &only_this.meta, "notify_stop_uname", fencing->node->name, true);
    n.of[PE_ABOUT_STOP].post = pseudo(plan, r, "post", "stonith", "stop", fencing, false);
    n.of[PE_ABOUT_STOP].post_done = pseudo(plan, r, "post", "stonith", "stop", fencing, true);
    n.of[PE_ABOUT_STOP].post->priority = n.of[PE_ABOUT_STOP].post_done->priority = BT_INFINITY;
    pe_order_actions(plan, fencing, n.of[PE_ABOUT_STOP].post, PE_ORDER_THEN_FOLLOWS);
    pe_order_actions(plan, n.of[PE_ABOUT_STOP].post, n.of[PE_ABOUT_STOP].post_done, PE_ORDER_THEN_FOLLOWS);
    tell_instance(plan, top, &n, PE_ABOUT_STOP, &only_this);
}
