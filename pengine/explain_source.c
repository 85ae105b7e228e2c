/* pengine/explain_source.c - the sources of scores in words.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/explain.h"

struct said { const struct pe_run *run; const struct pe_contribution *x; struct bt_buf *out; };
typedef void say_fn(const struct said *s);

static const struct pe_rsc *first_primitive(const struct pe_rsc *r)
{
    while (r->n_children > 0)
        r = r->children[0];
    return r;
}

/* --- reasons that have numbers or names of their own ------------------------------------------------------ */

static void failures(const struct said *s)
{
    const struct pe_rsc *r = first_primitive(s->x->rsc);
    int count = pe_fail_count(s->run->model, r, s->x->node, true, NULL);
    char text[BT_SCORE_TEXT];
    bt_buf_addf(s->out, "it failed here too often: fail count %s, ", bt_score_text(count, text));
    bt_buf_addf(s->out, "migration-threshold %s", bt_score_text(r->migration_threshold, text));
}

/* The newest failed operation here; of any instance, if they can't be told apart. */
static const struct pe_failure *failure_of(const struct said *s)
{
    const struct pe_model *m = s->run->model;
    for (size_t i = m->n_failures; i-- > 0;) {
        const struct pe_failure *f = &m->failures[i];
        if (f->node == s->x->node && f->rsc != NULL &&
            (f->rsc == s->x->rsc || bt_streq(f->rsc->config_id, s->x->rsc->config_id) || f->rsc == first_primitive(s->x->rsc)))
            return f;
    }
    return NULL;
}

static void failed_operation(const struct said *s)
{
    const struct pe_failure *f = failure_of(s);
    if (f == NULL) {
        bt_buf_add(s->out, "an operation failed so that it can't be tried again");
        return;
    }
    bt_buf_addf(s->out, "its %s failed with %s", bt_xml_get_or(f->op, XA_OPERATION, "operation"), bt_xml_get_or(f->op, XA_RC_CODE, "an error"));
    const char *why = bt_xml_get(f->op, XA_EXIT_REASON);
    if (why != NULL && *why != '\0')
        bt_buf_addf(s->out, " ('%s')", why);
}

static void health(const struct said *s)
{
    bt_buf_add(s->out, "node health");
    for (size_t i = 0; i < s->x->node->attrs.n; i++)
        if (bt_starts(s->x->node->attrs.v[i].name, "#health"))
            bt_buf_addf(s->out, " %s=%s", s->x->node->attrs.v[i].name, s->x->node->attrs.v[i].value);
}

static void shutdown_lock(const struct said *s)
{
    bt_buf_addf(s->out, "it waits for %s, which was shut down while it ran there (shutdown-lock)",
                s->x->rsc->lock_node != NULL ? s->x->rsc->lock_node->name : "its node");
}

static void tickets(const struct said *s)
{
    const struct pe_model_private *mp = s->run->model->priv;
    bool any = false;
    for (size_t i = 0; i < mp->rsc_tickets.n; i++) {
        const struct pe_rsc_ticket *t = &mp->rsc_tickets.v[i];
        const struct pe_rsc *at = s->x->rsc;
        while (at != NULL && at != t->rsc)
            at = at->parent;
        if (at == NULL || (t->ticket->granted && !t->ticket->standby))
            continue;
        bt_buf_addf(s->out, "%sticket %s %s (%s)", any ? ", " : "", t->ticket->id, t->ticket->granted ? "is in standby" : "is not granted", t->id);
        any = true;
    }
    if (!any)
        bt_buf_add(s->out, "its ticket is not granted");
}

static void capacity(const struct said *s)
{
    bt_buf_add(s->out, "not enough capacity was left for it and what must be with it; it needs");
    for (size_t i = 0; i < s->x->rsc->utilization.n; i++)
        bt_buf_addf(s->out, " %s=%s", s->x->rsc->utilization.v[i].name, s->x->rsc->utilization.v[i].value);
}

static void fitness(const struct said *s)
{
    const struct pe_rsc *r = s->x->wisher != NULL ? s->x->wisher : s->x->rsc;
    bt_buf_addf(s->out, "promotion score that the agent of %s set (master-%s)", r->id, first_primitive(r)->config_id);
}

static void stopped_role(const struct said *s)
{
    const struct pe_rsc *r = s->x->rsc;
    if (r->target_role != BT_ROLE_UNKNOWN)
        bt_buf_addf(s->out, "target-role is %s", bt_role_text(r->target_role));
    else
        bt_buf_add(s->out, "it is to be stopped");
}

static void group_member(const struct said *s)
{
    const struct pe_rsc *r = s->x->rsc;
    if (s->x->wisher != NULL)
        bt_buf_addf(s->out, "group %s", r->parent != NULL ? r->parent->id : "");
    else
        bt_buf_addf(s->out, "group %s: with the member before it", r->parent != NULL ? r->parent->id : "");
}

static void instances_per_node(const struct said *s)
{
    const struct pe_rsc *clone = pe_top(s->x->rsc);
    bt_buf_addf(s->out, "%s has as many instances here as clone-node-max=%d allows", clone->id, clone->clone_node_max);
}

static void all_instances(const struct said *s)
{
    const struct pe_rsc *clone = pe_top(s->x->rsc);
    bt_buf_addf(s->out, "%s has as many instances as clone-max=%d allows", clone->id, clone->clone_max);
}

