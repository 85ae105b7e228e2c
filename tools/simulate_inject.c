/* tools/simulate_inject.c - events before the calculation: nodes come, go or fail, operations end, tickets change hands.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/simulate.h"

bool sim_has_events(const struct sim_events *e)
{
    return e->node_up.n + e->node_down.n + e->node_fail.n + e->op_inject.n + e->ticket_grant.n + e->ticket_revoke.n +
                   e->ticket_standby.n + e->ticket_activate.n >
               0 ||
           e->quorum != NULL || e->watchdog != NULL;
}

static void set_option(xmlDoc *cib, const char *name, const char *value)
{
    xmlNode *config = bt_xml_ensure_path(bt_xml_root(cib), XE_CONFIGURATION "/" XE_CRM_CONFIG);
    xmlNode *set = bt_xml_find(config, XE_CLUSTER_PROPERTY_SET, XA_ID, "cib-bootstrap-options"), *pair;
    if (set == NULL) {
        set = bt_xml_add(config, XE_CLUSTER_PROPERTY_SET);
        bt_xml_set(set, XA_ID, "cib-bootstrap-options");
    }
    pair = bt_xml_find(set, XE_NVPAIR, XA_NAME, name);
    if (pair == NULL) {
        pair = bt_xml_add(set, XE_NVPAIR);
        bt_xml_setf(pair, XA_ID, "cib-bootstrap-options-%s", name);
        bt_xml_set(pair, XA_NAME, name);
    }
    bt_xml_set(pair, XA_VALUE, value);
}

enum node_event { NODE_UP, NODE_DOWN, NODE_FAIL };

static int node_event(struct sim_cib *cib, enum node_event event, const char *name, const struct sim_log *log, struct bt_err *err)
{
    static const char *const words[] = {"Online", "Offline", "Failing"};
    if (event == NODE_UP && !sim_knows_node(cib, name))
        sim_add_node(cib, name);
    if (!sim_knows_node(cib, name))
        return bt_fail(err, BT_EX_NOSUCH, "there is no node %s to be taken away", name);
    bt_buf_addf(log->text, event == NODE_UP     ? "  * Bringing node %s online\n"
                           : event == NODE_DOWN ? "  * Taking node %s offline\n"
                                                : "  * Failing node %s\n", name);
    sim_note(log, "modify_node", "action", words[event], "node", name, NULL);
    struct sim_state *state = sim_node_state(cib, name);
    if (event == NODE_DOWN)
        sim_node_forgets(state);
    sim_node_goes(state, event != NODE_DOWN);
    if (event == NODE_FAIL)
        bt_xml_set(sim_state_xml(state), XA_IN_CCM, "false");
    return 0;
}

static int node_events(struct sim_cib *cib, const struct sim_events *e, const struct sim_log *log, struct bt_err *err)
{
    const struct bt_strv *const lists[] = {&e->node_up, &e->node_down, &e->node_fail};
    int rc = 0;
    for (size_t event = 0; event < BT_COUNT(lists); event++)
        for (size_t i = 0; i < lists[event]->n && rc == 0; i++)
            rc = node_event(cib, (enum node_event)event, lists[event]->v[i], log, err);
    return rc;
}

static void ticket(xmlDoc *cib, const char *id, const char *attr, const char *value)
{
    xmlNode *all = bt_xml_ensure_path(bt_xml_root(cib), XE_STATUS "/" XE_TICKETS), *t = bt_xml_find(all, XE_TICKET_STATE, XA_ID, id);
    if (t == NULL) {
        t = bt_xml_add(all, XE_TICKET_STATE);
        bt_xml_set(t, XA_ID, id);
    }
    bt_xml_set(t, attr, value);
}

static void tickets(xmlDoc *cib, const struct bt_strv *l, const char *attr, const char *value, const char *verb, const struct sim_log *log)
{
    for (size_t i = 0; i < l->n; i++) {
        if (bt_streq(verb, "Standby"))
            bt_buf_addf(log->text, "  * Making ticket %s standby\n", l->v[i]);
        else
            bt_buf_addf(log->text, "  * %s ticket %s\n", verb, l->v[i]);
        sim_note(log, "modify_ticket", "action", verb, "ticket", l->v[i], NULL);
        ticket(cib, l->v[i], attr, value);
    }
}

/* The primitive whose agent ran it: configured, an orphan that only a history tells of, or one of a clone by whatever number or none. */
static const struct pe_rsc *primitive_of(const struct pe_model *before, const char *rsc)
{
    const char *colon = strrchr(rsc, ':');
    bool numbered = colon != NULL && colon[1] != '\0' && colon[1 + strspn(colon + 1, "0123456789")] == '\0';
    char *first = bt_printf("%.*s:0", numbered ? (int)(colon - rsc) : (int)strlen(rsc), rsc);
    const struct pe_rsc *r = pe_find_rsc(before, rsc);
    if (r == NULL)
        r = pe_find_rsc(before, first);
    free(first);
    return r != NULL && r->kind == PE_PRIMITIVE ? r : NULL;
}

