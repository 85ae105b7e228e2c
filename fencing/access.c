/* fencing/access.c - see access.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/access.h"

void fence_access_configure(struct fence *f, const xmlDoc *cib)
{
    bt_xml_free(f->lists);
    f->lists = NULL;
    if (!bt_is_true(cib_option(cib, "enable-acl"), false))
        return;
    f->lists = bt_xml_doc(XE_CIB); /* so much of it as permissions to write <status> can select */
    xmlNode *root = bt_xml_root(f->lists), *acls = bt_xml_add(bt_xml_add(root, XE_CONFIGURATION), XE_ACLS);
    bt_xml_copy_attrs(root, bt_xml_root(cib));
    bt_xml_each(n, cib_section(cib, XE_ACLS), NULL)
        xmlAddChild(acls, xmlDocCopyNode((xmlNode *)n, f->lists, 1));
    bt_xml_add(root, XE_STATUS);
}

bool fence_is_restricted(const struct fence *f, const char *user)
{
    return user != NULL && !cib_is_owner(user) && f->lists != NULL;
}

static bool may_write_status(const struct fence *f, const char *user, const char *groups)
{
    struct cib_acl *rights = cib_rights(f->lists, user, groups);
    bool may = cib_right_of(rights, bt_xml_first(bt_xml_root(f->lists), XE_STATUS)) == CIB_WRITABLE;
    cib_rights_free(rights);
    return may;
}

const char *fence_access_refused(const struct fence *f, enum fence_access access, const char *user, const char *groups)
{
    if (access == FENCE_TELLS || user == NULL || cib_is_owner(user))
        return NULL;
    if (access == FENCE_OWNERS)
        return "only root and hacluster may ask for that";
    if (!f->configured)
        return "as long as the fencer knows no CIB, only root and hacluster may ask for that";
    if (f->lists != NULL && !may_write_status(f, user, groups))
        return "that needs an acl_permission to write <status>";
    return NULL;
}
