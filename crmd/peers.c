/* crmd/peers.c - the table of nodes, and the grace of those that are absent (see peers.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/core.h"

static void peer_free(struct crmd_peer *p)
{
    free(p->name);
    free(p->run);
    free(p->life);
    free(p->save_failure);
    free(p);
}

void peers_free(struct crmd_peers *p)
{
    for (size_t i = 0; i < p->n; i++)
        peer_free(p->v[i]);
    BT_VEC_FREE(p);
}

struct crmd_peer *peers_find(const struct crmd_peers *p, uint32_t id)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->v[i]->id == id)
            return p->v[i];
    return NULL;
}

struct crmd_peer *peers_add(struct crmd_peers *p, uint32_t id, const char *name)
{
    struct crmd_peer *peer = peers_find(p, id);
    if (peer == NULL) {
        peer = BT_NEW(struct crmd_peer);
        peer->id = id;
        BT_PUSH(p, peer);
        for (size_t i = p->n - 1; i > 0 && p->v[i - 1]->id > id; i--) {
            p->v[i] = p->v[i - 1];
            p->v[i - 1] = peer;
        }
    }
    if (name != NULL && !bt_streq(name, peer->name)) {
        free(peer->name);
        peer->name = bt_strdup(name);
    }
    return peer;
}

void peers_forget(struct crmd_peers *p, uint32_t id)
{
    size_t kept = 0;
    for (size_t i = 0; i < p->n; i++) {
        assert(p->v[i]->id != id || (!p->v[i]->group && !p->v[i]->corosync)); /* who is here is not forgotten */
        if (p->v[i]->id == id)
            peer_free(p->v[i]);
        else
            p->v[kept++] = p->v[i];
    }
    p->n = kept;
}

struct crmd_peer *peers_named(const struct crmd_peers *p, const char *name)
{
    for (size_t i = 0; name != NULL && i < p->n; i++)
        if (bt_streq(p->v[i]->name, name))
            return p->v[i];
    return NULL;
}

const char *peer_name(const struct crmd_peer *peer)
{
    return peer->name != NULL ? peer->name : "(unnamed)";
}

bool peer_present(const struct crmd_peer *peer)
{
    return peer->group && !peer->fenced;
}

bool peer_member(const struct crmd_peer *peer)
{
    return peer_present(peer) && peer->hello_here && !peer->refused;
}

bool peers_alone(const struct crmd_peers *p, uint32_t self)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->v[i]->id != self && peer_member(p->v[i]))
            return false;
    return true;
}

char *peers_view_text(const struct crmd_peers *p)
{
    struct bt_buf b = {0};
    for (size_t i = 0; i < p->n; i++)
        if (peer_present(p->v[i]))
            bt_buf_addf(&b, "%s%" PRIu32, b.len > 0 ? "," : "", p->v[i]->id);
    return bt_buf_take(&b);
}

/* Whether the CIB says that its absence is in order: it was shut down or fenced. */
static bool expected_down(const struct crmd *c, const struct crmd_peer *p)
{
    if (p->leaving || p->fenced)
        return true;
    const xmlNode *state = p->name != NULL ? cib_node_state(cib_doc(c->replica.cib), p->name) : NULL;
    return bt_streq(bt_xml_get(state, XA_EXPECTED), "down");
}

/* In an election, who said nothing yet is not absent. */
static bool absent(const struct crmd *c, const struct crmd_peer *p)
{
    return c->view.settled ? !peer_member(p) : !peer_present(p);
}

static int64_t grace_ms(const struct crmd *c, const struct crmd_peer *p)
{
    return p->seen ? CRMD_GRACE_MS : bt_duration_ms_or(cib_option(cib_doc(c->replica.cib), "dc-deadtime"), 20000);
}

static void watch(struct crmd *c, struct crmd_peer *p)
{
    if (!absent(c, p))
        p->given_up = false;
    if (!absent(c, p) || !p->corosync || p->given_up || expected_down(c, p)) {
        crmd_timer_cancel(c, CRMD_TIMER_GRACE, p->id);
        return;
    }
    if (crmd_timer_runs(c, CRMD_TIMER_GRACE, p->id))
        return;
    crmd_timer_set(c, CRMD_TIMER_GRACE, p->id, grace_ms(c, p));
    crmd_log(c, BT_LOG_NOTICE, "The controller of %s is %s while corosync holds the node: waiting up to %" PRId64 " s for it",
             peer_name(p), p->seen ? "gone" : "not here yet", grace_ms(c, p) / 1000);
}

void peers_watch_absent(struct crmd *c)
{
    for (size_t i = 0; i < c->peers.n; i++)
        if (c->peers.v[i]->id != c->nodeid)
            watch(c, c->peers.v[i]);
}

void peers_grace_over(struct crmd *c, uint32_t id)
{
    struct crmd_peer *p = peers_find(&c->peers, id);
    if (p == NULL)
        return;
    p->given_up = true;
    crmd_log(c, BT_LOG_WARNING, "The controller of %s did not come%s: going on without it", peer_name(p),
             p->seen ? " back in time" : "");
    crmd_want(c, "%s did not %s", peer_name(p), p->seen ? "come back" : "join");
}

const struct crmd_peer *peers_awaited(const struct crmd *c)
{
    for (size_t i = 0; i < c->peers.n; i++)
        if (crmd_timer_runs(c, CRMD_TIMER_GRACE, c->peers.v[i]->id))
            return c->peers.v[i];
    return NULL;
}

void peers_check(const struct crmd *c)
{
    for (size_t i = 0; i < c->peers.n; i++) {
        const struct crmd_peer *p = c->peers.v[i];
        assert(i == 0 || c->peers.v[i - 1]->id < p->id);
        assert(!p->fenced || (p->id != c->nodeid && (p->corosync || p->group))); /* over when both have lost it */
        assert(!p->refused || p->hello_here);
        assert(!p->hello_here || p->name != NULL);
        assert(!p->joined || peer_member(p)); /* who goes, or dies, takes that along */
    }
    assert(peers_find(&c->peers, c->nodeid) != NULL);
}
