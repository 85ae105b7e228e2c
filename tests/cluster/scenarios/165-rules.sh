#!/bin/bash
# Rules live: a location by a node attribute and by ping's score, an option and a stickiness that hold for some time only. The cluster decides anew when an attribute
# changes, and when time passes, at the second that the rule names.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

attribute() { run_on "$1" attrd_updater -n "$2" -U "$3"; }
# A point in time SECONDS from now, as a rule says it.
in_s() { date -u -d "@$(($(date +%s) + $1))" '+%Y-%m-%d %H:%M:%SZ'; }
moves() {
    retry expect_running svc "$1"
    say "$2: on $1"
}
# The service's start was noted within BOUND seconds after second AT.
expect_start_at() {
    local last
    last=$(marks '.* start svc' | tail -n 1 | cut -d' ' -f1)
    [[ ${last%.*} -ge $1 && ${last%.*} -le $(($1 + $2)) ]] || wrong "the service started at $last, expected within $2 s after $1"
}

cluster 2
add_fencing
add_service svc
cib -C -o constraints -X '<rsc_location id="colour" rsc="svc"><rule id="colour-rule" score="200" boolean-op="or"><expression id="colour-e" attribute="colour" operation="eq" value="green"/></rule></rsc_location>'
say "by a node attribute"
attribute n2 colour green
moves n2 "n2 is green"
attribute n2 colour red
attribute n1 colour green
moves n1 "n1 is green"

say "by ping's score: a node that does not reach the outside is left"
cib -C -o resources -X "<clone id='pings'><primitive id='ping' class='ocf' provider='pacemaker' type='ping'><instance_attributes id='ping-params'>
    <nvpair id='ping-hosts' name='host_list' value='10.77.$RIG.200'/><nvpair id='ping-multiplier' name='multiplier' value='1000'/><nvpair id='ping-dampen' name='dampen' value='1s'/>
    <nvpair id='ping-attempts' name='attempts' value='1'/><nvpair id='ping-timeout' name='timeout' value='1'/></instance_attributes><operations>
    <op id='ping-monitor' name='monitor' interval='1s' timeout='20s'/></operations></primitive></clone>"
cib -C -o constraints -X '<rsc_location id="reaches" rsc="svc"><rule id="reaches-rule" score-attribute="pingd"><expression id="reaches-e" attribute="pingd" operation="defined"/></rule></rsc_location>'
pinged() { [[ $(run_on "$1" attrd_updater -n pingd -Q 2>/dev/null) = *"value=\"$2\""* ]] || wrong "pingd of $1 is not $2"; }
retry pinged n1 1000
retry pinged n2 1000
expect_running svc n1
rig cut n1 outside
moves n2 "n1 does not reach the outside"
rig heal
moves n1 "n1 reaches it again, and is green"

say "a location that holds from a point in time on"
at=$(($(date +%s) + 6))
cib -C -o constraints -X "<rsc_location id='later' rsc='svc'><rule id='later-rule' score='INFINITY' boolean-op='and'>
    <expression id='later-node' attribute='#uname' operation='eq' value='n2'/><date_expression id='later-date' operation='gt' start='$(in_s 6)'/></rule></rsc_location>"
expect_running svc n1
moves n2 "its time has come"
expect_start_at "$at" 3
cib -D -o constraints -X '<rsc_location id="later"/>'
moves n1 "without it"

say "stickiness by office hours, here some seconds: it holds the service until they are over"
at=$(($(date +%s) + 7))
cib -M -c -o rsc_defaults -X "<rsc_defaults><meta_attributes id='office'><rule id='office-rule' score='0'><date_expression id='office-date' operation='lt' end='$(in_s 7)'/></rule>
    <nvpair id='office-sticky' name='resource-stickiness' value='INFINITY'/></meta_attributes></rsc_defaults>"
attribute n1 colour red
attribute n2 colour green
expect_running svc n1
moves n2 "the hours are over"
expect_start_at "$at" 3

say "an option by date: nothing is managed for some seconds"
at=$(($(date +%s) + 6))
cib -M -c -o crm_config -X "<crm_config><cluster_property_set id='works' score='1000'><rule id='works-rule' score='0'><date_expression id='works-date' operation='lt' end='$(in_s 6)'/></rule>
    <nvpair id='works-maintenance' name='maintenance-mode' value='true'/></cluster_property_set></crm_config>"
attribute n2 colour red
attribute n1 colour green
expect_running svc n2
moves n1 "the works are over"
expect_start_at "$at" 3
expect_no_fencing
passed
