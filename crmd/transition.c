/* crmd/transition.c - the transition engine's core: reads a graph, fires what is ready, learns what ended.
 *
 * A synapse becomes ready when the last of its inputs is confirmed; a heap hands the ready ones out by priority, then by their place in the graph. Every
 * action is touched a constant number of times, so a walk costs as much as its graph is long.
 * Every list of the walk holds indexes into the two arrays, which do not change once the graph is read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/transition.h"

#define TIDYING_MAX 8 /* so many agents under way make a deletion wait */

enum action_state { WAITING, FIRED, CONFIRMED, FAILED, SKIPPED };

struct action {
    int id;
    enum transition_kind kind;
    enum action_state state;
    const xmlNode *element;
    const char *task, *node;
    int64_t timeout_ms;
    size_t synapse;
    BT_VEC(size_t) followers; /* synapses that have this action as input */
    bool begins_restart;      /* undoes what is done again here after probes: it waits for `asked` of them */
    bool asked;               /* a probe that such a one waits for */
};

struct synapse {
    int priority;
    size_t inputs_left;
    BT_VEC(size_t) actions;
};

struct transition {
    xmlDoc *graph;
    char *uuid;
    int number;
    int64_t batch_limit, migration_limit; /* 0, -1: no limit */
    int64_t cluster_delay_ms, stonith_timeout_ms;
    BT_VEC(struct action) actions;
    BT_VEC(struct synapse) synapses;
    struct bt_map *by_id;    /* action id as text -> index + 1 */
    BT_VEC(size_t) ready;    /* heap of actions, the first is next */
    BT_VEC(size_t) held;     /* ready, but something else has to end first: must_wait() */
    BT_VEC(size_t) tidying;  /* ready, but there is more urgent work: is_tidying() */
    size_t in_flight, rsc_in_flight, tidying_in_flight;
    size_t asked_left;       /* probes that restarts wait for */
    enum transition_abort abort;
    char *abort_reason;
};

const char *transition_abort_text(enum transition_abort a)
{
    switch (a) {
#define X(name, text)                                                                                                  \
    case TRANSITION_ABORT_##name: return text;
        TRANSITION_ABORT_LIST(X)
#undef X
    }
    return "?";
}

/* Ready actions: a binary heap ------------------------------------------------------------------------------ */

static bool fires_before(const struct transition *t, size_t a, size_t b)
{
    int pa = t->synapses.v[t->actions.v[a].synapse].priority, pb = t->synapses.v[t->actions.v[b].synapse].priority;
    return pa != pb ? pa > pb : a < b;
}

static void swap(size_t *a, size_t *b)
{
    size_t keep = *a;
    *a = *b;
    *b = keep;
}

static void ready_push(struct transition *t, size_t action)
{
    BT_PUSH(&t->ready, action);
    size_t *v = t->ready.v;
    for (size_t i = t->ready.n - 1; i > 0 && fires_before(t, v[i], v[(i - 1) / 2]); i = (i - 1) / 2) {
        swap(&v[i], &v[(i - 1) / 2]);
    }
}

static size_t ready_pop(struct transition *t)
{
    assert(t->ready.n > 0);
    size_t *v = t->ready.v, first = v[0];
    v[0] = v[--t->ready.n];
    for (size_t i = 0, child = 1; child < t->ready.n; i = child, child = 2 * i + 1) {
        if (child + 1 < t->ready.n && fires_before(t, v[child + 1], v[child])) {
            child++;
        }
        if (!fires_before(t, v[child], v[i])) {
            break;
        }
        swap(&v[child], &v[i]);
    }
    return first;
}

/* Reading a graph ------------------------------------------------------------------------------------------- */

