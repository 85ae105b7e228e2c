/* pengine/model_rscs.c - the tree of resources: primitives, groups, clones with their instances.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/model.h"
#include "pengine/rules.h"

/* --- the tree --------------------------------------------------------------------------------------------- */

const struct pe_rsc *pe_top(const struct pe_rsc *r)
{
    while (r->parent != NULL)
        r = r->parent;
    return r;
}

bool pe_in_clone(const struct pe_rsc *r)
{
    return pe_top(r)->kind == PE_CLONE;
}

bool pe_is_active(const struct pe_rsc *r, bool all)
{
    if (r->kind == PE_PRIMITIVE) { /* what was left on a node that is gone for sure is not */
        for (size_t i = 0; i < r->active_on.n; i++)
            if (r->active_on.v[i]->unclean || r->active_on.v[i]->online || !r->managed)
                return true;
        return false;
    }
    for (size_t i = 0; i < r->n_children; i++)
        if (pe_is_active(r->children[i], all) != all)
            return !all;
    return all && r->n_children > 0;
}

enum bt_role pe_role_of(const struct pe_rsc *r)
{
    if (r->kind == PE_PRIMITIVE)
        return r->role;
    enum bt_role most = BT_ROLE_UNKNOWN;
    for (size_t i = 0; i < r->n_children; i++) {
        enum bt_role role = pe_role_of(r->children[i]);
        if (role > most)
            most = role;
    }
    return most;
}

enum bt_role pe_refine_role(const struct pe_rsc *r, enum bt_role role)
{
    return role == BT_ROLE_STARTED && pe_top(r)->promotable ? BT_ROLE_UNPROMOTED : role;
}

enum bt_role pe_present_role(const struct pe_rsc *r)
{
    return pe_refine_role(r, pe_role_of(r));
}

struct pe_rsc *pe_find_below(struct pe_rsc *r, const char *config_id)
{
    if (bt_streq(r->config_id, config_id))
        return r;
    for (size_t i = 0; i < r->n_children; i++) {
        struct pe_rsc *found = pe_find_below(r->children[i], config_id);
        if (found != NULL)
            return found;
    }
    return NULL;
}

const struct pe_rsc *pe_last_member(const struct pe_rsc *group)
{
    return group->n_children > 0 ? group->children[group->n_children - 1] : NULL;
}

/* --- meta attributes -------------------------------------------------------------------------------------- */

static const char *from_either(const struct pe_rsc *r, const char *attr)
{
    const char *value = bt_xml_get(r->xml, attr);
    return value != NULL || r->template_xml == NULL ? value : bt_xml_get(r->template_xml, attr);
}

/* Own ones first, then the template's, then what the parent has, then the defaults. */
static void resolve_meta(struct pe_model *m, struct pe_rsc *r)
{
    struct pe_rule_context c = {.now = m->now, .recheck_s = &m->recheck_s,
                                .standard = r->standard, .provider = r->provider, .type = r->type};
    pe_add_sets(m, r->xml, XE_META_ATTRIBUTES, NULL, &c, &r->meta);
    if (r->template_xml != NULL)
        pe_add_sets(m, r->template_xml, XE_META_ATTRIBUTES, NULL, &c, &r->meta);
    if (r->parent != NULL)
        for (size_t i = 0; i < r->parent->meta.n; i++)
            pe_attr_set(m, &r->meta, r->parent->meta.v[i].name, r->parent->meta.v[i].value, false);
    pe_add_sets(m, m->priv->rsc_defaults, XE_META_ATTRIBUTES, NULL, &c, &r->meta);
}

static int meta_int(const struct pe_rsc *r, const char *name, const char *old_name, int otherwise)
{
    const char *value = PE_RSC_META(r, name);
    int64_t n;
    if (value == NULL && old_name != NULL)
        value = PE_RSC_META(r, old_name);
    return value != NULL && bt_parse_int(value, &n) ? bt_score_clamp(n) : otherwise;
}

static int meta_score(const struct pe_model *m, const struct pe_rsc *r, const char *name, int otherwise)
{
    pe_score_parse(m, PE_RSC_META(r, name), &otherwise);
    return otherwise;
}

