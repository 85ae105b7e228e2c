#!/bin/bash
# Standby: the service leaves the node at once and in order; online again: the node may run it, and nothing moves by
# itself. With both nodes in standby it stops.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

in_standby() { ask "//nodes/node[@name='$1']/@standby" | grep -qx "$2" || wrong "$1: standby is not $2"; }

cluster 2
usual_service n1

say "n1 in standby"
standby n1 on
retry in_standby n1 true
retry expect_running svc n2
expect_online n1
expect_marks 1 'n1 stopped svc'

say "n2 as well: no place left"
standby n2 on
retry expect_stopped svc

say "n1 is back: the service starts there"
standby n1 off
retry expect_running svc n1

say "n2 is back: the service stays"
pid=$(service_pid svc n1)
standby n2 off
retry in_standby n2 false
place svc n1
expect_same_process svc n1 "$pid"

expect_no_fencing
passed
