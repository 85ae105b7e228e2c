/* tools/mon.c - what crm_mon's text and XML have in common: sections, filters, what of the history is shown (see mon.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/mon.h"

#include "cib/cib.h"

/* Sections ------------------------------------------------------------------------------------------------ */

static const struct {
    const char *word;
    unsigned sections;
} words[] = {
    {"all", MON_ALL & ~MON_OPTIONS}, /* as ever: options are asked for by name */
    {"fencing", MON_FENCING},
    {"summary", MON_SUMMARY},
#define X(name, word) {word, MON_##name},
    MON_SECTION_LIST(X)
#undef X
};

static bool find_word(const char *word, size_t len, unsigned *ret)
{
    for (size_t i = 0; i < BT_COUNT(words); i++)
        if (strlen(words[i].word) == len && strncmp(words[i].word, word, len) == 0) {
            *ret = words[i].sections;
            return true;
        }
    return false;
}

static bool apply_word(const char *word, size_t len, bool include, unsigned otherwise, unsigned *sections)
{
    unsigned bits;
    if (len == 4 && strncmp(word, "none", len) == 0) {
        *sections = include ? 0 : MON_ALL & ~(unsigned)MON_OPTIONS;
        return true;
    }
    if (len == 7 && strncmp(word, "default", len) == 0) {
        *sections |= otherwise;
        return include;
    }
    if (!find_word(word, len, &bits))
        return false;
    *sections = include ? *sections | bits : *sections & ~bits;
    return true;
}

bool mon_sections_apply(const char *list, bool include, unsigned otherwise, unsigned *sections, const char **ret_prefix)
{
    while (*list != '\0') {
        size_t len = strcspn(list, ","), word = strcspn(list, ",:");
        if (len != word && strncmp(list, "bans:", 5) == 0 && include)
            *ret_prefix = list + 5;
        else if (len != word)
            return false;
        if (!apply_word(list, word, include, otherwise, sections))
            return false;
        list += len + (list[len] == ',');
    }
    return true;
}

