#!/bin/bash
# A stop that hangs is ended at its timeout and counts as failed: the node is fenced, the service starts elsewhere.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

cluster 2
usual_service n1
say "the stop gets 2 seconds"
cib -M -o resources -X '<op id="svc-stop" name="stop" interval="0" timeout="2s"/>'
provoke svc stop n1 hang

say "the service shall leave n1"
standby n1 on
retry expect_marks 1 'n1 stop provoked hang svc'
expect_running svc n1
FROM=n2 retry expect_running svc n2
expect_marks 1 'n1 stop provoked hang svc'
expect_fenced n1
marks '(n1 dead|n2 start svc)' | tail -2 | head -1 | grep -q " n1 dead"
passed
