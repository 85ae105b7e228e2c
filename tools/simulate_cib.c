/* tools/simulate_cib.c - the status section as the controllers would write it: results of operations, states of nodes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/simulate.h"


#define NO_UUID "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"

static xmlNode *status_of(xmlDoc *cib)
{
    return bt_xml_ensure_path(bt_xml_root(cib), XE_STATUS);
}

static const char *node_id(xmlDoc *cib, const char *name)
{
    const xmlNode *nodes = bt_xml_path(bt_xml_root(cib), XE_CONFIGURATION "/" XE_NODES);
    return bt_xml_id(bt_xml_find(nodes, XE_NODE, XA_UNAME, name));
}

xmlNode *sim_node_state(xmlDoc *cib, const char *name, bool create)
{
    xmlNode *status = status_of(cib), *state = bt_xml_find(status, XE_NODE_STATE, XA_UNAME, name);
    const char *id = node_id(cib, name);
    if (state == NULL && id != NULL)
        state = bt_xml_find(status, XE_NODE_STATE, XA_ID, id);
    if (state != NULL || !create)
        return state;
    state = bt_xml_add(status, XE_NODE_STATE);
    bt_xml_set(state, XA_ID, id != NULL ? id : name);
    bt_xml_set(state, XA_UNAME, name);
    return state;
}

void sim_node_goes(xmlNode *node_state, bool up)
{
    bt_xml_set(node_state, XA_IN_CCM, up ? "true" : "false");
    bt_xml_set(node_state, XA_CRMD, up ? "online" : "offline");
    bt_xml_set(node_state, XA_JOIN, up ? "member" : "down");
    bt_xml_set(node_state, XA_EXPECTED, up ? "member" : "down");
    bt_xml_set(node_state, XA_CRM_DEBUG_ORIGIN, "crm_simulate");
}

xmlNode *sim_lrm_resource(xmlNode *node_state, const char *id, const char *standard, const char *provider, const char *type)
{
    xmlNode *lrm = bt_xml_first(node_state, XE_LRM);
    if (lrm == NULL) {
        lrm = bt_xml_add(node_state, XE_LRM);
        bt_xml_set(lrm, XA_ID, bt_xml_id(node_state));
    }
    xmlNode *all = bt_xml_ensure_path(lrm, XE_LRM_RESOURCES), *r = bt_xml_find(all, XE_LRM_RESOURCE, XA_ID, id);
    if (r != NULL || standard == NULL)
        return r;
    r = bt_xml_add(all, XE_LRM_RESOURCE);
    bt_xml_set(r, XA_ID, id);
    bt_xml_set(r, XA_CLASS, standard);
    if (provider != NULL)
        bt_xml_set(r, XA_PROVIDER, provider);
    bt_xml_set(r, XA_TYPE, type);
    return r;
}

int sim_next_call(const xmlNode *lrm_resource)
{
    int64_t last = 0;
    bt_xml_each(op, lrm_resource, XE_LRM_RSC_OP)
    {
        int64_t id = bt_xml_get_int(op, XA_CALL_ID, 0);
        last = id > last ? id : last;
    }
    return (int)last + 1;
}

static char *history_id(const struct sim_result *r, bool failure)
{
    if (r->notify_type != NULL)
        return bt_printf("%s_%s_notify_%s_0", r->rsc, r->notify_type, r->notify_task);
    if (failure)
        return bt_printf("%s_last_failure_0", r->rsc);
    if (r->interval_ms > 0)
        return bt_opkey(r->rsc, r->task, r->interval_ms);
    return bt_printf("%s_last_0", r->rsc);
}

static void set_digest(xmlNode *op, const struct sim_result *r, const xmlNode *attributes)
{
    BT_VEC(struct bt_param) params = {0};
    char text[BT_DIGEST_TEXT];
    for (const xmlAttr *a = attributes != NULL ? attributes->properties : NULL; a != NULL; a = a->next)
        BT_PUSH(&params, ((struct bt_param){(const char *)a->name, bt_xml_get(attributes, (const char *)a->name)}));
    bt_xml_set(op, XA_OP_DIGEST, bt_opdigest(params.v, params.n, r->interval_ms > 0, BT_DIGEST_ALL, NULL, text));
    BT_VEC_FREE(&params);
}

static void write_op(xmlNode *lrm_resource, const struct sim_result *r, const xmlNode *attributes, bool failure)
{
    char *id = history_id(r, failure), *key = bt_opkey(r->rsc, r->task, r->interval_ms);
    xmlNode *op = bt_xml_find(lrm_resource, XE_LRM_RSC_OP, XA_ID, id);
    bt_xml_remove(op);
    op = bt_xml_add(lrm_resource, XE_LRM_RSC_OP);
    bt_xml_set(op, XA_ID, id);
    bt_xml_set(op, XA_OPERATION_KEY, r->notify_type != NULL ? id : key);
    bt_xml_set(op, XA_OPERATION, r->task);
    bt_xml_set(op, XA_CRM_DEBUG_ORIGIN, "crm_simulate");
    bt_xml_set(op, XA_CRM_FEATURE_SET, "3.16.1");
    bt_xml_setf(op, XA_TRANSITION_KEY, "%d:-1:%d:" NO_UUID, r->call_id, r->target_rc);
    bt_xml_setf(op, XA_TRANSITION_MAGIC, "0:%d;%d:-1:%d:" NO_UUID, r->rc, r->call_id, r->target_rc);
    bt_xml_set(op, XA_EXIT_REASON, r->exit_reason != NULL ? r->exit_reason : "");
    bt_xml_set_int(op, XA_CALL_ID, r->call_id);
    bt_xml_set_int(op, XA_RC_CODE, r->rc);
    bt_xml_set_int(op, XA_OP_STATUS, BT_OP_DONE);
    bt_xml_set_int(op, XA_INTERVAL, r->interval_ms);
    bt_xml_set_int(op, XA_LAST_RC_CHANGE, r->now_s);
    bt_xml_set_int(op, XA_EXEC_TIME, 0);
    bt_xml_set_int(op, XA_QUEUE_TIME, 0);
    if (r->migrate_source != NULL) {
        bt_xml_set(op, XA_MIGRATE_SOURCE, r->migrate_source);
        bt_xml_set(op, XA_MIGRATE_TARGET, r->migrate_target);
    }
    set_digest(op, r, attributes);
    free(id);
    free(key);
}

/* What was under way has ended now. */
static void remove_pending(xmlNode *lrm_resource, const struct sim_result *r)
{
    for (xmlNode *op = bt_xml_first(lrm_resource, XE_LRM_RSC_OP), *next; op != NULL; op = next) {
        next = bt_xml_next(op, XE_LRM_RSC_OP);
        if (bt_streq(bt_xml_get(op, XA_OPERATION), r->task) && bt_xml_get_int(op, XA_INTERVAL, 0) == r->interval_ms &&
            bt_xml_get_int(op, XA_OP_STATUS, 0) == BT_OP_PENDING)
            bt_xml_remove(op);
    }
}

