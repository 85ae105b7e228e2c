/* crmd/alerts.c - telling alert agents what happened (see alerts.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "crmd/alerts.h"
#include "crmd/core.h"
#include "crmd/status.h"

#define TIMEOUT_MS 30000
#define TIMESTAMP_FORMAT "%H:%M:%S.%06N"

/* What happened, as the agent's environment. */
struct happened {
    const char *kind;      /* as CRM_alert_kind names it */
    const char *select;    /* the element that selects it */
    const char *attribute; /* its name, NULL */
    xmlDoc *doc;           /* <alert> with a <param name value> for each variable */
};

static void begin(struct happened *h, const char *kind, const char *select)
{
    *h = (struct happened){.kind = kind, .select = select, .doc = bt_xml_doc(XE_ALERT)};
}

static void add_variable(xmlNode *to, const char *name, const char *value)
{
    xmlNode *n = bt_xml_add(to, XE_PARAM);
    bt_xml_set(n, XA_NAME, name);
    bt_xml_set(n, XA_VALUE, value != NULL ? value : "");
}

/* Agents of old (ocf:pacemaker:ClusterMon's) know the same by CRM_notify_. */
static void tell(struct happened *h, const char *name, const char *value)
{
    char *new = bt_printf("CRM_alert_%s", name), *old = bt_printf("CRM_notify_%s", name);
    add_variable(bt_xml_root(h->doc), new, value);
    add_variable(bt_xml_root(h->doc), old, value);
    free(new);
    free(old);
}

static void tell_int(struct happened *h, const char *name, int64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRId64, value);
    tell(h, name, text);
}

/* The configuration --------------------------------------------------------------------------------------------------- */

static bool selects(const xmlNode *alert, const struct happened *h)
{
    const xmlNode *select = bt_xml_first(alert, XE_SELECT);
    if (select == NULL)
        return h->attribute == NULL;
    const xmlNode *kind = bt_xml_first(select, h->select);
    if (kind == NULL || h->attribute == NULL || bt_xml_first(kind, XE_ATTRIBUTE) == NULL)
        return kind != NULL;
    return bt_xml_find(kind, XE_ATTRIBUTE, XA_NAME, h->attribute) != NULL;
}

static const xmlNode *named_in(const xmlNode *n, const char *id)
{
    const xmlNode *hit = bt_streq(bt_xml_id(n), id) ? n : NULL;
    for (const xmlNode *child = bt_xml_first(n, NULL); child != NULL && hit == NULL; child = bt_xml_next(child, NULL))
        hit = named_in(child, id);
    return hit;
}

static const xmlNode *by_id(const void *ctx, const char *id)
{
    return named_in(ctx, id);
}

static const char *no_attribute(const void *attrs, const char *name)
{
    (void)attrs, (void)name;
    return NULL;
}

/* Rules see the time; of a node they know nothing, as an alert is of none. */
static void sets_of(const struct crmd *c, const xmlNode *of, const char *name, struct cib_sets *ret)
{
    const struct cib_rule_context context = {.now = c->now.wall, .get = no_attribute, .by_id = by_id, .ctx = cib_section(cib_doc(c->replica.cib), XE_CONFIGURATION)};
    cib_rule_sets(of, name, &context, ret);
}

static const char *setting(const struct crmd *c, const xmlNode *of, const char *name)
{
    struct cib_sets sets = {0};
    sets_of(c, of, XE_META_ATTRIBUTES, &sets);
    const char *value = cib_sets_value(&sets, name);
    BT_VEC_FREE(&sets);
    return value;
}

static const char *meta(const struct crmd *c, const xmlNode *alert, const xmlNode *recipient, const char *name)
{
    const char *own = recipient != NULL ? setting(c, recipient, name) : NULL;
    return own != NULL ? own : setting(c, alert, name);
}

/* Later variables of a name win: the recipient's come last, and of one's sets that with the highest score. */
static void add_parameters(const struct crmd *c, xmlNode *to, const xmlNode *of)
{
    struct cib_sets sets = {0};
    if (of != NULL)
        sets_of(c, of, XE_INSTANCE_ATTRIBUTES, &sets);
    for (size_t i = sets.n; i-- > 0;)
        bt_xml_each(pair, sets.v[i], XE_NVPAIR)
            add_variable(to, bt_xml_get_or(pair, XA_NAME, ""), bt_xml_get(pair, XA_VALUE));
    BT_VEC_FREE(&sets);
}

