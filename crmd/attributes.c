/* crmd/attributes.c - transient and private node attributes (see attributes.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/core.h"
#include "crmd/status.h"

static void attribute_free(struct attribute *a)
{
    free(a->node);
    free(a->name);
    free(a->value);
}

static void free_privates(struct crmd_attributes *a)
{
    for (size_t i = 0; i < a->privates.n; i++)
        attribute_free(&a->privates.v[i]);
    BT_VEC_FREE(&a->privates);
}

void attributes_free(struct crmd_attributes *a)
{
    free_privates(a);
    for (size_t i = 0; i < a->dampened.n; i++)
        attribute_free(&a->dampened.v[i]);
    BT_VEC_FREE(&a->dampened);
}

/* Private ones ------------------------------------------------------------------------------------------------- */

static struct attribute *find_private(struct crmd *c, const char *node, const char *name)
{
    for (size_t i = 0; i < c->attributes.privates.n; i++) {
        struct attribute *a = &c->attributes.privates.v[i];
        if (bt_streq(a->node, node) && bt_streq(a->name, name))
            return a;
    }
    return NULL;
}

/* "value++" and "value+=N" count from what is there. The caller frees. */
static char *counted(const char *old, const char *value)
{
    int64_t n;
    int base = 0;
    bt_score_parse(old, &base);
    if (bt_streq(value, "value++"))
        n = 1;
    else if (!bt_starts(value, "value+=") || !bt_parse_int(value + strlen("value+="), &n))
        return bt_strdup(value);
    char text[BT_SCORE_TEXT];
    return bt_strdup(bt_score_text(bt_score_add(base, bt_score_clamp(n)), text));
}

static void drop_private(struct crmd *c, struct attribute *a)
{
    attribute_free(a);
    *a = c->attributes.privates.v[--c->attributes.privates.n];
}

static void set_private(struct crmd *c, const char *node, const char *name, const char *value)
{
    struct attribute *a = find_private(c, node, name);
    if (value == NULL) {
        if (a != NULL)
            drop_private(c, a);
        return;
    }
    if (a == NULL) {
        struct attribute new = {.node = bt_strdup(node), .name = bt_strdup(name)};
        BT_PUSH(&c->attributes.privates, new);
        a = &c->attributes.privates.v[c->attributes.privates.n - 1];
    }
    char *old = a->value;
    a->value = counted(old, value);
    free(old);
}

static void private_to_xml(xmlNode *n, const char *node, const char *name, const char *value)
{
    bt_xml_set(n, XA_UNAME, node);
    bt_xml_set(n, XA_NAME, name);
    bt_xml_set(n, XA_VALUE, value);
}

void attributes_private(struct crmd *c, const struct crmd_message *m)
{
    const char *node = bt_xml_get(m->root, XA_UNAME), *name = bt_xml_get(m->root, XA_NAME);
    assert(m->kind == CRMD_MSG_PRIVATE);
    if (node == NULL || name == NULL)
        return;
    set_private(c, node, name, bt_xml_get(m->root, XA_VALUE));
    if (m->from == c->nodeid)
        requests_answered(c, (uint64_t)bt_xml_get_int(m->root, XA_SEQ, 0), 0, NULL, NULL);
}

void attributes_add_private(const struct crmd *c, xmlNode *message)
{
    for (size_t i = 0; i < c->attributes.privates.n; i++) {
        const struct attribute *a = &c->attributes.privates.v[i];
        private_to_xml(bt_xml_add(message, XE_PRIVATE), a->node, a->name, a->value);
    }
}

void attributes_take_private(struct crmd *c, const xmlNode *message)
{
    free_privates(&c->attributes);
    bt_xml_each(n, message, XE_PRIVATE)
        set_private(c, bt_xml_get_or(n, XA_UNAME, ""), bt_xml_get_or(n, XA_NAME, ""), bt_xml_get(n, XA_VALUE));
}

