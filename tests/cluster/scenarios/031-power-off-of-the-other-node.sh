#!/bin/bash
# Power-off of the node that is not DC and runs the service: the DC stays, fences it and starts the service.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

cluster 2
dc=$(dc)
peer=$(other "$dc")
usual_service "$peer"
expect_dc "$dc"

say "power-off of $peer"
power_off "$peer"
FROM=$dc retry expect_running svc "$dc"
FROM=$dc expect_dc "$dc"
expect_fenced "$peer"

say "the service began only after the fencing"
marks '.* (dead|start svc)' | tail -2 | head -1 | grep -q " $peer dead"

say "$peer is back"
FROM=$dc retry expect_online "$peer"
retry expect_running svc "$dc"
expect_marks 1 '.* fences '
passed
