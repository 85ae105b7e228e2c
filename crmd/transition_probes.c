/* crmd/transition_probes.c - what waits for probes although the graph does not say so.
 *
 * Promotions: where an instance is not known, it may be promoted (lrmd died in the midst of its demotion, its history was forgotten). Another one is promoted when that
 * one's probe has ended as the graph expects: a graph orders that itself only if the other one is to be started.
 *
 * Restarts: what is to be restarted because of a resource that is not known yet - its history was forgotten, it is probed in this graph - stays as it is until that is known: the
 * second half has to wait for the probe anyway, and if that finds the resource as it should be, nothing has to be restarted. Graphs order this themselves only where no
 * clone is between.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/transition_graph.h"

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
            a->waits_for_probes = true;
            search_visit(again, doing - 1);
        }
        free(alone);
        free(key);
    }
    bt_map_free(everywhere);
    bt_map_free(here);
}

/* The id of the primitive without the number of its instance; the caller's to free. */
static char *base_of(const struct action *a)
{
    char *id = bt_strdup(bt_xml_get_or(bt_xml_first(a->element, XE_PRIMITIVE), XA_ID, "")), *colon = strrchr(id, ':');

    if (colon != NULL && strspn(colon + 1, "0123456789") == strlen(colon + 1)) {
        *colon = '\0';
    }
    return id;
}

static void note_bases(const struct transition *t, struct bt_map *probed, struct bt_map *promoted)
{
    for (size_t i = 0; i < t->actions.n; i++) {
        const struct action *a = &t->actions.v[i];
        struct bt_map *m = is_probe(t, a) ? probed : a->kind == TRANSITION_RSC && bt_streq(a->task, "promote") ? promoted : NULL;
        if (m != NULL) {
            char *base = base_of(a);
            bt_map_put(m, base, t->graph);
            free(base);
        }
    }
}

static void hold_promotions(struct transition *t, bool *asked)
{
    struct bt_map *probed = bt_map_new(), *promoted = bt_map_new();

    note_bases(t, probed, promoted);
    for (size_t i = 0; i < t->actions.n && bt_map_size(promoted) > 0; i++) {
        struct action *a = &t->actions.v[i];
        char *base = a->kind == TRANSITION_RSC ? base_of(a) : NULL;
        if (base != NULL && bt_streq(a->task, "promote")) {
            a->waits_for_probes = bt_map_get(probed, base) != NULL;
        } else if (base != NULL && is_probe(t, a)) {
            asked[i] = bt_map_get(promoted, base) != NULL;
        }
        free(base);
    }
    bt_map_free(probed);
    bt_map_free(promoted);
}

void transition_hold_for_probes(struct transition *t)
{
    size_t n = t->actions.n + 1;
    assert(t->asked_left == 0); /* once a graph */
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
    bool *asked = bt_zalloc(n * sizeof(bool));
    hold_promotions(t, asked);
    for (size_t i = 0; i < t->actions.n; i++) {
        t->actions.v[i].asked = asked[i] || (needed.seen[i] && is_probe(t, &t->actions.v[i]));
        t->asked_left += t->actions.v[i].asked;
    }
    free(asked);
    free(followers.seen);
    free(needed.seen);
    BT_VEC_FREE(&followers.stack);
    BT_VEC_FREE(&needed.stack);
}
