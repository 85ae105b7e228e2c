/* crmd/view.c - hellos and the election of each view (see view.h).
 *
 * Every election opens a new term, also when the same node goes on leading: so a message's term names the very view that it was
 * sent in, and nothing from before an election can be taken for something after it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "crmd/alerts.h"
#include "crmd/arrivals.h"
#include "crmd/core.h"

bool crmd_is_proven(const struct crmd *c)
{
    return c->view.proven;
}

bool crmd_leaves_proven(const struct crmd *c)
{
    return c->view.proven && c->peers.quorate && peers_alone(&c->peers, c->nodeid);
}

char *view_names(const struct crmd *c)
{
    struct bt_buf b = {0};
    for (size_t i = 0; i < c->peers.n; i++)
        if (peer_member(c->peers.v[i]))
            bt_buf_addf(&b, "%s%s", b.len > 0 ? " " : "", peer_name(c->peers.v[i]));
    return bt_buf_take(&b);
}

static bool listed(uint32_t id, const uint32_t *ids, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ids[i] == id)
            return true;
    return false;
}

static void peer_came(struct crmd *c, struct crmd_peer *p)
{
    p->group = true;
    p->seen = true;
    p->came = c->now.mono;
    free(p->run);
    p->run = NULL;
    p->strange = false;
    p->leaving = p->fenced = p->fencing_unwritten = false; /* whatever joins is alive: another run than the one that was fenced */
    crmd_log(c, BT_LOG_INFO, "The controller of %s is in the group", peer_name(p));
}

static void peer_went(struct crmd *c, struct crmd_peer *p)
{
    p->group = false;
    p->fenced = p->fenced && p->corosync;
    p->has_parted = true;
    p->parted = cib_version(c->replica.cib);
    crmd_log(c, BT_LOG_NOTICE, "The controller of %s left the group%s", peer_name(p), p->leaving ? ", as expected" : "");
}

/* corosync may take a process that it held for hung out of the group, and go on: nothing that we send or hear is the cluster's any more. */
static void put_out(struct crmd *c)
{
    crmd_log(c, BT_LOG_ERROR, "corosync has put this node's controller out of the group: leaving, to join it anew; see corosync's log for why");
    crmd_move(c, CRMD_S_TERMINATE, "put out of the group");
    crmd_exit(c, BT_EX_DISCONNECT);
}

void view_group(struct crmd *c, const uint32_t *ids, size_t n)
{
    bool was_here = peers_find(&c->peers, c->nodeid)->group;
    for (size_t i = 0; i < n; i++)
        peers_add(&c->peers, ids[i], NULL);
    for (size_t i = 0; i < c->peers.n; i++) {
        struct crmd_peer *p = c->peers.v[i];
        bool here = listed(p->id, ids, n);
        if (here && !p->group)
            peer_came(c, p);
        else if (!here && p->group)
            peer_went(c, p);
    }
    if (was_here && !peers_find(&c->peers, c->nodeid)->group)
        put_out(c);
    else
        view_restart(c, "the group's members changed");
}

static void corosync_changed(struct crmd *c, struct crmd_peer *p, bool here)
{
    p->corosync = here;
    p->fenced = p->fenced && (here || p->group);
    if (c->peers.corosync_known)
        crmd_log(c, BT_LOG_NOTICE, "corosync %s node %s", here ? "has" : "lost", peer_name(p));
    if (c->peers.corosync_known)
        alerts_node(c, p, here);
    crmd_want(c, "corosync %s %s", here ? "has" : "lost", peer_name(p));
    if (!here && !fence_is_enabled(c))
        arrivals_forget(c, p); /* nobody will fence it: lost is dead */
}

void view_corosync(struct crmd *c, const uint32_t *ids, size_t n, bool quorate)
{
    for (size_t i = 0; i < n; i++)
        peers_add(&c->peers, ids[i], NULL);
    for (size_t i = 0; i < c->peers.n; i++) {
        bool here = listed(c->peers.v[i]->id, ids, n);
        if (here != c->peers.v[i]->corosync)
            corosync_changed(c, c->peers.v[i], here);
    }
    if (quorate != c->peers.quorate || !c->peers.corosync_known) {
        crmd_log(c, BT_LOG_NOTICE, "This partition %s quorum", quorate ? "has" : "has no");
        crmd_want(c, "quorum %s", quorate ? "gained" : "lost");
    }
    c->peers.quorate = quorate;
    c->view.changed = c->view.changed && quorate;
    c->peers.corosync_known = true;
}