static bool kind_of(const xmlNode *element, enum transition_kind *ret)
{
    if (bt_xml_is(element, XE_RSC_OP)) {
        *ret = TRANSITION_RSC;
    } else if (bt_xml_is(element, XE_PSEUDO_EVENT)) {
        *ret = TRANSITION_PSEUDO;
    } else if (bt_xml_is(element, XE_CRM_EVENT)) {
        *ret = TRANSITION_CRM;
    } else {
        return false;
    }
    return true;
}

/* The agent's own time, plus what the way there and back may take (cluster-delay). */
static int64_t timeout_of(const struct transition *t, const struct action *a)
{
    const xmlNode *attributes = bt_xml_first(a->element, XE_ATTRIBUTES);

    if (a->kind == TRANSITION_PSEUDO) {
        return 0;
    }
    if (bt_streq(a->task, "stonith")) {
        return t->stonith_timeout_ms + t->cluster_delay_ms;
    }
    return bt_xml_get_int(attributes, XA_CRM_META_TIMEOUT, 0) + bt_xml_get_int(attributes, XA_CRM_META_START_DELAY, 0) +
           t->cluster_delay_ms;
}

/* The map holds index + 1, so that 0 is "no such action". */
static bool index_of(const struct transition *t, const char *id, size_t *ret)
{
    uintptr_t found = id == NULL ? 0 : (uintptr_t)bt_map_get(t->by_id, id);

    if (found != 0) {
        *ret = found - 1;
    }
    return found != 0;
}

static int add_action(struct transition *t, const xmlNode *element, struct bt_err *err)
{
    struct action a = {.element = element, .synapse = t->synapses.n - 1, .node = bt_xml_get(element, XA_ON_NODE),
                       .task = bt_xml_get_or(element, XA_OPERATION, "")};
    const char *id = bt_xml_id(element);
    int64_t number;
    size_t other;

    if (!kind_of(element, &a.kind) || !bt_parse_int(id, &number) || number < 0 || number > INT32_MAX) {
        return bt_fail(err, BT_EX_PROTOCOL, "the graph has an action <%s id=\"%s\"> that is none", bt_xml_name(element),
                       id == NULL ? "" : id);
    }
    if (index_of(t, id, &other)) {
        return bt_fail(err, BT_EX_PROTOCOL, "the graph has two actions with id %s", id);
    }
    a.id = (int)number;
    a.timeout_ms = timeout_of(t, &a);

    bt_map_put(t->by_id, id, (void *)(uintptr_t)(t->actions.n + 1));
    BT_PUSH(&t->synapses.v[a.synapse].actions, t->actions.n);
    BT_PUSH(&t->actions, a);
    return BT_EX_OK;
}

static int add_synapse(struct transition *t, const xmlNode *synapse, struct bt_err *err)
{
    struct synapse s = {.priority = bt_score_clamp(bt_xml_get_int(synapse, XA_PRIORITY, 0))};
    int rc = BT_EX_OK;

    BT_PUSH(&t->synapses, s);
    bt_xml_each (element, bt_xml_first(synapse, XE_ACTION_SET), NULL) {
        if ((rc = add_action(t, element, err)) != BT_EX_OK) {
            return rc;
        }
    }
    return rc;
}

static int add_inputs(struct transition *t, size_t synapse, const xmlNode *inputs, struct bt_err *err)
{
    bt_xml_each (trigger, inputs, XE_TRIGGER) {
        bt_xml_each (input, trigger, NULL) {
            size_t action;
            if (!index_of(t, bt_xml_id(input), &action)) {
                return bt_fail(err, BT_EX_PROTOCOL, "synapse %zu waits for action %s, which the graph does not have",
                               synapse, bt_xml_get_or(input, XA_ID, "(none)"));
            }
            BT_PUSH(&t->actions.v[action].followers, synapse);
            t->synapses.v[synapse].inputs_left++;
        }
    }
    return BT_EX_OK;
}

