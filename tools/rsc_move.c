/* tools/rsc_move.c - crm_resource --move, --ban and --clear: constraints that an administrator makes for a while (see rsc.h).
 *
 * Ids and forms are Pacemaker's: cli-prefer-RSC, cli-ban-RSC-on-NODE; crmsh and pcs look for them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/rsc.h"

/* The resource that the constraint is about: of a member of an anonymous clone, the clone. (Pacemaker 2.1.5 names the member here, and then
 * places the clone as if there were no constraint.) */
static const struct pe_rsc *subject(const struct rsc_job *j)
{
    const struct pe_rsc *top = pe_top(j->rsc);
    return top->kind == PE_CLONE && !top->unique ? top : j->rsc;
}

static void find_active(const struct pe_rsc *r, bool promoted_only, struct pe_nodes *ret)
{
    for (size_t i = 0; r->kind == PE_PRIMITIVE && i < r->active_on.n; i++)
        if ((!promoted_only || r->role == BT_ROLE_PROMOTED) && !pe_nodes_has(ret, r->active_on.v[i]))
            BT_PUSH(ret, r->active_on.v[i]);
    for (size_t i = 0; i < r->n_children; i++)
        find_active(r->children[i], promoted_only, ret);
}

/* When a lifetime that begins now ends: an ISO 8601 duration or point in time; the caller's to free, NULL (said so) if it is neither. */
static char *end_of(struct rsc_job *j)
{
    struct bt_wall now = bt_now().wall, end;
    const char *lifetime = j->a->lifetime;
    if (!bt_iso8601_add(now, lifetime, &end) && !bt_iso8601_parse(lifetime, j->zone_s, &end)) {
        out_error(j->o, RSC_TOOL ": Invalid duration specified: %s\nPlease refer to https://en.wikipedia.org/wiki/ISO_8601#Durations for examples of valid durations", lifetime);
        return NULL;
    }
    char *text = bt_iso8601_text(end, j->zone_s);
    out_line(j->o, "Migration will take effect until: %s", text);
    return text;
}

/* The ids of a rule and of what is in it: cli-ban-RSC-on-NODE-rule, but cli-prefer-rule-RSC. */
static void set_rule_id(xmlNode *n, const char *id, const char *of_ban, const char *of_preference)
{
    static const char prefer[] = "cli-prefer-";
    if (bt_starts(id, prefer))
        bt_xml_setf(n, XA_ID, "%s%s-%s", prefer, of_preference, id + strlen(prefer));
    else
        bt_xml_setf(n, XA_ID, "%s-%s", id, of_ban);
}

/* The constraint's node and score, for ever or until then. */
static void fill_constraint(xmlNode *c, const char *node, const char *score, const char *until)
{
    const char *id = bt_xml_id(c);
    if (until == NULL) {
        bt_xml_set(c, XA_NODE, node);
        bt_xml_set(c, XA_SCORE, score);
        return;
    }
    xmlNode *rule = bt_xml_add(c, XE_RULE);
    set_rule_id(rule, id, "rule", "rule");
    bt_xml_set(rule, XA_SCORE, score);
    bt_xml_set(rule, XA_BOOLEAN_OP, "and");
    xmlNode *e = bt_xml_add(rule, XE_EXPRESSION);
    set_rule_id(e, id, "expr", "expr");
    bt_xml_set(e, XA_ATTRIBUTE, "#uname");
    bt_xml_set(e, XA_OPERATION, "eq");
    bt_xml_set(e, XA_VALUE, node);
    bt_xml_set(e, XA_TYPE, "string");
    xmlNode *d = bt_xml_add(rule, XE_DATE_EXPRESSION);
    set_rule_id(d, id, "lifetime", "lifetime-end");
    bt_xml_set(d, XA_OPERATION, "lt");
    bt_xml_set(d, XA_END, until);
}

static int delete_constraint(struct rsc_job *j, const char *id, struct bt_err *err)
{
    char *xpath = bt_printf("//" XE_RSC_LOCATION "[@id='%s']", id);
    struct cib_request rq = {.op = CIB_OP_DELETE, .xpath = xpath};
    int rc = cib_client_change(j->cib, &rq, err);
    free(xpath);
    return rc;
}

static const xmlNode *find_constraint(const struct rsc_job *j, const char *id)
{
    return bt_xml_find(cib_section(j->doc, XE_CONSTRAINTS), XE_RSC_LOCATION, XA_ID, id);
}

