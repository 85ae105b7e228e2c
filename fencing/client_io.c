/* fencing/client_io.c - see fencing_client.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/fencing_client.h"

#define CONNECT_MS 5000
#define HISTORY_MS 10000
#define STEP_MARGIN_MS 5000

int fence_client_call(const xmlDoc *request, int64_t timeout_ms, xmlDoc **ret, struct bt_err *err)
{
    struct bt_ipcc *c = NULL;
    int rc = bt_ipcc_connect(FENCE_IPC, CONNECT_MS, &c, err);
    if (rc == 0)
        rc = bt_ipcc_send(c, request, err);
    if (rc == 0)
        rc = bt_ipcc_recv(c, timeout_ms, ret, err);
    while (rc == 0 && bt_xml_is(bt_xml_root(*ret), XE_FENCE_WAIT)) {
        int64_t step_ms = bt_xml_get_int(bt_xml_root(*ret), XA_TIMEOUT_MS, 0);
        bt_xml_free(*ret);
        *ret = NULL;
        rc = bt_ipcc_recv(c, (step_ms > timeout_ms ? step_ms : timeout_ms) + STEP_MARGIN_MS, ret, err);
    }
    bt_ipcc_free(c);
    const xmlNode *answer = rc == 0 ? bt_xml_root(*ret) : NULL;
    if (bt_xml_is(answer, XE_FENCE_REFUSED)) {
        rc = bt_fail(err, (int)bt_xml_get_int(answer, XA_RC, BT_EX_INSUFFICIENT_PRIV), "%s", bt_xml_get_or(answer, XA_REASON, ""));
        bt_xml_free(*ret);
        *ret = NULL;
    }
    return rc;
}

int fence_client_history(const char *target, xmlDoc **ret, struct bt_err *err)
{
    xmlDoc *request = bt_xml_doc(XE_FENCE_HISTORY);
    bt_xml_set(bt_xml_root(request), XA_TARGET, target);
    bt_xml_set_bool(bt_xml_root(request), XA_PROOFS, true);
    int rc = fence_client_call(request, HISTORY_MS, ret, err);
    bt_xml_free(request);
    return rc;
}