/* A graph with a cycle would wait for itself forever: take away what can run, round by round, and see whether anything stays. */
static int check_cycles(const struct transition *t, struct bt_err *err)
{
    size_t *left = bt_alloc((t->synapses.n + 1) * sizeof *left), reached = 0;
    BT_VEC(size_t) free_ones = {0};

    for (size_t i = 0; i < t->synapses.n; i++) {
        left[i] = t->synapses.v[i].inputs_left;
        if (left[i] == 0) {
            BT_PUSH(&free_ones, i);
        }
    }
    for (; reached < free_ones.n; reached++) {
        const struct synapse *s = &t->synapses.v[free_ones.v[reached]];
        for (size_t a = 0; a < s->actions.n; a++) {
            const struct action *action = &t->actions.v[s->actions.v[a]];
            for (size_t f = 0; f < action->followers.n; f++) {
                if (--left[action->followers.v[f]] == 0) {
                    BT_PUSH(&free_ones, action->followers.v[f]);
                }
            }
        }
    }

    int rc = BT_EX_OK;
    for (size_t i = 0; i < t->synapses.n && rc == BT_EX_OK; i++) {
        if (left[i] > 0 && t->synapses.v[i].actions.n > 0) {
            const struct action *a = &t->actions.v[t->synapses.v[i].actions.v[0]];
            rc = bt_fail(err, BT_EX_PROTOCOL, "action %d (%s) waits for itself: the graph has a cycle", a->id,
                         bt_xml_get_or(a->element, XA_OPERATION_KEY, a->task));
        }
    }
    BT_VEC_FREE(&free_ones);
    free(left);
    return rc;
}

/* Restarts that wait for probes ----------------------------------------------------------------------------- */

static bool is_probe(const struct transition *t, const struct action *a)
{
    return a->kind == TRANSITION_RSC && bt_streq(a->task, "monitor") && t->synapses.v[a->synapse].inputs_left == 0 &&
           bt_xml_get_int(bt_xml_first(a->element, XE_ATTRIBUTES), XA_CRM_META_INTERVAL, 0) == 0;
}

/* "task rsc node"; for the whole cluster "task instance". The caller's to free. */
static char *key_of(const struct action *a, const char *task, bool everywhere)
{
    const xmlNode *primitive = bt_xml_first(a->element, XE_PRIMITIVE);
    const char *id = bt_xml_get_or(primitive, XA_ID, "");

    return everywhere ? bt_printf("%s %s", task, bt_xml_get_or(primitive, XA_LONG_ID, id))
                      : bt_printf("%s %s %s", task, id, a->node == NULL ? "" : a->node);
}

/* Actions by key; what there are several of is `t->actions.n`. */
static struct bt_map *by_key(const struct transition *t, bool everywhere)
{
    struct bt_map *m = bt_map_new();

    for (size_t i = 0; i < t->actions.n; i++) {
        const struct action *a = &t->actions.v[i];
        char *key = a->kind == TRANSITION_RSC ? key_of(a, a->task, everywhere) : NULL;
        if (key != NULL) {
            bt_map_put(m, key, (void *)(uintptr_t)(bt_map_get(m, key) == NULL ? i + 1 : t->actions.n + 1));
        }
        free(key);
    }
    return m;
}

struct search {
    bool *seen; /* by action */
    BT_VEC(size_t) stack;
};

static void search_visit(struct search *s, size_t action)
{
    if (!s->seen[action]) {
        s->seen[action] = true;
        BT_PUSH(&s->stack, action);
    }
}

/* From what was visited to all that follows it. */
static void search_forward(struct search *s, const struct transition *t)
{
    while (s->stack.n > 0) {
        const struct action *a = &t->actions.v[s->stack.v[--s->stack.n]];
        for (size_t f = 0; f < a->followers.n; f++) {
            const struct synapse *synapse = &t->synapses.v[a->followers.v[f]];
            for (size_t k = 0; k < synapse->actions.n; k++) {
                search_visit(s, synapse->actions.v[k]);
            }
        }
    }
}

