#!/bin/bash
# The words of the cluster scenarios; each scenario sources this file. They use only what the ecosystem has (crm_mon's
# XML, crm_node, cibadmin, crm_resource, crm_attribute), so a scenario runs on Baton and on Pacemaker alike.
#
#   cluster N                   N fresh nodes, all online, a DC elected; "cluster N stopped": nodes without daemons
#   say TEXT                    one line of the story, with the seconds since the start
#   run_on NODE CMD...          runs CMD in the node
#   retry [SECONDS] WORD...     until WORD succeeds; fails with WORD's own sentence after SECONDS (default 60)
#   expect_*                    checks once and says what is different; wrap it in retry where it takes time
#   passed                      last line of a scenario: the service never ran twice, and nothing else is wrong
#
# Status is asked of the first node that is on; FROM=n2 asks another.
#
# SPDX-License-Identifier: GPL-2.0-or-later
set -Eeuo pipefail
shopt -s inherit_errexit

cluster_dir=$(readlink -f "$(dirname "${BASH_SOURCE[0]}")")
export RIG=${RIG:-1} RIG_FLAVOUR=${RIG_FLAVOUR:-baton} RIG_DESTDIR=${RIG_DESTDIR:-}
state=${RIG_STATE:-/tmp/baton-rig-$RIG}
scenario=$(basename "$0" .sh)
retry_s=60
started=$EPOCHREALTIME

rig() { "$cluster_dir/rig" "$@"; }
run_on() { rig exec "$@"; }
# Seconds, with two places, from one EPOCHREALTIME to another (default: now).
since() {
    local now=${2:-$EPOCHREALTIME} us
    us=$((${now/./} - ${1/./}))
    printf '%d.%02d' $((us / 1000000)) $((us % 1000000 / 10000))
}
say() { printf '%7s  %s\n' "$(since "$started")" "$*"; }
wrong() { echo "$*" >&2; return 1; }

# ---- how a scenario begins and ends --------------------------------------------------------------------------------

trap 'broken $LINENO "$BASH_COMMAND"' ERR
trap 'finish' EXIT

