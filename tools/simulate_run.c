/* tools/simulate_run.c - runs a transition graph against a CIB: each action succeeds at once, unless told otherwise.
 *
 * Like the real transition engine, it goes through the graph in order again and again; what is ready is taken.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/simulate.h"

struct action { const xmlNode *x; const xmlNode **inputs; size_t n_inputs; int missing; bool done; BT_VEC(size_t) feeds; };

struct sim {
    struct sim_cib *cib;
    const struct pe_model *before;
    const struct sim_events *events;
    int64_t now_s;
    struct bt_buf *out;
    struct action *v;
    size_t n;
    bool failed;
};

static bool wants_failure(const struct sim *s, const char *rsc, const char *long_id, const xmlNode *x, int64_t interval_ms, int *ret_rc)
{
    const char *node = bt_xml_get(x, XA_ON_NODE), *task = bt_xml_get(x, XA_OPERATION);
    for (size_t i = 0; i < s->events->op_fail.n; i++) {
        for (int k = 0; k < 2; k++) {
            const char *id = k == 0 ? rsc : long_id;
            if (id == NULL)
                continue;
            char *prefix = bt_printf("%s_%s_%" PRId64 "@%s=", id, task, interval_ms, node);
            bool hit = bt_starts(s->events->op_fail.v[i], prefix);
            if (hit)
                *ret_rc = atoi(s->events->op_fail.v[i] + strlen(prefix));
            free(prefix);
            if (hit)
                return true;
        }
    }
    return false;
}

static void note_failure(struct sim *s, xmlNode *state, const char *rsc, const xmlNode *x, int64_t interval_ms, int rc)
{
    char *count = bt_printf("fail-count-%s#%s_%" PRId64, rsc, bt_xml_get(x, XA_OPERATION), interval_ms);
    char *last = bt_printf("last-failure-%s#%s_%" PRId64, rsc, bt_xml_get(x, XA_OPERATION), interval_ms);
    char *now = bt_printf("%" PRId64, s->now_s);
    bt_buf_addf(s->out, "Pretending action %s failed with rc=%d\n", bt_xml_id(x), rc);
    bt_buf_addf(s->out, "  * Injecting attribute %s=value++ into /node_state '%s'\n", count, bt_xml_id(state));
    bt_buf_addf(s->out, "  * Injecting attribute %s=%s into /node_state '%s'\n", last, now, bt_xml_id(state));
    sim_set_attribute(state, count, NULL, true);
    sim_set_attribute(state, last, now, false);
    free(count);
    free(last);
    free(now);
    s->failed = true;
}

static void run_resource_action(struct sim *s, const xmlNode *x)
{
    const xmlNode *p = bt_xml_first(x, XE_PRIMITIVE), *attributes = bt_xml_first(x, XE_ATTRIBUTES);
    const char *node = bt_xml_get(x, XA_ON_NODE), *task = bt_xml_get(x, XA_OPERATION);
    const char *id = bt_xml_id(p), *long_id = bt_xml_get(p, XA_LONG_ID);
    int64_t interval_ms = bt_xml_get_int(attributes, XA_CRM_META_INTERVAL, 0);
    if (bt_streq(task, "probe_again"))
        return;
    /* Instances go by their number where no node knows them without. */
    struct sim_state *state = sim_node_state(s->cib, node);
    if (long_id != NULL && !pe_knows_id(s->before, id) && pe_knows_id(s->before, long_id))
        id = long_id;
    bt_buf_addf(s->out, "  * Resource action: %-15s %s", id, task);
    if (interval_ms > 0)
        bt_buf_addf(s->out, "=%" PRId64, interval_ms);
    bt_buf_addf(s->out, " on %s\n", node);
    if (bt_streq(task, "delete")) {
        sim_drop_resource(state, id);
        return;
    }
    xmlNode *history = sim_lrm_resource(state, id, bt_xml_get(p, XA_CLASS), bt_xml_get(p, XA_PROVIDER), bt_xml_get(p, XA_TYPE));
    int target_rc = (int)bt_xml_get_int(attributes, XA_CRM_META_OP_TARGET_RC, 0);
    struct sim_result r = {
        .rsc = id, .task = task, .interval_ms = interval_ms, .now_s = s->now_s, .rc = target_rc, .target_rc = target_rc,
        .call_id = sim_next_call(history),
        .migrate_source = bt_xml_get(attributes, XA_CRM_META_MIGRATE_SOURCE),
        .migrate_target = bt_xml_get(attributes, XA_CRM_META_MIGRATE_TARGET),
        .notify_type = bt_streq(task, "notify") ? bt_xml_get_or(attributes, XA_CRM_META_NOTIFY_TYPE, "pre") : NULL,
        .notify_task = bt_xml_get_or(attributes, XA_CRM_META_NOTIFY_OPERATION, "start"),
    };
    if (wants_failure(s, bt_xml_id(p), long_id, x, interval_ms, &r.rc)) {
        r.exit_reason = "User-injected result";
        note_failure(s, sim_state_xml(state), bt_xml_id(p), x, interval_ms, r.rc);
    }
    sim_add_result(history, &r, attributes);
}

