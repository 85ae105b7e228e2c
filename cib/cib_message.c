/* cib/cib_message.c - the XML forms of requests, replies and notifications (see cib.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_private.h"

xmlDoc *cib_request_to_xml(const struct cib_request *rq)
{
    assert(rq->flags <= CIB_FLAGS_ALL); /* the other end would refuse them, and a result that is no exit code */
    xmlDoc *doc = bt_xml_doc(XE_CIB_REQUEST);
    xmlNode *n = bt_xml_root(doc);
    bt_xml_set(n, XA_OP, cib_op_text(rq->op));
    bt_xml_set(n, XA_SECTION, rq->section);
    bt_xml_set(n, XA_XPATH, rq->xpath);
    if (rq->flags != 0)
        bt_xml_set_int(n, XA_FLAGS, rq->flags);
    bt_xml_set(n, XA_ORIGIN, rq->origin);
    bt_xml_set(n, XA_CLIENT, rq->client);
    bt_xml_set(n, XA_USER, rq->user);
    bt_xml_set(n, XA_GROUPS, rq->groups);
    if (rq->xml != NULL)
        bt_xml_add_copy(n, rq->xml);
    return doc;
}

static bool op_from_text(const char *text, enum cib_op *ret)
{
#define X(name, string)                                                                                                \
    if (bt_streq(text, string)) {                                                                                      \
        *ret = CIB_OP_##name;                                                                                          \
        return true;                                                                                                   \
    }
    CIB_OP_LIST(X)
#undef X
    return false;
}

static bool needs_xml(enum cib_op op)
{
    return op == CIB_OP_CREATE || op == CIB_OP_MODIFY || op == CIB_OP_REPLACE || op == CIB_OP_PATCH;
}

int cib_request_from_xml(const xmlNode *n, struct cib_request *ret, struct bt_err *err)
{
    struct cib_request rq = {
        .section = bt_xml_get(n, XA_SECTION),
        .xpath = bt_xml_get(n, XA_XPATH),
        .xml = bt_xml_first(n, NULL),
        .origin = bt_xml_get(n, XA_ORIGIN),
        .client = bt_xml_get(n, XA_CLIENT),
        .user = bt_xml_get(n, XA_USER),
        .groups = bt_xml_get(n, XA_GROUPS),
    };
    if (!bt_xml_is(n, XE_CIB_REQUEST))
        return bt_fail(err, BT_EX_PROTOCOL, "this is no CIB request: <%s>", n != NULL ? bt_xml_name(n) : "nothing");
    const char *op = bt_xml_get_or(n, XA_OP, "");
    if (!op_from_text(op, &rq.op))
        return bt_fail(err, BT_EX_PROTOCOL, "the CIB request asks for '%s', which is no operation", op);
    int64_t flags = bt_xml_get_int(n, XA_FLAGS, 0);
    if (flags < 0 || flags > CIB_FLAGS_ALL)
        return bt_fail(err, BT_EX_PROTOCOL, "the CIB request has flags that are not known: %s", bt_xml_get(n, XA_FLAGS));
    rq.flags = (unsigned)flags;
    if (rq.xml == NULL && needs_xml(rq.op))
        return bt_fail(err, BT_EX_PROTOCOL, "the CIB request (%s) brings no data", op);
    *ret = rq;
    return 0;
}

xmlDoc *cib_reply_to_xml(int64_t id, int rc, const struct bt_err *err, const xmlNode *child)
{
    assert(rc >= 0 && rc <= UINT8_MAX);
    xmlDoc *doc = bt_xml_doc(XE_CIB_REPLY);
    xmlNode *n = bt_xml_root(doc);
    bt_xml_set_int(n, XA_ID, id);
    bt_xml_set_int(n, XA_RC, rc);
    if (rc != 0)
        bt_xml_set(n, XA_TEXT, err != NULL && err->text != NULL ? err->text : bt_exit_text(rc));
    if (child != NULL)
        bt_xml_add_copy(n, child);
    return doc;
}

int cib_reply_from_xml(const xmlNode *n, int64_t *ret_id, const xmlNode **ret_child, struct bt_err *err)
{
    int64_t id = -1, rc = -1;
    if (!bt_xml_is(n, XE_CIB_REPLY) || !bt_parse_int(bt_xml_get(n, XA_ID), &id) ||
        !bt_parse_int(bt_xml_get(n, XA_RC), &rc) || rc < 0 || rc > UINT8_MAX)
        return bt_fail(err, BT_EX_PROTOCOL, "the answer to a CIB request can't be understood");
    *ret_id = id;
    *ret_child = bt_xml_first(n, NULL);
    return rc == 0 ? 0 : bt_fail(err, (int)rc, "%s", bt_xml_get_or(n, XA_TEXT, bt_exit_text((int)rc)));
}

xmlDoc *cib_notify_to_xml(const xmlNode *patch)
{
    xmlDoc *doc = bt_xml_doc(XE_CIB_NOTIFY);
    bt_xml_add_copy(bt_xml_root(doc), patch);
    return doc;
}

xmlDoc *cib_subscribe_to_xml(int64_t id)
{
    xmlDoc *doc = bt_xml_doc(XE_CIB_SUBSCRIBE);
    bt_xml_set_int(bt_xml_root(doc), XA_ID, id);
    return doc;
}