static void send_hello(struct crmd *c)
{
    xmlDoc *doc = message_new(c, CRMD_MSG_HELLO);
    xmlNode *n = bt_xml_root(doc);
    struct cib_version version = cib_version(c->replica.cib);
    char digest[BT_DIGEST_TEXT];
    bt_xml_set(n, XA_UNAME, c->name);
    bt_xml_set(n, XA_RUN, c->uuid);
    bt_xml_set(n, XA_CRM_FEATURE_SET, c->feature_set);
    bt_xml_set_int(n, XA_UPTIME, (c->now.mono.ms - c->birth.ms) / 1000);
    bt_xml_set_int(n, XA_TERM, c->view.term);
    bt_xml_set_bool(n, XA_DC, c->view.dc == c->nodeid);
    bt_xml_set_bool(n, XA_CHANGED, c->view.changed);
    bt_xml_set_bool(n, XA_PROVEN, c->view.proven);
    if (c->replica.fresh)
        bt_xml_set_bool(n, XA_FRESH, true);
    if (c->hold.free)
        bt_xml_set_bool(n, XA_ACTS, true);
    if (c->guard.ms > 0 && c->guard.counts) {
        bt_xml_set_int(n, XA_WATCHDOG_MS, c->guard.ms);
        bt_xml_set(n, XA_LIFE, c->guard.life);
    }
    message_set_version(n, XA_VERSION, &version);
    bt_xml_set(n, XA_DIGEST, cib_digest(c->replica.cib, digest));
    crmd_send(c, doc);
}

void view_restart(struct crmd *c, const char *why)
{
    free(c->view.text);
    c->view.text = peers_view_text(&c->peers);
    c->view.settled = c->view.waived = false;
    for (size_t i = 0; i < c->peers.n; i++)
        c->peers.v[i]->hello_here = c->peers.v[i]->refused = c->peers.v[i]->joined = false;
    const struct crmd_peer *self = peers_find(&c->peers, c->nodeid);
    if (self == NULL || !self->group)
        return; /* we are not in the group ourselves */
    crmd_move(c, CRMD_S_ELECTION, why);
    send_hello(c);
    crmd_timer_set(c, CRMD_TIMER_HELLO, 0, CRMD_HELLO_MS);
}

/* Each election raises it by one: a higher one is no cluster's, and would leave no room for the next. All members judge it alike. */
static int64_t believable_term(int64_t term)
{
    return term >= 0 && term <= ELECTION_TERM_MAX ? term : 0;
}

void view_hello(struct crmd *c, const struct crmd_message *m)
{
    assert(m->kind == CRMD_MSG_HELLO && c->state != CRMD_S_STARTING);
    struct crmd_peer *p = peers_add(&c->peers, m->from, bt_xml_get(m->root, XA_UNAME));
    if (p->name == NULL)
        return; /* a member that can't be named in the CIB is none: it is left out */
    struct election_hello *h = &p->hello;
    *h = (struct election_hello){.id = m->from,
                                 .uptime_s = bt_xml_get_int(m->root, XA_UPTIME, 0),
                                 .term = believable_term(bt_xml_get_int(m->root, XA_TERM, 0)),
                                 .dc = bt_xml_get_bool(m->root, XA_DC, false),
                                 .changed = bt_xml_get_bool(m->root, XA_CHANGED, false),
                                 .proven = bt_xml_get_bool(m->root, XA_PROVEN, false),
                                 .fresh = bt_xml_get_bool(m->root, XA_FRESH, false)};
    message_get_version(m->root, XA_VERSION, &h->version);
    snprintf(h->feature_set, sizeof h->feature_set, "%s", bt_xml_get_or(m->root, XA_CRM_FEATURE_SET, "0"));
    snprintf(h->digest, sizeof h->digest, "%s", bt_xml_get_or(m->root, XA_DIGEST, ""));
    p->hello_here = true;
    p->acts = bt_xml_get_bool(m->root, XA_ACTS, false);
    free(p->run);
    p->run = bt_strdup(bt_xml_get(m->root, XA_RUN));
    p->watchdog_ms = bt_xml_get_int(m->root, XA_WATCHDOG_MS, 0);
    free(p->life);
    p->life = bt_strdup(bt_xml_get(m->root, XA_LIFE));
    if (c->view.settled) { /* it was left out, or its message is late: the same for all, so all elect again */
        c->view.settled = false;
        crmd_move(c, CRMD_S_ELECTION, "a late hello");
    }
}

void view_skip(struct crmd *c)
{
    if (!c->view.settled)
        c->view.waived = true;
}

void view_hello_timeout(struct crmd *c)
{
    if (c->view.settled)
        return;
    for (size_t i = 0; i < c->peers.n; i++)
        if (peer_present(c->peers.v[i]) && !c->peers.v[i]->hello_here)
            crmd_log(c, BT_LOG_WARNING, "The controller of %s is in the group but says nothing: leaving it out",
                     peer_name(c->peers.v[i]));
    crmd_send(c, message_new(c, CRMD_MSG_SKIP));
    crmd_timer_set(c, CRMD_TIMER_HELLO, 0, CRMD_HELLO_MS);
}