/* "RSC_TASK_INTERVAL@NODE=RC" */
static int inject_op(struct sim_cib *cib, const struct pe_model *before, const char *spec, int64_t now_s, const struct sim_log *log, struct bt_err *err)
{
    char *copy = bt_strdup(spec), *at = strrchr(copy, '@'), *equals = strrchr(copy, '=');
    char *rsc = NULL, *task = NULL;
    int64_t interval_ms = 0, rc = 0;
    int result = 0;
    if (at == NULL || equals == NULL || equals < at || !bt_parse_int(equals + 1, &rc)) {
        result = bt_fail(err, BT_EX_DATAERR, "'%s' is not an operation: RESOURCE_TASK_INTERVAL@NODE=RC is needed", spec);
        goto done;
    }
    *at = *equals = '\0';
    if (!bt_opkey_parse(copy, &rsc, &task, &interval_ms)) {
        result = bt_fail(err, BT_EX_DATAERR, "'%s' is not an operation's key", copy);
        goto done;
    }
    const struct pe_rsc *p = primitive_of(before, rsc);
    bt_buf_addf(log->text, "  * Injecting %s into the configuration\n", spec);
    sim_note(log, "inject_spec", "spec", spec, NULL);
    if (p == NULL) {
        result = bt_fail(err, BT_EX_NOSUCH, "there is no resource %s to inject a result for", rsc);
        goto done;
    }
    if (!sim_knows_node(cib, at + 1)) {
        result = bt_fail(err, BT_EX_NOSUCH, "there is no node %s to inject a result on", at + 1);
        goto done;
    }
    struct sim_state *state = sim_node_state(cib, at + 1);
    xmlNode *xml = sim_state_xml(state);
    if (rc != BT_OCF_OK && !(rc == BT_OCF_NOT_RUNNING && interval_ms == 0)) {
        char *operation = bt_printf("%s#%s_%" PRId64, rsc, task, interval_ms);
        sim_note_failure(log, xml, operation, now_s);
        free(operation);
    }
    struct sim_history history = sim_history(state, rsc, p->standard, p->provider, p->type);
    struct sim_result r = {.rsc = rsc, .task = task, .interval_ms = interval_ms, .now_s = now_s, .rc = (int)rc, .call_id = sim_next_call(&history), .exit_reason = "Simulated action result"};
    sim_add_result(&history, &r, NULL);
done:
    free(copy);
    free(rsc);
    free(task);
    return result;
}

/* Events that act on a node or in its history. */
static int inject_into_status(struct sim_cib *c, const struct pe_model *before, const struct sim_events *e, int64_t now_s, const struct sim_log *log, struct bt_err *err)
{
    xmlDoc *cib = sim_doc(c);
    int rc = node_events(c, e, log, err);
    tickets(cib, &e->ticket_grant, XA_GRANTED, "true", "Granting", log);
    tickets(cib, &e->ticket_revoke, XA_GRANTED, "false", "Revoking", log);
    tickets(cib, &e->ticket_standby, XA_STANDBY, "true", "Standby", log);
    tickets(cib, &e->ticket_activate, XA_STANDBY, "false", "Activating", log);
    for (size_t i = 0; i < e->op_inject.n && rc == 0; i++)
        rc = inject_op(c, before, e->op_inject.v[i], now_s, log, err);
    return rc;
}

int sim_inject(xmlDoc *cib, const struct pe_model *before, const struct sim_events *e, int64_t now_s, const struct sim_log *log, struct bt_err *err)
{
    if (e->quorum != NULL && !bt_is_true(e->quorum, false) && bt_is_true(e->quorum, true))
        return bt_fail(err, BT_EX_USAGE, "--quorum is '%s', but what is wanted is true or false", e->quorum);
    if (e->quorum != NULL) {
        bt_buf_addf(log->text, "  * Setting quorum: %s\n", e->quorum);
        if (log->xml != NULL)
            bt_xml_set(log->xml, "quorum", e->quorum);
        bt_xml_set(bt_xml_root(cib), XA_HAVE_QUORUM, bt_is_true(e->quorum, false) ? "1" : "0");
    }
    if (e->watchdog != NULL) {
        bt_buf_addf(log->text, "  * Setting watchdog: %s\n", e->watchdog);
        if (log->xml != NULL)
            bt_xml_set(log->xml, "watchdog", e->watchdog);
        set_option(cib, "have-watchdog", e->watchdog);
    }
    struct sim_cib *c = sim_cib_new(cib);
    int rc = inject_into_status(c, before, e, now_s, log, err);
    sim_cib_free(c);
    return rc;
}
