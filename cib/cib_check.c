/* cib/cib_check.c - a document's integrity: sections, unique ids, references that lead somewhere (see cib.h). What may stand where is the schema's matter
 * (cib_hold.c).
 *
 * A whole document is checked element by element; a change, by what it touched: the rest was right before, and if it was not
 * (an old file with a mistake in it), it does not stand in the way of a change elsewhere.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_private.h"

int cib_check_sections(const xmlNode *cib, bool with_status, struct bt_err *err)
{
    for (const struct cib_section_row *row = cib_section_rows; row->name != NULL; row++) {
        const xmlNode *parent = strcmp(row->parent, XE_CIB) == 0 ? cib : bt_xml_first(cib, row->parent);
        const xmlNode *n = bt_xml_first(parent, row->name);
        if (n == NULL && row->required && (with_status || strcmp(row->name, XE_STATUS) != 0))
            return bt_fail(err, BT_EX_CONFIG, "the section <%s> is missing below <%s>", row->name, row->parent);
        if (n != NULL && bt_xml_next(n, row->name) != NULL)
            return bt_fail(err, BT_EX_CONFIG, "the section <%s> stands more than once below <%s>", row->name,
                           row->parent);
    }
    bt_xml_each(n, cib, NULL)
        if (!bt_xml_is(n, XE_CONFIGURATION) && !bt_xml_is(n, XE_STATUS))
            return bt_fail(err, BT_EX_CONFIG, "<%s> stands below <cib>: only configuration and status may",
                           bt_xml_name(n));
    return 0;
}

int cib_check_version(const xmlNode *cib, struct bt_err *err)
{
    static const char *const attrs[] = {XA_ADMIN_EPOCH, XA_EPOCH, XA_NUM_UPDATES};
    for (size_t i = 0; i < BT_COUNT(attrs); i++) {
        const char *text = bt_xml_get(cib, attrs[i]);
        int64_t value;
        if (text != NULL && (!bt_parse_int(text, &value) || value < 0 || value > CIB_VERSION_MAX))
            return bt_fail(err, BT_EX_CONFIG, "the CIB's %s is '%s': a number from 0 to %d is wanted", attrs[i], text,
                           CIB_VERSION_MAX);
    }
    struct cib_version v = cib_version_of(cib);
    if (v.admin_epoch == CIB_VERSION_MAX && v.epoch > CIB_VERSION_MAX / 2) /* a billion changes are always to come */
        return bt_fail(err, BT_EX_CONFIG, "the CIB's epoch is %" PRId64 " with the highest admin_epoch that there is: no more than %d is allowed, for each change raises it",
                       v.epoch, CIB_VERSION_MAX / 2);
    return 0;
}

/* Documents that want no checks. */
static bool is_exempt(const xmlNode *cib)
{
    const char *schema = bt_xml_get(cib, XA_VALIDATE_WITH);
    return schema == NULL || strcmp(schema, "none") == 0;
}

static int no_such_schema(const char *name, struct bt_err *err)
{
    return bt_fail(err, BT_EX_CONFIG, "the CIB is to be checked with the schema %s (validate-with), and there is none of that name: the newest is %s, and "
                   "'none' checks nothing", name, CIB_SCHEMA_LATEST);
}

/* The first other element of the configuration that has the id as its own (not as a reference). */
static const xmlNode *owner_of(const struct cib_tree *t, const char *id, const xmlNode *other_than)
{
    const struct cib_chain *c = cib_tree_with_id(t, id);
    for (size_t i = 0; c != NULL && i < c->n; i++)
        if (c->v[i] != other_than && cib_owns_id(c->v[i]) && cib_tree_in_configuration(c->v[i]))
            return c->v[i];
    return NULL;
}

static int check_unique(const struct cib_tree *t, const xmlNode *n, struct bt_err *err)
{
    const char *id = bt_xml_id(n);
    if (!cib_owns_id(n))
        return 0;
    const xmlNode *other = owner_of(t, id, n);
    if (other == NULL)
        return 0;
    return bt_fail(err, BT_EX_CONFIG, "the id '%s' is used twice, by a %s below %s and a %s below %s: ids must be unique",
                   id, bt_xml_name(other), bt_xml_name(other->parent), bt_xml_name(n), bt_xml_name(n->parent));
}

