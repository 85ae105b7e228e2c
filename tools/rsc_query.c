/* tools/rsc_query.c - crm_resource's questions: what there is, where it runs, what was done, why it does not run (see rsc.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/mon.h"
#include "tools/rsc.h"

static struct mon mon_of(const struct rsc_job *j)
{
    return (struct mon){.model = j->model, .cib = j->doc, .zone_s = j->zone_s, .sections = MON_RESOURCES, .inactive = true};
}

/* A primitive's line without the node that it runs on. */
static void bare_text(struct rsc_job *j, const struct pe_rsc *r, struct bt_buf *text)
{
    struct pe_rsc bare = *r;
    bare.active_on = (struct pe_nodes){0};
    bare.pending_node = NULL;
    pe_text_primitive(j->model, &bare, PE_SHOW_PENDING, text);
}

int rsc_list(struct rsc_job *j)
{
    struct mon mon = mon_of(j);
    if (out_is_xml(j->o)) {
        mon_xml(&mon, out_root(j->o));
        return BT_EX_OK;
    }
    struct mon_view *v = mon_view_new(&mon, true);
    struct bt_buf text = {0};
    pe_text_resources(mon_view_model(v), PE_SHOW_INACTIVE | PE_SHOW_PENDING, 2, &text);
    for (size_t i = 0; i < j->model->n_top; i++) { /* which a view without nodes takes for stopped */
        const struct pe_rsc *r = j->model->top[i];
        if (!r->orphan || r->kind != PE_PRIMITIVE || !pe_is_active(r, false))
            continue;
        bt_buf_add(&text, "  * ");
        bare_text(j, r, &text);
        bt_buf_add(&text, "\n");
    }
    out_text(j->o, "Full List of Resources:\n%s", text.len > 0 ? text.text : "  * No resources\n");
    bt_buf_free(&text);
    mon_view_free(v);
    return BT_EX_OK;
}

int rsc_list_raw(struct rsc_job *j)
{
    size_t n = 0;
    xmlNode *list = out_begin(j->o, "list");
    for (size_t i = 0; i < j->model->n_rscs; i++) {
        const struct pe_rsc *r = j->model->rscs[i];
        if (r->kind != PE_PRIMITIVE)
            continue;
        out_line(j->o, "%s", r->id);
        xmlNode *item = out_element(j->o, "item");
        if (item != NULL) {
            bt_xml_set(item, XA_NAME, "resource");
            xmlNodeAddContent(item, (const xmlChar *)r->id);
        }
        n++;
    }
    if (list != NULL) {
        bt_xml_set(list, XA_NAME, "resource names");
        bt_xml_set_int(list, "count", (int64_t)n);
    }
    out_end(j->o);
    if (n == 0)
        out_line(j->o, "No resources");
    return BT_EX_OK;
}

/* Location ---------------------------------------------------------------------------------------------------- */

struct location {
    const struct pe_node *node;
    bool promoted;
};

struct locations {
    struct location *v;
    size_t n, cap;
};

/* From is where the whole's part began: a group is told once for a node, instances of a unique clone each. */
static void add_location(struct locations *l, size_t from, const struct pe_node *n, bool promoted)
{
    for (size_t i = from; i < l->n; i++)
        if (l->v[i].node == n) {
            l->v[i].promoted = l->v[i].promoted || promoted;
            return;
        }
    BT_PUSH(l, ((struct location){n, promoted}));
}

/* In the order in which they were found; Pacemaker tells them the other way round. */
static void find_locations(const struct pe_rsc *r, size_t from, struct locations *l)
{
    for (size_t i = 0; r->kind == PE_PRIMITIVE && i < r->active_on.n; i++)
        add_location(l, from, r->active_on.v[i], r->role == BT_ROLE_PROMOTED);
    for (size_t i = 0; i < r->n_children; i++)
        find_locations(r->children[i], r->kind == PE_CLONE && r->unique ? l->n : from, l);
}

