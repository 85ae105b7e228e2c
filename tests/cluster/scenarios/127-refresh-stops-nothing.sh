#!/bin/bash
# A refresh forgets what is known of a resource and looks again. What is not known again yet is not taken for stopped: nothing is stopped or started by it, be it
# the refreshed resource, an instance of a clone, a promoted one, a member of a group, or what is colocated with it and ordered after it.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

noted_primitive() { echo "<primitive id='$1' class='ocf' provider='rig' type='Noted'><operations><op id='$1-monitor' name='monitor' interval='2s' timeout='20s'/></operations></primitive>"; }
settled() { run_on n1 crm_resource --wait --timeout 60; }
note_anew() { local node; for node in $(nodes); do run_on "$node" sh -c ': >/run/noted'; done; }
# What the agents were asked for but monitors, since note_anew.
changes() { local node; for node in $(nodes); do run_on "$node" awk -v node="$node" '$2 != "monitor" && $2 != "meta-data" { print node, $2, $3 }' /run/noted; done; }
lead_changes() { local node; for node in $(nodes); do rig logs "$node" | grep -cE "lead: (start|stop|promote|demote) begins" || true; done | xargs; }
expect_probed() {
    local node count=0
    for node in $(nodes); do count=$((count + $(run_on "$node" awk '$2 == "monitor"' /run/noted | wc -l))); done
    [[ $count -gt 0 ]] || wrong "nothing was probed"
}
where_all() { ask '//resource[@active="true"]/node/@name' | xargs; }
# refreshed WORDS..: crm_resource --refresh WORDS changes nothing but what is known
refreshed() {
    local now before led
    before=$(where_all) led=$(lead_changes)
    note_anew
    run_on n1 crm_resource --refresh "$@" >/dev/null 2>&1
    settled
    now=$(changes)
    [[ -z $now ]] || wrong "refresh ${*:-of all}: $now"
    [[ $(lead_changes) = "$led" ]] || wrong "refresh ${*:-of all}: the promotable clone was touched"
    retry expect_where "$before"
}
expect_where() { [[ $(where_all) = "$1" ]] || wrong "active on '$(where_all)', expected '$1'"; }
restarted() { changes | grep -q "start $1" || wrong "$1 was not recovered"; }

cluster 2
property stonith-enabled false
cib -R -o resources -X "<resources>$(noted_primitive base) $(noted_primitive upon) <group id='row'>$(noted_primitive first)$(noted_primitive second)$(noted_primitive third)</group>
    <clone id='all'><meta_attributes id='all-m'><nvpair id='all-i' name='interleave' value='true'/></meta_attributes>$(noted_primitive each)</clone>
    <clone id='leads'><meta_attributes id='leads-m'><nvpair id='leads-p' name='promotable' value='true'/></meta_attributes>
    <primitive id='lead' class='ocf' provider='baton' type='Stateful'><operations><op id='lead-1' name='monitor' interval='3s' role='Promoted'/>
    <op id='lead-2' name='monitor' interval='4s' role='Unpromoted'/></operations></primitive></clone></resources>"
cib -R -o constraints -X "<constraints><rsc_location id='base-on-n1' rsc='base' node='n1' score='10'/><rsc_location id='row-on-n2' rsc='row' node='n2' score='10'/>
    <rsc_colocation id='upon-base' rsc='upon' with-rsc='base' score='INFINITY'/><rsc_order id='base-upon' first='base' then='upon'/>
    <rsc_colocation id='upon-all' rsc='upon' with-rsc='all' score='INFINITY'/><rsc_order id='all-upon' first='all' then='upon'/>
    <rsc_colocation id='row-lead' rsc='first' with-rsc='leads' with-rsc-role='Promoted' score='INFINITY'/><rsc_order id='lead-row' first='leads' first-action='promote' then='row' then-action='start'/></constraints>"
settled
retry expect_running upon
retry expect_running third

say "beneath a colocation and an ordering"
refreshed -r base
expect_probed
refreshed -r upon
say "a clone, on all nodes and on one"
refreshed -r all
refreshed -r each
refreshed -r all -N n1
say "a promotable clone, and on the node where it leads"
refreshed -r leads
refreshed -r lead -N "$(ask "//resource[@id='lead' and @role='Promoted']/node/@name")"
say "a group, its first and its last member"
refreshed -r row
refreshed -r first
refreshed -r third
say "all there are"
refreshed
say "and the cluster still sees what happens"
run_on "$(where upon)" rm -f /run/noted.upon
note_anew
retry restarted upon
passed