static void clone_table(const struct said *s)
{
    bt_buf_addf(s->out, "%s as a whole may not be here", pe_top(s->x->rsc)->id);
}

static void orphan(const struct said *s)
{
    bt_buf_add(s->out, s->x->rsc->parent != NULL ? "there are more instances than clone-max allows" : "it is not configured any more");
}

/* --- the table -------------------------------------------------------------------------------------------- */

static void container(const struct said *s)
{
    const struct pe_rsc *with = s->x->rsc->container;
    if (with != NULL)
        bt_buf_addf(s->out, "it lives in %s (meta attribute container)", with->id);
    else
        bt_buf_add(s->out, "something lives in it that is placed so (meta attribute container)");
}

static const struct builtin { const char *source, *text; say_fn *say; } builtins[] = {
    {"stickiness", "resource-stickiness: it is active here", NULL},
    {"not_managed_default", "it is not managed and active here", NULL},
    {"__fail_limit__", NULL, failures},
    {"__stop_fail__", NULL, failed_operation},
    {"hard-error", NULL, failed_operation},
    {"masked-probe-failure", NULL, failed_operation},
    {"__action_migration_auto__", "its agent is not installed here, which on-fail=ignore can't ignore", NULL},
    {"resource-discovery=exclusive elsewhere", "a location constraint with resource-discovery=exclusive names other nodes", NULL},
    {"fatal-error", "an operation failed so that it can't work on any node", NULL},
    {"on-fail=stop", "an operation failed that has on-fail=stop", NULL},
    {"multiple-active=stop_only", "it was active on several nodes (multiple-active=stop_only)", NULL},
    {"__orphan_do_not_run__", NULL, orphan},
    {"orphan instance", NULL, orphan},
    {"__no_ticket__", NULL, tickets},
    {"__loss_of_ticket__", NULL, tickets},
    {"__ticket_standby__", NULL, tickets},
    {"__stateful_without_ticket__", NULL, tickets},
    {"node health", NULL, health},
    {"shutdown-lock", NULL, shutdown_lock},
    {"target-role", NULL, stopped_role},
    {"node can't run resources", "the node can't run resources", NULL},
    {"clone not allowed there", NULL, clone_table},
    {"clone-node-max", NULL, instances_per_node},
    {"clone:limit_reached", NULL, all_instances},
    {"not enough capacity", NULL, capacity},
    {"promotion score", NULL, fitness},
    {"no promotion score", "the agent set no promotion score", NULL},
    {"priority", "it is promoted already, and the fitness that counts is that of before", NULL},
    {"group:internal_colocation", NULL, group_member},
    {"resource-with-container", NULL, container},
};

/* --- constraints ------------------------------------------------------------------------------------------ */

const xmlNode *pe_source_constraint(const struct pe_model *m, const char *source)
{
    for (const xmlNode *x = pe_element_by_id(m, source); x != NULL; x = x->parent)
        if (x->parent != NULL && bt_xml_is(x->parent, XE_CONSTRAINTS))
            return x;
    return NULL;
}

static const struct pe_rsc *other_of(const struct said *s)
{
    const struct pe_model_private *mp = s->run->model->priv;
    for (size_t i = 0; i < mp->colocations.n; i++) {
        const struct pe_colocation *c = mp->colocations.v[i];
        if (!bt_streq(c->id, s->x->source))
            continue;
        for (const struct pe_rsc *at = s->x->rsc; at != NULL; at = at->parent)
            if (at == c->dependent)
                return c->primary;
    }
    return NULL;
}

static void constraint(const struct said *s, const xmlNode *c)
{
    bool whole = bt_streq(bt_xml_id(c), s->x->source), colocation = bt_xml_is(c, XE_RSC_COLOCATION);
    if (!whole)
        bt_buf_addf(s->out, "%s %s of ", bt_xml_is(pe_element_by_id(s->run->model, s->x->source), XE_RULE) ? "rule" : "set", s->x->source);
    bt_buf_addf(s->out, "%s %s", colocation ? "colocation" : bt_xml_is(c, XE_RSC_LOCATION) ? "location constraint" : "constraint", bt_xml_id(c));
    const struct pe_rsc *other = colocation && s->x->wisher == NULL ? other_of(s) : NULL;
    if (other == NULL)
        return;
    const struct pe_node *n = pe_node_of(s->run->placement, other);
    bt_buf_addf(s->out, " with %s, which is %s%s", other->id, n != NULL ? "on " : "to run nowhere", n != NULL ? n->name : "");
}

bool pe_source_text(const struct pe_run *run, const struct pe_contribution *x, struct bt_buf *out)
{
    struct said s = {run, x, out};
    const xmlNode *c = NULL;
    bool known = false;
    for (size_t i = 0; i < BT_COUNT(builtins) && !known; i++) {
        if (!bt_streq(builtins[i].source, x->source))
            continue;
        known = true;
        if (builtins[i].say != NULL)
            builtins[i].say(&s);
        else
            bt_buf_add(out, builtins[i].text);
    }
    if (!known && (c = pe_source_constraint(run->model, x->source)) != NULL)
        constraint(&s, c);
    else if (!known)
        bt_buf_add(out, x->source);
    if (x->wisher != NULL && !bt_streq(x->source, "promotion score")) {
        bt_buf_addf(out, ": wish of %s", x->wisher->id);
        if (x->through != NULL)
            bt_buf_addf(out, ", through %s", x->through->id);
    }
    return known || c != NULL;
}