/* From what was visited to all that it waits for. */
static void search_backward(struct search *s, const struct transition *t)
{
    BT_VEC(size_t) *inputs = bt_zalloc((t->synapses.n + 1) * sizeof *inputs);

    for (size_t i = 0; i < t->actions.n; i++) {
        for (size_t f = 0; f < t->actions.v[i].followers.n; f++) {
            BT_PUSH(&inputs[t->actions.v[i].followers.v[f]], i);
        }
    }
    while (s->stack.n > 0) {
        size_t synapse = t->actions.v[s->stack.v[--s->stack.n]].synapse;
        for (size_t k = 0; k < inputs[synapse].n; k++) {
            search_visit(s, inputs[synapse].v[k]);
        }
    }
    for (size_t i = 0; i < t->synapses.n; i++) {
        BT_VEC_FREE(&inputs[i]);
    }
    free(inputs);
}

/* Stops and demotions that are done again on the same node by an action that `reached` has; their doing again is visited. One of several stops of an instance
 * ends what runs twice, and waits for nothing. */
static void find_restarts(struct transition *t, const bool *reached, struct search *again)
{
    struct bt_map *here = by_key(t, false), *everywhere = by_key(t, true);

    for (size_t i = 0; i < t->actions.n; i++) {
        struct action *a = &t->actions.v[i];
        const char *back = bt_streq(a->task, "stop") ? "start" : bt_streq(a->task, "demote") ? "promote" : NULL;
        if (a->kind != TRANSITION_RSC || back == NULL) {
            continue;
        }
        char *key = key_of(a, back, false), *alone = key_of(a, a->task, true);
        size_t doing = (size_t)(uintptr_t)bt_map_get(here, key);
        if (doing > 0 && doing <= t->actions.n && reached[doing - 1] && (size_t)(uintptr_t)bt_map_get(everywhere, alone) == i + 1) {
            a->begins_restart = true;
            search_visit(again, doing - 1);
        }
        free(alone);
        free(key);
    }
    bt_map_free(everywhere);
    bt_map_free(here);
}

/* What is to be restarted because of a resource that is not known yet - its history was forgotten, it is probed in this graph - stays as it is until that is: the second
 * half has to wait for the probe anyway, and if that finds the resource as it should be, nothing has to be restarted. Graphs order this themselves only where no clone is between. */
static void hold_restarts(struct transition *t)
{
    size_t n = t->actions.n + 1;
    struct search followers = {.seen = bt_zalloc(n * sizeof(bool))}, needed = {.seen = bt_zalloc(n * sizeof(bool))};

    for (size_t i = 0; i < t->actions.n; i++) {
        if (is_probe(t, &t->actions.v[i])) {
            search_visit(&followers, i);
        }
    }
    if (followers.stack.n > 0) {
        search_forward(&followers, t);
        find_restarts(t, followers.seen, &needed);
    }
    if (needed.stack.n > 0) {
        search_backward(&needed, t);
    }
    for (size_t i = 0; i < t->actions.n; i++) {
        t->actions.v[i].asked = needed.seen[i] && is_probe(t, &t->actions.v[i]);
        t->asked_left += t->actions.v[i].asked;
    }
    free(followers.seen);
    free(needed.seen);
    BT_VEC_FREE(&followers.stack);
    BT_VEC_FREE(&needed.stack);
}

static void read_header(struct transition *t, const xmlNode *root)
{
    t->batch_limit = bt_xml_get_int(root, XA_BATCH_LIMIT, 0);
    t->migration_limit = bt_xml_get_int(root, XA_MIGRATION_LIMIT, -1);
    t->cluster_delay_ms = bt_duration_ms_or(bt_xml_get(root, XA_CLUSTER_DELAY), 60000);
    t->stonith_timeout_ms = bt_duration_ms_or(bt_xml_get(root, XA_STONITH_TIMEOUT), 60000);
}

static void skip_synapse(struct transition *t, size_t synapse);

