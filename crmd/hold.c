/* crmd/hold.c - the breaker for fence loops, and no services while fencing is unproven (see hold.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/core.h"
#include "crmd/hold.h"
#include "crmd/status.h"

void hold_free(struct crmd_hold *h)
{
    BT_VEC_FREE(&h->unclean);
    free(h->why);
}

static const char *option(const struct crmd *c, const char *name)
{
    return cib_option(cib_doc(c->replica.cib), name);
}

bool hold_may_act(const struct crmd *c)
{
    return c->peers.quorate && c->hold.why == NULL;
}

/* The breaker -------------------------------------------------------------------------------------------------------------- */

static void release(struct crmd *c, const char *why)
{
    if (c->hold.released)
        return;
    c->hold.released = true;
    crmd_released(c);
    if (c->hold.unclean.n > 0)
        crmd_log(c, BT_LOG_NOTICE, "This node went down without an orderly end before; it may act now: %s", why);
}

/* Who coordinates judges; whoever does so next judges anew. */
static void forget(struct crmd *c)
{
    free(c->hold.why);
    c->hold.why = NULL;
    c->hold.prove_ms = 0;
    crmd_timer_cancel(c, CRMD_TIMER_PROVE, 0);
}

void hold_settle(struct crmd *c)
{
    if (c->view.settled && !crmd_is_dc(c))
        forget(c);
    for (size_t i = 0; i < c->peers.n; i++) {
        const struct crmd_peer *p = c->peers.v[i];
        if (p->id == c->nodeid || !peer_member(p))
            continue;
        release(c, "it sees another node");
        c->hold.free = c->hold.free || p->acts;
    }
}

/* How often it went down lately; 0: not often enough to matter. */
static size_t falls(const struct crmd *c, int64_t *ret_limit)
{
    int64_t limit = 0, within_s = bt_duration_ms_or(option(c, "fence-loop-interval"), 3600000) / 1000, born_s = c->now.wall.s - (c->now.mono.ms - c->birth.ms) / 1000;
    size_t n = 0;
    for (size_t i = 0; i < c->hold.unclean.n; i++)
        n += c->hold.unclean.v[i] <= c->now.wall.s && c->hold.unclean.v[i] >= born_s - within_s;
    if (!bt_parse_int(option(c, "fence-loop-limit"), &limit) || limit <= 0)
        limit = INT64_MAX;
    *ret_limit = limit;
    return n;
}

static char *loop(const struct crmd *c)
{
    int64_t limit;
    size_t n = falls(c, &limit);
    if (c->hold.released || (int64_t)n < limit)
        return NULL;
    return bt_printf("%s went down %zu times within %s without an orderly end, as in a fence loop: it takes nothing over and fences nobody until it sees another node, or you say so: "
                     "crm fencing release",
                     c->name, n, option(c, "fence-loop-interval"));
}

/* Proof ---------------------------------------------------------------------------------------------------------------------- */

bool hold_waiver_valid(const char *waiver)
{
    struct bt_strv words = {0};
    struct bt_wall date;
    bt_strv_split(&words, waiver != NULL ? waiver : "", " ");
    bool valid = words.n >= 2 && words.v[0][0] != '\0' && !bt_iso8601_parse(words.v[0], 0, &date) && bt_iso8601_parse(words.v[1], 0, &date);
    bt_strv_free(&words);
    return valid;
}

static bool configured(const xmlNode *in, const char *device)
{
    bt_xml_each(n, in, NULL)
        if ((bt_xml_is(n, XE_PRIMITIVE) && bt_streq(bt_xml_id(n), device)) || (!bt_xml_is(n, XE_PRIMITIVE) && configured(n, device)))
            return true;
    return false;
}

static bool proven(const struct crmd *c, const char *node)
{
    const xmlNode *resources = cib_section(cib_doc(c->replica.cib), XE_RESOURCES);
    const xmlNode *proofs = c->fences.proofs != NULL ? bt_xml_root(c->fences.proofs) : NULL;
    for (const xmlNode *p = proofs != NULL ? bt_xml_first(proofs, XE_FENCE_PROOF) : NULL; p != NULL; p = bt_xml_next(p, XE_FENCE_PROOF))
        if (bt_strcaseeq(bt_xml_get(p, XA_TARGET), node) && bt_xml_get_int(p, XA_PROVEN, 0) > 0 && configured(resources, bt_xml_get(p, XA_DEVICE)))
            return true;
    return false;
}

static char *unproven(const struct crmd *c)
{
    static const char way_out[] = "`crm fencing check` tells why; `crm fencing waive` lets services start without";
    if (hold_waiver_valid(option(c, "fencing-waiver")))
        return NULL;
    if (!fence_is_enabled(c))
        return bt_printf("nothing is started, as fencing is switched off (stonith-enabled); %s", way_out);
    for (size_t i = 0; i < c->peers.n; i++) {
        const struct crmd_peer *p = c->peers.v[i];
        bool matters = p->name != NULL && (p->id != c->nodeid || !peers_alone(&c->peers, c->nodeid)); /* alone, only others can do harm, and nobody is here who could prove it of this node */
        if (matters && !proven(c, p->name))
            return bt_printf("nothing is started until it is proven that %s can be fenced; %s", p->name, way_out);
    }
    return NULL;
}

