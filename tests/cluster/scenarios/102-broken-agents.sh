#!/bin/bash
# An agent that is missing, one that may not be executed, one whose meta-data are garbage: the first two are reported
# and disturb nobody, the third works.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

cluster 2
usual_service n1
pid=$(service_pid svc n1)

say "missing"
add_resource missing Missing
retry expect_result missing "not installed"
expect_stopped missing

# Pacemaker takes the failed probe for a resource that may run, tries to stop it, and fences the node for that.
if [[ $RIG_FLAVOUR = baton ]]; then
    say "not executable"
    add_resource refused NotExecutable
    retry expect_result refused "\(not installed\|insufficient privileges\)"
    expect_stopped refused
fi

say "garbage as meta-data"
add_resource garbage Garbage
retry expect_running garbage
on_baton refused 65 "ocf:rig:Garbage.*meta-data" n1 crm_resource --show-metadata ocf:rig:Garbage

say "the others are not disturbed"
expect_running svc n1
expect_same_process svc n1 "$pid"
expect_no_fencing
passed
