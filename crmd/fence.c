/* crmd/fence.c - fencing requests and their results (see fence.h).
 *
 * A failed fencing leaves its target unclean, so the next plan asks for it again: at once would be a storm, so each failure in a row doubles the time in
 * which asking is refused; when it is over, a new plan is wanted. It is never given up.
 *
 * A result can reach a node that was off and is on again: a member that lost the ring sends what it had to say when the next one is there. So it names the
 * run of the controller that was ended; another run of the same node is none of its business.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/alerts.h"
#include "crmd/arrivals.h"
#include "crmd/core.h"
#include "crmd/status.h"

void fences_free(struct crmd_fences *f)
{
    for (size_t i = 0; i < f->targets.n; i++) {
        free(f->targets.v[i].name);
        free(f->targets.v[i].action);
        free(f->targets.v[i].digests_all);
        free(f->targets.v[i].digests_secure);
    }
    BT_VEC_FREE(&f->targets);
    free(f->members);
    bt_xml_free(f->proofs);
}

/* A node that was fenced may have changed its configuration since it was cut off; should this partition, too, lose all memory of having won, the version on its
 * disk still tells that it went on. */
#define FENCED_HEADSTART 100

static struct fence_target *find(struct crmd *c, uint32_t node)
{
    for (size_t i = 0; i < c->fences.targets.n; i++)
        if (c->fences.targets.v[i].node == node)
            return &c->fences.targets.v[i];
    return NULL;
}

static struct fence_target *ensure(struct crmd *c, const struct crmd_peer *p)
{
    struct fence_target *t = find(c, p->id);
    if (t != NULL)
        return t;
    struct fence_target new = {.node = p->id, .name = bt_strdup(p->name)};
    BT_PUSH(&c->fences.targets, new);
    return &c->fences.targets.v[c->fences.targets.n - 1];
}

static int64_t timeout_ms(const struct crmd *c)
{
    return bt_duration_ms_or(cib_option(cib_doc(c->replica.cib), "stonith-timeout"), 60000);
}

bool fence_is_enabled(const struct crmd *c)
{
    return bt_is_true(cib_option(cib_doc(c->replica.cib), "stonith-enabled"), true);
}

int64_t fence_patience_ms(const struct crmd *c)
{
    int64_t way_ms = bt_duration_ms_or(cib_option(cib_doc(c->replica.cib), "cluster-delay"), 60000);
    return 5 * timeout_ms(c) + way_ms; /* levels and devices of a topology each have their timeout */
}

static void ask_member(struct crmd *c, const struct fence_target *t)
{
    assert(crmd_is_dc(c) && t->by != c->nodeid && t->action != NULL);
    xmlDoc *doc = message_new(c, CRMD_MSG_FENCE);
    xmlNode *n = bt_xml_root(doc);
    bt_xml_set_int(n, XA_TO, t->by);
    bt_xml_set(n, XA_TARGET, t->name);
    bt_xml_set(n, XA_ACTION, t->action);
    bt_xml_set_int(n, XA_DELAY_S, t->delay_s);
    crmd_send(c, doc);
}

static void send_request(struct crmd *c, const struct fence_target *t)
{
    if (t->by != c->nodeid) {
        ask_member(c, t);
        return;
    }
    if (!c->fences.up)
        return; /* asked when it is back */
    xmlDoc *doc = bt_xml_doc(XE_FENCE_REQUEST);
    xmlNode *n = bt_xml_root(doc);
    bt_xml_setf(n, XA_ID, "%" PRIu64, t->id);
    bt_xml_set(n, XA_TARGET, t->name);
    bt_xml_set(n, XA_ACTION, t->action);
    bt_xml_set_int(n, XA_TIMEOUT_MS, timeout_ms(c));
    bt_xml_set_int(n, XA_DELAY_S, t->delay_s);
    const struct crmd_peer *asker = peers_find(&c->peers, t->asker); /* NULL: it was removed from the cluster since */
    bt_xml_set(n, XA_ORIGIN, asker != NULL ? peer_name(asker) : c->name);
    bt_xml_set(n, XA_CLIENT, "crmd");
    crmd_to_fencer(c, doc);
}

static bool is_member(const struct crmd *c, uint32_t node)
{
    const struct crmd_peer *p = peers_find(&c->peers, node);
    return p != NULL && peer_member(p);
}

static bool kills(const char *action)
{
    return !bt_streq(action, "on");
}

