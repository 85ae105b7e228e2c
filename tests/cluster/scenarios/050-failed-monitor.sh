#!/bin/bash
# A service that dies is started again where it was; after migration-threshold failures it moves.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

cluster 2
usual_service n1 migration-threshold=2

say "first crash: recovered in place"
first=$(service_pid svc n1)
before=$(count_marks 'n2 start svc')
crash_service svc n1
recovered() { [[ $(service_pid svc n1) != "$first" ]]; }
retry recovered
retry expect_running svc n1
has_failcount() { [[ $(failcount svc n1) = "$1" ]] || wrong "the fail count is '$(failcount svc n1)', expected $1"; }
retry has_failcount 1
expect_marks "$before" 'n2 start svc'

say "second crash: moved"
crash_service svc n1
retry expect_running svc n2
service_pid svc n2 >/dev/null
retry has_failcount 2

say "cleanup: n1 may run it again"
run_on n1 crm_resource --cleanup -r svc -N n1 >/dev/null
retry has_failcount ""
place svc n1

expect_no_fencing
passed
