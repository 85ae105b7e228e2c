/* cib/cib_upgrade.c - documents of older schemas brought to the newest (see cib.h: cib_upgrade).
 *
 *   1. From 1.x: users with permissions of their own get a role each; permissions get their present form.
 *   2. From 2.x: old names of options, parameters and meta attributes become the present ones, move to where they are looked for now, or go if nothing heeds them.
 *   3. What operations said of `requires` moves to the resource; what they said of themselves in instance attributes moves to their meta attributes.
 *   4. From 3.x: nothing but the schema's name; each takes the documents of the earlier ones.
 *
 * Source: the tables below are what Pacemaker 2.1.5's `cibadmin --upgrade` was seen to do (and its description of the old names); ids of what is made are as there.
 * We differ where it loses something: an isolated resource keeps its migration-threshold, and defaults move into an empty op_defaults too.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_private.h"

/* Before the ids of what an upgrade makes. */
#define MADE "_2TO3_"

/* Step 2: names ---------------------------------------------------------------------------------------------- */

enum place { STAYS, TO_OP_DEFAULTS, TO_RSC_DEFAULTS };

/* An old name of an nvpair. The first row that fits is taken. */
struct old_name {
    const char *name;
    const char *to;     /* its present name; NULL: nothing heeds it any more */
    enum place place;
    const char *only;   /* only with this value; NULL: with any */
    const char *prefix; /* only with a value that begins so, which is taken off */
    const char *value;  /* its new value; NULL: as it was */
};

static const struct old_name options[] = {
    {"cluster-infrastructure", NULL, STAYS, "heartbeat", NULL, NULL},
    {"cluster-infrastructure", NULL, STAYS, "openais", NULL, NULL},
    {"cluster-infrastructure", NULL, STAYS, "classic openais", NULL, NULL},
    {"cluster-infrastructure", NULL, STAYS, "classic openais (with plugin)", NULL, NULL},
    {"cluster-infrastructure", NULL, STAYS, "cman", NULL, NULL},
    {"cluster_recheck_interval", "cluster-recheck-interval", STAYS, NULL, NULL, NULL},
    {"dc_deadtime", "dc-deadtime", STAYS, NULL, NULL, NULL},
    {"default-action-timeout", XA_TIMEOUT, TO_OP_DEFAULTS, NULL, NULL, NULL},
    {"default_action_timeout", XA_TIMEOUT, TO_OP_DEFAULTS, NULL, NULL, NULL},
    {"default-migration-threshold", NULL, STAYS, NULL, NULL, NULL},
    {"default_migration_threshold", NULL, STAYS, NULL, NULL, NULL},
    {"default-resource-stickiness", "resource-stickiness", TO_RSC_DEFAULTS, NULL, NULL, NULL},
    {"default_resource_stickiness", "resource-stickiness", TO_RSC_DEFAULTS, NULL, NULL, NULL},
    {"default-resource-failure-stickiness", "migration-threshold", TO_RSC_DEFAULTS, "-INFINITY", NULL, "1"},
    {"default-resource-failure-stickiness", NULL, STAYS, NULL, NULL, NULL},
    {"default_resource_failure_stickiness", "migration-threshold", TO_RSC_DEFAULTS, "-INFINITY", NULL, "1"},
    {"default_resource_failure_stickiness", NULL, STAYS, NULL, NULL, NULL},
    {"election_timeout", "election-timeout", STAYS, NULL, NULL, NULL},
    {"expected-quorum-votes", NULL, STAYS, NULL, NULL, NULL},
    {"is-managed-default", "is-managed", TO_RSC_DEFAULTS, NULL, NULL, NULL},
    {"is_managed_default", "is-managed", TO_RSC_DEFAULTS, NULL, NULL, NULL},
    {"no_quorum_policy", "no-quorum-policy", STAYS, NULL, NULL, NULL},
    {"notification-agent", NULL, STAYS, NULL, NULL, NULL},
    {"notification-recipient", NULL, STAYS, NULL, NULL, NULL},
    {"remove_after_stop", "remove-after-stop", STAYS, NULL, NULL, NULL},
    {"shutdown_escalation", "shutdown-escalation", STAYS, NULL, NULL, NULL},
    {"startup_fencing", "startup-fencing", STAYS, NULL, NULL, NULL},
    {"stonith_action", "stonith-action", STAYS, NULL, NULL, NULL},
    {"stonith_enabled", "stonith-enabled", STAYS, NULL, NULL, NULL},
    {"stop_orphan_actions", "stop-orphan-actions", STAYS, NULL, NULL, NULL},
    {"stop_orphan_resources", "stop-orphan-resources", STAYS, NULL, NULL, NULL},
    {"symmetric_cluster", "symmetric-cluster", STAYS, NULL, NULL, NULL},
    {"transition_idle_timeout", "cluster-delay", STAYS, NULL, NULL, NULL},
    {NULL, NULL, STAYS, NULL, NULL, NULL},
};

