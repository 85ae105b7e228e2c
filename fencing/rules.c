/* fencing/rules.c - rules in what the CIB says about devices: which node attributes they see, and when they are to be looked at again.
 *
 * They see this node's attributes, the transient ones first, as the policy engine does, and the built-in #uname, #id and #kind. Of the status the fencer keeps only these; as long as no rule asks for one,
 * changes of the status don't concern it.
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

/* What node_attribute() looks into: a rule that asks is noted. */
struct looking {
    struct fence *f;
};

static const char *value_in(const xmlNode *owner, const char *name)
{
    bt_xml_each(set, owner, XE_INSTANCE_ATTRIBUTES) {
        const xmlNode *pair = bt_xml_find(set, XE_NVPAIR, XA_NAME, name);
        if (pair != NULL)
            return bt_xml_get(pair, XA_VALUE);
    }
    return NULL;
}

/* attrs: struct looking. */
static const char *node_attribute(const void *attrs, const char *name)
{
    struct fence *f = ((const struct looking *)attrs)->f;
    const xmlNode *node = bt_xml_find(bt_xml_root(f->nodes), XE_NODE, XA_UNAME, f->local_node);
    if (bt_strcaseeq(name, "#uname"))
        return f->local_node;
    if (bt_strcaseeq(name, "#id"))
        return bt_xml_id(node);
    if (bt_strcaseeq(name, "#kind"))
        return "cluster";
    f->asks_transient = true;
    const char *transient = f->transient != NULL ? value_in(bt_xml_root(f->transient), name) : NULL;
    return transient != NULL ? transient : value_in(node, name);
}

void fence_transient_take(struct fence *f, const xmlDoc *cib)
{
    const xmlNode *status = cib_section(cib, XE_STATUS);
    if (status == NULL)
        return; /* read again for a rule's time: nothing new of the status is known */
    const xmlNode *own = bt_xml_first(bt_xml_find(status, XE_NODE_STATE, XA_UNAME, f->local_node), XE_TRANSIENT_ATTRIBUTES);
    bt_xml_free(f->transient);
    f->transient = own != NULL ? bt_xml_doc_of(own) : NULL;
}

/* A path or what was created there that tells of transient attributes; the operations of resources, by far the most, are none. */
static bool tells_of_attributes(const xmlNode *change, const char *path)
{
    if (strstr(path, "/" XE_TRANSIENT_ATTRIBUTES) != NULL)
        return true;
    const char *state = strstr(path, "/" XE_NODE_STATE);
    bool deeper = state != NULL && strchr(state + 1, '/') != NULL;
    return !deeper && !bt_streq(bt_xml_get(change, XA_OPERATION), "modify") &&
           (bt_streq(bt_xml_get(change, XA_OPERATION), "delete") || !bt_xml_is(bt_xml_first(change, NULL), XE_LRM));
}

bool fence_concerned(const struct fence *f, const xmlNode *patch)
{
    if (patch == NULL)
        return true;
    bt_xml_each(change, patch, XE_CHANGE) {
        const char *path = bt_xml_get_or(change, XA_PATH, "");
        bool versions_only = bt_streq(path, "/cib") && bt_streq(bt_xml_get(change, XA_OPERATION), "modify");
        bool status = bt_starts(path, "/cib/status");
        if ((!versions_only && !status) || (status && f->asks_transient && tells_of_attributes(change, path)))
            return true;
    }
    return false;
}

static const xmlNode *by_id(const void *ctx, const char *id)
{
    const xmlNode *rule = ctx;
    return fence_find_id(cib_section(rule->doc, XE_CONFIGURATION), NULL, id);
}

static struct cib_rule_context here(struct fence_turn *t, const struct looking *looking, const xmlNode *at)
{
    return (struct cib_rule_context){.now = t->now.wall, .get = node_attribute, .node_attrs = looking, .standard = "stonith", .recheck_s = &t->f->recheck_s, .by_id = by_id, .ctx = at};
}

void fence_rule_sets(struct fence_turn *t, const xmlNode *owner, const char *name, struct cib_sets *ret)
{
    const struct looking looking = {t->f};
    const struct cib_rule_context c = here(t, &looking, owner);
    if (owner != NULL)
        cib_rule_sets(owner, name, &c, ret);
}

int fence_rule_score(struct fence_turn *t, const xmlNode *rule)
{
    const struct looking looking = {t->f};
    const struct cib_rule_context c = here(t, &looking, rule);
    const xmlNode *real = cib_expand_ref(rule, &c);
    enum bt_role role = bt_role_parse(bt_xml_get(real, XA_ROLE));
    const char *named = bt_xml_get(real, XA_SCORE_ATTRIBUTE);
    int score = 0;
    if (real == NULL || (role != BT_ROLE_UNKNOWN && role != BT_ROLE_STARTED) || !cib_rule_passes(real, &c))
        return 0;
    const char *text = named != NULL ? node_attribute(&looking, named) : bt_xml_get(real, XA_SCORE);
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
