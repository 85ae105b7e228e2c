/* cib/cib_query.c - answers to queries (see cib.h: cib_query).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_acl.h"
#include "cib/cib_private.h"

/* A copy of n below parent; without its children if the flags say so. */
static void add_match(xmlNode *parent, const xmlNode *n, unsigned flags)
{
    if (flags & CIB_NO_CHILDREN)
        bt_xml_copy_attrs(bt_xml_add(parent, bt_xml_name(n)), n);
    else
        bt_xml_add_copy(parent, n);
}

/* The first child of a document that was made as a wrapper becomes its root. */
static xmlDoc *unwrap(xmlDoc *doc)
{
    xmlNode *wrapper = bt_xml_root(doc), *only = wrapper->children;
    assert(only != NULL && only->next == NULL);
    xmlUnlinkNode(only);
    xmlDocSetRootElement(doc, only);
    xmlFreeNode(wrapper);
    return doc;
}

static int query_xpath(const xmlDoc *cib, const struct cib_request *rq, xmlDoc **ret, struct bt_err *err)
{
    xmlNode **nodes = NULL;
    size_t n = 0;
    int rc = bt_xml_xpath(cib, rq->xpath, &nodes, &n, err);
    if (rc != 0)
        return rc;
    if (n == 0) {
        free(nodes);
        return bt_fail(err, BT_EX_NOSUCH, "nothing in the CIB matches the XPath %s", rq->xpath);
    }
    xmlDoc *doc = bt_xml_doc(XE_XPATH_QUERY);
    for (size_t i = 0; i < n; i++)
        add_match(bt_xml_root(doc), nodes[i], rq->flags);
    free(nodes);
    *ret = n == 1 ? unwrap(doc) : doc;
    return 0;
}

/* A name that is no section's gets the whole, as from Pacemaker 2.1.5. NULL: there is no such section. */
static const xmlNode *wanted(const xmlNode *root, const struct cib_request *rq, struct bt_err *err)
{
    const xmlNode *n = cib_section_row(rq->section) != NULL ? cib_section_of(root, rq->section) : root;
    if (n == NULL)
        bt_fail(err, BT_EX_NOSUCH, "the CIB has no section %s", rq->section);
    return n;
}

static int query(const xmlDoc *cib, const struct cib_request *rq, xmlDoc **ret, struct bt_err *err)
{
    if (rq->xpath != NULL)
        return query_xpath(cib, rq, ret, err);
    const xmlNode *n = wanted(bt_xml_root(cib), rq, err);
    if (n == NULL)
        return BT_EX_NOSUCH;
    xmlDoc *doc = bt_xml_doc(XE_XPATH_QUERY);
    add_match(bt_xml_root(doc), n, rq->flags);
    *ret = unwrap(doc);
    return 0;
}

int cib_query(const struct cib *cib, const struct cib_request *rq, xmlDoc **ret, struct bt_err *err)
{
    struct cib_acl *acl = cib_acl_new(&cib->tree, rq->user, rq->groups);
    if (acl == NULL)
        return query(cib->tree.doc, rq, ret, err);
    xmlDoc *readable;
    int rc = cib_acl_readable(acl, cib->tree.root, &readable, err);
    cib_acl_free(acl);
    if (rc != 0)
        return rc;
    rc = query(readable, rq, ret, err);
    bt_xml_free(readable);
    return rc;
}

int cib_query_text(const struct cib *cib, const struct cib_request *rq, struct bt_buf *b, struct bt_err *err)
{
    bool pretty = (rq->flags & CIB_PRETTY) != 0;
    if (rq->xpath == NULL && (rq->flags & CIB_NO_CHILDREN) == 0 && !cib_is_restricted(cib, rq->user)) {
        const xmlNode *n = wanted(cib->tree.root, rq, err);
        if (n == NULL)
            return BT_EX_NOSUCH;
        bt_xml_add_text(b, n, pretty);
        return 0;
    }
    xmlDoc *found;
    int rc = cib_query(cib, rq, &found, err);
    if (rc != 0)
        return rc;
    bt_xml_add_text(b, bt_xml_root(found), pretty);
    bt_xml_free(found);
    return 0;
}

bool cib_is_restricted(const struct cib *cib, const char *user)
{
    return cib_acl_applies(&cib->tree, user);
}

bool cib_may(const struct cib *cib, const char *user, const char *groups, const char *section, bool write)
{
    struct cib_acl *acl = cib_acl_new(&cib->tree, user, groups);
    const xmlNode *n = section != NULL ? cib_section_of(cib->tree.root, section) : cib->tree.root;
    bool may = acl == NULL || cib_acl_may(acl, n, write);
    cib_acl_free(acl);
    return may;
}

bool cib_may_read_all(const struct cib *cib, const char *user, const char *groups, const char *section)
{
    struct cib_acl *acl = cib_acl_new(&cib->tree, user, groups);
    bool may = acl == NULL || (cib_acl_may(acl, cib_section_of(cib->tree.root, section), false) && !cib_acl_denies(acl));
    cib_acl_free(acl);
    return may;
}

char *cib_node_path(const xmlNode *n)
{
    struct bt_buf b = {0};
    cib_path_add(&b, n);
    return bt_buf_take(&b);
}