/* Counts an action as ended and hands its followers on; a synapse whose last input this was becomes ready. */
static void settle(struct transition *t, size_t action, enum action_state how)
{
    struct action *a = &t->actions.v[action];

    a->state = how;
    t->asked_left -= a->asked && how == CONFIRMED;
    for (size_t i = 0; i < a->followers.n; i++) {
        struct synapse *s = &t->synapses.v[a->followers.v[i]];
        if (how != CONFIRMED) {
            skip_synapse(t, a->followers.v[i]);
        } else if (--s->inputs_left == 0) {
            for (size_t k = 0; k < s->actions.n; k++) {
                if (t->actions.v[s->actions.v[k]].state == WAITING) {
                    ready_push(t, s->actions.v[k]);
                }
            }
        }
    }
}

/* What waits for something that failed or was skipped will never fire. Recursion is as deep as the longest chain of the graph, so an own stack is used. */
static void skip_synapse(struct transition *t, size_t synapse)
{
    BT_VEC(size_t) stack = {0};

    BT_PUSH(&stack, synapse);
    while (stack.n > 0) {
        const struct synapse *s = &t->synapses.v[stack.v[--stack.n]];
        for (size_t k = 0; k < s->actions.n; k++) {
            struct action *a = &t->actions.v[s->actions.v[k]];
            if (a->state != WAITING) {
                continue;
            }
            a->state = SKIPPED;
            for (size_t f = 0; f < a->followers.n; f++) {
                BT_PUSH(&stack, a->followers.v[f]);
            }
        }
    }
    BT_VEC_FREE(&stack);
}

static int read_graph(struct transition *t, struct bt_err *err)
{
    const xmlNode *root = bt_xml_root(t->graph);
    size_t i = 0;
    int rc;

    /* 1. It is a graph. */
    if (!bt_xml_is(root, XE_TRANSITION_GRAPH)) {
        return bt_fail(err, BT_EX_PROTOCOL, "<%s> is no <" XE_TRANSITION_GRAPH ">",
                       root == NULL ? "" : bt_xml_name(root));
    }
    read_header(t, root);
    /* 2. All synapses and actions, so that inputs may name later ones. */
    bt_xml_each (synapse, root, XE_SYNAPSE) {
        if ((rc = add_synapse(t, synapse, err)) != BT_EX_OK) {
            return rc;
        }
    }
    /* 3. Who waits for whom. */
    bt_xml_each (synapse, root, XE_SYNAPSE) {
        if ((rc = add_inputs(t, i++, bt_xml_first(synapse, XE_INPUTS), err)) != BT_EX_OK) {
            return rc;
        }
    }
    /* 4. It can end. */
    if ((rc = check_cycles(t, err)) != BT_EX_OK) {
        return rc;
    }
    /* 5. What waits beside that. */
    hold_restarts(t);
    return BT_EX_OK;
}

int transition_new(xmlDoc *graph, const char *uuid, int number, struct transition **ret, struct bt_err *err)
{
    struct transition *t = BT_NEW(struct transition);

    t->graph = graph;
    t->uuid = bt_strdup(uuid);
    t->number = number;
    t->by_id = bt_map_new();
    int rc = read_graph(t, err);
    if (rc != BT_EX_OK) {
        transition_free(t);
        return rc;
    }
    for (size_t i = 0; i < t->actions.n; i++) {
        if (t->synapses.v[t->actions.v[i].synapse].inputs_left == 0) {
            ready_push(t, i);
        }
    }
    *ret = t;
    return BT_EX_OK;
}

void transition_free(struct transition *t)
{
    if (t == NULL) {
        return;
    }
    for (size_t i = 0; i < t->actions.n; i++) {
        BT_VEC_FREE(&t->actions.v[i].followers);
    }
    for (size_t i = 0; i < t->synapses.n; i++) {
        BT_VEC_FREE(&t->synapses.v[i].actions);
    }
    BT_VEC_FREE(&t->actions);
    BT_VEC_FREE(&t->synapses);
    BT_VEC_FREE(&t->ready);
    BT_VEC_FREE(&t->held);
    BT_VEC_FREE(&t->tidying);
    bt_map_free(t->by_id);
    bt_xml_free(t->graph);
    free(t->uuid);
    free(t->abort_reason);
    free(t);
}

