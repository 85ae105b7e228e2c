/* lrm/output.c - what the operations of a resource printed last, for who wants to know why (`crm resource log`).
 *
 * Of each operation (by name and interval) the last output is kept that was not empty, and of that its end: what went wrong is mostly said last. It
 * does not survive the daemon.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/output.h"

#define KEPT_MAX 4096 /* bytes of one output */
#define OUTPUTS_MAX 16 /* of a resource */

struct lrm_output {
    char *action, *text;
    int64_t interval_ms, exec_ms;
    int call_id, status, rc;
    struct bt_wall at;
};

static void clear(struct lrm_output *o)
{
    free(o->action);
    free(o->text);
}

void lrm_outputs_free(struct lrm_rsc *rsc)
{
    for (size_t i = 0; i < rsc->outputs.n; i++) {
        clear(rsc->outputs.v[i]);
        free(rsc->outputs.v[i]);
    }
    BT_VEC_FREE(&rsc->outputs);
}

/* stderr, then stdout, from a line's beginning if one is near. */
static char *kept_text(const char *output, const char *errors)
{
    char *all = bt_printf("%s%s%s", errors, errors[0] != '\0' && output[0] != '\0' && errors[strlen(errors) - 1] != '\n' ? "\n" : "", output);
    size_t len = strlen(all);
    if (len <= KEPT_MAX)
        return all;
    const char *from = all + len - KEPT_MAX, *line = strchr(from, '\n');
    if (line != NULL && line[1] != '\0')
        from = line + 1;
    while (((unsigned char)*from & 0xc0) == 0x80) /* not into the middle of a character */
        from++;
    char *text = bt_printf("[%zu bytes before]\n%s", (size_t)(from - all), from);
    free(all);
    return text;
}

/* The place for an operation: its own, a new one, or the oldest. */
static struct lrm_output *place(struct lrm_rsc *rsc, const struct lrm_op *op)
{
    size_t at = rsc->outputs.n;
    for (size_t i = 0; i < rsc->outputs.n; i++)
        if (rsc->outputs.v[i]->interval_ms == op->interval_ms && strcmp(rsc->outputs.v[i]->action, op->action) == 0)
            at = i;
    struct lrm_output *o;
    if (at == rsc->outputs.n && rsc->outputs.n < OUTPUTS_MAX) {
        o = BT_NEW(struct lrm_output);
        BT_PUSH(&rsc->outputs, o);
        return o;
    }
    assert(rsc->outputs.n > 0 && rsc->outputs.n <= OUTPUTS_MAX);
    if (at == rsc->outputs.n)
        at = 0;
    o = rsc->outputs.v[at];
    for (; at + 1 < rsc->outputs.n; at++)
        rsc->outputs.v[at] = rsc->outputs.v[at + 1];
    rsc->outputs.v[at] = o; /* the newest last */
    clear(o);
    return o;
}

void lrm_output_keep(const struct lrm_op *op, const struct lrm_event *done)
{
    const char *output = done->output != NULL ? done->output : "", *errors = done->errors != NULL ? done->errors : "";
    if ((output[0] == '\0' && errors[0] == '\0') || strcmp(op->action, "meta-data") == 0)
        return;
    *place(op->rsc, op) = (struct lrm_output){.action = bt_strdup(op->action),
                                              .text = kept_text(output, errors),
                                              .interval_ms = op->interval_ms,
                                              .exec_ms = done->exec_ms,
                                              .call_id = op->call_id,
                                              .status = (int)done->status,
                                              .rc = done->rc,
                                              .at = op->started_wall};
}

xmlDoc *lrm_output_doc(const struct lrm *lrm, const char *rsc)
{
    const struct lrm_rsc *r = lrm_rsc_find(lrm, rsc);
    xmlDoc *doc = bt_xml_doc(XE_LRM_LOG);
    bt_xml_set(bt_xml_root(doc), XA_RSC, rsc);
    bt_xml_set(bt_xml_root(doc), XA_ON_NODE, lrm->node);
    bt_xml_set_int(bt_xml_root(doc), XA_RC, r != NULL && !r->forgotten ? BT_EX_OK : BT_EX_NOSUCH);
    for (size_t i = 0; r != NULL && i < r->outputs.n; i++) {
        const struct lrm_output *o = r->outputs.v[i];
        xmlNode *n = bt_xml_add(bt_xml_root(doc), XE_OUTPUT);
        bt_xml_set(n, XA_OPERATION, o->action);
        bt_xml_set_int(n, XA_INTERVAL, o->interval_ms);
        bt_xml_set_int(n, XA_CALL_ID, o->call_id);
        bt_xml_set_int(n, XA_OP_STATUS, o->status);
        bt_xml_set_int(n, XA_RC_CODE, o->rc);
        bt_xml_set_int(n, XA_EXEC_TIME, o->exec_ms);
        bt_xml_set_int(n, XA_LAST_RC_CHANGE, o->at.s);
        bt_xml_set(n, XA_TEXT, o->text);
    }
    return doc;
}
