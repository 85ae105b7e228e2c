/* lrm/operation.c - one operation of a resource: read from a graph's rsc_op, its states, its token.
 *
 * The drawing of the states is doc/states/operation.dot, the table is LRM_OP_STATE_LIST in lrm/core.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <limits.h>

#include "lrm/core.h"

#define DURATION_MAX_MS INT64_C(1000000000000) /* three decades: what is longer is as good as never */
#define DEFAULT_TIMEOUT_MS 20000 /* Pacemaker's, where neither the operation nor op_defaults has one */

static const struct bt_state_row rows[] = {
#define X(name, text, moves) [LRM_OP_##name] = {text, moves},
    LRM_OP_STATE_LIST(X)
#undef X
};
static const struct bt_state_table table = {"operation", rows, BT_COUNT(rows)};

void lrm_op_move(struct lrm_op *op, enum lrm_op_state to, const char *why, struct lrm_effects *fx)
{
    char *line = bt_state_move(&table, &op->state, (int)to, why);
    char *key = lrm_op_key(op);
    if (line != NULL)
        lrm_fx_log(fx, BT_LOG_DEBUG, "%s: %s", key, line);
    free(line);
    free(key);
}

/* Tokens --------------------------------------------------------------------------------------------------------
 * Low bits: the operation's slot while it has a token; high bits: a serial, so that a late result or timer of an
 * earlier round finds nothing. */
#define SLOT_BITS 20
#define SLOT_OF(token) ((size_t)((token) & ((UINT64_C(1) << SLOT_BITS) - 1)))
_Static_assert(LRM_OPERATIONS_MAX < 1 << SLOT_BITS, "each operation can have a token");

uint64_t lrm_token_new(struct lrm *lrm, struct lrm_op *op)
{
    lrm_token_drop(lrm, op);
    size_t slot;
    if (lrm->free_slots.n > 0) {
        slot = lrm->free_slots.v[--lrm->free_slots.n];
        lrm->slots.v[slot] = op;
    } else {
        slot = lrm->slots.n;
        BT_PUSH(&lrm->slots, op);
    }
    assert(slot <= SLOT_OF(UINT64_MAX));
    op->token = ++lrm->next_serial << SLOT_BITS | slot;
    return op->token;
}

void lrm_token_drop(struct lrm *lrm, struct lrm_op *op)
{
    if (op->token == 0)
        return;
    assert(lrm_token_find(lrm, op->token) == op);
    lrm->slots.v[SLOT_OF(op->token)] = NULL;
    BT_PUSH(&lrm->free_slots, SLOT_OF(op->token));
    op->token = 0;
}

struct lrm_op *lrm_token_find(const struct lrm *lrm, uint64_t token)
{
    size_t slot = SLOT_OF(token);
    struct lrm_op *op = slot < lrm->slots.n ? lrm->slots.v[slot] : NULL;
    return op != NULL && op->token == token ? op : NULL;
}

/* Making and reading --------------------------------------------------------------------------------------------- */

static int64_t attr_ms(const struct lrm_op *op, const char *name, int64_t otherwise)
{
    int64_t ms;
    const char *value = lrm_op_attr(op, name);
    if (value == NULL || !bt_parse_int(value, &ms) || ms < 0)
        return otherwise;
    return ms < DURATION_MAX_MS ? ms : DURATION_MAX_MS;
}

static void read_attr(struct lrm_op *op, const char *name, const char *value)
{
    op->attrs = bt_realloc(op->attrs, (op->n_attrs + 1) * sizeof(*op->attrs));
    op->attrs[op->n_attrs++] = (struct lrm_attr){bt_strdup(name), bt_strdup(value)};
}

/* Attributes, and <param name= value=/> for those whose name XML does not allow. */
static void read_attrs(struct lrm_op *op, const xmlNode *attributes)
{
    for (const xmlAttr *a = attributes != NULL ? attributes->properties : NULL; a != NULL; a = a->next)
        read_attr(op, (const char *)a->name, bt_xml_get_or(attributes, (const char *)a->name, ""));
    bt_xml_each(p, attributes, XE_PARAM)
        if (bt_xml_get(p, XA_NAME) != NULL)
            read_attr(op, bt_xml_get(p, XA_NAME), bt_xml_get_or(p, XA_VALUE, ""));
}

void lrm_attr_to_xml(xmlNode *attributes, const char *name, const char *value)
{
    if (bt_xml_is_attr_name(name)) {
        bt_xml_set(attributes, name, value);
        return;
    }
    xmlNode *p = bt_xml_add(attributes, XE_PARAM);
    bt_xml_set(p, XA_NAME, name);
    bt_xml_set(p, XA_VALUE, value);
}

