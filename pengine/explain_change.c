/* pengine/explain_change.c - the smallest change that would bring a resource to a node, found by deciding anew with each candidate in a copy
 * of the CIB.
 *
 * 1. A location score, the smallest that is enough: it adds a wish and takes nothing away. 2. One obstacle less: of those that the run
 * has recorded, from a clean-up to an option of the whole cluster. 3. Several obstacles less, none of them needlessly; if that is
 * not enough, a location score with it. What is said has been tried, and was the smallest of its kind.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/explain.h"

enum kind {
    CLEAN_UP,        /* of the failures on the node (NULL: on all) */
    STANDBY_OFF,
    NODE_READY,      /* maintenance of the node off */
    NODE_HEALTHY,
    NODE_BACK,       /* online, clean, not about to leave */
    START,           /* no target-role */
    MANAGE,
    META,            /* name = value */
    TICKET,          /* id */
    DELETE,          /* a constraint: id */
    DEVICE,          /* a fencing device is there */
    QUORUM,
    OPTION,          /* name = value */
    LOCATION,        /* score, in a role */
};
struct change { enum kind kind; const char *id, *value; int score; };
struct changes { struct change *v; size_t n, cap; };

struct search {
    const struct pe_run *run;
    const struct pe_rsc *r, *top;
    const struct pe_node *n;
    bool promote;            /* it is about the promoted role: an instance is there already */
    struct pe_arena arena;
};

/* --- making a change -------------------------------------------------------------------------------------- */

static xmlNode *section(xmlDoc *cib, const char *path)
{
    return bt_xml_ensure_path(bt_xml_root(cib), path);
}

static xmlNode *node_state(xmlDoc *cib, const struct pe_node *n)
{
    xmlNode *status = section(cib, XE_STATUS), *x = bt_xml_find(status, XE_NODE_STATE, XA_ID, n->id);
    if (x == NULL) {
        x = bt_xml_add(status, XE_NODE_STATE);
        bt_xml_set(x, XA_ID, n->id);
        bt_xml_set(x, XA_UNAME, n->name);
    }
    return x;
}

/* Takes a name away from every set below x, wherever a rule put it; with any_end, all names that begin so. */
static void remove_nvpairs(xmlNode *x, const char *sets, const char *name, bool any_end)
{
    bt_xml_each(set, x, sets)
    {
        for (xmlNode *nv = bt_xml_first(set, XE_NVPAIR), *next; nv != NULL; nv = next) {
            const char *has = bt_xml_get(nv, XA_NAME);
            next = bt_xml_next(nv, XE_NVPAIR);
            if (any_end ? bt_starts(has, name) : bt_streq(has, name))
                bt_xml_remove(nv);
        }
    }
}

static void remove_node_attribute(const struct search *s, xmlDoc *cib, const char *name, bool any_end)
{
    xmlNode *state = node_state(cib, s->n);
    remove_nvpairs(bt_xml_find(section(cib, XE_CONFIGURATION "/" XE_NODES), XE_NODE, XA_ID, s->n->id), XE_INSTANCE_ATTRIBUTES, name, any_end);
    remove_nvpairs(bt_xml_first(state, XE_TRANSIENT_ATTRIBUTES), XE_INSTANCE_ATTRIBUTES, name, any_end);
}

static xmlNode *find_id(xmlNode *below, const char *id)
{
    if (bt_streq(bt_xml_id(below), id))
        return below;
    xmlNode *found = NULL;
    for (xmlNode *c = bt_xml_first(below, NULL); c != NULL && found == NULL; c = bt_xml_next(c, NULL))
        found = find_id(c, id);
    return found;
}

