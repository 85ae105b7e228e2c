#!/bin/bash
# The disk of the DC, then of the other node, is full: a change of the configuration is refused with a sentence and is
# not applied anywhere; the service goes on. With room again the change is taken.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "it acknowledges the change and stops writing"

configuration() { FROM=$1 cib -Q -l -o configuration | cksum; }
fill() { run_on "$1" sh -c 'cat /dev/zero >/var/lib/pacemaker/cib/fill 2>/dev/null || true'; }

# A small disk of its own for the state of a node, before its daemons start.
small_disk() {
    run_on "$1" sh -c 'cd /var/lib/pacemaker && tar cf /tmp/state . && mount -t tmpfs -o size=1m small . &&
        cd /var/lib/pacemaker && tar xpf /tmp/state'
}

cluster 2 stopped
each_node small_disk
rig start-daemons
wait_online
usual_service n1
property colour blue
pid=$(service_pid svc n1)

for node in "$(dc)" "$(other "$(dc)")"; do
    say "the disk of $node is full (the DC is $(dc))"
    fill "$node"
    before=$(configuration n1)
    refused 1 "space" n1 crm_attribute -t crm_config -n colour -v red
    [[ $(configuration n1) = "$before" && $(configuration n2) = "$before" ]]
    expect_running svc n1

    say "there is room again"
    run_on "$node" rm /var/lib/pacemaker/cib/fill
    property colour "free-$node"
    retry expect_online "$node"
done

expect_same_process svc n1 "$pid"
expect_no_fencing
passed
