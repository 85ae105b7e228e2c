#!/bin/bash
# Both nodes are cut from each other again and again, under load: processes that keep the CPUs busy, and changes of the configuration without a pause. Each time
# exactly one survives, the other is fenced once, and the service, whose process holds a lock on a file that both share, never has a second one. Its data, too, tell: no run of the
# writer beside it has written after another one had begun.
#
#   BOUND_S=600 ROUNDS=50 tests/cluster/run 152      so many times; by default 3
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "it takes as long as Baton's recovery does"
rounds=${ROUNDS:-3}

fenced_one() { marks '.* fences ' | tail -1 | awk '{ print $4 }'; }
# The nodes that are off at this instant; both would be one too many.
expect_one_alive() { [[ $(rig power n1)$(rig power n2) = *on* ]] || wrong "no node is on"; }
# Each line of the data is of the newest run and has the next number: "NODE RUN NUMBER".
expect_one_writer() {
    local wrong
    wrong=$(awk '$2 != run { if ($2 in seen) { print NR ": " $0 " after " run; exit } seen[$2]; run = $2; last = 0 }
        $3 != last + 1 || NF != 3 { print NR ": " $0 " after " last; exit } { last = $3 }' "$state/shared/writer.data")
    [[ -z $wrong ]] || wrong "the data have two writers, line $wrong"
}
lines() { wc -l <"$state/shared/writer.data"; }
expect_more_than() { [[ $(lines) -gt $1 ]] || wrong "nothing is written"; }
load() {
    # shellcheck disable=SC2016 # expanded in the node
    run_on "$1" bash -c '(while :; do :; done) & busy=$!
        for ((i = 0; i < 100000; i++)); do crm_attribute -t crm_config -n stream -v "$i" || sleep 0.2; done; kill $busy' >/dev/null 2>&1 &
}

cluster 2
usual_service n1
cib -C -o resources -X '<primitive id="writer" class="ocf" provider="rig" type="Writer"><meta_attributes id="writer-meta"><nvpair id="writer-sticky" name="resource-stickiness" value="100"/>
    </meta_attributes><operations><op id="writer-monitor" name="monitor" interval="1s" timeout="5s"/></operations></primitive>'
cib -C -o constraints -X '<rsc_colocation id="writer-with-svc" rsc="writer" with-rsc="svc" score="INFINITY"/>'
retry expect_running writer
property priority-fencing-delay 3s
property dc-deadtime 2s
run_on n1 crm_attribute -t rsc_defaults -n priority -v 1
for ((round = 1; round <= rounds; round++)); do
    node=n$((round % 2 + 1))
    [[ $((round % 3)) != 0 ]] || place svc "$node"
    at=$(where svc)
    each_node load
    rig cut n1 n2
    retry expect_marks "$round" '.* fences .*(reboot)'
    expect_one_alive
    loser=$(fenced_one)
    winner=$(other "$loser")
    FROM=$winner retry expect_running svc "$winner"
    say "round $round: the service was on $at, $loser was fenced, $winner serves"
    expect_power "$winner" on
    retry expect_power "$loser" on
    rig heal
    FROM=$winner retry expect_online "$loser"
    FROM=$loser retry expect_online "$winner"
    retry expect_running svc "$winner"
    expect_marks "$round" '.* fences .*(reboot)'
    expect_never_twice
    retry expect_running writer "$winner"
    retry expect_more_than "$(lines)"
    expect_one_writer
    run_on "$winner" pkill -f 'n stream -v' || true
    run_on "$winner" pkill -f 'while :; do' || true
done
[[ $(cut -d ' ' -f 2 "$state/shared/writer.data" | uniq | wc -l) -gt 1 ]] || wrong "the writer has run only once"
say "$(lines) lines of $(cut -d ' ' -f 2 "$state/shared/writer.data" | uniq | wc -l) runs: one writer at a time"
passed
