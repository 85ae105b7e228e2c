/* fencing/config.c - what the CIB says about fencing: devices, levels, the default timeout.
 *
 * A device is a primitive of class stonith, also inside groups and clones, that is neither stopped by target-role nor banned from this
 * node by location constraints: their scores, also of rules that pass here (rules.c), come to -INFINITY. stonith-enabled does not matter here: it keeps the policy engine
 * from asking, not the administrator.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <regex.h>

#include "fencing/access.h"
#include "fencing/request.h"

#define DEFAULT_TIMEOUT_MS 60000

/* A primitive with all that passes values on to it, nearest first: itself, its template, its group, its clone. */
struct origin {
    const xmlNode *from[4];
    size_t n;
    const xmlNode *template; /* one of them or NULL */
};

/* The element itself, or the one that its id-ref names; NULL if that is missing. */
static const xmlNode *dereference(const xmlNode *n)
{
    const char *ref = bt_xml_get(n, XA_ID_REF);
    return ref == NULL ? n : fence_find_id(cib_section(n->doc, XE_CONFIGURATION), bt_xml_name(n), ref);
}

/* Instance and meta attributes --------------------------------------------------------------------------------- */

static int score_of(const char *text)
{
    int score = 0;
    bt_score_parse(text != NULL ? text : "0", &score);
    return score;
}

static void add_param(struct fence_device *d, const xmlNode *pair)
{
    const char *name = bt_xml_get(pair, XA_NAME), *value = bt_xml_get(pair, XA_VALUE);
    if (name == NULL || value == NULL || fence_device_get(d, name) != NULL)
        return;
    struct fence_param p = {.name = bt_strdup(name), .value = bt_strdup(value)};
    BT_PUSH(&d->params, p);
}

static void read_params(struct fence_turn *t, struct fence_device *d, const struct origin *o)
{
    for (size_t i = 0; i < o->n; i++) {
        struct cib_sets sets = {0};
        fence_rule_sets(t, o->from[i], XE_INSTANCE_ATTRIBUTES, &sets);
        for (size_t k = 0; k < sets.n; k++)
            bt_xml_each(pair, sets.v[k], XE_NVPAIR) {
                const xmlNode *real = dereference(pair);
                if (real != NULL)
                    add_param(d, real);
            }
        BT_VEC_FREE(&sets);
    }
}

static const char *meta_of(struct fence_turn *t, const xmlNode *owner, const char *name)
{
    struct cib_sets sets = {0};
    fence_rule_sets(t, owner, XE_META_ATTRIBUTES, &sets);
    const char *value = cib_sets_value(&sets, name);
    BT_VEC_FREE(&sets);
    return value;
}

static bool is_stopped(struct fence_turn *t, const struct origin *o)
{
    /* Any of them may stop it: a stopped group stops its members whatever they say themselves. */
    for (size_t i = 0; i < o->n; i++)
        if (bt_role_parse(meta_of(t, o->from[i], "target-role")) == BT_ROLE_STOPPED)
            return true;
    for (size_t i = 0; i < o->n; i++)
        if (meta_of(t, o->from[i], "target-role") != NULL)
            return false;
    const xmlNode *defaults = bt_xml_path(cib_section(o->from[0]->doc, XE_CONFIGURATION), XE_RSC_DEFAULTS);
    return bt_role_parse(meta_of(t, defaults, "target-role")) == BT_ROLE_STOPPED;
}

/* Location constraints ------------------------------------------------------------------------------------------ */

static bool is_named(const struct origin *o, const char *rsc)
{
    for (size_t i = 0; i < o->n && rsc != NULL; i++)
        if (bt_streq(bt_xml_id(o->from[i]), rsc))
            return true;
    return false;
}

static bool matches(const struct origin *o, const char *pattern)
{
    regex_t re;
    bool hit = false;
    if (pattern == NULL || regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB) != 0)
        return false;
    for (size_t i = 0; i < o->n && !hit; i++)
        hit = bt_xml_id(o->from[i]) != NULL && regexec(&re, bt_xml_id(o->from[i]), 0, NULL, 0) == 0;
    regfree(&re);
    return hit;
}

