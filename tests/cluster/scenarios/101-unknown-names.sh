#!/bin/bash
# Nodes, resources, attributes and agents that do not exist: each tool says which, with Pacemaker's exit code.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

cluster 2
usual_service n1

say "resources"
refused 105 "nosuch.*not found" n1 crm_resource -r nosuch -W
refused 105 "nosuch.*not found" n1 crm_resource -r nosuch --meta --set-parameter target-role --parameter-value Stopped
refused 105 "nosuch.*not found" n1 crm_resource --cleanup -r nosuch
refused 105 "ocf:rig:NoSuch" n1 crm_resource --show-metadata ocf:rig:NoSuch

say "nodes"
refused 105 "nosuch.*not found" n1 crm_resource -r svc --move -N nosuch
refused 105 "nosuch.*not found" n1 crm_resource -r svc --ban -N nosuch
refused 105 "nosuch" n1 crm_attribute -t nodes -N nosuch -n standby -v on

say "attributes and options"
refused 105 "no such" n1 crm_attribute -t nodes -N n1 -n nosuch -G
refused 64 "nosuch" n1 crm_mon -1 --nosuch
refused 64 "nosuch" n1 crm_resource --nosuch

expect_running svc n1
expect_marks 0 'n1 stop svc'
passed
