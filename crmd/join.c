/* crmd/join.c - the coordinator takes its members in (see join.h).
 *
 *   1. Whose configuration counts (election_newest()) offers it if it is not the coordinator's; the coordinator keeps its own status.
 *   2. <welcome>: the CIB's digest, and the CIB itself if any hello had another digest. A member whose copy differs all the same asks for the whole.
 *   3. Each member answers with <lrm-state>: what its LRM holds, and, if it comes from another partition, what that had recorded of it.
 *   4. The coordinator writes histories, then nodes, node_state, quorum: in one patch. Then it plans.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/alerts.h"
#include "crmd/arrivals.h"
#include "crmd/core.h"
#include "crmd/outcome.h"
#include "crmd/status.h"

void join_free(struct crmd_join *j)
{
    bt_xml_free(j->own_state);
    free(j->led_by);
    free(j->limits);
}

bool join_complete(const struct crmd *c)
{
    return c->join.complete;
}

/* Whether every member's copy is the coordinator's, by the hellos. */
static bool all_alike(const struct crmd *c)
{
    char digest[BT_DIGEST_TEXT];
    cib_digest(c->replica.cib, digest);
    for (size_t i = 0; i < c->peers.n; i++)
        if (peer_member(c->peers.v[i]) && c->peers.v[i]->id != c->nodeid && !bt_streq(c->peers.v[i]->hello.digest, digest))
            return false;
    return true;
}

/* Members whose configuration has a higher version than the one that counts: ours is raised above it, so that theirs never passes for the newer one. */
static void outrank(struct crmd *c)
{
    struct cib_version highest = cib_version(c->replica.cib);
    bool outranked = false;
    for (size_t i = 0; i < c->peers.n; i++) {
        const struct crmd_peer *p = c->peers.v[i];
        if (peer_member(p) && election_configuration_cmp(&p->hello.version, &highest) > 0) {
            highest = p->hello.version;
            outranked = true;
        }
    }
    if (!outranked)
        return;
    replica_raise(c, highest.admin_epoch, highest.epoch + 1);
    crmd_log(c, BT_LOG_NOTICE, "Configuration %" PRId64 ".%" PRId64 " was made apart from the cluster and gives way to ours", highest.admin_epoch,
             highest.epoch);
}

static void send_welcome(struct crmd *c)
{
    assert(crmd_is_dc(c));
    char digest[BT_DIGEST_TEXT];
    xmlDoc *doc = message_new(c, CRMD_MSG_WELCOME);
    outrank(c);
    replica_flush(c);
    bt_xml_set(bt_xml_root(doc), XA_ORIGIN, c->uuid);
    bt_xml_set(bt_xml_root(doc), XA_DIGEST, cib_digest(c->replica.cib, digest));
    if (!all_alike(c))
        replica_add_whole(c, bt_xml_root(doc));
    attributes_add_private(c, bt_xml_root(doc));
    crmd_send(c, doc);
    crmd_move(c, CRMD_S_FINALIZE_JOIN, "waiting for what the members' LRMs hold");
}

static void send_offer(struct crmd *c)
{
    assert(!crmd_is_dc(c) && c->view.newest == c->nodeid);
    xmlDoc *doc = message_new(c, CRMD_MSG_OFFER);
    replica_add_whole(c, bt_xml_root(doc));
    crmd_send(c, doc);
}

void join_begin(struct crmd *c)
{
    assert(c->view.settled && c->state == CRMD_S_ELECTION); /* a term has just begun */
    struct crmd_join *j = &c->join;
    report_forget(c);
    j->welcomed = j->late = j->complete = j->asked = false;
    j->dos = j->dos_at_query = 0;
    bt_xml_free(j->own_state);
    j->own_state = NULL;
    walk_new_term(c);
    replica_forget_held(c);
    if (c->view.dc != c->nodeid) {
        crmd_move(c, CRMD_S_PENDING, "another node leads");
        if (c->view.newest == c->nodeid)
            send_offer(c);
        return;
    }
    crmd_move(c, CRMD_S_INTEGRATION, "this node leads");
    crmd_timer_set(c, CRMD_TIMER_JOIN, 0, CRMD_JOIN_MS);
    if (c->view.newest == c->nodeid)
        send_welcome(c);
}