void attributes_forget(struct crmd *c, const char *node)
{
    for (size_t i = c->attributes.privates.n; i-- > 0;)
        if (bt_streq(c->attributes.privates.v[i].node, node))
            drop_private(c, &c->attributes.privates.v[i]);
}

/* Updates -------------------------------------------------------------------------------------------------------- */

static void update_private(struct crmd *c, uint64_t client, const xmlNode *msg, const char *node)
{
    xmlDoc *doc = message_new(c, CRMD_MSG_PRIVATE);
    private_to_xml(bt_xml_root(doc), node, bt_xml_get(msg, XA_NAME), bt_xml_get(msg, XA_VALUE));
    bt_xml_setf(bt_xml_root(doc), XA_SEQ, "%" PRIu64, requests_note(c, client, msg));
    crmd_send(c, doc);
}

static void update_transient(struct crmd *c, uint64_t client, const xmlNode *msg, const struct crmd_peer *p, const char *name,
                             const char *value)
{
    requests_change(c, client, msg, status_attribute_request(p->id, p->name, name, value));
}

static struct attribute *find_dampened(struct crmd *c, const char *node, const char *name)
{
    for (size_t i = 0; i < c->attributes.dampened.n; i++) {
        struct attribute *a = &c->attributes.dampened.v[i];
        if (bt_streq(a->node, node) && bt_streq(a->name, name))
            return a;
    }
    return NULL;
}

/* Holds the value back; a later one within the delay takes its place and starts the delay anew. False if there is no delay. */
static bool dampen(struct crmd *c, const xmlNode *msg, const char *node, const char *name, const char *value)
{
    struct attribute *a = find_dampened(c, node, name);
    int64_t asked_ms = bt_xml_get_int(msg, XA_DAMPEN_MS, a != NULL ? a->dampen_ms : 0), delay_ms = asked_ms > 0 ? asked_ms : 0;
    if (delay_ms == 0 && a == NULL)
        return false;
    if (a == NULL) {
        struct attribute new = {.node = bt_strdup(node), .name = bt_strdup(name)};
        BT_PUSH(&c->attributes.dampened, new);
        a = &c->attributes.dampened.v[c->attributes.dampened.n - 1];
    }
    uint64_t index = (uint64_t)(a - c->attributes.dampened.v);
    bool held = crmd_timer_runs(c, CRMD_TIMER_DAMPEN, index);
    a->dampen_ms = delay_ms;
    crmd_timer_cancel(c, CRMD_TIMER_DAMPEN, index);
    if (delay_ms == 0)
        return false;
    char *kept = value != NULL ? counted(held ? a->value : status_attribute(c, node, name), value) : NULL;
    free(a->value);
    a->value = kept;
    crmd_timer_set(c, CRMD_TIMER_DAMPEN, index, delay_ms);
    return true;
}

void attributes_dampened(struct crmd *c, uint64_t index)
{
    assert(index < c->attributes.dampened.n && !crmd_timer_runs(c, CRMD_TIMER_DAMPEN, index));
    const struct attribute *a = &c->attributes.dampened.v[index];
    const struct crmd_peer *p = peers_named(&c->peers, a->node);
    if (p != NULL && !bt_streq(a->value, status_attribute(c, a->node, a->name)))
        update_transient(c, 0, NULL, p, a->name, a->value);
}

/* The node that a request is about, by its name or "local"; NULL after a refusal was sent. */
static const struct crmd_peer *target(struct crmd *c, uint64_t client, const xmlNode *msg)
{
    const char *node = bt_xml_get(msg, XA_NODE);
    const struct crmd_peer *p = node == NULL ? peers_find(&c->peers, c->nodeid) : peers_named(&c->peers, node);
    if (p != NULL)
        return p;
    char *text = bt_printf("Node %s is not known to the cluster; `crm_node -l` lists its nodes", node != NULL ? node : c->name);
    requests_reply(c, client, msg, BT_EX_NOSUCH, text, NULL);
    free(text);
    return NULL;
}

