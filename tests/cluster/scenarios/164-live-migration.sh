#!/bin/bash
# A service moves to the other node while a client uses it: its count goes over the network, no number is told twice. If the migration fails, or source,
# target or coordinator die in the middle of it, it is stopped and started instead, and never are there two of it.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "ocf:baton:Migratable is ours"

answers=$state/answers
address_of() { echo "10.77.$RIG.${1#n}"; }
answered_by() { tail -n 1 "$answers" | cut -d' ' -f2; }
expect_answer() { [[ $(answered_by) = "$(address_of "$1")" ]] || wrong "the client is answered by $(answered_by), expected $1"; }
run_now() { tail -n 1 "$answers" | cut -d' ' -f3; }
longest_gap() { awk -v from="$1" 'NR > from && last && $1 - last > gap { gap = $1 - last } { last = $1 } END { printf "%.2f", gap }' "$answers"; }
fault() { run_on "$1" sh -c "mkdir -p /run/resource-agents/baton-faults && echo '$2' >/run/resource-agents/baton-faults/counter"; }
no_fault() { run_on "$1" rm -rf /run/resource-agents/baton-faults; }
expect_idle() { run_on "$(observer)" crmadmin -S "$(dc)" | grep -q S_IDLE || wrong "the cluster is not idle"; }
expect_begun() { run_on "$2" crm_resource -W -r counter >/dev/null; tail -n 40 "$state/nodes/$2/var/log/pacemaker/pacemaker.log" | grep -q "counter: $1 begins" || wrong "$1 has not begun on $2"; }
clean() { run_on n1 crm_resource --cleanup -r counter >/dev/null; }

# Wants it on NODE, and waits for nothing.
wish() { cib -M -c -o constraints -X "<rsc_location id='wish' rsc='counter' node='$1' score='1000'/>"; }

# Numbers of a run rise by one in time, and a run that another one followed is never heard again.
expect_one_counter() {
    awk '{ if ($3 == run && $4 <= number) { print "told twice or late: " $0; exit 1 }
           if ($3 != run && $3 in over) { print "heard again: " $0; exit 1 }
           if (run != "" && $3 != run) over[run] = 1
           run = $3; number = $4 }' "$answers" || wrong "there were two counters"
}

cluster 2
add_fencing
cib -C -o resources -X '<primitive id="counter" class="ocf" provider="baton" type="Migratable"><meta_attributes id="counter-meta">
    <nvpair id="counter-allow" name="allow-migrate" value="true"/></meta_attributes><operations><op id="counter-monitor" name="monitor" interval="2s" timeout="20s"/>
    <op id="counter-to" name="migrate_to" interval="0" timeout="20s"/><op id="counter-from" name="migrate_from" interval="0" timeout="20s"/></operations></primitive>'
wish n1
retry expect_running counter n1
run_on outside "$cluster_dir/ask-counter" "$answers" 7077 "$(address_of n1)" "$(address_of n2)" &
client=$!
retry expect_answer n1

say "there and back, without a stop"
run=$(run_now)
for node in n2 n1; do
    at=$(wc -l <"$answers")
    wish "$node"
    retry expect_answer "$node"
    retry expect_running counter "$node"
    [[ $(run_now) = "$run" ]] || wrong "it was started anew"
    say "on $node; longest pause $(longest_gap "$at") s"
done

here=n1
for phase in migrate_to migrate_from; do
    there=$(other "$here")
    say "$phase fails: it is stopped and started"
    for node in n1 n2; do fault "$node" "$phase:failx1"; done
    run=$(run_now)
    wish "$there"
    retry expect_answer "$there"
    retry expect_running counter "$there"
    [[ $(run_now) != "$run" ]] || wrong "it went on, though $phase failed"
    for node in n1 n2; do no_fault "$node"; done
    retry expect_idle
    clean
    retry expect_idle
    here=$(where counter)
done
expect_no_fencing

# dies PHASE WHO: in the middle of PHASE the power of the source or target goes off.
dies() {
    local phase=$1 who=$2 source target victim at fenced
    fenced=$(count_marks ".* fences ")
    source=$(where counter)
    target=$(other "$source")
    victim=$source
    [[ $who = source ]] || victim=$target
    at=$source
    [[ $phase = migrate_to ]] || at=$target
    say "the $who, $victim, loses its power in $phase (the coordinator is $(dc))"
    fault "$at" "$phase:slow=3"
    wish "$target"
    FROM=$at retry expect_begun "$phase" "$at"
    power_off "$victim"
    FROM=$(other "$victim") retry expect_marks "$((fenced + 1))" ".* fences "
    FROM=$(other "$victim") retry expect_running counter "$(other "$victim")"
    FROM=$(other "$victim") retry expect_answer "$(other "$victim")"
    FROM=$(other "$victim") retry expect_online "$victim"
    for node in n1 n2; do no_fault "$node"; done
    wish "$(where counter)"
    retry expect_idle
    clean
    retry expect_idle
}
dies migrate_to source
dies migrate_to target
dies migrate_from target
dies migrate_from source

say "the coordinator's controller is killed in each phase: the migration goes on, or is a stop and start"
for phase in migrate_to migrate_from; do
    there=$(other "$(where counter)")
    for node in n1 n2; do fault "$node" "$phase:slow=2"; done
    at=$there
    [[ $phase = migrate_from ]] || at=$(other "$there")
    wish "$there"
    retry expect_begun "$phase" "$at"
    dc=$(dc)
    run_on "$dc" kill -9 "$(daemon_pid "$dc" crmd)"
    wait_online
    retry expect_running counter "$there"
    retry expect_answer "$there"
    for node in n1 n2; do no_fault "$node"; done
    retry expect_idle
    clean
    retry expect_idle
done

: >"$answers.stop"
wait "$client"
expect_one_counter
say "$(wc -l <"$answers") answers of $(cut -d' ' -f3 "$answers" | sort -u | wc -l) runs"
passed
