#!/bin/bash
# The disk of the DC, then of the other node, fills up. Each node keeps room for one save: what is acknowledged is on the disk, then
# changes of the configuration are refused with a sentence and are not applied anywhere; the service goes on. With room again
# changes are taken.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "it acknowledges the change and stops writing"

configuration() { FROM=$1 cib -Q -l -o configuration | cksum; }
fill() { run_on "$1" sh -c 'cat /dev/zero >/var/lib/pacemaker/cib/fill 2>/dev/null || true'; }
# At once in the document or in the history, which it follows.
expect_on_disk() { run_on "$1" grep -q "value=\"$2\"" /var/lib/pacemaker/cib/cib.xml /var/lib/pacemaker/cib/cib.history || wrong "$2 is not on the disk of $1"; }
expect_in_place() { run_on "$1" grep -q "value=\"$2\"" /var/lib/pacemaker/cib/cib.xml || wrong "$2 is not in cib.xml of $1"; }

# Then room is kept for the next save, too.
in_place() { retry expect_in_place "$2" "$1"; }

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
each_node in_place blue

for node in "$(dc)" "$(other "$(dc)")"; do
    say "the disk of $node is full (the DC is $(dc))"
    fill "$node"
    property colour "last-$node"
    expect_on_disk n1 "last-$node"
    expect_on_disk n2 "last-$node"
    each_node in_place "last-$node"
    before=$(configuration n1)
    refused 74 "$node can not save it.*space" n1 crm_attribute -t crm_config -n colour -v red
    refused 74 "$node can not save it.*space" n2 cibadmin -D -o constraints -X '<rsc_location id="none"/>'
    [[ $(configuration n1) = "$before" && $(configuration n2) = "$before" ]]
    expect_running svc n1

    say "the service crashes meanwhile and is recovered"
    starts=$(count_marks 'n1 started svc')
    crash_service svc n1
    retry expect_marks $((starts + 1)) 'n1 started svc'
    retry expect_running svc n1
    refused 74 "space" n1 crm_attribute -t crm_config -n colour -v red

    say "there is room again"
    run_on "$node" rm /var/lib/pacemaker/cib/fill
    retry property colour "free-$node"
    expect_on_disk n1 "free-$node"
    expect_on_disk n2 "free-$node"
    each_node in_place "free-$node"
    retry expect_online "$node"
done

expect_no_fencing
passed
