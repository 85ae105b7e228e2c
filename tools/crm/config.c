/* tools/crm/config.c - objects into the configuration and out of it (see config.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/crm/config.h"

struct config *config_new(xmlDoc *cib)
{
    struct config *c = BT_NEW(struct config);
    c->original = cib;
    c->work = bt_xml_doc_of(bt_xml_root(cib));
    return c;
}

void config_free(struct config *c)
{
    if (c == NULL)
        return;
    bt_xml_free(c->original);
    bt_xml_free(c->work);
    bt_strv_free(&c->remarks);
    free(c);
}

void config_revert(struct config *c)
{
    bt_xml_free(c->work);
    c->work = bt_xml_doc_of(bt_xml_root(c->original));
}

void config_committed(struct config *c)
{
    bt_xml_free(c->original);
    c->original = bt_xml_doc_of(bt_xml_root(c->work));
}

xmlDoc *config_patch(const struct config *c)
{
    return cib_patch_make(bt_xml_root(c->original), bt_xml_root(c->work), false);
}

bool config_changed(const struct config *c)
{
    xmlDoc *patch = config_patch(c);
    bt_xml_free(patch);
    return patch != NULL;
}

static void remark(struct config *c, const char *fmt, ...) BT_PRINTF(2, 3);
static void remark(struct config *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    BT_PUSH(&c->remarks, bt_vprintf(fmt, ap));
    va_end(ap);
}

static xmlNode *configuration(const struct config *c)
{
    return bt_xml_ensure_path(bt_xml_root(c->work), XE_CONFIGURATION);
}

xmlNode *config_find(const struct config *c, const char *id)
{
    const xmlNode **all;
    size_t n = grammar_objects(c->work, &all);
    const xmlNode *found = NULL;
    for (size_t i = 0; found == NULL && i < n; i++)
        if (bt_streq(grammar_id(all[i]), id))
            found = all[i];
    free(all);
    return (xmlNode *)found;
}

bool config_object_changed(const struct config *c, const xmlNode *object)
{
    struct config before = {.work = c->original};
    const xmlNode *old = config_find(&before, grammar_id(object));
    char *a = old != NULL ? bt_xml_text(old, false) : NULL, *b = bt_xml_text(object, false);
    bool changed = !bt_streq(a, b);
    free(a);
    free(b);
    return changed;
}

/* Define ------------------------------------------------------------------------------------------------------ */

static const char *section_of(const char *keyword, const xmlNode *object)
{
    static const struct {
        const char *element, *section;
    } sections[] = {
        {XE_NODE, XE_NODES},
        {XE_TEMPLATE, XE_RESOURCES},
        {XE_PRIMITIVE, XE_RESOURCES},
        {XE_GROUP, XE_RESOURCES},
        {XE_CLONE, XE_RESOURCES},
        {XE_MASTER, XE_RESOURCES},
        {XE_BUNDLE, XE_RESOURCES},
        {XE_RSC_LOCATION, XE_CONSTRAINTS},
        {XE_RSC_COLOCATION, XE_CONSTRAINTS},
        {XE_RSC_ORDER, XE_CONSTRAINTS},
        {XE_RSC_TICKET, XE_CONSTRAINTS},
        {XE_TAG, XE_TAGS},
        {XE_CLUSTER_PROPERTY_SET, XE_CRM_CONFIG},
        {XE_ACL_ROLE, XE_ACLS},
        {XE_ACL_TARGET, XE_ACLS},
        {XE_ACL_GROUP, XE_ACLS},
        {XE_ALERT, XE_ALERTS},
    };
    if (bt_xml_is(object, XE_META_ATTRIBUTES))
        return bt_streq(keyword, XE_RSC_DEFAULTS) || bt_streq(keyword, XE_OP_DEFAULTS) ? keyword : NULL;
    for (size_t i = 0; i < BT_COUNT(sections); i++)
        if (bt_xml_is(object, sections[i].element))
            return sections[i].section;
    return NULL;
}

static bool is_container(const xmlNode *n)
{
    return bt_xml_is(n, XE_GROUP) || bt_xml_is(n, XE_CLONE) || bt_xml_is(n, XE_MASTER);
}

static bool is_resource(const xmlNode *n)
{
    return bt_xml_is(n, XE_PRIMITIVE) || is_container(n) || bt_xml_is(n, XE_BUNDLE);
}

