/* crmd/walk.c - sending out a graph's actions and finding them again (see walk.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "crmd/core.h"
#include "crmd/status.h"

static void flight_free(struct walk_flight *f)
{
    free(f->key);
    free(f->rsc);
    free(f->operation);
    free(f->migrate_source);
    free(f->migrate_target);
}

void walk_free(struct crmd_walk *w)
{
    for (size_t i = 0; i < w->flights.n; i++)
        flight_free(&w->flights.v[i]);
    BT_VEC_FREE(&w->flights);
    transition_free(w->transition);
    w->transition = NULL;
}

void walk_begin(struct crmd *c, struct transition *t)
{
    assert(crmd_is_dc(c) && c->walk.transition == NULL);
    c->walk.transition = t;
    c->walk.sent = 0;
}

void walk_end(struct crmd *c)
{
    fence_walk_over(c);
    transition_free(c->walk.transition);
    c->walk.transition = NULL;
}

void walk_forget(struct crmd *c)
{
    crmd_timer_cancel_all(c, CRMD_TIMER_ACTION);
    fence_walk_over(c);
    walk_free(&c->walk);
}

const struct walk_flight *walk_find(const struct crmd *c, const char *key)
{
    for (size_t i = 0; i < c->walk.flights.n; i++)
        if (c->walk.flights.v[i].kind == WALK_EXEC && bt_streq(c->walk.flights.v[i].key, key))
            return &c->walk.flights.v[i];
    return NULL;
}

const struct walk_flight *walk_flight(const struct crmd *c, uint64_t id)
{
    for (size_t i = 0; i < c->walk.flights.n; i++)
        if (c->walk.flights.v[i].id == id)
            return &c->walk.flights.v[i];
    return NULL;
}

void walk_land(struct crmd *c, uint64_t flight, bool ok)
{
    const struct walk_flight *f = walk_flight(c, flight);
    if (f == NULL)
        return;
    int action = f->action;
    size_t index = (size_t)(f - c->walk.flights.v);
    flight_free(&c->walk.flights.v[index]);
    c->walk.flights.v[index] = c->walk.flights.v[--c->walk.flights.n];
    crmd_timer_cancel(c, CRMD_TIMER_ACTION, flight);
    bool landed = action < 0 || transition_confirm(c->walk.transition, action, ok);
    assert(landed); /* the graph counted it as fired */
}

/* Leftovers ----------------------------------------------------------------------------------------------------------- */

/* Operations that the policy engine can plan beside: it knows what a pending start means, and a stop or a probe may always be done again. */
static bool can_be_left(const struct walk_flight *f)
{
    static const char *const operations[] = {"start", "stop", "monitor"};
    if (f->kind != WALK_EXEC)
        return f->kind != WALK_SHUTDOWN;
    for (size_t i = 0; i < BT_COUNT(operations); i++)
        if (bt_streq(f->operation, operations[i]))
            return true;
    return false;
}

static bool all_can_be_left(const struct crmd *c)
{
    if (c->walk.transition != NULL && transition_owes(c->walk.transition))
        return false;
    for (size_t i = 0; i < c->walk.flights.n; i++)
        if (c->walk.flights.v[i].action >= 0 && !can_be_left(&c->walk.flights.v[i]))
            return false;
    return true;
}

bool walk_detach(struct crmd *c)
{
    if (!all_can_be_left(c))
        return false;
    walk_end(c); /* fencings go on by themselves, and are joined as well */
    for (size_t i = c->walk.flights.n; i-- > 0;) {
        struct walk_flight *f = &c->walk.flights.v[i];
        if (f->action >= 0 && f->kind == WALK_EXEC)
            crmd_log(c, BT_LOG_NOTICE, "Not waiting for %s of %s any longer before the next plan", f->operation, f->rsc);
        f->action = -1;
        if (f->kind != WALK_EXEC)
            walk_land(c, f->id, false);
    }
    assert(c->walk.transition == NULL);
    return true;
}

