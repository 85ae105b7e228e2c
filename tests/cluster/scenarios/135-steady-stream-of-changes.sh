#!/bin/bash
# Changes without a pause, some twenty to some hundred a second, for as long as all of this lasts: a failed monitor is recovered, and the node of the
# service is fenced and the service started on the other, as fast as without them. Each change makes a plan that is under way an old one: that must hold up nothing.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "such a stream holds its fencing up for as long as it lasts"

# Changes from a process of its own on n1: an attribute of the node and an option, in turns, until the file is gone.
# shellcheck disable=SC2016 # expanded in the node
begin_stream() {
    run_on n1 touch /run/stream
    run_on n1 bash -c 'for ((i = 0; ; i++)); do
        [[ -e /run/stream ]] || break
        if ((i % 2)); then attrd_updater -n stream -U "$i"; else crm_attribute -t crm_config -n stream -v "$i"; fi
        echo "$i" >/run/stream.count
    done' >/dev/null 2>&1 &
}
stream_count() { run_on n1 cat /run/stream.count; }
expect_stream() { [[ $(stream_count) -ge $1 ]] || wrong "only $(stream_count) changes so far, expected $1"; }

# Seconds from the power-off of n2 to the start on n1.
failover() {
    local off
    place svc n2
    off=$EPOCHREALTIME
    power_off n2
    FROM=n1 retry expect_running svc n1
    since "$off" "$(marks 'n1 started svc' | tail -1 | cut -d' ' -f1)"
    FROM=n1 retry expect_online n2
}

cluster 2
usual_service n1
quiet=$(failover)
say "without changes the service is back after $quiet s"

begin_stream
retry expect_stream 20
say "with a stream of changes: the service crashes and is recovered"
# Here or there: a change between its stop and its start has it planned anew, and what is stopped is bound to no node.
starts=$(count_marks 'n[12] started svc')
crash_service svc n1
retry 10 expect_marks $((starts + 1)) 'n[12] started svc'

from=$(stream_count)
busy=$(failover)
say "its node is powered off: it is back after $busy s, $(($(stream_count) - from)) changes meanwhile"
[[ ${busy/./} -le $((${quiet/./} + 150)) ]] || wrong "the stream delayed the failover: $busy s instead of $quiet s"
run_on n1 rm /run/stream
wait
retry expect_online n2
passed