static void run_for(struct crmd *c, const struct happened *h, const xmlNode *alert, const xmlNode *recipient)
{
    if (!bt_is_true(meta(c, alert, recipient, "enabled"), true))
        return;
    xmlDoc *doc = bt_xml_doc(XE_ALERT);
    xmlNode *n = bt_xml_root(doc);
    const char *format = meta(c, alert, recipient, "timestamp-format");
    bt_xml_set(n, XA_ID, bt_xml_id(alert));
    bt_xml_set(n, XA_PATH, bt_xml_get(alert, XA_PATH));
    bt_xml_set_int(n, XA_TIMEOUT, bt_duration_ms_or(meta(c, alert, recipient, "timeout"), TIMEOUT_MS));
    bt_xml_set(n, XA_FORMAT, format != NULL ? format : TIMESTAMP_FORMAT);
    add_parameters(c, n, alert);
    add_parameters(c, n, recipient);
    bt_xml_each(variable, bt_xml_root(h->doc), XE_PARAM)
        bt_xml_add_copy(n, variable);
    add_variable(n, "CRM_alert_recipient", bt_xml_get(recipient, XA_VALUE));
    add_variable(n, "CRM_notify_recipient", bt_xml_get(recipient, XA_VALUE));
    crmd_alert(c, doc);
}

/* Gives it to each alert that selects it, once for each recipient; frees h. */
static void finish(struct crmd *c, struct happened *h)
{
    tell(h, "kind", h->kind);
    tell(h, "version", CRMD_DC_VERSION);
    tell_int(h, "node_sequence", ++c->alerts_told);
    bt_xml_each(alert, cib_section(cib_doc(c->replica.cib), XE_ALERTS), XE_ALERT) {
        if (bt_xml_get(alert, XA_PATH) == NULL || !selects(alert, h))
            continue;
        if (bt_xml_first(alert, XE_RECIPIENT) == NULL)
            run_for(c, h, alert, NULL);
        bt_xml_each(recipient, alert, XE_RECIPIENT)
            run_for(c, h, alert, recipient);
    }
    bt_xml_free(h->doc);
}

static bool none_configured(const struct crmd *c)
{
    return bt_xml_first(cib_section(cib_doc(c->replica.cib), XE_ALERTS), XE_ALERT) == NULL;
}

/* What happened ---------------------------------------------------------------------------------------------------------- */

void alerts_node(struct crmd *c, const struct crmd_peer *p, bool here)
{
    struct happened h;
    if (none_configured(c))
        return;
    begin(&h, "node", XE_SELECT_NODES);
    tell(&h, "node", peer_name(p));
    tell_int(&h, "nodeid", p->id);
    tell(&h, "desc", here ? "member" : "lost");
    finish(c, &h);
}

static bool is_expected_probe(const xmlNode *op, int target_rc)
{
    return bt_streq(bt_xml_get(op, XA_OPERATION), "monitor") && bt_xml_get_int(op, XA_INTERVAL, 0) == 0 &&
           bt_xml_get_int(op, XA_RC_CODE, -1) == target_rc;
}

static void alert_operation(struct crmd *c, const char *rsc, const xmlNode *op)
{
    struct bt_transition_key key = {.target_rc = BT_OCF_OK};
    int status = (int)bt_xml_get_int(op, XA_OP_STATUS, BT_OP_UNKNOWN), rc = (int)bt_xml_get_int(op, XA_RC_CODE, BT_OCF_UNKNOWN);
    struct happened h;
    bt_transition_key_parse(bt_xml_get_or(op, XA_TRANSITION_KEY, ""), &key);
    if (status == BT_OP_PENDING || is_expected_probe(op, key.target_rc))
        return;
    begin(&h, "resource", XE_SELECT_RESOURCES);
    tell(&h, "node", c->name);
    tell(&h, "rsc", rsc);
    tell(&h, "task", bt_xml_get(op, XA_OPERATION));
    tell_int(&h, "interval", bt_xml_get_int(op, XA_INTERVAL, 0));
    tell_int(&h, "target_rc", key.target_rc);
    tell_int(&h, "status", status);
    tell_int(&h, "rc", rc);
    tell_int(&h, "exec_time", bt_xml_get_int(op, XA_EXEC_TIME, 0));
    tell(&h, "desc", status == BT_OP_DONE ? bt_ocf_text(rc) : bt_opstatus_text(status));
    finish(c, &h);
}

void alerts_results(struct crmd *c, const xmlNode *lrm_result)
{
    assert(bt_xml_is(lrm_result, XE_LRM_RESULT));
    if (none_configured(c) || !bt_xml_get_bool(lrm_result, XA_RECORD, true))
        return;
    bt_xml_each(resource, lrm_result, XE_LRM_RESOURCE)
        bt_xml_each(op, resource, XE_LRM_RSC_OP)
            if (!status_told_before(resource, op))
                alert_operation(c, bt_xml_get_or(resource, XA_ID, ""), op);
}

