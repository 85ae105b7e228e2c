#!/bin/bash
# An upgrade of one node at a time: the older version leads, services go on, all of both versions work together; and a node that was forgotten may not come back once
# the others are newer. The newer version is the same controller with a newer feature set.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "the newer version is one of ours"

daemons=/usr/lib/pacemaker
cluster_set() { cib -Ql | sed -n 's/.*<cib [^>]*crm_feature_set="\([^"]*\)".*/\1/p'; }
set_of() { ask "/*/nodes/node[@name='$1']/@feature_set"; }
expect_cluster_set() { [[ $(cluster_set) = "$1" ]] || wrong "the cluster's feature set is $(cluster_set), expected $1"; }
expect_set() { [[ $(set_of "$1") = "$2" ]] || wrong "the feature set of $1 is $(set_of "$1"), expected $2"; }
install_newer() { run_on "$1" cp --remove-destination "$daemons/newer/crmd" "$daemons/crmd"; }
expect_ended() { if daemon_pid "$1" batond >/dev/null 2>&1; then wrong "batond on $1 still runs"; fi; }
expect_said() { grep -q "$2" "$state/nodes/$1/var/log/pacemaker/pacemaker.log" || wrong "the log of $1 does not say '$2'"; }

cluster 2
usual_service n1
old=$(cluster_set)
new=3.17.0
first=$(dc)
second=$(other "$first")

say "$first, which leads, is upgraded; the service moves away before"
place svc "$first"
rig stop-daemons "$first"
FROM=$second retry expect_running svc "$second"
install_newer "$first"
rig start-daemons "$first"
wait_online
retry expect_dc "$second"
retry expect_set "$first" "$new"
expect_set "$second" "$old"
expect_cluster_set "$old"
run_on "$first" crm_mon -1 | grep -q MIXED-VERSION || wrong "crm_mon does not tell the versions apart"

say "two versions: services move, changes are made on either, a controller dies"
place svc "$first"
place svc "$second"
for node in n1 n2; do
    run_on "$node" crm_attribute -t crm_config -n "asked-on-$node" -v true
done
survives_kill "$first" crmd
expect_dc "$second"
survives_kill "$second" crmd
retry expect_dc "$second"
expect_cluster_set "$old"

say "$second is stopped and was forgotten: the cluster is newer now, and does not take it back"
place svc "$first"
rig stop-daemons "$second"
FROM=$first retry expect_dc "$first"
FROM=$first retry expect_cluster_set "$new"
rig start-daemons "$second" || true
FROM=$first retry expect_said "$second" "may not join: its version (feature set $old) does not fit the cluster's ($new)"
FROM=$first retry expect_ended "$second"
FROM=$first expect_offline "$second"
FROM=$first expect_running svc "$first"
FROM=$first retry expect_dc "$first"

say "$second is upgraded, too"
install_newer "$second"
rig start-daemons "$second"
wait_online
expect_cluster_set "$new"
place svc "$second"
expect_no_fencing
passed
