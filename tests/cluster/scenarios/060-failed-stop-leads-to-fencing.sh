#!/bin/bash
# A stop that fails leads to fencing of its node, and only then the service starts elsewhere; once for the DC, which is
# fenced by the other node, and once for the other node.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

stop_fails_on() {
    local node=$1 peer
    peer=$(other "$1")
    place svc "$node"
    say "the service shall leave $node, but its stop fails (the DC is $(dc))"
    provoke svc stop "$node" 1
    FROM=$peer standby "$node" on
    FROM=$peer retry expect_running svc "$peer"
    expect_marks 1 "$node stop provoked 1 svc"
    expect_marks 1 "$peer fences $node .*"

    say "the service began on $peer only after $node was dead"
    marks "($node dead|$peer start svc)" | tail -2 | head -1 | grep -q " $node dead"

    say "$node is back, without the service"
    FROM=$peer retry expect_online "$node"
    FROM=$peer standby "$node" off
    FROM=$peer retry expect_online "$node"
    FROM=$peer expect_running svc "$peer"
    expect_marks 1 ".* fences $node .*"
}

cluster 2
usual_service n1
stop_fails_on "$(other "$(dc)")"
stop_fails_on "$(dc)"
passed
