/* fencing/watchdog.c - nodes that reset themselves: whom a watchdog guards, and waiting until it has surely acted.
 *
 *   1. A member whose supervisor holds a watchdog says so to all, with the watchdog's time and a name of the life that its node lives. Our controller passes that on (<fence_members>); what is known
 *      outlives the member and this run of the fencer.
 *   2. The last resort of a request, or the device "watchdog" of a level: all are told that the target's present life is to end (<fence_self>). Should it be a member, it is fed no more from then on;
 *      where it is none, it has no quorum, as we have, and is fed no more since it is none (crmd/guard.h has the reasons).
 *   3. stonith-watchdog-timeout after that, and never before twice the target's own time (and what a quorum device takes, below), it counts as off: if we had quorum all the time and it is no member.
 *   4. Is it a member again meanwhile, in another life: it is over, it was reset. In the same life (its controller was away): it is told again, and the time begins anew.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/request.h"

#define GUARDED_NO_MORE "meanwhile no watchdog is known to guard that node any more"

static void guard_free(struct fence_guard *g)
{
    free(g->node);
    free(g->life);
    free(g);
}

void fence_watchdog_free(struct fence *f)
{
    for (size_t i = 0; i < f->guards.n; i++)
        guard_free(f->guards.v[i]);
    BT_VEC_FREE(&f->guards);
    free(f->watchdog.why_not);
    free(f->watchdog.option);
    free(f->watchdog.said);
    free(f->watchdog.life);
    bt_strv_free(&f->watchdog.only);
}

/* The option ------------------------------------------------------------------------------------------------------------------ */

/* A lost node may count as fenced after some time only if something on it surely resets it by then: without, the option would be a licence to run things twice. */
static char *wrong(const struct fence *f, int64_t ms)
{
    if (f->watchdog.own_ms == 0)
        return bt_strdup(f->watchdog.why_not != NULL ? f->watchdog.why_not : "nothing is known of a watchdog");
    if (ms <= f->watchdog.own_ms)
        return bt_printf("it must be longer than SBD_WATCHDOG_TIMEOUT, %" PRId64 " s", f->watchdog.own_ms / 1000);
    return NULL;
}

/* A proof that a node may go on is good for its watchdog's whole time (crmd/guard.h); where a quorum device's vote goes from one part to another, the first may give proofs for that long still. */
static int64_t least_ms(const struct fence *f, int64_t own_ms)
{
    return 2 * own_ms + f->watchdog.overlap_ms;
}

/* Takes the option's text into account; why it is refused, the caller's to free, or NULL. */
static char *settle(struct fence *f)
{
    const char *text = f->watchdog.option;
    int64_t ms = 0;
    bool negative = text != NULL && text[0] == '-';
    if (text != NULL)
        bt_duration_ms(text, &ms);
    if (negative)
        ms = 2 * f->watchdog.own_ms;
    char *why_not = text != NULL ? wrong(f, ms) : NULL;
    f->watchdog.wait_ms = why_not == NULL ? ms : 0;
    return why_not;
}

/* What the option comes to is said when that is new. */
static void review(struct fence_turn *t)
{
    struct fence *f = t->f;
    const char *text = f->watchdog.option;
    char *why_not = settle(f);
    char *now = text != NULL ? bt_printf("%s %s", text, why_not != NULL ? why_not : "") : NULL;
    bool new = now != NULL && !bt_streq(now, f->watchdog.said);
    int64_t least = least_ms(f, f->watchdog.own_ms);
    if (new && why_not != NULL)
        fence_log(t, BT_LOG_ERROR, "stonith-watchdog-timeout=%s is refused: %s. Lost nodes count as fenced only when a fence device has done it; use one, and set the option to 0", text, why_not);
    else if (new)
        fence_log(t, BT_LOG_NOTICE, "a lost node whose watchdog guards it counts as fenced %" PRId64 " s after it was lost, where no device can do it",
                  (f->watchdog.wait_ms > least ? f->watchdog.wait_ms : least) / 1000);
    free(f->watchdog.said);
    f->watchdog.said = now;
    free(why_not);
}

void fence_set_watchdog(struct fence *f, int64_t ms, int64_t overlap_ms, const char *why_not)
{
    f->watchdog.own_ms = ms;
    f->watchdog.overlap_ms = overlap_ms;
    free(f->watchdog.why_not);
    f->watchdog.why_not = bt_strdup(why_not);
    free(settle(f));
}

void fence_watchdog_configure(struct fence_turn *t, const xmlDoc *cib)
{
    struct fence *f = t->f;
    const char *text = cib_option(cib, "stonith-watchdog-timeout");
    int64_t ms = 0;
    bool wanted = text != NULL && text[0] != '\0' && (text[0] == '-' || !bt_duration_ms(text, &ms) || ms != 0);
    free(f->watchdog.option);
    f->watchdog.option = wanted ? bt_strdup(text) : NULL;
    review(t);
    bt_strv_free(&f->watchdog.only);
}

