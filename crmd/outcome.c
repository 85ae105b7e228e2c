/* crmd/outcome.c - judging results (see outcome.h).
 *
 * For each <lrm_rsc_op> that the CIB did not have yet:
 *   1. One that is still running is not judged.
 *   2. In flight: the walk is told whether it ended as the graph expected.
 *   3. Failed: last-failure is set, and the fail count raised: by one for recurring operations, failures on request (asyncmon), promote and demote; to INFINITY for a stop, and for
 *      a start if start-failure-is-fatal. Probes do not count (Pacemaker Explained, "Failure handling"; its controller counts the same).
 *   4. Failed, or expected by nobody: a new plan.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/outcome.h"

#include "crmd/core.h"
#include "crmd/status.h"

struct judged {
    const char *rsc, *operation, *key;
    int64_t interval_ms;
    int status, rc, target_rc;
};

static struct judged read_op(const xmlNode *op, const char *rsc)
{
    struct bt_transition_key k = {.action = -1};
    struct judged j = {.rsc = rsc,
                       .operation = bt_xml_get_or(op, XA_OPERATION, ""),
                       .key = bt_xml_get_or(op, XA_TRANSITION_KEY, ""),
                       .interval_ms = bt_xml_get_int(op, XA_INTERVAL, 0),
                       .status = (int)bt_xml_get_int(op, XA_OP_STATUS, BT_OP_UNKNOWN),
                       .rc = (int)bt_xml_get_int(op, XA_RC_CODE, BT_OCF_UNKNOWN)};
    bt_transition_key_parse(j.key, &k);
    j.target_rc = k.target_rc;
    return j;
}

/* The value that a failure gives to the fail count; NULL if it does not count. */
static const char *fail_count_update(const struct crmd *c, const struct judged *j)
{
    if (j->interval_ms > 0 || bt_streq(j->operation, "asyncmon") || bt_streq(j->operation, "promote") || bt_streq(j->operation, "demote"))
        return "value++";
    if (bt_streq(j->operation, "stop"))
        return "INFINITY";
    if (bt_streq(j->operation, "start"))
        return bt_is_true(cib_option(cib_doc(c->replica.cib), "start-failure-is-fatal"), true) ? "INFINITY" : "value++";
    return NULL;
}

static void count_failure(struct crmd *c, const struct crmd_peer *p, const struct judged *j, bool ignored)
{
    const char *value = fail_count_update(c, j);
    if (value == NULL)
        return;
    char *count = bt_printf("fail-count-%s#%s_%" PRId64, j->rsc, j->operation, j->interval_ms);
    char *last = bt_printf("last-failure-%s#%s_%" PRId64, j->rsc, j->operation, j->interval_ms);
    char *when = bt_printf("%" PRId64, c->now.wall.s);
    if (!ignored)
        attributes_write(c, p, count, value);
    attributes_write(c, p, last, when);
    free(count);
    free(last);
    free(when);
}

static void failed(struct crmd *c, const struct crmd_peer *p, const struct judged *j, bool ignored)
{
    crmd_log(c, BT_LOG_WARNING, "%s of %s on %s ended with '%s'%s%s instead of '%s'%s", j->operation, j->rsc, peer_name(p),
             bt_ocf_text(j->rc), j->status != BT_OP_DONE ? ", " : "", j->status != BT_OP_DONE ? bt_opstatus_text(j->status) : "",
             bt_ocf_text(j->target_rc), ignored ? " (on-fail=ignore)" : "");
    count_failure(c, p, j, ignored);
}

static void judge(struct crmd *c, const struct crmd_peer *p, const xmlNode *op, const char *rsc)
{
    struct judged j = read_op(op, rsc);
    if (j.status == BT_OP_PENDING || j.key[0] == '\0') /* 1. */
        return;
    const struct walk_flight *flight = walk_find(c, j.key);
    bool expected = flight != NULL && flight->action >= 0, ignored = flight != NULL && flight->ignore_failure;
    bool ok = transition_outcome_ok(j.target_rc, (enum bt_opstatus)j.status, j.rc);
    if (flight != NULL) /* 2. */
        walk_land(c, flight->id, ok || ignored);
    if (j.status == BT_OP_CANCELLED)
        return;
    if (!ok) /* 3. */
        failed(c, p, &j, ignored);
    if (!ok) /* 4. */
        crmd_want(c, "%s of %s failed on %s", j.operation, rsc, peer_name(p));
    else if (!expected)
        crmd_want(c, "%s of %s has a new result on %s", j.operation, rsc, peer_name(p));
}

