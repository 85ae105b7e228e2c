/* cib/cib_change.c - what each kind of change does (see cib.h: cib_change).
 *
 * Meaning of each operation: that of Pacemaker 2.1.5's cibadmin, found by experiment. Where we differ on purpose: a change is applied whole or not at
 * all; an optional section (tags, alerts ...) is made when something is created in it; create takes an XPath for the parent; a bad XPath is an error; what is
 * replaced by XPath keeps its place; every change of the configuration raises epoch (there, one by --allow-create or of an empty element does not).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_acl.h"
#include "cib/cib_commit.h"

struct change {
    struct cib *cib;
    const struct cib_request *rq;
    struct cib_journal *journal;
    struct bt_err *err;
};

static xmlNode *root_of(const struct change *c)
{
    return c->cib->tree.root;
}

static int nosuch(struct change *c, const char *verb, const xmlNode *xml)
{
    char *who = xml_describe(xml);
    bt_fail(c->err, BT_EX_NOSUCH, "cannot %s %s: there is none%s%s", verb, who, c->rq->section != NULL ? " in " : "",
            c->rq->section != NULL ? c->rq->section : "");
    free(who);
    return BT_EX_NOSUCH;
}

/* Where ---------------------------------------------------------------------------------------------------- */

/* The section of the request in the document, made if it may be. */
static int find_section(struct change *c, bool make, xmlNode **ret)
{
    const char *name = c->rq->section;
    *ret = root_of(c);
    if (cib_section_is_all(name))
        return 0;
    if (cib_section_row(name) == NULL)
        return bt_fail(c->err, BT_EX_NOSUCH, "the CIB has no section '%s'", name);
    *ret = cib_section_of(root_of(c), name);
    if (*ret == NULL && make) {
        xmlDoc *empty = bt_xml_doc(name);
        *ret = cib_edit_insert(c->journal, bt_xml_first(root_of(c), XE_CONFIGURATION), NULL, bt_xml_root(empty));
        bt_xml_free(empty);
    }
    return *ret != NULL ? 0 : bt_fail(c->err, BT_EX_NOSUCH, "the CIB has no section %s yet", name);
}

/* A whole <cib> given for one section means what it has of that section. */
static int data_for_section(struct change *c, const xmlNode **ret)
{
    const xmlNode *xml = c->rq->xml;
    if (xml == NULL)
        return bt_fail(c->err, BT_EX_DATAERR, "the request brings no XML");
    if (bt_xml_is(xml, XE_CIB) && cib_section_row(c->rq->section) != NULL) {
        xml = cib_section_of(xml, c->rq->section);
        if (xml == NULL)
            return bt_fail(c->err, BT_EX_SOFTWARE, "the XML has no section %s", c->rq->section);
    }
    *ret = xml;
    return 0;
}

/* The elements that the request's XPath selects; the caller's to free. */
static int find_xpath(struct change *c, xmlNode ***ret, size_t *ret_n)
{
    return bt_xml_xpath(c->cib->tree.doc, c->rq->xpath, ret, ret_n, c->err);
}

/* The first that it selects; with `only`, there may be no other. */
static int find_one(struct change *c, bool only, xmlNode **ret)
{
    xmlNode **nodes = NULL;
    size_t n = 0;
    int rc = find_xpath(c, &nodes, &n);
    if (rc == 0 && (n == 0 || (only && n > 1)))
        rc = bt_fail(c->err, BT_EX_NOSUCH, "the XPath %s matches %zu elements, not one", c->rq->xpath, n);
    if (rc == 0)
        *ret = nodes[0];
    free(nodes);
    return rc;
}

/* Modify ---------------------------------------------------------------------------------------------------- */

/* "value++" and "value+=5" for the attribute value: a sum with what it was (a number, a score, or a number's beginning). NULL if new_value is none. */
static char *sum_value(const char *attr, const char *old, const char *new_value)
{
    size_t len = strlen(attr);
    if (strncmp(new_value, attr, len) != 0 || new_value[len] != '+')
        return NULL;
    const char *by = new_value + len;
    int now = 0, add = 1;
    if (strcmp(by, "++") != 0 && !(bt_starts(by, "+=") && bt_score_parse(by + 2, &add)))
        return NULL;
    if (old != NULL && !bt_score_parse(old, &now))
        now = bt_score_clamp(strtoll(old, NULL, 10));
    return bt_printf("%d", bt_score_clamp((int64_t)now + add));
}

