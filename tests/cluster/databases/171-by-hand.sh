#!/bin/bash
# What an administrator does by hand with a promotable database, each through crm: bans and moves, a standby, demote and promote, refresh and cleanup, unmanage and
# maintenance. A client writes all along: where nothing is asked to stop, no row fails. Needs redis-server.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/redis.sh"

crm() { run_on n1 crm "$@" >/dev/null; }
redis_of() { run_on "$1" cat /run/redis/redis-server.pid; }
expect_nowhere_promoted() { [[ -z $(promoted db) ]] || wrong "db is promoted on $(promoted db)"; }
expect_no_replica() { [[ -z $(unpromoted db) ]] || wrong "db is a replica on $(unpromoted db)"; }
count_failed() { grep -c " row [0-9]* failed" "$journal" || true; }
# Nothing was stopped, started or promoted since begin_quiet, and no row failed.
begin_quiet() {
    say "$*"
    processes="$(redis_of n1) $(redis_of n2)"
    failed=$(count_failed)
}
stayed_quiet() {
    retry expect_idle
    leads "$primary"
    [[ "$(redis_of n1) $(redis_of n2)" = "$processes" ]] || wrong "a server was restarted: processes $(redis_of n1) $(redis_of n2), they were $processes"
    [[ $(count_failed) = "$failed" ]] || wrong "$(($(count_failed) - failed)) rows failed"
}

cluster 2
add_fencing
each_node configure_redis
add_database db heartbeat:redis ""
begins_with redis

say "a ban of the primary, $primary: the other one leads, and nothing runs there until it is cleared"
crm resource ban db-clone "$primary"
rows_flow taken "$(other "$primary")"
retry expect_no_replica
crm resource clear db-clone
primary=$(other "$primary")
leads "$primary"

say "node $primary goes into standby and comes back"
crm node standby "$primary"
rows_flow taken "$(other "$primary")"
crm node online "$primary"
primary=$(other "$primary")
leads "$primary"

say "demoted: nobody leads, the address is away; promoted again"
crm resource demote db-clone
retry expect_nowhere_promoted
retry expect_stopped vip
retry expect_idle
crm resource promote db-clone
retry expect_promoted db
primary=$(promoted db)
leads "$primary"

begin_quiet "refresh and cleanup: nothing is touched"
crm resource refresh db-clone
stayed_quiet
crm resource cleanup db-clone
stayed_quiet

begin_quiet "unmanaged, then managed again: nothing is touched"
crm resource unmanage db-clone
retry expect_idle
crm resource manage db-clone
stayed_quiet

replica=$(other "$primary")
say "the replica is killed while nobody manages it: it stays down, and is started as soon as it is managed"
crm resource unmanage db-clone
retry expect_idle
kill_redis "$replica"
retry expect_failed db "$replica"
retry expect_idle
rows_flow taken "$primary"
if run_on "$replica" pgrep -x redis-server >/dev/null; then wrong "what nobody manages was started"; fi
crm resource manage db-clone
leads "$primary"
crm resource cleanup db-clone
[[ -z $(failcount db "$replica") ]] || wrong "the failure was not forgotten"

for what in "resource maintenance db-clone on|resource maintenance db-clone off" "configure property maintenance-mode=true|configure property maintenance-mode=false" \
    "node maintenance $primary|node ready $primary"; do
    begin_quiet "${what%|*}, and back: nothing is touched"
    # shellcheck disable=SC2086 # words
    crm ${what%|*}
    retry expect_idle
    rows_flow promised "$primary"
    # shellcheck disable=SC2086
    crm ${what#*|}
    stayed_quiet
done

say "the primary is killed in maintenance and started by hand: as maintenance ends it is found as it is, and all leads to one primary"
crm configure property maintenance-mode=true
retry expect_idle
kill_redis "$primary"
run_on "$primary" sh -c 'su redis -s /bin/sh -c "redis-server /etc/redis/redis.conf --daemonize yes --unixsocket /run/redis/redis.sock --pidfile /run/redis/redis-server.pid"'
crm configure property maintenance-mode=false
crm resource refresh db-clone
retry expect_promoted db
primary=$(promoted db)
leads "$primary"
expect_no_fencing
stop_client
passed
