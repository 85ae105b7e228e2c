#!/bin/bash
# A cluster out of two machines that know nothing of each other: init on one, join on the other, health, leave.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
. "$cluster_dir/machines.sh"
only_baton "it is our own crm that makes a cluster"

machines 2

say "init on n1; shown first, then done, then found done"
prints "cluster_name: web" in_node n1 crm cluster init --dry-run -n web --profile fast -f /root/fencing || wrong "the dry run does not show corosync.conf"
if run_on n1 test -e /etc/corosync/corosync.conf; then wrong "the dry run wrote corosync.conf"; fi
in_node n1 crm cluster init -n web --profile fast -f /root/fencing
FROM=n1 retry expect_online n1
in_node n1 crm cluster init -n web --profile fast -f /root/fencing
[[ $(run_on n1 stat -c %a /etc/corosync/authkey) = 400 ]] || wrong "the key may be read by others"
mentions n1 "name: n1\$" || wrong "corosync.conf does not name n1"

say "join on n2"
in_node n2 crm cluster join -c n1
wait_online
mentions n1 "name: n2\$" || wrong "n1 does not know n2"
retry expect_quorum 1
expect_said n1 "All 2 nodes are online"
expect_said n1 "Fencing is on, with 2 device"

say "a service; n2 leaves in order, nobody is fenced"
add_service svc
retry expect_running svc
in_node n2 crm cluster leave
FROM=n1 retry expect_running svc n1
if mentions n1 "name: n2\$"; then wrong "n1 still knows n2"; fi
if run_on n2 test -e /etc/corosync/corosync.conf; then wrong "n2 still has a corosync.conf"; fi
FROM=n1 expect_no_fencing

say "and joins again"
in_node n2 crm cluster join -c n1
wait_online
expect_never_twice
passed
