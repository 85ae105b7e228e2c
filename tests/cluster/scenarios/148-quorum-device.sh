#!/bin/bash
# A quorum device from its first day to its last: crm cluster init with one, certificates and all, join; its loss changes nothing; taken out and put in again while the
# cluster runs; a node that leaves leaves nothing behind that would hinder the other.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
. "$cluster_dir/machines.sh"
only_baton "it is our own crm that makes a cluster"

tls() { run_on "$1" corosync-qdevice-tool -sv | sed -n 's/^TLS active:[[:space:]]*//p'; }
expect_untouched() { expect_same_process svc "$at" "$service"; expect_no_fencing; }

say "shown first: the certificates come before the configuration, and nothing is done"
machines 3
shown=$(in_node n1 crm cluster init --dry-run -n web --profile fast -f /root/fencing --qnetd-hostname n3)
grep -q "Run ssh n3 corosync-qnetd-certutil -s" <<<"$shown" || wrong "the dry run shows no certificate: $shown"
grep -q "model: net" <<<"$shown" || wrong "the dry run shows no quorum device: $shown"
if run_on n1 test -e /etc/corosync/corosync.conf || run_on n1 test -e /etc/corosync/qdevice; then wrong "the dry run did something"; fi
refused 1 'n1 is a node of this cluster' n1 env PATH=/var/tmp/bin:/usr/sbin:/usr/bin:/sbin:/bin crm cluster init -n web --qnetd-hostname n1
refused 1 'qnetd-hostname' n1 crm cluster init -n web --qdevice-algo lms

say "init on n1 with n3, join on n2"
in_node n1 crm cluster init -n web --profile fast -f /root/fencing --qnetd-hostname n3
FROM=n1 retry expect_online n1
prints "Run scp -rp n1:/etc/corosync/qdevice/net/nssdb" in_node n2 crm cluster join --dry-run -c n1 || wrong "the dry run of join does not show the certificates"
in_node n2 crm cluster join -c n1
together n1
if mentions n1 two_node; then wrong "two_node stands beside the quorum device"; fi
for node in n1 n2; do
    retry expect_votes "$node" 3
    retry expect_said "$node" "The quorum device at n3 answers"
    [[ $(tls "$node") = "Yes (client certificate sent)" ]] || wrong "$node speaks in clear: $(tls "$node")"
    prints "State:[[:space:]]*Connected" in_node "$node" crm cluster status || wrong "crm cluster status on $node does not show the quorum device"
done
prints "Cluster \"web\"" in_node n2 crm corosync status qnetd || wrong "the device does not know the cluster"

say "again: nothing is left to do"
key=$(run_on n1 sha256sum /etc/corosync/qdevice/net/nssdb/key4.db)
in_node n1 crm cluster init -n web --profile fast -f /root/fencing --qnetd-hostname n3
[[ $(run_on n1 sha256sum /etc/corosync/qdevice/net/nssdb/key4.db) = "$key" ]] || wrong "there is another key"

say "the quorum device loses its power: nothing happens, but it is told"
add_service svc resource-stickiness=100
FROM=n1 retry expect_running svc
at=$(where svc) service=$(service_pid svc "$(where svc)")
power_off n3
retry expect_said n1 "The quorum device at n3 does not answer"
retry expect_votes n1 2
FROM=n1 expect_quorum 1
device_on
for node in n1 n2; do retry expect_votes "$node" 3; done
expect_untouched

say "out and in again while the cluster runs"
in_node n1 crm cluster remove --qdevice
mentions n2 two_node || wrong "n2 has no two_node"
for node in n1 n2; do
    retry expect_votes "$node" 2
    if run_on "$node" test -e /etc/corosync/qdevice/net/nssdb; then wrong "$node has kept certificates"; fi
done
refused 1 'no cluster with a quorum device|names none' n1 crm cluster remove --qdevice
in_node n2 crm cluster init qdevice --qnetd-hostname n3 --qdevice-tie-breaker highest
if mentions n1 two_node; then wrong "two_node stands beside the quorum device"; fi
mentions n1 "tie_breaker: highest" || wrong "n1 does not know of the device"
for node in n1 n2; do retry expect_votes "$node" 3; done
expect_untouched

say "n2 leaves; n1, alone, needs the device, which it is told, and does without it once that is taken out"
in_node n2 crm cluster leave
if run_on n2 test -e /etc/corosync/qdevice/net/nssdb; then wrong "n2 has kept certificates"; fi
FROM=n1 retry expect_running svc n1
expect_said n1 "This node is alone and yet needs the quorum device"
in_node n1 crm cluster remove --qdevice
power_off n3
retry expect_votes n1 1
FROM=n1 retry expect_quorum 1
FROM=n1 retry expect_running svc n1
expect_no_fencing
passed