/* Collects the hellos of the present; false if one is missing that is not waived. */
static bool collect(const struct crmd *c, struct election_hello *ret, size_t *ret_n)
{
    *ret_n = 0;
    for (size_t i = 0; i < c->peers.n; i++) {
        const struct crmd_peer *p = c->peers.v[i];
        if (peer_present(p) && p->hello_here)
            ret[(*ret_n)++] = p->hello;
        else if (peer_present(p) && !c->view.waived)
            return false;
    }
    return *ret_n > 0;
}

static void refuse(struct crmd *c, struct crmd_peer *p, const char *cluster)
{
    if (p->id != c->nodeid) {
        p->given_up = true; /* nobody waits for it */
        crmd_log(c, BT_LOG_WARNING, "%s may not join: its version (feature set %s) does not fit the cluster's (%s); it has to be upgraded", peer_name(p),
                 p->hello.feature_set, cluster);
        return;
    }
    crmd_log(c, BT_LOG_ERROR, "This node may not join: its version (feature set %s) does not fit the cluster's (%s); install here what the other nodes have", c->feature_set,
             cluster);
    crmd_move(c, CRMD_S_TERMINATE, "its version does not fit");
    crmd_exit(c, BT_EX_FATAL);
}

/* Leaves only those who may be in the cluster. */
static void admit(struct crmd *c, struct election_hello *h, size_t *n)
{
    size_t kept = 0, all = *n;
    struct election_hello *copy = bt_alloc(all * sizeof *copy);
    memcpy(copy, h, all * sizeof *copy);
    for (size_t i = 0; i < all; i++) {
        const char *cluster;
        struct crmd_peer *p = peers_find(&c->peers, copy[i].id);
        p->refused = !election_admits(copy, all, i, &cluster);
        if (p->refused)
            refuse(c, p, cluster);
        else
            h[kept++] = copy[i];
    }
    free(copy);
    *n = kept;
}

/* What all know now counts as said in the hellos, should a late one make them elect again. */
static void settle_hellos(struct crmd *c)
{
    for (size_t i = 0; i < c->peers.n; i++) {
        struct crmd_peer *p = c->peers.v[i];
        p->hello.term = c->view.term;
        p->hello.dc = p->id == c->view.dc;
        p->hello.changed = p->hello.changed && p->hello.dc;
        p->hello.fresh = c->replica.fresh;
        p->joined = p->has_saved = false;
        p->leaving = p->leaving && !peer_member(p); /* who is still here was told in another term, and may not have heard it */
        p->dos = 0;
        free(p->save_failure);
        p->save_failure = NULL;
    }
}

bool view_elect(struct crmd *c)
{
    if (c->view.settled || c->peers.n == 0 || c->state == CRMD_S_STARTING)
        return false;
    char *present = peers_view_text(&c->peers);
    assert(bt_streq(present, c->view.text)); /* whoever changed who is present has begun a new view */
    free(present);
    struct election_hello *h = bt_alloc(c->peers.n * sizeof *h);
    size_t n;
    bool here = collect(c, h, &n);
    if (here)
        admit(c, h, &n);
    here = here && c->state < CRMD_S_STOPPING;
    if (here) {
        const char *why;
        size_t leader = election_winner(h, n, &why);
        c->view.settled = true;
        c->view.dc = h[leader].id;
        c->view.changed = c->view.changed && c->view.dc == c->nodeid;
        c->view.term = election_term(h, n);
        size_t newest = election_newest(h, n, leader, &c->view.newest_prevails);
        c->view.newest = h[newest].id;
        c->view.proven = c->view.proven || 2 * n > c->peers.n;
        c->replica.fresh = h[newest].fresh && !c->view.proven;
        if (n == c->peers.n || election_configuration_cmp(&h[newest].version, &c->view.counts) > 0)
            c->view.counts = h[newest].version; /* known from who is gone, until all are here */
        settle_hellos(c);
        crmd_timer_cancel(c, CRMD_TIMER_HELLO, 0);
        char *names = view_names(c);
        crmd_log(c, BT_LOG_NOTICE, "%s leads in term %" PRId64 " (%s); members: %s",
                 peer_name(peers_find(&c->peers, c->view.dc)), c->view.term, why, names);
        free(names);
    }
    free(h);
    return here;
}

static bool is_member(const struct crmd *c, uint32_t id)
{
    const struct crmd_peer *p = peers_find(&c->peers, id);
    return p != NULL && peer_member(p);
}

void view_check(const struct crmd *c)
{
    const struct crmd_view *v = &c->view;
    assert(v->settled == (c->state != CRMD_S_STARTING && c->state != CRMD_S_ELECTION));
    assert(!v->settled || (v->term > 0 && is_member(c, v->dc) && is_member(c, v->newest)));
    assert(!v->changed || (v->dc == c->nodeid && c->peers.quorate));
    assert(v->term >= 0 && v->term <= ELECTION_TERM_MAX + 1);
}