static int dangling(const xmlNode *n, const char *attr, const char *id, struct bt_err *err)
{
    char *who = xml_describe(strcmp(attr, XA_ID) == 0 ? n->parent : n);
    bt_fail(err, BT_EX_CONFIG, "%s refers (%s) to '%s', and there is no such element", who,
            strcmp(attr, XA_ID) == 0 ? bt_xml_name(n) : attr, id);
    free(who);
    return BT_EX_CONFIG;
}

/* Up to pacemaker-3.2, a tag could hold only what there is. */
static bool is_strict_tag(const struct cib_tree *t, const xmlNode *n)
{
    static const char *const strict[] = {"pacemaker-1.", "pacemaker-2.", "pacemaker-3.0", "pacemaker-3.1", "pacemaker-3.2"};
    for (size_t i = 0; i < BT_COUNT(strict) && bt_xml_is(n, XE_OBJ_REF); i++)
        if (bt_starts(bt_xml_get(t->root, XA_VALIDATE_WITH), strict[i]))
            return true;
    return false;
}

static int check_references(const struct cib_tree *t, const xmlNode *n, struct bt_err *err)
{
    for (const xmlAttr *a = n->properties; a != NULL; a = a->next) {
        const char *attr = (const char *)a->name, *id = bt_xml_get(n, attr);
        bool refers = cib_is_reference(n, attr) || (strcmp(attr, XA_ID) == 0 && is_strict_tag(t, n));
        if (refers && owner_of(t, id, NULL) == NULL)
            return dangling(n, attr, id, err);
    }
    return 0;
}

/* n and everything below it. */
static int check_tree(const struct cib_tree *t, const xmlNode *n, struct bt_err *err)
{
    int rc = check_unique(t, n, err);
    if (rc == 0)
        rc = check_references(t, n, err);
    for (const xmlNode *child = bt_xml_first(n, NULL); child != NULL && rc == 0; child = bt_xml_next(child, NULL))
        rc = check_tree(t, child, err);
    return rc;
}

/* Whole documents ------------------------------------------------------------------------------------------- */

struct report {
    xml_schema_found *found;
    void *ctx;
};

static void report(const struct report *r, const xmlNode *n, struct bt_err *err)
{
    if (err->code != 0)
        r->found(r->ctx, n, bt_err_text(err));
    bt_err_clear(err);
}

static void report_ids(const struct report *r, const struct cib_tree *t, const xmlNode *n)
{
    struct bt_err err = {0};
    check_unique(t, n, &err);
    report(r, n, &err);
    check_references(t, n, &err);
    report(r, n, &err);
    bt_xml_each(child, n, NULL)
        report_ids(r, t, child);
}

void cib_validate_all(const xmlNode *cib, xml_schema_found *found, void *ctx)
{
    struct report r = {found, ctx};
    struct bt_err err = {0};
    if (!bt_xml_is(cib, XE_CIB))
        bt_fail(&err, BT_EX_CONFIG, "this is no CIB: its root is <%s>, not <cib>", bt_xml_name(cib));
    else if (cib_check_sections(cib, false, &err) == 0)
        cib_check_version(cib, &err);
    struct xml_schema *schema = NULL;
    if (err.code == 0 && !is_exempt(cib)) {
        schema = xml_schema_new(bt_xml_get(cib, XA_VALIDATE_WITH));
        if (schema == NULL)
            no_such_schema(bt_xml_get(cib, XA_VALIDATE_WITH), &err);
    }
    report(&r, cib, &err);
    if (schema == NULL)
        return;
    cib_hold_all(schema, cib, found, ctx);
    xml_schema_free(schema);
    struct cib_tree t;
    cib_tree_init(&t, bt_xml_doc_of(cib));
    report_ids(&r, &t, bt_xml_first(t.root, XE_CONFIGURATION));
    bt_xml_free(cib_tree_release(&t));
}

int cib_validate(const xmlNode *cib, struct bt_err *err)
{
    struct bt_err first = {0};
    cib_validate_all(cib, cib_keep_first, &first);
    int rc = first.code != 0 ? bt_fail(err, BT_EX_CONFIG, "%s", bt_err_text(&first)) : 0;
    bt_err_clear(&first);
    return rc;
}

