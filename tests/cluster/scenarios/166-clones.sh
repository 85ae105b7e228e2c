#!/bin/bash
# Clones: unique instances of which two may be on a node, each with its own promotion score; anonymous ones that are found where they run; interleaved cloned groups,
# that wait for their own node's only; a minimum of instances that others wait for; a clone of addresses.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

# Instances of a clone's primitive that run: "NODE..." sorted, one word each.
on() { ask "//resource[(@id='$1' or starts-with(@id, '$1:')) and @active='true']/node/@name" | sort | xargs; }
expect_on() { [[ $(on "$1") = "$2" ]] || wrong "$1 runs on '$(on "$1")', expected '$2'"; }
promoted() { ask "//resource[starts-with(@id, '$1:') and @role='Promoted']/@id" | sort | xargs; }
expect_promoted() { [[ $(promoted "$1") = "$2" ]] || wrong "of $1 '$(promoted "$1")' are promoted, expected '$2'"; }
meta() { local pair; for pair in "${@:2}"; do printf "<nvpair id='%s' name='%s' value='%s'/>" "$1-${pair%%=*}" "${pair%%=*}" "${pair#*=}"; done; }
noted() { echo "<primitive id='$1' class='ocf' provider='rig' type='Noted'><operations><op id='$1-m' name='monitor' interval='2s' timeout='20s'/></operations></primitive>"; }
# The times at which OPERATION of Noted resources began on a node: begun NODE OPERATION RSC
begun() { run_on "$1" awk -v op="$2" -v rsc="$3" '$2 == op && $3 == rsc { print $1 }' /run/noted; }
count_begun() { begun "$@" | wc -l; }

cluster 2
add_fencing

say "four unique instances, two on a node at most: each once; with one node two remain"
cib -C -o resources -X "<clone id='uniques'><meta_attributes id='uniques-meta'>$(meta uniques globally-unique=true clone-max=4 clone-node-max=2)</meta_attributes>
    <primitive id='unique' class='ocf' provider='rig' type='Service'><operations><op id='unique-m' name='monitor' interval='1s' timeout='20s'/></operations></primitive></clone>"
retry expect_on unique "n1 n1 n2 n2"
[[ $(run_on n1 sh -c 'ls /run/service/*.pid' | wc -l) = 2 ]] || wrong "n1 does not run two of them"
kept=$(run_on n1 sh -c 'cat /run/service/*.pid | sort' | xargs)
standby n2 true
retry expect_on unique "n1 n1"
[[ $(run_on n1 sh -c 'cat /run/service/*.pid | sort' | xargs) = "$kept" ]] || wrong "instances of n1 were restarted"
standby n2 false
retry expect_on unique "n1 n1 n2 n2"

say "a score for each unique instance: the one with the highest is promoted, wherever it is"
cib -C -o resources -X "<clone id='roles'><meta_attributes id='roles-meta'>$(meta roles promotable=true globally-unique=true promoted-max=1)</meta_attributes>
    <primitive id='role' class='ocf' provider='rig' type='Told'><operations>
    <op id='role-1' name='monitor' interval='2s' role='Promoted'/><op id='role-2' name='monitor' interval='3s' role='Unpromoted'/></operations></primitive></clone>"
retry expect_on role "n1 n2"
score() { run_on "$(ask "//resource[@id='role:$1']/node/@name")" sh -c "echo $2 >/run/told.score.role:$1"; }
expect_score() { [[ $(ask "//node_attributes/node/attribute[@name='master-role:$1']/@value") = "$2" ]] || wrong "role:$1 has no score of $2"; }
score 1 1300
retry expect_promoted role "role:1"
score 0 1200
retry expect_score 0 1200
retry expect_idle
expect_promoted role "role:1"
score 0 1400
retry expect_promoted role "role:0"

say "anonymous ones that run already are found, not started"
for node in n1 n2; do run_on "$node" touch /run/noted.found; done
cib -C -o resources -X "<clone id='founds'>$(noted found)</clone>"
retry expect_on found "n1 n2"
retry expect_idle
for node in n1 n2; do
    [[ $(count_begun "$node" start found) = 0 ]] || wrong "what ran on $node was started"
done

say "cloned groups, interleaved: those of n2 wait for those of n2 only"
cib -C -o resources -X "<clone id='unders'><meta_attributes id='unders-meta'>$(meta unders interleave=true)</meta_attributes><group id='under'>$(noted u1)$(noted u2)</group></clone>"
cib -C -o resources -X "<clone id='overs'><meta_attributes id='overs-meta'>$(meta overs interleave=true)</meta_attributes><group id='over'>$(noted o1)$(noted o2)</group></clone>"
cib -C -o constraints -X '<rsc_order id="under-over" first="unders" then="overs"/>'
cib -C -o constraints -X '<rsc_colocation id="over-with-under" rsc="overs" with-rsc="unders" score="INFINITY"/>'
retry expect_on o2 "n1 n2"
before=$(count_begun n1 stop o1)
standby n2 true
retry expect_on o2 "n1"
standby n2 false
retry expect_on o2 "n1 n2"
[[ $(count_begun n1 stop o1) = "$before" ]] || wrong "n1's group was restarted because of n2's"
order=$(run_on n2 awk '$2 == "start" && $3 ~ /^[uo][12]$/ { print $3 }' /run/noted | tail -n 4 | xargs)
[[ $order = "u1 u2 o1 o2" ]] || wrong "on n2 they were started in the order $order"

say "clone-min: what follows waits for two instances, and stops with the second"
cib -C -o resources -X "<clone id='bases'><meta_attributes id='bases-meta'>$(meta bases clone-min=2)</meta_attributes>$(noted base)</clone>"
cib -C -o resources -X "$(noted needs)"
cib -C -o constraints -X '<rsc_order id="base-needs" first="bases" then="needs" kind="Mandatory"/>'
retry expect_on needs "$(on needs)"
retry expect_running needs
standby n2 true
retry expect_on base "n1"
retry expect_stopped needs
standby n2 false
retry expect_running needs
expect_no_fencing

say "a clone of addresses, one more for each instance: a client reaches all, and all on the survivor when a node has lost its power"
reached() { run_on outside ping -c 1 -W 1 "10.77.$RIG.$1" >/dev/null || wrong "10.77.$RIG.$1 does not answer"; }
cib -C -o resources -X "<clone id='ips'><meta_attributes id='ips-meta'>$(meta ips globally-unique=true clone-max=4 clone-node-max=4)</meta_attributes>
    <primitive id='ip' class='ocf' provider='heartbeat' type='IPaddr2'><instance_attributes id='ip-params'>$(meta ip "ip=10.77.$RIG.110" cidr_netmask=24 unique_clone_address=true)</instance_attributes>
    <operations><op id='ip-m' name='monitor' interval='5s' timeout='20s'/></operations></primitive></clone>"
retry expect_on ip "n1 n1 n2 n2"
for address in 110 111 112 113; do retry reached $address; done
power_off n2
retry expect_on ip "n1 n1 n1 n1"
for address in 110 111 112 113; do retry reached $address; done
expect_fenced n2
passed