static bool concerns(const xmlNode *location, const struct origin *o)
{
    if (is_named(o, bt_xml_get(location, XA_RSC)) || matches(o, bt_xml_get(location, XA_RSC_PATTERN)))
        return true;
    bt_xml_each(set, location, XE_RESOURCE_SET)
        bt_xml_each(ref, set, XE_RESOURCE_REF)
            if (is_named(o, bt_xml_id(ref)))
                return true;
    return false;
}

/* What all location constraints that concern it and hold for this node come to. */
static int location_score(struct fence_turn *t, const struct origin *o)
{
    int sum = 0;
    bt_xml_each(location, cib_section(o->from[0]->doc, XE_CONSTRAINTS), XE_RSC_LOCATION) {
        enum bt_role role = bt_role_parse(bt_xml_get(location, XA_ROLE));
        if ((role != BT_ROLE_UNKNOWN && role != BT_ROLE_STARTED) || !concerns(location, o))
            continue;
        if (bt_xml_first(location, XE_RULE) == NULL && bt_strcaseeq(bt_xml_get(location, XA_NODE), t->f->local_node))
            sum = bt_score_add(sum, score_of(bt_xml_get(location, XA_SCORE)));
        bt_xml_each(rule, location, XE_RULE)
            sum = bt_score_add(sum, fence_rule_score(t, rule));
    }
    return sum;
}

/* Devices --------------------------------------------------------------------------------------------------------- */

static bool same_params(const struct fence_device *a, const struct fence_device *b)
{
    if (a->agent != b->agent || a->params.n != b->params.n)
        return false;
    for (size_t i = 0; i < a->params.n; i++)
        if (!bt_streq(a->params.v[i].name, b->params.v[i].name) || !bt_streq(a->params.v[i].value, b->params.v[i].value))
            return false;
    return true;
}

/* Moves the new configuration into the device that calls may be under way of; frees what is left of `new`. */
static void device_change(struct fence_device *d, struct fence_device *new)
{
    struct fence_device old = *d;
    d->version++;
    d->agent = new->agent;
    d->params.v = new->params.v;
    d->params.n = new->params.n;
    d->params.cap = new->params.cap;
    new->params.v = old.params.v;
    new->params.n = old.params.n;
    bt_strv_free(&d->listed);
    d->has_list = d->list_failed = false;
    fence_device_free(new);
}

static void device_added(struct fence_turn *t, struct fence_device *d, const char *how)
{
    fence_log(t, BT_LOG_NOTICE, "fence device %s (%s) is %s", d->id, d->agent->name, how);
    fence_device_review(t, d);
    fence_agent_ask(t, d->agent);
}

/* Registers a device, new or known by its id; takes it. */
static void device_take(struct fence_turn *t, struct fence_device *new)
{
    struct fence *f = t->f;
    struct fence_device *known = NULL;
    for (size_t i = 0; i < f->devices.n && known == NULL; i++)
        if (bt_streq(f->devices.v[i]->id, new->id))
            known = f->devices.v[i];
    new->place = new->by_hand ? SIZE_MAX : ++f->places; /* behind those of the CIB */
    if (known == NULL) {
        BT_PUSH(&f->devices, new);
        device_added(t, new, "registered");
        return;
    }
    known->place = new->place;
    known->by_hand = new->by_hand;
    bool back = known->gone;
    known->gone = false;
    if (same_params(known, new)) {
        fence_device_free(new);
        if (!back)
            return;
    } else {
        device_change(known, new);
    }
    device_added(t, known, back ? "registered" : "changed");
}

static bool is_type(const char *type)
{
    return strchr(type, '/') != NULL ? fence_legacy_type(type) : type[0] != '\0' && type[0] != '.' && type[0] != '-';
}

