#!/bin/bash
# The words of the database scenarios beside those of ../words.sh: a promotable database with a virtual address, a client outside that writes
# numbered rows all along (client), and what may never happen to them.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "${BASH_SOURCE[0]}")/../words.sh"

vip=10.77.$RIG.110
kind=

# A scenario that lacks a program fails: nothing is left out in silence.
need_programs() {
    local program
    for program in "$@"; do
        [[ -x $program ]] || wrong "$program is not installed (make check-databases installs the packages of tests/cluster/databases/debian-packages)"
    done
}

# ---- the cluster's side ----------------------------------------------------------------------------------------------

# Name and value pairs of an object: nv ID NAME=VALUE..
nv() {
    local id=$1 pair
    shift
    for pair in "$@"; do printf "<nvpair id='%s' name='%s' value='%s'/>" "$id-${pair%%=*}" "${pair%%=*}" "${pair#*=}"; done
}
# add_database ID AGENT PARAMETERS [late]: a promotable clone ID-clone of ocf:AGENT with these nvpairs, and the address that follows the promoted one. late: the
# address stays until the demotion is done, since the replica gets the last of the log through it.
add_database() {
    local id=$1 agent=$2 params=$3 name order
    cib -C -o resources -X "<clone id='$id-clone'><meta_attributes id='$id-clone-meta'>$(nv "$id-clone" promotable=true notify=true interleave=true)
        </meta_attributes><primitive id='$id' class='ocf' provider='${agent%:*}' type='${agent#*:}'><instance_attributes id='$id-params'>$params</instance_attributes>
        <operations>$(for name in start stop promote demote notify; do echo "<op id='$id-$name' name='$name' interval='0' timeout='60s'/>"; done)
        <op id='$id-promoted' name='monitor' role='Promoted' interval='2s' timeout='30s'/>
        <op id='$id-unpromoted' name='monitor' role='Unpromoted' interval='3s' timeout='30s'/></operations></primitive></clone>"
    cib -C -o resources -X "<primitive id='vip' class='ocf' provider='heartbeat' type='IPaddr2'><instance_attributes id='vip-params'>$(nv vip ip="$vip" cidr_netmask=24)
        </instance_attributes><operations><op id='vip-monitor' name='monitor' interval='5s' timeout='20s'/></operations></primitive>"
    cib -C -o constraints -X "<rsc_colocation id='vip-with-$id' rsc='vip' with-rsc='$id-clone' with-rsc-role='Promoted' score='INFINITY'/>"
    order="<rsc_order id='vip-after-$id' first='$id-clone' first-action='promote' then='vip' then-action='start' kind='Mandatory'"
    if [[ ${4:-} = late ]]; then
        cib -C -o constraints -X "$order symmetrical='false'/>"
        cib -C -o constraints -X "<rsc_order id='vip-until-$id' first='$id-clone' first-action='demote' then='vip' then-action='stop' symmetrical='false'/>"
    else
        cib -C -o constraints -X "$order/>"
    fi
}

