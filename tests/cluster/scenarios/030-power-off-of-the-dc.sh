#!/bin/bash
# Power-off of the DC, which runs the service: the other node fences it, becomes DC and starts the service; the fenced
# node returns, and nothing moves back.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

cluster 2
dc=$(dc)
peer=$(other "$dc")
usual_service "$dc"
expect_dc "$dc"

say "power-off of $dc"
power_off "$dc"
FROM=$peer retry expect_running svc "$peer"
FROM=$peer expect_dc "$peer"
expect_fenced "$dc"

say "the service began only after the fencing: $(marks ".* (dead|start svc)" | tail -2 | xargs)"
marks '.* (dead|start svc)' | tail -2 | head -1 | grep -q " $dc dead"

say "$dc is back"
FROM=$peer retry expect_online "$dc"
FROM=$dc retry expect_dc "$peer"
retry expect_running svc "$peer"
expect_marks 1 '.* fences '
passed
