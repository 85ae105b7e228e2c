/* fencing/history.c - what was fenced, when, by which node, for whom: the last FENCE_HISTORY_MAX requests.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/internal.h"

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

void fence_history_send(struct fence_turn *t, uint64_t client, const xmlNode *msg)
{
    struct fence *f = t->f;
    const char *target = bt_xml_get(msg, XA_TARGET);
    xmlDoc *doc = bt_xml_doc(XE_FENCE_EVENTS);
    bt_xml_set(bt_xml_root(doc), XA_ID, bt_xml_get(msg, XA_ID));
    for (size_t i = f->history.n; i-- > 0;)
        if (target == NULL || bt_strcaseeq(target, f->history.v[i]->target))
            add_event(bt_xml_root(doc), f->history.v[i]);
    fence_send(t, client, doc);
    if (bt_xml_get_bool(msg, XA_CLEANUP, false))
        forget(f, target, SIZE_MAX);
}
