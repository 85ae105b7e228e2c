/* lrm/limit.c - how many operations run at once: the node's number, the cluster's option, and the load (lrm/lrm.h, rules of the queue).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/core.h"

#define LIMIT_MAX 10000

static void compute(struct lrm *lrm, struct lrm_effects *fx)
{
    unsigned was = lrm->limit;
    unsigned full = !lrm->fixed && lrm->option_limit > 0 ? (unsigned)lrm->option_limit : lrm->max_children;
    unsigned least = full < 2 ? 1 : 2; /* with one, an agent that hangs would hold up all others */
    lrm->limit = full;
    if (lrm->threshold_percent > 0 && lrm->load_percent > 2 * lrm->threshold_percent)
        lrm->limit = full / 4;
    else if (lrm->threshold_percent > 0 && lrm->load_percent > lrm->threshold_percent)
        lrm->limit = full / 2;
    if (lrm->limit < least)
        lrm->limit = least;
    assert(lrm->limit >= 1 && lrm->limit <= full);
    if (lrm->limit != was)
        lrm_fx_log(fx, BT_LOG_INFO, "Up to %u operations run at once from now on (of %u; load %" PRId64 " %% a core, load-threshold %" PRId64 " %%)",
                   lrm->limit, full, lrm->load_percent, lrm->threshold_percent);
}

static int64_t read_number(const char *text, int64_t max)
{
    int64_t n = 0;
    size_t digits = text != NULL ? strspn(text, "0123456789") : 0;
    char *number = bt_printf("%.*s", (int)digits, text != NULL ? text : "");
    if (!bt_parse_int(number, &n) || n < 0)
        n = 0;
    free(number);
    return n < max ? n : max;
}

void lrm_limit_options(struct lrm *lrm, const xmlNode *limits, struct lrm_effects *fx)
{
    lrm->option_limit = read_number(bt_xml_get(limits, XA_NODE_ACTION_LIMIT), LIMIT_MAX);
    lrm->threshold_percent = read_number(bt_xml_get(limits, XA_LOAD_THRESHOLD), INT32_MAX);
    compute(lrm, fx);
}

void lrm_limit_load(struct lrm *lrm, int load_percent, struct lrm_effects *fx)
{
    lrm->load_percent = load_percent;
    compute(lrm, fx);
}
