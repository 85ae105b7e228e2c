/* cib/cib_hold.c - documents, and changes of them, held to their schema.
 *
 * A section's children are independent of each other in every schema (each section takes any number of them in any order), so that a change is right exactly
 * if each of them that it touched is: those are hung into an empty frame and given to libxml2. That costs what they cost, some 20 microseconds for a small
 * one, whatever stands beside them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_private.h"

/* What changed ---------------------------------------------------------------------------------------------- */

static bool is_section(const xmlNode *n)
{
    return n->parent != NULL && bt_xml_is(n->parent, XE_CONFIGURATION);
}

/* The child of a section that n is in; NULL for what is above that. */
static const xmlNode *object_of(const xmlNode *n)
{
    while (n != NULL && n->parent != NULL && !is_section(n->parent))
        n = n->parent;
    return n != NULL && n->parent != NULL ? n : NULL;
}

static void hold(struct cib_held *held, const xmlNode *object)
{
    bool again = held->objects.n > 0 && held->objects.v[held->objects.n - 1] == object; /* edits of one object mostly follow each other */
    if (object->type == XML_ELEMENT_NODE && !again)
        BT_PUSH(&held->objects, object);
}

/* A new node, with what is in it. */
static void hold_new(struct cib_held *held, const xmlNode *n)
{
    const xmlNode *object = object_of(n);
    if (object != NULL) {
        hold(held, object);
        return;
    }
    held->frame = true;
    bt_xml_each(child, n, NULL)
        hold_new(held, child);
}

void cib_held_by_edits(struct cib_held *held, const struct cib_journal *j)
{
    for (size_t i = 0; i < j->edits.n; i++) {
        const struct cib_edit *e = &j->edits.v[i];
        const xmlNode *n = e->kind == CIB_EDIT_REMOVE ? e->parent : e->node;
        if (n == NULL || n->type != XML_ELEMENT_NODE || !cib_journal_attached(j, n) || (n != j->tree->root && !cib_tree_in_configuration(n)))
            continue;
        if (e->kind == CIB_EDIT_INSERT)
            hold_new(held, n);
        else if (object_of(n) != NULL)
            hold(held, object_of(n));
        else if (e->kind == CIB_EDIT_ATTRS)
            held->frame = true;
    }
}

/* Holding --------------------------------------------------------------------------------------------------- */

/* The empty frame: the document's own where that changed, else one without a fault. */
static xmlDoc *make_frame(const xmlNode *cib, bool own)
{
    xmlDoc *doc = bt_xml_doc(XE_CIB);
    xmlNode *root = bt_xml_root(doc);
    if (own) {
        bt_xml_copy_attrs(root, cib);
    } else {
        bt_xml_set(root, XA_ADMIN_EPOCH, "0");
        bt_xml_set(root, XA_EPOCH, "0");
        bt_xml_set(root, XA_NUM_UPDATES, "0");
    }
    bt_xml_each(n, cib, NULL) {
        xmlNode *copy = bt_xml_add(root, bt_xml_name(n));
        if (own)
            bt_xml_copy_attrs(copy, n);
        if (!bt_xml_is(n, XE_CONFIGURATION))
            continue;
        bt_xml_each(section, n, NULL) {
            const struct cib_section_row *row = cib_section_row(bt_xml_name(section));
            xmlNode *empty = own || (row != NULL && row->required) ? bt_xml_add(copy, bt_xml_name(section)) : NULL;
            if (own)
                bt_xml_copy_attrs(empty, section);
        }
    }
    return doc;
}

void cib_keep_first(void *ctx, const xmlNode *n, const char *sentence)
{
    (void)n;
    bt_fail(ctx, BT_EX_CONFIG, "%s", sentence);
}

static void explain_tree(const struct xml_schema *s, const xmlNode *n, xml_schema_found *found, void *ctx)
{
    xml_schema_explain(s, n, found, ctx);
    bt_xml_each(child, n, NULL)
        explain_tree(s, child, found, ctx);
}

static void explain_frame(const struct xml_schema *s, const xmlNode *cib, xml_schema_found *found, void *ctx)
{
    const xmlNode *configuration = bt_xml_first(cib, XE_CONFIGURATION);
    xml_schema_explain(s, cib, found, ctx);
    xml_schema_explain(s, configuration, found, ctx);
    bt_xml_each(section, configuration, NULL)
        xml_schema_explain(s, section, found, ctx);
}

/* What a newer schema takes, such as a role Promoted, is the most frequent mistake of all; it has a cure. */
static bool newest_takes(const struct xml_schema *s, xmlDoc *doc)
{
    if (strcmp(xml_schema_name(s), CIB_SCHEMA_LATEST) == 0)
        return false;
    struct xml_schema *newest = xml_schema_new(CIB_SCHEMA_LATEST);
    bool takes = xml_schema_check(newest, doc, NULL) == 0;
    xml_schema_free(newest);
    return takes;
}

#define CURE "the schema " CIB_SCHEMA_LATEST " would take it: cibadmin --upgrade"

int cib_hold(const struct xml_schema *s, const xmlNode *cib, const struct cib_held *held, struct bt_err *err)
{
    if (held->objects.n == 0 && !held->frame)
        return 0;
    xmlDoc *doc = make_frame(cib, held->frame);
    xmlNode *configuration = bt_xml_first(bt_xml_root(doc), XE_CONFIGURATION);
    for (size_t i = 0; i < held->objects.n; i++) {
        assert(is_section(held->objects.v[i]->parent)); /* a frame of its section is all that it needs */
        bt_xml_add_copy(bt_xml_ensure_path(configuration, bt_xml_name(held->objects.v[i]->parent)), held->objects.v[i]);
    }
    struct bt_err why = {0}, first = {0};
    int rc = xml_schema_check(s, doc, &why);
    bool is_curable = rc != 0 && newest_takes(s, doc);
    bt_xml_free(doc);
    if (rc != 0 && held->frame)
        explain_frame(s, cib, cib_keep_first, &first);
    for (size_t i = 0; rc != 0 && first.code == 0 && i < held->objects.n; i++)
        explain_tree(s, held->objects.v[i], cib_keep_first, &first);
    if (rc != 0)
        bt_fail(err, rc, "%s%s", first.code != 0 ? first.text : why.text, is_curable ? "; " CURE : "");
    bt_err_clear(&first);
    bt_err_clear(&why);
    return rc;
}

/* Counts what it hands on. */
struct counted {
    xml_schema_found *found;
    void *ctx;
    size_t n;
};

static void count(void *ctx, const xmlNode *n, const char *sentence)
{
    struct counted *counted = ctx;
    counted->n++;
    counted->found(counted->ctx, n, sentence);
}

void cib_hold_all(const struct xml_schema *s, const xmlNode *cib, xml_schema_found *found, void *ctx)
{
    struct bt_err why = {0};
    xmlDoc *doc = bt_xml_doc_of(cib);
    xmlNode *status = bt_xml_first(bt_xml_root(doc), XE_STATUS);
    while (bt_xml_first(status, NULL) != NULL)
        bt_xml_remove(bt_xml_first(status, NULL)); /* anything may be there */
    if (xml_schema_check(s, doc, &why) != 0) {
        struct counted counted = {found, ctx, 0};
        xml_schema_explain(s, cib, count, &counted);
        explain_tree(s, bt_xml_first(cib, XE_CONFIGURATION), count, &counted);
        if (counted.n == 0)
            found(ctx, cib, why.text);
        if (newest_takes(s, doc))
            found(ctx, cib, CURE);
    }
    bt_err_clear(&why);
    bt_xml_free(doc);
}
