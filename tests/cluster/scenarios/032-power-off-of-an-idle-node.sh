#!/bin/bash
# Power-off of a node that runs nothing: it is fenced, and the service on the other is not touched. A node without
# power that cannot come back stays off and is known to be.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

cluster 2
usual_service n1
pid=$(service_pid svc n1)

say "power-off of n2, which runs no service"
power_off n2
FROM=n1 retry expect_offline n2
retry expect_fenced n2
FROM=n1 retry expect_online n2
FROM=n1 expect_running svc n1
expect_same_process svc n1 "$pid"

say "the other way round: the service moves"
power_off n1
FROM=n2 retry expect_running svc n2
expect_marks 2 '.* fences '
passed
