#!/bin/bash
# shutdown-lock: what ran on a node that was stopped in an orderly way, or rebooted so, waits for it instead of moving, and starts there again.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

lock_of() { cib -Q --xpath "//node_state[@uname='$1']//lrm_resource[@id='svc']" 2>/dev/null | grep -o 'shutdown-lock="[0-9]*"'; }
expect_lock() { [[ -n $(lock_of "$1") ]] || wrong "svc is not locked to $1"; }
expect_no_lock() { [[ -z $(lock_of "$1") ]] || wrong "svc is still locked to $1"; }

cluster 2
usual_service n1
property shutdown-lock true
node=$(dc)
place svc "$node"
peer=$(other "$node")
before=$(count_marks "$peer started svc")

say "orderly stop and power-off of $node, which runs the service"
rig stop-daemons "$node"
power_off "$node"
FROM=$peer retry expect_offline "$node"
FROM=$peer retry expect_stopped svc
FROM=$peer retry expect_lock "$node"
FROM=$peer property cluster-delay 61s
FROM=$peer expect_stopped svc

say "$node is back"
power_on "$node"
FROM=$peer retry expect_online "$node"
FROM=$peer retry expect_running svc "$node"
expect_marks "$before" "$peer started svc"
FROM=$peer retry expect_no_lock "$node"
expect_no_fencing
passed
