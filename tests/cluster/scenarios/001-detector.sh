#!/bin/bash
# The detector of double runs detects: a service started by hand on two nodes is noted at once.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

start_by_hand() { run_on "$1" env OCF_RESOURCE_INSTANCE=svc /usr/lib/ocf/resource.d/rig/Service start; }
stop_by_hand() { run_on "$1" env OCF_RESOURCE_INSTANCE=svc /usr/lib/ocf/resource.d/rig/Service stop; }

cluster 2 stopped

say "one after the other is fine"
start_by_hand n1
stop_by_hand n1
start_by_hand n2
expect_never_twice

say "a power-off frees the service"
power_off n2
start_by_hand n1
expect_never_twice

say "a node that hangs still holds it"
RIG_AUTOSTART=no rig start n2
stop_by_hand n1
start_by_hand n2
rig freeze n2
start_by_hand n1
if expect_never_twice 2>/dev/null; then
    wrong "a double run was not noticed"
fi
say "passed"
