/* fencing/rules.c - rules in what the CIB says about devices: which node attributes they see, and when they are to be looked at again.
 *
 * The fencer works without the status, so the attributes are the permanent ones of this node and the built-in #uname, #id and #kind; expressions on others are as
 * for an attribute that is not there.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/internal.h"

const xmlNode *fence_find_id(const xmlNode *n, const char *name, const char *id)
{
    const xmlNode *hit = (name == NULL || bt_xml_is(n, name)) && bt_streq(bt_xml_id(n), id) ? n : NULL;
    for (const xmlNode *c = bt_xml_first(n, NULL); c != NULL && hit == NULL; c = bt_xml_next(c, NULL))
        hit = fence_find_id(c, name, id);
    return hit;
}

/* attrs: the fencer. */
static const char *node_attribute(const void *attrs, const char *name)
{
    const struct fence *f = attrs;
    const xmlNode *node = bt_xml_find(bt_xml_root(f->nodes), XE_NODE, XA_UNAME, f->local_node);
    if (bt_strcaseeq(name, "#uname"))
        return f->local_node;
    if (bt_strcaseeq(name, "#id"))
        return bt_xml_id(node);
    if (bt_strcaseeq(name, "#kind"))
        return "cluster";
    bt_xml_each(set, node, XE_INSTANCE_ATTRIBUTES) {
        const xmlNode *pair = bt_xml_find(set, XE_NVPAIR, XA_NAME, name);
        if (pair != NULL)
            return bt_xml_get(pair, XA_VALUE);
    }
    return NULL;
}

static const xmlNode *by_id(const void *ctx, const char *id)
{
    const xmlNode *rule = ctx;
    return fence_find_id(cib_section(rule->doc, XE_CONFIGURATION), NULL, id);
}

bool fence_rule_passes(struct fence_turn *t, const xmlNode *rule)
{
    const struct cib_rule_context c = {.now = t->now.wall, .get = node_attribute, .node_attrs = t->f, .standard = "stonith", .recheck_s = &t->f->recheck_s, .by_id = by_id, .ctx = rule};
    return cib_rule_passes(rule, &c);
}

int fence_rule_score(struct fence_turn *t, const xmlNode *rule)
{
    const struct cib_rule_context c = {.by_id = by_id, .ctx = rule};
    const xmlNode *real = cib_expand_ref(rule, &c);
    enum bt_role role = bt_role_parse(bt_xml_get(real, XA_ROLE));
    const char *named = bt_xml_get(real, XA_SCORE_ATTRIBUTE);
    int score = 0;
    if (real == NULL || (role != BT_ROLE_UNKNOWN && role != BT_ROLE_STARTED) || !fence_rule_passes(t, real))
        return 0;
    const char *text = named != NULL ? node_attribute(t->f, named) : bt_xml_get(real, XA_SCORE);
    bt_score_parse(text != NULL ? text : "0", &score);
    return score;
}

void fence_recheck_later(struct fence_turn *t, const xmlDoc *cib)
{
    struct fence *f = t->f;
    if (f->recheck != 0)
        fence_effect(t, FENCE_FX_TIMER_CANCEL)->token = f->recheck;
    f->recheck = 0;
    if (f->recheck_s == 0) {
        bt_xml_free(f->again);
        f->again = NULL;
        return;
    }
    if (cib != f->again) {
        bt_xml_free(f->again);
        f->again = bt_xml_doc_of(bt_xml_root((xmlDoc *)cib));
        bt_xml_remove(bt_xml_first(bt_xml_root(f->again), XE_STATUS));
    }
    f->recheck = ++f->last_token;
    struct fence_effect *e = fence_effect(t, FENCE_FX_TIMER_SET);
    e->token = f->recheck;
    e->delay_ms = (f->recheck_s - t->now.wall.s) * 1000;
}

bool fence_recheck_timer(struct fence_turn *t, uint64_t token)
{
    if (t->f->recheck != token)
        return false;
    t->f->recheck = 0;
    fence_configure(t, t->f->again);
    return true;
}
