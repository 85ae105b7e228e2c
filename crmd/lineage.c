/* crmd/lineage.c - the versions that a configuration has gone through (see lineage.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/core.h"

void lineage_free(struct lineage *l)
{
    for (size_t i = 0; i < l->n; i++)
        free((char *)l->v[i].stamp);
    BT_VEC_FREE(l);
}

char *lineage_stamp(const xmlNode *cib)
{
    return bt_printf("%s by %s on %s", bt_xml_get_or(cib, XA_CIB_LAST_WRITTEN, ""), bt_xml_get_or(cib, XA_UPDATE_CLIENT, ""),
                     bt_xml_get_or(cib, XA_UPDATE_ORIGIN, ""));
}

static struct cib_version version_of(const xmlNode *cib)
{
    return (struct cib_version){.admin_epoch = bt_xml_get_int(cib, XA_ADMIN_EPOCH, 0), .epoch = bt_xml_get_int(cib, XA_EPOCH, 0)};
}

static struct crmd_version_stamp *find(const struct lineage *l, const struct cib_version *version)
{
    for (size_t i = l->n; i-- > 0;)
        if (election_configuration_cmp(&l->v[i].version, version) == 0)
            return &l->v[i];
    return NULL;
}

static void forget_older_half(struct lineage *l)
{
    size_t gone = l->n / 2;
    for (size_t i = 0; i < gone; i++)
        free((char *)l->v[i].stamp);
    l->n -= gone;
    memmove(l->v, l->v + gone, l->n * sizeof *l->v);
}

void lineage_add(struct lineage *l, const struct cib_version *version, const char *stamp)
{
    assert(stamp != NULL);
    struct crmd_version_stamp *same = find(l, version);
    if (same != NULL) { /* of a document that gave way to this one */
        free((char *)same->stamp);
        same->stamp = bt_strdup(stamp);
        return;
    }
    if (l->n == LINEAGE_MAX)
        forget_older_half(l);
    struct crmd_version_stamp s = {.version = *version, .stamp = bt_strdup(stamp)};
    BT_PUSH(l, s);
    assert(l->n <= LINEAGE_MAX);
}

void lineage_note(struct lineage *l, const xmlNode *cib)
{
    struct cib_version version = version_of(cib);
    char *stamp = lineage_stamp(cib);
    lineage_add(l, &version, stamp);
    free(stamp);
}

static void tell_one(const struct lineage *l, const struct cib_version *version, xmlNode *message)
{
    const struct crmd_version_stamp *s = find(l, version);
    if (s == NULL)
        return;
    xmlNode *n = bt_xml_add(message, XE_VERSION);
    message_set_version(n, XA_VERSION, version);
    bt_xml_set(n, XA_STAMP, s->stamp);
}

static struct cib_version oldest(const struct lineage *l)
{
    assert(l->n > 0);
    struct cib_version v = l->v[0].version;
    for (size_t i = 1; i < l->n; i++)
        if (election_configuration_cmp(&l->v[i].version, &v) < 0)
            v = l->v[i].version;
    return v;
}

void lineage_tell(const struct crmd *c, xmlNode *message)
{
    const struct lineage *l = &c->replica.line;
    if (l->n == 0)
        return;
    struct cib_version from = oldest(l);
    message_set_version(message, XA_OLDEST, &from);
    for (size_t i = 0; i < c->peers.n; i++)
        if (peer_member(c->peers.v[i]))
            tell_one(l, &c->peers.v[i]->hello.version, message);
}

enum lineage_verdict lineage_judge(const xmlNode *message, const xmlNode *ours)
{
    struct cib_version version = version_of(ours), told;
    bt_xml_each(n, message, XE_VERSION) {
        if (!message_get_version(n, XA_VERSION, &told) || election_configuration_cmp(&told, &version) != 0)
            continue;
        char *stamp = lineage_stamp(ours);
        bool same = bt_streq(stamp, bt_xml_get(n, XA_STAMP));
        free(stamp);
        return same ? LINEAGE_ANCESTOR : LINEAGE_APART;
    }
    if (!message_get_version(message, XA_OLDEST, &told) || election_configuration_cmp(&version, &told) < 0)
        return LINEAGE_ANCESTOR;
    return LINEAGE_UNKNOWN;
}
