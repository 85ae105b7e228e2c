/* tools/simulate_cib.c - the status section as the controllers would write it: results of operations, states of nodes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/simulate.h"

#include "cib/cib.h"

#define NO_UUID "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"

void sim_note(const struct sim_log *log, const char *element, ...)
{
    if (log->xml == NULL)
        return;
    xmlNode *x = bt_xml_add(log->xml, element);
    va_list args;
    va_start(args, element);
    for (const char *name = va_arg(args, const char *); name != NULL; name = va_arg(args, const char *)) {
        const char *value = va_arg(args, const char *);
        if (value != NULL)
            bt_xml_set(x, name, value);
    }
    va_end(args);
}

static void tell_attribute(const struct sim_log *log, const char *name, const char *value, const xmlNode *node_state)
{
    bt_buf_addf(log->text, "  * Injecting attribute %s=%s into /node_state '%s'\n", name, value, bt_xml_id(node_state));
    sim_note(log, "inject_attr", "name", name, "value", value, "node_path", "/node_state", "cib_node", bt_xml_id(node_state), NULL);
}

void sim_note_failure(const struct sim_log *log, xmlNode *node_state, const char *operation, int64_t now_s)
{
    char *count = bt_printf("fail-count-%s", operation), *last = bt_printf("last-failure-%s", operation), *now = bt_printf("%" PRId64, now_s);
    tell_attribute(log, count, "value++", node_state);
    tell_attribute(log, last, now, node_state);
    sim_set_attribute(node_state, count, NULL, true);
    sim_set_attribute(node_state, last, now, false);
    free(count);
    free(last);
    free(now);
}

enum { FEW = 16 };

/* Of a history with more than a few operations. */
struct sim_many {
    struct bt_map *by_id;
    int last_call;
    BT_VEC(xmlNode *) pending;
};

struct sim_state {
    xmlNode *xml;
    xmlNode *resources;       /* lrm_resources; NULL: not looked for yet */
    struct bt_map *histories; /* lrm_resource by id */
    struct bt_map *large;     /* struct sim_many by the resource's id; NULL: there is none */
    BT_VEC(struct sim_many *) many;
};

struct sim_cib {
    xmlDoc *doc;
    struct bt_map *states;    /* by uname */
    BT_VEC(struct sim_state *) all;
};

struct sim_cib *sim_cib_new(xmlDoc *doc)
{
    struct sim_cib *c = BT_NEW(struct sim_cib);
    c->doc = doc;
    c->states = bt_map_new();
    return c;
}

static void forget_index(struct sim_state *s)
{
    for (size_t i = 0; i < s->many.n; i++) {
        bt_map_free(s->many.v[i]->by_id);
        BT_VEC_FREE(&s->many.v[i]->pending);
        free(s->many.v[i]);
    }
    BT_VEC_FREE(&s->many);
    bt_map_free(s->large);
    s->large = NULL;
    bt_map_free(s->histories);
    s->histories = NULL;
    s->resources = NULL;
}

void sim_cib_free(struct sim_cib *c)
{
    if (c == NULL)
        return;
    for (size_t i = 0; i < c->all.n; i++) {
        forget_index(c->all.v[i]);
        free(c->all.v[i]);
    }
    BT_VEC_FREE(&c->all);
    bt_map_free(c->states);
    free(c);
}

xmlDoc *sim_doc(const struct sim_cib *c)
{
    return c->doc;
}

xmlNode *sim_state_xml(const struct sim_state *s)
{
    return s->xml;
}

