/* crmd/replica.c - changes, patches and the whole (see replica.h).
 *
 * The coordinator applies a change when it is delivered and multicasts what it did. Its writes of its own go the same way, those of one
 * step as one message; what it writes to the status while it handles an event, and then while it settles, is one patch.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/alerts.h"
#include "crmd/core.h"
#include "crmd/status.h"

static void applied_free(struct replica_applied *a)
{
    free(a->origin);
    BT_VEC_FREE(&a->seqs);
}

void replica_free(struct crmd_replica *r)
{
    for (size_t i = 0; i < r->applied.n; i++)
        applied_free(&r->applied.v[i]);
    BT_VEC_FREE(&r->applied);
    for (size_t i = 0; i < r->subscribers.n; i++)
        free(r->subscribers.v[i].user);
    BT_VEC_FREE(&r->subscribers);
    for (size_t i = 0; i < r->held.n; i++)
        bt_xml_free(r->held.v[i].doc);
    BT_VEC_FREE(&r->held);
    bt_xml_free(r->batch);
    lineage_free(&r->line);
    free(r->failure);
    cib_free(r->cib);
}

/* What is in it already ---------------------------------------------------------------------------------------- */

static struct replica_applied *applied_of(struct crmd_replica *r, const char *origin)
{
    for (size_t i = 0; i < r->applied.n; i++)
        if (bt_streq(r->applied.v[i].origin, origin))
            return &r->applied.v[i];
    struct replica_applied a = {.origin = bt_strdup(origin)};
    BT_PUSH(&r->applied, a);
    return &r->applied.v[r->applied.n - 1];
}

static bool applied_has(struct crmd_replica *r, const char *origin, uint64_t seq)
{
    const struct replica_applied *a = applied_of(r, origin);
    for (size_t i = 0; i < a->seqs.n; i++)
        if (a->seqs.v[i] == seq)
            return true;
    return false;
}

static void applied_note(struct crmd_replica *r, const char *origin, uint64_t seq, uint64_t floor)
{
    struct replica_applied *a = applied_of(r, origin);
    size_t kept = 0;
    for (size_t i = 0; i < a->seqs.n; i++)
        if (a->seqs.v[i] >= floor)
            a->seqs.v[kept++] = a->seqs.v[i];
    a->seqs.n = kept;
    if (!applied_has(r, origin, seq))
        BT_PUSH(&a->seqs, seq);
}

static uint64_t get_u64(const xmlNode *n, const char *attr)
{
    int64_t v = bt_xml_get_int(n, attr, 0);
    return v > 0 ? (uint64_t)v : 0;
}

static void add_applied(const struct crmd *c, xmlNode *message)
{
    for (size_t i = 0; i < c->replica.applied.n; i++) {
        const struct replica_applied *a = &c->replica.applied.v[i];
        for (size_t j = 0; j < a->seqs.n; j++) {
            xmlNode *n = bt_xml_add(message, XE_APPLIED);
            bt_xml_set(n, XA_ORIGIN, a->origin);
            bt_xml_setf(n, XA_SEQ, "%" PRIu64, a->seqs.v[j]);
        }
    }
}

static void take_applied(struct crmd *c, const xmlNode *message)
{
    bt_xml_each(n, message, XE_APPLIED)
        applied_note(&c->replica, bt_xml_get_or(n, XA_ORIGIN, ""), get_u64(n, XA_SEQ), 0);
}

/* Telling ------------------------------------------------------------------------------------------------------- */

void replica_subscribe(struct crmd *c, uint64_t client, const char *user)
{
    replica_unsubscribe(c, client);
    BT_PUSH(&c->replica.subscribers, ((struct replica_subscriber){client, user != NULL ? bt_strdup(user) : NULL}));
}

void replica_unsubscribe(struct crmd *c, uint64_t client)
{
    size_t kept = 0;
    for (size_t i = 0; i < c->replica.subscribers.n; i++) {
        if (c->replica.subscribers.v[i].client != client)
            c->replica.subscribers.v[kept++] = c->replica.subscribers.v[i];
        else
            free(c->replica.subscribers.v[i].user);
    }
    c->replica.subscribers.n = kept;
}

