#!/bin/bash
# Redis with Debian's own agent and a virtual address: its primary is powered off, killed, put into standby and moved by hand. The other one is promoted,
# the old one comes back as replica, the client's rows survive. Needs redis-server.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/words.sh"
need_programs /usr/bin/redis-server /usr/bin/redis-cli

# A server that starts knows of no primary: it takes no writes before the agent promotes it.
configure_redis() {
    run_on "$1" sh -c 'install -d -o redis -g redis /var/lib/redis /var/log/redis && cat >/etc/redis/redis.conf && chmod 644 /etc/redis/redis.conf' <<-END
	bind 0.0.0.0
	protected-mode no
	port 6379
	dir /var/lib/redis
	logfile /var/log/redis/redis.log
	appendonly yes
	replicaof no-such-master 6379
	repl-diskless-sync-delay 0
	END
}
kill_redis() { run_on "$1" sh -c 'kill -9 "$(cat /run/redis/redis-server.pid)"'; }
expect_failed() { [[ -n $(failcount redis "$1") ]] || wrong "redis has not failed on $1"; }

# It is NODE that leads, the other one follows, and a row is promised again: both hold it.
leads() {
    retry expect_promoted redis "$1"
    retry expect_unpromoted redis "$(other "$1")"
    retry expect_running vip "$1"
    rows_flow promised "$1"
}

cluster 2
add_fencing
each_node configure_redis
add_database redis heartbeat:redis ""
retry expect_promoted redis
primary=$(promoted redis)
start_client redis
leads "$primary"

say "power-off of the primary, $primary"
at=$(journal_lines)
power_off "$primary"
rows_flow taken "$(other "$primary")"
say "the other one takes writes; without an answer for $(longest_gap "$at") s"
retry expect_online "$primary"
primary=$(other "$primary")
leads "$primary"
say "the old primary is back, as replica"


say "kill -9 of the primary, $primary"
at=$(journal_lines)
kill_redis "$primary"
retry expect_failed "$primary"
retry expect_idle
primary=$(promoted redis)
leads "$primary"
say "$primary leads; without an answer for $(longest_gap "$at") s"
run_on n1 crm_resource --cleanup -r redis >/dev/null
retry expect_idle

say "standby of the primary, $primary"
at=$(journal_lines)
standby "$primary" true
rows_flow taken "$(other "$primary")"
say "the other one takes writes; without an answer for $(longest_gap "$at") s"
standby "$primary" false
primary=$(other "$primary")
leads "$primary"

say "the promoted role is moved by hand away from $primary"
run_on n1 crm_resource --move -r redis-clone --promoted -N "$(other "$primary")" >/dev/null
leads "$(other "$primary")"
run_on n1 crm_resource --clear -r redis-clone >/dev/null
retry expect_idle
leads "$(other "$primary")"

expect_marks 1 '.* fences '
stop_client
passed