static void modify_attrs(struct change *c, xmlNode *n, const xmlNode *xml)
{
    BT_VEC(struct cib_pair) pairs = {0};
    BT_VEC(char *) sums = {0};
    for (const xmlAttr *a = xml->properties; a != NULL; a = a->next) {
        const char *attr = (const char *)a->name, *value = bt_xml_get(xml, attr);
        if (strcmp(attr, XA_ID) == 0)
            continue;
        char *sum = sum_value(attr, bt_xml_get(n, attr), value);
        BT_PUSH(&pairs, ((struct cib_pair){attr, sum != NULL ? sum : value}));
        if (sum != NULL)
            BT_PUSH(&sums, sum);
    }
    cib_edit_set_pairs(c->journal, n, pairs.v, pairs.n);
    BT_VEC_FREE(&pairs);
    for (size_t i = 0; i < sums.n; i++)
        free(sums.v[i]);
    BT_VEC_FREE(&sums);
}

/* In what is no part of the document yet: an id may be a sum, too (2.1.5 makes "1" of id="id++"). */
static void sum_new(xmlNode *draft)
{
    for (const xmlAttr *a = draft->properties; a != NULL; a = a->next) {
        const char *attr = (const char *)a->name;
        char *sum = sum_value(attr, NULL, bt_xml_get(draft, attr));
        if (sum != NULL)
            bt_xml_set(draft, attr, sum);
        free(sum);
    }
    bt_xml_each(child, draft, NULL)
        sum_new(child);
}

/* Adds a copy at the end; sums in it begin from nothing. */
static void add_copy(struct change *c, xmlNode *parent, const xmlNode *xml)
{
    xmlDoc *draft = bt_xml_doc_of(xml);
    sum_new(bt_xml_root(draft));
    cib_edit_insert(c->journal, parent, NULL, bt_xml_root(draft));
    bt_xml_free(draft);
}

static bool has_comment(const xmlNode *parent, const xmlNode *comment)
{
    const xmlNode *n = parent->children;
    while (n != NULL && !(n->type == XML_COMMENT_NODE && xmlStrEqual(n->content, comment->content)))
        n = n->next;
    return n != NULL;
}

/* Attributes are set, children merged in turn; what is not there yet is added. */
static void merge_into(struct change *c, xmlNode *n, const xmlNode *xml)
{
    modify_attrs(c, n, xml);
    for (const xmlNode *child = xml->children; child != NULL; child = child->next) {
        if (child->type == XML_COMMENT_NODE && n != root_of(c) && !has_comment(n, child))
            cib_edit_insert(c->journal, n, NULL, child);
        if (child->type != XML_ELEMENT_NODE)
            continue;
        xmlNode *there = cib_tree_child(&c->cib->tree, n, bt_xml_name(child), bt_xml_id(child));
        if (there != NULL)
            merge_into(c, there, child);
        else
            add_copy(c, n, child);
    }
}

static int op_modify(struct change *c)
{
    const xmlNode *xml;
    xmlNode *within;
    int rc = data_for_section(c, &xml);
    if (rc == 0)
        rc = c->rq->xpath != NULL ? find_one(c, true, &within) : find_section(c, c->rq->flags & CIB_CAN_CREATE, &within);
    if (rc != 0)
        return rc;
    xmlNode *n = cib_tree_find(&c->cib->tree, within, bt_xml_name(xml), bt_xml_id(xml), false);
    if (n != NULL)
        merge_into(c, n, xml);
    else if ((c->rq->flags & CIB_CAN_CREATE) && c->rq->xpath == NULL)
        add_copy(c, within, xml);
    else
        return nosuch(c, "modify", xml);
    return 0;
}

/* Create ---------------------------------------------------------------------------------------------------- */

static int create_in(struct change *c, xmlNode *parent, const xmlNode *xml)
{
    if (cib_tree_child(&c->cib->tree, parent, bt_xml_name(xml), bt_xml_id(xml)) != NULL) {
        char *who = xml_describe(xml);
        bt_fail(c->err, BT_EX_EXISTS, "cannot create %s: it is there already", who);
        free(who);
        return BT_EX_EXISTS;
    }
    cib_edit_insert(c->journal, parent, NULL, xml);
    return 0;
}

/* Without a section or XPath, Pacemaker takes a create as a modify, in which whole sections with new elements are given. */
static int op_create(struct change *c)
{
    const xmlNode *xml;
    xmlNode *parent;
    if (c->rq->xpath == NULL && cib_section_is_all(c->rq->section))
        return op_modify(c);
    int rc = data_for_section(c, &xml);
    if (rc == 0)
        rc = c->rq->xpath != NULL ? find_one(c, true, &parent) : find_section(c, true, &parent);
    if (rc != 0)
        return rc;
    if (c->rq->xpath != NULL || !bt_streq(bt_xml_name(xml), c->rq->section))
        return create_in(c, parent, xml);
    bt_xml_each(child, xml, NULL)
        if ((rc = create_in(c, parent, child)) != 0)
            return rc;
    return 0;
}

/* Replace --------------------------------------------------------------------------------------------------- */