# Names the line of the scenario, also when the error happened inside a word.
broken() {
    local line=$1
    [[ ${#BASH_LINENO[@]} -lt 3 ]] || line=${BASH_LINENO[-2]}
    [[ $BASH_SUBSHELL -gt 0 ]] || say "FAILED in $scenario at line $line: $2"
}

finish() {
    local code=${1:-$?}
    trap - ERR EXIT
    if [[ $code -ne 0 && -d $state ]]; then keep_logs; fi
    # What still runs beside it would go on in the next one's rig, which has the same names.
    local job
    for job in $(jobs -p); do kill "$job" 2>/dev/null || true; done
    [[ -n ${RIG_KEEP:-} ]] || rig down || code=1
    exit "$code"
}

keep_logs() {
    local kept=${RIG_LOGS:-/tmp/baton-failed}/$RIG_FLAVOUR-$scenario
    mkdir -p "$kept"
    rig logs >"$kept/logs" 2>&1 || true
    rig marks >"$kept/marks" 2>&1 || true
    run_on "$(observer)" timeout 10 cibadmin -Q >"$kept/cib.xml" 2>&1 || true
    echo "---- last marks"
    tail -n 15 "$kept/marks"
    echo "---- last lines of the logs (all in $kept)"
    tail -n 40 "$kept/logs" | cut -c 1-240
}

passed() {
    expect_never_twice
    say "passed"
}

# Says that the scenario is about Baton's own ways, where Pacemaker is known to differ.
only_baton() {
    [[ $RIG_FLAVOUR = pacemaker ]] || return 0
    say "not for Pacemaker: $*"
    exit 0
}

# A dead owner's rig of the same number is cleared first.
cluster() {
    rig down
    if [[ ${2:-} = stopped || $RIG_FLAVOUR = pacemaker ]]; then
        RIG_AUTOSTART=no rig up "$1"
    else
        rig up "$1"
    fi
    if [[ $RIG_FLAVOUR = pacemaker ]]; then
        each_node hurry_pacemaker
        [[ ${2:-} = stopped ]] || rig start-daemons
    fi
    [[ ${2:-} = stopped ]] || wait_online
}

nodes() { cat "$state/shared/nodes"; }
each_node() { local node; for node in $(nodes); do "$@" "$node"; done; }

# Pacemaker waits 20 s for a DC before it elects one; only the start is made quicker, by a CIB as pcs lays it down.
hurry_pacemaker() {
    run_on "$1" sh -c 'cat >/var/lib/pacemaker/cib/cib.xml && chown hacluster:haclient /var/lib/pacemaker/cib/cib.xml' <<-END
	<cib crm_feature_set="3.0.14" validate-with="pacemaker-3.9" epoch="1" num_updates="0" admin_epoch="0">
	<configuration><crm_config><cluster_property_set id="cib-bootstrap-options">
	<nvpair id="deadtime" name="dc-deadtime" value="2s"/></cluster_property_set></crm_config>
	<nodes/><resources/><constraints/></configuration><status/></cib>
	END
}

# ---- waiting ---------------------------------------------------------------------------------------------------------

retry() {
    local bound=$retry_s until said
    if [[ $1 =~ ^[0-9]+$ ]]; then bound=$1; shift; fi
    until=$((SECONDS + bound))
    until said=$("$@" 2>&1); do
        [[ $SECONDS -le $until ]] || { say "after $bound s still: $said" >&2; return 1; }
        sleep 0.1
    done
    [[ -z $said ]] || echo "$said"
}

wait_online() {
    each_node retry expect_online
    retry expect_dc
}

# ---- what the cluster says ---------------------------------------------------------------------------------------------

observer() {
    local node
    for node in ${FROM:-$(nodes)}; do
        [[ $(rig power "$node") != on ]] || { echo "$node"; return; }
    done
    wrong "no node is on"
}

status_xml() { run_on "$(observer)" timeout 20 crm_mon -1 --output-as=xml 2>/dev/null; }

# Values of attributes or elements in crm_mon's XML, one a line.
ask() {
    local xml
    xml=$(status_xml) || { wrong "crm_mon does not answer: $(sed -n 's/.*message="\([^"]*\)".*/\1/p' <<<"$xml")" || return; }
    xmllint --xpath "$1" - <<<"$xml" 2>/dev/null | sed 's/^ *[a-z_-]*="\(.*\)"$/\1/' || true
}

dc() { ask '//current_dc[@present="true"]/@name'; }
other() { nodes | grep -vx "$1" | head -1; }
online() { ask '/*/nodes/node[@online="true" and @unclean="false" and @pending="false"]/@name'; }
active() { ask "//resource[@id='$1' and @active='true' and @role!='Stopped'$2]/node/@name" | xargs; }
where() { active "$1" " and @role!='Starting'"; }
failcount() { ask "//node_history/node[@name='$2']/resource_history[@id='$1']/@fail-count"; }

expect_dc() {
    local now
    now=$(dc)
    [[ -n $now && ($# -eq 0 || $now = "$1") ]] || wrong "the DC is '$now', expected ${1:-one}"
}
expect_idle() { run_on "$(observer)" crmadmin -S "$(dc)" | grep -q S_IDLE || wrong "the cluster is not idle"; }
expect_online() { online | grep -qx "$1" || wrong "$1 is not online (online: $(online | xargs))"; }
expect_offline() { if online | grep -qx "$1"; then wrong "$1 is online, expected offline"; fi; }
expect_running() {
    local on
    on=$(where "$1")
    [[ -n $on && ($# -eq 1 || $on = "$2") ]] || wrong "$1 runs on '$on', expected ${2:-somewhere}"
}
expect_stopped() {
    local on
    on=$(active "$1" "")
    [[ -z $on ]] || wrong "$1 runs on $on, expected nowhere"
}
expect_quorum() {
    local has
    has=$(run_on "$(observer)" crm_node -q)
    [[ $has = "$1" ]] || wrong "quorum is '$has', expected $1"
}

# ---- what is really so -------------------------------------------------------------------------------------------------

# Process number of the service in the node; fails if it does not live there.
service_pid() {
    # shellcheck disable=SC2016 # expanded in the node
    run_on "$2" sh -c 'pid=$(cat "/run/service/$1.pid" 2>/dev/null) && kill -0 "$pid" 2>/dev/null && echo "$pid"' - "$1" ||
        wrong "$1 has no process on $2"
}
expect_same_process() {
    local now
    now=$(service_pid "$1" "$2")
    [[ $now = "$3" ]] || wrong "$1 was restarted on $2: process $now, it was $3"
}
marks() { grep -E "^[0-9.]+ $*" "$state/shared/marks" || true; }
count_marks() { marks "$@" | wc -l; }
expect_marks() {
    local count
    count=$(count_marks "$2")
    [[ $count = "$1" ]] || wrong "noted $count times, expected $1: $2"
}
expect_fenced() { [[ -n $(marks ".* fences $1 ") ]] || wrong "$1 was not fenced"; }
expect_no_fencing() { expect_marks 0 '.* fences '; }
expect_power() { [[ $(rig power "$1") = "$2" ]] || wrong "$1 is $(rig power "$1"), expected $2"; }

# The service agent's lock in the kernel notes each instant at which a second process of a service lives.
expect_never_twice() { [[ -z $(marks '.* DOUBLE') ]] || wrong "ran twice: $(marks '.* DOUBLE')"; }

# Process number of a daemon, by Baton's name for it: daemon_pid n1 crmd
daemon_pid() {
    local name
    name=$(daemon_name "$2")
    run_on "$1" pgrep -o -x "${name:0:15}" || wrong "$2 does not run on $1"
}
daemon_name() {
    case $RIG_FLAVOUR:$1 in
    pacemaker:batond) echo pacemakerd ;;
    pacemaker:crmd) echo pacemaker-controld ;;
    pacemaker:lrmd) echo pacemaker-execd ;;
    pacemaker:stonithd) echo pacemaker-fenced ;;
    pacemaker:pengine) echo pacemaker-schedulerd ;;
    *) echo "$1" ;;
    esac
}
expect_new_daemon() {
    local pid
    pid=$(daemon_pid "$1" "$2") || return
    [[ $pid != "$3" ]] || wrong "$2 on $1 is still process $pid"
}

# ---- what is done to the cluster ---------------------------------------------------------------------------------------

power_off() { rig kill "$1"; }
power_on() { rig start "$1"; }

# Kills a daemon; it must be back, with the service's process as it was, and no node fenced: survives_kill n1 crmd
survives_kill() {
    local node=$1 daemon=$2 service_node pid service
    service_node=$(where svc)
    service=$(service_pid svc "$service_node")
    pid=$(daemon_pid "$node" "$daemon")
    say "kill -9 of $daemon on $node (the DC is $(dc), the service on $service_node)"
    run_on "$node" kill -9 "$pid"
    # What starts batond is systemd; here, we.
    [[ $daemon != batond ]] || RIG_ONLY=manager rig start-daemons "$node"
    retry expect_new_daemon "$node" "$daemon" "$pid"
    wait_online
    retry expect_running svc "$service_node"
    expect_same_process svc "$service_node" "$service"
    expect_no_fencing
    say "the cluster still works: the service is stopped and started on order"
    bounce svc "$service_node"
}

# Stops the service by its target-role and starts it again on NODE.
bounce() {
    run_on "$(observer)" crm_resource -r "$1" --meta --set-parameter target-role --parameter-value Stopped >/dev/null
    retry expect_stopped "$1"
    run_on "$(observer)" crm_resource -r "$1" --meta --delete-parameter target-role >/dev/null
    retry expect_running "$1"
    place "$1" "$2"
}

cib() { run_on "$(observer)" cibadmin "$@"; }
property() { run_on "$(observer)" crm_attribute -t crm_config -n "$1" -v "$2"; }

# One fence device for all nodes: it lists them itself.
add_fencing() {
    cib -C -o resources -X '<primitive id="fencing" class="stonith" type="fence_rig"><operations>
        <op id="fencing-monitor" name="monitor" interval="60s" timeout="20s"/></operations></primitive>'
}

# An agent fence_slow on NODE, which takes as long as /run/rig/slow is there, at most 20 s; each call of it is a mark.
make_slow() {
    # shellcheck disable=SC2016 # expanded in the node
    run_on "$1" sh -c 'cat >/usr/sbin/fence_slow; chmod 755 /usr/sbin/fence_slow; echo action=metadata | fence_rig | sed s/fence_rig/fence_slow/ >/usr/share/slow.xml' <<-'END'
	#!/bin/sh
	input=$(cat)
	case $input in
	*action=metadata*) exec cat /usr/share/slow.xml ;;
	*action=reboot* | *action=off*)
	    echo "$(date +%s.%N) $(hostname) begins" >>/run/rig/marks
	    for i in $(seq 200); do [ ! -e /run/rig/slow ] || sleep 0.1; done ;;
	esac
	echo "$input" | exec fence_rig
	END
}
# How often it has begun.
begins() { count_marks '.* begins'; }
expect_begun() { [[ $(begins) -ge $1 ]] || wrong "$(begins) calls have begun, expected $1"; }

# A service that can prove that it never ran twice. Words after the name are meta attributes: migration-threshold=2.
add_service() {
    local name=$1 meta='' pair
    shift
    for pair in "$@"; do meta+="<nvpair id='$name-${pair%%=*}' name='${pair%%=*}' value='${pair#*=}'/>"; done
    cib -C -o resources -X "<primitive id='$name' class='ocf' provider='rig' type='Service'>
        <meta_attributes id='$name-meta'>$meta</meta_attributes>
        <operations><op id='$name-start' name='start' interval='0' timeout='20s'/>
        <op id='$name-stop' name='stop' interval='0' timeout='20s'/>
        <op id='$name-monitor' name='monitor' interval='1s' timeout='5s'/></operations></primitive>"
}

# A resource of any agent of provider rig with default operations: add_resource NAME AGENT
add_resource() {
    cib -C -o resources -X "<primitive id='$1' class='ocf' provider='rig' type='$2'>
        <meta_attributes id='$1-meta'><nvpair id='$1-sticky' name='resource-stickiness' value='100'/></meta_attributes>
        <operations><op id='$1-monitor' name='monitor' interval='5s' timeout='20s'/></operations></primitive>"
}

# Makes a resource run on NODE and then forgets the wish: place svc n1
place() {
    cib -C -o constraints -X "<rsc_location id='place-$1' rsc='$1' node='$2' score='INFINITY'/>"
    retry expect_running "$1" "$2"
    cib -D -o constraints -X "<rsc_location id='place-$1'/>"
}

# Fencing and one service that stays where it is: what most scenarios begin with. usual_service NODE [META=VALUE..]
usual_service() {
    add_fencing
    add_service svc resource-stickiness=100 "${@:2}"
    place svc "$1"
    retry expect_running fencing
}
standby() { run_on "$(observer)" crm_attribute -t nodes -N "$1" -n standby -v "$2"; }

# Makes ACTION of the service fail with CODE, hang, or take a while (slow) on NODE: provoke svc stop n1 1
provoke() {
    # shellcheck disable=SC2016 # expanded in the node
    run_on "$3" sh -c 'mkdir -p /run/service && echo "$1" >"/run/service/$2"' - "$4" "$1.$2"
}
unprovoke() { run_on "$3" rm -f "/run/service/$1.$2"; }
crash_service() { run_on "$2" kill -9 "$(service_pid "$1" "$2")"; }

# What the operations of a resource returned last, in words: expect_result svc "not installed"
results() { ask "//node_history/node/resource_history[@id='$1']/operation_history/@rc_text" | sort -u | paste -sd,; }
expect_result() {
    local now
    now=$(results "$1")
    grep -q -- "$2" <<<"$now" || wrong "operations of $1 returned '$now', expected $2"
}

# ---- refusals ------------------------------------------------------------------------------------------------------------

on_baton() { [[ $RIG_FLAVOUR != baton ]] || "$@"; }

# refused CODE PATTERN NODE CMD...: the command ends with CODE and says a sentence that matches PATTERN.
refused() {
    local code=$1 pattern=$2 said got=0
    shift 2
    said=$(rig exec "$@" 2>&1 </dev/null) || got=$?
    [[ $got = "$code" ]] || wrong "exit code $got, expected $code: ${*:2}: $said"
    grep -Eiq -- "$pattern" <<<"$said" || wrong "does not say '$pattern': ${*:2}: $said"
}