/* diff NULL: the document is another one; who needs it asks for it. So do those who may not see all that a patch tells. */
static void notify(struct crmd *c, const xmlNode *diff)
{
    for (size_t i = 0; i < c->replica.subscribers.n; i++) {
        const struct replica_subscriber *s = &c->replica.subscribers.v[i];
        bool tell = diff != NULL && !cib_is_restricted(c->replica.cib, s->user);
        crmd_reply(c, s->client, tell ? cib_notify_to_xml(diff) : bt_xml_doc(XE_CIB_NOTIFY));
    }
}

/* by_client: by the message in which the patch travels, which is why all members record the same. */
static void applied_change(struct crmd *c, const struct cib_changed *changed, const xmlNode *diff, bool by_client)
{
    const xmlNode *root = bt_xml_root(cib_doc(c->replica.cib));
    if (changed->configuration) {
        c->replica.dirty = true;
        lineage_note(&c->replica.line, root);
        crmd_record(c, cib_record_new(&changed->from, root, diff, by_client));
    }
    notify(c, diff);
    if (crmd_is_dc(c))
        alerts_patch(c, diff);
}

/* Coordinator: changes --------------------------------------------------------------------------------------------- */

static const char *refusal(const struct crmd *c, const struct crmd_peer **ret_by)
{
    for (size_t i = 0; i < c->peers.n; i++) {
        *ret_by = c->peers.v[i];
        if (peer_member(*ret_by) && (*ret_by)->save_failure != NULL)
            return (*ret_by)->save_failure;
    }
    return NULL;
}

/* Whether a request can only touch the status section: then a full disk does not matter. */
static bool only_status(const struct cib_request *rq)
{
    if (rq->xpath != NULL)
        return bt_starts(rq->xpath, "/cib/status/") || bt_starts(rq->xpath, "//node_state");
    return bt_streq(rq->section, XE_STATUS) ||
           (rq->section == NULL && (bt_xml_is(rq->xml, XE_STATUS) || bt_xml_is(rq->xml, XE_NODE_STATE)));
}

/* A whole document that a client puts in place keeps the status as it is: that is what the nodes say, not what a file says. */
static xmlDoc *with_our_status(const struct crmd *c, const struct cib_request *rq)
{
    if (rq->op != CIB_OP_REPLACE || !bt_xml_is(rq->xml, XE_CIB))
        return NULL;
    xmlDoc *doc = bt_xml_doc_of(rq->xml);
    bt_xml_remove(bt_xml_first(bt_xml_root(doc), XE_STATUS));
    bt_xml_add_copy(bt_xml_root(doc), cib_section(cib_doc(c->replica.cib), XE_STATUS));
    return doc;
}

bool replica_is_stale(const struct crmd *c)
{
    struct cib_version ours = cib_version(c->replica.cib);
    return election_configuration_cmp(&c->view.counts, &ours) > 0;
}

/* Why a change of the configuration might not last; NULL: it will. */
static const char *doubt(const struct crmd *c)
{
    if (replica_is_stale(c))
        return "a node that is gone had a newer one, which never came here: start that node, or insist (--force) and lose its changes";
    if (c->peers.quorate && !c->view.proven && !c->replica.fresh)
        return "since this node's controller was started it has not met that of another node, which may know a newer one: start the cluster there, or insist (--force), once, "
               "and lose that node's changes";
    return NULL;
}

/* Applies a client's change. *ret_disk: its answer waits for the disks. */
static int apply_change(struct crmd *c, const xmlNode *content, struct cib_changed *ret, bool *ret_disk, struct bt_err *err)
{
    struct cib_request rq;
    const struct crmd_peer *by;
    int rc = cib_request_from_xml(content, &rq, err);
    if (rc != 0)
        return rc;
    const char *full = refusal(c, &by);
    *ret_disk = !only_status(&rq);
    const char *why = *ret_disk && (rq.flags & CIB_FORCE) == 0 ? doubt(c) : NULL;
    if (why != NULL)
        return bt_fail(err, BT_EX_UNSAFE, "The configuration can not be changed now: %s", why);
    if (full != NULL && *ret_disk)
        return bt_fail(err, BT_EX_IOERR, "The configuration can not be changed now: %s can not save it: %s", peer_name(by), full);
    xmlDoc *replaced = with_our_status(c, &rq);
    if (replaced != NULL)
        rq.xml = bt_xml_root(replaced);
    rc = cib_change(c->replica.cib, &rq, c->now.wall, ret, err);
    /* Whoever insists has decided that this configuration is the one that counts. */
    c->view.proven = c->view.proven || (rc == 0 && *ret_disk && c->peers.quorate && (rq.flags & CIB_FORCE) != 0);
    bt_xml_free(replaced);
    return rc;
}

