#!/bin/bash
# The disk of the DC, then of the other node, becomes read-only; then the folder of the CIB is gone. The change that finds it out is answered with what is wrong,
# never as done; later ones are refused and applied nowhere. The cluster goes on deciding, and writes again as soon as it can, what was missing first.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "it stops writing for good"

configuration() { FROM=$1 cib -Q -l -o configuration | cksum; }
# At once in the document or in the history, which it follows.
expect_on_disk() { run_on "$1" grep -q "value=\"$2\"" /var/lib/pacemaker/cib/cib.xml /var/lib/pacemaker/cib/cib.history || wrong "$2 is not on the disk of $1"; }
expect_in_place() { run_on "$1" grep -q "value=\"$2\"" /var/lib/pacemaker/cib/cib.xml || wrong "$2 is not in cib.xml of $1"; }

# The state of a node gets a file system of its own, before its daemons start.
own_disk() {
    run_on "$1" sh -c 'cd /var/lib/pacemaker && tar cf /tmp/state . && mount -t tmpfs small . && cd /var/lib/pacemaker && tar xpf /tmp/state'
}
read_only() { run_on "$1" mount -o remount,ro /var/lib/pacemaker; }
read_write() { run_on "$1" mount -o remount,rw /var/lib/pacemaker; }
folder_gone() { run_on "$1" mv /var/lib/pacemaker/cib /var/lib/pacemaker/away; }
folder_back() { run_on "$1" mv /var/lib/pacemaker/away /var/lib/pacemaker/cib; }

# breaks_and_heals NODE HOW-IT-BREAKS WHAT-IS-SAID HOW-IT-HEALS
breaks_and_heals() {
    local node=$1 before starts
    property colour "before-$2-$node"
    retry expect_in_place "$node" "before-$2-$node" # or the disk's fault is found before the next change is asked for
    say "$2 on $node (the DC is $(dc))"
    "$2" "$node"
    refused 74 "was made but $node can not save it: .*$3.*tried again" n1 crm_attribute -t crm_config -n colour -v "made-$2-$node"
    before=$(configuration n1)
    refused 74 "can not be changed now: $node can not save it: .*$3" n2 crm_attribute -t crm_config -n colour -v red
    [[ $(configuration n1) = "$before" && $(configuration n2) = "$before" ]]
    starts=$(count_marks 'n1 started svc')
    crash_service svc n1
    retry expect_marks $((starts + 1)) 'n1 started svc'
    retry expect_running svc n1

    "$4" "$node"
    retry expect_on_disk "$node" "made-$2-$node"
    retry property colour "after-$2-$node"
    expect_on_disk n1 "after-$2-$node"
    expect_on_disk n2 "after-$2-$node"
    retry expect_in_place n1 "after-$2-$node"
    retry expect_in_place n2 "after-$2-$node"
}

cluster 2 stopped
each_node own_disk
rig start-daemons
wait_online
usual_service n1
for node in "$(dc)" "$(other "$(dc)")"; do
    breaks_and_heals "$node" read_only "Read-only file system" read_write
    breaks_and_heals "$node" folder_gone "No such file or directory" folder_back
done
expect_no_fencing
passed
