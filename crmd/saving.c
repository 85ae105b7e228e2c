/* crmd/saving.c - the CIB and the disk: one save at a time, told to all, tried again when it fails (see replica.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/core.h"

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

static void note(struct crmd *c, uint32_t member, const xmlNode *saved)
{
    struct crmd_peer *p = peers_find(&c->peers, member);
    free(p->save_failure);
    p->save_failure = bt_strdup(bt_xml_get(saved, XA_FAILURE));
    p->has_saved = message_get_version(saved, XA_VERSION, &p->saved) || p->has_saved;
}

void replica_tell_disk(struct crmd *c)
{
    if (!c->view.settled || (c->replica.failure == NULL && !c->replica.has_saved))
        return; /* said when the next term begins, or after the first save */
    xmlDoc *doc = message_new(c, CRMD_MSG_SAVED);
    if (c->replica.has_saved)
        message_set_version(bt_xml_root(doc), XA_VERSION, &c->replica.saved);
    bt_xml_set(bt_xml_root(doc), XA_FAILURE, c->replica.failure);
    note(c, c->nodeid, bt_xml_root(doc));
    crmd_send(c, doc);
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
    c->replica.saving = false;
    if (failure != NULL || no_room != NULL)
        failed(c, failure != NULL ? failure : no_room);
    else
        recovered(c);
    replica_tell_disk(c);
}

void replica_peer_saved(struct crmd *c, const struct crmd_message *m)
{
    if (m->from != c->nodeid) /* ours we know, and perhaps better by now */
        note(c, m->from, m->root);
}
