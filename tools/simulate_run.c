/* tools/simulate_run.c - runs a transition graph against a CIB: each action succeeds at once, unless told otherwise.
 *
 * Like the real transition engine, it goes through the graph in order again and again (in rounds); what is ready is taken.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/simulate.h"

struct action { struct pe_step step; size_t missing; bool done, failed; BT_VEC(size_t) feeds; };

/* Places of actions; the first comes out first. */
struct heap { size_t *v, n, cap; };

static void heap_add(struct heap *h, size_t x)
{
    BT_PUSH(h, x);
    for (size_t at = h->n - 1; at > 0 && h->v[(at - 1) / 2] > h->v[at]; at = (at - 1) / 2) {
        h->v[at] = h->v[(at - 1) / 2];
        h->v[(at - 1) / 2] = x;
    }
}

static size_t heap_take(struct heap *h)
{
    size_t first = h->v[0], x = h->v[--h->n], at = 0;
    for (size_t child; (child = 2 * at + 1) < h->n; at = child) {
        child += child + 1 < h->n && h->v[child + 1] < h->v[child];
        if (h->v[child] >= x)
            break;
        h->v[at] = h->v[child];
    }
    h->v[at] = x;
    return first;
}

struct sim {
    struct sim_cib *cib;
    const struct pe_model *before;
    const struct sim_events *events;
    int64_t now_s;
    const struct sim_log *log;
    struct action *v;
    size_t n;
    struct heap this_round, next_round; /* the actions that are ready */
    bool failed;
};

/* ret_as: the id by which the resource was named. */
static bool wants_failure(const struct sim *s, const struct pe_step *x, int64_t interval_ms, int *ret_rc, const char **ret_as)
{
    const char *const ids[] = {x->rsc_id, x->rsc_long_id};
    for (size_t i = 0; i < s->events->op_fail.n; i++) {
        for (size_t k = 0; k < BT_COUNT(ids) && ids[k] != NULL; k++) {
            char *prefix = bt_printf("%s_%s_%" PRId64 "@%s=", ids[k], x->operation, interval_ms, x->node->name);
            bool hit = bt_starts(s->events->op_fail.v[i], prefix);
            if (hit) {
                *ret_rc = atoi(s->events->op_fail.v[i] + strlen(prefix));
                *ret_as = ids[k];
            }
            free(prefix);
            if (hit)
                return true;
        }
    }
    return false;
}

/* told_as: the resource. */
static void note_failure(struct sim *s, xmlNode *state, const struct pe_step *x, const char *told_as, int64_t interval_ms, int rc)
{
    char *operation = bt_printf("%s#%s_%" PRId64, told_as, x->operation, interval_ms);
    bt_buf_addf(s->log->text, "Pretending action %d failed with rc=%d\n", x->id, rc);
    sim_note_failure(s->log, state, operation, s->now_s);
    free(operation);
    s->failed = true;
}

static int64_t number(const struct pe_step *x, const char *name)
{
    int64_t n = 0;
    bt_parse_int(pe_attr_get(&x->meta, name), &n);
    return n;
}

/* False: it failed. */
static bool run_resource_action(struct sim *s, const struct pe_step *x)
{
    const char *task = x->operation, *id = x->rsc_id, *notify_type = pe_attr_get(&x->meta, "notify_type");
    const char *notify_task = pe_attr_get(&x->meta, "notify_operation");
    int64_t interval_ms = number(x, XA_INTERVAL);
    if (bt_streq(task, "probe_again"))
        return true;
    /* Instances go by their number where no node knows them without. */
    struct sim_state *state = sim_node_state(s->cib, x->node->name);
    if (x->rsc_long_id != NULL && !pe_knows_id(s->before, id) && pe_knows_id(s->before, x->rsc_long_id))
        id = x->rsc_long_id;
    bt_buf_addf(s->log->text, "  * Resource action: %-15s %s", id, task);
    if (interval_ms > 0)
        bt_buf_addf(s->log->text, "=%" PRId64, interval_ms);
    bt_buf_addf(s->log->text, " on %s\n", x->node->name);
    sim_note(s->log, "rsc_action", "resource", id, "op", task, "node", x->node->name, "interval",
             interval_ms > 0 ? pe_attr_get(&x->meta, XA_INTERVAL) : NULL, NULL);
    if (bt_streq(task, "delete"))
        return true; /* like Pacemaker's: said, not done */
    struct sim_history history = sim_history(state, id, NULL, NULL, NULL);
    if (history.xml == NULL)
        history = sim_history(state, x->rsc_id, x->rsc->standard, x->rsc->provider, x->rsc->type);
    int target_rc = (int)number(x, "op_target_rc");
    struct sim_result r = {
        .rsc = x->rsc_id, .task = task, .interval_ms = interval_ms, .now_s = s->now_s, .rc = target_rc, .target_rc = target_rc,
        .call_id = sim_next_call(&history), .meta = &x->meta,
        .migrate_source = pe_attr_get(&x->meta, XA_MIGRATE_SOURCE),
        .migrate_target = pe_attr_get(&x->meta, XA_MIGRATE_TARGET),
        .notify_type = !bt_streq(task, "notify") ? NULL : notify_type != NULL ? notify_type : "pre",
        .notify_task = notify_task != NULL ? notify_task : "start",
    };
    const char *named;
    bool fails = wants_failure(s, x, interval_ms, &r.rc, &named);
    if (fails) {
        r.exit_reason = "User-injected result";
        note_failure(s, sim_state_xml(state), x, named, interval_ms, r.rc);
    }
    sim_add_result(&history, &r, &x->params);
    return !fails;
}