static xmlNode *find_state(xmlDoc *cib, const char *name)
{
    xmlNode *status = bt_xml_ensure_path(bt_xml_root(cib), XE_STATUS), *state = bt_xml_find(status, XE_NODE_STATE, XA_UNAME, name);
    const xmlNode *nodes = bt_xml_path(bt_xml_root(cib), XE_CONFIGURATION "/" XE_NODES);
    const char *id = bt_xml_id(bt_xml_find(nodes, XE_NODE, XA_UNAME, name));
    if (state == NULL && id != NULL)
        state = bt_xml_find(status, XE_NODE_STATE, XA_ID, id);
    if (state != NULL)
        return state;
    state = bt_xml_add(status, XE_NODE_STATE);
    bt_xml_set(state, XA_ID, id != NULL ? id : name);
    bt_xml_set(state, XA_UNAME, name);
    return state;
}

bool sim_knows_node(const struct sim_cib *c, const char *name)
{
    const xmlNode *root = bt_xml_root(c->doc), *nodes = bt_xml_path(root, XE_CONFIGURATION "/" XE_NODES);
    return bt_xml_find(nodes, XE_NODE, XA_UNAME, name) != NULL || bt_xml_find(bt_xml_path(root, XE_STATUS), XE_NODE_STATE, XA_UNAME, name) != NULL;
}

void sim_add_node(struct sim_cib *c, const char *name)
{
    xmlNode *n = bt_xml_add(bt_xml_ensure_path(bt_xml_root(c->doc), XE_CONFIGURATION "/" XE_NODES), XE_NODE);
    bt_xml_set(n, XA_ID, name);
    bt_xml_set(n, XA_UNAME, name);
}

struct sim_state *sim_node_state(struct sim_cib *c, const char *name)
{
    struct sim_state *s = bt_map_get(c->states, name);
    if (s == NULL) {
        s = BT_NEW(struct sim_state);
        s->xml = find_state(c->doc, name);
        bt_map_put(c->states, name, s);
        BT_PUSH(&c->all, s);
    }
    return s;
}

void sim_node_goes(struct sim_state *s, bool up)
{
    bt_xml_set(s->xml, XA_IN_CCM, up ? "true" : "false");
    bt_xml_set(s->xml, XA_CRMD, up ? "online" : "offline");
    bt_xml_set(s->xml, XA_JOIN, up ? "member" : "down");
    bt_xml_set(s->xml, XA_EXPECTED, up ? "member" : "down");
    bt_xml_set(s->xml, XA_CRM_DEBUG_ORIGIN, "crm_simulate");
}

/* Taking apart what may be half of the document costs more than the memory is worth: the process ends soon. */
static void drop(xmlNode *n)
{
    if (n != NULL)
        xmlUnlinkNode(n);
}

void sim_node_forgets(struct sim_state *s)
{
    forget_index(s);
    drop(bt_xml_first(s->xml, XE_LRM));
    drop(bt_xml_first(s->xml, XE_TRANSIENT_ATTRIBUTES));
}

static void index_histories(struct sim_state *s)
{
    xmlNode *lrm = bt_xml_first(s->xml, XE_LRM);
    if (lrm == NULL) {
        lrm = bt_xml_add(s->xml, XE_LRM);
        bt_xml_set(lrm, XA_ID, bt_xml_id(s->xml));
    }
    s->resources = bt_xml_ensure_path(lrm, XE_LRM_RESOURCES);
    s->histories = bt_map_new();
    bt_xml_each(r, s->resources, XE_LRM_RESOURCE)
    {
        const char *id = bt_xml_id(r);
        if (id != NULL && bt_map_get(s->histories, id) == NULL)
            bt_map_put(s->histories, id, r);
    }
}

static bool is_pending(const xmlNode *op)
{
    return bt_xml_get_int(op, XA_OP_STATUS, 0) == BT_OP_PENDING;
}

static int last_call(const xmlNode *lrm_resource)
{
    int64_t last = 0;
    bt_xml_each(op, lrm_resource, XE_LRM_RSC_OP)
    {
        int64_t id = bt_xml_get_int(op, XA_CALL_ID, 0);
        last = id > last ? id : last;
    }
    return (int)last;
}

