/* lrm/class.c - the classes of agents, as far as the core must tell them apart: one row each.
 *
 * How an agent of each class is found, called and judged is the edge's part: lrm/exec_io.c has the same rows.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/core.h"

/* The devices themselves belong to the fencer; here they are resources that are where they were started. So a stop has
 * nothing to run, and a probe answers from memory: asking the device would find it "running" on every node
 * (Pacemaker Explained, "Fencing resources": the monitor shows only that it can be reached). */
static bool stonith_answers(const struct lrm_op *op, struct lrm_outcome *out)
{
    bool probe = op->interval_ms == 0 && strcmp(op->action, "monitor") == 0;

    if (!probe && strcmp(op->action, "stop") != 0)
        return false;
    *out = (struct lrm_outcome){.status = BT_OP_DONE, .rc = BT_OCF_OK};
    if (probe && !op->rsc->active)
        out->rc = BT_OCF_NOT_RUNNING;
    return true;
}

static const struct lrm_class classes[] = {
    {.standard = "ocf", .ocf_env = true, .has_traits = true},
    {.standard = "stonith", .answers = stonith_answers},
    {.standard = "lsb"},
    {.standard = "systemd"},
    {.standard = "service"},
    {.standard = "heartbeat"},
};

const struct lrm_class *lrm_class_find(const char *standard)
{
    for (size_t i = 0; i < BT_COUNT(classes); i++)
        if (bt_streq(classes[i].standard, standard))
            return &classes[i];
    return NULL;
}