int transition_number(const struct transition *t)
{
    return t->number;
}

/* Walking --------------------------------------------------------------------------------------------------- */

static bool is_migration(const struct action *a)
{
    return bt_streq(a->task, "migrate_to") || bt_streq(a->task, "migrate_from");
}

static bool over_migration_limit(const struct transition *t, const struct action *a)
{
    int64_t running = 0;

    if (t->migration_limit < 0 || !is_migration(a)) {
        return false;
    }
    for (size_t i = 0; i < t->actions.n; i++) {
        const struct action *other = &t->actions.v[i];
        running += other->state == FIRED && is_migration(other) && bt_streq(other->node, a->node);
    }
    return running >= t->migration_limit;
}

/* A node may leave only when all that was planned for it has ended: a probe may still find something that runs there. */
static bool node_busy(const struct transition *t, const char *node)
{
    for (size_t i = 0; i < t->actions.n; i++) {
        const struct action *a = &t->actions.v[i];
        if (a->kind == TRANSITION_RSC && (a->state == FIRED || a->state == WAITING) && bt_streq(a->node, node)) {
            return true;
        }
    }
    return false;
}

static bool must_wait(const struct transition *t, const struct action *a)
{
    return over_migration_limit(t, a) || (a->begins_restart && t->asked_left > 0) || (bt_streq(a->task, "do_shutdown") && node_busy(t, a->node));
}

/* A history that is deleted for its own sake: nothing of the graph waits for it. */
static bool is_tidying(const struct action *a)
{
    return a->kind == TRANSITION_RSC && a->followers.n == 0 && bt_streq(a->task, "delete");
}

/* Each such action is an order, an answer and a patch as the end of a stop is; while many agents run, it waits to share these with others of its kind. */
static bool too_busy_to_tidy(const struct transition *t)
{
    return t->rsc_in_flight - t->tidying_in_flight >= TIDYING_MAX;
}

static void release_tidying(struct transition *t)
{
    while (t->tidying.n > 0) {
        ready_push(t, t->tidying.v[--t->tidying.n]);
    }
}

static void release_held(struct transition *t)
{
    while (t->held.n > 0) {
        ready_push(t, t->held.v[--t->held.n]);
    }
}

/* The priority of what has begun and must be told to its end: the policy engine gives it to the notifications after an action. */
static bool is_urgent(const struct transition *t, size_t synapse)
{
    return t->synapses.v[synapse].priority >= BT_INFINITY;
}

static bool may_fire(const struct transition *t, size_t action)
{
    return t->abort == TRANSITION_ABORT_NONE || (t->abort == TRANSITION_ABORT_RESTART && is_urgent(t, t->actions.v[action].synapse));
}

bool transition_next(struct transition *t, struct transition_fire *ret)
{
    if (!too_busy_to_tidy(t)) {
        release_tidying(t);
    }
    while (t->ready.n > 0 && may_fire(t, t->ready.v[0])) { /* the first is the most urgent */
        size_t index = t->ready.v[0];
        struct action *a = &t->actions.v[index];

        if (a->state != WAITING) { /* skipped since it became ready */
            ready_pop(t);
        } else if (a->kind == TRANSITION_PSEUDO) {
            ready_pop(t);
            settle(t, index, CONFIRMED);
        } else if (a->kind == TRANSITION_RSC && t->batch_limit > 0 && (int64_t)t->rsc_in_flight >= t->batch_limit) {
            return false;
        } else if (must_wait(t, a)) {
            ready_pop(t);
            BT_PUSH(&t->held, index);
        } else if (is_tidying(a) && too_busy_to_tidy(t)) {
            ready_pop(t);
            BT_PUSH(&t->tidying, index);
        } else {
            ready_pop(t);
            a->state = FIRED;
            t->in_flight++;
            t->rsc_in_flight += a->kind == TRANSITION_RSC;
            t->tidying_in_flight += is_tidying(a);
            *ret = (struct transition_fire){a->id, a->kind, a->element, a->task, a->node, a->timeout_ms};
            return true;
        }
    }
    return false;
}