static bool meta_bool(const struct pe_rsc *r, const char *name, bool otherwise)
{
    return bt_is_true(PE_RSC_META(r, name), otherwise);
}

/* target-role, as far as it holds a resource back: Promoted is what would be done anyway. */
static enum bt_role target_role(struct pe_model *m, const struct pe_rsc *r)
{
    const char *value = PE_RSC_META(r, "target-role");
    if (value == NULL || bt_strcaseeq(value, "started") || bt_strcaseeq(value, "default"))
        return BT_ROLE_UNKNOWN;
    enum bt_role role = bt_role_parse(value);
    if (role == BT_ROLE_UNKNOWN) {
        pe_error(m, "resource %s: '%s' is not a role; target-role is ignored", r->id, value);
        return BT_ROLE_UNKNOWN;
    }
    if (role <= BT_ROLE_STARTED)
        return role;
    if (!pe_top(r)->promotable) {
        pe_error(m, "resource %s is not part of a promotable clone: target-role '%s' is ignored", r->id, value);
        return BT_ROLE_UNKNOWN;
    }
    return role == BT_ROLE_PROMOTED ? BT_ROLE_UNKNOWN : role;
}

/* What a start waits for when "requires" does not say it. */
static const char *default_requires(const struct pe_model *m, const struct pe_rsc *r)
{
    if (r->fence_device || (bt_streq(r->provider, "pacemaker") && bt_streq(r->type, "remote")))
        return "quorum";
    if (m->priv->unfencing && m->stonith_enabled)
        return "unfencing";
    if (m->stonith_enabled)
        return "fencing";
    return m->quorum_policy == PE_QUORUM_IGNORE ? "nothing" : "quorum";
}

static void read_requires(struct pe_model *m, struct pe_rsc *r)
{
    const char *value = PE_RSC_META(r, XA_REQUIRES);
    bool unfencing = bt_strcaseeq(value, "unfencing");
    if (unfencing && (r->fence_device || !m->stonith_enabled)) {
        pe_warn(m, "resource %s: requires=unfencing %s, using quorum", r->config_id,
                m->stonith_enabled ? "is not possible for a fence device" : "needs stonith-enabled");
        value = "quorum";
        unfencing = false;
    }
    if (value == NULL || !(bt_strcaseeq(value, "nothing") || bt_strcaseeq(value, "quorum") ||
                           bt_strcaseeq(value, "fencing") || unfencing)) {
        if (value != NULL)
            pe_error(m, "resource %s: '%s' is not a value for requires", r->config_id, value);
        value = default_requires(m, r);
    }
    if (bt_strcaseeq(value, "fencing") && !m->stonith_enabled)
        pe_warn(m, "resource %s: requires=fencing, but stonith-enabled is off", r->config_id);
    r->needs_quorum = bt_strcaseeq(value, "quorum");
    r->needs_unfencing = bt_strcaseeq(value, "unfencing");
    m->priv->unfencing |= r->needs_unfencing;
    r->needs_fencing = r->needs_unfencing || bt_strcaseeq(value, "fencing");
}

static void read_common_meta(struct pe_model *m, struct pe_rsc *r)
{
    r->priority = meta_score(m, r, XA_PRIORITY, 0);
    r->critical = meta_bool(r, "critical", true);
    r->managed = meta_bool(r, "is-managed", true);
    r->maintenance = meta_bool(r, "maintenance", false);
    r->notify = meta_bool(r, "notify", false);
    r->interleave = meta_bool(r, "interleave", false);
    r->allow_migrate = meta_bool(r, "allow-migrate", r->kind == PE_PRIMITIVE && bt_streq(r->provider, "pacemaker") &&
                                                         bt_streq(r->type, "remote"));
    if (m->maintenance_mode || r->maintenance)
        r->managed = false;
    r->unique = pe_in_clone(r) ? meta_bool(r, "globally-unique", false) : true;
    const char *stickiness = PE_RSC_META(r, "resource-stickiness");
    if (!bt_strcaseeq(stickiness, "default"))
        bt_score_parse(stickiness, &r->stickiness);
    const char *threshold = PE_RSC_META(r, "migration-threshold");
    r->migration_threshold = BT_INFINITY;
    if (threshold != NULL && !bt_strcaseeq(threshold, "default") && bt_score_parse(threshold, &r->migration_threshold) &&
        r->migration_threshold < 0)
        r->migration_threshold = BT_INFINITY;
    const char *timeout = PE_RSC_META(r, "failure-timeout");
    if (timeout != NULL && !bt_strcaseeq(timeout, "default"))
        r->failure_timeout_ms = bt_duration_ms_or(timeout, 0) / 1000 * 1000;
    read_requires(m, r);
}

