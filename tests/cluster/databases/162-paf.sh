#!/bin/bash
# PostgreSQL by PAF (ocf:heartbeat:pgsqlms), whose replicas elect the primary among themselves in notifications, by private attributes. Each commit waits for
# the replica (synchronous_standby_names), so that none may be lost. Needs postgresql, resource-agents-paf.
#
# SPDX-License-Identifier: GPL-2.0-or-later
. "$(dirname "$0")/postgresql.sh"
need_programs /usr/lib/ocf/resource.d/heartbeat/pgsqlms

leads() {
    retry expect_promoted db "$1"
    retry expect_unpromoted db "$(other "$1")"
    retry expect_running vip "$1"
    rows_flow promised "$1"
}

expect_failed() { [[ -n $(failcount db "$1") ]] || wrong "db has not failed on $1"; }
# The old primary may be back before its replica is promoted: then PAF's promotion scores say who goes on.
expect_settled() { expect_promoted db && expect_idle; }

# A server's own name is in its configuration, beside what the copies share.
name_server() {
    run_on "$1" install -d -o postgres -g postgres -m 700 /var/lib/pgsql
    run_on "$1" sh -c "echo \"primary_conninfo = 'host=$vip user=postgres application_name=$1 keepalives_idle=5 keepalives_interval=1 keepalives_count=3'\" >/var/lib/pgsql/node.conf"
    run_on "$1" chmod 644 /var/lib/pgsql/node.conf
}
# A crashed primary may be ahead of its replica: PAF leaves it to the administrator.
rebuild() {
    make_replica "$1" "$vip"
    run_on "$1" touch "$data/standby.signal"
    run_on "$1" chown postgres:postgres "$data/standby.signal"
    run_on n1 crm_resource --cleanup -r db >/dev/null
}

cluster 2
add_fencing
each_node name_server
make_primary n1 "include_if_exists = '/var/lib/pgsql/node.conf'" "recovery_target_timeline = latest" "hot_standby = on" "synchronous_standby_names = '*'" "wal_receiver_timeout = 5s"
make_replica n2 "10.77.$RIG.1"
stop_by_hand n1
as_postgres n2 "touch $data/standby.signal"
add_database db heartbeat:pgsqlms "$(nv db bindir="$pg_bin" pgdata="$data" pghost=/tmp)" late
retry expect_promoted db
primary=$(promoted db)
start_client postgresql
leads "$primary"

say "the promoted role is moved by hand away from $primary"
at=$(journal_lines)
run_on n1 crm_resource --move -r db-clone --promoted -N "$(other "$primary")" >/dev/null
leads "$(other "$primary")"
say "the other one takes writes, the old primary follows; without an answer for $(longest_gap "$at") s"
run_on n1 crm_resource --clear -r db-clone >/dev/null
retry expect_idle
primary=$(other "$primary")
leads "$primary"

say "standby of the primary, $primary"
standby "$primary" true
retry expect_promoted db "$(other "$primary")"
standby "$primary" false
primary=$(other "$primary")
leads "$primary"

say "kill -9 of the primary, $primary: it is recovered where it was, its replica has all that it has"
kill_postgres "$primary"
retry expect_failed "$primary"
retry expect_idle
primary=$(promoted db)
leads "$primary"
run_on n1 crm_resource --cleanup -r db >/dev/null
retry expect_idle

say "power-off of the primary, $primary"
power_off "$primary"
retry expect_fenced "$primary"
FROM=$(other "$primary") retry expect_online "$primary"
retry expect_settled
now=$(promoted db)
say "$now is the primary"
[[ $(unpromoted db) = "$(other "$now")" ]] || rebuild "$(other "$now")"
leads "$now"

expect_marks 1 '.* fences '
stop_client
passed