static void set_first(xmlNode *x, const char *sets, const char *name, const char *value)
{
    remove_nvpairs(x, sets, name, false);
    xmlNode *set = bt_xml_first(x, sets), *nv;
    if (set == NULL || bt_xml_first(set, XE_RULE) != NULL) {
        set = bt_xml_add(x, sets);
        bt_xml_set(set, XA_ID, "explain-set");
        bt_xml_set(set, XA_SCORE, "INFINITY");
    }
    nv = bt_xml_add(set, XE_NVPAIR);
    bt_xml_setf(nv, XA_ID, "explain-%s", name);
    bt_xml_set(nv, XA_NAME, name);
    bt_xml_set(nv, XA_VALUE, value);
}

/* On the resource and all that it is part of, as the commands do; what is within gives way. */
static void set_meta(const struct search *s, xmlDoc *cib, const char *name, const char *value)
{
    xmlNode *resources = section(cib, XE_CONFIGURATION "/" XE_RESOURCES);
    for (const struct pe_rsc *at = s->r; at != NULL; at = at->parent) {
        xmlNode *x = find_id(resources, at->config_id);
        if (x != NULL)
            set_first(x, XE_META_ATTRIBUTES, name, value);
    }
}

static void node_back(const struct search *s, xmlDoc *cib)
{
    xmlNode *x = node_state(cib, s->n);
    bt_xml_set(x, XA_IN_CCM, "true");
    bt_xml_set(x, XA_CRMD, "online");
    bt_xml_set(x, XA_JOIN, "member");
    bt_xml_set(x, XA_EXPECTED, "member");
    remove_node_attribute(s, cib, "shutdown", false);
    remove_node_attribute(s, cib, "terminate", false);
}

static bool is_failure_of(const struct pe_rsc *r, const char *id)
{
    return bt_streq(id, r->id) || bt_streq(id, r->config_id) || bt_streq(id, r->history_id);
}

/* As after a clean-up: no fail counts, and nothing in the history but where it is active. */
static void clean_up_on(const struct search *s, xmlDoc *cib, const struct pe_node *n)
{
    static const char *const prefixes[] = {"fail-count-", "last-failure-"}, *const ends[] = {"", "#", ":"};
    xmlNode *state = node_state(cib, n), *attributes = bt_xml_first(state, XE_TRANSIENT_ATTRIBUTES);
    for (size_t i = 0; i < BT_COUNT(prefixes) * BT_COUNT(ends); i++) {
        const char *end = ends[i / BT_COUNT(prefixes)];
        char *name = bt_printf("%s%s%s", prefixes[i % BT_COUNT(prefixes)], s->r->config_id, end);
        remove_nvpairs(attributes, XE_INSTANCE_ATTRIBUTES, name, *end != '\0');
        free(name);
    }
    xmlNode *history = bt_xml_path(state, XE_LRM "/" XE_LRM_RESOURCES);
    for (size_t i = 0; i < s->run->model->n_failures; i++) {
        const struct pe_failure *f = &s->run->model->failures[i];
        if (f->node != n || !is_failure_of(s->r, f->rsc_id))
            continue;
        xmlNode *x = bt_xml_find(history, XE_LRM_RESOURCE, XA_ID, f->rsc_id);
        for (xmlNode *op = bt_xml_first(x, XE_LRM_RSC_OP), *next; op != NULL; op = next) {
            next = bt_xml_next(op, XE_LRM_RSC_OP);
            bt_xml_remove(op);
        }
    }
}

static void clean_up(const struct search *s, xmlDoc *cib)
{
    for (size_t i = 0; i < s->run->model->n_nodes; i++)
        clean_up_on(s, cib, s->run->model->nodes[i]);
}

static void add_location(const struct search *s, xmlDoc *cib, int score)
{
    char text[BT_SCORE_TEXT];
    xmlNode *x = bt_xml_add(section(cib, XE_CONFIGURATION "/" XE_CONSTRAINTS), XE_RSC_LOCATION);
    bt_xml_set(x, XA_ID, "explain-location");
    bt_xml_set(x, XA_RSC, s->top->config_id);
    bt_xml_set(x, XA_NODE, s->n->name);
    bt_xml_set(x, XA_SCORE, bt_score_text(score, text));
    if (s->promote)
        bt_xml_set(x, XA_ROLE, "Promoted");
}