/* Without disruption, by all members; the answer brings the records (fence_message()). */
void hold_prove(struct crmd *c)
{
    if (c->hold.why == NULL || c->hold.prove_ms == 0)
        return;
    xmlDoc *doc = bt_xml_doc(XE_FENCE_PROVE);
    bt_xml_set(bt_xml_root(doc), XA_ID, "hold");
    if (c->fences.up)
        crmd_to_fencer(c, doc);
    else
        bt_xml_free(doc);
    crmd_timer_set(c, CRMD_TIMER_PROVE, 0, c->hold.prove_ms);
    c->hold.prove_ms = 2 * c->hold.prove_ms < HOLD_PROVE_MAX_MS ? 2 * c->hold.prove_ms : HOLD_PROVE_MAX_MS;
}

/* Judgement ------------------------------------------------------------------------------------------------------------------- */

/* The last of an operation's records that says whether something runs says that it does. */
static bool is_active(const xmlNode *resource)
{
    static const char *const up[] = {"start", "promote", "demote", "migrate_from", "monitor"};
    int64_t last = -1;
    bool active = false;
    bt_xml_each(op, resource, XE_LRM_RSC_OP) {
        int64_t call = bt_xml_get_int(op, XA_CALL_ID, -1), rc = bt_xml_get_int(op, XA_RC_CODE, -1);
        bool starts = false;
        for (size_t i = 0; i < BT_COUNT(up); i++)
            starts = starts || bt_streq(bt_xml_get(op, XA_OPERATION), up[i]);
        if (call > last) {
            last = call;
            active = starts && (rc == BT_OCF_OK || rc == BT_OCF_PROMOTED);
        }
    }
    return active;
}

static bool serves(const struct crmd *c)
{
    bt_xml_each(state, cib_section(cib_doc(c->replica.cib), XE_STATUS), XE_NODE_STATE)
        bt_xml_each(resource, bt_xml_path(state, XE_LRM "/" XE_LRM_RESOURCES), XE_LRM_RESOURCE)
            if (!bt_streq(bt_xml_get(resource, XA_CLASS), "stonith") && is_active(resource))
                return true;
    return false;
}

/* All can read it (crm_mon does), whoever coordinates. */
static void show(struct crmd *c)
{
    for (size_t i = 0; i < c->peers.n; i++) {
        const struct crmd_peer *p = c->peers.v[i];
        const char *now = p->name != NULL ? status_attribute(c, p->name, "#held") : NULL, *wanted = p->id == c->nodeid ? c->hold.why : NULL;
        if (p->name != NULL && !bt_streq(now, wanted) && (peer_member(p) || wanted != NULL))
            attributes_write(c, p, "#held", wanted);
    }
}

static void hold(struct crmd *c, char *why, bool prove)
{
    assert(!prove || why != NULL);
    struct crmd_hold *h = &c->hold;
    bool changed = !bt_streq(h->why, why);
    if (changed && why != NULL)
        crmd_log(c, BT_LOG_ERROR, "This partition does not act: %s", why);
    else if (changed)
        crmd_log(c, BT_LOG_NOTICE, "This partition acts now");
    if (changed && why != NULL && !bt_streq(option(c, "no-quorum-policy"), "stop"))
        crmd_log(c, BT_LOG_WARNING, "no-quorum-policy=%s may let it act all the same: the profile two-node wants stop", option(c, "no-quorum-policy"));
    if (changed)
        crmd_want(c, "the right to act is %s", why != NULL ? "held back" : "given");
    char *before = h->why;
    h->why = why;
    bool begins = prove && h->prove_ms == 0;
    h->prove_ms = !prove ? 0 : begins ? HOLD_PROVE_FIRST_MS : h->prove_ms;
    if (begins)
        hold_prove(c);
    else if (!prove)
        crmd_timer_cancel(c, CRMD_TIMER_PROVE, 0);
    free(before);
}

void hold_judge(struct crmd *c)
{
    assert(crmd_is_dc(c) && c->join.complete);
    struct crmd_hold *h = &c->hold;
    char *why = NULL;
    bool in_profile = bt_streq(option(c, "cluster-profile"), "two-node") && c->peers.n > 1, prove = false;
    if (in_profile && !h->free) {
        bool serving = !h->judged && serves(c);
        h->judged = true;
        why = serving ? NULL : loop(c);
        if (why == NULL && !serving) {
            why = unproven(c);
            prove = why != NULL;
        }
        h->free = why == NULL;
    }
    hold(c, why, prove);
    show(c);
}

int hold_release(struct crmd *c, char **ret_text)
{
    char *why = loop(c);
    if (why == NULL && c->hold.why != NULL) {
        *ret_text = bt_printf("Only a waiver helps here: %s", c->hold.why);
        return BT_EX_UNSATISFIED;
    }
    if (why == NULL) {
        *ret_text = bt_strdup("Nothing is held: the cluster acts");
        return BT_EX_OK;
    }
    free(why);
    release(c, "an administrator says so");
    return BT_EX_OK;
}

void hold_check(const struct crmd *c)
{
    const struct crmd_hold *h = &c->hold;
    assert(h->prove_ms >= 0 && h->prove_ms <= HOLD_PROVE_MAX_MS && (h->prove_ms == 0 || h->why != NULL));
    assert(!h->free || h->why == NULL || !crmd_is_dc(c) || !c->join.complete); /* once it acts it is not held back any more; judged when all have joined */
}
