#!/bin/bash
# Both nodes are started at the same time, with a configuration from before: one DC, the service starts once, on one.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

cluster 2
usual_service n1

for round in 1 2; do
    say "round $round: both stop at the same time, both start at the same time"
    rig stop-daemons
    before=$(count_marks '.* started svc')
    rig start-daemons
    wait_online
    retry expect_running svc
    expect_marks $((before + 1)) '.* started svc'
done

say "the power of the whole rack fails and returns"
power_off n1 & power_off n2 & wait
before=$(count_marks '.* started svc')
power_on n1 & power_on n2 & wait
wait_online
retry expect_running svc
expect_marks $((before + 1)) '.* started svc'
expect_no_fencing
passed
