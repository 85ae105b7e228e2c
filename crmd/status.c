/* crmd/status.c - writing node_state, histories and transient attributes (see status.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "crmd/core.h"
#include "crmd/status.h"

/* Writing -------------------------------------------------------------------------------------------------------- */

static void modify(struct crmd *c, const char *section, const xmlNode *xml)
{
    const struct cib_request rq = {.op = CIB_OP_MODIFY, .section = section, .xml = xml, .flags = CIB_CAN_CREATE, .origin = c->name, .client = "crmd"};
    replica_write(c, &rq);
}

static void delete_path(struct crmd *c, const char *xpath)
{
    const struct cib_request rq = {.op = CIB_OP_DELETE, .xpath = xpath, .flags = CIB_MULTIPLE, .origin = c->name, .client = "crmd"};
    replica_write(c, &rq);
}

static const xmlNode *state_of(const struct crmd *c, const struct crmd_peer *p)
{
    char id[16];
    snprintf(id, sizeof id, "%" PRIu32, p->id);
    return bt_xml_find(cib_section(cib_doc(c->replica.cib), XE_STATUS), XE_NODE_STATE, XA_ID, id);
}

/* A new <node_state id uname>, to be filled. */
static xmlDoc *new_state(const struct crmd_peer *p)
{
    xmlDoc *doc = bt_xml_doc(XE_NODE_STATE);
    bt_xml_set_int(bt_xml_root(doc), XA_ID, p->id);
    bt_xml_set(bt_xml_root(doc), XA_UNAME, peer_name(p));
    return doc;
}

static void write_state(struct crmd *c, xmlDoc *state)
{
    modify(c, XE_STATUS, bt_xml_root(state));
    bt_xml_free(state);
}

/* Peers ------------------------------------------------------------------------------------------------------------ */

struct peer_state {
    const char *in_ccm, *crmd, *join, *expected, *origin; /* expected NULL: stays as it is */
};

static void write_peer(struct crmd *c, const struct crmd_peer *p, const struct peer_state *s)
{
    const xmlNode *now = state_of(c, p);
    if (bt_streq(bt_xml_get(now, XA_IN_CCM), s->in_ccm) && bt_streq(bt_xml_get(now, XA_CRMD), s->crmd) &&
        bt_streq(bt_xml_get(now, XA_JOIN), s->join) && bt_streq(bt_xml_get(now, XA_UNAME), p->name) &&
        (s->expected == NULL || bt_streq(bt_xml_get(now, XA_EXPECTED), s->expected)))
        return;
    xmlDoc *doc = new_state(p);
    xmlNode *n = bt_xml_root(doc);
    bt_xml_set(n, XA_IN_CCM, s->in_ccm);
    bt_xml_set(n, XA_CRMD, s->crmd);
    bt_xml_set(n, XA_CRM_DEBUG_ORIGIN, s->origin);
    bt_xml_set(n, XA_JOIN, s->join);
    bt_xml_set(n, XA_EXPECTED, s->expected);
    write_state(c, doc);
}

static bool was_up(const xmlNode *state)
{
    return bt_streq(bt_xml_get(state, XA_IN_CCM), "true") || bt_streq(bt_xml_get(state, XA_CRMD), "online");
}

/* Away from corosync and the group. One that was never here stays unknown: the policy engine judges by startup-fencing. */
static void write_lost(struct crmd *c, const struct crmd_peer *p)
{
    static const struct peer_state lost = {"false", "offline", "down", NULL, "lost"};
    const xmlNode *state = state_of(c, p);
    if (state == NULL)
        return;
    if (was_up(state)) {
        crmd_log(c, BT_LOG_NOTICE, "%s is lost", peer_name(p));
        crmd_want(c, "%s is lost", peer_name(p));
        status_replace_attributes(c, p, NULL);
    }
    write_peer(c, p, &lost);
}

static void write_absent(struct crmd *c, const struct crmd_peer *p)
{
    static const struct peer_state offline = {"true", "offline", "down", NULL, "absent"};
    const xmlNode *state = state_of(c, p);
    if (bt_streq(bt_xml_get(state, XA_CRMD), "online"))
        status_replace_attributes(c, p, NULL);
    write_peer(c, p, &offline);
}