static void grant_ticket(xmlDoc *cib, const char *id)
{
    xmlNode *tickets = section(cib, XE_STATUS "/" XE_TICKETS), *x = bt_xml_find(tickets, XE_TICKET_STATE, XA_ID, id);
    if (x == NULL)
        x = bt_xml_add(tickets, XE_TICKET_STATE);
    bt_xml_set(x, XA_ID, id);
    bt_xml_set(x, XA_GRANTED, "true");
    bt_xml_set(x, XA_STANDBY, "false");
}

static void add_device(xmlDoc *cib)
{
    xmlNode *x = bt_xml_add(section(cib, XE_CONFIGURATION "/" XE_RESOURCES), XE_PRIMITIVE);
    bt_xml_set(x, XA_ID, "explain-device");
    bt_xml_set(x, XA_CLASS, "stonith");
    bt_xml_set(x, XA_TYPE, "any");
}

static void apply(const struct search *s, xmlDoc *cib, const struct change *c)
{
    switch (c->kind) {
    case CLEAN_UP:
        clean_up(s, cib);
        break;
    case STANDBY_OFF:
        remove_node_attribute(s, cib, "standby", false);
        break;
    case NODE_READY:
        remove_node_attribute(s, cib, "maintenance", false);
        break;
    case NODE_HEALTHY:
        remove_node_attribute(s, cib, "#health", true);
        break;
    case NODE_BACK:
        node_back(s, cib);
        break;
    case START:
        set_meta(s, cib, "target-role", "Started");
        break;
    case MANAGE:
        set_meta(s, cib, "is-managed", "true");
        break;
    case META:
        set_meta(s, cib, c->id, c->value);
        break;
    case TICKET:
        grant_ticket(cib, c->id);
        break;
    case DELETE:
        bt_xml_remove(find_id(section(cib, XE_CONFIGURATION "/" XE_CONSTRAINTS), c->id));
        break;
    case DEVICE:
        add_device(cib);
        break;
    case QUORUM:
        bt_xml_set(bt_xml_root(cib), XA_HAVE_QUORUM, "1");
        break;
    case OPTION:
        set_first(section(cib, XE_CONFIGURATION "/" XE_CRM_CONFIG), XE_CLUSTER_PROPERTY_SET, c->id, c->value);
        break;
    case LOCATION:
        add_location(s, cib, c->score);
        break;
    }
}

/* --- trying ----------------------------------------------------------------------------------------------- */

static bool can_start(const struct pe_run *run, const struct pe_rsc *r, const struct pe_node *n)
{
    const struct pe_planned *at = pe_planned(run->plan, r);
    for (size_t i = at->actions.n; i-- > 0;) {
        const struct pe_action *a = at->actions.v[i];
        if (a->interval_ms == 0 && a->node == n && bt_streq(a->task, "start"))
            return pe_is(a, PE_OPTIONAL) || pe_is(a, PE_RUNNABLE);
    }
    return true;
}

static bool primitive_there(const struct pe_run *run, const struct pe_rsc *r, const struct pe_node *n, bool promoted)
{
    const struct pe_planned *at = pe_planned(run->plan, r);
    return at->node == n && at->next_role > BT_ROLE_STOPPED && (!promoted || at->next_role == BT_ROLE_PROMOTED) && can_start(run, r, n);
}

/* Whether it, or any instance of the clone that it is part of, is to be there. */
static bool there(const struct pe_run *run, const struct pe_rsc *r, const struct pe_node *n, bool promoted)
{
    const struct pe_rsc *top = pe_top(r);
    if (top->kind != PE_CLONE) {
        while (r->n_children > 0)
            r = r->children[0];
        return primitive_there(run, r, n, promoted);
    }
    for (size_t i = 0; i < top->n_children; i++) {
        const struct pe_rsc *child = top->children[i];
        while (child->n_children > 0)
            child = child->children[0];
        if (primitive_there(run, child, n, promoted))
            return true;
    }
    return false;
}

