#!/bin/bash
# A database's disk fails on its primary while the standby has crashed, and an address must be with the primary. The standby is restarted and promoted, the address
# follows; if there is no node left that could be promoted, explain says in one sentence why.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

db_state=/run/Stateful-db.state
promoted() { ask "//resource[@id='db' and (@role='Promoted' or @role='Master')]/node/@name"; }
expect_promoted() { [[ $(promoted) = "$1" ]] || wrong "the primary is on '$(promoted)', expected '$1'"; }
expect_standby() { ask "//resource[@id='db' and (@role='Unpromoted' or @role='Slave')]/node/@name" | grep -qx "$1" || wrong "there is no standby on $1"; }
# From now on nothing can be kept there.
disk_fails() { run_on "$1" sh -c "rm -f $db_state; mkdir $db_state"; }

cluster 2
add_fencing
cib -C -o resources -X "<clone id='dbs'><meta_attributes id='dbs-m'><nvpair id='dbs-p' name='promotable' value='true'/></meta_attributes>
    <primitive id='db' class='ocf' provider='pacemaker' type='Stateful'><instance_attributes id='db-i'><nvpair id='db-s' name='state' value='$db_state'/></instance_attributes>
    <meta_attributes id='db-m'><nvpair id='db-t' name='migration-threshold' value='3'/></meta_attributes>
    <operations><op id='db-m1' name='monitor' interval='1s' role='Promoted' timeout='10s'/><op id='db-m2' name='monitor' interval='2s' role='Unpromoted' timeout='10s'/></operations></primitive></clone>"
add_service vip resource-stickiness=100
cib -C -o constraints -X "<rsc_colocation id='vip-with-db' rsc='vip' with-rsc='dbs' with-rsc-role='Promoted' score='INFINITY'/>"
cib -C -o constraints -X "<rsc_order id='db-then-vip' first='dbs' first-action='promote' then='vip' then-action='start'/>"
retry expect_running vip
first=$(promoted)
second=$(other "$first")
retry expect_standby "$second"
expect_running vip "$first"

say "the standby on $second crashes, and the disk of the primary on $first fails"
run_on "$second" rm -f "$db_state"
disk_fails "$first"
retry expect_promoted "$second"
retry expect_running vip "$second"
say "$second was promoted, the address is there"

say "its disk fails, too: there is no node left"
disk_fails "$second"
retry expect_stopped vip
retry expect_promoted ''
on_baton run_on n1 crm_resource --wait
if [[ $RIG_FLAVOUR = baton ]]; then
    said=$(run_on n1 crm explain dbs)
    say "explain says: $(grep -im1 'fail' <<<"$said")"
    grep -Eiq 'fail' <<<"$said" || wrong "explain says: $said"
fi

say "the disks are replaced, and the failures forgotten"
for node in n1 n2; do run_on "$node" rm -rf "$db_state"; done
run_on n1 crm_resource --cleanup >/dev/null
retry expect_running vip
passed