/* What pcs and crm_mon tell mixed versions by. */
static void write_feature_set(struct crmd *c, const struct crmd_peer *p)
{
    static const char name[] = "#feature-set";
    if (!bt_streq(status_attribute(c, p->name, name), p->hello.feature_set))
        attributes_write(c, p, name, p->hello.feature_set);
}

void status_write_peers(struct crmd *c)
{
    assert(crmd_is_dc(c) && c->join.complete); /* who is missing now is missing */
    static const struct peer_state member = {"true", "online", "member", "member", "join"};
    for (size_t i = 0; i < c->peers.n; i++) {
        const struct crmd_peer *p = c->peers.v[i];
        if (p->name == NULL || p->fenced || crmd_timer_runs(c, CRMD_TIMER_GRACE, p->id))
            continue;
        if (peer_member(p)) {
            if (p->joined && !p->leaving) {
                write_peer(c, p, &member);
                write_feature_set(c, p);
            }
        } else if (p->corosync) {
            write_absent(c, p);
        } else {
            write_lost(c, p);
        }
    }
}

void status_expect_down(struct crmd *c, const struct crmd_peer *p)
{
    xmlDoc *doc = new_state(p);
    bt_xml_set(bt_xml_root(doc), XA_EXPECTED, "down");
    write_state(c, doc);
}

void status_fenced(struct crmd *c, const struct crmd_peer *p)
{
    static const struct peer_state down = {"false", "offline", "down", "down", "fenced"};
    write_peer(c, p, &down);
    status_replace_attributes(c, p, NULL);
    if (bt_xml_first(state_of(c, p), XE_LRM) == NULL)
        return;
    char *xpath = bt_printf("/cib/status/node_state[@id='%" PRIu32 "']/lrm", p->id);
    delete_path(c, xpath);
    free(xpath);
}

/* The cluster ---------------------------------------------------------------------------------------------------------- */

static void write_nodes(struct crmd *c)
{
    const xmlNode *nodes = cib_section(cib_doc(c->replica.cib), XE_NODES);
    xmlDoc *doc = bt_xml_doc(XE_NODES);
    for (size_t i = 0; i < c->peers.n; i++) {
        const struct crmd_peer *p = c->peers.v[i];
        char id[16];
        snprintf(id, sizeof id, "%" PRIu32, p->id);
        const xmlNode *known = bt_xml_find(nodes, XE_NODE, XA_ID, id);
        if (p->name == NULL || bt_streq(bt_xml_get(known, XA_UNAME), p->name))
            continue;
        xmlNode *n = bt_xml_add(bt_xml_root(doc), XE_NODE);
        bt_xml_set(n, XA_ID, id);
        bt_xml_set(n, XA_UNAME, p->name);
    }
    if (bt_xml_first(bt_xml_root(doc), NULL) != NULL)
        modify(c, XE_NODES, bt_xml_root(doc));
    bt_xml_free(doc);
}

/* Tools show them (crm_mon: stack and version), pcs and crmsh expect them in this set. */
#define PROPERTIES "cib-bootstrap-options"

static const char *const properties[] = {"have-watchdog", "dc-version", "cluster-infrastructure", "cluster-name"};

static void write_properties(struct crmd *c)
{
    const char *const values[BT_COUNT(properties)] = {c->guard.ms > 0 && c->guard.counts ? "true" : "false", CRMD_DC_VERSION, "corosync", c->cluster_name[0] != '\0' ? c->cluster_name : NULL};
    const xmlNode *config = cib_section(cib_doc(c->replica.cib), XE_CRM_CONFIG);
    const xmlNode *old = bt_xml_find(config, XE_CLUSTER_PROPERTY_SET, XA_ID, PROPERTIES);
    xmlDoc *doc = bt_xml_doc(XE_CRM_CONFIG);
    xmlNode *set = bt_xml_add(bt_xml_root(doc), XE_CLUSTER_PROPERTY_SET);
    bt_xml_set(set, XA_ID, PROPERTIES);
    for (size_t i = 0; i < BT_COUNT(properties); i++) {
        const xmlNode *has = bt_xml_find(old, XE_NVPAIR, XA_NAME, properties[i]);
        if (values[i] == NULL || bt_streq(bt_xml_get(has, XA_VALUE), values[i]))
            continue;
        xmlNode *pair = bt_xml_add(set, XE_NVPAIR);
        if (has != NULL)
            bt_xml_set(pair, XA_ID, bt_xml_id(has));
        else
            bt_xml_setf(pair, XA_ID, PROPERTIES "-%s", properties[i]);
        bt_xml_set(pair, XA_NAME, properties[i]);
        bt_xml_set(pair, XA_VALUE, values[i]);
    }
    if (bt_xml_first(set, NULL) != NULL)
        modify(c, XE_CRM_CONFIG, bt_xml_root(doc));
    bt_xml_free(doc);
}