static void run_fencing(struct sim *s, const xmlNode *x, const xmlNode *attributes)
{
    const char *op = bt_xml_get_or(attributes, XA_CRM_META_STONITH_ACTION, "reboot"), *node = bt_xml_get(x, XA_ON_NODE);
    bt_buf_addf(s->out, "  * Fencing %s (%s)\n", node, op);
    if (bt_streq(op, "on"))
        return;
    struct sim_state *state = sim_node_state(s->cib, node);
    sim_node_goes(state, false);
    sim_node_forgets(state);
}

static void run_cluster_action(struct sim *s, const xmlNode *x)
{
    const xmlNode *p = bt_xml_first(x, XE_PRIMITIVE), *attributes = bt_xml_first(x, XE_ATTRIBUTES);
    const char *task = bt_xml_get(x, XA_OPERATION);
    if (bt_streq(task, "stonith")) {
        run_fencing(s, x, attributes);
        return;
    }
    bt_buf_addf(s->out, "  * Cluster action:  %s", task);
    if (p != NULL)
        bt_buf_addf(s->out, " for %s", bt_xml_id(p));
    bt_buf_addf(s->out, " on %s\n", bt_xml_get(x, XA_ON_NODE));
}

static void take(struct sim *s, struct action *a)
{
    if (bt_xml_is(a->x, XE_PSEUDO_EVENT)) {
        const char *node = bt_xml_get(a->x, XA_ON_NODE);
        bt_buf_addf(s->out, "  * Pseudo action:   %s%s%s\n", bt_xml_get(a->x, XA_OPERATION_KEY), node != NULL ? " on " : "",
                    node != NULL ? node : "");
    } else if (bt_xml_is(a->x, XE_CRM_EVENT)) {
        run_cluster_action(s, a->x);
    } else {
        run_resource_action(s, a->x);
    }
    a->done = true;
    for (size_t i = 0; i < a->feeds.n; i++)
        s->v[a->feeds.v[i]].missing--;
}

static void load(struct sim *s, const xmlDoc *graph)
{
    const xmlNode *root = bt_xml_root(graph);
    struct bt_map *by_id = bt_map_new();
    s->n = bt_xml_count(root, XE_SYNAPSE);
    s->v = bt_zalloc((s->n + 1) * sizeof *s->v);
    size_t i = 0;
    bt_xml_each(synapse, root, XE_SYNAPSE)
    {
        s->v[i].x = bt_xml_first(bt_xml_first(synapse, XE_ACTION_SET), NULL);
        bt_map_put(by_id, bt_xml_id(s->v[i].x), &s->v[i]);
        i++;
    }
    i = 0;
    bt_xml_each(synapse, root, XE_SYNAPSE)
    {
        bt_xml_each(trigger, bt_xml_first(synapse, XE_INPUTS), XE_TRIGGER)
        {
            struct action *from = bt_map_get(by_id, bt_xml_id(bt_xml_first(trigger, NULL)));
            if (from == NULL) {
                s->v[i].missing++; /* nothing will ever do it */
                continue;
            }
            BT_PUSH(&from->feeds, i);
            s->v[i].missing++;
        }
        i++;
    }
    bt_map_free(by_id);
}

bool sim_run(xmlDoc *cib, const struct pe_model *before, const xmlDoc *graph, const struct sim_events *e, int64_t now_s, struct bt_buf *out)
{
    struct sim s = {.cib = sim_cib_new(cib), .before = before, .events = e, .now_s = now_s, .out = out};
    bool progress = true, all = true;
    load(&s, graph);
    while (progress && !s.failed) {
        progress = false;
        for (size_t i = 0; i < s.n && !s.failed; i++)
            if (!s.v[i].done && s.v[i].missing == 0) {
                take(&s, &s.v[i]);
                progress = true;
            }
    }
    for (size_t i = 0; i < s.n; i++) {
        all &= s.v[i].done;
        BT_VEC_FREE(&s.v[i].feeds);
    }
    free(s.v);
    sim_cib_free(s.cib);
    return all && !s.failed;
}