/* Puts the constraint there; one of that id that is there already goes. */
static int add_constraint(struct rsc_job *j, const char *id, bool promoted, const char *node, const char *score)
{
    struct bt_err err = {0};
    char *until = NULL;
    if (j->a->lifetime != NULL && (until = end_of(j)) == NULL)
        return BT_EX_USAGE;
    xmlDoc *doc = bt_xml_doc(XE_RSC_LOCATION);
    xmlNode *c = bt_xml_root(doc);
    bt_xml_set(c, XA_ID, id);
    bt_xml_set(c, XA_RSC, subject(j)->config_id);
    bt_xml_set(c, XA_ROLE, promoted ? "Promoted" : "Started");
    fill_constraint(c, node, score, until);
    int rc = find_constraint(j, id) != NULL ? delete_constraint(j, id, &err) : BT_EX_OK;
    struct cib_request rq = {.op = CIB_OP_MODIFY, .section = XE_CONSTRAINTS, .xml = c, .flags = CIB_CAN_CREATE};
    if (rc == BT_EX_OK)
        rc = cib_client_change(j->cib, &rq, &err);
    bt_xml_free(doc);
    free(until);
    return rc == BT_EX_OK ? rc : rsc_fail_err(j, &err);
}

static int ban_node(struct rsc_job *j, bool promoted, const char *node)
{
    const char *rsc = subject(j)->config_id;
    char *id = bt_printf("cli-ban-%s-on-%s", rsc, node);
    int rc = add_constraint(j, id, promoted, node, "-INFINITY");
    if (rc == BT_EX_OK && !j->a->common.quiet)
        out_line(j->o,
                 "WARNING: Creating rsc_location constraint '%s' with a score of -INFINITY for resource %s on %s.\n"
                 "\tThis will prevent %s from %s on %s until the constraint is removed using the clear option or by editing the CIB with an appropriate tool\n"
                 "\tThis will be the case even if %s is the last node in the cluster",
                 id, rsc, node, rsc, promoted ? "being promoted" : "running", node, node);
    free(id);
    return rc;
}

/* Without a node: where it runs now, if that is one place. */
static int ban_current(struct rsc_job *j)
{
    struct pe_nodes active = {0}, promoted = {0};
    const struct pe_rsc *r = subject(j);
    find_active(r, false, &active);
    find_active(r, true, &promoted);
    bool by_role = r->promotable && (j->a->promoted || r->promoted_max == 1);
    const struct pe_nodes *there = by_role ? &promoted : &active;
    char *in_role = by_role ? bt_printf(" (promoted in %zu)", promoted.n) : bt_strdup("");
    int rc = BT_EX_USAGE;
    if (there->n == 1)
        rc = ban_node(j, j->a->promoted, there->v[0]->name);
    else
        out_error(j->o, RSC_TOOL ": Resource '%s' not moved: active in %zu locations%s.\nTo prevent '%s' from running on a specific location, specify a node.%s", j->a->rsc,
                  active.n, in_role, j->a->rsc, by_role ? "\nTo prevent it from being promoted at a specific location, specify a node and the --promoted option." : "");
    free(in_role);
    BT_VEC_FREE(&active);
    BT_VEC_FREE(&promoted);
    return rc;
}

int rsc_ban(struct rsc_job *j)
{
    return j->node != NULL ? ban_node(j, j->a->promoted, j->node->name) : ban_current(j);
}

/* Earlier bans and preferences of the resource would work against the new one. */
static int clear_before(struct rsc_job *j, const char *node)
{
    struct bt_err err = {0};
    char *ban = bt_printf("cli-ban-%s-on-%s", subject(j)->config_id, node);
    int rc = find_constraint(j, ban) != NULL ? delete_constraint(j, ban, &err) : BT_EX_OK;
    free(ban);
    return rc == BT_EX_OK ? rc : rsc_fail_err(j, &err);
}

/* To the node of the job, and with --force away from the place where it is, if that is one. */
static int move_to_node(struct rsc_job *j, bool promoted, const struct pe_nodes *places)
{
    const char *rsc = subject(j)->config_id, *to = j->node->name;
    int rc = clear_before(j, to);
    char *id = bt_printf("cli-prefer-%s", rsc);
    if (rc == BT_EX_OK)
        rc = add_constraint(j, id, promoted, to, "INFINITY");
    free(id);
    if (rc != BT_EX_OK || !j->a->force || places->n == 0)
        return rc;
    if (places->n == 1)
        return places->v[0] != j->node ? ban_node(j, promoted, places->v[0]->name) : rc;
    if (!j->a->common.quiet)
        out_line(j->o, "Resource '%s' is currently active in %zu locations. One may now move to %s\nTo prevent '%s' from being active at a specific location, specify a node.", rsc,
                 places->n, to, rsc);
    return rc;
}