static bool wrote(const xmlNode *pair)
{
    for (size_t i = 0; i < BT_COUNT(properties); i++)
        if (bt_streq(bt_xml_get(pair, XA_NAME), properties[i]))
            return true;
    return false;
}

bool status_wrote_all(const xmlNode *cib)
{
    bt_xml_each(section, bt_xml_first(cib, XE_CONFIGURATION), NULL) {
        bool options = bt_xml_is(section, XE_CRM_CONFIG), nodes = bt_xml_is(section, XE_NODES);
        bt_xml_each(child, section, NULL) {
            if (!options && !nodes)
                return false;
            bt_xml_each(inner, child, NULL)
                if (nodes || !wrote(inner))
                    return false;
        }
    }
    return true;
}

void status_write_cluster(struct crmd *c)
{
    write_nodes(c);
    write_properties(c);
}

void status_write_root(struct crmd *c)
{
    const xmlNode *root = bt_xml_root(cib_doc(c->replica.cib));
    char id[16];
    bool acts = hold_may_act(c);
    const char *quorum = acts ? "1" : "0";
    /* The coordinator's is the oldest of its members'. Without quorum it is no reason to make a new configuration. */
    bool other_set = acts && !bt_streq(bt_xml_get(root, XA_CRM_FEATURE_SET), c->feature_set);
    snprintf(id, sizeof id, "%" PRIu32, c->nodeid);
    if (bt_streq(bt_xml_get(root, XA_HAVE_QUORUM), quorum) && bt_streq(bt_xml_get(root, XA_DC_UUID), id) && !other_set)
        return;
    xmlDoc *doc = bt_xml_doc(XE_CIB);
    bt_xml_set(bt_xml_root(doc), XA_HAVE_QUORUM, quorum);
    bt_xml_set(bt_xml_root(doc), XA_DC_UUID, id);
    if (other_set)
        bt_xml_set(bt_xml_root(doc), XA_CRM_FEATURE_SET, c->feature_set);
    modify(c, NULL, bt_xml_root(doc));
    bt_xml_free(doc);
}

/* History ------------------------------------------------------------------------------------------------------------------ */

/* Ids of resources are XML ids, so no quote can be in one; what is none anyway is in no history. */
static bool quotable(const char *id)
{
    return strpbrk(id, "'\"") == NULL;
}

/* The caller's to free. */
static char *resource_path(const struct crmd_peer *p, const char *rsc)
{
    return bt_printf("/cib/status/node_state[@id='%" PRIu32 "']/lrm/lrm_resources/lrm_resource[@id='%s']", p->id, rsc);
}

const xmlNode *status_resource(const struct crmd *c, const struct crmd_peer *p, const char *rsc)
{
    return bt_xml_find(bt_xml_path(state_of(c, p), XE_LRM "/" XE_LRM_RESOURCES), XE_LRM_RESOURCE, XA_ID, rsc);
}

int64_t status_last_call(const xmlNode *lrm_resource, const xmlNode **ret_op)
{
    int64_t last = -1;
    bt_xml_each(op, lrm_resource, XE_LRM_RSC_OP) {
        int64_t call = bt_xml_get_int(op, XA_CALL_ID, -1);
        if (call < last)
            continue;
        last = call;
        *ret_op = op;
    }
    return last;
}

bool status_was_not_running(const xmlNode *lrm_resource)
{
    const xmlNode *last = NULL;
    status_last_call(lrm_resource, &last);
    const char *operation = bt_xml_get_or(last, XA_OPERATION, "");
    int rc = (int)bt_xml_get_int(last, XA_RC_CODE, BT_OCF_UNKNOWN);
    return bt_streq(operation, "monitor") ? rc == BT_OCF_NOT_RUNNING : bt_streq(operation, "stop") && rc == BT_OCF_OK;
}

