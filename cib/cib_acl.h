/* cib/cib_acl.h - private: what one user may see and change (Pacemaker Explained, "Access Control Lists"; details found by experiment with 2.1.5).
 *
 *   1. Lists count where the option enable-acl is true; not for root and hacluster, who own the cluster.
 *   2. A user's permissions are those of the roles of the acl_target with the user's name as id, and of each acl_group that is called as one of the
 *      user's groups.
 *   3. A permission selects elements: by xpath (of an attribute, the element that has it), or by object-type, reference and attribute. Where several
 *      select one element, deny comes first; write includes read.
 *   4. An element has what is granted to it, and what the element above it has, unless it is denied; the root has nothing that is not granted.
 *   5. Who may not read an element sees of it at most its name and id, if something below may be read; who may read nothing is refused.
 *   6. A change needs write: of each element whose attributes change, or that is moved or removed, by the document before the change; of each element that is
 *      new, by the document after it. A new element that says no more than its id needs no permission: it only holds what is below.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CIB_ACL_H
#define BATON_CIB_ACL_H

#include "cib/cib_edit.h"

struct cib_acl;

/* Rule 1. user NULL: they don't count. */
bool cib_acl_applies(const struct cib_tree *t, const char *user);
/* The user's rights in the document as it is now. NULL: the user may do everything. groups: names, separated by blanks; may be NULL. */
struct cib_acl *cib_acl_new(const struct cib_tree *t, const char *user, const char *groups);
/* acl may be NULL. */
void cib_acl_free(struct cib_acl *acl);
/* Whether the user may write, else read, an element of that document; false for what is not in it, NULL too. */
bool cib_acl_may(const struct cib_acl *acl, const xmlNode *n, bool write);
/* Whether any of the permissions denies something, be it there now or not. */
bool cib_acl_denies(const struct cib_acl *acl);
/* The document as the user may see it; the caller's to free. BT_EX_INSUFFICIENT_PRIV if nothing is left. */
int cib_acl_readable(const struct cib_acl *acl, const xmlNode *root, xmlDoc **ret, struct bt_err *err);
/* Rule 6. acl: of the document before the change. BT_EX_INSUFFICIENT_PRIV. */
int cib_acl_check(const struct cib_acl *acl, const struct cib_journal *j, struct bt_err *err);

#endif