static const struct pe_rsc *same_resource(const struct pe_run *run, const struct pe_rsc *r)
{
    const struct pe_rsc *found = pe_find_rsc(run->model, r->id);
    return found != NULL ? found : pe_find_rsc(run->model, pe_top(r)->id);
}

/* Decides with the changes; the document is the caller's to free after the run. */
static struct pe_run *decide(const struct search *s, const struct changes *c, xmlDoc **ret_cib)
{
    struct pe_run *run = NULL;
    struct pe_run_options options = {.record = true};
    *ret_cib = bt_xml_doc_of(s->run->model->cib);
    for (size_t i = 0; i < c->n; i++)
        apply(s, *ret_cib, &c->v[i]);
    return pe_run_new(*ret_cib, s->run->model->now, &options, &run, NULL) == 0 ? run : NULL;
}

static bool works(const struct search *s, const struct changes *c)
{
    xmlDoc *cib;
    struct pe_run *run = decide(s, c, &cib);
    const struct pe_rsc *r = run != NULL ? same_resource(run, s->r) : NULL;
    const struct pe_node *n = run != NULL ? pe_find_node(run->model, s->n->name) : NULL;
    bool yes = r != NULL && n != NULL && there(run, r, n, s->promote);
    pe_run_free(run);
    bt_xml_free(cib);
    return yes;
}

/* --- obstacles -------------------------------------------------------------------------------------------- */

static void add(struct search *s, struct changes *list, struct change c)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].kind == c.kind && bt_streq(list->v[i].id, c.id))
            return;
    if (c.id != NULL)
        c.id = pe_printf(&s->arena, "%s", c.id);
    if (c.value != NULL)
        c.value = pe_printf(&s->arena, "%s", c.value);
    PE_PUSH(&s->arena, list, c);
}

static void node_obstacles(struct search *s, const struct pe_node *n, struct changes *list)
{
    if (bt_is_true(pe_attr_get(&n->attrs, "standby"), false))
        add(s, list, (struct change){.kind = STANDBY_OFF});
    if (n->standby_onfail)
        add(s, list, (struct change){.kind = CLEAN_UP});
    if (n->maintenance)
        add(s, list, (struct change){.kind = NODE_READY});
    if (!n->online || n->unclean || n->pending || n->shutdown)
        add(s, list, (struct change){.kind = NODE_BACK});
}

static void resource_obstacles(struct search *s, const struct pe_run *run, const struct pe_rsc *r, struct changes *list)
{
    const struct pe_model *m = run->model;
    for (const struct pe_rsc *at = r; at != NULL; at = at->parent) {
        if (at->target_role != BT_ROLE_UNKNOWN)
            add(s, list, (struct change){.kind = START});
        if (at->blocked || at->failed)
            add(s, list, (struct change){.kind = CLEAN_UP});
        if (at->maintenance)
            add(s, list, (struct change){.kind = META, .id = "maintenance", .value = "false"});
        if (!bt_is_true(pe_attr_get(&at->meta, "is-managed"), true))
            add(s, list, (struct change){.kind = MANAGE});
    }
    for (size_t i = 0; i < m->priv->rsc_tickets.n; i++) {
        const struct pe_rsc_ticket *t = &m->priv->rsc_tickets.v[i];
        const struct pe_rsc *at = r;
        while (at != NULL && at != t->rsc)
            at = at->parent;
        if (at != NULL && (!t->ticket->granted || t->ticket->standby))
            add(s, list, (struct change){.kind = TICKET, .id = t->ticket->id});
    }
    if (m->stonith_enabled && !m->have_fence_device)
        add(s, list, (struct change){.kind = DEVICE});
    if (!m->quorum && m->quorum_policy != PE_QUORUM_IGNORE)
        add(s, list, (struct change){.kind = QUORUM});
    if (m->maintenance_mode)
        add(s, list, (struct change){.kind = OPTION, .id = "maintenance-mode", .value = "false"});
    if (m->stop_all)
        add(s, list, (struct change){.kind = OPTION, .id = "stop-all-resources", .value = "false"});
}