bool status_told_before(const xmlNode *resource, const xmlNode *op)
{
    for (const xmlNode *other = bt_xml_first(resource, XE_LRM_RSC_OP); other != NULL && other != op; other = bt_xml_next(other, XE_LRM_RSC_OP))
        if (bt_streq(bt_xml_get(other, XA_TRANSITION_KEY), bt_xml_get(op, XA_TRANSITION_KEY)) &&
            bt_streq(bt_xml_get(other, XA_CALL_ID), bt_xml_get(op, XA_CALL_ID)))
            return true;
    return false;
}

/* A new <node_state> that holds this child. */
static xmlDoc *state_around(const struct crmd_peer *p, const xmlNode *child)
{
    xmlDoc *doc = new_state(p);
    bt_xml_add_copy(bt_xml_root(doc), child);
    return doc;
}

/* Puts a child of node_state in place of the one that is there. */
static void replace_child(struct crmd *c, const struct crmd_peer *p, const char *name, const xmlNode *child)
{
    char *xpath = bt_printf("/cib/status/node_state[@id='%" PRIu32 "']/%s", p->id, name);
    const struct cib_request rq = {.op = CIB_OP_REPLACE, .xpath = xpath, .xml = child, .origin = c->name, .client = "crmd"};
    bool there = bt_xml_first(state_of(c, p), name) != NULL;
    if (child == NULL && there)
        delete_path(c, xpath);
    else if (child != NULL && there)
        replica_write(c, &rq);
    else if (child != NULL)
        write_state(c, state_around(p, child));
    free(xpath);
}

/* Gives the locks of the old history to the new one. A resource that the node's LRM no longer knows is there with its lock alone, so that it is probed. */
static void keep_locks(const xmlNode *old, xmlNode *resources)
{
    bt_xml_each(r, bt_xml_first(old, XE_LRM_RESOURCES), XE_LRM_RESOURCE) {
        const char *lock = bt_xml_get(r, XA_SHUTDOWN_LOCK);
        if (lock == NULL)
            continue;
        xmlNode *now = bt_xml_find(resources, XE_LRM_RESOURCE, XA_ID, bt_xml_get_or(r, XA_ID, ""));
        if (now == NULL) {
            now = bt_xml_add(resources, XE_LRM_RESOURCE);
            bt_xml_copy_attrs(now, r);
        }
        bt_xml_set(now, XA_SHUTDOWN_LOCK, lock);
    }
}

void status_replace_history(struct crmd *c, const struct crmd_peer *p, const xmlNode *lrm)
{
    xmlDoc *doc = new_state(p);
    if (lrm != NULL) {
        xmlNode *kept = bt_xml_add_copy(bt_xml_root(doc), lrm), *resources = bt_xml_first(kept, XE_LRM_RESOURCES);
        keep_locks(bt_xml_first(state_of(c, p), XE_LRM), resources != NULL ? resources : bt_xml_add(kept, XE_LRM_RESOURCES));
    }
    replace_child(c, p, XE_LRM, bt_xml_first(bt_xml_root(doc), XE_LRM));
    bt_xml_free(doc);
}

void status_lock(struct crmd *c, const struct crmd_peer *p, const char *rsc, const char *since)
{
    const xmlNode *old = status_resource(c, p, rsc);
    if (old == NULL || !quotable(rsc) || bt_streq(bt_xml_get(old, XA_SHUTDOWN_LOCK), since))
        return;
    xmlDoc *doc = new_state(p);
    xmlNode *locked = bt_xml_add_copy(bt_xml_root(doc), old);
    bt_xml_set(locked, XA_SHUTDOWN_LOCK, since);
    char *xpath = resource_path(p, rsc);
    const struct cib_request rq = {.op = CIB_OP_REPLACE, .xpath = xpath, .xml = locked, .origin = c->name, .client = "crmd"};
    replica_write(c, &rq);
    free(xpath);
    bt_xml_free(doc);
}

void status_replace_attributes(struct crmd *c, const struct crmd_peer *p, const xmlNode *transient)
{
    replace_child(c, p, XE_TRANSIENT_ATTRIBUTES, transient);
}

