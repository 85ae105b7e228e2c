/* lrm/ran_with.c - see ran_with.h. They are kept as a copy of the operation that brought them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/ran_with.h"

/* Of the operation itself, not of the resource. */
static bool is_own(const char *name)
{
    return bt_starts(name, XA_CRM_META_) || bt_starts(name, "trace_") || strcmp(name, XA_CRM_FEATURE_SET) == 0 || strcmp(name, "OCF_CHECK_LEVEL") == 0;
}

void lrm_ran_with_clear(struct lrm *lrm, struct lrm_rsc *rsc)
{
    lrm_op_free(lrm, rsc->ran_with);
    rsc->ran_with = NULL;
}

/* Keeps of an operation's attributes its own, or those of the resource. */
static void keep_attrs(struct lrm_op *op, bool own)
{
    size_t n = 0;
    for (size_t i = 0; i < op->n_attrs; i++)
        if (is_own(op->attrs[i].name) == own) {
            op->attrs[n++] = op->attrs[i];
        } else {
            free(op->attrs[i].name);
            free(op->attrs[i].value);
        }
    op->n_attrs = n;
}

static void take(struct lrm *lrm, const struct lrm_op *op)
{
    xmlDoc *doc = bt_xml_doc(XE_RAN_WITH);
    xmlNode *copy = lrm_op_to_xml(op, bt_xml_root(doc));
    lrm_ran_with_clear(lrm, op->rsc);
    op->rsc->ran_with = lrm_op_new(lrm, op->rsc, copy);
    keep_attrs(op->rsc->ran_with, false);
    bt_xml_free(doc);
}

/* The stop's own attributes, then the instance parameters of the other operation. */
static void give(struct lrm_op *stop, const struct lrm_op *from)
{
    keep_attrs(stop, true);
    stop->attrs = bt_realloc(stop->attrs, (stop->n_attrs + from->n_attrs + 1) * sizeof(*stop->attrs));
    for (size_t i = 0; i < from->n_attrs; i++)
        stop->attrs[stop->n_attrs++] = (struct lrm_attr){bt_strdup(from->attrs[i].name), bt_strdup(from->attrs[i].value)};
}

void lrm_ran_with_begin(struct lrm *lrm, struct lrm_op *op)
{
    if (strcmp(op->action, "start") == 0 || strcmp(op->action, "migrate_from") == 0)
        take(lrm, op);
    else if (strcmp(op->action, "stop") == 0 && op->rsc->ran_with != NULL)
        give(op, op->rsc->ran_with);
}

static bool finds_running(const struct lrm_op *op, int rc)
{
    return strcmp(op->action, "monitor") == 0 && (rc == BT_OCF_OK || rc == BT_OCF_PROMOTED || rc == BT_OCF_DEGRADED || rc == BT_OCF_DEGRADED_PROMOTED);
}

void lrm_ran_with_end(struct lrm *lrm, const struct lrm_op *op, const struct lrm_outcome *out)
{
    bool good = out->status == BT_OP_DONE && out->rc == BT_OCF_OK, reload = strcmp(op->action, "reload-agent") == 0 || strcmp(op->action, "reload") == 0;
    if ((reload && good) || (op->rsc->ran_with == NULL && out->status == BT_OP_DONE && finds_running(op, out->rc)))
        take(lrm, op);
    else if (strcmp(op->action, "stop") == 0 && good)
        lrm_ran_with_clear(lrm, op->rsc);
}

void lrm_ran_with_to_xml(const struct lrm_rsc *rsc, xmlNode *parent)
{
    if (rsc->ran_with != NULL)
        lrm_op_to_xml(rsc->ran_with, bt_xml_add(parent, XE_RAN_WITH));
}

void lrm_ran_with_from_xml(struct lrm *lrm, struct lrm_rsc *rsc, const xmlNode *saved)
{
    const xmlNode *op = bt_xml_first(bt_xml_first(saved, XE_RAN_WITH), XE_RSC_OP);
    lrm_ran_with_clear(lrm, rsc);
    if (op != NULL)
        rsc->ran_with = lrm_op_new(lrm, rsc, op);
}