void join_offer(struct crmd *c, const struct crmd_message *m)
{
    assert(m->kind == CRMD_MSG_OFFER && crmd_is_dc(c));
    if (c->state != CRMD_S_INTEGRATION)
        return;
    const xmlNode *theirs = bt_xml_first(m->root, XE_CIB);
    struct cib_version ours = cib_version(c->replica.cib),
                       offered = {.admin_epoch = bt_xml_get_int(theirs, XA_ADMIN_EPOCH, 0), .epoch = bt_xml_get_int(theirs, XA_EPOCH, 0)};
    /* After a late hello ours may be newer than our hello said. */
    bool counts = m->from == c->view.newest && (c->view.newest_prevails || (!c->view.changed && election_configuration_cmp(&offered, &ours) > 0));
    if (counts && replica_adopt(c, m->root, m->from, true))
        crmd_log(c, BT_LOG_NOTICE, "Taking the configuration %" PRId64 ".%" PRId64 " of %s", bt_xml_get_int(theirs, XA_ADMIN_EPOCH, 0),
                 bt_xml_get_int(theirs, XA_EPOCH, 0), peer_name(peers_find(&c->peers, m->from)));
    send_welcome(c);
}

void join_again(struct crmd *c, const char *why)
{
    assert(crmd_is_dc(c) && c->join.complete);
    for (size_t i = 0; i < c->peers.n; i++)
        c->peers.v[i]->joined = false;
    c->join.complete = c->join.late = false;
    crmd_log(c, BT_LOG_NOTICE, "Asking all members for their status again: %s", why);
    crmd_timer_set(c, CRMD_TIMER_JOIN, 0, CRMD_JOIN_MS);
    send_welcome(c);
}

/* What another partition's coordinator had recorded of the node is not news to be judged again. */
static void take_own_state(struct crmd *c, const struct crmd_peer *p, const xmlNode *state)
{
    if (state == NULL)
        return;
    status_replace_attributes(c, p, bt_xml_first(state, XE_TRANSIENT_ATTRIBUTES));
    status_replace_history(c, p, bt_xml_first(state, XE_LRM));
}

void join_lrm_state(struct crmd *c, const struct crmd_message *m)
{
    assert(m->kind == CRMD_MSG_LRM_STATE && crmd_is_dc(c));
    struct crmd_peer *p = peers_find(&c->peers, m->from);
    const xmlNode *lrm = bt_xml_first(m->root, XE_LRM);
    if (lrm == NULL || p->name == NULL)
        return;
    take_own_state(c, p, bt_xml_first(m->root, XE_NODE_STATE));
    walk_reconcile(c, p, m->root, (uint64_t)bt_xml_get_int(m->root, XA_SEEN, 0));
    outcome_history(c, p, lrm);
    crmd_want(c, "%s %s", peer_name(p), p->joined ? "told its history again" : "joined");
    p->joined = true;
}

void join_timeout(struct crmd *c)
{
    if (!crmd_is_dc(c))
        return;
    if (c->state == CRMD_S_INTEGRATION) {
        crmd_log(c, BT_LOG_WARNING, "%s did not send the newer configuration that it has: going on with ours",
                 peer_name(peers_find(&c->peers, c->view.newest)));
        send_welcome(c);
    }
    for (size_t i = 0; i < c->peers.n; i++)
        if (peer_member(c->peers.v[i]) && !c->peers.v[i]->joined)
            crmd_log(c, BT_LOG_WARNING, "%s did not tell what its LRM holds: nothing is done there until it does", peer_name(c->peers.v[i]));
    c->join.late = true;
}

static bool all_joined(const struct crmd *c)
{
    for (size_t i = 0; i < c->peers.n; i++)
        if (peer_member(c->peers.v[i]) && !c->peers.v[i]->joined)
            return false;
    return true;
}

/* Actions at nodes that are gone: neither the group nor a grace has them. */
static void lose_walks(struct crmd *c)
{
    for (size_t i = 0; i < c->peers.n; i++) {
        const struct crmd_peer *p = c->peers.v[i];
        if (!peer_member(p) && !crmd_timer_runs(c, CRMD_TIMER_GRACE, p->id))
            walk_node_lost(c, p);
    }
}

/* Whether a client's change took away what only the cluster may write. */
static bool status_overwritten(const struct crmd *c)
{
    for (size_t i = 0; i < c->peers.n; i++) {
        const struct crmd_peer *p = c->peers.v[i];
        if (peer_member(p) && p->joined && bt_xml_first(cib_node_state(cib_doc(c->replica.cib), peer_name(p)), XE_LRM) == NULL)
            return true;
    }
    return false;
}