int lrm_call_new(struct lrm *lrm)
{
    lrm->next_call = lrm->next_call < INT_MAX ? lrm->next_call + 1 : 1;
    return lrm->next_call;
}

static struct lrm_op *op_new(struct lrm *lrm, struct lrm_rsc *rsc, const char *action)
{
    struct lrm_op *op = BT_NEW(struct lrm_op);
    op->rsc = rsc;
    op->action = bt_strdup(action);
    lrm->ops++;
    return op;
}

struct lrm_op *lrm_op_new(struct lrm *lrm, struct lrm_rsc *rsc, const xmlNode *rsc_op)
{
    struct lrm_op *op = op_new(lrm, rsc, bt_xml_get_or(rsc_op, XA_OPERATION, "monitor"));
    read_attrs(op, bt_xml_first(rsc_op, XE_ATTRIBUTES));
    op->interval_ms = attr_ms(op, XA_CRM_META_INTERVAL, 0);
    op->start_delay_ms = attr_ms(op, XA_CRM_META_START_DELAY, 0);
    op->timeout_ms = attr_ms(op, XA_CRM_META_TIMEOUT, 0);
    if (op->timeout_ms == 0)
        op->timeout_ms = DEFAULT_TIMEOUT_MS;

    op->call_id = (int)bt_xml_get_int(rsc_op, XA_CALL_ID, 0);
    if (op->call_id == 0)
        op->call_id = lrm_call_new(lrm);
    struct bt_transition_key key = {0};
    const char *text = bt_xml_get(rsc_op, XA_TRANSITION_KEY);
    if (text != NULL && bt_transition_key_parse(text, &key)) {
        op->transition_key = bt_strdup(text);
        op->target_rc = key.target_rc;
    } else {
        op->transition_key = bt_printf("%d:-1:0:xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", op->call_id);
    }
    return op;
}

struct lrm_op *lrm_op_new_forget(struct lrm *lrm, struct lrm_rsc *rsc, uint64_t client)
{
    struct lrm_op *op = op_new(lrm, rsc, "delete");
    op->transition_key = bt_strdup("");
    op->forget = true;
    op->client = client;
    return op;
}

void lrm_op_free(struct lrm *lrm, struct lrm_op *op)
{
    if (op == NULL)
        return;
    assert(!op->linked && lrm->ops > 0);
    lrm->ops--;
    lrm_token_drop(lrm, op);
    for (size_t i = 0; i < op->n_attrs; i++) {
        free(op->attrs[i].name);
        free(op->attrs[i].value);
    }
    free(op->attrs);
    free(op->action);
    free(op->transition_key);
    lrm_record_free(op->record);
    free(op);
}

char *lrm_op_key(const struct lrm_op *op)
{
    return bt_opkey(op->rsc->id, op->action, op->interval_ms);
}

const char *lrm_op_attr(const struct lrm_op *op, const char *name)
{
    for (size_t i = 0; i < op->n_attrs; i++)
        if (strcmp(op->attrs[i].name, name) == 0)
            return op->attrs[i].value;
    return NULL;
}

xmlNode *lrm_op_to_xml(const struct lrm_op *op, xmlNode *parent)
{
    xmlNode *n = bt_xml_add(parent, XE_RSC_OP);
    bt_xml_set(n, XA_OPERATION, op->action);
    bt_xml_set(n, XA_TRANSITION_KEY, op->transition_key);
    bt_xml_set_int(n, XA_CALL_ID, op->call_id);
    xmlNode *attributes = bt_xml_add(n, XE_ATTRIBUTES);
    for (size_t i = 0; i < op->n_attrs; i++)
        lrm_attr_to_xml(attributes, op->attrs[i].name, op->attrs[i].value);
    return n;
}

static bool is_one_of(const char *s, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(s, list[i]) == 0)
            return true;
    return false;
}

bool lrm_op_changes(const struct lrm_op *op)
{
    static const char *const harmless[] = {"monitor", "notify", "meta-data", "validate-all"};
    return op->interval_ms == 0 && !is_one_of(op->action, harmless, BT_COUNT(harmless));
}

bool lrm_op_recordable(const struct lrm_op *op)
{
    static const char *const never[] = {"notify", "meta-data", "validate-all"};
    return !op->forget && !is_one_of(op->action, never, BT_COUNT(never));
}
