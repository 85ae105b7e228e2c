/* pengine/ops.c - operations as configured: which exist, their settings with defaults, what their failure asks for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/model.h"
#include "pengine/rules.h"

#define DEFAULT_TIMEOUT_MS 20000

/* Names that never recur: an interval on them is a mistake in the configuration. */
bool pe_is_recurring_name(const char *task)
{
    static const char *const once[] = {"start", "stop", "promote", "demote", "reload", "reload-agent", "migrate_to",
                                       "migrate_from", "notify", "delete", "cancel"};
    for (size_t i = 0; i < BT_COUNT(once); i++)
        if (bt_streq(task, once[i]))
            return false;
    return true;
}

static enum bt_role op_role(const xmlNode *op)
{
    const char *role = bt_xml_get(op, XA_ROLE);
    return role != NULL ? bt_role_parse(role) : BT_ROLE_UNKNOWN;
}

static const xmlNode *operations_of(const struct pe_model *m, const xmlNode *xml)
{
    const xmlNode *ops = bt_xml_first(xml, XE_OPERATIONS);
    return ops != NULL ? pe_expand_ref(m, ops) : NULL;
}

/* Name and kind of role: a template's operation is hidden by an own one that is alike in them. */
static char *likeness(const xmlNode *op)
{
    enum bt_role role = op_role(op);
    if (role == BT_ROLE_STARTED || role == BT_ROLE_UNPROMOTED)
        role = BT_ROLE_UNKNOWN;
    return bt_printf("%d %s", (int)role, bt_xml_get_or(op, XA_NAME, ""));
}

static struct pe_op_config read_config(const struct pe_model *m, const xmlNode *op)
{
    const xmlNode *x = pe_expand_ref(m, op);
    if (x == NULL)
        x = op;
    return (struct pe_op_config){.xml = x, .name = bt_xml_get_or(x, XA_NAME, ""), .role = op_role(x),
                                 .interval_ms = bt_duration_ms_or(bt_xml_get(x, XA_INTERVAL), 0),
                                 .enabled = bt_xml_get_bool(x, XA_ENABLED, true)};
}

static void read_template_ops(struct pe_model *m, const struct pe_rsc *r, struct pe_op_configs *ops)
{
    struct bt_map *own = bt_map_new();
    bt_xml_each(op, operations_of(m, r->xml), XE_OP)
    {
        char *like = likeness(op);
        bt_map_put(own, like, op);
        free(like);
    }
    bt_xml_each(op, operations_of(m, r->template_xml), XE_OP)
    {
        char *like = likeness(op);
        if (bt_map_get(own, like) == NULL)
            PE_PUSH(&m->priv->arena, ops, read_config(m, op));
        free(like);
    }
    bt_map_free(own);
}

/* --- by name and interval --------------------------------------------------------------------------------- */

enum { FEW = 16 }; /* are looked through */

static int compare_key(const struct pe_op_config *c, const char *task, int64_t interval_ms)
{
    return c->interval_ms != interval_ms ? (c->interval_ms < interval_ms ? -1 : 1) : strcmp(c->name, task);
}

/* Merges halves, so that of those alike the first in the configuration stays first. */
static void sort_by_key(const struct pe_op_configs *ops, size_t *v, size_t n, size_t *room)
{
    if (n < 2)
        return;
    size_t half = n / 2, i = 0, j = half;
    sort_by_key(ops, v, half, room);
    sort_by_key(ops, v + half, n - half, room);
    for (size_t k = 0; k < n; k++) {
        const struct pe_op_config *b = j < n ? &ops->v[v[j]] : NULL;
        room[k] = b == NULL || (i < half && compare_key(&ops->v[v[i]], b->name, b->interval_ms) <= 0) ? v[i++] : v[j++];
    }
    memcpy(v, room, n * sizeof *v);
}

