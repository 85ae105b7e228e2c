#!/bin/bash
# Two nodes and a quorum device: when they lose sight of each other, one has quorum, the other none, whoever fences first; when one loses its power, the other goes on, also if it was booted
# alone; and who can't see the quorum device any more gives way to who can.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
. "$cluster_dir/machines.sh"
only_baton "it is our own crm that makes a cluster"

fencings() { count_marks '.* fences '; }
expect_fencings() { expect_marks "$1" '.* fences '; }
has_quorum() { run_on "$1" crm_node -q; }
expect_own_quorum() { [[ $(has_quorum "$1") = "$2" ]] || wrong "quorum on $1 is '$(has_quorum "$1")', expected $2"; }

cluster_with_device -f /root/fencing
FROM=n1 retry expect_quorum 1
add_service svc resource-stickiness=100
place svc n2

say "the nodes are cut from each other; both see the device: n1, its favourite, fences n2 and takes over"
rig cut n1 n2
retry expect_fencings 1
expect_fenced n2
FROM=n1 retry expect_running svc n1
expect_power n1 on
rig heal
together n1
for node in n1 n2; do retry expect_votes "$node" 3; done
expect_fencings 1

say "n1 is cut off from n2 and from the device: n2 goes on, although n1 is the favourite"
rig cut n1 n2
rig cut n1 n3
FROM=n2 retry expect_running svc n2
expect_fencings 2
rig heal
together n2
for node in n1 n2; do retry expect_votes "$node" 3; done

say "n2 loses its power, n1 goes on"
power_off n2
FROM=n1 retry expect_running svc n1
FROM=n1 expect_quorum 1
expect_fencings 3

say "all is dark; n1 boots alone, and may serve alone, since the device says that nobody else does"
power_off n1
retry expect_power n2 on
power_off n2
power_on n1
FROM=n1 retry expect_own_quorum n1 1
FROM=n1 retry expect_running svc n1
passed