/* The words for an object in messages: "primitive:a". */
static const char *kind_of(const xmlNode *n)
{
    const char *kind = grammar_kind(n);
    return kind != NULL ? kind : bt_xml_name(n);
}

/* The resource that a placeholder in a new container stands for. */
static xmlNode *find_child(const struct config *c, const xmlNode *container, const char *id, struct bt_err *err)
{
    xmlNode *child = config_find(c, id);
    bool group = bt_xml_is(container, XE_GROUP);
    if (child == NULL || !is_resource(child)) {
        bt_fail(err, BT_EX_NOSUCH, "%s refers to missing object %s", bt_xml_id(container), id);
        return NULL;
    }
    if (is_container(child->parent) && !bt_streq(bt_xml_id(child->parent), bt_xml_id(container))) {
        bt_fail(err, BT_EX_EXISTS, "Cannot create %s:%s: Child %s:%s already in %s:%s", kind_of(container), bt_xml_id(container), kind_of(child), id,
                kind_of(child->parent), bt_xml_id(child->parent));
        return NULL;
    }
    if (!bt_xml_is(child, XE_PRIMITIVE) && (group || !bt_xml_is(child, XE_GROUP))) {
        bt_fail(err, BT_EX_USAGE, "Cannot create %s:%s: %s:%s can't be inside it", kind_of(container), bt_xml_id(container), kind_of(child), id);
        return NULL;
    }
    return child;
}

static int check_children(const struct config *c, const xmlNode *object, struct bt_err *err)
{
    bt_xml_each(place, object, GRAMMAR_CHILD)
        if (find_child(c, object, bt_xml_id(place), err) == NULL)
            return err != NULL ? err->code : BT_EX_NOSUCH;
    return BT_EX_OK;
}

/* Moves resources that were inside a container behind it. */
static void release_children(xmlNode *container)
{
    xmlNode *after = container;
    for (xmlNode *child = bt_xml_first(container, NULL), *next; child != NULL; child = next) {
        next = bt_xml_next(child, NULL);
        if (!is_resource(child))
            continue;
        xmlUnlinkNode(child);
        xmlAddNextSibling(after, child);
        after = child;
    }
}

/* Moves the resources that placeholders stand for into the container. */
static void adopt_children(struct config *c, xmlNode *container)
{
    for (xmlNode *place = bt_xml_first(container, GRAMMAR_CHILD), *next; place != NULL; place = next) {
        next = bt_xml_next(place, GRAMMAR_CHILD);
        xmlNode *child = find_child(c, container, bt_xml_id(place), NULL);
        assert(child != NULL); /* check_children() was asked before anything changed */
        xmlUnlinkNode(child);
        xmlReplaceNode(place, child);
        xmlFreeNode(place);
    }
}

static xmlNode *find_pair(const xmlNode *set, const xmlNode *pair)
{
    const char *name = bt_xml_get(pair, XA_NAME);
    return name != NULL ? bt_xml_find(set, XE_NVPAIR, XA_NAME, name) : bt_xml_find(set, XE_NVPAIR, XA_ID_REF, bt_xml_get_or(pair, XA_ID_REF, ""));
}

/* Pairs of the new set into the old one; a set that has rules takes the new rules. */
static void merge_set(xmlNode *old, const xmlNode *set)
{
    bt_xml_each(child, set, NULL) {
        xmlNode *pair = bt_xml_is(child, XE_NVPAIR) ? find_pair(old, child) : NULL;
        if (pair != NULL)
            bt_xml_set(pair, XA_VALUE, bt_xml_get(child, XA_VALUE));
        else if (!bt_xml_is(child, XE_RULE) || bt_xml_first(old, XE_RULE) == NULL)
            bt_xml_add_copy(old, child);
    }
}

static void merge_operations(xmlNode *old, const xmlNode *ops)
{
    bt_xml_each(op, ops, XE_OP) {
        xmlNode *same = NULL;
        bt_xml_each(o, old, XE_OP)
            if (bt_streq(bt_xml_get(o, XA_NAME), bt_xml_get(op, XA_NAME)) && bt_streq(bt_xml_get(o, XA_INTERVAL), bt_xml_get(op, XA_INTERVAL)) &&
                bt_streq(bt_xml_get(o, XA_ROLE), bt_xml_get(op, XA_ROLE)))
                same = o;
        if (same == NULL) {
            bt_xml_add_copy(old, op);
            continue;
        }
        char *id = bt_strdup(bt_xml_id(same));
        bt_xml_copy_attrs(same, op);
        bt_xml_set(same, XA_ID, id);
        free(id);
    }
}