int rsc_move(struct rsc_job *j)
{
    struct pe_nodes places = {0};
    const struct pe_rsc *r = subject(j);
    bool promoted = j->a->promoted && pe_top(r)->promotable;
    if (j->node == NULL)
        return ban_current(j);
    if (j->a->promoted && !promoted && !j->a->common.quiet)
        out_line(j->o, "Ignoring --promoted option: %s is not promotable", j->a->rsc);
    find_active(r, true, &places);
    bool at_one = places.n > 0 || r->kind != PE_CLONE; /* so that it can be told what to leave */
    if (places.n == 0 && !promoted)
        find_active(r, false, &places);
    int rc;
    if (places.n > 1 && at_one)
        rc = rsc_fail_plain(j, BT_EX_MULTIPLE);
    else if (places.n == 1 && places.v[0] == j->node && !j->a->force)
        rc = rsc_fail_plain(j, BT_EX_EXISTS);
    else
        rc = move_to_node(j, promoted, &places);
    BT_VEC_FREE(&places);
    return rc;
}

int rsc_keep_off(struct rsc_job *j, bool off)
{
    struct bt_err err = {0};
    char *id = bt_printf("cli-ban-%s-on-%s", subject(j)->config_id, j->node->name);
    int rc;
    if (off && find_constraint(j, id) != NULL) {
        rc = rsc_fail(j, BT_EX_EXISTS, "%s is banned from %s already (constraint %s)", j->a->rsc, j->node->name, id);
    } else if (off) {
        rc = add_constraint(j, id, j->a->promoted, j->node->name, "-INFINITY");
    } else {
        rc = delete_constraint(j, id, &err);
        if (rc != BT_EX_OK)
            rc = rsc_fail_err(j, &err);
    }
    free(id);
    return rc;
}

/* Clear ------------------------------------------------------------------------------------------------------- */

/* The node that a constraint made here is about. */
static const char *constraint_node(const xmlNode *c)
{
    const char *node = bt_xml_get(c, XA_NODE);
    if (node != NULL)
        return node;
    return bt_xml_get(bt_xml_find(bt_xml_first(c, XE_RULE), XE_EXPRESSION, XA_ATTRIBUTE, "#uname"), XA_VALUE);
}

static bool has_expired(const struct rsc_job *j, const xmlNode *c)
{
    struct bt_wall end;
    const char *until = bt_xml_get(bt_xml_first(bt_xml_first(c, XE_RULE), XE_DATE_EXPRESSION), XA_END);
    return until != NULL && bt_iso8601_parse(until, j->zone_s, &end) && end.s <= bt_now().wall.s;
}

static bool should_clear(const struct rsc_job *j, const xmlNode *c)
{
    const char *id = bt_xml_get_or(c, XA_ID, ""), *rsc = subject(j)->config_id;
    bool prefer = bt_starts(id, "cli-prefer-"), ban = bt_starts(id, "cli-ban-");
    if ((!prefer && !ban) || (!bt_streq(bt_xml_get(c, XA_RSC), rsc) && !bt_streq(bt_xml_get(c, XA_RSC), j->rsc->config_id)))
        return false;
    if (j->a->promoted && bt_role_parse(bt_xml_get_or(c, XA_ROLE, "Started")) != BT_ROLE_PROMOTED)
        return false;
    if (j->node != NULL && !bt_strcaseeq(constraint_node(c), j->node->name) && !(prefer && j->a->force))
        return false;
    return !j->a->expired || has_expired(j, c);
}

int rsc_clear(struct rsc_job *j)
{
    struct bt_err err = {0};
    int rc = BT_EX_OK;
    bt_xml_each(c, cib_section(j->doc, XE_CONSTRAINTS), XE_RSC_LOCATION) {
        if (rc != BT_EX_OK || !should_clear(j, c))
            continue;
        rc = delete_constraint(j, bt_xml_id(c), &err);
        if (rc == BT_EX_OK && !j->a->common.quiet)
            out_line(j->o, "Removing constraint: %s", bt_xml_id(c));
    }
    return rc == BT_EX_OK ? rc : rsc_fail_err(j, &err);
}