int rsc_locate(struct rsc_job *j)
{
    struct locations l = {0};
    const struct pe_rsc *top = pe_top(j->rsc);
    const char *id = j->a->rsc;
    /* a primitive inside a clone stands for all its instances */
    bool whole = top->kind == PE_CLONE && strchr(id, ':') == NULL;
    find_locations(whole ? top : j->rsc, 0, &l);
    xmlNode *nodes = out_begin(j->o, XE_NODES);
    if (nodes != NULL)
        bt_xml_set(nodes, "resource", id);
    for (size_t i = l.n; i-- > 0;) {
        if (j->a->common.quiet)
            out_line(j->o, "%s", l.v[i].node->name);
        else
            out_line(j->o, "resource %s is running on: %s%s", id, l.v[i].node->name, l.v[i].promoted ? " Promoted" : "");
        xmlNode *n = out_element(j->o, XE_NODE);
        if (n != NULL) {
            bt_xml_set(n, XA_STATE, l.v[i].promoted ? "promoted" : NULL);
            xmlNodeAddContent(n, (const xmlChar *)l.v[i].node->name);
        }
    }
    out_end(j->o);
    if (l.n == 0 && !j->a->common.quiet)
        out_note(j->o, "resource %s is NOT running", id);
    BT_VEC_FREE(&l);
    return BT_EX_OK;
}

/* Configuration ----------------------------------------------------------------------------------------------- */

/* One resource as text: a primitive's line, or a group's and clone's lines without their indentation. */
static char *one_text(struct rsc_job *j, const struct pe_rsc *r)
{
    struct bt_buf text = {0};
    if (r->kind == PE_PRIMITIVE) {
        pe_text_primitive(j->model, r, PE_SHOW_PENDING, &text);
        bt_buf_add(&text, "\n");
        return bt_buf_take(&text);
    }
    struct pe_rsc *only[] = {(struct pe_rsc *)r};
    struct pe_model some = *j->model;
    some.top = only;
    some.n_top = 1;
    pe_text_resources(&some, PE_SHOW_PENDING, 0, &text);
    const char *second = text.len > 0 ? strchr(text.text, '\n') : NULL;
    struct bt_buf lines = {0};
    for (const char *at = second != NULL ? second + 1 : ""; *at != '\0';) {
        size_t len = strcspn(at, "\n"), skip = strspn(at, " *");
        bt_buf_addf(&lines, "%.*s\n", (int)(len - skip), at + skip);
        at += len + (at[len] == '\n');
    }
    bt_buf_free(&text);
    return bt_buf_take(&lines);
}

int rsc_query_xml(struct rsc_job *j)
{
    char *text = one_text(j, j->rsc), *xml = bt_xml_text(j->rsc->xml, true);
    out_text(j->o, "%sResource XML:\n%s", text, xml);
    xmlNode *config = out_begin(j->o, "resource_config");
    if (config != NULL) {
        struct mon mon = mon_of(j);
        struct pe_rsc *only[] = {(struct pe_rsc *)j->rsc};
        struct pe_model some = *j->model;
        some.top = only;
        some.n_top = 1;
        mon.model = &some;
        mon_xml(&mon, config);
        xmlNode *list = bt_xml_first(config, XE_RESOURCES);
        for (xmlNode *n; list != NULL && (n = bt_xml_first(list, NULL)) != NULL;) {
            xmlUnlinkNode(n);
            xmlAddPrevSibling(list, n);
        }
        bt_xml_remove(list);
        xmlNode *raw = bt_xml_add(config, "xml");
        xmlAddChild(raw, xmlNewCDataBlock(config->doc, (const xmlChar *)xml, (int)strlen(xml)));
    }
    out_end(j->o);
    free(text);
    free(xml);
    return BT_EX_OK;
}

/* Operations -------------------------------------------------------------------------------------------------- */

/* Where operations that are in effect begin: with the last start, or what found it running after the last stop; nothing is in effect after a stop alone. */
static size_t first_in_effect(const struct mon_ops *ops)
{
    size_t first = 0;
    bool runs = true;
    for (size_t i = 0; i < ops->n; i++) {
        const char *operation = bt_xml_get_or(ops->v[i], XA_OPERATION, "");
        int64_t rc = bt_xml_get_int(ops->v[i], XA_RC_CODE, BT_OCF_ERROR);
        if (strcmp(operation, "stop") == 0) {
            first = i + 1;
            runs = false;
        } else if (strcmp(operation, "start") == 0 || strcmp(operation, "migrate_from") == 0 ||
                   (!runs && strcmp(operation, "monitor") == 0 && (rc == BT_OCF_OK || rc == BT_OCF_PROMOTED))) {
            first = i;
            runs = true;
        }
    }
    return runs ? first : ops->n;
}

