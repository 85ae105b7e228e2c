#!/bin/bash
# An agent that prints 128 MB while it starts: the service starts, the log does not fill the disk, the daemons stay
# small.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

cluster 2
usual_service n1
pid=$(service_pid svc n1)

say "a flood"
add_resource flood Flood
retry expect_running flood
node=$(where flood)
service_pid flood "$node" >/dev/null

say "its traces"
log_kb() { run_on "$1" du -sk /var/log/pacemaker | cut -f1; }
peak_kb() { run_on "$1" sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$(daemon_pid "$1" lrmd)/status"; }
say "log: $(log_kb "$node") KB, executor at its peak: $(peak_kb "$node") KB"
on_baton test "$(log_kb "$node")" -lt 2048
on_baton test "$(peak_kb "$node")" -lt 32768

expect_running svc n1
expect_same_process svc n1 "$pid"
expect_no_fencing
passed