/* --- kinds ------------------------------------------------------------------------------------------------ */

static struct pe_rsc *new_resource(struct pe_model *m, const xmlNode *xml, enum pe_kind kind, struct pe_rsc *parent,
                                   int instance)
{
    struct pe_arena *a = &m->priv->arena;
    struct pe_rsc *r = PE_NEW(a, struct pe_rsc);
    r->kind = kind;
    r->xml = xml;
    r->has_params = bt_xml_first(xml, XE_INSTANCE_ATTRIBUTES) != NULL;
    r->parent = parent;
    r->instance = instance;
    r->config_id = bt_xml_id(xml);
    r->id = instance >= 0 ? pe_printf(a, "%s:%d", r->config_id, instance) : r->config_id;
    r->role = BT_ROLE_STOPPED;
    r->history = PE_NEW(a, struct pe_history);
    const char *template = bt_xml_get(xml, XA_TEMPLATE);
    if (template != NULL) {
        r->template_xml = pe_element_by_id(m, template);
        if (!bt_xml_is(r->template_xml, XE_TEMPLATE)) {
            pe_error(m, "resource %s: there is no template %s", r->id, template);
            r->template_xml = NULL;
        }
    }
    return r;
}

static bool is_taken(struct pe_model *m, const struct pe_rsc *r)
{
    if (bt_map_get(m->priv->rsc_by_id, r->id) == NULL)
        return false;
    pe_error(m, "resource %s is configured twice; the first counts", r->id);
    return true;
}

static void enlist(struct pe_model *m, struct pe_rsc *r)
{
    r->index = (int)m->priv->all.n;
    PE_PUSH(&m->priv->arena, &m->priv->all, r);
    if (bt_map_get(m->priv->rsc_by_id, r->id) == NULL)
        bt_map_put(m->priv->rsc_by_id, r->id, r);
    m->rscs = m->priv->all.v;
    m->n_rscs = m->priv->all.n;
}

static void add_child(struct pe_model *m, struct pe_rsc *parent, struct pe_rsc *child)
{
    assert(child->parent == parent && child->kind < parent->kind);
    struct { struct pe_rsc **v; size_t n, cap; } list = {parent->children, parent->n_children, parent->n_children};
    while (list.cap & (list.cap - 1)) /* PE_PUSH grows by doubling: capacities are 0, 4, 8, 16 ... */
        list.cap++;
    if (list.cap > 0 && list.cap < 4)
        list.cap = 4;
    PE_PUSH(&m->priv->arena, &list, child);
    parent->children = list.v;
    parent->n_children = list.n;
}

static void setup_primitive(struct pe_model *m, struct pe_rsc *r)
{
    r->standard = from_either(r, XA_CLASS);
    r->provider = from_either(r, XA_PROVIDER);
    r->type = from_either(r, XA_TYPE);
    r->fence_device = bt_streq(r->standard, "stonith");
    if (r->fence_device)
        m->have_fence_device = true;
}

static void setup_group(struct pe_model *m, struct pe_rsc *r)
{
    r->ordered = meta_bool(r, "ordered", true);
    r->colocated = meta_bool(r, "collocated", true);
    bt_xml_each(child, r->xml, XE_PRIMITIVE)
    {
        struct pe_rsc *member = pe_add_resource(m, child, r, r->instance);
        if (member != NULL)
            add_child(m, r, member);
    }
    if (r->n_children == 0)
        pe_warn(m, "group %s has no members", r->id);
}