bool walk_has_leftovers(const struct crmd *c)
{
    for (size_t i = 0; i < c->walk.flights.n; i++)
        if (c->walk.flights.v[i].action < 0)
            return true;
    return false;
}

/* If the action is under way there already since an earlier walk, that one counts for it. */
static bool join_leftover(struct crmd *c, const struct transition_fire *f, const struct crmd_peer *p, const struct walk_flight *wanted)
{
    for (size_t i = 0; i < c->walk.flights.n; i++) {
        struct walk_flight *left = &c->walk.flights.v[i];
        if (left->action >= 0 || left->node != p->id || wanted->kind != WALK_EXEC || !bt_streq(left->rsc, wanted->rsc) ||
            !bt_streq(left->operation, wanted->operation) || left->interval_ms != wanted->interval_ms)
            continue;
        left->action = f->id;
        crmd_log(c, BT_LOG_INFO, "%s of %s on %s is under way already", left->operation, left->rsc, p->name);
        return true;
    }
    return false;
}

/* Operations of which nobody knows what holds until they have ended. The CIB shows them while they run (record-pending), so that whoever leads next, or looks at the status, sees that they were begun. */
static bool changes_state(const char *operation)
{
    static const char *const operations[] = {"start", "stop", "promote", "demote", "migrate_to", "migrate_from"};
    for (size_t i = 0; i < BT_COUNT(operations); i++)
        if (bt_streq(operation, operations[i]))
            return true;
    return false;
}

/* Whether an operation under way elsewhere may leave the resource running there, or promoted, beside what this one does. Instances of a clone may start beside each other. */
static bool contradicts(const struct transition_fire *f, const char *operation)
{
    bool clone = bt_xml_get(bt_xml_first(f->element, XE_ATTRIBUTES), XA_CRM_META_CLONE) != NULL;
    if (bt_streq(f->task, "promote"))
        return changes_state(operation) && !bt_streq(operation, "start");
    return (bt_is_migration(f->task) || (bt_streq(f->task, "start") && !clone)) && changes_state(operation);
}

/* Something that an earlier walk began with the resource and that this has to wait for: on another node, or a migration, at whose either end nothing holds, nor is worth being looked at, until it is over. */
static const struct walk_flight *under_way_already(const struct crmd *c, const struct transition_fire *f, const struct crmd_peer *p, const char *rsc)
{
    for (size_t i = 0; i < c->walk.flights.n; i++) {
        const struct walk_flight *left = &c->walk.flights.v[i];
        if (left->action < 0 && left->kind == WALK_EXEC && bt_streq(left->rsc, rsc) &&
            (bt_is_migration(left->operation) || (left->node != p->id && contradicts(f, left->operation))))
            return left;
    }
    return NULL;
}

/* Firing ------------------------------------------------------------------------------------------------------------ */

static const xmlNode *attributes_of(const struct transition_fire *f)
{
    return bt_xml_first(f->element, XE_ATTRIBUTES);
}

static int64_t interval_of(const struct transition_fire *f)
{
    return bt_xml_get_int(attributes_of(f), XA_CRM_META_INTERVAL, 0);
}

static char *key_of(const struct crmd *c, const struct transition_fire *f)
{
    struct bt_transition_key k = {.action = f->id,
                                  .transition = transition_number(c->walk.transition),
                                  .target_rc = (int)bt_xml_get_int(attributes_of(f), XA_CRM_META_OP_TARGET_RC, 0)};
    snprintf(k.uuid, sizeof k.uuid, "%s", c->uuid);
    return bt_transition_key_text(&k);
}

/* Notes the action as sent: by the last order to the peer, if there is one for it. */
static void fly(struct crmd *c, const struct transition_fire *f, const struct crmd_peer *p, struct walk_flight flight)
{
    assert(f->id >= 0 && c->walk.transition != NULL);
    flight.id = ++c->walk.last_flight;
    flight.action = f->id;
    flight.node = p->id;
    if (flight.kind != WALK_FENCE)
        flight.number = p->dos;
    BT_PUSH(&c->walk.flights, flight);
    if (f->timeout_ms > 0)
        crmd_timer_set(c, CRMD_TIMER_ACTION, flight.id, f->timeout_ms);
}

