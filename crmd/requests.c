/* crmd/requests.c - open requests of this node's clients (see requests.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/core.h"

static void request_free(struct crmd_request *r)
{
    free(r->id);
    free(r->reply);
    bt_xml_free(r->content);
}

void requests_free(struct crmd_requests *r)
{
    for (size_t i = 0; i < r->n; i++)
        request_free(&r->v[i]);
    BT_VEC_FREE(r);
}

/* IPC "cib" and "crmd" differ in the name of the answer. */
static const char *reply_name(const xmlNode *msg)
{
    return bt_xml_is(msg, XE_CRMD_REQUEST) ? XE_CRMD_REPLY : XE_CIB_REPLY;
}

static void reply(struct crmd *c, uint64_t client, const char *name, const char *id, int rc, const char *text,
                  const xmlNode *extra)
{
    if (client == 0)
        return;
    xmlDoc *doc = bt_xml_doc(name);
    xmlNode *root = bt_xml_root(doc);
    if (extra != NULL) {
        bt_xml_copy_attrs(root, extra);
        bt_xml_each(child, extra, NULL)
            bt_xml_add_copy(root, child);
    }
    bt_xml_set(root, XA_ID, id);
    bt_xml_set_int(root, XA_RC, rc);
    bt_xml_set(root, XA_TEXT, rc != 0 && text == NULL ? bt_exit_text(rc) : text);
    crmd_reply(c, client, doc);
}

void requests_reply(struct crmd *c, uint64_t client, const xmlNode *msg, int rc, const char *text, const xmlNode *extra)
{
    reply(c, client, reply_name(msg), bt_xml_id(msg), rc, text, extra);
}

void requests_reply_query(struct crmd *c, uint64_t client, const xmlNode *msg, const struct cib_request *rq)
{
    struct bt_err err = {0};
    struct bt_buf b = {0};
    bt_buf_addf(&b, "<%s", reply_name(msg));
    if (bt_xml_id(msg) != NULL) {
        bt_buf_add(&b, " " XA_ID "=\"");
        bt_buf_add_xml(&b, bt_xml_id(msg));
        bt_buf_add(&b, "\"");
    }
    bt_buf_add(&b, " " XA_RC "=\"0\">");
    if (cib_query_text(c->replica.cib, rq, &b, &err) == 0) {
        bt_buf_addf(&b, "</%s>", reply_name(msg));
        crmd_reply_text(c, client, bt_buf_take(&b));
    } else {
        requests_reply(c, client, msg, err.code, bt_err_text(&err), NULL);
    }
    bt_buf_free(&b);
    bt_err_clear(&err);
}

static struct crmd_request *find(struct crmd *c, uint64_t seq)
{
    for (size_t i = 0; i < c->requests.n; i++)
        if (c->requests.v[i].seq == seq)
            return &c->requests.v[i];
    return NULL;
}

static void set_due(struct crmd *c, struct crmd_request *r, bool due)
{
    c->requests.due += (size_t)due - (size_t)r->due;
    r->due = due;
}

static void finish(struct crmd *c, struct crmd_request *r, int rc, const char *text, const xmlNode *extra)
{
    assert(r >= c->requests.v && r < c->requests.v + c->requests.n);
    set_due(c, r, false);
    reply(c, r->client, r->reply, r->id, rc, text, extra);
    request_free(r);
    size_t index = (size_t)(r - c->requests.v);
    memmove(r, r + 1, (--c->requests.n - index) * sizeof *r); /* stays in order of seq */
}

/* The oldest number that has no answer yet: the coordinator need not remember older ones. */
static uint64_t floor_seq(const struct crmd *c)
{
    for (size_t i = 0; i < c->requests.n; i++)
        if (c->requests.v[i].kind == CRMD_MSG_CHANGE && !c->requests.v[i].saving)
            return c->requests.v[i].seq;
    return c->requests.last_seq + 1;
}

static xmlDoc *message_of(const struct crmd *c, const struct crmd_request *r)
{
    assert(r->kind == CRMD_MSG_CHANGE || r->kind == CRMD_MSG_REQUEST);
    xmlDoc *doc = message_new(c, r->kind);
    xmlNode *root = bt_xml_root(doc);
    bt_xml_setf(root, XA_SEQ, "%" PRIu64, r->seq);
    if (r->kind == CRMD_MSG_CHANGE) {
        bt_xml_set(root, XA_ORIGIN, c->uuid);
        bt_xml_setf(root, XA_FLOOR, "%" PRIu64, floor_seq(c));
    } else {
        bt_xml_set_int(root, XA_TO, r->to != 0 ? r->to : c->view.dc);
    }
    bt_xml_add_copy(root, bt_xml_root(r->content));
    return doc;
}

static void send(struct crmd *c, struct crmd_request *r)
{
    if (!c->view.settled || !c->join.welcomed || r->kind == CRMD_MSG_PRIVATE || r->saving)
        return;
    if (r->kind == CRMD_MSG_CHANGE && crmd_is_dc(c))
        set_due(c, r, true);
    else
        crmd_send(c, message_of(c, r));
}