/* Whose fencer shall do it. */
static uint32_t executor(const struct crmd *c, uint32_t target, const char *action)
{
    for (size_t i = 0; i < c->peers.n && target == c->nodeid && kills(action); i++)
        if (c->peers.v[i]->id != target && peer_member(c->peers.v[i]))
            return c->peers.v[i]->id;
    return c->nodeid;
}

static void keep(char **text, const char *value)
{
    free(*text);
    *text = bt_strdup(value);
}

static void begin(struct crmd *c, struct fence_target *t, const char *action, int64_t delay_s)
{
    assert(t->by != 0 && t->asker != 0);
    free(t->action);
    t->action = bt_strdup(action);
    t->id = ++c->fences.last_id;
    t->delay_s = delay_s;
    send_request(c, t);
}

bool fence_ask(struct crmd *c, uint64_t flight, const struct crmd_peer *target, const xmlNode *element)
{
    assert(crmd_is_dc(c) && flight != 0 && target->name != NULL);
    const xmlNode *attributes = bt_xml_first(element, XE_ATTRIBUTES);
    const char *action = bt_xml_get_or(attributes, XA_CRM_META_STONITH_ACTION, "reboot");
    struct fence_target *t = ensure(c, target);
    bool joined = bt_streq(t->action, action) && (t->by == c->nodeid || is_member(c, t->by));
    if (!joined && crmd_timer_runs(c, CRMD_TIMER_FENCE_RETRY, t->node))
        return false;
    t->flight = flight;
    if (joined)
        return true;
    keep(&t->digests_all, bt_xml_get(attributes, XA_CRM_META_DIGESTS_ALL));
    keep(&t->digests_secure, bt_xml_get(attributes, XA_CRM_META_DIGESTS_SECURE));
    t->asker = c->nodeid;
    t->by = executor(c, t->node, action);
    crmd_log(c, BT_LOG_NOTICE, "Requesting fencing (%s) of node %s%s%s%s", action, t->name, t->by != c->nodeid ? " from " : "",
             t->by != c->nodeid ? peer_name(peers_find(&c->peers, t->by)) : "",
             c->fences.up || t->by != c->nodeid ? "" : "; it waits until the fencer is back");
    begin(c, t, action, bt_duration_ms_or(bt_xml_get(attributes, XA_CRM_META_PRIORITY_FENCING_DELAY), 0) / 1000);
    return true;
}

void fence_told(struct crmd *c, const struct crmd_message *m)
{
    assert(m->kind == CRMD_MSG_FENCE && m->from == c->view.dc);
    const struct crmd_peer *target = peers_named(&c->peers, bt_xml_get(m->root, XA_TARGET));
    const char *action = bt_xml_get_or(m->root, XA_ACTION, "reboot");
    if (bt_xml_get_int(m->root, XA_TO, 0) != c->nodeid || target == NULL)
        return;
    struct fence_target *t = ensure(c, target);
    if (bt_streq(t->action, action))
        return;
    t->asker = m->from;
    t->by = c->nodeid;
    crmd_log(c, BT_LOG_NOTICE, "Requesting fencing (%s) of node %s for %s%s", action, t->name, peer_name(peers_find(&c->peers, m->from)),
             c->fences.up ? "" : "; it waits until the fencer is back");
    begin(c, t, action, bt_xml_get_int(m->root, XA_DELAY_S, 0));
}

void fence_abandon(struct crmd *c, uint64_t flight)
{
    for (size_t i = 0; i < c->fences.targets.n; i++) {
        struct fence_target *t = &c->fences.targets.v[i];
        if (t->flight != flight)
            continue;
        t->flight = 0;
        free(t->action);
        t->action = NULL;
    }
}

uint64_t fence_executor_lost(struct crmd *c, const struct crmd_peer *p)
{
    for (size_t i = 0; i < c->fences.targets.n; i++) {
        struct fence_target *t = &c->fences.targets.v[i];
        if (t->action == NULL || t->by != p->id || t->flight == 0)
            continue;
        uint64_t flight = t->flight;
        crmd_log(c, BT_LOG_WARNING, "%s, which was to fence %s, is gone: it is decided anew", peer_name(p), t->name);
        crmd_want(c, "%s is gone, which was to fence %s", peer_name(p), t->name);
        fence_abandon(c, flight);
        return flight;
    }
    return 0;
}