/* Changes --------------------------------------------------------------------------------------------------- */

/* After a removal: nothing may refer any more to an id that is gone. */
static int check_gone(const struct cib_tree *t, const xmlNode *n, struct bt_err *err)
{
    const char *id = bt_xml_id(n);
    const struct cib_chain *left = cib_owns_id(n) ? cib_tree_referring(t, id) : NULL;
    if (left != NULL && owner_of(t, id, NULL) == NULL) {
        const xmlNode *first = left->v[0];
        char *who = xml_describe(n), *by = xml_describe(cib_is_reference(first, XA_ID) ? first->parent : first);
        bt_fail(err, BT_EX_CONFIG, "%s can't be deleted while %s refers to it: delete or change that first", who, by);
        free(who);
        free(by);
        return BT_EX_CONFIG;
    }
    int rc = 0;
    for (const xmlNode *child = bt_xml_first(n, NULL); child != NULL && rc == 0; child = bt_xml_next(child, NULL))
        rc = check_gone(t, child, err);
    return rc;
}

static int check_edit(const struct cib_journal *j, const struct cib_edit *e, struct bt_err *err)
{
    const struct cib_tree *t = j->tree;
    if (e->kind == CIB_EDIT_REMOVE)
        return e->in_configuration ? check_gone(t, e->node, err) : 0;
    if (e->kind == CIB_EDIT_MOVE || e->node->type != XML_ELEMENT_NODE || !cib_journal_attached(j, e->node) ||
        !cib_tree_in_configuration(e->node))
        return 0;
    return e->kind == CIB_EDIT_INSERT ? check_tree(t, e->node, err) : check_references(t, e->node, err);
}

/* Whether the document is now held to another schema than before, so that all of it must be looked at. */
static bool schema_changed(const struct cib_journal *j)
{
    const struct cib_mark *m = cib_journal_mark(j, j->tree->root);
    if (m == NULL || !m->has_attrs)
        return false;
    const xmlAttr *a = m->before;
    while (a != NULL && strcmp((const char *)a->name, XA_VALIDATE_WITH) != 0)
        a = a->next;
    const char *before = a != NULL && a->children != NULL ? (const char *)a->children->content : NULL;
    return !bt_streq(before, bt_xml_get(j->tree->root, XA_VALIDATE_WITH));
}

/* The document's schema, compiled; NULL if there is none of its name. */
static const struct xml_schema *schema_of(struct cib *cib)
{
    const char *name = bt_xml_get(cib->tree.root, XA_VALIDATE_WITH);
    if (cib->schema == NULL || strcmp(xml_schema_name(cib->schema), name) != 0) {
        xml_schema_free(cib->schema);
        cib->schema = xml_schema_new(name);
    }
    return cib->schema;
}

/* The frame is looked at always, all else unless the document asks for no checks. */
static int check_frame(const xmlNode *root, struct bt_err *err)
{
    int rc = cib_check_sections(root, true, err);
    for (const xmlNode *n = root->children; n != NULL && rc == 0; n = n->next)
        if (n->type == XML_COMMENT_NODE)
            rc = bt_fail(err, BT_EX_CONFIG, "a comment stands below <cib>: it may stand only in a section");
    return rc != 0 ? rc : cib_check_version(root, err);
}

int cib_check_edits(struct cib *cib, const struct cib_journal *j, struct bt_err *err)
{
    const xmlNode *root = j->tree->root;
    int rc = check_frame(root, err);
    if (rc != 0 || is_exempt(root))
        return rc;
    const struct xml_schema *schema = schema_of(cib);
    if (schema_changed(j))
        return schema != NULL ? cib_validate(root, err) : no_such_schema(bt_xml_get(root, XA_VALIDATE_WITH), err);
    struct cib_held held = {0};
    cib_held_by_edits(&held, j);
    rc = schema != NULL ? cib_hold(schema, root, &held, err) : 0;
    BT_VEC_FREE(&held.objects);
    for (size_t i = 0; i < j->edits.n && rc == 0; i++)
        rc = check_edit(j, &j->edits.v[i], err);
    return rc;
}