/* A fencing whose result came while nobody led. */
static void write_fenced(struct crmd *c)
{
    for (size_t i = 0; i < c->peers.n; i++) {
        struct crmd_peer *p = c->peers.v[i];
        if (p->fencing_unwritten) {
            arrivals_forget(c, p);
            status_fenced(c, p);
        }
        p->fencing_unwritten = false;
    }
}

void join_settle(struct crmd *c)
{
    if (!crmd_is_dc(c) || c->state == CRMD_S_INTEGRATION || !c->peers.corosync_known)
        return;
    if (c->join.complete && status_overwritten(c))
        join_again(c, "a client has overwritten the status");
    if (!c->join.complete && !all_joined(c) && !c->join.late)
        return;
    if (!c->join.complete) {
        crmd_timer_cancel_all(c, CRMD_TIMER_JOIN);
        c->join.complete = true;
        status_write_cluster(c);
        write_fenced(c);
    }
    hold_judge(c);
    status_write_root(c);
    status_write_peers(c);
    lose_walks(c);
}

/* Members --------------------------------------------------------------------------------------------------------------- */

static void query_lrm(struct crmd *c)
{
    if (!c->join.lrm_up || !c->join.welcomed)
        return;
    c->join.asked = true;
    c->join.dos_at_query = c->join.dos;
    crmd_to_lrm(c, bt_xml_doc(XE_LRM_QUERY));
}

/* What another coordinator has recorded of us is told to this one. Who led us before knows at least as much as our copy: some of its patches may not have counted here any more. */
static void keep_own_state(struct crmd *c, const char *leader)
{
    const xmlNode *state = cib_node_state(cib_doc(c->replica.cib), c->name);
    if (c->join.led_by != NULL && !bt_streq(c->join.led_by, leader) && state != NULL && c->join.own_state == NULL)
        c->join.own_state = bt_xml_doc_of(state);
}

/* Our copy becomes the coordinator's. */
static void take_cib(struct crmd *c, const struct crmd_message *m)
{
    char digest[BT_DIGEST_TEXT];
    if (crmd_is_dc(c) || bt_streq(cib_digest(c->replica.cib, digest), bt_xml_get(m->root, XA_DIGEST)))
        return;
    keep_own_state(c, bt_xml_get(m->root, XA_ORIGIN));
    if (bt_xml_first(m->root, XE_CIB) != NULL)
        replica_adopt(c, m->root, m->from, false);
    else
        replica_ask(c);
}

static void keep_own_privates(const struct crmd *c, xmlNode *keep)
{
    xmlDoc *all = bt_xml_doc(XE_PRIVATE);
    attributes_add_private(c, bt_xml_root(all));
    bt_xml_each(n, bt_xml_root(all), XE_PRIVATE)
        if (bt_streq(bt_xml_get(n, XA_UNAME), c->name))
            bt_xml_add_copy(keep, n);
    bt_xml_free(all);
}

/* The coordinator's table holds; what we have of our own that is missing there is told again. */
static void take_privates(struct crmd *c, const struct crmd_message *m)
{
    xmlDoc *own = bt_xml_doc(XE_PRIVATE);
    keep_own_privates(c, bt_xml_root(own));
    attributes_take_private(c, m->root);
    bt_xml_each(n, bt_xml_root(own), XE_PRIVATE) {
        bool there = false;
        bt_xml_each(have, m->root, XE_PRIVATE)
            there = there || (bt_streq(bt_xml_get(have, XA_UNAME), c->name) && bt_streq(bt_xml_get(have, XA_NAME), bt_xml_get(n, XA_NAME)));
        if (there)
            continue;
        xmlDoc *doc = message_new(c, CRMD_MSG_PRIVATE);
        bt_xml_copy_attrs(bt_xml_root(doc), n);
        crmd_send(c, doc);
    }
    bt_xml_free(own);
}

