/* cib/cib_commit.c - how a change ends: checked, given a version and a digest, told as a patch; or taken back (see cib.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_commit.h"

/* Root attributes that say how things stand, not how they are configured: they need not be on disk. */
static bool is_passing(const char *attr)
{
    static const char *const passing[] = {XA_NUM_UPDATES,   XA_HAVE_QUORUM,   XA_DC_UUID,     XA_CIB_LAST_WRITTEN,
                                          XA_UPDATE_ORIGIN, XA_UPDATE_CLIENT, XA_UPDATE_USER, XA_NO_QUORUM_PANIC};
    for (size_t i = 0; i < BT_COUNT(passing); i++)
        if (strcmp(passing[i], attr) == 0)
            return true;
    return false;
}

static const char *value_in(const xmlAttr *list, const xmlChar *name)
{
    while (list != NULL && !xmlStrEqual(list->name, name))
        list = list->next;
    if (list == NULL)
        return NULL;
    return list->children != NULL && list->children->content != NULL ? (const char *)list->children->content : "";
}

/* Whether a root attribute changed that has to be on disk. */
static bool root_matters(const xmlNode *root, const xmlAttr *before)
{
    for (const xmlAttr *a = root->properties; a != NULL; a = a->next)
        if (!is_passing((const char *)a->name) &&
            !bt_streq(bt_xml_get(root, (const char *)a->name), value_in(before, a->name)))
            return true;
    for (const xmlAttr *a = before; a != NULL; a = a->next)
        if (!is_passing((const char *)a->name) && bt_xml_get(root, (const char *)a->name) == NULL)
            return true;
    return false;
}

static bool attrs_differ(const xmlAttr *now, const xmlAttr *before)
{
    while (now != NULL && before != NULL && xmlStrEqual(now->name, before->name) &&
           bt_streq(value_in(now, now->name), value_in(before, before->name))) {
        now = now->next;
        before = before->next;
    }
    return now != NULL || before != NULL;
}

static void note_place(struct cib_touched *t, const xmlNode *n)
{
    if (cib_tree_in_configuration(n))
        t->configuration = true;
    else
        t->elsewhere = true;
}

struct cib_touched cib_journal_touched(const struct cib_journal *j)
{
    struct cib_touched t = {0};
    for (size_t i = 0; i < j->gone.n; i++)
        if (cib_journal_attached(j, j->gone.v[i].parent))
            note_place(&t, j->gone.v[i].parent);
    for (size_t i = 0; i < j->orders.n; i++)
        if (cib_journal_attached(j, j->orders.v[i].parent))
            note_place(&t, j->orders.v[i].parent);
    for (size_t i = 0; i < j->marks.n; i++) {
        const struct cib_mark *m = &j->marks.v[i];
        if (!cib_journal_attached(j, m->node))
            continue;
        if (m->is_new || m->is_whole || (m->has_attrs && attrs_differ(m->node->properties, m->before)))
            note_place(&t, m->node);
        if (m->node == j->tree->root && m->has_attrs)
            t.durable_root = root_matters(m->node, m->before);
    }
    return t;
}

/* Version, who and when ------------------------------------------------------------------------------------- */

/* As Pacemaker counts: a change of the configuration raises epoch and sets num_updates to 0, any other one raises num_updates. What an administrator
 * has set so high that it can't be raised begins anew, and the number above it is raised (2.1.5 goes on below zero, and all that follows is older). */
static struct cib_version next_version(struct cib_version v, bool configuration)
{
    if (!configuration && v.num_updates < CIB_VERSION_MAX)
        return (struct cib_version){v.admin_epoch, v.epoch, v.num_updates + 1};
    if (v.epoch < CIB_VERSION_MAX)
        return (struct cib_version){v.admin_epoch, v.epoch + 1, 0};
    return (struct cib_version){v.admin_epoch + 1, 0, 0};
}

static void raise_version(struct cib_journal *j, bool configuration)
{
    const struct cib_version is = cib_version_of(j->tree->root), to = next_version(is, configuration);
    char admin_epoch[BT_INT_TEXT], epoch[BT_INT_TEXT], updates[BT_INT_TEXT];
    const struct cib_pair pairs[] = {{XA_NUM_UPDATES, bt_int_text(to.num_updates, updates)}, {XA_EPOCH, bt_int_text(to.epoch, epoch)}, {XA_ADMIN_EPOCH, bt_int_text(to.admin_epoch, admin_epoch)}};
    assert(cib_version_cmp(&is, &to) < 0 && to.admin_epoch <= CIB_VERSION_MAX); /* cib_check_version() leaves room */
    cib_edit_set_pairs(j, j->tree->root, pairs, to.admin_epoch != is.admin_epoch ? 3 : configuration || to.epoch != is.epoch ? 2 : 1);
}

static void sign(struct cib_journal *j, const struct cib_request *rq, struct bt_wall now)
{
    char *when = bt_ctime_text(now, rq->zone_s);
    cib_edit_set(j, j->tree->root, XA_CIB_LAST_WRITTEN, when);
    cib_edit_set(j, j->tree->root, XA_UPDATE_ORIGIN, rq->origin);
    if (rq->client != NULL)
        cib_edit_set(j, j->tree->root, XA_UPDATE_CLIENT, rq->client);
    if (rq->user != NULL)
        cib_edit_set(j, j->tree->root, XA_UPDATE_USER, rq->user);
    free(when);
}