static void order(struct crmd *c, const struct transition_fire *f, struct crmd_peer *p, const char *key)
{
    bt_xml_set(bt_xml_add_copy(orders_new(c, p, f->task), f->element), XA_TRANSITION_KEY, key);
}

/* `what` has the agent: a graph's <primitive> or an <lrm_resource>. */
static void write_pending(struct crmd *c, const struct crmd_peer *p, const xmlNode *what, const struct walk_flight *f)
{
    char *opkey = bt_opkey(f->rsc, f->operation, 0);
    char *magic = bt_transition_magic(BT_OP_PENDING, BT_OCF_UNKNOWN, f->key);
    xmlDoc *doc = bt_xml_doc(XE_LRM_RESOURCE);
    xmlNode *r = bt_xml_root(doc), *op = bt_xml_add(r, XE_LRM_RSC_OP);
    bt_xml_set(r, XA_ID, f->rsc);
    bt_xml_set(r, XA_CLASS, bt_xml_get(what, XA_CLASS));
    bt_xml_set(r, XA_PROVIDER, bt_xml_get(what, XA_PROVIDER));
    bt_xml_set(r, XA_TYPE, bt_xml_get(what, XA_TYPE));
    if (bt_is_migration(f->operation))
        bt_xml_set(op, XA_ID, opkey); /* beside RSC_last_0, which alone tells that it runs there until it has left (so does Pacemaker) */
    else
        bt_xml_setf(op, XA_ID, "%s_last_0", f->rsc);
    bt_xml_set(op, XA_OPERATION_KEY, opkey);
    bt_xml_set(op, XA_OPERATION, f->operation);
    bt_xml_set(op, XA_CRM_FEATURE_SET, c->feature_set);
    bt_xml_set(op, XA_TRANSITION_KEY, f->key);
    bt_xml_set(op, XA_TRANSITION_MAGIC, magic);
    bt_xml_set(op, XA_ON_NODE, p->name);
    bt_xml_set_int(op, XA_CALL_ID, -1);
    bt_xml_set_int(op, XA_RC_CODE, BT_OCF_UNKNOWN);
    bt_xml_set_int(op, XA_OP_STATUS, BT_OP_PENDING);
    bt_xml_set_int(op, XA_INTERVAL, 0);
    bt_xml_set_int(op, XA_LAST_RC_CHANGE, c->now.wall.s);
    bt_xml_set(op, XA_MIGRATE_SOURCE, f->migrate_source);
    bt_xml_set(op, XA_MIGRATE_TARGET, f->migrate_target); /* where it may be, should the source be lost */
    status_write_pending(c, p, r);
    bt_xml_free(doc);
    free(magic);
    free(opkey);
}

void walk_show_pending(struct crmd *c, const struct crmd_peer *p, const xmlNode *lrm_resource)
{
    for (size_t i = 0; i < c->walk.flights.n; i++) {
        const struct walk_flight *f = &c->walk.flights.v[i];
        if (f->node == p->id && f->kind == WALK_EXEC && bt_streq(f->rsc, bt_xml_id(lrm_resource)) && changes_state(f->operation))
            write_pending(c, p, lrm_resource, f);
    }
}

/* A graph names the lock beside all that it does to the resource there; it begins with the stop and is over with the next start. Written before these are asked
 * for, so that whoever leads next finds it. */
static void write_lock(struct crmd *c, const struct transition_fire *f, const struct crmd_peer *p, const char *rsc)
{
    const char *lock = bt_xml_get(f->element, XA_SHUTDOWN_LOCK);
    if (bt_streq(f->task, "stop") && lock != NULL)
        status_lock(c, p, rsc, lock);
    else if (bt_streq(f->task, "start"))
        status_lock(c, p, rsc, NULL);
}