static void index_by_key(struct pe_model *m, struct pe_op_configs *ops)
{
    size_t *room = bt_alloc(ops->n * sizeof *room);
    ops->by_key = pe_alloc(&m->priv->arena, ops->n * sizeof *ops->by_key);
    for (size_t i = 0; i < ops->n; i++)
        ops->by_key[i] = i;
    sort_by_key(ops, ops->by_key, ops->n, room);
    for (size_t i = 1; i < ops->n; i++) /* pe_op_alike() halves its way through them */
        assert(compare_key(&ops->v[ops->by_key[i - 1]], ops->v[ops->by_key[i]].name, ops->v[ops->by_key[i]].interval_ms) <= 0);
    free(room);
}

const struct pe_op_config *pe_op_alike(const struct pe_rsc *r, const char *task, int64_t interval_ms, size_t k)
{
    const struct pe_op_configs *ops = r->ops;
    size_t at = 0, end = ops != NULL ? ops->n : 0;
    for (; at < end && ops->by_key == NULL; at++)
        if (compare_key(&ops->v[at], task, interval_ms) == 0 && k-- == 0)
            return &ops->v[at];
    while (at < end) {
        size_t middle = at + (end - at) / 2;
        if (compare_key(&ops->v[ops->by_key[middle]], task, interval_ms) < 0)
            at = middle + 1;
        else
            end = middle;
    }
    if (ops == NULL || k >= ops->n - at)
        return NULL;
    const struct pe_op_config *c = &ops->v[ops->by_key[at + k]];
    return compare_key(c, task, interval_ms) == 0 ? c : NULL;
}

void pe_read_ops(struct pe_model *m, struct pe_rsc *r)
{
    assert(r->kind == PE_PRIMITIVE && r->ops == NULL);
    struct pe_op_configs *ops = PE_NEW(&m->priv->arena, struct pe_op_configs);
    bt_xml_each(op, operations_of(m, r->xml), XE_OP)
        PE_PUSH(&m->priv->arena, ops, read_config(m, op));
    if (r->template_xml != NULL)
        read_template_ops(m, r, ops);
    if (ops->n > FEW)
        index_by_key(m, ops);
    r->ops = ops;
}

bool pe_op_at(const struct pe_model *m, const struct pe_rsc *r, size_t i, struct pe_op_config *ret)
{
    (void)m;
    if (r->ops == NULL || i >= r->ops->n)
        return false;
    *ret = r->ops->v[i];
    return true;
}

static const xmlNode *exact(const struct pe_rsc *r, const char *task, int64_t interval_ms, bool disabled_too)
{
    const struct pe_op_config *c;
    for (size_t k = 0; (c = pe_op_alike(r, task, interval_ms, k)) != NULL; k++)
        if (c->enabled || disabled_too)
            return c->xml;
    return NULL;
}

const xmlNode *pe_op_find(const struct pe_model *m, const struct pe_rsc *r, const char *task, int64_t interval_ms,
                          bool disabled_too)
{
    (void)m;
    const xmlNode *op = exact(r, task, interval_ms, disabled_too);
    if (op == NULL && bt_is_migration(task))
        op = exact(r, "migrate", 0, disabled_too);
    if (op == NULL && bt_streq(task, "notify"))
        op = exact(r, "notify", 0, disabled_too);
    return op;
}

/* To a probe without a timeout of its own, the recurring monitor with the shortest interval lends its. */
static const xmlNode *shortest_monitor(const struct pe_model *m, const struct pe_rsc *r)
{
    struct pe_op_config c;
    const xmlNode *best = NULL;
    int64_t shortest = INT64_MAX;
    for (size_t i = 0; pe_op_at(m, r, i, &c); i++)
        if (bt_streq(c.name, "monitor") && c.interval_ms > 0 && c.interval_ms < shortest && c.enabled) {
            shortest = c.interval_ms;
            best = c.xml;
        }
    return best;
}

static void add_own_settings(struct pe_model *m, const xmlNode *op, const struct pe_rule_context *c, struct pe_attrs *a)
{
    for (const xmlAttr *x = op->properties; x != NULL; x = x->next) {
        const char *name = (const char *)x->name;
        if (strcmp(name, XA_ID) != 0 && strcmp(name, XA_DESCRIPTION) != 0)
            pe_attr_set(m, a, name, bt_xml_get(op, name), false);
    }
    pe_add_sets(m, op, XE_META_ATTRIBUTES, NULL, c, a);
}