promoted() { ask "//resource[@id='$1' and (@role='Promoted' or @role='Master')]/node/@name" | xargs; }
unpromoted() { ask "//resource[@id='$1' and (@role='Unpromoted' or @role='Slave')]/node/@name" | xargs; }
expect_promoted() {
    local now
    now=$(promoted "$1")
    [[ -n $now && ($# -eq 1 || $now = "$2") ]] || wrong "$1 is promoted on '$now', expected ${2:-somewhere}"
}
expect_unpromoted() {
    local now
    now=$(unpromoted "$1")
    [[ $now = "$2" ]] || wrong "$1 is a replica on '$now', expected $2"
}
expect_failed() { [[ -n $(failcount "$1" "$2") ]] || wrong "$1 has not failed on $2"; }

# ---- the client's side -------------------------------------------------------------------------------------------------

# start_client KIND: writes rows from here on; stop_client looks at what has become of them.
start_client() {
    local node addresses=()
    kind=$1
    journal=$state/journal
    for node in $(nodes); do addresses+=("10.77.$RIG.${node#n}"); done
    run_on outside "$cluster_dir/databases/client" "$kind" "$vip" "$journal" "${addresses[@]}" >"$state/client.log" 2>&1 &
    client=$!
}
count_rows() { grep -c " $1\$" "$journal" || true; }

# rows_flow [promised|taken] NODE: NODE is the one that takes writes, and then more rows are answered so.
rows_flow() {
    local how=$1 node=$2 before
    retry expect_primary "$node"
    before=$(count_rows "$how")
    retry more_rows "$how" "$((before + 3))"
}
more_rows() { [[ $(count_rows "$1") -ge $2 ]] || wrong "no more rows are $1; the client's last line: $(tail -n 1 "$journal")"; }
expect_primary() {
    local address
    address=$(awk '$2 == "primary" { last = $3 } END { print last }' "$journal")
    [[ $address = "10.77.$RIG.${1#n}" ]] || wrong "writes go to $address, expected $1"
}

# Longest time without an answered row, from the line number FROM of the journal on.
longest_gap() { awk -v from="$1" '$2 == "row" && $4 != "failed" { if (NR > from && last && $1 - last > gap) gap = $1 - last; last = $1 } END { printf "%.1f", gap }' "$journal"; }

# own_time NODE OFF: of the time from NODE's loss of its peer to the address that answers there, after the power-off at line OFF of NODE's log: what no agent and no
# fence agent needed, in milliseconds; "whole ours".
own_time() {
    tail -n "+$2" "$state/nodes/$1/var/log/pacemaker/pacemaker.log" | awk '
        function ms(t, p) { split(t, p, ":"); return ((p[1] * 60 + p[2]) * 60 + p[3]) * 1000 }
        function passes(now) { if (lost && !agents && !fencing) ours += now - last; last = now }
        $3 !~ /^[0-9:]+[.][0-9]+$/ || done { next }
        / corosync lost node / && !lost { lost = last = ms($3) }
        !lost { next }
        / Requesting fencing / { passes(ms($3)); fencing = 1 }
        / was fenced / { passes(ms($3)); fencing = 0 }
        / lrmd.* (db|vip): [a-z_]+ begins / { passes(ms($3)); agents++ }
        / lrmd.* (db|vip): [a-z_]+.* ended: / { passes(ms($3)); agents -= agents > 0 }
        / lrmd.* vip: start ended: ok/ { done = 1; printf "%d %d", ms($3) - lost, ours }'
}
log_lines() { wc -l <"$state/nodes/$1/var/log/pacemaker/pacemaker.log"; }
journal_lines() { wc -l <"$journal"; }

# No promised row is lost, none appears that was not written, and never did two nodes take writes.
stop_client() {
    local lost
    : >"$journal.stop"
    wait "$client"
    run_on outside "$cluster_dir/databases/client" "$kind" "$vip" rows | sort -u >"$state/rows"
    lost=$(awk '$2 == "row" && $4 == "promised" { print $3 }' "$journal" | sort | comm -23 - "$state/rows" | xargs)
    [[ -z $lost ]] || wrong "promised rows are lost: $lost"
    if grep -m 3 " TWO " "$journal"; then wrong "two nodes took writes at the same time"; fi
    say "$(wc -l <"$state/rows") rows, $(count_rows promised) of them promised, $(count_rows taken) taken without a promise, none lost"
}

# ---- what is done to a primary, step by step ---------------------------------------------------------------------------

# Each step begins with db promoted on $primary and ends so, with the other node as its replica. What a database needs beside the cluster, a scenario says by
# words of its own:
#   follows NODE        fails unless NODE follows the primary, by the database's own account
#   after_crash NODE    what an administrator does when the primary on NODE has crashed and another one leads
#   after_stop NODE     the same when it was stopped while it led
follows() { :; }
after_crash() { :; }
after_stop() { :; }
answered="\(promised\|taken\)" # without a replica nothing is promised, and it may be back before the first row
writes_alone=yes               # no: a primary without a replica takes no writes

# NODE leads, the other one follows, and a row is promised: both have it.
leads() {
    retry expect_promoted db "$1"
    retry expect_unpromoted db "$(other "$1")"
    retry expect_running vip "$1"
    retry follows "$(other "$1")"
    rows_flow promised "$1"
}
begins_with() {
    retry expect_promoted db
    primary=$(promoted db)
    start_client "$1"
    leads "$primary"
}
# begin_step TEXT; the other node has taken over.
begin_step() {
    say "$1, $primary"
    at=$(journal_lines)
}
taken_over() {
    if [[ $writes_alone = yes ]]; then
        rows_flow "$answered" "$(other "$primary")"
        say "the other one takes writes; without an answer for $(longest_gap "$at") s"
    else
        retry expect_promoted db "$(other "$primary")"
    fi
}
power_off_primary() {
    local off whole ours
    begin_step "power-off of the primary"
    off=$(log_lines "$(other "$primary")")
    power_off "$primary"
    taken_over
    read -r whole ours <<<"$(own_time "$(other "$primary")" "$off")"
    say "from the loss of the membership to the address $whole ms, of these neither an agent's nor the fencing's: $ours ms"
    retry expect_online "$primary"
    after_crash "$primary"
    primary=$(other "$primary")
    leads "$primary"
    say "the old primary is back, as replica"
}
# kill_primary WORD: WORD kills the database on a node.
kill_primary() {
    local old=$primary
    begin_step "kill -9 of the primary"
    "$1" "$primary"
    retry expect_failed db "$primary"
    retry expect_idle
    retry expect_promoted db
    primary=$(promoted db)
    [[ $primary = "$old" ]] || after_crash "$old"
    leads "$primary"
    say "$primary leads; without an answer for $(longest_gap "$at") s"
    run_on n1 crm_resource --cleanup -r db >/dev/null
    retry expect_idle
}
standby_primary() {
    begin_step "standby of the primary"
    standby "$primary" true
    taken_over
    retry expect_idle
    after_stop "$primary"
    standby "$primary" false
    primary=$(other "$primary")
    leads "$primary"
}
move_primary() {
    begin_step "the promoted role is moved by hand from the primary"
    run_on n1 crm_resource --move -r db-clone --promoted -N "$(other "$primary")" >/dev/null
    taken_over
    retry expect_idle
    after_stop "$primary"
    leads "$(other "$primary")"
    run_on n1 crm_resource --clear -r db-clone >/dev/null
    retry expect_idle
    primary=$(promoted db) # the agent's score may say otherwise than the wish that has ended
    leads "$primary"
}