void fence_watchdog_limit(struct fence *f, const struct fence_device *d)
{
    fence_hosts_add(&f->watchdog.only, fence_device_get(d, "pcmk_host_list"));
    fence_map_names(&f->watchdog.only, fence_device_get(d, "pcmk_host_map"));
}

static bool is_meant(const struct fence *f, const char *node)
{
    for (size_t i = 0; i < f->watchdog.only.n; i++)
        if (bt_strcaseeq(f->watchdog.only.v[i], node))
            return true;
    return f->watchdog.only.n == 0;
}

/* Who is guarded --------------------------------------------------------------------------------------------------------------- */

static struct fence_guard *find(const struct fence *f, const char *node)
{
    for (size_t i = 0; i < f->guards.n; i++)
        if (bt_strcaseeq(f->guards.v[i]->node, node))
            return f->guards.v[i];
    return NULL;
}

static void forget(struct fence *f, const char *node)
{
    size_t kept = 0;
    for (size_t i = 0; i < f->guards.n; i++) {
        if (bt_strcaseeq(f->guards.v[i]->node, node))
            guard_free(f->guards.v[i]);
        else
            f->guards.v[kept++] = f->guards.v[i];
    }
    f->guards.n = kept;
}

/* False: that is known. A node that says nothing of a watchdog has none. */
static bool take(struct fence *f, const char *node, int64_t ms, const char *life)
{
    const struct fence_guard *known = node != NULL ? find(f, node) : NULL;
    ms = fence_at_most(ms);
    bool guarded = ms > 0 && life != NULL;
    if (node == NULL || (known == NULL && !guarded) || (known != NULL && guarded && known->ms == ms && bt_streq(known->life, life)))
        return false;
    forget(f, node);
    if (guarded) {
        struct fence_guard *g = BT_NEW(struct fence_guard);
        *g = (struct fence_guard){.node = bt_strdup(node), .life = bt_strdup(life), .ms = ms};
        BT_PUSH(&f->guards, g);
    }
    return true;
}

void fence_guards_add(const struct fence *f, xmlNode *root)
{
    for (size_t i = 0; i < f->guards.n; i++) {
        xmlNode *n = bt_xml_add(root, XE_FENCE_GUARD);
        bt_xml_set(n, XA_UNAME, f->guards.v[i]->node);
        bt_xml_set_int(n, XA_WATCHDOG_MS, f->guards.v[i]->ms);
        bt_xml_set(n, XA_LIFE, f->guards.v[i]->life);
    }
}

void fence_guards_load(struct fence *f, const xmlNode *kept)
{
    bt_xml_each(n, kept, XE_FENCE_GUARD)
        take(f, bt_xml_get(n, XA_UNAME), bt_xml_get_int(n, XA_WATCHDOG_MS, 0), bt_xml_get(n, XA_LIFE));
}

bool fence_is_watchdog(const struct fence *f, const char *device)
{
    return bt_streq(device, FENCE_WATCHDOG) && fence_device_find(f, device) == NULL;
}

int64_t fence_watchdog_wait_ms(const struct fence *f, const char *target)
{
    const struct fence_guard *g = find(f, target);
    int64_t own_ms = bt_strcaseeq(target, f->local_node) ? f->watchdog.own_ms : g != NULL ? g->ms : 0;
    if (f->watchdog.wait_ms == 0 || own_ms == 0 || !is_meant(f, target))
        return 0;
    int64_t least = least_ms(f, own_ms);
    return f->watchdog.wait_ms > least ? f->watchdog.wait_ms : least;
}

void fence_watchdog_names(const struct fence *f, struct bt_strv *ret)
{
    if (fence_watchdog_wait_ms(f, f->local_node) > 0)
        bt_strv_add(ret, f->local_node);
    for (size_t i = 0; i < f->guards.n; i++)
        if (fence_watchdog_wait_ms(f, f->guards.v[i]->node) > 0 && !bt_strv_has(ret, f->guards.v[i]->node))
            bt_strv_add(ret, f->guards.v[i]->node);
}

/* Waiting ------------------------------------------------------------------------------------------------------------------------ */

static void cancel(struct fence_turn *t, struct fence_request *r)
{
    if (r->watch != 0)
        fence_effect(t, FENCE_FX_TIMER_CANCEL)->token = r->watch;
    r->watch = 0;
}

void fence_watchdog_stop(struct fence_turn *t, struct fence_request *r)
{
    cancel(t, r);
    free(r->life);
    r->life = NULL;
}

static void failed(struct fence_turn *t, struct fence_request *r, const char *reason)
{
    fence_watchdog_stop(t, r);
    fence_request_failed(t, r, BT_EX_UNAVAILABLE, "device " FENCE_WATCHDOG, reason);
}