static struct sim_many *index_operations(struct sim_state *s, const char *id, const xmlNode *lrm_resource)
{
    struct sim_many *many = BT_NEW(struct sim_many);
    many->by_id = bt_map_new();
    many->last_call = last_call(lrm_resource);
    bt_xml_each(op, lrm_resource, XE_LRM_RSC_OP)
    {
        const char *op_id = bt_xml_id(op);
        if (op_id != NULL && bt_map_get(many->by_id, op_id) == NULL)
            bt_map_put(many->by_id, op_id, op);
        if (is_pending(op))
            BT_PUSH(&many->pending, op);
    }
    if (s->large == NULL)
        s->large = bt_map_new();
    bt_map_put(s->large, id, many);
    BT_PUSH(&s->many, many);
    return many;
}

static struct sim_many *many_of(struct sim_state *s, const char *id, const xmlNode *lrm_resource)
{
    struct sim_many *many = bt_map_get(s->large, id);
    size_t n = 0;
    for (const xmlNode *op = many == NULL ? lrm_resource->children : NULL; op != NULL && n <= FEW; op = op->next)
        n++;
    return many == NULL && n > FEW ? index_operations(s, id, lrm_resource) : many;
}

struct sim_history sim_history(struct sim_state *s, const char *id, const char *standard, const char *provider, const char *type)
{
    if (s->resources == NULL)
        index_histories(s);
    xmlNode *r = bt_map_get(s->histories, id);
    if (r != NULL)
        return (struct sim_history){r, many_of(s, id, r)};
    if (standard == NULL)
        return (struct sim_history){0};
    r = bt_xml_add(s->resources, XE_LRM_RESOURCE);
    bt_map_put(s->histories, id, r);
    bt_xml_set(r, XA_ID, id);
    bt_xml_set(r, XA_CLASS, standard);
    if (provider != NULL)
        bt_xml_set(r, XA_PROVIDER, provider);
    bt_xml_set(r, XA_TYPE, type);
    return (struct sim_history){r, NULL};
}

int sim_next_call(const struct sim_history *h)
{
    return (h->many != NULL ? h->many->last_call : last_call(h->xml)) + 1;
}

static char *history_id(const struct sim_result *r, bool failure)
{
    if (r->notify_type != NULL)
        return bt_printf("%s_%s_notify_%s_0", r->rsc, r->notify_type, r->notify_task);
    if (failure)
        return bt_printf("%s_last_failure_0", r->rsc);
    if (r->interval_ms > 0 || bt_starts(r->task, "migrate_"))
        return bt_opkey(r->rsc, r->task, r->interval_ms);
    return bt_printf("%s_last_0", r->rsc);
}

static void set_digest(xmlNode *op, const struct sim_result *r, const struct pe_attrs *a)
{
    BT_VEC(struct bt_param) params = {0};
    char text[BT_DIGEST_TEXT];
    size_t n;
    for (size_t i = 0; i < a->n; i++)
        BT_PUSH(&params, ((struct bt_param){a->v[i].name, a->v[i].value}));
    const struct pe_digest_meta *t = pe_digest_metas(&n);
    for (size_t i = 0; i < n; i++) {
        const char *value = r->meta != NULL ? pe_attr_get(r->meta, t[i].meta) : NULL;
        if (value != NULL)
            BT_PUSH(&params, ((struct bt_param){t[i].attr, value}));
    }
    bt_xml_set(op, XA_OP_DIGEST, bt_opdigest(params.v, params.n, r->interval_ms > 0, BT_DIGEST_ALL, NULL, text));
    BT_VEC_FREE(&params);
}

/* The operation of that id; one is added if there is none. */
static xmlNode *operation(const struct sim_history *h, const char *id, int call_id)
{
    xmlNode *op = h->many != NULL ? bt_map_get(h->many->by_id, id) : bt_xml_find(h->xml, XE_LRM_RSC_OP, XA_ID, id);
    if (op == NULL)
        op = bt_xml_add(h->xml, XE_LRM_RSC_OP);
    if (h->many != NULL) {
        bt_map_put(h->many->by_id, id, op);
        h->many->last_call = call_id > h->many->last_call ? call_id : h->many->last_call;
    }
    return op;
}