/* Of primitives and templates. */
static const struct old_name parameters[] = {
    {"pcmk_arg_map", "pcmk_host_argument", STAYS, NULL, "port:", NULL},
    {"pcmk_arg_map", NULL, STAYS, NULL, NULL, NULL},
    {"pcmk_list_cmd", "pcmk_list_action", STAYS, NULL, NULL, NULL},
    {"pcmk_monitor_cmd", "pcmk_monitor_action", STAYS, NULL, NULL, NULL},
    {"pcmk_off_cmd", "pcmk_off_action", STAYS, NULL, NULL, NULL},
    {"pcmk_on_cmd", "pcmk_on_action", STAYS, NULL, NULL, NULL},
    {"pcmk_reboot_cmd", "pcmk_reboot_action", STAYS, NULL, NULL, NULL},
    {"pcmk_status_cmd", "pcmk_status_action", STAYS, NULL, NULL, NULL},
    {NULL, NULL, STAYS, NULL, NULL, NULL},
};

/* A resource that ran isolated must not run without it. */
static const struct old_name metas[] = {
    {"isolation", "target-role", STAYS, NULL, NULL, "Stopped"},
    {"isolation-host", "target-role", STAYS, NULL, NULL, "Stopped"},
    {"isolation-instance", "target-role", STAYS, NULL, NULL, "Stopped"},
    {"isolation-wrapper", "target-role", STAYS, NULL, NULL, "Stopped"},
    {"resource-failure-stickiness", "migration-threshold", STAYS, "-INFINITY", NULL, "1"},
    {"resource-failure-stickiness", NULL, STAYS, NULL, NULL, NULL},
    {"resource_failure_stickiness", "migration-threshold", STAYS, "-INFINITY", NULL, "1"},
    {"resource_failure_stickiness", NULL, STAYS, NULL, NULL, NULL},
    {NULL, NULL, STAYS, NULL, NULL, NULL},
};

static const struct old_name *old_name_of(const struct old_name *rows, const xmlNode *nvpair)
{
    const char *name = bt_xml_get(nvpair, XA_NAME), *value = bt_xml_get(nvpair, XA_VALUE);
    for (; rows->name != NULL; rows++)
        if (bt_streq(rows->name, name) && (rows->only == NULL || bt_streq(rows->only, value)) &&
            (rows->prefix == NULL || bt_starts(value, rows->prefix)))
            return rows;
    return NULL;
}

/* Sets ------------------------------------------------------------------------------------------------------- */

static bool is_referred_to(const xmlNode *n, const char *id)
{
    if (bt_streq(bt_xml_get(n, XA_ID_REF), id))
        return true;
    bt_xml_each(child, n, NULL)
        if (is_referred_to(child, id))
            return true;
    return false;
}

/* Takes a set away that lost its last nvpair. */
static void drop_if_empty(const xmlNode *cib, xmlNode *set)
{
    if (bt_xml_first(set, XE_NVPAIR) == NULL && !is_referred_to(cib, bt_xml_id(set)))
        bt_xml_remove(set);
}

/* The set below n that takes what moves there: the first that has no rule and is there by itself, or a new one. made: its id. */
static xmlNode *set_in(xmlNode *n, const char *made, const char *suffix)
{
    bt_xml_each(set, n, XE_META_ATTRIBUTES)
        if (bt_xml_id(set) != NULL && bt_xml_first(set, XE_RULE) == NULL)
            return set;
    xmlNode *set = bt_xml_add(n, XE_META_ATTRIBUTES);
    bt_xml_setf(set, XA_ID, MADE "%s%s", made, suffix);
    return set;
}