/* Whether any node has a transient attribute of that name. */
static bool is_transient(struct crmd *c, const char *name)
{
    bool found = false;
    bt_xml_each(state, cib_section(cib_doc(c->replica.cib), XE_STATUS), XE_NODE_STATE)
        found = found || status_attribute(c, bt_xml_get_or(state, XA_UNAME, ""), name) != NULL;
    return found;
}

/* The first update of a name says what it is, for all nodes and until it is gone: agents delete a private one without saying again that it is private. */
static bool is_private(struct crmd *c, const xmlNode *msg, const char *name)
{
    for (size_t i = 0; i < c->attributes.privates.n; i++)
        if (bt_streq(c->attributes.privates.v[i].name, name))
            return true;
    return bt_xml_get_bool(msg, XA_PRIVATE, false) && !is_transient(c, name);
}

void attributes_update(struct crmd *c, uint64_t client, const xmlNode *msg)
{
    const char *name = bt_xml_get(msg, XA_NAME), *value = bt_xml_get(msg, XA_VALUE);
    if (name == NULL || name[0] == '\0') {
        requests_reply(c, client, msg, BT_EX_USAGE, "An attribute needs a name", NULL);
        return;
    }
    const struct crmd_peer *p = target(c, client, msg);
    if (p == NULL)
        return;
    if (is_private(c, msg, name))
        update_private(c, client, msg, p->name);
    else if (cib_node_state(cib_doc(c->replica.cib), p->name) == NULL)
        requests_reply(c, client, msg, BT_EX_TEMPFAIL, "The node has not joined the cluster yet; try again", NULL);
    else if (dampen(c, msg, p->name, name, value))
        requests_reply(c, client, msg, 0, NULL, NULL);
    else if (value == NULL && status_attribute(c, p->name, name) == NULL)
        requests_reply(c, client, msg, 0, NULL, NULL);
    else
        update_transient(c, client, msg, p, name, value);
}

/* What is held back is written now; all else is in the CIB as soon as it is set. */
void attributes_refresh(struct crmd *c, uint64_t client, const xmlNode *msg)
{
    for (size_t i = 0; i < c->attributes.dampened.n; i++)
        if (crmd_timer_runs(c, CRMD_TIMER_DAMPEN, i)) {
            crmd_timer_cancel(c, CRMD_TIMER_DAMPEN, i);
            attributes_dampened(c, i);
        }
    requests_reply(c, client, msg, 0, NULL, NULL);
}

/* Queries ------------------------------------------------------------------------------------------------------------ */

static void add_answer(xmlNode *reply, const char *name, const char *host, const char *value)
{
    xmlNode *n = bt_xml_add(reply, XE_ATTRIBUTE);
    bt_xml_set(n, XA_NAME, name);
    bt_xml_set(n, XA_HOST, host);
    bt_xml_set(n, XA_VALUE, value);
}

static bool wanted(const xmlNode *msg, const char *name, const char *host)
{
    const char *only_name = bt_xml_get(msg, XA_NAME), *only_host = bt_xml_get(msg, XA_NODE);
    return (only_name == NULL || bt_streq(only_name, name)) && (only_host == NULL || bt_streq(only_host, host));
}

static void answer_transient(struct crmd *c, const xmlNode *msg, const xmlNode *state, xmlNode *reply)
{
    const char *host = bt_xml_get_or(state, XA_UNAME, "");
    bt_xml_each(pair, status_attributes_of(state), XE_NVPAIR) {
        const char *name = bt_xml_get_or(pair, XA_NAME, "");
        const struct attribute *held = find_dampened(c, host, name);
        bool pending = held != NULL && crmd_timer_runs(c, CRMD_TIMER_DAMPEN, (uint64_t)(held - c->attributes.dampened.v));
        if (wanted(msg, name, host) && !pending)
            add_answer(reply, name, host, bt_xml_get(pair, XA_VALUE));
    }
}