static void one_more(struct search *s, struct changes *list, const char *name, int now)
{
    add(s, list, (struct change){.kind = META, .id = name, .value = pe_printf(&s->arena, "%d", now + 1)});
}

/* What to take away so that this contribution is not made. */
static void against_source(struct search *s, const struct pe_run *run, const struct pe_contribution *x, struct changes *list)
{
    static const char *const failures[] = {"__fail_limit__", "__stop_fail__", "hard-error", "fatal-error", "on-fail=stop"};
    const struct pe_rsc *clone = pe_top(x->rsc);
    for (size_t i = 0; i < BT_COUNT(failures); i++)
        if (bt_streq(failures[i], x->source))
            add(s, list, (struct change){.kind = CLEAN_UP});
    if (bt_streq(x->source, "node health"))
        add(s, list, (struct change){.kind = NODE_HEALTHY});
    else if (bt_streq(x->source, "shutdown lock"))
        add(s, list, (struct change){.kind = OPTION, .id = "shutdown-lock", .value = "false"});
    else if (bt_streq(x->source, "not enough capacity"))
        add(s, list, (struct change){.kind = OPTION, .id = "placement-strategy", .value = "default"});
    else if (bt_streq(x->source, "clone:limit_reached"))
        one_more(s, list, "clone-max", clone->clone_max);
    else if (bt_streq(x->source, "clone-node-max") && clone->unique)
        one_more(s, list, "clone-node-max", clone->clone_node_max);
    const xmlNode *constraint = pe_source_constraint(run->model, x->source);
    if (constraint != NULL && bt_xml_id(constraint) != NULL)
        add(s, list, (struct change){.kind = DELETE, .id = bt_xml_id(constraint)});
}

static bool concerns(const struct search *s, const struct pe_run *run, const struct pe_rsc *r)
{
    for (; r != NULL; r = r->parent)
        if (bt_streq(r->config_id, s->top->config_id))
            return true;
    (void)run;
    return false;
}

/* All that a run has recorded against it, the lightest to take away first. */
static void obstacles(struct search *s, const struct pe_run *run, struct changes *list)
{
    const struct pe_rsc *r = same_resource(run, s->r);
    const struct pe_node *n = pe_find_node(run->model, s->n->name);
    if (r == NULL || n == NULL)
        return;
    node_obstacles(s, n, list);
    resource_obstacles(s, run, r, list);
    for (size_t i = 0; i < run->placement->contributions.n; i++) {
        const struct pe_contribution *x = &run->placement->contributions.v[i];
        if (x->delta < 0 && !x->withdrawn && (x->promotion ? s->promote : x->node == n) && concerns(s, run, x->rsc))
            against_source(s, run, x, list);
    }
    const struct pe_rsc *top = pe_top(r);
    if (s->promote)
        one_more(s, list, "promoted-max", top->promoted_max);
    else if (top->kind == PE_CLONE && top->clone_max < (int)run->model->n_nodes)
        one_more(s, list, "clone-max", top->clone_max);
    for (size_t i = 1; i < list->n; i++) /* insertion sort by kind: stable, and they are few */
        for (size_t k = i; k > 0 && list->v[k - 1].kind > list->v[k].kind; k--) {
            struct change swap = list->v[k];
            list->v[k] = list->v[k - 1];
            list->v[k - 1] = swap;
        }
}

/* --- searching -------------------------------------------------------------------------------------------- */

static void with_score(struct changes *c, int score)
{
    c->v[c->n - 1].score = score;
}