/* What a definition says about an object goes into the one that exists. */
static void merge_object(xmlNode *old, const xmlNode *object)
{
    char *id = bt_strdup(bt_xml_id(old));
    bt_xml_copy_attrs(old, object);
    bt_xml_set(old, XA_ID, id);
    free(id);
    if (bt_xml_is(object, XE_CLUSTER_PROPERTY_SET) || bt_xml_is(object, XE_META_ATTRIBUTES)) {
        merge_set(old, object);
        return;
    }
    bt_xml_each(child, object, NULL) {
        xmlNode *same = bt_xml_first(old, bt_xml_name(child));
        bool set = bt_xml_is(child, XE_INSTANCE_ATTRIBUTES) || bt_xml_is(child, XE_META_ATTRIBUTES) || bt_xml_is(child, XE_UTILIZATION);
        if (set && same != NULL)
            merge_set(same, child);
        else if (bt_xml_is(child, XE_OPERATIONS) && same != NULL)
            merge_operations(same, child);
        else if (set || bt_xml_is(child, XE_OPERATIONS))
            bt_xml_add_copy(old, child);
    }
}

static bool merges_always(const xmlNode *object)
{
    return bt_xml_is(object, XE_CLUSTER_PROPERTY_SET) || bt_xml_is(object, XE_META_ATTRIBUTES) || bt_xml_is(object, XE_NODE);
}

static bool merges(const xmlNode *object, enum config_mode mode)
{
    return merges_always(object) ? mode != CONFIG_PUSH : mode == CONFIG_UPDATE && (bt_xml_is(object, XE_PRIMITIVE) || bt_xml_is(object, XE_TEMPLATE));
}

/* The new element stands where the old one did; its resources come out of the old one. */
static void replace_object(struct config *c, xmlNode *old, const xmlNode *object)
{
    if (is_container(old))
        release_children(old);
    xmlNode *copy = xmlDocCopyNode((xmlNode *)object, c->work, 1);
    assert(copy != NULL);
    xmlReplaceNode(old, copy);
    xmlFreeNode(old);
    adopt_children(c, copy);
}

/* Resources that a whole container brings along (XML) come out of where they are now. */
static void remove_nested(struct config *c, const xmlNode *object)
{
    bt_xml_each(child, object, NULL) {
        if (!is_resource(child))
            continue;
        remove_nested(c, child);
        bt_xml_remove(config_find(c, bt_xml_id(child)));
    }
}

static int define_topology(struct config *c, const xmlNode *object)
{
    bt_xml_remove(bt_xml_first(configuration(c), XE_FENCING_TOPOLOGY));
    bt_xml_add_copy(configuration(c), object);
    return BT_EX_OK;
}

int config_define(struct config *c, const char *keyword, const xmlNode *object, enum config_mode mode, struct bt_err *err)
{
    const char *section = section_of(keyword, object), *id = grammar_id(object);
    if (bt_xml_is(object, XE_FENCING_TOPOLOGY))
        return define_topology(c, object);
    if (section == NULL || id == NULL)
        return bt_fail(err, BT_EX_USAGE, "<%s> is no object of the configuration", bt_xml_name(object));
    xmlNode *old = config_find(c, id);
    if (old != NULL && !bt_streq(bt_xml_name(old), bt_xml_name(object)) && !(is_container(old) && is_container(object) && mode != CONFIG_CREATE))
        return bt_fail(err, BT_EX_EXISTS, "Cannot create %s with ID '%s': Found existing %s with same ID.", kind_of(object), id, kind_of(old));
    if (old != NULL && mode == CONFIG_CREATE && !merges_always(object))
        return bt_fail(err, BT_EX_EXISTS, "Cannot create %s with ID '%s': Found existing %s with same ID.", kind_of(object), id, kind_of(old));
    int rc = check_children(c, object, err);
    if (rc != BT_EX_OK)
        return rc;
    remove_nested(c, object);
    if (old == NULL)
        adopt_children(c, bt_xml_add_copy(bt_xml_ensure_path(configuration(c), section), object));
    else if (merges(object, mode))
        merge_object(old, object);
    else
        replace_object(c, old, object);
    return BT_EX_OK;
}

