#!/bin/bash
# A load spike that slows every monitor until it times out, on both nodes. What still runs is left alone, as a look at it shows; what really died meanwhile is recovered.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "failures-needed-timeout is Baton's own"

services='a b c'
add_patient() {
    cib -C -o resources -X "<primitive id='$1' class='ocf' provider='rig' type='Service'><meta_attributes id='$1-meta'><nvpair id='$1-s' name='resource-stickiness' value='100'/></meta_attributes>
        <operations><op id='$1-monitor' name='monitor' interval='1s' timeout='2s'><meta_attributes id='$1-needed'><nvpair id='$1-n' name='failures-needed-timeout' value='4'/></meta_attributes></op>
        <op id='$1-start' name='start' interval='0' timeout='20s'/><op id='$1-stop' name='stop' interval='0' timeout='20s'/></operations></primitive>"
}
expect_tolerated() { run_on n1 crm_mon -1 | grep -A9 'Tolerated' | grep -q "$1" || wrong "no monitor of $1 has timed out yet"; }
expect_none_tolerated() { if run_on n1 crm_mon -1 | grep -q 'Tolerated'; then wrong "monitors still time out"; fi; }

cluster 2
add_fencing
for svc in $services; do add_patient "$svc"; done
for svc in $services; do retry expect_running "$svc"; done
declare -A node pid
for svc in $services; do node[$svc]=$(where "$svc"); pid[$svc]=$(service_pid "$svc" "${node[$svc]}"); done

say "the spike: no monitor ends in time"
for svc in $services; do provoke "$svc" monitor "${node[$svc]}" hang; done
for svc in $services; do retry expect_tolerated "$svc"; done
for svc in $services; do unprovoke "$svc" monitor "${node[$svc]}"; done
retry expect_none_tolerated
say "over: all run as before, nothing was restarted or moved"
for svc in $services; do
    expect_running "$svc" "${node[$svc]}"
    expect_same_process "$svc" "${node[$svc]}" "${pid[$svc]}"
    [[ -z $(failcount "$svc" "${node[$svc]}") ]] || wrong "$svc has a fail count"
done
expect_no_fencing

say "in another spike one service really dies: as soon as a look is possible it is recovered, the others are left alone"
for svc in b c; do provoke "$svc" monitor "${node[$svc]}" hang; done
for svc in b c; do retry expect_tolerated "$svc"; done
crash_service a "${node[a]}"
retry expect_marks 2 ".* started a"
for svc in b c; do unprovoke "$svc" monitor "${node[$svc]}"; done
retry expect_none_tolerated
for svc in b c; do expect_same_process "$svc" "${node[$svc]}" "${pid[$svc]}"; done
expect_no_fencing
passed