void join_welcome(struct crmd *c, const struct crmd_message *m)
{
    assert(m->kind == CRMD_MSG_WELCOME && m->from == c->view.dc);
    c->replica.asked = false;
    take_cib(c, m);
    take_privates(c, m);
    bool first = !c->join.welcomed;
    c->join.welcomed = true;
    free(c->join.led_by);
    c->join.led_by = bt_strdup(bt_xml_get_or(m->root, XA_ORIGIN, ""));
    if (!crmd_is_dc(c))
        crmd_move(c, CRMD_S_NOT_DC, "welcomed");
    if (first) {
        replica_tell_disk(c);
        requests_resend(c);
    }
    query_lrm(c);
}

void join_lrm_up(struct crmd *c)
{
    c->join.lrm_up = true;
    free(c->join.limits);
    c->join.limits = NULL;
    crmd_to_lrm(c, bt_xml_doc(XE_LRM_SUBSCRIBE));
    query_lrm(c);
}

void join_tell_limits(struct crmd *c)
{
    const xmlDoc *cib = cib_doc(c->replica.cib);
    struct cib_version at = cib_version(c->replica.cib);
    bool same = c->join.limits_at.admin_epoch == at.admin_epoch && c->join.limits_at.epoch == at.epoch;
    if (!c->join.lrm_up || (c->join.limits != NULL && same))
        return;
    c->join.limits_at = at;
    const char *actions = cib_option(cib, XA_NODE_ACTION_LIMIT), *load = cib_option(cib, XA_LOAD_THRESHOLD);
    char *now = bt_printf("%s %s", actions, load);
    if (bt_streq(now, c->join.limits)) {
        free(now);
        return;
    }
    free(c->join.limits);
    c->join.limits = now;
    xmlDoc *doc = bt_xml_doc(XE_LRM_LIMITS);
    bt_xml_set(bt_xml_root(doc), XA_NODE_ACTION_LIMIT, actions);
    bt_xml_set(bt_xml_root(doc), XA_LOAD_THRESHOLD, load);
    crmd_to_lrm(c, doc);
}

void join_lrm_down(struct crmd *c)
{
    c->join.lrm_up = false;
    c->join.asked = false;
    crmd_log(c, BT_LOG_WARNING, "The connection to lrmd is lost; resources go on, results come when it is back");
}

/* An operation failed that somebody has to see. */
static bool has_failed(const xmlNode *resource)
{
    bt_xml_each(op, resource, XE_LRM_RSC_OP)
        if (bt_ends(bt_xml_get_or(op, XA_ID, ""), "_last_failure_0"))
            return true;
    return false;
}

/* What did not run before this controller began is to be looked at again: it may have been brought here from a node whose history, which alone told of that, died with the controller before. */
static void forget_stale_absence(struct crmd *c, xmlNode *resources, const xmlNode *answer)
{
    const xmlNode *last = NULL;
    int64_t highest = 0;
    for (xmlNode *r = bt_xml_first(resources, XE_LRM_RESOURCE), *next; r != NULL; r = next) {
        int64_t call = status_last_call(r, &last);
        next = bt_xml_next(r, XE_LRM_RESOURCE);
        highest = call > highest ? call : highest;
        if ((!c->join.knows_calls || call <= c->join.calls_before) && status_was_not_running(r) && !has_failed(r) && bt_xml_find(answer, XE_PENDING, XA_RSC, bt_xml_get_or(r, XA_ID, "")) == NULL)
            bt_xml_remove(r);
    }
    if (!c->join.knows_calls)
        c->join.calls_before = highest;
    c->join.knows_calls = true;
}

static void send_lrm_state(struct crmd *c, const xmlNode *answer)
{
    assert(c->join.welcomed && bt_xml_is(answer, XE_LRM_STATE));
    xmlDoc *doc = message_new(c, CRMD_MSG_LRM_STATE);
    xmlNode *n = bt_xml_root(doc), *lrm = bt_xml_add(n, XE_LRM);
    const xmlNode *resources = bt_xml_first(answer, XE_LRM_RESOURCES);
    bt_xml_setf(n, XA_SEEN, "%" PRIu64, c->join.dos_at_query);
    bt_xml_set_int(lrm, XA_ID, c->nodeid);
    if (resources != NULL)
        forget_stale_absence(c, bt_xml_add_copy(lrm, resources), answer);
    else
        bt_xml_add(lrm, XE_LRM_RESOURCES);
    bt_xml_each(pending, answer, XE_PENDING)
        bt_xml_add_copy(n, pending);
    if (c->join.own_state != NULL)
        bt_xml_add_copy(n, bt_xml_root(c->join.own_state));
    bt_xml_free(c->join.own_state);
    c->join.own_state = NULL;
    crmd_send(c, doc);
}

