#!/bin/bash
# First start: two nodes come online, one of them is DC, both see the same, and a service that is configured starts.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

cluster 2

say "both nodes see the same"
FROM=n1 expect_online n2
FROM=n2 retry expect_online n1
FROM=n2 retry expect_dc "$(FROM=n1 dc)"
expect_quorum 1
[[ $(run_on n1 crm_node -n) = n1 ]]
[[ $(run_on n1 crm_node -i) = 1 ]]
[[ $(run_on n2 crm_node -p | xargs) = "n1 n2" ]]
run_on n1 crm_node -l | grep -qx '2 n2 member'

say "a service starts, once"
usual_service n2
service_pid svc n2 >/dev/null
expect_marks 1 '.* started svc'
expect_marks 0 "$(other n2) start svc"
FROM=n2 retry expect_running svc n2

say "its configuration is the same on both nodes"
same_cib() {
    [[ $(run_on n1 cibadmin -Ql | cibdigest) = $(run_on n2 cibadmin -Ql | cibdigest) ]] || wrong "the CIBs differ"
}
cibdigest() { sed 's/ \(have-quorum\|dc-uuid\|update-[a-z]*\|cib-last-written\)="[^"]*"//g' | cksum; }
retry same_cib

expect_no_fencing
passed
