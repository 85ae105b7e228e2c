/* crmd/orders.c - orders on their way to the members (see orders.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/core.h"

xmlNode *orders_new(struct crmd *c, struct crmd_peer *p, const char *operation)
{
    assert(crmd_is_dc(c) && peer_member(p)); /* nobody else would hear it */
    if (c->orders == NULL)
        c->orders = message_new(c, CRMD_MSG_ORDERS);
    xmlNode *n = bt_xml_add(bt_xml_root(c->orders), XE_DO);
    bt_xml_set_int(n, XA_TO, p->id);
    bt_xml_setf(n, XA_NUMBER, "%" PRIu64, ++p->dos);
    bt_xml_set(n, XA_OPERATION, operation);
    return n;
}

void orders_send(struct crmd *c)
{
    if (c->orders != NULL)
        crmd_send(c, c->orders);
    c->orders = NULL;
}
