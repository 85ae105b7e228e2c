/* crmd/crmd_client.h - how tools reach the controller (IPC "crmd"). Effects; for tools/.
 *
 * Requests <crmd_request id= op= ...>, answers <crmd_reply id= rc= text=>children</crmd_reply>. Ops:
 *   nodes          -> <node id= uname= state="member|lost" .../> ; root attributes: local (uname), local_id, dc (uname), quorate
 *   status         -> state (S_IDLE...), dc, version  (node= asks another node's controller)
 *   attr-update    name= value= (absent: delete) node= (absent: local) dampen_ms= private= : a transient attribute (attrd_updater, crm_attribute -l reboot); value
 *                     "value++" and "value+=N" count up. Answered when it can be read back
 *   attr-query     name= node= (absent: all) -> <attribute name host value/>
 *   attr-refresh   write what is held back for the sake of its dampening now
 *   cleanup        rsc= node= operation= interval= (all optional): forget failures (crm_resource --cleanup): failed history and fail counts go, the state is probed anew
 *   refresh        rsc= node=: forget the whole history (crm_resource --refresh)
 *   fail           rsc= node=: crm_resource --fail
 *   node-remove    node=: forget a node that is gone for good (crm_node -R)
 *   release        let a node that is held after too many falls act (crmd/hold.h); BT_EX_UNSATISFIED: something else holds it, as text says
 *   replan         ask for a new run of the policy engine
 *   wait-idle      answered when the DC is S_IDLE and nothing is in flight (crm_resource --wait)
 *   shutdown       of the local node
 *   cib-history    [count=] -> <cib_record>... (cib/cib_history.h), the newest last: the history of the configuration as this node has it
 *   cib-version    version= -> <cib>, its status empty: the configuration as it was then. BT_EX_NOSUCH
 *   cib-apart      -> <apart name= when= text= version=>: configurations that gave way to another partition's; name= -> the <cib>
 *   cib-apart-drop name=
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_CLIENT_H
#define BATON_CRMD_CLIENT_H

#include "cib/cib.h"
#include "lib/edge.h"

struct crmd_client;

/* BT_EX_DISCONNECT when the cluster does not run here. timeout_ms: for each call; 0: 30 s. */
int crmd_client_open(int64_t timeout_ms, struct crmd_client **ret, struct bt_err *err);
/* One call: request is completed with an id and sent, the answer's rc and text come back as result; *ret_reply (ret_reply may be NULL) is the whole answer, the caller's,
 * also where rc is not 0; untouched if none came. Does not take request. */
int crmd_client_call(struct crmd_client *c, xmlDoc *request, xmlDoc **ret_reply, struct bt_err *err);
/* A new <crmd_request op=...>, to be completed; the caller's. */
xmlDoc *crmd_client_request(const char *op);
/* NULL is fine. */
void crmd_client_close(struct crmd_client *c);

#endif