static const char *standard_of(const struct pe_model *m, const xmlNode *primitive)
{
    const char *standard = bt_xml_get(primitive, XA_CLASS), *template = bt_xml_get(primitive, XA_TEMPLATE);
    return standard == NULL && template != NULL ? bt_xml_get(pe_element_by_id(m, template), XA_CLASS) : standard;
}

static const xmlNode *cloned(const xmlNode *clone)
{
    const xmlNode *group = bt_xml_first(clone, XE_GROUP);
    return group != NULL ? group : bt_xml_first(clone, XE_PRIMITIVE);
}

/* Only OCF agents and fence devices are told which instance they are: instances of others can't be told apart. */
static bool knows_its_instance(const struct pe_model *m, const xmlNode *x)
{
    if (bt_xml_is(x, XE_PRIMITIVE)) {
        const char *standard = standard_of(m, x);
        return standard == NULL || bt_streq(standard, "ocf") || bt_streq(standard, "stonith");
    }
    bt_xml_each(member, x, XE_PRIMITIVE)
    {
        if (!knows_its_instance(m, member))
            return false;
    }
    return true;
}

static void make_anonymous(struct pe_model *m, struct pe_rsc *r, int nodes)
{
    pe_warn(m, "clone %s: globally-unique is ignored, since the agents of its class can't tell instances apart", r->id);
    r->unique = false;
    r->clone_node_max = 1;
    if (r->clone_max > nodes)
        r->clone_max = nodes;
}

struct pe_rsc *pe_add_instance(struct pe_model *m, struct pe_rsc *clone, bool orphan)
{
    const xmlNode *child = cloned(clone->xml);
    if (child == NULL)
        return NULL;
    struct pe_rsc *r = pe_add_resource(m, child, clone, (int)clone->n_children);
    if (r == NULL)
        return NULL;
    add_child(m, clone, r);
    if (orphan) {
        r->orphan = true;
        for (size_t i = 0; i < r->n_children; i++)
            r->children[i]->orphan = true;
    }
    return r;
}

/* Another instance of what was just read for the first: only its number differs. False if its id is another's. */
static bool add_like(struct pe_model *m, const struct pe_rsc *first, struct pe_rsc *parent, int instance)
{
    struct pe_arena *a = &m->priv->arena;
    struct pe_rsc *r = PE_NEW(a, struct pe_rsc);
    *r = *first;
    r->id = pe_printf(a, "%s:%d", r->config_id, instance);
    r->parent = parent;
    r->instance = instance;
    r->children = NULL;
    r->n_children = 0;
    r->history = PE_NEW(a, struct pe_history);
    if (is_taken(m, r))
        return false;
    enlist(m, r);
    add_child(m, parent, r);
    for (size_t i = 0; i < first->n_children; i++)
        add_like(m, first->children[i], r, instance);
    return true;
}

/* What no real cluster comes near, and a slip of the finger must not turn into hours: instances of a clone, and primitives in all of them. */
enum { INSTANCES_MAX = 2000, MEMBERS_MAX = 10000 };

static int most_instances(const struct pe_rsc *clone, int nodes)
{
    const xmlNode *x = cloned(clone->xml);
    size_t members = bt_xml_is(x, XE_GROUP) ? bt_xml_count(x, XE_PRIMITIVE) : 1;
    int most = members > MEMBERS_MAX / INSTANCES_MAX ? (int)(MEMBERS_MAX / members) : INSTANCES_MAX;
    return most < nodes ? nodes : most;
}

