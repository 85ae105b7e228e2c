/* pengine/digests.c - has the configuration of a running resource changed? (see digests.h)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/digests.h"

#include "lib/lib.h"
#include "pengine/rules.h"

void pe_op_params(const struct pe_model *m, const struct pe_rsc *r, const struct pe_node *n, const char *task,
                  int64_t interval_ms, struct pe_attrs *a)
{
    struct pe_model *mm = (struct pe_model *)m; /* only its arena grows */
    const xmlNode *op = pe_op_find(m, r, task, interval_ms, true);
    struct pe_rule_context c = {.now = m->now, .node_attrs = n != NULL ? &n->attrs : NULL};
    if (op != NULL)
        pe_add_sets(mm, op, XE_INSTANCE_ATTRIBUTES, NULL, &c, a);
    pe_rsc_params(m, r, n, a);
}

const struct pe_digest_meta *pe_digest_metas(size_t *ret_n)
{
    static const struct pe_digest_meta table[] = {{XA_TIMEOUT, XA_CRM_META_TIMEOUT},
                                                  {"failures-needed-timeout", XA_CRM_META_FAILURES_NEEDED_TIMEOUT},
                                                  {"failures-needed-not-running", XA_CRM_META_FAILURES_NEEDED_NOT_RUNNING},
                                                  {"failures-needed-error", XA_CRM_META_FAILURES_NEEDED_ERROR}};
    *ret_n = BT_COUNT(table);
    return table;
}

static void add_recurring_meta(struct pe_model *m, const struct pe_rsc *r, const char *task, int64_t interval_ms, struct pe_attrs *a)
{
    size_t n;
    const struct pe_digest_meta *t = pe_digest_metas(&n);
    struct pe_attrs meta = {0};
    pe_rsc_op_meta(m, r, task, interval_ms, &meta);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || pe_attr_get(&meta, t[i].meta) != NULL)
            pe_attr_set(m, a, t[i].attr, pe_attr_get(&meta, t[i].meta), true);
}

/* The digest of those parameters that count. */
static const char *digest_of(const struct pe_attrs *a, const struct pe_op *op, enum bt_digest_scope scope, const char *list, char text[BT_DIGEST_TEXT])
{
    BT_VEC(struct bt_param) params = {0};
    for (size_t i = 0; i < a->n; i++)
        BT_PUSH(&params, ((struct bt_param){a->v[i].name, a->v[i].value}));
    bt_opdigest(params.v, params.n, op->interval_ms > 0, scope, list, text);
    BT_VEC_FREE(&params);
    return text;
}

/* Whether an operation that does not recur has parameters in the configuration that are not the resource's. */
static bool has_own_params(struct pe_model *m, const struct pe_rsc *r, const struct pe_node *n, const struct pe_op *op)
{
    const xmlNode *config = op->interval_ms == 0 ? pe_op_find(m, r, op->task, 0, true) : NULL;
    struct pe_rule_context c = {.now = m->now, .node_attrs = n != NULL ? &n->attrs : NULL};
    struct pe_attrs own = {0};
    if (config != NULL)
        pe_add_sets(m, config, XE_INSTANCE_ATTRIBUTES, NULL, &c, &own);
    return own.n > 0;
}

enum pe_change pe_params_changed(struct pe_model *m, const struct pe_rsc *r, const struct pe_node *n, const struct pe_op *op)
{
    assert(r->kind == PE_PRIMITIVE && op->task != NULL);
    const char *all = op->digest, *restart = op->restart_digest, *force_restart = op->force_restart;
    if (all == NULL && restart == NULL)
        return PE_CHANGED_UNKNOWN;
    struct pe_attrs a = {0};
    char text[BT_DIGEST_TEXT];
    pe_op_params(m, r, n, op->task, op->interval_ms, &a);
    if (op->interval_ms > 0)
        add_recurring_meta(m, r, op->task, op->interval_ms, &a);
    if (restart != NULL && strcmp(restart, digest_of(&a, op, force_restart != NULL ? BT_DIGEST_LISTED : BT_DIGEST_ALL, force_restart, text)) != 0)
        return PE_CHANGED_ALL;
    if (all == NULL)
        return PE_CHANGED_UNKNOWN;
    if (strcmp(all, digest_of(&a, op, BT_DIGEST_ALL, NULL, text)) == 0)
        return PE_CHANGED_NOTHING;
    return restart != NULL && !has_own_params(m, r, n, op) ? PE_CHANGED_RELOADABLE : PE_CHANGED_ALL;
}

/* --- what is not secret ----------------------------------------------------------------------------------- */

/* Parameters of a fence device that the cluster reads itself ("Special Meta-Attributes for Fencing Resources"). */
static bool is_fencers_own(const char *name)
{
    static const char *const words[] = {"provides", "stonith-timeout", "pcmk_action_limit", "pcmk_delay_base", "pcmk_delay_max",
                                        "pcmk_host_argument", "pcmk_host_check", "pcmk_host_list", "pcmk_host_map"};
    static const char *const of_an_action[] = {"_action", "_timeout", "_retries"};
    for (size_t i = 0; i < BT_COUNT(words); i++)
        if (bt_streq(name, words[i]))
            return true;
    const char *end = bt_starts(name, "pcmk_") ? strchr(name + strlen("pcmk_"), '_') : NULL;
    for (size_t i = 0; i < BT_COUNT(of_an_action) && end != NULL; i++)
        if (bt_streq(end, of_an_action[i]))
            return true;
    return false;
}

static void leave_out_fencers_own(struct pe_attrs *a)
{
    for (size_t i = a->n; i-- > 0;)
        if (is_fencers_own(a->v[i].name))
            pe_attr_del(a, a->v[i].name);
}

static bool before_3_16(const char *feature_set)
{
    int major = 0, minor = 0;
    return sscanf(feature_set, "%d.%d", &major, &minor) < 2 || major < 3 || (major == 3 && minor < 16);
}

bool pe_public_params_kept(struct pe_model *m, const struct pe_rsc *r, const struct pe_node *n, const struct pe_op *op)
{
    const char *then = bt_xml_get(op->xml, XA_OP_SECURE_DIGEST);
    if (then == NULL)
        return false;
    struct pe_attrs a = {0};
    if (before_3_16(bt_xml_get_or(op->xml, XA_CRM_FEATURE_SET, ""))) {
        pe_rsc_params(m, r, n, &a);
        if (r->fence_device)
            leave_out_fencers_own(&a);
    } else {
        pe_op_params(m, r, n, op->task, op->interval_ms, &a);
    }
    char text[BT_DIGEST_TEXT];
    return strcmp(then, digest_of(&a, op, BT_DIGEST_OTHERS, bt_xml_get(op->xml, XA_OP_SECURE_PARAMS), text)) == 0;
}

void pe_device_digests(struct pe_model *m, const struct pe_rsc *r, const struct pe_node *n, char all[BT_DIGEST_TEXT], char secure[BT_DIGEST_TEXT])
{
    static const struct pe_op once = {0};
    struct pe_attrs a = {0};
    pe_rsc_params(m, r, n, &a);
    digest_of(&a, &once, BT_DIGEST_ALL, NULL, all);
    if (before_3_16(bt_xml_get_or(m->cib, XA_CRM_FEATURE_SET, "")))
        leave_out_fencers_own(&a);
    digest_of(&a, &once, BT_DIGEST_OTHERS, " passwd password user ", secure);
}
