/* fencing/claim.c - equal requests that several members' fencers have at the same time are one.
 *
 *   1. Before a request does anything it is told to all members (<fence_claim>), and waits until the group brings that back to this fencer, too: the order of the
 *      group is the same for all, so who was first is the same for all. Alone, or without a way to the others, nothing is told.
 *   2. Who hears of an equal one before its own was back, or before it began one, waits for the first one's result (a request that another member has, as in
 *      choose.c 1.), bounded; if that member is lost, it is waited for a moment longer, as perhaps only its controller died: what its fencer has begun it tells again
 *      as soon as it has a new one. Then who waits goes on by itself, and claims anew; the first one's claim, whose time is over, counts no more.
 *   3. A fencer tells its claims again whenever it gets a new way to the others; who starts anew asks for the history first, which ends what was known of its claims.
 * The claim's way costs one round of the group, at most CLAIM_MS.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/request.h"

#define CLAIM_MS 500         /* a group that takes longer to bring it back is not waited for */
#define JOIN_MARGIN_MS 5000
#define LOST_MS 1000         /* a controller that died is back in a tenth of this */

static void claim_free(struct fence_claim *c)
{
    free(c->node);
    free(c->target);
    free(c->action);
    free(c);
}

void fence_claims_free(struct fence *f)
{
    for (size_t i = 0; i < f->claims.n; i++)
        claim_free(f->claims.v[i]);
    BT_VEC_FREE(&f->claims);
}

/* NULL: any. */
static void drop(struct fence *f, const char *node, const char *target, const char *action)
{
    size_t kept = 0;
    for (size_t i = 0; i < f->claims.n; i++) {
        struct fence_claim *c = f->claims.v[i];
        if (bt_strcaseeq(c->node, node) && (target == NULL || (bt_strcaseeq(c->target, target) && bt_streq(c->action, action))))
            claim_free(c);
        else
            f->claims.v[kept++] = c;
    }
    f->claims.n = kept;
}

void fence_claim_over(struct fence *f, const char *node, const xmlNode *done)
{
    drop(f, node, bt_xml_get_or(done, XA_TARGET, ""), bt_xml_get_or(done, XA_ACTION, ""));
}

void fence_claim_expired(struct fence *f, const struct fence_request *r)
{
    assert(r->joined && r->handed != NULL);
    drop(f, r->handed, r->target, r->action);
}

void fence_claims_forget(struct fence *f, const char *node)
{
    drop(f, node, NULL, NULL);
}

void fence_claims_lost(struct fence_turn *t, const char *node)
{
    for (size_t i = 0; i < t->f->claims.n; i++) {
        struct fence_claim *c = t->f->claims.v[i];
        if (bt_strcaseeq(c->node, node) && c->until_ms == 0)
            c->until_ms = t->now.mono.ms + LOST_MS;
    }
}

static const struct fence_claim *find(const struct fence_turn *t, const struct fence_request *r)
{
    for (size_t i = 0; i < t->f->claims.n; i++) {
        const struct fence_claim *c = t->f->claims.v[i];
        if (bt_strcaseeq(c->target, r->target) && bt_streq(c->action, r->action) && (c->until_ms == 0 || c->until_ms > t->now.mono.ms))
            return c;
    }
    return NULL;
}

static void tell(struct fence_turn *t, const struct fence_request *r, uint64_t number)
{
    xmlDoc *doc = bt_xml_doc(XE_FENCE_CLAIM);
    fence_name_call(t->f, bt_xml_root(doc), number);
    bt_xml_set(bt_xml_root(doc), XA_TARGET, r->target);
    bt_xml_set(bt_xml_root(doc), XA_ACTION, r->action);
    fence_peer_send(t, NULL, doc);
}

void fence_claims_tell(struct fence_turn *t)
{
    for (size_t i = 0; i < t->f->requests.n; i++) {
        const struct fence_request *r = t->f->requests.v[i];
        if (r->claimed && r->handed == NULL)
            tell(t, r, r->claim);
    }
}