static void read_primitive(struct fence_turn *t, const xmlNode *primitive, const xmlNode *group, const xmlNode *clone)
{
    struct origin o = {.from = {primitive}, .n = 1};
    const char *template = bt_xml_get(primitive, XA_TEMPLATE);
    if (template != NULL)
        o.template = bt_xml_find(primitive->doc != NULL ? cib_section(primitive->doc, XE_RESOURCES) : NULL, XE_TEMPLATE, XA_ID, template);
    const xmlNode *more[] = {o.template, group, clone};
    for (size_t i = 0; i < BT_COUNT(more); i++)
        if (more[i] != NULL)
            o.from[o.n++] = more[i];
    const xmlNode *typed = bt_xml_get(primitive, XA_CLASS) != NULL ? primitive : o.template;
    const char *id = bt_xml_id(primitive), *type = bt_xml_get(typed, XA_TYPE);
    if (!bt_streq(bt_xml_get(typed, XA_CLASS), "stonith") || id == NULL || type == NULL || is_stopped(t, &o) || location_score(t, &o) <= -BT_INFINITY)
        return;
    if (!is_type(type)) {
        fence_log(t, BT_LOG_ERROR, "fence device %s: \"%s\" names no fence agent; use stonith:fence_NAME or stonith:external/NAME", id, type);
        return;
    }
    struct fence_device *d = BT_NEW(struct fence_device);
    d->id = bt_strdup(id);
    if (bt_streq(type, FENCE_WATCHDOG_AGENT)) { /* no device: it says whom the option is for */
        read_params(t, d, &o);
        fence_watchdog_limit(t->f, d);
        fence_device_free(d);
        return;
    }
    d->agent = fence_agent_get(t->f, type);
    read_params(t, d, &o);
    device_take(t, d);
}

static void read_members(struct fence_turn *t, const xmlNode *parent, const xmlNode *group, const xmlNode *clone)
{
    bt_xml_each(n, parent, NULL) {
        if (bt_xml_is(n, XE_PRIMITIVE))
            read_primitive(t, n, group, clone);
        else if (bt_xml_is(n, XE_GROUP))
            read_members(t, n, n, clone);
        else if (clone == NULL && (bt_xml_is(n, XE_CLONE) || bt_xml_is(n, XE_MASTER)))
            read_members(t, n, NULL, n);
    }
}

/* Marks what the CIB no longer has (fence.c frees it when its last call has ended) and puts the rest into the CIB's order. */
static void settle(struct fence_turn *t)
{
    struct fence *f = t->f;
    for (size_t i = 0; i < f->devices.n; i++) {
        struct fence_device *d = f->devices.v[i];
        for (size_t k = i; k > 0 && f->devices.v[k - 1]->place > d->place; k--) {
            f->devices.v[k] = f->devices.v[k - 1];
            f->devices.v[k - 1] = d;
        }
    }
    for (size_t i = 0; i < f->devices.n; i++) {
        struct fence_device *d = f->devices.v[i];
        assert(i == 0 || f->devices.v[i - 1]->place <= d->place);
        if (d->place != 0 || d->gone)
            continue;
        d->gone = true;
        fence_log(t, BT_LOG_NOTICE, "fence device %s is no longer registered", d->id);
        fence_query_news(t, d, NULL, FENCE_CAN_NOT);
    }
}

/* Levels ------------------------------------------------------------------------------------------------------------ */

static void level_take(struct fence *f, struct fence_level l)
{
    assert(l.key != NULL && l.devices.n > 0 && (l.value != NULL) == (l.by == FENCE_BY_ATTRIBUTE));
    BT_PUSH(&f->levels, l);
    for (size_t i = f->levels.n - 1; i > 0 && f->levels.v[i - 1].index > l.index; i--) {
        f->levels.v[i] = f->levels.v[i - 1];
        f->levels.v[i - 1] = l;
    }
}

enum { LEVEL_MAX = 9 };

/* What it says, but for its devices; false if it is no level. The strings are the caller's. */
static bool level_of(const xmlNode *n, struct fence_level *ret)
{
    static const char *const keys[] = {XA_TARGET, XA_TARGET_PATTERN, XA_TARGET_ATTRIBUTE};
    int by = 0;
    while (by < 3 && bt_xml_get(n, keys[by]) == NULL)
        by++;
    *ret = (struct fence_level){.index = bt_xml_get_int(n, XA_INDEX, 0)};
    if (by == 3 || ret->index < 1 || ret->index > LEVEL_MAX)
        return false;
    ret->by = (enum fence_level_by)by;
    ret->key = bt_strdup(bt_xml_get(n, keys[by]));
    ret->value = by == FENCE_BY_ATTRIBUTE ? bt_strdup(bt_xml_get_or(n, XA_TARGET_VALUE, "")) : NULL;
    return true;
}