/* The smallest score of the location, which is the last of the changes; false if none is enough. */
static bool smallest_score(const struct search *s, struct changes *c)
{
    int low = 0, high = BT_INFINITY; /* low is not enough, high is */
    with_score(c, high);
    if (!works(s, c))
        return false;
    for (int step = 1; high - low > 1;) { /* most are small: look there first */
        int middle = low + step < high && step < 4096 ? low + step : low + (high - low) / 2;
        with_score(c, middle);
        if (works(s, c))
            high = middle;
        else
            low = middle;
        step = step < 4096 ? step * 4 : step;
    }
    with_score(c, high);
    return true;
}

static void without(struct changes *c, size_t i)
{
    memmove(&c->v[i], &c->v[i + 1], (c->n - i - 1) * sizeof *c->v);
    c->n--;
}

/* Takes back what is not needed, the heaviest first; changes from `keep` on stay. */
static void minimize(struct search *s, struct changes *c, size_t n)
{
    for (size_t i = n; i-- > 0 && c->n > 1;) {
        struct changes fewer = {0};
        for (size_t k = 0; k < c->n; k++)
            if (k != i)
                PE_PUSH(&s->arena, &fewer, c->v[k]);
        if (works(s, &fewer))
            without(c, i);
    }
}

/* Obstacles behind obstacles: what the run without the first ones records, until it is there or nothing more is found. */
static bool remove_all(struct search *s, struct changes *c)
{
    for (int round = 0; round < 6; round++) {
        xmlDoc *cib;
        struct pe_run *run = decide(s, c, &cib);
        const struct pe_node *n = run != NULL ? pe_find_node(run->model, s->n->name) : NULL;
        const struct pe_rsc *r = run != NULL ? same_resource(run, s->r) : NULL;
        bool done = r != NULL && n != NULL && there(run, r, n, s->promote);
        size_t before = c->n;
        if (run != NULL && !done)
            obstacles(s, run, c);
        pe_run_free(run);
        bt_xml_free(cib);
        if (done)
            return true;
        if (c->n == before)
            return false;
    }
    return false;
}

static bool search(struct search *s, struct changes *ret)
{
    struct changes all = {0}, one = {0};
    /* 1. a wish that is strong enough */
    PE_PUSH(&s->arena, ret, ((struct change){.kind = LOCATION}));
    if (smallest_score(s, ret) && ret->v[0].score < BT_INFINITY)
        return true;
    bool infinity = ret->v[0].score == BT_INFINITY && works(s, ret);
    /* 2. one obstacle less */
    obstacles(s, s->run, &all);
    for (size_t i = 0; i < all.n; i++) {
        one.n = 0;
        PE_PUSH(&s->arena, &one, all.v[i]);
        if (works(s, &one)) {
            *ret = one;
            return true;
        }
    }
    if (infinity)
        return true;
    /* 3. several, and a wish if need be */
    *ret = (struct changes){0};
    bool enough = remove_all(s, ret);
    if (enough) {
        minimize(s, ret, ret->n);
        return true;
    }
    size_t n = ret->n;
    PE_PUSH(&s->arena, ret, ((struct change){.kind = LOCATION, .score = BT_INFINITY}));
    if (!works(s, ret))
        return false;
    minimize(s, ret, n);
    return smallest_score(s, ret);
}

/* --- saying ----------------------------------------------------------------------------------------------- */

static void say_location(const struct search *s, int score, struct bt_buf *text, struct bt_buf *command)
{
    char t[BT_SCORE_TEXT];
    const char *rsc = s->top->config_id;
    bt_score_text(score, t);
    if (s->promote) {
        bt_buf_addf(text, "a location constraint of %s for the promoted role of %s on %s", t, rsc, s->n->name);
        bt_buf_addf(command, "crm configure location promote-%s-on-%s %s role=Promoted %s: %s", rsc, s->n->name, rsc, score < BT_INFINITY ? t : "inf", s->n->name);
        return;
    }
    bt_buf_addf(text, "a location constraint of %s for %s on %s", t, rsc, s->n->name);
    bt_buf_addf(command, "crm configure location prefer-%s-on-%s %s %s: %s", rsc, s->n->name, rsc, score < BT_INFINITY ? t : "inf", s->n->name);
}