static int check_version(const struct cib_version *from, const struct cib_version *to, struct bt_err *err)
{
    if (cib_version_cmp(to, from) >= 0)
        return 0;
    char *ours = cib_version_text(from), *theirs = cib_version_text(to);
    bt_fail(err, BT_EX_OLD, "the change is of version %s, older than the CIB's %s: fetch the CIB again and repeat it",
            theirs, ours);
    free(ours);
    free(theirs);
    return BT_EX_OLD;
}

int cib_commit(struct cib *cib, struct cib_journal *j, const struct cib_request *rq, struct bt_wall now,
               struct cib_changed *ret, struct bt_err *err)
{
    struct cib_changed done = {.from = ret->from, .to = ret->from};
    struct cib_touched t = cib_journal_touched(j);
    if (!t.configuration && !t.elsewhere) { /* nothing in the end */
        cib_journal_undo(j);
        *ret = done;
        return 0;
    }
    struct cib_version version = cib_version_of(cib->tree.root);
    int rc = check_version(&done.from, &version, err);
    if (rc == 0)
        rc = cib_check_edits(cib, j, err);
    if (rc != 0)
        return rc;
    raise_version(j, t.configuration);
    done.to = cib_version(cib);
    done.configuration = t.durable_root || done.to.epoch != done.from.epoch || done.to.admin_epoch != done.from.admin_epoch;
    if (done.configuration && rq->origin != NULL)
        sign(j, rq, now);
    done.patch = cib_journal_patch(j);
    assert(done.patch != NULL && cib_version_cmp(&done.from, &done.to) < 0 && (done.configuration || !t.configuration));
    cib_journal_commit(j);
    cib_patch_set_version(done.patch, &done.from, &done.to);
    char digest[BT_DIGEST_TEXT];
    bt_xml_set(bt_xml_root(done.patch), XA_CONTENT_DIGEST, cib_digest(cib, digest));
    *ret = done;
    return 0;
}

/* Patches of other replicas --------------------------------------------------------------------------------- */

static bool patch_versions(const xmlNode *patch, struct cib_version *ret_source, struct cib_version *ret_target)
{
    const xmlNode *version = bt_xml_first(patch, XE_VERSION);
    const xmlNode *source = bt_xml_first(version, XE_SOURCE), *target = bt_xml_first(version, XE_TARGET);
    if (source == NULL || target == NULL)
        return false;
    *ret_source = cib_version_of(source);
    *ret_target = cib_version_of(target);
    return true;
}

int cib_patch_is_for(const xmlNode *patch, const xmlNode *cib, int newer_rc, struct bt_err *err)
{
    struct cib_version source, target, ours = cib_version_of(cib);
    if (!patch_versions(patch, &source, &target))
        return 0;
    int cmp = cib_version_cmp(&source, &ours), rc = 0;
    char *mine = cib_version_text(&ours), *its = cib_version_text(&source);
    if (cmp != 0)
        rc = bt_fail(err, cmp < 0 ? BT_EX_OLD : newer_rc, "the patch is for version %s, and the CIB is %s at %s", its,
                     cmp < 0 ? "newer," : "older,", mine);
    else if (cib_version_cmp(&target, &source) <= 0)
        rc = bt_fail(err, BT_EX_OLD, "the patch does not lead to a newer version than %s: make it with crm_diff --no-version, then the version is raised here", its);
    free(mine);
    free(its);
    return rc;
}

static int check_result(struct cib *cib, const xmlNode *patch, const struct cib_version *target, struct bt_err *err)
{
    struct cib_version ours = cib_version(cib);
    char digest[BT_DIGEST_TEXT];
    const char *wanted = bt_xml_get(patch, XA_CONTENT_DIGEST);
    if (cib_version_cmp(&ours, target) == 0 && (wanted == NULL || strcmp(cib_digest(cib, digest), wanted) == 0) &&
        cib_check_sections(cib->tree.root, true, NULL) == 0 && cib_check_version(cib->tree.root, NULL) == 0)
        return 0;
    char *version = cib_version_text(target);
    bt_fail(err, BT_EX_DIGEST, "our CIB is not the one that version %s was made of: the whole is needed", version);
    free(version);
    return BT_EX_DIGEST;
}

int cib_patch(struct cib *cib, const xmlNode *patch, struct cib_changed *ret, struct bt_err *err)
{
    struct cib_changed done = {.from = cib_version(cib)};
    struct cib_version source;
    assert(!cib->gathering);
    if (!bt_xml_is(patch, XE_DIFF) || !patch_versions(patch, &source, &done.to))
        return bt_fail(err, BT_EX_DATAERR, "this is no patch with a version");
    int rc = cib_patch_is_for(patch, cib->tree.root, BT_EX_OLD, err);
    if (rc != 0)
        return rc;
    struct cib_journal j;
    cib_journal_start(&j, &cib->tree);
    rc = cib_edit_by_patch(&j, patch, err);
    if (rc == 0)
        rc = check_result(cib, patch, &done.to, err);
    if (rc != 0) {
        cib_journal_undo(&j);
        return rc == BT_EX_ERROR ? BT_EX_DIGEST : rc;
    }
    struct cib_touched t = cib_journal_touched(&j);
    done.configuration = t.configuration || t.durable_root;
    cib_journal_commit(&j);
    cib_check(cib);
    if (ret != NULL)
        *ret = done;
    return 0;
}
