#!/bin/bash
# In the profile two-node nothing starts before it is proven that each node can be fenced, unless somebody takes that on himself, with name and date.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "proof is Baton's own"

expect_waits() { run_on "$1" crm_mon -1 2>/dev/null | grep -q "nothing is started until it is proven that n. can be fenced" || wrong "crm_mon on $1 does not say that it waits"; }
expect_acts() { if run_on "$1" crm_mon -1 2>/dev/null | grep -q "does not act"; then wrong "crm_mon on $1 says that the cluster does not act"; fi; }

# Its agent does not know the word that it is told for "status".
broken_device() {
    cib -C -o resources -X "<primitive id='$1' class='stonith' type='fence_rig'><instance_attributes id='$1-i'>
        <nvpair id='$1-a' name='pcmk_status_action' value='explode'/></instance_attributes></primitive>"
}

cluster 2
property cluster-profile two-node
say "no fence device: nothing starts, and both nodes say why"
each_node retry expect_waits
add_service svc
run_on n1 crm_resource --wait
expect_stopped svc
for node in n1 n2; do expect_marks 0 "$node started svc"; done

say "a device that is broken proves nothing"
broken_device fencing
run_on n1 crm fencing check >/dev/null 2>&1 || true
expect_waits n2
expect_stopped svc

say "repaired: it is proven by itself, the service starts"
cib -D -A '//nvpair[@id="fencing-a"]'
retry expect_running svc
each_node retry expect_acts
expect_no_fencing

say "a loss is recovered from, as ever"
node=$(where svc)
power_off "$node"
FROM=$(other "$node") retry expect_running svc "$(other "$node")"
expect_fenced "$node"

say "a whole new start with another device, which is broken: held again; a waiver with a name lets the service start"
FROM=$(other "$node") retry expect_online "$node"
retry expect_dc
broken_device other
cib -D -o resources -X '<primitive id="fencing"/>'
rig stop-daemons
rig start-daemons
wait_online
each_node retry expect_waits
expect_stopped svc
refused 1 'no name' n1 crm -F fencing waive "jo doe"
refused 1 'Only a waiver helps' n1 crm fencing release
run_on n1 crm -F fencing waive jo the PDU comes on Monday
retry expect_running svc
run_on n2 crm_mon -1 | grep -q "as was waived by jo $(date +%Y-%m-%d) the PDU comes on Monday" || wrong "crm_mon does not show the waiver"
passed
