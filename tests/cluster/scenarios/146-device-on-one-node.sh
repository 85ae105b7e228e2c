#!/bin/bash
# Two nodes in the profile two-node, of which only n1 can use the fence device. As nobody can prove that n1 can be fenced, nothing starts, until somebody takes that on himself. From then on what n1 can do
# it does; what nobody can do is not believed to be done: nothing is recovered from n1 while it is lost, that is shown, and all is well when it is back.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "the profile is Baton's own"

expect_moved() { local on; on=$(where svc); [[ -n $on && $on != "$1" ]] || wrong "the service runs on '$on'"; }
expect_shown() { run_on "$1" crm_mon -1 2>/dev/null | grep -q "$2" || wrong "crm_mon on $1 does not show: $2"; }
together() { for node in n1 n2; do FROM=$1 retry expect_online "$node"; done; FROM=$1 retry expect_dc; }

cluster 2
property cluster-profile two-node
property dc-deadtime 2s
add_fencing
cib -C -o constraints -X '<rsc_location id="not-on-n2" rsc="fencing" node="n2" score="-INFINITY"/>'
add_service svc resource-stickiness=100

say "n1 can fence n2, nobody can fence n1: held, with the reason; waived by name"
FROM=n2 retry expect_shown n2 'nothing is started until it is proven that n1 can be fenced'
expect_stopped svc
run_on n2 crm -F fencing waive jo one cable only
retry expect_running svc
retry expect_running fencing n1

say "n2 is lost: n1 has the device"
place svc n2
power_off n2
FROM=n1 retry expect_moved n2
expect_fenced n2
together n1

say "n2's stop fails: n1 does it, whoever leads"
place svc n2
fenced=$(count_marks 'n1 fences n2 ')
provoke svc stop n2 1
run_on n2 crm_resource --ban -r svc -N n2 >/dev/null
retry expect_marks $((fenced + 1)) 'n1 fences n2 '
FROM=n1 retry expect_running svc n1
together n1
run_on n1 crm_resource --clear -r svc >/dev/null

say "n1 is lost, and nobody can fence it: nothing is recovered, which is shown"
starts=$(count_marks 'n2 start svc')
power_off n1
FROM=n2 retry expect_shown n2 'Failed Fencing Actions'
FROM=n2 retry expect_shown n2 'Node n1: UNCLEAN'
expect_marks "$starts" 'n2 start svc'
expect_marks 0 '.* fences n1 '

say "n1 is back: all is well"
power_on n1
together n2
FROM=n2 retry expect_running svc
FROM=n2 retry expect_running fencing n1

say "n1's stop fails: its own device is the last resort, and n1 is known as fenced when it is back"
place svc n1
provoke svc stop n1 1
run_on n2 crm_resource --ban -r svc -N n1 >/dev/null
retry expect_marks 1 '.* fences n1 '
FROM=n2 retry expect_running svc n2
together n2
passed