void join_lrm_message(struct crmd *c, const xmlNode *doc)
{
    if (bt_xml_is(doc, XE_LRM_RESULT))
        alerts_results(c, doc);
    if (!c->view.settled || !c->join.welcomed)
        return; /* the history tells it when the term has begun */
    if (bt_xml_is(doc, XE_LRM_STATE) && c->join.asked) {
        c->join.asked = false;
        report_now(c); /* what is in that state was told before it */
        send_lrm_state(c, doc);
        return;
    }
    report_answer(c, doc);
}

/* What the LRM is asked for: operations that follow each other in one message. */
struct lrm_asking {
    xmlDoc *exec; /* <lrm_exec>, not sent yet; NULL */
};

static void ask_lrm(struct crmd *c, struct lrm_asking *a, xmlDoc *other)
{
    if (a->exec != NULL)
        crmd_to_lrm(c, a->exec);
    a->exec = NULL;
    if (other != NULL)
        crmd_to_lrm(c, other);
}

static void ask_for_operation(struct lrm_asking *a, const xmlNode *rsc_op)
{
    if (a->exec == NULL)
        a->exec = bt_xml_doc(XE_LRM_EXEC);
    bt_xml_add_copy(bt_xml_root(a->exec), rsc_op);
}

static xmlDoc *lrm_request(const char *name, const char *rsc)
{
    xmlDoc *doc = bt_xml_doc(name);
    bt_xml_set(bt_xml_root(doc), XA_RSC, rsc);
    return doc;
}

static void carry_out(struct crmd *c, struct lrm_asking *a, const xmlNode *order)
{
    const char *task = bt_xml_get_or(order, XA_OPERATION, "");
    const xmlNode *rsc_op = bt_xml_first(order, XE_RSC_OP), *attributes = bt_xml_first(rsc_op, XE_ATTRIBUTES);
    const char *rsc = bt_xml_get(bt_xml_first(rsc_op, XE_PRIMITIVE), XA_ID);
    c->join.dos = (uint64_t)bt_xml_get_int(order, XA_NUMBER, 0);
    if (!c->join.lrm_up) {
        crmd_log(c, BT_LOG_WARNING, "lrmd is not here: the coordinator's order (%s) is dropped, it will be decided anew", task);
    } else if (bt_streq(task, "fail")) {
        ask_lrm(c, a, lrm_request(XE_LRM_FAIL, bt_xml_get(order, XA_RSC)));
    } else if (rsc_op != NULL && bt_streq(task, "cancel")) {
        xmlDoc *cancel = lrm_request(XE_LRM_CANCEL, rsc);
        bt_xml_set(bt_xml_root(cancel), XA_OPERATION, bt_xml_get_or(attributes, XA_CRM_META_OPERATION, "monitor"));
        bt_xml_set(bt_xml_root(cancel), XA_INTERVAL, bt_xml_get_or(attributes, XA_CRM_META_INTERVAL, "0"));
        report_expect(c);
        ask_lrm(c, a, cancel);
    } else if (rsc_op != NULL && bt_streq(task, "delete")) {
        report_expect(c);
        ask_lrm(c, a, lrm_request(XE_LRM_DELETE, rsc));
    } else if (rsc_op != NULL) {
        report_expect(c);
        ask_for_operation(a, rsc_op);
    }
}

void join_orders(struct crmd *c, const struct crmd_message *m)
{
    assert(m->kind == CRMD_MSG_ORDERS && m->from == c->view.dc);
    struct lrm_asking a = {0};
    bt_xml_each(order, m->root, XE_DO)
        if (bt_xml_get_int(order, XA_TO, 0) == c->nodeid && !bt_streq(bt_xml_get(order, XA_OPERATION), "do_shutdown"))
            carry_out(c, &a, order);
    ask_lrm(c, &a, NULL);
}

void join_check(const struct crmd *c)
{
    const struct crmd_join *j = &c->join;
    assert(!j->asked || (j->lrm_up && j->welcomed));
    assert(!j->welcomed || j->led_by != NULL);
    assert(!j->complete || c->state != CRMD_S_INTEGRATION);
    assert(!j->complete || !crmd_is_dc(c) || j->late || all_joined(c));
}