static void run_fencing(struct sim *s, const struct pe_step *x)
{
    const char *op = pe_attr_get(&x->meta, "stonith_action");
    if (op == NULL)
        op = "reboot";
    bt_buf_addf(s->log->text, "  * Fencing %s (%s)\n", x->node->name, op);
    sim_note(s->log, "fencing_action", "target", x->node->name, "op", op, NULL);
    if (bt_streq(op, "on"))
        return;
    struct sim_state *state = sim_node_state(s->cib, x->node->name);
    sim_node_goes(state, false);
    sim_node_forgets(state);
}

static void run_cluster_action(struct sim *s, const struct pe_step *x)
{
    if (bt_streq(x->operation, "stonith")) {
        run_fencing(s, x);
        return;
    }
    bt_buf_addf(s->log->text, "  * Cluster action:  %s", x->operation);
    if (x->rsc_id != NULL)
        bt_buf_addf(s->log->text, " for %s", x->rsc_id);
    bt_buf_addf(s->log->text, " on %s\n", x->node->name);
    sim_note(s->log, "cluster_action", "task", x->operation, "node", x->node->name, "id", x->rsc_id, NULL);
}

static void take(struct sim *s, struct action *a)
{
    const struct pe_step *x = &a->step;
    switch (x->kind) {
    case PE_STEP_PSEUDO:
        bt_buf_addf(s->log->text, "  * Pseudo action:   %s\n", x->key);
        sim_note(s->log, "pseudo_action", "task", x->key, NULL);
        break;
    case PE_STEP_CLUSTER:
        run_cluster_action(s, x);
        break;
    case PE_STEP_RESOURCE:
        a->failed = !run_resource_action(s, x);
        break;
    }
    a->done = true;
    for (size_t i = 0; i < a->feeds.n; i++) {
        size_t at = a->feeds.v[i];
        if (a->failed && s->v[at].step.priority < BT_INFINITY)
            continue; /* it waits for a success */
        if (--s->v[at].missing == 0) /* what lies behind waits for the next round */
            heap_add(&s->v[at] > a ? &s->this_round : &s->next_round, at);
    }
}

static void load(struct sim *s, const struct pe_run *run)
{
    int last = 0;
    s->n = pe_run_steps(run);
    s->v = bt_zalloc((s->n + 1) * sizeof *s->v);
    for (size_t i = 0; i < s->n; i++) {
        pe_run_step(run, i, &s->v[i].step);
        if (s->v[i].step.kind != PE_STEP_PSEUDO)
            pe_run_step_attrs(run, i, &s->v[i].step);
        last = s->v[i].step.id > last ? s->v[i].step.id : last;
    }
    struct action **by_id = bt_zalloc(((size_t)last + 1) * sizeof *by_id);
    for (size_t i = 0; i < s->n; i++)
        by_id[s->v[i].step.id] = &s->v[i];
    for (size_t i = 0; i < s->n; i++) {
        const struct pe_step *x = &s->v[i].step;
        for (size_t k = 0; k < x->n_inputs; k++) {
            struct action *from = x->inputs[k] <= last ? by_id[x->inputs[k]] : NULL;
            s->v[i].missing++;
            if (from != NULL) /* else nothing will ever do it */
                BT_PUSH(&from->feeds, i);
        }
    }
    free(by_id);
}

bool sim_run(xmlDoc *cib, const struct pe_run *run, const struct sim_events *e, int64_t now_s, const struct sim_log *log)
{
    struct sim s = {.cib = sim_cib_new(cib), .before = pe_run_model(run), .events = e, .now_s = now_s, .log = log};
    bool all = true;
    load(&s, run);
    for (size_t i = 0; i < s.n; i++)
        if (s.v[i].missing == 0)
            heap_add(&s.next_round, i);
    while (s.next_round.n > 0) {
        struct heap empty = s.this_round;
        s.this_round = s.next_round;
        s.next_round = empty;
        while (s.this_round.n > 0) {
            struct action *a = &s.v[heap_take(&s.this_round)];
            /* After a failure no more work is done but what has to be told; steps that are none go on. */
            if (!s.failed || a->step.kind == PE_STEP_PSEUDO || a->step.priority >= BT_INFINITY)
                take(&s, a);
        }
    }
    for (size_t i = 0; i < s.n; i++) {
        all &= s.v[i].done;
        BT_VEC_FREE(&s.v[i].feeds);
    }
    free(s.v);
    BT_VEC_FREE(&s.this_round);
    BT_VEC_FREE(&s.next_round);
    sim_cib_free(s.cib);
    return all && !s.failed;
}
