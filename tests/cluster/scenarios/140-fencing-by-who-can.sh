#!/bin/bash
# The device can be used from n2 only: who asks n1 to fence gets it done by n2; all know it afterwards, also after their fencers were killed.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "its records of proof are Baton's own"

history() { run_on "$1" stonith_admin -H '*' -V | grep -v found; }
expect_history() {
    local got
    got=$(history "$1" | grep -c "$2") || true
    [[ $got -eq $3 ]] || wrong "the history of $1 has $got times '$2', expected $3: $(history "$1")"
}

cluster 3
usual_service n2
cib -C -o constraints -X '<rsc_location id="not-n1" rsc="fencing" node="n1" score="-INFINITY"/>'
cib -C -o constraints -X '<rsc_location id="not-n3" rsc="fencing" node="n3" score="-INFINITY"/>'
retry expect_running fencing n2

say "n1, which has no device, is asked to fence n3"
run_on n1 stonith_admin -B n3 --tag story
expect_marks 1 'n2 fences n3 .*'
retry expect_online n3

say "all know it, also n3, which was not there"
for node in n1 n2 n3; do
    retry expect_history "$node" 'reboot of n3 successful: delegate=n2, client=stonith_admin.story, origin=n1' 1
done

say "and after their fencers were killed"
for node in n1 n2; do
    pid=$(daemon_pid "$node" stonithd)
    run_on "$node" kill -9 "$pid"
    retry expect_new_daemon "$node" stonithd "$pid"
    retry expect_history "$node" 'reboot of n3 successful: delegate=n2' 1
done

say "a check from all sides shows what is proven, and that n2 can't be fenced"
if said=$(run_on n3 crm fencing check 2>&1); then wrong "all is well, it says: $said"; fi
grep -q 'n2 -> n3 by fencing: fenced .* in .* s; checked .* ago in .* s' <<<"$said" || wrong "it said: $said"
grep -q 'n2 -> n1 by fencing: checked .* ago' <<<"$said" || wrong "it said: $said"
grep -q 'WARNING: nothing has shown within 30 days that n2 can be fenced' <<<"$said" || wrong "it said: $said"
run_on n1 crm_mon -1 --include=none,fencing-proof | grep -q '\* n2 -> n3 by fencing: fenced' || wrong "crm_mon does not show it"

say "n2 is lost: nobody who is left can fence it, which is said; the administrator's word counts"
power_off n2
retry expect_history n1 'reboot of n2 failed' 1
run_on n3 stonith_admin --confirm n2
retry expect_running svc n1
retry expect_history n1 'off of n2 successful: delegate=a human' 1
passed
