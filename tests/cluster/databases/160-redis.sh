#!/bin/bash
# Redis with Debian's own agent and a virtual address: its primary is powered off, killed, put into standby and moved by hand. The other one is promoted,
# the old one comes back as replica, the client's rows survive. Needs redis-server.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/redis.sh"

cluster 2
add_fencing
each_node configure_redis
add_database db heartbeat:redis ""
begins_with redis
power_off_primary
kill_primary kill_redis
standby_primary
move_primary
expect_marks 1 '.* fences '
stop_client
passed