void fence_up(struct crmd *c)
{
    c->fences.up = true;
    free(c->fences.members);
    c->fences.members = NULL;
    crmd_to_fencer(c, bt_xml_doc(XE_FENCE_SUBSCRIBE));
    for (size_t i = 0; i < c->fences.targets.n; i++)
        if (c->fences.targets.v[i].action != NULL)
            send_request(c, &c->fences.targets.v[i]);
}

void fence_down(struct crmd *c)
{
    c->fences.up = false;
    for (size_t i = 0; i < c->fences.targets.n; i++)
        if (c->fences.targets.v[i].action != NULL)
            crmd_log(c, BT_LOG_WARNING, "The fencer is gone while %s is being fenced: asking again when it is back", c->fences.targets.v[i].name);
}

/* The run of the target's controller that the fencing ended; NULL: none that we know, as the present one came after the fencing had begun. */
static const char *ended_run(const struct crmd *c, const xmlNode *done)
{
    const struct crmd_peer *p = peers_named(&c->peers, bt_xml_get(done, XA_TARGET));
    int64_t began_ms = c->now.mono.ms - bt_xml_get_int(done, XA_EXEC_MS, 0);
    return p == NULL || (p->group && p->came.ms > began_ms) ? NULL : p->run;
}

/* Fencers talk through us: they have no way of their own to other nodes. */
static void relay(struct crmd *c, const xmlNode *doc)
{
    xmlDoc *message = message_new(c, CRMD_MSG_FENCE_PEER);
    bt_xml_set(bt_xml_root(message), XA_TO, bt_xml_get(doc, XA_TO));
    bt_xml_each(inner, doc, NULL)
        bt_xml_add_copy(bt_xml_root(message), inner);
    crmd_send(c, message);
}

static void bring(struct crmd *c, uint32_t from, const xmlNode *inner)
{
    if (!c->fences.up || inner == NULL)
        return;
    xmlDoc *doc = bt_xml_doc(XE_FENCE_PEER);
    bt_xml_set(bt_xml_root(doc), XA_FROM, peer_name(peers_find(&c->peers, from)));
    xmlNode *copy = bt_xml_add(bt_xml_root(doc), bt_streq(bt_xml_name(inner), "fence-done") ? XE_FENCE_DONE : bt_xml_name(inner));
    bt_xml_copy_attrs(copy, inner);
    bt_xml_each(child, inner, NULL)
        bt_xml_add_copy(copy, child);
    crmd_to_fencer(c, doc);
}

void fence_peer(struct crmd *c, const struct crmd_message *m)
{
    const char *to = bt_xml_get(m->root, XA_TO);
    if (bt_xml_is(bt_xml_first(m->root, NULL), XE_FENCE_SELF)) { /* it is for the controllers: what a fencer does with it may come too late */
        guard_condemn(c, m, bt_xml_first(m->root, NULL));
        return;
    }
    /* A claim also comes back to who made it: in the group's order it sees whether it was first. */
    bool ours = m->from == c->nodeid && !bt_xml_is(bt_xml_first(m->root, NULL), XE_FENCE_CLAIM);
    if (!ours && (to == NULL || bt_strcaseeq(to, peer_name(peers_find(&c->peers, c->nodeid)))))
        bring(c, m->from, bt_xml_first(m->root, NULL));
}

/* Which members' fencers ours can speak to, and what it has to know of watchdogs. One that has come without having said hello is not known yet. */
static xmlDoc *members_message(const struct crmd *c)
{
    xmlDoc *doc = bt_xml_doc(XE_FENCE_MEMBERS);
    bool guarded = c->guard.ms > 0 && c->guard.counts;
    if (guarded)
        bt_xml_set(bt_xml_root(doc), XA_LIFE, c->guard.life);
    if (guarded && c->peers.quorate)
        bt_xml_set_bool(bt_xml_root(doc), XA_QUORATE, true);
    for (size_t i = 0; i < c->peers.n; i++) {
        const struct crmd_peer *p = c->peers.v[i];
        if (p->id == c->nodeid || p->name == NULL || !peer_present(p) || p->run == NULL)
            continue;
        xmlNode *n = bt_xml_add(bt_xml_root(doc), XE_NODE);
        bt_xml_set(n, XA_UNAME, p->name);
        if (p->watchdog_ms > 0) {
            bt_xml_set_int(n, XA_WATCHDOG_MS, p->watchdog_ms);
            bt_xml_set(n, XA_LIFE, p->life);
        }
    }
    return doc;
}

