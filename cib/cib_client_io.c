/* cib/cib_client_io.c - one way to the CIB for every tool and daemon, whatever lies behind (see cib_client.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_client.h"

#include "cib/cib_file_io.h"

#define DEFAULT_TIMEOUT_MS 30000

struct cib_client {
    char *name;
    int64_t timeout_ms;
    char *user, *groups; /* with whose permissions it acts; NULL: its own. The server takes this from root and hacluster only */
    bool is_file;
    struct cib_file file;

    struct bt_ipcc *ipc; /* of the live CIB */
    int64_t last_id;
    struct cib *copy; /* of a subscriber */
    int64_t resync_id; /* the query for the whole that is under way; 0: none */
    void (*changed)(void *ctx, const xmlDoc *cib, const xmlNode *patch);
    void (*lost)(void *ctx);
    void *ctx;
};

/* It has a file or a connection. A subscriber's connection has a copy to which patches are applied, unless the whole is asked for. */
static void client_check(const struct cib_client *c)
{
    assert(c->is_file ? c->ipc == NULL && c->file.cib != NULL : c->ipc != NULL && c->file.cib == NULL);
    assert(c->changed == NULL || (!c->is_file && c->copy != NULL));
    assert(c->resync_id >= 0 && c->resync_id <= c->last_id && (c->resync_id == 0 || c->changed != NULL));
}

static void act_for(struct cib_client *c, const char *user)
{
    free(c->user);
    free(c->groups);
    c->user = user != NULL ? bt_strdup(user) : NULL;
    c->groups = user != NULL ? bt_user_groups(user) : NULL;
}

int cib_client_open(const struct cib_client_options *o, struct cib_client **ret, struct bt_err *err)
{
    struct cib_client *c = BT_NEW(struct cib_client);
    char *path = NULL;
    c->name = bt_strdup(o->client);
    act_for(c, o->user != NULL ? o->user : getenv("CIB_user"));
    c->timeout_ms = o->timeout_ms > 0 ? o->timeout_ms : DEFAULT_TIMEOUT_MS;
    int rc = o->force_live ? 0 : cib_file_path(!o->no_shadow, &path, err);
    c->is_file = path != NULL;
    if (rc == 0)
        rc = c->is_file ? cib_file_open(path, &c->file, err) : bt_ipcc_connect("cib", c->timeout_ms, &c->ipc, err);
    free(path);
    if (rc != 0) {
        cib_client_close(c);
        return rc;
    }
    client_check(c);
    *ret = c;
    return 0;
}

void cib_client_close(struct cib_client *c)
{
    if (c == NULL)
        return;
    if (c->is_file)
        cib_file_close(&c->file);
    if (c->ipc != NULL)
        bt_ipcc_free(c->ipc);
    cib_free(c->copy);
    act_for(c, NULL);
    free(c->name);
    free(c);
}

bool cib_client_is_live(const struct cib_client *c)
{
    return !c->is_file;
}

/* Takes the reply that a document is, of any id. */
static int take_reply(const xmlDoc *doc, int64_t *ret_id, xmlDoc **ret, struct bt_err *err)
{
    const xmlNode *child = NULL;
    int rc = cib_reply_from_xml(bt_xml_root(doc), ret_id, &child, err);
    if (rc == 0)
        *ret = child != NULL ? bt_xml_doc_of(child) : NULL;
    return rc;
}

/* Waits for the reply with that id; what else comes (answers that were given up on) is dropped. */
static int await(struct cib_client *c, int64_t id, xmlDoc **ret, struct bt_err *err)
{
    int64_t deadline = bt_now().mono.ms + c->timeout_ms;
    for (;;) {
        xmlDoc *doc = NULL, *answer = NULL;
        struct bt_err its = {0};
        int64_t left = deadline - bt_now().mono.ms, got = -1;
        int rc = bt_ipcc_recv(c->ipc, left > 0 ? left : 0, &doc, err);
        if (rc != 0)
            return rc;
        rc = take_reply(doc, &got, &answer, &its);
        bt_xml_free(doc);
        if (got == id && rc == 0)
            *ret = answer;
        else
            bt_xml_free(answer);
        if (got == id && rc != 0)
            bt_fail(err, rc, "%s", bt_err_text(&its));
        bt_err_clear(&its);
        if (got == id)
            return rc;
    }
}

