/* pengine/explain_action.c - why an action will be done, can't be done, or is not needed: the causes that the plan noted while it was made.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/explain.h"

enum { DEPTH_MAX = 30 };

/* --- names ------------------------------------------------------------------------------------------------ */

static const char *task_of(const struct pe_action *a)
{
    return a->cancels != NULL ? "cancel" : bt_streq(a->task, "stonith") ? "fencing" : a->rsc != NULL && a->interval_ms == 0 && a->about == NULL && bt_streq(a->task, "monitor") ? "probe" : a->task;
}

/* "start of web on n1" */
static void say_action(const struct pe_action *a, struct bt_buf *b)
{
    bt_buf_add(b, task_of(a));
    if (a->rsc != NULL)
        bt_buf_addf(b, " of %s", a->rsc->id);
    if (a->node != NULL)
        bt_buf_addf(b, a->rsc != NULL ? " on %s" : " of %s", a->node->name);
}

static const struct pe_order *order_at(const struct pe_run *run, unsigned order)
{
    return order > 0 && order <= run->model->priv->orders.n ? &run->model->priv->orders.v[order - 1] : NULL;
}

static void set_ordering(const struct pe_run *run, unsigned order, xmlNode *x)
{
    const struct pe_order *o = order_at(run, order);
    if (o != NULL)
        bt_xml_set(x, XA_ORDERING, o->id);
}

/* --- causes ----------------------------------------------------------------------------------------------- */

/* The one that counts: what cleared the flag last, and it is cleared still. */
const struct pe_cause *pe_cause_of(const struct pe_run *run, const struct pe_action *a, unsigned flag)
{
    for (size_t i = run->plan->causes.n; i-- > 0 && !pe_is(a, flag);)
        if (run->plan->causes.v[i].action == a && run->plan->causes.v[i].flag == flag)
            return &run->plan->causes.v[i];
    return NULL;
}

static const char *kind_of(unsigned flag)
{
    assert(flag == PE_OPTIONAL || flag == PE_RUNNABLE || flag == PE_MIGRATABLE);
    return flag == PE_OPTIONAL ? "required" : flag == PE_RUNNABLE ? "blocked" : "no-migration";
}

/* What the other action's state was that did it: the same flag, or that of an impossible one which must not be started anew. */
unsigned pe_cause_flag(const struct pe_cause *c)
{
    assert(c->by != NULL);
    if (c->flag == PE_OPTIONAL)
        return !pe_is(c->by, PE_OPTIONAL) ? PE_OPTIONAL : PE_RUNNABLE;
    return !pe_is(c->by, PE_RUNNABLE) ? PE_RUNNABLE : PE_OPTIONAL;
}

static void say_cause(const struct pe_run *run, const struct pe_cause *c, struct bt_buf *b)
{
    if (c->by != NULL) {
        say_action(c->by, b);
        bt_buf_add(b, pe_cause_flag(c) == PE_RUNNABLE ? " can't be done" : " is required");
        if (c->why != NULL)
            bt_buf_addf(b, " (%s)", c->why);
    } else {
        bt_buf_add(b, c->why != NULL ? c->why : "the plan asks for it");
        if (bt_streq(c->why, "it has no node") && c->action->rsc != NULL)
            bt_buf_addf(b, c->action->rsc->target_role == BT_ROLE_STOPPED ? ": the target-role of %s is Stopped" : " (see the explanation of %s)", c->action->rsc->id);
        if (c->action->node != NULL && (bt_streq(c->why, "its node is offline") || bt_streq(c->why, "its node can't run anything")))
            bt_buf_addf(b, " (%s: %s)", c->action->node->name, pe_node_trouble(c->action->node) != NULL ? pe_node_trouble(c->action->node) : "it is offline");
    }
    const struct pe_order *o = order_at(run, c->order);
    if (o != NULL)
        bt_buf_addf(b, " (ordering %s)", o->id);
}

