#!/bin/bash
# A start that hangs is ended at its timeout, children included; meanwhile the cluster answers and does its other work;
# then the service is stopped and starts elsewhere.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

cluster 2
usual_service n1
add_service slow resource-stickiness=100 target-role=Stopped
cib -M -o resources -X '<op id="slow-start" name="start" interval="0" timeout="4s"/>'
cib -C -o constraints -X '<rsc_location id="slow-n1" rsc="slow" node="n1" score="200"/>'
provoke slow start n1 hang

say "the start hangs on n1"
run_on n1 crm_resource -r slow --meta --set-parameter target-role --parameter-value Started >/dev/null
retry expect_marks 1 'n1 start provoked hang slow'

say "the cluster answers, and monitors what else runs there"
expect_online n1
before=$(count_marks 'n1 started svc')
crash_service svc n1
if [[ $RIG_FLAVOUR = baton ]]; then # Pacemaker waits for the hanging start
    retry 3 expect_marks $((before + 1)) 'n1 started svc'
    expect_marks 0 'n2 start slow'
fi

say "the timeout: it starts on n2, and nothing of the agent is left on n1"
retry expect_running slow n2
nothing_left() { if run_on n1 pgrep -f 'rig/Service start'; then wrong "an agent is left on n1"; fi; }
nothing_left
retry expect_result slow "error"
expect_no_fencing
passed