/* Moves an nvpair to a set's end; if the name is there already, that one stands and this one goes. */
static void move_to(xmlNode *set, xmlNode *nvpair)
{
    if (bt_xml_find(set, XE_NVPAIR, XA_NAME, bt_xml_get(nvpair, XA_NAME)) == NULL)
        bt_xml_add_copy(set, nvpair);
    bt_xml_remove(nvpair);
}

static void rename_one(xmlNode *cib, xmlNode *nvpair, const struct old_name *row)
{
    if (row->to == NULL) {
        bt_xml_remove(nvpair);
        return;
    }
    bt_xml_set(nvpair, XA_NAME, row->to);
    if (row->prefix != NULL) {
        char *rest = bt_strdup(bt_xml_get(nvpair, XA_VALUE) + strlen(row->prefix));
        bt_xml_set(nvpair, XA_VALUE, rest);
        free(rest);
    }
    if (row->value != NULL)
        bt_xml_set(nvpair, XA_VALUE, row->value);
    if (row->place == STAYS)
        return;
    bool op = row->place == TO_OP_DEFAULTS;
    xmlNode *defaults = bt_xml_ensure_path(bt_xml_first(cib, XE_CONFIGURATION), op ? XE_OP_DEFAULTS : XE_RSC_DEFAULTS);
    move_to(set_in(defaults, "", op ? "-op-defaults" : "-rsc-defaults"), nvpair);
}

static void rename_in(xmlNode *cib, xmlNode *parent, const char *sets, const struct old_name *rows)
{
    xmlNode *next_set, *next;
    for (xmlNode *set = bt_xml_first(parent, sets); set != NULL; set = next_set) {
        bool changed = false;
        next_set = bt_xml_next(set, sets);
        for (xmlNode *nvpair = bt_xml_first(set, XE_NVPAIR); nvpair != NULL; nvpair = next) {
            next = bt_xml_next(nvpair, XE_NVPAIR);
            const struct old_name *row = old_name_of(rows, nvpair);
            changed |= row != NULL;
            if (row != NULL)
                rename_one(cib, nvpair, row);
        }
        if (changed)
            drop_if_empty(cib, set);
    }
}

/* Step 3: operations ----------------------------------------------------------------------------------------- */

/* Moves one op's word on what its resource requires to the resource, if that has none yet; takes it away in any case. */
static void lift_requires_attr(xmlNode *rsc, xmlNode *op, bool *done)
{
    const char *value = bt_xml_get(op, XA_REQUIRES);
    if (value != NULL && !*done) {
        xmlNode *set = bt_xml_add(rsc, XE_META_ATTRIBUTES), *nvpair = bt_xml_add(set, XE_NVPAIR);
        bt_xml_setf(set, XA_ID, MADE "%s-meta", bt_xml_id(rsc));
        bt_xml_setf(nvpair, XA_ID, MADE "%s-meta-requires", bt_xml_id(op));
        bt_xml_set(nvpair, XA_NAME, XA_REQUIRES);
        bt_xml_set(nvpair, XA_VALUE, value);
        *done = true;
    }
    bt_xml_set(op, XA_REQUIRES, NULL);
}

static void lift_requires_pair(const xmlNode *cib, xmlNode *rsc, xmlNode *set, bool *done)
{
    xmlNode *nvpair = bt_xml_find(set, XE_NVPAIR, XA_NAME, XA_REQUIRES);
    if (nvpair == NULL)
        return;
    if (!*done) {
        xmlNode *above = bt_xml_add(rsc, XE_META_ATTRIBUTES);
        bt_xml_setf(above, XA_ID, MADE "%s", bt_xml_id(set));
        bt_xml_add_copy(above, nvpair);
        *done = true;
    }
    bt_xml_remove(nvpair);
    drop_if_empty(cib, set);
}

/* verb NULL: what any other operation says of it never mattered. */
static void lift_requires(const xmlNode *cib, xmlNode *rsc, const char *verb, bool *done)
{
    static const char *const kinds[] = {XE_META_ATTRIBUTES, XE_INSTANCE_ATTRIBUTES};
    xmlNode *next;
    bool never = true;
    bt_xml_each(op, bt_xml_first(rsc, XE_OPERATIONS), XE_OP) {
        if (verb != NULL && !bt_streq(bt_xml_get(op, XA_NAME), verb))
            continue;
        lift_requires_attr(rsc, op, verb != NULL ? done : &never);
        for (size_t i = 0; i < BT_COUNT(kinds); i++)
            for (xmlNode *set = bt_xml_first(op, kinds[i]); set != NULL; set = next) {
                next = bt_xml_next(set, kinds[i]);
                lift_requires_pair(cib, rsc, set, verb != NULL ? done : &never);
            }
    }
}

