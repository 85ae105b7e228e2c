/* fencing/history.c - what was fenced, when, by which node, for whom: the last FENCE_HISTORY_MAX requests.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/request.h"

void fence_entry_free(struct fence_entry *e)
{
    if (e == NULL)
        return;
    free(e->target);
    free(e->action);
    free(e->origin);
    free(e->client);
    free(e->delegate);
    free(e->reason);
    free(e);
}

/* Removes the entries that match (target NULL: all), but those in progress; at most `most` of them, the oldest first. */
static void forget(struct fence *f, const char *target, size_t most)
{
    size_t kept = 0;
    for (size_t i = 0; i < f->history.n; i++) {
        struct fence_entry *e = f->history.v[i];
        if (most > 0 && !e->pending && (target == NULL || bt_strcaseeq(target, e->target))) {
            fence_entry_free(e);
            most--;
        } else {
            f->history.v[kept++] = e;
        }
    }
    f->history.n = kept;
}

struct fence_entry *fence_history_add(struct fence *f, const char *target, const char *action, const char *origin, const char *client)
{
    if (f->history.n >= FENCE_HISTORY_MAX)
        forget(f, NULL, f->history.n - FENCE_HISTORY_MAX + 1);
    struct fence_entry *e = BT_NEW(struct fence_entry);
    e->target = bt_strdup(target);
    e->action = bt_strdup(action);
    e->origin = bt_strdup(origin);
    e->client = bt_strdup(client);
    e->pending = true;
    BT_PUSH(&f->history, e);
    return e;
}

void fence_entry_end(struct fence_entry *e, int rc, const char *reason, const char *delegate, struct bt_wall completed, int64_t exec_ms)
{
    assert(e->pending);
    e->pending = false;
    e->rc = rc;
    e->reason = bt_strdup(reason);
    e->delegate = bt_strdup(delegate);
    e->completed = completed;
    e->exec_ms = exec_ms;
}

const struct fence_entry *fence_history_since(const struct fence *f, const char *target, const char *action, struct bt_wall since)
{
    for (size_t i = f->history.n; i-- > 0;) {
        const struct fence_entry *e = f->history.v[i];
        if (!e->pending && e->rc == BT_EX_OK && e->completed.s >= since.s && bt_strcaseeq(e->target, target) &&
            bt_streq(e->action, action))
            return e;
    }
    return NULL;
}

static void add_event(xmlNode *root, const struct fence_entry *e)
{
    xmlNode *n = bt_xml_add(root, XE_FENCE_EVENT);
    bt_xml_set(n, XA_ACTION, e->action);
    bt_xml_set(n, XA_TARGET, e->target);
    bt_xml_set(n, XA_CLIENT, e->client);
    bt_xml_set(n, XA_ORIGIN, e->origin);
    bt_xml_set(n, XA_DELEGATE, e->delegate);
    bt_xml_set(n, XA_STATUS, e->pending ? "pending" : e->rc == BT_EX_OK ? "success" : "failed");
    if (e->pending)
        return;
    bt_xml_set_int(n, XA_RC, e->rc);
    bt_xml_set(n, XA_REASON, e->reason);
    bt_xml_set_int(n, XA_COMPLETED, e->completed.s);
    bt_xml_set_int(n, XA_EXEC_MS, e->exec_ms);
}

static xmlDoc *events_of(const struct fence *f, const char *target)
{
    xmlDoc *doc = bt_xml_doc(XE_FENCE_EVENTS);
    for (size_t i = f->history.n; i-- > 0;)
        if (target == NULL || bt_strcaseeq(target, f->history.v[i]->target))
            add_event(bt_xml_root(doc), f->history.v[i]);
    return doc;
}

/* All that another run or member may want to know. */
static xmlDoc *all_of(const struct fence *f)
{
    xmlDoc *doc = events_of(f, NULL);
    fence_proofs_add(f, bt_xml_root(doc));
    fence_guards_add(f, bt_xml_root(doc));
    return doc;
}

void fence_history_send(struct fence_turn *t, uint64_t client, const xmlNode *msg)
{
    const char *target = bt_xml_get(msg, XA_TARGET);
    xmlDoc *doc = events_of(t->f, target);
    bt_xml_set(bt_xml_root(doc), XA_ID, bt_xml_get(msg, XA_ID));
    if (bt_xml_get_bool(msg, XA_PROOFS, false))
        fence_proofs_add(t->f, bt_xml_root(doc));
    fence_send(t, client, doc);
    if (!bt_xml_get_bool(msg, XA_CLEANUP, false))
        return;
    forget(t->f, target, SIZE_MAX);
    fence_history_changed(t);
    xmlDoc *all = bt_xml_doc(XE_FENCE_HISTORY);
    bt_xml_set(bt_xml_root(all), XA_TARGET, target);
    bt_xml_set_bool(bt_xml_root(all), XA_CLEANUP, true);
    fence_peer_send(t, NULL, all);
}

