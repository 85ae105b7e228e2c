#!/bin/bash
# lrmd is killed while an operation is under way, for each kind of operation: what was under way is ended, the true state is probed, and the service
# ends up where it shall be, without a node fenced and without ever running twice.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

# make_hang ACTION: from now on it never ends on n1
make_hang() {
    seen=$(count_marks "n1 $1 provoked hang svc")
    provoke svc "$1" n1 hang
}
# lrmd dies on n1 while ACTION hangs there, and comes back to an agent that works.
lrmd_dies_in() {
    local action=$1 pid
    retry hangs "$action"
    pid=$(daemon_pid n1 lrmd)
    unprovoke svc "$action" n1
    run_on n1 kill -9 "$pid"
    retry expect_new_daemon n1 lrmd "$pid"
}
hangs() { [[ $(count_marks "n1 $1 provoked hang svc") -gt $seen ]] || wrong "no $1 is under way on n1"; }
target() { run_on n1 crm_resource -r svc --meta --set-parameter target-role --parameter-value "$1" >/dev/null; }

cluster 2
add_fencing
add_service svc
cib -C -o constraints -X '<rsc_location id="svc-on-n1" rsc="svc" node="n1" score="1000"/>'
retry expect_running svc n1
retry expect_running fencing

say "in a monitor: it is run again, the service goes on"
process=$(service_pid svc n1)
make_hang monitor
lrmd_dies_in monitor
retry expect_running svc n1
expect_same_process svc n1 "$process"

say "in a stop"
make_hang stop
target Stopped
lrmd_dies_in stop
retry expect_stopped svc
if service_pid svc n1 >/dev/null 2>&1; then wrong "svc still lives"; fi

say "in a start"
make_hang start
target Started
lrmd_dies_in start
retry expect_running svc n1
service_pid svc n1 >/dev/null

say "refreshed while it runs, it is not stopped"
process=$(service_pid svc n1)
run_on n1 crm_resource --refresh -r svc >/dev/null 2>&1
retry expect_running svc n1
expect_same_process svc n1 "$process"
expect_no_fencing
passed