static void relevant_change(struct crmd *c, const struct cib_changed *changed, const char *user, const char *client)
{
    if (changed->patch == NULL)
        return;
    applied_change(c, changed, bt_xml_root(changed->patch), true);
    /* Before all members are in, a newer configuration may still come. */
    c->view.changed = c->view.changed || (changed->configuration && c->peers.quorate && c->join.complete && c->view.proven && !replica_is_stale(c));
    crmd_want(c, "%s changed by %s%s%s", changed->configuration ? "configuration" : "status", client != NULL ? client : "a client",
              user != NULL ? " of " : "", user != NULL ? user : "");
}

static bool must_wait(const struct crmd *c, const xmlNode *content)
{
    struct cib_request rq;
    return (peers_awaited(c) != NULL || c->state == CRMD_S_INTEGRATION) && cib_request_from_xml(content, &rq, NULL) == 0 && !only_status(&rq);
}

void replica_change(struct crmd *c, const struct crmd_message *m)
{
    assert(m->kind == CRMD_MSG_CHANGE && crmd_is_dc(c));
    if (must_wait(c, bt_xml_first(m->root, NULL))) {
        struct replica_held held = {.from = m->from, .doc = bt_xml_doc_of(m->root)};
        BT_PUSH(&c->replica.held, held);
        return;
    }
    const char *origin = bt_xml_get_or(m->root, XA_ORIGIN, "");
    uint64_t seq = get_u64(m->root, XA_SEQ), floor = get_u64(m->root, XA_FLOOR);
    const xmlNode *content = bt_xml_first(m->root, NULL);
    struct cib_changed changed = {0};
    struct bt_err err = {0};
    int rc = 0;
    bool disk = true; /* one that was applied before may still be on no disk */
    replica_flush(c);
    if (!applied_has(&c->replica, origin, seq))
        rc = apply_change(c, content, &changed, &disk, &err);
    if (rc == 0)
        applied_note(&c->replica, origin, seq, floor);
    xmlDoc *doc = message_new(c, CRMD_MSG_PATCH);
    xmlNode *n = bt_xml_root(doc);
    bt_xml_set(n, XA_ORIGIN, origin);
    bt_xml_setf(n, XA_SEQ, "%" PRIu64, seq);
    bt_xml_setf(n, XA_FLOOR, "%" PRIu64, floor);
    bt_xml_set_int(n, XA_RC, rc);
    if (rc != 0)
        bt_xml_set(n, XA_TEXT, bt_err_text(&err));
    else if (changed.configuration || disk)
        bt_xml_set_bool(n, XA_SAVE, true);
    bool awaited = bt_xml_get_bool(n, XA_SAVE, false) && !bt_streq(origin, c->uuid);
    if (changed.patch != NULL)
        bt_xml_add_copy(n, bt_xml_root(changed.patch));
    crmd_send(c, doc);
    relevant_change(c, &changed, bt_xml_get(content, XA_USER), bt_xml_get(content, XA_CLIENT));
    if (awaited)
        replica_await_disk(c);
    bt_xml_free(changed.patch);
    bt_err_clear(&err);
}

static void settle_held(struct crmd *c)
{
    if (c->replica.held.n == 0 || !crmd_is_dc(c) || peers_awaited(c) != NULL || c->state == CRMD_S_INTEGRATION)
        return;
    for (size_t i = 0; i < c->replica.held.n; i++) {
        struct crmd_message m = {.kind = CRMD_MSG_CHANGE, .from = c->replica.held.v[i].from, .root = bt_xml_root(c->replica.held.v[i].doc)};
        replica_change(c, &m);
    }
    replica_forget_held(c);
}