void alerts_fencing(struct crmd *c, const xmlNode *done)
{
    struct happened h;
    if (none_configured(c))
        return;
    int rc = (int)bt_xml_get_int(done, XA_RC, BT_EX_ERROR);
    const char *target = bt_xml_get_or(done, XA_TARGET, "?"), *action = bt_xml_get_or(done, XA_ACTION, "?");
    char *desc = bt_printf("Operation %s of %s by %s for %s: %s", action, target, bt_xml_get_or(done, XA_EXECUTED_BY, "<no-one>"),
                           bt_xml_get_or(done, XA_ORIGIN, "?"), rc == 0 ? "OK" : bt_xml_get_or(done, XA_REASON, bt_exit_text(rc)));
    begin(&h, "fencing", XE_SELECT_FENCING);
    tell(&h, "node", target);
    tell(&h, "task", action);
    tell_int(&h, "rc", rc);
    tell(&h, "desc", desc);
    finish(c, &h);
    free(desc);
}

/* Attributes ---------------------------------------------------------------------------------------------------------------- */

static bool attributes_selected(const struct crmd *c)
{
    bt_xml_each(alert, cib_section(cib_doc(c->replica.cib), XE_ALERTS), XE_ALERT)
        if (bt_xml_first(bt_xml_first(alert, XE_SELECT), XE_SELECT_ATTRIBUTES) != NULL)
            return true;
    return false;
}

/* The text between two marks in a path, "" if they are not there: node_state[@id='1'] ... The caller's to free. */
static char *between(const char *path, const char *from)
{
    const char *at = strstr(path, from);
    size_t len = at != NULL ? strcspn(at + strlen(from), "'") : 0;
    return at != NULL ? bt_printf("%.*s", (int)len, at + strlen(from)) : bt_strdup("");
}

static void alert_attribute(struct crmd *c, const char *nodeid, const char *name, const char *value)
{
    struct happened h;
    int64_t id = 0;
    const struct crmd_peer *p = bt_parse_int(nodeid, &id) ? peers_find(&c->peers, (uint32_t)id) : NULL;
    if (p == NULL || name == NULL)
        return;
    begin(&h, "attribute", XE_SELECT_ATTRIBUTES);
    h.attribute = name;
    tell(&h, "node", peer_name(p));
    tell_int(&h, "nodeid", p->id);
    tell(&h, "attribute_name", name);
    tell(&h, "attribute_value", value);
    finish(c, &h);
}

/* All <nvpair>s of something new. */
static void alert_pairs(struct crmd *c, const char *nodeid, const xmlNode *in)
{
    if (bt_xml_is(in, XE_NVPAIR))
        alert_attribute(c, nodeid, bt_xml_get(in, XA_NAME), bt_xml_get(in, XA_VALUE));
    bt_xml_each(child, in, NULL)
        alert_pairs(c, nodeid, child);
}

/* A deleted attribute is known by its pair's id alone, "status-1-NAME". */
static void alert_deleted(struct crmd *c, const char *nodeid, const char *path)
{
    char *id = between(path, "/nvpair[@id='"), *prefix = bt_printf("status-%s-", nodeid);
    if (bt_starts(id, prefix))
        alert_attribute(c, nodeid, id + strlen(prefix), NULL);
    free(id);
    free(prefix);
}

void alerts_patch(struct crmd *c, const xmlNode *diff)
{
    if (diff == NULL || none_configured(c) || !attributes_selected(c))
        return;
    bt_xml_each(change, diff, XE_CHANGE) {
        const char *path = bt_xml_get_or(change, XA_PATH, ""), *operation = bt_xml_get(change, XA_OPERATION);
        char *nodeid = between(path, "/node_state[@id='");
        bool inside = strstr(path, "/" XE_TRANSIENT_ATTRIBUTES) != NULL;
        if (bt_streq(operation, "delete") && inside)
            alert_deleted(c, nodeid, path);
        else if (bt_streq(operation, "modify") && inside)
            alert_pairs(c, nodeid, bt_xml_first(bt_xml_first(change, XE_CHANGE_RESULT), NULL));
        else if (bt_streq(operation, "create") && *nodeid != '\0')
            alert_pairs(c, nodeid, inside ? bt_xml_first(change, NULL) : bt_xml_first(change, XE_TRANSIENT_ATTRIBUTES));
        free(nodeid);
    }
}
