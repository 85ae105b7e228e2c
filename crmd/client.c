/* crmd/client.c - requests over IPC and between members (see client.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/client.h"

#include "crmd/core.h"

/* IPC "cib" ---------------------------------------------------------------------------------------------------------- */

static void reply_error(struct crmd *c, uint64_t client, const xmlNode *msg, struct bt_err *err)
{
    requests_reply(c, client, msg, err->code, bt_err_text(err), NULL);
    bt_err_clear(err);
}

static void change(struct crmd *c, uint64_t client, const struct crmd_actor *who, const xmlNode *msg)
{
    xmlDoc *content = bt_xml_doc_of(msg);
    xmlNode *n = bt_xml_root(content);
    bt_xml_set(n, XA_ORIGIN, c->name);
    bt_xml_set(n, XA_USER, who->user);
    bt_xml_set(n, XA_GROUPS, who->groups);
    bt_xml_set(n, XA_ID, NULL);
    requests_change(c, client, msg, content);
}

static void cib_message(struct crmd *c, uint64_t client, const struct crmd_actor *who, const xmlNode *msg)
{
    struct cib_request rq;
    struct bt_err err = {0};
    if (cib_request_from_xml(msg, &rq, &err) != 0) {
        reply_error(c, client, msg, &err);
    } else if (rq.op == CIB_OP_QUERY) {
        rq.user = who->user;
        rq.groups = who->groups;
        requests_reply_query(c, client, msg, &rq);
    } else {
        change(c, client, who, msg);
    }
}

static void subscribe(struct crmd *c, uint64_t client, const struct crmd_actor *who, const xmlNode *msg)
{
    const struct cib_request rq = {.op = CIB_OP_QUERY, .user = who->user, .groups = who->groups};
    requests_reply_query(c, client, msg, &rq);
    replica_subscribe(c, client, who->user);
}

/* IPC "crmd" --------------------------------------------------------------------------------------------------------- */

static void nodes(struct crmd *c, uint64_t client, const xmlNode *msg)
{
    xmlDoc *doc = bt_xml_doc(XE_CRMD_REPLY);
    xmlNode *root = bt_xml_root(doc);
    const struct crmd_peer *dc = peers_find(&c->peers, crmd_dc(c));
    bt_xml_set(root, XA_LOCAL, c->name);
    bt_xml_set_int(root, XA_LOCAL_ID, c->nodeid);
    bt_xml_set(root, XA_DC, dc != NULL ? dc->name : NULL);
    bt_xml_set_bool(root, XA_QUORATE, c->peers.quorate);
    for (size_t i = 0; i < c->peers.n; i++) {
        const struct crmd_peer *p = c->peers.v[i];
        xmlNode *n = bt_xml_add(root, XE_NODE);
        bt_xml_set_int(n, XA_ID, p->id);
        bt_xml_set(n, XA_UNAME, peer_name(p));
        bt_xml_set(n, XA_STATE, peer_present(p) ? "member" : "lost");
    }
    requests_reply(c, client, msg, 0, NULL, root);
    bt_xml_free(doc);
}

static void add_status(const struct crmd *c, xmlNode *n)
{
    const struct crmd_peer *dc = peers_find(&c->peers, crmd_dc(c));
    struct cib_version version = cib_version(c->replica.cib);
    bt_xml_set(n, XA_UNAME, c->name);
    bt_xml_set(n, XA_STATE, crmd_state_name(c));
    bt_xml_set(n, XA_DC, dc != NULL ? dc->name : NULL);
    message_set_version(n, XA_VERSION, &version);
}

static void status(struct crmd *c, uint64_t client, const xmlNode *msg)
{
    const char *node = bt_xml_get(msg, XA_NODE);
    const struct crmd_peer *p = node != NULL ? peers_named(&c->peers, node) : peers_find(&c->peers, c->nodeid);
    if (node != NULL && (p == NULL || !peer_present(p))) {
        char *text = bt_printf("Node %s is not in the cluster", node);
        requests_reply(c, client, msg, BT_EX_NOSUCH, text, NULL);
        free(text);
    } else if (p != NULL && p->id != c->nodeid) {
        requests_ask(c, client, msg, p->id, bt_xml_doc_of(msg));
    } else {
        xmlDoc *doc = bt_xml_doc(XE_CRMD_REPLY);
        add_status(c, bt_xml_root(doc));
        requests_reply(c, client, msg, 0, NULL, bt_xml_root(doc));
        bt_xml_free(doc);
    }
}

