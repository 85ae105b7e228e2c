#!/bin/bash
# crm_resource --restart: a resource, a group and a clone stop and start again where they were; of a clone, one node's instance alone; what does not
# run, or not there, is refused, and nothing is left in the configuration.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

cluster 2
add_fencing
add_service svc resource-stickiness=100
cib -C -o resources -X '<clone id="both"><primitive id="inst" class="ocf" provider="heartbeat" type="Dummy"/></clone>'
cib -C -o resources -X '<primitive id="off" class="ocf" provider="heartbeat" type="Dummy"><meta_attributes id="off-meta"><nvpair id="off-role" name="target-role"
    value="Stopped"/></meta_attributes></primitive>'
retry expect_running svc
both_run() { [[ $(where inst | xargs -n 1 | sort | xargs) = "n1 n2" ]] || wrong "inst runs on $(where inst)"; }
since_when() { run_on "$1" stat -c %y /run/resource-agents/Dummy-inst.state; } # the file is made anew by each start
retry both_run
here=$(where svc)
configuration() { cib -Q -o configuration | grep -Ec 'name="target-role"|<rsc_location'; } # off has its role

say "a resource"
pid=$(service_pid svc "$here")
run_on n1 crm_resource --restart -r svc >/dev/null
expect_running svc "$here"
[[ $(service_pid svc "$here") != "$pid" ]]

say "a clone, then its instance on n1 alone"
run_on n1 crm_resource --restart -r both >/dev/null
retry both_run
on_n1=$(since_when n1) on_n2=$(since_when n2)
run_on n1 crm_resource --restart -r both -N n1 >/dev/null
retry both_run
[[ $(since_when n1) != "$on_n1" ]]
[[ $(since_when n2) = "$on_n2" ]]

say "what does not run is refused"
refused 105 "off is not running anywhere" n1 crm_resource --restart -r off
refused 105 "svc is not running on $(other "$here")" n1 crm_resource --restart -r svc -N "$(other "$here")"

say "nothing is left behind"
[[ $(configuration) = 1 ]] || wrong "roles or bans were left: $(cib -Q -o configuration)"
expect_never_twice
expect_no_fencing
passed