/* A new whole document. Its version must not be older; the status stays if it brings none. */
static int replace_all(struct change *c, const xmlNode *xml)
{
    struct cib_version ours = cib_version(c->cib), its = cib_version_of(xml);
    if (cib_version_cmp(&its, &ours) < 0) {
        char *a = cib_version_text(&its), *b = cib_version_text(&ours);
        bt_fail(c->err, BT_EX_OLD, "the new CIB is of version %s, older than %s: fetch the CIB again and repeat the change",
                a, b);
        free(a);
        free(b);
        return BT_EX_OLD;
    }
    int rc = 0;
    xmlDoc *doc = bt_xml_doc_of(xml);
    xmlNode *wanted = bt_xml_root(doc);
    cib_tree_clean(wanted);
    cib_drop_comments(wanted);
    if (bt_xml_first(wanted, XE_STATUS) == NULL)
        bt_xml_add_copy(wanted, bt_xml_first(root_of(c), XE_STATUS));
    rc = cib_check_sections(wanted, true, c->err);
    if (rc == 0)
        cib_edit_until_equal(c->journal, root_of(c), wanted);
    bt_xml_free(doc);
    return rc;
}

static void replace_node(struct change *c, xmlNode *n, const xmlNode *xml)
{
    if (bt_xml_is(n, bt_xml_name(xml)) && bt_streq(bt_xml_id(n), bt_xml_id(xml))) {
        cib_edit_until_equal(c->journal, n, xml);
        return;
    }
    cib_edit_insert(c->journal, n->parent, n, xml);
    cib_edit_remove(c->journal, n);
}

static int op_replace(struct change *c)
{
    const xmlNode *xml;
    xmlNode *n = NULL;
    int rc = data_for_section(c, &xml);
    if (rc == 0)
        rc = c->rq->xpath != NULL ? find_one(c, false, &n) : find_section(c, c->rq->flags & CIB_CAN_CREATE, &n);
    if (rc != 0)
        return rc;
    xmlNode *within = n;
    if (c->rq->xpath == NULL)
        n = bt_xml_is(xml, XE_CIB) ? root_of(c) : cib_tree_find(&c->cib->tree, within, bt_xml_name(xml), bt_xml_id(xml), true);
    if (n == root_of(c))
        return bt_xml_is(xml, XE_CIB) ? replace_all(c, xml) : nosuch(c, "replace", xml);
    if (n != NULL)
        replace_node(c, n, xml);
    else if ((c->rq->flags & CIB_CAN_CREATE) && within != root_of(c))
        cib_edit_insert(c->journal, within, NULL, xml);
    else
        return nosuch(c, "replace", xml);
    return 0;
}

/* Delete ---------------------------------------------------------------------------------------------------- */

static int delete_node(struct change *c, xmlNode *n)
{
    if (n == root_of(c))
        return bt_fail(c->err, BT_EX_SOFTWARE, "the whole CIB can't be deleted; it can be erased (cibadmin --erase --force)");
    cib_edit_remove(c->journal, n);
    return 0;
}

static int delete_xpath(struct change *c)
{
    xmlNode **nodes = NULL;
    size_t n = 0;
    int rc = find_xpath(c, &nodes, &n);
    if (!(c->rq->flags & CIB_MULTIPLE) && n > 1)
        n = 1;
    for (size_t i = 0; i < n && rc == 0; i++)
        if (cib_journal_attached(c->journal, nodes[i])) /* not gone with one above it */
            rc = delete_node(c, nodes[i]);
    free(nodes);
    return rc;
}

/* What is not there is deleted already: no error, as in Pacemaker. */
static int op_delete(struct change *c)
{
    const xmlNode *xml;
    xmlNode *within;
    if (c->rq->xpath != NULL)
        return delete_xpath(c);
    int rc = data_for_section(c, &xml);
    if (rc == 0 && cib_section_row(c->rq->section) != NULL && cib_section_of(root_of(c), c->rq->section) == NULL)
        return 0;
    if (rc == 0)
        rc = find_section(c, false, &within);
    if (rc != 0)
        return rc;
    bool wrapped = bt_streq(bt_xml_name(xml), c->rq->section);
    for (const xmlNode *like = wrapped ? bt_xml_first(xml, NULL) : xml; like != NULL && rc == 0;
         like = wrapped ? bt_xml_next(like, NULL) : NULL) {
        xmlNode *n = cib_tree_find_like(&c->cib->tree, within, like);
        if (n != NULL)
            rc = delete_node(c, n);
    }
    return rc;
}

/* The document as a whole ----------------------------------------------------------------------------------- */

static int op_patch(struct change *c)
{
    if (c->rq->xml == NULL)
        return bt_fail(c->err, BT_EX_DATAERR, "the request brings no patch");
    int rc = cib_patch_is_for(c->rq->xml, root_of(c), BT_EX_ERROR, c->err);
    return rc != 0 ? rc : cib_edit_by_patch(c->journal, c->rq->xml, c->err);
}

