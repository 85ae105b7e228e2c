/* crmd/crmd_client_io.c - one call after the other to the local controller (see crmd_client.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/crmd_client.h"

#define DEFAULT_TIMEOUT_MS 30000

struct crmd_client {
    struct bt_ipcc *ipc;
    int64_t timeout_ms;
    int64_t last_id;
};

int crmd_client_open(int64_t timeout_ms, struct crmd_client **ret, struct bt_err *err)
{
    struct crmd_client *c = BT_NEW(struct crmd_client);
    c->timeout_ms = timeout_ms > 0 ? timeout_ms : DEFAULT_TIMEOUT_MS;
    int rc = bt_ipcc_connect("crmd", c->timeout_ms, &c->ipc, err);
    if (rc == 0)
        *ret = c;
    else
        free(c);
    return rc;
}

xmlDoc *crmd_client_request(const char *op)
{
    xmlDoc *doc = bt_xml_doc(XE_CRMD_REQUEST);
    bt_xml_set(bt_xml_root(doc), XA_OP, op);
    return doc;
}

/* Waits for the answer with that id; answers to calls that were given up on are dropped. */
static int await(struct crmd_client *c, xmlDoc **ret, struct bt_err *err)
{
    int64_t deadline_ms = bt_now().mono.ms + c->timeout_ms;
    for (;;) {
        xmlDoc *doc;
        int64_t left_ms = deadline_ms - bt_now().mono.ms;
        int rc = bt_ipcc_recv(c->ipc, left_ms > 0 ? left_ms : 0, &doc, err);
        if (rc != 0)
            return rc;
        if (bt_xml_is(bt_xml_root(doc), XE_CRMD_REPLY) && bt_xml_get_int(bt_xml_root(doc), XA_ID, -1) == c->last_id) {
            *ret = doc;
            return 0;
        }
        bt_xml_free(doc);
    }
}

int crmd_client_call(struct crmd_client *c, xmlDoc *request, xmlDoc **ret_reply, struct bt_err *err)
{
    xmlDoc *reply;
    bt_xml_set_int(bt_xml_root(request), XA_ID, ++c->last_id);
    int rc = bt_ipcc_send(c->ipc, request, err);
    if (rc == 0)
        rc = await(c, &reply, err);
    if (rc != 0)
        return rc;
    rc = (int)bt_xml_get_int(bt_xml_root(reply), XA_RC, BT_EX_PROTOCOL);
    if (rc != 0)
        bt_fail(err, rc, "%s", bt_xml_get_or(bt_xml_root(reply), XA_TEXT, bt_exit_text(rc)));
    if (ret_reply != NULL)
        *ret_reply = reply;
    else
        bt_xml_free(reply);
    return rc;
}

void crmd_client_close(struct crmd_client *c)
{
    if (c == NULL)
        return;
    bt_ipcc_free(c->ipc);
    free(c);
}