static void ask_coordinator(struct crmd *c, uint64_t client, const xmlNode *msg)
{
    const char *node = bt_xml_get(msg, XA_NODE);
    if (node != NULL && peers_named(&c->peers, node) == NULL && !bt_streq(bt_xml_get(msg, XA_OP), "node-remove")) {
        char *text = bt_printf("Node %s is not known to the cluster; `crm_node -l` lists its nodes", node);
        requests_reply(c, client, msg, BT_EX_NOSUCH, text, NULL);
        free(text);
        return;
    }
    requests_ask(c, client, msg, 0, bt_xml_doc_of(msg));
}

static void shutdown_here(struct crmd *c, uint64_t client, const xmlNode *msg)
{
    requests_reply(c, client, msg, 0, NULL, NULL);
    shutdown_begin(c);
}

/* The history and what was put aside lie on disk, not here. */
static void files(struct crmd *c, uint64_t client, const xmlNode *msg)
{
    crmd_files(c, client, bt_xml_doc_of(msg));
}

static void drop_apart(struct crmd *c, uint64_t client, const xmlNode *msg)
{
    replica_drop_apart(c, bt_xml_get_or(msg, XA_NAME, ""));
    files(c, client, msg);
}

/* What of the CIB a user under access control lists must be allowed to read (all of it, as it ever was) or write to ask for an operation. */
enum needs { NEEDS_NOTHING, NEEDS_READ, NEEDS_READ_ALL, NEEDS_WRITE };

/* op -> who does it, and which section (NULL: the root) it needs. */
static const struct {
    const char *op;
    void (*handle)(struct crmd *c, uint64_t client, const xmlNode *msg);
    enum needs needs;
    const char *section;
} operations[] = {
    {"nodes", nodes, NEEDS_NOTHING, NULL},
    {"status", status, NEEDS_NOTHING, NULL},
    {"attr-update", attributes_update, NEEDS_WRITE, XE_STATUS},
    {"attr-query", attributes_query, NEEDS_READ, XE_STATUS},
    {"attr-refresh", attributes_refresh, NEEDS_WRITE, XE_STATUS},
    {"cleanup", ask_coordinator, NEEDS_WRITE, XE_STATUS},
    {"refresh", ask_coordinator, NEEDS_WRITE, XE_STATUS},
    {"fail", ask_coordinator, NEEDS_WRITE, XE_STATUS},
    {"node-remove", ask_coordinator, NEEDS_WRITE, XE_NODES},
    {"release", ask_coordinator, NEEDS_WRITE, XE_STATUS},
    {"replan", ask_coordinator, NEEDS_WRITE, XE_STATUS},
    {"wait-idle", ask_coordinator, NEEDS_NOTHING, NULL},
    {"shutdown", shutdown_here, NEEDS_WRITE, NULL},
    {"cib-history", files, NEEDS_READ_ALL, XE_CONFIGURATION},
    {"cib-version", files, NEEDS_READ_ALL, XE_CONFIGURATION},
    {"cib-apart", files, NEEDS_READ_ALL, XE_CONFIGURATION},
    {"cib-apart-drop", drop_apart, NEEDS_WRITE, XE_CONFIGURATION},
};

static void refuse(struct crmd *c, uint64_t client, const char *user, const xmlNode *msg, size_t row)
{
    const char *section = operations[row].section != NULL ? operations[row].section : XE_CIB;
    char *text = bt_printf("User %s may not ask for \"%s\": that needs an acl_permission to %s <%s>", user, operations[row].op,
                           operations[row].needs == NEEDS_WRITE ? "write" : operations[row].needs == NEEDS_READ_ALL ? "read, without a deny, the whole" : "read", section);
    requests_reply(c, client, msg, BT_EX_INSUFFICIENT_PRIV, text, NULL);
    free(text);
}

static bool may(const struct crmd *c, const struct crmd_actor *who, size_t row)
{
    const char *section = operations[row].section;
    switch (operations[row].needs) {
    case NEEDS_NOTHING: return true;
    case NEEDS_READ: return cib_may(c->replica.cib, who->user, who->groups, section, false);
    case NEEDS_READ_ALL: return cib_may_read_all(c->replica.cib, who->user, who->groups, section);
    case NEEDS_WRITE: return cib_may(c->replica.cib, who->user, who->groups, section, true);
    }
    return false;
}