/* Rename ------------------------------------------------------------------------------------------------------ */

/* Attributes that refer to a resource by its id; each constraint that changes is said. */
static void rename_references(struct config *c, xmlNode *n, const char *from, const char *to)
{
    static const char *const attributes[] = {XA_RSC, XA_WITH_RSC, XA_FIRST, XA_THEN};
    bool constraint = bt_xml_is(n->parent, XE_CONSTRAINTS), modified = false;
    for (size_t i = 0; constraint && i < BT_COUNT(attributes); i++)
        if (bt_streq(bt_xml_get(n, attributes[i]), from)) {
            bt_xml_set(n, attributes[i], to);
            modified = true;
        }
    if (modified)
        remark(c, "modified %s:%s from %s to %s", kind_of(n), bt_xml_id(n), from, to);
    bool reference = bt_xml_is(n, XE_RESOURCE_REF) || bt_xml_is(n, XE_OBJ_REF) || bt_xml_is(n, XE_ROLE);
    if (reference && bt_streq(bt_xml_id(n), from))
        bt_xml_set(n, XA_ID, to);
    if (bt_xml_is(n, XE_PRIMITIVE) && bt_streq(bt_xml_get(n, XE_TEMPLATE), from))
        bt_xml_set(n, XE_TEMPLATE, to);
    bt_xml_each(child, n, NULL)
        rename_references(c, child, from, to);
}

int config_rename(struct config *c, const char *from, const char *to, struct bt_err *err)
{
    xmlNode *n = config_find(c, from);
    if (n == NULL)
        return bt_fail(err, BT_EX_NOSUCH, "object %s does not exist", from);
    if (config_find(c, to) != NULL)
        return bt_fail(err, BT_EX_EXISTS, "Cannot rename %s: an object with ID '%s' exists", from, to);
    bt_xml_set(n, bt_xml_is(n, XE_NODE) ? XA_UNAME : XA_ID, to);
    rename_references(c, configuration(c), from, to);
    return BT_EX_OK;
}

/* Delete ------------------------------------------------------------------------------------------------------ */

/* Whether a constraint names the resource in one of its own attributes. */
static bool names_resource(const xmlNode *constraint, const char *id)
{
    static const char *const attributes[] = {XA_RSC, XA_WITH_RSC, XA_FIRST, XA_THEN};
    for (size_t i = 0; i < BT_COUNT(attributes); i++)
        if (bt_streq(bt_xml_get(constraint, attributes[i]), id))
            return true;
    return false;
}

/* Takes a resource out of a constraint's sets; true if the constraint has sets and none is left. */
static bool empty_sets(xmlNode *constraint, const char *id)
{
    bool had = bt_xml_first(constraint, XE_RESOURCE_SET) != NULL;
    for (xmlNode *set = bt_xml_first(constraint, XE_RESOURCE_SET), *next; set != NULL; set = next) {
        next = bt_xml_next(set, XE_RESOURCE_SET);
        bt_xml_remove(bt_xml_find(set, XE_RESOURCE_REF, XA_ID, id));
        if (bt_xml_first(set, XE_RESOURCE_REF) == NULL && bt_xml_get(set, XA_ID_REF) == NULL)
            bt_xml_remove(set);
    }
    return had && bt_xml_first(constraint, XE_RESOURCE_SET) == NULL;
}

static void delete_constraints(struct config *c, const char *id)
{
    for (xmlNode *n = bt_xml_first(bt_xml_first(configuration(c), XE_CONSTRAINTS), NULL), *next; n != NULL; n = next) {
        next = bt_xml_next(n, NULL);
        if (names_resource(n, id) || empty_sets(n, id)) {
            remark(c, "hanging %s:%s deleted", kind_of(n), bt_xml_id(n));
            bt_xml_remove(n);
        }
    }
}