static void raise_attr(struct change *c, const char *attr)
{
    char *text = bt_printf("%" PRId64, bt_xml_get_int(root_of(c), attr, 0) + 1);
    cib_edit_set(c->journal, root_of(c), attr, text);
    free(text);
}

static int op_erase(struct change *c)
{
    struct cib *empty = cib_new();
    bt_xml_each(section, empty->tree.root, NULL)
        cib_edit_until_equal(c->journal, bt_xml_first(root_of(c), bt_xml_name(section)), section);
    cib_free(empty);
    raise_attr(c, XA_ADMIN_EPOCH);
    return 0;
}

static int op_bump(struct change *c)
{
    raise_attr(c, XA_EPOCH);
    return 0;
}

/* As Pacemaker, with a new admin_epoch: whoever still has the old document must not win with it. */
static int op_upgrade(struct change *c)
{
    xmlDoc *doc = NULL;
    int rc = cib_upgrade(root_of(c), &doc, c->err);
    if (rc != 0)
        return rc;
    bool differs = !bt_streq(bt_xml_get(root_of(c), XA_VALIDATE_WITH), bt_xml_get(bt_xml_root(doc), XA_VALIDATE_WITH));
    cib_edit_until_equal(c->journal, root_of(c), bt_xml_root(doc));
    bt_xml_free(doc);
    if (differs)
        raise_attr(c, XA_ADMIN_EPOCH);
    return 0;
}

static int op_query(struct change *c)
{
    return bt_fail(c->err, BT_EX_DATAERR, "a query changes nothing");
}

static int perform(struct cib *cib, const struct cib_request *rq, struct cib_journal *j, struct bt_err *err)
{
    assert((size_t)rq->op <= CIB_OP_UPGRADE && rq->flags <= CIB_FLAGS_ALL);
    static int (*const ops[])(struct change *) = {
        [CIB_OP_QUERY] = op_query,   [CIB_OP_CREATE] = op_create, [CIB_OP_MODIFY] = op_modify,
        [CIB_OP_REPLACE] = op_replace, [CIB_OP_DELETE] = op_delete, [CIB_OP_PATCH] = op_patch,
        [CIB_OP_ERASE] = op_erase,   [CIB_OP_BUMP] = op_bump,     [CIB_OP_UPGRADE] = op_upgrade,
    };
    struct change c = {.cib = cib, .rq = rq, .journal = j, .err = err};
    return ops[rq->op](&c);
}

int cib_change(struct cib *cib, const struct cib_request *rq, struct bt_wall now, struct cib_changed *ret,
               struct bt_err *err)
{
    struct cib_changed done = {.from = cib_version(cib)};
    struct cib_acl *acl = cib_acl_new(&cib->tree, rq->user, rq->groups);
    struct cib_journal j;
    assert(!cib->gathering);
    cib_journal_start(&j, &cib->tree);
    int rc = perform(cib, rq, &j, err);
    if (rc == 0 && acl != NULL)
        rc = cib_acl_check(acl, &j, err);
    cib_acl_free(acl);
    if (rc == 0)
        rc = cib_commit(cib, &j, rq, now, &done, err);
    if (rc != 0)
        cib_journal_undo(&j);
    else
        *ret = done;
    cib_check(cib);
    return rc;
}

/* Gathering ------------------------------------------------------------------------------------------------- */

int cib_gather(struct cib *cib, const struct cib_request *rq, struct bt_err *err)
{
    assert(rq->op == CIB_OP_MODIFY || rq->op == CIB_OP_REPLACE || rq->op == CIB_OP_DELETE);
    if (!cib->gathering)
        cib_journal_start(&cib->gathered, &cib->tree);
    cib->gathering = true;
    size_t edits = cib->gathered.edits.n;
    int rc = perform(cib, rq, &cib->gathered, err);
    assert(rc == 0 || cib->gathered.edits.n == edits); /* these fail before they edit: there is nothing to take back */
    cib_check(cib);
    return rc;
}

void cib_gathered(struct cib *cib, struct cib_changed *ret)
{
    static const struct cib_request rq = {.op = CIB_OP_MODIFY};
    struct bt_err err = {0};
    *ret = (struct cib_changed){.from = cib_version(cib)};
    if (!cib->gathering)
        return;
    int rc = cib_commit(cib, &cib->gathered, &rq, (struct bt_wall){0}, ret, &err);
    assert(rc == 0); /* no check looks at the status */
    assert(!ret->configuration || (ret->to.num_updates == 0 && ret->from.num_updates == CIB_VERSION_MAX));
    cib->gathering = false;
    cib_check(cib);
}