static void setup_clone(struct pe_model *m, struct pe_rsc *r)
{
    r->promotable = bt_xml_is(r->xml, XE_MASTER) || meta_bool(r, "promotable", false);
    if (r->promotable) {
        r->promoted_max = meta_int(r, "promoted-max", "master-max", 1);
        r->promoted_node_max = meta_int(r, "promoted-node-max", "master-node-max", 1);
    }
    r->ordered = meta_bool(r, "ordered", false);
    r->unique = meta_bool(r, "globally-unique", false);
    r->clone_node_max = meta_int(r, "clone-node-max", NULL, 1);
    int nodes = m->n_nodes > 0 ? (int)m->n_nodes : 1;
    r->clone_max = meta_int(r, "clone-max", NULL, nodes);
    if (r->clone_max < 0)
        r->clone_max = nodes;
    int most = most_instances(r, nodes);
    if (r->clone_max > most) {
        pe_error(m, "clone %s: clone-max is %d, but more than %d instances are not supported; that many are used", r->id, r->clone_max, most);
        r->clone_max = most;
    }
    r->clone_min = meta_int(r, "clone-min", NULL, 0);
    if (r->unique && !knows_its_instance(m, cloned(r->xml)))
        make_anonymous(m, r, nodes);
    if (r->clone_node_max > 1 && !r->unique) {
        pe_error(m, "clone %s: instances of an anonymous clone can't share a node, using clone-node-max=1", r->id);
        r->clone_node_max = 1;
    }
    assert(r->clone_max >= 0 && r->clone_max <= most && (r->unique || r->clone_node_max <= 1));
    /* Instances are slightly sticky, so that they are not shuffled without need. */
    pe_attr_set(m, &r->meta, "resource-stickiness", "1", false);
    pe_attr_set(m, &r->meta, "globally-unique", r->unique ? "true" : "false", true);
    struct pe_rsc *first = pe_add_instance(m, r, r->clone_max == 0); /* one at least, to which a history can belong */
    if (first == NULL)
        pe_error(m, "clone %s has nothing to clone", r->id);
    for (int i = 1; i < r->clone_max && first != NULL && add_like(m, first, r, i); i++)
        ;
}

static bool kind_of(const xmlNode *xml, enum pe_kind *ret)
{
    if (bt_xml_is(xml, XE_PRIMITIVE) || bt_xml_is(xml, XE_LRM_RESOURCE)) /* the latter: an orphan, known from its history alone */
        *ret = PE_PRIMITIVE;
    else if (bt_xml_is(xml, XE_GROUP))
        *ret = PE_GROUP;
    else if (bt_xml_is(xml, XE_CLONE) || bt_xml_is(xml, XE_MASTER))
        *ret = PE_CLONE;
    else
        return false;
    return true;
}

struct pe_rsc *pe_add_resource(struct pe_model *m, const xmlNode *xml, struct pe_rsc *parent, int instance)
{
    enum pe_kind kind;
    if (!kind_of(xml, &kind) || bt_xml_id(xml) == NULL) {
        if (bt_xml_is(xml, XE_BUNDLE))
            pe_note(m, "bundle %s: bundles are not supported; it is left alone", bt_xml_get_or(xml, XA_ID, "?"));
        return NULL;
    }
    struct pe_rsc *r = new_resource(m, xml, kind, parent, instance);
    if (!bt_xml_is(xml, XE_LRM_RESOURCE) && is_taken(m, r)) /* a history may be of what is a clone now */
        return NULL;
    if (kind == PE_PRIMITIVE) {
        setup_primitive(m, r);
        if (r->standard == NULL || r->type == NULL) {
            pe_error(m, "resource %s has no class or type; it is left alone", r->id);
            return NULL;
        }
        if (pe_top(r)->promotable && !bt_streq(r->standard, "ocf")) {
            pe_error(m, "resource %s: agents of class %s can't be promoted; it is left alone", r->id, r->standard);
            return NULL;
        }
    }
    resolve_meta(m, r);
    enlist(m, r);
    if (kind == PE_CLONE)
        setup_clone(m, r);
    if (kind == PE_CLONE && r->n_children == 0)
        return NULL;
    read_common_meta(m, r);
    if (kind == PE_GROUP)
        setup_group(m, r);
    r->target_role = r->next_role = target_role(m, r);
    if (kind == PE_PRIMITIVE) {
        pe_read_ops(m, r);
        struct pe_rule_context c = {.now = m->now, .recheck_s = &m->recheck_s};
        pe_add_sets(m, r->xml, XE_UTILIZATION, NULL, &c, &r->utilization);
        if (r->template_xml != NULL)
            pe_add_sets(m, r->template_xml, XE_UTILIZATION, NULL, &c, &r->utilization);
    }
    return r;
}

