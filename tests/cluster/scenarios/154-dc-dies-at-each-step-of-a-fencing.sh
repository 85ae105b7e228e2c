#!/bin/bash
# The DC's controller is killed at each step of a fencing: the target is fenced, the service recovered after that,
# and nobody is fenced for nothing.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"
only_baton "it counts what Baton's fencer does"

kill_dc() { local node; node=$(FROM=n1 dc); run_on "$node" kill -9 "$(daemon_pid "$node" crmd)"; say "killed the controller of the DC $node"; }

# The service runs on n3, which loses its power; its fencing takes until recovered().
fence_n3() {
    calls=$(begins)
    FROM=n1 retry expect_online n3
    place svc n3
    starts=$(count_marks 'n[12] started svc')
    touch "$state/shared/slow"
    power_off n3
}
recovered() {
    rm -f "$state/shared/slow"
    retry expect_marks $((starts + 1)) 'n[12] started svc'
    FROM=n1 retry expect_running svc
    FROM=n1 retry expect_online n3
    expect_never_twice
    expect_marks 0 '.* fences n[12] .*'
}

cluster 3
each_node make_slow
cib -C -o resources -X '<primitive id="fencing" class="stonith" type="fence_slow"/>'
cib -C -o resources -X '<primitive id="keep" class="stonith" type="fence_slow"/>'
add_service svc resource-stickiness=100
retry expect_running fencing

say "as soon as the loss is noticed"
fence_n3
FROM=n1 retry expect_offline n3
kill_dc
recovered

say "while the agent runs: it is not called a second time"
fence_n3
retry expect_begun $((calls + 1))
kill_dc
retry expect_dc
expect_marks "$starts" 'n[12] started svc'
recovered
[[ $(begins) = $((calls + 1)) ]] || wrong "the agent was called $(($(begins) - calls)) times"

say "right after the agent ended"
fence_n3
retry expect_begun $((calls + 1))
fenced=$(count_marks '.* fences n3 ')
rm -f "$state/shared/slow"
retry expect_marks $((fenced + 1)) '.* fences n3 .*'
kill_dc
recovered
passed