static void join(struct fence_turn *t, struct fence_request *r, const struct fence_claim *c)
{
    const char *node = c->node;
    assert(r->handed == NULL && r->claim == 0); /* nobody has it, and ours counts no more */
    r->handed = bt_strdup(node);
    r->handed_at = t->now.wall;
    r->joined = true;
    fence_away_bound(t, r, c->until_ms != 0 ? c->until_ms - t->now.mono.ms : r->timeout_ms + JOIN_MARGIN_MS);
    fence_log(t, BT_LOG_NOTICE, "fencing of %s (%s) for %s joins the request of %s, which is in progress", r->target, r->action, r->client, node);
}

enum fence_choice fence_claim(struct fence_turn *t, struct fence_request *r)
{
    struct fence *f = t->f;
    bool of_itself = bt_strcaseeq(r->target, f->local_node); /* another member gets it, and claims it */
    if (r->claimed || of_itself || f->members.n == 0 || f->carrier == 0)
        return r->claim != 0 ? FENCE_CHOICE_WAITS : FENCE_CHOICE_NONE;
    r->claimed = true;
    const struct fence_claim *first = find(t, r);
    if (first != NULL) {
        join(t, r, first);
        return FENCE_CHOICE_HANDED;
    }
    r->claim = ++f->last_token;
    struct fence_effect *e = fence_effect(t, FENCE_FX_TIMER_SET);
    e->token = r->claim;
    e->delay_ms = CLAIM_MS;
    tell(t, r, r->claim);
    return FENCE_CHOICE_WAITS;
}

static void settle(struct fence_turn *t, struct fence_request *r)
{
    r->claim = 0;
    fence_request_resume(t, r);
}

bool fence_claim_timer(struct fence_turn *t, uint64_t token)
{
    for (size_t i = 0; i < t->f->requests.n; i++)
        if (t->f->requests.v[i]->claim == token) {
            settle(t, t->f->requests.v[i]);
            return true;
        }
    return false;
}

/* Our own is back: nobody was before us. */
static void is_back(struct fence_turn *t, const xmlNode *msg)
{
    for (size_t i = t->f->requests.n; i-- > 0;) {
        struct fence_request *r = t->f->requests.v[i];
        if (!fence_is_call(t->f, msg, r->claim))
            continue;
        fence_effect(t, FENCE_FX_TIMER_CANCEL)->token = r->claim;
        settle(t, r);
        return;
    }
}

void fence_claim_told(struct fence_turn *t, const char *from, const xmlNode *msg)
{
    struct fence *f = t->f;
    const char *target = bt_xml_get(msg, XA_TARGET), *action = fence_action_name(bt_xml_get(msg, XA_ACTION));
    if (bt_strcaseeq(from, f->local_node)) {
        is_back(t, msg);
        return;
    }
    if (target == NULL || action == NULL)
        return;
    drop(f, from, target, action);
    struct fence_claim *c = BT_NEW(struct fence_claim);
    *c = (struct fence_claim){.node = bt_strdup(from), .target = bt_strdup(target), .action = bt_strdup(action)};
    BT_PUSH(&f->claims, c);
    for (size_t i = 0; i < f->requests.n; i++) {
        struct fence_request *r = f->requests.v[i];
        if (!bt_strcaseeq(r->target, target) || !bt_streq(r->action, action))
            continue;
        if (r->joined && bt_strcaseeq(r->handed, from)) { /* it was lost, and is back */
            fence_effect(t, FENCE_FX_TIMER_CANCEL)->token = r->away;
            r->away = 0;
            fence_away_bound(t, r, r->timeout_ms + JOIN_MARGIN_MS);
        }
        if (r->claim == 0)
            continue;
        fence_effect(t, FENCE_FX_TIMER_CANCEL)->token = r->claim;
        r->claim = 0;
        join(t, r, c);
        fence_request_joined(t, r);
        return;
    }
}