/* A cause with the cause of that inside, and so on to the root. */
static void add_causes(const struct pe_run *run, const struct pe_action *a, unsigned flag, int depth, xmlNode *parent)
{
    const struct pe_cause *c = pe_cause_of(run, a, flag);
    if (c == NULL || depth >= DEPTH_MAX)
        return;
    struct bt_buf b = {0};
    xmlNode *x = bt_xml_add(parent, XE_CAUSE);
    bt_xml_set(x, XA_KIND, kind_of(flag));
    set_ordering(run, c->order, x);
    say_cause(run, c, &b);
    pe_explain_text(x, &b);
    for (const xmlNode *above = parent; c->by != NULL && bt_xml_is(above, XE_CAUSE); above = above->parent)
        if (bt_streq(bt_xml_get(above, XA_TEXT), bt_xml_get(x, XA_TEXT)))
            return; /* they want each other */
    if (c->by != NULL)
        add_causes(run, c->by, pe_cause_flag(c), depth + 1, x);
}

/* The plan does not even ask for a start that can't be done, though the resource is to be there. */
static bool is_wanted(const struct pe_run *run, const struct pe_action *a)
{
    if (!pe_is(a, PE_OPTIONAL) || a->rsc == NULL)
        return !pe_is(a, PE_OPTIONAL);
    const struct pe_planned *at = pe_planned(run->plan, a->rsc);
    return !pe_is(a, PE_RUNNABLE) && a->node != NULL && a->node == at->node && at->role < at->next_role &&
           (bt_streq(a->task, "start") ? at->role <= BT_ROLE_STOPPED : bt_streq(a->task, "promote") && at->next_role == BT_ROLE_PROMOTED);
}

const struct pe_action *pe_blocked_action(const struct pe_run *run, const struct pe_rsc *r, const char *task)
{
    const struct pe_planned *at = pe_planned(run->plan, r);
    const struct pe_action *a = NULL;
    for (size_t i = at->actions.n; i-- > 0 && a == NULL && at->node != NULL;)
        if (at->actions.v[i]->interval_ms == 0 && at->actions.v[i]->node == at->node && bt_streq(at->actions.v[i]->task, task))
            a = at->actions.v[i];
    return a != NULL && !pe_is(a, PE_RUNNABLE) && is_wanted(run, a) ? a : NULL;
}

bool pe_explain_blocked(const struct pe_run *run, const struct pe_rsc *r, const char *task, struct bt_buf *out)
{
    const struct pe_action *a = pe_blocked_action(run, r, task);
    if (a == NULL)
        return false;
    const struct pe_cause *c = pe_cause_of(run, a, PE_RUNNABLE);
    for (int depth = 0; c != NULL && depth < DEPTH_MAX; depth++) {
        const struct pe_cause *deeper = c->by != NULL ? pe_cause_of(run, c->by, pe_cause_flag(c)) : NULL;
        bt_buf_add(out, depth > 0 ? "; " : "");
        say_cause(run, c, out);
        c = deeper;
    }
    return true;
}

/* --- one action ------------------------------------------------------------------------------------------- */

static const char *state_of(const struct pe_run *run, const struct pe_action *a)
{
    if (pe_is(a, PE_DUMPED))
        return "planned";
    if (!is_wanted(run, a))
        return "not-needed";
    return pe_is(a, PE_RUNNABLE) ? "left-out" : "blocked";
}

static void say_state(const struct pe_run *run, const struct pe_action *a, struct bt_buf *b)
{
    if (pe_is(a, PE_DUMPED))
        bt_buf_add(b, pe_is(a, PE_PSEUDO) ? "will be passed; nothing is run for it" : "will be done");
    else if (!is_wanted(run, a))
        bt_buf_add(b, "is not needed: nothing asks for it");
    else if (!pe_is(a, PE_RUNNABLE))
        bt_buf_add(b, "is wanted, but can't be done");
    else if (a->rsc != NULL && !pe_placed(run->placement, a->rsc)->managed)
        bt_buf_add(b, "will not be done: the resource is not managed");
    else if (a->node != NULL && pe_node_trouble(a->node) != NULL)
        bt_buf_addf(b, "will not be done: of its node, %s", pe_node_trouble(a->node));
    else
        bt_buf_add(b, "will not be done");
}