static void show_operation(struct rsc_job *j, const struct pe_rsc *r, const struct pe_node *n, const char *id, const xmlNode *op)
{
    struct bt_buf rsc = {0};
    int64_t changed = bt_xml_get_int(op, XA_LAST_RC_CHANGE, 0);
    char *when = bt_ctime_text((struct bt_wall){.s = changed}, j->zone_s);
    const char *key = bt_xml_get_or(op, XA_OPERATION_KEY, bt_xml_get_or(op, XA_ID, ""));
    const char *status = bt_opstatus_text((int)bt_xml_get_int(op, XA_OP_STATUS, BT_OP_UNKNOWN));
    if (r != NULL)
        bare_text(j, r, &rsc);
    else
        bt_buf_add(&rsc, id);
    out_text(j->o, "%s: %s (node=%s, call=%s, rc=%s", rsc.text, key, n->name, bt_xml_get_or(op, XA_CALL_ID, "-1"), bt_xml_get_or(op, XA_RC_CODE, "0"));
    if (changed > 0)
        out_text(j->o, ", last-rc-change='%s', exec=%sms", when, bt_xml_get_or(op, XA_EXEC_TIME, "0"));
    out_line(j->o, "): %s", status);
    xmlNode *e = out_element(j->o, "operation");
    if (e != NULL) {
        char *agent = r != NULL ? bt_printf("%s:%s:%s", r->standard, r->provider != NULL ? r->provider : "", r->type) : NULL; /* always three */
        bt_xml_set(e, "op", key);
        bt_xml_set(e, XE_NODE, n->name);
        bt_xml_set(e, "call", bt_xml_get_or(op, XA_CALL_ID, "-1"));
        bt_xml_set(e, "rc", bt_xml_get_or(op, XA_RC_CODE, "0"));
        bt_xml_set(e, "status", status);
        bt_xml_set(e, "rsc", id);
        bt_xml_set(e, "agent", agent);
        bt_xml_set(e, XA_LAST_RC_CHANGE, changed > 0 ? when : NULL);
        bt_xml_set(e, XA_EXEC_TIME, changed > 0 ? bt_xml_get_or(op, XA_EXEC_TIME, "0") : NULL);
        free(agent);
    }
    bt_buf_free(&rsc);
    free(when);
}

static bool is_named(const struct rsc_job *j, const char *history_id, const struct pe_rsc *r)
{
    const char *wanted = j->a->rsc;
    return wanted == NULL || bt_streq(wanted, history_id) || (r != NULL && (bt_streq(wanted, r->id) || bt_streq(wanted, r->config_id)));
}

static void operations_on(struct rsc_job *j, const struct pe_node *n, bool all)
{
    struct mon mon = mon_of(j);
    bt_xml_each(entry, bt_xml_path(n->state, "lrm/lrm_resources"), XE_LRM_RESOURCE) {
        const char *id = bt_xml_get_or(entry, XA_ID, "");
        struct mon_ops ops = {0};
        const struct pe_rsc *r = mon_failcount(&mon, id, n).rsc;
        if (!is_named(j, id, r))
            continue;
        mon_all_operations(entry, &ops);
        for (size_t i = all ? 0 : first_in_effect(&ops); i < ops.n; i++)
            show_operation(j, r, n, id, ops.v[i]);
        BT_VEC_FREE(&ops);
    }
}

static int show_operations(struct rsc_job *j, bool all)
{
    xmlNode *list = out_begin(j->o, XE_OPERATIONS);
    bt_xml_each(state, cib_section(j->doc, XE_STATUS), XE_NODE_STATE) { /* in the status section's order */
        const struct pe_node *n = pe_find_node(j->model, bt_xml_get_or(state, XA_UNAME, ""));
        if (n != NULL && n->online && (j->node == NULL || j->node == n))
            operations_on(j, n, all);
    }
    out_end(j->o);
    if (list != NULL && bt_xml_first(list, NULL) == NULL)
        bt_xml_remove(list);
    return BT_EX_OK;
}

int rsc_operations(struct rsc_job *j)
{
    return show_operations(j, false);
}