void attributes_query(struct crmd *c, uint64_t client, const xmlNode *msg)
{
    xmlDoc *doc = bt_xml_doc(XE_CRMD_REPLY);
    xmlNode *reply = bt_xml_root(doc);
    bt_xml_each(state, cib_section(cib_doc(c->replica.cib), XE_STATUS), XE_NODE_STATE)
        answer_transient(c, msg, state, reply);
    for (size_t i = 0; i < c->attributes.dampened.n; i++) {
        const struct attribute *a = &c->attributes.dampened.v[i];
        if (a->value != NULL && crmd_timer_runs(c, CRMD_TIMER_DAMPEN, i) && wanted(msg, a->name, a->node))
            add_answer(reply, a->name, a->node, a->value);
    }
    for (size_t i = 0; i < c->attributes.privates.n; i++) {
        const struct attribute *a = &c->attributes.privates.v[i];
        if (wanted(msg, a->name, a->node))
            add_answer(reply, a->name, a->node, a->value);
    }
    if (bt_xml_first(reply, NULL) == NULL && bt_xml_get(msg, XA_NAME) != NULL) {
        char *text = bt_printf("There is no attribute %s", bt_xml_get(msg, XA_NAME));
        requests_reply(c, client, msg, BT_EX_NOSUCH, text, NULL);
        free(text);
    } else {
        requests_reply(c, client, msg, 0, NULL, reply);
    }
    bt_xml_free(doc);
}

/* The coordinator's own ------------------------------------------------------------------------------------------------- */

void attributes_write(struct crmd *c, const struct crmd_peer *p, const char *name, const char *value)
{
    assert(crmd_is_dc(c) && p->name != NULL);
    struct cib_request rq;
    if (value == NULL && status_attribute(c, p->name, name) == NULL)
        return;
    xmlDoc *doc = status_attribute_request(p->id, p->name, name, value);
    int rc = cib_request_from_xml(bt_xml_root(doc), &rq, NULL);
    assert(rc == 0);
    rq.origin = c->name;
    replica_write(c, &rq);
    bt_xml_free(doc);
}

/* "fail-count-RSC#OP_INTERVAL" or "last-failure-RSC#..."; those of Pacemaker 1 have no operation. */
static bool is_failure_of(const char *attribute, const char *rsc, const char *op_suffix)
{
    static const char *const prefixes[] = {"fail-count-", "last-failure-"};
    size_t len = strlen(rsc);
    for (size_t i = 0; i < BT_COUNT(prefixes); i++) {
        if (!bt_starts(attribute, prefixes[i]))
            continue;
        const char *rest = attribute + strlen(prefixes[i]);
        if (strncmp(rest, rsc, len) == 0 && (rest[len] == '#' || rest[len] == '\0'))
            return op_suffix == NULL || bt_streq(rest + len, op_suffix);
    }
    return false;
}

void attributes_clear_failures(struct crmd *c, const struct crmd_peer *p, const char *rsc, const char *operation, int64_t interval_ms)
{
    char *suffix = operation != NULL ? bt_printf("#%s_%" PRId64, operation, interval_ms) : NULL;
    struct bt_strv names = {0};
    bt_xml_each(pair, status_attributes_of(cib_node_state(cib_doc(c->replica.cib), peer_name(p))), XE_NVPAIR)
        if (is_failure_of(bt_xml_get_or(pair, XA_NAME, ""), rsc, suffix))
            bt_strv_add(&names, bt_xml_get(pair, XA_NAME));
    for (size_t i = 0; i < names.n; i++)
        attributes_write(c, p, names.v[i], NULL);
    bt_strv_free(&names);
    free(suffix);
}

void attributes_check(const struct crmd_attributes *a)
{
    for (size_t i = 0; i < a->dampened.n; i++)
        assert(a->dampened.v[i].node != NULL && a->dampened.v[i].name != NULL && a->dampened.v[i].dampen_ms >= 0);
    for (size_t i = 0; i < a->privates.n; i++)
        assert(a->privates.v[i].value != NULL); /* one without was deleted */
}
