#!/bin/bash
# Two nodes without a fence device: each has a watchdog, and a quorum device decides who may go on. Who loses its vote is reset; the other takes over when that has surely happened, also where the
# vote goes from one to the other. Without the quorum device both would have quorum, and the watchdog would count no more.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
. "$cluster_dir/machines.sh"
. "$cluster_dir/watchdog.sh"
only_baton "Pacemaker needs sbd for it"
time=7 # more than a new ring takes, with the quorum device's sync_timeout

said() { rig logs "$1" | grep "$2" >/dev/null || wrong "$1 has not said: $2"; }
# The times that the manual wants left alone would make this scenario last for minutes.
hurry_device() { run_on "$1" sed -i 's/model: net/&\n        timeout: 2000\n        sync_timeout: 4000/' /etc/corosync/corosync.conf; }

cluster_with_device
rig stop-daemons n1 n2
for node in n1 n2; do
    hurry_device "$node"
    guard "$node"
done
rig start-daemons n1 n2
together n1
retry expect_votes n1 3
property cluster-profile none
property stonith-watchdog-timeout 14s
retry said n1 "counts as fenced 18 s after it was lost"
add_service svc resource-stickiness=100
place svc n2

say "the nodes are cut from each other: n2 has no vote and is reset, n1 takes over after that"
rig cut n1 n2
retry expect_bitten n2 1
FROM=n1 retry expect_moved svc n2
expect_counted n2 n1 1
rig heal
together n1
for node in n1 n2; do retry expect_votes "$node" 3; done

say "the quorum device is lost and comes back: nobody is reset"
power_off n3
retry expect_votes n1 2
device_on
for node in n1 n2; do retry expect_votes "$node" 3; done
[[ $(count_marks '.* bitten') = 1 ]] || wrong "somebody was reset"

say "n1, which serves, is cut off from both: it is reset, and n2 gets the vote"
rig cut n1 n2
rig cut n1 n3
retry expect_bitten n1 1
FROM=n2 retry expect_moved svc n1
expect_counted n1 n2 1
rig heal
together n2
for node in n1 n2; do retry expect_votes "$node" 3; done

say "the quorum device is taken out: from then on a watchdog is no fencing"
in_node n1 crm cluster remove --qdevice
retry expect_votes n1 2
rig cut n1 n2
retry said n2 "stonith-watchdog-timeout=14s is refused: corosync's two_node gives both halves of a split quorum"
passed