static void add_inputs(const struct pe_run *run, const struct pe_action *a, xmlNode *parent)
{
    for (size_t i = 0; i < a->before.n; i++) {
        const struct pe_link *l = &a->before.v[i];
        if (!l->dumped)
            continue;
        struct bt_buf b = {0};
        xmlNode *x = bt_xml_add(parent, XE_INPUT);
        bt_xml_set(x, XA_KEY, pe_action_key(run->plan, l->action));
        if (l->action->node != NULL)
            bt_xml_set(x, XA_NODE, l->action->node->name);
        set_ordering(run, l->order, x);
        say_action(l->action, &b);
        const struct pe_order *o = order_at(run, l->order);
        if (o != NULL)
            bt_buf_addf(&b, " (ordering %s)", o->id);
        pe_explain_text(x, &b);
    }
}

static void explain_one(const struct pe_run *run, const struct pe_action *a, xmlNode *parent)
{
    struct bt_buf b = {0};
    xmlNode *x = bt_xml_add(parent, XE_ACTION);
    bt_xml_set(x, XA_KEY, pe_action_key(run->plan, a));
    bt_xml_set(x, XA_TASK, a->task);
    if (a->rsc != NULL)
        bt_xml_set(x, XA_RSC, a->rsc->id);
    if (a->node != NULL)
        bt_xml_set(x, XA_NODE, a->node->name);
    bt_xml_set(x, XA_STATE, state_of(run, a));
    say_action(a, &b);
    bt_buf_addf(&b, " [%s] ", pe_action_key(run->plan, a));
    say_state(run, a, &b);
    pe_explain_text(x, &b);
    if (!pe_is(a, PE_RUNNABLE) && is_wanted(run, a))
        add_causes(run, a, PE_RUNNABLE, 0, x);
    if (!pe_is(a, PE_OPTIONAL))
        add_causes(run, a, PE_OPTIONAL, 0, x);
    if (a->rsc != NULL && a->rsc->allow_migrate && !pe_is(a, PE_OPTIONAL))
        add_causes(run, a, PE_MIGRATABLE, 0, x);
    if (pe_is(a, PE_DUMPED))
        add_inputs(run, a, x);
}

/* --- which ------------------------------------------------------------------------------------------------ */

static bool names_task(const struct pe_action *a, const char *word)
{
    return bt_streq(a->task, word) || bt_streq(task_of(a), word) || (bt_streq(a->task, "stonith") && bt_streq(word, "fence")) ||
           (bt_streq(a->task, "do_shutdown") && bt_streq(word, "shutdown"));
}

static bool names_rsc(const struct pe_rsc *r, const char *word)
{
    return r != NULL && (bt_streq(r->id, word) || bt_streq(r->config_id, word));
}

/* "stop web", "web stop", "stop web on n1", "fence n1": each word names something of it, and the task is among them. */
static bool named_by_words(const struct pe_action *a, const struct bt_strv *words)
{
    bool task = false, what = false;
    for (size_t i = 0; i < words->n; i++) {
        const char *word = words->v[i];
        if (!task && names_task(a, word))
            task = true;
        else if (names_rsc(a->rsc, word) || (a->node != NULL && bt_streq(a->node->name, word)))
            what |= a->rsc == NULL || names_rsc(a->rsc, word);
        else if (!bt_streq(word, "on") && !bt_streq(word, "of"))
            return false;
    }
    return task && what;
}