static void write_op(const struct sim_history *h, const struct sim_result *r, const struct pe_attrs *params, bool failure)
{
    char *id = history_id(r, failure), *key = bt_opkey(r->rsc, r->task, r->interval_ms);
    xmlNode *op = operation(h, id, r->call_id);
    static const char *const outdated[] = {XA_OP_RESTART_DIGEST, XA_OP_FORCE_RESTART, XA_OP_SECURE_DIGEST, XA_OP_SECURE_PARAMS};
    for (size_t i = 0; i < BT_COUNT(outdated); i++)
        bt_xml_set(op, outdated[i], NULL); /* of what it ran with before */
    bt_xml_set(op, XA_ID, id);
    bt_xml_set(op, XA_OPERATION_KEY, key);
    bt_xml_set(op, XA_OPERATION, r->task);
    bt_xml_set(op, XA_CRM_DEBUG_ORIGIN, "crm_simulate");
    bt_xml_set(op, XA_CRM_FEATURE_SET, CIB_FEATURE_SET);
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
    if (params != NULL)
        set_digest(op, r, params);
    free(id);
    free(key);
}

static bool was_under_way(const xmlNode *op, const struct sim_result *r)
{
    return bt_streq(bt_xml_get(op, XA_OPERATION), r->task) && bt_xml_get_int(op, XA_INTERVAL, 0) == r->interval_ms && is_pending(op);
}

/* What was under way has ended now. */
static void remove_pending(const struct sim_history *h, const struct sim_result *r)
{
    struct sim_many *many = h->many;
    for (size_t i = many != NULL ? many->pending.n : 0; i-- > 0;) {
        xmlNode *op = many->pending.v[i];
        if (!was_under_way(op, r))
            continue;
        if (bt_map_get(many->by_id, bt_xml_id(op)) == op)
            bt_map_del(many->by_id, bt_xml_id(op));
        many->pending.v[i] = many->pending.v[--many->pending.n];
        bt_xml_remove(op);
    }
    for (xmlNode *op = many == NULL ? bt_xml_first(h->xml, XE_LRM_RSC_OP) : NULL, *next; op != NULL; op = next) {
        next = bt_xml_next(op, XE_LRM_RSC_OP);
        if (was_under_way(op, r))
            bt_xml_remove(op);
    }
}

void sim_add_result(const struct sim_history *h, const struct sim_result *r, const struct pe_attrs *params)
{
    remove_pending(h, r);
    bool failed = r->notify_type == NULL && r->rc != r->target_rc && !(bt_streq(r->task, "monitor") && r->interval_ms == 0 && r->rc == 0);
    if (failed)
        write_op(h, r, params, true);
    if (!failed || r->interval_ms == 0)
        write_op(h, r, params, false);
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
        bt_xml_set(set, XA_ID, id);
    }
    xmlNode *pair = bt_xml_find(set, XE_NVPAIR, XA_NAME, name);
    if (pair == NULL) {
        pair = bt_xml_add(set, XE_NVPAIR);
        char *pair_id = bt_printf("%s-%s", bt_xml_id(set), name);
        for (char *c = pair_id; *c != '\0'; c++)
            *c = *c == '#' || *c == ':' ? '.' : *c; /* an id may not have them */
        bt_xml_set(pair, XA_ID, pair_id);
        free(pair_id);
        bt_xml_set(pair, XA_NAME, name);
    }
    if (increment)
        bt_xml_set_int(pair, XA_VALUE, bt_xml_get_int(pair, XA_VALUE, 0) + 1);
    else
        bt_xml_set(pair, XA_VALUE, value);
}