#define NO_MEMBERS "<" XE_FENCE_MEMBERS "/>"

void fence_settle(struct crmd *c)
{
    if (!c->fences.up)
        return;
    xmlDoc *doc = members_message(c);
    char *now = bt_xml_text(bt_xml_root(doc), false);
    if (bt_streq(now, c->fences.members != NULL ? c->fences.members : NO_MEMBERS)) {
        free(now);
        bt_xml_free(doc);
        return;
    }
    free(c->fences.members);
    c->fences.members = now;
    crmd_to_fencer(c, doc);
}

void fence_message(struct crmd *c, const xmlNode *doc)
{
    if (bt_xml_is(doc, XE_FENCE_PEER))
        relay(c, doc);
    if (bt_xml_is(doc, XE_FENCE_PROOFS)) {
        bt_xml_free(c->fences.proofs);
        c->fences.proofs = bt_xml_doc_of(doc);
    }
    if (!bt_xml_is(doc, XE_FENCE_DONE))
        return;
    xmlDoc *message = message_new(c, CRMD_MSG_FENCE_DONE);
    bt_xml_copy_attrs(bt_xml_root(message), doc);
    bt_xml_set(bt_xml_root(message), XA_RUN, ended_run(c, doc));
    crmd_send(c, message);
}

void fence_walk_over(struct crmd *c)
{
    for (size_t i = 0; i < c->fences.targets.n; i++)
        c->fences.targets.v[i].flight = 0;
}

static void retry_later(struct crmd *c, struct fence_target *t)
{
    int64_t delay_ms = FENCE_RETRY_FIRST_MS, at_once = 0;
    if (bt_parse_int(cib_option(cib_doc(c->replica.cib), "stonith-max-attempts"), &at_once) && (int64_t)t->failures + 1 >= at_once)
        delay_ms = FENCE_RETRY_MAX_MS;
    for (unsigned i = 0; i < t->failures && delay_ms < FENCE_RETRY_MAX_MS; i++)
        delay_ms *= 2;
    if (delay_ms > FENCE_RETRY_MAX_MS)
        delay_ms = FENCE_RETRY_MAX_MS;
    assert(delay_ms >= FENCE_RETRY_FIRST_MS && delay_ms <= FENCE_RETRY_MAX_MS);
    t->failures++;
    crmd_timer_set(c, CRMD_TIMER_FENCE_RETRY, t->node, delay_ms);
    crmd_log(c, BT_LOG_WARNING, "Fencing of %s is tried again in %" PRId64 " s; nothing of it is recovered before", t->name, delay_ms / 1000);
}

/* Whether this result ends what we have in progress: it is its own, or somebody else's success has the same effect. */
static bool ends(const struct crmd *c, const struct fence_target *t, const struct crmd_message *m, bool ok)
{
    if (t->action == NULL)
        return false;
    if (m->from == t->by && (t->by == c->nodeid ? bt_xml_get_int(m->root, XA_ID, -1) == (int64_t)t->id : bt_streq(t->action, bt_xml_get(m->root, XA_ACTION))))
        return true;
    return ok && kills(t->action) && kills(bt_xml_get(m->root, XA_ACTION));
}

/* Returns the flight that waited for it, 0. */
static uint64_t settle_target(struct crmd *c, struct fence_target *t, bool ok)
{
    uint64_t waiting = t->flight;
    free(t->action);
    t->action = NULL;
    t->flight = 0;
    if (!ok && crmd_is_dc(c))
        retry_later(c, t);
    return waiting;
}

/* The policy engine asks for it until these say that it is done (pengine/plan_unfence.c). */
static void unfenced(struct crmd *c, const struct fence_target *t)
{
    const struct crmd_peer *p = peers_find(&c->peers, t->node);
    char *now = bt_printf("%" PRId64, c->now.wall.s);
    attributes_write(c, p, "#node-unfenced", now);
    if (t->digests_all != NULL)
        attributes_write(c, p, "#digests-all", t->digests_all);
    if (t->digests_secure != NULL)
        attributes_write(c, p, "#digests-secure", t->digests_secure);
    crmd_want(c, "%s was unfenced", peer_name(p));
    free(now);
}