static void say(const struct search *s, const struct change *c, struct bt_buf *text, struct bt_buf *command)
{
    const char *rsc = s->top->config_id, *node = s->n->name;
    switch (c->kind) {
    case CLEAN_UP:
        bt_buf_addf(text, "clean up the failures of %s", s->r->config_id);
        bt_buf_addf(command, "crm resource cleanup %s", s->r->config_id);
        break;
    case STANDBY_OFF:
        bt_buf_addf(text, "take %s out of standby", node);
        bt_buf_addf(command, "crm node online %s", node);
        break;
    case NODE_READY:
        bt_buf_addf(text, "end the maintenance of %s", node);
        bt_buf_addf(command, "crm node ready %s", node);
        break;
    case NODE_HEALTHY:
        bt_buf_addf(text, "bring the health of %s back to green (its #health attributes)", node);
        break;
    case NODE_BACK:
        bt_buf_addf(text, "bring %s back into the cluster, online", node);
        break;
    case START:
        bt_buf_addf(text, "set the target-role of %s to Started", rsc);
        bt_buf_addf(command, "crm resource start %s", rsc);
        break;
    case MANAGE:
        bt_buf_addf(text, "let the cluster manage %s", rsc);
        bt_buf_addf(command, "crm resource manage %s", rsc);
        break;
    case META:
        bt_buf_addf(text, "set %s of %s to %s", c->id, rsc, c->value);
        bt_buf_addf(command, "crm resource meta %s set %s %s", rsc, c->id, c->value);
        break;
    case TICKET:
        bt_buf_addf(text, "grant the ticket %s, out of standby", c->id);
        bt_buf_addf(command, "crm_ticket --ticket %s --grant --force", c->id);
        break;
    case DELETE:
        bt_buf_addf(text, "delete the constraint %s", c->id);
        bt_buf_addf(command, "crm configure delete %s", c->id);
        break;
    case DEVICE:
        bt_buf_add(text, "configure a fencing device");
        break;
    case QUORUM:
        bt_buf_add(text, "regain quorum: bring more nodes into the cluster");
        break;
    case OPTION:
        bt_buf_addf(text, "set the cluster option %s to %s", c->id, c->value);
        bt_buf_addf(command, "crm configure property %s=%s", c->id, c->value);
        break;
    case LOCATION:
        say_location(s, c->score, text, command);
        break;
    }
}

static void add_change(const struct search *s, const struct change *c, xmlNode *parent)
{
    struct bt_buf text = {0}, command = {0};
    xmlNode *x = bt_xml_add(parent, XE_SMALLEST_CHANGE);
    say(s, c, &text, &command);
    pe_explain_text(x, &text);
    if (command.len > 0)
        bt_xml_set(x, XA_COMMAND, command.text);
    bt_buf_free(&command);
    if (s->promote)
        bt_xml_set(x, XA_ROLE, bt_role_text(BT_ROLE_PROMOTED));
}

void pe_explain_change(const struct pe_run *run, const struct pe_rsc *r, const struct pe_node *n, xmlNode *x)
{
    struct search s = {.run = run, .r = r, .top = pe_top(r), .n = n};
    struct changes found = {0};
    if (r->orphan && r->parent == NULL)
        return;
    if (there(run, r, n, false)) {
        s.promote = s.top->promotable && !there(run, r, n, true);
        if (!s.promote)
            return;
    }
    if (search(&s, &found)) {
        for (size_t i = 0; i < found.n; i++)
            add_change(&s, &found.v[i], x);
    } else {
        bt_xml_set(bt_xml_add(x, XE_SMALLEST_CHANGE), XA_TEXT, "none was found");
    }
    pe_arena_free(&s.arena);
}
