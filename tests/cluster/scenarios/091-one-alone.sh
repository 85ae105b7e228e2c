#!/bin/bash
# One node is started alone: corosync waits for all, so there is no quorum, nothing starts and nobody is fenced. When
# the other comes, the service starts.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

cluster 2
usual_service n1
rig stop-daemons
before=$(count_marks '.* start svc')

say "n1 alone"
rig start-daemons n1
FROM=n1 retry expect_online n1
FROM=n1 retry expect_dc n1
FROM=n1 retry expect_quorum 0
idle() { [[ $(run_on n1 crmadmin -S n1) = *S_IDLE* ]] || wrong "$(run_on n1 crmadmin -S n1)"; }
retry idle
FROM=n1 expect_stopped svc
expect_marks "$before" '.* start svc'
expect_no_fencing

say "n2 as well"
rig start-daemons n2
wait_online
retry expect_quorum 1
retry expect_running svc
expect_marks $((before + 1)) '.* start svc'
expect_no_fencing
passed
