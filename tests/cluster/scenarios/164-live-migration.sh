#!/bin/bash
# A service moves to the other node while a client uses it: its count goes over the network, no number is told twice. If the migration fails, or source,
# target or coordinator die in the middle of it, it is stopped and started instead, and never are there two of it.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../counter.sh"
only_baton "ocf:baton:Migratable is ours"

fault() { run_on "$1" sh -c "mkdir -p /run/resource-agents/baton-faults && echo '$2' >/run/resource-agents/baton-faults/counter"; }
let_go() { run_on "$1" rm -rf /run/resource-agents/baton-faults; }
log_of() { echo "$state/nodes/$1/var/log/pacemaker/pacemaker.log"; }
declare -A told
hold() {
    local node
    for node in "$2" "$3"; do
        told[$node]=$(wc -l <"$(log_of "$node")")
        fault "$node" "$1:slow=3"
    done
}
expect_held() { tail -n "+$((told[$2] + 1))" "$(log_of "$2")" | grep -q "counter: $1 begins" || wrong "$1 has not begun on $2"; }

cluster 2
add_fencing
cib -C -o resources -X '<primitive id="counter" class="ocf" provider="baton" type="Migratable"><meta_attributes id="counter-meta">
    <nvpair id="counter-allow" name="allow-migrate" value="true"/></meta_attributes><operations><op id="counter-monitor" name="monitor" interval="2s" timeout="20s"/>
    <op id="counter-to" name="migrate_to" interval="0" timeout="20s"/><op id="counter-from" name="migrate_from" interval="0" timeout="20s"/></operations></primitive>'
wish n1
retry expect_running counter n1
start_asking 7077
retry expect_answer n1

for node in n2 n1; do
    before_a_move
    wish "$node"
    moved_live "$node" "a wish"
done

here=n1
for phase in migrate_to migrate_from; do
    there=$(other "$here")
    say "$phase fails: it is stopped and started"
    for node in n1 n2; do fault "$node" "$phase:failx1"; done
    before_a_move
    wish "$there"
    counts_on "$there"
    [[ $(run_now) != "$run" ]] || wrong "it went on, though $phase failed"
    for node in n1 n2; do let_go "$node"; done
    settle
    here=$(where counter)
done
expect_no_fencing

dies migrate_to source
dies migrate_to target
dies migrate_from target
dies migrate_from source

say "the coordinator's controller is killed in each phase: the migration goes on, or is a stop and start"
for phase in migrate_to migrate_from; do
    here=$(where counter)
    there=$(other "$here")
    hold "$phase" "$here" "$there"
    at=$there
    [[ $phase = migrate_from ]] || at=$here
    wish "$there"
    retry expect_held "$phase" "$at"
    dc=$(dc)
    run_on "$dc" kill -9 "$(daemon_pid "$dc" crmd)"
    wait_online
    counts_on "$there"
    for node in n1 n2; do let_go "$node"; done
    settle
done

stop_asking
passed