/* Whether the old operation has an attribute that the new one has not: then a merge would keep it. */
static bool loses_attribute(const xmlNode *old, const xmlNode *new)
{
    for (const xmlAttr *a = old->properties; a != NULL; a = a->next)
        if (bt_xml_get(new, (const char *)a->name) == NULL)
            return true;
    return false;
}

static xmlDoc *state_with_resource(const struct crmd_peer *p, const xmlNode *lrm_resource)
{
    xmlDoc *doc = new_state(p);
    xmlNode *lrm = bt_xml_add(bt_xml_root(doc), XE_LRM);
    bt_xml_set_int(lrm, XA_ID, p->id);
    bt_xml_add_copy(bt_xml_add(lrm, XE_LRM_RESOURCES), lrm_resource);
    return doc;
}

/* What the old history shows as under way, and what is written now, under another id, tells the end of. */
static void drop_ended(struct crmd *c, const struct crmd_peer *p, const xmlNode *old, const xmlNode *now)
{
    struct bt_strv ended = {0};
    bt_xml_each(op, old, XE_LRM_RSC_OP) {
        const char *id = bt_xml_get_or(op, XA_ID, ""), *key = bt_xml_get_or(op, XA_TRANSITION_KEY, "");
        bool pending = bt_xml_get_int(op, XA_OP_STATUS, 0) == BT_OP_PENDING;
        if (pending && bt_xml_find(now, XE_LRM_RSC_OP, XA_TRANSITION_KEY, key) != NULL && bt_xml_find(now, XE_LRM_RSC_OP, XA_ID, id) == NULL)
            bt_strv_add(&ended, id);
    }
    for (size_t i = 0; i < ended.n; i++)
        status_delete_op(c, p, bt_xml_get_or(now, XA_ID, ""), ended.v[i]);
    bt_strv_free(&ended);
}

void status_write_result(struct crmd *c, const struct crmd_peer *p, const xmlNode *lrm_resource)
{
    const char *rsc = bt_xml_get_or(lrm_resource, XA_ID, "");
    const xmlNode *old = status_resource(c, p, rsc);
    struct bt_strv stale = {0};
    bt_xml_each(op, lrm_resource, XE_LRM_RSC_OP) {
        const char *id = bt_xml_get_or(op, XA_ID, "");
        const xmlNode *was = bt_xml_find(old, XE_LRM_RSC_OP, XA_ID, id);
        if (was != NULL && loses_attribute(was, op))
            bt_strv_add(&stale, id);
    }
    drop_ended(c, p, old, lrm_resource);
    for (size_t i = 0; i < stale.n; i++)
        status_delete_op(c, p, rsc, stale.v[i]);
    bt_strv_free(&stale);
    write_state(c, state_with_resource(p, lrm_resource));
}

void status_write_pending(struct crmd *c, const struct crmd_peer *p, const xmlNode *lrm_resource)
{
    write_state(c, state_with_resource(p, lrm_resource));
}

void status_write_timeout(struct crmd *c, const struct crmd_peer *p, const char *rsc, const char *operation, int64_t interval_ms, const char *key)
{
    const xmlNode *old = status_resource(c, p, rsc);
    if (old == NULL)
        return; /* the first operation of a resource: its probe, which is asked for again */
    xmlDoc *doc = bt_xml_doc(XE_LRM_RESOURCE);
    xmlNode *r = bt_xml_root(doc), *op = bt_xml_add(r, XE_LRM_RSC_OP);
    char *opkey = bt_opkey(rsc, operation, interval_ms), *magic = bt_transition_magic(BT_OP_TIMEOUT, BT_OCF_ERROR, key);
    bt_xml_copy_attrs(r, old);
    if (interval_ms > 0)
        bt_xml_set(op, XA_ID, opkey);
    else
        bt_xml_setf(op, XA_ID, "%s_last_0", rsc);
    bt_xml_set(op, XA_OPERATION_KEY, opkey);
    bt_xml_set(op, XA_OPERATION, operation);
    bt_xml_set(op, XA_TRANSITION_KEY, key);
    bt_xml_set(op, XA_TRANSITION_MAGIC, magic);
    bt_xml_set_int(op, XA_CALL_ID, -1);
    bt_xml_set_int(op, XA_RC_CODE, BT_OCF_ERROR);
    bt_xml_set_int(op, XA_OP_STATUS, BT_OP_TIMEOUT);
    bt_xml_set_int(op, XA_INTERVAL, interval_ms);
    bt_xml_set_int(op, XA_LAST_RC_CHANGE, c->now.wall.s);
    drop_ended(c, p, old, r);
    status_write_pending(c, p, r);
    bt_xml_free(doc);
    free(opkey);
    free(magic);
}