/* The key as planned, as its node knows it, or as of the configured resource. */
static bool named_by_key(const struct pe_plan *plan, const struct pe_action *a, const char *key)
{
    bool own = a->rsc != NULL && a->about == NULL;
    char *known = pe_known_key(a);
    char *configured = own ? bt_opkey(a->rsc->config_id, a->cancels != NULL ? a->cancels : a->task, a->interval_ms) : NULL;
    bool same = bt_streq(pe_action_key(plan, a), key) || bt_streq(known, key) || bt_streq(configured, key);
    free(known);
    free(configured);
    return same;
}

static int by_node(const void *pa, const void *pb)
{
    const struct pe_action *a = *(const struct pe_action *const *)pa, *b = *(const struct pe_action *const *)pb;
    int x = a->node != NULL ? a->node->index : -1, y = b->node != NULL ? b->node->index : -1;
    return x != y ? x - y : a->id - b->id;
}

/* What else there is of the resource that a key or one of the words names. */
static void no_such_action(const struct pe_run *run, const char *what, const struct bt_strv *words, xmlNode *root)
{
    const struct pe_rsc *r = NULL;
    struct bt_buf b = {0};
    char *rsc = NULL, *task = NULL;
    int64_t interval_ms;
    const struct pe_node *n = NULL;
    for (size_t i = 0; i < words->n && r == NULL; i++) {
        r = pe_find_rsc(run->model, words->v[i]);
        n = n != NULL ? n : pe_find_node(run->model, words->v[i]);
    }
    if (r == NULL && bt_opkey_parse(what, &rsc, &task, &interval_ms))
        r = pe_find_rsc(run->model, rsc);
    free(rsc);
    free(task);
    bt_buf_addf(&b, "the plan has no action '%s'", what);
    if (r == NULL && n != NULL)
        bt_buf_addf(&b, ": of the node %s, %s", n->name, pe_node_trouble(n) != NULL ? pe_node_trouble(n) : "it is online and can run resources");
    if (r != NULL) {
        const struct pe_node *now = pe_current_node(r), *next = pe_node_of(run->placement, r);
        bt_buf_addf(&b, ": %s is %s%s", r->id, now != NULL ? "active on " : "not active", now != NULL ? now->name : "");
        bt_buf_addf(&b, " and is to run %s%s", next != NULL ? "on " : "nowhere", next != NULL ? next->name : "");
        const struct pe_planned *at = pe_planned(run->plan, r);
        for (size_t i = 0; i < at->actions.n; i++)
            bt_buf_addf(&b, "%s%s", i == 0 ? "; it has " : ", ", pe_action_key(run->plan, at->actions.v[i]));
    }
    pe_explain_text(bt_xml_add(root, XE_FACT), &b);
}

int pe_explain_action(const struct pe_run *run, const char *what, xmlDoc **ret, struct bt_err *err)
{
    struct bt_strv words = {0};
    BT_VEC(const struct pe_action *) found = {0};
    bt_strv_split(&words, what, " \t");
    if (words.n == 0)
        return bt_fail(err, BT_EX_USAGE, "an action is wanted, such as web_start_0 or 'stop web'");
    for (size_t i = 0; i < run->plan->actions.n; i++) {
        const struct pe_action *a = run->plan->actions.v[i];
        if (words.n == 1 ? named_by_key(run->plan, a, words.v[0]) : named_by_words(a, &words))
            BT_PUSH(&found, a);
    }
    xmlDoc *doc = bt_xml_doc(XE_EXPLANATION);
    if (found.n > 1)
        qsort(found.v, found.n, sizeof *found.v, by_node);
    for (size_t i = 0; i < found.n; i++)
        explain_one(run, found.v[i], bt_xml_root(doc));
    if (found.n == 0)
        no_such_action(run, what, &words, bt_xml_root(doc));
    BT_VEC_FREE(&found);
    bt_strv_free(&words);
    *ret = doc;
    return 0;
}