/* Stable: resources of equal priority stay as configured. */
static void sort_by_priority(struct pe_rsc **v, size_t n, struct pe_arena *a)
{
    if (n < 2)
        return;
    size_t half = n / 2, i = 0, j = half, k = 0;
    sort_by_priority(v, half, a);
    sort_by_priority(v + half, n - half, a);
    if (v[half - 1]->priority >= v[half]->priority)
        return;
    struct pe_rsc **merged = bt_alloc(n * sizeof *merged);
    while (i < half || j < n)
        merged[k++] = j >= n || (i < half && v[i]->priority >= v[j]->priority) ? v[i++] : v[j++];
    memcpy(v, merged, n * sizeof *merged);
    free(merged);
}

/* Whether a fence device is there that lets nodes in only after they are unfenced. */
static bool find_unfencing_device(struct pe_model *m, const xmlNode *resources)
{
    bt_xml_each(xml, resources, NULL)
    {
        struct pe_attrs meta = {0};
        struct pe_rule_context c = {.now = m->now};
        if (bt_xml_is(xml, XE_GROUP) || bt_xml_is(xml, XE_CLONE) || bt_xml_is(xml, XE_MASTER)) {
            if (find_unfencing_device(m, xml))
                return true;
        } else if (bt_streq(bt_xml_get(xml, XA_CLASS), "stonith")) {
            pe_add_sets(m, xml, XE_META_ATTRIBUTES, NULL, &c, &meta);
            if (bt_strcaseeq(pe_attr_get(&meta, "provides"), "unfencing"))
                return true;
        }
    }
    return false;
}

static void find_containers(struct pe_model *m)
{
    for (size_t i = 0; i < m->n_rscs; i++) {
        struct pe_rsc *r = m->rscs[i];
        const char *id = r->kind == PE_PRIMITIVE ? PE_RSC_META(r, XA_CONTAINER) : NULL;
        if (id == NULL || bt_streq(id, r->id))
            continue;
        r->container = pe_rsc_by_id(m, id);
        if (r->container == NULL)
            pe_error(m, "resource %s: there is no container %s for it", r->id, id);
    }
}

void pe_read_resources(struct pe_model *m)
{
    struct pe_model_private *p = m->priv;
    p->unfencing = find_unfencing_device(m, bt_xml_first(p->configuration, XE_RESOURCES));
    bt_xml_each(xml, bt_xml_first(p->configuration, XE_RESOURCES), NULL)
    {
        struct pe_rsc *r = pe_add_resource(m, xml, NULL, -1);
        if (r != NULL)
            PE_PUSH(&p->arena, &p->outer, r);
    }
    sort_by_priority(p->outer.v, p->outer.n, &p->arena);
    m->top = p->outer.v;
    m->n_top = p->outer.n;
    find_containers(m);
    bt_xml_each(tag, bt_xml_first(p->configuration, XE_TAGS), XE_TAG)
    {
        if (bt_xml_id(tag) != NULL)
            bt_map_put(p->tags, bt_xml_id(tag), tag);
    }
}

/* --- parameters ------------------------------------------------------------------------------------------- */

void pe_rsc_params(const struct pe_model *m, const struct pe_rsc *r, const struct pe_node *n, struct pe_attrs *a)
{
    struct pe_model *mm = (struct pe_model *)m; /* only its arena grows */
    struct pe_rule_context c = {.now = m->now, .node_attrs = n != NULL ? &n->attrs : NULL};
    for (const struct pe_rsc *at = r; at != NULL; at = at->parent) {
        if (at->has_params) /* a large group would be looked through for each member */
            pe_add_sets(mm, at->xml, XE_INSTANCE_ATTRIBUTES, NULL, &c, a);
        if (at->template_xml != NULL)
            pe_add_sets(mm, at->template_xml, XE_INSTANCE_ATTRIBUTES, NULL, &c, a);
    }
    pe_add_sets(mm, m->priv->rsc_defaults, XE_INSTANCE_ATTRIBUTES, NULL, &c, a);
}