static void log_result(struct crmd *c, const struct crmd_message *m, bool ok)
{
    crmd_log(c, ok ? BT_LOG_NOTICE : BT_LOG_ERROR, "%s was %sfenced (%s) by %s for %s: %s", bt_xml_get_or(m->root, XA_TARGET, "?"),
             ok ? "" : "not ", bt_xml_get_or(m->root, XA_ACTION, "?"), bt_xml_get_or(m->root, XA_EXECUTED_BY, "?"),
             bt_xml_get_or(m->root, XA_ORIGIN, "?"), ok ? "OK" : bt_xml_get_or(m->root, XA_REASON, "no reason given"));
}

static void dies(struct crmd *c, struct crmd_peer *p)
{
    assert(p->id != c->nodeid && p->name != NULL);
    p->fenced = p->corosync || p->group;
    attributes_forget(c, p->name);
    crmd_timer_cancel(c, CRMD_TIMER_GRACE, p->id);
    p->fencing_unwritten = !c->view.settled;
    arrivals_forget(c, p);
    if (crmd_is_dc(c))
        status_fenced(c, p);
    if (crmd_is_dc(c) && c->peers.quorate && c->view.proven && !replica_is_stale(c)) {
        struct cib_version v = cib_version(c->replica.cib);
        replica_raise(c, v.admin_epoch, v.epoch + FENCED_HEADSTART);
    }
}

/* Whether the target's present life is the one that was ended. */
static bool ends_life(const struct crmd *c, const struct crmd_peer *p, const struct crmd_message *m)
{
    bool known = c->view.settled || p->hello_here; /* in a new view it may be another run than in the last: its hello tells */
    const char *run = p->id == c->nodeid ? c->uuid : known ? p->run : NULL;
    return !p->group || (run != NULL && bt_streq(run, bt_xml_get(m->root, XA_RUN)));
}

struct fence_news fence_learn(struct crmd *c, const struct crmd_message *m)
{
    assert(m->kind == CRMD_MSG_FENCE_DONE);
    struct crmd_peer *p = peers_named(&c->peers, bt_xml_get(m->root, XA_TARGET));
    struct fence_news news = {.ok = bt_xml_get_int(m->root, XA_RC, BT_EX_ERROR) == 0};
    log_result(c, m, news.ok);
    alerts_fencing(c, m->root);
    if (m->from != c->nodeid)
        bring(c, m->from, m->root);
    if (p == NULL)
        return news;
    bool killed = news.ok && kills(bt_xml_get(m->root, XA_ACTION)), was_present = peer_present(p);
    if (killed && !ends_life(c, p, m)) {
        crmd_log(c, BT_LOG_INFO, "%s is back already", peer_name(p));
    } else if (killed && p->id == c->nodeid) {
        crmd_log(c, BT_LOG_ERROR, "This node was fenced and yet it is alive: leaving the cluster. Check the fence device");
        crmd_move(c, CRMD_S_TERMINATE, "fenced");
        crmd_exit(c, bt_streq(cib_option(cib_doc(c->replica.cib), "fence-reaction"), "panic") ? BT_EX_PANIC : BT_EX_FATAL);
        return news;
    } else if (killed) {
        dies(c, p);
        news.dead = p;
        news.elect = was_present;
    }
    struct fence_target *t = find(c, p->id);
    if (t != NULL && news.ok) {
        t->failures = 0;
        crmd_timer_cancel(c, CRMD_TIMER_FENCE_RETRY, t->node);
    }
    if (t != NULL && news.ok && crmd_is_dc(c) && bt_streq(t->action, "on") && bt_streq(bt_xml_get(m->root, XA_ACTION), "on"))
        unfenced(c, t);
    if (t != NULL && ends(c, t, m, news.ok))
        news.flight = settle_target(c, t, news.ok);
    else if (killed)
        crmd_want(c, "%s was fenced", peer_name(p));
    return news;
}

void fence_retry(struct crmd *c, uint32_t node)
{
    const struct fence_target *t = find(c, node);
    if (t != NULL)
        crmd_want(c, "%s is to be fenced again", t->name);
}

void fences_check(const struct crmd *c)
{
    for (size_t i = 0; i < c->fences.targets.n; i++) {
        const struct fence_target *t = &c->fences.targets.v[i];
        assert(t->name != NULL && t->id <= c->fences.last_id);
        assert(t->action == NULL || (t->id > 0 && t->asker != 0 && t->by != 0));
        assert(t->flight == 0 || t->action != NULL); /* nobody waits for what is not in progress */
    }
}
