#!/bin/bash
# The words of the Redis scenarios.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "${BASH_SOURCE[0]}")/words.sh"
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