static bool read_level(struct fence_turn *t, const xmlNode *n, bool by_hand)
{
    struct fence_level l;
    struct bt_strv devices = {0};
    fence_hosts_add(&devices, bt_xml_get(n, XA_DEVICES));
    if (devices.n == 0 || !level_of(n, &l)) {
        fence_log(t, BT_LOG_WARNING, "fencing level %s is ignored: it needs a target, an index from 1 to 9 and devices", bt_xml_get_or(n, XA_ID, "?"));
        bt_strv_free(&devices);
        return false;
    }
    l.devices = devices;
    l.by_hand = by_hand;
    level_take(t->f, l);
    return true;
}

void fence_configure(struct fence_turn *t, const xmlDoc *cib)
{
    struct fence *f = t->f;
    const xmlNode *nodes = cib_section(cib, XE_NODES);
    f->configured = true;
    fence_access_configure(f, cib);
    f->timeout_ms = fence_at_most(bt_duration_ms_or(cib_option(cib, "stonith-timeout"), DEFAULT_TIMEOUT_MS));
    if (f->timeout_ms == 0) /* no agent runs without a bound: one that hangs would hold up its device for ever */
        f->timeout_ms = DEFAULT_TIMEOUT_MS;
    fence_watchdog_configure(t, cib);
    f->recheck_s = 0;
    f->asks_transient = false;
    fence_transient_take(f, cib);
    bt_xml_free(f->nodes);
    f->nodes = nodes != NULL ? bt_xml_doc_of(nodes) : bt_xml_doc(XE_NODES);
    for (size_t i = 0; i < f->devices.n; i++)
        f->devices.v[i]->place = f->devices.v[i]->by_hand ? SIZE_MAX : 0;
    f->places = 0;
    read_members(t, cib_section(cib, XE_RESOURCES), NULL, NULL);
    settle(t);
    fence_levels_free(f, false);
    bt_xml_each(level, cib_section(cib, XE_FENCING_TOPOLOGY), XE_FENCING_LEVEL)
        read_level(t, level, false);
    fence_recheck_later(t, cib);
}

/* By hand --------------------------------------------------------------------------------------------------------- */

static const char *register_device(struct fence_turn *t, const xmlNode *n)
{
    const char *id = bt_xml_id(n), *type = bt_xml_get(n, XA_AGENT);
    if (id == NULL || type == NULL || !is_type(type))
        return "a device needs an id and the name of an agent";
    struct fence_device *d = BT_NEW(struct fence_device);
    d->id = bt_strdup(id);
    d->agent = fence_agent_get(t->f, type);
    d->by_hand = true;
    bt_xml_each(pair, n, XE_NVPAIR)
        add_param(d, pair);
    device_take(t, d);
    return NULL;
}

static const char *deregister_device(struct fence_turn *t, const xmlNode *n)
{
    struct fence_device *d = fence_device_find(t->f, bt_xml_id(n));
    if (d == NULL)
        return NULL;
    d->place = 0;
    d->by_hand = false;
    settle(t);
    return NULL;
}

static void remove_level(struct fence *f, const struct fence_level *l)
{
    for (size_t i = f->levels.n; i-- > 0;)
        if (fence_level_is(&f->levels.v[i], l))
            fence_level_remove(f, i);
}

static const char *register_level(struct fence_turn *t, const xmlNode *n, bool add)
{
    struct fence_level l;
    if (!level_of(n, &l))
        return "a level needs a target and an index from 1 to 9";
    remove_level(t->f, &l);
    free(l.key);
    free(l.value);
    return !add || read_level(t, n, true) ? NULL : "a level needs devices";
}

void fence_register(struct fence_turn *t, uint64_t client, const xmlNode *msg)
{
    bool add = bt_xml_is(msg, XE_FENCE_REGISTER);
    const xmlNode *n = bt_xml_first(msg, NULL);
    const char *wrong = "there is nothing to register";
    if (bt_xml_is(n, XE_FENCE_DEVICE))
        wrong = add ? register_device(t, n) : deregister_device(t, n);
    else if (bt_xml_is(n, XE_FENCING_LEVEL))
        wrong = register_level(t, n, add);
    xmlDoc *doc = bt_xml_doc(XE_FENCE_REGISTERED);
    bt_xml_set(bt_xml_root(doc), XA_ID, bt_xml_get(msg, XA_ID));
    bt_xml_set_int(bt_xml_root(doc), XA_RC, wrong == NULL ? BT_EX_OK : BT_EX_INVALID_PARAM);
    bt_xml_set(bt_xml_root(doc), XA_REASON, wrong);
    fence_send(t, client, doc);
}
