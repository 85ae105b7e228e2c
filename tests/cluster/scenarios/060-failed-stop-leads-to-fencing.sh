#!/bin/bash
# A stop that fails leads to fencing of its node, and only then the service starts elsewhere.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

cluster 2
usual_service n1

say "the service shall leave n1, but its stop fails"
provoke svc stop n1 1
standby n1 on
FROM=n2 retry expect_running svc n2
expect_marks 1 'n1 stop provoked 1 svc'
expect_fenced n1

say "the service began on n2 only after n1 was dead"
marks '(n1 dead|n2 start svc)' | tail -2 | head -1 | grep -q " n1 dead"

say "n1 is back, without the service"
FROM=n2 retry expect_online n1
standby n1 off
FROM=n2 retry expect_online n1
FROM=n2 expect_running svc n2
expect_marks 1 '.* fences '
passed
