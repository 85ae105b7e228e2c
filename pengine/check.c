/* pengine/check.c - mistakes of a configuration that no single step would notice: what it says is understood, but not meant, useless or on its way out.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/model.h"

/* Nothing would be started: the mistake of every first configuration. */
static void check_fencing(struct pe_model *m)
{
    if (!m->stonith_enabled || m->have_fence_device)
        return;
    pe_error(m, "Resource start-up disabled since no STONITH resources have been defined");
    pe_error(m, "Either configure some or disable STONITH with the stonith-enabled option");
    pe_error(m, "NOTE: Clusters with shared data need STONITH to ensure data integrity");
}

static void check_options(struct pe_model *m)
{
    if (pe_option_bool(m, "remove-after-stop"))
        pe_warn(m, "cluster option remove-after-stop: it is deprecated; remove it");
    if (bt_strcaseeq(pe_option(m, "stonith-action"), "poweroff"))
        pe_warn(m, "cluster option stonith-action: 'poweroff' is deprecated; use 'off'");
    if (bt_strcaseeq(pe_option(m, "no-quorum-policy"), "suicide") && !m->stonith_enabled)
        pe_error(m, "cluster option no-quorum-policy: 'suicide' needs stonith-enabled, using 'stop'");
}

/* --- operations ------------------------------------------------------------------------------------------- */

