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
    if (interval_ms > 0) {
        struct pe_attrs meta = {0};
        pe_rsc_op_meta(m, r, task, interval_ms, &meta);
        pe_attr_set(mm, a, XA_CRM_META_TIMEOUT, pe_attr_get(&meta, XA_TIMEOUT), true);
    }
}

enum pe_change pe_params_changed(struct pe_model *m, const struct pe_rsc *r, const struct pe_node *n, const struct pe_op *op)
{
    const char *all = bt_xml_get(op->xml, XA_OP_DIGEST), *restart = bt_xml_get(op->xml, XA_OP_RESTART_DIGEST);
    if (all == NULL && restart == NULL)
        return PE_CHANGED_UNKNOWN;
    struct pe_attrs a = {0};
    const char *task = op->probe ? "monitor" : op->task;
    pe_op_params(m, r, n, task, op->interval_ms, &a);
    BT_VEC(struct bt_param) params = {0};
    for (size_t i = 0; i < a.n; i++)
        BT_PUSH(&params, ((struct bt_param){a.v[i].name, a.v[i].value}));
    char text[BT_DIGEST_TEXT];
    bool recurring = op->interval_ms > 0;
    enum pe_change change = PE_CHANGED_NOTHING;
    if (restart != NULL && strcmp(restart, bt_opdigest(params.v, params.n, recurring, BT_DIGEST_LISTED,
                                                       bt_xml_get(op->xml, XA_OP_FORCE_RESTART), text)) != 0)
        change = PE_CHANGED_ALL;
    else if (all == NULL)
        change = PE_CHANGED_UNKNOWN;
    else if (strcmp(all, bt_opdigest(params.v, params.n, recurring, BT_DIGEST_ALL, NULL, text)) != 0)
        change = restart != NULL ? PE_CHANGED_RELOADABLE : PE_CHANGED_ALL;
    BT_VEC_FREE(&params);
    return change;
}