static void crmd_message(struct crmd *c, uint64_t client, const struct crmd_actor *who, const xmlNode *msg)
{
    const char *op = bt_xml_get_or(msg, XA_OP, "");
    for (size_t i = 0; i < BT_COUNT(operations); i++) {
        if (!bt_streq(op, operations[i].op))
            continue;
        if (may(c, who, i))
            operations[i].handle(c, client, msg);
        else
            refuse(c, client, who->user, msg, i);
        return;
    }
    char *text = bt_printf("The controller knows no request \"%s\"", op);
    requests_reply(c, client, msg, BT_EX_PROTOCOL, text, NULL);
    free(text);
}

const char *crmd_acting_user(const char *peer, const xmlNode *msg)
{
    const char *named = peer == NULL || cib_is_owner(peer) ? bt_xml_get(msg, XA_USER) : NULL;
    return named != NULL ? named : peer;
}

void client_message(struct crmd *c, uint64_t client, const struct crmd_actor *who, const xmlNode *msg)
{
    if (bt_xml_is(msg, XE_CIB_SUBSCRIBE))
        subscribe(c, client, who, msg);
    else if (bt_xml_is(msg, XE_CRMD_REQUEST))
        crmd_message(c, client, who, msg);
    else
        cib_message(c, client, who, msg);
}

void client_gone(struct crmd *c, uint64_t client)
{
    replica_unsubscribe(c, client);
    requests_client_gone(c, client);
}

/* Between members ------------------------------------------------------------------------------------------------------ */

static void answer_status(struct crmd *c, uint32_t to, uint64_t seq)
{
    xmlDoc *doc = message_new(c, CRMD_MSG_ANSWER);
    bt_xml_set_int(bt_xml_root(doc), XA_TO, to);
    bt_xml_setf(bt_xml_root(doc), XA_SEQ, "%" PRIu64, seq);
    add_status(c, bt_xml_root(doc));
    crmd_send(c, doc);
}

static void answer_and_free(struct crmd *c, uint32_t to, uint64_t seq, int rc, char *text)
{
    message_answer(c, to, seq, rc, text);
    free(text);
}

void client_request(struct crmd *c, const struct crmd_message *m)
{
    assert(m->kind == CRMD_MSG_REQUEST && c->view.settled);
    const xmlNode *request = bt_xml_first(m->root, NULL);
    const char *op = bt_xml_get_or(request, XA_OP, "");
    uint64_t seq = (uint64_t)bt_xml_get_int(m->root, XA_SEQ, 0);
    bool for_us = bt_xml_get_int(m->root, XA_TO, 0) == (int64_t)c->nodeid;
    char *text = NULL;
    if (bt_streq(op, "node-remove")) { /* everybody forgets it */
        int rc = cleanup_remove_node(c, bt_xml_get(request, XA_NODE), &text);
        if (for_us) {
            replica_flush(c);
            message_answer(c, m->from, seq, rc, text);
        }
        free(text);
        return;
    }
    if (!for_us)
        return;
    if (bt_streq(op, "status")) {
        answer_status(c, m->from, seq);
    } else if (!crmd_is_dc(c)) {
        message_answer(c, m->from, seq, BT_EX_TEMPFAIL, "Another node coordinates now; try again");
    } else if (bt_streq(op, "cleanup") || bt_streq(op, "refresh")) {
        cleanup_begin(c, m->from, seq, request);
    } else if (bt_streq(op, "fail")) {
        int rc = cleanup_fail(c, request, &text);
        answer_and_free(c, m->from, seq, rc, text);
    } else if (bt_streq(op, "release")) {
        int rc = hold_release(c, &text);
        answer_and_free(c, m->from, seq, rc, text);
    } else if (bt_streq(op, "wait-idle")) {
        plan_wait_idle(c, m->from, seq);
    } else {
        if (bt_streq(op, "leave"))
            shutdown_of(c, m->from);
        else
            crmd_want(c, "an administrator asked for it");
        message_answer(c, m->from, seq, 0, NULL);
    }
}

void client_answer(struct crmd *c, const struct crmd_message *m)
{
    static const char *const envelope[] = {XA_TO, XA_SEQ, XA_TERM, XA_RC, XA_TEXT};
    if (bt_xml_get_int(m->root, XA_TO, 0) != (int64_t)c->nodeid)
        return;
    xmlDoc *extra = bt_xml_doc_of(m->root);
    for (size_t i = 0; i < BT_COUNT(envelope); i++)
        bt_xml_set(bt_xml_root(extra), envelope[i], NULL);
    requests_answered(c, (uint64_t)bt_xml_get_int(m->root, XA_SEQ, 0), (int)bt_xml_get_int(m->root, XA_RC, 0),
                      bt_xml_get(m->root, XA_TEXT), bt_xml_root(extra));
    bt_xml_free(extra);
}
