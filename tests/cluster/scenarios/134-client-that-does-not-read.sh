#!/bin/bash
# A client that follows the CIB and stops reading: it is dropped when too much waits for it, and the log says why. Nobody waits for it, memory
# does not grow for it, and another client that reads misses nothing.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "its bound is another one"

# Proportional share of memory of crmd, in MB.
crmd_mb() { run_on n1 awk '/^Pss:/ { print int($2 / 1024) }' "/proc/$(daemon_pid n1 crmd)/smaps_rollup"; }
follower() { run_on n1 crm_mon --daemonize --output-as=text --output-to="/run/$1" --pid-file="/run/$1.pid"; }
expect_sees() { run_on n1 grep -q "$2" "/run/$1" || wrong "$1 does not see $2"; }
# rig logs shows each line as the daemon and as the node has it.
dropped() { rig logs n1 | grep "^[^ ]* [^ ]* [^ ]* n1 " | grep "is dropped, because it does not read: " || true; }
count_dropped() { dropped | wc -l; }
expect_dropped() { [[ $(count_dropped) = "$1" ]] || wrong "$(count_dropped) clients were dropped, expected $1"; }
# So many changes of a value of 60 KB.
# shellcheck disable=SC2016 # expanded in the node
flood() {
    run_on n1 bash -c 'value=$(head -c 60000 /dev/zero | tr "\0" x)
        for ((i = 1; i <= $1; i++)); do
            cibadmin -M -o crm_config --allow-create -X "<cluster_property_set id=\"flood\"><nvpair id=\"flood-1\" name=\"flood\" value=\"$i-$value\"/></cluster_property_set>" || exit
        done' - "$1"
}

cluster 2
usual_service n1
follower reads
follower sleeps
retry expect_sees reads svc
retry expect_sees sleeps svc
sleeper=$(run_on n1 cat /run/sleeps.pid | xargs)
before=$(crmd_mb)

say "a follower stops reading; changes go on, 60 KB each"
run_on n1 kill -STOP "$sleeper"
flood 100
half=$(crmd_mb)
say "after 100 changes crmd has $half MB (it had $before)"
expect_dropped 0
flood 150
retry expect_dropped 1
after=$(crmd_mb)
say "after 250 it was dropped: $after MB"
[[ $half -le $((before + 24)) && $after -le $((before + 24)) ]]
dropped | grep -q "client $sleeper (root)"

say "the one that reads goes on, and the service was never touched"
add_service last
retry expect_running last
retry expect_sees reads last
run_on n1 kill -CONT "$sleeper"
run_on n1 pkill -x crm_mon
expect_running svc n1
expect_marks 1 'n1 started svc'
expect_no_fencing
passed