void sim_add_result(xmlNode *lrm_resource, const struct sim_result *r, const xmlNode *attributes)
{
    remove_pending(lrm_resource, r);
    bool failed = r->notify_type == NULL && r->rc != r->target_rc && !(bt_streq(r->task, "monitor") && r->interval_ms == 0 && r->rc == 0);
    if (failed)
        write_op(lrm_resource, r, attributes, true);
    if (!failed || r->interval_ms == 0)
        write_op(lrm_resource, r, attributes, false);
}

void sim_set_attribute(xmlNode *node_state, const char *name, const char *value, bool increment)
{
    xmlNode *attrs = bt_xml_first(node_state, XE_TRANSIENT_ATTRIBUTES);
    const char *id = bt_xml_id(node_state);
    if (attrs == NULL) {
        attrs = bt_xml_add(node_state, XE_TRANSIENT_ATTRIBUTES);
        bt_xml_set(attrs, XA_ID, id);
    }
    xmlNode *set = bt_xml_first(attrs, XE_INSTANCE_ATTRIBUTES);
    if (set == NULL) {
        set = bt_xml_add(attrs, XE_INSTANCE_ATTRIBUTES);
        bt_xml_setf(set, XA_ID, "status-%s", id);
    }
    xmlNode *pair = bt_xml_find(set, XE_NVPAIR, XA_NAME, name);
    if (pair == NULL) {
        pair = bt_xml_add(set, XE_NVPAIR);
        bt_xml_setf(pair, XA_ID, "%s-%s", id, name);
        bt_xml_set(pair, XA_NAME, name);
    }
    if (increment)
        bt_xml_set_int(pair, XA_VALUE, bt_xml_get_int(pair, XA_VALUE, 0) + 1);
    else
        bt_xml_set(pair, XA_VALUE, value);
}