static void normalise_times(struct pe_model *m, struct pe_attrs *a, int64_t interval_ms)
{
    if (interval_ms > 0)
        pe_attr_set(m, a, XA_INTERVAL, pe_printf(&m->priv->arena, "%" PRId64, interval_ms), true);
    else
        pe_attr_del(a, XA_INTERVAL);
    int64_t timeout_ms = bt_duration_ms_or(pe_attr_get(a, XA_TIMEOUT), -1);
    if (timeout_ms <= 0)
        timeout_ms = DEFAULT_TIMEOUT_MS;
    pe_attr_set(m, a, XA_TIMEOUT, pe_printf(&m->priv->arena, "%" PRId64, timeout_ms), true);
}

/* start-delay, and interval-origin, which is another way to say it: the first run is at the next multiple of the interval. */
static void resolve_start_delay(struct pe_model *m, struct pe_attrs *a, int64_t interval_ms)
{
    const char *delay = pe_attr_get(a, XA_START_DELAY), *origin = pe_attr_get(a, XA_INTERVAL_ORIGIN);
    struct bt_wall t;
    int64_t ms;
    if (delay != NULL) {
        ms = bt_duration_ms_or(delay, 0);
    } else if (origin != NULL && interval_ms > 0 && bt_iso8601_parse(origin, m->now.zone_s, &t)) {
        int64_t interval_s = interval_ms / 1000, passed_s = m->now.s - t.s;
        if (interval_s == 0)
            return;
        int64_t rest = passed_s % interval_s;
        ms = (rest < 0 ? -rest : rest == 0 ? 0 : interval_s - rest) * 1000;
        if (passed_s < 0)
            ms = -passed_s % interval_s * 1000;
    } else {
        return;
    }
    pe_attr_set(m, a, XA_START_DELAY, pe_printf(&m->priv->arena, "%" PRId64, ms), true);
}

/* A demote takes the on-fail of the promoted monitor, unless it has its own. */
static const char *on_fail_for_demote(const struct pe_model *m, const struct pe_rsc *r)
{
    struct pe_op_config c;
    for (size_t i = 0; pe_op_at(m, r, i, &c); i++) {
        const char *value = bt_xml_get(c.xml, XA_ON_FAIL);
        if (bt_streq(c.name, "monitor") && c.role == BT_ROLE_PROMOTED && c.interval_ms > 0 && c.enabled && value != NULL &&
            !bt_strcaseeq(value, "demote"))
            return value;
    }
    return NULL;
}

void pe_rsc_op_meta(const struct pe_model *cm, const struct pe_rsc *r, const char *op, int64_t interval_ms, struct pe_attrs *a)
{
    struct pe_model *m = (struct pe_model *)cm; /* only its arena grows */
    struct pe_rule_context c = {.now = m->now, .standard = r->standard, .provider = r->provider, .type = r->type,
                                .op = op, .op_interval_ms = interval_ms};
    const xmlNode *config = pe_op_find(m, r, op, interval_ms, true);
    if (config != NULL)
        add_own_settings(m, config, &c, a);
    if (r->kind == PE_PRIMITIVE) {
        if (bt_streq(op, "monitor") && interval_ms == 0) {
            const xmlNode *lender = shortest_monitor(m, r);
            struct pe_attrs lent = {0};
            if (lender != NULL)
                add_own_settings(m, lender, &c, &lent);
            const char *timeout = pe_attr_get(&lent, XA_TIMEOUT);
            if (timeout != NULL)
                pe_attr_set(m, a, XA_TIMEOUT, timeout, false);
        }
    }
    pe_add_sets(m, m->priv->op_defaults, XE_META_ATTRIBUTES, NULL, &c, a);
    if (r->fence_device && (bt_streq(op, "monitor") || bt_streq(op, "start"))) {
        struct pe_attrs params = {0};
        pe_rsc_params(m, r, NULL, &params);
        const char *timeout = pe_attr_get(&params, "pcmk_monitor_timeout");
        if (timeout != NULL)
            pe_attr_set(m, a, XA_TIMEOUT, timeout, true);
    }
    const char *borrowed = bt_streq(op, "demote") ? on_fail_for_demote(m, r) : NULL;
    if (borrowed != NULL)
        pe_attr_set(m, a, XA_ON_FAIL, borrowed, false);
    normalise_times(m, a, interval_ms);
    resolve_start_delay(m, a, interval_ms);
}