/* Sends a message with the next id. Takes msg. */
static int send_numbered(struct cib_client *c, xmlDoc *msg, int64_t *ret_id, struct bt_err *err)
{
    *ret_id = ++c->last_id;
    bt_xml_set_int(bt_xml_root(msg), XA_ID, *ret_id);
    int rc = bt_ipcc_send(c->ipc, msg, err);
    bt_xml_free(msg);
    return rc;
}

static struct cib_request signed_request(const struct cib_client *c, const struct cib_request *rq)
{
    struct cib_request full = *rq;
    if (full.client == NULL)
        full.client = c->name;
    full.user = c->user;
    return full;
}

/* Who can open the file may do everything with it; access control lists hold only on one's wish. */
static struct cib_request file_request(const struct cib_client *c, const struct cib_request *rq)
{
    struct cib_request full = *rq;
    full.user = c->user;
    full.groups = c->groups;
    return full;
}

static int ask(struct cib_client *c, const struct cib_request *rq, xmlDoc **ret, struct bt_err *err)
{
    assert(c->changed == NULL); /* a subscriber's connection belongs to its loop */
    struct cib_request full = signed_request(c, rq);
    int64_t id;
    int rc = send_numbered(c, cib_request_to_xml(&full), &id, err);
    return rc != 0 ? rc : await(c, id, ret, err);
}

int cib_client_query(struct cib_client *c, const struct cib_request *rq, xmlDoc **ret, struct bt_err *err)
{
    if (c->is_file) {
        struct cib_request full = file_request(c, rq);
        return cib_query(c->file.cib, &full, ret, err);
    }
    xmlDoc *answer = NULL;
    int rc = ask(c, rq, &answer, err);
    if (rc == 0 && answer == NULL)
        rc = bt_fail(err, BT_EX_PROTOCOL, "the CIB's server answered a query with nothing");
    if (rc == 0)
        *ret = answer;
    return rc;
}

/* What is between <cib_reply id rc> and its end; NULL if the text is no such reply to that id: it says no, or is another. */
static char *reply_content(char *text, size_t len, int64_t id)
{
    static const char end[] = "</" XE_CIB_REPLY ">";
    char *begin = bt_printf("<" XE_CIB_REPLY " " XA_ID "=\"%" PRId64 "\" " XA_RC "=\"0\">", id), *content = NULL;
    size_t head = strlen(begin), tail = sizeof end - 1;
    if (len > head + tail && memcmp(text, begin, head) == 0 && memcmp(text + len - tail, end, tail) == 0) {
        memmove(text, text + head, len - head - tail);
        text[len - head - tail] = '\0';
        content = text;
    }
    free(begin);
    return content;
}

/* As await(), but what the reply holds stays text. */
static int await_text(struct cib_client *c, int64_t id, char **ret, struct bt_err *err)
{
    int64_t deadline = bt_now().mono.ms + c->timeout_ms;
    for (;;) {
        char *text = NULL;
        size_t len;
        xmlDoc *doc = NULL, *answer = NULL;
        struct bt_err its = {0};
        int64_t left = deadline - bt_now().mono.ms, got = -1;
        int rc = bt_ipcc_recv_text(c->ipc, left > 0 ? left : 0, &text, &len, err);
        if (rc != 0)
            return rc;
        if ((*ret = reply_content(text, len, id)) != NULL)
            return 0;
        rc = bt_xml_parse(text, len, "the CIB's server", &doc, &its);
        free(text);
        if (rc == 0)
            rc = take_reply(doc, &got, &answer, &its);
        bt_xml_free(doc);
        bt_xml_free(answer);
        if (got == id)
            rc = bt_fail(err, rc != 0 ? rc : BT_EX_PROTOCOL, "%s", rc != 0 ? bt_err_text(&its) : "the CIB's server answered a query with nothing");
        bt_err_clear(&its);
        if (got == id)
            return rc;
    }
}

int cib_client_query_text(struct cib_client *c, const struct cib_request *rq, char **ret, struct bt_err *err)
{
    assert(c->changed == NULL);
    struct cib_request full = c->is_file ? file_request(c, rq) : signed_request(c, rq);
    full.flags |= CIB_PRETTY;
    if (c->is_file) {
        struct bt_buf b = {0};
        int rc = cib_query_text(c->file.cib, &full, &b, err);
        if (rc == 0)
            *ret = bt_buf_take(&b);
        bt_buf_free(&b);
        return rc;
    }
    int64_t id;
    int rc = send_numbered(c, cib_request_to_xml(&full), &id, err);
    return rc != 0 ? rc : await_text(c, id, ret, err);
}