void replica_settle_changes(struct crmd *c)
{
    xmlDoc *doc;
    settle_held(c);
    while ((doc = requests_take_due(c)) != NULL) {
        struct crmd_message m = {.kind = CRMD_MSG_CHANGE, .from = c->nodeid, .root = bt_xml_root(doc)};
        replica_change(c, &m);
        bt_xml_free(doc);
    }
}

void replica_forget_held(struct crmd *c)
{
    for (size_t i = 0; i < c->replica.held.n; i++)
        bt_xml_free(c->replica.held.v[i].doc);
    c->replica.held.n = 0;
}

static void refused(struct crmd *c, const struct cib_request *rq, struct bt_err *err)
{
    crmd_log(c, BT_LOG_ERROR, "The CIB refused a write of the controller (%s %s): %s", cib_op_text(rq->op),
             rq->xpath != NULL ? rq->xpath : rq->xml != NULL ? bt_xml_name(rq->xml) : "", bt_err_text(err));
    bt_err_clear(err);
}

/* Takes the patch. */
static void tell_write(struct crmd *c, const struct cib_changed *changed)
{
    if (changed->patch == NULL)
        return;
    if (c->replica.batch == NULL)
        c->replica.batch = message_new(c, CRMD_MSG_PATCH);
    applied_change(c, changed, bt_xml_add_root(bt_xml_root(c->replica.batch), changed->patch), false);
}

void replica_gathered(struct crmd *c)
{
    struct cib_changed changed;
    cib_gathered(c->replica.cib, &changed);
    tell_write(c, &changed);
}

bool replica_write(struct crmd *c, const struct cib_request *rq)
{
    assert(crmd_is_dc(c));
    struct cib_changed changed = {0};
    struct bt_err err = {0};
    bool status = only_status(rq);
    if (!status)
        replica_gathered(c);
    int rc = status ? cib_gather(c->replica.cib, rq, &err) : cib_change(c->replica.cib, rq, c->now.wall, &changed, &err);
    if (rc != 0)
        refused(c, rq, &err);
    tell_write(c, &changed);
    if (changed.configuration && !bt_xml_is(rq->xml, XE_CIB))
        crmd_want(c, "configuration completed by the controller");
    return rc == 0;
}

void replica_raise(struct crmd *c, int64_t admin_epoch, int64_t epoch)
{
    xmlDoc *doc = bt_xml_doc(XE_CIB);
    bt_xml_set_int(bt_xml_root(doc), XA_ADMIN_EPOCH, admin_epoch);
    bt_xml_set_int(bt_xml_root(doc), XA_EPOCH, epoch);
    replica_write(c, &(struct cib_request){.op = CIB_OP_MODIFY, .xml = bt_xml_root(doc), .origin = c->name, .client = "crmd"});
    bt_xml_free(doc);
}

void replica_flush(struct crmd *c)
{
    replica_gathered(c);
    if (c->replica.batch == NULL)
        return;
    crmd_send(c, c->replica.batch);
    c->replica.batch = NULL;
}

void replica_add_whole(const struct crmd *c, xmlNode *message)
{
    bt_xml_add_copy(message, bt_xml_root(cib_doc(c->replica.cib)));
    lineage_tell(c, message);
    add_applied(c, message);
}

void replica_send_whole(struct crmd *c)
{
    replica_flush(c);
    xmlDoc *doc = message_new(c, CRMD_MSG_WHOLE);
    replica_add_whole(c, bt_xml_root(doc));
    crmd_send(c, doc);
}

/* Replicas ----------------------------------------------------------------------------------------------------------- */

void replica_ask(struct crmd *c)
{
    assert(!crmd_is_dc(c)); /* its copy is the one that counts */
    if (c->replica.asked)
        return;
    c->replica.asked = true;
    crmd_send(c, message_new(c, CRMD_MSG_ASK));
}