int rsc_all_operations(struct rsc_job *j)
{
    return show_operations(j, true);
}

/* Why --------------------------------------------------------------------------------------------------------- */

/* As the configuration has it; a resource that is blocked is not managed either, but that is no configuration. */
static bool is_unmanaged(const struct pe_rsc *r)
{
    return !r->managed && !r->blocked;
}

/* Under the name of the whole that it is part of. */
static void say_checks(struct rsc_job *j, const struct pe_rsc *r)
{
    const char *id = pe_top(r)->id;
    if (r->target_role == BT_ROLE_STOPPED)
        out_line(j->o, "Configuration specifies '%s' should remain stopped", id);
    else if (r->target_role == BT_ROLE_UNPROMOTED && pe_top(r)->promotable)
        out_line(j->o, "Configuration specifies '%s' should not be promoted", id);
    if (is_unmanaged(r))
        out_line(j->o, "Configuration prevents cluster from stopping or starting unmanaged '%s'", id);
    if (r->lock_node != NULL)
        out_line(j->o, "'%s' is locked to node %s due to shutdown", id, r->lock_node->name);
    xmlNode *check = out_element(j->o, "check");
    if (check == NULL)
        return;
    bt_xml_set(check, XA_ID, id);
    if (r->target_role == BT_ROLE_STOPPED)
        bt_xml_set(check, "remain_stopped", "true");
    if (is_unmanaged(r))
        bt_xml_set(check, "unmanaged", "true");
    if (r->lock_node != NULL)
        bt_xml_set(check, "locked-to", r->lock_node->name);
}

static bool runs(const struct pe_rsc *r, const struct pe_node *n)
{
    struct locations l = {0};
    find_locations(r, 0, &l);
    bool running = n == NULL && l.n > 0;
    for (size_t i = 0; i < l.n; i++)
        running = running || l.v[i].node == n;
    BT_VEC_FREE(&l);
    return running;
}

static void say_running(struct rsc_job *j, const struct pe_rsc *r, const struct pe_node *n)
{
    out_line(j->o, "Resource %s is %srunning%s%s", r->id, runs(r, n) ? "" : "not ", n != NULL ? " on host " : "", n != NULL ? n->name : "");
}

/* One of several. */
static void say_why(struct rsc_job *j, const struct pe_rsc *r, const struct pe_node *n)
{
    say_running(j, r, n);
    xmlNode *e = out_begin(j->o, "resource");
    if (e != NULL) {
        bt_xml_set(e, XA_ID, r->id);
        bt_xml_set_bool(e, "running", runs(r, n));
        bt_xml_set(e, "host", n != NULL ? n->name : NULL);
    }
    say_checks(j, r);
    out_end(j->o);
}

static void say_why_of_all(struct rsc_job *j)
{
    out_begin(j->o, XE_RESOURCES);
    if (j->node != NULL) {
        struct mon mon = mon_of(j);
        struct mon_rscs running = {0};
        mon_running_on(&mon, j->node, &running);
        for (size_t i = 0; i < running.n; i++)
            say_why(j, running.v[i], j->node);
        BT_VEC_FREE(&running);
    } else {
        for (size_t i = 0; i < j->model->n_top; i++)
            if (!j->model->top[i]->orphan || pe_is_active(j->model->top[i], false))
                say_why(j, j->model->top[i], NULL);
    }
    out_end(j->o);
}

int rsc_why(struct rsc_job *j)
{
    xmlNode *e = out_begin(j->o, "reason");
    if (j->rsc == NULL) {
        say_why_of_all(j);
    } else {
        say_running(j, j->rsc, j->node);
        if (e != NULL)
            bt_xml_set_bool(e, "running", runs(j->rsc, j->node));
        say_checks(j, j->rsc);
    }
    out_end(j->o);
    return BT_EX_OK;
}

/* Constraints ------------------------------------------------------------------------------------------------- */

/* What is gone through: how deep, in which direction, and (with --recursive) whose colocations were told already. */
struct stack {
    struct rsc_job *j;
    const xmlNode *constraints;
    int level;
    bool with, recursive;
    struct bt_strv told;
};

/* A heading; the outermost ones are no items of a list. */
static void say_heading(const struct stack *s, const char *before, const char *id, const char *after)
{
    out_line(s->j->o, "%*s%s%s%s%s", 4 * s->level, "", s->level > 0 ? "* " : "", before, id, after);
}

