/* tools/simulate_explain.c - crm_simulate --explain and --explain-action: what the policy engine says about its own decisions.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/simulate.h"

static void say(struct out *o, xmlDoc *explanation)
{
    struct bt_buf b = {0};
    if (out_is_xml(o)) {
        bt_xml_add_copy(out_root(o), bt_xml_root(explanation));
    } else {
        pe_text_explanation(explanation, &b);
        out_text(o, "%s", b.text != NULL ? b.text : "");
    }
    bt_buf_free(&b);
    bt_xml_free(explanation);
}

int sim_explain(const struct pe_run *run, const struct sim_question *q, struct out *o, struct bt_err *err)
{
    xmlDoc *explanation = NULL;
    int rc = 0;
    if (q->rsc != NULL && (rc = pe_explain(run, q->rsc, q->node, &explanation, err)) == 0)
        say(o, explanation);
    if (rc == 0 && q->action != NULL && (rc = pe_explain_action(run, q->action, &explanation, err)) == 0)
        say(o, explanation);
    return rc;
}