static int by_text(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

char *mon_sections_text(void)
{
    const char *all[BT_COUNT(words) + 2];
    size_t n = 0;
    for (size_t i = 0; i < BT_COUNT(words); i++)
        all[n++] = words[i].word;
    all[n++] = "default";
    all[n++] = "none";
    qsort(all, n, sizeof(all[0]), by_text);
    struct bt_buf b = {0};
    for (size_t i = 0; i < n; i++)
        bt_buf_addf(&b, "%s%s%s", i > 0 ? ", " : "", all[i], strcmp(all[i], "bans") == 0 ? "[:PREFIX]" : "");
    return bt_buf_take(&b);
}

/* Filters --------------------------------------------------------------------------------------------------- */

/* Whether the configuration tags an object with the name. */
static bool is_tagged(const struct mon *mon, const char *tag, const char *id)
{
    const xmlNode *tags = bt_xml_path(mon->model->cib, "configuration/tags");
    const xmlNode *t = bt_xml_find(tags, XE_TAG, XA_ID, tag);
    return t != NULL && bt_xml_find(t, XE_OBJ_REF, XA_ID, id) != NULL;
}

bool mon_shows_node(const struct mon *mon, const struct pe_node *n)
{
    return mon->only_node == NULL || bt_strcaseeq(mon->only_node, n->name) || is_tagged(mon, mon->only_node, n->name);
}

bool mon_shows_rsc_id(const struct mon *mon, const char *id)
{
    if (mon->only_rsc == NULL || bt_streq(mon->only_rsc, id))
        return true;
    const struct pe_rsc *r = pe_find_rsc(mon->model, id);
    return r != NULL && mon_shows_rsc(mon, r);
}

static bool is_asked_for(const struct mon *mon, const struct pe_rsc *r)
{
    return bt_streq(mon->only_rsc, r->id) || bt_streq(mon->only_rsc, r->config_id) || is_tagged(mon, mon->only_rsc, r->config_id);
}

static bool any_child_asked_for(const struct mon *mon, const struct pe_rsc *r)
{
    for (size_t i = 0; i < r->n_children; i++)
        if (is_asked_for(mon, r->children[i]) || any_child_asked_for(mon, r->children[i]))
            return true;
    return false;
}

bool mon_shows_rsc(const struct mon *mon, const struct pe_rsc *r)
{
    if (mon->only_rsc == NULL)
        return true;
    for (const struct pe_rsc *p = r; p != NULL; p = p->parent)
        if (is_asked_for(mon, p))
            return true;
    return any_child_asked_for(mon, r);
}

bool mon_shows_ban(const struct mon *mon, const struct pe_ban *b)
{
    return (mon->ban_prefix == NULL || bt_starts(b->id, mon->ban_prefix)) && mon_shows_node(mon, b->node) && mon_shows_rsc_id(mon, b->rsc_id);
}

static bool same_fencing(const xmlNode *a, const xmlNode *b)
{
    static const char *const attributes[] = {XA_ACTION, XA_TARGET, XA_CLIENT, XA_ORIGIN, XA_DELEGATE, XA_STATUS};
    for (size_t i = 0; i < BT_COUNT(attributes); i++)
        if (!bt_streq(bt_xml_get(a, attributes[i]), bt_xml_get(b, attributes[i])))
            return false;
    return true;
}

bool mon_shows_fencing(const struct mon *mon, const xmlNode *event)
{
    const char *status = bt_xml_get_or(event, XA_STATUS, "failed"), *target = bt_xml_get_or(event, XA_TARGET, "");
    unsigned wanted = strcmp(status, "pending") == 0 ? MON_FENCING_PENDING : strcmp(status, "success") == 0 ? MON_FENCING_SUCCEEDED : MON_FENCING_FAILED;
    if (!(mon->sections & wanted) || (mon->only_node != NULL && !bt_strcaseeq(mon->only_node, target) && !is_tagged(mon, mon->only_node, target)))
        return false;
    for (const xmlNode *e = bt_xml_first(mon->fencing, XE_FENCE_EVENT); e != event && !mon->all_fencing; e = bt_xml_next(e, XE_FENCE_EVENT))
        if (same_fencing(e, event))
            return false;
    return true;
}

bool mon_any_online(const struct mon *mon)
{
    for (size_t i = 0; i < mon->model->n_nodes; i++)
        if (mon->model->nodes[i]->online)
            return true;
    return false;
}

bool mon_shows_attr(const struct mon *mon, const char *name)
{
    static const char *const prefixes[] = {"fail-count", "last-failure", "#"};
    static const char *const names[] = {"shutdown", "terminate", "standby", "probe_complete"};
    for (size_t i = 0; i < BT_COUNT(prefixes); i++)
        if (bt_starts(name, prefixes[i]))
            return false;
    for (size_t i = 0; i < BT_COUNT(names); i++)
        if (bt_streq(name, names[i]))
            return mon->simulated && bt_streq(name, "probe_complete");
    return true;
}

int64_t mon_expected_ping(const struct mon *mon, const char *attr)
{
    for (size_t i = 0; i < mon->model->n_rscs; i++) {
        const struct pe_rsc *r = mon->model->rscs[i];
        if (r->kind != PE_PRIMITIVE || (!bt_streq(r->type, "ping") && !bt_streq(r->type, "pingd")))
            continue;
        struct pe_attrs params = {0};
        pe_rsc_params(mon->model, r, NULL, &params);
        const char *name = pe_attr_get(&params, XA_NAME), *hosts = pe_attr_get(&params, "host_list"), *factor = pe_attr_get(&params, "multiplier");
        struct bt_strv list = {0};
        int64_t each = 1;
        if (hosts != NULL)
            bt_strv_split(&list, hosts, " ");
        bt_parse_int(factor, &each);
        int64_t expected = (int64_t)list.n * each;
        bool is_it = bt_streq(name != NULL ? name : "pingd", attr);
        bt_strv_free(&list);
        if (is_it)
            return expected;
    }
    return 0;
}

/* History ------------------------------------------------------------------------------------------------- */

static int by_call(const void *a, const void *b)
{
    const xmlNode *const *x = a, *const *y = b;
    int64_t cx = bt_xml_get_int(*x, XA_CALL_ID, -1), cy = bt_xml_get_int(*y, XA_CALL_ID, -1);
    return (cx > cy) - (cx < cy);
}

/* Probes that found nothing and notifications say nothing to people. */
static bool is_shown(const xmlNode *op)
{
    const char *task = bt_xml_get_or(op, XA_OPERATION, "");
    bool probe = strcmp(task, "monitor") == 0 && bt_xml_get_int(op, XA_INTERVAL, 0) == 0;
    return strcmp(task, "notify") != 0 && !(probe && bt_xml_get_int(op, XA_RC_CODE, 0) == BT_OCF_NOT_RUNNING);
}

static void operations(const xmlNode *lrm_resource, bool all, struct mon_ops *ret)
{
    bt_xml_each(op, lrm_resource, XE_LRM_RSC_OP)
        if (all || is_shown(op))
            BT_PUSH(ret, op);
    if (ret->n > 1)
        qsort(ret->v, ret->n, sizeof(*ret->v), by_call);
}

void mon_operations(const xmlNode *lrm_resource, struct mon_ops *ret)
{
    operations(lrm_resource, false, ret);
}

void mon_all_operations(const xmlNode *lrm_resource, struct mon_ops *ret)
{
    operations(lrm_resource, true, ret);
}

const char *mon_task(const xmlNode *op)
{
    const char *task = bt_xml_get_or(op, XA_OPERATION, "");
    bool probe = strcmp(task, "monitor") == 0 && bt_xml_get_int(op, XA_INTERVAL, 0) == 0;
    return probe ? "probe" : task;
}

/* The resource of a history entry: by its id, or an instance of that configured id, the one on that node if there is one. */
static const struct pe_rsc *find_rsc(const struct mon *mon, const char *id, const struct pe_node *n)
{
    const struct pe_rsc *found = pe_find_rsc(mon->model, id);
    bool exactly = found != NULL && bt_streq(found->id, id);
    for (size_t i = 0; !exactly && i < mon->model->n_rscs; i++) {
        const struct pe_rsc *r = mon->model->rscs[i];
        if (bt_streq(r->config_id, id) && pe_nodes_has(&r->active_on, n))
            return r;
    }
    return found;
}

struct mon_failcount mon_failcount(const struct mon *mon, const char *rsc_id, const struct pe_node *n)
{
    struct mon_failcount f = {.rsc = find_rsc(mon, rsc_id, n)};
    if (f.rsc != NULL && f.rsc->kind == PE_PRIMITIVE)
        f.count = pe_fail_count(mon->model, f.rsc, n, false, &f.last_s);
    return f;
}

/* What runs on a node, with its place in the node's history. */
struct place {
    const struct pe_rsc *rsc;
    size_t at;
};

static int by_place(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    return x->at != y->at ? (x->at > y->at) - (x->at < y->at) : (x->rsc->index > y->rsc->index) - (x->rsc->index < y->rsc->index);
}

void mon_running_on(const struct mon *mon, const struct pe_node *n, struct mon_rscs *ret)
{
    struct bt_map *order = bt_map_new();
    BT_VEC(struct place) places = {0};
    size_t at = 0;
    bt_xml_each(entry, bt_xml_path(n->state, "lrm/lrm_resources"), XE_LRM_RESOURCE)
        if (bt_xml_id(entry) != NULL)
            bt_map_put(order, bt_xml_id(entry), (void *)(uintptr_t)++at);
    for (size_t i = 0; i < mon->model->n_rscs; i++) {
        const struct pe_rsc *r = mon->model->rscs[i];
        if (r->kind != PE_PRIMITIVE || !pe_nodes_has(&r->active_on, n))
            continue;
        uintptr_t known = (uintptr_t)bt_map_get(order, r->id);
        if (known == 0)
            known = (uintptr_t)bt_map_get(order, r->config_id);
        BT_PUSH(&places, ((struct place){r, known != 0 ? known : at + 1}));
    }
    if (places.n > 1)
        qsort(places.v, places.n, sizeof(places.v[0]), by_place);
    for (size_t i = 0; i < places.n; i++)
        BT_PUSH(ret, places.v[i].rsc);
    BT_VEC_FREE(&places);
    bt_map_free(order);
}

/* Names and texts ----------------------------------------------------------------------------------------- */

const char *mon_rsc_id(const struct pe_rsc *r)
{
    return r->unique || r->instance < 0 ? r->id : r->config_id;
}

const char *mon_feature_set(const struct pe_node *n)
{
    const char *value = pe_attr_get(&n->attrs, "#feature-set");
    return !n->online ? NULL : value != NULL ? value : "<3.15.1";
}

bool mon_mixed_version(const struct mon *mon)
{
    const char *seen = NULL;
    for (size_t i = 0; i < mon->model->n_nodes; i++) {
        const char *set = mon_feature_set(mon->model->nodes[i]);
        if (set != NULL && seen != NULL && !bt_streq(set, seen))
            return true;
        seen = set != NULL ? set : seen;
    }
    return false;
}

void mon_each_tolerated(const struct mon *mon, void (*found)(void *ctx, const struct pe_node *node, const char *rsc, const xmlNode *op), void *ctx)
{
    for (size_t i = 0; i < mon->model->n_nodes; i++) {
        const struct pe_node *n = mon->model->nodes[i];
        bt_xml_each(rsc, n->online && mon_shows_node(mon, n) ? bt_xml_path(n->state, "lrm/lrm_resources") : NULL, XE_LRM_RESOURCE)
            bt_xml_each(op, mon_shows_rsc_id(mon, bt_xml_get_or(rsc, XA_ID, "")) ? rsc : NULL, XE_LRM_RSC_OP)
                if (bt_xml_get(op, XA_TOLERATED) != NULL)
                    found(ctx, n, bt_xml_get_or(rsc, XA_ID, ""), op);
    }
}

const char *mon_stack(const struct mon *mon)
{
    bt_xml_each(set, cib_section(mon->cib, XE_CRM_CONFIG), XE_CLUSTER_PROPERTY_SET) {
        const xmlNode *pair = bt_xml_find(set, XE_NVPAIR, XA_NAME, "cluster-infrastructure");
        if (pair != NULL)
            return bt_xml_get_or(pair, XA_VALUE, "unknown");
    }
    return "unknown";
}

const char *mon_pending_role(const struct pe_rsc *r)
{
    static const struct {
        const char *task, *role;
    } table[] = {{"start", "Starting"},       {"stop", "Stopping"},           {"promote", "Promoting"},
                 {"demote", "Demoting"},      {"migrate_to", "Migrating"},    {"migrate_from", "Starting"}};
    for (size_t i = 0; r->pending_task != NULL && i < BT_COUNT(table); i++)
        if (bt_streq(r->pending_task, table[i].task))
            return table[i].role;
    return NULL;
}

const char *mon_role(const struct pe_rsc *r)
{
    const char *pending = mon_pending_role(r);
    return pending != NULL ? pending : mon_present_role(r);
}

const char *mon_present_role(const struct pe_rsc *r)
{
    return bt_role_text(r->role == BT_ROLE_STARTED && pe_top(r)->promotable ? BT_ROLE_UNPROMOTED : r->role);
}

char *mon_time(const struct mon *mon, int64_t seconds)
{
    return bt_ctime_text((struct bt_wall){.s = seconds}, mon->zone_s);
}
