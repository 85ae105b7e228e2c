#!/bin/bash
# Stop and start of one node: its service moves away first, nobody is fenced, and it comes back as a member.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

stop_and_start() {
    local node=$1 peer
    peer=$(other "$1")
    place svc "$node"
    say "orderly stop of $node, which runs the service (the DC is $(dc))"
    rig stop-daemons "$node"
    FROM=$peer retry expect_offline "$node"
    FROM=$peer retry expect_running svc "$peer"
    FROM=$peer expect_dc "$peer"
    FROM=$peer retry expect_quorum 1

    say "start of $node"
    rig start-daemons "$node"
    FROM=$peer retry expect_online "$node"
    FROM=$node retry expect_dc "$peer"
    expect_running svc "$peer"
    expect_no_fencing
}

cluster 2
usual_service n1
first=$(dc)
stop_and_start "$first"
stop_and_start "$(other "$first")"
stop_and_start "$(other "$(dc)")"
passed
