#!/bin/bash
# lrmd is killed while a promotion, a demotion and either half of a migration is under way (start, stop and monitor: 125). What was under way is ended, the true
# state is probed, and each resource ends up in the role and on the node where it shall be; never promoted twice, never running twice, and nobody is fenced.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

# The operation of the promotable one hangs on n1 from now on; faults of the agent itself.
promotable_hangs() { run_on n1 sh -c 'mkdir -p /run/resource-agents/baton-faults && echo "$1:hang" >/run/resource-agents/baton-faults/lead' - "$1"; }
lead_under_way() { run_on n1 pgrep -f "Stateful $1\$" >/dev/null || wrong "no $1 is under way on n1"; }
svc_under_way() { expect_marks 1 "n1 $1 provoked hang svc"; }
# lrmd_dies_in WORD OPERATION: on n1, as soon as WORD says that it is under way; it comes back to an agent that works.
lrmd_dies_in() {
    local pid
    retry "$1" "$2"
    pid=$(daemon_pid n1 lrmd)
    run_on n1 rm -f /run/resource-agents/baton-faults/lead "/run/service/svc.$2"
    run_on n1 kill -9 "$pid"
    retry expect_new_daemon n1 lrmd "$pid"
}
leads() { run_on "$1" grep -lx promoted /run/resource-agents/baton-Stateful-lead.state >/dev/null 2>&1; }
# What crm_mon says, and what is really so.
expect_leader() {
    local said
    said=$(ask "//resource[@id='lead' and @role='Promoted']/node/@name" | xargs)
    [[ $said = "$1" ]] || wrong "promoted is '$said', expected '$1'"
    local node
    for node in $(nodes); do
        if leads "$node"; then [[ $node = "$1" ]] || wrong "$node is promoted in truth"; else [[ $node != "$1" ]] || wrong "$node is not promoted in truth"; fi
    done
}
lead_role() { run_on n1 crm_resource -r leads --meta --set-parameter target-role --parameter-value "$1" >/dev/null; }
settled() { run_on n1 crm_resource --wait --timeout 60; }

cluster 2
add_fencing
cib -C -o resources -X '<clone id="leads"><meta_attributes id="leads-meta"><nvpair id="leads-p" name="promotable" value="true"/>
    <nvpair id="leads-t" name="target-role" value="Unpromoted"/></meta_attributes><primitive id="lead" class="ocf" provider="baton" type="Stateful"><operations>
    <op id="lead-1" name="monitor" interval="3s" role="Promoted"/><op id="lead-2" name="monitor" interval="4s" role="Unpromoted"/></operations></primitive></clone>'
cib -C -o constraints -X '<rsc_location id="lead-on-n1" rsc="leads" role="Promoted" node="n1" score="1000"/>'
add_service svc allow-migrate=true resource-stickiness=100
place svc n1
retry expect_running fencing
settled

say "in a promote"
promotable_hangs promote
lead_role Promoted
lrmd_dies_in lead_under_way promote
retry expect_leader n1

say "in a demote"
promotable_hangs demote
lead_role Unpromoted
lrmd_dies_in lead_under_way demote
retry expect_leader ""
lead_role Promoted
retry expect_leader n1

say "in a migrate_to"
provoke svc migrate_to n1 hang
cib -C -o constraints -X '<rsc_location id="svc-on-n2" rsc="svc" node="n2" score="INFINITY"/>'
lrmd_dies_in svc_under_way migrate_to
retry expect_running svc n2
settled
expect_running svc n2
service_pid svc n2 >/dev/null
if service_pid svc n1 >/dev/null 2>&1; then wrong "svc still lives on n1"; fi

say "in a migrate_from"
provoke svc migrate_from n1 hang
cib -D -o constraints -X '<rsc_location id="svc-on-n2"/>'
cib -C -o constraints -X '<rsc_location id="svc-on-n1" rsc="svc" node="n1" score="INFINITY"/>'
lrmd_dies_in svc_under_way migrate_from
retry expect_running svc n1
settled
expect_running svc n1
service_pid svc n1 >/dev/null
if service_pid svc n2 >/dev/null 2>&1; then wrong "svc still lives on n2"; fi

say "the cluster still works"
expect_leader n1
bounce svc n1
expect_no_fencing
passed