static void finish(struct transition *t, size_t index, bool ok)
{
    struct action *a = &t->actions.v[index];

    assert(a->state == FIRED && t->in_flight > 0);
    t->in_flight--;
    t->rsc_in_flight -= a->kind == TRANSITION_RSC;
    t->tidying_in_flight -= is_tidying(a);
    settle(t, index, ok ? CONFIRMED : FAILED);
    release_held(t);
}

bool transition_confirm(struct transition *t, int action, bool ok)
{
    char *id = bt_printf("%d", action);
    size_t index = 0;
    bool found = index_of(t, id, &index) && t->actions.v[index].state == FIRED;

    free(id);
    if (found) {
        finish(t, index, ok);
    }
    return found;
}

int transition_action_of(const struct transition *t, const char *key)
{
    struct bt_transition_key k;

    if (key == NULL || !bt_transition_key_parse(key, &k) || k.transition != t->number || !bt_streq(k.uuid, t->uuid)) {
        return -1;
    }
    return k.action;
}

bool transition_outcome_ok(int target_rc, enum bt_opstatus status, int rc)
{
    return status == BT_OP_DONE && rc == target_rc;
}

void transition_abort(struct transition *t, enum transition_abort why, const char *reason)
{
    if (why > t->abort) {
        t->abort = why;
        free(t->abort_reason);
        t->abort_reason = bt_strdup(reason);
    }
}

enum transition_abort transition_aborted(const struct transition *t)
{
    return t->abort;
}

const char *transition_abort_reason(const struct transition *t)
{
    return t->abort_reason == NULL ? "" : t->abort_reason;
}

bool transition_node_lost(struct transition *t, const char *node)
{
    bool any = false;

    for (size_t i = 0; i < t->actions.n; i++) {
        const struct action *a = &t->actions.v[i];
        if (a->state != FIRED || !bt_streq(a->node, node) || bt_streq(a->task, "stonith")) {
            continue;
        }
        finish(t, i, bt_streq(a->task, "do_shutdown")); /* gone is what a shutdown wants */
        any = true;
    }
    return any;
}

bool transition_owes(const struct transition *t)
{
    for (size_t i = 0; i < t->actions.n; i++) {
        const struct action *a = &t->actions.v[i];
        for (size_t f = 0; a->state == FIRED && f < a->followers.n; f++) {
            if (is_urgent(t, a->followers.v[f])) {
                return true;
            }
        }
    }
    return false;
}

bool transition_done(const struct transition *t)
{
    if (t->in_flight > 0) {
        return false;
    }
    for (size_t i = 0; i < t->ready.n; i++) {
        if (t->actions.v[t->ready.v[i]].state == WAITING && may_fire(t, t->ready.v[i])) {
            return false;
        }
    }
    return true; /* what is held now waits for something that will never happen */
}

char *transition_summary(const struct transition *t)
{
    size_t count[SKIPPED + 1] = {0};

    for (size_t i = 0; i < t->actions.n; i++) {
        count[t->actions.v[i].state]++;
    }
    return bt_printf("Transition %d: %zu done, %zu in flight, %zu not fired, %zu skipped, %zu failed: %s%s%s", t->number,
                     count[CONFIRMED], count[FIRED], count[WAITING], count[SKIPPED], count[FAILED],
                     transition_abort_text(t->abort), t->abort_reason == NULL ? "" : " because ",
                     t->abort_reason == NULL ? "" : t->abort_reason);
}
