#!/bin/bash
# stonith-enabled=false: a lost node is taken to be dead, the service starts at once on the other; no fence device is
# needed or used.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

cluster 2

say "without a device and with fencing enabled nothing starts"
add_service svc resource-stickiness=100
expect_no_start() { expect_stopped svc && expect_marks 0 '.* start svc'; }
idle() { run_on n1 crmadmin -S "$(dc)" | grep -q S_IDLE; }
retry idle
expect_no_start

say "stonith-enabled=false"
property stonith-enabled false
place svc n1

say "power-off of n1"
power_off n1
FROM=n2 retry expect_running svc n2
expect_no_fencing

say "n1 comes back by hand, and the service stays"
pid=$(service_pid svc n2)
power_on n1
FROM=n2 retry expect_online n1
FROM=n2 retry expect_running svc n2
expect_same_process svc n2 "$pid"
passed