/* Tags that only had this object go; fencing levels lose the device. */
static void delete_references(struct config *c, const char *id)
{
    for (xmlNode *tag = bt_xml_first(bt_xml_first(configuration(c), XE_TAGS), XE_TAG), *next; tag != NULL; tag = next) {
        next = bt_xml_next(tag, XE_TAG);
        xmlNode *ref = bt_xml_find(tag, XE_OBJ_REF, XA_ID, id);
        bt_xml_remove(ref);
        if (ref != NULL && bt_xml_first(tag, XE_OBJ_REF) == NULL) {
            remark(c, "hanging tag:%s deleted", bt_xml_id(tag));
            bt_xml_remove(tag);
        }
    }
    for (xmlNode *level = bt_xml_first(bt_xml_first(configuration(c), XE_FENCING_TOPOLOGY), NULL), *next; level != NULL; level = next) {
        struct bt_strv devices = {0};
        struct bt_buf left = {0};
        next = bt_xml_next(level, NULL);
        bt_strv_split(&devices, bt_xml_get_or(level, XA_DEVICES, ""), ",");
        for (size_t i = 0; i < devices.n; i++)
            if (!bt_streq(devices.v[i], id))
                bt_buf_addf(&left, "%s%s", left.len > 0 ? "," : "", devices.v[i]);
        if (left.len == 0)
            bt_xml_remove(level);
        else
            bt_xml_set(level, XA_DEVICES, left.text);
        bt_buf_free(&left);
        bt_strv_free(&devices);
    }
}

static bool has_resources(const xmlNode *container)
{
    bt_xml_each(child, container, NULL)
        if (is_resource(child))
            return true;
    return false;
}

static void delete_element(struct config *c, xmlNode *n)
{
    char *id = bt_strdup(grammar_id(n));
    xmlNode *parent = n->parent;
    if (is_container(n)) { /* what was said of it holds for what was in it */
        xmlNode *heir = NULL;
        bt_xml_each(child, n, NULL)
            heir = heir == NULL && is_resource(child) ? child : heir;
        if (heir != NULL)
            rename_references(c, configuration(c), id, bt_xml_id(heir));
        release_children(n);
    }
    if (is_resource(n)) {
        delete_constraints(c, id);
        delete_references(c, id);
    }
    bt_xml_remove(n);
    if (is_container(parent) && !has_resources(parent))
        delete_element(c, parent);
    free(id);
}

int config_delete(struct config *c, const char *id, struct bt_err *err)
{
    xmlNode *n = config_find(c, id);
    if (n == NULL)
        return bt_fail(err, BT_EX_NOSUCH, "object %s does not exist", id);
    delete_element(c, n);
    return BT_EX_OK;
}

/* Whole configurations ------------------------------------------------------------------------------------------ */

void config_erase(struct config *c, bool nodes_too)
{
    static const char *const kept[] = {XE_CRM_CONFIG, XE_NODES, XE_RESOURCES, XE_CONSTRAINTS};
    for (xmlNode *section = bt_xml_first(configuration(c), NULL), *next; section != NULL; section = next) {
        next = bt_xml_next(section, NULL);
        bool keep = false;
        for (size_t i = 0; i < BT_COUNT(kept); i++)
            keep = keep || bt_xml_is(section, kept[i]);
        if (!keep)
            bt_xml_remove(section);
        else if (nodes_too || !bt_xml_is(section, XE_NODES))
            while (bt_xml_first(section, NULL) != NULL)
                bt_xml_remove(bt_xml_first(section, NULL));
    }
}

static int load_section(struct config *c, const xmlNode *section, enum config_mode mode, struct bt_err *err)
{
    int rc = BT_EX_OK;
    if (bt_xml_is(section, XE_FENCING_TOPOLOGY))
        return bt_xml_first(section, NULL) != NULL ? define_topology(c, section) : rc;
    bt_xml_each(object, section, NULL)
        if (rc == BT_EX_OK)
            rc = config_define(c, bt_xml_name(section), object, mode, err);
    return rc;
}

int config_load_xml(struct config *c, const xmlNode *root, enum config_mode mode, struct bt_err *err)
{
    const xmlNode *from = bt_xml_is(root, XE_CIB) ? bt_xml_first(root, XE_CONFIGURATION) : root;
    int rc = BT_EX_OK;
    if (from == NULL || !bt_xml_is(from, XE_CONFIGURATION))
        return config_define(c, NULL, root, mode, err);
    bt_xml_each(section, from, NULL)
        if (rc == BT_EX_OK)
            rc = load_section(c, section, mode, err);
    return rc;
}
