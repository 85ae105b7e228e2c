/* crmd/transition_read.c - from <transition_graph> to synapses and actions.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/transition_graph.h"

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
bool transition_index(const struct transition *t, const char *id, size_t *ret)
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
    char text[BT_INT_TEXT];
    int64_t number;
    size_t other;

    /* An id is found again by its number: so it is written in one way, not as "01". */
    if (!kind_of(element, &a.kind) || !bt_parse_int(id, &number) || number < 0 || number > INT32_MAX || !bt_streq(id, bt_int_text(number, text))) {
        return bt_fail(err, BT_EX_PROTOCOL, "the graph has an action <%s id=\"%s\"> that is none", bt_xml_name(element),
                       id == NULL ? "" : id);
    }
    if (transition_index(t, id, &other)) {
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
            if (!transition_index(t, bt_xml_id(input), &action)) {
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

    assert(free_ones.n <= t->synapses.n); /* each comes free once */
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

static void read_header(struct transition *t, const xmlNode *root)
{
    t->batch_limit = bt_xml_get_int(root, XA_BATCH_LIMIT, 0);
    t->migration_limit = bt_xml_get_int(root, XA_MIGRATION_LIMIT, -1);
    t->cluster_delay_ms = bt_duration_ms_or(bt_xml_get(root, XA_CLUSTER_DELAY), 60000);
    t->stonith_timeout_ms = bt_duration_ms_or(bt_xml_get(root, XA_STONITH_TIMEOUT), 60000);
}

int transition_read(struct transition *t, struct bt_err *err)
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
    transition_hold_for_probes(t);
    return BT_EX_OK;
}