static void apply_patches(struct crmd *c, const struct crmd_message *m)
{
    bt_xml_each(diff, m->root, XE_DIFF) {
        struct cib_changed changed = {0};
        struct bt_err err = {0};
        if (cib_patch(c->replica.cib, diff, &changed, &err) != 0) {
            crmd_log(c, BT_LOG_WARNING, "A patch of the CIB does not fit here (%s): asking for the whole", bt_err_text(&err));
            bt_err_clear(&err);
            replica_ask(c);
            return;
        }
        applied_change(c, &changed, diff, bt_xml_get(m->root, XA_ORIGIN) != NULL);
    }
}

void replica_patch(struct crmd *c, const struct crmd_message *m)
{
    assert(m->kind == CRMD_MSG_PATCH && m->from == c->view.dc && c->join.welcomed);
    const char *origin = bt_xml_get(m->root, XA_ORIGIN);
    uint64_t seq = get_u64(m->root, XA_SEQ);
    int rc = (int)bt_xml_get_int(m->root, XA_RC, 0);
    if (!crmd_is_dc(c) && !c->replica.asked) {
        apply_patches(c, m);
        if (origin != NULL && rc == 0)
            applied_note(&c->replica, origin, seq, get_u64(m->root, XA_FLOOR));
    }
    bool save = bt_xml_get_bool(m->root, XA_SAVE, false);
    if (!bt_streq(origin, c->uuid)) {
        if (save && !crmd_is_dc(c))
            replica_await_disk(c);
        return;
    }
    struct cib_version version = cib_version(c->replica.cib);
    requests_changed(c, seq, rc, bt_xml_get(m->root, XA_TEXT), save ? &version : NULL);
}

/* The configuration as text, to see whether two are the same. */
static bool same_configuration(const xmlNode *a, const xmlNode *b)
{
    char *x = bt_xml_text(bt_xml_first(a, XE_CONFIGURATION), false), *y = bt_xml_text(bt_xml_first(b, XE_CONFIGURATION), false);
    bool same = bt_streq(x, y);
    free(x);
    free(y);
    return same;
}

/* Whether our configuration has something that the message's has not: it was changed here since we parted, or, by the versions that theirs went
 * through, apart from it in some earlier run. */
static enum lineage_verdict judge_ours(const struct crmd *c, const xmlNode *message, const struct crmd_peer *from)
{
    struct cib_version ours = cib_version(c->replica.cib);
    enum lineage_verdict verdict = lineage_judge(message, bt_xml_root(cib_doc(c->replica.cib)));
    if (verdict == LINEAGE_UNKNOWN && from != NULL && from->has_parted)
        return election_configuration_cmp(&ours, &from->parted) > 0 ? LINEAGE_APART : LINEAGE_ANCESTOR;
    return verdict;
}

static xmlDoc *apart_message(const struct crmd *c, const char *name)
{
    xmlDoc *doc = message_new(c, CRMD_MSG_APART);
    bt_xml_set(bt_xml_root(doc), XA_NAME, name);
    return doc;
}

static void keep(struct crmd *c, xmlDoc *apart)
{
    const char *text = bt_xml_get(bt_xml_root(apart), XA_TEXT);
    if (text != NULL)
        crmd_log(c, BT_LOG_ERROR, "%s", text);
    crmd_keep(c, apart);
}

void replica_apart(struct crmd *c, const struct crmd_message *m)
{
    if (m->from != c->nodeid)
        keep(c, bt_xml_doc_of(m->root));
}

void replica_drop_apart(struct crmd *c, const char *name)
{
    crmd_send(c, apart_message(c, name));
}

/* Nobody has configured anything yet on a node that is about to join for the first time: what its controller wrote, alone for a moment, took a few changes. */
static bool is_new(const xmlNode *cib, struct cib_version v)
{
    return v.admin_epoch == 0 && v.epoch <= 4 && status_wrote_all(cib);
}