static void done_at_once(struct crmd *c, const struct transition_fire *f, bool ok)
{
    transition_confirm(c->walk.transition, f->id, ok);
}

static void fire_rsc(struct crmd *c, const struct transition_fire *f, struct crmd_peer *p)
{
    assert(f->kind == TRANSITION_RSC && peer_member(p));
    char *key = key_of(c, f);
    struct walk_flight flight = {.kind = bt_streq(f->task, "cancel")   ? WALK_CANCEL
                                         : bt_streq(f->task, "delete") ? WALK_DELETE
                                                                       : WALK_EXEC,
                                 .key = key,
                                 .rsc = bt_strdup(bt_xml_get_or(bt_xml_first(f->element, XE_PRIMITIVE), XA_ID, "")),
                                 .operation = bt_strdup(bt_xml_get_or(attributes_of(f), XA_CRM_META_OPERATION, f->task)),
                                 .migrate_source = bt_strdup(bt_xml_get(attributes_of(f), XA_CRM_META_MIGRATE_SOURCE)),
                                 .migrate_target = bt_strdup(bt_xml_get(attributes_of(f), XA_CRM_META_MIGRATE_TARGET)),
                                 .interval_ms = interval_of(f),
                                 .ignore_failure = bt_streq(bt_xml_get(attributes_of(f), XA_CRM_META_ON_FAIL), "ignore")};
    if (bt_streq(f->task, "probe_again")) { /* only CIBs of old ask for it; resources are probed once they have no history */
        done_at_once(c, f, true);
        flight_free(&flight);
        return;
    }
    if (join_leftover(c, f, p, &flight)) {
        flight_free(&flight);
        return;
    }
    const struct walk_flight *left = under_way_already(c, f, p, flight.rsc);
    if (left != NULL) {
        crmd_log(c, BT_LOG_NOTICE, "%s of %s on %s waits for its %s on %s", f->task, flight.rsc, f->node, left->operation, peer_name(peers_find(&c->peers, left->node)));
        transition_hold(c->walk.transition, f->id);
        flight_free(&flight);
        return;
    }
    crmd_log(c, BT_LOG_NOTICE, "Initiating %s operation %s on %s", f->task, bt_xml_get_or(f->element, XA_OPERATION_KEY, flight.rsc), f->node);
    write_lock(c, f, p, flight.rsc);
    if (flight.kind == WALK_EXEC && changes_state(f->task))
        write_pending(c, p, bt_xml_first(f->element, XE_PRIMITIVE), &flight);
    order(c, f, p, key);
    fly(c, f, p, flight);
}

static void fire_crm(struct crmd *c, const struct transition_fire *f, struct crmd_peer *p)
{
    const xmlNode *primitive = bt_xml_first(f->element, XE_PRIMITIVE);
    if (bt_streq(f->task, "stonith")) {
        struct walk_flight flight = {.kind = WALK_FENCE};
        struct transition_fire patient = *f;
        patient.timeout_ms = fence_patience_ms(c); /* the fencer always answers; this is for one that hangs */
        if (fence_ask(c, c->walk.last_flight + 1, p, f->element))
            fly(c, &patient, p, flight);
        else
            done_at_once(c, f, false);
    } else if (bt_streq(f->task, "do_shutdown")) {
        crmd_log(c, BT_LOG_NOTICE, "Telling %s to shut down its controller", p->name);
        p->leaving = true;
        status_expect_down(c, p);
        replica_flush(c);
        order(c, f, p, NULL);
        fly(c, f, p, (struct walk_flight){.kind = WALK_SHUTDOWN});
    } else {
        if (bt_streq(f->task, "clear_failcount"))
            attributes_clear_failures(c, p, bt_xml_get_or(primitive, XA_ID, ""), NULL, 0);
        else if (bt_streq(f->task, "lrm_delete")) /* a shutdown lock is over */
            status_delete_resource(c, p, bt_xml_get_or(primitive, XA_ID, ""));
        done_at_once(c, f, true);
    }
}

