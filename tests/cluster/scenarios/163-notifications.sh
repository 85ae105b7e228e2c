#!/bin/bash
# Notifications before and after each start, promote, demote and stop: in order, to each instance, with the lists that the policy engine planned; a power-off
# is told to the survivor as a demote and a stop.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

told() { grep -E "^[0-9.]+ $1" "$state/shared/told" 2>/dev/null || true; }
expect_told() { [[ -n $(told "$1") ]] || wrong "nobody was told: $1; but: $(tail -n 4 "$state/shared/told")"; }
expect_untold() { [[ -z $(told "$1") ]] || wrong "was told: $(told "$1" | head -1)"; }
promoted() { ask "//resource[@id='db' and @role='Promoted']/node/@name" | xargs; }
expect_promoted() { [[ $(promoted) = "$1" ]] || wrong "promoted on '$(promoted)', expected $1"; }
score() { run_on "$1" sh -c "echo $2 >/run/told.score"; }
begin() { mv "$state/shared/told" "$state/shared/told.$((++part))" 2>/dev/null || true; say "$@"; }
part=0

# All calls of PATTERN come before all of LATER.
in_order() {
    local last first
    last=$(told "$1" | tail -n 1 | cut -d' ' -f1)
    first=$(told "$2" | head -n 1 | cut -d' ' -f1)
    [[ -n $last && -n $first && ${last/./} -le ${first/./} ]] || wrong "not in order: '$1' ($last) before '$2' ($first)"
}
# Both are told of OPERATION before it begins and after it has ended.
around() {
    local node
    for node in $2; do expect_told "$node notify pre $1"; done
    in_order ".* notify pre $1" ".* $1 begins"
    in_order ".* $1 ends" ".* notify post $1"
}

# Each notification as the graphs say it that the policy engine makes of the saved inputs: "NODE TYPE OPERATION |LIST=VALUE..." as the agent notes it.
planned() {
    local input
    for input in "$state/nodes/$1"/var/lib/pacemaker/pengine/pe-*.bz2; do
        bzcat "$input" >"$state/input.xml"
        run_on "$1" crm_simulate -p -G /run/rig/graph.xml <"$state/input.xml" >/dev/null || continue
        notifications_of <"$state/shared/graph.xml"
    done | sort -u
}
notifications_of() {
    python3 -c '
import sys, xml.etree.ElementTree
words = "active inactive promoted unpromoted master slave start stop promote demote".split()
for op in xml.etree.ElementTree.parse(sys.stdin).iterfind("synapse/action_set/rsc_op[@operation=\"notify\"]"):
    get = op.find("attributes").get
    print(op.get("on_node"), get("CRM_meta_notify_type"), get("CRM_meta_notify_operation"),
          "".join(f"|{w}_{k}=" + get(f"CRM_meta_notify_{w}_{k}", "unset") for w in words for k in ("resource", "uname")))'
}
expect_as_planned() {
    local unplanned
    planned "$1" >"$state/planned"
    unplanned=$(cut -d' ' -f2- <"$state/shared/told" | grep ' notify ' | sed 's/ notify / /' | sort -u | comm -23 - "$state/planned")
    [[ -z $unplanned ]] || wrong "told, but not planned so: $(head -n 1 <<<"$unplanned"); planned: $(head -n 3 "$state/planned")"
}

cluster 2
add_fencing
score n1 20
begin "both start, n1 is promoted"
cib -C -o resources -X '<clone id="dbs"><meta_attributes id="dbs-meta"><nvpair id="dbs-promotable" name="promotable" value="true"/><nvpair id="dbs-notify" name="notify" value="true"/>
    </meta_attributes><primitive id="db" class="ocf" provider="rig" type="Told"><operations><op id="db-1" name="monitor" interval="1s" role="Promoted"/>
    <op id="db-2" name="monitor" interval="2s" role="Unpromoted"/></operations></primitive></clone>'
retry expect_promoted n1
retry expect_told "n2 notify post promote"
around promote "n1 n2"
expect_told "n2 notify pre promote .*\|active_resource=db:[01] db:[01]\|active_uname=n[12] n[12]\|inactive_resource= \|"
expect_told "n2 notify pre promote .*\|promoted_resource= \|promoted_uname= \|unpromoted_resource=db:[01] db:[01]\|.*\|promote_uname=n1\|demote_resource= \|demote_uname= $"
expect_untold ".* notify pre start" # nobody was there to hear it
retry 10 expect_as_planned "$(dc)"

begin "n2 has the higher score: demote there, promote here"
score n2 100
retry expect_promoted n2
retry expect_told "n1 notify post promote"
around demote "n1 n2"
around promote "n1 n2"
in_order ".* notify post demote" ".* notify pre promote"
for node in n1 n2; do
    expect_told "$node notify pre demote .*\|promoted_uname=n1\|unpromoted_resource=db:[01]\|unpromoted_uname=n2\|master_resource=db:[01]\|master_uname=n1\|slave_.*\|promote_uname=n2\|.*\|demote_uname=n1$"
    expect_told "$node notify post promote .*\|promoted_uname=n1\|"
done
retry 10 expect_as_planned "$(dc)"

begin "n2 goes into standby: demote, stop; and comes back"
standby n2 true
retry expect_promoted n1
retry expect_told "n1 notify post stop"
around demote "n1 n2"
around stop "n1 n2"
expect_told "n1 notify post stop .*\|stop_uname=n2\|"
expect_untold "n2 notify post stop"
begin "n2 is back"
standby n2 false
retry expect_told "n1 notify post start .*\|start_uname=n2\|"
retry expect_told "n2 notify post start"
around start "n1"
expect_untold "n2 notify pre start"
retry expect_promoted n2
retry expect_told "n1 notify post promote"
retry 10 expect_as_planned "$(dc)"

begin "power-off of n2, which is promoted: the survivor is told of a demote and a stop"
power_off n2
FROM=n1 retry expect_promoted n1
FROM=n1 retry expect_told "n1 notify post promote"
expect_told "n1 notify pre demote .*\|demote_uname=n2$"
expect_told "n1 notify post demote .*\|demote_uname=n2$"
expect_told "n1 notify post stop .*\|stop_uname=n2\|"
in_order "n1 notify post stop" "n1 promote begins"
FROM=n1 retry 10 expect_as_planned n1
passed