static void show_location(const struct stack *s, const char *node, const char *score, const char *id, const char *rsc)
{
    out_line(s->j->o, "%*s* Node %s (score=%s, id=%s, rsc=%s)", 4 * s->level + 2, "", node, score, id, rsc);
    xmlNode *e = out_element(s->j->o, XE_RSC_LOCATION);
    if (e == NULL)
        return;
    bt_xml_set(e, XE_NODE, node);
    bt_xml_set(e, XA_RSC, rsc);
    bt_xml_set(e, XA_ID, id);
    bt_xml_set(e, XA_SCORE, score);
}

/* A constraint by rules is as many as it has rules, each under its own id. */
static void show_location_constraint(const struct stack *s, const xmlNode *c, const char *rsc)
{
    if (bt_xml_get(c, XA_NODE) != NULL)
        show_location(s, bt_xml_get(c, XA_NODE), bt_xml_get_or(c, XA_SCORE, "0"), bt_xml_id(c), rsc);
    bt_xml_each(rule, c, XE_RULE) {
        const char *node = bt_xml_get(bt_xml_find(rule, XE_EXPRESSION, XA_ATTRIBUTE, "#uname"), XA_VALUE);
        show_location(s, node != NULL ? node : "(rule)", bt_xml_get_or(rule, XA_SCORE, "0"), bt_xml_get_or(rule, XA_ID, bt_xml_id(c)), rsc);
    }
}

static void show_locations_of(const struct stack *s, const char *id)
{
    bool headed = false;
    for (const xmlNode *c = s->constraints != NULL ? s->constraints->last : NULL; c != NULL; c = c->prev) { /* the last comes first, as with Pacemaker */
        if (!bt_xml_is(c, XE_RSC_LOCATION) || !bt_streq(bt_xml_get(c, XA_RSC), id))
            continue;
        if (!headed)
            say_heading(s, "Locations:", "", "");
        headed = true;
        show_location_constraint(s, c, id);
    }
}

static void show_colocations_of(struct stack *s, const char *id);

/* The other resource, and of that its locations, and (with --recursive) its own colocations, unless they were told before. */
static void show_colocated(struct stack *s, const xmlNode *c, const char *id, const char *other)
{
    bool loop = bt_strv_has(&s->told, other);
    char *score = loop ? NULL : bt_printf("score=%s, ", bt_xml_get_or(c, XA_SCORE, "0"));
    out_line(s->j->o, "%*s* %s (%sid=%s%s)", 4 * s->level + 2, "", other, loop ? "" : score, bt_xml_id(c), loop ? " - loop" : "");
    free(score);
    xmlNode *e = out_element(s->j->o, XE_RSC_COLOCATION);
    if (e != NULL) {
        bt_xml_set(e, XA_ID, bt_xml_id(c));
        bt_xml_set(e, "rsc", s->with ? other : id);
        bt_xml_set(e, "with-rsc", s->with ? id : other);
        bt_xml_set(e, XA_SCORE, bt_xml_get_or(c, XA_SCORE, "0"));
    }
    if (loop)
        return;
    s->level++;
    show_locations_of(s, other);
    if (s->recursive)
        show_colocations_of(s, other);
    s->level--;
}

static void show_colocations_of(struct stack *s, const char *id)
{
    bool headed = false;
    bt_strv_add(&s->told, id);
    bt_xml_each(c, s->constraints, XE_RSC_COLOCATION) {
        const char *mine = bt_xml_get(c, s->with ? XA_WITH_RSC : XA_RSC), *other = bt_xml_get_or(c, s->with ? XA_RSC : XA_WITH_RSC, "");
        if (!bt_streq(mine, id))
            continue;
        if (!headed)
            say_heading(s, s->with ? "Resources colocated with " : "Resources ", id, s->with ? ":" : " is colocated with:");
        headed = true;
        show_colocated(s, c, id, other);
    }
}

