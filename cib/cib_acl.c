/* cib/cib_acl.c - who may see and change what (see cib_acl.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_acl.h"

#include "cib/cib_private.h"

enum { ACL_DENY = 1, ACL_WRITE = 2, ACL_READ = 4 };

struct permission {
    unsigned kind;
    char *xpath;
};
struct rights {
    const xmlNode *node;
    unsigned selected; /* by permissions, all kinds together */
    bool read, write;
};

struct cib_acl {
    char *user;
    BT_VEC(struct permission) permissions;
    BT_VEC(struct rights) rights; /* of every element, in order of address */
};

/* Permissions ----------------------------------------------------------------------------------------------- */

static unsigned kind_of(const xmlNode *permission)
{
    static const struct { const char *text; unsigned kind; } kinds[] = {{"read", ACL_READ}, {"write", ACL_WRITE}, {"deny", ACL_DENY}};
    for (size_t i = 0; i < BT_COUNT(kinds); i++)
        if (bt_streq(bt_xml_get(permission, XA_KIND), kinds[i].text))
            return kinds[i].kind;
    return 0;
}

/* object-type, reference and attribute as one XPath; NULL if there is none of them. */
static char *xpath_of(const xmlNode *permission)
{
    const char *xpath = bt_xml_get(permission, XA_XPATH), *type = bt_xml_get(permission, XA_OBJECT_TYPE);
    const char *reference = bt_xml_get(permission, XA_REFERENCE), *attribute = bt_xml_get(permission, XA_ATTRIBUTE);
    if (xpath != NULL)
        return bt_strdup(xpath);
    if (type == NULL && reference == NULL && attribute == NULL)
        return NULL;
    const char *quote = reference != NULL && strchr(reference, '\'') != NULL ? "\"" : "'";
    struct bt_buf b = {0};
    bt_buf_addf(&b, "//%s", type != NULL ? type : "*");
    if (reference != NULL)
        bt_buf_addf(&b, "[@" XA_ID "=%s%s%s]", quote, reference, quote);
    if (attribute != NULL)
        bt_buf_addf(&b, "[@%s]", attribute);
    return bt_buf_take(&b);
}

static void add_role(struct cib_acl *acl, const xmlNode *acls, const char *id)
{
    bt_xml_each(permission, bt_xml_find(acls, XE_ACL_ROLE, XA_ID, id), XE_ACL_PERMISSION) {
        struct permission p = {.kind = kind_of(permission), .xpath = xpath_of(permission)};
        if (p.kind != 0 && p.xpath != NULL)
            BT_PUSH(&acl->permissions, p);
        else
            free(p.xpath);
    }
}

static void add_roles(struct cib_acl *acl, const xmlNode *acls, const xmlNode *who)
{
    bt_xml_each(role, who, XE_ROLE)
        add_role(acl, acls, bt_xml_id(role));
}

static void add_permissions(struct cib_acl *acl, const xmlNode *acls, const char *groups)
{
    struct bt_strv names = {0};
    add_roles(acl, acls, bt_xml_find(acls, XE_ACL_TARGET, XA_ID, acl->user));
    if (groups != NULL)
        bt_strv_split(&names, groups, " ");
    for (size_t i = 0; i < names.n; i++)
        add_roles(acl, acls, bt_xml_find(acls, XE_ACL_GROUP, XA_ID, names.v[i]));
    bt_strv_free(&names);
}

/* Rights ---------------------------------------------------------------------------------------------------- */

static int by_address(const void *a, const void *b)
{
    const struct rights *x = a, *y = b;
    return x->node < y->node ? -1 : x->node > y->node;
}

static struct rights *rights_of(const struct cib_acl *acl, const xmlNode *n)
{
    if (acl->rights.n == 0)
        return NULL;
    return bsearch(&(struct rights){.node = n}, acl->rights.v, acl->rights.n, sizeof *acl->rights.v, by_address);
}

static void list_elements(struct cib_acl *acl, const xmlNode *n)
{
    BT_PUSH(&acl->rights, (struct rights){.node = n});
    bt_xml_each(child, n, NULL)
        list_elements(acl, child);
}