/* Keeps our configuration if it is not an older state of theirs. */
static void put_aside(struct crmd *c, const xmlNode *message, const struct crmd_peer *from, const xmlNode *theirs)
{
    const xmlNode *ours = bt_xml_root(cib_doc(c->replica.cib));
    enum lineage_verdict verdict = judge_ours(c, message, from);
    struct cib_version old = cib_version(c->replica.cib);
    if (verdict == LINEAGE_ANCESTOR || is_new(ours, old) || same_configuration(ours, theirs))
        return;
    char *text = bt_printf("The configuration of %s, %" PRId64 ".%" PRId64 ", gives way to %s.%s of %s; what was changed there while the nodes were apart "
                           "%s not in it. It is kept beside the CIB",
                           c->name, old.admin_epoch, old.epoch, bt_xml_get_or(theirs, XA_ADMIN_EPOCH, "0"), bt_xml_get_or(theirs, XA_EPOCH, "0"),
                           from != NULL ? peer_name(from) : "another node", verdict == LINEAGE_APART ? "is" : "may be");
    char *name = bt_printf("%" PRId64 "-%s-%" PRId64, c->now.wall.s, c->name, old.epoch);
    xmlDoc *kept = apart_message(c, name);
    bt_xml_set(bt_xml_root(kept), XA_TEXT, text);
    bt_xml_add_copy(bt_xml_root(kept), ours);
    crmd_send(c, bt_xml_doc_of(bt_xml_root(kept)));
    keep(c, kept); /* at once: our own disk loses it with the next save */
    free(name);
    free(text);
    lineage_free(&c->replica.line);
    requests_replaced(c);
}

/* The document of the message; with our own status if we keep it. */
static xmlDoc *adopted_doc(const struct crmd *c, const xmlNode *theirs, bool keep_status)
{
    xmlDoc *doc = bt_xml_doc_of(theirs);
    if (!keep_status)
        return doc;
    xmlNode *root = bt_xml_root(doc);
    bt_xml_remove(bt_xml_first(root, XE_STATUS));
    bt_xml_add_copy(root, cib_section(cib_doc(c->replica.cib), XE_STATUS));
    bt_xml_set_int(root, XA_NUM_UPDATES, bt_xml_get_int(theirs, XA_NUM_UPDATES, 0) + 1);
    return doc;
}

/* What happened to it elsewhere is one step in our history. */
static void record_gap(struct crmd *c, const xmlNode *theirs, const struct crmd_peer *from)
{
    char *text = bt_printf("brought up to date from %s", from != NULL ? peer_name(from) : "another node");
    crmd_record(c, cib_record_gap(bt_xml_root(cib_doc(c->replica.cib)), theirs, text));
    free(text);
}

bool replica_adopt(struct crmd *c, const xmlNode *message, uint32_t from, bool keep_status)
{
    const xmlNode *theirs = bt_xml_first(message, XE_CIB);
    struct bt_err err = {0};
    struct cib *cib;
    if (theirs == NULL || cib_from_doc(adopted_doc(c, theirs, keep_status), &cib, &err) != 0) {
        crmd_log(c, BT_LOG_ERROR, "The CIB that another member sent can not be used: %s", bt_err_text(&err));
        bt_err_clear(&err);
        return false;
    }
    replica_gathered(c);
    put_aside(c, message, peers_find(&c->peers, from), bt_xml_root(cib_doc(cib))); /* not theirs itself, in which a section may be missing */
    record_gap(c, bt_xml_root(cib_doc(cib)), peers_find(&c->peers, from));
    cib_free(c->replica.cib);
    c->replica.cib = cib;
    c->replica.asked = false;
    c->replica.dirty = true;
    c->replica.has_saved = false;
    c->replica.adoptions++;
    lineage_note(&c->replica.line, theirs);
    take_applied(c, message);
    notify(c, NULL);
    return true;
}

void replica_whole(struct crmd *c, const struct crmd_message *m)
{
    if (!crmd_is_dc(c) && c->replica.asked)
        replica_adopt(c, m->root, m->from, false);
}

void replica_check(const struct crmd *c)
{
    const struct crmd_replica *r = &c->replica;
    assert(r->held.n == 0 || !c->view.settled || peers_awaited(c) != NULL || c->state == CRMD_S_INTEGRATION);
    assert(!r->asked || !c->join.welcomed || !crmd_is_dc(c)); /* whom would it ask */
    assert(r->line.n <= LINEAGE_MAX);
}
