#!/bin/bash
# A node hangs (all its processes stand still, its service holds on): it is fenced before its service starts elsewhere.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

cluster 2
usual_service n1

say "n1 hangs"
rig freeze n1
FROM=n2 retry expect_running svc n2
expect_fenced n1
marks '(n1 dead|n2 start svc)' | tail -2 | head -1 | grep -q " n1 dead"

say "a hang that is shorter than corosync's token is nobody's business"
FROM=n2 retry expect_online n1
pid=$(service_pid svc n2)
rig freeze n2
rig thaw n2
wait_online
expect_same_process svc n2 "$pid"
expect_marks 1 '.* fences '
passed