int rsc_constraints(struct rsc_job *j, bool recursive)
{
    const struct pe_rsc *r = j->a->force ? j->rsc : pe_top(j->rsc);
    struct stack s = {.j = j, .constraints = cib_section(j->doc, XE_CONSTRAINTS), .recursive = recursive};
    out_begin(j->o, XE_CONSTRAINTS);
    show_locations_of(&s, r->config_id);
    for (int pass = 0; pass < 2; pass++) {
        s.with = pass == 0;
        show_colocations_of(&s, r->config_id);
        bt_strv_free(&s.told);
        s.told = (struct bt_strv){0};
    }
    out_end(j->o);
    return BT_EX_OK;
}

/* Digests ----------------------------------------------------------------------------------------------------- */

struct params {
    struct bt_param *v;
    size_t n, cap;
};

static void set_param(struct params *p, const char *name, const char *value)
{
    for (size_t i = 0; i < p->n; i++)
        if (bt_streq(p->v[i].name, name)) {
            p->v[i].value = value;
            return;
        }
    BT_PUSH(p, ((struct bt_param){name, value}));
}

static int by_name(const void *a, const void *b)
{
    const struct bt_param *x = a, *y = b;
    return strcmp(x->name, y->name);
}

static void show_digest(struct rsc_job *j, const char *type, const char *text, const struct params *p)
{
    char digest[BT_DIGEST_TEXT];
    bt_opdigest(p->v, p->n, false, BT_DIGEST_ALL, NULL, digest);
    out_line(j->o, "%s (%s parameters)", digest, text);
    xmlNode *e = out_element(j->o, XA_DIGEST);
    if (e == NULL)
        return;
    bt_xml_set(e, XA_TYPE, type);
    bt_xml_set(e, "hash", digest);
    xmlNode *list = bt_xml_add(e, "parameters");
    for (size_t i = 0; i < p->n; i++)
        bt_xml_set(list, p->v[i].name, p->v[i].value);
}

/* The last operation that changed it on that node, whose digest it would be compared with. */
static const char *last_task(const struct pe_rsc *r, const struct pe_node *n)
{
    const xmlNode *all = bt_xml_path(n->state, "lrm/lrm_resources");
    const xmlNode *mine = bt_xml_find(all, XE_LRM_RESOURCE, XA_ID, r->id);
    if (mine == NULL)
        mine = bt_xml_find(all, XE_LRM_RESOURCE, XA_ID, r->config_id);
    char *id = bt_printf("%s_last_0", bt_xml_get_or(mine, XA_ID, ""));
    const xmlNode *op = bt_xml_find(mine, XE_LRM_RSC_OP, XA_ID, id);
    free(id);
    const char *task = bt_xml_get_or(op, XA_OPERATION, "start");
    return strcmp(task, "promote") == 0 || strcmp(task, "demote") == 0 ? "start" : task; /* its parameters are the start's */
}

/* What the digests would be; NAME=VALUE words take the place of configured values. */
int rsc_digests(struct rsc_job *j)
{
    struct pe_attrs configured = {0};
    struct params params = {0};
    struct bt_strv names = {0};
    if (j->rsc->kind != PE_PRIMITIVE)
        return rsc_fail_plain(j, BT_EX_UNIMPLEMENT_FEATURE);
    pe_rsc_params(j->model, j->rsc, j->node, &configured);
    for (size_t i = 0; i < configured.n; i++)
        set_param(&params, configured.v[i].name, configured.v[i].value);
    for (size_t i = 0; i < j->a->common.words.n; i++) {
        const char *word = j->a->common.words.v[i], *equals = strchr(word, '=');
        if (equals == NULL || bt_starts(word, "CRM_meta_"))
            continue;
        BT_PUSH(&names, bt_strndup(word, (size_t)(equals - word)));
        set_param(&params, names.v[names.n - 1], equals + 1);
    }
    if (params.n > 0)
        qsort(params.v, params.n, sizeof(params.v[0]), by_name);
    xmlNode *e = out_begin(j->o, "digests");
    if (e != NULL) {
        bt_xml_set(e, "resource", j->rsc->id);
        bt_xml_set(e, XE_NODE, j->node->name);
        bt_xml_set(e, "task", last_task(j->rsc, j->node));
        bt_xml_set(e, XA_INTERVAL, "0ms");
    }
    show_digest(j, "all", "all", &params);
    show_digest(j, "nonprivate", "non-private", &params);
    out_end(j->o);
    BT_VEC_FREE(&params);
    bt_strv_free(&names);
    return BT_EX_OK;
}