static struct crmd_request *open_request(struct crmd *c, uint64_t client, const xmlNode *msg, enum crmd_msg kind, xmlDoc *content)
{
    assert((client == 0) == (msg == NULL) && (kind == CRMD_MSG_PRIVATE) == (content == NULL));
    struct crmd_request r = {.seq = ++c->requests.last_seq, .client = client, .kind = kind, .content = content};
    if (client != 0) {
        r.id = bt_strdup(bt_xml_id(msg));
        r.reply = bt_strdup(reply_name(msg));
    }
    BT_PUSH(&c->requests, r);
    return &c->requests.v[c->requests.n - 1];
}

void requests_change(struct crmd *c, uint64_t client, const xmlNode *msg, xmlDoc *content)
{
    send(c, open_request(c, client, msg, CRMD_MSG_CHANGE, content));
}

void requests_ask(struct crmd *c, uint64_t client, const xmlNode *msg, uint32_t to, xmlDoc *content)
{
    struct crmd_request *r = open_request(c, client, msg, CRMD_MSG_REQUEST, content);
    r->to = to;
    send(c, r);
}

uint64_t requests_note(struct crmd *c, uint64_t client, const xmlNode *msg)
{
    return open_request(c, client, msg, CRMD_MSG_PRIVATE, NULL)->seq;
}

void requests_resend(struct crmd *c)
{
    for (size_t i = 0; i < c->requests.n; i++) {
        set_due(c, &c->requests.v[i], false);
        send(c, &c->requests.v[i]);
    }
}

xmlDoc *requests_take_due(struct crmd *c)
{
    for (size_t i = 0; i < c->requests.n && c->requests.due > 0 && crmd_is_dc(c); i++) {
        struct crmd_request *r = &c->requests.v[i];
        if (!r->due)
            continue;
        set_due(c, r, false);
        return message_of(c, r);
    }
    return NULL;
}

void requests_changed(struct crmd *c, uint64_t seq, int rc, const char *text, const struct cib_version *saved_version)
{
    struct crmd_request *r = find(c, seq);
    if (r == NULL || r->saving)
        return;
    if (rc != 0 || saved_version == NULL) {
        finish(c, r, rc, text, NULL);
        return;
    }
    r->saving = true;
    r->version = *saved_version;
    r->term = c->view.term;
}

void requests_answered(struct crmd *c, uint64_t seq, int rc, const char *text, const xmlNode *extra)
{
    struct crmd_request *r = find(c, seq);
    if (r != NULL)
        finish(c, r, rc, text, extra);
}

/* A member on whose disk a version is missing, one that can't save it first; NULL: it is on all. */
static const struct crmd_peer *unsaved(const struct crmd *c, const struct cib_version *v)
{
    const struct crmd_peer *found = NULL;
    for (size_t i = 0; i < c->peers.n; i++) {
        const struct crmd_peer *p = c->peers.v[i];
        bool missing = peer_member(p) && (!p->has_saved || election_configuration_cmp(&p->saved, v) < 0);
        if (missing && (found == NULL || p->save_failure != NULL))
            found = p;
    }
    return found;
}

void requests_settle(struct crmd *c)
{
    if (!c->view.settled)
        return;
    for (size_t i = 0; i < c->requests.n;) {
        struct crmd_request *r = &c->requests.v[i];
        const struct crmd_peer *missing = r->saving ? unsaved(c, &r->version) : NULL;
        if (!r->saving) {
            i++;
        } else if (missing == NULL) {
            finish(c, r, 0, NULL, NULL);
        } else if (missing->save_failure != NULL) {
            char *text = bt_printf("The change was made but %s can not save it: %s. It is tried again until it works",
                                   peer_name(missing), missing->save_failure);
            finish(c, r, BT_EX_IOERR, text, NULL);
            free(text);
        } else {
            i++;
        }
    }
}

void requests_replaced(struct crmd *c)
{
    for (size_t i = 0; i < c->requests.n;) {
        if (c->requests.v[i].saving)
            finish(c, &c->requests.v[i], BT_EX_OLD,
                   "Another partition's newer configuration has replaced the one that this change was made to", NULL);
        else
            i++;
    }
}

void requests_client_gone(struct crmd *c, uint64_t client)
{
    for (size_t i = 0; i < c->requests.n; i++)
        if (c->requests.v[i].client == client)
            c->requests.v[i].client = 0;
}

void requests_check(const struct crmd *c)
{
    size_t due = 0;
    for (size_t i = 0; i < c->requests.n; i++) {
        const struct crmd_request *r = &c->requests.v[i];
        assert(r->seq <= c->requests.last_seq && (i == 0 || c->requests.v[i - 1].seq < r->seq));
        assert(r->kind == CRMD_MSG_CHANGE || (!r->due && !r->saving));
        assert(!r->due || !r->saving);
        assert((r->kind == CRMD_MSG_PRIVATE) == (r->content == NULL));
        assert(r->client == 0 || r->reply != NULL);
        due += r->due;
    }
    assert(due == c->requests.due && (due == 0 || !crmd_is_dc(c))); /* a coordinator's own are made in the step in which they are due */
}