static bool needs_presence(const struct transition_fire *f)
{
    return f->kind == TRANSITION_RSC || bt_streq(f->task, "do_shutdown");
}

void walk_fire(struct crmd *c)
{
    assert(crmd_is_dc(c));
    struct transition_fire f;
    while (c->walk.transition != NULL && transition_next(c->walk.transition, &f)) {
        struct crmd_peer *p = peers_named(&c->peers, f.node);
        c->walk.sent++;
        if (p == NULL || (needs_presence(&f) && !peer_member(p))) {
            crmd_log(c, BT_LOG_WARNING, "%s can not be done: node %s is not here", bt_xml_get_or(f.element, XA_OPERATION_KEY, f.task),
                     f.node != NULL ? f.node : "(none)");
            done_at_once(c, &f, false);
        } else if (f.kind == TRANSITION_RSC) {
            fire_rsc(c, &f, p);
        } else {
            fire_crm(c, &f, p);
        }
    }
}

/* Results ------------------------------------------------------------------------------------------------------------ */

static void confirm_matching(struct crmd *c, const struct crmd_peer *p, enum walk_kind kind, const char *rsc, const char *operation,
                             int64_t interval_ms)
{
    for (size_t i = 0; i < c->walk.flights.n; i++) {
        const struct walk_flight *f = &c->walk.flights.v[i];
        if (f->kind == kind && f->node == p->id && bt_streq(f->rsc, rsc) &&
            (operation == NULL || (bt_streq(f->operation, operation) && f->interval_ms == interval_ms))) {
            walk_land(c, f->id, true);
            return;
        }
    }
}

void walk_cancelled(struct crmd *c, const struct crmd_peer *p, const xmlNode *cancelled)
{
    const char *rsc = bt_xml_get_or(cancelled, XA_RSC, ""), *operation = bt_xml_get_or(cancelled, XA_OPERATION, "");
    int64_t interval_ms = bt_xml_get_int(cancelled, XA_INTERVAL, 0);
    char *key = bt_opkey(rsc, operation, interval_ms);
    status_delete_op(c, p, rsc, key);
    free(key);
    confirm_matching(c, p, WALK_CANCEL, rsc, operation, interval_ms);
}

void walk_deleted(struct crmd *c, const struct crmd_peer *p, const char *rsc)
{
    status_delete_resource(c, p, rsc);
    confirm_matching(c, p, WALK_DELETE, rsc, NULL, 0);
}

void walk_new_term(struct crmd *c)
{
    for (size_t i = 0; i < c->walk.flights.n; i++)
        c->walk.flights.v[i].number = 0;
}

void walk_timeout(struct crmd *c, uint64_t flight)
{
    const struct walk_flight *f = walk_flight(c, flight);
    if (f == NULL)
        return;
    const struct crmd_peer *p = peers_find(&c->peers, f->node);
    crmd_log(c, BT_LOG_ERROR, "%s did not tell the result of %s%s%s in time (the operation's timeout plus cluster-delay)",
             p != NULL ? peer_name(p) : "A node", f->operation != NULL ? f->operation : "an action", f->rsc != NULL ? " of " : "",
             f->rsc != NULL ? f->rsc : "");
    crmd_want(c, "an action timed out");
    if (f->kind == WALK_FENCE)
        fence_abandon(c, flight);
    walk_land(c, flight, false);
}

/* What is in flight there is named as pending: a history shows a start, but neither a stop nor what is never recorded (a notification). */
static bool is_known(const xmlNode *state, const char *key)
{
    if (bt_xml_find(state, XE_PENDING, XA_TRANSITION_KEY, key) != NULL)
        return true;
    bt_xml_each(rsc, bt_xml_path(state, XE_LRM "/" XE_LRM_RESOURCES), XE_LRM_RESOURCE)
        if (bt_xml_find(rsc, XE_LRM_RSC_OP, XA_TRANSITION_KEY, key) != NULL)
            return true;
    return false;
}