/* Other members --------------------------------------------------------------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
    return bt_streq(a != NULL ? a : "", b != NULL ? b : "");
}

static bool is_known(const struct fence *f, const xmlNode *event, int rc, int64_t completed_s, const char *delegate)
{
    for (size_t i = 0; i < f->history.n; i++) {
        const struct fence_entry *e = f->history.v[i];
        if (!e->pending && e->completed.s == completed_s && e->rc == rc && e->exec_ms == bt_xml_get_int(event, XA_EXEC_MS, 0) && bt_strcaseeq(e->target, bt_xml_get(event, XA_TARGET)) &&
            same_text(e->action, bt_xml_get(event, XA_ACTION)) && same_text(e->origin, bt_xml_get(event, XA_ORIGIN)) &&
            same_text(e->client, bt_xml_get(event, XA_CLIENT)) && same_text(e->delegate, delegate))
            return true;
    }
    return false;
}

/* Puts the newest entry in its place by time. Those in progress stay behind all that ended. */
static void sort_in(struct fence *f)
{
    for (size_t i = f->history.n - 1; i > 0; i--) {
        struct fence_entry *before = f->history.v[i - 1], *e = f->history.v[i];
        if (!before->pending && before->completed.s <= e->completed.s)
            return;
        f->history.v[i - 1] = e;
        f->history.v[i] = before;
    }
}

/* Enters what another member or an earlier run knows, unless we know it. */
static bool enter(struct fence *f, const xmlNode *event, const char *delegate)
{
    int rc = (int)bt_xml_get_int(event, XA_RC, BT_EX_ERROR);
    int64_t completed_s = bt_xml_get_int(event, XA_COMPLETED, 0);
    if (bt_xml_get(event, XA_TARGET) == NULL || bt_xml_get(event, XA_ACTION) == NULL || completed_s <= 0 ||
        is_known(f, event, rc, completed_s, delegate))
        return false;
    struct fence_entry *e = fence_history_add(f, bt_xml_get(event, XA_TARGET), bt_xml_get(event, XA_ACTION), bt_xml_get(event, XA_ORIGIN),
                                              bt_xml_get(event, XA_CLIENT));
    fence_entry_end(e, rc, bt_xml_get_or(event, XA_REASON, ""), delegate, (struct bt_wall){.s = completed_s}, bt_xml_get_int(event, XA_EXEC_MS, 0));
    sort_in(f);
    return true;
}

/* Of one device the message tells all that the record needs. */
static void note_proof(struct fence_turn *t, const xmlNode *done)
{
    const char *device = bt_xml_get_or(done, XA_DEVICE, ""), *by = bt_xml_get(done, XA_EXECUTED_BY);
    if (device[0] == '\0' || strchr(device, ',') != NULL || by == NULL || bt_streq(by, FENCE_BY_HAND) || bt_streq(device, FENCE_WATCHDOG) /* that was waited for, not seen */ || bt_streq(bt_xml_get(done, XA_ACTION), "on") ||
        bt_xml_get_int(done, XA_RC, BT_EX_ERROR) != BT_EX_OK)
        return;
    fence_proof_note(t, &(struct fence_proof){.by = (char *)by, .target = (char *)bt_xml_get(done, XA_TARGET), .device = (char *)device, .fenced = true,
                                              .exec_ms = bt_xml_get_int(done, XA_EXEC_MS, 0)});
}

void fence_history_learn(struct fence_turn *t, const xmlNode *done)
{
    note_proof(t, done);
    if (enter(t->f, done, bt_xml_get(done, XA_EXECUTED_BY)))
        fence_history_changed(t);
}

void fence_history_peer_asks(struct fence_turn *t, const char *from, const xmlNode *msg)
{
    if (!bt_xml_get_bool(msg, XA_CLEANUP, false)) {
        fence_peer_send(t, from, all_of(t->f));
        return;
    }
    forget(t->f, bt_xml_get(msg, XA_TARGET), SIZE_MAX);
    fence_history_changed(t);
}

static bool enter_all(struct fence *f, const xmlNode *events)
{
    bool any = fence_proofs_take(f, events);
    bt_xml_each(e, events, XE_FENCE_EVENT)
        if (!bt_streq(bt_xml_get(e, XA_STATUS), "pending"))
            any = enter(f, e, bt_xml_get(e, XA_DELEGATE)) || any;
    return any;
}

/* What ended while our controller was away, so that nobody could tell us. */
static void hear_late(struct fence_turn *t, const xmlNode *event)
{
    if (bt_streq(bt_xml_get(event, XA_STATUS), "pending"))
        return;
    xmlDoc *done = bt_xml_doc(XE_FENCE_DONE);
    bt_xml_copy_attrs(bt_xml_root(done), event);
    bt_xml_set(bt_xml_root(done), XA_EXECUTED_BY, bt_xml_get(event, XA_DELEGATE));
    fence_request_handed_done(t, bt_xml_root(done), true);
    bt_xml_free(done);
}

void fence_history_merge(struct fence_turn *t, const xmlNode *events)
{
    bt_xml_each(e, events, XE_FENCE_EVENT)
        hear_late(t, e);
    if (enter_all(t->f, events))
        fence_history_changed(t);
}

void fence_load(struct fence *f, const xmlNode *kept)
{
    enter_all(f, kept);
    fence_guards_load(f, kept);
}

void fence_history_catch_up(struct fence_turn *t, uint64_t client)
{
    struct fence *f = t->f;
    for (size_t i = 0; i < f->history.n && f->lost_s > 0; i++) {
        const struct fence_entry *e = f->history.v[i];
        if (!e->pending && e->rc == BT_EX_OK && e->completed.s >= f->lost_s)
            fence_send(t, client, fence_done_message(e, NULL, ""));
    }
    f->lost_s = 0;
}

void fence_history_changed(struct fence_turn *t)
{
    fence_effect(t, FENCE_FX_KEEP)->message = all_of(t->f);
}