/* A permission that can't be evaluated selects nothing; were it a denial, that would open what it guards, so it then denies all. */
static void select_elements(struct cib_acl *acl, const xmlDoc *doc, const struct permission *p)
{
    xmlNode **nodes = NULL;
    size_t n = 0;
    if (bt_xml_xpath(doc, p->xpath, &nodes, &n, NULL) != 0 && p->kind == ACL_DENY) {
        for (size_t i = 0; i < acl->rights.n; i++)
            acl->rights.v[i].selected |= ACL_DENY;
    }
    for (size_t i = 0; i < n; i++) {
        struct rights *r = rights_of(acl, nodes[i]);
        if (r != NULL)
            r->selected |= p->kind;
    }
    free(nodes);
}

/* Rules 3 and 4. */
static void inherit(struct cib_acl *acl, const xmlNode *n, bool read, bool write)
{
    struct rights *r = rights_of(acl, n);
    assert(r != NULL); /* every element of the document is listed */
    bool denied = r->selected & ACL_DENY;
    assert((r->selected & ~(unsigned)(ACL_DENY | ACL_WRITE | ACL_READ)) == 0);
    r->write = write = !denied && (write || (r->selected & ACL_WRITE));
    r->read = read = !denied && (read || (r->selected & (ACL_READ | ACL_WRITE)));
    bt_xml_each(child, n, NULL)
        inherit(acl, child, read, write);
}

static void evaluate(struct cib_acl *acl, const xmlNode *root)
{
    acl->rights.n = 0;
    list_elements(acl, root);
    qsort(acl->rights.v, acl->rights.n, sizeof *acl->rights.v, by_address);
    for (size_t i = 0; i < acl->permissions.n; i++)
        select_elements(acl, root->doc, &acl->permissions.v[i]);
    inherit(acl, root, false, false);
}

bool cib_is_owner(const char *user)
{
    return strcmp(user, "root") == 0 || strcmp(user, "hacluster") == 0;
}

bool cib_acl_applies(const struct cib_tree *t, const char *user)
{
    return user != NULL && !cib_is_owner(user) && bt_is_true(cib_option(t->doc, "enable-acl"), false);
}

static struct cib_acl *acl_of(const xmlNode *root, const char *user, const char *groups)
{
    struct cib_acl *acl = BT_NEW(struct cib_acl);
    acl->user = bt_strdup(user);
    add_permissions(acl, cib_section_of(root, XE_ACLS), groups);
    evaluate(acl, root);
    return acl;
}

struct cib_acl *cib_acl_new(const struct cib_tree *t, const char *user, const char *groups)
{
    return cib_acl_applies(t, user) ? acl_of(t->root, user, groups) : NULL;
}

struct cib_acl *cib_rights(const xmlDoc *cib, const char *user, const char *groups)
{
    return cib_is_owner(user) ? NULL : acl_of(bt_xml_root(cib), user, groups);
}

enum cib_right cib_right_of(const struct cib_acl *rights, const xmlNode *n)
{
    return cib_acl_may(rights, n, true) ? CIB_WRITABLE : cib_acl_may(rights, n, false) ? CIB_READABLE : CIB_DENIED;
}

void cib_rights_free(struct cib_acl *rights)
{
    cib_acl_free(rights);
}

void cib_acl_free(struct cib_acl *acl)
{
    if (acl == NULL)
        return;
    for (size_t i = 0; i < acl->permissions.n; i++)
        free(acl->permissions.v[i].xpath);
    BT_VEC_FREE(&acl->permissions);
    BT_VEC_FREE(&acl->rights);
    free(acl->user);
    free(acl);
}

bool cib_acl_denies(const struct cib_acl *acl)
{
    for (size_t i = 0; i < acl->permissions.n; i++)
        if (acl->permissions.v[i].kind == ACL_DENY)
            return true;
    return false;
}

bool cib_acl_may(const struct cib_acl *acl, const xmlNode *n, bool write)
{
    const struct rights *r = rights_of(acl, n);
    return r != NULL && (write ? r->write : r->read);
}

/* Reading --------------------------------------------------------------------------------------------------- */

