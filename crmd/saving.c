/* crmd/saving.c - the CIB and the disk: one save at a time, told to all, tried again when it fails (see replica.h).
 *
 * A member tells at once what is on its disk when another one's client waits for that; otherwise what comes in the next moment shares the message. So a change wakes corosync's
 * ring once less.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/core.h"

#define TELL_LATER_MS 100
#define RETRY_FIRST_MS 1000
#define RETRY_MAX_MS 30000

bool replica_on_disk(const struct crmd *c)
{
    return !c->replica.dirty && !c->replica.saving;
}

void replica_settle_disk(struct crmd *c)
{
    struct crmd_replica *r = &c->replica;
    bool due = r->dirty || r->failure != NULL; /* where only room for the next save is missing, a save tells when there is */
    if (!due || r->saving || crmd_timer_runs(c, CRMD_TIMER_SAVE_RETRY, 0))
        return;
    r->dirty = false;
    r->saving = true;
    r->saving_adoptions = r->adoptions;
    crmd_save(c);
}

/* What is on a member's disk (NULL: as far as it was known), and why it can't be written (NULL: it can). */
static void note(struct crmd_peer *p, const struct cib_version *saved, const char *failure)
{
    free(p->save_failure);
    p->save_failure = bt_strdup(failure);
    p->has_saved = p->has_saved || saved != NULL;
    if (saved != NULL)
        p->saved = *saved;
}

static const struct cib_version *own_saved(const struct crmd *c)
{
    return c->replica.has_saved ? &c->replica.saved : NULL;
}

void replica_tell_disk(struct crmd *c)
{
    const struct cib_version *saved = own_saved(c);
    if (!c->view.settled || (c->replica.failure == NULL && saved == NULL))
        return; /* said when the next term begins, or after the first save */
    xmlDoc *doc = message_new(c, CRMD_MSG_SAVED);
    if (saved != NULL)
        message_set_version(bt_xml_root(doc), XA_VERSION, saved);
    bt_xml_set(bt_xml_root(doc), XA_FAILURE, c->replica.failure);
    note(peers_find(&c->peers, c->nodeid), saved, c->replica.failure);
    crmd_send(c, doc);
    c->replica.untold = false;
    c->replica.awaited = !replica_on_disk(c) && c->replica.awaited;
    crmd_timer_cancel(c, CRMD_TIMER_TELL_DISK, 0);
}

void replica_await_disk(struct crmd *c)
{
    c->replica.awaited = true;
    if (c->replica.untold && replica_on_disk(c))
        replica_tell_disk(c);
}

/* Changes are refused from now on, and the disk is tried again. */
static void failed(struct crmd *c, const char *failure)
{
    struct crmd_replica *r = &c->replica;
    if (r->failure == NULL)
        crmd_log(c, BT_LOG_ERROR, "The CIB can not be saved any more: %s. Changes of the configuration are refused until it works; make room or repair the disk",
                 failure);
    r->retry_ms = r->failure == NULL ? RETRY_FIRST_MS : r->retry_ms * 2 > RETRY_MAX_MS ? RETRY_MAX_MS : r->retry_ms * 2;
    free(r->failure);
    r->failure = bt_strdup(failure);
    crmd_timer_set(c, CRMD_TIMER_SAVE_RETRY, 0, r->retry_ms);
}

static void recovered(struct crmd *c)
{
    if (c->replica.failure != NULL)
        crmd_log(c, BT_LOG_NOTICE, "The CIB can be saved again");
    free(c->replica.failure);
    c->replica.failure = NULL;
}

static void worked(struct crmd *c, const struct cib_version *version)
{
    struct crmd_replica *r = &c->replica;
    struct cib_version now = cib_version(r->cib);
    if (r->saving_adoptions != r->adoptions)
        return; /* another document has taken its place meanwhile */
    r->has_saved = true;
    r->saved = *version;
    r->dirty = r->dirty && election_configuration_cmp(version, &now) != 0;
}

void replica_saved(struct crmd *c, const struct cib_version *version, const char *failure, const char *no_room)
{
    if (!c->replica.saving && failure == NULL && no_room == NULL)
        return;
    if (failure != NULL)
        c->replica.dirty = true;
    else if (c->replica.saving)
        worked(c, version);
    bool now = c->replica.awaited || failure != NULL || no_room != NULL || c->replica.failure != NULL;
    c->replica.saving = false;
    if (failure != NULL || no_room != NULL)
        failed(c, failure != NULL ? failure : no_room);
    else
        recovered(c);
    if (now) {
        replica_tell_disk(c);
    } else {
        note(peers_find(&c->peers, c->nodeid), own_saved(c), NULL); /* our own clients need no message */
        c->replica.untold = true;
        if (!crmd_timer_runs(c, CRMD_TIMER_TELL_DISK, 0))
            crmd_timer_set(c, CRMD_TIMER_TELL_DISK, 0, TELL_LATER_MS);
    }
}

void replica_peer_saved(struct crmd *c, const struct crmd_message *m)
{
    struct cib_version saved;
    bool has_saved = message_get_version(m->root, XA_VERSION, &saved);
    if (m->from != c->nodeid) /* ours we know, and perhaps better by now */
        note(peers_find(&c->peers, m->from), has_saved ? &saved : NULL, bt_xml_get(m->root, XA_FAILURE));
}