/* Whether the CIB has exactly this already. */
static bool known(const xmlNode *old, const xmlNode *op)
{
    static const char *const same[] = {XA_TRANSITION_MAGIC, XA_CALL_ID, XA_LAST_RC_CHANGE};
    const xmlNode *was = bt_xml_find(old, XE_LRM_RSC_OP, XA_ID, bt_xml_get_or(op, XA_ID, ""));
    for (size_t i = 0; i < BT_COUNT(same); i++)
        if (!bt_streq(bt_xml_get(was, same[i]), bt_xml_get(op, same[i])))
            return false;
    return was != NULL;
}

/* Elements of the resource that are news; compared before anything of it is written. */
struct news {
    BT_VEC(const xmlNode *) ops;
};

static void collect_news(const struct crmd *c, const struct crmd_peer *p, const xmlNode *resource, struct news *ret)
{
    const xmlNode *old = status_resource(c, p, bt_xml_get_or(resource, XA_ID, ""));
    bt_xml_each(op, resource, XE_LRM_RSC_OP)
        if (!known(old, op) && !status_told_before(resource, op))
            BT_PUSH(&ret->ops, op);
}

static void judge_news(struct crmd *c, const struct crmd_peer *p, struct news *news)
{
    for (size_t i = 0; i < news->ops.n; i++)
        judge(c, p, news->ops.v[i], bt_xml_get_or(news->ops.v[i]->parent, XA_ID, ""));
    BT_VEC_FREE(&news->ops);
}

/* A notification's own result matters to nobody; an operation that lrmd lost is decided anew. */
static void confirm_only(struct crmd *c, const struct crmd_peer *p, const xmlNode *resource)
{
    bt_xml_each(op, resource, XE_LRM_RSC_OP) {
        struct judged j = read_op(op, bt_xml_get_or(resource, XA_ID, ""));
        const struct walk_flight *flight = walk_find(c, j.key);
        bool notification = bt_streq(j.operation, "notify");
        if (flight == NULL)
            continue;
        if (!notification)
            crmd_want(c, "the outcome of %s of %s on %s is not known", j.operation, j.rsc, peer_name(p));
        walk_land(c, flight->id, notification);
    }
}

void outcome_result(struct crmd *c, const struct crmd_peer *p, const xmlNode *lrm_resource, bool record)
{
    assert(crmd_is_dc(c));
    struct news news = {0};
    if (!record) {
        confirm_only(c, p, lrm_resource);
        return;
    }
    collect_news(c, p, lrm_resource, &news);
    status_write_result(c, p, lrm_resource);
    judge_news(c, p, &news);
    walk_show_pending(c, p, lrm_resource); /* the result of an earlier probe must not hide a start that is under way */
}

void outcome_history(struct crmd *c, const struct crmd_peer *p, const xmlNode *lrm)
{
    assert(crmd_is_dc(c) && bt_xml_is(lrm, XE_LRM));
    struct news news = {0};
    bt_xml_each(resource, bt_xml_first(lrm, XE_LRM_RESOURCES), XE_LRM_RESOURCE)
        collect_news(c, p, resource, &news);
    status_replace_history(c, p, lrm);
    judge_news(c, p, &news);
    bt_xml_each(resource, bt_xml_first(lrm, XE_LRM_RESOURCES), XE_LRM_RESOURCE)
        walk_show_pending(c, p, resource); /* an LRM's history has what ended */
}

#define AFTER_ELECTION_MS 1000

void outcome_timeout(struct crmd *c, uint64_t flight)
{
    const struct walk_flight *f = walk_flight(c, flight);
    if (f != NULL && !crmd_is_dc(c)) { /* an election: who leads after it writes; if we don't, the walk is forgotten and this timer with it */
        crmd_timer_set(c, CRMD_TIMER_ACTION, flight, AFTER_ELECTION_MS);
        return;
    }
    const struct crmd_peer *p = f != NULL ? peers_find(&c->peers, f->node) : NULL;
    if (p != NULL && f->kind == WALK_EXEC) {
        struct judged j = {.rsc = f->rsc, .operation = f->operation, .key = f->key, .interval_ms = f->interval_ms,
                           .status = BT_OP_TIMEOUT, .rc = BT_OCF_ERROR};
        status_write_timeout(c, p, j.rsc, j.operation, j.interval_ms, j.key);
        failed(c, p, &j, f->ignore_failure);
    }
    walk_timeout(c, flight);
}
