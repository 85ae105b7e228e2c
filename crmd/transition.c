/* crmd/transition.c - the transition engine's core: fires what is ready, learns what ended.
 *
 * A synapse becomes ready when the last of its inputs is confirmed; a heap hands the ready ones out by priority, then by their place in the graph. Every
 * action is touched a constant number of times, so a walk costs as much as its graph is long.
 * Every list of the walk holds indexes into the two arrays, which do not change once the graph is read.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/transition_graph.h"


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
    assert(t->ready.n == 0 || fires_before(t, first, v[0]));
    return first;
}

/* What ended ------------------------------------------------------------------------------------------------ */

static void skip_synapse(struct transition *t, size_t synapse);

/* Counts an action as ended and hands its followers on; a synapse whose last input this was becomes ready. */
static void settle(struct transition *t, size_t action, enum action_state how)
{
    struct action *a = &t->actions.v[action];

    assert((how == CONFIRMED || how == FAILED) && (a->state == FIRED || a->kind == TRANSITION_PSEUDO));
    assert(!a->asked || how != CONFIRMED || t->asked_left > 0);
    a->state = how;
    t->asked_left -= a->asked && how == CONFIRMED;
    for (size_t i = 0; i < a->followers.n; i++) {
        struct synapse *s = &t->synapses.v[a->followers.v[i]];
        assert(s->inputs_left > 0); /* this action was one of them */
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

/* What holds between calls: an action is ready, held or in flight, in one place at most. */
static void check(const struct transition *t)
{
    assert(t->rsc_in_flight <= t->in_flight);
    assert(t->ready.n + t->held.n + t->in_flight + (t->leave > 0) <= t->actions.n);
    assert(t->leave == 0 || t->walker != NULL);
    assert(t->abort != TRANSITION_ABORT_NONE || t->abort_reason == NULL);
}

/* What the reading of a graph promises: both directions of "waits for" agree, and each action is one synapse's. */
static void check_read(const struct transition *t)
{
    size_t followers = 0, inputs = 0, actions = 0, asked = 0;

    for (size_t i = 0; i < t->actions.n; i++) {
        assert(t->actions.v[i].state == WAITING && t->actions.v[i].synapse < t->synapses.n);
        followers += t->actions.v[i].followers.n;
        asked += t->actions.v[i].asked;
    }
    for (size_t i = 0; i < t->synapses.n; i++) {
        inputs += t->synapses.v[i].inputs_left;
        actions += t->synapses.v[i].actions.n;
    }
    assert(followers == inputs && actions == t->actions.n && bt_map_size(t->by_id) == t->actions.n);
    assert(asked == t->asked_left);
}

int transition_new(xmlDoc *graph, const char *uuid, int number, struct transition **ret, struct bt_err *err)
{
    struct transition *t = BT_NEW(struct transition);

    t->graph = graph;
    t->uuid = bt_strdup(uuid);
    t->number = number;
    t->by_id = bt_map_new();
    int rc = transition_read(t, err);
    if (rc != BT_EX_OK) {
        transition_free(t);
        return rc;
    }
    check_read(t);
    for (size_t i = 0; i < t->actions.n; i++) {
        if (t->synapses.v[t->actions.v[i].synapse].inputs_left == 0) {
            ready_push(t, i);
        }
    }
    check(t);
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
    bt_map_free(t->by_id);
    bt_xml_free(t->graph);
    free(t->uuid);
    free(t->walker);
    free(t->abort_reason);
    free(t);
}

void transition_walked_by(struct transition *t, const char *node)
{
    assert(t->in_flight == 0 && t->leave == 0); /* before it is walked */
    free(t->walker);
    t->walker = bt_strdup(node);
}

int transition_number(const struct transition *t)
{
    return t->number;
}

/* Walking --------------------------------------------------------------------------------------------------- */

static bool over_migration_limit(const struct transition *t, const struct action *a)
{
    int64_t running = 0;

    if (t->migration_limit < 0 || !bt_is_migration(a->task)) {
        return false;
    }
    for (size_t i = 0; i < t->actions.n; i++) {
        const struct action *other = &t->actions.v[i];
        running += other->state == FIRED && bt_is_migration(other->task) && bt_streq(other->node, a->node);
    }
    return running >= t->migration_limit;
}

/* A fencing that runs, or is the next thing to be done, by the node: who walks does all but its own, which another one does. */
static bool may_be_fenced_by(const struct transition *t, const struct action *a, const char *node)
{
    bool by_node = t->walker != NULL && bt_streq(node, t->walker) != bt_streq(a->node, t->walker);
    return by_node && bt_streq(a->task, "stonith") && (a->state == FIRED || (a->state == WAITING && t->synapses.v[a->synapse].inputs_left == 0));
}

/* A node may leave only when all that was planned for it has ended: a probe may still find something that runs there. */
static bool node_busy(const struct transition *t, const char *node)
{
    for (size_t i = 0; i < t->actions.n; i++) {
        const struct action *a = &t->actions.v[i];
        if (may_be_fenced_by(t, a, node) || (a->kind == TRANSITION_RSC && (a->state == FIRED || a->state == WAITING) && bt_streq(a->node, node))) {
            return true;
        }
    }
    return false;
}

static bool leaves(const struct action *a, const char *node)
{
    return bt_streq(a->task, "do_shutdown") && bt_streq(a->node, node);
}

static bool must_wait(const struct transition *t, const struct action *a)
{
    return over_migration_limit(t, a) || (a->waits_for_probes && t->asked_left > 0) || (leaves(a, a->node) && node_busy(t, a->node));
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

static void fire(struct transition *t, size_t index, struct transition_fire *ret)
{
    struct action *a = &t->actions.v[index];

    assert(a->state == WAITING && a->kind != TRANSITION_PSEUDO && t->synapses.v[a->synapse].inputs_left == 0);
    a->state = FIRED;
    t->in_flight++;
    t->rsc_in_flight += a->kind == TRANSITION_RSC;
    *ret = (struct transition_fire){a->id, a->kind, a->element, a->task, a->node, a->timeout_ms};
}

/* Nothing else is ready: who walks may leave, if that was planned. */
static bool fire_leave(struct transition *t, struct transition_fire *ret)
{
    if (t->leave == 0 || t->abort != TRANSITION_ABORT_NONE || node_busy(t, t->walker) || transition_owes(t)) {
        return false;
    }
    fire(t, t->leave - 1, ret);
    t->leave = 0;
    return true;
}

bool transition_next(struct transition *t, struct transition_fire *ret)
{
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
        } else if (leaves(a, t->walker)) {
            ready_pop(t);
            t->leave = index + 1;
        } else if (must_wait(t, a)) {
            ready_pop(t);
            BT_PUSH(&t->held, index);
        } else {
            ready_pop(t);
            fire(t, index, ret);
            return true;
        }
    }
    return fire_leave(t, ret);
}

static void finish(struct transition *t, size_t index, bool ok)
{
    struct action *a = &t->actions.v[index];

    assert(a->state == FIRED && t->in_flight > 0);
    t->in_flight--;
    t->rsc_in_flight -= a->kind == TRANSITION_RSC;
    settle(t, index, ok ? CONFIRMED : FAILED);
    release_held(t);
    check(t);
}

bool transition_confirm(struct transition *t, int action, bool ok)
{
    char *id = bt_printf("%d", action);
    size_t index = 0;
    bool found = transition_index(t, id, &index) && t->actions.v[index].state == FIRED;

    free(id);
    if (found) {
        finish(t, index, ok);
    }
    return found;
}

void transition_hold(struct transition *t, int action)
{
    char *id = bt_printf("%d", action);
    size_t index = 0;
    bool found = transition_index(t, id, &index) && t->actions.v[index].state == FIRED;

    free(id);
    if (!found) {
        return;
    }
    struct action *a = &t->actions.v[index];
    a->state = WAITING;
    t->in_flight--;
    t->rsc_in_flight -= a->kind == TRANSITION_RSC;
    BT_PUSH(&t->held, index);
    check(t);
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

size_t transition_in_flight(const struct transition *t)
{
    return t->in_flight;
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
    assert(count[FIRED] == t->in_flight);
    return bt_printf("Transition %d: %zu done, %zu in flight, %zu not fired, %zu skipped, %zu failed: %s%s%s", t->number,
                     count[CONFIRMED], count[FIRED], count[WAITING], count[SKIPPED], count[FAILED],
                     transition_abort_text(t->abort), t->abort_reason == NULL ? "" : " because ",
                     t->abort_reason == NULL ? "" : t->abort_reason);
}