void status_delete_resource(struct crmd *c, const struct crmd_peer *p, const char *rsc)
{
    if (!quotable(rsc) || status_resource(c, p, rsc) == NULL)
        return;
    char *xpath = resource_path(p, rsc);
    delete_path(c, xpath);
    free(xpath);
}

void status_delete_op(struct crmd *c, const struct crmd_peer *p, const char *rsc, const char *op_id)
{
    if (!quotable(rsc) || !quotable(op_id) ||
        bt_xml_find(status_resource(c, p, rsc), XE_LRM_RSC_OP, XA_ID, op_id) == NULL)
        return;
    char *xpath = bt_printf("/cib/status/node_state[@id='%" PRIu32 "']/lrm/lrm_resources/lrm_resource[@id='%s']/lrm_rsc_op[@id='%s']",
                            p->id, rsc, op_id);
    delete_path(c, xpath);
    free(xpath);
}

/* Transient attributes ---------------------------------------------------------------------------------------------------------- */

/* "status-1-fail-count-web.monitor_10000": ':' and '#' may not be in an XML id. */
static char *pair_id(uint32_t nodeid, const char *name)
{
    char *id = bt_printf("status-%" PRIu32 "-%s", nodeid, name);
    for (char *at = id; *at != '\0'; at++)
        if (*at == ':' || *at == '#')
            *at = '.';
    return id;
}

const xmlNode *status_attributes_of(const xmlNode *node_state)
{
    return bt_xml_path(node_state, XE_TRANSIENT_ATTRIBUTES "/" XE_INSTANCE_ATTRIBUTES);
}

const char *status_attribute(const struct crmd *c, const char *uname, const char *name)
{
    const xmlNode *set = status_attributes_of(cib_node_state(cib_doc(c->replica.cib), uname));
    return bt_xml_get(bt_xml_find(set, XE_NVPAIR, XA_NAME, name), XA_VALUE);
}

xmlDoc *status_attribute_request(uint32_t nodeid, const char *uname, const char *name, const char *value)
{
    assert(uname != NULL && name[0] != '\0');
    xmlDoc *state = bt_xml_doc(XE_NODE_STATE);
    xmlNode *n = bt_xml_root(state);
    bt_xml_set_int(n, XA_ID, nodeid);
    bt_xml_set(n, XA_UNAME, uname);
    xmlNode *transient = bt_xml_add(n, XE_TRANSIENT_ATTRIBUTES), *set = bt_xml_add(transient, XE_INSTANCE_ATTRIBUTES);
    xmlNode *pair = bt_xml_add(set, XE_NVPAIR);
    char *id = pair_id(nodeid, name);
    bt_xml_set_int(transient, XA_ID, nodeid);
    bt_xml_setf(set, XA_ID, "status-%" PRIu32, nodeid);
    bt_xml_set(pair, XA_ID, id);
    bt_xml_set(pair, XA_NAME, name);
    bt_xml_set(pair, XA_VALUE, value);
    char *xpath = bt_printf("/cib/status/node_state[@id='%" PRIu32 "']/transient_attributes/instance_attributes/nvpair[@id='%s']", nodeid, id);
    const struct cib_request set_rq = {.op = CIB_OP_MODIFY, .section = XE_STATUS, .xml = n, .flags = CIB_CAN_CREATE | CIB_SCORE_UPDATE, .client = "crmd"};
    const struct cib_request delete_rq = {.op = CIB_OP_DELETE, .xpath = xpath, .flags = CIB_MULTIPLE, .client = "crmd"};
    xmlDoc *request = cib_request_to_xml(value != NULL ? &set_rq : &delete_rq);
    free(id);
    free(xpath);
    bt_xml_free(state);
    return request;
}
