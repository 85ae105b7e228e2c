#!/bin/bash
# Without corosync the daemons refuse to start and say so, and the tools say that there is no cluster. A second
# supervisor on the same node refuses as well, and the first goes on.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/../words.sh"

cluster 2 stopped

say "no corosync"
on_baton refused 69 "corosync" n1 timeout 30 batond -f
refused 102 "connect" n1 crm_mon -1
refused 102 "connect" n1 cibadmin -Q
refused 102 "connect" n1 crm_resource -r svc -W
refused 102 "connect" n1 crm_node -n
refused 102 "connect" n1 crm_attribute -t nodes -N n1 -n a -v b

say "a second supervisor"
rig start-daemons
wait_online
usual_service n1
pid=$(service_pid svc n1)
first=$(daemon_pid n1 batond)
on_baton refused 100 "runs already" n1 timeout 30 batond -f
on_baton refused 108 "runs already" n1 timeout 30 /usr/lib/pacemaker/crmd -f
on_baton refused 108 "runs already" n1 timeout 30 /usr/lib/pacemaker/lrmd -f
expect_online n1
expect_running svc n1
expect_same_process svc n1 "$pid"
[[ $(daemon_pid n1 batond) = "$first" ]]
expect_no_fencing
passed
