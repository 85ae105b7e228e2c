/* tools/local_node.c - the name of this node (see local_node.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/local_node.h"

#include <unistd.h>

#include "crmd/crmd_client.h"

int local_node(bool live, char **ret, struct bt_err *err)
{
    struct crmd_client *c;
    xmlDoc *reply = NULL;
    char host[256] = "";
    if (!live) {
        gethostname(host, sizeof(host) - 1);
        *ret = bt_strdup(host);
        return BT_EX_OK;
    }
    int rc = crmd_client_open(0, &c, err);
    if (rc != BT_EX_OK)
        return rc;
    xmlDoc *request = crmd_client_request("nodes");
    rc = crmd_client_call(c, request, &reply, err);
    if (rc == BT_EX_OK)
        *ret = bt_strdup(bt_xml_get_or(bt_xml_root(reply), XA_LOCAL, ""));
    bt_xml_free(request);
    bt_xml_free(reply);
    crmd_client_close(c);
    return rc;
}