static void over(struct fence_turn *t, struct fence_request *r, int64_t exec_ms)
{
    assert(r->next < r->places.n && r->places.v[r->next].node == NULL);
    struct fence_place *p = &r->places.v[r->next];
    fence_watchdog_stop(t, r);
    free(p->node);
    p->node = bt_strdup(r->target); /* who did it: the target itself */
    fence_request_step_done(t, r, FENCE_WATCHDOG, exec_ms);
}

/* All are told, the target as well if it is among them. */
static void tell(struct fence_turn *t, struct fence_request *r)
{
    int64_t wait_ms = fence_watchdog_wait_ms(t->f, r->target);
    assert(wait_ms > 0 && r->life != NULL);
    xmlDoc *doc = bt_xml_doc(XE_FENCE_SELF);
    bt_xml_set(bt_xml_root(doc), XA_TARGET, r->target);
    bt_xml_set(bt_xml_root(doc), XA_LIFE, r->life);
    fence_peer_send(t, NULL, doc);
    cancel(t, r);
    r->watch = ++t->f->last_token;
    r->watched = t->now.mono;
    struct fence_effect *e = fence_effect(t, FENCE_FX_TIMER_SET);
    e->token = r->watch;
    e->delay_ms = wait_ms;
    fence_request_progress(t, r, wait_ms);
    fence_log(t, BT_LOG_NOTICE, "%s is to reset itself by its watchdog; it counts as off in %" PRId64 " ms", r->target, wait_ms);
}

void fence_watchdog_start(struct fence_turn *t, struct fence_request *r)
{
    const struct fence_guard *g = find(t->f, r->target);
    free(r->life);
    r->life = bt_strdup(g != NULL ? g->life : NULL);
    if (r->life == NULL && bt_strcaseeq(r->target, t->f->local_node))
        r->life = bt_strdup(t->f->watchdog.life);
    if (t->f->carrier == 0 || !t->f->quorate)
        failed(t, r, t->f->carrier == 0 ? "the controller is not here, which knows of quorum" : "this partition has no quorum, so the other side may go on");
    else if (r->life == NULL || fence_watchdog_wait_ms(t->f, r->target) == 0)
        failed(t, r, "no watchdog is known to guard that node");
    else
        tell(t, r);
}

static bool is_member(const struct fence *f, const char *node)
{
    for (size_t i = 0; i < f->members.n; i++)
        if (bt_strcaseeq(f->members.v[i], node))
            return true;
    return false;
}

bool fence_watchdog_timer(struct fence_turn *t, uint64_t token)
{
    const struct fence *f = t->f;
    for (size_t i = 0; i < f->requests.n; i++) {
        struct fence_request *r = f->requests.v[i];
        if (r->watch != token)
            continue;
        r->watch = 0;
        if (f->carrier == 0 || !f->quorate)
            failed(t, r, "whether this partition has quorum is not known any more");
        else if (fence_watchdog_wait_ms(f, r->target) == 0)
            failed(t, r, GUARDED_NO_MORE);
        else if (is_member(f, r->target) || bt_strcaseeq(r->target, f->local_node))
            failed(t, r, "it is still here: its watchdog did not reset it");
        else
            over(t, r, t->now.mono.ms - r->watched.ms);
        return true;
    }
    return false;
}

/* What the controller says now, of one that is waited for. was: the target was a member before, and is the same controller's. One that has come without a watchdog proves nothing. */
static void look(struct fence_turn *t, struct fence_request *r, bool was)
{
    const struct fence_guard *g = find(t->f, r->target);
    if (!t->f->quorate)
        failed(t, r, "this partition lost its quorum");
    else if (!is_member(t->f, r->target) || g == NULL)
        return;
    else if (!bt_streq(g->life, r->life))
        over(t, r, t->now.mono.ms - r->watched.ms);
    else if (fence_watchdog_wait_ms(t->f, r->target) == 0)
        failed(t, r, GUARDED_NO_MORE);
    else if (!was)
        tell(t, r);
}

void fence_watchdog_news(struct fence_turn *t, const xmlNode *msg, const struct bt_strv *before, bool same_carrier)
{
    struct fence *f = t->f;
    bool any = false;
    review(t); /* corosync's configuration may be another than it was */
    f->quorate = bt_xml_get_bool(msg, XA_QUORATE, false);
    free(f->watchdog.life);
    f->watchdog.life = bt_strdup(bt_xml_get(msg, XA_LIFE));
    bt_xml_each(n, msg, XE_NODE)
        any = take(f, bt_xml_get(n, XA_UNAME), bt_xml_get_int(n, XA_WATCHDOG_MS, 0), bt_xml_get(n, XA_LIFE)) || any;
    /* A request may end, which takes it out of the list: backwards, and by number. */
    for (size_t i = f->requests.n; i-- > 0;)
        if (i < f->requests.n && f->requests.v[i]->watch != 0)
            look(t, f->requests.v[i], same_carrier && bt_strv_has(before, f->requests.v[i]->target));
    if (any)
        fence_history_changed(t);
}