/* Adds what may be seen of n below parent; whether there was anything. */
static bool add_readable(const struct cib_acl *acl, xmlNode *parent, const xmlNode *n)
{
    bool seen = cib_acl_may(acl, n, false);
    xmlNode *copy = bt_xml_add(parent, bt_xml_name(n));
    if (seen)
        bt_xml_copy_attrs(copy, n);
    else
        bt_xml_set(copy, XA_ID, bt_xml_id(n));
    bt_xml_each(child, n, NULL)
        seen = add_readable(acl, copy, child) || seen;
    if (!seen)
        bt_xml_remove(copy);
    return seen;
}

int cib_acl_readable(const struct cib_acl *acl, const xmlNode *root, xmlDoc **ret, struct bt_err *err)
{
    xmlDoc *doc = bt_xml_doc(bt_xml_name(root));
    bool seen = cib_acl_may(acl, root, false);
    if (seen)
        bt_xml_copy_attrs(bt_xml_root(doc), root);
    bt_xml_each(child, root, NULL)
        seen = add_readable(acl, bt_xml_root(doc), child) || seen;
    if (!seen) {
        bt_xml_free(doc);
        return bt_fail(err, BT_EX_INSUFFICIENT_PRIV, "user %s may read nothing of the CIB: no acl_target or acl_group allows it", acl->user);
    }
    *ret = doc;
    return 0;
}

/* Changing -------------------------------------------------------------------------------------------------- */

static int refuse(const struct cib_acl *acl, const xmlNode *n, const char *verb, struct bt_err *err)
{
    char *who = xml_describe(n);
    bt_fail(err, BT_EX_INSUFFICIENT_PRIV, "user %s may not %s %s: no acl_permission of kind write allows it", acl->user, verb, who);
    free(who);
    return BT_EX_INSUFFICIENT_PRIV;
}

static bool says_more_than_id(const xmlNode *n)
{
    for (const xmlAttr *a = n->properties; a != NULL; a = a->next)
        if (strcmp((const char *)a->name, XA_ID) != 0)
            return true;
    return false;
}

static int check_new(const struct cib_acl *after, const xmlNode *n, struct bt_err *err)
{
    if (says_more_than_id(n) && !cib_acl_may(after, n, true))
        return refuse(after, n, "create", err);
    bt_xml_each(child, n, NULL) {
        int rc = check_new(after, child, err);
        if (rc != 0)
            return rc;
    }
    return 0;
}

/* The same permissions in the document as it is now. */
static struct cib_acl *again(const struct cib_acl *acl, const xmlNode *root)
{
    struct cib_acl *after = BT_NEW(struct cib_acl);
    after->user = bt_strdup(acl->user);
    for (size_t i = 0; i < acl->permissions.n; i++)
        BT_PUSH(&after->permissions, ((struct permission){acl->permissions.v[i].kind, bt_strdup(acl->permissions.v[i].xpath)}));
    evaluate(after, root);
    return after;
}

/* What stood in the document before the change. */
static int check_old(const struct cib_acl *acl, const struct cib_edit *e, struct bt_err *err)
{
    static const char *const verbs[] = {[CIB_EDIT_ATTRS] = "change", [CIB_EDIT_REMOVE] = "delete", [CIB_EDIT_MOVE] = "move"};
    if (e->kind == CIB_EDIT_INSERT || e->node->type != XML_ELEMENT_NODE || rights_of(acl, e->node) == NULL || cib_acl_may(acl, e->node, true))
        return 0;
    return refuse(acl, e->node, verbs[e->kind], err);
}

int cib_acl_check(const struct cib_acl *acl, const struct cib_journal *j, struct bt_err *err)
{
    int rc = 0;
    bool creates = false;
    for (size_t i = 0; i < j->edits.n && rc == 0; i++) {
        rc = check_old(acl, &j->edits.v[i], err);
        creates = creates || j->edits.v[i].kind == CIB_EDIT_INSERT;
    }
    if (rc != 0 || !creates)
        return rc;
    struct cib_acl *after = again(acl, j->tree->root);
    for (size_t i = 0; i < j->edits.n && rc == 0; i++) {
        const struct cib_edit *e = &j->edits.v[i];
        if (e->kind == CIB_EDIT_INSERT && e->node->type == XML_ELEMENT_NODE && cib_journal_attached(j, e->node))
            rc = check_new(after, e->node, err);
    }
    cib_acl_free(after);
    return rc;
}