/* --- on-fail ---------------------------------------------------------------------------------------------- */

static bool on_fail_word(const struct pe_model *m, const char *value, enum pe_on_fail *ret)
{
    static const struct { const char *word; enum pe_on_fail means; } words[] = {
        {"block", PE_FAIL_BLOCK},     {"fence", PE_FAIL_FENCE},     {"standby", PE_FAIL_STANDBY},
        {"ignore", PE_FAIL_IGNORE},   {"nothing", PE_FAIL_IGNORE},  {"stop", PE_FAIL_STOP},
        {"restart", PE_FAIL_RESTART}, {"demote", PE_FAIL_DEMOTE},   {"restart-container", PE_FAIL_RESTART_CONTAINER},
    };
    if (value == NULL)
        return false;
    for (size_t i = 0; i < BT_COUNT(words); i++) {
        if (!bt_strcaseeq(value, words[i].word))
            continue;
        if (words[i].means == PE_FAIL_FENCE && !m->stonith_enabled) {
            *ret = PE_FAIL_STOP; /* check.c says so */
        } else {
            *ret = words[i].means;
        }
        return true;
    }
    return false;
}

/* on-fail=demote belongs to promote, and to recurring monitors of the promoted role; a stop can't be answered with a stop. */
static bool on_fail_fits(const char *value, const char *task, const xmlNode *op, int64_t interval_ms)
{
    if (bt_streq(task, "stop") && (bt_strcaseeq(value, "standby") || bt_strcaseeq(value, "stop") || bt_strcaseeq(value, "restart")))
        return !bt_strcaseeq(value, "standby");
    if (!bt_strcaseeq(value, "demote"))
        return true;
    return bt_streq(task, "promote") || bt_streq(task, "demote") ||
           (interval_ms > 0 && op != NULL && op_role(op) == BT_ROLE_PROMOTED);
}

enum pe_on_fail pe_op_on_fail(struct pe_model *m, const struct pe_rsc *r, const char *task, int64_t interval_ms,
                              enum bt_role *ret_role_after)
{
    struct pe_attrs a = {0};
    pe_rsc_op_meta(m, r, task, interval_ms, &a);
    const xmlNode *op = pe_op_find(m, r, task, interval_ms, true);
    const char *value = pe_attr_get(&a, XA_ON_FAIL), *after = pe_attr_get(&a, "role_after_failure");
    if (value != NULL && !on_fail_fits(value, task, op, interval_ms))
        value = NULL;
    enum pe_on_fail on_fail;
    if (!on_fail_word(m, value, &on_fail)) {
        if (r->container != NULL)
            on_fail = PE_FAIL_RESTART_CONTAINER;
        else if (bt_streq(task, "stop"))
            on_fail = m->stonith_enabled ? PE_FAIL_FENCE : PE_FAIL_BLOCK;
        else
            on_fail = PE_FAIL_RESTART;
    }
    if (ret_role_after != NULL) {
        *ret_role_after = on_fail == PE_FAIL_STOP ? BT_ROLE_STOPPED : BT_ROLE_STARTED;
        if (after != NULL && bt_role_parse(after) != BT_ROLE_UNKNOWN)
            *ret_role_after = bt_role_parse(after);
        else if (bt_streq(task, "promote") && on_fail != PE_FAIL_STOP)
            *ret_role_after = BT_ROLE_UNPROMOTED;
    }
    return on_fail;
}
