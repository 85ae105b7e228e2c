#!/bin/bash
# Two nodes that don't wait for each other at their start, cut from each other: each boots alone, fences the other, and is fenced when that one has booted. In the
# profile two-node this ends by itself: who has fallen too often does not act, the other one serves. The administrator's word, or the peer's sight, lets a node act again.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "the breaker is Baton's own"

expect_held() {
    run_on "$1" crm_mon -1 2>/dev/null | grep -q "$1 went down .* times within 1h without an orderly end" || wrong "$1 is not held: $(run_on "$1" crm_mon -1 2>&1 | head -12)"
}
held() { local node; for node in n1 n2; do if [[ $(rig power "$node") = on ]] && expect_held "$node" 2>/dev/null; then echo "$node"; fi; done; }
expect_one_held() { [[ $(held | wc -l) = 1 ]] || wrong "held: $(held | xargs)"; }

cluster 2 stopped
for node in n1 n2; do run_on "$node" sed -i 's/wait_for_all: 1/wait_for_all: 0/' /etc/corosync/corosync.conf; done
rig start-daemons
wait_online
usual_service n1
property cluster-profile two-node
property fence-loop-limit 2
property dc-deadtime 2s

say "cut: they fence each other, until one has fallen twice"
rig cut n1 n2
retry 120 expect_one_held
loser=$(held)
winner=$(other "$loser")
FROM=$winner retry expect_running svc "$winner"
fencings=$(count_marks '.* fences ')
[[ $fencings -le 3 ]] || wrong "there were $fencings fencings"
said=$(run_on "$loser" crm cluster health 2>&1) || true
grep -q "ERROR *The cluster does not act: $loser went down" <<<"$said" || wrong "crm cluster health on $loser says: $said"

say "$winner serves, $loser waits, also when $winner is gone"
power_off "$winner"
expect_held "$loser"
if service_pid svc "$loser" 2>/dev/null; then wrong "the service runs on $loser, which is held"; fi
expect_marks "$fencings" '.* fences '

say "an administrator lets $loser act: it fences $winner, then serves"
run_on "$loser" crm fencing release
FROM=$loser retry expect_running svc "$loser"
expect_fenced "$winner"

say "healed: they see each other, both act"
rig heal
wait_online
retry expect_running svc "$loser"
for node in n1 n2; do
    if run_on "$node" crm_mon -1 | grep -q "does not act"; then wrong "$node is still held"; fi
done

say "$winner may take over again"
power_off "$loser"
FROM=$winner retry expect_running svc "$winner"
passed