int cib_client_change(struct cib_client *c, const struct cib_request *rq, struct bt_err *err)
{
    if (c->is_file) {
        struct cib_request full = file_request(c, rq);
        return cib_file_change(&c->file, &full, err);
    }
    xmlDoc *answer = NULL;
    int rc = ask(c, rq, &answer, err);
    bt_xml_free(answer);
    return rc;
}

int cib_client_whole(struct cib_client *c, xmlDoc **ret, struct bt_err *err)
{
    const struct cib_request rq = {.op = CIB_OP_QUERY};
    return cib_client_query(c, &rq, ret, err);
}

/* Subscribers ----------------------------------------------------------------------------------------------- */

static void ask_for_whole(struct cib_client *c)
{
    const struct cib_request rq = {.op = CIB_OP_QUERY, .client = c->name};
    if (c->resync_id != 0)
        return;
    struct bt_err err = {0};
    if (send_numbered(c, cib_request_to_xml(&rq), &c->resync_id, &err) != 0)
        bt_log_err(BT_LOG_WARNING, "The CIB can't be fetched again", &err);
    bt_err_clear(&err);
}

/* Takes a whole <cib> over; false if it is none. */
static bool take_whole(struct cib_client *c, const xmlNode *whole, struct bt_err *err)
{
    struct cib *fresh = NULL;
    if (whole == NULL || cib_from_doc(bt_xml_doc_of(whole), &fresh, err) != 0)
        return false;
    cib_free(c->copy);
    c->copy = fresh;
    return true;
}

static void notified(struct cib_client *c, const xmlNode *patch)
{
    struct bt_err err = {0};
    if (c->resync_id != 0)
        return; /* the whole that is under way has it */
    /* Without a patch: the server has another document now (partitions have merged). */
    int rc = patch != NULL ? cib_patch(c->copy, patch, NULL, &err) : BT_EX_OLD;
    if (rc == 0)
        c->changed(c->ctx, cib_doc(c->copy), patch);
    else
        ask_for_whole(c);
    bt_err_clear(&err);
}

static void replied(struct cib_client *c, const xmlNode *msg)
{
    const xmlNode *whole = NULL;
    int64_t id = -1;
    struct bt_err err = {0};
    int rc = cib_reply_from_xml(msg, &id, &whole, &err);
    if (id == c->resync_id && id > 0) {
        c->resync_id = 0;
        if (rc == 0 && take_whole(c, whole, &err))
            c->changed(c->ctx, cib_doc(c->copy), NULL);
        else
            bt_log_err(BT_LOG_WARNING, "The CIB can't be fetched again", &err);
    }
    bt_err_clear(&err);
}

static void message(void *ctx, xmlDoc *msg)
{
    struct cib_client *c = ctx;
    const xmlNode *root = bt_xml_root(msg);
    client_check(c); /* not afterwards: who is told may close it */
    assert(c->changed != NULL);
    if (bt_xml_is(root, XE_CIB_NOTIFY))
        notified(c, bt_xml_first(root, XE_DIFF));
    else
        replied(c, root);
    bt_xml_free(msg);
}

static void closed(void *ctx)
{
    struct cib_client *c = ctx;
    if (c->lost != NULL)
        c->lost(c->ctx);
}

int cib_client_subscribe(struct cib_client *c, struct bt_loop *loop,
                         void (*changed)(void *ctx, const xmlDoc *cib, const xmlNode *patch), void (*lost)(void *ctx),
                         void *ctx, struct bt_err *err)
{
    assert(c->changed == NULL);
    if (c->is_file) {
        changed(ctx, cib_doc(c->file.cib), NULL);
        return 0;
    }
    int64_t id;
    xmlDoc *whole = NULL;
    int rc = send_numbered(c, cib_subscribe_to_xml(0), &id, err);
    if (rc == 0)
        rc = await(c, id, &whole, err);
    if (rc == 0 && !take_whole(c, bt_xml_root(whole), err))
        rc = bt_fail(err, BT_EX_PROTOCOL, "the CIB's server answered a subscription with no CIB");
    bt_xml_free(whole);
    if (rc != 0)
        return rc;
    c->changed = changed;
    c->lost = lost;
    c->ctx = ctx;
    changed(ctx, cib_doc(c->copy), NULL);
    bt_ipcc_attach(c->ipc, loop, message, closed, c);
    return 0;
}
