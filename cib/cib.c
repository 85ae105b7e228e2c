/* cib/cib.c - the document itself: versions, sections, taking over and reading (see cib.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_private.h"

#include "xml/options.h"

const struct cib_section_row cib_section_rows[] = {
#define X(name, parent, required) {name, parent, required},
    CIB_SECTION_LIST(X)
#undef X
    {NULL, NULL, false},
};

const struct cib_section_row *cib_section_row(const char *name)
{
    for (const struct cib_section_row *row = cib_section_rows; row->name != NULL; row++)
        if (bt_streq(row->name, name))
            return row;
    return NULL;
}

bool cib_section_is_all(const char *name)
{
    return name == NULL || strcmp(name, "all") == 0 || strcmp(name, XE_CIB) == 0;
}

xmlNode *cib_section_of(const xmlNode *cib, const char *name)
{
    const struct cib_section_row *row = cib_section_row(name);
    if (row == NULL)
        return NULL;
    const xmlNode *parent = strcmp(row->parent, XE_CIB) == 0 ? cib : bt_xml_first(cib, row->parent);
    return bt_xml_first(parent, name);
}

const char *cib_op_text(enum cib_op op)
{
    static const char *const texts[] = {
#define X(name, text) text,
        CIB_OP_LIST(X)
#undef X
    };
    assert((size_t)op < BT_COUNT(texts));
    return texts[op];
}

/* Versions -------------------------------------------------------------------------------------------------- */

int cib_version_cmp(const struct cib_version *a, const struct cib_version *b)
{
    if (a->admin_epoch != b->admin_epoch)
        return a->admin_epoch < b->admin_epoch ? -1 : 1;
    if (a->epoch != b->epoch)
        return a->epoch < b->epoch ? -1 : 1;
    return (a->num_updates > b->num_updates) - (a->num_updates < b->num_updates);
}

char *cib_version_text(const struct cib_version *v)
{
    return bt_printf("%" PRId64 ".%" PRId64 ".%" PRId64, v->admin_epoch, v->epoch, v->num_updates);
}

struct cib_version cib_version_of(const xmlNode *cib)
{
    return (struct cib_version){
        .admin_epoch = bt_xml_get_int(cib, XA_ADMIN_EPOCH, 0),
        .epoch = bt_xml_get_int(cib, XA_EPOCH, 0),
        .num_updates = bt_xml_get_int(cib, XA_NUM_UPDATES, 0),
    };
}

struct cib_version cib_version(const struct cib *cib)
{
    return cib_version_of(cib->tree.root);
}

/* The document ---------------------------------------------------------------------------------------------- */

void cib_check(const struct cib *cib)
{
    const xmlNode *root = cib->tree.root;
    assert(bt_xml_is(root, XE_CIB) && root == bt_xml_root(cib->tree.doc));
    assert(bt_xml_first(root, XE_CONFIGURATION) != NULL && bt_xml_first(root, XE_STATUS) != NULL);
    assert(cib->gathering ? cib->gathered.tree == &cib->tree : cib->gathered.edits.n == 0 && root->_private == NULL);
}

static struct cib *take(xmlDoc *doc)
{
    struct cib *cib = BT_NEW(struct cib);
    cib_tree_init(&cib->tree, doc);
    cib_check(cib);
    return cib;
}

static void add_sections(xmlNode *root)
{
    for (const struct cib_section_row *row = cib_section_rows; row->name != NULL; row++) {
        if (!row->required || cib_section_of(root, row->name) != NULL)
            continue;
        bt_xml_add(strcmp(row->parent, XE_CIB) == 0 ? root : bt_xml_first(root, row->parent), row->name);
    }
}

struct cib *cib_new(void)
{
    xmlDoc *doc = bt_xml_doc(XE_CIB);
    xmlNode *root = bt_xml_root(doc);
    bt_xml_set(root, XA_CRM_FEATURE_SET, CIB_FEATURE_SET);
    bt_xml_set(root, XA_VALIDATE_WITH, CIB_SCHEMA_LATEST);
    bt_xml_set(root, XA_EPOCH, "0");
    bt_xml_set(root, XA_NUM_UPDATES, "0");
    bt_xml_set(root, XA_ADMIN_EPOCH, "0");
    add_sections(root);
    return take(doc);
}

void cib_drop_comments(xmlNode *root)
{
    xmlNode *next;
    for (xmlNode *n = root->children; n != NULL; n = next) {
        next = n->next;
        if (n->type == XML_COMMENT_NODE)
            bt_xml_remove(n);
    }
}

int cib_from_doc(xmlDoc *doc, struct cib **ret, struct bt_err *err)
{
    xmlNode *root = bt_xml_root(doc);
    int rc = 0;
    if (!bt_xml_is(root, XE_CIB)) {
        rc = bt_fail(err, BT_EX_CONFIG, "this is no CIB: its root is <%s>, not <cib>",
                     root != NULL ? bt_xml_name(root) : "nothing");
    } else {
        cib_drop_comments(root);
        add_sections(root);
        rc = cib_check_sections(root, true, err);
        if (rc == 0)
            rc = cib_check_version(root, err);
    }
    if (rc != 0)
        bt_xml_free(doc);
    else
        *ret = take(doc);
    return rc;
}

void cib_free(struct cib *cib)
{
    if (cib == NULL)
        return;
    if (cib->gathering)
        cib_journal_commit(&cib->gathered);
    bt_xml_free(cib_tree_release(&cib->tree));
    xml_schema_free(cib->schema);
    free(cib);
}

const xmlDoc *cib_doc(const struct cib *cib)
{
    return cib->tree.doc;
}

const char *cib_digest(const struct cib *cib, char out[BT_DIGEST_TEXT])
{
    return cib_sum_text(&((struct cib *)cib)->tree, out); /* the sum is kept from the first time on */
}

/* Reading --------------------------------------------------------------------------------------------------- */

xmlNode *cib_section(const xmlDoc *doc, const char *name)
{
    return cib_section_of(bt_xml_root(doc), name);
}

static const char *option_in(const xmlNode *set, const char *name)
{
    return bt_xml_get(bt_xml_find(set, XE_NVPAIR, XA_NAME, name), XA_VALUE);
}

/* Pacemaker's tools write to this set, and it wins over every other, whatever their scores. */
#define FIRST_SET "cib-bootstrap-options"

static int rank_of(const xmlNode *set)
{
    int score = 0;
    bt_score_parse(bt_xml_get(set, XA_SCORE), &score);
    return bt_streq(bt_xml_id(set), FIRST_SET) ? BT_INFINITY + 1 : score;
}

const char *cib_option(const xmlDoc *doc, const char *name)
{
    const char *best = NULL;
    int best_rank = 0;
    bt_xml_each(set, cib_section(doc, XE_CRM_CONFIG), XE_CLUSTER_PROPERTY_SET) {
        const char *value = option_in(set, name);
        if (value != NULL && (best == NULL || rank_of(set) > best_rank)) {
            best = value;
            best_rank = rank_of(set);
        }
    }
    const struct xml_option *option = xml_option_find(name);
    if (best == NULL && option != NULL && option->old_name != NULL && strcmp(option->old_name, name) != 0)
        return cib_option(doc, option->old_name);
    return best != NULL || option == NULL ? best : option->default_value;
}

xmlNode *cib_node_state(const xmlDoc *doc, const char *uname)
{
    return bt_xml_find(cib_section(doc, XE_STATUS), XE_NODE_STATE, XA_UNAME, uname);
}