static bool has_requires(const xmlNode *rsc)
{
    bt_xml_each(set, rsc, XE_META_ATTRIBUTES)
        if (bt_xml_find(set, XE_NVPAIR, XA_NAME, XA_REQUIRES) != NULL)
            return true;
    return false;
}

/* What an operation says of itself is no parameter of the agent. */
static void sort_op_attributes(const xmlNode *cib, xmlNode *op)
{
    static const char *const own[] = {XA_INTERVAL_ORIGIN, XA_START_DELAY, XA_ENABLED, XA_ON_FAIL, XA_RECORD_PENDING, XA_ROLE, XA_TIMEOUT};
    xmlNode *next_set, *next;
    for (xmlNode *set = bt_xml_first(op, XE_INSTANCE_ATTRIBUTES); set != NULL; set = next_set) {
        bool moved = false;
        next_set = bt_xml_next(set, XE_INSTANCE_ATTRIBUTES);
        for (xmlNode *nvpair = bt_xml_first(set, XE_NVPAIR); nvpair != NULL; nvpair = next) {
            next = bt_xml_next(nvpair, XE_NVPAIR);
            size_t i = 0;
            while (i < BT_COUNT(own) && !bt_streq(bt_xml_get(nvpair, XA_NAME), own[i]))
                i++;
            if (i == BT_COUNT(own))
                continue;
            move_to(set_in(op, bt_xml_id(op), "-meta"), nvpair);
            moved = true;
        }
        if (moved)
            drop_if_empty(cib, set);
    }
}

static void upgrade_resource(xmlNode *cib, xmlNode *rsc)
{
    bool done = has_requires(rsc);
    rename_in(cib, rsc, XE_INSTANCE_ATTRIBUTES, parameters);
    rename_in(cib, rsc, XE_META_ATTRIBUTES, metas);
    lift_requires(cib, rsc, "start", &done);
    lift_requires(cib, rsc, "promote", &done);
    lift_requires(cib, rsc, NULL, &done);
    bt_xml_each(op, bt_xml_first(rsc, XE_OPERATIONS), XE_OP)
        sort_op_attributes(cib, op);
}

static void upgrade_resources(xmlNode *cib, xmlNode *parent)
{
    bt_xml_each(n, parent, NULL) {
        if (bt_xml_is(n, XE_PRIMITIVE) || bt_xml_is(n, XE_TEMPLATE))
            upgrade_resource(cib, n);
        else
            upgrade_resources(cib, n);
    }
}

static void upgrade_from_2(xmlNode *cib)
{
    rename_in(cib, cib_section_of(cib, XE_CRM_CONFIG), XE_CLUSTER_PROPERTY_SET, options);
    bt_xml_each(node, cib_section_of(cib, XE_NODES), XE_NODE)
        if (bt_streq(bt_xml_get(node, XA_TYPE), "normal"))
            bt_xml_set(node, XA_TYPE, "member");
    upgrade_resources(cib, cib_section_of(cib, XE_RESOURCES));
    bt_xml_each(colocation, cib_section_of(cib, XE_CONSTRAINTS), XE_RSC_COLOCATION) { /* never had an effect */
        bt_xml_set(colocation, XA_SCORE_ATTRIBUTE, NULL);
        bt_xml_set(colocation, XA_SCORE_ATTRIBUTE_MANGLE, NULL);
    }
}

/* Step 1: permissions ---------------------------------------------------------------------------------------- */