/* What another coordinator asked for is in flight for us, too. */
static void adopt(struct crmd *c, const struct crmd_peer *p, const xmlNode *state)
{
    bt_xml_each(pending, state, XE_PENDING) {
        const char *key = bt_xml_get(pending, XA_TRANSITION_KEY), *rsc = bt_xml_get(pending, XA_RSC), *operation = bt_xml_get(pending, XA_OPERATION);
        if (key == NULL || rsc == NULL || operation == NULL || !changes_state(operation) || walk_find(c, key) != NULL)
            continue;
        crmd_log(c, BT_LOG_INFO, "%s of %s is under way on %s", operation, rsc, peer_name(p));
        struct walk_flight f = {.id = ++c->walk.last_flight, .action = -1, .kind = WALK_EXEC, .node = p->id,
                                .key = bt_strdup(key), .rsc = bt_strdup(rsc), .operation = bt_strdup(operation),
                                .migrate_source = bt_strdup(bt_xml_get(pending, XA_MIGRATE_SOURCE)),
                                .migrate_target = bt_strdup(bt_xml_get(pending, XA_MIGRATE_TARGET))};
        BT_PUSH(&c->walk.flights, f);
    }
}

void walk_reconcile(struct crmd *c, const struct crmd_peer *p, const xmlNode *state, uint64_t seen)
{
    for (size_t i = c->walk.flights.n; i-- > 0;) {
        const struct walk_flight *f = &c->walk.flights.v[i];
        if (f->node != p->id || f->kind > WALK_DELETE || f->number > seen || (f->kind == WALK_EXEC && is_known(state, f->key)))
            continue;
        crmd_log(c, BT_LOG_NOTICE, "%s knows nothing of %s of %s: it is decided anew", peer_name(p), f->operation, f->rsc);
        crmd_want(c, "an operation was lost");
        walk_land(c, f->id, false);
    }
    adopt(c, p, state);
}

void walk_node_lost(struct crmd *c, const struct crmd_peer *p)
{
    for (size_t i = c->walk.flights.n; i-- > 0;) {
        const struct walk_flight *f = &c->walk.flights.v[i];
        if (f->node == p->id && f->kind != WALK_FENCE)
            walk_land(c, f->id, f->kind == WALK_SHUTDOWN); /* gone is what a shutdown wants */
    }
    for (uint64_t fencing; (fencing = fence_executor_lost(c, p)) != 0;)
        walk_land(c, fencing, false);
}

/* What fencing waits for is in flight, and for that node. */
static void check_fencings(const struct crmd *c)
{
    for (size_t i = 0; i < c->fences.targets.n; i++) {
        const struct fence_target *t = &c->fences.targets.v[i];
        const struct walk_flight *f = t->flight != 0 ? walk_flight(c, t->flight) : NULL;
        assert(t->flight == 0 || (f != NULL && f->kind == WALK_FENCE && f->node == t->node));
    }
}

void walk_check(const struct crmd *c)
{
    size_t of_graph = 0;
    for (size_t i = 0; i < c->walk.flights.n; i++) {
        const struct walk_flight *f = &c->walk.flights.v[i];
        bool of_rsc = f->kind <= WALK_DELETE;
        assert(f->id > 0 && f->id <= c->walk.last_flight);
        assert(f->action >= 0 || f->kind == WALK_EXEC); /* only operations outlive their walk */
        assert(of_rsc == (f->key != NULL) && of_rsc == (f->rsc != NULL) && of_rsc == (f->operation != NULL));
        assert(f->kind == WALK_FENCE || peers_find(&c->peers, f->node) != NULL);
        of_graph += f->action >= 0;
    }
    assert(of_graph == (c->walk.transition != NULL ? transition_in_flight(c->walk.transition) : 0)); /* each action that was fired is here until it has ended */
    check_fencings(c);
}