static bool one_of(const char *word, const char *const words[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (bt_strcaseeq(word, words[i]))
            return true;
    return false;
}

static void check_on_fail(struct pe_model *m, const struct pe_rsc *r, const struct pe_op_config *c)
{
    static const char *const not_for_stop[] = {"stop", "standby", "demote"};
    const char *value = bt_xml_get(c->xml, XA_ON_FAIL);
    bool stop = bt_streq(c->name, "stop");
    if (value == NULL || (stop && r->active_on.n == 0)) /* it will not be stopped, so it can't fail to */
        return;
    if ((bt_streq(c->name, "promote") || bt_streq(c->name, "demote")) && !pe_top(r)->promotable)
        return;
    bool demotes = bt_streq(c->name, "promote") || bt_streq(c->name, "demote") ||
                   (bt_streq(c->name, "monitor") && c->interval_ms > 0 && c->role == BT_ROLE_PROMOTED);
    if ((stop && one_of(value, not_for_stop, BT_COUNT(not_for_stop))) || (bt_strcaseeq(value, "demote") && !demotes))
        pe_error(m, "operation %s of %s: on-fail=%s is not possible for %s, using the default", bt_xml_id(c->xml), r->config_id, value, c->name);
    else if (bt_strcaseeq(value, "fence") && !m->stonith_enabled)
        pe_error(m, "operation %s of %s: on-fail=fence needs stonith-enabled, using stop", bt_xml_id(c->xml), r->config_id);
}

/* A resource that nobody monitors for a typing error. */
static void check_durations(struct pe_model *m, const struct pe_rsc *r, const struct pe_op_config *c)
{
    static const char *const names[] = {XA_INTERVAL, XA_TIMEOUT, XA_START_DELAY};
    int64_t ms;
    for (size_t i = 0; i < BT_COUNT(names); i++) {
        const char *value = bt_xml_get(c->xml, names[i]);
        if (value != NULL && !bt_duration_ms(value, &ms))
            pe_note(m, "operation %s of %s: %s '%s' is no duration such as 10s; it is ignored%s", bt_xml_id(c->xml), r->config_id, names[i], value,
                    i == 0 ? ", so that nothing is repeated" : "");
    }
}

static void check_recurring(struct pe_model *m, const struct pe_rsc *r, const struct pe_op_config *c)
{
    static const char *const once[] = {"start", "stop", "promote", "demote", "migrate_to", "migrate_from"};
    const char *origin = bt_xml_get(c->xml, XA_INTERVAL_ORIGIN);
    struct bt_wall when;
    if (c->interval_ms <= 0)
        return;
    if (one_of(c->name, once, BT_COUNT(once)))
        pe_error(m, "operation %s of %s: %s can't be repeated; it is left out", bt_xml_id(c->xml), r->config_id, c->name);
    if (origin != NULL && !bt_iso8601_parse(origin, 0, &when))
        pe_error(m, "operation %s of %s: interval-origin '%s' is not a date and time; it is ignored", bt_xml_id(c->xml), r->config_id, origin);
}

/* Two of one name and interval can't be told apart. */
static void check_duplicates(struct pe_model *m, const struct pe_rsc *r, size_t at)
{
    const struct pe_op_config *c = &r->ops->v[at], *other;
    for (size_t k = 0; c->interval_ms > 0 && (other = pe_op_alike(r, c->name, c->interval_ms, k)) != c; k++) {
        if (other->xml->parent != c->xml->parent)
            continue;
        pe_error(m, "Operation %s is duplicate of %s (do not use same name and interval combination more than once per resource)",
                 bt_xml_id(c->xml), bt_xml_id(other->xml));
        return;
    }
}

static void check_operations(struct pe_model *m, const struct pe_rsc *r)
{
    struct pe_op_config c;
    for (size_t i = 0; pe_op_at(m, r, i, &c); i++) {
        check_on_fail(m, r, &c);
        check_durations(m, r, &c);
        check_recurring(m, r, &c);
        check_duplicates(m, r, i);
    }
}

/* --- resources -------------------------------------------------------------------------------------------- */

static void check_meta(struct pe_model *m, const struct pe_rsc *r)
{
    static const char *const policies[] = {"stop_start", "stop_only", "block", "stop_unexpected"};
    const char *active = PE_RSC_META(r, "multiple-active");
    int threshold = 0;
    if (bt_strcaseeq(PE_RSC_META(r, "restart-type"), "restart"))
        pe_warn(m, "resource %s: restart-type is deprecated; use an ordering", r->config_id);
    if (active != NULL && !bt_strcaseeq(active, "default") && !one_of(active, policies, BT_COUNT(policies)))
        pe_warn(m, "resource %s: '%s' is not a value for multiple-active, using stop_start", r->config_id, active);
    if (bt_score_parse(PE_RSC_META(r, "migration-threshold"), &threshold) && threshold < 0)
        pe_warn(m, "resource %s: migration-threshold may not be negative; it is ignored", r->config_id);
    if (r->kind == PE_GROUP && !r->ordered)
        pe_warn(m, "group %s: ordered=false is deprecated; use a resource set", r->config_id);
    if (r->kind == PE_GROUP && !r->colocated)
        pe_warn(m, "group %s: collocated=false is deprecated; use a resource set", r->config_id);
}

/* The element around what it was configured as, or NULL. */
static const xmlNode *bundle_of(struct pe_model *m, const struct pe_rsc *r)
{
    char *id = bt_strndup(r->config_id, strcspn(r->config_id, ":"));
    const xmlNode *x = pe_element_by_id(m, id);
    free(id);
    return x != NULL ? x->parent : NULL;
}

static void check_orphan(struct pe_model *m, const struct pe_rsc *r)
{
    for (size_t i = 0; i < r->active_on.n; i++) {
        const char *node = r->active_on.v[i]->name;
        if (pe_is_unsupported(m, r->id) || bt_xml_is(bundle_of(m, r), XE_BUNDLE))
            pe_note(m, "resource %s is active on %s as a part of a bundle or guest, which are not supported", r->id, node);
        else if (m->priv->stop_orphans)
            pe_warn(m, "resource %s is active on %s, but not configured; it will be stopped", r->id, node);
        else
            pe_warn(m, "resource %s is active on %s, but not configured: stop it there by hand, since stop-orphan-resources is off", r->id, node);
    }
}

void pe_check_configuration(struct pe_model *m)
{
    check_options(m);
    check_fencing(m);
    for (size_t i = 0; i < m->n_rscs; i++) {
        const struct pe_rsc *r = m->rscs[i];
        if (r->orphan) {
            if (r->kind == PE_PRIMITIVE)
                check_orphan(m, r);
            continue;
        }
        check_meta(m, r);
        if (r->kind == PE_PRIMITIVE && (r->instance <= 0 || r->active_on.n > 0))
            check_operations(m, r);
    }
}