static void upgrade_permission(xmlNode *n)
{
    char *kind = bt_strdup(bt_xml_name(n)), *tag = bt_strdup(bt_xml_get(n, XA_TAG)), *ref = bt_strdup(bt_xml_get(n, XA_REF));
    char *attr = bt_strdup(bt_xml_get(n, XA_ATTRIBUTE)), *xpath = bt_strdup(bt_xml_get(n, XA_XPATH));
    xmlNodeSetName(n, BAD_CAST XE_ACL_PERMISSION);
    bt_xml_set(n, XA_XPATH, NULL);
    bt_xml_set(n, XA_TAG, NULL);
    bt_xml_set(n, XA_REF, NULL);
    bt_xml_set(n, XA_ATTRIBUTE, NULL);
    bt_xml_set(n, XA_KIND, kind);
    if (ref != NULL) {
        bt_xml_set(n, XA_REFERENCE, ref); /* all of it now: there is no attribute of a reference any more */
    } else if (tag != NULL) {
        bt_xml_set(n, XA_OBJECT_TYPE, tag);
        bt_xml_set(n, XA_ATTRIBUTE, attr);
    } else if (attr != NULL) {
        bt_xml_setf(n, XA_XPATH, "%s[@%s]", xpath != NULL ? xpath : "", attr);
    } else {
        bt_xml_set(n, XA_XPATH, xpath);
    }
    free(xpath);
    free(kind);
    free(tag);
    free(ref);
    free(attr);
}

static void upgrade_permissions(xmlNode *role)
{
    bt_xml_each(n, role, NULL)
        if (bt_xml_is(n, XE_READ) || bt_xml_is(n, XE_WRITE) || bt_xml_is(n, XE_DENY))
            upgrade_permission(n);
}

/* A user with permissions of its own gets a role that has them. */
static void upgrade_user(xmlNode *user)
{
    xmlNodeSetName(user, BAD_CAST XE_ACL_TARGET);
    bt_xml_each(ref, user, XE_ROLE_REF)
        xmlNodeSetName(ref, BAD_CAST XE_ROLE);
    upgrade_permissions(user);
    if (bt_xml_first(user, XE_ACL_PERMISSION) == NULL)
        return;
    xmlNode *role = xmlNewDocNode(user->doc, NULL, BAD_CAST XE_ACL_ROLE, NULL);
    bt_xml_setf(role, XA_ID, "auto-%s", bt_xml_id(user));
    xmlNode *permission;
    while ((permission = bt_xml_first(user, XE_ACL_PERMISSION)) != NULL) {
        bt_xml_add_copy(role, permission);
        bt_xml_remove(permission);
    }
    xmlAddNextSibling(user, role);
    bt_xml_setf(bt_xml_add(user, XE_ROLE), XA_ID, "auto-%s", bt_xml_id(user));
}

static void upgrade_from_1(xmlNode *cib)
{
    bt_xml_each(n, cib_section_of(cib, XE_ACLS), NULL) {
        if (bt_xml_is(n, XE_ACL_USER))
            upgrade_user(n);
        else
            upgrade_permissions(n);
    }
}

int cib_upgrade(const xmlNode *cib, xmlDoc **ret, struct bt_err *err)
{
    const char *name = bt_xml_get_or(cib, XA_VALIDATE_WITH, "none");
    int rank = xml_schema_rank(name);
    bool none = strcmp(name, "none") == 0;
    if (rank == 0 && !none)
        return bt_fail(err, BT_EX_CONFIG, "documents of the schema %s can't be upgraded: only those of pacemaker-1.0 and later", name);
    xmlDoc *doc = bt_xml_doc_of(cib);
    xmlNode *root = bt_xml_root(doc);
    if (!none && rank < 2000)
        upgrade_from_1(root);
    if (!none && rank < 3000)
        upgrade_from_2(root);
    if (!none)
        bt_xml_set(root, XA_VALIDATE_WITH, CIB_SCHEMA_LATEST);
    int rc = cib_validate(root, err);
    if (rc != 0) {
        bt_err_context(err, "the configuration of the schema %s can't be upgraded to %s", name, CIB_SCHEMA_LATEST);
        bt_xml_free(doc);
    } else {
        *ret = doc;
    }
    return rc;
}

int cib_upgrade_old(xmlDoc **doc, struct bt_err *err)
{
    const char *name = bt_xml_get(bt_xml_root(*doc), XA_VALIDATE_WITH);
    xmlDoc *upgraded = NULL;
    if (!bt_starts(name, "pacemaker-1.") && !bt_starts(name, "pacemaker-2."))
        return 0;
    int rc = cib_upgrade(bt_xml_root(*doc), &upgraded, err);
    if (rc == 0) {
        bt_xml_free(*doc);
        *doc = upgraded;
    }
    return rc;
}
